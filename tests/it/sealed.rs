//! Canaries: a victim's identity planted in the input is in no byte of any file that is made, and in
//! no table once it is decrypted. The control finds it where it may be: in the input, and by a reveal.

use std::path::{Path, PathBuf};

use caseboard::app::case::{Case, Who};
use caseboard::app::load_catalog_in;
use caseboard::model::secret::Secret;
use caseboard::model::source::Mention;
use caseboard::model::{Row, Value};

use crate::run::Desk;

/// Each token of the planted name, and the birth date: none may be seen.
const CANARIES: &[&str] = &["Zenobia", "Quetzaltenango", "zenobia", "quetzaltenango", "1999-02-03"];

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out)
        } else {
            out.push(path)
        }
    }
}

fn has(bytes: &[u8], canary: &str) -> bool {
    let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [canary.as_bytes(), &wide]
        .iter()
        .any(|needle| bytes.windows(needle.len()).any(|w| w == *needle))
}

#[test]
fn no_byte_of_any_file_betrays_a_sealed_name() {
    let desk = Desk::with_tips();
    desk.run(0, &["surface", "case.caseboard", "--json"]);
    desk.run(0, &["search", "case.caseboard", "passport"]);
    for query in ["Zenobia", "Quetzal", "zenobia quetzaltenango", "1999-02-03"] {
        assert!(
            desk.run(0, &["search", "case.caseboard", query])
                .contains("nothing found"),
            "search betrays {query}"
        );
    }
    for (what, file) in [
        ("chart", "c.svg"),
        ("chart", "c.png"),
        ("chart", "c.graphml"),
        ("chart", "c.gexf"),
        ("chart", "c.csv"),
    ] {
        desk.run(0, &[what, "case.caseboard", "--out", file, "--focus", "V-01"]);
    }
    for file in ["t.pdf", "t.svg", "t.csv", "t.xlsx", "t.ics"] {
        desk.run(
            0,
            &["timeline", "case.caseboard", "--out", file, "--as-of", "2026-11-24"],
        );
    }
    desk.run(
        0,
        &["packet", "case.caseboard", "--out", "p.pdf", "--as-of", "2026-11-24"],
    );
    desk.run(0, &["backup", "case.caseboard", "--out", "copy.caseboard"]);
    let shown = desk.run(0, &["show", "case.caseboard", "V-01"]);
    assert!(shown.contains("[sealed]"), "{shown}");

    let mut made = Vec::new();
    files(desk.folder.path(), &mut made);
    assert!(made.len() > 12);
    for file in made {
        let bytes = std::fs::read(&file).unwrap();
        for canary in CANARIES {
            assert!(!has(&bytes, canary), "{} holds a canary", file.display());
        }
    }
    // The control: the same search finds it in the input.
    assert!(has(&std::fs::read(desk.tips()).unwrap(), CANARIES[0]));
}

#[test]
fn no_table_holds_it_once_decrypted_and_a_reveal_gives_it_back() {
    let desk = Desk::with_tips();
    let catalog = std::sync::Arc::new(load_catalog_in(None, "en").unwrap());
    let secret = Secret::new("correct horse battery staple".to_owned());
    let mut case = Case::open(&desk.path("case.caseboard"), &secret, &Who::default(), catalog).unwrap();
    let mut seen = 0;
    case.dump(&mut |table, values| {
        for value in values {
            let bytes = match value {
                Value::Text(t) => t.as_bytes(),
                Value::Blob(b) => b.as_slice(),
                _ => continue,
            };
            seen += 1;
            for canary in CANARIES {
                assert!(!has(bytes, canary), "table {table} holds a canary");
            }
        }
    })
    .unwrap();
    assert!(seen > 100);
    let snapshot = case.snapshot();
    let sealed = snapshot
        .mentions
        .iter()
        .find(|m: &&Mention| m.sealed.is_some())
        .and_then(|m| m.sealed)
        .expect("a sealed mention");
    let before = case.snapshot().seq;
    assert!(case.reveal(sealed, &Secret::new("wrong".to_owned()), "test").is_err());
    let opened = case.reveal(sealed, &secret, "to notify the victim").unwrap();
    assert!(
        CANARIES.iter().any(|c| opened.expose().contains(c)),
        "the control finds it"
    );
    assert_eq!(case.snapshot().seq, before + 1, "the reveal is in the audit");
    assert_eq!(Mention::TABLE, "mention");
}

#[test]
fn the_original_is_written_out_once_and_a_sealed_one_by_a_logged_act() {
    let desk = Desk::with_tips();
    std::fs::write(
        desk.path("plain.csv"),
        "FEIN,Legal Name\n12-3456789,Ocotillo Packing LLC\n",
    )
    .unwrap();
    desk.run(0, &["import", "case.caseboard", "plain.csv"]);
    let plain = ["show", "case.caseboard", "plain.csv", "--original", "plain-out.csv"];
    let said = desk.json(&[&plain[..], &["--json"]].concat());
    assert_eq!(
        (said["bytes"].as_u64(), said["sealed"].as_bool()),
        (Some(48), Some(false))
    );
    let same = |a: &str, b: &str| std::fs::read(desk.path(a)).unwrap() == std::fs::read(desk.path(b)).unwrap();
    assert!(same("plain.csv", "plain-out.csv"));
    assert!(
        desk.run(2, &plain).contains("plain-out.csv"),
        "what is there is not replaced"
    );

    let tips = ["show", "case.caseboard", "two_tips.csv", "--original", "tips-out.csv"];
    assert!(desk.run(2, &tips).contains("why"));
    let why = ["--why", "the defence asked", "--passphrase-file"];
    desk.run(2, &[&tips[..], &why, &["wrong"]].concat());
    assert!(!desk.path("tips-out.csv").exists());
    let said = desk.run(0, &[&tips[..], &why, &["password"]].concat());
    assert!(said.contains("sealed values in the clear"), "{said}");
    assert_eq!(
        std::fs::read(desk.path("tips-out.csv")).unwrap(),
        std::fs::read(desk.tips()).unwrap()
    );
    let audit = desk.run(0, &["audit", "case.caseboard", "--json"]);
    assert!(
        audit.contains("vault.reveal") && audit.contains("the defence asked"),
        "{audit}"
    );
    let unknown = ["show", "case.caseboard", "nothing.csv", "--original", "x.csv"];
    assert!(desk.run(2, &unknown).contains("file name"));
}
