//! The text of a DOCX: paragraphs, tabs, breaks; what was deleted under tracked changes stays out.
//! Must not know: what the text says. WordprocessingML, ECMA-376 part 1, 17.

use std::io::{BufReader, SeekFrom};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::decode::unreadable;
use super::rows::Rows;
use super::text::Document;
use super::zipped::{REPAIR, checked};
use super::{ReadSeek, guarded};
use crate::model::problem::{Place, Problem};

const TEXT_CAP: usize = 64 << 20;
/// Parts with text, in reading order.
const PARTS: [&str; 3] = ["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"];

/// Reads the text into one record.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    rows.bytes_total = source.seek(SeekFrom::End(0)).map_err(|e| unreadable(file, &e))?;
    let document = guarded(file, || {
        let mut archive = checked(&mut *source, file)?;
        let mut document = Document {
            pages: vec![0],
            ..Document::default()
        };
        let mut found = false;
        for part in PARTS {
            let Ok(member) = archive.by_name(part) else { continue };
            found = true;
            part_text(BufReader::new(member), &mut document).map_err(|position| damaged(file, part, position))?;
        }
        if !found {
            return Err(Problem::new(
                "docx-damaged",
                "a Word document",
                "a container without word/document.xml",
                REPAIR,
            )
            .in_file(file));
        }
        Ok(document)
    })?;
    rows.bytes_done = rows.bytes_total;
    if document.text.trim().is_empty() {
        rows.no_text(
            file,
            "document-without-text",
            "none",
            "it may hold pictures only: type what they say; the original is kept",
        );
    } else {
        rows.document(document);
    }
    Ok(())
}

fn damaged(file: &str, part: &str, position: u64) -> Problem {
    let found = format!("text that is no XML, or too much of it, at byte {position} of {part}");
    Problem::new("docx-damaged", "a Word document as Word writes it", found, REPAIR).at(Place {
        file: file.to_owned(),
        ..Place::default()
    })
}

/// Appends the text of one part; the error is the byte at which it can't be read.
fn part_text(reader: impl std::io::BufRead, document: &mut Document) -> Result<(), u64> {
    let mut xml = Reader::from_reader(reader);
    let mut buffer = Vec::new();
    let (mut in_text, mut deleted) = (false, 0u32);
    let out = &mut document.text;
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer).map_err(|_no_xml| out.len() as u64)?;
        match &event {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => in_text = true,
                "del" | "moveFrom" => deleted += 1,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                "t" => in_text = false,
                "del" | "moveFrom" => deleted = deleted.saturating_sub(1),
                "p" => out.push('\n'),
                "tc" => out.push('\t'),
                _ => {}
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "tab" => out.push('\t'),
                "cr" => out.push('\n'),
                "p" => out.push('\n'),
                "br" => {
                    out.push('\n');
                    let page = e
                        .try_get_attribute("w:type")
                        .ok()
                        .flatten()
                        .is_some_and(|a| a.value.as_ref() == "page");
                    if page {
                        document.pages.push(out.len());
                    }
                }
                "lastRenderedPageBreak" => document.pages.push(out.len()),
                _ => {}
            },
            Event::Text(text) if in_text && deleted == 0 => out.push_str(&text.xml10_content()),
            Event::CData(text) if in_text && deleted == 0 => out.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if in_text && deleted == 0 => match reference.resolve_char_ref() {
                Ok(Some(c)) => out.push(c),
                _ => out.push_str(match reference.xml10_content().as_ref() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "apos" => "'",
                    "quot" => "\"",
                    _ => "",
                }),
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
        if out.len() > TEXT_CAP {
            return Err(xml.buffer_position());
        }
    }
}
