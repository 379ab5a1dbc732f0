//! Delimited text, streaming: every byte is looked at once, no record is larger than `RECORD_CAP` in
//! memory. Must not know: what a column means. RFC 4180, read as tolerantly as spreadsheets do.
//!
//! Our own splitter, not a crate's: a quote that is never closed or a line of 100 MB must cost one
//! rejected row, not the rest of the file or all memory. A test holds it against the `csv` crate.

use std::ops::ControlFlow;

use super::ReadSeek;
use super::decode::{TextChunks, survey, unpacked, unreadable};
use super::rows::{Flaw, Rows};
use crate::model::problem::Problem;

/// Bytes of UTF-8 in one record; a longer one is rejected.
pub(super) const RECORD_CAP: usize = 4 << 20;
/// Cells in one record.
const CELL_CAP: usize = 16_384;
/// Bytes of a rejected record that are kept (the original file has the rest).
const KEPT: usize = 64 << 10;
/// Unclosed quotes after which the rest of the file is one rejected row.
const RECOVERIES: u32 = 200;

/// Reads delimited text into `rows`.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let settings = rows.settings().clone();
    let survey = survey(source, file, &settings.encoding)?;
    rows.summary.encoding = survey.encoding.name().to_ascii_lowercase();
    rows.bytes_total = survey.bytes;
    let mut chunks = TextChunks::new(unpacked(source, file)?, survey.encoding);
    let mut pending = chunks.next().map_err(|e| unreadable(file, &e))?;
    let delimiter = match settings.delimiter.as_bytes() {
        [] => sniff(pending.as_deref().unwrap_or("")),
        [one] if one.is_ascii() => *one,
        _ if settings.delimiter == "tab" => b'\t',
        _ => {
            return Err(Problem::new(
                "delimiter-unknown",
                "one ASCII character, or `tab`",
                settings.delimiter.clone(),
                "correct `delimiter` in the map",
            )
            .in_file(file));
        }
    };
    rows.summary.delimiter = char::from(delimiter).to_string();
    let mut splitter = Splitter::new(delimiter, !survey.line_feeds);
    while let Some(text) = pending {
        let flow = splitter.feed(text.as_bytes(), &mut |cells, flaw| rows.raw(cells, flaw));
        rows.bytes_done = chunks.taken;
        if flow.is_break() || rows.tick().is_break() {
            return Ok(());
        }
        pending = chunks.next().map_err(|e| unreadable(file, &e))?;
    }
    if splitter.finish(&mut |cells, flaw| rows.raw(cells, flaw)).is_continue() {
        let _finished: ControlFlow<()> = rows.tick();
    }
    Ok(())
}

/// The delimiter that cuts the head into the most even table.
pub(super) fn sniff(head: &str) -> u8 {
    let end = head.char_indices().nth(48_000).map_or(head.len(), |(at, _)| at);
    let mut best = (0u64, b',');
    for delimiter in [b',', b'\t', b';', b'|'] {
        let mut widths: Vec<usize> = Vec::new();
        let mut splitter = Splitter::new(delimiter, !head.contains('\n'));
        let flow = splitter.feed(&head.as_bytes()[..end], &mut |cells, _| {
            if cells.iter().any(|c| !c.trim().is_empty()) {
                widths.push(cells.len());
            }
            if widths.len() < 60 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        if flow.is_continue() && end == head.len() {
            let _rest = splitter.finish(&mut |cells, _| {
                widths.push(cells.len());
                ControlFlow::Continue(())
            });
        }
        let Some(width) = most_frequent(&widths) else { continue };
        if width < 2 {
            continue;
        }
        let even = widths.iter().filter(|w| **w == width).count() as u64 * 1000 / widths.len() as u64;
        let score = even * 64 + (width as u64).min(63);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

fn most_frequent(widths: &[usize]) -> Option<usize> {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|a, b| a == b)
        .max_by_key(|run| (run.len(), run[0]))
        .map(|run| run[0])
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Bare,
    Quoted,
    /// A quote inside a quoted cell: its end, or half of a doubled one.
    MaybeEnd,
    /// Inside a record that is too long: drop until the line ends.
    Dropping,
}

type OnRecord<'f> = dyn FnMut(Vec<String>, Option<Flaw>) -> ControlFlow<()> + 'f;

/// Cuts text into records. Fed with pieces of any size.
pub(super) struct Splitter {
    delimiter: u8,
    /// Lines end with a carriage return alone.
    carriage: bool,
    state: State,
    /// Unescaped bytes of the record so far, and where its cells end.
    record: Vec<u8>,
    ends: Vec<usize>,
    /// The record as received, to cut it again when a quote is never closed.
    raw: Vec<u8>,
    after_return: bool,
    recoveries: u32,
    again: Option<Vec<u8>>,
}

impl Splitter {
    pub(super) fn new(delimiter: u8, carriage: bool) -> Splitter {
        Splitter {
            delimiter,
            carriage,
            state: State::Start,
            record: Vec::new(),
            ends: Vec::new(),
            raw: Vec::new(),
            after_return: false,
            recoveries: 0,
            again: None,
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8], on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        let mut used = self.run(bytes, on_record)?;
        // What was cut wrongly is cut again before the text that follows it.
        let mut stack: Vec<Vec<u8>> = Vec::new();
        loop {
            if let Some(again) = self.again.take() {
                stack.push(again);
            } else if stack.is_empty() && used == bytes.len() {
                return ControlFlow::Continue(());
            }
            match stack.pop() {
                Some(mut piece) => {
                    let done = self.run(&piece, on_record)?;
                    if done < piece.len() {
                        piece.drain(..done);
                        stack.push(piece);
                    }
                }
                None => used += self.run(&bytes[used..], on_record)?,
            }
        }
    }

    /// Cuts until the end of `bytes` or until something has to be cut again; returns what was used.
    fn run(&mut self, bytes: &[u8], on_record: &mut OnRecord<'_>) -> ControlFlow<(), usize> {
        let mut at = 0;
        while at < bytes.len() && self.again.is_none() {
            // Runs without any special byte are copied whole.
            let run = match self.state {
                State::Quoted => bytes[at..].iter().position(|b| *b == b'"'),
                State::Bare => bytes[at..]
                    .iter()
                    .position(|b| *b == self.delimiter || *b == b'\n' || *b == b'\r'),
                State::Dropping => bytes[at..]
                    .iter()
                    .position(|b| *b == b'\n' || (*b == b'\r' && self.carriage)),
                _ => Some(0),
            }
            .unwrap_or(bytes.len() - at);
            if run == 0 {
                self.byte(bytes[at], on_record)?;
                at += 1;
                continue;
            }
            let end = at + run;
            if self.state != State::Dropping {
                // The cap is looked at per piece: a piece is at most a chunk of the decoder.
                self.record.extend_from_slice(&bytes[at..end]);
                self.raw.extend_from_slice(&bytes[at..end]);
                if self.raw.len() > RECORD_CAP {
                    self.too_long(on_record)?;
                }
            }
            self.after_return = false;
            at = end;
        }
        ControlFlow::Continue(at)
    }

    fn byte(&mut self, byte: u8, on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        let was_return = std::mem::take(&mut self.after_return);
        let line_end = byte == b'\n' || (byte == b'\r' && self.carriage);
        if self.state == State::Dropping {
            if line_end {
                self.state = State::Start;
            }
            return ControlFlow::Continue(());
        }
        if self.state != State::Quoted && line_end {
            // CR LF: the CR was kept as text of a bare cell until the LF came.
            if was_return && byte == b'\n' && self.record.last() == Some(&b'\r') && self.state == State::Bare {
                self.record.pop();
            }
            return self.end_record(on_record);
        }
        self.raw.push(byte);
        match (self.state, byte) {
            (State::Start, b'"') => self.state = State::Quoted,
            (State::Start | State::Bare | State::MaybeEnd, b) if b == self.delimiter => {
                self.ends.push(self.record.len());
                self.state = State::Start;
                if self.ends.len() > CELL_CAP {
                    return self.too_long(on_record);
                }
            }
            (State::Quoted, b'"') => self.state = State::MaybeEnd,
            (State::MaybeEnd, b'"') => {
                self.record.push(b'"');
                self.state = State::Quoted;
            }
            (State::MaybeEnd, b'\r') => self.after_return = true,
            (State::Start | State::Bare | State::MaybeEnd, b) => {
                self.after_return = b == b'\r';
                self.record.push(b);
                self.state = State::Bare;
            }
            (State::Quoted, b) => self.record.push(b),
            (State::Dropping, _) => {}
        }
        ControlFlow::Continue(())
    }

    fn end_record(&mut self, on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        self.ends.push(self.record.len());
        let mut cells = Vec::with_capacity(self.ends.len());
        let mut from = 0;
        for end in &self.ends {
            cells.push(String::from_utf8_lossy(&self.record[from..*end]).into_owned());
            from = *end;
        }
        self.clear();
        on_record(cells, None)
    }

    fn clear(&mut self) {
        self.record.clear();
        self.ends.clear();
        self.raw.clear();
        self.state = State::Start;
        self.after_return = false;
    }

    /// The record has outgrown the cap: an unclosed quote, or a line without end.
    fn too_long(&mut self, on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        if self.state == State::Quoted && self.raw.contains(&b'\n') {
            return self.recover(on_record);
        }
        let kept = kept(&self.raw);
        self.clear();
        self.state = State::Dropping;
        on_record(vec![kept], Some(Flaw::TooLong))
    }

    /// Rejects the line on which a quote was opened and never closed, and cuts the rest again.
    fn recover(&mut self, on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        let raw = std::mem::take(&mut self.raw);
        self.clear();
        self.recoveries += 1;
        let line = raw
            .iter()
            .position(|b| *b == b'\n' || (*b == b'\r' && self.carriage))
            .filter(|_| self.recoveries <= RECOVERIES);
        let (first, rest) = line.map_or((&raw[..], &raw[..0]), |at| (&raw[..at], &raw[at + 1..]));
        on_record(vec![kept(first)], Some(Flaw::QuoteOpen))?;
        if !rest.is_empty() {
            self.again = Some(rest.to_vec());
        }
        ControlFlow::Continue(())
    }

    /// The text has ended.
    pub(super) fn finish(&mut self, on_record: &mut OnRecord<'_>) -> ControlFlow<()> {
        while self.state == State::Quoted {
            self.recover(on_record)?;
            self.feed(&[], on_record)?;
        }
        if self.raw.is_empty() {
            return ControlFlow::Continue(());
        }
        if self.after_return && self.record.last() == Some(&b'\r') {
            self.record.pop();
        }
        self.end_record(on_record)
    }
}

fn kept(raw: &[u8]) -> String {
    String::from_utf8_lossy(&raw[..raw.len().min(KEPT)])
        .trim_end_matches(['\r', '\n', '\u{fffd}'])
        .to_owned()
}
