//! The timeline: lanes of what happened when, with doubt drawn as fade, due dates as diamonds, what
//! has no date apart. Rows, lanes and gaps come from `time::chronology`. Must not know: a toolkit, a
//! file format, today's date (it is given).

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::chart::{group_name, is_victim};
use super::parts::*;
use super::*;
use crate::catalog::kind::Kind;
use crate::model::entity::Certainty;
use crate::model::value::date::Precision;
use crate::snapshot::Snapshot;
use crate::time::{Chronology, Gap, Row, RowKind, Status, gaps};

mod axis;

pub use axis::{Axis, Tick};

/// Everything that a timeline is drawn from.
pub struct TimelineInput<'a> {
    pub snapshot: &'a Snapshot,
    pub kinds: &'a BTreeMap<String, Kind>,
    pub words: Words<'a>,
    pub chronology: &'a Chronology,
    /// First and last day shown; `None` = as the rows need.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Drawn as a line.
    pub as_of: Option<NaiveDate>,
    /// Width of the lanes' column and the axis together, points.
    pub width_pt: f32,
}

/// Width of the column with the lanes' names.
pub const NAMES_PT: f32 = 128.0;
const AXIS_PT: f32 = 38.0;
const BAR_PT: f32 = 15.0;
/// Bar, label under it, air.
const STEP_PT: f32 = 38.0;
const LANE_AIR_PT: f32 = 12.0;
/// A stretch of at least so many days without a row is marked in a victim's lane.
const GAP_DAYS: i64 = 45;

/// What a row is called: its own words, else those of its kind.
pub fn row_label(words: Words<'_>, row: &Row) -> String {
    let named = |family: &str, key: &str| {
        if row.title.is_empty() {
            say(words, family, key, &[])
        } else {
            row.title.clone()
        }
    };
    match row.kind {
        RowKind::Event => named("event", &row.key),
        RowKind::Trigger | RowKind::Due | RowKind::Done => {
            let title = named("rule", &row.key.to_lowercase());
            say(words, "row", kind_key(row.kind), &[title])
        }
        RowKind::Process => say(words, "process", &row.key, std::slice::from_ref(&row.title)),
        RowKind::Task => row.title.clone(),
    }
}

/// Text key of a row's kind, in the family `row`.
pub fn kind_key(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Event => "event",
        RowKind::Trigger => "trigger",
        RowKind::Due => "due",
        RowKind::Done => "done",
        RowKind::Process => "process",
        RowKind::Task => "task",
    }
}

/// An EDTF date as a person reads it: `~ 12 Oct 2025`, `Nov 2025`, `14 Nov 2025 – 20 Dec 2025`.
pub fn date_words(words: Words<'_>, row: &Row) -> String {
    let Some(precision) = row.precision else {
        return row.date.clone();
    };
    let one = |t: NaiveDateTime| {
        let month = || month_name(words, t.month());
        match precision {
            Precision::Minute => format!(
                "{} {} {} {:02}:{:02}",
                t.day(),
                month(),
                t.year(),
                t.time().format("%H"),
                t.time().format("%M")
            ),
            Precision::Day => day_words(words, t.date()),
            Precision::Month => format!("{} {}", month(), t.year()),
            Precision::Season | Precision::Year | Precision::Decade | Precision::Century => t.year().to_string(),
        }
    };
    let text = match (row.earliest, row.latest) {
        (Some(a), Some(b)) if row.lasts => {
            let (a, b) = (one(a), one(b));
            if a == b { a } else { format!("{a} – {b}") }
        }
        (Some(a), Some(b)) => {
            let (first, last) = (one(a), one(b));
            if first == last {
                first
            } else {
                format!("{first} – {last}")
            }
        }
        (Some(a), None) => format!("{} –", one(a)),
        (None, Some(b)) => format!("– {}", one(b)),
        (None, None) => row.date.clone(),
    };
    match (row.approximate, row.uncertain) {
        (true, true) => format!("~ {text} ?"),
        (true, false) => format!("~ {text}"),
        (false, true) => format!("{text} ?"),
        (false, false) => text,
    }
}

/// `24 Nov 2026`.
fn day_words(words: Words<'_>, day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month_name(words, day.month()), day.year())
}

/// Short name of a month, 1–12.
pub fn month_name(words: Words<'_>, month: u32) -> String {
    let text = say(words, "month", &month.to_string(), &[]);
    if text == month.to_string() {
        format!("{month:02}")
    } else {
        text
    }
}

/// What a lane is called.
pub fn lane_name(input: &TimelineInput<'_>, lane: usize) -> String {
    let Some(lane) = input.chronology.lanes.get(lane) else {
        return String::new();
    };
    match (lane.entity, lane.key.as_str()) {
        (Some(entity), _) => group_name(input.snapshot, input.words, entity),
        (None, "") => say(input.words, "timeline", "others", &[]),
        (None, key) => {
            // Event kinds have words; an agency's name is its own.
            let text = say(input.words, "event", key, &[]);
            if text == key.replace(['_', '-'], " ") {
                key.to_owned()
            } else {
                text
            }
        }
    }
}

/// A row where it is drawn.
struct Bar<'a> {
    row: &'a Row,
    x: f32,
    w: f32,
    label: String,
    label_x: f32,
    step: usize,
}

/// Shapes on a board.
pub struct Drawing {
    pub shapes: Vec<Shape>,
    pub height_pt: f32,
    /// Rows that are drawn, and those of the chronology that could be.
    pub rows: (usize, usize),
}

/// The timeline as a board shows it, `input.width_pt` wide: lane after lane until `most` rows are drawn.
/// What is left out is told by `rows`; paper leaves nothing out.
pub fn drawing(input: &TimelineInput<'_>, most: usize) -> Drawing {
    let axis = Axis::of(input, NAMES_PT, input.width_pt - 16.0);
    let mut lanes = by_lane(input, &axis);
    let all = lanes.iter().map(Vec::len).sum();
    let mut left = most;
    for rows in &mut lanes {
        rows.truncate(left);
        left -= rows.len();
    }
    let (shapes, height_pt) = lanes_drawing(input, &axis, &lanes, 0..lanes.len(), true);
    Drawing {
        shapes,
        height_pt,
        rows: (most - left, all),
    }
}

/// Rows of each lane that can lie in the range shown.
fn by_lane<'a>(input: &TimelineInput<'a>, axis: &Axis) -> Vec<Vec<&'a Row>> {
    let mut lanes = vec![Vec::new(); input.chronology.lanes.len()];
    for row in input.chronology.rows.iter().filter(|row| axis.shows(row)) {
        for lane in &row.lanes {
            if let Some(rows) = lanes.get_mut(*lane) {
                rows.push(row);
            }
        }
    }
    lanes
}

fn lanes_drawing(
    input: &TimelineInput<'_>,
    axis: &Axis,
    rows: &[Vec<&Row>],
    lanes: std::ops::Range<usize>,
    with_undated: bool,
) -> (Vec<Shape>, f32) {
    let chronology = input.chronology;
    let mut out = Vec::new();
    let mut lanes_out = Vec::new();
    let mut y = AXIS_PT;
    for at in lanes {
        let rows = &rows[at];
        if rows.is_empty() {
            continue;
        }
        let (bars, steps) = arrange(input, axis, rows);
        let height = steps as f32 * STEP_PT + LANE_AIR_PT;
        lanes_out.extend(lane(input, at, y, height));
        if let Some(entity) = chronology.lanes[at].entity.filter(|e| is_victim(input.snapshot, *e)) {
            lanes_out.extend(unknown(input, axis, rows, entity, y, height));
        }
        for bar in &bars {
            lanes_out.push(paint(input, axis, bar, at, y + 8.0 + bar.step as f32 * STEP_PT));
        }
        y += height;
    }
    for tick in axis.ticks(input.words) {
        out.push(Shape::line(
            [tick.x, AXIS_PT - 4.0],
            [tick.x, y],
            Stroke::solid(if tick.strong { Ink::StrongLine } else { Ink::Line }, 1.0),
        ));
        let face = if tick.strong { Face::SemiBold } else { Face::Regular };
        out.push(Shape::Text(
            Text::new(tick.x + 3.0, AXIS_PT - 11.0, tick.label, SMALL_PT, Ink::Dim).face(face),
        ));
    }
    if let Some(day) = input.as_of
        && let Some(x) = axis.x_of_day(day)
    {
        out.push(Shape::line([x, AXIS_PT - 4.0], [x, y], Stroke::solid(Ink::Accent, 1.4)));
        let text = say(input.words, "timeline", "as-of", &[day_words(input.words, day)]);
        let label = Text::new(x - 4.0, AXIS_PT - 24.0, text, SMALL_PT, Ink::Accent).face(Face::Medium);
        out.push(Shape::Text(if x > NAMES_PT + 80.0 {
            label.end()
        } else {
            Text { x: x + 4.0, ..label }
        }));
    }
    out.extend(lanes_out);
    y = if with_undated {
        undated(input, y, &mut out)
    } else {
        y + 8.0
    };
    (out, y)
}

fn lane(input: &TimelineInput<'_>, at: usize, y: f32, height: f32) -> Vec<Shape> {
    let name = lane_name(input, at);
    let mut lines = measure::wrap(&name, Face::SemiBold, LABEL_PT, NAMES_PT - 24.0);
    // A lane is high enough for two lines.
    let rest = lines.drain(1..).collect::<Vec<_>>().join(" ");
    if !rest.is_empty() {
        lines.push(measure::elide(&rest, Face::SemiBold, LABEL_PT, NAMES_PT - 24.0));
    }
    let texts = lines
        .into_iter()
        .zip([20.0, 20.0 + LABEL_PT * 1.3])
        .map(|(line, down)| {
            let text = Text::new(12.0, y + down, line, LABEL_PT, Ink::Text);
            Shape::Text(text.face(Face::SemiBold))
        });
    let texts: Vec<Shape> = texts.collect();
    let key = input
        .chronology
        .lanes
        .get(at)
        .map(|l| l.key.clone())
        .unwrap_or_default();
    vec![
        Shape::line(
            [0.0, y + height],
            [input.width_pt, y + height],
            Stroke::solid(Ink::Line, 1.0),
        ),
        Shape::group(HitId::Lane(key), name, texts),
    ]
}

/// Gives each row its place; those whose bar or label would touch go one step down.
fn arrange<'a>(input: &TimelineInput<'_>, axis: &Axis, rows: &[&'a Row]) -> (Vec<Bar<'a>>, usize) {
    let mut ends: Vec<f32> = Vec::new();
    let mut bars = Vec::new();
    for row in rows {
        let (x, w) = axis.span(row);
        let label = measure::elide(&row_label(input.words, row), Face::Regular, SMALL_PT, 150.0);
        let label_width = measure::width_pt(&label, Face::Regular, SMALL_PT);
        // Under its bar; at the right edge it moves left until it is whole.
        let label_x = x
            .max(NAMES_PT + 2.0)
            .min((axis.right + 8.0 - label_width).max(NAMES_PT + 2.0));
        let right = (x + w + 2.0).max(label_x + label_width + 8.0);
        let step = ends.iter().position(|end| *end <= x.min(label_x)).unwrap_or_else(|| {
            ends.push(0.0);
            ends.len() - 1
        });
        ends[step] = right;
        bars.push(Bar {
            row,
            x,
            w,
            label,
            label_x,
            step,
        });
    }
    (bars, ends.len().max(1))
}

/// Colour of a row: the lane's or first participant's kind; for a due date how it stands.
fn ink(input: &TimelineInput<'_>, row: &Row, lane: usize) -> Ink {
    match (row.kind, row.status) {
        (RowKind::Due, Some(Status::Overdue)) => return Ink::Against,
        (RowKind::Due, Some(Status::Soon)) => return Ink::Soon,
        (RowKind::Due, Some(Status::Done)) | (RowKind::Done, _) => return Ink::For,
        (RowKind::Due | RowKind::Trigger | RowKind::Task, _) => return Ink::Dim,
        (RowKind::Process, _) => return Ink::Thing,
        _ => {}
    }
    let in_lane = input.chronology.lanes.get(lane).and_then(|l| l.entity);
    let who = in_lane.or_else(|| row.parts.first().map(|p| p.entity)).or(row.place);
    let Some(id) = who else { return Ink::Thing };
    if is_victim(input.snapshot, id) {
        return Ink::Victim;
    }
    let kind = input.snapshot.entity(id).and_then(|e| input.kinds.get(&e.kind));
    kind.and_then(|k| Ink::parse(&k.colour)).unwrap_or(Ink::Thing)
}

fn paint(input: &TimelineInput<'_>, axis: &Axis, bar: &Bar<'_>, lane: usize, y: f32) -> Shape {
    let row = bar.row;
    let ink = ink(input, row, lane);
    let middle = y + BAR_PT / 2.0;
    let mut shapes = match row.kind {
        RowKind::Due => vec![Shape::diamond(bar.x + bar.w / 2.0, middle, 8.0, ink)],
        RowKind::Done => vec![Shape::circle(bar.x + bar.w / 2.0, middle, 6.0, ink)],
        RowKind::Trigger | RowKind::Task => {
            vec![Shape::ring(bar.x + bar.w / 2.0, middle, 6.0, Stroke::solid(ink, 1.6))]
        }
        RowKind::Process => vec![Shape::pill(bar.x + bar.w / 2.0, middle, bar.w.max(13.0), 9.0, ink)],
        RowKind::Event if matches!(row.certainty, Certainty::Possible | Certainty::Denied) => {
            let stroke = Stroke::dashed(
                if row.certainty == Certainty::Denied {
                    Ink::Against
                } else {
                    ink
                },
                1.2,
            );
            vec![Shape::Rect {
                x: bar.x,
                y,
                w: bar.w,
                h: BAR_PT,
                radius: 3.0,
                fill: None,
                stroke: Some(stroke),
            }]
        }
        RowKind::Event => {
            let (left, right) = axis.fades(row, bar.w);
            vec![Shape::Fade {
                x: bar.x,
                y,
                w: bar.w,
                h: BAR_PT,
                left,
                right,
                ink,
            }]
        }
    };
    shapes.push(Shape::Text(
        Text::new(bar.label_x, y + BAR_PT + 12.0, &bar.label, SMALL_PT, Ink::Dim).halo(Ink::Panel),
    ));
    let title = format!("{}: {}", date_words(input.words, row), row_label(input.words, row));
    let hit = match row.kind {
        RowKind::Event => Some(HitId::Event(EventId(row.id))),
        RowKind::Trigger | RowKind::Due | RowKind::Done => Some(HitId::Milestone(MilestoneId(row.id))),
        RowKind::Process | RowKind::Task => None,
    };
    Shape::Group { hit, title, shapes }
}

/// Where nothing is known of a victim: that is a question to ask, not a blank.
fn unknown(input: &TimelineInput<'_>, axis: &Axis, rows: &[&Row], victim: EntityId, y: f32, height: f32) -> Vec<Shape> {
    let events: Vec<Row> = rows
        .iter()
        .filter(|r| r.kind == RowKind::Event)
        .map(|r| (*r).clone())
        .collect();
    let mut out = Vec::new();
    for Gap { from, to } in gaps(&events, GAP_DAYS) {
        let (Some(a), Some(b)) = (axis.x_of_day(from), axis.x_of_day(to)) else {
            continue;
        };
        if b - a < 12.0 {
            continue;
        }
        let text = say(
            input.words,
            "timeline",
            "nothing-known",
            &[group_name(input.snapshot, input.words, victim)],
        );
        let mut shapes = vec![Shape::Wash {
            x: a,
            y: y + 1.0,
            w: b - a,
            h: height - 2.0,
            ink: Ink::SoonGround,
            opacity: 0.8,
        }];
        if measure::width_pt(&text, Face::Regular, SMALL_PT) < b - a - 8.0 {
            shapes.push(Shape::Text(
                Text::new((a + b) / 2.0, y + height - 6.0, &text, SMALL_PT, Ink::Soon).middle(),
            ));
        }
        out.push(Shape::Group {
            hit: None,
            title: format!("{text}: {from} – {to}"),
            shapes,
        });
    }
    out
}

/// Rows without a date, below the lanes, as many lines as they need.
fn undated(input: &TimelineInput<'_>, mut y: f32, out: &mut Vec<Shape>) -> f32 {
    let rows = &input.chronology.undated;
    if rows.is_empty() {
        return y + 8.0;
    }
    let head = say(input.words, "timeline", "undated", &[rows.len().to_string()]);
    out.push(Shape::Text(
        Text::new(
            12.0,
            y + 23.0,
            measure::elide(&head, Face::SemiBold, LABEL_PT, NAMES_PT - 20.0),
            LABEL_PT,
            Ink::Dim,
        )
        .face(Face::SemiBold),
    ));
    y += 10.0;
    let mut x = NAMES_PT;
    for row in rows {
        let text = measure::elide(&row_label(input.words, row), Face::Medium, SMALL_PT, 220.0);
        let (mut shape, width) = chip(x, y, &text, Ink::Dim);
        if x + width > input.width_pt - 12.0 && x > NAMES_PT {
            x = NAMES_PT;
            y += 23.0;
            (shape, _) = chip(x, y, &text, Ink::Dim);
        }
        if let (Shape::Group { hit, .. }, RowKind::Event) = (&mut shape, row.kind) {
            *hit = Some(HitId::Event(EventId(row.id)));
        }
        out.push(shape);
        x += width + 6.0;
    }
    y + 30.0
}

/// The timeline as a sheet: head, lanes, foot.
pub fn scene(input: &TimelineInput<'_>, frame: &Frame) -> Scene {
    let axis = Axis::of(input, NAMES_PT, input.width_pt - 16.0);
    let lanes = by_lane(input, &axis);
    sheet(input, frame, &axis, &lanes, 0..lanes.len(), true)
}

/// The timeline as sheets whose lanes are together at most `most_pt` high, for paper: the same axis on
/// each, what has no date on the last. A lane that is higher by itself has a sheet of its own.
pub fn sheets(input: &TimelineInput<'_>, frame: &Frame, most_pt: f32) -> Vec<Scene> {
    let axis = Axis::of(input, NAMES_PT, input.width_pt - 16.0);
    let lanes = by_lane(input, &axis);
    let mut ranges = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    for (at, rows) in lanes.iter().enumerate() {
        let height = if rows.is_empty() {
            0.0
        } else {
            arrange(input, &axis, rows).1 as f32 * STEP_PT + LANE_AIR_PT
        };
        if used > 0.0 && used + height > most_pt {
            ranges.push(start..at);
            (start, used) = (at, 0.0);
        }
        used += height;
    }
    ranges.push(start..lanes.len());
    let last = ranges.len() - 1;
    ranges
        .into_iter()
        .enumerate()
        .map(|(i, range)| sheet(input, frame, &axis, &lanes, range, i == last))
        .collect()
}

fn sheet(
    input: &TimelineInput<'_>,
    frame: &Frame,
    axis: &Axis,
    rows: &[Vec<&Row>],
    lanes: std::ops::Range<usize>,
    with_undated: bool,
) -> Scene {
    let (mut shapes, height) = lanes_drawing(input, axis, rows, lanes, with_undated);
    shapes.iter_mut().for_each(|s| shift(s, 0.0, HEAD_PT));
    let (width, height) = (input.width_pt.ceil(), (HEAD_PT + height + FOOT_PT).ceil());
    let mut all = vec![Shape::rect(0.0, 0.0, width, height, Ink::Panel)];
    all.append(&mut shapes);
    let mut frame = frame.clone();
    if !input.chronology.undated.is_empty() {
        frame.chips.push((
            say(
                input.words,
                "timeline",
                "undated",
                &[input.chronology.undated.len().to_string()],
            ),
            Ink::Dim,
        ));
    }
    all.extend(frame.shapes(width, height));
    Scene {
        width_pt: width,
        height_pt: height,
        title: frame.title.clone(),
        desc: say(
            input.words,
            "timeline",
            "desc",
            &[
                input.chronology.rows.len().to_string(),
                input.chronology.undated.len().to_string(),
            ],
        ),
        shapes: all,
    }
}

#[cfg(test)]
mod tests;
