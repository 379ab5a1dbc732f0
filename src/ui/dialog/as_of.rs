//! Which board is to be shown: a day, or the number of a commit. Must not know: how it is made.

use eframe::egui::{Key, Label, Ui};

use super::buttons;
use crate::app::action::Action;
use crate::app::case::When;
use crate::ui::theme::Tone;
use crate::ui::{Cx, shell, widget};

pub struct AsOf {
    when: String,
    shown: bool,
}

impl AsOf {
    /// The board that is shown now, else today's day.
    pub fn of(cx: &Cx<'_>) -> AsOf {
        AsOf {
            when: cx.past.map_or_else(|| cx.today.to_owned(), |c| c.seq.to_string()),
            shown: false,
        }
    }
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        ui.add(Label::new(cx.look.quiet(cx.t("as-of-hint"))).wrap());
        let field = widget::field(ui, cx.look, &cx.t("as-of-when"), &mut self.when, &cx.t("day-hint"));
        if !std::mem::replace(&mut self.shown, true) {
            field.request_focus();
        }
        let read = When::parse(&self.when);
        if let Err(problem) = &read
            && !self.when.trim().is_empty()
        {
            ui.scope(|ui| {
                ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
                shell::problem_words(ui, cx.look, cx.text, problem);
            });
        }
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if buttons(ui, cx, "as-of-show", read.is_ok()) || (enter && read.is_ok()) {
            actions.push(Action::ShowAsOf(self.when.trim().to_owned()));
            return true;
        }
        false
    }
}
