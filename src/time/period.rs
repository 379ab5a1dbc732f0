//! What a clock computes from and to: a start, excluded time, what a court may set; a due date with
//! the steps that led to it. Must not know: any rule; today's date.

use chrono::{Days, NaiveDate, NaiveTime};
use serde::Serialize;

use super::calendar::add_months;
use crate::catalog::rule::{Code, Length, Warn};
use crate::model::problem::Problem;
use crate::model::value::date;

/// A local date, with a time of day where one is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Moment {
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl Moment {
    pub fn day(day: NaiveDate) -> Moment {
        Moment { day, time: None }
    }
    /// Reads `2026-11-02` or `2026-11-13T18:00`.
    ///
    /// # Errors
    /// Says how it is written.
    pub fn parse(text: &str) -> Result<Moment, Problem> {
        let wrong = || {
            Problem::new(
                "moment",
                "a date such as 2026-11-02 or 2026-11-13T18:00",
                text.to_owned(),
                "write the local date, and the hour for periods in hours",
            )
        };
        let edtf = date::parse(&text.trim().replacen(' ', "T", 1)).map_err(|_not_edtf| wrong())?;
        let day = edtf.exact_day().ok_or_else(wrong)?;
        Ok(Moment { day, time: edtf.time() })
    }
}
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.day)?;
        match self.time {
            Some(time) => write!(f, "{}", time.format("T%H:%M")),
            None => Ok(()),
        }
    }
}
impl Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

/// Time that does not count; both end days are excluded (18 USC 3161(h)).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excluded {
    /// h1A … h8, toll; empty = not named.
    pub kind: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// False when a finding that the kind needs (h7) is not on the record.
    pub found: bool,
}

impl Excluded {
    /// Reads `2026-09-10/2026-09-25`, or with its kind `h1D:2026-09-10/2026-09-25`.
    ///
    /// # Errors
    /// Says how it is written, or that it ends before it begins.
    pub fn parse(text: &str) -> Result<Excluded, Problem> {
        let wrong = || {
            Problem::new(
                "exclude",
                "two dates such as 2026-09-10/2026-09-25, first to last day",
                text.to_owned(),
                "write both days; a kind may stand before, as in h1D:2026-09-10/2026-09-25",
            )
        };
        let (kind, span) = text.split_once(':').unwrap_or(("", text));
        let (from, to) = span.split_once('/').ok_or_else(wrong)?;
        let day = |t: &str| t.trim().parse::<NaiveDate>().map_err(|_not_a_day| wrong());
        let (from, to) = (day(from)?, day(to)?);
        if to < from {
            return Err(wrong());
        }
        Ok(Excluded {
            kind: kind.trim().to_owned(),
            from,
            to,
            found: true,
        })
    }

    /// How many days the statute lets this kind run: h1F is presumed unreasonable beyond 10 days,
    /// h1H ends after 30, h8 after one year.
    pub(super) fn capped(&self) -> (NaiveDate, bool) {
        let limit = match self.kind.as_str() {
            "h1F" => self.from.checked_add_days(Days::new(9)),
            "h1H" => self.from.checked_add_days(Days::new(29)),
            "h8" => add_months(self.from, 12).and_then(|(d, _)| d.pred_opt()),
            _ => None,
        };
        match limit {
            Some(limit) if limit < self.to => (limit, true),
            _ => (self.to, false),
        }
    }
}

/// What a case file or a court may set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Count holidays of the state where the federal court sits for periods after an event: a legal
    /// question, so no by default; the other date is shown as an alternative.
    pub state_holidays: bool,
    /// Which state's; empty = nm.
    pub state: String,
    /// Days proclaimed as holidays that no table has.
    pub extra_holidays: Vec<NaiveDate>,
    /// Days on which the clerk's office was inaccessible.
    pub closed: Vec<NaiveDate>,
    /// Served by means that add three days (Rule 45(c)): as code R45-3.
    pub three_days: bool,
}

/// One line of a derivation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    pub date: NaiveDate,
    pub counted: bool,
    /// Text `step-<key>`.
    pub key: String,
    pub args: Vec<String>,
}

/// A date that another reading would give.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Alternative {
    /// Text `alternative-<key>`.
    pub key: String,
    pub args: Vec<String>,
    pub due: Moment,
}

/// A due date with all of its derivation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Due {
    pub due: Moment,
    /// True when it ends at midnight after that day (e-filing).
    pub until_midnight: bool,
    pub warn_on: NaiveDate,
    pub steps: Vec<Step>,
    pub alternatives: Vec<Alternative>,
}

/// What to compute.
#[derive(Clone, Debug)]
pub struct Period<'a> {
    pub code: Code,
    /// Not read for FIXED.
    pub length: Length,
    pub from: Moment,
    pub jurisdiction: &'a str,
    pub excluded: &'a [Excluded],
    pub options: &'a Options,
    /// `None` = by the code.
    pub warn: Option<Warn>,
}
