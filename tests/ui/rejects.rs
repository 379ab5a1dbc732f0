//! The worklist of rejected rows.

use caseboard::app::action::{Action, Request};
use caseboard::app::rejects::Fix;
use caseboard::ui::view::Screen;
use eframe::egui::Key;
use egui_kittest::kittest::Queryable;

use super::harness::{Board, did, open, press};
use super::rows::record;

/// Opens the worklist of the Sources screen.
fn worklist() -> Board {
    let mut board = open(Screen::Sources);
    board.get_by_label_contains("To repair").click();
    board.run_steps(4);
    board
}

#[test]
fn a_group_of_rejected_rows_is_repaired_at_once() {
    let mut board = worklist();
    assert!(
        board
            .query_by_label_contains("Tip No: the number of the row is missing, tips.csv, 2")
            .is_some()
    );
    // Without a reason nothing is sent.
    board.get_by_label("Retry all 2").click();
    board.run_steps(2);
    assert!(!did(&board, |a| matches!(a, Action::Retry(_))));
    for (label, text) in [
        ("New value", "T-9"),
        ("Why it is right (kept beside the cell)", "rang the hotline"),
    ] {
        board.get_by_label(label).focus();
        board.run_steps(2);
        board.get_by_label(label).type_text(text);
        board.run_steps(2);
    }
    board.get_by_label("Retry all 2").click();
    board.run_steps(2);
    let sent: Vec<_> = board
        .state()
        .desk
        .done
        .iter()
        .filter_map(|a| if let Action::Retry(r) = a { Some(r) } else { None })
        .collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].group.as_str(), sent[0].why.as_str()),
        ("aabbccdd", "rang the hotline")
    );
    assert!(sent[0].records.is_empty());
    assert!(matches!(&sent[0].fixes[..], [Fix::Set { column, value, row: 0 }] if column == "Tip No" && value == "T-9"));
}

#[test]
fn unread_cells_of_staged_rows_are_one_repair() {
    let mut board = worklist();
    board
        .get_by_label("Received: day and month can be told apart only by a person, tips.csv, 42")
        .click();
    board.run_steps(3);
    assert!(board.query_by_label("cells, on the board unread").is_some());
    // Imported again these rows would come in twice, and tried again they read as before.
    assert!(board.query_by_label("Write out…").is_none());
    let why = "Why it is right (kept beside the cell)";
    board.get_by_label(why).focus();
    board.run_steps(2);
    board.get_by_label(why).type_text("the hotline writes the day first");
    board.run_steps(2);
    board.get_by_label("Retry all 42").click();
    board.run_steps(2);
    let sent = board.state().desk.done.iter().find_map(|a| match a {
        Action::Retry(request) => Some(request),
        _ => None,
    });
    let sent = sent.unwrap();
    assert_eq!((sent.group.as_str(), sent.records.len()), ("55667788", 0));
    assert!(
        matches!(&sent.fixes[..], [Fix::DateOrder { column, order, row: 0 }] if column == "Received" && order == "dmy")
    );
}

#[test]
fn a_rejected_row_is_masked_until_it_is_opened_and_can_be_retried_alone() {
    let mut board = worklist();
    assert!(board.query_by_label_contains("xxxxxxxx xxxxx").is_some());
    assert!(board.query_by_label("Retry this row").is_none());
    board.get_by_label("row 7").click();
    board.run_steps(3);
    assert!(
        did(
            &board,
            |a| matches!(a, Action::Ask(Request::Record(r)) if *r == record(9))
        ),
        "the row's own text is asked for when it is opened"
    );
    board.get_by_label("Why it is right (kept beside the cell)").focus();
    board.run_steps(2);
    board
        .get_by_label("Why it is right (kept beside the cell)")
        .type_text("seen on paper");
    board.run_steps(2);
    board.get_by_label("Retry this row").click();
    board.run_steps(2);
    assert!(did(
        &board,
        |a| matches!(a, Action::Retry(r) if r.records == [record(9)])
    ));
    // J goes to the next group; that is written out.
    board.get_by_label("Why it is right (kept beside the cell)").focus();
    press(&mut board, Key::Escape);
    press(&mut board, Key::J);
    board.get_by_label("Write out…").click();
    board.run_steps(2);
    assert!(did(
        &board,
        |a| matches!(a, Action::WriteRejects { group, path, .. } if group == "11223344" && path.ends_with("tips.csv.rejects.csv"))
    ));
}
