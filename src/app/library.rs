//! Public registers: files of their own in the person's data folder, indexed once, looked up read-only.
//! What was looked up is written nowhere and never leaves the machine.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use super::action::LibraryNotice;
use super::intake::{self, Incoming};
use super::job::Progress;
use super::public;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::source::StagedRow;
use crate::snapshot::Snapshot;
use crate::store::library::{Library, LibraryInfo, LibraryRow};

/// What `library add` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub name: String,
    pub rows: i64,
    pub rejected: u64,
    pub sha256: String,
}

/// One row found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    pub row: i64,
    pub key: String,
    /// Column and text, empty ones left out.
    pub cells: Vec<(String, String)>,
}

/// Rows go from the reader to the index so many at once, and so many times: enough to keep both busy,
/// little enough to hold.
const TOGETHER: usize = 128;
const AHEAD: usize = 8;

/// Indexes files into a library; several files are one table and must have the same columns.
///
/// # Errors
/// A file that can't be read or has other columns than the first; the disk.
pub fn add(folder: &Path, name: &str, paths: &[PathBuf], map: &str, catalog: &Arc<Catalog>) -> Result<Added, Problem> {
    add_watched(folder, name, paths, map, catalog, &Progress::default())
}

/// As `add`; `progress` counts the bytes of the file that is being read. Cancelled, it leaves no library.
///
/// # Errors
/// As `add`; `cancelled`.
pub fn add_watched(
    folder: &Path,
    name: &str,
    paths: &[PathBuf],
    map: &str,
    catalog: &Arc<Catalog>,
    progress: &Progress,
) -> Result<Added, Problem> {
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
    let (sender, receiver) = sync_channel::<Vec<Result<LibraryRow, Problem>>>(AHEAD);
    let reader = {
        let (paths, map, catalog, columns) = (paths.to_vec(), map.to_owned(), catalog.clone(), columns.clone());
        let progress = progress.clone();
        std::thread::spawn(move || -> u64 {
            let mut rejected = 0;
            let mut some = Vec::with_capacity(TOGETHER);
            for path in &paths {
                let incoming = Incoming::path(path, &map, "", "");
                let staged = intake::stage(&incoming, &catalog, &progress);
                let result = staged.and_then(|(command, ..)| match command.feed {
                    Some(feed) => feed(&mut |row| {
                        if matches!(row, StagedRow::Rejected(_)) {
                            rejected += 1;
                        }
                        some.push(Ok(entry(row, &columns)));
                        if some.len() < TOGETHER {
                            return ControlFlow::Continue(());
                        }
                        match sender.send(std::mem::replace(&mut some, Vec::with_capacity(TOGETHER))) {
                            Ok(()) => ControlFlow::Continue(()),
                            Err(_nobody_takes) => ControlFlow::Break(()),
                        }
                    }),
                    None => Ok(()),
                });
                if let Err(problem) = result {
                    some.push(Err(problem));
                    break;
                }
            }
            // A closed channel means that the index gave up: its own problem is told.
            drop(sender.send(some));
            rejected
        })
    };
    let info = Library::add_mapped(folder, name, &columns, map, &mut receiver.into_iter().flatten())?;
    let rejected = reader.join().unwrap_or_default();
    Ok(Added {
        name: info.name,
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

/// A library as a case sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Shelved {
    pub name: String,
    pub sha256: String,
    /// 0 where the library is not there.
    pub rows: i64,
    pub columns: Vec<String>,
    pub map: String,
    /// used, free; of one that the case uses: missing, changed, unreadable
    pub state: String,
}

/// The libraries that are there and those that a case uses, by name. With `whole` the content of those
/// that are used is hashed anew, which takes seconds for a large one.
///
/// # Errors
/// The folder or a library can't be read.
pub fn shelf(snapshot: &Snapshot, folder: &Path, whole: bool) -> Result<Vec<Shelved>, Problem> {
    let notices: Vec<LibraryNotice> = if whole {
        public::check(snapshot, folder)?
    } else {
        public::notices(snapshot, folder)
    };
    let uses = |name: &str, sha256: &str| {
        let mut used = snapshot.library_uses.iter();
        used.any(|u| u.name == name && u.sha256 == sha256)
    };
    let mut out: Vec<Shelved> = Vec::new();
    for info in list(folder)? {
        let notice = notices
            .iter()
            .find(|n| n.library == info.name && n.expected == info.sha256);
        let state = match notice {
            Some(notice) => notice.state.clone(),
            None if uses(&info.name, &info.sha256) => "used".to_owned(),
            None => "free".to_owned(),
        };
        out.push(Shelved {
            name: info.name,
            sha256: info.sha256,
            rows: info.rows,
            columns: info.columns,
            map: info.map,
            state,
        });
    }
    for notice in notices {
        if !out
            .iter()
            .any(|s| s.name == notice.library && s.sha256 == notice.expected)
        {
            out.push(Shelved {
                name: notice.library,
                sha256: notice.expected,
                state: notice.state,
                ..Shelved::default()
            });
        }
    }
    out.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    Ok(out)
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
