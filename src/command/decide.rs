//! A person's verdict on a candidate, which settles where a second look differed. Groups are derived from decisions, so a later verdict on the
//! same candidate takes an accepted one back (unmerge) and each fact stays with the member it was
//! put on.

use std::collections::BTreeMap;

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
        sides_there(s, card)?;
        if card.blind {
            let remedy = "give a second look by the command `second_look`";
            return Err(Problem::new(
                "candidate",
                "a card to decide on",
                "one of a second look",
                remedy,
            ));
        }
        if self.verdict != Verdict::Later && s.said_of(card.id).disagreement().is_some() {
            // Two people read the same card differently: why this is right must be said.
            required("why", &self.why)?;
        }
        if self.verdict == Verdict::Accept && card.kind == CandidateKind::Same {
            refuse_never(s, std::slice::from_ref(card))?;
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        record(self, c, tx).map(|id| Outcome::one(id.0))
    }
}

/// What a card speaks of is on the board still.
pub(super) fn sides_there(s: &Snapshot, card: &Candidate) -> Result<(), Problem> {
    for side in [&card.left, &card.right] {
        if !s.has_side(side) {
            return Err(gone(if side.kind == "record" { "record" } else { "entity" }, side.id));
        }
    }
    Ok(())
}

/// Writes one decision with its card.
pub(super) fn record(decide: &Decide, c: &Context<'_>, tx: &mut Tx<'_>) -> Result<DecisionId, Problem> {
    let id = DecisionId(tx.mint().uid());
    let card = &decide.candidate;
    tx.insert(&Decision {
        id,
        candidate: card.id,
        kind: card.kind,
        left_id: card.left.id,
        right_id: card.right.id,
        verdict: decide.verdict,
        why: decide.why.clone(),
        member: c.member,
        at: c.now.clone(),
        card: card.clone(),
    })?;
    Ok(id)
}

/// Links may not be accepted that would make two parties one whom somebody declared never the same, however
/// long the chain between them.
pub(super) fn refuse_never(s: &Snapshot, cards: &[Candidate]) -> Result<(), Problem> {
    let united = united(s, cards);
    for decision in s.latest_decisions().values() {
        if decision.kind != CandidateKind::Same
            || decision.verdict != Verdict::Never
            || cards.iter().any(|card| card.id == decision.candidate)
        {
            continue;
        }
        let (a, b) = (EntityId(decision.left_id), EntityId(decision.right_id));
        let (x, y) = (s.group_of(a), s.group_of(b));
        if x != y && united.contains_key(&x) && united.get(&x) == united.get(&y) {
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

/// For each party the least party that it would be one with.
fn united(s: &Snapshot, cards: &[Candidate]) -> BTreeMap<EntityId, EntityId> {
    let mut above: BTreeMap<EntityId, EntityId> = BTreeMap::new();
    for card in cards {
        let (a, b) = (
            root(&above, s.group_of(EntityId(card.left.id))),
            root(&above, s.group_of(EntityId(card.right.id))),
        );
        above.insert(a.max(b), a.min(b));
        above.entry(a.min(b)).or_insert(a.min(b));
    }
    let parties: Vec<EntityId> = above.keys().copied().collect();
    parties.into_iter().map(|p| (p, root(&above, p))).collect()
}

fn root(above: &BTreeMap<EntityId, EntityId>, mut party: EntityId) -> EntityId {
    while let Some(next) = above.get(&party).filter(|next| **next != party) {
        party = *next;
    }
    party
}
