//! The parameter set of a board as a person looks at it: what is in use, what verdicts would make of it, the commands
//! that take it and leave it. Must not know: how it is shown.

use serde::Serialize;

use super::ask::without_held;
use crate::catalog::Catalog;
use crate::command::Command;
use crate::command::take_parameters::{DropParameters, TakeParameters};
use crate::model::parameters::{ParameterSet, TakenSet};
use crate::model::problem::Problem;
use crate::resolve::reestimate::{self, Preview, level_bits};
use crate::resolve::{profile, taken};
use crate::snapshot::Snapshot;
use crate::snapshot::taken::InUse;

/// The set in use.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Weights {
    /// As cards name it.
    pub name: String,
    pub number: u32,
    pub prior_bits: f64,
    pub slope: f64,
    pub shift: f64,
    pub fields: Vec<FieldWeights>,
    /// What it was learned from, when it was taken.
    pub taken: Option<TakenSet>,
    /// One was taken and can't be used.
    pub notice: Option<Problem>,
}
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FieldWeights {
    pub field: String,
    pub kind: String,
    pub levels: Vec<LevelWeight>,
}
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LevelWeight {
    pub key: String,
    pub m: f64,
    pub u: f64,
    /// At the rarity that a shared value usually has.
    pub bits: f64,
}

/// The set that parties of this board are weighed by.
pub fn in_use(snapshot: &Snapshot, catalog: &Catalog) -> Weights {
    let scoring = &catalog.scoring;
    let board = without_held(snapshot);
    let (plan, fields) = profile::plan(scoring);
    let profiles = profile::parties(&board, scoring, &fields).len();
    let parameters = taken::of_board(&board, scoring, &plan, profiles);
    let set = snapshot.own_set(scoring);
    let (taken, notice) = match snapshot.set_in_use(scoring) {
        InUse::Shipped => (None, None),
        InUse::Taken(taken) => (Some(*taken), None),
        InUse::Unfit(problem) => (None, Some(problem)),
    };
    let weights = set.fields.iter().zip(&plan.slots).map(|(field, slot)| {
        let (least, most) = (slot.comparison.min_bits, slot.comparison.max_bits);
        let levels = field.levels.iter().map(|l| LevelWeight {
            key: l.key.clone(),
            m: l.m,
            u: l.u,
            bits: level_bits(set.slope, l, least, most),
        });
        FieldWeights {
            field: field.name.clone(),
            kind: field.kind.clone(),
            levels: levels.collect(),
        }
    });
    Weights {
        name: parameters.name(),
        number: parameters.number,
        prior_bits: parameters.prior_bits,
        slope: set.slope,
        shift: set.shift,
        fields: weights.collect(),
        taken,
        notice,
    }
}

/// What the verdicts of this board would make of the set. Sources in quarantine are left out. Nothing is written.
pub fn preview(snapshot: &Snapshot, catalog: &Catalog) -> Preview {
    let board = without_held(snapshot);
    let mut preview = reestimate::preview(&board, &catalog.scoring);
    if let Some(set) = &mut preview.set {
        (set.learned.commit, set.learned.chain) = (snapshot.seq, snapshot.chain.clone());
    }
    preview
}

/// The command that takes what a preview shows.
///
/// # Errors
/// `too-few-verdicts`: it offers nothing.
pub fn take(preview: &Preview, why: &str) -> Result<Command, Problem> {
    let set: ParameterSet = preview.set.clone().ok_or_else(|| {
        let missing = preview.missing;
        Problem::new(
            "too-few-verdicts",
            format!(
                "{0} accepted and {0} rejected links of names, over {1} parties that no verdict ties together",
                crate::model::parameters::FEWEST,
                reestimate::FOLDS
            ),
            format!(
                "{} accepted, {} rejected; missing: {} accepted, {} rejected, {} parties",
                preview.accepted, preview.rejected, missing.accepted, missing.rejected, missing.parties
            ),
            "decide more links, then re-estimate",
        )
    })?;
    let why = why.to_owned();
    Ok(TakeParameters { set, why }.into())
}

/// The command that goes back to the set as shipped.
pub fn leave(why: &str) -> Command {
    DropParameters { why: why.to_owned() }.into()
}
