//! Laws that hold for any date and any rule.

use super::*;

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
