//! SQLite's and the file system's errors as `Problem`s with a remedy. No value of a row is in them.

use rusqlite::ErrorCode;

use crate::model::problem::Problem;

/// A database error. What SQLite says about a constraint names table and column, never a value.
pub(super) fn sql(error: rusqlite::Error) -> Problem {
    let rusqlite::Error::SqliteFailure(code, ref message) = error else {
        return match error {
            rusqlite::Error::QueryReturnedNoRows => Problem::new(
                "row-missing",
                "a row",
                "none",
                "refresh; the row was changed or removed since",
            ),
            rusqlite::Error::InvalidColumnType(..) | rusqlite::Error::FromSqlConversionFailure(..) => Problem::new(
                "content-damaged",
                "a value of the column's type",
                "another type",
                "run verify and restore a backup",
            ),
            other => Problem::new(
                "store",
                "",
                other.to_string(),
                "run verify; if it is content, report this",
            ),
        };
    };
    let said = message.as_deref().unwrap_or_default();
    match code.code {
        ErrorCode::DiskFull => Problem::new(
            "disk-full",
            "room on the disk",
            "none left",
            "nothing was changed; free space on the disk that holds the case and try again",
        ),
        ErrorCode::ReadOnly => Problem::new(
            "read-only",
            "a file and folder that can be written",
            "read-only ones",
            "nothing was changed; copy the case to a folder of your own, or ask for write permission",
        ),
        ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Problem::new(
            "cannot-open",
            "a file that can be opened",
            "no access",
            "check the path and the permissions of the file and its folder",
        ),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Problem::new(
            "busy",
            "a file that nobody else writes to",
            "another program is writing",
            "wait a moment and try again",
        ),
        ErrorCode::SystemIoFailure => Problem::new(
            "disk-error",
            "a disk that answers",
            "an input/output error",
            "nothing was changed; check the disk, then run verify",
        ),
        ErrorCode::NotADatabase => Problem::new(
            "wrong-password",
            "the password of this case",
            "another one",
            "try again",
        ),
        ErrorCode::DatabaseCorrupt => Problem::new(
            "damaged",
            "a whole case file",
            "damaged pages",
            "keep this file, restore the newest backup and compare with verify",
        ),
        ErrorCode::ConstraintViolation if said.starts_with("UNIQUE") => Problem::new(
            "row-exists",
            "an id that is new",
            said,
            "it is there already: change it instead",
        ),
        ErrorCode::ConstraintViolation if said.starts_with("FOREIGN KEY") => Problem::new(
            "row-in-use",
            "rows that point to rows which exist",
            "a missing or removed one",
            "remove what depends on it first",
        ),
        ErrorCode::ConstraintViolation => Problem::new(
            "row-refused",
            "a value that the table accepts",
            said,
            "check the values",
        ),
        ErrorCode::OperationInterrupted => Problem::new("cancelled", "", "it was cancelled", "nothing was changed"),
        ErrorCode::OutOfMemory => Problem::new("out-of-memory", "more memory", "none left", "close other programs"),
        _ => Problem::new("store", "", said, "run verify; if it is content, report this"),
    }
}

/// A file system error at a path.
pub(super) fn io(error: &std::io::Error, path: &std::path::Path) -> Problem {
    use std::io::ErrorKind;
    let (key, found, remedy) = match error.kind() {
        ErrorKind::NotFound => ("no-such-file", "nothing there", "check the path"),
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => (
            "read-only",
            "no permission",
            "choose a folder of your own, or ask for permission",
        ),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("disk-full", "a full disk", "free space and try again"),
        ErrorKind::AlreadyExists => ("file-exists", "a file of that name", "choose another name"),
        _ => ("disk-error", "an input/output error", "check the disk and the path"),
    };
    Problem::new(key, "", found, remedy).in_file(path.display().to_string())
}
