//! Which screens stand beside each other, and which of them has the keys: alone, a screen has no
//! tab. Must not know: what a screen shows, who keeps the arrangement.

use eframe::egui::{
    self, Color32, Context, CornerRadius, Event, Id, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui,
    UiBuilder, Vec2, Visuals, WidgetInfo, WidgetText,
};
use egui_tiles::{
    Behavior, Container, Linear, LinearDir, ResizeState, SimplificationOptions, TabState, Tile, TileId, Tiles, Tree,
    UiResponse,
};

use super::theme::{self, size};
use super::view::{Screen, Views};
use super::widget::{Icon, chip, icon};
use super::{Cx, Shared};
use crate::app::action::Action;
use crate::catalog::workspace::Columns;

/// A screen in the arrangement; each stands there once. Kept by the screen's key.
#[derive(Clone, Copy, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pane(Screen);
impl TryFrom<String> for Pane {
    type Error = String;
    fn try_from(key: String) -> Result<Pane, String> {
        Screen::of(&key).map(Pane).ok_or_else(|| format!("no screen `{key}`"))
    }
}
impl From<Pane> for String {
    fn from(pane: Pane) -> String {
        pane.0.key().to_owned()
    }
}

/// Panes beside, above and behind each other, with their shares of the room.
pub type Panes = Tree<Pane>;

/// The arrangement, and the screen that has the keys.
pub struct Dock {
    tree: Panes,
    focus: Screen,
    /// The control that had the keyboard in the last frame, and the pass in which that was.
    control: Option<Id>,
    pass: u64,
}

const RULES: SimplificationOptions = SimplificationOptions {
    prune_empty_tabs: true,
    prune_empty_containers: true,
    prune_single_child_tabs: true,
    prune_single_child_containers: true,
    all_panes_must_have_tabs: true,
    join_nested_linear_containers: true,
    flatten_tabs_in_tabs: true,
};

fn alone(screen: Screen) -> Panes {
    Tree::new_tabs(Id::unique("dock"), vec![Pane(screen)])
}

impl Dock {
    /// The arrangement as it was kept; the screen alone where there is none, or none that has it.
    pub fn restore(kept: Option<Panes>, screen: Screen) -> Dock {
        let mut dock = Dock {
            tree: kept.unwrap_or_else(|| alone(screen)),
            focus: screen,
            control: None,
            pass: 0,
        };
        dock.tree.simplify(&RULES);
        let screens = dock.screens();
        let twice = screens.iter().enumerate().any(|(n, s)| screens[..n].contains(s));
        if twice || dock.tile_of(screen).is_none() {
            dock.tree = alone(screen);
        }
        dock
    }

    /// What is to be kept: nothing of a screen that is alone.
    pub fn kept(&self) -> Option<&Panes> {
        (self.count() > 1).then_some(&self.tree)
    }

    /// How many panes there are, those behind others among them.
    pub fn count(&self) -> usize {
        self.tree.tiles.tiles().filter(|t| t.is_pane()).count()
    }

    fn screens(&self) -> Vec<Screen> {
        let tiles = self.tree.tiles.tiles();
        tiles
            .filter_map(|t| if let Tile::Pane(pane) = t { Some(pane.0) } else { None })
            .collect()
    }

    fn tile_of(&self, screen: Screen) -> Option<TileId> {
        self.tree.tiles.find_pane(&Pane(screen))
    }

    fn screen_of(&self, tile: TileId) -> Option<Screen> {
        self.tree.tiles.get_pane(&tile).map(|pane| pane.0)
    }

    /// The panes that are in sight with where they were drawn last, from left to right, then downwards.
    fn in_sight(&self) -> Vec<(Screen, Rect)> {
        let active = self.tree.active_tiles();
        let mut panes: Vec<(Screen, Rect)> = active
            .into_iter()
            .filter_map(|tile| Some((self.screen_of(tile)?, self.tree.tiles.rect(tile)?)))
            .collect();
        panes.sort_by(|(_, a), (_, b)| a.left().total_cmp(&b.left()).then(a.top().total_cmp(&b.top())));
        panes
    }

    /// Goes to a screen: to its pane where it has one, else it takes the place of the one that has the keys.
    fn follow(&mut self, screen: Screen) {
        if screen == self.focus {
            return;
        }
        let old = self.tile_of(self.focus);
        self.focus = screen;
        if let Some(tile) = self.tile_of(screen) {
            self.tree.make_active(|id, _| id == tile);
        } else if let Some(Tile::Pane(pane)) = old.and_then(|tile| self.tree.tiles.get_mut(tile)) {
            *pane = Pane(screen);
        } else {
            self.tree = alone(screen);
        }
    }

    /// Opens a screen beside the one that has the keys, or below it where that is narrow.
    pub fn beside(&mut self, screen: Screen) {
        self.tree.simplify(&RULES);
        if screen == self.focus {
            return;
        }
        if let Some(tile) = self.tile_of(screen) {
            self.tree.remove_recursively(tile);
            self.tree.simplify(&RULES);
        }
        let Some(pane) = self.tile_of(self.focus) else { return };
        let tiles = &mut self.tree.tiles;
        let here = tiles.parent_of(pane).unwrap_or(pane);
        let flat = tiles.rect(here).is_none_or(|r| r.width() >= r.height());
        let dir = if flat {
            LinearDir::Horizontal
        } else {
            LinearDir::Vertical
        };
        let above = tiles.parent_of(here);
        let new = tiles.insert_pane(Pane(screen));
        let new = tiles.insert_tab_tile(vec![new]);
        let side = |above: Option<&mut Tile<Pane>>| match above {
            Some(Tile::Container(Container::Linear(linear))) if linear.dir == dir => {
                let at = linear.children.iter().position(|c| *c == here);
                linear
                    .children
                    .insert(at.map_or(linear.children.len(), |at| at + 1), new);
                true
            }
            _ => false,
        };
        if !side(above.and_then(|id| tiles.get_mut(id))) {
            let both = tiles.insert_container(Linear::new(dir, vec![here, new]));
            let placed = match above.and_then(|id| tiles.get_mut(id)) {
                Some(Tile::Container(container)) => container.replace_child(here, both).is_some(),
                _ => false,
            };
            if !placed {
                self.tree.root = Some(both);
            }
        }
        self.focus = screen;
    }

    /// Closes the pane that has the keys; the last one stays.
    pub fn close(&mut self) {
        if self.count() < 2 {
            return;
        }
        if let Some(tile) = self.tile_of(self.focus) {
            self.tree.remove_recursively(tile);
            self.tree.simplify(&RULES);
            self.settle();
        }
    }

    /// Gives the keys to the next pane in sight.
    pub fn next(&mut self, ctx: &Context) {
        let panes = self.in_sight();
        let at = panes.iter().position(|(s, _)| *s == self.focus);
        if let Some((screen, _)) = panes.get(at.map_or(0, |at| (at + 1) % panes.len().max(1))) {
            self.focus = *screen;
            // A field or button of the old pane would go on taking keys.
            if let Some(control) = ctx.memory(|m| m.focused()) {
                ctx.memory_mut(|m| m.surrender_focus(control));
            }
            self.control = None;
        }
    }

    /// Puts the screens of a workspace into columns from left to right, each from top to bottom.
    pub fn arrange(&mut self, columns: &Columns) {
        let mut tiles = Tiles::default();
        let mut sides = Vec::new();
        for column in columns {
            let screens = column.iter().filter_map(|key| Screen::of(key));
            let panes: Vec<TileId> = screens.map(|screen| tiles.insert_pane(Pane(screen))).collect();
            sides.push(tiles.insert_vertical_tile(panes));
        }
        let root = tiles.insert_horizontal_tile(sides);
        self.tree = Tree::new(Id::unique("dock"), root, tiles);
        self.tree.simplify(&RULES);
        if self.tile_of(self.focus).is_none() {
            self.settle();
        }
    }

    /// The screen that has the keys.
    pub fn focus(&self) -> Screen {
        self.focus
    }

    /// Draws the panes. Where `shared.screen` was changed, before or by a screen, that screen has the keys.
    pub fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, views: &mut Views) -> Vec<Action> {
        self.follow(shared.screen);
        if self.count() == 1 {
            let actions = views.draw(self.focus, cx, shared, ui);
            self.follow(shared.screen);
            return actions;
        }
        self.follow_hand(ui);
        shared.screen = self.focus;
        let mut drawn = Drawn {
            cx,
            shared,
            views,
            focus: self.focus,
            chosen: None,
            close: None,
            actions: Vec::new(),
        };
        self.tree.ui(&mut drawn, ui);
        let (actions, chosen, close) = (drawn.actions, drawn.chosen, drawn.close);
        if let Some(tile) = close {
            self.tree.remove_recursively(tile);
            self.tree.simplify(&RULES);
        }
        if shared.screen != self.focus {
            self.follow(shared.screen);
        } else if let Some(screen) = chosen {
            self.focus = screen;
        }
        self.settle();
        shared.screen = self.focus;
        actions
    }

    /// The pane that was pressed, or whose control took the keyboard, has the keys.
    fn follow_hand(&mut self, ui: &Ui) {
        let ctx = ui.ctx();
        let pressed = ctx.input(|i| {
            let down = i.pointer.any_pressed();
            down.then(|| i.pointer.interact_pos()).flatten()
        });
        let control = ctx.memory(|m| m.focused());
        // What had it while a lock screen stood here is in no pane.
        let on = ctx.cumulative_pass_nr() <= self.pass + 1;
        let taken = control.filter(|_| on && control != self.control);
        self.control = control;
        self.pass = ctx.cumulative_pass_nr();
        let at = pressed
            .filter(|at| ctx.layer_id_at(*at) == Some(ui.layer_id()))
            .or_else(|| {
                let control = ctx.read_response(taken?)?;
                (control.layer_id == ui.layer_id()).then(|| control.rect.center())
            });
        let Some(at) = at else { return };
        if let Some((screen, _)) = self.in_sight().into_iter().find(|(_, rect)| rect.contains(at)) {
            self.focus = screen;
        }
    }

    /// A pane that went out of sight or away leaves the keys to the one in its place, else to the first.
    fn settle(&mut self) {
        let active = self.tree.active_tiles();
        let tile = self.tile_of(self.focus);
        if tile.is_some_and(|tile| active.contains(&tile)) {
            return;
        }
        let parent = tile.and_then(|tile| self.tree.tiles.parent_of(tile));
        let before = parent.and_then(|id| match self.tree.tiles.get(id) {
            Some(Tile::Container(Container::Tabs(tabs))) => tabs.active,
            _ => None,
        });
        let first = before.and_then(|tile| self.screen_of(tile));
        let mut others = active.iter().filter_map(|tile| self.screen_of(*tile));
        if let Some(screen) = first
            .or_else(|| others.next())
            .or_else(|| self.screens().first().copied())
        {
            self.focus = screen;
        } else {
            self.tree = alone(self.focus);
        }
    }
}

/// Keys are for the pane that has them: the others draw without.
fn without_keys<R>(ctx: &Context, draw: impl FnOnce() -> R) -> R {
    let events = ctx.input_mut(|i| {
        let all = i.events.clone();
        i.events.retain(|e| !matches!(e, Event::Key { .. }));
        all
    });
    let drawn = draw();
    ctx.input_mut(|i| i.events = events);
    drawn
}

struct Drawn<'a, 'c> {
    cx: &'a Cx<'c>,
    shared: &'a mut Shared,
    views: &'a mut Views,
    focus: Screen,
    /// The tab that was pressed.
    chosen: Option<Screen>,
    close: Option<TileId>,
    actions: Vec<Action>,
}
impl Drawn<'_, '_> {
    fn name(&self, screen: Screen) -> String {
        self.cx.t(&format!("screen-{}", screen.key()))
    }

    /// A pane too small for its screen is scrolled.
    fn screen(&mut self, ui: &mut Ui, screen: Screen) {
        let room = ui.max_rect().size().max(screen.least());
        ScrollArea::both()
            .auto_shrink(false)
            .id_salt(screen.key())
            .show(ui, |ui| {
                let (rect, _) = ui.allocate_exact_size(room, Sense::hover());
                let mut inner = ui.new_child(UiBuilder::new().id_salt("pane").max_rect(rect));
                inner.set_clip_rect(rect.intersect(ui.clip_rect()));
                self.actions
                    .extend(self.views.draw(screen, self.cx, self.shared, &mut inner));
            });
    }
}

impl Behavior<Pane> for Drawn<'_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Pane) -> UiResponse {
        ui.set_clip_rect(ui.max_rect().intersect(ui.clip_rect()));
        if pane.0 == self.focus {
            self.screen(ui, pane.0);
        } else {
            let act = self.shared.act.take();
            let ctx = ui.ctx().clone();
            without_keys(&ctx, || self.screen(ui, pane.0));
            self.shared.act = self.shared.act.or(act);
        }
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Pane) -> WidgetText {
        self.name(pane.0).into()
    }

    fn tab_ui(&mut self, tiles: &mut Tiles<Pane>, ui: &mut Ui, id: Id, tile: TileId, state: &TabState) -> Response {
        let Some(Pane(screen)) = tiles.get_pane(&tile).copied() else {
            return ui.interact(Rect::from_min_size(ui.cursor().min, Vec2::ZERO), id, Sense::hover());
        };
        let look = self.cx.look;
        let name = self.name(screen);
        let keys = state.active && screen == self.focus;
        let ink = if keys { look.text } else { look.dim };
        let font = if keys {
            theme::semibold(size::TEXT)
        } else {
            egui::TextStyle::Body.resolve(ui.style())
        };
        let words = ui.painter().layout_no_wrap(name.clone(), font, ink);
        let wide = size::PAD + size::ICON + size::GAP + words.size().x + size::GAP + size::CHIP + size::TIGHT;
        let (_, rect) = ui.allocate_space(Vec2::new(wide, ui.available_height()));
        let tab = ui.interact(rect, id, Sense::click_and_drag());
        let said = self.cx.ta("pane-named", &[("name", &name)]);
        tab.widget_info(|| WidgetInfo::selected(Role::Tab, true, state.active, &said));
        if tab.clicked() || tab.drag_started() {
            self.chosen = Some(screen);
        }
        if ui.is_rect_visible(rect) && !state.is_being_dragged {
            let ground = if state.active { look.panel } else { Color32::TRANSPARENT };
            ui.painter().rect_filled(rect, 0.0, ground);
            if keys {
                let line = Rect::from_min_size(rect.min, Vec2::new(rect.width(), size::HAIR));
                ui.painter().rect_filled(line, 0.0, look.accent);
            }
            ui.painter().vline(rect.right() - 0.5, rect.y_range(), look.hair());
            let at = Rect::from_center_size(
                Pos2::new(rect.left() + size::PAD + size::ICON / 2.0, rect.center().y),
                Vec2::splat(size::ICON),
            );
            icon::paint(
                ui.painter(),
                screen.icon(),
                at,
                if keys { look.accent } else { look.dim },
            );
            let left = Pos2::new(at.right() + size::GAP, rect.center().y - words.size().y / 2.0);
            ui.painter().galley(left, words, ink);
        }
        chip::ring(ui, look, &tab, rect.shrink(1.0));
        let cross = Rect::from_center_size(
            Pos2::new(rect.right() - size::TIGHT - size::CHIP / 2.0, rect.center().y),
            Vec2::splat(size::CHIP),
        );
        let close = ui.interact(cross, id.with("close"), Sense::click());
        let said = self.cx.ta("pane-close", &[("name", &name)]);
        close.widget_info(|| WidgetInfo::labeled(Role::Button, true, &said));
        if close.hovered() {
            ui.painter()
                .rect_filled(cross, CornerRadius::same(size::CHIP_RADIUS), look.sunk);
        }
        let inside = Rect::from_center_size(cross.center(), Vec2::splat(size::ICON - size::TIGHT));
        icon::paint(ui.painter(), Icon::Close, inside, look.dim);
        chip::ring(ui, look, &close, cross);
        if close.clicked() || tab.middle_clicked() {
            self.close = Some(tile);
        }
        close.on_hover_text(said);
        tab.on_hover_text(self.cx.t("pane-hint"))
    }

    fn drag_ui(&mut self, tiles: &Tiles<Pane>, ui: &mut Ui, tile: TileId) {
        let name = tiles.get_pane(&tile).map(|pane| self.name(pane.0)).unwrap_or_default();
        super::palette::framed(self.cx)
            .inner_margin(size::GAP)
            .show(ui, |ui| ui.label(self.cx.look.head(name)));
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        size::ROW
    }
    fn gap_width(&self, _style: &egui::Style) -> f32 {
        size::TIGHT
    }
    fn min_size(&self) -> f32 {
        size::LEAST_PANE
    }
    fn simplification_options(&self) -> SimplificationOptions {
        RULES
    }
    fn cycle_tabs_with_keyboard(&self) -> bool {
        false
    }
    fn tab_bar_color(&self, _visuals: &Visuals) -> Color32 {
        self.cx.look.sunk
    }
    fn tab_bar_hline_stroke(&self, _visuals: &Visuals) -> Stroke {
        self.cx.look.hair()
    }
    fn resize_stroke(&self, _style: &egui::Style, state: ResizeState) -> Stroke {
        match state {
            ResizeState::Idle => self.cx.look.border(),
            ResizeState::Hovering | ResizeState::Dragging => Stroke::new(size::HAIR, self.cx.look.accent),
        }
    }
    fn drag_preview_stroke(&self, _visuals: &Visuals) -> Stroke {
        Stroke::new(size::RING, self.cx.look.accent)
    }
    fn drag_preview_color(&self, _visuals: &Visuals) -> Color32 {
        self.cx.look.accent.gamma_multiply(0.15)
    }
    fn dragged_overlay_color(&self, _visuals: &Visuals) -> Color32 {
        self.cx.look.panel.gamma_multiply(0.5)
    }
}
