//! Runs the real program in a folder of its own, as a script would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), "correct horse battery staple\n").unwrap();
        std::fs::write(folder.path().join("wrong"), "not the password\n").unwrap();
        Desk { folder }
    }
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseboard"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.path("data"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env("LANG", "C")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }
    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }
    /// Runs with the password file; must exit with `code`.
    pub fn run(&self, code: i32, args: &[&str]) -> String {
        let mut all: Vec<&str> = args.to_vec();
        all.extend(["--password-file", "password"]);
        let out = self.output(&all);
        let (stdout, stderr) = (
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr),
        );
        assert_eq!(out.status.code(), Some(code), "caseboard {args:?}\n{stdout}\n{stderr}");
        if code == 2 {
            stderr.into_owned()
        } else {
            stdout.into_owned()
        }
    }
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let text = self.run(0, args);
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}\n{text}"))
    }
    pub fn tips(&self) -> String {
        data("two_tips.csv").display().to_string()
    }
    /// A case with the three fictional tips in it.
    pub fn with_tips() -> Desk {
        let desk = Desk::new();
        desk.run(0, &["new", "case.caseboard", "--title", "Test case"]);
        desk.run(0, &["import", "case.caseboard", &desk.tips()]);
        desk
    }
}

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The folder of public data, or `None` (then the test says so and passes).
pub fn real(name: &str) -> Option<PathBuf> {
    let base = std::env::var("CASEBOARD_DATA")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data").to_owned());
    let path = Path::new(&base).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("no {name} under CASEBOARD_DATA: not run");
    None
}
