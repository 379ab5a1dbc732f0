//! Purge leaves no byte. Every test first finds the canary where it is.

use super::*;
use crate::model::commit::UndoClass;
use crate::model::entity::Entity;
use crate::model::member::CompartmentKey;
use crate::model::source::{Cell, Cells, Source};
use crate::model::{AttachmentId, FactId, MentionId, RecordId, SourceId};
use crate::store::tests::{Case, case, entity};
use crate::store::{CommitMeta, Store, Vault};

const CANARY: &str = "Zyxwvañita Quuxley";

fn id(n: u8) -> Uid {
    Uid([n; 16])
}

/// The canary in every place that a case can have it: live, changed, deleted, original, draft.
fn planted() -> Case {
    let mut case = case();
    let Case { store, mint, meta, .. } = &mut case;
    let source = Source {
        id: SourceId(id(1)),
        title: format!("tip of {CANARY}"),
        ..Source::default()
    };
    let text = format!("She is called \"{CANARY}\"\n");
    let record = Record {
        id: RecordId(id(2)),
        source: source.id,
        cells: Cells(vec![Cell {
            column: "Narrative".into(),
            text: text.clone(),
            ..Cell::default()
        }]),
        narrative: text.to_uppercase(),
        ..Record::default()
    };
    let mention = Mention {
        id: MentionId(id(3)),
        record: record.id,
        entity: entity(1, "").id,
        raw: CANARY.into(),
        ..Mention::default()
    };
    let fact = Fact {
        id: FactId(id(4)),
        entity: entity(1, "").id,
        value: CANARY.into(),
        by_hand: true,
        ..Fact::default()
    };
    let attachment = Attachment {
        id: AttachmentId(id(5)),
        source: source.id,
        media_type: "text/plain".into(),
        content: zstd::encode_all(text.as_bytes(), 3).unwrap(),
        ..Attachment::default()
    };
    store
        .commit(meta, mint, |tx| {
            tx.insert(&source)?;
            tx.insert(&record)?;
            tx.insert_many(&[entity(1, CANARY), entity(2, CANARY)])?;
            tx.insert(&mention)?;
            tx.insert(&fact)?;
            tx.insert(&attachment)
        })
        .unwrap();
    store
        .commit(meta, mint, |tx| {
            tx.update(&entity(1, &format!("{CANARY} again")))?;
            tx.delete::<Entity>(entity(2, "").id.0)
        })
        .unwrap();
    store.set_draft("note", Some(&format!("ask {CANARY}"))).unwrap();
    case
}

/// Every decrypted byte of the database: its pages as SQLite sees them.
#[expect(
    unsafe_code,
    reason = "sqlite3_serialize is the only way to see decrypted pages with their unused bytes"
)]
fn decrypted_pages(store: &Store) -> Vec<u8> {
    let mut length = 0i64;
    // SAFETY: the handle is open, the schema name is a C string, and the result is freed once.
    unsafe {
        let bytes = rusqlite::ffi::sqlite3_serialize(store.connection.handle(), c"main".as_ptr(), &mut length, 0);
        assert!(!bytes.is_null());
        let copy = std::slice::from_raw_parts(bytes, usize::try_from(length).unwrap()).to_vec();
        rusqlite::ffi::sqlite3_free(bytes.cast());
        copy
    }
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle.as_bytes())
}

/// Spellings of the canary that are anywhere: pages, search words, row values.
fn traces(store: &Store) -> Vec<String> {
    let mut found = Vec::new();
    let pages = decrypted_pages(store);
    for spelling in [CANARY, &CANARY.to_uppercase(), "Quuxley", "QUUXLEY", "quuxley"] {
        if holds(&pages, spelling) {
            found.push(format!("pages: {spelling}"));
        }
    }
    let raw = &store.connection;
    raw.execute_batch("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_word', 'row')")
        .unwrap();
    each(
        raw,
        "SELECT term FROM temp.words WHERE term IN ('zyxwvanita', 'quuxley')",
        [],
        |row| {
            found.push(format!("search: {}", row.get::<_, String>(0).unwrap()));
            Ok(())
        },
    )
    .unwrap();
    raw.execute_batch("DROP TABLE temp.words").unwrap();
    found
}

fn failing(store: &Store) -> Vec<String> {
    store
        .verify(None)
        .unwrap()
        .into_iter()
        .filter(|c| !c.ok)
        .map(|c| format!("{}: {}", c.name, c.detail))
        .collect()
}

fn purge(case: &mut Case, removal: &Removal) -> Result<Removed, Problem> {
    let meta = CommitMeta {
        command: "purge".into(),
        class: UndoClass::Never,
        ..case.meta.clone()
    };
    case.store
        .commit(&meta, &mut case.mint, |tx| tx.purge(removal))
        .map(|(removed, _)| removed)
}

fn by_value() -> Removal {
    Removal {
        values: vec![Replacement {
            value: Secret::new(CANARY.to_owned()),
            with: PURGED.to_owned(),
        }],
        authority: "28 CFR 23.20(h)".into(),
        reason: "no longer relevant".into(),
        ..Removal::default()
    }
}

#[test]
fn a_purged_value_leaves_no_byte_in_file_log_history_index_original_and_draft() {
    let mut case = planted();
    assert!(traces(&case.store).len() >= 4, "{:?}", traces(&case.store));
    assert_eq!(failing(&case.store), Vec::<String>::new());

    let removed = purge(&mut case, &by_value()).unwrap();
    assert_eq!((removed.drafts, removed.in_audit.len()), (1, 0));
    assert!(removed.rows >= 6 && removed.contents >= 6, "{removed:?}");
    assert_eq!(traces(&case.store), Vec::<String>::new());
    assert_eq!(case.store.search("Quuxley", None, 9).unwrap(), vec![]);
    assert_eq!(case.store.draft("note").unwrap().unwrap(), "ask [purged]");
    assert_eq!(
        case.store.row::<Entity>(entity(1, "").id.0).unwrap().unwrap().label,
        "[purged] again"
    );
    assert!(case.store.row::<Attachment>(id(5)).unwrap().unwrap().content.is_empty());
    let record: Record = case.store.row(id(2)).unwrap().unwrap();
    assert_eq!(record.cells.0[0].text, "She is called \"[purged]\"\n");
    let wal = case.folder.path().join("a.caseboard-wal");
    assert_eq!(std::fs::metadata(wal).map(|m| m.len()).unwrap_or(0), 0);

    assert_eq!(failing(&case.store), Vec::<String>::new());
    let purged = case
        .store
        .verify(None)
        .unwrap()
        .into_iter()
        .find(|c| c.name == "purged")
        .unwrap();
    assert!(
        purged.detail.contains("purged, commit 4, 28 CFR 23.20(h)"),
        "{}",
        purged.detail
    );
    // Gone from every past view.
    for seq in 0..=case.store.head().unwrap().0 {
        let mut past = Vec::new();
        crate::store::tests::rows_as_of(&case.store, seq, &mut |_, values| past.extend(canonical::pack(values)));
        assert!(!holds(&past, CANARY) && !holds(&past, &CANARY.to_uppercase()));
    }
}

#[test]
fn an_older_content_marked_purged_without_a_purge_is_named() {
    let case = planted();
    let hide = "UPDATE \"change\" SET \"purged\" = 3 WHERE \"n\" IN (SELECT \"n\" FROM \"change_content\"); \
                DELETE FROM \"change_content\"";
    case.store.connection.execute_batch(hide).unwrap();
    let found = failing(&case.store).join("\n");
    assert!(found.contains("its older content was removed"), "{found}");
}

#[test]
fn a_purged_record_takes_its_mentions_and_facts_with_it() {
    let mut case = planted();
    let removal = Removal {
        rows: vec![("record".into(), id(2)), ("source".into(), id(1))],
        values: vec![],
        ..by_value()
    };
    purge(&mut case, &removal).unwrap();
    assert_eq!(case.store.row::<Mention>(id(3)).unwrap().unwrap().raw, "");
    assert_eq!(case.store.row::<Entity>(entity(1, "").id.0).unwrap().unwrap().label, "");
    assert_eq!(case.store.row::<Record>(id(2)).unwrap().unwrap().narrative, "");
    assert_eq!(failing(&case.store), Vec::<String>::new());
    // A second purge by value finds only what the rows did not cover.
    purge(&mut case, &by_value()).unwrap();
    assert_eq!(traces(&case.store), Vec::<String>::new());
    assert_eq!(failing(&case.store), Vec::<String>::new());
}

#[test]
fn sealing_a_stored_value_leaves_the_pseudonym_and_the_vault_opens_it() {
    let mut case = planted();
    let Case { store, mint, meta, .. } = &mut case;
    let never = CommitMeta {
        command: "seal".into(),
        class: UndoClass::Never,
        ..meta.clone()
    };
    let (sealed, _) = store
        .commit(&never, mint, |tx| {
            tx.add_compartment("victims", &[meta.member])?;
            let value = Secret::new(CANARY.to_owned());
            let short = Secret::new("an".to_owned());
            let sealed = tx.seal("victims", "mention", id(3), "raw", &value)?;
            tx.forget(&[(&value, "[V-01]"), (&short, "[V-01]")], &[("mention", id(3))])?;
            Ok(sealed)
        })
        .unwrap();
    assert_eq!(traces(store), Vec::<String>::new());
    assert_eq!(store.row::<Mention>(id(3)).unwrap().unwrap().raw, "[V-01]");
    let vault = Vault::open(store, meta.member, &Secret::new("passphrase".into())).unwrap();
    let row: Sealed = store.row(sealed.0).unwrap().unwrap();
    assert_eq!(vault.reveal(&row).ok().unwrap().expose(), CANARY);
    assert_eq!(store.rows::<CompartmentKey>().unwrap().len(), 1);
    assert_eq!(failing(store), Vec::<String>::new());

    // Purging the row that it belongs to removes the sealed value too.
    let removal = Removal {
        rows: vec![("mention".into(), id(3))],
        values: vec![],
        ..by_value()
    };
    purge(&mut case, &removal).unwrap();
    let row: Sealed = case.store.row(sealed.0).unwrap().unwrap();
    assert_eq!(vault.reveal(&row).err().unwrap().key, "purged");
    assert_eq!(failing(&case.store), Vec::<String>::new());
}

#[test]
fn a_legal_hold_a_short_value_and_a_missing_authority_stop_it() {
    let mut case = planted();
    let none = Removal {
        authority: " ".into(),
        ..by_value()
    };
    assert_eq!(purge(&mut case, &none).unwrap_err().key, "no-authority");
    let short = vec![Replacement {
        value: Secret::new("an".into()),
        with: PURGED.into(),
    }];
    assert_eq!(
        purge(
            &mut case,
            &Removal {
                values: short,
                ..by_value()
            }
        )
        .unwrap_err()
        .key,
        "purge-too-short"
    );
    let hold = Setting {
        id: Setting::id_of("legal_hold"),
        name: "legal_hold".into(),
        value: "26-cv-0001".into(),
    };
    case.store
        .commit(&case.meta, &mut case.mint, |tx| tx.insert(&hold))
        .unwrap();
    assert_eq!(purge(&mut case, &by_value()).unwrap_err().key, "legal-hold");
    assert!(!traces(&case.store).is_empty());
}

#[test]
fn replacing_keeps_the_rest_and_knows_no_case() {
    let needles = |value: &str| {
        Needles::of(&[Replacement {
            value: Secret::new(value.into()),
            with: "*".into(),
        }])
    };
    assert_eq!(
        needles("añita").replace("AÑITA y Añita-añita!"),
        Some("* y *-*!".to_owned())
    );
    assert_eq!(
        needles("x\"y").replace(r#"[{"t":"ax\"yb"}] x"y"#),
        Some(r#"[{"t":"a*b"}] *"#.to_owned())
    );
    assert_eq!(needles("aba").replace("ababa"), Some("*ba".to_owned()));
    assert_eq!(needles("istanbul").replace("İstanbul"), None);
    assert_eq!(needles("none").replace("nothing"), None);
}

/// As a decision it would make two parties one.
#[test]
fn a_second_look_that_is_emptied_stays_one() {
    use crate::model::DecisionId;
    use crate::model::decision::{Candidate, Decision, Verdict};
    let mut case = case();
    let Case { store, mint, meta, .. } = &mut case;
    let look = |n: u8, blind: bool| Decision {
        id: DecisionId(id(n)),
        verdict: Verdict::Accept,
        why: CANARY.into(),
        card: Candidate {
            id: id(9),
            found_by: CANARY.into(),
            blind,
            ..Candidate::default()
        },
        ..Decision::default()
    };
    store
        .commit(meta, mint, |tx| {
            tx.insert(&look(7, true))?;
            tx.insert(&look(8, false))
        })
        .unwrap();
    let removal = Removal {
        rows: [7, 8].map(|n| ("decision".to_owned(), id(n))).to_vec(),
        authority: "order".into(),
        reason: "expunged".into(),
        ..Removal::default()
    };
    purge(&mut case, &removal).unwrap();
    let kept = |n: u8| case.store.row::<Decision>(id(n)).unwrap().unwrap();
    assert!(kept(7).card.blind && !kept(8).card.blind);
    assert!(kept(7).card.found_by.is_empty() && kept(7).why.is_empty());
}
