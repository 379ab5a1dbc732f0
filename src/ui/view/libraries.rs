//! Libraries: public registers of this computer and those that the case uses. One is added, used, stopped,
//! searched; a row of one is pulled into the case. What is searched is written nowhere.

use eframe::egui::{CentralPanel, Frame, Key, Label, ScrollArea, Ui, Vec2};

use crate::app::action::{Action, Answer, Request};
use crate::app::library::{Found, Shelved};
use crate::app::public;
use crate::command::manage_file::{StopLibrary, UseLibrary};
use crate::ui::dialog::{AddLibrary, Dialog};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Shared, shell, words};

#[derive(Default)]
pub struct Libraries {
    pub open: bool,
    /// Name and hash of the one that is shown; none = the first.
    chosen: Option<(String, String)>,
    find: String,
    /// What was searched, of which library.
    asked: Option<(String, String)>,
    /// The row that is open.
    row: Option<i64>,
}

impl Libraries {
    pub fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui, actions: &mut Vec<Action>) {
        let (quick, whole) = (Request::Libraries { whole: false }, Request::Libraries { whole: true });
        cx.want(quick.clone(), actions);
        // What was hashed anew knows more, as long as the case has not moved.
        let best = if cx.results.is_current(&whole, cx.s.seq) {
            &whole
        } else {
            &quick
        };
        let all: &[Shelved] = match cx.results.get(best) {
            Some(Answer::Libraries(all)) => all,
            _ => &[],
        };
        let chosen = all
            .iter()
            .find(|l| self.chosen.as_ref() == Some(&(l.name.clone(), l.sha256.clone())))
            .or_else(|| all.first());
        widget::queue_panel(ui, cx.look, "libraries", size::QUEUE, |ui| {
            self.shelf(ui, cx, shared, all, chosen, actions);
        });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| match (chosen, cx.results.get(best)) {
                (Some(library), _) => self.library(ui, cx, shared, library, actions),
                (None, Some(Answer::Failed(problem))) => {
                    Frame::NONE
                        .inner_margin(size::PAD)
                        .show(ui, |ui| shell::problem_words(ui, cx.look, cx.text, problem));
                }
                (None, None) => {
                    widget::empty(ui, cx.look, &cx.t("job-libraries"), "");
                }
                (None, _) => {
                    widget::empty(ui, cx.look, &cx.t("libraries-none"), &cx.t("libraries-none-hint"));
                }
            });
    }

    fn shelf(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        all: &[Shelved],
        chosen: Option<&Shelved>,
        actions: &mut Vec<Action>,
    ) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                ui.horizontal_wrapped(|ui| {
                    if cx
                        .changing(ui, |ui| widget::button(ui, &cx.t("cmd-add-library")))
                        .clicked()
                    {
                        shared.act = Some(Act::AddLibrary);
                    }
                    let whole = Request::Libraries { whole: true };
                    let checked = cx.results.is_current(&whole, cx.s.seq);
                    let used = !cx.s.library_uses.is_empty();
                    if checked {
                        ui.label(cx.look.small(cx.t("libraries-checked")));
                    } else if used
                        && widget::button(ui, &cx.t("libraries-check"))
                            .on_hover_text(cx.t("libraries-check-hint"))
                            .clicked()
                    {
                        cx.want(whole, actions);
                    }
                });
            });
        widget::hline(ui, cx.look);
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("shelf")
            .show_rows(ui, size::TOP, all.len(), |ui, rows| {
                for library in &all[rows] {
                    let state = cx.text.word("library-is", &library.state, &[]);
                    let tone = match library.state.as_str() {
                        "used" => Tone::For,
                        "free" => Tone::Plain,
                        _ => Tone::Soon,
                    };
                    let under = if library.rows > 0 {
                        let rows = cx.tn("n-rows", usize::try_from(library.rows).unwrap_or_default());
                        format!("{state} · {rows}")
                    } else {
                        state.clone()
                    };
                    let on = chosen == Some(library);
                    let name = format!("{}: {under}", library.name);
                    let row = widget::list_row(ui, cx.look, size::TOP, on, &name, |ui| {
                        bits::two_lines(ui, cx.look, &library.name, &under, cx.look.ink(tone));
                    });
                    if row.clicked() {
                        self.chosen = Some((library.name.clone(), library.sha256.clone()));
                        self.row = None;
                    }
                }
            });
    }

    fn library(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, library: &Shelved, actions: &mut Vec<Action>) {
        let look = cx.look;
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, look, &cx.ta("library-title", &[("name", &library.name)]), |ui| {
            ui.label(look.mono(library.sha256.get(..12).unwrap_or(&library.sha256)));
        });
        let there = matches!(library.state.as_str(), "used" | "free");
        let in_use = library.state != "free";
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = size::TIGHT;
            if !there {
                let text = cx.ta(words::library_state(&library.state), &[("name", &library.name)]);
                ui.add(Label::new(look.body(text).color(look.ink(Tone::Soon))).wrap());
                ui.add(Label::new(look.quiet(cx.text.word("library-do", &library.state, &[]))).wrap());
            }
            ui.horizontal(|ui| {
                if !in_use
                    && cx
                        .changing(ui, |ui| widget::key_button(ui, look, &cx.t("library-use"), "", true))
                        .clicked()
                {
                    let (name, sha256) = (library.name.clone(), library.sha256.clone());
                    actions.push(Action::Commit(UseLibrary { name, sha256 }.into()));
                }
                if in_use
                    && cx
                        .changing(ui, |ui| widget::key_button(ui, look, &cx.t("library-stop"), "", false))
                        .clicked()
                {
                    let name = library.name.clone();
                    actions.push(Action::Commit(StopLibrary { name }.into()));
                }
                if !there
                    && cx
                        .changing(ui, |ui| widget::key_button(ui, look, &cx.t("library-again"), "", true))
                        .clicked()
                {
                    shared.dialog = Some(Dialog::AddLibrary(AddLibrary::named(&library.name)));
                }
            });
            if !there {
                return;
            }
            let map = if library.map.is_empty() {
                cx.t("map-best")
            } else {
                library.map.clone()
            };
            ui.label(look.small(cx.ta("preview-map", &[("map", &map)])));
            ui.add(Label::new(look.small(library.columns.join(", "))).truncate());
            let field = widget::field(ui, look, &cx.t("library-find"), &mut self.find, "");
            let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
            let go = widget::button(ui, &cx.t("search")).clicked();
            if (entered || go) && !self.find.trim().is_empty() {
                self.asked = Some((library.name.clone(), self.find.trim().to_owned()));
                self.row = None;
            }
            ui.label(look.small(cx.t("library-find-note")));
        });
        widget::hline(ui, look);
        if !there {
            return;
        }
        let Some((_, text)) = self.asked.clone().filter(|(name, _)| *name == library.name) else {
            return;
        };
        let name = library.name.clone();
        let request = Request::LibraryRows { name, text };
        if cx.results.get(&request).is_none() {
            cx.want(request.clone(), actions);
        }
        match cx.results.get(&request) {
            Some(Answer::LibraryRows(found)) if found.is_empty() => {
                widget::empty(ui, look, &cx.t("library-found-none"), &cx.t("library-found-none-hint"));
            }
            Some(Answer::LibraryRows(found)) => self.rows(ui, cx, shared, library, found, actions),
            Some(Answer::Failed(problem)) => shell::problem_words(ui, look, cx.text, problem),
            _ => {
                ui.label(look.quiet(cx.t("job-libraries")));
            }
        }
    }

    /// What was found; the row that is open shows all its cells and can be pulled.
    fn rows(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        library: &Shelved,
        found: &[Found],
        actions: &mut Vec<Action>,
    ) {
        let look = cx.look;
        let at = self.row.and_then(|row| found.iter().position(|f| f.row == row));
        if let Some(next) = shared.step(at, found.len()) {
            self.row = found.get(next).map(|f| f.row);
        }
        let pulled = public::pulled(cx.s, &library.name, &library.sha256);
        let mut pull = shared.take(Act::Pull);
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("found")
            .show(ui, |ui| {
                for hit in found {
                    let on = self.row == Some(hit.row);
                    let row = cx.ta("row-n", &[("n", &hit.row.to_string())]);
                    let cells: Vec<&str> = hit.cells.iter().take(5).map(|(_, text)| text.as_str()).collect();
                    let (first, rest) = (cells.first().copied().unwrap_or_default(), cells.join(" · "));
                    let name = format!("{row}: {rest}");
                    let line = widget::list_row(ui, look, size::TOP, on, &name, |ui| {
                        bits::two_lines(ui, look, &format!("{row}  {first}"), &rest, look.dim);
                    });
                    if line.clicked() {
                        self.row = if on { None } else { Some(hit.row) };
                    }
                    if !on {
                        continue;
                    }
                    for (column, text) in &hit.cells {
                        widget::labelled(ui, look, column, |ui| {
                            ui.add(Label::new(look.body(text)).wrap());
                        });
                    }
                    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                        if pulled.contains(&hit.row) {
                            ui.label(look.quiet(cx.t("public-pulled")));
                            pull = false;
                        } else if library.state == "used" {
                            let key = keys_of(Act::Pull);
                            pull |= cx
                                .changing(ui, |ui| widget::key_button(ui, look, &cx.t("public-pull"), &key, true))
                                .clicked();
                            ui.add(Label::new(look.quiet(cx.t("public-context"))).wrap());
                        } else {
                            ui.add(Label::new(look.quiet(cx.t("library-use-first"))).wrap());
                            pull = false;
                        }
                    });
                    widget::hline(ui, look);
                }
            });
        if let Some(row) = self.row.filter(|_| pull) {
            let library = library.name.clone();
            actions.push(Action::Pull { library, row });
        }
    }
}
