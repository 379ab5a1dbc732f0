//! Which rows of a standing table hold a key, for the keys that are worth a look: a row that comes later asks it for
//! whom to be compared with. Eight bytes a key and row; what too many hold is left out.
//! Must not know: how alike two values are, weights.

use rayon::prelude::*;

use super::Rules;
use super::key::{Maker, Rule, ValueKeys};
use super::wide;
use crate::resolve::pool::{MemoryPool, Plan, Profile};

/// The keys of a table by rule.
pub struct Index {
    rules: Vec<Held>,
}

/// The keys of one rule.
struct Held {
    rule: Rule,
    /// The upper half of a key and the row that holds it, ascending.
    entries: Vec<u64>,
}

impl Held {
    fn rows(&self, key: u64) -> impl Iterator<Item = u32> {
        let key = key >> 32;
        let from = self.entries.partition_point(|e| e >> 32 < key);
        self.entries[from..]
            .iter()
            .take_while(move |e| **e >> 32 == key)
            .map(|e| *e as u32)
    }
}

impl Index {
    /// Keys whose block would be of a size that is taken, by rule and size as in [`wide::Found`], with one row more.
    pub fn of(pool: &MemoryPool, rules: &Rules, sizes: &[Vec<bool>]) -> Index {
        let of_value: Vec<ValueKeys> = pool.values().par_iter().map(ValueKeys::of).collect();
        let held = |(n, rule): (usize, Rule)| {
            let cap = wide::cap(rule, rules);
            let taken = |holders: usize| holders < cap && sizes[n].get(holders + 1) == Some(&true);
            (1..cap).any(taken).then(|| Held {
                rule,
                entries: entries(pool, &of_value, rule, taken),
            })
        };
        Index {
            rules: wide::made(pool, rules).into_iter().filter_map(held).collect(),
        }
    }

    /// Rows that share a key with a profile, ascending, each once. `of_value` = the keys of its values by their
    /// numbers.
    pub fn rows(&self, plan: &Plan, profile: &Profile, of_value: &[ValueKeys]) -> Vec<u32> {
        let mut maker = Maker::new(plan, of_value);
        let mut keys = Vec::new();
        let mut rows = Vec::new();
        for held in &self.rules {
            maker.keys(profile, held.rule, &mut keys);
            rows.extend(keys.iter().flat_map(|key| held.rows(*key)));
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.rules.iter().map(|held| size_of_val(&held.entries[..])).sum()
    }
}

/// The keys of one rule that so many rows hold, part by part in the order of the keys.
fn entries(pool: &MemoryPool, of_value: &[ValueKeys], rule: Rule, taken: impl Fn(usize) -> bool) -> Vec<u64> {
    let (expected, parts) = wide::parts(pool, of_value, rule);
    let mut out = Vec::new();
    for part in 0..parts {
        let mine = |key: u64, at: u32| {
            let half = key >> 32;
            ((half * parts) >> 32 == part).then_some((half << 32) | u64::from(at))
        };
        let held = wide::sorted(pool, of_value, rule, expected / parts as usize, mine);
        for block in held.chunk_by(|a, b| a >> 32 == b >> 32) {
            if taken(block.len()) {
                out.extend_from_slice(block);
            }
        }
    }
    out.shrink_to_fit();
    out
}
