//! *Pattern*: named shapes over several records. Each says what it saw and how often that occurs by
//! chance; none of them says that anybody did wrong. What each says, how it looks and what else may explain it
//! stand in `assets/patterns/`.
//! Must not know: how a case is stored.

mod firm; // what is known of a firm
mod recruiter; // one recruiter behind several firms
mod script; // the same words in several tips
mod stop; // complaints that end when a new name begins
mod successor; // a new firm with an old one's telephone, address, officer, fleet
mod van; // one vehicle at several worksites

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::Scoring;
use crate::model::decision::{Bits, Candidate, CandidateKind, Reason, Side};
use crate::model::{EntityId, RecordId};
use crate::snapshot::Snapshot;

use super::Request;
use super::connect::{Values, prior};
use super::profile;

/// All that a pattern may look at.
pub(super) struct Scene<'a> {
    pub snapshot: &'a Snapshot,
    pub scoring: &'a Scoring,
    pub values: &'a Values,
    pub families: &'a BTreeMap<EntityId, EntityId>,
    pub request: &'a Request,
}

/// The list: add a pattern here, its name in `catalog/pattern.rs`, and its file.
type Finder = fn(&Scene<'_>) -> Vec<Candidate>;
const PATTERNS: &[(&str, Finder)] = &[
    (successor::NAME, successor::find),
    (recruiter::NAME, recruiter::find),
    ("one_bed_address", one_bed_address),
    ("same_script", script::find),
    (van::NAME, van::find),
    (stop::NAME, stop::find),
];

/// Every pattern of the snapshot, those that touch `request.record` when one is given.
pub fn patterns(
    snapshot: &Snapshot,
    scoring: &Scoring,
    values: &Values,
    families: &BTreeMap<EntityId, EntityId>,
    request: &Request,
) -> Vec<Candidate> {
    let scene = Scene {
        snapshot,
        scoring,
        values,
        families,
        request,
    };
    let mut out: Vec<Candidate> = PATTERNS.iter().flat_map(|(_, find)| find(&scene)).collect();
    if let Some(record) = request.record {
        out.retain(|c| c.left.records.iter().chain(&c.right.records).any(|r| r.id == record));
    }
    out
}

impl Scene<'_> {
    pub(super) fn family(&self, entity: EntityId) -> EntityId {
        let group = self.snapshot.group_of(entity);
        self.families.get(&group).copied().unwrap_or(group)
    }
    pub(super) fn least(&self, pattern: &str) -> usize {
        self.scoring.patterns.get(pattern).map_or(3, |p| p.least) as usize
    }
    pub(super) fn role(&self, what: &str, role: &str) -> bool {
        self.scoring
            .surface
            .roles
            .get(what)
            .is_some_and(|r| r.iter().any(|x| x == role))
    }
    pub(super) fn link(&self, what: &str, kind: &str) -> bool {
        self.scoring
            .surface
            .links
            .get(what)
            .is_some_and(|r| r.iter().any(|x| x == kind))
    }
    /// A family as a side, with the records of all who are probably it.
    pub(super) fn family_side(&self, family: EntityId, members: &BTreeMap<EntityId, BTreeSet<EntityId>>) -> Side {
        let mut side = profile::side(self.snapshot, family);
        if let Some(members) = members.get(&family) {
            for member in members {
                for record in profile::records_of(self.snapshot, *member) {
                    if !side.records.iter().any(|r| r.id == record) {
                        side.records.extend(profile::reference(self.snapshot, record));
                    }
                }
            }
        }
        profile::sort_refs(&mut side.records);
        side
    }
    /// Members (group representatives) of each family of firms.
    pub(super) fn firm_members(&self) -> BTreeMap<EntityId, BTreeSet<EntityId>> {
        let mut out: BTreeMap<EntityId, BTreeSet<EntityId>> = BTreeMap::new();
        for (entity, family) in self.families {
            if self.snapshot.entity(*entity).is_some_and(|e| e.kind == "company") {
                out.entry(*family).or_default().insert(*entity);
            }
        }
        out
    }
    /// The firm that most of these records name, as a side of those records, and how many name it; first those
    /// that the other side does not begin with.
    pub(super) fn firm_beside(
        &self,
        records: &BTreeSet<RecordId>,
        members: &BTreeMap<EntityId, BTreeSet<EntityId>>,
        left: &Side,
    ) -> Option<(Side, usize)> {
        let mut count: BTreeMap<EntityId, usize> = BTreeMap::new();
        let firms = records.iter().filter_map(|r| self.values.firms_of.get(r)).flatten();
        for firm in firms {
            *count.entry(*firm).or_default() += 1;
        }
        let (firm, n) = count.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let mut side = self.family_side(firm, members);
        side.records.retain(|r| records.contains(&r.id));
        if side.records.len() > 1 && side.records.first().map(|r| r.id) == left.records.first().map(|r| r.id) {
            side.records.rotate_left(1);
        }
        Some((side, n))
    }
    /// An entity as a side of these records.
    pub(super) fn side_of(&self, entity: EntityId, records: &BTreeSet<RecordId>) -> Side {
        let mut side = profile::side(self.snapshot, entity);
        side.records = records
            .iter()
            .filter_map(|r| profile::reference(self.snapshot, *r))
            .collect();
        profile::sort_refs(&mut side.records);
        side
    }
    /// A candidate from its reasons, when they are worth showing.
    pub(super) fn candidate(
        &self,
        pattern: &str,
        left: Side,
        right: Side,
        mut reasons: Vec<Reason>,
        found_by: &str,
    ) -> Option<Candidate> {
        reasons.insert(0, prior("prior-pattern", self.values.firms));
        let bits: Bits = reasons.iter().map(|r| r.bits).sum();
        if bits.as_f64() < self.scoring.surface.pattern_at_least {
            return None;
        }
        super::same::order(&mut reasons);
        Some(Candidate {
            id: Candidate::derive_id(CandidateKind::Pattern, pattern, left.id, right.id),
            kind: CandidateKind::Pattern,
            pattern: pattern.to_owned(),
            bits,
            left,
            right,
            reasons,
            found_by: found_by.to_owned(),
            ..Candidate::default()
        })
    }
}

pub(super) fn reason(field: &str, key: &str, bits: f64, args: Vec<String>) -> Reason {
    Reason {
        field: field.to_owned(),
        bits: Bits::from_f64(bits),
        key: key.to_owned(),
        args,
        ..Reason::default()
    }
}

/// Many workers at one bed address, and the firm that most of them are named with. Innocent: a labor
/// camp that is registered, a motel; what many firms share weighs little or is held back.
fn one_bed_address(scene: &Scene<'_>) -> Vec<Candidate> {
    let snapshot = scene.snapshot;
    let members = scene.firm_members();
    let mut out = Vec::new();
    for shared in scene.values.shared.iter().filter(|s| s.kind == "address") {
        if shared.firms > scene.scoring.surface.connected_cap as usize {
            continue;
        }
        let housing = |e: &EntityId| {
            snapshot.mentions_of_entity(*e).any(|m| scene.role("housing", &m.role))
                || snapshot.links_of(*e).any(|l| {
                    scene.link("housed", &l.kind) || snapshot.entity(l.from_entity).is_some_and(|f| f.kind == "housing")
                })
        };
        if !shared.entities.iter().any(housing) {
            continue;
        }
        let mut workers: BTreeSet<EntityId> = BTreeSet::new();
        for entity in &shared.entities {
            for link in snapshot.links_of(*entity).filter(|l| scene.link("housed", &l.kind)) {
                workers.insert(snapshot.group_of(if link.from_entity == *entity {
                    link.to_entity
                } else {
                    link.from_entity
                }));
            }
        }
        let seen = workers.len().max(shared.records.len());
        if seen < scene.least("one_bed_address") {
            continue;
        }
        let Some(address) = shared.entities.first().copied() else {
            continue;
        };
        let left = scene.side_of(address, &shared.records);
        let beside = scene.firm_beside(&shared.records, &members, &left);
        let (right, n) = beside.unwrap_or_else(|| (left.clone(), 0));
        let mut reasons = vec![reason(
            "address",
            "bed-address",
            scene.values.bits(shared.firms),
            vec![
                shared.shown.clone(),
                shared.records.len().to_string(),
                workers.len().to_string(),
                shared.firms.to_string(),
            ],
        )];
        if n > 1 {
            reasons.push(reason(
                "employer",
                "bed-address-firm",
                1.0,
                vec![right.label.clone(), n.to_string(), shared.records.len().to_string()],
            ));
        }
        out.extend(scene.candidate("one_bed_address", left, right, reasons, "address"));
    }
    out
}

#[cfg(test)]
mod tests;
