use std::collections::BTreeSet;

use super::*;
use crate::scene::fixture;

fn with<T>(change: impl FnOnce(&mut ChartFilter, &mut &str), use_it: impl FnOnce(&ChartInput<'_>) -> T) -> T {
    let snapshot = fixture::snapshot();
    let (kinds, link_kinds, places) = (fixture::kinds(), fixture::link_kinds(), fixture::places());
    let proposals = [fixture::successor(2, 3)];
    let (mut filter, mut at) = (ChartFilter::default(), "");
    change(&mut filter, &mut at);
    use_it(&ChartInput {
        snapshot: &snapshot,
        kinds: &kinds,
        link_kinds: &link_kinds,
        words: &fixture::words,
        places: &places,
        notes: &[],
        filter: &filter,
        at,
        proposals: &proposals,
        selected: &BTreeSet::from([fixture::entity_id(1)]),
        highlighted: &BTreeSet::new(),
    })
}

fn edge_between(board: &Board, a: u8, b: u8) -> Option<&Edge> {
    let (a, b) = (fixture::entity_id(a), fixture::entity_id(b));
    board.edges.iter().find(|e| {
        let ends = (board.nodes[e.from].entity, board.nodes[e.to].entity);
        ends == (a, b) || ends == (b, a)
    })
}

#[test]
fn parallel_links_of_a_merged_group_are_one_line_with_their_count() {
    with(
        |_, _| {},
        |input| {
            let board = board(input);
            let (a, b) = (input.snapshot.group_of(fixture::entity_id(1)), fixture::entity_id(4));
            let edge = board
                .edges
                .iter()
                .find(|e| {
                    [board.nodes[e.from].entity, board.nodes[e.to].entity] == [a, b]
                        || [board.nodes[e.from].entity, board.nodes[e.to].entity] == [b, a]
                })
                .unwrap();
            assert_eq!(edge.links.len(), 3);
            assert_eq!(edge.label, "paid · 3");
            assert!(
                edge.directed && board.nodes[edge.to].entity == b,
                "who was paid stands at the arrow"
            );
        },
    );
}

#[test]
fn doubt_is_drawn_dashed_and_a_proposal_amber() {
    with(
        |_, _| {},
        |input| {
            let board = board(input);
            let proposed = edge_between(&board, 2, 3).unwrap();
            assert_eq!((proposed.standing, proposed.dash), (Standing::Proposed, Dash::Dashed));
            assert!(proposed.label.ends_with('?'));
            let sandhill = input.snapshot.group_of(fixture::entity_id(1));
            let unconfirmed = board
                .edges
                .iter()
                .find(|e| e.standing == Standing::Unconfirmed)
                .unwrap();
            assert!([board.nodes[unconfirmed.from].entity, board.nodes[unconfirmed.to].entity].contains(&sandhill));
        },
    );
    with(
        |filter, _| filter.confirmed_only = true,
        |input| {
            assert!(board(input).edges.iter().all(|e| e.standing == Standing::Confirmed));
        },
    );
}

#[test]
fn filters_hide_and_say_how_many() {
    with(
        |filter, _| filter.hidden_kinds.push("victim".to_owned()),
        |input| {
            let board = board(input);
            assert_eq!(board.hidden, 3);
            assert!(board.nodes.iter().all(|n| n.kind != "victim"));
            assert!(
                legend(input, &board).iter().all(|r| r.kind != "victim"),
                "the legend lists only what can be seen"
            );
        },
    );
    with(
        |filter, _| filter.hidden_links.push("paid".to_owned()),
        |input| {
            assert!(board(input).edges.iter().all(|e| !e.label.starts_with("paid")));
        },
    );
}

#[test]
fn as_of_a_date_later_links_are_not_yet_there() {
    with(
        |_, at| *at = "2025-12-31",
        |input| {
            let board = board(input);
            assert!(edge_between(&board, 5, 10).is_none(), "housed in January");
            assert!(edge_between(&board, 5, 4).is_some(), "recruited in September");
            assert!(
                board.nodes.iter().all(|n| n.entity != fixture::entity_id(7)),
                "V-03 came in February"
            );
            assert_eq!(board.hidden, 2, "V-03, and the motel, known from January only");
        },
    );
}

#[test]
fn legend_counts_what_is_visible() {
    with(
        |_, _| {},
        |input| {
            let board = board(input);
            let rows = legend(input, &board);
            let count = |kind: &str| rows.iter().find(|r| r.kind == kind).map(|r| r.count);
            assert_eq!(
                (count("company"), count("victim"), count("worksite")),
                (Some(3), Some(3), Some(2))
            );
            assert_eq!(
                rows.iter().map(|r| r.count).sum::<usize>(),
                board.nodes.len() + 2,
                "and two lines of doubt"
            );
        },
    );
}

#[test]
fn a_victim_is_a_pseudonym_whatever_the_label_says() {
    with(
        |_, _| {},
        |input| {
            let scene = scene(input, &Frame::default());
            let texts = scene.texts().join("\n");
            assert!(texts.contains("V-01") && texts.contains("Juan H. García"));
            assert!(!texts.contains(fixture::CANARY));
        },
    );
}

#[test]
fn everything_stands_on_the_sheet_and_can_be_hit() {
    with(
        |_, _| {},
        |input| {
            let scene = scene(input, &Frame::default());
            let around = Shape::Group {
                hit: None,
                title: String::new(),
                shapes: scene.shapes.clone(),
            }
            .bounds()
            .unwrap();
            assert!(
                around[0] >= 0.0
                    && around[1] >= 0.0
                    && around[2] <= scene.width_pt + 0.5
                    && around[3] <= scene.height_pt + 0.5,
                "{around:?}"
            );
            let found = scene.shapes.iter().find_map(|s| match s {
                Shape::Group {
                    hit: Some(HitId::Entity(id)),
                    ..
                } if *id == fixture::entity_id(4) => s.bounds(),
                _ => None,
            });
            let b = found.unwrap();
            let hit = scene.hit((b[0] + b[2]) / 2.0, b[1] + 12.0);
            assert_eq!(hit, Some(&HitId::Entity(fixture::entity_id(4))));
        },
    );
}

#[test]
fn the_neighbourhood_grows_by_hops() {
    let snapshot = fixture::snapshot();
    let start = fixture::entity_id(4);
    assert_eq!(around(&snapshot, start, 0), [start]);
    let one = around(&snapshot, start, 1);
    assert_eq!(one.len(), 6, "employer, phone, three victims, himself");
    assert!(around(&snapshot, start, 2).len() > one.len());
}

#[test]
fn a_note_is_drawn_where_it_was_put_or_beside_its_entity_and_can_be_hit() {
    with(
        |_, _| {},
        |input| {
            let (free, beside, hidden) = (
                ChartItemId(fixture::uid(201)),
                ChartItemId(fixture::uid(202)),
                ChartItemId(fixture::uid(203)),
            );
            let note = |id, entity, text: &str| Note {
                id,
                entity,
                x: 900 * 64,
                y: -700 * 64,
                text: text.to_owned(),
            };
            let four = fixture::entity_id(4);
            let notes = [
                note(
                    free,
                    None,
                    "Two crews,\none van? Ask the clinic, the motel and the bank on Monday morning.",
                ),
                note(beside, Some(four), "Ring first"),
                note(hidden, Some(fixture::entity_id(250)), "Of nobody here"),
            ];
            let input = ChartInput {
                notes: &notes,
                ..*input
            };
            let board = board(&input);
            let scene = Scene {
                shapes: drawing(&input, &board),
                ..Scene::default()
            };
            let texts = scene.texts();
            assert!(texts.contains(&"Two crews,"), "its own line breaks are kept: {texts:?}");
            assert!(
                texts.iter().any(|t| t.starts_with("one van?"))
                    && !texts
                        .iter()
                        .any(|t| t.contains("Monday morning") && t.contains("one van")),
                "long lines are broken"
            );
            assert!(!texts.contains(&"Of nobody here"), "no entity, no note");
            assert_eq!(scene.hit(910.0, -690.0), Some(&HitId::Note(free)));
            let sheet = scene
                .shapes
                .iter()
                .find(|s| matches!(s, Shape::Group { hit: Some(HitId::Note(id)), .. } if *id == beside))
                .unwrap();
            let b = sheet.bounds().unwrap();
            let node = board.nodes.iter().find(|n| n.entity == four).unwrap();
            let (dx, dy) = ((b[0] + b[2]) / 2.0 - node.x, (b[1] + b[3]) / 2.0 - node.y);
            assert!(dx.hypot(dy) < 120.0, "it stands beside its figure: {b:?}");
        },
    );
}
