//! Cells of staged rows that could not be read as what they are: found by reading the rows again through
//! the map of their source, so that nothing is stored for them; repaired in one step.
//! Must not know: how a group is shown, how a rejected row is staged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Group, LISTED, PLACES, Retried, RetryRequest, Row, file_column, group_id, masked, no_column, unused};
use crate::app::case::Case;
use crate::app::intake;
use crate::catalog::map::ColumnMap;
use crate::command::fix_cell::{Reread, RereadCells};
use crate::import::{KeptCell, ReadAgain, Rereader, merge_header};
use crate::model::problem::{Place, Problem};
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::Snapshot;

/// A staged row with cells that stayed raw.
pub(in crate::app) struct Unread {
    record: RecordId,
    source: SourceId,
    sheet: String,
    row: u32,
    /// Each column and kind of trouble once; what was found is masked.
    problems: Vec<Problem>,
    sealed: bool,
}

/// Columns of each sheet of a source.
type Headers = BTreeMap<String, Vec<String>>;

/// All staged rows with unread cells, by source and place. Reads every row of the case.
///
/// # Errors
/// The file can't be read.
pub(in crate::app) fn unread(case: &Case) -> Result<Vec<Unread>, Problem> {
    let (s, catalog) = (case.snapshot(), case.catalog());
    let readable: BTreeMap<SourceId, (&Source, &ColumnMap)> = s
        .sources
        .iter()
        .filter_map(|source| Some((source.id, (source, catalog.maps.get(&source.map)?))))
        .filter(|(_, (_, map))| !map.columns().is_empty())
        .collect();
    if readable.is_empty() {
        return Ok(Vec::new());
    }
    let headers = headers(case, |source| readable.contains_key(&source))?;
    let readers: BTreeMap<SourceId, Rereader<'_>> = headers
        .iter()
        .filter_map(|(id, headers)| {
            let (source, map) = readable.get(id)?;
            Some((*id, Rereader::new(&source.file_name, map, &catalog.kinds, headers)))
        })
        .collect();
    let mut out = Vec::new();
    case.each_row(&mut |row| {
        let Some(reader) = readers.get(&row.source).filter(|_| row.status == RecordStatus::Staged) else {
            return;
        };
        let again = reader.read(&row.sheet, row.row, &closed(&row.cells));
        if !again.unread.is_empty() {
            out.push(Unread {
                record: row.id,
                source: row.source,
                sheet: row.sheet,
                row: row.row,
                problems: again.unread,
                sealed: row.cells.0.iter().any(|c| c.sealed.is_some()),
            });
        }
    })?;
    out.sort_by(|a, b| (a.source, &a.sheet, a.row).cmp(&(b.source, &b.sheet, b.row)));
    Ok(out)
}

fn headers(case: &Case, wanted: impl Fn(SourceId) -> bool) -> Result<BTreeMap<SourceId, Headers>, Problem> {
    let mut out: BTreeMap<SourceId, Headers> = BTreeMap::new();
    case.each_row(&mut |row| {
        if wanted(row.source) {
            let header = out.entry(row.source).or_default().entry(row.sheet).or_default();
            merge_header(header, row.cells.0.iter().map(|c| c.column.as_str()));
        }
    })?;
    Ok(out)
}

/// The cells of a row with the vault closed.
fn closed(cells: &Cells) -> Vec<KeptCell> {
    let kept = |cell: &Cell| {
        let (text, sealed) = now(cell);
        KeptCell {
            column: cell.column.clone(),
            text: sealed.is_none().then(|| text.to_owned()),
            sealed: sealed.is_some(),
        }
    };
    cells.0.iter().map(kept).collect()
}

/// What a cell says: its correction, else what was received.
fn now(cell: &Cell) -> (&str, Option<SealedId>) {
    match &cell.correction {
        Some(correction) => (&correction.text, correction.sealed),
        None => (&cell.text, cell.sealed),
    }
}

/// Groups of unread cells, of one source when it is named.
pub(super) fn groups(case: &Case, source: Option<SourceId>) -> Result<Vec<Group>, Problem> {
    let s = case.snapshot();
    let mut by_repair: BTreeMap<String, Group> = BTreeMap::new();
    for row in case.unread()?.iter().filter(|u| source.is_none_or(|s| s == u.source)) {
        let Some(from) = s.source(row.source) else { continue };
        for problem in &row.problems {
            let column = &problem.place.column;
            let id = group_id(row.source, &problem.key, column);
            let group = by_repair.entry(id.clone()).or_insert_with(|| Group {
                id,
                source: row.source,
                file: from.file_name.clone(),
                agency: from.agency.clone(),
                map: from.map.clone(),
                staged: true,
                key: problem.key.clone(),
                column: column.clone(),
                expected: problem.expected.clone(),
                found: problem.found.clone(),
                remedy: problem.remedy.clone(),
                columns: vec![column.clone()],
                ..Group::default()
            });
            group.count += 1;
            group.sealed += usize::from(row.sealed);
            if group.places.len() < PLACES {
                group.places.push(problem.place.clone());
            }
            if group.rows.len() < LISTED {
                group.rows.push(Row {
                    record: row.record,
                    place: problem.place.clone(),
                    found: problem.found.clone(),
                    cells: case.record(row.record)?.cells.0.iter().map(masked).collect(),
                });
            }
        }
    }
    Ok(by_repair.into_values().collect())
}

/// The staged rows that a request speaks of; none when it speaks of rejected ones.
pub(super) fn chosen(case: &Case, request: &RetryRequest) -> Result<Vec<Record>, Problem> {
    let s = case.snapshot();
    let ids: BTreeSet<RecordId> = if request.records.is_empty() {
        let of_group = |u: &&Unread| u.problems.iter().any(|p| in_group(u.source, p, &request.group));
        let unread = if request.group.is_empty() {
            Arc::default()
        } else {
            case.unread()?
        };
        unread.iter().filter(of_group).map(|u| u.record).collect()
    } else {
        let staged = |id: &&RecordId| s.record(**id).is_some_and(|r| r.status == RecordStatus::Staged);
        request.records.iter().filter(staged).copied().collect()
    };
    if let Some(other) = request.records.iter().find(|id| !ids.is_empty() && !ids.contains(id)) {
        return Err(Problem::new(
            "one-status",
            "staged rows",
            format!("{}, which is rejected", crate::app::ask::file_row(&s, *other)),
            "retry rejected rows by themselves",
        ));
    }
    let mut records: Vec<Record> = ids.into_iter().map(|id| case.record(id)).collect::<Result<_, _>>()?;
    records.sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
    Ok(records)
}

fn in_group(source: SourceId, problem: &Problem, group: &str) -> bool {
    group.is_empty() || group_id(source, &problem.key, &problem.place.column) == group
}

/// Repairs unread cells of staged rows: one command for all rows that can be read then.
pub(super) fn retry(case: &mut Case, request: &RetryRequest, records: &[Record]) -> Result<Retried, Problem> {
    let (command, mut done) = prepare(case, request, records)?;
    if command.rows.is_empty() || request.dry_run {
        done.staged = command.rows.len() as i64;
        return Ok(done);
    }
    let committed = case.commit(&command.into())?;
    let n = |name: &str| committed.outcome.count(name);
    (done.staged, done.entities, done.links, done.kept) = (n("rows"), n("entities"), n("links"), n("kept"));
    done.commit = Some(committed.seq);
    Ok(done)
}

/// The command of a repair, and what can be said before it is made.
pub(in crate::app) fn prepare(
    case: &Case,
    request: &RetryRequest,
    records: &[Record],
) -> Result<(RereadCells, Retried), Problem> {
    let (s, catalog) = (case.snapshot(), case.catalog());
    let source = one_source(&s, records)?;
    let map = match catalog.maps.get(&source.map) {
        Some(map) if request.map.is_empty() || request.map == source.map => map,
        Some(_) => {
            return Err(Problem::new(
                "map",
                format!("{}, through which the rows were staged", source.map),
                request.map.clone(),
                "leave --map out; another map needs another import",
            ));
        }
        None => return Err(intake::unknown_map(&source.map, &catalog)),
    };
    if request.fixes.is_empty() {
        return Err(Problem::new(
            "no-repair",
            "a repair of the cells",
            "none",
            "give --set, --replace, --date-order or --fix-file; as they stand they read as before",
        ));
    }
    let headers = headers(case, |id| id == source.id)?
        .remove(&source.id)
        .unwrap_or_default();
    let reader = Rereader::new(&source.file_name, map, &catalog.kinds, &headers);
    let mut done = Retried {
        file: source.file_name.clone(),
        cells: true,
        tried: records.len() as i64,
        ..Retried::default()
    };
    let mut used = vec![false; request.fixes.len()];
    let mut rows: Vec<Reread> = Vec::new();
    let mut errors: BTreeMap<(String, String), (Problem, u32)> = BTreeMap::new();
    for record in records {
        let mut cells = opened(case, record)?;
        let before = reader.read(&record.sheet, record.row, &cells);
        let header = headers.get(&record.sheet).map_or(&[][..], Vec::as_slice);
        let mut corrections: BTreeMap<usize, String> = BTreeMap::new();
        for (n, fix) in request.fixes.iter().enumerate() {
            if fix.row() != 0 && fix.row() != record.row {
                continue;
            }
            let column = file_column(Some(map), header, fix.column());
            if !header.contains(&column) {
                return Err(no_column(header, fix.column()));
            }
            let unread = |p: &Problem| p.place.column == column && in_group(source.id, p, &request.group);
            let at = cells.iter().position(|c| c.column == column && !c.sealed);
            let Some(at) = at.filter(|_| before.unread.iter().any(unread)) else {
                continue;
            };
            let text = cells[at].text.clone().unwrap_or_default();
            if let Some(new) = fix.apply(&text, map.parser.pivot()) {
                used[n] = true;
                cells[at].text = Some(new.clone());
                corrections.insert(at, new);
            }
        }
        if corrections.is_empty() {
            done.rejected += 1;
            for problem in before
                .unread
                .into_iter()
                .filter(|p| in_group(source.id, p, &request.group))
            {
                count(&mut errors, problem);
            }
            continue;
        }
        let columns: BTreeSet<&str> = corrections.keys().map(|at| cells[*at].column.as_str()).collect();
        let place = |column: &str| Place {
            file: source.file_name.clone(),
            sheet: record.sheet.clone(),
            row: record.row,
            column: column.to_owned(),
        };
        let after = reader.read(&record.sheet, record.row, &cells);
        let exposed = reader.exposes(&record.sheet, &cells);
        let corrections: Vec<(String, String)> = corrections
            .iter()
            .map(|(at, text)| (cells[*at].column.clone(), text.clone()))
            .collect();
        if let Some(column) = exposed.iter().find(|c| columns.contains(c.as_str())) {
            done.rejected += 1;
            count(&mut errors, repeats_sealed().at(place(column)));
            continue;
        }
        let still = after.unread.iter().find(|p| columns.contains(p.place.column.as_str()));
        match (still.cloned(), reread(record.id, before, after, corrections)) {
            (None, Ok(row)) if row.only_adds() => {
                done.corrections += row.corrections.len() as i64;
                rows.push(row);
            }
            (still, row) => {
                done.rejected += 1;
                let column = columns.first().copied().unwrap_or_default();
                count(
                    &mut errors,
                    still.or(row.err()).unwrap_or_else(|| takes_away().at(place(column))),
                );
            }
        }
    }
    if let Some(fix) = used.iter().position(|u| !u).and_then(|at| request.fixes.get(at)) {
        return Err(unused(fix));
    }
    done.errors = errors.into_values().map(intake::counted).collect();
    let command = RereadCells {
        source: source.id,
        why: request.why.clone(),
        rows: Arc::new(rows),
    };
    Ok((command, done))
}

fn count(errors: &mut BTreeMap<(String, String), (Problem, u32)>, problem: Problem) {
    let key = (problem.key.clone(), problem.place.column.clone());
    errors.entry(key).or_insert((problem, 0)).1 += 1;
}

fn reread(
    record: RecordId,
    before: ReadAgain,
    after: ReadAgain,
    corrections: Vec<(String, String)>,
) -> Result<Reread, Problem> {
    Ok(Reread {
        record,
        before: before.says?,
        after: after.says?,
        corrections,
    })
}

fn one_source<'s>(s: &'s Snapshot, records: &[Record]) -> Result<&'s Source, Problem> {
    let first = records
        .first()
        .and_then(|r| s.source(r.source))
        .ok_or_else(super::nothing)?;
    match records.iter().find(|r| r.source != first.id) {
        Some(other) => Err(super::two_sources(s, first, other.id)),
        None => Ok(first),
    }
}

/// The cells of a row, sealed ones opened.
fn opened(case: &Case, record: &Record) -> Result<Vec<KeptCell>, Problem> {
    let open = |cell: &Cell| {
        let (text, sealed) = now(cell);
        let text = match sealed {
            Some(id) => case.unseal(id)?.expose().to_owned(),
            None => text.to_owned(),
        };
        Ok(KeptCell {
            column: cell.column.clone(),
            text: Some(text),
            sealed: sealed.is_some(),
        })
    };
    record.cells.0.iter().map(open).collect()
}

fn repeats_sealed() -> Problem {
    Problem::new(
        "repeats-sealed",
        "a value that the row does not seal elsewhere",
        "one that it does",
        "leave the cell as it is: the sealed value stands under its own column",
    )
}

fn takes_away() -> Problem {
    Problem::new(
        "takes-away",
        "a repair that leaves on the board what the row names",
        "one that takes a party or an identifier of it away",
        "give what the cell named before as well, or correct the file and import it as a new delivery",
    )
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
