//! Forms about what came in and about the file itself: a source's grading, labels and quarantine, a
//! purge, the settings; the names of charts and the notes on them.

use super::{Choices, Form, Kind, draft, listed};
use crate::command::Command;
use crate::command::edit_chart::{RemoveChart, RenameChart};
use crate::command::edit_source::{GradeSource, HoldSource, LabelSource};
use crate::command::manage_file::SetSetting;
use crate::command::note_chart::{AddChartNote, EditChartNote, NoteChartItem};
use crate::command::seal_value::PurgeRecord;
use crate::model::chart::Chart;
use crate::model::label::Labels;
use crate::model::source::Source;
use crate::model::*;
use crate::scene::chart::Note;
use crate::ui::{Cx, words};

fn grades(cx: &Cx<'_>, family: &str, keys: &[&str]) -> Choices {
    let mut choices = vec![(String::new(), cx.t("not-graded"))];
    choices.extend(keys.iter().map(|k| {
        (
            (*k).to_owned(),
            format!("{k}  {}", cx.text.word(family, &k.to_lowercase(), &[])),
        )
    }));
    choices
}

fn name(source: &Source) -> String {
    if source.title.is_empty() {
        source.file_name.clone()
    } else {
        source.title.clone()
    }
}

pub fn grade_source(cx: &Cx<'_>, source: &Source) -> Form {
    let id = source.id;
    Form::new(cx.ta("grade-title", &[("name", &name(source))]), "save", move |f| {
        vec![
            GradeSource {
                source: id,
                reliability: f.get("reliability"),
                credibility: f.get("credibility"),
            }
            .into(),
        ]
    })
    .which(draft::Which::GradeSource(id))
    .field(
        "reliability",
        "reliability",
        Kind::One(grades(cx, "reliability", &["A", "B", "C", "D", "E", "F"])),
        source.reliability.clone(),
    )
    .field(
        "credibility",
        "credibility",
        Kind::One(grades(cx, "credibility", &["1", "2", "3", "4", "5", "6"])),
        source.credibility.clone(),
    )
}

/// Replaces a source's labels; all that rests on it carries them.
pub fn label_source(cx: &Cx<'_>, source: &Source) -> Form {
    let id = source.id;
    let now: Vec<&str> = source.labels.0.iter().map(String::as_str).collect();
    Form::new(cx.ta("label-title", &[("name", &name(source))]), "save", move |f| {
        let labels = f
            .get("labels")
            .split(',')
            .filter(|l| !l.is_empty())
            .map(str::to_owned)
            .collect();
        vec![
            LabelSource {
                source: id,
                labels: Labels(labels),
            }
            .into(),
        ]
    })
    .note("label-note")
    .which(draft::Which::LabelSource(id))
    .field(
        "labels",
        "labels",
        Kind::Many(listed(cx, "labels", "label")),
        now.join(","),
    )
}

pub fn hold_source(cx: &Cx<'_>, source: &Source) -> Form {
    let id = source.id;
    Form::new(cx.ta("hold-title", &[("name", &name(source))]), "hold", move |f| {
        vec![
            HoldSource {
                source: id,
                reason: f.get("reason"),
            }
            .into(),
        ]
    })
    .note("hold-note")
    .which(draft::Which::HoldSource(id))
    .field("reason", "reason", Kind::Line, "")
}

/// Empties a record for good, under a named authority.
pub fn purge_record(cx: &Cx<'_>, record: RecordId) -> Form {
    Form::new(
        cx.ta("purge-title", &[("name", &words::record(cx.s, cx.text, record))]),
        "purge",
        move |f| {
            vec![
                PurgeRecord {
                    record,
                    authority: f.get("authority"),
                    reason: f.get("reason"),
                }
                .into(),
            ]
        },
    )
    .note("purge-note")
    .grave()
    .which(draft::Which::PurgeRecord(record))
    .field("authority", "authority", Kind::Line, "")
    .help("authority-help")
    .field("reason", "reason", Kind::Line, "")
}

/// Settings that a person changes, with the name of the field of each.
const SETTINGS: &[(&str, &str)] = &[
    ("title", "setting-title"),
    ("case_number", "setting-case-number"),
    ("owner", "setting-owner"),
    ("stage", "setting-stage"),
    ("jurisdiction", "setting-jurisdiction"),
    ("time_zone", "setting-time-zone"),
    ("idle_lock_minutes", "setting-idle-lock"),
    ("legal_hold", "setting-legal-hold"),
];

/// The settings of the file; each that was changed is one step.
pub fn settings(cx: &Cx<'_>) -> Form {
    let now = |key: &str| cx.s.setting(key).unwrap_or_default().to_owned();
    let before: Vec<(&str, String)> = SETTINGS.iter().map(|(k, _)| (*k, now(k))).collect();
    let mut form = Form::new(cx.t("settings-title"), "save", move |f| {
        before
            .iter()
            .filter(|(key, old)| f.get(key) != *old)
            .map(|(key, _)| {
                Command::from(SetSetting {
                    name: (*key).to_owned(),
                    value: f.get(key),
                })
            })
            .collect()
    });
    form = form.which(draft::Which::Settings);
    for (key, label) in SETTINGS {
        form = form.field(key, label, Kind::Line, now(key));
        form = match *key {
            "idle_lock_minutes" => form.help("setting-idle-lock-help"),
            "legal_hold" => form.help("setting-legal-hold-help"),
            "time_zone" => form.help("setting-time-zone-help"),
            _ => form,
        };
    }
    form
}

pub fn rename_chart(cx: &Cx<'_>, chart: &Chart) -> Form {
    let id = chart.id;
    Form::new(cx.ta("rename-title", &[("name", &chart.title)]), "save", move |f| {
        vec![
            RenameChart {
                chart: id,
                title: f.get("title"),
            }
            .into(),
        ]
    })
    .which(draft::Which::RenameChart(id))
    .field("title", "title", Kind::Line, chart.title.clone())
}

/// A free note: its words, and where a new one lies (1/64 pt).
pub fn add_note(cx: &Cx<'_>, chart: &Chart, at: [i32; 2]) -> Form {
    let id = chart.id;
    Form::new(cx.ta("note-title", &[("name", &chart.title)]), "save", move |f| {
        vec![
            AddChartNote {
                chart: id,
                text: f.get("text"),
                x: at[0],
                y: at[1],
            }
            .into(),
        ]
    })
    .which(draft::Which::AddNote(id, at))
    .field("text", "note", Kind::Area(5), "")
    .help("note-help")
}

/// The words of a free note.
pub fn edit_note(cx: &Cx<'_>, chart: &Chart, note: &Note) -> Form {
    let (id, note_id) = (chart.id, note.id);
    Form::new(cx.ta("note-title", &[("name", &chart.title)]), "save", move |f| {
        vec![
            EditChartNote {
                chart: id,
                note: note_id,
                text: f.get("text"),
            }
            .into(),
        ]
    })
    .which(draft::Which::EditNote(id, note_id))
    .field("text", "note", Kind::Area(5), note.text.clone())
    .help("note-help")
}

/// What is noted beside an entity on one chart; emptied, it is gone. Notes of those that were merged
/// into it stand in it one below the other.
pub fn note_item(cx: &Cx<'_>, chart: &Chart, entity: EntityId, notes: &[Note]) -> Form {
    let id = chart.id;
    let beside = notes.iter().filter(|n| n.entity == Some(entity));
    let now: Vec<&str> = beside.map(|n| n.text.as_str()).collect();
    let title = cx.ta("note-beside-title", &[("name", &words::entity(cx.s, entity))]);
    Form::new(title, "save", move |f| {
        vec![
            NoteChartItem {
                chart: id,
                entity,
                text: f.get("text"),
            }
            .into(),
        ]
    })
    .which(draft::Which::NoteItem(id, entity))
    .field("text", "note", Kind::Area(5), now.join("\n"))
    .help("note-beside-help")
}

pub fn remove_chart(cx: &Cx<'_>, chart: &Chart) -> Form {
    let id = chart.id;
    Form::new(cx.ta("remove-title", &[("name", &chart.title)]), "remove", move |_| {
        vec![RemoveChart { chart: id }.into()]
    })
    .note("remove-chart-note")
}
