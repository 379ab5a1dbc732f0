//! Identifiers in narrative, English and Spanish, with their byte spans: phones, e-mails, plates in
//! context, FEINs, addresses. Must not know: maps, rows. No names: a text that names somebody is read
//! by a person.

use std::sync::LazyLock;

use regex::Regex;

use super::value::canonical_value;
use crate::model::source::{Span, StagedMention, StagedText};

/// An identifier found in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Entity kind, and role of the mention.
    pub kind: &'static str,
    pub span: Span,
    /// As written.
    pub raw: String,
    pub canonical: String,
}

impl Found {
    pub(super) fn into_mention(self, column: &str, page: u32) -> StagedMention {
        StagedMention {
            role: self.kind.to_owned(),
            kind: self.kind.to_owned(),
            raw: StagedText::Clear(self.raw.clone()),
            canonical: self.canonical,
            label: self.raw,
            column: column.to_owned(),
            span: Some(self.span),
            page,
            party_key: String::new(),
            facts: Vec::new(),
        }
    }
}

struct Pattern {
    kind: &'static str,
    regex: Option<Regex>,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let patterns = [
        ("email", r"(?i)\b(?P<v>[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z]{2,12})\b"),
        ("phone", r"(?P<v>(?:\+?1[-. ]?)?\(?[2-9]\d{2}\)?[-. ]{0,2}\d{3}[-. ]?\d{4})\b"),
        ("phone", r"(?P<v>\+?52[-. ]?(?:1[-. ]?)?\(?\d{2,3}\)?[-. ]?\d{3,4}[-. ]?\d{4})\b"),
        ("phone", r"(?P<v>\(?\d{3}\)?[-. ]\d{3}[-. ]\d{2}[-. ]\d{2})\b"),
        ("fein", r"(?i)\b(?:FEIN|EIN|federal id|tax id)\b[^\d\n]{0,12}(?P<v>\d{2}-?\d{7})\b"),
    ];
    patterns.into_iter().map(|(kind, pattern)| Pattern { kind, regex: Regex::new(pattern).ok() }).collect()
});

/// All identifiers of a text, by place; none overlaps another.
pub fn find_identifiers(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for pattern in PATTERNS.iter() {
        let Some(regex) = &pattern.regex else { continue };
        for captures in regex.captures_iter(text) {
            let Some(value) = captures.name("v") else { continue };
            let before = text[..value.start()].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric()) || found.iter().any(|f| (f.span.start as usize) < value.end() && value.start() < f.span.end as usize) {
                continue;
            }
            let Some(canonical) = canonical_value(pattern.kind, value.as_str()) else { continue };
            let span = Span { start: value.start() as u32, end: value.end() as u32 };
            found.push(Found { kind: pattern.kind, span, raw: value.as_str().to_owned(), canonical });
        }
    }
    found.sort_by_key(|f| f.span.start);
    found
}
