//! Layouts, measures and paths on generated graphs. `cargo bench --bench layout`. Real graphs and the
//! peers' figures: `docs/benchmarks-graph.md`.

use caseboard::graph::Csr;
use caseboard::graph::layout::{Method, NodeBox, Request, layout, place_new};
use caseboard::graph::measure::{Measure, measure};

fn main() {
    divan::main();
}

/// Tips as stars whose ends are shared now and then, as on a case board. Own arithmetic, no chance.
fn case(n: u32) -> Vec<(u32, u32)> {
    let mix = |i: u32| i.wrapping_mul(2_654_435_761) >> 8;
    (1..n)
        .map(|i| if i % 6 == 0 { (i, mix(i) % i) } else { (i, i - i % 6) })
        .chain((0..n / 20).map(|i| (mix(i) % n, mix(i + n) % n)))
        .collect()
}

fn request(n: u32, method: Method) -> Request {
    let nodes = vec![
        NodeBox {
            width_pt: 90.0,
            height_pt: 30.0,
            ..NodeBox::default()
        };
        n as usize
    ];
    Request {
        nodes,
        edges: case(n),
        method,
        ..Request::default()
    }
}

#[divan::bench(args = [150, 1_000, 2_000, 10_000], max_time = 10)]
fn force(bencher: divan::Bencher<'_, '_>, n: u32) {
    let asked = request(n, Method::Force);
    bencher.bench_local(|| layout(&asked, &|_| true));
}

#[divan::bench(args = [150, 1_000, 2_000], max_time = 5)]
fn layered(bencher: divan::Bencher<'_, '_>, n: u32) {
    let asked = request(n, Method::Layered);
    bencher.bench_local(|| layout(&asked, &|_| true));
}

#[divan::bench(args = [150, 1_000], max_time = 5)]
fn circle(bencher: divan::Bencher<'_, '_>, n: u32) {
    let asked = request(n, Method::Circle);
    bencher.bench_local(|| layout(&asked, &|_| true));
}

/// Twenty new nodes on a board that has all the others.
#[divan::bench(args = [1_000, 2_000], max_time = 5)]
fn place_twenty(bencher: divan::Bencher<'_, '_>, n: u32) {
    let asked = request(n, Method::Grid);
    let Ok(known) = layout(&asked, &|_| true) else { return };
    let places: Vec<_> = known
        .positions
        .iter()
        .enumerate()
        .map(|(v, p)| (v + 20 < n as usize).then_some(*p))
        .collect();
    bencher.bench_local(|| place_new(&asked.nodes, &asked.edges, &places, 96.0, 8.0));
}

#[divan::bench(args = [Measure::Betweenness, Measure::Closeness, Measure::PageRank, Measure::Core], max_time = 5)]
fn measures_of_5000(bencher: divan::Bencher<'_, '_>, what: Measure) {
    let graph = Csr::new(5_000, &case(5_000));
    bencher.bench_local(|| measure(&graph, what, None, 1));
}
