//! The link chart: what of the case stands on it, filtered, with one line per pair, and how it is
//! drawn. Positions are given (`graph::layout`, or a saved chart's items); nothing is laid out here
//! but the labels. A victim is drawn by pseudonym only. Must not know: a toolkit, a file format.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::*;
use super::*;
use crate::catalog::kind::{Kind, LinkKind};
use crate::model::chart::ChartFilter;
use crate::model::decision::{Candidate, CandidateKind, Verdict};
use crate::model::entity::{Certainty, Entity, Link};
use crate::model::value::date;
use crate::snapshot::Snapshot;

mod draw;
mod note; // a person's words as a sheet of paper

pub use draw::{LegendRow, Mark, drawing, legend, scene};

/// Where an entity stands, 1/64 pt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Placed {
    pub entity: EntityId,
    pub x: i32,
    pub y: i32,
    pub pinned: bool,
}

/// A person's words on a chart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Note {
    pub id: ChartItemId,
    /// The entity (its group's representative) that it stands beside; none = a free note.
    pub entity: Option<EntityId>,
    /// Top left corner of a free note, 1/64 pt.
    pub x: i32,
    pub y: i32,
    pub text: String,
}

/// Everything that a chart is drawn from.
pub struct ChartInput<'a> {
    pub snapshot: &'a Snapshot,
    pub kinds: &'a BTreeMap<String, Kind>,
    pub link_kinds: &'a BTreeMap<String, LinkKind>,
    pub words: Words<'a>,
    pub places: &'a [Placed],
    pub notes: &'a [Note],
    pub filter: &'a ChartFilter,
    /// ISO date: the board as it was then; empty = all dates.
    pub at: &'a str,
    /// Undecided candidates, drawn amber where both sides are on the chart.
    pub proposals: &'a [Candidate],
    /// Ringed.
    pub selected: &'a BTreeSet<EntityId>,
    /// Drawn in the accent colour: a path that was asked for.
    pub highlighted: &'a BTreeSet<LinkId>,
}

/// One visible entity (a group's representative).
#[derive(Clone, Debug)]
pub struct Node {
    pub entity: EntityId,
    /// Kind key; `victim` for whoever has a pseudonym.
    pub kind: String,
    pub label: String,
    pub sub: String,
    pub shape: String,
    pub ink: Ink,
    pub x: f32,
    pub y: f32,
    pub pinned: bool,
}

/// What a line between two nodes stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// A source states it, or a person accepted it.
    Confirmed,
    /// Probable or possible.
    Unconfirmed,
    /// A source denies it.
    Denied,
    /// A candidate nobody has decided yet.
    Proposed,
}

/// All parallel links between two nodes, or one candidate, as one line.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Indexes into the nodes; the arrow, if any, points to `to`.
    pub from: usize,
    pub to: usize,
    pub links: Vec<LinkId>,
    pub candidate: Option<Uid>,
    pub label: String,
    pub standing: Standing,
    pub directed: bool,
    pub dash: Dash,
    pub highlighted: bool,
}

/// What is visible and what is not.
#[derive(Clone, Debug, Default)]
pub struct Board {
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Entities on the chart that filter or date hide.
    pub hidden: usize,
}

/// A saved chart's entities and notes. Entities that were merged stand once, at their
/// representative's place, else at the first member's.
pub fn placed(snapshot: &Snapshot, chart: ChartId) -> (Vec<Placed>, Vec<Note>) {
    let mut places: BTreeMap<EntityId, (bool, Placed)> = BTreeMap::new();
    let mut notes = Vec::new();
    for item in snapshot.chart_items.iter().filter(|i| i.chart == chart) {
        let group = item.entity.map(|e| snapshot.group_of(e));
        if !item.note.is_empty() {
            notes.push(Note {
                id: item.id,
                entity: group,
                x: item.x,
                y: item.y,
                text: item.note.clone(),
            });
        }
        let (Some(entity), Some(representative)) = (item.entity, group) else {
            continue;
        };
        let own = entity == representative;
        let place = Placed {
            entity: representative,
            x: item.x,
            y: item.y,
            pinned: item.pinned,
        };
        let slot = places.entry(representative).or_insert((own, place));
        if own && !slot.0 {
            *slot = (own, place);
        }
    }
    (places.into_values().map(|(_, p)| p).collect(), notes)
}

/// Entities within `hops` links of the focus, itself included, in id order.
pub fn around(snapshot: &Snapshot, focus: EntityId, hops: u32) -> Vec<EntityId> {
    let graph = snapshot.graph();
    let start = snapshot.group_of(focus);
    let mut seen = BTreeSet::from([start]);
    let mut edge = vec![start];
    for _ in 0..hops {
        let mut next = Vec::new();
        for entity in edge {
            next.extend(graph.neighbors(entity).filter(|n| seen.insert(*n)));
        }
        next.sort_unstable();
        edge = next;
    }
    seen.into_iter().collect()
}

/// What a person may read of an entity: the pseudonym where there is one, else its label.
pub fn name_of(entity: &Entity) -> &str {
    if !entity.pseudonym.is_empty() {
        &entity.pseudonym
    } else if !entity.label.is_empty() {
        &entity.label
    } else {
        &entity.canonical
    }
}

/// True when a victim (potential or confirmed) stands in the entity's group.
pub fn is_victim(snapshot: &Snapshot, id: EntityId) -> bool {
    snapshot
        .members_of(id)
        .iter()
        .filter_map(|m| snapshot.entity(*m))
        .any(|e| !e.pseudonym.is_empty() || e.kind == "victim")
}

/// The name that a whole group goes by: a pseudonym if any member has one, else the representative's
/// label. A victim without a pseudonym yet has only its kind.
pub fn group_name(snapshot: &Snapshot, words: Words<'_>, id: EntityId) -> String {
    let representative = snapshot.group_of(id);
    let members = snapshot.members_of(representative);
    let entities = || members.iter().filter_map(|m| snapshot.entity(*m));
    if let Some(pseudonym) = entities().map(|e| &e.pseudonym).find(|p| !p.is_empty()) {
        return pseudonym.clone();
    }
    if is_victim(snapshot, id) {
        return say(words, "kind", "victim", &[]);
    }
    let label = snapshot.entity(representative).map(name_of).unwrap_or_default();
    if label.is_empty() {
        entities()
            .map(name_of)
            .find(|l| !l.is_empty())
            .unwrap_or_default()
            .to_owned()
    } else {
        label.to_owned()
    }
}

/// What is visible: nodes in id order, edges in order of their ends.
pub fn board(input: &ChartInput<'_>) -> Board {
    let s = input.snapshot;
    let mut board = Board::default();
    let mut index: BTreeMap<EntityId, usize> = BTreeMap::new();
    let mut places: Vec<Placed> = input
        .places
        .iter()
        .map(|p| Placed {
            entity: s.group_of(p.entity),
            ..*p
        })
        .collect();
    places.sort_by_key(|p| p.entity);
    places.dedup_by_key(|p| p.entity);
    for place in places {
        let Some(entity) = s.entity(place.entity) else { continue };
        let victim = is_victim(s, place.entity);
        let kind = if victim { "victim" } else { entity.kind.as_str() };
        if input.filter.hidden_kinds.iter().any(|k| k == kind) || !existed(input, place.entity) {
            board.hidden += 1;
            continue;
        }
        index.insert(place.entity, board.nodes.len());
        board.nodes.push(node(input, entity, victim, place));
    }
    board.edges = edges(input, &index);
    propose(input, &index, &mut board.edges);
    board
}

fn node(input: &ChartInput<'_>, entity: &Entity, victim: bool, place: Placed) -> Node {
    let kind = input.kinds.get(if victim { "victim" } else { &entity.kind });
    let (shape, ink) = kind.map_or(("bar", Ink::Thing), |k| {
        (k.shape.as_str(), Ink::parse(&k.colour).unwrap_or(Ink::Thing))
    });
    let (shape, ink) = if victim { ("ring", Ink::Victim) } else { (shape, ink) };
    Node {
        entity: entity.id,
        kind: if victim {
            "victim".to_owned()
        } else {
            entity.kind.clone()
        },
        label: group_name(input.snapshot, input.words, entity.id),
        sub: if victim {
            String::new()
        } else {
            sub_label(input, entity, kind)
        },
        shape: shape.to_owned(),
        ink,
        x: place.x as f32 / 64.0,
        y: place.y as f32 / 64.0,
        pinned: place.pinned,
    }
}

/// The one thing more that is worth knowing at a glance: how many names, which role, how many share it.
fn sub_label(input: &ChartInput<'_>, entity: &Entity, kind: Option<&Kind>) -> String {
    let s = input.snapshot;
    let members = s.members_of(entity.id);
    let names: BTreeSet<String> = members
        .iter()
        .filter_map(|m| s.entity(*m))
        .map(|e| name_of(e).to_lowercase())
        .filter(|n| !n.is_empty())
        .collect();
    if names.len() > 1 {
        return say(input.words, "chart", "names", &[names.len().to_string()]);
    }
    let shape = kind.map_or("bar", |k| k.shape.as_str());
    if matches!(shape, "bar" | "house" | "diamond") {
        let shared = s.graph().neighbors(entity.id).count();
        if shared >= SHARED_BY_MANY {
            return say(input.words, "chart", "shared", &[shared.to_string()]);
        }
    }
    if shape == "circle" {
        let mut roles: BTreeMap<&str, usize> = BTreeMap::new();
        for mention in members.iter().flat_map(|m| s.mentions_of_entity(*m)) {
            *roles.entry(mention.role.as_str()).or_default() += 1;
        }
        // The most frequent; among equals the first by letter.
        if let Some((role, _)) = roles
            .iter()
            .filter(|(r, _)| !r.is_empty())
            .min_by_key(|(r, n)| (std::cmp::Reverse(**n), **r))
        {
            return say(input.words, "role", role, &[]);
        }
    }
    String::new()
}

/// From how many neighbours on a shared phone, plate or house is worth a line of its own.
const SHARED_BY_MANY: usize = 5;

/// False when everything that ties the entity to others is dated after `at`.
fn existed(input: &ChartInput<'_>, id: EntityId) -> bool {
    if input.at.is_empty() {
        return true;
    }
    let members = input.snapshot.members_of(id);
    let mut links = members.iter().flat_map(|m| input.snapshot.links_of(*m)).peekable();
    links.peek().is_none() || links.any(|l| within(&l.date, "", input.at))
}

/// True when an EDTF date may lie between two ISO dates (empty = open). No date, or one that can't
/// be read, always may.
pub fn within(edtf: &str, from: &str, to: &str) -> bool {
    let Ok(date) = date::parse(edtf) else { return true };
    let day = |iso: &str| iso.parse::<chrono::NaiveDate>().ok();
    let starts_later = match (day(to), date.earliest()) {
        (Some(to), Some(earliest)) => earliest.date() > to,
        _ => false,
    };
    let ended_before = match (day(from), date.latest()) {
        (Some(from), Some(latest)) => latest.date() < from,
        _ => false,
    };
    !starts_later && !ended_before
}

fn shown(input: &ChartInput<'_>, link: &Link) -> bool {
    let filter = input.filter;
    let confirmed = link.by_hand || matches!(link.certainty, Certainty::Stated | Certainty::Confirmed);
    let held_at = input.at.is_empty()
        || (within(&link.date, "", input.at)
            && (!date::parse(&link.date).is_ok_and(|d| d.lasts()) || within(&link.date, input.at, "")));
    !filter.hidden_links.contains(&link.kind)
        && (confirmed || !filter.confirmed_only)
        && within(&link.date, &filter.from, &filter.to)
        && held_at
}

fn edges(input: &ChartInput<'_>, index: &BTreeMap<EntityId, usize>) -> Vec<Edge> {
    let s = input.snapshot;
    let mut bundles: BTreeMap<(usize, usize), Vec<&Link>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for representative in index.keys() {
        for link in s.members_of(*representative).iter().flat_map(|m| s.links_of(*m)) {
            let ends = (
                index.get(&s.group_of(link.from_entity)),
                index.get(&s.group_of(link.to_entity)),
            );
            if let (Some(a), Some(b)) = ends
                && a != b
                && seen.insert(link.id)
                && shown(input, link)
            {
                bundles.entry((*a.min(b), *a.max(b))).or_default().push(link);
            }
        }
    }
    let mut edges: Vec<Edge> = bundles
        .into_iter()
        .map(|(ends, links)| bundle(input, index, ends, links))
        .collect();
    for decision in s.latest_decisions().values() {
        if decision.kind == CandidateKind::Pattern
            && decision.verdict == Verdict::Accept
            && let Some((from, to)) = candidate_ends(s, index, &decision.card)
        {
            edges.push(Edge {
                candidate: Some(decision.candidate),
                label: say(input.words, "pattern", &decision.card.pattern, &[]),
                standing: Standing::Confirmed,
                ..Edge::between(from, to)
            });
        }
    }
    edges
}

impl Edge {
    fn between(from: usize, to: usize) -> Edge {
        Edge {
            from,
            to,
            links: Vec::new(),
            candidate: None,
            label: String::new(),
            standing: Standing::Confirmed,
            directed: false,
            dash: Dash::Solid,
            highlighted: false,
        }
    }
}

/// Parallel links as one line: the kinds by frequency, then how many; certain if one of them is.
fn bundle(input: &ChartInput<'_>, index: &BTreeMap<EntityId, usize>, ends: (usize, usize), links: Vec<&Link>) -> Edge {
    let s = input.snapshot;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for link in &links {
        *kinds.entry(link.kind.as_str()).or_default() += 1;
    }
    let mut by_count: Vec<(&str, usize)> = kinds.into_iter().collect();
    by_count.sort_by_key(|(kind, n)| (std::cmp::Reverse(*n), *kind));
    let named = by_count
        .iter()
        .take(2)
        .map(|(kind, _)| say(input.words, "link", kind, &[]))
        .collect::<Vec<_>>()
        .join(", ");
    let label = if links.len() > by_count.len().min(2) {
        format!("{named} · {}", links.len())
    } else {
        named
    };
    let (forward, backward): (Vec<&Link>, Vec<&Link>) = links
        .iter()
        .partition(|l| index.get(&s.group_of(l.from_entity)) == Some(&ends.0));
    let directed_kind = |l: &&Link| {
        input
            .link_kinds
            .get(&l.kind)
            .is_some_and(|k| k.directed && !k.attribute)
    };
    let one_way = (forward.is_empty() || backward.is_empty()) && links.iter().all(directed_kind);
    let (from, to) = if forward.is_empty() { (ends.1, ends.0) } else { ends };
    let confirmed = |l: &&Link| l.by_hand || matches!(l.certainty, Certainty::Stated | Certainty::Confirmed);
    let standing = if links.iter().any(confirmed) {
        Standing::Confirmed
    } else if links.iter().all(|l| l.certainty == Certainty::Denied) {
        Standing::Denied
    } else {
        Standing::Unconfirmed
    };
    let line = input
        .link_kinds
        .get(by_count.first().map_or("", |(k, _)| k))
        .map_or("solid", |k| k.line.as_str());
    Edge {
        links: links.iter().map(|l| l.id).collect(),
        label: if standing == Standing::Denied {
            format!("{label} ({})", say(input.words, "certainty", "denied", &[]))
        } else {
            label
        },
        standing,
        directed: one_way,
        dash: match (standing, line) {
            (Standing::Confirmed, "dotted") => Dash::Dotted,
            (Standing::Confirmed, _) => Dash::Solid,
            // Dashed is kept for doubt.
            _ => Dash::Dashed,
        },
        highlighted: links.iter().any(|l| input.highlighted.contains(&l.id)),
        ..Edge::between(from, to)
    }
}

fn candidate_ends(s: &Snapshot, index: &BTreeMap<EntityId, usize>, candidate: &Candidate) -> Option<(usize, usize)> {
    let from = *index.get(&s.group_of(EntityId(candidate.left.id)))?;
    let to = *index.get(&s.group_of(EntityId(candidate.right.id)))?;
    (from != to).then_some((from, to))
}

fn propose(input: &ChartInput<'_>, index: &BTreeMap<EntityId, usize>, edges: &mut Vec<Edge>) {
    if input.filter.confirmed_only {
        return;
    }
    let decided = input.snapshot.latest_decisions();
    for candidate in input.proposals {
        let open = decided.get(&candidate.id).is_none_or(|d| d.verdict == Verdict::Later);
        if let (true, Some((from, to))) = (open, candidate_ends(input.snapshot, index, candidate)) {
            let name = match candidate.kind {
                CandidateKind::Pattern => say(input.words, "pattern", &candidate.pattern, &[]),
                other => say(input.words, "candidate", other.as_str(), &[]),
            };
            edges.push(Edge {
                candidate: Some(candidate.id),
                label: format!("{name}?"),
                standing: Standing::Proposed,
                dash: Dash::Dashed,
                ..Edge::between(from, to)
            });
        }
    }
}

#[cfg(test)]
mod tests;
