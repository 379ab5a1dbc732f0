//! The main job on the command line, as the contract says it.

use crate::run::{Desk, data};

#[test]
fn tips_in_linked_decided_drawn_undone_verified() {
    let desk = Desk::new();
    desk.run(0, &["new", "case.caseboard", "--title", "Test case"]);
    let import = desk.json(&["import", "case.caseboard", &desk.tips(), "--json"]);
    assert_eq!(
        (
            import["rows"].as_i64(),
            import["staged"].as_i64(),
            import["already"].as_i64(),
            import["rejected"].as_i64()
        ),
        (Some(3), Some(3), Some(0), Some(0))
    );
    let again = desk.json(&["import", "case.caseboard", &desk.tips(), "--json"]);
    assert_eq!(
        (
            again["staged"].as_i64(),
            again["already"].as_i64(),
            again["entities"].as_i64()
        ),
        (Some(0), Some(3), Some(0))
    );

    let surfaced = desk.json(&["surface", "case.caseboard", "--json"]);
    let candidates = surfaced["candidates"].as_array().unwrap();
    let recruiter = candidates
        .iter()
        .find(|c| c["kind"] == "same" && c["left"]["label"].as_str().is_some_and(|l| l.starts_with("Anselmo")))
        .expect("the recruiter of two tips surfaces as one person");
    assert!(recruiter["bits"].as_f64().unwrap() > 0.0);
    let sum: f64 = recruiter["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["bits"].as_f64().unwrap())
        .sum();
    assert!(
        (sum - recruiter["bits"].as_f64().unwrap()).abs() < 0.011,
        "the parts add up to the weight"
    );
    assert!(
        recruiter["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| !r["text"].as_str().unwrap().is_empty())
    );
    assert!(
        candidates.iter().any(|c| c["kind"] == "connected"),
        "two tips that share a phone and a plate are connected"
    );
    assert!(
        candidates
            .iter()
            .all(|c| !c["left"]["label"].as_str().unwrap().contains("Dairy")
                && !c["right"]["label"].as_str().unwrap().contains("Dairy"))
    );

    let id = recruiter["id"].as_str().unwrap();
    desk.run(
        0,
        &[
            "decide",
            "case.caseboard",
            id,
            "accept",
            "--why",
            "same phone and surname",
        ],
    );
    let after = desk.json(&["surface", "case.caseboard", "--json"]);
    assert!(
        after["candidates"].as_array().unwrap().iter().all(|c| c["id"] != id),
        "a decided candidate is not asked again"
    );

    let left = recruiter["left"]["id"].as_str().unwrap();
    let shown = desk.json(&["show", "case.caseboard", left, "--json"]);
    assert_eq!(shown["members"].as_array().unwrap().len(), 2);
    let sources: Vec<_> = shown["facts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|f| f["sources"].as_array().unwrap())
        .collect();
    assert!(
        !sources.is_empty()
            && sources
                .iter()
                .all(|s| s["source"] == "two_tips.csv" && s["row"].as_i64().is_some()),
        "{sources:?}"
    );

    desk.run(0, &["chart", "case.caseboard", "--out", "chart.svg", "--focus", left]);
    let svg = std::fs::read_to_string(desk.path("chart.svg")).unwrap();
    assert!(svg.contains("<svg") && svg.contains("Anselmo"));
    desk.run(0, &["verify", "chart.svg", "--case", "case.caseboard"]);
    let mut bytes = std::fs::read(desk.path("chart.svg")).unwrap();
    let last = bytes.len() / 2;
    bytes[last] ^= 1;
    std::fs::write(desk.path("chart.svg"), bytes).unwrap();
    desk.run(1, &["verify", "chart.svg", "--case", "case.caseboard"]);

    let undone = desk.run(0, &["undo", "case.caseboard"]);
    assert!(undone.starts_with("taken back"), "{undone}");
    let shown = desk.json(&["show", "case.caseboard", left, "--json"]);
    assert_eq!(shown["members"].as_array().unwrap().len(), 1, "unmerged");
    desk.run(0, &["redo", "case.caseboard"]);
    let shown = desk.json(&["show", "case.caseboard", left, "--json"]);
    assert_eq!(shown["members"].as_array().unwrap().len(), 2, "merged again");
    desk.run(0, &["undo", "case.caseboard", "--steps", "9"]);
    assert_eq!(
        desk.json(&["info", "case.caseboard", "--json"])["records"],
        0,
        "the import is one step too"
    );

    let verify = desk.json(&["verify", "case.caseboard", "--json"]);
    assert_eq!(verify["ok"], true, "{verify}");
    let audit = desk.json(&["audit", "case.caseboard", "--json"]);
    assert!(
        audit["commits"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c["undoes"].is_i64())
    );
}

#[test]
fn wrong_requests_exit_with_2_and_one_line() {
    let desk = Desk::with_tips();
    for args in [
        &["info", "nowhere.caseboard"][..],
        &["import", "case.caseboard", "nowhere.csv"],
        &["decide", "case.caseboard", "not-an-id", "accept", "--why", "x"],
        &["show", "case.caseboard", "Nobody At All"],
        &["new", "case.caseboard"],
        &["chart", "case.caseboard", "--out", "chart.docx"],
    ] {
        let stderr = desk.run(2, args);
        assert_eq!(stderr.trim().lines().count(), 1, "{args:?}: {stderr}");
        assert!(stderr.len() > 20, "{args:?}: {stderr}");
    }
    let out = desk.output(&["info", "case.caseboard"]);
    assert_eq!(out.status.code(), Some(2), "no terminal and no password file");
    let out = desk.output(&["info", "case.caseboard", "--password-file", "wrong"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).to_lowercase().contains("password"));
    std::fs::write(
        desk.path("no.caseboard"),
        "this is no case file, but long enough to be read as one page",
    )
    .unwrap();
    let stderr = desk.run(2, &["info", "no.caseboard"]);
    assert!(!stderr.trim().is_empty());
    let out = desk.output(&[]);
    assert_eq!(out.status.code(), Some(2), "without a display");
    let stderr = String::from_utf8_lossy(&out.stderr);
    assert!(
        stderr.contains("--headless") && stderr.trim().lines().count() == 1,
        "{stderr}"
    );
}

#[test]
fn deadline_and_rules_need_no_case() {
    let desk = Desk::new();
    let out = desk.output(&[
        "deadline",
        "--code",
        "R45D",
        "--length",
        "30d",
        "--from",
        "2026-11-02",
        "--json",
    ]);
    let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(doc["due"], "2026-12-02");
    assert!(doc["steps"].as_array().unwrap().len() > 1 && doc["authority"].is_string());
    let out = desk.output(&["deadline", "--rule", "M55", "--from", "2026-11-02", "--json"]);
    let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(doc["due"], "2026-12-02");
    for args in [&["rules", "--json"][..], &["maps", "--json"], &["commands", "--json"]] {
        let out = desk.output(args);
        assert_eq!(out.status.code(), Some(0), "{args:?}");
        let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        assert!(
            doc.as_object()
                .unwrap()
                .values()
                .next()
                .unwrap()
                .as_array()
                .unwrap()
                .len()
                > 10,
            "{args:?}"
        );
    }
}

#[test]
fn a_pattern_says_what_it_is_and_what_else_may_explain_it() {
    let desk = Desk::new();
    let out = desk.output(&["patterns", "--json"]);
    let known: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let known = known["patterns"].as_array().unwrap();
    assert_eq!(known.len(), 6);
    for pattern in known {
        assert!(!pattern["innocent"].as_array().unwrap().is_empty(), "{pattern}");
        assert!(pattern["statement"].as_str().unwrap().ends_with('.'), "{pattern}");
        assert!(pattern["shape"]["nodes"].as_array().unwrap().len() > 1, "{pattern}");
    }
    let plain = String::from_utf8(desk.output(&["patterns"]).stdout).unwrap();
    assert!(
        plain.contains("complaints_stop") && plain.contains("The season ended"),
        "{plain}"
    );

    // The sample's van.
    let tips = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/sample_cases/mesa_alta/desk/hotline_tips.csv"
    );
    let desk = Desk::with_tips();
    desk.run(0, &["import", "case.caseboard", tips]);
    let found = desk.json(&["surface", "case.caseboard", "--kind", "pattern", "--json"]);
    let found = found["candidates"].as_array().unwrap();
    let vans: Vec<_> = found
        .iter()
        .filter(|c| c["pattern"] == "one_van_at_worksites")
        .collect();
    assert_eq!(vans.len(), 1, "{vans:?}");
    let said = known.iter().find(|p| p["name"] == "one_van_at_worksites").unwrap();
    assert_eq!(
        (&vans[0]["statement"], &vans[0]["innocent"]),
        (&said["statement"], &said["innocent"])
    );
    let reason = &vans[0]["reasons"][1];
    let text = reason["text"].as_str().unwrap();
    assert!(
        reason["key"] == "van-sites" && text.contains("at 3 worksites; 9 records"),
        "{reason}"
    );
    assert!(
        found.iter().all(|c| c["pattern"] != "complaints_stop"),
        "complaints go on in the sample"
    );
    let plain = desk.run(0, &["surface", "case.caseboard", "--kind", "pattern"]);
    for words in [&said["statement"], &said["innocent"][0]] {
        assert!(plain.contains(words.as_str().unwrap()), "{plain}");
    }
    // What no pattern is says nothing of it.
    let same = desk.json(&["surface", "case.caseboard", "--kind", "same", "--json"]);
    assert!(
        same["candidates"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c.get("statement").is_none())
    );

    // A pattern file that is wrong is named.
    std::fs::create_dir_all(desk.path("overlay/patterns")).unwrap();
    std::fs::write(
        desk.path("overlay/patterns/same_script.toml"),
        "statement = \"said-nothing\"\n",
    )
    .unwrap();
    let out = desk.output(&["patterns", "--overlay", "overlay"]);
    let refused = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2));
    assert!(refused.contains("assets/patterns/same_script.toml"), "{refused}");
}

#[test]
fn a_list_of_commands_is_checked_then_applied() {
    let desk = Desk::with_tips();
    let commands = r#"[
        {"command":"add_milestone","rule":"M30","title":"Preservation letter","trigger_date":"2026-09-01"},
        {"command":"add_entity","kind":"company","label":"Invented Holdings LLC"},
        {"command":"set_setting","name":"case_number","value":"T-1"}
    ]"#;
    std::fs::write(desk.path("commands.json"), commands).unwrap();
    desk.run(0, &["apply", "case.caseboard", "commands.json", "--dry-run"]);
    assert_eq!(desk.json(&["info", "case.caseboard", "--json"])["milestones"], 0);
    desk.run(0, &["apply", "case.caseboard", "commands.json"]);
    let clocks = desk.json(&["clocks", "case.caseboard", "--as-of", "2026-11-24", "--json"]);
    assert_eq!(clocks["clocks"][0]["due"], "2026-11-30");
    assert_eq!(clocks["clocks"][0]["status"], "soon");
    std::fs::write(desk.path("wrong.json"), r#"{"command":"add_milestone","rule":"M999"}"#).unwrap();
    let stderr = desk.run(2, &["apply", "case.caseboard", "wrong.json"]);
    assert!(stderr.contains("command 1") && stderr.contains("M999"), "{stderr}");
}

#[test]
fn a_source_in_quarantine_links_nobody_until_it_is_released() {
    let desk = Desk::with_tips();
    let count = |desk: &Desk| {
        desk.json(&["surface", "case.caseboard", "--json"])["candidates"]
            .as_array()
            .unwrap()
            .len()
    };
    let before = count(&desk);
    assert!(before > 0);
    let tips = desk.json(&["search", "case.caseboard", "passports", "--json"]);
    assert!(!tips["hits"].as_array().unwrap().is_empty());
    let catalog = std::sync::Arc::new(caseboard::app::load_catalog_in(None, "en").unwrap());
    let secret = caseboard::model::secret::Secret::new("correct horse battery staple".to_owned());
    let who = caseboard::app::case::Who::default();
    let case = caseboard::app::case::Case::open(&desk.path("case.caseboard"), &secret, &who, catalog).unwrap();
    let source = case.snapshot().sources.iter().next().unwrap().id;
    drop(case);
    let hold = format!(r#"[{{"command":"hold_source","source":"{source}","reason":"privileged?"}}]"#);
    std::fs::write(desk.path("hold.json"), hold).unwrap();
    desk.run(0, &["apply", "case.caseboard", "hold.json"]);
    assert_eq!(count(&desk), 0);
    std::fs::write(
        desk.path("free.json"),
        format!(r#"{{"command":"release_source","source":"{source}"}}"#),
    )
    .unwrap();
    desk.run(0, &["apply", "case.caseboard", "free.json"]);
    assert_eq!(count(&desk), before);
}

#[test]
fn leads_are_promoted_once_with_what_they_mention() {
    let desk = Desk::new();
    desk.run(0, &["new", "desk.caseboard", "--kind", "desk"]);
    desk.run(0, &["new", "case.caseboard"]);
    desk.run(0, &["import", "desk.caseboard", &desk.tips()]);
    desk.run(
        0,
        &[
            "promote",
            "desk.caseboard",
            "T-0001",
            "T-0002",
            "--to",
            "case.caseboard",
        ],
    );
    let info = desk.json(&["info", "case.caseboard", "--json"]);
    assert_eq!((info["records"].as_i64(), info["leads"].as_i64()), (Some(2), Some(2)));
    let surfaced = desk.json(&["surface", "case.caseboard", "--json"]);
    assert!(
        !surfaced["candidates"].as_array().unwrap().is_empty(),
        "what was promoted surfaces"
    );
    let again = desk.run(2, &["promote", "desk.caseboard", "T-0001", "--to", "case.caseboard"]);
    assert!(again.contains("T-0001"), "{again}");
    let elsewhere = desk.json(&["surface", "case.caseboard", "--against", "desk.caseboard", "--json"]);
    let pointers = elsewhere["elsewhere"].as_array().unwrap();
    assert!(
        pointers.iter().any(|p| p["kind"] == "phone") && !elsewhere["elsewhere"].to_string().contains("555"),
        "no value crosses"
    );
}

#[test]
fn a_purged_record_is_nowhere_and_verify_says_so() {
    let desk = Desk::with_tips();
    assert!(
        !desk
            .run(0, &["search", "case.caseboard", "passports"])
            .contains("nothing found")
    );
    desk.run(
        0,
        &[
            "purge",
            "case.caseboard",
            "T-0001",
            "--authority",
            "28 CFR 23.20(h)",
            "--reason",
            "review",
        ],
    );
    assert!(
        desk.run(0, &["search", "case.caseboard", "passports"])
            .contains("nothing found")
    );
    let verify = desk.json(&["verify", "case.caseboard", "--json"]);
    assert_eq!(verify["ok"], true, "{verify}");
    assert!(verify.to_string().contains("28 CFR 23.20(h)"), "{verify}");
    desk.run(
        2,
        &[
            "purge",
            "case.caseboard",
            "T-0002",
            "--authority",
            "",
            "--reason",
            "none",
        ],
    );
}

#[test]
fn a_register_becomes_a_library_and_is_searched() {
    let desk = Desk::with_tips();
    let out = desk.output(&["library", "add", "tips", &desk.tips(), "--library-dir", "libraries"]);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let out = desk.output(&[
        "library",
        "search",
        "tips",
        "Ocotillo",
        "--library-dir",
        "libraries",
        "--json",
    ]);
    let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(doc["hits"].as_array().unwrap().len(), 2, "{doc}");
    desk.run(
        0,
        &["library", "use", "case.caseboard", "tips", "--library-dir", "libraries"],
    );
    let out = desk.output(&["library", "search", "none", "x", "--library-dir", "libraries"]);
    assert_eq!(out.status.code(), Some(2));
}

#[test]
fn practice_makes_the_same_case_again_and_scores_its_own_key() {
    let desk = Desk::new();
    for folder in ["one", "two"] {
        let out = desk.output(&["practice", "--seed", "3", "--size", "small", "--out", folder]);
        assert_eq!(out.status.code(), Some(0), "{out:?}");
    }
    for entry in std::fs::read_dir(desk.path("one")).unwrap() {
        let path = entry.unwrap().path();
        let twin = desk.path("two").join(path.file_name().unwrap());
        assert_eq!(
            std::fs::read(&path).unwrap(),
            std::fs::read(twin).unwrap(),
            "{}",
            path.display()
        );
    }
    std::fs::write(
        desk.path("links.csv"),
        "id,kind,left,right,probability,bits,verdict,reasons\n",
    )
    .unwrap();
    let out = desk.output(&["practice", "score", "one", "links.csv", "--json"]);
    let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(doc["kinds"][0]["recall"], 0.0, "{doc}");
}

#[test]
fn match_writes_pairs_and_clusters_of_any_table() {
    let desk = Desk::new();
    let mut text = "id,first_name,surname,dob,phone\n".to_owned();
    for n in 0..40 {
        text.push_str(&format!(
            "a{n},Nombre{n},Inventado{n},19{:02}-03-{:02},575-555-{n:04}\n",
            50 + n,
            1 + n % 28
        ));
    }
    text.push_str("b7,Nombre7,Inventdo7,1957-03-08,575-555-0007\n");
    std::fs::write(desk.path("people.csv"), text).unwrap();
    let args = [
        "match",
        "people.csv",
        "--schema",
        "person",
        "--id",
        "id",
        "--out",
        "p.csv",
        "--clusters",
        "c.csv",
        "--json",
    ];
    let out = desk.output(&args);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    let pairs = std::fs::read_to_string(desk.path("p.csv")).unwrap();
    assert!(pairs.starts_with("left_id,right_id,probability,weight,reasons"));
    let first = pairs.lines().nth(1).unwrap_or_default();
    assert!(first.contains("a7") && first.contains("b7"), "{pairs}");
    assert_eq!(std::fs::read_to_string(desk.path("c.csv")).unwrap().lines().count(), 42);

    // A file that says what the columns hold.
    let schema = "[[field]]\ncompare = \"phone\"\ncolumns = [\"phone\"]\n";
    std::fs::write(desk.path("schema.toml"), schema).unwrap();
    let ask = |schema| desk.output(&["match", "people.csv", "--schema", schema, "--id", "id", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&ask("schema.toml").stdout).unwrap();
    assert_eq!(told["columns"], serde_json::json!([["phone", "phone"]]));
    let refused = ask("nowhere.toml");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("person, company, or a file") && said.contains("nowhere.toml"),
        "{said}"
    );
    std::fs::write(desk.path("schema.toml"), schema.replace("\"phone\"\nc", "\"fone\"\nc")).unwrap();
    let refused = ask("schema.toml");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        refused.status.code() == Some(2) && said.contains("schema.toml") && said.contains("fone"),
        "{said}"
    );
}

/// A lost password: the kit opens the case, under new ones; the old ones and the old kit no longer do.
#[test]
fn a_recovery_kit_opens_a_case_whose_password_is_lost() {
    let desk = Desk::with_tips();
    std::fs::write(desk.path("new-password"), "new words for the file\n").unwrap();
    std::fs::write(desk.path("new-passphrase"), "new words for the vault\n").unwrap();
    let before = desk.json(&["info", "case.caseboard", "--json"])["commit"]
        .as_i64()
        .unwrap();
    desk.run(
        2,
        &[
            "keys",
            "kit",
            "case.caseboard",
            "--out",
            "kit.txt",
            "--passphrase-file",
            "wrong",
        ],
    );
    assert!(!desk.path("kit.txt").exists());
    desk.run(
        0,
        &[
            "keys",
            "kit",
            "case.caseboard",
            "--out",
            "kit.txt",
            "--passphrase-file",
            "password",
        ],
    );
    let audit = desk.run(0, &["audit", "case.caseboard"]);
    assert!(audit.contains("Made a recovery kit"), "{audit}");
    let kit = std::fs::read_to_string(desk.path("kit.txt")).unwrap();
    let recover = |kit: &str| {
        std::fs::write(desk.path("typed.txt"), kit).unwrap();
        let mut args = vec!["keys", "recover", "case.caseboard", "--kit", "typed.txt"];
        args.extend([
            "--new-password-file",
            "new-password",
            "--new-passphrase-file",
            "new-passphrase",
        ]);
        let out = desk.output(&args);
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let line = kit.lines().find(|l| l.starts_with("6 ")).unwrap();
    let (code, said) = recover(&kit.replace(line, ""));
    assert!(code == Some(2) && said.contains("line 6"), "{said}");
    let (code, said) = recover(&kit);
    assert_eq!(code, Some(0), "{said}");
    desk.run(2, &["info", "case.caseboard"]);
    let open = |args: &[&str]| {
        let mut all = args.to_vec();
        all.extend(["--password-file", "new-password"]);
        desk.output(&all).status.code()
    };
    assert_eq!(open(&["verify", "case.caseboard"]), Some(0));
    assert_eq!(open(&["info", "case.caseboard"]), Some(0));
    let (code, said) = recover(&kit);
    assert!(
        code == Some(2) && said.contains("password"),
        "an old kit opens nothing: {said}"
    );
    let kit_again = [
        "keys",
        "kit",
        "case.caseboard",
        "--out",
        "kit2.txt",
        "--passphrase-file",
        "new-passphrase",
    ];
    assert_eq!(open(&kit_again), Some(0));
    let out = desk.output(&["info", "case.caseboard", "--json", "--password-file", "new-password"]);
    let info: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    // Kit, passphrase, password, kit.
    assert_eq!(info["commit"].as_i64().unwrap(), before + 4);
}

#[test]
fn notes_are_applied_as_commands_and_stand_in_the_exported_chart() {
    let desk = Desk::with_tips();
    let chart = r#"{"command":"new_chart","title":"First look"}"#;
    std::fs::write(desk.path("chart.json"), chart).unwrap();
    let made = desk.json(&["apply", "case.caseboard", "chart.json", "--json"]);
    let id = made[0]["made"][0]
        .as_str()
        .unwrap_or_else(|| panic!("{made}"))
        .to_owned();
    let entity = desk.json(&["search", "case.caseboard", "Mimbres", "--json"])["hits"][0]["id"].clone();
    let commands = format!(
        r#"[{{"command":"place_items","chart":"{id}","items":[{{"entity":{entity},"x":0,"y":0}}]}},
            {{"command":"add_chart_note","chart":"{id}","text":"Two crews?","x":6400,"y":6400}},
            {{"command":"note_chart_item","chart":"{id}","entity":{entity},"text":"Ask <Monday>"}}]"#
    );
    std::fs::write(desk.path("notes.json"), commands).unwrap();
    desk.run(0, &["apply", "case.caseboard", "notes.json"]);
    for ending in ["svg", "png", "pdf"] {
        let out = format!("chart.{ending}");
        desk.run(0, &["chart", "case.caseboard", "--out", &out]);
        assert!(std::fs::metadata(desk.path(&out)).unwrap().len() > 2000);
    }
    let svg = std::fs::read_to_string(desk.path("chart.svg")).unwrap();
    assert!(svg.contains(">Two crews?</text>") && svg.contains(">Ask &lt;Monday&gt;</text>"));
    std::fs::write(
        desk.path("wrong.json"),
        format!(r#"{{"command":"edit_chart_note","chart":"{id}","note":{entity},"text":"x"}}"#),
    )
    .unwrap();
    let stderr = desk.run(2, &["apply", "case.caseboard", "wrong.json"]);
    assert!(stderr.contains("note on this chart"), "{stderr}");
}

#[test]
fn a_chart_that_nobody_made_shows_no_amounts() {
    let desk = Desk::new();
    desk.run(0, &["new", "case.caseboard", "--title", "Test case"]);
    let tips = std::fs::read_to_string(data("two_tips.csv")).unwrap();
    let tips = tips.replace("Nothing else.", "They charged him $1,450 for the van.");
    std::fs::write(desk.path("tips.csv"), tips).unwrap();
    desk.run(0, &["import", "case.caseboard", "tips.csv"]);
    let found = desk.json(&["search", "case.caseboard", "1,450", "--json"]);
    assert!(
        found["hits"].to_string().contains("1,450"),
        "the amount is in the case: {found}"
    );
    desk.run(0, &["chart", "case.caseboard", "--out", "chart.svg"]);
    let svg = std::fs::read_to_string(desk.path("chart.svg")).unwrap();
    assert!(svg.contains("Mimbres Hollow Dairy") && !svg.contains("1,450"));
    desk.run(0, &["chart", "case.caseboard", "--out", "chart.csv"]);
    let csv = std::fs::read_to_string(desk.path("chart.csv")).unwrap();
    assert!(!csv.contains("1,450"));
}
