//! Dates as uncertain as the sources are: EDTF (ISO 8601-2:2019; Library of Congress text of
//! 2019-02-04), level 0, level 1 and the parts of level 2 that case files meet (`201X-12`, seasons
//! 21–41, one-of `[a..b]`, all-of `{a,b}`, qualified parts). Reads, writes canonically, gives the
//! earliest and latest moment, and compares with yes, no or maybe.
//! Must not know: the clock, a time zone (moments are wall-clock as written), any language but the
//! words of dates in `date/typed.rs`.
//!
//! Why not the crate `edtf` 0.2: last released in 2021, on nom 7, level 2 missing (no `201X-12`, no
//! sets), and it has neither bounds nor comparison, which are most of this file.

mod part;
mod typed;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::problem::{Problem, mask};
pub use part::Part;
use part::part;
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

#[cfg(test)]
mod tests;
