//! Several links accepted in one step: one commit, one undo step, a decision with its whole card for each.
//! Only above a weight that the person names. Must not know: which links hang together.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::decide::{Decide, record, refuse_never};
use super::*;
use crate::model::decision::{Candidate, CandidateKind, Verdict};

/// Parties that are one, or records that are connected. Each of the links must be acceptable by itself, and all
/// of them together.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct AcceptMany {
    /// The whole cards as they were shown.
    pub candidates: Vec<Candidate>,
    /// No link of fewer bits is accepted so.
    pub least_bits: f64,
    /// Why; said of each.
    pub why: String,
}

impl AcceptMany {
    fn decisions(&self) -> impl Iterator<Item = Decide> {
        self.candidates.iter().map(|candidate| Decide {
            candidate: candidate.clone(),
            verdict: Verdict::Accept,
            why: self.why.clone(),
        })
    }
}

impl Verb for AcceptMany {
    fn name(&self) -> String {
        "decide.group".to_owned()
    }
    /// How many, one of the names, the least weight.
    fn args(&self, _: &Snapshot) -> Vec<String> {
        let label = self.candidates.first().map(|c| c.left.label.clone());
        vec![
            self.candidates.len().to_string(),
            label.unwrap_or_default(),
            format!("{:.1}", self.least_bits),
        ]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        required("why", &self.why)?;
        if self.candidates.is_empty() {
            return Err(Problem::new(
                "candidates",
                "at least one link",
                "none",
                "name the links to accept",
            ));
        }
        let mut seen = BTreeSet::new();
        for decide in self.decisions() {
            let card = &decide.candidate;
            let named = format!("{} and {}", card.left.label, card.right.label);
            if card.kind == CandidateKind::Pattern || card.kind != self.candidates[0].kind {
                let expected = "links of one kind, same or connected";
                return Err(Problem::new("kind", expected, named, "decide this one by itself"));
            }
            let bits = card.bits.as_f64();
            if self.least_bits.is_nan() || bits < self.least_bits {
                let expected = format!("links of at least {:.1} bits", self.least_bits);
                let found = format!("{named}: {bits:.1} bits");
                return Err(Problem::new(
                    "below-least",
                    expected,
                    found,
                    "decide this one by itself",
                ));
            }
            if !seen.insert(card.id) {
                let remedy = "leave it out where it stands a second time";
                return Err(Problem::new("candidates", "each link once", named, remedy));
            }
            decide.check(s, catalog)?;
        }
        match self.candidates[0].kind {
            CandidateKind::Same => refuse_never(s, &self.candidates),
            _ => Ok(()),
        }
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut out = Outcome::default();
        for decide in self.decisions() {
            out.made.push(record(&decide, c, tx)?.0);
        }
        Ok(out)
    }
}
