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
        if !rule.evidence.is_empty() {
            wanted.insert(format!("evidence-{}", rule.evidence));
        }
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

mod of_a_case; // what a case says
mod laws; // what holds for any date
