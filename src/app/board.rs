//! Charts as positions: what a layout makes of a saved chart, and a board made around an entity.

use std::collections::{BTreeMap, BTreeSet};

use super::job::Progress;
use crate::command::edit_chart::Position;
use crate::graph::layout::{self, LayoutRequest};
use crate::model::*;
use crate::snapshot::Snapshot;

/// New positions of everything on a chart; pinned items stay.
pub fn layout(snapshot: &Snapshot, chart: ChartId, method: &str, seed: u64, progress: &Progress) -> Vec<Position> {
    let items: Vec<(EntityId, i32, i32, bool)> = snapshot
        .chart_items
        .iter()
        .filter(|i| i.chart == chart)
        .filter_map(|i| i.entity.map(|e| (snapshot.group_of(e), i.x, i.y, i.pinned)))
        .collect();
    arrange(snapshot, &items, method, seed, progress)
}

/// Positions for these entities from nothing.
pub fn fresh(snapshot: &Snapshot, entities: &[EntityId], method: &str, seed: u64) -> Vec<Position> {
    let items: Vec<(EntityId, i32, i32, bool)> = entities.iter().map(|e| (*e, 0, 0, false)).collect();
    arrange(snapshot, &items, method, seed, &Progress::default())
}

fn arrange(snapshot: &Snapshot, items: &[(EntityId, i32, i32, bool)], method: &str, seed: u64, progress: &Progress) -> Vec<Position> {
    let at: BTreeMap<EntityId, usize> = items.iter().enumerate().map(|(i, item)| (item.0, i)).collect();
    let mut edges: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (i, item) in items.iter().enumerate() {
        for member in snapshot.members_of(item.0) {
            for link in snapshot.links_of(member) {
                let ends = [snapshot.group_of(link.from_entity), snapshot.group_of(link.to_entity)];
                for end in ends {
                    if let Some(&j) = at.get(&end)
                        && i < j
                    {
                        edges.insert((i as u32, j as u32));
                    }
                }
            }
        }
    }
    let request = LayoutRequest::of(items, edges.into_iter().collect(), method, seed);
    let placed = layout::run(&request, &|done, total| {
        progress.set(done, total);
        !progress.cancelled()
    });
    items.iter().zip(placed).map(|(item, (x, y))| Position { entity: item.0, x, y }).collect()
}
