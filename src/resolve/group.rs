//! Pairs that wait and hang together: names that may be one, records that share something. A person may look at
//! them, and accept them, together. Nothing is joined here. Must not know: who decides, how it is shown.
//! The pairs that make names one are the strongest ones that reach every name (Kruskal, Proceedings of the
//! American Mathematical Society 7, 1956): a decision for each, and no more than are needed. That two records
//! are connected is said of each pair by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::cluster;
use crate::model::decision::{Candidate, CandidateKind, Decision, Verdict};
use crate::model::{EntityId, Uid};
use crate::snapshot::Snapshot;

/// Three or more parties (*same*) or records (*connected*), each tied to the others by what surfaced.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Group {
    pub kind: CandidateKind,
    /// Ids of representatives or records, ascending.
    pub members: Vec<Uid>,
    /// Places of the pairs between them in the list of candidates, ascending: strongest first.
    pub pairs: Vec<usize>,
}

impl Group {
    /// The pairs of it that wait still, strongest first.
    pub fn waiting(&self, snapshot: &Snapshot, candidates: &[Candidate]) -> Vec<Candidate> {
        let decided = snapshot.latest_decisions();
        let pairs = self.pairs.iter().filter_map(|at| candidates.get(*at));
        pairs.filter(|card| waits(snapshot, &decided, card)).cloned().collect()
    }
}

/// What a pair that did not surface says against one: so many bits.
const NOT_SURFACED: f64 = -6.0;
/// What was rejected is joined by nothing.
const APART: f64 = -1e6;

/// True while a candidate waits for a verdict: none was given, or it was put off, and it is not one already.
fn waits(snapshot: &Snapshot, decided: &BTreeMap<Uid, &Decision>, card: &Candidate) -> bool {
    let verdict = decided.get(&card.id).map(|d| d.verdict);
    matches!(verdict, None | Some(Verdict::Later)) && !(card.kind == CandidateKind::Same && is_one(snapshot, card))
}

/// What a candidate ties: parties as they are now, or records.
fn ends(snapshot: &Snapshot, card: &Candidate) -> (Uid, Uid) {
    let now = |id: Uid| match card.kind {
        CandidateKind::Same => snapshot.group_of(EntityId(id)).0,
        _ => id,
    };
    (now(card.left.id), now(card.right.id))
}

fn is_one(snapshot: &Snapshot, card: &Candidate) -> bool {
    let (a, b) = ends(snapshot, card);
    a == b
}

/// Groups among the candidates that wait, in the order of their strongest pairs. Two whom a person keeps apart
/// are never in one; a chain of likely pairs whose other pairs say nothing is cut.
pub fn groups(snapshot: &Snapshot, candidates: &[Candidate]) -> Vec<Group> {
    let decided = snapshot.latest_decisions();
    let mut groups: Vec<Group> = [CandidateKind::Same, CandidateKind::Connected]
        .into_iter()
        .flat_map(|kind| groups_of(snapshot, candidates, &decided, kind))
        .collect();
    groups.sort_by_key(|g| g.pairs.first().copied());
    groups
}

fn groups_of(
    snapshot: &Snapshot,
    candidates: &[Candidate],
    decided: &BTreeMap<Uid, &Decision>,
    kind: CandidateKind,
) -> Vec<Group> {
    let waiting: Vec<usize> = (0..candidates.len())
        .filter(|at| candidates[*at].kind == kind && waits(snapshot, decided, &candidates[*at]))
        .collect();
    let mut ids: Vec<Uid> = waiting
        .iter()
        .flat_map(|at| {
            let (a, b) = ends(snapshot, &candidates[*at]);
            [a, b]
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let pair = |card: &Candidate| {
        let (a, b) = ends(snapshot, card);
        let (a, b) = (ids.binary_search(&a).ok()?, ids.binary_search(&b).ok()?);
        Some((a.min(b) as u32, a.max(b) as u32))
    };
    // Of several pairs of the same two the strongest speaks.
    let mut edges: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for at in &waiting {
        let card = &candidates[*at];
        if let Some(pair) = pair(card) {
            let slot = edges.entry(pair).or_insert(f64::MIN);
            *slot = slot.max(card.bits.as_f64());
        }
    }
    for decision in decided.values() {
        if decision.kind == kind
            && matches!(decision.verdict, Verdict::Reject | Verdict::Never)
            && let Some(pair) = pair(&decision.card)
        {
            edges.insert(pair, APART);
        }
    }
    let edges: Vec<(u32, u32, f64)> = edges.into_iter().map(|((a, b), bits)| (a, b, bits)).collect();
    let of = cluster::average_linkage(ids.len(), &edges, |_, _| NOT_SURFACED);
    let mut found: BTreeMap<u32, Group> = BTreeMap::new();
    for (at, group) in of.iter().enumerate() {
        found.entry(*group).or_default().members.push(ids[at]);
    }
    for at in waiting {
        if let Some((a, b)) = pair(&candidates[at])
            && of[a as usize] == of[b as usize]
            && let Some(group) = found.get_mut(&of[a as usize])
        {
            group.pairs.push(at);
        }
    }
    let mut groups: Vec<Group> = found.into_values().filter(|g| g.members.len() > 2).collect();
    groups.iter_mut().for_each(|g| g.kind = kind);
    groups
}

/// What accepting would do.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Joined {
    /// Places in the pairs given, strongest first.
    pub pairs: Vec<usize>,
    /// How many parties or records they reach, and into how many groups they fall.
    pub reached: usize,
    pub into: usize,
    /// Whom no such pair reaches.
    pub left_out: BTreeSet<Uid>,
}

/// The pairs of at least so many bits that are to be accepted: of names the fewest and strongest that join what
/// such pairs can join, of records all.
pub fn joining(snapshot: &Snapshot, pairs: &[Candidate], least_bits: f64) -> Joined {
    let mut order: Vec<usize> = (0..pairs.len()).collect();
    order.sort_by(|a, b| {
        let (x, y) = (&pairs[*a], &pairs[*b]);
        y.bits.cmp(&x.bits).then(x.id.cmp(&y.id))
    });
    let mut above: BTreeMap<Uid, Uid> = BTreeMap::new();
    let mut joined = Joined::default();
    for at in order {
        let (a, b) = ends(snapshot, &pairs[at]);
        let (x, y) = (root(&mut above, a), root(&mut above, b));
        let is_new = x != y || pairs[at].kind != CandidateKind::Same;
        if is_new && pairs[at].bits.as_f64() >= least_bits {
            above.insert(x.max(y), x.min(y));
            joined.pairs.push(at);
        }
    }
    let all: Vec<Uid> = above.keys().copied().collect();
    let mut sizes: BTreeMap<Uid, usize> = BTreeMap::new();
    for id in &all {
        *sizes.entry(root(&mut above, *id)).or_default() += 1;
    }
    for id in all {
        if sizes[&root(&mut above, id)] == 1 {
            joined.left_out.insert(id);
        }
    }
    joined.reached = sizes.values().filter(|n| **n > 1).sum();
    joined.into = sizes.values().filter(|n| **n > 1).count();
    joined
}

fn root(above: &mut BTreeMap<Uid, Uid>, mut id: Uid) -> Uid {
    while let Some(next) = above.get(&id).copied().filter(|next| *next != id) {
        id = next;
    }
    above.entry(id).or_insert(id);
    id
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
