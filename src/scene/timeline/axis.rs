//! Days to points: range, ticks by zoom, a row's span and the fade of its ends.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};

use super::*;

/// Widest share of a bar that may fade at one end.
const FADE_SHARE: f32 = 0.45;
/// Least width of a bar: a day at any zoom can be seen and hit.
const LEAST_PT: f32 = 13.0;
/// Least distance between two tick labels.
const TICK_PT: f32 = 40.0;

/// A linear time axis.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Axis {
    pub from: NaiveDate,
    /// The day after the last one shown.
    pub to: NaiveDate,
    pub left: f32,
    pub right: f32,
}

/// A line across the lanes with its label.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    pub x: f32,
    pub label: String,
    /// A year begins.
    pub strong: bool,
}

impl Axis {
    /// The range that was asked for, else the known ends of all rows with a little air.
    pub fn of(input: &TimelineInput<'_>, left: f32, right: f32) -> Axis {
        let known = || {
            input.chronology.rows.iter().flat_map(|r| {
                // A due date years ahead (a limitation period) must not squeeze the events to nothing.
                let far = r.kind == RowKind::Due
                    && input
                        .as_of
                        .is_some_and(|d| r.earliest.is_some_and(|e| e.date() > d + Days::new(FAR_DAYS)));
                [r.earliest, r.latest]
                    .into_iter()
                    .flatten()
                    .filter(move |_| !far)
                    .map(|t| t.date())
            })
        };
        let first = input.from.or_else(|| known().min()).or(input.as_of).unwrap_or_default();
        let last = input
            .to
            .or_else(|| known().max())
            .or(input.as_of)
            .unwrap_or(first)
            .max(first);
        let air = Days::new((last.signed_duration_since(first).num_days().max(0) as u64 / 40).max(3));
        let from = if input.from.is_some() {
            first
        } else {
            first.checked_sub_days(air).unwrap_or(first)
        };
        let to = last
            .checked_add_days(if input.to.is_some() { Days::new(1) } else { air })
            .unwrap_or(last);
        Axis {
            from,
            to: to.max(from.succ_opt().unwrap_or(from)),
            left,
            // A window may be narrower than the names of its lanes.
            right: right.max(left + LEAST_PT),
        }
    }

    fn days(&self) -> f32 {
        self.to.signed_duration_since(self.from).num_days().max(1) as f32
    }
    fn x(&self, t: NaiveDateTime) -> f32 {
        let seconds = t
            .signed_duration_since(self.from.and_time(chrono::NaiveTime::MIN))
            .num_seconds() as f32;
        self.left + seconds / 86_400.0 / self.days() * (self.right - self.left)
    }
    /// x of a day's begin, when it is shown.
    pub fn x_of_day(&self, day: NaiveDate) -> Option<f32> {
        (day >= self.from && day <= self.to).then(|| self.x(day.and_time(chrono::NaiveTime::MIN)))
    }
    /// The day at an x: what the window needs to set a range by dragging.
    pub fn day_at(&self, x: f32) -> NaiveDate {
        let days = ((x - self.left) / (self.right - self.left).max(1.0) * self.days()).clamp(0.0, self.days());
        self.from.checked_add_days(Days::new(days as u64)).unwrap_or(self.from)
    }
    /// True when some of the row's time lies in the range.
    pub fn shows(&self, row: &Row) -> bool {
        row.earliest.is_none_or(|t| t.date() < self.to) && row.latest.is_none_or(|t| t.date() >= self.from)
    }
    /// Left edge and width of a row's bar.
    pub fn span(&self, row: &Row) -> (f32, f32) {
        let a = row
            .earliest
            .map_or(self.left, |t| self.x(t))
            .clamp(self.left, self.right);
        let b = row
            .latest
            .map_or(self.right, |t| self.x(t))
            .clamp(self.left, self.right);
        let width = (b - a).max(LEAST_PT);
        (a.min(self.right - width), width)
    }
    /// How far a bar fades at its left and right end: the part of it where the row may not have been yet,
    /// or no longer.
    pub fn fades(&self, row: &Row, width: f32) -> (f32, f32) {
        let widest = width * FADE_SHARE;
        let per_day = (self.right - self.left) / self.days();
        let unit_days = match row.precision {
            None | Some(Precision::Minute | Precision::Day) => 0.0,
            Some(Precision::Month) => 30.0,
            Some(Precision::Season) => 90.0,
            Some(Precision::Year) => 365.0,
            Some(Precision::Decade) => 3_650.0,
            Some(Precision::Century) => 36_500.0,
        };
        let doubtful = row.approximate || row.uncertain;
        let known = if !row.lasts && unit_days > 0.0 {
            // It happened at some moment within: nothing of the bar is certain.
            widest
        } else if row.lasts && unit_days > 0.0 {
            (unit_days * per_day).min(widest)
        } else if doubtful {
            width * 0.25
        } else if !row.lasts
            && row
                .earliest
                .zip(row.latest)
                .is_some_and(|(a, b)| b.signed_duration_since(a).num_days() >= 2)
        {
            widest
        } else {
            0.0
        };
        (
            if row.earliest.is_none() { widest } else { known },
            if row.latest.is_none() { widest } else { known },
        )
    }

    /// Ticks as fine as their labels have room.
    pub fn ticks(&self, words: Words<'_>) -> Vec<Tick> {
        let per_day = (self.right - self.left) / self.days();
        let steps = [
            Step::Days(1),
            Step::Days(7),
            Step::Months(1),
            Step::Months(3),
            Step::Months(12),
            Step::Months(60),
            Step::Months(120),
            Step::Months(600),
        ];
        let step = steps
            .into_iter()
            .find(|s| s.days() * per_day >= TICK_PT)
            .unwrap_or(Step::Months(1200));
        let mut day = step.first(self.from);
        let mut out = Vec::new();
        while day <= self.to {
            if let Some(x) = self.x_of_day(day) {
                let strong = day.month() == 1 && day.day() == 1;
                let label = match step {
                    _ if strong => day.year().to_string(),
                    Step::Days(_) => format!("{} {}", day.day(), month_name(words, day.month())),
                    Step::Months(_) => month_name(words, day.month()),
                };
                out.push(Tick { x, label, strong });
            }
            let Some(next) = step.next(day) else { break };
            day = next;
        }
        out
    }
}

/// A due date further ahead than this doesn't widen the axis.
const FAR_DAYS: u64 = 200;

#[derive(Clone, Copy)]
enum Step {
    Days(u64),
    Months(u32),
}

impl Step {
    fn days(self) -> f32 {
        match self {
            Step::Days(n) => n as f32,
            Step::Months(n) => n as f32 * 30.4,
        }
    }
    /// The last tick at or before a day: weeks begin on Monday, months on the first.
    fn first(self, day: NaiveDate) -> NaiveDate {
        match self {
            Step::Days(7) => day
                .checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
                .unwrap_or(day),
            Step::Days(_) => day,
            Step::Months(n) => {
                let years = (n / 12).max(1) as i32;
                let year = if n >= 12 {
                    day.year().div_euclid(years) * years
                } else {
                    day.year()
                };
                let month = if n >= 12 { 1 } else { (day.month0() / n) * n + 1 };
                NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(day)
            }
        }
    }
    fn next(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Step::Days(n) => day.checked_add_days(Days::new(n)),
            Step::Months(n) => day.checked_add_months(Months::new(n)),
        }
    }
}
