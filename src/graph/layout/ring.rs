//! Circle and grid. The circle's order is found by appending, at the end with fewer open edges, the
//! node with fewest unplaced neighbours: Baur, Brandes, "Crossing Reduction in Circular Layouts",
//! WG 2004.

use super::{NodeBox, Points, Request};
use crate::graph::csr::Csr;

/// Above this the order is by breadth first, for the appending takes quadratic time.
const SORTED: usize = 4_000;

/// All nodes on one circle, components beside each other, starting at the top, clockwise.
pub(super) fn circle(request: &Request, graph: &Csr) -> Points {
    let n = graph.len();
    let mut points: Points = vec![[0.0, 0.0]; n];
    let order: Vec<u32> = graph
        .components()
        .iter()
        .flat_map(|c| component_order(graph, c))
        .collect();
    let size = |v: u32| {
        let b = &request.nodes[v as usize];
        libm::hypot(b.width_pt.max(0.0), b.height_pt.max(0.0)) + request.gap_pt.max(0.0) + 0.1
    };
    let around: f64 = order.iter().map(|v| size(*v)).sum();
    if n < 2 {
        return points;
    }
    // Chords are shorter than arcs: the radius is such that each box's chord is its own diagonal.
    let radius = around / std::f64::consts::TAU * if n < 8 { 1.6 } else { 1.1 };
    let mut along = -size(order[0]) / 2.0;
    for &v in &order {
        along += size(v) / 2.0;
        let angle = along / around * std::f64::consts::TAU - std::f64::consts::FRAC_PI_2;
        points[v as usize] = [radius * libm::cos(angle), radius * libm::sin(angle)];
        along += size(v) / 2.0;
    }
    points
}

fn component_order(graph: &Csr, component: &[u32]) -> Vec<u32> {
    let local = graph.induced(component);
    let n = local.len();
    if n > SORTED {
        let (mut distances, mut queue) = (Vec::new(), Vec::new());
        local.distances(0, &mut distances, &mut queue);
        return queue.into_iter().map(|v| component[v as usize]).collect();
    }
    let mut placed = vec![false; n];
    let mut open: Vec<usize> = (0..n as u32).map(|v| local.degree(v)).collect();
    let mut line: std::collections::VecDeque<u32> = std::collections::VecDeque::new();
    for _ in 0..n {
        // Fewest open edges, then most placed neighbours, then the smallest number.
        let next = (0..n as u32)
            .filter(|v| !placed[*v as usize])
            .min_by_key(|v| {
                let touched = local.degree(*v) - open[*v as usize];
                (
                    line.is_empty() || touched == 0,
                    open[*v as usize],
                    usize::MAX - touched,
                    *v,
                )
            })
            .unwrap_or(0);
        placed[next as usize] = true;
        for &u in local.neighbours(next) {
            open[u as usize] -= 1;
        }
        // Edges of `next` that would run over each end of the line.
        let place = |u: u32, line: &std::collections::VecDeque<u32>| line.iter().position(|x| *x == u);
        let (mut left, mut right) = (0usize, 0usize);
        for &u in local.neighbours(next) {
            if let Some(at) = place(u, &line) {
                left += line.iter().take(at).map(|x| open[*x as usize]).sum::<usize>();
                right += line.iter().skip(at + 1).map(|x| open[*x as usize]).sum::<usize>();
            }
        }
        if left < right {
            line.push_front(next)
        } else {
            line.push_back(next)
        }
    }
    line.into_iter().map(|v| component[v as usize]).collect()
}

/// Rows from the top left, in the order given; a layer starts a new row.
pub(super) fn grid(request: &Request) -> Points {
    let n = request.nodes.len();
    let gap = request.gap_pt.max(0.0) + 2.0 / 64.0;
    let cell = |pick: fn(&NodeBox) -> f64| request.nodes.iter().map(|b| pick(b).max(0.0)).fold(0.0, f64::max) + gap;
    let (width, height) = (cell(|b| b.width_pt), cell(|b| b.height_pt));
    // As wide as a board of 8:5 needs for cells of this shape.
    let columns = libm::ceil(libm::sqrt(n as f64 * 1.6 * height / width.max(1e-9))).max(1.0) as usize;
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|v| (request.nodes[*v].layer, *v));
    let mut points: Points = vec![[0.0, 0.0]; n];
    let (mut row, mut column) = (0usize, 0usize);
    let mut layer = None;
    for v in order {
        let own = request.nodes[v].layer;
        if (layer.is_some_and(|l| l != own) && column > 0) || column == columns {
            row += 1;
            column = 0;
        }
        layer = Some(own);
        points[v] = [column as f64 * width, row as f64 * height];
        column += 1;
    }
    points
}
