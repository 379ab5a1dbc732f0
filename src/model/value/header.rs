//! What the words of a column's name say that it holds: `assets/lists/column_words.csv`, in the order of which the first
//! meaning counts that a word has. Must not know: values, maps, who asks.

use std::sync::LazyLock;

use super::rows;

const WORDS_CSV: &str = include_str!("../../../assets/lists/column_words.csv");

/// (meaning, its words) in the order of the list.
static MEANINGS: LazyLock<Vec<(&'static str, Vec<&'static str>)>> = LazyLock::new(|| {
    let mut out: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows(WORDS_CSV) {
        if let [meaning, word] = row[..] {
            match out.last_mut() {
                Some((last, words)) if *last == meaning => words.push(word),
                _ => out.push((meaning, vec![word])),
            }
        }
    }
    out
});

/// All meanings, in order.
pub fn meanings() -> impl Iterator<Item = &'static str> {
    MEANINGS.iter().map(|(meaning, _)| *meaning)
}

/// Words of a column's name, folded, split at spaces, marks and changes of case, without numbers at their ends:
/// "MailingAddress2" → "mailing", "address".
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous_small = false;
    let mut word = String::new();
    for c in name.chars() {
        let breaks = !c.is_alphanumeric() || (c.is_uppercase() && previous_small);
        if breaks && !word.is_empty() {
            words.push(super::fold(&std::mem::take(&mut word)));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
        previous_small = c.is_lowercase();
    }
    if !word.is_empty() {
        words.push(super::fold(&word));
    }
    words
        .into_iter()
        .map(|w| w.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned())
        .filter(|w| !w.is_empty())
        .collect()
}

/// Whether a column whose name has these words, alone or written as one, may be called so.
pub fn has(words: &[String], meaning: &str) -> bool {
    let joined = words.concat();
    let mut known = MEANINGS
        .iter()
        .filter(|(m, _)| *m == meaning)
        .flat_map(|(_, words)| words);
    known.any(|known| *known == joined || words.iter().any(|word| word == known))
}

/// The first meaning that a column whose name has these words may have, among those that are asked for.
pub fn meaning(words: &[String], asked: impl Fn(&str) -> bool) -> Option<&'static str> {
    meanings().find(|meaning| asked(meaning) && has(words, meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_in_many_hands() {
        for (name, expected, said) in [
            ("MailingAddress2", "mailing address", Some("address")),
            ("Teléfono_1", "telefono", Some("phone")),
            ("LNAME", "lname", Some("surname")),
            ("phonenumber", "phonenumber", Some("phone")),
            ("date of birth", "date of birth", Some("birth")),
            ("Fecha Nac.", "fecha nac", Some("birth")),
            ("DBA", "dba", Some("dba")),
            ("zip5", "zip", Some("zip")),
            ("colour", "colour", None),
        ] {
            let words = words(name);
            assert_eq!(words.join(" "), expected, "{name}");
            assert_eq!(meaning(&words, |_| true), said, "{name}");
        }
    }

    #[test]
    fn the_list_has_each_word_once_and_each_meaning_in_one_place() {
        let all: Vec<&str> = MEANINGS.iter().flat_map(|(_, words)| words).copied().collect();
        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert!(all.iter().all(|word| super::super::fold(word) == *word));
        let mut places: Vec<&str> = meanings().collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), meanings().count());
    }
}
