//! The case as a graph of groups: what decisions have made one is one node, the links between two
//! nodes are one edge that knows them all. With filters: sure links only, without certain nodes or
//! kinds, within a time. Must not know: stored groups beyond the snapshot's, drawing.

use std::collections::{BTreeMap, BTreeSet};

use super::csr::Csr;
use crate::model::entity::{Certainty, Link};
use crate::model::value::date;
use crate::model::{EntityId, LinkId, SourceId};
use crate::snapshot::Snapshot;

/// Which links count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// Only links that a source confirms or a person made.
    pub confirmed_only: bool,
    /// Not through these (any member of their group).
    pub without: Vec<EntityId>,
    /// Entity kinds and link kinds that don't count.
    pub without_kinds: Vec<String>,
    pub without_links: Vec<String>,
    /// A path's links must be able to have happened in its order.
    pub in_date_order: bool,
}

impl Filter {
    /// A denied link connects nothing.
    fn takes(&self, link: &Link) -> bool {
        link.certainty != Certainty::Denied
            && (!self.confirmed_only || link.by_hand || link.certainty == Certainty::Confirmed)
            && !self.without_links.contains(&link.kind)
    }
}

/// All links between two groups.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    pub a: u32,
    pub b: u32,
    /// Ascending.
    pub links: Vec<LinkId>,
    pub sources: BTreeSet<SourceId>,
    /// First and last second that any of its dated links can mean; `None` = an undated or open one.
    pub earliest: Option<i64>,
    pub latest: Option<i64>,
}

/// Nodes are representatives of groups, ascending; edges between them.
#[derive(Clone, Debug, Default)]
pub struct Network {
    pub nodes: Vec<EntityId>,
    pub edges: Vec<Edge>,
    pub graph: Csr,
    /// Distinct neighbours of each node in the whole case, whatever the filter hides: how common a
    /// step through it is.
    pub degree: Vec<u32>,
    /// For each node the edges at it, as (neighbour, edge), ascending.
    at: Vec<Vec<(u32, u32)>>,
}

impl Network {
    pub fn build(snapshot: &Snapshot, filter: &Filter) -> Network {
        let mut nodes: Vec<EntityId> = snapshot.entities.iter().map(|e| snapshot.group_of(e.id)).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let number = |id: EntityId| nodes.binary_search(&snapshot.group_of(id)).ok().map(|i| i as u32);
        let mut out: Vec<bool> = vec![false; nodes.len()];
        for id in &filter.without {
            if let Some(v) = number(*id) {
                out[v as usize] = true;
            }
        }
        if !filter.without_kinds.is_empty() {
            for (v, id) in nodes.iter().enumerate() {
                out[v] |= snapshot
                    .entity(*id)
                    .is_some_and(|e| filter.without_kinds.contains(&e.kind));
            }
        }
        let mut edges: BTreeMap<(u32, u32), Edge> = BTreeMap::new();
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for link in snapshot.links.iter() {
            let (Some(a), Some(b)) = (number(link.from_entity), number(link.to_entity)) else {
                continue;
            };
            if a == b {
                continue;
            }
            let (a, b) = (a.min(b), a.max(b));
            pairs.push((a, b));
            if !filter.takes(link) || out[a as usize] || out[b as usize] {
                continue;
            }
            let dated = if link.date.is_empty() {
                None
            } else {
                date::parse(&link.date).ok()
            };
            let seconds = |t: Option<chrono::NaiveDateTime>| t.map(|t| t.and_utc().timestamp());
            let (earliest, latest) = dated.map_or((None, None), |d| (seconds(d.earliest()), seconds(d.latest())));
            match edges.get_mut(&(a, b)) {
                Some(edge) => {
                    edge.links.push(link.id);
                    edge.sources.extend(link.source);
                    edge.earliest = edge.earliest.zip(earliest).map(|(x, y)| x.min(y));
                    edge.latest = edge.latest.zip(latest).map(|(x, y)| x.max(y));
                }
                None => {
                    let edge = Edge {
                        a,
                        b,
                        links: vec![link.id],
                        sources: link.source.into_iter().collect(),
                        earliest,
                        latest,
                    };
                    edges.insert((a, b), edge);
                }
            }
        }
        let whole = Csr::new(nodes.len(), &pairs);
        let degree = (0..nodes.len() as u32).map(|v| whole.degree(v) as u32).collect();
        let edges: Vec<Edge> = edges.into_values().collect();
        let mut at: Vec<Vec<(u32, u32)>> = vec![Vec::new(); nodes.len()];
        for (number, edge) in edges.iter().enumerate() {
            at[edge.a as usize].push((edge.b, number as u32));
            at[edge.b as usize].push((edge.a, number as u32));
        }
        at.iter_mut().for_each(|list| list.sort_unstable());
        let ends: Vec<(u32, u32)> = edges.iter().map(|e| (e.a, e.b)).collect();
        Network {
            graph: Csr::new(nodes.len(), &ends),
            nodes,
            edges,
            degree,
            at,
        }
    }

    /// The node of an entity: pass its group's representative.
    pub fn number(&self, representative: EntityId) -> Option<u32> {
        self.nodes.binary_search(&representative).ok().map(|i| i as u32)
    }
    /// (neighbour, edge) around a node, ascending.
    pub fn around(&self, node: u32) -> &[(u32, u32)] {
        &self.at[node as usize]
    }
}
