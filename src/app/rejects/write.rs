//! A worklist as a table: the source's own columns, then why each row did not fit and what to do.
//! Must not know: how a row is repaired.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Written, cells, file_column, group_id, names, nothing, rejected};
use crate::app::case::Case;
use crate::app::publish;
use crate::export::{self, Stamp};
use crate::import::{WORKLIST, merge_header};
use crate::model::SourceId;
use crate::model::problem::Problem;
use crate::model::source::{Cell, Record};

/// Writes the rejected rows of a source (or of one group) as CSV: its own columns, then reason, column,
/// remedy. Formulas are defused, sealed cells left empty; the file is stamped and registered. Corrected,
/// it can be imported with the same map.
///
/// # Errors
/// Nothing to write, labels that the member lacks, a folder that can't be written to.
pub fn write_out(case: &mut Case, source: SourceId, group: &str, path: &Path) -> Result<Written, Problem> {
    let s = case.snapshot();
    let catalog = case.catalog();
    let from = s.source(source).ok_or_else(nothing)?.clone();
    if !from.labels.visible_to(&case.own_labels()) {
        return Err(Problem::new(
            "labels",
            "a source that you may see",
            "one with labels that you lack",
            "ask a member who holds them",
        ));
    }
    let mut header: Vec<String> = Vec::new();
    let mut rows: Vec<(Record, String)> = Vec::new();
    for head in rejected(&s, Some(source)) {
        let record = case.record(head.id)?;
        let Some(problem) = &record.reason else { continue };
        let column = file_column(catalog.maps.get(&from.map), &names(&record), &problem.place.column);
        if !group.is_empty() && group_id(source, &problem.key, &column) != group {
            continue;
        }
        merge_header(&mut header, record.cells.0.iter().map(|c| c.column.as_str()));
        rows.push((record, column));
    }
    if rows.is_empty() {
        if cells::groups(case, Some(source))?.iter().any(|g| g.id == group) {
            return Err(Problem::new(
                "staged",
                "a group of rejected rows",
                "rows that are staged: imported again, they would come in twice",
                "repair their cells here",
            ));
        }
        return Err(nothing());
    }
    let mut sealed_cells = 0;
    let mut table = Vec::with_capacity(rows.len());
    for (record, column) in &rows {
        let by_column: BTreeMap<&str, &Cell> = record.cells.0.iter().map(|c| (c.column.as_str(), c)).collect();
        let mut line = Vec::with_capacity(header.len() + WORKLIST.len());
        for name in &header {
            let cell = by_column.get(name.as_str());
            sealed_cells += usize::from(cell.is_some_and(|c| c.sealed.is_some()));
            line.push(cell.map_or_else(String::new, |c| c.text.clone()));
        }
        let problem = record.reason.clone().unwrap_or_default();
        line.push(catalog.text.word("reject", &problem.key, &[]));
        line.push(column.clone());
        line.push(problem.remedy.clone());
        table.push(line.into_iter().map(export::table::Cell::Text).collect());
    }
    let columns: Vec<&str> = header.iter().map(String::as_str).chain(WORKLIST).collect();
    let bytes = export::table::csv(&columns, &table)?;
    let created = case.now();
    let own = case.own_labels();
    let mut stamp = Stamp::of(&s, &case.commit_id(), &created, &own, "");
    stamp.sources.retain(|x| x.sha256 == from.sha256);
    let written = Written {
        path: path.to_path_buf(),
        rows: rows.len(),
        sealed_cells,
        sha256: export::sha256(&bytes),
    };
    publish::deliver(case, path, "csv", &bytes, &stamp)?;
    Ok(written)
}
