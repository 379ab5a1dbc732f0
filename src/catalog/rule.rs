//! Milestone and clock rules (`assets/rules/<jurisdiction>/*.toml`) with their citations, and the
//! holiday tables (`assets/rules/<jurisdiction>/holidays.toml`). Reads and checks them; computes
//! nothing (`time/clock.rs` does).

mod code;

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::asset::Assets;
use crate::model::problem::Problem;
pub use code::{Code, Length, Unit};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// To be done and evidenced; no days in the law.
    #[default]
    Milestone,
    /// A date follows from a trigger.
    Clock,
}

/// What stops a clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Excludes {
    #[default]
    #[serde(rename = "none")]
    None,
    /// Excludable time of 18 USC 3161(h).
    #[serde(rename = "3161h")]
    SpeedyTrial,
    /// Tolled time.
    #[serde(rename = "toll")]
    Toll,
}

/// When to warn. A rule that says nothing warns by its code: hours at once, months and years one
/// business day before, others two weeks before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Warn {
    /// 14 calendar days before, not before the trigger.
    TwoWeeks,
    /// One business day before (months and years).
    BusinessDay,
    /// At once: the period is hours or a few days.
    AtOnce,
}

/// Another period of the same rule: in custody or not, government or defence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// `M52:defence` names it; text `variant-<key>`.
    pub key: String,
    pub length: Length,
    #[serde(default)]
    pub code: Option<Code>,
}

/// A worked date: checked by the tests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub from: String,
    pub due: String,
    /// Days that were passed over, weekends and holidays and excluded ones; not given = not checked.
    #[serde(default)]
    pub skipped: Option<Vec<NaiveDate>>,
    #[serde(default)]
    pub exclude: Vec<String>,
    #[serde(default)]
    pub variant: String,
    #[serde(default)]
    pub warn: Option<NaiveDate>,
    /// Length of an order or policy in place of the rule's.
    #[serde(default)]
    pub length: Option<Length>,
}

/// A milestone or clock of the field, as data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `M55`, `S2`: as the office's handbook numbers it.
    pub id: String,
    /// Text key; set from the id: `rule-m55`.
    #[serde(skip_deserializing)]
    pub title: String,
    #[serde(default)]
    pub kind: RuleKind,
    /// Who must do it (text `who-<key>`).
    pub who: String,
    /// What starts it (text `trigger-<key>`).
    pub trigger: String,
    #[serde(default)]
    pub length: Option<Length>,
    #[serde(default)]
    pub code: Option<Code>,
    /// From the folder: us, nm.
    #[serde(skip_deserializing)]
    pub jurisdiction: String,
    pub authority: String,
    /// What of this rule nobody has checked in the text cited; empty = all checked.
    #[serde(default)]
    pub unconfirmed: String,
    /// What proves that it was done (text `evidence-<key>`).
    #[serde(default)]
    pub evidence: String,
    #[serde(default)]
    pub excludes: Excludes,
    #[serde(default)]
    pub warn: Option<Warn>,
    /// Renewals allowed after the period, in order.
    #[serde(default)]
    pub extension: Vec<Length>,
    /// What the extension needs.
    #[serde(default)]
    pub extension_by: String,
    /// A threshold for inquiry or a policy, no bright line.
    #[serde(default)]
    pub soft: bool,
    /// The date is the earliest allowed, not the latest: it is never overdue.
    #[serde(default)]
    pub not_before: bool,
    #[serde(default)]
    pub note: String,
    /// In force from and to; empty = open.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub variant: Vec<Variant>,
    #[serde(default)]
    pub example: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<Rule>,
}

/// A legal holiday by rule.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// Text `holiday-<key>`.
    pub key: String,
    /// In force from and to (the day itself, before it is moved).
    #[serde(default)]
    pub from: Option<NaiveDate>,
    #[serde(default)]
    pub to: Option<NaiveDate>,
    #[serde(default)]
    pub month: u32,
    /// A fixed day of the month …
    #[serde(default)]
    pub day: Option<u32>,
    /// … or the nth weekday, −1 = the last …
    #[serde(default)]
    pub weekday: Option<Weekday>,
    #[serde(default)]
    pub nth: i8,
    /// … moved by days (the Friday after the fourth Thursday: 1).
    #[serde(default)]
    pub offset: i64,
    /// A single day (proclaimed by hand).
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// On Saturday the Friday before is the holiday.
    #[serde(default)]
    pub saturday_to_friday: bool,
    /// On Sunday the Monday after is the holiday.
    #[serde(default)]
    pub sunday_to_monday: bool,
    pub authority: String,
    #[serde(default)]
    pub unconfirmed: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    holiday: Vec<Holiday>,
}

/// Every rule and holiday table in force.
#[derive(Clone, Default, Debug)]
pub struct Rules {
    /// By id.
    pub rules: BTreeMap<String, Rule>,
    /// By jurisdiction.
    pub holidays: BTreeMap<String, Vec<Holiday>>,
    /// First 12 hex digits of the SHA-256 over the rule files: which set computed a date.
    pub set: String,
}

impl Rules {
    /// Reads `rules/<jurisdiction>/*.toml`; all problems at once.
    pub fn read(assets: &Assets, problems: &mut Vec<Problem>) -> Rules {
        use sha2::{Digest, Sha256};
        let mut out = Rules::default();
        let mut hasher = Sha256::new();
        for (path, bytes) in assets.folder("rules/") {
            let Some((jurisdiction, file)) = path.strip_prefix("rules/").and_then(|p| p.split_once('/')) else {
                continue;
            };
            if !file.ends_with(".toml") {
                continue;
            }
            hasher.update((path.len() as u64).to_be_bytes());
            hasher.update(path);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
            let text = String::from_utf8_lossy(bytes);
            let mut faults: Vec<(String, String)> = Vec::new();
            if file == "holidays.toml" {
                match toml::from_str::<HolidayFile>(&text) {
                    Ok(found) => {
                        for holiday in &found.holiday {
                            check_holiday(holiday, &mut faults);
                        }
                        out.holidays.insert(jurisdiction.to_owned(), found.holiday);
                    }
                    Err(error) => faults.push((String::new(), describe(&error, &text))),
                }
            } else {
                match toml::from_str::<RuleFile>(&text) {
                    Ok(found) => {
                        for mut rule in found.rule {
                            rule.jurisdiction = jurisdiction.to_owned();
                            rule.title = format!("rule-{}", rule.id.to_ascii_lowercase());
                            check_rule(&rule, &mut faults);
                            if out.rules.contains_key(&rule.id) {
                                faults.push((rule.id.clone(), "the id is used twice".to_owned()));
                            }
                            out.rules.insert(rule.id.clone(), rule);
                        }
                    }
                    Err(error) => faults.push((String::new(), describe(&error, &text))),
                }
            }
            problems.extend(faults.into_iter().map(|(item, found)| {
                let found = if item.is_empty() {
                    found
                } else {
                    format!("{item}: {found}")
                };
                Problem::new(
                    "asset",
                    "a valid rule file",
                    found,
                    "correct the file or remove it from the overlay",
                )
                .in_file(format!("assets/{path}"))
            }));
        }
        out.set = crate::model::hex(&hasher.finalize()[..6]);
        out
    }

    /// The rule `M55`, or one of its variants `M52:defence`; case does not matter.
    ///
    /// # Errors
    /// Names the nearest ids or the rule's variants.
    pub fn find(&self, id: &str) -> Result<(&Rule, Option<&Variant>), Problem> {
        let (id, variant) = id.split_once(':').map_or((id, ""), |(a, b)| (a, b));
        let wanted = id.trim();
        let rule = self
            .rules
            .values()
            .find(|r| r.id.eq_ignore_ascii_case(wanted))
            .ok_or_else(|| {
                let first = wanted.chars().next().unwrap_or('M').to_ascii_uppercase();
                let near: Vec<&str> = self
                    .rules
                    .keys()
                    .filter(|k| k.starts_with(first))
                    .map(String::as_str)
                    .collect();
                let near = if near.is_empty() {
                    self.rules.keys().map(String::as_str).collect()
                } else {
                    near
                };
                Problem::new(
                    "rule-unknown",
                    format!("a rule such as {}", near.join(", ")),
                    wanted.to_owned(),
                    "run `caseboard rules` for the list",
                )
            })?;
        if variant.is_empty() {
            return Ok((rule, None));
        }
        match rule.variant.iter().find(|v| v.key == variant) {
            Some(v) => Ok((rule, Some(v))),
            None => {
                let keys: Vec<&str> = rule.variant.iter().map(|v| v.key.as_str()).collect();
                Err(Problem::new(
                    "rule-variant",
                    if keys.is_empty() {
                        format!("{} alone", rule.id)
                    } else {
                        format!("{}:{}", rule.id, keys.join(" or :"))
                    },
                    variant.to_owned(),
                    "leave the variant out, or name one of these",
                ))
            }
        }
    }
}

/// The message with its line, which a person looks for first.
fn describe(error: &toml::de::Error, text: &str) -> String {
    let line = error.span().map_or(0, |s| {
        text.as_bytes().iter().take(s.start).filter(|b| **b == b'\n').count() + 1
    });
    format!("line {line}: {}", error.message())
}

fn check_rule(rule: &Rule, faults: &mut Vec<(String, String)>) {
    let mut fault = |text: &str| faults.push((rule.id.clone(), text.to_owned()));
    if rule.id.is_empty() || !rule.id.chars().all(|c| c.is_ascii_alphanumeric()) {
        fault("an id has letters and digits only");
    }
    if rule.authority.trim().is_empty() {
        fault("no authority");
    }
    if rule.kind == RuleKind::Clock && rule.code.is_none() {
        fault("a clock needs a code");
    }
    if rule.length.is_some() && rule.code.is_none() {
        fault("a length needs a code");
    }
    if rule.kind == RuleKind::Clock && rule.length.is_some() && rule.example.is_empty() {
        fault("a clock with a length needs an example");
    }
    if rule.length.is_none() && !rule.variant.is_empty() {
        fault("variants need a length of the rule itself: the shortest");
    }
}

fn check_holiday(holiday: &Holiday, faults: &mut Vec<(String, String)>) {
    let ways = usize::from(holiday.day.is_some())
        + usize::from(holiday.weekday.is_some())
        + usize::from(holiday.date.is_some());
    if ways != 1 {
        faults.push((holiday.key.clone(), "give one of day, weekday, date".to_owned()));
    }
    if holiday.date.is_none() && !(1..=12).contains(&holiday.month) {
        faults.push((holiday.key.clone(), "give a month from 1 to 12".to_owned()));
    }
    if holiday.weekday.is_some() && !matches!(holiday.nth, -1 | 1..=5) {
        faults.push((
            holiday.key.clone(),
            "give nth from 1 to 5, or -1 for the last".to_owned(),
        ));
    }
}
