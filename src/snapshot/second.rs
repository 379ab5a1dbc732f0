//! Second looks: a verdict that was given without seeing the first. Which decision each was given on, who has not
//! looked yet, where two differ. It changes no group and settles nothing. Must not know: how it is shown.

use std::collections::BTreeMap;

use super::Snapshot;
use crate::model::decision::{Decision, Side, Verdict};
use crate::model::*;

/// A verdict and the second look at it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair<'a> {
    pub first: &'a Decision,
    pub second: &'a Decision,
}
impl Pair<'_> {
    /// Verdicts as given: rejected is not never.
    pub fn agrees(&self) -> bool {
        self.first.verdict == self.second.verdict
    }
}

/// Why a member may give no second look at a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoLook {
    /// Nobody's verdict stands: none was given, or it was put off.
    Undecided,
    /// The member has given a verdict on it, and so is not blind.
    Own,
    /// The member has looked already.
    Looked,
}

/// What was said of one candidate, oldest first.
#[derive(Default)]
pub struct Said<'a> {
    verdicts: Vec<&'a Decision>,
    looks: Vec<&'a Decision>,
}

impl<'a> Said<'a> {
    fn add(&mut self, decision: &'a Decision) {
        if decision.card.blind {
            self.looks.push(decision);
        } else {
            self.verdicts.push(decision);
        }
    }
    fn in_order(mut self) -> Said<'a> {
        for list in [&mut self.verdicts, &mut self.looks] {
            list.sort_by(|a, b| (&a.at, a.id).cmp(&(&b.at, b.id)));
        }
        self
    }
    /// The decision that counts.
    pub fn standing(&self) -> Option<&'a Decision> {
        self.verdicts.last().copied()
    }
    /// Each second look with the decision that stood when it was given. What was put off is no verdict; a decision
    /// that was taken back leaves its looks without one.
    pub fn pairs(&self) -> impl Iterator<Item = Pair<'a>> + '_ {
        self.looks
            .iter()
            .filter(|l| l.verdict != Verdict::Later)
            .filter_map(|second| {
                let first = self.verdicts.iter().rev().find(|v| v.at <= second.at)?;
                let paired = first.verdict != Verdict::Later && first.member != second.member;
                paired.then_some(Pair { first, second })
            })
    }
    /// The oldest second look that differs from the decision that stands.
    pub fn disagreement(&self) -> Option<Pair<'a>> {
        let standing = self.standing()?.id;
        self.pairs().find(|p| p.first.id == standing && !p.agrees())
    }
    /// The decision that this member may look at without having seen a verdict on it.
    ///
    /// # Errors
    /// Why not.
    pub fn open_to(&self, member: MemberId) -> Result<&'a Decision, NoLook> {
        let standing = self.standing().filter(|d| d.verdict != Verdict::Later);
        let standing = standing.ok_or(NoLook::Undecided)?;
        let own = |d: &&&Decision| d.member == member && d.verdict != Verdict::Later;
        if self.verdicts.iter().any(|d| own(&d)) {
            return Err(NoLook::Own);
        }
        if self.looks.iter().any(|d| own(&d)) {
            return Err(NoLook::Looked);
        }
        Ok(standing)
    }
}

impl Snapshot {
    /// What was said of each candidate that was decided or looked at.
    pub fn said(&self) -> BTreeMap<Uid, Said<'_>> {
        let mut said: BTreeMap<Uid, Said<'_>> = BTreeMap::new();
        for decision in self.decisions.iter() {
            said.entry(decision.candidate).or_default().add(decision);
        }
        said.into_iter().map(|(id, said)| (id, said.in_order())).collect()
    }
    /// What was said of one candidate.
    pub fn said_of(&self, candidate: Uid) -> Said<'_> {
        let mut said = Said::default();
        for decision in self.decisions.iter().filter(|d| d.candidate == candidate) {
            said.add(decision);
        }
        said.in_order()
    }
    /// True when the party or record of a card is on the board still.
    pub fn has_side(&self, side: &Side) -> bool {
        if side.kind == "record" {
            self.record(RecordId(side.id)).is_some()
        } else {
            self.entity(EntityId(side.id)).is_some()
        }
    }
    /// Decisions of others that this member has not looked at: oldest first, what was put off last.
    pub fn to_look_at(&self, member: MemberId) -> Vec<&Decision> {
        let mut open: Vec<(bool, &Decision)> = self
            .said()
            .into_values()
            .filter_map(|said| {
                let decision = said.open_to(member).ok()?;
                let there = self.has_side(&decision.card.left) && self.has_side(&decision.card.right);
                there.then(|| (said.looks.iter().any(|l| l.member == member), decision))
            })
            .collect();
        open.sort_by(|(late, a), (other, b)| (late, &a.at, a.candidate).cmp(&(other, &b.at, b.candidate)));
        open.into_iter().map(|(_, decision)| decision).collect()
    }
    /// Second looks that differ from the decision that stands, one a candidate: oldest first.
    pub fn disagreements(&self) -> Vec<Pair<'_>> {
        let mut found: Vec<Pair<'_>> = self.said().values().filter_map(Said::disagreement).collect();
        found.retain(|p| self.has_side(&p.first.card.left) && self.has_side(&p.first.card.right));
        found.sort_by(|a, b| (&a.second.at, a.second.candidate).cmp(&(&b.second.at, b.second.candidate)));
        found
    }
    /// The first second look at each candidate with the decision that it was given on.
    pub fn looked_at(&self) -> Vec<Pair<'_>> {
        self.said().values().filter_map(|said| said.pairs().next()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::{Candidate, CandidateKind};
    use crate::model::entity::Entity;
    use crate::snapshot::LoadedRow;

    fn uid(n: u8) -> Uid {
        Uid([n; 16])
    }
    fn member(n: u8) -> MemberId {
        MemberId(uid(n))
    }

    /// Decisions on the candidate 1 in the order given, a second apart.
    fn board(given: &[(u8, Verdict, bool)]) -> Snapshot {
        let entity = |n: u8| {
            LoadedRow::Entity(Entity {
                id: EntityId(uid(n)),
                kind: "company".into(),
                ..Entity::default()
            })
        };
        let side = |n: u8| Side {
            id: uid(n),
            kind: "company".into(),
            ..Side::default()
        };
        let mut rows = vec![entity(50), entity(51)];
        for (n, (by, verdict, blind)) in given.iter().enumerate() {
            rows.push(LoadedRow::Decision(Decision {
                id: DecisionId(uid(100 + n as u8)),
                candidate: uid(1),
                kind: CandidateKind::Same,
                left_id: uid(50),
                right_id: uid(51),
                verdict: *verdict,
                member: member(*by),
                at: format!("2026-11-24T08:00:{n:02}.000Z"),
                card: Candidate {
                    id: uid(1),
                    left: side(50),
                    right: side(51),
                    blind: *blind,
                    ..Candidate::default()
                },
                ..Decision::default()
            }));
        }
        Snapshot::build(1, String::new(), rows.into_iter())
    }

    const A: u8 = 10;
    const B: u8 = 11;
    const C: u8 = 12;

    #[test]
    fn a_second_look_counts_for_nothing_that_decisions_count_for() {
        let s = board(&[(A, Verdict::Reject, false), (B, Verdict::Accept, true)]);
        assert_eq!(s.latest_decisions()[&uid(1)].verdict, Verdict::Reject);
        assert_eq!(s.verdicts().count(), 1);
        assert_ne!(s.group_of(EntityId(uid(50))), s.group_of(EntityId(uid(51))));
        let s = board(&[(A, Verdict::Accept, false), (B, Verdict::Never, true)]);
        assert_eq!(s.group_of(EntityId(uid(50))), s.group_of(EntityId(uid(51))));
    }

    #[test]
    fn a_decision_waits_for_those_who_saw_no_verdict_on_it() {
        let waits = |given: &[(u8, Verdict, bool)], n: u8| board(given).to_look_at(member(n)).len();
        let accept = (A, Verdict::Accept, false);
        assert_eq!(waits(&[], B), 0);
        assert_eq!(waits(&[(A, Verdict::Later, false)], B), 0, "put off is no verdict");
        assert_eq!((waits(&[accept], A), waits(&[accept], B)), (0, 1));
        let looked = [accept, (B, Verdict::Reject, true)];
        assert_eq!((waits(&looked, B), waits(&looked, C)), (0, 1));
        assert_eq!(waits(&[accept, (B, Verdict::Later, true)], B), 1, "put off, it waits");
        // B has decided it, A has decided before: neither is blind any more.
        let again = [accept, (B, Verdict::Reject, false)];
        assert_eq!((waits(&again, A), waits(&again, B), waits(&again, C)), (0, 0, 1));
    }

    #[test]
    fn a_disagreement_is_settled_by_a_newer_decision_and_stays_counted() {
        let differ = [(A, Verdict::Accept, false), (B, Verdict::Reject, true)];
        let s = board(&differ);
        let found = s.disagreements();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first.member, found[0].second.member), (member(A), member(B)));
        // Settled as it stood, or the other way.
        for verdict in [Verdict::Accept, Verdict::Reject] {
            let mut settled = differ.to_vec();
            settled.push((A, verdict, false));
            let s = board(&settled);
            assert!(s.disagreements().is_empty());
            let pairs = s.looked_at();
            assert_eq!(pairs.len(), 1);
            assert_eq!((pairs[0].first.verdict, pairs[0].agrees()), (Verdict::Accept, false));
        }
        assert!(
            board(&[(A, Verdict::Accept, false), (B, Verdict::Accept, true)])
                .disagreements()
                .is_empty()
        );
        let never = [(A, Verdict::Reject, false), (B, Verdict::Never, true)];
        assert_eq!(board(&never).disagreements().len(), 1, "verdicts as given");
    }

    #[test]
    fn a_look_at_a_decision_that_was_taken_back_is_no_pair() {
        let s = board(&[(B, Verdict::Accept, true)]);
        assert!(s.looked_at().is_empty() && s.disagreements().is_empty());
        // Decided anew afterwards: the look was not at this decision.
        let s = board(&[(B, Verdict::Accept, true), (A, Verdict::Reject, false)]);
        assert!(s.looked_at().is_empty() && s.disagreements().is_empty());
    }
}
