//! Components side by side without overlap, the largest first, filling a board about as wide as a
//! screen: a skyline, lowest place first. Components held by pins stay; the others go below them.

use super::{NodeBox, Points};

/// Width to height of the board that is filled.
const ASPECT: f64 = 1.6;

/// Moves each component (a list of nodes) as a whole.
pub(super) fn pack(boxes: &[NodeBox], components: &[Vec<u32>], points: &mut Points, gap: f64) {
    let mut held: Option<[f64; 4]> = None;
    let mut free: Vec<(usize, [f64; 4])> = Vec::new();
    for (number, nodes) in components.iter().enumerate() {
        let extent = extent(boxes, nodes, points);
        if nodes.iter().any(|v| boxes[*v as usize].pin.is_some()) {
            held = Some(held.map_or(extent, |h| {
                [
                    h[0].min(extent[0]),
                    h[1].min(extent[1]),
                    h[2].max(extent[2]),
                    h[3].max(extent[3]),
                ]
            }));
        } else {
            free.push((number, extent));
        }
    }
    if free.is_empty() {
        return;
    }
    let size = |e: &[f64; 4]| (e[2] - e[0] + gap, e[3] - e[1] + gap);
    let area: f64 = free.iter().map(|(_, e)| size(e).0 * size(e).1).sum();
    let widest = free.iter().map(|(_, e)| size(e).0).fold(0.0, f64::max);
    let board = libm::sqrt(area * ASPECT)
        .max(widest)
        .max(held.map_or(0.0, |h| h[2] - h[0]));
    let origin = held.map_or([0.0, 0.0], |h| [h[0], h[3] + gap]);
    // Tall ones first leave a smooth skyline; ties by number, which is by size.
    free.sort_by(|a, b| size(&b.1).1.total_cmp(&size(&a.1).1).then(a.0.cmp(&b.0)));
    let mut skyline: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for (number, extent) in free {
        let (width, height) = size(&extent);
        let (x, y) = place(&mut skyline, board, width, height);
        let (dx, dy) = (origin[0] + x - extent[0], origin[1] + y - extent[1]);
        for &v in &components[number] {
            let p = &mut points[v as usize];
            *p = [p[0] + dx, p[1] + dy];
        }
    }
    if held.is_none() {
        centre(points);
    }
}

fn extent(boxes: &[NodeBox], nodes: &[u32], points: &Points) -> [f64; 4] {
    nodes.iter().fold(
        [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY],
        |e, v| {
            let (b, p) = (&boxes[*v as usize], points[*v as usize]);
            let (w, h) = (b.width_pt.max(0.0) / 2.0, b.height_pt.max(0.0) / 2.0);
            [
                e[0].min(p[0] - w),
                e[1].min(p[1] - h),
                e[2].max(p[0] + w),
                e[3].max(p[1] + h),
            ]
        },
    )
}

/// Lowest place that is wide enough, then leftmost. The skyline is (start, height), ascending, and
/// runs to the board's right edge.
fn place(skyline: &mut Vec<(f64, f64)>, board: f64, width: f64, height: f64) -> (f64, f64) {
    let mut best = (f64::INFINITY, 0.0);
    for at in 0..skyline.len() {
        let x = skyline[at].0;
        if x + width > board + 1e-6 && at > 0 {
            break;
        }
        let y = skyline[at..]
            .iter()
            .take_while(|s| s.0 < x + width - 1e-9)
            .map(|s| s.1)
            .fold(0.0, f64::max);
        if y < best.0 - 1e-9 {
            best = (y, x);
        }
    }
    let (y, x) = best;
    let end = x + width;
    let after = skyline.iter().take_while(|s| s.0 <= end).last().map_or(0.0, |s| s.1);
    let keep_end = skyline.iter().all(|s| (s.0 - end).abs() > 1e-9) && end < board - 1e-9;
    skyline.retain(|s| s.0 < x - 1e-9 || s.0 >= end - 1e-9);
    skyline.push((x, y + height));
    if keep_end {
        skyline.push((end, after));
    }
    skyline.sort_by(|a, b| a.0.total_cmp(&b.0));
    (x, y)
}

fn centre(points: &mut Points) {
    let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    for p in points.iter() {
        for k in 0..2 {
            low[k] = low[k].min(p[k]);
            high[k] = high[k].max(p[k]);
        }
    }
    let middle = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
    for p in points {
        *p = [p[0] - middle[0], p[1] - middle[1]];
    }
}
