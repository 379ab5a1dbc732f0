//! Whatever is changed behind the store's back is named. Each test is a control of the others: the
//! untouched file passes every check.

use super::*;
use crate::model::entity::Entity;
use crate::store::tests::{COST, Case, case, entity, password};
use crate::store::words::{self, INDEXES, SEARCHED};
use crate::store::{CommitMeta, Holder};

/// A case with inserts, updates, deletes and an undo.
fn worked() -> Case {
    let mut case = case();
    let Case { store, mint, meta, .. } = &mut case;
    store
        .commit(meta, mint, |tx| {
            tx.insert_many(&[entity(1, "Alfa"), entity(2, "Beta"), entity(3, "Gama")])
        })
        .unwrap();
    let (_, second) = store
        .commit(meta, mint, |tx| tx.update(&entity(1, "Alfa Farms")))
        .unwrap();
    store
        .commit(meta, mint, |tx| tx.delete::<Entity>(entity(2, "").id.0))
        .unwrap();
    store.commit(meta, mint, |tx| tx.update(&entity(3, "Gamma"))).unwrap();
    let undo = CommitMeta {
        undoes: Some(second.seq),
        command: "undo".into(),
        ..meta.clone()
    };
    store.commit(&undo, mint, |tx| tx.revert(second.seq)).unwrap();
    case
}

/// Names and details of the checks that fail.
fn failing(store: &Store, anchor: Option<(i64, &str)>) -> Vec<String> {
    let checks = store.verify(anchor).unwrap();
    checks
        .into_iter()
        .filter(|c| !c.ok)
        .map(|c| format!("{}: {}", c.name, c.detail))
        .collect()
}

/// Runs SQL as somebody with the password and another program, who keeps the search index and switches
/// off what would tell: foreign keys.
fn tamper(case: &Case, statements: &str) {
    let raw = &case.store.connection;
    raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    raw.execute_batch(statements).unwrap();
    for (at, (index, _)) in INDEXES.into_iter().enumerate() {
        raw.execute_batch(&format!("INSERT INTO \"{index}\" (\"{index}\") VALUES ('delete-all')"))
            .unwrap();
        for (kind, name) in SEARCHED.into_iter().enumerate() {
            let table = tables::named(name).unwrap();
            let query = format!("SELECT {}, \"rid\" FROM \"{name}\"", tables::quoted(table.columns, ""));
            each(raw, &query, [], |row| {
                let text = &words::texts(table, |i| row.get_ref(i).unwrap())[at];
                let doc = row.get::<_, i64>(table.columns.len()).unwrap() * 4 + kind as i64;
                if !text.is_empty() {
                    let put = format!("INSERT INTO \"{index}\" (rowid, text) VALUES (?1, ?2)");
                    raw.execute(&put, rusqlite::params![doc, text]).unwrap();
                }
                Ok(())
            })
            .unwrap();
        }
    }
}

#[test]
fn an_untouched_file_passes_every_check_also_after_reopening() {
    let case = worked();
    let (seq, chain) = case.store.head().unwrap();
    assert_eq!(failing(&case.store, Some((seq, &chain))), Vec::<String>::new());
    let path = case.store.path().to_owned();
    let Case {
        store, folder: _folder, ..
    } = case;
    drop(store);
    let store = Store::open(&path, &password(), &COST, &Holder::default()).unwrap();
    assert_eq!(failing(&store, Some((seq, &chain))), Vec::<String>::new());
}

#[test]
fn a_row_that_no_commit_announced_stops_this_commit_and_the_next() {
    let mut case = worked();
    let raw = "UPDATE \"entity\" SET \"label\" = 'x' WHERE \"label\" = 'Gamma'";
    let Case { store, mint, meta, .. } = &mut case;
    let before = store.head().unwrap();
    let within = store.commit(meta, mint, |tx| tx.write(raw, []));
    assert_eq!(within.unwrap_err().key, "unseen-change");
    assert_eq!(store.head().unwrap(), before);
    assert_eq!(failing(store, None), Vec::<String>::new(), "it was rolled back");
    let after = store.commit(meta, mint, |tx| tx.insert(&entity(9, "Nine")));
    assert_eq!(after.unwrap_err().key, "unseen-change", "until the case is opened anew");
}

#[test]
fn a_trigger_is_named_and_such_a_file_does_not_open() {
    let case = worked();
    case.store
        .connection
        .execute_batch("CREATE TRIGGER \"extra\" AFTER INSERT ON \"entity\" BEGIN DELETE FROM \"fact\"; END")
        .unwrap();
    assert_eq!(failing(&case.store, None).len(), 1);
    assert!(failing(&case.store, None)[0].contains("extra"));
    let path = case.store.path().to_owned();
    let Case {
        store, folder: _folder, ..
    } = case;
    drop(store);
    let opened = Store::open(&path, &password(), &COST, &Holder::default());
    assert_eq!(opened.err().unwrap().key, "triggers-added");
}

#[test]
fn changed_added_and_removed_rows_are_named() {
    let gamma = entity(3, "").id;
    let one = [
        (
            "UPDATE \"entity\" SET \"label\" = 'Gama' WHERE \"label\" = 'Gamma'",
            "it is not what that commit left",
        ),
        (
            "UPDATE \"entity\" SET \"ver\" = 9 WHERE \"label\" = 'Gamma'",
            "its version was changed",
        ),
        ("DELETE FROM \"entity\" WHERE \"label\" = 'Gamma'", "it is gone"),
    ];
    for (statement, why) in one {
        let case = worked();
        tamper(&case, statement);
        assert_eq!(
            failing(&case.store, None),
            [format!("rows: entity {gamma}, commit 5: {why}")]
        );
    }
    let case = worked();
    tamper(
        &case,
        "INSERT INTO \"task\" SELECT 1, randomblob(16), 't', '', '', 'open', NULL, '', 1, 1",
    );
    assert!(failing(&case.store, None)[0].contains("no commit added it"));
}

/// Every column of every row of the chain, changed one at a time.
#[test]
fn any_value_of_the_chain_changed_is_named() {
    for (table, key, least) in [("commit", "seq", 20), ("change", "n", 20), ("change_content", "n", 8)] {
        let case = worked();
        let columns: Vec<(String, String)> = {
            let mut all = Vec::new();
            each(
                &case.store.connection,
                &format!("SELECT name, type FROM pragma_table_info('{table}')"),
                [],
                |row| {
                    all.push((row.get(0).unwrap(), row.get(1).unwrap()));
                    Ok(())
                },
            )
            .unwrap();
            all
        };
        let keys: Vec<i64> = {
            let mut all = Vec::new();
            each(
                &case.store.connection,
                &format!("SELECT \"{key}\" FROM \"{table}\""),
                [],
                |row| {
                    all.push(row.get(0).unwrap());
                    Ok(())
                },
            )
            .unwrap();
            all
        };
        let mut tried = 0;
        for at in keys {
            for (column, kind) in columns.iter().filter(|(name, _)| name != "purged") {
                let new = match kind.as_str() {
                    "INTEGER" => format!("coalesce(\"{column}\", 0) + 1000"),
                    "TEXT" => format!("\"{column}\" || ' '"),
                    // Another last byte; an absent image appears.
                    _ => format!(
                        "coalesce(CAST(substr(\"{column}\", 1, length(\"{column}\") - 1) || \
                         iif(substr(\"{column}\", -1) = x'A7', x'A8', x'A7') AS BLOB), x'00')"
                    ),
                };
                let old = format!("CREATE TEMP TABLE old AS SELECT * FROM \"{table}\" WHERE \"{key}\" = {at}");
                case.store.connection.execute_batch(&old).unwrap();
                let change = format!("UPDATE \"{table}\" SET \"{column}\" = {new} WHERE \"{key}\" = {at}");
                case.store.connection.execute_batch(&change).unwrap();
                assert!(!failing(&case.store, None).is_empty(), "{change} passed");
                tried += 1;
                let moved = if column == key { at + 1000 } else { at };
                let back = format!(
                    "DELETE FROM \"{table}\" WHERE \"{key}\" = {moved}; INSERT INTO \"{table}\" SELECT * FROM temp.old; \
                     DROP TABLE temp.old"
                );
                case.store.connection.execute_batch(&back).unwrap();
            }
        }
        assert!(tried >= least, "{table}: {tried}");
        assert_eq!(failing(&case.store, None), Vec::<String>::new());
    }
    let case = worked();
    let older = "INSERT INTO \"change_content\" SELECT \"n\", x'00' FROM \"change\" WHERE \"op\" = 0 LIMIT 1";
    case.store.connection.execute_batch(older).unwrap();
    assert!(failing(&case.store, None)[0].contains("an older content that it never had"));
}

#[test]
fn a_commit_removed_from_the_middle_or_the_end_is_named() {
    let case = worked();
    tamper(&case, "DELETE FROM \"commit\" WHERE \"seq\" = 4");
    let found = failing(&case.store, None).join("\n");
    assert!(found.contains("a commit between 3 and 5 is missing"), "{found}");

    // The newest one, with its changes, and the row put back: only the anchor can tell.
    let case = worked();
    let (seq, chain) = case.store.head().unwrap();
    assert_eq!(seq, 6);
    tamper(
        &case,
        "UPDATE \"entity\" SET \"label\" = 'Alfa Farms', \"ver\" = 2, \"ver_commit\" = 3 WHERE \"label\" = 'Alfa'; \
         DELETE FROM \"change_content\" WHERE \"n\" = (SELECT max(\"n\") FROM \"change\"); \
         DELETE FROM \"change\" WHERE \"seq\" = 6; DELETE FROM \"commit\" WHERE \"seq\" = 6",
    );
    assert_eq!(failing(&case.store, None), Vec::<String>::new());
    assert_eq!(
        failing(&case.store, Some((seq, &chain))),
        ["anchor: commit 6, seen before, is gone"]
    );
}

#[test]
fn a_commit_signed_by_a_key_of_nobody_is_named() {
    let case = worked();
    let other = ed25519_dalek::SigningKey::from_bytes(&[7; 32])
        .verifying_key()
        .to_bytes();
    let statement = format!("UPDATE \"member\" SET \"signing_public\" = x'{}'", hex(&other));
    tamper(&case, &statement);
    let found = failing(&case.store, None).join("\n");
    assert!(found.contains("signed with a key that is not its member's"), "{found}");
}

/// Pages authenticate one by one, so an older one fits the file as well as the newest: what gives it
/// away is that its rows, the chain or the tree of pages no longer agree.
#[test]
fn any_older_page_swapped_in_is_noticed() {
    let Case {
        folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let path = store.path().to_owned();
    let rows: Vec<Entity> = (0..1500).map(|n| entity(n, &format!("Alfa Farms {n}"))).collect();
    store.commit(&meta, &mut mint, |tx| tx.insert_many(&rows)).unwrap();
    drop(store);
    let older = std::fs::read(&path).unwrap();
    let mut store = Store::open(&path, &password(), &COST, &Holder::default()).unwrap();
    for n in (0..1500).step_by(15) {
        let renamed = entity(n, &format!("Beta Farms {n}"));
        store.commit(&meta, &mut mint, |tx| tx.update(&renamed)).unwrap();
    }
    drop(store);
    let newer = std::fs::read(&path).unwrap();
    const PAGE: usize = super::super::open::PAGE as usize;
    let other = folder.path().join("swapped.caseboard");
    let (mut swapped, mut unnoticed) = (0, Vec::new());
    for (n, old) in older.chunks(PAGE).enumerate() {
        let at = n * PAGE..(n + 1) * PAGE;
        if newer.get(at.clone()).is_none_or(|now| now == old) {
            continue;
        }
        let mut bytes = newer.clone();
        bytes[at].copy_from_slice(old);
        std::fs::write(&other, bytes).unwrap();
        swapped += 1;
        if let Ok(store) = Store::open(&other, &password(), &COST, &Holder::default())
            && failing(&store, None).is_empty()
        {
            let page: String = store
                .connection
                .query_row(
                    "SELECT coalesce(max(name), 'free') FROM dbstat WHERE pageno = ?1",
                    [n as i64 + 1],
                    |row| row.get(0),
                )
                .unwrap();
            unnoticed.push((n + 1, page));
        }
    }
    println!(
        "{swapped} pages of {} swapped, unnoticed {unnoticed:?}",
        older.len() / PAGE
    );
    assert!(swapped > 10, "{swapped}");
    // Sizes and jump marks of the search index hold no word of any row; what it finds was compared.
    unnoticed.retain(|(_, page)| !page.ends_with("_idx") && !page.ends_with("_docsize"));
    assert!(unnoticed.is_empty(), "older pages that fit: {unnoticed:?}");
}
