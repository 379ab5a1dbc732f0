//! What rests on a source, and what would fall if it were withdrawn: from a snapshot alone.
//! Must not know: how a source is withdrawn, words for people.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::ask;
use crate::model::decision::{Candidate, Decision, Side};
use crate::model::entity::{Fact, Link};
use crate::model::*;
use crate::snapshot::Snapshot;

/// Things of the board by kind, each list in id order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Things {
    pub records: Vec<RecordId>,
    pub entities: Vec<EntityId>,
    pub facts: Vec<FactId>,
    pub links: Vec<LinkId>,
    pub events: Vec<EventId>,
    pub decisions: Vec<DecisionId>,
    pub charts: Vec<ChartId>,
    /// Milestones and the clocks that they run.
    pub milestones: Vec<MilestoneId>,
    pub processes: Vec<ProcessId>,
}

/// What a source carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rests {
    pub source: SourceId,
    /// Everything that cites it; entities: those that it names.
    pub on: Things,
    /// What has no other ground: entities that no other source names, values and connections that no other
    /// source states, decisions one side of which would be gone, milestones whose trigger it is, charts that
    /// would lose a figure.
    pub falls: Things,
}

/// What rests on a source. A source that is not there carries nothing.
pub fn of(s: &Snapshot, source: SourceId) -> Rests {
    let here = |of: Option<SourceId>, record: Option<RecordId>| {
        record.and_then(|r| s.record(r)).map(|r| r.source).or(of) == Some(source)
    };
    let mut on = Things {
        records: s.records_of(source).map(|r| r.id).collect(),
        facts: ids(s.facts.iter().filter(|f| here(f.source, f.record)), |f| f.id),
        links: ids(s.links.iter().filter(|l| here(l.source, l.record)), |l| l.id),
        events: ids(s.events.iter().filter(|e| here(e.source, e.record)), |e| e.id),
        processes: ids(s.processes.iter().filter(|p| p.source == Some(source)), |p| p.id),
        ..Things::default()
    };
    let named: BTreeSet<EntityId> = on
        .records
        .iter()
        .flat_map(|r| s.mentions_of_record(*r).map(|m| m.entity))
        .chain(s.entities.iter().filter(|e| e.source == Some(source)).map(|e| e.id))
        .collect();
    on.entities = named.iter().copied().collect();

    let mut falls = Things {
        records: on.records.clone(),
        ..Things::default()
    };
    falls.entities = ids(named.iter().filter(|e| !named_elsewhere(s, **e, source, &here)), |e| *e);
    let gone: BTreeSet<EntityId> = falls.entities.iter().copied().collect();
    falls.facts = ids(
        on.facts
            .iter()
            .filter_map(|f| s.facts.get(f.0))
            .filter(|f| gone.contains(&f.entity) || !said_elsewhere(s, f, &|o| here(o.source, o.record))),
        |f| f.id,
    );
    falls.links = ids(
        s.links.iter().filter(|l| {
            gone.contains(&l.from_entity)
                || gone.contains(&l.to_entity)
                || (here(l.source, l.record) && !linked_elsewhere(s, l, &|o| here(o.source, o.record)))
        }),
        |l| l.id,
    );
    falls.events.clone_from(&on.events);
    falls.processes.clone_from(&on.processes);

    let records: BTreeSet<RecordId> = on.records.iter().copied().collect();
    let touches = |d: &&Decision| {
        [&d.card.left, &d.card.right]
            .into_iter()
            .any(|side| on_side(side, &named, &records))
    };
    on.decisions = ids(s.verdicts().filter(touches), |d| d.id);
    falls.decisions = ids(
        s.verdicts().filter(|d| {
            [d.left_id, d.right_id]
                .iter()
                .any(|side| is_gone(*side, &gone, &records))
        }),
        |d| d.id,
    );
    let events: BTreeSet<EventId> = on.events.iter().copied().collect();
    on.milestones = ids(
        s.milestones
            .iter()
            .filter(|m| m.trigger_source == Some(source) || m.trigger_event.is_some_and(|e| events.contains(&e))),
        |m| m.id,
    );
    falls.milestones.clone_from(&on.milestones);
    on.charts = charts_with(s, &named);
    falls.charts = charts_with(s, &gone);
    Rests { source, on, falls }
}

impl Rests {
    /// True when a candidate would lose its only ground: one of its sides would be gone.
    pub fn takes(&self, candidate: &Candidate) -> bool {
        [&candidate.left, &candidate.right].into_iter().any(|side| {
            self.falls.entities.binary_search(&EntityId(side.id)).is_ok()
                || self.falls.records.binary_search(&RecordId(side.id)).is_ok()
        })
    }
}

fn ids<R, I: Ord>(rows: impl Iterator<Item = R>, id: impl Fn(R) -> I) -> Vec<I> {
    let mut all: Vec<I> = rows.map(id).collect();
    all.sort_unstable();
    all
}

/// A record of another source mentions it, or a fact or link of another source (or of a person) is on it.
fn named_elsewhere(
    s: &Snapshot,
    id: EntityId,
    source: SourceId,
    here: &dyn Fn(Option<SourceId>, Option<RecordId>) -> bool,
) -> bool {
    let made_by_hand = s.entity(id).is_some_and(|e| e.source.is_none());
    let mut mentions = s.mentions_of_entity(id);
    made_by_hand
        || mentions.any(|m| s.record(m.record).is_some_and(|r| r.source != source))
        || s.entity(id).is_some_and(|e| e.source.is_some_and(|of| of != source))
        || s.facts_of(id).any(|f| f.source.is_some() && !here(f.source, f.record))
        || s.links_of(id).any(|l| l.source.is_some() && !here(l.source, l.record))
}

/// The same value stands on the same party from elsewhere.
fn said_elsewhere(s: &Snapshot, fact: &Fact, here: &dyn Fn(&Fact) -> bool) -> bool {
    fn value(f: &Fact) -> &str {
        if f.canonical.is_empty() { &f.value } else { &f.canonical }
    }
    fact.sealed.is_none()
        && s.members_of(fact.entity)
            .into_iter()
            .flat_map(|member| s.facts_of(member))
            .any(|f| !here(f) && f.sealed.is_none() && f.field == fact.field && value(f) == value(fact))
}

/// The same two parties are linked in the same way from elsewhere.
fn linked_elsewhere(s: &Snapshot, link: &Link, here: &dyn Fn(&Link) -> bool) -> bool {
    let ends = |l: &Link| (s.group_of(l.from_entity), s.group_of(l.to_entity));
    s.members_of(link.from_entity)
        .into_iter()
        .flat_map(|member| s.links_of(member))
        .any(|l| !here(l) && l.kind == link.kind && ends(l) == ends(link))
}

fn on_side(side: &Side, named: &BTreeSet<EntityId>, records: &BTreeSet<RecordId>) -> bool {
    named.contains(&EntityId(side.id))
        || records.contains(&RecordId(side.id))
        || side.records.iter().any(|r| records.contains(&r.id))
}

fn is_gone(side: Uid, gone: &BTreeSet<EntityId>, records: &BTreeSet<RecordId>) -> bool {
    gone.contains(&EntityId(side)) || records.contains(&RecordId(side))
}

fn charts_with(s: &Snapshot, entities: &BTreeSet<EntityId>) -> Vec<ChartId> {
    let on: BTreeSet<ChartId> = s
        .chart_items
        .iter()
        .filter(|i| {
            i.entity
                .is_some_and(|e| s.members_of(e).iter().any(|member| entities.contains(member)))
        })
        .map(|i| i.chart)
        .collect();
    on.into_iter().collect()
}

/// A thing for a list: its id and what it is called; never a sealed value.
fn named(s: &Snapshot, things: &Things) -> BTreeMap<&'static str, Vec<(Uid, String)>> {
    let entity = |id: EntityId| s.entity(id).map(|e| e.label.clone()).unwrap_or_default();
    let fact = |f: &Fact| {
        let value = if f.sealed.is_some() { "[sealed]" } else { &f.value };
        format!("{}: {} = {value}", entity(f.entity), f.field)
    };
    let link = |l: &Link| format!("{} {} {}", entity(l.from_entity), l.kind, entity(l.to_entity));
    let decision = |d: &Decision| {
        let (left, right) = (&d.card.left.label, &d.card.right.label);
        format!("{left} / {right}: {}", d.verdict.as_str())
    };
    BTreeMap::from([
        (
            "records",
            things.records.iter().map(|r| (r.0, ask::file_row(s, *r))).collect(),
        ),
        ("entities", things.entities.iter().map(|e| (e.0, entity(*e))).collect()),
        (
            "facts",
            rows(things.facts.iter().filter_map(|f| s.facts.get(f.0)), |f| {
                (f.id.0, fact(f))
            }),
        ),
        (
            "links",
            rows(things.links.iter().filter_map(|l| s.links.get(l.0)), |l| {
                (l.id.0, link(l))
            }),
        ),
        (
            "events",
            rows(things.events.iter().filter_map(|e| s.events.get(e.0)), |e| {
                (e.id.0, format!("{} {} {}", e.date, e.kind, e.title).trim().to_owned())
            }),
        ),
        (
            "decisions",
            rows(things.decisions.iter().filter_map(|d| s.decisions.get(d.0)), |d| {
                (d.id.0, decision(d))
            }),
        ),
        (
            "charts",
            rows(things.charts.iter().filter_map(|c| s.charts.get(c.0)), |c| {
                (c.id.0, c.title.clone())
            }),
        ),
        (
            "milestones",
            rows(things.milestones.iter().filter_map(|m| s.milestones.get(m.0)), |m| {
                (m.id.0, format!("{} {}", m.rule, m.title).trim().to_owned())
            }),
        ),
        (
            "processes",
            rows(things.processes.iter().filter_map(|p| s.processes.get(p.0)), |p| {
                (p.id.0, format!("{} {}", p.kind, p.recipient).trim().to_owned())
            }),
        ),
    ])
}

fn rows<'a, R: 'a>(
    rows: impl Iterator<Item = &'a std::sync::Arc<R>>,
    line: impl Fn(&R) -> (Uid, String),
) -> Vec<(Uid, String)> {
    rows.map(|row| line(row)).collect()
}

/// The document of `show SOURCE --rests --json`; `candidates` are the open ones of the board.
pub fn json(s: &Snapshot, rests: &Rests, candidates: &[Candidate]) -> Json {
    let part = |things: &Things| -> serde_json::Map<String, Json> {
        named(s, things)
            .into_iter()
            .map(|(kind, lines)| {
                let items: Vec<Json> = lines
                    .iter()
                    .map(|(id, label)| json!({ "id": id, "label": label }))
                    .collect();
                (kind.to_owned(), json!({ "count": items.len(), "items": items }))
            })
            .collect()
    };
    let mut falls = part(&rests.falls);
    let lost: Vec<Json> = candidates
        .iter()
        .filter(|c| rests.takes(c))
        .map(|c| json!({ "id": c.id, "label": format!("{} / {}", c.left.label, c.right.label) }))
        .collect();
    falls.insert("candidates".to_owned(), json!({ "count": lost.len(), "items": lost }));
    let source = s.source(rests.source);
    json!({
        "source": { "id": rests.source, "file": source.map(|x| x.file_name.clone()), "title": source.map(|x| x.title.clone()) },
        "version": s.seq, "rests": part(&rests.on), "falls": falls,
    })
}

#[cfg(test)]
#[path = "rests_tests.rs"]
mod tests;
