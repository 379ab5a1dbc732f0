//! Entities: several chosen and changed in one step, two compared, all by keys and labels.

use caseboard::app::action::{Action, Answer, Hit, Request};
use caseboard::command::Command;
use caseboard::command::edit_many::ManyChange;
use caseboard::ui::view::Screen;
use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::harness::{Board, click, commits, ctrl, open, press, said, type_in, type_text};
use super::real::Real;
use super::rows::{candidates, entity, uid};

fn shift(board: &mut Board, key: Key) {
    board.key_press_modifiers(Modifiers::SHIFT, key);
    board.run_steps(3);
}

/// Presses a row with keys held.
fn press_row(board: &mut Board, label: &str, keys: Modifiers) {
    board.get_by_role_and_label(Role::Row, label).click_modifiers(keys);
    board.run_steps(4);
}

fn chosen(board: &Board) -> usize {
    board.state().shared.selected.len()
}

#[test]
fn rows_are_chosen_by_click_with_ctrl_and_shift_and_by_shift_arrows() {
    let mut board = open(Screen::Entities);
    press_row(&mut board, "Ocotillo Drywall, Employer", Modifiers::NONE);
    assert_eq!(chosen(&board), 1);
    press_row(&mut board, "Sandhill Packing, Employer", Modifiers::COMMAND);
    assert_eq!(chosen(&board), 2);
    press_row(&mut board, "Ocotillo Drywall, Employer", Modifiers::NONE);
    press_row(&mut board, "Sandhill Packing, Employer", Modifiers::SHIFT);
    let by_mouse = board.state().shared.selected.clone();
    assert!(by_mouse.len() > 2 && by_mouse.contains(&entity(1)) && by_mouse.contains(&entity(9)));
    press(&mut board, Key::ArrowDown);
    assert_eq!(chosen(&board), 1, "an arrow alone chooses one");
    let mut board = open(Screen::Entities);
    press(&mut board, Key::J);
    shift(&mut board, Key::ArrowDown);
    shift(&mut board, Key::ArrowDown);
    assert_eq!(chosen(&board), 3);
    shift(&mut board, Key::ArrowUp);
    assert_eq!(chosen(&board), 2, "the range shrinks back to where it began");
    ctrl(&mut board, Key::A);
    assert_eq!(chosen(&board), 12);
}

#[test]
fn facets_count_what_a_choice_would_leave() {
    let mut board = open(Screen::Entities);
    let count = |board: &Board, kind: &str| -> Option<String> {
        board
            .get_all_by_role(Role::Button)
            .chain(board.get_all_by_role(Role::CheckBox))
            .filter_map(|n| n.accesskit_node().label())
            .find(|l| l.starts_with(kind))
    };
    assert_eq!(count(&board, "Employer").as_deref(), Some("Employer  4"));
    board.get_by_label("Filter by name").focus();
    board.run_steps(2);
    type_text(&mut board, "drywall");
    assert_eq!(count(&board, "Employer").as_deref(), Some("Employer  2"));
    assert_eq!(count(&board, "Person"), None, "what would leave nothing is not offered");
}

#[test]
fn a_change_of_many_is_previewed_row_by_row_and_made_in_one_step() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::A);
    press(&mut board, Key::E);
    assert!(said(&board, "What to do with these 12?"));
    assert!(said(&board, "of 12 change"));
    press(&mut board, Key::Enter);
    let done = commits(&board);
    let [Command::EditMany(many)] = done[..] else {
        panic!("{} commits", done.len())
    };
    assert!(matches!(&many.change, ManyChange::Kind { .. }));
    assert!(many.entities.contains(&entity(7)));
    // An identifier, a sealed person, a company that is one already.
    assert!([8, 4, 2].iter().all(|n| !many.entities.contains(&entity(*n))));
}

#[test]
fn the_preview_says_before_and_after_or_why_not() {
    let mut board = open(Screen::Entities);
    press_row(&mut board, "575-555-0119, Phone", Modifiers::NONE);
    press_row(&mut board, "White van, Vehicle", Modifiers::COMMAND);
    click(&mut board, "Change all that are chosen");
    assert!(said(&board, "White van: Vehicle → Employer"));
    assert!(said(&board, "575-555-0119: Stays as it is"));
    assert!(said(&board, "1 of 2 change"));
    press(&mut board, Key::Escape);
    assert!(!said(&board, "1 of 2 change") && commits(&board).is_empty());
}

#[test]
fn on_a_real_case_one_fact_goes_to_three_and_one_undo_takes_it_back() {
    let mut real = Real::open(Screen::Entities);
    real.until("the table", |b| said(b, "Ocotillo Packing LLC, Employer"));
    let before = real.snapshot();
    press(&mut real.board, Key::J);
    for _ in 0..2 {
        real.board.key_press_modifiers(Modifiers::SHIFT, Key::ArrowDown);
        real.board.run_steps(3);
    }
    press(&mut real.board, Key::E);
    real.board.get_by_role_and_label(Role::ComboBox, "Do what").click();
    real.board.run_steps(4);
    click(&mut real.board, "Add a fact to each");
    type_in(&mut real.board, Role::TextInput, "Value", "seen by the patrol");
    assert!(said(&real.board, "→ seen by the patrol") || said(&real.board, ", seen by the patrol"));
    press(&mut real.board, Key::Enter);
    assert_eq!(real.committed(before.seq).as_deref(), Some("entities.fact"));
    assert_eq!(real.snapshot().facts.len(), before.facts.len() + 3);
    let seq = real.snapshot().seq;
    ctrl(&mut real.board, Key::Z);
    real.committed(seq);
    assert_eq!(real.snapshot().facts.len(), before.facts.len());
}

#[test]
fn two_are_compared_by_one_key_with_the_matchers_card_and_decided_in_links() {
    let mut board = open(Screen::Entities);
    press_row(&mut board, "Sandhill Packing, Employer", Modifiers::NONE);
    press(&mut board, Key::C);
    assert!(!said(&board, "Where do the two agree"), "one alone is not compared");
    press_row(&mut board, "Sand Hill Packing LLC, Employer", Modifiers::COMMAND);
    press(&mut board, Key::C);
    assert!(said(&board, "Where do the two agree and differ?"));
    assert!(
        said(&board, "Phone: (575) 555-0119 / 575-555-0119"),
        "the matcher's reasons"
    );
    assert!(said(&board, "one side only"));
    press(&mut board, Key::Escape);
    assert!(!said(&board, "Where do the two agree"));
    press(&mut board, Key::C);
    press(&mut board, Key::Enter);
    assert_eq!(board.state().shared.screen, Screen::Links);
    press(&mut board, Key::R);
    assert!(matches!(commits(&board)[..], [Command::Decide(d)] if d.candidate == candidates()[0]));
}

#[test]
fn two_without_a_card_are_compared_all_the_same() {
    let mut board = open(Screen::Entities);
    press_row(&mut board, "Sandhill Packing, Employer", Modifiers::NONE);
    press_row(&mut board, "Ocotillo Drywall, Employer", Modifiers::COMMAND);
    press(&mut board, Key::C);
    assert!(said(&board, "The matcher found nothing"));
    // Both have the same filing.
    assert!(said(&board, "agree: WHD 1703022 / WHD 1703022"));
}

#[test]
fn a_similar_name_says_so_and_is_reached_by_keys() {
    let mut board = open(Screen::Entities);
    let seq = board.state().desk.snapshot.seq;
    let hit = |n: u8, label: &str, similar: bool| Hit {
        what: "entity".into(),
        id: uid(n),
        kind: "company".into(),
        label: label.into(),
        similar,
        context: String::new(),
    };
    let hits = vec![hit(9, "Ocotilo", false), hit(1, "Sandhill Packing", true)];
    let results = &mut board.state_mut().desk.results;
    results.finish(Request::Search("ocotilo".into()), seq, Answer::Search(hits));
    ctrl(&mut board, Key::K);
    board.event(Event::Text("ocotilo".into()));
    board.run_steps(4);
    assert!(said(&board, "Not as typed: similar names"));
    assert!(said(&board, "Sandhill Packing, , Employer, similar"));
    press(&mut board, Key::ArrowDown);
    press(&mut board, Key::Enter);
    assert!(board.state().shared.selected.contains(&entity(1)));
    assert!(!board.state().desk.done.iter().any(|a| matches!(a, Action::Commit(_))));
}

#[test]
fn a_value_tells_its_history_and_the_whole_entity_too() {
    let mut real = super::real::Real::open(Screen::Entities);
    let s = real.snapshot();
    let company = s.entities.iter().find(|e| e.kind == "company").unwrap().id;
    real.board.state_mut().shared.select(company);
    real.board.run_steps(4);
    let field = real.board.query_all_by_label_contains("History of").next().unwrap();
    field.click();
    real.board.run_steps(3);
    real.until("its history", |b| said(b, "commit 2"));
    assert!(said(&real.board, "A. Baca"), "who put it there");
    // Below the fold: pressed as a screen reader does.
    real.board.get_by_label("Show what was done to it").click_accesskit();
    real.board.run_steps(3);
    real.until("the whole", |b| said(b, "named: "));
    real.board.get_by_label("Hide").click_accesskit();
    real.board.run_steps(3);
    assert!(!said(&real.board, "commit 2"));
}

#[test]
fn a_name_is_changed_in_its_place_by_keys_and_given_up_by_escape() {
    let mut board = open(Screen::Entities);
    board.state_mut().shared.select(entity(1));
    board.run_steps(3);
    press(&mut board, Key::F2);
    ctrl(&mut board, Key::A);
    type_text(&mut board, "Sandhill Packing Co");
    press(&mut board, Key::Enter);
    assert!(
        matches!(commits(&board)[..], [Command::RenameEntity(r)] if r.entity == entity(1) && r.label == "Sandhill Packing Co")
    );
    press(&mut board, Key::F2);
    type_text(&mut board, " and more");
    press(&mut board, Key::Escape);
    assert_eq!(commits(&board).len(), 1);
    // Nothing typed, nothing changed; an identifier and a sealed person have no name of their own.
    press(&mut board, Key::F2);
    press(&mut board, Key::Enter);
    let s = board.state().desk.snapshot.clone();
    for other in s
        .entities
        .iter()
        .filter(|e| !e.canonical.is_empty() || !e.pseudonym.is_empty())
        .take(2)
    {
        board.state_mut().shared.select(other.id);
        board.run_steps(3);
        press(&mut board, Key::F2);
        type_text(&mut board, "x");
        press(&mut board, Key::Enter);
    }
    assert_eq!(commits(&board).len(), 1);
}
