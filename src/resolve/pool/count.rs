//! How rare values and words of a pool are, by who holds them; how often parties are met again.
//! Must not know: weights, blocking.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use rayon::prelude::*;

use super::bearers::Bearers;
use super::{MemoryPool, Slot};
use crate::model::value;
use crate::resolve::field::{Detail, FieldKind, Prepared, Token};
use crate::resolve::prior::Doubles;

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

/// Share of those who bear any such word that bear this one, from `common_values.csv`.
static COMMON: LazyLock<HashMap<(&'static str, &'static str), f64>> = LazyLock::new(|| {
    value::rows(include_str!("../../../assets/lists/common_values.csv"))
        .filter(|r| r.len() == 3)
        .filter_map(|r| {
            r[2].parse::<f64>()
                .ok()
                .map(|per_mille| ((r[0], r[1]), per_mille / 1000.0))
        })
        .collect()
});

/// A name that fewer others are expected to bear hardly two bear.
const HARDLY: f64 = 0.5;
/// So many pairs of one name are as good as seen, whatever a table shows.
const FEW_ALIKE: f64 = 1.0;
/// Names by their number of words: one, two, more.
const LENGTHS: usize = 3;
fn length(name: &Prepared) -> usize {
    name.tokens.len().clamp(1, LENGTHS) - 1
}

/// How rare the values and words of a slot are, by how many hold them.
pub(super) struct Frequencies {
    /// Of `common_values.csv`.
    list: &'static str,
    /// Holders of values and of words, those of the background with them.
    of: f64,
    words_of: f64,
    word_background: f64,
    /// As how many holders the one holder of a word counts.
    once: f64,
}

impl Frequencies {
    /// Of a slot that so many have a value in (who has none says nothing of how rare the values are), with how many hold
    /// each word.
    pub(super) fn of(slot: &Slot, holders: usize, words: impl Iterator<Item = f64>) -> Frequencies {
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
            once: match slot.kind {
                FieldKind::Company if slot.named => once(words),
                _ => 1.0,
            },
        }
    }
    pub(super) fn value(&self, spread: u32) -> f64 {
        libm::log2(self.of / f64::from(spread).max(1.0))
    }
    /// Of a word that so many hold, and of words that sound like it (itself with them, if any are counted) so many.
    pub(super) fn rate(&self, token: &mut Token, holders: f64, alike: f64) {
        token.rarity = self.word(&token.text, holders);
        token.sound = self.word(&token.text, alike.max(holders));
    }
    fn word(&self, text: &str, count: f64) -> f64 {
        let common = COMMON.get(&(self.list, text)).copied().unwrap_or(0.0);
        let count = if count < ONCE { count * self.once } else { count };
        let share = (count + common * self.word_background) / self.words_of;
        -libm::log2(share.min(1.0))
    }
}

/// Words of firms that more hold are held by several.
const ONCE: f64 = 1.5;
/// Fewer words say nothing of how often a word is met again.
const LEAST_WORDS: usize = 50;
/// However seldom words are met twice, what was met once is not rarer than so.
const LEAST_ONCE: f64 = 0.05;

/// How many holders a word is expected to have in as many names again, if one holds it here: 2 · those that two hold /
/// those that one holds (Good, "The Population Frequencies of Species and the Estimation of Population Parameters",
/// Biometrika 40, 1953, after Turing). Who invents a name for a firm takes a word that nobody has.
fn once(words: impl Iterator<Item = f64>) -> f64 {
    let (mut one, mut two) = (0usize, 0usize);
    for count in words {
        if count < ONCE {
            one += 1;
        } else if count < ONCE + 1.0 {
            two += 1;
        }
    }
    if one < LEAST_WORDS {
        return 1.0;
    }
    (2.0 * (two as f64 + 1.0) / (one as f64 + 1.0)).clamp(LEAST_ONCE, 1.0)
}

/// What stands in a slot.
pub(super) struct Counted {
    /// Numbers of its values, ascending.
    pub(super) values: Vec<u32>,
    /// Its words, each with how many hold it.
    pub(super) words: HashMap<String, f64>,
    /// The same of their sounds, where those count.
    pub(super) sounds: HashMap<String, f64>,
    pub(super) frequencies: Frequencies,
}

impl Counted {
    pub(super) fn of(pool: &MemoryPool, slot: usize, family: &[u32]) -> Counted {
        let words = pool.words(slot);
        let mut values: Vec<u32> = pool.profiles.iter().flat_map(|p| &p.values[slot]).copied().collect();
        values.sort_unstable();
        values.dedup();
        Counted {
            values,
            sounds: pool.sounds(slot, &words),
            frequencies: pool.frequencies(slot, family, &words),
            words,
        }
    }
    /// Says of a value that so many hold how rare it is, and how rare its words are.
    fn rate(&self, value: &mut Prepared, spread: u32) {
        value.rarity = self.frequencies.value(spread);
        for token in &mut value.tokens {
            let holders = self.words.get(&token.text).copied().unwrap_or(1.0);
            let alike = self.sounds.get(&token.phonetic).copied().unwrap_or_default();
            self.frequencies.rate(token, holders, alike);
        }
    }
}

impl MemoryPool {
    /// Frequencies of values (by distinct name of their holders; of names by holder) and of words.
    pub(super) fn count(&mut self) {
        let family = self.families();
        let mut held: Vec<(u32, u32)> = Vec::new();
        for (i, profile) in (0u32..).zip(&self.profiles) {
            for (slot, values) in self.plan.slots.iter().zip(profile.values.iter()) {
                // Who bears one name is counted, not told apart by it.
                let holder = if slot.named { i } else { family[i as usize] };
                held.extend(values.iter().map(|value| (*value, holder)));
            }
        }
        held.par_sort_unstable();
        held.dedup();
        self.spread = vec![0; self.values.len()];
        held.iter().for_each(|(value, _)| self.spread[*value as usize] += 1);
        drop(held);
        self.bearers = Bearers::of(self, &self.spread);
        let counted: Vec<Counted> = (0..self.plan.slots.len())
            .into_par_iter()
            .map(|slot| Counted::of(self, slot, &family))
            .collect();
        let mut slot_of: Vec<Option<u16>> = vec![None; self.values.len()];
        for (slot, counted) in (0u16..).zip(&counted) {
            counted
                .values
                .iter()
                .for_each(|value| slot_of[*value as usize] = Some(slot));
        }
        let values = self.values.par_iter_mut().zip(&self.spread).zip(slot_of);
        values.for_each(|((value, spread), slot)| {
            if let Some(counted) = slot.and_then(|slot| counted.get(usize::from(slot))) {
                counted.rate(value, *spread);
            }
        });
        for (slot, counted) in counted.iter().enumerate() {
            let (named, kind) = (self.plan.slots[slot].named, self.plan.slots[slot].kind);
            if kind == FieldKind::Person {
                self.names_together(slot);
                self.namesakes(slot, counted.frequencies.of);
            }
            if named {
                self.borne(&counted.values, counted.frequencies.of);
            }
            if named && kind == FieldKind::Company {
                self.seldom_whole(slot, &counted.values);
            }
        }
    }

    /// Those that have a value are counted as its holders are: one name once, but for names themselves.
    fn frequencies(&self, slot: usize, family: &[u32], words: &HashMap<String, f64>) -> Frequencies {
        let with = self
            .profiles
            .iter()
            .zip(family)
            .filter(|(p, _)| !p.values[slot].is_empty());
        let holders = if self.plan.slots[slot].named {
            with.count()
        } else {
            with.map(|(_, family)| *family).collect::<HashSet<u32>>().len()
        };
        Frequencies::of(&self.plan.slots[slot], holders, words.values().copied())
    }

    /// The words of a slot, each with how many hold it; of names, how many that bear them.
    fn words(&self, slot: usize) -> HashMap<String, f64> {
        let mut words: HashMap<String, f64> = HashMap::new();
        for profile in &self.profiles {
            let mut seen: Vec<(&str, f64)> = Vec::new();
            for value in &profile.values[slot] {
                let share = self.bearers.share(*value);
                for token in &self.values[*value as usize].tokens {
                    match seen.iter_mut().find(|(word, _)| *word == token.text) {
                        Some((_, most)) => *most = most.max(share),
                        None => seen.push((&token.text, share)),
                    }
                }
            }
            for (word, share) in seen {
                match words.get_mut(word) {
                    Some(n) => *n += share,
                    None => {
                        words.insert(word.to_owned(), share);
                    }
                }
            }
        }
        words
    }

    /// Of whole names of persons: the sounds of the words, each with how many hold a word of that sound.
    fn sounds(&self, slot: usize, words: &HashMap<String, f64>) -> HashMap<String, f64> {
        let mut sounds: HashMap<String, f64> = HashMap::new();
        if self.plan.slots[slot].kind != FieldKind::Person {
            return sounds;
        }
        let mut counted: HashSet<&str> = HashSet::new();
        let values = self.profiles.iter().flat_map(|p| &p.values[slot]);
        for token in values.flat_map(|value| &self.values[*value as usize].tokens) {
            if !token.phonetic.is_empty() && counted.insert(&token.text) {
                let holders = words.get(&token.text).copied().unwrap_or(1.0);
                *sounds.entry(token.phonetic.clone()).or_default() += holders;
            }
        }
        sounds
    }

    /// A name is no rarer than those that bear it say, whatever its words are.
    fn borne(&mut self, names: &[u32], of: f64) {
        for value in names {
            let name = &mut self.values[*value as usize];
            let rarity = self.bearers.rarity(*value, name.word_bits(), of);
            name.weigh_at_most(rarity);
        }
    }

    /// Two firms are called the same more seldom than two names have the same words. Two tables show how seldom: each
    /// names a firm once, as a rule, so what is the same within one of them is as good as chance, and if it is more it
    /// only takes from what is added here. Names of one word are told apart from longer ones.
    fn seldom_whole(&mut self, slot: usize, names: &[u32]) {
        let mut second = self.profiles.iter().filter(|p| p.side > 0);
        if second.all(|p| p.values[slot].is_empty()) {
            return;
        }
        let mut by_side = [[0.0; LENGTHS]; 2];
        let mut met: HashMap<(u8, &str), (usize, f64)> = HashMap::new();
        let mut rows = [0.0; 2];
        for profile in &self.profiles {
            let Some(name) = profile.values[slot].first().map(|v| &self.values[*v as usize]) else {
                continue;
            };
            let (side, words) = (profile.side.min(1), length(name));
            rows[usize::from(side)] += 1.0;
            by_side[usize::from(side)][words] += libm::exp2(-name.word_bits());
            met.entry((side, name.compact.as_str())).or_insert((words, 0.0)).1 += 1.0;
        }
        let mut pairs = [(0.0, 0.0); LENGTHS];
        for (chances, rows) in by_side.iter().zip(rows) {
            for (at, chance) in pairs.iter_mut().zip(chances) {
                at.0 += chance * rows / 2.0;
            }
        }
        for (words, n) in met.into_values() {
            pairs[words].1 += n * (n - 1.0) / 2.0;
        }
        let more = pairs.map(|(expected, seen)| libm::log2((expected + FEW_ALIKE) / (seen + FEW_ALIKE)).max(0.0));
        for value in names {
            let name = &mut self.values[*value as usize];
            name.whole = more[length(name)];
        }
    }

    /// How many doubles parties of each kind have, by the names that hardly two bear: whoever else has such a name is
    /// one of them, and some of them are called otherwise.
    pub fn doubles(&self) -> Vec<Doubles> {
        let mut counted: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
        let names = self.plan.slots.iter().enumerate().filter(|(_, s)| s.named);
        for (slot, spec) in names {
            let alike = spec.comparison.level.first().map_or(1.0, |l| l.m);
            let rare = |value: &&u32| {
                self.values[**value as usize].word_bits() > libm::log2(self.profiles.len() as f64 / HARDLY)
            };
            for profile in &self.profiles {
                if let Some(name) = profile.values[slot].iter().find(rare) {
                    let at = counted.entry(&profile.kind).or_default();
                    at.0 += 1;
                    at.1 += f64::from(self.spread[*name as usize] - 1) / alike;
                }
            }
        }
        let doubles = |(kind, (of, others)): (&str, (u64, f64))| Doubles {
            kind: kind.to_owned(),
            of,
            others,
        };
        counted.into_iter().map(doubles).collect()
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
            name.weigh_at_most(name.rarity);
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

    /// A number for each distinct first name: holders of one name count once, so that a firm that is in ten files does
    /// not make its own telephone look shared. Profiles without a name are each a family of their own.
    pub(super) fn families(&self) -> Vec<u32> {
        let named = self.plan.slots.iter().enumerate().filter(|(_, s)| s.named);
        let (whole, parts): (Vec<_>, Vec<_>) = named
            .map(|(slot, s)| (slot, s.kind))
            .partition(|(_, kind)| kind.is_whole_name());
        let parts: Vec<usize> = [FieldKind::Given, FieldKind::Surname]
            .into_iter()
            .filter_map(|kind| parts.iter().find(|(_, k)| *k == kind).map(|(slot, _)| *slot))
            .collect();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut next = 0u32;
        let mut out = Vec::with_capacity(self.profiles.len());
        for profile in &self.profiles {
            let compact = |slot: usize| {
                profile.values[slot]
                    .first()
                    .map(|v| self.values[*v as usize].compact.as_str())
            };
            let name = whole
                .iter()
                .find_map(|(slot, _)| compact(*slot).map(str::to_owned))
                .or_else(|| {
                    // A given name or a surname alone is no name.
                    let both: Vec<&str> = parts.iter().filter_map(|slot| compact(*slot)).collect();
                    (both.len() == 2).then(|| both.join(" "))
                });
            let mut new = || {
                next += 1;
                next
            };
            out.push(match name {
                Some(name) => *numbers.entry(name).or_insert_with(&mut new),
                None => new(),
            });
        }
        out
    }
}
