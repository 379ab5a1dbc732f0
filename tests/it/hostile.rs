//! Bad input gets a message that names file, row, column and remedy, exits with 2 or 1, and loses nothing.

use std::io::Write;

use crate::run::Desk;

fn refused(desk: &Desk, file: &str, words: &[&str]) {
    let before = desk.json(&["info", "case.caseboard", "--json"]);
    let stderr = desk.run(2, &["import", "case.caseboard", file, "--map", "hotline-tips"]);
    assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "{file}: `{word}` is not in: {stderr}");
    }
    let after = desk.json(&["info", "case.caseboard", "--json"]);
    assert_eq!(before, after, "{file} changed the case");
}

fn header() -> String {
    std::fs::read_to_string(crate::run::data("two_tips.csv"))
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

fn row(key: &str, received: &str, narrative: &str) -> String {
    format!(
        "{key},{received},English,Yes,Yes,No,No,No,\"{narrative}\",Invented Farm LLC,,575-555-0110,,,,Deming,NM,88030,,,,\n"
    )
}

#[test]
fn files_that_are_no_tables_are_refused_by_name() {
    let desk = Desk::with_tips();
    std::fs::write(desk.path("empty.csv"), "").unwrap();
    refused(&desk, "empty.csv", &["empty.csv"]);
    std::fs::write(desk.path("cut.xlsx"), b"PK\x03\x04 this is where the workbook ends").unwrap();
    refused(&desk, "cut.xlsx", &["cut.xlsx"]);
    std::fs::write(desk.path("old.xls"), [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).unwrap();
    refused(&desk, "old.xls", &["old.xls", "save"]);
    std::fs::write(desk.path("other.csv"), "a,b,c\n1,2,3\n").unwrap();
    refused(&desk, "other.csv", &["other.csv"]);
    std::fs::create_dir(desk.path("folder.csv")).unwrap();
    refused(&desk, "folder.csv", &["folder.csv"]);
}

#[test]
fn one_bad_row_does_not_stop_the_others() {
    let desk = Desk::with_tips();
    let mut text = header() + "\n";
    text.push_str(&row("H-1", "2026-02-31", "31 February"));
    text.push_str(&row("H-2", "2026-03-01", "=HYPERLINK(\"\"http://example.invalid\"\")"));
    text.push_str(&row("", "2026-03-01", "no number"));
    text.push_str(&row("H-4", "2026-03-01", "a NUL \u{0} inside"));
    std::fs::write(desk.path("mixed.csv"), text).unwrap();
    let mut args = vec!["import", "case.caseboard", "mixed.csv", "--json"];
    args.extend(["--password-file", "password"]);
    let out = desk.output(&args);
    let doc: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let n = |k: &str| doc[k].as_i64().unwrap();
    assert_eq!(n("rows"), 4, "{doc}");
    assert_eq!(n("rows"), n("staged") + n("rejected") + n("already"), "{doc}");
    assert!(n("staged") >= 3 - n("rejected") && n("rejected") >= 1, "{doc}");
    assert_eq!(out.status.code(), Some(1), "something was rejected");
    let errors = doc["errors"].as_array().unwrap();
    assert!(!errors.is_empty());
    for error in errors {
        assert!(
            error["file"] == "mixed.csv"
                && error["row"].as_i64() > Some(0)
                && !error["remedy"].as_str().unwrap().is_empty(),
            "{error}"
        );
        assert!(
            !error["found"].as_str().unwrap().contains("HYPERLINK"),
            "found values are masked"
        );
    }
    // What begins like a formula is kept as received and defused where it leaves.
    desk.run(
        0,
        &["timeline", "case.caseboard", "--out", "t.csv", "--as-of", "2026-11-24"],
    );
    for line in std::fs::read_to_string(desk.path("t.csv")).unwrap().lines() {
        for cell in line.split(',') {
            assert!(!cell.trim_matches('"').starts_with('='), "{line}");
        }
    }
}

#[test]
fn one_line_of_100_mb_is_refused_within_bounds() {
    let desk = Desk::with_tips();
    let mut file = std::io::BufWriter::new(std::fs::File::create(desk.path("long.csv")).unwrap());
    writeln!(file, "{}", header()).unwrap();
    let block = [b'x'; 1 << 20];
    for _ in 0..100 {
        file.write_all(&block).unwrap();
    }
    drop(file);
    let mut args = vec!["import", "case.caseboard", "long.csv", "--map", "hotline-tips"];
    args.extend(["--password-file", "password"]);
    let out = desk.output(&args);
    assert!(matches!(out.status.code(), Some(1 | 2)), "{out:?}");
    let said = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    assert!(said.contains("long.csv"), "{said}");
    assert!(said.len() < 5_000, "the line is not repeated to the person");
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let desk = Desk::with_tips();
    let stderr = desk.run(
        2,
        &[
            "timeline",
            "case.caseboard",
            "--out",
            "nowhere/t.csv",
            "--as-of",
            "2026-11-24",
        ],
    );
    assert!(stderr.contains("nowhere"), "{stderr}");
    let stderr = desk.run(2, &["new", "nowhere/other.caseboard"]);
    assert!(stderr.contains("nowhere"), "{stderr}");
    // A full disk, as Linux offers one to test with.
    if std::path::Path::new("/dev/full").exists() {
        let stderr = desk.run(2, &["backup", "case.caseboard", "--out", "/dev/full"]);
        assert_eq!(stderr.trim().lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_second_writer_is_told_who_holds_the_case() {
    let desk = Desk::with_tips();
    let catalog = std::sync::Arc::new(caseboard::app::load_catalog_in(None, "en").unwrap());
    let secret = caseboard::model::secret::Secret::new("correct horse battery staple".to_owned());
    let who = caseboard::app::case::Who::default();
    let held = caseboard::app::case::Case::open(&desk.path("case.caseboard"), &secret, &who, catalog).unwrap();
    desk.run(0, &["info", "case.caseboard"]);
    let stderr = desk.run(2, &["import", "case.caseboard", &desk.tips()]);
    assert!(stderr.contains("close it"), "{stderr}");
    drop(held);
    desk.run(0, &["import", "case.caseboard", &desk.tips()]);
}

/// A case on a medium that may only be read: it opens, is read and verified; a change is refused in one
/// line that says so, and nothing is left behind.
#[cfg(unix)]
#[test]
fn a_case_in_a_read_only_folder_is_read_and_not_changed() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let desk = Desk::with_tips();
    let mode = |path: &std::path::Path, bits| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).unwrap();
    };
    for file in ["case.caseboard", "password"] {
        mode(&desk.path(file), 0o444);
    }
    std::fs::create_dir(desk.path("elsewhere")).unwrap();
    mode(&desk.path("elsewhere"), 0o777);
    mode(desk.folder.path(), 0o555);
    // Permissions don't bind the superuser, so a superuser's run becomes somebody else's.
    let superuser = std::fs::write(desk.path("probe"), "").is_ok();
    let run = |args: &[&str]| {
        let mut command = desk.command(args);
        command.args(["--password-file", "password"]);
        command
            .env("XDG_DATA_HOME", desk.path("elsewhere"))
            .env("HOME", desk.path("elsewhere"));
        if superuser {
            command.uid(65_534);
        }
        command.output()
    };
    if superuser {
        std::fs::remove_file(desk.path("probe")).unwrap();
    }
    let listing = || -> std::collections::BTreeSet<_> {
        let entries = std::fs::read_dir(desk.folder.path()).unwrap();
        entries.map(|e| e.unwrap().file_name()).collect()
    };
    let (files, before) = (listing(), std::fs::read(desk.path("case.caseboard")).unwrap());
    let info = match run(&["info", "case.caseboard", "--json"]) {
        Err(e) if superuser && e.kind() == std::io::ErrorKind::PermissionDenied => {
            println!("the program lies where only the superuser may run it: not run");
            return;
        }
        info => info.unwrap(),
    };
    let said = |out: &std::process::Output| String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(info.status.code(), Some(0), "{}", said(&info));
    let verify = run(&["verify", "case.caseboard"]).unwrap();
    assert_eq!(verify.status.code(), Some(0), "{}", said(&verify));
    let import = run(&["import", "case.caseboard", &desk.tips()]).unwrap();
    assert_eq!(import.status.code(), Some(2));
    assert!(
        said(&import).contains("read-only") && said(&import).trim().lines().count() == 1,
        "{}",
        said(&import)
    );
    mode(desk.folder.path(), 0o755);
    assert!(std::fs::read(desk.path("case.caseboard")).unwrap() == before);
    assert_eq!(listing(), files, "nothing is left beside the case");
}
