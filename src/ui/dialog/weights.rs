//! What the verdicts given so far would make of the weights, and the check of it, before they are taken; the way back
//! to those as shipped. Must not know: how either is worked out (`Request::Reestimate`).

use eframe::egui::{Grid, Label, ScrollArea, Ui};

use super::buttons;
use crate::app::action::{Action, Answer, Request};
use crate::app::weights;
use crate::model::Uid;
use crate::model::decision::Bits;
use crate::model::parameters::{Advice, ParameterSet};
use crate::resolve::estimate::Share;
use crate::resolve::reestimate::{Preview, Shares};
use crate::snapshot::taken::InUse;
use crate::ui::shared::Kept;
use crate::ui::theme::{Tone, size};
use crate::ui::typed::Typed;
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, shell, words};

const TYPED: &str = "why of weights";
/// Rows of changed levels that are seen at once.
const ROWS: f32 = 6.0;
pub(super) const WIDTH: f32 = 640.0;

#[derive(Default)]
pub struct Weights {
    typed: Typed<Uid, String>,
    /// The set in use, by commit.
    used: Kept<i64, Option<InUse>>,
}

impl Weights {
    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        let look = cx.look;
        self.typed.restore(cx, TYPED);
        cx.want(Request::Reestimate, actions);
        let used = self
            .used
            .of(cx.s.seq, || Some(cx.s.set_in_use(&cx.catalog.scoring)))
            .clone();
        ui.add(Label::new(look.quiet(cx.t("weights-hint"))).wrap());
        let own = in_use(ui, cx, used.as_ref());
        let mut offered = None;
        match cx.results.get(&Request::Reestimate) {
            Some(Answer::Weights(found)) if cx.results.is_current(&Request::Reestimate, cx.s.seq) => {
                preview(ui, cx, found);
                offered = found.set.is_some().then_some(found);
            }
            Some(Answer::Failed(problem)) => shell::problem_words(ui, look, cx.text, problem),
            _ => {
                ui.label(look.quiet(format!("{} …", cx.t("job-weights"))));
            }
        }
        let mut done = false;
        if offered.is_some() || own {
            let about = Uid::derive(&[b"weights"]);
            ui.add_space(size::GAP);
            widget::field(ui, look, &cx.t("weights-why"), self.typed.of(Some(about)), "");
            let why = self.typed.get(&about).map_or("", |why| why.trim()).to_owned();
            let ready = !why.is_empty();
            if let Some(found) = offered
                && buttons(ui, cx, "weights-take", ready)
                && let Ok(command) = weights::take(found, &why)
            {
                actions.push(Action::Commit(command));
                done = true;
            }
            if own {
                ui.add_space(size::TIGHT);
                ui.add_enabled_ui(ready, |ui| {
                    if widget::button(ui, &cx.t("weights-drop")).clicked() {
                        actions.push(Action::Commit(weights::leave(&why)));
                        done = true;
                    }
                });
            }
            if done {
                self.typed.take(&about);
            }
        }
        self.typed.keep(TYPED, actions);
        done
    }
}

/// Which set is in use; true when there is a way back to the shipped one.
fn in_use(ui: &mut Ui, cx: &Cx<'_>, used: Option<&InUse>) -> bool {
    let look = cx.look;
    ui.add_space(size::TIGHT);
    match used {
        Some(InUse::Taken(taken)) => {
            let learned = &taken.set.learned;
            let args = [
                ("number", taken.set.number.to_string()),
                ("date", words::date(cx.text, taken.at.get(..10).unwrap_or_default())),
                ("accepted", words::number(learned.accepted)),
                ("rejected", words::number(learned.rejected)),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
            ui.add(Label::new(look.body(cx.ta("weights-taken", &args))).wrap());
            ui.add(Label::new(look.small(&taken.why)).wrap());
            true
        }
        Some(InUse::Unfit(_)) => {
            let text = look.body(cx.t("weights-unfit")).color(look.ink(Tone::Soon));
            ui.add(Label::new(text).wrap());
            true
        }
        _ => {
            ui.add(Label::new(look.body(cx.t("weights-shipped"))).wrap());
            false
        }
    }
}

fn preview(ui: &mut Ui, cx: &Cx<'_>, found: &Preview) {
    let look = cx.look;
    let counts = [
        ("accepted", words::number(found.accepted)),
        ("rejected", words::number(found.rejected)),
        ("left", words::number(found.left_out)),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ui.add_space(size::GAP);
    widget::caption(ui, look, &cx.ta("weights-from", &counts));
    let (Some(set), Some(shares), Some(advice)) = (&found.set, &found.shares, found.advice) else {
        let m = found.missing;
        let key = if m.parties > 0 {
            "weights-missing-apart"
        } else {
            "weights-missing"
        };
        let missing = [
            ("accepted", words::number(m.accepted)),
            ("rejected", words::number(m.rejected)),
            ("parties", words::number(m.parties)),
        ];
        let missing: Vec<(&str, &str)> = missing.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ui.add(Label::new(look.body(cx.ta(key, &missing))).wrap());
        return;
    };
    changes(ui, cx, found, set);
    check(ui, cx, set, shares);
    let (key, tone) = match advice {
        Advice::Take => ("weights-better", Tone::For),
        Advice::NotBetter => ("weights-not-better", Tone::Soon),
        Advice::Unrelated => ("weights-unrelated", Tone::Against),
    };
    ui.add_space(size::TIGHT);
    ui.add(Label::new(look.body(cx.t(key)).color(look.ink(tone))).wrap());
    ui.add(Label::new(look.small(cx.t("weights-habit"))).wrap());
}

/// Old and new bits of each level that changes.
fn changes(ui: &mut Ui, cx: &Cx<'_>, found: &Preview, set: &ParameterSet) {
    let look = cx.look;
    let signed = |x: f64| bits::signed(Bits::from_f64(x));
    let whole = [("slope", format!("{:.2}", set.slope)), ("shift", signed(set.shift))];
    let whole: Vec<(&str, &str)> = whole.iter().map(|(k, v)| (*k, v.as_str())).collect();
    ui.add(Label::new(look.body(cx.ta("weights-whole", &whole))).wrap());
    ScrollArea::vertical()
        .max_height(size::ROW * ROWS)
        .id_salt("levels")
        .show(ui, |ui| {
            Grid::new("weights-levels")
                .num_columns(4)
                .spacing([size::PAD, size::TIGHT])
                .min_row_height(size::PAD)
                .show(ui, |ui| {
                    for key in ["weights-field", "weights-now", "weights-new", "weights-seen"] {
                        ui.label(look.small(cx.t(key)));
                    }
                    ui.end_row();
                    let prior = (found.prior.0, found.prior.1);
                    line(ui, cx, &bits::field_label(cx.text, "prior"), prior, "");
                    for field in &found.fields {
                        let mut name = bits::field_label(cx.text, &field.field);
                        // Firms and people are compared by names of their own.
                        if found.fields.iter().filter(|f| f.field == field.field).count() > 1 {
                            name = format!("{name} ({})", words::kind(cx.text, &field.kind));
                        }
                        for level in field.levels.iter().filter(|l| l.bits.0 != l.bits.1) {
                            let said = format!("{name}: {}", cx.t(&format!("level-{}", level.key)));
                            line(ui, cx, &said, level.bits, &words::number(level.seen));
                        }
                    }
                });
        });
}

fn line(ui: &mut Ui, cx: &Cx<'_>, name: &str, (from, to): (f64, f64), seen: &str) {
    let look = cx.look;
    let signed = |x: f64| bits::signed(Bits::from_f64(x));
    ui.label(look.body(name));
    ui.label(look.mono(signed(from)).color(look.dim));
    ui.label(look.mono(signed(to)));
    ui.label(look.mono(seen).color(look.dim));
    ui.end_row();
}

/// How both sets do on verdicts that the new one has not seen.
fn check(ui: &mut Ui, cx: &Cx<'_>, set: &ParameterSet, shares: &Shares) {
    let look = cx.look;
    let pairs = words::number(set.check.pairs);
    ui.add_space(size::GAP);
    widget::caption(ui, look, &cx.ta("weights-held-out", &[("pairs", &pairs)]));
    let percent = |s: Share| {
        let part = |x: f64| format!("{:.0}", x * 100.0);
        cx.ta(
            "weights-share",
            &[("mid", &part(s.mid)), ("low", &part(s.low)), ("high", &part(s.high))],
        )
    };
    let (old, new) = (shares.shipped, shares.learned);
    let rows = [
        ("weights-precision", percent(old.precision), percent(new.precision)),
        ("weights-recall", percent(old.recall), percent(new.recall)),
        (
            "weights-contradicts",
            words::number(old.contradicts),
            words::number(new.contradicts),
        ),
        (
            "weights-loss",
            format!("{:.2}", old.log_loss),
            format!("{:.2}", new.log_loss),
        ),
    ];
    Grid::new("weights-check")
        .num_columns(3)
        .spacing([size::PAD, size::TIGHT])
        .min_row_height(size::PAD)
        .show(ui, |ui| {
            for key in ["weights-check", "weights-old-set", "weights-new-set"] {
                ui.label(look.small(cx.t(key)));
            }
            ui.end_row();
            for (key, old, new) in rows {
                ui.label(look.body(cx.t(key)));
                ui.label(look.body(old).color(look.dim));
                ui.label(look.body(new));
                ui.end_row();
            }
        });
}
