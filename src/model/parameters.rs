//! Weights that a case learned from its own verdicts: numbered, frozen, kept as settings of the file.
//! Must not know: how they are learned, what they are compared with.

use serde::{Deserialize, Serialize};

use super::MemberId;

/// Accepted, and rejected, pairs below which nothing is learned.
pub const FEWEST: usize = 20;
/// No level's weight moves by more than this from the scoring file's, in bits.
pub const MOST_BITS: f64 = 2.0;
/// Bounds of slope and shift (bits) of the whole weight.
pub const SLOPES: (f64, f64) = (0.5, 1.25);
pub const SHIFTS: (f64, f64) = (-8.0, 4.0);
/// m at or below this, or m = u, is a rule and no estimate: relatives are kept apart by it.
pub const RULE: f64 = 1e-5;

/// The setting that says which set is in use.
pub const IN_USE: &str = "parameters";

/// The setting that keeps a set.
pub fn kept_as(number: u32) -> String {
    format!("{IN_USE}-{number}")
}

/// What is learned: m of every level, and slope and shift of the whole weight. u is that of the scoring files it was
/// learned with.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterSet {
    pub number: u32,
    /// Number of the scoring files.
    pub base: u32,
    pub fields: Vec<SetField>,
    /// Every part of a weight and its prior times this, the shift (bits) added once.
    pub slope: f64,
    pub shift: f64,
    pub learned: Learned,
    pub check: Check,
}

/// A field as parties are compared by it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetField {
    pub name: String,
    /// The comparison, a file of `assets/scoring/`.
    pub kind: String,
    pub levels: Vec<SetLevel>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetLevel {
    pub key: String,
    pub at_least: f64,
    pub m: f64,
    pub u: f64,
}

impl SetLevel {
    pub fn is_rule(&self) -> bool {
        self.m <= RULE || self.m == self.u
    }
}

/// The verdicts that a set was learned from, as they stood at a commit.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    pub accepted: usize,
    pub rejected: usize,
    /// Verdicts of which a side is not there any more, or has nothing to be compared by.
    pub left_out: usize,
    pub commit: i64,
    pub chain: String,
}

/// How decided pairs that were not learned from come out.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub pairs: usize,
    /// Parties, with all they were compared with, that stay together in a fold.
    pub parties: usize,
    pub shipped: Figures,
    pub learned: Figures,
    /// Chance that an accepted pair weighs more than a rejected one, by the learned sets, and its 95 % lower end.
    pub in_order: f64,
    pub in_order_low: f64,
}

#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Mean of −log2 of the probability given to what a person said.
    pub log_loss: f64,
    /// Pairs at or above the least weight that is shown.
    pub linked: usize,
    /// Of those, accepted.
    pub right: usize,
    /// All that were accepted.
    pub same: usize,
}

impl Figures {
    /// Verdicts that say otherwise.
    pub fn contradicts(&self) -> usize {
        (self.linked - self.right.min(self.linked)) + (self.same - self.right.min(self.same))
    }
}

/// What a check comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    Take,
    /// Not better than the set as shipped.
    NotBetter,
    /// Accepted pairs may as well weigh less than rejected ones: the verdicts do not follow the evidence.
    Unrelated,
}

impl Check {
    pub fn advice(&self) -> Advice {
        if self.in_order_low <= 0.5 {
            Advice::Unrelated
        } else if self.learned.log_loss >= self.shipped.log_loss {
            Advice::NotBetter
        } else {
            Advice::Take
        }
    }
}

/// A set as it was taken.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct TakenSet {
    pub set: ParameterSet,
    pub why: String,
    pub member: MemberId,
    /// RFC 3339, UTC.
    pub at: String,
}

/// Which set is in use since when; none = the one of the scoring files.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Choice {
    pub number: Option<u32>,
    pub why: String,
    pub member: MemberId,
    pub at: String,
}
