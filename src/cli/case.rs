//! Commands on a case file: each is its arguments and one call into `app`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{BoardArgs, CaseArgs, End, KeyArgs, password, print_json, words};
use crate::app::case::{Case, NewCase, Stack, When, Who};
use crate::app::job::Progress;
use crate::app::{self, ask, public, publish};
use crate::catalog::Catalog;
use crate::command::Command;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::*;

pub(super) fn open(args: &CaseArgs, catalog: &Arc<Catalog>) -> Result<Case, Problem> {
    open_path(&args.case, &args.key, catalog)
}
pub(super) fn open_path(path: &Path, key: &KeyArgs, catalog: &Arc<Catalog>) -> Result<Case, Problem> {
    open_by(path, key, catalog, Case::open)
}
type OpenCase = fn(&Path, &Secret, &Who, Arc<Catalog>) -> Result<Case, Problem>;
fn open_by(path: &Path, key: &KeyArgs, catalog: &Arc<Catalog>, open: OpenCase) -> Result<Case, Problem> {
    let who = Who {
        member: key.member.clone().unwrap_or_default(),
    };
    if app::sample::is_sample(path) {
        return open(path, &app::sample::password(), &who, catalog.clone());
    }
    let secret = password(
        key.password_file.as_deref(),
        &format!("Password of {}: ", path.display()),
    )?;
    open(path, &secret, &who, catalog.clone())
}
/// The case as it was known, when that is asked; says on stderr which board is read.
pub(super) fn board_at(case: Case, board: &str) -> Result<Case, Problem> {
    if board.is_empty() {
        return Ok(case);
    }
    let then = case.at(When::parse(board)?)?;
    if let Some(commit) = then.past() {
        eprintln!("caseboard: the board as of commit {} of {}", commit.seq, commit.time);
    }
    Ok(then)
}
/// A case that will be written to: says who holds the lock when it is not us.
pub(super) fn open_to_write(args: &CaseArgs, catalog: &Arc<Catalog>) -> Result<Case, Problem> {
    let case = open(args, catalog)?;
    case.must_write()?;
    Ok(case)
}

#[derive(Args)]
pub(super) struct New {
    case: PathBuf,
    #[arg(long, default_value = "case", value_parser = ["case", "desk", "provider"])]
    kind: String,
    #[arg(long, default_value = "")]
    title: String,
    #[arg(long, default_value = "")]
    agency: String,
    /// A file with the member's own passphrase for the vault; the file password if left out
    #[arg(long, value_name = "F")]
    passphrase_file: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
}
pub(super) fn new(a: &New, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    if a.kind == "provider" {
        return Err(Problem::new(
            "kind",
            "case or desk",
            "provider",
            "the provider file comes with the victims' part; a service provider's data never enter a case",
        ));
    }
    let secret = password(a.key.password_file.as_deref(), "Password for the new file: ")?;
    let passphrase = match &a.passphrase_file {
        Some(file) => password(Some(file), "")?,
        None if a.key.password_file.is_some() => secret.clone(),
        None => password(None, "Your own passphrase for the vault: ")?,
    };
    let title = if a.title.is_empty() {
        stem(&a.case)
    } else {
        a.title.clone()
    };
    let new = NewCase {
        kind: a.kind.clone(),
        title,
        member: a.key.member.clone().unwrap_or_else(|| "owner".to_owned()),
        agency: a.agency.clone(),
        password: secret,
        passphrase,
    };
    let case = Case::create(&a.case, &new, catalog.clone(), app::now::real_mint())?;
    println!(
        "{} {} created, commit {}",
        new.kind,
        a.case.display(),
        case.snapshot().seq
    );
    Ok(End::Done)
}
fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "F")]
    out: PathBuf,
}
pub(super) fn backup(a: &Backup, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    case.backup(&a.out)?;
    println!("{} written, commit {}", a.out.display(), case.snapshot().seq);
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Info {
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    board: BoardArgs,
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn info(a: &Info, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = board_at(open(&a.case, catalog)?, &a.board.as_of)?;
    let s = case.snapshot();
    let notices = public::notices(&s, &public::folder(a.library_dir.as_deref()));
    let used: Vec<Json> = s
        .library_uses
        .iter()
        .map(|u| {
            let state = notices
                .iter()
                .find(|n| n.library == u.name)
                .map_or("ok", |n| n.state.as_str());
            json!({ "library": u.name, "sha256": u.sha256, "state": state })
        })
        .collect();
    let doc = json!({
        "title": s.setting("title"), "kind": s.setting("kind"), "fictional": s.setting("fictional") == Some("yes"),
        "commit": s.seq, "chain": s.chain, "read_only": case.read_only(),
        "sources": s.sources.len(), "records": s.records.size(), "entities": s.entities.len(), "links": s.links.len(),
        "facts": s.facts.len(), "events": s.events.len(), "decisions": s.verdicts().count(), "charts": s.charts.len(),
        "libraries": used,
        "milestones": s.milestones.len(), "leads": s.leads.len(), "exports": s.exports.len(), "members": s.members.len(),
        "second_looks": s.decisions.len() - s.verdicts().count(),
    });
    if a.json {
        print_json(&doc)?;
    } else if let Json::Object(map) = doc {
        for (key, value) in map {
            println!(
                "{key:<12} {}",
                value.as_str().map_or_else(|| value.to_string(), str::to_owned)
            );
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The column map; the best known one for the header if left out
    #[arg(long, default_value = "")]
    map: String,
    #[arg(long, default_value = "")]
    agency: String,
    /// Say what would happen, change nothing
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    json: bool,
}
pub(super) fn import(a: &Import, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    case.put_off_snapshots();
    let mut all = Vec::new();
    for file in &a.files {
        let done = if a.dry_run {
            case.preview_import(file, &a.map, &a.agency, &Progress::default())?
        } else {
            case.import_path(file, &a.map, &a.agency, &Progress::default())?
        };
        all.push(done);
    }
    let partly = all.iter().any(|i| i.rejected > 0);
    if a.json {
        match all.as_slice() {
            [one] => print_json(one)?,
            _ => {
                let sum = |f: fn(&app::action::Imported) -> i64| all.iter().map(f).sum::<i64>();
                let errors: Vec<&Problem> = all.iter().flat_map(|i| &i.errors).collect();
                print_json(&json!({
                    "rows": sum(|i| i.rows), "staged": sum(|i| i.staged), "already": sum(|i| i.already),
                    "rejected": sum(|i| i.rejected), "entities": sum(|i| i.entities), "errors": errors, "files": all,
                }))?;
            }
        }
    } else {
        for i in &all {
            println!("{}", words::imported(i));
            for error in i.errors.iter().take(20) {
                println!("  {error}");
            }
            if i.errors.len() > 20 {
                println!("  … and {} more (--json lists all)", i.errors.len() - 20);
            }
        }
    }
    Ok(if partly { End::Partly } else { End::Done })
}

#[derive(Args)]
pub(super) struct Promote {
    /// The desk
    desk: PathBuf,
    /// Leads by the desk's own number or id
    #[arg(required = true, value_name = "LEAD")]
    leads: Vec<String>,
    /// The case that receives them
    #[arg(long, value_name = "CASE")]
    to: PathBuf,
    #[command(flatten)]
    key: KeyArgs,
    /// A file with the password of the receiving case; the desk's if left out
    #[arg(long, value_name = "F")]
    to_password_file: Option<PathBuf>,
    /// Take sealed identities along: needs your passphrase for the vault of the desk and of the case
    #[arg(long)]
    identities: bool,
    /// A file with your passphrase for the desk's vault
    #[arg(long, value_name = "F", requires = "identities")]
    passphrase_file: Option<PathBuf>,
    /// A file with your passphrase for the case's vault
    #[arg(long, value_name = "F", requires = "identities")]
    to_passphrase_file: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn promote(a: &Promote, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut desk = open_path(&a.desk, &a.key, catalog)?;
    let key = KeyArgs {
        password_file: a.to_password_file.clone().or_else(|| a.key.password_file.clone()),
        member: None,
    };
    let mut case = open_path(&a.to, &key, catalog)?;
    let passphrase = |file: &Option<PathBuf>, of: &Path| {
        password(
            file.as_deref(),
            &format!("Your own passphrase for the vault of {}: ", of.display()),
        )
        .map_err(|p| {
            let expected = format!("your passphrase for the vault of {}", of.display());
            let remedy = "give --passphrase-file and --to-passphrase-file, or leave out --identities";
            Problem::new("passphrase", expected, p.found, remedy)
        })
    };
    let both = match a.identities {
        true => Some((
            passphrase(&a.passphrase_file, &a.desk)?,
            passphrase(&a.to_passphrase_file, &a.to)?,
        )),
        false => None,
    };
    let identities = both
        .as_ref()
        .map(|(desk, case)| app::promote::Identities { desk, case });
    let promoted = app::promote::promote(&mut desk, &a.leads, &mut case, identities.as_ref())?;
    if a.json {
        return print_json(&promoted).map(|()| End::Done);
    }
    println!(
        "{} leads promoted to {}, commit {}",
        promoted.leads,
        a.to.display(),
        promoted.commit
    );
    if promoted.identities > 0 {
        println!(
            "{} sealed values taken along, each logged on the desk as revealed",
            promoted.identities
        );
    }
    if promoted.left_sealed > 0 {
        println!(
            "{} sealed values stay on the desk: the case has the pseudonym only (--identities takes them along)",
            promoted.left_sealed
        );
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Undo {
    #[command(flatten)]
    case: CaseArgs,
    /// The stack of this chart instead of the case's
    #[arg(long, value_name = "ID")]
    chart: Option<String>,
    /// How many steps
    #[arg(long, default_value_t = 1)]
    steps: u32,
}
pub(super) fn undo(a: &Undo, catalog: &Arc<Catalog>, redo: bool) -> Result<End, Problem> {
    let mut case = open_by(&a.case.case, &a.case.key, catalog, Case::open_unread)?;
    case.must_write()?;
    let stack = match &a.chart {
        None => Stack::Case,
        Some(id) => Stack::Chart(
            ChartId::parse(id).ok_or_else(|| Problem::new("id", "a chart's id", id.clone(), "see `info`"))?,
        ),
    };
    for _ in 0..a.steps {
        match if redo { case.redo(&stack)? } else { case.undo(&stack)? } {
            Some(commit) => println!(
                "{} {}",
                if redo { "brought back:" } else { "taken back:" },
                words::commit(catalog, &commit)
            ),
            None => {
                println!("nothing to {}", if redo { "redo" } else { "undo" });
                break;
            }
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Apply {
    #[command(flatten)]
    case: CaseArgs,
    /// A JSON file: one command, or a list
    file: PathBuf,
    #[arg(long)]
    dry_run: bool,
    /// Print each commit as soon as it is on disk
    #[arg(long)]
    progress: bool,
    #[arg(long)]
    json: bool,
}
pub(super) fn apply(a: &Apply, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    let commands = app::parse_commands(&a.file)?;
    let mut lines = Vec::new();
    for (at, command) in commands.iter().enumerate() {
        let place = |p: Problem| p.in_file(format!("{}, command {}", a.file.display(), at + 1));
        if a.dry_run {
            case.check(command).map_err(place)?;
            let mut line = json!({ "command": command.verb().name(), "ok": true });
            if let Command::EditMany(many) = command {
                line["rows"] = json!(many.plan(&case.snapshot(), catalog));
            }
            lines.push(line);
        } else {
            let done = case.commit(command).map_err(place)?;
            if a.progress {
                println!("commit {}", done.seq);
            }
            lines.push(json!({ "command": command.verb().name(), "commit": done.seq, "made": done.outcome.made }));
        }
    }
    if a.json {
        print_json(&lines)?;
    } else {
        println!(
            "{} commands {}",
            lines.len(),
            if a.dry_run { "would be accepted" } else { "applied" }
        );
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Audit {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long)]
    json: bool,
}
pub(super) fn audit(a: &Audit, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    let s = case.snapshot();
    let commits = case.history(u32::MAX)?;
    if a.json {
        let rows: Vec<Json> = commits
            .iter()
            .rev()
            .map(|c| {
                json!({ "seq": c.seq, "time": c.time, "member": words::member(&s, c.member), "command": c.command,
                        "args": c.args, "commit_id": c.commit_id, "chain": c.chain, "undoes": c.undoes })
            })
            .collect();
        print_json(&json!({ "commits": rows }))?;
    } else {
        for c in commits.iter().rev() {
            println!(
                "{:>5}  {}  {:<12} {}",
                c.seq,
                c.time,
                words::member(&s, c.member),
                words::commit(catalog, c)
            );
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Verify {
    /// A case file, or an exported file that has its `.caseboard.json` beside it
    file: PathBuf,
    /// Check an export against this case's register
    #[arg(long, value_name = "CASE")]
    case: Option<PathBuf>,
    /// Check that the case still contains the commit that this export shows
    #[arg(long, value_name = "EXPORT")]
    against: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn verify(a: &Verify, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut warnings = Vec::new();
    let is_export = publish::sidecar_of(&a.file).exists();
    let checks = if is_export {
        let case = a.case.as_deref().map(|c| open_path(c, &a.key, catalog)).transpose()?;
        publish::verify_export(&a.file, case.as_ref())?
    } else {
        let case = open_path(&a.file, &a.key, catalog)?;
        // A library lies beside the case: one that is missing or changed is said, and breaks nothing.
        warnings = public::check(&case.snapshot(), &public::folder(a.library_dir.as_deref()))?;
        case.verify(a.against.as_deref())?
    };
    let ok = checks.iter().all(|c| c.ok);
    if a.json {
        print_json(&json!({ "ok": ok, "checks": checks, "warnings": warnings }))?;
    } else {
        for warning in &warnings {
            println!("note {}", words::library_notice(catalog, warning));
        }
        for check in &checks {
            println!(
                "{} {:<16} {}",
                if check.ok { "ok  " } else { "FAIL" },
                check.name,
                check.detail
            );
        }
    }
    Ok(if ok { End::Done } else { End::Partly })
}

#[derive(Args)]
pub(super) struct Purge {
    #[command(flatten)]
    case: CaseArgs,
    /// The record, by its key or id
    record: String,
    #[arg(long)]
    authority: String,
    #[arg(long)]
    reason: String,
}
pub(super) fn purge(a: &Purge, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    let record = ask::find_record(&case.snapshot(), &a.record)?;
    let command = Command::PurgeRecord(crate::command::seal_value::PurgeRecord {
        record,
        authority: a.authority.clone(),
        reason: a.reason.clone(),
    });
    let done = case.commit(&command)?;
    println!("purged, commit {}; older backups and exports still hold it", done.seq);
    eprintln!(
        "caseboard: list the backups and exports that were made before commit {} and have them destroyed",
        done.seq
    );
    Ok(End::Done)
}
