//! Files by their paths, one a line: typed, chosen with the desktop's dialog, added by name. Must not
//! know: what they are for.

use std::path::{Path, PathBuf};

use eframe::egui::Ui;

use crate::ui::pick::{Picking, Wanted};
use crate::ui::theme::Tone;
use crate::ui::{Cx, Shared, widget};

#[derive(Default)]
pub(super) struct Paths {
    text: String,
    picking: Picking,
}

impl Paths {
    pub(super) fn add(&mut self, file: &Path) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(&file.display().to_string());
        self.text.push('\n');
    }
    /// Takes every line with this path out, or adds it when there is none.
    pub(super) fn toggle(&mut self, file: &Path) {
        let before = self.files();
        if !before.iter().any(|f| f == file) {
            self.add(file);
            return;
        }
        self.text.clear();
        for other in before.iter().filter(|f| *f != file) {
            self.add(other);
        }
    }
    pub(super) fn files(&self) -> Vec<PathBuf> {
        self.text
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .map(PathBuf::from)
            .collect()
    }
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, wanted: Wanted) {
        for file in self.picking.take(ui.ctx()).unwrap_or_default() {
            self.add(&file);
        }
        ui.add_enabled_ui(!self.picking.waiting(), |ui| {
            if widget::button(ui, &cx.t("choose-files")).clicked() {
                self.picking.ask(ui.ctx(), &shared.picker, wanted);
            }
        });
        if self.picking.absent {
            ui.label(cx.look.small(cx.t("no-file-dialog")).color(cx.look.ink(Tone::Soon)));
        }
        widget::area(ui, cx.look, &cx.t("paths"), &mut self.text, 3);
    }
}
