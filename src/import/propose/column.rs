//! What a column seems to hold, by the words of its name and by its values.
//! Must not know: maps.

use crate::import::date::{DateOrder, parse_date};
use crate::import::value::{canonical_value, money};
use crate::model::value::header;

/// What a column seems to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    Company,
    Person,
    FirstName,
    LastName,
    Dba,
    Phone,
    Email,
    Plate,
    Fein,
    Address,
    City,
    State,
    Zip,
    Date,
    Money,
    Key,
    Narrative,
    /// A plain attribute.
    Fact,
}
impl Meaning {
    pub(super) fn word(self) -> &'static str {
        match self {
            Meaning::Company => "company",
            Meaning::Person => "person",
            Meaning::FirstName => "first-name",
            Meaning::LastName => "last-name",
            Meaning::Dba => "dba",
            Meaning::Phone => "phone",
            Meaning::Email => "email",
            Meaning::Plate => "plate",
            Meaning::Fein => "fein",
            Meaning::Address => "address",
            Meaning::City => "city",
            Meaning::State => "state",
            Meaning::Zip => "zip",
            Meaning::Date => "date",
            Meaning::Money => "money",
            Meaning::Key => "key",
            Meaning::Narrative => "narrative",
            Meaning::Fact => "fact",
        }
    }
    /// Of a meaning in `column_words.csv`; none of those that say nothing here.
    fn of_header(meaning: &str) -> Option<Meaning> {
        Some(match meaning {
            "given" => Meaning::FirstName,
            "surname" | "middle" => Meaning::LastName,
            "birth" | "date" => Meaning::Date,
            "worker" | "other_person" => Meaning::Person,
            "name" => Meaning::Company,
            "suffix" | "place" | "measure" | "identity" => return None,
            word => return Meaning::of(word),
        })
    }
    /// By its word; none for any other.
    pub(super) fn of(word: &str) -> Option<Meaning> {
        const ALL: [Meaning; 18] = [
            Meaning::Company,
            Meaning::Person,
            Meaning::FirstName,
            Meaning::LastName,
            Meaning::Dba,
            Meaning::Phone,
            Meaning::Email,
            Meaning::Plate,
            Meaning::Fein,
            Meaning::Address,
            Meaning::City,
            Meaning::State,
            Meaning::Zip,
            Meaning::Date,
            Meaning::Money,
            Meaning::Key,
            Meaning::Narrative,
            Meaning::Fact,
        ];
        ALL.into_iter().find(|m| m.word() == word)
    }
}

/// A column with one of these in its name may identify somebody who is to be protected.
const PRIVATE: &[&str] = &[
    "victim",
    "claimant",
    "complainant",
    "tenant",
    "worker",
    "caller",
    "dob",
    "birth",
    "ssn",
    "passport",
    "victima",
    "reclamante",
    "inquilino",
    "trabajador",
    "nacimiento",
    "pasaporte",
    "curp",
];
const PEOPLE_KEPT_OPEN: &[&str] = &["workers", "trabajadores"];

/// One column under study.
pub(super) struct Column {
    pub(super) name: String,
    pub(super) words: Vec<String>,
    pub(super) meaning: Option<Meaning>,
    pub(super) private: bool,
    /// Who it is, or whose, where a person has said so.
    pub(super) role: Option<String>,
    pub(super) at: usize,
}

pub(super) fn understand(
    header: &[String],
    rows: &[Vec<String>],
    reasons: &mut Vec<(String, Vec<String>)>,
) -> Vec<Column> {
    let mut columns = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let words = header::words(name);
        let values: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(at))
            .map(|c| c.trim())
            .filter(|c| !c.is_empty())
            .collect();
        let named = header::meaning(&words, |meaning| Meaning::of_header(meaning).is_some());
        let by_name = named.and_then(Meaning::of_header);
        let by_value = by_values(&values);
        let private = words
            .iter()
            .any(|w| PRIVATE.contains(&w.as_str()) && !PEOPLE_KEPT_OPEN.contains(&w.as_str()));
        // Values overrule names where they speak clearly: a "contact" that is a phone number is one.
        let meaning = match (by_name, by_value) {
            (Some(named), Some((shown, share))) if shown != named && fits(named, shown) => {
                reasons.push((
                    "column-values".to_owned(),
                    vec![name.clone(), shown.word().to_owned(), share.to_string()],
                ));
                Some(shown)
            }
            (Some(Meaning::Phone | Meaning::Email | Meaning::Fein | Meaning::Date | Meaning::Money), None)
                if !values.is_empty() =>
            {
                Some(Meaning::Fact)
            }
            (Some(named), _) => {
                reasons.push(("column-name".to_owned(), vec![name.clone(), named.word().to_owned()]));
                Some(named)
            }
            (None, Some((shown, share))) => {
                reasons.push((
                    "column-values".to_owned(),
                    vec![name.clone(), shown.word().to_owned(), share.to_string()],
                ));
                Some(shown)
            }
            (None, None) => (!values.is_empty()).then_some(Meaning::Fact),
        };
        if meaning.is_none_or(|m| m == Meaning::Fact) {
            reasons.push(("column-unknown".to_owned(), vec![name.clone()]));
        }
        if private {
            reasons.push(("column-private".to_owned(), vec![name.clone()]));
        }
        columns.push(Column {
            name: name.clone(),
            words,
            meaning,
            private,
            role: None,
            at,
        });
    }
    columns
}

/// What at least eight of ten values are, with the share in per cent.
fn by_values(values: &[&str]) -> Option<(Meaning, usize)> {
    let sample: Vec<&&str> = values.iter().take(60).collect();
    if sample.is_empty() {
        return None;
    }
    let share = |test: &dyn Fn(&str) -> bool| sample.iter().filter(|v| test(v)).count() * 100 / sample.len();
    let digits = |v: &str| v.bytes().filter(u8::is_ascii_digit).count();
    type Test<'t> = (Meaning, &'t dyn Fn(&str) -> bool);
    let tests: [Test<'_>; 7] = [
        (Meaning::Email, &|v| canonical_value("email", v).is_some()),
        (Meaning::Fein, &|v| {
            v.len() == 10 && v.as_bytes()[2] == b'-' && canonical_value("fein", v).is_some()
        }),
        (Meaning::Phone, &|v| {
            (10..=15).contains(&digits(v)) && v.len() < 24 && canonical_value("phone", v).is_some()
        }),
        (Meaning::Date, &|v| {
            v.contains(['/', '-', ' ', ':']) && digits(v) >= 3 && parse_date(v, DateOrder::Unsaid, 69).is_some()
        }),
        (Meaning::Money, &|v| v.contains('$') && money(v).is_some()),
        (Meaning::Narrative, &|v| {
            v.len() > 90 && v.split_whitespace().count() > 12
        }),
        (Meaning::Address, &|v| {
            v.starts_with(|c: char| c.is_ascii_digit())
                && v.split_whitespace().count() >= 3
                && v.len() < 120
                && canonical_value("address", v).is_some()
        }),
    ];
    tests
        .into_iter()
        .map(|(meaning, test)| (meaning, share(test)))
        .find(|(_, share)| *share >= 80)
}

/// True when values may overrule a name: an address stays one even if its values look like text.
fn fits(named: Meaning, shown: Meaning) -> bool {
    !matches!(
        (named, shown),
        (Meaning::Address, Meaning::Narrative)
            | (Meaning::Narrative, _)
            | (
                Meaning::Zip | Meaning::Key,
                Meaning::Phone | Meaning::Fein | Meaning::Date
            )
    )
}
