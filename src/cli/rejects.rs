//! `caseboard rejects`: the worklist of rejected rows and of unread cells. Lists, writes out, corrects and
//! retries.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{CaseArgs, End, case, password, print_json};
use crate::app::rejects::{self, Fix, Group, RetryRequest};
use crate::catalog::Catalog;
use crate::model::problem::Problem;

#[derive(Args)]
pub(super) struct Rejects {
    #[command(flatten)]
    case: CaseArgs,
    /// Only rows of this source: file name, title or id
    #[arg(long, value_name = "S")]
    source: Option<String>,
    /// Only this group, by the id that the list shows
    #[arg(long, value_name = "ID")]
    group: Option<String>,
    /// Only these rows: FILE#ROW, ROW with --source, or an id
    #[arg(long, value_name = "ROW", num_args = 1..)]
    row: Vec<String>,
    /// List the rows of each group too, their cells masked
    #[arg(long)]
    rows: bool,
    /// Write the rows as CSV: the file's columns, then reason, column, remedy
    #[arg(long, value_name = "FILE", conflicts_with = "retry")]
    write: Option<PathBuf>,
    /// Send the rows through their map again, with the repairs given
    #[arg(long, requires = "why")]
    retry: bool,
    /// The cell becomes VALUE; a private value is better given in a --fix-file
    #[arg(long, value_name = "COLUMN=VALUE", requires = "retry")]
    set: Vec<String>,
    /// A cell that says OLD becomes NEW: an unknown code
    #[arg(long, value_name = "COLUMN=OLD=>NEW", requires = "retry")]
    replace: Vec<String>,
    /// Dates of the column are read as mdy, dmy or ymd
    #[arg(long, value_name = "COLUMN=ORDER", requires = "retry")]
    date_order: Vec<String>,
    /// Repairs as JSON: [{"fix":"set","column":"Tip No","row":3,"value":"T-3"}, …]
    #[arg(long, value_name = "F", requires = "retry")]
    fix_file: Option<PathBuf>,
    /// A map's name or file; the one that the source came with if left out
    #[arg(long, default_value = "", requires = "retry")]
    map: String,
    /// Why the repairs are right; kept beside each corrected cell
    #[arg(long, default_value = "")]
    why: String,
    /// A file with your own passphrase: rows with sealed cells need an open vault
    #[arg(long, value_name = "F", requires = "retry")]
    passphrase_file: Option<PathBuf>,
    /// Say what would happen, change nothing
    #[arg(long, requires = "retry")]
    dry_run: bool,
    #[arg(long)]
    json: bool,
}

pub(super) fn rejects(a: &Rejects, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    if a.retry {
        return retry(a, catalog);
    }
    if let Some(path) = &a.write {
        let mut case = case::open(&a.case, catalog)?;
        let groups = listed(a, &case)?;
        let Some(first) = groups.first() else {
            println!("no rejected rows");
            return Ok(End::Done);
        };
        if groups.iter().any(|g| g.source != first.source) {
            let mut files: Vec<&str> = groups.iter().map(|g| g.file.as_str()).collect();
            files.dedup();
            return Err(Problem::new(
                "source",
                "one source, since each has columns of its own",
                files.join(", "),
                "give --source",
            ));
        }
        let written = rejects::write_out(&mut case, first.source, a.group.as_deref().unwrap_or_default(), path)?;
        if a.json {
            print_json(&written)?;
        } else {
            println!("{} rows written to {}", written.rows, written.path.display());
            if written.sealed_cells > 0 {
                println!(
                    "{} sealed cells are left empty there: retry those rows in the case",
                    written.sealed_cells
                );
            }
        }
        return Ok(End::Done);
    }
    let case = case::open(&a.case, catalog)?;
    let mut groups = listed(a, &case)?;
    let count = |staged: bool| groups.iter().filter(|g| g.staged == staged).map(|g| g.count).sum();
    let (rejected, unread): (usize, usize) = (count(false), count(true));
    if a.json {
        if !a.rows {
            groups.iter_mut().for_each(|g| g.rows.clear());
        }
        print_json(&json!({ "rejected": rejected, "unread": unread, "groups": groups }))?;
    } else {
        for group in &groups {
            print(group, a.rows, catalog);
        }
        if groups.is_empty() {
            println!("no rejected rows, no unread cells");
        }
    }
    Ok(if rejected > 0 { End::Partly } else { End::Done })
}

fn listed(a: &Rejects, case: &crate::app::case::Case) -> Result<Vec<Group>, Problem> {
    let source = match &a.source {
        Some(text) => Some(rejects::find_source(&case.snapshot(), text)?),
        None => None,
    };
    let mut groups = rejects::groups(case, source)?;
    if let Some(id) = &a.group {
        groups.retain(|g| g.id == *id);
    }
    Ok(groups)
}

fn print(group: &Group, rows: bool, catalog: &Catalog) {
    let what = catalog.text.word("reject", &group.key, &[]);
    let column = if group.column.is_empty() {
        String::new()
    } else {
        format!(", {}", group.column)
    };
    println!("{}  {:>6}  {}: {what}{column}", group.id, group.count, group.file);
    println!("        expected {}, found {}", group.expected, group.found);
    if group.staged {
        println!("        staged: the cells stand on the board as received, unread");
    }
    println!("        {}", group.remedy);
    let places: Vec<String> = group
        .places
        .iter()
        .map(|p| {
            if p.sheet.is_empty() {
                p.row.to_string()
            } else {
                format!("{} {}", p.sheet, p.row)
            }
        })
        .collect();
    let more = if group.count > places.len() { ", …" } else { "" };
    println!("        rows {}{more}", places.join(", "));
    if group.sealed > 0 {
        println!(
            "        {} with sealed cells (--passphrase-file to retry)",
            group.sealed
        );
    }
    if rows {
        for row in &group.rows {
            let cells: Vec<String> = row
                .cells
                .iter()
                .filter(|c| c.sealed || !c.shape.is_empty())
                .map(|c| {
                    let shape = if c.sealed { "[sealed]" } else { &c.shape };
                    format!("{}={shape}", c.column)
                })
                .collect();
            println!("          {:>6}  {}", row.place.row, cells.join("  "));
        }
        if group.count > group.rows.len() {
            println!("          … and {} more", group.count - group.rows.len());
        }
    }
}

fn retry(a: &Rejects, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = case::open_to_write(&a.case, catalog)?;
    let s = case.snapshot();
    let source = match &a.source {
        Some(text) => Some(rejects::find_source(&s, text)?),
        None => None,
    };
    let mut records = Vec::new();
    for row in &a.row {
        records.push(rejects::find_row(&s, source, row)?);
    }
    if records.is_empty() && a.group.is_none() {
        // All rejected rows of the source (or of the only one that has any).
        records = rejects::all_rows(&s, source);
    }
    if let Some(file) = &a.passphrase_file {
        case.open_vault(&password(Some(file), "")?)?;
    }
    let done = rejects::retry(
        &mut case,
        &RetryRequest {
            records,
            group: a.group.clone().unwrap_or_default(),
            fixes: fixes(a)?,
            map: a.map.clone(),
            why: a.why.clone(),
            dry_run: a.dry_run,
        },
    )?;
    if a.json {
        print_json(&done)?;
    } else {
        if done.cells {
            let verb = if a.dry_run { "could be read" } else { "read" };
            println!(
                "{}: {} rows tried, {} {verb}, {} still unread, {} cells corrected, {} values left as a person changed them",
                done.file, done.tried, done.staged, done.rejected, done.corrections, done.kept
            );
        } else {
            let verb = if a.dry_run { "would be staged" } else { "staged" };
            println!(
                "{}: {} rows tried, {} {verb}, {} already there, {} still rejected, {} cells corrected",
                done.file, done.tried, done.staged, done.already, done.rejected, done.corrections
            );
        }
        for error in &done.errors {
            println!("  {error}");
        }
        if let Some(commit) = done.commit {
            println!("commit {commit}");
        }
    }
    Ok(if done.rejected > 0 { End::Partly } else { End::Done })
}

fn fixes(a: &Rejects) -> Result<Vec<Fix>, Problem> {
    let wrong = |flag: &str, form: &str| {
        // The argument may hold a private value: it is not repeated.
        Problem::new(flag, format!("--{flag} {form}"), "something else", "put it in quotes")
    };
    let mut out = Vec::new();
    for text in &a.set {
        let (column, value) = text.split_once('=').ok_or_else(|| wrong("set", "'COLUMN=VALUE'"))?;
        out.push(Fix::Set {
            column: column.trim().to_owned(),
            value: value.to_owned(),
            row: 0,
        });
    }
    for text in &a.replace {
        let parts = text
            .split_once('=')
            .and_then(|(column, rest)| rest.split_once("=>").map(|(from, to)| (column, from, to)));
        let (column, from, to) = parts.ok_or_else(|| wrong("replace", "'COLUMN=OLD=>NEW'"))?;
        out.push(Fix::Replace {
            column: column.trim().to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            row: 0,
        });
    }
    for text in &a.date_order {
        let (column, order) = text
            .split_once('=')
            .filter(|(_, order)| ["mdy", "dmy", "ymd"].contains(order))
            .ok_or_else(|| wrong("date-order", "COLUMN=mdy, dmy or ymd"))?;
        out.push(Fix::DateOrder {
            column: column.trim().to_owned(),
            order: order.to_owned(),
            row: 0,
        });
    }
    if let Some(file) = &a.fix_file {
        out.extend(rejects::fixes_from(file)?);
    }
    Ok(out)
}
