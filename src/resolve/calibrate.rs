//! How sure a weight may be. Fields of a table are not independent, as the model takes them to be, so its weights are
//! too sure of themselves. The clusters, in which all pairs of a group have their say, serve as labels for the pairs:
//! weight → slope · weight + shift is fitted to them by logistic regression (Platt, "Probabilistic Outputs for Support
//! Vector Machines", 1999, with its smoothed labels). It only ever takes away: slope ≤ 1, shift ≤ 0.
//! Must not know: fields, profiles.

use rayon::prelude::*;

/// slope · weight + shift, in bits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Calibration {
    pub slope: f64,
    pub shift: f64,
}

impl Calibration {
    pub const NONE: Calibration = Calibration { slope: 1.0, shift: 0.0 };
    pub fn of(self, bits: f64) -> f64 {
        self.slope * bits + self.shift
    }
    /// Half as much taken away: for groups, in which many pairs have their say, so that what each of them is too sure
    /// of weighs less.
    pub fn halved(self) -> Calibration {
        Calibration {
            slope: (1.0 + self.slope) / 2.0,
            shift: self.shift / 2.0,
        }
    }
}

/// Fewer pairs of either kind say nothing.
const FEWEST: usize = 20;
/// Pairs below these bits (1 %) say nothing of how sure the others are.
const LEAST_BITS: f64 = -6.63;
const STEPS: usize = 60;
/// A slope below this would be no scale at all.
const LEAST_SLOPE: f64 = 0.2;

/// Fits `weights` (bits) to whether the pairs are in one cluster.
pub fn fit(weights: &[f64], together: &[bool]) -> Calibration {
    let bounds = ((LEAST_SLOPE, 1.0), (f64::NEG_INFINITY, 0.0));
    fit_within(weights, together, bounds, FEWEST, FLAT)
}

/// Where nothing is known yet: from there Newton's steps find flat slopes too.
pub const FLAT: Calibration = Calibration { slope: 0.0, shift: 0.0 };

/// As `fit`, with bounds of slope and shift, from a place to begin at; fewer than `fewest` pairs of either kind say
/// nothing.
pub fn fit_within(
    weights: &[f64],
    together: &[bool],
    (slopes, shifts): ((f64, f64), (f64, f64)),
    fewest: usize,
    from: Calibration,
) -> Calibration {
    let pairs: Vec<(f64, bool)> = weights
        .iter()
        .zip(together)
        .filter(|(bits, _)| **bits >= LEAST_BITS)
        .map(|(bits, one)| (*bits, *one))
        .collect();
    let one = pairs.iter().filter(|(_, one)| *one).count();
    let two = pairs.len() - one;
    if one < fewest || two < fewest {
        return Calibration::NONE;
    }
    let smoothed = [1.0 / (two as f64 + 2.0), (one as f64 + 1.0) / (one as f64 + 2.0)];
    let free = newton(&pairs, smoothed, from, true);
    let slope = free.slope.clamp(slopes.0, slopes.1);
    let fitted = if slope == free.slope {
        free
    } else {
        newton(&pairs, smoothed, Calibration { slope, shift: 0.0 }, false)
    };
    Calibration {
        slope: fitted.slope,
        shift: fitted.shift.clamp(shifts.0, shifts.1),
    }
}

/// Newton's steps for the likelihood; the slope stays where it is when it is not `sloped`.
fn newton(pairs: &[(f64, bool)], label: [f64; 2], from: Calibration, sloped: bool) -> Calibration {
    let ln2 = core::f64::consts::LN_2;
    let mut at = from;
    for _ in 0..STEPS {
        // Gradient and Hessian, added up in an order that does not depend on the number of cores.
        let parts: Vec<[f64; 5]> = pairs
            .par_chunks(4096)
            .map(|chunk| {
                let mut sum = [0.0; 5];
                for (bits, one) in chunk {
                    let p = super::weigh::probability(at.of(*bits));
                    let (off, spread) = ((label[usize::from(*one)] - p) * ln2, p * (1.0 - p) * ln2 * ln2);
                    let terms = [off * bits, off, spread * bits * bits, spread * bits, spread];
                    for (sum, term) in sum.iter_mut().zip(terms) {
                        *sum += term;
                    }
                }
                sum
            })
            .collect();
        let mut sum = [0.0; 5];
        for (n, total) in sum.iter_mut().enumerate() {
            *total = parts.iter().map(|p| p[n]).sum();
        }
        let [slope, shift, aa, ab, bb] = sum;
        let (da, db) = if sloped {
            // A little stiffness keeps a table that separates cleanly from running away.
            let (aa, bb) = (aa + 1e-3, bb + 1e-3);
            let det = aa * bb - ab * ab;
            ((bb * slope - ab * shift) / det, (aa * shift - ab * slope) / det)
        } else {
            (0.0, shift / (bb + 1e-3))
        };
        let longest = libm::fabs(da).max(libm::fabs(db));
        if !longest.is_finite() {
            return from;
        }
        let step = if longest > 2.0 { 2.0 / longest } else { 1.0 };
        at.slope += da * step;
        at.shift += db * step;
        if longest < 1e-7 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs whose true odds are 2^(slope · bits + shift), evenly drawn.
    fn drawn(slope: f64, shift: f64) -> (Vec<f64>, Vec<bool>) {
        let mut weights = Vec::new();
        let mut together = Vec::new();
        for step in 0..400 {
            let bits = -6.0 + step as f64 * 0.05;
            let p = super::super::weigh::probability(slope * bits + shift);
            for n in 0..50 {
                weights.push(bits);
                together.push((n as f64 + 0.5) / 50.0 < p);
            }
        }
        (weights, together)
    }

    #[test]
    fn what_is_too_sure_is_found_out() {
        for (slope, shift) in [(0.5, -3.0), (0.8, -1.0), (1.0, -2.0), (0.3, -0.5)] {
            let (weights, together) = drawn(slope, shift);
            let found = fit(&weights, &together);
            assert!(
                (found.slope - slope).abs() < 0.05 && (found.shift - shift).abs() < 0.2,
                "{found:?} for {slope}, {shift}"
            );
        }
    }

    #[test]
    fn bounds_are_those_that_are_given() {
        let within = |slope: f64, shift: f64| {
            let (weights, together) = drawn(slope, shift);
            fit_within(&weights, &together, ((0.5, 1.25), (-4.0, 4.0)), 10, FLAT)
        };
        let found = within(1.1, 1.5);
        assert!(
            (found.slope - 1.1).abs() < 0.05 && (found.shift - 1.5).abs() < 0.2,
            "{found:?}"
        );
        for flat in [-0.5, 0.0, 0.1, 0.2, 0.4] {
            assert_eq!(within(flat, 0.0).slope, 0.5, "{flat}");
        }
        assert_eq!(within(2.0, 0.0).slope, 1.25);
        assert_eq!(within(1.0, -6.0).shift, -4.0);
    }

    #[test]
    fn nothing_becomes_surer_and_little_says_nothing() {
        let (weights, together) = drawn(2.0, 3.0);
        assert_eq!(fit(&weights, &together), Calibration::NONE);
        assert_eq!(fit(&weights[..30], &together[..30]), Calibration::NONE);
        // Cleanly apart: no slope is too steep, so it stays.
        let weights: Vec<f64> = (0..200).map(|n| if n < 100 { -4.0 } else { 9.0 }).collect();
        let together: Vec<bool> = (0..200).map(|n| n >= 100).collect();
        let found = fit(&weights, &together);
        assert!(
            found.slope == 1.0 && found.of(9.0) > 5.0 && found.of(-4.0) < -4.0,
            "{found:?}"
        );
    }
}
