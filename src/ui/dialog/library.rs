//! A public register that becomes a library of this computer: its name, its files, the map that reads
//! them. Must not know: how a register is indexed.

use eframe::egui::{Label, Ui};

use super::buttons;
use super::import::map_choice;
use super::paths::Paths;
use super::running::Running;
use crate::app::action::{Action, Answer, Request};
use crate::command::manage_file::UseLibrary;
use crate::model::problem::Problem;
use crate::ui::pick::Wanted;
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Shared, shell, widget, words};

#[derive(Default)]
pub struct AddLibrary {
    name: String,
    paths: Paths,
    map: String,
    stage: Running,
    shown: bool,
}

impl AddLibrary {
    /// For a library that was there under this name.
    pub fn named(name: &str) -> AddLibrary {
        AddLibrary {
            name: name.to_owned(),
            ..AddLibrary::default()
        }
    }

    /// True when it is done with.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, actions: &mut Vec<Action>) -> bool {
        self.stage.follow(cx, &Request::AddLibrary);
        if let Running::Done(Answer::LibraryAdded(added)) = &self.stage {
            ui.add(Label::new(cx.look.body(words::library_added(cx.text, added))).wrap());
            ui.add_space(size::PAD);
            let (mut read, mut used) = (false, false);
            let mut uses = cx.s.library_uses.iter();
            let known = uses.any(|u| u.name == added.name && u.sha256 == added.sha256);
            ui.horizontal(|ui| {
                used = !known && widget::key_button(ui, cx.look, &cx.t("library-use"), "", true).clicked();
                read = widget::key_button(ui, cx.look, &cx.t("close"), "", known).clicked();
            });
            if used {
                let (name, sha256) = (added.name.clone(), added.sha256.clone());
                actions.push(Action::Commit(UseLibrary { name, sha256 }.into()));
            }
            return read || used;
        }
        let waiting = self.stage.waiting();
        let of_map = self.stage.problem().is_some_and(|p| p.key.starts_with("map"));
        ui.add_enabled_ui(!waiting, |ui| {
            ui.add(Label::new(cx.look.quiet(cx.t("library-add-hint"))).wrap());
            let name = widget::field(ui, cx.look, &cx.t("library-name"), &mut self.name, "");
            if !std::mem::replace(&mut self.shown, true) {
                name.request_focus();
            }
            self.paths.ui(ui, cx, shared, Wanted::Files);
            if let Some(problem) = self.stage.problem().filter(|_| !of_map) {
                said(ui, cx, problem);
            }
            map_choice(ui, cx, &mut self.map, false);
            if let Some(problem) = self.stage.problem().filter(|_| of_map) {
                said(ui, cx, problem);
            }
        });
        self.stage.show(ui, cx, &Request::AddLibrary, "job-indexing", actions);
        let files = self.paths.files();
        let ready = !self.name.trim().is_empty() && !files.is_empty() && !waiting;
        if buttons(ui, cx, "library-add-go", ready) {
            self.stage.begin();
            actions.push(Action::AddLibrary {
                name: self.name.trim().to_owned(),
                files,
                map: self.map.clone(),
            });
        }
        false
    }
}

fn said(ui: &mut Ui, cx: &Cx<'_>, problem: &Problem) {
    ui.scope(|ui| {
        ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
        shell::problem_words(ui, cx.look, cx.text, problem);
    });
}
