//! Learning m, u and the prior without labels. u: levels of pairs drawn at random, as far as they are two; m and the
//! prior: expectation–maximisation over the pairs that blocking found, all other pairs counted as different
//! (Dempster, Laird & Rubin, JRSS B 39, 1977; Winkler, "Using the EM Algorithm for Weight Computation
//! in the Fellegi–Sunter Model", 1988). One seed: the same data, the same parameters.
//! Must not know: what a field means.

mod chance; // u, from random pairs

use rayon::prelude::*;

use chance::ByChance;

use super::compare::whole_rarity;
use super::field::FieldKind;
use super::pool::{MemoryPool, Pool};
use super::rivals::Rivals;
use super::sketch::{Sketches, Told};
use super::weigh::{self, Chance, Parameters, Scale};

/// What one field of one pair showed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Seen {
    /// Or [`MISSING`].
    pub level: u8,
    pub rarity: f32,
}

/// The level of a field that one side lacks.
pub const MISSING: u8 = 255;

impl Seen {
    pub const NOTHING: Seen = Seen {
        level: MISSING,
        rarity: 0.0,
    };
    pub fn of<P: Pool + ?Sized>(pool: &P, i: usize, j: usize, slot: usize) -> Seen {
        weigh::level_of(pool, i, pool, j, slot).map_or(Seen::NOTHING, |(level, _, _, found)| Seen {
            level,
            rarity: found.rarity as f32,
        })
    }
}

/// At most; fewer when nothing moves any more.
const ROUNDS: usize = 20;
const RANDOM_PAIRS: usize = 60_000;
/// The scoring file's m counts as much as this many pairs …
const M_STRENGTH: f64 = 12.0;
/// … and for names as this share of the pairs taken to be one: that a party's name is written alike is known
/// beforehand. Without it the rounds drift to whatever pairs most often agree: one house, one site, two names.
const NAME_SHARE: f64 = 1.0;
/// Pairs below these bits (about one in ten thousand) are taken to be two.
const LEAST_BITS: f64 = -13.3;
/// Pairs below this probability are so many that together they would teach m what pairs of two parties look like.
const LEAST_TAUGHT: f64 = 0.1;
/// A given name or a surname that differs is so many times likelier of one party than the scoring file says at most, and
/// of pairs that are asked about any field.
const PART_DIFFERS: f64 = 2.0;
/// Pairs that one core counts in one go.
const ADDED_AT_ONCE: usize = 4096;
/// No larger share of a table's rows is ever taken to stand in the other table, too.
const MOST_MET: f64 = 0.95;
/// Fields that pairs who are asked about must have for what they show by chance to be learned from themselves: a mixture
/// of two is told from its parts by three (Kruskal, "Three-Way Arrays", Linear Algebra and its Applications 18, 1977).
const LEAST_FIELDS: usize = 3;
/// A level whose m is below this is a policy (relatives): it is not learned; nor is one whose m is its u, which says
/// nothing by policy.
const POLICY: f64 = 1e-5;

/// Levels of every field of each pair, row by row; the order of `pairs`.
pub fn observe(pool: &MemoryPool, sketches: &Sketches, pairs: &[(u32, u32)]) -> Vec<Seen> {
    pairs
        .par_iter()
        .flat_map_iter(|(i, j)| {
            let (i, j) = (*i as usize, *j as usize);
            let told = sketches.told(i, j).enumerate();
            told.map(move |(slot, told)| match told {
                Told::Seen(seen) => seen,
                Told::Within(..) => Seen::of(pool, i, j, slot),
            })
        })
        .collect()
}

/// What pairs are learned from.
#[derive(Clone, Copy)]
pub struct Among<'a> {
    /// Each stands for so many.
    pub stands_for: f64,
    /// Pairs that could be made at all.
    pub possible: f64,
    /// They are those that somebody asks about, and no others.
    pub asked: bool,
    /// Of two tables, where a party is one of the other at most: who competes.
    pub rivals: Option<&'a Rivals>,
}

/// Learns from the pool and its blocked pairs, or some of them.
pub fn learn(
    (pool, sketches): (&MemoryPool, &Sketches),
    start: &Parameters,
    pairs: &[(u32, u32)],
    seen: &[Seen],
    among: Among<'_>,
) -> Parameters {
    let Among {
        stands_for,
        possible,
        rivals,
        ..
    } = among;
    let mut parameters = start.clone();
    parameters.learned = true;
    let plan = pool.plan();
    let slots = plan.slots.len();
    if pairs.is_empty() || slots == 0 {
        return parameters;
    }
    // u from random pairs.
    let asked = among.asked && slots >= LEAST_FIELDS;
    let known = if asked { vec![None; slots] } else { told_by_names(pool) };
    let mut chance = ByChance::of(start, observe(pool, sketches, &random_pairs(pool)), known);
    chance.of_all(&mut parameters);
    let sizes = rivals.map(|_| {
        let left = (0..pool.len()).filter(|i| pool.profile(*i).side == 0).count() as f64;
        let right = pool.len() as f64 - left;
        (left.min(right), left.max(right))
    });
    if asked {
        // Who asks holds either for possible; to begin with, all are counted as two.
        chance.of_asked(&mut parameters, seen, &vec![f64::NEG_INFINITY; pairs.len()]);
        parameters.prior_bits = 0.0;
    }
    // m and the prior.
    for _ in 0..ROUNDS {
        let before = parameters.clone();
        let scale = Scale::of(plan, &parameters);
        let mut bits: Vec<f64> = seen
            .par_chunks_exact(slots)
            .map(|seen| weigh::weigh_seen(&scale, seen))
            .collect();
        if let Some(rivals) = rivals {
            bits = rivals.compete(pairs, &bits, stands_for);
        }
        let (expected, count) = taken_for_one(start, seen, &bits);
        for (slot, counted) in count.iter().enumerate() {
            let total: f64 = counted.iter().sum();
            let named = plan.slots[slot].named;
            let strength = M_STRENGTH + if named { NAME_SHARE * total } else { 0.0 };
            for (level, n) in counted.iter().enumerate() {
                let given = start.fields[slot].levels[level].m;
                if given > POLICY {
                    let learned = (n + strength * given) / (total + strength);
                    // A whole name that differs never speaks for one party, one of its parts seldom; of pairs that
                    // are asked about, which are alike in much, no field does.
                    let whole = plan.slots[slot].kind.is_whole_name();
                    let unlike = (named || asked) && given < start.fields[slot].levels[level].u;
                    let most = if whole { given } else { PART_DIFFERS * given };
                    parameters.fields[slot].levels[level].m = if unlike { learned.min(most) } else { learned };
                }
            }
        }
        // Of few parties that stand in many rows each, pairs at random are often one.
        if asked {
            chance.of_asked(&mut parameters, seen, &bits);
        } else {
            chance.of_two(&mut parameters, &scale);
        }
        let share = ((stands_for * expected + 1.0) / (possible + 2.0)).clamp(1e-12, 0.5);
        let odds = if let Some((few, many)) = sizes {
            // Of a row of the smaller table: that it is one with this row, to that it is one with none.
            let met = ((stands_for * expected + 1.0) / (few + 2.0)).min(MOST_MET);
            met / (1.0 - met) / many
        } else {
            share / (1.0 - share)
        };
        parameters.prior_bits = libm::log2(odds);
        if settled(&before, &parameters) {
            break;
        }
    }
    // Rounded, so that what is shown is what was used.
    for field in &mut parameters.fields {
        for Chance { m, u } in &mut field.levels {
            *m = round(*m);
            *u = round(*u);
        }
        field.agree_by_chance = round(field.agree_by_chance);
    }
    parameters.prior_bits = libm::round(parameters.prior_bits * 100.0) / 100.0;
    parameters
}

/// By how many pairs are to be one, those that so many bits speak for; of each field how often they show each level. Added
/// up in an order that does not depend on the number of cores.
fn taken_for_one(start: &Parameters, seen: &[Seen], bits: &[f64]) -> (f64, Vec<Vec<f64>>) {
    let none = chance::none(start);
    let slots = none.len();
    let parts: Vec<(f64, Vec<Vec<f64>>)> = seen
        .par_chunks(slots * ADDED_AT_ONCE)
        .zip(bits.par_chunks(ADDED_AT_ONCE))
        .map(|(seen, bits)| {
            let (mut expected, mut count) = (0.0, none.clone());
            let pairs = seen.chunks_exact(slots).zip(bits);
            for (seen, bits) in pairs.filter(|(_, bits)| **bits >= LEAST_BITS) {
                let one = weigh::probability(*bits);
                expected += one;
                if one >= LEAST_TAUGHT {
                    chance::add(&mut count, seen, one);
                }
            }
            (expected, count)
        })
        .collect();
    let added = |mut sum: (f64, Vec<Vec<f64>>), part: (f64, Vec<Vec<f64>>)| {
        sum.0 += part.0;
        for (sum, part) in sum.1.iter_mut().flatten().zip(part.1.iter().flatten()) {
            *sum += part;
        }
        sum
    };
    parts.into_iter().fold((0.0, none), added)
}

/// By slot how often two persons are called the same by chance, where their whole names are compared: the mean share of
/// those that bear a row's name, by its words. Of pairs at random hardly one would tell.
fn told_by_names(pool: &MemoryPool) -> Vec<Option<f64>> {
    let slots = pool.plan().slots.iter().enumerate();
    slots
        .map(|(slot, spec)| {
            if spec.kind != FieldKind::Person {
                return None;
            }
            let names = (0..pool.len()).filter_map(|i| pool.profile(i).values[slot].first());
            let (sum, n) = names.fold((0.0, 0.0), |(sum, n), name| {
                (sum + libm::exp2(-whole_rarity(pool.value(*name))), n + 1.0)
            });
            (n > 0.0).then(|| sum / n)
        })
        .collect()
}

/// True when a round has moved nothing that a person would see.
fn settled(before: &Parameters, after: &Parameters) -> bool {
    let levels = |p: &Parameters| {
        p.fields
            .iter()
            .flat_map(|f| &f.levels)
            .map(|l| l.m)
            .collect::<Vec<f64>>()
    };
    let moved = levels(before).into_iter().zip(levels(after));
    libm::fabs(before.prior_bits - after.prior_bits) < 1e-3 && moved.into_iter().all(|(x, y)| libm::fabs(x - y) < 1e-4)
}

fn round(p: f64) -> f64 {
    (libm::round(p * 1e9) / 1e9).max(1e-9)
}

/// Pairs at random, the same each time (64-bit linear congruential generator, Knuth's constants).
fn random_pairs(pool: &MemoryPool) -> Vec<(u32, u32)> {
    let n = pool.len() as u64;
    let two = (0..pool.len()).any(|i| pool.profile(i).side == 1);
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((u128::from(state >> 11) * u128::from(n)) >> 53) as u32
    };
    let mut out = Vec::with_capacity(RANDOM_PAIRS);
    for _ in 0..RANDOM_PAIRS * 2 {
        let (a, b) = (next(), next());
        if a != b && (!two || pool.profile(a as usize).side != pool.profile(b as usize).side) {
            out.push((a.min(b), a.max(b)));
        }
        if out.len() == RANDOM_PAIRS {
            break;
        }
    }
    out
}
