//! The program without a window: the calls that `cli` and `ui` make, plain data in, plain data out.

pub mod action; // what a person can ask for, and what comes back
pub mod job; // work off the window's thread
pub mod now; // the only reader of clock, chance, environment
pub mod files; // the only writer of files
pub mod anchor; // the chain's head as this computer last saw it
pub mod ask; // questions that a snapshot alone answers
pub mod document; // the text of a document by pages
pub mod history; // what was done to an entity and its values
pub mod page; // a page of a document as it looks
pub mod rests; // what rests on a source
pub mod board; // charts as positions
pub mod weights; // the parameter set of a board, and what verdicts would make of it
pub mod compare; // two entities side by side
pub mod morning; // what waits, and what changed since a member last looked
pub mod intake; // from a path to the command that stages it
pub mod beside; // originals beside the case
pub mod case; // an open case: here alone the circle closes
pub mod recovery; // the printed kit that opens a case without its password
pub mod session; // an open case for the window, by message
pub mod original; // an original written out as received
pub mod rejects; // rejected rows as a worklist
pub mod promote; // leads from a desk into a case
pub mod elsewhere; // a board against other case files
pub mod render; // the bytes of an export
pub mod publish; // exports: made, written, stamped, registered, checked
pub mod sample; // the fictional sample
pub mod headless; // the main job without a window
pub mod library; // public registers
pub mod public; // public records near a case; a row pulled into it
pub mod matching; // the matcher on any table
pub mod practise; // practice cases as files, and their score
#[cfg(test)]
pub(crate) mod made_case; // a new case for a test

use std::path::Path;

use crate::catalog::Catalog;
use crate::catalog::asset::Assets;
use crate::command::Command;
use crate::model::problem::Problem;

/// The catalog in the person's language, with an overlay folder if one is given.
///
/// # Errors
/// All problems of all asset files.
pub fn load_catalog(overlay: Option<&Path>) -> Result<Catalog, Vec<Problem>> {
    load_catalog_in(overlay, &now::language())
}

/// As `load_catalog`, in a language.
///
/// # Errors
/// All problems of all asset files.
pub fn load_catalog_in(overlay: Option<&Path>, language: &str) -> Result<Catalog, Vec<Problem>> {
    let assets = match overlay {
        None => Assets::built_in(),
        Some(folder) => Assets::with_overlay(folder).map_err(|p| vec![p])?,
    };
    Catalog::load(assets, language)
}

/// Commands from a JSON file: one, or a list.
///
/// # Errors
/// Not JSON, or not a command: says which one and what is wrong with it.
pub fn parse_commands(path: &Path) -> Result<Vec<Command>, Problem> {
    let bytes = files::read(path)?;
    let file = path.display().to_string();
    let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| {
        Problem::new(
            "json",
            "a JSON document",
            format!("{e}"),
            "correct the file at that line",
        )
        .in_file(file.clone())
    })?;
    let list = match json {
        serde_json::Value::Array(list) => list,
        one => vec![one],
    };
    list.into_iter()
        .enumerate()
        .map(|(at, value)| {
            serde_json::from_value(value).map_err(|e| {
                Problem::new(
                    "command",
                    "a command as `caseboard commands` lists them",
                    e.to_string(),
                    "correct it",
                )
                .in_file(format!("{file}, command {}", at + 1))
            })
        })
        .collect()
}

/// JSON names of all commands with their fields.
pub fn command_names() -> Vec<(String, Vec<String>)> {
    Command::NAMES
        .iter()
        .map(|name| {
            (
                snake(name),
                crate::command::fields(name).iter().map(|f| (*f).to_owned()).collect(),
            )
        })
        .collect()
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
