//! The errors of the corruption model (see `practice/mod.rs`): a true value in, a value as somebody
//! wrote it out. Must not know: tables, the key.

use super::dice::Dice;
use super::world::{Address, Employer, Person};

/// One typing error at a letter: insertion, deletion, a key beside it, or a swap with the next.
pub(super) fn typo(dice: &mut Dice, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let letters: Vec<usize> = (1..chars.len()).filter(|&i| chars[i].is_alphabetic()).collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let at = dice.pick(&letters);
    match dice.below(4) {
        0 => chars.insert(at, chars[at]),
        1 => {
            chars.remove(at);
        }
        2 => chars[at] = beside(chars[at], dice),
        _ => {
            let next = letters.iter().copied().find(|&i| i == at + 1).unwrap_or(at - 1);
            chars.swap(at, next);
        }
    }
    chars.into_iter().collect()
}

fn beside(c: char, dice: &mut Dice) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let low = c.to_lowercase().next().unwrap_or(c);
    for row in ROWS {
        let keys: Vec<char> = row.chars().collect();
        if let Some(at) = keys.iter().position(|k| *k == low) {
            let to = if at == 0 || (at + 1 < keys.len() && dice.chance(500)) {
                at + 1
            } else {
                at - 1
            };
            return if c.is_uppercase() {
                keys[to].to_ascii_uppercase()
            } else {
                keys[to]
            };
        }
    }
    'e'
}

/// One confusion from `pairs` that applies, at its first place; unchanged when none does.
fn confuse(dice: &mut Dice, text: &str, pairs: &[(&str, &str)]) -> String {
    let fit: Vec<(&str, &str)> = pairs.iter().copied().filter(|(from, _)| text.contains(from)).collect();
    if fit.is_empty() {
        return text.to_owned();
    }
    let (from, to) = dice.pick(&fit);
    text.replacen(from, to, 1)
}

fn ocr(dice: &mut Dice, text: &str) -> String {
    confuse(
        dice,
        text,
        &[
            ("O", "0"),
            ("l", "1"),
            ("S", "5"),
            ("B", "8"),
            ("rn", "m"),
            ("m", "rn"),
            ("i", "l"),
        ],
    )
}

fn sound(dice: &mut Dice, text: &str) -> String {
    const PAIRS: [(&str, &str); 12] = [
        ("v", "b"),
        ("b", "v"),
        ("V", "B"),
        ("B", "V"),
        ("z", "s"),
        ("s", "z"),
        ("ll", "y"),
        ("Ll", "Y"),
        ("H", ""),
        ("j", "g"),
        ("ge", "je"),
        ("ñ", "ni"),
    ];
    let heard = confuse(dice, text, &PAIRS);
    // A silent H takes its capital along.
    let mut chars = heard.chars();
    match chars.next() {
        Some(first) if text.starts_with('H') && first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => heard,
    }
}

/// Typing, sound and OCR errors of any name.
fn garble(dice: &mut Dice, text: String) -> String {
    let text = if dice.chance(80) { typo(dice, &text) } else { text };
    let text = if dice.chance(60) { sound(dice, &text) } else { text };
    if dice.chance(30) { ocr(dice, &text) } else { text }
}

pub(super) fn without_accents(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'á' => 'a',
            'é' => 'e',
            'í' => 'i',
            'ó' => 'o',
            'ú' | 'ü' => 'u',
            'ñ' => 'n',
            'Á' => 'A',
            'É' => 'E',
            'Í' => 'I',
            'Ó' => 'O',
            'Ú' => 'U',
            'Ñ' => 'N',
            c => c,
        })
        .collect()
}

/// A company as somebody wrote it; `trade` per mille of trade name in place of the legal one.
pub(super) fn company(dice: &mut Dice, employer: &Employer, trade: usize) -> String {
    if let Some(dba) = &employer.dba
        && dice.chance(trade)
    {
        return garble(dice, dba.clone());
    }
    let mut suffix = format!(" {}", employer.suffix);
    if dice.chance(300) {
        suffix.clear();
    } else if dice.chance(150) {
        suffix = match employer.suffix.as_str() {
            "LLC" => " L.L.C.".to_owned(),
            "Inc" => if dice.chance(500) { ", Inc." } else { " Incorporated" }.to_owned(),
            _ => " Corporation".to_owned(),
        };
    }
    let stem = garble(dice, employer.stem.clone());
    let name = format!("{stem}{suffix}");
    if dice.chance(150) { name.to_uppercase() } else { name }
}

/// A person as somebody wrote them. `spoken`: a caller may know a nickname only.
pub(super) fn person(dice: &mut Dice, person: &Person, spoken: bool) -> String {
    if spoken && !person.nicknames.is_empty() && dice.chance(80) {
        let nick = dice.pick(&person.nicknames);
        return match dice.below(3) {
            0 => format!("Don {nick}"),
            1 => nick,
            _ => format!("{nick} {}", person.paternal),
        };
    }
    let given = if dice.chance(60) {
        initials(&person.given)
    } else {
        person.given.clone()
    };
    let mut surnames = vec![person.paternal.clone()];
    if let Some(maternal) = &person.maternal {
        if dice.chance(70) {
            surnames = vec![maternal.clone()];
        } else if !dice.chance(350) {
            surnames.push(maternal.clone());
        }
    }
    let surnames = garble(dice, surnames.join(" "));
    let mut name = if dice.chance(120) {
        format!("{surnames}, {given}")
    } else {
        format!("{given} {surnames}")
    };
    // Half of the clerks lose a son's "Jr.".
    if person.junior && dice.chance(500) {
        name.push_str(" Jr.");
    }
    if dice.chance(500) { without_accents(&name) } else { name }
}

fn initials(given: &str) -> String {
    given
        .split(' ')
        .filter_map(|part| part.chars().next())
        .map(|c| format!("{c}."))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Street line of an address as somebody wrote it.
pub(super) fn street(dice: &mut Dice, address: &Address) -> String {
    let kind = match (address.kind.as_str(), dice.chance(500)) {
        ("Road", true) => "Rd",
        ("Street", true) => "St",
        ("Lane", true) => "Ln",
        ("Avenue", true) => "Ave",
        ("Drive", true) => "Dr",
        ("Court", true) => "Ct",
        (whole, _) => whole,
    };
    let street = if dice.chance(40) {
        typo(dice, &address.street)
    } else {
        address.street.clone()
    };
    let street = if dice.chance(500) {
        without_accents(&street)
    } else {
        street
    };
    let mut line = format!("{} {street} {kind}", address.number);
    if let Some(unit) = address.unit
        && !dice.chance(300)
    {
        let style = if dice.chance(300) {
            dice.pick(&["#", "Apt ", "Suite "])
        } else {
            "Unit "
        };
        line.push_str(&format!(" {style}{unit}"));
    }
    line
}

/// A whole address on one line.
pub(super) fn address(dice: &mut Dice, address: &Address) -> String {
    let line = street(dice, address);
    if dice.chance(300) {
        format!("{line}, {}", address.city)
    } else {
        format!("{line}, {}, {} {}", address.city, address.state, address.zip)
    }
}

/// `digits` has ten digits; a slip stays in the fictional range.
pub(super) fn phone(dice: &mut Dice, digits: &str) -> String {
    let mut chars: Vec<char> = digits.chars().collect();
    if dice.chance(30)
        && let Some(last) = chars.len().checked_sub(1 + dice.below(2))
    {
        let digit = chars[last].to_digit(10).unwrap_or(0);
        chars[last] = char::from_digit((digit + 1 + dice.below(8) as u32) % 10, 10).unwrap_or('0');
    }
    let all: String = chars.into_iter().collect();
    let (a, b, c) = (
        all.get(..3).unwrap_or(""),
        all.get(3..6).unwrap_or(""),
        all.get(6..).unwrap_or(""),
    );
    if dice.chance(400) {
        match dice.below(3) {
            0 => format!("({a}) {b}-{c}"),
            1 => format!("{a}.{b}.{c}"),
            _ => all.clone(),
        }
    } else {
        format!("{a}-{b}-{c}")
    }
}

/// `plate` is `ABC-123`.
pub(super) fn plate(dice: &mut Dice, plate: &str) -> String {
    let read = if dice.chance(150) {
        confuse(
            dice,
            plate,
            &[
                ("O", "0"),
                ("0", "O"),
                ("I", "1"),
                ("1", "I"),
                ("B", "8"),
                ("8", "B"),
                ("S", "5"),
                ("5", "S"),
            ],
        )
    } else {
        plate.to_owned()
    };
    if dice.chance(300) {
        read.replace('-', dice.pick(&[" ", ""]))
    } else {
        read
    }
}
