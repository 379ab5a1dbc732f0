//! The words of a search index in the order of the alphabet, and which of them are a few slips from a word.
//! Must not know: what a line says.

use std::collections::BTreeMap;

use super::part::Texts;

/// Every word once, sorted, with the lines that hold it.
pub(super) struct Words {
    words: Texts,
    looks: Vec<Look>,
    /// Where the lines of each word end.
    ends: Vec<usize>,
    lines: Vec<u32>,
}

/// What tells two words apart before their letters are compared.
#[derive(Clone, Copy)]
struct Look {
    /// One bit for each letter that it has; letters may share one.
    letters: u64,
    /// In letters.
    length: u32,
    is_number: bool,
}

impl Look {
    fn of(word: &str) -> Look {
        Look {
            letters: word.chars().fold(0, |set, c| set | 1 << (u32::from(c) & 63)),
            length: word.chars().count() as u32,
            is_number: word.contains(|c: char| c.is_ascii_digit()),
        }
    }
}

impl Words {
    /// The words of the lines, which are folded.
    pub(super) fn of<'l>(lines: impl Iterator<Item = &'l str>) -> Words {
        let mut by_word: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (at, line) in (0u32..).zip(lines) {
            for word in line.split(' ') {
                let at_word = by_word.entry(word).or_default();
                if at_word.last() != Some(&at) {
                    at_word.push(at);
                }
            }
        }
        let mut made = Words {
            words: Texts::default(),
            looks: Vec::with_capacity(by_word.len()),
            ends: Vec::with_capacity(by_word.len()),
            lines: Vec::with_capacity(by_word.values().map(Vec::len).sum()),
        };
        for (word, at) in by_word {
            made.words.push(word);
            made.looks.push(Look::of(word));
            made.lines.extend(at);
            made.ends.push(made.lines.len());
        }
        made.words.shrink();
        made
    }

    fn lines_of(&self, word: usize) -> &[u32] {
        let begin = word.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(word).copied().unwrap_or_default();
        self.lines
            .get(begin.copied().unwrap_or_default()..end)
            .unwrap_or_default()
    }

    /// The words that begin so, and those a few slips away (a letter too many, too few, another, two swapped): one
    /// in a word of four to seven letters, two in a longer one. Numbers are never taken for one another.
    pub(super) fn near(&self, asked: &str) -> Vec<(u16, &[u32])> {
        // Sorted, so those that begin so stand side by side.
        let (mut low, mut high) = (0, self.words.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.words.get(middle) < asked {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let begun = (low..self.words.len()).take_while(|at| self.words.get(*at).starts_with(asked));
        let mut near: Vec<(u16, &[u32])> = begun.map(|at| (0, self.lines_of(at))).collect();
        let (look, first, end) = (Look::of(asked), low, low + near.len());
        let allowed = match look.length {
            0..=3 => return near,
            4..=7 => 1,
            _ => 2,
        };
        if look.is_number {
            return near;
        }
        for (at, other) in self.looks.iter().enumerate() {
            // Each slip takes one letter away and brings one in.
            let unlike = (look.letters ^ other.letters).count_ones() > 2 * allowed;
            if other.is_number || unlike || look.length.abs_diff(other.length) > allowed || (first..end).contains(&at) {
                continue;
            }
            let slips = strsim::osa_distance(asked, self.words.get(at));
            if slips <= allowed as usize {
                near.push((slips as u16, self.lines_of(at)));
            }
        }
        near
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `near` promises, word by word.
    fn plainly(asked: &str, word: &str) -> Option<u16> {
        let number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let allowed = match asked.chars().count() {
            0..=3 => 0,
            4..=7 => 1,
            _ => 2,
        };
        let slips = strsim::osa_distance(asked, word);
        match word.starts_with(asked) {
            true => Some(0),
            false if allowed == 0 || number(asked) || number(word) || slips > allowed => None,
            false => Some(slips as u16),
        }
    }

    proptest! {
        #[test]
        fn near_words_are_those_that_each_alone_is_near(
            lines in proptest::collection::vec("([abжщ1]{0,9} )?[abжщ]{3,9}", 0..40),
            asked in "[abжщ1]{1,9}",
        ) {
            let words = Words::of(lines.iter().map(String::as_str));
            let mut near: Vec<(u16, Vec<u32>)> = words.near(&asked).into_iter().map(|(n, l)| (n, l.to_vec())).collect();
            near.sort();
            let mut all: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
            for (at, line) in (0u32..).zip(&lines) {
                for word in line.split(' ') {
                    let at_word = all.entry(word).or_default();
                    at_word.push(at);
                    at_word.dedup();
                }
            }
            let mut plain: Vec<(u16, Vec<u32>)> =
                all.into_iter().filter_map(|(w, l)| Some((plainly(&asked, w)?, l))).collect();
            plain.sort();
            prop_assert_eq!(near, plain);
        }
    }
}
