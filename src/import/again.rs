//! Rows once more: the same map and normalisation over cells that a person has repaired, of rejected rows
//! and of staged ones; which cells of a staged row could not be read; and what a written-out worklist
//! looks like when it comes back as a file.
//! Must not know: the case, who repaired what.

use std::collections::BTreeMap;

use super::mapping::{Mapper, is_extra};
use super::rows::Log;
use super::{Grouped, Kinds};
use crate::catalog::map::{ColumnMap, plain};
use crate::model::problem::Problem;
use crate::model::source::{StagedRecord, StagedRow};

/// Columns that a written-out worklist has after those of its source.
pub const WORKLIST: [&str; 3] = ["reason", "column", "remedy"];

/// A rejected row with its repaired cells.
#[derive(Clone)]
pub struct Again {
    pub sheet: String,
    pub row: u32,
    /// (column, text) of every column, in the file's order.
    pub cells: Vec<(String, String)>,
    /// (column, text) of what the case holds of this row in the clear, as received.
    pub clear: Vec<(String, String)>,
}

/// What became of it.
pub struct Restaged {
    pub row: StagedRow,
    /// Columns whose text as received lies in the clear, though the row as repaired seals it.
    pub exposed: Vec<String>,
}

/// Maps rows anew, in their order; cells that stay raw are told by kind of trouble, as an import does.
pub fn stage_again(file: &str, rows: &[Again], map: &ColumnMap, kinds: &Kinds) -> (Vec<Restaged>, Vec<Grouped>) {
    let mut mappers: BTreeMap<(String, Vec<String>), Mapper<'_>> = BTreeMap::new();
    let mut log = Log::default();
    let staged = rows
        .iter()
        .map(|again| {
            let width = width_of(&again.cells);
            let header: Vec<String> = again
                .cells
                .iter()
                .map(|(column, _)| column.clone())
                .filter(|column| !is_extra(column))
                .collect();
            let cells: Vec<String> = again.cells[..width]
                .iter()
                .map(|(_, text)| text.replace('\0', ""))
                .collect();
            let mapper = mappers
                .entry((again.sheet.clone(), header.clone()))
                .or_insert_with(|| Mapper::new(map, kinds, file, &again.sheet, header));
            Restaged {
                row: mapper.stage(again.row, &cells, &mut log),
                exposed: mapper.exposed(&cells, &again.clear),
            }
        })
        .collect();
    (staged, log.into_groups())
}

/// A cell of a staged row as the case keeps it, its correction in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptCell {
    pub column: String,
    /// `None` = sealed, and the vault is closed.
    pub text: Option<String>,
    pub sealed: bool,
}

/// A staged row, read again.
pub struct ReadAgain {
    /// What it says, without its narrative and its cells; the problem for which it would be rejected now.
    pub says: Result<StagedRecord, Problem>,
    /// Cells that stay raw since they could not be read as what they are, each column and kind of trouble once.
    pub unread: Vec<Problem>,
}

/// Reads staged rows of one source again: what its map makes of the cells that the case keeps.
pub struct Rereader<'a> {
    /// One per sheet, each bound to the columns of the whole sheet: a staged row leaves empty cells out.
    mappers: BTreeMap<String, Mapper<'a>>,
    /// For a sheet of which no column is known.
    bare: Mapper<'a>,
}

impl<'a> Rereader<'a> {
    /// `headers`: the columns of each sheet that is read.
    pub fn new(
        file: &str,
        map: &'a ColumnMap,
        kinds: &'a Kinds,
        headers: &BTreeMap<String, Vec<String>>,
    ) -> Rereader<'a> {
        let mapper = |sheet: &str, header: &[String]| Mapper::new(map, kinds, file, sheet, header.to_vec());
        Rereader {
            mappers: headers
                .iter()
                .map(|(sheet, header)| (sheet.clone(), mapper(sheet, header)))
                .collect(),
            bare: mapper("", &[]),
        }
    }

    /// Reads one row.
    pub fn read(&self, sheet: &str, row: u32, cells: &[KeptCell]) -> ReadAgain {
        let mapper = self.mappers.get(sheet).unwrap_or(&self.bare);
        let mut log = Log::default();
        let says = mapper.read_again(row, cells, &mut log);
        ReadAgain {
            says,
            unread: log.into_groups().into_iter().map(|group| group.problem).collect(),
        }
    }

    /// Columns in the clear that hold what the row seals elsewhere. Sealed cells must be open.
    pub fn exposes(&self, sheet: &str, cells: &[KeptCell]) -> Vec<String> {
        self.mappers.get(sheet).unwrap_or(&self.bare).exposed_among(cells)
    }
}

/// Puts columns that a header lacks into it, each after the one that it follows in the row.
pub fn merge_header<'c>(header: &mut Vec<String>, columns: impl IntoIterator<Item = &'c str>) {
    let mut after = 0;
    for column in columns {
        if let Some(at) = header.iter().position(|h| h == column) {
            after = at + 1;
        } else {
            header.insert(after, column.to_owned());
            after += 1;
        }
    }
}

/// Cells up to the last column, or to the last filled one right of it.
fn width_of(cells: &[(String, String)]) -> usize {
    cells
        .iter()
        .rposition(|(column, text)| !is_extra(column) || !text.trim().is_empty())
        .map_or(0, |at| at + 1)
}

/// How wide the source's own table is, when the header is that of a written-out worklist.
pub(super) fn worklist_width(header: &[String]) -> Option<usize> {
    let width = header.len().checked_sub(WORKLIST.len()).filter(|w| *w > 0)?;
    let ours = header[width..].iter().map(|name| plain(name)).eq(WORKLIST);
    let own = header[..width].iter().rposition(|name| !is_extra(name.trim()))? + 1;
    ours.then_some(own)
}

/// The cells of a row of a worklist as its source has them: without the worklist's own columns, without
/// empty cells right of the last column, and without the apostrophe that kept formulas from running.
pub(super) fn without_worklist(cells: &[String], width: usize) -> Vec<String> {
    let end = cells.len().saturating_sub(WORKLIST.len()).max(width.min(cells.len()));
    let filled = cells[..end]
        .iter()
        .rposition(|c| !c.trim().is_empty())
        .map_or(0, |at| at + 1);
    cells[..end.min(filled.max(width))].iter().map(|c| fused(c)).collect()
}

/// Takes back what `export::table::defuse` put before a cell.
fn fused(cell: &str) -> String {
    let begins = |rest: &str| {
        rest.trim_start_matches([' ', '\u{a0}'])
            .starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])
    };
    match cell.strip_prefix('\'') {
        Some(rest) if begins(rest) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}
