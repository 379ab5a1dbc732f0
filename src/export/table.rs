//! Tables: CSV (RFC 4180) and XLSX. A text cell that begins like a formula is defused, for a
//! spreadsheet program would run it (OWASP, CSV injection). CSV gets no line beside its rows: its
//! stamp is the sidecar. Must not know: how rows came to be.

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::{Input, say};
use crate::model::EntityId;
use crate::model::decision::{Candidate, Verdict};
use crate::model::problem::Problem;
use crate::scene::timeline::{date_words, kind_key, row_label};
use crate::time::Row;

/// A cell: text is defused, a number is ours.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

/// Text that a spreadsheet program would take for a formula gets an apostrophe before it; line breaks
/// become blanks, so that one row is one line. Also where the sign stands after a separator that a
/// program may split at.
pub fn defuse(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c })
        .collect();
    match line.chars().find(|c| !matches!(c, ' ' | '\u{a0}')) {
        Some('=' | '+' | '-' | '@' | '\t' | '＝' | '＋' | '－' | '＠') => format!("'{line}"),
        _ => line,
    }
}

/// Header and rows as CSV with CRLF line ends.
///
/// # Errors
/// None in memory; kept for the writer's sake.
pub fn csv(header: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    csv_to(&mut bytes, header, rows.iter().cloned())?;
    Ok(bytes)
}

/// [`csv`] row by row, for tables that need not lie in memory.
///
/// # Errors
/// What the writer said.
pub fn csv_to(
    to: &mut dyn std::io::Write,
    header: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), Problem> {
    let failed = |e: String| Problem::new("export-failed", "a table", e, "export again");
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(to);
    writer.write_record(header).map_err(|e| failed(e.to_string()))?;
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => defuse(text),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        writer.write_record(cells).map_err(|e| failed(e.to_string()))?;
    }
    writer.flush().map_err(|e| failed(e.to_string()))
}

/// Header and rows as one sheet, stamped in the document's properties.
///
/// # Errors
/// More rows than a sheet holds (1,048,576), a cell longer than 32,767 characters.
pub fn xlsx(input: &Input<'_>, sheet: &str, header: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, Problem> {
    workbook(input, sheet, header, rows).map_err(|e| {
        Problem::new(
            "export-failed",
            "a table that fits in a sheet",
            e.to_string(),
            "export as CSV",
        )
    })
}

fn workbook(input: &Input<'_>, sheet: &str, header: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let created = ExcelDateTime::parse_from_str(input.stamp.created.get(..19).unwrap_or("1970-01-01T00:00:00"))?;
    let properties = DocProperties::new()
        .set_title(format!("{} – {sheet}", input.stamp.case))
        .set_comment(input.stamp.short())
        .set_creation_datetime(&created)
        .set_custom_property(
            "caseboard",
            input.stamp.json().chars().take(30_000).collect::<String>().as_str(),
        );
    let mut book = Workbook::new();
    book.set_properties(&properties);
    let head = Format::new().set_bold();
    let page = book.add_worksheet();
    page.set_name(
        sheet
            .chars()
            .filter(|c| !"[]:*?/\\".contains(*c))
            .take(31)
            .collect::<String>(),
    )?;
    let mut widths: Vec<usize> = header.iter().map(|h| h.chars().count()).collect();
    for (column, name) in header.iter().enumerate() {
        page.write_string_with_format(0, column as u16, *name, &head)?;
    }
    for (at, row) in rows.iter().enumerate() {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (column, cell) in row.iter().enumerate() {
            match cell {
                // A string cell is never run, but it may be saved as CSV later: defused here too.
                Cell::Text(text) => {
                    page.write_string(line, column as u16, defuse(text))?;
                    if let Some(width) = widths.get_mut(column) {
                        *width = (*width).max(text.chars().count());
                    }
                }
                Cell::Number(number) => {
                    page.write_number(line, column as u16, *number)?;
                }
                Cell::Empty => {}
            }
        }
    }
    for (column, width) in widths.iter().enumerate() {
        page.set_column_width(column as u16, (*width as f64 + 2.0).min(60.0))?;
    }
    page.set_freeze_panes(1, 0)?;
    if !header.is_empty() {
        page.autofilter(
            0,
            0,
            u32::try_from(rows.len()).unwrap_or(u32::MAX),
            header.len() as u16 - 1,
        )?;
    }
    book.save_to_buffer()
}

/// Columns of `links.csv`: a contract.
pub const LINKS: &[&str] = &[
    "id",
    "kind",
    "left",
    "right",
    "probability",
    "bits",
    "verdict",
    "reasons",
];

/// One row per candidate, decided or open, by descending weight, then id. `left` and `right` are
/// `file#row`; `verdict` is empty while nobody has decided.
pub fn links_rows(input: &Input<'_>) -> Vec<Vec<Cell>> {
    let decisions = input.snapshot.latest_decisions();
    let mut all: BTreeMap<crate::model::Uid, (&Candidate, Option<Verdict>)> = input
        .candidates
        .iter()
        .map(|c| (c.id, (c, decisions.get(&c.id).map(|d| d.verdict))))
        .collect();
    for decision in decisions.values() {
        // What was decided is shown with the card that the person saw.
        all.insert(decision.candidate, (&decision.card, Some(decision.verdict)));
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(id, (c, _))| (std::cmp::Reverse(c.bits), *id));
    all.into_iter()
        .map(|(id, (c, verdict))| {
            vec![
                Cell::text(id.to_string()),
                Cell::text(if c.pattern.is_empty() {
                    c.kind.as_str().to_owned()
                } else {
                    c.pattern.clone()
                }),
                Cell::text(input.side_place(&c.left)),
                Cell::text(input.side_place(&c.right)),
                Cell::Number(c.bits.probability()),
                Cell::Number(c.bits.as_f64()),
                verdict.map_or(Cell::Empty, |v| Cell::text(v.as_str())),
                Cell::text(reasons(input, c)),
            ]
        })
        .collect()
}

/// `phone +12.50 (same number); city -1.50 (…)`.
fn reasons(input: &Input<'_>, candidate: &Candidate) -> String {
    let parts: Vec<String> = candidate
        .reasons
        .iter()
        .map(|r| {
            let text = input.reason_text(candidate, r);
            let weight = format!("{} {:+.2}", r.field, r.bits.as_f64());
            if text.is_empty() || text == r.field {
                weight
            } else {
                format!("{weight} ({text})")
            }
        })
        .collect();
    parts.join("; ")
}

/// The candidates with their verdicts.
///
/// # Errors
/// As `csv`.
pub fn links_csv(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    csv(LINKS, &links_rows(input))
}

/// The same as a sheet.
///
/// # Errors
/// As `xlsx`.
pub fn links_xlsx(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    xlsx(input, "links", LINKS, &links_rows(input))
}

/// Columns of `timeline.csv`.
pub const TIMELINE: &[&str] = &[
    "id",
    "kind",
    "date",
    "earliest",
    "latest",
    "when",
    "title",
    "who",
    "place",
    "certainty",
    "status",
    "agency",
    "source",
    "lane",
];

fn timeline_row(input: &Input<'_>, row: &Row) -> Vec<Cell> {
    let who: Vec<String> = row
        .parts
        .iter()
        .map(|p| {
            if p.role.is_empty() {
                input.name(p.entity)
            } else {
                format!("{} ({})", input.name(p.entity), input.say("role", &p.role, &[]))
            }
        })
        .collect();
    let moment = |t: Option<chrono::NaiveDateTime>| {
        t.map_or(Cell::Empty, |t| Cell::text(t.format("%Y-%m-%dT%H:%M").to_string()))
    };
    let lane = row.lanes.first().and_then(|l| input.chronology.lanes.get(*l));
    vec![
        Cell::text(row.id.to_string()),
        Cell::text(match kind_key(row.kind) {
            "event" => row.key.clone(),
            kind => kind.to_owned(),
        }),
        Cell::text(row.date.clone()),
        moment(row.earliest),
        moment(row.latest),
        Cell::text(if row.date.is_empty() {
            String::new()
        } else {
            date_words(input.words, row)
        }),
        Cell::text(row_label(input.words, row)),
        Cell::text(who.join("; ")),
        Cell::text(row.place.map_or_else(String::new, |p| input.name(p))),
        Cell::text(row.certainty.as_str()),
        row.status.map_or(Cell::Empty, |s| Cell::text(s.as_str())),
        Cell::text(row.agency.clone()),
        Cell::text(say::place(&input.snapshot, row.source, row.record)),
        Cell::text(lane.map_or_else(String::new, |l| {
            l.entity.map_or_else(|| l.key.clone(), |e: EntityId| input.name(e))
        })),
    ]
}

/// Dated rows in order, then those without a date.
pub fn timeline_rows(input: &Input<'_>) -> Vec<Vec<Cell>> {
    input
        .chronology
        .rows
        .iter()
        .chain(&input.chronology.undated)
        .map(|r| timeline_row(input, r))
        .collect()
}

/// The chronology.
///
/// # Errors
/// As `csv`.
pub fn timeline_csv(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    csv(TIMELINE, &timeline_rows(input))
}

/// The same as a sheet.
///
/// # Errors
/// As `xlsx`.
pub fn timeline_xlsx(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    xlsx(input, "timeline", TIMELINE, &timeline_rows(input))
}
