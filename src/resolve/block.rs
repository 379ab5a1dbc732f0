//! Which pairs are worth comparing: several keys per profile, whole values and coarse ones in pairs.
//! A key that too many hold is held back and, when it is a whole value, reported.
//! Must not know: how alike two values are, weights.
//! After Papadakis et al., "Blocking and Filtering Techniques for Entity Resolution: A Survey", 2020.

pub mod key; // the keys of a value and of a profile
pub mod index; // which rows of a standing table hold a key
pub mod wide; // pairs of a whole table, rule by rule

use rayon::prelude::*;

use super::field::FieldKind;
use super::pool::{MemoryPool, Pool, Profile};

/// How keys are made and how large a block may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Rules {
    /// Blocks of whole values with more holders are held back.
    pub whole_cap: u32,
    /// Blocks of one whole name with more holders are left out; they are made in tables alone.
    pub name_cap: u32,
    /// Blocks of coarse keys with more holders are left out (others will find the pair).
    pub coarse_cap: u32,
    /// Coarse keys of different slots are combined when there are at most this many slots.
    pub combine_slots: usize,
}

impl Rules {
    /// Of a case, where one cap holds for all keys and each pair is a line for somebody to read.
    pub fn of_case(cap: u32, combine_slots: usize) -> Rules {
        Rules {
            whole_cap: cap,
            name_cap: 0,
            coarse_cap: cap,
            combine_slots,
        }
    }
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            whole_cap: 60,
            name_cap: 0,
            coarse_cap: 120,
            combine_slots: 12,
        }
    }
}

/// A whole value that too many hold, so that no pair was made of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct HeldKey {
    pub slot: u8,
    pub value: u32,
    /// Profiles that hold it.
    pub count: u32,
}

/// Pairs to compare, ascending, each once, with the class of key that found it first; and what was
/// held back. With two sides only pairs across are made.
pub struct Pairs {
    pub pairs: Vec<(u32, u32)>,
    /// For each pair the slots of its first key: (slot, second) with `second = 255` for a whole value.
    pub found_by: Vec<(u8, u8)>,
    pub held: Vec<HeldKey>,
}

impl Rules {
    /// Whether a block of so many holders makes pairs.
    fn within(&self, key: &key::Key, holders: usize) -> bool {
        let cap = if key.class == 0 {
            self.whole_cap
        } else {
            self.coarse_cap
        };
        holders as u32 <= cap
    }
}

/// What found a pair: see [`Pairs::found_by`].
fn tag(key: &key::Key) -> (u8, u8) {
    (key.slot, if key.class == 0 { 255 } else { key.second })
}

/// All pairs that share a key within the caps. `fits` says whether two profiles may be one at all.
pub fn pairs(pool: &MemoryPool, rules: &Rules, fits: impl Fn(&Profile, &Profile) -> bool + Sync) -> Pairs {
    let mut found: Vec<(u64, (u8, u8))> = (0..pool.blocks())
        .into_par_iter()
        .flat_map_iter(|at| {
            let (key, holders) = pool.block(at);
            let holders = if rules.within(&key, holders.len()) {
                holders
            } else {
                &[]
            };
            let fits = &fits;
            holders.iter().enumerate().flat_map(move |(n, i)| {
                let a = pool.profile(*i as usize);
                holders[n + 1..]
                    .iter()
                    .filter(move |j| fits(a, pool.profile(**j as usize)))
                    .map(move |j| (u64::from(*i) << 32 | u64::from(*j), tag(&key)))
            })
        })
        .collect();
    found.par_sort_unstable();
    found.dedup_by_key(|f| f.0);
    Pairs {
        pairs: found.iter().map(|f| ((f.0 >> 32) as u32, f.0 as u32)).collect(),
        found_by: found.iter().map(|f| f.1).collect(),
        held: held(pool, rules),
    }
}

/// Pairs of one profile: the same as `pairs` restricted to it.
pub fn pairs_of(
    pool: &MemoryPool,
    rules: &Rules,
    at: u32,
    fits: impl Fn(&Profile, &Profile) -> bool,
) -> Vec<(u32, u8, u8)> {
    let mut found: Vec<(u32, u8, u8)> = Vec::new();
    for key in pool.keys(at as usize) {
        let holders = pool.holders(*key);
        if !rules.within(key, holders.len()) {
            continue;
        }
        let (slot, second) = tag(key);
        for other in holders {
            if *other != at && fits(pool.profile(at as usize), pool.profile(*other as usize)) {
                found.push((*other, slot, second));
            }
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|f| f.0);
    found
}

/// Whole values above the cap, most shared first.
pub fn held(pool: &MemoryPool, rules: &Rules) -> Vec<HeldKey> {
    // A value belongs to one slot.
    let mut counts: Vec<(u8, u32)> = vec![(0, 0); pool.values().len()];
    for at in 0..pool.len() {
        for (slot, values) in pool.profile(at).values.iter().enumerate() {
            let reported = !matches!(
                pool.plan().slots[slot].kind,
                FieldKind::City
                    | FieldKind::State
                    | FieldKind::Zip
                    | FieldKind::Category
                    | FieldKind::Number
                    | FieldKind::Given
                    | FieldKind::Surname
                    | FieldKind::Text
            );
            for value in values.iter().filter(|_| reported) {
                counts[*value as usize] = (slot as u8, counts[*value as usize].1 + 1);
            }
        }
    }
    let mut out: Vec<HeldKey> = (0..)
        .zip(counts)
        .filter(|(_, (_, count))| *count > rules.whole_cap)
        .map(|(value, (slot, count))| HeldKey { slot, value, count })
        .collect();
    out.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then(a.slot.cmp(&b.slot))
            .then(a.value.cmp(&b.value))
    });
    out
}

#[cfg(test)]
mod tests;
