//! Milestones, excludable time, tasks and legal process. Clocks follow from these by rule.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::work::{Exclusion, Milestone, Process, Task, WorkStatus};
use crate::model::*;

#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddMilestone {
    /// Rule id such as `M55`; empty = a milestone of the office's own, which needs a title.
    pub rule: String,
    pub title: String,
    pub subject: Option<EntityId>,
    pub trigger_date: String,
    pub trigger_event: Option<EventId>,
    pub trigger_source: Option<SourceId>,
    pub jurisdiction: String,
    pub length: String,
    pub fixed_due: String,
    pub owner: String,
    pub note: String,
}

/// Replaces what may be edited of a milestone; ids, status and evidence stay.
#[derive(Clone, Serialize, Deserialize)]
pub struct EditMilestone {
    pub milestone: MilestoneId,
    pub to: AddMilestone,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct CompleteMilestone {
    pub milestone: MilestoneId,
    pub done_on: String,
    /// What shows it: a docket entry, a ticket number.
    pub evidence: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct ReopenMilestone {
    pub milestone: MilestoneId,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveMilestone {
    pub milestone: MilestoneId,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AddExclusion {
    pub milestone: MilestoneId,
    pub kind: String,
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub docket: String,
    #[serde(default)]
    pub finding: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveExclusion {
    pub exclusion: ExclusionId,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AddTask {
    pub title: String,
    #[serde(default)]
    pub owner: String,
    #[serde(default)]
    pub due: String,
    #[serde(default)]
    pub about: Option<EntityId>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct FinishTask {
    pub task: TaskId,
    pub status: WorkStatus,
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AddProcess {
    pub kind: String,
    pub authority: String,
    pub recipient: String,
    pub served: String,
    pub due: String,
    pub returned: String,
    pub scope: String,
    pub gag_until: String,
    pub source: Option<SourceId>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct EditProcess {
    pub process: ProcessId,
    pub to: AddProcess,
}

fn check_day(field: &str, text: &str) -> Result<(), Problem> {
    let ok = text.is_empty()
        || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
        || chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").is_ok();
    if ok {
        return Ok(());
    }
    Err(Problem::new(
        "date",
        format!("`{field}` as 2026-11-02 or 2026-11-02T18:00"),
        text.to_owned(),
        "give a full date",
    ))
}

fn check_milestone(to: &AddMilestone, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
    if to.rule.is_empty() {
        required("title", &to.title)?;
    } else if catalog.rules.find(&to.rule).is_err() {
        return Err(Problem::new(
            "rule",
            "a known rule id such as M55",
            to.rule.clone(),
            "see `caseboard rules`",
        ));
    }
    check_day("trigger_date", &to.trigger_date)?;
    check_day("fixed_due", &to.fixed_due)?;
    if let Some(subject) = to.subject
        && s.entity(subject).is_none()
    {
        return Err(gone("entity", subject.0));
    }
    Ok(())
}
fn fill(m: &mut Milestone, to: &AddMilestone) {
    m.rule.clone_from(&to.rule);
    m.title.clone_from(&to.title);
    m.subject = to.subject;
    m.trigger_date.clone_from(&to.trigger_date);
    m.trigger_event = to.trigger_event;
    m.trigger_source = to.trigger_source;
    m.jurisdiction.clone_from(&to.jurisdiction);
    m.length.clone_from(&to.length);
    m.fixed_due.clone_from(&to.fixed_due);
    m.owner.clone_from(&to.owner);
    m.note.clone_from(&to.note);
}
fn name_of(s: &Snapshot, id: MilestoneId) -> Vec<String> {
    s.milestones
        .get(id.0)
        .map_or_else(Vec::new, |m| vec![m.rule.clone(), m.title.clone()])
}
fn milestone(tx: &mut Tx<'_>, id: MilestoneId) -> Result<Milestone, Problem> {
    tx.get(id.0)?.ok_or_else(|| gone(Milestone::TABLE, id.0))
}
fn exists(s: &Snapshot, id: MilestoneId) -> Result<(), Problem> {
    s.milestones
        .get(id.0)
        .map(|_| ())
        .ok_or_else(|| gone(Milestone::TABLE, id.0))
}

impl Verb for AddMilestone {
    fn name(&self) -> String {
        "milestone.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.rule.clone(), self.title.clone()]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        check_milestone(self, s, catalog)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut m = Milestone {
            id: MilestoneId(tx.mint().uid()),
            ..Milestone::default()
        };
        fill(&mut m, self);
        tx.insert(&m)?;
        Ok(Outcome::one(m.id.0))
    }
}

impl Verb for EditMilestone {
    fn name(&self) -> String {
        "milestone.edit".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        name_of(s, self.milestone)
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        exists(s, self.milestone)?;
        check_milestone(&self.to, s, catalog)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut m = milestone(tx, self.milestone)?;
        fill(&mut m, &self.to);
        tx.update(&m)?;
        Ok(Outcome::one(m.id.0))
    }
}

impl Verb for CompleteMilestone {
    fn name(&self) -> String {
        "milestone.complete".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        name_of(s, self.milestone)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.milestone)?;
        required("done_on", &self.done_on)?;
        check_day("done_on", &self.done_on)?;
        required("evidence", &self.evidence)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut m = milestone(tx, self.milestone)?;
        m.status = WorkStatus::Done;
        m.done_on.clone_from(&self.done_on);
        m.evidence.clone_from(&self.evidence);
        tx.update(&m)?;
        Ok(Outcome::one(m.id.0))
    }
}

impl Verb for ReopenMilestone {
    fn name(&self) -> String {
        "milestone.reopen".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        name_of(s, self.milestone)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.milestone)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut m = milestone(tx, self.milestone)?;
        m.status = WorkStatus::Open;
        m.done_on.clear();
        m.evidence.clear();
        tx.update(&m)?;
        Ok(Outcome::one(m.id.0))
    }
}

impl Verb for RemoveMilestone {
    fn name(&self) -> String {
        "milestone.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        name_of(s, self.milestone)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.milestone)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        for exclusion in c.snapshot.exclusions.iter().filter(|e| e.milestone == self.milestone) {
            tx.delete::<Exclusion>(exclusion.id.0)?;
        }
        tx.delete::<Milestone>(self.milestone.0)?;
        Ok(Outcome::default())
    }
}

impl Verb for AddExclusion {
    fn name(&self) -> String {
        "exclusion.add".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let mut args = name_of(s, self.milestone);
        args.extend([self.kind.clone(), self.from.clone(), self.to.clone()]);
        args
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.milestone)?;
        required("kind", &self.kind)?;
        required("from", &self.from)?;
        required("to", &self.to)?;
        check_day("from", &self.from)?;
        check_day("to", &self.to)?;
        if self.from > self.to {
            return Err(Problem::new(
                "order",
                "`from` not after `to`",
                format!("{} … {}", self.from, self.to),
                "turn the two dates round",
            ));
        }
        if self.kind == "h7" {
            required("finding", &self.finding)?;
        }
        Ok(())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = ExclusionId(tx.mint().uid());
        tx.insert(&Exclusion {
            id,
            milestone: self.milestone,
            kind: self.kind.clone(),
            from_date: self.from.clone(),
            to_date: self.to.clone(),
            docket: self.docket.clone(),
            finding: self.finding.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for RemoveExclusion {
    fn name(&self) -> String {
        "exclusion.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.exclusions.get(self.exclusion.0).map_or_else(Vec::new, |e| {
            let mut args = name_of(s, e.milestone);
            args.extend([e.kind.clone(), e.from_date.clone(), e.to_date.clone()]);
            args
        })
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        s.exclusions
            .get(self.exclusion.0)
            .map(|_| ())
            .ok_or_else(|| gone(Exclusion::TABLE, self.exclusion.0))
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.delete::<Exclusion>(self.exclusion.0)?;
        Ok(Outcome::default())
    }
}

impl Verb for AddTask {
    fn name(&self) -> String {
        "task.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("title", &self.title)?;
        check_day("due", &self.due)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = TaskId(tx.mint().uid());
        tx.insert(&Task {
            id,
            title: self.title.clone(),
            owner: self.owner.clone(),
            due: self.due.clone(),
            status: WorkStatus::Open,
            about: self.about,
            note: self.note.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for FinishTask {
    fn name(&self) -> String {
        "task.finish".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.tasks
            .get(self.task.0)
            .map_or_else(Vec::new, |t| vec![t.title.clone()])
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        s.tasks
            .get(self.task.0)
            .map(|_| ())
            .ok_or_else(|| gone(Task::TABLE, self.task.0))
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut task: Task = tx.get(self.task.0)?.ok_or_else(|| gone(Task::TABLE, self.task.0))?;
        task.status = self.status;
        tx.update(&task)?;
        Ok(Outcome::one(self.task.0))
    }
}

fn check_process(to: &AddProcess) -> Result<(), Problem> {
    required("kind", &to.kind)?;
    for (field, text) in [
        ("served", &to.served),
        ("due", &to.due),
        ("returned", &to.returned),
        ("gag_until", &to.gag_until),
    ] {
        check_day(field, text)?;
    }
    Ok(())
}
fn fill_process(p: &mut Process, to: &AddProcess) {
    p.kind.clone_from(&to.kind);
    p.authority.clone_from(&to.authority);
    p.recipient.clone_from(&to.recipient);
    p.served.clone_from(&to.served);
    p.due.clone_from(&to.due);
    p.returned.clone_from(&to.returned);
    p.scope.clone_from(&to.scope);
    p.gag_until.clone_from(&to.gag_until);
    p.source = to.source;
}

impl Verb for AddProcess {
    fn name(&self) -> String {
        "process.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.kind.clone(), self.recipient.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        check_process(self)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut p = Process {
            id: ProcessId(tx.mint().uid()),
            ..Process::default()
        };
        fill_process(&mut p, self);
        tx.insert(&p)?;
        Ok(Outcome::one(p.id.0))
    }
}

impl Verb for EditProcess {
    fn name(&self) -> String {
        "process.edit".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.to.kind.clone(), self.to.recipient.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if s.processes.get(self.process.0).is_none() {
            return Err(gone(Process::TABLE, self.process.0));
        }
        check_process(&self.to)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut p: Process = tx
            .get(self.process.0)?
            .ok_or_else(|| gone(Process::TABLE, self.process.0))?;
        fill_process(&mut p, &self.to);
        tx.update(&p)?;
        Ok(Outcome::one(p.id.0))
    }
}
