//! Parties of a snapshot as profiles: one per group that accepted decisions have made, with the facts
//! of all its members and the identifiers at the other end of its attribute links.
//! A party with a pseudonym shows no name here, and none of its name or birth facts is read: it can be
//! found by a telephone, never by who it is. Must not know: weights, thresholds.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::{PartyField, Scoring};
use crate::model::decision::{RecordRef, Side};
use crate::model::entity::Entity;
use crate::model::source::RecordStatus;
use crate::model::{EntityId, RecordId, Uid};
use crate::snapshot::Snapshot;

use super::field::FieldKind;
use super::pool::{Plan, Raw, Slot};

/// Fields that tell who somebody is: never read for a party with a pseudonym.
const IDENTIFYING: &[&str] = &["name", "birth_date", "owner", "alias", "dob"];

/// The plan of the scoring files: one slot per party field.
pub fn plan(scoring: &Scoring) -> (Plan, Vec<PartyField>) {
    let mut slots = Vec::new();
    let mut fields = Vec::new();
    for field in &scoring.surface.field {
        let (Some(kind), Some(comparison)) = (
            FieldKind::of_key(&field.compare),
            scoring.comparisons.get(field.levels()),
        ) else {
            continue; // the asset test names it
        };
        let mut comparison = comparison.clone();
        if let Some(most) = field.max_bits {
            comparison.max_bits = comparison.max_bits.min(most);
        }
        if let Some(least) = field.min_bits {
            comparison.min_bits = comparison.min_bits.max(least);
        }
        slots.push(Slot {
            name: field.name.clone(),
            kind,
            exclusive: field.exclusive,
            named: field.name == "name",
            comparison,
        });
        fields.push(field.clone());
    }
    let at = |name: &String| {
        fields
            .iter()
            .position(|f: &PartyField| f.name == *name)
            .map(|slot| slot as u8)
    };
    let correlated = scoring
        .surface
        .correlated
        .iter()
        .map(|list| list.iter().filter_map(at).collect())
        .collect();
    (Plan { slots, correlated }, fields)
}

/// All parties, by ascending id of their group's representative.
pub fn parties(snapshot: &Snapshot, scoring: &Scoring, fields: &[PartyField]) -> Vec<Raw> {
    let kinds: BTreeSet<&str> = scoring.surface.party_kinds.iter().map(String::as_str).collect();
    let held = quarantined(snapshot);
    let mut out = Vec::new();
    for entity in snapshot.entities.iter() {
        if !kinds.contains(entity.kind.as_str()) || snapshot.group_of(entity.id) != entity.id {
            continue;
        }
        let members = snapshot.members_of(entity.id);
        let sealed = is_sealed(snapshot, &members);
        out.push(party(snapshot, fields, &held, entity, &members, sealed));
    }
    out
}

/// Every party as it stands alone, before any decision made it one with another, by ascending id.
pub fn alone(snapshot: &Snapshot, scoring: &Scoring, fields: &[PartyField]) -> Vec<Raw> {
    let kinds: BTreeSet<&str> = scoring.surface.party_kinds.iter().map(String::as_str).collect();
    let held = quarantined(snapshot);
    let own = snapshot.entities.iter().filter(|e| kinds.contains(e.kind.as_str()));
    own.map(|entity| {
        let sealed = is_sealed(snapshot, &snapshot.members_of(entity.id));
        party(snapshot, fields, &held, entity, &[entity.id], sealed)
    })
    .collect()
}

fn is_sealed(snapshot: &Snapshot, members: &[EntityId]) -> bool {
    let mut own = members.iter().filter_map(|m| snapshot.entity(*m));
    own.any(|m| !m.pseudonym.is_empty())
}

fn party(
    snapshot: &Snapshot,
    fields: &[PartyField],
    held: &BTreeSet<Uid>,
    entity: &Entity,
    members: &[EntityId],
    sealed: bool,
) -> Raw {
    let mut raw = Raw {
        id: entity.id.0,
        kind: entity.kind.clone(),
        side: 0,
        values: Vec::new(),
    };
    for member in members {
        gather(snapshot, fields, *member, sealed, held, &mut raw);
    }
    raw.values.sort_unstable();
    raw.values.dedup();
    raw
}

/// Sources that are held without being surfaced.
fn quarantined(snapshot: &Snapshot) -> BTreeSet<Uid> {
    snapshot
        .sources
        .iter()
        .filter(|s| !s.quarantine.is_empty())
        .map(|s| s.id.0)
        .collect()
}

fn gather(
    snapshot: &Snapshot,
    fields: &[PartyField],
    member: EntityId,
    sealed: bool,
    held: &BTreeSet<Uid>,
    raw: &mut Raw,
) {
    let kind = snapshot.entity(member).map_or("", |e| e.kind.as_str()).to_owned();
    let applies = |f: &PartyField| f.kinds.is_empty() || f.kinds.contains(&kind);
    let mut named = false;
    for fact in snapshot.facts_of(member) {
        if fact.sealed.is_some() || fact.value.is_empty() || fact.source.is_some_and(|s| held.contains(&s.0)) {
            continue;
        }
        if fact.certainty == crate::model::entity::Certainty::Denied {
            continue;
        }
        for (slot, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, f)| applies(f) && f.facts.contains(&fact.field))
        {
            if sealed && IDENTIFYING.contains(&field.name.as_str()) {
                continue;
            }
            named |= field.name == "name";
            raw.values.push((slot, fact.value.clone()));
        }
    }
    // A party whose map gave it a label and no name fact is still called by its label.
    if !named
        && !sealed
        && let Some(entity) = snapshot.entity(member)
        && let Some(slot) = fields.iter().position(|f| f.name == "name" && applies(f))
        && !entity.label.is_empty()
    {
        raw.values.push((slot, entity.label.clone()));
    }
    for link in snapshot.links_of(member) {
        if link.source.is_some_and(|s| held.contains(&s.0)) {
            continue;
        }
        let other = if link.from_entity == member {
            link.to_entity
        } else {
            link.from_entity
        };
        let Some(end) = snapshot.entity(other) else {
            continue;
        };
        let party = end.canonical.is_empty();
        for (slot, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, f)| applies(f) && f.links.contains(&link.kind) && f.named == party)
        {
            if field.named {
                if !sealed && end.pseudonym.is_empty() && !end.label.is_empty() {
                    raw.values.push((slot, end.label.clone()));
                }
            } else if field.identifier.is_empty() || field.identifier == end.kind {
                raw.values.push((slot, end.canonical.clone()));
            }
        }
    }
}

/// The side of a candidate that is a party (or an identifier): label, kind, where it stands.
pub fn side(snapshot: &Snapshot, entity: EntityId) -> Side {
    let mut side = Side {
        id: entity.0,
        ..Side::default()
    };
    if let Some(e) = snapshot.entity(entity) {
        side.kind = e.kind.clone();
        side.label = if e.pseudonym.is_empty() {
            e.label.clone()
        } else {
            e.pseudonym.clone()
        };
    }
    let records: BTreeSet<RecordId> = records_of(snapshot, entity);
    side.records = records.into_iter().filter_map(|r| reference(snapshot, r)).collect();
    sort_refs(&mut side.records);
    side
}

/// By file, then row.
pub fn sort_refs(refs: &mut [RecordRef]) {
    refs.sort_by(|a, b| a.file.cmp(&b.file).then(a.row.cmp(&b.row)).then(a.id.cmp(&b.id)));
}

/// Records that mention a member of the group.
pub fn records_of(snapshot: &Snapshot, entity: EntityId) -> BTreeSet<RecordId> {
    snapshot
        .members_of(entity)
        .into_iter()
        .flat_map(|m| snapshot.mentions_of_entity(m).map(|x| x.record).collect::<Vec<_>>())
        .collect()
}

/// Where a record stands, for a card.
pub fn reference(snapshot: &Snapshot, record: RecordId) -> Option<RecordRef> {
    let head = snapshot.record(record)?;
    let file = snapshot.source(head.source).map(|s| s.name().to_owned());
    Some(RecordRef {
        id: record,
        file: file.unwrap_or_default(),
        row: head.row,
        key: head.key.clone(),
    })
}

/// Records that may be surfaced: staged, of a source that is not in quarantine.
pub fn live_records(snapshot: &Snapshot) -> BTreeSet<RecordId> {
    let held = quarantined(snapshot);
    snapshot
        .records
        .values()
        .filter(|r| r.status != RecordStatus::Rejected && !held.contains(&r.source.0))
        .map(|r| r.id)
        .collect()
}

/// Parties mentioned in each record, as group representatives.
pub fn parties_by_record(snapshot: &Snapshot, kinds: &[String]) -> BTreeMap<RecordId, BTreeSet<EntityId>> {
    let mut out: BTreeMap<RecordId, BTreeSet<EntityId>> = BTreeMap::new();
    for mention in snapshot.mentions.iter() {
        if snapshot.entity(mention.entity).is_some_and(|e| kinds.contains(&e.kind)) {
            out.entry(mention.record)
                .or_default()
                .insert(snapshot.group_of(mention.entity));
        }
    }
    out
}
