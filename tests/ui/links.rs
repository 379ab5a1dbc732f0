//! The queue of proposed links, decided by one key each.

use caseboard::app::action::{Action, Answer, LibraryNotice, PublicRecord, Request};
use caseboard::command::Command;
use caseboard::model::decision::Verdict;
use caseboard::ui::view::Screen;
use eframe::egui::Key;
use egui_kittest::kittest::Queryable;

use super::harness::{Board, commits, open, press};
use super::rows::candidates;

#[test]
fn one_key_each_decides_a_link() {
    for (key, verdict) in [
        (Key::A, Verdict::Accept),
        (Key::R, Verdict::Reject),
        (Key::N, Verdict::Never),
        (Key::L, Verdict::Later),
    ] {
        let mut board = open(Screen::Links);
        press(&mut board, key);
        let done = commits(&board);
        assert_eq!(done.len(), 1, "{key:?}");
        let Command::Decide(decide) = done[0] else {
            panic!("{key:?} made another command")
        };
        assert_eq!(decide.verdict, verdict);
        assert_eq!(decide.candidate, candidates()[0], "the whole card is kept");
        // The next card comes up, so that the same key decides that one.
        press(&mut board, key);
        let Command::Decide(second) = commits(&board)[1] else {
            panic!()
        };
        assert_eq!(second.candidate.id, candidates()[1].id);
    }
}

#[test]
fn a_public_record_is_context_that_one_key_pulls() {
    let mut board = open(Screen::Links);
    assert!(
        board.query_by_label_contains("public records").is_none(),
        "no chip for what is not there"
    );
    let card = caseboard::model::decision::Candidate {
        found_by: "library".to_owned(),
        ..candidates()[0].clone()
    };
    let surfaced = Answer::Surface {
        candidates: candidates(),
        held_back: Vec::new(),
        library: vec![PublicRecord {
            library: "findings".to_owned(),
            sha256: "ab12".to_owned(),
            row: 17,
            pulled: false,
            candidate: card,
        }],
        notices: vec![LibraryNotice {
            library: "register".to_owned(),
            state: "missing".to_owned(),
            ..LibraryNotice::default()
        }],
    };
    let seq = board.state().desk.snapshot.seq;
    board.state_mut().desk.results.finish(Request::Surface, seq, surfaced);
    board.run_steps(3);
    assert!(board.query_by_label_contains("register is missing").is_some());
    // On the queue of open links its key does nothing.
    press(&mut board, Key::P);
    let pulls = |board: &Board| -> Vec<(String, i64)> {
        let done = board.state().desk.done.iter();
        done.filter_map(|a| match a {
            Action::Pull { library, row } => Some((library.clone(), *row)),
            _ => None,
        })
        .collect()
    };
    assert!(pulls(&board).is_empty());
    board.get_by_label_contains("public records").click();
    board.run_steps(3);
    assert!(
        board
            .query_by_label_contains("A public record: findings, row 17")
            .is_some()
    );
    for key in [Key::A, Key::R, Key::N, Key::L] {
        press(&mut board, key);
    }
    assert!(
        commits(&board).is_empty(),
        "there is nothing to decide about a register"
    );
    press(&mut board, Key::P);
    assert_eq!(pulls(&board), [("findings".to_owned(), 17)]);
}

#[test]
fn a_button_does_what_its_key_does() {
    let mut board = open(Screen::Links);
    board.get_by_label("Never").click();
    board.run_steps(4);
    assert!(
        matches!(commits(&board)[..], [Command::Decide(d)] if d.verdict == Verdict::Never && d.candidate == candidates()[0])
    );
}

#[test]
fn keys_are_left_to_a_field_that_is_typed_in() {
    let mut board = open(Screen::Links);
    board.get_by_label("Why (kept with the verdict)").focus();
    board.run_steps(2);
    board.get_by_label("Why (kept with the verdict)").type_text("a reason");
    press(&mut board, Key::A);
    assert!(commits(&board).is_empty());
    // The reason goes with the verdict.
    board.get_by_label("The same").click();
    board.run_steps(4);
    assert!(matches!(commits(&board)[..], [Command::Decide(d)] if d.why.starts_with("a reason")));
}
