//! A register of half a million rows, side by side with the `sqlite3` shell in the same run: its
//! `.import` plus the same full-text index, against `library add`, `import` into a case and `undo`.
//! `cargo bench --bench bulk`; needs `sqlite3` and the folder `CASEBOARD_DATA`; other sizes with
//! `CASEBOARD_BENCH_ROWS=50000`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints, and stops where it can't go on"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PASSWORD: &str = "a bench of invented rows\n";

fn main() {
    let data = std::env::var("CASEBOARD_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").into());
    let table = Path::new(&data).join("whd-chicago/whd-chicago-geocoded.csv");
    let sqlite = Command::new("sqlite3").arg("--version").output().is_ok();
    if !table.exists() || !sqlite {
        println!("bulk: needs `sqlite3` and {}: not run", table.display());
        return;
    }
    let rows: usize = std::env::var("CASEBOARD_BENCH_ROWS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(500_000);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("register.csv");
    repeat(&table, &file, rows);
    std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
    println!(
        "{rows} rows of 9 columns, {} MB",
        std::fs::metadata(&file).unwrap().len() >> 20
    );
    let peer = sqlite_import(folder.path());
    println!("{:<44} {:>8.1} s", "sqlite3 .import + FTS5", peer.as_secs_f64());
    let say = |what: &str, ran: Ran, base: Duration, goal: f64| {
        let ratio = ran.took.as_secs_f64() / base.as_secs_f64();
        println!(
            "{what:<44} {:>8.1} s   {ratio:>5.2}x (goal {goal}x)   peak {} MB",
            ran.took.as_secs_f64(),
            ran.peak_kb >> 10
        );
        ran.took
    };
    let added = caseboard(
        folder.path(),
        &["library", "add", "register", "register.csv", "--map", "whd"],
    );
    say("caseboard library add", added, peer, 2.0);
    caseboard(folder.path(), &["new", "case.caseboard", "--title", "Bench"]);
    let imported = caseboard(
        folder.path(),
        &["import", "case.caseboard", "register.csv", "--map", "whd"],
    );
    let import = say("caseboard import into a case", imported, peer, 6.0);
    let size = std::fs::metadata(folder.path().join("case.caseboard")).unwrap().len();
    println!("{:<44} {:>8} MB", "the case file", size >> 20);
    let opened = caseboard(folder.path(), &["info", "case.caseboard"]);
    say("  of it: opening (caseboard info)", opened, peer, 1.0);
    say(
        "caseboard undo of that import",
        caseboard(folder.path(), &["undo", "case.caseboard"]),
        import,
        2.0,
    );
}

/// The table again and again, each time with other case numbers and names.
fn repeat(table: &Path, out: &PathBuf, rows: usize) {
    let mut reader = csv::Reader::from_path(table).unwrap();
    let header = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut writer = csv::Writer::from_path(out).unwrap();
    writer.write_record(&header).unwrap();
    for n in 0..rows {
        let record = &records[n % records.len()];
        let round = n / records.len();
        let cells = record.iter().enumerate().map(|(i, cell)| match i {
            0 => format!("{cell}{round:03}"),
            1 | 2 if !cell.is_empty() => format!("{cell} {round}"),
            _ => cell.to_owned(),
        });
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
}

/// What the shell does with the same file: a table, an index over its key, the words of all cells,
/// and trigrams of what holds three digits.
fn sqlite_import(folder: &Path) -> Duration {
    let script = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;\n\
        .mode csv\n.import register.csv entry\n\
        CREATE INDEX entry_key ON entry (case_id);\n\
        CREATE VIRTUAL TABLE word USING fts5(text, content = '', tokenize = \"unicode61 remove_diacritics 2\");\n\
        INSERT INTO word (rowid, text) SELECT rowid, case_id || ' ' || trade_nm || ' ' || legal_name || ' ' || \
        street_addr_1_txt || ' ' || cty_nm || ' ' || st_cd || ' ' || zip_cd || ' ' || case_violtn_cnt || ' ' || \
        latitude || ' ' || longitude FROM entry;\n\
        CREATE VIRTUAL TABLE part USING fts5(text, content = '', tokenize = \"trigram\");\n\
        INSERT INTO part (rowid, text) SELECT rowid, street_addr_1_txt FROM entry \
        WHERE street_addr_1_txt GLOB '*[0-9][0-9][0-9]*';\n\
        INSERT INTO part (rowid, text) SELECT rowid + 10000000, case_id FROM entry;\n";
    let started = Instant::now();
    let mut child = Command::new("sqlite3")
        .arg("peer.sqlite")
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    started.elapsed()
}

struct Ran {
    took: Duration,
    /// Highest resident size that was seen, in KB; 0 where `/proc` is not there.
    peak_kb: u64,
}

fn caseboard(folder: &Path, args: &[&str]) -> Ran {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_caseboard"))
        .args(args)
        .args(if args[0] == "library" {
            &[][..]
        } else {
            &["--password-file", "password"][..]
        })
        .current_dir(folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let code = loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let kb = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok());
        peak_kb = peak_kb.max(kb.unwrap_or(0));
        if let Some(code) = child.try_wait().unwrap() {
            break code;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert!(matches!(code.code(), Some(0 | 1)), "caseboard {args:?}");
    Ran {
        took: started.elapsed(),
        peak_kb,
    }
}
