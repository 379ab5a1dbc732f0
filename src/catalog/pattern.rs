//! Patterns (`assets/patterns/<name>.toml`): what one says in a plain sentence, how it looks, what else may
//! explain it, how much of it there must be. Must not know: how one is found (`resolve/pattern.rs` does).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::asset::Assets;
use super::kind::{self, Kind};
use super::text;
use crate::model::problem::Problem;

/// The patterns that are looked for, in the order that they are listed; each has its file.
pub const NAMES: [&str; 6] = [
    "successor_employer",
    "common_recruiter",
    "one_bed_address",
    "same_script",
    "one_van_at_worksites",
    "complaints_stop",
];

/// What stands for a record in a picture: it is no kind of entity.
pub const RECORD: &str = "record";
/// The grid of a picture: columns and rows.
pub const GRID: [u8; 2] = [3, 2];

/// One pattern.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    #[serde(skip_deserializing)]
    pub name: String,
    /// Text key of what was seen, in one sentence.
    pub statement: String,
    /// Text keys of what else may explain it; one at least.
    pub innocent: Vec<String>,
    /// Fewest of what the file says that make the pattern.
    pub least: u32,
    /// The small picture.
    pub node: Vec<Node>,
    pub edge: Vec<Edge>,
}

/// A figure of the picture.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    pub name: String,
    /// An entity kind, or `record`.
    pub kind: String,
    /// Text key of the words below it.
    pub label: String,
    /// Stands for several.
    #[serde(default)]
    pub many: bool,
    /// Column and row, from 0.
    pub at: [u8; 2],
}

/// A line of the picture, by the names of its ends.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub arrow: bool,
}

fn file(name: &str) -> String {
    format!("assets/patterns/{name}.toml")
}

/// Reads every pattern file; one that is missing, and one that nothing looks for, go to `problems`.
pub fn read(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, Pattern> {
    let before = problems.len();
    let found = kind::read(assets, "patterns/", problems, |p: &mut Pattern, name| p.name = name);
    for name in found.keys().filter(|n| !NAMES.contains(&n.as_str())) {
        let expected = format!("one of: {}", NAMES.join(", "));
        let problem = Problem::new("asset", expected, name.clone(), "rename or remove the file");
        problems.push(problem.in_file(file(name)));
    }
    // A file that can't be read is told of already.
    if problems[before..].iter().all(|p| p.expected != kind::VALID) {
        for name in NAMES.iter().filter(|n| !found.contains_key(**n)) {
            let problem = Problem::new("asset", "the file of this pattern", "none", "restore the file");
            problems.push(problem.in_file(file(name)));
        }
    }
    found
}

impl Pattern {
    /// Text keys that it names.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let labels = self.node.iter().map(|n| &n.label);
        let all = std::iter::once(&self.statement).chain(&self.innocent).chain(labels);
        all.map(String::as_str)
    }

    /// What is wrong with it; `texts` holds the keys of each language.
    pub fn check(
        &self,
        kinds: &BTreeMap<String, Kind>,
        texts: &BTreeMap<&'static str, BTreeSet<String>>,
    ) -> Vec<Problem> {
        let mut out = Vec::new();
        let mut wrong = |expected: String, found: &str, remedy: &str| {
            out.push(Problem::new("asset", expected, found, remedy).in_file(file(&self.name)));
        };
        for (language, keys) in texts {
            for key in self.texts().filter(|key| !keys.contains(*key)) {
                let remedy = "add the text, or correct the key";
                wrong(format!("a text of assets/text/{language}/"), key, remedy);
            }
        }
        if self.innocent.is_empty() {
            let remedy = "say what else may explain it";
            wrong("one innocent explanation at least".into(), "none", remedy);
        }
        if self.least < 2 {
            wrong("least = 2 or more".into(), &self.least.to_string(), "correct it");
        }
        for (n, node) in self.node.iter().enumerate() {
            if node.kind != RECORD && !kinds.contains_key(&node.kind) {
                let expected = format!("a kind of assets/kinds/, or {RECORD}");
                wrong(expected, &node.kind, "correct the kind of the node");
            }
            if node.at.iter().zip(GRID).any(|(at, most)| *at >= most) {
                let expected = format!("a column below {}, a row below {}", GRID[0], GRID[1]);
                wrong(expected, &format!("{}: {:?}", node.name, node.at), "move the node");
            }
            if self.node[..n].iter().any(|o| o.at == node.at || o.name == node.name) {
                wrong(
                    "a name and a place of its own for each node".into(),
                    &node.name,
                    "rename or move it",
                );
            }
        }
        let named = |name: &String| self.node.iter().any(|n| n.name == *name);
        for end in self.edge.iter().flat_map(|e| [&e.from, &e.to]).filter(|e| !named(e)) {
            wrong("the name of a node".into(), end, "correct the edge");
        }
        if self.node.len() < 2 || self.edge.is_empty() {
            wrong("two nodes and an edge at least".into(), "fewer", "draw the shape");
        }
        out
    }
}

/// Text keys by language, for `Pattern::check`.
pub fn texts(assets: &Assets) -> BTreeMap<&'static str, BTreeSet<String>> {
    let languages = text::LANGUAGES.iter().map(|(language, _)| *language);
    languages
        .map(|language| (language, text::keys_of(assets, language)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// Problems of a catalog with one file in an overlay.
    fn with(path: &str, text: &str) -> Vec<String> {
        let overlay = tempfile::tempdir().unwrap();
        let file = overlay.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        let found = Catalog::load(Assets::with_overlay(overlay.path()).unwrap(), "en");
        let problems = found.err().unwrap_or_default();
        problems.iter().map(ToString::to_string).collect()
    }

    fn van() -> String {
        Assets::built_in()
            .text("patterns/one_van_at_worksites.toml")
            .unwrap()
            .to_owned()
    }

    #[test]
    fn every_pattern_has_a_sound_file_and_words_in_both_languages() {
        let assets = Assets::built_in();
        let mut problems = Vec::new();
        let found = read(&assets, &mut problems);
        let kinds = kind::read_kinds(&assets, &mut problems);
        let texts = texts(&assets);
        for pattern in found.values() {
            problems.extend(pattern.check(&kinds, &texts));
            for (language, keys) in &texts {
                for family in ["pattern", "question"] {
                    let key = format!("{family}-{}", pattern.name);
                    assert!(keys.contains(&key), "{language}: {key}");
                }
            }
        }
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(found.len(), NAMES.len());
    }

    #[test]
    fn a_fault_is_named_with_its_file() {
        assert!(with("patterns/one_van_at_worksites.toml", &van()).is_empty());
        for (from, to, told) in [
            ("said-one_van_at_worksites", "said-nowhere", "said-nowhere"),
            ("kind = \"vehicle\"", "kind = \"lorry\"", "lorry"),
            ("at = [2, 0]", "at = [3, 0]", "[3, 0]"),
            ("at = [2, 0]", "at = [1, 0]", "a place of its own"),
            ("from = \"van\"", "from = \"bus\"", "bus"),
            ("least = 3", "least = 0", "2 or more"),
            ("least = 3", "least = \"three\"", "valid asset file"),
        ] {
            let said = with("patterns/one_van_at_worksites.toml", &van().replace(from, to));
            assert!(
                said.iter()
                    .any(|s| s.contains(told) && s.contains("one_van_at_worksites.toml")),
                "{to}: {said:#?}"
            );
        }
        // A text that only one language has is missing.
        let said = with("patterns/one_van_at_worksites.toml", &van().replace("said-", "said-x-"));
        assert_eq!(said.len(), text::LANGUAGES.len(), "{said:#?}");
        // A pattern that nothing looks for.
        let said = with("patterns/two_vans.toml", &van());
        assert!(said.len() == 1 && said[0].contains("two_vans"), "{said:#?}");
    }

    #[test]
    fn an_overlay_says_how_much_is_enough() {
        let overlay = tempfile::tempdir().unwrap();
        std::fs::create_dir(overlay.path().join("patterns")).unwrap();
        let file = overlay.path().join("patterns/one_van_at_worksites.toml");
        std::fs::write(file, van().replace("least = 3", "least = 5")).unwrap();
        let catalog = Catalog::load(Assets::with_overlay(overlay.path()).unwrap(), "en")
            .map_err(|p| format!("{p:?}"))
            .unwrap();
        assert_eq!(catalog.scoring.patterns["one_van_at_worksites"].least, 5);
    }
}
