//! Places: addresses by parts, cities, postal codes. A unit missing on one side says nothing; two
//! different units are two doors of one building.

use super::Agreement;
use super::string::{distance, edits, jaro_winkler, one_edit, one_slip};
use crate::model::value::address::Address;
use crate::resolve::field::{Detail, Prepared};

pub(super) fn address(a: &Prepared, b: &Prepared) -> Agreement {
    let (Detail::Address(x), Detail::Address(y)) = (&a.detail, &b.detail) else {
        return Agreement::default();
    };
    let mut similarity = street_line(x, y, a, b);
    if similarity > 0.0 && !x.unit.is_empty() && !y.unit.is_empty() && x.unit != y.unit {
        similarity = similarity.min(0.75);
    }
    // Town and ZIP, where both give them.
    let differs = |p: &str, q: &str| !p.is_empty() && !q.is_empty() && p != q;
    let same_zip = !x.zip.is_empty() && x.zip == y.zip;
    if differs(&x.state, &y.state) {
        similarity = similarity.min(0.3);
    } else if differs(&x.city, &y.city) && !same_zip {
        let close = distance(&x.city, &y.city) <= 2;
        similarity = similarity.min(if close {
            0.95
        } else if x.zip.is_empty() || y.zip.is_empty() || one_slip(&x.zip, &y.zip) {
            0.80
        } else {
            0.5
        });
    }
    Agreement {
        similarity,
        rarity: a.rarity.min(b.rarity),
    }
}

fn street_line(x: &Address, y: &Address, a: &Prepared, b: &Prepared) -> f64 {
    let same_number = x.number == y.number;
    let missing_number = x.number.is_empty() || y.number.is_empty();
    let streets = street_words(x, y, a, b);
    if same_number && !x.number.is_empty() || (x.number.is_empty() && y.number.is_empty()) {
        if streets >= 0.99 {
            let turned = !x.predirection.is_empty() && !y.predirection.is_empty() && x.predirection != y.predirection;
            return if turned { 0.88 } else { 0.99 };
        }
        return if streets >= 0.85 {
            0.93
        } else if streets >= 0.6 {
            0.80
        } else if x.number.len() >= 3 && streets > 0.3 {
            0.5
        } else {
            0.0
        };
    }
    if streets < 0.85 {
        return 0.0;
    }
    if missing_number {
        return 0.72;
    }
    if one_slip(&x.number, &y.number)
        || (x.number.len() >= 2 && y.number.len() >= 2 && distance(&x.number, &y.number) == 1)
    {
        0.78
    } else {
        0.5
    }
}

/// Street and suffix as one run of letters.
fn written_together(s: &Address) -> impl Iterator<Item = char> {
    s.street.chars().chain(s.suffix.chars()).filter(|c| *c != ' ')
}

/// How alike two street names are, suffix aside.
fn street_words(x: &Address, y: &Address, a: &Prepared, b: &Prepared) -> f64 {
    if x.street == y.street {
        return 1.0;
    }
    let (p, q) = (a.compact.as_str(), b.compact.as_str());
    if p == q {
        return 1.0;
    }
    if x.is_po_box() != y.is_po_box() || x.is_po_box() || x.street.starts_with("hwy ") || x.street.starts_with("rr ") {
        return 0.0; // numbered: right or wrong
    }
    // The suffix may have been read as part of the name.
    if written_together(x).eq(written_together(y)) {
        return 1.0;
    }
    let longest = p.len().max(q.len());
    let most = (longest / 5).max(usize::from(longest >= 4));
    if edits((p, a.letters), (q, b.letters), most).is_some() {
        return 0.9;
    }
    let shared = a
        .tokens
        .iter()
        .filter(|t| t.text.len() > 1 && b.tokens.iter().any(|o| o.text == t.text))
        .count();
    let fewest = a.tokens.len().min(b.tokens.len()).max(1);
    if shared > 0 && shared == fewest {
        return 0.88;
    }
    if jaro_winkler(p, a.letters, q, b.letters, 0.9) >= 0.9 {
        return 0.86;
    }
    if shared > 0 { 0.6 } else { 0.0 }
}

pub(super) fn city(a: &Prepared, b: &Prepared) -> Agreement {
    let (x, y) = (a.compact.as_str(), b.compact.as_str());
    let longest = x.len().max(y.len());
    let slips = || match (a.letters ^ b.letters).count_ones() {
        0..=4 => distance(x, y),
        _ => 3,
    };
    let slipped = || match slips() {
        1 => longest >= 4,
        2 => longest >= 7,
        _ => false,
    };
    let similarity = if x == y {
        1.0
    } else if slipped() || jaro_winkler(x, a.letters, y, b.letters, 0.93) >= 0.93 {
        0.9
    } else if a.tokens.iter().all(|t| b.tokens.iter().any(|o| o.text == t.text))
        || b.tokens.iter().all(|t| a.tokens.iter().any(|o| o.text == t.text))
    {
        0.88 // "Las Vegas", "North Las Vegas"
    } else {
        0.0
    };
    Agreement {
        similarity,
        rarity: a.rarity.min(b.rarity),
    }
}

/// 0.7: one digit or two swapped; 0.5: one sorting area (three digits).
pub(super) fn zip(a: &str, b: &str) -> f64 {
    if one_edit(a, b) {
        return 0.7;
    }
    if a.len() >= 3 && b.len() >= 3 && a.as_bytes()[..3] == b.as_bytes()[..3] {
        0.5
    } else {
        0.0
    }
}
