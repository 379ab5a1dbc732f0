//! How far two people agree who judge the same links, the second without seeing the first: the share of equal
//! verdicts, and Cohen's kappa (Educational and Psychological Measurement 20, 1960), which takes off what chance
//! would give. Each link counts once, by its first second look; verdicts are taken as given, *later* is none.
//! Must not know: who they are, any screen.

use serde::Serialize;

use super::estimate::{ENOUGH, Share, wilson};
use crate::model::decision::{CandidateKind, Verdict};
use crate::snapshot::second::Pair;

/// Agreement over one kind of link.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Agreement {
    pub kind: CandidateKind,
    /// Links with two verdicts, and how many of them are equal.
    pub pairs: usize,
    pub equal: usize,
    /// None below `ENOUGH` pairs.
    pub share: Option<Share>,
    /// −1 to 1. None below `ENOUGH` pairs, and where all verdicts are one: then chance alone agrees.
    pub kappa: Option<f64>,
}

pub fn agreement<'a>(kind: CandidateKind, pairs: impl IntoIterator<Item = Pair<'a>>) -> Agreement {
    const VERDICTS: [Verdict; 3] = [Verdict::Accept, Verdict::Reject, Verdict::Never];
    let at = |verdict: Verdict| VERDICTS.iter().position(|v| *v == verdict);
    let mut table = [[0usize; VERDICTS.len()]; VERDICTS.len()];
    for pair in pairs.into_iter().filter(|p| p.first.kind == kind) {
        if let (Some(first), Some(second)) = (at(pair.first.verdict), at(pair.second.verdict)) {
            table[first][second] += 1;
        }
    }
    let pairs: usize = table.iter().flatten().sum();
    let equal: usize = (0..VERDICTS.len()).map(|n| table[n][n]).sum();
    let enough = pairs >= ENOUGH;
    Agreement {
        kind,
        pairs,
        equal,
        share: enough.then(|| wilson(equal, pairs)),
        kappa: enough.then(|| kappa(&table)).flatten(),
    }
}

/// (observed − by chance) / (1 − by chance), by chance from how often each gives each verdict.
fn kappa<const N: usize>(table: &[[usize; N]; N]) -> Option<f64> {
    let n: usize = table.iter().flatten().sum();
    let equal: usize = (0..N).map(|v| table[v][v]).sum();
    let first = |v: usize| table[v].iter().sum::<usize>();
    let second = |v: usize| table.iter().map(|row| row[v]).sum::<usize>();
    let chance: usize = (0..N).map(|v| first(v) * second(v)).sum();
    // In whole numbers as far as it goes: all of one verdict is exactly that.
    let left = (n * n).checked_sub(chance).filter(|left| *left > 0)?;
    Some(((n * equal) as f64 - chance as f64) / left as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::Decision;

    #[test]
    fn kappa_is_the_one_worked_by_hand() {
        // 20 + 15 of 50 equal; the first says yes to 25, the second to 30: observed 0.7, by chance 0.5.
        let found = kappa(&[[20, 5], [10, 15]]).unwrap();
        assert!((found - 0.4).abs() < 1e-12, "{found}");
        // Cohen 1960, table 1, in 200 cases: observed 0.70, by chance 0.41; 0.29 / 0.59.
        let found = kappa(&[[88, 14, 18], [10, 40, 10], [2, 6, 12]]).unwrap();
        assert!((found - 0.29 / 0.59).abs() < 1e-12, "{found}");
        assert_eq!(kappa(&[[5, 0], [0, 5]]), Some(1.0));
        assert_eq!(kappa(&[[0, 5], [5, 0]]), Some(-1.0));
        assert_eq!(kappa(&[[9, 0], [0, 0]]), None, "all one verdict");
    }

    fn decision(verdict: Verdict) -> Decision {
        Decision {
            kind: CandidateKind::Same,
            verdict,
            ..Decision::default()
        }
    }

    fn of(given: &[(Verdict, Verdict)]) -> Agreement {
        let rows: Vec<(Decision, Decision)> = given.iter().map(|(a, b)| (decision(*a), decision(*b))).collect();
        let pairs = rows.iter().map(|(first, second)| Pair { first, second });
        agreement(CandidateKind::Same, pairs)
    }

    #[test]
    fn agreement_is_said_from_enough_pairs_of_verdicts() {
        use Verdict::{Accept, Later, Never, Reject};
        let mut given = vec![(Accept, Accept); 5];
        given.extend([(Reject, Reject), (Reject, Never), (Accept, Later)]);
        let found = of(&given);
        assert_eq!(
            (found.pairs, found.equal),
            (7, 6),
            "put off is no verdict, rejected is not never"
        );
        assert!(found.share.is_none() && found.kappa.is_none());
        given.push((Reject, Accept));
        let found = of(&given);
        // Observed 6/8; by chance (5·6 + 3·1 + 0·1) / 64 = 33/64.
        assert_eq!((found.pairs, found.share.unwrap().mid), (8, 0.75));
        assert!((found.kappa.unwrap() - (0.75 - 33.0 / 64.0) / (1.0 - 33.0 / 64.0)).abs() < 1e-12);
        assert!(of(&[(Accept, Accept); 8]).kappa.is_none());
    }
}
