//! What a morning lists, in which order, and what it leaves out. Every name is invented.

use super::*;
use crate::catalog::asset::Assets;
use crate::catalog::text::Text;
use crate::model::decision::{CandidateKind, Decision, RecordRef, Side, Verdict};
use crate::model::entity::{Entity, Fact};
use crate::model::member::{Member, Setting};
use crate::model::source::Record;
use crate::model::work::{Milestone, Process, Task};
use crate::snapshot::{LoadedRow, RecordHead};

fn id(n: u8) -> Uid {
    Uid([n; 16])
}
const ME: u8 = 1;
const OTHER: u8 = 2;

/// Two sources, the second one labelled `6e`; each with a record that names a company.
fn rows() -> Vec<LoadedRow> {
    let mut rows = Vec::new();
    for (n, name) in [(ME, "A. Baca"), (OTHER, "R. Lucero")] {
        rows.push(LoadedRow::Member(Member {
            id: MemberId(id(n)),
            name: name.into(),
            ..Member::default()
        }));
    }
    for (n, file, labels) in [
        (10, "tips.csv", Labels::default()),
        (11, "jury.csv", Labels::of(&["6e"])),
    ] {
        rows.push(LoadedRow::Source(Source {
            id: SourceId(id(n)),
            file_name: file.into(),
            staged: 3,
            labels,
            ..Source::default()
        }));
        rows.push(record(n + 10, n, RecordStatus::Staged));
        rows.push(LoadedRow::Entity(Entity {
            id: EntityId(id(n + 20)),
            kind: "company".into(),
            label: format!("Firm of {file}"),
            source: Some(SourceId(id(n))),
            ..Entity::default()
        }));
    }
    rows
}

fn record(n: u8, source: u8, status: RecordStatus) -> LoadedRow {
    LoadedRow::Record(RecordHead::from(&Record {
        id: RecordId(id(n)),
        source: SourceId(id(source)),
        row: u32::from(n),
        key: format!("T-{n}"),
        status,
        ..Record::default()
    }))
}

fn candidate(left: u8, right: u8, bits: i32) -> Candidate {
    let side = |source: u8| Side {
        id: id(source + 20),
        kind: "company".into(),
        label: format!("Firm {source}"),
        records: vec![RecordRef {
            id: RecordId(id(source + 10)),
            ..RecordRef::default()
        }],
    };
    Candidate {
        id: Candidate::derive_id(CandidateKind::Same, "", id(left + 20), id(right + 20)),
        bits: Bits(bits),
        left: side(left),
        right: side(right),
        ..Candidate::default()
    }
}

struct Case {
    rows: Vec<LoadedRow>,
    since: Since,
    labels: Labels,
    notices: Vec<LibraryNotice>,
    catalog: Catalog,
}

impl Case {
    fn new() -> Case {
        Case {
            rows: rows(),
            since: Since {
                seq: 5,
                ..Since::default()
            },
            labels: Labels::of(&["6e"]),
            notices: Vec::new(),
            catalog: Catalog::load(Assets::built_in(), "en").unwrap(),
        }
    }
    fn snapshot(&self) -> Snapshot {
        Snapshot::build(9, String::new(), self.rows.iter().cloned())
    }
    fn morning(&self) -> Morning {
        morning(&Asked {
            snapshot: &self.snapshot(),
            catalog: &self.catalog,
            member: MemberId(id(ME)),
            labels: &self.labels,
            today: "2026-11-24".parse().unwrap(),
            since: &self.since,
            notices: &self.notices,
        })
    }
    fn with_candidates(&self, candidates: &[Candidate]) -> Morning {
        let mut made = self.morning();
        made.add_candidates(&self.snapshot(), candidates, &[]);
        made
    }
    fn row(&mut self, table: &str, n: u8, op: Op) {
        self.since.rows.push((table.to_owned(), id(n), op));
    }
}

fn names(made: &Morning, key: &str) -> Vec<String> {
    made.lines(key).iter().map(|l| l.name.clone()).collect()
}
fn whats(made: &Morning, key: &str) -> Vec<String> {
    made.lines(key).iter().map(|l| l.what.clone()).collect()
}

#[test]
fn nothing_new_is_an_empty_morning() {
    let case = Case::new();
    let made = case.with_candidates(&[candidate(10, 11, 500)]);
    assert_eq!(made.waiting(), 0, "{made:?}");
    let keys: Vec<&str> = made.sections.iter().map(|s| s.key).collect();
    assert_eq!(keys, ["candidates", "clocks", "answers", "sources", "others"]);
}

#[test]
fn who_never_looked_finds_everything_new() {
    let mut case = Case::new();
    case.since.seq = 0;
    let made = case.with_candidates(&[candidate(10, 11, 500)]);
    assert_eq!(made.lines("candidates").len(), 1);
    assert_eq!(names(&made, "sources"), ["tips.csv", "jury.csv"]);
}

#[test]
fn a_link_is_new_by_its_source_its_record_or_a_fact_by_hand_and_only_until_it_is_decided() {
    for (table, n, op, new) in [
        ("source", 10, Op::Insert, true),
        // Graded, labelled: not new.
        ("source", 10, Op::Update, false),
        ("record", 20, Op::Update, true),
        ("entity", 31, Op::Update, true),
        ("fact", 50, Op::Insert, true),
        ("fact", 51, Op::Insert, false),
    ] {
        let mut case = Case::new();
        case.rows.push(LoadedRow::Fact(Fact {
            id: FactId(id(50)),
            entity: EntityId(id(30)),
            ..Fact::default()
        }));
        case.row(table, n, op);
        let card = candidate(10, 11, 500);
        let made = case.with_candidates(std::slice::from_ref(&card));
        assert_eq!(made.lines("candidates").len(), usize::from(new), "{table} {n} {op:?}");
        case.rows.push(LoadedRow::Decision(Decision {
            id: DecisionId(id(60)),
            candidate: card.id,
            verdict: Verdict::Later,
            ..Decision::default()
        }));
        let made = case.with_candidates(&[card]);
        assert!(made.lines("candidates").is_empty(), "put off is decided on");
    }
}

#[test]
fn two_verdicts_that_differ_wait_until_somebody_settles_it() {
    let mut case = Case::new();
    case.labels = Labels::of(&["6e"]);
    let card = candidate(10, 11, 500);
    let decision = |n: u8, by: u8, verdict: Verdict, blind: bool| {
        LoadedRow::Decision(Decision {
            id: DecisionId(id(n)),
            candidate: card.id,
            verdict,
            member: MemberId(id(by)),
            at: format!("2026-11-24T08:00:{n:02}.000Z"),
            card: Candidate { blind, ..card.clone() },
            ..Decision::default()
        })
    };
    case.rows.push(decision(60, OTHER, Verdict::Accept, false));
    assert!(case.morning().lines("disagreements").is_empty());
    assert!(
        case.morning().sections.iter().all(|s| s.key != "disagreements"),
        "no head where nothing differs"
    );
    case.rows.push(decision(61, ME, Verdict::Reject, true));
    let made = case.morning();
    assert_eq!(made.lines("disagreements").len(), 1);
    assert_eq!(made.lines("disagreements")[0].to, Target::Disagreement(card.id));
    // It rests on what is before the grand jury.
    case.labels = Labels::default();
    assert!(case.morning().lines("disagreements").is_empty());
    case.labels = Labels::of(&["6e"]);
    case.rows.push(decision(62, ME, Verdict::Reject, false));
    assert!(case.morning().lines("disagreements").is_empty());
}

#[test]
fn what_waits_for_my_second_look_is_told_without_its_verdict() {
    let mut case = Case::new();
    case.labels = Labels::of(&["6e"]);
    let card = candidate(10, 11, 500);
    let labels = vec![card.left.label.clone(), card.right.label.clone()];
    let commit = |seq: i64, command: &str, args: Vec<String>| Commit {
        seq,
        member: MemberId(id(OTHER)),
        command: command.into(),
        args,
        ..Commit::default()
    };
    let others = vec!["X".to_owned(), "Y".to_owned()];
    let again = [vec!["decide.never".to_owned()], labels.clone()].concat();
    case.since.commits = vec![
        commit(6, "decide.never", labels),
        commit(7, "decide.never", others),
        commit(8, "redo", again),
    ];
    let decision = |n: u8, by: u8, blind: bool| {
        LoadedRow::Decision(Decision {
            id: DecisionId(id(n)),
            candidate: card.id,
            verdict: Verdict::Never,
            member: MemberId(id(by)),
            at: format!("2026-11-24T08:00:{n:02}.000Z"),
            card: Candidate { blind, ..card.clone() },
            ..Decision::default()
        })
    };
    case.rows.push(decision(60, OTHER, false));
    assert_eq!(
        whats(&case.morning(), "others"),
        ["redo", "decide.never", "decide.given"]
    );
    assert_eq!(case.morning().lines("others")[0].args[0], "decide.given");
    case.rows.push(decision(61, ME, true));
    assert_eq!(
        whats(&case.morning(), "others"),
        ["redo", "decide.never", "decide.never"]
    );
}

#[test]
fn links_keep_their_order() {
    let mut case = Case::new();
    case.row("source", 10, Op::Insert);
    let made = case.with_candidates(&[candidate(10, 11, 900), candidate(10, 10, 200)]);
    let bits: Vec<_> = made.lines("candidates").iter().map(|l| l.bits).collect();
    assert_eq!(bits, [Some(Bits(900)), Some(Bits(200))]);
}

#[test]
fn what_the_labels_do_not_open_is_not_there() {
    let mut case = Case::new();
    case.since.seq = 0;
    case.labels = Labels::default();
    let commit = |seq: i64, args: &[&str]| Commit {
        seq,
        member: MemberId(id(OTHER)),
        command: "import".into(),
        args: args.iter().map(|a| (*a).to_owned()).collect(),
        ..Commit::default()
    };
    case.since.commits = vec![
        commit(6, &["jury.csv", "Agency"]),
        commit(7, &["tips.csv", "Agency"]),
        commit(8, &["Firm of jury.csv"]),
    ];
    let made = case.with_candidates(&[candidate(10, 11, 500), candidate(10, 10, 400)]);
    assert_eq!(names(&made, "sources"), ["tips.csv"]);
    assert_eq!(made.lines("candidates").len(), 1);
    let seen: Vec<Target> = made.lines("others").iter().map(|l| l.to).collect();
    assert_eq!(seen, [Target::Commit(7)]);
    let text = serde_json::to_string(&made).unwrap();
    assert!(!text.contains("jury"), "{text}");
    case.labels = Labels::of(&["6e"]);
    assert_eq!(case.morning().lines("others").len(), 3);
}

#[test]
fn others_are_listed_newest_first_and_what_was_taken_back_says_so() {
    let mut case = Case::new();
    for (seq, member, undoes) in [(6, OTHER, None), (7, ME, None), (8, OTHER, Some(6))] {
        case.since.commits.push(Commit {
            seq,
            member: MemberId(id(member)),
            command: "entity.add".into(),
            args: vec!["company".into()],
            undoes,
            ..Commit::default()
        });
    }
    let made = case.morning();
    let lines: Vec<(Target, usize)> = made.lines("others").iter().map(|l| (l.to, l.count)).collect();
    assert_eq!(lines, [(Target::Commit(8), 0), (Target::Commit(6), 1)]);
    assert_eq!(made.lines("others")[0].other, "R. Lucero");
}

#[test]
fn clocks_and_answers_stand_by_their_days() {
    let mut case = Case::new();
    for (n, due) in [
        (70, "2026-12-08"),
        (71, "2026-12-09"),
        (72, "2026-11-20"),
        (73, "2026-11-24"),
    ] {
        case.rows.push(LoadedRow::Milestone(Milestone {
            id: MilestoneId(id(n)),
            title: format!("M {n}"),
            trigger_date: "2026-11-01".into(),
            fixed_due: due.into(),
            ..Milestone::default()
        }));
    }
    let process = |n: u8, due: &str, returned: &str| {
        LoadedRow::Process(Process {
            id: ProcessId(id(n)),
            kind: "subpoena".into(),
            recipient: format!("P {n}"),
            due: due.into(),
            returned: returned.into(),
            ..Process::default()
        })
    };
    case.rows.extend([
        process(80, "2027-02-01", ""),
        process(81, "2026-11-10", ""),
        process(82, "2026-11-10", "2026-11-12"),
        process(83, "", ""),
    ]);
    for (n, owner, due, status) in [
        (90, "A. Baca", "2026-11-30", WorkStatus::Open),
        (91, "R. Lucero", "2026-11-30", WorkStatus::Open),
        (92, "A. Baca", "2026-11-30", WorkStatus::Done),
        (93, "A. Baca", "2027-01-30", WorkStatus::Open),
    ] {
        case.rows.push(LoadedRow::Task(Task {
            id: TaskId(id(n)),
            title: format!("T {n}"),
            owner: owner.into(),
            due: due.into(),
            status,
            ..Task::default()
        }));
    }
    let made = case.morning();
    let days: Vec<(String, Option<i64>)> = made
        .lines("clocks")
        .iter()
        .map(|l| (l.name.clone(), l.days_left))
        .collect();
    let expected = [("M 72", -4), ("M 73", 0), ("M 70", 14)];
    assert_eq!(days, expected.map(|(n, d)| (n.to_owned(), Some(d))));
    assert_eq!(names(&made, "answers"), ["P 81", "T 90", "P 80"]);
}

#[test]
fn sources_stand_by_what_must_be_done() {
    let mut case = Case::new();
    case.notices.push(LibraryNotice {
        library: "findings".into(),
        state: "missing".into(),
        ..LibraryNotice::default()
    });
    case.rows.extend([
        record(40, 10, RecordStatus::Rejected),
        record(41, 10, RecordStatus::Gone),
        record(42, 10, RecordStatus::Superseded),
        // Gone before the mark: no news.
        record(43, 11, RecordStatus::Gone),
    ]);
    case.row("record", 41, Op::Update);
    case.row("record", 42, Op::Update);
    case.row("source", 11, Op::Insert);
    let mut made = case.morning();
    let group = |staged: bool, count: usize| Group {
        source: SourceId(id(10)),
        file: "tips.csv".into(),
        staged,
        count,
        ..Group::default()
    };
    // Put in twice, it stands there once.
    for _ in 0..2 {
        made.add_unread(&[group(true, 4), group(true, 2), group(false, 1)]);
    }
    assert_eq!(
        whats(&made, "sources"),
        ["missing", "rejected", "unread", "gone", "changed", "new"]
    );
    let counts: Vec<usize> = made.lines("sources").iter().map(|l| l.count).collect();
    assert_eq!(counts, [0, 1, 6, 1, 1, 3]);
}

#[test]
fn on_a_desk_danger_and_child_come_first() {
    let mut case = Case::new();
    case.rows.push(LoadedRow::Setting(Setting {
        id: Setting::id_of("kind"),
        name: "kind".into(),
        value: "desk".into(),
    }));
    let lead = |n: u8, child: Answer, danger: Answer, disposition: &str| {
        LoadedRow::Lead(Lead {
            id: LeadId(id(n)),
            record: RecordId(id(n)),
            child,
            danger,
            disposition: disposition.into(),
            ..Lead::default()
        })
    };
    for n in 100..104 {
        case.rows.push(record(n, 10, RecordStatus::Staged));
    }
    case.rows.extend([
        lead(100, Answer::No, Answer::Unknown, ""),
        lead(101, Answer::Yes, Answer::No, ""),
        lead(102, Answer::No, Answer::Yes, ""),
        lead(103, Answer::Yes, Answer::Yes, "assigned"),
    ]);
    let made = case.morning();
    assert_eq!(made.sections[0].key, "leads");
    assert_eq!(names(&made, "leads"), ["T-102", "T-101", "T-100"]);
    assert_eq!(whats(&made, "leads"), ["danger", "child", ""]);
}

#[test]
fn a_mark_moves_on_and_comes_back_once() {
    let never = Mark::read(None);
    assert_eq!(never.now.seq, 0);
    let first = never.seen(5, "2026-11-23");
    let second = first.clone().seen(9, "2026-11-24");
    assert_eq!(Mark::read(Some(&second.draft())), second);
    // A second press on the same commit does not lose the mark before.
    assert_eq!(second.clone().seen(9, "2026-11-24"), second);
    let back = second.back().unwrap();
    assert_eq!(back.now, first.now);
    assert_eq!(back.back(), None);
    assert_eq!(Mark::read(Some("no JSON")), Mark::default());
}

#[test]
fn every_line_has_words_in_both_languages() {
    let mut lines = Vec::new();
    for what in ["new", "changed", "gone", "rejected", "unread"] {
        lines.push(Line::new(Target::Worklist(SourceId(id(1))), what, "a.csv".into()));
    }
    for what in ["missing", "changed", "unreadable"] {
        lines.push(Line::new(Target::Libraries, what, "findings".into()));
    }
    lines.push(Line::new(Target::Disagreement(id(1)), "same", "A".into()));
    lines.push(Line::new(Target::Lead(RecordId(id(1))), "", "T-1".into()));
    lines.push(Line::new(
        Target::Lead(RecordId(id(1))),
        "danger+child+movement",
        "T-1".into(),
    ));
    lines.push(Line {
        days_left: Some(-2),
        count: 1,
        ..Line::new(Target::Task(TaskId(id(1))), "task", "Ring".into())
    });
    lines.push(Line {
        count: 1,
        ..Line::new(Target::Commit(3), "undo", String::new())
    });
    for language in ["en", "es"] {
        let text = Text::new(&Assets::built_in(), language);
        for line in &lines {
            let said = line.says(&text, &str::to_owned);
            let whole = format!("{} {} {}", said.chip, said.head, said.under);
            assert!(
                !whole.contains("morning-") && !whole.contains("library-"),
                "{language}: {whole}"
            );
            assert!(!said.chip.is_empty(), "{language}: {line:?}");
        }
        assert!(text.has("morning-disagreements"));
        for key in ["leads", "candidates", "clocks", "answers", "sources", "others"] {
            assert!(text.has(&format!("morning-{key}")) && text.has(&format!("morning-{key}-none")));
        }
    }
}
