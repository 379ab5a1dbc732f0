use std::cell::Cell;

use proptest::prelude::*;

use super::*;

fn request(n: usize, edges: Vec<(u32, u32)>, method: Method) -> Request {
    Request {
        nodes: vec![
            NodeBox {
                width_pt: 60.0,
                height_pt: 24.0,
                ..NodeBox::default()
            };
            n
        ],
        edges,
        method,
        ..Request::default()
    }
}
fn run(request: &Request) -> Vec<Position> {
    layout(request, &|_| true).unwrap().positions
}
fn path_graph(n: u32) -> Vec<(u32, u32)> {
    (1..n).map(|i| (i - 1, i)).collect()
}
/// Tips as stars that share some ends.
fn case_graph(n: u32) -> Vec<(u32, u32)> {
    (1..n)
        .map(|i| (i, i * 7919 % i.max(1) / 2))
        .chain((0..n / 9).map(|i| (i * 3 % n, i * 5 % n)))
        .collect()
}
fn overlaps(boxes: &[NodeBox], at: &[Position]) -> usize {
    let mut count = 0;
    for i in 0..at.len() {
        for j in i + 1..at.len() {
            let (dx, dy) = ((at[i].x_pt() - at[j].x_pt()).abs(), (at[i].y_pt() - at[j].y_pt()).abs());
            let apart = dx >= (boxes[i].width_pt + boxes[j].width_pt) / 2.0
                || dy >= (boxes[i].height_pt + boxes[j].height_pt) / 2.0;
            count += usize::from(!apart);
        }
    }
    count
}

#[test]
fn nothing_and_one() {
    for method in Method::ALL {
        assert!(run(&request(0, Vec::new(), method)).is_empty());
        assert_eq!(run(&request(1, vec![(0, 0), (0, 7)], method)).len(), 1);
        assert_eq!(Method::parse(method.as_str()), Some(method));
    }
}

#[test]
fn same_seed_same_bytes_and_another_seed_differs() {
    for method in Method::ALL {
        let mut asked = request(60, case_graph(60), method);
        assert_eq!(run(&asked), run(&asked), "{method:?}");
        let first = run(&asked);
        asked.seed = 2;
        assert_eq!(
            first != run(&asked),
            method == Method::Force,
            "{method:?}: only force uses chance"
        );
    }
}

#[test]
fn a_path_is_drawn_straight() {
    let asked = request(12, path_graph(12), Method::Force);
    let points: Vec<(f64, f64)> = run(&asked).iter().map(|p| (p.x_pt(), p.y_pt())).collect();
    let graph = Csr::new(12, &asked.edges);
    assert!(stress_of(&graph, &points) < 0.01);
    let (dx, dy) = (points[0].0 - points[11].0, points[0].1 - points[11].1);
    assert!(libm::hypot(dx, dy) > 9.0 * asked.spacing_pt, "its ends are far apart");
    assert!(dx.abs() > dy.abs(), "and it lies along x");
}

#[test]
fn many_body_layout_beats_chance_and_is_the_same_on_any_thread_count() {
    // 2,400 nodes: above the limit of full stress.
    let n = 2_400u32;
    let edges: Vec<(u32, u32)> = (1..n).map(|i| (i, (i - 1) / 3)).collect();
    let asked = request(n as usize, edges.clone(), Method::Force);
    let positions = run(&asked);
    let points: Vec<(f64, f64)> = positions.iter().map(|p| (p.x_pt(), p.y_pt())).collect();
    let stress = stress_of(&Csr::new(n as usize, &edges), &points);
    assert!(stress < 0.25, "{stress}");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| run(&asked)), positions);
}

#[test]
fn pins_do_not_move_and_the_rest_gathers_round_them() {
    for method in Method::ALL {
        let mut asked = request(30, case_graph(30), method);
        let pins = [
            (3usize, Position { x: 64_000, y: -12_801 }),
            (9, Position { x: 70_400, y: -12_800 }),
        ];
        for (v, at) in pins {
            asked.nodes[v].pin = Some(at);
        }
        let positions = run(&asked);
        for (v, at) in pins {
            assert_eq!(positions[v], at, "{method:?}");
        }
        assert_eq!(overlaps(&asked.nodes, &positions), 0, "{method:?}");
        if method == Method::Force {
            let near = positions
                .iter()
                .filter(|p| (p.x_pt() - 1_050.0).abs() < 1_500.0)
                .count();
            assert!(near > 20, "{near}");
        }
    }
}

#[test]
fn components_stand_apart() {
    let mut edges = path_graph(10);
    edges.extend(path_graph(8).iter().map(|(a, b)| (a + 10, b + 10)));
    edges.extend([(18, 19), (19, 20), (20, 18)]);
    let asked = request(40, edges, Method::Force);
    let positions = run(&asked);
    let graph = Csr::new(40, &asked.edges);
    let boxes: Vec<[f64; 4]> = graph
        .components()
        .iter()
        .map(|c| {
            c.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |e, v| {
                let p = positions[*v as usize];
                [
                    e[0].min(p.x_pt() - 30.0),
                    e[1].min(p.y_pt() - 12.0),
                    e[2].max(p.x_pt() + 30.0),
                    e[3].max(p.y_pt() + 12.0),
                ]
            })
        })
        .collect();
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            assert!(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1]);
        }
    }
}

#[test]
fn layers_go_down_along_edges_or_as_given() {
    let asked = request(
        6,
        vec![(0, 1), (1, 2), (0, 3), (3, 4), (4, 2), (2, 5), (5, 0)],
        Method::Layered,
    );
    let p = run(&asked);
    assert!(
        p[0].y < p[1].y && p[1].y < p[2].y && p[3].y < p[4].y && p[2].y < p[5].y,
        "the cycle's last edge goes up"
    );
    let mut asked = request(7, vec![(0, 3), (1, 3), (2, 4), (3, 5), (4, 5)], Method::Layered);
    for (v, layer) in [(0, 2020), (1, 2020), (2, 2020), (3, 2021), (4, 2021), (5, 2025)] {
        asked.nodes[v].layer = Some(layer);
    }
    let p = run(&asked);
    assert!(
        p[0].y == p[1].y
            && p[1].y == p[2].y
            && p[3].y == p[4].y
            && p[0].y < p[3].y
            && p[3].y < p[5].y
            && p[5].y < p[6].y
    );
    assert_eq!((p[0].x < p[2].x || p[1].x < p[2].x), p[3].x < p[4].x, "no crossing");
    assert_eq!(overlaps(&asked.nodes, &p), 0);
}

#[test]
fn a_ring_is_drawn_without_crossing_on_a_circle() {
    // A ring whose numbers are shuffled: neighbours on the ring must be neighbours on the circle.
    let n = 24u32;
    let name = |i: u32| i * 7 % n;
    let edges: Vec<(u32, u32)> = (0..n).map(|i| (name(i), name((i + 1) % n))).collect();
    let p = run(&request(n as usize, edges.clone(), Method::Circle));
    let longest = edges
        .iter()
        .map(|(a, b)| {
            let (p, q) = (p[*a as usize], p[*b as usize]);
            libm::hypot(p.x_pt() - q.x_pt(), p.y_pt() - q.y_pt())
        })
        .fold(0.0, f64::max);
    let radius = p.iter().map(|p| libm::hypot(p.x_pt(), p.y_pt())).fold(0.0, f64::max);
    assert!(longest < radius * 0.6, "{longest} of {radius}");
}

#[test]
fn cancel_stops_and_progress_only_grows() {
    for (n, method) in [(400u32, Method::Force), (2_500, Method::Force), (300, Method::Layered)] {
        let asked = request(n as usize, case_graph(n), method);
        let calls = Cell::new(0);
        let stopped = layout(&asked, &|_| {
            calls.set(calls.get() + 1);
            calls.get() < 3
        });
        assert_eq!(stopped, Err(Cancelled));
        let last = Cell::new(0.0f32);
        layout(&asked, &|f| {
            assert!(f >= last.get() - 1e-6 && f <= 1.0, "{f} after {}", last.get());
            last.set(f);
            true
        })
        .unwrap();
        assert_eq!(last.get(), 1.0);
    }
}

#[test]
fn what_is_new_goes_beside_its_neighbours() {
    let boxes = vec![
        NodeBox {
            width_pt: 60.0,
            height_pt: 24.0,
            ..NodeBox::default()
        };
        40
    ];
    let mut edges: Vec<(u32, u32)> = (1..10).map(|i| (0, i)).collect();
    edges.extend((10..30).map(|i| (i % 10, i)));
    edges.push((30, 31));
    let old = layout(
        &Request {
            nodes: boxes[..10].to_vec(),
            edges: edges[..9].to_vec(),
            ..Request::default()
        },
        &|_| true,
    )
    .unwrap()
    .positions;
    let places: Vec<Option<Position>> = (0..40).map(|v| old.get(v).copied()).collect();
    let all = place_new(&boxes, &edges, &places, 96.0, 8.0);
    assert_eq!(&all[..10], old.as_slice(), "nothing that was there moves");
    assert_eq!(overlaps(&boxes, &all), 0);
    for v in 10..30usize {
        let (p, q) = (all[v], all[v % 10]);
        assert!(
            libm::hypot(p.x_pt() - q.x_pt(), p.y_pt() - q.y_pt()) < 4.0 * 96.0,
            "{v}"
        );
    }
    let bottom = all[..30].iter().map(|p| p.y).max().unwrap();
    assert!(
        all[32..].iter().all(|p| p.y > bottom),
        "what hangs on nothing stands below"
    );
    assert_eq!(
        place_new(&boxes, &edges, &[], 96.0, 8.0).len(),
        40,
        "an empty board too"
    );
}

fn graphs() -> impl Strategy<Value = (usize, Vec<(u32, u32)>)> {
    (1usize..40).prop_flat_map(|n| (Just(n), prop::collection::vec((0..n as u32, 0..n as u32), 0..80)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_overlap_whatever_the_graph((n, edges) in graphs(), method in 0usize..4, wide in 10.0f64..200.0, pin in any::<bool>()) {
        let mut asked = request(n, edges, Method::ALL[method]);
        asked.nodes.iter_mut().enumerate().for_each(|(v, b)| b.width_pt = wide * (1.0 + (v % 3) as f64));
        if pin {
            asked.nodes[n / 2].pin = Some(Position { x: 100, y: 200 });
        }
        let positions = run(&asked);
        prop_assert_eq!(positions.len(), n);
        prop_assert_eq!(overlaps(&asked.nodes, &positions), 0);
        if pin {
            prop_assert_eq!(positions[n / 2], Position { x: 100, y: 200 });
        }
    }

    #[test]
    fn placing_moves_nothing((n, edges) in graphs(), known in 0usize..40) {
        let boxes = vec![NodeBox { width_pt: 50.0, height_pt: 20.0, ..NodeBox::default() }; n];
        let places: Vec<Option<Position>> =
            (0..n).map(|v| (v < known).then(|| Position::from_pt((v % 7) as f64 * 80.0, (v / 7) as f64 * 40.0))).collect();
        let all = place_new(&boxes, &edges, &places, 96.0, 8.0);
        prop_assert!(places.iter().zip(&all).all(|(p, a)| p.is_none_or(|p| p == *a)));
        prop_assert_eq!(overlaps(&boxes, &all), 0);
    }
}
