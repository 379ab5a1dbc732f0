//! The main job without a window, on the sample: files in, links surfaced and decided as the sample's
//! script says, chart, timeline, clocks and packet out. Seeded, so that two runs give equal bytes.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::action::{ExportRequest, Imported};
use super::case::{Case, NewCase};
use super::now::SeededMint;
use super::{ask, board, files, publish, sample};
use crate::catalog::Catalog;
use crate::command::decide::Decide;
use crate::command::edit_chart::NewChart;
use crate::command::manage_file::SetSetting;
use crate::command::plan_work::{AddMilestone, CompleteMilestone};
use crate::command::{Command, Outcome};
use crate::model::decision::{Candidate, CandidateKind, Side, Verdict};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::*;
use crate::snapshot::Snapshot;

/// The day that the sample is played on.
pub const AS_OF: &str = "2026-11-24";
const START: &str = "2026-11-24T08:00:00Z";

/// What the run found and wrote.
pub struct Report {
    pub imports: Vec<Imported>,
    /// same, connected, pattern
    pub candidates: [usize; 3],
    pub held_back: usize,
    pub decisions: usize,
    /// Lines of the script whose candidate did not surface.
    pub not_surfaced: Vec<String>,
    pub clocks: usize,
    pub events: usize,
    /// (file name, SHA-256)
    pub files: Vec<(String, String)>,
    pub verified: bool,
}

#[derive(Deserialize)]
struct Line {
    #[serde(rename = "match")]
    wanted: Wanted,
    verdict: String,
    why: String,
}
#[derive(Deserialize)]
struct Wanted {
    kind: String,
    left: String,
    right: String,
    #[serde(default)]
    left_label: String,
    #[serde(default)]
    right_label: String,
    #[serde(default)]
    pattern: String,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Work {
    rule: String,
    title: String,
    trigger_date: String,
    subject_at: String,
    jurisdiction: String,
    length: String,
    fixed_due: String,
    owner: String,
    note: String,
    status: String,
    done_on: String,
    evidence: String,
}

/// Makes the sample's case file, still empty.
///
/// # Errors
/// The folder can't be written to.
pub fn new_sample(path: &Path, catalog: &Arc<Catalog>, mint: Box<dyn Mint + Send>) -> Result<Case, Problem> {
    let new = NewCase {
        kind: "case".to_owned(),
        title: sample::TITLE.to_owned(),
        member: "A. Baca".to_owned(),
        agency: "Mesa Alta task force".to_owned(),
        password: sample::password(),
        passphrase: sample::password(),
    };
    let mut case = Case::create(path, &new, catalog.clone(), mint)?;
    case.commit(&Command::SetSetting(SetSetting {
        name: "fictional".to_owned(),
        value: "yes".to_owned(),
    }))?;
    Ok(case)
}

/// Imports the sample's files one by one, then its milestones. `step` sees the case after each, with
/// how many of how many are done; `false` stops.
///
/// # Errors
/// A sample file is broken.
pub fn fill_sample(
    case: &mut Case,
    step: &mut dyn FnMut(&Case, usize, usize) -> bool,
) -> Result<Vec<Imported>, Problem> {
    let incoming = sample::imports();
    let total = incoming.len() + 1;
    let mut imports = Vec::new();
    for (at, (name, bytes)) in incoming.into_iter().enumerate() {
        imports.push(case.import_bytes(&name, bytes, "", "")?);
        if !step(case, at + 1, total) {
            return Ok(imports);
        }
    }
    plan(case)?;
    draw(case)?;
    step(case, total, total);
    Ok(imports)
}

/// Runs the main job and writes its files into `folder`.
///
/// # Errors
/// The folder can't be written to; a step that failed, with its remedy.
pub fn run(folder: &Path, catalog: &Arc<Catalog>) -> Result<Report, Problem> {
    files::make_folder(folder)?;
    let path = folder.join(sample::FILE_NAME);
    files::remove_case(&path)?;
    let mut case = new_sample(&path, catalog, Box::new(SeededMint::new(1, START)))?;
    let imports = fill_sample(&mut case, &mut |_, _, _| true)?;
    let found = case.surface(&ask::SurfaceRequest::default())?;
    let count = |kind| found.candidates.iter().filter(|c| c.kind == kind).count();
    let candidates = [
        count(CandidateKind::Same),
        count(CandidateKind::Connected),
        count(CandidateKind::Pattern),
    ];
    let (decisions, not_surfaced) = decide(&mut case, &found.candidates)?;
    let chart = draw(&mut case)?;
    let mut written = Vec::new();
    for (what, name) in [
        ("chart", "chart.svg"),
        ("chart", "chart.png"),
        ("links", "links.csv"),
        ("timeline", "timeline.pdf"),
        ("timeline", "timeline.csv"),
        ("timeline", "timeline.ics"),
        ("clocks", "clocks.json"),
        ("packet", "packet.pdf"),
    ] {
        let request = ExportRequest {
            what: what.to_owned(),
            path: folder.join(name),
            chart: (what != "links").then_some(chart),
            lane_by: "kind".to_owned(),
            as_of: AS_OF.to_owned(),
            ..ExportRequest::default()
        };
        let exported = publish::export(&mut case, &request)?;
        written.push((name.to_owned(), exported.sha256));
    }
    let checks = case.verify(None)?;
    let snapshot = case.snapshot();
    let report = Report {
        imports,
        candidates,
        held_back: found.held_back.len(),
        decisions,
        not_surfaced,
        clocks: ask::clocks(&snapshot, catalog, AS_OF)?.len(),
        events: snapshot.events.len(),
        files: written,
        verified: checks.iter().all(|c| c.ok),
    };
    drop(case);
    // What is left is what was asked for: SQLCipher's pages are never the same twice.
    files::remove_case(&path)?;
    Ok(report)
}

fn json<T: for<'a> Deserialize<'a>>(name: &str) -> Result<T, Problem> {
    let bytes = sample::file(name).unwrap_or_default();
    serde_json::from_slice(bytes).map_err(|e| {
        Problem::new(
            "sample",
            "a sample file of this version",
            e.to_string(),
            "restore sample_cases/",
        )
        .in_file(name)
    })
}

/// The milestones of the sample, some done.
fn plan(case: &mut Case) -> Result<(), Problem> {
    for work in json::<Vec<Work>>("case/milestones.json")? {
        let subject = subject(&case.snapshot(), &work.subject_at);
        let done: Outcome = case
            .commit(&Command::AddMilestone(AddMilestone {
                rule: work.rule,
                title: work.title,
                subject,
                trigger_date: work.trigger_date,
                jurisdiction: work.jurisdiction,
                length: work.length,
                fixed_due: work.fixed_due,
                owner: work.owner,
                note: work.note,
                ..AddMilestone::default()
            }))?
            .outcome;
        if work.status == "done"
            && let Some(id) = done.made.first()
        {
            case.commit(&Command::CompleteMilestone(CompleteMilestone {
                milestone: MilestoneId(*id),
                done_on: work.done_on,
                evidence: work.evidence,
            }))?;
        }
    }
    Ok(())
}

/// `file#row:column` → the entity that the cell mentions.
fn subject(snapshot: &Snapshot, at: &str) -> Option<EntityId> {
    let (place, column) = at.split_once(':')?;
    let record = ask::find_record(snapshot, place).ok()?;
    snapshot
        .mentions_of_record(record)
        .find(|m| m.column == column)
        .map(|m| m.entity)
}

/// Applies the script to what surfaced; gives the number of decisions and what did not surface.
fn decide(case: &mut Case, candidates: &[Candidate]) -> Result<(usize, Vec<String>), Problem> {
    let mut made = 0;
    let mut missing = Vec::new();
    for line in json::<Vec<Line>>("script.json")? {
        let Some(candidate) = candidates.iter().find(|c| fits(c, &line.wanted)) else {
            missing.push(format!(
                "{} {} {}",
                line.wanted.kind, line.wanted.left, line.wanted.right
            ));
            continue;
        };
        let verdict = Verdict::parse(&line.verdict).unwrap_or_default();
        case.commit(&Command::Decide(Decide {
            candidate: candidate.clone(),
            verdict,
            why: line.why,
        }))?;
        made += 1;
    }
    Ok((made, missing))
}

fn fits(c: &Candidate, wanted: &Wanted) -> bool {
    let at = |side: &Side, place: &str, label: &str| {
        (label.is_empty() || side.label == label)
            && side.records.iter().any(|r| format!("{}#{}", r.file, r.row) == place)
    };
    c.kind.as_str() == wanted.kind
        && (wanted.pattern.is_empty() || c.pattern == wanted.pattern)
        && ((at(&c.left, &wanted.left, &wanted.left_label) && at(&c.right, &wanted.right, &wanted.right_label))
            || (at(&c.left, &wanted.right, &wanted.right_label) && at(&c.right, &wanted.left, &wanted.left_label)))
}

/// One chart: the recruiter whom most records name, and what is within two steps.
pub fn draw(case: &mut Case) -> Result<ChartId, Problem> {
    let snapshot = case.snapshot();
    let recruits = |id: EntityId| -> usize {
        let members = snapshot.members_of(id);
        members
            .iter()
            .map(|m| {
                snapshot
                    .mentions_of_entity(*m)
                    .filter(|x| x.role == "recruiter")
                    .count()
            })
            .sum()
    };
    let focus = snapshot
        .entities
        .iter()
        .filter(|e| e.kind == "person" && e.pseudonym.is_empty())
        .max_by_key(|e| (recruits(e.id), snapshot.links_of(e.id).count(), std::cmp::Reverse(e.id)))
        .map(|e| e.id)
        .unwrap_or_default();
    let entities = board::around(&snapshot, &case.catalog().kinds, focus, 2, 36);
    let items = board::fresh(&snapshot, &entities, "force", 1);
    let label = snapshot
        .entity(snapshot.group_of(focus))
        .map(|e| e.label.clone())
        .unwrap_or_default();
    let done = case.commit(&Command::NewChart(NewChart {
        title: label,
        layout: "force".to_owned(),
        items,
    }))?;
    Ok(ChartId(done.outcome.made.first().copied().unwrap_or_default()))
}
