//! Structural checks of every format on the fictional case of `scene/fixture.rs`.

use super::*;
use crate::catalog::theme::Theme;
use crate::model::label::Labels;
use crate::scene::{chart, fixture, parts::Frame};

fn stamp() -> Stamp {
    Stamp::of(&fixture::snapshot(), &"ab".repeat(32), "2026-05-10T08:00:00.000Z", &Labels::default(), "")
}

fn look(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("CASEBOARD_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(name), bytes).unwrap();
    }
}

#[test]
fn look_chart() {
    let snapshot = fixture::snapshot();
    let (kinds, link_kinds, places) = (fixture::kinds(), fixture::link_kinds(), fixture::places());
    let proposals = [fixture::successor(2, 3)];
    let selected = std::collections::BTreeSet::from([fixture::entity_id(1)]);
    let scene = chart::scene(
        &chart::ChartInput {
            snapshot: &snapshot,
            kinds: &kinds,
            link_kinds: &link_kinds,
            words: &fixture::words,
            places: &places,
            notes: &[],
            filter: &Default::default(),
            at: "",
            proposals: &proposals,
            selected: &selected,
            highlighted: &Default::default(),
        },
        &Frame { title: "Sandhill network".into(), chips: vec![("fictional sample".into(), crate::scene::Ink::Soon)], footer_left: "Mesa Alta".into(), footer_right: stamp().short() },
    );
    look("chart.svg", svg::svg(&scene, &Theme::light(), Some(&stamp())).as_bytes());
    look("chart.png", &svg::png(&scene, &Theme::light(), &stamp()).unwrap());
    use crate::time::chronology::{Request, chronology};
    let chronology = chronology(&snapshot, &[], &Request { lane_by: crate::time::LaneBy::Entity, ..Default::default() });
    let input = crate::scene::timeline::TimelineInput {
        snapshot: &snapshot, kinds: &kinds, words: &fixture::words, chronology: &chronology, from: None, to: None,
        as_of: Some("2026-05-10".parse().unwrap()), width_pt: 1000.0,
    };
    let scene = crate::scene::timeline::scene(&input, &Frame { title: "Timeline".into(), footer_left: "Mesa Alta".into(), footer_right: stamp().short(), ..Default::default() });
    look("timeline.png", &svg::png(&scene, &Theme::light(), &stamp()).unwrap());
}
