//! Pairs of a whole table. Keys are made rule by rule and never kept: of a million rows they would fill the memory.
//! How large a block may be follows from how many pairs a row may cost: the smallest blocks tell most (block
//! purging, Papadakis et al., "Scaling Entity Resolution to Large, Heterogeneous Data with Enhanced Meta-blocking",
//! EDBT 2016).
//! Must not know: how alike two values are, weights.

use rayon::prelude::*;

use super::Rules;
use super::key::{self, Maker, Rule, ValueKeys};
use crate::resolve::pool::{MemoryPool, Pool};

/// Pairs that a row may cost, on the average, before those that several keys find are counted once …
const PAIRS_A_ROW: u64 = 40;
/// … and pairs that a table of any size may cost.
const PAIRS: u64 = 1_000_000;
/// Rows from which coarse keys of three fields are made: two are shared by too many.
const MANY: usize = 20_000;
/// Rows of which one thread makes keys in one go.
const ROWS_AT_ONCE: usize = 8192;
/// Keys that are sorted at once.
const AT_ONCE: usize = 12_000_000;

/// Blocks of two holders and more: where each ends, and the holders one after the other.
#[derive(Default)]
struct Blocks {
    ends: Vec<u32>,
    holders: Vec<u32>,
}

impl Blocks {
    fn iter(&self) -> impl IndexedParallelIterator<Item = &[u32]> {
        (0..self.ends.len()).into_par_iter().map(|at| {
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.holders[from as usize..self.ends[at] as usize]
        })
    }
}

/// Pairs of rows that share a key, ascending, each once; of two tables only pairs across.
pub fn pairs(pool: &MemoryPool, rules: &Rules, two: bool) -> Vec<(u32, u32)> {
    within(pool, rules, two, PAIRS.max(PAIRS_A_ROW * pool.len() as u64))
}

/// The same for so many pairs, each counted for every key that finds it.
pub(in crate::resolve) fn within(pool: &MemoryPool, rules: &Rules, two: bool, budget: u64) -> Vec<(u32, u32)> {
    let of_value: Vec<ValueKeys> = pool.values().par_iter().map(ValueKeys::of).collect();
    let combined = pool.plan().slots.len() <= rules.combine_slots;
    let all: Vec<Blocks> = key::rules(pool.plan(), pool.len() >= MANY)
        .into_iter()
        .filter(|rule| combined || matches!(rule, Rule::Whole(_) | Rule::Bag))
        .flat_map(|rule| blocks(pool, &of_value, rule, rules))
        .collect();
    drop(of_value);
    let side = |i: u32| pool.profile(i as usize).side;
    let cost = |block: &[u32]| {
        let n = block.len() as u64;
        if two {
            let left = block.iter().filter(|i| side(**i) == 0).count() as u64;
            left * (n - left)
        } else {
            n * (n - 1) / 2
        }
    };
    let largest = rules.whole_cap.max(rules.coarse_cap) as usize;
    let mut costs = vec![0u64; largest + 1];
    for blocks in &all {
        let of_size: Vec<(usize, u64)> = blocks.iter().map(|block| (block.len(), cost(block))).collect();
        for (size, cost) in of_size {
            costs[size] += cost;
        }
    }
    let mut cap = 2;
    let mut spent = costs[2];
    while cap < largest && spent + costs[cap + 1] <= budget {
        cap += 1;
        spent += costs[cap];
    }
    let mut found: Vec<u64> = Vec::new();
    for blocks in all {
        found.par_extend(blocks.iter().filter(|block| block.len() <= cap).flat_map_iter(|block| {
            block.iter().enumerate().flat_map(move |(n, i)| {
                block[n + 1..]
                    .iter()
                    .filter(move |j| !two || side(*i) != side(**j))
                    .map(move |j| u64::from(*i) << 32 | u64::from(*j))
            })
        }));
    }
    found.par_sort_unstable();
    found.dedup();
    found.iter().map(|pair| ((pair >> 32) as u32, *pair as u32)).collect()
}

/// The blocks of one rule that are within its cap.
fn blocks(pool: &MemoryPool, of_value: &[ValueKeys], rule: Rule, rules: &Rules) -> Vec<Blocks> {
    let cap = match rule {
        Rule::Whole(_) | Rule::Bag => rules.whole_cap,
        Rule::Two(..) | Rule::Three(..) => rules.coarse_cap,
    } as usize;
    // How many keys a row has by this rule, from some of them.
    let step = (pool.len() / 1000).max(1);
    let mut maker = Maker::new(pool.plan(), of_value);
    let mut keys: Vec<u64> = Vec::new();
    let mut counted = 0usize;
    for at in (0..pool.len()).step_by(step) {
        maker.keys(pool.profile(at), rule, &mut keys);
        counted += keys.len();
    }
    let parts = (counted * step / AT_ONCE + 1) as u64;
    (0..parts)
        .map(|part| {
            let mut held: Vec<(u64, u32)> = Vec::with_capacity(counted * step / parts as usize);
            let some: Vec<Vec<(u64, u32)>> = (0..pool.len() as u32)
                .collect::<Vec<_>>()
                .par_chunks(ROWS_AT_ONCE)
                .map(|rows| {
                    let mut maker = Maker::new(pool.plan(), of_value);
                    let mut keys = Vec::new();
                    let mut held = Vec::new();
                    for at in rows {
                        maker.keys(pool.profile(*at as usize), rule, &mut keys);
                        held.extend(keys.iter().filter(|key| *key % parts == part).map(|key| (*key, *at)));
                    }
                    held
                })
                .collect();
            some.into_iter().for_each(|some| held.extend(some));
            held.par_sort_unstable();
            let mut out = Blocks::default();
            for block in held
                .chunk_by(|a, b| a.0 == b.0)
                .filter(|block| block.len() > 1 && block.len() <= cap)
            {
                out.holders.extend(block.iter().map(|(_, holder)| *holder));
                out.ends.push(out.holders.len() as u32);
            }
            out
        })
        .collect()
}
