//! Originals beside the case: encrypted, found again, named when missing or changed, undone in the rows
//! only, purged with the file, copied by a backup.

use super::*;
use crate::app::made_case::made;
use crate::command::seal_value::PurgeRecord;

const TIPS: &[u8] = include_bytes!("../../tests/data/two_tips.csv");
/// FICTIONAL. No sealed column is filled.
const PLAIN: &[u8] =
    b"Tip No,Received,Narrative,Employer\nP-1,2026-01-02,FICTIONAL. Paid late at the gin.,Ocotillo Packing\n";

fn case(folder: &Path) -> Case {
    let mut case = made(folder, "case", "Beside", 3);
    case.keep_originals_up_to(64);
    case
}

fn beside_names(case: &Case) -> Vec<String> {
    crate::app::files::names(&beside::folder_of(&case.path))
}

fn source(case: &Case) -> SourceId {
    case.snapshot().sources.iter().next().unwrap().id
}

fn attachments_line(case: &Case) -> CheckLine {
    case.verify(None)
        .unwrap()
        .into_iter()
        .find(|l| l.name == "attachments")
        .unwrap()
}

fn original(case: &Case, source: SourceId) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    case.original(&case.attachment(source)?, &mut bytes)?;
    Ok(bytes)
}

#[test]
fn a_large_original_lies_encrypted_beside_the_case_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("plain.csv", PLAIN, "", "").unwrap();
    let names = beside_names(&case);
    assert_eq!(names.len(), 1, "no part file is left: {names:?}");
    let path = beside::folder_of(&case.path).join(&names[0]);
    let bytes = std::fs::read(&path).unwrap();
    for clear in ["Ocotillo", "FICTIONAL", "Tip No"] {
        assert!(!bytes.windows(clear.len()).any(|w| w == clear.as_bytes()));
    }
    assert!(original(&case, source(&case)).unwrap() == PLAIN);
    let attachment = case.attachments_beside().unwrap().remove(0);
    assert_eq!(attachment.content.len(), 64);
    assert!(case.verify(None).unwrap().iter().all(|l| l.ok));
    // The same file again adds nothing.
    case.import_bytes("plain.csv", PLAIN, "", "").unwrap();
    assert_eq!(beside_names(&case), names);
    // Below the limit it lies in the case.
    case.keep_originals_up_to(1 << 20);
    case.import_bytes("tips.csv", TIPS, "", "").unwrap();
    assert_eq!(beside_names(&case), names);

    let mut changed = bytes.clone();
    changed[20] ^= 1;
    std::fs::write(&path, changed).unwrap();
    let line = attachments_line(&case);
    assert!(
        !line.ok && line.detail.contains("plain.csv is changed"),
        "{}",
        line.detail
    );
    let refused = original(&case, attachment.source).unwrap_err();
    assert_eq!(refused.key, "attachment-damaged");
    std::fs::remove_file(&path).unwrap();
    let line = attachments_line(&case);
    assert!(
        !line.ok && line.detail.contains("plain.csv is missing"),
        "{}",
        line.detail
    );
    assert_eq!(original(&case, attachment.source).unwrap_err().key, "unreadable");
}

#[test]
fn the_key_of_a_sealed_original_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("tips.csv", TIPS, "", "").unwrap();
    let attachment = case.attachments_beside().unwrap().remove(0);
    assert!(attachment.sealed.is_some());
    assert_eq!(attachment.content.len(), 32, "only the name of the file");
    assert_eq!(original(&case, attachment.source).unwrap_err().key, "sealed");
    case.open_vault(&Secret::new("battery staple".to_owned())).unwrap();
    assert!(original(&case, attachment.source).unwrap() == TIPS);
    assert!(attachments_line(&case).ok, "verify needs no key");
}

#[test]
fn undo_takes_the_rows_only_and_a_failed_import_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("plain.csv", PLAIN, "", "").unwrap();
    let names = beside_names(&case);
    case.undo(&Stack::Case).unwrap().unwrap();
    assert!(case.attachments_beside().unwrap().is_empty());
    assert_eq!(beside_names(&case), names);
    case.redo(&Stack::Case).unwrap().unwrap();
    assert!(original(&case, source(&case)).unwrap() == PLAIN);

    case.store.fail_at_statement(Some(5));
    assert_eq!(
        case.import_bytes("tips.csv", TIPS, "", "").unwrap_err().key,
        "fault-on-purpose"
    );
    case.store.fail_at_statement(None);
    assert_eq!(beside_names(&case), names);
    assert!(case.verify(None).unwrap().iter().all(|l| l.ok));
}

#[test]
fn a_backup_takes_them_along_and_a_purge_removes_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("plain.csv", PLAIN, "", "").unwrap();
    let out = folder.path().join("copy.caseboard");
    case.backup(&out).unwrap();
    let catalog = case.catalog();
    let copy = Case::open(&out, &Secret::new("correct horse".to_owned()), &Who::default(), catalog).unwrap();
    assert!(attachments_line(&copy).ok);
    assert!(original(&copy, source(&copy)).unwrap() == PLAIN);
    drop(copy);

    let record = case.snapshot().records.values().next().unwrap().id;
    case.commit(&Command::PurgeRecord(PurgeRecord {
        record,
        authority: "28 CFR 23.20(h)".into(),
        reason: "five years".into(),
    }))
    .unwrap();
    assert!(beside_names(&case).is_empty(), "the file is gone with its key");
    assert!(original(&case, source(&case)).is_err());
    assert!(case.verify(None).unwrap().iter().all(|l| l.ok));

    // A missing original is named, and the case is copied all the same.
    std::fs::remove_dir_all(beside::folder_of(&out)).unwrap();
    let copy = Case::open(
        &out,
        &Secret::new("correct horse".to_owned()),
        &Who::default(),
        case.catalog(),
    )
    .unwrap();
    let second = folder.path().join("second.caseboard");
    assert_eq!(copy.backup(&second).unwrap_err().key, "attachment-missing");
    assert!(second.exists());
}
