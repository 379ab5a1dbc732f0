//! Weights from verdicts: what is missing, what is offered with its check, take with a reason, and the way back.

use std::sync::Arc;

use caseboard::app::action::{Action, Answer, Request};
use caseboard::catalog::scoring::Scoring;
use caseboard::command::Command;
use caseboard::model::member::Setting;
use caseboard::model::parameters::{Advice, Check, Choice, Figures, IN_USE, Learned, ParameterSet, TakenSet, kept_as};
use caseboard::resolve::reestimate::{FieldChange, LevelChange, Missing, Preview, Quality, Shares};
use caseboard::snapshot::taken::shipped;
use caseboard::snapshot::{LoadedRow, Snapshot};
use caseboard::ui::dialog::Dialog;
use caseboard::ui::view::Screen;

use super::harness::{Board, click, commits, did, fill, open, said};
use super::rows::rows;

fn set() -> ParameterSet {
    let scoring = Scoring::built_in().unwrap();
    let figures = |log_loss: f64, linked: usize, right: usize| Figures {
        log_loss,
        linked,
        right,
        same: 40,
    };
    ParameterSet {
        number: scoring.surface.number + 1,
        slope: 0.9,
        shift: -1.5,
        learned: Learned {
            accepted: 40,
            rejected: 24,
            ..Learned::default()
        },
        check: Check {
            pairs: 64,
            parties: 50,
            shipped: figures(1.92, 64, 40),
            learned: figures(0.41, 44, 39),
            in_order: 0.97,
            in_order_low: 0.93,
        },
        ..shipped(&scoring)
    }
}

/// Every level moves by a bit.
pub fn preview(advice: Option<Advice>) -> Preview {
    let set = set();
    let fields = set.fields.iter().map(|field| FieldChange {
        field: field.name.clone(),
        kind: field.kind.clone(),
        levels: field
            .levels
            .iter()
            .map(|l| LevelChange {
                key: l.key.clone(),
                m: (l.m, l.m),
                u: l.u,
                bits: (4.0, 3.0),
                seen: 31,
                rule: false,
            })
            .collect(),
    });
    let missing = Missing {
        accepted: 12,
        rejected: 20,
        parties: 0,
    };
    Preview {
        accepted: 40,
        rejected: 24,
        left_out: 2,
        missing: if advice.is_some() { Missing::default() } else { missing },
        fields: fields.collect(),
        prior: (-8.0, -8.7),
        advice,
        shares: advice.map(|_| Shares {
            shipped: Quality::of(&set.check.shipped),
            learned: Quality::of(&set.check.learned),
        }),
        set: advice.map(|_| set),
    }
}

/// The dialog with this answer.
pub fn dialog(board: &mut Board, advice: Option<Advice>) {
    let desk = &mut board.state_mut().desk;
    let seq = desk.snapshot.seq;
    desk.results
        .finish(Request::Reestimate, seq, Answer::Weights(Box::new(preview(advice))));
    board.state_mut().shared.dialog = Some(Dialog::Weights(Box::default()));
    board.run_steps(6);
}

/// The set was taken already.
pub fn taken(board: &mut Board, fits: bool) {
    let mut set = set();
    if !fits {
        set.fields[0].levels[0].at_least = 0.1;
    }
    let number = set.number;
    let taken = TakenSet {
        set,
        why: "forty of each, by two members".into(),
        at: "2026-11-20T09:00:00.000Z".into(),
        ..TakenSet::default()
    };
    let choice = Choice {
        number: Some(number),
        ..Choice::default()
    };
    let row = |name: String, value: String| {
        LoadedRow::Setting(Setting {
            id: Setting::id_of(&name),
            name,
            value,
        })
    };
    let own = [
        row(kept_as(number), serde_json::to_string(&taken).unwrap()),
        row(IN_USE.to_owned(), serde_json::to_string(&choice).unwrap()),
    ];
    let desk = &mut board.state_mut().desk;
    let seq = desk.snapshot.seq + 1;
    desk.snapshot = Arc::new(Snapshot::build(seq, "c0ffee".repeat(10), rows().into_iter().chain(own)));
    board.run_steps(4);
}

#[test]
fn weights_are_shown_with_their_check_and_taken_with_a_reason() {
    let mut board = open(Screen::Links);
    click(&mut board, "Weights from verdicts…");
    assert!(did(&board, |a| matches!(a, Action::Ask(Request::Reestimate))));
    dialog(&mut board, Some(Advice::Take));
    for told in [
        "In use: the weights as shipped.",
        "40 accepted and 24 rejected links of names",
        "Phone: same",
        "verdicts contradicted",
        "Better on verdicts that it had not seen.",
    ] {
        assert!(said(&board, told), "{told}");
    }
    click(&mut board, "Take these weights");
    assert!(commits(&board).is_empty(), "not without a reason");
    fill(&mut board, "Why (kept with the set)", "forty of each");
    click(&mut board, "Take these weights");
    let done = commits(&board);
    let [Command::TakeParameters(take)] = done[..] else {
        panic!("another command")
    };
    assert_eq!((take.why.as_str(), &take.set), ("forty of each", &set()));
    assert!(board.state().shared.dialog.is_none());
}

#[test]
fn too_few_verdicts_offer_nothing_and_bad_ones_are_advised_against() {
    let mut board = open(Screen::Links);
    dialog(&mut board, None);
    assert!(said(
        &board,
        "Too few to learn from. Still missing: 12 accepted and 20 rejected"
    ));
    assert!(!said(&board, "Take these weights"));
    board.state_mut().shared.dialog = None;
    dialog(&mut board, Some(Advice::Unrelated));
    assert!(said(&board, "The verdicts don’t follow the evidence"));
    assert!(said(&board, "Take these weights"), "a person may");
}

#[test]
fn a_taken_set_is_named_and_left_with_a_reason() {
    let mut board = open(Screen::Links);
    taken(&mut board, true);
    dialog(&mut board, None);
    assert!(said(&board, "taken on 20 Nov 2026") && said(&board, "forty of each, by two members"));
    fill(&mut board, "Why (kept with the set)", "one team's habits");
    click(&mut board, "Back to the weights as shipped");
    let done = commits(&board);
    let [Command::DropParameters(left)] = done[..] else {
        panic!("another command")
    };
    assert_eq!(left.why, "one team's habits");
    // One that does not fit is said on the screen itself.
    let mut board = open(Screen::Links);
    taken(&mut board, false);
    assert!(said(&board, "The weights that were taken don’t fit this version"));
}
