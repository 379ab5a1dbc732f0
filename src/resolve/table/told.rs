//! What the matcher found in tables: pairs with their reasons, told when they are asked for, and groups.
//! Must not know: how pairs were found and weighed.

use std::borrow::Cow;
use std::collections::HashMap;

use rayon::prelude::*;

use super::cells::Table;
use crate::model::decision::{Bits, Reason};
use crate::resolve::pool::{MemoryPool, Pool};
use crate::resolve::prior::Prior;
use crate::resolve::same;
use crate::resolve::weigh::{self, Parameters, Scale};

/// One pair of rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    pub left_id: String,
    pub right_id: String,
    pub probability: f64,
    pub weight: Bits,
    pub reasons: Vec<Reason>,
}

/// What the matcher found. Reasons are told when a pair is asked for: most of a large table's pairs never are.
pub struct Matches<'a> {
    pub(super) ids: Ids<'a>,
    pub(super) pool: MemoryPool,
    pub(super) scale: Scale,
    /// Pairs and their bits, most probable first, ties by ids.
    pub(super) listed: Vec<(u32, u32, f64)>,
    pub(super) groups: Vec<u32>,
    pub pairs_scored: usize,
    pub parameters: Parameters,
    /// Column and the kind of value that it was taken for.
    pub columns: Vec<(String, String)>,
}

/// One pair of rows, its reasons in one text: each field with its bits, `prior` first, then by weight either way.
#[derive(Clone, PartialEq, Debug)]
pub struct Line<'a> {
    pub left_id: Cow<'a, str>,
    pub right_id: Cow<'a, str>,
    pub probability: f64,
    pub weight: Bits,
    pub reasons: String,
}

/// Bits from which on rivals are told of.
const RIVALS: f64 = -0.005;
/// Pairs whose reasons are worked out at once.
const TOLD_AT_ONCE: usize = 8192;

impl Matches<'_> {
    /// Pairs that are probable enough to be given.
    pub fn len(&self) -> usize {
        self.listed.len()
    }
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
    /// Most probable first, ties by ids.
    pub fn pairs(&self) -> impl Iterator<Item = Match> {
        self.listed.chunks(TOLD_AT_ONCE).flat_map(|some| {
            let told: Vec<Match> = some.par_iter().map(|(i, j, bits)| self.whole(*i, *j, *bits)).collect();
            told
        })
    }
    /// The same in one line each.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.listed.chunks(TOLD_AT_ONCE).flat_map(|some| {
            let told: Vec<Line<'_>> = some.par_iter().map(|(i, j, bits)| self.line(*i, *j, *bits)).collect();
            told
        })
    }
    fn line(&self, i: u32, j: u32, bits: f64) -> Line<'_> {
        let (row, other) = (i as usize, j as usize);
        let reasons = reasons((&self.pool, row), (&self.pool, other), &self.scale, bits);
        Line {
            left_id: self.ids.of(i),
            right_id: self.ids.of(j),
            probability: rounded(bits),
            weight: Bits::from_f64(bits),
            reasons,
        }
    }
    fn whole(&self, i: u32, j: u32, bits: f64) -> Match {
        let (row, other) = (i as usize, j as usize);
        let weight = weigh::weigh(&self.pool, row, &self.pool, other, &self.scale);
        let mut reasons = same::reasons(
            &self.pool,
            row,
            other,
            &weight,
            (&self.parameters, Prior::of_set(&self.parameters)),
        );
        let rivals = bits - weight.bits;
        if rivals < RIVALS {
            reasons.push(Reason {
                field: "rivals".to_owned(),
                bits: Bits::from_f64(rivals),
                key: "rivals".to_owned(),
                ..Reason::default()
            });
        }
        same::order(&mut reasons);
        Match {
            left_id: self.ids.of(i).into_owned(),
            right_id: self.ids.of(j).into_owned(),
            probability: rounded(bits),
            weight: Bits::from_f64(bits),
            reasons,
        }
    }
    /// (id, cluster number from 1), for every row, in row order, left table first.
    pub fn clusters(&self) -> impl Iterator<Item = (Cow<'_, str>, u32)> {
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        (0u32..).zip(&self.groups).map(move |(row, root)| {
            let next = numbers.len() as u32 + 1;
            (self.ids.of(row), *numbers.entry(*root).or_insert(next))
        })
    }
}

/// The reasons of a pair of so many bits in one text.
pub(super) fn reasons<A: Pool + ?Sized, B: Pool + ?Sized>(
    (a, i): (&A, usize),
    (b, j): (&B, usize),
    scale: &Scale,
    bits: f64,
) -> String {
    let weight = weigh::weigh(a, i, b, j, scale);
    let slots = &a.plan().slots;
    let (left, right) = (&a.profile(i).values, &b.profile(j).values);
    let parts = weight.parts.iter();
    let mut told: Vec<(&str, Bits)> = Vec::with_capacity(slots.len() + 1);
    told.extend(parts.map(|p| (slots[p.slot as usize].name.as_str(), Bits::from_f64(p.bits))));
    let lacks = (0..slots.len()).filter(|slot| left[*slot].is_empty() != right[*slot].is_empty());
    told.extend(lacks.map(|slot| (slots[slot].name.as_str(), Bits(0))));
    let rivals = bits - weight.bits;
    if rivals < RIVALS {
        told.push(("rivals", Bits::from_f64(rivals)));
    }
    told.sort_unstable_by(|x, y| y.1.0.abs().cmp(&x.1.0.abs()).then(x.0.cmp(y.0)));
    let mut reasons = String::with_capacity(24 * (told.len() + 1));
    push(&mut reasons, "prior", Bits::from_f64(scale.prior_bits()));
    for (field, bits) in told {
        reasons.push_str("; ");
        push(&mut reasons, field, bits);
    }
    reasons
}

/// `name +1.25`. Told of every pair of a table, so without the formatter of floating-point numbers.
fn push(out: &mut String, field: &str, Bits(hundredths): Bits) {
    let digit = |n: u32| char::from(b'0' + (n % 10) as u8);
    out.push_str(field);
    out.push(' ');
    out.push(if hundredths < 0 { '-' } else { '+' });
    let size = hundredths.unsigned_abs();
    let mut whole = size / 100;
    let from = out.len();
    loop {
        out.insert(from, digit(whole));
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    out.push('.');
    out.push(digit(size / 10));
    out.push(digit(size));
}

pub(super) fn rounded(bits: f64) -> f64 {
    libm::round(weigh::probability(bits) * 1e6) / 1e6
}

/// The ids of rows, left table first.
pub(super) struct Ids<'a> {
    /// Each table with the column that names its rows; none = their numbers from 1.
    pub(super) tables: Vec<(&'a Table, Option<usize>)>,
}

impl<'a> Ids<'a> {
    pub(super) fn of(&self, row: u32) -> Cow<'a, str> {
        let mut row = row as usize;
        for (table, column) in &self.tables {
            if row < table.len() {
                return match column {
                    Some(column) => Cow::Borrowed(table.cell(row, *column)),
                    None => Cow::Owned((row + 1).to_string()),
                };
            }
            row -= table.len();
        }
        Cow::Borrowed("")
    }
    /// By row the first row of its table that it is a copy of, left table first.
    pub(super) fn copies(&self) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::new();
        for (table, id) in &self.tables {
            let before = out.len() as u32;
            out.extend(table.copies(*id).into_iter().map(|row| before + row));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_told_with_sign_and_two_places() {
        for hundredths in (-2_050..2_050).step_by(7).chain([0, 5, -5, 99_999, -12_345]) {
            let mut out = String::new();
            push(&mut out, "city", Bits(hundredths));
            assert_eq!(out, format!("city {:+.2}", f64::from(hundredths) / 100.0));
        }
    }
}
