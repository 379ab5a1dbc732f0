//! From a path (or bytes) to the command that stages it: reads, hashes, chooses the map.

use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::action::Imported;
use super::job::Progress;
use crate::catalog::Catalog;
use crate::catalog::map::{ColumnMap, ParserSettings};
use crate::command::Outcome;
use crate::command::stage_file::StageFile;
use crate::import::{self, Format, Input, Ranked, Summary};
pub use crate::import::{MEANINGS, Meant};
use crate::model::hex;
use crate::model::label::Labels;
use crate::model::problem::Problem;
use crate::model::source::{Source, StagedRow};
use crate::snapshot::Snapshot;

/// Originals up to this size are kept in the case; larger ones beside it, encrypted.
pub(super) const KEPT_BYTES: u64 = 64 << 20;

/// Where the bytes of an import come from.
#[derive(Clone)]
pub enum Bytes {
    File(PathBuf),
    Memory(Arc<Vec<u8>>),
}

/// One file on its way in.
#[derive(Clone)]
pub struct Incoming {
    pub file_name: String,
    pub bytes: Bytes,
    /// Empty = the best known map for the header.
    pub map: String,
    /// Empty = the map's own.
    pub agency: String,
    /// RFC 3339.
    pub received: String,
}

/// The summary that a read leaves behind, once the command was applied.
pub type Left = Arc<Mutex<Option<Summary>>>;

impl Incoming {
    pub fn path(path: &Path, map: &str, agency: &str, received: &str) -> Incoming {
        Incoming {
            file_name: path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
            bytes: Bytes::File(path.to_path_buf()),
            map: map.to_owned(),
            agency: agency.to_owned(),
            received: received.to_owned(),
        }
    }
}

/// Runs `f` with a fresh reader over the bytes.
fn with_input<T>(
    file_name: &str,
    bytes: &Bytes,
    f: impl FnOnce(Input<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    match bytes {
        Bytes::Memory(bytes) => f(Input::bytes(file_name, bytes)),
        Bytes::File(path) => f(Input::reader(file_name, std::io::BufReader::new(open(path)?))),
    }
}
fn open(path: &Path) -> Result<std::fs::File, Problem> {
    let unreadable = |found: String| {
        Problem::new(
            "unreadable",
            "a readable file",
            found,
            "check the path and its permissions",
        )
        .in_file(path.display().to_string())
    };
    let file = std::fs::File::open(path).map_err(|e| unreadable(e.to_string()))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        return Err(unreadable("a folder".to_owned()));
    }
    Ok(file)
}

/// The header and the first rows of a file, without any map.
pub struct Peek {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub format: Format,
}

/// Looks at the beginning of a file: its format, and the table that a known map fits best, or else the
/// first one with rows under a header of several columns; lines above the header are no part of it.
///
/// # Errors
/// What makes the file unreadable as a whole.
pub fn peek(file_name: &str, bytes: &Bytes, catalog: &Catalog) -> Result<Peek, Problem> {
    let settings = ParserSettings::default();
    let looked = with_input(file_name, bytes, |input| import::peek(input, &settings))?;
    let fit = |header: &[String]| {
        import::best_map(header, &catalog.maps)
            .first()
            .map_or(0, |best| best.score)
    };
    let table = looked
        .tables
        .into_iter()
        .enumerate()
        .max_by_key(|(at, table)| {
            let plausible = table.header.len() > 1 && !table.rows.is_empty();
            (fit(&table.header), plausible, std::cmp::Reverse(*at))
        })
        .map(|(_, table)| table)
        .unwrap_or_default();
    Ok(Peek {
        header: table.header,
        rows: table.rows,
        format: looked.format,
    })
}

/// A map by name, or from a file: a proposal that a person has checked.
///
/// # Errors
/// Neither; a file that is no map.
pub(super) fn named_map(name: &str, catalog: &Catalog) -> Result<ColumnMap, Problem> {
    if let Some(map) = catalog.maps.get(name) {
        return Ok(map.clone());
    }
    // The text of a map, as the columns that a person chose make one.
    if name.contains('\n') {
        return ColumnMap::from_toml(name);
    }
    let path = Path::new(name);
    if path.exists() {
        let text = String::from_utf8_lossy(&super::files::read(path)?).into_owned();
        return ColumnMap::from_toml(&text).map_err(|p| p.in_file(path.display().to_string()));
    }
    Err(unknown_map(name, catalog))
}

pub(super) fn unknown_map(name: &str, catalog: &Catalog) -> Problem {
    let known: Vec<&str> = catalog.maps.keys().map(String::as_str).collect();
    Problem::new(
        "map",
        format!("a map file, or one of {}", known.join(", ")),
        name.to_owned(),
        "see `caseboard maps`, and give --map",
    )
}

/// The map by name, or the best known one for the file.
fn choose_map(incoming: &Incoming, catalog: &Catalog) -> Result<ColumnMap, Problem> {
    if !incoming.map.is_empty() {
        return named_map(&incoming.map, catalog);
    }
    let peek = peek(&incoming.file_name, &incoming.bytes, catalog)?;
    let without_columns = match peek.format {
        Format::Text | Format::Pdf | Format::Docx | Format::Eml => Some("narrative"),
        Format::Picture => Some("picture"),
        _ => None,
    };
    if let Some(name) = without_columns {
        return catalog.maps.get(name).cloned().ok_or_else(|| {
            Problem::new(
                "map",
                format!("the map `{name}`"),
                "none",
                format!("restore assets/maps/{name}.toml"),
            )
        });
    }
    let ranked = import::best_map(&peek.header, &catalog.maps);
    match ranked.first() {
        Some(best) if best.score >= 500 => Ok(catalog.maps[&best.map].clone()),
        best => Err(Problem::new(
            "map-unknown",
            "a header that a known map fits",
            best.map_or_else(
                || "no map that fits".to_owned(),
                |b| format!("{} at {} %", b.map, b.score / 10),
            ),
            format!("look at `caseboard map {}`, then give --map", incoming.file_name),
        )
        .in_file(incoming.file_name.clone())),
    }
}

/// Runs `f` over the bytes.
pub(super) fn with_reader<T>(bytes: &Bytes, f: impl FnOnce(&mut dyn Read) -> Result<T, Problem>) -> Result<T, Problem> {
    match bytes {
        Bytes::Memory(bytes) => f(&mut bytes.as_slice()),
        Bytes::File(path) => f(&mut std::io::BufReader::new(open(path)?)),
    }
}

/// Hashes the bytes and keeps them when they are at most `kept_bytes`.
fn hash(bytes: &Bytes, kept_bytes: u64) -> Result<(String, u64, Arc<Vec<u8>>), Problem> {
    match bytes {
        Bytes::Memory(bytes) => Ok((
            hex(&Sha256::digest(bytes.as_slice())),
            bytes.len() as u64,
            if bytes.len() as u64 <= kept_bytes {
                bytes.clone()
            } else {
                Arc::default()
            },
        )),
        Bytes::File(path) => {
            let mut file = open(path)?;
            let mut hasher = Sha256::new();
            let mut kept = Vec::new();
            let mut size = 0u64;
            let mut buffer = vec![0u8; 1 << 16];
            loop {
                let got = file.read(&mut buffer).map_err(|e| {
                    Problem::new("unreadable", "a readable file", e.to_string(), "check the medium")
                        .in_file(path.display().to_string())
                })?;
                if got == 0 {
                    break;
                }
                hasher.update(&buffer[..got]);
                size += got as u64;
                if size <= kept_bytes {
                    kept.extend_from_slice(&buffer[..got]);
                } else {
                    kept = Vec::new();
                }
            }
            Ok((hex(&hasher.finalize()), size, Arc::new(kept)))
        }
    }
}

/// The command that stages a file, and where its summary will be found.
///
/// # Errors
/// A file that can't be read, a map that is not known or does not fit.
pub fn stage(
    incoming: &Incoming,
    catalog: &Arc<Catalog>,
    progress: &Progress,
) -> Result<(StageFile, Left, String), Problem> {
    stage_keeping(incoming, catalog, progress, KEPT_BYTES)
}

/// As `stage`; an original of more than `kept_bytes` is left out of the command.
pub(super) fn stage_keeping(
    incoming: &Incoming,
    catalog: &Arc<Catalog>,
    progress: &Progress,
    kept_bytes: u64,
) -> Result<(StageFile, Left, String), Problem> {
    let map = choose_map(incoming, catalog)?;
    let (sha256, size, original) = hash(&incoming.bytes, kept_bytes)?;
    let agency = if incoming.agency.is_empty() {
        map.agency.clone()
    } else {
        incoming.agency.clone()
    };
    let source = Source {
        id: StageFile::source_id(&sha256, &map.name, &agency),
        title: incoming.file_name.clone(),
        agency,
        kind: map.source.clone(),
        file_name: incoming.file_name.clone(),
        sha256,
        bytes: i64::try_from(size).unwrap_or(i64::MAX),
        received: incoming.received.clone(),
        labels: Labels(map.labels.iter().cloned().collect()),
        map: map.name.clone(),
        map_sha256: hex(&Sha256::digest(map.to_toml().as_bytes())),
        ..Source::default()
    };
    let left: Left = Arc::default();
    let name = map.name.clone();
    let (file_name, bytes, catalog, progress, slot) = (
        incoming.file_name.clone(),
        incoming.bytes.clone(),
        catalog.clone(),
        progress.clone(),
        left.clone(),
    );
    let feed = move |sink: &mut dyn FnMut(StagedRow) -> ControlFlow<()>| -> Result<(), Problem> {
        let summary = with_input(&file_name, &bytes, |input| {
            import::read(
                input,
                &map,
                &catalog.kinds,
                &mut |p| {
                    progress.set(p.bytes_done, p.bytes_total);
                    if progress.cancelled() {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                },
                sink,
            )
        })?;
        if progress.cancelled() {
            return Err(Problem::new("cancelled", "", "cancelled, nothing was imported", "").in_file(file_name.clone()));
        }
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(summary);
        Ok(())
    };
    let command = StageFile {
        source,
        feed: Some(Arc::new(feed)),
        original,
        beside: None,
        media_type: media_type(&incoming.file_name).to_owned(),
    };
    Ok((command, left, name))
}

fn media_type(file_name: &str) -> &'static str {
    let lower = file_name.to_lowercase();
    let ending = lower.rsplit('.').next().unwrap_or_default();
    match ending {
        "csv" => "text/csv",
        "tsv" | "txt" => "text/plain",
        "md" => "text/markdown",
        "json" => "application/json",
        "jsonl" => "application/x-ndjson",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "tif" | "tiff" => "image/tiff",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "eml" => "message/rfc822",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => "application/octet-stream",
    }
}

/// What `map FILE` answers.
#[derive(serde::Serialize)]
pub struct Proposed {
    pub header: Vec<String>,
    /// Known maps, best first.
    pub known: Vec<Ranked>,
    pub reasons: Vec<(String, Vec<String>)>,
    pub score: u32,
    /// The proposed map as the text file that it would be.
    pub toml: String,
}

/// The header of a file, its first rows, and what each column seems to mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    pub header: Vec<String>,
    /// Some rows, as received.
    pub rows: Vec<Vec<String>>,
    pub meant: Vec<Meant>,
}

impl Columns {
    /// The map that reads the columns as they are meant, as its text.
    pub fn map(&self, meant: &[Meant]) -> ColumnMap {
        import::map_of(&self.header, &self.rows, meant)
    }
}

/// What the columns of a table seem to mean, for a person to say better.
///
/// # Errors
/// A file that can't be read; one without columns.
pub fn columns(path: &Path, catalog: &Catalog) -> Result<Columns, Problem> {
    let incoming = Incoming::path(path, "", "", "");
    let peek = peek(&incoming.file_name, &incoming.bytes, catalog)?;
    if peek.header.is_empty() {
        let found = "a document, or an empty file";
        return Err(Problem::new(
            "no-columns",
            "a table with a header",
            found,
            "import it without choosing columns",
        )
        .in_file(incoming.file_name));
    }
    Ok(Columns {
        meant: import::meant(&peek.header, &peek.rows),
        header: peek.header,
        rows: peek.rows,
    })
}

/// A map for a file with an unknown header, shown as a guess with reasons.
///
/// # Errors
/// A file that can't be read.
pub fn propose(path: &Path, catalog: &Catalog) -> Result<Proposed, Problem> {
    let incoming = Incoming::path(path, "", "", "");
    let peek = peek(&incoming.file_name, &incoming.bytes, catalog)?;
    let proposal = import::propose(&peek.header, &peek.rows, &catalog.maps);
    Ok(Proposed {
        known: import::best_map(&peek.header, &catalog.maps),
        header: peek.header,
        toml: proposal.map.to_toml(),
        reasons: proposal.reasons,
        score: proposal.score,
    })
}

/// What an import did, from the command's counts and the reader's summary.
pub fn imported(file: &str, map: &str, outcome: &Outcome, left: &Left) -> Imported {
    let n = |name: &str| outcome.count(name);
    Imported {
        file: file.to_owned(),
        map: map.to_owned(),
        rows: n("rows"),
        staged: n("staged"),
        already: n("already"),
        rejected: n("rejected"),
        entities: n("entities"),
        links: n("links"),
        changed: n("changed"),
        gone: n("gone"),
        victims: n("victims"),
        errors: errors(left),
        commit: None,
    }
}

fn errors(left: &Left) -> Vec<Problem> {
    let summary = left.lock().unwrap_or_else(PoisonError::into_inner);
    summary.as_ref().map_or_else(Vec::new, |s| {
        s.rejects
            .iter()
            .chain(&s.problems)
            .map(|g| counted((g.problem.clone(), g.count)))
            .collect()
    })
}

/// A problem that says how often it occurred.
pub(super) fn counted((mut problem, count): (Problem, u32)) -> Problem {
    if count > 1 {
        problem.remedy.push_str(&format!(" ({count} such)"));
    }
    problem
}

/// Reads a file through its map without storing anything.
///
/// # Errors
/// As a real import.
pub fn preview(
    snapshot: &Snapshot,
    command: &StageFile,
    file: &str,
    map: &str,
    left: &Left,
) -> Result<Imported, Problem> {
    let mut out = Imported {
        file: file.to_owned(),
        map: map.to_owned(),
        ..Imported::default()
    };
    let known: std::collections::BTreeSet<&str> = snapshot
        .sources
        .iter()
        .filter(|s| s.agency == command.source.agency && s.map == command.source.map)
        .flat_map(|s| snapshot.records_of(s.id))
        .map(|r| r.content_sha256.as_str())
        .collect();
    let Some(feed) = command.feed.clone() else {
        return Ok(out);
    };
    feed(&mut |row| {
        out.rows += 1;
        match row {
            StagedRow::Record(r) if known.contains(r.content_sha256.as_str()) => out.already += 1,
            StagedRow::Record(r) => {
                out.staged += 1;
                out.links += r.links.len() as i64;
                out.victims += r.mentions.iter().filter(|m| m.role == "victim").count() as i64;
            }
            StagedRow::Rejected(_) => out.rejected += 1,
        }
        ControlFlow::Continue(())
    })?;
    out.errors = errors(left);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::asset::Assets;

    const TITLED: &str = "Hotline tips of January,,,\nprinted 2026-02-01,,,\n\nTip No,Received,Narrative,Employer\n\
                          T-1,2026-01-02,FICTIONAL. Paid late.,Ocotillo Packing\n";

    #[test]
    fn a_header_below_title_lines_is_found_for_map_and_proposal() {
        let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").unwrap());
        let bytes = Bytes::Memory(Arc::new(TITLED.as_bytes().to_vec()));
        let looked = peek("tips.csv", &bytes, &catalog).unwrap();
        assert_eq!(looked.header, ["Tip No", "Received", "Narrative", "Employer"]);
        assert_eq!(looked.rows.len(), 1);
        let incoming = Incoming {
            file_name: "tips.csv".to_owned(),
            bytes,
            map: String::new(),
            agency: String::new(),
            received: String::new(),
        };
        assert_eq!(choose_map(&incoming, &catalog).unwrap().name, "hotline-tips");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tips.csv");
        std::fs::write(&path, TITLED).unwrap();
        let proposed = propose(&path, &catalog).unwrap();
        assert_eq!(proposed.header, looked.header);
        assert_eq!(proposed.known[0].map, "hotline-tips");
    }

    #[test]
    fn of_several_sheets_the_one_that_a_map_fits_is_taken() {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, cells) in [
            ("Read me", &[["Contents", "of this book", "by page", "and date"]; 3]),
            (
                "Tips",
                &[
                    ["Tip No", "Received", "Narrative", "Employer"],
                    ["T-1", "2026-01-02", "FICTIONAL.", "Ocotillo"],
                    ["T-2", "2026-01-03", "FICTIONAL.", "Ocotillo"],
                ],
            ),
        ] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            for (row, line) in cells.iter().enumerate() {
                for (column, cell) in line.iter().enumerate() {
                    sheet.write_string(row as u32, column as u16, *cell).unwrap();
                }
            }
        }
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let bytes = Bytes::Memory(Arc::new(book.save_to_buffer().unwrap()));
        assert_eq!(peek("tips.xlsx", &bytes, &catalog).unwrap().header[0], "Tip No");
    }
}
