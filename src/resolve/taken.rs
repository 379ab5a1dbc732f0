//! The parameter set that a board is weighed by: the scoring files', or the one that was learned from its verdicts and
//! taken. Must not know: how a set is learned.

use crate::catalog::scoring::Scoring;
use crate::model::parameters::ParameterSet;
use crate::snapshot::Snapshot;
use crate::snapshot::taken::InUse;

use super::calibrate::Calibration;
use super::pool::Plan;
use super::weigh::{Chance, Parameters};

/// The set in use on this board, with the prior for `profiles` parties.
pub fn of_board(snapshot: &Snapshot, scoring: &Scoring, plan: &Plan, profiles: usize) -> Parameters {
    let shipped = of_files(scoring, plan, profiles);
    match snapshot.set_in_use(scoring) {
        InUse::Taken(taken) => under(&shipped, &taken.set),
        InUse::Shipped | InUse::Unfit(_) => shipped,
    }
}

/// The set of the scoring files.
pub fn of_files(scoring: &Scoring, plan: &Plan, profiles: usize) -> Parameters {
    let surface = &scoring.surface;
    Parameters::of_plan(plan, surface.number, profiles, surface.duplicates, surface.damping)
}

/// What is learned in place of what is shipped; the two have the same fields.
pub fn under(shipped: &Parameters, set: &ParameterSet) -> Parameters {
    let mut out = Parameters {
        number: set.number,
        learned: true,
        ..shipped.clone()
    };
    for (field, learned) in out.fields.iter_mut().zip(&set.fields) {
        field.levels = learned.levels.iter().map(|l| Chance { m: l.m, u: l.u }).collect();
        field.agree_by_chance = learned.levels.first().map_or(field.agree_by_chance, |l| l.u);
    }
    let calibration = Calibration {
        slope: set.slope,
        shift: set.shift,
    };
    out.calibrated(calibration).0
}
