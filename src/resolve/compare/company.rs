//! Firms and free text: words weighed by how rare they are (soft TF-IDF after Cohen, Ravikumar &
//! Fienberg, "A Comparison of String Distance Metrics for Name-Matching Tasks", 2003).

use super::Agreement;
use super::string::{align, edits, word};
use crate::resolve::field::{DIGITS, Detail, Prepared, Token, letters};

/// No word weighs nothing: a file of farms still tells "Farm" from no word at all.
const LEAST_BITS: f64 = 1.0;

/// Two names that share words, and each of which has a word that is like none of the other's: "Rio Bravo Labor", "Rio
/// Bravo Harvest".
const DIFFER: f64 = 0.44;

/// The level of one name in common beside others that differ.
pub const TRADE: &str = "trade";
/// How alike two parties are by one name of several, when each has another name that the other lacks: one trade name of
/// two firms, or two trade names of one.
pub fn beside_others(similarity: f64) -> f64 {
    match similarity {
        same if same >= 0.985 => 0.85,
        near => near.min(LIKE),
    }
}
/// Names that are as alike are one but for a slip.
const ONE_NAME: f64 = 0.86;
/// Names that are less alike are two names.
pub const LIKE: f64 = 0.75;

fn weight(t: &Token) -> f64 {
    t.rarity.max(LEAST_BITS)
}

pub(super) fn company(a: &Prepared, b: &Prepared) -> Agreement {
    let total: f64 = a.tokens.iter().chain(&b.tokens).map(weight).sum();
    if a.compact == b.compact {
        return Agreement {
            similarity: 0.99,
            rarity: a.word_bits() + a.whole.min(b.whole),
        };
    }
    let aligned = align(&a.tokens, &b.tokens, |i, j| {
        let s = word(&a.tokens[i], &b.tokens[j]);
        if s == 0.85 { 0.6 } else { s } // an initial in a firm's name is no word
    });
    let shared: f64 = aligned
        .iter()
        .map(|(i, j, s)| s * s * (weight(&a.tokens[*i]) + weight(&b.tokens[*j])))
        .sum();
    let rarity: f64 = aligned
        .iter()
        .map(|(i, j, s)| s * s * a.tokens[*i].rarity.min(b.tokens[*j].rarity))
        .sum();
    let mut similarity = if total > 0.0 { shared / total } else { 0.0 };
    let own =
        own_word(a, |at| aligned.iter().any(|p| p.0 == at)) && own_word(b, |at| aligned.iter().any(|p| p.1 == at));
    if own {
        similarity = similarity.min(DIFFER);
    }
    // Letters as one run: "Mesa Alta Produse", "WalMart"; but as many words, one of them another on each side ("East",
    // "West"), are no slip.
    let other_word = own && a.tokens.len() == b.tokens.len() && !slipped(a, b, &aligned);
    let numbers_differ = numbers_differ(a, b);
    let longest = a.compact.len().max(b.compact.len());
    if longest >= 6 && !other_word && !numbers_differ {
        let most = (longest as f64 * 0.12).max(1.0) as usize;
        match edits((&a.compact, a.letters), (&b.compact, b.letters), most) {
            Some(1) => similarity = similarity.max(0.93),
            Some(_) => similarity = similarity.max(0.87),
            None => {}
        }
    }
    if let (Detail::Company { acronym: x, .. }, Detail::Company { acronym: y, .. }) = (&a.detail, &b.detail)
        && ((x.len() >= 3 && *x == b.compact) || (y.len() >= 3 && *y == a.compact))
    {
        return Agreement {
            similarity: similarity.max(0.80),
            rarity: a.rarity.min(b.rarity).min(8.0),
        };
    }
    if numbers_differ {
        similarity = similarity.min(0.55); // "Farms 2" is not "Farms 3"
    }
    // But for a slip it is the whole name.
    let whole = if similarity >= ONE_NAME {
        a.whole.min(b.whole)
    } else {
        0.0
    };
    Agreement {
        similarity,
        rarity: rarity + whole,
    }
}

/// True when the words that are left over of two names of as many words are one but for slips, a third of their letters at
/// most. A number beside another is none, a figure read for a letter is one: "8luff".
fn slipped(a: &Prepared, b: &Prepared, aligned: &[(usize, usize, f64)]) -> bool {
    let mine = a.tokens.iter().enumerate();
    let others = b.tokens.iter().enumerate();
    let mine = mine.filter(|(at, _)| aligned.iter().all(|p| p.0 != *at));
    let others = others.filter(|(at, _)| aligned.iter().all(|p| p.1 != *at));
    mine.zip(others).all(|((_, x), (_, y))| {
        if (x.letters & DIGITS != 0) && (y.letters & DIGITS != 0) {
            return false;
        }
        let (x, y) = (as_letters(&x.text), as_letters(&y.text));
        let most = x.len().max(y.len()) / 3;
        edits((&x, letters(&x)), (&y, letters(&y)), most).is_some()
    })
}

/// A word with the figures and strokes that are read for letters, and the letters that are heard for others, written as
/// those.
fn as_letters(word: &str) -> String {
    let read = word.replace("vv", "w").replace("rn", "m").replace("ll", "y");
    let letter = |c: char| match c {
        '0' => 'o',
        '1' => 'l',
        '5' | 'z' => 's',
        '8' | 'v' => 'b',
        c => c,
    };
    read.chars().map(letter).collect()
}

/// True when a word, no number, is left over.
fn own_word(p: &Prepared, aligned: impl Fn(usize) -> bool) -> bool {
    let numbers = match &p.detail {
        Detail::Company { numbers, .. } => numbers.as_slice(),
        _ => &[],
    };
    let mut words = p.tokens.iter().enumerate();
    words.any(|(at, t)| !aligned(at) && !numbers.contains(&t.text))
}

fn numbers_differ(a: &Prepared, b: &Prepared) -> bool {
    match (&a.detail, &b.detail) {
        (Detail::Company { numbers: x, .. }, Detail::Company { numbers: y, .. }) => x != y,
        _ => false,
    }
}

/// Free text: words are sorted, so that one walk finds what is shared.
pub(super) fn words(a: &Prepared, b: &Prepared) -> Agreement {
    let (mut i, mut j) = (0, 0);
    let (mut shared, mut rarity) = (0.0, 0.0);
    let mut rest_a: Vec<&Token> = Vec::new();
    let mut rest_b: Vec<&Token> = Vec::new();
    while i < a.tokens.len() && j < b.tokens.len() {
        match a.tokens[i].text.cmp(&b.tokens[j].text) {
            std::cmp::Ordering::Equal => {
                let w = weight(&a.tokens[i]);
                shared += 2.0 * w * w;
                rarity += a.tokens[i].rarity;
                i += 1;
                j += 1;
            }
            std::cmp::Ordering::Less => {
                rest_a.push(&a.tokens[i]);
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                rest_b.push(&b.tokens[j]);
                j += 1;
            }
        }
    }
    rest_a.extend(&a.tokens[i..]);
    rest_b.extend(&b.tokens[j..]);
    // Slips in what is left, only where the texts are short enough to be titles.
    if !rest_a.is_empty() && !rest_b.is_empty() && rest_a.len() * rest_b.len() <= 400 {
        let mut used = vec![false; rest_b.len()];
        for x in &rest_a {
            let best = rest_b
                .iter()
                .enumerate()
                .filter(|(k, _)| !used[*k])
                .map(|(k, y)| (word(x, y), k))
                .filter(|(s, _)| *s >= 0.86)
                .max_by(|p, q| p.0.total_cmp(&q.0).then(q.1.cmp(&p.1)));
            if let Some((s, k)) = best {
                used[k] = true;
                let (wx, wy) = (weight(x), weight(rest_b[k]));
                shared += s * (wx * wx).min(wy * wy) * 2.0;
                rarity += s * x.rarity.min(rest_b[k].rarity) * 0.7;
            }
        }
    }
    let norm: f64 = a.tokens.iter().chain(&b.tokens).map(|t| weight(t) * weight(t)).sum();
    Agreement {
        similarity: if norm > 0.0 { (shared / norm).min(1.0) } else { 0.0 },
        rarity,
    }
}
