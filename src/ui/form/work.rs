//! Forms for what must be done: milestones, excluded time, tasks, legal process, deconfliction.

use super::{Form, Kind, draft, listed};
use crate::command::plan_work::{AddMilestone, AddProcess, AddTask, EditMilestone, EditProcess};
use crate::command::work_lead::AddDeconfliction;
use crate::model::work::{Milestone, Process};
use crate::model::*;
use crate::ui::{Cx, words};

/// Changes a milestone; its rule, status and evidence stay.
pub fn edit_milestone(cx: &Cx<'_>, m: &Milestone) -> Form {
    let old = m.clone();
    let name = if m.title.is_empty() {
        m.rule.clone()
    } else {
        m.title.clone()
    };
    Form::new(cx.ta("edit-title", &[("name", &name)]), "save", move |f| {
        vec![
            EditMilestone {
                milestone: old.id,
                to: AddMilestone {
                    rule: old.rule.clone(),
                    title: f.get("title"),
                    subject: f.entity("subject"),
                    trigger_date: f.get("trigger_date"),
                    trigger_event: old.trigger_event,
                    trigger_source: f.source("trigger_source"),
                    jurisdiction: old.jurisdiction.clone(),
                    length: f.get("length"),
                    fixed_due: f.get("fixed_due"),
                    owner: f.get("owner"),
                    note: f.get("note"),
                },
            }
            .into(),
        ]
    })
    .which(draft::Which::EditMilestone(m.id))
    .field("title", "title", Kind::Line, m.title.clone())
    .help("title-hint")
    .field("trigger_date", "trigger-date", Kind::Day, m.trigger_date.clone())
    .field("length", "own-length", Kind::Line, m.length.clone())
    .field("fixed_due", "fixed-due", Kind::Day, m.fixed_due.clone())
    .field(
        "subject",
        "subject",
        Kind::Entity(Vec::new()),
        m.subject.map(|s| s.to_string()).unwrap_or_default(),
    )
    .field("owner", "owner", Kind::Line, m.owner.clone())
    .field("note", "note", Kind::Line, m.note.clone())
    .field(
        "trigger_source",
        "source-said",
        Kind::Source,
        m.trigger_source.map(|s| s.to_string()).unwrap_or_default(),
    )
}

pub fn add_task(cx: &Cx<'_>, about: Option<EntityId>) -> Form {
    Form::new(cx.t("task-title"), "add-task", |f| {
        vec![
            AddTask {
                title: f.get("title"),
                owner: f.get("owner"),
                due: f.get("due"),
                about: f.entity("about"),
                note: f.get("note"),
            }
            .into(),
        ]
    })
    .which(draft::Which::AddTask(about))
    .field("title", "task-what", Kind::Line, "")
    .field("due", "task-due", Kind::Day, "")
    .field("owner", "owner", Kind::Line, cx.member)
    .field(
        "about",
        "subject",
        Kind::Entity(Vec::new()),
        about.map(|a| a.to_string()).unwrap_or_default(),
    )
    .field("note", "note", Kind::Line, "")
}

fn process_fields(form: Form, cx: &Cx<'_>, p: &AddProcess) -> Form {
    form.field(
        "kind",
        "kind",
        Kind::One(listed(cx, "process_kinds", "process")),
        p.kind.clone(),
    )
    .field("recipient", "process-recipient", Kind::Line, p.recipient.clone())
    .field("authority", "process-authority", Kind::Line, p.authority.clone())
    .field("served", "process-served", Kind::Day, p.served.clone())
    .field("due", "process-due", Kind::Day, p.due.clone())
    .field("returned", "process-returned", Kind::Day, p.returned.clone())
    .field("gag_until", "process-gag", Kind::Day, p.gag_until.clone())
    .help("process-gag-help")
    .field("scope", "process-scope", Kind::Area(2), p.scope.clone())
    .field(
        "source",
        "process-return",
        Kind::Source,
        p.source.map(|s| s.to_string()).unwrap_or_default(),
    )
}

fn process(f: &Form) -> AddProcess {
    AddProcess {
        kind: f.get("kind"),
        authority: f.get("authority"),
        recipient: f.get("recipient"),
        served: f.get("served"),
        due: f.get("due"),
        returned: f.get("returned"),
        scope: f.get("scope"),
        gag_until: f.get("gag_until"),
        source: f.source("source"),
    }
}

pub fn add_process(cx: &Cx<'_>) -> Form {
    let form =
        Form::new(cx.t("process-title"), "add-process", |f| vec![process(f).into()]).which(draft::Which::AddProcess);
    let blank = AddProcess {
        kind: "subpoena".to_owned(),
        ..AddProcess::default()
    };
    process_fields(form, cx, &blank)
}

pub fn edit_process(cx: &Cx<'_>, p: &Process) -> Form {
    let id = p.id;
    let name = format!("{}, {}", cx.text.word("process", &p.kind, &[]), p.recipient);
    let form = Form::new(cx.ta("edit-title", &[("name", &name)]), "save", move |f| {
        vec![
            EditProcess {
                process: id,
                to: process(f),
            }
            .into(),
        ]
    })
    .which(draft::Which::EditProcess(id));
    let now = AddProcess {
        kind: p.kind.clone(),
        authority: p.authority.clone(),
        recipient: p.recipient.clone(),
        served: p.served.clone(),
        due: p.due.clone(),
        returned: p.returned.clone(),
        scope: p.scope.clone(),
        gag_until: p.gag_until.clone(),
        source: p.source,
    };
    process_fields(form, cx, &now)
}

/// A check that no other agency works the same target or event.
pub fn add_deconfliction(cx: &Cx<'_>, about: Option<EntityId>) -> Form {
    let kinds = ["target", "event"]
        .map(|k| (k.to_owned(), cx.t(&format!("deconfliction-{k}"))))
        .to_vec();
    let subject = about.map(|a| words::entity(cx.s, a)).unwrap_or_default();
    Form::new(cx.t("deconfliction-title"), "add-deconfliction", |f| {
        vec![
            AddDeconfliction {
                kind: f.get("kind"),
                subject: f.get("subject"),
                entity: f.entity("entity"),
                system: f.get("system"),
                reference: f.get("reference"),
                at: f.get("at"),
                result: f.get("result"),
                contact: f.get("contact"),
            }
            .into(),
        ]
    })
    .which(draft::Which::AddDeconfliction(about))
    .field("subject", "subject", Kind::Line, subject)
    .field("kind", "kind", Kind::One(kinds), "target")
    .field("system", "deconfliction-system", Kind::Line, "")
    .help("deconfliction-system-help")
    .field("reference", "deconfliction-reference", Kind::Line, "")
    .field("result", "deconfliction-result", Kind::Line, "")
    .field("contact", "deconfliction-contact", Kind::Line, "")
    .field("at", "deconfliction-at", Kind::Day, cx.today)
    .field(
        "entity",
        "deconfliction-entity",
        Kind::Entity(Vec::new()),
        about.map(|a| a.to_string()).unwrap_or_default(),
    )
}
