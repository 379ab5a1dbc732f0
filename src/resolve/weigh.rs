//! Weights of evidence: m, u, rarity of a value → bits → probability.
//! Model: Fellegi & Sunter, "A Theory for Record Linkage", JASA 64 (1969): the weight of a level is
//! log2(m / u). Rarity: Newcombe et al., "Automatic Linkage of Vital Records", Science 130 (1959);
//! Winkler, "Frequency-Based Matching in Fellegi–Sunter Model of Record Linkage" (1989): u of an
//! agreement is the frequency of the value that is shared. Evidence that goes together: within a
//! group the strongest counts in full, each next by `damping` of the one before, so that an agent's
//! telephone and address are not two proofs.
//! Must not know: where profiles come from.

use serde::{Deserialize, Serialize};

use super::calibrate::Calibration;
use super::compare::string::jaro_winkler;
use super::compare::{Agreement, company, compare, equal, mailbox, unequal};
use super::field::FieldKind;
use super::learn::{MISSING, Seen};
use super::pool::{Plan, Pool};

/// m and u of one level of one field.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Chance {
    pub m: f64,
    pub u: f64,
}

/// A numbered, frozen set: what a weight depends on beside the values themselves. Weights that were
/// made under one set stay explainable by it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Parameters {
    /// Number of the scoring files.
    pub number: u32,
    /// Profiles that frequencies were taken from.
    pub profiles: u64,
    /// log2 odds that two profiles drawn at random are one.
    pub prior_bits: f64,
    pub damping: f64,
    /// True when m and u were learned from the data at hand.
    pub learned: bool,
    pub fields: Vec<FieldChances>,
    /// What every part is multiplied by: 1 = as Fellegi–Sunter says, less where fields go together (`calibrate`).
    #[serde(default = "one")]
    pub temper: f64,
}
fn one() -> f64 {
    1.0
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FieldChances {
    pub name: String,
    pub kind: String,
    pub levels: Vec<Chance>,
    /// Mean of 2^−rarity over agreeing pairs: what rarity is measured against.
    pub agree_by_chance: f64,
}

/// log2 odds that two of so many parties are one, each of which is expected to have so many doubles.
pub fn expected(profiles: usize, duplicates: f64) -> f64 {
    let share = (duplicates / (profiles.max(2) - 1) as f64).min(0.5);
    libm::log2(share / (1.0 - share))
}

impl Parameters {
    /// The set that the scoring files give, with the prior for `profiles` parties: two of them are
    /// one with odds of `duplicates` expected doubles over all others that it could be.
    pub fn of_plan(plan: &Plan, number: u32, profiles: usize, duplicates: f64, damping: f64) -> Parameters {
        Parameters {
            number,
            profiles: profiles as u64,
            prior_bits: expected(profiles, duplicates),
            damping,
            learned: false,
            temper: 1.0,
            fields: plan
                .slots
                .iter()
                .map(|slot| FieldChances {
                    name: slot.name.clone(),
                    kind: slot.kind.key().to_owned(),
                    levels: slot
                        .comparison
                        .level
                        .iter()
                        .map(|l| Chance { m: l.m, u: l.u })
                        .collect(),
                    agree_by_chance: slot.comparison.level.first().map_or(1e-4, |l| l.u),
                })
                .collect(),
        }
    }
    /// The set under which every weight is what `calibration` makes of it, and the calibration as it is after what is
    /// shown was rounded.
    pub fn calibrated(&self, calibration: Calibration) -> (Parameters, Calibration) {
        let slope = libm::round(calibration.slope * 1000.0) / 1000.0;
        let prior_bits = libm::round((slope * self.prior_bits + calibration.shift) * 100.0) / 100.0;
        let set = Parameters {
            prior_bits,
            temper: self.temper * slope,
            ..self.clone()
        };
        let shift = prior_bits - slope * self.prior_bits;
        (set, Calibration { slope, shift })
    }
    /// Canonical JSON: the same set, the same bytes.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// `<number>-<first 8 hex digits of SHA-256 over the JSON>`.
    pub fn name(&self) -> String {
        use sha2::{Digest, Sha256};
        let digest = Sha256::digest(self.to_json().as_bytes());
        format!("{}-{}", self.number, crate::model::hex(&digest[..4]))
    }
}

/// Of a few pairs that agree by chance it is not known well how rare what they share usually is: a value counts as so many
/// bits rarer than usual at most (whole names of persons in a table say it themselves), and as so many commoner.
const RARER: f64 = 8.0;
const COMMONER: f64 = 12.0;

/// A parameter set made ready: what one level adds is then a look-up, however many pairs are weighed by it.
#[derive(Clone, Debug)]
pub struct Scale {
    prior_bits: f64,
    damping: f64,
    temper: f64,
    slots: Vec<Ladder>,
    /// Slots that one name may stand in by mistake: given, surname.
    names: Option<(usize, usize)>,
}

/// The levels of one slot.
#[derive(Clone, Debug)]
struct Ladder {
    /// For each level log2(m / u), and the share of the value's rarity that counts.
    levels: Vec<(f64, f64)>,
    /// Rarity that an agreement usually has, in bits.
    usual: f64,
    /// As so many bits rarer than usual a shared value counts at most.
    rarer: f64,
    min_bits: f64,
    max_bits: f64,
    /// Number of the group of evidence that goes together; none: it stands by itself.
    group: Option<usize>,
}

impl Scale {
    /// The parameters are of this plan: one field for each slot.
    pub fn of(plan: &Plan, parameters: &Parameters) -> Scale {
        let mut groups: Vec<&str> = Vec::new();
        let slots = plan
            .slots
            .iter()
            .zip(&parameters.fields)
            .map(|(slot, chances)| {
                let comparison = &slot.comparison;
                let levels = chances.levels.iter().zip(&comparison.level);
                let group = comparison.group.as_str();
                Ladder {
                    levels: levels
                        .map(|(chance, level)| (libm::log2(chance.m / chance.u), level.frequency))
                        .collect(),
                    usual: -libm::log2(chances.agree_by_chance),
                    rarer: match slot.kind {
                        FieldKind::Person if parameters.learned => f64::INFINITY,
                        _ => RARER,
                    },
                    min_bits: comparison.min_bits,
                    max_bits: comparison.max_bits,
                    // Names in columns of their own are two facts, not one fact twice.
                    group: (group != "name" && group != "identity").then(|| {
                        groups.iter().position(|g| *g == group).unwrap_or_else(|| {
                            groups.push(group);
                            groups.len() - 1
                        })
                    }),
                }
            })
            .collect();
        let find = |kind: FieldKind| plan.slots.iter().position(|s| s.kind == kind);
        Scale {
            prior_bits: parameters.prior_bits,
            damping: parameters.damping,
            temper: parameters.temper,
            slots,
            names: find(FieldKind::Given).zip(find(FieldKind::Surname)),
        }
    }

    /// Bits of one level, with the rarity of what is shared.
    fn bits(&self, slot: usize, level: usize, rarity: f64) -> f64 {
        let ladder = &self.slots[slot];
        let (mut bits, share) = ladder.levels[level];
        if share > 0.0 {
            bits += share * (rarity - ladder.usual).clamp(-COMMONER, ladder.rarer);
            // A shared value is never evidence against.
            if level == 0 {
                bits = bits.max(0.0);
            }
        }
        bits.clamp(ladder.min_bits, ladder.max_bits)
    }

    /// The most that one of some levels weighs, with at most this rarity.
    pub(super) fn most(&self, slot: usize, levels: std::ops::Range<usize>, rarity: f64) -> f64 {
        levels
            .map(|level| self.bits(slot, level, rarity))
            .fold(f64::NEG_INFINITY, f64::max)
    }
    /// Bits of what was seen of a slot.
    pub(super) fn of_seen(&self, slot: usize, seen: Seen) -> f64 {
        match seen.level {
            MISSING => 0.0,
            level => self.bits(slot, level as usize, f64::from(seen.rarity)),
        }
    }
    pub(super) fn slots(&self) -> usize {
        self.slots.len()
    }
    pub(super) fn levels(&self, slot: usize) -> usize {
        self.slots[slot].levels.len()
    }
    /// Number of the group of evidence that the slot goes together with.
    pub(super) fn group(&self, slot: usize) -> Option<usize> {
        self.slots[slot].group
    }
    /// Slots that one name may stand in by mistake: given, surname.
    pub(super) fn names(&self) -> Option<(usize, usize)> {
        self.names
    }
    /// Bits of a pair of which nothing is known.
    pub(super) fn prior_bits(&self) -> f64 {
        self.prior_bits
    }
    /// Bits of parts that weigh so much together, none of them damped.
    pub(super) fn tempered(&self, parts: f64) -> f64 {
        self.prior_bits + parts * self.temper
    }

    /// Makes parts what they count: within a group of evidence that goes together the strongest counts in full, each
    /// next less; the same for what speaks against.
    fn damp(&self, parts: &mut [Part]) {
        for at in 0..parts.len() {
            let mine = parts[at];
            parts[at].bits *= self.temper;
            let Some(group) = self.slots[mine.slot as usize].group.filter(|_| mine.covered.is_none()) else {
                continue;
            };
            let stronger = |p: &&Part| {
                let before = p.raw_bits.abs().total_cmp(&mine.raw_bits.abs()).reverse();
                before.then(p.slot.cmp(&mine.slot)).is_lt()
                    && p.covered.is_none()
                    && (p.raw_bits >= 0.0) == (mine.raw_bits >= 0.0)
                    && self.slots[p.slot as usize].group == Some(group)
            };
            let before = parts.iter().filter(stronger).count();
            if before > 0 {
                let damped = (0..before).fold(mine.raw_bits, |bits, _| bits * self.damping);
                parts[at].bits = damped * self.temper;
            }
        }
    }

    fn total(&self, parts: &[Part]) -> f64 {
        self.prior_bits + parts.iter().map(|p| p.bits).sum::<f64>()
    }
}

/// What one field says about a pair.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Part {
    pub slot: u8,
    pub level: u8,
    /// The values compared.
    pub left: u32,
    pub right: u32,
    pub similarity: f64,
    /// Before damping and temper.
    pub raw_bits: f64,
    /// As it counts.
    pub bits: f64,
    /// The slot that says the same and counts in its place.
    pub covered: Option<u8>,
}

/// The whole weight of a pair.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Weight {
    pub bits: f64,
    pub parts: Vec<Part>,
}

/// The best agreement of one slot over all values of both sides, with its level; `None` = missing on
/// a side, which says nothing.
pub fn level_of<A: Pool + ?Sized, B: Pool + ?Sized>(
    a: &A,
    i: usize,
    b: &B,
    j: usize,
    slot: usize,
) -> Option<(u8, u32, u32, Agreement)> {
    let (left, right) = (&a.profile(i).values[slot], &b.profile(j).values[slot]);
    let mut best: Option<(u32, u32, Agreement)> = None;
    // Numbers of values say in one pool which are the same.
    let one_pool = std::ptr::addr_eq(a, b);
    let beside = |x: u32, y: u32| {
        let (p, q) = (a.value(x), b.value(y));
        match one_pool {
            true if x == y => equal(p, q),
            true => unequal(p, q),
            false => compare(p, q),
        }
    };
    for x in left {
        for y in right {
            let found = beside(*x, *y);
            let better = best.is_none_or(|(_, _, old)| (found.similarity, found.rarity) > (old.similarity, old.rarity));
            if better {
                best = Some((*x, *y, found));
            }
        }
    }
    let (x, y, mut found) = best?;
    if a.plan().slots[slot].kind == FieldKind::Email && found.similarity < 0.985 && found.similarity > mailbox::NAMED {
        let names = names(a, i).chain(names(b, j));
        found.similarity = mailbox::beyond_names(a.value(x), b.value(y), names, found.similarity);
    }
    let levels = &a.plan().slots[slot].comparison.level;
    // Names of one firm; of the firms that a person is named with one in common is enough.
    if left.len() > 1 && right.len() > 1 && levels.iter().any(|l| l.key == company::TRADE) {
        let like = |x: &u32, y: &u32| beside(*x, *y).similarity >= company::LIKE;
        let mine = left.iter().any(|x| !right.iter().any(|y| like(x, y)));
        if mine && right.iter().any(|y| !left.iter().any(|x| like(x, y))) {
            found.similarity = company::beside_others(found.similarity);
        }
    }
    // As exact as what learning keeps of a pair, so that both weigh alike.
    found.rarity = f64::from(found.rarity as f32);
    let level = levels
        .iter()
        .position(|l| found.similarity >= l.at_least)
        .unwrap_or(levels.len() - 1);
    Some((level as u8, x, y, found))
}

/// The words of a party's names.
fn names<P: Pool + ?Sized>(pool: &P, at: usize) -> impl Iterator<Item = &str> {
    let named = |kind| {
        matches!(
            kind,
            FieldKind::Person | FieldKind::Given | FieldKind::Surname | FieldKind::Company
        )
    };
    let slots = pool.plan().slots.iter().zip(pool.profile(at).values.iter());
    let values = slots
        .filter(move |(slot, _)| named(slot.kind))
        .flat_map(|(_, values)| values);
    values
        .flat_map(|value| &pool.value(*value).tokens)
        .map(|token| token.text.as_str())
}

/// Weighs a pair. The two pools have the plan of the scale.
pub fn weigh<A: Pool + ?Sized, B: Pool + ?Sized>(a: &A, i: usize, b: &B, j: usize, scale: &Scale) -> Weight {
    let mut parts: Vec<Part> = Vec::with_capacity(scale.slots.len());
    for slot in 0..scale.slots.len() {
        if let Some((level, left, right, found)) = level_of(a, i, b, j, slot) {
            let raw_bits = scale.bits(slot, level as usize, found.rarity);
            parts.push(Part {
                slot: slot as u8,
                level,
                left,
                right,
                similarity: found.similarity,
                raw_bits,
                bits: raw_bits,
                covered: None,
            });
        }
    }
    swap_names(a, i, b, j, scale, &mut parts);
    cover(a.plan(), &mut parts);
    scale.damp(&mut parts);
    Weight {
        bits: scale.total(&parts),
        parts,
    }
}

/// A pair's parts as far as they count, from what was seen of it.
struct SeenParts {
    parts: [Part; MOST_SLOTS],
    len: usize,
}
/// A table has no more fields than that.
pub const MOST_SLOTS: usize = 24;

impl SeenParts {
    fn of(scale: &Scale, seen: &[Seen]) -> SeenParts {
        let mut out = SeenParts {
            parts: [NO_PART; MOST_SLOTS],
            len: 0,
        };
        for (slot, s) in seen
            .iter()
            .enumerate()
            .take(MOST_SLOTS)
            .filter(|(_, s)| s.level != MISSING)
        {
            let raw_bits = scale.bits(slot, s.level as usize, f64::from(s.rarity));
            out.parts[out.len] = Part {
                slot: slot as u8,
                level: s.level,
                raw_bits,
                bits: raw_bits,
                ..NO_PART
            };
            out.len += 1;
        }
        out
    }
    fn all(&mut self) -> &mut [Part] {
        &mut self.parts[..self.len]
    }
}

/// Weight of a pair from what was seen of it, names in each other's columns aside: for learning.
pub fn weigh_seen(scale: &Scale, seen: &[Seen]) -> f64 {
    let mut raw = [(0usize, 0.0f64); MOST_SLOTS];
    let mut n = 0;
    for (slot, s) in seen
        .iter()
        .enumerate()
        .take(MOST_SLOTS)
        .filter(|(_, s)| s.level != MISSING)
    {
        raw[n] = (slot, scale.bits(slot, s.level as usize, f64::from(s.rarity)));
        n += 1;
    }
    let raw = &raw[..n];
    let mut sum = 0.0;
    for (slot, bits) in raw {
        let group = scale.slots[*slot].group;
        let before = if group.is_none() {
            0
        } else {
            raw.iter()
                .filter(|(other, b)| {
                    let order = b.abs().total_cmp(&bits.abs()).reverse().then(other.cmp(slot));
                    order.is_lt() && (*b >= 0.0) == (*bits >= 0.0) && scale.slots[*other].group == group
                })
                .count()
        };
        sum += (0..before).fold(*bits, |bits, _| bits * scale.damping);
    }
    scale.prior_bits + sum * scale.temper
}

/// Bits of [`weigh`], from what was seen of the pair: nothing is compared again.
pub fn bits_seen<P: Pool + ?Sized>(pool: &P, i: usize, j: usize, scale: &Scale, seen: &[Seen]) -> f64 {
    let mut parts = SeenParts::of(scale, seen);
    swap_names(pool, i, pool, j, scale, parts.all());
    cover(pool.plan(), parts.all());
    scale.damp(parts.all());
    scale.total(parts.all())
}
const NO_PART: Part = Part {
    slot: 0,
    level: 0,
    left: 0,
    right: 0,
    similarity: 0.0,
    raw_bits: 0.0,
    bits: 0.0,
    covered: None,
};

/// How alike (Jaro–Winkler) a name is to itself in the other column.
pub(super) const CROSSED: f64 = 0.93;

/// First name and surname in each other's columns, or a name alone in the other's column: when that fits better, it
/// counts a little less.
fn swap_names<A: Pool + ?Sized, B: Pool + ?Sized>(a: &A, i: usize, b: &B, j: usize, scale: &Scale, parts: &mut [Part]) {
    let Some((given, surname)) = scale.names else {
        return;
    };
    let one = |values: &[u32]| values.first().copied();
    let (p, q) = (a.profile(i), b.profile(j));
    // Each side's given name beside the other's surname.
    let mine = one(&p.values[given]).zip(one(&q.values[surname]));
    let yours = one(&p.values[surname]).zip(one(&q.values[given]));
    let crossed = |x: u32, y: u32| {
        let (x, y) = (a.value(x), b.value(y));
        x.compact == y.compact || jaro_winkler(&x.compact, x.letters, &y.compact, y.letters, CROSSED) >= CROSSED
    };
    if mine.or(yours).is_none() || [mine, yours].into_iter().flatten().any(|(x, y)| !crossed(x, y)) {
        return;
    }
    // In a column that is not its own a name looks rare: the commoner of the two tells.
    let commoner = |x: u32, y: u32| a.value(x).rarity.min(b.value(y).rarity);
    for part in parts.iter_mut() {
        let slot = part.slot as usize;
        let rarity = match (mine, yours) {
            _ if slot != given && slot != surname => None,
            (Some((given_a, surname_b)), Some((surname_a, given_b))) => Some(match slot == given {
                true => commoner(given_a, given_b),
                false => commoner(surname_a, surname_b),
            }),
            // Where a name is missing there is one part only.
            (one, other) => one.or(other).map(|(x, y)| commoner(x, y)),
        };
        if let Some(rarity) = rarity {
            let swapped = scale.bits(slot, 0, rarity) - 2.0;
            if swapped > part.raw_bits {
                part.raw_bits = swapped;
                part.bits = swapped;
                part.level = 1;
            }
        }
    }
}

/// Of fields that say the same at different grain, an address and its town, the most exact that agrees
/// counts for and the strongest counts against; the others are kept, at no weight.
fn cover(plan: &Plan, parts: &mut [Part]) {
    for list in &plan.correlated {
        let mine: Vec<usize> = list
            .iter()
            .filter_map(|slot| parts.iter().position(|p| p.slot == *slot))
            .collect();
        // A place that differs says nothing for: then the next one may, another street of one town.
        let exact = mine.iter().copied().find(|at| parts[*at].raw_bits >= 0.0);
        let against = mine
            .iter()
            .copied()
            .min_by(|x, y| parts[*x].raw_bits.total_cmp(&parts[*y].raw_bits));
        for at in mine {
            let counts = if parts[at].raw_bits >= 0.0 { exact } else { against };
            if let Some(counts) = counts.filter(|c| *c != at) {
                parts[at].covered = Some(parts[counts].slot);
                parts[at].raw_bits = 0.0;
                parts[at].bits = 0.0;
            }
        }
    }
}

/// 2^bits / (1 + 2^bits).
pub fn probability(bits: f64) -> f64 {
    let odds = libm::exp2(bits.clamp(-60.0, 60.0));
    odds / (1.0 + odds)
}
