//! Buttons with the key that does the same, fields with their labels.

use eframe::egui::{
    Button, ComboBox, CornerRadius, Pos2, Rect, Response, Role, Sense, Spinner, StrokeKind, TextEdit, TextStyle, Ui,
    Vec2, WidgetInfo,
};

use super::chip::{key_width, paint_key, ring};
use super::icon::{Icon, paint};
use crate::ui::theme::{Look, size};

/// A button whose key stands in it. The first of a group is filled: the one main action.
pub fn key_button(ui: &mut Ui, look: &Look, text: &str, key: &str, main: bool) -> Response {
    let font = if main {
        crate::ui::theme::semibold(size::TEXT)
    } else {
        TextStyle::Button.resolve(ui.style())
    };
    let enabled = ui.is_enabled();
    // What can't be pressed is faded with all that is on it: on its own colour its words would not be read.
    let main = main && enabled;
    let ink = if main { look.on_accent } else { look.text };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let cap = if key.is_empty() { 0.0 } else { key_width(ui, key) };
    let gap = if key.is_empty() { 0.0 } else { size::GAP };
    let wanted = Vec2::new(galley.size().x + cap + gap + 2.0 * size::PAD, size::BUTTON);
    let (rect, response) = ui.allocate_exact_size(wanted, Sense::click());
    if ui.is_rect_visible(rect) {
        let round = CornerRadius::same(size::RADIUS);
        let (ground, border) = if main {
            (
                if response.hovered() {
                    look.accent.gamma_multiply(0.9)
                } else {
                    look.accent
                },
                eframe::egui::Stroke::NONE,
            )
        } else {
            (if response.hovered() { look.sunk } else { look.panel }, look.border())
        };
        let fade = if enabled { 1.0 } else { 0.5 };
        ui.painter()
            .rect(rect, round, ground.gamma_multiply(fade), border, StrokeKind::Inside);
        ui.painter().galley(
            Pos2::new(rect.left() + size::PAD, rect.center().y - galley.size().y / 2.0),
            galley,
            ink,
        );
        if !key.is_empty() {
            let at = Rect::from_min_size(
                Pos2::new(rect.right() - size::PAD - cap, rect.center().y - size::KEY / 2.0),
                Vec2::new(cap, size::KEY),
            );
            paint_key(ui, look, at, key, ink);
        }
        if response.has_focus() {
            let outer = if main { rect.expand(size::RING) } else { rect };
            ui.painter().rect_stroke(outer, round, look.ring(), StrokeKind::Inside);
        }
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, text));
    response
}

/// A plain button.
pub fn button(ui: &mut Ui, text: &str) -> Response {
    ui.add(Button::new(text))
}

/// Something that is on its way, with the button that gives it up. True when that was pressed.
pub fn waiting(ui: &mut Ui, look: &Look, text: &str, cancel: &str) -> bool {
    ui.horizontal(|ui| {
        ui.add(Spinner::new().size(size::TEXT).color(look.accent));
        ui.label(look.quiet(text));
        button(ui, cancel).clicked()
    })
    .inner
}

/// A button that is only an icon; its name is read and hovered.
pub fn icon_button(ui: &mut Ui, look: &Look, icon: Icon, name: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size::ROW), Sense::click());
    if ui.is_rect_visible(rect) {
        if on || response.hovered() {
            ui.painter().rect_filled(
                rect,
                CornerRadius::same(size::CHIP_RADIUS),
                if on { look.accent_ground } else { look.sunk },
            );
        }
        paint(
            ui.painter(),
            icon,
            Rect::from_center_size(rect.center(), Vec2::splat(size::ICON)),
            if on { look.accent } else { look.dim },
        );
        ring(ui, look, &response, rect);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), name));
    response.on_hover_text(name)
}

/// A label above a field of one line.
pub fn field(ui: &mut Ui, look: &Look, label: &str, value: &mut String, hint: &str) -> Response {
    let name = ui.label(look.small(label));
    ui.add(
        TextEdit::singleline(value)
            .hint_text(hint.to_owned())
            .desired_width(ui.available_width().min(size::DIALOG))
            .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
    )
    .labelled_by(name.id)
}

/// A label above a field of several lines.
pub fn area(ui: &mut Ui, look: &Look, label: &str, value: &mut String, rows: usize) -> Response {
    let name = ui.label(look.small(label));
    ui.add(
        TextEdit::multiline(value)
            .desired_rows(rows)
            .desired_width(ui.available_width())
            .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
    )
    .labelled_by(name.id)
}

/// A label before a choice of (key, text). True when the choice changed.
pub fn choice(ui: &mut Ui, look: &Look, label: &str, value: &mut String, options: &[(String, String)]) -> bool {
    let before = value.clone();
    ui.horizontal(|ui| {
        let name = ui.label(look.small(label));
        let shown = options
            .iter()
            .find(|(k, _)| k == value)
            .map_or_else(|| value.clone(), |(_, t)| t.clone());
        ComboBox::from_id_salt(("choice", label))
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for (key, text) in options {
                    ui.selectable_value(value, key.clone(), text.as_str());
                }
            })
            .response
            .labelled_by(name.id);
    });
    *value != before
}
