//! Audit: who changed what, when, in sentences; what was undone; whether the chain holds.

use std::collections::BTreeMap;

use eframe::egui::{Align, CentralPanel, Frame, Label, Layout, Panel, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder};

use super::View;
use crate::app::action::{Action, Answer, CheckLine, Request};
use crate::app::morning::Target;
use crate::model::commit::Commit;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, Icon, icon};
use crate::ui::{Cx, Shared, words};

/// Commits read at first; more are asked for by a button.
const FIRST: u32 = 500;

#[derive(Default)]
pub struct Audit {
    more: u32,
    /// The commit of the line that is chosen.
    at: Option<i64>,
    /// It is still to be scrolled to.
    scroll: bool,
}

impl View for Audit {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let look = cx.look;
        let mut actions = Vec::new();
        let led = shared.take_led(|t| if let Target::Commit(seq) = t { Some(seq) } else { None });
        if let Some(seq) = led {
            self.at = led;
            self.scroll = true;
            self.more = u32::try_from(cx.s.seq - seq).unwrap_or_default().saturating_sub(FIRST);
        }
        let request = Request::History {
            limit: FIRST + self.more,
        };
        cx.want(request.clone(), &mut actions);
        let commits: &[Commit] = match cx.results.get(&request) {
            Some(Answer::History(commits)) => commits,
            _ => &[],
        };
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, look, &cx.t("audit-title"), |ui| {
            let busy = cx.results.progress(&Request::Verify).is_some();
            ui.add_enabled_ui(!busy, |ui| {
                if widget::button(ui, &cx.t("cmd-verify")).clicked() {
                    actions.push(Action::Ask(Request::Verify));
                }
            });
            if busy {
                ui.label(look.quiet(cx.t("job-verifying")));
            }
            let keys = keys_of(Act::BoardThen);
            let then = ui.add_enabled_ui(self.at.is_some(), |ui| {
                widget::key_button(ui, look, &cx.t("cmd-board-then"), &keys, false).clicked()
            });
            if (then.inner || shared.take(Act::BoardThen))
                && let Some(seq) = self.at
            {
                actions.push(Action::ShowAsOf(seq.to_string()));
            }
        });
        if let Some(Answer::Verify(checks)) = cx.results.get(&Request::Verify) {
            let current = cx.results.is_current(&Request::Verify, cx.s.seq);
            // Beside the commits where there is room, else below them.
            let panel = if ui.available_width() < size::TABLE {
                Panel::bottom("checks-below").default_size(size::QUEUE)
            } else {
                Panel::right("checks").default_size(size::INSPECTOR)
            };
            panel.frame(Frame::NONE.fill(look.panel)).show(ui, |ui| {
                ScrollArea::vertical().show(ui, |ui| checks_list(ui, cx, checks, current));
            });
        }
        CentralPanel::no_frame().show(ui, |ui| {
            if commits.is_empty() {
                widget::empty(ui, look, &cx.t("audit-none"), &cx.t("audit-none-hint"));
                return;
            }
            self.table(ui, cx, shared, commits);
            if commits.len() as u32 >= FIRST + self.more && widget::button(ui, &cx.t("show-more")).clicked() {
                self.more += FIRST;
            }
        });
        actions
    }
}

fn checks_list(ui: &mut Ui, cx: &Cx<'_>, checks: &[CheckLine], current: bool) {
    let look = cx.look;
    ui.spacing_mut().item_spacing.y = 0.0;
    widget::head(ui, look, &cx.t("checks"), |ui| {
        if !current {
            widget::badge(ui, look, &cx.t("of-an-older-commit"), Tone::Soon);
        }
    });
    for check in checks {
        let state = cx.t(if check.ok { "check-ok" } else { "check-failed" });
        let name = cx.text.word("check", &check.name, &[]);
        widget::list_row(
            ui,
            look,
            size::TOP,
            false,
            &format!("{name}: {state}, {}", check.detail),
            |ui| {
                let (rect, _) =
                    ui.allocate_exact_size(eframe::egui::Vec2::splat(size::ICON), eframe::egui::Sense::hover());
                let (picture, tone) = if check.ok {
                    (Icon::Check, Tone::For)
                } else {
                    (Icon::Warning, Tone::Against)
                };
                icon::paint(ui.painter(), picture, rect, look.ink(tone));
                ui.vertical(|ui| {
                    ui.add_space(size::TIGHT);
                    ui.add(Label::new(look.body(&name)).truncate());
                    ui.add(Label::new(look.small(&check.detail)).truncate());
                });
            },
        )
        .on_hover_text(&check.detail);
    }
}

impl Audit {
    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, commits: &[Commit]) {
        let look = cx.look;
        let undone: BTreeMap<i64, i64> = commits.iter().filter_map(|c| c.undoes.map(|u| (u, c.seq))).collect();
        let members: BTreeMap<_, &str> = cx.s.members.iter().map(|m| (m.id, m.name.as_str())).collect();
        let at = self.at.and_then(|seq| commits.iter().position(|c| c.seq == seq));
        let mut builder = TableBuilder::new(ui);
        if let Some(at) = shared.step(at, commits.len()) {
            self.at = Some(commits[at].seq);
            builder = builder.scroll_to_row(at, None);
        } else if let Some(at) = at.filter(|_| std::mem::take(&mut self.scroll)) {
            builder = builder.scroll_to_row(at, Some(Align::Center));
        }
        builder
            .id_salt("audit")
            .sense(Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::exact(110.0))
            .column(Column::initial(150.0).clip(true))
            .column(Column::initial(120.0).clip(true))
            .column(Column::remainder().at_least(size::FIELD).clip(true))
            .column(Column::exact(100.0))
            .auto_shrink(false)
            .header(size::ROW, |mut header| {
                for (n, key) in ["number", "when", "who", "what", "chain"].into_iter().enumerate() {
                    header.col(|ui| {
                        if n == 0 {
                            ui.add_space(size::PAD);
                        }
                        ui.label(look.small(cx.t(&format!("column-{key}"))));
                    });
                }
            })
            .body(|body| {
                body.rows(size::ROW, commits.len(), |mut line| {
                    let commit = &commits[line.index()];
                    let taken_back = undone.get(&commit.seq);
                    let viewed = cx.past.map_or(cx.s.seq, |c| c.seq);
                    line.set_selected(self.at == Some(commit.seq));
                    line.col(|ui| {
                        ui.add_space(size::PAD);
                        ui.label(look.mono(commit.seq.to_string()).color(look.dim));
                        if cx.past.is_some() && commit.seq == viewed {
                            widget::badge(ui, look, &cx.t("as-of-shown"), Tone::Soon);
                        }
                    });
                    line.col(|ui| {
                        ui.label(look.mono(words::date(cx.text, &commit.time)));
                    });
                    line.col(|ui| {
                        ui.add(Label::new(look.quiet(members.get(&commit.member).copied().unwrap_or("—"))).truncate());
                    });
                    line.col(|ui| {
                        if let Some(of) = commit.undoes {
                            widget::badge(ui, look, &cx.ta("undoes", &[("n", &of.to_string())]), Tone::Plain);
                        }
                        let mut sentence = look.body(words::commit(cx.text, commit));
                        if taken_back.is_some() {
                            sentence = sentence.color(look.dim).strikethrough();
                        } else if commit.seq > viewed {
                            // Not there yet on the board that is shown.
                            sentence = sentence.color(look.dim);
                        }
                        ui.add(Label::new(sentence).truncate());
                        if let Some(by) = taken_back {
                            ui.label(look.small(cx.ta("undone-by", &[("n", &by.to_string())])));
                        }
                    });
                    line.col(|ui| {
                        ui.label(
                            look.mono(commit.chain.get(..10).unwrap_or(&commit.chain))
                                .color(look.dim),
                        )
                        .on_hover_text(format!("{}\n{}", commit.commit_id, commit.chain));
                    });
                    if line.response().clicked() {
                        self.at = Some(commit.seq);
                    }
                });
            });
    }
}
