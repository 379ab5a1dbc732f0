//! Surfacing looks into public registers: what it finds is context apart from the candidates, a row is
//! pulled by a person, and a register that is missing or changed is said and breaks nothing.

use crate::run::Desk;
use serde_json::Value;

const HEADER: &str = "case_id,trade_nm,legal_name,street_addr_1_txt,cty_nm,st_cd,zip_cd,naic_cd,\
                      naics_code_description,case_violtn_cnt,cmp_assd_cnt,ee_violtd_cnt,bw_atp_amt,ee_atp_cnt,\
                      findings_start_date,findings_end_date,ld_dt\n";

/// A register of findings: many firms that nobody asked about, and one that three tips name. FICTIONAL.
fn register(desk: &Desk, file: &str, extra: &str) {
    let mut text = HEADER.to_owned();
    for n in 0..200 {
        text.push_str(&format!(
            "{},Quarry Lantern {n},Quarry Lantern {n} Inc,{} Unbuilt Ave,Truth or Consequences,NM,87901,112120,Dairy,1,0,3,100.5,3,1/2/20,3/4/21,2026-10-14\n",
            1_000 + n,
            100 + n
        ));
    }
    text.push_str("9001,Ocotillo Packing,OCOTILLO PACKING L.L.C.,12 Calle Imaginaria,Deming,NM,88030,115114,Packing,9,0,14,23562.12,14,6/21/21,5/22/23,2026-10-14\n");
    text.push_str(extra);
    std::fs::write(desk.path(file), text).unwrap();
    let out = desk.output(&["library", "add", "findings", file, "--library-dir", "libraries"]);
    assert_eq!(out.status.code(), Some(0), "{out:?}");
}

fn used() -> Desk {
    let desk = Desk::with_tips();
    register(&desk, "findings.csv", "");
    let library = ["--library-dir", "libraries"];
    desk.run(
        0,
        &[&["library", "use", "case.caseboard", "findings"][..], &library].concat(),
    );
    desk
}

fn surface(desk: &Desk) -> Value {
    desk.json(&["surface", "case.caseboard", "--library-dir", "libraries", "--json"])
}

#[test]
fn a_public_record_is_context_and_no_candidate() {
    let without = {
        let desk = Desk::with_tips();
        surface(&desk)
    };
    assert_eq!(without["library"].as_array().map(Vec::len), Some(0));
    let desk = used();
    let with = surface(&desk);
    assert_eq!(
        with["candidates"], without["candidates"],
        "the board's own candidates stay as they were"
    );
    let found = with["library"].as_array().unwrap();
    assert!(!found.is_empty());
    for record in found {
        assert_eq!(
            (record["library"].as_str(), record["row"].as_i64()),
            (Some("findings"), Some(201)),
            "{record}"
        );
        assert!(record["probability"].is_null() && record["context"] == true && record["pulled"] == false);
        assert_eq!(record["right"]["records"][0]["file"], "findings");
        assert!(!record["reasons"].as_array().unwrap().is_empty());
    }
    assert!(
        found.iter().any(|r| r["kind"] == "same"
            && r["right"]["label"]
                .as_str()
                .unwrap()
                .to_lowercase()
                .contains("ocotillo")),
        "{found:?}"
    );
    // One record's surroundings are a part of the whole.
    let dairy = desk.json(&[
        "surface",
        "case.caseboard",
        "--record",
        "T-0003",
        "--library-dir",
        "libraries",
        "--json",
    ]);
    assert_eq!(dairy["library"].as_array().map(Vec::len), Some(0), "{dairy}");
    // What was looked up is written nowhere: the case has not moved.
    let before = desk.json(&["info", "case.caseboard", "--library-dir", "libraries", "--json"]);
    surface(&desk);
    let after = desk.json(&["info", "case.caseboard", "--library-dir", "libraries", "--json"]);
    assert_eq!(before["commit"], after["commit"]);
    assert_eq!(after["libraries"][0]["state"], "ok");
}

#[test]
fn a_row_is_pulled_kept_and_taken_back() {
    let desk = used();
    let library = ["--library-dir", "libraries"];
    let pull = [
        &["library", "pull", "case.caseboard", "findings", "201", "--json"][..],
        &library,
    ]
    .concat();
    let info = |desk: &Desk| desk.json(&["info", "case.caseboard", "--json"]);
    let before = info(&desk);
    let pulled = desk.json(&pull);
    assert_eq!(
        (pulled["row"].as_i64(), pulled["already"].as_bool()),
        (Some(201), Some(false))
    );
    let after = info(&desk);
    assert_eq!(
        after["records"].as_i64().unwrap(),
        before["records"].as_i64().unwrap() + 1
    );
    assert_eq!(
        after["commit"].as_i64().unwrap(),
        before["commit"].as_i64().unwrap() + 1,
        "one commit"
    );
    let hits = desk.json(&["search", "case.caseboard", "ocotillo", "--json"]);
    let hit = hits["hits"]
        .as_array()
        .unwrap()
        .iter()
        .find(|h| h["what"] == "entity" && h["label"].as_str().unwrap().contains("L.L.C."));
    let shown = desk.json(&[
        "show",
        "case.caseboard",
        hit.expect("the pulled firm is on the board")["id"].as_str().unwrap(),
        "--json",
    ]);
    let source = &shown["facts"][0]["sources"][0];
    assert_eq!(
        (source["source"].as_str(), source["row"].as_i64()),
        (Some("findings.row201.csv"), Some(201))
    );
    assert!(
        surface(&desk)["library"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["pulled"] == true)
    );
    // Now it is a record of the case, and surfaces as any other.
    assert!(
        surface(&desk)["candidates"]
            .as_array()
            .unwrap()
            .iter()
            .any(|c| c.to_string().contains("findings.row201.csv")),
    );
    assert_eq!(desk.json(&pull)["already"], true);
    assert_eq!(info(&desk)["commit"], after["commit"]);
    desk.run(0, &["undo", "case.caseboard"]);
    assert_eq!(info(&desk)["records"], before["records"]);
    assert!(
        surface(&desk)["library"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| r["pulled"] == false)
    );
    desk.run(0, &["verify", "case.caseboard"]);
    let none = desk.run(
        2,
        &[&["library", "pull", "case.caseboard", "findings", "900"][..], &library].concat(),
    );
    assert!(none.contains("1 to 201"), "{none}");
    let unused = desk.run(
        2,
        &[&["library", "pull", "case.caseboard", "elsewhere", "1"][..], &library].concat(),
    );
    assert!(unused.contains("library use"), "{unused}");
}

#[test]
fn a_library_is_stopped_and_taken_up_again() {
    let desk = used();
    let library = ["--library-dir", "libraries"];
    let command = |code: i32, what: &str| {
        let args = ["library", what, "case.caseboard", "findings"];
        desk.run(code, &[&args[..], &library].concat())
    };
    desk.run(
        0,
        &[&["library", "pull", "case.caseboard", "findings", "201"][..], &library].concat(),
    );
    command(0, "stop");
    assert_eq!(surface(&desk)["library"].as_array().map(Vec::len), Some(0));
    let shelf = |whole| {
        let catalog = std::sync::Arc::new(caseboard::app::load_catalog_in(None, "en").unwrap());
        let secret = caseboard::model::secret::Secret::new("correct horse battery staple".to_owned());
        let who = caseboard::app::case::Who::default();
        let case = caseboard::app::case::Case::open(&desk.path("case.caseboard"), &secret, &who, catalog).unwrap();
        let shelf = caseboard::app::library::shelf(&case.snapshot(), &desk.path("libraries"), whole).unwrap();
        let state = |s: caseboard::app::library::Shelved| (s.state, s.rows);
        shelf.into_iter().map(state).collect::<Vec<_>>()
    };
    let one = |state: &str, rows| vec![(state.to_owned(), rows)];
    assert_eq!(shelf(false), one("free", 201));
    let refused = command(2, "stop");
    assert!(refused.contains("a library that the case uses"), "{refused}");
    desk.run(0, &["undo", "case.caseboard"]);
    assert_eq!(shelf(true), one("used", 201));
    // Somebody changed a cell behind the program's back: seen when the content is hashed.
    let file = std::fs::read_dir(desk.path("libraries"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut bytes = std::fs::read(&file).unwrap();
    let old = b"OCOTILLO PACKING L.L.C.";
    let at = bytes.windows(old.len()).position(|w| w == old).unwrap();
    bytes[at + old.len() - 2] = b'X';
    std::fs::write(&file, bytes).unwrap();
    assert_eq!((shelf(false), shelf(true)), (one("used", 201), one("changed", 201)));
    desk.run(0, &["verify", "case.caseboard"]);
}

#[test]
fn a_library_that_is_missing_or_changed_is_said_and_breaks_nothing() {
    let desk = used();
    let library = ["--library-dir", "libraries"];
    let file = std::fs::read_dir(desk.path("libraries"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let state = |desk: &Desk| {
        let notices = surface(desk)["library_notices"].clone();
        let info = desk.json(&[&["info", "case.caseboard", "--json"][..], &library].concat());
        let verify = desk.json(&[&["verify", "case.caseboard", "--json"][..], &library].concat());
        assert_eq!(verify["ok"], true, "a library is no part of the case");
        (
            notices[0]["state"].as_str().map(str::to_owned),
            info["libraries"][0]["state"].as_str().map(str::to_owned),
            verify["warnings"][0]["state"].as_str().map(str::to_owned),
        )
    };
    let all = |s: &str| (Some(s.to_owned()), Some(s.to_owned()), Some(s.to_owned()));
    assert_eq!(state(&desk), (None, Some("ok".to_owned()), None));
    // Somebody changed a cell behind the program's back: the head still says the old hash.
    let kept = std::fs::read(&file).unwrap();
    let (old, new) = (b"OCOTILLO PACKING L.L.C.", b"OCOTILLO PACKING L.L.X.");
    let mut spoiled = kept.clone();
    let at = spoiled
        .windows(old.len())
        .position(|w| w == old)
        .expect("libraries are plain");
    spoiled[at..at + new.len()].copy_from_slice(new);
    std::fs::write(&file, spoiled).unwrap();
    assert_eq!(state(&desk).2.as_deref(), Some("changed"), "verify hashes the content");
    std::fs::remove_file(&file).unwrap();
    assert_eq!(state(&desk), all("missing"));
    // A newer delivery of the same name is another library.
    register(
        &desk,
        "newer.csv",
        "9002,New Row,New Row Inc,1 Unbuilt Ave,Deming,NM,88030,1,x,1,0,1,1,1,1/2/20,3/4/21,2026\n",
    );
    assert_eq!(state(&desk), all("changed"));
    let refused = desk.run(
        2,
        &[&["library", "pull", "case.caseboard", "findings", "201"][..], &library].concat(),
    );
    assert!(refused.contains("changed"), "{refused}");
    std::fs::write(&file, kept).unwrap();
    assert_eq!(state(&desk), (None, Some("ok".to_owned()), None));
}
