//! The board as it was known, what rests on a source, a document by pages: on the command line.

use crate::run::Desk;

/// Tips in, then an entity by hand.
fn desk() -> Desk {
    let desk = Desk::with_tips();
    std::fs::write(
        desk.path("later.json"),
        r#"[{"command":"add_entity","kind":"person","label":"Someone Later"}]"#,
    )
    .unwrap();
    desk.run(0, &["apply", "case.caseboard", "later.json"]);
    desk
}

fn today(desk: &Desk) -> String {
    let audit = desk.json(&["audit", "case.caseboard", "--json"]);
    audit["commits"][0]["time"].as_str().unwrap()[..10].to_owned()
}

#[test]
fn every_command_reads_the_board_of_a_commit_or_day() {
    let desk = desk();
    let info = |args: &[&str]| {
        let mut all = vec!["info", "case.caseboard", "--json"];
        all.extend(args);
        desk.json(&all)
    };
    let now = info(&[]);
    assert_eq!(now["commit"], 3);
    let then = info(&["--as-of", "2"]);
    assert_eq!(then["commit"], 2);
    assert_eq!(
        then["entities"].as_i64().unwrap() + 1,
        now["entities"].as_i64().unwrap()
    );
    assert_eq!(info(&["--as-of", "1"])["records"], 0);
    assert_eq!(info(&["--as-of", &today(&desk)])["commit"], 3);
    let found = |as_of: &[&str]| {
        let mut all = vec!["search", "case.caseboard", "Someone Later", "--json"];
        all.extend(as_of);
        desk.json(&all)["hits"].as_array().unwrap().len()
    };
    assert_eq!((found(&[]), found(&["--as-of", "2"])), (1, 0));
    assert!(
        desk.run(2, &["show", "case.caseboard", "Someone Later", "--as-of", "2"])
            .contains("entity")
    );
    let shown = desk.json(&["show", "case.caseboard", "Someone Later", "--as-of", "3", "--json"]);
    assert_eq!(shown["version"], 3);
    let clocks = desk.json(&["clocks", "case.caseboard", "--as-of", "2", "--json"]);
    assert_eq!(clocks["as_of"].as_str().unwrap(), today(&desk));
    let clocks = desk.json(&[
        "clocks",
        "case.caseboard",
        "--board",
        "2",
        "--as-of",
        "2030-01-01",
        "--json",
    ]);
    assert_eq!(clocks["as_of"], "2030-01-01");
    for (what, out) in [("chart", "then.csv"), ("timeline", "then-timeline.csv")] {
        desk.run(0, &[what, "case.caseboard", "--out", out, "--board", "2"]);
        let stamp = std::fs::read_to_string(desk.path(&format!("{out}.caseboard.json"))).unwrap();
        let stamp: serde_json::Value = serde_json::from_str(&stamp).unwrap();
        assert_eq!(stamp["commit"], 2, "the stamp names the board that is shown");
        let text = std::fs::read_to_string(desk.path(out)).unwrap();
        assert!(!text.contains("Someone Later"));
        // It is registered in the case of now, and checks against its chain.
        let checked = desk.json(&["verify", out, "--case", "case.caseboard", "--json"]);
        assert_eq!(checked["ok"], true, "{checked}");
    }
    for wrong in ["99", "1999-01-01", "spring"] {
        let said = desk.run(2, &["info", "case.caseboard", "--as-of", wrong]);
        assert!(said.contains(wrong) && said.contains("audit"), "{said}");
    }
    let said = desk.run(
        2,
        &[
            "show",
            "case.caseboard",
            "two_tips.csv",
            "--original",
            "o",
            "--as-of",
            "2",
        ],
    );
    assert!(said.contains("--as-of"), "{said}");
}

#[test]
fn what_rests_on_a_source_and_what_would_fall() {
    let desk = desk();
    let doc = desk.json(&["show", "case.caseboard", "two_tips.csv", "--rests", "--json"]);
    assert_eq!(doc["rests"]["records"]["count"], 3);
    let entities = doc["falls"]["entities"]["items"].as_array().unwrap();
    assert_eq!(
        entities.len() as i64,
        doc["rests"]["entities"]["count"].as_i64().unwrap()
    );
    assert!(!entities.is_empty() && entities.iter().all(|e| e["label"] != "Someone Later"));
    assert!(
        doc["falls"]["candidates"]["count"].as_i64().unwrap() > 0,
        "the only source"
    );
    // A second source that names the same phone keeps it.
    std::fs::write(
        desk.path("call_FICTIONAL.csv"),
        "Tip No,Received,Narrative,Employer\nC-1,2026-03-02,FICTIONAL. Call back 575-555-0147 after five.,Nobody Farm\n",
    )
    .unwrap();
    let kept = |doc: &serde_json::Value| {
        let all = doc["rests"]["entities"]["count"].as_i64().unwrap();
        all - doc["falls"]["entities"]["count"].as_i64().unwrap()
    };
    assert_eq!(kept(&doc), 0);
    desk.run(0, &["import", "case.caseboard", "call_FICTIONAL.csv"]);
    let after = desk.json(&["show", "case.caseboard", "two_tips.csv", "--rests", "--json"]);
    assert!(kept(&after) >= 1, "{after}");
    // As it was known before, everything rested on the one.
    let then = desk.json(&[
        "show",
        "case.caseboard",
        "two_tips.csv",
        "--rests",
        "--as-of",
        "3",
        "--json",
    ]);
    assert_eq!(kept(&then), 0);
    let text = desk.run(0, &["show", "case.caseboard", "two_tips.csv", "--rests"]);
    assert!(
        text.contains("rests on it:") && text.contains("would fall if it were withdrawn:"),
        "{text}"
    );
    assert!(
        desk.run(2, &["show", "case.caseboard", "no such source", "--rests"])
            .contains("source")
    );
}

#[test]
fn a_document_is_shown_by_pages_and_its_words_are_cited() {
    let desk = Desk::new();
    desk.run(0, &["new", "case.caseboard", "--title", "Test case"]);
    std::fs::write(
        desk.path("memo_FICTIONAL.txt"),
        "FICTIONAL.\n\u{c}Seen with Nadie Inventado; call 575-555-0101.\n",
    )
    .unwrap();
    desk.run(0, &["import", "case.caseboard", "memo_FICTIONAL.txt"]);
    let show = ["show", "case.caseboard", "memo_FICTIONAL.txt#1", "--document", "--json"];
    let doc = desk.json(&show);
    assert_eq!(doc["parts"][1]["page"], 2);
    let page = &doc["parts"][1];
    let start = page["start"].as_u64().unwrap() + page["text"].as_str().unwrap().find("Nadie").unwrap() as u64;
    let cite = |words: &str| {
        format!(
            r#"[{{"command":"cite_words","record":{},"start":{start},"end":{},"words":"{words}","page":2,"kind":"person"}}]"#,
            doc["record"],
            start + words.len() as u64
        )
    };
    std::fs::write(desk.path("cite.json"), cite("Nadie Inventado")).unwrap();
    desk.run(0, &["apply", "case.caseboard", "cite.json"]);
    std::fs::write(desk.path("wrong.json"), cite("Nadie Inventada")).unwrap();
    let refused = desk.run(2, &["apply", "case.caseboard", "wrong.json"]);
    assert!(refused.contains("select them anew"), "{refused}");
    let after = desk.json(&show);
    let named = after["mentions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["label"] == "Nadie Inventado");
    assert_eq!(named.unwrap()["page"], 2);
    let text = desk.run(0, &["show", "case.caseboard", "memo_FICTIONAL.txt#1", "--document"]);
    assert!(text.contains("--- page 2\nSeen with Nadie Inventado"), "{text}");
    // As it was known before, nobody was named.
    let mut then = show.to_vec();
    then.extend(["--as-of", "2"]);
    assert!(!desk.json(&then)["mentions"].to_string().contains("Nadie"));
}
