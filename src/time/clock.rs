//! Legal clocks: a way of counting, a length and a start give a due date, and every day that was
//! counted or skipped is a step with its reason. Ways of counting: `catalog::rule::Code`, whose
//! comments name the rules; sections 1 and 5 of the project's milestone table.
//! Must not know: today's date (it is an argument), time zones beyond daylight saving, words for
//! people (steps are keys with arguments). A date here is no legal advice: `CAUTION` goes with it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;

use super::calendar::{Calendar, DayOff, add_hours, add_months};
use crate::catalog::rule::{Code, Excludes, Length, Rule, Rules, Unit, Warn};
use crate::model::problem::Problem;
use crate::model::value::date;

/// Text key of what stands beside every computed date: verify with counsel.
pub const CAUTION: &str = "verify-with-counsel";

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
    fn capped(&self) -> (NaiveDate, bool) {
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

/// The due date of a period, with alternatives where the law leaves a choice.
///
/// # Errors
/// A length that the code can't count, an unknown jurisdiction, a date out of range.
pub fn compute(rules: &Rules, period: &Period<'_>) -> Result<Due, Problem> {
    let mut due = derive(rules, period)?;
    let mut other = |key: &str, args: Vec<String>, options: Options| -> Result<(), Problem> {
        let again = derive(
            rules,
            &Period {
                options: &options,
                ..period.clone()
            },
        )?;
        if again.due != due.due {
            due.alternatives.push(Alternative {
                key: key.to_owned(),
                args,
                due: again.due,
            });
        }
        Ok(())
    };
    if period.jurisdiction == "us" {
        let flipped = Options {
            state_holidays: !period.options.state_holidays,
            ..period.options.clone()
        };
        let key = if period.options.state_holidays {
            "state-holidays-not-counted"
        } else {
            "state-holidays-counted"
        };
        other(key, vec![state_of(period.options).to_owned()], flipped)?;
    }
    if matches!(period.code, Code::R45D | Code::LastDay) && !period.options.three_days && period.length.amount > 0 {
        other(
            "three-days-for-service",
            Vec::new(),
            Options {
                three_days: true,
                ..period.options.clone()
            },
        )?;
    }
    if period.excluded.iter().any(|x| !x.found) {
        let all: Vec<Excluded> = period
            .excluded
            .iter()
            .map(|x| Excluded {
                found: true,
                ..x.clone()
            })
            .collect();
        let again = derive(
            rules,
            &Period {
                excluded: &all,
                ..period.clone()
            },
        )?;
        if again.due != due.due {
            due.alternatives.push(Alternative {
                key: "finding-made".to_owned(),
                args: Vec::new(),
                due: again.due,
            });
        }
    }
    Ok(due)
}

fn state_of(options: &Options) -> &str {
    if options.state.is_empty() { "nm" } else { &options.state }
}

/// A derivation in progress.
struct Count<'a> {
    calendar: Calendar<'a>,
    /// (first, last, kinds) of time that does not count.
    excluded: Vec<(NaiveDate, NaiveDate, String)>,
    closed: &'a [NaiveDate],
    steps: Vec<Step>,
    backward: bool,
}

fn out_of_range() -> Problem {
    Problem::new(
        "date-range",
        "a date within the calendar",
        "a date beyond it",
        "shorten the length or correct the start",
    )
}

impl<'a> Count<'a> {
    fn step(&mut self, date: NaiveDate, counted: bool, key: &str, args: Vec<String>) {
        self.steps.push(Step {
            date,
            counted,
            key: key.to_owned(),
            args,
        });
    }
    fn next(&self, day: NaiveDate) -> Result<NaiveDate, Problem> {
        if self.backward { day.pred_opt() } else { day.succ_opt() }.ok_or_else(out_of_range)
    }
    fn kinds(&self, day: NaiveDate) -> Option<String> {
        let kinds: BTreeSet<&str> = self
            .excluded
            .iter()
            .filter(|(a, b, _)| (*a..=*b).contains(&day))
            .map(|(_, _, kind)| kind.as_str())
            .collect();
        (!kinds.is_empty()).then(|| {
            kinds
                .into_iter()
                .filter(|k| !k.is_empty())
                .collect::<Vec<_>>()
                .join(", ")
        })
    }
    fn skip(&mut self, day: NaiveDate, off: DayOff<'_>, stem: &str) {
        match off {
            DayOff::Weekend => self.step(day, false, &format!("{stem}weekend"), Vec::new()),
            DayOff::Holiday(key) => self.step(day, false, &format!("{stem}holiday"), vec![key.to_owned()]),
        }
    }

    /// Counts days from the day after the trigger; excluded ones never count, days off not when
    /// `court_days_only`.
    fn days(&mut self, from: NaiveDate, length: u32, court_days_only: bool) -> Result<NaiveDate, Problem> {
        let mut day = from;
        let mut counted = 0;
        while counted < length {
            day = self.next(day)?;
            if let Some(kinds) = self.kinds(day) {
                self.step(day, false, "excluded", vec![kinds]);
                continue;
            }
            if court_days_only && let Some(off) = self.calendar.day_off(day) {
                self.skip(day, off, "");
                continue;
            }
            counted += 1;
            self.step(day, true, "day", vec![counted.to_string()]);
        }
        Ok(day)
    }

    /// Runs on (or further back) from a day off or a day on which the clerk's office is closed.
    fn roll(&mut self, last: NaiveDate) -> Result<NaiveDate, Problem> {
        let mut day = last;
        loop {
            if let Some(off) = self.calendar.day_off(day) {
                self.skip(day, off, "roll-");
            } else if self.closed.contains(&day) && !self.backward {
                self.step(day, false, "roll-closed", Vec::new());
            } else {
                return Ok(day);
            }
            day = self.next(day)?;
        }
    }

    /// Same day of the month, months on; tolled days are added, and those tolled within them too.
    fn months(&mut self, from: NaiveDate, months: i32, written: Length) -> Result<NaiveDate, Problem> {
        let (base, clamped) = add_months(from, months).ok_or_else(out_of_range)?;
        self.step(
            base,
            true,
            if clamped {
                "anniversary-month-end"
            } else {
                "anniversary"
            },
            vec![written.to_string()],
        );
        if self.excluded.is_empty() || self.backward {
            return Ok(base);
        }
        let mut due = base;
        let mut tolled = 0;
        let mut day = from;
        while day < due {
            day = self.next(day)?;
            if self.kinds(day).is_some() {
                tolled += 1;
                due = base.checked_add_days(Days::new(tolled)).ok_or_else(out_of_range)?;
            }
        }
        if tolled > 0 {
            self.step(due, true, "tolled", vec![tolled.to_string()]);
        }
        Ok(due)
    }
}

fn unfit(period: &Period<'_>, expected: &str) -> Problem {
    Problem::new(
        "rule-length",
        format!("a length in {expected} for code {}", period.code.as_str()),
        period.length.to_string(),
        "change the length or the code",
    )
}

fn derive(rules: &Rules, period: &Period<'_>) -> Result<Due, Problem> {
    let Period {
        code,
        length,
        from,
        options,
        ..
    } = *period;
    let backward = length.amount < 0 || code == Code::R45B;
    let mut calendar = Calendar::new(rules, period.jurisdiction, &options.extra_holidays)?;
    // State holidays count only for periods after an event (Rule 45(a)(6)(C)).
    if period.jurisdiction == "us" && options.state_holidays && !backward {
        calendar = calendar.with_state(rules, state_of(options));
    }
    let mut count = Count {
        calendar,
        excluded: Vec::new(),
        closed: &options.closed,
        steps: Vec::new(),
        backward,
    };
    count.step(
        from.day,
        false,
        if code == Code::Fixed { "fixed" } else { "trigger" },
        vec![from.to_string()],
    );
    take_excluded(&mut count, period.excluded);

    let size = length.amount.unsigned_abs();
    let mut until_midnight = false;
    let mut time = None;
    let months = match length.unit {
        Unit::Months => Some(length.amount),
        Unit::Years => Some(length.amount.checked_mul(12).ok_or_else(out_of_range)?),
        Unit::Hours | Unit::Days => None,
    }
    // R45B counts back whichever sign was written.
    .map(|m| if backward { -m.abs() } else { m });
    let due = match (code, length.unit) {
        (Code::Fixed, _) => {
            time = from.time;
            from.day
        }
        (Code::R45H | Code::H0 | Code::R45D | Code::Nm10 | Code::R45B, Unit::Hours)
        | (Code::R45H | Code::H0, Unit::Days) => {
            let hours = if length.unit == Unit::Hours {
                size
            } else {
                size.saturating_mul(24)
            };
            let end = hours_from(&mut count, from, hours)?;
            time = Some(end.time());
            if code == Code::H0 {
                end.date()
            } else {
                count.roll(end.date())?
            }
        }
        (Code::H0 | Code::R45H, _) => return Err(unfit(period, "hours or days")),
        (Code::Bus, Unit::Days) => count.days(from.day, size, true)?,
        (Code::Bus, _) => return Err(unfit(period, "days")),
        (Code::Anniv, Unit::Months | Unit::Years) => count.months(from.day, months.unwrap_or(0), length)?,
        (Code::Anniv, _) => return Err(unfit(period, "months or years")),
        (_, Unit::Hours) => return Err(unfit(period, "days, months or years")),
        (Code::Cal, _) => match months {
            Some(m) => count.months(from.day, m, length)?,
            None => count.days(from.day, size, false)?,
        },
        (Code::R45D | Code::R45B | Code::R453 | Code::LastDay | Code::Closed | Code::Nm10, _) => {
            let last = match months {
                Some(m) => count.months(from.day, m, length)?,
                None => count.days(from.day, size, code == Code::Nm10 && size <= 10)?,
            };
            let mut last = count.roll(last)?;
            if code == Code::R453 || options.three_days && !backward {
                for n in 1..=3 {
                    last = count.next(last)?;
                    count.step(last, true, "service-day", vec![n.to_string()]);
                }
                last = count.roll(last)?;
            }
            if code == Code::Closed {
                count.step(last, false, "roll-closed", Vec::new());
                last = count.next(last)?;
                last = count.roll(last)?;
            }
            until_midnight = code == Code::LastDay;
            last
        }
    };
    let key = match (until_midnight, backward) {
        (true, _) => "due-midnight",
        (false, true) => "due-before",
        (false, false) => "due",
    };
    let due = Moment { day: due, time };
    count.step(due.day, true, key, vec![due.to_string()]);
    let warn_on = warn_day(&count.calendar, period, due.day);
    Ok(Due {
        due,
        until_midnight,
        warn_on,
        steps: count.steps,
        alternatives: Vec::new(),
    })
}

/// Takes over excluded spans: capped where the statute caps, left out where the finding is missing.
fn take_excluded(count: &mut Count<'_>, spans: &[Excluded]) {
    for span in spans {
        if span.kind == "h7" && !span.found {
            count.step(
                span.from,
                true,
                "no-finding",
                vec![span.from.to_string(), span.to.to_string()],
            );
            continue;
        }
        let (to, capped) = span.capped();
        if capped {
            count.step(
                to,
                true,
                "excluded-capped",
                vec![span.kind.clone(), span.to.to_string()],
            );
        }
        count.excluded.push((span.from, to, span.kind.clone()));
    }
}

fn hours_from(count: &mut Count<'_>, from: Moment, hours: u32) -> Result<NaiveDateTime, Problem> {
    let start = from.time.unwrap_or(NaiveTime::MIN);
    if from.time.is_none() {
        // The earliest hour gives the earliest due: the safe side.
        count.step(from.day, false, "hour-not-known", Vec::new());
    }
    let signed = i32::try_from(hours).map_err(|_too_many| out_of_range())?;
    let signed = if count.backward { -signed } else { signed };
    let (end, moved) = add_hours(from.day.and_time(start), signed).ok_or_else(out_of_range)?;
    count.step(
        end.date(),
        true,
        "hours",
        vec![hours.to_string(), end.format("%Y-%m-%dT%H:%M").to_string()],
    );
    if moved {
        count.step(end.date(), true, "daylight-saving", Vec::new());
    }
    Ok(end)
}

fn warn_day(calendar: &Calendar<'_>, period: &Period<'_>, due: NaiveDate) -> NaiveDate {
    let by_code = match period.code {
        Code::Anniv => Warn::BusinessDay,
        Code::H0 | Code::R45H => Warn::AtOnce,
        _ => Warn::TwoWeeks,
    };
    let backward = period.length.amount < 0 || period.code == Code::R45B;
    match period.warn.unwrap_or(by_code) {
        Warn::BusinessDay => calendar.court_day_before(due),
        Warn::AtOnce if backward => due,
        Warn::AtOnce => period.from.day.min(due),
        Warn::TwoWeeks => {
            let day = due.checked_sub_days(Days::new(14)).unwrap_or(due);
            if backward || period.code == Code::Fixed {
                day
            } else {
                day.max(period.from.day).min(due)
            }
        }
    }
}

/// One date without a case: what `caseboard deadline` asks.
#[derive(Clone, Debug, Default)]
pub struct DeadlineRequest {
    /// `M55` or `M52:defence`; empty = by code and length.
    pub rule: String,
    pub code: String,
    /// Replaces the rule's own length when both are given.
    pub length: String,
    pub from: String,
    /// Empty = the rule's, or the code's own.
    pub jurisdiction: String,
    /// `A/B` or `KIND:A/B`.
    pub exclude: Vec<String>,
    pub options: Options,
}

/// The answer, from which the command's JSON follows field by field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Deadline {
    pub due: Moment,
    pub until_midnight: bool,
    pub warn_on: NaiveDate,
    /// Rule id with its variant, or the code.
    pub rule: String,
    /// Text key of the rule's title; empty by code.
    pub title: String,
    pub authority: String,
    pub unconfirmed: String,
    pub code: &'static str,
    pub length: String,
    pub from: Moment,
    pub jurisdiction: String,
    pub steps: Vec<Step>,
    pub alternatives: Vec<Alternative>,
    pub rule_set: String,
    pub caution: &'static str,
}

/// Computes one date from what was typed.
///
/// # Errors
/// Each wrong or missing argument, with what to write.
pub fn deadline(rules: &Rules, request: &DeadlineRequest) -> Result<Deadline, Problem> {
    let from = Moment::parse(&request.from)?;
    let excluded = request
        .exclude
        .iter()
        .map(|x| Excluded::parse(x))
        .collect::<Result<Vec<_>, _>>()?;
    let typed_length = if request.length.is_empty() {
        None
    } else {
        Some(Length::parse(&request.length)?)
    };
    let typed_code = if request.code.is_empty() {
        None
    } else {
        Some(Code::parse(&request.code)?)
    };
    if request.rule.is_empty() {
        let code = typed_code.ok_or_else(|| {
            Problem::new(
                "deadline",
                "a rule or a code",
                "neither",
                "give --rule M55, or --code R45D --length 30d",
            )
        })?;
        let length = match typed_length {
            Some(length) => length,
            None if code == Code::Fixed => Length {
                amount: 0,
                unit: Unit::Days,
            },
            None => {
                return Err(Problem::new(
                    "deadline",
                    "a length",
                    "none",
                    "give --length, such as 30d",
                ));
            }
        };
        let jurisdiction = if request.jurisdiction.is_empty() {
            code.jurisdiction()
        } else {
            &request.jurisdiction
        };
        let period = Period {
            code,
            length,
            from,
            jurisdiction,
            excluded: &excluded,
            options: &request.options,
            warn: None,
        };
        let due = compute(rules, &period)?;
        return Ok(answer(rules, due, &period, code.as_str().to_owned(), None));
    }
    let (rule, variant) = rules.find(&request.rule)?;
    let code = typed_code.or(variant.and_then(|v| v.code)).or(rule.code);
    let length = typed_length.or(variant.map(|v| v.length)).or(rule.length);
    let (code, length) = match (code, length) {
        (Some(code), Some(length)) => (code, length),
        (Some(Code::Fixed), None) => (
            Code::Fixed,
            Length {
                amount: 0,
                unit: Unit::Days,
            },
        ),
        _ => {
            return Err(Problem::new(
                "deadline-undated",
                "a rule with a length in days, months or years",
                format!("{} has none in the law", rule.id),
                "give --length and --code for the office's own period",
            ));
        }
    };
    if !excluded.is_empty() && rule.excludes == Excludes::None {
        return Err(Problem::new(
            "exclude",
            "a rule that time can be excluded from",
            rule.id.clone(),
            "leave --exclude out, or use --code and --length",
        ));
    }
    let jurisdiction = if request.jurisdiction.is_empty() {
        &rule.jurisdiction
    } else {
        &request.jurisdiction
    };
    let period = Period {
        code,
        length,
        from,
        jurisdiction,
        excluded: &excluded,
        options: &request.options,
        warn: rule.warn,
    };
    let mut due = compute(rules, &period)?;
    if variant.is_none() && typed_length.is_none() {
        due.alternatives.extend(variants(rules, rule, &period)?);
    }
    let id = variant.map_or_else(|| rule.id.clone(), |v| format!("{}:{}", rule.id, v.key));
    Ok(answer(rules, due, &period, id, Some(rule)))
}

/// What the rule's other periods would give.
pub(super) fn variants(rules: &Rules, rule: &Rule, period: &Period<'_>) -> Result<Vec<Alternative>, Problem> {
    let mut out = Vec::new();
    for variant in &rule.variant {
        let other = Period {
            code: variant.code.unwrap_or(period.code),
            length: variant.length,
            ..period.clone()
        };
        let due = derive(rules, &other)?.due;
        out.push(Alternative {
            key: format!("variant-{}", variant.key),
            args: vec![variant.length.to_string()],
            due,
        });
    }
    Ok(out)
}

fn answer(rules: &Rules, due: Due, period: &Period<'_>, id: String, rule: Option<&Rule>) -> Deadline {
    Deadline {
        due: due.due,
        until_midnight: due.until_midnight,
        warn_on: due.warn_on,
        rule: id,
        title: rule.map(|r| r.title.clone()).unwrap_or_default(),
        authority: rule.map_or_else(|| period.code.authority().to_owned(), |r| r.authority.clone()),
        unconfirmed: rule.map(|r| r.unconfirmed.clone()).unwrap_or_default(),
        code: period.code.as_str(),
        length: period.length.to_string(),
        from: period.from,
        jurisdiction: period.jurisdiction.to_owned(),
        steps: due.steps,
        alternatives: due.alternatives,
        rule_set: rules.set.clone(),
        caution: CAUTION,
    }
}
