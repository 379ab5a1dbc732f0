//! Groups: connected components of decisions or weights, and clusters that a wrong pair can't chain
//! together. Groups of a case follow from decisions and are never stored.
//! Must not know: profiles, values.
//! Average linkage on log-odds: two clusters join only when what is known of all pairs between them
//! speaks for it (cf. correlation clustering: Bansal, Blum & Chawla, Machine Learning 56, 2004).

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use rayon::prelude::*;

use crate::model::decision::{CandidateKind, Verdict};
use crate::model::{EntityId, Uid};
use crate::snapshot::Snapshot;

/// Pairs that people have said are not one, as group representatives (low, high).
pub fn apart(snapshot: &Snapshot) -> BTreeSet<(Uid, Uid)> {
    let mut out = BTreeSet::new();
    for decision in snapshot.latest_decisions().values() {
        if decision.kind == CandidateKind::Same && matches!(decision.verdict, Verdict::Reject | Verdict::Never) {
            let (a, b) = (
                snapshot.group_of(EntityId(decision.left_id)).0,
                snapshot.group_of(EntityId(decision.right_id)).0,
            );
            out.insert(if a <= b { (a, b) } else { (b, a) });
        }
    }
    out
}

/// A group that accepted decisions have made although others say that two of its members are not one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// Representative of the group.
    pub group: EntityId,
    /// The two that are said to be apart.
    pub left: EntityId,
    pub right: EntityId,
}

/// `never` (or a rejection) between two members of one group: A=B, B=C, A≠C.
pub fn contradictions(snapshot: &Snapshot) -> Vec<Contradiction> {
    let mut out = Vec::new();
    for decision in snapshot.latest_decisions().values() {
        if decision.kind != CandidateKind::Same || !matches!(decision.verdict, Verdict::Reject | Verdict::Never) {
            continue;
        }
        let (left, right) = (EntityId(decision.left_id), EntityId(decision.right_id));
        if snapshot.group_of(left) == snapshot.group_of(right) {
            out.push(Contradiction {
                group: snapshot.group_of(left),
                left,
                right,
            });
        }
    }
    out
}

/// Connected components: for each node the smallest node that it is joined with.
pub fn components(nodes: usize, edges: &[(u32, u32, f64)]) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..nodes as u32).collect();
    for (a, b, _) in edges {
        let (x, y) = (find(&mut parent, *a), find(&mut parent, *b));
        let (low, high) = if x < y { (x, y) } else { (y, x) };
        parent[high as usize] = low;
    }
    (0..nodes as u32).map(|n| find(&mut parent, n)).collect()
}

fn find(parent: &mut [u32], mut n: u32) -> u32 {
    while parent[n as usize] != n {
        parent[n as usize] = parent[parent[n as usize] as usize];
        n = parent[n as usize];
    }
    n
}

/// Clusters by average linkage. `edges` are pairs with their weight in bits over the threshold of
/// joining (positive = for); `unknown` weighs a pair that was never compared (bits). What no chain of positive
/// edges connects is never joined. Deterministic: ties go to the smaller nodes.
pub fn average_linkage(nodes: usize, edges: &[(u32, u32, f64)], unknown: impl Fn(u32, u32) -> f64 + Sync) -> Vec<u32> {
    let positive: Vec<(u32, u32, f64)> = edges.iter().filter(|e| e.2 > 0.0).copied().collect();
    let component = components(nodes, &positive);
    let mut inside: Vec<&(u32, u32, f64)> = edges
        .iter()
        .filter(|(a, b, _)| component[*a as usize] == component[*b as usize])
        .collect();
    inside.par_sort_by_key(|(a, ..)| component[*a as usize]);
    let parts: Vec<&[&(u32, u32, f64)]> = inside
        .chunk_by(|x, y| component[x.0 as usize] == component[y.0 as usize])
        .collect();
    let joined: Vec<(u32, u32)> = parts.par_iter().flat_map_iter(|part| linked(part, &unknown)).collect();
    let mut of: Vec<u32> = (0..nodes as u32).collect();
    for (node, least) in joined {
        of[node as usize] = least;
    }
    of
}

/// The clusters of one component: each of its nodes with the smallest node of its cluster.
fn linked(edges: &[&(u32, u32, f64)], unknown: &impl Fn(u32, u32) -> f64) -> Vec<(u32, u32)> {
    let mut nodes: Vec<u32> = edges.iter().flat_map(|e| [e.0, e.1]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let place = |node: &u32| nodes.binary_search(node).unwrap_or(0);
    let mut members: Vec<Vec<u32>> = nodes.iter().map(|n| vec![*n]).collect();
    // Sum of the weights of all pairs that are known, between living clusters, by their places.
    let mut links: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); nodes.len()];
    for (a, b, w) in edges {
        let (a, b) = (place(a), place(b));
        *links[a].entry(b).or_insert(0.0) += w;
        *links[b].entry(a).or_insert(0.0) += w;
    }
    let mut alive = vec![true; nodes.len()];
    let mut queue: BinaryHeap<Step> = edges
        .iter()
        .filter(|e| e.2 > 0.0)
        .map(|(a, b, w)| Step {
            mean: *w,
            a: place(a.min(b)),
            b: place(a.max(b)),
        })
        .collect();
    while let Some(Step { mean: then, a, b }) = queue.pop() {
        if !alive[a] || !alive[b] {
            continue;
        }
        let Some(sum) = links[a].get(&b).copied() else {
            continue;
        };
        let mean = sum / (members[a].len() * members[b].len()) as f64;
        if mean != then || mean <= 0.0 {
            continue; // an older state of these two
        }
        // b goes into a.
        alive[b] = false;
        let moved = std::mem::take(&mut members[b]);
        let (links_a, links_b) = (std::mem::take(&mut links[a]), std::mem::take(&mut links[b]));
        let others: BTreeSet<usize> = links_a.keys().chain(links_b.keys()).copied().collect();
        let mut merged = BTreeMap::new();
        for other in others.into_iter().filter(|o| *o != a && *o != b) {
            let part = |known: &BTreeMap<usize, f64>, side: &[u32]| match known.get(&other) {
                Some(sum) => *sum,
                None => side
                    .iter()
                    .flat_map(|x| members[other].iter().map(|y| unknown(*x, *y)))
                    .sum(),
            };
            let sum = part(&links_a, &members[a]) + part(&links_b, &moved);
            merged.insert(other, sum);
            links[other].remove(&b);
            links[other].insert(a, sum);
        }
        members[a].extend(moved);
        for (other, sum) in &merged {
            let mean = sum / (members[a].len() * members[*other].len()) as f64;
            if mean > 0.0 {
                queue.push(Step {
                    mean,
                    a: a.min(*other),
                    b: a.max(*other),
                });
            }
        }
        links[a] = merged;
    }
    members
        .iter()
        .flat_map(|list| {
            let least = list.iter().min().copied();
            list.iter().map(move |member| (*member, least.unwrap_or(*member)))
        })
        .collect()
}

struct Step {
    mean: f64,
    a: usize,
    b: usize,
}
impl PartialEq for Step {
    fn eq(&self, other: &Step) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Step {}
impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Step) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Step {
    fn cmp(&self, other: &Step) -> std::cmp::Ordering {
        self.mean
            .total_cmp(&other.mean)
            .then(other.a.cmp(&self.a))
            .then(other.b.cmp(&self.b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_pair_does_not_chain_two_groups() {
        // Two tight triples and one strong-looking edge between them.
        let mut edges = vec![
            (0, 1, 9.0),
            (1, 2, 9.0),
            (0, 2, 9.0),
            (3, 4, 9.0),
            (4, 5, 9.0),
            (3, 5, 9.0),
            (2, 3, 4.0),
        ];
        assert_eq!(components(6, &edges), [0, 0, 0, 0, 0, 0]);
        assert_eq!(average_linkage(6, &edges, |_, _| -6.0), [0, 0, 0, 3, 3, 3]);
        // The order of the edges is of no consequence.
        edges.reverse();
        assert_eq!(average_linkage(6, &edges, |_, _| -6.0), [0, 0, 0, 3, 3, 3]);
    }

    #[test]
    fn a_chain_that_all_pairs_support_is_one() {
        let edges = [(0, 1, 9.0), (1, 2, 9.0)];
        assert_eq!(average_linkage(3, &edges, |_, _| -2.0), [0, 0, 0]);
        assert_eq!(average_linkage(3, &edges, |_, _| -20.0)[2], 2);
    }
}
