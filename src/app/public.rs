//! Public records near a case: what the libraries that a case uses say about its parties, and a row of
//! one pulled into the case. Registers are looked up by what they index, never loaded whole. What was
//! looked up is written nowhere and never leaves the machine; a pulled row is kept, as a source of its own.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::action::{HeldBack, LibraryNotice, PublicRecord};
use super::case::Case;
use super::intake::{self, Bytes, Incoming};
use super::job::Progress;
use crate::catalog::Catalog;
use crate::command::Command;
use crate::model::member::LibraryUse;
use crate::model::problem::Problem;
use crate::model::source::{StagedRecord, StagedRow};
use crate::model::*;
use crate::resolve::library::{self, Answered, Question, Register};
use crate::snapshot::Snapshot;
use crate::store::library::{Library, LibraryHit, LibraryInfo};

/// A value that more rows of a register name than this says nothing there.
const MOST_ROWS: i64 = 60;
/// Rows of one register that are read for one case.
const MOST_READ: usize = 5_000;

/// The folder of libraries: the one given, else the person's own.
pub fn folder(given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| super::now::data_folder().join("libraries"), Path::to_owned)
}

/// What the libraries say about a board.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Strongest first.
    pub records: Vec<PublicRecord>,
    /// Libraries that could not be looked into.
    pub notices: Vec<LibraryNotice>,
    /// Values that too many rows of a register name.
    pub held_back: Vec<HeldBack>,
}

/// The libraries that a board uses, open; and those that are missing or are no longer what they were.
fn used(snapshot: &Snapshot, folder: &Path) -> (Vec<(LibraryUse, Library)>, Vec<LibraryNotice>) {
    let (mut open, mut notices) = (Vec::new(), Vec::new());
    if snapshot.library_uses.is_empty() {
        return (open, notices);
    }
    let known = Library::list(folder).unwrap_or_default();
    for wanted in snapshot.library_uses.iter() {
        let mut notice = LibraryNotice {
            library: wanted.name.clone(),
            state: "missing".to_owned(),
            expected: wanted.sha256.clone(),
            found: String::new(),
        };
        let named: Vec<&LibraryInfo> = known.iter().filter(|l| l.name == wanted.name).collect();
        match named.iter().find(|l| l.sha256 == wanted.sha256) {
            Some(info) => match Library::open(&info.path) {
                Ok(library) => {
                    open.push((wanted.clone(), library));
                    continue;
                }
                Err(problem) => notice.found = problem.key.to_string(),
            },
            None => {
                if let Some(other) = named.first() {
                    notice.state = "changed".to_owned();
                    notice.found.clone_from(&other.sha256);
                }
            }
        }
        notices.push(notice);
    }
    open.sort_by(|a, b| a.0.name.cmp(&b.0.name));
    notices.sort_by(|a, b| a.library.cmp(&b.library));
    (open, notices)
}

/// Libraries of a board that are missing or changed, by name and the hash in their head.
pub fn notices(snapshot: &Snapshot, folder: &Path) -> Vec<LibraryNotice> {
    used(snapshot, folder).1
}

/// As `notices`, and every library's content is hashed anew: takes seconds for a large one.
///
/// # Errors
/// A library can't be read.
pub fn check(snapshot: &Snapshot, folder: &Path) -> Result<Vec<LibraryNotice>, Problem> {
    let (open, mut notices) = used(snapshot, folder);
    for (wanted, library) in open {
        if !library.is_unchanged()? {
            notices.push(LibraryNotice {
                library: wanted.name,
                state: "changed".to_owned(),
                expected: wanted.sha256,
                found: String::new(),
            });
        }
    }
    Ok(notices)
}

/// Looks into every library that the board uses; around one record when one is given.
///
/// # Errors
/// A library can't be read.
pub fn look(
    snapshot: &Snapshot,
    catalog: &Arc<Catalog>,
    folder: &Path,
    record: Option<RecordId>,
) -> Result<Looked, Problem> {
    let (open, notices) = used(snapshot, folder);
    let mut looked = Looked {
        notices,
        ..Looked::default()
    };
    if open.is_empty() {
        return Ok(looked);
    }
    let questions = library::questions(snapshot, &catalog.scoring, record);
    for (wanted, library) in &open {
        let rows = ask(library, &questions, &mut looked.held_back)?;
        let answered = match read(library, &rows, catalog) {
            Ok(answered) => answered,
            Err(problem) => {
                looked.notices.push(LibraryNotice {
                    library: wanted.name.clone(),
                    state: "unreadable".to_owned(),
                    expected: wanted.sha256.clone(),
                    found: problem.key.to_string(),
                });
                continue;
            }
        };
        let info = library.info();
        let register = Register {
            name: &info.name,
            sha256: &info.sha256,
            rows: info.rows,
        };
        let pulled = pulled(snapshot, &info.name, &info.sha256);
        let found = library::candidates(snapshot, &catalog.scoring, &register, &questions, &answered);
        looked
            .records
            .extend(found.into_iter().map(|(row, candidate)| PublicRecord {
                library: info.name.clone(),
                sha256: info.sha256.clone(),
                row,
                pulled: pulled.contains(&row),
                candidate,
            }));
    }
    looked
        .records
        .sort_by(|a, b| (b.candidate.bits.cmp(&a.candidate.bits)).then(a.candidate.id.cmp(&b.candidate.id)));
    looked
        .held_back
        .sort_by(|a, b| b.count.cmp(&a.count).then(a.value.cmp(&b.value)));
    Ok(looked)
}

/// Row → the questions that it answers, each with the number of rows that do.
type Rows = BTreeMap<i64, Vec<(usize, u32)>>;

fn ask(library: &Library, questions: &[Question], held_back: &mut Vec<HeldBack>) -> Result<Rows, Problem> {
    let mut out = Rows::new();
    let most = usize::try_from(MOST_ROWS).unwrap_or_default();
    for (n, question) in questions.iter().enumerate() {
        let rows: Vec<i64> = if question.kind == "name" {
            library.rows_with(&question.text, most + 1)?
        } else {
            library.rows_naming(&question.kind, &question.text, most + 1)?
        };
        if rows.len() > most {
            // A name that many bear is a matter of course; a number that many share is worth saying.
            if question.kind != "name" {
                held_back.push(HeldBack {
                    kind: question.kind.clone(),
                    value: value::display(&question.kind, &question.text),
                    count: u32::try_from(library.count(&question.kind, &question.text)?).unwrap_or(u32::MAX),
                });
            }
            continue;
        }
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        for row in rows {
            if out.len() < MOST_READ || out.contains_key(&row) {
                out.entry(row).or_default().push((n, count));
            }
        }
    }
    Ok(out)
}

/// The rows as the import of the register reads them.
fn read(library: &Library, rows: &Rows, catalog: &Arc<Catalog>) -> Result<Vec<Answered>, Problem> {
    let mut hits: Vec<LibraryHit> = Vec::with_capacity(rows.len());
    for row in rows.keys() {
        hits.extend(library.row(*row)?);
    }
    if hits.is_empty() {
        return Ok(Vec::new());
    }
    let staged = restage(library.info(), &hits, catalog)?;
    Ok(staged
        .into_iter()
        .filter_map(|(at, record)| {
            let row = hits.get(at)?.row;
            let asked = rows.get(&row)?.clone();
            Some(Answered { row, record, asked })
        })
        .collect())
}

/// Rows of a library as a file of their own.
fn incoming(info: &LibraryInfo, file_name: String, hits: &[LibraryHit], received: &str) -> Result<Incoming, Problem> {
    let odd = |e: String| Problem::new("library-row", "a row that can be read", e, "add the library again");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&info.columns).map_err(|e| odd(e.to_string()))?;
    for hit in hits {
        writer.write_record(&hit.cells).map_err(|e| odd(e.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|e| odd(e.to_string()))?;
    Ok(Incoming {
        file_name,
        bytes: Bytes::Memory(Arc::new(bytes)),
        map: info.map.clone(),
        agency: String::new(),
        received: received.to_owned(),
    })
}

/// Each row that fits its map, with its place among `hits`.
fn restage(
    info: &LibraryInfo,
    hits: &[LibraryHit],
    catalog: &Arc<Catalog>,
) -> Result<Vec<(usize, StagedRecord)>, Problem> {
    let incoming = incoming(info, format!("{}.csv", info.name), hits, "")?;
    let (command, ..) = intake::stage(&incoming, catalog, &Progress::default())?;
    let mut out = Vec::new();
    if let Some(feed) = command.feed {
        feed(&mut |row| {
            if let StagedRow::Record(record) = row {
                out.push(((record.row as usize).saturating_sub(1), *record));
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(out)
}

/// The file name and title under which a pulled row stands in the case.
fn source_of(name: &str, sha256: &str, row: i64) -> (String, String) {
    (
        format!("{name}.row{row}.csv"),
        format!("{name}, row {row}, SHA-256 {sha256}"),
    )
}

/// Rows of a library that are in the case.
pub fn pulled(snapshot: &Snapshot, name: &str, sha256: &str) -> Vec<i64> {
    let (start, end) = (format!("{name}, row "), format!(", SHA-256 {sha256}"));
    snapshot
        .sources
        .iter()
        .filter(|s| s.staged > 0)
        .filter_map(|s| s.title.strip_prefix(&start)?.strip_suffix(&end)?.parse().ok())
        .collect()
}

/// What a pull made.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Pulled {
    pub library: String,
    pub sha256: String,
    pub row: i64,
    pub source: SourceId,
    pub commit: i64,
    /// True when the row was in the case already and nothing was changed.
    pub already: bool,
}

/// Takes one row of a library that the case uses into the case: one import, one commit, one undo step.
/// The source's title names library, row and content hash.
///
/// # Errors
/// The case does not use the library, it is missing or changed, there is no such row, or the row does
/// not fit its map.
pub fn pull(case: &mut Case, folder: &Path, name: &str, row: i64) -> Result<Pulled, Problem> {
    let (snapshot, catalog) = (case.snapshot(), case.catalog());
    let (open, notices) = used(&snapshot, folder);
    let Some((_, library)) = open.iter().find(|(u, _)| u.name == name) else {
        let state = notices.iter().find(|n| n.library == name);
        let names: Vec<&str> = snapshot.library_uses.iter().map(|u| u.name.as_str()).collect();
        return Err(match state {
            Some(notice) => Problem::new(
                "library",
                "the library that the case uses",
                format!("{name} is {}", notice.state),
                "add it again from the same files, or choose the new one with `library use`",
            ),
            None => Problem::new(
                "library",
                format!("a library that the case uses: {}", names.join(", ")),
                name.to_owned(),
                "choose it with `library use` first",
            ),
        });
    };
    let info = library.info();
    let Some(hit) = library.row(row)? else {
        return Err(Problem::new(
            "library-row",
            format!("a row from 1 to {}", info.rows),
            row.to_string(),
            "see `library search`",
        ));
    };
    let (file_name, title) = source_of(&info.name, &info.sha256, row);
    let received = case.now();
    let incoming = incoming(info, file_name, &[hit], &received)?;
    let (mut command, left, map) = intake::stage(&incoming, &catalog, &Progress::default())?;
    let would = intake::preview(&snapshot, &command, &incoming.file_name, &map, &left)?;
    if let Some(error) = would.errors.into_iter().next() {
        return Err(error);
    }
    command.source.title = title;
    command.source.kind = "public_record".to_owned();
    let place = u32::try_from(row).unwrap_or(u32::MAX);
    if let Some(feed) = command.feed.take() {
        command.feed = Some(Arc::new(move |sink: &mut dyn FnMut(StagedRow) -> ControlFlow<()>| {
            feed(&mut |staged| match staged {
                StagedRow::Record(mut record) => {
                    record.row = place;
                    sink(StagedRow::Record(record))
                }
                rejected => sink(rejected),
            })
        }));
    }
    let source = command.source.id;
    let already = snapshot.source(source).is_some();
    let commit = if already {
        snapshot.seq
    } else {
        case.commit(&Command::StageFile(command))?.seq
    };
    Ok(Pulled {
        library: info.name.clone(),
        sha256: info.sha256.clone(),
        row,
        source,
        commit,
        already,
    })
}
