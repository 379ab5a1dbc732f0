//! How two are connected: the k best paths, ranked by how little of them is commonplace, and the
//! least network that joins several. A step between two nodes costs −log2 of the chance that a random
//! walk takes it, averaged over both directions: ½·log2(deg a) + ½·log2(deg b). A shared agent's
//! phone with 700 employers costs nine bits to pass through, a phone that only two share costs one.
//! Costs are in hundredths of a bit, so that sums and ties are exact.
//! Search: best first over simple paths with the exact remaining cost as bound (A*); joining several:
//! Takahashi, Matsuyama, "An approximate solution for the Steiner problem in graphs", Math. Japonica
//! 24(6), 1980.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use serde::Serialize;

use super::measure::component_numbers;
use super::network::{Filter, Network};
use crate::model::decision::Bits;
use crate::model::{EntityId, LinkId, SourceId};
use crate::snapshot::Snapshot;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathRequest {
    pub from: EntityId,
    pub to: EntityId,
    /// How many paths.
    pub count: usize,
    pub max_hops: usize,
    pub filter: Filter,
}

/// One step of a path between two groups.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Hop {
    pub from: EntityId,
    pub to: EntityId,
    /// The first of `links`.
    pub link: LinkId,
    pub links: Vec<LinkId>,
    pub sources: Vec<SourceId>,
    pub bits: Bits,
}

/// A way from one to the other. The fewer bits, the less of it is commonplace.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Path {
    pub bits: Bits,
    pub hops: Vec<Hop>,
}

/// The paths, best first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Paths {
    pub paths: Vec<Path>,
    /// True when the search was cut off: there may be more, and better ones.
    pub truncated: bool,
}

/// Partial paths that a search may open.
const LIMIT: usize = 400_000;

/// What a step between two nodes costs, in hundredths of a bit; at least one, so that of two equal
/// paths the shorter is better.
fn step_cost(network: &Network, a: u32, b: u32) -> u32 {
    let log = |v: u32| libm::log2(f64::from(network.degree[v as usize].max(1)));
    let bits = 0.5 * (log(a) + log(b));
    (Bits::from_f64(bits).0.max(1)) as u32
}

/// The k best simple paths. Builds the network; with one at hand use `paths_in`.
pub fn paths(snapshot: &Snapshot, request: &PathRequest) -> Paths {
    let network = Network::build(snapshot, &request.filter);
    let (from, to) = (snapshot.group_of(request.from), snapshot.group_of(request.to));
    paths_in(&network, from, to, request)
}

/// A partial path: its last step and the partial path before.
struct Partial {
    node: u32,
    edge: u32,
    before: u32,
    hops: u32,
    cost: u32,
    /// The latest time by which everything so far can have begun.
    time: i64,
}

/// The k best simple paths between two representatives.
pub fn paths_in(network: &Network, from: EntityId, to: EntityId, request: &PathRequest) -> Paths {
    let mut out = Paths::default();
    let (Some(start), Some(goal)) = (network.number(from), network.number(to)) else {
        return out;
    };
    if start == goal || request.count == 0 {
        return out;
    }
    let rest = costs_to(network, goal);
    let Some(first) = rest[start as usize] else { return out };
    let mut partials = vec![Partial {
        node: start,
        edge: u32::MAX,
        before: u32::MAX,
        hops: 0,
        cost: 0,
        time: i64::MIN,
    }];
    // Least total first, then the longer partial (nearer to done), then the older one.
    let mut open = BinaryHeap::from([Reverse((first, Reverse(0u32), 0u32))]);
    while let Some(Reverse((_, _, at))) = open.pop() {
        let Partial {
            node, hops, cost, time, ..
        } = partials[at as usize];
        if node == goal {
            out.paths.push(unwind(network, &partials, at));
            if out.paths.len() >= request.count {
                break;
            }
            continue;
        }
        if hops as usize >= request.max_hops {
            continue;
        }
        for &(next, edge) in network.around(node) {
            let Some(remaining) = rest[next as usize] else { continue };
            if passes(&partials, at, next) {
                continue;
            }
            let dates = &network.edges[edge as usize];
            let mut now = time;
            if request.filter.in_date_order {
                if dates.latest.is_some_and(|l| l < time) {
                    continue;
                }
                now = time.max(dates.earliest.unwrap_or(i64::MIN));
            }
            let cost = cost + step_cost(network, node, next);
            let number = partials.len() as u32;
            partials.push(Partial {
                node: next,
                edge,
                before: at,
                hops: hops + 1,
                cost,
                time: now,
            });
            open.push(Reverse((cost + remaining, Reverse(hops + 1), number)));
        }
        if partials.len() > LIMIT {
            out.truncated = true;
            break;
        }
    }
    out
}

fn passes(partials: &[Partial], mut at: u32, node: u32) -> bool {
    while at != u32::MAX {
        let partial = &partials[at as usize];
        if partial.node == node {
            return true;
        }
        at = partial.before;
    }
    false
}

fn unwind(network: &Network, partials: &[Partial], mut at: u32) -> Path {
    let bits = Bits(partials[at as usize].cost as i32);
    let mut hops = Vec::new();
    while partials[at as usize].before != u32::MAX {
        let (step, before) = (&partials[at as usize], partials[at as usize].before);
        hops.push(hop(network, partials[before as usize].node, step.node, step.edge));
        at = before;
    }
    hops.reverse();
    Path { bits, hops }
}

fn hop(network: &Network, from: u32, to: u32, edge: u32) -> Hop {
    let known = &network.edges[edge as usize];
    Hop {
        from: network.nodes[from as usize],
        to: network.nodes[to as usize],
        link: known.links.first().copied().unwrap_or_default(),
        links: known.links.clone(),
        sources: known.sources.iter().copied().collect(),
        bits: Bits(step_cost(network, from, to) as i32),
    }
}

/// Least cost from every node to `goal`; `None` = no way. Dijkstra.
fn costs_to(network: &Network, goal: u32) -> Vec<Option<u32>> {
    let mut cost: Vec<Option<u32>> = vec![None; network.nodes.len()];
    let mut open = BinaryHeap::from([Reverse((0u32, goal))]);
    while let Some(Reverse((now, node))) = open.pop() {
        if cost[node as usize].is_some() {
            continue;
        }
        cost[node as usize] = Some(now);
        for &(next, _) in network.around(node) {
            if cost[next as usize].is_none() {
                open.push(Reverse((now + step_cost(network, node, next), next)));
            }
        }
    }
    cost
}

/// A small network that joins several entities.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Joined {
    /// Groups in it, ascending: those asked for and those between.
    pub nodes: Vec<EntityId>,
    pub hops: Vec<Hop>,
    pub bits: Bits,
    /// Asked for, but not reachable from the largest part that could be joined.
    pub apart: Vec<EntityId>,
}

/// Joins several entities at a cost within twice the least.
pub fn join(snapshot: &Snapshot, entities: &[EntityId], filter: &Filter) -> Joined {
    let network = Network::build(snapshot, filter);
    let wanted: BTreeSet<EntityId> = entities.iter().map(|e| snapshot.group_of(*e)).collect();
    join_in(&network, &wanted)
}

/// The same over a network at hand; entities are representatives.
pub fn join_in(network: &Network, wanted: &BTreeSet<EntityId>) -> Joined {
    let terminals: Vec<u32> = wanted.iter().filter_map(|e| network.number(*e)).collect();
    let part = component_numbers(&network.graph);
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    terminals
        .iter()
        .for_each(|t| *sizes.entry(part[*t as usize]).or_default() += 1);
    let Some((main, _)) = sizes.into_iter().max_by_key(|(part, size)| (*size, Reverse(*part))) else {
        return Joined {
            apart: wanted.iter().copied().collect(),
            ..Joined::default()
        };
    };
    let mut missing: BTreeSet<u32> = terminals.into_iter().filter(|t| part[*t as usize] == main).collect();
    let mut tree: BTreeSet<u32> = missing.pop_first().into_iter().collect();
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    // The nearest of those missing is joined to the tree so far, until none is.
    while !missing.is_empty() {
        let Some(way) = nearest(network, &tree, &missing) else {
            break;
        };
        for (node, edge) in way {
            missing.remove(&node);
            tree.insert(node);
            taken.insert(edge);
        }
    }
    let hops: Vec<Hop> = taken
        .into_iter()
        .map(|e| hop(network, network.edges[e as usize].a, network.edges[e as usize].b, e))
        .collect();
    let nodes: BTreeSet<EntityId> = tree.into_iter().map(|v| network.nodes[v as usize]).collect();
    let apart = wanted.iter().filter(|e| !nodes.contains(e)).copied().collect();
    Joined {
        bits: hops.iter().map(|h| h.bits).sum(),
        nodes: nodes.into_iter().collect(),
        hops,
        apart,
    }
}

/// The cheapest way from a tree to one of the goals, as (node, edge to it) from the goal back.
fn nearest(network: &Network, tree: &BTreeSet<u32>, goals: &BTreeSet<u32>) -> Option<Vec<(u32, u32)>> {
    const NONE: u32 = u32::MAX;
    let mut came: Vec<Option<(u32, u32)>> = vec![None; network.nodes.len()];
    let mut open: BinaryHeap<Reverse<(u32, u32, u32, u32)>> =
        tree.iter().map(|v| Reverse((0, *v, NONE, NONE))).collect();
    while let Some(Reverse((cost, node, from, edge))) = open.pop() {
        if came[node as usize].is_some() {
            continue;
        }
        came[node as usize] = Some((from, edge));
        if goals.contains(&node) {
            let mut way = Vec::new();
            let mut at = node;
            while let Some((from, edge)) = came[at as usize].filter(|(from, _)| *from != NONE) {
                way.push((at, edge));
                at = from;
            }
            return Some(way);
        }
        for &(next, edge) in network.around(node) {
            if came[next as usize].is_none() {
                open.push(Reverse((cost + step_cost(network, node, next), next, node, edge)));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests;
