//! Workspaces (`assets/workspaces.toml`): which screens stand beside each other for which work. Must
//! not know: what a screen shows, any toolkit.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::asset::Assets;
use crate::model::problem::{Place, Problem};

const FILE: &str = "workspaces.toml";

/// The workspaces that there are; each has a command.
pub const NAMES: [&str; 3] = ["investigate", "prosecute", "coordinate"];

/// The screens that may stand in one.
pub const SCREENS: [&str; 9] = [
    "morning",
    "inbox",
    "links",
    "chart",
    "entities",
    "sources",
    "timeline",
    "milestones",
    "audit",
];

/// Columns from left to right, each of screens from top to bottom.
pub type Columns = Vec<Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Workspace {
    columns: Columns,
}

/// The workspaces by name.
pub fn read(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, Columns> {
    let mut wrong = |column: &str, expected: &str, found: String, remedy: &str| {
        let place = Place {
            file: format!("assets/{FILE}"),
            column: column.to_owned(),
            ..Place::default()
        };
        problems.push(Problem::new("asset", expected, found, remedy).at(place));
    };
    let text = assets.text(FILE).unwrap_or_default();
    let read: BTreeMap<String, Workspace> = match toml::from_str(text) {
        Ok(read) => read,
        Err(error) => {
            let expected = "tables `[name]`, each with `columns = [[\"screen\", …], …]`";
            wrong("", expected, error.to_string(), "correct the file");
            return BTreeMap::new();
        }
    };
    for name in NAMES {
        if !read.contains_key(name) {
            wrong(
                name,
                "a workspace of this name",
                "none".into(),
                "add it: a command opens it",
            );
        }
    }
    for (name, workspace) in &read {
        if !NAMES.contains(&name.as_str()) {
            wrong(
                name,
                &format!("one of: {}", NAMES.join(", ")),
                name.clone(),
                "rename or remove it",
            );
        }
        if workspace.columns.is_empty() || workspace.columns.iter().any(Vec::is_empty) {
            wrong(
                name,
                "at least one screen in every column",
                "none".into(),
                "name one, or take the column out",
            );
        }
        let screens: Vec<&String> = workspace.columns.iter().flatten().collect();
        for (at, screen) in screens.iter().enumerate() {
            if !SCREENS.contains(&screen.as_str()) {
                wrong(
                    name,
                    &format!("one of: {}", SCREENS.join(", ")),
                    (*screen).clone(),
                    "correct its name",
                );
            } else if screens[..at].contains(screen) {
                wrong(name, "each screen once", (*screen).clone(), "take one of them out");
            }
        }
    }
    read.into_iter()
        .map(|(name, workspace)| (name, workspace.columns))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(text: &str) -> (BTreeMap<String, Columns>, Vec<Problem>) {
        let overlay = tempfile::tempdir().unwrap();
        std::fs::write(overlay.path().join(FILE), text).unwrap();
        let mut problems = Vec::new();
        let found = read(&Assets::with_overlay(overlay.path()).unwrap(), &mut problems);
        (found, problems)
    }

    #[test]
    fn every_workspace_stands_there_and_a_wrong_one_is_named() {
        let mut problems = Vec::new();
        let found = read(&Assets::built_in(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(
            found
                .keys()
                .map(String::as_str)
                .eq(["coordinate", "investigate", "prosecute"])
        );

        let (_, problems) = read_with(
            "[investigate]\ncolumns = [[\"links\", \"maps\"], []]\n[prosecute]\ncolumns = [[\"audit\"], [\"audit\"]]\n[serve]\ncolumns = [[\"inbox\"]]\n",
        );
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for word in ["coordinate", "maps", "investigate", "each screen once", "serve"] {
            assert!(said.iter().any(|s| s.contains(word)), "{word}: {said:#?}");
        }
        assert!(problems.iter().all(|p| p.place.file == "assets/workspaces.toml"));
        assert_eq!(problems.len(), 5, "{said:#?}");

        let (found, problems) = read_with("[investigate\n");
        assert!(found.is_empty());
        assert_eq!(problems.len(), 1);
    }
}
