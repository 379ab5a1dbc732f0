//! The chronology: events at uncertain times, milestones with their due dates, legal process and
//! tasks, in order, in lanes. An undated row stands apart; it is never put at some date.
//! Must not know: drawing, words for people, today's date.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::status::{ClockView, Status};
use crate::model::entity::Certainty;
use crate::model::value::date::{self, Edtf, Precision, Truth};
use crate::model::work::WorkStatus;
use crate::model::{EntityId, RecordId, SourceId, Uid};
use crate::snapshot::Snapshot;

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    Event,
    /// A milestone's trigger.
    Trigger,
    /// A computed or fixed due date.
    Due,
    /// A milestone was done.
    Done,
    /// Legal process served, due, returned.
    Process,
    Task,
}

/// Someone or something that took part: a group's representative.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Part {
    pub entity: EntityId,
    pub role: String,
}

/// One line of the chronology.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Row {
    /// Id of the event, milestone, process or task; with `kind` and `key` it names the row.
    pub id: Uid,
    pub kind: RowKind,
    /// Event kind, rule id, `served`, `due`, `returned`, …: text key by kind.
    pub key: String,
    /// Words of a person; empty = the text of kind and key.
    pub title: String,
    /// EDTF as stored; empty = undated.
    pub date: String,
    pub earliest: Option<NaiveDateTime>,
    pub latest: Option<NaiveDateTime>,
    pub precision: Option<Precision>,
    pub approximate: bool,
    pub uncertain: bool,
    /// It lasted (an interval), and did not merely happen within that time.
    pub lasts: bool,
    pub parts: Vec<Part>,
    pub place: Option<EntityId>,
    pub certainty: Certainty,
    pub source: Option<SourceId>,
    pub record: Option<RecordId>,
    pub agency: String,
    /// For a due date: how it stands.
    pub status: Option<Status>,
    /// Lanes that it stands in: indexes into `Chronology::lanes`.
    pub lanes: Vec<usize>,
}

/// What lanes are made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LaneBy {
    #[default]
    None,
    /// One lane per participant (group); a row stands in each of its participants' lanes.
    Entity,
    /// By event kind, milestones and process apart.
    Kind,
    Agency,
}
impl LaneBy {
    /// none, entity, kind, agency.
    pub fn parse(text: &str) -> Option<LaneBy> {
        Some(match text {
            "none" | "" => LaneBy::None,
            "entity" => LaneBy::Entity,
            "kind" => LaneBy::Kind,
            "agency" => LaneBy::Agency,
            _ => return None,
        })
    }
}

/// A lane, in order of its first row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Lane {
    /// Entity id, event kind, or agency; empty = rows that belong to none.
    pub key: String,
    pub entity: Option<EntityId>,
    pub rows: usize,
}

/// What to show.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Request {
    pub lane_by: LaneBy,
    /// Rows that can lie within; open = all.
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Only rows in which one of these groups takes part; empty = all.
    pub entities: Vec<EntityId>,
}

/// The case in the order of time.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Chronology {
    /// By earliest, latest, kind, id.
    pub rows: Vec<Row>,
    /// Without a date, by kind and id.
    pub undated: Vec<Row>,
    pub lanes: Vec<Lane>,
    /// Rows whose stored date is no EDTF: they stand in `undated` too.
    pub unreadable: usize,
}

/// Builds the chronology. `clocks` come from `status::clocks` with the same snapshot.
pub fn chronology(snapshot: &Snapshot, clocks: &[ClockView], request: &Request) -> Chronology {
    let mut rows = Vec::new();
    events(snapshot, &mut rows);
    milestones(snapshot, clocks, &mut rows);
    process(snapshot, &mut rows);
    let wanted: Vec<EntityId> = request.entities.iter().map(|e| snapshot.group_of(*e)).collect();
    let mut out = Chronology::default();
    for (mut row, edtf) in rows {
        let takes_part = wanted.is_empty()
            || row.parts.iter().any(|p| wanted.contains(&p.entity))
            || row.place.is_some_and(|p| wanted.contains(&p));
        if !takes_part {
            continue;
        }
        out.unreadable += usize::from(edtf.is_none() && !row.date.is_empty());
        let Some(edtf) = edtf else {
            out.undated.push(row);
            continue;
        };
        row.earliest = edtf.earliest();
        row.latest = edtf.latest();
        row.precision = Some(edtf.precision());
        row.lasts = edtf.lasts();
        let qualifier = edtf.qualifier();
        (row.approximate, row.uncertain) = (qualifier.approximate, qualifier.uncertain);
        let too_early = request.from.is_some_and(|f| row.latest.is_some_and(|l| l.date() < f));
        let too_late = request.to.is_some_and(|t| row.earliest.is_some_and(|e| e.date() > t));
        if !too_early && !too_late {
            out.rows.push(row);
        }
    }
    // Nothing at one end sorts first at the start and last at the end.
    out.rows.sort_by_cached_key(|r| (order(r), r.kind, r.id, r.key.clone()));
    out.undated
        .sort_by(|a, b| (a.kind, a.id, &a.key).cmp(&(b.kind, b.id, &b.key)));
    lanes(&mut out, request.lane_by);
    out
}

fn order(row: &Row) -> (i64, i64) {
    (
        row.earliest.map_or(i64::MIN, |t| t.and_utc().timestamp()),
        row.latest.map_or(i64::MAX, |t| t.and_utc().timestamp()),
    )
}

type Raw = (Row, Option<Edtf>);

fn row(id: Uid, kind: RowKind, key: &str, date: &str) -> Raw {
    let edtf = date::parse(date).ok();
    let row = Row {
        id,
        kind,
        key: key.to_owned(),
        title: String::new(),
        date: date.to_owned(),
        earliest: None,
        latest: None,
        precision: None,
        approximate: false,
        uncertain: false,
        lasts: false,
        parts: Vec::new(),
        place: None,
        certainty: Certainty::Stated,
        source: None,
        record: None,
        agency: String::new(),
        status: None,
        lanes: Vec::new(),
    };
    (row, edtf)
}

fn agency(snapshot: &Snapshot, source: Option<SourceId>) -> String {
    source
        .and_then(|s| snapshot.source(s))
        .map(|s| s.agency.clone())
        .unwrap_or_default()
}

fn events(snapshot: &Snapshot, out: &mut Vec<Raw>) {
    for event in snapshot.events.iter() {
        let (mut new, edtf) = row(event.id.0, RowKind::Event, &event.kind, &event.date);
        new.title.clone_from(&event.title);
        for participant in &event.participants.0 {
            let part = Part {
                entity: snapshot.group_of(participant.entity),
                role: participant.role.clone(),
            };
            if !new.parts.contains(&part) {
                new.parts.push(part);
            }
        }
        new.place = event.place.map(|p| snapshot.group_of(p));
        new.certainty = event.certainty;
        new.source = event.source;
        new.record = event.record;
        new.agency = agency(snapshot, event.source);
        out.push((new, edtf));
    }
}

fn milestones(snapshot: &Snapshot, clocks: &[ClockView], out: &mut Vec<Raw>) {
    for clock in clocks {
        let mut add = |kind, date: &str, source, status| {
            let (mut new, edtf) = row(clock.id.0, kind, &clock.rule, date);
            new.title.clone_from(&clock.title);
            new.parts = clock
                .subject
                .iter()
                .map(|s| Part {
                    entity: snapshot.group_of(*s),
                    role: String::new(),
                })
                .collect();
            new.source = source;
            new.agency = agency(snapshot, source);
            new.status = status;
            out.push((new, edtf));
        };
        if !clock.trigger_date.is_empty() && clock.trigger_event.is_none() {
            add(RowKind::Trigger, &clock.trigger_date, clock.trigger_source, None);
        }
        if let Some(due) = clock.due
            && clock.status != Status::Dropped
        {
            add(RowKind::Due, &due.to_string(), None, Some(clock.status));
        }
        if !clock.done_on.is_empty() {
            add(RowKind::Done, &clock.done_on, None, Some(clock.status));
        }
    }
}

fn process(snapshot: &Snapshot, out: &mut Vec<Raw>) {
    for process in snapshot.processes.iter() {
        for (key, date) in [
            ("served", &process.served),
            ("due", &process.due),
            ("returned", &process.returned),
            ("gag-until", &process.gag_until),
        ] {
            if !date.is_empty() {
                let (mut new, edtf) = row(process.id.0, RowKind::Process, key, date);
                new.title = process.recipient.clone();
                new.source = process.source;
                new.agency = agency(snapshot, process.source);
                out.push((new, edtf));
            }
        }
    }
    for task in snapshot.tasks.iter() {
        if task.status != WorkStatus::Dropped && !task.due.is_empty() {
            let (mut new, edtf) = row(task.id.0, RowKind::Task, task.status.as_str(), &task.due);
            new.title.clone_from(&task.title);
            new.parts = task
                .about
                .iter()
                .map(|a| Part {
                    entity: snapshot.group_of(*a),
                    role: String::new(),
                })
                .collect();
            out.push((new, edtf));
        }
    }
}

fn lanes(chronology: &mut Chronology, by: LaneBy) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let lanes = &mut chronology.lanes;
    let mut lane = |key: String, entity: Option<EntityId>| -> usize {
        let at = *known.entry(key.clone()).or_insert_with(|| {
            lanes.push(Lane { key, entity, rows: 0 });
            lanes.len() - 1
        });
        lanes[at].rows += 1;
        at
    };
    for row in chronology.rows.iter_mut().chain(&mut chronology.undated) {
        row.lanes = match by {
            LaneBy::None => vec![lane(String::new(), None)],
            LaneBy::Agency => vec![lane(row.agency.clone(), None)],
            LaneBy::Kind => vec![lane(
                match row.kind {
                    RowKind::Event => row.key.clone(),
                    RowKind::Trigger | RowKind::Due | RowKind::Done => "milestone".to_owned(),
                    RowKind::Process => "process".to_owned(),
                    RowKind::Task => "task".to_owned(),
                },
                None,
            )],
            LaneBy::Entity => {
                let mut who: Vec<EntityId> = row.parts.iter().map(|p| p.entity).chain(row.place).collect();
                who.sort_unstable();
                who.dedup();
                if who.is_empty() {
                    vec![lane(String::new(), None)]
                } else {
                    who.into_iter().map(|e| lane(e.to_string(), Some(e))).collect()
                }
            }
        };
    }
}

/// A stretch in which nothing is known to have happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Gap {
    /// First and last whole day without any row.
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Stretches of at least `min_days` between rows. A row covers all days that it can mean, so a gap
/// is certain; rows open at one end cover their known day only.
pub fn gaps(rows: &[Row], min_days: i64) -> Vec<Gap> {
    let mut covered: Vec<(NaiveDate, NaiveDate)> = rows
        .iter()
        .filter_map(|r| {
            let (a, b) = (r.earliest.or(r.latest)?, r.latest.or(r.earliest)?);
            Some((a.date(), b.date()))
        })
        .collect();
    covered.sort_unstable();
    let mut out = Vec::new();
    let mut end: Option<NaiveDate> = None;
    for (a, b) in covered {
        if let Some(last) = end
            && a.signed_duration_since(last).num_days() > min_days
            && let (Some(from), Some(to)) = (last.succ_opt(), a.pred_opt())
        {
            out.push(Gap { from, to });
        }
        end = Some(end.map_or(b, |e| e.max(b)));
    }
    out
}

/// Pairs of rows that were at the same time, for certain or perhaps, among those given.
pub fn overlaps(rows: &[Row]) -> Vec<(usize, usize, Truth)> {
    let dates: Vec<Option<Edtf>> = rows.iter().map(|r| date::parse(&r.date).ok()).collect();
    let mut out = Vec::new();
    for (i, a) in dates.iter().enumerate() {
        for (j, b) in dates.iter().enumerate().skip(i + 1) {
            if let (Some(a), Some(b)) = (a, b) {
                let truth = a.overlaps(b);
                if truth != Truth::No {
                    out.push((i, j, truth));
                }
            }
        }
    }
    out
}
