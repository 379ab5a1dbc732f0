//! What stands around the canvas: legend, small map, histogram with brush, the answer to "why are
//! these linked?", and the questions that an action asks.

use std::collections::BTreeMap;

use eframe::egui::{
    self, Align2, Frame, Key, Label, Modal, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextEdit,
    TextStyle, Ui, UiBuilder, Vec2, WidgetInfo,
};

use super::{Chart, drawing, reach, toggle};
use crate::app::action::{Action, Answer};
use crate::command::edit_chart::{FilterChart, PlaceItems};
use crate::model::chart::{Chart as Saved, ChartFilter};
use crate::model::value::date;
use crate::model::*;
use crate::scene::Shape;
use crate::scene::parts::figure;
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;
use crate::ui::widget::{self, Icon, bits};
use crate::ui::{Cx, Item, Shared, palette, words};

impl Chart {
    /// Exactly what can be seen now, with counts; a row hides or shows its kind.
    pub(super) fn legend(&self, ui: &mut Ui, cx: &Cx<'_>, chart: &Saved, view: Rect, actions: &mut Vec<Action>) {
        let Some(drawn) = &self.drawn else { return };
        let mut rows: Vec<(String, String, Option<usize>, Vec<Shape>)> = drawn
            .legend
            .iter()
            .map(|row| {
                let mark = match &row.mark {
                    drawing::Mark::Figure(shape) => figure(shape, row.ink, 0.0, 0.0, 0.48),
                    drawing::Mark::DashedLine => vec![Shape::line(
                        [-9.0, 0.0],
                        [9.0, 0.0],
                        crate::scene::Stroke::dashed(row.ink, 1.4),
                    )],
                };
                (row.kind.clone(), row.text.clone(), Some(row.count), mark)
            })
            .collect();
        for kind in &chart.filter.hidden_kinds {
            rows.push((kind.clone(), words::kind(cx.text, kind), None, Vec::new()));
        }
        if rows.is_empty() {
            return;
        }
        let rect = legend_rect(view, rows.len(), self.legend_above);
        ui.painter().rect(
            rect,
            f32::from(size::RADIUS),
            cx.look.panel,
            cx.look.hair(),
            StrokeKind::Inside,
        );
        ui.scope_builder(
            UiBuilder::new().max_rect(rect.shrink2(Vec2::new(0.0, size::TIGHT))),
            |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (kind, text, count, mark) in rows {
                    let sense = if kind.is_empty() {
                        Sense::hover()
                    } else {
                        Sense::click()
                    };
                    let (line, response) = ui.allocate_exact_size(Vec2::new(size::LEGEND, size::ROW), sense);
                    if response.hovered() && !kind.is_empty() {
                        ui.painter()
                            .rect_filled(line.shrink2(Vec2::new(1.0, 0.0)), 0.0, cx.look.sunk);
                    }
                    let at = Rect::from_center_size(
                        Pos2::new(line.left() + size::PAD * 2.0, line.center().y),
                        Vec2::splat(size::ROW),
                    );
                    paint::shapes(ui.painter(), cx.look, &mark, &Camera::default(), at);
                    let words = Rect::from_min_max(
                        Pos2::new(line.left() + size::TOP, line.top()),
                        Pos2::new(line.right() - size::ROW, line.bottom()),
                    );
                    bits::clipped(
                        ui,
                        words,
                        &text,
                        TextStyle::Body.resolve(ui.style()),
                        if count.is_some() { cx.look.text } else { cx.look.dim },
                    );
                    let number = count.map_or_else(|| cx.t("hidden"), |n| n.to_string());
                    ui.painter().text(
                        Pos2::new(line.right() - size::PAD, line.center().y),
                        Align2::RIGHT_CENTER,
                        &number,
                        TextStyle::Small.resolve(ui.style()),
                        cx.look.dim,
                    );
                    widget::chip::ring(ui, cx.look, &response, line);
                    let name = format!("{text}, {number}");
                    let role = if kind.is_empty() { Role::Label } else { Role::CheckBox };
                    response.widget_info(|| WidgetInfo::selected(role, true, count.is_some(), &name));
                    if response.clicked() {
                        let mut filter = chart.filter.clone();
                        toggle(&mut filter.hidden_kinds, &kind);
                        actions.push(Action::Commit(
                            FilterChart {
                                chart: chart.id,
                                filter,
                            }
                            .into(),
                        ));
                    }
                }
            },
        );
    }

    /// Where the legend hides fewer figures, as the board is seen now: below on the left, or above on the right.
    /// How many it hides there.
    pub(super) fn place_legend(&mut self, chart: &Saved, view: Rect) -> usize {
        let Some(drawn) = &self.drawn else { return 0 };
        let rows = drawn.legend.len() + chart.filter.hidden_kinds.len();
        let hidden = |above: bool| {
            let rect = legend_rect(view, rows, above);
            let spots = drawn.board.nodes.iter().map(|node| {
                let at = self.camera.to_screen(view, [node.x, node.y]);
                // Its name stands beside it or below.
                Rect::from_center_size(at, Vec2::new(160.0, 80.0) * self.camera.zoom)
            });
            spots.filter(|spot| rect.intersects(*spot)).count()
        };
        let (above, below) = (hidden(true), hidden(false));
        self.legend_above = above < below;
        above.min(below)
    }

    /// The whole board small; where the view is; a press goes there. Hidden while all fits.
    pub(super) fn minimap(&mut self, ui: &mut Ui, cx: &Cx<'_>, view: Rect) {
        let Some(drawn) = &self.drawn else { return };
        let corner = (
            self.camera.to_scene(view, view.min),
            self.camera.to_scene(view, view.max),
        );
        let b = drawn.bounds;
        let all_seen = corner.0[0] <= b[0] && corner.0[1] <= b[1] && corner.1[0] >= b[2] && corner.1[1] >= b[3];
        if drawn.board.nodes.len() < 8 || all_seen {
            return;
        }
        let rect = Rect::from_min_size(
            view.right_bottom() - Vec2::new(size::MINIMAP_W + size::PAD, size::MINIMAP_H + size::PAD),
            Vec2::new(size::MINIMAP_W, size::MINIMAP_H),
        );
        let response = ui.interact(rect, ui.scope_id().with("minimap"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, cx.t("minimap")));
        ui.painter().rect(
            rect,
            f32::from(size::RADIUS),
            cx.look.panel,
            cx.look.hair(),
            StrokeKind::Inside,
        );
        let mut small = Camera::default();
        small.fit(rect, b, size::GAP);
        for node in &drawn.board.nodes {
            ui.painter()
                .circle_filled(small.to_screen(rect, [node.x, node.y]), 2.0, cx.look.dim);
        }
        let seen = Rect::from_min_max(small.to_screen(rect, corner.0), small.to_screen(rect, corner.1)).intersect(rect);
        ui.painter()
            .rect_stroke(seen, 0.0, Stroke::new(1.0, cx.look.accent), StrokeKind::Inside);
        if let Some(at) = response
            .interact_pointer_pos()
            .filter(|_| response.clicked() || response.dragged())
        {
            self.camera.center = small.to_scene(rect, at);
        }
    }

    /// Dated links of the chart by month; a drag sets the range that is shown.
    pub(super) fn histogram(&mut self, ui: &mut Ui, cx: &Cx<'_>, chart: &Saved, actions: &mut Vec<Action>) {
        let look = cx.look;
        let area = ui.max_rect();
        ui.painter().hline(area.x_range(), area.top() + 0.5, look.hair());
        let on: std::collections::BTreeSet<EntityId> =
            self.drawn.iter().flat_map(|d| &d.of.places).map(|p| p.entity).collect();
        let mut months: BTreeMap<i32, usize> = BTreeMap::new();
        let mut undated = 0;
        for link in
            cx.s.links
                .iter()
                .filter(|l| on.contains(&cx.s.group_of(l.from_entity)) && on.contains(&cx.s.group_of(l.to_entity)))
        {
            match month_of(&link.date) {
                Some(month) => *months.entry(month).or_default() += 1,
                None => undated += 1,
            }
        }
        let inside = area.shrink2(Vec2::new(size::PAD, size::GAP));
        let small = TextStyle::Small.resolve(ui.style());
        let (Some(first), Some(last)) = (months.keys().next().copied(), months.keys().last().copied()) else {
            ui.painter().text(
                inside.left_top(),
                Align2::LEFT_TOP,
                cx.tn("no-dated-links", undated),
                small,
                look.dim,
            );
            return;
        };
        let month_name = |m: i32| words::date(cx.text, &format!("{:04}-{:02}", m.div_euclid(12), m.rem_euclid(12) + 1));
        let head = format!(
            "{} – {} · {}",
            month_name(first),
            month_name(last),
            cx.tn("n-undated", undated)
        );
        ui.painter()
            .text(inside.left_top(), Align2::LEFT_TOP, head, small.clone(), look.dim);
        let bars = Rect::from_min_max(
            Pos2::new(inside.left(), inside.top() + size::CHIP),
            Pos2::new(inside.right(), inside.bottom() - size::PAD),
        );
        let count = (last - first + 1) as f32;
        let pitch = (bars.width() / count).min(28.0);
        let tallest = months.values().max().copied().unwrap_or(1) as f32;
        let (from, to) = (month_of(&chart.filter.from), month_of(&chart.filter.to));
        let response = ui.interact(bars, ui.scope_id().with("brush"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, cx.t("brush")));
        let month_at = |x: f32| first + ((x - bars.left()) / pitch).floor().clamp(0.0, (count - 1.0).max(0.0)) as i32;
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.dragged()) {
            self.brush = Some((self.brush.map_or(at.x, |b| b.0), at.x));
        }
        let brushing = self.brush.map(|(a, b)| (month_at(a.min(b)), month_at(a.max(b))));
        for month in first..=last {
            let n = months.get(&month).copied().unwrap_or(0) as f32;
            let x = bars.left() + (month - first) as f32 * pitch;
            let h = if n > 0.0 {
                (bars.height() * n / tallest).max(2.0)
            } else {
                0.0
            };
            let lit = match brushing {
                Some((a, b)) => (a..=b).contains(&month),
                None => {
                    (from.is_some() || to.is_some()) && from.is_none_or(|f| month >= f) && to.is_none_or(|t| month <= t)
                }
            };
            let bar = Rect::from_min_max(
                Pos2::new(x + 1.0, bars.bottom() - h),
                Pos2::new(x + pitch - 2.0, bars.bottom()),
            );
            ui.painter()
                .rect_filled(bar, 2.0, if lit { look.accent } else { look.strong_line });
            if month == first || month.rem_euclid(12) == 0 || (pitch > 12.0 && month.rem_euclid(3) == 0) {
                let label = if month.rem_euclid(12) == 0 || month == first {
                    month_name(month)
                } else {
                    cx.t(&format!("month-{}", month.rem_euclid(12) + 1))
                };
                if month == first || month - first > 2 {
                    ui.painter().text(
                        Pos2::new(x, bars.bottom() + 1.0),
                        Align2::LEFT_TOP,
                        label,
                        small.clone(),
                        look.dim,
                    );
                }
            }
        }
        if response.drag_stopped() {
            self.brush = None;
            if let Some((a, b)) = brushing {
                let filter = ChartFilter {
                    from: first_day(a),
                    to: last_day(b),
                    ..chart.filter.clone()
                };
                actions.push(Action::Commit(
                    FilterChart {
                        chart: chart.id,
                        filter,
                    }
                    .into(),
                ));
            }
        }
        if !(chart.filter.from.is_empty() && chart.filter.to.is_empty()) {
            let words = format!(
                "{} – {}",
                words::date(cx.text, &chart.filter.from),
                words::date(cx.text, &chart.filter.to)
            );
            let at = Rect::from_min_max(
                Pos2::new(inside.right() - size::FIELD * 1.4, area.top() + 1.0),
                Pos2::new(inside.right(), area.top() + size::ROW),
            );
            ui.scope_builder(
                UiBuilder::new()
                    .max_rect(at)
                    .layout(egui::Layout::right_to_left(egui::Align::Center)),
                |ui| {
                    if widget::button(ui, &cx.t("all-dates")).clicked() {
                        let filter = ChartFilter {
                            from: String::new(),
                            to: String::new(),
                            ..chart.filter.clone()
                        };
                        actions.push(Action::Commit(
                            FilterChart {
                                chart: chart.id,
                                filter,
                            }
                            .into(),
                        ));
                    }
                    ui.label(look.small(words));
                },
            );
        }
    }

    /// How the two are connected: the best paths, hop by hop, each hop with its sources.
    pub(super) fn why_panel(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &Saved,
        view: Rect,
        actions: &mut Vec<Action>,
    ) {
        let Some(request) = self.path.clone() else { return };
        let crate::app::action::Request::Path { from, to, .. } = &request else {
            return;
        };
        let mut close = ui.input(|i| i.key_pressed(Key::Escape));
        let title = cx.ta(
            "why-linked-two",
            &[("a", &words::entity(cx.s, *from)), ("b", &words::entity(cx.s, *to))],
        );
        egui::Area::new(ui.scope_id().with("why"))
            .order(egui::Order::Middle)
            .fixed_pos(view.left_top() + Vec2::splat(size::PAD))
            .show(ui.ctx(), |ui| {
                palette::framed(cx).show(ui, |ui| {
                    ui.set_width(size::INSPECTOR_MAX);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    widget::head(ui, cx.look, &title, |ui| {
                        close |= widget::icon_button(ui, cx.look, Icon::Close, &cx.t("close"), false).clicked();
                    });
                    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                        ui.spacing_mut().item_spacing = Vec2::splat(size::TIGHT);
                        let Some(Answer::Path(paths)) = cx.results.get(&request) else {
                            ui.label(cx.look.quiet(cx.t("job-path")));
                            return;
                        };
                        if paths.is_empty() {
                            ui.label(cx.look.quiet(cx.t("path-none")));
                        }
                        ScrollArea::vertical().max_height(view.height() * 0.5).show(ui, |ui| {
                            for (n, path) in paths.iter().take(3).enumerate() {
                                ui.label(cx.look.small(cx.tn("n-hops", path.hops.len())));
                                for hop in &path.hops {
                                    hop_line(ui, cx, shared, hop.from, hop.to, hop.link);
                                }
                                let missing: Vec<EntityId> = path
                                    .hops
                                    .iter()
                                    .flat_map(|h| [h.from, h.to])
                                    .filter(|e| self.drawn.iter().all(|d| d.of.places.iter().all(|p| p.entity != *e)))
                                    .collect::<std::collections::BTreeSet<_>>()
                                    .into_iter()
                                    .collect();
                                if !missing.is_empty()
                                    && ui
                                        .push_id(n, |ui| widget::button(ui, &cx.tn("place-path", missing.len())))
                                        .inner
                                        .clicked()
                                {
                                    let places = self.drawn.as_ref().map(|d| d.of.places.clone()).unwrap_or_default();
                                    actions.push(Action::Commit(
                                        PlaceItems {
                                            chart: chart.id,
                                            items: reach::beside(self.camera.center, &places, &missing),
                                        }
                                        .into(),
                                    ));
                                }
                                ui.add_space(size::GAP);
                            }
                        });
                    });
                });
            });
        if close {
            self.path = None;
        }
    }

    /// A new chart's name; what to place; which of many neighbours.
    pub(super) fn ask_title(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) {
        let Some(mut title) = self.new_title.take() else { return };
        let mut done = false;
        let modal = Modal::new(ui.scope_id().with("new-chart"))
            .frame(palette::framed(cx))
            .show(ui.ctx(), |ui| {
                ui.set_width(size::DIALOG);
                widget::head(ui, cx.look, &cx.t("cmd-new-chart"), |_| {});
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    let field = widget::field(ui, cx.look, &cx.t("title"), &mut title, "");
                    // Enter takes the focus away: ask before it is given back.
                    let ready = !title.trim().is_empty();
                    done = ready && field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                    if ui.memory(|m| m.focused().is_none()) {
                        field.request_focus();
                    }
                    ui.add_space(size::GAP);
                    ui.add_enabled_ui(ready, |ui| {
                        done |= widget::key_button(ui, cx.look, &cx.t("create"), "", true).clicked()
                    });
                });
            });
        if done {
            self.new_chart(cx, title.trim().to_owned(), Vec::new(), actions);
        } else if !modal.should_close() {
            self.new_title = Some(title);
        }
    }

    pub(super) fn reach_dialogs(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &Saved,
        actions: &mut Vec<Action>,
    ) {
        self.ask_kinds(ui, cx, chart, actions);
        let Some(mut query) = self.place_query.take() else {
            return;
        };
        let mut chosen = None;
        let modal = Modal::new(ui.scope_id().with("place"))
            .frame(palette::framed(cx))
            .show(ui.ctx(), |ui| {
                ui.set_width(size::DIALOG);
                ui.spacing_mut().item_spacing.y = 0.0;
                let field = ui
                    .add_sized(
                        Vec2::new(size::DIALOG, size::HEAD),
                        TextEdit::singleline(&mut query)
                            .hint_text(cx.t("place-hint"))
                            .frame(Frame::NONE)
                            .margin(Vec2::new(size::PAD, size::GAP)),
                    )
                    .accessible_name(cx.t("place-hint"));
                if ui.memory(|m| m.focused().is_none()) {
                    field.request_focus();
                }
                widget::hline(ui, cx.look);
                let sought = query.trim().to_lowercase();
                let found = cx.s.entities.iter().filter(|e| {
                    cx.s.group_of(e.id) == e.id
                        && (sought.is_empty()
                            || e.label.to_lowercase().contains(&sought)
                            || e.canonical.contains(&sought))
                });
                let enter = ui.input(|i| i.key_pressed(Key::Enter));
                for (n, entity) in found.take(10).enumerate() {
                    let kind = words::kind(cx.text, &words::kind_key(cx.s, entity.id));
                    let label = words::entity(cx.s, entity.id);
                    let row = widget::list_row(ui, cx.look, size::ROW, n == 0, &format!("{label}, {kind}"), |ui| {
                        ui.add(Label::new(cx.look.body(&label)).truncate());
                        ui.label(cx.look.small(&kind));
                    });
                    if row.clicked() || (enter && n == 0) {
                        chosen = Some(entity.id);
                    }
                }
            });
        match chosen {
            Some(id) => {
                shared.to_place.push(id);
                shared.select(id);
                ui.ctx().request_repaint();
            }
            None if !modal.should_close() => self.place_query = Some(query),
            None => {}
        }
    }

    fn ask_kinds(&mut self, ui: &Ui, cx: &Cx<'_>, chart: &Saved, actions: &mut Vec<Action>) {
        let Some(mut asking) = self.asking.take() else { return };
        let (mut go, mut close) = (false, false);
        let modal = Modal::new(ui.scope_id().with("expand"))
            .frame(palette::framed(cx))
            .show(ui.ctx(), |ui| {
                ui.set_width(size::DIALOG);
                widget::head(
                    ui,
                    cx.look,
                    &cx.ta("expand-which", &[("name", &words::entity(cx.s, asking.of))]),
                    |ui| {
                        close = widget::icon_button(ui, cx.look, Icon::Close, &cx.t("close"), false).clicked();
                    },
                );
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    ui.horizontal_wrapped(|ui| {
                        for (kind, (on, ids)) in &mut asking.kinds {
                            if widget::filter_chip(ui, cx.look, &words::kind(cx.text, kind), Some(ids.len()), *on)
                                .clicked()
                            {
                                *on = !*on;
                            }
                        }
                    });
                    ui.add_space(size::PAD);
                    let n = asking.chosen().len();
                    ui.add_enabled_ui(n > 0, |ui| {
                        go = widget::key_button(ui, cx.look, &cx.tn("place-n", n), "", true).clicked()
                    });
                });
            });
        if go {
            let places = self.drawn.as_ref().map(|d| d.of.places.clone()).unwrap_or_default();
            self.bring(chart.id, asking.of, &places, &asking.chosen(), actions);
        } else if !close && !modal.should_close() {
            self.asking = Some(asking);
        }
    }
}

fn hop_line(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, from: EntityId, to: EntityId, link: LinkId) {
    ui.horizontal_wrapped(|ui| {
        let Some(link) = cx.s.links.get(link.0) else { return };
        let forward = cx.s.group_of(link.from_entity) == cx.s.group_of(from);
        let verb = if forward {
            cx.text.word("link", &link.kind, &[])
        } else {
            cx.text.word("link-back", &link.kind, &[])
        };
        ui.label(cx.look.quiet(words::entity(cx.s, from)));
        ui.label(cx.look.head(verb));
        ui.label(cx.look.quiet(words::entity(cx.s, to)));
        let chip = words::chip(cx.s, cx.text, link.source, link.record);
        if widget::source_chip(
            ui,
            cx.look,
            &chip,
            &words::place(cx.s, cx.text, link.record, link.source, &link.column),
        )
        .clicked()
        {
            shared.show(
                link.record
                    .map_or(Item::Link(link.id), |r| Item::Record(r, link.column.clone())),
            );
        }
    });
}

/// Months since year 0 of the earliest day that a date can mean.
fn month_of(edtf: &str) -> Option<i32> {
    use chrono::Datelike;
    let day = date::parse(edtf).ok()?.earliest()?;
    Some(day.year() * 12 + day.month0() as i32)
}
fn first_day(month: i32) -> String {
    format!("{:04}-{:02}-01", month.div_euclid(12), month.rem_euclid(12) + 1)
}
fn last_day(month: i32) -> String {
    use chrono::NaiveDate;
    let next = month + 1;
    NaiveDate::from_ymd_opt(next.div_euclid(12), next.rem_euclid(12) as u32 + 1, 1)
        .and_then(|d| d.pred_opt())
        .map_or_else(String::new, |d| d.to_string())
}

/// The legend's place, of so many rows.
fn legend_rect(view: Rect, rows: usize, above: bool) -> Rect {
    let room = Vec2::new(size::LEGEND, rows as f32 * size::ROW + size::GAP);
    let inner = view.shrink(size::PAD);
    let min = if above {
        Pos2::new(inner.right() - room.x, inner.top())
    } else {
        Pos2::new(inner.left(), inner.bottom() - room.y)
    };
    Rect::from_min_size(min, room)
}
