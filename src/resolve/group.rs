//! Pairs that wait and hang together: names that a person may look at, and accept, as one. Nothing is joined
//! here. Must not know: who decides, how it is shown.
//! The pairs that join a group are the strongest ones that reach every name (Kruskal, Proceedings of the
//! American Mathematical Society 7, 1956): a decision for each, and no more than are needed.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster;
use crate::model::decision::{Candidate, CandidateKind, Verdict};
use crate::model::{EntityId, Uid};
use crate::snapshot::Snapshot;

/// Three or more parties, each tied to the others by what surfaced.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Group {
    /// Representatives, ascending.
    pub members: Vec<EntityId>,
    /// Places of the pairs between them in the list of candidates, ascending: strongest first.
    pub pairs: Vec<usize>,
}

/// What a pair that did not surface says against one: so many bits.
const NOT_SURFACED: f64 = -6.0;
/// What was rejected is joined by nothing.
const APART: f64 = -1e6;

/// True while a candidate waits for a verdict: none was given, or it was put off, and it is not one already.
pub fn waits(
    snapshot: &Snapshot,
    decided: &BTreeMap<Uid, &crate::model::decision::Decision>,
    card: &Candidate,
) -> bool {
    let verdict = decided.get(&card.id).map(|d| d.verdict);
    matches!(verdict, None | Some(Verdict::Later)) && !(card.kind == CandidateKind::Same && is_one(snapshot, card))
}

fn ends(snapshot: &Snapshot, card: &Candidate) -> (EntityId, EntityId) {
    (
        snapshot.group_of(EntityId(card.left.id)),
        snapshot.group_of(EntityId(card.right.id)),
    )
}

fn is_one(snapshot: &Snapshot, card: &Candidate) -> bool {
    let (a, b) = ends(snapshot, card);
    a == b
}

/// Groups among the candidates that wait, in the order of their strongest pairs. Two whom a person keeps apart
/// are never in one; a chain of likely pairs whose other pairs say nothing is cut.
pub fn groups(snapshot: &Snapshot, candidates: &[Candidate]) -> Vec<Group> {
    let decided = snapshot.latest_decisions();
    let waiting: Vec<usize> = (0..candidates.len())
        .filter(|at| {
            let card = &candidates[*at];
            card.kind == CandidateKind::Same && waits(snapshot, &decided, card)
        })
        .collect();
    let mut parties: Vec<EntityId> = waiting
        .iter()
        .flat_map(|at| {
            let (a, b) = ends(snapshot, &candidates[*at]);
            [a, b]
        })
        .collect();
    parties.sort_unstable();
    parties.dedup();
    let place = |id: EntityId| parties.binary_search(&id).map_or(0, |at| at as u32);
    let pair = |card: &Candidate| {
        let (a, b) = ends(snapshot, card);
        let (a, b) = (place(a), place(b));
        (a.min(b), a.max(b))
    };
    // Of several pairs of the same two groups the strongest speaks.
    let mut edges: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for at in &waiting {
        let slot = edges.entry(pair(&candidates[*at])).or_insert(f64::MIN);
        *slot = slot.max(candidates[*at].bits.as_f64());
    }
    for (a, b) in cluster::apart(snapshot) {
        if let (Ok(a), Ok(b)) = (parties.binary_search(&EntityId(a)), parties.binary_search(&EntityId(b))) {
            edges.insert((a.min(b) as u32, a.max(b) as u32), APART);
        }
    }
    let edges: Vec<(u32, u32, f64)> = edges.into_iter().map(|((a, b), bits)| (a, b, bits)).collect();
    let of = cluster::average_linkage(parties.len(), &edges, |_, _| NOT_SURFACED);
    let mut found: BTreeMap<u32, Group> = BTreeMap::new();
    for (at, group) in of.iter().enumerate() {
        found.entry(*group).or_default().members.push(parties[at]);
    }
    for at in waiting {
        let (a, b) = pair(&candidates[at]);
        if of[a as usize] == of[b as usize]
            && let Some(group) = found.get_mut(&of[a as usize])
        {
            group.pairs.push(at);
        }
    }
    let mut groups: Vec<Group> = found.into_values().filter(|g| g.members.len() > 2).collect();
    groups.sort_by_key(|g| g.pairs.first().copied());
    groups
}

/// What accepting would do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Joined {
    /// Places in the pairs given, strongest first.
    pub pairs: Vec<usize>,
    /// How many parties they reach, and how many are left of these.
    pub parties: usize,
    pub into: usize,
    /// Parties that no such pair reaches.
    pub left_out: BTreeSet<EntityId>,
}

/// The fewest and strongest pairs of at least so many bits that join what such pairs can join.
pub fn joining(snapshot: &Snapshot, pairs: &[Candidate], least_bits: f64) -> Joined {
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by(|a, b| {
        let (x, y) = (&pairs[*a], &pairs[*b]);
        y.bits.cmp(&x.bits).then(x.id.cmp(&y.id))
    });
    let mut above: BTreeMap<EntityId, EntityId> = BTreeMap::new();
    let mut joined = Joined::default();
    for at in order {
        let (a, b) = ends(snapshot, &pairs[at]);
        let (x, y) = (root(&mut above, a), root(&mut above, b));
        if x != y && pairs[at].bits.as_f64() >= least_bits {
            above.insert(x.max(y), x.min(y));
            joined.pairs.push(at);
        }
    }
    let all: Vec<EntityId> = above.keys().copied().collect();
    let mut sizes: BTreeMap<EntityId, usize> = BTreeMap::new();
    for party in &all {
        *sizes.entry(root(&mut above, *party)).or_default() += 1;
    }
    for party in all {
        if sizes[&root(&mut above, party)] == 1 {
            joined.left_out.insert(party);
        }
    }
    joined.parties = sizes.values().filter(|n| **n > 1).sum();
    joined.into = sizes.values().filter(|n| **n > 1).count();
    joined
}

fn root(above: &mut BTreeMap<EntityId, EntityId>, mut party: EntityId) -> EntityId {
    while let Some(next) = above.get(&party).copied().filter(|next| *next != party) {
        party = next;
    }
    above.entry(party).or_insert(party);
    party
}

/// The candidates that wait, each group by its strongest pair.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Folded {
    /// Places in the list of candidates, in its order.
    pub at: Vec<usize>,
    /// Of these, the ones that stand for a group: its place, and how many of its pairs wait.
    pub heads: BTreeMap<usize, (usize, usize)>,
}

/// Folds the pairs of groups together. A group of which one pair is left is that pair.
pub fn fold(snapshot: &Snapshot, candidates: &[Candidate], groups: &[Group]) -> Folded {
    let decided = snapshot.latest_decisions();
    let waiting = |at: usize| candidates.get(at).is_some_and(|c| waits(snapshot, &decided, c));
    let mut folded = Folded::default();
    let mut hidden = BTreeSet::new();
    for (n, group) in groups.iter().enumerate() {
        let mut pairs = group.pairs.iter().copied().filter(|at| waiting(*at));
        let Some(first) = pairs.next() else { continue };
        let rest: Vec<usize> = pairs.collect();
        if !rest.is_empty() {
            folded.heads.insert(first, (n, rest.len() + 1));
            hidden.extend(rest);
        }
    }
    folded.at = (0..candidates.len())
        .filter(|at| !hidden.contains(at) && waiting(*at))
        .collect();
    folded
}

#[cfg(test)]
#[path = "group_tests.rs"]
mod tests;
