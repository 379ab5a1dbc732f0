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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::asset::Assets;
    use crate::command::decide::Decide;
    use crate::model::decision::{CandidateKind, Side};
    use crate::model::entity::Entity;
    use crate::snapshot::LoadedRow;

    fn uid(n: u8) -> Uid {
        Uid([n; 16])
    }

    fn card() -> Candidate {
        let side = |n: u8| Side {
            id: uid(n),
            kind: "company".into(),
            ..Side::default()
        };
        Candidate {
            id: uid(1),
            kind: CandidateKind::Connected,
            left: side(50),
            right: side(51),
            ..Candidate::default()
        }
    }

    /// By member, verdict and whether it is a second look, a second apart.
    fn board(given: &[(u8, Verdict, bool)]) -> Snapshot {
        let entity = |n: u8| {
            LoadedRow::Entity(Entity {
                id: EntityId(uid(n)),
                ..Entity::default()
            })
        };
        let decision = |(n, (by, verdict, blind)): (usize, &(u8, Verdict, bool))| {
            LoadedRow::Decision(Decision {
                id: DecisionId(uid(100 + n as u8)),
                candidate: uid(1),
                verdict: *verdict,
                member: MemberId(uid(*by)),
                at: format!("2026-11-24T08:00:{n:02}.000Z"),
                card: Candidate {
                    blind: *blind,
                    ..card()
                },
                ..Decision::default()
            })
        };
        let decisions = given.iter().enumerate().map(decision);
        Snapshot::build(1, String::new(), [entity(50), entity(51)].into_iter().chain(decisions))
    }

    #[test]
    fn a_look_is_refused_where_nobody_decided_or_one_is_not_blind() {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let look = SecondLook {
            candidate: uid(1),
            verdict: Verdict::Accept,
            why: String::new(),
        };
        let found = |given: &[(u8, Verdict, bool)]| {
            let refused = look.check_by(MemberId(uid(9)), &board(given), &catalog).err();
            refused.map_or_else(String::new, |p| p.found)
        };
        let other = (8, Verdict::Reject, false);
        assert_eq!(found(&[other]), "");
        assert_eq!(found(&[]), "one without a verdict");
        assert_eq!(found(&[(8, Verdict::Later, false)]), "one without a verdict");
        assert_eq!(found(&[(9, Verdict::Reject, false)]), "one that you gave a verdict on");
        assert_eq!(
            found(&[other, (9, Verdict::Reject, true)]),
            "one that you gave a second look"
        );
        assert_eq!(found(&[other, (9, Verdict::Later, true)]), "");
    }

    #[test]
    fn what_differs_is_settled_with_a_reason_and_by_no_blind_card() {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let differ = board(&[(8, Verdict::Reject, false), (9, Verdict::Accept, true)]);
        let decide = |verdict: Verdict, why: &str, blind: bool| Decide {
            candidate: Candidate { blind, ..card() },
            verdict,
            why: why.into(),
        };
        let key = |d: Decide| d.check(&differ, &catalog).err().map(|p| p.key);
        assert_eq!(key(decide(Verdict::Reject, " ", false)).as_deref(), Some("required"));
        assert_eq!(key(decide(Verdict::Reject, "asked both", false)), None);
        // Put off, it is open again: nothing is settled.
        assert_eq!(key(decide(Verdict::Later, "", false)), None);
        assert_eq!(
            key(decide(Verdict::Reject, "asked both", true)).as_deref(),
            Some("candidate")
        );
        let agreed = board(&[(8, Verdict::Reject, false), (9, Verdict::Reject, true)]);
        assert!(decide(Verdict::Accept, "", false).check(&agreed, &catalog).is_ok());
    }
}
