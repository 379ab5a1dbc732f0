//! Second looks on the Links screen: what waits for mine, where two verdicts differ, both side by side once mine is
//! given. Before that nothing here says what the first was, why, or whose. Must not know: the queue.

use eframe::egui::{Align, Label, Layout, Rect, Sense, Ui, UiBuilder, Vec2};

use crate::model::decision::{Candidate, Decision};
use crate::model::*;
use crate::resolve::agree::Agreement;
use crate::snapshot::second::Pair;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, widget, words};

/// Decisions whose cards wait, and pairs of verdicts that differ: by their ids, worked out once per commit.
#[derive(Default)]
pub(super) struct Looks {
    open: Vec<DecisionId>,
    differ: Vec<(DecisionId, DecisionId)>,
}

/// Who acts, as the board knows him.
pub(super) fn acting(cx: &Cx<'_>) -> Option<MemberId> {
    cx.s.members.iter().find(|m| m.name == cx.member).map(|m| m.id)
}

impl Looks {
    pub(super) fn of(cx: &Cx<'_>) -> Looks {
        let open = acting(cx).map(|me| cx.s.to_look_at(me)).unwrap_or_default();
        Looks {
            open: open.iter().map(|d| d.id).collect(),
            differ: cx.s.disagreements().iter().map(|p| (p.first.id, p.second.id)).collect(),
        }
    }
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }
    pub(super) fn differ(&self) -> usize {
        self.differ.len()
    }
    pub(super) fn cards<'a>(&self, cx: &Cx<'a>) -> Vec<&'a Candidate> {
        let decisions = self.open.iter().filter_map(|id| cx.s.decisions.get(id.0));
        decisions.map(|d| &d.card).collect()
    }
    /// The two verdicts on a candidate that differ.
    pub(super) fn pair<'a>(&self, cx: &Cx<'a>, candidate: Uid) -> Option<Pair<'a>> {
        self.pairs(cx).into_iter().find(|p| p.first.candidate == candidate)
    }
    pub(super) fn pairs<'a>(&self, cx: &Cx<'a>) -> Vec<Pair<'a>> {
        let both = |(first, second): &(DecisionId, DecisionId)| {
            let (first, second) = (cx.s.decisions.get(first.0)?, cx.s.decisions.get(second.0)?);
            Some(Pair { first, second })
        };
        self.differ.iter().filter_map(both).collect()
    }
}

/// The newest second look at a candidate, mine only or anybody's, with the decision that it was given on.
pub(super) fn pair_of<'a>(cx: &Cx<'a>, candidate: Uid, mine: bool) -> Option<Pair<'a>> {
    let me = acting(cx);
    let said = cx.s.said_of(candidate);
    said.pairs().filter(|p| !mine || Some(p.second.member) == me).last()
}

/// What a second look is, above the card.
pub(super) fn band(ui: &mut Ui, cx: &Cx<'_>) {
    let (band, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::TOP), Sense::hover());
    ui.painter().rect_filled(band, 0.0, cx.look.sunk);
    ui.painter().hline(band.x_range(), band.bottom(), cx.look.hair());
    let inside = UiBuilder::new()
        .max_rect(band.shrink2(Vec2::new(size::PAD, size::TIGHT)))
        .layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(inside, |ui| {
        ui.add(Label::new(cx.look.quiet(cx.t("look-band"))).wrap());
    });
}

/// Both verdicts with their reasons, side by side.
pub(super) fn both(ui: &mut Ui, cx: &Cx<'_>, pair: &Pair<'_>) {
    let look = cx.look;
    ui.add_space(size::PAD);
    let left = ui.max_rect().left() + size::PAD;
    let wide = (ui.available_width() - 2.0 * size::PAD).max(0.0);
    let (key, tone) = if pair.agrees() {
        ("look-agree", Tone::For)
    } else {
        ("look-differ", Tone::Soon)
    };
    let top = ui.cursor().top();
    let line = Rect::from_min_size(eframe::egui::pos2(left, top), Vec2::new(wide, size::ROW));
    ui.scope_builder(
        UiBuilder::new()
            .max_rect(line)
            .layout(Layout::left_to_right(Align::Center)),
        |ui| {
            widget::badge(ui, look, &cx.t(key), tone);
        },
    );
    let top = line.bottom() + size::TIGHT;
    let half = (wide - size::PAD) / 2.0;
    let mut bottom = top;
    for (n, (key, decision)) in [("look-first", pair.first), ("look-second", pair.second)]
        .into_iter()
        .enumerate()
    {
        let at = eframe::egui::pos2(left + n as f32 * (half + size::PAD), top);
        let cell = Rect::from_min_size(at, Vec2::new(half, f32::INFINITY));
        let drawn = ui.scope_builder(
            UiBuilder::new().max_rect(cell).layout(Layout::top_down(Align::Min)),
            |ui| verdict(ui, cx, key, decision),
        );
        bottom = bottom.max(drawn.response.rect.bottom());
    }
    let (rect, _) = ui.allocate_exact_size(
        Vec2::new(ui.available_width(), (bottom - ui.cursor().top()).max(0.0) + size::PAD),
        Sense::hover(),
    );
    ui.painter().hline(rect.x_range(), rect.bottom(), look.hair());
}

fn verdict(ui: &mut Ui, cx: &Cx<'_>, key: &str, decision: &Decision) {
    let look = cx.look;
    ui.spacing_mut().item_spacing.y = size::HAIR;
    let who = cx.s.members.get(decision.member.0).map(|m| m.name.clone());
    let day = words::date(cx.text, &decision.at);
    let by = [("who", who.unwrap_or_default()), ("day", day)];
    let by: Vec<(&str, &str)> = by.iter().map(|(k, v)| (*k, v.as_str())).collect();
    widget::caption(ui, look, &cx.ta(key, &by));
    let said = cx.text.word("verdict-was", decision.verdict.as_str(), &[]);
    ui.add(Label::new(look.head(said)).wrap());
    if decision.why.is_empty() {
        ui.label(look.quiet(cx.t("look-no-reason")));
    } else {
        ui.add(Label::new(look.body(&decision.why)).wrap());
    }
}

/// What is asked for under a look that was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    Next,
    Settle,
}

/// Under the card once the look is given: on, or to what is to be settled.
pub(super) fn after_bar(ui: &mut Ui, cx: &Cx<'_>, pair: Option<&Pair<'_>>) -> Option<After> {
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, cx.look.hair());
    let bar = UiBuilder::new()
        .max_rect(rect.shrink2(Vec2::new(size::PAD, 0.0)))
        .layout(Layout::left_to_right(Align::Center));
    let mut asked = None;
    ui.scope_builder(bar, |ui| {
        let Some(pair) = pair else {
            ui.label(cx.look.quiet(cx.t("look-kept")));
            return;
        };
        if widget::key_button(ui, cx.look, &cx.t("look-next"), &keys_of(Act::Next), true).clicked() {
            asked = Some(After::Next);
        }
        if !pair.agrees()
            && widget::key_button(ui, cx.look, &cx.t("look-settle"), &keys_of(Act::Disagree), false).clicked()
        {
            asked = Some(After::Settle);
        }
    });
    asked
}

/// How far two who look at the same links agree; nothing while too few were looked at twice.
pub(super) fn agreement(ui: &mut Ui, cx: &Cx<'_>, of: &Agreement) {
    let Some(share) = of.share else { return };
    let percent = |share: f64| format!("{:.0}", share * 100.0);
    let kappa = of.kappa.map_or_else(|| "–".to_owned(), |k| format!("{k:.2}"));
    let said = cx.ta(
        "agreement-said",
        &[
            ("n", &words::number(of.pairs)),
            ("mid", &percent(share.mid)),
            ("low", &percent(share.low)),
            ("high", &percent(share.high)),
            ("kappa", &kappa),
        ],
    );
    ui.add_space(size::TIGHT);
    ui.add(Label::new(cx.look.small(said)).wrap())
        .on_hover_text(cx.t("agreement-hint"));
}
