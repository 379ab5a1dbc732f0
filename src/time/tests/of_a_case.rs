//! Milestones, exclusions, triggers and the chronology of a case.

use super::*;

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
