//! Who is a member of the file, and one more. Passphrases are kept in no draft and are gone with the dialog. Must not
//! know: how a member is made.

use eframe::egui::{Align, Label, Layout, ScrollArea, Ui};

use super::buttons;
use super::cases::{password, refused_words};
use super::running::Running;
use crate::app::action::{Action, Answer, Request};
use crate::app::case::{AddMember, MemberLine};
use crate::app::recovery::LONG_ENOUGH;
use crate::command::VICTIMS;
use crate::model::secret::Secret;
use crate::ui::form::listed;
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, widget};

#[derive(Default)]
pub struct Members {
    new: Option<New>,
    stage: Running,
    /// Who was added last.
    added: String,
}

/// What is typed of a new member.
#[derive(Default)]
struct New {
    name: String,
    role: String,
    agency: String,
    labels: Vec<String>,
    passphrase: String,
    again: String,
    grant: bool,
    own: String,
    shown: bool,
}

impl New {
    fn short(&self) -> bool {
        self.passphrase.chars().count() < LONG_ENOUGH
    }
    fn ready(&self, cx: &Cx<'_>) -> bool {
        let own = !self.grant || cx.vault_open || !self.own.is_empty();
        !self.name.trim().is_empty() && !self.short() && self.passphrase == self.again && own
    }
    /// What is asked for; the passphrases that were typed are gone then.
    fn take(&mut self) -> AddMember {
        self.again.clear();
        let grant = if self.grant {
            vec![VICTIMS.to_owned()]
        } else {
            Vec::new()
        };
        AddMember {
            name: self.name.trim().to_owned(),
            role: self.role.trim().to_owned(),
            agency: self.agency.trim().to_owned(),
            labels: self.labels.clone(),
            passphrase: Secret::new(std::mem::take(&mut self.passphrase)),
            grant,
            own_passphrase: Secret::new(std::mem::take(&mut self.own)),
        }
    }
    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let look = cx.look;
        let name = widget::field(ui, look, &cx.t("member-name"), &mut self.name, "");
        if !std::mem::replace(&mut self.shown, true) {
            name.request_focus();
        }
        widget::field(ui, look, &cx.t("member-role"), &mut self.role, "");
        widget::field(ui, look, &cx.t("member-agency"), &mut self.agency, "");
        password(ui, cx, &cx.t("member-passphrase"), &mut self.passphrase, false);
        password(ui, cx, &cx.t("member-passphrase-again"), &mut self.again, false);
        let differ = self.passphrase != self.again;
        if !self.passphrase.is_empty() && (self.short() || (differ && !self.again.is_empty())) {
            let key = if self.short() {
                "new-short"
            } else {
                "new-passwords-differ"
            };
            ui.label(look.small(cx.t(key)).color(look.ink(Tone::Against)));
        }
        ui.add_space(size::TIGHT);
        if widget::filter_chip(ui, look, &cx.t("member-grant"), None, self.grant).clicked() {
            self.grant = !self.grant;
        }
        if self.grant {
            ui.add(Label::new(look.small(cx.t("member-grant-hint"))).wrap());
            if !cx.vault_open {
                password(ui, cx, &cx.t("member-own-passphrase"), &mut self.own, false);
            }
        }
        ui.add_space(size::TIGHT);
        ui.label(look.small(cx.t("member-sees")));
        ui.scope(|ui| {
            widget::tight(ui);
            ui.horizontal_wrapped(|ui| {
                for (key, label) in listed(cx, "labels", "label") {
                    let on = self.labels.contains(&key);
                    if widget::filter_chip(ui, look, &label, None, on).clicked() {
                        if on {
                            self.labels.retain(|l| *l != key);
                        } else {
                            self.labels.push(key);
                        }
                    }
                }
            });
        });
    }
}

impl Members {
    pub(super) fn title(&self) -> &'static str {
        if self.new.is_some() {
            "member-new"
        } else {
            "members-title"
        }
    }
    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        cx.want(Request::Members, actions);
        self.stage.follow(cx, &Request::AddMember);
        if let Running::Done(Answer::MemberAdded(name)) = &self.stage {
            self.added.clone_from(name);
            (self.new, self.stage) = (None, Running::Asking);
        }
        let tall = (ui.ctx().content_rect().height() * 0.72).max(size::TOP);
        ScrollArea::vertical().max_height(tall).show(ui, |ui| {
            if self.new.is_none() {
                ui.add(Label::new(cx.look.quiet(cx.t("members-hint"))).wrap());
                ui.add_space(size::TIGHT);
                if let Some(Answer::Members(members)) = cx.results.get(&Request::Members) {
                    members.iter().for_each(|member| line(ui, cx, member));
                }
            }
            if !self.added.is_empty() {
                let said = cx.ta("member-added", &[("name", &self.added)]);
                ui.label(cx.look.body(said).color(cx.look.ink(Tone::For)));
            }
            if let Some(new) = &mut self.new {
                ui.add_enabled_ui(!self.stage.waiting(), |ui| new.ui(ui, cx));
            }
            if let Some(problem) = self.stage.problem() {
                refused_words(ui, cx, problem);
            }
            self.stage.show(ui, cx, &Request::AddMember, "job-members", actions);
        });
        match &mut self.new {
            None => {
                if buttons(ui, cx, "member-new", true) {
                    (self.new, self.added) = (Some(New::default()), String::new());
                }
            }
            Some(new) => {
                let ready = !self.stage.waiting() && new.ready(cx);
                if buttons(ui, cx, "member-add", ready) {
                    self.stage.begin();
                    actions.push(Action::AddMember(Box::new(new.take())));
                }
            }
        }
        false
    }
}

fn line(ui: &mut Ui, cx: &Cx<'_>, member: &MemberLine) {
    let look = cx.look;
    let about: Vec<&str> = [member.role.as_str(), member.agency.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    let about = about.join(" · ");
    let opens = member.opens.iter().any(|c| c == VICTIMS);
    let opens = cx.t(if opens { "member-opens" } else { "member-opens-not" });
    let labels: Vec<String> = member.labels.0.iter().map(|l| cx.text.word("label", l, &[])).collect();
    let all = cx.catalog.list_keys("labels").len();
    let labels = match labels.len() {
        0 => cx.t("member-labels-none"),
        n if n == all => cx.t("member-labels-all"),
        _ => cx.ta("member-labels", &[("labels", &labels.join(", "))]),
    };
    ui.horizontal(|ui| {
        ui.set_height(size::ROW);
        ui.label(look.head(&member.name));
        if member.acting {
            widget::badge(ui, look, &cx.t("member-acts"), Tone::Plain);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(look.small(&opens));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(look.quiet(&about)).truncate()).on_hover_text(&about);
            });
        });
    });
    ui.add(Label::new(look.small(labels)).wrap());
    ui.add_space(size::TIGHT);
    widget::hline(ui, look);
}
