//! Boxes apart: overlapping pairs are pushed along the axis on which they overlap least, again and
//! again; where that does not end, the drawing is widened a little. Pinned boxes never move. Pairs
//! are found by sweeping along x, so that a crowded chart stays fast.

use super::{NodeBox, Points};

/// Rounds of pushing before the drawing is widened.
const ROUNDS: usize = 60;
/// How often it may be widened: 1.08^60 is a hundredfold.
const WIDENINGS: usize = 60;

/// Parts all boxes by at least `gap` points where pins allow it. Ends without overlap unless pinned
/// boxes overlap each other.
pub(super) fn remove(boxes: &[NodeBox], points: &mut Points, gap: f64) {
    let n = boxes.len();
    if n < 2 {
        return;
    }
    // A hair more than asked for, so that rounding to 1/64 pt can't bring two boxes together.
    let gap = gap.max(0.0) + 2.0 / 64.0;
    let half: Vec<[f64; 2]> = boxes
        .iter()
        .map(|b| [(b.width_pt.max(0.0) + gap) / 2.0, (b.height_pt.max(0.0) + gap) / 2.0])
        .collect();
    let widest = half.iter().map(|h| h[0]).fold(0.0, f64::max);
    let held: Vec<bool> = boxes.iter().map(|b| b.pin.is_some()).collect();
    let mut order: Vec<u32> = (0..n as u32).collect();
    for _ in 0..WIDENINGS {
        for _ in 0..ROUNDS {
            if push(points, &half, widest, &held, &mut order) == 0 {
                return;
            }
        }
        let count = n as f64;
        let mean = points
            .iter()
            .fold([0.0, 0.0], |m, p| [m[0] + p[0] / count, m[1] + p[1] / count]);
        for (v, p) in points.iter_mut().enumerate() {
            if !held[v] {
                *p = [mean[0] + (p[0] - mean[0]) * 1.08, mean[1] + (p[1] - mean[1]) * 1.08];
            }
        }
    }
}

/// One sweep; how many pairs overlapped that could be parted.
fn push(points: &mut Points, half: &[[f64; 2]], widest: f64, held: &[bool], order: &mut [u32]) -> usize {
    order.sort_by(|a, b| points[*a as usize][0].total_cmp(&points[*b as usize][0]).then(a.cmp(b)));
    let mut moves: Vec<[f64; 2]> = vec![[0.0, 0.0]; points.len()];
    let mut found = 0;
    for (at, &a) in order.iter().enumerate() {
        let a = a as usize;
        for &b in &order[at + 1..] {
            let b = b as usize;
            let dx = points[b][0] - points[a][0];
            if dx >= half[a][0] + widest {
                break;
            }
            let dy = points[b][1] - points[a][1];
            let over = [half[a][0] + half[b][0] - dx.abs(), half[a][1] + half[b][1] - dy.abs()];
            if over[0] <= 1e-9 || over[1] <= 1e-9 || (held[a] && held[b]) {
                continue;
            }
            found += 1;
            let axis = usize::from(over[1] < over[0]);
            // At one spot the later box goes right or down.
            let away = if (if axis == 0 { dx } else { dy }) < 0.0 {
                -1.0
            } else {
                1.0
            };
            // A hair further than touching, or two neighbours would part for ever.
            let reach = (over[axis] + 0.01) * away;
            match (held[a], held[b]) {
                (true, _) => moves[b][axis] += reach,
                (_, true) => moves[a][axis] -= reach,
                _ => {
                    moves[a][axis] -= reach / 2.0;
                    moves[b][axis] += reach / 2.0;
                }
            }
        }
    }
    for (p, m) in points.iter_mut().zip(&moves) {
        *p = [p[0] + m[0], p[1] + m[1]];
    }
    found
}
