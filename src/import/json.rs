//! JSON: an array of objects, an object that holds one, or one object per line. Arrays and lines
//! stream. Nested objects become columns `outer.inner`. Must not know: what a column means.

use std::io::Read;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::Value;

use super::csv::RECORD_CAP;
use super::decode::{TextChunks, survey, unpacked, unreadable};
use super::rows::{Flaw, Rows};
use super::{REPAIR_JSON, ReadSeek};
use crate::model::problem::{Place, Problem};

/// A single document that is no array is read whole up to here.
const WHOLE_CAP: u64 = 256 << 20;
const DEPTH: usize = 6;
/// Objects whose keys make the header.
const HEAD: usize = 50;
const COLUMNS: usize = 16_384;

/// Reads JSON or JSONL into `rows`.
pub(super) fn read(source: &mut (dyn ReadSeek + '_), file: &str, rows: &mut Rows<'_>) -> Result<(), Problem> {
    let survey = survey(source, file, &rows.settings().encoding.clone())?;
    rows.summary.encoding = survey.encoding.name().to_ascii_lowercase();
    rows.bytes_total = survey.bytes;
    let mut text = Utf8::new(TextChunks::new(unpacked(source, file)?, survey.encoding));
    let first = text.first_line().map_err(|e| unreadable(file, &e))?;
    let mut table = Table {
        rows,
        names: Vec::new(),
        waiting: Vec::new(),
        open: false,
    };
    let done = if first.starts_with('[') && !(is_object_or_array(&first) && text.has_second_line()) {
        let mut deserializer = serde_json::Deserializer::from_reader(&mut text);
        let flow = match deserializer.deserialize_seq(Elements(&mut table)) {
            Ok(()) => deserializer.end().map(|()| ControlFlow::Continue(())),
            Err(_) if table.rows.enough() => Ok(ControlFlow::Break(())),
            Err(e) => Err(e),
        };
        flow.map_err(|e| syntax(file, &e))?
    } else if is_object_or_array(&first) && text.has_second_line() {
        lines(&mut text, file, &mut table)?
    } else {
        if survey.bytes > WHOLE_CAP {
            let found = format!("one object of {} bytes", survey.bytes);
            return Err(Problem::new(
                "json-too-large",
                "an array of objects, or one object a line",
                found,
                "write the records as JSON lines",
            )
            .in_file(file));
        }
        let value: Value = serde_json::from_reader(&mut text).map_err(|e| syntax(file, &e))?;
        whole(value, &mut table)
    };
    if done.is_continue() {
        let _flow: ControlFlow<()> = table.settle();
    }
    Ok(())
}

fn is_object_or_array(line: &str) -> bool {
    matches!(
        serde_json::from_str::<Value>(line),
        Ok(Value::Object(_) | Value::Array(_))
    )
}

fn syntax(file: &str, error: &serde_json::Error) -> Problem {
    let kind = match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Io => "it can't be read",
        _ => "a syntax error",
    };
    let found = format!("{kind} at line {}, column {}", error.line(), error.column());
    Problem::new("json-damaged", "valid JSON", found, REPAIR_JSON).at(Place {
        file: file.to_owned(),
        ..Place::default()
    })
}

/// One document: the one array of objects in it, else itself as a row.
fn whole(value: Value, table: &mut Table<'_, '_>) -> ControlFlow<()> {
    match value {
        Value::Object(members) => {
            let tables: Vec<&String> = members
                .iter()
                .filter(|(_, v)| matches!(v, Value::Array(a) if a.iter().any(Value::is_object)))
                .map(|(k, _)| k)
                .collect();
            if let [only] = tables[..] {
                let key = only.clone();
                if let Some(Value::Array(items)) = members.into_iter().find(|(k, _)| *k == key).map(|(_, v)| v) {
                    for item in items {
                        table.value(item)?;
                    }
                }
                return ControlFlow::Continue(());
            }
            table.value(Value::Object(members))
        }
        other => table.value(other),
    }
}

fn lines(text: &mut Utf8<'_>, file: &str, table: &mut Table<'_, '_>) -> Result<ControlFlow<()>, Problem> {
    while let Some(line) = text.line().map_err(|e| unreadable(file, &e))? {
        let flow = match line {
            Line::TooLong(head) => table.flaw(head, Flaw::TooLong),
            Line::Text(line) if line.trim().is_empty() => ControlFlow::Continue(()),
            Line::Text(line) => match serde_json::from_str::<Value>(&line) {
                Ok(value) => table.value(value),
                Err(_damaged) => table.flaw(line, Flaw::NotJson),
            },
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Names and texts of one object, or the text of a line that is none.
type Object = Result<Vec<(String, String)>, (String, Flaw)>;

/// Objects as rows under a header that is the union of their keys.
struct Table<'t, 'r> {
    rows: &'t mut Rows<'r>,
    names: Vec<String>,
    waiting: Vec<Object>,
    open: bool,
}

impl Table<'_, '_> {
    fn value(&mut self, value: Value) -> ControlFlow<()> {
        let mut fields = Vec::new();
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    flatten(key, value, 1, &mut fields);
                }
            }
            Value::Array(items) => {
                for (at, item) in items.into_iter().enumerate() {
                    flatten(format!("column {}", at + 1), item, 1, &mut fields);
                }
            }
            other => flatten("value".to_owned(), other, 1, &mut fields),
        }
        self.push(Ok(fields))
    }

    fn flaw(&mut self, text: String, flaw: Flaw) -> ControlFlow<()> {
        self.push(Err((text, flaw)))
    }

    fn push(&mut self, row: Object) -> ControlFlow<()> {
        if self.open {
            return self.give(row);
        }
        self.waiting.push(row);
        if self.waiting.len() < HEAD {
            ControlFlow::Continue(())
        } else {
            self.settle()
        }
    }

    /// Fixes the header from what waits, and gives the waiting rows.
    fn settle(&mut self) -> ControlFlow<()> {
        if self.open || self.waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        self.open = true;
        let waiting = std::mem::take(&mut self.waiting);
        for (name, _) in waiting.iter().flatten().flatten() {
            if !self.names.contains(name) && self.names.len() < COLUMNS {
                self.names.push(name.clone());
            }
        }
        self.rows.named(&self.names)?;
        for row in waiting {
            self.give(row)?;
        }
        ControlFlow::Continue(())
    }

    fn give(&mut self, row: Object) -> ControlFlow<()> {
        let fields = match row {
            Ok(fields) => fields,
            Err((text, flaw)) => return self.rows.raw(vec![text], Some(flaw)),
        };
        let before = self.names.len();
        let mut cells = vec![String::new(); before];
        for (name, text) in fields {
            let at = self.names.iter().position(|n| *n == name).or_else(|| {
                (self.names.len() < COLUMNS).then(|| {
                    self.names.push(name);
                    cells.push(String::new());
                    self.names.len() - 1
                })
            });
            if let Some(at) = at {
                if !cells[at].is_empty() {
                    cells[at].push_str("; ");
                }
                cells[at].push_str(&text);
            }
        }
        if self.names.len() > before {
            self.rows.widen(&self.names);
        }
        self.rows.raw(cells, None)
    }
}

fn flatten(name: String, value: Value, depth: usize, out: &mut Vec<(String, String)>) {
    match value {
        Value::Null => out.push((name, String::new())),
        Value::Bool(b) => out.push((name, if b { "true" } else { "false" }.to_owned())),
        Value::Number(n) => out.push((name, n.to_string())),
        Value::String(text) => out.push((name, text)),
        Value::Object(members) if depth < DEPTH => {
            for (key, value) in members {
                flatten(format!("{name}.{key}"), value, depth + 1, out);
            }
        }
        Value::Array(items) if items.iter().all(|i| !i.is_object() && !i.is_array()) => {
            let texts: Vec<String> = items
                .into_iter()
                .map(|i| {
                    if let Value::String(text) = i {
                        text
                    } else {
                        i.to_string()
                    }
                })
                .collect();
            out.push((name, texts.join("; ")));
        }
        other => out.push((name, other.to_string())),
    }
}

/// Hands each element of an array to the table while the parser is still reading.
struct Elements<'e, 't, 'r>(&'e mut Table<'t, 'r>);
impl<'de> Visitor<'de> for Elements<'_, '_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array of objects")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(flow) = seq.next_element_seed(Element(&mut *self.0))? {
            if flow.is_break() {
                return Err(serde::de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}
struct Element<'e, 't, 'r>(&'e mut Table<'t, 'r>);
impl<'de> DeserializeSeed<'de> for Element<'_, '_, '_> {
    type Value = ControlFlow<()>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<ControlFlow<()>, D::Error> {
        let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
        Ok(self.0.value(value))
    }
}

enum Line {
    Text(String),
    TooLong(String),
}

/// Decoded text as lines, or as a byte stream for the JSON parser.
struct Utf8<'r> {
    chunks: TextChunks<'r>,
    buffer: String,
    at: usize,
    ended: bool,
}

impl<'r> Utf8<'r> {
    fn new(chunks: TextChunks<'r>) -> Utf8<'r> {
        Utf8 {
            chunks,
            buffer: String::new(),
            at: 0,
            ended: false,
        }
    }

    fn more(&mut self) -> std::io::Result<bool> {
        if self.at > 0 {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        match self.chunks.next()? {
            Some(text) => self.buffer.push_str(&text),
            None => self.ended = true,
        }
        Ok(!self.ended)
    }

    /// The first line with text, without taking it.
    fn first_line(&mut self) -> std::io::Result<String> {
        loop {
            let text = self.buffer.trim_start();
            if let Some(end) = text.find('\n') {
                return Ok(text[..end].trim_end().to_owned());
            }
            if self.buffer.len() > RECORD_CAP || !self.more()? {
                return Ok(self.buffer.trim().chars().take(RECORD_CAP).collect());
            }
        }
    }

    /// True when text follows the first line (as far as it has been read).
    fn has_second_line(&self) -> bool {
        self.buffer
            .trim_start()
            .split_once('\n')
            .is_some_and(|(_, rest)| !rest.trim().is_empty() || !self.ended)
    }

    fn line(&mut self) -> std::io::Result<Option<Line>> {
        loop {
            if let Some(end) = self.buffer[self.at..].find('\n') {
                let line = self.buffer[self.at..self.at + end].to_owned();
                self.at += end + 1;
                return Ok(Some(Line::Text(line)));
            }
            if self.buffer.len() - self.at > RECORD_CAP {
                let head: String = self.buffer[self.at..].chars().take(16 * 1024).collect();
                // Drop the rest of the line.
                loop {
                    self.at = self.buffer.len();
                    if !self.more()? {
                        break;
                    }
                    if let Some(end) = self.buffer.find('\n') {
                        self.at = end + 1;
                        break;
                    }
                }
                return Ok(Some(Line::TooLong(head)));
            }
            if self.ended || !self.more()? {
                let rest = self.buffer[self.at..].to_owned();
                self.at = self.buffer.len();
                return Ok((!rest.is_empty()).then_some(Line::Text(rest)));
            }
        }
    }
}

impl Read for Utf8<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.buffer.len() {
            if self.ended || !self.more()? {
                return Ok(0);
            }
        }
        let n = out.len().min(self.buffer.len() - self.at);
        out[..n].copy_from_slice(&self.buffer.as_bytes()[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
