//! New nodes beside their neighbours, without moving anything that is on the board: what a person
//! has learned to find stays where it is. A free spot is sought on rings around the neighbours, first
//! away from the crowd. Must not know: the other layouts.

use std::collections::BTreeMap;

use rstar::{AABB, RTree, RTreeObject};

use super::{NodeBox, Position};
use crate::graph::csr::Csr;

/// A box on the board.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Taken {
    low: [f64; 2],
    high: [f64; 2],
}
impl RTreeObject for Taken {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        AABB::from_corners(self.low, self.high)
    }
}

/// Directions tried on each ring.
const SPOKES: usize = 16;
/// Rings tried before the node goes below everything.
const RINGS: usize = 24;

/// Positions for the nodes that have none (`places[v]` is `None`); those that have one keep it. Nodes
/// are placed outwards from what is there, by number; parts without any neighbour on the board go
/// below it, in rows.
pub fn place_new(
    boxes: &[NodeBox],
    edges: &[(u32, u32)],
    places: &[Option<Position>],
    spacing_pt: f64,
    gap_pt: f64,
) -> Vec<Position> {
    let n = boxes.len();
    let graph = Csr::new(n, edges);
    let gap = gap_pt.max(0.0) + 2.0 / 64.0;
    let mut at: Vec<Option<[f64; 2]>> = (0..n)
        .map(|v| places.get(v).copied().flatten().map(|p| [p.x_pt(), p.y_pt()]))
        .collect();
    let around = |v: usize, c: [f64; 2], gap: f64| {
        let (w, h) = (
            (boxes[v].width_pt.max(1.0) + gap) / 2.0,
            (boxes[v].height_pt.max(1.0) + gap) / 2.0,
        );
        Taken {
            low: [c[0] - w, c[1] - h],
            high: [c[0] + w, c[1] + h],
        }
    };
    let mut tree = RTree::bulk_load((0..n).filter_map(|v| at[v].map(|c| around(v, c, 0.0))).collect());
    let mut bottom = at
        .iter()
        .enumerate()
        .filter_map(|(v, c)| c.map(|c| around(v, c, 0.0).high[1]))
        .fold(f64::NEG_INFINITY, f64::max);
    let left = at.iter().flatten().map(|c| c[0]).fold(f64::INFINITY, f64::min);
    let (left, mut row) = (if left.is_finite() { left } else { 0.0 }, 0usize);

    // Those with most neighbours on the board first, in rounds outwards.
    let mut waiting: BTreeMap<(usize, u32), ()> = BTreeMap::new();
    let placed_around = |v: u32, at: &[Option<[f64; 2]>]| {
        graph
            .neighbours(v)
            .iter()
            .filter(|u| at[**u as usize].is_some())
            .count()
    };
    let key = |v: u32, at: &[Option<[f64; 2]>]| (usize::MAX - placed_around(v, at), v);
    for v in 0..n as u32 {
        if at[v as usize].is_none() {
            waiting.insert(key(v, &at), ());
        }
    }
    while let Some(((rank, v), ())) = waiting.pop_first() {
        let vu = v as usize;
        let beside: Vec<[f64; 2]> = graph.neighbours(v).iter().filter_map(|u| at[*u as usize]).collect();
        let spot = if rank == usize::MAX {
            None
        } else {
            find(&graph, v, &beside, &at, &tree, spacing_pt.max(1.0), |c| {
                around(vu, c, 2.0 * gap)
            })
        };
        let spot = spot.unwrap_or_else(|| {
            // A new row below the board, twelve to a row.
            if row % 12 == 0 {
                bottom = if bottom.is_finite() {
                    bottom + spacing_pt.max(boxes[vu].height_pt + gap)
                } else {
                    0.0
                };
            }
            let mut c = [
                left + (row % 12) as f64 * spacing_pt.max(boxes[vu].width_pt + gap),
                bottom,
            ];
            row += 1;
            while tree
                .locate_in_envelope_intersecting(around(vu, c, 2.0 * gap).envelope())
                .next()
                .is_some()
            {
                c[1] += spacing_pt.max(boxes[vu].height_pt + gap);
            }
            bottom = bottom.max(c[1]);
            c
        });
        for &u in graph.neighbours(v) {
            if at[u as usize].is_none() && waiting.remove(&key(u, &at)).is_some() {
                let (rank, u) = key(u, &at);
                // One more of its neighbours is on the board now.
                waiting.insert((rank - 1, u), ());
            }
        }
        at[vu] = Some(spot);
        let own = around(vu, spot, 0.0);
        bottom = bottom.max(own.high[1]);
        tree.insert(own);
    }
    (0..n)
        .map(|v| match (places.get(v).copied().flatten(), at[v]) {
            (Some(kept), _) => kept,
            (None, Some(c)) => Position::from_pt(c[0], c[1]),
            (None, None) => Position::default(),
        })
        .collect()
}

/// The best free spot around the neighbours on the board: near all of them, away from what else
/// hangs on them.
fn find(
    graph: &Csr,
    v: u32,
    beside: &[[f64; 2]],
    at: &[Option<[f64; 2]>],
    tree: &RTree<Taken>,
    spacing: f64,
    own: impl Fn([f64; 2]) -> Taken,
) -> Option<[f64; 2]> {
    let n = beside.len() as f64;
    let centre = beside
        .iter()
        .fold([0.0, 0.0], |m, p| [m[0] + p[0] / n, m[1] + p[1] / n]);
    // Away from the mean of the neighbours' neighbours.
    let (mut crowd, mut count) = ([0.0, 0.0], 0.0);
    for &u in graph.neighbours(v) {
        if at[u as usize].is_some() {
            for p in graph.neighbours(u).iter().filter_map(|w| at[*w as usize]) {
                crowd = [crowd[0] + p[0], crowd[1] + p[1]];
                count += 1.0;
            }
        }
    }
    let away = if count > 0.0 {
        libm::atan2(centre[1] - crowd[1] / count, centre[0] - crowd[0] / count)
    } else {
        // Spread those that hang on one node: a turn of the golden angle each.
        f64::from(v) * 2.399_963_229_728_653
    };
    let start = if beside.len() > 1 { 0 } else { 1 };
    for ring in start..RINGS {
        let radius = spacing * (0.7 + 0.3 * ring as f64) * if ring == 0 { 0.0 } else { 1.0 };
        let mut best: Option<(f64, [f64; 2])> = None;
        for spoke in 0..SPOKES {
            // 0, +1, −1, +2, … steps from the free side.
            let turn = if spoke % 2 == 0 {
                (spoke / 2) as f64
            } else {
                -(spoke.div_ceil(2) as f64)
            };
            let angle = away + turn * std::f64::consts::TAU / SPOKES as f64;
            let c = [
                centre[0] + radius * libm::cos(angle),
                centre[1] + radius * libm::sin(angle),
            ];
            if tree.locate_in_envelope_intersecting(own(c).envelope()).next().is_some() {
                continue;
            }
            let reach: f64 = beside
                .iter()
                .map(|p| {
                    let miss = libm::hypot(p[0] - c[0], p[1] - c[1]) - spacing;
                    miss * miss
                })
                .sum();
            let near = [[c[0] - spacing, c[1] - spacing], [c[0] + spacing, c[1] + spacing]];
            let crowd = tree
                .locate_in_envelope_intersecting(AABB::from_corners(near[0], near[1]))
                .count() as f64;
            let cost = reach / (spacing * spacing) + 0.3 * crowd + 0.02 * spoke as f64;
            if best.is_none_or(|b| cost < b.0) {
                best = Some((cost, c));
            }
            if ring == 0 {
                break;
            }
        }
        if let Some((_, c)) = best {
            return Some(c);
        }
    }
    None
}
