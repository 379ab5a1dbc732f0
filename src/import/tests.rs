//! The examples that every map carries, and what hostile inputs become.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;

use super::*;
use crate::catalog::asset::Assets;
use crate::catalog::kind::{read_kinds, read_links};
use crate::catalog::map::read_maps;
use crate::model::source::{RejectedRow, StagedRecord, StagedText};

pub(super) fn catalog() -> (Kinds, BTreeMap<String, ColumnMap>) {
    let assets = Assets::built_in();
    let mut problems = Vec::new();
    let kinds = read_kinds(&assets, &mut problems);
    let links = read_links(&assets, &mut problems);
    let maps = read_maps(&assets, &mut problems);
    problems.extend(maps.values().flat_map(|map| map.check(&kinds, &links)));
    assert!(
        problems.is_empty(),
        "{}",
        problems.iter().map(|p| format!("{p}\n")).collect::<String>()
    );
    (kinds, maps)
}

pub(super) struct Out {
    pub(super) summary: Summary,
    pub(super) rows: Vec<StagedRow>,
}
impl Out {
    pub(super) fn records(&self) -> impl Iterator<Item = &StagedRecord> {
        self.rows
            .iter()
            .filter_map(|r| if let StagedRow::Record(r) = r { Some(&**r) } else { None })
    }
    pub(super) fn rejects(&self) -> impl Iterator<Item = &RejectedRow> {
        self.rows.iter().filter_map(|r| {
            if let StagedRow::Rejected(r) = r {
                Some(&**r)
            } else {
                None
            }
        })
    }
    /// Everything that is stored in clear, one line each.
    pub(super) fn clear(&self) -> String {
        let mut out = String::new();
        let mut line = |text: &str| writeln!(out, "{text}").unwrap();
        for row in &self.rows {
            match row {
                StagedRow::Record(r) => {
                    line(&r.key);
                    line(&r.date);
                    r.cells.iter().for_each(|(_, t)| line(t.clear()));
                    line(r.narrative.as_ref().map_or("", StagedText::clear));
                    line(r.narrative_original.as_ref().map_or("", StagedText::clear));
                    for m in &r.mentions {
                        line(&m.label);
                        line(&m.canonical);
                        line(&m.party_key);
                        line(m.raw.clear());
                        for f in &m.facts {
                            line(f.text.clear());
                            line(&f.canonical);
                        }
                    }
                    r.lead.iter().for_each(|(_, v)| line(v));
                }
                StagedRow::Rejected(r) => {
                    r.cells.iter().for_each(|(_, t)| line(t.clear()));
                    line(&r.problem.to_string());
                }
            }
        }
        for group in self.summary.problems.iter().chain(&self.summary.rejects) {
            line(&group.problem.to_string());
        }
        out
    }
}

pub(super) fn read_bytes(name: &str, bytes: &[u8], map: &ColumnMap) -> Result<Out, Problem> {
    let (kinds, _) = catalog();
    read_with(Input::bytes(name, bytes), map, &kinds)
}

pub(super) fn read_with(input: Input<'_>, map: &ColumnMap, kinds: &Kinds) -> Result<Out, Problem> {
    let mut rows = Vec::new();
    let summary = read(input, map, kinds, &mut |_| ControlFlow::Continue(()), &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    assert_eq!(summary.rows, summary.staged + summary.rejected);
    assert_eq!(summary.rows as usize, rows.len());
    Ok(Out { summary, rows })
}

/// What rows became, in the words of a map's `becomes`.
fn described(out: &Out) -> Vec<String> {
    let mut lines = Vec::new();
    for record in out.records() {
        let n = record.row;
        let mut say = |text: String| lines.push(format!("{n} {text}"));
        say(format!("key {}", record.key));
        say(format!("date {}", record.date));
        for (field, value) in &record.lead {
            say(format!("lead {field} {value}"));
        }
        for mention in &record.mentions {
            say(format!("{} {} {}", mention.role, mention.kind, mention.label));
            for fact in &mention.facts {
                let value = if fact.canonical.is_empty() {
                    fact.text.clear()
                } else {
                    fact.canonical.as_str()
                };
                say(format!("fact {} {value}", fact.field));
                say(format!("fact {} {}", fact.field, fact.text.clear()));
            }
        }
        for link in &record.links {
            let role = |at: usize| record.mentions[at].role.clone();
            say(format!("link {} {} {}", link.kind, role(link.from), role(link.to)));
        }
        for event in &record.events {
            say(format!("event {} {}", event.kind, event.date));
        }
        if let Some(narrative) = &record.narrative {
            say(format!("narrative {}", narrative.clear()));
        }
    }
    for reject in out.rejects() {
        lines.push(format!("{} rejected {}", reject.row, reject.problem.key));
    }
    for group in &out.summary.problems {
        lines.push(format!("{} problem {}", group.problem.place.row, group.problem.key));
    }
    lines
}

fn to_csv(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out.into_bytes()
}

#[test]
fn every_map_turns_its_examples_into_what_it_says() {
    let (kinds, maps) = catalog();
    let mut wrong = String::new();
    for map in maps.values().filter(|map| !map.columns().is_empty()) {
        if map.example.is_empty() {
            writeln!(wrong, "{}: no example", map.name).unwrap();
        }
        for (n, example) in map.example.iter().enumerate() {
            let bytes = to_csv(std::iter::once(example.header.clone()).chain(example.rows.iter().cloned()));
            let out = match read_with(Input::bytes("example.csv", &bytes), map, &kinds) {
                Ok(out) => out,
                Err(problem) => {
                    writeln!(wrong, "{} example {n}: {problem}", map.name).unwrap();
                    continue;
                }
            };
            assert_eq!(out.rows.len(), example.rows.len(), "{} example {n}", map.name);
            let lines = described(&out);
            for expected in example.becomes.iter().filter(|e| !lines.contains(e)) {
                writeln!(
                    wrong,
                    "{} example {n}: expected {expected:?} in\n  {}",
                    map.name,
                    lines.join("\n  ")
                )
                .unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_proposed_map_is_sound_and_reads_the_file_it_was_made_from() {
    let assets = Assets::built_in();
    let (kinds, maps) = catalog();
    let links = read_links(&assets, &mut Vec::new());
    let none = BTreeMap::new();
    for map in maps.values() {
        for example in &map.example {
            let proposal = propose(&example.header, &example.rows, &none);
            let wrong = proposal.map.check(&kinds, &links);
            assert!(wrong.is_empty(), "{}: {wrong:?}", map.name);
            let again = ColumnMap::from_toml(&proposal.map.to_toml()).unwrap();
            assert_eq!(again, proposal.map, "{}: the text that is shared reads back", map.name);
            let bytes = to_csv(std::iter::once(example.header.clone()).chain(example.rows.iter().cloned()));
            let out = read_with(Input::bytes("proposed.csv", &bytes), &proposal.map, &kinds).unwrap();
            assert_eq!(out.rows.len(), example.rows.len(), "{}", map.name);
        }
    }
}

#[test]
fn a_strange_header_is_understood_by_its_names_and_values() {
    let header: Vec<String> = [
        "Ref",
        "Outfit",
        "Kontakt",
        "Recruiter Last",
        "Recruiter First",
        "Recruiter Cell",
        "Where",
        "Victim Name",
        "Story",
    ]
    .map(str::to_owned)
    .to_vec();
    let rows: Vec<Vec<String>> = (1..9)
        .map(|n| {
            let story = format!("Caller {n} says that nobody on the crew has been paid since the spring and that the foreman keeps all of their passports in a box");
            [format!("R-{n}"), format!("Outfit {n} Farms"), format!("575-555-010{n}"), "Ficticio".to_owned(), "Ramón".to_owned(), format!("(575) 555-011{n}"), format!("{n}2 Invented Road, Deming, NM 88030"), "Ana Inventada".to_owned(), story].to_vec()
        })
        .collect();
    let proposal = propose(&header, &rows, &BTreeMap::new());
    let map = &proposal.map;
    let mention = |name: &str| {
        map.mention
            .iter()
            .find(|m| m.local() == name)
            .unwrap_or_else(|| panic!("{name} in {map:?}"))
    };
    assert_eq!(mention("recruiter").label, ["Recruiter First", "Recruiter Last"]);
    assert_eq!(mention("victim").kind, "victim");
    assert!(map.rule("Victim Name").is_some_and(|r| r.sealed));
    assert_eq!(map.narrative, ["Story"]);
    assert!(
        map.mention.iter().any(|m| m.kind == "phone" && m.label == ["Kontakt"]),
        "a phone by its values"
    );
    assert!(
        map.mention.iter().any(|m| m.kind == "address" && m.label == ["Where"]),
        "an address by its values"
    );
    assert!(
        map.link.iter().any(|l| l.kind == "has_phone" && l.from == "recruiter"),
        "the cell is the recruiter's"
    );
    assert!(
        proposal
            .reasons
            .iter()
            .any(|(key, args)| key == "column-values" && args[..2] == ["Kontakt", "phone"])
    );
}
