//! Person names. Words are aligned whatever their order; what is left over on one side only is a
//! name not given (a second surname, a middle name), what is left over on both sides is a conflict.
//! Spanish use: two surnames, the father's first; either may be dropped, the mother's more often.

use super::Agreement;
use super::string::{align, word};
use crate::resolve::field::{Detail, Prepared, Token, letters};

/// Likeness of a first name and one that stands for it.
const NICKNAME: f64 = 0.95;

/// Bits of what two words share that are so alike: where they are not one word and neither stands for the other, any word
/// that sounds like one of them would have done.
fn shared(a: &Token, b: &Token, similarity: f64) -> f64 {
    let rarity = a.rarity.min(b.rarity);
    if similarity < NICKNAME {
        rarity.min(a.sound).min(b.sound)
    } else {
        rarity
    }
}

/// Likeness of two words that may be first names.
fn first_name(a: &Token, b: &Token) -> f64 {
    let plain = word(a, b);
    if plain >= NICKNAME {
        return plain;
    }
    let nick = a.stands_for.contains(&b.text.as_str())
        || b.stands_for.contains(&a.text.as_str())
        || a.stands_for.iter().any(|x| b.stands_for.contains(x));
    if nick { NICKNAME } else { plain }
}

pub(super) fn person(a: &Prepared, b: &Prepared) -> Agreement {
    if a.compact == b.compact {
        // Father and son; one suffix alone: he, or his father.
        let similarity = if suffixes_differ(a, b) {
            KIN
        } else if suffix(a) != suffix(b) {
            0.6
        } else {
            0.99
        };
        return Agreement {
            similarity,
            rarity: a.word_bits(),
        };
    }
    if written_apart(a, b) {
        return Agreement {
            similarity: if suffixes_differ(a, b) { KIN } else { 0.97 },
            rarity: a.word_bits().min(b.word_bits()),
        };
    }
    let (given_a, given_b) = (given_count(a), given_count(b));
    let aligned = align(&a.tokens, &b.tokens, |i, j| {
        let (x, y) = (&a.tokens[i], &b.tokens[j]);
        // A nickname stands for a first name; it is none where the writing says "surname".
        if (known(a) && i >= given_a) || (known(b) && j >= given_b) {
            word(x, y)
        } else {
            first_name(x, y)
        }
    });
    let rarity = aligned
        .iter()
        .map(|(i, j, s)| s * s * shared(&a.tokens[*i], &b.tokens[*j], *s))
        .sum();
    let matched = aligned.len();
    let (left_a, left_b) = (a.tokens.len() - matched, b.tokens.len() - matched);
    if matched == 0 {
        return Agreement {
            similarity: joined(a, b).max(UNLIKE),
            rarity: 0.0,
        };
    }
    let quality = aligned.iter().map(|p| p.2).sum::<f64>() / matched as f64;
    let strong = aligned.iter().filter(|p| p.2 >= 0.87).count();
    // Order: "Garcia Lopez" and "Lopez Garcia" are likely, not surely, one.
    let crossed = aligned.windows(2).any(|w| w[0].1 > w[1].1);
    let mut similarity = if left_a == 0 && left_b == 0 {
        let two_slips = aligned.iter().filter(|p| p.2 < 1.0).count() >= 2;
        quality - if crossed { 0.03 } else { 0.0 } - if two_slips { 0.02 } else { 0.0 }
    } else if left_a == 0 || left_b == 0 {
        let extra = left_a + left_b;
        match strong {
            0 => 0.45,
            1 => 0.62,
            _ => quality - 0.05 - 0.04 * (extra as f64 - 1.0).min(3.0) - if crossed { 0.03 } else { 0.0 },
        }
    } else {
        conflict(a, b, &aligned, quality, strong)
    };
    if suffixes_differ(a, b) {
        return Agreement {
            similarity: KIN,
            rarity,
        };
    }
    // Letters that run together hide a slip. Of two names that share words only what is left over may: in a name of
    // five words another surname is a slip of the whole, and another person.
    let run = if left_a > 0 && left_b > 0 {
        let (left, right) = (
            left_over(a, aligned.iter().map(|p| p.0)),
            left_over(b, aligned.iter().map(|p| p.1)),
        );
        let run = joined_letters((&left, letters(&left)), (&right, letters(&right)));
        if matched > 0 && run > 0.0 {
            run.min(quality)
        } else {
            run
        }
    } else {
        joined(a, b)
    };
    if left_a > 0 && left_b > 0 && run < 0.9 && relatives(a, b, &aligned) {
        return Agreement {
            similarity: KIN,
            rarity,
        };
    }
    similarity = similarity.max(run).max(UNLIKE);
    Agreement { similarity, rarity }
}

/// The same words, of which some are written together on one side and apart on the other: Zhang Xiaoming, Xiao Ming Zhang.
fn written_apart(a: &Prepared, b: &Prepared) -> bool {
    if a.letters != b.letters || a.compact.len() != b.compact.len() || a.tokens.len() == b.tokens.len() {
        return false;
    }
    let alone = |mine: &Prepared, other: &Prepared| -> String {
        let words = mine.tokens.iter().map(|t| t.text.as_str());
        words
            .filter(|word| other.tokens.iter().all(|o| o.text != *word))
            .collect()
    };
    let (left, right) = (alone(a, b), alone(b, a));
    !left.is_empty() && left == right
}

/// Likeness of two names of one family whose given names, or Jr. and Sr., differ: below what two
/// strangers' names have, for it tells that they are two.
const KIN: f64 = 0.0;
/// Likeness of two names that have nothing in common.
const UNLIKE: f64 = 0.1;

/// A word of one that sounds like a word of the other: Lee and Leigh may be one person's.
fn sound_alike(a: &[Token], b: &[Token]) -> bool {
    let sounds = |x: &Token| b.iter().any(|y| !x.phonetic.is_empty() && x.phonetic == y.phonetic);
    a.iter().any(sounds)
}

/// A surname in common, and on both sides given names of which none is like any word of the other, nor sounds like it.
fn relatives(a: &Prepared, b: &Prepared, aligned: &[(usize, usize, f64)]) -> bool {
    let (given_a, given_b) = (given_count(a), given_count(b));
    let spelled = |p: &Prepared, given: usize| p.tokens.iter().take(given).any(|t| t.text.len() > 1);
    given_a > 0
        && given_b > 0
        && spelled(a, given_a)
        && spelled(b, given_b)
        && !sound_alike(
            &a.tokens[..given_a.min(a.tokens.len())],
            &b.tokens[..given_b.min(b.tokens.len())],
        )
        && aligned.iter().all(|p| p.0 >= given_a && p.1 >= given_b)
        && aligned.iter().any(|p| p.2 >= 0.87)
}

/// Both sides have a word that the other lacks.
fn conflict(a: &Prepared, b: &Prepared, aligned: &[(usize, usize, f64)], quality: f64, strong: usize) -> f64 {
    let (given_a, given_b) = (given_count(a), given_count(b));
    let first = aligned.iter().any(|p| p.0 == 0 && p.1 == 0);
    let given = aligned.iter().any(|p| p.0 < given_a && p.1 < given_b);
    let surname = aligned.iter().any(|p| p.0 >= given_a && p.1 >= given_b);
    let paternal = aligned.iter().any(|p| p.0 == given_a && p.1 == given_b);
    match (given, surname) {
        // Maria Lopez Hernandez, Maria Lopez Ruiz: a mother's name written wrongly, or a cousin.
        (true, true) if first && paternal && strong >= 2 => 0.54 * quality,
        (true, true) if strong >= 2 => 0.52 * quality,
        (true, true) => 0.40 * quality,
        (false, true) => 0.35 * quality,  // one family
        (true, false) => 0.30 * quality,  // a first name in common
        (false, false) => 0.40 * quality, // order unknown
    }
}

pub(super) fn given(a: &Prepared, b: &Prepared) -> Agreement {
    if a.compact == b.compact {
        return Agreement {
            similarity: 0.99,
            rarity: a.rarity.min(b.rarity),
        };
    }
    let aligned = align(&a.tokens, &b.tokens, |i, j| first_name(&a.tokens[i], &b.tokens[j]));
    let Some(best) = aligned.iter().map(|p| p.2).max_by(f64::total_cmp) else {
        return Agreement {
            similarity: joined(a, b),
            rarity: 0.0,
        };
    };
    let rarity = aligned
        .iter()
        .map(|(i, j, _)| a.tokens[*i].rarity.min(b.tokens[*j].rarity))
        .fold(0.0, f64::max);
    let initial = aligned
        .iter()
        .all(|(i, j, _)| a.tokens[*i].text.len() == 1 || b.tokens[*j].text.len() == 1);
    let extra = a.tokens.len().max(b.tokens.len()) > aligned.len();
    let both = a.tokens.len() > aligned.len() && b.tokens.len() > aligned.len();
    let similarity = if initial {
        0.75
    } else if both {
        best * 0.85
    } else if extra {
        best - 0.05
    } else {
        best
    };
    Agreement {
        similarity: similarity.max(joined(a, b)),
        rarity,
    }
}

pub(super) fn surname(a: &Prepared, b: &Prepared) -> Agreement {
    if a.compact == b.compact {
        return Agreement {
            similarity: 0.99,
            rarity: a.rarity.min(b.rarity),
        };
    }
    let aligned = align(&a.tokens, &b.tokens, |i, j| {
        let s = word(&a.tokens[i], &b.tokens[j]);
        if s == 0.85 { 0.72 } else { s } // an initial says little about a surname
    });
    let Some(best) = aligned.iter().map(|p| p.2).max_by(f64::total_cmp) else {
        return Agreement {
            similarity: joined(a, b),
            rarity: 0.0,
        };
    };
    let rarity = aligned
        .iter()
        .map(|(i, j, _)| a.tokens[*i].rarity.min(b.tokens[*j].rarity))
        .fold(0.0, f64::max);
    let (rest_a, rest_b) = (a.tokens.len() - aligned.len(), b.tokens.len() - aligned.len());
    let similarity = match (rest_a, rest_b) {
        (0, 0) => aligned.iter().map(|p| p.2).sum::<f64>() / aligned.len() as f64,
        (0, _) | (_, 0) => {
            // "Lopez" for "Lopez Hernandez": the father's name alone is common use.
            let paternal = aligned.iter().any(|p| p.0 == 0 && p.1 == 0);
            if paternal { best - 0.07 } else { best - 0.18 }
        }
        _ => best * 0.75,
    };
    Agreement {
        similarity: similarity.max(joined(a, b)),
        rarity,
    }
}

/// The words that were aligned with none, as one run of letters.
fn left_over(p: &Prepared, aligned: impl Iterator<Item = usize>) -> String {
    let taken: Vec<usize> = aligned.collect();
    p.tokens
        .iter()
        .enumerate()
        .filter(|(at, _)| !taken.contains(at))
        .map(|(_, t)| t.text.as_str())
        .collect()
}

/// Words run together or apart, and slips that tokens hide: the letters as one run.
fn joined(a: &Prepared, b: &Prepared) -> f64 {
    joined_letters((&a.compact, a.letters), (&b.compact, b.letters))
}
/// Two runs of letters, each with the set of them.
fn joined_letters((x, in_x): (&str, u64), (y, in_y): (&str, u64)) -> f64 {
    if x.len() < 4 || y.len() < 4 || x.len().abs_diff(y.len()) > 3 {
        return 0.0;
    }
    // An edit changes two letters at most.
    let fewest = f64::from((in_x ^ in_y).count_ones().div_ceil(2));
    if fewest > 1.0 && fewest > 0.26 * x.len().max(y.len()) as f64 {
        return 0.0;
    }
    let slips = super::string::distance(x, y);
    let longest = x.len().max(y.len()) as f64;
    let share = slips as f64 / longest;
    if slips == 1 && longest >= 5.0 {
        0.92
    } else if share <= 0.15 {
        0.88
    } else if share <= 0.26 && x.as_bytes()[0] == y.as_bytes()[0] {
        0.75
    } else {
        0.0
    }
}

fn given_count(p: &Prepared) -> usize {
    match &p.detail {
        Detail::Person { given, .. } => *given,
        _ => 0,
    }
}
fn known(p: &Prepared) -> bool {
    matches!(&p.detail, Detail::Person { order_known: true, .. })
}
fn suffixes_differ(a: &Prepared, b: &Prepared) -> bool {
    // "Jr." and "II" are said of one and the same.
    let rank = |p| match suffix(p) {
        "ii" | "2nd" => "jr",
        other => other,
    };
    let (x, y) = (rank(a), rank(b));
    !x.is_empty() && !y.is_empty() && x != y
}
fn suffix(p: &Prepared) -> &str {
    match &p.detail {
        Detail::Person { suffix, .. } => suffix,
        _ => "",
    }
}
