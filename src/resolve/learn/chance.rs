//! u: how often pairs drawn at random agree, as far as they are two. Must not know: m, the prior, what a field means.

use rayon::prelude::*;

use super::{MISSING, POLICY, Seen};
use crate::resolve::weigh::{self, Chance, Parameters, Scale};

/// The scoring file's u counts as much as this many random pairs.
const U_STRENGTH: f64 = 40.0;
/// A random pair that is taken to be one counts for u by so much less; not by all, for who is taken for one too easily
/// would be so the more easily for it.
const LEFT_OUT: f64 = 0.5;
/// Random pairs below these bits in one round are two in all later ones.
const NEVER_BITS: f64 = -20.0;

/// Beside pairs that are asked about, all random pairs count as so many.
const AT_RANDOM: f64 = 40.0;

/// Levels of random pairs.
pub(super) struct ByChance<'a> {
    start: &'a Parameters,
    /// By field and level.
    counts: Vec<Vec<f64>>,
    /// Of the pairs that may be one, row by row.
    likely: Vec<Seen>,
    /// By field how often two agree wholly, where it is known beside the pairs.
    known: Vec<Option<f64>>,
}

impl<'a> ByChance<'a> {
    pub(super) fn of(start: &'a Parameters, drawn: Vec<Seen>, known: Vec<Option<f64>>) -> ByChance<'a> {
        let mut counts = none(start);
        for seen in drawn.chunks_exact(counts.len()) {
            add(&mut counts, seen, 1.0);
        }
        ByChance {
            start,
            counts,
            likely: drawn,
            known,
        }
    }

    /// u of all levels, each pair counted as one of two parties.
    pub(super) fn of_all(&self, parameters: &mut Parameters) {
        self.set(parameters, &self.counts);
    }

    /// The same by what the pairs weigh.
    pub(super) fn of_two(&mut self, parameters: &mut Parameters, scale: &Scale) {
        let slots = self.counts.len();
        let bits: Vec<f64> = self
            .likely
            .par_chunks_exact(slots)
            .map(|seen| weigh::weigh_seen(scale, seen))
            .collect();
        let mut counts = self.counts.clone();
        let mut likely = Vec::new();
        for (seen, bits) in self
            .likely
            .chunks_exact(slots)
            .zip(bits)
            .filter(|(_, bits)| *bits >= NEVER_BITS)
        {
            add(&mut counts, seen, -LEFT_OUT * weigh::probability(bits));
            likely.extend_from_slice(seen);
        }
        self.likely = likely;
        self.set(parameters, &counts);
    }

    /// Where only some pairs are asked about, who asks has chosen them for being alike: their two parties are no two at
    /// random, and how often such agree, and on how rare a value, is learned from them. `seen` row by row, with the bits
    /// of each pair.
    pub(super) fn of_asked(&self, parameters: &mut Parameters, seen: &[Seen], bits: &[f64]) {
        let at_random = |levels: &Vec<f64>| {
            let total = levels.iter().sum::<f64>().max(1.0);
            levels.iter().map(|n| AT_RANDOM * n / total).collect()
        };
        let mut counts: Vec<Vec<f64>> = self.counts.iter().map(at_random).collect();
        // By field, of those that have the same: how many, and how often each has it by chance.
        let mut same = vec![(0.0, 0.0); counts.len()];
        for (seen, bits) in seen.chunks_exact(same.len()).zip(bits) {
            let two = 1.0 - weigh::probability(*bits);
            add(&mut counts, seen, two);
            for (same, s) in same.iter_mut().zip(seen).filter(|(_, s)| s.level == 0) {
                *same = (same.0 + two, same.1 + two * libm::exp2(-f64::from(s.rarity)));
            }
        }
        self.set(parameters, &counts);
        for (field, (n, chance)) in parameters.fields.iter_mut().zip(same).filter(|(_, (n, _))| *n >= 1.0) {
            field.agree_by_chance = chance / n;
        }
    }

    fn set(&self, parameters: &mut Parameters, counts: &[Vec<f64>]) {
        let fields = parameters.fields.iter_mut().zip(&self.start.fields);
        for (((field, start), counted), known) in fields.zip(counts).zip(&self.known) {
            let total: f64 = counted.iter().sum();
            let of = |n: f64, given: f64| (n + U_STRENGTH * given) / (total + U_STRENGTH);
            for ((level, start), n) in field.levels.iter_mut().zip(&start.levels).zip(counted) {
                let Chance { m, u: given } = *start;
                if m != given && m > POLICY {
                    level.u = of(*n, given);
                }
            }
            field.agree_by_chance = of(counted.first().copied().unwrap_or_default(), start.agree_by_chance);
            if let (Some(known), Some(same)) = (known, field.levels.first_mut()) {
                field.agree_by_chance = *known;
                same.u = *known;
            }
        }
    }
}

/// Nothing counted yet, by field and level.
pub(super) fn none(start: &Parameters) -> Vec<Vec<f64>> {
    start.fields.iter().map(|f| vec![0.0; f.levels.len()]).collect()
}

/// What one pair shows, counted so much.
pub(super) fn add(counts: &mut [Vec<f64>], seen: &[Seen], share: f64) {
    for (counted, s) in counts.iter_mut().zip(seen).filter(|(_, s)| s.level != MISSING) {
        counted[usize::from(s.level)] += share;
    }
}
