//! Timeline: what happened when, in lanes, doubt drawn as fade, what has no date apart. The drawing
//! is the scene's; the same rows stand below as a chronology, each with its source.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use eframe::egui::{
    Align, CentralPanel, Frame, Label, Layout, Panel, Rect, Role, ScrollArea, Sense, TextEdit, Ui, Vec2, WidgetInfo,
};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::model::*;
use crate::scene::timeline::{self, TimelineInput};
use crate::scene::{HitId, Scene, Shape};
use crate::time::chronology::{self, Chronology, LaneBy, Row, RowKind};
use crate::ui::menu::{Act, keys_of};
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;
use crate::ui::widget;
use crate::ui::{Cx, Item, Shared, words};

#[derive(Default)]
pub struct Timeline {
    lane_by: Option<LaneBy>,
    from: String,
    to: String,
    /// Only rows of the selected entities.
    only_selected: bool,
    /// The row of the chronology that was walked to or chosen.
    at: Option<usize>,
    drawn: Option<Drawn>,
}

/// What was worked out, and from what.
struct Drawn {
    of: Stamp,
    chronology: Arc<Chronology>,
    scene: Scene,
    /// First and last day.
    span: Option<(NaiveDate, NaiveDate)>,
    /// Rows in the picture, and those that could be.
    rows: (usize, usize),
}

#[derive(Clone, PartialEq)]
struct Stamp {
    /// The older commit whose board it is; `None` = the board of now.
    board: Option<i64>,
    answer: Option<u64>,
    language: String,
    width: i32,
}

/// Rows that the picture holds at most: more are no picture any more, and would be slow to paint.
const PICTURED: usize = 800;

impl View for Timeline {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let mut actions = Vec::new();
        let request = self.request(cx, shared);
        cx.want(request.clone(), &mut actions);
        // The inspector tells of a clock that is chosen here.
        let as_of = cx.today.to_owned();
        cx.want(Request::Clocks { as_of }, &mut actions);
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, cx.look, &cx.t("timeline-title"), |ui| {
            widget::key_cap(ui, cx.look, &keys_of(Act::AddEvent));
            if cx
                .changing(ui, |ui| widget::button(ui, &cx.t("cmd-add-event")))
                .clicked()
            {
                shared.act = Some(Act::AddEvent);
            }
            if let Some(drawn) = &self.drawn {
                ui.label(cx.look.quiet(cx.tn("n-events", drawn.chronology.rows.len())));
            }
        });
        self.controls(ui, cx, shared);
        if cx.s.events.is_empty() && cx.s.milestones.is_empty() {
            widget::empty(ui, cx.look, &cx.t("timeline-none"), &cx.t("timeline-none-hint"));
            return actions;
        }
        self.refresh(cx, &request, ui.available_width());
        let Some(drawn) = &self.drawn else {
            widget::empty(ui, cx.look, &cx.t("timeline-running"), &cx.t("timeline-running-hint"));
            return actions;
        };
        let at = &mut self.at;
        Panel::bottom("chronology")
            .resizable(true)
            .default_size(ui.available_height() * 0.4)
            .frame(Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                chronology_list(ui, cx, shared, &drawn.chronology, at);
            });
        CentralPanel::no_frame().show(ui, |ui| {
            let (pictured, all) = drawn.rows;
            if pictured < all {
                let count = [("n", &*words::number(pictured)), ("all", &*words::number(all))];
                Frame::NONE
                    .inner_margin(Vec2::new(size::PAD, size::TIGHT))
                    .show(ui, |ui| ui.label(cx.look.small(cx.ta("timeline-cut", &count))));
            }
            picture(ui, cx, shared, &drawn.scene);
        });
        actions
    }
}

impl Timeline {
    fn controls(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.spacing_mut().interact_size.y = size::ROW;
                ui.horizontal_wrapped(|ui| {
                    for (by, key) in [
                        (LaneBy::Entity, "lanes-entity"),
                        (LaneBy::Kind, "lanes-kind"),
                        (LaneBy::Agency, "lanes-agency"),
                        (LaneBy::None, "lanes-none"),
                    ] {
                        let on = self.lane_by.unwrap_or(LaneBy::Entity) == by;
                        if widget::filter_chip(ui, cx.look, &cx.t(key), None, on).clicked() {
                            self.lane_by = Some(by);
                        }
                    }
                    ui.add_space(size::PAD);
                    for (key, value) in [("from", &mut self.from), ("to", &mut self.to)] {
                        let label = ui.label(cx.look.small(cx.t(key)));
                        ui.add(
                            TextEdit::singleline(value)
                                .hint_text(cx.t("day-hint"))
                                .desired_width(112.0),
                        )
                        .labelled_by(label.id);
                    }
                    let span = self.drawn.as_ref().and_then(|d| d.span);
                    for (key, factor) in [("cmd-zoom-in", 0.5), ("cmd-zoom-out", 2.0)] {
                        let icon = if factor < 1.0 {
                            widget::Icon::Plus
                        } else {
                            widget::Icon::Minus
                        };
                        if widget::icon_button(ui, cx.look, icon, &cx.t(key), false).clicked()
                            && let Some((a, b)) = span
                        {
                            (self.from, self.to) = scaled(a, b, factor);
                        }
                    }
                    if !(self.from.is_empty() && self.to.is_empty()) && widget::button(ui, &cx.t("all-dates")).clicked()
                    {
                        self.from.clear();
                        self.to.clear();
                    }
                    if !shared.selected.is_empty() {
                        let name = cx.t("only-selected");
                        if widget::filter_chip(ui, cx.look, &name, Some(shared.selected.len()), self.only_selected)
                            .clicked()
                        {
                            self.only_selected = !self.only_selected;
                        }
                    }
                });
            });
        widget::hline(ui, cx.look);
    }

    /// What to show, as the controls say.
    fn request(&self, cx: &Cx<'_>, shared: &Shared) -> Request {
        Request::Chronology {
            as_of: cx.today.to_owned(),
            shown: chronology::Request {
                lane_by: self.lane_by.unwrap_or(LaneBy::Entity),
                from: day(&self.from),
                to: day(&self.to),
                entities: if self.only_selected {
                    shared.selected.iter().copied().collect()
                } else {
                    Vec::new()
                },
            },
        }
    }

    /// Draws anew when another answer is there; until then what was drawn of this board stays.
    fn refresh(&mut self, cx: &Cx<'_>, request: &Request, width: f32) {
        let board = cx.past.map(|c| c.seq);
        self.drawn.take_if(|d| d.of.board != board);
        let Some(Answer::Chronology(chronology)) = cx.results.get(request) else {
            return;
        };
        let of = Stamp {
            board,
            answer: cx.results.stamp(request),
            language: cx.text.language().to_owned(),
            width: width as i32,
        };
        if self.drawn.as_ref().is_some_and(|d| d.of == of) {
            return;
        }
        let say = |key: &str, args: &[String]| cx.text.whole(key, args);
        let (from, to) = (day(&self.from), day(&self.to));
        let input = TimelineInput {
            snapshot: cx.s,
            kinds: &cx.catalog.kinds,
            words: &say,
            chronology,
            from,
            to,
            as_of: day(cx.today),
            width_pt: width - size::PAD,
        };
        self.at = None;
        let drawing = timeline::drawing(&input, PICTURED);
        let scene = Scene {
            width_pt: width,
            height_pt: drawing.height_pt,
            shapes: drawing.shapes,
            ..Scene::default()
        };
        self.drawn = Some(Drawn {
            of,
            chronology: chronology.clone(),
            scene,
            span: shown_span(from, to, chronology),
            rows: drawing.rows,
        });
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.trim().parse().ok()
}

fn shown_span(
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    chronology: &Chronology,
) -> Option<(NaiveDate, NaiveDate)> {
    let rows = &chronology.rows;
    let first = from.or_else(|| rows.iter().filter_map(|r| r.earliest).min().map(|d| d.date()))?;
    let last = to.or_else(|| {
        let ends = rows.iter().filter_map(|r| r.latest.or(r.earliest));
        ends.max().map(|d| d.date())
    })?;
    Some((first, last.max(first)))
}

fn scaled(a: NaiveDate, b: NaiveDate, factor: f64) -> (String, String) {
    let days = (b - a).num_days().max(7);
    let half = ((days as f64 * factor / 2.0) as u64).max(3);
    let middle = a.checked_add_days(Days::new((days / 2) as u64)).unwrap_or(a);
    let from = middle.checked_sub_days(Days::new(half)).unwrap_or(a);
    let to = middle.checked_add_days(Days::new(half)).unwrap_or(b);
    (from.to_string(), to.to_string())
}

fn picture(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, scene: &Scene) {
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt("lanes")
        .show(ui, |ui| {
            let (rect, response) =
                ui.allocate_exact_size(Vec2::new(ui.available_width(), scene.height_pt), Sense::click());
            let camera = Camera {
                center: [rect.width() / 2.0, scene.height_pt / 2.0],
                zoom: 1.0,
            };
            paint::scene(ui.painter(), cx.look, scene, &camera, rect);
            response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, cx.t("timeline-title")));
            let under = |pos: eframe::egui::Pos2| {
                let p = camera.to_scene(rect, pos);
                scene.hit(p[0], p[1]).cloned()
            };
            if let Some(pos) = response.hover_pos()
                && let Some(title) = title_at(&scene.shapes, camera.to_scene(rect, pos))
            {
                response.clone().on_hover_text_at_pointer(title);
            }
            if response.clicked()
                && let Some(hit) = response.interact_pointer_pos().and_then(under)
            {
                follow(cx, shared, &hit);
            }
        });
}

fn title_at(shapes: &[Shape], p: [f32; 2]) -> Option<String> {
    shapes.iter().rev().find_map(|shape| match shape {
        Shape::Group {
            title, hit: Some(_), ..
        } if shape.covers(p[0], p[1], 2.0) && !title.is_empty() => Some(title.clone()),
        _ => None,
    })
}

fn follow(cx: &Cx<'_>, shared: &mut Shared, hit: &HitId) {
    match hit {
        HitId::Event(id) => shared.show(Item::Event(*id)),
        HitId::Milestone(id) => shared.show(Item::Milestone(*id)),
        HitId::Lane(key) => {
            if let Some(id) = EntityId::parse(key).filter(|id| cx.s.entity(*id).is_some()) {
                shared.select(id);
            }
        }
        _ => {}
    }
}

/// What a row opens.
fn item_of(row: &Row) -> Option<Item> {
    match row.kind {
        RowKind::Event => Some(Item::Event(EventId(row.id))),
        RowKind::Trigger | RowKind::Due | RowKind::Done => Some(Item::Milestone(MilestoneId(row.id))),
        RowKind::Process | RowKind::Task => None,
    }
}

/// The rows in order, then what has no date: date, what, who, source.
fn chronology_list(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, chronology: &Chronology, at: &mut Option<usize>) {
    let look = cx.look;
    widget::head(ui, look, &cx.t("chronology"), |ui| {
        ui.label(look.quiet(cx.tn("n-undated", chronology.undated.len())));
    });
    let all: Vec<&Row> = chronology.rows.iter().chain(&chronology.undated).collect();
    let say = |key: &str, args: &[String]| cx.text.whole(key, args);
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("rows");
    if let Some(next) = shared.step(*at, all.len()) {
        *at = Some(next);
        if let Some(item) = all.get(next).and_then(|row| item_of(row)) {
            shared.show(item);
        }
        area = area.vertical_scroll_offset(widget::offset_of(next, size::ROW));
    }
    area.show_rows(ui, size::ROW, all.len(), |ui, shown| {
        let first = shown.start;
        for (n, row) in all[shown].iter().enumerate() {
            let date = if row.date.is_empty() {
                cx.t("undated")
            } else {
                words::date(cx.text, &row.date)
            };
            let what = timeline::row_label(&say, row);
            let who = row
                .parts
                .iter()
                .map(|p| words::entity(cx.s, p.entity))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .take(3)
                .collect::<Vec<_>>()
                .join(", ");
            let chip = words::chip(cx.s, cx.text, row.source, row.record);
            let item = item_of(row);
            let selected = *at == Some(first + n) || item.is_some() && shared.shown == item;
            let mut opened = None;
            let lit = shared.concerns(cx.s, row.parts.iter().map(|p| p.entity));
            let name = words::lit(cx, format!("{date}, {what}, {who}"), lit);
            let line = widget::list_row(ui, look, size::ROW, selected, &name, |ui| {
                let cell = |ui: &mut Ui, wide: f32, text: eframe::egui::RichText| {
                    ui.allocate_ui_with_layout(
                        Vec2::new(wide, size::ROW),
                        Layout::left_to_right(Align::Center),
                        |ui| {
                            ui.set_width(wide);
                            ui.add(Label::new(text).truncate());
                        },
                    );
                };
                cell(ui, 176.0, look.mono(date));
                cell(ui, 260.0, look.body(what));
                cell(ui, 220.0, look.quiet(who));
                if (row.source.is_some() || row.record.is_some())
                    && widget::source_chip(
                        ui,
                        look,
                        &chip,
                        &words::place(cx.s, cx.text, row.record, row.source, ""),
                    )
                    .clicked()
                {
                    opened = Some(match (row.record, row.source) {
                        (Some(record), _) => Item::Record(record, String::new()),
                        (None, source) => Item::Source(source.unwrap_or_default()),
                    });
                }
            });
            if lit {
                widget::lit(ui, look, line.rect);
            }
            if line.clicked() {
                *at = Some(first + n);
            }
            if let Some(item) = opened.or(item.filter(|_| line.clicked())) {
                shared.show(item);
            }
        }
    });
    ui.expand_to_include_rect(Rect::from_min_size(ui.max_rect().min, Vec2::ZERO));
}
