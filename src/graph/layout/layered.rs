//! Layers from top to bottom, by a role or year given, else along the direction of edges: Sugiyama,
//! Tagawa, Toda, IEEE SMC 11(2), 1981, with the cycle removal of Eades, Lin, Smyth, IPL 47(6), 1993.
//! Within a layer each box is as near above its neighbours as order and width allow: an isotonic
//! regression (pool adjacent violators), which is exact.

use std::collections::BTreeMap;

use super::{Cancelled, Points, Progress, Request, go_on};

/// Sweeps of crossing reduction, and of placing.
const SWEEPS: usize = 12;
const PLACINGS: usize = 10;
/// Bends for edges over several layers are left out above this many.
const BENDS: usize = 60_000;

struct Layers {
    /// Nodes (real, then bends) of each layer, in order.
    rows: Vec<Vec<usize>>,
    row_of: Vec<usize>,
    up: Vec<Vec<usize>>,
    down: Vec<Vec<usize>>,
    width: Vec<f64>,
}

pub(super) fn layered(request: &Request, spacing: f64, progress: Progress<'_>) -> Result<Points, Cancelled> {
    let n = request.nodes.len();
    let mut edges: Vec<(usize, usize)> = request
        .edges
        .iter()
        .map(|(a, b)| (*a as usize, *b as usize))
        .filter(|(a, b)| a != b && *a < n && *b < n)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    let mut layers = build(request, &edges);
    order(&mut layers, progress)?;
    Ok(coordinates(request, &layers, spacing))
}

/// Row of every node: the distinct layers given in order, those without one by their neighbours'
/// longest path; without any layer, by the direction of edges.
fn rows_of(request: &Request, edges: &[(usize, usize)]) -> Vec<usize> {
    let n = request.nodes.len();
    let given: BTreeMap<i32, usize> = request
        .nodes
        .iter()
        .filter_map(|b| b.layer)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .zip(0..)
        .collect();
    if given.is_empty() {
        return longest_path(n, edges);
    }
    let mut rows: Vec<Option<usize>> = request
        .nodes
        .iter()
        .map(|b| b.layer.and_then(|l| given.get(&l).copied()))
        .collect();
    // What has no layer stands with the neighbour that has one, nearest in number; the rest last.
    for _ in 0..n.min(8) {
        let before = rows.clone();
        for &(a, b) in edges {
            match (before[a], before[b]) {
                (Some(r), None) => rows[b] = Some(rows[b].map_or(r, |x| x.min(r))),
                (None, Some(r)) => rows[a] = Some(rows[a].map_or(r, |x| x.min(r))),
                _ => {}
            }
        }
        if rows == before {
            break;
        }
    }
    rows.into_iter().map(|r| r.unwrap_or(given.len())).collect()
}

fn longest_path(n: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let rank = acyclic_order(n, edges);
    // Edges against the order are turned round.
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); n];
    for &(a, b) in edges {
        let (a, b) = if rank[a] < rank[b] { (a, b) } else { (b, a) };
        out[a].push(b);
    }
    let mut by_rank: Vec<usize> = (0..n).collect();
    by_rank.sort_by_key(|v| rank[*v]);
    let mut row = vec![0usize; n];
    for &v in &by_rank {
        for &w in &out[v] {
            row[w] = row[w].max(row[v] + 1);
        }
    }
    // Sources come down to just above their first neighbour: shorter edges.
    let mut into = vec![0usize; n];
    out.iter().flatten().for_each(|w| into[*w] += 1);
    for v in 0..n {
        if into[v] == 0
            && let Some(first) = out[v].iter().map(|w| row[*w]).min()
        {
            row[v] = first - 1;
        }
    }
    row
}

/// Sinks to the end, sources to the front, then the node with most edges out over edges in.
fn acyclic_order(n: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let (mut out, mut into): (Vec<Vec<usize>>, Vec<Vec<usize>>) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for &(a, b) in edges {
        out[a].push(b);
        into[b].push(a);
    }
    let mut outs: Vec<i64> = out.iter().map(|x| x.len() as i64).collect();
    let mut ins: Vec<i64> = into.iter().map(|x| x.len() as i64).collect();
    // Keyed so that the first is the next: sources, then by out − in, then by number.
    let key = |v: usize, outs: &[i64], ins: &[i64]| {
        let class = if ins[v] == 0 { 0 } else { 1 };
        (class, ins[v] - outs[v], v)
    };
    let mut open: std::collections::BTreeSet<(i32, i64, usize)> = (0..n).map(|v| key(v, &outs, &ins)).collect();
    let mut gone = vec![false; n];
    let mut sinks: Vec<usize> = (0..n).filter(|v| outs[*v] == 0 && ins[*v] > 0).rev().collect();
    let (mut front, mut back) = (Vec::with_capacity(n), Vec::new());
    loop {
        let from_sinks = sinks.pop().filter(|v| !gone[*v]);
        let v = match from_sinks {
            Some(v) => v,
            None if !sinks.is_empty() => continue,
            None => match open.first() {
                Some(&(_, _, v)) => v,
                None => break,
            },
        };
        open.remove(&key(v, &outs, &ins));
        gone[v] = true;
        if from_sinks.is_some() {
            back.push(v)
        } else {
            front.push(v)
        }
        for &w in &out[v] {
            if !gone[w] {
                open.remove(&key(w, &outs, &ins));
                ins[w] -= 1;
                open.insert(key(w, &outs, &ins));
            }
        }
        for &w in &into[v] {
            if !gone[w] {
                open.remove(&key(w, &outs, &ins));
                outs[w] -= 1;
                open.insert(key(w, &outs, &ins));
                if outs[w] == 0 {
                    sinks.push(w);
                }
            }
        }
    }
    front.extend(back.into_iter().rev());
    let mut rank = vec![0; n];
    for (at, v) in front.into_iter().enumerate() {
        rank[v] = at;
    }
    rank
}

fn build(request: &Request, edges: &[(usize, usize)]) -> Layers {
    let n = request.nodes.len();
    let mut row_of = rows_of(request, edges);
    let mut width: Vec<f64> = request
        .nodes
        .iter()
        .map(|b| b.width_pt.max(0.0) + request.gap_pt.max(0.0) + 2.0 / 64.0)
        .collect();
    let long: usize = edges
        .iter()
        .map(|(a, b)| row_of[*a].abs_diff(row_of[*b]).saturating_sub(1))
        .sum();
    let bend = long <= BENDS;
    let (mut up, mut down): (Vec<Vec<usize>>, Vec<Vec<usize>>) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for &(a, b) in edges {
        let (top, low) = if row_of[a] <= row_of[b] { (a, b) } else { (b, a) };
        if row_of[top] == row_of[low] || (row_of[low] - row_of[top] > 1 && !bend) {
            continue;
        }
        let mut from = top;
        for row in row_of[top] + 1..row_of[low] {
            let v = row_of.len();
            row_of.push(row);
            width.push(request.gap_pt.max(4.0));
            up.push(vec![from]);
            down.push(Vec::new());
            down[from].push(v);
            from = v;
        }
        down[from].push(low);
        up[low].push(from);
    }
    let depth = row_of.iter().max().map_or(0, |r| r + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depth];
    // Depth first from the top keeps what hangs together in one place to begin with.
    let mut seen = vec![false; row_of.len()];
    let mut starts: Vec<usize> = (0..row_of.len()).collect();
    starts.sort_by_key(|v| (row_of[*v], *v));
    for start in starts {
        let mut stack = vec![start];
        while let Some(v) = stack.pop() {
            if std::mem::replace(&mut seen[v], true) {
                continue;
            }
            rows[row_of[v]].push(v);
            stack.extend(up[v].iter().chain(&down[v]).rev().filter(|w| !seen[**w]));
        }
    }
    Layers {
        rows,
        row_of,
        up,
        down,
        width,
    }
}

/// Barycentre sweeps down and up; the order with fewest crossings is kept.
fn order(layers: &mut Layers, progress: Progress<'_>) -> Result<(), Cancelled> {
    let mut best = layers.rows.clone();
    let mut fewest = crossings(layers);
    for sweep in 0..SWEEPS {
        go_on(progress, 0.8 * sweep as f64 / SWEEPS as f64)?;
        if fewest == 0 {
            break;
        }
        let mut place = vec![0.0; layers.row_of.len()];
        for row in &layers.rows {
            row.iter().enumerate().for_each(|(at, v)| place[*v] = at as f64);
        }
        let depth = layers.rows.len();
        let walk: Vec<usize> = if sweep % 2 == 0 {
            (1..depth).collect()
        } else {
            (0..depth.saturating_sub(1)).rev().collect()
        };
        for row in walk {
            let beside = if sweep % 2 == 0 { &layers.up } else { &layers.down };
            let mut keyed: Vec<(f64, usize)> = layers.rows[row]
                .iter()
                .map(|v| {
                    let around = &beside[*v];
                    let mean = around.iter().map(|w| place[*w]).sum::<f64>() / around.len().max(1) as f64;
                    (if around.is_empty() { place[*v] } else { mean }, *v)
                })
                .collect();
            // Stable: equals keep their order, and every other pair of sweeps turns them round.
            if sweep % 4 >= 2 {
                keyed.reverse();
            }
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            layers.rows[row] = keyed.into_iter().map(|k| k.1).collect();
            layers.rows[row]
                .iter()
                .enumerate()
                .for_each(|(at, v)| place[*v] = at as f64);
        }
        let now = crossings(layers);
        if now < fewest {
            fewest = now;
            best.clone_from(&layers.rows);
        }
    }
    layers.rows = best;
    Ok(())
}

/// Crossings between neighbouring layers, by inversions counted in a binary indexed tree.
fn crossings(layers: &Layers) -> u64 {
    let mut place = vec![0usize; layers.row_of.len()];
    for row in &layers.rows {
        row.iter().enumerate().for_each(|(at, v)| place[*v] = at);
    }
    let mut total = 0u64;
    for (at, row) in layers.rows.iter().enumerate() {
        let Some(below) = layers.rows.get(at + 1) else { break };
        let mut tree = vec![0u64; below.len() + 1];
        let mut seen = 0u64;
        for v in row {
            let mut ends: Vec<usize> = layers.down[*v].iter().map(|w| place[*w]).collect();
            ends.sort_unstable();
            for &end in &ends {
                // Earlier edges that end at or before this one don't cross it.
                let (mut i, mut within) = (end + 1, 0);
                while i > 0 {
                    within += tree[i];
                    i &= i - 1;
                }
                total += seen - within;
            }
            for &end in &ends {
                let mut i = end + 1;
                while i < tree.len() {
                    tree[i] += 1;
                    i += i & i.wrapping_neg();
                }
                seen += 1;
            }
        }
    }
    total
}

fn coordinates(request: &Request, layers: &Layers, spacing: f64) -> Points {
    let count = layers.row_of.len();
    let mut x = vec![0.0; count];
    for row in &layers.rows {
        let mut at = 0.0;
        for v in row {
            x[*v] = at + layers.width[*v] / 2.0;
            at += layers.width[*v];
        }
        // Rows start centred over each other.
        row.iter().for_each(|v| x[*v] -= at / 2.0);
    }
    for placing in 0..PLACINGS {
        let down = placing % 2 == 0;
        let walk: Vec<usize> = if down {
            (0..layers.rows.len()).collect()
        } else {
            (0..layers.rows.len()).rev().collect()
        };
        for at in walk {
            let row = &layers.rows[at];
            let wish: Vec<f64> = row
                .iter()
                .map(|v| {
                    // First one way, then the other, at last both: neighbours pull evenly.
                    let around: Vec<f64> = match (placing + 2 >= PLACINGS, down) {
                        (true, _) => layers.up[*v].iter().chain(&layers.down[*v]).map(|w| x[*w]).collect(),
                        (false, true) => layers.up[*v].iter().map(|w| x[*w]).collect(),
                        (false, false) => layers.down[*v].iter().map(|w| x[*w]).collect(),
                    };
                    if around.is_empty() {
                        x[*v]
                    } else {
                        around.iter().sum::<f64>() / around.len() as f64
                    }
                })
                .collect();
            let widths: Vec<f64> = row.iter().map(|v| layers.width[*v]).collect();
            for (v, new) in row.iter().zip(nearest_in_order(&wish, &widths)) {
                x[*v] = new;
            }
        }
    }
    let n = request.nodes.len();
    let mut y = 0.0;
    let mut points: Points = vec![[0.0, 0.0]; n];
    for row in &layers.rows {
        let tallest = row
            .iter()
            .filter(|v| **v < n)
            .map(|v| request.nodes[*v].height_pt.max(0.0))
            .fold(0.0, f64::max);
        y += tallest / 2.0;
        for v in row.iter().filter(|v| **v < n) {
            points[*v] = [x[*v], y];
        }
        y += tallest / 2.0 + spacing.max(request.gap_pt);
    }
    points
}

/// Places nearest to those wished for, in the order given and without overlap: least squares under
/// order constraints, by pooling neighbours that would overtake each other.
fn nearest_in_order(wish: &[f64], widths: &[f64]) -> Vec<f64> {
    // Subtracting what stands to the left turns "no overlap" into "not descending".
    let mut left = Vec::with_capacity(wish.len());
    let mut at = 0.0;
    for (i, w) in widths.iter().enumerate() {
        at += if i == 0 { 0.0 } else { (widths[i - 1] + w) / 2.0 };
        left.push(at);
    }
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (w, l) in wish.iter().zip(&left) {
        let (mut mean, mut count) = (w - l, 1usize);
        while let Some(&(before, size)) = pools.last()
            && before > mean
        {
            mean = (before * size as f64 + mean * count as f64) / (size + count) as f64;
            count += size;
            pools.pop();
        }
        pools.push((mean, count));
    }
    pools
        .iter()
        .flat_map(|(mean, count)| std::iter::repeat_n(*mean, *count))
        .zip(&left)
        .map(|(m, l)| m + l)
        .collect()
}
