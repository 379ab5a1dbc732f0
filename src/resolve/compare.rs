//! How alike two values are, from 0 to 1, by kind; and how rare what they share is. Levels and their
//! weights are data (`assets/scoring/`); nothing here is a probability.
//! Must not know: profiles, priors, weights.

pub mod company; // firms: words weighed by rarity, numbers, acronyms
pub mod mailbox; // e-mail addresses with the holder's name in them
mod name; // persons: aligned words, nicknames, initials, double surnames
mod place; // addresses by parts, cities, postal codes
pub(in crate::resolve) mod string; // edit distance, Jaro–Winkler, words that are one but for a slip

use super::field::{Detail, FieldKind, Prepared, letters};

/// What a comparison of two values found.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Agreement {
    /// 0 = nothing alike, 1 = the same value.
    pub similarity: f64,
    /// Bits: −log2 of how often what they share occurs by chance.
    pub rarity: f64,
}

/// Compares two values of one kind.
pub fn compare(a: &Prepared, b: &Prepared) -> Agreement {
    if a.key == b.key { equal(a, b) } else { unequal(a, b) }
}

/// Two values of one key.
pub(super) fn equal(a: &Prepared, b: &Prepared) -> Agreement {
    Agreement {
        similarity: 1.0,
        rarity: whole_rarity(a).min(whole_rarity(b)),
    }
}

/// Two values of one kind whose keys differ.
pub(super) fn unequal(a: &Prepared, b: &Prepared) -> Agreement {
    match a.kind {
        FieldKind::Person => name::person(a, b),
        FieldKind::Given => name::given(a, b),
        FieldKind::Surname => name::surname(a, b),
        FieldKind::Company => company::company(a, b),
        FieldKind::Address => place::address(a, b),
        FieldKind::City => place::city(a, b),
        FieldKind::Zip => plain(a, b, place::zip(&a.key, &b.key)),
        FieldKind::Phone => plain(a, b, phone(&a.key, &b.key)),
        FieldKind::Email => plain(a, b, email(&a.key, &b.key)),
        FieldKind::Fein | FieldKind::Plate | FieldKind::Account => {
            plain(a, b, if string::one_slip(&a.key, &b.key) { 0.7 } else { 0.0 })
        }
        FieldKind::Date => plain(a, b, date(a, b)),
        FieldKind::Id => plain(a, b, if string::one_slip(&a.key, &b.key) { 0.85 } else { 0.0 }),
        FieldKind::Number => plain(a, b, number(a, b)),
        FieldKind::Text => company::words(a, b),
        FieldKind::Category => plain(a, b, overlap(a, b)),
        FieldKind::State => Agreement::default(),
    }
}

/// Rarity of a whole value: of its own frequency, or of its words together when those say more than
/// the few holders that a small file can count.
pub(super) fn whole_rarity(p: &Prepared) -> f64 {
    match p.kind {
        FieldKind::Person | FieldKind::Company | FieldKind::Surname | FieldKind::Given | FieldKind::Text => {
            let first = p.tokens.first().map_or(p.rarity, |t| t.rarity);
            p.word_bits().max(p.rarity.min(first)) + p.whole
        }
        _ => p.rarity,
    }
}

fn plain(a: &Prepared, b: &Prepared, similarity: f64) -> Agreement {
    Agreement {
        similarity,
        rarity: a.rarity.min(b.rarity),
    }
}

/// 0.8: the last seven digits agree and an area code is missing or wrong; 0.7: one digit is.
fn phone(a: &str, b: &str) -> f64 {
    let tail = |s: &str| s.len().checked_sub(7).map(|at| s[at..].to_owned());
    if let (Some(x), Some(y)) = (tail(a), tail(b))
        && x == y
    {
        // A missing area code says nothing against.
        return if a.len() == b.len() { 0.8 } else { 0.99 };
    }
    if a.len() == b.len() && string::one_slip(a, b) {
        0.7
    } else {
        0.0
    }
}

/// 0.9: one slip, or one mailbox name at another provider; 0.7: much alike.
fn email(a: &str, b: &str) -> f64 {
    if string::one_edit(a, b) {
        return 0.9;
    }
    let (Some((la, da)), Some((lb, db))) = (a.split_once('@'), b.split_once('@')) else {
        return 0.0;
    };
    if la == lb && la.len() >= 4 {
        return 0.9;
    }
    let close = string::jaro_winkler(la, letters(la), lb, letters(lb), 0.88);
    if close >= 0.88 && (da == db || close >= 0.93) {
        return 0.7;
    }
    0.0
}

/// 0.95: day and month swapped; 0.85: one digit, or two neighbours swapped, or another century;
/// 0.65: two of the three parts; 0.5: fourteen months apart at most; 0.4: the year.
fn date(a: &Prepared, b: &Prepared) -> f64 {
    let (Detail::Date(ya, ma, da), Detail::Date(yb, mb, db)) = (&a.detail, &b.detail) else {
        return 0.0;
    };
    if *ma == 0 || *mb == 0 {
        return if ya == yb { 0.4 } else { 0.0 };
    }
    if *da == 0 || *db == 0 {
        return if ya == yb && ma == mb { 0.65 } else { 0.0 };
    }
    if ya == yb && ma == db && da == mb {
        return 0.95;
    }
    if string::one_slip(&a.key, &b.key) || (ma == mb && da == db && (ya - yb).abs() == 100) {
        return 0.85;
    }
    let same = usize::from(ya == yb) + usize::from(ma == mb) + usize::from(da == db);
    match same {
        2 => 0.65,
        // A year too early or too late, and some days.
        _ if ((ya - yb) * 372 + (*ma as i32 - *mb as i32) * 31 + *da as i32 - *db as i32).abs() <= 434 => 0.5,
        _ if ya == yb => 0.4,
        _ => 0.0,
    }
}

/// 0.95: within 1 %; 0.7: within 10 %.
fn number(a: &Prepared, b: &Prepared) -> f64 {
    let (Detail::Number(x), Detail::Number(y)) = (&a.detail, &b.detail) else {
        return 0.0;
    };
    let scale = libm::fabs(*x).max(libm::fabs(*y));
    if scale == 0.0 {
        return 1.0;
    }
    let off = libm::fabs(x - y) / scale;
    if off <= 0.01 {
        0.95
    } else if off <= 0.1 {
        0.7
    } else {
        0.0
    }
}

/// Share of words in common (Jaccard).
fn overlap(a: &Prepared, b: &Prepared) -> f64 {
    let shared = a
        .tokens
        .iter()
        .filter(|t| b.tokens.iter().any(|o| o.text == t.text))
        .count();
    let all = a.tokens.len() + b.tokens.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

#[cfg(test)]
mod tests;
