//! Events and due dates as a calendar (RFC 5545). A day that is known is an all-day event; what is
//! uncertain spans all days that it can mean, and says so. Due dates are tasks' due days with an
//! alarm-free event each, so that every calendar shows them. DTSTAMP is the stamp's time, UIDs are
//! the case's ids: importing twice changes nothing. Must not know: time zones (dates are local).

use chrono::{DateTime, Days, NaiveDateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

use super::{Input, say};
use crate::model::entity::Certainty;
use crate::model::problem::Problem;
use crate::scene::timeline::{date_words, kind_key, row_label};
use crate::time::{Row, RowKind};

/// The chronology's dated rows as a calendar; those open at one end have one day.
///
/// # Errors
/// The stamp's time is none.
pub fn calendar(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let stamped = DateTime::parse_from_rfc3339(&input.stamp.created)
        .map_err(|e| {
            Problem::new(
                "stamp-time",
                "a time such as 2026-11-24T08:15:30.123Z",
                e.to_string(),
                "give the export a time",
            )
        })?
        .with_timezone(&Utc);
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Caseboard//Caseboard//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALNAME", input.stamp.case.as_str()),
        ("X-CASEBOARD-CHAIN", input.stamp.chain.as_str()),
        ("X-CASEBOARD-STAMP", input.stamp.json().as_str()),
    ] {
        calendar.append_property(Property::new(key, clean(value)));
    }
    for row in &input.chronology.rows {
        if let Some(event) = event(input, row, stamped) {
            calendar.push(event);
        }
    }
    Ok(calendar.to_string().into_bytes())
}

/// Control characters have no place in a content line; the crate escapes the rest.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

fn event(input: &Input<'_>, row: &Row, stamped: DateTime<Utc>) -> Option<Event> {
    let (first, last) = match (row.earliest, row.latest) {
        (Some(a), Some(b)) => (a, b),
        (Some(a), None) | (None, Some(a)) => (a, a),
        (None, None) => return None,
    };
    let mut event = Event::new();
    event
        .timestamp(stamped)
        .uid(&format!("{}-{}@caseboard", row.id, slug(row)));
    event.summary(&clean(&row_label(input.words, row)));
    let with_time = row.precision == Some(crate::model::value::date::Precision::Minute) && !row.lasts;
    if with_time {
        event.add_property("DTSTART", local(first));
    } else {
        // DTEND is the first day that is no longer part of it.
        let end = last.date().checked_add_days(Days::new(1))?;
        for (key, day) in [("DTSTART", first.date()), ("DTEND", end)] {
            event.append_property(
                Property::new(key, day.format("%Y%m%d").to_string())
                    .add_parameter("VALUE", "DATE")
                    .done(),
            );
        }
    }
    let who: Vec<String> = row.parts.iter().map(|p| input.name(p.entity)).collect();
    let source = say::place(&input.snapshot, row.source, row.record);
    let lines = [date_words(input.words, row), who.join(", "), source];
    let text: Vec<String> = lines.into_iter().filter(|l| !l.is_empty()).collect();
    event.description(&clean(&text.join("\n")));
    if let Some(place) = row.place {
        event.location(&clean(&input.name(place)));
    }
    let doubtful =
        row.approximate || row.uncertain || matches!(row.certainty, Certainty::Possible | Certainty::Probable);
    event.status(match row.certainty {
        Certainty::Denied => EventStatus::Cancelled,
        _ if doubtful => EventStatus::Tentative,
        _ => EventStatus::Confirmed,
    });
    // What happened takes no time of the reader's day; a due date does not either.
    event.add_property("TRANSP", "TRANSPARENT");
    if row.kind == RowKind::Due {
        event.add_property("CATEGORIES", "DUE");
    }
    event.add_property("X-CASEBOARD-EDTF", clean(&row.date));
    Some(event.done())
}

fn local(t: NaiveDateTime) -> String {
    t.format("%Y%m%dT%H%M%S").to_string()
}

/// Tells rows of one id apart: a milestone has a start, a due and a done date.
fn slug(row: &Row) -> String {
    match row.kind {
        RowKind::Process => format!("process-{}", row.key),
        other => kind_key(other).to_owned(),
    }
}
