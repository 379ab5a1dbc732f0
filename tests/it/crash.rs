//! `kill -9` at random moments on each write path: the case opens, `verify` is content, every
//! acknowledged commit is there. Kills that hit a write in progress are counted; a control fails.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use crate::run::Desk;

fn many_tips(desk: &Desk, rows: usize) {
    let mut text = std::fs::read_to_string(desk.tips())
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    for i in 0..rows {
        text.push_str(&format!(
            "\nK-{i:05},2026-01-14 09:35,English,Yes,Yes,No,No,No,\"FICTIONAL tip {i}\",Invented Farm {i} LLC,,575-555-{:04},,,{i} Calle Imaginaria,Deming,NM,88030,,,,",
            i % 10_000
        ));
    }
    std::fs::write(desk.path("many.csv"), text).unwrap();
}

/// One run that is killed after `delay`; true when the kill hit it at work. Gives the commits acknowledged.
fn kill_one(desk: &Desk, args: &[&str], delay: Duration) -> (bool, i64) {
    let mut all = args.to_vec();
    all.extend(["--password-file", "password"]);
    let mut child = desk
        .command(&all)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut acknowledged = 0;
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(seq) = line.strip_prefix("commit ").and_then(|s| s.trim().parse::<i64>().ok()) {
                acknowledged = seq;
            }
        }
        acknowledged
    });
    std::thread::sleep(delay);
    let at_work = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    (at_work, reader.join().unwrap())
}

fn kills(times: u64) {
    let desk = Desk::with_tips();
    many_tips(&desk, 2_000);
    let commands: Vec<String> = (0..400)
        .map(|i| format!(r#"{{"command":"add_task","title":"task {i}"}}"#))
        .collect();
    std::fs::write(desk.path("tasks.json"), format!("[{}]", commands.join(","))).unwrap();
    let mut hit = 0;
    for n in 0..times {
        let before = desk.json(&["info", "case.caseboard", "--json"])["commit"]
            .as_i64()
            .unwrap();
        let args: &[&str] = if n % 2 == 0 {
            &["apply", "case.caseboard", "tasks.json", "--progress"]
        } else {
            &["import", "case.caseboard", "many.csv"]
        };
        // Between the opening of the file (key derivation) and the end of the work.
        let (at_work, acknowledged) = kill_one(&desk, args, Duration::from_millis(150 + n * 53 % 700));
        hit += u64::from(at_work);
        let info = desk.json(&["info", "case.caseboard", "--json"]);
        let now = info["commit"].as_i64().unwrap();
        assert!(
            now >= before && now >= acknowledged,
            "kill {n}: commit {acknowledged} was acknowledged, {now} is there"
        );
        let verify = desk.json(&["verify", "case.caseboard", "--json"]);
        assert_eq!(verify["ok"], true, "kill {n}: {verify}");
        if n % 2 == 1 && now > before {
            desk.run(0, &["undo", "case.caseboard"]);
        }
    }
    println!("{hit} of {times} kills hit a run at work");
    assert!(hit * 2 >= times, "only {hit} of {times} kills hit a run at work");
}

#[test]
fn twenty_kills_lose_nothing() {
    kills(20);
}

#[test]
#[ignore = "the long set: two hundred kills"]
fn two_hundred_kills_lose_nothing() {
    kills(200);
}

/// The control: what these tests look for is found when a file is really damaged.
#[test]
fn a_damaged_file_is_noticed() {
    let desk = Desk::with_tips();
    let path = desk.path("case.caseboard");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 64] {
        *byte ^= 0x5a;
    }
    std::fs::write(&path, bytes).unwrap();
    let out = desk.output(&["verify", "case.caseboard", "--password-file", "password"]);
    assert_ne!(out.status.code(), Some(0), "damage went unnoticed");
}

/// Every page is encrypted anew, in one transaction: after a kill one of the two passwords opens a whole case.
#[test]
fn a_kill_while_the_password_changes_leaves_one_that_opens() {
    let desk = Desk::with_tips();
    many_tips(&desk, 500);
    desk.run(0, &["import", "case.caseboard", "many.csv"]);
    std::fs::write(desk.path("other"), "another password\n").unwrap();
    let (mut now, mut next) = ("password", "other");
    let opens = |with: &str| {
        let out = desk.output(&["verify", "case.caseboard", "--password-file", with]);
        out.status.code() == Some(0)
    };
    let change = |now: &str, next: &str| {
        let mut args = vec!["keys", "password", "case.caseboard", "--password-file", now];
        args.extend(["--new-password-file", next]);
        let mut command = desk.command(&args);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    // How long it takes here and now, so that kills fall into its second half. A run that ended before its
    // kill says that the machine has become faster than that, and the next kill comes earlier.
    let started = std::time::Instant::now();
    assert!(change(now, next).wait().unwrap().success());
    let mut whole = started.elapsed();
    std::mem::swap(&mut now, &mut next);
    let (mut hit, mut changed) = (0, 0);
    for n in 0..12 {
        let mut child = change(now, next);
        std::thread::sleep(whole * (50 + n * 5) / 100);
        let at_work = child.try_wait().unwrap().is_none();
        child.kill().unwrap();
        child.wait().unwrap();
        if at_work {
            hit += 1;
        } else {
            whole = whole * 3 / 4;
        }
        let (old, new) = (opens(now), opens(next));
        assert!(old != new, "kill {n}: old opens {old}, new opens {new}");
        if new {
            changed += 1;
            std::mem::swap(&mut now, &mut next);
        }
    }
    println!("{hit} of 12 kills hit a run at work; {changed} changes went through");
    assert!(hit >= 3, "only {hit} kills hit a run at work");
}
