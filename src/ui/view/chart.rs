//! Chart: the link chart. Place, expand, walk, ask why two are linked; one gesture is one undo step;
//! what is on it stays where it was put. The drawing is the scene's.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{
    self, CentralPanel, EventFilter, Frame, Key, Panel, PointerButton, Pos2, Rect, Role, Sense, Stroke, Ui, Vec2,
    WidgetInfo,
};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::command::edit_chart::{FilterChart, MoveItems, NewChart, PinItems, PlaceItems, Position, RemoveItems};
use crate::model::chart::ChartFilter;
use crate::model::decision::Candidate;
use crate::model::*;
use crate::scene::chart::{self as drawing, Board, ChartInput, Note, Placed};
use crate::scene::{HitId, Scene, Shape};
use crate::ui::menu::{Act, keys_of};
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;
use crate::ui::widget;
use crate::ui::{Cx, Item, Shared, words};

mod parts;
mod reach;

/// Above this many neighbours a person is asked which.
const ASK_ABOVE: usize = 25;
/// Nodes that a screen reader is told of at most.
const READ_OUT: usize = 200;

#[derive(Default)]
pub struct Chart {
    pub open: Option<ChartId>,
    camera: Camera,
    fitted: Option<ChartId>,
    drawn: Option<Drawn>,
    drag: Option<Drag>,
    /// Places of what was dragged, until the board has taken them in.
    moved: BTreeMap<EntityId, (i32, i32)>,
    moved_at: i64,
    lasso: Option<(Pos2, Pos2)>,
    /// What each expansion brought, so that it can be taken back.
    expanded: BTreeMap<EntityId, Vec<EntityId>>,
    asking: Option<reach::Asking>,
    layout: Option<(Request, i64)>,
    path: Option<Request>,
    new_title: Option<String>,
    known: Option<BTreeSet<ChartId>>,
    place_query: Option<String>,
    brush: Option<(f32, f32)>,
}

struct Drag {
    entities: Vec<EntityId>,
    from: [f32; 2],
    by: [f32; 2],
}

/// What was drawn, and from what.
struct Drawn {
    of: Stamp,
    board: Board,
    legend: Vec<drawing::LegendRow>,
    scene: Scene,
    bounds: [f32; 4],
}

#[derive(Clone, PartialEq)]
struct Stamp {
    seq: i64,
    chart: ChartId,
    filter: ChartFilter,
    selected: BTreeSet<EntityId>,
    lit: BTreeSet<LinkId>,
    places: Vec<Placed>,
    language: String,
    proposals: usize,
}

impl View for Chart {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let mut actions = Vec::new();
        self.choose(cx);
        self.take_placing(cx, shared, &mut actions);
        ui.spacing_mut().item_spacing.y = 0.0;
        self.head(ui, cx, shared, &mut actions);
        let Some(chart) = self.open.and_then(|id| cx.s.charts.get(id.0)).cloned() else {
            widget::empty(
                ui,
                cx.look,
                &cx.t("chart-none"),
                &cx.ta("chart-none-hint", &[("key", &keys_of(Act::NewChart))]),
            );
            if shared.take(Act::NewChart) {
                self.new_title = Some(String::new());
            }
            return actions;
        };
        let (places, notes) = self.places(cx, chart.id);
        let lit = self.lit(cx);
        self.commands(cx, shared, &chart, &places, &mut actions);
        self.finish_layout(cx, chart.id, &mut actions);
        self.refresh(cx, shared, &chart, places, &notes, lit);
        Panel::bottom("histogram")
            .exact_size(size::HISTOGRAM)
            .resizable(false)
            .frame(Frame::NONE.fill(cx.look.panel))
            .show_separator_line(false)
            .show(ui, |ui| {
                self.histogram(ui, cx, &chart, &mut actions);
            });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(cx.look.sunk))
            .show(ui, |ui| {
                self.canvas(ui, cx, shared, &chart, &mut actions);
            });
        self.reach_dialogs(ui, cx, shared, &chart, &mut actions);
        actions
    }
}

impl Chart {
    /// Opens the first chart when none is open, and a new one as soon as it is there.
    fn choose(&mut self, cx: &Cx<'_>) {
        let all: BTreeSet<ChartId> = cx.s.charts.iter().map(|c| c.id).collect();
        if let Some(known) = &self.known
            && let Some(new) = all.difference(known).next()
        {
            self.open = Some(*new);
            self.known = None;
        }
        if self.open.is_none_or(|id| !all.contains(&id)) {
            self.open = cx.s.charts.iter().min_by_key(|c| (c.position, c.id)).map(|c| c.id);
        }
    }

    fn new_chart(&mut self, cx: &Cx<'_>, title: String, items: Vec<Position>, actions: &mut Vec<Action>) {
        self.known = Some(cx.s.charts.iter().map(|c| c.id).collect());
        actions.push(Action::Commit(
            NewChart {
                title,
                layout: String::new(),
                items,
            }
            .into(),
        ));
    }

    /// Puts on the chart what another screen sent.
    fn take_placing(&mut self, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let wanted = std::mem::take(&mut shared.to_place);
        if wanted.is_empty() {
            return;
        }
        match self.open {
            Some(chart) => {
                let (places, _) = self.places(cx, chart);
                let fresh: Vec<EntityId> = wanted
                    .iter()
                    .map(|e| cx.s.group_of(*e))
                    .filter(|e| places.iter().all(|p| p.entity != *e))
                    .collect();
                if fresh.is_empty() {
                    if let Some(p) = wanted
                        .first()
                        .and_then(|e| places.iter().find(|p| p.entity == cx.s.group_of(*e)))
                    {
                        self.camera.center = [p.x as f32 / 64.0, p.y as f32 / 64.0];
                    }
                    return;
                }
                let items = reach::beside(self.camera.center, &places, &fresh);
                actions.push(Action::Commit(PlaceItems { chart, items }.into()));
            }
            None => {
                let items = reach::beside([0.0, 0.0], &[], &wanted);
                let title = wanted.first().map(|e| words::entity(cx.s, *e)).unwrap_or_default();
                self.new_chart(cx, cx.ta("chart-of", &[("name", &title)]), items, actions);
            }
        }
    }

    fn head(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let look = cx.look;
        let Some(chart) = self.open.and_then(|id| cx.s.charts.get(id.0)).cloned() else {
            widget::head(ui, look, &cx.t("screen-chart"), |ui| {
                if widget::button(ui, &cx.t("cmd-new-chart")).clicked() {
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

    /// Where everything stands, what is being dragged included.
    fn places(&mut self, cx: &Cx<'_>, chart: ChartId) -> (Vec<Placed>, Vec<Note>) {
        if self.moved_at != cx.s.seq {
            self.moved.clear();
            self.moved_at = cx.s.seq;
        }
        let (mut places, notes) = drawing::placed(cx.s, chart);
        for place in &mut places {
            if let Some((x, y)) = self.moved.get(&place.entity) {
                (place.x, place.y) = (*x, *y);
            }
            if let Some(drag) = self.drag.as_ref().filter(|d| d.entities.contains(&place.entity)) {
                place.x += (drag.by[0] * 64.0) as i32;
                place.y += (drag.by[1] * 64.0) as i32;
            }
        }
        (places, notes)
    }

    /// Links of the best path that was asked for.
    fn lit(&self, cx: &Cx<'_>) -> BTreeSet<LinkId> {
        match self.path.as_ref().and_then(|p| cx.results.get(p)) {
            Some(Answer::Path(paths)) => paths
                .first()
                .into_iter()
                .flat_map(|p| &p.hops)
                .flat_map(|h| h.links.iter().copied())
                .collect(),
            _ => BTreeSet::new(),
        }
    }

    fn commands(
        &mut self,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &crate::model::chart::Chart,
        places: &[Placed],
        actions: &mut Vec<Action>,
    ) {
        let on_chart: Vec<EntityId> = shared
            .selected
            .iter()
            .map(|e| cx.s.group_of(*e))
            .filter(|e| places.iter().any(|p| p.entity == *e))
            .collect();
        if shared.take(Act::NewChart) {
            self.new_title = Some(String::new());
        }
        if shared.take(Act::Place) {
            self.place_query = Some(String::new());
        }
        if shared.take(Act::Fit) {
            self.fitted = None;
        }
        if shared.take(Act::SelectAll) {
            shared.selected = places.iter().map(|p| p.entity).collect();
        }
        if shared.take(Act::ConfirmedOnly) {
            let filter = ChartFilter {
                confirmed_only: !chart.filter.confirmed_only,
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
        if shared.take(Act::Pin) && !on_chart.is_empty() {
            let pinned = !on_chart
                .iter()
                .all(|e| places.iter().any(|p| p.entity == *e && p.pinned));
            actions.push(Action::Commit(
                PinItems {
                    chart: chart.id,
                    entities: on_chart.clone(),
                    pinned,
                }
                .into(),
            ));
        }
        if shared.take(Act::TakeOff) && !on_chart.is_empty() {
            actions.push(Action::Commit(
                RemoveItems {
                    chart: chart.id,
                    entities: on_chart.clone(),
                }
                .into(),
            ));
            shared.selected.clear();
        }
        if shared.take(Act::Layout) && !places.is_empty() {
            let request = Request::Layout {
                chart: chart.id,
                method: "force".into(),
                seed: 1,
            };
            self.layout = Some((request.clone(), cx.s.seq));
            cx.want(request, actions);
        }
        let why = shared.take(Act::Why);
        if shared.take(Act::Path) || (why && shared.selected.len() == 2) {
            let mut two = shared.selected.iter().copied();
            if let (Some(from), Some(to), None) = (two.next(), two.next(), two.next()) {
                self.path = Some(Request::Path {
                    from,
                    to,
                    confirmed_only: chart.filter.confirmed_only,
                });
            }
        }
        if let Some(request) = self.path.clone() {
            cx.want(request, actions);
        }
        if shared.take(Act::Expand)
            && let Some(id) = on_chart.first()
        {
            self.expand(cx, chart.id, *id, places, actions);
        }
        if shared.take(Act::Collapse)
            && let Some(id) = on_chart.first()
            && let Some(brought) = self.expanded.remove(id)
        {
            let entities = reach::private(cx.s, *id, &brought, places);
            if !entities.is_empty() {
                actions.push(Action::Commit(
                    RemoveItems {
                        chart: chart.id,
                        entities,
                    }
                    .into(),
                ));
            }
        }
    }

    fn expand(&mut self, cx: &Cx<'_>, chart: ChartId, id: EntityId, places: &[Placed], actions: &mut Vec<Action>) {
        let found = reach::neighbours(cx.s, id, places);
        if found.is_empty() {
            return;
        }
        if found.len() > ASK_ABOVE {
            self.asking = Some(reach::Asking::new(cx.s, id, &found));
            return;
        }
        self.bring(chart, id, places, &found, actions);
    }

    fn bring(
        &mut self,
        chart: ChartId,
        id: EntityId,
        places: &[Placed],
        found: &[EntityId],
        actions: &mut Vec<Action>,
    ) {
        let at = places
            .iter()
            .find(|p| p.entity == id)
            .map_or(self.camera.center, |p| [p.x as f32 / 64.0, p.y as f32 / 64.0]);
        self.expanded.entry(id).or_default().extend(found);
        actions.push(Action::Commit(
            PlaceItems {
                chart,
                items: reach::beside(at, places, found),
            }
            .into(),
        ));
    }

    /// The layout that was asked for becomes one step as soon as it is there.
    fn finish_layout(&mut self, cx: &Cx<'_>, chart: ChartId, actions: &mut Vec<Action>) {
        let Some((request, seq)) = &self.layout else { return };
        if cx.results.progress(request).is_some() || !cx.results.is_current(request, *seq) {
            return;
        }
        if let Some(Answer::Layout(items)) = cx.results.get(request) {
            actions.push(Action::Commit(
                MoveItems {
                    chart,
                    items: items.clone(),
                    layout: "force".into(),
                }
                .into(),
            ));
        }
        self.layout = None;
        self.fitted = None;
    }

    fn refresh(
        &mut self,
        cx: &Cx<'_>,
        shared: &Shared,
        chart: &crate::model::chart::Chart,
        places: Vec<Placed>,
        notes: &[Note],
        lit: BTreeSet<LinkId>,
    ) {
        let proposals: &[Candidate] = match cx.results.get(&Request::Surface) {
            Some(Answer::Surface { candidates, .. }) => candidates,
            _ => &[],
        };
        let of = Stamp {
            seq: cx.s.seq,
            chart: chart.id,
            filter: chart.filter.clone(),
            selected: shared.selected.iter().map(|e| cx.s.group_of(*e)).collect(),
            lit,
            places,
            language: cx.text.language().to_owned(),
            proposals: proposals.len(),
        };
        if self.drawn.as_ref().is_some_and(|d| d.of == of) {
            return;
        }
        let say = |key: &str, args: &[String]| cx.text.whole(key, args);
        let input = ChartInput {
            snapshot: cx.s,
            kinds: &cx.catalog.kinds,
            link_kinds: &cx.catalog.links,
            words: &say,
            places: &of.places,
            notes,
            filter: &of.filter,
            at: "",
            proposals,
            selected: &of.selected,
            highlighted: &of.lit,
        };
        let board = drawing::board(&input);
        let shapes = drawing::drawing(&input, &board);
        let legend = drawing::legend(&input, &board);
        let all = Shape::Group {
            hit: None,
            title: String::new(),
            shapes,
        };
        let bounds = all.bounds().unwrap_or([-100.0, -100.0, 100.0, 100.0]);
        let shapes = if let Shape::Group { shapes, .. } = all {
            shapes
        } else {
            Vec::new()
        };
        self.drawn = Some(Drawn {
            of,
            board,
            legend,
            scene: Scene {
                shapes,
                ..Scene::default()
            },
            bounds,
        });
    }

    fn canvas(
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
        let Some(drawn) = &self.drawn else { return };
        if self.fitted != Some(chart.id) && view.width() > 50.0 {
            self.camera.fit(view, drawn.bounds, 60.0);
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
        if drawn.board.nodes.is_empty() {
            widget::empty(
                ui,
                cx.look,
                &cx.t("chart-empty"),
                &cx.ta("chart-empty-hint", &[("key", &keys_of(Act::Place))]),
            );
        }
        self.legend(ui, cx, chart, view, actions);
        self.minimap(ui, cx, view);
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
                        from: self.camera.to_scene(view, origin),
                        by: [0.0, 0.0],
                    });
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
                Some(HitId::Candidate(_)) => shared.screen = super::Screen::Links,
                _ if !shift => shared.selected.clear(),
                _ => {}
            }
        }
        if response.double_clicked()
            && let Some(HitId::Entity(id)) = response
                .interact_pointer_pos()
                .and_then(|at| hit_at(at, &self.camera, &self.drawn))
        {
            let places = self.drawn.as_ref().map(|d| d.of.places.clone()).unwrap_or_default();
            self.expand(cx, chart.id, id, &places, actions);
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

fn toggle(list: &mut Vec<String>, key: &str) {
    match list.iter().position(|k| k == key) {
        Some(at) => {
            list.remove(at);
        }
        None => {
            list.push(key.to_owned());
            list.sort();
        }
    }
}
