//! A small fictional board: its rows, its candidates. Every name, number and place is invented.

use caseboard::model::chart::{Chart, ChartFilter, ChartItem};
use caseboard::model::decision::{Bits, Candidate, CandidateKind, Reason, RecordRef, Side};
use caseboard::model::entity::{Entity, Fact, Link};
use caseboard::model::event::{Event, Participant, Participants};
use caseboard::model::lead::Lead;
use caseboard::model::source::{Cell, Cells, Mention, Record, RecordStatus, Source};
use caseboard::model::work::{Milestone, Process, Task};
use caseboard::model::*;
use caseboard::snapshot::{LoadedRow, RecordHead};

pub fn uid(n: u8) -> Uid {
    Uid::derive(&[b"ui-test", &[n]])
}
pub fn entity(n: u8) -> EntityId {
    EntityId(uid(n))
}
pub fn record(n: u8) -> RecordId {
    RecordId(uid(100 + n))
}
pub const CHART: u8 = 200;

pub fn records() -> Vec<Record> {
    let text = "Man works for Sandhill Packing, boss keeps the passports. The place is on 3656 Hwy 26. They were hired by Juan, 575-555-0119. [V-02] is afraid to call.";
    let tip = |n: u8, key: &str, date: &str| Record {
        id: record(n),
        source: SourceId(uid(90)),
        row: u32::from(n),
        key: key.into(),
        kind: "tip".into(),
        date: date.into(),
        cells: Cells(vec![
            Cell {
                column: "Phone".into(),
                text: "575-555-0119".into(),
                sealed: None,
                ..Cell::default()
            },
            Cell {
                column: "Town".into(),
                text: "Deming".into(),
                sealed: None,
                ..Cell::default()
            },
        ]),
        narrative: text.into(),
        ..Record::default()
    };
    let mut wage = tip(3, "1703022", "2025-06");
    wage.source = SourceId(uid(91));
    wage.kind = "compliance_action".into();
    wage.narrative = String::new();
    let mut bad = tip(4, "", "");
    bad.source = SourceId(uid(91));
    bad.status = RecordStatus::Rejected;
    vec![
        tip(1, "T-0012", "2026-04-24"),
        tip(2, "T-0031", "2026-05-02"),
        wage,
        bad,
    ]
}

pub fn rows() -> Vec<LoadedRow> {
    let mut rows = Vec::new();
    let source = |n: u8, file: &str, agency: &str, kind: &str, rejected: i64| Source {
        id: SourceId(uid(n)),
        title: file.into(),
        agency: agency.into(),
        kind: kind.into(),
        file_name: file.into(),
        sha256: "5f".repeat(32),
        received: "2026-04-24T09:00:00.000Z".into(),
        reliability: "C".into(),
        credibility: "3".into(),
        staged: 2,
        rejected,
        rows_in: 2 + rejected,
        ..Source::default()
    };
    rows.push(LoadedRow::Source(source(90, "tips.csv", "State hotline", "tip", 0)));
    rows.push(LoadedRow::Source(source(
        91,
        "whd.xlsx",
        "Wage and Hour",
        "public_record",
        1,
    )));
    for r in records() {
        rows.push(LoadedRow::Record(RecordHead::from(&r)));
    }
    rows.push(LoadedRow::Lead(Lead {
        id: LeadId(uid(95)),
        record: record(1),
        callback_safe: lead::Answer::No,
        danger: lead::Answer::Yes,
        ..Lead::default()
    }));
    let named: [(u8, &str, &str, &str); 12] = [
        (1, "company", "Sandhill Packing", ""),
        (2, "company", "Sand Hill Packing LLC", ""),
        (3, "person", "Juan H. García", ""),
        (4, "person", "V-02", "V-02"),
        (5, "worksite", "3656 Hwy 26", ""),
        (6, "housing", "Frontage Rd motel", ""),
        (7, "vehicle", "White van", ""),
        (8, "phone", "575-555-0119", ""),
        (9, "company", "Ocotillo Drywall", ""),
        (10, "company", "Red Bluff Drywall LLC", ""),
        (11, "person", "V-01", "V-01"),
        (12, "filing", "WHD 1703022", ""),
    ];
    for (n, kind, label, pseudonym) in named {
        let canonical = if kind == "phone" {
            "+15755550119".into()
        } else {
            String::new()
        };
        rows.push(LoadedRow::Entity(Entity {
            id: entity(n),
            kind: kind.into(),
            canonical,
            label: label.into(),
            source: Some(SourceId(uid(90))),
            pseudonym: pseudonym.into(),
            ..Entity::default()
        }));
    }
    let facts = [
        (1, "name", "Sandhill Packing", 1),
        (1, "industry", "493 Warehousing", 1),
        (1, "industry", "115 Agriculture support", 3),
        (1, "city", "Deming", 1),
        (1, "back_wages_agreed", "$18,498.00", 3),
    ];
    for (n, (e, field, value, r)) in facts.into_iter().enumerate() {
        rows.push(LoadedRow::Fact(Fact {
            id: FactId(uid(120 + n as u8)),
            entity: entity(e),
            field: field.into(),
            value: value.into(),
            canonical: value.to_lowercase(),
            source: Some(SourceId(uid(if r == 3 { 91 } else { 90 }))),
            record: Some(record(r)),
            column: "Town".into(),
            ..Fact::default()
        }));
    }
    let links = [
        (1, 5, "operates", "2025-10"),
        (1, 3, "paid", "2025-11-14"),
        (4, 3, "recruited_by", "2025-09"),
        (11, 3, "recruited_by", "2025-09"),
        (4, 6, "housed_at", "2025-12"),
        (11, 6, "housed_at", ""),
        (3, 8, "has_phone", ""),
        (1, 12, "has_filing", "2025-06"),
        (9, 12, "has_filing", "2025-06"),
        (9, 8, "has_phone", ""),
        (6, 7, "related_to", "2026-01"),
    ];
    for (n, (a, b, kind, date)) in links.into_iter().enumerate() {
        rows.push(LoadedRow::Link(Link {
            id: LinkId(uid(140 + n as u8)),
            kind: kind.into(),
            from_entity: entity(a),
            to_entity: entity(b),
            date: date.into(),
            source: Some(SourceId(uid(90))),
            record: Some(record(1)),
            column: "Phone".into(),
            ..Link::default()
        }));
    }
    let narrative = &records()[0].narrative;
    for (n, (e, role, raw)) in [
        (1, "employer", "Sandhill Packing"),
        (5, "worksite", "3656 Hwy 26"),
        (8, "phone", "575-555-0119"),
        (3, "recruiter", "Juan"),
    ]
    .into_iter()
    .enumerate()
    {
        let start = narrative.find(raw).unwrap() as u32;
        rows.push(LoadedRow::Mention(Mention {
            id: MentionId(uid(160 + n as u8)),
            record: record(1),
            entity: entity(e),
            role: role.into(),
            column: "Phone".into(),
            raw: raw.into(),
            span_start: Some(start),
            span_end: Some(start + raw.len() as u32),
            ..Mention::default()
        }));
    }
    let events = [
        ("arrival", "2025-10-12~", 4),
        ("document_taken", "2025-11", 4),
        ("travel", "2025-09/2025-10", 11),
        ("payment", "2025-11-14", 3),
        ("inspection_period", "2026-02-01/2026-03-20", 1),
        ("threat", "", 4),
    ];
    for (n, (kind, date, who)) in events.into_iter().enumerate() {
        rows.push(LoadedRow::Event(Event {
            id: EventId(uid(170 + n as u8)),
            kind: kind.into(),
            date: date.into(),
            participants: Participants(vec![Participant {
                entity: entity(who),
                role: "worker".into(),
            }]),
            source: Some(SourceId(uid(90))),
            record: Some(record(1)),
            ..Event::default()
        }));
    }
    for (n, (rule, trigger)) in [("M55", "2026-11-09"), ("M30", "2026-09-04"), ("M57", "2026-11-20")]
        .into_iter()
        .enumerate()
    {
        rows.push(LoadedRow::Milestone(Milestone {
            id: MilestoneId(uid(180 + n as u8)),
            rule: rule.into(),
            trigger_date: trigger.into(),
            subject: Some(entity(1)),
            ..Milestone::default()
        }));
    }
    rows.push(LoadedRow::Task(Task {
        id: TaskId(uid(230)),
        title: "Ring the motel".into(),
        owner: "A. Baca".into(),
        due: "2026-12-01".into(),
        about: Some(entity(6)),
        ..Task::default()
    }));
    rows.push(LoadedRow::Process(Process {
        id: ProcessId(uid(231)),
        kind: "preservation".into(),
        recipient: "Carrier West".into(),
        served: "2026-09-01".into(),
        ..Process::default()
    }));
    rows.push(LoadedRow::Deconfliction(lead::Deconfliction {
        id: DeconflictionId(uid(232)),
        kind: "target".into(),
        subject: "Sandhill Packing".into(),
        entity: Some(entity(1)),
        system: "RISSafe".into(),
        reference: "88-1".into(),
        at: "2026-11-20".into(),
        result: "no other agency".into(),
        ..lead::Deconfliction::default()
    }));
    rows.push(LoadedRow::Chart(Chart {
        id: ChartId(uid(CHART + 40)),
        title: "Second chart".into(),
        zoom: 1000,
        position: 1,
        ..Chart::default()
    }));
    rows.push(LoadedRow::Chart(Chart {
        id: ChartId(uid(CHART)),
        title: "Sandhill network".into(),
        zoom: 1000,
        filter: ChartFilter::default(),
        ..Chart::default()
    }));
    let spots = [
        (1, 0, 0),
        (5, -180, -80),
        (3, 130, 140),
        (4, 100, 270),
        (11, -50, 240),
        (6, 90, 400),
        (7, -130, 370),
        (8, 290, 110),
        (12, 130, -190),
        (9, 270, -90),
        (10, 450, 50),
    ];
    for (e, x, y) in spots {
        rows.push(LoadedRow::ChartItem(ChartItem {
            id: ChartItemId(uid(200 + e)),
            chart: ChartId(uid(CHART)),
            entity: Some(entity(e)),
            x: x * 64,
            y: y * 64,
            pinned: e == 1,
            note: String::new(),
        }));
    }
    rows
}

pub fn candidates() -> Vec<Candidate> {
    let reason = |field: &str, bits: i32, key: &str, left: &str, right: &str| Reason {
        field: field.into(),
        bits: Bits(bits),
        key: key.into(),
        args: vec![left.into(), right.into(), "2".into()],
        left: left.into(),
        right: right.into(),
    };
    let side = |n: u8, kind: &str, label: &str, r: u8, key: &str| Side {
        id: uid(n),
        kind: kind.into(),
        label: label.into(),
        records: vec![RecordRef {
            id: record(r),
            file: "tips.csv".into(),
            row: u32::from(r),
            key: key.into(),
        }],
    };
    let card = |kind: CandidateKind, pattern: &str, left: Side, right: Side, bits: i32| Candidate {
        id: Candidate::derive_id(kind, pattern, left.id, right.id),
        kind,
        pattern: pattern.into(),
        bits: Bits(bits),
        left,
        right,
        reasons: vec![
            reason("prior", -400, "prior", "", ""),
            reason("phone", 620, "phone-same", "(575) 555-0119", "575-555-0119"),
            reason("name", 310, "company-near", "Sandhill Packing", "Sand Hill Packing LLC"),
            reason("address", 240, "address-same", "3656 Hwy 26", "3656 NM Highway 26"),
            reason("owner", 90, "person-part", "Pedro Baca Torres", "P. Baca"),
            reason("city", 60, "city-same", "Deming", "Deming"),
            reason("dba", 0, "missing", "", "Sandhill Produce"),
            reason(
                "industry",
                -380,
                "category-other",
                "493 Warehousing",
                "115 Agriculture support",
            ),
        ],
        found_by: "phone+address".into(),
        parameters: "4".into(),
        contradictions: Vec::new(),
        settles: "fein".into(),
        blind: false,
    };
    vec![
        card(
            CandidateKind::Same,
            "",
            side(1, "company", "Sandhill Packing", 1, "T-0012"),
            side(2, "company", "Sand Hill Packing LLC", 3, "1703022"),
            540,
        ),
        card(
            CandidateKind::Connected,
            "",
            side(102, "record", "Tip T-0031", 2, "T-0031"),
            side(101, "record", "Tip T-0012", 1, "T-0012"),
            510,
        ),
        card(
            CandidateKind::Pattern,
            "successor_employer",
            side(9, "company", "Ocotillo Drywall", 1, "T-0012"),
            side(10, "company", "Red Bluff Drywall LLC", 2, "T-0031"),
            480,
        ),
    ]
}
