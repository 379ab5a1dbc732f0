//! What other case files have in common with this board: whom to ring, the case number, the kind of
//! reason, and which records of this board it is about. Nothing else of the other case is known here.

use eframe::egui::{Frame, Label, ScrollArea, Ui};

use crate::app::action::{Answer, Request};
use crate::app::ask::{self, Pointer};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Item, Shared, words};

#[derive(Default)]
pub(super) struct Elsewhere {
    open: usize,
}

/// The pointers, once they were asked for.
pub(super) fn pointers<'a>(cx: &Cx<'a>) -> Option<&'a [Pointer]> {
    match cx.results.get(&Request::Elsewhere) {
        Some(Answer::Pointers(pointers)) => Some(pointers),
        _ => None,
    }
}

fn reason(cx: &Cx<'_>, pointer: &Pointer) -> String {
    let fields = pointer.kind.split('+').map(|f| bits::field_name(cx.text, f));
    fields.collect::<Vec<_>>().join(" + ")
}

/// What the two boards may share: a party, or an identifier that both name.
fn shared_by(cx: &Cx<'_>, pointer: &Pointer) -> String {
    let key = if pointer.candidate == "same" {
        "elsewhere-one-party"
    } else {
        "elsewhere-one-value"
    };
    cx.ta(
        key,
        &[
            ("kind", &words::kind(cx.text, &pointer.of).to_lowercase()),
            ("reason", &reason(cx, pointer)),
        ],
    )
}

fn case(cx: &Cx<'_>, pointer: &Pointer) -> String {
    if pointer.case_number.is_empty() {
        cx.t("elsewhere-no-number")
    } else {
        pointer.case_number.clone()
    }
}

impl Elsewhere {
    pub(super) fn keys(&mut self, cx: &Cx<'_>, shared: &mut Shared) {
        let last = pointers(cx).map_or(0, |p| p.len().saturating_sub(1));
        if shared.take(Act::Next) {
            self.open += 1;
        }
        if shared.take(Act::Previous) {
            self.open = self.open.saturating_sub(1);
        }
        self.open = self.open.min(last);
    }

    pub(super) fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let all = pointers(cx).unwrap_or_default();
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("elsewhere")
            .show_rows(ui, size::TOP, all.len(), |ui, rows| {
                for at in rows {
                    let pointer = &all[at];
                    let first = format!("{} · {}", pointer.owner, case(cx, pointer));
                    let second = format!("{} · {}×", shared_by(cx, pointer), pointer.count);
                    let name = format!("{first}: {second}");
                    let row = widget::list_row(ui, cx.look, size::TOP, at == self.open, &name, |ui| {
                        bits::two_lines(ui, cx.look, &first, &second, cx.look.dim);
                    });
                    if row.clicked() {
                        self.open = at;
                    }
                }
            });
    }

    pub(super) fn card(&self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
        let look = cx.look;
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, look, &cx.t("elsewhere-question"), |ui| {
            let keys = keys_of(Act::Elsewhere);
            if cx
                .changing(ui, |ui| {
                    widget::key_button(ui, look, &cx.t("cmd-elsewhere"), &keys, pointers(cx).is_none())
                })
                .clicked()
            {
                shared.act = Some(Act::Elsewhere);
            }
        });
        let Some(all) = pointers(cx) else {
            widget::empty(ui, look, &cx.t("elsewhere-unasked"), &cx.t("elsewhere-hint"));
            return;
        };
        let Some(pointer) = all.get(self.open).or(all.first()) else {
            widget::empty(ui, look, &cx.t("elsewhere-none"), &cx.t("elsewhere-none-hint"));
            return;
        };
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("pointer")
            .show(ui, |ui| {
                let mut line = |key: &str, text: &str| {
                    widget::labelled(ui, look, &cx.t(key), |ui| {
                        ui.add(Label::new(look.body(text)).wrap());
                    });
                };
                line("elsewhere-ring", &pointer.owner);
                line("elsewhere-case", &case(cx, pointer));
                line("elsewhere-file", &pointer.file);
                line("elsewhere-why", &shared_by(cx, pointer));
                line("elsewhere-count", &pointer.count.to_string());
                widget::labelled(ui, look, &cx.t("elsewhere-here"), |ui| {
                    ui.horizontal_wrapped(|ui| {
                        for key in &pointer.records {
                            let opened = widget::source_chip(ui, look, key, &cx.ta("open-named", &[("name", key)]));
                            if opened.clicked()
                                && let Ok(record) = ask::find_record(cx.s, key)
                            {
                                shared.show(Item::Record(record, String::new()));
                            }
                        }
                    });
                });
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    if !cx.results.is_current(&Request::Elsewhere, cx.s.seq) {
                        let text = look.body(cx.t("elsewhere-older")).color(look.ink(Tone::Soon));
                        ui.add(Label::new(text).wrap());
                    }
                    ui.add(Label::new(look.quiet(cx.t("elsewhere-note"))).wrap());
                });
            });
    }
}
