//! How probable it is, before any evidence, that two parties of a board are one: by how many there are of kinds that may
//! be one. A board of few persons and many firms holds fewer pairs of persons to be mistaken in than of all parties.
//! Must not know: values, weights of fields.

use std::collections::BTreeMap;

use super::same;
use super::weigh::{Parameters, expected};
use crate::catalog::scoring::Scoring;

/// Parties of each kind, with those of the kinds that it may be one with.
pub struct Priors {
    parties: BTreeMap<String, u64>,
    duplicates: f64,
}

/// Of two parties of one kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prior {
    /// Parties of such a kind.
    pub parties: u64,
    /// Bits beyond the prior of the parameter set, which knows of no kinds.
    pub beyond: f64,
}

impl Priors {
    /// Of a board with parties of these kinds.
    pub fn of<'a>(kinds: impl Iterator<Item = &'a str>, scoring: &Scoring) -> Priors {
        let mut own: BTreeMap<&str, u64> = BTreeMap::new();
        for kind in kinds {
            *own.entry(kind).or_default() += 1;
        }
        let all = |kind: &str| {
            let fitting = own.iter().filter(|(other, _)| same::fits(scoring, kind, other));
            fitting.map(|(_, n)| n).sum()
        };
        Priors {
            parties: own.keys().map(|kind| ((*kind).to_owned(), all(kind))).collect(),
            duplicates: scoring.surface.duplicates,
        }
    }

    /// Under a parameter set.
    pub fn prior(&self, kind: &str, parameters: &Parameters) -> Prior {
        let parties = self.parties.get(kind).copied().unwrap_or(parameters.profiles);
        let bits = |parties: u64| expected(parties as usize, self.duplicates);
        Prior {
            parties,
            beyond: parameters.temper * (bits(parties) - bits(parameters.profiles)),
        }
    }
}

impl Prior {
    /// That of the set itself.
    pub fn of_set(parameters: &Parameters) -> Prior {
        Prior {
            parties: parameters.profiles,
            beyond: 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parties_are_counted_with_those_that_they_may_be_one_with() {
        let scoring = Scoring::built_in().unwrap();
        let kinds = ["person"; 10]
            .into_iter()
            .chain(["company"; 80])
            .chain(["worksite"; 10]);
        let priors = Priors::of(kinds, &scoring);
        let plan = crate::resolve::profile::plan(&scoring).0;
        let set = Parameters::of_plan(&plan, 1, 100, scoring.surface.duplicates, 0.5);
        let of = |kind| priors.prior(kind, &set);
        assert_eq!(
            (of("person").parties, of("company").parties, of("worksite").parties),
            (10, 90, 90)
        );
        assert!(of("person").beyond > 3.0, "a tenth of the parties: {:?}", of("person"));
        assert!(of("company").beyond > 0.0 && of("company").beyond < 0.3);
        // A kind that the board has none of, and a set that is less sure of itself.
        assert_eq!(of("vehicle"), Prior::of_set(&set));
        let half = Parameters {
            temper: 0.5,
            ..set.clone()
        };
        assert_eq!(priors.prior("person", &half).beyond, of("person").beyond / 2.0);
    }
}
