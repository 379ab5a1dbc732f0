//! The parameter set of a case on the command line: what is in use, what verdicts would make of it, take, drop.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use super::case::{board_at, open, open_to_write};
use super::{BoardArgs, CaseArgs, End, print_json, words};
use crate::app::weights::{self, Weights};
use crate::catalog::Catalog;
use crate::model::parameters::{Advice, TakenSet};
use crate::model::problem::Problem;
use crate::resolve::estimate::Share;
use crate::resolve::reestimate::{Preview, Quality};
use crate::snapshot::Snapshot;
use crate::snapshot::taken::InUse;

#[derive(Args)]
pub(super) struct Parameters {
    #[command(flatten)]
    case: CaseArgs,
    /// What the verdicts given so far would make of the weights, checked on held-out verdicts; nothing is written
    #[arg(long)]
    reestimate: bool,
    /// Take the weights that `--reestimate` shows
    #[arg(long, conflicts_with = "reestimate")]
    take: bool,
    /// Go back to the weights as shipped
    #[arg(long, conflicts_with_all = ["reestimate", "take"])]
    drop: bool,
    /// Why they are taken, or dropped
    #[arg(long, default_value = "", value_name = "TEXT")]
    why: String,
    #[command(flatten)]
    board: BoardArgs,
    #[arg(long)]
    json: bool,
}

pub(super) fn parameters(a: &Parameters, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    if a.take || a.drop {
        if !a.board.as_of.is_empty() {
            let remedy = "leave out --as-of: weights are taken on the board as it is now";
            return Err(Problem::new("as-of", "no past board", a.board.as_of.clone(), remedy));
        }
        if a.why.trim().is_empty() {
            return Err(Problem::new("required", "a reason", "nothing", "give --why TEXT"));
        }
        return change(a, catalog);
    }
    let case = board_at(open(&a.case, catalog)?, &a.board.as_of)?;
    let snapshot = case.snapshot();
    if a.reestimate {
        let preview = weights::preview(&snapshot, catalog);
        if a.json {
            return print_json(&preview).map(|()| End::Done);
        }
        tell(&preview);
        return Ok(End::Done);
    }
    let used = weights::in_use(&snapshot, catalog);
    let sets = snapshot.taken_sets();
    if a.json {
        let sets: Vec<Json> = sets.iter().map(|t| taken_json(&snapshot, t)).collect();
        let mut shown = json!(used);
        if let Some(taken) = &used.taken {
            shown["taken"] = taken_json(&snapshot, taken);
        }
        return print_json(&json!({ "in_use": shown, "taken": sets })).map(|()| End::Done);
    }
    print_in_use(&snapshot, &used);
    for taken in &sets {
        println!("taken: {}", taken_line(&snapshot, taken));
    }
    notice(&snapshot, catalog);
    Ok(End::Done)
}

/// Says on stderr that a set was taken and is not used.
pub(super) fn notice(snapshot: &Snapshot, catalog: &Catalog) {
    if let InUse::Unfit(problem) = snapshot.set_in_use(&catalog.scoring) {
        eprintln!("caseboard: {}", problem.to_string().replace('\n', " "));
    }
}

fn change(a: &Parameters, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    let command = if a.take {
        weights::take(&weights::preview(&case.snapshot(), catalog), &a.why)?
    } else {
        weights::leave(&a.why)
    };
    let done = case.commit(&command)?;
    let used = weights::in_use(&case.snapshot(), catalog);
    if a.json {
        return print_json(&json!({ "commit": done.seq, "in_use": used.name })).map(|()| End::Done);
    }
    println!("in use: {}, commit {}; `undo` takes it back", used.name, done.seq);
    Ok(End::Done)
}

fn taken_json(s: &Snapshot, t: &TakenSet) -> Json {
    json!({
        "number": t.set.number, "base": t.set.base, "why": t.why, "member": words::member(s, t.member), "at": t.at,
        "slope": t.set.slope, "shift": t.set.shift, "learned": t.set.learned, "check": t.set.check,
    })
}

fn taken_line(s: &Snapshot, t: &TakenSet) -> String {
    let learned = &t.set.learned;
    format!(
        "{} by {} on {}, from {} accepted and {} rejected links at commit {}: {}",
        t.set.number,
        words::member(s, t.member),
        t.at.get(..10).unwrap_or(&t.at),
        learned.accepted,
        learned.rejected,
        learned.commit,
        t.why
    )
}

fn print_in_use(s: &Snapshot, used: &Weights) {
    match &used.taken {
        None => println!("in use: {}, as shipped; prior {:.2} bits", used.name, used.prior_bits),
        Some(taken) => {
            println!("in use: {}, prior {:.2} bits", used.name, used.prior_bits);
            println!("  {}", taken_line(s, taken));
            println!("  weight × {:.3} and {:+.2} bits", used.slope, used.shift);
        }
    }
    for field in &used.fields {
        println!("{} ({})", field.field, field.kind);
        for l in &field.levels {
            println!("  {:<9} m {:.6}  u {:.6}  {:+7.2} bits", l.key, l.m, l.u, l.bits);
        }
    }
}

/// The preview in words.
fn tell(p: &Preview) {
    println!(
        "{} accepted and {} rejected links of names, {} left out",
        p.accepted, p.rejected, p.left_out
    );
    let (Some(set), Some(advice), Some(shares)) = (&p.set, p.advice, &p.shares) else {
        let m = p.missing;
        println!(
            "too few to learn from: {} accepted, {} rejected and {} separate parties are missing",
            m.accepted, m.rejected, m.parties
        );
        return;
    };
    println!(
        "set {}: weight × {:.3} and {:+.2} bits; prior {:.2} to {:.2} bits",
        set.number, set.slope, set.shift, p.prior.0, p.prior.1
    );
    for field in &p.fields {
        let moved = || field.levels.iter().filter(|l| l.bits.0 != l.bits.1);
        if moved().next().is_some() {
            println!("{} ({})", field.field, field.kind);
        }
        for l in moved() {
            let (from, to) = l.bits;
            println!("  {:<9} {from:+7.2} to {to:+7.2} bits, {} accepted", l.key, l.seen);
        }
    }
    let check = &set.check;
    println!("held out, {} links over {} parties:", check.pairs, check.parties);
    println!("  as shipped    {}", quality(&shares.shipped));
    println!("  re-estimated  {}", quality(&shares.learned));
    println!(
        "  an accepted link weighs more than a rejected one in {:.0} of 100 (at least {:.0})",
        check.in_order * 100.0,
        check.in_order_low * 100.0
    );
    println!(
        "{}",
        match advice {
            Advice::Take => "better on verdicts that it had not seen: `parameters CASE --take --why TEXT` takes it",
            Advice::NotBetter => "not better on verdicts that it had not seen: better not taken",
            Advice::Unrelated => {
                "the verdicts do not follow the evidence: accepted links weigh no more than rejected ones; better not taken"
            }
        }
    );
}

fn quality(q: &Quality) -> String {
    let share = |s: &Share| format!("{:.0} % ({:.0} to {:.0})", s.mid * 100.0, s.low * 100.0, s.high * 100.0);
    format!(
        "log-loss {:.4}, precision {}, recall {}, contradicts {}",
        q.log_loss,
        share(&q.precision),
        share(&q.recall),
        q.contradicts
    )
}
