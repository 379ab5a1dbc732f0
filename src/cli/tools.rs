//! Commands without a case: rules, deadline, maps, libraries, practice, the matcher.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::{CaseArgs, End, print_json, words};
use crate::app;
use crate::app::intake::{self, Meant};
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
        let map = catalog
            .maps
            .get(name)
            .ok_or_else(|| Problem::new("map", "a known map", name.clone(), "see `caseboard maps`"))?;
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
        println!(
            "{:<24} {}{}",
            m.name,
            m.title,
            if m.unproved {
                "  (unproved: made from a published header)"
            } else {
                ""
            }
        );
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Map {
    file: PathBuf,
    /// Write the proposed map into this file, to be checked and kept in an overlay
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    /// What a column means: `Boss=person:recruiter`, `Mobile=phone:recruiter`, `Whom=person:victim`, `Notes=` for
    /// nothing; `:sealed` at the end encrypts it. The others as they are guessed
    #[arg(long, value_name = "COLUMN=MEANING[:ROLE][:sealed]")]
    mean: Vec<String>,
    #[arg(long)]
    json: bool,
}
pub(super) fn map(a: &Map, catalog: &Catalog) -> Result<End, Problem> {
    let mut proposed = app::intake::propose(&a.file, catalog)?;
    if !a.mean.is_empty() {
        let columns = app::intake::columns(&a.file, catalog)?;
        let mut meant = columns.meant.clone();
        for said in &a.mean {
            mean(&mut meant, said, catalog)?;
        }
        proposed.toml = columns.map(&meant).to_toml();
        proposed.reasons.clear();
    }
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

/// One `--mean`.
fn mean(meant: &mut [Meant], said: &str, catalog: &Catalog) -> Result<(), Problem> {
    let wrong = |expected: String, found: &str| {
        Problem::new(
            "mean",
            expected,
            found,
            "write it like `--mean \"Boss phone=phone:recruiter\"`",
        )
    };
    let known: Vec<String> = meant.iter().map(|m| m.column.clone()).collect();
    let (column, rest) = said
        .rsplit_once('=')
        .ok_or_else(|| wrong("COLUMN=MEANING".to_owned(), said))?;
    let at = known.iter().position(|name| name == column.trim());
    let Some(at) = at else {
        return Err(wrong(format!("one of the columns {}", known.join(", ")), column));
    };
    let mut parts = rest.split(':').map(str::trim);
    let meaning = parts.next().unwrap_or_default();
    if !meaning.is_empty() && !intake::MEANINGS.contains(&meaning) {
        return Err(wrong(format!("one of {}", intake::MEANINGS.join(", ")), meaning));
    }
    let rest: Vec<&str> = parts.collect();
    let role = rest.iter().find(|p| **p != "sealed").copied().unwrap_or_default();
    let roles = catalog.list_keys("roles");
    if !role.is_empty() && !roles.contains(&role) {
        return Err(wrong(format!("one of the roles {}", roles.join(", ")), role));
    }
    meant[at] = Meant {
        column: known[at].clone(),
        meaning: meaning.to_owned(),
        role: role.to_owned(),
        sealed: rest.contains(&"sealed"),
    };
    Ok(())
}

#[derive(Args)]
pub(super) struct Commands {
    #[arg(long)]
    json: bool,
}
pub(super) fn commands(a: &Commands) -> Result<End, Problem> {
    let names = app::command_names();
    if a.json {
        let rows: Vec<Json> = names
            .iter()
            .map(|(name, fields)| json!({ "command": name, "fields": fields }))
            .collect();
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
        println!(
            "{:<5} {:<6} {:<6} {:<4} {}  ({})",
            word("id"),
            word("code"),
            word("length"),
            word("jurisdiction"),
            word("title"),
            word("authority")
        );
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Patterns {
    #[arg(long)]
    json: bool,
}
pub(super) fn patterns(a: &Patterns, catalog: &Catalog) -> Result<End, Problem> {
    let doc = app::ask::patterns_json(catalog);
    if a.json {
        return print_json(&doc).map(|()| End::Done);
    }
    let title = catalog.text.get("innocent-title", &[]);
    for pattern in doc["patterns"].as_array().into_iter().flatten() {
        print!("{}", super::words::pattern(pattern, &title));
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
        options: Options {
            state_holidays: a.state_holidays,
            three_days: a.three_days,
            ..Options::default()
        },
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
        println!(
            "  {}  {} {}",
            s["date"].as_str().unwrap_or_default(),
            if s["counted"] == Json::Bool(true) { "·" } else { "–" },
            s["text"].as_str().unwrap_or_default()
        );
    }
    for o in &d.alternatives {
        println!("  or {}: {}", o.due, catalog.text.word("alternative", &o.key, &o.args));
    }
    println!("  {}", catalog.text.word("caution", d.caution, &[]));
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Library {
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, global = true, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[command(subcommand)]
    what: LibraryCommand,
}
#[derive(Subcommand)]
enum LibraryCommand {
    /// Index public registers once
    Add {
        name: String,
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[arg(long, default_value = "")]
        map: String,
    },
    /// Let a case look into a library
    Use {
        #[command(flatten)]
        case: CaseArgs,
        name: String,
    },
    /// Let a case look into a library no longer; what was pulled stays
    Stop {
        #[command(flatten)]
        case: CaseArgs,
        name: String,
    },
    /// Take a row of a library that a case uses into the case
    Pull {
        #[command(flatten)]
        case: CaseArgs,
        name: String,
        /// The row's number, as `surface` and `library search` print it
        row: i64,
        #[arg(long)]
        json: bool,
    },
    /// The libraries that are there
    List {
        #[arg(long)]
        json: bool,
    },
    /// Search one library
    Search {
        name: String,
        text: String,
        #[arg(long)]
        json: bool,
    },
}
pub(super) fn library(a: &Library, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let folder = app::public::folder(a.library_dir.as_deref());
    match &a.what {
        LibraryCommand::Add { name, files, map } => {
            let added = app::library::add(&folder, name, files, map, catalog)?;
            println!(
                "{name}: {} rows indexed, {} rejected, SHA-256 {}",
                added.rows, added.rejected, added.sha256
            );
            Ok(if added.rejected > 0 { End::Partly } else { End::Done })
        }
        LibraryCommand::Use { case, name } => {
            let sha256 = app::library::sha256(&folder, name)?;
            let mut opened = super::case::open_to_write(case, catalog)?;
            opened.commit(&crate::command::Command::UseLibrary(
                crate::command::manage_file::UseLibrary {
                    name: name.clone(),
                    sha256,
                },
            ))?;
            println!("{name} is looked into by {}", case.case.display());
            Ok(End::Done)
        }
        LibraryCommand::Stop { case, name } => {
            let mut opened = super::case::open_to_write(case, catalog)?;
            opened.commit(&crate::command::Command::StopLibrary(
                crate::command::manage_file::StopLibrary { name: name.clone() },
            ))?;
            println!("{name} is no longer looked into by {}", case.case.display());
            Ok(End::Done)
        }
        LibraryCommand::Pull { case, name, row, json } => {
            let mut opened = super::case::open_to_write(case, catalog)?;
            let pulled = app::public::pull(&mut opened, &folder, name, *row)?;
            if *json {
                print_json(&pulled)?;
            } else if pulled.already {
                println!("row {row} of {name} is in the case already");
            } else {
                println!("row {row} of {name} pulled into the case, commit {}", pulled.commit);
            }
            Ok(End::Done)
        }
        LibraryCommand::List { json } => {
            let all = app::library::list(&folder)?;
            if *json {
                print_json(&json!({ "libraries": all }))?;
            } else {
                for l in &all {
                    println!("{:<24} {:>9} rows  {}", l.name, l.rows, l.sha256);
                }
            }
            Ok(End::Done)
        }
        LibraryCommand::Search { name, text, json } => {
            let hits = app::library::search(&folder, name, text)?;
            if *json {
                print_json(&json!({ "hits": hits }))?;
            } else {
                for h in &hits {
                    let cells: Vec<String> = h.cells.iter().take(6).map(|(c, t)| format!("{c}: {t}")).collect();
                    println!("row {}  {}", h.row, cells.join(" · "));
                }
            }
            Ok(End::Done)
        }
    }
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
        (None, None) => Err(Problem::new(
            "practice",
            "a folder",
            "none",
            "give --out DIR, or `practice score DIR LINKS.csv`",
        )),
    }
}

#[derive(Args)]
pub(super) struct Match {
    left: PathBuf,
    right: Option<PathBuf>,
    /// What a row stands for: `person`, `company`, or a file that says what each column holds
    #[arg(long, value_name = "SCHEMA")]
    schema: String,
    /// The column that identifies a row; the row number if left out
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The same of the second file, where it is called otherwise
    #[arg(long, value_name = "COLUMN", requires = "right")]
    right_id: Option<String>,
    /// Pairs: left_id,right_id,probability,weight,reasons
    #[arg(long, value_name = "P.csv")]
    out: Option<PathBuf>,
    /// Clusters: id,cluster
    #[arg(long, value_name = "C.csv")]
    clusters: Option<PathBuf>,
    /// Write pairs at or above this probability; every scored pair above 0.01 if left out
    #[arg(long, value_name = "P")]
    threshold: Option<f64>,
    /// Weigh these pairs only: left_id,right_id
    #[arg(long, value_name = "P.csv")]
    pairs: Option<PathBuf>,
    /// Compare each row of this file by itself with the whole table, which is made ready once; columns are found by
    /// the letters of their names, and left_id is the new row
    #[arg(long, value_name = "NEW.csv", conflicts_with_all = ["right", "clusters", "pairs"])]
    ask: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn run_match(a: &Match, catalog: &Catalog) -> Result<End, Problem> {
    let request = app::matching::MatchRequest {
        left: a.left.clone(),
        right: a.right.clone(),
        schema: a.schema.clone(),
        id: a.id.clone(),
        right_id: a.right_id.clone(),
        out: a.out.clone(),
        clusters: a.clusters.clone(),
        threshold: a.threshold,
        pairs: a.pairs.clone(),
    };
    if let Some(new) = &a.ask {
        return ask_match(a, &app::matching::ask(&request, new, catalog)?);
    }
    let done = app::matching::run(&request, catalog)?;
    if a.json {
        print_json(&done)?;
    } else {
        println!(
            "{} and {} rows, {} pairs scored, {} kept, {} clusters, {:.2} s",
            done.left, done.right, done.pairs_scored, done.pairs, done.clusters, done.seconds
        );
        let compared: Vec<String> = done
            .columns
            .iter()
            .map(|(name, kind)| format!("{name} ({kind})"))
            .collect();
        println!("compared: {}", compared.join(", "));
    }
    Ok(End::Done)
}
fn ask_match(a: &Match, done: &app::matching::Asked) -> Result<End, Problem> {
    if a.json {
        print_json(done)?;
    } else {
        println!(
            "{} rows against {}, {} pairs kept; made ready in {:.2} s, a row in {:.2} ms (p50), {:.2} (p99), {:.2} at most",
            done.rows, done.table, done.pairs, done.seconds, done.p50_ms, done.p99_ms, done.max_ms
        );
    }
    Ok(End::Done)
}
