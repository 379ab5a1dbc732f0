//! The worklist of rejected rows on the command line, as a script would use it.

use crate::run::Desk;

/// FICTIONAL. The second row lacks its number; the third lacks it and holds a sealed name.
const TABLE: &str = "Tip No,Received,Narrative,Employer,Victim Name\n\
    T-1,2026-01-14,FICTIONAL. Paid late.,Ocotillo Packing LLC,\n\
    ,2026-02-05,FICTIONAL. No water.,=Formula Farms,\n\
    ,2026-02-06,FICTICIO.,Mesquite Harvest Co,Zenobia Quetzaltenango\n";

#[test]
fn rejected_rows_are_listed_retried_written_out_and_imported_again() {
    let desk = Desk::new();
    std::fs::write(desk.path("tips.csv"), TABLE).unwrap();
    desk.run(0, &["new", "a.caseboard"]);
    desk.run(1, &["import", "a.caseboard", "tips.csv"]);
    let listed = desk.run(1, &["rejects", "a.caseboard", "--rows", "--json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["rejected"], 2);
    let group = &listed["groups"][0];
    assert_eq!(
        (group["key"].as_str(), group["column"].as_str(), group["count"].as_u64()),
        (Some("missing-key"), Some("Tip No"), Some(2))
    );
    assert_eq!(group["rows"][0]["cells"][3]["shape"], "=xxxxxxx xxxxx");
    let words = desk.run(1, &["rejects", "a.caseboard"]);
    assert!(
        words.contains("the number of the row is missing, Tip No") && !words.contains("Formula"),
        "{words}"
    );

    // What is asked wrongly is refused, with what to do.
    let id = group["id"].as_str().unwrap();
    let sealed = [
        "rejects",
        "a.caseboard",
        "--retry",
        "--group",
        id,
        "--set",
        "Tip No=T-2",
        "--why",
        "asked",
    ];
    assert!(desk.run(2, &sealed).contains("--passphrase-file"));
    let column = [
        "rejects",
        "a.caseboard",
        "--retry",
        "--row",
        "tips.csv#2",
        "--set",
        "Nothing=T-2",
        "--why",
        "asked",
    ];
    assert!(desk.run(2, &column).contains("one of: Tip No, Received"));

    let before = desk.json(&["audit", "a.caseboard", "--json"])["commits"]
        .as_array()
        .unwrap()
        .len();
    let one = desk.json(&[
        "rejects",
        "a.caseboard",
        "--retry",
        "--row",
        "tips.csv#2",
        "--set",
        "Tip No=T-2",
        "--why",
        "asked",
        "--json",
    ]);
    assert_eq!(
        (
            one["staged"].as_i64(),
            one["rejected"].as_i64(),
            one["corrections"].as_i64()
        ),
        (Some(1), Some(0), Some(1))
    );
    let audit = desk.json(&["audit", "a.caseboard", "--json"]);
    assert_eq!(audit["commits"].as_array().unwrap().len(), before + 1, "one entry");
    desk.run(0, &["undo", "a.caseboard"]);

    let written = desk.json(&["rejects", "a.caseboard", "--write", "out.csv", "--json"]);
    assert_eq!(
        (written["rows"].as_i64(), written["sealed_cells"].as_i64()),
        (Some(2), Some(1))
    );
    let text = std::fs::read_to_string(desk.path("out.csv")).unwrap();
    assert!(
        text.starts_with("Tip No,Received,Narrative,Employer,Victim Name,reason,column,remedy\r\n"),
        "{text}"
    );
    assert!(text.contains("'=Formula Farms") && !text.contains("Zenobia"));
    assert!(
        desk.run(0, &["verify", "out.csv", "--case", "a.caseboard"])
            .contains("register")
    );
    let corrected = text.replace("\r\n,2026-02-05", "\r\nT-2,2026-02-05");
    std::fs::write(desk.path("corrected.csv"), corrected).unwrap();
    let again: serde_json::Value =
        serde_json::from_str(&desk.run(1, &["import", "a.caseboard", "corrected.csv", "--json"])).unwrap();
    assert_eq!(
        (again["staged"].as_i64(), again["rejected"].as_i64()),
        (Some(1), Some(1))
    );

    // The sealed row, its repair in a file, the vault open.
    std::fs::write(
        desk.path("fixes.json"),
        r#"[{"fix":"set","column":"Tip No","row":3,"value":"T-3"}]"#,
    )
    .unwrap();
    let done = desk.json(&[
        "rejects",
        "a.caseboard",
        "--retry",
        "--source",
        "tips.csv",
        "--row",
        "3",
        "--fix-file",
        "fixes.json",
        "--why",
        "asked",
        "--passphrase-file",
        "password",
        "--json",
    ]);
    assert_eq!(done["staged"], 1);
    desk.run(0, &["verify", "a.caseboard"]);
    assert!(
        desk.run(0, &["search", "a.caseboard", "Zenobia"])
            .contains("nothing found")
    );
}

#[test]
fn unread_cells_of_staged_rows_are_listed_and_repaired_by_group() {
    let desk = Desk::new();
    let table = "Tip No,Received,Narrative,Employer,Employer Phone\n\
        T-1,03/04/2026,FICTIONAL. Paid late.,Ocotillo Packing LLC,ask at the gate\n\
        T-2,05/04/2026,FICTIONAL. No water.,Formula Farms,575-555-0112\n";
    std::fs::write(desk.path("tips.csv"), table).unwrap();
    desk.run(0, &["new", "a.caseboard"]);
    desk.run(0, &["import", "a.caseboard", "tips.csv"]);
    let listed = desk.json(&["rejects", "a.caseboard", "--rows", "--json"]);
    assert_eq!(
        (listed["rejected"].as_u64(), listed["unread"].as_u64()),
        (Some(0), Some(3))
    );
    let group = |key: &str| {
        let groups = listed["groups"].as_array().unwrap();
        groups.iter().find(|g| g["key"] == key).unwrap().clone()
    };
    let dates = group("date-order");
    assert_eq!(
        (dates["count"].as_u64(), dates["column"].as_str()),
        (Some(2), Some("Received"))
    );
    let words = desk.run(0, &["rejects", "a.caseboard"]);
    assert!(
        words.contains("staged: the cells stand on the board as received"),
        "{words}"
    );
    assert!(!words.contains("03/04") && !words.contains("gate"), "{words}");
    let id = dates["id"].as_str().unwrap();
    let order = [
        "--date-order",
        "Received=dmy",
        "--why",
        "the hotline writes the day first",
    ];
    let retry = [&["rejects", "a.caseboard", "--retry", "--group", id][..], &order].concat();
    let would = desk.run(0, &[&retry[..], &["--dry-run"]].concat());
    assert!(would.contains("2 rows tried, 2 could be read"), "{would}");
    let done = desk.run(0, &retry);
    assert!(
        done.contains("2 rows tried, 2 read, 0 still unread, 2 cells corrected"),
        "{done}"
    );
    // The other cell by its row; a repair that does not help says so and changes nothing.
    let row = [
        "rejects",
        "a.caseboard",
        "--retry",
        "--row",
        "tips.csv#1",
        "--why",
        "rang them",
    ];
    let still = desk.run(1, &[&row[..], &["--set", "Employer Phone=nobody knows"]].concat());
    assert!(
        still.contains("1 still unread") && !still.contains("nobody knows"),
        "{still}"
    );
    desk.run(0, &[&row[..], &["--set", "Employer Phone=575-555-0110"]].concat());
    assert_eq!(desk.json(&["rejects", "a.caseboard", "--json"])["unread"], 0);
    let found = desk.run(0, &["search", "a.caseboard", "575-555-0110"]);
    assert!(found.contains("phone"), "{found}");
    let audit = desk.run(0, &["audit", "a.caseboard"]);
    assert!(
        audit.contains("Repaired 2 cells of tips.csv: the hotline writes the day first"),
        "{audit}"
    );
    desk.run(0, &["undo", "a.caseboard"]);
    assert_eq!(desk.json(&["rejects", "a.caseboard", "--json"])["unread"], 1);
    desk.run(0, &["verify", "a.caseboard"]);
}
