//! Questions that a snapshot alone answers: pure, so that they run beside the case.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::action::*;
use super::job::Progress;
use crate::catalog::Catalog;
use crate::catalog::pattern::{self, Pattern};
use crate::export::audience;
use crate::model::decision::{Candidate, CandidateKind};
use crate::model::problem::Problem;
use crate::model::*;
use crate::snapshot::Snapshot;
use crate::{graph, resolve, time};

/// True for requests that need no look into the file.
pub fn needs_only_snapshot(request: &Request) -> bool {
    matches!(
        request,
        Request::Path { .. }
            | Request::Layout { .. }
            | Request::Clocks { .. }
            | Request::Chronology { .. }
            | Request::Rests(_)
            | Request::Reestimate
    )
}

/// Answers a request that needs only a snapshot.
pub fn answer(snapshot: &Snapshot, catalog: &Catalog, request: &Request, progress: &Progress) -> Answer {
    let result = match request {
        Request::Path {
            from,
            to,
            confirmed_only,
        } => Ok(Answer::Path(paths(snapshot, *from, *to, *confirmed_only))),
        Request::Layout { chart, method, seed } => Ok(Answer::Layout(super::board::layout(
            snapshot, *chart, method, *seed, progress,
        ))),
        Request::Reestimate => Ok(Answer::Weights(Box::new(super::weights::preview(snapshot, catalog)))),
        Request::Rests(source) => Ok(Answer::Rests(Box::new(super::rests::of(snapshot, *source)))),
        Request::Clocks { as_of } => clocks(snapshot, catalog, as_of).map(Answer::Clocks),
        Request::Chronology { as_of, shown } => clocks(snapshot, catalog, as_of)
            .map(|clocks| Answer::Chronology(Arc::new(time::chronology(snapshot, &clocks, shown)))),
        other => Err(Problem::new(
            "request",
            "a request for a snapshot",
            format!("{other:?}"),
            "report this",
        )),
    };
    result.unwrap_or_else(Answer::Failed)
}

/// What to surface.
#[derive(Clone, Debug, Default)]
pub struct SurfaceRequest {
    /// Empty = all three.
    pub kinds: Vec<CandidateKind>,
    pub record: Option<RecordId>,
    /// 0 = all.
    pub top: usize,
}

/// Narratives by record, sealed values already replaced: what *same script* is looked for in.
pub type Narratives = BTreeMap<RecordId, String>;

/// Ranked candidates, and the values that are too common to link anyone.
pub struct Surfaced {
    pub candidates: Vec<Candidate>,
    pub held_back: Vec<HeldBack>,
}

/// Candidates of the board, ranked, with reasons. Sources in quarantine are left out.
pub fn surface(snapshot: &Snapshot, catalog: &Catalog, narratives: Narratives, request: &SurfaceRequest) -> Surfaced {
    let asked = resolve::Request {
        kinds: request.kinds.clone(),
        record: request.record,
        top: request.top,
        narratives,
    };
    let found = resolve::surface(&without_held(snapshot), &catalog.scoring, &asked);
    Surfaced {
        candidates: found.candidates,
        held_back: found
            .held_back
            .into_iter()
            .map(|h| HeldBack {
                kind: h.kind,
                value: h.value,
                count: h.count,
            })
            .collect(),
    }
}

/// The board without what rests on sources in quarantine alone.
pub(super) fn without_held(snapshot: &Snapshot) -> Cow<'_, Snapshot> {
    let held: BTreeSet<SourceId> = snapshot
        .sources
        .iter()
        .filter(|s| !s.quarantine.is_empty())
        .map(|s| s.id)
        .collect();
    if held.is_empty() {
        return Cow::Borrowed(snapshot);
    }
    Cow::Owned(audience::without_sources(snapshot, held))
}

/// A hit in another file: whom to ring and about what kind of thing; no value and no label of it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Pointer {
    pub file: String,
    pub case_number: String,
    /// Whom to ring.
    pub owner: String,
    /// same, connected
    #[serde(rename = "match")]
    pub candidate: String,
    /// Kind of the party or identifier: company, phone.
    pub of: String,
    /// The fields that agree, joined by `+`: `phone`, `name+address`.
    pub kind: String,
    pub count: usize,
    /// Records of this board that it is about, by number or `file#row`.
    pub records: Vec<String>,
}

/// What this board (or one record of it) and another have in common, by the scorer of candidates, told by
/// kind only. Sources in quarantine are left out on both sides.
pub fn pointers(
    snapshot: &Snapshot,
    other: &Snapshot,
    other_path: &Path,
    catalog: &Catalog,
    record: Option<RecordId>,
) -> Vec<Pointer> {
    let (mine, theirs) = (without_held(snapshot), without_held(other));
    resolve::across::across(&mine, &theirs, &catalog.scoring, record)
        .into_iter()
        .map(|(kind, (count, records))| Pointer {
            file: other_path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
            case_number: other.setting("case_number").unwrap_or_default().to_owned(),
            owner: other.setting("owner").unwrap_or("its owner").to_owned(),
            candidate: kind.candidate.to_owned(),
            of: kind.of,
            kind: kind.fields.join("+"),
            count,
            records: records
                .into_iter()
                .filter(|r| record.is_none_or(|only| only == *r))
                .filter(|r| snapshot.record(*r).is_some())
                .map(|r| number_or_row(snapshot, r))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        })
        .collect()
}

/// An entity by id, or by a label that only one group has.
///
/// # Errors
/// None, or more than one (then their ids are listed).
pub fn find_entity(snapshot: &Snapshot, text: &str) -> Result<EntityId, Problem> {
    if let Some(id) = EntityId::parse(text)
        && snapshot.entity(id).is_some()
    {
        return Ok(id);
    }
    let mut groups: BTreeSet<EntityId> = BTreeSet::new();
    for entity in snapshot
        .entities
        .iter()
        .filter(|e| e.label == text || e.canonical == text || e.pseudonym == text)
    {
        groups.insert(snapshot.group_of(entity.id));
    }
    match groups.len() {
        1 => Ok(groups.into_iter().next().unwrap_or_default()),
        0 => Err(Problem::new(
            "entity",
            "an entity's id or its exact label",
            text.to_owned(),
            "use `search` to find it",
        )),
        n => {
            let ids: Vec<String> = groups.iter().take(5).map(ToString::to_string).collect();
            Err(Problem::new(
                "entity",
                "a label that one entity has",
                format!("{n} of them"),
                format!("give an id: {}", ids.join(", ")),
            ))
        }
    }
}

/// A record by id, key, or `file#row`.
///
/// # Errors
/// None, or more than one.
pub fn find_record(snapshot: &Snapshot, text: &str) -> Result<RecordId, Problem> {
    if let Some(id) = RecordId::parse(text)
        && snapshot.record(id).is_some()
    {
        return Ok(id);
    }
    let hits: Vec<RecordId> = snapshot
        .records
        .values()
        .filter(|r| r.key == text || file_row(snapshot, r.id) == text)
        .map(|r| r.id)
        .collect();
    match hits.as_slice() {
        [one] => Ok(*one),
        [] => Err(Problem::new(
            "record",
            "a record's key, id or file#row",
            text.to_owned(),
            "use `search` to find it",
        )),
        many => Err(Problem::new(
            "record",
            "a key that one record has",
            format!("{} of them", many.len()),
            "give file#row or an id",
        )),
    }
}

/// Parties and places that a record names, by role: the employer, the recruiter, the others.
pub fn parties(snapshot: &Snapshot, id: RecordId) -> Vec<EntityId> {
    let mut named: Vec<(u8, EntityId)> = snapshot
        .mentions_of_record(id)
        .filter(|m| snapshot.entity(m.entity).is_some_and(|e| e.canonical.is_empty()))
        .map(|m| {
            let rank = match m.role.as_str() {
                "employer" => 0,
                "recruiter" => 1,
                _ => 2,
            };
            (rank, m.entity)
        })
        .collect();
    named.sort_by(|(a, x), (b, y)| {
        let label = |e: &EntityId| snapshot.entity(snapshot.group_of(*e)).map(|e| e.label.as_str());
        (a, label(x), x).cmp(&(b, label(y), y))
    });
    named.dedup();
    named.into_iter().map(|(_, entity)| entity).collect()
}

/// A record's own number, else `file#row`.
pub fn number_or_row(snapshot: &Snapshot, id: RecordId) -> String {
    match snapshot.record(id) {
        Some(head) if !head.key.is_empty() => head.key.clone(),
        _ => file_row(snapshot, id),
    }
}

/// `file#row` of a record.
pub fn file_row(snapshot: &Snapshot, id: RecordId) -> String {
    snapshot.record(id).map_or_else(String::new, |r| {
        let file = snapshot
            .source(r.source)
            .map(|s| s.file_name.as_str())
            .unwrap_or_default();
        format!("{file}#{}", r.row)
    })
}

/// A saved chart by id or title.
///
/// # Errors
/// There is none.
pub fn find_chart(snapshot: &Snapshot, text: &str) -> Result<ChartId, Problem> {
    snapshot
        .charts
        .iter()
        .find(|c| c.title == text || c.id.to_string() == text)
        .map(|c| c.id)
        .ok_or_else(|| {
            let titles: Vec<&str> = snapshot.charts.iter().map(|c| c.title.as_str()).collect();
            Problem::new(
                "chart",
                format!("one of: {}", titles.join(", ")),
                text.to_owned(),
                "choose a saved chart",
            )
        })
}

/// Ways from one entity to another, the most telling first.
pub fn paths(snapshot: &Snapshot, from: EntityId, to: EntityId, confirmed_only: bool) -> Vec<graph::path::Path> {
    let filter = graph::network::Filter {
        confirmed_only,
        ..graph::network::Filter::default()
    };
    let request = graph::path::PathRequest {
        from,
        to,
        count: 5,
        max_hops: 8,
        filter,
    };
    graph::path::paths(snapshot, &request).paths
}

/// A full date.
///
/// # Errors
/// It is none.
pub fn day(text: &str) -> Result<NaiveDate, Problem> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|e| {
        Problem::new(
            "date",
            "a date such as 2026-11-24",
            format!("{text} ({e})"),
            "give a full date",
        )
    })
}

/// Clocks as of a date.
///
/// # Errors
/// A date that is none.
pub fn clocks(snapshot: &Snapshot, catalog: &Catalog, as_of: &str) -> Result<Vec<time::ClockView>, Problem> {
    Ok(time::clocks(snapshot, &catalog.rules, day(as_of)?))
}

/// The document of `clocks --json`.
///
/// # Errors
/// A date that is none.
pub fn clocks_json(snapshot: &Snapshot, catalog: &Catalog, as_of: &str) -> Result<Json, Problem> {
    let words = |key: &str, args: &[String]| catalog.text.whole(key, args);
    let name = |id: EntityId| snapshot.entity(id).map(|e| e.label.clone()).unwrap_or_default();
    let rows: Vec<Json> = clocks(snapshot, catalog, as_of)?
        .iter()
        .map(|c| {
            let mut row = crate::export::clocks::entry(&words, &name, c);
            // What proves that it is done stays in the house.
            row["evidence"] = json!(c.evidence);
            row
        })
        .collect();
    Ok(json!({ "as_of": as_of, "rule_set": catalog.rules.set, "clocks": rows }))
}

/// The contract's shape of a candidate, with the sentence of each reason; a pattern says what it is and what else may
/// explain it.
pub fn candidate_json(catalog: &Catalog, c: &Candidate) -> Json {
    let text = &catalog.text;
    let reason = |r: &decision::Reason| json!({ "field": r.field, "bits": r.bits, "key": r.key, "text": text.word("reason", &r.key, &r.args), "left": r.left, "right": r.right });
    let mut doc = json!({
        "id": c.id, "kind": c.kind, "pattern": c.pattern, "bits": c.bits, "probability": c.bits.probability(),
        "left": c.left, "right": c.right,
        "reasons": c.reasons.iter().map(reason).collect::<Vec<_>>(),
        "contradictions": c.contradictions.iter().map(reason).collect::<Vec<_>>(),
        "settles": c.settles, "found_by": c.found_by, "parameters": c.parameters,
    });
    if let (Json::Object(map), Some(pattern)) = (&mut doc, pattern_of(catalog, c)) {
        map.insert("statement".to_owned(), json!(text.get(&pattern.statement, &[])));
        map.insert("innocent".to_owned(), json!(innocent(catalog, pattern)));
    }
    doc
}

/// The pattern that a candidate is of.
pub fn pattern_of<'a>(catalog: &'a Catalog, c: &Candidate) -> Option<&'a Pattern> {
    catalog.scoring.patterns.get(&c.pattern)
}

/// What else may explain a pattern, one sentence each.
pub fn innocent(catalog: &Catalog, pattern: &Pattern) -> Vec<String> {
    pattern.innocent.iter().map(|key| catalog.text.get(key, &[])).collect()
}

/// The document of `patterns --json`: every pattern that is looked for, in words.
pub fn patterns_json(catalog: &Catalog) -> Json {
    let text = |key: &str| catalog.text.get(key, &[]);
    let rows: Vec<Json> = pattern::NAMES
        .iter()
        .filter_map(|name| catalog.scoring.patterns.get(*name))
        .map(|p| {
            let node = |n: &pattern::Node| json!({ "name": n.name, "kind": n.kind, "label": text(&n.label), "many": n.many, "at": n.at });
            json!({
                "name": p.name, "title": catalog.text.word("pattern", &p.name, &[]), "statement": text(&p.statement),
                "innocent": innocent(catalog, p), "least": p.least,
                "shape": { "nodes": p.node.iter().map(node).collect::<Vec<_>>(), "edges": p.edge },
            })
        })
        .collect();
    json!({ "patterns": rows })
}

/// The document of `path --json`.
pub fn paths_json(snapshot: &Snapshot, paths: &[graph::path::Path]) -> Json {
    let label = |id: EntityId| snapshot.entity(id).map(|e| e.label.clone()).unwrap_or_default();
    let rows: Vec<Json> = paths
        .iter()
        .map(|p| {
            let hops: Vec<Json> = p
                .hops
                .iter()
                .map(|h| {
                    let links: Vec<_> = h.links.iter().filter_map(|l| snapshot.links.get(l.0)).collect();
                    let sources: BTreeSet<String> = links
                        .iter()
                        .filter_map(|l| l.record)
                        .map(|r| file_row(snapshot, r))
                        .collect();
                    let kinds: BTreeSet<&str> = links.iter().map(|l| l.kind.as_str()).collect();
                    json!({ "from": h.from, "to": h.to, "from_label": label(h.from), "to_label": label(h.to),
                            "link": kinds.into_iter().collect::<Vec<_>>().join(", "), "sources": sources })
                })
                .collect();
            json!({ "bits": p.bits, "hops": hops })
        })
        .collect();
    json!({ "paths": rows })
}

/// As many hits as typed are enough: then names are not taken for misspelled.
const HANDFUL: usize = 5;

/// Search over the board: entities by name, number or part of it. When fewer than a handful are there as typed,
/// names that are a few slips away follow, marked as similar.
pub fn search_entities(snapshot: &Snapshot, text: &str, limit: usize) -> Vec<Hit> {
    let index = snapshot.search_index();
    let (mut found, rough): (Vec<_>, Vec<_>) = index.search(text, limit).into_iter().partition(|f| f.is_as_typed());
    if found.len() < HANDFUL {
        let mut seen: BTreeSet<EntityId> = found.iter().map(|f| f.entity).collect();
        let near = index.similar(text, limit);
        found.extend(near.into_iter().chain(rough).filter(|f| seen.insert(f.entity)));
        found.truncate(limit);
    }
    found
        .into_iter()
        .filter_map(|found| {
            let entity = snapshot.entity(found.entity)?;
            Some(Hit {
                what: "entity".to_owned(),
                id: entity.id.0,
                kind: entity.kind.clone(),
                label: entity.label.clone(),
                similar: !found.is_as_typed(),
                context: if found.text == entity.label {
                    String::new()
                } else {
                    found.text
                },
            })
        })
        .collect()
}

/// The words of a record around the first hit, marked by U+2068 … U+2069.
pub fn excerpt(record: &crate::model::source::Record, query: &str) -> String {
    use crate::snapshot::index::fold;
    let wanted: Vec<String> = fold(query).split(' ').map(str::to_owned).collect();
    let texts = std::iter::once(record.narrative.as_str()).chain(record.cells.0.iter().map(|c| c.text.as_str()));
    for text in texts {
        let words: Vec<&str> = text.split_whitespace().collect();
        let hit = words
            .iter()
            .position(|w| wanted.iter().any(|q| !q.is_empty() && fold(w).starts_with(q.as_str())));
        if let Some(at) = hit {
            let (from, to) = (at.saturating_sub(6), (at + 9).min(words.len()));
            let mut out: Vec<String> = words[from..to].iter().map(|w| (*w).to_owned()).collect();
            out[at - from] = format!("\u{2068}{}\u{2069}", words[at]);
            return out.join(" ");
        }
    }
    String::new()
}
