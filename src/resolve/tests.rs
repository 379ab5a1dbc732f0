use super::*;
use crate::model::decision::{Decision, Verdict};
use crate::model::entity::{Entity, Fact, Link};
use crate::model::event::{Event, Participant, Participants};
use crate::model::member::Setting;
use crate::model::parameters::{Choice, IN_USE, ParameterSet, TakenSet, kept_as};
use crate::model::source::{Mention, Source};
use crate::model::*;
use crate::snapshot::{LoadedRow, RecordHead};

/// A case in the making: firms with facts and identifiers, one record each.
#[derive(Default)]
pub(super) struct Case {
    pub(super) rows: Vec<LoadedRow>,
    records: u32,
}

pub(super) fn uid(parts: &[&str]) -> Uid {
    Uid::derive(&parts.iter().map(|p| p.as_bytes()).collect::<Vec<_>>())
}

impl Case {
    pub(super) fn source(&mut self, name: &str) -> SourceId {
        let id = SourceId(uid(&["source", name]));
        self.rows.push(LoadedRow::Source(Source {
            id,
            file_name: name.into(),
            ..Source::default()
        }));
        id
    }
    pub(super) fn record(&mut self, source: SourceId, kind: &str, date: &str) -> RecordId {
        self.records += 1;
        let id = RecordId(uid(&["record", &self.records.to_string()]));
        self.rows.push(LoadedRow::Record(RecordHead {
            id,
            source,
            row: self.records,
            kind: kind.into(),
            date: date.into(),
            ..RecordHead::default()
        }));
        id
    }
    pub(super) fn mention(&mut self, record: RecordId, entity: EntityId, role: &str) {
        let id = MentionId(uid(&["mention", &record.to_string(), &entity.to_string(), role]));
        self.rows.push(LoadedRow::Mention(Mention {
            id,
            record,
            entity,
            role: role.into(),
            ..Mention::default()
        }));
    }
    /// A party in a record with its facts.
    pub(super) fn party(&mut self, record: RecordId, kind: &str, role: &str, facts: &[(&str, &str)]) -> EntityId {
        let id = EntityId(uid(&["party", &record.to_string(), role, kind]));
        let label = facts.first().map_or("", |f| f.1).to_owned();
        self.rows.push(LoadedRow::Entity(Entity {
            id,
            kind: kind.into(),
            label,
            ..Entity::default()
        }));
        for (field, value) in facts {
            let fact = FactId(uid(&["fact", &id.to_string(), field, value]));
            self.rows.push(LoadedRow::Fact(Fact {
                id: fact,
                entity: id,
                field: (*field).into(),
                value: (*value).into(),
                record: Some(record),
                ..Fact::default()
            }));
        }
        self.mention(record, id, role);
        id
    }
    /// An identifier of a party, one entity per canonical value.
    pub(super) fn identifier(&mut self, record: RecordId, party: EntityId, kind: &str, canonical: &str, link: &str) {
        let id = EntityId(uid(&["identifier", kind, canonical]));
        self.rows.push(LoadedRow::Entity(Entity {
            id,
            kind: kind.into(),
            canonical: canonical.into(),
            label: canonical.into(),
            ..Entity::default()
        }));
        self.mention(record, id, kind);
        let link_id = LinkId(uid(&["link", &party.to_string(), canonical]));
        self.rows.push(LoadedRow::Link(Link {
            id: link_id,
            kind: link.into(),
            from_entity: party,
            to_entity: id,
            record: Some(record),
            ..Link::default()
        }));
    }
    /// A link between two parties of a record.
    pub(super) fn link(&mut self, record: RecordId, kind: &str, from: EntityId, to: EntityId) {
        self.rows.push(LoadedRow::Link(Link {
            id: LinkId(uid(&["link", kind, &from.to_string(), &to.to_string()])),
            kind: kind.into(),
            from_entity: from,
            to_entity: to,
            record: Some(record),
            ..Link::default()
        }));
    }
    /// A tip that names a recruiter and a firm.
    pub(super) fn tip(&mut self, source: SourceId, recruiter: &str, firm: &str) -> (RecordId, EntityId) {
        let record = self.record(source, "tip", "2026-03-01");
        let employer = self.party(record, "company", "employer", &[("name", firm)]);
        let person = self.party(record, "person", "recruiter", &[("name", recruiter)]);
        self.link(record, "recruits_for", person, employer);
        (record, person)
    }
    pub(super) fn decide(&mut self, a: EntityId, b: EntityId, verdict: Verdict) {
        let candidate = crate::model::decision::Candidate::derive_id(CandidateKind::Same, "", a.0, b.0);
        let id = DecisionId(uid(&["decision", &a.to_string(), &b.to_string()]));
        self.rows.push(LoadedRow::Decision(Decision {
            id,
            candidate,
            left_id: a.0,
            right_id: b.0,
            verdict,
            ..Decision::default()
        }));
    }
    /// Weights that were learned, in use.
    pub(super) fn take(&mut self, set: &ParameterSet) {
        let taken = TakenSet {
            set: set.clone(),
            ..TakenSet::default()
        };
        let choice = Choice {
            number: Some(set.number),
            ..Choice::default()
        };
        let rows = [
            (kept_as(set.number), serde_json::to_string(&taken).unwrap()),
            (IN_USE.to_owned(), serde_json::to_string(&choice).unwrap()),
        ];
        for (name, value) in rows {
            self.rows.push(LoadedRow::Setting(Setting {
                id: Setting::id_of(&name),
                name,
                value,
            }));
        }
    }
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot::build(1, String::new(), self.rows.iter().cloned())
    }
    pub(super) fn firm(&mut self, source: SourceId, name: &str, phone: &str) -> (RecordId, EntityId) {
        let record = self.record(source, "disclosure", "2020-01-01");
        let firm = self.party(record, "company", "employer", &[("name", name)]);
        if !phone.is_empty() {
            self.identifier(record, firm, "phone", phone, "has_phone");
        }
        (record, firm)
    }
}

const FIRST: &[&str] = &[
    "Quintero",
    "Zubiran",
    "Yellowpine",
    "Ojo",
    "Tularosa",
    "Bosquejo",
    "Vereda",
    "Kestrel",
    "Juniper",
    "Nopal",
    "Ibex",
    "Granero",
];
const SECOND: &[&str] = &[
    "Melon",
    "Shearing",
    "Irrigation",
    "Apiary",
    "Lettuce",
    "Pecan",
    "Nursery",
    "Onion",
    "Cattle",
    "Poultry",
    "Hay",
    "Vine",
];

pub(super) fn firm_name(n: usize) -> String {
    format!(
        "{} {} {}",
        FIRST[n % 12],
        SECOND[(n / 12) % 12],
        ["LLC", "Inc", "Co"][n % 3]
    )
}

fn surfaced(case: &Case, kind: CandidateKind) -> Surfaced {
    surface(
        &case.snapshot(),
        &Scoring::built_in().unwrap(),
        &Request {
            kinds: vec![kind],
            ..Request::default()
        },
    )
}

#[test]
fn two_spellings_of_one_firm_surface_and_say_why() {
    let mut case = Case::default();
    let (a, b) = (case.source("a.csv"), case.source("b.csv"));
    for n in 0..40 {
        case.firm(a, &firm_name(n), "");
    }
    let (_, left) = case.firm(a, "Mesa Ficticia Harvesting, L.L.C.", "+15755550101");
    let (_, right) = case.firm(b, "MESA FICTICIA HARVSTING", "+15755550101");
    let found = surfaced(&case, CandidateKind::Same);
    let top = found.candidates.first().expect("a candidate");
    let sides = [top.left.id, top.right.id];
    assert!(sides.contains(&left.0) && sides.contains(&right.0));
    assert_eq!((top.reasons[0].field.as_str(), top.reasons[0].args.len()), ("prior", 2));
    assert!(
        top.reasons.iter().any(|r| r.key == "company-near" && r.bits.0 > 300),
        "{:?}",
        top.reasons
    );
    assert!(
        top.reasons.iter().any(|r| r.key == "phone-same" && r.bits.0 > 300),
        "{:?}",
        top.reasons
    );
    assert_eq!(top.bits, top.reasons.iter().map(|r| r.bits).sum());
    assert_eq!(top.settles, "fein");
    assert!(
        found
            .candidates
            .iter()
            .skip(1)
            .all(|c| c.bits.as_f64() < top.bits.as_f64() - 5.0),
        "{:#?}",
        found.candidates.get(1)
    );
}

#[test]
fn one_agents_telephone_links_nobody() {
    let mut case = Case::default();
    let source = case.source("a.csv");
    for n in 0..140 {
        case.firm(source, &firm_name(n), "+15755550190");
    }
    let scoring = Scoring::built_in().unwrap();
    let found = surface(&case.snapshot(), &scoring, &Request::default());
    let on_phone_alone = found
        .candidates
        .iter()
        .filter(|c| {
            !c.reasons
                .iter()
                .any(|r| r.field != "phone" && r.field != "prior" && r.bits.0 > 0)
        })
        .count();
    assert_eq!(on_phone_alone, 0);
    assert!(found.candidates.iter().all(|c| c.kind != CandidateKind::Connected));
    assert!(
        found.held_back.iter().any(|h| h.kind == "phone" && h.count == 140),
        "{:?}",
        found.held_back
    );
}

#[test]
fn a_never_holds_through_a_chain() {
    let mut case = Case::default();
    let (s, t) = (case.source("a.csv"), case.source("b.csv"));
    let (_, a) = case.firm(s, "Mesa Ficticia Harvesting LLC", "+15755550101");
    let (_, b) = case.firm(t, "Mesa Ficticia Harvesting", "+15755550101");
    let (_, c) = case.firm(t, "Mesa Ficticia Harvesting Inc", "+15755550101");
    assert_eq!(surfaced(&case, CandidateKind::Same).candidates.len(), 3);
    case.decide(a, b, Verdict::Accept);
    case.decide(b, c, Verdict::Never);
    assert!(
        surfaced(&case, CandidateKind::Same).candidates.is_empty(),
        "a and c may not come back by way of b"
    );
    case.decide(a, c, Verdict::Accept);
    assert_eq!(cluster::contradictions(&case.snapshot()).len(), 1);
}

#[test]
fn two_feins_are_a_contradiction() {
    let mut case = Case::default();
    let s = case.source("a.csv");
    for (n, fein) in ["85-0123456", "85-7654321"].iter().enumerate() {
        let (record, firm) = case.firm(s, "Mesa Ficticia Harvesting LLC", "+15755550101");
        case.identifier(record, firm, "fein", fein, "has_fein");
        case.identifier(record, firm, "address", "12 oak ln|deming|nm|88030", "located_at");
        assert!(n < 2);
    }
    let found = surfaced(&case, CandidateKind::Same);
    let top = found.candidates.first().expect("still shown");
    assert_eq!(top.contradictions.first().map(|r| r.key.as_str()), Some("two-fein"));
    assert!(top.reasons.iter().any(|r| r.field == "fein" && r.bits.0 < -300));
}

#[test]
fn a_pseudonym_is_never_found_by_name() {
    let mut case = Case::default();
    let s = case.source("a.csv");
    for n in 0..2 {
        let record = case.record(s, "tip", "");
        let id = case.party(record, "victim", "victim", &[("name", "Canary Fictional Nameless")]);
        for row in &mut case.rows {
            if let LoadedRow::Entity(e) = row
                && e.id == id
            {
                e.pseudonym = format!("V-0{n}");
                e.label = e.pseudonym.clone();
            }
        }
    }
    let found = surface(&case.snapshot(), &Scoring::built_in().unwrap(), &Request::default());
    assert!(!serde_json::to_string(&found).unwrap().contains("Canary"));
    assert!(found.candidates.iter().all(|c| c.kind != CandidateKind::Same));
}

#[test]
fn records_that_share_a_plate_are_connected_and_rows_about_one_firm_are_not() {
    let mut case = Case::default();
    let (s, t) = (case.source("a.csv"), case.source("b.csv"));
    for n in 0..20 {
        case.firm(s, &firm_name(n), "");
    }
    let (r1, f1) = case.firm(s, "Quail Fictional Dairy LLC", "");
    let (r2, f2) = case.firm(t, "Anvil Invented Roofing Inc", "");
    case.identifier(r1, f1, "plate", "NM BQO704", "has_plate");
    case.identifier(r2, f2, "plate", "NM BQ0704", "has_plate"); // letter and digit
    let found = surfaced(&case, CandidateKind::Connected);
    assert_eq!(found.candidates.len(), 1);
    let c = &found.candidates[0];
    assert_eq!(c.reasons.iter().filter(|r| r.key == "shared-plate").count(), 1);
    assert!(
        c.bits.as_f64() > 3.0 && [c.left.id, c.right.id].contains(&r1.0) && [c.left.id, c.right.id].contains(&r2.0)
    );
}

#[test]
fn a_successor_needs_more_than_an_officer() {
    let build = |phone: bool| {
        let mut case = Case::default();
        let s = case.source("a.csv");
        for n in 0..20 {
            case.firm(s, &firm_name(n), "");
        }
        let mut firm = |name: &str, date: &str| {
            let record = case.record(s, "registration", date);
            let id = case.party(
                record,
                "company",
                "employer",
                &[("name", name), ("owner", "Ismael Fictional Zertuche")],
            );
            if phone {
                case.identifier(record, id, "phone", "+15755550132", "has_phone");
            }
            id
        };
        let old = firm("Quail Fictional Dairy LLC", "2019-03-01");
        firm("Anvil Invented Roofing Inc", "2024-06-01");
        let event = EventId(uid(&["event"]));
        let participants = Participants(vec![Participant {
            entity: old,
            role: "employer".into(),
        }]);
        case.rows.push(LoadedRow::Event(Event {
            id: event,
            kind: "debarment".into(),
            date: "2024-05-01".into(),
            participants,
            ..Event::default()
        }));
        surfaced(&case, CandidateKind::Pattern).candidates
    };
    let found = build(true);
    assert_eq!(
        found.iter().filter(|c| c.pattern == "successor_employer").count(),
        1,
        "{found:?}"
    );
    assert!(found[0].reasons.iter().any(|r| r.key == "successor-officer"));
    assert!(build(false).is_empty());
}

#[test]
fn the_same_words_in_three_tips() {
    let mut case = Case::default();
    let s = case.source("tips.csv");
    let mut narratives = BTreeMap::new();
    for n in 0..12 {
        let record = case.record(s, "tip", "");
        let text = if n < 3 {
            format!(
                "Caller {n} said: they promised me a house with a bed of my own and eighteen dollars each hour, then kept the passport"
            )
        } else {
            format!(
                "Caller {n} saw {} and nothing else of note near the {} by the road",
                FIRST[n], SECOND[n]
            )
        };
        narratives.insert(record, text);
    }
    let request = Request {
        kinds: vec![CandidateKind::Pattern],
        narratives,
        ..Request::default()
    };
    let found = surface(&case.snapshot(), &Scoring::built_in().unwrap(), &request);
    assert_eq!(
        found.candidates.iter().filter(|c| c.pattern == "same_script").count(),
        3
    );
    assert!(
        found.candidates[0]
            .reasons
            .iter()
            .any(|r| r.args.first().is_some_and(|a| a.contains("bed of my own")))
    );
}

#[test]
fn an_address_says_its_town_already() {
    let mut case = Case::default();
    let (a, b) = (case.source("a.csv"), case.source("b.csv"));
    let at = |case: &mut Case, source, street: &str| {
        let record = case.record(source, "disclosure", "2020-01-01");
        let facts = [
            ("name", "Ojo Pinto Harvesting LLC"),
            ("address", street),
            ("city", "Deming"),
            ("state", "NM"),
        ];
        case.party(record, "company", "employer", &facts)
    };
    at(&mut case, a, "3656 Hwy 26, Deming, NM 88030");
    at(&mut case, b, "3656 Highway 26, Deming, NM 88030");
    let found = surfaced(&case, CandidateKind::Same);
    let reasons = &found.candidates[0].reasons;
    for field in ["city", "state"] {
        let said = reasons.iter().find(|r| r.field == field).unwrap();
        assert_eq!((said.bits.0, said.key.as_str()), (0, "covered"), "{field}");
        assert_eq!(said.args, [field, "address"]);
        assert!(!said.left.is_empty(), "the card still shows the value");
    }
    assert!(reasons.iter().any(|r| r.field == "address" && r.bits.0 > 0));
    // Without an address the town counts, and the state no longer.
    let mut case = Case::default();
    let (a, b) = (case.source("a.csv"), case.source("b.csv"));
    for source in [a, b] {
        let record = case.record(source, "disclosure", "2020-01-01");
        let facts = [
            ("name", "Ojo Pinto Harvesting LLC"),
            ("city", "Deming"),
            ("state", "NM"),
        ];
        case.party(record, "company", "employer", &facts);
    }
    let found = surfaced(&case, CandidateKind::Same);
    let bits = |field: &str| {
        found.candidates[0]
            .reasons
            .iter()
            .find(|r| r.field == field)
            .unwrap()
            .bits
            .0
    };
    assert!(bits("city") > 0);
    assert_eq!(bits("state"), 0);
}

#[test]
fn relatives_are_connected_and_never_one() {
    let pair = |one: &str, other: &str| {
        let mut case = Case::default();
        let s = case.source("police.csv");
        for (n, name) in [one, other].into_iter().enumerate() {
            let record = case.record(s, "tip", &format!("2020-01-0{}", n + 1));
            let facts = [
                ("name", name),
                ("address", "12 Acequia Rd, Deming, NM 88030"),
                ("city", "Deming"),
            ];
            let party = case.party(record, "person", "subject", &facts);
            case.identifier(record, party, "phone", "+15755550142", "has_phone");
        }
        let all = surface(&case.snapshot(), &Scoring::built_in().unwrap(), &Request::default()).candidates;
        let of = |kind| all.iter().filter(|c| c.kind == kind).count();
        (of(CandidateKind::Same), of(CandidateKind::Connected))
    };
    assert_eq!(pair("Teodoro Zavala Velarde", "Teodoro Zavala Velarde"), (1, 1));
    assert_eq!(pair("Teodoro Zavala", "Teo Zavala Velarde"), (1, 1));
    assert_eq!(pair("J. Zavala", "Juan Zavala"), (1, 1));
    for (one, other) in [
        ("Teodoro Zavala Velarde", "Ramon Zavala Velarde"),
        ("Juan Martinez", "Jose Martinez"),
        ("Zavala, Teodoro", "Ramon Zavala"),
        ("Teodoro Zavala Jr.", "Teodoro Zavala Sr."),
        ("Teodoro Zavala II", "Teodoro Zavala III"),
    ] {
        assert_eq!(pair(one, other), (0, 1), "{one} / {other}");
    }
}

#[test]
fn the_words_of_a_form_are_no_script() {
    let mut case = Case::default();
    let (tips, claims) = (case.source("tips.csv"), case.source("claims.csv"));
    let mut narratives = BTreeMap::new();
    for n in 0..40 {
        let record = case.record(if n % 4 == 0 { claims } else { tips }, "tip", "");
        // One agency ends every note alike, with a small word more or less.
        let end = ["", "the "][n / 4 % 2];
        let form =
            format!("Claimant understands {end}statement signed below becomes part of {end}permanent public record");
        let own = format!(
            "spoke about {} beside {} {n}",
            FIRST[n % FIRST.len()],
            SECOND[n % SECOND.len()]
        );
        let text = if n % 4 == 0 { format!("{own} {form}") } else { own };
        narratives.insert(record, text);
    }
    let request = Request {
        kinds: vec![CandidateKind::Pattern],
        narratives,
        ..Request::default()
    };
    let found = surface(&case.snapshot(), &Scoring::built_in().unwrap(), &request);
    assert!(
        found.candidates.iter().all(|c| c.pattern != "same_script"),
        "{:?}",
        found.candidates
    );
}

mod property {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Asking about one record gives what the full run gives for it, whatever order rows came in, and whichever
        /// weights are in use.
        #[test]
        fn one_record_equals_the_full_run(
            picks in proptest::collection::vec((0usize..30, 0u8..8, 0u8..3), 4..40),
            slope in 0.5f64..1.25,
            shift in -4.0f64..4.0,
            taken: bool,
        ) {
            let mut case = Case::default();
            let sources = [case.source("a.csv"), case.source("b.csv"), case.source("c.csv")];
            let mut records = Vec::new();
            for (name, phone, source) in &picks {
                let phone = if *phone < 6 { format!("+157555501{phone:02}") } else { String::new() };
                records.push(case.firm(sources[*source as usize], &firm_name(*name), &phone).0);
            }
            let scoring = Scoring::built_in().unwrap();
            if taken {
                let number = scoring.surface.number + 1;
                case.take(&ParameterSet { number, slope, shift, ..crate::snapshot::taken::shipped(&scoring) });
            }
            let full = surface(&case.snapshot(), &scoring, &Request::default());
            let shipped = full.parameters.starts_with(&format!("{}-", scoring.surface.number));
            prop_assert_eq!(shipped, !taken);
            case.rows.reverse();
            prop_assert_eq!(&surface(&case.snapshot(), &scoring, &Request::default()).candidates, &full.candidates);
            for record in records.iter().take(6) {
                let wanted: Vec<&Candidate> = full
                    .candidates
                    .iter()
                    .filter(|c| c.left.records.iter().chain(&c.right.records).any(|r| r.id == *record))
                    .collect();
                let one = surface_record(&case.snapshot(), &scoring, *record);
                prop_assert_eq!(one.candidates.iter().collect::<Vec<_>>(), wanted);
            }
        }
    }
}

/// A pool of names in one column of whole names.
fn names(written: impl Iterator<Item = String>) -> super::pool::MemoryPool {
    use super::pool::{MemoryPool, Plan, Raw, Slot};
    let scoring = Scoring::built_in().unwrap();
    let plan = Plan {
        slots: vec![Slot {
            name: "name".into(),
            kind: super::field::FieldKind::Person,
            exclusive: false,
            named: true,
            comparison: scoring.comparisons["person"].clone(),
        }],
        correlated: Vec::new(),
    };
    let raws: Vec<Raw> = written
        .map(|name| Raw {
            values: vec![(0, name)],
            ..Raw::default()
        })
        .collect();
    MemoryPool::build(plan, &raws, &super::block::Rules::default())
}

/// Rarity of a word of the name in row `n`.
fn rarity(pool: &super::pool::MemoryPool, n: usize, word: &str) -> f64 {
    use super::pool::Pool;
    let value = pool.value(pool.profile(n).values[0][0]);
    let token = value.tokens.iter().find(|t| t.text == word);
    token.map_or(f64::NAN, |t| t.rarity)
}

#[test]
fn what_is_only_alike_is_as_rare_as_all_that_sounds_like_it() {
    use super::compare::compare;
    use super::pool::Pool;
    // Forty families whose names sound alike, and one that no other sounds like.
    let vowels = ["a", "e", "i", "o", "u"];
    let pool = names((0..400).map(|n| match n {
        0..40 => format!(
            "Given{} Z{}t{}m{}n",
            two_letters(n),
            vowels[n % 5],
            vowels[n / 5 % 5],
            vowels[n / 25]
        ),
        398 => format!("Given{} Zotamon", two_letters(3)),
        399 => "Givenzz Wolfbardt".to_owned(),
        _ => format!("Given{} {}oquist", two_letters(n), two_letters(n)),
    }));
    let value = |n: usize| pool.value(pool.profile(n).values[0][0]);
    let surname = |n: usize| value(n).tokens.last().unwrap();
    assert!(surname(3).sound < surname(3).rarity - 4.0, "forty sound like it");
    assert_eq!(surname(399).sound, surname(399).rarity, "nothing else does");
    // One letter of a surname that hardly anybody has, of which many families have one alike.
    let alike = compare(value(3), value(398));
    assert!(
        alike.similarity > 0.8 && alike.rarity < value(3).word_bits() - 3.0,
        "{alike:?}"
    );
}

fn two_letters(n: usize) -> String {
    [n / 26, n % 26].iter().map(|k| (b'a' + *k as u8) as char).collect()
}

#[test]
fn a_name_that_goes_with_another_is_no_rarer_than_beside_it() {
    let pool = names((0..400).map(|n| {
        let letters = two_letters(n);
        let family = if n < 60 {
            "Tran".to_owned()
        } else {
            format!("Oquist{letters}")
        };
        let middle = if n < 50 || n == 399 { "Bao" } else { "Lee" };
        format!("{family}, Given{letters} {middle}")
    }));
    let (beside, alone) = (
        rarity(&pool, 3, "tran").min(rarity(&pool, 3, "bao")),
        rarity(&pool, 399, "bao"),
    );
    assert!(beside < alone - 1.0, "{beside} {alone}");
    // A name that nobody else has is no witness of itself.
    assert_eq!(rarity(&pool, 100, "lee"), rarity(&pool, 200, "lee"));
}

#[test]
fn few_words_in_many_names_are_a_habit_and_many_spellings_of_one_name_are_none() {
    const GIVEN: [&str; 12] = [
        "Minh", "Lan", "Hung", "Thu", "Quang", "Dung", "Phuc", "Trang", "Khoa", "Bich", "Vinh", "Suong",
    ];
    const SPELLED: [&str; 3] = ["Ontiveros", "Ontivero", "Hontiveros"];
    let pool = names((0..600).map(|n| match n {
        // One people: a family name and few given names.
        0..120 => format!(
            "Tran, {} {}",
            GIVEN[n % GIVEN.len()],
            GIVEN[(n / GIVEN.len() + n + 1) % GIVEN.len()]
        ),
        // One man whom many name, each in his own spelling; a number makes each writing another.
        120..240 => format!("Salcido, Ramiro {} {}", SPELLED[n % SPELLED.len()], two_letters(n % 4)),
        _ => format!("Oquist{0}, Given{0} Lee", two_letters(n)),
    }));
    let share = |holders: f64| -libm::log2(holders / 600.0);
    let (habit, one_man) = (rarity(&pool, 0, "tran"), rarity(&pool, 120, "salcido"));
    assert!(habit < share(120.0) - 1.2, "{habit} {}", share(120.0));
    assert!(one_man > share(120.0) - 0.01, "{one_man} {}", share(120.0));
}

/// Forty recruiters of forty firms, who have nothing to do with what is added.
fn many_tips() -> (Case, SourceId) {
    let mut case = Case::default();
    let source = case.source("tips.csv");
    for n in 0..40 {
        case.tip(source, &format!("Aurelio{n} Inventado{n}"), &firm_name(n));
    }
    (case, source)
}

#[test]
fn who_is_named_with_the_same_firm_is_rather_one() {
    let weight = |first: &str, second: &str, name: &str| {
        let (mut case, source) = many_tips();
        let (_, left) = case.tip(source, "Leocadio Ficticio", first);
        let (_, right) = case.tip(source, name, second);
        let all = surfaced(&case, CandidateKind::Same).candidates;
        let ours = |c: &&Candidate| [left.0, right.0].contains(&c.left.id) && [left.0, right.0].contains(&c.right.id);
        all.iter().find(ours).cloned()
    };
    let (one, other) = ("Mesa Ficticia Harvesting LLC", "Laguna Inventada Dairy Inc");
    let beside = weight(one, "MESA FICTICIA HARVSTING", "Leocadio Ficticio").expect("a candidate");
    let elsewhere = weight(one, other, "Leocadio Ficticio").expect("a candidate");
    let bits = |c: &Candidate, key: &str| c.reasons.iter().find(|r| r.key == key).map(|r| r.bits.0);
    assert!(
        bits(&beside, "employer-near").is_some_and(|b| b > 300),
        "{:?}",
        beside.reasons
    );
    // Who recruits for one may recruit for another.
    assert_eq!(bits(&elsewhere, "employer-other"), Some(-50));
    assert!(beside.bits > elsewhere.bits);
    // A firm in common makes nobody one person.
    assert!(weight(one, one, "Hermenegilda Supuesta").is_none());
    // One in common is enough, whatever else each recruits for.
    let (mut case, source) = many_tips();
    for own in [other, "Vereda Supuesta Nursery"] {
        let (record, person) = case.tip(source, "Leocadio Ficticio", one);
        let more = case.party(record, "company", "client", &[("name", own)]);
        case.link(record, "recruits_for", person, more);
    }
    let all = surfaced(&case, CandidateKind::Same).candidates;
    let person = all.iter().find(|c| c.left.kind == "person").expect("a candidate");
    assert!(
        bits(person, "employer-same").is_some_and(|b| b > 300),
        "{:?}",
        person.reasons
    );
}

#[test]
fn a_trade_name_of_two_firms_makes_them_no_one() {
    let weight = |left: &[(&str, &str)], right: &[(&str, &str)]| {
        let mut case = Case::default();
        let (a, b) = (case.source("a.csv"), case.source("b.csv"));
        for n in 0..40 {
            case.firm(a, &firm_name(n), "");
        }
        for (source, facts) in [(a, left), (b, right)] {
            let record = case.record(source, "disclosure", "2020-01-01");
            let firm = case.party(record, "company", "employer", facts);
            case.identifier(record, firm, "phone", "+15755550101", "has_phone");
        }
        let found = surfaced(&case, CandidateKind::Same);
        let first = found.candidates.into_iter().next().expect("a candidate");
        let name = first.reasons.iter().find(|r| r.field == "name").cloned().unwrap();
        (name.key, name.bits.0)
    };
    let trade = ("dba", "Sol Ficticio Produce");
    let (mesa, laguna) = (
        ("name", "Mesa Ficticia Holdings LLC"),
        ("name", "Laguna Inventada Partners Inc"),
    );
    let (key, bits) = weight(&[mesa, trade], &[laguna, trade]);
    assert_eq!(key, "company-trade");
    // Who has no other name, or nearly the same one, is not told apart by it.
    let (alone, more) = weight(&[mesa, trade], &[trade]);
    assert!(alone == "company-same" && more > bits + 500, "{more} {bits}");
    let slip = ("name", "Mesa Ficticia Holdigns");
    assert_eq!(weight(&[mesa, trade], &[slip, trade]).0, "company-same");
}

#[test]
fn two_firms_at_one_address_are_connected_and_no_one() {
    let mut case = Case::default();
    let source = case.source("a.csv");
    for n in 0..40 {
        case.firm(source, &firm_name(n), "");
    }
    for name in ["Mesa Ficticia Holdings LLC", "Laguna Inventada Partners Inc"] {
        let (record, firm) = case.firm(source, name, "");
        case.identifier(
            record,
            firm,
            "address",
            "1880 larkspur rd|invented|nm|88099",
            "located_at",
        );
    }
    assert!(surfaced(&case, CandidateKind::Same).candidates.is_empty());
    assert_eq!(surfaced(&case, CandidateKind::Connected).candidates.len(), 1);
}
