//! Rejected rows and unread cells of staged ones as a worklist: grouped by repair, repaired, retried through
//! the map of their source, rejected ones written out as a table that can be corrected and imported.
//! Must not know: how a group is shown. No private text leaves here unmasked but into the case itself.

mod cells; // cells of staged rows that could not be read
mod find; // rows and sources by what a person calls them
mod write; // written out as a table

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::case::Case;
use super::{files, intake};
use crate::catalog::map::{ColumnMap, plain};
use crate::command::fix_reject::{Retried as RetriedRow, RetryRejects};
use crate::import::{self, Again, DateOrder};
use crate::model::problem::{Place, Problem, mask};
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::Snapshot;

#[cfg(test)]
pub(super) use cells::prepare as prepare_cells;
pub(super) use cells::{Unread, unread};
pub use find::{all_rows, find_row, find_source};
pub use write::write_out;

use find::rejected;

/// Rows of a group that are listed with their cells; the others are only counted.
pub const LISTED: usize = 200;
/// Places of a group that are named.
const PLACES: usize = 5;

/// Rows of one source that need the same repair.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Group {
    /// Eight hex digits from source, key and column: the same group has the same id.
    pub id: String,
    pub source: SourceId,
    pub file: String,
    pub agency: String,
    pub map: String,
    /// The rows are on the board: one cell of each could not be read and stands there as received.
    pub staged: bool,
    /// Kind of repair, as `Problem::key`; its words are text `reject-<key>`.
    pub key: String,
    /// The file's column; empty where the row as a whole is wrong.
    pub column: String,
    pub count: usize,
    pub expected: String,
    /// Of the first row, masked.
    pub found: String,
    pub remedy: String,
    /// Where the first few stand.
    pub places: Vec<Place>,
    /// Rows with sealed cells: to retry these the vault must be open.
    pub sealed: usize,
    /// Columns of the first row, in the file's order.
    pub columns: Vec<String>,
    /// The first rows, masked.
    pub rows: Vec<Row>,
}

/// One row, its cells masked.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Row {
    pub record: RecordId,
    pub place: Place,
    pub found: String,
    pub cells: Vec<MaskedCell>,
}

/// The shape of a cell.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct MaskedCell {
    pub column: String,
    /// Letters as `x`, digits as `9`; empty when sealed.
    pub shape: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

/// A repair of cells. `row` 0 = every row that is retried. No `Debug`: values may be private.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "fix", rename_all = "snake_case", deny_unknown_fields)]
pub enum Fix {
    /// The cell becomes this.
    Set {
        column: String,
        value: String,
        #[serde(default)]
        row: u32,
    },
    /// A cell that says exactly `from` becomes `to`: an unknown code.
    Replace {
        column: String,
        from: String,
        to: String,
        #[serde(default)]
        row: u32,
    },
    /// Dates of the column are read in this order (`mdy`, `dmy`, `ymd`) and written as ISO dates.
    DateOrder {
        column: String,
        order: String,
        #[serde(default)]
        row: u32,
    },
}

impl Fix {
    fn column(&self) -> &str {
        match self {
            Fix::Set { column, .. } | Fix::Replace { column, .. } | Fix::DateOrder { column, .. } => column,
        }
    }
    fn row(&self) -> u32 {
        match self {
            Fix::Set { row, .. } | Fix::Replace { row, .. } | Fix::DateOrder { row, .. } => *row,
        }
    }
    /// The new text of a cell, if this repair changes it.
    fn apply(&self, text: &str, pivot: u8) -> Option<String> {
        let new = match self {
            Fix::Set { value, .. } => value.clone(),
            Fix::Replace { from, to, .. } => (text.trim() == from.trim()).then(|| to.clone())?,
            Fix::DateOrder { order, .. } => {
                import::parse_date(text, DateOrder::parse(order), pivot)
                    .filter(|d| !d.swapped)?
                    .edtf
            }
        };
        (new != text).then_some(new)
    }
}

/// Which rows to retry, with which repairs.
#[derive(Clone, Default)]
pub struct RetryRequest {
    /// Empty = all rows of `group`. All of one source.
    pub records: Vec<RecordId>,
    /// A group's id.
    pub group: String,
    pub fixes: Vec<Fix>,
    /// A map's name or file; empty = the map that the source came with.
    pub map: String,
    /// Why the repairs are right; stands beside each corrected cell and in the audit.
    pub why: String,
    /// Say what would happen, change nothing.
    pub dry_run: bool,
}

/// What a retry did. `tried == staged + already + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Retried {
    pub file: String,
    /// The rows were staged before, and it was about cells of theirs.
    pub cells: bool,
    pub tried: i64,
    /// Rows that fit now, or whose cells can be read now.
    pub staged: i64,
    pub already: i64,
    /// Rows that still don't fit, or whose cells still can't be read: they stay as they were.
    pub rejected: i64,
    pub entities: i64,
    pub links: i64,
    /// Cells that were corrected.
    pub corrections: i64,
    /// Values that a person has changed meanwhile: left as they are.
    pub kept: i64,
    /// Why rows still don't fit, and cells that stay raw.
    pub errors: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<i64>,
}

/// A worklist that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Written {
    pub path: PathBuf,
    pub rows: usize,
    /// Sealed cells, left empty in the file.
    pub sealed_cells: usize,
    pub sha256: String,
}

/// The worklist, the largest groups first; of one source when it is named.
///
/// # Errors
/// The file can't be read.
pub fn groups(case: &Case, source: Option<SourceId>) -> Result<Vec<Group>, Problem> {
    let s = case.snapshot();
    let catalog = case.catalog();
    let mut by_repair: BTreeMap<String, Group> = BTreeMap::new();
    for head in rejected(&s, source) {
        let record = case.record(head.id)?;
        let Some(problem) = &record.reason else { continue };
        let Some(from) = s.source(record.source) else { continue };
        let column = file_column(catalog.maps.get(&from.map), &names(&record), &problem.place.column);
        let id = group_id(record.source, &problem.key, &column);
        let group = by_repair.entry(id.clone()).or_insert_with(|| Group {
            id,
            source: record.source,
            file: from.file_name.clone(),
            agency: from.agency.clone(),
            map: from.map.clone(),
            key: problem.key.clone(),
            column,
            expected: problem.expected.clone(),
            found: problem.found.clone(),
            remedy: problem.remedy.clone(),
            columns: names(&record),
            ..Group::default()
        });
        group.count += 1;
        if group.places.len() < PLACES {
            group.places.push(problem.place.clone());
        }
        if record.cells.0.iter().any(|c| c.sealed.is_some()) {
            group.sealed += 1;
        }
        if group.rows.len() < LISTED {
            group.rows.push(Row {
                record: record.id,
                place: problem.place.clone(),
                found: problem.found.clone(),
                cells: record.cells.0.iter().map(masked).collect(),
            });
        }
    }
    let mut groups: Vec<Group> = by_repair.into_values().collect();
    groups.extend(cells::groups(case, source)?);
    groups.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then_with(|| (&a.file, &a.key, &a.column).cmp(&(&b.file, &b.key, &b.column)))
    });
    Ok(groups)
}

fn masked(cell: &Cell) -> MaskedCell {
    MaskedCell {
        column: cell.column.clone(),
        shape: mask(&cell.text),
        sealed: cell.sealed.is_some(),
    }
}

fn group_id(source: SourceId, key: &str, column: &str) -> String {
    let mut hasher = Sha256::new();
    for part in [source.0.0.as_slice(), key.as_bytes(), column.as_bytes()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    crate::model::hex(&hasher.finalize()[..4])
}

/// The file's name of a column that the map calls otherwise.
fn file_column(map: Option<&ColumnMap>, names: &[String], column: &str) -> String {
    if column.is_empty() || names.iter().any(|n| n == column) {
        return column.to_owned();
    }
    map.and_then(|m| m.position(column, names))
        .or_else(|| names.iter().position(|n| plain(n) == plain(column)))
        .map_or_else(|| column.to_owned(), |at| names[at].clone())
}

/// The columns of a row, in the file's order.
fn names(record: &Record) -> Vec<String> {
    record.cells.0.iter().map(|c| c.column.clone()).collect()
}

/// Retries rows with their repairs: one command for all that fit, none when nothing does.
///
/// # Errors
/// No such rows, a repair that changes nothing, sealed cells without an open vault, a private value that
/// would stay in the clear beside its sealed copy.
pub fn retry(case: &mut Case, request: &RetryRequest) -> Result<Retried, Problem> {
    let staged = cells::chosen(case, request)?;
    if !staged.is_empty() {
        return cells::retry(case, request, &staged);
    }
    let (command, mut done) = prepare(case, request)?;
    if command.rows.is_empty() || request.dry_run {
        done.staged = command.rows.len() as i64;
        return Ok(done);
    }
    let committed = case.commit(&command.into())?;
    let n = |name: &str| committed.outcome.count(name);
    (done.staged, done.already) = (n("staged"), n("already"));
    (done.entities, done.links) = (n("entities"), n("links"));
    done.commit = Some(committed.seq);
    Ok(done)
}

/// The command of a retry, and what can be said before it is made.
pub(super) fn prepare(case: &Case, request: &RetryRequest) -> Result<(RetryRejects, Retried), Problem> {
    let s = case.snapshot();
    let catalog = case.catalog();
    let records = chosen(case, request)?;
    let Some(first) = records.first() else {
        return Err(nothing());
    };
    let source = s.source(first.source).ok_or_else(nothing)?.clone();
    if let Some(other) = records.iter().find(|r| r.source != source.id) {
        return Err(two_sources(&s, &source, other.id));
    }
    let map = match (&request.map, catalog.maps.get(&source.map)) {
        (given, _) if !given.is_empty() => intake::named_map(given, &catalog)?,
        (_, Some(known)) => known.clone(),
        _ => return Err(intake::unknown_map(&source.map, &catalog)),
    };
    let (again, corrected) = repaired(case, &records, &map, &request.fixes)?;
    let (restaged, problems) = import::stage_again(&source.file_name, &again, &map, &catalog.kinds);
    let mut done = Retried {
        file: source.file_name.clone(),
        tried: records.len() as i64,
        ..Retried::default()
    };
    let mut rows: Vec<RetriedRow> = Vec::new();
    let mut errors: BTreeMap<(String, String), (Problem, u32)> = BTreeMap::new();
    for ((record, row), corrections) in records.iter().zip(restaged).zip(corrected) {
        match row.row {
            StagedRow::Record(staged) => {
                if let Some(column) = row.exposed.first() {
                    return Err(exposed(record, &source, column));
                }
                done.corrections += corrections.len() as i64;
                rows.push(RetriedRow {
                    record: record.id,
                    corrections: corrections
                        .into_iter()
                        .map(|(column, text)| {
                            let text = in_its_place(&staged, &map, &column, text);
                            (column, text)
                        })
                        .collect(),
                    staged: *staged,
                });
            }
            StagedRow::Rejected(rejected) => {
                done.rejected += 1;
                let key = (rejected.problem.key.clone(), rejected.problem.place.column.clone());
                errors.entry(key).or_insert((rejected.problem, 0)).1 += 1;
            }
        }
    }
    let counted = problems.into_iter().map(|g| (g.problem, g.count));
    done.errors = errors.into_values().chain(counted).map(intake::counted).collect();
    let command = RetryRejects {
        source: source.id,
        why: request.why.clone(),
        rows: Arc::new(rows),
    };
    Ok((command, done))
}

fn two_sources(s: &Snapshot, source: &Source, other: RecordId) -> Problem {
    Problem::new(
        "one-source",
        format!("rows of {}", source.file_name),
        super::ask::file_row(s, other),
        "retry the rows of each source by themselves",
    )
}

fn nothing() -> Problem {
    Problem::new(
        "no-rows",
        "rows to repair",
        "none",
        "see `rejects CASE` for the groups and their ids",
    )
}

fn chosen(case: &Case, request: &RetryRequest) -> Result<Vec<Record>, Problem> {
    let s = case.snapshot();
    if !request.records.is_empty() {
        let mut seen = BTreeSet::new();
        return request
            .records
            .iter()
            .filter(|id| seen.insert(**id))
            .map(|id| case.record(*id))
            .collect();
    }
    let catalog = case.catalog();
    let mut out = Vec::new();
    for head in rejected(&s, None) {
        let record = case.record(head.id)?;
        let Some(problem) = &record.reason else { continue };
        let map = s.source(record.source).and_then(|x| catalog.maps.get(&x.map));
        let column = file_column(map, &names(&record), &problem.place.column);
        if group_id(record.source, &problem.key, &column) == request.group {
            out.push(record);
        }
    }
    Ok(out)
}

/// (column, new text) of each corrected cell of a row.
type Corrected = Vec<(String, String)>;

/// The rows with their repairs, and the cells that were changed.
fn repaired(
    case: &Case,
    records: &[Record],
    map: &ColumnMap,
    fixes: &[Fix],
) -> Result<(Vec<Again>, Vec<Corrected>), Problem> {
    let mut used = vec![false; fixes.len()];
    let (mut again, mut all) = (Vec::new(), Vec::new());
    for record in records {
        let mut cells: Vec<(String, String)> = Vec::with_capacity(record.cells.0.len());
        for cell in &record.cells.0 {
            let text = match cell.sealed {
                None => cell.text.clone(),
                Some(sealed) => case.unseal(sealed)?.expose().to_owned(),
            };
            cells.push((cell.column.clone(), text));
        }
        let mut corrected: BTreeMap<usize, String> = BTreeMap::new();
        for (n, fix) in fixes.iter().enumerate() {
            if fix.row() != 0 && fix.row() != record.row {
                continue;
            }
            let names = names(record);
            let column = file_column(Some(map), &names, fix.column());
            let at = cells.iter().position(|(c, _)| *c == column);
            let at = at.ok_or_else(|| no_column(&names, fix.column()))?;
            if let Some(new) = fix.apply(&cells[at].1, map.parser.pivot()) {
                used[n] = true;
                cells[at].1.clone_from(&new);
                corrected.insert(at, new);
            }
        }
        let corrected = corrected
            .into_iter()
            .map(|(at, text)| (cells[at].0.clone(), text))
            .collect();
        again.push(Again {
            sheet: record.sheet.clone(),
            row: record.row,
            cells,
            clear: record
                .cells
                .0
                .iter()
                .filter(|c| c.sealed.is_none())
                .map(|c| (c.column.clone(), c.text.clone()))
                .collect(),
        });
        all.push(corrected);
    }
    if let Some(fix) = used.iter().position(|u| !u).and_then(|at| fixes.get(at)) {
        return Err(unused(fix));
    }
    Ok((again, all))
}

fn no_column(names: &[String], column: &str) -> Problem {
    Problem::new(
        "column",
        format!("one of: {}", names.join(", ")),
        column,
        "name a column of the file",
    )
}

/// A repair that changed no cell.
fn unused(fix: &Fix) -> Problem {
    Problem::new(
        "fix-nothing",
        format!("a cell of column {} that the repair changes", fix.column()),
        "none among the chosen rows",
        "check column, row and the value to replace; of a staged row only a cell that could not be read is repaired",
    )
}

/// A correction is sealed where the row as staged seals its cell.
fn in_its_place(staged: &StagedRecord, map: &ColumnMap, column: &str, text: String) -> StagedText {
    let cell = staged.cells.iter().find(|(c, _)| c == column);
    let narrative = cell.is_none()
        && map
            .narrative
            .iter()
            .any(|n| map.position(n, &[column.to_owned()]).is_some());
    match cell {
        Some((_, StagedText::Sealed(_))) => StagedText::Sealed(secret::Secret::new(text)),
        _ if narrative
            && !matches!(
                (&staged.narrative, &staged.narrative_original),
                (Some(StagedText::Clear(_)), None)
            ) =>
        {
            StagedText::Sealed(secret::Secret::new(text))
        }
        _ => StagedText::Clear(text),
    }
}

fn exposed(record: &Record, source: &Source, column: &str) -> Problem {
    Problem::new(
        "clear-elsewhere",
        "a row that holds in the clear nothing of what it seals",
        "a sealed value, stored in the clear as received",
        "purge the record, correct the row in the file and import that: what lies in the clear would stay in the history",
    )
    .at(Place {
        file: source.file_name.clone(),
        sheet: record.sheet.clone(),
        row: record.row,
        column: column.to_owned(),
    })
}

/// Repairs from a JSON file: a list of `{"fix":"set","column":…,"value":…}` and the like.
///
/// # Errors
/// It can't be read, or it is no such list.
pub fn fixes_from(path: &Path) -> Result<Vec<Fix>, Problem> {
    let bytes = files::read(path)?;
    serde_json::from_slice(&bytes).map_err(|e| {
        Problem::new(
            "fixes",
            "a list such as [{\"fix\":\"set\",\"column\":\"Tip No\",\"row\":3,\"value\":\"T-3\"}]",
            format!("line {}, column {}", e.line(), e.column()),
            "correct it there",
        )
        .in_file(path.display().to_string())
    })
}

#[cfg(test)]
#[path = "rejects_tests.rs"]
mod tests;
