//! What must not stay in the clear: finds a row's sealed values (a victim's name, birth date, phone)
//! in its other text and takes them out. Must not know: keys, storage. Clear text of sealed values
//! lives here only, in values that are wiped.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::date::{DateOrder, month_names, parse_date};
use crate::model::secret::Secret;
use crate::model::source::Span;

/// What stands in a clear text where something was taken out.
pub(super) const MARK: &str = "[sealed]";
/// Little words in names that say nothing about a person.
const PARTICLES: [&str; 14] = [
    "del", "las", "los", "the", "and", "von", "van", "der", "den", "mrs", "don", "dona", "santa", "san",
];
/// A sealed value of more words is a text, whose single words are not names.
const NAME_WORDS: usize = 6;

/// One word of a text: folded, with its place.
struct Word {
    folded: String,
    start: usize,
    end: usize,
}

/// The sealed values of one row, in the forms in which they may be repeated.
#[derive(Default)]
pub(super) struct Redactor {
    /// Sequences of folded words.
    phrases: Vec<Vec<Secret>>,
    /// Single folded words of names.
    tokens: Vec<Secret>,
    /// Whole values too short to be looked for without their case.
    exact: Vec<Secret>,
    /// Digits of phones and numbers: the last ten.
    digits: Vec<Secret>,
}

impl Redactor {
    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.tokens.is_empty() && self.exact.is_empty() && self.digits.is_empty()
    }

    /// Takes in one sealed value. `kind` is the column's value kind: `date` adds other ways of writing
    /// it, `text` is looked for only as a whole.
    pub(super) fn add(&mut self, value: &str, kind: &str) {
        let found = words(value);
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 7 {
            self.digits
                .push(Secret::new(digits[digits.len().saturating_sub(10)..].to_owned()));
        }
        if let Some(dated) = parse_date(value, DateOrder::Unsaid, 69).filter(|d| kind == "date" || d.edtf.len() >= 10) {
            self.add_date(&dated.edtf);
            if kind == "date"
                && !value.contains(|c: char| c.is_alphabetic())
                && let Some(other) = parse_date(value, DateOrder::DayMonth, 69)
            {
                self.add_date(&other.edtf);
            }
        }
        match found.as_slice() {
            [] => {}
            [one] if one.folded.chars().count() < 3 => {
                // "Li" is looked for as it is written; "F" or "17" would black out half a text.
                if one.folded.chars().count() == 2 && value.trim().starts_with(char::is_uppercase) {
                    self.exact.push(Secret::new(value[one.start..one.end].to_owned()));
                }
            }
            several => {
                self.phrases
                    .push(several.iter().map(|w| Secret::new(w.folded.clone())).collect());
                if kind != "text" && kind != "date" && several.len() <= NAME_WORDS {
                    for word in several {
                        let letters = word.folded.chars().filter(|c| c.is_alphabetic()).count();
                        if letters >= 3
                            && letters == word.folded.chars().count()
                            && !PARTICLES.contains(&word.folded.as_str())
                        {
                            self.tokens.push(Secret::new(word.folded.clone()));
                        }
                    }
                }
            }
        }
    }

    fn add_date(&mut self, edtf: &str) {
        let day = edtf.get(..10).unwrap_or("");
        let parts: Vec<&str> = day.split('-').collect();
        let [y, m, d] = parts[..] else { return };
        let (Ok(month), Ok(date)) = (m.parse::<u32>(), d.parse::<u32>()) else {
            return;
        };
        let (short_m, short_d, short_y) = (month.to_string(), date.to_string(), y.get(2..).unwrap_or(y));
        let mut forms: BTreeSet<Vec<String>> = BTreeSet::new();
        for year in [y, short_y] {
            for (mm, dd) in [
                (m, d),
                (short_m.as_str(), short_d.as_str()),
                (m, short_d.as_str()),
                (short_m.as_str(), d),
            ] {
                forms.insert([mm, dd, year].map(str::to_owned).to_vec());
                forms.insert([dd, mm, year].map(str::to_owned).to_vec());
                forms.insert([year, mm, dd].map(str::to_owned).to_vec());
            }
        }
        for name in month_names(month) {
            for dd in [d, short_d.as_str()] {
                for form in [
                    vec![name, dd, y],
                    vec![dd, name, y],
                    vec![dd, "de", name, "de", y],
                    vec![dd, "de", name, "del", y],
                    vec![dd, "de", name],
                    vec![name, dd],
                ] {
                    forms.insert(form.into_iter().map(str::to_owned).collect());
                }
            }
        }
        self.phrases.extend(
            forms
                .into_iter()
                .map(|form| form.into_iter().map(Secret::new).collect::<Vec<_>>()),
        );
    }

    /// Where sealed values stand in a text; `tokens` = single words of names count too.
    fn find(&self, text: &str, tokens: bool) -> Vec<Span> {
        let all = words(text);
        let mut spans: Vec<Span> = Vec::new();
        let mut add = |start: usize, end: usize| {
            spans.push(Span {
                start: start as u32,
                end: end as u32,
            })
        };
        for (at, word) in all.iter().enumerate() {
            if tokens && self.tokens.iter().any(|t| t.expose() == word.folded) {
                add(word.start, word.end);
            }
            for phrase in &self.phrases {
                let fits = all.len() - at >= phrase.len()
                    && phrase.iter().zip(&all[at..]).all(|(p, w)| p.expose() == w.folded);
                if fits {
                    add(word.start, all[at + phrase.len() - 1].end);
                }
            }
            if self.exact.iter().any(|e| e.expose() == &text[word.start..word.end]) {
                add(word.start, word.end);
            }
        }
        if !self.digits.is_empty() {
            find_digits(text, &self.digits, &mut add);
        }
        spans.sort_unstable_by_key(|s| (s.start, s.end));
        spans
    }

    /// True when a text repeats a sealed value as a whole (`tokens`: or one word of a name).
    pub(super) fn hits(&self, text: &str, tokens: bool) -> bool {
        !self.is_empty() && !self.find(text, tokens).is_empty()
    }

    /// The text with every occurrence replaced by `MARK`; `None` when there is none.
    pub(super) fn redact(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let spans = self.find(text, true);
        if spans.is_empty() {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut from = 0usize;
        let mut open = false;
        for span in spans {
            let (start, end) = (span.start as usize, span.end as usize);
            // Names that stand next to each other make one mark.
            if open
                && start
                    <= from
                        + text[from..]
                            .chars()
                            .take_while(|c| c.is_whitespace())
                            .map(char::len_utf8)
                            .sum::<usize>()
            {
                from = from.max(end);
                continue;
            }
            out.push_str(&text[from..start]);
            out.push_str(MARK);
            from = end;
            open = true;
        }
        out.push_str(&text[from..]);
        Some(out)
    }
}

/// Digits that follow each other but for a few separators, searched for the sealed numbers.
fn find_digits(text: &str, wanted: &[Secret], add: &mut impl FnMut(usize, usize)) {
    let mut run: Vec<(usize, u8)> = Vec::new();
    let mut gap = 0;
    let mut search = |run: &mut Vec<(usize, u8)>| {
        for needle in wanted {
            let needle = needle.expose().as_bytes();
            for window in run.windows(needle.len()) {
                if window.iter().map(|(_, b)| b).eq(needle.iter()) {
                    add(window[0].0, window[needle.len() - 1].0 + 1);
                }
            }
        }
        run.clear();
    };
    for (at, byte) in text.bytes().enumerate() {
        if byte.is_ascii_digit() {
            run.push((at, byte));
            gap = 0;
        } else if b" -().+/".contains(&byte) && gap < 3 {
            gap += 1;
        } else {
            search(&mut run);
            gap = 0;
        }
    }
    search(&mut run);
}

/// Words of letters and digits, small and without accents; an apostrophe ends a word.
fn words(text: &str) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut current: Option<Word> = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || (is_combining_mark(c) && current.is_some()) {
            let word = current.get_or_insert_with(|| Word {
                folded: String::new(),
                start: at,
                end: at,
            });
            word.folded
                .extend(c.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
            word.end = at + c.len_utf8();
        } else if let Some(word) = current.take() {
            out.push(word);
        }
    }
    out.extend(current);
    out
}
