//! Rows and sources of the worklist by what a person calls them.
//! Must not know: why a row is on the list, what repairs it.

use crate::model::problem::Problem;
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::{RecordHead, Snapshot};

/// A source by id, file name or title.
///
/// # Errors
/// None, or several.
pub fn find_source(s: &Snapshot, text: &str) -> Result<SourceId, Problem> {
    let hits: Vec<&Source> = s
        .sources
        .iter()
        .filter(|x| x.id.to_string() == text || x.file_name == text || x.title == text)
        .collect();
    match hits.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Problem::new(
            "source",
            "a source's file name, title or id",
            text.to_owned(),
            "give its file name as it was imported",
        )),
        many => Err(Problem::new(
            "source",
            "a name that one source has",
            format!("{} of them", many.len()),
            "give its id",
        )),
    }
}

/// A row by `FILE#ROW`, `ROW` of a source, or id: a rejected one, else a staged one.
///
/// # Errors
/// It is not there, or several are.
pub fn find_row(s: &Snapshot, source: Option<SourceId>, text: &str) -> Result<RecordId, Problem> {
    let (file, row) = text.rsplit_once('#').unwrap_or(("", text));
    let hits = |status| {
        let mut hits = with_status(s, source, status);
        hits.retain(|r| {
            r.id.to_string() == text
                || (row.parse() == Ok(r.row)
                    && (file.is_empty() || s.source(r.source).is_some_and(|x| x.file_name == file)))
        });
        hits
    };
    let mut found = hits(RecordStatus::Rejected);
    if found.is_empty() {
        found = hits(RecordStatus::Staged);
    }
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(Problem::new(
            "row",
            "a rejected or staged row as FILE#ROW or id",
            text.to_owned(),
            "see `rejects CASE --rows`",
        )),
        _ => Err(Problem::new(
            "row",
            "one row",
            "several with this number",
            "give FILE#ROW, or the row's id",
        )),
    }
}

/// All rejected rows, of one source when it is named.
pub fn all_rows(s: &Snapshot, source: Option<SourceId>) -> Vec<RecordId> {
    rejected(s, source).into_iter().map(|r| r.id).collect()
}

/// Rejected rows in the order of their places.
pub(super) fn rejected(s: &Snapshot, source: Option<SourceId>) -> Vec<&RecordHead> {
    with_status(s, source, RecordStatus::Rejected)
}

fn with_status(s: &Snapshot, source: Option<SourceId>, status: RecordStatus) -> Vec<&RecordHead> {
    let mut heads: Vec<&RecordHead> = match source {
        Some(source) => s.records_of(source).collect(),
        None => s.sources.iter().flat_map(|x| s.records_of(x.id)).collect(),
    };
    heads.retain(|r| r.status == status);
    heads.sort_by(|a, b| (a.source, &a.sheet, a.row).cmp(&(b.source, &b.sheet, b.row)));
    heads
}
