//! Blocking keys: those that a value has by itself, and the coarse ones of two fields together. A key is a
//! hash, the same on every machine; no key is kept as text, for a profile has a hundred and more.
//! Must not know: pools, caps.

use crate::resolve::field::{Detail, FieldKind, Prepared, Token};
use crate::resolve::pool::{Plan, Profile};

/// A blocking key: the rule that made it (slot of a whole value, or a pair of slots) and a hash of what it holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// 0 = whole value, 1 = coarse pair.
    pub class: u8,
    pub slot: u8,
    pub second: u8,
    pub hash: u64,
}

/// Slot of keys that hold a name of either column, given or surname.
const BAG: u8 = 254;
/// Coarse keys of one field that are combined with those of another.
const COARSE: usize = 8;
/// Runs of letters that are keys.
const GRAMS: usize = 12;

/// FNV-1a, 64 bit.
#[derive(Clone, Copy)]
struct Fnv(u64);

impl Fnv {
    /// `mark` keeps keys of one rule from those of another.
    fn new(mark: u8) -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325).byte(mark)
    }
    fn byte(self, byte: u8) -> Fnv {
        Fnv((self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
    fn add(self, text: &str) -> Fnv {
        text.bytes().fold(self, Fnv::byte).byte(0x1f)
    }
}

/// A hash of a text that is the same on every machine.
pub fn hash(text: &str) -> u64 {
    Fnv::new(0).add(text).0
}

/// Two hashes in this order as one (the finaliser of MurmurHash3, between them).
fn together(x: u64, y: u64) -> u64 {
    let mix = |h: u64| {
        let h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^ (h >> 33)
    };
    mix(mix(x).wrapping_add(y))
}

/// A coarse key in the order of its text's first eight bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Coarse {
    first: u64,
    hash: u64,
    /// Worth combining with two others: the sound of a word, two parts of a date.
    telling: bool,
}

/// The keys of one distinct value: made once, however many profiles hold it.
#[derive(Clone, Debug, Default)]
pub struct ValueKeys {
    whole: Vec<u64>,
    /// Of a name all its words.
    name: Option<u64>,
    coarse: Vec<Coarse>,
    /// Sounds of a name's words, for both columns as one bag.
    bag: Vec<u64>,
}

impl ValueKeys {
    pub fn of(p: &Prepared) -> ValueKeys {
        let mut out = ValueKeys::default();
        whole(p, &mut out.whole);
        if p.kind.is_whole_name() {
            out.name = Some(Fnv::new(b'w').add(&p.compact).0);
        }
        coarse(p, |mark, text| {
            let mut bytes = [0u8; 8];
            let marked = mark.into_iter().chain(text.bytes());
            for (at, byte) in bytes.iter_mut().zip(marked) {
                *at = byte;
            }
            out.coarse.push(Coarse {
                first: u64::from_be_bytes(bytes),
                hash: Fnv::new(mark.unwrap_or(0)).add(text).0,
                telling: mark.is_none_or(|mark| !b"3nbc".contains(&mark)),
            });
        });
        out.coarse.sort_unstable();
        out.coarse.dedup();
        if matches!(p.kind, FieldKind::Given | FieldKind::Surname) {
            let words = p.tokens.iter().filter(|t| t.text.len() > 2);
            out.bag.extend(words.map(|t| Fnv::new(b's').add(sound(t)).0));
        }
        out
    }
}

/// One way of making keys: what has to be alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A whole value, or a part of it that tells enough.
    Whole(u8),
    /// A whole name of a party, however many bear it.
    Name(u8),
    /// Names of either column.
    Bag,
    /// A coarse key of each of two fields; names in columns of their own are one field, and two of its words a pair.
    Two(u8, u8),
    /// Three of them.
    Three(u8, u8, u8),
}

/// The rules of a plan; with `three`, coarse keys of three fields too.
pub fn rules(plan: &Plan, three: bool) -> Vec<Rule> {
    let bagged = bagged(plan);
    let mut places: Vec<u8> = (0..plan.slots.len() as u8)
        .map(|slot| place(plan, bagged, slot))
        .collect();
    let mut out: Vec<Rule> = (0..plan.slots.len() as u8).map(Rule::Whole).collect();
    places.sort_unstable_by_key(|p| std::cmp::Reverse(*p));
    places.dedup();
    if bagged {
        out.push(Rule::Bag);
    }
    let called = (0u8..)
        .zip(&plan.slots)
        .filter(|(slot, s)| s.named && worded(plan, *slot));
    out.extend(called.map(|(slot, _)| Rule::Name(slot)));
    // Two words of one name, in whichever columns.
    let twice = |place: u8| place == BAG || three && worded(plan, place);
    for (n, a) in places.iter().enumerate() {
        for b in places[n + 1..].iter().chain(twice(*a).then_some(a)) {
            if a != b || *a == BAG {
                out.push(Rule::Two(*a, *b));
            }
            if three {
                let from = places.iter().position(|p| p == b).map_or(0, |at| at + 1);
                out.extend(
                    places[from..]
                        .iter()
                        .filter(|c| *c != b)
                        .map(|c| Rule::Three(*a, *b, *c)),
                );
            }
        }
    }
    out
}

/// A first name in the surname's column and the other way round: both columns as one bag.
fn bagged(plan: &Plan) -> bool {
    plan.slots.iter().filter(|s| named(s.kind)).count() >= 2
}
fn named(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Given | FieldKind::Surname)
}
/// A field whose coarse keys are the words of a name.
fn worded(plan: &Plan, slot: u8) -> bool {
    let kind = plan.slots.get(usize::from(slot)).map(|s| s.kind);
    kind.is_some_and(FieldKind::is_whole_name)
}
fn place(plan: &Plan, bagged: bool, slot: u8) -> u8 {
    if bagged && named(plan.slots[usize::from(slot)].kind) {
        BAG
    } else {
        slot
    }
}

/// Makes keys of profiles, rule by rule or all of them; what it needs in between is kept, for it is asked millions of times.
pub struct Maker<'a> {
    of_value: &'a [ValueKeys],
    rules: Vec<Rule>,
    bag: Vec<u8>,
    coarse: [Vec<(u8, Coarse)>; 3],
    two: Vec<u64>,
}

impl<'a> Maker<'a> {
    pub fn new(plan: &Plan, of_value: &'a [ValueKeys]) -> Maker<'a> {
        Maker {
            of_value,
            rules: rules(plan, false),
            bag: (0u8..)
                .zip(&plan.slots)
                .filter(|(_, s)| named(s.kind))
                .map(|(slot, _)| slot)
                .collect(),
            coarse: Default::default(),
            two: Vec::new(),
        }
    }

    /// Keys of one profile by one rule, ascending, each once; `out` is emptied first.
    pub fn keys(&mut self, profile: &Profile, rule: Rule, out: &mut Vec<u64>) {
        out.clear();
        let of_value = self.of_value;
        let values = |slot: u8| profile.values[usize::from(slot)].iter().map(|v| &of_value[*v as usize]);
        match rule {
            Rule::Whole(slot) => out.extend(values(slot).flat_map(|keys| &keys.whole)),
            Rule::Bag => out.extend(
                self.bag
                    .iter()
                    .flat_map(|slot| values(*slot))
                    .flat_map(|keys| &keys.bag),
            ),
            Rule::Name(slot) => out.extend(values(slot).filter_map(|keys| keys.name)),
            Rule::Two(a, b) => self.pairs(profile, a, b, false, out),
            Rule::Three(a, b, c) => {
                self.coarse(2, profile, c, true);
                if !self.coarse[2].is_empty() {
                    let mut two = std::mem::take(&mut self.two);
                    two.clear();
                    self.pairs(profile, a, b, true, &mut two);
                    for xy in &two {
                        out.extend(self.coarse[2].iter().map(|(_, z)| together(*xy, z.hash)));
                    }
                    self.two = two;
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }

    /// All keys of a profile, ascending, each once. Coarse keys of different slots are combined when at most `combine`
    /// slots have any.
    pub fn all(&mut self, profile: &Profile, values: &[Prepared], combine: usize) -> Vec<Key> {
        let has_coarse = |slot: &&[u32]| slot.iter().any(|v| !self.of_value[*v as usize].coarse.is_empty());
        let combined = profile.values.iter().filter(has_coarse).count() <= combine;
        let mut out: Vec<Key> = Vec::new();
        let mut hashes: Vec<u64> = Vec::new();
        for at in 0..self.rules.len() {
            let rule = self.rules[at];
            let (class, slot, second) = match rule {
                Rule::Whole(slot) => (0, slot, 0),
                Rule::Bag => (0, BAG, 0),
                Rule::Two(BAG, b) => (1, BAG, b),
                Rule::Two(a, b) => (1, a.min(b), a.max(b)),
                Rule::Name(_) | Rule::Three(..) => continue,
            };
            if class == 0 || combined {
                self.keys(profile, rule, &mut hashes);
                out.extend(hashes.iter().map(|hash| Key {
                    class,
                    slot,
                    second,
                    hash: *hash,
                }));
            }
        }
        // All names of both columns.
        if self.bag.len() >= 2 {
            let names = self.bag.iter().flat_map(|slot| &profile.values[usize::from(*slot)]);
            let words = names.flat_map(|v| &values[*v as usize].tokens);
            let mut bag: Vec<&str> = words.map(|t| t.text.as_str()).collect();
            bag.sort_unstable();
            bag.dedup();
            if bag.len() >= 2 {
                out.push(Key {
                    class: 1,
                    slot: BAG,
                    second: BAG,
                    hash: bag.iter().fold(Fnv::new(b'b'), |h, word| h.add(word)).0,
                });
            }
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Coarse keys of a place with the slot that each is of, into the list `into`; the telling ones alone for `three`.
    fn coarse(&mut self, into: usize, profile: &Profile, place: u8, three: bool) {
        let list = &mut self.coarse[into];
        list.clear();
        let one = [place];
        for slot in if place == BAG { &self.bag[..] } else { &one[..] } {
            let from = list.len();
            let values = &profile.values[usize::from(*slot)];
            let keys = values.iter().flat_map(|v| &self.of_value[*v as usize].coarse);
            list.extend(keys.map(|c| (*slot, *c)));
            // Those of one value are in order.
            if values.len() > 1 {
                list[from..].sort_unstable();
                list.dedup();
            }
            list.truncate(from + COARSE);
        }
        if three {
            list.retain(|(_, c)| c.telling);
        }
    }

    /// Keys of two places; of one place twice they are of different columns, or words of one column that holds a
    /// whole name.
    fn pairs(&mut self, profile: &Profile, a: u8, b: u8, three: bool, out: &mut Vec<u64>) {
        self.coarse(0, profile, a, three);
        if a == b {
            let mine = &self.coarse[0];
            for (n, (slot, x)) in mine.iter().enumerate() {
                let others = mine[n + 1..].iter().filter(|(other, _)| a != BAG || slot != other);
                out.extend(others.map(|(_, y)| together(x.min(y).hash, x.max(y).hash)));
            }
            return;
        }
        if self.coarse[0].is_empty() {
            return;
        }
        self.coarse(1, profile, b, three);
        for (_, x) in &self.coarse[0] {
            out.extend(self.coarse[1].iter().map(|(_, y)| together(x.hash, y.hash)));
        }
    }
}

/// Keys that a value has by itself.
fn whole(p: &Prepared, out: &mut Vec<u64>) {
    let mut key = |mark: u8, parts: &[&str]| out.push(parts.iter().fold(Fnv::new(mark), |h, part| h.add(part)).0);
    match p.kind {
        FieldKind::City | FieldKind::State | FieldKind::Zip | FieldKind::Category | FieldKind::Number => return,
        _ => key(b'=', &[&p.key]),
    }
    match p.kind {
        FieldKind::Person | FieldKind::Company => {
            if p.tokens.len() > 1 {
                let mut sorted: Vec<&str> = p.tokens.iter().map(|t| t.text.as_str()).collect();
                sorted.sort_unstable();
                key(b'b', &sorted);
                key(b'c', &[&p.compact]);
            }
            // Pairs of sounds: one wrong word of three still leaves a pair.
            let rarest = rarest(p, 5);
            for (i, x) in rarest.iter().enumerate() {
                for y in &rarest[i + 1..] {
                    let (x, y) = (sound(x), sound(y));
                    key(b'p', &[x.min(y), x.max(y)]);
                }
            }
            // Rare words alone, rarest first.
            for token in rarest.iter().take(3).filter(|t| t.text.len() > 1) {
                key(b't', &[&token.text]);
                for full in &token.stands_for {
                    key(b't', &[full]);
                }
            }
            if p.tokens.len() == 1 || p.kind == FieldKind::Company {
                key(b's', &[rarest.first().map_or("", |t| sound(t))]);
            }
            if let Detail::Company { acronym, .. } = &p.detail
                && !acronym.is_empty()
            {
                key(b'c', &[acronym]);
            }
            grams(&p.compact, key);
        }
        FieldKind::Given | FieldKind::Surname => {
            for t in &p.tokens {
                key(b's', &[sound(t)]);
            }
            grams(&p.compact, key);
        }
        FieldKind::Phone => key(b'7', &[&p.key[p.key.len().saturating_sub(7)..]]),
        FieldKind::Email => {
            if let Some((local, _)) = p.key.split_once('@').filter(|(l, _)| l.len() >= 4) {
                key(b'l', &[local]);
                grams(local, key);
            }
        }
        FieldKind::Address => {
            if let Detail::Address(a) = &p.detail {
                key(b'n', &[&a.number, &a.street]);
                key(b'f', &[&a.number, start(long_word(&a.street), 4)]);
                if !a.unit.is_empty() {
                    key(b'u', &[&a.building(), &a.city]);
                }
            }
        }
        FieldKind::Text => {
            let mut rarest: Vec<&Token> = p.tokens.iter().filter(|t| t.text.len() > 1).collect();
            by_rarity(&mut rarest);
            rarest.truncate(8);
            for t in rarest.iter().take(6) {
                key(b't', &[&t.text]);
            }
            for (i, x) in rarest.iter().enumerate() {
                for y in &rarest[i + 1..] {
                    let (x, y) = (x.text.as_str(), y.text.as_str());
                    key(b'p', &[x.min(y), x.max(y)]);
                }
            }
        }
        FieldKind::Id | FieldKind::Fein | FieldKind::Plate | FieldKind::Account => {
            // One wrong character leaves either half.
            let half = p.key.len() / 2;
            if p.key.len() >= 6 && p.key.is_ascii() {
                key(b'h', &[&p.key[..half]]);
                key(b'e', &[&p.key[half..]]);
            }
        }
        FieldKind::Date
        | FieldKind::City
        | FieldKind::State
        | FieldKind::Zip
        | FieldKind::Category
        | FieldKind::Number => {}
    }
}

/// Keys that find a pair only together with another field: a mark, where one field has several kinds, and a text.
fn coarse(p: &Prepared, mut key: impl FnMut(Option<u8>, &str)) {
    match p.kind {
        FieldKind::Given | FieldKind::Surname => {
            for t in &p.tokens {
                key(None, sound(t));
                key(Some(b'3'), start(&t.text, 3));
                for full in &t.stands_for {
                    key(Some(b'n'), full);
                }
            }
        }
        FieldKind::Person | FieldKind::Company => p.tokens.iter().take(5).for_each(|t| key(None, sound(t))),
        FieldKind::Address => {
            if let Detail::Address(a) = &p.detail {
                key(Some(b'w'), start(long_word(&a.street), 5));
                if !a.number.is_empty() {
                    key(Some(b'n'), &a.number);
                }
            }
        }
        FieldKind::City => key(None, start(&p.compact, 4)),
        FieldKind::Zip | FieldKind::Number => key(None, &p.key),
        FieldKind::Date => {
            if let Detail::Date(y, m, d) = p.detail {
                // Two bands of two years each: a year too early or too late shares one of them.
                key(Some(b'y'), &y.to_string());
                key(Some(b'b'), &(y / 2).to_string());
                key(Some(b'c'), &((y + 1) / 2).to_string());
                if m > 0 {
                    key(Some(b'm'), &format!("{y}{m}"));
                    key(Some(b'd'), &format!("{m} {d}"));
                    key(Some(b'e'), &format!("{y} {d}"));
                }
            }
        }
        FieldKind::Phone => key(None, &p.key[p.key.len().saturating_sub(4)..]),
        FieldKind::Email => {
            if let Some((local, _)) = p.key.split_once('@') {
                key(None, start(local, 4));
            }
        }
        FieldKind::Text => rarest(p, 3).into_iter().for_each(|t| key(None, &t.text)),
        FieldKind::Id | FieldKind::Fein | FieldKind::Plate | FieldKind::Account => key(None, start(&p.key, 3)),
        FieldKind::State | FieldKind::Category => {}
    }
}

fn by_rarity(tokens: &mut [&Token]) {
    tokens.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.text.cmp(&b.text)));
}

/// The `n` rarest words, rarest first.
fn rarest(p: &Prepared, n: usize) -> Vec<&Token> {
    let mut all: Vec<&Token> = p.tokens.iter().collect();
    by_rarity(&mut all);
    all.truncate(n);
    all
}

/// The first word of a street that is no letter and no direction.
fn long_word(street: &str) -> &str {
    street.split(' ').find(|w| w.len() > 2).unwrap_or(street)
}

/// The first `n` characters.
fn start(text: &str, n: usize) -> &str {
    text.char_indices().nth(n).map_or(text, |(at, _)| &text[..at])
}

fn sound(t: &Token) -> &str {
    if t.phonetic.is_empty() { &t.text } else { &t.phonetic }
}

/// Runs of five letters: a slip spoils some, not all. The pool drops the common ones.
fn grams(letters: &str, mut key: impl FnMut(u8, &[&str])) {
    let ends = letters.char_indices().map(|(at, _)| at).chain([letters.len()]).skip(5);
    for ((from, _), to) in letters.char_indices().zip(ends).take(GRAMS) {
        key(b'g', &[&letters[from..to]]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_five_letters() {
        let of = |text: &str| {
            let mut out: Vec<String> = Vec::new();
            grams(text, |_, parts| out.push(parts.concat()));
            out
        };
        assert_eq!(of("peña"), Vec::<String>::new());
        assert_eq!(of("peñas"), ["peñas"]);
        assert_eq!(of("quintana"), ["quint", "uinta", "intan", "ntana"]);
        assert_eq!(of(&"abcdefgh".repeat(4)).len(), GRAMS);
    }

    #[test]
    fn what_is_two_is_not_hashed_as_one() {
        let of = |parts: &[&str]| parts.iter().fold(Fnv::new(b'p'), |h, part| h.add(part)).0;
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(together(1, 2), together(2, 1));
        assert_eq!(start("ñandú", 2), "ña");
        assert_eq!(start("ña", 4), "ña");
    }
}
