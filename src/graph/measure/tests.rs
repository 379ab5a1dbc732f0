use std::collections::BTreeMap;

use super::*;

#[test]
fn a_star_and_a_bridge() {
    // Star 0–1..4, and a triangle 4-5-6 hanging on one of its leaves.
    let graph = Csr::new(8, &[(0, 1), (0, 2), (0, 3), (0, 4), (4, 5), (5, 6), (6, 4)]);
    assert_eq!(
        measure(&graph, Measure::Degree, None, 0),
        [4.0, 1.0, 1.0, 1.0, 3.0, 2.0, 2.0, 0.0]
    );
    let between = measure(&graph, Measure::Betweenness, None, 0);
    // Through 0: 3 pairs of leaves and 3 × 3 from a leaf to the triangle side: 12 of 21 pairs of others.
    assert!((between[0] - 12.0 / 21.0).abs() < 1e-12 && between[1] == 0.0);
    assert!((between[4] - 8.0 / 21.0).abs() < 1e-12);
    assert_eq!(
        measure(&graph, Measure::Core, None, 0),
        [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 0.0]
    );
    assert_eq!(
        measure(&graph, Measure::Component, None, 0),
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    );
    assert_eq!(
        measure(&graph, Measure::Articulation, None, 0),
        [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    );
    assert_eq!(measure(&graph, Measure::Clustering, None, 0)[4], 1.0 / 3.0);
    let rank: f64 = measure(&graph, Measure::PageRank, None, 0).iter().sum();
    assert!((rank - 1.0).abs() < 1e-9);
    for what in Measure::ALL {
        assert_eq!(measure(&Csr::new(0, &[]), what, None, 0).len(), 0);
        assert_eq!(Measure::parse(what.as_str()), Some(what));
    }
}

#[test]
fn pivots_come_near_and_threads_do_not_matter() {
    let edges: Vec<(u32, u32)> = (1..300u32).flat_map(|i| [(i, i / 2), (i, i * 7 % 300)]).collect();
    let graph = Csr::new(300, &edges);
    let exact = betweenness(&graph, None, 1);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| betweenness(&graph, None, 1)), exact, "to the last bit");
    let sampled = betweenness(&graph, Some(100), 1);
    let top = (0..300).max_by(|a, b| exact[*a].total_cmp(&exact[*b])).unwrap();
    assert!((sampled[top] / exact[top] - 1.0).abs() < 0.2);
}

/// Values that networkx computed, for eleven known graphs.
#[test]
fn oracles() {
    let folder = std::path::PathBuf::from(std::env::var("CASEBOARD_DATA").unwrap_or("../shared/data".into()))
        .join("graph-oracles");
    if !folder.exists() {
        println!("skipped: no {}", folder.display());
        return;
    }
    for name in ["karate", "florentine", "lesmis", "davis-women"] {
        let mut nodes: BTreeMap<String, u32> = BTreeMap::new();
        let mut wanted: Vec<Vec<f64>> = Vec::new();
        let text = std::fs::read_to_string(folder.join(format!("{name}-nodes.csv"))).unwrap();
        for line in text.trim_start_matches('\u{feff}').lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            nodes.insert(cells[0].to_owned(), wanted.len() as u32);
            wanted.push(cells[1..].iter().map(|c| c.parse().unwrap_or(f64::NAN)).collect());
        }
        let text = std::fs::read_to_string(folder.join(format!("{name}-edges.csv"))).unwrap();
        let edges: Vec<(u32, u32)> = text
            .lines()
            .skip(1)
            .map(|l| {
                let cells: Vec<&str> = l.split(',').collect();
                (nodes[cells[0]], nodes[cells[1]])
            })
            .collect();
        let graph = Csr::new(nodes.len(), &edges);
        // Columns: degree in out betweenness closeness eigenvector pagerank core clustering component articulation.
        for (what, column) in [
            (Measure::Degree, 0),
            (Measure::Betweenness, 3),
            (Measure::Closeness, 4),
            (Measure::Eigenvector, 5),
            (Measure::PageRank, 6),
            (Measure::Core, 7),
            (Measure::Clustering, 8),
            (Measure::Articulation, 10),
        ] {
            let got = measure(&graph, what, None, 0);
            for (v, value) in got.iter().enumerate() {
                // The file gives twelve digits, eigenvector nine.
                let near = if what == Measure::Eigenvector { 2e-9 } else { 1e-9 };
                assert!(
                    (value - wanted[v][column]).abs() < near,
                    "{name} {what:?} node {v}: {value} against {}",
                    wanted[v][column]
                );
            }
        }
    }
}
