//! Which other case files this board is compared with, and their passwords. The pointers that come of it
//! stand in Links. Must not know: how two boards are compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use eframe::egui::{Label, Ui};

use super::buttons;
use super::cases::{self, recent_row};
use super::paths::Paths;
use super::running::Running;
use crate::app::action::{Action, Answer, Request};
use crate::app::elsewhere::Other;
use crate::app::sample;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::ui::pick::Wanted;
use crate::ui::theme::size;
use crate::ui::{Cx, Shared, widget};

#[derive(Default)]
pub struct Elsewhere {
    paths: Paths,
    passwords: BTreeMap<PathBuf, String>,
    stage: Running,
}

impl Elsewhere {
    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, actions: &mut Vec<Action>) -> bool {
        let refused = self.stage.follow(cx, &Request::Elsewhere);
        if let Running::Done(Answer::Pointers(pointers)) = &self.stage {
            ui.add(Label::new(cx.look.body(cx.tn("elsewhere-found", pointers.len()))).wrap());
            ui.add_space(size::PAD);
            return widget::key_button(ui, cx.look, &cx.t("close"), "", true).clicked();
        }
        let waiting = self.stage.waiting();
        let (mut files, mut entered) = (Vec::new(), false);
        ui.add_enabled_ui(!waiting, |ui| {
            ui.add(Label::new(cx.look.quiet(cx.t("elsewhere-hint"))).wrap());
            self.paths.ui(ui, cx, shared, Wanted::Cases);
            files = self.paths.files();
            files.sort();
            files.dedup();
            for recent in &shared.recent {
                if recent_row(ui, cx, recent, files.contains(recent)) {
                    self.paths.toggle(recent);
                }
            }
            self.passwords.retain(|path, _| files.contains(path));
            for path in &files {
                let named = self.stage.problem().filter(|p| names(p, path));
                if !sample::is_sample(path) {
                    let label = cx.ta("elsewhere-password", &[("file", &name(path))]);
                    let typed = self.passwords.entry(path.clone()).or_default();
                    entered |= cases::password(ui, cx, &label, typed, refused && named.is_some());
                }
                if let Some(problem) = named {
                    cases::refused(ui, cx, problem);
                }
            }
            if let Some(problem) = self.stage.problem().filter(|p| !files.iter().any(|f| names(p, f))) {
                cases::refused(ui, cx, problem);
            }
        });
        self.stage.show(ui, cx, &Request::Elsewhere, "job-elsewhere", actions);
        let opened = |path: &PathBuf| {
            sample::is_sample(path) || self.passwords.get(path).is_some_and(|password| !password.is_empty())
        };
        let ready = !files.is_empty() && files.iter().all(opened) && !waiting;
        if (buttons(ui, cx, "elsewhere-go", ready) || entered) && ready {
            let others = files.into_iter().map(|path| {
                let password = match self.passwords.get(&path) {
                    Some(typed) => Secret::new(typed.clone()),
                    None => sample::password(),
                };
                Other { path, password }
            });
            actions.push(Action::AskElsewhere(others.collect()));
            self.stage.begin();
        }
        false
    }
}

fn names(problem: &Problem, path: &Path) -> bool {
    problem.place.file == path.display().to_string()
}

fn name(path: &Path) -> String {
    path.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}
