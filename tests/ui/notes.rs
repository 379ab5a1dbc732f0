//! Notes on a chart of a real case: written, changed, dragged, taken off, taken back.

use caseboard::app::action::{Action, ExportRequest, Request};
use caseboard::command::edit_chart::{NewChart, Position};
use caseboard::model::*;
use caseboard::ui::Desk;
use caseboard::ui::view::Screen;
use eframe::egui::{Event, Key, Modifiers, PointerButton, Pos2, Vec2};
use egui_kittest::kittest::Queryable;

use super::harness::{ctrl, drag, pointer, press, said, spot, type_text};
use super::real::Real;

/// A chart with one company on it.
fn chart() -> (Real, ChartId, EntityId) {
    let mut real = Real::open(Screen::Chart);
    let company = real
        .snapshot()
        .entities
        .iter()
        .find(|e| e.kind == "company")
        .unwrap()
        .id;
    let before = real.snapshot().seq;
    let new = NewChart {
        title: "First look".into(),
        layout: String::new(),
        items: vec![Position {
            entity: company,
            x: 0,
            y: 0,
        }],
    };
    real.board.state_mut().desk.perform(Action::Commit(new.into()));
    real.committed(before);
    let chart = real.snapshot().charts.iter().next().unwrap().id;
    (real, chart, company)
}

fn notes(real: &Real) -> Vec<(Option<EntityId>, i32, i32, String)> {
    let s = real.snapshot();
    let items = s.chart_items.iter().filter(|i| !i.note.is_empty());
    items.map(|i| (i.entity, i.x, i.y, i.note.clone())).collect()
}

fn double_click(real: &mut Real, at: Pos2) {
    // All in one frame: the harness counts a quarter of a second for each.
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let events = &mut real.board.input_mut().events;
    events.push(Event::PointerMoved(at));
    events.extend([true, false, true, false].map(button));
    real.board.run_steps(4);
}

/// Saves the form of several lines and waits for the commit.
fn save(real: &mut Real) {
    let before = real.snapshot().seq;
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    real.board.run_steps(3);
    real.committed(before);
}

fn undo(real: &mut Real) {
    let before = real.snapshot().seq;
    ctrl(&mut real.board, Key::Z);
    real.committed(before);
}

#[test]
fn a_free_note_is_written_changed_dragged_taken_off_and_taken_back() {
    let (mut real, ..) = chart();
    let figure = real
        .board
        .get_all_by_label_contains("Employer: ")
        .next()
        .unwrap()
        .rect()
        .center();
    // A double click where nothing stands.
    double_click(&mut real, figure + Vec2::new(160.0, 120.0));
    assert!(said(&real.board, "What is to be noted on First look?"));
    type_text(&mut real.board, "Two crews, one van?");
    save(&mut real);
    let [(None, x, y, text)] = &notes(&real)[..] else {
        panic!("{:?}", notes(&real))
    };
    assert!(*x > 0 && *y > 0, "where the click was: {x} {y}");
    assert_eq!(text, "Two crews, one van?");
    let (x, y) = (*x, *y);
    // Dragged: one step.
    let at = spot(&real.board, "Note: Two crews, one van?");
    let before = real.snapshot().seq;
    drag(&mut real.board, at, Vec2::new(-60.0, 40.0));
    real.committed(before);
    assert_eq!(real.snapshot().seq, before + 1, "one gesture, one step");
    let moved = notes(&real);
    assert!(moved[0].1 < x && moved[0].2 > y, "{moved:?}");
    let now = spot(&real.board, "Note: Two crews, one van?");
    assert!((now - at - Vec2::new(-60.0, 40.0)).length() < 3.0);
    undo(&mut real);
    assert_eq!((notes(&real)[0].1, notes(&real)[0].2), (x, y));
    // Changed by double click.
    double_click(&mut real, at);
    type_text(&mut real.board, " Ask Monday.");
    save(&mut real);
    assert_eq!(notes(&real)[0].3, "Two crews, one van? Ask Monday.");
    assert!(said(&real.board, "Note: Two crews, one van? Ask Monday."));
    // Taken off by key, and back.
    let at = spot(&real.board, "Note: Two crews, one van? Ask Monday.");
    pointer(&mut real.board, at, true);
    pointer(&mut real.board, at, false);
    real.board.run_steps(2);
    let before = real.snapshot().seq;
    press(&mut real.board, Key::Delete);
    real.committed(before);
    assert!(notes(&real).is_empty() && !said(&real.board, "Note: "));
    undo(&mut real);
    assert!(said(&real.board, "Note: Two crews, one van? Ask Monday."));
    // An empty note is none: said at its field, nothing done.
    let before = real.snapshot().seq;
    press(&mut real.board, Key::Escape);
    real.board.state_mut().shared.note = None;
    press(&mut real.board, Key::N);
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    real.board.run_steps(4);
    assert!(said(&real.board, "fill in `text`"));
    assert_eq!(real.snapshot().seq, before);
}

#[test]
fn a_note_beside_an_entity_goes_with_it_and_into_every_export() {
    let (mut real, chart, company) = chart();
    real.board.state_mut().shared.select(company);
    real.board.run_steps(2);
    press(&mut real.board, Key::N);
    assert!(said(&real.board, "What is to be noted beside"));
    type_text(&mut real.board, "Ask for its payroll.");
    save(&mut real);
    assert_eq!(notes(&real), [(Some(company), 0, 0, "Ask for its payroll.".to_owned())]);
    assert!(said(&real.board, "Note: Ask for its payroll."));
    let mut sizes = Vec::new();
    for ending in ["svg", "png", "pdf"] {
        let path = real.folder.path().join(format!("chart.{ending}"));
        let request = ExportRequest {
            what: "chart".into(),
            chart: Some(chart),
            path: path.clone(),
            ..ExportRequest::default()
        };
        real.board.state_mut().desk.perform(Action::Export(request));
        real.until(ending, |b| {
            path.exists() && b.state().desk.results().progress(&Request::Export).is_none()
        });
        sizes.push(std::fs::read(&path).unwrap());
    }
    let svg = String::from_utf8_lossy(&sizes[0]);
    assert!(svg.contains(">Ask for its payroll.<") && svg.contains("data-note="));
    // By key again, emptied: it is gone.
    real.board.state_mut().shared.select(company);
    real.board.run_steps(2);
    press(&mut real.board, Key::N);
    ctrl(&mut real.board, Key::A);
    press(&mut real.board, Key::Backspace);
    save(&mut real);
    assert!(notes(&real).is_empty());
    undo(&mut real);
    assert!(said(&real.board, "Note: Ask for its payroll."));
}

#[test]
fn notes_are_reached_by_tab_and_changed_by_enter() {
    let (mut real, ..) = chart();
    press(&mut real.board, Key::N);
    type_text(&mut real.board, "By key alone");
    save(&mut real);
    let mut reached = false;
    for _ in 0..200 {
        press(&mut real.board, Key::Tab);
        if real.board.state().shared.note.is_some() {
            reached = true;
            break;
        }
    }
    assert!(reached, "Tab stops at the note");
    press(&mut real.board, Key::Enter);
    real.board.run_steps(2);
    type_text(&mut real.board, ", changed");
    save(&mut real);
    assert_eq!(notes(&real)[0].3, "By key alone, changed");
}
