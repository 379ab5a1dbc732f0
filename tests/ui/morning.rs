//! The morning: each line leads to where its work is done, the mark moves by hand only.

use caseboard::app::action::{Action, Request};
use caseboard::app::morning::{Mark, Morning};
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item};
use eframe::egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::desk::{FakeDesk, TODAY};
use super::harness::{Board, click, did, open, press, said};
use super::real::Real;
use super::rows::candidates;

/// Steps down until the row with these words is selected.
fn step_to(board: &mut Board, words: &str) {
    for _ in 0..40 {
        press(board, Key::J);
        let on = board.get_all_by_role(Role::ListItem).find(|n| {
            n.accesskit_node().toggled().is_some_and(|t| format!("{t:?}") == "True")
                && n.accesskit_node().label().is_some_and(|l| l.contains(words))
        });
        if on.is_some() {
            return;
        }
    }
    panic!("no line {words} is reached by J");
}

#[test]
fn every_kind_of_line_leads_by_keys_alone_to_where_its_work_is_done() {
    for (words, screen) in [
        ("Sandhill Packing  ·  Sand Hill Packing LLC", Screen::Links),
        ("Ocotillo Drywall  ·  Red Bluff Drywall LLC", Screen::Links),
        ("whd.xlsx, to repair", Screen::Sources),
        ("tips.csv, new", Screen::Sources),
        ("Imported tips.csv from State hotline, 317", Screen::Audit),
    ] {
        let mut board = open(Screen::Morning);
        step_to(&mut board, words);
        press(&mut board, Key::Enter);
        assert_eq!(board.state().shared.screen, screen, "{words}");
        assert!(board.state().shared.led.is_none(), "{words}: the screen took it");
    }
}

#[test]
fn a_link_opens_its_own_card_and_rows_to_repair_their_worklist() {
    let mut board = open(Screen::Morning);
    step_to(&mut board, "Ocotillo Drywall  ·  Red Bluff Drywall LLC");
    press(&mut board, Key::Enter);
    press(&mut board, Key::R);
    let decided = did(
        &board,
        |a| matches!(a, Action::Commit(caseboard::command::Command::Decide(d)) if d.candidate.id == candidates()[2].id),
    );
    assert!(decided, "the card that was led to is the one that a key decides");

    let mut board = open(Screen::Morning);
    step_to(&mut board, "whd.xlsx, to repair");
    press(&mut board, Key::Enter);
    assert!(said(&board, "Retry"), "the worklist is open");
}

#[test]
fn a_clock_opens_with_its_derivation() {
    let mut board = open(Screen::Morning);
    let first = board
        .get_all_by_role(Role::ListItem)
        .filter_map(|n| n.accesskit_node().label())
        .find(|l| l.contains("M30") || l.contains("M57") || l.contains("M55"))
        .expect("a clock is overdue or soon");
    step_to(&mut board, &first);
    press(&mut board, Key::Enter);
    assert_eq!(board.state().shared.screen, Screen::Milestones);
    assert!(matches!(board.state().shared.shown, Some(Item::Milestone(_))));
    assert!(said(&board, "was computed"));
}

#[test]
fn the_mark_moves_on_by_its_key_and_comes_back_by_another() {
    let mut board = open(Screen::Morning);
    let kept = |board: &Board| Mark::read(board.state().desk.draft(&Mark::draft_name("A. Baca")).as_deref());
    let moved = |board: &Board| {
        did(
            board,
            |a| matches!(a, Action::KeepDraft { name, .. } if name.starts_with("looked")),
        )
    };
    press(&mut board, Key::J);
    assert!(!moved(&board), "looking alone marks nothing");
    press(&mut board, Key::S);
    let mark = kept(&board);
    assert_eq!((mark.now.seq, mark.now.day.as_str()), (318, TODAY));
    assert!(said(&board, "commit 318"));
    let wanted = Request::Morning {
        as_of: TODAY.to_owned(),
        since: 318,
    };
    assert!(did(&board, |a| matches!(a, Action::Ask(r) if *r == wanted)));
    press(&mut board, Key::B);
    assert_eq!(kept(&board).now.seq, 0);
    // The buttons do what their keys do.
    click(&mut board, "I have seen this");
    assert_eq!(kept(&board).now.seq, 318);
    click(&mut board, "Bring back the mark before");
    assert_eq!(kept(&board), Mark::default());
}

#[test]
fn its_key_leads_there_from_any_screen() {
    let mut board = open(Screen::Audit);
    board.key_press_modifiers(Modifiers::ALT, Key::Home);
    board.run_steps(4);
    assert_eq!(board.state().shared.screen, Screen::Morning);
}

#[test]
fn a_case_opens_on_the_morning_and_an_empty_one_where_files_are_dropped() {
    let start = |fake: fn() -> FakeDesk| {
        super::harness::made(egui_kittest::Harness::builder(), move |ctx| {
            caseboard::ui::Window::new(ctx, fake())
        })
    };
    let board = start(FakeDesk::new);
    assert_eq!(board.state().shared.screen, Screen::Morning);
    let empty = || FakeDesk {
        snapshot: std::sync::Arc::default(),
        ..FakeDesk::new()
    };
    assert_eq!(start(empty).state().shared.screen, Screen::Inbox);
    let kept = || {
        let mut fake = FakeDesk::new();
        fake.drafts.insert("workspace".into(), r#"{"screen":"links"}"#.into());
        fake
    };
    assert_eq!(start(kept).state().shared.screen, Screen::Links);
}

#[test]
fn an_empty_morning_says_that_nothing_waits_and_what_to_do() {
    let mut board = open(Screen::Morning);
    let seq = board.state().desk.snapshot.seq;
    let asked = Request::Morning {
        as_of: TODAY.to_owned(),
        since: seq,
    };
    press(&mut board, Key::S);
    let bare: Morning = {
        let desk = &board.state().desk;
        let since = caseboard::app::morning::Since {
            seq,
            ..Default::default()
        };
        let nothing = caseboard::snapshot::Snapshot::build(seq, String::new(), std::iter::empty());
        caseboard::app::morning::morning(&caseboard::app::morning::Asked {
            snapshot: &nothing,
            catalog: &desk.catalog,
            member: Default::default(),
            labels: &Default::default(),
            today: TODAY.parse().unwrap(),
            since: &since,
            notices: &[],
        })
    };
    let answer = caseboard::app::action::Answer::Morning(Box::new(bare));
    let results = &mut board.state_mut().desk.results;
    results.finish(asked, seq, answer);
    results.finish(
        Request::Rejects,
        seq,
        caseboard::app::action::Answer::Rejects(Vec::new()),
    );
    board.run_steps(3);
    for words in [
        "Nothing waits",
        "Ctrl I",
        "No new link waits",
        "No clock is overdue",
        "Nobody else changed",
    ] {
        assert!(said(&board, words), "{words}");
    }
}

#[test]
fn on_a_real_case_what_was_seen_is_not_new_and_comes_back() {
    let mut real = Real::open(Screen::Morning);
    real.until("the morning", |b| said(b, "two_tips.csv, new"));
    real.until("candidates", |b| said(b, "Anselmo"));
    press(&mut real.board, Key::S);
    real.until("nothing waits", |b| said(b, "Nothing waits"));
    assert!(!said(&real.board, "two_tips.csv, new"));
    press(&mut real.board, Key::B);
    real.until("all of it again", |b| said(b, "two_tips.csv, new"));
}
