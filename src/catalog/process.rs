//! Kinds of legal process (`assets/lists/process_kinds.csv`): which clock each starts, and from which of
//! its days. Their words are the list's. Must not know: what was served on whom.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::asset::Assets;
use super::rule::Rules;
use crate::model::problem::{Place, Problem};

const FILE: &str = "lists/process_kinds.csv";

/// The day of a process that its clock runs from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunsFrom {
    /// Its service; the due date is computed by the rule.
    #[default]
    Served,
    /// The return date that the paper itself orders: it is the due date, and is not computed.
    Due,
}

/// The clock that a kind of process starts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProcessClock {
    /// Id of a rule under `assets/rules/`.
    pub rule: String,
    pub runs_from: RunsFrom,
}

#[derive(Deserialize)]
struct Line {
    key: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    runs_from: Option<RunsFrom>,
}

/// The clocks by key of the kind; a kind without one is not in it.
pub fn read(assets: &Assets, rules: &Rules, problems: &mut Vec<Problem>) -> BTreeMap<String, ProcessClock> {
    let mut out = BTreeMap::new();
    let bytes = assets.text(FILE).unwrap_or_default().as_bytes();
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(bytes);
    for (at, line) in reader.deserialize::<Line>().enumerate() {
        let place = |column: &str| Place {
            file: format!("assets/{FILE}"),
            row: at as u32 + 1,
            column: column.to_owned(),
            ..Place::default()
        };
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                let expected = "a line `key,en,es,rule,runs_from` with `served`, `due` or nothing at its end";
                problems.push(
                    Problem::new("asset", expected, error.to_string(), "correct the line").at(place("runs_from")),
                );
                continue;
            }
        };
        if line.rule.is_empty() {
            continue;
        }
        if let Err(problem) = rules.find(&line.rule) {
            let remedy = "name a rule that `caseboard rules` lists, or leave the cell empty";
            problems.push(Problem::new("asset", problem.expected, line.rule, remedy).at(place("rule")));
            continue;
        }
        let clock = ProcessClock {
            rule: line.rule,
            runs_from: line.runs_from.unwrap_or_default(),
        };
        out.insert(line.key, clock);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(list: &str) -> (BTreeMap<String, ProcessClock>, Vec<Problem>) {
        let mut problems = Vec::new();
        let assets = Assets::built_in();
        let rules = Rules::read(&assets, &mut problems);
        assert!(problems.is_empty());
        let overlay = tempfile::tempdir().unwrap();
        std::fs::create_dir(overlay.path().join("lists")).unwrap();
        std::fs::write(overlay.path().join(FILE), list).unwrap();
        let assets = Assets::with_overlay(overlay.path()).unwrap();
        let clocks = read(&assets, &rules, &mut problems);
        (clocks, problems)
    }

    #[test]
    fn a_kind_names_a_rule_that_is_there_and_a_day_that_it_has() {
        let (clocks, problems) = read_with("key,en,es,rule,runs_from\na,A,A,M31,due\nb,B,B,,\nc,C,C,M30,\n");
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(clocks["a"].runs_from, RunsFrom::Due);
        assert_eq!(
            (clocks["c"].rule.as_str(), clocks["c"].runs_from),
            ("M30", RunsFrom::Served)
        );
        assert!(!clocks.contains_key("b"));
        let (_, problems) = read_with("key,en,es,rule,runs_from\na,A,A,M999,due\nb,B,B,M30,yesterday\n");
        let told: Vec<(u32, &str)> = problems
            .iter()
            .map(|p| (p.place.row, p.place.column.as_str()))
            .collect();
        assert_eq!(told, [(1, "rule"), (2, "runs_from")]);
    }
}
