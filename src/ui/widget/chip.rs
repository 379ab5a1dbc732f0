//! Small things with a border: what a colour means is also said in words.

use eframe::egui::{
    Align2, CornerRadius, FontId, Pos2, Rect, Response, Role, Sense, StrokeKind, TextStyle, Ui, Vec2, WidgetInfo,
};

use crate::ui::theme::{Look, Tone, size};

fn small(ui: &Ui) -> FontId {
    TextStyle::Small.resolve(ui.style())
}

struct Drawn {
    response: Response,
    rect: Rect,
}

/// A chip of one text; the caller says what it is to a screen reader.
fn chip(ui: &mut Ui, look: &Look, text: &str, tone: Tone, sense: Sense, on: bool) -> Drawn {
    let ink = if tone == Tone::Plain && on {
        look.accent
    } else {
        look.ink(tone)
    };
    // Longer than its place: cut with an ellipsis; what it is is hovered and read out.
    let room = (ui.max_rect().width() - 2.0 * size::GAP).max(size::CHIP);
    let mut job = eframe::egui::text::LayoutJob::simple_singleline(text.to_owned(), small(ui), ink);
    job.wrap = eframe::egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    let wanted = Vec2::new(galley.size().x + 2.0 * size::GAP, size::CHIP);
    let (rect, response) = ui.allocate_exact_size(wanted, sense);
    if ui.is_rect_visible(rect) {
        let round = CornerRadius::same(size::CHIP_RADIUS);
        let ground = if on { look.accent_ground } else { look.ground(tone) };
        let border = if response.hovered() && sense.interactive() {
            eframe::egui::Stroke::new(look.line_width, look.dim)
        } else if tone == Tone::Plain && !on {
            look.hair()
        } else {
            eframe::egui::Stroke::new(if look.line_width > 1.0 { look.line_width } else { 0.0 }, ink)
        };
        ui.painter().rect(rect, round, ground, border, StrokeKind::Inside);
        let painter = ui
            .painter()
            .with_clip_rect(rect.shrink2(Vec2::new(size::TIGHT, 0.0)).intersect(ui.clip_rect()));
        painter.galley(
            Pos2::new(rect.left() + size::GAP, rect.center().y - galley.size().y / 2.0),
            galley,
            ink,
        );
        ring(ui, look, &response, rect);
    }
    Drawn { response, rect }
}

/// The focus ring around something painted by hand.
pub fn ring(ui: &Ui, look: &Look, response: &Response, rect: Rect) {
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect.shrink(1.0),
            CornerRadius::same(size::CHIP_RADIUS),
            look.ring(),
            StrokeKind::Inside,
        );
    }
}

/// A word on a ground: a status, a warning, a count.
pub fn badge(ui: &mut Ui, look: &Look, text: &str, tone: Tone) -> Response {
    let drawn = chip(ui, look, text, tone, Sense::hover(), false);
    drawn
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    drawn.response
}

/// A badge that can be pressed.
pub fn tone_button(ui: &mut Ui, look: &Look, text: &str, tone: Tone) -> Response {
    let drawn = chip(ui, look, text, tone, Sense::click(), false);
    drawn
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    drawn.response
}

/// The source of a fact: opens it at that place.
pub fn source_chip(ui: &mut Ui, look: &Look, text: &str, name: &str) -> Response {
    let drawn = chip(ui, look, text, Tone::Plain, Sense::click(), false);
    drawn
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    drawn.response.on_hover_text(name)
}

/// A filter that is on or off, with the number of rows that it stands for.
pub fn filter_chip(ui: &mut Ui, look: &Look, text: &str, count: Option<usize>, on: bool) -> Response {
    let label = count.map_or_else(|| text.to_owned(), |n| format!("{text}  {n}"));
    let drawn = chip(ui, look, &label, Tone::Plain, Sense::click(), on);
    drawn
        .response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
    drawn.response
}

/// A sealed value: a violet pill with the pseudonym, never a blank that invites a guess.
pub fn pill(ui: &mut Ui, look: &Look, pseudonym: &str, name: &str) -> Response {
    let drawn = chip(
        ui,
        look,
        &format!("{pseudonym} ▌▌▌▌"),
        Tone::Sealed,
        Sense::click(),
        false,
    );
    drawn
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    drawn.response.on_hover_text(name)
}

/// A key where it acts.
pub fn key_cap(ui: &mut Ui, look: &Look, key: &str) -> Response {
    let galley = ui.painter().layout_no_wrap(key.to_owned(), small(ui), look.dim);
    let wide = (galley.size().x + size::GAP).max(size::KEY);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(wide, size::KEY), Sense::hover());
    paint_key(ui, look, rect, key, look.dim);
    response
}

/// Paints a key cap into a place that is already there.
pub fn paint_key(ui: &Ui, look: &Look, rect: Rect, key: &str, ink: eframe::egui::Color32) {
    let round = CornerRadius::same(size::CHIP_RADIUS - 1);
    ui.painter().rect_stroke(
        rect,
        round,
        eframe::egui::Stroke::new(look.line_width, ink.gamma_multiply(0.5)),
        StrokeKind::Inside,
    );
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, key, small(ui), ink);
}

/// How wide a key cap is.
pub fn key_width(ui: &Ui, key: &str) -> f32 {
    let galley = ui
        .painter()
        .layout_no_wrap(key.to_owned(), small(ui), eframe::egui::Color32::PLACEHOLDER);
    (galley.size().x + size::GAP).max(size::KEY)
}

/// A chip with a coloured mark before its text, for legends and kinds.
pub fn marked(
    ui: &mut Ui,
    look: &Look,
    colour: eframe::egui::Color32,
    text: &str,
    count: Option<usize>,
    on: bool,
) -> Response {
    let label = count.map_or_else(|| text.to_owned(), |n| format!("{text}  {n}"));
    let drawn = chip(ui, look, &format!("    {label}"), Tone::Plain, Sense::click(), on);
    let at = Pos2::new(drawn.rect.left() + size::GAP + size::TIGHT, drawn.rect.center().y);
    if on {
        ui.painter().circle_filled(at, size::TIGHT, colour);
    } else {
        ui.painter()
            .circle_stroke(at, size::TIGHT - 1.0, eframe::egui::Stroke::new(1.0, colour));
    }
    drawn
        .response
        .widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &label));
    drawn.response
}

/// A chip with a coloured mark that opens what it names.
pub fn marked_button(ui: &mut Ui, look: &Look, colour: eframe::egui::Color32, text: &str, what: &str) -> Response {
    let drawn = chip(ui, look, &format!("    {text}"), Tone::Plain, Sense::click(), false);
    let at = Pos2::new(drawn.rect.left() + size::GAP + size::TIGHT, drawn.rect.center().y);
    ui.painter().circle_filled(at, size::TIGHT, colour);
    let name = format!("{text}, {what}");
    drawn
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    drawn.response.on_hover_text(name)
}
