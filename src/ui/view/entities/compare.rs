//! Two entities side by side: both named with their records, the matcher's card where there is one, then field
//! by field where they differ and agree. Must not know: how either was chosen.

use eframe::egui::{Align, Frame, Key, Label, Layout, Modifiers, ScrollArea, Ui, Vec2};

use crate::app::action::{Action, Answer, Request};
use crate::app::compare::{self, Compared, Pair, Standing};
use crate::app::morning::Target;
use crate::model::decision::Candidate;
use crate::model::*;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::view::{Screen, links};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Shared, words};

/// The two that are compared, worked out once per commit.
pub(super) struct Comparison {
    both: (EntityId, EntityId),
    made: Option<(i64, Pair)>,
}

impl Comparison {
    pub fn of(left: EntityId, right: EntityId) -> Comparison {
        Comparison {
            both: (left, right),
            made: None,
        }
    }

    /// True when it is done with.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) -> bool {
        let look = cx.look;
        let (a, b) = self.both;
        if cx.s.entity(a).is_none() || cx.s.entity(b).is_none() {
            return true;
        }
        cx.want(Request::Surface, actions);
        let proposed: &[Candidate] = match cx.results.get(&Request::Surface) {
            Some(Answer::Surface { candidates, .. }) => candidates,
            _ => &[],
        };
        if self.made.as_ref().is_none_or(|(seq, _)| *seq != cx.s.seq) {
            self.made = Some((cx.s.seq, compare::compare(cx.s, a, b)));
        }
        let Some((_, pair)) = &self.made else { return true };
        let card = compare::card(cx.s, proposed, a, b);
        let open = card.filter(|c| proposed.iter().any(|p| p.id == c.id));
        let mut close = shared.dialog.is_none() && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        let mut decide = shared.take(Act::DecidePair);
        widget::head(ui, look, &cx.t("compare-title"), |ui| {
            close |= widget::key_button(ui, look, &cx.t("compare-back"), &cx.t("key-escape"), false).clicked();
            if open.is_some() {
                let keys = keys_of(Act::DecidePair);
                decide |= widget::key_button(ui, look, &cx.t("cmd-decide-pair"), &keys, true).clicked();
            }
        });
        if let (true, Some(card)) = (decide, open) {
            shared.led = Some(Target::Candidate(card.id));
            shared.screen = Screen::Links;
        }
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt(("compare", a.0, b.0))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let columns = links::card::columns(ui.available_width());
                let bare = Candidate {
                    left: pair.left.clone(),
                    right: pair.right.clone(),
                    ..Candidate::default()
                };
                links::card::sides(ui, cx, shared, card.unwrap_or(&bare), columns, true);
                match card {
                    Some(card) => {
                        bits::reason_rows(ui, look, cx.text, &card.reasons, columns);
                        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                            widget::caption(ui, look, &cx.t("why-in-bits"));
                            ui.add_space(size::TIGHT);
                            bits::waterfall(ui, look, cx.text, &card.reasons, card.bits);
                        });
                    }
                    None => {
                        ui.horizontal(|ui| {
                            ui.set_height(size::TOP);
                            ui.add_space(size::PAD);
                            ui.add(Label::new(look.quiet(cx.t("compare-no-card"))).wrap());
                        });
                    }
                }
                // A card may have the two the other way round: the values stand under the same names.
                let turned = card.is_some_and(|c| cx.s.group_of(EntityId(c.left.id)).0 != pair.left.id);
                let count = pair.fields.len().to_string();
                widget::section(ui, look, &cx.t("compare-fields"), &count);
                for field in &pair.fields {
                    field_row(ui, cx, field, turned);
                }
                ui.add_space(size::PAD);
            });
        close
    }
}

fn field_row(ui: &mut Ui, cx: &Cx<'_>, f: &Compared, turned: bool) {
    let look = cx.look;
    // What both are linked to stands under its kind.
    let name = if cx.catalog.kinds.contains_key(&f.field) {
        words::kind(cx.text, &f.field)
    } else {
        bits::field_label(cx.text, &f.field)
    };
    let (first, second) = if turned {
        (&f.right, &f.left)
    } else {
        (&f.left, &f.right)
    };
    let (standing, tone) = match f.standing {
        Standing::Agree => ("compare-agree", Tone::For),
        Standing::Differ => ("compare-differ", Tone::Against),
        _ => ("compare-one", Tone::Plain),
    };
    let standing = cx.t(standing);
    let text = |values: &[String]| {
        if values.is_empty() {
            "—".to_owned()
        } else {
            values.join("; ")
        }
    };
    let (first, second) = (text(first), text(second));
    let said = format!("{name}, {standing}: {first} / {second}");
    let row = widget::list_row(ui, look, size::ROW, false, &said, |ui| {
        let columns = links::card::columns(ui.available_width() + 2.0 * size::PAD);
        for (n, words) in [name.as_str(), first.as_str(), second.as_str()].into_iter().enumerate() {
            let room = Vec2::new(columns[n] - size::GAP, size::ROW);
            ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
                ui.set_width(room.x);
                let text = if n == 0 { look.quiet(words) } else { look.body(words) };
                ui.add(Label::new(text).truncate());
            });
        }
        widget::badge(ui, look, &standing, tone);
    });
    row.on_hover_text(said);
}
