//! The only writer of files: beside the target, flushed, then renamed; never a temporary file elsewhere.
#![expect(clippy::disallowed_methods, reason = "this is the one file that may write files")]

use std::io::Write;
use std::path::Path;

use crate::model::problem::Problem;

/// Writes `bytes` to `path`, whole or not at all: a crash leaves the old file or the new one.
///
/// # Errors
/// What the file system said, with the path.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    write_through(path, |to| to.write_all(bytes).map_err(|e| failed(path, &e.to_string())))
}

/// [`write`] for what is made piece by piece: `f` writes, and its error leaves the old file.
///
/// # Errors
/// What `f` or the file system said, with the path.
pub fn write_through(path: &Path, f: impl FnOnce(&mut dyn Write) -> Result<(), Problem>) -> Result<(), Problem> {
    let name = path.file_name().ok_or_else(|| failed(path, "the path names no file"))?;
    let part = path.with_file_name(format!(".{}.part", name.to_string_lossy()));
    let said = |e: std::io::Error| failed(path, &e.to_string());
    let result = (|| {
        let mut file = std::io::BufWriter::new(std::fs::File::create(&part).map_err(said)?);
        f(&mut file)?;
        file.flush().map_err(said)?;
        file.get_ref().sync_all().map_err(said)?;
        drop(file);
        std::fs::rename(&part, path).map_err(said)?;
        sync_folder(path);
        Ok(())
    })();
    // The half-written neighbour is ours: nothing is lost by removing it.
    if result.is_err()
        && let Err(cleanup) = std::fs::remove_file(&part)
    {
        tracing::debug!(kind = ?cleanup.kind(), "no part file to remove");
    }
    result
}

/// Makes the rename durable where the system can.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(handle) = std::fs::File::open(if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        })
        && let Err(error) = handle.sync_all()
    {
        tracing::debug!(kind = ?error.kind(), "folder not synced");
    }
}

/// The name of a file that is to be made at a path.
///
/// # Errors
/// No name, or something lies there: what is written out replaces nothing.
pub fn new_name(path: &Path) -> Result<String, Problem> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    let name = name.filter(|_| !path.exists());
    name.ok_or_else(|| {
        Problem::new(
            "path-taken",
            "the path of a new file",
            "one that is taken",
            "choose another name: an original replaces nothing",
        )
        .in_file(path.display().to_string())
    })
}

/// Writes a new file of `folder` through `f`, which gives the name that it gets: whole, flushed and renamed,
/// or not there. `part` is its name until then.
///
/// # Errors
/// What `f` or the file system said.
pub fn write_new(
    folder: &Path,
    part: &str,
    f: impl FnOnce(&mut dyn Write) -> Result<String, Problem>,
) -> Result<(), Problem> {
    let part = folder.join(part);
    let result = (|| {
        let mut file = std::fs::File::create(&part).map_err(|e| failed(&part, &e.to_string()))?;
        let name = f(&mut file)?;
        file.sync_all().map_err(|e| failed(&part, &e.to_string()))?;
        drop(file);
        let path = folder.join(name);
        std::fs::rename(&part, &path).map_err(|e| failed(&path, &e.to_string()))?;
        sync_folder(&path);
        Ok(())
    })();
    if result.is_err()
        && let Err(cleanup) = std::fs::remove_file(&part)
    {
        tracing::debug!(kind = ?cleanup.kind(), "no part file to remove");
    }
    result
}

/// Opens a file for reading.
///
/// # Errors
/// What the file system said, with the path.
pub fn open(path: &Path) -> Result<std::fs::File, Problem> {
    std::fs::File::open(path).map_err(|e| unreadable(path, &e))
}

/// Removes a file of ours.
///
/// # Errors
/// What the file system said, with the path.
pub fn remove(path: &Path) -> Result<(), Problem> {
    std::fs::remove_file(path).map_err(|e| failed(path, &e.to_string()))
}

/// Names in a folder, sorted; none when there is no such folder.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// # Errors
/// What the file system said, with the path.
pub fn make_folder(path: &Path) -> Result<(), Problem> {
    std::fs::create_dir_all(path).map_err(|e| failed(path, &e.to_string()))
}

/// Reads a whole file.
///
/// # Errors
/// What the file system said, with the path.
pub fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    std::fs::read(path).map_err(|e| unreadable(path, &e))
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        "unreadable",
        "a readable file",
        error.to_string(),
        "check the path and its permissions",
    )
    .in_file(path.display().to_string())
}

fn failed(path: &Path, found: &str) -> Problem {
    Problem::new(
        "unwritable",
        "a folder that can be written to",
        found,
        "choose another folder, or free space",
    )
    .in_file(path.display().to_string())
}

/// True when both paths lead to one file.
pub fn same(a: &Path, b: &Path) -> bool {
    let full = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.to_path_buf());
    full(a) == full(b)
}

/// Removes a case file with its journal and lock, when they are there.
///
/// # Errors
/// What the file system said, with the path.
pub fn remove_case(path: &Path) -> Result<(), Problem> {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    for file in [
        name.clone(),
        format!("{name}-wal"),
        format!("{name}-shm"),
        format!("{name}.lock"),
    ] {
        let file = path.with_file_name(file);
        if file.exists() {
            std::fs::remove_file(&file).map_err(|e| failed(&file, &e.to_string()))?;
        }
    }
    Ok(())
}
