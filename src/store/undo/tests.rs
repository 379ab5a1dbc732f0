//! Undo: byte for byte, over many steps, refused when a row has moved on.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::entity::Entity;
use crate::store::tests::{COST, Case, case, entity, own, password, rows_as_of};
use crate::store::{CommitMeta, Holder};

type Rows = BTreeMap<(String, Uid), Vec<u8>>;

/// Every audited row, canonical.
fn rows(store: &Store) -> Rows {
    let mut all = Rows::new();
    for table in Store::tables() {
        store
            .scan(table, &mut |values| collect(&mut all, table, &own(values)))
            .unwrap();
    }
    all
}

fn collect(all: &mut Rows, table: &str, values: &[Value]) {
    let Value::Blob(id) = &values[0] else { panic!("no id") };
    let id = Uid(id.as_slice().try_into().unwrap());
    assert!(
        all.insert((table.to_owned(), id), canonical::pack(values)).is_none(),
        "a row came twice"
    );
}

fn rows_at(store: &Store, seq: i64) -> Rows {
    let mut all = Rows::new();
    rows_as_of(store, seq, &mut |table, values| collect(&mut all, table, values));
    all
}

fn revert(case: &mut Case, seq: i64) -> Result<i64, Problem> {
    let meta = CommitMeta {
        undoes: Some(seq),
        command: "undo".into(),
        ..case.meta.clone()
    };
    case.store
        .commit(&meta, &mut case.mint, |tx| tx.revert(seq))
        .map(|(_, touched)| touched.seq)
}

fn stack(case: &Case) -> UndoStack {
    case.store.undo_stack(UndoClass::Case, &case.meta.stack).unwrap()
}

#[test]
fn the_drawn_stack() {
    let commits = [
        (1, None),
        (2, None),
        (3, Some(2)),
        (4, Some(1)),
        (5, Some(4)),
        (6, None),
    ];
    let at = |n: usize| UndoStack::of(commits[..n].iter().copied());
    let pair = |undo: &[i64], redo: &[i64]| UndoStack {
        undo: undo.to_vec(),
        redo: redo.to_vec(),
    };
    assert_eq!(at(2), pair(&[1, 2], &[]));
    assert_eq!(at(3), pair(&[1], &[3]));
    assert_eq!(at(4), pair(&[], &[3, 4]));
    assert_eq!(at(5), pair(&[1], &[3]));
    assert_eq!(at(6), pair(&[1, 6], &[]));
}

#[test]
fn a_row_that_moved_on_is_not_undone_and_the_later_commit_is_named() {
    let mut case = case();
    let Case { store, mint, meta, .. } = &mut case;
    let (_, first) = store.commit(meta, mint, |tx| tx.insert(&entity(1, "Alfa"))).unwrap();
    let other = CommitMeta {
        stack: "another".into(),
        command: "rename".into(),
        ..meta.clone()
    };
    let (_, later) = store.commit(&other, mint, |tx| tx.update(&entity(1, "Beta"))).unwrap();
    let refused = revert(&mut case, first.seq).unwrap_err();
    assert_eq!(refused.key, "moved-on");
    assert!(
        refused.found.contains(&format!("commit {} (rename", later.seq)),
        "{}",
        refused.found
    );
    // When the later one is undone, the row carries the first commit again, and that can be undone.
    revert(&mut case, later.seq).unwrap();
    revert(&mut case, first.seq).unwrap();
    assert!(case.store.rows::<Entity>().unwrap().is_empty());
    assert_eq!(revert(&mut case, 1).unwrap_err().key, "not-undoable");
    assert_eq!(revert(&mut case, 99).unwrap_err().key, "no-such-commit");
}

#[test]
fn an_id_deleted_added_again_and_undone_goes_back_to_the_first_delete() {
    let mut case = case();
    let mut states = vec![rows(&case.store)];
    let mut done = Vec::new();
    for step in 0..4 {
        let Case { store, mint, meta, .. } = &mut case;
        let (_, touched) = store
            .commit(meta, mint, |tx| match step % 2 {
                0 => tx.insert(&entity(1, &format!("Alfa {step}"))),
                _ => tx.delete::<Entity>(entity(1, "").id.0),
            })
            .unwrap();
        done.push(touched.seq);
        states.push(rows(store));
    }
    for (seq, state) in done.iter().zip(&states).rev() {
        assert_eq!(stack(&case).undo.last(), Some(seq));
        revert(&mut case, *seq).unwrap();
        assert!(rows(&case.store) == *state);
    }
}

#[test]
fn a_row_made_changed_and_deleted_in_one_commit_in_any_order_is_undone_and_redone() {
    // Each bit: delete or change where the row is there; it is made where it is not.
    for (there, pattern) in [false, true].into_iter().flat_map(|t| (0..32u32).map(move |p| (t, p))) {
        let mut case = case();
        let id = entity(1, "").id.0;
        let Case { store, mint, meta, .. } = &mut case;
        if there {
            store.commit(meta, mint, |tx| tx.insert(&entity(1, "before"))).unwrap();
        }
        let before = rows(store);
        let (_, done) = store
            .commit(meta, mint, |tx| {
                for step in 0..5 {
                    let row = entity(1, &format!("step {step}"));
                    match (tx.get::<Entity>(id)?.is_some(), pattern >> step & 1) {
                        (false, _) => tx.insert(&row)?,
                        (true, 0) => tx.delete::<Entity>(id)?,
                        (true, _) => tx.update(&row)?,
                    }
                }
                Ok(())
            })
            .unwrap();
        let after = rows(store);
        let mut last = done.seq;
        for round in 0..4 {
            last = revert(&mut case, last).unwrap_or_else(|p| panic!("{there} {pattern:05b} round {round}: {p:?}"));
            let expected = if round % 2 == 0 { &before } else { &after };
            assert!(rows(&case.store) == *expected, "{there} {pattern:05b} round {round}");
        }
    }
}

/// One random edit of one of five rows.
#[derive(Clone, Debug)]
enum Step {
    Edit(Vec<(u64, u8)>),
    Undo,
    Redo,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => proptest::collection::vec((0u64..5, any::<u8>()), 1..6).prop_map(Step::Edit),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
        1 => Just(Step::Reopen),
    ]
}

fn edit(case: &mut Case, edits: &[(u64, u8)]) {
    let Case { store, mint, meta, .. } = case;
    store
        .commit(meta, mint, |tx| {
            for (n, what) in edits {
                let row = entity(*n, &format!("label {what}"));
                match (tx.get::<Entity>(row.id.0)?.is_some(), what % 3) {
                    (false, _) => tx.insert(&row)?,
                    (true, 0) => tx.delete::<Entity>(row.id.0)?,
                    (true, _) => tx.update(&row)?,
                }
            }
            Ok(())
        })
        .unwrap();
}

fn reopen(case: Case) -> Case {
    let Case {
        folder,
        store,
        mint,
        meta,
    } = case;
    let path = store.path().to_owned();
    drop(store);
    Case {
        store: Store::open(&path, &password(), &COST, &Holder::default()).unwrap(),
        folder,
        mint,
        meta,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Against the plainest model there is: a list of whole states and a cursor.
    #[test]
    fn undo_and_redo_walk_through_the_states_byte_for_byte(steps in proptest::collection::vec(step(), 1..14)) {
        let mut case = case();
        let mut states = vec![rows(&case.store)];
        let mut cursor = 0;
        let mut history = vec![(case.store.head().unwrap().0, states[0].clone())];
        for step in steps {
            match step {
                Step::Edit(edits) => {
                    edit(&mut case, &edits);
                    states.truncate(cursor + 1);
                    states.push(rows(&case.store));
                    cursor += 1;
                }
                Step::Undo => match stack(&case).undo.last() {
                    Some(&seq) => {
                        revert(&mut case, seq).unwrap();
                        cursor -= 1;
                    }
                    None => prop_assert_eq!(cursor, 0),
                },
                Step::Redo => match stack(&case).redo.last() {
                    Some(&seq) => {
                        revert(&mut case, seq).unwrap();
                        cursor += 1;
                    }
                    None => prop_assert_eq!(cursor, states.len() - 1),
                },
                Step::Reopen => case = reopen(case),
            }
            prop_assert!(rows(&case.store) == states[cursor]);
            history.push((case.store.head().unwrap().0, states[cursor].clone()));
        }
        for (seq, state) in history {
            prop_assert!(rows_at(&case.store, seq) == state, "as of {}", seq);
        }
    }
}

#[test]
fn as_of_a_commit_that_is_not_there_is_refused() {
    let case = case();
    assert!(rows_at(&case.store, 0).is_empty());
    assert_eq!(case.store.rows_since(9, &mut |_| ()).unwrap_err().key, "no-such-commit");
}

/// Rows are taken out of the search index in runs: what lies between or beside them stays, and comes back.
#[test]
fn words_of_what_is_undone_go_and_those_beside_them_stay() {
    use crate::model::FactId;
    use crate::model::entity::Fact;
    let mut case = case();
    let fact = |n: u64, value: &str| Fact {
        id: FactId(Uid::derive(&[b"fact", &n.to_be_bytes()])),
        entity: entity(n, "").id,
        field: "name".into(),
        value: value.to_owned(),
        ..Fact::default()
    };
    let Case { store, mint, meta, .. } = &mut case;
    // Entities 0 to 39 stay; 40 to 139 come and go, some of them without a word; 140 to 179 stay. Facts lie
    // between them in the index, since their rows have the same numbers.
    let name = |n: u64| {
        if n % 7 == 3 {
            String::new()
        } else {
            format!("alpha{n:03} 555010{n:03}")
        }
    };
    let mut seqs = Vec::new();
    for span in [0..40u64, 40..140, 140..180] {
        let (_, touched) = store
            .commit(meta, mint, |tx| {
                let entities: Vec<Entity> = span.clone().map(|n| entity(n, &name(n))).collect();
                tx.insert_many(&entities)?;
                let facts: Vec<Fact> = span
                    .clone()
                    .map(|n| fact(n, &format!("beta{n:03} 777020{n:03}")))
                    .collect();
                if span.start != 40 {
                    tx.insert_many(&facts)?;
                }
                Ok(())
            })
            .unwrap();
        seqs.push(touched.seq);
    }
    let found = |case: &Case| -> (usize, usize, usize) {
        let of = |word: &str| case.store.search(word, None, 10).unwrap().len();
        let all = |what: &str, from: u64, to: u64| (from..to).filter(|n| of(&format!("{what}{n:03}")) == 1).count();
        let parts = |from: u64, to: u64| (from..to).filter(|n| of(&format!("555010{n:03}")) == 1).count();
        (
            all("alpha", 0, 40) + all("alpha", 140, 180) + all("beta", 0, 40) + all("beta", 140, 180),
            all("alpha", 40, 140),
            parts(100, 140),
        )
    };
    let named = |from: u64, to: u64| (from..to).filter(|n| !name(*n).is_empty()).count();
    let stay = named(0, 40) + named(140, 180) + 80;
    let gone = (named(40, 140), named(100, 140));
    assert_eq!(found(&case), (stay, gone.0, gone.1));
    let undone = revert(&mut case, seqs[1]).unwrap();
    assert_eq!(found(&case), (stay, 0, 0));
    revert(&mut case, undone).unwrap();
    assert_eq!(found(&case), (stay, gone.0, gone.1));
    let wrong: Vec<_> = case.store.verify(None).unwrap().into_iter().filter(|c| !c.ok).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
