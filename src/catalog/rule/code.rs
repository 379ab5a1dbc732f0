//! Ways of counting a period, and lengths as people write them. Which codes exist and what they
//! mean: Fed. R. Crim. P. 45, 18 USC 3142, Rule 5-104 NMRA, and two choices of policy (CAL, ANNIV).
//! Must not know: how they are computed (`time/clock.rs`).

use std::fmt;

use serde::{Deserialize, Serialize};

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
