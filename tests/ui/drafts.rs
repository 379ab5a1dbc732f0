//! Nothing that is typed is lost: not to a key that closes a form, to another card, to a lock, to the end of the
//! program, or to a command that is refused after all.

use std::collections::BTreeMap;
use std::sync::Arc;

use caseboard::app::case::{Case, Who};
use caseboard::catalog::Catalog;
use caseboard::catalog::asset::Assets;
use caseboard::model::problem::Problem;
use caseboard::model::secret::Secret;
use caseboard::ui::view::Screen;
use caseboard::ui::{Told, Window};
use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable};

use super::desk::FakeDesk;
use super::harness::{Board, click, commits, ctrl, fill, made, open, press, said, type_text};
use super::real::{PASSWORD, Real};

/// Another window over what this one kept, as after a crash: nothing was closed.
fn again(board: &Board, screen: Screen) -> Board {
    let drafts: BTreeMap<String, String> = board.state().desk.drafts.clone();
    made(Harness::builder(), move |ctx| {
        let mut desk = FakeDesk::new();
        desk.drafts = drafts;
        let mut window = Window::new(ctx, desk);
        window.shared.screen = screen;
        window
    })
}
fn value(board: &Board, label: &str) -> String {
    let field = board.get_by_role_and_label(Role::TextInput, label);
    field.accesskit_node().value().unwrap_or_default()
}
/// Drafts that hold something, but how the window is arranged.
fn kept(board: &Board) -> usize {
    let drafts = &board.state().desk.drafts;
    drafts
        .iter()
        .filter(|(name, value)| *name != "workspace" && !value.is_empty())
        .count()
}

#[test]
fn a_form_that_is_closed_by_a_key_keeps_what_was_typed_until_it_is_begun_anew() {
    let mut board = open(Screen::Timeline);
    ctrl(&mut board, Key::N);
    fill(&mut board, "Title", "Seen at the gin");
    press(&mut board, Key::Escape);
    assert!(board.state().shared.dialog.is_none());
    assert!(said(&board, "What you typed is kept"), "it is said where it went");
    assert!(commits(&board).is_empty());
    // Another window does not open it by itself: it was laid aside.
    let mut board = again(&board, Screen::Timeline);
    assert!(board.state().shared.dialog.is_none());
    ctrl(&mut board, Key::N);
    assert_eq!(value(&board, "Title"), "Seen at the gin");
    assert!(said(&board, "is kept"));
    click(&mut board, "Begin anew");
    assert_eq!(value(&board, "Title"), "");
    assert_eq!(kept(&board), 0, "{:?}", board.state().desk.drafts);
    // A form that nobody typed into is closed without a word.
    let toasts = board.state().shared.toasts.len();
    press(&mut board, Key::Escape);
    assert_eq!(board.state().shared.toasts.len(), toasts);
}

#[test]
fn the_form_that_was_open_when_the_program_ended_is_open_again_as_it_was() {
    let mut board = open(Screen::Timeline);
    ctrl(&mut board, Key::N);
    fill(&mut board, "Title", "Seen at the gin");
    let mut board = again(&board, Screen::Morning);
    assert!(board.state().shared.dialog.is_some(), "no key was needed");
    assert_eq!(value(&board, "Title"), "Seen at the gin");
    // Locked with the form open, and unlocked: there it is.
    board.state_mut().lock();
    board.run_steps(4);
    assert!(board.state().desk.locked && board.state().shared.dialog.is_none());
    type_text(&mut board, "open");
    press(&mut board, Key::Enter);
    board.run_steps(6);
    assert!(!board.state().desk.locked);
    assert_eq!(value(&board, "Title"), "Seen at the gin");
}

#[test]
fn a_saved_form_is_forgotten_and_one_that_is_refused_comes_back_with_what_was_typed() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::N);
    fill(&mut board, "Name or value", "Nadie Inventado");
    click(&mut board, "Save");
    assert_eq!(commits(&board).len(), 1);
    assert_eq!(kept(&board), 0, "saved, so nothing is kept");
    assert!(board.state().shared.dialog.is_none());
    let problem = Problem::new("disk", "room on the disk", "none", "free some and save again");
    let name = commits(&board)[0].verb().name();
    let other = "event.add".to_owned();
    board.state_mut().desk.told.push(Told::Refused {
        name: other,
        problem: problem.clone(),
    });
    board.run_steps(3);
    assert!(board.state().shared.dialog.is_none(), "that was another command");
    board.state_mut().desk.told.push(Told::Refused { name, problem });
    board.run_steps(4);
    assert_eq!(value(&board, "Name or value"), "Nadie Inventado");
    assert!(said(&board, "free some and save again"), "with what is wrong");
    assert!(kept(&board) > 0, "and is kept anew");
    // Saved at last; told of, it does not come back.
    click(&mut board, "Save");
    let name = commits(&board)[1].verb().name();
    board.state_mut().desk.told.push(Told::Done {
        name: name.clone(),
        args: Vec::new(),
        undoable: true,
    });
    board.run_steps(3);
    let problem = Problem::new("disk", "room", "none", "later");
    board.state_mut().desk.told.push(Told::Refused { name, problem });
    board.run_steps(3);
    assert!(board.state().shared.dialog.is_none());
}

#[test]
fn why_a_link_is_right_stays_with_its_card() {
    let mut board = open(Screen::Links);
    let why = "Why (kept with the verdict)";
    let next = |board: &mut Board, key: Key| {
        board.ctx.memory_mut(|m| {
            let typing = m.focused();
            typing.inspect(|id| m.surrender_focus(*id));
        });
        press(board, key);
    };
    fill(&mut board, why, "same officer in both");
    next(&mut board, Key::J);
    assert_eq!(value(&board, why), "", "another card, another reason");
    next(&mut board, Key::K);
    assert_eq!(value(&board, why), "same officer in both");
    let mut board = again(&board, Screen::Links);
    assert_eq!(value(&board, why), "same officer in both");
    press(&mut board, Key::A);
    assert_eq!(commits(&board).len(), 1);
    assert_eq!(kept(&board), 0);
}

#[test]
fn a_half_written_fact_is_in_the_file_before_anybody_closes_it() {
    let mut real = Real::open(Screen::Entities);
    ctrl(&mut real.board, Key::N);
    fill(&mut real.board, "Name or value", "Nadie Inventado");
    // Nothing of what was typed is a change of the case; it lies in the file all the same.
    assert!(real.snapshot().entities.iter().all(|e| e.label != "Nadie Inventado"));
    let Real { board, folder } = real;
    drop(board);
    let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").unwrap());
    let case = Case::open(
        &folder.path().join("a.caseboard"),
        &Secret::new(PASSWORD.to_owned()),
        &Who::default(),
        catalog,
    )
    .unwrap();
    let drafts = case.drafts();
    let form = drafts
        .iter()
        .find(|(name, _)| name.starts_with("form ") && !name.contains("open"));
    assert!(form.unwrap().1.contains("Nadie Inventado"));
    assert!(
        drafts.keys().all(|name| !name.contains("Nadie")),
        "a draft's name says nothing"
    );
}
