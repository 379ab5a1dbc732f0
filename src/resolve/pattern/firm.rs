//! What patterns know of a firm: its first sign, its end, the telling values and officers that are its own.
//! Must not know: any one pattern.

use std::collections::{BTreeMap, BTreeSet};

use super::Scene;
use crate::model::EntityId;
use crate::resolve::field::{FieldKind, Prepared, prepare, prepare_all};
use crate::resolve::profile;

/// What is known of one.
#[derive(Default)]
pub(super) struct Firm {
    /// First and last sign of it, EDTF text that begins with a year.
    pub first: String,
    /// First ending or finding: (date, what).
    pub ended: Option<(String, String)>,
    /// Shared-value numbers, and officers by name key.
    pub values: BTreeSet<usize>,
    pub officers: BTreeMap<String, String>,
}

/// Every firm of the scene, by family.
pub(super) fn firms(scene: &Scene<'_>, members: &BTreeMap<EntityId, BTreeSet<EntityId>>) -> BTreeMap<EntityId, Firm> {
    members
        .iter()
        .map(|(family, all)| (*family, firm(scene, all)))
        .collect()
}

/// What an entity is called: its label, and the names among its facts.
pub(super) fn names(scene: &Scene<'_>, entity: EntityId) -> Vec<Prepared> {
    let fields = scene.scoring.surface.field.iter();
    let named = fields.filter(|f| f.name == "name" && f.kinds.iter().any(|k| k == "company"));
    let fields: BTreeSet<&str> = named.flat_map(|f| &f.facts).map(String::as_str).collect();
    let label = scene.snapshot.entity(entity).map(|e| e.label.as_str());
    let facts = scene.snapshot.facts_of(entity);
    let values = facts.filter(|f| f.sealed.is_none() && fields.contains(f.field.as_str()));
    label
        .into_iter()
        .chain(values.map(|f| f.value.as_str()))
        .flat_map(|text| prepare_all(FieldKind::Company, text))
        .collect()
}

/// Two firms with values that both have, each way round; what many share makes no pair.
pub(super) fn sharing(
    scene: &Scene<'_>,
    firms: &BTreeMap<EntityId, Firm>,
) -> BTreeMap<(EntityId, EntityId), BTreeSet<usize>> {
    let cap = scene.scoring.surface.connected_cap as usize;
    let mut by_value: BTreeMap<usize, BTreeSet<EntityId>> = BTreeMap::new();
    for (family, firm) in firms {
        for n in firm.values.iter().filter(|n| scene.values.shared[**n].firms <= cap) {
            by_value.entry(*n).or_default().insert(*family);
        }
    }
    let mut pairs: BTreeMap<(EntityId, EntityId), BTreeSet<usize>> = BTreeMap::new();
    for (value, families) in &by_value {
        for a in families {
            for b in families.iter().filter(|b| a != *b) {
                pairs.entry((*a, *b)).or_default().insert(*value);
            }
        }
    }
    pairs
}

/// Of each kind of value the strongest that two firms share, and its bits, the strongest kind first; each further
/// one counts `damping` of the one before.
pub(super) fn ties<'a>(scene: &Scene<'a>, values: &BTreeSet<usize>) -> Vec<(&'a str, f64, usize)> {
    let mut strongest: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for n in values {
        let shared = &scene.values.shared[*n];
        let bits = scene.values.bits(shared.firms);
        let slot = strongest.entry(shared.kind.as_str()).or_insert((bits, *n));
        if bits > slot.0 {
            *slot = (bits, *n);
        }
    }
    let mut parts: Vec<(&str, f64, usize)> = strongest.into_iter().map(|(k, (bits, n))| (k, bits, n)).collect();
    parts.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
    for (nth, part) in parts.iter_mut().enumerate() {
        part.1 *= libm::pow(scene.scoring.surface.damping, nth as f64);
    }
    parts
}

fn firm(scene: &Scene<'_>, members: &BTreeSet<EntityId>) -> Firm {
    let snapshot = scene.snapshot;
    let mut firm = Firm::default();
    let mut identifiers: BTreeSet<EntityId> = BTreeSet::new();
    let dated = |firm: &mut Firm, date: &str, kind: &str| {
        if !date.starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        if firm.first.is_empty() || date < firm.first.as_str() {
            firm.first = date.to_owned();
        }
        let ends = scene.scoring.surface.endings.iter().any(|e| e == kind);
        if ends && firm.ended.as_ref().is_none_or(|(d, _)| date < d.as_str()) {
            firm.ended = Some((date.to_owned(), kind.to_owned()));
        }
    };
    for group in members {
        for member in snapshot.members_of(*group) {
            for event in snapshot.events_of(member) {
                dated(&mut firm, &event.date, &event.kind);
            }
            for fact in snapshot.facts_of(member) {
                if fact.field == "owner" || fact.field == "officer" || fact.field == "manager" {
                    officer(&mut firm, &fact.value);
                }
            }
            for link in snapshot.links_of(member) {
                let other = if link.from_entity == member {
                    link.to_entity
                } else {
                    link.from_entity
                };
                let Some(end) = snapshot.entity(other) else { continue };
                if !end.canonical.is_empty() {
                    identifiers.insert(other);
                } else if scene.link("officer", &link.kind) && end.kind == "person" && end.pseudonym.is_empty() {
                    officer(&mut firm, &end.label);
                }
            }
        }
        for record in profile::records_of(snapshot, *group) {
            if let Some(head) = snapshot.record(record) {
                dated(&mut firm, &head.date, &head.kind);
            }
            // What stands in a record that names this firm alone is this firm's.
            if scene.values.firms_of.get(&record).is_some_and(|f| f.len() == 1) {
                identifiers.extend(
                    snapshot
                        .mentions_of_record(record)
                        .map(|m| m.entity)
                        .filter(|e| snapshot.entity(*e).is_some_and(|x| !x.canonical.is_empty())),
                );
            }
        }
    }
    for (n, shared) in scene.values.shared.iter().enumerate() {
        if matches!(
            shared.kind.as_str(),
            "phone" | "email" | "address" | "plate" | "account"
        ) && shared.entities.iter().any(|e| identifiers.contains(e))
        {
            firm.values.insert(n);
        }
    }
    firm
}

fn officer(firm: &mut Firm, name: &str) {
    if let Some(p) = prepare(FieldKind::Person, name) {
        firm.officers.insert(p.key, name.to_owned());
    }
}
