//! Files looked at before they are imported. Paths are given as a person would choose them.

use caseboard::app::action::{Action, Answer, Fit, Imported, PROPOSED_MAP, Preview, Request};
use caseboard::model::problem::Problem;
use caseboard::ui::pick::Picker;
use caseboard::ui::view::Screen;
use eframe::egui::{Key, Role};
use egui_kittest::kittest::Queryable;

use super::harness::{Board, ctrl, open, said};

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
