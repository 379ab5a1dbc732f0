//! Workbooks, cell by cell: no sheet is ever held in memory as a whole. Must not know: what a column
//! means. Cells as ECMA-376 stores them, dates as ISO 8601.

use std::io::{BufReader, Seek, SeekFrom};
use std::ops::ControlFlow;

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};

use super::decode::unreadable;
use super::rows::Rows;
use super::zipped::{REPAIR, checked};
use super::{ReadSeek, guarded};
use crate::model::problem::{Place, Problem};

const COLUMNS: usize = 16_384;

/// Reads every sheet that has the map's required columns (or the one that the map names).
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    drop(checked(&mut *source, file)?);
    rows.bytes_total = source.seek(SeekFrom::End(0)).map_err(|e| unreadable(file, &e))?;
    source.seek(SeekFrom::Start(0)).map_err(|e| unreadable(file, &e))?;
    guarded(file, || {
        let mut book = Xlsx::new(BufReader::new(source)).map_err(|e| wrong(file, "", &e))?;
        let names = book.sheet_names();
        let wanted = rows.settings().sheet.clone();
        let chosen: Vec<String> = names
            .iter()
            .filter(|n| wanted.is_empty() || n.eq_ignore_ascii_case(&wanted))
            .cloned()
            .collect();
        if chosen.is_empty() {
            let (expected, found) = if wanted.is_empty() {
                ("a workbook with a sheet".to_owned(), "none".to_owned())
            } else {
                (format!("a sheet named {wanted}"), names.join(", "))
            };
            return Err(Problem::new(
                "no-sheet",
                expected,
                found,
                "correct `sheet` in the map, or leave it empty",
            )
            .in_file(file));
        }
        for name in chosen {
            rows.begin_sheet(&name);
            if sheet(&mut book, file, &name, rows)?.is_break() && rows.stopped() {
                break;
            }
            rows.end_sheet();
        }
        Ok(())
    })
}

fn sheet<R: std::io::Read + Seek>(
    book: &mut Xlsx<R>,
    file: &str,
    name: &str,
    rows: &mut Rows<'_>,
) -> Result<ControlFlow<()>, Problem> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        // A chart or macro sheet is none of ours.
        Err(XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_)) => return Ok(ControlFlow::Continue(())),
        Err(e) => return Err(wrong(file, name, &e)),
    };
    let mut cells: Vec<String> = Vec::new();
    let mut current = None;
    loop {
        let next = reader.next_cell().map_err(|e| wrong(file, name, &e))?;
        let position = next.as_ref().map(calamine::Cell::get_position);
        if let Some(row) = current
            && position.is_none_or(|(r, _)| r != row)
        {
            let done = std::mem::take(&mut cells);
            if rows.raw(done, None).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let (Some(cell), Some((row, column))) = (next, position) else {
            return Ok(ControlFlow::Continue(()));
        };
        current = Some(row);
        let column = column as usize;
        if column >= COLUMNS {
            continue;
        }
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
    }
}

/// A cell's value as text: what a person sees, but dates always as ISO 8601.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => date(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

fn date(at: &ExcelDateTime) -> String {
    let days = at.as_f64();
    if !(0.0..2_958_466.0).contains(&days) {
        return days.to_string();
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if days < 1.0 {
        return clock;
    }
    if days.fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{clock}")
    }
}

fn wrong(file: &str, sheet: &str, error: &XlsxError) -> Problem {
    let place = Place {
        file: file.to_owned(),
        sheet: sheet.to_owned(),
        ..Place::default()
    };
    match error {
        XlsxError::Password => Problem::new(
            "file-encrypted",
            "a workbook without a password",
            "an encrypted one",
            "save it without a password and import the copy",
        )
        .at(place),
        other => {
            // The parser's words may quote a cell: only their kind is told.
            let kind = format!("{other:?}");
            let kind: String = kind.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
            Problem::new(
                "workbook-damaged",
                "a workbook as Excel writes it",
                format!("an error of kind {kind}"),
                REPAIR,
            )
            .at(place)
        }
    }
}
