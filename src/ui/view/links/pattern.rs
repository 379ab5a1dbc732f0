//! What a pattern says before its reasons: in one sentence what was seen, its shape as a small picture, and what else
//! may explain it. Must not know: the queue, how a pattern is found.

use eframe::egui::{Label, Pos2, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo};

use crate::catalog::pattern::Pattern;
use crate::model::decision::{Candidate, CandidateKind};
use crate::scene::pattern as drawing;
use crate::ui::Cx;
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;

/// The pattern that a card shows; none for one of another kind, or one that this program does not know.
pub(super) fn of<'a>(cx: &Cx<'a>, card: &Candidate) -> Option<&'a Pattern> {
    let patterns = &cx.catalog.scoring.patterns;
    (card.kind == CandidateKind::Pattern)
        .then(|| patterns.get(&card.pattern))
        .flatten()
}

/// What else may explain it, one sentence each.
pub(super) fn innocent(cx: &Cx<'_>, pattern: &Pattern) -> Vec<String> {
    pattern.innocent.iter().map(|key| cx.t(key)).collect()
}

/// The sentence beside the picture; below it where there is no room beside.
pub(super) fn band(ui: &mut Ui, cx: &Cx<'_>, pattern: &Pattern) {
    let drawn = drawing::scene(&drawing::Input {
        pattern,
        kinds: &cx.catalog.kinds,
        words: &|key, _| cx.t(key),
    });
    let (origin, wide) = (ui.cursor().min, ui.available_width());
    let picture = Vec2::new(drawn.width_pt, drawn.height_pt);
    let room = wide - picture.x - 3.0 * size::PAD;
    let beside = room >= size::WORDS;
    let at = origin + Vec2::splat(size::PAD);
    let rect = Rect::from_min_size(at, Vec2::new(picture.x.min(wide - 2.0 * size::PAD), picture.y));
    let mut camera = Camera::default();
    camera.fit(rect, [0.0, 0.0, picture.x, picture.y], 0.0);
    camera.zoom = camera.zoom.min(1.0);
    paint::scene(ui.painter(), cx.look, &drawn, &camera, rect);
    let shown = ui.interact(rect, ui.scope_id().with(("pattern", &pattern.name)), Sense::hover());
    shown.widget_info(|| WidgetInfo::labeled(Role::Image, true, &drawn.desc));
    let words = if beside {
        Rect::from_min_size(
            at + Vec2::new(picture.x + size::PAD, 0.0),
            Vec2::new(room, f32::INFINITY),
        )
    } else {
        Rect::from_min_size(
            Pos2::new(at.x, rect.bottom() + size::GAP),
            Vec2::new(wide - 2.0 * size::PAD, f32::INFINITY),
        )
    };
    let said = ui.scope_builder(UiBuilder::new().max_rect(words), |ui| {
        ui.add(Label::new(cx.look.body(cx.t(&pattern.statement))).wrap());
    });
    let bottom = said.response.rect.bottom().max(rect.bottom()) + size::PAD;
    let band = Rect::from_min_max(origin, Pos2::new(origin.x + wide, bottom));
    ui.advance_cursor_after_rect(band);
    ui.painter().hline(band.x_range(), bottom, cx.look.hair());
}
