//! Applies a column map to one raw row: key, dates, mentions, facts, links, events, narrative, and
//! what has to be sealed. Must not know: file formats, what is already in a case.

mod found; // what a row names
mod kept; // rows that a case keeps, read again

use std::collections::{BTreeMap, BTreeSet};

use super::Kinds;
use super::amount::Finder;
use super::date::{DateOrder, parse_date};
use super::rows::{Flaw, Log};
use super::seal::{MARK, Redactor};
use crate::catalog::map::{ColumnMap, EventRule};
use crate::model::problem::{Place, Problem, mask};
use crate::model::secret::Secret;
use crate::model::source::{RejectedRow, StagedEvent, StagedLink, StagedRecord, StagedRow, StagedText};

/// Role whose names are pseudonyms from the first day.
pub(super) const VICTIM: &str = "victim";

/// A map bound to one header.
pub(super) struct Mapper<'a> {
    map: &'a ColumnMap,
    kinds: &'a Kinds,
    file: String,
    sheet: String,
    header: Vec<String>,
    order: DateOrder,
    pivot: u8,
    empty: Vec<String>,
    /// Where each column that the map names stands, and its value kind.
    places: BTreeMap<String, (usize, String)>,
    sealed: BTreeMap<usize, String>,
    /// Columns that mentions, facts, keys and dates are made from.
    used: BTreeSet<usize>,
    narrative: Vec<usize>,
    amounts: Option<Finder>,
}

/// What of one cell repeats sealed values. Empty list = the row has none.
#[derive(Default)]
struct Hide {
    /// A whole sealed value, not just one word of a name.
    whole: bool,
    /// The cell without any of it; `None` = nothing to take out.
    redacted: Option<String>,
}

/// One row under work.
struct Row<'r> {
    number: u32,
    cells: &'r [String],
    /// Trimmed; empty where the cell holds a word that means so.
    texts: Vec<&'r str>,
    hidden: Redactor,
    hides: Vec<Hide>,
    log: &'r mut Log,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(
        map: &'a ColumnMap,
        kinds: &'a Kinds,
        file: &str,
        sheet: &str,
        header: Vec<String>,
    ) -> Mapper<'a> {
        let places: BTreeMap<String, (usize, String)> = map
            .columns()
            .into_iter()
            .filter_map(|name| {
                let kind = map.rule(name).map_or_else(String::new, |rule| rule.kind.clone());
                map.position(name, &header).map(|at| (name.to_owned(), (at, kind)))
            })
            .collect();
        let names = map.column.iter().filter(|rule| rule.sealed).map(|rule| &rule.name);
        let victims = map
            .mention
            .iter()
            .filter(|m| m.role == VICTIM)
            .flat_map(|m| m.label.iter().chain(&m.otherwise));
        let sealed: BTreeMap<usize, String> = names
            .chain(victims)
            .filter_map(|name| places.get(name).cloned())
            .collect();
        let narrative: Vec<usize> = map
            .narrative
            .iter()
            .filter_map(|name| places.get(name))
            .map(|(at, _)| *at)
            .collect();
        let used = places
            .values()
            .map(|(at, _)| *at)
            .filter(|at| !narrative.contains(at))
            .collect();
        Mapper {
            order: DateOrder::parse(&map.parser.date_order),
            pivot: map.parser.pivot(),
            empty: map.parser.empty.iter().map(|w| w.to_lowercase()).collect(),
            map,
            kinds,
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            places,
            sealed,
            used,
            narrative,
            amounts: Finder::new(kinds).filter(|_| !map.narrative.is_empty()),
            header,
        }
    }

    /// Stages a row, or rejects it with its reason.
    pub(super) fn stage(&mut self, number: u32, cells: &[String], log: &mut Log) -> StagedRow {
        let extra = cells.iter().skip(self.header.len()).any(|c| !c.trim().is_empty());
        if extra {
            let found = format!("{} cells under {} columns", cells.len(), self.header.len());
            let remedy = "put the cell that holds the delimiter in quotes, or give the extra column a name";
            return self.reject(
                number,
                cells,
                Problem::new("row-longer", "a cell per column", found, remedy),
                true,
            );
        }
        let filled = cells
            .iter()
            .rposition(|c| !c.trim().is_empty())
            .map_or(0, |last| last + 1);
        if cells.len() < self.header.len() {
            let found = format!("{} cells under {} columns", cells.len(), self.header.len());
            let problem = Problem::new(
                "row-shorter",
                "a cell per column",
                found,
                "complete the row, or check whether a line break cut it in two",
            );
            if filled * 2 < self.header.len() {
                return self.reject(number, cells, problem, true);
            }
            log.add(problem.at(self.place(number, "")));
        }
        let hidden = self.redactor(cells);
        let hides = hides(cells, &hidden);
        let texts = cells.iter().map(|cell| self.content(cell)).collect();
        let mut row = Row {
            number,
            cells,
            texts,
            hidden,
            hides,
            log,
        };
        let key = match self.key(&row) {
            Ok(key) => key,
            Err(problem) => return self.reject(number, cells, problem, false),
        };
        let mut record = self.made(&mut row, key);
        record.cells = self.cells(cells, &row.hides, Keep::Staged);
        record.content_sha256 = self.content_sha256(cells, &row.hides);
        self.narrative(&row, &mut record);
        StagedRow::Record(Box::new(record))
    }

    /// The source's own number for a row.
    fn key(&self, row: &Row<'_>) -> Result<String, Problem> {
        for rule in self.map.column.iter().filter(|r| r.required) {
            if self.text(row, &rule.name).is_empty() {
                let mut problem = missing(&rule.name);
                "missing-value".clone_into(&mut problem.key);
                "fill the cell; a heading or a total in the middle of a table may stay rejected"
                    .clone_into(&mut problem.remedy);
                return Err(problem);
            }
        }
        let mut key = String::new();
        for (n, column) in self.map.key.iter().enumerate() {
            let part = self.text(row, column);
            if part.is_empty() {
                return Err(missing(column));
            }
            if self.is_hidden(row, column) {
                return Err(Problem::new(
                    "key-sealed",
                    "a number of the source, not a name",
                    mask(part),
                    "name another key column in the map",
                ));
            }
            if n > 0 {
                key.push('/');
            }
            key.push_str(part);
        }
        Ok(key)
    }

    /// Dates, mentions, links, events and answers of a row.
    fn made(&self, row: &mut Row<'_>, key: String) -> StagedRecord {
        let date = self
            .map
            .date
            .iter()
            .map(|column| self.date(row, column))
            .find(|d| !d.is_empty())
            .unwrap_or_default();
        let mut record = StagedRecord {
            sheet: self.sheet.clone(),
            row: row.number,
            key,
            kind: self.map.record.clone(),
            date,
            cells: Vec::new(),
            narrative: None,
            narrative_original: None,
            seal_original: self.map.original == "sealed",
            mentions: Vec::new(),
            links: Vec::new(),
            events: Vec::new(),
            content_sha256: String::new(),
            lead: self.lead(row),
        };
        let mut instances: Vec<Vec<usize>> = Vec::new();
        for rule in &self.map.mention {
            let made = self.mentions(row, rule, &record.date);
            let first = record.mentions.len();
            instances.push((first..first + made.len()).collect());
            record.mentions.extend(made);
        }
        let of = |name: &str| {
            let at = self.map.mention.iter().position(|m| m.local() == name);
            at.and_then(|at| instances.get(at)).map_or(&[][..], Vec::as_slice)
        };
        for rule in &self.map.link {
            let date = if rule.date.is_empty() {
                record.date.clone()
            } else {
                self.date(row, &rule.date)
            };
            for from in of(&rule.from) {
                for to in of(&rule.to) {
                    let column = record.mentions[*to].column.clone();
                    record.links.push(StagedLink {
                        kind: rule.kind.clone(),
                        from: *from,
                        to: *to,
                        column,
                        date: date.clone(),
                    });
                }
            }
        }
        for rule in &self.map.event {
            if let Some(date) = self.event_date(row, rule) {
                let participants = rule.participants.iter().flat_map(|name| {
                    let role = self
                        .map
                        .mention
                        .iter()
                        .find(|m| m.local() == name)
                        .map_or("", |m| m.role.as_str());
                    of(name).iter().map(move |at| (*at, role.to_owned()))
                });
                record.events.push(StagedEvent {
                    kind: rule.kind.clone(),
                    date,
                    column: rule
                        .date
                        .iter()
                        .find_map(|c| self.at(c))
                        .map_or_else(String::new, |at| self.header[at].clone()),
                    participants: participants.collect(),
                    place: of(&rule.place).first().copied(),
                });
            }
        }
        record
    }

    /// Rejects a record that could not be cut into cells.
    pub(super) fn flawed(&self, number: u32, cells: &[String], flaw: Flaw) -> RejectedRow {
        let size = cells.first().map_or(0, String::len);
        let problem = match flaw {
            Flaw::TooLong => Problem::new(
                "record-too-long",
                "a row of at most 4 MB and 16,384 cells",
                format!("more; the first {size} bytes are kept"),
                "look at the original for a missing line break or quote, and correct it there",
            ),
            Flaw::QuoteOpen => Problem::new(
                "quote-open",
                "a closing quote",
                "a quote that is never closed",
                "close the quote or double it (\"\") and import the corrected file",
            ),
            Flaw::NotJson => Problem::new(
                "json-line",
                "one JSON object",
                "a line that is none",
                "correct the line and import the corrected file",
            ),
        };
        match self.reject(number, cells, problem, true) {
            StagedRow::Rejected(rejected) => *rejected,
            StagedRow::Record(_) => RejectedRow {
                sheet: String::new(),
                row: number,
                cells: Vec::new(),
                content_sha256: String::new(),
                problem: Problem::default(),
            },
        }
    }

    /// Keeps a row as received. `shifted` = its cells may stand under wrong columns, so that in a map
    /// with sealed columns every cell may be one.
    fn reject(&self, number: u32, cells: &[String], problem: Problem, shifted: bool) -> StagedRow {
        let hides = hides(cells, &self.redactor(cells));
        let mut place = self.place(number, &problem.place.column);
        place.column.clone_from(&problem.place.column);
        StagedRow::Rejected(Box::new(RejectedRow {
            sheet: self.sheet.clone(),
            row: number,
            cells: self.cells(
                cells,
                &hides,
                if shifted && !self.sealed.is_empty() {
                    Keep::RejectedSealed
                } else {
                    Keep::Rejected
                },
            ),
            content_sha256: self.content_sha256(cells, &hides),
            problem: problem.at(place),
        }))
    }

    fn place(&self, row: u32, column: &str) -> Place {
        Place {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row,
            column: column.to_owned(),
        }
    }

    fn redactor(&self, cells: &[String]) -> Redactor {
        let mut hidden = Redactor::default();
        for (at, kind) in &self.sealed {
            if let Some(cell) = cells.get(*at).filter(|c| !self.is_empty_word(c)) {
                hidden.add(cell, kind);
            }
        }
        hidden
    }

    fn is_empty_word(&self, cell: &str) -> bool {
        let cell = cell.trim();
        cell.is_empty() || (cell.len() <= 24 && !self.empty.is_empty() && self.empty.contains(&cell.to_lowercase()))
    }

    fn at(&self, column: &str) -> Option<usize> {
        self.places.get(column).map(|(at, _)| *at)
    }

    /// The text of a column named in the map; empty when the column or its content is missing.
    fn text<'r>(&self, row: &Row<'r>, column: &str) -> &'r str {
        self.at(column).and_then(|at| row.texts.get(at)).copied().unwrap_or("")
    }

    fn content<'r>(&self, cell: &'r str) -> &'r str {
        let cell = cell.trim();
        if self.is_empty_word(cell) { "" } else { cell }
    }

    fn is_sealed(&self, column: &str) -> bool {
        self.at(column).is_some_and(|at| self.sealed.contains_key(&at))
    }

    /// Sealed by its column, or because it repeats a sealed value.
    fn is_hidden(&self, row: &Row<'_>, column: &str) -> bool {
        self.is_sealed(column)
            || self
                .at(column)
                .and_then(|at| row.hides.get(at))
                .is_some_and(|hide| hide.whole)
    }

    /// The cell that a column name of the map stands for, as the file calls it.
    fn file_column(&self, column: &str) -> String {
        self.at(column)
            .map_or_else(|| column.to_owned(), |at| self.header[at].clone())
    }

    fn report(&self, row: &mut Row<'_>, key: &str, column: &str, expected: &str, found: &str, remedy: &str) {
        let place = self.place(row.number, &self.file_column(column));
        row.log.add(Problem::new(key, expected, mask(found), remedy).at(place));
    }

    fn cells(&self, cells: &[String], hides: &[Hide], keep: Keep) -> Vec<(String, StagedText)> {
        let mut out = Vec::new();
        let empty = String::new();
        let width = if keep == Keep::Staged {
            cells.len()
        } else {
            cells.len().max(self.header.len())
        };
        for at in 0..width {
            let cell = cells.get(at).unwrap_or(&empty);
            let name = self
                .header
                .get(at)
                .cloned()
                .unwrap_or_else(|| extra_name(at + 1 - self.header.len()));
            if cell.trim().is_empty() {
                if keep != Keep::Staged {
                    out.push((name, StagedText::Clear(String::new())));
                }
                continue;
            }
            // A single narrative column is kept once, as the record's narrative.
            if keep == Keep::Staged && self.narrative.as_slice() == [at] && cells.len() <= self.header.len() {
                continue;
            }
            let repeats = hides.get(at).is_some_and(|h| {
                if self.used.contains(&at) {
                    h.whole
                } else {
                    h.redacted.is_some()
                }
            });
            let seal = keep == Keep::RejectedSealed || self.sealed.contains_key(&at) || repeats;
            let text = if seal {
                StagedText::Sealed(Secret::new(cell.clone()))
            } else {
                StagedText::Clear(cell.clone())
            };
            out.push((name, text));
        }
        out
    }

    /// Over every cell; sealed text counts as a mark, for a hash of a name can be guessed.
    fn content_sha256(&self, cells: &[String], hides: &[Hide]) -> String {
        super::sha256_of(cells.iter().enumerate().map(|(at, cell)| {
            if self.sealed.contains_key(&at) && !cell.trim().is_empty() {
                return MARK;
            }
            hides.get(at).and_then(|hide| hide.redacted.as_deref()).unwrap_or(cell)
        }))
    }

    /// The EDTF date of a column; empty when it holds none, which is reported.
    fn date(&self, row: &mut Row<'_>, column: &str) -> String {
        let text = self.text(row, column);
        if text.is_empty() || self.is_hidden(row, column) {
            return String::new();
        }
        match parse_date(text, self.order, self.pivot) {
            None => {
                self.report(
                    row,
                    "date-invalid",
                    column,
                    "a date that the calendar has, such as 2026-03-31",
                    text,
                    "correct the cell; the row is kept, without this date",
                );
                String::new()
            }
            Some(dated) => {
                if dated.ambiguous || dated.swapped {
                    let expected = if dated.swapped {
                        "dates in the order that the map declares"
                    } else {
                        "a date whose day and month can be told apart"
                    };
                    self.report(
                        row,
                        "date-order",
                        column,
                        expected,
                        text,
                        "set `date_order` to mdy or dmy in the map; it was read as month first",
                    );
                }
                dated.edtf
            }
        }
    }

    fn event_date(&self, row: &mut Row<'_>, rule: &EventRule) -> Option<String> {
        let dates: Vec<String> = rule.date.iter().map(|column| self.date(row, column)).collect();
        match dates.as_slice() {
            [one] if !one.is_empty() => Some(one.clone()),
            [from, to] if !from.is_empty() || !to.is_empty() => {
                let day = |text: &str| {
                    if text.is_empty() {
                        "..".to_owned()
                    } else {
                        text.get(..10).unwrap_or(text).to_owned()
                    }
                };
                let (from, to) = (day(from), day(to));
                if from == to {
                    return Some(from);
                }
                if from != ".." && to != ".." && from > to {
                    self.report(
                        row,
                        "period-reversed",
                        &rule.date[1],
                        "an end after its start",
                        "",
                        "correct one of the two dates; the period is kept as its start",
                    );
                    return Some(from);
                }
                Some(format!("{from}/{to}"))
            }
            _ => None,
        }
    }
}

/// What of a row is kept as its cells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// What is filled, without a narrative that is kept as such.
    Staged,
    /// Everything under its column, empty cells as well: it is what a person repairs.
    Rejected,
    /// The same, all of it sealed.
    RejectedSealed,
}

/// The name of a cell that stands right of the last column.
fn extra_name(n: usize) -> String {
    format!("(extra {n})")
}

/// Whether a column is one that only the place right of the last column made.
pub(super) fn is_extra(column: &str) -> bool {
    column
        .strip_prefix("(extra ")
        .and_then(|rest| rest.strip_suffix(')'))
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn hides(cells: &[String], hidden: &Redactor) -> Vec<Hide> {
    if hidden.is_empty() {
        return Vec::new();
    }
    let hide = |cell: &String| {
        let redacted = hidden.redact(cell);
        Hide {
            whole: redacted.is_some() && hidden.hits(cell, false),
            redacted,
        }
    };
    cells.iter().map(hide).collect()
}

fn missing(column: &str) -> Problem {
    let mut problem = Problem::new(
        "missing-key",
        format!("a value in {column}"),
        "nothing",
        "fill the cell, or name another key column in the map",
    );
    column.clone_into(&mut problem.place.column);
    problem
}
