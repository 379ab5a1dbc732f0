//! Real public records through the real program. Run where `CASEBOARD_DATA` names the folder.

use crate::run::{Desk, real};

#[test]
fn real_h2a_disclosure_one_phone_of_711_names_links_nobody() {
    let Some(file) = real("h2a-disclosure-fy2017/H-2A_Disclosure_Data_FY17.xlsx") else {
        return;
    };
    let desk = Desk::new();
    desk.run(0, &["new", "case.caseboard"]);
    let import = desk.json(&["import", "case.caseboard", &file.display().to_string(), "--json"]);
    assert_eq!(import["rows"], 12_930);
    assert_eq!(
        import["staged"].as_i64().unwrap() + import["rejected"].as_i64().unwrap() + import["already"].as_i64().unwrap(),
        12_930
    );
    let surfaced = desk.json(&["surface", "case.caseboard", "--top", "0", "--json"]);
    let held = surfaced["held_back"].as_array().unwrap();
    let common: Vec<&str> = held
        .iter()
        .filter(|h| h["kind"] == "phone")
        .map(|h| h["value"].as_str().unwrap())
        .collect();
    assert!(
        held.iter()
            .any(|h| h["kind"] == "phone" && h["count"].as_i64() > Some(300)),
        "the agent's phone is named as held back"
    );
    for candidate in surfaced["candidates"].as_array().unwrap() {
        let reasons = candidate["reasons"].as_array().unwrap();
        let telling: Vec<_> = reasons.iter().filter(|r| r["bits"].as_f64() > Some(0.5)).collect();
        let [only] = telling.as_slice() else { continue };
        let on_common = only["field"] == "phone" && common.contains(&only["left"].as_str().unwrap());
        assert!(!on_common, "linked on a common phone alone: {candidate}");
    }
}

#[test]
fn real_whd_cases_beside_the_sample_tips() {
    let Some(file) = real("whd-chicago/whd-chicago.csv") else {
        return;
    };
    let desk = Desk::with_tips();
    let import = desk.json(&["import", "case.caseboard", &file.display().to_string(), "--json"]);
    assert_eq!(import["rows"], 1_638);
    let again = desk.json(&["import", "case.caseboard", &file.display().to_string(), "--json"]);
    assert_eq!(
        (again["staged"].as_i64(), again["already"].as_i64()),
        (Some(0), Some(1_638))
    );
    desk.run(0, &["surface", "case.caseboard"]);
    desk.run(0, &["undo", "case.caseboard", "--steps", "2"]);
    assert_eq!(desk.json(&["info", "case.caseboard", "--json"])["records"], 3);
    assert_eq!(desk.json(&["verify", "case.caseboard", "--json"])["ok"], true);
}
