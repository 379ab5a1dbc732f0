//! A verdict on what somebody else decided, given on the same card without seeing that verdict. It is kept as a
//! decision whose card is blind, and changes no group. Must not know: how the first verdict is kept from sight.

use serde::{Deserialize, Serialize};

use super::decide::sides_there;
use super::*;
use crate::model::decision::{Candidate, Decision, Verdict};
use crate::model::*;
use crate::snapshot::second::NoLook;

#[derive(Clone, Serialize, Deserialize)]
pub struct SecondLook {
    /// The candidate that somebody else decided; its card is the one of that decision.
    pub candidate: Uid,
    /// *Later* puts it off: it goes on waiting.
    pub verdict: Verdict,
    #[serde(default)]
    pub why: String,
}

impl Verb for SecondLook {
    fn name(&self) -> String {
        format!("look.{}", self.verdict.as_str())
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let card = s.said_of(self.candidate).standing().map(|d| &d.card);
        card.map(|c| vec![c.left.label.clone(), c.right.label.clone()])
            .unwrap_or_default()
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.said_of(self.candidate).standing() {
            Some(decision) => sides_there(s, &decision.card),
            None => Err(refused(NoLook::Undecided)),
        }
    }
    fn check_by(&self, member: MemberId, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        s.said_of(self.candidate).open_to(member).map_err(refused)?;
        self.check(s, catalog)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let said = c.snapshot.said_of(self.candidate);
        let first = said.open_to(c.member).map_err(refused)?;
        let id = DecisionId(tx.mint().uid());
        tx.insert(&Decision {
            id,
            verdict: self.verdict,
            why: self.why.clone(),
            member: c.member,
            // Another computer's clock may be behind; the look still came after what it was given on.
            at: c.now.clone().max(first.at.clone()),
            card: Candidate {
                blind: true,
                ..first.card.clone()
            },
            ..first.clone()
        })?;
        Ok(Outcome::one(id.0))
    }
}

fn refused(why: NoLook) -> Problem {
    let (expected, found, remedy) = match why {
        NoLook::Undecided => (
            "a link that somebody else has decided",
            "one without a verdict",
            "`surface --second-look` lists what waits for you; decide this one as any other",
        ),
        NoLook::Own => (
            "a link that somebody else has decided",
            "one that you gave a verdict on",
            "let another member look, or act as that member with --member NAME",
        ),
        NoLook::Looked => (
            "a link that you have not looked at",
            "one that you gave a second look",
            "where the two verdicts differ, settle it by a decision; undo takes your look back",
        ),
    };
    Problem::new("second-look", expected, found, remedy)
}
