//! One field of a form: its label, the control for its kind, its help, what was understood, what is
//! wrong with it. Must not know: any command.

use eframe::egui::{Key, Label, ScrollArea, TextEdit, Ui, Vec2};

use super::{Field, Form, Kind, Offered};
use crate::catalog::map::plain;
use crate::model::problem::Problem;
use crate::model::value::date::{self, DateOrder};
use crate::model::*;
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, shell, words};

/// Names that are offered at most while one is typed.
const OFFERED: usize = 6;

#[derive(Default)]
pub(super) struct Drawn {
    /// Enter was pressed where it does not mean a new line.
    pub entered: bool,
    pub changed: bool,
}

/// Draws a field. The first that can be typed in takes the focus when `focus` is still true.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, field: &mut Field, said: Option<&Problem>, focus: &mut bool) -> Drawn {
    let label = cx.t(field.label);
    let before = field.value.clone();
    let mut drawn = Drawn::default();
    match &field.kind {
        Kind::One(choices) => {
            let choices = choices.clone();
            widget::choice(ui, cx.look, &label, &mut field.value, &choices);
        }
        Kind::Many(choices) => many(ui, cx, &label, &mut field.value, choices),
        Kind::Entity(kinds) => {
            let kinds = kinds.clone();
            entity(ui, cx, &label, field, &kinds, focus);
        }
        Kind::Named => drawn.entered = named(ui, cx, &label, field, focus),
        Kind::People => people(ui, cx, &label, field, focus),
        Kind::Source => source(ui, cx, &label, field, focus),
        Kind::Area(rows) => {
            let rows = *rows;
            let response = widget::area(ui, cx.look, &label, &mut field.value, rows);
            if std::mem::take(focus) {
                response.request_focus();
            }
        }
        Kind::Line | Kind::Day | Kind::When => {
            let hint = match field.kind {
                Kind::Day => cx.t("day-hint"),
                Kind::When => cx.t("date-hint"),
                _ => String::new(),
            };
            drawn.entered = line(ui, cx, &label, &mut field.value, &hint, focus);
        }
    }
    drawn.changed = field.value != before;
    if let Kind::When = field.kind
        && said.is_none()
    {
        understood(ui, cx, &field.value);
    }
    if let Some(problem) = said
        .cloned()
        .or_else(|| Form::wrong(field).filter(|_| matches!(field.kind, Kind::Day)))
    {
        ui.scope(|ui| {
            ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
            shell::problem_words(ui, cx.look, cx.text, &problem);
        });
    } else if !field.help.is_empty() {
        ui.add(Label::new(cx.look.small(cx.t(field.help))).wrap());
    }
    drawn
}

/// A field of one line; true when Enter was pressed in it.
fn line(ui: &mut Ui, cx: &Cx<'_>, label: &str, value: &mut String, hint: &str, focus: &mut bool) -> bool {
    let response = widget::field(ui, cx.look, label, value, hint);
    if std::mem::take(focus) {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}

/// How a date is read while it is typed: in words, and its first and last day.
fn understood(ui: &mut Ui, cx: &Cx<'_>, typed: &str) {
    let typed = typed.trim();
    if typed.is_empty() {
        ui.label(cx.look.small(cx.t("when-undated")));
        return;
    }
    match date::read(typed, DateOrder::default()) {
        Ok(read) => {
            let day = |d: Option<chrono::NaiveDateTime>| {
                d.map_or_else(|| "…".to_owned(), |d| words::date(cx.text, &d.date().to_string()))
            };
            let canonical = read.canonical();
            let said = cx.ta(
                "when-understood",
                &[
                    ("words", &words::date(cx.text, &canonical)),
                    ("from", &day(read.earliest())),
                    ("to", &day(read.latest())),
                    ("edtf", &canonical),
                ],
            );
            ui.add(Label::new(cx.look.small(said).color(cx.look.ink(Tone::For))).wrap());
        }
        Err(_) => {
            ui.add(Label::new(cx.look.small(cx.t("when-unread")).color(cx.look.ink(Tone::Soon))).wrap());
        }
    }
}

fn many(ui: &mut Ui, cx: &Cx<'_>, label: &str, value: &mut String, choices: &super::Choices) {
    widget::caption(ui, cx.look, label);
    let mut on: Vec<String> = value.split(',').filter(|k| !k.is_empty()).map(str::to_owned).collect();
    for (key, text) in choices {
        let mut checked = on.contains(key);
        if ui.checkbox(&mut checked, text.as_str()).changed() {
            on.retain(|k| k != key);
            if checked {
                on.push(key.clone());
            }
        }
    }
    *value = on.join(",");
}

/// What has been chosen, with a button that takes it out; true when it was pressed.
fn chosen(ui: &mut Ui, cx: &Cx<'_>, text: &str) -> bool {
    ui.horizontal(|ui| {
        let room = (ui.available_width() - size::ROW - size::GAP).max(0.0);
        ui.scope(|ui| {
            ui.set_max_width(room);
            ui.add(Label::new(cx.look.body(text)).truncate()).on_hover_text(text);
        });
        widget::icon_button(ui, cx.look, Icon::Close, &cx.ta("take-out", &[("name", text)]), false).clicked()
    })
    .inner
}

/// A search within the form; gives what was picked, by click, or by Enter when it is the first.
fn search(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    find: &mut String,
    focus: &mut bool,
    hits: impl Fn(&str) -> Vec<Offered>,
) -> Option<String> {
    let name = ui.label(cx.look.small(label));
    let response = ui
        .add(
            TextEdit::singleline(find)
                .hint_text(cx.t("search-hint"))
                .desired_width(ui.available_width().min(size::DIALOG))
                .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
        )
        .labelled_by(name.id);
    if std::mem::take(focus) {
        response.request_focus();
    }
    let sought = find.trim().to_lowercase();
    if sought.is_empty() {
        return None;
    }
    let found = hits(&sought);
    let entered = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let mut picked = found.first().filter(|_| entered).map(|(k, ..)| k.clone());
    if found.is_empty() {
        ui.label(cx.look.small(cx.t("nothing-fits")));
    }
    ScrollArea::vertical()
        .max_height(size::ROW * OFFERED as f32)
        .min_scrolled_height(size::ROW * OFFERED as f32)
        .id_salt(("found", label))
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (key, text, kind) in found {
                let row = widget::list_row(ui, cx.look, size::ROW, false, &format!("{text}, {kind}"), |ui| {
                    ui.label(cx.look.body(&text));
                    ui.add(Label::new(cx.look.small(&kind)).truncate());
                });
                if row.clicked() {
                    picked = Some(key);
                }
            }
        });
    if picked.is_some() {
        find.clear();
    }
    picked
}

/// True when every word that is typed stands in the name, accents and capitals aside.
fn holds(name: &str, sought: &str) -> bool {
    let name = name.to_lowercase();
    if name.contains(sought) {
        return true;
    }
    let (plain_name, mut words) = (
        plain(&name),
        sought
            .split_whitespace()
            .map(plain)
            .filter(|w| !w.is_empty())
            .peekable(),
    );
    words.peek().is_some() && words.all(|w| plain_name.contains(&w))
}

/// Entities of these kinds whose name holds what is typed: those that begin with it first. Each with its
/// kind and where it is from, for two may have one name.
fn entities(cx: &Cx<'_>, kinds: &[String], sought: &str) -> Vec<Offered> {
    let mut found: Vec<(bool, String, EntityId)> =
        cx.s.entities
            .iter()
            .filter(|e| cx.s.group_of(e.id) == e.id && (kinds.is_empty() || kinds.contains(&e.kind)))
            .map(|e| (words::entity(cx.s, e.id), e.id))
            .filter(|(label, _)| holds(label, sought))
            .take(200)
            .map(|(label, id)| (!label.to_lowercase().starts_with(sought), label, id))
            .collect();
    found.sort();
    let place = |id: EntityId| {
        let kind = words::kind(cx.text, &words::kind_key(cx.s, id));
        let record =
            cx.s.members_of(id)
                .iter()
                .find_map(|m| cx.s.mentions_of_entity(*m).next())
                .map(|m| m.record);
        let from = words::chip(cx.s, cx.text, cx.s.entity(id).and_then(|e| e.source), record);
        format!("{kind} · {from}")
    };
    found
        .into_iter()
        .take(OFFERED)
        .map(|(_, label, id)| (id.to_string(), label, place(id)))
        .collect()
}

/// A name that is new, or that of somebody who is there; true when Enter was pressed in it.
fn named(ui: &mut Ui, cx: &Cx<'_>, label: &str, field: &mut Field, focus: &mut bool) -> bool {
    if let Some(id) = EntityId::parse(&field.value) {
        widget::caption(ui, cx.look, label);
        if chosen(ui, cx, &words::entity(cx.s, id)) {
            field.value = std::mem::take(&mut field.typed);
        }
        return false;
    }
    let entered = line(ui, cx, label, &mut field.value, "", focus);
    let sought = field.value.trim().to_lowercase();
    if sought.chars().count() < 2 {
        return entered;
    }
    let offered = field
        .offered
        .of((sought.clone(), cx.s.seq), || entities(cx, &[], &sought));
    if offered.is_empty() {
        return entered;
    }
    ui.add(Label::new(cx.look.small(cx.t("there-already"))).wrap());
    let mut picked = None;
    for (key, text, what) in offered {
        let row = widget::list_row(
            ui,
            cx.look,
            size::ROW,
            false,
            &cx.ta("attach-to", &[("name", text)]),
            |ui| {
                ui.label(cx.look.body(text));
                ui.add(Label::new(cx.look.small(what)).truncate());
            },
        );
        if row.clicked() {
            picked = Some(key.clone());
        }
    }
    if let Some(id) = picked {
        field.typed = std::mem::replace(&mut field.value, id);
    }
    entered
}

fn entity(ui: &mut Ui, cx: &Cx<'_>, label: &str, field: &mut Field, kinds: &[String], focus: &mut bool) {
    if let Some(id) = EntityId::parse(&field.value) {
        widget::caption(ui, cx.look, label);
        if chosen(ui, cx, &words::entity(cx.s, id)) {
            field.value.clear();
        }
        return;
    }
    if let Some(id) = search(ui, cx, label, &mut field.find, focus, |sought| {
        entities(cx, kinds, sought)
    }) {
        field.value = id;
    }
}

fn people(ui: &mut Ui, cx: &Cx<'_>, label: &str, field: &mut Field, focus: &mut bool) {
    let mut out = None;
    for (at, line) in field.value.lines().enumerate() {
        let (id, role) = line.split_once(' ').unwrap_or((line, ""));
        let Some(id) = EntityId::parse(id) else { continue };
        let text = format!("{}: {}", cx.text.word("role", role, &[]), words::entity(cx.s, id));
        if chosen(ui, cx, &text) {
            out = Some(at);
        }
    }
    if let Some(at) = out {
        let left: Vec<&str> = field
            .value
            .lines()
            .enumerate()
            .filter(|(n, _)| *n != at)
            .map(|(_, l)| l)
            .collect();
        field.value = left.join("\n");
    }
    let roles = super::listed(cx, "roles", "role");
    if field.role.is_empty() {
        field.role = super::first(&roles);
    }
    widget::choice(ui, cx.look, &cx.t("role"), &mut field.role, &roles);
    if let Some(id) = search(ui, cx, label, &mut field.find, focus, |sought| {
        entities(cx, &[], sought)
    }) {
        if !field.value.is_empty() {
            field.value.push('\n');
        }
        field.value.push_str(&format!("{id} {}", field.role));
    }
}

fn source(ui: &mut Ui, cx: &Cx<'_>, label: &str, field: &mut Field, focus: &mut bool) {
    if let Some(id) = SourceId::parse(&field.value) {
        widget::caption(ui, cx.look, label);
        if chosen(ui, cx, &words::chip(cx.s, cx.text, Some(id), None)) {
            field.value.clear();
        }
        return;
    }
    let hits = |sought: &str| {
        cx.s.sources
            .iter()
            .filter(|s| s.title.to_lowercase().contains(sought) || s.file_name.to_lowercase().contains(sought))
            .take(OFFERED)
            .map(|s| {
                let name = if s.title.is_empty() { &s.file_name } else { &s.title };
                (s.id.to_string(), name.clone(), s.agency.clone())
            })
            .collect()
    };
    if let Some(id) = search(ui, cx, label, &mut field.find, focus, hits) {
        field.value = id;
    }
}
