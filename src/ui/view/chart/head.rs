//! The head of the chart: its actions with their keys, the saved charts as tabs, its filters. Must
//! not know: what is drawn below.

use std::collections::BTreeSet;

use eframe::egui::{self, Frame, Ui, Vec2};

use super::{Chart, toggle};
use crate::app::action::Action;
use crate::command::edit_chart::FilterChart;
use crate::model::chart::Chart as Saved;
use crate::ui::dialog::Dialog;
use crate::ui::form::file;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::size;
use crate::ui::{Cx, Shared, widget};

impl Chart {
    pub(super) fn head(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let look = cx.look;
        let Some(chart) = self.open.and_then(|id| cx.s.charts.get(id.0)).cloned() else {
            widget::head(ui, look, &cx.t("screen-chart"), |ui| {
                if cx
                    .changing(ui, |ui| widget::button(ui, &cx.t("cmd-new-chart")))
                    .clicked()
                {
                    self.new_title = Some(String::new());
                }
            });
            self.ask_title(ui, cx, actions);
            return;
        };
        widget::head(ui, look, &chart.title, |ui| {
            for (act, key) in [
                (Act::Why, "why"),
                (Act::Pin, "pin"),
                (Act::Path, "path"),
                (Act::Expand, "expand"),
            ] {
                widget::key_cap(ui, look, &keys_of(act));
                let enabled = crate::ui::menu::enabled(act, cx, shared);
                ui.add_enabled_ui(enabled, |ui| {
                    if ui
                        .add(egui::Button::new(look.quiet(cx.t(&format!("cmd-{key}")))).frame(false))
                        .clicked()
                    {
                        shared.act = Some(act);
                        ui.ctx().request_repaint();
                    }
                });
            }
            for (icon, act, key) in [
                (widget::Icon::Layout, Act::Layout, "layout"),
                (widget::Icon::Fit, Act::Fit, "fit"),
                (widget::Icon::Plus, Act::Place, "place"),
                (widget::Icon::Note, Act::Note, "note"),
            ] {
                if widget::icon_button(
                    ui,
                    look,
                    icon,
                    &format!("{}  {}", cx.t(&format!("cmd-{key}")), keys_of(act)),
                    false,
                )
                .clicked()
                {
                    shared.act = Some(act);
                }
            }
        });
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::TIGHT))
            .show(ui, |ui| {
                widget::tight(ui);
                // Chips stand in the middle of the taller buttons beside them.
                ui.spacing_mut().interact_size.y = size::ROW;
                ui.horizontal_wrapped(|ui| {
                    let mut charts: Vec<_> = cx.s.charts.iter().collect();
                    charts.sort_by_key(|c| (c.position, c.id));
                    for other in charts {
                        if widget::filter_chip(ui, look, &other.title, None, other.id == chart.id).clicked() {
                            self.open = Some(other.id);
                        }
                    }
                    if widget::icon_button(
                        ui,
                        look,
                        widget::Icon::Plus,
                        &format!("{}  {}", cx.t("cmd-new-chart"), keys_of(Act::NewChart)),
                        false,
                    )
                    .clicked()
                    {
                        self.new_title = Some(String::new());
                    }
                    for (icon, act, key) in [
                        (widget::Icon::Edit, Act::RenameChart, "rename-chart"),
                        (widget::Icon::Trash, Act::RemoveChart, "remove-chart"),
                    ] {
                        let name = format!("{}  {}", cx.t(&format!("cmd-{key}")), keys_of(act));
                        if widget::icon_button(ui, look, icon, &name, false).clicked() {
                            shared.act = Some(act);
                        }
                    }
                    ui.add_space(size::PAD);
                    if widget::filter_chip(ui, look, &cx.t("cmd-confirmed-only"), None, chart.filter.confirmed_only)
                        .clicked()
                    {
                        shared.act = Some(Act::ConfirmedOnly);
                    }
                    let kinds: BTreeSet<&str> = self
                        .drawn
                        .iter()
                        .flat_map(|d| &d.board.edges)
                        .flat_map(|e| &e.links)
                        .filter_map(|l| cx.s.links.get(l.0))
                        .map(|l| l.kind.as_str())
                        .collect();
                    for kind in kinds
                        .iter()
                        .copied()
                        .chain(chart.filter.hidden_links.iter().map(String::as_str))
                        .collect::<BTreeSet<_>>()
                    {
                        let on = !chart.filter.hidden_links.iter().any(|k| k == kind);
                        if widget::filter_chip(ui, look, &cx.text.word("link", kind, &[]), None, on).clicked() {
                            let mut filter = chart.filter.clone();
                            toggle(&mut filter.hidden_links, kind);
                            actions.push(Action::Commit(
                                FilterChart {
                                    chart: chart.id,
                                    filter,
                                }
                                .into(),
                            ));
                        }
                    }
                    if let Some(hidden) = self.drawn.as_ref().map(|d| d.board.hidden).filter(|n| *n > 0) {
                        ui.label(look.small(cx.tn("n-hidden", hidden)));
                    }
                    if shared.selected.len() > 1 {
                        ui.label(look.small(cx.tn("n-selected", shared.selected.len())));
                    }
                });
            });
        widget::hline(ui, look);
        self.ask_title(ui, cx, actions);
    }

    /// Naming, removing and walking through the saved charts.
    pub(super) fn manage(&mut self, cx: &Cx<'_>, shared: &mut Shared, chart: &Saved) {
        if shared.take(Act::RenameChart) {
            shared.dialog = Some(Dialog::form(file::rename_chart(cx, chart)));
        }
        if shared.take(Act::RemoveChart) {
            shared.dialog = Some(Dialog::form(file::remove_chart(cx, chart)));
        }
        let step = i32::from(shared.take(Act::NextChart)) - i32::from(shared.take(Act::PreviousChart));
        if step != 0 {
            let mut charts: Vec<_> = cx.s.charts.iter().collect();
            charts.sort_by_key(|c| (c.position, c.id));
            let at = charts.iter().position(|c| c.id == chart.id).unwrap_or_default() as i32;
            let next = (at + step).rem_euclid(charts.len().max(1) as i32) as usize;
            self.open = charts.get(next).map(|c| c.id);
        }
    }
}
