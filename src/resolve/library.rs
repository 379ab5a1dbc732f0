//! Parties of a case against rows of a public register: what to look up, and what the rows that were
//! found have to do with whom. A public record near a tip is context: its candidates are kept apart from
//! the board's and count for nothing there.
//! Must not know: where registers lie, how they are indexed.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::{PartyField, Scoring};
use crate::model::decision::{Bits, Candidate, CandidateKind, Reason, RecordRef, Side};
use crate::model::source::StagedRecord;
use crate::model::{EntityId, RecordId, Uid, value};
use crate::snapshot::Snapshot;

use super::block::Rules;
use super::field::prepare;
use super::pool::{MemoryPool, Pool, Raw};
use super::prior::Prior;
use super::weigh::{self, Scale};
use super::{connect, profile, same, taken};

/// Something to look up, for one party or identifier of the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// A group's representative.
    pub entity: EntityId,
    /// `name`, or the kind of identifier.
    pub kind: String,
    /// The words of the name, or the canonical value.
    pub text: String,
}

/// A row that answers questions.
pub struct Answered {
    /// Number of the row in its register, from 1.
    pub row: i64,
    pub record: StagedRecord,
    /// Number of the question, and rows of the register that answer it.
    pub asked: Vec<(usize, u32)>,
}

/// The register that was looked into.
pub struct Register<'a> {
    pub name: &'a str,
    pub sha256: &'a str,
    pub rows: i64,
}

/// What to look up: names of parties (none that is sealed) and telling identifiers, those of one record
/// when one is given. Ascending, each once.
pub fn questions(snapshot: &Snapshot, scoring: &Scoring, only: Option<RecordId>) -> Vec<Question> {
    let wanted: Option<BTreeSet<EntityId>> = only.map(|record| {
        let mentioned = snapshot.mentions_of_record(record);
        mentioned.map(|m| snapshot.group_of(m.entity)).collect()
    });
    let (plan, fields) = profile::plan(scoring);
    let wants = |id: EntityId| wanted.as_ref().is_none_or(|w| w.contains(&id));
    let mut out: BTreeMap<(EntityId, String, String), ()> = BTreeMap::new();
    for raw in profile::parties(snapshot, scoring, &fields) {
        let entity = EntityId(raw.id);
        if !wants(entity) || !matches!(raw.kind.as_str(), "person" | "company") {
            continue;
        }
        for (slot, text) in &raw.values {
            if plan.slots[*slot].name != "name" {
                continue;
            }
            let Some(name) = prepare(plan.slots[*slot].kind, text) else {
                continue;
            };
            let words: Vec<&str> = name.tokens.iter().map(|t| t.text.as_str()).collect();
            if words.len() > 1 || words.iter().any(|w| w.len() > 5) {
                out.insert((entity, "name".to_owned(), words.join(" ")), ());
            }
        }
    }
    let live = profile::live_records(snapshot);
    for entity in snapshot.entities.iter() {
        if !entity.canonical.is_empty()
            && scoring.surface.telling.contains(&entity.kind)
            && wants(entity.id)
            && snapshot.mentions_of_entity(entity.id).any(|m| live.contains(&m.record))
        {
            out.insert((entity.id, entity.kind.clone(), entity.canonical.clone()), ());
        }
    }
    out.into_keys()
        .map(|(entity, kind, text)| Question { entity, kind, text })
        .collect()
}

/// Candidates between the case and the rows: a party that may be one with a party of a row; else an
/// identifier that stands in both. Strongest first.
pub fn candidates(
    snapshot: &Snapshot,
    scoring: &Scoring,
    register: &Register<'_>,
    questions: &[Question],
    answered: &[Answered],
) -> Vec<(i64, Candidate)> {
    let (plan, fields) = profile::plan(scoring);
    let mut raws = profile::parties(snapshot, scoring, &fields);
    let number_of: BTreeMap<Uid, usize> = raws.iter().enumerate().map(|(i, r)| (r.id, i)).collect();
    let mut public: Vec<(usize, usize)> = Vec::new();
    for (at, found) in answered.iter().enumerate() {
        for mention in 0..found.record.mentions.len() {
            if let Some(raw) = raw_of(scoring, &fields, register, found, mention) {
                raws.push(raw);
                public.push((at, mention));
            }
        }
    }
    let rows = usize::try_from(register.rows).unwrap_or(usize::MAX);
    let parameters = taken::of_board(snapshot, scoring, &plan, rows);
    let rules = Rules::of_case(scoring.surface.block_cap, 0);
    let first = raws.len() - public.len();
    let scale = Scale::of(&plan, &parameters);
    let pool = MemoryPool::build(plan, &raws, &rules);
    let mut out: Vec<(i64, Candidate)> = Vec::new();
    let mut explained: BTreeSet<(usize, EntityId)> = BTreeSet::new();
    for (n, (at, mention)) in public.iter().enumerate() {
        let found = &answered[*at];
        for party in parties_of(snapshot, questions, found) {
            let Some(i) = number_of.get(&party.0).copied() else {
                continue;
            };
            let j = first + n;
            if !same::fits(scoring, &pool.profile(i).kind, &pool.profile(j).kind) {
                continue;
            }
            let weight = weigh::weigh(&pool, i, &pool, j, &scale);
            if weight.bits < scoring.surface.same_at_least || !same::speaks(pool.plan(), &weight) {
                continue;
            }
            let mut reasons = same::reasons(&pool, i, j, &weight, (&parameters, Prior::of_set(&parameters)));
            let bits: Bits = reasons.iter().map(|r| r.bits).sum();
            same::order(&mut reasons);
            let right = side(register, found, Some(*mention));
            for question in found.asked.iter().map(|(q, _)| &questions[*q]) {
                explained.insert((*at, question.entity));
            }
            out.push((
                found.row,
                Candidate {
                    id: Candidate::derive_id(CandidateKind::Same, "library", party.0, right.id),
                    kind: CandidateKind::Same,
                    bits,
                    left: profile::side(snapshot, party),
                    right,
                    contradictions: same::contradictions(&pool, i, j),
                    settles: same::settles(pool.plan(), pool.profile(i), pool.profile(j)),
                    reasons,
                    found_by: "library".to_owned(),
                    parameters: parameters.name(),
                    ..Candidate::default()
                },
            ));
        }
    }
    for (at, found) in answered.iter().enumerate() {
        for (question, rows) in found.asked.iter().map(|(q, n)| (&questions[*q], *n)) {
            if question.kind != "name" && !explained.contains(&(at, question.entity)) {
                out.extend(shared(snapshot, scoring, register, found, question, rows).map(|c| (found.row, c)));
            }
        }
    }
    out.sort_by(|a, b| b.1.bits.cmp(&a.1.bits).then(a.1.id.cmp(&b.1.id)));
    out.dedup_by(|a, b| a.1.id == b.1.id);
    out
}

/// The parties of the case that a row was found for: by name, or as holders of an identifier.
fn parties_of(snapshot: &Snapshot, questions: &[Question], found: &Answered) -> BTreeSet<EntityId> {
    let mut out = BTreeSet::new();
    for question in found.asked.iter().map(|(q, _)| &questions[*q]) {
        if question.kind == "name" {
            out.insert(question.entity);
            continue;
        }
        for link in snapshot.links_of(question.entity) {
            let other = if link.from_entity == question.entity {
                link.to_entity
            } else {
                link.from_entity
            };
            out.insert(snapshot.group_of(other));
        }
    }
    out
}

/// An identifier of the case that a row names too.
fn shared(
    snapshot: &Snapshot,
    scoring: &Scoring,
    register: &Register<'_>,
    found: &Answered,
    question: &Question,
    rows: u32,
) -> Option<Candidate> {
    let shown = value::display(&question.kind, &question.text);
    let chance = (register.rows as f64 + connect::BACKGROUND) / f64::from(rows.max(1));
    let reason = Reason {
        field: question.kind.clone(),
        bits: Bits::from_f64(libm::log2(chance).clamp(0.0, 14.0)),
        key: format!("shared-{}", question.kind),
        args: vec![shown.clone(), rows.to_string(), rows.to_string()],
        left: shown.clone(),
        right: shown,
    };
    let reasons = vec![
        connect::prior("prior-connected", usize::try_from(register.rows).unwrap_or_default()),
        reason,
    ];
    let bits: Bits = reasons.iter().map(|r| r.bits).sum();
    let right = side(register, found, None);
    (bits.as_f64() >= scoring.surface.connected_at_least).then(|| Candidate {
        id: Candidate::derive_id(CandidateKind::Connected, "library", question.entity.0, right.id),
        kind: CandidateKind::Connected,
        bits,
        left: profile::side(snapshot, question.entity),
        right,
        reasons,
        found_by: "library".to_owned(),
        ..Candidate::default()
    })
}

/// A row, or one party of it, as the side of a candidate.
fn side(register: &Register<'_>, found: &Answered, mention: Option<usize>) -> Side {
    let party = mention.and_then(|m| found.record.mentions.get(m));
    let named = found.record.mentions.iter().find(|m| !m.label.is_empty());
    let label = party.or(named).map(|m| m.label.clone()).unwrap_or_default();
    Side {
        id: id_of(register, found.row, mention),
        kind: party.map_or("record", |m| m.kind.as_str()).to_owned(),
        label: if label.is_empty() {
            format!("{}#{}", register.name, found.row)
        } else {
            label
        },
        records: vec![RecordRef {
            id: RecordId(id_of(register, found.row, None)),
            file: register.name.to_owned(),
            row: u32::try_from(found.row).unwrap_or(u32::MAX),
            key: found.record.key.clone(),
        }],
    }
}

fn id_of(register: &Register<'_>, row: i64, mention: Option<usize>) -> Uid {
    Uid::derive(&[
        b"library-row",
        register.sha256.as_bytes(),
        &row.to_be_bytes(),
        &mention.map_or(-1i64, |m| m as i64).to_be_bytes(),
    ])
}

/// A party of a row as a profile; `None` for what is no party.
fn raw_of(
    scoring: &Scoring,
    fields: &[PartyField],
    register: &Register<'_>,
    found: &Answered,
    at: usize,
) -> Option<Raw> {
    let record = &found.record;
    let mention = record.mentions.get(at)?;
    if !mention.canonical.is_empty() || !scoring.surface.party_kinds.contains(&mention.kind) {
        return None;
    }
    let applies = |f: &&PartyField| f.kinds.is_empty() || f.kinds.contains(&mention.kind);
    let slots = || fields.iter().enumerate().filter(move |(_, f)| applies(f));
    let mut values: Vec<(usize, String)> = Vec::new();
    let mut named = false;
    for fact in mention.facts.iter().filter(|f| !f.text.clear().is_empty()) {
        for (slot, field) in slots().filter(|(_, f)| f.facts.contains(&fact.field)) {
            named |= field.name == "name";
            values.push((slot, fact.text.clear().to_owned()));
        }
    }
    if !named && !mention.label.is_empty() {
        values.extend(
            slots()
                .find(|(_, f)| f.name == "name")
                .map(|(slot, _)| (slot, mention.label.clone())),
        );
    }
    for link in record.links.iter().filter(|l| l.from == at || l.to == at) {
        let other = if link.from == at { link.to } else { link.from };
        let Some(end) = record.mentions.get(other).filter(|m| !m.canonical.is_empty()) else {
            continue;
        };
        for (slot, _) in slots()
            .filter(|(_, f)| f.links.contains(&link.kind) && (f.identifier.is_empty() || f.identifier == end.kind))
        {
            values.push((slot, end.canonical.clone()));
        }
    }
    values.sort_unstable();
    values.dedup();
    Some(Raw {
        id: id_of(register, found.row, Some(at)),
        kind: mention.kind.clone(),
        side: 1,
        values,
    })
}
