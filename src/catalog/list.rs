//! Code lists (`assets/lists/*.csv`): a key and its words, one a line. Lists without a `key` column
//! (word lists of the matcher) are read by whom they serve.

use std::collections::BTreeMap;

use super::asset::Assets;
use crate::model::problem::Problem;

/// One code.
#[derive(Clone, PartialEq, Eq, Debug, serde::Deserialize, serde::Serialize)]
pub struct Entry {
    pub key: String,
    #[serde(default)]
    pub en: String,
    #[serde(default)]
    pub es: String,
    /// Of a label: `yes` = a text that carries it is folded until somebody opens it.
    #[serde(default)]
    pub fold: String,
}

/// Every list with a `key` column, by file name.
pub fn read_lists(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, Vec<Entry>> {
    let mut out = BTreeMap::new();
    for (path, bytes) in assets.folder("lists/") {
        let Some(name) = path.strip_prefix("lists/").and_then(|n| n.strip_suffix(".csv")) else {
            continue;
        };
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(bytes);
        if reader.headers().is_ok_and(|h| h.iter().next() != Some("key")) {
            continue;
        }
        let mut entries = Vec::new();
        for row in reader.deserialize::<Entry>() {
            match row {
                Ok(entry) => entries.push(entry),
                Err(error) => problems.push(
                    Problem::new(
                        "asset",
                        "a line `key,en,es`, of labels with `fold`",
                        error.to_string(),
                        "correct the line",
                    )
                    .in_file(format!("assets/{path}")),
                ),
            }
        }
        out.insert(name.to_owned(), entries);
    }
    out
}
