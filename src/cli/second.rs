//! Second looks on the command line: what waits for one, where two verdicts differ, the look itself.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use serde_json::{Value as Json, json};

use super::{End, print_json, words};
use crate::app::case::Case;
use crate::catalog::Catalog;
use crate::command::Command;
use crate::command::second_look::SecondLook;
use crate::model::Uid;
use crate::model::decision::{Decision, Verdict};
use crate::model::problem::Problem;
use crate::resolve::agree::Agreement;
use crate::snapshot::Snapshot;
use crate::snapshot::second::Pair;

/// The cards of others' decisions that the acting member has not looked at; never the verdicts.
pub(super) fn waiting(case: &Case, catalog: &Catalog, top: usize, as_json: bool) -> Result<End, Problem> {
    let snapshot = case.snapshot();
    let open = snapshot.to_look_at(case.member());
    let shown = open.iter().take(if top == 0 { usize::MAX } else { top });
    if as_json {
        let cards: Vec<Json> = shown.map(|d| words::candidate_json(catalog, &d.card)).collect();
        return print_json(&json!({ "waiting": open.len(), "second_look": cards })).map(|()| End::Done);
    }
    for decision in shown {
        print!("{}", words::candidate(catalog, &decision.card));
    }
    println!("{} wait for your second look", open.len());
    Ok(End::Done)
}

fn verdict_json(s: &Snapshot, d: &Decision) -> Json {
    json!({ "verdict": d.verdict, "why": d.why, "member": words::member(s, d.member), "at": d.at })
}

fn verdict_line(s: &Snapshot, d: &Decision) -> String {
    let who = words::member(s, d.member);
    let day = d.at.get(..10).unwrap_or(&d.at);
    format!("  {:<7} {who}, {day}: {}", d.verdict.as_str(), d.why)
        .trim_end()
        .to_owned()
}

fn both(s: &Snapshot, pair: &Pair<'_>) -> String {
    format!("{}\n{}\n", verdict_line(s, pair.first), verdict_line(s, pair.second))
}

/// Second looks that differ from the decision that stands.
pub(super) fn disagreements(case: &Case, catalog: &Catalog, top: usize, as_json: bool) -> Result<End, Problem> {
    let snapshot = case.snapshot();
    let found = snapshot.disagreements();
    let shown = found.iter().take(if top == 0 { usize::MAX } else { top });
    if as_json {
        let line = |p: &Pair<'_>| {
            json!({
                "candidate": words::candidate_json(catalog, &p.first.card),
                "first": verdict_json(&snapshot, p.first), "second": verdict_json(&snapshot, p.second),
            })
        };
        return print_json(&json!({ "disagreements": shown.map(line).collect::<Vec<_>>() })).map(|()| End::Done);
    }
    for pair in shown {
        let card = &pair.first.card;
        println!("{} | {}\n  id {}", card.left.label, card.right.label, card.id);
        print!("{}", both(&snapshot, pair));
    }
    println!("{} to settle: decide once more, with a reason", found.len());
    Ok(End::Done)
}

/// The look itself; then what the first verdict was.
pub(super) fn look(case: &mut Case, candidate: &str, verdict: Verdict, why: &str) -> Result<End, Problem> {
    let candidate = Uid::parse(candidate).ok_or_else(|| {
        let remedy = "`surface --second-look` lists what waits for you";
        Problem::new("candidate", "a candidate's id", candidate, remedy)
    })?;
    let command = Command::SecondLook(SecondLook {
        candidate,
        verdict,
        why: why.to_owned(),
    });
    let done = case.commit(&command)?;
    let snapshot = case.snapshot();
    let said = snapshot.said_of(candidate);
    let made = done.outcome.made.first();
    match said.pairs().find(|p| Some(&p.second.id.0) == made) {
        None => println!("put off, commit {}: it goes on waiting for you", done.seq),
        Some(pair) if pair.agrees() => {
            println!("both {}, commit {}", verdict.as_str(), done.seq);
            print!("{}", both(&snapshot, &pair));
        }
        Some(pair) => {
            println!("the two differ, commit {}", done.seq);
            print!("{}", both(&snapshot, &pair));
            println!("settle it by a decision: `decide` without --second, with a reason");
        }
    }
    Ok(End::Done)
}

/// `6 of 8 second looks agree: 75 % (41 to 93), kappa 0.48`; nothing while there was none.
pub(super) fn agreement(a: &Agreement) -> Option<String> {
    let said = match a.share {
        None if a.pairs == 0 => return None,
        None => format!("too few second looks to say how far two agree ({} links)", a.pairs),
        Some(share) => {
            let kappa = a
                .kappa
                .map_or_else(|| "no kappa: all one verdict".to_owned(), |k| format!("kappa {k:.2}"));
            format!(
                "{} of {} second looks agree: {:.0} % ({:.0} to {:.0}), {kappa}",
                a.equal,
                a.pairs,
                share.mid * 100.0,
                share.low * 100.0,
                share.high * 100.0
            )
        }
    };
    Some(said)
}
