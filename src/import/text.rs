//! Narratives: a whole document as one record, its identifiers with page and byte span. Here the
//! plain ones (pasted text, .txt, .md); PDF, DOCX and EML bring theirs. Must not know: tables.

use super::ReadSeek;
use super::amount::Finder;
use super::decode::{TextChunks, survey, unpacked, unreadable};
use super::mention::{Found, find_identifiers};
use super::rows::Rows;
use crate::model::problem::{Place, Problem};
use crate::model::source::{RejectedRow, StagedMention, StagedRecord, StagedRow, StagedText};

/// What was staged has no text: `Problem::key`.
const WITHOUT_TEXT: &str = "without-text";
/// Text of one document.
const TEXT_CAP: usize = 64 << 20;

/// What a document reader hands over.
#[derive(Default)]
pub(super) struct Document {
    /// Head fields (From, Subject, ...), in order; empty ones are left out.
    pub(super) fields: Vec<(String, String)>,
    pub(super) text: String,
    /// Byte offset at which each page begins; empty = the format has no pages.
    pub(super) pages: Vec<usize>,
    pub(super) key: String,
    /// EDTF.
    pub(super) date: String,
    /// Parties of the head: (role, kind, raw, canonical, field).
    pub(super) parties: Vec<(String, String, String, String, String)>,
}

impl Rows<'_> {
    /// Stages a document as one record.
    pub(super) fn document(&mut self, document: Document) {
        let sha = super::sha256_of([document.key.as_str(), &document.text]);
        self.summary.pages.clone_from(&document.pages);
        let column = "text".to_owned();
        let mut mentions: Vec<StagedMention> = document
            .parties
            .into_iter()
            .map(|(role, kind, raw, canonical, column)| StagedMention {
                role,
                kind,
                raw: StagedText::Clear(raw.clone()),
                canonical,
                label: raw,
                column,
                span: None,
                page: 0,
                party_key: String::new(),
                facts: Vec::new(),
            })
            .collect();
        let page = |found: &Found| {
            document
                .pages
                .partition_point(|start| *start <= found.span.start as usize) as u32
        };
        let identifiers = find_identifiers(&document.text);
        let amounts = Finder::new(self.kinds()).map_or_else(Vec::new, |f| f.find(&document.text, &identifiers));
        for found in identifiers {
            let page = page(&found);
            mentions.push(found.into_mention(&column, page));
        }
        for found in amounts {
            let page = page(&found);
            mentions.push(found.into_amount(&column, page, &document.date));
        }
        let record = StagedRecord {
            sheet: String::new(),
            row: 1,
            key: document.key,
            kind: self.document_kind(),
            date: document.date,
            cells: document
                .fields
                .into_iter()
                .filter(|(_, t)| !t.trim().is_empty())
                .map(|(n, t)| (n, StagedText::Clear(t)))
                .collect(),
            narrative: Some(StagedText::Clear(document.text)),
            narrative_original: None,
            mentions,
            links: Vec::new(),
            events: Vec::new(),
            content_sha256: sha,
            lead: Vec::new(),
            seal_original: self.original() == "sealed",
        };
        let _one = self.give(StagedRow::Record(Box::new(record)));
    }

    /// Stages a picture, or a document of pictures: it has no text, so nobody can tell who is on it, and the
    /// original is kept under seal unless the map says otherwise.
    pub(super) fn pictures(&mut self, file: &str, kind: &str, fields: Vec<(String, String)>, bytes: &[u8]) {
        let record = StagedRecord {
            sheet: String::new(),
            row: 1,
            key: String::new(),
            kind: kind.to_owned(),
            date: String::new(),
            cells: fields.into_iter().map(|(n, t)| (n, StagedText::Clear(t))).collect(),
            narrative: None,
            narrative_original: None,
            mentions: Vec::new(),
            links: Vec::new(),
            events: Vec::new(),
            content_sha256: super::sha256_of_bytes(bytes),
            lead: Vec::new(),
            seal_original: self.original() != "clear",
        };
        let remedy =
            "open it beside the board and type what it shows: an entity or a fact with this page as its source";
        self.problem(Problem::new(WITHOUT_TEXT, "text", "pictures only", remedy).at(Place {
            file: file.to_owned(),
            row: 1,
            ..Place::default()
        }));
        let _one = self.give(StagedRow::Record(Box::new(record)));
    }

    /// Keeps a document that has no text, with the reason.
    pub(super) fn no_text(&mut self, file: &str, key: &str, found: &str, remedy: &str) {
        let problem = Problem::new(key, "text", found, remedy).at(Place {
            file: file.to_owned(),
            row: 1,
            ..Place::default()
        });
        let row = RejectedRow {
            sheet: String::new(),
            row: 1,
            cells: Vec::new(),
            content_sha256: super::sha256_of([key]),
            problem,
        };
        let _one = self.give(StagedRow::Rejected(Box::new(row)));
    }
}

/// Reads a text file or a paste.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let survey = survey(source, file, &rows.settings().encoding.clone())?;
    rows.summary.encoding = survey.encoding.name().to_ascii_lowercase();
    rows.bytes_total = survey.bytes;
    if survey.bytes > TEXT_CAP as u64 {
        return Err(Problem::new(
            "text-too-long",
            "a text of at most 64 MB",
            format!("{} bytes", survey.bytes),
            "cut it into parts, or name it .csv if it is a table",
        )
        .in_file(file));
    }
    let mut chunks = TextChunks::new(unpacked(source, file)?, survey.encoding);
    let mut text = String::new();
    while let Some(piece) = chunks.next().map_err(|e| unreadable(file, &e))? {
        text.push_str(&piece);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    if text.trim().is_empty() {
        return Err(Problem::new(
            "file-empty",
            "a text",
            "nothing but blank space",
            "check that the file was saved completely",
        )
        .in_file(file));
    }
    // A form feed ends a page, as printers have it.
    let pages: Vec<usize> = if text.contains('\u{c}') {
        std::iter::once(0)
            .chain(text.match_indices('\u{c}').map(|(at, _)| at + 1))
            .collect()
    } else {
        Vec::new()
    };
    rows.document(Document {
        text,
        pages,
        ..Document::default()
    });
    Ok(())
}
