//! What is typed into a form, kept as a draft of the case until it is saved or begun anew: which form it is, about
//! what, and the values of its fields. Must not know: how a form is drawn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Form, board, file, many, work};
use crate::app::action::Action;
use crate::command::cite_words::CiteWords;
use crate::model::*;
use crate::scene::chart;
use crate::ui::Cx;

/// The draft that names the form that was open.
const OPEN: &str = "form that is open";

/// Which form it is, and about what: enough to make it again.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    AddEntity,
    RenameEntity(EntityId),
    AddFact(EntityId),
    CiteEntity(Box<CiteWords>),
    CiteFact(EntityId, Box<CiteWords>),
    AddLink(EntityId),
    EditLink(LinkId),
    AddEvent(Vec<EntityId>),
    EditEvent(EventId),
    GradeSource(SourceId),
    LabelSource(SourceId),
    HoldSource(SourceId),
    PurgeRecord(RecordId),
    Settings,
    RenameChart(ChartId),
    AddNote(ChartId, [i32; 2]),
    EditNote(ChartId, ChartItemId),
    NoteItem(ChartId, EntityId),
    EditMany(Vec<EntityId>),
    EditMilestone(MilestoneId),
    AddTask(Option<EntityId>),
    AddProcess,
    EditProcess(ProcessId),
    AddDeconfliction(Option<EntityId>),
}

impl Which {
    /// The form as it is before anything is typed; none when what it was about is gone.
    pub fn form(&self, cx: &Cx<'_>) -> Option<Form> {
        let s = cx.s;
        let there = |id: &EntityId| s.entity(*id).is_some();
        Some(match self {
            Which::AddEntity => board::add_entity(cx),
            Which::RenameEntity(id) => board::rename_entity(cx, s.entity(*id)?.id),
            Which::AddFact(id) => board::add_fact(cx, s.entity(*id)?.id),
            Which::CiteEntity(cite) => board::cite_entity(cx, (**cite).clone()),
            Which::CiteFact(id, cite) => board::cite_fact(cx, s.entity(*id)?.id, (**cite).clone()),
            Which::AddLink(id) => board::add_link(cx, s.entity(*id)?.id),
            Which::EditLink(id) => board::edit_link(cx, s.links.get(id.0)?),
            Which::AddEvent(who) => board::add_event(cx, &who.iter().copied().filter(there).collect::<Vec<_>>()),
            Which::EditEvent(id) => board::edit_event(cx, s.events.get(id.0)?),
            Which::GradeSource(id) => file::grade_source(cx, s.source(*id)?),
            Which::LabelSource(id) => file::label_source(cx, s.source(*id)?),
            Which::HoldSource(id) => file::hold_source(cx, s.source(*id)?),
            Which::PurgeRecord(id) => file::purge_record(cx, s.record(*id)?.id),
            Which::Settings => file::settings(cx),
            Which::RenameChart(id) => file::rename_chart(cx, s.charts.get(id.0)?),
            Which::AddNote(id, at) => file::add_note(cx, s.charts.get(id.0)?, *at),
            Which::EditNote(id, note) => {
                let chart = s.charts.get(id.0)?;
                let notes = chart::placed(s, chart.id).1;
                file::edit_note(cx, chart, notes.iter().find(|n| n.id == *note)?)
            }
            Which::NoteItem(id, entity) => {
                let chart = s.charts.get(id.0)?;
                file::note_item(cx, chart, s.entity(*entity)?.id, &chart::placed(s, chart.id).1)
            }
            Which::EditMany(all) => many::edit_many(cx, all.iter().copied().filter(there).collect()),
            Which::EditMilestone(id) => work::edit_milestone(cx, s.milestones.get(id.0)?),
            Which::AddTask(about) => work::add_task(cx, *about),
            Which::AddProcess => work::add_process(cx),
            Which::EditProcess(id) => work::edit_process(cx, s.processes.get(id.0)?),
            Which::AddDeconfliction(about) => work::add_deconfliction(cx, *about),
        })
    }

    /// The name of its draft. What it is about may be words of a record: the name is a digest.
    fn name(&self) -> String {
        use sha2::{Digest, Sha256};
        let told = serde_json::to_vec(self).unwrap_or_default();
        format!("form {}", hex(&Sha256::digest(told)[..12]))
    }
}

/// What is kept of a form.
#[derive(Serialize, Deserialize)]
struct Draft {
    which: Which,
    values: BTreeMap<String, String>,
}

/// What a form was made of, and what of it was kept last.
#[derive(Default)]
pub(super) struct Keeping {
    pub(super) which: Option<Which>,
    /// Values before anything was typed.
    at_first: BTreeMap<String, String>,
    kept: BTreeMap<String, String>,
    /// What stands in it was typed at another time.
    pub(super) found: bool,
}

fn keep(name: impl Into<String>, value: impl Into<String>) -> Action {
    Action::KeepDraft {
        name: name.into(),
        value: value.into(),
    }
}

impl Form {
    /// Which form this is: it is kept while it is typed into, and can be made again.
    #[must_use]
    pub fn which(mut self, which: Which) -> Form {
        self.keeping.which = Some(which);
        self
    }

    fn values(&self) -> BTreeMap<String, String> {
        let fields = self.fields.iter();
        fields.map(|f| (f.name.to_owned(), f.value.clone())).collect()
    }

    /// True when something was typed that is not saved.
    pub fn is_begun(&self) -> bool {
        self.keeping.which.is_some() && self.shown && self.values() != self.keeping.at_first
    }

    /// When it is drawn for the first time: what was typed into it before is there again.
    pub(super) fn recall(&mut self, cx: &Cx<'_>) {
        self.keeping.at_first = self.values();
        self.keeping.kept = self.values();
        let Some(which) = &self.keeping.which else { return };
        let draft = (cx.draft)(&which.name()).and_then(|json| serde_json::from_str::<Draft>(&json).ok());
        let Some(draft) = draft.filter(|d| d.which == *which) else {
            return;
        };
        for field in &mut self.fields {
            if let Some(value) = draft.values.get(field.name) {
                field.value.clone_from(value);
            }
        }
        self.keeping.kept = self.values();
        self.keeping.found = self.keeping.kept != self.keeping.at_first;
    }

    /// Keeps what has changed, and that this form is open.
    pub(super) fn keep_typed(&mut self, actions: &mut Vec<Action>) {
        let now = self.values();
        let Some(which) = self.keeping.which.clone().filter(|_| now != self.keeping.kept) else {
            return;
        };
        let name = which.name();
        if now == self.keeping.at_first {
            actions.extend([keep(name, ""), keep(OPEN, "")]);
            self.keeping.found = false;
        } else {
            let draft = Draft {
                which,
                values: now.clone(),
            };
            actions.push(keep(&name, serde_json::to_string(&draft).unwrap_or_default()));
            actions.push(keep(OPEN, name));
        }
        self.keeping.kept = now;
    }

    /// Everything as it was before anything was typed.
    pub(super) fn begin_anew(&mut self) {
        for field in &mut self.fields {
            if let Some(value) = self.keeping.at_first.get(field.name) {
                field.value.clone_from(value);
            }
            field.find.clear();
        }
        self.problem = None;
        self.keeping.found = false;
    }

    /// Nothing of it is kept any more: it was saved.
    pub(super) fn forget_typed(&mut self, actions: &mut Vec<Action>) {
        if let Some(which) = &self.keeping.which {
            actions.extend([keep(which.name(), ""), keep(OPEN, "")]);
        }
        // Comes it back because it was refused, it is kept anew.
        self.keeping.kept.clone_from(&self.keeping.at_first);
    }
}

/// A form that is closed without being saved stays kept, but is not opened by itself again.
pub fn laid_aside(actions: &mut Vec<Action>) {
    actions.push(keep(OPEN, ""));
}

/// The form that was open when the window was locked, closed or ended; none when there was none.
pub fn left_open(cx: &Cx<'_>) -> Option<Form> {
    let name = (cx.draft)(OPEN).filter(|name| !name.is_empty())?;
    let draft: Draft = serde_json::from_str(&(cx.draft)(&name)?).ok()?;
    draft.which.form(cx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::job::Results;
    use crate::app::made_case::made;
    use crate::catalog::text::Text;
    use crate::command::Command;
    use crate::command::edit_chart::NewChart;
    use crate::command::note_chart::AddChartNote;
    use crate::command::plan_work::{AddMilestone, AddProcess};
    use crate::ui::theme::{Look, Mode};

    /// FICTIONAL tips.
    const TIPS: &[u8] = include_bytes!("../../../tests/data/two_tips.csv");

    #[test]
    fn every_form_can_be_made_again_from_what_is_kept_of_it_and_none_about_what_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "Drafts", 4);
        case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
        let mut add = |command: Command| case.commit(&command).unwrap().outcome.made[0];
        let chart = ChartId(add(NewChart {
            title: "Who".to_owned(),
            layout: String::new(),
            items: Vec::new(),
        }
        .into()));
        let note = ChartItemId(add(AddChartNote {
            chart,
            text: "ask".to_owned(),
            x: 0,
            y: 0,
        }
        .into()));
        let milestone = MilestoneId(add(AddMilestone {
            title: "Report".to_owned(),
            fixed_due: "2026-12-10".to_owned(),
            ..AddMilestone::default()
        }
        .into()));
        let process = ProcessId(add(AddProcess {
            kind: "subpoena".to_owned(),
            recipient: "Carrier".to_owned(),
            ..AddProcess::default()
        }
        .into()));
        let s = case.snapshot();
        let entity = s.entities.iter().find(|e| e.kind == "company").unwrap().id;
        let record = *s.records.keys().next().unwrap();
        let source = s.sources.iter().next().unwrap().id;
        let cite = Box::new(CiteWords {
            record,
            words: "el contratista".to_owned(),
            page: 1,
            ..CiteWords::default()
        });
        let all = [
            Which::AddEntity,
            Which::RenameEntity(entity),
            Which::AddFact(entity),
            Which::CiteEntity(cite.clone()),
            Which::CiteFact(entity, cite),
            Which::AddLink(entity),
            Which::EditLink(s.links.iter().next().unwrap().id),
            Which::AddEvent(vec![entity]),
            Which::EditEvent(s.events.iter().next().unwrap().id),
            Which::GradeSource(source),
            Which::LabelSource(source),
            Which::HoldSource(source),
            Which::PurgeRecord(record),
            Which::Settings,
            Which::RenameChart(chart),
            Which::AddNote(chart, [64, 64]),
            Which::EditNote(chart, note),
            Which::NoteItem(chart, entity),
            Which::EditMany(vec![entity]),
            Which::EditMilestone(milestone),
            Which::AddTask(Some(entity)),
            Which::AddProcess,
            Which::EditProcess(process),
            Which::AddDeconfliction(None),
        ];
        let catalog = case.catalog();
        let (text, look) = (
            Text::new(&catalog.assets, "en"),
            Look::new(&catalog.assets, Mode::Light),
        );
        let (results, empty) = (Results::default(), crate::snapshot::Snapshot::default());
        let cx = |s| Cx {
            s,
            results: &results,
            catalog: &catalog,
            text: &text,
            look: &look,
            today: "2026-11-24",
            on_desk: false,
            member: "A",
            vault_open: false,
            past: None,
            draft: &|_: &str| None,
        };
        let mut names = std::collections::BTreeSet::new();
        for which in all {
            let told = serde_json::to_string(&which).unwrap();
            let read: Which = serde_json::from_str(&told).unwrap();
            let form = read.form(&cx(&s)).unwrap_or_else(|| panic!("{told} makes no form"));
            assert!(form.keeping.which == Some(which.clone()), "{told} is another form");
            assert!(!form.fields.is_empty(), "{told} has nothing to type");
            assert!(names.insert(which.name()), "{told} shares its draft with another");
            let about =
                told.contains(|c: char| c.is_ascii_digit()) && !told.contains("add_") && !told.contains("cite_entity");
            if about && !matches!(which, Which::EditMany(_)) {
                assert!(which.form(&cx(&empty)).is_none(), "{told} is about what is gone");
            }
        }
    }
}
