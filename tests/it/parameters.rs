//! Weights learned from verdicts, on the command line: looked at, taken, taken back, dropped.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::run::Desk;

/// Firms in two spellings: thirty with one telephone, thirty with two; the first are accepted, the others not.
fn decided() -> Desk {
    let desk = Desk::with_tips();
    let header = std::fs::read_to_string(desk.tips()).unwrap();
    let mut tips = format!("{}\n", header.lines().next().unwrap());
    let (first, last) = (
        ["Ba", "Ko", "Ri", "Tu", "Me", "Zo"],
        [
            "nard", "quil", "stom", "vex", "lorn", "brig", "dant", "shaw", "kett", "myr",
        ],
    );
    for n in 0..60usize {
        let name = format!("{}{} Orchards", first[n % 6], last[n / 6]);
        for side in 0..2usize {
            let ending = if n < 30 && side == 1 { "Incorporated" } else { "Inc" };
            // One digit off: enough to be shown.
            let phone = 1000 + 10 * n + if n < 30 { 0 } else { 3 * side };
            let id = 2 * n + side;
            writeln!(
                tips,
                "T-3{id:03},2026-03-02 07:15,English,Yes,Yes,No,No,No,FICTIONAL. Nothing.,{name} {ending},,505-555-{:04},,,,Deming,NM,88030,,,,",
                phone
            )
            .unwrap();
        }
    }
    std::fs::write(desk.path("more.csv"), tips).unwrap();
    desk.run(0, &["import", "case.caseboard", "more.csv"]);
    desk
}

fn decide(desk: &Desk) {
    let found = desk.json(&["surface", "case.caseboard", "--kind", "same", "--top", "0", "--json"]);
    let mut commands = Vec::new();
    for c in found["candidates"].as_array().unwrap() {
        let name = |side: &str| c[side]["label"].as_str().unwrap().replace("Incorporated", "Inc");
        if name("left") != name("right") || !name("left").contains("Orchards") {
            continue;
        }
        let reasons = c["reasons"].as_array().unwrap();
        let same = reasons.iter().any(|r| r["key"] == "phone-same");
        let side = |side: &str| json!({ "id": c[side]["id"], "kind": c[side]["kind"], "label": c[side]["label"], "records": [] });
        commands.push(json!({
            "command": "decide", "verdict": if same { "accept" } else { "reject" }, "why": "seen both",
            "candidate": {
                "id": c["id"], "kind": "same", "pattern": "", "bits": c["bits"], "reasons": [], "found_by": "",
                "parameters": "", "contradictions": [], "settles": "", "left": side("left"), "right": side("right"),
            },
        }));
    }
    assert!(commands.len() >= 50, "{} pairs", commands.len());
    std::fs::write(desk.path("decide.json"), Value::from(commands).to_string()).unwrap();
    desk.run(0, &["apply", "case.caseboard", "decide.json"]);
}

#[test]
fn weights_are_previewed_taken_undone_and_dropped() {
    let desk = decided();
    let none = desk.json(&["parameters", "case.caseboard", "--reestimate", "--json"]);
    assert_eq!((&none["missing"]["accepted"], &none["set"]), (&json!(20), &Value::Null));
    let refused = desk.run(2, &["parameters", "case.caseboard", "--take", "--why", "at once"]);
    assert!(refused.contains("missing: 20 accepted, 20 rejected"), "{refused}");
    let refused = desk.run(2, &["parameters", "case.caseboard", "--take"]);
    assert!(refused.contains("--why TEXT"), "{refused}");
    decide(&desk);

    let shipped = desk.json(&["parameters", "case.caseboard", "--json"]);
    let number = shipped["in_use"]["number"].as_u64().unwrap();
    assert_eq!(shipped["in_use"]["taken"], Value::Null);
    let before = desk.json(&["audit", "case.caseboard", "--json"])["commits"]
        .as_array()
        .unwrap()
        .len();
    let preview = desk.json(&["parameters", "case.caseboard", "--reestimate", "--json"]);
    assert_eq!(preview["set"]["number"].as_u64(), Some(number + 1));
    assert_eq!(preview["advice"], "take", "{}", preview["set"]["check"]);
    let again = desk.json(&["audit", "case.caseboard", "--json"])["commits"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(before, again, "a preview writes nothing");
    let words = desk.run(0, &["parameters", "case.caseboard", "--reestimate"]);
    assert!(words.contains("better on verdicts that it had not seen"), "{words}");

    desk.run(
        0,
        &["parameters", "case.caseboard", "--take", "--why", "thirty of each"],
    );
    let taken = desk.json(&["parameters", "case.caseboard", "--json"]);
    let name = taken["in_use"]["name"].as_str().unwrap().to_owned();
    assert!(name.starts_with(&format!("{}-", number + 1)), "{name}");
    assert_eq!(taken["in_use"]["taken"]["why"], "thirty of each");
    assert_eq!(
        taken["in_use"]["fields"][0]["levels"][0]["m"],
        preview["set"]["fields"][0]["levels"][0]["m"]
    );
    let card = &desk.json(&["surface", "case.caseboard", "--kind", "same", "--json"])["candidates"][0];
    assert_eq!(card["parameters"], json!(name));
    // The board before it was taken has the shipped set.
    let then = desk.json(&["parameters", "case.caseboard", "--as-of", &before.to_string(), "--json"]);
    assert_eq!(then["in_use"]["name"], shipped["in_use"]["name"]);

    desk.run(0, &["undo", "case.caseboard"]);
    assert_eq!(
        desk.json(&["parameters", "case.caseboard", "--json"])["in_use"]["name"],
        shipped["in_use"]["name"]
    );
    desk.run(0, &["redo", "case.caseboard"]);
    desk.run(0, &["parameters", "case.caseboard", "--take", "--why", "once more"]);
    desk.run(
        0,
        &["parameters", "case.caseboard", "--drop", "--why", "one team's habits"],
    );
    let dropped = desk.json(&["parameters", "case.caseboard", "--json"]);
    assert_eq!(dropped["in_use"]["name"], shipped["in_use"]["name"]);
    let numbers: Vec<u64> = dropped["taken"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [number + 2, number + 1], "frozen: one more, none changed");
    let refused = desk.run(2, &["parameters", "case.caseboard", "--drop", "--why", "again"]);
    assert!(refused.contains("the set as shipped"), "{refused}");
    desk.run(0, &["verify", "case.caseboard"]);
}
