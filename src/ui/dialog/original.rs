//! Where the original of a source is written, or that it is opened to be looked at; a sealed one asks for
//! passphrase and reason.
//! Must not know: how an original is kept.

use std::path::PathBuf;

use eframe::egui::{Label, Ui};

use super::{buttons, passphrase_field, path_field};
use crate::app::action::Action;
use crate::model::SourceId;
use crate::model::secret::Secret;
use crate::model::source::Source;
use crate::ui::pick::{Picking, Wanted};
use crate::ui::{Cx, Shared, widget};

pub struct Original {
    source: SourceId,
    sealed: bool,
    path: String,
    picking: Picking,
    passphrase: String,
    why: String,
}

impl Original {
    pub fn of(source: &Source) -> Original {
        Original {
            source: source.id,
            sealed: source.sealed,
            path: source.file_name.clone(),
            picking: Picking::default(),
            passphrase: String::new(),
            why: String::new(),
        }
    }
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, actions: &mut Vec<Action>) -> bool {
        let hint = if self.sealed {
            "original-sealed-hint"
        } else {
            "original-hint"
        };
        ui.add(Label::new(cx.look.quiet(cx.t(hint))).wrap());
        let wanted = Wanted::Save {
            name: self.path.clone(),
        };
        path_field(
            ui,
            cx,
            &cx.t("original-path"),
            &mut self.path,
            &mut self.picking,
            &shared.picker,
            &wanted,
        );
        if self.sealed {
            passphrase_field(ui, cx, &mut self.passphrase);
            widget::field(ui, cx.look, &cx.t("reveal-why"), &mut self.why, "");
        }
        let opened = cx.vault_open || !self.passphrase.is_empty();
        let ready = !self.sealed || (opened && !self.why.trim().is_empty());
        if buttons(ui, cx, "original-save", ready && !self.path.trim().is_empty()) {
            actions.push(Action::SaveOriginal {
                source: self.source,
                path: PathBuf::from(self.path.trim()),
                passphrase: Secret::new(std::mem::take(&mut self.passphrase)),
                why: self.why.trim().to_owned(),
            });
            return true;
        }
        false
    }
}

/// An original under seal, opened to be looked at until the vault is closed.
pub struct LookAt {
    source: SourceId,
    passphrase: String,
    why: String,
}

impl LookAt {
    pub fn of(source: SourceId) -> LookAt {
        LookAt {
            source,
            passphrase: String::new(),
            why: String::new(),
        }
    }
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) -> bool {
        ui.add(Label::new(cx.look.quiet(cx.t("look-at-hint"))).wrap());
        passphrase_field(ui, cx, &mut self.passphrase);
        widget::field(ui, cx.look, &cx.t("reveal-why"), &mut self.why, "");
        let opened = cx.vault_open || !self.passphrase.is_empty();
        if buttons(ui, cx, "look-at", opened && !self.why.trim().is_empty()) {
            actions.push(Action::OpenOriginal {
                source: self.source,
                passphrase: Secret::new(std::mem::take(&mut self.passphrase)),
                why: self.why.trim().to_owned(),
            });
            return true;
        }
        false
    }
}
