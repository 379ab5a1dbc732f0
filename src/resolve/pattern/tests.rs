use std::collections::{BTreeMap, BTreeSet};

use super::PATTERNS;
use crate::catalog::asset::Assets;
use crate::catalog::pattern::NAMES;
use crate::catalog::scoring::Scoring;
use crate::catalog::text::Text;
use crate::model::decision::{Candidate, CandidateKind, Verdict};
use crate::model::event::{Event, Participant, Participants};
use crate::model::*;
use crate::resolve::tests::{Case, firm_name, uid};
use crate::resolve::{Request, surface};
use crate::snapshot::LoadedRow;

/// Candidates of one pattern, of one record when one is given.
fn found(case: &Case, pattern: &str, record: Option<RecordId>) -> Vec<Candidate> {
    let request = Request {
        kinds: vec![CandidateKind::Pattern],
        record,
        ..Request::default()
    };
    let mut all = surface(&case.snapshot(), &Scoring::built_in().unwrap(), &request).candidates;
    all.retain(|c| c.pattern == pattern);
    for candidate in &all {
        assert_eq!(candidate.bits, candidate.reasons.iter().map(|r| r.bits).sum());
        for language in ["en", "es"] {
            let text = Text::new(&Assets::built_in(), language);
            for reason in &candidate.reasons {
                let key = format!("reason-{}", reason.key);
                assert!(text.has(&key), "{language}: {key}");
            }
        }
    }
    all
}

fn reason<'a>(card: &'a Candidate, key: &str) -> Option<&'a crate::model::decision::Reason> {
    card.reasons.iter().find(|r| r.key == key)
}

#[test]
fn every_pattern_in_code_has_its_file_and_the_other_way_round() {
    let in_code: Vec<&str> = PATTERNS.iter().map(|(name, _)| *name).collect();
    assert_eq!(in_code, NAMES);
    let scoring = Scoring::built_in().unwrap();
    assert_eq!(
        scoring.patterns.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        in_code.into_iter().collect()
    );
}

// ---------------------------------------------------------------- one van

const SITES: [&str; 4] = [
    "1880 larkspur rd|invented|nm|88099",
    "915 juniper ln|otherwhere|nm|88030",
    "2200 acequia rd|thirdplace|nm|87937",
    "40 mirador dr|fourthplace|nm|88001",
];

/// Firms that share no word.
fn unlike(n: usize) -> String {
    firm_name(n * 13)
}

/// Tips that name a van at a firm's worksite; one for each (firm, site, plate).
fn vans(told: &[(usize, &str, &str)]) -> (Case, Vec<RecordId>) {
    let mut case = Case::default();
    let source = case.source("tips.csv");
    for n in 20..50 {
        case.firm(source, &firm_name(n), "");
    }
    let mut records = Vec::new();
    for (firm, site, plate) in told {
        let record = case.record(source, "tip", "2026-03-01");
        let party = case.party(record, "company", "employer", &[("name", &unlike(*firm))]);
        case.identifier(record, party, "plate", plate, "has_plate");
        if !site.is_empty() {
            case.identifier(record, party, "address", site, "works_at");
        }
        records.push(record);
    }
    (case, records)
}

#[test]
fn one_van_at_worksites_of_several_firms() {
    let plates = ["NM BQO704", "NM BQ0704", "NM BQO704"];
    let told: Vec<(usize, &str, &str)> = (0..3).map(|n| (n, SITES[n], plates[n])).collect();
    let (case, records) = vans(&told);
    let all = found(&case, "one_van_at_worksites", None);
    assert_eq!(all.len(), 1, "{all:?}");
    let sites = reason(&all[0], "van-sites").unwrap();
    assert_eq!(sites.args[1..4], ["3", "3", "3"], "{sites:?}");
    assert!(sites.bits.0 > 0, "{sites:?}");
    let places = &reason(&all[0], "van-where").unwrap().args[0];
    assert!(SITES[..3].iter().all(|s| places.contains(s)), "{places}");
    assert_eq!(all[0].left.kind, "plate");
    // Of one record: the same card, and none of a record that has nothing to do with it.
    assert_eq!(found(&case, "one_van_at_worksites", Some(records[1])), all);
    let other = case
        .snapshot()
        .records
        .values()
        .map(|r| r.id)
        .find(|r| !records.contains(r));
    assert!(found(&case, "one_van_at_worksites", other).is_empty());
}

#[test]
fn a_van_that_has_an_ordinary_explanation_makes_no_pattern() {
    let van = |told: &[(usize, &str, &str)]| found(&vans(told).0, "one_van_at_worksites", None).len();
    let plate = "NM BQO704";
    // Two worksites only; the third is the second, written otherwise.
    let slip = "915 juniper lane|otherwhere|nm|";
    assert_eq!(van(&[(0, SITES[0], plate), (1, SITES[1], plate), (2, slip, plate)]), 0);
    // One firm's own van at its own fields.
    assert_eq!(
        van(&[(0, SITES[0], plate), (0, SITES[1], plate), (0, SITES[2], plate)]),
        0
    );
    // Records that say no worksite.
    assert_eq!(van(&[(0, "", plate), (1, "", plate), (2, SITES[0], plate)]), 0);
    // A shuttle that many firms hire.
    let shuttle: Vec<(usize, &str, &str)> = (0..12).map(|n| (n, SITES[n % 4], plate)).collect();
    assert_eq!(van(&shuttle), 0);
    // The same with few firms is one, and weighs more the fewer they are.
    let weight = |firms: usize| {
        let told: Vec<(usize, &str, &str)> = (0..8).map(|n| (n % firms, SITES[n % 4], plate)).collect();
        let all = found(&vans(&told).0, "one_van_at_worksites", None);
        reason(&all[0], "van-sites").unwrap().bits
    };
    assert!(weight(3) > weight(6));
}

#[test]
fn a_dwelling_is_no_worksite_and_a_vehicle_without_a_plate_counts_once_it_is_one() {
    let (mut case, records) = vans(&[
        (0, SITES[0], "NM BQO704"),
        (1, SITES[1], "NM BQO704"),
        (2, "", "NM BQO704"),
    ]);
    let party = case.party(records[2], "company", "landlord", &[("name", "Invented Lodging")]);
    case.identifier(records[2], party, "address", SITES[2], "located_at");
    let dwelling = EntityId(uid(&["identifier", "address", SITES[2]]));
    case.mention(records[2], dwelling, "housing_address");
    assert!(found(&case, "one_van_at_worksites", None).is_empty());
    case.mention(records[2], dwelling, "worksite_address");
    assert_eq!(
        found(&case, "one_van_at_worksites", None).len(),
        1,
        "it is said to be both"
    );

    let (mut case, _) = vans(&[]);
    let source = case.source("notes.csv");
    let mut vehicles = Vec::new();
    for (n, site) in SITES.iter().enumerate().take(3) {
        let record = case.record(source, "narrative", "2026-03-01");
        let firm = case.party(record, "company", "employer", &[("name", &unlike(n))]);
        case.identifier(record, firm, "address", site, "works_at");
        vehicles.push(case.party(record, "vehicle", "vehicle", &[("name", "white van, dented door")]));
    }
    assert!(found(&case, "one_van_at_worksites", None).is_empty());
    case.decide(vehicles[0], vehicles[1], Verdict::Accept);
    case.decide(vehicles[1], vehicles[2], Verdict::Accept);
    assert_eq!(found(&case, "one_van_at_worksites", None).len(), 1);
}

// ---------------------------------------------------------------- complaints that stop

const PHONE: &str = "+15755550132";
const OLD: &str = "Quail Fictional Dairy LLC";
const NEW: &str = "Anvil Invented Roofing Inc";

struct Told {
    case: Case,
    tips: SourceId,
    register: SourceId,
}

impl Told {
    /// Tips about other firms until the end of 2026, and what makes values rare.
    fn new() -> Told {
        let mut case = Case::default();
        let (tips, register) = (case.source("tips.csv"), case.source("register.csv"));
        let mut told = Told { case, tips, register };
        for n in 20..60 {
            told.case.firm(register, &firm_name(n), "");
        }
        for month in 1..=12 {
            told.tip(&firm_name(40 + month), &format!("2026-{month:02}-20"), "");
        }
        told
    }
    fn tip(&mut self, firm: &str, date: &str, phone: &str) -> RecordId {
        self.record(self.tips, "tip", firm, date, phone)
    }
    fn record(&mut self, source: SourceId, kind: &str, firm: &str, date: &str, phone: &str) -> RecordId {
        let record = self.case.record(source, kind, date);
        let party = self.case.party(record, "company", "employer", &[("name", firm)]);
        if !phone.is_empty() {
            self.case.identifier(record, party, "phone", phone, "has_phone");
        }
        record
    }
    /// Complaints about the old name, one for each date.
    fn complain(&mut self, dates: &[&str]) -> Vec<RecordId> {
        dates.iter().map(|date| self.tip(OLD, date, PHONE)).collect()
    }
    fn works(&mut self, name: &str, dates: &[&str], phone: &str) {
        for date in dates {
            self.record(self.register, "disclosure", name, date, phone);
        }
    }
    fn event(&mut self, kind: &str, date: &str, record: RecordId, of: EntityId) {
        let participants = Participants(vec![Participant {
            entity: of,
            role: "employer".into(),
        }]);
        self.case.rows.push(LoadedRow::Event(Event {
            id: EventId(uid(&["event", kind, date, &record.to_string()])),
            kind: kind.into(),
            date: date.into(),
            participants,
            record: Some(record),
            ..Event::default()
        }));
    }
    fn found(&self) -> Vec<Candidate> {
        found(&self.case, "complaints_stop", None)
    }
}

const MONTHLY: [&str; 6] = [
    "2026-01-05",
    "2026-01-28",
    "2026-02-20",
    "2026-03-11",
    "2026-04-02",
    "2026-04-25",
];
const LATER: [&str; 3] = ["2026-05-10", "2026-08-02", "2026-11-15"];

#[test]
fn complaints_stop_when_a_new_name_with_the_same_telephone_begins() {
    let mut told = Told::new();
    let complaints = told.complain(&MONTHLY);
    told.works(NEW, &LATER, PHONE);
    let all = told.found();
    assert_eq!(all.len(), 1, "{all:#?}");
    let card = &all[0];
    assert_eq!((card.left.label.as_str(), card.right.label.as_str()), (OLD, NEW));
    let silence = reason(card, "stop-silence").unwrap();
    // Five pauses in 110 days, the longest of 23; 239 days until the last tip about anybody.
    assert_eq!(silence.args, ["6", "2026-01-05", "2026-04-25", "23", "239"]);
    assert_eq!(silence.left, "2026-01-05/2026-04-25");
    let expected: f64 = 5.0 / 110.0 * 239.0 / std::f64::consts::LN_2;
    assert_eq!(silence.bits.as_f64(), expected.min(12.0));
    assert_eq!(reason(card, "stop-start").unwrap().args, ["15", NEW, "2026-05-10"]);
    assert_eq!(reason(card, "stop-works").unwrap().args, [NEW, "3", "2026-11-15"]);
    assert_eq!(
        reason(card, "stop-phone").unwrap().bits.0,
        600,
        "no successor weighs it"
    );
    assert_eq!(found(&told.case, "complaints_stop", Some(complaints[2])), all);
    let other = told.tip("Nopal Unheard Hay", "2026-06-01", "");
    assert!(found(&told.case, "complaints_stop", Some(other)).is_empty());
}

#[test]
fn what_the_successors_card_weighs_is_not_weighed_again() {
    let mut told = Told::new();
    let complaints = told.complain(&MONTHLY);
    told.works(NEW, &LATER, PHONE);
    let s = told.case.snapshot();
    let firm_in = |record: RecordId| {
        let mut named = s.mentions_of_record(record).map(|m| m.entity);
        named.find(|e| s.entity(*e).unwrap().kind == "company").unwrap()
    };
    told.event("debarment", "2026-04-20", complaints[0], firm_in(complaints[0]));
    // A second kind of value makes it a successor.
    let both = s
        .records
        .values()
        .filter(|r| ["2026-01-28", "2026-05-10"].contains(&r.date.as_str()));
    for record in both.map(|r| r.id) {
        let email = "office@invented.example";
        told.case
            .identifier(record, firm_in(record), "email", email, "has_email");
    }
    assert_eq!(found(&told.case, "successor_employer", None).len(), 1);
    let all = told.found();
    assert_eq!(all.len(), 1, "{all:#?}");
    let counted: Vec<_> = all[0].reasons.iter().filter(|r| r.key == "stop-tie-counted").collect();
    assert_eq!(counted.len(), 2);
    assert!(counted.iter().all(|r| r.bits.0 == 0));
    assert!(reason(&all[0], "stop-phone").is_none());
}

#[test]
fn a_new_trade_name_of_the_same_firm_is_a_new_name() {
    let mut told = Told::new();
    told.complain(&MONTHLY);
    for date in LATER {
        let record = told.case.record(told.register, "disclosure", date);
        let facts = [("name", OLD), ("dba", "Granero Unheard Foods")];
        let party = told.case.party(record, "company", "employer", &facts);
        told.case.identifier(record, party, "phone", PHONE, "has_phone");
    }
    let all = told.found();
    assert_eq!(all.len(), 1, "{all:#?}");
    assert_eq!(all[0].right.label, "Granero Unheard Foods");
    assert!(reason(&all[0], "stop-one-firm").is_some());
    assert_ne!(all[0].left.id, all[0].right.id);
    // A slip of the old name is no new name.
    let mut told = Told::new();
    told.complain(&MONTHLY);
    told.works("Quail Fictionl Dairy", &LATER, PHONE);
    assert!(told.found().is_empty());
}

#[test]
fn silence_with_an_ordinary_explanation_makes_no_pattern() {
    // A season's pause as long as the one before.
    let mut told = Told::new();
    told.complain(&[
        "2025-04-03",
        "2025-04-20",
        "2025-05-15",
        "2025-06-10",
        "2026-01-05",
        "2026-02-02",
        "2026-03-30",
    ]);
    told.works(NEW, &["2026-04-10", "2026-08-02", "2026-11-15"], PHONE);
    assert!(told.found().is_empty(), "season");
    // The firm closed: the new name shows once and works no more.
    let mut told = Told::new();
    told.complain(&MONTHLY);
    told.works(NEW, &LATER[..1], PHONE);
    assert!(told.found().is_empty(), "closed");
    // Complaints go on.
    let mut told = Told::new();
    told.complain(&MONTHLY);
    told.complain(&["2026-10-01"]);
    told.works(NEW, &LATER, PHONE);
    assert!(told.found().is_empty(), "go on");
    // Too few, or all in one bad month.
    for dates in [
        &MONTHLY[..3],
        &["2026-04-01", "2026-04-03", "2026-04-09", "2026-04-25"][..],
    ] {
        let mut told = Told::new();
        told.complain(dates);
        told.works(NEW, &LATER, PHONE);
        assert!(told.found().is_empty(), "{dates:?}");
    }
    // The new name began long before, or long after.
    for begins in ["2025-01-10", "2026-09-01"] {
        let mut told = Told::new();
        told.complain(&MONTHLY);
        told.works(NEW, &[begins, "2026-10-02", "2026-11-15"], PHONE);
        assert!(told.found().is_empty(), "{begins}");
    }
    // Nobody's complaints came in after: the file ends.
    let mut told = Told::new();
    told.case
        .rows
        .retain(|row| !matches!(row, LoadedRow::Record(r) if r.kind == "tip" && r.date.as_str() > "2026-04-25"));
    told.complain(&MONTHLY);
    told.works(NEW, &LATER, PHONE);
    assert!(told.found().is_empty(), "the file ends");
}

#[test]
fn an_officer_alone_ties_no_two_names_and_a_settled_matter_speaks_against() {
    let with = |phone: bool, settled: bool| {
        let mut told = Told::new();
        let firm = |told: &mut Told, kind: &str, source, name: &str, date: &str| {
            let record = told.case.record(source, kind, date);
            let facts = [("name", name), ("owner", "Ismael Fictional Zertuche")];
            let party = told.case.party(record, "company", "employer", &facts);
            if phone {
                told.case.identifier(record, party, "phone", PHONE, "has_phone");
            }
            (record, party)
        };
        let tips = told.tips;
        for date in MONTHLY {
            let (record, party) = firm(&mut told, "tip", tips, OLD, date);
            if settled {
                told.event("claim_closed", "2026-05-01", record, party);
            }
        }
        let register = told.register;
        for date in LATER {
            firm(&mut told, "disclosure", register, NEW, date);
        }
        told.found()
    };
    assert!(with(false, false).is_empty());
    let (open, settled) = (with(true, false), with(true, true));
    assert_eq!((open.len(), settled.len()), (1, 1));
    assert_eq!(reason(&settled[0], "stop-settled").unwrap().bits.0, -200);
    assert!(settled[0].bits < open[0].bits);
}

/// Rows in any order give the same cards.
#[test]
fn the_order_of_rows_changes_nothing() {
    let mut told = Told::new();
    told.complain(&MONTHLY);
    told.works(NEW, &LATER, PHONE);
    let before = told.found();
    told.case.rows.reverse();
    assert_eq!(told.found(), before);
    let ids: BTreeMap<_, _> = before.iter().map(|c| (c.id, c)).collect();
    assert_eq!(ids.len(), before.len());
}

// ------------------------------------------------------- common recruiter

/// Tips that name one recruiter with these firms.
fn recruits(firms: &[&str]) -> Vec<Candidate> {
    let mut case = Case::default();
    let source = case.source("tips.csv");
    for n in 20..50 {
        case.tip(source, &format!("Aurelio{n} Inventado{n}"), &firm_name(n));
    }
    for firm in firms {
        case.tip(source, "Leocadio Ficticio Supuesto", firm);
    }
    found(&case, "common_recruiter", None)
}

#[test]
fn two_spellings_are_no_two_firms_of_a_recruiter() {
    let (mesa, laguna) = ("Mesa Ficticia Harvesting LLC", "Laguna Inventada Dairy Inc");
    let all = recruits(&[mesa, laguna, mesa, laguna]);
    assert_eq!(all.len(), 1, "{all:?}");
    let why = reason(&all[0], "common-recruiter").unwrap();
    assert_eq!(why.args, ["Leocadio Ficticio Supuesto", "4", "2"]);
    let slips = [
        "MESA FICTICIA HARVESTING",
        "Mesa Ficticia Harvsting",
        "Mesa Fictcia Harvesting Inc",
    ];
    assert!(recruits(&[mesa, slips[0], slips[1], slips[2]]).is_empty());
    // A slip more is no firm more.
    let with_slip = recruits(&[mesa, laguna, slips[1], laguna]);
    let why = reason(&with_slip[0], "common-recruiter").unwrap();
    assert_eq!(why.args[1..], ["4", "2"]);
}
