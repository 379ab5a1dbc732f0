//! A lead goes from a desk to a case: pseudonym only, or with the victim's sealed identity for whoever holds
//! both vaults' passphrases; and a lead surfaced against a case says whom to ring and nothing else.

use std::path::Path;

use caseboard::app::case::{Case, Who};
use caseboard::app::load_catalog_in;
use caseboard::model::Value;
use caseboard::model::secret::Secret;

use crate::run::Desk;

const CANARIES: &[&str] = &["Zenobia", "Quetzaltenango", "zenobia", "quetzaltenango", "1999-02-03"];

/// A desk with the tips, whose vault has a passphrase of its own.
fn desk_with_tips() -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.path("desk-vault"), "a passphrase for the desk\n").unwrap();
    let vault = ["--passphrase-file", "desk-vault"];
    desk.run(0, &[&["new", "desk.caseboard", "--kind", "desk"][..], &vault].concat());
    desk.run(0, &["import", "desk.caseboard", &desk.tips()]);
    desk
}

/// A file with the header of the tips and these rows.
fn tip_file(desk: &Desk, name: &str, rows: &str) {
    let tips = std::fs::read_to_string(desk.tips()).unwrap();
    let header = tips.lines().next().unwrap();
    std::fs::write(desk.path(name), format!("{header}\n{rows}")).unwrap();
}

/// A desk with the tips, and a case that has a victim of its own (so that `V-01` is taken there).
fn desk_and_case() -> Desk {
    let desk = desk_with_tips();
    std::fs::write(desk.path("case-vault"), "a passphrase for the case\n").unwrap();
    desk.run(0, &["new", "case.caseboard", "--passphrase-file", "case-vault"]);
    let other = "T-0900,2026-01-01 09:00,English,Yes,Yes,No,No,No,FICTIONAL. Another matter.,Unbuilt Farm,,,,,,,,,,,Otilia Nobody,\n";
    tip_file(&desk, "other.csv", other);
    desk.run(0, &["import", "case.caseboard", "other.csv"]);
    desk
}

/// All that a file holds once it is decrypted, as text.
fn plain(desk: &Desk, file: &str) -> String {
    let catalog = std::sync::Arc::new(load_catalog_in(None, "en").unwrap());
    let secret = Secret::new("correct horse battery staple".to_owned());
    let case = Case::open(&desk.path(file), &secret, &Who::default(), catalog).unwrap();
    let mut out = String::new();
    case.dump(&mut |_, values| {
        for value in values {
            if let Value::Text(text) = value {
                out.push_str(text);
                out.push('\n');
            }
        }
    })
    .unwrap();
    out
}

fn hides(desk: &Desk) {
    for file in ["desk.caseboard", "case.caseboard"] {
        let text = plain(desk, file);
        let bytes = std::fs::read(desk.path(file)).unwrap();
        for canary in CANARIES {
            assert!(!text.contains(canary), "{canary} stands in the clear in {file}");
            assert!(
                !bytes.windows(canary.len()).any(|w| w == canary.as_bytes()),
                "{canary} in the bytes of {file}"
            );
        }
    }
}

/// What the sealed values of a victim's facts say to whoever has the passphrase.
fn revealed(desk: &Desk, file: &str, passphrase: &str) -> Vec<String> {
    let catalog = std::sync::Arc::new(load_catalog_in(None, "en").unwrap());
    let secret = Secret::new("correct horse battery staple".to_owned());
    let mut case = Case::open(Path::new(&desk.path(file)), &secret, &Who::default(), catalog).unwrap();
    let sealed: Vec<_> = case.snapshot().facts.iter().filter_map(|f| f.sealed).collect();
    sealed
        .into_iter()
        .map(|s| {
            let open = case.reveal(s, &Secret::new(passphrase.to_owned()), "a test").unwrap();
            open.expose().to_owned()
        })
        .collect()
}

#[test]
fn without_passphrases_the_pseudonym_alone_crosses() {
    let desk = desk_and_case();
    let promote = [
        "promote",
        "desk.caseboard",
        "T-0001",
        "--to",
        "case.caseboard",
        "--json",
    ];
    let done = desk.json(&promote);
    assert_eq!(done["identities"], 0);
    assert!(done["left_sealed"].as_i64().unwrap() >= 2, "{done}");
    assert!(
        !revealed(&desk, "case.caseboard", "a passphrase for the case")
            .iter()
            .any(|v| v.contains("Zenobia"))
    );
    // The desk's V-01 is not the case's: the narrative names the case's own.
    let found = desk
        .json(&["search", "case.caseboard", "passports", "--json"])
        .to_string();
    let text = plain(&desk, "case.caseboard");
    assert!(
        text.contains("[V-02] is afraid to call") && !text.contains("[V-01] is afraid"),
        "{found}"
    );
    hides(&desk);
}

#[test]
fn with_both_passphrases_the_identity_is_sealed_anew_and_the_desk_logs_it() {
    let desk = desk_and_case();
    let base = [
        "promote",
        "desk.caseboard",
        "T-0001",
        "--to",
        "case.caseboard",
        "--identities",
    ];
    let commits = |file: &str| desk.json(&["info", file, "--json"])["commit"].as_i64().unwrap();
    let before = (commits("desk.caseboard"), commits("case.caseboard"));
    // Neither without passphrases nor with a wrong one does anything move.
    let refused = desk.run(2, &base);
    assert!(refused.contains("passphrase"), "{refused}");
    let wrong = ["--passphrase-file", "wrong", "--to-passphrase-file", "case-vault"];
    desk.run(2, &[&base[..], &wrong].concat());
    let wrong = ["--passphrase-file", "desk-vault", "--to-passphrase-file", "wrong"];
    desk.run(2, &[&base[..], &wrong].concat());
    assert_eq!(before, (commits("desk.caseboard"), commits("case.caseboard")));
    let both = ["--passphrase-file", "desk-vault", "--to-passphrase-file", "case-vault"];
    let said = desk.run(0, &[&base[..], &both].concat());
    assert!(said.contains("taken along") && !said.contains("Zenobia"), "{said}");
    hides(&desk);
    let audit = desk.run(0, &["audit", "desk.caseboard", "--json"]);
    assert!(
        audit.contains("vault.reveal") && !audit.contains("Zenobia"),
        "the desk logs each reveal"
    );
    let values = revealed(&desk, "case.caseboard", "a passphrase for the case");
    assert!(values.iter().any(|v| v == "Zenobia Quetzaltenango"), "{}", values.len());
    assert!(values.iter().any(|v| v.contains("1999")), "{}", values.len());
    for file in ["desk.caseboard", "case.caseboard"] {
        desk.run(0, &["verify", file]);
    }
}

#[test]
fn against_a_case_a_lead_says_whom_to_ring_and_nothing_else() {
    let desk = desk_with_tips();
    std::fs::write(desk.path("other-password"), "another password entirely\n").unwrap();
    let other = |args: &[&str]| {
        let all = [args, &["--password-file", "other-password"][..]].concat();
        let out = desk.output(&all);
        assert_eq!(out.status.code(), Some(0), "{args:?} {out:?}");
    };
    other(&["new", "theirs.caseboard"]);
    let rows = "T-0700,2026-01-01 09:00,English,Yes,Yes,No,No,No,FICTIONAL. Their own matter.,Ocotillo Pakcing LLC,,,Xochiquetzal Mirabel,575-555-0147,12 Calle Imaginaria,Deming,NM,88030,44 Secret Camp Road,ZZX-901,,\n";
    tip_file(&desk, "theirs.csv", rows);
    other(&["import", "theirs.caseboard", "theirs.csv"]);
    let settings = r#"[{"command":"set_setting","name":"case_number","value":"HSI-26-0042"},
                       {"command":"set_setting","name":"owner","value":"S. Tafoya, 505-555-0100"}]"#;
    std::fs::write(desk.path("settings.json"), settings).unwrap();
    other(&["apply", "theirs.caseboard", "settings.json"]);
    let against = [
        "surface",
        "desk.caseboard",
        "--record",
        "T-0001",
        "--against",
        "theirs.caseboard",
        "--against-password-file",
        "other-password",
    ];
    let doc = desk.json(&[&against[..], &["--json"]].concat());
    let pointers = doc["elsewhere"].as_array().unwrap();
    let with = |kind: &str| pointers.iter().find(|p| p["kind"] == kind);
    let phone = with("phone").unwrap_or_else(|| panic!("{pointers:?}"));
    assert_eq!(
        (phone["match"].as_str(), phone["reason"].as_str()),
        (Some("connected"), Some("phone"))
    );
    let firm = pointers.iter().find(|p| p["match"] == "same" && p["of"] == "company");
    let reason = firm.unwrap_or_else(|| panic!("{pointers:?}"))["reason"]
        .as_str()
        .unwrap();
    assert!(reason.contains("employer name"), "{reason}");
    for pointer in pointers {
        assert_eq!(pointer["case_number"], "HSI-26-0042");
        assert_eq!(pointer["owner"], "S. Tafoya, 505-555-0100");
        assert_eq!(pointer["records"], serde_json::json!(["T-0001"]));
    }
    let said = desk.run(0, &against);
    assert!(
        said.contains("HSI-26-0042") && said.contains("ring S. Tafoya"),
        "{said}"
    );
    for (text, own) in [
        (doc["elsewhere"].to_string(), "nothing of either board"),
        (said, "nothing of theirs"),
    ] {
        for theirs in [
            "Pakcing",
            "Xochiquetzal",
            "Mirabel",
            "Secret Camp",
            "ZZX",
            "T-0700",
            "Their own matter",
        ] {
            assert!(!text.contains(theirs), "{theirs} of the other case is shown: {own}");
        }
    }
    assert!(!doc["elsewhere"].to_string().contains("0147"), "no value crosses");
    // The dairy's tip has nothing to do with it.
    let dairy = [
        "surface",
        "desk.caseboard",
        "--record",
        "T-0003",
        "--against",
        "theirs.caseboard",
        "--against-password-file",
        "other-password",
        "--json",
    ];
    assert_eq!(desk.json(&dairy)["elsewhere"].as_array().map(Vec::len), Some(0));
    // The other file's own password is needed.
    desk.run(2, &["surface", "desk.caseboard", "--against", "theirs.caseboard"]);
}
