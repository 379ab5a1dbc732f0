//! Court days: weekends and legal holidays by jurisdiction from the tables of `assets/rules/`,
//! months and years with the end of the month, hours across daylight saving.
//! Must not know: any rule, today's date. Sources: Fed. R. Crim. P. 45(a)(6); 5 USC 6103; NMSA
//! 12-5-2; daylight saving by 15 USC 260a as in force since 2007.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use crate::catalog::rule::{Holiday, Rules};
use crate::model::problem::Problem;

/// Which days a court does not sit.
#[derive(Clone, Debug)]
pub struct Calendar<'a> {
    table: &'a [Holiday],
    /// Holidays of the state where a federal court sits, when they are to count.
    state: &'a [Holiday],
    extra: &'a [NaiveDate],
}

/// Why a day is no court day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DayOff<'a> {
    Weekend,
    /// Key of the holiday; `extra` for a day added by hand.
    Holiday(&'a str),
}

impl<'a> Calendar<'a> {
    /// `extra`: days proclaimed as holidays that no table has.
    ///
    /// # Errors
    /// Lists the jurisdictions that have a holiday table.
    pub fn new(rules: &'a Rules, jurisdiction: &str, extra: &'a [NaiveDate]) -> Result<Calendar<'a>, Problem> {
        match rules.holidays.get(jurisdiction) {
            Some(table) => Ok(Calendar {
                table,
                state: &[],
                extra,
            }),
            None => {
                let known: Vec<&str> = rules.holidays.keys().map(String::as_str).collect();
                Err(Problem::new(
                    "jurisdiction",
                    known.join(" or "),
                    jurisdiction.to_owned(),
                    "name one of these jurisdictions",
                ))
            }
        }
    }

    /// The same with the holidays of a state counted too (Rule 45(a)(6)(C)).
    #[must_use]
    pub fn with_state(mut self, rules: &'a Rules, state: &str) -> Calendar<'a> {
        self.state = rules.holidays.get(state).map_or(&[], Vec::as_slice);
        self
    }

    /// `None` on a day that the court sits.
    pub fn day_off(&self, day: NaiveDate) -> Option<DayOff<'a>> {
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            return Some(DayOff::Weekend);
        }
        self.holiday(day).map(DayOff::Holiday)
    }

    /// Key of the holiday that is observed on this day.
    pub fn holiday(&self, day: NaiveDate) -> Option<&'a str> {
        let of = |table: &'a [Holiday]| table.iter().find(|h| observed(h, day)).map(|h| h.key.as_str());
        of(self.table)
            .or_else(|| of(self.state))
            .or_else(|| self.extra.contains(&day).then_some("extra"))
    }

    /// The last court day before this one.
    pub fn court_day_before(&self, day: NaiveDate) -> NaiveDate {
        let mut at = day;
        loop {
            let Some(before) = at.pred_opt() else { return at };
            at = before;
            if self.day_off(at).is_none() {
                return at;
            }
        }
    }

    /// Observed holidays of a year, ascending, with their keys.
    pub fn holidays_of(&self, year: i32) -> Vec<(NaiveDate, &'a str)> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else {
            return Vec::new();
        };
        first
            .iter_days()
            .take_while(|d| d.year() == year)
            .filter_map(|d| self.holiday(d).map(|key| (d, key)))
            .collect()
    }
}

/// Is the holiday observed on this day? A 1 January on Saturday is observed in the year before.
fn observed(holiday: &Holiday, day: NaiveDate) -> bool {
    [day.year(), day.year() + 1].into_iter().any(|year| {
        occurrence(holiday, year).is_some_and(|on| {
            let in_force = holiday.from.is_none_or(|f| f <= on) && holiday.to.is_none_or(|t| on <= t);
            let moved = match on.weekday() {
                Weekday::Sat if holiday.saturday_to_friday => on.pred_opt(),
                Weekday::Sun if holiday.sunday_to_monday => on.succ_opt(),
                _ => Some(on),
            };
            in_force && moved == Some(day)
        })
    })
}

/// The day that the holiday itself falls on in a year, before it is moved.
fn occurrence(holiday: &Holiday, year: i32) -> Option<NaiveDate> {
    if let Some(date) = holiday.date {
        return (date.year() == year).then_some(date);
    }
    let on = match (holiday.day, holiday.weekday) {
        (Some(day), _) => NaiveDate::from_ymd_opt(year, holiday.month, day)?,
        (None, Some(weekday)) if holiday.nth > 0 => {
            NaiveDate::from_weekday_of_month_opt(year, holiday.month, weekday, holiday.nth as u8)?
        }
        (None, Some(weekday)) => {
            let last = last_of_month(NaiveDate::from_ymd_opt(year, holiday.month, 1)?)?;
            let back = (7 + last.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
            last.checked_sub_days(Days::new(u64::from(back)))?
        }
        (None, None) => return None,
    };
    on.checked_add_signed(TimeDelta::try_days(holiday.offset)?)
}

fn last_of_month(day: NaiveDate) -> Option<NaiveDate> {
    day.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// The same day of the month, months later (earlier when negative); the month's last day when that
/// does not exist, and then `true`.
pub fn add_months(day: NaiveDate, months: i32) -> Option<(NaiveDate, bool)> {
    let count = Months::new(months.unsigned_abs());
    let to = if months < 0 {
        day.checked_sub_months(count)
    } else {
        day.checked_add_months(count)
    }?;
    Some((to, to.day() != day.day()))
}

/// Adds hours that pass, on a wall clock that is moved for daylight saving; `true` when a move lay
/// between. The advisory note of 2009 to the rules of procedure has the example: 72 hours from
/// Friday 2 November 2007, 10:00, end on Monday 5 November at 9:00.
pub fn add_hours(start: NaiveDateTime, hours: i32) -> Option<(NaiveDateTime, bool)> {
    let standard = start.checked_sub_signed(TimeDelta::hours(i64::from(is_summer(start))))?;
    let end = standard.checked_add_signed(TimeDelta::try_hours(i64::from(hours))?)?;
    // A wall clock in standard time reads summer's hours one later, so both readings are asked for.
    let as_summer = end.checked_add_signed(TimeDelta::hours(1))?;
    let wall = if is_summer(as_summer) { as_summer } else { end };
    Some((wall, is_summer(start) != is_summer(wall)))
}

/// Is daylight saving in force at this wall-clock time? Second Sunday of March 2:00 to first Sunday
/// of November 2:00; before 2007 not reckoned.
fn is_summer(at: NaiveDateTime) -> bool {
    let turn = |month, nth, hour| {
        NaiveDate::from_weekday_of_month_opt(at.year(), month, Weekday::Sun, nth)
            .and_then(|d| d.and_hms_opt(hour, 0, 0))
    };
    // No wall clock shows 2:00 to 3:00 in spring; 1:00 to 2:00 in autumn is read as the earlier one.
    match (turn(3, 2, 3), turn(11, 1, 2)) {
        (Some(spring), Some(autumn)) => at.year() >= 2007 && spring <= at && at < autumn,
        _ => false,
    }
}
