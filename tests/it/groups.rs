//! What hangs together, accepted in one step on the command line, and taken back.

use std::fmt::Write;

use serde_json::Value;

use crate::run::Desk;

/// A case with six tips that name one firm by one telephone, and ten that name others.
fn desk() -> Desk {
    let desk = Desk::with_tips();
    let header = std::fs::read_to_string(desk.tips()).unwrap();
    let mut tips = format!("{}\n", header.lines().next().unwrap());
    let names = [
        "Zarzamora Vista Packing LLC",
        "ZARZAMORA VISTA PACKING",
        "Zarzamora Vista Paking LLC",
    ];
    let others = [
        "Quelite Roofing Inc",
        "Tres Vados Dairy",
        "Bright Kettle Diner LLC",
        "Overlook Janitorial",
        "Sage Wagon Freight Co",
        "Paloma Stucco",
        "Nine Mile Pecans",
        "Harrow Apiaries",
        "Umber Masonry LLC",
        "Lantern Motel",
    ];
    for n in 0..16 {
        let (firm, phone) = match n {
            0..=5 => (names[n % 3].to_owned(), "575-555-0177".to_owned()),
            _ => (others[n - 6].to_owned(), format!("505-555-01{n:02}")),
        };
        writeln!(
            tips,
            "T-1{n:03},2026-03-02 07:15,English,Yes,Yes,No,No,No,FICTIONAL. Nothing.,{firm},,{phone},,,,Deming,NM,88030,,,,"
        )
        .unwrap();
    }
    std::fs::write(desk.path("more.csv"), tips).unwrap();
    desk.run(0, &["import", "case.caseboard", "more.csv"]);
    desk
}

fn groups(desk: &Desk) -> Vec<Value> {
    let all = desk.json(&["surface", "case.caseboard", "--groups", "--json"]);
    let all = all["groups"].as_array().unwrap().clone();
    let named = |g: &Value| g["members"].to_string().to_lowercase().contains("zarzamora");
    all.into_iter().filter(|g| g["kind"] == "same" && named(g)).collect()
}

#[test]
fn six_names_of_one_firm_are_accepted_in_one_step_and_taken_back_in_one() {
    let desk = desk();
    let found = groups(&desk);
    assert_eq!(found.len(), 1, "{found:?}");
    let members = found[0]["members"].as_array().unwrap();
    assert_eq!(members.len(), 6, "{members:?}");
    assert!(
        members
            .iter()
            .all(|m| m["label"].as_str().unwrap().to_lowercase().contains("zarzamora"))
    );
    let pairs = found[0]["pairs"].as_array().unwrap();
    let strongest = pairs[0]["id"].as_str().unwrap();
    let commits = || desk.json(&["info", "case.caseboard", "--json"])["commit"].clone();
    let before = commits();

    let accept = |least: &str, code: i32, more: &[&str]| {
        let mut args = vec![
            "decide",
            "case.caseboard",
            strongest,
            "accept",
            "--why",
            "one telephone",
            "--group",
        ];
        args.extend(["--least", least]);
        args.extend(more);
        desk.run(code, &args)
    };
    // So sure is nothing; said before anything is written.
    assert!(accept("500", 2, &[]).contains("at least one link"));
    let plan = accept("3", 0, &["--dry-run"]);
    assert!(plan.contains("5 links join 6 into 1; 0 stay"), "{plan}");
    assert_eq!(commits(), before);
    // One verdict by itself needs no weight, another than acceptance is not given to many.
    let refused = desk.run(
        2,
        &[
            "decide",
            "case.caseboard",
            strongest,
            "reject",
            "--why",
            "w",
            "--group",
            "--least",
            "3",
        ],
    );
    assert!(refused.contains("one by one"), "{refused}");

    let done = accept("3", 0, &[]);
    assert!(done.contains("Accepted 5 links around"), "{done}");
    assert!(groups(&desk).is_empty());
    let audit = desk.run(0, &["audit", "case.caseboard"]);
    assert!(audit.contains("Accepted 5 links around"), "{audit}");
    desk.run(0, &["undo", "case.caseboard"]);
    assert_eq!(groups(&desk), found, "one undo, and all of them wait again");
    desk.run(0, &["redo", "case.caseboard"]);
    assert!(groups(&desk).is_empty());
    assert!(desk.run(0, &["verify", "case.caseboard"]).contains("ok"));

    // The verdicts are counted, and are too few to say a share.
    let told = desk.json(&["surface", "case.caseboard", "--estimate", "--json"]);
    let same = &told["estimates"][0];
    let accepted: u64 = same["bands"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| b["accepted"].as_u64().unwrap())
        .sum();
    assert_eq!((same["kind"].as_str(), accepted), (Some("same"), 5));
    assert!(
        same["at_least"]
            .as_array()
            .unwrap()
            .iter()
            .all(|a| a["precision"].is_null())
    );
    let said = desk.run(0, &["surface", "case.caseboard", "--estimate"]);
    assert!(
        said.contains("same: 5 decided") && said.contains("too few to say"),
        "{said}"
    );
}
