//! A file that version 1 of the format wrote (`tests/data/version_1.caseboard`: fifteen fictional
//! records, decisions, an undo, a purge) opens, is brought up to date once, and is still what its
//! commits signed then.

use crate::run::{Desk, data};

const CHAIN_THEN: &str = "15ed261be201a7f0868c50e93633643d874490879acf57ffed013b19d529308e";

fn old() -> Desk {
    let desk = Desk::new();
    std::fs::copy(data("version_1.caseboard"), desk.path("old.caseboard")).unwrap();
    desk
}

#[test]
fn a_file_of_version_1_keeps_its_chain_its_purge_its_index_and_its_undo() {
    let desk = old();
    let commits = |desk: &Desk| {
        desk.json(&["audit", "old.caseboard", "--json"])["commits"]
            .as_array()
            .map(Vec::len)
    };
    let info = desk.json(&["info", "old.caseboard", "--json"]);
    assert_eq!(
        (info["commit"].as_i64(), info["chain"].as_str()),
        (Some(9), Some(CHAIN_THEN))
    );
    let checked = desk.run(0, &["verify", "old.caseboard"]);
    for check in ["chain", "signatures", "history", "rows", "search", "triggers"] {
        assert!(checked.contains(&format!("ok   {check}")), "{checked}");
    }
    assert!(
        checked.contains("purged, commit 7, 28 CFR 23.20(h) (16 contents)"),
        "{checked}"
    );
    assert!(
        desk.run(0, &["search", "old.caseboard", "villalpando"])
            .contains("Villalpando")
    );

    // What was done then is undone now: the decision after the purge, then the accepted link.
    desk.run(0, &["undo", "old.caseboard"]);
    desk.run(0, &["undo", "old.caseboard"]);
    desk.run(0, &["redo", "old.caseboard"]);
    assert_eq!(commits(&desk), Some(12));
    desk.run(0, &["verify", "old.caseboard"]);

    // A backup has the pages of its case.
    desk.run(0, &["backup", "old.caseboard", "--out", "copy.caseboard"]);
    desk.run(0, &["verify", "copy.caseboard"]);
}

#[test]
fn a_reader_is_told_that_the_file_must_be_opened_for_writing_once() {
    let desk = old();
    let mut rights = std::fs::metadata(desk.path("old.caseboard")).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(desk.path("old.caseboard"), rights).unwrap();
    let out = desk.output(&["info", "old.caseboard", "--password-file", "password"]);
    if out.status.success() {
        println!("whoever runs this may write anywhere: not tested");
        return;
    }
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(
        said.contains("version 1") && said.contains("for writing once"),
        "{said}"
    );
}
