//! Charts as positions: what a layout makes of a saved chart, and a board made around an entity.

use std::collections::{BTreeMap, BTreeSet};

use super::job::Progress;
use crate::catalog::font::Face;
use crate::catalog::kind::Kind;
use crate::command::edit_chart::Position;
use crate::graph::layout::{self, Method, NodeBox, Request};
use crate::model::*;
use crate::scene::measure;
use crate::snapshot::Snapshot;

/// An entity on its way to a place: where it is, and whether it must stay there.
struct Item {
    entity: EntityId,
    x: i32,
    y: i32,
    pinned: bool,
}

/// New positions of everything on a chart; pinned items stay.
pub fn layout(snapshot: &Snapshot, chart: ChartId, method: &str, seed: u64, progress: &Progress) -> Vec<Position> {
    let items: Vec<Item> = snapshot
        .chart_items
        .iter()
        .filter(|i| i.chart == chart)
        .filter_map(|i| {
            i.entity.map(|e| Item {
                entity: snapshot.group_of(e),
                x: i.x,
                y: i.y,
                pinned: i.pinned,
            })
        })
        .collect();
    arrange(snapshot, &items, method, seed, progress)
}

/// Positions for these entities from nothing.
pub fn fresh(snapshot: &Snapshot, entities: &[EntityId], method: &str, seed: u64) -> Vec<Position> {
    let items: Vec<Item> = entities
        .iter()
        .map(|e| Item {
            entity: *e,
            x: 0,
            y: 0,
            pinned: false,
        })
        .collect();
    arrange(snapshot, &items, method, seed, &Progress::default())
}

fn arrange(snapshot: &Snapshot, items: &[Item], method: &str, seed: u64, progress: &Progress) -> Vec<Position> {
    let at: BTreeMap<EntityId, u32> = items
        .iter()
        .enumerate()
        .map(|(i, item)| (item.entity, i as u32))
        .collect();
    let mut edges: BTreeSet<(u32, u32)> = BTreeSet::new();
    for item in items {
        for member in snapshot.members_of(item.entity) {
            for link in snapshot.links_of(member) {
                let ends = [link.from_entity, link.to_entity].map(|e| at.get(&snapshot.group_of(e)).copied());
                if let [Some(from), Some(to)] = ends
                    && from != to
                {
                    edges.insert((from, to));
                }
            }
        }
    }
    let request = Request {
        nodes: items.iter().map(|item| node_box(snapshot, item)).collect(),
        edges: edges.into_iter().collect(),
        method: Method::parse(method).unwrap_or_default(),
        seed,
        spacing_pt: 130.0,
        gap_pt: 12.0,
    };
    let made = layout::layout(&request, &|done| {
        progress.set((done * 1000.0) as u64, 1000);
        !progress.cancelled()
    });
    let Ok(made) = made else { return Vec::new() };
    items
        .iter()
        .zip(made.positions)
        .map(|(item, p)| Position {
            entity: item.entity,
            x: p.x,
            y: p.y,
        })
        .collect()
}

/// A figure with its label and one line below it.
fn node_box(snapshot: &Snapshot, item: &Item) -> NodeBox {
    let label = snapshot
        .entity(item.entity)
        .map(|e| e.label.as_str())
        .unwrap_or_default();
    let width = f64::from(measure::width_pt(label, Face::Regular, 11.0)).clamp(32.0, 200.0);
    NodeBox {
        width_pt: width,
        height_pt: 64.0,
        pin: item.pinned.then_some(layout::Position { x: item.x, y: item.y }),
        layer: None,
    }
}

/// Everything that a chart shows unasked, in id order, at most `limit`.
pub fn all(snapshot: &Snapshot, kinds: &BTreeMap<String, Kind>, limit: usize) -> Vec<EntityId> {
    let groups: BTreeSet<EntityId> = snapshot.entities.iter().map(|e| snapshot.group_of(e.id)).collect();
    groups
        .into_iter()
        .filter(|id| brought(snapshot, kinds, *id))
        .take(limit)
        .collect()
}

/// True when a chart may bring the entity by itself: amounts wait until a person places them.
pub fn brought(snapshot: &Snapshot, kinds: &BTreeMap<String, Kind>, id: EntityId) -> bool {
    snapshot
        .entity(id)
        .and_then(|e| kinds.get(&e.kind))
        .is_none_or(|kind| kind.charted)
}

/// Entities within some hops of a focus: its neighbourhood, nearest first, at most `limit`.
pub fn around(
    snapshot: &Snapshot,
    kinds: &BTreeMap<String, Kind>,
    focus: EntityId,
    hops: u32,
    limit: usize,
) -> Vec<EntityId> {
    let start = snapshot.group_of(focus);
    let mut seen: BTreeSet<EntityId> = BTreeSet::from([start]);
    let mut order = vec![start];
    let mut edge = vec![start];
    for _ in 0..hops {
        let mut next = BTreeSet::new();
        for entity in &edge {
            for neighbour in snapshot.graph().neighbors(*entity) {
                if brought(snapshot, kinds, neighbour) && seen.insert(neighbour) {
                    next.insert(neighbour);
                }
            }
        }
        edge = next.into_iter().collect();
        order.extend(edge.iter().copied());
        if order.len() >= limit {
            order.truncate(limit);
            break;
        }
    }
    order
}
