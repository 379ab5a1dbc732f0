//! Profiles and where they come from. `Pool` is what the matcher needs to know of a set of profiles:
//! a case, a library, another case file; `MemoryPool` is the one that is built from values in memory.
//! Must not know: weights, snapshots, files.

mod bearers; // how many parties bear a name
mod count; // how rare values and words are, and who is met again
pub mod known; // what a pool holds, for those who come later

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use crate::catalog::scoring::Comparison;
use crate::model::Uid;

use self::bearers::Bearers;
use super::block;
use super::block::key::{self, Key, Maker, ValueKeys};
use super::field::{FieldKind, Prepared, prepare_all};

/// A field that profiles may have, and how it is compared.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    pub name: String,
    pub kind: FieldKind,
    /// Two different values cannot both be true of one party.
    pub exclusive: bool,
    /// It is what the party itself is called.
    pub named: bool,
    pub comparison: Comparison,
}

/// The fields of a set of profiles, in order.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plan {
    pub slots: Vec<Slot>,
    /// Slots of which one says what the next would say again, the most exact first.
    pub correlated: Vec<Vec<u8>>,
}

/// A party before its values are made ready.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Raw {
    pub id: Uid,
    /// Entity kind, or the table's schema.
    pub kind: String,
    /// Which of two tables; pairs are made across sides when there are two.
    pub side: u8,
    /// (slot, value as received), in any order.
    pub values: Vec<(usize, String)>,
}

/// One party with its values, by slot.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Profile {
    pub id: Uid,
    pub kind: String,
    pub side: u8,
    pub values: Values,
}

/// For each slot the numbers of its values, ascending: one list, and where each slot's part ends.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Values {
    ends: Box<[u16]>,
    all: Box<[u32]>,
}

impl Values {
    /// From (slot, value) in any order; what a slot has beyond 65,535 values of a party is dropped.
    pub(super) fn of(slots: usize, held: &mut Vec<(u16, u32)>) -> Values {
        held.sort_unstable();
        held.dedup();
        held.truncate(usize::from(u16::MAX));
        Values {
            ends: (0..slots)
                .map(|slot| held.partition_point(|(s, _)| usize::from(*s) <= slot) as u16)
                .collect(),
            all: held.iter().map(|(_, value)| *value).collect(),
        }
    }
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ends.len()).map(|slot| &self[slot])
    }
    /// Of all slots.
    pub fn all(&self) -> &[u32] {
        &self.all
    }
}

impl std::ops::Index<usize> for Values {
    type Output = [u32];
    fn index(&self, slot: usize) -> &[u32] {
        let from = slot.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[usize::from(from)..usize::from(self.ends[slot])]
    }
}

/// What the matcher needs of a set of profiles. Profiles and values are numbered from 0.
pub trait Pool {
    fn plan(&self) -> &Plan;
    fn len(&self) -> usize;
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    fn profile(&self, at: usize) -> &Profile;
    fn value(&self, at: u32) -> &Prepared;
    /// How many parties, by distinct name, hold the value.
    fn spread(&self, value: u32) -> u32;
    /// Blocking keys of a profile, ascending.
    fn keys(&self, at: usize) -> &[Key];
    /// Profiles that hold a blocking key, ascending.
    fn holders(&self, key: Key) -> &[u32];
}

/// A pool in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryPool {
    plan: Plan,
    profiles: Vec<Profile>,
    values: Vec<Prepared>,
    spread: Vec<u32>,
    bearers: Bearers,
    keys: Vec<Vec<Key>>,
    index: Index,
}

/// Who holds a key, for the keys that two and more hold: keys ascending, their holders one after the other.
#[derive(Clone, Debug, Default)]
struct Index {
    keys: Vec<Key>,
    /// Where the holders of a key end; those of the first begin at 0.
    ends: Vec<u32>,
    holders: Vec<u32>,
}

impl Index {
    fn of(keys: &[Vec<Key>]) -> Index {
        let mut held: Vec<(Key, u32)> = keys
            .iter()
            .zip(0u32..)
            .flat_map(|(keys, holder)| keys.iter().map(move |key| (*key, holder)))
            .collect();
        held.par_sort_unstable();
        let mut index = Index::default();
        for block in held.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
            index.keys.push(block[0].0);
            index.holders.extend(block.iter().map(|(_, holder)| *holder));
            index.ends.push(index.holders.len() as u32);
        }
        index
    }
    fn holders(&self, at: usize) -> &[u32] {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.holders[from as usize..self.ends[at] as usize]
    }
}

/// A pool of which the profiles are named one after the other. Each distinct cell is kept once. The pool has no
/// blocking index yet.
pub struct Draft<'a> {
    plan: Plan,
    profiles: Vec<Profile>,
    /// Numbers of cells, by slot.
    places: Vec<HashMap<Cow<'a, str>, u32>>,
    cells: u32,
    /// (slot, cell) of every profile one after the other, and where those of each end.
    held: Vec<(u16, u32)>,
    ends: Vec<usize>,
}

impl<'a> Draft<'a> {
    pub fn new(plan: Plan) -> Draft<'a> {
        Draft {
            places: plan.slots.iter().map(|_| HashMap::new()).collect(),
            plan,
            profiles: Vec::new(),
            cells: 0,
            held: Vec::new(),
            ends: Vec::new(),
        }
    }
    /// The next profile.
    pub fn add(&mut self, id: Uid, kind: &str, side: u8) {
        self.profiles.push(Profile {
            id,
            kind: kind.to_owned(),
            side,
            values: Values::default(),
        });
        self.ends.push(self.held.len());
    }
    /// A value of the newest profile, as received.
    pub fn value(&mut self, slot: usize, text: Cow<'a, str>) {
        let cell = *self.places[slot].entry(text).or_insert_with(|| {
            self.cells += 1;
            self.cells - 1
        });
        self.held.push((slot as u16, cell));
        if let Some(end) = self.ends.last_mut() {
            *end = self.held.len();
        }
    }
    /// Reads each distinct cell once, on all cores; values are numbered as they first stand.
    pub fn pool(self) -> MemoryPool {
        let Draft {
            plan,
            mut profiles,
            places,
            cells,
            held,
            ends,
        } = self;
        let mut of_cell: Vec<(u16, Cow<'a, str>)> = vec![(0, Cow::Borrowed("")); cells as usize];
        for (slot, places) in (0u16..).zip(places) {
            let mut places: Vec<(Cow<'a, str>, u32)> = places.into_iter().collect();
            places.sort_unstable_by_key(|(_, cell)| *cell);
            for (text, cell) in places {
                of_cell[cell as usize] = (slot, text);
            }
        }
        let read: Vec<Vec<Prepared>> = of_cell
            .par_iter()
            .map(|(slot, text)| prepare_all(plan.slots[usize::from(*slot)].kind, text))
            .collect();
        let mut values: Vec<Prepared> = Vec::with_capacity(read.len());
        let mut by_key: HashMap<(u16, u64), Vec<u32>> = HashMap::with_capacity(read.len());
        let mut numbers: Vec<u32> = Vec::with_capacity(read.len());
        let mut number_ends: Vec<usize> = Vec::with_capacity(read.len());
        for ((slot, _), prepared) in of_cell.iter().zip(read) {
            for p in prepared {
                // Keys are found by their hash, so that none is kept twice.
                let same = by_key.entry((*slot, key::hash(&p.key))).or_default();
                let known = same.iter().copied().find(|n| values[*n as usize].key == p.key);
                numbers.push(known.unwrap_or_else(|| {
                    same.push(values.len() as u32);
                    values.push(p);
                    (values.len() - 1) as u32
                }));
            }
            number_ends.push(numbers.len());
        }
        drop((by_key, of_cell));
        let slots = plan.slots.len();
        let mut mine: Vec<(u16, u32)> = Vec::new();
        let mut from = 0;
        for (profile, end) in profiles.iter_mut().zip(ends) {
            mine.clear();
            for (slot, cell) in &held[from..end] {
                let cell = *cell as usize;
                let first = cell.checked_sub(1).map_or(0, |before| number_ends[before]);
                mine.extend(numbers[first..number_ends[cell]].iter().map(|value| (*slot, *value)));
            }
            profile.values = Values::of(slots, &mut mine);
            from = end;
        }
        let mut pool = MemoryPool {
            plan,
            profiles,
            values,
            ..MemoryPool::default()
        };
        pool.count();
        pool
    }
}

impl MemoryPool {
    /// Makes values ready, counts them, builds the blocking index. Profiles keep their order.
    pub fn build(plan: Plan, raws: &[Raw], blocking: &block::Rules) -> MemoryPool {
        let mut draft = Draft::new(plan);
        for raw in raws {
            draft.add(raw.id, &raw.kind, raw.side);
            for (slot, text) in &raw.values {
                draft.value(*slot, Cow::Borrowed(text));
            }
        }
        draft.pool().indexed(blocking)
    }

    /// With keys and index: before, nothing is found by [`Pool::keys`] and [`Pool::holders`].
    pub(super) fn indexed(mut self, blocking: &block::Rules) -> MemoryPool {
        let of_value: Vec<ValueKeys> = self.values.par_iter().map(ValueKeys::of).collect();
        self.keys = self
            .profiles
            .par_iter()
            .map_init(
                || Maker::new(&self.plan, &of_value),
                |maker, profile| maker.all(profile, &self.values, blocking.combine_slots),
            )
            .collect();
        self.index = Index::of(&self.keys);
        self
    }

    /// Blocking keys that two and more hold.
    pub fn blocks(&self) -> usize {
        self.index.keys.len()
    }
    /// One of them with its holders, by its place in the order of the keys.
    pub fn block(&self, at: usize) -> (Key, &[u32]) {
        (self.index.keys[at], self.index.holders(at))
    }
    pub fn values(&self) -> &[Prepared] {
        &self.values
    }
}

impl Pool for MemoryPool {
    fn plan(&self) -> &Plan {
        &self.plan
    }
    fn len(&self) -> usize {
        self.profiles.len()
    }
    fn profile(&self, at: usize) -> &Profile {
        &self.profiles[at]
    }
    fn value(&self, at: u32) -> &Prepared {
        &self.values[at as usize]
    }
    fn spread(&self, value: u32) -> u32 {
        self.spread[value as usize]
    }
    fn keys(&self, at: usize) -> &[Key] {
        &self.keys[at]
    }
    fn holders(&self, key: Key) -> &[u32] {
        self.index
            .keys
            .binary_search(&key)
            .map_or(&[], |at| self.index.holders(at))
    }
}
