//! Forms driven to their end on a real case: opened, filled, saved, seen on the screen, taken back.

use std::time::Duration;

use caseboard::app::action::{Answer, Request};
use caseboard::app::case::NewCase;
use caseboard::model::secret::Secret;
use caseboard::ui::dialog::Dialog;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, FileAsk, Item};
use eframe::egui::{Key, Role};
use egui_kittest::kittest::Queryable;

use super::harness::{click, ctrl, fill, press, said, type_in, type_text};
use super::real::{PASSPHRASE, PASSWORD, Real};

#[test]
fn a_link_is_edited_seen_and_taken_back() {
    let mut real = Real::open(Screen::Entities);
    let link = real.snapshot().links.iter().next().unwrap().id;
    let note = |r: &Real| r.snapshot().links.get(link.0).unwrap().note.clone();
    real.board.state_mut().shared.show(Item::Link(link));
    real.board.run_steps(4);
    real.board.get_all_by_label("Edit…").next().unwrap().click();
    real.board.run_steps(4);
    fill(&mut real.board, "Note", "seen twice at the gate");
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("link.edit"));
    assert_eq!(note(&real), "seen twice at the gate");
    assert!(
        said(&real.board, "seen twice at the gate"),
        "it stands in the inspector"
    );
    let before = real.snapshot().seq;
    ctrl(&mut real.board, Key::Z);
    real.committed(before);
    assert_eq!(note(&real), "");
    assert!(!said(&real.board, "seen twice at the gate"));
}

#[test]
fn a_source_is_graded_seen_and_taken_back() {
    let mut real = Real::open(Screen::Entities);
    let source = real.snapshot().sources.iter().next().unwrap().id;
    let grade = |r: &Real| {
        let s = r.snapshot().source(source).unwrap().clone();
        format!("{}{}", s.reliability, s.credibility)
    };
    let was = grade(&real);
    real.board.state_mut().shared.show(Item::Source(source));
    real.board.run_steps(4);
    click(&mut real.board, "Grade…");
    for (field, choice) in [
        ("Reliability of the source", "B  usually reliable"),
        ("Credibility of what it says", "2  probably true"),
    ] {
        real.board.get_by_role_and_label(Role::ComboBox, field).click();
        real.board.run_steps(4);
        click(&mut real.board, choice);
    }
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("source.grade"));
    assert_eq!(grade(&real), "B2");
    assert!(said(&real.board, "usually reliable"), "it stands in the inspector");
    let before = real.snapshot().seq;
    ctrl(&mut real.board, Key::Z);
    real.committed(before);
    assert_eq!(grade(&real), was);
    assert!(!said(&real.board, "usually reliable"));
}

#[test]
fn an_entity_made_by_hand_is_removed_and_comes_back() {
    let mut real = Real::open(Screen::Entities);
    ctrl(&mut real.board, Key::N);
    type_text(&mut real.board, "Cholla Labor");
    let before = real.snapshot().seq;
    press(&mut real.board, Key::Enter);
    assert_eq!(real.committed(before).as_deref(), Some("entity.add"));
    let there = |r: &Real| {
        r.snapshot()
            .entities
            .iter()
            .find(|e| e.label == "Cholla Labor")
            .map(|e| e.id)
    };
    let id = there(&real).unwrap();
    real.board.state_mut().shared.select(id);
    real.board.run_steps(4);
    click(&mut real.board, "More…");
    click(&mut real.board, "Remove…");
    assert!(said(&real.board, "Its facts and links go with it"));
    let before = real.snapshot().seq;
    click(&mut real.board, "Remove");
    assert_eq!(real.committed(before).as_deref(), Some("entity.remove"));
    assert_eq!(there(&real), None);
    let before = real.snapshot().seq;
    ctrl(&mut real.board, Key::Z);
    real.committed(before);
    assert_eq!(there(&real), Some(id));
    assert!(said(&real.board, "Cholla Labor"));
}

#[test]
fn a_value_is_sealed_wherever_it_stands_and_that_is_not_taken_back() {
    const VALUE: &str = "Mimbres Hollow Dairy";
    let mut real = Real::open(Screen::Entities);
    let fact = real.snapshot().facts.iter().find(|f| f.value == VALUE).unwrap().clone();
    real.board.state_mut().shared.select(fact.entity);
    real.board.run_steps(4);
    assert!(said(&real.board, VALUE));
    click(&mut real.board, "More…");
    click(&mut real.board, "Seal a value…");
    real.board.get_by_role_and_label(Role::ComboBox, "Value").click();
    real.board.run_steps(4);
    real.board
        .get_all_by_label_contains(VALUE)
        .rfind(|n| n.rect().width() > 0.0)
        .unwrap()
        .click();
    real.board.run_steps(4);
    assert!(said(&real.board, "This can't be undone"));
    let before = real.snapshot().seq;
    click(&mut real.board, "Seal");
    let undo = real.committed(before);
    assert_ne!(undo.as_deref(), Some("seal.fact"), "it is not among what can be undone");
    let now = real.snapshot().facts.get(fact.id.0).unwrap().clone();
    assert!(now.sealed.is_some() && now.value.is_empty());
    assert!(!said(&real.board, VALUE), "nowhere on the screen");
}

#[test]
fn the_window_stays_live_while_a_password_is_tried_and_can_give_it_up() {
    let mut real = Real::open(Screen::Entities);
    ctrl(&mut real.board, Key::L);
    let try_it = |real: &mut Real, password: &str| {
        type_in(&mut real.board, Role::PasswordInput, "Password of this file", password);
        press(&mut real.board, Key::Enter);
    };
    assert!(said(&real.board, "Locked"));
    try_it(&mut real, "not the password");
    assert!(said(&real.board, "Trying the password"), "frames are drawn meanwhile");
    real.until("the refusal", |b| !said(b, "Trying the password"));
    assert!(real.board.state().desk.locked());
    assert!(said(&real.board, "What to do"), "refused with a remedy");
    // Given up: the field is back at once, and what was tried does not open the case later.
    try_it(&mut real, PASSWORD);
    click(&mut real.board, "Cancel");
    assert!(!said(&real.board, "Trying the password"));
    for _ in 0..200 {
        std::thread::sleep(Duration::from_millis(10));
        real.board.run_steps(1);
    }
    assert!(real.board.state().desk.locked(), "given up is given up");
    // At once again: the one that was given up holds no lock against it.
    try_it(&mut real, PASSWORD);
    click(&mut real.board, "Cancel");
    try_it(&mut real, PASSWORD);
    real.until("the case", |b| !b.state().desk.locked());
    assert_eq!(real.board.state().desk.read_only(), None, "it can be written to");
    assert!(said(&real.board, "Ocotillo Packing"));
}

#[test]
fn the_vault_opens_off_the_windows_thread_and_a_wrong_passphrase_is_told() {
    let mut real = Real::open(Screen::Entities);
    let sealed = real.snapshot().facts.iter().find_map(|f| f.sealed).unwrap();
    let request = Request::Revealed(sealed);
    let reveal = |real: &mut Real, passphrase: &str| {
        real.board.state_mut().shared.dialog = Some(Dialog::reveal(sealed, "V-01".into()));
        real.board.run_steps(4);
        type_in(
            &mut real.board,
            Role::PasswordInput,
            "Your vault passphrase",
            passphrase,
        );
        fill(&mut real.board, "Why it is needed", "to ring her");
        click(&mut real.board, "Reveal");
        real.until("the answer", |b| b.state().desk.results().progress(&request).is_none());
    };
    reveal(&mut real, "not the passphrase");
    assert!(!real.board.state().desk.vault_open());
    assert!(said(&real.board, "What to do"), "refused with a remedy");
    let before = real.snapshot().seq;
    reveal(&mut real, PASSPHRASE);
    assert!(real.board.state().desk.vault_open());
    assert!(matches!(
        real.board.state().desk.results().get(&request),
        Some(Answer::Revealed(_))
    ));
    assert_eq!(real.snapshot().seq, before + 1, "that it was opened is logged");
}

#[test]
fn a_new_file_that_is_given_up_leaves_nothing_behind() {
    let mut real = Real::open(Screen::Entities);
    let path = real.folder.path().join("unwanted.caseboard");
    let new = NewCase {
        kind: "case".into(),
        title: "Unwanted".into(),
        member: "A. Baca".into(),
        agency: String::new(),
        password: Secret::new(PASSWORD.into()),
        passphrase: Secret::new(PASSPHRASE.into()),
    };
    let desk = &mut real.board.state_mut().desk;
    desk.ask_file(FileAsk::New {
        path: path.clone(),
        new,
    });
    desk.ask_file(FileAsk::GiveUp);
    // What is asked next waits for what was given up: once it has its answer, the other one is over.
    desk.ask_file(FileAsk::Open {
        path: real.folder.path().join("not-there.caseboard"),
        password: Secret::new(PASSWORD.into()),
    });
    real.until("the refusal", |b| b.state().shared.file_problem.is_some());
    let left: Vec<_> = std::fs::read_dir(real.folder.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("unwanted"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(said(&real.board, "Ocotillo Packing"), "the case that was open still is");
}
