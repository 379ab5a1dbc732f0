//! Reads a list of links as `links.csv` has it (`id,kind,left,right,probability,bits,verdict,reasons`).
//! A small reader of quoted cells (RFC 4180) of its own: importers and their crates lie above, and this
//! list is ours. Must not know: the key, the score.

use crate::model::problem::{Place, Problem};

/// One row of `links.csv`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LinkRow {
    /// same, connected, pattern; a pattern's name may follow a colon.
    pub kind: String,
    /// `file#row`; a folder before the file's name is ignored.
    pub left: String,
    pub right: String,
    pub verdict: String,
}

/// Reads a list of links with its header; columns may stand in any order, `verdict` may be absent.
///
/// # Errors
/// A missing column, or a row without `file#row` on one of its sides, with its number.
pub fn read_links(text: &str) -> Result<Vec<LinkRow>, Problem> {
    let rows = cells(text);
    let header = rows.first().map(Vec::as_slice).unwrap_or_default();
    let column = |name: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let need = |name: &str| {
        column(name).ok_or_else(|| {
            let remedy = "give a file as the headless run writes links.csv";
            Problem::new("links-column", format!("a column {name}"), header.join(","), remedy)
        })
    };
    let (kind, left, right) = (need("kind")?, need("left")?, need("right")?);
    let verdict = column("verdict");
    let mut out = Vec::new();
    for (n, row) in rows.iter().enumerate().skip(1) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |at: usize| row.get(at).map(|c| c.trim().to_owned()).unwrap_or_default();
        let link = LinkRow {
            kind: cell(kind),
            left: cell(left),
            right: cell(right),
            verdict: verdict.map(cell).unwrap_or_default(),
        };
        for (side, name) in [(&link.left, "left"), (&link.right, "right")] {
            if !side.contains('#') {
                let place = Place {
                    row: n as u32,
                    column: name.to_owned(),
                    ..Place::default()
                };
                return Err(Problem::new("links-side", "file#row", side.clone(), "correct the row").at(place));
            }
        }
        out.push(link);
    }
    Ok(out)
}

/// Rows of cells; a quoted cell may hold commas, line breaks and doubled quotes.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}
