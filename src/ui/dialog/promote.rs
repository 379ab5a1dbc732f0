//! Leads of this desk into a case: which, into which file, and whether sealed identities go along. The
//! work is done off the window's thread; what was refused stands at its field. Must not know: how a lead
//! is carried over.

use std::collections::BTreeSet;

use eframe::egui::{Label, ScrollArea, Ui};

use super::cases::{self, Existing, Fresh, Open};
use super::running::Running;
use super::{Dialog, buttons};
use crate::app::action::{Action, Answer, Request};
use crate::app::promote::{PromoteRequest, Promoted, Target};
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::*;
use crate::ui::theme::{Tone, size};
use crate::ui::view::inbox;
use crate::ui::{Cx, Item, Shared, shell, widget, words};

/// Leads that are listed without a field to find one.
const FEW: usize = 6;

#[derive(Default)]
pub struct Promote {
    chosen: BTreeSet<RecordId>,
    find: String,
    fresh: bool,
    there: Existing,
    new: Fresh,
    identities: bool,
    desk_passphrase: String,
    case_passphrase: String,
    stage: Running,
}

/// Where in the form a refusal belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Leads,
    File,
    DeskVault,
    CaseVault,
}

impl Promote {
    /// With the lead that is shown, when it is still on the desk.
    pub fn of(cx: &Cx<'_>, shown: Option<&Item>) -> Promote {
        let mut out = Promote::default();
        if let Some(Item::Record(id, _)) = shown
            && on_desk(cx).any(|(record, _)| record == *id)
        {
            out.chosen.insert(*id);
        }
        out
    }

    fn place_of(&self, problem: &Problem) -> At {
        let target = self.there.path().display().to_string();
        match problem.key.as_str() {
            "wrong-passphrase" | "no-passphrase" if problem.place.file == target => At::CaseVault,
            "wrong-passphrase" | "no-passphrase" => At::DeskVault,
            "lead" | "promoted" | "record" | "cancelled" => At::Leads,
            _ => At::File,
        }
    }

    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) -> bool {
        let refused = self.stage.follow(cx, &Request::Promote);
        if let Running::Done(Answer::Promoted(done)) = &self.stage {
            return self.done(ui, cx, shared, done);
        }
        let at = self.stage.problem().map(|p| self.place_of(p));
        let waiting = self.stage.waiting();
        let mut entered = false;
        let tall = (ui.ctx().content_rect().height() * 0.66).max(size::DIALOG / 2.0);
        ScrollArea::vertical()
            .max_height(tall)
            .id_salt("promote")
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::TIGHT;
                ui.add_enabled_ui(!waiting, |ui| {
                    ui.add(Label::new(cx.look.quiet(cx.t("promote-hint"))).wrap());
                    self.leads(ui, cx);
                    self.said(ui, cx, at, At::Leads);
                    ui.horizontal(|ui| {
                        for (fresh, key) in [(false, "promote-there"), (true, "promote-new")] {
                            if widget::filter_chip(ui, cx.look, &cx.t(key), None, self.fresh == fresh).clicked() {
                                self.fresh = fresh;
                            }
                        }
                    });
                    if self.fresh {
                        self.new.ui(ui, cx, shared, &["case"]);
                    } else {
                        entered = self.there.ui(ui, cx, shared, refused && at == Some(At::File));
                    }
                    self.said(ui, cx, at, At::File);
                    ui.add_space(size::GAP);
                    ui.checkbox(&mut self.identities, cx.t("promote-identities"));
                    let key = if self.identities {
                        "promote-identities-note"
                    } else {
                        "promote-pseudonyms"
                    };
                    let tone = if self.identities { Tone::Sealed } else { Tone::Plain };
                    ui.add(Label::new(cx.look.quiet(cx.t(key)).color(cx.look.ink(tone))).wrap());
                    if self.identities {
                        let wrong = refused && at == Some(At::DeskVault);
                        cases::password(ui, cx, &cx.t("promote-desk-vault"), &mut self.desk_passphrase, wrong);
                        self.said(ui, cx, at, At::DeskVault);
                        if !self.fresh {
                            let wrong = refused && at == Some(At::CaseVault);
                            cases::password(ui, cx, &cx.t("promote-case-vault"), &mut self.case_passphrase, wrong);
                        }
                        self.said(ui, cx, at, At::CaseVault);
                    }
                });
            });
        self.stage.show(ui, cx, &Request::Promote, "job-promoting", actions);
        let target = if self.fresh {
            self.new.ready()
        } else {
            self.there.ready()
        };
        let vaults =
            !self.identities || (!self.desk_passphrase.is_empty() && (self.fresh || !self.case_passphrase.is_empty()));
        let ready = !self.chosen.is_empty() && target && vaults && !waiting;
        if (buttons(ui, cx, "promote-go", ready) || entered) && ready {
            self.stage.begin();
            actions.push(Action::Promote(self.request()));
        }
        false
    }

    fn request(&mut self) -> PromoteRequest {
        let desk = Secret::new(std::mem::take(&mut self.desk_passphrase));
        let mut case = Secret::new(std::mem::take(&mut self.case_passphrase));
        let to = if self.fresh {
            let (path, new) = self.new.take();
            case = new.passphrase.clone();
            Target::New { path, new }
        } else {
            let (path, password) = self.there.take();
            Target::There { path, password }
        };
        PromoteRequest {
            leads: self.chosen.iter().map(ToString::to_string).collect(),
            to,
            identities: self.identities.then_some((desk, case)),
        }
    }

    /// Leads that are still on the desk, newest first, each to be taken along or not.
    fn leads(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let mut all: Vec<(RecordId, String)> = on_desk(cx).collect();
        if all.is_empty() {
            ui.label(cx.look.body(cx.t("promote-none")));
            return;
        }
        self.chosen.retain(|id| all.iter().any(|(r, _)| r == id));
        ui.label(cx.look.small(cx.tn("promote-chosen", self.chosen.len())));
        if all.len() > FEW {
            widget::field(ui, cx.look, &cx.t("promote-find"), &mut self.find, "");
        }
        let wanted = self.find.trim().to_lowercase();
        all.retain(|(id, name)| self.chosen.contains(id) || name.to_lowercase().contains(&wanted));
        ScrollArea::vertical()
            .max_height(size::ROW * FEW as f32)
            .min_scrolled_height(size::ROW * FEW as f32)
            .auto_shrink([false, true])
            .id_salt("leads")
            .show_rows(ui, size::ROW, all.len(), |ui, rows| {
                for (id, name) in &all[rows] {
                    let mut on = self.chosen.contains(id);
                    if ui.checkbox(&mut on, cx.look.body(name)).changed() {
                        if on {
                            self.chosen.insert(*id);
                        } else {
                            self.chosen.remove(id);
                        }
                    }
                }
            });
    }

    fn said(&self, ui: &mut Ui, cx: &Cx<'_>, at: Option<At>, here: At) {
        let Some(problem) = self.stage.problem().filter(|_| at == Some(here)) else {
            return;
        };
        if here == At::File {
            cases::refused(ui, cx, problem);
            return;
        }
        ui.scope(|ui| {
            ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
            shell::problem_words(ui, cx.look, cx.text, problem);
        });
    }

    /// What was done; true when the person has read it.
    fn done(&self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, done: &Promoted) -> bool {
        ui.add(Label::new(cx.look.body(words::promoted(cx.text, done))).wrap());
        ui.add_space(size::PAD);
        let mut read = false;
        ui.horizontal(|ui| {
            read = widget::key_button(ui, cx.look, &cx.t("close"), "", true).clicked();
            if widget::key_button(ui, cx.look, &cx.t("promote-open"), "", false).clicked() {
                shared.dialog = Some(Dialog::Open(Open::of(&done.path)));
                read = true;
            }
        });
        read
    }
}

/// Leads without a case, newest first: the record, and what is said of it in a list.
fn on_desk<'a>(cx: &'a Cx<'_>) -> impl Iterator<Item = (RecordId, String)> + 'a {
    let mut leads: Vec<(&str, RecordId)> =
        cx.s.leads
            .iter()
            .filter(|l| l.promoted_to.is_empty())
            .filter_map(|l| cx.s.record(l.record).map(|r| (r.date.as_str(), r.id)))
            .collect();
    leads.sort_by(|a, b| b.cmp(a));
    leads.into_iter().map(|(date, id)| {
        let parties = inbox::parties(cx, id);
        let label = words::record(cx.s, cx.text, id);
        let parts = [label, words::date(cx.text, date), parties];
        let said: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        (id, said.join(" · "))
    })
}
