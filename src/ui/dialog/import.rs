//! Files to import: chosen, dropped or typed; for each, before anything is stored, which map reads it
//! and why, and what it would bring. Must not know: how a file is read.

use std::path::{Path, PathBuf};

use eframe::egui::{Context, Frame, Label, ScrollArea, Ui};

use super::columns::Choosing;
use super::paths::Paths;
use super::{Dialog, buttons};
use crate::app::action::{Action, Answer, PROPOSED_MAP, Preview, Request};
use crate::ui::pick::Wanted;
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Shared, shell, widget};

/// Files whose effect is worked out before they are imported; more are imported all the same.
const LOOKED_AT: usize = 12;

#[derive(Default)]
pub struct Import {
    paths: Paths,
    agency: String,
    /// Name of a map, `proposed`, `columns` = as they are chosen below, or empty = the best known one for each file.
    map: String,
    choosing: Option<Choosing>,
    /// What was asked in the last frame: what is not wanted any more is given up.
    asked: Vec<Request>,
}

/// As a map's name: what is chosen column by column.
const COLUMNS: &str = "columns";

impl Import {
    pub fn add(&mut self, file: &Path) {
        self.paths.add(file);
    }

    /// True when the files are on their way.
    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared, actions: &mut Vec<Action>) -> bool {
        ui.add(Label::new(cx.look.quiet(cx.t("import-hint"))).wrap());
        self.paths.ui(ui, cx, shared, Wanted::Files);
        widget::field(ui, cx.look, &cx.t("source-agency"), &mut self.agency, "");
        let files = self.paths.files();
        if map_choice(ui, cx, &mut self.map, true) {
            self.choosing = None;
        }
        let map = match self.columns(ui, cx, &files, actions) {
            Some(map) => map,
            // Something is being chosen: what it would bring is asked when the hand rests.
            None if self.map == COLUMNS => {
                buttons(ui, cx, "cmd-import", false);
                return false;
            }
            None => self.map.clone(),
        };
        let looked: Vec<Request> = files
            .iter()
            .take(LOOKED_AT)
            .map(|file| Request::Preview {
                file: file.clone(),
                map: map.clone(),
                agency: self.agency.trim().to_owned(),
            })
            .collect();
        for old in self.asked.iter().filter(|old| !looked.contains(old)) {
            if cx.results.progress(old).is_some() {
                actions.push(Action::Cancel(old.clone()));
            }
        }
        self.asked.clone_from(&looked);
        let stops: Vec<String> = looked.iter().filter_map(|request| stop(cx, request)).collect();
        let mut chosen: Option<&'static str> = None;
        let rows = if self.choosing.is_some() { 4.0 } else { 9.0 };
        if !files.is_empty() {
            ScrollArea::vertical()
                .max_height(size::ROW * rows)
                .min_scrolled_height(size::ROW * rows)
                .id_salt("previews")
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = size::TIGHT;
                    for request in looked {
                        chosen = one(ui, cx, &request, actions).or(chosen);
                    }
                });
        }
        if let Some(map) = chosen {
            map.clone_into(&mut self.map);
        }
        for stop in &stops {
            ui.add(Label::new(cx.look.small(stop).color(cx.look.ink(Tone::Against))).wrap());
        }
        if buttons(ui, cx, "cmd-import", !files.is_empty() && stops.is_empty()) {
            actions.push(Action::Import {
                files,
                map,
                agency: self.agency.trim().to_owned(),
            });
            return true;
        }
        false
    }

    /// How wide the dialog stands.
    pub(super) fn width(&self) -> f32 {
        if self.choosing.is_some() {
            Choosing::WIDTH
        } else {
            size::DIALOG
        }
    }

    /// The columns of the first file, where they are chosen one by one: the text of their map.
    fn columns(&mut self, ui: &mut Ui, cx: &Cx<'_>, files: &[PathBuf], actions: &mut Vec<Action>) -> Option<String> {
        let first = files.iter().find(|f| f.is_file()).filter(|_| self.map == COLUMNS)?;
        let same = self.choosing.take().filter(|c| c.file() == first);
        let choosing = self.choosing.insert(same.unwrap_or_else(|| Choosing::of(first)));
        choosing.ui(ui, cx, actions);
        choosing.text(ui).map(str::to_owned)
    }
}

/// The map that reads a file: the best known one, the proposed one, one by name, or (`columns`) as its columns are
/// chosen. True when another one was chosen.
pub(super) fn map_choice(ui: &mut Ui, cx: &Cx<'_>, map: &mut String, columns: bool) -> bool {
    let mut maps = vec![
        (String::new(), cx.t("map-best")),
        (PROPOSED_MAP.to_owned(), cx.t("map-proposed")),
    ];
    if columns {
        maps.push((COLUMNS.to_owned(), cx.t("map-columns")));
    }
    maps.extend(cx.catalog.maps.keys().map(|m| (m.clone(), m.clone())));
    widget::choice(ui, cx.look, &cx.t("map"), map, &maps)
}

/// Why this file can't be imported as it is asked for; a file that is still being read is not held up.
fn stop(cx: &Cx<'_>, request: &Request) -> Option<String> {
    let Request::Preview { file, .. } = request else {
        return None;
    };
    let preview = match cx.results.get(request) {
        _ if !file.is_file() => None,
        Some(Answer::Preview(preview)) => Some(preview),
        _ => return None,
    };
    let why = match preview {
        None => absent(file),
        Some(preview) if preview.would.is_some() => return None,
        Some(preview) => match preview.problem.as_ref().map(|p| p.key.as_str()) {
            Some("map-unknown" | "map") => "import-no-map",
            Some("missing-column") => "import-no-column",
            _ => "import-unreadable",
        },
    };
    let column = preview
        .and_then(|p| p.problem.as_ref())
        .map(|p| p.place.column.clone())
        .unwrap_or_default();
    Some(cx.ta(why, &[("file", &name_of(file)), ("column", &column)]))
}

/// Why a path is no file to read, as a text key.
fn absent(path: &Path) -> &'static str {
    if path.is_dir() {
        "import-folder"
    } else {
        "import-absent"
    }
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What one file would bring; the map that is wanted instead, when a button says so.
fn one(ui: &mut Ui, cx: &Cx<'_>, request: &Request, actions: &mut Vec<Action>) -> Option<&'static str> {
    let Request::Preview { file, .. } = request else {
        return None;
    };
    if !file.is_file() {
        return None;
    }
    // What was read once stays: a preview is only asked for when there is none.
    if cx.results.get(request).is_none() {
        cx.want(request.clone(), actions);
    }
    let name = name_of(file);
    let mut wanted = None;
    Frame::NONE.fill(cx.look.sunk).inner_margin(size::GAP).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(cx.look.head(&name));
        match cx.results.get(request) {
            Some(Answer::Preview(preview)) => wanted = shown(ui, cx, preview),
            _ => {
                let far = cx.results.progress(request).map(crate::app::job::Progress::get);
                let far = far.filter(|(_, all)| *all > 0).map(|(done, all)| done * 100 / all);
                let text = far.map_or_else(
                    || cx.t("preview-reading"),
                    |n| format!("{} {n} %", cx.t("preview-reading")),
                );
                if widget::waiting(ui, cx.look, &text, &cx.t("cancel")) {
                    actions.push(Action::Cancel(request.clone()));
                }
            }
        }
    });
    wanted
}

fn shown(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview) -> Option<&'static str> {
    let reasons = |reasons: &[(String, Vec<String>)]| {
        reasons
            .iter()
            .map(|(key, args)| cx.text.word("map-reason", key, args))
            .collect::<Vec<_>>()
            .join(" · ")
    };
    if let Some(would) = &preview.would {
        ui.label(cx.look.body(cx.ta("preview-map", &[("map", &would.map)])));
        if let Some(known) = preview.known.iter().find(|k| k.map == would.map) {
            let score = cx.ta("preview-score", &[("score", &(known.score / 10).to_string())]);
            ui.add(Label::new(cx.look.small(format!("{score} · {}", reasons(&known.reasons)))).wrap());
        }
        let counts = cx.ta(
            "preview-counts",
            &[
                ("rows", &would.rows.to_string()),
                ("staged", &would.staged.to_string()),
                ("already", &would.already.to_string()),
                ("rejected", &would.rejected.to_string()),
            ],
        );
        let tone = if would.rejected > 0 { Tone::Soon } else { Tone::For };
        ui.add(Label::new(cx.look.body(counts).color(cx.look.ink(tone))).wrap());
        if would.victims > 0 {
            let text = cx.tn("preview-victims", usize::try_from(would.victims).unwrap_or_default());
            ui.label(cx.look.small(text).color(cx.look.ink(Tone::Sealed)));
        }
        for problem in would.errors.iter().take(3) {
            shell::problem_words(ui, cx.look, cx.text, problem);
        }
    }
    // A header that nobody knows is no fault where a map can be proposed.
    let guessed = preview.would.is_none() && !preview.proposed.is_empty();
    if let Some(problem) = preview
        .problem
        .as_ref()
        .filter(|p| !(guessed && p.key == "map-unknown"))
    {
        ui.scope(|ui| {
            ui.visuals_mut().override_text_color = Some(cx.look.ink(Tone::Against));
            shell::problem_words(ui, cx.look, cx.text, problem);
        });
        for known in preview.known.iter().filter(|k| k.score > 0).take(2) {
            let score = cx.ta("preview-score", &[("score", &(known.score / 10).to_string())]);
            ui.add(
                Label::new(
                    cx.look
                        .small(format!("{}  {score} · {}", known.map, reasons(&known.reasons))),
                )
                .wrap(),
            );
        }
    }
    let mut wanted = None;
    if preview.would.is_none() && !preview.proposed.is_empty() {
        ui.label(cx.look.body(cx.t("preview-proposed")));
        for (key, args) in preview.proposed.iter().take(8) {
            ui.add(Label::new(cx.look.small(cx.text.word("map-reason", key, args))).wrap());
        }
        ui.horizontal_wrapped(|ui| {
            for (map, key) in [(PROPOSED_MAP, "preview-use"), (COLUMNS, "preview-columns")] {
                if widget::button(ui, &cx.t(key)).clicked() {
                    wanted = Some(map);
                }
            }
        });
    }
    wanted
}

/// Files dropped anywhere open the import form with their paths. Where that can't be (no case is open,
/// another form is), it is said.
pub fn dropped(ctx: &Context, cx: &Cx<'_>, shared: &mut Shared, case_is_open: bool) {
    let files: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_path_buf()).collect());
    if files.is_empty() {
        return;
    }
    if shared.dialog.is_none() && case_is_open {
        shared.dialog = Some(Dialog::import());
    }
    match &mut shared.dialog {
        Some(Dialog::Import(import)) => files.iter().for_each(|file| import.add(file)),
        Some(_) => shared.toasts.push(shell::Toast::done(cx.t("drop-busy"))),
        None => shared.toasts.push(shell::Toast::done(cx.t("drop-closed"))),
    }
}
