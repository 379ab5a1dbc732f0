//! Cases opened, made, backed up and closed.

use caseboard::app::action::Action;
use caseboard::model::problem::Problem;
use caseboard::ui::pick::Picker;
use caseboard::ui::view::Screen;
use eframe::egui::{Event, Key, Role};
use egui_kittest::kittest::Queryable;

use super::harness::{Board, ctrl, did, fill, open, press, said, type_in};

fn password(board: &mut Board, label: &str, text: &str) {
    type_in(board, Role::PasswordInput, label, text);
}

#[test]
fn a_case_is_chosen_its_password_asked_and_each_refusal_told_apart() {
    let mut board = open(Screen::Inbox);
    board.state_mut().shared.picker = Picker::Given(vec!["/cases/three.caseboard".into()]);
    ctrl(&mut board, Key::O);
    board.get_by_label("Choose…").click();
    board.run_steps(6);
    password(&mut board, "Password", "a secret");
    press(&mut board, Key::Enter);
    let asked = board.state().desk.asked.clone();
    assert_eq!(asked, [("/cases/three.caseboard".into(), "a secret".to_owned())]);
    assert!(said(&board, "Opening…"), "the window goes on meanwhile");
    for (key, head, remedy) in [
        ("wrong-password", "Wrong password", "try again"),
        ("damaged", "This file is damaged", "restore the newest backup"),
        ("not-a-case", "This is no case file", "choose a file"),
        ("read-only", "It can't be opened", "wait"),
    ] {
        board.state_mut().desk.answer = Some(Err(Problem::new(key, "a", "b", remedy)));
        board.run_steps(4);
        assert!(said(&board, head), "{key}");
        assert!(said(&board, remedy), "{key}: what to do");
        password(&mut board, "Password", "again");
        press(&mut board, Key::Enter);
    }
    board.state_mut().desk.answer = Some(Ok(()));
    board.run_steps(4);
    assert!(board.state().shared.dialog.is_none(), "it is open");
}

#[test]
fn a_closed_window_offers_what_was_open_before() {
    let mut board = open(Screen::Links);
    ctrl(&mut board, Key::W);
    assert!(said(&board, "No case is open"));
    assert!(!said(&board, "Sandhill"), "nothing of the case is drawn");
    board
        .get_by_role_and_label(Role::ListItem, "/cases/two.caseboard")
        .click();
    board.run_steps(4);
    password(&mut board, "Password", "pw");
    press(&mut board, Key::Enter);
    assert_eq!(
        board.state().desk.asked,
        [("/cases/two.caseboard".into(), "pw".to_owned())]
    );
}

#[test]
fn the_lock_screen_is_no_dead_end() {
    let mut board = open(Screen::Links);
    ctrl(&mut board, Key::L);
    board.get_by_label("Another case…").click();
    board.run_steps(4);
    assert!(said(&board, "No case is open"));
}

#[test]
fn a_new_case_wants_two_equal_passwords_that_are_long_enough() {
    let mut board = open(Screen::Inbox);
    ctrl(&mut board, Key::W);
    board.get_by_label("New case…").click();
    board.run_steps(4);
    board.event(Event::Text("Mesa Baja".into()));
    board.run_steps(3);
    fill(&mut board, "File", "/cases/mesa");
    fill(&mut board, "Your name", "A. Baca");
    password(&mut board, "Password", "short");
    assert!(said(&board, "at least 10 characters"));
    password(&mut board, "Password", "-and-now-longer");
    password(&mut board, "The same again", "something else");
    password(&mut board, "Your passphrase for sealed values", "another-long-one");
    assert!(said(&board, "The two passwords differ"));
    board.get_by_label("Create").click();
    board.run_steps(3);
    assert!(board.state().desk.asked.is_empty());
    board
        .get_by_role_and_label(Role::PasswordInput, "The same again")
        .focus();
    board.run_steps(2);
    ctrl(&mut board, Key::A);
    board.event(Event::Text("short-and-now-longer".into()));
    board.run_steps(3);
    board.get_by_label("Create").click();
    board.run_steps(3);
    assert_eq!(
        board.state().desk.asked,
        [("/cases/mesa.caseboard".into(), "short-and-now-longer".to_owned())]
    );
}

#[test]
fn a_backup_is_one_action() {
    let mut board = open(Screen::Inbox);
    board.get_by_label("File").click();
    board.run_steps(4);
    board.get_by_label_contains("Back up…").click();
    board.run_steps(4);
    board.get_by_label("Back up").click();
    board.run_steps(3);
    assert!(did(
        &board,
        |a| matches!(a, Action::Backup { out } if out.to_string_lossy().starts_with("Mesa Alta 2026"))
    ));
}
