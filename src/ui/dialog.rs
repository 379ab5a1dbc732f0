//! Small forms over the screen: files to import, an export, a fact, a link, a reveal. What is typed
//! stays until it is done or thrown away. Must not know: any screen's state.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

use eframe::egui::{self, Context, Frame, Modal, TextEdit, Ui, Vec2};

use super::form::{Form, board, file, work};
use super::menu::Act;
use super::theme::{Tone, size};
use super::view::Screen;
use super::widget::{self, Icon};
use super::{Cx, Shared, palette};
use crate::app::action::{Action, ExportRequest};
use crate::model::secret::Secret;
use crate::model::*;

pub enum Dialog {
    Import {
        paths: String,
        agency: String,
        map: String,
        picking: Option<Receiver<Picked>>,
        no_picker: bool,
    },
    Export {
        request: ExportRequest,
        path: String,
    },
    Form(Box<Form>),
    Reveal {
        sealed: SealedId,
        name: String,
        passphrase: String,
        why: String,
    },
}

/// What the desktop's file dialog gave; `absent` where the desktop offers none.
pub struct Picked {
    files: Vec<PathBuf>,
    absent: bool,
}

impl Dialog {
    pub fn import() -> Dialog {
        Dialog::Import {
            paths: String::new(),
            agency: String::new(),
            map: String::new(),
            picking: None,
            no_picker: false,
        }
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
        Dialog::Export { request, path }
    }
    pub fn form(form: Form) -> Dialog {
        Dialog::Form(Box::new(form))
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
    Some(Dialog::form(match act {
        Act::AddEvent => board::add_event(cx, &selected),
        Act::AddEntity => board::add_entity(cx),
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
    let Some(mut dialog) = shared.dialog.take() else { return };
    let mut end = End::Stay;
    let modal = Modal::new(egui::Id::unique("dialog"))
        .frame(palette::framed(cx))
        .show(ui.ctx(), |ui| {
            ui.set_width(size::DIALOG);
            ui.spacing_mut().item_spacing.y = size::TIGHT;
            let title = match &dialog {
                Dialog::Import { .. } => cx.t("import-title"),
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
                    Dialog::Import {
                        paths,
                        agency,
                        map,
                        picking,
                        no_picker,
                    } => import(ui, cx, actions, paths, agency, map, picking, no_picker),
                    Dialog::Export { request, path } => export(ui, cx, actions, request, path),
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
    }
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

#[expect(clippy::too_many_arguments, reason = "the fields of one form")]
fn import(
    ui: &mut Ui,
    cx: &Cx<'_>,
    actions: &mut Vec<Action>,
    paths: &mut String,
    agency: &mut String,
    map: &mut String,
    picking: &mut Option<Receiver<Picked>>,
    no_picker: &mut bool,
) -> bool {
    if let Some(receiver) = picking {
        if let Ok(picked) = receiver.try_recv() {
            *no_picker = picked.absent;
            for file in picked.files {
                paths.push_str(&file.display().to_string());
                paths.push('\n');
            }
            *picking = None;
        } else {
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
        }
    }
    ui.add(egui::Label::new(cx.look.quiet(cx.t("import-hint"))).wrap());
    ui.add_enabled_ui(picking.is_none(), |ui| {
        if widget::button(ui, &cx.t("choose-files")).clicked() {
            *picking = Some(pick(ui.ctx()));
        }
    });
    if *no_picker {
        ui.label(cx.look.small(cx.t("no-file-dialog")).color(cx.look.ink(Tone::Soon)));
    }
    widget::area(ui, cx.look, &cx.t("paths"), paths, 4);
    widget::field(ui, cx.look, &cx.t("source-agency"), agency, "");
    widget::field(ui, cx.look, &cx.t("map"), map, &cx.t("map-hint"));
    let files: Vec<PathBuf> = paths
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(PathBuf::from)
        .collect();
    if buttons(ui, cx, "cmd-import", !files.is_empty()) {
        actions.push(Action::Import {
            files,
            map: map.trim().to_owned(),
            agency: agency.trim().to_owned(),
        });
        return true;
    }
    false
}

/// Opens the desktop's dialog on a thread of its own. "Nothing" within a moment means that the
/// desktop has none: then the path is typed.
fn pick(ctx: &Context) -> Receiver<Picked> {
    let (sender, receiver) = channel();
    let ctx = ctx.clone();
    std::thread::spawn(move || {
        let began = std::time::Instant::now();
        let files = rfd::FileDialog::new().pick_files();
        let absent = files.is_none() && began.elapsed() < std::time::Duration::from_millis(150);
        // The window may be gone by now; then nobody wants the answer.
        drop(sender.send(Picked {
            files: files.unwrap_or_default(),
            absent,
        }));
        ctx.request_repaint();
    });
    receiver
}

/// Files dropped anywhere open the import form with their paths.
pub fn dropped(ctx: &Context, shared: &mut Shared) {
    let files: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect());
    if files.is_empty() {
        return;
    }
    if shared.dialog.is_none() {
        shared.dialog = Some(Dialog::import());
    }
    if let Some(Dialog::Import { paths, .. }) = &mut shared.dialog {
        for file in files {
            paths.push_str(&file.display().to_string());
            paths.push('\n');
        }
    }
}

fn export(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>, request: &mut ExportRequest, path: &mut String) -> bool {
    let options: Vec<(String, String)> = EXPORTS
        .iter()
        .map(|(w, _)| ((*w).to_owned(), cx.t(&format!("export-{w}"))))
        .collect();
    if widget::choice(ui, cx.look, &cx.t("export-what"), &mut request.what, &options) {
        *path = format!("{}.{}", request.what, formats(&request.what)[0]);
    }
    widget::field(ui, cx.look, &cx.t("export-path"), path, "");
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
        widget::field(ui, cx.look, &cx.t("from"), &mut request.from, "2025-01-01");
        widget::field(ui, cx.look, &cx.t("to"), &mut request.to, "2026-12-31");
    }
    widget::field(ui, cx.look, &cx.t("recipient"), &mut request.recipient, "");
    let ending = path.rsplit_once('.').map(|(_, e)| e.to_lowercase()).unwrap_or_default();
    let known = formats(&request.what).contains(&ending.as_str());
    if buttons(ui, cx, "cmd-export", known && !path.trim().is_empty()) {
        request.path = PathBuf::from(path.trim());
        if request.what == "clocks" {
            request.as_of = cx.today.to_owned();
        }
        actions.push(Action::Export(request.clone()));
        return true;
    }
    false
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
    let label = ui.label(cx.look.small(cx.t("passphrase")));
    ui.add(
        TextEdit::singleline(passphrase)
            .password(true)
            .desired_width(ui.available_width())
            .margin(Vec2::new(size::GAP, size::TIGHT + 1.0)),
    )
    .labelled_by(label.id);
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
