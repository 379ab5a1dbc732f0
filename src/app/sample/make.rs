//! The sample made anew: the desk with its forty tips and what was done with them, and the case, which
//! takes leads from the desk by the same promotion as any other. Must not know: the script and its links.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;

use crate::app::action::Imported;
use crate::app::case::{Case, NewCase};
use crate::app::promote::{Identities, Promoted, promote};
use crate::app::{ask, board, files, sample};
use crate::catalog::Catalog;
use crate::command::edit_chart::NewChart;
use crate::command::manage_file::SetSetting;
use crate::command::plan_work::{AddMilestone, CompleteMilestone};
use crate::command::work_lead::{AddDeconfliction, DisposeLead};
use crate::command::{Command, Outcome};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::*;
use crate::snapshot::Snapshot;

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

/// What the desk did with its tips.
#[derive(Deserialize)]
struct DeskWork {
    /// Settings of the case and of the desk.
    case: BTreeMap<String, String>,
    desk: BTreeMap<String, String>,
    dispositions: Vec<Disposition>,
    deconfliction: Vec<Check>,
    /// Numbers of the tips that went to the case.
    promoted: Vec<String>,
}
#[derive(Deserialize)]
struct Disposition {
    tip: String,
    disposition: String,
    reason: String,
    reviewer: String,
}
#[derive(Deserialize)]
struct Check {
    subject_at: String,
    #[serde(flatten)]
    entry: AddDeconfliction,
}

/// Makes the sample's case file, still empty.
///
/// # Errors
/// The folder can't be written to.
pub fn new_case(path: &Path, catalog: &Arc<Catalog>, mint: Box<dyn Mint + Send>) -> Result<Case, Problem> {
    new_file("case", sample::TITLE, path, catalog, mint)
}

fn new_file(
    kind: &str,
    title: &str,
    path: &Path,
    catalog: &Arc<Catalog>,
    mint: Box<dyn Mint + Send>,
) -> Result<Case, Problem> {
    let new = NewCase {
        kind: kind.to_owned(),
        title: title.to_owned(),
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

/// What filling the sample made.
#[derive(Default)]
pub struct Filled {
    /// Of the case, then of the desk.
    pub imports: Vec<Imported>,
    /// The desk, and what went from it to the case; none when it was stopped before.
    pub desk: Option<(Case, Promoted)>,
}

/// The desk, filled, and what was imported into it.
pub type DeskMade = Result<(Case, Vec<Imported>), Problem>;

/// Makes the desk anew, imports its tips and does with them what the sample's desk did, short of promoting.
///
/// # Errors
/// The folder can't be written to; a sample file is broken.
pub fn new_desk(path: &Path, catalog: &Arc<Catalog>, mint: Box<dyn Mint + Send>) -> DeskMade {
    files::remove_case(path)?;
    let mut desk = new_file("desk", sample::DESK_TITLE, path, catalog, mint)?;
    let mut imports = Vec::new();
    for (name, bytes) in sample::imports("desk") {
        imports.push(desk.import_bytes(&name, bytes, "", "")?);
    }
    let work = desk_work()?;
    set(&mut desk, &work.desk)?;
    for done in work.dispositions {
        let s = desk.snapshot();
        let record = ask::find_record(&s, &done.tip)?;
        let lead = s.leads.iter().find(|l| l.record == record).map(|l| l.id);
        desk.commit(&Command::DisposeLead(DisposeLead {
            lead: lead.unwrap_or_default(),
            disposition: done.disposition,
            reason: done.reason,
            reviewer: done.reviewer,
        }))?;
    }
    for check in work.deconfliction {
        let entity = subject(&desk.snapshot(), &check.subject_at);
        desk.commit(&Command::AddDeconfliction(AddDeconfliction { entity, ..check.entry }))?;
    }
    Ok((desk, imports))
}

/// Fills the case: imports its own files one by one, takes the leads that the desk promotes, then adds
/// milestones and a chart. `desk` is asked when the files are in, so that it can be made meanwhile. `step`
/// sees the case after each, with how many of how many are done; `false` stops.
///
/// # Errors
/// A sample file is broken; what either file refuses.
pub fn fill(
    case: &mut Case,
    desk: impl FnOnce() -> DeskMade,
    step: &mut dyn FnMut(&Case, usize, usize) -> bool,
) -> Result<Filled, Problem> {
    let incoming = sample::imports("case");
    let total = incoming.len() + 2;
    let mut filled = Filled::default();
    let work = desk_work()?;
    set(case, &work.case)?;
    for (at, (name, bytes)) in incoming.into_iter().enumerate() {
        filled.imports.push(case.import_bytes(&name, bytes, "", "")?);
        if !step(case, at + 1, total) {
            return Ok(filled);
        }
    }
    // The investigator of the case answers for both: the identities go along.
    let both = (sample::password(), sample::password());
    let identities = Identities {
        desk: &both.0,
        case: &both.1,
    };
    let (mut desk, imports) = desk()?;
    filled.imports.extend(imports);
    let promoted = promote(&mut desk, &work.promoted, case, Some(&identities))?;
    filled.desk = Some((desk, promoted));
    if !step(case, total - 1, total) {
        return Ok(filled);
    }
    plan(case)?;
    draw(case)?;
    step(case, total, total);
    Ok(filled)
}

fn desk_work() -> Result<DeskWork, Problem> {
    json("desk/work.json")
}

fn set(case: &mut Case, settings: &BTreeMap<String, String>) -> Result<(), Problem> {
    for (name, value) in settings {
        let (name, value) = (name.clone(), value.clone());
        case.commit(&Command::SetSetting(SetSetting { name, value }))?;
    }
    Ok(())
}

pub(in crate::app) fn json<T: for<'a> Deserialize<'a>>(name: &str) -> Result<T, Problem> {
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
