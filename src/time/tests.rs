//! Vectors V1–V16, holiday years, the examples of every rule file, and laws that hold for any date.
#![allow(
    clippy::type_complexity,
    clippy::bool_assert_comparison,
    reason = "tables of vectors"
)]

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;

use super::calendar::{Calendar, add_hours, add_months};
use super::chronology::{Chronology, LaneBy, Request, RowKind, chronology, gaps, overlaps};
use super::clock::compute;
use super::deadline::{DeadlineRequest, deadline};
use super::period::{Excluded, Moment, Options, Period};
use super::status::{ClockView, Status, clocks};
use crate::catalog::asset::Assets;
use crate::catalog::rule::{Code, Excludes, Length, Rules};
use crate::model::event::{Event, Participant, Participants};
use crate::model::value::date::Truth;
use crate::model::work::{Exclusion, Milestone, WorkStatus};
use crate::model::*;
use crate::snapshot::{LoadedRow, Snapshot};

fn rules() -> Rules {
    let mut problems = Vec::new();
    let rules = Rules::read(&Assets::built_in(), &mut problems);
    assert!(
        problems.is_empty(),
        "{}",
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
    rules
}
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn ask(rules: &Rules, code: &str, length: &str, from: &str, exclude: &[&str], state: bool) -> String {
    let request = DeadlineRequest {
        code: code.into(),
        length: length.into(),
        from: from.into(),
        exclude: exclude.iter().map(|x| (*x).to_owned()).collect(),
        options: Options {
            state_holidays: state,
            ..Options::default()
        },
        ..DeadlineRequest::default()
    };
    deadline(rules, &request).unwrap().due.to_string()
}

#[test]
fn vectors() {
    let rules = rules();
    #[rustfmt::skip]
    let table: &[(&str, &str, &str, &str, &[&str], bool, &str)] = &[
        ("V1", "2026-11-02", "30d", "R45D", &[], false, "2026-12-02"),
        ("V2", "2026-11-13", "14d", "R45D", &[], false, "2026-11-27"),
        ("V3", "2026-11-13", "14d", "R45D", &[], true, "2026-11-30"),
        ("V4", "2026-11-13", "14d", "NM10", &[], false, "2026-11-30"),
        ("V5", "2026-02-09", "10d", "R45D", &[], false, "2026-02-19"),
        ("V5n", "2026-02-09", "10d", "NM10", &[], false, "2026-02-23"),
        ("V6", "2026-11-20", "10d", "R45D", &[], false, "2026-11-30"),
        ("V6n", "2026-11-20", "10d", "NM10", &[], false, "2026-12-08"),
        ("V7", "2026-11-25", "3d", "BUS", &[], false, "2026-12-01"),
        ("V7s", "2026-11-25", "3d", "BUS", &[], true, "2026-12-02"),
        ("V8", "2026-12-23", "5d", "BUS", &[], false, "2026-12-31"),
        ("V9", "2026-09-01", "70d", "R45D", &[], false, "2026-11-10"),
        ("V10", "2026-09-01", "70d", "R45D", &["2026-09-10/2026-09-20", "2026-09-15/2026-09-25"], false, "2026-11-27"),
        ("V11", "2026-09-01", "90d", "CAL", &[], false, "2026-11-30"),
        ("V11r", "2026-11-30", "90d", "CAL", &[], false, "2027-02-28"),
        ("V12", "2027-02-22", "-7d", "R45B", &[], false, "2027-02-12"),
        ("V12+", "2027-02-22", "7d", "R45B", &[], false, "2027-02-12"),
        ("V13", "2026-05-29", "182d", "NM10", &[], false, "2026-11-30"),
        ("V14", "2026-02-06", "300d", "CAL", &[], false, "2026-12-03"),
        ("V15", "2016-11-30", "10y", "ANNIV", &[], false, "2026-11-30"),
        ("V16", "2026-11-13T18:00", "48h", "H0", &[], false, "2026-11-15T18:00"),
    ];
    for (name, from, length, code, exclude, state, due) in table {
        assert_eq!(ask(&rules, code, length, from, exclude, *state), *due, "{name}");
    }
    let v15 = DeadlineRequest {
        code: "ANNIV".into(),
        length: "10y".into(),
        from: "2016-11-30".into(),
        ..DeadlineRequest::default()
    };
    assert_eq!(deadline(&rules, &v15).unwrap().warn_on, day("2026-11-27"));
}

#[test]
fn both_readings_are_shown() {
    let rules = rules();
    let request = DeadlineRequest {
        code: "R45D".into(),
        length: "14d".into(),
        from: "2026-11-13".into(),
        ..DeadlineRequest::default()
    };
    let answer = deadline(&rules, &request).unwrap();
    let other: Vec<(&str, String)> = answer
        .alternatives
        .iter()
        .map(|a| (a.key.as_str(), a.due.to_string()))
        .collect();
    assert_eq!(
        other,
        [
            ("state-holidays-counted", "2026-11-30".to_owned()),
            ("three-days-for-service", "2026-11-30".to_owned())
        ]
    );
    // Counted back from an event, the state's holiday is no question: Rule 45(a)(6)(C).
    let back = DeadlineRequest {
        code: "R45B".into(),
        length: "7d".into(),
        from: "2026-12-04".into(),
        ..DeadlineRequest::default()
    };
    let back = deadline(&rules, &back).unwrap();
    assert_eq!(
        (back.due.to_string().as_str(), back.alternatives.len()),
        ("2026-11-27", 0)
    );
}

#[test]
fn holidays_as_observed() {
    let rules = rules();
    for (year, federal, nm_friday) in [
        (
            2026,
            "1-1 1-19 2-16 5-25 6-19 7-3 9-7 10-12 11-11 11-26 12-25",
            "2026-11-27",
        ),
        (
            2027,
            "1-1 1-18 2-15 5-31 6-18 7-5 9-6 10-11 11-11 11-25 12-24 12-31",
            "2027-11-26",
        ),
        (2028, "1-17 2-21 5-29 6-19 7-4 9-4 10-9 11-10 11-23 12-25", "2028-11-24"),
        (
            2029,
            "1-1 1-15 2-19 5-28 6-19 7-4 9-3 10-8 11-12 11-22 12-25",
            "2029-11-23",
        ),
    ] {
        let us = Calendar::new(&rules, "us", &[]).unwrap();
        let got: Vec<String> = us
            .holidays_of(year)
            .iter()
            .map(|(d, _)| format!("{}-{}", d.month(), d.day()))
            .collect();
        assert_eq!(got.join(" "), federal, "{year}");
        let nm = Calendar::new(&rules, "nm", &[]).unwrap();
        assert_eq!(nm.holiday(day(nm_friday)), Some("presidents-friday"));
        let february = nm.holidays_of(year).iter().filter(|(d, _)| d.month() == 2).count();
        assert_eq!(february, 0, "Presidents' Day is no state day off in February");
    }
    assert_eq!(
        Calendar::new(&rules, "us", &[]).unwrap().holiday(day("2020-06-19")),
        None,
        "before the law of 2021"
    );
    assert!(Calendar::new(&rules, "tx", &[]).is_err());
    let extra = [day("2026-12-24")];
    assert_eq!(
        Calendar::new(&rules, "us", &extra).unwrap().holiday(extra[0]),
        Some("extra")
    );
}

/// Every example of every rule file, computed.
#[test]
fn examples_of_rule_files() {
    let rules = rules();
    let mut checked = 0;
    for rule in rules.rules.values() {
        for example in &rule.example {
            let id = if example.variant.is_empty() {
                rule.id.clone()
            } else {
                format!("{}:{}", rule.id, example.variant)
            };
            let answer = deadline(
                &rules,
                &DeadlineRequest {
                    rule: id.clone(),
                    length: example.length.map(|l| l.to_string()).unwrap_or_default(),
                    from: example.from.clone(),
                    exclude: example.exclude.clone(),
                    ..DeadlineRequest::default()
                },
            )
            .unwrap_or_else(|p| panic!("{id}: {p}"));
            assert_eq!(answer.due.to_string(), example.due, "{id} from {}", example.from);
            if let Some(skipped) = &example.skipped {
                let got: BTreeSet<NaiveDate> = answer
                    .steps
                    .iter()
                    .filter(|s| !s.counted && !matches!(s.key.as_str(), "trigger" | "hour-not-known"))
                    .map(|s| s.date)
                    .collect();
                assert_eq!(got, skipped.iter().copied().collect(), "{id} skipped");
            }
            if let Some(warn) = example.warn {
                assert_eq!(answer.warn_on, warn, "{id} warns");
            }
            checked += 1;
        }
    }
    assert!(checked >= 70, "{checked} examples");
    for id in [
        "M01", "M15", "M20", "M28", "M30", "M33b", "M41", "M50", "M5M", "M60", "M6C", "S1", "S9", "M06b",
    ] {
        assert!(rules.find(id).is_ok(), "{id}");
    }
    assert_eq!(rules.find("m52:defence").unwrap().1.unwrap().length.to_string(), "5d");
    assert!(rules.find("M52:court").is_err() && rules.find("Z9").is_err());
}

/// Every key that rules and derivations name has its English and Spanish words.
#[test]
fn texts_exist() {
    let rules = rules();
    let assets = Assets::built_in();
    let mut wanted: BTreeSet<String> = BTreeSet::from(["verify-with-counsel".to_owned()]);
    for rule in rules.rules.values() {
        wanted.extend([
            rule.title.clone(),
            format!("who-{}", rule.who),
            format!("trigger-{}", rule.trigger),
        ]);
        wanted.extend(rule.variant.iter().map(|v| format!("variant-{}", v.key)));
    }
    for holiday in rules.holidays.values().flatten() {
        wanted.insert(format!("holiday-{}", holiday.key));
    }
    for key in [
        "trigger",
        "trigger-uncertain",
        "fixed",
        "day",
        "weekend",
        "holiday",
        "excluded",
        "excluded-capped",
        "no-finding",
        "exclusion-not-in-rule",
        "roll-weekend",
        "roll-holiday",
        "roll-closed",
        "service-day",
        "hours",
        "hour-not-known",
        "daylight-saving",
        "anniversary",
        "anniversary-month-end",
        "tolled",
        "due",
        "due-before",
        "due-midnight",
    ] {
        wanted.insert(format!("step-{key}"));
    }
    for language in ["en", "es"] {
        let text = assets.text(&format!("text/{language}/rules.ftl")).unwrap();
        let have: BTreeSet<&str> = text
            .lines()
            .filter_map(|l| l.split_once(" = "))
            .map(|(k, _)| k)
            .collect();
        let missing: Vec<&String> = wanted.iter().filter(|k| !have.contains(k.as_str())).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}

#[test]
fn codes_and_options() {
    let rules = rules();
    let ask = |code, length, from| ask(&rules, code, length, from, &[], false);
    // 45(a)(2): Sunday noon runs to Monday noon; 45(c): rolled to Monday the 16th, then three days.
    assert_eq!(ask("R45H", "24h", "2026-11-14T12:00"), "2026-11-16T12:00");
    assert_eq!(ask("R45-3", "14d", "2026-10-31"), "2026-11-19");
    assert_eq!(ask("CLOSED", "30d", "2026-11-02"), "2026-12-03");
    assert_eq!(ask("FIXED", "", "2026-12-05"), "2026-12-05");
    assert_eq!(ask("ANNIV", "6m", "2026-08-31"), "2027-02-28");
    assert_eq!(ask("ANNIV", "4y", "2024-02-29"), "2028-02-29");
    assert_eq!(ask("R45D", "6m", "2026-05-15"), "2026-11-16");
    assert_eq!(ask("H0", "24h", "2026-11-13"), "2026-11-14T00:00");
    let last = DeadlineRequest {
        code: "LASTDAY".into(),
        length: "30d".into(),
        from: "2026-11-02".into(),
        ..DeadlineRequest::default()
    };
    assert!(deadline(&rules, &last).unwrap().until_midnight);
    for (code, length) in [
        ("BUS", "6m"),
        ("ANNIV", "30d"),
        ("H0", "2y"),
        ("CAL", "5h"),
        ("R45D", "x"),
        ("R99", "5d"),
        ("CAL", "200000d"),
        ("CAL", ""),
    ] {
        let request = DeadlineRequest {
            code: code.into(),
            length: length.into(),
            from: "2026-11-02".into(),
            ..DeadlineRequest::default()
        };
        assert!(deadline(&rules, &request).is_err(), "{code} {length}");
    }
    let closed = Options {
        closed: vec![day("2026-12-02"), day("2026-12-03")],
        ..Options::default()
    };
    let request = DeadlineRequest {
        rule: "M55".into(),
        from: "2026-11-02".into(),
        options: closed,
        ..DeadlineRequest::default()
    };
    assert_eq!(deadline(&rules, &request).unwrap().due.to_string(), "2026-12-04");
    let excluded = DeadlineRequest {
        rule: "M54".into(),
        from: "2026-11-02".into(),
        exclude: vec!["2026-11-03/2026-11-04".into()],
        ..DeadlineRequest::default()
    };
    assert_eq!(deadline(&rules, &excluded).unwrap_err().key, "exclude");
    let undated = DeadlineRequest {
        rule: "M07".into(),
        from: "2026-11-02".into(),
        ..DeadlineRequest::default()
    };
    assert_eq!(deadline(&rules, &undated).unwrap_err().key, "deadline-undated");
}

#[test]
fn hours_across_daylight_saving() {
    let at = |t: &str| t.parse::<chrono::NaiveDateTime>().unwrap();
    // The advisory note's own example, and spring.
    assert_eq!(
        add_hours(at("2007-11-02T10:00:00"), 72),
        Some((at("2007-11-05T09:00:00"), true))
    );
    assert_eq!(
        add_hours(at("2026-03-06T18:00:00"), 48),
        Some((at("2026-03-08T19:00:00"), true))
    );
    assert_eq!(
        add_hours(at("2026-03-08T01:30:00"), 1),
        Some((at("2026-03-08T03:30:00"), true))
    );
    assert_eq!(
        add_hours(at("2026-11-13T18:00:00"), 48),
        Some((at("2026-11-15T18:00:00"), false))
    );
    assert_eq!(add_months(day("2026-01-31"), 1), Some((day("2026-02-28"), true)));
    assert_eq!(add_months(day("2024-02-29"), -12), Some((day("2023-02-28"), true)));
}

#[test]
fn caps_of_excludable_time() {
    let rules = rules();
    let due = |exclude: &str| ask(&rules, "R45D", "70d", "2026-09-01", &[exclude], false);
    assert_eq!(
        due("h1H:2026-09-02/2026-10-01"),
        due("h1H:2026-09-02/2026-12-01"),
        "under advisement: 30 days"
    );
    assert_eq!(
        due("h1F:2026-09-02/2026-09-11"),
        due("h1F:2026-09-02/2026-09-30"),
        "transport: 10 days"
    );
    assert_ne!(due("h1D:2026-09-02/2026-10-01"), due("h1D:2026-09-02/2026-12-01"));
}

// ------------------------------------------------------------------------------ clocks of a case

fn id(n: u8) -> Uid {
    Uid([n; 16])
}
fn milestone(n: u8, rule: &str, trigger: &str) -> Milestone {
    Milestone {
        id: MilestoneId(id(n)),
        rule: rule.into(),
        trigger_date: trigger.into(),
        ..Milestone::default()
    }
}
fn case(rows: Vec<LoadedRow>) -> Snapshot {
    Snapshot::build(1, String::new(), rows.into_iter())
}
fn status_of(rows: Vec<LoadedRow>, as_of: &str) -> ClockView {
    clocks(&case(rows), &rules(), day(as_of)).remove(0)
}

#[test]
fn status_as_of_a_date() {
    let m55 = || vec![LoadedRow::Milestone(milestone(1, "M55", "2026-11-02"))];
    for (as_of, want) in [
        ("2026-10-30", Status::NotStarted),
        ("2026-11-02", Status::Running),
        ("2026-11-17", Status::Running),
        ("2026-11-18", Status::Soon),
        ("2026-12-02", Status::Soon),
        ("2026-12-03", Status::Overdue),
    ] {
        let view = status_of(m55(), as_of);
        assert_eq!(view.status, want, "{as_of}");
        assert_eq!(view.due.unwrap().to_string(), "2026-12-02");
    }
    let view = status_of(m55(), "2026-12-01");
    assert_eq!(
        (view.days_left, view.authority.as_str(), view.trigger.as_str()),
        (Some(1), "18 USC 3161(b)", "arrest-federal")
    );

    let done = Milestone {
        status: WorkStatus::Done,
        done_on: "2026-12-04".into(),
        ..milestone(1, "M55", "2026-11-02")
    };
    let view = status_of(vec![LoadedRow::Milestone(done)], "2026-12-10");
    assert_eq!((view.status, view.done_late), (Status::Done, true));
    assert_eq!(
        status_of(vec![LoadedRow::Milestone(milestone(1, "M55", ""))], "2026-12-10").status,
        Status::NotStarted
    );
    assert_eq!(
        status_of(
            vec![LoadedRow::Milestone(milestone(1, "M07", "2026-12-01"))],
            "2026-12-10"
        )
        .status,
        Status::Untimed
    );
    assert_eq!(
        status_of(
            vec![LoadedRow::Milestone(milestone(1, "M56", "2026-09-01"))],
            "2026-12-10"
        )
        .status,
        Status::Untimed
    );
    assert_eq!(
        status_of(
            vec![LoadedRow::Milestone(milestone(1, "M5H", "2027-04-22"))],
            "2027-03-01"
        )
        .status,
        Status::Overdue
    );
    let view = status_of(
        vec![LoadedRow::Milestone(milestone(1, "X1", "2026-12-01"))],
        "2026-12-10",
    );
    assert_eq!(view.problem.unwrap().key, "rule-unknown");
    let view = status_of(vec![LoadedRow::Milestone(milestone(1, "M55", "2026-11"))], "2026-11-10");
    assert_eq!(
        (view.due.unwrap().to_string().as_str(), view.steps[0].key.as_str()),
        ("2026-12-01", "trigger-uncertain")
    );
    let fixed = Milestone {
        fixed_due: "2026-12-20".into(),
        ..milestone(1, "M5A", "")
    };
    assert_eq!(
        status_of(vec![LoadedRow::Milestone(fixed)], "2026-12-10").status,
        Status::Soon
    );
    let own = Milestone {
        title: "Call back".into(),
        length: "5d".into(),
        ..milestone(1, "", "2026-12-01")
    };
    assert_eq!(
        status_of(vec![LoadedRow::Milestone(own)], "2026-12-10")
            .due
            .unwrap()
            .to_string(),
        "2026-12-06"
    );
}

#[test]
fn exclusions_of_a_case() {
    let exclusion = |n: u8, kind: &str, from: &str, to: &str, finding: &str| {
        LoadedRow::Exclusion(Exclusion {
            id: ExclusionId(id(n)),
            milestone: MilestoneId(id(1)),
            kind: kind.into(),
            from_date: from.into(),
            to_date: to.into(),
            docket: "12".into(),
            finding: finding.into(),
        })
    };
    let m57 = || LoadedRow::Milestone(milestone(1, "M57", "2026-09-01"));
    let two = vec![
        m57(),
        exclusion(2, "h1D", "2026-09-10", "2026-09-20", ""),
        exclusion(3, "h1A", "2026-09-15", "2026-09-25", ""),
    ];
    let view = status_of(two, "2026-10-01");
    assert_eq!(
        (view.due.unwrap().to_string().as_str(), view.status),
        ("2026-11-27", Status::Running)
    );
    let united = view.steps.iter().find(|s| s.date == day("2026-09-16")).unwrap();
    assert_eq!(
        (united.counted, united.args.as_slice()),
        (false, &["h1A, h1D".to_owned()][..])
    );

    let without = status_of(
        vec![m57(), exclusion(2, "h7", "2026-09-10", "2026-09-25", " ")],
        "2026-09-12",
    );
    assert_eq!(
        (without.due.unwrap().to_string().as_str(), without.status),
        ("2026-11-10", Status::Running)
    );
    assert_eq!(
        without
            .alternatives
            .iter()
            .find(|a| a.key == "finding-made")
            .unwrap()
            .due
            .to_string(),
        "2026-11-27"
    );
    let with = status_of(
        vec![
            m57(),
            exclusion(2, "h7", "2026-09-10", "2026-09-25", "ends of justice, doc. 12"),
        ],
        "2026-09-12",
    );
    assert_eq!(
        (with.due.unwrap().to_string().as_str(), with.status),
        ("2026-11-27", Status::Tolled)
    );

    let pending = status_of(vec![m57(), exclusion(2, "h1D", "2026-09-10", "", "")], "2026-09-25");
    assert_eq!(
        (pending.due.unwrap().to_string().as_str(), pending.status),
        ("2026-11-27", Status::Tolled)
    );
    let wrong = status_of(
        vec![m57(), exclusion(2, "h1D", "2026-09-10", "2026-09-01", "")],
        "2026-09-25",
    );
    assert_eq!(wrong.problem.unwrap().key, "exclusion-dates");
}

#[test]
fn trigger_follows_its_event() {
    let event = Event {
        id: EventId(id(9)),
        kind: "arrest".into(),
        date: "2026-11-02".into(),
        ..Event::default()
    };
    let milestone = Milestone {
        trigger_event: Some(event.id),
        ..milestone(1, "M55", "2020-01-01")
    };
    let view = status_of(
        vec![LoadedRow::Event(event), LoadedRow::Milestone(milestone)],
        "2026-11-10",
    );
    assert_eq!(view.due.unwrap().to_string(), "2026-12-02");
}

// ------------------------------------------------------------------------------------ chronology

fn event(n: u8, kind: &str, date: &str, who: &[u8]) -> LoadedRow {
    let participants = who
        .iter()
        .map(|w| Participant {
            entity: EntityId(id(*w)),
            role: "subject".into(),
        })
        .collect();
    LoadedRow::Event(Event {
        id: EventId(id(n)),
        kind: kind.into(),
        date: date.into(),
        participants: Participants(participants),
        ..Event::default()
    })
}

fn chronology_of(rows: Vec<LoadedRow>, request: &Request) -> Chronology {
    let snapshot = case(rows);
    let clocks = clocks(&snapshot, &rules(), day("2026-11-24"));
    chronology(&snapshot, &clocks, request)
}

#[test]
fn order_lanes_and_the_undated() {
    let rows = || {
        vec![
            event(5, "call", "2026-03-04", &[100]),
            event(3, "stay", "2026-03", &[100, 101]),
            event(4, "call", "2026-03-04", &[101]),
            event(2, "work", "../2026-01-31", &[]),
            event(6, "call", "", &[100]),
            event(7, "call", "last week", &[100]),
            event(8, "threat", "2026~", &[101]),
            LoadedRow::Milestone(milestone(1, "M55", "2026-11-02")),
        ]
    };
    let all = chronology_of(
        rows(),
        &Request {
            lane_by: LaneBy::Kind,
            ..Request::default()
        },
    );
    let order: Vec<u8> = all.rows.iter().map(|r| r.id.0[0]).collect();
    assert_eq!(order, [2, 8, 3, 4, 5, 1, 1]);
    assert_eq!(all.rows[6].kind, RowKind::Due);
    assert_eq!(all.undated.iter().map(|r| r.id.0[0]).collect::<Vec<_>>(), [6, 7]);
    assert_eq!(all.unreadable, 1);
    let lanes: Vec<(&str, usize)> = all.lanes.iter().map(|l| (l.key.as_str(), l.rows)).collect();
    assert_eq!(
        lanes,
        [("work", 1), ("threat", 1), ("stay", 1), ("call", 4), ("milestone", 2)]
    );

    let by_entity = chronology_of(
        rows(),
        &Request {
            lane_by: LaneBy::Entity,
            entities: vec![EntityId(id(100))],
            ..Request::default()
        },
    );
    assert_eq!(by_entity.rows.len(), 2);
    assert_eq!(by_entity.rows[0].lanes, [0, 1], "a stay of two stands in both lanes");
    let march = Request {
        from: Some(day("2026-03-05")),
        to: Some(day("2026-03-31")),
        ..Request::default()
    };
    let march = chronology_of(rows(), &march);
    assert_eq!(
        march.rows.iter().map(|r| r.id.0[0]).collect::<Vec<_>>(),
        [8, 3],
        "what can lie within"
    );
}

#[test]
fn gaps_and_overlaps() {
    let all = chronology_of(
        vec![
            event(1, "a", "2026-01-01/2026-01-31", &[]),
            event(2, "b", "2026-01-10", &[]),
            event(3, "c", "2026-06", &[]),
        ],
        &Request::default(),
    );
    let found = gaps(&all.rows, 30);
    assert_eq!(
        found.iter().map(|g| (g.from, g.to)).collect::<Vec<_>>(),
        [(day("2026-02-01"), day("2026-05-31"))]
    );
    assert_eq!(overlaps(&all.rows), [(0, 1, Truth::Yes)]);
}

// ------------------------------------------------------------------------------------------- laws

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0u64..30_000).prop_map(|n| day("2000-01-01").checked_add_days(Days::new(n)).unwrap())
}

fn due(
    rules: &Rules,
    code: Code,
    length: i32,
    from: NaiveDate,
    jurisdiction: &str,
    excluded: &[Excluded],
) -> NaiveDate {
    let options = Options::default();
    let length = Length::parse(&format!("{length}d")).unwrap();
    let period = Period {
        code,
        length,
        from: Moment::day(from),
        jurisdiction,
        excluded,
        options: &options,
        warn: None,
    };
    compute(rules, &period).unwrap().due.day
}

thread_local! {
    static RULES: Rules = rules();
}

proptest! {
    #[test]
    fn due_is_a_court_day(from in any_day(), length in 1i32..400) {
        RULES.with(|rules| {
            let us = Calendar::new(rules, "us", &[]).unwrap();
            let nm = Calendar::new(rules, "nm", &[]).unwrap();
            let r45d = due(rules, Code::R45D, length, from, "us", &[]);
            assert_eq!(us.day_off(r45d), None);
            assert!(r45d >= from.checked_add_days(Days::new(length as u64)).unwrap());
            assert_eq!(us.day_off(due(rules, Code::Bus, length, from, "us", &[])), None);
            assert_eq!(nm.day_off(due(rules, Code::Nm10, length, from, "nm", &[])), None);
            let back = due(rules, Code::R45B, -length, from, "us", &[]);
            assert_eq!(us.day_off(back), None);
            assert!(back <= from.checked_sub_days(Days::new(length as u64)).unwrap());
        });
    }

    /// On one calendar, skipping days off never ends earlier than counting them; from 11 days on the
    /// two ways are the same.
    #[test]
    fn nm10_against_r45d(from in any_day(), length in 1i32..40) {
        RULES.with(|rules| {
            let nm10 = due(rules, Code::Nm10, length, from, "nm", &[]);
            let r45d = due(rules, Code::R45D, length, from, "nm", &[]);
            if length >= 11 { assert_eq!(nm10, r45d) } else { assert!(nm10 >= r45d) }
            if length <= 10 { assert_eq!(nm10, due(rules, Code::Bus, length, from, "nm", &[])) }
        });
    }

    #[test]
    fn excluding_more_never_ends_earlier(from in any_day(), a in 0u64..100, n in 0u64..30, b in 0u64..100, m in 0u64..30) {
        RULES.with(|rules| {
            let span = |start: u64, days: u64| Excluded {
                kind: "h1D".into(),
                from: from.checked_add_days(Days::new(start)).unwrap(),
                to: from.checked_add_days(Days::new(start + days)).unwrap(),
                found: true,
            };
            let (one, two) = (vec![span(a, n)], vec![span(a, n), span(b, m)]);
            let ends = [&[][..], &one, &two].map(|x| due(rules, Code::R45D, 70, from, "us", x));
            assert!(ends[0] <= ends[1] && ends[1] <= ends[2]);
            // The same span twice is one span: intervals are united.
            let twice = [span(a, n), span(a, n)];
            assert_eq!(ends[1], due(rules, Code::R45D, 70, from, "us", &twice));
        });
    }

    #[test]
    fn every_day_is_accounted_for(from in any_day(), length in 1i32..60) {
        RULES.with(|rules| {
            let options = Options::default();
            let parsed = Length::parse(&format!("{length}d")).unwrap();
            let period = Period { code: Code::Nm10, length: parsed, from: Moment::day(from), jurisdiction: "nm", excluded: &[], options: &options, warn: None };
            let due = compute(rules, &period).unwrap();
            let days: BTreeSet<NaiveDate> = due.steps.iter().map(|s| s.date).collect();
            assert_eq!(days.len() as i64, due.due.day.signed_duration_since(from).num_days() + 1, "no day between is missing");
            assert_eq!(due.steps.iter().filter(|s| s.key == "day").count() as i32, length);
        });
    }
}

#[test]
fn rule_kinds_are_consistent() {
    let rules = rules();
    assert_eq!(rules.find("M55").unwrap().0.excludes, Excludes::SpeedyTrial);
    assert_eq!(
        rules.rules.values().filter(|r| !r.unconfirmed.is_empty()).count() > 10,
        true
    );
    assert!(rules.set.len() == 12);
}
