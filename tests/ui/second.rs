//! Two members: a second look that hides the first verdict, what differs and is settled, one more member, and who
//! acts when a file is opened.

use std::sync::Arc;

use caseboard::app::action::{Action, Answer, Request};
use caseboard::app::case::MemberLine;
use caseboard::app::morning::Target;
use caseboard::command::Command;
use caseboard::model::decision::{Candidate, Decision, Verdict};
use caseboard::model::label::Labels;
use caseboard::model::member::Member;
use caseboard::model::problem::Problem;
use caseboard::model::*;
use caseboard::snapshot::{LoadedRow, Snapshot};
use caseboard::ui::Desk;
use caseboard::ui::view::Screen;
use eframe::egui::{Key, Role};
use egui_kittest::kittest::{NodeT, Queryable};

use super::harness::{Board, click, commits, ctrl, fill, open, press, said, type_in, type_text, until};
use super::real::{PASSPHRASE, PASSWORD, Real};
use super::rows::{candidates, rows, uid};

const ME: u8 = 201;
const OTHER: u8 = 202;
/// What only the first verdict says.
const REASON: &str = "her brother knows the foreman";

fn member(n: u8, name: &str) -> LoadedRow {
    LoadedRow::Member(Member {
        id: MemberId(uid(n)),
        name: name.to_owned(),
        role: "analyst".to_owned(),
        ..Member::default()
    })
}

/// A verdict on the n-th candidate, so many minutes after eight.
fn verdict(n: usize, by: u8, verdict: Verdict, why: &str, minute: u8) -> LoadedRow {
    let card = candidates()[n].clone();
    let blind = by == ME && minute > 30;
    LoadedRow::Decision(Decision {
        id: DecisionId(uid(minute)),
        candidate: card.id,
        kind: card.kind,
        left_id: card.left.id,
        right_id: card.right.id,
        verdict,
        why: why.to_owned(),
        member: MemberId(uid(by)),
        at: format!("2026-11-24T08:{minute:02}:00.000Z"),
        card: Candidate { blind, ..card },
    })
}

/// What is given from half past eight on by me is a second look.
pub fn with(board: &mut Board, decisions: Vec<LoadedRow>) {
    let desk = &mut board.state_mut().desk;
    let members = [member(ME, "A. Baca"), member(OTHER, "L. Ortiz")];
    // Of the candidates none is decided but these.
    let others = rows().into_iter().filter(|r| !matches!(r, LoadedRow::Decision(_)));
    let all = others.chain(members).chain(decisions);
    let seq = desk.snapshot.seq + 1;
    desk.snapshot = Arc::new(Snapshot::build(seq, "c0ffee".repeat(10), all));
    board.run_steps(4);
}

pub fn decided() -> Vec<LoadedRow> {
    vec![
        verdict(0, OTHER, Verdict::Accept, REASON, 10),
        verdict(1, OTHER, Verdict::Reject, REASON, 5),
    ]
}

/// The queue of second looks, with one decision of another's that I looked at last.
pub fn looked(board: &mut Board, mine: Verdict) {
    let mut all = decided();
    all.push(verdict(1, ME, mine, "one phone, one crew", 40));
    with(board, all);
}

#[test]
fn a_second_look_hides_the_verdict_and_who_gave_it_until_mine_is_given() {
    let mut board = open(Screen::Links);
    assert!(!said(&board, "second look"), "who works alone has nobody to look again");
    with(&mut board, decided());
    press(&mut board, Key::S);
    let blind = |board: &Board| {
        for word in ["accepted", "rejected", REASON, "L. Ortiz", "Decided before"] {
            assert!(!said(board, word), "{word} is told");
        }
        assert!(
            board.state().shared.shown.is_none(),
            "the inspector would tell who was made one"
        );
    };
    blind(&board);
    // Oldest first: the connection was decided before the names.
    assert!(said(&board, "Do these speak of the same thing?"));
    fill(&mut board, "Why (kept with the verdict)", "one phone, one crew");
    board.get_by_label("Connected").focus();
    board.run_steps(2);
    press(&mut board, Key::A);
    let done = commits(&board);
    let [Command::SecondLook(look)] = done[..] else {
        panic!("another command")
    };
    assert_eq!((look.candidate, look.verdict), (candidates()[1].id, Verdict::Accept));
    assert_eq!(look.why, "one phone, one crew");
    // While it is kept, nothing is told yet, and no key gives another verdict.
    press(&mut board, Key::R);
    assert_eq!(commits(&board).len(), 1);
    blind(&board);
    looked(&mut board, Verdict::Accept);
    for told in [
        "the two differ",
        "rejected",
        "accepted",
        REASON,
        "one phone, one crew",
        "First, by L. Ortiz",
    ] {
        assert!(said(&board, told), "{told}");
    }
    // On to the next, which is blind again.
    press(&mut board, Key::J);
    assert!(said(&board, "Are these one employer?"));
    blind(&board);
    press(&mut board, Key::L);
    assert!(matches!(commits(&board)[1], Command::SecondLook(l) if l.verdict == Verdict::Later));
}

#[test]
fn who_agrees_is_told_so_and_goes_on() {
    let mut board = open(Screen::Links);
    with(&mut board, decided());
    press(&mut board, Key::S);
    press(&mut board, Key::R);
    looked(&mut board, Verdict::Reject);
    assert!(said(&board, "the two agree") && !said(&board, "Settle it"));
    click(&mut board, "Next");
    assert!(said(&board, "Are these one employer?") && !said(&board, "the two agree"));
}

#[test]
fn what_differs_is_settled_by_a_decision_with_a_reason() {
    let mut board = open(Screen::Links);
    looked(&mut board, Verdict::Accept);
    press(&mut board, Key::X);
    for told in ["the two differ", REASON, "one phone, one crew", "Second, by A. Baca"] {
        assert!(said(&board, told), "{told}");
    }
    assert!(board.query_by_label("Later").is_none(), "it was put off long enough");
    press(&mut board, Key::L);
    press(&mut board, Key::A);
    assert!(commits(&board).is_empty(), "a reason is wanted first");
    assert!(said(&board, "Why accepted? Enter decides"));
    type_text(&mut board, "both crews ride in one van");
    press(&mut board, Key::Enter);
    board.run_steps(3);
    let done = commits(&board);
    let [Command::Decide(decide)] = done[..] else {
        panic!("another command")
    };
    assert_eq!(
        (decide.verdict, decide.candidate.id),
        (Verdict::Accept, candidates()[1].id)
    );
    assert!(decide.why == "both crews ride in one van" && !decide.candidate.blind);
    // Settled, it waits no more, and both verdicts stand under what was decided.
    let mut all = decided();
    all.push(verdict(1, ME, Verdict::Accept, "one phone, one crew", 40));
    all.push(verdict(1, OTHER, Verdict::Accept, "both crews ride in one van", 50));
    with(&mut board, all);
    assert!(said(&board, "No two verdicts differ"));
    board.get_by_label_contains("decided  2").click();
    board.run_steps(4);
    for told in ["the two differ", "one phone, one crew", "both crews ride in one van"] {
        assert!(said(&board, told), "{told} stays on record");
    }
}

#[test]
fn how_far_two_agree_is_said_from_eight_links_on() {
    let pairs = |n: u8| {
        let mut all = Vec::new();
        for at in 0..n {
            let other = if at == 0 { Verdict::Reject } else { Verdict::Accept };
            for (minute, by, verdict) in [(at, OTHER, Verdict::Accept), (at + 31, ME, other)] {
                let LoadedRow::Decision(mut d) = self::verdict(0, by, verdict, "", minute) else {
                    panic!()
                };
                d.candidate = uid(230 + at);
                d.card.id = d.candidate;
                all.push(LoadedRow::Decision(d));
            }
        }
        all
    };
    let mut board = open(Screen::Links);
    with(&mut board, pairs(7));
    assert!(!said(&board, "kappa"));
    with(&mut board, pairs(8));
    assert!(said(&board, "8 looked at twice: 88 % agree (53 to 98 %), kappa 0.00"));
}

#[test]
fn the_morning_leads_to_what_is_to_be_settled() {
    let mut board = open(Screen::Links);
    looked(&mut board, Verdict::Accept);
    board.state_mut().shared.led = Some(Target::Disagreement(candidates()[1].id));
    board.run_steps(4);
    assert!(said(&board, "the two differ"));
}

pub fn lines() -> Vec<MemberLine> {
    let line = |name: &str, role: &str, opens: &[&str]| MemberLine {
        name: name.to_owned(),
        role: role.to_owned(),
        agency: "Mesa Alta".to_owned(),
        labels: Labels::of(&["cji", "les"]),
        opens: opens.iter().map(|o| (*o).to_owned()).collect(),
        acting: name == "L. Ortiz",
    };
    vec![line("A. Baca", "owner", &["victims"]), line("L. Ortiz", "analyst", &[])]
}

/// The dialog with both members in it.
pub fn members(board: &mut Board) {
    let seq = board.state().desk.snapshot.seq;
    board
        .state_mut()
        .desk
        .results
        .finish(Request::Members, seq, Answer::Members(lines()));
    board.get_by_label("File").click();
    board.run_steps(4);
    board.get_by_label_contains("Members…").click();
    board.run_steps(4);
}

#[test]
fn a_member_is_added_and_no_passphrase_is_kept() {
    let mut board = open(Screen::Audit);
    members(&mut board);
    for told in ["A. Baca", "opens sealed names", "sealed names stay closed", "acts now"] {
        assert!(said(&board, told), "{told}");
    }
    click(&mut board, "Add a member");
    fill(&mut board, "Name, as the audit will say it", "R. Montoya");
    fill(&mut board, "Role", "prosecutor");
    click(&mut board, "Criminal justice information");
    let secret = |board: &mut Board, label: &str, words: &str| type_in(board, Role::PasswordInput, label, words);
    secret(&mut board, "Passphrase of the new member, typed by them", "short");
    assert!(said(&board, "at least 10 characters"));
    secret(
        &mut board,
        "Passphrase of the new member, typed by them",
        "-and-now-longer",
    );
    secret(&mut board, "The same once more", "short-and-now-longer");
    let off = |board: &Board| board.get_by_label("Add member").accesskit_node().is_disabled();
    assert!(!off(&board));
    click(&mut board, "May open sealed names");
    assert!(off(&board), "who grants must show that he can open it");
    secret(&mut board, "Your own passphrase", "words of my own");
    click(&mut board, "Add member");
    let done = &board.state().desk.done;
    let added = done.iter().find_map(|a| {
        if let Action::AddMember(new) = a {
            Some(new)
        } else {
            None
        }
    });
    let added = added.unwrap();
    assert_eq!((added.name.as_str(), added.role.as_str()), ("R. Montoya", "prosecutor"));
    assert_eq!(
        (added.labels.as_slice(), added.grant.as_slice()),
        (&["cji".to_owned()][..], &["victims".to_owned()][..])
    );
    assert_eq!(added.passphrase.expose(), "short-and-now-longer");
    assert_eq!(added.own_passphrase.expose(), "words of my own");
    // Refused, the form is there still, without the passphrases; and none is in a draft.
    let problem = Problem::new(
        "wrong-passphrase",
        "this member's passphrase",
        "another one",
        "try again",
    );
    let seq = board.state().desk.snapshot.seq;
    let answer = Answer::Failed(problem);
    board.state_mut().desk.results.finish(Request::AddMember, seq, answer);
    board.run_steps(4);
    assert!(said(&board, "this member's passphrase") && off(&board));
    let kept = format!("{:?}", board.state().desk.drafts);
    for words in ["longer", "words of my own", "Montoya"] {
        assert!(!kept.contains(words), "{kept}");
    }
}

#[test]
fn who_acts_is_asked_before_anything_is_shown() {
    let mut board = open(Screen::Links);
    ctrl(&mut board, Key::L);
    board.state_mut().desk.choosing = lines();
    board.run_steps(4);
    assert!(said(&board, "Who are you?") && said(&board, "acted before"));
    assert!(!said(&board, "Sandhill"), "nothing of the case is drawn");
    // The keys begin at the one who acted before.
    press(&mut board, Key::ArrowUp);
    press(&mut board, Key::Enter);
    assert_eq!(board.state().desk.member, "A. Baca");
    assert!(said(&board, "Sandhill"));
    // Esc: nobody, and the file is closed again.
    board.state_mut().desk.choosing = lines();
    board.run_steps(3);
    press(&mut board, Key::Escape);
    assert_eq!(board.state().desk.given_up, 1);
    assert!(!said(&board, "Who are you?"));
}

/// A real file: the first member decides; the second is added, unlocks it under a name of his own, and looks.
#[test]
fn a_file_with_two_members_is_unlocked_as_one_of_them_who_looks_again() {
    let mut real = Real::open(Screen::Links);
    let board = &mut real.board;
    until(board, "links", |b| b.query_by_label("Never").is_some());
    let seq = board.state().desk.snapshot().seq;
    press(board, Key::N);
    until(board, "the verdict", |b| b.state().desk.snapshot().seq > seq);
    board.get_by_label("File").click();
    board.run_steps(4);
    board.get_by_label_contains("Members…").click();
    // The list is read beside the window; what stands under it moves when it arrives.
    until(board, "the members are listed", |b| said(b, "owner · Mesa Alta"));
    click(board, "Add a member");
    until(board, "the form is there", |b| {
        said(b, "Name, as the audit will say it")
    });
    fill(board, "Name, as the audit will say it", "L. Ortiz");
    for (label, words) in [
        ("Passphrase of the new member, typed by them", "words of L alone"),
        ("The same once more", "words of L alone"),
    ] {
        type_in(board, Role::PasswordInput, label, words);
    }
    click(board, "May open sealed names");
    type_in(board, Role::PasswordInput, "Your own passphrase", PASSPHRASE);
    click(board, "Add member");
    until(board, "the member is added", |b| said(b, "L. Ortiz is a member now."));
    until(board, "and listed", |b| {
        b.query_all_by_label("opens sealed names").count() == 2
    });
    press(board, Key::Escape);
    assert!(said(board, "acting: A. Baca"));
    press(board, Key::S);
    assert!(said(board, "Nothing waits for your second look"), "one's own is none");
    ctrl(board, Key::L);
    type_in(board, Role::PasswordInput, "Password of this file", PASSWORD);
    press(board, Key::Enter);
    until(board, "who acts is asked", |b| said(b, "Who are you?"));
    assert!(said(board, "acted before"));
    press(board, Key::J);
    press(board, Key::Enter);
    until(board, "the board is there", |b| said(b, "acting: L. Ortiz"));
    assert_eq!(board.state().desk.member(), "L. Ortiz");
    press(board, Key::S);
    until(board, "the decision of the other", |b| {
        said(b, "Somebody else has decided this")
    });
    assert!(!said(board, "First, by A. Baca"));
    press(board, Key::R);
    until(board, "both verdicts", |b| said(b, "First, by A. Baca"));
    assert!(said(board, "the two differ") && said(board, "Second, by L. Ortiz"));
    ctrl(board, Key::Z);
    until(board, "the look is taken back", |b| {
        !said(b, "the two differ") && said(b, "Somebody else has decided this")
    });
    assert!(!said(board, "A. Baca,"), "and the first is hidden again");
}
