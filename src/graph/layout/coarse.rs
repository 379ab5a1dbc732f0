//! Large graphs: coarsened by matching neighbours, laid out small by stress, then unfolded level by
//! level under springs and a many-body repulsion in a quadtree, at last bent towards graph distances.
//! Hu, "Efficient and High Quality Force-Directed Graph Drawing", Mathematica Journal 10(1), 2005;
//! Barnes, Hut, Nature 324, 1986; polish by the sparse stress model of `stress.rs`.

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::stress::{self, Anneal, unit};
use super::{Cancelled, Points, Progress, go_on};
use crate::graph::csr::Csr;

/// Coarsening stops here: all pairs cost nothing.
const COARSEST: usize = 300;
/// Strength of repulsion against springs (Hu's C).
const REPULSION: f64 = 0.2;
/// A cell is taken as one body when its side is below this share of its distance.
const THETA: f64 = 0.9;
const LEAF: usize = 8;
const DEPTH: usize = 40;

/// One coarsening: the finer graph's node → the coarser's.
struct Level {
    graph: Csr,
    mass: Vec<f64>,
    parent: Vec<u32>,
}

pub(super) fn layout(
    graph: &Csr,
    spacing: f64,
    rng: &mut ChaCha8Rng,
    progress: Progress<'_>,
) -> Result<Points, Cancelled> {
    let mut levels = vec![Level {
        graph: graph.clone(),
        mass: vec![1.0; graph.len()],
        parent: Vec::new(),
    }];
    while let Some(last) = levels.last_mut()
        && last.graph.len() > COARSEST
    {
        let (coarse, parent) = coarsen(last);
        // A star or a clique won't shrink further: what is left is laid out as it is.
        if coarse.graph.len() as f64 > 0.9 * last.graph.len() as f64 {
            break;
        }
        last.parent = parent;
        levels.push(coarse);
    }
    let total = levels.iter().map(|l| l.graph.len()).sum::<usize>() as f64 * 1.6;
    // The first twentieth of the work is the coarsest graph's.
    let mut done = 0.05 * total;
    let mut points: Points = match levels.last() {
        Some(top) if top.graph.len() <= super::STRESS_NODES => {
            stress::layout(&top.graph, 1.0, rng, &|f| progress(f * 0.05))?
        }
        Some(top) => {
            let side = libm::sqrt(top.graph.len() as f64);
            (0..top.graph.len())
                .map(|_| [unit(rng) * side, unit(rng) * side])
                .collect()
        }
        None => return Ok(Vec::new()),
    };
    for (number, level) in levels.iter().enumerate().rev() {
        if number + 1 < levels.len() {
            points = level
                .parent
                .iter()
                .map(|p| {
                    let at = points[*p as usize];
                    [at[0] + 0.2 * (unit(rng) - 0.5), at[1] + 0.2 * (unit(rng) - 0.5)]
                })
                .collect();
        }
        let n = level.graph.len();
        let rounds = if n > 50_000 {
            16
        } else if n > 10_000 {
            30
        } else {
            50
        };
        let share = n as f64;
        let so_far = done;
        unfold(level, &mut points, rounds, &|f| {
            progress(((so_far + f64::from(f) * share) / total) as f32)
        })?;
        done += share;
    }
    let n = graph.len();
    let (pivots, rounds) = if n > 20_000 {
        (50, 8)
    } else if n > 10_000 {
        (100, 15)
    } else {
        (200, 15)
    };
    rescale(graph, &mut points);
    let so_far = done;
    let tail = |f: f32| progress(((so_far + f64::from(f) * (total - so_far)) / total) as f32);
    stress::refine(graph, &mut points, pivots, Anneal { first: 0.01, rounds }, rng, &tail)?;
    stress::scale(&mut points, spacing);
    Ok(points)
}

/// Matches each node with its lightest free neighbour, sparse nodes first; what stays single at the
/// end of a leaf joins its neighbour's pair, so that stars fold up.
fn coarsen(level: &Level) -> (Level, Vec<u32>) {
    const FREE: u32 = u32::MAX;
    let n = level.graph.len();
    let mut order: Vec<u32> = (0..n as u32).collect();
    order.sort_by_key(|v| (level.graph.degree(*v), *v));
    let mut parent = vec![FREE; n];
    let mut mass: Vec<f64> = Vec::new();
    for &v in &order {
        if parent[v as usize] != FREE {
            continue;
        }
        let free = level
            .graph
            .neighbours(v)
            .iter()
            .filter(|u| parent[**u as usize] == FREE)
            .min_by(|a, b| {
                let key = |u: u32| level.mass[u as usize] * level.graph.degree(u) as f64;
                key(**a).total_cmp(&key(**b)).then(a.cmp(b))
            })
            .copied();
        match free {
            Some(u) => {
                parent[v as usize] = mass.len() as u32;
                parent[u as usize] = mass.len() as u32;
                mass.push(level.mass[v as usize] + level.mass[u as usize]);
            }
            None if level.graph.degree(v) == 1 => {
                let at = parent[level.graph.neighbours(v)[0] as usize];
                parent[v as usize] = at;
                mass[at as usize] += level.mass[v as usize];
            }
            None => {
                parent[v as usize] = mass.len() as u32;
                mass.push(level.mass[v as usize]);
            }
        }
    }
    let edges: Vec<(u32, u32)> = level
        .graph
        .edges()
        .map(|(a, b)| (parent[a as usize], parent[b as usize]))
        .collect();
    (
        Level {
            graph: Csr::new(mass.len(), &edges),
            mass,
            parent: Vec::new(),
        },
        parent,
    )
}

/// Springs d² along edges, repulsion C·m·m'/d between all, by steps whose length adapts (Hu).
fn unfold(level: &Level, points: &mut Points, rounds: usize, progress: Progress<'_>) -> Result<(), Cancelled> {
    balance(level, points);
    let mut step: f64 = 0.5;
    let mut energy = f64::INFINITY;
    let mut calm = 0;
    for round in 0..rounds {
        go_on(progress, round as f64 / rounds as f64)?;
        let tree = Tree::build(points, &level.mass);
        // Each force is summed by one thread in one order, so that the result does not depend on how
        // many threads there are.
        let forces: Vec<[f64; 2]> = (0..points.len())
            .into_par_iter()
            .map(|v| {
                let mut f = tree.repulsion(points, &level.mass, v);
                let p = points[v];
                for &u in level.graph.neighbours(v as u32) {
                    let q = points[u as usize];
                    let (dx, dy) = (q[0] - p[0], q[1] - p[1]);
                    let d = (dx * dx + dy * dy).sqrt();
                    f = [f[0] + dx * d, f[1] + dy * d];
                }
                f
            })
            .collect();
        let mut now = 0.0;
        for (p, f) in points.iter_mut().zip(&forces) {
            let size = (f[0] * f[0] + f[1] * f[1]).sqrt();
            now += size * size;
            if size > 1e-12 {
                let reach = step.min(size);
                *p = [p[0] + f[0] / size * reach, p[1] + f[1] / size * reach];
            }
        }
        if now < energy {
            calm += 1;
            if calm >= 5 {
                calm = 0;
                step /= 0.9;
            }
        } else {
            calm = 0;
            step *= 0.9;
        }
        step *= 0.97;
        energy = now;
    }
    Ok(())
}

/// Scales so that springs and repulsion are in balance: local forces would take long to find it.
fn balance(level: &Level, points: &mut Points) {
    let cubes: f64 = level
        .graph
        .edges()
        .map(|(a, b)| {
            let (p, q) = (points[a as usize], points[b as usize]);
            let d = libm::hypot(p[0] - q[0], p[1] - q[1]);
            d * d * d
        })
        .sum();
    let mass: f64 = level.mass.iter().sum();
    let squares: f64 = level.mass.iter().map(|m| m * m).sum();
    let pairs = 0.5 * (mass * mass - squares);
    if cubes > 1e-12 && pairs > 0.0 {
        stress::scale(points, libm::cbrt(REPULSION * pairs / cubes));
    }
}

/// Scales so that the mean edge is one long.
fn rescale(graph: &Csr, points: &mut Points) {
    let m = graph.edge_count() as f64;
    let length: f64 = graph
        .edges()
        .map(|(a, b)| {
            let (p, q) = (points[a as usize], points[b as usize]);
            libm::hypot(p[0] - q[0], p[1] - q[1]) / m
        })
        .sum();
    if length > 1e-12 {
        stress::scale(points, 1.0 / length);
    }
}

/// A cell of the quadtree: its mass at its centre, its children or the bodies in it.
struct Cell {
    centre: [f64; 2],
    mass: f64,
    side: f64,
    /// First of consecutive children and how many; none for a leaf.
    children: (u32, u32),
    bodies: (u32, u32),
}

struct Tree {
    cells: Vec<Cell>,
    bodies: Vec<u32>,
}

impl Tree {
    fn build(points: &Points, mass: &[f64]) -> Tree {
        let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
        for p in points {
            for k in 0..2 {
                low[k] = low[k].min(p[k]);
                high[k] = high[k].max(p[k]);
            }
        }
        let side = (high[0] - low[0]).max(high[1] - low[1]).max(1e-9);
        let mut tree = Tree {
            cells: Vec::new(),
            bodies: (0..points.len() as u32).collect(),
        };
        tree.cells.push(Cell {
            centre: [0.0; 2],
            mass: 0.0,
            side,
            children: (0, 0),
            bodies: (0, points.len() as u32),
        });
        // (cell, corner, depth): each cell is split once, children are pushed together.
        let mut open = vec![(0usize, low, 0usize)];
        while let Some((at, corner, depth)) = open.pop() {
            let (start, end) = (tree.cells[at].bodies.0 as usize, tree.cells[at].bodies.1 as usize);
            let side = tree.cells[at].side;
            let (mut m, mut c) = (0.0, [0.0; 2]);
            for &v in &tree.bodies[start..end] {
                let (w, p) = (mass[v as usize], points[v as usize]);
                m += w;
                c = [c[0] + w * p[0], c[1] + w * p[1]];
            }
            tree.cells[at].mass = m;
            tree.cells[at].centre = [c[0] / m, c[1] / m];
            if end - start <= LEAF || depth >= DEPTH {
                continue;
            }
            let half = side / 2.0;
            let middle = [corner[0] + half, corner[1] + half];
            let quadrant = |v: &u32| {
                let p = points[*v as usize];
                usize::from(p[0] >= middle[0]) + 2 * usize::from(p[1] >= middle[1])
            };
            tree.bodies[start..end].sort_by_key(quadrant);
            let first = tree.cells.len() as u32;
            let mut from = start;
            for q in 0..4 {
                let to = from + tree.bodies[from..end].iter().take_while(|v| quadrant(v) == q).count();
                if to > from {
                    let corner = [corner[0] + half * (q % 2) as f64, corner[1] + half * (q / 2) as f64];
                    open.push((tree.cells.len(), corner, depth + 1));
                    tree.cells.push(Cell {
                        centre: [0.0; 2],
                        mass: 0.0,
                        side: half,
                        children: (0, 0),
                        bodies: (from as u32, to as u32),
                    });
                }
                from = to;
            }
            tree.cells[at].children = (first, tree.cells.len() as u32 - first);
        }
        tree
    }

    fn repulsion(&self, points: &Points, mass: &[f64], v: usize) -> [f64; 2] {
        let p = points[v];
        let strength = REPULSION * mass[v];
        let mut force = [0.0; 2];
        let mut push = |q: [f64; 2], m: f64| {
            let (dx, dy) = (p[0] - q[0], p[1] - q[1]);
            let square = (dx * dx + dy * dy).max(1e-6);
            let f = strength * m / square;
            force = [force[0] + dx * f, force[1] + dy * f];
        };
        let mut stack = [0u32; 4 * DEPTH + 8];
        let mut top = 1;
        while top > 0 {
            top -= 1;
            let cell = &self.cells[stack[top] as usize];
            let (dx, dy) = (p[0] - cell.centre[0], p[1] - cell.centre[1]);
            if cell.side * cell.side < THETA * THETA * (dx * dx + dy * dy) {
                push(cell.centre, cell.mass);
            } else if cell.children.1 == 0 {
                for &u in &self.bodies[cell.bodies.0 as usize..cell.bodies.1 as usize] {
                    if u as usize != v {
                        push(points[u as usize], mass[u as usize]);
                    }
                }
            } else {
                for child in 0..cell.children.1 {
                    stack[top] = cell.children.0 + child;
                    top += 1;
                }
            }
        }
        force
    }
}
