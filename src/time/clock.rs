//! Legal clocks: a way of counting, a length and a start give a due date, and every day that was
//! counted or skipped is a step with its reason. Ways of counting: `catalog::rule::Code`, whose
//! comments name the rules; sections 1 and 5 of the project's milestone table.
//! Must not know: today's date (it is an argument), time zones beyond daylight saving, words for
//! people (steps are keys with arguments). A date here is no legal advice: `CAUTION` goes with it.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::calendar::{Calendar, DayOff, add_hours, add_months};
use super::period::{Alternative, Due, Excluded, Moment, Options, Period, Step};
use crate::catalog::rule::{Code, Length, Rule, Rules, Unit, Warn};
use crate::model::problem::Problem;

/// Text key of what stands beside every computed date: verify with counsel.
pub const CAUTION: &str = "verify-with-counsel";

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
