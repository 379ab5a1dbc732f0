//! Every part in every state, for pictures and for whoever changes a part.

use eframe::egui::{Frame, ScrollArea, Ui, Vec2};

use super::View;
use crate::app::action::Action;
use crate::model::decision::{Bits, Reason};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, Shared};

#[derive(Default)]
pub struct Gallery {
    typed: String,
    chosen: String,
}

/// The card of the design's first picture.
pub fn sample_reasons() -> Vec<Reason> {
    let r = |field: &str, bits: i32, key: &str, left: &str, right: &str| Reason {
        field: field.into(),
        bits: Bits(bits),
        key: key.into(),
        args: Vec::new(),
        left: left.into(),
        right: right.into(),
    };
    vec![
        r("prior", -400, "prior", "", ""),
        r("phone", 620, "same", "(575) 555-0137", "575-555-0137"),
        r("name", 310, "close", "Sandhill Packing", "Sand Hill Packing LLC"),
        r("address", 240, "same", "3656 Hwy 26", "3656 NM Highway 26"),
        r("owner", 90, "close", "Pedro Baca Torres", "P. Baca"),
        r("city", 60, "same", "Deming", "Deming"),
        r("dba", 0, "missing", "", "Sandhill Produce"),
        r(
            "industry",
            -380,
            "differs",
            "493 Warehousing",
            "115 Agriculture support",
        ),
    ]
}

impl View for Gallery {
    fn ui(&mut self, cx: &Cx<'_>, _shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let look = cx.look;
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, look, &cx.t("screen-gallery"), |_| {});
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                ui.spacing_mut().item_spacing = Vec2::splat(size::GAP);
                ui.horizontal_wrapped(|ui| {
                    for (tone, key) in [
                        (Tone::Plain, "gallery-plain"),
                        (Tone::Accent, "gallery-accent"),
                        (Tone::For, "gallery-for"),
                        (Tone::Against, "gallery-against"),
                        (Tone::Soon, "gallery-soon"),
                        (Tone::Sealed, "gallery-sealed"),
                    ] {
                        widget::badge(ui, look, &cx.t(key), tone);
                    }
                    widget::source_chip(ui, look, "tips · T-0012", "tips.csv, 12");
                    widget::pill(ui, look, "V-02", "V-02");
                    widget::filter_chip(ui, look, &cx.text.word("candidate", "same", &[]), Some(9), true);
                    widget::filter_chip(ui, look, &cx.text.word("candidate", "connected", &[]), Some(11), false);
                    widget::key_cap(ui, look, "Ctrl K");
                });
                ui.horizontal_wrapped(|ui| {
                    widget::key_button(ui, look, &cx.t("accept-same"), "A", true);
                    widget::key_button(ui, look, &cx.t("verdict-reject"), "R", false);
                    ui.add_enabled_ui(false, |ui| {
                        widget::key_button(ui, look, &cx.t("verdict-later"), "L", false)
                    });
                    widget::button(ui, &cx.t("choose-files"));
                });
                ui.horizontal_wrapped(|ui| {
                    for icon in Icon::ALL {
                        widget::icon_button(ui, look, *icon, &format!("{icon:?}"), false);
                    }
                });
                ui.horizontal_wrapped(|ui| {
                    for (kind, style) in &cx.catalog.kinds {
                        widget::marked(
                            ui,
                            look,
                            look.role(&style.colour),
                            &crate::ui::words::kind(cx.text, kind),
                            None,
                            true,
                        );
                    }
                });
                widget::field(ui, look, &cx.t("value"), &mut self.typed, &cx.t("search-hint"));
                let options: Vec<(String, String)> = ["a", "b"].map(|k| (k.to_owned(), k.to_uppercase())).to_vec();
                widget::choice(ui, look, &cx.t("kind"), &mut self.chosen, &options);
            });
            for (n, label) in ["Sandhill Packing", "Red Bluff Drywall LLC"].into_iter().enumerate() {
                widget::list_row(ui, look, size::ROW, n == 0, label, |ui| {
                    ui.label(look.body(label));
                });
            }
            widget::labelled(ui, look, &cx.t("received"), |ui| {
                ui.label(look.body(crate::ui::words::date(cx.text, "2026-04-24T09:00")));
            });
            let reasons = sample_reasons();
            let total: Bits = reasons.iter().map(|r| r.bits).sum();
            widget::reason_rows(
                ui,
                look,
                cx.text,
                &reasons,
                [size::LABEL, 180.0, 180.0, 64.0, size::WORDS],
            );
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                ui.set_max_width(size::PALETTE);
                widget::waterfall(ui, look, cx.text, &reasons, total);
            });
        });
        Vec::new()
    }
}
