//! Weights that were learned from the case's verdicts, taken; and back to those that were shipped. A set is a row that
//! nothing changes any more; another row says which is in use. Must not know: how a set is learned.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::member::Setting;
use crate::model::parameters::{
    Choice, FEWEST, IN_USE, MOST_BITS, ParameterSet, SHIFTS, SLOPES, SetField, TakenSet, kept_as,
};
use crate::snapshot::taken::{InUse, misfit, shipped};

/// As its preview gave it, on the board as it stands.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct TakeParameters {
    pub set: ParameterSet,
    pub why: String,
}

/// Back to the set of the scoring files. What was taken stays on record.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DropParameters {
    pub why: String,
}

fn refused(expected: impl Into<String>, found: impl Into<String>) -> Problem {
    let remedy = "take the set as `parameters CASE --reestimate` gives it";
    Problem::new("parameters", expected, found, remedy)
}

/// Levels as far from the scoring file's as they may be.
fn within(field: &SetField, from: &SetField) -> bool {
    // Rounded when it was learned.
    let far = |a: f64, b: f64| libm::fabs(libm::log2(a / b)) > MOST_BITS + 0.05;
    let sum: f64 = field.levels.iter().map(|l| l.m).sum();
    let sums = libm::fabs(sum - from.levels.iter().map(|l| l.m).sum::<f64>()) < 0.001;
    let levels = field.levels.iter().zip(&from.levels);
    sums && levels.into_iter().all(|(now, then)| {
        now.u == then.u && now.m > 0.0 && !far(now.m, then.m) && (!then.is_rule() || now.m == then.m)
    })
}

impl Verb for TakeParameters {
    fn name(&self) -> String {
        "parameters.take".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        let learned = &self.set.learned;
        vec![
            self.set.number.to_string(),
            learned.accepted.to_string(),
            learned.rejected.to_string(),
        ]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        required("why", &self.why)?;
        let (set, files) = (&self.set, shipped(&catalog.scoring));
        if set.learned.accepted < FEWEST || set.learned.rejected < FEWEST {
            let found = format!("{} and {}", set.learned.accepted, set.learned.rejected);
            let expected = format!("`set.learned` with {FEWEST} accepted and {FEWEST} rejected pairs or more");
            return Err(refused(expected, found));
        }
        if set.learned.chain != s.chain {
            let expected = "`set.learned` at the newest commit";
            return Err(Problem::new(
                "parameters",
                expected,
                format!("commit {}, and there were others since", set.learned.commit),
                "look at the preview again, and take what it shows now",
            ));
        }
        if set.number != s.next_set(&catalog.scoring) {
            let next = s.next_set(&catalog.scoring);
            return Err(refused(format!("`set.number` {next}"), set.number.to_string()));
        }
        if let Some(field) = misfit(set, &catalog.scoring).filter(|_| set.base == files.number) {
            return Err(refused("`set.fields` as in the scoring files", field));
        }
        if set.base != files.number {
            let expected = format!("`set.base` {}", files.number);
            return Err(refused(expected, set.base.to_string()));
        }
        if let Some((field, _)) = set.fields.iter().zip(&files.fields).find(|(a, b)| !within(a, b)) {
            let expected = format!("levels within {MOST_BITS} bits of the scoring file's, u and rules as there");
            return Err(refused(expected, format!("`set.fields`, {}", field.name)));
        }
        let inside = |x: f64, (low, high): (f64, f64)| (low..=high).contains(&x);
        if !inside(set.slope, SLOPES) || !inside(set.shift, SHIFTS) {
            let expected = format!(
                "`set.slope` from {} to {}, `set.shift` from {} to {}",
                SLOPES.0, SLOPES.1, SHIFTS.0, SHIFTS.1
            );
            return Err(refused(expected, format!("{} and {}", set.slope, set.shift)));
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let name = kept_as(self.set.number);
        let taken = TakenSet {
            set: self.set.clone(),
            why: self.why.clone(),
            member: c.member,
            at: c.now.clone(),
        };
        let row = Setting {
            id: Setting::id_of(&name),
            name,
            value: as_json(&taken)?,
        };
        tx.insert(&row)?;
        choose(Some(self.set.number), &self.why, c, tx)?;
        Ok(Outcome::one(row.id.0))
    }
}

impl Verb for DropParameters {
    fn name(&self) -> String {
        "parameters.drop".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let number = s.chosen_set().and_then(|c| c.number);
        vec![number.map(|n| n.to_string()).unwrap_or_default()]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        required("why", &self.why)?;
        if s.set_in_use(&catalog.scoring) == InUse::Shipped {
            return Err(Problem::new(
                "parameters",
                "a taken set in use",
                "the set as shipped",
                "nothing to go back from; `parameters CASE` shows the set in use",
            ));
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        choose(None, &self.why, c, tx)
    }
}

fn choose(number: Option<u32>, why: &str, c: &Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
    let choice = Choice {
        number,
        why: why.to_owned(),
        member: c.member,
        at: c.now.clone(),
    };
    let row = Setting {
        id: Setting::id_of(IN_USE),
        name: IN_USE.to_owned(),
        value: as_json(&choice)?,
    };
    if tx.get::<Setting>(row.id.0)?.is_some() {
        tx.update(&row)?;
    } else {
        tx.insert(&row)?;
    }
    Ok(Outcome::one(row.id.0))
}

fn as_json(value: &impl Serialize) -> Result<String, Problem> {
    serde_json::to_string(value)
        .map_err(|e| Problem::new("json", "a set that can be kept as JSON", e.to_string(), "report this"))
}
