//! Small forms, declared as a list of fields: what is typed is checked as the command will check it,
//! and what is wrong is said at its field. Must not know: which command a form makes (`board`, `work`,
//! `file` say that), how a field is drawn (`field`).

pub mod board; // entities, facts, links, events
pub mod file; // sources, records, settings, charts
pub mod many; // many entities at once
pub mod work; // milestones, tasks, process, deconfliction
pub mod draft; // what is typed, kept until it is saved
mod field; // one field on the screen

use chrono::{NaiveDate, NaiveDateTime};
use eframe::egui::{Key, Label, Modifiers, ScrollArea, Ui};

use super::shared::Kept;
use super::theme::{Tone, size};
use super::{Cx, shell, widget};
use crate::app::action::Action;
use crate::command::Command;
use crate::command::edit_many::Planned;
use crate::model::problem::Problem;
use crate::model::value::date::{self, DateOrder};
use crate::model::*;

/// One that is found while it is typed: its key, its name, its kind and where it is from.
type Offered = (String, String, String);

/// A choice: its key and what is shown for it.
pub type Choices = Vec<(String, String)>;

/// The key that a field begins with.
fn first(choices: &Choices) -> String {
    choices.first().map(|(key, _)| key.clone()).unwrap_or_default()
}

/// What a field takes. The value is always text: an id, a key, a date as written.
pub enum Kind {
    Line,
    Area(usize),
    /// A full day, `2026-11-02` or with a time.
    Day,
    /// A date as uncertain as its source (EDTF, or as people write dates); what was understood is shown.
    When,
    One(Choices),
    /// Keys with a comma between them.
    Many(Choices),
    /// An entity of one of these kinds (none = any), found by its name.
    Entity(Vec<String>),
    /// A new name, or an entity that is there already: those that are like it are offered while it is typed.
    Named,
    /// Participants: one line each, id and role.
    People,
    Source,
}

/// One field: its name in the command, its label and help as text keys.
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub kind: Kind,
    pub value: String,
    pub help: &'static str,
    /// What is typed to find an entity or a source.
    find: String,
    /// What was typed before an entity that is there was chosen in its place.
    typed: String,
    /// What is offered for what is typed, worked out once per stroke and commit.
    offered: Kept<(String, i64), Vec<Offered>>,
    /// Role of the participant that is added next.
    role: String,
    /// It is there only while another field has this value.
    only_if: Option<(&'static str, &'static str)>,
}

type Make = Box<dyn Fn(&Form) -> Vec<Command>>;
type Adapt = Box<dyn Fn(&mut Form, &Cx<'_>)>;
type Plan = Box<dyn Fn(&Form, &Cx<'_>) -> Vec<Planned>>;

/// A form over the screen, until it is saved or thrown away.
pub struct Form {
    pub title: String,
    /// A sentence before the fields, as a text key; empty = none.
    note: &'static str,
    /// Text key of the button that saves.
    save: &'static str,
    /// What is done can't be taken back.
    grave: bool,
    fields: Vec<Field>,
    make: Make,
    /// Choices that follow from other fields.
    adapt: Option<Adapt>,
    /// What would change, row by row; worked out again when a field has changed.
    plan: Option<Plan>,
    planned: Vec<Planned>,
    planned_of: String,
    problem: Option<(Option<usize>, Problem)>,
    shown: bool,
    /// The field that gets the focus back when the form was refused.
    back_to: Option<usize>,
    keeping: draft::Keeping,
    /// Audit names of the commands that were sent and not yet told of.
    sent: Vec<String>,
}

impl Form {
    pub fn new(title: String, save: &'static str, make: impl Fn(&Form) -> Vec<Command> + 'static) -> Form {
        Form {
            title,
            note: "",
            save,
            grave: false,
            fields: Vec::new(),
            make: Box::new(make),
            adapt: None,
            plan: None,
            planned: Vec::new(),
            planned_of: String::new(),
            problem: None,
            shown: false,
            back_to: None,
            keeping: draft::Keeping::default(),
            sent: Vec::new(),
        }
    }
    #[must_use]
    pub fn field(mut self, name: &'static str, label: &'static str, kind: Kind, value: impl Into<String>) -> Form {
        self.fields.push(Field {
            name,
            label,
            kind,
            value: value.into(),
            help: "",
            find: String::new(),
            typed: String::new(),
            offered: Kept::default(),
            role: String::new(),
            only_if: None,
        });
        self
    }
    /// A sentence under the field that was added last.
    #[must_use]
    pub fn help(mut self, key: &'static str) -> Form {
        if let Some(last) = self.fields.last_mut() {
            last.help = key;
        }
        self
    }
    /// The field that was added last is there only while another one has this value.
    #[must_use]
    pub fn only_if(mut self, other: &'static str, value: &'static str) -> Form {
        if let Some(last) = self.fields.last_mut() {
            last.only_if = Some((other, value));
        }
        self
    }
    /// Shows what would change under the fields.
    #[must_use]
    pub fn plan(mut self, plan: impl Fn(&Form, &Cx<'_>) -> Vec<Planned> + 'static) -> Form {
        self.plan = Some(Box::new(plan));
        self
    }
    #[must_use]
    pub fn note(mut self, key: &'static str) -> Form {
        self.note = key;
        self
    }
    #[must_use]
    pub fn grave(mut self) -> Form {
        self.grave = true;
        self
    }
    #[must_use]
    pub fn adapt(mut self, adapt: impl Fn(&mut Form, &Cx<'_>) + 'static) -> Form {
        self.adapt = Some(Box::new(adapt));
        self
    }

    /// The value of a field, without the blanks around it.
    pub fn get(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|f| f.name == name)
            .map(|f| f.value.trim().to_owned())
            .unwrap_or_default()
    }
    /// A date field as it will be stored.
    pub fn when(&self, name: &str) -> String {
        let text = self.get(name);
        date::read(&text, DateOrder::default()).map_or(text, |d| d.canonical())
    }
    pub fn entity(&self, name: &str) -> Option<EntityId> {
        EntityId::parse(&self.get(name))
    }
    /// What was typed into a `Named` field, also when an entity was chosen after it.
    pub fn typed(&self, name: &str) -> String {
        let field = self.fields.iter().find(|f| f.name == name);
        let chosen = field.filter(|f| EntityId::parse(&f.value).is_some());
        chosen.map_or_else(|| self.get(name), |f| f.typed.trim().to_owned())
    }
    pub fn source(&self, name: &str) -> Option<SourceId> {
        SourceId::parse(&self.get(name))
    }
    /// Entities of the plan that allow the change.
    pub fn fitting(&self) -> Vec<EntityId> {
        let fit = self.planned.iter().filter(|p| p.problem.is_none());
        fit.map(|p| p.entity).collect()
    }
    fn is_there(&self, field: &Field) -> bool {
        field.only_if.is_none_or(|(other, value)| self.get(other) == value)
    }
    fn plan_again(&mut self, cx: &Cx<'_>) {
        let Some(plan) = self.plan.take() else { return };
        let values: Vec<&str> = self.fields.iter().map(|f| f.value.as_str()).collect();
        let of = format!("{}\u{1f}{}", cx.s.seq, values.join("\u{1f}"));
        if self.planned_of != of {
            self.planned = plan(self, cx);
            self.planned_of = of;
        }
        self.plan = Some(plan);
    }
    fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|f| f.name == name)
    }
    /// Replaces the choices of a field; a value that is no longer among them becomes the first.
    pub fn choose_from(&mut self, name: &str, choices: Choices) {
        if let Some(field) = self.field_mut(name) {
            if !choices.iter().any(|(k, _)| *k == field.value) {
                field.value = first(&choices);
            }
            field.kind = Kind::One(choices);
        }
    }
    /// Replaces the kinds that an entity field takes; an entity of another kind is taken out.
    pub fn entities_of(&mut self, cx: &Cx<'_>, name: &str, kinds: Vec<String>) {
        if let Some(field) = self.field_mut(name) {
            let fits = EntityId::parse(&field.value)
                .and_then(|id| cx.s.entity(id))
                .is_some_and(|e| kinds.is_empty() || kinds.contains(&e.kind));
            if !fits {
                field.value.clear();
            }
            field.kind = Kind::Entity(kinds);
        }
    }

    /// What is wrong with a field by itself, before any command is asked.
    fn wrong(field: &Field) -> Option<Problem> {
        if !field.find.trim().is_empty() {
            return Some(Problem::new(
                "choice",
                "one that is listed",
                field.find.trim(),
                "choose one of the list, or empty the field",
            ));
        }
        let text = field.value.trim();
        if text.is_empty() {
            return None;
        }
        match field.kind {
            Kind::When => date::read(text, DateOrder::default()).err(),
            Kind::Day => {
                let ok = NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
                    || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").is_ok();
                (!ok).then(|| Problem::new("date", "2026-11-02, or 2026-11-02T18:00", text, "give a full date"))
            }
            _ => None,
        }
    }

    /// The commands, when all of them would be accepted; else the problem, at its field where it has one.
    fn ready(&self, cx: &Cx<'_>) -> Result<Vec<Command>, (Option<usize>, Problem)> {
        for (at, field) in self.fields.iter().enumerate().filter(|(_, f)| self.is_there(f)) {
            if let Some(problem) = Form::wrong(field) {
                return Err((Some(at), problem));
            }
        }
        let commands = (self.make)(self);
        for command in &commands {
            if let Err(problem) = command.verb().check(cx.s, cx.catalog) {
                return Err((self.place_of(&problem), problem));
            }
        }
        Ok(commands)
    }

    /// The field that a problem speaks of: named in it, else of the same key.
    fn place_of(&self, problem: &Problem) -> Option<usize> {
        let named = |f: &Field| problem.expected.contains(&format!("`{}`", f.name));
        let dated = |f: &Field| problem.key == "date" && matches!(f.kind, Kind::When);
        self.fields
            .iter()
            .position(named)
            .or_else(|| self.fields.iter().position(|f| f.name == problem.key))
            .or_else(|| self.fields.iter().position(dated))
    }

    /// Draws the form; true when it is done with.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        if let Some(adapt) = self.adapt.take() {
            adapt(self, cx);
            self.adapt = Some(adapt);
        }
        if !self.shown {
            self.recall(cx);
        }
        self.plan_again(cx);
        let mut asked = false;
        if self.keeping.found {
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(cx.look.small(cx.t("draft-found"))).wrap());
                if widget::button(ui, &cx.t("draft-anew")).clicked() {
                    self.begin_anew();
                }
            });
            ui.add_space(size::TIGHT);
        }
        if !self.note.is_empty() {
            let tone = if self.grave { Tone::Against } else { Tone::Plain };
            let text = cx.look.quiet(cx.t(self.note)).color(cx.look.ink(tone));
            ui.add(Label::new(text).wrap());
        }
        let first = !std::mem::replace(&mut self.shown, true);
        let wrong = self.problem.as_ref().and_then(|(at, p)| at.map(|at| (at, p.clone())));
        let tall = (ui.ctx().content_rect().height() * 0.66).max(size::DIALOG / 2.0);
        let (mut changed, mut last) = (false, None);
        let back_to = self.back_to.take();
        ScrollArea::vertical()
            .max_height(tall)
            // A form may be taller than the one that stood here before: it is not squeezed into its place.
            .min_scrolled_height(tall)
            .id_salt("form")
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::TIGHT;
                let mut focus = first;
                let there: Vec<bool> = self.fields.iter().map(|f| self.is_there(f)).collect();
                for (at, field) in self.fields.iter_mut().enumerate().filter(|(at, _)| there[*at]) {
                    let said = wrong.as_ref().filter(|(n, _)| *n == at).map(|(_, p)| p);
                    let mut here = focus || back_to == Some(at);
                    let drawn = field::show(ui, cx, field, said, &mut here);
                    // Taken: no later field asks for it.
                    focus &= here;
                    if drawn.entered {
                        last = Some(at);
                    }
                    changed |= drawn.changed;
                    ui.add_space(size::TIGHT);
                }
                if self.plan.is_some() {
                    many::preview(ui, cx, &self.planned);
                }
            });
        asked |= last.is_some();
        if changed {
            self.problem = None;
        }
        if let Some((None, problem)) = &self.problem {
            ui.scope(|ui| {
                ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
                shell::problem_words(ui, cx.look, cx.text, problem);
            });
        }
        ui.add_space(size::GAP);
        let mut cancelled = false;
        ui.horizontal(|ui| {
            let many_lines = |f: &Field| matches!(f.kind, Kind::Area(_));
            let only_lines = !self.fields.is_empty() && self.fields.iter().all(many_lines);
            let keys = if only_lines {
                cx.t("key-ctrl-enter")
            } else {
                cx.t("key-enter")
            };
            asked |= widget::key_button(ui, cx.look, &cx.t(self.save), &keys, true).clicked();
            cancelled = widget::key_button(ui, cx.look, &cx.t("cancel"), &cx.t("key-escape"), false).clicked();
        });
        // Enter also saves where nothing is typed in, unless it has just picked something from a list. In a
        // field of several lines Enter is a line: there it is Ctrl Enter.
        let at_rest = !first && !changed && ui.memory(|m| m.focused().is_none());
        asked |= at_rest && ui.input(|i| i.key_pressed(Key::Enter));
        // Read off the key's own event: at the end of a slow frame Ctrl may be up again.
        asked |= ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
        if asked && !cancelled {
            self.plan_again(cx);
            match self.ready(cx) {
                Ok(commands) => {
                    self.sent = commands.iter().map(|c| c.verb().name()).collect();
                    actions.extend(commands.into_iter().map(Action::Commit));
                    self.forget_typed(actions);
                    return true;
                }
                Err(problem) => {
                    self.back_to = problem.0.or(last);
                    self.problem = Some(problem);
                    ui.ctx().request_repaint();
                }
            }
        }
        self.keep_typed(actions);
        cancelled
    }

    /// True when its commands are on their way.
    pub fn is_sent(&self) -> bool {
        !self.sent.is_empty()
    }
    /// One of its commands was carried out; true when that was the last.
    pub fn carried_out(&mut self, name: &str) -> bool {
        if let Some(at) = self.sent.iter().position(|n| n == name) {
            self.sent.remove(at);
        }
        self.sent.is_empty()
    }
    /// One of its commands was refused after all: the form is itself again, and says why. False when it was
    /// none of them.
    pub fn refused(&mut self, name: &str, problem: &Problem) -> bool {
        if !self.sent.iter().any(|n| n == name) {
            return false;
        }
        self.sent.clear();
        self.problem = Some((self.place_of(problem), problem.clone()));
        true
    }
}

/// Keys of a list with their words.
pub fn listed(cx: &Cx<'_>, list: &str, family: &str) -> Choices {
    cx.catalog
        .list_keys(list)
        .into_iter()
        .map(|k| (k.to_owned(), cx.text.word(family, k, &[])))
        .collect()
}

/// The certainties that a fact, a link, an event can have.
pub fn certainties(cx: &Cx<'_>) -> Choices {
    use crate::model::entity::Certainty as C;
    [C::Stated, C::Confirmed, C::Probable, C::Possible, C::Denied]
        .map(|c| (c.as_str().to_owned(), cx.text.word("certainty", c.as_str(), &[])))
        .to_vec()
}
