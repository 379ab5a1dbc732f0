//! One milestone: its derivation, its excluded time, its completion; a new one by rule, its date
//! computed while it is typed.

use chrono::NaiveDate;
use eframe::egui::{Align, Frame, Label, Layout, ScrollArea, TextEdit, Ui, Vec2};

use super::Milestones;
use super::clock::{derivation, status_chip, title};
use crate::app::action::Action;
use crate::catalog::rule::{Excludes, Rule};
use crate::command::Verb;
use crate::command::plan_work::{
    AddExclusion, AddMilestone, CompleteMilestone, RemoveExclusion, RemoveMilestone, ReopenMilestone,
};
use crate::model::work::Milestone;
use crate::time::status::{self, ClockView, Status};
use crate::ui::dialog::Dialog;
use crate::ui::form::work;
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, Shared, shell, words};

impl Milestones {
    pub(super) fn one(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        clock: &ClockView,
        milestone: &Milestone,
        actions: &mut Vec<Action>,
    ) {
        let look = cx.look;
        widget::head(ui, look, &title(cx, clock), |ui| {
            let (chip, tone) = status_chip(cx, clock);
            widget::badge(ui, look, &chip, tone);
        });
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt(clock.id.0)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                derivation(ui, cx, shared, clock);
                self.exclusions(ui, cx, clock, actions);
                widget::section(ui, look, &cx.t("completion"), "");
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    ui.spacing_mut().item_spacing = Vec2::new(size::GAP, size::TIGHT);
                    if matches!(clock.status, Status::Done | Status::Dropped) {
                        ui.label(look.body(cx.ta(
                            "done-with",
                            &[
                                ("date", &words::date(cx.text, &milestone.done_on)),
                                ("evidence", &milestone.evidence),
                            ],
                        )));
                        if cx.changing(ui, |ui| widget::button(ui, &cx.t("edit-dots"))).clicked() {
                            shared.dialog = Some(Dialog::form(work::edit_milestone(cx, milestone)));
                        }
                        if cx.changing(ui, |ui| widget::button(ui, &cx.t("reopen"))).clicked() {
                            actions.push(Action::Commit(ReopenMilestone { milestone: clock.id }.into()));
                        }
                    } else {
                        if !clock.evidence_wanted.is_empty() {
                            ui.add(
                                Label::new(look.quiet(cx.ta(
                                    "evidence-wanted",
                                    &[("what", &cx.text.word("evidence", &clock.evidence_wanted, &[]))],
                                )))
                                .wrap(),
                            );
                        }
                        let typed = self.typed.of(Some(clock.id));
                        let mut done_on = typed.done_on.clone();
                        if done_on.is_empty() {
                            cx.today.clone_into(&mut done_on);
                        }
                        if widget::field(ui, look, &cx.t("done-on"), &mut done_on, &cx.t("day-hint")).changed() {
                            typed.done_on.clone_from(&done_on);
                        }
                        widget::field(ui, look, &cx.t("evidence"), &mut typed.evidence, &cx.t("evidence-hint"));
                        let ready = !typed.evidence.trim().is_empty() && done_on.parse::<NaiveDate>().is_ok();
                        ui.horizontal(|ui| {
                            ui.add_enabled_ui(ready, |ui| {
                                if cx
                                    .changing(ui, |ui| widget::key_button(ui, look, &cx.t("complete"), "", true))
                                    .clicked()
                                {
                                    let command = CompleteMilestone {
                                        milestone: clock.id,
                                        done_on: done_on.clone(),
                                        evidence: self.typed.take(&clock.id).evidence,
                                    };
                                    actions.push(Action::Commit(command.into()));
                                }
                            });
                            if cx
                                .changing(ui, |ui| widget::key_button(ui, look, &cx.t("edit-dots"), "", false))
                                .clicked()
                            {
                                shared.dialog = Some(Dialog::form(work::edit_milestone(cx, milestone)));
                            }
                            if cx
                                .changing(ui, |ui| widget::key_button(ui, look, &cx.t("remove"), "", false))
                                .clicked()
                            {
                                actions.push(Action::Commit(RemoveMilestone { milestone: clock.id }.into()));
                            }
                        });
                    }
                });
            });
    }

    fn exclusions(&mut self, ui: &mut Ui, cx: &Cx<'_>, clock: &ClockView, actions: &mut Vec<Action>) {
        let excludes = rule_of(cx, &clock.rule).map_or(Excludes::None, |r| r.excludes);
        let mine: Vec<_> =
            cx.s.exclusions
                .iter()
                .filter(|x| x.milestone == clock.id)
                .cloned()
                .collect();
        if excludes == Excludes::None && mine.is_empty() {
            return;
        }
        let look = cx.look;
        widget::section(ui, look, &cx.t("exclusions"), "");
        for x in &mine {
            let span = format!(
                "{} – {}",
                words::date(cx.text, &x.from_date),
                if x.to_date.is_empty() {
                    "…".to_owned()
                } else {
                    words::date(cx.text, &x.to_date)
                }
            );
            widget::labelled(ui, look, &x.kind, |ui| {
                ui.horizontal_wrapped(|ui| {
                    ui.label(look.mono(span));
                    ui.label(look.quiet(format!("{} {}", x.docket, x.finding)));
                    if widget::icon_button(
                        ui,
                        look,
                        Icon::Trash,
                        &cx.ta("remove-exclusion", &[("kind", &x.kind)]),
                        false,
                    )
                    .clicked()
                    {
                        actions.push(Action::Commit(RemoveExclusion { exclusion: x.id }.into()));
                    }
                });
            });
        }
        if excludes == Excludes::None {
            return;
        }
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::new(size::GAP, size::TIGHT);
            let kinds: &[&str] = if excludes == Excludes::Toll {
                &["toll"]
            } else {
                &[
                    "h1A", "h1B", "h1C", "h1D", "h1E", "h1F", "h1G", "h1H", "h2", "h3", "h4", "h5", "h6", "h7", "h8",
                ]
            };
            let options: Vec<(String, String)> = kinds
                .iter()
                .map(|k| {
                    (
                        (*k).to_owned(),
                        format!("{k}  {}", cx.text.word("exclusion", &k.to_lowercase(), &[])),
                    )
                })
                .collect();
            let x = &mut self.typed.of(Some(clock.id)).exclusion;
            let mut kind = x.kind.clone();
            if kind.is_empty() {
                kinds[0].clone_into(&mut kind);
            }
            if widget::choice(ui, look, &cx.t("kind"), &mut kind, &options) {
                x.kind.clone_from(&kind);
            }
            ui.horizontal_wrapped(|ui| {
                for (key, value) in [("from", &mut x.from), ("to", &mut x.to), ("docket", &mut x.docket)] {
                    let label = ui.label(look.small(cx.t(key)));
                    ui.add(TextEdit::singleline(value).desired_width(96.0))
                        .labelled_by(label.id);
                }
            });
            if kind == "h7" {
                widget::field(ui, look, &cx.t("finding"), &mut x.finding, "");
            }
            let command = AddExclusion {
                milestone: clock.id,
                kind,
                from: x.from.trim().to_owned(),
                to: x.to.trim().to_owned(),
                docket: x.docket.trim().to_owned(),
                finding: x.finding.trim().to_owned(),
            };
            let problem = command.check(cx.s, cx.catalog).err();
            // Nothing is wrong with a form that nobody has begun.
            let begun = !(x.from.is_empty() && x.to.is_empty());
            if let Some(problem) = problem.as_ref().filter(|_| begun) {
                ui.scope(|ui| {
                    ui.visuals_mut().override_text_color = Some(look.ink(Tone::Against));
                    shell::problem_words(ui, look, cx.text, problem);
                });
            }
            ui.add_enabled_ui(problem.is_none(), |ui| {
                if cx
                    .changing(ui, |ui| widget::button(ui, &cx.t("add-exclusion")))
                    .clicked()
                {
                    *x = Default::default();
                    actions.push(Action::Commit(command.into()));
                }
            });
        });
    }

    /// A milestone by rule, its date computed while it is typed.
    pub(super) fn add(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let look = cx.look;
        let mut close = false;
        widget::head(ui, look, &cx.t("add-milestone-title"), |ui| {
            close = widget::icon_button(ui, look, Icon::Close, &cx.t("close"), false).clicked();
        });
        let mut anew = false;
        let new = self.new.of(Some(String::new()));
        ScrollArea::vertical().auto_shrink(false).id_salt("add").show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::TIGHT;
                let filter = widget::field(ui, look, &cx.t("rule"), &mut self.rule_filter, &cx.t("rule-hint"));
                if !std::mem::replace(&mut self.add_shown, true) {
                    filter.request_focus();
                }
                rules_list(ui, cx, &self.rule_filter, &mut new.rule);
                widget::field(ui, look, &cx.t("title"), &mut new.title, &cx.t("title-hint"));
                widget::field(
                    ui,
                    look,
                    &cx.t("trigger-date"),
                    &mut new.trigger_date,
                    &cx.t("day-hint"),
                );
                widget::field(ui, look, &cx.t("own-length"), &mut new.length, "30d");
                widget::field(ui, look, &cx.t("fixed-due"), &mut new.fixed_due, &cx.t("day-hint"));
                widget::field(ui, look, &cx.t("owner"), &mut new.owner, "");
            });
            if let Some(selected) = shared.selected.iter().next() {
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    let mut on = new.subject == Some(*selected);
                    let name = cx.ta("about", &[("name", &words::entity(cx.s, *selected))]);
                    if ui.checkbox(&mut on, name).changed() {
                        new.subject = on.then_some(*selected);
                    }
                });
            }
            if let Some(clock) = preview(cx, new) {
                derivation(ui, cx, shared, &clock);
            }
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                let problem = new.check(cx.s, cx.catalog).err();
                let begun = !new.rule.is_empty() || !new.title.trim().is_empty();
                if let Some(problem) = problem.as_ref().filter(|_| begun) {
                    ui.scope(|ui| {
                        ui.visuals_mut().override_text_color = Some(look.ink(Tone::Against));
                        shell::problem_words(ui, look, cx.text, problem);
                    });
                }
                ui.add_enabled_ui(problem.is_none(), |ui| {
                    if cx
                        .changing(ui, |ui| {
                            widget::key_button(ui, look, &cx.t("cmd-add-milestone"), "", true)
                        })
                        .clicked()
                    {
                        actions.push(Action::Commit(new.clone().into()));
                        (close, anew) = (true, true);
                    }
                });
                if begun && widget::button(ui, &cx.t("draft-anew")).clicked() {
                    anew = true;
                }
            });
        });
        if anew {
            self.new.take(&String::new());
        }
        if close {
            self.adding = false;
            self.rule_filter.clear();
        }
    }
}

fn rule_of<'a>(cx: &Cx<'a>, id: &str) -> Option<&'a Rule> {
    cx.catalog.rules.find(id).ok().map(|(rule, _)| rule)
}

fn rules_list(ui: &mut Ui, cx: &Cx<'_>, filter: &str, chosen: &mut String) {
    let look = cx.look;
    let filter = filter.to_lowercase();
    let rules: Vec<(&Rule, String)> = cx
        .catalog
        .rules
        .rules
        .values()
        .map(|r| (r, cx.text.whole(&r.title, &[])))
        .filter(|(r, t)| {
            filter.is_empty()
                || t.to_lowercase().contains(&filter)
                || r.id.to_lowercase().contains(&filter)
                || r.authority.to_lowercase().contains(&filter)
        })
        .collect();
    ScrollArea::vertical()
        .max_height(size::ROW * 6.0)
        .id_salt("rules")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (rule, title) in rules {
                let row = widget::list_row(
                    ui,
                    look,
                    size::ROW,
                    *chosen == rule.id,
                    &format!("{} {title}", rule.id),
                    |ui| {
                        ui.label(look.mono(&rule.id).color(look.dim));
                        ui.add(Label::new(look.body(&title)).truncate());
                        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                            ui.add(Label::new(look.small(&rule.authority)).truncate());
                        });
                    },
                );
                if row.clicked() {
                    *chosen = if *chosen == rule.id {
                        String::new()
                    } else {
                        rule.id.clone()
                    };
                }
            }
        });
}

/// The clock that a milestone would have, computed as it will be.
fn preview(cx: &Cx<'_>, new: &AddMilestone) -> Option<ClockView> {
    if new.rule.is_empty() && new.fixed_due.is_empty() {
        return None;
    }
    let as_of = cx.today.parse::<NaiveDate>().ok()?;
    let milestone = Milestone {
        rule: new.rule.clone(),
        title: new.title.clone(),
        subject: new.subject,
        trigger_date: new.trigger_date.trim().to_owned(),
        jurisdiction: new.jurisdiction.clone(),
        length: new.length.trim().to_owned(),
        fixed_due: new.fixed_due.trim().to_owned(),
        ..Milestone::default()
    };
    Some(status::clock(
        &milestone,
        &[],
        &cx.catalog.rules,
        &status::options_of(cx.s),
        as_of,
    ))
}
