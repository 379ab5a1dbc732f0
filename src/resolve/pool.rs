//! Profiles and where they come from. `Pool` is what the matcher needs to know of a set of profiles:
//! a case, a library, another case file; `MemoryPool` is the one that is built from values in memory.
//! Must not know: weights, snapshots, files.

pub mod known; // what a pool holds, for those who come later

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use rayon::prelude::*;

use crate::catalog::scoring::Comparison;
use crate::model::Uid;
use crate::model::value;

use super::block;
use super::block::key::{self, Key, Maker, ValueKeys};
use super::field::{Detail, FieldKind, Prepared, prepare_all};

/// A field that profiles may have, and how it is compared.
#[derive(Clone, PartialEq, Debug)]
pub struct Slot {
    pub name: String,
    pub kind: FieldKind,
    /// Two different values cannot both be true of one party.
    pub exclusive: bool,
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

/// A word that fewer names hold says nothing of the words beside it, and fewer witnesses are none.
const FEW_NAMES: u32 = 5;
/// A word's own frequency counts as much as this many names beside another word.
const FIRM: f64 = 20.0;
/// Beside so many different words two words are a habit of naming, and no person who is written in several ways.
const VARIED: usize = 8;

/// Two words that stand in one name.
#[derive(Default)]
struct Together<'a> {
    names: u32,
    /// How the words beside them sound, `VARIED` at most.
    others: Vec<&'a str>,
}

impl<'a> Together<'a> {
    fn see(&mut self, others: impl Iterator<Item = &'a str>) {
        self.names += 1;
        for other in others {
            if self.others.len() < VARIED && !self.others.contains(&other) {
                self.others.push(other);
            }
        }
    }
    /// Names that show that the two go together, but for one with `own` more words. One person in several spellings
    /// shows nothing: what stands beside the two must differ.
    fn witnesses(&self, own: usize) -> f64 {
        let names = self.names.saturating_sub(1);
        if self.others.len() >= VARIED {
            return f64::from(names);
        }
        f64::from(names).min(self.others.len().saturating_sub(own) as f64)
    }
}

fn in_order<'a>(x: &'a str, y: &'a str) -> (&'a str, &'a str) {
    if x <= y { (x, y) } else { (y, x) }
}

/// A pool in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryPool {
    plan: Plan,
    profiles: Vec<Profile>,
    values: Vec<Prepared>,
    spread: Vec<u32>,
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

/// Share of those who bear any such word that bear this one, from `common_values.csv`.
static COMMON: LazyLock<HashMap<(&'static str, &'static str), f64>> = LazyLock::new(|| {
    value::rows(include_str!("../../assets/lists/common_values.csv"))
        .filter(|r| r.len() == 3)
        .filter_map(|r| {
            r[2].parse::<f64>()
                .ok()
                .map(|per_mille| ((r[0], r[1]), per_mille / 1000.0))
        })
        .collect()
});

/// What a slot of names is called.
const NAME: &str = "name";

/// How rare the values and words of a slot are, by how many hold them.
struct Frequencies {
    /// Of `common_values.csv`.
    list: &'static str,
    /// Holders of values and of words, those of the background with them.
    of: f64,
    words_of: f64,
    word_background: f64,
}

impl Frequencies {
    /// Of a slot that so many have a value in: who has none says nothing of how rare the values are.
    fn of(slot: &Slot, holders: usize) -> Frequencies {
        let (total, background) = (holders as f64, slot.comparison.background);
        // Words are shared by more people than whole names are.
        let word_background = match slot.kind {
            FieldKind::Person | FieldKind::Company => background / 5.0,
            _ => background,
        };
        Frequencies {
            list: match slot.kind {
                FieldKind::Person | FieldKind::Given | FieldKind::Surname => "person",
                _ => "company",
            },
            of: total + background,
            words_of: total + word_background,
            word_background,
        }
    }
    fn value(&self, spread: u32) -> f64 {
        libm::log2(self.of / f64::from(spread).max(1.0))
    }
    fn word(&self, text: &str, count: u32) -> f64 {
        let common = COMMON.get(&(self.list, text)).copied().unwrap_or(0.0);
        let share = (f64::from(count) + common * self.word_background) / self.words_of;
        -libm::log2(share.min(1.0))
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

    /// Frequencies of values (by distinct name of their holders; of names by holder) and of words.
    fn count(&mut self) {
        let family = self.families();
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); self.values.len()];
        for (i, profile) in (0u32..).zip(&self.profiles) {
            for (slot, values) in self.plan.slots.iter().zip(profile.values.iter()) {
                // Who bears one name is counted, not told apart by it.
                let holder = if slot.name == NAME { i } else { family[i as usize] };
                values.iter().for_each(|value| holders[*value as usize].push(holder));
            }
        }
        self.spread = holders
            .iter_mut()
            .map(|h| {
                h.sort_unstable();
                h.dedup();
                h.len() as u32
            })
            .collect();
        for slot in 0..self.plan.slots.len() {
            let frequencies = self.frequencies(slot);
            let words = self.words(slot);
            let mut mine: Vec<u32> = self.profiles.iter().flat_map(|p| &p.values[slot]).copied().collect();
            mine.sort_unstable();
            mine.dedup();
            for value in mine {
                let prepared = &mut self.values[value as usize];
                prepared.rarity = frequencies.value(self.spread[value as usize]);
                for token in &mut prepared.tokens {
                    let count = words.get(&token.text).copied().unwrap_or(1);
                    token.rarity = frequencies.word(&token.text, count);
                }
            }
            if self.plan.slots[slot].kind == FieldKind::Person {
                self.names_together(slot);
                self.namesakes(slot, frequencies.of);
            }
        }
    }

    fn frequencies(&self, slot: usize) -> Frequencies {
        let holders = self.profiles.iter().filter(|p| !p.values[slot].is_empty()).count();
        Frequencies::of(&self.plan.slots[slot], holders)
    }

    /// The words of a slot, each with how many profiles hold it.
    fn words(&self, slot: usize) -> HashMap<String, u32> {
        let mut words: HashMap<String, u32> = HashMap::new();
        for profile in &self.profiles {
            let mut seen: Vec<&str> = Vec::new();
            for value in &profile.values[slot] {
                for token in &self.values[*value as usize].tokens {
                    if !seen.contains(&token.text.as_str()) {
                        seen.push(&token.text);
                    }
                }
            }
            for word in seen {
                match words.get_mut(word) {
                    Some(n) => *n += 1,
                    None => {
                        words.insert(word.to_owned(), 1);
                    }
                }
            }
        }
        words
    }

    /// A name whose holders were born in several years is borne by as many persons, and no rarer than that says,
    /// whatever its words are.
    fn namesakes(&mut self, slot: usize, of: f64) {
        let born = |s: &Slot| s.kind == FieldKind::Date && s.comparison.group == "identity";
        let Some(date) = self.plan.slots.iter().position(born) else {
            return;
        };
        let mut years: Vec<(u32, i32)> = Vec::new();
        for profile in &self.profiles {
            for value in &profile.values[date] {
                if let Detail::Date(year, ..) = self.values[*value as usize].detail {
                    years.extend(profile.values[slot].iter().map(|name| (*name, year)));
                }
            }
        }
        years.sort_unstable();
        years.dedup();
        for same in years.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let name = &mut self.values[same[0].0 as usize];
            name.rarity = libm::log2(of / same.len() as f64);
            let words: f64 = name.tokens.iter().map(|t| t.rarity).sum();
            if words > name.rarity {
                let share = name.rarity / words;
                name.tokens.iter_mut().for_each(|t| t.rarity *= share);
            }
        }
    }

    /// Words of a name go together: who is a Nguyen is oftener a Van than others are. A word counts no rarer than it
    /// is beside any earlier word of its name, by the other names of the file; without this the common names of any
    /// one people look rarer than they are, and who bears them is linked too easily.
    fn names_together(&mut self, slot: usize) {
        let mine: BTreeSet<u32> = self.profiles.iter().flat_map(|p| &p.values[slot]).copied().collect();
        let mut held: HashMap<&str, u32> = HashMap::new();
        for value in &mine {
            for token in &self.values[*value as usize].tokens {
                *held.entry(token.text.as_str()).or_default() += 1;
            }
        }
        // What few names hold says nothing of what it goes with.
        held.retain(|_, n| *n >= FEW_NAMES);
        let mut both: HashMap<(&str, &str), Together<'_>> = HashMap::new();
        for value in &mine {
            let words = &self.values[*value as usize].tokens;
            for (n, x) in words
                .iter()
                .enumerate()
                .filter(|(_, x)| held.contains_key(x.text.as_str()))
            {
                for (m, y) in words.iter().enumerate().skip(n + 1) {
                    if held.contains_key(y.text.as_str()) {
                        let others = words.iter().enumerate().filter(|(at, _)| *at != n && *at != m);
                        both.entry(in_order(&x.text, &y.text))
                            .or_default()
                            .see(others.map(|(_, z)| z.phonetic.as_str()));
                    }
                }
            }
        }
        let mut lowered: Vec<(u32, usize, f64)> = Vec::new();
        for value in &mine {
            let words = &self.values[*value as usize].tokens;
            for (n, y) in words.iter().enumerate() {
                let usual = libm::exp2(-y.rarity);
                let beside = words[..n]
                    .iter()
                    .filter_map(|x| {
                        let together = both.get(&in_order(&x.text, &y.text))?;
                        let holders = held.get(x.text.as_str())?;
                        // This name itself is no witness.
                        let seen = together.witnesses(words.len() - 2);
                        (seen >= f64::from(FEW_NAMES))
                            .then_some((seen + FIRM * usual) / (f64::from(holders.saturating_sub(1)) + FIRM))
                    })
                    .fold(usual, f64::max);
                if beside > usual {
                    lowered.push((*value, n, -libm::log2(beside.min(1.0))));
                }
            }
        }
        for (value, n, rarity) in lowered {
            self.values[value as usize].tokens[n].rarity = rarity;
        }
    }

    /// A number for each distinct first name value: holders of one name count once, so that a firm
    /// that is in ten files does not make its own telephone look shared. Profiles without a name are
    /// each a family of their own.
    fn families(&self) -> Vec<u32> {
        let slot = self.plan.slots.iter().map(|s| s.name == NAME).collect::<Vec<_>>();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let mut next = 0u32;
        let mut out = Vec::with_capacity(self.profiles.len());
        for profile in &self.profiles {
            let first = profile
                .values
                .iter()
                .zip(&slot)
                .filter(|(_, named)| **named)
                .find_map(|(v, _)| v.first());
            let number = match first {
                Some(value) => *numbers
                    .entry(self.values[*value as usize].compact.as_str())
                    .or_insert_with(|| {
                        next += 1;
                        next
                    }),
                None => {
                    next += 1;
                    next
                }
            };
            out.push(number);
        }
        out
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
