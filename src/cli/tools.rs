//! Commands without a case: rules, deadline, maps, libraries, practice, the matcher.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::{End, print_json, words};
use crate::app;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::time::{DeadlineRequest, Options, deadline as compute_deadline};

#[derive(Args)]
pub(super) struct Maps {
    #[arg(long)]
    json: bool,
    /// Print this map as the text file that it is
    #[arg(long, value_name = "NAME")]
    show: Option<String>,
}
pub(super) fn maps(a: &Maps, catalog: &Catalog) -> Result<End, Problem> {
    if let Some(name) = &a.show {
        let map = catalog.maps.get(name).ok_or_else(|| {
            Problem::new("map", "a known map", name.clone(), "see `caseboard maps`")
        })?;
        print!("{}", map.to_toml());
        return Ok(End::Done);
    }
    if a.json {
        let rows: Vec<Json> = catalog
            .maps
            .values()
            .map(|m| json!({ "name": m.name, "title": m.title, "agency": m.agency, "unproved": m.unproved, "columns": m.columns() }))
            .collect();
        return print_json(&json!({ "maps": rows })).map(|()| End::Done);
    }
    for m in catalog.maps.values() {
        println!("{:<24} {}{}", m.name, m.title, if m.unproved { "  (unproved: made from a published header)" } else { "" });
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Map {
    file: PathBuf,
    /// Write the proposed map into this file, to be checked and kept in an overlay
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn map(a: &Map, catalog: &Catalog) -> Result<End, Problem> {
    let proposed = app::intake::propose(&a.file, catalog)?;
    if let Some(out) = &a.out {
        app::files::write(out, proposed.toml.as_bytes())?;
    }
    if a.json {
        print_json(&proposed)?;
    } else {
        for known in proposed.known.iter().take(3) {
            println!("{:>5.1} %  {}", f64::from(known.score) / 10.0, known.map);
        }
        println!("\n# a guess from names and values, with reasons:");
        for (key, args) in &proposed.reasons {
            println!("# {}", catalog.text.word("map-reason", key, args));
        }
        println!("{}", proposed.toml);
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Commands {
    #[arg(long)]
    json: bool,
}
pub(super) fn commands(a: &Commands) -> Result<End, Problem> {
    let names = app::command_names();
    if a.json {
        let rows: Vec<Json> = names.iter().map(|(name, fields)| json!({ "command": name, "fields": fields })).collect();
        return print_json(&json!({ "commands": rows })).map(|()| End::Done);
    }
    for (name, fields) in names {
        println!("{name:<22} {}", fields.join(", "));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Rules {
    #[arg(long)]
    json: bool,
}
pub(super) fn rules(a: &Rules, catalog: &Catalog) -> Result<End, Problem> {
    let rows: Vec<Json> = catalog
        .rules
        .rules
        .values()
        .map(|r| {
            json!({ "id": r.id, "title": catalog.text.word("rule", &r.id, &[]), "jurisdiction": r.jurisdiction,
                    "code": r.code.map(|c| c.as_str()), "length": r.length.map(|l| l.to_string()),
                    "authority": r.authority, "unconfirmed": r.unconfirmed })
        })
        .collect();
    if a.json {
        return print_json(&json!({ "rules": rows })).map(|()| End::Done);
    }
    for r in rows {
        let word = |k: &str| r[k].as_str().unwrap_or_default().to_owned();
        println!("{:<5} {:<6} {:<6} {:<4} {}  ({})", word("id"), word("code"), word("length"), word("jurisdiction"), word("title"), word("authority"));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Deadline {
    /// A rule id such as M55, S2
    #[arg(long, value_name = "ID", default_value = "", conflicts_with = "code")]
    rule: String,
    /// A computation code such as R45D
    #[arg(long, default_value = "")]
    code: String,
    /// 72h, 30d, 6m, 10y; negative when counted before
    #[arg(long, default_value = "", allow_hyphen_values = true)]
    length: String,
    /// The trigger: DATE or DATETHH:MM
    #[arg(long, value_name = "DATE")]
    from: String,
    #[arg(long, default_value = "", value_parser = ["", "us", "nm"])]
    jurisdiction: String,
    /// Excluded time, both days counted; may be given more than once
    #[arg(long, value_name = "A/B")]
    exclude: Vec<String>,
    /// Count holidays that the state declared in a federal matter (a legal question)
    #[arg(long)]
    state_holidays: bool,
    /// Served by means that add three days (Rule 45(c))
    #[arg(long)]
    three_days: bool,
    #[arg(long)]
    json: bool,
}
pub(super) fn deadline(a: &Deadline, catalog: &Catalog) -> Result<End, Problem> {
    let request = DeadlineRequest {
        rule: a.rule.clone(),
        code: a.code.clone(),
        length: a.length.clone(),
        from: a.from.clone(),
        jurisdiction: a.jurisdiction.clone(),
        exclude: a.exclude.clone(),
        options: Options { state_holidays: a.state_holidays, three_days: a.three_days, ..Options::default() },
    };
    let d = compute_deadline(&catalog.rules, &request)?;
    let steps: Vec<Json> = d.steps.iter().map(|s| words::step_json(catalog, s)).collect();
    if a.json {
        let others: Vec<Json> = d
            .alternatives
            .iter()
            .map(|o| json!({ "due": o.due.to_string(), "text": catalog.text.word("alternative", &o.key, &o.args) }))
            .collect();
        return print_json(&json!({
            "due": d.due.to_string(), "rule": d.rule, "authority": d.authority, "code": d.code, "length": d.length,
            "jurisdiction": d.jurisdiction, "warn_on": d.warn_on, "rule_set": d.rule_set, "unconfirmed": d.unconfirmed,
            "steps": steps, "alternatives": others, "caution": catalog.text.word("caution", d.caution, &[]),
        }))
        .map(|()| End::Done);
    }
    println!("due {}   {}  {}", d.due, d.rule, d.authority);
    for s in &steps {
        println!("  {}  {} {}", s["date"].as_str().unwrap_or_default(), if s["counted"] == Json::Bool(true) { "·" } else { "–" }, s["text"].as_str().unwrap_or_default());
    }
    for o in &d.alternatives {
        println!("  or {}: {}", o.due, catalog.text.word("alternative", &o.key, &o.args));
    }
    println!("  {}", catalog.text.word("caution", d.caution, &[]));
    Ok(End::Done)
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Practice {
    #[command(subcommand)]
    what: Option<PracticeCommand>,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[arg(long, default_value = "small", value_parser = ["small", "medium", "large"])]
    size: String,
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}
#[derive(Subcommand)]
enum PracticeCommand {
    /// Score a list of links against the answer key
    Score {
        dir: PathBuf,
        links: PathBuf,
        #[arg(long)]
        json: bool,
    },
}
pub(super) fn practice(a: &Practice, catalog: &Catalog) -> Result<End, Problem> {
    match (&a.what, &a.out) {
        (Some(PracticeCommand::Score { dir, links, json }), _) => {
            let score = app::practise::score(dir, links)?;
            if *json {
                print_json(&score)?;
            } else {
                print!("{}", app::practise::table(&score));
            }
            Ok(End::Done)
        }
        (None, Some(out)) => {
            let files = app::practise::write(a.seed, &a.size, out, catalog)?;
            for file in files {
                println!("{}", out.join(file).display());
            }
            Ok(End::Done)
        }
        (None, None) => Err(Problem::new("practice", "a folder", "none", "give --out DIR, or `practice score DIR LINKS.csv`")),
    }
}

