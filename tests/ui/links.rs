//! The queue of proposed links, decided by one key each.

use caseboard::app::action::{Action, Answer, LibraryNotice, PublicRecord, Request};
use caseboard::command::Command;
use caseboard::model::decision::{Bits, Candidate, CandidateKind, Reason, Verdict};
use caseboard::resolve::group;
use caseboard::ui::view::Screen;
use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::harness::{Board, click, commits, fill, open, press, said, surface, type_text};
use super::rows::{candidates, entity};

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
        groups: Vec::new(),
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
fn a_reason_that_compares_no_two_values_shows_none_as_missing() {
    let mut board = open(Screen::Links);
    let reason = |field: &str, key: &str, args: &[&str], left: &str| Reason {
        field: field.to_owned(),
        bits: Bits(420),
        key: key.to_owned(),
        args: args.iter().map(|a| (*a).to_owned()).collect(),
        left: left.to_owned(),
        right: String::new(),
    };
    let card = Candidate {
        reasons: vec![
            reason("phone", "successor-phone", &["575-555-0119", "3"], ""),
            reason("city", "city-same", &["4"], "Deming"),
        ],
        ..candidates()[0].clone()
    };
    surface(&mut board, vec![card]);
    board.run_steps(3);
    let rows: Vec<String> = board
        .query_all_by_role(Role::Row)
        .filter_map(|row| row.accesskit_node().label())
        .collect();
    let row = |of: &str| {
        rows.iter()
            .find(|row| row.contains(of))
            .unwrap_or_else(|| panic!("{of} in {rows:?}"))
    };
    assert!(!row("575-555-0119").contains('—'), "{rows:?}");
    assert!(row("Deming / —").contains("+4.2"), "{rows:?}");
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

/// Pairs between three names of one firm, and a fourth that is less sure.
fn hang_together() -> Vec<Candidate> {
    let base = candidates()[0].clone();
    let names = [1u8, 2, 3, 4];
    let mut found = Vec::new();
    for (n, a) in names.iter().enumerate() {
        for b in &names[n + 1..] {
            let mut card = base.clone();
            for (side, id) in [(&mut card.left, a), (&mut card.right, b)] {
                side.id = entity(*id).0;
                side.label = format!("Invented {id}");
            }
            card.id = Candidate::derive_id(CandidateKind::Same, "", card.left.id, card.right.id);
            card.bits = Bits::from_f64(if *b == 4 { 5.0 } else { 25.0 + f64::from(a + b) });
            found.push(card);
        }
    }
    found.sort_by(|a, b| b.bits.cmp(&a.bits).then(a.id.cmp(&b.id)));
    found
}

#[test]
fn names_that_hang_together_are_one_line_and_accepted_above_what_a_person_names() {
    let mut board = open(Screen::Links);
    let cards = hang_together();
    let seq = board.state().desk.snapshot.seq;
    let groups = group::groups(&board.state().desk.snapshot, &cards);
    assert_eq!(groups.len(), 1, "{cards:?}");
    let answer = Answer::Surface {
        candidates: cards.clone(),
        held_back: Vec::new(),
        groups,
        library: Vec::new(),
        notices: Vec::new(),
    };
    board.state_mut().desk.results.finish(Request::Surface, seq, answer);
    board.run_steps(4);
    let line = "strongest of 6 pairs among 4 names";
    assert_eq!(board.query_all_by_label_contains(line).count(), 1);
    assert!(said(&board, "Invented 2 / Invented 3"), "the strongest stands for all");
    assert!(!said(&board, "Invented 1 / Invented 4"));

    // Nothing can be accepted before it is said how sure, and why.
    press(&mut board, Key::G);
    board.run_steps(3);
    let off = |board: &Board| board.get_by_label("Accept these links").accesskit_node().is_disabled();
    assert!(off(&board));
    type_text(&mut board, "20");
    assert!(said(&board, "2 links would join 3 names into 1; 1 stay as they are."));
    assert!(off(&board), "a reason is wanted");
    fill(&mut board, "Why (kept with each verdict)", "one owner, one phone");
    assert!(!off(&board));
    click(&mut board, "Accept these links");
    assert!(board.state().shared.dialog.is_none());
    let done = commits(&board);
    let [Command::AcceptMany(many)] = done[..] else {
        panic!("another command")
    };
    assert_eq!((many.candidates.len(), many.least_bits), (2, 20.0));
    assert_eq!(many.why, "one owner, one phone");
    assert!(
        many.candidates.iter().all(|c| cards.contains(c)),
        "whole cards are kept"
    );
    // What was asked for stands there the next time.
    assert_eq!(
        board.state().desk.drafts.get("least bits").map(String::as_str),
        Some("20")
    );

    // One by one still goes: A decides the pair that is shown.
    press(&mut board, Key::A);
    assert!(matches!(commits(&board)[1], Command::Decide(d) if d.candidate == cards[0]));
}
