//! The one shape of an error that reaches a person: where, what was expected, what was found
//! (masked), what to do. Sentences are made in `cli`, `ui` and `export` from `key` and `args`.

use std::fmt;

/// Where something stands in a file. `row` counts data rows from 1; 0 = the file or header.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub file: String,
    #[serde(default)]
    pub sheet: String,
    #[serde(default)]
    pub row: u32,
    #[serde(default)]
    pub column: String,
}

/// A problem with a place and a remedy. `found` is already masked where it may be private.
#[derive(
    Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize, thiserror::Error,
)]
pub struct Problem {
    /// Text key of the kind of repair, e.g. `date-order`, `missing-key`; groups a worklist.
    pub key: String,
    #[serde(flatten)]
    pub place: Place,
    pub expected: String,
    pub found: String,
    pub remedy: String,
}

impl Problem {
    pub fn new(key: &str, expected: impl Into<String>, found: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem {
            key: key.to_owned(),
            place: Place::default(),
            expected: expected.into(),
            found: found.into(),
            remedy: remedy.into(),
        }
    }
    #[must_use]
    pub fn at(mut self, place: Place) -> Problem {
        self.place = place;
        self
    }
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Problem {
        self.place.file = file.into();
        self
    }
}

/// Shows the shape of a value without its content: letters become `x`, digits `9`, at most 24
/// characters. "Ñáñez 575-555-0101" → "xxxxx 999-999-9999".
pub fn mask(text: &str) -> String {
    let mut out: String = text
        .chars()
        .take(24)
        .map(|c| match c {
            c if c.is_numeric() => '9',
            c if c.is_alphabetic() => 'x',
            c if c.is_control() => '·',
            c => c,
        })
        .collect();
    if text.chars().count() > 24 {
        out.push('…');
    }
    out
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut sep = "";
        if !self.place.file.is_empty() {
            write!(f, "{}", self.place.file)?;
            sep = ", ";
        }
        if !self.place.sheet.is_empty() {
            write!(f, "{sep}sheet {}", self.place.sheet)?;
            sep = ", ";
        }
        if self.place.row > 0 {
            write!(f, "{sep}row {}", self.place.row)?;
            sep = ", ";
        }
        if !self.place.column.is_empty() {
            write!(f, "{sep}column {}", self.place.column)?;
            sep = ", ";
        }
        if !sep.is_empty() {
            write!(f, ": ")?;
        }
        if !self.expected.is_empty() {
            write!(f, "expected {}", self.expected)?;
            if !self.found.is_empty() {
                write!(f, ", found {}", self.found)?;
            }
        } else {
            write!(f, "{}", self.found)?;
        }
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}
