//! What the verdicts given so far say of the weights: how many links of a weight were accepted, and with that about
//! how many of those that wait would be. People decide what they find worth deciding, strong links first: this is no
//! random sample, and an estimate says how many verdicts it rests on. Must not know: who decided, any screen.

use serde::Serialize;

use crate::model::decision::{Bits, Candidate, CandidateKind, Decision, Verdict};

/// Lower ends of the bands of weight, in bits; the first is open below.
const BANDS: [f64; 5] = [0.0, 5.0, 10.0, 15.0, 20.0];
/// Verdicts from which on a share is said.
pub const ENOUGH: usize = 8;

/// Links of one kind and weight.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Band {
    /// Bits, lower end included; none = no end.
    pub from: Option<f64>,
    pub below: Option<f64>,
    pub accepted: usize,
    pub rejected: usize,
    pub waiting: usize,
}

/// A share with its 95 % interval (Wilson 1927), 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Share {
    pub low: f64,
    pub mid: f64,
    pub high: f64,
}

/// What verdicts say of one kind of link.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Estimate {
    pub kind: CandidateKind,
    /// From the weakest to the strongest.
    pub bands: Vec<Band>,
    pub at_least: Vec<AtLeast>,
}

/// If every link of at least this weight were accepted, and no other.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct AtLeast {
    pub bits: f64,
    pub decided: usize,
    /// How many of them would be right; none while too few were decided.
    pub precision: Option<Share>,
    /// How many of all that are right would be among them; none while a band with links that wait has too few
    /// verdicts to say how many of those are right.
    pub recall: Option<f64>,
}

/// The estimate for one kind, from the newest verdict on each link and the links that wait. *Later* is no verdict.
pub fn estimate<'a>(
    kind: CandidateKind,
    verdicts: impl IntoIterator<Item = &'a Decision>,
    waiting: impl IntoIterator<Item = &'a Candidate>,
) -> Estimate {
    let mut bands: Vec<Band> = (0..=BANDS.len())
        .map(|n| Band {
            from: n.checked_sub(1).map(|n| BANDS[n]),
            below: BANDS.get(n).copied(),
            accepted: 0,
            rejected: 0,
            waiting: 0,
        })
        .collect();
    let band = |bits: Bits| BANDS.partition_point(|from| *from <= bits.as_f64());
    for decision in verdicts.into_iter().filter(|d| d.kind == kind) {
        let at = &mut bands[band(decision.card.bits)];
        match decision.verdict {
            Verdict::Accept => at.accepted += 1,
            Verdict::Reject | Verdict::Never => at.rejected += 1,
            Verdict::Later => {}
        }
    }
    for candidate in waiting.into_iter().filter(|c| c.kind == kind) {
        bands[band(candidate.bits)].waiting += 1;
    }
    let at_least = (1..bands.len()).map(|n| at_least(&bands, n)).collect();
    Estimate { kind, bands, at_least }
}

fn at_least(bands: &[Band], first: usize) -> AtLeast {
    let taken = &bands[first..];
    let accepted: usize = taken.iter().map(|b| b.accepted).sum();
    let decided: usize = taken.iter().map(|b| b.accepted + b.rejected).sum();
    let right = |bands: &[Band]| bands.iter().map(right_in).sum::<Option<f64>>();
    let recall = match (right(taken), right(bands)) {
        (Some(part), Some(whole)) if whole > 0.0 => Some(part / whole),
        _ => None,
    };
    AtLeast {
        bits: bands[first].from.unwrap_or_default(),
        decided,
        precision: (decided >= ENOUGH).then(|| wilson(accepted, decided)),
        recall,
    }
}

/// About how many links of a band are right: those accepted, and of those that wait as large a share (Jeffreys:
/// half a verdict of each kind beforehand). None where links wait and too few were decided.
fn right_in(band: &Band) -> Option<f64> {
    let decided = band.accepted + band.rejected;
    if band.waiting == 0 {
        return Some(band.accepted as f64);
    }
    let share = (band.accepted as f64 + 0.5) / (decided as f64 + 1.0);
    (decided >= ENOUGH).then_some(band.accepted as f64 + share * band.waiting as f64)
}

/// Wilson's interval for `k` of `n`.
pub fn wilson(k: usize, n: usize) -> Share {
    const Z: f64 = 1.959_964;
    let (k, n) = (k as f64, (n as f64).max(1.0));
    let p = k / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n)) / (1.0 + Z * Z / n);
    Share {
        low: (middle - half).max(0.0),
        mid: p,
        high: (middle + half).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(bits: f64) -> Candidate {
        Candidate {
            kind: CandidateKind::Same,
            bits: Bits::from_f64(bits),
            ..Candidate::default()
        }
    }
    fn verdict(bits: f64, verdict: Verdict) -> Decision {
        Decision {
            kind: CandidateKind::Same,
            verdict,
            card: card(bits),
            ..Decision::default()
        }
    }

    #[test]
    fn wilsons_interval_is_the_published_one() {
        // Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662; 15 of 148 is 0.0624 to 0.1605; 0 of 20 ends at 0.1611.
        for (k, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
        ] {
            let share = wilson(k, n);
            assert!(
                (share.low - low).abs() < 6e-5 && (share.high - high).abs() < 6e-5,
                "{k} of {n}: {share:?}"
            );
        }
    }

    #[test]
    fn precision_is_said_from_enough_verdicts_and_recall_where_every_band_is_known() {
        let mut verdicts: Vec<Decision> = (0..9).map(|_| verdict(12.0, Verdict::Accept)).collect();
        verdicts.push(verdict(10.0, Verdict::Reject));
        verdicts.push(verdict(12.0, Verdict::Later));
        let waiting: Vec<Candidate> = (0..11).map(|_| card(13.0)).collect();
        let found = estimate(CandidateKind::Same, &verdicts, &waiting);
        let ten = found.at_least.iter().find(|a| a.bits == 10.0).unwrap();
        assert_eq!(ten.decided, 10, "later is no verdict");
        assert!((ten.precision.unwrap().mid - 0.9).abs() < 1e-9);
        assert_eq!(ten.recall, Some(1.0), "nothing waits or was accepted below");
        assert!(
            found
                .at_least
                .iter()
                .find(|a| a.bits == 15.0)
                .unwrap()
                .precision
                .is_none()
        );
        // Weaker ones wait and nobody has decided any: how many are right is not known.
        let weak: Vec<Candidate> = (0..5).map(|_| card(2.0)).chain(waiting.clone()).collect();
        let found = estimate(CandidateKind::Same, &verdicts, &weak);
        assert!(found.at_least.iter().all(|a| a.recall.is_none()));
        // Decided, they are.
        verdicts.extend((0..8).map(|n| verdict(1.0, if n < 2 { Verdict::Accept } else { Verdict::Never })));
        let found = estimate(CandidateKind::Same, &verdicts, &weak);
        let ten = found.at_least.iter().find(|a| a.bits == 10.0).unwrap();
        let above = 9.0 + 11.0 * 9.5 / 11.0;
        let below = 2.0 + 5.0 * 2.5 / 9.0;
        assert!((ten.recall.unwrap() - above / (above + below)).abs() < 1e-9);
        // Other kinds are other questions.
        let other = estimate(CandidateKind::Connected, &verdicts, &weak);
        assert!(other.bands.iter().all(|b| b.accepted + b.rejected + b.waiting == 0));
    }
}
