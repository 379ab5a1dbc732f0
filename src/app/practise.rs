//! Practice cases as files, and the score of a list of links.

use std::path::Path;

use super::files;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::practice::{self, Size};

/// Writes a practice case with its answer key; gives the names of its files.
///
/// # Errors
/// Words that are missing; a folder that can't be written to.
pub fn write(seed: u64, size: &str, out: &Path, catalog: &Catalog) -> Result<Vec<String>, Problem> {
    let size = Size::parse(size).ok_or_else(|| {
        Problem::new(
            "size",
            "small, medium or large",
            size.to_owned(),
            "choose one of the three",
        )
    })?;
    let made = practice::generate(seed, size, &catalog.assets)?;
    files::make_folder(out)?;
    let mut names = Vec::new();
    for (name, bytes) in &made.files {
        files::write(&out.join(name), bytes)?;
        names.push(name.clone());
    }
    files::write(&out.join("key.json"), made.key.to_json().as_bytes())?;
    names.push("key.json".to_owned());
    Ok(names)
}

/// Scores `links.csv` (as `export` and the headless run write it) against the key of a practice folder.
///
/// # Errors
/// A key or list that can't be read, with its row.
pub fn score(folder: &Path, links: &Path) -> Result<practice::Score, Problem> {
    let key_path = folder.join("key.json");
    let key = practice::Key::from_json(&String::from_utf8_lossy(&files::read(&key_path)?))
        .map_err(|p| p.in_file(key_path.display().to_string()))?;
    let bytes = files::read(links)?;
    let rows =
        practice::read_links(&String::from_utf8_lossy(&bytes)).map_err(|p| p.in_file(links.display().to_string()))?;
    Ok(practice::score(&key, &rows))
}

/// The score as a table for people.
pub fn table(score: &practice::Score) -> String {
    let mut out = format!(
        "{:<10} {:>7} {:>7} {:>7} {:>7} {:>10} {:>8} {:>6}\n",
        "kind", "listed", "right", "found", "true", "precision", "recall", "F1"
    );
    for line in &score.kinds {
        out.push_str(&format!(
            "{:<10} {:>7} {:>7} {:>7} {:>7} {:>9.1}% {:>7.1}% {:>6.3}\n",
            line.kind,
            line.listed,
            line.right,
            line.found,
            line.truth,
            line.precision * 100.0,
            line.recall * 100.0,
            line.f1
        ));
    }
    out
}
