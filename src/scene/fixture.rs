//! A small fictional case for the tests of drawings and exports. Every person, firm, number and
//! place is invented. `CANARY` stands wherever a victim's identity could slip in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::catalog::asset::Assets;
use crate::catalog::kind::{Kind, LinkKind};
use crate::catalog::text::Text;
use crate::model::decision::*;
use crate::model::entity::*;
use crate::model::event::*;
use crate::model::label::Labels;
use crate::model::member::{Member, Setting};
use crate::model::source::*;
use crate::model::work::*;
use crate::model::*;
use crate::snapshot::{LoadedRow, RecordHead, Snapshot};

/// A victim's name, invented, that no file may contain.
pub const CANARY: &str = "Zanahoria Canaria Ficticia";
/// A text that stands on a source which needs the label `6e`.
pub const GRAND_JURY: &str = "Grand jury witness barn";

pub fn uid(n: u8) -> Uid {
    Uid::derive(&[b"fixture", &[n]])
}
pub fn entity_id(n: u8) -> EntityId {
    EntityId(uid(n))
}

pub fn kinds() -> BTreeMap<String, Kind> {
    [
        ("company", "box", "employer", false),
        ("person", "circle", "person", false),
        ("victim", "ring", "victim", false),
        ("worksite", "hexagon", "worksite", false),
        ("housing", "house", "housing", false),
        ("vehicle", "diamond", "vehicle", false),
        ("phone", "bar", "thing", true),
        ("filing", "bar", "thing", true),
    ]
    .into_iter()
    .map(|(key, shape, colour, identifier)| {
        let kind = Kind {
            key: key.to_owned(),
            identifier,
            value: String::new(),
            shape: shape.to_owned(),
            colour: colour.to_owned(),
            fields: Vec::new(),
            sample: String::new(),
            sample_canonical: String::new(),
            charted: true,
            amounts: None,
        };
        (key.to_owned(), kind)
    })
    .collect()
}

pub fn link_kinds() -> BTreeMap<String, LinkKind> {
    [
        ("operates", true, false),
        ("paid", true, false),
        ("recruited_by", true, false),
        ("has_phone", true, true),
        ("housed_at", true, false),
        ("transported_by", true, false),
    ]
    .into_iter()
    .map(|(key, directed, attribute)| {
        let kind = LinkKind {
            key: key.to_owned(),
            from: Vec::new(),
            to: Vec::new(),
            line: "solid".to_owned(),
            directed,
            attribute,
        };
        (key.to_owned(), kind)
    })
    .collect()
}

static TEXT: LazyLock<Text> = LazyLock::new(|| Text::new(&Assets::built_in(), "en"));

/// English from the asset files, or the key.
pub fn words(key: &str, args: &[String]) -> String {
    words_of(&TEXT, key, args)
}

/// The text of a key with its arguments, named `a`, `b`, … and `count`.
pub fn words_of(text: &Text, key: &str, args: &[String]) -> String {
    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    let mut named: Vec<(&str, &str)> = NAMES.iter().copied().zip(args.iter().map(String::as_str)).collect();
    if let Some(first) = args.first() {
        named.push(("count", first));
    }
    text.try_get(key, &named).unwrap_or_else(|| key.to_owned())
}

fn entity(n: u8, kind: &str, label: &str) -> Entity {
    Entity {
        id: entity_id(n),
        kind: kind.to_owned(),
        label: label.to_owned(),
        source: Some(SourceId(uid(200))),
        ..Entity::default()
    }
}
fn link(n: u8, kind: &str, from: u8, to: u8, date: &str) -> Link {
    Link {
        id: LinkId(uid(n)),
        kind: kind.to_owned(),
        from_entity: entity_id(from),
        to_entity: entity_id(to),
        date: date.to_owned(),
        source: Some(SourceId(uid(200))),
        record: Some(RecordId(uid(210))),
        ..Link::default()
    }
}
fn fact(n: u8, of: u8, field: &str, value: &str) -> Fact {
    Fact {
        id: FactId(uid(n)),
        entity: entity_id(of),
        field: field.to_owned(),
        value: value.to_owned(),
        source: Some(SourceId(uid(200))),
        record: Some(RecordId(uid(210))),
        column: field.to_owned(),
        ..Fact::default()
    }
}
fn event(n: u8, kind: &str, date: &str, who: &[u8], title: &str) -> Event {
    Event {
        id: EventId(uid(n)),
        kind: kind.to_owned(),
        date: date.to_owned(),
        title: title.to_owned(),
        participants: Participants(
            who.iter()
                .map(|w| Participant {
                    entity: entity_id(*w),
                    role: String::new(),
                })
                .collect(),
        ),
        source: Some(SourceId(uid(200))),
        record: Some(RecordId(uid(210))),
        ..Event::default()
    }
}
fn source(n: u8, title: &str, agency: &str, labels: Labels) -> Source {
    Source {
        id: SourceId(uid(n)),
        title: title.to_owned(),
        agency: agency.to_owned(),
        kind: "tip".to_owned(),
        file_name: format!("{}.csv", title.to_lowercase().replace(' ', "_")),
        sha256: format!("{n:064x}"),
        received: "2026-04-24".to_owned(),
        labels,
        ..Source::default()
    }
}

/// An undecided or decided pattern between two of the fixture's companies.
pub fn successor(left: u8, right: u8) -> Candidate {
    let side = |n: u8, label: &str| Side {
        id: uid(n),
        kind: "company".to_owned(),
        label: label.to_owned(),
        records: vec![RecordRef {
            id: RecordId(uid(210)),
            file: "hotline_tips.csv".to_owned(),
            row: 12,
            key: "T-0012".to_owned(),
        }],
    };
    let reason = |field: &str, bits: i32, left: &str, right: &str| Reason {
        field: field.to_owned(),
        bits: Bits(bits),
        key: format!("{field}-same"),
        args: vec![left.to_owned(), right.to_owned()],
        left: left.to_owned(),
        right: right.to_owned(),
    };
    Candidate {
        id: Candidate::derive_id(CandidateKind::Pattern, "successor_employer", uid(left), uid(right)),
        kind: CandidateKind::Pattern,
        pattern: "successor_employer".to_owned(),
        bits: Bits(612),
        left: side(left, "Ocotillo Drywall"),
        right: side(right, "Red Bluff Drywall"),
        reasons: vec![
            reason("prior", -900, "", ""),
            reason("phone", 1250, "575-555-0119", "(575) 555-0119"),
            reason("name", 412, "Ocotillo Drywall LLC", "Red Bluff Drywall"),
            reason("city", -150, "Deming", "Silver City"),
        ],
        found_by: "phone".to_owned(),
        parameters: "1".to_owned(),
        ..Candidate::default()
    }
}

/// Thirteen entities of a fictional packing shed, three of them victims, a year of events.
pub fn snapshot() -> Snapshot {
    snapshot_with_title("Mesa Alta")
}

/// The same under another title.
pub fn snapshot_with_title(title: &str) -> Snapshot {
    let mut rows: Vec<LoadedRow> = Vec::new();
    for (name, value) in [("title", title), ("fictional", "yes")] {
        rows.push(LoadedRow::Setting(Setting {
            id: Setting::id_of(name),
            name: name.to_owned(),
            value: value.to_owned(),
        }));
    }
    rows.push(LoadedRow::Source(source(
        200,
        "Hotline tips",
        "Hotline",
        Labels::default(),
    )));
    rows.push(LoadedRow::Source(source(
        201,
        "WHD referrals",
        "Wage and Hour",
        Labels::default(),
    )));
    rows.push(LoadedRow::Source(source(
        202,
        "Transcript",
        "Grand jury",
        Labels::of(&["6e"]),
    )));
    for (n, of, row, key) in [
        (210, 200, 12, "T-0012"),
        (211, 201, 40, "1703022"),
        (212, 202, 1, "GJ-1"),
    ] {
        rows.push(LoadedRow::Record(RecordHead {
            id: RecordId(uid(n)),
            source: SourceId(uid(of)),
            row,
            key: key.to_owned(),
            kind: "tip".to_owned(),
            ..RecordHead::default()
        }));
    }
    rows.push(LoadedRow::Member(Member {
        id: MemberId(uid(220)),
        name: "A. Baca".to_owned(),
        role: "investigator".to_owned(),
        ..Member::default()
    }));
    let mut entities = vec![
        entity(1, "company", "Sandhill Packing"),
        entity(2, "company", "Ocotillo Drywall"),
        entity(3, "company", "Red Bluff Drywall"),
        entity(4, "person", "Juan H. García"),
        entity(8, "worksite", "3656 Hwy 26"),
        entity(9, "worksite", "Camp, CR 12"),
        entity(10, "housing", "Frontage Rd motel"),
        entity(11, "vehicle", "CNR-204"),
        entity(12, "phone", "575-555-0119"),
        entity(13, "filing", "WHD 1703022"),
        entity(14, "company", "Sand Hill Packing LLC"),
    ];
    for (n, pseudonym) in [(5, "V-01"), (6, "V-02"), (7, "V-03")] {
        // The label is wrong on purpose: only the pseudonym may be shown.
        entities.push(Entity {
            pseudonym: pseudonym.to_owned(),
            party_key: CANARY.to_owned(),
            ..entity(n, "victim", CANARY)
        });
    }
    entities.push(Entity {
        source: Some(SourceId(uid(202))),
        ..entity(15, "worksite", GRAND_JURY)
    });
    rows.extend(entities.into_iter().map(LoadedRow::Entity));
    for (n, record, of, role) in [
        (230, 210, 4, "recruiter"),
        (231, 211, 4, "recruiter"),
        (232, 210, 1, "employer"),
        (233, 212, 15, "worksite"),
    ] {
        rows.push(LoadedRow::Mention(Mention {
            id: MentionId(uid(n)),
            record: RecordId(uid(record)),
            entity: entity_id(of),
            role: role.to_owned(),
            ..Mention::default()
        }));
    }
    let links = [
        link(20, "operates", 1, 8, "2025"),
        link(21, "operates", 1, 9, "2025-10/2026-04"),
        link(22, "named_in", 13, 1, "2025-06"),
        link(23, "named_in", 13, 2, "2025-06"),
        link(24, "recruited_by", 5, 4, "2025-09~"),
        link(25, "recruited_by", 6, 4, "2025-09"),
        link(26, "recruited_by", 7, 4, "2026-02"),
        link(27, "housed_at", 5, 10, "2026-01"),
        link(28, "housed_at", 6, 10, "2026-01"),
        link(29, "has_phone", 4, 12, ""),
        link(30, "has_phone", 2, 12, ""),
        link(31, "transported_by", 9, 11, "2025-12"),
        link(32, "transported_by", 10, 11, "2026-01"),
        Link {
            certainty: Certainty::Possible,
            ..link(33, "related_to", 1, 2, "")
        },
        link(34, "paid", 1, 4, "2025-11-03"),
        link(35, "paid", 14, 4, "2025-12-19"),
        link(36, "paid", 1, 4, "2026-01-02"),
        Link {
            source: Some(SourceId(uid(202))),
            record: Some(RecordId(uid(212))),
            ..link(37, "operates", 1, 15, "2026-03")
        },
    ];
    rows.extend(links.into_iter().map(LoadedRow::Link));
    for f in [
        fact(40, 1, "name", "Sandhill Packing"),
        fact(41, 14, "name", "Sand Hill Packing LLC"),
        fact(42, 1, "industry", "493 / 115"),
        fact(43, 13, "back_wages", "$18,498.00"),
        fact(44, 1, "note", "=HYPERLINK(\"http://example.invalid\",\"x\")"),
        fact(45, 5, "name", CANARY),
        fact(46, 5, "language", "Mixteco"),
        Fact {
            sealed: Some(SealedId(uid(90))),
            value: String::new(),
            ..fact(47, 6, "birth_date", "")
        },
    ] {
        rows.push(LoadedRow::Fact(f));
    }
    for e in [
        event(50, "recruited", "2025-09~", &[4], "recruiting, Puebla"),
        event(51, "journey", "2025-09/2025-10~", &[6], "journey"),
        event(52, "housed", "2025-10~/2025-12", &[5], "camp, CR 12"),
        event(53, "housed", "2025-11-01/2026-01-05", &[6], "camp, CR 12"),
        event(54, "housed", "2025-12-14/2026-01-20", &[5], "motel"),
        event(55, "payment", "2025-11-12", &[4], "payment"),
        event(56, "payment", "2026-01-17", &[4], "payment"),
        event(57, "season", "2025-10-20/2026-03-03", &[1], "season"),
        event(58, "inspection", "2026-03-29/2026-05-06", &[1], "inspection"),
        event(59, "tip", "2026-04-24", &[], "Hotline tip received"),
        event(60, "seen", "2026-04-10", &[6], "seen at the clinic"),
        event(61, "threat", "", &[4, 6], "threat of deportation"),
        Event {
            certainty: Certainty::Possible,
            ..event(62, "passport", "2025-11", &[4, 5], "passports taken")
        },
    ] {
        rows.push(LoadedRow::Event(e));
    }
    let same = Candidate {
        id: Candidate::derive_id(CandidateKind::Same, "", uid(1), uid(14)),
        kind: CandidateKind::Same,
        left: Side {
            id: uid(1),
            kind: "company".to_owned(),
            label: "Sandhill Packing".to_owned(),
            ..successor(1, 14).left
        },
        right: Side {
            id: uid(14),
            kind: "company".to_owned(),
            label: "Sand Hill Packing LLC".to_owned(),
            ..successor(1, 14).right
        },
        pattern: String::new(),
        ..successor(1, 14)
    };
    rows.push(LoadedRow::Decision(Decision {
        id: DecisionId(uid(70)),
        candidate: same.id,
        kind: CandidateKind::Same,
        left_id: uid(1),
        right_id: uid(14),
        verdict: Verdict::Accept,
        why: "one phone, one officer, one address".to_owned(),
        member: MemberId(uid(220)),
        at: "2026-05-04T09:12:00.000Z".to_owned(),
        card: same,
    }));
    rows.push(LoadedRow::Milestone(Milestone {
        id: MilestoneId(uid(80)),
        rule: "M30".to_owned(),
        trigger_date: "2026-03-05".to_owned(),
        owner: "A. Baca".to_owned(),
        ..Milestone::default()
    }));
    Snapshot::build(
        318,
        "9f2c41d08a7be1135577aa20c4d1f0e29f2c41d08a7be1135577aa20c4d1f0e2".to_owned(),
        rows.into_iter(),
    )
}

/// Where the entities stand: the picture of the aim, by eye.
pub fn places() -> Vec<super::chart::Placed> {
    [
        (1, 430, 330, false),
        (2, 700, 240, false),
        (3, 880, 380, false),
        (4, 560, 470, true),
        (5, 380, 570, false),
        (6, 530, 600, false),
        (7, 670, 575, false),
        (8, 250, 250, false),
        (9, 250, 430, false),
        (10, 520, 725, false),
        (11, 300, 690, false),
        (12, 720, 440, false),
        (13, 560, 140, false),
    ]
    .into_iter()
    .map(|(n, x, y, pinned)| super::chart::Placed {
        entity: entity_id(n),
        x: x * 64,
        y: y * 64,
        pinned,
    })
    .collect()
}
