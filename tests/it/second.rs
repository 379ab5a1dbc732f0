//! Two members on the command line: one decides, the other looks without seeing the verdict.

use serde_json::Value;

use crate::run::Desk;

const TWO: [(&str, &str); 2] = [("passphrase-b", "words of B alone\n"), ("short", "too short\n")];

/// A case whose first member is `owner`, with B beside.
fn desk() -> Desk {
    let desk = Desk::with_tips();
    let header = std::fs::read_to_string(desk.tips()).unwrap();
    let header = header.lines().next().unwrap();
    let row = |n: u32, firm: &str, phone: &str| {
        format!(
            "T-2{n:03},2026-03-02 07:15,English,Yes,Yes,No,No,No,FICTIONAL. Nothing.,{firm},,{phone},,,,Deming,NM,88030,,,,\n"
        )
    };
    let mut tips = format!("{header}\n");
    for n in 0..10u32 {
        let firm = [
            "Quelite Roofing",
            "Tres Vados Dairy",
            "Overlook Janitorial",
            "Paloma Stucco",
            "Harrow Apiaries",
        ];
        let ending = if n < 5 { "Inc" } else { "Incorporated" };
        let firm = format!("{} {ending}", firm[n as usize % 5]);
        tips.push_str(&row(n, &firm, &format!("505-555-01{:02}", n % 5)));
    }
    std::fs::write(desk.path("more.csv"), tips).unwrap();
    desk.run(0, &["import", "case.caseboard", "more.csv"]);
    for (name, words) in TWO {
        std::fs::write(desk.path(name), words).unwrap();
    }
    desk
}

fn add_b(desk: &Desk, code: i32, more: &[&str]) -> String {
    let mut args = vec![
        "keys",
        "add",
        "case.caseboard",
        "B",
        "--role",
        "analyst",
        "--agency",
        "State police",
    ];
    args.extend(more);
    desk.run(code, &args)
}

fn same(desk: &Desk) -> Vec<Value> {
    let found = desk.json(&["surface", "case.caseboard", "--kind", "same", "--json"]);
    found["candidates"].as_array().unwrap().clone()
}

fn open_to(desk: &Desk, member: &str) -> Vec<Value> {
    let args = [
        "surface",
        "case.caseboard",
        "--second-look",
        "--json",
        "--member",
        member,
    ];
    let found = desk.json(&args);
    assert_eq!(found["waiting"], found["second_look"].as_array().unwrap().len());
    found["second_look"].as_array().unwrap().clone()
}

fn decide(desk: &Desk, code: i32, id: &str, verdict: &str, more: &[&str]) -> String {
    let mut args = vec!["decide", "case.caseboard", id, verdict];
    if !more.contains(&"--why") {
        args.extend(["--why", "the phone"]);
    }
    args.extend(more);
    desk.run(code, &args)
}

#[test]
fn a_member_is_added_by_a_command_that_names_what_is_wrong() {
    let desk = desk();
    let passphrase = ["--passphrase-file", "passphrase-b"];
    let said = add_b(&desk, 2, &["--passphrase-file", "short"]);
    assert!(said.contains("passphrase") && said.contains("10 letters"), "{said}");
    let said = add_b(
        &desk,
        2,
        &["--labels", "cji,nothing", "--passphrase-file", "passphrase-b"],
    );
    assert!(said.contains("nothing") && said.contains("28cfr23"), "{said}");
    let grant = [
        "--passphrase-file",
        "passphrase-b",
        "--grant",
        "victims",
        "--own-passphrase-file",
    ];
    let said = add_b(&desk, 2, &[&grant[..], &["wrong"]].concat());
    assert!(said.contains("passphrase"), "{said}");
    let commit = |desk: &Desk| {
        desk.json(&["info", "case.caseboard", "--json"])["commit"]
            .as_i64()
            .unwrap()
    };
    let before = commit(&desk);
    add_b(&desk, 0, &[&grant[..], &["password", "--labels", "cji,les"]].concat());
    assert_eq!(commit(&desk), before + 1);
    let said = add_b(&desk, 2, &passphrase);
    assert!(said.contains("name"), "taken: {said}");
    let listed = desk.json(&["keys", "members", "case.caseboard", "--json", "--member", "B"]);
    let b = &listed["members"][0];
    assert_eq!(
        (&b["name"], &b["role"], &b["agency"]),
        (&"B".into(), &"analyst".into(), &"State police".into())
    );
    assert_eq!(
        (&b["labels"][0], &b["opens"][0], &b["acting"]),
        (&"cji".into(), &"victims".into(), &true.into())
    );
    assert_eq!(listed["members"][1]["acting"], false);
    let audit = desk.run(0, &["audit", "case.caseboard"]);
    assert!(
        audit.contains("Added the member B, who may open sealed names"),
        "{audit}"
    );
    assert!(!audit.contains("words of B"));
    let undone = desk.run(0, &["undo", "case.caseboard"]);
    assert!(!undone.contains("member"), "never undone: {undone}");
    desk.run(0, &["verify", "case.caseboard"]);
}

#[test]
fn a_second_look_is_blind_changes_no_group_and_is_settled_by_a_decision() {
    let desk = desk();
    add_b(&desk, 0, &["--passphrase-file", "passphrase-b"]);
    let found = same(&desk);
    assert!(found.len() >= 5, "{found:?}");
    let id = |n: usize| found[n]["id"].as_str().unwrap().to_owned();
    decide(&desk, 2, &id(0), "accept", &["--second", "--member", "B"]);
    for n in 0..3 {
        decide(
            &desk,
            0,
            &id(n),
            ["accept", "reject", "accept"][n],
            &["--why", "known to the owner only"],
        );
    }
    let after = same(&desk);
    // Oldest first, without verdict, reason or name of who decided.
    let open = open_to(&desk, "B");
    assert_eq!(
        open.iter()
            .map(|c| c["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>(),
        [id(0), id(1), id(2)]
    );
    let shown = serde_json::to_string(&open).unwrap();
    for hidden in ["known to the owner", "accept", "verdict", "owner"] {
        assert!(!shown.contains(hidden), "{hidden}: {shown}");
    }
    let shown = desk.run(0, &["surface", "case.caseboard", "--second-look", "--member", "B"]);
    assert!(
        shown.contains("3 wait") && !shown.contains("known to the owner"),
        "{shown}"
    );
    assert!(open_to(&desk, "owner").is_empty());
    let said = decide(&desk, 2, &id(0), "accept", &["--second"]);
    assert!(said.contains("you gave a verdict"), "{said}");

    let b = ["--second", "--member", "B"];
    let said = decide(&desk, 0, &id(0), "accept", &b);
    assert!(
        said.contains("both accept") && said.contains("known to the owner"),
        "{said}"
    );
    let said = decide(&desk, 2, &id(0), "accept", &b);
    assert!(said.contains("second look"), "{said}");
    let said = decide(&desk, 0, &id(1), "accept", &b);
    assert!(said.contains("the two differ"), "{said}");
    let said = decide(&desk, 0, &id(2), "later", &b);
    assert!(said.contains("put off"), "{said}");
    assert_eq!(open_to(&desk, "B").len(), 1, "put off, it waits");
    assert_eq!(same(&desk), after, "nothing surfaced or settled anew");
    let info = desk.json(&["info", "case.caseboard", "--json"]);
    assert_eq!((&info["decisions"], &info["second_looks"]), (&3.into(), &3.into()));

    let differ = |desk: &Desk| {
        let found = desk.json(&["surface", "case.caseboard", "--disagreements", "--json"]);
        found["disagreements"].as_array().unwrap().clone()
    };
    let open = differ(&desk);
    assert_eq!(open.len(), 1);
    assert_eq!(
        (&open[0]["first"]["verdict"], &open[0]["second"]["verdict"]),
        (&"reject".into(), &"accept".into())
    );
    assert_eq!(
        (&open[0]["first"]["member"], &open[0]["second"]["member"]),
        (&"owner".into(), &"B".into())
    );
    assert!(
        desk.run(0, &["surface", "case.caseboard", "--disagreements"])
            .contains("1 to settle")
    );

    // Undo takes the look back, and only that; redo brings it again.
    let undo = |command: &str, n: usize| {
        for _ in 0..n {
            desk.run(0, &[command, "case.caseboard", "--member", "B"]);
        }
    };
    undo("undo", 2);
    assert!(differ(&desk).is_empty());
    assert_eq!(open_to(&desk, "B").len(), 2);
    undo("redo", 2);
    assert_eq!(differ(&desk).len(), 1);

    let said = decide(&desk, 2, &id(1), "accept", &["--why", " "]);
    assert!(said.contains("why"), "where two differ a reason is wanted: {said}");
    decide(&desk, 0, &id(1), "accept", &["--why", "B showed me the register"]);
    assert!(differ(&desk).is_empty());
    // `apply` takes it as well, and refuses it as well.
    let look = format!(
        r#"{{"command":"second_look","candidate":"{}","verdict":"never"}}"#,
        id(2)
    );
    std::fs::write(desk.path("look.json"), look).unwrap();
    desk.run(2, &["apply", "case.caseboard", "look.json", "--dry-run"]);
    desk.run(
        0,
        &["apply", "case.caseboard", "look.json", "--dry-run", "--member", "B"],
    );
    desk.run(0, &["apply", "case.caseboard", "look.json", "--member", "B"]);
    let known = desk.output(&["commands", "--json"]);
    assert!(String::from_utf8_lossy(&known.stdout).contains("second_look"));
    let agreement = desk.json(&["surface", "case.caseboard", "--estimate", "--json"]);
    let agreement = &agreement["agreement"][0];
    assert_eq!((&agreement["pairs"], &agreement["equal"]), (&3.into(), &1.into()));
    assert!(
        agreement["share"].is_null() && agreement["kappa"].is_null(),
        "below eight: {agreement}"
    );
    let said = desk.run(0, &["surface", "case.caseboard", "--estimate"]);
    assert!(said.contains("too few second looks"), "{said}");
    let audit = desk.run(0, &["audit", "case.caseboard"]);
    assert!(audit.contains("Second look, accepted"), "{audit}");
    desk.run(0, &["verify", "case.caseboard"]);
}
