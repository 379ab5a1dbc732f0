//! What every table format feeds: raw rows in, header found, rows mapped, everything counted.
//! Must not know: bytes, encodings.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::again;
use super::mapping::Mapper;
use super::{Grouped, Kinds, Progress, Summary, Table};
use crate::catalog::map::{ColumnMap, ParserSettings, plain};
use crate::model::problem::{Place, Problem};
use crate::model::source::StagedRow;

/// Rows in which the header is looked for.
const HEADER_WITHIN: usize = 30;
/// Kinds of trouble that are listed; the rest is only counted.
const GROUPS: usize = 200;
const TICK_ROWS: u32 = 2000;
/// Rows that a look at a file takes in.
const LOOK_ROWS: usize = 130;

/// Why a splitter could not cut a record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flaw {
    TooLong,
    QuoteOpen,
    /// A JSON line that is none.
    NotJson,
}

/// Troubles by key and column.
#[derive(Default)]
pub(super) struct Log(BTreeMap<(String, String), Grouped>);
impl Log {
    pub(super) fn add(&mut self, problem: Problem) {
        let key = (problem.key.clone(), problem.place.column.clone());
        if let Some(group) = self.0.get_mut(&key) {
            group.count += 1;
        } else if self.0.len() < GROUPS {
            self.0.insert(key, Grouped { problem, count: 1 });
        }
    }
    pub(super) fn into_groups(self) -> Vec<Grouped> {
        let mut groups: Vec<Grouped> = self.0.into_values().collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.problem.cmp(&b.problem)));
        groups
    }
}

/// Takes the header and the cells of a row.
pub(super) type PlainRow<'f> = dyn FnMut(&[String], &[String]) + 'f;

/// Collects raw rows of one file.
pub(super) struct Rows<'a> {
    file: String,
    map: &'a ColumnMap,
    kinds: &'a Kinds,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    sink: &'a mut dyn FnMut(StagedRow) -> ControlFlow<()>,
    pub(super) summary: Summary,
    pub(super) bytes_done: u64,
    pub(super) bytes_total: u64,
    mapper: Option<Mapper<'a>>,
    /// Rows seen before the header was found.
    waiting: Vec<(Vec<String>, Option<Flaw>)>,
    skipped: u32,
    last_tick: u32,
    row: u32,
    log: Log,
    rejects: Log,
    failed: Option<Problem>,
    sheet: String,
    /// Sheets that were read.
    sheets: Vec<String>,
    /// Cells missing at the end of a row are empty, not lost.
    pads: bool,
    /// Only the first rows are wanted.
    look: bool,
    looked: Vec<(String, Vec<Vec<String>>)>,
    /// Takes header and cells of a row in place of a mapper.
    plain: Option<&'a mut PlainRow<'a>>,
    /// Width of a worklist that was written out and comes back: its own columns stand right of it.
    worklist: Option<usize>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        file: &str,
        map: &'a ColumnMap,
        kinds: &'a Kinds,
        progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
        sink: &'a mut dyn FnMut(StagedRow) -> ControlFlow<()>,
    ) -> Rows<'a> {
        Rows {
            file: file.to_owned(),
            map,
            kinds,
            progress,
            sink,
            summary: Summary::default(),
            bytes_done: 0,
            bytes_total: 0,
            mapper: None,
            waiting: Vec::new(),
            skipped: 0,
            last_tick: 0,
            row: 0,
            log: Log::default(),
            rejects: Log::default(),
            failed: None,
            sheet: String::new(),
            sheets: Vec::new(),
            pads: false,
            look: false,
            looked: Vec::new(),
            plain: None,
            worklist: None,
        }
    }

    /// Rows as they are, with no meaning.
    pub(super) fn plainly(&mut self, each: &'a mut PlainRow<'a>) {
        self.plain = Some(each);
    }

    /// Record kind of a document: the map's, unless the map is for a table.
    pub(super) fn document_kind(&self) -> String {
        if self.map.columns().is_empty() && !self.map.record.is_empty() {
            self.map.record.clone()
        } else {
            "narrative".to_owned()
        }
    }

    /// How the map keeps the original.
    pub(super) fn original(&self) -> &str {
        &self.map.original
    }

    pub(super) fn kinds(&self) -> &Kinds {
        self.kinds
    }

    pub(super) fn settings(&self) -> &ParserSettings {
        &self.map.parser
    }

    /// Takes the next raw row: lines above the header, the header, data.
    pub(super) fn raw(&mut self, cells: Vec<String>, flaw: Option<Flaw>) -> ControlFlow<()> {
        if self.look {
            return self.look_at(cells, flaw);
        }
        if self.mapper.is_some() {
            return self.data(&cells, flaw);
        }
        if self.skipped < self.map.parser.skip_lines {
            self.skipped += 1;
            return ControlFlow::Continue(());
        }
        if is_blank(&cells) {
            return ControlFlow::Continue(());
        }
        self.waiting.push((cells, flaw));
        if self.waiting.len() < HEADER_WITHIN && !self.is_header(self.waiting.len() - 1) {
            return ControlFlow::Continue(());
        }
        self.settle_header()
    }

    fn is_header(&self, at: usize) -> bool {
        let (cells, flaw) = &self.waiting[at];
        let needs = !self.map.required.is_empty() || !self.map.key.is_empty();
        self.map.parser.no_header || (flaw.is_none() && needs && self.map.missing(cells).is_empty())
    }

    /// Chooses the header among the rows that wait, and maps those below it.
    fn settle_header(&mut self) -> ControlFlow<()> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return ControlFlow::Continue(());
        }
        let names: Vec<Vec<String>> = waiting.iter().map(|(cells, _)| cells.clone()).collect();
        let found = names.iter().position(|cells| self.map.missing(cells).is_empty());
        let first = if self.map.parser.no_header {
            let width = names.iter().map(Vec::len).max().unwrap_or(0);
            self.header((1..=width).map(|n| format!("column {n}")).collect());
            0
        } else if let Some(at) = found {
            self.header(names[at].clone());
            at + 1
        } else {
            let missing = self.map.missing(&names[0]).join(", ");
            let found = shown_header(self.map, &names[0]);
            let remedy = "choose another map with --map, or let `caseboard map FILE` propose one";
            self.failed = Some(
                Problem::new(
                    "missing-column",
                    format!("the column(s) {missing} of map {}", self.map.name),
                    found,
                    remedy,
                )
                .at(Place {
                    file: self.file.clone(),
                    sheet: self.sheet.clone(),
                    row: 0,
                    column: missing,
                }),
            );
            return ControlFlow::Break(());
        };
        for (cells, flaw) in &waiting[first..] {
            self.data(cells, *flaw)?;
        }
        ControlFlow::Continue(())
    }

    /// Sets the header; a name that occurs twice gets a number, so that no cell is lost. The columns
    /// that a written-out worklist has more than its source are none of the source's.
    pub(super) fn header(&mut self, mut names: Vec<String>) {
        self.worklist = again::worklist_width(&names);
        if let Some(width) = self.worklist {
            names.truncate(width);
        }
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        let mut header = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let name = name
                .trim_start_matches('\u{feff}')
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let name = if name.is_empty() {
                format!("column {}", at + 1)
            } else {
                name
            };
            let times = seen.entry(plain(&name)).or_insert(0);
            *times += 1;
            if *times > 1 {
                let place = Place {
                    file: self.file.clone(),
                    sheet: self.sheet.clone(),
                    row: 0,
                    column: name.clone(),
                };
                self.log.add(
                    Problem::new(
                        "duplicate-header",
                        "each column name once",
                        format!("{name}, {times} times"),
                        format!("it is read as \"{name} ({times})\"; rename it in the file or name it in the map"),
                    )
                    .at(place),
                );
                header.push(format!("{name} ({times})"));
            } else {
                header.push(name);
            }
        }
        self.summary.header.clone_from(&header);
        self.mapper = Some(Mapper::new(self.map, self.kinds, &self.file, &self.sheet, header));
    }

    fn data(&mut self, cells: &[String], flaw: Option<Flaw>) -> ControlFlow<()> {
        if flaw.is_none() && is_blank(cells) {
            return ControlFlow::Continue(());
        }
        if self.pads && flaw.is_none() && cells.len() > self.summary.header.len() {
            // A cell of a sheet stands under its column even where that has no name.
            let last = cells.iter().rposition(|c| !c.trim().is_empty()).map_or(0, |at| at + 1);
            if last > self.summary.header.len() {
                let names = (0..last)
                    .map(|at| {
                        self.summary
                            .header
                            .get(at)
                            .cloned()
                            .unwrap_or_else(|| format!("column {}", at + 1))
                    })
                    .collect();
                self.header(names);
            }
        }
        let own: Vec<String>;
        let cells = if let (Some(width), None) = (self.worklist, flaw) {
            own = again::without_worklist(cells, width);
            &own
        } else {
            cells
        };
        let cleaned: Vec<String>;
        let nul = cells.iter().position(|c| c.contains('\0'));
        let cells = if let Some(at) = nul {
            // A database's text functions end at a NUL: the original file keeps it.
            let column = self.summary.header.get(at).cloned().unwrap_or_default();
            let place = Place {
                file: self.file.clone(),
                sheet: self.sheet.clone(),
                row: self.row + 1,
                column,
            };
            self.log.add(
                Problem::new(
                    "nul-byte",
                    "text",
                    "zero bytes, which were left out",
                    "export the table again if text is missing there",
                )
                .at(place),
            );
            cleaned = cells.iter().map(|c| c.replace('\0', "")).collect();
            &cleaned
        } else {
            cells
        };
        let padded: Vec<String>;
        let cells = if self.pads && flaw.is_none() && cells.len() < self.summary.header.len() {
            padded = cells
                .iter()
                .cloned()
                .chain(std::iter::repeat(String::new()))
                .take(self.summary.header.len())
                .collect();
            &padded
        } else {
            cells
        };
        self.row = self.row.saturating_add(1);
        if let Some(plain) = &mut self.plain {
            self.summary.rows += 1;
            plain(&self.summary.header, cells);
            return ControlFlow::Continue(());
        }
        let Some(mapper) = &mut self.mapper else {
            return ControlFlow::Continue(());
        };
        let staged = match flaw {
            Some(flaw) => StagedRow::Rejected(Box::new(mapper.flawed(self.row, cells, flaw))),
            None => mapper.stage(self.row, cells, &mut self.log),
        };
        self.give(staged)
    }

    /// Counts a staged row and hands it on.
    pub(super) fn give(&mut self, staged: StagedRow) -> ControlFlow<()> {
        self.summary.rows += 1;
        match &staged {
            StagedRow::Record(_) => self.summary.staged += 1,
            StagedRow::Rejected(rejected) => {
                self.summary.rejected += 1;
                self.rejects.add(rejected.problem.clone());
            }
        }
        if (self.sink)(staged).is_break() {
            self.summary.cancelled = true;
            return ControlFlow::Break(());
        }
        if self.summary.rows - self.last_tick >= TICK_ROWS {
            return self.tick();
        }
        ControlFlow::Continue(())
    }

    /// Tells how far it is and asks whether to go on.
    pub(super) fn tick(&mut self) -> ControlFlow<()> {
        self.last_tick = self.summary.rows;
        let flow = (self.progress)(Progress {
            bytes_done: self.bytes_done,
            bytes_total: self.bytes_total,
            rows: self.summary.rows,
        });
        self.summary.cancelled |= flow.is_break();
        flow
    }

    /// Ends the sheet before, if any: its rows that still wait for a header are looked at.
    pub(super) fn begin_sheet(&mut self, name: &str) {
        name.clone_into(&mut self.sheet);
        self.mapper = None;
        self.waiting.clear();
        self.skipped = 0;
        self.row = 0;
        self.pads = true;
    }

    /// A sheet without the required columns is none of ours, as long as another one is.
    pub(super) fn end_sheet(&mut self) {
        if self.mapper.is_none() {
            let _settled: ControlFlow<()> = self.settle_header();
        }
        if self.mapper.is_some() {
            self.sheets.push(self.sheet.clone());
        }
    }

    /// Collects the first rows instead of mapping any.
    pub(super) fn look_only(&mut self) {
        self.look = true;
    }

    fn look_at(&mut self, cells: Vec<String>, flaw: Option<Flaw>) -> ControlFlow<()> {
        if self.looked.last().is_none_or(|(sheet, _)| *sheet != self.sheet) {
            self.looked.push((self.sheet.clone(), Vec::new()));
        }
        let Some((_, rows)) = self.looked.last_mut() else {
            return ControlFlow::Break(());
        };
        if flaw.is_none() && !is_blank(&cells) {
            rows.push(cells);
        }
        if rows.len() < LOOK_ROWS {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }

    /// What was looked at: the header is the first row that is nearly as wide as the widest.
    pub(super) fn tables(self) -> Vec<Table> {
        let filled = |row: &Vec<String>| row.iter().filter(|c| !c.trim().is_empty()).count();
        let skip = self.map.parser.skip_lines as usize;
        let mut tables = Vec::new();
        for (sheet, mut rows) in self.looked {
            rows.drain(..skip.min(rows.len()));
            let widest = rows.iter().map(filled).max().unwrap_or(0);
            let Some(at) = rows.iter().position(|row| filled(row) * 10 >= widest * 6) else {
                continue;
            };
            let below = rows.split_off(at + 1);
            let header = rows.pop().unwrap_or_default();
            let wide = again::worklist_width(&header).unwrap_or(header.len());
            let header = header
                .iter()
                .take(wide)
                .map(|c| c.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            tables.push(Table {
                sheet,
                header,
                rows: below,
            });
        }
        tables
    }

    /// True when the caller stopped the read.
    pub(super) fn stopped(&self) -> bool {
        self.summary.cancelled
    }

    /// True when no more rows are wanted: stopped, looked at enough of them, or no header fits the map.
    pub(super) fn enough(&self) -> bool {
        let seen = self.looked.last().map_or(0, |(_, rows)| rows.len());
        self.stopped() || self.failed.is_some() || self.look && seen >= LOOK_ROWS
    }

    /// Sets the header of a format that names its values (JSON).
    pub(super) fn named(&mut self, names: &[String]) -> ControlFlow<()> {
        self.pads = true;
        self.raw(names.to_vec(), None)?;
        if self.mapper.is_none() {
            self.settle_header()
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Adds names that occur further down for the first time.
    pub(super) fn widen(&mut self, names: &[String]) {
        if self.mapper.is_some() {
            self.header(names.to_vec());
        }
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.log.add(problem);
    }

    pub(super) fn finish(mut self) -> Result<Summary, Problem> {
        if self.mapper.is_none()
            && self.failed.is_none()
            && self.sheets.is_empty()
            && self.summary.rows == 0
            && !self.summary.cancelled
        {
            if self.waiting.is_empty() {
                return Err(Problem::new(
                    "file-empty",
                    "a header and rows",
                    "no line with text",
                    "check that the file was saved completely",
                )
                .in_file(self.file));
            }
            let _settled: ControlFlow<()> = self.settle_header();
        }
        if let Some(problem) = self.failed.filter(|_| self.sheets.is_empty()) {
            return Err(problem);
        }
        self.summary.sheet = self.sheets.join(", ");
        self.summary.problems = self.log.into_groups();
        self.summary.rejects = self.rejects.into_groups();
        Ok(self.summary)
    }
}

fn is_blank(cells: &[String]) -> bool {
    cells
        .iter()
        .all(|c| c.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty())
}

/// How many columns, and those that the map knows: a data row taken for a header may be private.
fn shown_header(map: &ColumnMap, cells: &[String]) -> String {
    let known: Vec<&str> = map
        .columns()
        .into_iter()
        .filter(|c| map.position(c, cells).is_some())
        .take(8)
        .collect();
    if known.is_empty() {
        format!("{} columns, none of them known", cells.len())
    } else {
        format!("{} columns, among them {}", cells.len(), known.join(", "))
    }
}
