//! A case to open, to make, to back up, and the fields that other dialogs ask these with: the path and the password are asked here, the work is done off
//! the window's thread, and what went wrong is said here with what to do. Must not know: how a file is
//! opened.

use std::path::{Path, PathBuf};

use eframe::egui::{Key, Label, TextEdit, Ui, Vec2};

use super::{buttons, path_field};
use crate::app::action::Action;
use crate::app::case::NewCase;
use crate::app::recovery::LONG_ENOUGH;
use crate::app::sample;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::ui::pick::{Picking, Wanted};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, FileAsk, Shared, shell, widget};

/// A password, never shown; true when Enter was pressed in it.
pub(super) fn password(ui: &mut Ui, cx: &Cx<'_>, label: &str, value: &mut String, focus: bool) -> bool {
    let name = ui.label(cx.look.small(label));
    let response = ui
        .add(
            TextEdit::singleline(value)
                .password(true)
                .desired_width(ui.available_width())
                .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
        )
        .labelled_by(name.id);
    if focus {
        response.request_focus();
    }
    response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter))
}

/// Where a file is to be written: typed, or chosen under the name that is proposed.
fn save_to(ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, path: &mut String, picking: &mut Picking, name: String) {
    let wanted = Wanted::Save { name };
    path_field(ui, cx, &cx.t("new-path"), path, picking, &shared.picker, &wanted);
}

/// What went wrong, by its kind, then place, finding and remedy.
pub(super) fn refused(ui: &mut Ui, cx: &Cx<'_>, problem: &Problem) {
    let head = match problem.key.as_str() {
        "wrong-password" => "open-wrong",
        "damaged" => "open-damaged",
        "not-a-case" => "open-not-a-case",
        "unreadable" | "no-such-file" | "missing" => "open-missing",
        "same-file" => "open-same",
        "file-exists" => "open-taken",
        _ => "open-locked-out",
    };
    ui.add_space(size::TIGHT);
    ui.label(cx.look.head(cx.t(head)).color(cx.look.ink(Tone::Against)));
    shell::problem_words(ui, cx.look, cx.text, problem);
}

/// What went wrong with what was typed: finding and remedy.
pub(super) fn refused_words(ui: &mut Ui, cx: &Cx<'_>, problem: &Problem) {
    ui.scope(|ui| {
        ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
        shell::problem_words(ui, cx.look, cx.text, problem);
    });
}

/// Where the work stands: nothing asked yet, on its way, refused.
#[derive(Default)]
enum Stage {
    #[default]
    Asking,
    Waiting,
    Refused(Problem),
}
impl Stage {
    /// Takes in what came back; true when it was refused just now. Success closes the dialog from outside.
    fn take(&mut self, shared: &mut Shared) -> bool {
        let Some(problem) = shared.file_problem.take() else {
            return false;
        };
        *self = Stage::Refused(problem);
        true
    }
    fn show(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, waiting: &str) {
        match self {
            Stage::Asking => {}
            Stage::Waiting => {
                if widget::waiting(ui, cx.look, &cx.t(waiting), &cx.t("cancel")) {
                    shared.file_ask = Some(FileAsk::GiveUp);
                    *self = Stage::Asking;
                }
            }
            Stage::Refused(problem) => refused(ui, cx, problem),
        }
    }
}

/// A case file that is there, and its password.
#[derive(Default)]
pub(super) struct Existing {
    path: String,
    password: String,
    picking: Picking,
    shown: bool,
}

impl Existing {
    fn of(path: &Path) -> Existing {
        Existing {
            path: path.display().to_string(),
            ..Existing::default()
        }
    }
    pub(super) fn path(&self) -> PathBuf {
        PathBuf::from(self.path.trim())
    }
    pub(super) fn ready(&self) -> bool {
        !self.path.trim().is_empty() && (sample::is_sample(&self.path()) || !self.password.is_empty())
    }
    /// The file and what opens it; what was typed is gone then.
    pub(super) fn take(&mut self) -> (PathBuf, Secret) {
        let path = self.path();
        let secret = if sample::is_sample(&path) {
            sample::password()
        } else {
            Secret::new(std::mem::take(&mut self.password))
        };
        (path, secret)
    }
    /// Draws the fields; `again` when a password was refused just now. True when Enter was pressed.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, again: bool) -> bool {
        let first = !std::mem::replace(&mut self.shown, true);
        let before = self.path.clone();
        let named = !self.path.is_empty();
        let field = path_field(
            ui,
            cx,
            &cx.t("open-file"),
            &mut self.path,
            &mut self.picking,
            &shared.picker,
            &Wanted::Case,
        );
        if first && !named {
            field.request_focus();
        }
        if !named || shared.recent.iter().any(|r| r.display().to_string() != before) {
            for recent in &shared.recent {
                let on = recent.display().to_string() == self.path;
                if recent_row(ui, cx, recent, on) {
                    self.path = recent.display().to_string();
                }
            }
        }
        let chosen = self.path != before && !self.path.is_empty() && !field.has_focus();
        if sample::is_sample(&self.path()) {
            // Nothing more is asked: Enter in the path is enough.
            return field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        }
        let focus = (first && named) || chosen || again;
        password(ui, cx, &cx.t("file-password"), &mut self.password, focus)
    }
}

/// A case that was open before; true when it was clicked.
pub(super) fn recent_row(ui: &mut Ui, cx: &Cx<'_>, path: &Path, on: bool) -> bool {
    let name = path.display().to_string();
    let file = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let row = widget::list_row(ui, cx.look, size::ROW, on, &name, |ui| {
        ui.label(cx.look.body(file));
        ui.add(Label::new(cx.look.small(&name)).truncate()).on_hover_text(&name);
    });
    row.clicked()
}

/// Which case, and its password.
#[derive(Default)]
pub struct Open {
    file: Existing,
    stage: Stage,
}

impl Open {
    /// For a file that is already chosen: only its password is asked.
    pub fn of(path: &Path) -> Open {
        Open {
            file: Existing::of(path),
            ..Open::default()
        }
    }

    /// True while the file is being opened.
    pub(super) fn waits(&self) -> bool {
        matches!(self.stage, Stage::Waiting)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) -> bool {
        let refused = self.stage.take(shared);
        ui.add(Label::new(cx.look.quiet(cx.t("open-hint"))).wrap());
        let entered = self.file.ui(ui, cx, shared, refused);
        self.stage.show(ui, cx, shared, "opening");
        let ready = !matches!(self.stage, Stage::Waiting) && self.file.ready();
        if (buttons(ui, cx, "open-go", ready) || entered) && ready {
            self.stage = Stage::Waiting;
            let (path, password) = self.file.take();
            shared.file_ask = Some(FileAsk::Open { path, password });
        }
        false
    }
}

/// What a new file is made with.
#[derive(Default)]
pub(super) struct Fresh {
    path: String,
    kind: String,
    title: String,
    member: String,
    agency: String,
    password: String,
    again: String,
    passphrase: String,
    picking: Picking,
    shown: bool,
}

impl Fresh {
    fn short(&self) -> bool {
        self.password.chars().count() < LONG_ENOUGH || self.passphrase.chars().count() < LONG_ENOUGH
    }
    pub(super) fn ready(&self) -> bool {
        let filled = [&self.path, &self.title, &self.member];
        filled.iter().all(|f| !f.trim().is_empty()) && !self.short() && self.password == self.again
    }
    /// Where the file goes, and what it is made with; the passwords that were typed are gone then.
    pub(super) fn take(&mut self) -> (PathBuf, NewCase) {
        let mut path = self.path.trim().to_owned();
        if !path.ends_with(".caseboard") {
            path.push_str(".caseboard");
        }
        self.again.clear();
        let new = NewCase {
            kind: self.kind.clone(),
            title: self.title.trim().to_owned(),
            member: self.member.trim().to_owned(),
            agency: self.agency.trim().to_owned(),
            password: Secret::new(std::mem::take(&mut self.password)),
            passphrase: Secret::new(std::mem::take(&mut self.passphrase)),
        };
        (PathBuf::from(path), new)
    }
    /// Draws the fields; of several kinds one is chosen.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, kinds: &[&str]) {
        if self.kind.is_empty() {
            kinds.first().copied().unwrap_or("case").clone_into(&mut self.kind);
        }
        ui.add(Label::new(cx.look.quiet(cx.t("new-hint"))).wrap());
        let first = !std::mem::replace(&mut self.shown, true);
        let title = widget::field(ui, cx.look, &cx.t("setting-title"), &mut self.title, "");
        if first {
            title.request_focus();
        }
        if kinds.len() > 1 {
            let kinds: Vec<(String, String)> = kinds
                .iter()
                .map(|k| ((*k).to_owned(), cx.t(&format!("new-kind-{k}"))))
                .collect();
            widget::choice(ui, cx.look, &cx.t("new-kind"), &mut self.kind, &kinds);
        }
        let name = if self.title.trim().is_empty() {
            "case"
        } else {
            self.title.trim()
        };
        let name = format!("{name}.caseboard");
        save_to(ui, cx, shared, &mut self.path, &mut self.picking, name);
        widget::field(ui, cx.look, &cx.t("new-member"), &mut self.member, "");
        widget::field(ui, cx.look, &cx.t("new-agency"), &mut self.agency, "");
        password(ui, cx, &cx.t("new-password"), &mut self.password, false);
        password(ui, cx, &cx.t("new-password-again"), &mut self.again, false);
        password(ui, cx, &cx.t("new-passphrase"), &mut self.passphrase, false);
        let short = self.short();
        let differ = self.password != self.again;
        if !self.password.is_empty() && (short || (differ && !self.again.is_empty())) {
            let key = if short { "new-short" } else { "new-passwords-differ" };
            ui.label(cx.look.small(cx.t(key)).color(cx.look.ink(Tone::Against)));
        }
    }
}

/// A new case or desk.
#[derive(Default)]
pub struct New {
    fresh: Fresh,
    stage: Stage,
}

impl New {
    /// True while the file is being made.
    pub(super) fn waits(&self) -> bool {
        matches!(self.stage, Stage::Waiting)
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) -> bool {
        self.stage.take(shared);
        self.fresh.ui(ui, cx, shared, &["case", "desk"]);
        self.stage.show(ui, cx, shared, "making");
        let ready = self.fresh.ready() && !matches!(self.stage, Stage::Waiting);
        if buttons(ui, cx, "create", ready) {
            self.stage = Stage::Waiting;
            let (path, new) = self.fresh.take();
            shared.file_ask = Some(FileAsk::New { path, new });
        }
        false
    }
}

/// Where the copy goes.
#[derive(Default)]
pub struct Backup {
    path: String,
    picking: Picking,
}

impl Backup {
    pub fn of(title: &str, today: &str) -> Backup {
        Backup {
            path: format!("{title} {today}.caseboard"),
            ..Backup::default()
        }
    }
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, actions: &mut Vec<Action>) -> bool {
        ui.add(Label::new(cx.look.quiet(cx.t("backup-hint"))).wrap());
        let name = self.path.clone();
        save_to(ui, cx, shared, &mut self.path, &mut self.picking, name);
        if buttons(ui, cx, "backup-go", !self.path.trim().is_empty()) {
            actions.push(Action::Backup {
                out: PathBuf::from(self.path.trim()),
            });
            return true;
        }
        false
    }
}
