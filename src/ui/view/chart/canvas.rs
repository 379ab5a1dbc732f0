//! The canvas: looking around, dragging, the lasso, walking by arrow keys. Must not know: the buttons
//! around it.

use eframe::egui::{self, EventFilter, Key, PointerButton, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2, WidgetInfo};

use super::{Chart, Drag, Drawn, READ_OUT, drawing, reach};
use crate::app::action::Action;
use crate::command::edit_chart::{MoveItems, Position};
use crate::model::*;
use crate::scene::HitId;
use crate::ui::menu::{Act, keys_of};
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;
use crate::ui::{Cx, Item, Shared, view, widget, words};

/// Air around the figures when all are fitted in.
const MARGIN: f32 = 60.0;

/// In a small pane the figures come first.
fn has_room(view: Rect) -> bool {
    view.width() > 2.0 * size::LEGEND && view.height() > size::LEGEND
}

impl Chart {
    pub(super) fn canvas(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &crate::model::chart::Chart,
        actions: &mut Vec<Action>,
    ) {
        let view = ui.max_rect();
        let id = ui.scope_id().with("canvas");
        let response = ui.interact(view, id, Sense::click_and_drag());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Canvas, true, cx.ta("chart-canvas", &[("title", &chart.title)])));
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        let untouched = self.fit_in.filter(|(_, camera)| *camera == self.camera);
        if untouched.is_some_and(|(room, _)| room != view.size()) {
            self.fitted = None;
        }
        let Some(drawn) = &self.drawn else { return };
        if self.fitted != Some(chart.id) && view.width() > 50.0 {
            let (bounds, kept) = (drawn.bounds, self.cameras.get(&chart.id).copied());
            match kept {
                Some([x, y, zoom]) => {
                    self.camera = Camera { center: [x, y], zoom };
                }
                None => self.camera.fit(view, bounds, MARGIN),
            }
            if self.place_legend(chart, view) > 0 && kept.is_none() && has_room(view) {
                // The figures stand beside it then.
                let mut beside = view;
                beside.min.x += size::LEGEND;
                self.camera.fit_within(view, beside, bounds, MARGIN);
                self.legend_above = false;
            }
            self.fit_in = kept.is_none().then_some((view.size(), self.camera));
            self.fitted = Some(chart.id);
        }
        self.look_around(ui, &response, view);
        self.pointer(ui, &response, view, cx, shared, chart, actions);
        if response.has_focus() {
            ui.memory_mut(|m| {
                m.set_focus_lock_filter(
                    id,
                    EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        ..EventFilter::default()
                    },
                )
            });
            self.walk(ui, shared);
        }
        if self.fit_in.is_some_and(|(_, camera)| camera == self.camera) {
            self.cameras.remove(&chart.id);
        } else if self.fitted == Some(chart.id) {
            let camera = [self.camera.center[0], self.camera.center[1], self.camera.zoom];
            self.cameras.insert(chart.id, camera);
        }
        let Some(drawn) = &self.drawn else { return };
        paint::scene(ui.painter(), cx.look, &drawn.scene, &self.camera, view);
        if let Some((a, b)) = self.lasso {
            let rect = Rect::from_two_pos(a, b);
            ui.painter().rect(
                rect,
                0.0,
                cx.look.accent_ground.gamma_multiply(0.4),
                Stroke::new(1.0, cx.look.accent),
                egui::StrokeKind::Inside,
            );
        }
        if response.has_focus() {
            ui.painter()
                .rect_stroke(view.shrink(1.0), 0.0, cx.look.ring(), egui::StrokeKind::Inside);
        }
        for node in drawn.board.nodes.iter().take(READ_OUT) {
            let at = self.camera.to_screen(view, [node.x, node.y]);
            let spot = Rect::from_center_size(at, Vec2::splat(32.0 * self.camera.zoom));
            if view.intersects(spot) {
                let name = format!("{}: {}", words::kind(cx.text, &node.kind), node.label);
                ui.interact(spot, id.with(node.entity.0), Sense::hover())
                    .widget_info(|| {
                        WidgetInfo::selected(Role::ListItem, true, shared.selected.contains(&node.entity), &name)
                    });
            }
        }
        if let Some(note) = self.read_notes(ui, cx, shared, id, view) {
            self.open_note(cx, shared, chart, Some(note), self.camera.center);
        }
        if drawn.board.nodes.is_empty() && drawn.of.notes.is_empty() {
            widget::empty(
                ui,
                cx.look,
                &cx.t("chart-empty"),
                &cx.ta("chart-empty-hint", &[("key", &keys_of(Act::Place))]),
            );
        }
        if has_room(view) {
            self.legend(ui, cx, chart, view, actions);
            self.minimap(ui, cx, view);
        }
        self.why_panel(ui, cx, shared, chart, view, actions);
    }

    /// Wheel and pinch scale about the pointer; the middle button and an empty drag move the board.
    fn look_around(&mut self, ui: &Ui, response: &egui::Response, view: Rect) {
        if let Some(at) = response.hover_pos() {
            let (scroll, pinch) = ui.input(|i| (i.smooth_scroll_delta().y, i.zoom_delta()));
            let factor = pinch * (1.0 + scroll * 0.002).clamp(0.5, 2.0);
            if (factor - 1.0).abs() > 1e-4 {
                self.camera.zoom_about(view, at, factor);
            }
        }
        if response.dragged_by(PointerButton::Middle) || response.dragged_by(PointerButton::Secondary) {
            self.pan(response.drag_delta());
        }
    }

    fn pan(&mut self, by: Vec2) {
        self.camera.center[0] -= by.x / self.camera.zoom;
        self.camera.center[1] -= by.y / self.camera.zoom;
    }

    #[expect(clippy::too_many_arguments, reason = "what one pointer event is read against")]
    fn pointer(
        &mut self,
        ui: &Ui,
        response: &egui::Response,
        view: Rect,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &crate::model::chart::Chart,
        actions: &mut Vec<Action>,
    ) {
        let shift = ui.input(|i| i.modifiers.shift || i.modifiers.command);
        let hit_at = |at: Pos2, camera: &Camera, drawn: &Option<Drawn>| {
            let p = camera.to_scene(view, at);
            drawn.as_ref().and_then(|d| d.scene.hit(p[0], p[1]).cloned())
        };
        if response.drag_started_by(PointerButton::Primary)
            && let Some(origin) = ui.input(|i| i.pointer.press_origin())
        {
            match hit_at(origin, &self.camera, &self.drawn) {
                Some(HitId::Entity(id)) => {
                    if !shared.selected.contains(&id) {
                        shared.select(id);
                    }
                    let entities: Vec<EntityId> = shared.selected.iter().map(|e| cx.s.group_of(*e)).collect();
                    self.drag = Some(Drag {
                        entities,
                        note: None,
                        from: self.camera.to_scene(view, origin),
                        by: [0.0, 0.0],
                    });
                }
                Some(HitId::Note(id)) if !shift => {
                    let from = self.camera.to_scene(view, origin);
                    self.drag = self.grab_note(shared, id, from);
                }
                _ if shift => self.lasso = Some((origin, origin)),
                _ => {}
            }
        }
        if response.dragged_by(PointerButton::Primary)
            && let Some(at) = response.interact_pointer_pos()
        {
            if let Some(drag) = &mut self.drag {
                let now = self.camera.to_scene(view, at);
                drag.by = [now[0] - drag.from[0], now[1] - drag.from[1]];
                ui.ctx().request_repaint();
            } else if let Some(lasso) = &mut self.lasso {
                lasso.1 = at;
            } else {
                self.pan(response.drag_delta());
            }
        }
        if response.drag_stopped() {
            self.drop_dragged(cx, chart.id, actions);
            if let Some((a, b)) = self.lasso.take() {
                let rect = Rect::from_two_pos(a, b);
                let inside = self
                    .drawn
                    .iter()
                    .flat_map(|d| &d.board.nodes)
                    .filter(|n| rect.contains(self.camera.to_screen(view, [n.x, n.y])))
                    .map(|n| n.entity);
                shared.note = None;
                shared.selected.extend(inside);
            }
        }
        if response.clicked()
            && let Some(at) = response.interact_pointer_pos()
        {
            match hit_at(at, &self.camera, &self.drawn) {
                Some(HitId::Entity(id)) if shift => shared.toggle(id),
                Some(HitId::Entity(id)) => shared.select(id),
                Some(HitId::Links(links)) => {
                    if let Some(link) = links.first() {
                        shared.show(Item::Link(*link));
                    }
                }
                Some(HitId::Candidate(_)) => shared.screen = view::Screen::Links,
                Some(HitId::Note(id)) => shared.select_note(id),
                _ if !shift => {
                    shared.selected.clear();
                    shared.note = None;
                }
                _ => {}
            }
        }
        if response.double_clicked()
            && let Some(at) = response.interact_pointer_pos()
        {
            let spot = self.camera.to_scene(view, at);
            match hit_at(at, &self.camera, &self.drawn) {
                Some(HitId::Entity(id)) => {
                    let places = self.drawn.as_ref().map(|d| d.of.places.clone()).unwrap_or_default();
                    self.expand(cx, chart.id, id, &places, actions);
                }
                Some(HitId::Note(id)) => self.open_note(cx, shared, chart, Some(id), spot),
                None => self.open_note(cx, shared, chart, None, spot),
                Some(_) => {}
            }
        }
    }

    /// The end of a drag: one command, however far and however many.
    fn drop_dragged(&mut self, cx: &Cx<'_>, chart: ChartId, actions: &mut Vec<Action>) {
        let Some(drag) = self.drag.take() else { return };
        let (places, _) = drawing::placed(cx.s, chart);
        let by = drag.by.map(|d| (d * 64.0) as i32);
        if by == [0, 0] {
            return;
        }
        if let Some(id) = drag.note {
            self.drop_note(cx, chart, id, by, actions);
            return;
        }
        let items: Vec<Position> = places
            .iter()
            .filter(|p| drag.entities.contains(&p.entity))
            .map(|p| Position {
                entity: p.entity,
                x: p.x + by[0],
                y: p.y + by[1],
            })
            .collect();
        if !items.is_empty() {
            self.moved_at = cx.s.seq;
            self.moved.extend(items.iter().map(|p| (p.entity, (p.x, p.y))));
            actions.push(Action::Commit(
                MoveItems {
                    chart,
                    items,
                    layout: String::new(),
                }
                .into(),
            ));
        }
    }

    /// Arrow keys go to the nearest figure in that direction, along a link where there is one.
    fn walk(&mut self, ui: &Ui, shared: &mut Shared) {
        let arrows = [
            (Key::ArrowLeft, [-1.0, 0.0]),
            (Key::ArrowRight, [1.0, 0.0]),
            (Key::ArrowUp, [0.0, -1.0]),
            (Key::ArrowDown, [0.0, 1.0]),
        ];
        let Some((_, way)) = arrows.into_iter().find(|(key, _)| ui.input(|i| i.key_pressed(*key))) else {
            return;
        };
        let Some(drawn) = &self.drawn else { return };
        let here = drawn
            .board
            .nodes
            .iter()
            .position(|n| shared.selected.contains(&n.entity));
        match here {
            None => {
                if let Some(first) = drawn.board.nodes.first() {
                    shared.select(first.entity);
                }
            }
            Some(here) => {
                if let Some(next) = reach::towards(&drawn.board, here, way) {
                    let node = &drawn.board.nodes[next];
                    shared.select(node.entity);
                    self.camera.center = [
                        self.camera.center[0] + (node.x - self.camera.center[0]) * 0.3,
                        self.camera.center[1] + (node.y - self.camera.center[1]) * 0.3,
                    ];
                }
            }
        }
    }
}
