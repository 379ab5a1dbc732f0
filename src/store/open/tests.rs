//! Opening: wrong password, damage and no case told apart; lock, read-only, backup.

use super::*;
use crate::model::entity::Entity;
use crate::store::tests::{COST, Case, Counting, case, entity, password};

fn open(path: &Path) -> Result<Store, Problem> {
    Store::open(
        path,
        &password(),
        &COST,
        &Holder {
            member: "B".into(),
            host: "desk".into(),
            pid: 7,
            since: "now".into(),
        },
    )
}

fn key_of(result: Result<Store, Problem>) -> String {
    result.err().map(|p| p.key).unwrap_or_default()
}

/// A closed case file of some pages.
fn closed() -> (tempfile::TempDir, PathBuf) {
    let Case {
        folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let rows: Vec<Entity> = (0..200).map(|n| entity(n, "Alfa Farms of the valley")).collect();
    store.commit(&meta, &mut mint, |tx| tx.insert_many(&rows)).unwrap();
    let path = store.path().to_owned();
    (folder, path)
}

#[test]
fn wrong_password_damage_and_no_case_are_told_apart() {
    let (folder, path) = closed();
    let wrong = Store::open(&path, &Secret::new("wrong".into()), &COST, &Holder::default());
    assert_eq!(key_of(wrong), "wrong-password");
    let whole = std::fs::read(&path).unwrap();
    let damaged_at = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let other = folder.path().join(format!("damaged-{at}.caseboard"));
        std::fs::write(&other, bytes).unwrap();
        other
    };
    // In the first page beyond the salt, which opening reads at once.
    assert_eq!(key_of(open(&damaged_at(100))), "damaged");
    // In a page that opening may not read, verify says it.
    let late = damaged_at(whole.len() - 2000);
    let short_by = |missing: usize| {
        let short = folder.path().join(format!("short-by-{missing}.caseboard"));
        std::fs::write(&short, &whole[..whole.len() - missing]).unwrap();
        short
    };
    for late in [late, short_by(5000)] {
        match open(&late) {
            Ok(store) => assert!(store.verify(None).unwrap().iter().any(|c| c.name == "pages" && !c.ok)),
            Err(problem) => assert_eq!(problem.key, "damaged"),
        }
    }
    assert_eq!(key_of(open(&short_by(PAGE as usize + 5000))), "damaged");
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("text", "name,city\nAlfa,Deming\n".repeat(1000).into_bytes()),
        ("zeros", vec![0; 4 * PAGE as usize]),
        (
            "sqlite",
            [b"SQLite format 3\0".to_vec(), vec![0; 4 * PAGE as usize]].concat(),
        ),
    ] {
        let other = folder.path().join(name);
        std::fs::write(&other, bytes).unwrap();
        assert_eq!(key_of(open(&other)), "not-a-case", "{name}");
    }
    assert_eq!(key_of(open(&folder.path().join("nothing"))), "no-such-file");
    assert!(open(&path).is_ok());
}

#[test]
fn the_file_is_ciphertext_from_its_first_byte_and_its_settings_hold() {
    let (_folder, path) = closed();
    let bytes = std::fs::read(&path).unwrap();
    assert!(
        !bytes
            .windows(6)
            .any(|w| w == b"SQLite" || w == b"valley" || w == b"CREATE")
    );
    let store = open(&path).unwrap();
    assert!(assert_settings(&store.connection).is_ok());
    for (bad, named) in [
        ("PRAGMA synchronous = OFF", "synchronous"),
        ("PRAGMA foreign_keys = OFF", "foreign_keys"),
        ("PRAGMA secure_delete = OFF", "secure_delete"),
        ("PRAGMA temp_store = FILE", "temp_store"),
    ] {
        let store = store.reader().unwrap();
        store.connection.execute_batch(bad).unwrap();
        assert!(assert_settings(&store.connection).unwrap_err().expected.contains(named));
    }
    store.connection.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(store);
    assert_eq!(key_of(open(&path)), "newer-version");
}

#[test]
fn the_second_opener_reads_and_is_told_who_writes() {
    let Case {
        folder: _folder,
        mut store,
        mut mint,
        meta,
    } = case();
    let path = store.path().to_owned();
    assert!(!store.is_read_only());
    let mut second = open(&path).unwrap();
    assert!(second.is_read_only() && second.held_by().is_some());
    let refused = second
        .commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")))
        .unwrap_err();
    assert_eq!(refused.key, "read-only");
    assert_eq!(second.set_draft("a", Some("b")).unwrap_err().key, "read-only");
    // It reads what the writer commits.
    store
        .commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")))
        .unwrap();
    assert_eq!(second.rows::<Entity>().unwrap().len(), 1);
    assert_eq!(store.reader().unwrap().rows::<Entity>().unwrap().len(), 1);
    drop(store);
    let third = open(&path).unwrap();
    assert!(!third.is_read_only());
    let fourth = open(&path).unwrap();
    assert_eq!(fourth.held_by().map(|h| (h.member.as_str(), h.pid)), Some(("B", 7)));
}

#[test]
fn a_backup_opens_with_the_same_password_while_work_goes_on() {
    let Case {
        folder,
        mut store,
        mut mint,
        meta,
    } = case();
    store
        .commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")))
        .unwrap();
    let out = folder.path().join("backup.caseboard");
    store.backup(&out).unwrap();
    store
        .commit(&meta, &mut mint, |tx| tx.insert(&entity(2, "Beta")))
        .unwrap();
    assert_eq!(store.backup(&out).unwrap_err().key, "file-exists");
    let copy = open(&out).unwrap();
    assert_eq!(copy.rows::<Entity>().unwrap().len(), 1);
    assert!(copy.verify(None).unwrap().iter().all(|c| c.ok));
    assert_eq!(
        store.backup(&folder.path().join("none/x")).unwrap_err().key,
        "no-such-file"
    );
}

#[test]
fn a_new_case_does_not_replace_a_file_and_needs_a_password() {
    let (_folder, path) = closed();
    let create = |path: &Path, password: &Secret| {
        Store::create(path, password, &COST, &Holder::default(), &mut Counting::default())
    };
    assert_eq!(key_of(create(&path, &password())), "file-exists");
    assert_eq!(
        key_of(create(&path.with_extension("new"), &Secret::default())),
        "no-password"
    );
    assert_eq!(
        key_of(create(Path::new("/nowhere/a.caseboard"), &password())),
        "no-such-file"
    );
}

#[test]
fn network_mounts_are_told_by_the_longest_mount_point() {
    let mounts = "/dev/sda1 / ext4 rw 0 0\nsrv:/cases /mnt/cases nfs4 rw 0 0\n/dev/sdb1 /mnt/cases/local ext4 rw 0 0\n\
                  //srv/x /mnt/my\\040share cifs rw 0 0\n";
    let kind = |folder: &str| network_kind(mounts, Path::new(folder));
    assert_eq!(kind("/home/a"), None);
    assert_eq!(kind("/mnt/cases/2026"), Some("nfs4".to_owned()));
    assert_eq!(kind("/mnt/cases/local/x"), None);
    assert_eq!(kind("/mnt/my share/x"), Some("cifs".to_owned()));
    assert_eq!(kind("/mnt/casesX"), None);
}

/// What a file with the old pages holds in its log alone is there after the program was killed: trying the other
/// size first neither takes the log in nor throws it away.
#[test]
fn the_log_of_a_file_with_old_pages_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.caseboard");
    let key = FileKey::derive(&password(), &[7; 16], &COST).unwrap();
    let connection = Connection::open(&path).unwrap();
    unlock(&connection, &key, PAGES[1]).unwrap();
    connection
        .execute_batch(&format!(
            "PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION}; PRAGMA wal_autocheckpoint = 0;"
        ))
        .unwrap();
    migrate(&connection).unwrap();
    let word = "INSERT INTO \"search_word\" (rowid, text) VALUES (4, 'villalpando')";
    connection.execute_batch(word).unwrap();
    // As a kill leaves it: the log beside the file, nothing checkpointed.
    let killed = folder.path().join("killed.caseboard");
    let beside = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    std::fs::copy(&path, &killed).unwrap();
    std::fs::copy(beside(&path), beside(&killed)).unwrap();
    assert!(std::fs::metadata(beside(&killed)).unwrap().len() > 4096);
    for _ in 0..2 {
        let store = Store::open_under(&killed, key.clone(), &Holder::default()).unwrap();
        let found: i64 = store
            .connection
            .query_row(
                "SELECT count(*) FROM \"search_word\" WHERE \"search_word\" MATCH 'villalpando'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 1);
    }
    assert_eq!(bad_pages(&connection).unwrap(), 0);
}
