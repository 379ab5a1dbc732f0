//! Password, passphrase, recovery kit and members of a case. No secret stands in an argument: each comes from a
//! file or a prompt.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};
use serde_json::json;

use super::case::{open, open_to_write};
use super::{CaseArgs, End, password, print_json};
use crate::app::case::AddMember;
use crate::app::{files, recovery};
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

#[derive(Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Write the recovery kit, to be printed and kept in a safe
    Kit(Kit),
    /// Open a case with its recovery kit, under a new password and passphrase
    Recover(Recover),
    /// Change the password of the file
    Password(NewPassword),
    /// Change your own passphrase for the vault
    Passphrase(NewPassphrase),
    /// Add a member, with a passphrase of the member's own; never undone
    Add(Add),
    /// The members: role, agency, labels, and what each can open
    Members(Members),
}

#[derive(Args)]
struct Kit {
    #[command(flatten)]
    case: CaseArgs,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct Recover {
    case: PathBuf,
    /// The kit, typed in from the print
    #[arg(long, value_name = "FILE")]
    kit: PathBuf,
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct NewPassword {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "FILE")]
    new_password_file: Option<PathBuf>,
}

#[derive(Args)]
struct NewPassphrase {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    new_passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    case: CaseArgs,
    /// The new member's name, as the audit will say it
    name: String,
    #[arg(long, default_value = "")]
    role: String,
    #[arg(long, default_value = "")]
    agency: String,
    /// Labels that the member may see, by their keys
    #[arg(long, value_delimiter = ',', value_name = "KEY,…")]
    labels: Vec<String>,
    /// A file with the new member's own passphrase
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// What the member may open, as `victims`; you must be able to open it yourself
    #[arg(long, value_name = "COMPARTMENT")]
    grant: Vec<String>,
    /// A file with your own passphrase, for --grant
    #[arg(long, value_name = "FILE", requires = "grant")]
    own_passphrase_file: Option<PathBuf>,
}

#[derive(Args)]
struct Members {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long)]
    json: bool,
}

const MEMBERS_PASSPHRASE: &str = "Passphrase of the new member: ";
const PASSPHRASE: &str = "Your own passphrase for the vault: ";
const NEW_PASSWORD: &str = "New password of the file: ";
const NEW_PASSPHRASE: &str = "New passphrase for the vault: ";

pub(super) fn run(a: &Keys, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    match &a.what {
        What::Kit(a) => {
            let mut case = open_to_write(&a.case, catalog)?;
            let kit = case.recovery_kit(&password(a.passphrase_file.as_deref(), PASSPHRASE)?)?;
            files::write(&a.out, kit.expose().as_bytes())?;
            println!("{}", a.out.display());
            eprintln!("caseboard: print it, put the print into a safe, then destroy this file");
        }
        What::Recover(a) => {
            let kit = Secret::new(String::from_utf8_lossy(&files::read(&a.kit)?).into_owned());
            let new = password(a.new_password_file.as_deref(), NEW_PASSWORD)?;
            let passphrase = password(a.new_passphrase_file.as_deref(), NEW_PASSPHRASE)?;
            recovery::recover(&a.case, &kit, &new, &passphrase, catalog.clone())
                .map_err(|p| p.in_file(a.case.display().to_string()))?;
            println!("recovered: make a new kit, the old one no longer fits");
        }
        What::Password(a) => {
            let mut case = open_to_write(&a.case, catalog)?;
            case.change_password(&password(a.new_password_file.as_deref(), NEW_PASSWORD)?)?;
            println!("changed; older backups keep the old password, and a recovery kit must be made anew");
        }
        What::Passphrase(a) => {
            let mut case = open_to_write(&a.case, catalog)?;
            case.open_vault(&password(a.passphrase_file.as_deref(), PASSPHRASE)?)?;
            case.change_passphrase(&password(a.new_passphrase_file.as_deref(), NEW_PASSPHRASE)?)?;
            println!("changed");
        }
        What::Add(a) => add(a, catalog)?,
        What::Members(a) => members(a, catalog)?,
    }
    Ok(End::Done)
}

fn add(a: &Add, catalog: &Arc<Catalog>) -> Result<(), Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    let own_passphrase = if a.grant.is_empty() {
        Secret::default()
    } else {
        password(a.own_passphrase_file.as_deref(), PASSPHRASE)?
    };
    case.add_member(&AddMember {
        name: a.name.clone(),
        role: a.role.clone(),
        agency: a.agency.clone(),
        labels: a.labels.clone(),
        passphrase: password(a.passphrase_file.as_deref(), MEMBERS_PASSPHRASE)?,
        grant: a.grant.clone(),
        own_passphrase,
    })?;
    println!("{} is a member, commit {}", a.name.trim(), case.snapshot().seq);
    Ok(())
}

fn members(a: &Members, catalog: &Arc<Catalog>) -> Result<(), Problem> {
    let lines = open(&a.case, catalog)?.members()?;
    if a.json {
        return print_json(&json!({ "members": lines }));
    }
    for m in &lines {
        let labels: Vec<&str> = m.labels.0.iter().map(String::as_str).collect();
        println!(
            "{}{}  {}  {}\n  opens: {}\n  labels: {}",
            m.name,
            if m.acting { " (acts)" } else { "" },
            m.role,
            m.agency,
            if m.opens.is_empty() {
                "nothing sealed".to_owned()
            } else {
                m.opens.join(", ")
            },
            if labels.is_empty() {
                "none".to_owned()
            } else {
                labels.join(", ")
            },
        );
    }
    Ok(())
}
