//! What is selected, on the right of every screen: each fact with a chip for its source, each chip
//! opens the record at that column. Must not know: which screen selected it.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    self, Align, Color32, Frame, Label, Layout, Panel, Role, ScrollArea, Sense, Stroke, TextStyle, Ui, Vec2, WidgetInfo,
};

use super::theme::{Tone, size};
use super::widget::{self, Icon, bits};
use super::{Cx, Item, Shared, dialog, words};
use crate::app::action::{Action, Answer, Request};
use crate::command::decide::Decide;
use crate::command::edit_entity::{MarkVictim, RetractFact};
use crate::command::edit_event::RemoveEvent;
use crate::command::edit_link::RemoveLink;
use crate::model::decision::{CandidateKind, Verdict};
use crate::model::entity::{Certainty, Fact, Link};
use crate::model::source::{Mention, Record};
use crate::model::*;

pub fn show(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    Panel::right("inspector")
        .default_size(size::INSPECTOR)
        .size_range(size::INSPECTOR..=size::INSPECTOR_MAX)
        .frame(Frame::NONE.fill(cx.look.panel))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter().vline(rect.left() + 0.5, rect.y_range(), cx.look.hair());
            ui.spacing_mut().item_spacing.y = 0.0;
            let Some(item) = shared.shown.clone() else {
                widget::head(ui, cx.look, &cx.t("inspector"), |_| {});
                widget::empty(ui, cx.look, &cx.t("inspector-empty"), &cx.t("inspector-empty-hint"));
                return;
            };
            match item {
                Item::Entity(id) => entity(ui, cx, shared, id, actions),
                Item::Record(id, column) => record(ui, cx, shared, id, &column, actions),
                Item::Link(id) => link(ui, cx, shared, id, actions),
                Item::Event(id) => event(ui, cx, shared, id, actions),
                Item::Source(id) => source(ui, cx, shared, id),
                Item::Milestone(id) => milestone(ui, cx, shared, id),
            }
        });
}

fn head(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, title: &str, kind: &str) {
    let mut back = false;
    let can = shared.can_go_back();
    widget::head(ui, cx.look, title, |ui| {
        ui.label(cx.look.quiet(kind));
        if can {
            back = widget::icon_button(ui, cx.look, Icon::Undo, &cx.t("cmd-back"), false).clicked();
        }
    });
    if back {
        shared.go_back();
    }
}

fn body(ui: &mut Ui, id: impl std::hash::Hash + std::fmt::Debug, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink(false).id_salt(id).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::new(size::TIGHT, 0.0);
        add(ui);
        ui.add_space(size::PAD);
    });
}

fn chips(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, places: &[(Option<SourceId>, Option<RecordId>, String)]) {
    widget::tight(ui);
    ui.horizontal_wrapped(|ui| {
        for (source, record, column) in places {
            let text = words::chip(cx.s, cx.text, *source, *record);
            let whole = words::place(cx.s, cx.text, *record, *source, column);
            if record.is_none() && source.is_none() {
                widget::badge(ui, cx.look, &text, Tone::Plain);
            } else if widget::source_chip(ui, cx.look, &text, &whole).clicked() {
                match (record, source) {
                    (Some(record), _) => shared.show(Item::Record(*record, column.clone())),
                    (None, Some(source)) => shared.show(Item::Source(*source)),
                    (None, None) => {}
                }
            }
        }
    });
}

// ------------------------------------------------------------------ an entity

fn entity(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EntityId, actions: &mut Vec<Action>) {
    let members = cx.s.members_of(id);
    let key = words::kind_key(cx.s, cx.s.group_of(id));
    head(
        ui,
        cx,
        shared,
        &words::entity(cx.s, id),
        &words::kind(cx.text, &key).to_lowercase(),
    );
    let facts: Vec<&Fact> = members.iter().flat_map(|m| cx.s.facts_of(*m)).collect();
    let sources: BTreeSet<SourceId> = facts
        .iter()
        .filter_map(|f| f.source)
        .chain(
            members
                .iter()
                .flat_map(|m| cx.s.mentions_of_entity(*m))
                .filter_map(|m| cx.s.record(m.record))
                .map(|r| r.source),
        )
        .collect();
    body(ui, id.0, |ui| {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    if members.len() > 1 {
                        widget::badge(ui, cx.look, &cx.tn("n-names", members.len()), Tone::Plain);
                    }
                    widget::badge(ui, cx.look, &cx.tn("n-sources", sources.len()), Tone::Plain);
                    if key == "victim" {
                        widget::badge(ui, cx.look, &cx.t("potential-not-confirmed"), Tone::Soon);
                    }
                });
                ui.add_space(size::TIGHT);
                entity_buttons(ui, cx, shared, id, &key, actions);
            });
        widget::hline(ui, cx.look);
        fact_rows(ui, cx, shared, &facts, &key, actions);
        linked(ui, cx, shared, &members);
        why_one(ui, cx, &members, actions);
        clocks_on(ui, cx, shared, &members);
        mentioned(ui, cx, shared, &members);
    });
}

fn entity_buttons(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EntityId, key: &str, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if widget::button(ui, &cx.t("place-on-chart")).clicked() {
            shared.to_place.push(cx.s.group_of(id));
            shared.screen = super::view::Screen::Chart;
        }
        if widget::button(ui, &cx.t("add-fact")).clicked() {
            shared.dialog = Some(dialog::Dialog::fact(id));
        }
        if widget::button(ui, &cx.t("add-link")).clicked() {
            shared.dialog = Some(dialog::Dialog::link(id));
        }
        if key == "person" {
            let mark = widget::button(ui, &cx.t("mark-victim"));
            if mark.on_hover_text(cx.t("mark-victim-hint")).clicked() {
                actions.push(Action::Commit(MarkVictim { entity: id }.into()));
            }
        }
    });
}

/// Facts by field: those that the kind shows first, then the others; each value with its sources;
/// "sources differ" where they do.
fn fact_rows(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, facts: &[&Fact], kind: &str, actions: &mut Vec<Action>) {
    let mut fields: BTreeMap<&str, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        fields.entry(&fact.field).or_default().push(fact);
    }
    let first: Vec<&str> = cx
        .catalog
        .kinds
        .get(kind)
        .map(|k| k.fields.iter().map(String::as_str).collect())
        .unwrap_or_default();
    let mut order: Vec<&str> = first.iter().copied().filter(|f| fields.contains_key(f)).collect();
    order.extend(fields.keys().copied().filter(|f| !first.contains(f)));
    for field in order {
        let Some(stated) = fields.get(field) else { continue };
        let mut values: Vec<(&str, Vec<&Fact>)> = Vec::new();
        for fact in stated {
            let same = |f: &Fact| {
                if fact.canonical.is_empty() {
                    f.value == fact.value && f.sealed == fact.sealed
                } else {
                    f.canonical == fact.canonical
                }
            };
            match values.iter_mut().find(|(_, of)| of.iter().any(|f| same(f))) {
                Some((_, of)) => of.push(fact),
                None => values.push((&fact.value, vec![fact])),
            }
        }
        let name = bits::field_label(cx.text, field);
        widget::labelled(ui, cx.look, &name, |ui| {
            if values.len() > 1 {
                ui.label(cx.look.small(cx.t("sources-differ")).color(cx.look.ink(Tone::Soon)));
            }
            for (value, of) in &values {
                fact_value(ui, cx, shared, value, of, actions);
            }
        });
    }
}

fn fact_value(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, value: &str, of: &[&Fact], actions: &mut Vec<Action>) {
    if let Some(sealed) = of.iter().find_map(|f| f.sealed) {
        let pseudonym = of
            .first()
            .and_then(|f| cx.s.entity(f.entity))
            .map(|e| e.pseudonym.clone())
            .unwrap_or_default();
        sealed_value(ui, cx, shared, sealed, &pseudonym);
    } else {
        let doubt = of
            .iter()
            .find(|f| !matches!(f.certainty, Certainty::Stated | Certainty::Confirmed));
        let shown = match doubt {
            Some(f) => format!("{value} ({})", cx.text.word("certainty", f.certainty.as_str(), &[])),
            None => value.to_owned(),
        };
        ui.add(Label::new(cx.look.body(shown)).wrap());
    }
    let dated: Vec<String> = of
        .iter()
        .filter(|f| !f.date.is_empty())
        .map(|f| words::date(cx.text, &f.date))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if !dated.is_empty() && dated.len() <= 3 {
        ui.label(cx.look.small(dated.join(", ")));
    }
    ui.add_space(size::HAIR);
    let places: Vec<_> = of
        .iter()
        .take(8)
        .map(|f| (f.source, f.record, f.column.clone()))
        .collect();
    chips(ui, cx, shared, &places);
    if of.len() > 8 {
        ui.label(cx.look.small(format!("+{}", of.len() - 8)));
    }
    for fact in of.iter().filter(|f| f.by_hand) {
        if ui
            .add(egui::Button::new(cx.look.small(cx.t("retract"))).frame(false))
            .clicked()
        {
            actions.push(Action::Commit(RetractFact { fact: fact.id }.into()));
        }
    }
    ui.add_space(size::TIGHT);
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

/// What it is linked to, by kind of link; the other side opens.
fn linked(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, members: &[EntityId]) {
    let mut by_kind: BTreeMap<(bool, String), BTreeMap<EntityId, Vec<&Link>>> = BTreeMap::new();
    for member in members {
        for link in cx.s.links_of(*member) {
            let outward = members.contains(&link.from_entity);
            let other = cx.s.group_of(if outward { link.to_entity } else { link.from_entity });
            if members.contains(&other) {
                continue;
            }
            by_kind
                .entry((outward, link.kind.clone()))
                .or_default()
                .entry(other)
                .or_default()
                .push(link);
        }
    }
    if by_kind.is_empty() {
        return;
    }
    widget::section(ui, cx.look, &cx.t("linked-to"), "");
    for ((outward, kind), others) in by_kind {
        let name = if outward {
            cx.text.word("link", &kind, &[])
        } else {
            cx.text.word("link-back", &kind, &[])
        };
        widget::labelled(ui, cx.look, &name, |ui| {
            for (other, links) in others.iter().take(12) {
                let label = words::entity(cx.s, *other);
                let ink = cx.look.role(
                    cx.catalog
                        .kinds
                        .get(&words::kind_key(cx.s, *other))
                        .map_or("thing", |k| k.colour.as_str()),
                );
                let open = ui.add(
                    egui::Button::new(cx.look.body(&label).color(ink))
                        .frame(false)
                        .truncate(),
                );
                if open.on_hover_text(cx.ta("open-named", &[("name", &label)])).clicked() {
                    shared.select(*other);
                }
                let places: Vec<_> = links
                    .iter()
                    .take(3)
                    .map(|l| (l.source, l.record, l.column.clone()))
                    .collect();
                chips(ui, cx, shared, &places);
                ui.add_space(size::TIGHT);
            }
            if others.len() > 12 {
                ui.label(cx.look.small(format!("+{}", others.len() - 12)));
            }
        });
    }
}

/// Which decisions made several names one; each can be taken back.
fn why_one(ui: &mut Ui, cx: &Cx<'_>, members: &[EntityId], actions: &mut Vec<Action>) {
    let decisions: Vec<_> =
        cx.s.latest_decisions()
            .into_values()
            .filter(|d| {
                d.kind == CandidateKind::Same && d.verdict == Verdict::Accept && members.contains(&EntityId(d.left_id))
            })
            .collect();
    if decisions.is_empty() {
        return;
    }
    widget::section(ui, cx.look, &cx.t("why-one"), "");
    for d in decisions {
        widget::labelled(ui, cx.look, &words::date(cx.text, &d.at), |ui| {
            ui.add(Label::new(cx.look.body(format!("{} = {}", d.card.left.label, d.card.right.label))).wrap());
            ui.label(cx.look.small(format!("{} {}", bits::signed(d.card.bits), cx.t("bits"))));
            if !d.why.is_empty() {
                ui.add(Label::new(cx.look.quiet(&d.why)).wrap());
            }
            if widget::button(ui, &cx.t("take-apart"))
                .on_hover_text(cx.t("take-apart-hint"))
                .clicked()
            {
                actions.push(Action::Commit(
                    Decide {
                        candidate: d.card.clone(),
                        verdict: Verdict::Later,
                        why: String::new(),
                    }
                    .into(),
                ));
            }
        });
    }
}

fn clocks_on(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, members: &[EntityId]) {
    let Some(Answer::Clocks(clocks)) = cx.results.get(&Request::Clocks {
        as_of: cx.today.to_owned(),
    }) else {
        return;
    };
    let mine: Vec<_> = clocks
        .iter()
        .filter(|c| c.subject.is_some_and(|s| members.contains(&s)))
        .collect();
    if mine.is_empty() {
        return;
    }
    widget::section(ui, cx.look, &cx.t("clocks-on-this"), "");
    for clock in mine {
        let title = super::view::milestones::title(cx, clock);
        let (chip, tone) = super::view::milestones::status_chip(cx, clock);
        let row = widget::list_row(ui, cx.look, size::ROW, false, &format!("{title}: {chip}"), |ui| {
            widget::badge(ui, cx.look, &chip, tone);
            ui.add(Label::new(cx.look.body(&title)).truncate());
        });
        if row.response.clicked() {
            shared.show(Item::Milestone(clock.id));
        }
    }
}

fn mentioned(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, members: &[EntityId]) {
    let mut records: BTreeMap<RecordId, &Mention> = BTreeMap::new();
    for mention in members.iter().flat_map(|m| cx.s.mentions_of_entity(*m)) {
        records.entry(mention.record).or_insert(mention);
    }
    if records.is_empty() {
        return;
    }
    widget::section(ui, cx.look, &cx.t("named-in"), &words::number(records.len()));
    for (id, mention) in records.iter().take(40) {
        let label = words::chip(cx.s, cx.text, None, Some(*id));
        let role = cx.text.word("role", &mention.role, &[]);
        let date =
            cx.s.record(*id)
                .map(|r| {
                    if r.date.is_empty() {
                        String::new()
                    } else {
                        words::date(cx.text, &r.date)
                    }
                })
                .unwrap_or_default();
        let row = widget::list_row(
            ui,
            cx.look,
            size::ROW,
            false,
            &format!("{label}, {role}, {date}"),
            |ui| {
                ui.label(cx.look.body(&label));
                ui.label(cx.look.small(&role));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(cx.look.small(&date))
                });
            },
        );
        if row.response.clicked() {
            shared.show(Item::Record(*id, mention.column.clone()));
        }
    }
}

// ------------------------------------------------------------------ a record

fn record(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: RecordId, column: &str, actions: &mut Vec<Action>) {
    let Some(top) = cx.s.record(id) else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    head(
        ui,
        cx,
        shared,
        &words::record(cx.s, cx.text, id),
        &cx.text.word("record", &top.kind, &[]),
    );
    cx.want(Request::Record(id), actions);
    body(ui, id.0, |ui| match cx.results.get(&Request::Record(id)) {
        // The inbox shows the words and the source itself; beside it stands what was received.
        Some(Answer::Record(whole)) if shared.screen == super::view::Screen::Inbox => {
            cells(ui, cx, shared, whole, column)
        }
        Some(Answer::Record(whole)) => {
            record_body(ui, cx, shared, whole);
            cells(ui, cx, shared, whole, column);
        }
        Some(Answer::Failed(problem)) => {
            ui.add_space(size::PAD);
            super::shell::problem_words(ui, cx.look, cx.text, problem);
        }
        _ => {
            ui.add_space(size::PAD);
            ui.label(cx.look.quiet(cx.t("job-reading")));
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
                super::shell::problem_words(ui, cx.look, cx.text, problem);
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
                super::view::rejects::correction(ui, cx, correction);
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

/// The words of a record, identifiers underlined in the colour of their kind, pseudonyms as pills.
/// A click opens what is underlined; the same stand as chips below, for the keyboard.
pub fn narrative(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: &Record) {
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

// ------------------------------------------------------------------ a link, an event, a source, a milestone

fn link(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: LinkId, actions: &mut Vec<Action>) {
    let Some(link) = cx.s.links.get(id.0).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    head(
        ui,
        cx,
        shared,
        &cx.t("why-linked"),
        &cx.text.word("link", &link.kind, &[]),
    );
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
                chips(ui, cx, shared, &[(link.source, link.record, link.column.clone())]);
                if link.by_hand && widget::button(ui, &cx.t("remove-link")).clicked() {
                    actions.push(Action::Commit(RemoveLink { link: link.id }.into()));
                }
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

fn event(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EventId, actions: &mut Vec<Action>) {
    let Some(event) = cx.s.events.get(id.0).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    let kind = cx.text.word("event", &event.kind, &[]);
    let title = if event.title.is_empty() {
        kind.clone()
    } else {
        event.title.clone()
    };
    head(ui, cx, shared, &title, &kind.to_lowercase());
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
            chips(ui, cx, shared, &[(event.source, event.record, event.column.clone())])
        });
        if event.by_hand {
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                if widget::button(ui, &cx.t("remove-event")).clicked() {
                    actions.push(Action::Commit(RemoveEvent { event: id }.into()));
                }
            });
        }
    });
}

fn source(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: SourceId) {
    let Some(source) = cx.s.source(id).cloned() else {
        widget::empty(ui, cx.look, &cx.t("gone"), "");
        return;
    };
    head(
        ui,
        cx,
        shared,
        if source.title.is_empty() {
            &source.file_name
        } else {
            &source.title
        },
        &cx.text.word("source", &source.kind, &[]),
    );
    body(ui, id.0, |ui| {
        let hash = source.sha256.get(..16).unwrap_or(&source.sha256).to_owned();
        let labels = source
            .labels
            .0
            .iter()
            .map(|l| cx.text.word("label", l, &[]))
            .collect::<Vec<_>>()
            .join(", ");
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
            if row.response.clicked() {
                shared.show(Item::Record(record.id, String::new()));
            }
        }
    });
}

fn milestone(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: MilestoneId) {
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
    let title = clock.map_or_else(|| milestone.title.clone(), |c| super::view::milestones::title(cx, c));
    head(ui, cx, shared, &title, &milestone.rule);
    body(ui, id.0, |ui| {
        // The milestones' own screen shows the derivation itself.
        if let Some(clock) = clock.filter(|_| shared.screen != super::view::Screen::Milestones) {
            super::view::milestones::derivation(ui, cx, shared, clock);
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
