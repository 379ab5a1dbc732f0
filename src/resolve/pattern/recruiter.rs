//! Common recruiter: one recruiter behind two firms. Two spellings of one name are no two firms.
//! Innocent: a lawful agency serves many; then many firms share it and it weighs little.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use super::{Scene, firm, reason};
use crate::model::decision::Candidate;
use crate::model::{EntityId, RecordId};
use crate::resolve::compare::compare;
use crate::resolve::field::Prepared;

pub(super) const NAME: &str = "common_recruiter";
/// Two names that are at least so alike are one firm's: levels `same` and `near` of a firm's name.
const ONE_NAME: f64 = 0.86;

/// What makes two firms a pair, by its strongest recruiter.
#[derive(Clone, Copy)]
struct Tie {
    bits: f64,
    recruiter: EntityId,
    records: usize,
    firms: usize,
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let members = scene.firm_members();
    let mut best: BTreeMap<(EntityId, EntityId), Tie> = BTreeMap::new();
    for (recruiter, records) in &recruiters(scene) {
        if records.len() < scene.least(NAME) {
            continue;
        }
        let named = records.iter().filter_map(|r| scene.values.firms_of.get(r)).flatten();
        let firms: BTreeSet<EntityId> = named.copied().filter(|f| f != recruiter).collect();
        let (firms, of) = apart(scene, &members, firms);
        let count = of.iter().collect::<BTreeSet<_>>().len();
        if !(2..=scene.scoring.surface.connected_cap as usize).contains(&count) {
            continue;
        }
        let tie = Tie {
            bits: scene.values.bits(count),
            recruiter: *recruiter,
            records: records.len(),
            firms: count,
        };
        for (i, a) in firms.iter().enumerate() {
            for (_, b) in firms.iter().enumerate().skip(i + 1).filter(|(j, _)| of[i] != of[*j]) {
                let slot = best.entry((*a, *b)).or_insert(tie);
                if tie.bits > slot.bits {
                    *slot = tie;
                }
            }
        }
    }
    let card = |((a, b), tie): ((EntityId, EntityId), Tie)| {
        let label = scene.snapshot.entity(tie.recruiter).map(|e| e.label.clone());
        let args = vec![
            label.unwrap_or_default(),
            tie.records.to_string(),
            tie.firms.to_string(),
        ];
        scene.candidate(
            NAME,
            scene.family_side(a, &members),
            scene.family_side(b, &members),
            vec![reason("recruiter", "common-recruiter", tie.bits, args)],
            "recruiter",
        )
    };
    best.into_iter().filter_map(card).collect()
}

/// Recruiters, those that are probably one together, with the records that name them.
fn recruiters(scene: &Scene<'_>) -> BTreeMap<EntityId, BTreeSet<RecordId>> {
    let snapshot = scene.snapshot;
    let mut records: BTreeMap<EntityId, BTreeSet<RecordId>> = BTreeMap::new();
    let party = |id: EntityId| {
        let entity = snapshot.entity(id);
        entity.is_some_and(|e| e.canonical.is_empty() && e.pseudonym.is_empty())
    };
    for mention in snapshot.mentions.iter().filter(|m| scene.role("recruiter", &m.role)) {
        if party(mention.entity) {
            let mine = records.entry(scene.family(mention.entity)).or_default();
            mine.insert(mention.record);
        }
    }
    for link in snapshot.links.iter().filter(|l| scene.link("recruited", &l.kind)) {
        let recruiter = if link.kind == "recruited_by" {
            link.to_entity
        } else {
            link.from_entity
        };
        if let Some(record) = link.record {
            records.entry(scene.family(recruiter)).or_default().insert(record);
        }
    }
    records
}

/// Firms, each with the number of the name that it goes by: a spelling of it, or another name of the same firm.
fn apart(
    scene: &Scene<'_>,
    members: &BTreeMap<EntityId, BTreeSet<EntityId>>,
    firms: BTreeSet<EntityId>,
) -> (Vec<EntityId>, Vec<usize>) {
    let firms: Vec<EntityId> = firms.into_iter().collect();
    let names: Vec<Vec<Prepared>> = firms.iter().map(|firm| names(scene, members, *firm)).collect();
    let mut one: UnionFind<usize> = UnionFind::new(firms.len());
    for i in 0..firms.len() {
        for j in i + 1..firms.len() {
            let alike = |x: &Prepared| names[j].iter().any(|y| compare(x, y).similarity >= ONE_NAME);
            if one.find(i) != one.find(j) && names[i].iter().any(alike) {
                one.union(i, j);
            }
        }
    }
    let of = (0..firms.len()).map(|i| one.find(i)).collect();
    (firms, of)
}

/// All names of a firm, each spelling once.
fn names(scene: &Scene<'_>, members: &BTreeMap<EntityId, BTreeSet<EntityId>>, firm: EntityId) -> Vec<Prepared> {
    let all = members.get(&firm).into_iter().flatten().copied();
    let mut names: Vec<Prepared> = all.flat_map(|entity| firm::names(scene, entity)).collect();
    names.sort_by(|a, b| a.key.cmp(&b.key));
    names.dedup_by(|a, b| a.key == b.key);
    names
}
