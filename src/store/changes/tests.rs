//! Runs: many changes in one row read, undo, verify and purge like a row each.

use super::*;
use crate::model::commit::{Op, UndoClass};
use crate::model::entity::Entity;
use crate::store::tests::{Case, case, entity, rows_as_of};
use crate::store::{CommitMeta, Removal, Store};

/// More than two batches, and not a whole number of them.
const MANY: u64 = 1000;

fn many(from: u64, label: &str) -> Vec<Entity> {
    (from..from + MANY).map(|n| entity(n, label)).collect()
}

/// Commit 2 adds many rows.
fn filled() -> Case {
    let mut case = case();
    let Case { store, mint, meta, .. } = &mut case;
    store.commit(meta, mint, |tx| tx.insert_many(&many(0, "Alfa"))).unwrap();
    case
}

fn revert(case: &mut Case, seq: i64) -> Result<(), Problem> {
    let meta = CommitMeta {
        undoes: Some(seq),
        command: "undo".into(),
        ..case.meta.clone()
    };
    let done = case.store.commit(&meta, &mut case.mint, |tx| tx.revert(seq));
    done.map(|_| ())
}

fn failing(store: &Store) -> Vec<String> {
    let checks = store.verify(None).unwrap();
    let failed = checks.into_iter().filter(|c| !c.ok);
    failed.map(|c| format!("{}: {}", c.name, c.detail)).collect()
}

fn one<T: rusqlite::types::FromSql>(store: &Store, query: &str) -> T {
    store.connection.query_row(query, [], |row| row.get(0)).unwrap()
}

fn labels(store: &Store) -> Vec<(Uid, String)> {
    let all = store.rows::<Entity>().unwrap();
    all.into_iter().map(|e| (e.id.0, e.label)).collect()
}

#[test]
fn many_rows_lie_in_few_runs_and_read_like_a_row_each() {
    let case = filled();
    let rows: i64 = one(&case.store, "SELECT count(*) FROM \"change\" WHERE \"seq\" = 2");
    assert_eq!(rows, 4, "256 + 256 + 256 + 232");
    assert_eq!(last(&case.store.connection).unwrap(), 2 + MANY as i64);
    let changes = case.store.changes_of(2, usize::MAX).unwrap();
    let ids: Vec<Uid> = many(0, "").iter().map(|e| e.id.0).collect();
    assert_eq!(changes.iter().map(|c| c.id).collect::<Vec<_>>(), ids);
    assert!(
        changes
            .iter()
            .all(|c| c.op == Op::Insert && c.before.is_none() && c.after.is_some())
    );
    assert_eq!(case.store.changes_of(2, 300).unwrap().len(), 300);
    assert_eq!(case.store.news_since(1).unwrap().len(), MANY as usize);
    assert_eq!(failing(&case.store), Vec::<String>::new());
}

#[test]
fn any_stretch_is_that_stretch_of_all() {
    let mut case = filled();
    revert(&mut case, 2).unwrap();
    let read = |from: i64, to: i64| {
        let mut found = Vec::new();
        each_change(&case.store.connection, from, to, &mut |past| {
            found.push((
                past.n,
                past.id,
                past.op,
                past.salt.map(<[u8]>::to_vec),
                past.before.map(<[u8]>::to_vec),
            ));
            Ok(())
        })
        .unwrap();
        found
    };
    let all = read(1, i64::MAX);
    assert_eq!(all.len() as i64, 2 + 2 * MANY as i64);
    assert!((1..).zip(&all).all(|(n, change)| n == change.0));
    assert!(all.iter().all(|c| (c.2 == tables::DELETE) == c.4.is_some()));
    for (from, to) in [
        (1, 1),
        (2, 3),
        (3, 258),
        (4, 257),
        (258, 259),
        (500, 777),
        (1000, 1300),
        (1900, 2002),
        (2003, 2900),
    ] {
        let part: Vec<_> = all.iter().filter(|c| (from..=to).contains(&c.0)).cloned().collect();
        assert_eq!(read(from, to), part, "{from} to {to}");
    }
}

#[test]
fn undo_and_redo_of_many_rows_over_and_over() {
    let mut case = filled();
    let full = labels(&case.store);
    for (seq, back) in [(2, false), (3, true), (4, false), (5, true), (6, false)] {
        revert(&mut case, seq).unwrap();
        assert_eq!(
            labels(&case.store),
            if back { full.clone() } else { Vec::new() },
            "revert of {seq}"
        );
        assert_eq!(failing(&case.store), Vec::<String>::new());
    }
    let runs: i64 = one(
        &case.store,
        "SELECT count(*) FROM \"change\" WHERE length(\"id\") > 16 AND \"op\" = 2",
    );
    assert_eq!(runs, 12, "three undos of four runs");
    for seq in 1..=7 {
        let mut rows = 0;
        rows_as_of(&case.store, seq, &mut |table, _| rows += usize::from(table == "entity"));
        assert_eq!(
            rows,
            if [2, 4, 6].contains(&seq) { MANY as usize } else { 0 },
            "as of {seq}"
        );
    }
}

#[test]
fn a_row_that_moved_on_is_named_within_a_run_too() {
    let mut case = filled();
    let Case { store, mint, meta, .. } = &mut case;
    store.commit(meta, mint, |tx| tx.update(&entity(700, "Beta"))).unwrap();
    let problem = revert(&mut case, 2).unwrap_err();
    assert_eq!(problem.key, "moved-on");
    assert!(problem.found.starts_with("commit 3 (edit"), "{}", problem.found);
    // All deleted by a run, and one of them added anew by another commit.
    revert(&mut case, 3).unwrap();
    revert(&mut case, 2).unwrap();
    let Case { store, mint, meta, .. } = &mut case;
    store
        .commit(meta, mint, |tx| tx.insert_many(&many(500, "Gama")))
        .unwrap();
    let problem = revert(&mut case, 5).unwrap_err();
    assert_eq!(problem.key, "moved-on");
    assert!(problem.found.starts_with("commit 6 (edit"), "{}", problem.found);
    revert(&mut case, 6).unwrap();
    revert(&mut case, 5).unwrap();
    assert!(labels(&case.store).iter().all(|(_, label)| label == "Alfa"));
    assert_eq!(failing(&case.store), Vec::<String>::new());
}

#[test]
fn any_byte_of_a_run_changed_is_named() {
    let mut case = filled();
    revert(&mut case, 2).unwrap();
    let raw = &case.store.connection;
    let runs: Vec<i64> = {
        let mut all = Vec::new();
        each(
            raw,
            "SELECT \"n\" FROM \"change\" WHERE length(\"id\") > 16",
            [],
            |row| {
                all.push(row.get(0).unwrap());
                Ok(())
            },
        )
        .unwrap();
        all
    };
    assert_eq!(runs.len(), 8);
    let mut tried = 0;
    for n in [runs[0], runs[3], runs[5]] {
        for (column, part) in [("id", 16), ("digest", 32), ("salt", 16)] {
            let old: Vec<u8> = one(
                &case.store,
                &format!("SELECT \"{column}\" FROM \"change\" WHERE \"n\" = {n}"),
            );
            let mut bad: Vec<Vec<u8>> = [0, 1, part, old.len() / 2 + 3, old.len() - 1]
                .map(|at| {
                    let mut new = old.clone();
                    new[at] ^= 1;
                    new
                })
                .to_vec();
            bad.push(old[..old.len() - 1].to_vec());
            bad.push(old[..old.len() - part].to_vec());
            bad.push(old[part..].to_vec());
            bad.push([&old[part..], &old[..part]].concat());
            bad.push([&old[..], &old[..part]].concat());
            for new in bad {
                let update = format!("UPDATE \"change\" SET \"{column}\" = ?2 WHERE \"n\" = ?1");
                raw.execute(&update, rusqlite::params![n, new]).unwrap();
                assert!(!failing(&case.store).is_empty(), "{column} of run {n}");
                raw.execute(&update, rusqlite::params![n, old]).unwrap();
                tried += 1;
            }
        }
        // The last change of a run left out of all three, as if it had never been.
        let keep = format!("CREATE TEMP TABLE kept AS SELECT * FROM \"change\" WHERE \"n\" = {n}");
        raw.execute_batch(&keep).unwrap();
        let shorter = "UPDATE \"change\" SET \"id\" = substr(\"id\", 1, length(\"id\") - 16), \"digest\" = \
                       substr(\"digest\", 1, length(\"digest\") - 32), \"salt\" = substr(\"salt\", 1, length(\"salt\") - 16)";
        raw.execute(&format!("{shorter} WHERE \"n\" = ?1"), [n]).unwrap();
        assert!(!failing(&case.store).is_empty(), "run {n} cut short");
        let back = format!(
            "DELETE FROM \"change\" WHERE \"n\" = {n}; INSERT INTO \"change\" SELECT * FROM temp.kept; DROP TABLE temp.kept"
        );
        raw.execute_batch(&back).unwrap();
    }
    assert_eq!(tried, 90);
    assert_eq!(failing(&case.store), Vec::<String>::new());
}

#[test]
fn a_purge_takes_one_row_out_of_its_runs_and_leaves_the_others() {
    let mut case = filled();
    let Case { store, mint, meta, .. } = &mut case;
    // Every row is changed, so that each has an older content.
    store
        .commit(meta, mint, |tx| many(0, "Beta").iter().try_for_each(|e| tx.update(e)))
        .unwrap();
    let never = CommitMeta {
        class: UndoClass::Never,
        ..meta.clone()
    };
    let removal = Removal {
        rows: vec![("entity".into(), entity(300, "").id.0)],
        authority: "order 12".into(),
        reason: "test".into(),
        ..Removal::default()
    };
    store.commit(&never, mint, |tx| tx.purge(&removal)).unwrap();
    assert_eq!(failing(store), Vec::<String>::new());
    let salts: i64 = one(store, "SELECT count(*) FROM \"change\" WHERE \"salt\" IS NULL");
    assert_eq!(salts, 2, "of its insert and its update");
    // The run that it lay in is a row each now; the others are runs as before.
    let singles: i64 = one(
        store,
        "SELECT count(*) FROM \"change\" WHERE \"seq\" = 2 AND length(\"id\") = 16",
    );
    assert_eq!(singles, 256);
    let mut read = 0;
    each_change(&store.connection, 3, 2 + MANY as i64, &mut |past| {
        read += 1;
        assert_eq!(past.salt.is_none(), past.id == entity(300, "").id.0);
        Ok(())
    })
    .unwrap();
    assert_eq!(read, MANY);
    let kept = store.changes_of(3, usize::MAX).unwrap();
    assert_eq!(kept.iter().filter(|c| c.before.is_none()).count(), 1);
}
