//! Measures of position in a graph. Definitions and normalisation follow networkx, whose values the
//! tests compare with; each function names its source. All are exact unless pivots are asked for.
//! Must not know: what a node stands for. A measure says where somebody stands in what was written
//! down, never that somebody did something.

use petgraph::graph::{NodeIndex, UnGraph};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::csr::{Csr, UNREACHED};

/// What to measure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    Degree,
    Betweenness,
    Closeness,
    Eigenvector,
    PageRank,
    Core,
    Component,
    Clustering,
    Articulation,
}
impl Measure {
    pub const ALL: [Measure; 9] = [
        Measure::Degree,
        Measure::Betweenness,
        Measure::Closeness,
        Measure::Eigenvector,
        Measure::PageRank,
        Measure::Core,
        Measure::Component,
        Measure::Clustering,
        Measure::Articulation,
    ];
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Degree => "degree",
            Measure::Betweenness => "betweenness",
            Measure::Closeness => "closeness",
            Measure::Eigenvector => "eigenvector",
            Measure::PageRank => "pagerank",
            Measure::Core => "core",
            Measure::Component => "component",
            Measure::Clustering => "clustering",
            Measure::Articulation => "articulation",
        }
    }
    pub fn parse(text: &str) -> Option<Measure> {
        Measure::ALL.into_iter().find(|m| m.as_str() == text)
    }
}

/// One value per node. `pivots`: betweenness and closeness from that many seeded sources only, for
/// graphs where all would take minutes.
pub fn measure(graph: &Csr, what: Measure, pivots: Option<usize>, seed: u64) -> Vec<f64> {
    let whole = |values: Vec<u32>| values.into_iter().map(f64::from).collect();
    match what {
        Measure::Degree => (0..graph.len() as u32).map(|v| graph.degree(v) as f64).collect(),
        Measure::Betweenness => betweenness(graph, pivots, seed),
        Measure::Closeness => closeness(graph),
        Measure::Eigenvector => eigenvector(graph),
        Measure::PageRank => pagerank(graph, 0.85),
        Measure::Core => whole(cores(graph)),
        Measure::Component => whole(component_numbers(graph)),
        Measure::Clustering => clustering(graph),
        Measure::Articulation => articulation(graph)
            .into_iter()
            .map(|a| f64::from(u8::from(a)))
            .collect(),
    }
}

/// Shortest paths that run through a node, as a share of all pairs that could: Brandes, "A faster
/// algorithm for betweenness centrality", J. Math. Sociology 25(2), 2001; normalised by
/// (n−1)(n−2)/2. With `pivots`, sources are drawn and the sum is scaled up (Brandes, Pich 2007).
pub fn betweenness(graph: &Csr, pivots: Option<usize>, seed: u64) -> Vec<f64> {
    let n = graph.len();
    if n < 3 {
        return vec![0.0; n];
    }
    let mut sources: Vec<u32> = (0..n as u32).collect();
    if let Some(k) = pivots
        && k < n
    {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for i in 0..k {
            let j = i + ((u64::from(rng.next_u32()) * (n - i) as u64) >> 32) as usize;
            sources.swap(i, j);
        }
        sources.truncate(k);
        sources.sort_unstable();
    }
    // Chunks and the order in which their sums are added depend on the graph alone, so the result is
    // the same to the last bit on any number of threads.
    let chunk = sources.len().div_ceil(64).max(1);
    let sums: Vec<Vec<f64>> = sources
        .par_chunks(chunk)
        .map(|part| {
            let mut work = Brandes::new(n);
            part.iter().for_each(|s| work.source(graph, *s));
            work.score
        })
        .collect();
    let mut total = vec![0.0; n];
    for sum in sums {
        total.iter_mut().zip(sum).for_each(|(t, s)| *t += s);
    }
    let scale = n as f64 / sources.len() as f64 / ((n - 1) as f64 * (n - 2) as f64);
    total.iter_mut().for_each(|t| *t *= scale);
    total
}

/// Working space of one thread.
struct Brandes {
    score: Vec<f64>,
    distance: Vec<u32>,
    paths: Vec<f64>,
    share: Vec<f64>,
    order: Vec<u32>,
}
impl Brandes {
    fn new(n: usize) -> Brandes {
        Brandes {
            score: vec![0.0; n],
            distance: vec![UNREACHED; n],
            paths: vec![0.0; n],
            share: vec![0.0; n],
            order: Vec::new(),
        }
    }
    fn source(&mut self, graph: &Csr, source: u32) {
        self.distance.fill(UNREACHED);
        self.paths.fill(0.0);
        self.share.fill(0.0);
        self.order.clear();
        self.distance[source as usize] = 0;
        self.paths[source as usize] = 1.0;
        self.order.push(source);
        let mut at = 0;
        while at < self.order.len() {
            let v = self.order[at];
            at += 1;
            let (next, paths) = (self.distance[v as usize] + 1, self.paths[v as usize]);
            for &w in graph.neighbours(v) {
                let d = &mut self.distance[w as usize];
                if *d == UNREACHED {
                    *d = next;
                    self.order.push(w);
                }
                if *d == next {
                    self.paths[w as usize] += paths;
                }
            }
        }
        for &w in self.order.iter().rev() {
            let (d, factor) = (
                self.distance[w as usize],
                (1.0 + self.share[w as usize]) / self.paths[w as usize],
            );
            for &v in graph.neighbours(w) {
                if self.distance[v as usize].wrapping_add(1) == d {
                    self.share[v as usize] += self.paths[v as usize] * factor;
                }
            }
            if w != source {
                self.score[w as usize] += self.share[w as usize];
            }
        }
    }
}

/// Mean nearness to those reachable, times the share of all that are: Wasserman, Faust, "Social
/// Network Analysis", 1994, p. 201: ((r−1)/Σd)·((r−1)/(n−1)).
pub fn closeness(graph: &Csr) -> Vec<f64> {
    let n = graph.len();
    (0..n as u32)
        .into_par_iter()
        .map_init(
            || (Vec::new(), Vec::new()),
            |(distances, queue), v| {
                graph.distances(v, distances, queue);
                // `queue` holds exactly the nodes reached.
                let sum: u64 = queue.iter().map(|w| u64::from(distances[*w as usize])).sum();
                let others = (queue.len() - 1) as f64;
                if sum == 0 || n < 2 {
                    0.0
                } else {
                    others / sum as f64 * others / (n - 1) as f64
                }
            },
        )
        .collect()
}

/// The leading eigenvector of the adjacency matrix, length 1, by iteration of A + I (Bonacich 1972).
/// In a graph of several components only the one that leads is above 0.
pub fn eigenvector(graph: &Csr) -> Vec<f64> {
    let n = graph.len();
    if n == 0 {
        return Vec::new();
    }
    let mut x = vec![1.0 / libm::sqrt(n as f64); n];
    for _ in 0..10_000 {
        let mut next: Vec<f64> = (0..n as u32)
            .map(|v| x[v as usize] + graph.neighbours(v).iter().map(|w| x[*w as usize]).sum::<f64>())
            .collect();
        let length = libm::sqrt(next.iter().map(|v| v * v).sum::<f64>());
        next.iter_mut().for_each(|v| *v /= length);
        let change: f64 = next.iter().zip(&x).map(|(a, b)| (a - b).abs()).sum();
        x = next;
        if change < 1e-13 * n as f64 {
            break;
        }
    }
    x
}

/// Where a walk is found that goes on with probability `damping`, else starts anywhere: Brin, Page
/// 1998. (petgraph's page_rank takes |V|²·|E| steps; this one |E| a round.)
pub fn pagerank(graph: &Csr, damping: f64) -> Vec<f64> {
    let n = graph.len();
    if n == 0 {
        return Vec::new();
    }
    let even = 1.0 / n as f64;
    let mut x = vec![even; n];
    for _ in 0..1_000 {
        let lost: f64 = (0..n as u32)
            .filter(|v| graph.degree(*v) == 0)
            .map(|v| x[v as usize])
            .sum();
        let base = (1.0 - damping) * even + damping * lost * even;
        let next: Vec<f64> = (0..n as u32)
            .map(|v| {
                base + damping
                    * graph
                        .neighbours(v)
                        .iter()
                        .map(|w| x[*w as usize] / graph.degree(*w) as f64)
                        .sum::<f64>()
            })
            .collect();
        let change: f64 = next.iter().zip(&x).map(|(a, b)| (a - b).abs()).sum();
        x = next;
        if change < 1e-14 {
            break;
        }
    }
    x
}

/// The largest k such that a node is in a part where everyone has k neighbours: Batagelj, Zaveršnik,
/// "An O(m) algorithm for cores decomposition", 2003.
pub fn cores(graph: &Csr) -> Vec<u32> {
    let n = graph.len();
    let mut degree: Vec<usize> = (0..n as u32).map(|v| graph.degree(v)).collect();
    let most = degree.iter().max().copied().unwrap_or(0);
    let mut start = vec![0usize; most + 2];
    degree.iter().for_each(|d| start[d + 1] += 1);
    for d in 0..=most {
        start[d + 1] += start[d];
    }
    let mut fill = start.clone();
    let (mut order, mut place) = (vec![0u32; n], vec![0usize; n]);
    for v in 0..n {
        place[v] = fill[degree[v]];
        order[place[v]] = v as u32;
        fill[degree[v]] += 1;
    }
    for i in 0..n {
        let v = order[i];
        for &w in graph.neighbours(v) {
            let w = w as usize;
            if degree[w] > degree[v as usize] {
                // Swap w with the first of its degree, and move that border by one.
                let first = start[degree[w]];
                let other = order[first] as usize;
                order.swap(first, place[w]);
                place.swap(other, w);
                start[degree[w]] += 1;
                degree[w] -= 1;
            }
        }
    }
    degree.into_iter().map(|d| d as u32).collect()
}

/// Number of each node's component, the largest 0.
pub fn component_numbers(graph: &Csr) -> Vec<u32> {
    let mut out = vec![0; graph.len()];
    for (number, component) in graph.components().iter().enumerate() {
        component.iter().for_each(|v| out[*v as usize] = number as u32);
    }
    out
}

/// Share of a node's pairs of neighbours that are neighbours: Watts, Strogatz, Nature 393, 1998.
pub fn clustering(graph: &Csr) -> Vec<f64> {
    (0..graph.len() as u32)
        .into_par_iter()
        .map(|v| {
            let around = graph.neighbours(v);
            let k = around.len();
            if k < 2 {
                return 0.0;
            }
            let closed: usize = around
                .iter()
                .map(|u| {
                    graph
                        .neighbours(*u)
                        .iter()
                        .filter(|w| around.binary_search(w).is_ok())
                        .count()
                })
                .sum();
            closed as f64 / (k * (k - 1)) as f64
        })
        .collect()
}

/// Nodes without which a component falls apart (petgraph: Hopcroft, Tarjan 1973).
pub fn articulation(graph: &Csr) -> Vec<bool> {
    let pet: UnGraph<(), ()> = UnGraph::from_edges(graph.edges());
    let mut out = vec![false; graph.len()];
    // A set without order, asked by number: its order can't be seen.
    let cut = petgraph::algo::articulation_points::articulation_points(&pet);
    (0..pet.node_count()).for_each(|v| out[v] = cut.contains(&NodeIndex::new(v)));
    out
}

#[cfg(test)]
mod tests;
