//! What rests on a source: counted by hand on a small board, and on the imported tips.

use super::*;
use crate::model::entity::Entity;
use crate::model::event::Event;
use crate::model::source::{Mention, Record, Source};
use crate::model::work::Milestone;
use crate::snapshot::{LoadedRow, RecordHead};

fn id(n: u8) -> Uid {
    Uid([n; 16])
}

/// Two sources with a record each. Both name company 20; source 1 alone names person 21, who works for it;
/// source 2 alone names person 22. Both say that company's phone; only source 1 its address.
fn board() -> Snapshot {
    let (one, two) = (SourceId(id(1)), SourceId(id(2)));
    let mut rows = Vec::new();
    for (source, record) in [(one, 11), (two, 12)] {
        rows.push(LoadedRow::Source(Source {
            id: source,
            file_name: format!("{}_FICTIONAL.csv", record),
            ..Source::default()
        }));
        rows.push(LoadedRow::Record(RecordHead::from(&Record {
            id: RecordId(id(record)),
            source,
            row: 1,
            ..Record::default()
        })));
    }
    for (n, label, source) in [
        (20, "Ocotillo Packing", one),
        (21, "Person A", one),
        (22, "Person B", two),
    ] {
        rows.push(LoadedRow::Entity(Entity {
            id: EntityId(id(n)),
            kind: "company".into(),
            label: label.into(),
            source: Some(source),
            ..Entity::default()
        }));
    }
    for (n, record, entity) in [(30, 11, 20), (31, 12, 20), (32, 11, 21), (33, 12, 22)] {
        rows.push(LoadedRow::Mention(Mention {
            id: MentionId(id(n)),
            record: RecordId(id(record)),
            entity: EntityId(id(entity)),
            ..Mention::default()
        }));
    }
    for (n, source, record, field, value) in [
        (40, one, 11, "phone", "575-555-0101"),
        (41, two, 12, "phone", "575-555-0101"),
        (42, one, 11, "address", "14 Calle Imaginaria"),
    ] {
        rows.push(LoadedRow::Fact(Fact {
            id: FactId(id(n)),
            entity: EntityId(id(20)),
            field: field.into(),
            value: value.into(),
            source: Some(source),
            record: Some(RecordId(id(record))),
            ..Fact::default()
        }));
    }
    for (n, source, record, from) in [(50, one, 11, 21), (51, two, 12, 22)] {
        rows.push(LoadedRow::Link(Link {
            id: LinkId(id(n)),
            kind: "works_for".into(),
            from_entity: EntityId(id(from)),
            to_entity: EntityId(id(20)),
            source: Some(source),
            record: Some(RecordId(id(record))),
            ..Link::default()
        }));
    }
    rows.push(LoadedRow::Event(Event {
        id: EventId(id(60)),
        source: Some(one),
        record: Some(RecordId(id(11))),
        ..Event::default()
    }));
    for (n, trigger) in [(70, Some(EventId(id(60)))), (71, None)] {
        rows.push(LoadedRow::Milestone(Milestone {
            id: MilestoneId(id(n)),
            rule: "M55".into(),
            trigger_event: trigger,
            ..Milestone::default()
        }));
    }
    for (n, left, right) in [(80, 21, 22), (81, 20, 22)] {
        rows.push(LoadedRow::Decision(Decision {
            id: DecisionId(id(n)),
            candidate: id(n),
            left_id: id(left),
            right_id: id(right),
            card: Candidate {
                left: Side {
                    id: id(left),
                    ..Side::default()
                },
                right: Side {
                    id: id(right),
                    ..Side::default()
                },
                ..Candidate::default()
            },
            ..Decision::default()
        }));
    }
    Snapshot::build(1, String::new(), rows.into_iter())
}

#[test]
fn what_only_one_source_says_falls_with_it() {
    let s = board();
    let rests = of(&s, SourceId(id(1)));
    assert_eq!(rests.on.records, [RecordId(id(11))]);
    assert_eq!(rests.on.entities, [EntityId(id(20)), EntityId(id(21))]);
    assert_eq!(rests.on.facts, [FactId(id(40)), FactId(id(42))]);
    assert_eq!(rests.on.links, [LinkId(id(50))]);
    assert_eq!(rests.on.events, [EventId(id(60))]);
    assert_eq!(rests.on.decisions, [DecisionId(id(80)), DecisionId(id(81))]);
    assert_eq!(rests.on.milestones, [MilestoneId(id(70))]);
    // The company stays, its phone too; what nobody else says goes.
    assert_eq!(rests.falls.entities, [EntityId(id(21))]);
    assert_eq!(rests.falls.facts, [FactId(id(42))]);
    assert_eq!(rests.falls.links, [LinkId(id(50))]);
    assert_eq!(rests.falls.decisions, [DecisionId(id(80))]);
    assert_eq!(rests.falls.milestones, [MilestoneId(id(70))]);
    let lost = |left: u8| {
        rests.takes(&Candidate {
            left: Side {
                id: id(left),
                ..Side::default()
            },
            ..Candidate::default()
        })
    };
    assert!(lost(21) && lost(11) && !lost(20));
    // Each counts once, and the other source's are its own.
    let other = of(&s, SourceId(id(2)));
    assert_eq!(other.falls.entities, [EntityId(id(22))]);
    assert_eq!(other.falls.facts, []);
    assert_eq!(
        of(&s, SourceId(id(9))),
        Rests {
            source: SourceId(id(9)),
            ..Rests::default()
        }
    );
}

#[test]
fn the_document_names_things_and_no_sealed_value() {
    let mut rows: Vec<LoadedRow> = board().rows().collect();
    rows.push(LoadedRow::Fact(Fact {
        id: FactId(id(43)),
        entity: EntityId(id(21)),
        field: "name".into(),
        sealed: Some(SealedId(id(90))),
        source: Some(SourceId(id(1))),
        ..Fact::default()
    }));
    let s = Snapshot::build(1, String::new(), rows.into_iter());
    let doc = json(&s, &of(&s, SourceId(id(1))), &[]);
    assert_eq!(doc["rests"]["facts"]["count"], 3);
    assert_eq!(doc["falls"]["entities"]["items"][0]["label"], "Person A");
    assert_eq!(doc["falls"]["candidates"]["count"], 0);
    assert!(doc.to_string().contains("name = [sealed]"));
}
