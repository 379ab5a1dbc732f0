//! House rules that no lint knows: every source file says what it owns; every test file is declared;
//! no test touches the network; text that must not be in the project is not.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, extension: &str, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, extension, out);
        } else if path.extension().is_some_and(|e| e == extension) {
            out.push(path);
        }
    }
    out.sort();
}

#[test]
fn every_source_file_begins_with_what_it_owns() {
    let mut files = Vec::new();
    walk(&root().join("src"), "rs", &mut files);
    assert!(files.len() > 40);
    // A module's `tests.rs` is introduced by the module itself.
    files.retain(|f| {
        f.file_name()
            .is_some_and(|n| n != "tests.rs" && n != "hostile_tests.rs")
    });
    let silent: Vec<_> = files
        .iter()
        .filter(|f| !std::fs::read_to_string(f).unwrap().starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "no `//!` header: {silent:?}");
}

#[test]
fn every_test_file_is_declared() {
    for binary in ["it", "ui"] {
        let folder = root().join("tests").join(binary);
        let Ok(main) = std::fs::read_to_string(folder.join("main.rs")) else {
            continue;
        };
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let Some(name) = path.file_stem().map(|s| s.to_string_lossy().into_owned()) else {
                continue;
            };
            if path.extension().is_some_and(|e| e == "rs") && name != "main" {
                assert!(
                    main.contains(&format!("mod {name};")),
                    "tests/{binary}/{name}.rs is not declared in main.rs"
                );
            }
        }
    }
}
