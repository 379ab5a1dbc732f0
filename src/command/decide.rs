//! A person's verdict on a candidate. Groups are derived from decisions, so a later verdict on the
//! same candidate takes an accepted one back (unmerge) and each fact stays with the member it was
//! put on.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::decision::{Candidate, CandidateKind, Decision, Verdict};
use crate::model::*;

#[derive(Clone, Serialize, Deserialize)]
pub struct Decide {
    /// The whole card as it was shown.
    pub candidate: Candidate,
    pub verdict: Verdict,
    #[serde(default)]
    pub why: String,
}

impl Verb for Decide {
    fn name(&self) -> String {
        format!("decide.{}", self.verdict.as_str())
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.candidate.left.label.clone(), self.candidate.right.label.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        let card = &self.candidate;
        for side in [&card.left, &card.right] {
            let there = if side.kind == "record" {
                s.record(RecordId(side.id)).is_some()
            } else {
                s.entity(EntityId(side.id)).is_some()
            };
            if !there {
                return Err(gone(if side.kind == "record" { "record" } else { "entity" }, side.id));
            }
        }
        if self.verdict == Verdict::Accept && card.kind == CandidateKind::Same {
            refuse_never_chain(s, card)?;
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = DecisionId(tx.mint().uid());
        tx.insert(&Decision {
            id,
            candidate: self.candidate.id,
            kind: self.candidate.kind,
            left_id: self.candidate.left.id,
            right_id: self.candidate.right.id,
            verdict: self.verdict,
            why: self.why.clone(),
            member: c.member,
            at: c.now.clone(),
            card: self.candidate.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}

/// A=B may not be accepted when a member of A's group was declared never the same as one of B's.
fn refuse_never_chain(s: &Snapshot, card: &Candidate) -> Result<(), Problem> {
    let left = s.members_of(EntityId(card.left.id));
    let right = s.members_of(EntityId(card.right.id));
    for decision in s.latest_decisions().values() {
        if decision.kind != CandidateKind::Same || decision.verdict != Verdict::Never || decision.candidate == card.id {
            continue;
        }
        let (a, b) = (EntityId(decision.left_id), EntityId(decision.right_id));
        if (left.contains(&a) && right.contains(&b)) || (left.contains(&b) && right.contains(&a)) {
            return Err(Problem::new(
                "never-the-same",
                "two groups that nobody declared apart",
                format!("{} and {}, declared never the same", label_of(s, a), label_of(s, b)),
                "take that verdict back first, or reject this link",
            ));
        }
    }
    Ok(())
}
