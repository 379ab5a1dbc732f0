//! One van at several worksites: one plate, or one vehicle that a person made of several, that records of different
//! firms place at different worksites. Innocent: a hired van or shuttle, which many firms share (then it weighs little
//! or is held back), a contractor's own crew, a shared ride. One firm's van at its own fields makes none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Scene, reason};
use crate::model::decision::Candidate;
use crate::model::entity::Entity;
use crate::model::{EntityId, RecordId};
use crate::resolve::compare::compare;
use crate::resolve::field::{FieldKind, Prepared, prepare};
use crate::resolve::profile;

pub(super) const NAME: &str = "one_van_at_worksites";
/// Two addresses as alike as this are one worksite: a slip, a suite, a street type left out.
const ONE_SITE: f64 = 0.72;
/// So many worksites are named on the card.
const SHOWN: usize = 3;

/// A worksite: its address where one is known, else itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Site {
    Address(usize),
    Named(EntityId),
}

/// A vehicle and the records that name it.
struct Van {
    entity: EntityId,
    shown: String,
    records: BTreeSet<RecordId>,
    /// As of a shared value.
    firms: usize,
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let members = scene.firm_members();
    let addresses = addresses(scene);
    let least = scene.least(NAME);
    let mut out = Vec::new();
    for van in vans(scene) {
        if van.records.len() < least || van.firms > scene.scoring.surface.connected_cap as usize {
            continue;
        }
        let mut at: BTreeMap<Site, BTreeSet<RecordId>> = BTreeMap::new();
        for record in &van.records {
            for site in sites(scene, &addresses, *record) {
                at.entry(site).or_default().insert(*record);
            }
        }
        let placed: BTreeSet<RecordId> = at.values().flatten().copied().collect();
        let firms: BTreeSet<EntityId> = placed
            .iter()
            .filter_map(|r| scene.values.firms_of.get(r))
            .flatten()
            .copied()
            .collect();
        let sites = distinct(scene, &at);
        if sites.len() < least || firms.len() < 2 {
            continue;
        }
        let left = scene.side_of(van.entity, &van.records);
        let Some((right, n)) = scene.firm_beside(&placed, &members, &left) else {
            continue;
        };
        let records = van.records.len().to_string();
        let shown: Vec<&str> = sites.iter().take(SHOWN).map(String::as_str).collect();
        let more = if sites.len() > SHOWN { ", …" } else { "" };
        let mut reasons = vec![reason(
            "plate",
            "van-sites",
            scene.values.bits(van.firms.max(firms.len())),
            vec![
                van.shown,
                sites.len().to_string(),
                records.clone(),
                firms.len().to_string(),
            ],
        )];
        let places = format!("{}{more}", shown.join(", "));
        reasons.push(reason("worksite", "van-where", 0.0, vec![places]));
        if n > 1 {
            reasons.push(reason(
                "employer",
                "van-firm",
                1.0,
                vec![right.label.clone(), n.to_string(), records],
            ));
        }
        out.extend(scene.candidate(NAME, left, right, reasons, "plate"));
    }
    out
}

/// Plates by value; vehicles with no plate as people joined them.
fn vans(scene: &Scene<'_>) -> Vec<Van> {
    let snapshot = scene.snapshot;
    let live = profile::live_records(snapshot);
    let mut out = Vec::new();
    let mut plated: BTreeSet<EntityId> = BTreeSet::new();
    for shared in scene.values.shared.iter().filter(|s| s.kind == "plate") {
        let mut records = shared.records.clone();
        let links = shared.entities.iter().flat_map(|e| snapshot.links_of(*e));
        let ends = links.flat_map(|l| [l.from_entity, l.to_entity]);
        let vehicles: BTreeSet<EntityId> = ends
            .filter(|e| snapshot.entity(*e).is_some_and(|x| x.kind == "vehicle"))
            .map(|e| snapshot.group_of(e))
            .collect();
        for vehicle in &vehicles {
            records.extend(
                profile::records_of(snapshot, *vehicle)
                    .into_iter()
                    .filter(|r| live.contains(r)),
            );
        }
        plated.extend(vehicles);
        out.extend(shared.entities.first().map(|entity| Van {
            entity: *entity,
            shown: shared.shown.clone(),
            records,
            firms: shared.firms,
        }));
    }
    for entity in snapshot.entities.iter().filter(|e| e.kind == "vehicle") {
        if snapshot.group_of(entity.id) != entity.id || plated.contains(&entity.id) {
            continue;
        }
        let mut records = profile::records_of(snapshot, entity.id);
        records.retain(|r| live.contains(r));
        let named = records.iter().filter_map(|r| scene.values.firms_of.get(r)).flatten();
        let firms = named.collect::<BTreeSet<_>>().len().max(1);
        out.push(Van {
            entity: entity.id,
            shown: entity.label.clone(),
            records,
            firms,
        });
    }
    out
}

/// Shared addresses where people work, by entity: a record says so, or a firm has its seat there (false); no dwelling.
fn addresses(scene: &Scene<'_>) -> BTreeMap<EntityId, (usize, bool)> {
    let snapshot = scene.snapshot;
    let mut out = BTreeMap::new();
    for (n, shared) in scene
        .values
        .shared
        .iter()
        .enumerate()
        .filter(|(_, s)| s.kind == "address")
    {
        let named = |what: &str| {
            let mut mentions = shared.entities.iter().flat_map(|e| snapshot.mentions_of_entity(*e));
            mentions.any(|m| scene.role(what, &m.role))
        };
        let held_by = |kinds: &[&str]| {
            let mut links = shared.entities.iter().flat_map(|e| snapshot.links_of(*e));
            links.any(|l| {
                (scene.link("own", &l.kind) || scene.link("employs", &l.kind))
                    && snapshot
                        .entity(l.from_entity)
                        .is_some_and(|f| kinds.contains(&f.kind.as_str()))
            })
        };
        let dwelling = || named("housing") || held_by(&["housing"]);
        let worksite = named("worksite") || (held_by(&["worksite"]) && !dwelling());
        let seat = held_by(&["company"]);
        if worksite || (seat && !dwelling()) {
            out.extend(shared.entities.iter().map(|e| (*e, (n, !seat))));
        }
    }
    out
}

/// Where a record says that work is; a worksite's name only where it gives no address.
fn sites(scene: &Scene<'_>, addresses: &BTreeMap<EntityId, (usize, bool)>, record: RecordId) -> BTreeSet<Site> {
    let snapshot = scene.snapshot;
    let (mut at, mut named) = (BTreeSet::new(), BTreeSet::new());
    for mention in snapshot.mentions_of_record(record) {
        if let Some((n, no_seat)) = addresses.get(&mention.entity) {
            // A firm's seat that a text speaks of is not where the van was.
            if *no_seat || mention.span_start.is_none() {
                at.insert(Site::Address(*n));
            }
        } else if snapshot.entity(mention.entity).is_some_and(|e| e.kind == "worksite") {
            let members = snapshot.members_of(snapshot.group_of(mention.entity));
            let links = members.iter().flat_map(|m| snapshot.links_of(*m));
            let known: BTreeSet<Site> = links
                .flat_map(|l| [l.from_entity, l.to_entity])
                .filter_map(|e| addresses.get(&e).map(|(n, _)| Site::Address(*n)))
                .collect();
            if known.is_empty() {
                named.insert(Site::Named(scene.family(mention.entity)));
            }
            at.extend(known);
        }
    }
    if at.is_empty() { named } else { at }
}

/// The worksites that differ, as shown, those of most records first.
fn distinct(scene: &Scene<'_>, at: &BTreeMap<Site, BTreeSet<RecordId>>) -> Vec<String> {
    let mut sites: Vec<(&Site, usize)> = at.iter().map(|(site, records)| (site, records.len())).collect();
    sites.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut known: Vec<Prepared> = Vec::new();
    let mut out = Vec::new();
    for (site, _) in sites {
        match site {
            Site::Named(entity) => out.extend(scene.snapshot.entity(*entity).map(|e| e.label.clone())),
            Site::Address(n) => {
                let entities = &scene.values.shared[*n].entities;
                let entities: Vec<&Entity> = entities.iter().filter_map(|e| scene.snapshot.entity(*e)).collect();
                let Some(p) = entities.first().and_then(|e| prepare(FieldKind::Address, &e.canonical)) else {
                    continue;
                };
                if known.iter().all(|k| compare(k, &p).similarity < ONE_SITE) {
                    // As it was written; in capitals only where nobody wrote otherwise.
                    let shouted = |e: &&Entity| !e.label.chars().any(char::is_lowercase);
                    let label = entities.iter().min_by_key(|e| shouted(e)).map(|e| e.label.as_str());
                    out.extend(label.and_then(|l| l.split(',').next()).map(str::to_owned));
                    known.push(p);
                }
            }
        }
    }
    out
}
