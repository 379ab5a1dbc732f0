//! Commands that ask the board: candidates and verdicts, an entity, an original, search, paths.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde_json::{Value as Json, json};

use super::case::{board_at, open, open_path, open_to_write};
use super::publish::or_today;
use super::{BoardArgs, CaseArgs, End, KeyArgs, parameters, password, print_json, second, words};
use crate::app::action::{Answer, Request};
use crate::app::case::Case;
use crate::app::job::Progress;
use crate::app::morning::Mark;
use crate::app::{self, ask, compare, public, rejects};
use crate::catalog::Catalog;
use crate::command::accept_many::AcceptMany;
use crate::command::{Command, required};
use crate::model::SourceId;
use crate::model::decision::{Candidate, CandidateKind, Verdict};
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::resolve::{agree, estimate, group};

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
    /// Names and records that hang together, in place of the links between them
    #[arg(long, conflicts_with_all = ["record", "against", "kind"])]
    groups: bool,
    /// What the verdicts given so far say of the weights: how many links of a weight were right
    #[arg(long, conflicts_with_all = ["record", "against", "kind", "groups"])]
    estimate: bool,
    /// What others decided and you have not looked at, oldest first: the cards, without the verdicts
    #[arg(long, conflicts_with_all = ["record", "against", "kind", "groups", "estimate"])]
    second_look: bool,
    /// Where a second look differs from the decision that stands: both verdicts, with their reasons
    #[arg(long, conflicts_with_all = ["record", "against", "kind", "groups", "estimate", "second_look"])]
    disagreements: bool,
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
    if a.groups {
        return groups(&case, catalog, a);
    }
    if a.estimate {
        return estimates(&case, a.json);
    }
    if a.second_look {
        return second::waiting(&case, catalog, a.top, a.json);
    }
    if a.disagreements {
        return second::disagreements(&case, catalog, a.top, a.json);
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
    parameters::notice(&snapshot, catalog);
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

/// What verdicts say of the weights, kind by kind.
fn estimates(case: &Case, as_json: bool) -> Result<End, Problem> {
    let found = case.surface(&ask::SurfaceRequest::default())?.candidates;
    let snapshot = case.snapshot();
    let decided = snapshot.latest_decisions();
    let kinds = [CandidateKind::Same, CandidateKind::Connected, CandidateKind::Pattern];
    let all = kinds.map(|kind| {
        let waits = |c: &&Candidate| decided.get(&c.id).is_none_or(|d| d.verdict == Verdict::Later);
        let waiting = found.iter().filter(waits);
        estimate::estimate(kind, decided.values().copied(), waiting)
    });
    let looked = snapshot.looked_at();
    let agreement = kinds.map(|kind| agree::agreement(kind, looked.iter().copied()));
    if as_json {
        return print_json(&json!({ "estimates": all, "agreement": agreement })).map(|()| End::Done);
    }
    let percent = |share: f64| share * 100.0;
    for (found, agreement) in all.iter().zip(&agreement) {
        let decided: usize = found.bands.iter().map(|b| b.accepted + b.rejected).sum();
        let waiting: usize = found.bands.iter().map(|b| b.waiting).sum();
        println!("{}: {decided} decided, {waiting} waiting", found.kind.as_str());
        for at in found.at_least.iter().filter(|at| at.decided > 0) {
            let right = at.precision.map_or_else(
                || format!("too few to say ({} verdicts)", at.decided),
                |s| {
                    format!(
                        "{:.0} % right ({:.0} to {:.0})",
                        percent(s.mid),
                        percent(s.low),
                        percent(s.high)
                    )
                },
            );
            let found = at
                .recall
                .map_or_else(String::new, |r| format!(", {:.0} % of all that are right", percent(r)));
            println!("  {:>4} bits and more: {right}{found}", at.bits);
        }
        if let Some(said) = second::agreement(agreement) {
            println!("  {said}");
        }
    }
    Ok(End::Done)
}

/// Names that hang together, the strongest first: who, and the links between them.
fn groups(case: &Case, catalog: &Arc<Catalog>, a: &Surface) -> Result<End, Problem> {
    let found = case.surface(&ask::SurfaceRequest::default())?.candidates;
    let snapshot = case.snapshot();
    let groups = group::groups(&snapshot, &found);
    let shown = groups.iter().take(if a.top == 0 { usize::MAX } else { a.top });
    if a.json {
        let groups: Vec<Json> = shown
            .map(|g| words::group_json(catalog, &snapshot, g, &found))
            .collect();
        return print_json(&json!({ "groups": groups })).map(|()| End::Done);
    }
    for group in shown {
        print!("{}", words::group(catalog, &snapshot, group, &found));
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Morning {
    #[command(flatten)]
    case: CaseArgs,
    /// New is what came after this commit; the one that was marked as seen if left out
    #[arg(long, value_name = "SEQ", value_parser = clap::value_parser!(i64).range(0..))]
    since: Option<i64>,
    /// The day that clocks are counted from; today if left out
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    /// Mark everything that is listed as seen
    #[arg(long, conflicts_with = "back")]
    seen: bool,
    /// Bring back the mark before
    #[arg(long)]
    back: bool,
    /// Where libraries lie; the person's data folder if left out
    #[arg(long, value_name = "DIR")]
    library_dir: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn morning(a: &Morning, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let today = or_today(&a.as_of);
    let name = Mark::draft_name(&case.member_name());
    let mut mark = Mark::read(case.drafts().get(&name).map(String::as_str));
    if a.back {
        case.must_write()?;
        mark = mark.back().ok_or_else(|| {
            Problem::new(
                "mark",
                "a mark before this one",
                "none",
                "give --since SEQ to look back further",
            )
        })?;
        case.keep_draft(&name, &mark.draft())?;
    }
    let made = case.morning(
        &today,
        a.since.unwrap_or(mark.now.seq),
        &public::folder(a.library_dir.as_deref()),
    )?;
    if a.seen {
        case.must_write()?;
        case.keep_draft(&name, &mark.seen(made.commit, &app::now::today()).draft())?;
    }
    if a.json {
        print_json(&made)?;
    } else {
        print!("{}", words::morning(catalog, &made));
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
    /// Accept what hangs together with this candidate: of names the fewest and strongest links, of records all
    #[arg(long, requires = "least")]
    group: bool,
    /// Accept no link of fewer bits
    #[arg(long, value_name = "BITS", requires = "group")]
    least: Option<f64>,
    /// With --group: say what would be joined, and join nothing
    #[arg(long, requires = "group")]
    dry_run: bool,
    /// A second look at what another member decided: it changes no group, and shows the first verdict afterwards
    #[arg(long, conflicts_with = "group")]
    second: bool,
}
pub(super) fn decide(a: &DecideArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open_to_write(&a.case, catalog)?;
    if a.second {
        let verdict = Verdict::parse(&a.verdict).unwrap_or_default();
        return second::look(&mut case, &a.candidate, verdict, &a.why);
    }
    let candidate = case.candidate(&a.candidate)?;
    if let Some(least) = a.least {
        return accept_group(&mut case, catalog, a, &candidate, least);
    }
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

fn accept_group(
    case: &mut Case,
    catalog: &Arc<Catalog>,
    a: &DecideArgs,
    candidate: &Candidate,
    least: f64,
) -> Result<End, Problem> {
    if a.verdict != Verdict::Accept.as_str() {
        let remedy = "decide links that are not to be joined one by one";
        return Err(Problem::new("verdict", "accept", a.verdict.clone(), remedy));
    }
    let found = case.surface(&ask::SurfaceRequest::default())?.candidates;
    let snapshot = case.snapshot();
    let groups = group::groups(&snapshot, &found);
    let holds = |g: &&group::Group| g.pairs.iter().any(|at| found[*at].id == candidate.id);
    let group = groups.iter().find(holds).ok_or_else(|| {
        let named = format!("{} and {}", candidate.left.label, candidate.right.label);
        let remedy = "decide it by itself; `surface --groups` lists the groups";
        Problem::new("group", "a link among three or more that hang together", named, remedy)
    })?;
    let pairs = group.waiting(&snapshot, &found);
    let joined = group::joining(&snapshot, &pairs, least);
    for at in &joined.pairs {
        let card = &pairs[*at];
        println!("{:+.1}  {} · {}", card.bits.as_f64(), card.left.label, card.right.label);
    }
    for stays in &joined.left_out {
        println!("stays  {}", words::end(&snapshot, catalog, group.kind, *stays));
    }
    println!(
        "{} links join {} into {}; {} stay",
        joined.pairs.len(),
        joined.reached,
        joined.into,
        joined.left_out.len()
    );
    let command = Command::AcceptMany(AcceptMany {
        candidates: joined.pairs.iter().map(|at| pairs[*at].clone()).collect(),
        least_bits: least,
        why: a.why.clone(),
    });
    case.check(&command)?;
    if !a.dry_run {
        let done = case.commit(&command)?;
        println!("{}, commit {}", words::said(catalog, &command, &snapshot), done.seq);
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Show {
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    board: BoardArgs,
    /// An id, or a label that only one entity has; with --original or --rests a source: file name, title or id
    id: String,
    /// Write the source's original to OUT, where nothing may lie yet: the bytes as received, their hash checked
    #[arg(long, value_name = "OUT", conflicts_with = "as_of")]
    original: Option<PathBuf>,
    /// The text of a record (key, id or file#row) by pages, with what is named where
    #[arg(long, conflicts_with_all = ["original", "rests"])]
    document: bool,
    /// What rests on the source, and what would fall if it were withdrawn
    #[arg(long, conflicts_with = "original")]
    rests: bool,
    /// What was done to the entity and to each value of it, oldest first
    #[arg(long, conflicts_with_all = ["original", "rests", "document"])]
    history: bool,
    /// Draw a page of a record's PDF or picture into OUT, where nothing may lie yet, as PNG
    #[arg(long, value_name = "OUT", conflicts_with_all = ["original", "rests", "document", "as_of"])]
    png: Option<PathBuf>,
    /// The page that is drawn, from 1
    #[arg(long, default_value_t = 1, requires = "png")]
    page: u32,
    /// Its width in pixels
    #[arg(long, default_value_t = 1600, requires = "png", value_parser = clap::value_parser!(u32).range(16..=i64::from(app::page::WIDEST)))]
    width: u32,
    /// A file with your own passphrase: a sealed original is written or drawn only from an open vault
    #[arg(long, value_name = "F")]
    passphrase_file: Option<PathBuf>,
    /// Why a sealed original is written out or drawn; stands in the audit
    #[arg(long, default_value = "")]
    why: String,
    #[arg(long)]
    json: bool,
}
pub(super) fn show(a: &Show, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    if let Some(out) = &a.original {
        return original(a, out, catalog);
    }
    if let Some(out) = &a.png {
        return page(a, out, catalog);
    }
    let case = board_at(open(&a.case, catalog)?, &a.board.as_of)?;
    if a.rests {
        return rests(a, &case);
    }
    if a.document {
        return document(a, &case);
    }
    let entity = ask::find_entity(&case.snapshot(), &a.id)?;
    if a.history {
        let lines = case.told_of(entity)?;
        if a.json {
            print_json(&json!({ "history": lines }))?;
        } else {
            lines.iter().for_each(|line| println!("{}", words::told(catalog, line)));
        }
        return Ok(End::Done);
    }
    let doc = case.show(entity)?;
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::shown(catalog, &doc));
    }
    Ok(End::Done)
}

fn document(a: &Show, case: &Case) -> Result<End, Problem> {
    let s = case.snapshot();
    let document = case.document(ask::find_record(&s, &a.id)?)?;
    let doc = app::document::json(&s, &document);
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::document(&doc));
    }
    Ok(End::Done)
}

fn rests(a: &Show, case: &Case) -> Result<End, Problem> {
    let s = case.snapshot();
    let rests = app::rests::of(&s, rejects::find_source(&s, &a.id)?);
    let decided = s.latest_decisions();
    let mut candidates = match case.past() {
        // What would have been surfaced then was not kept.
        Some(_) => Vec::new(),
        None => case.surface(&ask::SurfaceRequest::default())?.candidates,
    };
    candidates.retain(|c| !decided.contains_key(&c.id));
    let doc = app::rests::json(&s, &rests, &candidates);
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::rests(&doc));
    }
    Ok(End::Done)
}

/// What opens the original of a source: nothing, or where it is under seal a passphrase, with a reason.
fn opening(a: &Show, case: &Case, source: SourceId) -> Result<Secret, Problem> {
    if !app::original::is_sealed(case, source)? {
        return Ok(Secret::new(String::new()));
    }
    case.must_write()?;
    required("why", &a.why)?;
    password(a.passphrase_file.as_deref(), "Your own passphrase for the vault: ")
}

fn page(a: &Show, out: &Path, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let record = ask::find_record(&case.snapshot(), &a.id)?;
    let source = case.record(record)?.source;
    let passphrase = opening(a, &case, source)?;
    case.open_original(source, &passphrase, &a.why)?;
    let page = case.pages_of(record)?.draw(a.page, a.width)?;
    app::page::write_png(&page, out)?;
    if a.json {
        print_json(&json!({
            "path": out, "page": page.number, "of": page.of, "width": page.width, "height": page.height,
        }))?;
    } else {
        println!("{}: page {} of {}", out.display(), page.number, page.of);
    }
    Ok(End::Done)
}

fn original(a: &Show, out: &Path, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let source = rejects::find_source(&case.snapshot(), &a.id)?;
    let passphrase = opening(a, &case, source)?;
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
    #[command(flatten)]
    board: BoardArgs,
    text: String,
    #[arg(long)]
    json: bool,
}
pub(super) fn search(a: &Search, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = board_at(open(&a.case, catalog)?, &a.board.as_of)?;
    let hits = case.search(&a.text)?;
    if a.json {
        print_json(&json!({ "hits": hits }))?;
    } else {
        for hit in &hits {
            println!(
                "{:<10} {:<40} {}  {}{}",
                hit.kind,
                hit.label,
                hit.id,
                if hit.similar { "(similar) " } else { "" },
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
pub(super) struct Compare {
    #[command(flatten)]
    case: CaseArgs,
    /// An id, or a label that only one entity has
    a: String,
    b: String,
    #[arg(long)]
    json: bool,
}
pub(super) fn compare(a: &Compare, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = open(&a.case, catalog)?;
    let s = case.snapshot();
    let (left, right) = compare::find_pair(&s, &a.a, &a.b)?;
    let pair = compare::compare(&s, left, right);
    let found = case.surface(&ask::SurfaceRequest::default())?.candidates;
    let card = compare::card(&s, &found, left, right);
    if a.json {
        let mut doc = json!(pair);
        doc["candidate"] = card.map_or(Json::Null, |c| words::candidate_json(catalog, c));
        print_json(&doc)?;
    } else {
        print!("{}", words::pair(catalog, &pair));
        match card {
            Some(card) => print!("{}", words::candidate(catalog, card)),
            None => println!("{}", catalog.text.get("compare-no-card", &[])),
        }
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct PathArgs {
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    board: BoardArgs,
    a: String,
    b: String,
    #[arg(long)]
    confirmed_only: bool,
    #[arg(long)]
    json: bool,
}
pub(super) fn path(a: &PathArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let case = board_at(open(&a.case, catalog)?, &a.board.as_of)?;
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
