//! What the window shows of documents, columns and values, on the command line: pages as pictures, columns as a
//! person says, the history of an entity.

use serde_json::Value;

use crate::run::Desk;

/// FICTIONAL. A picture of 40 by 30 pixels.
fn picture(desk: &Desk, name: &str) {
    let shade = |x: u32, y: u32| image::Rgb([x as u8, y as u8, 90]);
    image::RgbImage::from_fn(40, 30, shade).save(desk.path(name)).unwrap();
}

#[test]
fn a_page_of_a_letter_is_drawn_and_a_sealed_picture_only_with_passphrase_and_reason() {
    let desk = Desk::with_tips();
    let letter = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/sample_cases/mesa_alta/case/whd_referral_letter_FICTIONAL.pdf"
    );
    desk.run(0, &["import", "case.caseboard", letter]);
    let record = "whd_referral_letter_FICTIONAL.pdf#1";
    let show = [
        "show",
        "case.caseboard",
        record,
        "--png",
        "page.png",
        "--page",
        "2",
        "--width",
        "500",
        "--json",
    ];
    let done = desk.json(&show);
    assert_eq!((done["page"].as_u64(), done["width"].as_u64()), (Some(2), Some(500)));
    assert_eq!(image::open(desk.path("page.png")).unwrap().width(), 500);
    let refused = desk.run(2, &show);
    assert!(
        refused.contains("page.png") && refused.contains("choose another name"),
        "{refused}"
    );
    let refused = desk.run(
        2,
        &["show", "case.caseboard", record, "--png", "other.png", "--page", "9"],
    );
    assert!(refused.contains("a page from 1 to 2"), "{refused}");

    picture(&desk, "room_FICTIONAL.jpg");
    let told = desk.run(0, &["import", "case.caseboard", "room_FICTIONAL.jpg"]);
    assert!(told.contains("room_FICTIONAL.jpg"), "{told}");
    let record = "room_FICTIONAL.jpg#1";
    let open = ["show", "case.caseboard", record, "--png", "room.png"];
    assert!(desk.run(2, &open).contains("why"), "a reason is asked for first");
    // The vault of this case has the file's password for its passphrase.
    let mut with = open.to_vec();
    with.extend(["--why", "to see the room", "--passphrase-file", "wrong"]);
    desk.run(2, &with);
    assert!(!desk.path("room.png").exists());
    with.truncate(with.len() - 1);
    with.push("password");
    desk.run(0, &with);
    assert_eq!(image::open(desk.path("room.png")).unwrap().width(), 40);
    let audit = desk.run(0, &["audit", "case.caseboard"]);
    assert!(audit.contains("to see the room"), "on record: {audit}");

    // One that shows nobody is kept in the clear by whoever says so.
    picture(&desk, "van_FICTIONAL.png");
    desk.run(
        0,
        &[
            "import",
            "case.caseboard",
            "van_FICTIONAL.png",
            "--map",
            "picture-in-the-clear",
        ],
    );
    desk.run(
        0,
        &["show", "case.caseboard", "van_FICTIONAL.png#1", "--png", "van.png"],
    );
    desk.run(0, &["verify", "case.caseboard"]);
}

#[test]
fn columns_mean_what_is_said_and_what_is_not_understood_is_refused_by_name() {
    let desk = Desk::with_tips();
    let rows = "Ref,Boss,Boss line,Whom\n1,Juan Inventado,575-555-0166,Ana Ficticia\n2,Eva Inventada,575-555-0177,Luz Ficticia\n";
    std::fs::write(desk.path("calls.csv"), rows).unwrap();
    let map = |mean: &[&str], code: i32| -> String {
        let mut args = vec!["map", "calls.csv", "--out", "calls.toml"];
        for said in mean {
            args.extend(["--mean", said]);
        }
        let out = desk.output(&args);
        assert_eq!(
            out.status.code(),
            Some(code),
            "{mean:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    assert!(map(&["Bos=person"], 2).contains("Boss line"), "the columns are named");
    assert!(map(&["Boss=human"], 2).contains("company"), "the meanings are named");
    assert!(
        map(&["Boss=person:chief"], 2).contains("recruiter"),
        "the roles are named"
    );
    map(
        &[
            "Boss=person:recruiter",
            "Boss line=phone:recruiter",
            "Whom=person:victim",
        ],
        0,
    );
    desk.run(0, &["import", "case.caseboard", "calls.csv", "--map", "calls.toml"]);
    let shown = desk.json(&["show", "case.caseboard", "Juan Inventado", "--json"]);
    assert!(shown.to_string().contains("575-555-0166"), "the line is his");
    let found = desk.json(&["search", "case.caseboard", "Ficticia", "--json"]);
    assert!(!found.to_string().contains("Ana"), "a victim's name is sealed: {found}");
}

#[test]
fn an_entity_tells_its_history_with_who_and_when() {
    let desk = Desk::with_tips();
    let rename = |to: &str| {
        let shown = desk.json(&["show", "case.caseboard", "Ocotillo Packing", "--json"]);
        let id = shown["id"].as_str().unwrap().to_owned();
        let command = serde_json::json!([{ "command": "rename_entity", "entity": id, "label": to }]);
        std::fs::write(desk.path("rename.json"), command.to_string()).unwrap();
        desk.run(0, &["apply", "case.caseboard", "rename.json"]);
    };
    rename("Ocotillo Packing Co");
    let told = desk.json(&["show", "case.caseboard", "Ocotillo Packing Co", "--history", "--json"]);
    let lines: &Vec<Value> = told["history"].as_array().unwrap();
    let last = lines.last().unwrap();
    assert_eq!(
        (last["field"].as_str(), last["before"].as_str(), last["after"].as_str()),
        (Some("label"), Some("Ocotillo Packing"), Some("Ocotillo Packing Co"))
    );
    assert_eq!(lines[0]["op"], "insert");
    let said = desk.run(0, &["show", "case.caseboard", "Ocotillo Packing Co", "--history"]);
    assert!(said.contains("Ocotillo Packing -> Ocotillo Packing Co"), "{said}");
}
