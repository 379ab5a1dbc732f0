//! The band over the board of an older commit: which one, what it does not show, the way back; and the
//! refusal of what would change it. Must not know: any screen's content.

use eframe::egui::{Align, Frame, Label, Layout, Panel, Role, Ui, UiBuilder, Vec2, WidgetInfo};

use crate::app::action::Action;
use crate::ui::dialog::Dialog;
use crate::ui::menu::{self, Act};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Shared, shell, widget, words};

/// Over every screen while an older board is shown.
pub fn as_of_band(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) {
    let Some(commit) = cx.past else { return };
    let look = cx.look;
    let said = cx.ta(
        "as-of-band",
        &[
            ("n", &commit.seq.to_string()),
            ("when", &words::date(cx.text, &commit.time)),
        ],
    );
    Panel::top("as-of")
        .exact_size(size::TOP)
        .frame(Frame::NONE.fill(look.ground(Tone::Soon)))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter()
                .hline(rect.x_range(), rect.bottom() - 1.0, (2.0, look.ink(Tone::Soon)));
            let inside = rect.shrink2(Vec2::new(size::PAD, 0.0));
            let centred = UiBuilder::new()
                .max_rect(inside)
                .layout(Layout::right_to_left(Align::Center));
            ui.scope_builder(centred, |ui| {
                if widget::key_button(ui, look, &cx.t("cmd-now"), "Esc", true).clicked() {
                    actions.push(Action::ShowNow);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let label = ui.add(Label::new(look.head(&said).color(look.ink(Tone::Soon))));
                    label.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &said));
                    ui.add(Label::new(look.quiet(cx.t("as-of-not-shown")).color(look.text)).truncate())
                        .on_hover_text(cx.t("as-of-not-shown"));
                });
            });
        });
}

/// A key or a dialog that would change an older board is answered with why not.
pub fn refuse_in_past(cx: &Cx<'_>, shared: &mut Shared, pressed: Option<Act>) {
    let Some(commit) = cx.past else { return };
    let changes = match &shared.dialog {
        None | Some(Dialog::Export { .. } | Dialog::Backup(_) | Dialog::Open(_) | Dialog::New(_) | Dialog::AsOf(_)) => {
            false
        }
        Some(_) => true,
    };
    if changes {
        shared.dialog = None;
    }
    if changes || pressed.is_some_and(menu::changes) {
        let said = cx.ta("as-of-refused", &[("n", &commit.seq.to_string())]);
        shared.toasts.push(shell::Toast::done(said));
    }
}
