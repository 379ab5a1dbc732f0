//! Rejected rows once more: the same map and normalisation over cells that a person has repaired, and
//! what a written-out worklist looks like when it comes back as a file.
//! Must not know: the case, who repaired what.

use std::collections::BTreeMap;

use super::mapping::{Mapper, is_extra};
use super::rows::Log;
use super::{Grouped, Kinds};
use crate::catalog::map::{ColumnMap, plain};
use crate::model::source::StagedRow;

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
