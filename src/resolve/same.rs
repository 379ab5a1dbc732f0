//! *Same*: pairs of parties that may be one, each with its whole case for and against.
//! Must not know: connections, patterns.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::Scoring;
use crate::model::decision::{Bits, Candidate, CandidateKind, Reason};
use crate::model::value;
use crate::model::{EntityId, RecordId, Uid};
use crate::snapshot::Snapshot;

use super::Held;
use super::block::{self, Rules};
use super::cluster;
use super::field::FieldKind;
use super::pool::{MemoryPool, Plan, Pool, Profile};
use super::prior::{Prior, Priors};
use super::profile;
use super::sieve::Sieve;
use super::sketch::Sketches;
use super::taken;
use super::weigh::{self, Parameters, Scale, Weight};

/// Above this weight two parties of a kind are counted as one when what they share is counted (nothing is merged by it):
/// of firms only what is sure, for a successor must not be taken for its predecessor; who recruits is mostly known by a
/// name alone.
fn probably_one(kind: &str) -> f64 {
    if kind == "person" { 2.0 } else { 5.0 }
}

/// The parties of a snapshot, ready to be compared.
pub struct Parties {
    pub pool: MemoryPool,
    pub parameters: Parameters,
    scale: Scale,
    sketches: Sketches,
    pub held: Vec<Held>,
    rules: Rules,
    compatible: BTreeSet<(String, String)>,
    /// By party.
    priors: Vec<Prior>,
    number_of: BTreeMap<Uid, u32>,
}

/// Candidates with the number of pairs behind them.
#[derive(Default)]
pub struct Found {
    pub candidates: Vec<Candidate>,
    pub pairs_scored: usize,
}

impl Parties {
    pub fn of(snapshot: &Snapshot, scoring: &Scoring) -> Parties {
        let (plan, fields) = profile::plan(scoring);
        let raws = profile::parties(snapshot, scoring, &fields);
        let rules = Rules::of_case(scoring.surface.block_cap, plan.slots.len());
        let parameters = taken::of_board(snapshot, scoring, &plan, raws.len());
        let scale = Scale::of(&plan, &parameters);
        let pool = MemoryPool::build(plan, &raws, &rules);
        let of_kind = Priors::of(&pool, scoring);
        let priors = raws.iter().map(|r| of_kind.prior(&r.kind, &parameters)).collect();
        let sketches = Sketches::of(&pool);
        let mut compatible = BTreeSet::new();
        for pair in &scoring.surface.compatible {
            if let [a, b] = pair.as_slice() {
                compatible.insert((a.clone(), b.clone()));
                compatible.insert((b.clone(), a.clone()));
            }
        }
        let held = block::held(&pool, &rules)
            .into_iter()
            .map(|h| {
                let slot = &pool.plan().slots[h.slot as usize];
                Held {
                    kind: slot.name.clone(),
                    value: shown(slot.kind, &pool.value(h.value).raw),
                    count: h.count,
                }
            })
            .collect();
        let number_of = (0..pool.len()).map(|i| (pool.profile(i).id, i as u32)).collect();
        Parties {
            pool,
            parameters,
            scale,
            sketches,
            held,
            rules,
            compatible,
            priors,
            number_of,
        }
    }

    /// True when two parties may be one at all.
    fn fits(&self, a: &Profile, b: &Profile) -> bool {
        a.kind == b.kind || self.compatible.contains(&(a.kind.clone(), b.kind.clone()))
    }

    /// Every candidate of the snapshot.
    pub fn all(&self, snapshot: &Snapshot, scoring: &Scoring) -> Found {
        let pairs = block::pairs(&self.pool, &self.rules, |a, b| self.fits(a, b));
        let mut found = Found {
            pairs_scored: pairs.pairs.len(),
            ..Found::default()
        };
        let sieve = self.sieve();
        for ((i, j), by) in pairs.pairs.iter().zip(&pairs.found_by) {
            found
                .candidates
                .extend(self.candidate((snapshot, scoring), &sieve, *i, *j, *by));
        }
        found
    }

    /// Candidates of the parties that a record mentions.
    pub fn around(&self, snapshot: &Snapshot, scoring: &Scoring, record: RecordId) -> Found {
        let mut found = Found::default();
        let mut done: BTreeSet<(u32, u32)> = BTreeSet::new();
        let sieve = self.sieve();
        let mine: BTreeSet<EntityId> = snapshot
            .mentions_of_record(record)
            .map(|m| snapshot.group_of(m.entity))
            .collect();
        for entity in mine {
            let Some(i) = self.number_of.get(&entity.0).copied() else {
                continue;
            };
            for (j, slot, second) in block::pairs_of(&self.pool, &self.rules, i, |a, b| self.fits(a, b)) {
                let (low, high) = if i < j { (i, j) } else { (j, i) };
                if done.insert((low, high)) {
                    found.pairs_scored += 1;
                    found
                        .candidates
                        .extend(self.candidate((snapshot, scoring), &sieve, low, high, (slot, second)));
                }
            }
        }
        found
    }

    /// The parties that are probably one: representative of each by entity (group representative).
    /// Used to count how many parties share a value; nothing is decided by it.
    pub fn families(&self, snapshot: &Snapshot) -> BTreeMap<EntityId, EntityId> {
        let pairs = block::pairs(&self.pool, &self.rules, |a, b| self.fits(a, b));
        let apart: BTreeSet<(Uid, Uid)> = cluster::apart(snapshot);
        let mut edges = Vec::new();
        let sieve = self.sieve();
        for (i, j) in &pairs.pairs {
            let (a, b) = (self.pool.profile(*i as usize).id, self.pool.profile(*j as usize).id);
            if apart.contains(&if a <= b { (a, b) } else { (b, a) }) {
                continue;
            }
            let (i, j) = (*i as usize, *j as usize);
            let beyond = self.priors[i].beyond;
            let least = probably_one(&self.pool.profile(i).kind);
            if sieve.weigh(&self.pool, i, j, least - beyond).is_none() {
                continue;
            }
            let weight = weigh::weigh(&self.pool, i, &self.pool, j, &self.scale);
            // Two names that differ are two firms here, whatever else they share: a successor is not
            // its predecessor. Only an employer's number says otherwise.
            let differs = |p: &weigh::Part| {
                let level = &self.pool.plan().slots[p.slot as usize].comparison.level[p.level as usize];
                matches!(level.key.as_str(), "differ" | "other" | "unlike" | "kin")
            };
            let named = |p: &weigh::Part, name: &str| self.pool.plan().slots[p.slot as usize].name == name;
            let other_name = weight.parts.iter().any(|p| named(p, "name") && differs(p));
            let same_number = weight.parts.iter().any(|p| named(p, "fein") && p.level == 0);
            if !other_name || same_number {
                edges.push((i as u32, j as u32, weight.bits + beyond));
            }
        }
        let of = cluster::components(self.pool.len(), &edges);
        (0..self.pool.len())
            .map(|i| {
                (
                    EntityId(self.pool.profile(i).id),
                    EntityId(self.pool.profile(of[i] as usize).id),
                )
            })
            .collect()
    }

    fn sieve(&self) -> Sieve<'_> {
        Sieve::of(self.pool.plan(), &self.sketches, &self.scale)
    }

    fn candidate(
        &self,
        (snapshot, scoring): (&Snapshot, &Scoring),
        sieve: &Sieve<'_>,
        i: u32,
        j: u32,
        by: (u8, u8),
    ) -> Option<Candidate> {
        let (a, b) = (self.pool.profile(i as usize), self.pool.profile(j as usize));
        let prior = self.priors[i as usize];
        let least = scoring.surface.same_at_least - prior.beyond;
        sieve.weigh(&self.pool, i as usize, j as usize, least)?;
        let weight = weigh::weigh(&self.pool, i as usize, &self.pool, j as usize, &self.scale);
        if !speaks(self.pool.plan(), &weight) {
            return None;
        }
        let (left_id, right_id) = (EntityId(a.id), EntityId(b.id));
        let mut reasons = reasons(&self.pool, i as usize, j as usize, &weight, (&self.parameters, prior));
        let bits = reasons.iter().map(|r| r.bits).sum();
        if Bits::as_f64(bits) < scoring.surface.same_at_least {
            return None;
        }
        order(&mut reasons);
        let sealed = |id: EntityId| {
            snapshot
                .members_of(id)
                .iter()
                .any(|m| snapshot.entity(*m).is_some_and(|e| !e.pseudonym.is_empty()))
        };
        debug_assert!(!sealed(left_id) || !reasons.iter().any(|r| r.field == "name" && !r.left.is_empty()));
        Some(Candidate {
            id: Candidate::derive_id(CandidateKind::Same, "", a.id, b.id),
            kind: CandidateKind::Same,
            pattern: String::new(),
            bits,
            left: profile::side(snapshot, left_id),
            right: profile::side(snapshot, right_id),
            contradictions: contradictions(&self.pool, i as usize, j as usize),
            settles: settles(self.pool.plan(), a, b),
            reasons,
            found_by: found_by(self.pool.plan(), by),
            parameters: String::new(),
            blind: false,
        })
    }
}

/// True when kinds of party may be one at all.
pub(super) fn fits(scoring: &Scoring, a: &str, b: &str) -> bool {
    let pairs = &scoring.surface.compatible;
    a == b
        || pairs
            .iter()
            .any(|p| p.iter().any(|x| x == a) && p.iter().any(|x| x == b))
}

/// A place in common is no reason by itself, an address neither: a name, another identifier or a birth date must speak
/// for it. Two firms that follow each other at one address are connected by it.
pub(super) fn speaks(plan: &Plan, weight: &Weight) -> bool {
    weight.parts.iter().any(|p| {
        let slot = &plan.slots[p.slot as usize];
        let beside = matches!(slot.comparison.group.as_str(), "place" | "text" | "number" | "beside");
        p.bits > 0.5 && !beside && slot.kind != FieldKind::Address
    })
}

/// `prior` first, then by falling weight either way, ties by field.
pub fn order(reasons: &mut [Reason]) {
    reasons.sort_by(|a, b| {
        (a.field != "prior")
            .cmp(&(b.field != "prior"))
            .then(b.bits.0.abs().cmp(&a.bits.0.abs()))
            .then(a.field.cmp(&b.field))
            .then(a.key.cmp(&b.key))
    });
}

/// The name of the blocking key: `phone`, or `name+city`.
pub fn found_by(plan: &Plan, by: (u8, u8)) -> String {
    let name = |s: u8| plan.slots.get(s as usize).map_or("name", |slot| slot.name.as_str());
    if by.1 == 255 {
        name(by.0).to_owned()
    } else {
        format!("{}+{}", name(by.0), name(by.1))
    }
}

/// A value as a person reads it.
pub fn shown(kind: FieldKind, raw: &str) -> String {
    match kind {
        FieldKind::Phone => {
            value::canonical("phone", raw).map_or_else(|| raw.to_owned(), |c| value::display("phone", &c))
        }
        FieldKind::Address if raw.contains('|') => value::display("address", raw),
        _ => raw.to_owned(),
    }
}

/// Every part of a weight as a reason; what one side lacks as a reason of 0 bits.
pub fn reasons<P: Pool>(
    pool: &P,
    i: usize,
    j: usize,
    weight: &Weight,
    (parameters, prior): (&Parameters, Prior),
) -> Vec<Reason> {
    let plan = pool.plan();
    let parties = std::iter::once(prior.parties.to_string());
    let doubles = prior.doubles.map(|doubles| format!("{doubles:.1}"));
    let mut out = vec![Reason {
        field: "prior".to_owned(),
        bits: Bits::from_f64(parameters.prior_bits + prior.beyond),
        key: if doubles.is_some() { "prior-met" } else { "prior" }.to_owned(),
        args: parties.chain(doubles).collect(),
        ..Reason::default()
    }];
    for part in &weight.parts {
        let slot = &plan.slots[part.slot as usize];
        let (left, right) = (pool.value(part.left), pool.value(part.right));
        let spread = pool.spread(part.left).max(pool.spread(part.right));
        let level = &slot.comparison.level[part.level as usize].key;
        // Shared by so many that it says next to nothing.
        let common = part.level == 0 && spread >= 8 && part.bits < 6.0;
        let key = if common { "common" } else { level.as_str() };
        let (left, right) = (shown(slot.kind, &left.raw), shown(slot.kind, &right.raw));
        if let Some(by) = part.covered.and_then(|slot| plan.slots.get(slot as usize)) {
            out.push(Reason {
                field: slot.name.clone(),
                bits: Bits(0),
                key: "covered".to_owned(),
                args: vec![slot.name.clone(), by.name.clone()],
                left,
                right,
            });
            continue;
        }
        out.push(Reason {
            field: slot.name.clone(),
            bits: Bits::from_f64(part.bits),
            key: format!("{}-{key}", slot.comparison.key),
            args: vec![left.clone(), right.clone(), spread.to_string()],
            left,
            right,
        });
    }
    let (a, b) = (pool.profile(i), pool.profile(j));
    for (slot, spec) in plan.slots.iter().enumerate() {
        let (x, y) = (!a.values[slot].is_empty(), !b.values[slot].is_empty());
        if x != y {
            let held = if x { &a.values[slot] } else { &b.values[slot] };
            let text = held
                .first()
                .map(|v| shown(spec.kind, &pool.value(*v).raw))
                .unwrap_or_default();
            out.push(Reason {
                field: spec.name.clone(),
                bits: Bits(0),
                key: "missing".to_owned(),
                args: vec![
                    spec.name.clone(),
                    if x { "right".to_owned() } else { "left".to_owned() },
                ],
                left: if x { text.clone() } else { String::new() },
                right: if x { String::new() } else { text },
            });
        }
    }
    out
}

/// Exclusive fields in which both have values and none agrees.
pub(super) fn contradictions(pool: &MemoryPool, i: usize, j: usize) -> Vec<Reason> {
    let (a, b) = (pool.profile(i), pool.profile(j));
    let mut out = Vec::new();
    for (slot, spec) in pool.plan().slots.iter().enumerate().filter(|(_, s)| s.exclusive) {
        let (x, y) = (&a.values[slot], &b.values[slot]);
        if let (Some(left), Some(right)) = (x.first(), y.first())
            && !x.iter().any(|v| y.contains(v))
        {
            let (left, right) = (pool.value(*left).raw.clone(), pool.value(*right).raw.clone());
            out.push(Reason {
                field: spec.name.clone(),
                bits: Bits(0),
                key: format!("two-{}", spec.name.replace('_', "-")),
                args: vec![left.clone(), right.clone()],
                left,
                right,
            });
        }
    }
    out
}

/// The field whose value, once known on both sides, would say most.
pub(super) fn settles(plan: &Plan, a: &Profile, b: &Profile) -> String {
    let person = a.kind != "company" && b.kind != "company" && (a.kind == "person" || b.kind == "person");
    let wanted: &[&str] = if person {
        &["birth_date", "phone", "email", "address"]
    } else {
        &["fein", "owner", "phone", "address"]
    };
    for name in wanted {
        let unknown = plan
            .slots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.name == *name)
            .any(|(s, _)| a.values[s].is_empty() || b.values[s].is_empty());
        if unknown {
            return (*name).to_owned();
        }
    }
    String::new()
}
