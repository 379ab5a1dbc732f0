//! What a pool holds, found by its texts, so that a party that comes later is read as those of the pool are: a value
//! that they have is as rare as theirs, another one as rare as what nobody holds yet.
//! Must not know: weights, blocking.

use std::borrow::Cow;
use std::collections::HashMap;

use super::count::{Counted, Frequencies};
use super::{MemoryPool, Plan, Pool, Profile, Values};
use crate::model::Uid;
use crate::resolve::block::key::{self, Key};
use crate::resolve::field::{Prepared, Token, prepare_all};

/// Values and words of a pool by slot.
pub struct Known {
    slots: Vec<Texts>,
}

/// Those of one slot, ascending by the hash of their text.
struct Texts {
    frequencies: Frequencies,
    /// With the number of the value.
    values: Vec<(u64, u32)>,
    /// With the number of profiles that hold the word.
    words: Vec<(u64, f64)>,
    /// The same of their sounds, where those count.
    sounds: Vec<(u64, f64)>,
}

/// By the hash of the text, ascending.
fn hashed(counted: HashMap<String, f64>) -> Vec<(u64, f64)> {
    let mut counted: Vec<(u64, f64)> = counted.into_iter().map(|(text, n)| (key::hash(&text), n)).collect();
    counted.sort_unstable_by_key(|(hash, _)| *hash);
    counted
}
fn of_text(counted: &[(u64, f64)], text: &str) -> Option<f64> {
    let found = counted.binary_search_by_key(&key::hash(text), |(hash, _)| *hash);
    found.ok().map(|at| counted[at].1)
}

impl Texts {
    fn of(pool: &MemoryPool, slot: usize, family: &[u32]) -> Texts {
        let counted = Counted::of(pool, slot, family);
        let hashed_key = |number: u32| (key::hash(&pool.values[number as usize].key), number);
        let mut values: Vec<(u64, u32)> = counted.values.into_iter().map(hashed_key).collect();
        values.sort_unstable();
        Texts {
            frequencies: counted.frequencies,
            values,
            words: hashed(counted.words),
            sounds: hashed(counted.sounds),
        }
    }
    /// The number of a value by its key.
    fn value(&self, pool: &MemoryPool, key: &str) -> Option<u32> {
        let hash = key::hash(key);
        let from = self.values.partition_point(|(h, _)| *h < hash);
        let same = self.values[from..].iter().take_while(|(h, _)| *h == hash);
        same.map(|(_, number)| *number)
            .find(|number| pool.values[*number as usize].key == key)
    }
    /// Says how rare a word is; one that nobody holds counts once.
    fn rate(&self, token: &mut Token) {
        let held = of_text(&self.words, &token.text);
        let alike = of_text(&self.sounds, &token.phonetic).map(|n| if held.is_some() { n } else { n + 1.0 });
        self.frequencies
            .rate(token, held.unwrap_or(1.0), alike.unwrap_or_default());
    }
}

impl Known {
    pub fn of(pool: &MemoryPool) -> Known {
        let family = pool.families();
        Known {
            slots: (0..pool.plan.slots.len())
                .map(|slot| Texts::of(pool, slot, &family))
                .collect(),
        }
    }

    /// A party by its values as received, each with its slot.
    pub fn read<'a>(&self, pool: &'a MemoryPool, cells: &[(usize, Cow<'_, str>)]) -> Newcomer<'a> {
        // In the order in which a profile of the pool has its values: those of the pool first, by number.
        let mut read: Vec<(u16, u32, Prepared)> = Vec::new();
        for (slot, text) in cells {
            for p in prepare_all(pool.plan.slots[*slot].kind, text) {
                read.push(match self.slots[*slot].value(pool, &p.key) {
                    Some(number) => (*slot as u16, number, pool.values[number as usize].clone()),
                    None => (*slot as u16, u32::MAX, self.unheld(*slot, p)),
                });
            }
        }
        read.sort_by_key(|(slot, number, _)| (*slot, *number));
        read.dedup_by(|a, b| (a.0, &a.2.key) == (b.0, &b.2.key));
        let mut held: Vec<(u16, u32)> = read.iter().zip(0..).map(|((slot, ..), at)| (*slot, at)).collect();
        Newcomer {
            plan: &pool.plan,
            profile: Profile {
                id: Uid::default(),
                values: Values::of(pool.plan.slots.len(), &mut held),
                ..Profile::default()
            },
            spread: read
                .iter()
                .map(|(_, number, _)| pool.spread.get(*number as usize).copied().unwrap_or(1))
                .collect(),
            values: read.into_iter().map(|(.., value)| value).collect(),
        }
    }

    /// A value that nobody of the pool holds.
    fn unheld(&self, slot: usize, mut value: Prepared) -> Prepared {
        value.rarity = self.slots[slot].frequencies.value(1);
        value.tokens.iter_mut().for_each(|token| self.slots[slot].rate(token));
        value
    }
}

/// One party that is not of the pool, and a pool of its own: its values are numbered for themselves.
pub struct Newcomer<'a> {
    plan: &'a Plan,
    profile: Profile,
    values: Vec<Prepared>,
    spread: Vec<u32>,
}

impl Newcomer<'_> {
    pub fn values(&self) -> &[Prepared] {
        &self.values
    }
}

impl Pool for Newcomer<'_> {
    fn plan(&self) -> &Plan {
        self.plan
    }
    fn len(&self) -> usize {
        1
    }
    fn profile(&self, _: usize) -> &Profile {
        &self.profile
    }
    fn value(&self, at: u32) -> &Prepared {
        &self.values[at as usize]
    }
    fn spread(&self, value: u32) -> u32 {
        self.spread[value as usize]
    }
    fn keys(&self, _: usize) -> &[Key] {
        &[]
    }
    fn holders(&self, _: Key) -> &[u32] {
        &[]
    }
}
