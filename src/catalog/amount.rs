//! How amounts of money are written, as `assets/kinds/money.toml` says it.
//! Must not know: texts in which they occur.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Words and signs of amounts.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Amounts {
    pub currency: Vec<Currency>,
    pub unit: Vec<Unit>,
    /// Words that multiply what stands before them.
    pub scale: BTreeMap<String, u64>,
    /// Number words that add up.
    pub number: BTreeMap<String, u64>,
    /// Words between number words.
    pub and: Vec<String>,
    /// Words between an amount and what it is for.
    pub per: Vec<String>,
}

/// A currency: ISO 4217 code, and what stands before or after a number.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Currency {
    pub code: String,
    pub before: Vec<String>,
    pub after: Vec<String>,
}

/// What an amount is for: an hour, a person.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unit {
    pub key: String,
    pub words: Vec<String>,
}
