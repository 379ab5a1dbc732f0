//! Strings: optimal string alignment (Damerau 1964), Jaro–Winkler (Winkler 1990), one word written
//! two ways.

use crate::resolve::field::{DIGITS, Token};

/// Edits between two strings: insert, delete, change, swap neighbours.
pub(super) fn distance(a: &str, b: &str) -> usize {
    // Lengths that differ much can't be close; saves most of the work.
    if a.len().abs_diff(b.len()) > 3 {
        return a.len().abs_diff(b.len());
    }
    if a.is_ascii() && b.is_ascii() && b.len() < ROW {
        osa_bytes(a.as_bytes(), b.as_bytes())
    } else {
        strsim::osa_distance(a, b)
    }
}

/// Longest run of letters that is compared without a heap.
const ROW: usize = 64;

/// `strsim::osa_distance` for plain letters, which are nearly all: three rows on the stack, used in turn.
fn osa_bytes(a: &[u8], b: &[u8]) -> usize {
    let mut rows = [[0u8; ROW]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    for (j, cell) in last.iter_mut().enumerate() {
        *cell = j as u8;
    }
    for (i, x) in a.iter().enumerate() {
        row[0] = i as u8 + 1;
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + u8::from(x != y));
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        (before, last, row) = (last, row, before);
    }
    usize::from(last[b.len()])
}

/// True for exactly one edit in strings of four characters or more.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 1 && a.len() >= 4 && b.len() >= 4 && distance(a, b) <= 1
}

/// How alike two words are: 1 equal; 0.93 one slip; 0.88 two slips in a long word, or equal by sound
/// and much alike; 0.85 an initial; 0.82 an abbreviation; 0 otherwise.
pub(super) fn word(a: &Token, b: &Token) -> f64 {
    let (x, y) = (a.text.as_str(), b.text.as_str());
    if x == y {
        return 1.0;
    }
    if (a.letters | b.letters) & DIGITS != 0 {
        return 0.0; // a number is right or wrong
    }
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    if short.chars().count() == 1 {
        return if long.starts_with(short) { 0.85 } else { 0.0 };
    }
    // More than three edits are all the same here, and most pairs of words have them.
    let slips = if (a.letters ^ b.letters).count_ones() > 6 {
        4
    } else {
        distance(x, y)
    };
    if slips == 1 && short.len() >= 4 {
        return 0.93;
    }
    if slips == 2 && short.len() >= 7 {
        return 0.88;
    }
    let one_sound = !a.phonetic.is_empty() && a.phonetic == b.phonetic && short.len() >= 3;
    if one_sound && strsim::jaro_winkler(x, y) >= 0.75 {
        return 0.88;
    }
    if slips <= 3 && short.len() >= 6 && strsim::jaro_winkler(x, y) >= 0.94 {
        return 0.86;
    }
    if short.len() >= 3 && long.starts_with(short) && long.len() > short.len() + 1 {
        return 0.82;
    }
    if slips == 1 && short.len() == 3 {
        return 0.80;
    }
    0.0
}

/// Aligns the words of two values, best pairs first: (left, right, similarity), by left index.
/// `like` says how alike two words are. Ties go to the earlier pair, so the result repeats.
pub(super) fn align(a: &[Token], b: &[Token], like: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize, f64)> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for i in 0..a.len() {
        for j in 0..b.len() {
            let s = like(i, j);
            if s > 0.0 {
                pairs.push((s, i, j));
            }
        }
    }
    pairs.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then((x.1.abs_diff(x.2)).cmp(&y.1.abs_diff(y.2)))
            .then(x.1.cmp(&y.1))
            .then(x.2.cmp(&y.2))
    });
    let (mut used_a, mut used_b) = (0u64, 0u64);
    let mut out = Vec::new();
    for (s, i, j) in pairs {
        let (bit_a, bit_b) = (1u64 << (i & 63), 1u64 << (j & 63));
        if used_a & bit_a == 0 && used_b & bit_b == 0 {
            used_a |= bit_a;
            used_b |= bit_b;
            out.push((i, j, s));
        }
    }
    out.sort_unstable_by_key(|p| p.0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::field::letters;

    #[test]
    fn the_fast_distance_is_the_distance() {
        let words = [
            "",
            "a",
            "ab",
            "ba",
            "quintana",
            "quintnaa",
            "quinana",
            "uqintanas",
            "garcia",
            "gracia",
            "graciela",
            "hernandez",
            "hernadnez",
            "jernandes",
            "lopezhernandez",
            "hernandezlopez",
        ];
        for a in words {
            for b in words {
                let (exact, edits) = (strsim::osa_distance(a, b), osa_bytes(a.as_bytes(), b.as_bytes()));
                assert_eq!(edits, exact, "{a} {b}");
                let bound = (letters(a) ^ letters(b)).count_ones() as usize;
                assert!(exact * 2 >= bound, "{a} {b}");
            }
        }
    }
}
