//! Password, passphrase and recovery kit of a case. No secret stands in an argument: each comes from a
//! file or a prompt.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use super::case::open_to_write;
use super::{CaseArgs, End, password};
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
    }
    Ok(End::Done)
}
