//! The board of an older commit is the board that was there: random commands, undo and redo between; purged
//! stays purged, changed words are found as they were, nothing can be changed.

use proptest::prelude::*;

use super::*;
use crate::app::made_case::made;
use crate::command::decide::Decide;
use crate::command::edit_entity::{AddEntity, AddFact, RemoveEntity, RenameEntity};
use crate::command::edit_link::AddLink;
use crate::command::seal_value::PurgeRecord;
use crate::model::decision::{Candidate, CandidateKind, Side, Verdict};
use crate::model::entity::Certainty;

const TIPS: &[u8] = include_bytes!("../../../tests/data/two_tips.csv");

fn case(folder: &Path) -> Case {
    made(folder, "case", "Then", 5)
}

fn entity(label: String) -> Command {
    AddEntity {
        kind: "person".to_owned(),
        label,
        source: None,
    }
    .into()
}

/// The n-th random change of the board as it stands; none when it has nothing to change.
fn change(s: &Snapshot, n: usize, what: u8, a: usize, b: usize) -> Option<Command> {
    let pick = |at: usize| s.entities.iter().nth(at % s.entities.len().max(1)).cloned();
    Some(match what {
        0 => entity(format!("Invented Person {n}")),
        1 => RenameEntity {
            entity: pick(a)?.id,
            label: format!("Renamed {n}"),
        }
        .into(),
        2 => RemoveEntity { entity: pick(a)?.id }.into(),
        3 => AddFact {
            entity: pick(a)?.id,
            field: "phone".to_owned(),
            value: format!("575-555-01{:02}", n % 100),
            date: String::new(),
            certainty: Certainty::default(),
            source: None,
            record: None,
            column: String::new(),
        }
        .into(),
        4 => AddLink {
            kind: "works_for".to_owned(),
            from: pick(a)?.id,
            to: pick(b)?.id,
            date: String::new(),
            certainty: Certainty::default(),
            source: None,
            record: None,
            note: String::new(),
        }
        .into(),
        _ => {
            let side = |e: &entity::Entity| Side {
                id: e.id.0,
                kind: e.kind.clone(),
                label: e.label.clone(),
                records: Vec::new(),
            };
            let (left, right) = (side(&pick(a)?), side(&pick(b)?));
            let verdict = if n.is_multiple_of(3) {
                Verdict::Reject
            } else {
                Verdict::Accept
            };
            Command::Decide(Decide {
                candidate: Candidate {
                    id: Candidate::derive_id(CandidateKind::Same, "", left.id, right.id),
                    kind: CandidateKind::Same,
                    left,
                    right,
                    ..Candidate::default()
                },
                verdict,
                why: String::new(),
            })
        }
    })
}

/// Rows and everything that is derived from them.
fn same(then: &Snapshot, kept: &Snapshot) {
    assert_eq!((then.seq, &then.chain), (kept.seq, &kept.chain));
    assert!(then.rows().eq(kept.rows()), "commit {}: other rows", kept.seq);
    for entity in kept.entities.iter() {
        let id = entity.id;
        assert_eq!(then.members_of(id), kept.members_of(id));
        assert!(then.facts_of(id).eq(kept.facts_of(id)));
        assert!(then.links_of(id).eq(kept.links_of(id)));
        assert!(then.events_of(id).eq(kept.events_of(id)));
        assert!(then.mentions_of_entity(id).eq(kept.mentions_of_entity(id)));
        assert_eq!(
            then.by_canonical(&entity.kind, &entity.canonical),
            kept.by_canonical(&entity.kind, &entity.canonical)
        );
    }
    for record in kept.records.keys() {
        assert!(then.mentions_of_record(*record).eq(kept.mentions_of_record(*record)));
    }
    for source in kept.sources.iter() {
        assert!(then.records_of(source.id).eq(kept.records_of(source.id)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn the_board_of_a_commit_is_the_one_that_was_there(
        steps in prop::collection::vec((0u8..9, 0usize..64, 0usize..64), 1..24),
        import_at in 0usize..24,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut case = case(folder.path());
        let mut kept = vec![case.snapshot()];
        for (n, (what, a, b)) in steps.into_iter().enumerate() {
            if n == import_at {
                case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
                kept.push(case.snapshot());
            }
            match what {
                7 => drop(case.undo(&Stack::Case)),
                8 => drop(case.redo(&Stack::Case)),
                what => {
                    if let Some(command) = change(&case.snapshot(), n, what, a, b) {
                        // What is refused leaves the board as it is.
                        drop(case.commit(&command));
                    }
                }
            }
            if kept.last().is_some_and(|s| s.seq != case.snapshot().seq) {
                kept.push(case.snapshot());
            }
        }
        for snapshot in &kept {
            let then = case.at(When::Commit(snapshot.seq)).unwrap();
            same(&then.snapshot(), snapshot);
        }
    }
}

#[test]
fn a_day_counts_to_its_end_and_what_was_not_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.commit(&entity("Anyone".to_owned())).unwrap();
    let day = |text: &str| case.at(When::parse(text).unwrap());
    assert_eq!(day("2026-11-24").unwrap().snapshot().seq, 2);
    assert_eq!(day("2027-01-01").unwrap().snapshot().seq, 2);
    let early = day("2026-11-23").err().unwrap();
    assert_eq!((early.key.as_str(), early.found.as_str()), ("as-of", "2026-11-23"));
    assert!(early.expected.contains("2026-11-24"), "{early}");
    assert_eq!(day("3").err().unwrap().key, "as-of");
    assert_eq!(day("0").err().unwrap().key, "as-of");
    assert_eq!(When::parse("spring").unwrap_err().key, "as-of");
}

#[test]
fn nothing_can_be_changed_and_nothing_is_surfaced() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
    case.commit(&entity("Later".to_owned())).unwrap();
    let mut then = case.at(When::Commit(2)).unwrap();
    assert_eq!(then.past().unwrap().seq, 2);
    assert_eq!(then.commit(&entity("Nobody".to_owned())).unwrap_err().key, "past-board");
    assert_eq!(then.undo(&Stack::Case).unwrap_err().key, "past-board");
    assert_eq!(then.must_write().unwrap_err().key, "past-board");
    let surfaced = then.surface(&ask::SurfaceRequest::default());
    assert_eq!(surfaced.err().unwrap().key, "past-board");
    assert!(case.surface(&ask::SurfaceRequest::default()).is_ok());
    // The case itself goes on, and the older board stays where it is.
    case.commit(&entity("Later still".to_owned())).unwrap();
    assert_eq!((case.snapshot().seq, then.snapshot().seq), (4, 2));
    assert!(then.search("Later").unwrap().is_empty());
    assert_eq!(case.search("Later").unwrap().len(), 2);
}

#[test]
fn words_of_then_are_found_and_what_was_purged_since_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
    let record = case
        .snapshot()
        .records
        .keys()
        .copied()
        .find(|r| case.record(*r).unwrap().narrative.contains("van"))
        .unwrap();
    let records = |case: &Case, text: &str| {
        let hits = case.search(text).unwrap();
        hits.iter()
            .filter(|h| h.what == "record")
            .map(|h| h.id)
            .collect::<Vec<_>>()
    };
    let before = records(&case, "van");
    assert!(before.contains(&record.0));
    case.undo(&Stack::Case).unwrap();
    assert!(records(&case, "van").is_empty());
    let then = case.at(When::Commit(2)).unwrap();
    assert_eq!(records(&then, "van").len(), before.len());
    assert!(then.record(record).unwrap().narrative.contains("van"));
    assert!(then.record(RecordId(Uid([9; 16]))).is_err());
    case.redo(&Stack::Case).unwrap();
    let purge = PurgeRecord {
        record,
        authority: "28 CFR 23.20(h)".to_owned(),
        reason: "test".to_owned(),
    };
    case.commit(&Command::PurgeRecord(purge)).unwrap();
    let then = case.at(When::Commit(2)).unwrap();
    assert!(!records(&then, "van").contains(&record.0));
    assert_eq!(then.record(record).unwrap().narrative, "");
}

/// `cargo test --release --lib as_of_at_100_000 -- --ignored --nocapture`
#[test]
#[ignore = "prints a figure"]
fn as_of_at_100_000_entities_and_10_000_commits() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    let meta = case.meta("fill".to_owned(), Vec::new(), (UndoClass::Case, "fill".to_owned()));
    let uid = |what: u8, n: u64| Uid::derive(&[&[what], &n.to_be_bytes()]);
    let made = |n: u64| entity::Entity {
        id: EntityId(uid(1, n)),
        kind: "company".into(),
        label: format!("Invented Farm {n} LLC"),
        ..entity::Entity::default()
    };
    let ((), touched) = case
        .store
        .commit(&meta, &mut *case.mint, |tx| {
            for n in 0..100_000 {
                tx.insert(&made(n))?;
            }
            for n in 0..300_000u64 {
                tx.insert(&entity::Link {
                    id: LinkId(uid(2, n)),
                    kind: "works_for".into(),
                    from_entity: EntityId(uid(1, n.wrapping_mul(7919) % 100_000)),
                    to_entity: EntityId(uid(1, n.wrapping_mul(104_729) % 100_000)),
                    ..entity::Link::default()
                })?;
            }
            Ok(())
        })
        .unwrap();
    case.refresh(&touched).unwrap();
    for n in 0..10_000u64 {
        let renamed = entity::Entity {
            label: format!("Renamed {n} LLC"),
            ..made(n.wrapping_mul(31) % 100_000)
        };
        case.store
            .commit(&meta, &mut *case.mint, |tx| tx.update(&renamed))
            .unwrap();
    }
    case.snapshot = Arc::new(load(&case.store).unwrap());
    for seq in [1, 2, 3, 5_000, 10_001] {
        let begun = std::time::Instant::now();
        let then = case.at(When::Commit(seq)).unwrap();
        eprintln!(
            "commit {seq}: {} entities in {:?}",
            then.snapshot().entities.len(),
            begun.elapsed()
        );
    }
}
