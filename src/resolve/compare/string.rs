//! Strings: optimal string alignment (Damerau 1964), Jaro–Winkler (Winkler 1990), one word written
//! two ways.

use crate::resolve::field::{DIGITS, Token};

/// Edits between two strings: insert, delete, change, swap neighbours. Where they are more than three it may be fewer.
pub(super) fn distance(a: &str, b: &str) -> usize {
    // Lengths that differ much can't be close; saves most of the work.
    if a.len().abs_diff(b.len()) > 3 {
        return a.len().abs_diff(b.len());
    }
    exact(a, b)
}

/// Edits between two strings with their [`letters`](crate::resolve::field::letters), when they are so many at most.
pub(super) fn edits((a, in_a): (&str, u64), (b, in_b): (&str, u64), most: usize) -> Option<usize> {
    // An edit makes two letters that stand in one alone at most, and a string longer by one character.
    let apart = (in_a ^ in_b).count_ones() as usize > 2 * most || a.len().abs_diff(b.len()) > 4 * most;
    let edits = (!apart).then(|| exact(a, b))?;
    (edits <= most).then_some(edits)
}

fn exact(a: &str, b: &str) -> usize {
    if a.is_ascii() && b.is_ascii() {
        let (a, b) = differing(a.as_bytes(), b.as_bytes());
        if a.len() <= 64 {
            return osa_bytes(a, b);
        }
    }
    strsim::osa_distance(a, b)
}

/// What two runs of bytes do not begin and end with alike.
fn differing<'a>(mut a: &'a [u8], mut b: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_a, rest_b);
    }
    (a, b)
}

/// `strsim::osa_distance` for plain letters, which are nearly all, 64 in `a` at most: a column of the table is a word of
/// bits (Hyyrö, "A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances", 2003).
fn osa_bytes(a: &[u8], b: &[u8]) -> usize {
    if a.is_empty() {
        return b.len();
    }
    let mut at = [0u64; 128];
    for (n, x) in a.iter().enumerate() {
        at[usize::from(x & 127)] |= 1 << n;
    }
    let last = 1u64 << (a.len() - 1);
    let (mut more, mut fewer, mut diagonal, mut before) = (!0u64, 0u64, 0u64, 0u64);
    let mut edits = a.len();
    for y in b {
        let here = at[usize::from(y & 127)];
        let swapped = ((!diagonal & here) << 1) & before;
        diagonal = ((here & more).wrapping_add(more) ^ more) | here | fewer | swapped;
        let (up, down) = (fewer | !(diagonal | more), diagonal & more);
        edits += usize::from(up & last != 0);
        edits -= usize::from(down & last != 0);
        let (up, down) = (up << 1 | 1, down << 1);
        more = down | !(diagonal | up);
        fewer = up & diagonal;
        before = here;
    }
    edits
}

/// True when one edit at most makes one of the other.
pub(super) fn one_edit(a: &str, b: &str) -> bool {
    if !(a.is_ascii() && b.is_ascii()) {
        return distance(a, b) <= 1;
    }
    match differing(a.as_bytes(), b.as_bytes()) {
        ([], []) | ([_], []) | ([], [_]) | ([_], [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

/// True for one edit at most in strings of four characters or more.
pub(super) fn one_slip(a: &str, b: &str) -> bool {
    a.len() >= 4 && b.len() >= 4 && one_edit(a, b)
}

/// Jaro–Winkler of two strings with their [`letters`](crate::resolve::field::letters), or 0 when they are certainly less
/// alike than `least`, which is looked at first.
pub(in crate::resolve) fn jaro_winkler(x: &str, in_x: u64, y: &str, in_y: u64, least: f64) -> f64 {
    if !(x.is_ascii() && y.is_ascii()) {
        return strsim::jaro_winkler(x, y);
    }
    let alone = (in_x ^ in_y).count_ones();
    let start = x.bytes().zip(y.bytes()).take(4).take_while(|(a, b)| a == b).count();
    if less_alike(x.len(), y.len(), alone, start, least) {
        return 0.0;
    }
    strsim::generic_jaro_winkler(&Bytes(x), &Bytes(y))
}

struct Bytes<'a>(&'a str);
impl<'a> IntoIterator for &'a Bytes<'_> {
    type Item = u8;
    type IntoIter = std::str::Bytes<'a>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.bytes()
    }
}

/// True when texts of so many letters, of which `alone` different ones stand in one of the two only and `start` (4 at
/// most) begin both, are certainly less alike than `least` by Jaro–Winkler: it adds a tenth of what Jaro lacks for each
/// letter that begins both, Jaro is (m / |x| + m / |y| + 1) / 3 at most, and |x| + |y| − 2m letters are in one only.
pub(in crate::resolve) fn less_alike(x: usize, y: usize, alone: u32, start: usize, least: f64) -> bool {
    let (a, b) = (x as f64, y as f64);
    let begun = 0.1 * start as f64;
    let shares = 3.0 * (least - begun) / (1.0 - begun) - 1.0;
    let most = (a + b) - 2.0 * shares * a * b / (a + b);
    f64::from(alone) > most + 1e-6
}

/// How alike two words are: 1 equal; 0.93 one slip; 0.88 two slips in a long word, or equal by sound
/// and much alike; 0.85 an initial; 0.82 an abbreviation; 0 otherwise.
pub(super) fn word(a: &Token, b: &Token) -> f64 {
    let (x, y) = (a.text.as_str(), b.text.as_str());
    if a.letters == b.letters && x == y {
        return 1.0;
    }
    if (a.letters | b.letters) & DIGITS != 0 {
        return 0.0; // a number is right or wrong
    }
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    if short.len() <= 4 && short.chars().count() == 1 {
        return if long.starts_with(short) { 0.85 } else { 0.0 };
    }
    // An edit makes two letters that stand in one alone at most. More than three are all the same here, as is more than
    // one in short words, and most pairs of words have them.
    let alone = (a.letters ^ b.letters).count_ones();
    let slips = match short.len() {
        0..6 if alone <= 2 && one_edit(x, y) => 1,
        6.. if alone <= 6 => distance(x, y),
        _ => 4,
    };
    if slips == 1 && short.len() >= 4 {
        return 0.93;
    }
    if slips == 2 && short.len() >= 7 {
        return 0.88;
    }
    let begins = |s: &str| s.as_bytes().first().copied();
    // The sounds of W and of a vowel at the beginning are written alike: "West", "East".
    let vowel = |s: &str| begins(s).is_some_and(|first| b"aeiouy".contains(&first));
    let one_sound = short.len() >= 3
        && begins(&a.phonetic).is_some_and(|first| begins(&b.phonetic) == Some(first))
        && vowel(x) == vowel(y);
    let alike = |least: f64| jaro_winkler(x, a.letters, y, b.letters, least) >= least;
    if one_sound && a.phonetic == b.phonetic && alike(0.75) {
        return 0.88;
    }
    if slips <= 3 && short.len() >= 6 && alike(0.94) {
        return 0.86;
    }
    if short.len() >= 3 && begins(x) == begins(y) && long.starts_with(short) && long.len() > short.len() + 1 {
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
                assert_eq!(distance(a, b).min(4), exact.min(4), "{a} {b}");
                assert_eq!(one_edit(a, b), exact <= 1, "{a} {b}");
                for least in [0.75, 0.88, 0.93] {
                    let alike = strsim::jaro_winkler(a, b);
                    let found = jaro_winkler(a, letters(a), b, letters(b), least);
                    assert!(found == alike || found == 0.0 && alike < least, "{a} {b} {least}");
                }
                let bound = (letters(a) ^ letters(b)).count_ones() as usize;
                assert!(exact * 2 >= bound, "{a} {b}");
            }
        }
    }
}
