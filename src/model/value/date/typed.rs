//! Dates as people type them, in English and Spanish, into EDTF. Numbers follow the file's date
//! order; a date that exists in no calendar is refused, never bent.

use chrono::NaiveDate;

use super::{Edtf, End, Part, Qualifier, parse_edtf, part};
use crate::model::problem::{Problem, mask};

/// How a file writes `3/4/2024`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Month first, as in the United States.
    #[default]
    Mdy,
    /// Day first, as in Mexico.
    Dmy,
    Ymd,
}

/// Reads EDTF or what people type: `March 2012`, `spring 2023`, `3/4/2024 6:30 pm`,
/// `5 de marzo de 2023`, `about 2019`, `since May 2021`, `between 2020 and 2022`.
/// Two-digit years 70–99 are 19xx, others 20xx.
///
/// # Errors
/// What stands there, masked, and what to write; key `date-order` when day and month are swapped
/// for this file, `date-none` when the day does not exist.
pub fn read(text: &str, order: DateOrder) -> Result<Edtf, Problem> {
    let text = text.trim();
    if let Some(edtf) = parse_edtf(text) {
        return Ok(edtf);
    }
    let plain = fold(text);
    whole(&plain, order, 4).map_err(|fault| {
        let (key, expected, remedy) = match fault {
            Fault::Shape => (
                "date",
                "a date such as 2023-04-05, March 2012, spring 2023, 3/4/2024 or about 2019",
                "write the date so, or leave it empty when it is unknown",
            ),
            Fault::NoSuchDay => (
                "date-none",
                "a day that exists in the calendar",
                "correct the day or month",
            ),
            Fault::Order => (
                "date-order",
                if order == DateOrder::Mdy {
                    "month/day/year"
                } else {
                    "day/month/year"
                },
                "set the date order of this file, or correct the date",
            ),
        };
        Problem::new(key, expected, mask(text), remedy)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Shape,
    NoSuchDay,
    Order,
}

/// Lower case, no accents, one space between words.
fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let bare: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, '–' | '—') { '-' } else { c })
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

const ABOUT: &[&str] = &[
    "about ",
    "around ",
    "circa ",
    "ca. ",
    "ca ",
    "c. ",
    "approximately ",
    "approx. ",
    "approx ",
    "roughly ",
    "alrededor de ",
    "aproximadamente ",
    "aprox. ",
    "aprox ",
    "hacia ",
    "cerca de ",
    "mas o menos ",
    "a eso de ",
];
const PERHAPS: &[&str] = &[
    "maybe ",
    "possibly ",
    "probably ",
    "perhaps ",
    "quiza ",
    "quizas ",
    "tal vez ",
    "posiblemente ",
    "probablemente ",
];
const UNTIL: &[&str] = &["before ", "until ", "till ", "by ", "antes de ", "antes del ", "hasta "];
const SINCE: &[&str] = &[
    "after ",
    "since ",
    "from ",
    "starting ",
    "despues de ",
    "despues del ",
    "desde ",
    "a partir de ",
];
const BETWEEN: &[(&str, &str)] = &[
    ("between ", " and "),
    ("from ", " to "),
    ("from ", " through "),
    ("from ", " until "),
    ("entre ", " y "),
    ("desde ", " hasta "),
    ("del ", " al "),
    ("de ", " a "),
    ("", " to "),
    ("", " through "),
    ("", " thru "),
    ("", " until "),
    ("", " hasta "),
    ("", " al "),
    ("", " a "),
    ("", " - "),
];

/// `depth` bounds how many words such as `about` and ranges may nest.
fn whole(text: &str, order: DateOrder, depth: u8) -> Result<Edtf, Fault> {
    if depth == 0 || text.len() > 80 {
        return Err(Fault::Shape);
    }
    let whole = |text: &str| whole(text, order, depth - 1);
    if let Some(edtf) = parse_edtf(text) {
        return Ok(edtf);
    }
    for (open, middle) in BETWEEN {
        if let Some((a, b)) = text.strip_prefix(open).and_then(|rest| rest.split_once(middle)) {
            let Ok(a) = whole(a) else { continue };
            let Ok(b) = whole(b) else { continue };
            if let (Edtf::Date(a), Edtf::Date(b)) = (a, b) {
                let interval = Edtf::Interval(End::At(a), End::At(b));
                // Reading back refuses an end before the start.
                return parse_edtf(&interval.canonical()).ok_or(Fault::Shape);
            }
        }
    }
    if let Some(rest) = strip_any(text, UNTIL) {
        return match whole(rest)? {
            Edtf::Date(part) => Ok(Edtf::Interval(End::Open, End::At(part))),
            _ => Err(Fault::Shape),
        };
    }
    if let Some(rest) = strip_any(text, SINCE) {
        return match whole(rest)? {
            Edtf::Date(part) => Ok(Edtf::Interval(End::At(part), End::Open)),
            _ => Err(Fault::Shape),
        };
    }
    if let Some(rest) = strip_any(text, ABOUT) {
        return qualified(
            whole(rest)?,
            Qualifier {
                uncertain: false,
                approximate: true,
            },
        );
    }
    if let Some(rest) = strip_any(text, PERHAPS) {
        return qualified(
            whole(rest)?,
            Qualifier {
                uncertain: true,
                approximate: false,
            },
        );
    }
    if let Some(rest) = text.strip_suffix('?') {
        return qualified(
            whole(rest.trim_end())?,
            Qualifier {
                uncertain: true,
                approximate: false,
            },
        );
    }
    if let Some((third, rest)) = third_of(text) {
        return thirds(third, whole(rest)?);
    }
    let (date, time) = split_time(text);
    let date = single(date.trim_end_matches([',', ' ']), order)?;
    match time {
        None => Ok(date),
        // Spreadsheets and databases write a date as midnight; that is no statement about the hour.
        Some(t) if t == "00:00" || t == "00:00:00" => Ok(date),
        Some(t) => match &date {
            Edtf::Date(_) => parse_edtf(&format!("{}T{t}", date.canonical())).ok_or(Fault::Shape),
            _ => Err(Fault::Shape),
        },
    }
}

fn strip_any<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|w| text.strip_prefix(w)).map(str::trim_start)
}

fn qualified(edtf: Edtf, mark: Qualifier) -> Result<Edtf, Fault> {
    match edtf {
        Edtf::Date(mut part) if part.time.is_none() => {
            let fields = 1 + usize::from(!part.month.is_empty()) + usize::from(!part.day.is_empty());
            for q in part.qualifiers.iter_mut().take(fields) {
                *q = q.join(mark);
            }
            Ok(Edtf::Date(part))
        }
        _ => Err(Fault::Shape),
    }
}

/// early, mid, late: 0, 1, 2.
fn third_of(text: &str) -> Option<(u32, &str)> {
    const WORDS: &[(&str, u32)] = &[
        ("early in ", 0),
        ("early ", 0),
        ("beginning of ", 0),
        ("principios de ", 0),
        ("a principios de ", 0),
        ("mid-", 1),
        ("mid ", 1),
        ("middle of ", 1),
        ("mediados de ", 1),
        ("a mediados de ", 1),
        ("late ", 2),
        ("end of ", 2),
        ("finales de ", 2),
        ("a finales de ", 2),
        ("fines de ", 2),
    ];
    WORDS
        .iter()
        .find_map(|(word, third)| text.strip_prefix(word).map(|rest| (*third, rest)))
}

/// A third of a year is its quadrimester, approximately; a third of a month one of its days.
fn thirds(third: u32, edtf: Edtf) -> Result<Edtf, Fault> {
    let Edtf::Date(part_given) = &edtf else {
        return Err(Fault::Shape);
    };
    let text = match (part_given.month.is_empty(), part_given.day.is_empty()) {
        (true, true) => format!("{}-{}~", part_given.year, 37 + third),
        (false, true) if part_given.season().is_none() => {
            let month = edtf.canonical();
            let last = match part_given.last_day() {
                Some(day) => chrono::Datelike::day(&day),
                None => return Err(Fault::Shape),
            };
            let (a, b) = [(1, 10), (11, 20), (21, last)][third as usize];
            format!("[{month}-{a:02}..{month}-{b:02}]")
        }
        _ => return Err(Fault::Shape),
    };
    parse_edtf(&text).ok_or(Fault::Shape)
}

/// Takes a time of day off the end: `14:30`, `2:30 pm`, `at 6 p.m.`, `a las 18:00`.
fn split_time(text: &str) -> (&str, Option<String>) {
    let (body, half) = ["p.m.", "pm", "p. m."]
        .iter()
        .find_map(|h| text.strip_suffix(h).map(|b| (b.trim_end(), Some(12))))
        .or_else(|| {
            ["a.m.", "am", "a. m."]
                .iter()
                .find_map(|h| text.strip_suffix(h).map(|b| (b.trim_end(), Some(0))))
        })
        .unwrap_or((text, None));
    let Some((date, clock)) = body.rsplit_once([' ', 't']) else {
        return (text, None);
    };
    let mut fields = clock.split(':');
    let number = |f: Option<&str>| {
        f.and_then(|f| f.get(..f.find('.').unwrap_or(f.len())))
            .and_then(|f| f.parse::<u32>().ok())
    };
    let Some(hour) = number(fields.next()) else {
        return (text, None);
    };
    let (minute, second) = (fields.next(), fields.next());
    if minute.is_none() && half.is_none() {
        return (text, None);
    }
    let hour = match half {
        Some(_) if hour == 0 || hour > 12 => return (text, None),
        Some(add) => hour % 12 + add,
        None => hour,
    };
    let minute = if minute.is_some() { number(minute) } else { Some(0) };
    let Some(minute) = minute.filter(|m| *m < 60 && hour < 24) else {
        return (text, None);
    };
    let time = match second.map(|s| number(Some(s))) {
        None => format!("{hour:02}:{minute:02}"),
        Some(Some(s)) if s < 60 => format!("{hour:02}:{minute:02}:{s:02}"),
        Some(_) => return (text, None),
    };
    let date = date.trim_end();
    let date = ["a las", "a la", "at"]
        .iter()
        .find_map(|w| date.strip_suffix(w))
        .unwrap_or(date)
        .trim_end();
    (date.trim_end_matches(','), Some(time))
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "ene"],
    &["february", "feb", "febrero"],
    &["march", "mar", "marzo"],
    &["april", "apr", "abril", "abr"],
    &["may", "mayo"],
    &["june", "jun", "junio"],
    &["july", "jul", "julio"],
    &["august", "aug", "agosto", "ago"],
    &["september", "sep", "sept", "septiembre", "setiembre"],
    &["october", "oct", "octubre"],
    &["november", "nov", "noviembre"],
    &["december", "dec", "diciembre", "dic"],
];
const SEASONS: [&[&str]; 4] = [
    &["spring", "primavera"],
    &["summer", "verano"],
    &["fall", "autumn", "otono"],
    &["winter", "invierno"],
];
const DAYS_OF_WEEK: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
];

fn lookup(table: &[&[&str]], word: &str) -> Option<u32> {
    table
        .iter()
        .position(|names| names.contains(&word))
        .map(|i| i as u32 + 1)
}

/// One date without words around it.
fn single(text: &str, order: DateOrder) -> Result<Edtf, Fault> {
    if let Some(edtf) = parse_edtf(text) {
        return Ok(edtf);
    }
    let words: Vec<&str> = text
        .split([' ', ',', '/', '-', '.'])
        .filter(|w| !w.is_empty() && !matches!(*w, "de" | "del" | "of" | "the" | "in" | "on" | "el" | "en" | "la"))
        .filter(|w| !DAYS_OF_WEEK.contains(w))
        .collect();
    if let [decade] | ["anos", decade] | ["decada", decade] = words.as_slice() {
        if let Some(edtf) = decade.strip_suffix('s').and_then(decade_of) {
            return Ok(edtf);
        }
        if let Some(edtf) = Some(*decade).filter(|d| d.len() == 8 && d.bytes().all(|b| b.is_ascii_digit())) {
            return day_of(number(&edtf[..4])?, number(&edtf[4..6])?, number(&edtf[6..])?);
        }
    }
    let named = words.iter().position(|w| lookup(&MONTHS, w).is_some());
    if let Some(at) = named {
        let month = lookup(&MONTHS, words[at]).unwrap_or(1);
        let numbers: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, w)| *w)
            .collect();
        return match numbers.as_slice() {
            [y] => parse_edtf(&format!("{:04}-{month:02}", year_of(y)?)).ok_or(Fault::Shape),
            [a, b] if a.len() == 4 && a.bytes().all(|c| c.is_ascii_digit()) => day_of(number(a)?, month, ordinal(b)?),
            [d, y] => day_of(year_of(y)?, month, ordinal(d)?),
            _ => Err(Fault::Shape),
        };
    }
    if let [a, b] = words.as_slice() {
        let code = |word| lookup(&SEASONS, word).map(|s| 20 + s).or_else(|| quarter(word));
        if let Some((code, y)) = code(a).map(|c| (c, b)).or_else(|| code(b).map(|c| (c, a))) {
            return parse_edtf(&format!("{:04}-{code}", year_of(y)?)).ok_or(Fault::Shape);
        }
    }
    match words.as_slice() {
        [y] if y.len() == 4 => part(y).map(Edtf::Date).ok_or(Fault::Shape),
        [m, y] if y.len() == 4 && m.len() <= 2 => {
            parse_edtf(&format!("{:04}-{:02}", number(y)?, number(m)?)).ok_or(Fault::NoSuchDay)
        }
        [y, m] if y.len() == 4 && m.len() <= 2 => {
            parse_edtf(&format!("{:04}-{:02}", number(y)?, number(m)?)).ok_or(Fault::NoSuchDay)
        }
        [y, m, d] if y.len() == 4 => day_of(number(y)?, number(m)?, number(d)?),
        [a, b, y] if a.len() <= 2 && b.len() <= 2 => {
            let (a, b) = (number(a)?, number(b)?);
            match order {
                DateOrder::Ymd if y.len() == 2 => day_of(year_of(&format!("{a:02}"))?, b, number(y)?),
                DateOrder::Dmy => ordered(year_of(y)?, b, a),
                _ => ordered(year_of(y)?, a, b),
            }
        }
        _ => Err(Fault::Shape),
    }
}

/// Month and day as the file's order says; never swapped in silence.
fn ordered(year: u32, month: u32, day: u32) -> Result<Edtf, Fault> {
    if month > 12 && (1..=12).contains(&day) {
        return Err(Fault::Order);
    }
    day_of(year, month, day)
}

fn day_of(year: u32, month: u32, day: u32) -> Result<Edtf, Fault> {
    if !(1000..=9999).contains(&year) {
        return Err(Fault::Shape);
    }
    NaiveDate::from_ymd_opt(year as i32, month, day)
        .map(|d| Edtf::Date(Part::of_day(d)))
        .ok_or(Fault::NoSuchDay)
}

fn number(text: &str) -> Result<u32, Fault> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Shape);
    }
    text.parse().map_err(|_not_a_number| Fault::Shape)
}

/// `5`, `5th`, `1ro`, `1º`.
fn ordinal(text: &str) -> Result<u32, Fault> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if !matches!(&text[end..], "" | "st" | "nd" | "rd" | "th" | "ro" | "º" | "o") {
        return Err(Fault::Shape);
    }
    number(&text[..end])
}

fn year_of(text: &str) -> Result<u32, Fault> {
    let text = text.trim_start_matches(['\'', '’']);
    let year = number(text)?;
    match text.len() {
        4 => Ok(year),
        2 => Ok(if year >= 70 { 1900 + year } else { 2000 + year }),
        _ => Err(Fault::Shape),
    }
}

/// `1990` of `1990s`.
fn decade_of(text: &str) -> Option<Edtf> {
    (text.len() == 4 && text.ends_with('0'))
        .then(|| format!("{}X", &text[..3]))
        .and_then(|t| parse_edtf(&t))
}

/// `q1` … `q4` as EDTF 33–36.
fn quarter(text: &str) -> Option<u32> {
    let n = text
        .strip_prefix('q')
        .or_else(|| text.strip_suffix('q'))
        .or_else(|| text.strip_prefix('t'))?;
    n.parse::<u32>().ok().filter(|q| (1..=4).contains(q)).map(|q| 32 + q)
}
