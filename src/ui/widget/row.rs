//! Rows of lists, heads of panes, labelled facts, empty states.

use eframe::egui::{
    Align, Color32, Frame, Layout, Panel, Pos2, Rect, Response, Role, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo,
};

use super::chip::ring;
use crate::ui::theme::{Look, size};

/// How far a list is scrolled so that the row at this place is seen, with some of those before it.
pub fn offset_of(at: usize, height: f32) -> f32 {
    at.saturating_sub(4) as f32 * height
}

/// The list at the left of a screen, with a hair line to what is open beside it; in a narrow pane above it.
pub fn queue_panel(ui: &mut Ui, look: &Look, id: &'static str, width: f32, content: impl FnOnce(&mut Ui)) {
    let above = ui.available_width() < size::BESIDE;
    let panel = if above {
        Panel::top(id).exact_size((ui.available_height() * 0.4).max(size::TALL_ROW * 2.0))
    } else {
        Panel::left(id).exact_size(width)
    };
    panel
        .resizable(false)
        .frame(Frame::NONE.fill(look.panel))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            if above {
                ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, look.border());
            } else {
                ui.painter().vline(rect.right() - 0.5, rect.y_range(), look.hair());
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            content(ui);
        });
}

/// What stands at the right of a screen, with a hair line before it.
pub fn side_panel(ui: &mut Ui, look: &Look, panel: Panel, content: impl FnOnce(&mut Ui)) {
    panel
        .frame(Frame::NONE.fill(look.panel))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter().vline(rect.left() + 0.5, rect.y_range(), look.hair());
            ui.spacing_mut().item_spacing.y = 0.0;
            content(ui);
        });
}

/// Chips stand close, line under line.
pub fn tight(ui: &mut Ui) {
    ui.spacing_mut().item_spacing = Vec2::splat(size::TIGHT);
    ui.spacing_mut().interact_size.y = size::CHIP;
}

/// A line over the whole width.
pub fn hline(ui: &mut Ui, look: &Look) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), look.line_width), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, look.hair());
}

/// The head of a pane: its question on the left, what belongs to it on the right, a line below.
pub fn head(ui: &mut Ui, look: &Look, title: &str, right: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::HEAD), Sense::hover());
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(rect.shrink2(Vec2::new(size::PAD, 0.0)))
            .layout(Layout::right_to_left(Align::Center)),
    );
    right(&mut inner);
    inner.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let label = ui.add(eframe::egui::Label::new(look.head(title)).truncate());
        label.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    });
    ui.painter().hline(rect.x_range(), rect.bottom(), look.hair());
}

/// A head within a pane.
pub fn section(ui: &mut Ui, look: &Look, title: &str, right: &str) {
    ui.add_space(size::GAP);
    ui.horizontal(|ui| {
        ui.add_space(size::PAD);
        let label = ui.label(look.head(title));
        label.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(size::PAD);
            ui.label(look.small(right));
        });
    });
    hline(ui, look);
}

/// A small word above what it names.
pub fn caption(ui: &mut Ui, look: &Look, text: &str) {
    ui.label(look.small(text));
}

/// One row of a list over the whole width: bar and ground when selected, a line below. The content
/// paints only, and only where it is seen; the row as a whole is the control, `name` is what a screen reader says.
pub fn list_row<R>(
    ui: &mut Ui,
    look: &Look,
    height: f32,
    selected: bool,
    name: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, name));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let ground = if selected {
        look.accent_ground
    } else if response.hovered() {
        look.sunk
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, 0.0, ground);
    if selected {
        ui.painter().rect_filled(
            Rect::from_min_size(rect.min, Vec2::new(3.0, rect.height())),
            0.0,
            look.accent,
        );
    }
    let inside = Rect::from_min_max(
        Pos2::new(rect.left() + size::PAD, rect.top()),
        Pos2::new(rect.right() - size::PAD, rect.bottom()),
    );
    let mut inner = ui.new_child(
        UiBuilder::new()
            .max_rect(inside)
            .layout(Layout::left_to_right(Align::Center)),
    );
    inner.set_clip_rect(inside.intersect(ui.clip_rect()));
    content(&mut inner);
    ui.painter()
        .hline(rect.x_range(), rect.bottom(), Stroke::new(look.line_width, look.line));
    ring(ui, look, &response, rect);
    response
}

/// Marks a row that concerns what is selected elsewhere: a bar at its left, without the ground of a row that is
/// open.
pub fn lit(ui: &Ui, look: &Look, row: Rect) {
    let bar = Rect::from_min_size(row.min, Vec2::new(3.0, row.height()));
    ui.painter().rect_filled(bar, 0.0, look.accent);
}

/// A label in a column, its value beside it, a line below.
pub fn labelled(ui: &mut Ui, look: &Look, label: &str, value: impl FnOnce(&mut Ui)) {
    let text = look.quiet(label);
    labelled_by(
        ui,
        look,
        |ui| drop(ui.add(eframe::egui::Label::new(text).wrap())),
        value,
    );
}

/// As `labelled`, the label drawn by `label`.
pub fn labelled_by(ui: &mut Ui, look: &Look, label: impl FnOnce(&mut Ui), value: impl FnOnce(&mut Ui)) {
    ui.horizontal_top(|ui| {
        ui.add_space(size::PAD);
        ui.vertical(|ui| {
            ui.set_width(size::LABEL);
            ui.add_space(size::TIGHT);
            label(ui);
        });
        ui.vertical(|ui| {
            ui.set_width((ui.available_width() - size::PAD).max(size::LABEL));
            ui.add_space(size::TIGHT);
            value(ui);
            ui.add_space(size::TIGHT);
        });
    });
    hline(ui, look);
}

/// Nothing here: why, and what to do next.
pub fn empty(ui: &mut Ui, look: &Look, title: &str, hint: &str) -> Response {
    ui.vertical_centered(|ui| {
        ui.add_space(size::TOP * 2.0);
        let shown = ui.label(look.head(title));
        ui.add_space(size::TIGHT);
        ui.scope(|ui| {
            // A narrow pane must not be widened by its own hint.
            ui.set_max_width(size::DIALOG.min(ui.available_width() - 2.0 * size::PAD).max(0.0));
            ui.add(eframe::egui::Label::new(look.quiet(hint)).wrap());
        });
        ui.add_space(size::PAD);
        shown
    })
    .inner
}
