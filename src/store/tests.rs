//! Tests of the store's promises.

use super::*;
use crate::model::entity::{Certainty, Entity, Fact};
use crate::model::member::KdfCost;
use crate::model::secret::Secret;
use crate::model::*;

pub(super) const COST: KdfCost = KdfCost {
    memory_kib: 64,
    passes: 1,
    lanes: 1,
};

/// A mint that counts.
#[derive(Default)]
pub(super) struct Counting(pub u64);
impl Mint for Counting {
    fn now(&mut self) -> String {
        self.0 += 1;
        format!("2026-11-24T08:{:02}:{:02}.000Z", self.0 / 60 % 60, self.0 % 60)
    }
    fn uid(&mut self) -> Uid {
        self.0 += 1;
        Uid::derive(&[b"test", &self.0.to_be_bytes()])
    }
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let random = self.uid().0;
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

pub(super) fn password() -> Secret {
    Secret::new("correct horse".to_owned())
}

pub(super) struct Case {
    pub folder: tempfile::TempDir,
    pub store: Store,
    pub mint: Counting,
    pub meta: CommitMeta,
}

/// A new case with one member, made by commit 1.
pub(super) fn case() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let mut mint = Counting::default();
    let mut store = Store::create(
        &folder.path().join("a.caseboard"),
        &password(),
        &COST,
        &Holder::default(),
        &mut mint,
    )
    .unwrap();
    let member = MemberId(mint.uid());
    let meta = CommitMeta {
        member,
        command: "edit".to_owned(),
        class: UndoClass::Case,
        stack: member.to_string(),
        ..CommitMeta::default()
    };
    let first = CommitMeta {
        command: "member.add".to_owned(),
        class: UndoClass::Never,
        ..meta.clone()
    };
    store
        .commit(&first, &mut mint, |tx| {
            let new = NewMember {
                name: "A".into(),
                ..NewMember::default()
            };
            tx.add_member(member, &new, &Secret::new("passphrase".to_owned()), &COST)
        })
        .unwrap();
    Case {
        folder,
        store,
        mint,
        meta,
    }
}

/// Every row of every audited table as it was after commit `seq`.
pub(super) fn rows_as_of(store: &Store, seq: i64, f: &mut dyn FnMut(&'static str, &[Value])) {
    let mut changed = std::collections::BTreeSet::new();
    store
        .rows_since(seq, &mut |Then { table, id, values, .. }| {
            changed.insert((table, id));
            if let Some(values) = values {
                f(table, values);
            }
        })
        .unwrap();
    for table in Store::tables() {
        let mut kept = |values: &[Lent<'_>]| {
            if !changed.contains(&(table, Uid::from_lent(&values[0]).unwrap())) {
                f(table, &own(values));
            }
        };
        store.scan(table, &mut kept).unwrap();
    }
}

/// Values that are kept.
pub(super) fn own(values: &[Lent<'_>]) -> Vec<Value> {
    values.iter().map(Lent::to_value).collect()
}

pub(super) fn entity(n: u64, label: &str) -> Entity {
    let id = EntityId(Uid::derive(&[b"entity", &n.to_be_bytes()]));
    Entity {
        id,
        kind: "company".into(),
        label: label.to_owned(),
        ..Entity::default()
    }
}

#[test]
fn a_commit_is_stored_read_back_and_reopened() {
    let Case {
        folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let path = folder.path().join("a.caseboard");
    let (_, touched) = store
        .commit(&meta, &mut mint, |tx| {
            tx.insert_many(&[entity(1, "Alfa"), entity(2, "Beta")])?;
            tx.update(&entity(2, "Beta Farms"))
        })
        .unwrap();
    assert_eq!(touched.rows.len(), 2);
    let fact = Fact {
        id: FactId(Uid::derive(&[b"f"])),
        entity: entity(1, "").id,
        certainty: Certainty::Stated,
        ..Fact::default()
    };
    store.commit(&meta, &mut mint, |tx| tx.insert(&fact)).unwrap();
    let refused = store
        .commit(&meta, &mut mint, |tx| tx.delete::<Entity>(fact.entity.0))
        .unwrap_err();
    assert_eq!(refused.key, "row-in-use");
    assert_eq!(store.rows::<Entity>().unwrap().len(), 2);
    drop(store);
    let store = Store::open(&path, &password(), &COST, &Holder::default()).unwrap();
    assert!(!store.is_read_only());
    assert_eq!(
        store.row::<Entity>(entity(2, "").id.0).unwrap().unwrap().label,
        "Beta Farms"
    );
    assert_eq!(store.commits(0, 10).unwrap().len(), 3);
    let changes = store.changes_of(2, 10).unwrap();
    assert_eq!(changes.len(), 3);
    assert!(changes[1].after == changes[2].before);
}

/// A table cannot be forgotten: every `row!` of the model is in the list, with its columns.
#[test]
fn every_row_of_the_model_has_its_table_with_its_columns() {
    let model = concat!(
        include_str!("../model/source.rs"),
        include_str!("../model/entity.rs"),
        include_str!("../model/event.rs"),
        include_str!("../model/decision.rs"),
        include_str!("../model/work.rs"),
        include_str!("../model/chart.rs"),
        include_str!("../model/lead.rs"),
        include_str!("../model/member.rs"),
    );
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let rows_in = |text: &str| text.matches("row! {").count();
    let mut everywhere = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "rs") && path.file_name().is_some_and(|n| n != "row.rs") {
            everywhere += rows_in(&std::fs::read_to_string(path).unwrap());
        }
    }
    assert_eq!(
        rows_in(model),
        everywhere,
        "a file of model has rows that this test does not read"
    );
    assert_eq!(tables::ALL.len(), everywhere);

    let Case {
        store, folder: _folder, ..
    } = case();
    for table in tables::ALL.iter() {
        assert!(model.contains(&format!("in \"{}\" {{", table.name)), "{}", table.name);
        let mut columns: Vec<String> = Vec::new();
        read::each(
            &store.connection,
            &format!("SELECT name FROM pragma_table_info('{}')", table.name),
            [],
            |row| {
                columns.push(row.get(0).unwrap());
                Ok(())
            },
        )
        .unwrap();
        let expected: Vec<&str> = ["rid"]
            .iter()
            .chain(table.columns)
            .chain(&["ver", "ver_commit"])
            .copied()
            .collect();
        assert_eq!(columns, expected, "{}", table.name);
    }
    // Nothing but the audited tables, the chain, drafts and the index is in the file.
    let mut others: Vec<String> = Vec::new();
    let query =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'";
    read::each(&store.connection, query, [], |row| {
        let name: String = row.get(0).unwrap();
        if tables::named(&name).is_err() {
            others.push(name);
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(others, ["commit", "change", "change_content", "draft"]);
}

/// `REPLACE` removes rows without telling the update hook, so a row could go unseen.
#[test]
fn no_statement_replaces() {
    fn walk(folder: &std::path::Path, found: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.file_name().is_some_and(|n| n != "tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap().to_uppercase();
                *found += text.matches("INSERT INTO").count();
                for banned in [
                    "INSERT OR REPLACE",
                    "UPDATE OR REPLACE",
                    "REPLACE INTO",
                    "ON CONFLICT REPLACE",
                ] {
                    assert!(!text.contains(banned), "{} in {}", banned, path.display());
                }
            }
        }
    }
    let mut found = 0;
    walk(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store"),
        &mut found,
    );
    assert!(found > 5, "the walk found no SQL");
}

fn image(store: &Store) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for table in Store::tables() {
        store.scan(table, &mut |values| all.push(pack(&own(values)))).unwrap();
    }
    for table in ["commit", "change", "change_content"] {
        let query = format!("SELECT * FROM \"{table}\"");
        read::each(&store.connection, &query, [], |row| {
            let columns = row.as_ref().column_count();
            all.push(pack(&read::values(row, columns).unwrap()));
            Ok(())
        })
        .unwrap();
    }
    all
}

#[test]
fn a_fault_at_any_statement_leaves_the_old_commit_whole() {
    let Case {
        folder: _folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let work = |tx: &mut Tx<'_>| {
        tx.insert_many(&[entity(1, "Alfa"), entity(2, "Beta")])?;
        tx.update(&entity(2, "Beta Farms"))?;
        tx.delete::<Entity>(entity(1, "").id.0)
    };
    let before = image(&store);
    let mut n = 0;
    loop {
        store.fail_at_statement(Some(n));
        match store.commit(&meta, &mut mint, work) {
            Ok(_) => break,
            Err(problem) => assert_eq!(problem.key, "fault-on-purpose"),
        }
        assert!(image(&store) == before, "fault at statement {n}");
        assert!(store.verify(None).unwrap().iter().all(|c| c.ok));
        n += 1;
    }
    // Four rows, their four changes, two contents before, five in the search index, the commit.
    assert_eq!(n, 16);
    assert!(image(&store) != before);
    assert!(store.verify(None).unwrap().iter().all(|c| c.ok));
}

/// The same, at any instruction of SQLite itself.
#[test]
fn an_interrupt_anywhere_leaves_the_old_commit_whole() {
    let Case {
        folder: _folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let before = image(&store);
    let (mut interrupted, mut done) = (0, false);
    for at in (0..20_000u32).step_by(5) {
        let mut left = Some(at);
        let strike = move || match left {
            // Once only: the rollback goes through.
            Some(0) => left.take().is_some(),
            Some(n) => {
                left = Some(n - 1);
                false
            }
            None => false,
        };
        store.connection.progress_handler(1, Some(strike)).unwrap();
        let result = store.commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")));
        store.connection.progress_handler(0, None::<fn() -> bool>).unwrap();
        if let Err(problem) = result {
            assert_eq!(problem.key, "cancelled");
            assert!(image(&store) == before);
            interrupted += 1;
        } else {
            done = true;
            break;
        }
    }
    assert!(done && interrupted > 3, "{interrupted}");
    assert!(store.verify(None).unwrap().iter().all(|c| c.ok));
}

#[test]
fn a_write_that_failed_fails_the_commit_even_when_the_caller_goes_on() {
    let Case {
        folder: _folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let result = store.commit(&meta, &mut mint, |tx| {
        tx.insert(&entity(1, "Alfa"))?;
        assert_eq!(tx.insert(&entity(1, "Alfa")).unwrap_err().key, "row-exists");
        Ok(())
    });
    assert_eq!(result.unwrap_err().key, "row-exists");
    let missing = store.commit(&meta, &mut mint, |tx| tx.update(&entity(7, "none")));
    assert_eq!(missing.unwrap_err().key, "row-missing");
    let nobody = CommitMeta {
        member: MemberId::default(),
        ..meta.clone()
    };
    let unsigned = store.commit(&nobody, &mut mint, |tx| tx.insert(&entity(1, "Alfa")));
    assert_eq!(unsigned.unwrap_err().key, "no-signing-key");
    assert!(store.rows::<Entity>().unwrap().is_empty());
}

#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let Case {
        folder: _folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let pages: i64 = store
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .execute_batch(&format!("PRAGMA max_page_count = {}", pages + 2))
        .unwrap();
    let big = Entity {
        party_key: "x".repeat(100_000),
        ..entity(1, "Alfa")
    };
    assert_eq!(
        store.commit(&meta, &mut mint, |tx| tx.insert(&big)).unwrap_err().key,
        "disk-full"
    );
    store
        .connection
        .execute_batch("PRAGMA max_page_count = 1000000")
        .unwrap();
    assert_eq!(store.head().unwrap().0, 1);
    store.commit(&meta, &mut mint, |tx| tx.insert(&big)).unwrap();
}

#[test]
fn equal_mints_give_equal_chains() {
    let run = || {
        let Case {
            folder: _folder,
            mut store,
            mut mint,
            meta,
        } = case();
        store
            .commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")))
            .unwrap();
        store.head().unwrap()
    };
    assert_eq!(run(), run());
}
