//! The clocks of a case as of a date: each milestone of a snapshot with its rule, due date, how it
//! stands and why. Stores nothing: a clock follows from its milestone and the rules in force.
//! Must not know: today's date (`as_of` is an argument), words for people.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::clock::{CAUTION, compute, variants};
use super::period::{Alternative, Due, Excluded, Moment, Options, Period, Step};
use crate::catalog::rule::{Code, Excludes, Length, Rule, Rules, Unit, Variant};
use crate::model::problem::Problem;
use crate::model::value::date::{self, Edtf};
use crate::model::work::{Exclusion, Milestone, WorkStatus};
use crate::model::{EntityId, EventId, MilestoneId, SourceId};
use crate::snapshot::Snapshot;

/// Days before the due date from which a clock is called soon.
pub const SOON_DAYS: i64 = 14;

/// How a clock or milestone stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Overdue,
    Soon,
    Running,
    /// Excluded or tolled time is running.
    Tolled,
    /// The trigger has not happened yet, or not by this date.
    NotStarted,
    /// Started, and the law names no days for it.
    Untimed,
    Done,
    Dropped,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Overdue => "overdue",
            Status::Soon => "soon",
            Status::Running => "running",
            Status::Tolled => "tolled",
            Status::NotStarted => "not-started",
            Status::Untimed => "untimed",
            Status::Done => "done",
            Status::Dropped => "dropped",
        }
    }
}

/// One milestone with its clock; the JSON of `clocks` follows field by field.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ClockView {
    pub id: MilestoneId,
    /// Rule id; empty for a milestone of the office's own.
    pub rule: String,
    /// The office's own title; empty = text `title_key`.
    pub title: String,
    pub title_key: String,
    pub authority: String,
    pub unconfirmed: String,
    /// Text `trigger-<key>`, the trigger's date as given, and what states it.
    pub trigger: String,
    pub trigger_date: String,
    pub trigger_event: Option<EventId>,
    pub trigger_source: Option<SourceId>,
    pub code: String,
    pub length: String,
    pub jurisdiction: String,
    pub due: Option<Moment>,
    pub until_midnight: bool,
    pub warn_on: Option<NaiveDate>,
    pub status: Status,
    /// Due date minus as-of date.
    pub days_left: Option<i64>,
    /// Done after it was due.
    pub done_late: bool,
    pub done_on: String,
    /// A threshold for inquiry or a policy, no bright line.
    pub soft: bool,
    /// The due date is the earliest allowed, never overdue.
    pub not_before: bool,
    pub subject: Option<EntityId>,
    pub owner: String,
    pub who: String,
    pub evidence_wanted: String,
    pub evidence: String,
    pub steps: Vec<Step>,
    pub alternatives: Vec<Alternative>,
    pub caution: &'static str,
    /// Why nothing could be computed, with a remedy.
    pub problem: Option<Problem>,
}

/// Options that the file's settings hold: `count-state-holidays` (yes), `state` (nm),
/// `extra-holidays` and `court-closed` (dates, separated by commas).
pub fn options_of(snapshot: &Snapshot) -> Options {
    let days = |name: &str| -> Vec<NaiveDate> {
        snapshot
            .setting(name)
            .unwrap_or_default()
            .split([',', ' '])
            .filter_map(|d| d.trim().parse().ok())
            .collect()
    };
    Options {
        state_holidays: snapshot.setting("count-state-holidays") == Some("yes"),
        state: snapshot.setting("state").unwrap_or_default().to_owned(),
        extra_holidays: days("extra-holidays"),
        closed: days("court-closed"),
        three_days: false,
    }
}

/// All milestones of a snapshot as of a date: what is overdue first, then by due date, those without
/// one last; ties by rule, then id.
pub fn clocks(snapshot: &Snapshot, rules: &Rules, as_of: NaiveDate) -> Vec<ClockView> {
    let options = options_of(snapshot);
    let mut out: Vec<ClockView> = snapshot
        .milestones
        .iter()
        .map(|milestone| {
            let exclusions: Vec<&Exclusion> = snapshot
                .exclusions
                .iter()
                .filter(|x| x.milestone == milestone.id)
                .collect();
            let mut milestone = milestone.clone();
            // An event that triggers it is the better source: its date is kept in one place.
            if let Some(event) = milestone.trigger_event.and_then(|e| snapshot.events.get(e.0))
                && !event.date.is_empty()
            {
                milestone.trigger_date.clone_from(&event.date);
            }
            clock(&milestone, &exclusions, rules, &options, as_of)
        })
        .collect();
    out.sort_by(|a, b| {
        let late = |c: &ClockView| {
            (
                matches!(c.status, Status::Done | Status::Dropped),
                c.due.is_none(),
                c.due,
            )
        };
        (late(a), &a.rule, a.id).cmp(&(late(b), &b.rule, b.id))
    });
    out
}

/// One milestone's clock as of a date.
pub fn clock(
    milestone: &Milestone,
    exclusions: &[&Exclusion],
    rules: &Rules,
    options: &Options,
    as_of: NaiveDate,
) -> ClockView {
    let mut view = bare(milestone);
    let found = if milestone.rule.is_empty() {
        None
    } else {
        Some(rules.find(&milestone.rule))
    };
    let (rule, variant) = match found {
        None => (None, None),
        Some(Ok((rule, variant))) => (Some(rule), variant),
        Some(Err(problem)) => {
            view.problem = Some(problem);
            (None, None)
        }
    };
    if let Some(rule) = rule {
        view.title_key.clone_from(&rule.title);
        view.authority.clone_from(&rule.authority);
        view.unconfirmed.clone_from(&rule.unconfirmed);
        view.trigger.clone_from(&rule.trigger);
        view.who.clone_from(&rule.who);
        view.evidence_wanted.clone_from(&rule.evidence);
        view.soft = rule.soft;
        view.not_before = rule.not_before;
        if view.jurisdiction.is_empty() {
            view.jurisdiction.clone_from(&rule.jurisdiction);
        }
    }
    let (spans, pending) = spans(exclusions, as_of, &mut view);
    match due_of(milestone, rule, variant, &spans, rules, options, &mut view) {
        Ok(Some(due)) => {
            view.due = Some(due.due);
            view.until_midnight = due.until_midnight;
            view.warn_on = Some(due.warn_on);
            view.steps.extend(due.steps);
            view.alternatives = due.alternatives;
        }
        Ok(None) => {}
        Err(problem) => view.problem = Some(problem),
    }
    let tolled = rule.is_some_and(|r| r.excludes != Excludes::None)
        && (pending || spans.iter().any(|s| s.found && s.from <= as_of && as_of <= s.to));
    set_status(&mut view, milestone, as_of, tolled);
    view
}

fn bare(milestone: &Milestone) -> ClockView {
    ClockView {
        id: milestone.id,
        rule: milestone.rule.clone(),
        title: milestone.title.clone(),
        title_key: String::new(),
        authority: String::new(),
        unconfirmed: String::new(),
        trigger: String::new(),
        trigger_date: milestone.trigger_date.clone(),
        trigger_event: milestone.trigger_event,
        trigger_source: milestone.trigger_source,
        code: String::new(),
        length: String::new(),
        jurisdiction: milestone.jurisdiction.clone(),
        due: None,
        until_midnight: false,
        warn_on: None,
        status: Status::NotStarted,
        days_left: None,
        done_late: false,
        done_on: milestone.done_on.clone(),
        soft: false,
        not_before: false,
        subject: milestone.subject,
        owner: milestone.owner.clone(),
        who: String::new(),
        evidence_wanted: String::new(),
        evidence: milestone.evidence.clone(),
        steps: Vec::new(),
        alternatives: Vec::new(),
        caution: CAUTION,
        problem: None,
    }
}

/// Exclusions as spans; one without an end runs still and is taken up to the as-of date.
fn spans(exclusions: &[&Exclusion], as_of: NaiveDate, view: &mut ClockView) -> (Vec<Excluded>, bool) {
    let mut pending = false;
    let mut out = Vec::new();
    for exclusion in exclusions {
        let from = exclusion.from_date.parse::<NaiveDate>();
        let to = if exclusion.to_date.is_empty() {
            Ok(as_of)
        } else {
            exclusion.to_date.parse::<NaiveDate>()
        };
        match (from, to) {
            (Ok(from), Ok(to)) if exclusion.to_date.is_empty() && to < from => {}
            (Ok(from), Ok(to)) if from <= to => {
                let found = exclusion.kind != "h7" || !exclusion.finding.trim().is_empty();
                pending |= exclusion.to_date.is_empty() && found;
                out.push(Excluded {
                    kind: exclusion.kind.clone(),
                    from,
                    to,
                    found,
                });
            }
            _ => {
                view.problem = Some(Problem::new(
                    "exclusion-dates",
                    "first and last day of the excluded time",
                    format!("{} to {}", exclusion.from_date, exclusion.to_date),
                    "correct the two dates of this exclusion",
                ));
            }
        }
    }
    out.sort_by(|a, b| (a.from, a.to, &a.kind).cmp(&(b.from, b.to, &b.kind)));
    (out, pending)
}

/// The start that a clock runs from: an uncertain trigger counts from its earliest day, which gives
/// the earliest due date.
fn start_of(text: &str) -> Result<Option<(Moment, bool)>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let edtf: Edtf = date::parse(text)?;
    if let Some(day) = edtf.exact_day() {
        return Ok(Some((Moment { day, time: edtf.time() }, false)));
    }
    match edtf.earliest() {
        Some(first) => Ok(Some((Moment::day(first.date()), true))),
        None => Ok(None),
    }
}

fn due_of(
    milestone: &Milestone,
    rule: Option<&Rule>,
    variant: Option<&Variant>,
    spans: &[Excluded],
    rules: &Rules,
    options: &Options,
    view: &mut ClockView,
) -> Result<Option<Due>, Problem> {
    let zero = Length {
        amount: 0,
        unit: Unit::Days,
    };
    let jurisdiction = if view.jurisdiction.is_empty() {
        "us".to_owned()
    } else {
        view.jurisdiction.clone()
    };
    let warn = rule.and_then(|r| r.warn);
    if !milestone.fixed_due.is_empty() {
        view.code = Code::Fixed.as_str().to_owned();
        let from = Moment::parse(&milestone.fixed_due)?;
        let period = Period {
            code: Code::Fixed,
            length: zero,
            from,
            jurisdiction: &jurisdiction,
            excluded: &[],
            options,
            warn,
        };
        return compute(rules, &period).map(Some);
    }
    let typed = if milestone.length.is_empty() {
        None
    } else {
        Some(Length::parse(&milestone.length)?)
    };
    let length = typed.or(variant.map(|v| v.length)).or(rule.and_then(|r| r.length));
    // A length of the office's own is counted in calendar days unless its rule says how.
    let code = variant
        .and_then(|v| v.code)
        .or(rule.and_then(|r| r.code))
        .or(length.map(|l| match l.unit {
            Unit::Hours => Code::H0,
            Unit::Days => Code::Cal,
            Unit::Months | Unit::Years => Code::Anniv,
        }));
    view.code = code.map(|c| c.as_str().to_owned()).unwrap_or_default();
    view.length = length.map(|l| l.to_string()).unwrap_or_default();
    let (Some(code), Some(length)) = (code, length) else {
        return Ok(None);
    };
    let Some((from, uncertain)) = start_of(&milestone.trigger_date)? else {
        return Ok(None);
    };
    if uncertain {
        view.steps.push(Step {
            date: from.day,
            counted: false,
            key: "trigger-uncertain".to_owned(),
            args: vec![milestone.trigger_date.clone()],
        });
    }
    let allowed = rule.is_none_or(|r| r.excludes != Excludes::None);
    if !allowed {
        for span in spans {
            view.steps.push(Step {
                date: span.from,
                counted: true,
                key: "exclusion-not-in-rule".to_owned(),
                args: vec![span.from.to_string(), span.to.to_string()],
            });
        }
    }
    let excluded = if allowed { spans } else { &[] };
    let period = Period {
        code,
        length,
        from,
        jurisdiction: &jurisdiction,
        excluded,
        options,
        warn,
    };
    let mut due = compute(rules, &period)?;
    if let (Some(rule), None, None) = (rule, variant, typed) {
        due.alternatives.extend(variants(rules, rule, &period)?);
    }
    Ok(Some(due))
}

fn set_status(view: &mut ClockView, milestone: &Milestone, as_of: NaiveDate, tolled: bool) {
    let due = view.due.map(|m| m.day);
    view.days_left = due.map(|d| d.signed_duration_since(as_of).num_days());
    let done_on = milestone.done_on.get(..10).and_then(|d| d.parse::<NaiveDate>().ok());
    view.done_late = matches!((done_on, due), (Some(done), Some(due)) if done > due);
    let started = match start_of(&milestone.trigger_date) {
        Ok(Some((moment, _))) => moment.day <= as_of,
        _ => false,
    };
    let backward = view.code == Code::R45B.as_str() || view.length.starts_with('-');
    view.status = match (milestone.status, due) {
        (WorkStatus::Dropped, _) => Status::Dropped,
        (WorkStatus::Done, _) => Status::Done,
        // Seen from before it was done, it still ran.
        _ if done_on.is_some_and(|d| d <= as_of) => Status::Done,
        (_, Some(due)) if !started && !backward && milestone.fixed_due.is_empty() && due >= as_of => Status::NotStarted,
        (_, Some(_)) if tolled => Status::Tolled,
        (_, Some(due)) if view.not_before => {
            if due <= as_of {
                Status::Untimed
            } else {
                Status::Running
            }
        }
        (_, Some(due)) if due < as_of => Status::Overdue,
        (_, Some(due)) if due <= as_of.checked_add_days(Days::new(SOON_DAYS as u64)).unwrap_or(as_of) => Status::Soon,
        (_, Some(_)) => Status::Running,
        (_, None) if started => Status::Untimed,
        (_, None) => Status::NotStarted,
    };
}
