//! Commands on a case file: each is its arguments and one call into `app`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use super::{CaseArgs, End, KeyArgs, password, print_json, words};
use crate::app::action::{Answer, ExportRequest, Request};
use crate::app::case::{Case, NewCase, Stack, Who};
use crate::app::job::Progress;
use crate::app::{self, ask, public, publish, rejects};
use crate::catalog::Catalog;
use crate::command::{Command, required};
use crate::model::decision::{CandidateKind, Verdict};
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::*;

pub(super) fn open(args: &CaseArgs, catalog: &Arc<Catalog>) -> Result<Case, Problem> {
    open_path(&args.case, &args.key, catalog)
}
fn open_path(path: &Path, key: &KeyArgs, catalog: &Arc<Catalog>) -> Result<Case, Problem> {
    let who = Who {
        member: key.member.clone().unwrap_or_default(),
    };
    if app::sample::is_sample(path) {
        return Case::open(path, &app::sample::password(), &who, catalog.clone());
    }
    let secret = password(
        key.password_file.as_deref(),
        &format!("Password of {}: ", path.display()),
    )?;
    Case::open(path, &secret, &who, catalog.clone())
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
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn info(a: &Info, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
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
        "facts": s.facts.len(), "events": s.events.len(), "decisions": s.decisions.len(), "charts": s.charts.len(),
        "libraries": used,
        "milestones": s.milestones.len(), "leads": s.leads.len(), "exports": s.exports.len(), "members": s.members.len(),
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
pub(super) struct Surface {
    #[command(flatten)]
    case: CaseArgs,
    /// Only candidates that touch this record, by its key or id
    #[arg(long, value_name = "KEY")]
    record: Option<String>,
    #[arg(long, value_delimiter = ',', value_name = "same,connected,pattern")]
    kind: Vec<String>,
    /// Other case files to look into: a hit shows the file and its number, nothing else
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<PathBuf>,
    /// Files with the passwords of the files above, in their order; one for all, or this case's own
    #[arg(long, value_name = "F", num_args = 1.., requires = "against")]
    against_password_file: Vec<PathBuf>,
    #[arg(long, default_value_t = 200)]
    top: usize,
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn surface(a: &Surface, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    let mut kinds = Vec::new();
    for kind in &a.kind {
        kinds.push(CandidateKind::parse(kind).ok_or_else(|| {
            Problem::new(
                "kind",
                "same, connected or pattern",
                kind.clone(),
                "choose among the three",
            )
        })?);
    }
    let snapshot = case.snapshot();
    let record = match &a.record {
        None => None,
        Some(key) => Some(ask::find_record(&snapshot, key)?),
    };
    let found = case.surface(&ask::SurfaceRequest {
        kinds,
        record,
        top: a.top,
    })?;
    let looked = public::look(&snapshot, catalog, &public::folder(a.library_dir.as_deref()), record)?;
    let near = if a.top == 0 { usize::MAX } else { a.top };
    let mut elsewhere = Vec::new();
    for (at, other) in a.against.iter().enumerate() {
        let passwords = &a.against_password_file;
        let password_file = passwords.get(at).or(passwords.last()).cloned();
        let key = KeyArgs {
            // A member of this case is none of the other.
            member: None,
            password_file: password_file.or_else(|| a.case.key.password_file.clone()),
        };
        let other_case = open_path(other, &key, catalog)?;
        elsewhere.extend(ask::pointers(&snapshot, &other_case.snapshot(), other, catalog, record));
    }
    let elsewhere_json: Vec<Json> = elsewhere.iter().map(|p| words::pointer_json(catalog, p)).collect();
    if a.json {
        let candidates: Vec<Json> = found
            .candidates
            .iter()
            .map(|c| words::candidate_json(catalog, c))
            .collect();
        let library: Vec<Json> = looked
            .records
            .iter()
            .take(near)
            .map(|r| words::public_json(catalog, r))
            .collect();
        return print_json(&json!({
            "candidates": candidates, "held_back": found.held_back, "elsewhere": elsewhere_json, "library": library,
            "library_held_back": looked.held_back, "library_notices": looked.notices,
        }))
        .map(|()| End::Done);
    }
    for candidate in &found.candidates {
        print!("{}", words::candidate(catalog, candidate));
    }
    for record in looked.records.iter().take(near) {
        print!("{}", words::public(catalog, record));
    }
    for notice in &looked.notices {
        eprintln!("{}", words::library_notice(catalog, notice));
    }
    for held in found.held_back.iter().chain(&looked.held_back) {
        println!(
            "held back: {} {} is shared by {}: too common to link anyone",
            held.kind, held.value, held.count
        );
    }
    for pointer in &elsewhere {
        println!("{}", words::pointer(catalog, pointer));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct DecideArgs {
    #[command(flatten)]
    case: CaseArgs,
    /// The candidate's id, as `surface` prints it
    candidate: String,
    #[arg(value_parser = ["accept", "reject", "later", "never"])]
    verdict: String,
    #[arg(long)]
    why: String,
}
pub(super) fn decide(a: &DecideArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    let candidate = case.candidate(&a.candidate)?;
    let verdict = Verdict::parse(&a.verdict).unwrap_or_default();
    let command = Command::Decide(crate::command::decide::Decide {
        candidate,
        verdict,
        why: a.why.clone(),
    });
    let done = case.commit(&command)?;
    println!("{} recorded, commit {}", a.verdict, done.seq);
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
    let mut case = open_to_write(&a.case, catalog)?;
    let stack = match &a.chart {
        None => Stack::Case,
        Some(id) => Stack::Chart(
            ChartId::parse(id).ok_or_else(|| Problem::new("id", "a chart's id", id.clone(), "see `info`"))?,
        ),
    };
    case.put_off_snapshots();
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
            lines.push(json!({ "command": command.verb().name(), "ok": true }));
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
pub(super) struct Show {
    #[command(flatten)]
    case: CaseArgs,
    /// An id, or a label that only one entity has; with --original a source: file name, title or id
    id: String,
    /// Write the source's original to OUT, where nothing may lie yet: the bytes as received, their hash checked
    #[arg(long, value_name = "OUT")]
    original: Option<PathBuf>,
    /// A file with your own passphrase: a sealed original is written only from an open vault
    #[arg(long, value_name = "F", requires = "original")]
    passphrase_file: Option<PathBuf>,
    /// Why a sealed original is written out; stands in the audit
    #[arg(long, default_value = "", requires = "original")]
    why: String,
    #[arg(long)]
    json: bool,
}
pub(super) fn show(a: &Show, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    if let Some(out) = &a.original {
        return original(a, out, catalog);
    }
    let case = open(&a.case, catalog)?;
    let entity = ask::find_entity(&case.snapshot(), &a.id)?;
    let doc = case.show(entity)?;
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::shown(catalog, &doc));
    }
    Ok(End::Done)
}

fn original(a: &Show, out: &Path, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let source = rejects::find_source(&case.snapshot(), &a.id)?;
    let passphrase = if app::original::is_sealed(&case, source)? {
        case.must_write()?;
        required("why", &a.why)?;
        password(a.passphrase_file.as_deref(), "Your own passphrase for the vault: ")?
    } else {
        Secret::new(String::new())
    };
    let saved = app::original::save(&mut case, source, out, &passphrase, &a.why)?;
    if a.json {
        print_json(&saved)?;
    } else {
        println!(
            "{} as received: {} bytes, SHA-256 {}",
            saved.path.display(),
            saved.bytes,
            saved.sha256
        );
        if saved.sealed {
            println!("it holds sealed values in the clear: keep it where only those who may see them can");
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Search {
    #[command(flatten)]
    case: CaseArgs,
    text: String,
    #[arg(long)]
    json: bool,
}
pub(super) fn search(a: &Search, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    let hits = case.search(&a.text)?;
    if a.json {
        print_json(&json!({ "hits": hits }))?;
    } else {
        for hit in &hits {
            println!(
                "{:<10} {:<40} {}  {}",
                hit.kind,
                hit.label,
                hit.id,
                words::plain(&hit.context)
            );
        }
        if hits.is_empty() {
            println!("nothing found");
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct PathArgs {
    #[command(flatten)]
    case: CaseArgs,
    a: String,
    b: String,
    #[arg(long)]
    confirmed_only: bool,
    #[arg(long)]
    json: bool,
}
pub(super) fn path(a: &PathArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    let s = case.snapshot();
    let (from, to) = (ask::find_entity(&s, &a.a)?, ask::find_entity(&s, &a.b)?);
    let request = Request::Path {
        from,
        to,
        confirmed_only: a.confirmed_only,
    };
    let Answer::Path(paths) = ask::answer(&s, catalog, &request, &Progress::default()) else {
        return Ok(End::Partly);
    };
    let doc = ask::paths_json(&s, &paths);
    if a.json {
        print_json(&doc)?;
    } else if paths.is_empty() {
        println!("no path");
    } else {
        print!("{}", words::paths(&doc));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct ChartArgs {
    #[command(flatten)]
    case: CaseArgs,
    /// The file: .svg .png .pdf .graphml .gexf .csv
    #[arg(long, value_name = "F")]
    out: PathBuf,
    /// A saved chart by title or id; the first one if left out
    #[arg(long)]
    chart: Option<String>,
    /// Draw this entity and what is near it instead of a saved chart
    #[arg(long, value_name = "ID")]
    focus: Option<String>,
    #[arg(long, default_value_t = 2)]
    hops: u32,
    #[arg(long, default_value = "force")]
    layout: String,
    /// The board as of this date
    #[arg(long, value_name = "DATE", default_value = "")]
    at: String,
    #[command(flatten)]
    audience: AudienceArgs,
}
/// For whom an export is.
#[derive(Args, Clone)]
struct AudienceArgs {
    /// Labels that the reader holds; sources with others are left out
    #[arg(long, value_delimiter = ',', value_name = "LABELS")]
    audience: Vec<String>,
    #[arg(long, default_value = "")]
    recipient: String,
}
pub(super) fn chart(a: &ChartArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let s = case.snapshot();
    let focus = a.focus.as_deref().map(|f| ask::find_entity(&s, f)).transpose()?;
    let chart = match &a.chart {
        Some(name) => Some(ask::find_chart(&s, name)?),
        None => None,
    };
    publish(
        &mut case,
        ExportRequest {
            what: "chart".into(),
            path: a.out.clone(),
            chart,
            focus,
            hops: a.hops,
            at: a.at.clone(),
            lane_by: a.layout.clone(),
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}
fn publish(case: &mut Case, request: ExportRequest) -> Result<End, Problem> {
    let exported = publish::export(case, &request)?;
    println!("{} written, SHA-256 {}", exported.path.display(), exported.sha256);
    if !exported.left_out.is_empty() {
        println!("left out for this audience: {}", exported.left_out.join(", "));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Timeline {
    #[command(flatten)]
    case: CaseArgs,
    /// The file: .pdf .svg .csv .xlsx .ics
    #[arg(long, value_name = "F")]
    out: PathBuf,
    /// kind, entity or agency
    #[arg(long, value_name = "BY", default_value = "kind")]
    lane: String,
    #[arg(long, value_name = "D", default_value = "")]
    from: String,
    #[arg(long, value_name = "D", default_value = "")]
    to: String,
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn timeline(a: &Timeline, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    publish(
        &mut case,
        ExportRequest {
            what: "timeline".into(),
            path: a.out.clone(),
            lane_by: a.lane.clone(),
            from: a.from.clone(),
            to: a.to.clone(),
            as_of: or_today(&a.as_of),
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}
fn or_today(date: &str) -> String {
    if date.is_empty() {
        app::now::today()
    } else {
        date.to_owned()
    }
}

#[derive(Args)]
pub(super) struct Packet {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "F.pdf")]
    out: PathBuf,
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn packet(a: &Packet, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    publish(
        &mut case,
        ExportRequest {
            what: "packet".into(),
            path: a.out.clone(),
            as_of: or_today(&a.as_of),
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}

#[derive(Args)]
pub(super) struct Clocks {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    /// Write the JSON document into this file, stamped and registered
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn clocks(a: &Clocks, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let as_of = or_today(&a.as_of);
    if let Some(out) = &a.out {
        return publish(
            &mut case,
            ExportRequest {
                what: "clocks".into(),
                path: out.clone(),
                as_of,
                ..ExportRequest::default()
            },
        );
    }
    let doc = ask::clocks_json(&case.snapshot(), catalog, &as_of)?;
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::clocks(&doc));
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
