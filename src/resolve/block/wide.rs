//! Pairs of a whole table. Keys are made rule by rule and never kept: of a million rows they would fill the memory.
//! Which blocks make pairs follows from how many pairs a row may cost. Small tables take the smallest blocks, which
//! tell most (block purging: Papadakis et al., "Scaling Entity Resolution to Large, Heterogeneous Data with Enhanced
//! Meta-blocking", EDBT 2016); large ones those of which a sample says that most of their pairs are one.
//! Must not know: how alike two values are, weights.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Rules;
use super::key::{self, Maker, Rule, ValueKeys};
use crate::resolve::field::FieldKind;
use crate::resolve::pool::{MemoryPool, Pool};

/// Pairs that a row may cost, on the average …
const PAIRS_A_ROW: u64 = 8;
/// … and pairs that a table of any size may cost.
const PAIRS: u64 = 500_000;
/// Of blocks of which as large a share is one so many times the pairs are worth it.
const WELL_WORTH: f64 = 0.05;
const BEYOND: u64 = 8;
/// A pair is made anew for every key that finds it: so many times the pairs are made at most.
const MADE: u64 = 40;
/// Pairs that are made in one round, unless one kind of blocks has more: so many lie in memory at once.
const ROUND: u64 = 50_000_000;
/// Rows from which coarse keys of three fields are made, for two are shared by too many, and samples are looked at.
const MANY: usize = 20_000;
/// Rows of which one thread makes keys in one go.
const ROWS_AT_ONCE: usize = 8192;
/// Keys that are sorted at once.
const AT_ONCE: usize = 12_000_000;
/// Blocks of one rule are told apart by their size, up to these.
const SIZES: [usize; 8] = [2, 3, 5, 8, 12, 20, 40, 120];
/// Pairs of a rule and a size that are looked at.
const SAMPLE: usize = 400;
/// Blocks of which fewer pairs are one are not worth their pairs.
const LEAST_WORTH: f64 = 0.004;

/// Blocks of two holders and more: where each ends, and the holders one after the other.
#[derive(Default)]
struct Blocks {
    /// Number of the rule that made them.
    rule: usize,
    ends: Vec<u32>,
    holders: Vec<u32>,
}

impl Blocks {
    /// One more block.
    fn push(&mut self, holders: impl Iterator<Item = u32>) {
        self.holders.extend(holders);
        self.ends.push(self.holders.len() as u32);
    }
    fn iter(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        (0..self.ends.len()).into_par_iter().map(|at| self.at(at))
    }
    fn at(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.holders[from as usize..self.ends[at] as usize]
    }
}

/// Sets of pairs: how probable it is of each pair that it is one.
pub type Worth<'a> = dyn Fn(&[Vec<(u32, u32)>]) -> Vec<Vec<f64>> + 'a;

/// Pairs, and the blocks that they are of.
pub struct Found {
    /// Ascending, each once.
    pub pairs: Vec<(u32, u32)>,
    /// By number of the rule and size of the block; a size that no block of the rule has is taken, for it costs nothing.
    pub sizes: Vec<Vec<bool>>,
}

/// Pairs of rows that share a key; of two tables only pairs across. Of a large table `worth` is asked for samples of
/// its blocks.
pub fn pairs(pool: &MemoryPool, rules: &Rules, two: bool, worth: &Worth<'_>) -> Found {
    let worth = (pool.len() >= MANY).then_some(worth);
    within(pool, rules, two, PAIRS.max(PAIRS_A_ROW * pool.len() as u64), worth)
}

/// The same for so many pairs.
pub(in crate::resolve) fn within(
    pool: &MemoryPool,
    rules: &Rules,
    two: bool,
    budget: u64,
    worth: Option<&Worth<'_>>,
) -> Found {
    let of_value: Vec<ValueKeys> = pool.values().par_iter().map(ValueKeys::of).collect();
    let made = made(pool, rules);
    let of_rule = |(n, rule): &(usize, Rule)| blocks(pool, &of_value, *n, *rule, rules);
    // Of a large table one rule after the other, whose rows are shared out: the keys of all at once would not fit.
    let all: Vec<Blocks> = match pool.len() < MANY {
        true => made.par_iter().flat_map_iter(of_rule).collect(),
        false => made.iter().flat_map(of_rule).collect(),
    };
    drop(of_value);
    let side = |i: u32| pool.profile(i as usize).side;
    let across = |i: u32, j: u32| !two || side(i) != side(j);
    let count = made.last().map_or(0, |(n, _)| n + 1);
    let costs: Vec<Vec<u64>> = costs(&all, count, rules, two, &side);
    let mut taken = Taken {
        all: &all,
        costs: &costs,
        across: &across,
        found: Runs::default(),
        made: 0,
        sizes: costs.iter().map(|of_size| vec![false; of_size.len()]).collect(),
    };
    match worth {
        Some(worth) if costs.iter().flatten().sum::<u64>() > budget => taken.worthwhile(budget, worth),
        _ => taken.smallest(budget),
    }
    let Taken { found, sizes, .. } = taken;
    Found {
        pairs: found
            .into_one()
            .into_iter()
            .map(|pair| ((pair >> 32) as u32, pair as u32))
            .collect(),
        sizes,
    }
}

/// Pairs in two runs, each ascending, no pair twice: what comes little by little is not put among all others each time.
#[derive(Default)]
struct Runs {
    long: Vec<u64>,
    late: Vec<u64>,
}

impl Runs {
    fn len(&self) -> u64 {
        (self.long.len() + self.late.len()) as u64
    }
    fn has(&self, pair: u64) -> bool {
        self.long.binary_search(&pair).is_ok() || self.late.binary_search(&pair).is_ok()
    }
    /// Adds pairs that are ascending and not there yet.
    fn add(&mut self, mut new: Vec<u64>) {
        // Two runs in order: the stable sort merges them.
        self.late.append(&mut new);
        self.late.sort();
        if self.late.len() > self.long.len() / 4 {
            self.merge();
        }
    }
    fn merge(&mut self) {
        self.long.append(&mut self.late);
        self.long.sort();
    }
    /// All of them, ascending.
    fn into_one(mut self) -> Vec<u64> {
        self.merge();
        self.long
    }
}

/// Blocks that make pairs, and the pairs that they have made.
struct Taken<'a, F> {
    all: &'a [Blocks],
    /// Pairs that the blocks of each rule and size make.
    costs: &'a [Vec<u64>],
    across: &'a F,
    found: Runs,
    /// Pairs made, each counted for every key that finds it.
    made: u64,
    /// By rule and size.
    sizes: Vec<Vec<bool>>,
}

impl<F: Fn(u32, u32) -> bool + Sync> Taken<'_, F> {
    /// Makes the pairs of blocks by rule and size: those that are not found yet, ascending, each once.
    fn make(&mut self, chosen: impl Fn(usize, usize) -> bool + Sync) -> Vec<u64> {
        let across = self.across;
        let mut new: Vec<u64> = Vec::new();
        for blocks in self.all {
            let blocks_of = blocks.iter().filter(|block| chosen(blocks.rule, block.len()));
            new.par_extend(blocks_of.flat_map_iter(|block| {
                block.iter().enumerate().flat_map(move |(n, i)| {
                    let others = block[n + 1..].iter().filter(move |j| across(*i, **j));
                    others.map(move |j| u64::from(*i) << 32 | u64::from(*j))
                })
            }));
        }
        self.made += new.len() as u64;
        new.par_sort_unstable();
        new.dedup();
        if self.found.len() > 0 {
            let found = &self.found;
            new = new.into_par_iter().filter(|pair| !found.has(*pair)).collect();
        }
        new
    }

    /// Takes those blocks, of which none was taken yet, with the new pairs that they make.
    fn take(&mut self, new: Vec<u64>, chosen: impl Fn(usize, usize) -> bool) {
        self.found.add(new);
        for (rule, of_size) in self.sizes.iter_mut().enumerate() {
            for (size, taken) in of_size.iter_mut().enumerate() {
                *taken |= chosen(rule, size);
            }
        }
    }

    fn has(&self, (i, j): (u32, u32)) -> bool {
        self.found.has(u64::from(i) << 32 | u64::from(j))
    }

    /// Blocks of any rule up to the size that the budget allows.
    fn smallest(&mut self, budget: u64) {
        let largest = self.costs.first().map_or(0, Vec::len);
        let of_size = |size: usize| self.costs.iter().map(|c| c[size]).sum::<u64>();
        let mut from = 0;
        while from < largest {
            // As many sizes as are certainly within it; where that is none the next, which may find known pairs only.
            let left = budget.saturating_sub(self.found.len());
            let mut spent = 0;
            let fit = (from..largest)
                .take_while(|size| {
                    spent += of_size(*size);
                    spent <= left
                })
                .count();
            if fit == 0 && from > 2 && (left == 0 || self.made + spent > MADE * budget) {
                break;
            }
            let to = from + fit.max(1);
            let chosen = |_, size: usize| (from..to).contains(&size);
            let new = self.make(chosen);
            if from > 2 && self.found.len() + new.len() as u64 > budget {
                break;
            }
            self.take(new, chosen);
            from = to;
        }
    }

    /// The rules and sizes of which most pairs that no other has found are one, as far as the budget goes.
    fn worthwhile(&mut self, budget: u64, worth: &Worth<'_>) {
        let bands = SIZES.len() + 1;
        let samples = samples(self.all, self.costs.len(), self.across);
        let likely = worth(&samples);
        let mut cost = vec![0u64; samples.len()];
        for (rule, of_size) in self.costs.iter().enumerate() {
            for (size, n) in of_size.iter().enumerate() {
                cost[rule * bands + band(size)] += n;
            }
        }
        let mut open: Vec<usize> = (0..samples.len()).filter(|cell| cost[*cell] > 0).collect();
        loop {
            // Of what a cell of blocks would add: the share that is one, and how many pairs.
            let mut adds: Vec<(f64, u64, usize)> = open
                .iter()
                .map(|cell| {
                    let pairs = samples[*cell].iter().zip(&likely[*cell]);
                    let new: Vec<f64> = pairs.filter(|(pair, _)| !self.has(**pair)).map(|(_, p)| *p).collect();
                    let share = (new.len() as f64 + 1.0) / (samples[*cell].len() as f64 + 1.0);
                    let one = new.iter().sum::<f64>() / (new.len() as f64 + 1.0);
                    (one, (cost[*cell] as f64 * share) as u64, *cell)
                })
                .collect();
            adds.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.2.cmp(&y.2)));
            let (mut spent, mut made) = (0, 0);
            let mut chosen = vec![false; samples.len()];
            for (one, more, cell) in adds {
                // What any table may cost is spent even where a sample saw nothing: few doubles hide from it.
                let most = match one {
                    one if one >= WELL_WORTH => BEYOND * budget,
                    one if one >= LEAST_WORTH => budget,
                    _ => budget.min(PAIRS),
                };
                let left = most.saturating_sub(self.found.len());
                // In steps, for what one cell finds the next need not.
                let step = if spent == 0 { left } else { left / 3 };
                let fits = made == 0 || made + cost[cell] <= ROUND;
                if fits && spent + more <= step && self.made + made + cost[cell] <= MADE * budget {
                    spent += more;
                    made += cost[cell];
                    chosen[cell] = true;
                }
            }
            if !chosen.contains(&true) {
                break;
            }
            open.retain(|cell| !chosen[*cell]);
            let chosen = |rule: usize, size: usize| chosen[rule * bands + band(size)];
            let new = self.make(chosen);
            self.take(new, chosen);
        }
        for (rule, of_size) in self.sizes.iter_mut().enumerate() {
            let free = |size: usize| cost[rule * bands + band(size)] == 0;
            (0..).zip(of_size).for_each(|(size, taken)| *taken |= free(size));
        }
    }
}

/// The rules that make keys of a table, each with its number.
pub(super) fn made(pool: &MemoryPool, rules: &Rules) -> Vec<(usize, Rule)> {
    let combined = pool.plan().slots.len() <= rules.combine_slots;
    key::rules(pool.plan(), pool.len() >= MANY)
        .into_iter()
        .enumerate()
        .filter(|(_, rule)| combined || matches!(rule, Rule::Whole(_) | Rule::Name(_) | Rule::Bag))
        .collect()
}

/// Pairs that the blocks of each of `count` rules and each size make.
fn costs(all: &[Blocks], count: usize, rules: &Rules, two: bool, side: &(impl Fn(u32) -> u8 + Sync)) -> Vec<Vec<u64>> {
    let largest = rules.whole_cap.max(rules.coarse_cap).max(rules.name_cap) as usize;
    let mut costs = vec![vec![0u64; largest + 1]; count];
    for blocks in all {
        for at in 0..blocks.ends.len() {
            let block = blocks.at(at);
            let n = block.len() as u64;
            costs[blocks.rule][block.len()] += if two {
                let left = block.iter().filter(|i| side(**i) == 0).count() as u64;
                left * (n - left)
            } else {
                n * (n - 1) / 2
            };
        }
    }
    costs
}

/// The place of a size in [`SIZES`].
fn band(size: usize) -> usize {
    SIZES.partition_point(|s| *s < size)
}

/// Some pairs of each rule and band of sizes, in that order, taken evenly from its blocks.
fn samples(all: &[Blocks], rules: usize, across: &impl Fn(u32, u32) -> bool) -> Vec<Vec<(u32, u32)>> {
    let bands = SIZES.len() + 1;
    let mut counts = vec![0usize; rules * bands];
    for blocks in all {
        for at in 0..blocks.ends.len() {
            counts[blocks.rule * bands + band(blocks.at(at).len())] += 1;
        }
    }
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut seen = vec![0usize; counts.len()];
    let mut out = vec![Vec::new(); counts.len()];
    for blocks in all {
        for at in 0..blocks.ends.len() {
            let block = blocks.at(at);
            let cell = blocks.rule * bands + band(block.len());
            seen[cell] += 1;
            let due = seen[cell] * SAMPLE / counts[cell] > (seen[cell] - 1) * SAMPLE / counts[cell];
            // Two holders as if drawn (64-bit linear congruential generator, Knuth's constants), for neighbours in
            // a file are oftener one than others are.
            let mut draw = |below: usize| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) as usize % below
            };
            let n = block.len();
            let first = draw(n);
            let (i, j) = (block[first], block[(first + 1 + draw(n - 1)) % n]);
            if due && across(i, j) {
                out[cell].push((i.min(j), i.max(j)));
            }
        }
    }
    out
}

/// The most holders that a block of the rule may have.
pub(super) fn cap(rule: Rule, rules: &Rules) -> usize {
    let cap = match rule {
        Rule::Name(_) => rules.name_cap,
        Rule::Whole(_) | Rule::Bag => rules.whole_cap,
        Rule::Two(..) | Rule::Three(..) => rules.coarse_cap,
    };
    cap as usize
}

/// How many keys the rows have by a rule, from some of them, and in how many parts that are sorted one by one.
pub(super) fn parts(pool: &MemoryPool, of_value: &[ValueKeys], rule: Rule) -> (usize, u64) {
    let step = (pool.len() / 1000).max(1);
    let mut maker = Maker::new(pool.plan(), of_value);
    let mut keys: Vec<u64> = Vec::new();
    let mut counted = 0usize;
    for at in (0..pool.len()).step_by(step) {
        maker.keys(pool.profile(at), rule, &mut keys);
        counted += keys.len();
    }
    (counted * step, (counted * step / AT_ONCE + 1) as u64)
}

/// What `make` takes of the keys of all rows by a rule, `expected` of them, sorted.
pub(super) fn sorted<T: Ord + Send>(
    pool: &MemoryPool,
    of_value: &[ValueKeys],
    rule: Rule,
    expected: usize,
    make: impl Fn(u64, u32) -> Option<T> + Sync,
) -> Vec<T> {
    let mut held: Vec<T> = Vec::with_capacity(expected);
    let some: Vec<Vec<T>> = (0..pool.len() as u32)
        .collect::<Vec<_>>()
        .par_chunks(ROWS_AT_ONCE)
        .map(|rows| {
            let mut maker = Maker::new(pool.plan(), of_value);
            let mut keys = Vec::new();
            let mut held = Vec::new();
            for at in rows {
                maker.keys(pool.profile(*at as usize), rule, &mut keys);
                held.extend(keys.iter().filter_map(|key| make(*key, *at)));
            }
            held
        })
        .collect();
    some.into_iter().for_each(|some| held.extend(some));
    held.par_sort_unstable();
    held
}

/// The blocks of one rule that are within its cap.
fn blocks(pool: &MemoryPool, of_value: &[ValueKeys], number: usize, rule: Rule, rules: &Rules) -> Vec<Blocks> {
    let cap = cap(rule, rules);
    let (expected, parts) = parts(pool, of_value, rule);
    // What too many rows hold, few names may: of these one row after the other, for all of them say the same.
    let firms = match rule {
        Rule::Whole(slot) => Some(usize::from(slot)).filter(|slot| {
            let spec = &pool.plan().slots[*slot];
            spec.named && spec.kind == FieldKind::Company
        }),
        _ => None,
    };
    (0..parts)
        .map(|part| {
            let mine = |key: u64, at: u32| (key % parts == part).then_some((key, at));
            let held = sorted(pool, of_value, rule, expected / parts as usize, mine);
            let mut out = Blocks {
                rule: number,
                ..Blocks::default()
            };
            for block in held.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
                if block.len() <= cap {
                    out.push(block.iter().map(|(_, holder)| *holder));
                } else if let Some(slot) = firms {
                    let rounds = name_by_name(pool, slot, block.iter().map(|(_, holder)| *holder));
                    let within = rounds.take_while(|each| (2..=cap).contains(&each.len()));
                    within.for_each(|each| out.push(each.into_iter()));
                }
            }
            out
        })
        .collect()
}

/// The first rows of all names that some rows have in a slot, then the second ones, and so on.
fn name_by_name(pool: &MemoryPool, slot: usize, rows: impl Iterator<Item = u32>) -> impl Iterator<Item = Vec<u32>> {
    let mut of_name: BTreeMap<Option<u32>, Vec<u32>> = BTreeMap::new();
    for row in rows {
        let name = pool.profile(row as usize).values[slot].first().copied();
        of_name.entry(name).or_default().push(row);
    }
    (0..).map(move |round| of_name.values().filter_map(|rows| rows.get(round)).copied().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    use super::Runs;

    proptest! {
        #[test]
        fn pairs_of_all_rounds_are_there_once_and_in_order(rounds in prop::collection::vec(prop::collection::btree_set(0u64..200, 0..40), 0..12)) {
            let (mut runs, mut all) = (Runs::default(), BTreeSet::new());
            for round in rounds {
                let new: Vec<u64> = round.into_iter().filter(|pair| !runs.has(*pair)).collect();
                prop_assert!(new.iter().all(|pair| !all.contains(pair)));
                all.extend(&new);
                runs.add(new);
                prop_assert_eq!(runs.len(), all.len() as u64);
                prop_assert!(all.iter().all(|pair| runs.has(*pair)));
            }
            prop_assert_eq!(runs.into_one(), all.into_iter().collect::<Vec<_>>());
        }
    }
}
