//! Who may name whom: the table of `docs/ARCHITECTURE.md`, checked on the tokens of every file under
//! `src`. Comments, strings and doc links don't count; macro arguments do.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// A module, the modules that it may name, and the outside crates that only it may name.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    ("model", &[], &[]),
    ("catalog", &["model"], &["toml", "fluent_bundle"]),
    ("import", &["model", "catalog"], &["calamine", "lopdf", "mail_parser"]),
    ("store", &["model"], &["rusqlite", "argon2", "hpke", "aes_gcm_siv"]),
    ("snapshot", &["model", "catalog"], &[]),
    ("command", &["model", "catalog", "snapshot", "store"], &[]),
    ("resolve", &["model", "catalog", "snapshot"], &["rphonetic"]),
    ("graph", &["model", "snapshot"], &[]),
    ("time", &["model", "catalog", "snapshot"], &[]),
    (
        "scene",
        &["model", "catalog", "snapshot", "resolve", "graph", "time"],
        &[],
    ),
    (
        "export",
        &["model", "catalog", "snapshot", "resolve", "graph", "time", "scene"],
        &[
            "typst",
            "typst_pdf",
            "typst_layout",
            "resvg",
            "rust_xlsxwriter",
            "icalendar",
        ],
    ),
    ("practice", &["model", "catalog"], &[]),
    (
        "app",
        &[
            "model", "catalog", "import", "store", "snapshot", "command", "resolve", "graph", "time", "scene",
            "export", "practice",
        ],
        &[],
    ),
    (
        "cli",
        &[
            "model", "catalog", "snapshot", "command", "resolve", "graph", "time", "scene", "app",
        ],
        &["clap", "rpassword"],
    ),
    (
        "ui",
        &[
            "model", "catalog", "snapshot", "command", "resolve", "graph", "time", "scene", "app",
        ],
        &["egui", "eframe", "egui_extras", "egui_tiles", "rfd"],
    ),
];

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Break {
    file: String,
    line: usize,
    what: String,
}

fn sources() -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// The top module that a file belongs to; `None` for `lib.rs` and `main.rs`.
fn module_of(path: &Path) -> Option<String> {
    let relative = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .ok()?;
    let first = relative.components().next()?.as_os_str().to_string_lossy().into_owned();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    (name != "lib" && name != "main").then_some(name)
}

/// Every `crate::x`, `crate::{x, y}` and every path that begins with an outside crate's name.
fn check(module: &str, file: &str, tokens: TokenStream, breaks: &mut Vec<Break>) {
    let row = TABLE.iter().find(|(name, ..)| *name == module);
    let Some((_, may_name, _)) = row else {
        breaks.push(Break {
            file: file.to_owned(),
            line: 0,
            what: format!("module {module} is not in the table"),
        });
        return;
    };
    let owners: BTreeMap<&str, &str> = TABLE
        .iter()
        .flat_map(|(owner, _, crates)| crates.iter().map(move |c| (*c, *owner)))
        .collect();
    let list: Vec<TokenTree> = tokens.into_iter().collect();
    for (i, token) in list.iter().enumerate() {
        match token {
            TokenTree::Group(group) => check(module, file, group.stream(), breaks),
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                let line = ident.span().start().line;
                let is_path = matches!(list.get(i + 1), Some(TokenTree::Punct(p)) if p.as_char() == ':')
                    && matches!(list.get(i + 2), Some(TokenTree::Punct(p)) if p.as_char() == ':');
                let inside_path = i >= 2
                    && matches!(&list[i - 1], TokenTree::Punct(p) if p.as_char() == ':')
                    && matches!(&list[i - 2], TokenTree::Punct(p) if p.as_char() == ':');
                if !is_path || inside_path {
                    continue;
                }
                if word == "crate" {
                    for (named, line) in first_names(list.get(i + 3)) {
                        if named != module
                            && TABLE.iter().any(|(m, ..)| *m == named)
                            && !may_name.contains(&named.as_str())
                        {
                            breaks.push(Break {
                                file: file.to_owned(),
                                line,
                                what: format!("{module} names {named}"),
                            });
                        }
                    }
                } else if let Some(owner) = owners.get(word.as_str())
                    && *owner != module
                {
                    breaks.push(Break {
                        file: file.to_owned(),
                        line,
                        what: format!("{module} names crate {word} of {owner}"),
                    });
                }
            }
            _ => {}
        }
    }
}

fn first_names(token: Option<&TokenTree>) -> Vec<(String, usize)> {
    match token {
        Some(TokenTree::Ident(ident)) => vec![(ident.to_string(), ident.span().start().line)],
        Some(TokenTree::Group(group)) => {
            let mut out = Vec::new();
            let mut at_start = true;
            for token in group.stream() {
                match token {
                    TokenTree::Ident(ident) if at_start => {
                        out.push((ident.to_string(), ident.span().start().line));
                        at_start = false;
                    }
                    TokenTree::Punct(p) if p.as_char() == ',' => at_start = true,
                    _ => at_start = false,
                }
            }
            out
        }
        _ => Vec::new(),
    }
}

fn is_test(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == "tests.rs") || path.components().any(|c| c.as_os_str() == "tests")
}

/// Cuts `#[cfg(test)] mod … { … }` out: tests may read with other crates.
fn without_tests(tokens: TokenStream) -> TokenStream {
    let list: Vec<TokenTree> = tokens.into_iter().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < list.len() {
        let attribute = matches!(&list[i], TokenTree::Punct(p) if p.as_char() == '#')
            && matches!(list.get(i + 1), Some(TokenTree::Group(g)) if g.stream().to_string().replace(' ', "") == "cfg(test)");
        if attribute {
            i += 2;
            while i < list.len()
                && !matches!(&list[i], TokenTree::Group(g) if g.delimiter() == proc_macro2::Delimiter::Brace)
                && !matches!(&list[i], TokenTree::Punct(p) if p.as_char() == ';')
            {
                i += 1;
            }
            i += 1;
            continue;
        }
        out.push(list[i].clone());
        i += 1;
    }
    out.into_iter().collect()
}

#[test]
fn modules_name_only_what_stands_above_them() {
    let mut breaks = Vec::new();
    let mut read = 0;
    for path in sources() {
        let Some(module) = module_of(&path) else { continue };
        if is_test(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let tokens: TokenStream = text.parse().unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        check(&module, &path.display().to_string(), without_tests(tokens), &mut breaks);
        read += 1;
    }
    assert!(read > 40, "read only {read} files");
    assert!(breaks.is_empty(), "{breaks:#?}");
}

#[test]
fn the_table_is_in_the_order_of_lib_rs_and_names_only_what_stands_above() {
    let lib = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let order: Vec<&str> = lib
        .lines()
        .filter_map(|l| l.trim().strip_prefix("pub mod "))
        .filter_map(|l| l.split(';').next())
        .collect();
    let table: Vec<&str> = TABLE.iter().map(|(m, ..)| *m).collect();
    assert_eq!(order, table);
    for (at, (module, names, _)) in TABLE.iter().enumerate() {
        for name in *names {
            let above = TABLE.iter().position(|(m, ..)| m == name).unwrap();
            assert!(above < at, "{module} may name {name}, which stands below it");
        }
    }
}

/// A seeded break in each disguise is found: a test that can't fail is no test.
#[test]
fn seeded_breaks_are_found() {
    for (code, found) in [
        ("use crate::ui::View;", true),
        ("use crate::{model::Uid, ui};", true),
        ("fn f() { println!(\"{}\", crate::app::x()); }", true),
        ("use rusqlite::Connection;", true),
        ("// crate::ui::View", false),
        ("const S: &str = \"crate::ui::View\";", false),
        ("use crate::model::Uid;", false),
    ] {
        let mut breaks = Vec::new();
        check("import", "seeded", code.parse().unwrap(), &mut breaks);
        assert_eq!(!breaks.is_empty(), found, "{code}: {breaks:?}");
    }
}
