//! Several links accepted as one step: how sure each must be is said by the person, and what would be
//! joined, and what not, is seen before. Must not know: which links hang together.

use eframe::egui::{Align, Key, Label, Layout, ScrollArea, Ui};

use super::buttons;
use crate::app::action::Action;
use crate::command::Verb;
use crate::command::accept_many::AcceptMany;
use crate::model::decision::{Bits, Candidate, CandidateKind, Reason};
use crate::model::problem::Problem;
use crate::model::{EntityId, RecordId, Uid};
use crate::resolve::group::{Group, Joined, joining};
use crate::ui::shared::Kept;
use crate::ui::theme::{Tone, size};
use crate::ui::typed::Typed;
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, shell, words};

/// The draft that keeps the weight that was asked for last.
const KEPT: &str = "least bits";
const TYPED: &str = "why of groups";
/// Reasons against that are shown, of all pairs.
const AGAINST: usize = 4;

pub struct AcceptGroup {
    kind: CandidateKind,
    /// Parties or records of the group.
    names: usize,
    /// All pairs between them that surfaced and wait.
    pairs: Vec<Candidate>,
    least: String,
    /// Why, by the strongest pair of the group.
    typed: Typed<Uid, String>,
    shown: bool,
    /// What would be joined, and what stands in the way: by what was typed, and the commit.
    worked: Kept<(String, String, i64), (Joined, Option<Problem>)>,
}

impl AcceptGroup {
    pub fn of(cx: &Cx<'_>, group: &Group, pairs: Vec<Candidate>) -> AcceptGroup {
        AcceptGroup {
            kind: group.kind,
            names: group.members.len(),
            pairs,
            least: (cx.draft)(KEPT).unwrap_or_default(),
            typed: Typed::default(),
            shown: false,
            worked: Kept::default(),
        }
    }

    fn least(&self) -> Option<f64> {
        let read: f64 = self.least.trim().replace(',', ".").parse().ok()?;
        (read.is_finite() && read > 0.0).then_some(read)
    }

    fn why(&self) -> &str {
        let typed = self.pairs.first().and_then(|pair| self.typed.get(&pair.id));
        typed.map_or("", |why| why.trim())
    }

    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        let look = cx.look;
        self.typed.restore(cx, TYPED);
        let strongest = self.pairs.first().map(|pair| pair.id);
        let all = self.names * (self.names - 1) / 2;
        let counts = [
            ("names", words::number(self.names)),
            ("pairs", words::number(self.pairs.len())),
            ("all", words::number(all)),
            ("what", cx.t(&format!("group-of-{}", self.kind.as_str()))),
        ];
        let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ui.add(Label::new(look.quiet(cx.ta("group-hint", &counts))).wrap());
        ui.add_space(size::GAP);
        let field = widget::field(ui, look, &cx.t("group-least"), &mut self.least, "20");
        if !std::mem::replace(&mut self.shown, true) {
            field.request_focus();
        }
        against(ui, cx, &self.pairs);
        let least = self.least();
        if least.is_some() {
            let (joined, _) = self.work_out(cx);
            preview(ui, cx, self.kind, &self.pairs, &joined);
        }
        let field = widget::field(ui, look, &cx.t("group-why"), self.typed.of(strongest), "");
        let (joined, problem) = self.work_out(cx);
        // An empty field needs no sentence; what stands between two of them does.
        if let Some(problem) = problem.as_ref().filter(|p| p.key == "never-the-same") {
            ui.scope(|ui| {
                ui.visuals_mut().override_text_color = Some(look.ink(Tone::Against));
                shell::problem_words(ui, look, cx.text, problem);
            });
        }
        let ready = least.is_some() && problem.is_none();
        let enter = ready && field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if buttons(ui, cx, "group-accept", ready) || enter {
            actions.push(Action::KeepDraft {
                name: KEPT.to_owned(),
                value: self.least.trim().to_owned(),
            });
            actions.push(Action::Commit(self.command(&joined).into()));
            strongest.map(|pair| self.typed.take(&pair));
            self.typed.keep(TYPED, actions);
            return true;
        }
        self.typed.keep(TYPED, actions);
        false
    }

    fn work_out(&mut self, cx: &Cx<'_>) -> (Joined, Option<Problem>) {
        let of = (self.least.clone(), self.why().to_owned(), cx.s.seq);
        let mut worked = std::mem::take(&mut self.worked);
        let found = worked.of(of, || {
            let joined = self
                .least()
                .map_or_else(Joined::default, |least| joining(cx.s, &self.pairs, least));
            let problem = self.command(&joined).check(cx.s, cx.catalog).err();
            (joined, problem)
        });
        let found = found.clone();
        self.worked = worked;
        found
    }

    fn command(&self, joined: &Joined) -> AcceptMany {
        AcceptMany {
            candidates: joined.pairs.iter().map(|at| self.pairs[*at].clone()).collect(),
            least_bits: self.least().unwrap_or_default(),
            why: self.why().to_owned(),
        }
    }
}

/// The strongest reasons against, over all pairs: each once.
fn against(ui: &mut Ui, cx: &Cx<'_>, pairs: &[Candidate]) {
    let mut reasons: Vec<&Reason> = pairs
        .iter()
        .flat_map(|c| &c.reasons)
        .filter(|r| r.bits < Bits(0) && r.field != "prior")
        .collect();
    reasons.sort_by_key(|r| r.bits);
    let mut seen = std::collections::BTreeSet::new();
    reasons.retain(|r| {
        let (a, b) = (r.left.as_str(), r.right.as_str());
        seen.insert((r.field.as_str(), a.min(b), a.max(b)))
    });
    if reasons.is_empty() {
        return;
    }
    widget::caption(ui, cx.look, &cx.tn("group-against", reasons.len()));
    for reason in reasons.into_iter().take(AGAINST) {
        let field = bits::field_name(cx.text, &reason.field);
        let said = format!("{field}: {} / {}", reason.left, reason.right);
        let name = format!("{said}, {}", bits::signed(reason.bits));
        widget::list_row(ui, cx.look, size::ROW, false, &name, |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let ink = cx.look.ink(Tone::Against);
                ui.label(cx.look.mono(bits::signed(reason.bits)).color(ink));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.add(Label::new(cx.look.body(said)).truncate());
                });
            });
        });
    }
}

/// The pairs that would be accepted, the weakest first, and who stays as they are.
fn preview(ui: &mut Ui, cx: &Cx<'_>, kind: CandidateKind, pairs: &[Candidate], joined: &Joined) {
    let look = cx.look;
    let counts = [
        ("count", joined.pairs.len().to_string()),
        ("names", words::number(joined.reached)),
        ("what", cx.t(&format!("group-of-{}", kind.as_str()))),
        ("into", words::number(joined.into)),
        ("left", words::number(joined.left_out.len())),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    widget::caption(ui, look, &cx.ta("group-counts", &counts));
    let name = |id: &Uid| match kind {
        CandidateKind::Same => words::entity(cx.s, EntityId(*id)),
        _ => words::record(cx.s, cx.text, RecordId(*id)),
    };
    let left: Vec<String> = joined.left_out.iter().map(name).collect();
    let rows = joined.pairs.len() + left.len();
    ScrollArea::vertical()
        .max_height(size::ROW * 7.0)
        .id_salt("joined")
        .show_rows(ui, size::ROW, rows, |ui, shown| {
            for n in shown {
                let (said, right, ink) = if n < joined.pairs.len() {
                    let card = &pairs[joined.pairs[joined.pairs.len() - 1 - n]];
                    let said = format!("{} · {}", card.left.label, card.right.label);
                    (said, bits::signed(card.bits), look.ink(Tone::For))
                } else {
                    (left[n - joined.pairs.len()].clone(), cx.t("group-stays"), look.dim)
                };
                let row = widget::list_row(ui, look, size::ROW, false, &format!("{said}, {right}"), |ui| {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.label(look.mono(&right).color(ink));
                        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                            ui.add(Label::new(look.body(&said)).truncate());
                        });
                    });
                });
                row.on_hover_text(said);
            }
        });
}
