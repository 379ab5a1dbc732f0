//! One date of a year, season, month, day or minute, with unspecified digits and qualified parts: its
//! reading, writing and bounds. Must not know: intervals and sets (`date.rs`).

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::{Precision, Qualifier};

/// One date of a year, season, month, day or minute; digits may be unspecified (`X`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Part {
    /// Four characters, digits then `X`.
    pub(super) year: String,
    /// Month `01`–`12`, season or quarter `21`–`41`, or with `X`; empty = none.
    pub(super) month: String,
    pub(super) day: String,
    /// `HH:MM` or `HH:MM:SS`, then an offset as written (`Z`, `-07:00`) or nothing.
    pub(super) time: Option<(NaiveTime, bool, String)>,
    /// Of year, month, day.
    pub(super) qualifiers: [Qualifier; 3],
}

/// Splits at `-` outside qualifiers and reads year, month or season, day, time.
pub(super) fn part(text: &str) -> Option<Part> {
    if !text.is_ascii() {
        return None;
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let fields: Vec<&str> = date.split('-').collect();
    if fields.len() > 3 {
        return None;
    }
    let mut qualifiers = [Qualifier::default(); 3];
    let mut digits = [String::new(), String::new(), String::new()];
    for (at, field) in fields.iter().enumerate() {
        let mut body = *field;
        if let Some(own) = body.chars().next().and_then(Qualifier::of) {
            qualifiers[at] = qualifiers[at].join(own);
            body = &body[1..];
        }
        if let Some(left) = body.chars().last().and_then(Qualifier::of) {
            // A mark right of a component qualifies it and all that stand left of it.
            for q in qualifiers.iter_mut().take(at + 1) {
                *q = q.join(left);
            }
            body = &body[..body.len() - 1];
        }
        let wanted = if at == 0 { 4 } else { 2 };
        let body = body.to_ascii_uppercase();
        if body.len() != wanted || !body.chars().all(|c| c.is_ascii_digit() || c == 'X') {
            return None;
        }
        digits[at] = body;
    }
    let [year, month, day] = digits;
    let part = Part {
        year,
        month,
        day,
        time: None,
        qualifiers,
    };
    if part.year.trim_end_matches('X').contains('X') || (part.season().is_some() && !part.day.is_empty()) {
        return None;
    }
    part.check()?;
    match time {
        None => Some(part),
        Some(time) => {
            if part.precision() != Precision::Day || part.qualifier().any() {
                return None;
            }
            Some(Part {
                time: Some(read_time(time)?),
                ..part
            })
        }
    }
}

/// `HH:MM[:SS[.fff]]` then `Z`, `+HH:MM`, `-HH:MM`, `-HH` or nothing.
fn read_time(text: &str) -> Option<(NaiveTime, bool, String)> {
    let at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, offset) = text.split_at(at);
    let offset = offset.to_ascii_uppercase();
    let offset_ok = offset.is_empty()
        || offset == "Z"
        || (matches!(offset.len(), 3 | 6)
            && offset[1..3].parse::<u8>().is_ok_and(|h| h <= 14)
            && (offset.len() == 3 || (&offset[3..4] == ":" && offset[4..6].parse::<u8>().is_ok_and(|m| m < 60))));
    if !offset_ok {
        return None;
    }
    let clock = clock.split('.').next().unwrap_or(clock);
    let fields: Vec<&str> = clock.split(':').collect();
    if !(2..=3).contains(&fields.len()) || fields.iter().any(|f| f.len() != 2) {
        return None;
    }
    let n = |i: usize| fields.get(i).map_or(Some(0), |f| f.parse::<u32>().ok());
    Some((NaiveTime::from_hms_opt(n(0)?, n(1)?, n(2)?)?, fields.len() == 3, offset))
}

/// Least and greatest number that a field with unspecified digits can be.
fn fill(digits: &str, low: u32, high: u32) -> Option<(u32, u32)> {
    let all = |c: &str| digits.replace('X', c).parse::<u32>().ok();
    let (mut first, mut last) = (None, None);
    for n in all("0")?.max(low)..=all("9")?.min(high) {
        let written = format!("{n:0width$}", width = digits.len());
        if written.chars().zip(digits.chars()).all(|(w, d)| d == 'X' || d == w) {
            first = first.or(Some(n));
            last = Some(n);
        }
    }
    first.zip(last)
}

impl Part {
    /// A calendar day.
    pub fn of_day(day: NaiveDate) -> Part {
        Part {
            year: format!("{:04}", day.year()),
            month: format!("{:02}", day.month()),
            day: format!("{:02}", day.day()),
            time: None,
            qualifiers: [Qualifier::default(); 3],
        }
    }

    pub(super) fn season(&self) -> Option<u32> {
        self.month.parse::<u32>().ok().filter(|m| (21..=41).contains(m))
    }

    /// First and last month of a season or quarter. Seasons are meteorological, of the northern
    /// hemisphere unless the code says southern; winter runs from December of the year before.
    fn season_months(code: u32) -> Option<(i32, u32)> {
        // (months from January of the year, length in months)
        Some(match code {
            21 | 25 => (2, 3),
            22 | 26 => (5, 3),
            23 | 27 => (8, 3),
            24 | 28 => (-1, 3),
            29 => (8, 3),
            30 => (-1, 3),
            31 => (2, 3),
            32 => (5, 3),
            33..=36 => ((code as i32 - 33) * 3, 3),
            37..=39 => ((code as i32 - 37) * 4, 4),
            40 | 41 => ((code as i32 - 40) * 6, 6),
            _ => return None,
        })
    }

    fn check(&self) -> Option<()> {
        if self.season().is_none() && !self.month.is_empty() {
            fill(&self.month, 1, 12)?;
        }
        self.first_day()?;
        self.last_day()?;
        Some(())
    }

    pub fn qualifier(&self) -> Qualifier {
        self.qualifiers.iter().fold(Qualifier::default(), |a, b| a.join(*b))
    }

    pub fn precision(&self) -> Precision {
        if self.time.is_some() {
            Precision::Minute
        } else if !self.day.is_empty() && !self.day.contains('X') && !self.month.contains('X') {
            Precision::Day
        } else if self.season().is_some() {
            Precision::Season
        } else if !self.month.is_empty() && !self.month.contains('X') {
            Precision::Month
        } else {
            match self.year.chars().filter(|c| *c == 'X').count() {
                0 => Precision::Year,
                1 => Precision::Decade,
                _ => Precision::Century,
            }
        }
    }

    fn years(&self) -> Option<(i32, i32)> {
        fill(&self.year, 0, 9999).map(|(a, b)| (a as i32, b as i32))
    }

    pub(super) fn first_day(&self) -> Option<NaiveDate> {
        let (first, last) = self.years()?;
        if let Some(code) = self.season() {
            let (start, _) = Part::season_months(code)?;
            return months_from(first, start);
        }
        let (month, month_last) = if self.month.is_empty() {
            (1, 12)
        } else {
            fill(&self.month, 1, 12)?
        };
        let (day, _) = if self.day.is_empty() {
            (1, 31)
        } else {
            fill(&self.day, 1, 31)?
        };
        // The first that exists: 29 February waits for a leap year, the 31st for a long month.
        (first..=last).find_map(|y| (month..=month_last).find_map(|m| NaiveDate::from_ymd_opt(y, m, day)))
    }

    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        let (first, last) = self.years()?;
        if let Some(code) = self.season() {
            let (start, length) = Part::season_months(code)?;
            return months_from(last, start)?
                .checked_add_months(Months::new(length))?
                .pred_opt();
        }
        let (month_first, month) = if self.month.is_empty() {
            (1, 12)
        } else {
            fill(&self.month, 1, 12)?
        };
        let (day_first, day) = if self.day.is_empty() {
            (1, 31)
        } else {
            fill(&self.day, 1, 31)?
        };
        (first..=last).rev().find_map(|y| {
            (month_first..=month)
                .rev()
                .find_map(|m| (day_first..=day).rev().find_map(|d| NaiveDate::from_ymd_opt(y, m, d)))
        })
    }

    /// First moment that it can mean.
    pub(super) fn earliest(&self) -> Option<NaiveDateTime> {
        let day = self.first_day()?;
        Some(day.and_time(self.time.as_ref().map_or(NaiveTime::MIN, |t| t.0)))
    }

    /// Last moment, to the second, that it can mean.
    pub(super) fn latest(&self) -> Option<NaiveDateTime> {
        let day = self.last_day()?;
        match &self.time {
            Some((time, with_seconds, _)) => {
                let last = if *with_seconds { 0 } else { 59 };
                day.and_time(*time).checked_add_signed(chrono::TimeDelta::seconds(last))
            }
            None => day.and_hms_opt(23, 59, 59),
        }
    }

    /// Bounds for comparing: a qualified date may be off by one of its own unit on both sides (the
    /// standard gives no figure; this is our convention).
    pub(super) fn loose(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let (first, last) = (self.earliest()?, self.latest()?);
        if !self.qualifier().any() {
            return Some((first, last));
        }
        let months = match self.precision() {
            Precision::Century => 1200,
            Precision::Decade => 120,
            Precision::Year => 12,
            Precision::Season => 3,
            Precision::Month => 1,
            Precision::Day | Precision::Minute => {
                return Some((
                    first.checked_sub_days(Days::new(1))?,
                    last.checked_add_days(Days::new(1))?,
                ));
            }
        };
        Some((
            first.checked_sub_months(Months::new(months))?,
            last.checked_add_months(Months::new(months))?,
        ))
    }

    pub(super) fn write(&self) -> String {
        let same = self.qualifiers[0];
        let fields = [&self.year, &self.month, &self.day];
        let used = fields.iter().take_while(|f| !f.is_empty()).count();
        let uniform = self.qualifiers.iter().take(used).all(|q| *q == same);
        let mut out = String::new();
        for (at, field) in fields.iter().take(used).enumerate() {
            if at > 0 {
                out.push('-');
            }
            if !uniform {
                out.push_str(self.qualifiers[at].mark());
            }
            out.push_str(field);
        }
        if let Some((time, with_seconds, offset)) = &self.time {
            out.push_str(
                &time
                    .format(if *with_seconds { "T%H:%M:%S" } else { "T%H:%M" })
                    .to_string(),
            );
            out.push_str(offset);
        }
        if uniform {
            out.push_str(same.mark());
        }
        out
    }
}

fn months_from(year: i32, months: i32) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(year, 1, 1)?;
    let count = Months::new(months.unsigned_abs());
    if months < 0 {
        start.checked_sub_months(count)
    } else {
        start.checked_add_months(count)
    }
}

impl Part {
    pub(super) fn bounds(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        Some((self.earliest()?, self.latest()?))
    }
}
