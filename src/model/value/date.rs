//! Dates as uncertain as the sources are: EDTF (ISO 8601-2:2019; Library of Congress text of
//! 2019-02-04), level 0, level 1 and the parts of level 2 that case files meet (`201X-12`, seasons
//! 21–41, one-of `[a..b]`, all-of `{a,b}`, qualified parts). Reads, writes canonically, gives the
//! earliest and latest moment, and compares with yes, no or maybe.
//! Must not know: the clock, a time zone (moments are wall-clock as written), any language but the
//! words of dates in `date/typed.rs`.
//!
//! Why not the crate `edtf` 0.2: last released in 2021, on nom 7, level 2 missing (no `201X-12`, no
//! sets), and it has neither bounds nor comparison, which are most of this file.

mod typed;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::problem::{Problem, mask};
pub use typed::{DateOrder, read};

/// Yes, no, or not decidable from what the sources say.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Truth {
    Yes,
    No,
    Maybe,
}

/// `?` = uncertain, `~` = approximate, `%` = both.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Qualifier {
    pub uncertain: bool,
    pub approximate: bool,
}
impl Qualifier {
    fn of(c: char) -> Option<Qualifier> {
        match c {
            '?' => Some(Qualifier {
                uncertain: true,
                approximate: false,
            }),
            '~' => Some(Qualifier {
                uncertain: false,
                approximate: true,
            }),
            '%' => Some(Qualifier {
                uncertain: true,
                approximate: true,
            }),
            _ => None,
        }
    }
    fn join(self, other: Qualifier) -> Qualifier {
        Qualifier {
            uncertain: self.uncertain || other.uncertain,
            approximate: self.approximate || other.approximate,
        }
    }
    fn mark(self) -> &'static str {
        match (self.uncertain, self.approximate) {
            (false, false) => "",
            (true, false) => "?",
            (false, true) => "~",
            (true, true) => "%",
        }
    }
    fn any(self) -> bool {
        self.uncertain || self.approximate
    }
}

/// How finely a date is given.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    Century,
    Decade,
    Year,
    Season,
    Month,
    Day,
    Minute,
}

/// One date of a year, season, month, day or minute; digits may be unspecified (`X`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Part {
    /// Four characters, digits then `X`.
    year: String,
    /// Month `01`–`12`, season or quarter `21`–`41`, or with `X`; empty = none.
    month: String,
    day: String,
    /// `HH:MM` or `HH:MM:SS`, then an offset as written (`Z`, `-07:00`) or nothing.
    time: Option<(NaiveTime, bool, String)>,
    /// Of year, month, day.
    qualifiers: [Qualifier; 3],
}

/// An end of an interval.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum End {
    At(Part),
    /// `..`: it goes on, or began before anybody knows.
    Open,
    /// Nothing written: there is an end, unknown when.
    Unknown,
}

/// A parsed EDTF expression.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Edtf {
    /// Something that happened at one time within the part.
    Date(Part),
    /// Something that lasted from one end to the other.
    Interval(End, End),
    /// `[a..b, c]`: one of these.
    OneOf(Vec<(End, End)>),
    /// `{a..b, c}`: all of these.
    AllOf(Vec<(End, End)>),
}

/// When something can have begun and ended at the earliest and latest, in seconds of wall-clock
/// time; `None` = without bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
    begin_first: Option<NaiveDateTime>,
    begin_last: Option<NaiveDateTime>,
    end_first: Option<NaiveDateTime>,
    end_last: Option<NaiveDateTime>,
}

/// Reads an EDTF expression.
///
/// # Errors
/// What stands there instead, masked, and what to write.
pub fn parse(text: &str) -> Result<Edtf, Problem> {
    parse_edtf(text.trim()).ok_or_else(|| not_a_date(text))
}

fn not_a_date(text: &str) -> Problem {
    Problem::new(
        "date",
        "a date such as 2023-04-05, 2023-04, 2023, 2023~ or 2023-04/2023-06",
        mask(text.trim()),
        "write the date so, or leave it empty when it is unknown",
    )
}

fn parse_edtf(text: &str) -> Option<Edtf> {
    let set = |inner: &str| -> Option<Vec<(End, End)>> {
        inner
            .split(',')
            .map(|item| {
                let item = item.trim();
                match item.split_once("..") {
                    Some((a, b)) => Some((set_end(a)?, set_end(b)?)),
                    None => part(item).map(|p| (End::At(p.clone()), End::At(p))),
                }
            })
            .collect()
    };
    if let Some(inner) = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')) {
        return set(inner).map(Edtf::OneOf);
    }
    if let Some(inner) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        return set(inner).map(Edtf::AllOf);
    }
    if let Some((a, b)) = text.split_once('/') {
        let (a, b) = (interval_end(a)?, interval_end(b)?);
        if let (End::At(pa), End::At(pb)) = (&a, &b)
            && pa.earliest()? > pb.latest()?
        {
            return None;
        }
        if matches!((&a, &b), (End::Open | End::Unknown, End::Open | End::Unknown)) {
            return None;
        }
        return Some(Edtf::Interval(a, b));
    }
    part(text).map(Edtf::Date)
}

fn interval_end(text: &str) -> Option<End> {
    match text.trim() {
        ".." => Some(End::Open),
        "" => Some(End::Unknown),
        date => part(date).map(End::At),
    }
}
fn set_end(text: &str) -> Option<End> {
    match text.trim() {
        "" => Some(End::Open),
        date => part(date).map(End::At),
    }
}

/// Splits at `-` outside qualifiers and reads year, month or season, day, time.
fn part(text: &str) -> Option<Part> {
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

    fn season(&self) -> Option<u32> {
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

    fn first_day(&self) -> Option<NaiveDate> {
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

    fn last_day(&self) -> Option<NaiveDate> {
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
    fn earliest(&self) -> Option<NaiveDateTime> {
        let day = self.first_day()?;
        Some(day.and_time(self.time.as_ref().map_or(NaiveTime::MIN, |t| t.0)))
    }

    /// Last moment, to the second, that it can mean.
    fn latest(&self) -> Option<NaiveDateTime> {
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
    fn loose(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
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

    fn write(&self) -> String {
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

impl Edtf {
    pub fn day(day: NaiveDate) -> Edtf {
        Edtf::Date(Part::of_day(day))
    }

    /// Canonical EDTF text: the form that is stored.
    pub fn canonical(&self) -> String {
        let end = |end: &End, open: &str| match end {
            End::At(part) => part.write(),
            End::Open => open.to_owned(),
            End::Unknown => String::new(),
        };
        let set = |items: &[(End, End)]| {
            let written: Vec<String> = items
                .iter()
                .map(|(a, b)| {
                    if a == b {
                        end(a, "")
                    } else {
                        format!("{}..{}", end(a, ""), end(b, ""))
                    }
                })
                .collect();
            written.join(",")
        };
        match self {
            Edtf::Date(part) => part.write(),
            Edtf::Interval(a, b) => format!("{}/{}", end(a, ".."), end(b, "..")),
            Edtf::OneOf(items) => format!("[{}]", set(items)),
            Edtf::AllOf(items) => format!("{{{}}}", set(items)),
        }
    }

    fn parts(&self) -> Vec<&Part> {
        let ends: Vec<&End> = match self {
            Edtf::Date(part) => return vec![part],
            Edtf::Interval(a, b) => vec![a, b],
            Edtf::OneOf(items) | Edtf::AllOf(items) => items.iter().flat_map(|(a, b)| [a, b]).collect(),
        };
        ends.into_iter()
            .filter_map(|end| if let End::At(part) = end { Some(part) } else { None })
            .collect()
    }

    /// First moment that it can have been; `None` = open or unknown at the start.
    pub fn earliest(&self) -> Option<NaiveDateTime> {
        self.range(Part::bounds).begin_first
    }
    /// Last moment, to the second; `None` = open or unknown at the end.
    pub fn latest(&self) -> Option<NaiveDateTime> {
        self.range(Part::bounds).end_last
    }
    /// Display order: earliest, then latest. Open at the start sorts first, open at the end last.
    pub fn order_key(&self) -> (i64, i64) {
        (
            self.earliest().map_or(i64::MIN, |t| t.and_utc().timestamp()),
            self.latest().map_or(i64::MAX, |t| t.and_utc().timestamp()),
        )
    }
    pub fn qualifier(&self) -> Qualifier {
        self.parts()
            .iter()
            .fold(Qualifier::default(), |q, p| q.join(p.qualifier()))
    }
    /// The coarsest precision in it.
    pub fn precision(&self) -> Precision {
        self.parts()
            .iter()
            .map(|p| p.precision())
            .min()
            .unwrap_or(Precision::Century)
    }
    /// True when it states a stretch of time, not one time within a stretch.
    pub fn lasts(&self) -> bool {
        matches!(self, Edtf::Interval(..) | Edtf::AllOf(_))
    }
    /// The one calendar day that it states without doubt.
    pub fn exact_day(&self) -> Option<NaiveDate> {
        match self {
            Edtf::Date(part) if part.precision() >= Precision::Day && !part.qualifier().any() => part.first_day(),
            _ => None,
        }
    }
    /// Time of day, when stated.
    pub fn time(&self) -> Option<NaiveTime> {
        match self {
            Edtf::Date(part) => part.time.as_ref().map(|t| t.0),
            _ => None,
        }
    }

    fn range(&self, bounds: impl Fn(&Part) -> Option<(NaiveDateTime, NaiveDateTime)>) -> Range {
        let of = |end: &End| match end {
            End::At(part) => bounds(part).map(|(a, b)| (Some(a), Some(b))),
            End::Open | End::Unknown => None,
        };
        match self {
            Edtf::Date(part) => {
                let (a, b) = bounds(part).unzip();
                Range {
                    begin_first: a,
                    begin_last: b,
                    end_first: a,
                    end_last: b,
                }
            }
            Edtf::Interval(from, to) => {
                let (begin_first, begin_last) = of(from).unwrap_or((None, None));
                let (end_first, end_last) = of(to).unwrap_or((None, None));
                Range {
                    begin_first,
                    // An unknown start is no later than the end; an unknown end no earlier than the start.
                    begin_last: begin_last.or(end_last),
                    end_first: end_first.or(begin_first),
                    end_last,
                }
            }
            Edtf::OneOf(items) | Edtf::AllOf(items) => {
                let low = |e: &End| of(e).and_then(|r| r.0);
                let high = |e: &End| of(e).and_then(|r| r.1);
                let first = items
                    .iter()
                    .map(|(a, _)| low(a))
                    .reduce(|x, y| x.zip(y).map(|(x, y)| x.min(y)))
                    .flatten();
                let last = items
                    .iter()
                    .map(|(_, b)| high(b))
                    .reduce(|x, y| x.zip(y).map(|(x, y)| x.max(y)))
                    .flatten();
                let all = matches!(self, Edtf::AllOf(_));
                let begin_last = items.iter().filter_map(|(a, _)| high(a)).min();
                let end_first = items.iter().filter_map(|(_, b)| low(b)).max();
                Range {
                    begin_first: first,
                    begin_last: if all { begin_last } else { last },
                    end_first: if all { end_first } else { first },
                    end_last: last,
                }
            }
        }
    }

    /// Was this over before `other` began? `Maybe` when the sources leave it open.
    pub fn before(&self, other: &Edtf) -> Truth {
        let (a, b) = (self.range(Part::loose), other.range(Part::loose));
        match (a.end_last, b.begin_first) {
            (Some(end), Some(begin)) if end < begin => return Truth::Yes,
            _ => {}
        }
        match (a.end_first, b.begin_last) {
            (Some(end), Some(begin)) if end > begin => Truth::No,
            _ => Truth::Maybe,
        }
    }
    /// Did this begin after `other` was over?
    pub fn after(&self, other: &Edtf) -> Truth {
        other.before(self)
    }
    /// Was there a moment at which both were?
    pub fn overlaps(&self, other: &Edtf) -> Truth {
        let (a, b) = (self.range(Part::loose), other.range(Part::loose));
        let apart = |x: &Range, y: &Range| matches!((x.end_last, y.begin_first), (Some(e), Some(s)) if e < s);
        if apart(&a, &b) || apart(&b, &a) {
            return Truth::No;
        }
        let meets = |x: &Range, y: &Range| matches!((x.begin_last, y.end_first), (Some(s), Some(e)) if s <= e);
        if meets(&a, &b) && meets(&b, &a) {
            Truth::Yes
        } else {
            Truth::Maybe
        }
    }
}

impl Part {
    fn bounds(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        Some((self.earliest()?, self.latest()?))
    }
}

#[cfg(test)]
mod tests;
