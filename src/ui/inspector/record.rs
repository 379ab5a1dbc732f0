//! The inspector on a record: its words with identifiers underlined, where it is from, its cells as
//! received. Must not know: which screen selected it.

use std::collections::BTreeSet;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{self, Align, Color32, Frame, Label, Role, Sense, Stroke, TextStyle, Ui, WidgetInfo};

use super::{ask, body, head, sealed_value};
use crate::app::action::{Action, Answer, Request};
use crate::app::document::opens;
use crate::model::source::{Mention, Record};
use crate::model::*;
use crate::ui::document::Opened;
use crate::ui::form::file;
use crate::ui::menu::{self, Act};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Item, Shared, shell, view, widget, words};

pub(super) fn record(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    id: RecordId,
    column: &str,
    actions: &mut Vec<Action>,
) {
    let Some(top) = cx.s.record(id) else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    let kind = cx.text.word("record", &top.kind, &[]);
    head(ui, cx, &Item::Record(id, String::new()), &kind);
    if opens(cx.s, id) {
        let keys = menu::keys_of(Act::Document);
        Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
            if widget::key_button(ui, cx.look, &cx.t("cmd-document"), &keys, false).clicked() {
                shared.document = Some(Opened::at(id, None, ""));
            }
        });
    }
    cx.want(Request::Record(id), actions);
    body(ui, id.0, |ui| match cx.results.get(&Request::Record(id)) {
        // The inbox shows the words and the source itself; beside it stands what was received.
        Some(Answer::Record(whole)) if shared.screen == view::Screen::Inbox => {
            promote(ui, cx, shared, id);
            cells(ui, cx, shared, whole, column);
            purge(ui, cx, shared, id);
        }
        Some(Answer::Record(whole)) => {
            promote(ui, cx, shared, id);
            record_body(ui, cx, shared, whole);
            cells(ui, cx, shared, whole, column);
            purge(ui, cx, shared, id);
        }
        Some(Answer::Failed(problem)) => {
            ui.add_space(size::PAD);
            shell::problem_words(ui, cx.look, cx.text, problem);
        }
        _ => {
            ui.add_space(size::PAD);
            ui.label(cx.look.quiet(cx.t("job-reading")));
        }
    });
}

/// On a desk, the way of a lead into a case.
fn promote(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: RecordId) {
    let open = |l: &crate::model::lead::Lead| l.record == id && l.promoted_to.is_empty();
    if !cx.on_desk || !cx.s.leads.iter().any(open) {
        return;
    }
    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
        let keys = menu::keys_of(Act::Promote);
        if cx
            .changing(ui, |ui| {
                widget::key_button(ui, cx.look, &cx.t("cmd-promote"), &keys, false)
            })
            .clicked()
        {
            shared.act = Some(Act::Promote);
        }
    });
    widget::hline(ui, cx.look);
}

/// The way out for what may not be kept, below everything else.
fn purge(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: RecordId) {
    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
        if cx
            .changing(ui, |ui| widget::button(ui, &cx.t("purge-dots")))
            .on_hover_text(cx.t("purge-note"))
            .clicked()
        {
            ask(shared, file::purge_record(cx, id));
        }
    });
}

/// Narrative first, then where it is from and how far to trust it.
pub fn record_body(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: &Record) {
    if record.narrative_sealed.is_some() && record.narrative.is_empty() {
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            if let Some(sealed) = record.narrative_sealed {
                sealed_value(ui, cx, shared, sealed, "");
            }
        });
        widget::hline(ui, cx.look);
    } else if !record.narrative.is_empty() {
        Frame::NONE
            .inner_margin(size::PAD)
            .show(ui, |ui| narrative(ui, cx, shared, record));
        widget::hline(ui, cx.look);
    }
    if let Some(problem) = &record.reason {
        Frame::NONE
            .fill(cx.look.ground(Tone::Soon))
            .inner_margin(size::PAD)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                shell::problem_words(ui, cx.look, cx.text, problem);
            });
    }
    let source = cx.s.source(record.source);
    if !record.date.is_empty() {
        widget::labelled(ui, cx.look, &cx.t("received"), |ui| {
            ui.label(cx.look.body(words::date(cx.text, &record.date)));
        });
    }
    widget::labelled(ui, cx.look, &cx.t("source"), |ui| {
        let text = words::place(cx.s, cx.text, Some(record.id), None, "");
        if widget::source_chip(ui, cx.look, &text, &cx.ta("open-named", &[("name", &text)])).clicked() {
            shared.show(Item::Source(record.source));
        }
        if let Some(source) = source.filter(|s| !s.agency.is_empty()) {
            ui.label(cx.look.small(&source.agency));
        }
    });
    if let Some(source) = source {
        widget::labelled(ui, cx.look, &cx.t("grading"), |ui| {
            ui.label(cx.look.body(grading(cx, &source.reliability, &source.credibility)));
        });
    }
    if let Some(lead) = cx.s.leads.iter().find(|l| l.record == record.id) {
        lead_warnings(ui, cx, lead);
    }
}

/// `C3  fairly reliable, possibly true`.
pub fn grading(cx: &Cx<'_>, reliability: &str, credibility: &str) -> String {
    if reliability.is_empty() && credibility.is_empty() {
        return cx.t("not-graded");
    }
    let words: Vec<String> = [("reliability", reliability), ("credibility", credibility)]
        .into_iter()
        .filter(|(_, k)| !k.is_empty())
        .map(|(family, k)| cx.text.word(family, &k.to_lowercase(), &[]))
        .collect();
    format!("{reliability}{credibility}  {}", words.join(", "))
}

/// What a caller asked for, and what must not wait.
pub fn lead_warnings(ui: &mut Ui, cx: &Cx<'_>, lead: &crate::model::lead::Lead) {
    use crate::model::lead::Answer as A;
    let said = [
        (lead.callback_safe == A::No, "callback-unsafe", Tone::Soon),
        (lead.consent_to_contact == A::No, "no-consent-to-contact", Tone::Soon),
        (lead.child == A::Yes, "lead-child", Tone::Against),
        (lead.danger == A::Yes, "lead-danger", Tone::Against),
        (lead.movement == A::Yes, "lead-movement", Tone::Against),
    ];
    if said.iter().any(|(on, ..)| *on) {
        widget::labelled(ui, cx.look, &cx.t("call-back"), |ui| {
            widget::tight(ui);
            ui.horizontal_wrapped(|ui| {
                for (_, key, tone) in said.iter().filter(|(on, ..)| *on) {
                    widget::badge(ui, cx.look, &cx.t(key), *tone);
                }
            });
        });
    }
}

/// What was received, cell by cell, with what was put in its place.
pub fn cells(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: &Record, column: &str) {
    if record.cells.0.is_empty() {
        return;
    }
    widget::section(
        ui,
        cx.look,
        &cx.t("as-received"),
        &cx.tn("n-columns", record.cells.0.len()),
    );
    for cell in &record.cells.0 {
        let lit = !column.is_empty() && cell.column == column;
        let top = ui.cursor().top();
        let ground = ui.painter().add(egui::Shape::Noop);
        widget::labelled(ui, cx.look, &cell.column, |ui| {
            match cell.sealed {
                Some(sealed) => sealed_value(ui, cx, shared, sealed, ""),
                None => {
                    ui.add(
                        Label::new(egui::RichText::new(&cell.text).monospace().color(cx.look.text))
                            .wrap()
                            .selectable(true),
                    );
                }
            }
            if let Some(correction) = &cell.correction {
                crate::ui::view::rejects::correction(ui, cx, correction);
                if let Some(sealed) = correction.sealed {
                    sealed_value(ui, cx, shared, sealed, "");
                }
            }
        });
        if lit {
            let rect = egui::Rect::from_x_y_ranges(ui.max_rect().x_range(), top..=ui.cursor().top());
            ui.painter()
                .set(ground, egui::Shape::rect_filled(rect, 0.0, cx.look.accent_ground));
            // Once per opening: afterwards a person scrolls where they like.
            let id = ui.scope_id().with(("lit", record.id.0, column));
            if ui.data(|d| d.get_temp::<bool>(id)).is_none() {
                ui.data_mut(|d| d.insert_temp(id, true));
                ui.scroll_to_rect(rect, Some(Align::Center));
            }
        }
    }
}

/// Why a text is folded until somebody opens it: whom it names, or what its source is marked with.
pub fn folded(cx: &Cx<'_>, shared: &Shared, record: RecordId) -> Option<String> {
    if shared.unfolded_all || shared.unfolded.contains(&record) {
        return None;
    }
    let source = cx.s.record(record).and_then(|r| cx.s.source(r.source));
    let marked = source.and_then(|source| source.labels.0.iter().find(|label| cx.catalog.folds(label)));
    if let Some(label) = marked {
        return Some(cx.ta("folded-label", &[("label", &cx.text.word("label", label, &[]))]));
    }
    let named = cx.s.mentions_of_record(record).filter_map(|m| cx.s.entity(m.entity));
    let victims: BTreeSet<&str> = named.map(|e| e.pseudonym.as_str()).filter(|p| !p.is_empty()).collect();
    let victims: Vec<&str> = victims.into_iter().collect();
    (!victims.is_empty()).then(|| cx.ta("folded-victim", &[("who", &victims.join(", "))]))
}

/// In the place of a text that is folded.
fn fold(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: RecordId, why: &str) {
    ui.add(Label::new(cx.look.quiet(why)).wrap());
    ui.add_space(size::TIGHT);
    ui.horizontal_wrapped(|ui| {
        let keys = menu::keys_of(Act::ShowText);
        if widget::key_button(ui, cx.look, &cx.t("cmd-show-text"), &keys, false).clicked() {
            shared.unfolded.insert(record);
        }
        if widget::button(ui, &cx.t("show-all-texts")).clicked() {
            shared.unfolded_all = true;
        }
    });
}

/// The words of a record, identifiers underlined in the colour of their kind, pseudonyms as pills.
/// A click opens what is underlined; the same stand as chips below, for the keyboard.
pub fn narrative(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: &Record) {
    if let Some(why) = folded(cx, shared, record.id) {
        if !shared.take(Act::ShowText) {
            fold(ui, cx, shared, record.id, &why);
            return;
        }
        shared.unfolded.insert(record.id);
    }
    let text = record.narrative.as_str();
    let mut spans: Vec<(usize, usize, Option<&Mention>)> =
        cx.s.mentions_of_record(record.id)
            .filter_map(|m| Some((m.span_start? as usize, m.span_end? as usize, Some(m))))
            .filter(|(a, b, _)| a < b && text.get(*a..*b).is_some())
            .collect();
    for (at, found) in text.match_indices("[V-") {
        if let Some(end) = text[at..]
            .find(']')
            .map(|n| at + n + 1)
            .filter(|end| end - at <= found.len() + 6)
        {
            spans.push((at, end, None));
        }
    }
    spans.sort_by_key(|(a, b, _)| (*a, *b));
    let mut job = LayoutJob::default();
    job.wrap.max_width = ui.available_width();
    let font = TextStyle::Body.resolve(ui.style());
    let plain = TextFormat {
        font_id: font,
        color: cx.look.text,
        line_height: Some(20.0),
        ..TextFormat::default()
    };
    let mut at = 0;
    let mut hot: Vec<(usize, usize, EntityId)> = Vec::new();
    for (start, end, mention) in spans {
        if start < at {
            continue;
        }
        job.append(&text[at..start], 0.0, plain.clone());
        let first = job.text.chars().count();
        match mention {
            Some(mention) => {
                let kind = words::kind_key(cx.s, mention.entity);
                let ink = cx
                    .look
                    .role(cx.catalog.kinds.get(&kind).map_or("thing", |k| k.colour.as_str()));
                let marked = TextFormat {
                    underline: Stroke::new(2.0, ink),
                    ..plain.clone()
                };
                job.append(&text[start..end], 0.0, marked);
                hot.push((first, job.text.chars().count(), mention.entity));
            }
            None => {
                let pseudonym = text[start..end].trim_matches(['[', ']']);
                let sealed = TextFormat {
                    color: cx.look.ink(Tone::Sealed),
                    background: cx.look.ground(Tone::Sealed),
                    ..plain.clone()
                };
                job.append(&format!(" {pseudonym} ▌▌▌▌ "), 0.0, sealed);
            }
        }
        at = end;
    }
    job.append(&text[at..], 0.0, plain);
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    ui.painter().galley(rect.min, galley.clone(), Color32::PLACEHOLDER);
    response.widget_info(|| WidgetInfo::labeled(Role::Paragraph, true, text));
    let under = |pos: egui::Pos2| {
        let index = galley.cursor_from_pos(pos - rect.min).index.0;
        hot.iter()
            .find(|(a, b, _)| (*a..*b).contains(&index))
            .map(|(.., id)| *id)
    };
    if response.hover_pos().and_then(under).is_some() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
    }
    if response.clicked()
        && let Some(id) = response.interact_pointer_pos().and_then(under)
    {
        shared.select(id);
    }
    let mut seen = BTreeSet::new();
    let named: Vec<&Mention> =
        cx.s.mentions_of_record(record.id)
            .filter(|m| seen.insert(m.entity))
            .collect();
    if !named.is_empty() {
        ui.add_space(size::GAP);
        widget::tight(ui);
        ui.horizontal_wrapped(|ui| {
            for mention in named {
                let label = words::entity(cx.s, mention.entity);
                let kind = words::kind_key(cx.s, mention.entity);
                let ink = cx
                    .look
                    .role(cx.catalog.kinds.get(&kind).map_or("thing", |k| k.colour.as_str()));
                if widget::chip::marked_button(ui, cx.look, ink, &label, &cx.text.word("role", &mention.role, &[]))
                    .clicked()
                {
                    shared.select(mention.entity);
                }
            }
        });
    }
}
