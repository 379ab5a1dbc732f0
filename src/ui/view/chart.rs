//! Chart: the link chart. Place, expand, walk, ask why two are linked; one gesture is one undo step;
//! what is on it stays where it was put. The drawing is the scene's.

use std::collections::{BTreeMap, BTreeSet};

use eframe::egui::{CentralPanel, Frame, Panel, Pos2, Ui, Vec2};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::command::edit_chart::{FilterChart, MoveItems, NewChart, PinItems, PlaceItems, Position, RemoveItems};
use crate::model::chart::ChartFilter;
use crate::model::decision::Candidate;
use crate::model::*;
use crate::scene::chart::{self as drawing, Board, ChartInput, Note, Placed};
use crate::scene::{Scene, Shape};
use crate::ui::menu::{Act, keys_of};
use crate::ui::paint::Camera;
use crate::ui::theme::size;
use crate::ui::widget;
use crate::ui::{Cx, Shared, words};

mod canvas; // looking around, dragging, walking
mod head; // actions, tabs, filters
mod notes; // a person's words on the board
mod parts; // legend, small map, histogram, questions
mod reach; // what lies next to what

/// Above this many neighbours a person is asked which.
const ASK_ABOVE: usize = 25;
/// Nodes that a screen reader is told of at most.
const READ_OUT: usize = 200;

#[derive(Default)]
pub struct Chart {
    pub open: Option<ChartId>,
    camera: Camera,
    fitted: Option<ChartId>,
    /// Where each chart was looked at last: centre and zoom. The window keeps it outside the audit.
    pub cameras: BTreeMap<ChartId, [f32; 3]>,
    drawn: Option<Drawn>,
    drag: Option<Drag>,
    /// Places of what was dragged, until the board has taken them in.
    moved: BTreeMap<EntityId, (i32, i32)>,
    moved_note: Option<(ChartItemId, (i32, i32))>,
    moved_at: i64,
    lasso: Option<(Pos2, Pos2)>,
    /// The room that all was fitted into, and how it was seen then: until a hand changes that it follows the room.
    fit_in: Option<(Vec2, Camera)>,
    /// The legend stands above on the right, where it hides less.
    legend_above: bool,
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

/// What is dragged: entities, or one free note.
struct Drag {
    entities: Vec<EntityId>,
    note: Option<ChartItemId>,
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
    notes: Vec<Note>,
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
        self.manage(cx, shared, &chart);
        self.note_commands(cx, shared, &chart, &notes, &mut actions);
        self.commands(cx, shared, &chart, &places, &mut actions);
        self.finish_layout(cx, chart.id, &mut actions);
        self.refresh(cx, shared, &chart, places, notes, lit);
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
        if let Some(chart) = shared.to_open.take() {
            self.open = Some(chart);
        }
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

    /// Where everything stands, what is being dragged included.
    fn places(&mut self, cx: &Cx<'_>, chart: ChartId) -> (Vec<Placed>, Vec<Note>) {
        if self.moved_at != cx.s.seq {
            self.moved.clear();
            self.moved_note = None;
            self.moved_at = cx.s.seq;
        }
        let (mut places, mut notes) = drawing::placed(cx.s, chart);
        for place in &mut places {
            if let Some((x, y)) = self.moved.get(&place.entity) {
                (place.x, place.y) = (*x, *y);
            }
            if let Some(drag) = self.drag.as_ref().filter(|d| d.entities.contains(&place.entity)) {
                place.x += (drag.by[0] * 64.0) as i32;
                place.y += (drag.by[1] * 64.0) as i32;
            }
        }
        for note in &mut notes {
            if let Some((_, (x, y))) = self.moved_note.filter(|(id, _)| *id == note.id) {
                (note.x, note.y) = (x, y);
            }
            if let Some(drag) = self.drag.as_ref().filter(|d| d.note == Some(note.id)) {
                note.x += (drag.by[0] * 64.0) as i32;
                note.y += (drag.by[1] * 64.0) as i32;
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
            self.cameras.remove(&chart.id);
            self.fitted = None;
        }
        if shared.take(Act::SelectAll) {
            shared.note = None;
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
        let found = reach::neighbours(cx.s, &cx.catalog.kinds, id, places);
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
        self.cameras.remove(&chart);
        self.fitted = None;
    }

    fn refresh(
        &mut self,
        cx: &Cx<'_>,
        shared: &Shared,
        chart: &crate::model::chart::Chart,
        places: Vec<Placed>,
        notes: Vec<Note>,
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
            notes,
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
            notes: &of.notes,
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
