//! Stress: drawn distances as near to graph distances as can be, pairs weighted by 1/d². Stochastic
//! gradient descent over all pairs with an annealed step: Zheng, Pawar, Goodman, "Graph Drawing by
//! Stochastic Gradient Descent", IEEE TVCG 25(9), 2019. For larger graphs the sparse model of
//! Ortmann, Klimenta, Brandes, "A Sparse Stress Model", JGAA 21(5), 2017.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{Cancelled, Points, Progress, go_on};
use crate::graph::csr::{Csr, UNREACHED};

/// Rounds of the annealed schedule; the paper's 30 give all but the last per mille.
const ROUNDS: usize = 30;
/// Step of the last round, relative to the strongest pair.
const LAST_STEP: f64 = 0.01;
/// Terms that keep their order within a round: shuffling blocks costs little and keeps caches warm.
const BLOCK: usize = 128;

/// A pair and the distance that it wants, in edges.
#[derive(Clone, Copy)]
struct Term {
    a: u32,
    b: u32,
    distance: f32,
    /// Weight with which each end is moved; they differ in the sparse model.
    weight_a: f32,
    weight_b: f32,
}

pub(super) fn unit(rng: &mut ChaCha8Rng) -> f64 {
    (rng.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}
fn below(rng: &mut ChaCha8Rng, n: usize) -> usize {
    ((u64::from(rng.next_u32()) * n as u64) >> 32) as usize
}

/// Small graphs are laid out from several starts, for one may end in a bad fold.
fn starts(n: usize) -> usize {
    if n <= 300 { 6 } else { 1 }
}

/// A connected graph from random starts, all pairs; the least stressed is kept.
pub(super) fn layout(
    graph: &Csr,
    spacing: f64,
    rng: &mut ChaCha8Rng,
    progress: Progress<'_>,
) -> Result<Points, Cancelled> {
    let n = graph.len();
    let side = libm::sqrt(n as f64);
    let mut terms = all_pairs(graph);
    let mut best: Option<(f64, Points)> = None;
    let starts = starts(n);
    for start in 0..starts {
        let mut points: Points = (0..n).map(|_| [unit(rng) * side, unit(rng) * side]).collect();
        let share = |f: f32| progress((start as f32 + f) / starts as f32);
        descend(
            &mut terms,
            &mut points,
            &vec![false; n],
            Anneal {
                first: 1.0,
                rounds: ROUNDS,
            },
            rng,
            &share,
        )?;
        let stress = if starts == 1 { 0.0 } else { energy(&terms, &points) };
        if best.as_ref().is_none_or(|b| stress < b.0) {
            best = Some((stress, points));
        }
    }
    let mut points = best.map(|b| b.1).unwrap_or_default();
    scale(&mut points, spacing);
    Ok(points)
}

/// Sum of weighted squared misses.
fn energy(terms: &[Term], points: &Points) -> f64 {
    // Terms are shuffled between starts: whole millionths make the sum's order not matter.
    let sum: i64 = terms
        .iter()
        .map(|t| {
            let (p, q) = (points[t.a as usize], points[t.b as usize]);
            let miss = libm::hypot(p[0] - q[0], p[1] - q[1]) / f64::from(t.distance) - 1.0;
            (miss * miss * 1e6) as i64
        })
        .sum();
    sum as f64
}

fn all_pairs(graph: &Csr) -> Vec<Term> {
    let n = graph.len();
    let mut terms = Vec::with_capacity(n * n.saturating_sub(1) / 2);
    let (mut distances, mut queue) = (Vec::new(), Vec::new());
    for a in 0..n as u32 {
        graph.distances(a, &mut distances, &mut queue);
        for b in a + 1..n as u32 {
            let d = distances[b as usize];
            if d != UNREACHED {
                let distance = d as f32;
                let weight = 1.0 / (distance * distance);
                terms.push(Term {
                    a,
                    b,
                    distance,
                    weight_a: weight,
                    weight_b: weight,
                });
            }
        }
    }
    terms
}

/// Improves given positions (in edge lengths) by the sparse model: every edge, and every node against
/// `pivots` drawn nodes, each of which stands for its region.
pub(super) fn refine(
    graph: &Csr,
    points: &mut Points,
    pivots: usize,
    anneal: Anneal,
    rng: &mut ChaCha8Rng,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let mut terms = sparse_terms(graph, pivots, rng);
    descend(&mut terms, points, &vec![false; graph.len()], anneal, rng, progress)
}

/// Pivots are drawn evenly. Those far apart from each other (max-min), which the paper also tries, lie
/// at the rim: on ca-GrQc they gave a stress of 0.145, drawn ones 0.134.
fn sparse_terms(graph: &Csr, pivots: usize, rng: &mut ChaCha8Rng) -> Vec<Term> {
    let n = graph.len();
    let mut chosen: Vec<u32> = (0..n as u32).collect();
    for i in 0..pivots.min(n) {
        let j = i + below(rng, n - i);
        chosen.swap(i, j);
    }
    chosen.truncate(pivots);
    let mut nearest = vec![UNREACHED; n];
    let mut region = vec![0u32; n];
    let mut rows: Vec<Vec<u32>> = Vec::with_capacity(chosen.len());
    let mut queue = Vec::new();
    for (number, pivot) in chosen.iter().enumerate() {
        let mut row = Vec::new();
        graph.distances(*pivot, &mut row, &mut queue);
        for (v, d) in row.iter().enumerate() {
            if *d < nearest[v] {
                nearest[v] = *d;
                region[v] = number as u32;
            }
        }
        rows.push(row);
    }
    // How many nodes of each pivot's region lie within a distance: s = |{j in R(p): d(j,p) <= d/2}|.
    let depth = rows
        .iter()
        .flatten()
        .filter(|d| **d != UNREACHED)
        .max()
        .copied()
        .unwrap_or(0) as usize;
    let mut within = vec![vec![0u32; depth + 1]; chosen.len()];
    for v in 0..n {
        let p = region[v] as usize;
        let d = rows[p][v] as usize;
        if d <= depth {
            within[p][d] += 1;
        }
    }
    for counts in &mut within {
        for d in 1..counts.len() {
            counts[d] += counts[d - 1];
        }
    }
    let mut terms = Vec::with_capacity(graph.edge_count() + n * chosen.len());
    terms.extend(graph.edges().map(|(a, b)| Term {
        a,
        b,
        distance: 1.0,
        weight_a: 1.0,
        weight_b: 1.0,
    }));
    let mut is_pivot = vec![UNREACHED; n];
    for (at, p) in chosen.iter().enumerate() {
        is_pivot[*p as usize] = at as u32;
    }
    for (at, &p) in chosen.iter().enumerate() {
        for v in 0..n as u32 {
            let d = rows[at][v as usize];
            if d == UNREACHED || d <= 1 {
                continue;
            }
            let both = is_pivot[v as usize];
            if both != UNREACHED && v < p {
                continue;
            }
            let half = (d / 2) as usize;
            let square = (d * d) as f32;
            let weight_v = within[at][half] as f32 / square;
            let weight_p = if both == UNREACHED {
                0.0
            } else {
                within[both as usize][half] as f32 / square
            };
            terms.push(Term {
                a: v,
                b: p,
                distance: d as f32,
                weight_a: weight_v,
                weight_b: weight_p,
            });
        }
    }
    terms
}

/// The step starts at `first` of the weakest pair's full step and ends at `LAST_STEP` of the strongest.
#[derive(Clone, Copy)]
pub(super) struct Anneal {
    pub(super) first: f64,
    pub(super) rounds: usize,
}

fn descend(
    terms: &mut [Term],
    points: &mut Points,
    held: &[bool],
    anneal: Anneal,
    rng: &mut ChaCha8Rng,
    progress: Progress<'_>,
) -> Result<(), Cancelled> {
    let weights = || terms.iter().flat_map(|t| [t.weight_a, t.weight_b]).filter(|w| *w > 0.0);
    let (Some(least), Some(most)) = (weights().reduce(f32::min), weights().reduce(f32::max)) else {
        return Ok(());
    };
    let first = anneal.first / f64::from(least);
    let last = (LAST_STEP / f64::from(most)).min(first);
    let fall = libm::log(last / first) / (anneal.rounds.max(2) - 1) as f64;
    for i in (1..terms.len()).rev() {
        terms.swap(i, below(rng, i + 1));
    }
    let mut order: Vec<u32> = (0..terms.len().div_ceil(BLOCK) as u32).collect();
    for round in 0..anneal.rounds {
        go_on(progress, round as f64 / anneal.rounds as f64)?;
        let step = first * libm::exp(fall * round as f64);
        for i in (1..order.len()).rev() {
            order.swap(i, below(rng, i + 1));
        }
        for &block in &order {
            let start = block as usize * BLOCK;
            for term in &terms[start..(start + BLOCK).min(terms.len())] {
                relax(term, step, points, held);
            }
        }
    }
    Ok(())
}

/// Moves both ends of one pair towards the distance that it wants.
#[inline]
fn relax(term: &Term, step: f64, points: &mut Points, held: &[bool]) {
    let (a, b) = (term.a as usize, term.b as usize);
    let (dx, dy) = (points[a][0] - points[b][0], points[a][1] - points[b][1]);
    let length = (dx * dx + dy * dy).sqrt();
    // Two at one spot are parted along x: any direction would do, this one is the same everywhere.
    let (ux, uy) = if length > 1e-9 {
        (dx / length, dy / length)
    } else {
        (1.0, 0.0)
    };
    let miss = length - f64::from(term.distance);
    let (mut ma, mut mb) = (
        (f64::from(term.weight_a) * step).min(1.0),
        (f64::from(term.weight_b) * step).min(1.0),
    );
    match (held[a], held[b]) {
        (true, true) => return,
        // The free end takes the whole of the move.
        (true, false) => (ma, mb) = (0.0, 2.0 * mb),
        (false, true) => (ma, mb) = (2.0 * ma, 0.0),
        (false, false) => {}
    }
    let (ra, rb) = (0.5 * miss * ma, 0.5 * miss * mb);
    points[a][0] -= ra * ux;
    points[a][1] -= ra * uy;
    points[b][0] += rb * ux;
    points[b][1] += rb * uy;
}

pub(super) fn scale(points: &mut Points, factor: f64) {
    for p in points {
        *p = [p[0] * factor, p[1] * factor];
    }
}

/// Where a pinned node was put, and where its pin is.
type PinPair = ([f64; 2], [f64; 2]);

/// Turns and shifts a finished layout onto its pins (least squares), sets the pins to the unit, and
/// lets the rest settle around them.
pub(super) fn fit_to_pins(
    graph: &Csr,
    spacing: f64,
    pins: &[Option<[f64; 2]>],
    points: &mut Points,
    rng: &mut ChaCha8Rng,
) {
    let pairs: Vec<PinPair> = points
        .iter()
        .zip(pins)
        .filter_map(|(p, pin)| pin.map(|q| (*p, q)))
        .collect();
    let n = pairs.len() as f64;
    let mean = |pick: fn(&PinPair) -> [f64; 2]| {
        pairs
            .iter()
            .map(pick)
            .fold([0.0, 0.0], |m, p| [m[0] + p[0] / n, m[1] + p[1] / n])
    };
    let (from, to) = (mean(|p| p.0), mean(|p| p.1));
    let (mut dot, mut cross) = (0.0, 0.0);
    for (p, q) in &pairs {
        let (p, q) = ([p[0] - from[0], p[1] - from[1]], [q[0] - to[0], q[1] - to[1]]);
        dot += p[0] * q[0] + p[1] * q[1];
        cross += p[0] * q[1] - p[1] * q[0];
    }
    let angle = libm::atan2(cross, dot);
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    for p in points.iter_mut() {
        let (x, y) = (p[0] - from[0], p[1] - from[1]);
        *p = [x * cos - y * sin + to[0], x * sin + y * cos + to[1]];
    }
    let held: Vec<bool> = pins.iter().map(Option::is_some).collect();
    for (p, pin) in points.iter_mut().zip(pins) {
        if let Some(pin) = pin {
            *p = *pin;
        }
    }
    scale(points, 1.0 / spacing);
    let mut terms = if graph.len() <= super::STRESS_NODES {
        all_pairs(graph)
    } else {
        sparse_terms(graph, 50, rng)
    };
    // A gentle start: what the full layout found is kept, only bent.
    let settled = descend(
        &mut terms,
        points,
        &held,
        Anneal { first: 0.2, rounds: 15 },
        rng,
        &|_| true,
    );
    debug_assert!(settled.is_ok());
    scale(points, spacing);
}

/// Stress per pair at the best scale: mean over connected pairs of ((s·|xi−xj| − d)/d)². 0 is perfect.
/// All pairs; meant for graphs of a few thousand nodes.
pub fn stress_of(graph: &Csr, points: &[(f64, f64)]) -> f64 {
    let (mut sum, mut squares, mut count) = (0.0, 0.0, 0.0);
    let (mut distances, mut queue) = (Vec::new(), Vec::new());
    for a in 0..graph.len() as u32 {
        graph.distances(a, &mut distances, &mut queue);
        for b in a + 1..graph.len() as u32 {
            let d = distances[b as usize];
            if d == UNREACHED {
                continue;
            }
            let (p, q) = (points[a as usize], points[b as usize]);
            let ratio = libm::hypot(p.0 - q.0, p.1 - q.1) / f64::from(d);
            sum += ratio;
            squares += ratio * ratio;
            count += 1.0;
        }
    }
    if squares == 0.0 {
        return if count > 0.0 { 1.0 } else { 0.0 };
    }
    let s = sum / squares;
    (s * s * squares - 2.0 * s * sum + count) / count
}
