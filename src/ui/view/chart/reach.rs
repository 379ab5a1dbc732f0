//! What an expansion brings, where it is put, what a collapse may take: nothing that stands moves.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::board;
use crate::catalog::kind::Kind;
use crate::command::edit_chart::Position;
use crate::model::EntityId;
use crate::scene::chart::{Board, Placed};
use crate::snapshot::Snapshot;
use crate::ui::words;

/// Distance between what is placed and what stands, points.
const APART: f32 = 104.0;

/// More neighbours than can be placed unasked, by kind.
pub struct Asking {
    pub of: EntityId,
    pub kinds: BTreeMap<String, (bool, Vec<EntityId>)>,
}
impl Asking {
    pub fn new(s: &Snapshot, of: EntityId, found: &[EntityId]) -> Asking {
        let mut kinds: BTreeMap<String, (bool, Vec<EntityId>)> = BTreeMap::new();
        for id in found {
            kinds.entry(words::kind_key(s, *id)).or_default().1.push(*id);
        }
        Asking { of, kinds }
    }
    pub fn chosen(&self) -> Vec<EntityId> {
        self.kinds
            .values()
            .filter(|(on, _)| *on)
            .flat_map(|(_, ids)| ids.iter().copied())
            .collect()
    }
}

/// Groups that a link joins to this one and that are not on the chart.
pub fn neighbours(s: &Snapshot, kinds: &BTreeMap<String, Kind>, id: EntityId, places: &[Placed]) -> Vec<EntityId> {
    let on: BTreeSet<EntityId> = places.iter().map(|p| p.entity).collect();
    let mut found = BTreeSet::new();
    for member in s.members_of(id) {
        for link in s.links_of(member) {
            for end in [link.from_entity, link.to_entity] {
                let end = s.group_of(end);
                if end != s.group_of(id) && !on.contains(&end) && board::brought(s, kinds, end) {
                    found.insert(end);
                }
            }
        }
    }
    found.into_iter().collect()
}

/// Of what an expansion brought, that which hangs on nothing else on the chart.
pub fn private(s: &Snapshot, of: EntityId, brought: &[EntityId], places: &[Placed]) -> Vec<EntityId> {
    let others: BTreeSet<EntityId> = places
        .iter()
        .map(|p| p.entity)
        .filter(|e| *e != of && !brought.contains(e))
        .collect();
    let on: BTreeSet<EntityId> = places.iter().map(|p| p.entity).collect();
    brought
        .iter()
        .copied()
        .filter(|id| on.contains(id))
        .filter(|id| {
            !s.members_of(*id)
                .iter()
                .flat_map(|m| s.links_of(*m))
                .any(|l| others.contains(&s.group_of(l.from_entity)) || others.contains(&s.group_of(l.to_entity)))
        })
        .collect()
}

/// Free places around a point, nearest first; what stands keeps its place and its distance.
pub fn beside(center: [f32; 2], places: &[Placed], fresh: &[EntityId]) -> Vec<Position> {
    let mut taken: Vec<[f32; 2]> = places.iter().map(|p| [p.x as f32 / 64.0, p.y as f32 / 64.0]).collect();
    let mut out = Vec::new();
    let mut slot = 0_u32;
    for entity in fresh {
        let at = loop {
            let at = sunflower(center, slot);
            slot += 1;
            let free = taken.iter().all(|t| (t[0] - at[0]).hypot(t[1] - at[1]) >= APART * 0.8);
            if free || slot > 20_000 {
                break at;
            }
        };
        taken.push(at);
        out.push(Position {
            entity: *entity,
            x: (at[0] * 64.0) as i32,
            y: (at[1] * 64.0) as i32,
        });
    }
    out
}

/// The n-th seed of a sunflower (H. Vogel, Mathematical Biosciences 44, 1979): even, and any number.
fn sunflower(center: [f32; 2], n: u32) -> [f32; 2] {
    let radius = APART * 0.75 * libm::sqrtf(n as f32);
    let angle = n as f32 * 2.399_963_2;
    [
        center[0] + radius * libm::cosf(angle),
        center[1] + radius * libm::sinf(angle),
    ]
}

/// The node that an arrow key goes to: least distance, doubled off the axis, halved along a link.
pub fn towards(board: &Board, from: usize, way: [f32; 2]) -> Option<usize> {
    let here = &board.nodes[from];
    let linked = |n: usize| {
        board
            .edges
            .iter()
            .any(|e| (e.from, e.to) == (from, n) || (e.to, e.from) == (from, n))
    };
    let cost = |n: usize| {
        let node = &board.nodes[n];
        let (dx, dy) = (node.x - here.x, node.y - here.y);
        let along = dx * way[0] + dy * way[1];
        let across = (dx * way[1] - dy * way[0]).abs();
        (along > across * 0.5 && along > 1.0).then(|| (along + 2.0 * across) * if linked(n) { 0.5 } else { 1.0 })
    };
    (0..board.nodes.len())
        .filter(|n| *n != from)
        .filter_map(|n| Some((cost(n)?, n)))
        .min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)))
        .map(|(_, n)| n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uid;

    #[test]
    fn what_is_placed_keeps_its_distance_and_what_stands_is_not_touched() {
        let stands = [Placed {
            entity: EntityId(Uid([9; 16])),
            x: 0,
            y: 0,
            pinned: false,
        }];
        let fresh: Vec<EntityId> = (0..40).map(|n| EntityId(Uid([n; 16]))).collect();
        let items = beside([0.0, 0.0], &stands, &fresh);
        assert_eq!(items.len(), 40);
        let all: Vec<[f32; 2]> = items
            .iter()
            .map(|p| [p.x as f32 / 64.0, p.y as f32 / 64.0])
            .chain([[0.0, 0.0]])
            .collect();
        for (n, a) in all.iter().enumerate() {
            for b in &all[n + 1..] {
                assert!((a[0] - b[0]).hypot(a[1] - b[1]) >= APART * 0.8 - 0.1);
            }
        }
    }

    #[test]
    fn an_expansion_brings_no_amount_and_a_placed_one_stays() {
        use crate::catalog::asset::Assets;
        use crate::model::entity::{Entity, Link};
        use crate::snapshot::LoadedRow;
        let kinds = crate::catalog::kind::read_kinds(&Assets::built_in(), &mut Vec::new());
        let id = |n: u8| EntityId(Uid([n; 16]));
        let entity = |n: u8, kind: &str| {
            LoadedRow::Entity(Entity {
                id: id(n),
                kind: kind.into(),
                ..Entity::default()
            })
        };
        let link = |n: u8, to: u8| {
            LoadedRow::Link(Link {
                id: crate::model::LinkId(Uid([n; 16])),
                kind: "related_to".into(),
                from_entity: id(1),
                to_entity: id(to),
                ..Link::default()
            })
        };
        let rows = [
            entity(1, "company"),
            entity(2, "person"),
            entity(3, "money"),
            link(4, 2),
            link(5, 3),
        ];
        let s = Snapshot::build(1, String::new(), rows.into_iter());
        assert_eq!(neighbours(&s, &kinds, id(1), &[]), [id(2)]);
        assert_eq!(board::all(&s, &kinds, 9), [id(1), id(2)]);
        // Asked for by name it is its own focus.
        assert_eq!(board::around(&s, &kinds, id(3), 1, 9), [id(3), id(1)]);
    }
}
