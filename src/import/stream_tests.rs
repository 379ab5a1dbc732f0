//! Large files, made while they are read: memory stays flat.

use super::tests::catalog;
use super::*;

/// Text made while it is read: a header, then rows until `size` bytes.
struct Rolling {
    at: u64,
    size: u64,
    head: &'static [u8],
    row: &'static [u8],
}
impl std::io::Read for Rolling {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = (buffer.len() as u64).min(self.size - self.at) as usize;
        for byte in &mut buffer[..n] {
            let at = self.at as usize;
            *byte = if at < self.head.len() {
                self.head[at]
            } else {
                self.row[(at - self.head.len()) % self.row.len()]
            };
            self.at += 1;
        }
        Ok(n)
    }
}
impl Seek for Rolling {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.at = match to {
            std::io::SeekFrom::Start(n) => n,
            std::io::SeekFrom::End(n) => (self.size as i64 + n) as u64,
            std::io::SeekFrom::Current(n) => (self.at as i64 + n) as u64,
        };
        Ok(self.at)
    }
}

/// Peak memory of this process in MB, where Linux tells it.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.trim().trim_end_matches("kB").trim().parse::<u64>().ok())
        .map(|kb| kb / 1024)
}

fn stream(megabytes: u64) {
    let (kinds, maps) = catalog();
    for (name, head, row) in [
        ("big.csv", &b"Tip Number,Received,Narrative,Employer,Phone,Victim name\n"[..], &b"T-0000001,2026-03-04,\"Ana sleeps at 3656 Hwy 26, the van has plate CNR-204\",Llano Verde Farms LLC,575-555-0101,Ana Ficticia\n"[..]),
        ("plain.csv", b"case_uuid,employer_name,date_opened,amount_claimed,employer_city,case_status\n", b"aaaaaaaa-0000-4000-8000-000000000001,Mesa Diner Inc,2016-02-17,611.0,Clovis,closed\n"),
        ("big.jsonl", b"{\"name\":\"A\"}\n", b"{\"name\":\"Mesa Packing\",\"phone\":\"575-555-0101\",\"city\":\"Portales\"}\n"),
    ] {
        let map = &maps[match name {
            "big.csv" => "hotline-tips",
            "plain.csv" => "state-wage-claims",
            _ => "parties",
        }];
        let before = peak_mb();
        let started = std::time::Instant::now();
        let source = Rolling { at: 0, size: megabytes << 20, head, row };
        let summary = read(Input::reader(name, source), map, &kinds, &mut |_| ControlFlow::Continue(()), &mut |_| ControlFlow::Continue(())).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        println!("{name}: {megabytes} MB, {} rows in {seconds:.1} s ({:.0} rows/s), peak memory {before:?} -> {:?} MB", summary.rows, f64::from(summary.rows) / seconds, peak_mb());
        assert!(u64::from(summary.rows) >= (megabytes << 20) / row.len() as u64 - 1);
        assert!(peak_mb().is_none_or(|mb| mb < 500), "streaming keeps memory flat");
    }
}

/// Runs in a process of its own: peak memory is the process's, and other tests of the long set take much.
fn alone(test: &str, megabytes: u64) {
    const ALONE: &str = "CASEBOARD_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        stream(megabytes);
        return;
    }
    let out = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--nocapture",
            "--exact",
            &format!("import::stream_tests::{test}"),
        ])
        .env(ALONE, "1")
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&out.stdout));
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

#[test]
#[ignore = "long set"]
fn a_gigabyte_streams_in_under_500_mb() {
    alone("a_gigabyte_streams_in_under_500_mb", 1024);
}

#[test]
#[ignore = "measures; run alone"]
fn a_sixteen_megabyte_table_by_the_clock() {
    alone("a_sixteen_megabyte_table_by_the_clock", 16);
}
