//! The worklist of the Sources screen: rejected rows and unread cells by repair on the left, the open group
//! on the right, its rows masked until one is opened; a repair for one row or the whole group, retry, write
//! out. Must not know: maps, how a row is staged.

mod cells; // what is other about cells of staged rows

use std::path::PathBuf;

use eframe::egui::{CentralPanel, Frame, Label, ScrollArea, Ui};

use crate::app::action::{Action, Answer, Request};
use crate::app::rejects::{Fix, Group, LISTED, RetryRequest, Row};
use crate::model::RecordId;
use crate::model::source::Correction;
use crate::ui::theme::{Tone, size};
use crate::ui::typed::Typed;
use crate::ui::widget;
use crate::ui::{Cx, Shared, inspector, words};
use serde::{Deserialize, Serialize};

pub use cells::waiting;

/// Ways to repair a cell, as text `repair-<key>`.
const WAYS: [&str; 4] = ["none", "set", "replace", "date-order"];
const ORDERS: [&str; 3] = ["mdy", "dmy", "ymd"];

/// What is open and what is typed; thrown away when it was carried out.
#[derive(Default)]
pub struct Worklist {
    pub open: bool,
    group: Option<String>,
    row: Option<RecordId>,
    way: String,
    column: String,
    value: String,
    from: String,
    order: String,
    why: String,
    path: String,
    sent: bool,
    /// Repairs that were begun, by group.
    typed: Typed<String, Repair>,
}

/// What is typed of a repair.
#[derive(Default, Clone, PartialEq, Serialize, Deserialize)]
struct Repair {
    way: String,
    column: String,
    value: String,
    from: String,
    why: String,
}
const TYPED: &str = "repairs";

impl Worklist {
    pub fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui, actions: &mut Vec<Action>) {
        cx.want(Request::Rejects, actions);
        self.typed.restore(cx, TYPED);
        let groups: &[Group] = match cx.results.get(&Request::Rejects) {
            Some(Answer::Rejects(groups)) => groups,
            Some(Answer::Failed(problem)) => {
                crate::ui::shell::problem_words(ui, cx.look, cx.text, problem);
                return;
            }
            _ => {
                widget::empty(ui, cx.look, &cx.t("job-reading"), "");
                return;
            }
        };
        if groups.is_empty() {
            widget::empty(ui, cx.look, &cx.t("worklist-none"), &cx.t("worklist-none-hint"));
            return;
        }
        let at = groups.iter().position(|g| Some(&g.id) == self.group.as_ref());
        let chosen = shared.step(at, groups.len()).or(at.is_none().then_some(0));
        if let Some(group) = chosen.and_then(|at| groups.get(at)) {
            self.choose(group);
        }
        widget::queue_panel(ui, cx.look, "reject-groups", size::QUEUE + size::ROW, |ui| {
            ScrollArea::vertical()
                .auto_shrink(false)
                .id_salt("reject-groups")
                .show(ui, |ui| {
                    for group in groups {
                        self.entry(ui, cx, group);
                    }
                });
        });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let Some(group) = groups.iter().find(|g| Some(&g.id) == self.group.as_ref()) else {
                    return;
                };
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .id_salt("reject-group")
                    .show(ui, |ui| {
                        self.head(ui, cx, group);
                        self.repair(ui, cx, group, actions);
                        self.rows(ui, cx, shared, group, actions);
                    });
            });
        if let Some(group) = self.group.clone() {
            let begun = [&self.value, &self.from, &self.why]
                .iter()
                .any(|t| !t.trim().is_empty());
            *self.typed.of(Some(group)) = if begun { self.begun() } else { Repair::default() };
        }
        self.typed.keep(TYPED, actions);
    }

    fn begun(&self) -> Repair {
        Repair {
            way: self.way.clone(),
            column: self.column.clone(),
            value: self.value.clone(),
            from: self.from.clone(),
            why: self.why.clone(),
        }
    }

    fn choose(&mut self, group: &Group) {
        let typed = std::mem::take(&mut self.typed);
        let begun = typed.get(&group.id).cloned().unwrap_or_else(|| Repair {
            way: cells::first_way(group).to_owned(),
            column: group.column.clone(),
            ..Repair::default()
        });
        *self = Worklist {
            open: true,
            group: Some(group.id.clone()),
            way: begun.way,
            column: begun.column,
            value: begun.value,
            from: begun.from,
            why: begun.why,
            order: ORDERS[1].to_owned(),
            path: format!("{}.rejects.csv", group.file),
            typed,
            ..Worklist::default()
        };
    }

    fn entry(&mut self, ui: &mut Ui, cx: &Cx<'_>, group: &Group) {
        let what = named(cx, group);
        let said = format!("{what}, {}, {}", group.file, group.count);
        let on = Some(&group.id) == self.group.as_ref();
        let row = widget::list_row(ui, cx.look, size::TALL_ROW, on, &said, |ui| {
            ui.label(cx.look.mono(words::number(group.count)).color(cx.look.ink(Tone::Soon)));
            ui.vertical(|ui| {
                ui.add_space(size::GAP);
                ui.add(Label::new(cx.look.body(&what)).truncate());
                ui.add(Label::new(cx.look.quiet(&group.file)).truncate());
                ui.add(Label::new(cx.look.small(places(group))).truncate());
            });
        });
        if row.clicked() {
            self.choose(group);
        }
    }

    fn head(&self, ui: &mut Ui, cx: &Cx<'_>, group: &Group) {
        widget::head(ui, cx.look, &named(cx, group), |ui| {
            ui.label(cx.look.quiet(cx.tn("n-rows", group.count)));
            if group.staged {
                widget::badge(ui, cx.look, &cx.t("cells-unread"), Tone::Plain);
            }
            if group.sealed > 0 {
                widget::badge(ui, cx.look, &cx.tn("rows-sealed", group.sealed), Tone::Sealed);
            }
        });
        Frame::NONE
            .fill(cx.look.ground(Tone::Soon))
            .inner_margin(size::PAD)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                let said = cx.ta(
                    "expected-found",
                    &[("expected", &group.expected), ("found", &group.found)],
                );
                ui.add(Label::new(cx.look.body(said)).wrap());
                ui.add(Label::new(cx.look.quiet(cx.ta("remedy", &[("what", &group.remedy)]))).wrap());
                if group.staged {
                    ui.add(Label::new(cx.look.quiet(cx.t("cells-unread-hint"))).wrap());
                }
                if group.sealed > 0 && !cx.vault_open {
                    ui.add(Label::new(cx.look.quiet(cx.t("rows-sealed-hint"))).wrap());
                }
            });
    }

    /// The repair, why it is right, and for which rows.
    fn repair(&mut self, ui: &mut Ui, cx: &Cx<'_>, group: &Group, actions: &mut Vec<Action>) {
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::TIGHT;
            let ways: Vec<(String, String)> = cells::ways(group)
                .iter()
                .map(|w| ((*w).to_owned(), cx.t(&format!("repair-{w}"))))
                .collect();
            widget::choice(ui, cx.look, &cx.t("repair"), &mut self.way, &ways);
            if self.way != "none" {
                let columns: Vec<(String, String)> = group.columns.iter().map(|c| (c.clone(), c.clone())).collect();
                widget::choice(ui, cx.look, &cx.t("repair-column"), &mut self.column, &columns);
            }
            match self.way.as_str() {
                "set" => {
                    widget::field(ui, cx.look, &cx.t("repair-value"), &mut self.value, "");
                }
                "replace" => {
                    widget::field(ui, cx.look, &cx.t("repair-from"), &mut self.from, "");
                    widget::field(ui, cx.look, &cx.t("repair-to"), &mut self.value, "");
                }
                "date-order" => {
                    let orders: Vec<(String, String)> = ORDERS
                        .iter()
                        .map(|o| ((*o).to_owned(), cx.t(&format!("order-{o}"))))
                        .collect();
                    widget::choice(ui, cx.look, &cx.t("repair-order"), &mut self.order, &orders);
                }
                _ => {}
            }
            widget::field(ui, cx.look, &cx.t("repair-why"), &mut self.why, "");
            ui.add_space(size::GAP);
            ui.horizontal_wrapped(|ui| {
                let ready = !self.why.trim().is_empty() && (self.way == "none" || !self.column.is_empty());
                ui.add_enabled_ui(ready, |ui| {
                    if let Some(row) = self.row
                        && cx
                            .changing(ui, |ui| widget::key_button(ui, cx.look, &cx.t("retry-row"), "", true))
                            .clicked()
                    {
                        self.send(vec![row], group, actions);
                    }
                    let whole = cx.tn("retry-group", group.count);
                    if widget::key_button(ui, cx.look, &whole, "", self.row.is_none()).clicked() {
                        self.send(Vec::new(), group, actions);
                    }
                });
            });
            if let (true, Some(Answer::Retried(done))) = (self.sent, cx.results.get(&Request::Retried)) {
                let said = cells::said(cx, done);
                ui.add(Label::new(cx.look.quiet(said)).wrap());
                for problem in done.errors.iter().take(3) {
                    crate::ui::shell::problem_words(ui, cx.look, cx.text, problem);
                }
            }
            if group.staged {
                return;
            }
            ui.add_space(size::GAP);
            widget::field(ui, cx.look, &cx.t("write-out-to"), &mut self.path, "");
            if cx
                .changing(ui, |ui| widget::button(ui, &cx.t("write-out")))
                .on_hover_text(cx.t("write-out-hint"))
                .clicked()
                && !self.path.trim().is_empty()
            {
                actions.push(Action::WriteRejects {
                    source: group.source,
                    group: group.id.clone(),
                    path: PathBuf::from(self.path.trim()),
                });
            }
        });
        widget::hline(ui, cx.look);
    }

    fn send(&mut self, records: Vec<RecordId>, group: &Group, actions: &mut Vec<Action>) {
        let (column, row) = (self.column.clone(), 0);
        let fixes = match self.way.as_str() {
            "set" => vec![Fix::Set {
                column,
                value: self.value.clone(),
                row,
            }],
            "replace" => vec![Fix::Replace {
                column,
                from: self.from.clone(),
                to: self.value.clone(),
                row,
            }],
            "date-order" => vec![Fix::DateOrder {
                column,
                order: self.order.clone(),
                row,
            }],
            _ => Vec::new(),
        };
        actions.push(Action::Retry(RetryRequest {
            records,
            group: group.id.clone(),
            fixes,
            why: self.why.clone(),
            ..RetryRequest::default()
        }));
        (self.row, self.sent) = (None, true);
        self.value.clear();
    }

    fn rows(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, group: &Group, actions: &mut Vec<Action>) {
        for row in &group.rows {
            let said = cx.ta("row-n", &[("n", &row.place.row.to_string())]);
            let on = self.row == Some(row.record);
            let listed = widget::list_row(ui, cx.look, size::CARD_ROW, on, &said, |ui| {
                ui.label(cx.look.mono(row.place.row.to_string()));
                ui.add(Label::new(cx.look.quiet(shapes(cx, row))).truncate());
            });
            if listed.clicked() {
                self.row = if on { None } else { Some(row.record) };
            }
            if on {
                // What was received, as the record viewer shows it: sealed cells behind their pills.
                cx.want(Request::Record(row.record), actions);
                if let Some(Answer::Record(whole)) = cx.results.get(&Request::Record(row.record)) {
                    inspector::cells(ui, cx, shared, whole, &group.column);
                }
            }
        }
        if group.count > LISTED {
            ui.label(cx.look.quiet(cx.tn("n-more", group.count - group.rows.len())));
        }
    }
}

fn named(cx: &Cx<'_>, group: &Group) -> String {
    let what = cx.text.word("reject", &group.key, &[]);
    if group.column.is_empty() {
        what
    } else {
        format!("{}: {what}", group.column)
    }
}

fn places(group: &Group) -> String {
    let mut out: Vec<String> = group.places.iter().map(|p| p.row.to_string()).collect();
    if group.count > out.len() {
        out.push("…".to_owned());
    }
    out.join(", ")
}

/// What a member put in a cell's place, who it was and why.
pub fn correction(ui: &mut Ui, cx: &Cx<'_>, correction: &Correction) {
    let member = cx.s.members.get(correction.member.0).map_or("", |m| m.name.as_str());
    let day = correction.at.get(..10).unwrap_or(&correction.at);
    let said = cx.ta(
        "corrected-by",
        &[
            ("text", &correction.text),
            ("member", member),
            ("day", day),
            ("why", &correction.why),
        ],
    );
    ui.add(Label::new(cx.look.quiet(said)).wrap());
}

/// The filled cells of a row by their shape.
fn shapes(cx: &Cx<'_>, row: &Row) -> String {
    let cells: Vec<String> = row
        .cells
        .iter()
        .filter(|c| c.sealed || !c.shape.is_empty())
        .map(|c| if c.sealed { cx.t("sealed") } else { c.shape.clone() })
        .collect();
    cells.join(" · ")
}
