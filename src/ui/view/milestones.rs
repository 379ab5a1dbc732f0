//! Milestones: what must happen, by when, and how that date was computed: every day counted or
//! passed over, with its authority. Ordered by due date, as of any date.

use chrono::NaiveDate;
use eframe::egui::{Align, CentralPanel, Frame, Label, Layout, Panel, ScrollArea, TextEdit, Ui, Vec2};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::catalog::rule::{Excludes, Rule};
use crate::command::plan_work::{
    AddExclusion, AddMilestone, CompleteMilestone, RemoveExclusion, RemoveMilestone, ReopenMilestone,
};
use crate::model::work::Milestone;
use crate::model::*;
use crate::time::period::Step;
use crate::time::status::{self, ClockView, Status};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, Item, Shared, words};

#[derive(Default)]
pub struct Milestones {
    as_of: String,
    status: Option<Status>,
    adding: Option<AddMilestone>,
    rule_filter: String,
    done_on: String,
    evidence: String,
    exclusion: AddingExclusion,
    open: Option<MilestoneId>,
}

#[derive(Default)]
struct AddingExclusion {
    kind: String,
    from: String,
    to: String,
    docket: String,
    finding: String,
}

/// What a clock is called: the office's own words, else the rule's.
pub fn title(cx: &Cx<'_>, clock: &ClockView) -> String {
    if !clock.title.is_empty() {
        return clock.title.clone();
    }
    cx.text.whole(&clock.title_key, &[])
}

/// How it stands in two words, and in which colour.
pub fn status_chip(cx: &Cx<'_>, clock: &ClockView) -> (String, Tone) {
    let days = |n: i64| cx.ta("days", &[("count", &n.abs().to_string())]);
    match (clock.status, clock.days_left) {
        (Status::Overdue, Some(n)) => (cx.ta("overdue-by", &[("days", &days(n))]), Tone::Against),
        (Status::Soon, Some(n)) => (days(n), Tone::Soon),
        (Status::Running, Some(n)) if n > 700 => (cx.ta("years", &[("count", &(n / 365).to_string())]), Tone::Plain),
        (Status::Running, Some(n)) => (days(n), Tone::Plain),
        (Status::Done, _) if clock.done_late => (cx.t("clock-done-late"), Tone::Against),
        (Status::Done, _) => (cx.t("clock-done"), Tone::For),
        (status, _) => (cx.t(&format!("clock-{}", status.as_str())), Tone::Plain),
    }
}

impl View for Milestones {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let look = cx.look;
        let mut actions = Vec::new();
        if self.as_of.is_empty() {
            cx.today.clone_into(&mut self.as_of);
        }
        let as_of = if self.as_of.parse::<NaiveDate>().is_ok() {
            self.as_of.clone()
        } else {
            cx.today.to_owned()
        };
        let request = Request::Clocks { as_of: as_of.clone() };
        cx.want(request.clone(), &mut actions);
        if as_of != cx.today {
            cx.want(
                Request::Clocks {
                    as_of: cx.today.to_owned(),
                },
                &mut actions,
            );
        }
        let clocks: &[ClockView] = match cx.results.get(&request) {
            Some(Answer::Clocks(clocks)) => clocks,
            _ => &[],
        };
        if shared.take(Act::AddMilestone) {
            self.adding.get_or_insert_with(AddMilestone::default);
        }
        if let Some(Item::Milestone(id)) = shared.shown {
            self.open = Some(id);
        }
        let shown: Vec<&ClockView> = clocks
            .iter()
            .filter(|c| self.status.is_none_or(|s| c.status == s))
            .collect();
        let step = i32::from(shared.take(Act::Next)) - i32::from(shared.take(Act::Previous));
        if step != 0 && !shown.is_empty() {
            let at = self.open.and_then(|id| shown.iter().position(|c| c.id == id));
            let next = at.map_or(0, |at| {
                (at as i32 + step).clamp(0, (shown.len() as i32 - 1).max(0)) as usize
            });
            self.pick(shared, shown[next].id);
        }
        Panel::left("clocks")
            .exact_size(size::DIALOG)
            .resizable(false)
            .frame(Frame::NONE.fill(look.panel))
            .show_separator_line(false)
            .show(ui, |ui| {
                let rect = ui.max_rect();
                ui.painter().vline(rect.right() - 0.5, rect.y_range(), look.hair());
                ui.spacing_mut().item_spacing.y = 0.0;
                widget::head(ui, look, &cx.t("milestones-title"), |ui| {
                    widget::key_cap(ui, look, &keys_of(Act::AddMilestone));
                    if widget::button(ui, &cx.t("cmd-add-milestone")).clicked() {
                        self.adding.get_or_insert_with(AddMilestone::default);
                    }
                });
                self.facets(ui, cx, clocks);
                ScrollArea::vertical().auto_shrink(false).id_salt("clocks").show_rows(
                    ui,
                    size::TOP,
                    shown.len(),
                    |ui, rows| {
                        for clock in &shown[rows] {
                            if clock_row(ui, cx, clock, self.open == Some(clock.id)) {
                                self.adding = None;
                                self.pick(shared, clock.id);
                            }
                        }
                    },
                );
            });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(look.panel))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if self.adding.is_some() {
                    self.add(ui, cx, shared, &mut actions);
                    return;
                }
                let open = self
                    .open
                    .and_then(|id| Some((clocks.iter().find(|c| c.id == id)?, cx.s.milestones.get(id.0)?)));
                match open {
                    Some((clock, milestone)) => self.one(ui, cx, shared, clock, milestone, &mut actions),
                    None if clocks.is_empty() => {
                        widget::empty(
                            ui,
                            look,
                            &cx.t("milestones-none"),
                            &cx.ta("milestones-none-hint", &[("key", &keys_of(Act::AddMilestone))]),
                        );
                    }
                    None => {
                        widget::empty(ui, look, &cx.t("milestones-choose"), &cx.t("milestones-choose-hint"));
                    }
                }
            });
        actions
    }
}

fn clock_row(ui: &mut Ui, cx: &Cx<'_>, clock: &ClockView, on: bool) -> bool {
    use crate::ui::widget::bits::clipped;
    use eframe::egui::{Align2, Pos2, Rect, TextStyle};
    let look = cx.look;
    let name = title(cx, clock);
    let (chip, tone) = status_chip(cx, clock);
    let subject = clock.subject.map(|s| words::entity(cx.s, s)).unwrap_or_default();
    let under = [subject.as_str(), clock.authority.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let due = clock
        .due
        .map(|d| words::date(cx.text, &d.to_string()))
        .unwrap_or_default();
    let row = widget::list_row(
        ui,
        look,
        size::TOP,
        on,
        &format!("{name}, {chip}, {due}, {under}"),
        |ui| {
            let rect = ui.max_rect();
            let chip_at = Rect::from_min_size(
                Pos2::new(rect.left(), rect.center().y - size::CHIP / 2.0),
                Vec2::new(92.0, size::CHIP),
            );
            ui.painter()
                .rect_filled(chip_at, f32::from(size::CHIP_RADIUS), look.ground(tone));
            ui.painter().text(
                chip_at.center(),
                Align2::CENTER_CENTER,
                &chip,
                TextStyle::Small.resolve(ui.style()),
                look.ink(tone),
            );
            let left = chip_at.right() + size::PAD;
            let line = |n: f32, cut: f32| {
                Rect::from_min_max(
                    Pos2::new(left, rect.top() + size::TIGHT + n * 18.0),
                    Pos2::new(rect.right() - cut, rect.top() + size::TIGHT + n * 18.0 + 18.0),
                )
            };
            clipped(
                ui,
                line(0.0, 92.0),
                &name,
                TextStyle::Body.resolve(ui.style()),
                look.text,
            );
            clipped(
                ui,
                line(1.0, 0.0),
                &under,
                TextStyle::Small.resolve(ui.style()),
                look.dim,
            );
            ui.painter().text(
                Pos2::new(rect.right(), line(0.0, 0.0).center().y),
                Align2::RIGHT_CENTER,
                due,
                TextStyle::Body.resolve(ui.style()),
                look.text,
            );
        },
    );
    row.response.clicked()
}

/// How a date was computed: the trigger, each step counted or passed over, what another reading gives.
pub fn derivation(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, clock: &ClockView) {
    let look = cx.look;
    let due = clock.due.map(|d| words::date(cx.text, &d.to_string()));
    let head = due
        .as_ref()
        .map_or_else(|| cx.t("not-computed"), |due| cx.ta("how-computed", &[("date", due)]));
    widget::section(ui, look, &head, &clock.code);
    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::new(size::GAP, size::TIGHT);
        if let Some(problem) = &clock.problem {
            crate::ui::shell::problem_words(ui, look, cx.text, problem);
        }
        if !clock.trigger_date.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.label(look.mono(words::date(cx.text, &clock.trigger_date)));
                ui.label(look.body(cx.text.word("trigger", &clock.trigger, &[])));
                if let Some(source) = clock.trigger_source {
                    let chip = words::chip(cx.s, cx.text, Some(source), None);
                    if widget::source_chip(ui, look, &chip, &cx.ta("open-named", &[("name", &chip)])).clicked() {
                        shared.show(Item::Source(source));
                    }
                }
            });
        }
        for run in runs(&clock.steps) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let ink = if first.counted { look.text } else { look.dim };
            let day = |s: &Step| words::date(cx.text, &s.date.to_string());
            let sentence = |s: &Step| cx.text.word("step", &s.key, &s.args);
            let (when, what) = if run.len() == 1 {
                (day(first), sentence(first))
            } else {
                (
                    format!("{} – {}", day(first), day(last)),
                    format!("{} – {}", sentence(first), sentence(last)),
                )
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(look.mono(when).color(ink));
                ui.add(Label::new(look.body(what).color(ink)).wrap());
            });
        }
        if let (Some(warn), true) = (clock.warn_on, clock.status != Status::Done) {
            ui.label(look.quiet(cx.ta("warn-on", &[("date", &words::date(cx.text, &warn.to_string()))])));
        }
        for other in &clock.alternatives {
            let line = format!(
                "{}: {}",
                cx.text.word("alternative", &other.key, &other.args),
                words::date(cx.text, &other.due.to_string())
            );
            ui.add(Label::new(look.body(line).color(look.ink(Tone::Soon))).wrap());
        }
        ui.add(Label::new(look.quiet(&clock.authority)).wrap());
        if !clock.unconfirmed.is_empty() {
            ui.add(
                Label::new(
                    look.small(cx.ta("unconfirmed-rule", &[("what", &clock.unconfirmed)]))
                        .color(look.ink(Tone::Soon)),
                )
                .wrap(),
            );
        }
        ui.add(Label::new(look.small(cx.text.whole(clock.caution, &[]))).wrap());
    });
}

/// Days counted one after the other stand as one line; each that was passed over has its own.
fn runs(steps: &[Step]) -> Vec<&[Step]> {
    steps
        .chunk_by(|a, b| a.counted && b.counted && a.key == b.key)
        .collect()
}

impl Milestones {
    fn pick(&mut self, shared: &mut Shared, id: MilestoneId) {
        self.open = Some(id);
        self.evidence.clear();
        shared.show(Item::Milestone(id));
    }

    fn facets(&mut self, ui: &mut Ui, cx: &Cx<'_>, clocks: &[ClockView]) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    for status in [
                        Status::Overdue,
                        Status::Soon,
                        Status::Running,
                        Status::Tolled,
                        Status::NotStarted,
                        Status::Untimed,
                        Status::Done,
                    ] {
                        let n = clocks.iter().filter(|c| c.status == status).count();
                        if n == 0 && self.status != Some(status) {
                            continue;
                        }
                        let on = self.status == Some(status);
                        if widget::filter_chip(ui, cx.look, &cx.t(&format!("clock-{}", status.as_str())), Some(n), on)
                            .clicked()
                        {
                            self.status = if on { None } else { Some(status) };
                        }
                    }
                });
                ui.add_space(size::TIGHT);
                ui.horizontal(|ui| {
                    let label = ui.label(cx.look.small(cx.t("as-of")));
                    ui.add(TextEdit::singleline(&mut self.as_of).desired_width(96.0))
                        .labelled_by(label.id);
                    if self.as_of.parse::<NaiveDate>().is_err() {
                        ui.label(cx.look.small(cx.t("date-hint")).color(cx.look.ink(Tone::Against)));
                    } else if self.as_of != cx.today && widget::button(ui, &cx.t("today")).clicked() {
                        cx.today.clone_into(&mut self.as_of);
                    }
                });
            });
        widget::hline(ui, cx.look);
    }

    fn one(
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
                        if widget::button(ui, &cx.t("reopen")).clicked() {
                            actions.push(Action::Commit(ReopenMilestone { milestone: clock.id }.into()));
                        }
                    } else {
                        if !clock.evidence_wanted.is_empty() {
                            ui.add(
                                Label::new(look.quiet(cx.ta("evidence-wanted", &[("what", &clock.evidence_wanted)])))
                                    .wrap(),
                            );
                        }
                        if self.done_on.is_empty() {
                            cx.today.clone_into(&mut self.done_on);
                        }
                        widget::field(ui, look, &cx.t("done-on"), &mut self.done_on, "2026-11-24");
                        widget::field(ui, look, &cx.t("evidence"), &mut self.evidence, &cx.t("evidence-hint"));
                        ui.horizontal(|ui| {
                            let ready = !self.evidence.trim().is_empty() && self.done_on.parse::<NaiveDate>().is_ok();
                            ui.add_enabled_ui(ready, |ui| {
                                if widget::key_button(ui, look, &cx.t("complete"), "", true).clicked() {
                                    let command = CompleteMilestone {
                                        milestone: clock.id,
                                        done_on: self.done_on.clone(),
                                        evidence: std::mem::take(&mut self.evidence),
                                    };
                                    actions.push(Action::Commit(command.into()));
                                }
                            });
                            if widget::key_button(ui, look, &cx.t("remove"), "", false).clicked() {
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
            let x = &mut self.exclusion;
            if x.kind.is_empty() {
                kinds[0].clone_into(&mut x.kind);
            }
            widget::choice(ui, look, &cx.t("kind"), &mut x.kind, &options);
            ui.horizontal(|ui| {
                for (key, value) in [("from", &mut x.from), ("to", &mut x.to), ("docket", &mut x.docket)] {
                    let label = ui.label(look.small(cx.t(key)));
                    ui.add(TextEdit::singleline(value).desired_width(96.0))
                        .labelled_by(label.id);
                }
            });
            if x.kind == "h7" {
                widget::field(ui, look, &cx.t("finding"), &mut x.finding, "");
            }
            let ready = x.from.parse::<NaiveDate>().is_ok() && (x.to.is_empty() || x.to.parse::<NaiveDate>().is_ok());
            ui.add_enabled_ui(ready, |ui| {
                if widget::button(ui, &cx.t("add-exclusion")).clicked() {
                    let x = std::mem::take(&mut self.exclusion);
                    actions.push(Action::Commit(
                        AddExclusion {
                            milestone: clock.id,
                            kind: x.kind,
                            from: x.from,
                            to: x.to,
                            docket: x.docket,
                            finding: x.finding,
                        }
                        .into(),
                    ));
                }
            });
        });
    }

    /// A milestone by rule, its date computed while it is typed.
    fn add(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let look = cx.look;
        let mut close = false;
        widget::head(ui, look, &cx.t("add-milestone-title"), |ui| {
            close = widget::icon_button(ui, look, Icon::Close, &cx.t("close"), false).clicked();
        });
        let Some(new) = &mut self.adding else { return };
        ScrollArea::vertical().auto_shrink(false).id_salt("add").show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = size::TIGHT;
                widget::field(ui, look, &cx.t("rule"), &mut self.rule_filter, &cx.t("rule-hint"));
                rules_list(ui, cx, &self.rule_filter, &mut new.rule);
                widget::field(ui, look, &cx.t("title"), &mut new.title, &cx.t("title-hint"));
                widget::field(ui, look, &cx.t("trigger-date"), &mut new.trigger_date, "2026-11-02");
                widget::field(ui, look, &cx.t("own-length"), &mut new.length, "30d");
                widget::field(ui, look, &cx.t("fixed-due"), &mut new.fixed_due, "2026-12-10");
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
                let ready = !new.rule.is_empty() || !new.title.trim().is_empty();
                ui.add_enabled_ui(ready, |ui| {
                    if widget::key_button(ui, look, &cx.t("cmd-add-milestone"), "", true).clicked() {
                        actions.push(Action::Commit(new.clone().into()));
                        close = true;
                    }
                });
            });
        });
        if close {
            self.adding = None;
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
                if row.response.clicked() {
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
