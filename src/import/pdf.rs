//! The text layer of a PDF, page by page. Must not know: what the text says. Text operators after
//! ISO 32000-1, 9.4: a move of the baseline starts a line, a wide gap is a space.

use lopdf::content::Content;
use lopdf::{Document as Pdf, Encoding, Object};

use super::rows::Rows;
use super::text::Document;
use super::{ReadSeek, guarded, whole_file};
use crate::model::problem::{Place, Problem};

const FILE_CAP: u64 = 512 << 20;
/// Unpacked content of one page.
const PAGE_CAP: usize = 32 << 20;
const TEXT_CAP: usize = 64 << 20;
/// A gap in a TJ array, in thousandths of the font size, from which on it parts two words.
const WORD_GAP: f32 = 180.0;

/// Reads the text layer into one record; says so when there is none.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let bytes = whole_file(source, file, FILE_CAP)?;
    rows.bytes_total = bytes.len() as u64;
    let (document, blank) = guarded(file, || text_of(&bytes, file))?;
    rows.bytes_done = rows.bytes_total;
    if document.text.trim().is_empty() {
        rows.pictures(file, "scan", document.fields, &bytes);
        return Ok(());
    }
    for page in blank {
        let found = format!("none on page {page}");
        rows.problem(
            Problem::new(
                "page-without-text",
                "text on each page",
                found,
                "look at that page in the original: it may be a picture",
            )
            .at(Place {
                file: file.to_owned(),
                row: 1,
                ..Place::default()
            }),
        );
    }
    rows.document(document);
    Ok(())
}

fn text_of(bytes: &[u8], file: &str) -> Result<(Document, Vec<usize>), Problem> {
    let damaged = |found: &str| {
        Problem::new(
            "pdf-damaged",
            "a PDF as its program writes it",
            found,
            "open it in a PDF reader, print it into a new PDF, and import that",
        )
        .in_file(file)
    };
    let pdf = Pdf::load_mem(bytes).map_err(|error| match error {
        lopdf::Error::Decryption(_) | lopdf::Error::InvalidPassword => encrypted(file),
        _ => damaged("a structure that can't be read"),
    })?;
    if pdf.is_encrypted() && !pdf.was_encrypted() {
        return Err(encrypted(file));
    }
    let mut document = Document::default();
    let mut blank = Vec::new();
    let pages = pdf.get_pages();
    if pages.is_empty() {
        return Err(damaged("no page"));
    }
    for (number, id) in pages {
        document.pages.push(document.text.len());
        let mut page = String::new();
        if let Some(text) = page_text(&pdf, id) {
            page = text;
        }
        if page.trim().is_empty() {
            blank.push(number as usize);
        }
        document.text.push_str(page.trim_end());
        document.text.push_str("\n\n");
        if document.text.len() > TEXT_CAP {
            return Err(damaged("more than 64 MB of text"));
        }
    }
    document.text.truncate(document.text.trim_end().len());
    if let Ok(info) = pdf
        .trailer
        .get(b"Info")
        .and_then(|o| pdf.dereference(o))
        .and_then(|(_, o)| o.as_dict())
    {
        for (key, name) in [(&b"Title"[..], "Title"), (b"Author", "Author"), (b"Subject", "Subject")] {
            if let Ok(text) = info.get(key).and_then(Object::as_str) {
                document.fields.push((name.to_owned(), info_text(text)));
            }
        }
    }
    Ok((document, blank))
}

fn encrypted(file: &str) -> Problem {
    Problem::new(
        "file-encrypted",
        "a PDF that opens without a password",
        "an encrypted one",
        "save it without a password and import the copy",
    )
    .in_file(file)
}

/// UTF-16 with a mark, else PDFDocEncoding, which is Latin-1 for all that matters here.
fn info_text(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        _ => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

/// The text of one page; `None` when its content can't be read.
fn page_text(pdf: &Pdf, page: lopdf::ObjectId) -> Option<String> {
    let fonts = pdf.get_page_fonts(page).ok()?;
    let encodings: std::collections::BTreeMap<Vec<u8>, Encoding<'_>> = fonts
        .into_iter()
        .filter_map(|(name, font)| font.get_font_encoding_with_limit(pdf, PAGE_CAP).ok().map(|e| (name, e)))
        .collect();
    let content = Content::decode(&pdf.get_page_content_with_limit(page, PAGE_CAP).ok()?).ok()?;
    let mut out = String::new();
    let mut encoding = None;
    // Baseline and start of the current line of text, in its own units.
    let (mut line_x, mut line_y) = (0f32, 0f32);
    for operation in &content.operations {
        let number = |at: usize| {
            operation
                .operands
                .get(at)
                .and_then(|o| o.as_float().ok())
                .unwrap_or(0.0)
        };
        match operation.operator.as_str() {
            "BT" => {
                (line_x, line_y) = (0.0, 0.0);
            }
            "ET" => space(&mut out),
            "Tf" => {
                encoding = operation
                    .operands
                    .first()
                    .and_then(|o| o.as_name().ok())
                    .and_then(|name| encodings.get(name))
            }
            "Td" | "TD" => {
                if number(1) == 0.0 {
                    space(&mut out)
                } else {
                    newline(&mut out)
                }
                line_x += number(0);
                line_y += number(1);
            }
            "Tm" => {
                let (x, y) = (number(4), number(5));
                if y != line_y {
                    newline(&mut out);
                } else if x != line_x {
                    space(&mut out);
                }
                (line_x, line_y) = (x, y);
            }
            "T*" => newline(&mut out),
            "Tj" | "TJ" => show(&mut out, encoding, &operation.operands),
            "'" | "\"" => {
                newline(&mut out);
                show(
                    &mut out,
                    encoding,
                    operation
                        .operands
                        .get(operation.operands.len().saturating_sub(1)..)
                        .unwrap_or(&[]),
                );
            }
            _ => {}
        }
        if out.len() > TEXT_CAP {
            return None;
        }
    }
    // Lines without trailing blanks; at most one blank line between two.
    let mut lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
    Some(lines.join("\n"))
}

fn newline(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

fn show(out: &mut String, encoding: Option<&Encoding<'_>>, operands: &[Object]) {
    for operand in operands {
        match operand {
            Object::String(bytes, _) => {
                let text = match encoding {
                    Some(encoding) => Pdf::decode_text(encoding, bytes).unwrap_or_default(),
                    None => info_text(bytes),
                };
                out.extend(text.chars().filter(|c| !c.is_control() || *c == '\n'));
            }
            Object::Array(items) => {
                for item in items {
                    match item {
                        Object::String(..) => show(out, encoding, std::slice::from_ref(item)),
                        other => {
                            if other.as_float().is_ok_and(|gap| gap < -WORD_GAP) {
                                space(out);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
