//! What is selected, on the right of every screen: each fact with a chip for its source, each chip
//! opens the record at that column. Must not know: which screen selected it.

mod history; // what was done to a value
mod entity; // an entity: facts, links, decisions, where it is named
mod record; // a record: its words, its cells
mod rests; // what rests on a source
mod trail; // the way that led here
mod other; // a link, an event, a source, a milestone

use eframe::egui::{Panel, ScrollArea, Ui, Vec2};

pub use history::Shown;
pub use record::{cells, folded, grading, lead_warnings, narrative, record_body};

use super::document::Opened;
use super::theme::{Tone, size};
use super::widget;
use super::{Cx, Item, Shared, dialog, form, words};
use crate::app::action::{Action, Answer, Request};
use crate::app::document::is_document;
use crate::model::*;

pub fn show(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    let panel = Panel::right("inspector")
        .default_size(size::INSPECTOR)
        .size_range(size::INSPECTOR..=size::INSPECTOR_MAX);
    widget::side_panel(ui, cx.look, panel, |ui| {
        let Some(item) = shared.shown.clone() else {
            widget::head(ui, cx.look, &cx.t("inspector"), |_| {});
            widget::empty(ui, cx.look, &cx.t("inspector-empty"), &cx.t("inspector-empty-hint"));
            return;
        };
        trail::trail(ui, cx, shared);
        match item {
            Item::Entity(id) => entity::entity(ui, cx, shared, id, actions),
            Item::Record(id, column) => record::record(ui, cx, shared, id, &column, actions),
            Item::Link(id) => other::link(ui, cx, shared, id, actions),
            Item::Event(id) => other::event(ui, cx, shared, id, actions),
            Item::Source(id) => other::source(ui, cx, shared, id, actions),
            Item::Milestone(id) => other::milestone(ui, cx, shared, id),
        }
    });
}

fn head(ui: &mut Ui, cx: &Cx<'_>, item: &Item, kind: &str) {
    widget::head(ui, cx.look, &trail::title(cx, item), |ui| {
        ui.label(cx.look.quiet(kind));
    });
}

fn body(ui: &mut Ui, id: impl std::hash::Hash + std::fmt::Debug, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink(false).id_salt(id).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::new(size::TIGHT, 0.0);
        add(ui);
        ui.add_space(size::PAD);
    });
}

type Place = (Option<SourceId>, Option<RecordId>, String);

/// Where something is from; `said` is the value, which is looked for in a document.
fn chips(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, places: &[Place], said: &str) {
    widget::tight(ui);
    ui.horizontal_wrapped(|ui| {
        for (source, record, column) in places {
            let text = words::chip(cx.s, cx.text, *source, *record);
            let whole = words::place(cx.s, cx.text, *record, *source, column);
            if record.is_none() && source.is_none() {
                widget::badge(ui, cx.look, &text, Tone::Plain);
            } else if widget::source_chip(ui, cx.look, &text, &whole).clicked() {
                match (record, source) {
                    // A document opens beside the fact that cites it; a row of a table in its place.
                    (Some(record), _) if is_document(cx.s, *record) => {
                        let entity = match shared.shown {
                            Some(Item::Entity(id)) => Some(id),
                            _ => None,
                        };
                        shared.document = Some(Opened::at(*record, entity, said));
                    }
                    (Some(record), _) => shared.show(Item::Record(*record, column.clone())),
                    (None, Some(source)) => shared.show(Item::Source(*source)),
                    (None, None) => {}
                }
            }
        }
    });
}

/// A sealed value: the pill; what was revealed stands here until the vault is closed.
fn sealed_value(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, sealed: SealedId, pseudonym: &str) {
    match cx.results.get(&Request::Revealed(sealed)) {
        Some(Answer::Revealed(secret)) if cx.vault_open => {
            ui.label(cx.look.body(secret.expose()).color(cx.look.ink(Tone::Sealed)));
        }
        _ => {
            let name = if pseudonym.is_empty() {
                cx.t("sealed")
            } else {
                pseudonym.to_owned()
            };
            if widget::pill(ui, cx.look, &name, &cx.ta("reveal-named", &[("name", &name)])).clicked() {
                shared.dialog = Some(dialog::Dialog::reveal(sealed, name));
            }
        }
    }
}

/// Opens a form over the screen.
fn ask(shared: &mut Shared, form: form::Form) {
    shared.dialog = Some(dialog::Dialog::form(form));
}
