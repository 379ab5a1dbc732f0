//! The board of an older commit in the window: from the audit and by date, marked, read-only, and back.

use caseboard::app::action::{Answer, Request};
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::harness::{click, ctrl, fill, press, type_text};
use super::real::Real;

fn band(real: &Real) -> Option<String> {
    let node = real
        .board
        .query_by(|n| n.role() == Role::Heading && n.label().is_some_and(|l| l.starts_with("Board as of commit")))?;
    node.accesskit_node().label()
}

/// The window over a case with three commits: made, tips imported, one entity by hand.
fn three_commits() -> Real {
    let mut real = Real::open(Screen::Entities);
    let before = real.snapshot().seq;
    ctrl(&mut real.board, Key::N);
    fill(&mut real.board, "Name or value", "Someone Later");
    click(&mut real.board, "Save");
    real.committed(before);
    assert_eq!(real.snapshot().seq, 3);
    real
}

#[test]
fn from_a_line_of_the_audit_and_back_by_escape() {
    let mut real = three_commits();
    let now = real.snapshot().entities.len();
    ctrl(&mut real.board, Key::Num8);
    real.until("the history", |b| {
        b.state().desk.results().get(&Request::History { limit: 500 }).is_some()
    });
    // Newest first: the third, then the second.
    press(&mut real.board, Key::J);
    press(&mut real.board, Key::J);
    press(&mut real.board, Key::B);
    real.until("the older board", |b| b.state().desk.past().is_some());
    assert_eq!(real.snapshot().seq, 2);
    assert!(band(&real).is_some_and(|b| b.contains("commit 2")), "{:?}", band(&real));
    for screen in Screen::ALL {
        real.board.state_mut().shared.screen = *screen;
        real.board.run_steps(3);
        assert!(band(&real).is_some(), "{screen:?} does not say which board it shows");
    }
    // Nothing is undone, made or moved here; why not is said.
    real.board.state_mut().shared.screen = Screen::Entities;
    real.board.run_steps(2);
    let before = (real.snapshot().entities.len(), real.snapshot().seq);
    assert_eq!(before.0, now - 1);
    ctrl(&mut real.board, Key::Z);
    ctrl(&mut real.board, Key::N);
    assert!(real.board.state().shared.dialog.is_none());
    assert!(
        real.board
            .query_all_by_label_contains("nothing can be changed on it")
            .next()
            .is_some()
    );
    let add = real.board.get_by_role_and_label(Role::Button, "Add an entity");
    assert!(add.accesskit_node().is_disabled());
    // No candidate is made up for then, and the screen says so.
    ctrl(&mut real.board, Key::Num2);
    real.until("the empty queue", |b| {
        b.state().desk.results().get(&Request::Surface).is_some()
    });
    let surfaced = real.board.state().desk.results().get(&Request::Surface);
    assert!(matches!(surfaced, Some(Answer::Surface { candidates, .. }) if candidates.is_empty()));
    assert!(real.board.query_by_label_contains("is not invented").is_some());
    press(&mut real.board, Key::Escape);
    real.until("the board of now", |b| b.state().desk.past().is_none());
    assert_eq!((real.snapshot().seq, real.snapshot().entities.len()), (3, now));
    assert!(band(&real).is_none());
}

#[test]
fn by_a_date_from_the_palette_and_a_day_before_the_case_is_named() {
    let mut real = three_commits();
    let ask = |real: &mut Real, when: &str| {
        ctrl(&mut real.board, Key::H);
        real.board.key_press_modifiers(Modifiers::COMMAND, Key::A);
        real.board.run_steps(2);
        type_text(&mut real.board, when);
        press(&mut real.board, Key::Enter);
    };
    ask(&mut real, "1999-01-01");
    real.until("why not", |b| {
        b.query_all_by_label_contains("a day from 2026-11-24 on")
            .next()
            .is_some()
    });
    assert!(real.board.state().desk.past().is_none());
    ask(&mut real, "2026-11-24");
    real.until("that day's board", |b| b.state().desk.past().is_some());
    assert_eq!(real.snapshot().seq, 3);
    // By its button, with another older board in between.
    ask(&mut real, "1");
    real.until("the first board", |b| b.state().desk.snapshot().seq == 1);
    assert!(real.snapshot().entities.is_empty());
    real.board.get_by_role_and_label(Role::Button, "Back to now").click();
    real.until("the board of now", |b| b.state().desk.past().is_none());
    assert_eq!(real.snapshot().seq, 3);
}

#[test]
fn what_would_fall_with_a_source_is_counted_and_each_line_leads_there() {
    let mut real = Real::open(Screen::Sources);
    let source = real.snapshot().sources.iter().next().unwrap().id;
    real.board.state_mut().shared.show(Item::Source(source));
    real.until("what rests on it", |b| {
        b.state().desk.results().get(&Request::Rests(source)).is_some()
    });
    let s = real.snapshot();
    let line = format!("Entities that would fall: {}", s.entities.len());
    // The only source: whatever it names falls with it. By keyboard: focus and Enter.
    real.board.get_by_label(&line).focus();
    real.board.run_steps(2);
    press(&mut real.board, Key::Enter);
    let first = s.entities.iter().next().unwrap();
    let row = real.board.get_all_by_label(&first.label).next().unwrap();
    row.click();
    real.board.run_steps(3);
    assert_eq!(real.board.state().shared.shown, Some(Item::Entity(first.id)));
    let now = real.snapshot().links.len();
    real.board.state_mut().shared.show(Item::Source(source));
    real.board.run_steps(3);
    let links = format!("Links that would fall: {now}");
    assert!(real.board.query_by_label(&links).is_some(), "{links}");
}
