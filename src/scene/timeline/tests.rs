use chrono::NaiveDate;

use super::*;
use crate::scene::fixture;
use crate::time::LaneBy;
use crate::time::chronology::{Request, chronology};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn with<T>(
    lane_by: LaneBy,
    change: impl FnOnce(&mut TimelineInput<'_>),
    use_it: impl FnOnce(&TimelineInput<'_>) -> T,
) -> T {
    let snapshot = fixture::snapshot();
    let kinds = fixture::kinds();
    let chronology = chronology(
        &snapshot,
        &[],
        &Request {
            lane_by,
            ..Request::default()
        },
    );
    let mut input = TimelineInput {
        snapshot: &snapshot,
        kinds: &kinds,
        words: &fixture::words,
        chronology: &chronology,
        from: None,
        to: None,
        as_of: Some(day("2026-05-10")),
        width_pt: 1000.0,
    };
    change(&mut input);
    use_it(&input)
}

fn row<'a>(input: &'a TimelineInput<'_>, title: &str) -> &'a Row {
    input.chronology.rows.iter().find(|r| r.title == title).unwrap()
}

#[test]
fn doubt_fades_and_certainty_does_not() {
    with(
        LaneBy::Entity,
        |_| {},
        |input| {
            let axis = Axis::of(input, NAMES_PT, 984.0);
            let fades = |title: &str| {
                let (_, w) = axis.span(row(input, title));
                let (left, right) = axis.fades(row(input, title), w);
                (left > 0.0, right > 0.0)
            };
            assert_eq!(fades("season"), (false, false), "both days are known");
            assert_eq!(
                fades("recruiting, Puebla"),
                (true, true),
                "some day of a month, approximately"
            );
            assert_eq!(fades("journey"), (true, true));
            assert_eq!(fades("payment"), (false, false));
        },
    );
}

#[test]
fn a_window_narrower_than_the_names_is_drawn() {
    with(
        LaneBy::Entity,
        |_| {},
        |input| {
            let axis = Axis::of(input, NAMES_PT, NAMES_PT - 38.0);
            assert!(axis.right > axis.left);
            for row in &input.chronology.rows {
                assert!(axis.span(row).1 > 0.0);
            }
        },
    );
}

#[test]
fn a_row_without_a_date_stands_apart() {
    with(
        LaneBy::Entity,
        |_| {},
        |input| {
            let texts = scene(input, &Frame::default()).texts().join("\n");
            assert!(
                texts.contains("1 undated") && texts.contains("threat of deportation"),
                "{texts}"
            );
        },
    );
}

#[test]
fn rows_of_one_lane_never_cover_each_other() {
    with(
        LaneBy::None,
        |_| {},
        |input| {
            let axis = Axis::of(input, NAMES_PT, 984.0);
            let rows: Vec<&Row> = input.chronology.rows.iter().collect();
            let (bars, steps) = arrange(input, &axis, &rows);
            assert!(steps > 1);
            for (i, a) in bars.iter().enumerate() {
                for b in &bars[i + 1..] {
                    assert!(
                        a.step != b.step || a.x + a.w <= b.x || b.x + b.w <= a.x,
                        "{} covers {}",
                        a.label,
                        b.label
                    );
                }
            }
        },
    );
}

#[test]
fn ticks_grow_coarser_with_the_range() {
    let labels = |from: &str, to: &str| {
        with(
            LaneBy::None,
            |input| (input.from, input.to) = (Some(day(from)), Some(day(to))),
            |input| Axis::of(input, NAMES_PT, 984.0).ticks(input.words),
        )
    };
    assert_eq!(labels("2026-01-05", "2026-01-12")[1].label, "6 Jan");
    assert_eq!(labels("2025-09-01", "2026-05-31")[4].label, "2026");
    let decades = labels("1990-01-01", "2026-01-01");
    assert!(
        decades.iter().all(|t| t.label.len() == 4) && decades.len() < 25,
        "{decades:?}"
    );
    for ticks in [
        labels("2026-01-05", "2026-01-12"),
        labels("2025-01-01", "2026-05-31"),
        decades,
    ] {
        assert!(ticks.windows(2).all(|w| w[1].x - w[0].x >= 30.0), "labels would touch");
    }
}

#[test]
fn a_gap_in_a_victims_life_is_shown_as_a_question() {
    with(
        LaneBy::Entity,
        |_| {},
        |input| {
            let texts = scene(input, &Frame::default()).texts().join("\n");
            assert!(texts.contains("nothing known of V-02"), "{texts}");
            assert!(!texts.contains(fixture::CANARY));
        },
    );
}

#[test]
fn the_axis_maps_days_to_points_and_back() {
    with(
        LaneBy::None,
        |_| {},
        |input| {
            let axis = Axis::of(input, NAMES_PT, 984.0);
            for text in ["2025-10-01", "2026-01-31"] {
                let x = axis.x_of_day(day(text)).unwrap();
                assert_eq!(axis.day_at(x + 0.5), day(text));
            }
            assert_eq!(axis.x_of_day(day("1999-01-01")), None);
        },
    );
}

#[test]
fn dates_read_as_people_write_them() {
    with(
        LaneBy::None,
        |_| {},
        |input| {
            let words = |title: &str| date_words(input.words, row(input, title));
            assert_eq!(words("Hotline tip received"), "24 Apr 2026");
            assert_eq!(words("recruiting, Puebla"), "~ Sep 2025");
            assert_eq!(words("season"), "20 Oct 2025 – 3 Mar 2026");
        },
    );
}

#[test]
fn sheets_hold_every_lane_once_and_the_undated_last() {
    with(
        LaneBy::Entity,
        |_| {},
        |input| {
            let one = sheets(input, &Frame::default(), 10_000.0);
            assert_eq!(one, [scene(input, &Frame::default())]);
            let many = sheets(input, &Frame::default(), 120.0);
            assert!(many.len() > 2 && many.iter().all(|s| s.height_pt < 400.0));
            for lane in 0..input.chronology.lanes.len() {
                let name = lane_name(input, lane);
                let lines = measure::wrap(&name, Face::SemiBold, LABEL_PT, NAMES_PT - 24.0);
                let has = many.iter().filter(|s| s.texts().contains(&lines[0].as_str())).count();
                assert_eq!(has, 1, "{name}");
            }
            let undated = |s: &Scene| s.texts().contains(&"threat of deportation");
            assert!(undated(&many[many.len() - 1]) && !many[..many.len() - 1].iter().any(undated));
        },
    );
}
