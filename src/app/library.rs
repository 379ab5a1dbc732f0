//! Public registers: files of their own in the person's data folder, indexed once, looked up read-only.
//! What was looked up is written nowhere and never leaves the machine.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::intake::{self, Incoming};
use super::job::Progress;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::source::StagedRow;
use crate::store::library::{Library, LibraryInfo, LibraryRow};

/// What `library add` did.
pub struct Added {
    pub rows: i64,
    pub rejected: u64,
    pub sha256: String,
}

/// One row found.
#[derive(serde::Serialize)]
pub struct Found {
    pub row: i64,
    pub key: String,
    /// Column and text, empty ones left out.
    pub cells: Vec<(String, String)>,
}

/// Rows on their way from the reader to the index: enough to keep both busy, little enough to hold.
const AHEAD: usize = 1024;

/// Indexes files into a library; several files are one table and must have the same columns.
///
/// # Errors
/// A file that can't be read or has other columns than the first; the disk.
pub fn add(folder: &Path, name: &str, paths: &[PathBuf], map: &str, catalog: &Arc<Catalog>) -> Result<Added, Problem> {
    let mut columns: Vec<String> = Vec::new();
    for path in paths {
        let incoming = Incoming::path(path, map, "", "");
        let header = intake::peek(&incoming.file_name, &incoming.bytes, catalog)?.header;
        if columns.is_empty() {
            columns = header;
        } else if columns != header {
            return Err(Problem::new(
                "library-columns",
                "the columns of the first file",
                "other ones",
                "add it as a library of its own",
            )
            .in_file(path.display().to_string()));
        }
    }
    if columns.is_empty() {
        return Err(Problem::new(
            "library-columns",
            "a table with a header",
            "none",
            "a library is made of tables",
        ));
    }
    let (sender, receiver) = sync_channel::<Result<LibraryRow, Problem>>(AHEAD);
    let reader = {
        let (paths, map, catalog, columns) = (paths.to_vec(), map.to_owned(), catalog.clone(), columns.clone());
        std::thread::spawn(move || -> u64 {
            let mut rejected = 0;
            for path in &paths {
                let incoming = Incoming::path(path, &map, "", "");
                let staged = intake::stage(&incoming, &catalog, &Progress::default());
                let result = staged.and_then(|(command, ..)| match command.feed {
                    Some(feed) => feed(&mut |row| {
                        if matches!(row, StagedRow::Rejected(_)) {
                            rejected += 1;
                        }
                        let sent = sender.send(Ok(entry(row, &columns)));
                        if sent.is_err() {
                            ControlFlow::Break(())
                        } else {
                            ControlFlow::Continue(())
                        }
                    }),
                    None => Ok(()),
                });
                if let Err(problem) = result {
                    // A closed channel means that the index gave up: its own problem is told.
                    if sender.send(Err(problem)).is_err() {
                        return rejected;
                    }
                }
            }
            rejected
        })
    };
    let info = Library::add_mapped(folder, name, &columns, map, &mut receiver.into_iter())?;
    let rejected = reader.join().unwrap_or_default();
    Ok(Added {
        rows: info.rows,
        rejected,
        sha256: info.sha256,
    })
}

/// A row of a register: its cells in the order of the columns, and what can be looked up in it.
fn entry(row: StagedRow, columns: &[String]) -> LibraryRow {
    let (key, cells, mentions) = match row {
        StagedRow::Record(r) => (r.key, r.cells, r.mentions),
        StagedRow::Rejected(r) => (String::new(), r.cells, Vec::new()),
    };
    let mut cells = cells.into_iter().peekable();
    LibraryRow {
        key,
        cells: columns
            .iter()
            .map(|c| {
                cells
                    .next_if(|(name, _)| name == c)
                    .map(|(_, t)| t.clear().to_owned())
                    .unwrap_or_default()
            })
            .collect(),
        identifiers: mentions
            .into_iter()
            .filter(|m| !m.canonical.is_empty())
            .map(|m| (m.kind, m.canonical))
            .collect(),
    }
}

/// The libraries that are there.
///
/// # Errors
/// The folder can't be read.
pub fn list(folder: &Path) -> Result<Vec<LibraryInfo>, Problem> {
    Library::list(folder)
}

fn open(folder: &Path, name: &str) -> Result<Library, Problem> {
    let known = Library::list(folder)?;
    match known.iter().find(|l| l.name == name) {
        Some(info) => Library::open(&info.path),
        None => {
            let names: Vec<&str> = known.iter().map(|l| l.name.as_str()).collect();
            Err(Problem::new(
                "library",
                format!("one of: {}", names.join(", ")),
                name.to_owned(),
                "see `library list`",
            ))
        }
    }
}

/// The content hash of a library, for `library use`.
///
/// # Errors
/// No such library.
pub fn sha256(folder: &Path, name: &str) -> Result<String, Problem> {
    Ok(open(folder, name)?.info().sha256.clone())
}

/// Rows of one library that match a text.
///
/// # Errors
/// No such library.
pub fn search(folder: &Path, name: &str, text: &str) -> Result<Vec<Found>, Problem> {
    let library = open(folder, name)?;
    let columns = library.info().columns.clone();
    let hits = library.search(text, 50)?;
    Ok(hits
        .into_iter()
        .map(|hit| Found {
            row: hit.row,
            key: hit.key,
            cells: columns
                .iter()
                .cloned()
                .zip(hit.cells)
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        })
        .collect())
}
