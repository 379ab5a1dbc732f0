//! What stands over the screen: a form, files to import, an export, a reveal, a case to open. What is
//! typed stays until it is done or thrown away. Must not know: any screen's state.

mod cases; // open, make, back up a case
mod elsewhere; // other case files to compare with
mod group; // links accepted together
mod columns; // what the columns of a file mean
mod import; // files to import, with what they would bring
mod library; // a public register to index
mod members; // who is a member of the file, and one more
mod paths; // files by their paths
mod promote; // leads into a case
mod as_of; // the board as it was known
mod weights; // weights learned from verdicts
mod running; // a job that a dialog began
mod original; // the original of a source, written out

use std::path::PathBuf;

pub use as_of::AsOf;
pub use cases::{Backup, New, Open};
pub use elsewhere::Elsewhere;
pub use group::AcceptGroup;
pub use import::{Import, dropped};
pub use library::AddLibrary;
pub use members::Members;
pub use original::{LookAt, Original};
pub use promote::Promote;
pub use weights::Weights;

use eframe::egui::{self, Frame, Modal, TextEdit, Ui, Vec2};

use super::form::{Form, board, draft, file, many, work};
use super::menu::Act;
use super::pick::{Picker, Picking, Wanted};
use super::theme::{Tone, size};
use super::view::Screen;
use super::widget::{self, Icon};
use super::{Cx, FileAsk, Shared, palette, shell};
use crate::app::action::{Action, ExportRequest, Request};
use crate::model::secret::Secret;
use crate::model::*;

pub enum Dialog {
    Import(Box<Import>),
    Export {
        request: ExportRequest,
        path: String,
        picking: Picking,
        /// Not drawn yet: its field gets the focus.
        fresh: bool,
    },
    Form(Box<Form>),
    Open(Open),
    New(Box<New>),
    Backup(Backup),
    Promote(Box<Promote>),
    Elsewhere(Elsewhere),
    AddLibrary(AddLibrary),
    Original(Box<Original>),
    LookAt(Box<LookAt>),
    AsOf(AsOf),
    Group(Box<AcceptGroup>),
    Members(Box<Members>),
    Weights(Box<Weights>),
    Reveal {
        sealed: SealedId,
        name: String,
        passphrase: String,
        why: String,
    },
}

impl Dialog {
    pub fn import() -> Dialog {
        Dialog::Import(Box::default())
    }
    pub fn export(screen: Screen, chart: Option<ChartId>) -> Dialog {
        let what = match screen {
            Screen::Chart => "chart",
            Screen::Links => "links",
            Screen::Milestones => "clocks",
            Screen::Timeline => "timeline",
            _ => "packet",
        };
        let mut request = ExportRequest {
            what: what.to_owned(),
            chart,
            ..ExportRequest::default()
        };
        let path = format!("{what}.{}", formats(what)[0]);
        request.path = PathBuf::from(&path);
        Dialog::Export {
            request,
            path,
            picking: Picking::default(),
            fresh: true,
        }
    }
    /// True when this dialog shows how the request ended.
    pub fn tells(&self, request: &Request) -> bool {
        matches!(
            (self, request),
            (Dialog::Promote(_), Request::Promote)
                | (Dialog::Elsewhere(_), Request::Elsewhere)
                | (Dialog::AddLibrary(_), Request::AddLibrary)
                | (Dialog::Members(_), Request::AddMember)
        )
    }
    /// True while a file that was asked for here is on its way.
    fn waits(&self) -> bool {
        match self {
            Dialog::Open(open) => open.waits(),
            Dialog::New(new) => new.waits(),
            _ => false,
        }
    }
    pub fn form(form: Form) -> Dialog {
        Dialog::Form(Box::new(form))
    }
    /// The original of a source, under seal, to be looked at.
    pub fn look_at(source: SourceId) -> Dialog {
        Dialog::LookAt(Box::new(LookAt::of(source)))
    }
    pub fn reveal(sealed: SealedId, name: String) -> Dialog {
        Dialog::Reveal {
            sealed,
            name,
            passphrase: String::new(),
            why: String::new(),
        }
    }
}

/// What can be written, first the one that is meant when nothing else is said.
const EXPORTS: &[(&str, &[&str])] = &[
    ("chart", &["svg", "png", "pdf", "graphml", "gexf", "csv"]),
    ("timeline", &["pdf", "svg", "csv", "xlsx", "ics"]),
    ("links", &["csv"]),
    ("clocks", &["json"]),
    ("packet", &["pdf"]),
];
fn formats(what: &str) -> &'static [&'static str] {
    EXPORTS.iter().find(|(w, _)| *w == what).map_or(&["csv"], |(_, f)| f)
}

/// The form that a command of the menu opens, if this is one of those.
pub fn by_act(act: Act, cx: &Cx<'_>, shared: &Shared) -> Option<Dialog> {
    let selected: Vec<EntityId> = shared.selected.iter().copied().collect();
    let about = selected.first().copied();
    match act {
        Act::Promote => return Some(Dialog::Promote(Box::new(Promote::of(cx, shared.shown.as_ref())))),
        Act::Elsewhere => return Some(Dialog::Elsewhere(Elsewhere::default())),
        Act::AsOf => return Some(Dialog::AsOf(AsOf::of(cx))),
        Act::AddLibrary => return Some(Dialog::AddLibrary(AddLibrary::default())),
        Act::Weights => return Some(Dialog::Weights(Box::default())),
        Act::Members => return Some(Dialog::Members(Box::default())),
        _ => {}
    }
    Some(Dialog::form(match act {
        Act::AddEvent => board::add_event(cx, &selected),
        Act::AddEntity => board::add_entity(cx),
        Act::EditMany => many::edit_many(cx, selected),
        Act::AddTask => work::add_task(cx, about),
        Act::AddProcess => work::add_process(cx),
        Act::AddDeconfliction => work::add_deconfliction(cx, about),
        Act::Settings => file::settings(cx),
        _ => return None,
    }))
}

enum End {
    Stay,
    Close,
}

pub fn show(ui: &Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    if !std::mem::replace(&mut shared.resumed, true) && shared.dialog.is_none() && cx.past.is_none() {
        shared.dialog = draft::left_open(cx).map(Dialog::form);
    }
    let Some(mut dialog) = shared.dialog.take() else { return };
    let mut end = End::Stay;
    let modal = Modal::new(egui::Id::unique("dialog"))
        .frame(palette::framed(cx))
        .show(ui.ctx(), |ui| {
            let width = match &dialog {
                Dialog::Import(import) => import.width(),
                Dialog::Weights(_) => weights::WIDTH,
                _ => size::DIALOG,
            };
            ui.set_width(width.min(ui.ctx().content_rect().width() - 2.0 * size::PAD));
            ui.spacing_mut().item_spacing.y = size::TIGHT;
            let title = match &dialog {
                Dialog::Import(_) => cx.t("import-title"),
                Dialog::Open(_) => cx.t("open-title"),
                Dialog::New(_) => cx.t("new-title"),
                Dialog::Backup(_) => cx.t("backup-title"),
                Dialog::Promote(_) => cx.t("promote-title"),
                Dialog::Elsewhere(_) => cx.t("elsewhere-title"),
                Dialog::AddLibrary(_) => cx.t("library-add-title"),
                Dialog::Original(_) => cx.t("original-title"),
                Dialog::LookAt(_) => cx.t("look-at-title"),
                Dialog::AsOf(_) => cx.t("as-of-title"),
                Dialog::Group(_) => cx.t("group-title"),
                Dialog::Members(members) => cx.t(members.title()),
                Dialog::Weights(_) => cx.t("weights-title"),
                Dialog::Export { .. } => cx.t("export-title"),
                Dialog::Form(form) => form.title.clone(),
                Dialog::Reveal { name, .. } => cx.ta("reveal-title", &[("name", name)]),
            };
            widget::head(ui, cx.look, &title, |ui| {
                if widget::icon_button(ui, cx.look, Icon::Close, &cx.t("close"), false).clicked() {
                    end = End::Close;
                }
            });
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                let done = match &mut dialog {
                    Dialog::Import(import) => import.ui(ui, cx, shared, actions),
                    Dialog::Open(open) => open.ui(ui, cx, shared),
                    Dialog::New(new) => new.ui(ui, cx, shared),
                    Dialog::Backup(backup) => backup.ui(ui, cx, shared, actions),
                    Dialog::Promote(promote) => promote.ui(ui, cx, shared, actions),
                    Dialog::Elsewhere(elsewhere) => elsewhere.ui(ui, cx, shared, actions),
                    Dialog::AddLibrary(add) => add.ui(ui, cx, shared, actions),
                    Dialog::Original(original) => original.ui(ui, cx, shared, actions),
                    Dialog::LookAt(look_at) => look_at.ui(ui, cx, actions),
                    Dialog::AsOf(as_of) => as_of.ui(ui, cx, actions),
                    Dialog::Group(group) => group.ui(ui, cx, actions),
                    Dialog::Members(members) => members.ui(ui, cx, actions),
                    Dialog::Weights(weights) => weights.ui(ui, cx, actions),
                    Dialog::Export {
                        request,
                        path,
                        picking,
                        fresh,
                    } => {
                        let fresh = std::mem::take(fresh);
                        export(ui, cx, actions, request, path, (picking, &shared.picker), fresh)
                    }
                    Dialog::Form(form) => form.ui(ui, cx, actions),
                    Dialog::Reveal {
                        sealed,
                        passphrase,
                        why,
                        ..
                    } => reveal(ui, cx, actions, *sealed, passphrase, why),
                };
                if done {
                    end = End::Close;
                }
            });
        });
    if matches!(end, End::Stay) && !modal.should_close() && shared.dialog.is_none() {
        shared.dialog = Some(dialog);
        return;
    }
    // Who closes the dialog does not want the file any more.
    if dialog.waits() {
        shared.file_ask = Some(FileAsk::GiveUp);
    }
    if let Dialog::Form(form) = dialog {
        if form.is_sent() {
            shared.sent = Some(form);
        } else if form.is_begun() {
            draft::laid_aside(actions);
            let kept = cx.ta("draft-kept", &[("title", &form.title)]);
            shared.toasts.push(shell::Toast::done(kept));
        }
    }
}

/// A path that is typed, or chosen with the desktop's dialog. The name under the field is what a screen
/// reader says.
fn path_field(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    path: &mut String,
    picking: &mut Picking,
    picker: &Picker,
    wanted: &Wanted,
) -> egui::Response {
    if let Some(first) = picking.take(ui.ctx()).and_then(|files| files.into_iter().next()) {
        *path = first.display().to_string();
    }
    let response = widget::field(ui, cx.look, label, path, "");
    ui.add_enabled_ui(!picking.waiting(), |ui| {
        if widget::button(ui, &cx.t("choose-file")).clicked() {
            picking.ask(ui.ctx(), picker, wanted.clone());
        }
    });
    if picking.absent {
        ui.label(cx.look.small(cx.t("no-file-dialog")).color(cx.look.ink(Tone::Soon)));
    }
    response
}

/// The main button of a form, and the other one. True when the main one was pressed.
fn buttons(ui: &mut Ui, cx: &Cx<'_>, key: &str, ready: bool) -> bool {
    ui.add_space(size::PAD);
    let mut go = false;
    ui.add_enabled_ui(ready, |ui| {
        go = widget::key_button(ui, cx.look, &cx.t(key), "", true).clicked()
    });
    go
}

fn export(
    ui: &mut Ui,
    cx: &Cx<'_>,
    actions: &mut Vec<Action>,
    request: &mut ExportRequest,
    path: &mut String,
    (picking, picker): (&mut Picking, &Picker),
    fresh: bool,
) -> bool {
    let options: Vec<(String, String)> = EXPORTS
        .iter()
        .map(|(w, _)| ((*w).to_owned(), cx.t(&format!("export-{w}"))))
        .collect();
    if widget::choice(ui, cx.look, &cx.t("export-what"), &mut request.what, &options) {
        *path = format!("{}.{}", request.what, formats(&request.what)[0]);
    }
    let wanted = Wanted::Save { name: path.clone() };
    let field = path_field(ui, cx, &cx.t("export-path"), path, picking, picker, &wanted);
    if fresh {
        field.request_focus();
    }
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
    ui.label(
        cx.look
            .small(cx.ta("export-formats", &[("formats", &formats(&request.what).join(", "))])),
    );
    if request.what == "chart" {
        let charts: Vec<(String, String)> =
            cx.s.charts
                .iter()
                .map(|c| (c.id.to_string(), c.title.clone()))
                .collect();
        let mut chosen = request.chart.map(|c| c.to_string()).unwrap_or_default();
        widget::choice(ui, cx.look, &cx.t("screen-chart"), &mut chosen, &charts);
        request.chart = ChartId::parse(&chosen);
    }
    if request.what == "timeline" {
        widget::field(ui, cx.look, &cx.t("from"), &mut request.from, &cx.t("day-hint"));
        widget::field(ui, cx.look, &cx.t("to"), &mut request.to, &cx.t("day-hint"));
    }
    widget::field(ui, cx.look, &cx.t("recipient"), &mut request.recipient, "");
    let ending = path.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let known = formats(&request.what).contains(&ending.as_str());
    let ready = known && !path.trim().is_empty();
    if buttons(ui, cx, "cmd-export", ready) || (entered && ready) {
        request.path = PathBuf::from(path.trim());
        if request.what == "clocks" {
            request.as_of = cx.today.to_owned();
        }
        actions.push(Action::Export(request.clone()));
        return true;
    }
    false
}

/// The member's own passphrase, never shown.
fn passphrase_field(ui: &mut Ui, cx: &Cx<'_>, passphrase: &mut String) {
    let label = ui.label(cx.look.small(cx.t("passphrase")));
    ui.add(
        TextEdit::singleline(passphrase)
            .password(true)
            .desired_width(ui.available_width())
            .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
    )
    .labelled_by(label.id);
}

fn reveal(
    ui: &mut Ui,
    cx: &Cx<'_>,
    actions: &mut Vec<Action>,
    sealed: SealedId,
    passphrase: &mut String,
    why: &mut String,
) -> bool {
    ui.add(egui::Label::new(cx.look.quiet(cx.t("reveal-hint"))).wrap());
    passphrase_field(ui, cx, passphrase);
    widget::field(ui, cx.look, &cx.t("reveal-why"), why, "");
    if buttons(
        ui,
        cx,
        "reveal",
        !why.trim().is_empty() && (cx.vault_open || !passphrase.is_empty()),
    ) {
        let secret = Secret::new(std::mem::take(passphrase));
        actions.push(Action::Reveal {
            sealed,
            passphrase: secret,
            why: why.trim().to_owned(),
        });
        return true;
    }
    false
}
