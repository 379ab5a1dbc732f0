//! A job that a dialog began: asked for, on its way, refused or done. Must not know: which job.

use eframe::egui::Ui;

use crate::app::action::{Action, Answer, Request};
use crate::model::problem::Problem;
use crate::ui::{Cx, widget};

#[derive(Default)]
pub(super) enum Running {
    #[default]
    Asking,
    /// `true` once it was seen on its way.
    Waiting(bool),
    Refused(Problem),
    Done(Answer),
}

impl Running {
    pub(super) fn begin(&mut self) {
        *self = Running::Waiting(false);
    }
    pub(super) fn waiting(&self) -> bool {
        matches!(self, Running::Waiting(_))
    }
    pub(super) fn problem(&self) -> Option<&Problem> {
        match self {
            Running::Refused(problem) => Some(problem),
            _ => None,
        }
    }
    /// Takes in what has become of it; true when it was refused just now.
    pub(super) fn follow(&mut self, cx: &Cx<'_>, request: &Request) -> bool {
        let Running::Waiting(seen) = self else { return false };
        if cx.results.progress(request).is_some() {
            *seen = true;
            return false;
        }
        match cx.results.get(request) {
            Some(Answer::Failed(problem)) => *self = Running::Refused(problem.clone()),
            Some(answer) => *self = Running::Done(answer.clone()),
            // It was cancelled: the form is there again.
            None if *seen => *self = Running::Asking,
            None => {}
        }
        self.problem().is_some()
    }
    /// How far it is, and the button that stops it.
    pub(super) fn show(&self, ui: &mut Ui, cx: &Cx<'_>, request: &Request, key: &str, actions: &mut Vec<Action>) {
        if !self.waiting() {
            return;
        }
        let far = cx.results.progress(request).map(crate::app::job::Progress::get);
        let text = match far.filter(|(_, all)| *all > 0) {
            Some((done, all)) => format!("{} {} %", cx.t(key), done * 100 / all),
            None => format!("{} …", cx.t(key)),
        };
        ui.horizontal(|ui| {
            ui.label(cx.look.quiet(text));
            if widget::button(ui, &cx.t("cancel")).clicked() {
                actions.push(Action::Cancel(request.clone()));
            }
        });
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
    }
}
