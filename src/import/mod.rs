//! File -> staged records and mentions. Bytes in, values out; writes nothing, knows no case.
//! One file per format (`csv`, `xlsx`, `json`, `text`, `pdf`, `docx`, `eml`) makes raw rows or
//! narratives; `mapping` gives them their meaning by a column map. Rows in = staged + rejected, always.

mod amount; // money in narrative
mod again; // rows once more, after the repair of their cells
mod csv; // delimited text
mod date; // dates as people write them
mod decode; // bytes into text
mod docx; // Word documents
mod eml; // one e-mail
mod mapping; // a row and a map -> a staged record
mod mention; // identifiers in narrative
mod pdf; // the text layer of a PDF
mod picture; // photographs, screen shots, faxes
mod propose; // a map for an unknown header
mod json; // arrays of objects, objects per line
mod rows; // what every format feeds: header, rows, counts
mod seal; // what must not stay in the clear
mod text; // narratives: one document, one record
mod value; // cell texts as values
mod xlsx; // workbooks, cell by cell
mod zipped; // containers, looked through before they are opened

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

use crate::catalog::kind::Kind;
use crate::catalog::map::{ColumnMap, ParserSettings};
use crate::model::problem::Problem;
use crate::model::source::StagedRow;

pub use again::{Again, KeptCell, ReadAgain, Rereader, Restaged, WORKLIST, merge_header, stage_again};
pub use date::{DateOrder, parse_date};
pub use mention::{Found, find_identifiers};
pub use picture::decode as decode_picture;
pub use propose::{MEANINGS, Meant, Proposal, Ranked, best_map, map_of, meant, propose};

/// Entity kinds by key, as the catalog reads them.
pub type Kinds = BTreeMap<String, Kind>;

/// Anything with bytes and a position.
pub trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

/// A file to read: its name (for messages and the choice of format) and its bytes.
pub struct Input<'a> {
    pub file_name: String,
    pub source: Box<dyn ReadSeek + 'a>,
}
impl<'a> Input<'a> {
    /// From bytes in memory: a paste, an attachment.
    pub fn bytes(file_name: impl Into<String>, bytes: &'a [u8]) -> Input<'a> {
        Input {
            file_name: file_name.into(),
            source: Box::new(Cursor::new(bytes)),
        }
    }
    /// From an open file.
    pub fn reader(file_name: impl Into<String>, reader: impl ReadSeek + 'a) -> Input<'a> {
        Input {
            file_name: file_name.into(),
            source: Box::new(reader),
        }
    }
}

/// What kind of file it is, by its first bytes and then its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    Csv,
    Xlsx,
    Json,
    Text,
    Pdf,
    Docx,
    Eml,
    Picture,
    /// Known, but not read: the remedy says what to do instead.
    Other(&'static str),
}

/// How far a read has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    pub bytes_done: u64,
    pub bytes_total: u64,
    pub rows: u32,
}

/// One kind of trouble, once, with the first place where it occurred.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Grouped {
    pub problem: Problem,
    pub count: u32,
}

/// What came of a read. `rows == staged + rejected`.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Summary {
    pub rows: u32,
    pub staged: u32,
    pub rejected: u32,
    /// As found or as the map says; empty where a format has none.
    pub encoding: String,
    pub delimiter: String,
    pub sheet: String,
    pub header: Vec<String>,
    /// Byte offset at which each page of a document begins; empty = it has none.
    #[serde(skip)]
    pub pages: Vec<usize>,
    /// Why rows were rejected, by key and column.
    pub rejects: Vec<Grouped>,
    /// Cells that stayed raw, by key and column: their rows were staged.
    pub problems: Vec<Grouped>,
    /// The caller stopped it: what was staged so far must be thrown away.
    pub cancelled: bool,
}

/// Reads a whole file through a map. Each row goes to `sink` as soon as it is read; `progress` is
/// asked every few thousand rows. Either may stop the read (`Summary::cancelled`).
///
/// # Errors
/// When the file as a whole can't be read: not of a known format, truncated, encrypted, required
/// columns missing. Rows that don't fit are no error: they come as `StagedRow::Rejected`.
pub fn read(
    mut input: Input<'_>,
    map: &ColumnMap,
    kinds: &Kinds,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    sink: &mut dyn FnMut(StagedRow) -> ControlFlow<()>,
) -> Result<Summary, Problem> {
    let file = input.file_name.clone();
    let source = &mut *input.source;
    let format = format_of(source, &file)?;
    let mut rows = rows::Rows::new(&file, map, kinds, progress, sink);
    if !read_table(format, source, &file, &mut rows)? {
        match format {
            Format::Text => text::read(source, &file, &mut rows)?,
            Format::Pdf => pdf::read(source, &file, &mut rows)?,
            Format::Docx => docx::read(source, &file, &mut rows)?,
            Format::Eml => eml::read(source, &file, &mut rows)?,
            Format::Picture => picture::read(source, &file, &mut rows)?,
            Format::Csv | Format::Xlsx | Format::Json | Format::Other(_) => {}
        }
    }
    rows.finish()
}

/// The first rows of a table, before any map is chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Table {
    pub sheet: String,
    /// Row that looks like the header: its cells, trimmed.
    pub header: Vec<String>,
    /// Up to a hundred rows below it.
    pub rows: Vec<Vec<String>>,
}

/// What a file looks like from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Peek {
    pub format: Format,
    pub encoding: String,
    pub delimiter: String,
    /// Sheets with text; empty for documents, which need no columns.
    pub tables: Vec<Table>,
}

/// Reads the rows of a table as they are, each with the header above it, which may grow to the right.
///
/// # Errors
/// As `read`; a document, which has no rows.
pub fn table_rows(mut input: Input<'_>, each: &mut dyn FnMut(&[String], &[String])) -> Result<(), Problem> {
    let file = input.file_name.clone();
    let source = &mut *input.source;
    let format = format_of(source, &file)?;
    let (map, kinds) = (ColumnMap::default(), Kinds::new());
    let (mut progress, mut sink) = (
        |_: Progress| ControlFlow::Continue(()),
        |_: StagedRow| ControlFlow::Continue(()),
    );
    let mut each = |header: &[String], cells: &[String]| each(header, cells);
    let mut rows = rows::Rows::new(&file, &map, &kinds, &mut progress, &mut sink);
    rows.plainly(&mut each);
    if !read_table(format, source, &file, &mut rows)? {
        let remedy = "give a file that has rows and columns";
        let expected = "a table: CSV, XLSX, JSON or JSONL";
        return Err(Problem::new("no-table", expected, name_end(&file), remedy).in_file(file));
    }
    rows.finish().map(|_| ())
}

/// Looks at the beginning of a file, to choose or propose a map.
///
/// # Errors
/// As `read`, for what can be seen from the beginning.
pub fn peek(mut input: Input<'_>, settings: &ParserSettings) -> Result<Peek, Problem> {
    let file = input.file_name.clone();
    let source = &mut *input.source;
    let format = format_of(source, &file)?;
    let map = ColumnMap {
        parser: settings.clone(),
        ..ColumnMap::default()
    };
    let kinds = Kinds::new();
    let (mut progress, mut sink) = (
        |_: Progress| ControlFlow::Continue(()),
        |_: StagedRow| ControlFlow::Continue(()),
    );
    let mut rows = rows::Rows::new(&file, &map, &kinds, &mut progress, &mut sink);
    rows.look_only();
    read_table(format, source, &file, &mut rows)?;
    let (encoding, delimiter) = (rows.summary.encoding.clone(), rows.summary.delimiter.clone());
    Ok(Peek {
        format,
        encoding,
        delimiter,
        tables: rows.tables(),
    })
}

/// Reads what has rows and columns; false for a document.
fn read_table(
    format: Format,
    source: &mut (dyn ReadSeek + '_),
    file: &str,
    rows: &mut rows::Rows<'_>,
) -> Result<bool, Problem> {
    match format {
        Format::Csv => csv::read(source, file, rows)?,
        Format::Xlsx => xlsx::read(source, file, rows)?,
        Format::Json => json::read(source, file, rows)?,
        Format::Other(remedy) => return Err(unknown_format(file, remedy)),
        Format::Text | Format::Pdf | Format::Docx | Format::Eml | Format::Picture => return Ok(false),
    }
    Ok(true)
}

fn format_of(source: &mut (dyn ReadSeek + '_), file: &str) -> Result<Format, Problem> {
    let mut head = vec![0u8; 8192];
    let mut reader = decode::unpacked(source, file)?;
    let got = decode::fill(&mut *reader, &mut head).map_err(|e| decode::unreadable(file, &e))?;
    Ok(detect(file, &head[..got]))
}

fn unknown_format(file: &str, remedy: &str) -> Problem {
    Problem::new(
        "format-unknown",
        "CSV, XLSX, JSON, JSONL, text, PDF, DOCX, EML or a picture",
        name_end(file),
        remedy,
    )
    .in_file(file)
}

/// Which format a file has. The first bytes decide where they can, the name where they can't.
pub fn detect(file_name: &str, head: &[u8]) -> Format {
    let name = file_name.to_ascii_lowercase();
    let name = name.strip_suffix(".zst").unwrap_or(&name);
    let ends = |endings: &[&str]| endings.iter().any(|e| name.ends_with(e));
    if head.starts_with(b"%PDF-") {
        return Format::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return if ends(&[".docx", ".docm"]) {
            Format::Docx
        } else if ends(&[".xlsx", ".xlsm"]) {
            Format::Xlsx
        } else if contains(head, b"word/") {
            Format::Docx
        } else if contains(head, b"xl/") {
            Format::Xlsx
        } else {
            Format::Other("unpack the archive and import the files in it")
        };
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Format::Other(
            "it is an old or a password-protected Office file: open it and save it as .xlsx, .docx or CSV without a password",
        );
    }
    if head.starts_with(&[0x1f, 0x8b])
        || head.starts_with(b"BZh")
        || head.starts_with(b"7z\xbc\xaf")
        || head.starts_with(b"Rar!")
    {
        return Format::Other("unpack it first");
    }
    if head.starts_with(b"SQLite format 3\0") {
        return Format::Other("open databases with their own program and export tables as CSV");
    }
    if image::guess_format(head).is_ok_and(|found| picture::FORMATS.contains(&found)) {
        return Format::Picture;
    }
    if head
        .get(4..12)
        .is_some_and(|brand| matches!(brand, b"ftypheic" | b"ftypheix" | b"ftypmif1" | b"ftypavif"))
    {
        return Format::Other("it is a picture of a telephone: save it as JPEG or PNG and import that");
    }
    if ends(&[".dbf"]) || (head.first() == Some(&3) && head.len() > 32) {
        return Format::Other("open the dBASE table in a spreadsheet and save it as CSV");
    }
    if ends(&[".pdf"]) {
        return Format::Other("it is no PDF: it does not begin with %PDF");
    }
    if ends(&[".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".ods"]) {
        return Format::Other(
            "the file is damaged or not what its name says: save it again from the program that made it",
        );
    }
    if ends(&[".json", ".jsonl", ".ndjson", ".ijson", ".geojson"]) {
        return Format::Json;
    }
    if ends(&[".eml"]) {
        return Format::Eml;
    }
    if ends(&[".txt", ".md", ".text"]) {
        return Format::Text;
    }
    if ends(&[".csv", ".tsv", ".tab", ".psv"]) {
        return Format::Csv;
    }
    let text = String::from_utf8_lossy(head);
    match text.trim_start_matches('\u{feff}').trim_start().as_bytes() {
        [b'{' | b'[', ..] => Format::Json,
        _ => Format::Csv,
    }
}

/// The whole file in memory, up to a cap.
fn whole_file(source: &mut (dyn ReadSeek + '_), file: &str, cap: u64) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let reader = decode::unpacked(source, file)?;
    reader
        .take(cap + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| decode::unreadable(file, &e))?;
    if bytes.len() as u64 > cap {
        let found = "more".to_owned();
        return Err(Problem::new(
            "file-too-large",
            format!("at most {} MB in a file of this format", cap >> 20),
            found,
            "split it into parts",
        )
        .in_file(file));
    }
    Ok(bytes)
}

/// Hex SHA-256 of bytes.
fn sha256_of_bytes(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    crate::model::hex(&Sha256::digest(bytes))
}

/// Hex SHA-256 of texts, each preceded by its length.
fn sha256_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    let mut hex = String::with_capacity(64);
    for byte in hasher.finalize() {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    hex
}

/// What to do with JSON that is none.
const REPAIR_JSON: &str = "export it again; a file that was cut off ends without its last bracket";

/// Runs a parser of somebody else's; should it panic, that is a damaged file and no crash.
fn guarded<T>(file: &str, parse: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(parse)).unwrap_or_else(|_panic| {
        Err(Problem::new(
            "file-damaged",
            "a file as its program writes it",
            "a structure that makes no sense",
            zipped::REPAIR,
        )
        .in_file(file))
    })
}

fn contains(head: &[u8], wanted: &[u8]) -> bool {
    head.windows(wanted.len()).any(|w| w == wanted)
}

/// The ending of a file's name, for messages.
fn name_end(file: &str) -> String {
    file.rsplit_once('.')
        .map_or_else(|| "a file without an ending".to_owned(), |(_, end)| format!(".{end}"))
}

#[cfg(test)]
mod again_tests;
#[cfg(test)]
pub(crate) mod fuzz_tests;
#[cfg(test)]
pub(crate) mod hostile_tests;
#[cfg(test)]
mod mention_tests;
#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod sealed_tests;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;
