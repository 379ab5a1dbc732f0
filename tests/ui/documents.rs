//! A document beside the facts that cite it: opened by key, turned, its words made an entity and a fact with
//! page and place, all by keyboard.

use caseboard::app::action::Request;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable;

use super::harness::{click, press, said};
use super::real::Real;

/// The text of the page that is open.
fn focus_text(real: &mut Real) {
    let fields = real.board.query_all_by_role(Role::MultilineTextInput);
    fields.last().unwrap().focus();
    real.board.run_steps(3);
}

#[test]
fn words_are_selected_and_one_key_makes_an_entity_then_a_fact_of_them() {
    let mut real = Real::open(Screen::Entities);
    let s = real.snapshot();
    let record = s.records.values().find(|r| r.has_narrative).unwrap().id;
    real.board.state_mut().shared.show(Item::Record(record, String::new()));
    real.board.run_steps(3);
    press(&mut real.board, Key::D);
    real.until("the document", |b| {
        b.state().desk.results().get(&Request::Document(record)).is_some()
    });
    assert!(said(&real.board, "Part 1 of 1"));
    focus_text(&mut real);
    // The first word: FICTIONAL.
    real.board
        .key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::Home);
    real.board.run_steps(2);
    for _ in 0..9 {
        real.board.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
        real.board.run_steps(1);
    }
    real.board.run_steps(2);
    assert!(said(&real.board, "“FICTIONAL”"), "what is selected is said");
    press(&mut real.board, Key::E);
    assert!(real.board.state().shared.dialog.is_some(), "one key opens the form");
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let made = s.entities.iter().find(|e| e.label == "FICTIONAL").unwrap().clone();
    let mention = s.mentions_of_entity(made.id).next().unwrap();
    assert_eq!(
        (mention.record, mention.span_start, mention.span_end),
        (record, Some(0), Some(9))
    );
    // A fact of what the inspector shows now, from the same words.
    real.board.state_mut().shared.select(made.id);
    real.board.run_steps(3);
    focus_text(&mut real);
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::A);
    real.board.run_steps(3);
    press(&mut real.board, Key::F);
    let before = real.snapshot().seq;
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    real.board.run_steps(4);
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let fact = s.facts_of(made.id).next().unwrap();
    assert_eq!((fact.record, fact.by_hand), (Some(record), true));
    // D closes it, when nothing is typed in.
    real.board.get_by_label("Close the document  D").click();
    real.board.run_steps(3);
    assert!(real.board.state().shared.document.is_none());
}
