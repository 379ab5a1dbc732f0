//! Dates as people write them, English and Spanish, into EDTF (ISO 8601-2). Must not know: rows.
//! Excel serials count days from 1899-12-30 (the 1900 leap-year quirk included), ECMA-376 part 1, 18.17.4.1.

use chrono::{Days, NaiveDate, NaiveTime};

use crate::model::value::date as typed;

/// Which part of 03/04/2026 is the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DateOrder {
    /// Nothing says: US order, and ambiguous dates are reported.
    #[default]
    Unsaid,
    MonthDay,
    DayMonth,
    YearMonthDay,
}
impl DateOrder {
    /// `mdy`, `dmy`, `ymd`; anything else is `Unsaid`.
    pub fn parse(text: &str) -> DateOrder {
        match text {
            "mdy" => DateOrder::MonthDay,
            "dmy" => DateOrder::DayMonth,
            "ymd" => DateOrder::YearMonthDay,
            _ => DateOrder::Unsaid,
        }
    }
}

/// A date that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated {
    /// EDTF: `2026-03-04`, `2026-03`, `2026`, or `2026-03-04T14:05:00` (local, zone unknown).
    pub edtf: String,
    /// Day and month could be the other way round, and nothing says which.
    pub ambiguous: bool,
    /// The declared order was impossible (13 as a month), the other one was taken.
    pub swapped: bool,
}

const MONTHS: [(&str, u32); 60] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("sep", 9),
    ("sept", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("enero", 1),
    ("febrero", 2),
    ("marzo", 3),
    ("abril", 4),
    ("mayo", 5),
    ("junio", 6),
    ("julio", 7),
    ("agosto", 8),
    ("septiembre", 9),
    ("setiembre", 9),
    ("octubre", 10),
    ("noviembre", 11),
    ("diciembre", 12),
    ("ene", 1),
    ("febr", 2),
    ("abr", 4),
    ("ago", 8),
    ("set", 9),
    ("dic", 12),
    ("feb.", 2),
    ("ene.", 1),
    ("mar.", 3),
    ("abr.", 4),
    ("may.", 5),
    ("jun.", 6),
    ("jul.", 7),
    ("ago.", 8),
    ("sep.", 9),
    ("set.", 9),
    ("sept.", 9),
    ("oct.", 10),
    ("nov.", 11),
    ("dic.", 12),
    ("jan.", 1),
    ("apr.", 4),
    ("aug.", 8),
];
const DAYS: [&str; 26] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "lunes",
    "martes",
    "miercoles",
    "miércoles",
    "jueves",
    "viernes",
    "sabado",
    "sábado",
    "domingo",
    "de",
    "del",
    "el",
];

/// The month that a word names, English or Spanish.
pub(super) fn month_of(word: &str) -> Option<u32> {
    if !word.starts_with(char::is_alphabetic) {
        return None;
    }
    let word = word.to_lowercase();
    MONTHS.iter().find(|(name, _)| *name == word).map(|(_, month)| *month)
}
/// Names of a month in both languages, small letters.
pub(super) fn month_names(month: u32) -> impl Iterator<Item = &'static str> {
    MONTHS
        .iter()
        .filter(move |(name, m)| *m == month && !name.ends_with('.'))
        .map(|(name, _)| *name)
}

/// Reads a date or date-time; `None` when it is none, or one that no calendar has (31 February).
/// Two-digit years up to `pivot` lie in this century.
pub fn parse_date(text: &str, order: DateOrder, pivot: u8) -> Option<Dated> {
    let text = text.trim().trim_matches(['\'', '"']);
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if let Some(edtf) = iso_day(text) {
        return Some(Dated {
            edtf,
            ambiguous: false,
            swapped: false,
        });
    }
    if let Some(dated) = serial(text) {
        return Some(dated);
    }
    let model_order = if order == DateOrder::DayMonth {
        typed::DateOrder::Dmy
    } else {
        typed::DateOrder::Mdy
    };
    plain_date(text, order, pivot).or_else(|| {
        // "about 2019", "spring 2023", "since May": what the model reads, without our two-digit years.
        let edtf = typed::read(text, model_order).ok()?.canonical();
        Some(Dated {
            edtf,
            ambiguous: false,
            swapped: false,
        })
    })
}

/// A day, month or year without words of doubt.
fn plain_date(text: &str, order: DateOrder, pivot: u8) -> Option<Dated> {
    let lower = text
        .to_lowercase()
        .replace(" a. m.", " am")
        .replace(" p. m.", " pm")
        .replace("a.m.", "am")
        .replace("p.m.", "pm");
    let (date, time) = split_time(&lower);
    let parts: Vec<&str> = date
        .split(|c: char| c.is_whitespace() || matches!(c, '/' | '-' | ',' | '.'))
        .filter(|p| !p.is_empty())
        .collect();
    let parts: Vec<&str> = parts.into_iter().filter(|p| !DAYS.contains(p)).map(ordinal).collect();
    let (y, m, d, ambiguous, swapped) = arrange(&parts, order, pivot)?;
    let mut edtf = match (m, d) {
        (0, _) => format!("{y:04}"),
        (m, 0) => {
            NaiveDate::from_ymd_opt(y, m, 1)?;
            format!("{y:04}-{m:02}")
        }
        (m, d) => NaiveDate::from_ymd_opt(y, m, d)?.format("%Y-%m-%d").to_string(),
    };
    if d > 0
        && let Some(time) = time.filter(|t| *t != NaiveTime::MIN)
    {
        edtf.push_str(&time.format("T%H:%M:%S").to_string());
    }
    Some(Dated {
        edtf,
        ambiguous,
        swapped,
    })
}

/// `2026-03-04` as it stands: what most files have.
fn iso_day(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' || !text.is_ascii() {
        return None;
    }
    let (year, month, day) = (
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    );
    NaiveDate::from_ymd_opt(year, month, day)
        .filter(|_| bytes.iter().all(|b| b.is_ascii_digit() || *b == b'-'))
        .map(|_| text.to_owned())
}

fn ordinal(part: &str) -> &str {
    let digits = part.trim_end_matches(|c: char| c.is_alphabetic() || c == 'º');
    match &part[digits.len()..] {
        "st" | "nd" | "rd" | "th" | "º" | "o" if !digits.is_empty() => digits,
        _ => part,
    }
}

/// A bare number between 1954 and 2064 as Excel counts days.
fn serial(text: &str) -> Option<Dated> {
    let number: f64 = text.parse().ok()?;
    if !(20_000.0..60_000.0).contains(&number) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(number as u64))?;
    Some(Dated {
        edtf: date.format("%Y-%m-%d").to_string(),
        ambiguous: false,
        swapped: false,
    })
}

/// Cuts a clock time off: `T14:05`, `2:05 pm`, with fractions, zones and zone names left out.
fn split_time(text: &str) -> (&str, Option<NaiveTime>) {
    let Some(colon) = text.find(':') else {
        // `20260304T00` and the like do not occur; a lone `t` separator before nothing is cut.
        return (text, None);
    };
    let start = text[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let date = text[..start].trim_end_matches(['t', ' ', ',']);
    let clock = &text[start..];
    let mut numbers = clock.split(|c: char| !c.is_ascii_digit());
    let hour: Option<u32> = numbers.next().and_then(|n| n.parse().ok());
    let minute: Option<u32> = numbers.next().and_then(|n| n.parse().ok());
    let second: u32 = if clock.matches(':').count() >= 2 {
        numbers.next().and_then(|n| n.parse().ok()).unwrap_or(0)
    } else {
        0
    };
    let time = hour.zip(minute).and_then(|(h, m)| {
        let h = match (h, clock.contains("pm"), clock.contains("am")) {
            (12, false, true) => 0,
            (h, true, _) if h < 12 => h + 12,
            (h, _, _) => h,
        };
        NaiveTime::from_hms_opt(h, m, second.min(59))
    });
    (date.trim_end_matches(" a las").trim_end_matches(" at"), time)
}

type Arranged = (i32, u32, u32, bool, bool);

fn arrange(parts: &[&str], order: DateOrder, pivot: u8) -> Option<Arranged> {
    let month_at = parts.iter().position(|p| month_of(p).is_some());
    let number = |part: &str| -> Option<u32> {
        if part.len() <= 8 && part.bytes().all(|b| b.is_ascii_digit()) {
            part.parse().ok()
        } else {
            None
        }
    };
    let year = |part: &str| -> Option<i32> {
        let n = number(part)?;
        match part.len() {
            4 => (1000..=2999).contains(&n).then_some(n as i32),
            1 | 2 => Some(if n <= u32::from(pivot) {
                2000 + n as i32
            } else {
                1900 + n as i32
            }),
            _ => None,
        }
    };
    match (parts, month_at) {
        ([only], None) => match only.len() {
            8 if only.is_ascii() => {
                let (y, m, d) = (number(&only[..4])?, number(&only[4..6])?, number(&only[6..])?);
                ((1800..2200).contains(&y) && m > 0 && d > 0).then_some((y as i32, m, d, false, false))
            }
            4 => Some((year(only)?, 0, 0, false, false)),
            _ => None,
        },
        ([a, b], Some(at)) => {
            let month = month_of(if at == 0 { a } else { b })?;
            let other = if at == 0 { b } else { a };
            // "March 2026", "mar-26"; a day without a year says too little.
            (other.len() == 4 || (at == 0 && other.len() == 2 && number(other)? > 31))
                .then(|| year(other).map(|y| (y, month, 0, false, false)))?
        }
        ([a, b], None) => {
            if a.len() == 4 {
                let m = number(b)?;
                (1..=12)
                    .contains(&m)
                    .then(|| year(a).map(|y| (y, m, 0, false, false)))?
            } else if b.len() == 4 {
                let m = number(a)?;
                (1..=12)
                    .contains(&m)
                    .then(|| year(b).map(|y| (y, m, 0, false, false)))?
            } else {
                None
            }
        }
        ([a, b, c], Some(at)) => {
            let month = month_of(parts[at])?;
            let (day, y) = match at {
                0 => (number(b)?, year(c)?),
                1 if a.len() == 4 => (number(c)?, year(a)?),
                1 => (number(a)?, year(c)?),
                _ => return None,
            };
            (day > 0).then_some((y, month, day, false, false))
        }
        ([a, b, c], None) => {
            if a.len() == 4 || (order == DateOrder::YearMonthDay && c.len() <= 2) {
                let (y, m, d) = (year(a)?, number(b)?, number(c)?);
                return (m > 0 && d > 0).then_some((y, m, d, false, false));
            }
            let (first, second, y) = (number(a)?, number(b)?, year(c)?);
            if first == 0 || second == 0 {
                return None;
            }
            let day_first = order == DateOrder::DayMonth;
            let (m, d) = if day_first { (second, first) } else { (first, second) };
            if m > 12 && d <= 12 {
                return Some((y, d, m, false, true));
            }
            let ambiguous = order == DateOrder::Unsaid && first <= 12 && second <= 12 && first != second;
            Some((y, m, d, ambiguous, false))
        }
        _ => None,
    }
}
