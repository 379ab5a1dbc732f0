//! Amounts of money in narrative, English and Spanish, with their byte spans: currency, amount, and what
//! it is for where the text says so. The words are data (`assets/kinds/money.toml`).
//! Must not know: maps, rows. An amount is no identifier: nothing is linked by it.

use regex::Regex;

use super::Kinds;
use super::mention::Found;
use crate::catalog::amount::Amounts;
use crate::model::source::Span;

/// Kind and role of such a mention.
pub(super) const MONEY: &str = "money";
/// More is no sum of a case but a number of something else.
const MOST_CENTS: u64 = 100_000_000_000_000;

/// Looks for amounts; made once per map.
pub(super) struct Finder {
    amounts: Amounts,
    /// Sign or code, number, perhaps a currency word; or number in digits or words, currency word. Then
    /// perhaps a unit.
    regex: Regex,
    /// Small letters; one must occur, or the text has no amount.
    hints: Vec<String>,
}

impl Finder {
    /// `None` when no kind says how amounts are written.
    pub(super) fn new(kinds: &Kinds) -> Option<Finder> {
        let amounts = kinds.get(MONEY)?.amounts.clone()?;
        let before: Vec<&String> = amounts.currency.iter().flat_map(|c| &c.before).collect();
        let after: Vec<&String> = amounts.currency.iter().flat_map(|c| &c.after).collect();
        let units: Vec<&String> = amounts.unit.iter().flat_map(|u| &u.words).collect();
        let words: Vec<&String> = amounts.number.keys().chain(amounts.scale.keys()).collect();
        let scale: Vec<&String> = amounts.scale.keys().collect();
        let digits = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?";
        let scaled = format!(r"(?:{digits})(?:\s?(?:{})\b)?", any(&scale));
        let spoken = format!(
            r"\b(?:{words})(?:(?:\s+(?:(?:{and})\s+)?|-)(?:{words}))*",
            words = any(&words),
            and = any(&amounts.and.iter().collect::<Vec<_>>())
        );
        let per = format!(
            r"(?:(?:\s?/\s?|\s+(?:{})\s+)(?P<u>{})\b)?",
            any(&amounts.per.iter().collect::<Vec<_>>()),
            any(&units)
        );
        let (before_signs, after_words) = (any(&before), any(&after));
        Some(Finder {
            regex: Regex::new(&format!(
                r"(?i)(?:(?P<s>{before_signs})\s?(?P<n>{scaled})(?:\s(?P<c>{after_words})\b)?|(?P<m>{scaled}|{spoken})\s?(?P<d>{after_words})\b){per}"
            ))
            .ok()?,
            hints: before.iter().chain(&after).map(|w| w.to_lowercase()).collect(),
            amounts,
        })
    }

    /// Amounts of a text, by place; none overlaps another or what was found there before.
    pub(super) fn find(&self, text: &str, before: &[Found]) -> Vec<Found> {
        let small = text.to_lowercase();
        if !self.hints.iter().any(|hint| small.contains(hint)) {
            return Vec::new();
        }
        let mut out: Vec<Found> = Vec::new();
        for captures in self.regex.captures_iter(text) {
            let either = |a: &str, b: &str| captures.name(a).or_else(|| captures.name(b));
            let (Some(all), Some(number)) = (captures.get(0), either("n", "m")) else {
                continue;
            };
            let span = Span {
                start: all.start() as u32,
                end: all.end() as u32,
            };
            if before
                .iter()
                .any(|f| f.span.start < span.end && span.start < f.span.end)
                || joined(text, all.start(), all.end())
            {
                continue;
            }
            let word = either("c", "d").map(|m| m.as_str());
            let sign = captures.name("s").map(|m| m.as_str());
            let Some((code, cents)) = self.currency(word, sign).zip(self.cents(number.as_str())) else {
                continue;
            };
            let unit = captures.name("u").and_then(|m| self.unit(m.as_str()));
            let per = unit.map_or_else(String::new, |unit| format!("/{unit}"));
            out.push(Found {
                kind: MONEY,
                span,
                raw: all.as_str().to_owned(),
                canonical: format!("{code} {}.{:02}{per}", cents / 100, cents % 100),
            });
        }
        out
    }

    /// A word after the number says more than a sign before it: "$900 pesos".
    fn currency(&self, word: Option<&str>, sign: Option<&str>) -> Option<&str> {
        let of = |text: &str, words: fn(&crate::catalog::amount::Currency) -> &Vec<String>| {
            self.amounts
                .currency
                .iter()
                .find(|c| words(c).iter().any(|w| same(w, text)))
                .map(|c| c.code.as_str())
        };
        word.and_then(|w| of(w, |c| &c.after))
            .or_else(|| sign.and_then(|s| of(s, |c| &c.before)))
    }

    fn unit(&self, word: &str) -> Option<&str> {
        self.amounts
            .unit
            .iter()
            .find(|u| u.words.iter().any(|w| same(w, word)))
            .map(|u| u.key.as_str())
    }

    /// Digits with their separators, then words: "1,200.50", "2 mil", "mil doscientos".
    fn cents(&self, number: &str) -> Option<u64> {
        let end = number
            .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
            .unwrap_or(number.len());
        let (digits, words) = number.split_at(end);
        // What is complete, and what a larger word may still multiply; both in cents.
        let (mut whole, mut part) = (0u64, if digits.is_empty() { 0 } else { cents_of(digits)? });
        for word in words
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter(|w| !w.is_empty())
        {
            if let Some((_, by)) = self.amounts.scale.iter().find(|(w, _)| same(w, word)) {
                part = if part == 0 { 100 } else { part }.checked_mul(*by)?;
                if *by >= 1000 {
                    whole = whole.checked_add(part)?;
                    part = 0;
                }
            } else if let Some((_, value)) = self.amounts.number.iter().find(|(w, _)| same(w, word)) {
                part = part.checked_add(value.checked_mul(100)?)?;
            }
        }
        whole.checked_add(part).filter(|cents| (1..=MOST_CENTS).contains(cents))
    }
}

/// "1,200.50", "1.200,50", "900", "12.5" in cents. Three digits after a separator are thousands.
fn cents_of(digits: &str) -> Option<u64> {
    let last = digits.rfind(['.', ',']);
    let (whole, part) = match last {
        Some(at) if digits.len() - at <= 3 => (&digits[..at], &digits[at + 1..]),
        _ => (digits, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let whole: u64 = whole.parse().ok()?;
    let part: u64 = if part.is_empty() {
        0
    } else {
        format!("{part:0<2}").parse().ok()?
    };
    whole.checked_mul(100)?.checked_add(part)
}

fn same(a: &str, b: &str) -> bool {
    a == b || a.to_lowercase() == b.to_lowercase()
}

/// A longer number or word goes on at either side.
fn joined(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let (a1, a2) = (after.next(), after.next());
    before.is_some_and(|c| c.is_alphanumeric() || c == '.' || c == ',')
        || a1.is_some_and(char::is_alphanumeric)
        || (matches!(a1, Some('.' | ',' | '-')) && a2.is_some_and(|c| c.is_ascii_digit()))
}

/// Words as alternatives, longer ones first.
fn any(words: &[&String]) -> String {
    let mut words: Vec<&String> = words.to_vec();
    words.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    words.dedup();
    words.iter().map(|w| regex::escape(w)).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::asset::Assets;
    use crate::import::find_identifiers;

    fn found(text: &str) -> Vec<(String, String)> {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let finder = Finder::new(&catalog.kinds).unwrap();
        let out = finder.find(text, &find_identifiers(text));
        for f in &out {
            assert_eq!(&text[f.span.start as usize..f.span.end as usize], f.raw);
        }
        out.into_iter().map(|f| (f.raw, f.canonical)).collect()
    }

    #[test]
    fn amounts_are_read_as_they_are_written_in_both_languages() {
        for (text, raw, canonical) in [
            ("They kept $1,200 of it.", "$1,200", "USD 1200.00"),
            ("He asked for 1200 dollars.", "1200 dollars", "USD 1200.00"),
            ("paid USD 900 in March", "USD 900", "USD 900.00"),
            ("promised $12/hr and a house", "$12/hr", "USD 12.00/hour"),
            ("promised $12.50 an hour", "$12.50 an hour", "USD 12.50/hour"),
            ("a fee of $1.5k, in cash", "$1.5k", "USD 1500.00"),
            ("le cobraron 900 dólares.", "900 dólares", "USD 900.00"),
            (
                "pagan 2,500 pesos por semana",
                "2,500 pesos por semana",
                "MXN 2500.00/week",
            ),
            ("pagan $2,500 pesos", "$2,500 pesos", "MXN 2500.00"),
            (
                "debe mil doscientos dólares al patrón",
                "mil doscientos dólares",
                "USD 1200.00",
            ),
            (
                "debe dos mil quinientos pesos",
                "dos mil quinientos pesos",
                "MXN 2500.00",
            ),
            ("debe 3 mil dólares", "3 mil dólares", "USD 3000.00"),
            ("owes twelve hundred dollars", "twelve hundred dollars", "USD 1200.00"),
            (
                "owes twenty-five dollars a day",
                "twenty-five dollars a day",
                "USD 25.00/day",
            ),
            ("cobra 1.200,50 dólares", "1.200,50 dólares", "USD 1200.50"),
            (
                "Q3: 800 quetzales por persona",
                "800 quetzales por persona",
                "GTQ 800.00/person",
            ),
        ] {
            assert_eq!(found(text), [(raw.to_owned(), canonical.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_left_alone() {
        for text in [
            "Call 575-555-0147 about the dollar store.",
            "The pesos were gone.",
            "Invoice $-, see page 12.",
            "plate CNR-204, 40 boxes an hour",
            "He has no money and no documents.",
            "part US$1234.5678.9",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn several_stand_side_by_side_and_none_overlaps_an_identifier() {
        let text = "$600 for the visa, $400 for the bus; ring 575-555-0147, 900 dólares más.";
        let all: Vec<String> = found(text).into_iter().map(|(_, canonical)| canonical).collect();
        assert_eq!(all, ["USD 600.00", "USD 400.00", "USD 900.00"]);
    }
}
