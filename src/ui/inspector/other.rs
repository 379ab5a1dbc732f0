//! The inspector on a link, an event, a source, a milestone. Must not know: which screen selected it.

use std::collections::BTreeSet;

use eframe::egui::{Align, Frame, Label, Layout, Ui};

use super::{ask, body, chips, grading, head};
use crate::app::action::{Action, Answer, Request};
use crate::command::edit_event::RemoveEvent;
use crate::command::edit_link::RemoveLink;
use crate::command::edit_source::ReleaseSource;
use crate::model::entity::{Certainty, Link};
use crate::model::*;
use crate::ui::dialog::{Dialog, Original};
use crate::ui::form::{board, file, work};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Item, Shared, view, widget, words};

pub(super) fn link(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: LinkId, actions: &mut Vec<Action>) {
    let Some(link) = cx.s.links.get(id.0).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    head(ui, cx, &Item::Link(id), &cx.text.word("link", &link.kind, &[]));
    let (a, b) = (cx.s.group_of(link.from_entity), cx.s.group_of(link.to_entity));
    body(ui, id.0, |ui| {
        let parallel: Vec<Link> =
            cx.s.members_of(a)
                .iter()
                .flat_map(|m| cx.s.links_of(*m))
                .filter(|l| {
                    let ends = (cx.s.group_of(l.from_entity), cx.s.group_of(l.to_entity));
                    ends == (a, b) || ends == (b, a)
                })
                .cloned()
                .collect::<Vec<_>>();
        let mut seen = BTreeSet::new();
        for link in parallel.iter().filter(|l| seen.insert(l.id)) {
            let sentence = format!(
                "{} {} {}",
                words::entity(cx.s, link.from_entity),
                cx.text.word("link", &link.kind, &[]),
                words::entity(cx.s, link.to_entity)
            );
            let when = if link.date.is_empty() {
                cx.t("undated")
            } else {
                words::date(cx.text, &link.date)
            };
            widget::labelled(ui, cx.look, &when, |ui| {
                ui.add(Label::new(cx.look.body(sentence)).wrap());
                if !matches!(link.certainty, Certainty::Stated | Certainty::Confirmed) {
                    widget::badge(
                        ui,
                        cx.look,
                        &cx.text.word("certainty", link.certainty.as_str(), &[]),
                        Tone::Soon,
                    );
                }
                if !link.note.is_empty() {
                    ui.add(Label::new(cx.look.quiet(&link.note)).wrap());
                }
                chips(ui, cx, shared, &[(link.source, link.record, link.column.clone())], "");
                ui.horizontal_wrapped(|ui| {
                    if cx.changing(ui, |ui| widget::button(ui, &cx.t("edit-dots"))).clicked() {
                        ask(shared, board::edit_link(cx, link));
                    }
                    if link.by_hand && cx.changing(ui, |ui| widget::button(ui, &cx.t("remove-link"))).clicked() {
                        actions.push(Action::Commit(RemoveLink { link: link.id }.into()));
                    }
                });
            });
        }
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            for id in [a, b] {
                if widget::button(ui, &words::entity(cx.s, id)).clicked() {
                    shared.select(id);
                }
                ui.add_space(size::TIGHT);
            }
        });
    });
}

pub(super) fn event(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EventId, actions: &mut Vec<Action>) {
    let Some(event) = cx.s.events.get(id.0).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    let kind = cx.text.word("event", &event.kind, &[]);
    head(ui, cx, &Item::Event(id), &kind.to_lowercase());
    body(ui, id.0, |ui| {
        widget::labelled(ui, cx.look, &cx.t("when"), |ui| {
            ui.label(cx.look.body(words::date(cx.text, &event.date)));
        });
        for part in &event.participants.0 {
            widget::labelled(ui, cx.look, &cx.text.word("role", &part.role, &[]), |ui| {
                if widget::button(ui, &words::entity(cx.s, part.entity)).clicked() {
                    shared.select(part.entity);
                }
            });
        }
        if let Some(place) = event.place {
            widget::labelled(ui, cx.look, &cx.t("where"), |ui| {
                if widget::button(ui, &words::entity(cx.s, place)).clicked() {
                    shared.select(place);
                }
            });
        }
        widget::labelled(ui, cx.look, &cx.t("source"), |ui| {
            chips(
                ui,
                cx,
                shared,
                &[(event.source, event.record, event.column.clone())],
                "",
            )
        });
        if event.certainty != Certainty::Stated {
            widget::labelled(ui, cx.look, &cx.t("certainty"), |ui| {
                ui.label(cx.look.body(cx.text.word("certainty", event.certainty.as_str(), &[])));
            });
        }
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                if cx.changing(ui, |ui| widget::button(ui, &cx.t("edit-dots"))).clicked() {
                    ask(shared, board::edit_event(cx, &event));
                }
                if event.by_hand
                    && cx
                        .changing(ui, |ui| widget::button(ui, &cx.t("remove-event")))
                        .clicked()
                {
                    actions.push(Action::Commit(RemoveEvent { event: id }.into()));
                }
            });
        });
    });
}

pub(super) fn source(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: SourceId, actions: &mut Vec<Action>) {
    let Some(source) = cx.s.source(id).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    head(ui, cx, &Item::Source(id), &cx.text.word("source", &source.kind, &[]));
    body(ui, id.0, |ui| {
        let hash = source.sha256.get(..16).unwrap_or(&source.sha256).to_owned();
        let labels = source
            .labels
            .0
            .iter()
            .map(|l| cx.text.word("label", l, &[]))
            .collect::<Vec<_>>()
            .join(", ");
        Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                if cx.changing(ui, |ui| widget::button(ui, &cx.t("grade-dots"))).clicked() {
                    ask(shared, file::grade_source(cx, &source));
                }
                if cx.changing(ui, |ui| widget::button(ui, &cx.t("label-dots"))).clicked() {
                    ask(shared, file::label_source(cx, &source));
                }
                if cx
                    .changing(ui, |ui| widget::button(ui, &cx.t("original-dots")))
                    .clicked()
                {
                    shared.dialog = Some(Dialog::Original(Box::new(Original::of(&source))));
                }
                if source.quarantine.is_empty() {
                    if cx.changing(ui, |ui| widget::button(ui, &cx.t("hold-dots"))).clicked() {
                        ask(shared, file::hold_source(cx, &source));
                    }
                } else if cx.changing(ui, |ui| widget::button(ui, &cx.t("release"))).clicked() {
                    actions.push(Action::Commit(ReleaseSource { source: id }.into()));
                }
            });
        });
        widget::hline(ui, cx.look);
        let rows = [
            ("source-file", source.file_name.clone()),
            ("source-agency", source.agency.clone()),
            ("received", words::date(cx.text, &source.received)),
            ("legal-basis", source.legal_basis.clone()),
            ("grading", grading(cx, &source.reliability, &source.credibility)),
            ("labels", labels),
            ("map", source.map.clone()),
            ("sha256", hash),
            ("quarantine", source.quarantine.clone()),
        ];
        for (key, value) in rows.into_iter().filter(|(_, v)| !v.is_empty()) {
            widget::labelled(ui, cx.look, &cx.t(key), |ui| {
                ui.add(Label::new(cx.look.body(value)).wrap());
            });
        }
        super::rests::rests(ui, cx, shared, id, actions);
        widget::section(
            ui,
            cx.look,
            &cx.t("its-records"),
            &words::number(cx.s.records_of(id).count()),
        );
        for record in cx.s.records_of(id).take(200) {
            let label = words::record(cx.s, cx.text, record.id);
            let status = cx.text.word("status", record.status.as_str(), &[]);
            let row = widget::list_row(ui, cx.look, size::ROW, false, &format!("{label}, {status}"), |ui| {
                ui.label(cx.look.body(&label));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(cx.look.small(&status))
                });
            });
            if row.clicked() {
                shared.show(Item::Record(record.id, String::new()));
            }
        }
    });
}

pub(super) fn milestone(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: MilestoneId) {
    let Some(milestone) = cx.s.milestones.get(id.0).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    let clock = match cx.results.get(&Request::Clocks {
        as_of: cx.today.to_owned(),
    }) {
        Some(Answer::Clocks(clocks)) => clocks.iter().find(|c| c.id == id),
        _ => None,
    };
    head(ui, cx, &Item::Milestone(id), &milestone.rule);
    body(ui, id.0, |ui| {
        // The milestones' own screen shows the derivation itself.
        if let Some(clock) = clock.filter(|_| shared.screen != view::Screen::Milestones) {
            view::milestones::derivation(ui, cx, shared, clock);
        }
        let subject = milestone.subject.map(|s| words::entity(cx.s, s)).unwrap_or_default();
        for (key, value) in [
            ("subject", subject),
            ("owner", milestone.owner.clone()),
            ("done-on", milestone.done_on.clone()),
            ("evidence", milestone.evidence.clone()),
            ("note", milestone.note.clone()),
        ] {
            if !value.is_empty() {
                widget::labelled(ui, cx.look, &cx.t(key), |ui| {
                    ui.add(Label::new(cx.look.body(value)).wrap());
                });
            }
        }
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            if cx.changing(ui, |ui| widget::button(ui, &cx.t("edit-dots"))).clicked() {
                ask(shared, work::edit_milestone(cx, &milestone));
            }
        });
        if let Some(about) = milestone.subject {
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                let name = words::entity(cx.s, about);
                if widget::button(ui, &cx.ta("open-named", &[("name", &name)])).clicked() {
                    shared.select(about);
                }
            });
        }
    });
}
