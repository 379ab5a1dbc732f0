//! The morning, a comparison, a change of many and a misspelled name on the command line.

use serde_json::{Value, json};

use crate::run::Desk;

fn lines<'a>(doc: &'a Value, key: &str) -> &'a [Value] {
    let sections = doc["sections"].as_array().unwrap();
    let section = sections.iter().find(|s| s["key"] == key).unwrap();
    assert_eq!(section["count"], section["lines"].as_array().unwrap().len());
    section["lines"].as_array().unwrap()
}

#[test]
fn what_was_seen_is_not_new_until_something_comes_in() {
    let desk = Desk::with_tips();
    let first = desk.json(&["morning", "case.caseboard", "--json"]);
    assert_eq!(first["since"], 0);
    assert!(
        lines(&first, "candidates")
            .iter()
            .any(|l| l["to"] == "candidate" && l["bits"].as_f64().unwrap() > 0.0)
    );
    assert_eq!(lines(&first, "sources")[0]["what"], "new");
    let said = desk.run(0, &["morning", "case.caseboard", "--seen"]);
    assert!(
        said.contains("two_tips.csv") && said.contains("No clock is overdue"),
        "{said}"
    );

    let seen = desk.json(&["morning", "case.caseboard", "--json"]);
    assert_eq!(seen["since"], first["commit"]);
    assert!(lines(&seen, "candidates").is_empty() && lines(&seen, "sources").is_empty());
    // What is asked for by number is listed whatever the mark says.
    let since = desk.json(&["morning", "case.caseboard", "--since", "1", "--json"]);
    assert_eq!(lines(&since, "sources").len(), 1);
    assert!(!lines(&since, "candidates").is_empty());

    // A later tip with the same phone brings a link; the marked ones stay seen.
    let header = std::fs::read_to_string(desk.tips()).unwrap();
    let header = header.lines().next().unwrap();
    let tip = "T-0009,2026-03-02 07:15,English,Yes,Yes,No,No,No,\"FICTIONAL. His number is 575-555-0147.\",Ocotillo Packing,,575-555-0110,Anselmo Villaquiran,575-555-0147,12 Calle Imaginaria,Deming,NM,88030,,,,\n,2026-03-03,English,Yes,Yes,No,No,No,FICTIONAL. No number.,Mesquite Harvest Co,,,,,,Deming,NM,88030,,,,";
    std::fs::write(desk.path("later.csv"), format!("{header}\n{tip}\n")).unwrap();
    desk.run(1, &["import", "case.caseboard", "later.csv"]);
    let news = desk.json(&["morning", "case.caseboard", "--json"]);
    let whats: Vec<&str> = lines(&news, "sources")
        .iter()
        .map(|l| l["what"].as_str().unwrap())
        .collect();
    assert_eq!(whats, ["rejected", "new"]);
    let ids = |doc: &Value| -> Vec<String> {
        let lines = lines(doc, "candidates").iter();
        lines.map(|l| l["id"].as_str().unwrap().to_owned()).collect()
    };
    let (new, seen) = (ids(&news), ids(&first));
    assert!(!new.is_empty());
    assert!(new.iter().all(|id| !seen.contains(id)), "{new:?} {seen:?}");
    let all = ids(&desk.json(&["morning", "case.caseboard", "--since", "0", "--json"]));
    assert!(all.iter().any(|id| seen.contains(id)), "{all:?} {seen:?}");

    // The mark comes back once.
    assert_eq!(
        desk.json(&["morning", "case.caseboard", "--back", "--json"])["since"],
        0
    );
    assert!(
        desk.run(2, &["morning", "case.caseboard", "--back"])
            .contains("--since SEQ")
    );
    assert!(
        desk.run(2, &["morning", "case.caseboard", "--as-of", "tomorrow"])
            .contains("2026-11-24")
    );
    // Looking is no commit.
    assert_eq!(
        desk.json(&["info", "case.caseboard", "--json"])["commit"],
        news["commit"]
    );
}

#[test]
fn clocks_and_tasks_of_the_member_stand_by_their_days() {
    let desk = Desk::with_tips();
    let commands = json!([
        {"command": "add_task", "title": "Ring the motel", "owner": "owner", "due": "2026-11-30"},
        {"command": "add_task", "title": "Not mine", "owner": "somebody", "due": "2026-11-30"},
        {"command": "add_milestone", "title": "Payroll", "trigger_date": "2026-11-01", "fixed_due": "2026-11-20"},
    ]);
    std::fs::write(desk.path("plan.json"), commands.to_string()).unwrap();
    desk.run(0, &["apply", "case.caseboard", "plan.json"]);
    let made = desk.json(&["morning", "case.caseboard", "--as-of", "2026-11-24", "--json"]);
    let clock = &lines(&made, "clocks")[0];
    assert_eq!(
        (clock["name"].as_str(), clock["days_left"].as_i64()),
        (Some("Payroll"), Some(-4))
    );
    let tasks: Vec<&str> = lines(&made, "answers")
        .iter()
        .map(|l| l["name"].as_str().unwrap())
        .collect();
    assert_eq!(tasks, ["Ring the motel"]);
}

#[test]
fn many_are_planned_changed_and_taken_back_in_one_step() {
    let desk = Desk::with_tips();
    let hits = |text: &str| desk.json(&["search", "case.caseboard", text, "--json"])["hits"].clone();
    let ids: Vec<Value> = hits("Ocotillo")
        .as_array()
        .unwrap()
        .iter()
        .filter(|h| h["kind"] == "company")
        .map(|h| h["id"].clone())
        .collect();
    assert_eq!(ids.len(), 2);
    let phone = hits("575-555-0147")[0]["id"].clone();
    let write = |entities: &[Value], change: Value| {
        let command = json!({"command": "edit_many", "entities": entities, "change": change});
        std::fs::write(desk.path("many.json"), command.to_string()).unwrap();
    };
    let fact = json!({"fact": {"field": "industry", "value": "onions"}});
    write(&ids, fact.clone());
    let plan = desk.json(&["apply", "case.caseboard", "many.json", "--dry-run", "--json"]);
    assert_eq!(plan[0]["rows"].as_array().unwrap().len(), 2);
    assert_eq!(
        plan[0]["rows"][0]["after"].as_array().unwrap().last().unwrap(),
        "onions"
    );
    let done = desk.json(&["apply", "case.caseboard", "many.json", "--json"]);
    assert_eq!(done[0]["made"].as_array().unwrap().len(), 2);
    let shown = |id: &Value| desk.run(0, &["show", "case.caseboard", id.as_str().unwrap()]);
    assert!(ids.iter().all(|id| shown(id).contains("onions")));
    desk.run(0, &["undo", "case.caseboard"]);
    assert!(ids.iter().all(|id| !shown(id).contains("onions")));
    // One that can't be changed so stops all of it, by name.
    write(&[ids[0].clone(), phone], json!({"kind": {"kind": "person"}}));
    let refused = desk.run(2, &["apply", "case.caseboard", "many.json"]);
    assert!(
        refused.contains("party or place") || refused.contains("link"),
        "{refused}"
    );
}

#[test]
fn two_are_compared_with_what_the_matcher_says() {
    let desk = Desk::with_tips();
    let pair = [
        "compare",
        "case.caseboard",
        "Anselmo Villaquirán Pando",
        "Anselmo Villaquiran",
    ];
    let doc = desk.json(&[&pair[..], &["--json"]].concat());
    assert_eq!(doc["candidate"]["kind"], "same");
    let agree = |f: &&Value| f["standing"] == "agree";
    assert!(doc["fields"].as_array().unwrap().iter().any(|f| agree(&f)), "{doc}");
    assert!(desk.run(0, &pair).contains("bits"));
    let same = [
        "compare",
        "case.caseboard",
        "Anselmo Villaquiran",
        "Anselmo Villaquiran",
    ];
    assert!(desk.run(2, &same).contains("choose another one"));
}

#[test]
fn a_misspelled_name_is_found_and_marked() {
    let desk = Desk::with_tips();
    let hits = desk.json(&["search", "case.caseboard", "Anslemo Vilaquiran", "--json"])["hits"].clone();
    let first = &hits[0];
    assert!(
        first["label"].as_str().unwrap().starts_with("Anselmo Villaquir"),
        "{hits}"
    );
    assert_eq!(first["similar"], true);
    assert!(
        desk.run(0, &["search", "case.caseboard", "Anslemo"])
            .contains("(similar)")
    );
    let typed = desk.json(&["search", "case.caseboard", "anselmo", "--json"])["hits"].clone();
    assert_eq!(typed[0]["similar"], false);
    // A sealed name is not found by a name like it.
    let sealed = desk.json(&["search", "case.caseboard", "Zenobya Quetzaltenago", "--json"])["hits"].clone();
    assert_eq!(sealed, json!([]));
}
