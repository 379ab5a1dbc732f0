//! Originals written out: the bytes as received from within the case and from beside it, sealed ones only by
//! a logged act, nothing overwritten, nothing left behind when it fails.

use std::path::Path;

use super::*;
use crate::app::made_case::made;

/// FICTIONAL; no column is sealed.
const PLAIN: &[u8] = b"FEIN,Legal Name\n12-3456789,Ocotillo Packing LLC\n";
/// FICTIONAL, with a sealed name.
const TIPS: &[u8] = include_bytes!("../../tests/data/two_tips.csv");

fn case(folder: &Path, kept: u64) -> Case {
    let mut case = made(folder, "case", "Originals", 5);
    case.keep_originals_up_to(kept);
    case
}

fn import(case: &mut Case, name: &str, bytes: &[u8]) -> SourceId {
    case.import_bytes(name, bytes, "", "").unwrap();
    case.snapshot().sources.iter().find(|x| x.file_name == name).unwrap().id
}

fn none() -> Secret {
    Secret::new(String::new())
}

fn names(folder: &Path) -> Vec<String> {
    files::names(folder)
}

#[test]
fn an_original_is_written_as_received_and_on_record() {
    for kept in [u64::MAX, 1] {
        let folder = tempfile::tempdir().unwrap();
        let mut case = case(folder.path(), kept);
        let source = import(&mut case, "parties.csv", PLAIN);
        assert!(!is_sealed(&case, source).unwrap());
        let out = folder.path().join("out.csv");
        let saved = save(&mut case, source, &out, &none(), "").unwrap();
        assert!(std::fs::read(&out).unwrap() == PLAIN);
        assert_eq!(
            (saved.bytes, saved.sealed, saved.file.as_str()),
            (PLAIN.len() as u64, false, "parties.csv")
        );
        assert_eq!(saved.sha256, case.snapshot().source(source).unwrap().sha256);
        let commit = case.history(1).unwrap().remove(0);
        assert_eq!(commit.command, "export.register");
        let entry = case.snapshot();
        let entry = entry.exports.iter().next().unwrap().clone();
        assert_eq!((entry.format.as_str(), entry.sha256), ("original", saved.sha256));

        // What is there stays, and nothing is written on record for it.
        let error = save(&mut case, source, &out, &none(), "").unwrap_err();
        assert_eq!(
            (error.key.as_str(), error.place.file.ends_with("out.csv")),
            ("path-taken", true)
        );
        assert_eq!(case.snapshot().exports.len(), 1);
    }
}

#[test]
fn a_sealed_original_needs_passphrase_and_reason_and_is_logged_first() {
    for kept in [u64::MAX, 1] {
        let folder = tempfile::tempdir().unwrap();
        let mut case = case(folder.path(), kept);
        let source = import(&mut case, "tips.csv", TIPS);
        assert!(is_sealed(&case, source).unwrap());
        let out = folder.path().join("tips-out.csv");
        let before = (names(folder.path()), case.snapshot().seq);
        assert!(save(&mut case, source, &out, &none(), "for the hearing").is_err());
        let wrong = Secret::new("battery stable".to_owned());
        assert!(save(&mut case, source, &out, &wrong, "for the hearing").is_err());
        let right = Secret::new("battery staple".to_owned());
        assert_eq!(save(&mut case, source, &out, &right, " ").unwrap_err().key, "required");
        assert_eq!((names(folder.path()), case.snapshot().seq), before);

        let saved = save(&mut case, source, &out, &right, "for the hearing").unwrap();
        assert!(saved.sealed && std::fs::read(&out).unwrap() == TIPS);
        let told: Vec<String> = case.history(2).unwrap().into_iter().map(|c| c.command).collect();
        assert_eq!(told, ["export.register", "vault.reveal"]);
        assert!(case.history(2).unwrap()[1].args.contains(&"for the hearing".to_owned()));

        // The vault is open now: no passphrase, but a reason again.
        let second = folder.path().join("second.csv");
        save(&mut case, source, &second, &none(), "for the defence").unwrap();
        case.close_vault();
        let third = folder.path().join("third.csv");
        assert!(save(&mut case, source, &third, &none(), "again").is_err());
        assert!(!third.exists());
    }
}

#[test]
fn a_changed_original_is_refused_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path(), 1);
    let source = import(&mut case, "parties.csv", PLAIN);
    let beside = folder.path().join("a.caseboard.attachments");
    let file = beside.join(&names(&beside)[0]);
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    files::write(&file, &bytes).unwrap();
    let before = names(folder.path());
    assert!(save(&mut case, source, &folder.path().join("out.csv"), &none(), "").is_err());
    assert_eq!(names(folder.path()), before);
    assert_eq!(case.snapshot().exports.len(), 0);
}
