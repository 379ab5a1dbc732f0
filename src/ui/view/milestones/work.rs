//! Tasks, legal process and deconfliction: one line each, what can be done with it at its end. What
//! is open and due stands first.

use chrono::NaiveDate;
use eframe::egui::{Align, Frame, Label, Layout, RichText, ScrollArea, Ui, Vec2};

use super::{Milestones, Tab};
use crate::app::action::Action;
use crate::catalog::process::{ProcessClock, RunsFrom};
use crate::command::plan_work::{AddMilestone, FinishTask};
use crate::model::lead::Deconfliction;
use crate::model::work::{Process, Task, WorkStatus};
use crate::ui::dialog::Dialog;
use crate::ui::form::work;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Item, Shared, widget, words};

/// The clock that a process starts, and the day that it runs from, once that is known.
fn clock_of<'a>(cx: &'a Cx<'_>, p: &'a Process) -> Option<(&'a ProcessClock, &'a str)> {
    let clock = cx.catalog.process_clocks.get(&p.kind)?;
    let from = match clock.runs_from {
        RunsFrom::Served => &p.served,
        RunsFrom::Due => &p.due,
    };
    (!from.is_empty()).then_some((clock, from.as_str()))
}

/// Days until a due date, in words and colour: late, soon, far.
fn due_chip(cx: &Cx<'_>, due: &str) -> Option<(String, Tone)> {
    let day = due.get(..10)?.parse::<NaiveDate>().ok()?;
    let left = (day - cx.today.parse::<NaiveDate>().ok()?).num_days();
    let days = cx.tn("days", left.unsigned_abs() as usize);
    Some(if left < 0 {
        (cx.ta("overdue-by", &[("days", &days)]), Tone::Against)
    } else if left <= 14 {
        (days, Tone::Soon)
    } else {
        (days, Tone::Plain)
    })
}

/// A cell of a fixed width, cut where it is longer; the whole text is hovered.
fn cell(ui: &mut Ui, wide: f32, text: RichText) {
    let whole = text.text().to_owned();
    ui.allocate_ui_with_layout(Vec2::new(wide, size::TOP), Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(wide);
        ui.add(Label::new(text).truncate()).on_hover_text(whole);
    });
}

fn badge_cell(ui: &mut Ui, cx: &Cx<'_>, wide: f32, chip: Option<(String, Tone)>) {
    ui.allocate_ui_with_layout(Vec2::new(wide, size::TOP), Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(wide);
        if let Some((text, tone)) = chip {
            widget::badge(ui, cx.look, &text, tone);
        }
    });
}

const WHEN: f32 = 112.0;
const CHIP: f32 = 120.0;
const WHO: f32 = 150.0;

impl Milestones {
    /// The list of the open tab, with the button that adds to it.
    pub(super) fn work(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let (title, add, none) = match self.tab {
            Tab::Process => ("process-list", "add-process", "process-none"),
            Tab::Deconfliction => ("deconfliction-list", "add-deconfliction", "deconfliction-none"),
            _ => ("task-list", "add-task", "task-none"),
        };
        let mut wanted = shared.take(Act::AddMilestone);
        widget::head(ui, cx.look, &cx.t(title), |ui| {
            widget::key_cap(ui, cx.look, &keys_of(Act::AddMilestone));
            wanted |= cx.changing(ui, |ui| widget::button(ui, &cx.t(add))).clicked();
        });
        if wanted {
            let about = shared.selected.iter().next().copied();
            shared.dialog = Some(Dialog::form(match self.tab {
                Tab::Process => work::add_process(cx),
                Tab::Deconfliction => work::add_deconfliction(cx, about),
                _ => work::add_task(cx, about),
            }));
        }
        let empty = match self.tab {
            Tab::Process => cx.s.processes.iter().next().is_none(),
            Tab::Deconfliction => cx.s.deconflictions.iter().next().is_none(),
            _ => cx.s.tasks.iter().next().is_none(),
        };
        if empty {
            let hint = cx.ta(&format!("{none}-hint"), &[("key", &keys_of(Act::AddMilestone))]);
            widget::empty(ui, cx.look, &cx.t(none), &hint);
            return;
        }
        ScrollArea::vertical().auto_shrink(false).id_salt(title).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            match self.tab {
                Tab::Process => self.processes(ui, cx, shared),
                Tab::Deconfliction => deconflictions(ui, cx, shared),
                _ => tasks(ui, cx, shared, actions),
            }
        });
    }

    fn processes(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
        let mut list: Vec<&Process> = cx.s.processes.iter().collect();
        list.sort_by(|a, b| (!a.returned.is_empty(), &a.due, a.id).cmp(&(!b.returned.is_empty(), &b.due, b.id)));
        for p in list {
            let kind = cx.text.word("process", &p.kind, &[]);
            let chip = if p.returned.is_empty() {
                due_chip(cx, &p.due)
            } else {
                Some((cx.t("process-back"), Tone::For))
            };
            line(ui, cx, |ui| {
                badge_cell(ui, cx, CHIP, chip);
                cell(ui, WHEN, cx.look.mono(day(cx, &p.due)));
                cell(ui, WHO + 40.0, cx.look.body(kind));
                cell(ui, WHO, cx.look.body(&p.recipient));
                let served = if p.served.is_empty() {
                    cx.t("process-not-served")
                } else {
                    cx.ta("process-served-on", &[("date", &words::date(cx.text, &p.served))])
                };
                cell(ui, WHO, cx.look.quiet(served));
                let mut notes = vec![p.authority.clone(), p.scope.clone()];
                if !p.gag_until.is_empty() {
                    notes.push(cx.ta("process-gag-until", &[("date", &words::date(cx.text, &p.gag_until))]));
                }
                notes.retain(|n| !n.is_empty());
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if cx.changing(ui, |ui| widget::button(ui, &cx.t("edit-dots"))).clicked() {
                        shared.dialog = Some(Dialog::form(work::edit_process(cx, p)));
                    }
                    if let Some((clock, from)) = clock_of(cx, p)
                        && cx
                            .changing(ui, |ui| widget::button(ui, &cx.t("process-clock")))
                            .on_hover_text(cx.ta("process-clock-hint", &[("rule", &clock.rule)]))
                            .clicked()
                    {
                        self.tab = Tab::Clocks;
                        self.open = None;
                        self.adding = true;
                        *self.new.of(Some(String::new())) = AddMilestone {
                            rule: clock.rule.clone(),
                            fixed_due: match clock.runs_from {
                                RunsFrom::Served => String::new(),
                                RunsFrom::Due => from.to_owned(),
                            },
                            trigger_date: from.to_owned(),
                            title: format!("{}, {}", cx.text.word("process", &p.kind, &[]), p.recipient),
                            ..AddMilestone::default()
                        };
                    }
                    if let Some(source) = p.source {
                        let chip = words::chip(cx.s, cx.text, Some(source), None);
                        if widget::source_chip(ui, cx.look, &chip, &cx.ta("open-named", &[("name", &chip)])).clicked() {
                            shared.show(Item::Source(source));
                        }
                    }
                    let notes = notes.join(" · ");
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(cx.look.quiet(&notes)).truncate())
                            .on_hover_text(&notes);
                    });
                });
            });
        }
    }
}

/// A row as tall as a clock's, a line below.
fn line(ui: &mut Ui, cx: &Cx<'_>, content: impl FnOnce(&mut Ui)) {
    Frame::NONE.inner_margin(Vec2::new(size::PAD, 0.0)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(size::TOP);
            ui.spacing_mut().item_spacing.x = size::GAP;
            content(ui);
        });
    });
    widget::hline(ui, cx.look);
}

fn day(cx: &Cx<'_>, date: &str) -> String {
    if date.is_empty() {
        cx.t("no-date")
    } else {
        words::date(cx.text, date)
    }
}

fn tasks(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    let closed = |t: &Task| t.status != WorkStatus::Open;
    let mut list: Vec<&Task> = cx.s.tasks.iter().collect();
    // Without a date: after those that have one.
    list.sort_by(|a, b| (closed(a), a.due.is_empty(), &a.due, a.id).cmp(&(closed(b), b.due.is_empty(), &b.due, b.id)));
    for task in list {
        let chip = match task.status {
            WorkStatus::Open => due_chip(cx, &task.due),
            WorkStatus::Done => Some((cx.t("clock-done"), Tone::For)),
            WorkStatus::Dropped => Some((cx.t("task-dropped"), Tone::Plain)),
        };
        line(ui, cx, |ui| {
            badge_cell(ui, cx, CHIP, chip);
            cell(ui, WHEN, cx.look.mono(day(cx, &task.due)));
            cell(ui, WHO, cx.look.quiet(&task.owner));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let buttons: &[(WorkStatus, &str)] = if closed(task) {
                    &[(WorkStatus::Open, "reopen")]
                } else {
                    &[(WorkStatus::Dropped, "task-drop"), (WorkStatus::Done, "task-finish")]
                };
                for (status, key) in buttons {
                    let button = cx.changing(ui, |ui| widget::button(ui, &cx.t(key)));
                    let said = format!("{}: {}", cx.t(key), task.title);
                    button.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::Button, true, &said));
                    if button.clicked() {
                        actions.push(Action::Commit(
                            FinishTask {
                                task: task.id,
                                status: *status,
                            }
                            .into(),
                        ));
                    }
                }
                if let Some(about) = task.about {
                    let name = words::entity(cx.s, about);
                    if widget::source_chip(ui, cx.look, &name, &cx.ta("open-named", &[("name", &name)])).clicked() {
                        shared.select(about);
                    }
                }
                let whole = if task.note.is_empty() {
                    task.title.clone()
                } else {
                    format!("{}  ·  {}", task.title, task.note)
                };
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(cx.look.body(&whole)).truncate())
                        .on_hover_text(&whole);
                });
            });
        });
    }
}

fn deconflictions(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
    let mut list: Vec<&Deconfliction> = cx.s.deconflictions.iter().collect();
    list.sort_by(|a, b| b.at.cmp(&a.at).then(a.id.cmp(&b.id)));
    for d in list {
        line(ui, cx, |ui| {
            cell(ui, WHEN, cx.look.mono(day(cx, &d.at)));
            cell(ui, WHO, cx.look.body(&d.subject));
            cell(ui, WHO, cx.look.quiet(format!("{} {}", d.system, d.reference)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(about) = d.entity {
                    let name = words::entity(cx.s, about);
                    if widget::source_chip(ui, cx.look, &name, &cx.ta("open-named", &[("name", &name)])).clicked() {
                        shared.select(about);
                    }
                }
                let result = if d.contact.is_empty() {
                    d.result.clone()
                } else {
                    format!("{}  ·  {}", d.result, d.contact)
                };
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(cx.look.body(&result)).truncate())
                        .on_hover_text(&result);
                });
            });
        });
    }
}
