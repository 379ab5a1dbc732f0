//! Which pairs are worth comparing: several keys per profile, whole values and coarse ones in pairs.
//! A key that too many hold is held back and, when it is a whole value, reported.
//! Must not know: how alike two values are, weights.
//! After Papadakis et al., "Blocking and Filtering Techniques for Entity Resolution: A Survey", 2020.

use std::collections::BTreeMap;

use super::field::{Detail, FieldKind, Prepared};
use super::pool::{MemoryPool, Plan, Pool, Profile};

/// A blocking key: the rule that made it (high 16 bits: slot of a whole value, or slot pair) and a
/// hash of what it holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// 0 = whole value, 1 = coarse pair.
    pub class: u8,
    pub slot: u8,
    pub second: u8,
    pub hash: u64,
}

/// How keys are made and how large a block may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Rules {
    /// Blocks of whole values with more holders are held back.
    pub whole_cap: u32,
    /// Blocks of coarse keys with more holders are left out (others will find the pair).
    pub coarse_cap: u32,
    /// Coarse keys of different slots are combined when there are at most this many slots.
    pub combine_slots: usize,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            whole_cap: 60,
            coarse_cap: 120,
            combine_slots: 12,
        }
    }
}

/// Slot of keys that hold a name of either column, given or surname.
const BAG: u8 = 254;

/// FNV-1a, 64 bit: the same on every machine.
fn hash(parts: &[&str]) -> u64 {
    let mut h: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.bytes() {
            h = (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        h = (h ^ 0x1f).wrapping_mul(0x0100_0000_01b3);
    }
    h
}

impl Rules {
    /// All keys of a profile, ascending, each once.
    pub fn keys(&self, plan: &Plan, profile: &Profile, values: &[Prepared]) -> Vec<Key> {
        let mut out: Vec<Key> = Vec::new();
        let mut coarse: Vec<(u8, Vec<String>)> = Vec::new();
        // A first name in the surname's column and the other way round: both columns as one bag.
        let names: Vec<u8> = (0..plan.slots.len())
            .filter(|s| matches!(plan.slots[*s].kind, FieldKind::Given | FieldKind::Surname))
            .map(|s| s as u8)
            .collect();
        let bagged = names.len() >= 2;
        for (slot, _) in plan.slots.iter().enumerate() {
            let mut mine: Vec<String> = Vec::new();
            for value in &profile.values[slot] {
                let prepared = &values[*value as usize];
                if bagged && names.contains(&(slot as u8)) {
                    out.extend(prepared.tokens.iter().filter(|t| t.text.len() > 2).map(|t| Key {
                        class: 0,
                        slot: BAG,
                        second: 0,
                        hash: hash(&[sound(t)]),
                    }));
                }
                for whole in whole_keys(prepared) {
                    out.push(Key {
                        class: 0,
                        slot: slot as u8,
                        second: 0,
                        hash: hash(&[&whole]),
                    });
                }
                mine.extend(coarse_keys(prepared));
            }
            mine.sort_unstable();
            mine.dedup();
            mine.truncate(8);
            if !mine.is_empty() {
                coarse.push((slot as u8, mine));
            }
        }
        if bagged {
            let mut bag: Vec<&str> = profile
                .values
                .iter()
                .enumerate()
                .filter(|(s, _)| names.contains(&(*s as u8)))
                .flat_map(|(_, v)| v)
                .flat_map(|v| values[*v as usize].tokens.iter().map(|t| t.text.as_str()))
                .collect();
            bag.sort_unstable();
            bag.dedup();
            if bag.len() >= 2 {
                out.push(Key {
                    class: 1,
                    slot: BAG,
                    second: BAG,
                    hash: hash(&bag),
                });
            }
        }
        if coarse.len() <= self.combine_slots {
            for (i, (a, left)) in coarse.iter().enumerate() {
                for (b, right) in &coarse[i + 1..] {
                    // Two names in whichever columns; a name of either column with another field.
                    let place = |s: u8| if bagged && names.contains(&s) { BAG } else { s };
                    let (slot, second) = (place(*a), place(*b));
                    for x in left {
                        for y in right {
                            let (x, y) = if slot == BAG && second == BAG && y < x {
                                (y, x)
                            } else {
                                (x, y)
                            };
                            // Which of the two is the name does not depend on the order of the columns.
                            let (slot, second, x, y) = if second == BAG && slot != BAG {
                                (second, slot, y, x)
                            } else {
                                (slot, second, x, y)
                            };
                            out.push(Key {
                                class: 1,
                                slot,
                                second,
                                hash: hash(&[x, y]),
                            });
                        }
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Keys that a value has by itself.
fn whole_keys(p: &Prepared) -> Vec<String> {
    let mut out = vec![format!("={}", p.key)];
    match p.kind {
        FieldKind::Person | FieldKind::Company => {
            let mut sorted: Vec<&str> = p.tokens.iter().map(|t| t.text.as_str()).collect();
            sorted.sort_unstable();
            if sorted.len() > 1 {
                out.push(format!("b{}", sorted.join(" ")));
                out.push(format!("c{}", p.compact));
            }
            // Pairs of sounds: one wrong word of three still leaves a pair.
            let mut by_rarity: Vec<&super::field::Token> = p.tokens.iter().collect();
            by_rarity.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(&b.text)));
            by_rarity.truncate(5);
            for (i, x) in by_rarity.iter().enumerate() {
                for y in &by_rarity[i + 1..] {
                    let (x, y) = (sound(x), sound(y));
                    out.push(if x <= y {
                        format!("p{x} {y}")
                    } else {
                        format!("p{y} {x}")
                    });
                }
            }
            // Rare words alone, rarest first.
            for token in by_rarity.iter().take(3).filter(|t| t.text.len() > 1) {
                out.push(format!("t{}", token.text));
                for full in &token.stands_for {
                    out.push(format!("t{full}"));
                }
            }
            if p.tokens.len() == 1 || p.kind == FieldKind::Company {
                out.push(format!("s{}", by_rarity.first().map_or("", |t| sound(t))));
            }
            if let Detail::Company { acronym, .. } = &p.detail
                && !acronym.is_empty()
            {
                out.push(format!("c{acronym}"));
            }
            grams(&p.compact, &mut out);
        }
        FieldKind::Given | FieldKind::Surname => {
            for t in &p.tokens {
                out.push(format!("s{}", sound(t)));
            }
            grams(&p.compact, &mut out);
        }
        FieldKind::Phone => out.push(format!("7{}", &p.key[p.key.len().saturating_sub(7)..])),
        FieldKind::Email => {
            if let Some((local, _)) = p.key.split_once('@').filter(|(l, _)| l.len() >= 4) {
                out.push(format!("l{local}"));
                grams(local, &mut out);
            }
        }
        FieldKind::Address => {
            if let Detail::Address(a) = &p.detail {
                out.push(format!("n{} {}", a.number, a.street));
                let first = a.street.split(' ').find(|w| w.len() > 2).unwrap_or(&a.street);
                out.push(format!("f{} {}", a.number, &first.chars().take(4).collect::<String>()));
                if !a.unit.is_empty() {
                    out.push(format!("u{}/{}", a.building(), a.city));
                }
            }
        }
        FieldKind::Text => {
            let mut by_rarity: Vec<&super::field::Token> = p.tokens.iter().filter(|t| t.text.len() > 1).collect();
            by_rarity.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(&b.text)));
            by_rarity.truncate(8);
            for t in by_rarity.iter().take(6) {
                out.push(format!("t{}", t.text));
            }
            for (i, x) in by_rarity.iter().enumerate() {
                for y in &by_rarity[i + 1..] {
                    out.push(if x.text <= y.text {
                        format!("p{} {}", x.text, y.text)
                    } else {
                        format!("p{} {}", y.text, x.text)
                    });
                }
            }
        }
        FieldKind::Id | FieldKind::Fein | FieldKind::Plate | FieldKind::Account => {
            // One wrong character leaves either half.
            let half = p.key.len() / 2;
            if p.key.len() >= 6 && p.key.is_ascii() {
                out.push(format!("h{}", &p.key[..half]));
                out.push(format!("e{}", &p.key[half..]));
            }
        }
        FieldKind::City | FieldKind::State | FieldKind::Zip | FieldKind::Category | FieldKind::Number => out.clear(),
        FieldKind::Date => {}
    }
    out
}

/// Keys that find a pair only together with another field.
fn coarse_keys(p: &Prepared) -> Vec<String> {
    match p.kind {
        FieldKind::Given | FieldKind::Surname => {
            let mut out: Vec<String> = p.tokens.iter().map(|t| sound(t).to_owned()).collect();
            out.extend(
                p.tokens
                    .iter()
                    .map(|t| format!("3{}", t.text.chars().take(3).collect::<String>())),
            );
            out.extend(
                p.tokens
                    .iter()
                    .flat_map(|t| t.stands_for.iter().map(|s| format!("n{s}"))),
            );
            out
        }
        FieldKind::Person | FieldKind::Company => p.tokens.iter().take(5).map(|t| sound(t).to_owned()).collect(),
        FieldKind::Address => match &p.detail {
            Detail::Address(a) => {
                let word = a.street.split(' ').find(|w| w.len() > 2).unwrap_or(&a.street);
                let mut out = vec![format!("w{}", word.chars().take(5).collect::<String>())];
                if !a.number.is_empty() {
                    out.push(format!("n{}", a.number));
                }
                out
            }
            _ => Vec::new(),
        },
        FieldKind::City => vec![p.compact.chars().take(4).collect()],
        FieldKind::Zip => vec![p.key.clone()],
        FieldKind::Date => match p.detail {
            Detail::Date(y, m, d) => {
                // Two bands of two years each: a year too early or too late shares one of them.
                let mut out = vec![format!("y{y}"), format!("b{}", y / 2), format!("c{}", (y + 1) / 2)];
                if m > 0 {
                    out.push(format!("m{y}{m}"));
                    out.push(format!("d{m} {d}"));
                    out.push(format!("e{y} {d}"));
                }
                out
            }
            _ => Vec::new(),
        },
        FieldKind::Phone => vec![p.key[p.key.len().saturating_sub(4)..].to_owned()],
        FieldKind::Email => p
            .key
            .split_once('@')
            .map(|(l, _)| vec![l.chars().take(4).collect()])
            .unwrap_or_default(),
        FieldKind::Number => vec![p.key.clone()],
        FieldKind::Text => {
            let mut by_rarity: Vec<&super::field::Token> = p.tokens.iter().collect();
            by_rarity.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(&b.text)));
            by_rarity.iter().take(3).map(|t| t.text.clone()).collect()
        }
        FieldKind::Id | FieldKind::Fein | FieldKind::Plate | FieldKind::Account => {
            vec![p.key.chars().take(3).collect()]
        }
        FieldKind::State | FieldKind::Category => Vec::new(),
    }
}

fn sound(t: &super::field::Token) -> &str {
    if t.phonetic.is_empty() { &t.text } else { &t.phonetic }
}

/// Four-letter runs, every other one: a slip spoils some, not all. The pool drops the common ones.
fn grams(compact: &str, out: &mut Vec<String>) {
    let letters: Vec<char> = compact.chars().collect();
    if letters.len() < 5 {
        return;
    }
    for (i, window) in letters.windows(5).enumerate() {
        if i < 12 {
            out.push(format!("g{}", window.iter().collect::<String>()));
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

/// All pairs that share a key within the caps. `fits` says whether two profiles may be one at all.
pub fn pairs(pool: &MemoryPool, rules: &Rules, fits: impl Fn(&Profile, &Profile) -> bool) -> Pairs {
    let mut found: Vec<(u64, u8, u8)> = Vec::new();
    for (key, holders) in pool.blocks() {
        let cap = if key.class == 0 {
            rules.whole_cap
        } else {
            rules.coarse_cap
        };
        if holders.len() as u32 > cap {
            continue;
        }
        let tag = (key.slot, if key.class == 0 { 255 } else { key.second });
        for (n, i) in holders.iter().enumerate() {
            for j in &holders[n + 1..] {
                let (a, b) = (pool.profile(*i as usize), pool.profile(*j as usize));
                if fits(a, b) {
                    found.push((u64::from(*i) << 32 | u64::from(*j), tag.0, tag.1));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|f| f.0);
    Pairs {
        pairs: found.iter().map(|f| ((f.0 >> 32) as u32, f.0 as u32)).collect(),
        found_by: found.iter().map(|f| (f.1, f.2)).collect(),
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
        let cap = if key.class == 0 {
            rules.whole_cap
        } else {
            rules.coarse_cap
        };
        if holders.len() as u32 > cap {
            continue;
        }
        for other in holders {
            if *other != at && fits(pool.profile(at as usize), pool.profile(*other as usize)) {
                found.push((*other, key.slot, if key.class == 0 { 255 } else { key.second }));
            }
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|f| f.0);
    found
}

/// Whole values above the cap, most shared first.
pub fn held(pool: &MemoryPool, rules: &Rules) -> Vec<HeldKey> {
    let mut counts: BTreeMap<(u8, u32), u32> = BTreeMap::new();
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
            if reported {
                for value in values {
                    *counts.entry((slot as u8, *value)).or_default() += 1;
                }
            }
        }
    }
    let mut out: Vec<HeldKey> = counts
        .into_iter()
        .filter(|(_, n)| *n > rules.whole_cap)
        .map(|((slot, value), count)| HeldKey { slot, value, count })
        .collect();
    out.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then(a.slot.cmp(&b.slot))
            .then(a.value.cmp(&b.value))
    });
    out
}
