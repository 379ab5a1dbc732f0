//! Weights that were learned from this case's verdicts and taken: which there are, which is in use, and whether it
//! still fits the scoring files. Must not know: how they were learned, how they weigh.

use super::Snapshot;
use crate::catalog::scoring::Scoring;
use crate::model::parameters::{Choice, IN_USE, ParameterSet, SetField, SetLevel, TakenSet, kept_as};
use crate::model::problem::Problem;

/// The set that parties are weighed by.
#[derive(Clone, PartialEq, Debug)]
pub enum InUse {
    /// The scoring files'.
    Shipped,
    Taken(Box<TakenSet>),
    /// One was taken and can't be used: the scoring files' is used in its place, and that must be said.
    Unfit(Problem),
}

impl Snapshot {
    /// All sets that were taken, the newest first.
    pub fn taken_sets(&self) -> Vec<TakenSet> {
        let own = self
            .settings
            .iter()
            .filter(|s| s.name.strip_prefix(IN_USE).is_some_and(|n| n.starts_with('-')));
        let mut sets: Vec<TakenSet> = own.filter_map(|s| serde_json::from_str(&s.value).ok()).collect();
        sets.sort_by_key(|t| std::cmp::Reverse(t.set.number));
        sets
    }
    /// What was chosen last; none = nothing ever was.
    pub fn chosen_set(&self) -> Option<Choice> {
        self.setting(IN_USE).and_then(|s| serde_json::from_str(s).ok())
    }
    pub fn set_in_use(&self, scoring: &Scoring) -> InUse {
        let Some(choice) = self.setting(IN_USE) else {
            return InUse::Shipped;
        };
        let unfit = |found: String| {
            InUse::Unfit(Problem::new(
                "parameters-unfit",
                "a taken set with the fields and levels of the scoring files",
                found,
                "re-estimate and take anew, or go back to the set as shipped: until then the shipped one is used",
            ))
        };
        let number = match serde_json::from_str::<Choice>(choice) {
            Ok(choice) => choice.number,
            Err(e) => return unfit(e.to_string()),
        };
        let Some(number) = number else {
            return InUse::Shipped;
        };
        let Some(kept) = self.setting(&kept_as(number)) else {
            return unfit(format!("no set {number}"));
        };
        match serde_json::from_str::<TakenSet>(kept) {
            Err(e) => unfit(format!("set {number}: {e}")),
            Ok(taken) => match misfit(&taken.set, scoring) {
                Some(field) => unfit(format!("set {number}, which differs at `{field}`")),
                None => InUse::Taken(Box::new(taken)),
            },
        }
    }
    /// The set in use: what was taken, else the scoring files' own.
    pub fn own_set(&self, scoring: &Scoring) -> ParameterSet {
        match self.set_in_use(scoring) {
            InUse::Taken(taken) => taken.set,
            InUse::Shipped | InUse::Unfit(_) => shipped(scoring),
        }
    }
    /// The number of the next set.
    pub fn next_set(&self, scoring: &Scoring) -> u32 {
        let taken = self.taken_sets().first().map_or(0, |t| t.set.number);
        taken.max(scoring.surface.number) + 1
    }
}

/// The scoring files' own set, as one to begin from.
pub fn shipped(scoring: &Scoring) -> ParameterSet {
    let fields = scoring.surface.field.iter().filter_map(|field| {
        let comparison = scoring.comparisons.get(&field.compare)?;
        let levels = comparison.level.iter().map(|l| SetLevel {
            key: l.key.clone(),
            at_least: l.at_least,
            m: l.m,
            u: l.u,
        });
        Some(SetField {
            name: field.name.clone(),
            kind: field.compare.clone(),
            levels: levels.collect(),
        })
    });
    ParameterSet {
        number: scoring.surface.number,
        base: scoring.surface.number,
        fields: fields.collect(),
        slope: 1.0,
        ..ParameterSet::default()
    }
}

/// The first field of which name, comparison or levels are not those of the scoring files.
pub fn misfit(set: &ParameterSet, scoring: &Scoring) -> Option<String> {
    let now = shipped(scoring);
    for (a, b) in set.fields.iter().zip(&now.fields) {
        let alike = |x: &SetLevel, y: &SetLevel| x.key == y.key && x.at_least == y.at_least;
        let levels = a.levels.len() == b.levels.len() && a.levels.iter().zip(&b.levels).all(|(x, y)| alike(x, y));
        if a.name != b.name || a.kind != b.kind || !levels {
            return Some(b.name.clone());
        }
    }
    match set.fields.len().cmp(&now.fields.len()) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less => now.fields.get(set.fields.len()).map(|f| f.name.clone()),
        std::cmp::Ordering::Greater => set.fields.get(now.fields.len()).map(|f| f.name.clone()),
    }
}
