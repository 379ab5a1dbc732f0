//! Identifiers in narrative, English and Spanish, with their byte spans: phones, e-mails, plates in
//! context, FEINs, addresses. Must not know: maps, rows. No names: a text that names somebody is read
//! by a person.

use std::sync::LazyLock;

use regex::Regex;

use super::value::canonical_value;
use crate::model::source::{Span, StagedFact, StagedMention, StagedText};

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

    /// An amount: not its value is its identity, but one entity stands for each sum that a source names.
    pub(super) fn into_amount(self, column: &str, page: u32, date: &str) -> StagedMention {
        let fact = StagedFact {
            field: "amount".to_owned(),
            text: StagedText::Clear(self.raw.clone()),
            canonical: self.canonical.clone(),
            column: column.to_owned(),
            date: date.to_owned(),
        };
        let party_key = self.canonical.clone();
        StagedMention {
            canonical: String::new(),
            party_key,
            facts: vec![fact],
            ..self.into_mention(column, page)
        }
    }
}

struct Pattern {
    kind: &'static str,
    /// Put before the value to read it: a country or an agency that the context names.
    prefix: &'static str,
    /// Small letters of which one must occur, or the expression need not be tried.
    hints: &'static [&'static str],
    regex: Option<Regex>,
}

/// Street words of both languages that a number may stand before.
const STREETS: &str = "St|Street|Ave|Avenue|Av|Rd|Road|Blvd|Boulevard|Dr|Drive|Ln|Lane|Ct|Court|Pl|Place|Way|Pkwy|Parkway|Cir|Circle|Trl|Trail|Ter|Terrace|Loop|Sq|Square";
const HIGHWAYS: &str = "Hwy|Highway|State Road|State Hwy|State Highway|County Road|Co Rd|County Rd|CR|SR|FM|Route|Rte|Farm to Market Road|Carretera";
const UNIT: &str = r"(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|Room|Rm|Lot|Space|Trailer|#|Depto|Cuarto|Int)\.?\s*#?\s*[A-Z]?\d{1,5}[A-Z]?\b)?";
const PLACE: &str =
    r"(?:,\s*[A-ZÁÉÍÓÚÑ][\p{L}.]+(?:\s[A-ZÁÉÍÓÚÑ][\p{L}.]+){0,3},?\s+[A-Z]{2}\b(?:\s+\d{5}(?:-\d{4})?)?)?";

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let street = format!(
        r"\b(?P<v>\d{{1,6}}(?:\s+(?:[NSEW]|North|South|East|West)\.?)?(?:\s+[A-ZÁÉÍÓÚÑ0-9][\p{{L}}\d'’.-]*){{1,4}}\s+(?:{STREETS})\b\.?(?:\s+(?:NE|NW|SE|SW|N|S|E|W)\b)?{UNIT}{PLACE})"
    );
    let highway = format!(
        r"\b(?P<v>\d{{1,6}}\s+(?:(?:[A-Z]{{2}}|[NSEW]|US|Old|State|North|South|East|West)\.?\s+){{0,2}}(?:{HIGHWAYS})\.?\s+#?\d{{1,4}}[A-Z]?\b{UNIT}{PLACE})"
    );
    // Street before number: "Calle Hidalgo 214", "Carretera 26 No. 3656".
    let calle = r"\b(?P<v>(?:[Cc]alle|[Aa]venida|[Aa]v\.|[Cc]alzada|[Cc]arretera|[Cc]amino|[Bb]oulevard|[Bb]lvd\.|[Pp]rivada)(?:\s+(?:de|del|la|las|los|el))*(?:\s+[A-ZÁÉÍÓÚÑ0-9][\p{L}\d.]*){1,4}(?:\s+(?:de|del|la)\s+[A-ZÁÉÍÓÚÑ]\p{L}+)?,?\s+(?:#|[Nn]o\.?|[Nn]úm\.?|[Nn]úmero)?\s*\d{1,5}\b)";
    let plate_words =
        r"(?:[Ll]icen[cs]e\s+[Pp]lates?|[Pp]lates?|PLATES?|[Pp]lacas?|PLACAS?|[Mm]atr[ií]culas?|[Tt]ags?)";
    let filler = r#"(?:[\s:#,"“'(]+(?:(?:number|num|no|número|núm|is|are|was|were|es|son|era|eran|con|de|del|la|the|reads?|reading|like|maybe|possibly|quizás?)\b\.?|(?:[A-Z][a-záéíóú]+\b)))"#;
    // In capitals the parts may stand apart; a state code may come first.
    let plate =
        format!(r#"\b{plate_words}{filler}{{0,4}}[\s:#,"“'(]+(?P<v>[A-Z0-9]{{1,4}}(?:[- ]?[A-Z0-9]{{1,5}}){{1,2}})\b"#);
    let plate_small = format!(r#"\b{plate_words}{filler}{{0,4}}[\s:#,"“'(]+(?P<v>[a-z0-9]{{2,4}}-?[a-z0-9]{{2,5}})\b"#);
    let patterns: Vec<(&'static str, &'static str, String)> = vec![
        ("email", "", r"(?i)\b(?P<v>[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9][a-z0-9-]{0,62}\.)+[a-z]{2,12})\b".to_owned()),
        ("filing", "", r"\b(?P<v>H-\d{3}-\d{5}-\d{6})\b".to_owned()),
        ("filing", "WHD ", r"(?i)\b(?:WHD|WHISARD|Wage and Hour)\b[\s,]*(?:case|caso)?[\s#:]*(?:no\.?|number|número)?[\s#:]*(?P<v>\d{7})\b".to_owned()),
        ("fein", "", r"(?i)\b(?:FEIN|EIN|federal\s+(?:id|employer)|tax\s+id)\b[^\d\n]{0,24}(?P<v>\d{2}-?\d{7})\b".to_owned()),
        ("account", "", r"(?i)\b(?:account|acct|cuenta|clabe)\b\.?(?:\s+(?:number|no|num|número|is|es)\b\.?)*[\s#:]*(?P<v>\d(?:[ -]?\d){5,23})\b".to_owned()),
        // Before streets, or "12 County Road 7" ends at the road.
        ("address", "", highway),
        ("address", "", street),
        ("address", "", calle.to_owned()),
        ("address", "", r"\b(?P<v>(?:P\.?\s?O\.?\s+Box|Apartado(?:\s+Postal)?)\s+\d{1,6}\b)".to_owned()),
        ("phone", "", r"(?P<v>\+\d{1,3}[-. ]?(?:\(?\d{1,4}\)?[-. ]?){2,5}\d{2,4})\b".to_owned()),
        ("phone", "+", r"(?P<v>52[-. ]?(?:1[-. ]?)?\(?\d{2,3}\)?[-. ]?\d{3,4}[-. ]?\d{4})\b".to_owned()),
        ("phone", "", r"(?P<v>(?:1[-. ]?)?\(?[2-9]\d{2}\)?[-. ]{0,2}[2-9]\d{2}[-. ]?\d{4})\b".to_owned()),
        // Two by two at the end is how Mexico writes it.
        ("phone", "+52 ", r"(?P<v>\(?\d{3}\)?[-. ]\d{3}[-. ]\d{2}[-. ]\d{2})\b".to_owned()),
        ("phone", "+52 ", r"(?P<v>\(?\d{2}\)?[-. ]\d{4}[-. ]\d{4})\b".to_owned()),
        ("plate", "", plate),
        ("plate", "", plate_small),
    ];
    patterns
        .into_iter()
        .map(|(kind, prefix, pattern)| Pattern {
            kind,
            prefix,
            hints: hints_of(kind, prefix, &pattern),
            regex: Regex::new(&pattern).ok(),
        })
        .collect()
});

/// What a text must contain for a pattern to have a chance: most sentences have none of it.
fn hints_of(kind: &str, prefix: &str, pattern: &str) -> &'static [&'static str] {
    match (kind, prefix) {
        ("email", _) => &["@"],
        ("plate", _) => &["plate", "placa", "matr", "tag"],
        ("fein", _) => &["ein", "federal", "tax"],
        ("account", _) => &["acc", "cuenta", "clabe"],
        ("filing", "") => &["h-"],
        ("filing", _) => &["whd", "whisard", "wage and hour"],
        ("phone", "") if pattern.contains(r"\+\d") => &["+"],
        ("phone", "+") => &["52"],
        ("address", _) if pattern.contains("[Cc]alle") => &[
            "calle",
            "avenida",
            "av.",
            "calzada",
            "carretera",
            "camino",
            "boulevard",
            "blvd.",
            "privada",
        ],
        ("address", _) if pattern.contains("Apartado") => &["box", "apartado"],
        ("address", _) if pattern.contains("Farm to Market") => &[
            "hwy",
            "highway",
            "road",
            "rd",
            "cr",
            "sr",
            "fm",
            "rte",
            "route",
            "carretera",
        ],
        _ => &[],
    }
}

/// All identifiers of a text, by place; none overlaps another, earlier patterns win.
pub fn find_identifiers(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    if !text.bytes().any(|b| b.is_ascii_digit() || b == b'@') {
        return found;
    }
    let small = text.to_lowercase();
    for pattern in PATTERNS.iter() {
        let Some(regex) = &pattern.regex else { continue };
        if !pattern.hints.is_empty() && !pattern.hints.iter().any(|hint| small.contains(hint)) {
            continue;
        }
        for captures in regex.captures_iter(text) {
            let Some(value) = captures.name("v") else { continue };
            let (start, end) = (value.start(), value.end());
            if part_of_more(text, start, end)
                || found
                    .iter()
                    .any(|f| (f.span.start as usize) < end && start < f.span.end as usize)
            {
                continue;
            }
            let raw = value.as_str();
            if pattern.kind == "plate" && !is_plate(raw) {
                continue;
            }
            let kind = if pattern.kind == "filing" { "" } else { pattern.kind };
            let Some(canonical) = canonical_value(kind, &format!("{}{raw}", pattern.prefix)) else {
                continue;
            };
            found.push(Found {
                kind: pattern.kind,
                span: Span {
                    start: start as u32,
                    end: end as u32,
                },
                raw: raw.to_owned(),
                canonical,
            });
        }
    }
    found.sort_by_key(|f| f.span.start);
    found
}

/// A longer number or word goes on at either side: a tracking number, a part code.
fn part_of_more(text: &str, start: usize, end: usize) -> bool {
    let mut before = text[..start].chars().rev();
    let (b1, b2) = (before.next(), before.next());
    let mut after = text[end..].chars();
    let (a1, a2) = (after.next(), after.next());
    let joint = |c: Option<char>| matches!(c, Some('-' | '.' | '/'));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    b1.is_some_and(char::is_alphanumeric) || (joint(b1) && digit(b2)) || (joint(a1) && digit(a2))
}

/// Four to eight letters and digits, with digits; a year or a word is none.
fn is_plate(raw: &str) -> bool {
    let body: String = raw.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = body.bytes().filter(u8::is_ascii_digit).count();
    let year = digits == 4 && body.len() == 4 && (body.starts_with("19") || body.starts_with("20"));
    (4..=10).contains(&body.len()) && digits >= 2 && !year
}
