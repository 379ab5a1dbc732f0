//! Milestone and clock rules (`assets/rules/<jurisdiction>/*.toml`) with their citations, and the
//! holiday tables (`assets/rules/<jurisdiction>/holidays.toml`). Reads and checks them; computes
//! nothing (`time/clock.rs` does). Which codes exist and what they mean: Fed. R. Crim. P. 45,
//! 18 USC 3142, Rule 5-104 NMRA, and two choices of policy (CAL, ANNIV), said in `Code`.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::asset::Assets;
use crate::model::problem::Problem;

/// How a period is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Code {
    /// Fed. R. Crim. P. 45(a)(1): the trigger's day does not count, every other does; a last day on
    /// Saturday, Sunday or holiday runs to the next that is none.
    R45D,
    /// 45(a)(2): hours, every one counts; an end on such a day runs to the same hour of the next.
    R45H,
    /// 45(a)(5): counted back from an event; the "next" day lies further back.
    R45B,
    /// 45(c): as R45D, then three days for service by certain means that are not electronic.
    #[serde(rename = "R45-3")]
    R453,
    /// 45(a)(4): as R45D; ends at midnight of the court's time zone when filed electronically.
    #[serde(rename = "LASTDAY")]
    LastDay,
    /// 45(a)(3): as R45D, with the clerk's office inaccessible on the last day.
    #[serde(rename = "CLOSED")]
    Closed,
    /// Hours by the statute's own words, never rolled (County of Riverside v. McLaughlin).
    H0,
    /// Only days that are no Saturday, Sunday or holiday count (18 USC 3142(d), (f)).
    #[serde(rename = "BUS")]
    Bus,
    /// Rule 5-104(A) NMRA: up to 10 days skip weekends and holidays, from 11 on all count.
    #[serde(rename = "NM10")]
    Nm10,
    /// Calendar days, not rolled: the safe side where nothing is said.
    #[serde(rename = "CAL")]
    Cal,
    /// Months or years: same day of the month, or the month's last.
    #[serde(rename = "ANNIV")]
    Anniv,
    /// Set by an order: nothing is computed.
    #[serde(rename = "FIXED")]
    Fixed,
}

impl Code {
    pub const ALL: [Code; 12] = [
        Code::R45D,
        Code::R45H,
        Code::R45B,
        Code::R453,
        Code::LastDay,
        Code::Closed,
        Code::H0,
        Code::Bus,
        Code::Nm10,
        Code::Cal,
        Code::Anniv,
        Code::Fixed,
    ];
    pub fn as_str(self) -> &'static str {
        match self {
            Code::R45D => "R45D",
            Code::R45H => "R45H",
            Code::R45B => "R45B",
            Code::R453 => "R45-3",
            Code::LastDay => "LASTDAY",
            Code::Closed => "CLOSED",
            Code::H0 => "H0",
            Code::Bus => "BUS",
            Code::Nm10 => "NM10",
            Code::Cal => "CAL",
            Code::Anniv => "ANNIV",
            Code::Fixed => "FIXED",
        }
    }
    /// Case does not matter; `R453` and `R45_3` are read too.
    ///
    /// # Errors
    /// Lists the codes.
    pub fn parse(text: &str) -> Result<Code, Problem> {
        let bare = |t: &str| {
            t.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_ascii_uppercase()
        };
        let wanted = bare(text);
        Code::ALL
            .into_iter()
            .find(|c| bare(c.as_str()) == wanted)
            .ok_or_else(|| {
                let known = Code::ALL.map(Code::as_str).join(", ");
                Problem::new(
                    "rule-code",
                    format!("one of {known}"),
                    text.to_owned(),
                    "write one of these codes",
                )
            })
    }
    /// Where the way of counting comes from.
    pub fn authority(self) -> &'static str {
        match self {
            Code::R45D => "Fed. R. Crim. P. 45(a)(1)",
            Code::R45H => "Fed. R. Crim. P. 45(a)(2)",
            Code::R45B => "Fed. R. Crim. P. 45(a)(5)",
            Code::R453 => "Fed. R. Crim. P. 45(c)",
            Code::LastDay => "Fed. R. Crim. P. 45(a)(4)",
            Code::Closed => "Fed. R. Crim. P. 45(a)(3)",
            Code::H0 => "County of Riverside v. McLaughlin, 500 U.S. 44, 57 (1991)",
            Code::Bus => "18 USC 3142(d), (f)",
            Code::Nm10 => "Rule 5-104(A) NMRA",
            Code::Cal | Code::Anniv => "policy choice: safe side",
            Code::Fixed => "advisory note 2009 to Fed. R. Crim. P. 45",
        }
    }
    /// The jurisdiction whose holidays count when none is named.
    pub fn jurisdiction(self) -> &'static str {
        if self == Code::Nm10 { "nm" } else { "us" }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Unit {
    Hours,
    Days,
    Months,
    Years,
}

/// A period: `72h`, `30d`, `6m`, `10y`, negative when counted before an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Length {
    pub amount: i32,
    pub unit: Unit,
}

impl Length {
    /// # Errors
    /// Says how a length is written.
    pub fn parse(text: &str) -> Result<Length, Problem> {
        let wrong = || {
            Problem::new(
                "rule-length",
                "a length such as 72h, 30d, 6m or 10y, negative when counted before the event",
                text.to_owned(),
                "write a whole number and h, d, m or y",
            )
        };
        let text_ascii = text.trim().to_ascii_lowercase();
        let Some(unit) = text_ascii.chars().last() else {
            return Err(wrong());
        };
        let unit = match unit {
            'h' => Unit::Hours,
            'd' => Unit::Days,
            'm' => Unit::Months,
            'y' => Unit::Years,
            _ => return Err(wrong()),
        };
        let digits = &text_ascii[..text_ascii.len() - 1];
        // 100 years in days or 10 years in hours: what is longer is a slip, and dates stay in range.
        match digits.parse::<i32>() {
            Ok(amount) if amount.abs() <= 100_000 && !digits.starts_with('+') => Ok(Length { amount, unit }),
            _ => Err(wrong()),
        }
    }
}
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Hours => 'h',
            Unit::Days => 'd',
            Unit::Months => 'm',
            Unit::Years => 'y',
        };
        write!(f, "{}{unit}", self.amount)
    }
}
impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Length::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl Serialize for Length {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

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
    /// What proves that it was done.
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
        out.set = hasher.finalize().iter().take(6).map(|b| format!("{b:02x}")).collect();
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
