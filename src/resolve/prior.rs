//! How probable it is, before any evidence, that two parties of a board are one: by how many there are of kinds that may
//! be one. A board of few persons and many firms holds fewer pairs of persons to be mistaken in than of all parties.
//! Must not know: values, weights of fields.

use std::collections::BTreeMap;

use super::pool::{MemoryPool, Pool};
use super::same;
use super::weigh::{Parameters, expected};
use crate::catalog::scoring::Scoring;

/// A board of fewer parties of a kind is taken for one of so many: whom its few records name is not known yet, and of
/// thirty parties no two should be one because nobody else is there.
const FEWEST: u64 = 200;

/// What the scoring files expect counts as much as so many parties whose doubles were counted.
const FIRM: f64 = 50.0;

/// Doubles that were counted by names which hardly two parties bear.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Doubles {
    pub kind: String,
    /// Parties with such a name.
    pub of: u64,
    /// Doubles of all of them, those under other spellings with them.
    pub others: f64,
}

/// Parties of each kind, with those of the kinds that it may be one with.
pub struct Priors {
    /// With how many doubles each of them is expected to have.
    parties: BTreeMap<String, (u64, f64)>,
    duplicates: f64,
}

/// Of two parties of one kind.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Prior {
    /// Parties of such a kind.
    pub parties: u64,
    /// How many doubles each of them is expected to have; none where no board was counted.
    pub doubles: Option<f64>,
    /// Bits beyond the prior of the parameter set, which knows of no kinds.
    pub beyond: f64,
}

impl Priors {
    /// Of a pool with the parties of a board.
    pub fn of(pool: &MemoryPool, scoring: &Scoring) -> Priors {
        let kinds = (0..pool.len()).map(|i| pool.profile(i).kind.as_str());
        Priors::counted(kinds, &pool.doubles(), scoring)
    }

    fn counted<'a>(kinds: impl Iterator<Item = &'a str>, doubles: &[Doubles], scoring: &Scoring) -> Priors {
        let mut own: BTreeMap<&str, u64> = BTreeMap::new();
        for kind in kinds {
            *own.entry(kind).or_default() += 1;
        }
        let duplicates = scoring.surface.duplicates;
        let all = |kind: &str| -> (u64, f64) {
            let fitting = own.iter().filter(|(other, _)| same::fits(scoring, kind, other));
            let counted = doubles.iter().filter(|d| same::fits(scoring, kind, &d.kind));
            let (of, others) = counted.fold((0.0, 0.0), |sum, d| (sum.0 + d.of as f64, sum.1 + d.others));
            (
                fitting.map(|(_, n)| n).sum(),
                (others + duplicates * FIRM) / (of + FIRM),
            )
        };
        Priors {
            parties: own.keys().map(|kind| ((*kind).to_owned(), all(kind))).collect(),
            duplicates,
        }
    }

    /// Under a parameter set.
    pub fn prior(&self, kind: &str, parameters: &Parameters) -> Prior {
        let unknown = (parameters.profiles, self.duplicates);
        let (parties, doubles) = self.parties.get(kind).copied().unwrap_or(unknown);
        let bits = |parties: u64, doubles| expected(parties as usize, doubles);
        Prior {
            parties,
            doubles: Some(doubles),
            beyond: parameters.temper
                * (bits(parties.max(FEWEST), doubles) - bits(parameters.profiles, self.duplicates)),
        }
    }
}

impl Prior {
    /// That of the set itself.
    pub fn of_set(parameters: &Parameters) -> Prior {
        Prior {
            parties: parameters.profiles,
            doubles: None,
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
        let priors = Priors::counted(kinds, &[], &scoring);
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
        assert_eq!((of("vehicle").parties, of("vehicle").beyond), (set.profiles, 0.0));
        let half = Parameters {
            temper: 0.5,
            ..set.clone()
        };
        assert_eq!(priors.prior("person", &half).beyond, of("person").beyond / 2.0);
    }

    #[test]
    fn parties_that_are_met_again_are_expected_to_be() {
        let scoring = Scoring::built_in().unwrap();
        let own = [("company", 600), ("person", 600), ("worksite", 1)];
        let kinds = || own.into_iter().flat_map(|(kind, n)| std::iter::repeat_n(kind, n));
        let doubles = |kind: &str, others: f64| Doubles {
            kind: kind.to_owned(),
            of: 500,
            others,
        };
        let counted = [doubles("company", 5000.0), doubles("person", 250.0)];
        let plan = crate::resolve::profile::plan(&scoring).0;
        let set = Parameters::of_plan(&plan, 1, 1201, scoring.surface.duplicates, 0.5);
        let of = |counted: &[Doubles], kind| Priors::counted(kinds(), counted, &scoring).prior(kind, &set).beyond;
        let (met, seldom, unknown) = (of(&counted, "company"), of(&counted, "person"), of(&[], "person"));
        // Ten doubles each, half a double each, and the four of the scoring file.
        assert!((met - unknown - libm::log2(9.45 / 4.0)).abs() < 0.1, "{met} {unknown}");
        assert!(
            (seldom - unknown - libm::log2(0.82 / 4.0)).abs() < 0.1,
            "{seldom} {unknown}"
        );
        assert!(of(&counted, "worksite") == met, "it may be one with a firm");
    }
}
