//! The link chart, by hand and by key.

use std::collections::{BTreeMap, BTreeSet};

use caseboard::app::action::{Action, Request};
use caseboard::command::Command;
use caseboard::model::*;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Window};
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Rect, Role, TouchPhase, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::desk::FakeDesk;
use super::harness::{Board, Over, commits, ctrl, did, drag, fill, made, open, pointer, press, said, spot};
use super::real::Real;
use super::rows::{CHART, entity, uid};

#[test]
fn a_drag_on_the_chart_is_exactly_one_move() {
    let mut board = open(Screen::Chart);
    let from = spot(&board, "Employer: Sandhill Packing");
    drag(&mut board, from, Vec2::new(80.0, 50.0));
    let moves: Vec<_> = commits(&board)
        .into_iter()
        .filter_map(|c| if let Command::MoveItems(m) = c { Some(m) } else { None })
        .collect();
    assert_eq!(moves.len(), 1, "one gesture, one step");
    assert_eq!(moves[0].items.len(), 1);
    assert_eq!(moves[0].items[0].entity, entity(1));
    assert!(
        moves[0].items[0].x > 0 && moves[0].items[0].y > 0,
        "it went right and down: {:?}",
        moves[0].items[0]
    );
    assert_eq!(commits(&board).len(), 1);
    let now = spot(&board, "Employer: Sandhill Packing");
    assert!(
        (now - from - Vec2::new(80.0, 50.0)).length() < 3.0,
        "it stays where it was dropped until the board knows: {now:?} from {from:?}"
    );
}

#[test]
fn the_chart_expands_pins_takes_off_and_finds_paths_by_key() {
    let mut board = open(Screen::Chart);
    board.state_mut().shared.select(entity(1));
    board.run_steps(2);
    press(&mut board, Key::I);
    assert!(
        matches!(commits(&board)[..], [Command::PinItems(p)] if !p.pinned && p.entities == [entity(1)]),
        "it was pinned"
    );
    board.state_mut().shared.selected.insert(entity(4));
    press(&mut board, Key::P);
    assert!(did(&board, |a| matches!(a, Action::Ask(Request::Path { .. }))));
    press(&mut board, Key::L);
    assert!(
        did(&board, |a| matches!(a, Action::Ask(Request::Layout { .. }))),
        "layout is a job"
    );
    press(&mut board, Key::Delete);
    assert!(
        commits(&board)
            .iter()
            .any(|c| matches!(c, Command::RemoveItems(r) if r.entities.len() == 2))
    );
}

#[test]
fn arrow_keys_walk_the_chart() {
    let mut board = open(Screen::Chart);
    let at = spot(&board, "Employer: Sandhill Packing");
    pointer(&mut board, at, true);
    pointer(&mut board, at, false);
    board.run_steps(2);
    assert_eq!(board.state().shared.selected, BTreeSet::from([entity(1)]));
    press(&mut board, Key::ArrowDown);
    let next = board.state().shared.selected.iter().next().copied();
    assert!(next.is_some() && next != Some(entity(1)), "it went on: {next:?}");
}

#[test]
fn charts_are_named_removed_and_walked_through_by_key() {
    let mut board = open(Screen::Chart);
    press(&mut board, Key::F2);
    fill(&mut board, "Title", " again");
    press(&mut board, Key::Enter);
    ctrl(&mut board, Key::PageDown);
    assert!(said(&board, "Nothing on this chart") || said(&board, "Second chart"));
    ctrl(&mut board, Key::Delete);
    board.get_by_label("Remove").click();
    board.run_steps(4);
    let done = commits(&board);
    assert!(matches!(
        done[..],
        [Command::RenameChart(r), Command::RemoveChart(x)]
            if r.title == "Sandhill network again" && x.chart == ChartId(uid(CHART + 40))
    ));
}

#[test]
fn a_chart_is_looked_at_as_it_was_also_after_reopening() {
    let mut board = open(Screen::Chart);
    let spot = |board: &Board| board.get_by_label("Employer: Sandhill Packing").rect().center();
    let before = spot(&board);
    board.event(Event::PointerMoved(before + Vec2::new(120.0, 60.0)));
    board.run_steps(1);
    for _ in 0..4 {
        board.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            source: MouseWheelSource::Unknown,
            delta: Vec2::new(0.0, 60.0),
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
        });
        board.run_steps(2);
    }
    board.run_steps(40);
    let looked = spot(&board);
    assert!((looked - before).length() > 20.0, "it moved: {before:?} {looked:?}");
    ctrl(&mut board, Key::PageDown);
    ctrl(&mut board, Key::Num6);
    ctrl(&mut board, Key::Num3);
    ctrl(&mut board, Key::PageUp);
    assert!(
        (spot(&board) - looked).length() < 2.0,
        "another chart and another screen between"
    );
    // Frames until the hand has rested.
    for _ in 0..60 {
        board.run_steps(1);
    }
    assert!(commits(&board).is_empty(), "looking is no change of the case");
    let drafts: BTreeMap<String, String> = board.state().desk.drafts.clone();
    assert!(drafts["workspace"].contains("cameras"));
    let again = made(Harness::builder(), move |ctx| {
        let mut desk = FakeDesk::new();
        desk.drafts = drafts;
        Window::new(ctx, desk)
    });
    assert!((spot(&again) - looked).length() < 2.0, "reopened as it was");
}

/// The figures of the board, by name, with their places.
fn figures<D: Desk>(board: &Over<D>) -> BTreeMap<String, Rect> {
    board
        .query_all_by_role(Role::ListItem)
        .filter_map(|node| Some((node.accesskit_node().label()?, node.rect())))
        .filter(|(name, _)| name.contains(": "))
        .collect()
}

#[test]
fn the_legend_hides_no_figure_when_all_are_fitted_in() {
    let mut real = Real::sample();
    ctrl(&mut real.board, Key::Num3);
    real.board.run_steps(6);
    let legend: Vec<Rect> = (real.board.query_all_by_role(Role::CheckBox))
        .filter(|n| n.accesskit_node().label().is_some_and(|l| l.starts_with("Person, ")))
        .map(|n| n.rect())
        .collect();
    let [legend] = legend[..] else {
        panic!("one row for people: {legend:?}")
    };
    let figures = figures(&real.board);
    assert!(figures.len() > 5, "{} figures", figures.len());
    // The legend is a column of rows around this one.
    for (name, figure) in figures {
        let hidden = figure.x_range().intersects(legend.x_range()) && (figure.top() - legend.top()).abs() < 200.0;
        assert!(!hidden, "{name} at {figure:?} is under the legend at {legend:?}");
    }
}

#[test]
fn a_chart_that_nobody_moved_follows_the_room_that_it_has() {
    let mut board = open(Screen::Chart);
    let high = |board: &Board| {
        let places = figures(board);
        let centers = places.values().map(|r| r.center());
        let (top, bottom) = centers.fold((f32::MAX, f32::MIN), |(a, b), p| (a.min(p.y), b.max(p.y)));
        bottom - top
    };
    let roomy = high(&board);
    board.set_size(Vec2::new(1_300.0, 640.0));
    board.run_steps(6);
    let narrow = high(&board);
    assert!(narrow < roomy * 0.95, "{narrow} of {roomy}");
    board.set_size(Vec2::new(1_600.0, 1_000.0));
    board.run_steps(6);
    assert!((high(&board) - roomy).abs() < 2.0, "and back");
}
