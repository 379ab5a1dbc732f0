//! Cases opened, made, backed up and closed; files looked at before they are imported. Paths are given
//! as a person would choose them.

use caseboard::app::action::{Action, Answer, Fit, Imported, PROPOSED_MAP, Preview, Request};
use caseboard::model::problem::Problem;
use caseboard::ui::pick::Picker;
use caseboard::ui::view::Screen;
use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;

use super::{Board, open, press};

fn ctrl(board: &mut Board, key: Key) {
    board.key_press_modifiers(Modifiers::COMMAND, key);
    board.run_steps(4);
}
fn said(board: &Board, text: &str) -> bool {
    board.query_all_by_label_contains(text).next().is_some()
}
fn type_in(board: &mut Board, label: &str, text: &str) {
    board.get_by_role_and_label(Role::TextInput, label).focus();
    board.run_steps(2);
    board.event(Event::Text(text.into()));
    board.run_steps(3);
}
fn password(board: &mut Board, label: &str, text: &str) {
    board.get_by_role_and_label(Role::PasswordInput, label).focus();
    board.run_steps(2);
    board.event(Event::Text(text.into()));
    board.run_steps(3);
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
    type_in(&mut board, "File", "/cases/mesa");
    type_in(&mut board, "Your name", "A. Baca");
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
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Backup { out } if out.to_string_lossy().starts_with("Mesa Alta 2026")))
    );
}

fn preview(board: &mut Board, file: &std::path::Path, map: &str, preview: Preview) {
    let request = Request::Preview {
        file: file.to_path_buf(),
        map: map.to_owned(),
        agency: String::new(),
    };
    let asked = board
        .state()
        .desk
        .done
        .iter()
        .any(|a| matches!(a, Action::Ask(r) if *r == request));
    assert!(asked, "the file is read before anything is stored");
    board
        .state_mut()
        .desk
        .results
        .finish(request, 0, Answer::Preview(Box::new(preview)));
    board.run_steps(4);
}

#[test]
fn an_import_says_what_it_would_do_before_it_does_it() {
    // Any file that is there: what is in it comes from the desk.
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut board = open(Screen::Sources);
    board.state_mut().shared.picker = Picker::Given(vec![file.clone()]);
    ctrl(&mut board, Key::I);
    board.get_by_label("Choose files…").click();
    board.run_steps(6);
    let fit = Fit {
        map: "hotline-tips".into(),
        score: 930,
        reasons: Vec::new(),
    };
    let would = Imported {
        map: "hotline-tips".into(),
        rows: 42,
        staged: 40,
        rejected: 2,
        victims: 3,
        ..Imported::default()
    };
    let found = Preview {
        would: Some(would),
        known: vec![fit],
        ..Preview::default()
    };
    preview(&mut board, &file, "", found);
    assert!(said(&board, "hotline-tips"));
    assert!(said(&board, "93 %"));
    assert!(said(&board, "42 rows: 40 new, 0 already there, 2 to repair"));
    assert!(said(&board, "3 potential victims"));
    // The screen below has one of that name too; the dialog stands above it.
    board
        .get_all_by_role_and_label(Role::Button, "Import")
        .last()
        .unwrap()
        .click();
    board.run_steps(3);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Import { files, map, .. } if *files == [file.clone()] && map.is_empty()))
    );
}

#[test]
fn a_header_that_nobody_knows_gets_a_proposal() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut board = open(Screen::Sources);
    board.state_mut().shared.picker = Picker::Given(vec![file.clone()]);
    ctrl(&mut board, Key::I);
    board.get_by_label("Choose files…").click();
    board.run_steps(6);
    let found = Preview {
        problem: Some(Problem::new(
            "map-unknown",
            "a known header",
            "none that fits",
            "give a map",
        )),
        proposed: vec![("name".into(), vec!["Phone".into(), "phone".into()])],
        ..Preview::default()
    };
    preview(&mut board, &file, "", found);
    assert!(said(&board, "No known map fits"));
    board.get_by_label("Import with the proposed map").click();
    board.run_steps(4);
    preview(&mut board, &file, PROPOSED_MAP, Preview::default());
    // The screen below has one of that name too; the dialog stands above it.
    board
        .get_all_by_role_and_label(Role::Button, "Import")
        .last()
        .unwrap()
        .click();
    board.run_steps(3);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Import { map, .. } if map == PROPOSED_MAP))
    );
}
