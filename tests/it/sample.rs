//! The fictional sample keeps its promises: every file is read whole by its own map, telephone numbers
//! are fictional, victims are named in one tip each and nowhere else, the answer key and the script
//! point at what is there, and the clocks stand as its README says.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use caseboard::catalog::Catalog;
use caseboard::catalog::asset::Assets;
use caseboard::import;
use caseboard::model::source::{StagedRecord, StagedRow, StagedText};
use caseboard::practice::Key;
use caseboard::time::deadline::{DeadlineRequest, deadline};
use chrono::NaiveDate;
use regex::Regex;
use serde_json::Value;

const FILES: [(&str, &str, usize); 15] = [
    ("desk/hotline_tips.csv", "hotline-tips", 40),
    ("case/corporation_register_FICTIONAL.json", "corporation-register", 12),
    ("case/h2a_disclosure_FICTIONAL.xlsx", "h2a-disclosure", 44),
    ("case/h2a_housing_addendum_FICTIONAL.xlsx", "h2a-housing", 16),
    ("case/housing_complaints_FICTIONAL.csv", "housing-complaints", 10),
    ("case/ohsb_message_FICTIONAL.eml", "narrative", 1),
    ("case/osha_inspections_FICTIONAL.csv", "osha-inspections", 10),
    ("case/police_incidents_FICTIONAL.jsonl", "police-incidents", 14),
    ("case/state_wage_claims_FICTIONAL.csv", "state-wage-claims", 24),
    ("case/statement_V-02_es_FICTIONAL.txt", "narrative", 1),
    ("case/statement_cook_es_FICTIONAL.txt", "narrative", 1),
    ("case/statement_former_bookkeeper_en_FICTIONAL.md", "narrative", 1),
    ("case/statement_produce_buyer_en_FICTIONAL.md", "narrative", 1),
    ("case/whd_compliance_FICTIONAL.csv", "whd", 22),
    ("case/whd_referral_letter_FICTIONAL.pdf", "narrative", 1),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_cases/mesa_alta")
}

fn text_of(text: &StagedText) -> &str {
    match text {
        StagedText::Clear(text) => text,
        StagedText::Sealed(secret) => secret.expose(),
    }
}

/// `file#row` → the record, as the importer stages it by the map that fits best.
static RECORDS: LazyLock<BTreeMap<String, StagedRecord>> = LazyLock::new(|| {
    let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
    let mut out = BTreeMap::new();
    for (path, map, rows) in FILES {
        let bytes = std::fs::read(folder().join(path)).unwrap();
        let name = Path::new(path).file_name().unwrap().to_str().unwrap();
        let peek = import::peek(import::Input::bytes(name, &bytes), &Default::default()).unwrap();
        if let Some(table) = peek.tables.first() {
            assert_eq!(import::best_map(&table.header, &catalog.maps)[0].map, map, "{path}");
        }
        let mut staged = 0;
        let mut sink = |row| {
            let StagedRow::Record(record) = row else {
                panic!("{path}: a row was rejected")
            };
            staged += 1;
            out.insert(format!("{name}#{}", record.row), *record);
            ControlFlow::Continue(())
        };
        let mut progress = |_| ControlFlow::Continue(());
        let done = import::read(
            import::Input::bytes(name, &bytes),
            &catalog.maps[map],
            &catalog.kinds,
            &mut progress,
            &mut sink,
        )
        .unwrap();
        assert_eq!(
            (staged, done.rejected, done.problems.len()),
            (rows, 0, 0),
            "{path}: {:?}",
            done.problems
        );
    }
    out
});

/// All that a record says: its cells and its narrative.
fn words(record: &StagedRecord) -> String {
    let cells = record.cells.iter().map(|(_, text)| text_of(text));
    cells
        .chain(record.narrative.iter().map(text_of))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The bytes of a cell as the file has them, before anything is sealed.
fn tips() -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder().join("desk/hotline_tips.csv")).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder().join(path)).unwrap()).unwrap()
}

#[test]
fn every_file_is_read_whole_by_its_own_map() {
    assert_eq!(RECORDS.len(), 198);
    // Nothing lies in the folders that this test does not know.
    let own = ["case/milestones.json", "desk/work.json"];
    let known: BTreeSet<&str> = FILES.iter().map(|f| f.0).chain(own).collect();
    for part in ["desk", "case"] {
        for entry in std::fs::read_dir(folder().join(part)).unwrap() {
            let name = format!("{part}/{}", entry.unwrap().file_name().to_str().unwrap());
            assert!(known.contains(name.as_str()), "{name}");
        }
    }
}

#[test]
fn telephone_numbers_are_fictional() {
    let number = Regex::new(r"\b\d{3}[-. ]\d{3}[-. ]\d{4}\b").unwrap();
    let fictional = Regex::new(r"^(505|575)-555-01\d\d$").unwrap();
    let mut seen = BTreeSet::new();
    for (at, record) in RECORDS.iter() {
        for found in number.find_iter(&words(record)) {
            assert!(fictional.is_match(found.as_str()), "{at}");
            seen.insert(found.as_str().to_owned());
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

#[test]
fn victims_are_named_in_one_tip_each_and_nowhere_else() {
    let tips = tips();
    let named: Vec<(usize, &str)> = tips
        .iter()
        .enumerate()
        .filter(|(_, t)| !t["Victim Name"].is_empty())
        .map(|(n, t)| (n, t["Victim Name"].as_str()))
        .collect();
    assert_eq!(named.len(), 3);
    let parts: Vec<(usize, &str)> = named
        .iter()
        .flat_map(|(n, name)| name.split(' ').map(|part| (*n, part)))
        .collect();
    for (row, part) in &parts {
        for (n, tip) in tips.iter().enumerate() {
            let elsewhere = tip
                .iter()
                .filter(|(column, _)| n != *row || !matches!(column.as_str(), "Narrative" | "Victim Name"));
            assert!(elsewhere.clone().all(|(_, cell)| !cell.contains(part)), "tip {}", n + 1);
        }
        for (at, record) in RECORDS.iter().filter(|(at, _)| !at.starts_with("hotline_tips")) {
            assert!(!words(record).contains(part), "{at}");
        }
        for file in [
            "README.md",
            "script.json",
            "expected.json",
            "case/milestones.json",
            "desk/work.json",
        ] {
            assert!(
                !std::fs::read_to_string(folder().join(file)).unwrap().contains(part),
                "{file}"
            );
        }
        // What the importer would store in clear does not have the name either.
        let record = &RECORDS[&format!("hotline_tips.csv#{}", row + 1)];
        let clear = record
            .cells
            .iter()
            .map(|(_, text)| text.clear())
            .chain(record.narrative.iter().map(StagedText::clear));
        assert!(clear.clone().all(|text| !text.contains(part)), "tip {}", row + 1);
    }
}

#[test]
fn the_answer_key_points_at_what_is_there() {
    let text = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let key = Key::from_json(&text).unwrap();
    for party in &key.same {
        for mention in &party.mentions {
            let record = &RECORDS[&mention.at];
            let cell = record.cells.iter().find(|(column, _)| *column == mention.column);
            // A document names its parties in its text, in its own words.
            assert!(
                mention.column == "narrative" || cell.is_some_and(|(_, t)| text_of(t).trim() == mention.value.trim()),
                "{} at {}",
                party.id,
                mention.at
            );
        }
    }
    let members = key
        .connected
        .iter()
        .flat_map(|g| &g.members)
        .chain(key.decoys.iter().flat_map(|d| &d.members));
    let sides = key
        .patterns
        .iter()
        .flat_map(|p| p.sides.iter().flatten().chain(&p.through));
    for at in members.chain(sides) {
        assert!(RECORDS.contains_key(at), "{at}");
    }
    let motel = key.decoys.iter().find(|d| d.id == "motel").unwrap();
    assert!(motel.members.len() >= 20);
    let recruiter = key.same.iter().find(|p| p.id == "R1").unwrap();
    assert!(
        recruiter
            .mentions
            .iter()
            .filter(|m| m.at.starts_with("hotline_tips"))
            .count()
            >= 6
    );
}

#[test]
fn the_script_accepts_what_is_true_and_nothing_else() {
    let key = Key::from_json(&std::fs::read_to_string(folder().join("expected.json")).unwrap()).unwrap();
    let verdicts = ["accept", "reject", "later", "never"];
    for line in json("script.json").as_array().unwrap() {
        let wanted = |name: &str| line["match"][name].as_str().unwrap_or_default();
        let verdict = line["verdict"].as_str().unwrap();
        assert!(verdicts.contains(&verdict) && !line["why"].as_str().unwrap().is_empty());
        let (left, right) = (wanted("left"), wanted("right"));
        assert!(RECORDS.contains_key(left) && RECORDS.contains_key(right), "{line}");
        let party = |at: &str, label: &str| {
            key.same
                .iter()
                .find(|p| p.mentions.iter().any(|m| m.at == at && m.value == label))
                .map(|p| p.id.as_str())
        };
        let together = |members: &[String]| members.iter().any(|m| m == left) && members.iter().any(|m| m == right);
        let is_true = match wanted("kind") {
            "same" => {
                let (a, b) = (party(left, wanted("left_label")), party(right, wanted("right_label")));
                a.is_some() && a == b
            }
            "connected" => key.connected.iter().any(|g| together(&g.members)),
            _ => key
                .patterns
                .iter()
                .any(|p| p.pattern == wanted("pattern") && p.shown_by(left, right)),
        };
        assert!(is_true == matches!(verdict, "accept" | "later"), "{line}");
    }
}

/// Tips that the desk promotes, as `file#row`.
fn promoted() -> BTreeSet<String> {
    let numbers = json("desk/work.json")["promoted"].clone();
    let numbers: BTreeSet<String> = serde_json::from_value(numbers).unwrap();
    let tips = RECORDS.iter().filter(|(at, _)| at.starts_with("hotline_tips"));
    let found: BTreeSet<String> = tips
        .filter(|(_, r)| numbers.contains(&r.key))
        .map(|(at, _)| at.clone())
        .collect();
    assert_eq!(found.len(), numbers.len(), "every number is a tip's");
    found
}

#[test]
fn the_desk_keeps_what_is_no_part_of_the_case() {
    let promoted = promoted();
    let on_desk = |at: &str| at.starts_with("hotline_tips") && !promoted.contains(at);
    let key = Key::from_json(&std::fs::read_to_string(folder().join("expected.json")).unwrap()).unwrap();
    // All that is truly connected went along; what only looks like it mostly did not.
    for group in &key.connected {
        assert!(group.members.iter().all(|at| !on_desk(at)), "{}", group.id);
    }
    let motel = key.decoys.iter().find(|d| d.id == "motel").unwrap();
    assert!(motel.members.iter().all(|at| !promoted.contains(at)));
    for line in json("script.json").as_array().unwrap() {
        let sides = ["left", "right"].map(|side| line["match"][side].as_str().unwrap());
        if line["on"] == "desk" {
            assert!(sides.iter().all(|at| at.starts_with("hotline_tips")), "{line}");
        } else {
            assert!(sides.iter().all(|at| !on_desk(at)), "{line}");
        }
    }
    let milestones = json("case/milestones.json");
    let subjects = milestones
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|m| m["subject_at"].as_str());
    for at in subjects.filter_map(|s| s.split(':').next()) {
        assert!(!on_desk(at), "{at}");
    }
}

#[test]
fn what_became_of_a_tip_has_a_reason_and_a_reviewer() {
    let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
    let known = catalog.list_keys("dispositions");
    let keys: BTreeSet<&str> = RECORDS.values().map(|r| r.key.as_str()).collect();
    let work = json("desk/work.json");
    let done = work["dispositions"].as_array().unwrap();
    assert!(done.len() >= 20);
    for line in done {
        assert!(keys.contains(line["tip"].as_str().unwrap()), "{line}");
        assert!(known.contains(&line["disposition"].as_str().unwrap()), "{line}");
        assert!(!line["reason"].as_str().unwrap().is_empty() && !line["reviewer"].as_str().unwrap().is_empty());
    }
    for entry in work["deconfliction"].as_array().unwrap() {
        let (place, column) = entry["subject_at"].as_str().unwrap().split_once(':').unwrap();
        assert!(RECORDS[place].mentions.iter().any(|m| m.column == column), "{entry}");
    }
}

#[test]
fn the_headless_run_makes_desk_and_case_and_decides_every_line() {
    let desk = crate::run::Desk::new();
    let out = desk.output(&["--headless", "out"]);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(
        out.status.code(),
        Some(0),
        "{said}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let lines = json("script.json").as_array().unwrap().len();
    assert!(
        said.contains(&format!("{lines} of {lines} script lines decided")),
        "{said}"
    );
    let tips = promoted().len();
    assert!(
        said.contains(&format!("{tips} tips promoted from the desk into the case")),
        "{said}"
    );
    assert!(said.contains("verify: ok"), "{said}");
    let list = |name: &str| std::fs::read_to_string(desk.path(&format!("out/{name}"))).unwrap();
    assert!(list("links.csv").contains("hotline_tips.csv#1,"));
    // The motel's tips are linked, and rejected, on the desk only.
    assert!(list("desk-links.csv").contains("hotline_tips.csv#35"));
    assert!(!list("links.csv").contains("hotline_tips.csv#35"));
}

#[test]
fn the_live_start_makes_the_desk_beside_the_case() {
    use caseboard::app::action::{Action, Answer, Request};
    use caseboard::app::case::{Case, Who};
    use caseboard::app::{load_catalog_in, now, sample, session::Session};
    let folder = tempfile::tempdir().unwrap();
    let catalog = std::sync::Arc::new(load_catalog_in(None, "en").unwrap());
    let path = folder.path().join(sample::FILE_NAME);
    let case = sample::make::new_case(&path, &catalog, now::real_mint()).unwrap();
    let mut session = Session::with_libraries(case, folder.path().join("libraries"));
    session.perform(Action::LoadSample);
    let began = std::time::Instant::now();
    let files = loop {
        session.poll();
        match session.results().get(&Request::Import) {
            Some(Answer::Imported(files)) => break files.clone(),
            Some(Answer::Failed(problem)) => panic!("{problem}"),
            _ => {}
        }
        assert!(began.elapsed().as_secs() < 120, "the sample is never there");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert_eq!(files.len(), FILES.len());
    let tips = promoted().len();
    assert_eq!(session.snapshot().records.size(), 158 + tips);
    let pseudonyms: BTreeSet<&str> = session
        .snapshot()
        .entities
        .iter()
        .map(|e| e.pseudonym.as_str())
        .collect();
    assert_eq!(pseudonyms, BTreeSet::from(["", "V-01", "V-02", "V-03"]));
    let desk = folder.path().join(sample::DESK_FILE_NAME);
    assert!(sample::is_sample(&desk));
    let desk = Case::open(&desk, &sample::password(), &Who::default(), catalog)
        .unwrap()
        .snapshot();
    assert_eq!(desk.setting("kind"), Some("desk"));
    assert_eq!(desk.leads.len(), 40);
    assert_eq!(
        desk.leads.iter().filter(|l| l.promoted_to == sample::TITLE).count(),
        tips
    );
    assert_eq!(desk.deconflictions.len(), 3);
}

#[test]
fn the_clocks_run_as_the_readme_says() {
    let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    let (mut overdue, mut soon, mut done, mut later) = (0, 0, 0, 0);
    for work in json("case/milestones.json").as_array().unwrap() {
        let field = |name: &str| work[name].as_str().unwrap_or_default().to_owned();
        let rule = field("rule");
        assert!(catalog.rules.find(&rule).is_ok(), "{rule}");
        let at = field("subject_at");
        let (place, column) = at.split_once(':').unwrap();
        assert!(
            RECORDS[place].mentions.iter().any(|m| m.column == column),
            "{rule}: {at}"
        );
        if field("status") == "done" {
            assert!(
                !field("done_on").is_empty() && field("done_on") >= field("trigger_date")[..10].to_owned(),
                "{rule}"
            );
            done += 1;
            continue;
        }
        let request = DeadlineRequest {
            rule: rule.clone(),
            from: field("trigger_date"),
            length: field("length"),
            jurisdiction: field("jurisdiction"),
            ..DeadlineRequest::default()
        };
        let due = match NaiveDate::parse_from_str(&field("fixed_due"), "%Y-%m-%d") {
            Ok(fixed) => fixed,
            // A milestone without a length, or whose trigger has not come, runs no clock.
            Err(_) => match deadline(&catalog.rules, &request) {
                Ok(answer) => answer.due.day,
                Err(_) => continue,
            },
        };
        match (due - today).num_days() {
            ..0 => overdue += 1,
            0..=14 => soon += 1,
            _ => later += 1,
        }
    }
    assert_eq!((overdue, soon, done), (1, 5, 15));
    assert!(later >= 5, "{later}");
}
