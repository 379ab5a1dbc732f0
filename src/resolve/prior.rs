//! How probable it is, before any evidence, that two parties of a board are one: by how many there are of kinds that may
//! be one. A board of few persons and many firms holds fewer pairs of persons to be mistaken in than of all parties.
//! Must not know: values, weights of fields.

use std::collections::BTreeMap;

use super::same;
use super::weigh::{Parameters, expected};
use crate::catalog::scoring::Scoring;

/// A board of fewer parties of a kind is taken for one of so many: whom its few records name is not known yet, and of
/// thirty parties no two should be one because nobody else is there.
const FEWEST: u64 = 200;

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
            beyond: parameters.temper * (bits(parties.max(FEWEST)) - bits(parameters.profiles)),
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
        let own = [("person", 300), ("company", 2000), ("worksite", 700), ("victim", 9)];
        let kinds = own.into_iter().flat_map(|(kind, n)| std::iter::repeat_n(kind, n));
        let priors = Priors::of(kinds, &scoring);
        let plan = crate::resolve::profile::plan(&scoring).0;
        let set = Parameters::of_plan(&plan, 1, 3009, scoring.surface.duplicates, 0.5);
        let of = |kind| priors.prior(kind, &set);
        assert_eq!(
            (of("person").parties, of("company").parties, of("worksite").parties),
            (300, 2700, 2700)
        );
        assert!(of("person").beyond > 3.0, "a tenth of the parties: {:?}", of("person"));
        assert!(of("company").beyond > 0.0 && of("company").beyond < 0.3);
        // Few are taken for more than they are.
        let few = of("victim");
        assert!(few.parties == 9 && few.beyond < of("person").beyond + 0.7, "{few:?}");
        // A kind that the board has none of, and a set that is less sure of itself.
        assert_eq!(of("vehicle"), Prior::of_set(&set));
        let half = Parameters {
            temper: 0.5,
            ..set.clone()
        };
        assert_eq!(priors.prior("person", &half).beyond, of("person").beyond / 2.0);
    }
}
