//! The main job without a window, on the sample: files in, links surfaced and decided as the sample's
//! script says, chart, timeline, clocks and packet out. Seeded, so that two runs give equal bytes.

use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use super::action::{ExportRequest, Imported};
use super::case::Case;
use super::now::SeededMint;
use super::promote::Promoted;
use super::sample::make;
use super::{ask, files, publish, sample};
use crate::catalog::Catalog;
use crate::command::Command;
use crate::command::decide::Decide;
use crate::model::decision::{Candidate, CandidateKind, Side, Verdict};
use crate::model::problem::Problem;

/// The day that the sample is played on.
pub const AS_OF: &str = "2026-11-24";
const START: &str = "2026-11-24T08:00:00Z";

/// What the run found and wrote.
pub struct Report {
    pub imports: Vec<Imported>,
    /// What the desk promoted into the case.
    pub promoted: Option<Promoted>,
    /// Of the case: same, connected, pattern
    pub candidates: [usize; 3],
    pub held_back: usize,
    /// Lines of the script, on the desk and in the case, that were decided.
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
    /// desk, or else the case
    #[serde(default)]
    on: String,
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

/// Runs the main job and writes its files into `folder`.
///
/// # Errors
/// The folder can't be written to; a step that failed, with its remedy.
pub fn run(folder: &Path, catalog: &Arc<Catalog>) -> Result<Report, Problem> {
    files::make_folder(folder)?;
    let path = folder.join(sample::FILE_NAME);
    let desk_path = folder.join(sample::DESK_FILE_NAME);
    files::remove_case(&path)?;
    let mut case = make::new_case(&path, catalog, Box::new(SeededMint::new(1, START)))?;
    let new_desk = || make::new_desk(&desk_path, catalog, Box::new(SeededMint::new(2, START)));
    let filled = make::fill(&mut case, new_desk, &mut |_, _, _| true)?;
    let mut script = make::json::<Vec<Line>>("script.json")?;
    let of_desk: Vec<Line> = script.extract_if(.., |line| line.on == "desk").collect();
    let found = case.surface(&ask::SurfaceRequest::default())?;
    let count = |kind| found.candidates.iter().filter(|c| c.kind == kind).count();
    let candidates = [
        count(CandidateKind::Same),
        count(CandidateKind::Connected),
        count(CandidateKind::Pattern),
    ];
    let (mut decisions, mut not_surfaced) = decide(&mut case, script, &found.candidates)?;
    let chart = make::draw(&mut case)?;
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
    let mut checks = case.verify(None)?;
    let mut promoted = None;
    if let Some((mut desk, done)) = filled.desk {
        promoted = Some(done);
        let found = desk.surface(&ask::SurfaceRequest::default())?;
        let (made, missing) = decide(&mut desk, of_desk, &found.candidates)?;
        decisions += made;
        not_surfaced.extend(missing);
        let request = ExportRequest {
            what: "links".to_owned(),
            path: folder.join("desk-links.csv"),
            ..ExportRequest::default()
        };
        let exported = publish::export(&mut desk, &request)?;
        written.push(("desk-links.csv".to_owned(), exported.sha256));
        checks.extend(desk.verify(None)?);
    }
    let snapshot = case.snapshot();
    let report = Report {
        imports: filled.imports,
        promoted,
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
    files::remove_case(&desk_path)?;
    Ok(report)
}

/// Applies the script to what surfaced; gives the number of decisions and what did not surface.
fn decide(case: &mut Case, script: Vec<Line>, candidates: &[Candidate]) -> Result<(usize, Vec<String>), Problem> {
    let mut made = 0;
    let mut missing = Vec::new();
    for line in script {
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
