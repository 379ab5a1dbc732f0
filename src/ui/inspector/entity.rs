//! The inspector on an entity: facts with their sources, links, the decisions that made it one, its
//! clocks, where it is named. Must not know: which screen selected it.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{self, Align, Frame, Label, Layout, Ui, Vec2};

use super::{ask, body, chips, head, history, sealed_value};
use crate::app::action::{Action, Answer, Request};
use crate::command::decide::Decide;
use crate::command::edit_entity::{MarkVictim, RetractFact};
use crate::model::decision::{CandidateKind, Verdict};
use crate::model::entity::{Certainty, Fact, Link};
use crate::model::source::Mention;
use crate::model::*;
use crate::ui::form::{board, work};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Item, Shared, view, words};

pub(super) fn entity(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EntityId, actions: &mut Vec<Action>) {
    let members = cx.s.members_of(id);
    let key = words::kind_key(cx.s, cx.s.group_of(id));
    head(ui, cx, &Item::Entity(id), &words::kind(cx.text, &key).to_lowercase());
    let facts: Vec<&Fact> = members.iter().flat_map(|m| cx.s.facts_of(*m)).collect();
    let sources = *shared.told_by.of((cx.s.seq, id), || cx.s.sources_of_entity(id).len());
    body(ui, id.0, |ui| {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    if members.len() > 1 {
                        widget::badge(ui, cx.look, &cx.tn("n-names", members.len()), Tone::Plain);
                    }
                    widget::badge(ui, cx.look, &cx.tn("n-sources", sources), Tone::Plain);
                    if key == "victim" {
                        widget::badge(ui, cx.look, &cx.t("potential-not-confirmed"), Tone::Soon);
                    }
                });
                ui.add_space(size::TIGHT);
                entity_buttons(ui, cx, shared, id, &key, actions);
            });
        widget::hline(ui, cx.look);
        fact_rows(ui, cx, shared, (id, &facts), &key, actions);
        linked(ui, cx, shared, &members);
        why_one(ui, cx, &members, actions);
        clocks_on(ui, cx, shared, &members);
        deconflicted(ui, cx, &members);
        mentioned(ui, cx, shared, &members);
        history::whole(ui, cx, shared, id, actions);
    });
}

fn entity_buttons(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: EntityId, key: &str, actions: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if cx
            .changing(ui, |ui| widget::button(ui, &cx.t("place-on-chart")))
            .clicked()
        {
            shared.to_place.push(cx.s.group_of(id));
            shared.screen = view::Screen::Chart;
        }
        if cx.changing(ui, |ui| widget::button(ui, &cx.t("add-fact"))).clicked() {
            ask(shared, board::add_fact(cx, id));
        }
        if cx.changing(ui, |ui| widget::button(ui, &cx.t("add-link"))).clicked() {
            ask(shared, board::add_link(cx, id));
        }
        ui.menu_button(cx.t("more-dots"), |ui| {
            if cx.changing(ui, |ui| widget::button(ui, &cx.t("add-event"))).clicked() {
                ask(shared, board::add_event(cx, &[id]));
            }
            if cx.changing(ui, |ui| widget::button(ui, &cx.t("add-task"))).clicked() {
                ask(shared, work::add_task(cx, Some(id)));
            }
            if cx
                .changing(ui, |ui| widget::button(ui, &cx.t("add-deconfliction")))
                .clicked()
            {
                ask(shared, work::add_deconfliction(cx, Some(id)));
            }
            let own = cx.s.entity(id);
            // A sealed person is shown by pseudonym, an identifier is its value: neither has a name to change.
            if own.is_some_and(|e| e.pseudonym.is_empty() && e.canonical.is_empty())
                && cx.changing(ui, |ui| widget::button(ui, &cx.t("rename"))).clicked()
            {
                ask(shared, board::rename_entity(cx, id));
            }
            if cx.s.mentions_of_entity(id).next().is_none()
                && cx.changing(ui, |ui| widget::button(ui, &cx.t("remove-dots"))).clicked()
            {
                ask(shared, board::remove_entity(cx, id));
            }
            let clear = |f: &Fact| f.sealed.is_none() && !f.value.is_empty();
            if cx.s.members_of(id).iter().any(|m| cx.s.facts_of(*m).any(clear))
                && cx.changing(ui, |ui| widget::button(ui, &cx.t("seal-dots"))).clicked()
            {
                ask(shared, board::seal_fact(cx, id));
            }
            if key == "person" {
                let mark = cx.changing(ui, |ui| widget::button(ui, &cx.t("mark-victim")));
                if mark.on_hover_text(cx.t("mark-victim-hint")).clicked() {
                    actions.push(Action::Commit(MarkVictim { entity: id }.into()));
                }
            }
        });
    });
}

/// Facts by field: those that the kind shows first, then the others; each value with its sources;
/// "sources differ" where they do.
fn fact_rows(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    (id, facts): (EntityId, &[&Fact]),
    kind: &str,
    actions: &mut Vec<Action>,
) {
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
        let this = history::Shown::of(id, field);
        let open = shared.history.as_ref() == Some(&this);
        let mut pressed = false;
        let name = |ui: &mut Ui| pressed = history::field_name(ui, cx, field, open);
        widget::labelled_by(ui, cx.look, name, |ui| {
            if values.len() > 1 {
                ui.label(cx.look.small(cx.t("sources-differ")).color(cx.look.ink(Tone::Soon)));
            }
            for (value, of) in &values {
                fact_value(ui, cx, shared, value, of, actions);
            }
            if open {
                history::of_field(ui, cx, shared, id, field, actions);
            }
        });
        if pressed {
            shared.history = (!open).then_some(this);
        }
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
    let dated: BTreeSet<&str> = of.iter().map(|f| f.date.as_str()).filter(|d| !d.is_empty()).collect();
    if !dated.is_empty() && dated.len() <= 3 {
        let dated: Vec<String> = dated.into_iter().map(|d| words::date(cx.text, d)).collect();
        ui.label(cx.look.small(dated.join(", ")));
    }
    ui.add_space(size::HAIR);
    let places: Vec<_> = of
        .iter()
        .take(8)
        .map(|f| (f.source, f.record, f.column.clone()))
        .collect();
    chips(ui, cx, shared, &places, of.first().map_or("", |f| f.value.as_str()));
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
                chips(ui, cx, shared, &places, "");
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
            if cx
                .changing(ui, |ui| widget::button(ui, &cx.t("take-apart")))
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
        let title = view::milestones::title(cx, clock);
        let (chip, tone) = view::milestones::status_chip(cx, clock);
        let row = widget::list_row(ui, cx.look, size::ROW, false, &format!("{title}: {chip}"), |ui| {
            widget::badge(ui, cx.look, &chip, tone);
            ui.add(Label::new(cx.look.body(&title)).truncate());
        });
        if row.clicked() {
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
        let (label, whole) = (
            words::record(cx.s, cx.text, *id),
            words::chip(cx.s, cx.text, None, Some(*id)),
        );
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
            &format!("{whole}, {role}, {date}"),
            |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(cx.look.small(&date));
                    ui.label(cx.look.small(&role));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(cx.look.body(&label)).truncate())
                            .on_hover_text(&whole);
                    });
                });
            },
        );
        if row.clicked() {
            shared.show(Item::Record(*id, mention.column.clone()));
        }
    }
}

/// Checks that no other agency works the same target.
fn deconflicted(ui: &mut Ui, cx: &Cx<'_>, members: &[EntityId]) {
    let mine: Vec<_> =
        cx.s.deconflictions
            .iter()
            .filter(|d| d.entity.is_some_and(|e| members.contains(&e)))
            .collect();
    if mine.is_empty() {
        return;
    }
    widget::section(ui, cx.look, &cx.t("deconflictions"), "");
    for d in mine {
        widget::labelled(ui, cx.look, &words::date(cx.text, &d.at), |ui| {
            ui.add(Label::new(cx.look.body(format!("{}: {}", d.system, d.result))).wrap());
            ui.add(Label::new(cx.look.small(format!("{} {}", d.reference, d.contact))).wrap());
        });
    }
}
