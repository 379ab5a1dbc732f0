//! The parts of a link's card: both sides, what speaks against, a public record's own bar.
//! Must not know: the queue.

use eframe::egui::{Align, Button, Label, Layout, Pos2, Rect, Sense, Ui, UiBuilder, Vec2};

use super::pattern;
use crate::app::action::{LibraryNotice, PublicRecord};
use crate::model::decision::{Candidate, Decision, Side};
use crate::model::*;
use crate::resolve::estimate::{AtLeast, Estimate};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Item, Shared, words};

/// Field, left, right, bits, why: widths that share what there is. Where nothing worth having is left for the why it
/// has 0 and stands below (`bits::reason_rows`), and the two values take all.
pub(in crate::ui::view) fn columns(wide: f32) -> [f32; 5] {
    let values = wide - size::LABEL - 64.0;
    let value = (values * 0.3).clamp(110.0, 260.0);
    let why = values - 2.0 * value;
    let (value, why) = if why < size::WORDS {
        (((values - size::PAD) / 2.0).max(110.0), 0.0)
    } else {
        (value, why)
    };
    [size::LABEL - size::PAD, value, value, 64.0, why]
}

/// Shows one side in the inspector.
pub(super) fn show_side(cx: &Cx<'_>, shared: &mut Shared, side: &Side) {
    if side.kind == "record" && cx.s.record(RecordId(side.id)).is_none() {
        // A row of a register: the case holds nothing of it.
    } else if side.kind == "record" {
        shared.show(Item::Record(RecordId(side.id), String::new()));
    } else if cx.s.entity(EntityId(side.id)).is_some() {
        shared.select(EntityId(side.id));
    }
}

/// Both sides next to each other: name, and a chip for each record.
/// `opens`: a name leads to the inspector.
pub(in crate::ui::view) fn sides(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    card: &Candidate,
    columns: [f32; 5],
    opens: bool,
) {
    let look = cx.look;
    let (rect, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::TALL_ROW), Sense::hover());
    let mut left = rect.left() + size::PAD + columns[0];
    for (n, side) in [&card.left, &card.right].into_iter().enumerate() {
        let wide = columns[n + 1] - size::GAP;
        let cell = Rect::from_min_size(
            Pos2::new(left, rect.top() + size::PAD),
            Vec2::new(wide, rect.height() - size::PAD),
        );
        ui.scope_builder(
            UiBuilder::new().max_rect(cell).layout(Layout::top_down(Align::Min)),
            |ui| {
                ui.set_clip_rect(cell.intersect(ui.clip_rect()));
                ui.spacing_mut().item_spacing = Vec2::splat(size::TIGHT);
                let name = eframe::egui::Button::new(look.head(&side.label))
                    .frame(false)
                    .truncate();
                if !opens {
                    ui.add(name.sense(Sense::hover())).on_hover_text(&side.label);
                } else if ui
                    .add(name)
                    .on_hover_text(cx.ta("open-named", &[("name", &side.label)]))
                    .clicked()
                {
                    show_side(cx, shared, side);
                }
                ui.horizontal(|ui| {
                    for r in side.records.iter().take(3) {
                        let text = if r.key.is_empty() {
                            cx.ta("row-n", &[("n", &r.row.to_string())])
                        } else {
                            r.key.clone()
                        };
                        let whole = format!("{}, {}", r.file, cx.ta("row-n", &[("n", &r.row.to_string())]));
                        if widget::source_chip(ui, look, &text, &whole).clicked() && cx.s.record(r.id).is_some() {
                            shared.show(Item::Record(r.id, String::new()));
                        }
                    }
                    if side.records.len() > 3 {
                        ui.label(look.small(format!("+{}", side.records.len() - 3)));
                    }
                });
            },
        );
        left += columns[n + 1];
    }
    ui.painter().hline(rect.x_range(), rect.bottom(), look.hair());
}

/// Against it, what would settle it, what acceptance would contradict.
/// `note` stands where no verdict is shown.
pub(super) fn argument(ui: &mut Ui, cx: &Cx<'_>, card: &Candidate, before: Option<&Decision>, note: &str) {
    let look = cx.look;
    ui.spacing_mut().item_spacing.y = size::TIGHT;
    let sentence = |r: &crate::model::decision::Reason| cx.text.word("reason", &r.key, &r.args);
    let against: Vec<String> = card
        .reasons
        .iter()
        .filter(|r| r.bits.0 < 0 && r.field != "prior")
        .map(sentence)
        .collect();
    let missing: Vec<String> = card
        .reasons
        .iter()
        .filter(|r| r.key == "missing")
        .map(|r| bits::field_name(cx.text, &r.field))
        .collect();
    let mut block = |title: &str, lines: &[String], tone: Option<Tone>| {
        widget::caption(ui, look, title);
        for line in lines {
            let text = tone.map_or_else(|| look.body(line), |t| look.body(line).color(look.ink(t)));
            ui.add(Label::new(text).wrap());
        }
        ui.add_space(size::GAP);
    };
    if !card.contradictions.is_empty() {
        let lines: Vec<String> = card
            .contradictions
            .iter()
            .map(|r| format!("{} ({} / {})", sentence(r), r.left, r.right))
            .collect();
        block(&cx.t("contradictions"), &lines, Some(Tone::Against));
    }
    let none = vec![cx.t("nothing-against")];
    block(
        &cx.t("against-it"),
        if against.is_empty() { &none } else { &against },
        None,
    );
    if let Some(pattern) = pattern::of(cx, card) {
        block(&cx.t("innocent-title"), &pattern::innocent(cx, pattern), None);
    }
    if !missing.is_empty() {
        block(&cx.t("missing"), &[missing.join(", ")], None);
    }
    if !card.settles.is_empty() {
        block(
            &cx.t("would-settle"),
            &[cx.ta(
                "would-settle-field",
                &[("field", &bits::field_name(cx.text, &card.settles))],
            )],
            None,
        );
    }
    match before {
        Some(d) => {
            let args = [
                ("verdict", cx.text.word("verdict-was", d.verdict.as_str(), &[])),
                ("date", words::date(cx.text, &d.at)),
                ("why", d.why.clone()),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
            block(&cx.t("links-decided-head"), &[cx.ta("decided-note", &args)], None);
        }
        None => {
            ui.add(Label::new(look.quiet(cx.t(note))).wrap());
        }
    }
}

/// What stands under a public record instead of verdicts: that it decides nothing, and how to keep it.
/// True when it is to be pulled.
pub(super) fn public_bar(ui: &mut Ui, cx: &Cx<'_>, record: &PublicRecord) -> bool {
    let look = cx.look;
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, look.hair());
    let bar = UiBuilder::new()
        .max_rect(rect.shrink2(Vec2::new(size::PAD, 0.0)))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(bar, |ui| {
        widget::badge(ui, look, &cx.t("public-record"), Tone::Plain);
        let pull = if record.pulled {
            ui.label(look.quiet(cx.t("public-pulled")));
            false
        } else {
            cx.changing(ui, |ui| {
                widget::key_button(ui, look, &cx.t("public-pull"), &keys_of(Act::Pull), false)
            })
            .clicked()
        };
        ui.label(look.quiet(cx.t("public-context")));
        pull
    })
    .inner
}

/// The libraries that can't be looked into, one line each.
pub(super) fn notices(ui: &mut Ui, cx: &Cx<'_>, notices: &[LibraryNotice]) {
    for notice in notices {
        let line = cx.ta(words::library_state(&notice.state), &[("name", &notice.library)]);
        let text = cx.look.small(line).color(cx.look.ink(Tone::Soon));
        ui.add(Label::new(text).wrap());
    }
}

/// What the verdicts so far say of the weights: the weakest band that enough were decided of, the others on hover.
pub fn estimate(ui: &mut Ui, cx: &Cx<'_>, of: &Estimate) {
    let said: Vec<String> = of.at_least.iter().filter_map(|at| one_estimate(cx, at)).collect();
    let Some(first) = said.first() else { return };
    let all = format!("{}\n{}", said.join("\n"), cx.t("estimate-hint"));
    ui.add_space(size::TIGHT);
    ui.add(Label::new(cx.look.small(first)).wrap()).on_hover_text(all);
}

/// The way to what verdicts would make of the weights; says when those that were taken are not used.
pub fn weights(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, unfit: bool) {
    if unfit {
        let text = cx.look.small(cx.t("weights-unfit")).color(cx.look.ink(Tone::Soon));
        ui.add(Label::new(text).wrap());
    }
    let way = Button::new(cx.look.small(cx.t("cmd-weights"))).frame(false);
    if ui.add(way).clicked() {
        shared.act = Some(Act::Weights);
    }
}

fn one_estimate(cx: &Cx<'_>, at: &AtLeast) -> Option<String> {
    let share = at.precision?;
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let mut said = cx.ta(
        "estimate-said",
        &[
            ("decided", &words::number(at.decided)),
            ("bits", &format!("{:.0}", at.bits)),
            ("mid", &percent(share.mid)),
            ("low", &percent(share.low)),
            ("high", &percent(share.high)),
        ],
    );
    if let Some(recall) = at.recall {
        said.push_str(&cx.ta("estimate-recall", &[("recall", &percent(recall))]));
    }
    Some(said)
}
