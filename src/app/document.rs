//! A document as it is read beside the facts that cite it: its text by pages, or by pieces where it has none.
//! Must not know: who shows it.

use std::ops::ControlFlow;

use serde_json::{Value as Json, json};

use super::case::Case;
use super::page;
use crate::catalog::map::ColumnMap;
use crate::import::{self, Input};
use crate::model::problem::Problem;
use crate::model::source::{Record, StagedRow};
use crate::model::*;
use crate::snapshot::Snapshot;

/// Where a text without pages is cut, in bytes, at the next end of a line.
const PIECE: usize = 16 << 10;

/// One page, or one piece of a text without pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Page from 1; 0 = a piece of a text without pages.
    pub page: u32,
    /// Byte offsets into the text, half open.
    pub start: usize,
    pub end: usize,
}

/// The text of a record with where its pages are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub record: RecordId,
    pub file: String,
    /// As the case keeps it: sealed values are replaced by their pseudonyms.
    pub text: String,
    pub parts: Vec<Part>,
    /// Its pages can be drawn as they look.
    pub drawn: Drawn,
}

/// Whether pages of a document can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// It has none, or its original is not kept.
    No,
    Yes,
    /// Once its original was opened: nobody can tell whom it shows.
    Sealed,
}

/// True for records that are a document of their own, not a row of a table.
pub fn is_document(s: &Snapshot, record: RecordId) -> bool {
    const ENDINGS: [&str; 5] = ["docx", "eml", "txt", "md", "text"];
    let written = || {
        s.record(record)
            .filter(|r| r.has_narrative)
            .and_then(|r| s.source(r.source))
            .and_then(|source| source.file_name.rsplit_once('.'))
            .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
    };
    page::is_drawn(s, record) || written()
}

/// True when there is something to open beside the board: a text, or pages.
pub fn opens(s: &Snapshot, record: RecordId) -> bool {
    s.record(record).is_some_and(|r| r.has_narrative) || page::is_drawn(s, record)
}

impl Case {
    /// A record's text by pages. Pages are read from the original; without one in the clear, or when sealed
    /// values were replaced in the text, it comes in pieces.
    ///
    /// # Errors
    /// No such record; a record without text, or with a sealed one.
    pub fn document(&self, id: RecordId) -> Result<Document, Problem> {
        let record = self.record(id)?;
        let s = self.snapshot();
        let drawn = match self.attachment(record.source) {
            Ok(attachment) if page::is_drawn(&s, id) => match attachment.sealed {
                Some(sealed) if !self.is_opened(sealed) => Drawn::Sealed,
                _ => Drawn::Yes,
            },
            _ => Drawn::No,
        };
        if record.narrative.is_empty() && drawn == Drawn::No {
            return Err(Problem::new(
                "no-text",
                "a record with text",
                if record.narrative_sealed.is_some() {
                    "a sealed one"
                } else {
                    "cells only"
                },
                "open the record itself",
            ));
        }
        let file = s.source(record.source).map(|x| x.file_name.clone()).unwrap_or_default();
        let starts = if is_document(&s, id) {
            self.pages(&record, &file)
        } else {
            Vec::new()
        };
        Ok(Document {
            record: id,
            parts: if record.narrative.is_empty() {
                Vec::new()
            } else {
                parts(&record.narrative, &starts)
            },
            drawn,
            file,
            text: record.narrative,
        })
    }

    /// Byte offsets at which the pages begin; empty when that can't be told of the text that is kept.
    fn pages(&self, record: &Record, file: &str) -> Vec<usize> {
        let Ok(attachment) = self.attachment(record.source) else {
            return Vec::new();
        };
        let mut bytes = Vec::new();
        if attachment.sealed.is_some() || self.original(&attachment, &mut bytes).is_err() {
            return Vec::new();
        }
        let mut same = false;
        let mut sink = |row: StagedRow| {
            if let StagedRow::Record(read) = row {
                same = read.narrative.as_ref().is_some_and(|n| n.clear() == record.narrative);
            }
            ControlFlow::Continue(())
        };
        let catalog = self.catalog();
        let read = import::read(
            Input::bytes(file, &bytes),
            &ColumnMap::default(),
            &catalog.kinds,
            &mut |_| ControlFlow::Continue(()),
            &mut sink,
        );
        match read {
            Ok(summary) if same => summary.pages,
            _ => Vec::new(),
        }
    }
}

/// The text cut at its pages, else at ends of lines.
fn parts(text: &str, pages: &[usize]) -> Vec<Part> {
    let mut starts: Vec<usize> = pages.iter().copied().filter(|at| text.is_char_boundary(*at)).collect();
    let paged = starts.len() > 1 || (starts.len() == 1 && !pages.is_empty());
    if !paged {
        starts = vec![0];
        let mut at = 0;
        while text.len() - at > PIECE {
            let from = (at + PIECE..=text.len())
                .find(|n| text.is_char_boundary(*n))
                .unwrap_or(text.len());
            let Some(line) = text[from..].find('\n') else { break };
            at = from + line + 1;
            starts.push(at);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let numbers = 1u32..;
    starts
        .iter()
        .zip(ends)
        .zip(numbers)
        .map(|((start, end), n)| Part {
            page: if paged { n } else { 0 },
            start: *start,
            end,
        })
        .collect()
}

impl Document {
    /// The part that a byte lies in.
    pub fn part_at(&self, byte: usize) -> usize {
        self.parts.partition_point(|p| p.start <= byte).saturating_sub(1)
    }
    /// Page (0 = none) of a byte.
    pub fn page_at(&self, byte: usize) -> u32 {
        self.parts.get(self.part_at(byte)).map_or(0, |p| p.page)
    }
}

/// The document of `show RECORD --document --json`: its text by pages, and what is named where.
pub fn json(s: &Snapshot, document: &Document) -> Json {
    let parts: Vec<Json> = document
        .parts
        .iter()
        .map(|p| json!({ "page": p.page, "start": p.start, "end": p.end, "text": document.text.get(p.start..p.end) }))
        .collect();
    let mentions: Vec<Json> = s
        .mentions_of_record(document.record)
        .filter_map(|m| {
            let (start, end) = (m.span_start?, m.span_end?);
            Some(json!({
                "entity": m.entity, "label": s.entity(m.entity).map(|e| e.label.clone()), "role": m.role,
                "page": m.page, "start": start, "end": end,
            }))
        })
        .collect();
    let drawn = match document.drawn {
        Drawn::No => "no",
        Drawn::Yes => "yes",
        Drawn::Sealed => "sealed",
    };
    json!({
        "record": document.record, "file": document.file, "drawn": drawn, "parts": parts, "mentions": mentions,
    })
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
