//! The window: views draw and return actions; then the desk performs them; nothing else. Must not
//! know: the store, imports, exports (all behind `Desk`).

pub mod desk; // the desk over a real case; the first start
pub mod shared; // what all screens share: selection, inspector, dialog
mod workspace; // how the window is arranged, kept outside the audit
mod dock; // screens beside each other, and which has the keys
pub mod menu; // one table of user commands: menu, palette, help
pub mod theme; // tokens as egui style
pub mod paint; // Scene -> egui
pub mod widget; // the parts that every screen is made of
pub mod words; // labels and sentences from rows
pub mod shell; // top bar, rail, status bar, toasts, lock screen
pub mod inspector; // what is selected, with the source of every fact
pub mod document; // a document beside the facts that cite it
pub mod palette; // search, command palette, help
pub mod form; // small forms, declared field by field
pub mod pick; // the desktop's file dialog
mod typed; // half-written text of one place, kept as a draft
pub mod dialog; // files to import, exports, forms, reveals
pub mod view; // one file per screen

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{self, Context, Ui};

use crate::app::action::{Action, Answer, Request};
use crate::app::case::{MemberLine, NewCase};
use crate::app::job::Results;
use crate::catalog::Catalog;
use crate::catalog::text::Text;
use crate::model::commit::Commit;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

use crate::snapshot::Snapshot;
use dock::Dock;
pub use shared::{Cx, Item, Shared};
use theme::{Look, Mode};
use view::{Screen, Views};
use workspace::Workspace;

/// Something for the person: done (and can be undone), or a problem with its remedy.
pub enum Told {
    Done {
        name: String,
        args: Vec<String>,
        undoable: bool,
    },
    Problem(Problem),
    /// A command was refused when it was carried out.
    Refused {
        name: String,
        problem: Problem,
    },
}

/// A file to be opened, made or unlocked, off the window's thread: a key is derived, slowly on purpose.
pub enum FileAsk {
    Open {
        path: PathBuf,
        password: Secret,
    },
    New {
        path: PathBuf,
        new: NewCase,
    },
    /// The case that is locked.
    Unlock {
        password: Secret,
    },
    /// Who acts, in the file that asks.
    As {
        member: String,
    },
    /// What was asked for last is not wanted any more.
    GiveUp,
}

/// What the window needs of an open case. `app` implements it; tests drive the window with their own.
pub trait Desk {
    /// The newest snapshot; empty while locked.
    fn snapshot(&self) -> Arc<Snapshot>;
    fn results(&self) -> &Results;
    fn catalog(&self) -> &Catalog;
    /// Hands on what a person asked for; never waits. Its effect is seen by a later `poll`: a new
    /// snapshot, an answer in `Results`, something told.
    fn perform(&mut self, action: Action);
    /// The oldest thing not yet told.
    fn told(&mut self) -> Option<Told>;
    /// Takes in what jobs have finished; true when there is something new. Cheap, never waits.
    fn poll(&mut self) -> bool;
    /// Audit name and arguments of the command that `Action::Undo` takes back.
    fn undo_name(&self) -> Option<(String, Vec<String>)>;
    fn redo_name(&self) -> Option<(String, Vec<String>)>;
    fn title(&self) -> String;
    /// case, desk, provider
    fn kind(&self) -> String;
    /// True for the sample and for practice cases.
    fn fictional(&self) -> bool;
    fn member(&self) -> String;
    /// Today as an ISO date in the file's time zone.
    fn today(&self) -> String;
    fn vault_open(&self) -> bool;
    /// When the chain was last verified in this session, and with which result.
    fn verified(&self) -> Option<(String, bool)>;
    /// Who writes to this file, when it is not us.
    fn read_only(&self) -> Option<String>;
    /// The commit whose board is shown, when it is an older one: then nothing can be changed.
    fn past(&self) -> Option<Commit> {
        None
    }
    /// Half-written text and the workspace, by name.
    fn draft(&self, name: &str) -> Option<String>;
    fn locked(&self) -> bool;
    /// Drops snapshot, results, connections and keys.
    fn lock(&mut self);
    /// Begins to open, make or unlock a file; the case that is open stays until the other one is there.
    fn ask_file(&mut self, ask: FileAsk);
    /// How that ended, once.
    fn file_answer(&mut self) -> Option<Result<(), Problem>>;
    /// The members of a file that is open and asks who acts, before anything of it is shown; `acting` marks the one
    /// to propose.
    fn choosing(&self) -> Vec<MemberLine> {
        Vec::new()
    }
    /// Cases opened before, newest first.
    fn recent(&self) -> Vec<PathBuf>;
    /// True when no case is open, not even a locked one.
    fn closed(&self) -> bool;
    fn close(&mut self);
    /// What a finished job calls, from its own thread, so that the window draws once more.
    fn wake_with(&mut self, wake: Arc<dyn Fn() + Send + Sync>);
}

/// Seconds that the hand rests before a board's camera, or the shares of panes, are kept.
const REST: f64 = 0.4;

/// Seconds after which a file that asks who acts is closed again.
const IDLE_CHOICE: f64 = 240.0;

/// The whole window over one open file.
pub struct Window<D: Desk> {
    pub desk: D,
    look: Look,
    text: Text,
    views: Views,
    dock: Dock,
    pub shared: Shared,
    workspace: Workspace,
    kept: Workspace,
    palette: palette::Palette,
    /// Jobs whose end is told in a toast.
    awaited: BTreeSet<Request>,
    last_input: f64,
    /// When the board was last moved by hand.
    moved_at: f64,
    password: String,
    unlock_problem: Option<Problem>,
    /// The password is being tried.
    unlocking: bool,
    /// The case is hidden from whoever looks over the shoulder.
    hidden: bool,
    /// The lock screen was drawn in the last frame.
    lock_shown: bool,
    /// The member that the keys are on, while a file asks who acts.
    choice: Option<usize>,
    /// A workspace was read: false while a file has been locked from the start.
    begun: bool,
}

impl<D: Desk> Window<D> {
    /// Dresses the context in our fonts and theme and restores the workspace.
    pub fn new(ctx: &Context, mut desk: D) -> Window<D> {
        ctx.set_fonts(theme::fonts());
        let woken = ctx.clone();
        desk.wake_with(Arc::new(move || woken.request_repaint()));
        let workspace: Workspace = desk
            .draft("workspace")
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default();
        let mode = Mode::of(&workspace.theme).unwrap_or_default();
        let look = Look::new(&desk.catalog().assets, mode);
        look.apply(ctx, workspace.reduced_motion);
        if (workspace.zoom - 1.0).abs() > f32::EPSILON {
            ctx.set_zoom_factor(workspace.zoom.clamp(0.5, 3.0));
        }
        let text = Text::new(&desk.catalog().assets, &workspace.language);
        let mut views = Views::default();
        workspace.restore(&mut views);
        let screen = Screen::first(&workspace.screen, &desk.snapshot());
        let shared = Shared {
            screen,
            ..Shared::default()
        };
        let begun = !desk.locked();
        Window {
            begun,
            desk,
            look,
            text,
            views,
            dock: Dock::restore(workspace.panes.clone(), screen),
            shared,
            kept: workspace.clone(),
            workspace,
            palette: palette::Palette::default(),
            awaited: BTreeSet::new(),
            last_input: 0.0,
            moved_at: 0.0,
            password: String::new(),
            unlock_problem: None,
            unlocking: false,
            lock_shown: false,
            choice: None,
            hidden: false,
        }
    }

    /// light, dark or contrast; en or es. For pictures and tests; a person uses the menu.
    pub fn set_look(&mut self, ctx: &Context, mode: Mode, language: &str) {
        self.workspace.theme = mode.file().to_owned();
        self.workspace.language = language.to_owned();
        self.look = Look::new(&self.desk.catalog().assets, mode);
        self.look.apply(ctx, self.workspace.reduced_motion);
        self.text = Text::new(&self.desk.catalog().assets, language);
    }

    /// One frame. A window smaller than the board can be laid out in, as at 300 % on a small screen,
    /// is scrolled.
    pub fn frame(&mut self, ui: &mut Ui) {
        let size = ui.available_size().max(theme::size::LEAST);
        egui::ScrollArea::both().auto_shrink(false).show(ui, |ui| {
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            self.whole(&mut ui.new_child(egui::UiBuilder::new().id_salt("board").max_rect(rect)));
        });
    }

    fn whole(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.desk.poll();
        match self.desk.file_answer() {
            Some(Ok(())) if !self.begun => self.begin(&ctx),
            Some(answer) if std::mem::take(&mut self.unlocking) => self.unlock_problem = answer.err(),
            Some(Ok(())) => self.begin(&ctx),
            Some(Err(problem)) => self.shared.file_problem = Some(problem),
            None => {}
        }
        let members = self.desk.choosing();
        if !members.is_empty() {
            self.choose(ui, &members);
            return;
        }
        self.choice = None;
        if self.shared.dialog.is_none() {
            self.shared.recent = self.desk.recent();
        }
        if self.desk.closed() {
            self.closed(ui);
            return;
        }
        self.lock_when_idle(&ctx);
        if self.desk.locked() {
            self.lock_screen(ui);
            return;
        }
        self.lock_shown = false;
        // Before anything else has the keys: a form is hidden, too.
        if ctx.input_mut(|i| i.consume_shortcut(&menu::HIDE)) {
            self.hidden = !self.hidden;
        }
        if self.hidden {
            self.hidden = !shell::hidden_screen(ui, &self.look, &self.text);
            return;
        }
        // What stands over the screen has the keyboard to itself.
        let pressed = match self.shared.dialog {
            Some(_) => None,
            None => document::pressed(&ctx, &self.shared).or_else(|| menu::pressed(&ctx, self.shared.screen)),
        };
        let snapshot = self.desk.snapshot();
        let actions = self.draw(ui, &snapshot, pressed);
        for action in actions {
            self.perform(action);
        }
        if let Some(ask) = self.shared.file_ask.take() {
            self.desk.ask_file(ask);
        }
        self.tell();
        self.tell_finished();
        self.keep_workspace(&ctx);
        if self.desk.results().running().next().is_some() {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }

    /// The file is open and has several members: who acts is asked, and nothing of it is shown before.
    fn choose(&mut self, ui: &mut Ui, members: &[MemberLine]) {
        let (now, active) = ui.input(|i| (i.time, !i.events.is_empty()));
        if active {
            self.last_input = now;
        }
        let proposed = || members.iter().position(|m| m.acting).unwrap_or_default();
        let mut at = self.choice.unwrap_or_else(proposed);
        let mut chosen = shell::choose_screen(ui, &self.look, &self.text, members, &mut at);
        self.choice = Some(at);
        let left = IDLE_CHOICE - (now - self.last_input);
        if left <= 0.0 {
            chosen = Some(None);
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(left.max(0.1)));
        match chosen {
            None => return,
            Some(Some(member)) => self.desk.ask_file(FileAsk::As { member }),
            Some(None) => {
                self.desk.ask_file(FileAsk::GiveUp);
                self.unlocking = false;
                self.shared.dialog = None;
            }
        }
        self.choice = None;
        ui.ctx().request_repaint();
    }

    /// Nothing is open: what was open before, and the dialogs that open or make a case.
    fn closed(&mut self, ui: &mut Ui) {
        let pressed = match self.shared.dialog {
            Some(_) => None,
            None => menu::pressed(ui.ctx(), self.shared.screen),
        };
        let (s, today) = (Snapshot::default(), self.desk.today());
        let cx = Cx {
            s: &s,
            results: self.desk.results(),
            catalog: self.desk.catalog(),
            text: &self.text,
            look: &self.look,
            today: &today,
            on_desk: false,
            member: "",
            vault_open: false,
            past: None,
            draft: &|_: &str| None,
        };
        let shared = &mut self.shared;
        shell::closed_screen(ui, &cx, shared);
        dialog::show(ui, &cx, shared, &mut Vec::new());
        dialog::dropped(ui.ctx(), &cx, shared, false);
        shell::toasts(ui, &cx, shared, None);
        match shared.act.take().or(pressed) {
            Some(menu::Act::OpenCase) => shared.dialog = Some(dialog::Dialog::Open(dialog::Open::default())),
            Some(menu::Act::NewCase) => shared.dialog = Some(dialog::Dialog::New(Box::default())),
            _ => {}
        }
        if let Some(ask) = shared.file_ask.take() {
            self.desk.ask_file(ask);
        }
    }

    /// Another case is open: its own workspace, nothing of what was selected before.
    fn begin(&mut self, ctx: &Context) {
        self.begun = true;
        let picker = std::mem::take(&mut self.shared.picker);
        let workspace: Workspace = self
            .desk
            .draft("workspace")
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_else(|| Workspace {
                theme: self.workspace.theme.clone(),
                language: self.workspace.language.clone(),
                ..Workspace::default()
            });
        self.views = Views::default();
        workspace.restore(&mut self.views);
        let screen = Screen::first(&workspace.screen, &self.desk.snapshot());
        self.dock = Dock::restore(workspace.panes.clone(), screen);
        self.shared = Shared {
            screen,
            picker,
            ..Shared::default()
        };
        self.kept = workspace.clone();
        self.workspace = workspace;
        let mode = Mode::of(&self.workspace.theme).unwrap_or_default();
        let language = self.workspace.language.clone();
        self.set_look(ctx, mode, &language);
        self.palette = palette::Palette::default();
        self.awaited.clear();
        self.password.clear();
        self.unlock_problem = None;
        self.unlocking = false;
        self.last_input = ctx.input(|i| i.time);
    }

    fn draw(&mut self, ui: &mut Ui, snapshot: &Arc<Snapshot>, pressed: Option<menu::Act>) -> Vec<Action> {
        let mut actions = Vec::new();
        let today = self.desk.today();
        let (member, past) = (self.desk.member(), self.desk.past());
        let desk = &self.desk;
        let draft = |name: &str| desk.draft(name);
        let cx = Cx {
            s: snapshot,
            results: desk.results(),
            catalog: desk.catalog(),
            text: &self.text,
            look: &self.look,
            today: &today,
            on_desk: desk.kind() == "desk",
            member: &member,
            vault_open: desk.vault_open(),
            past: past.as_ref(),
            draft: &draft,
        };
        let shared = &mut self.shared;
        shared.panes = self.dock.count();
        shared.act = pressed.filter(|act| menu::enabled(*act, &cx, shared));
        shell::refuse_in_past(&cx, shared, pressed);
        let over = shared.dialog.is_some() || self.palette.is_open();
        let bar = shell::Bar {
            title: desk.title(),
            kind: desk.kind(),
            fictional: desk.fictional(),
            read_only: desk.read_only(),
            undo: desk.undo_name(),
            redo: desk.redo_name(),
            verified: desk.verified(),
        };
        shell::top_bar(ui, &cx, shared, &mut self.palette, &bar);
        shell::status_bar(ui, &cx, &bar, shared, &mut actions);
        shell::as_of_band(ui, &cx, &mut actions);
        shell::rail(ui, &cx, shared, self.workspace.rail_small);
        if self.workspace.inspector && shared.screen != Screen::Gallery {
            inspector::show(ui, &cx, shared, &mut actions);
        }
        document::show(ui, &cx, shared, &mut actions);
        egui::CentralPanel::no_frame()
            .frame(egui::Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| {
                actions.extend(self.dock.show(ui, &cx, shared, &mut self.views));
            });
        self.palette.show(ui, &cx, shared, &mut actions);
        if let Some(form) = shared.act.and_then(|act| dialog::by_act(act, &cx, shared)) {
            shared.act = None;
            shared.dialog = Some(form);
        }
        shell::refuse_in_past(&cx, shared, None);
        dialog::show(ui, &cx, shared, &mut actions);
        dialog::dropped(ui.ctx(), &cx, shared, past.is_none());
        // Esc closes what stands over the board first.
        if past.is_some() && !over && ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
            actions.push(Action::ShowNow);
        }
        shell::toasts(ui, &cx, shared, bar.undo.as_ref());
        // What no screen took is the window's own.
        if let Some(act) = self.shared.act.take() {
            self.act(ui.ctx(), act, &mut actions);
        }
        actions
    }

    /// Commands that belong to the window and to no screen.
    fn act(&mut self, ctx: &Context, act: menu::Act, actions: &mut Vec<Action>) {
        use menu::Act;
        match act {
            Act::Go(screen) => self.shared.screen = screen,
            Act::Beside(screen) => {
                self.dock.beside(screen);
                self.shared.screen = self.dock.focus();
            }
            Act::Arrange(name) => {
                if let Some(columns) = self.desk.catalog().workspaces.get(name) {
                    self.dock.arrange(columns);
                    self.shared.screen = self.dock.focus();
                }
            }
            Act::NextPane => {
                self.dock.next(ctx);
                self.shared.screen = self.dock.focus();
            }
            Act::ClosePane => {
                self.dock.close();
                self.shared.screen = self.dock.focus();
            }
            Act::Search => self.palette.open_search(ctx),
            Act::Palette => self.palette.open(palette::What::Commands),
            Act::Help => self.palette.open(palette::What::Help),
            Act::Undo => match (self.shared.screen, self.views.chart.open) {
                (Screen::Chart, Some(chart)) => actions.push(Action::UndoChart(chart)),
                _ => actions.push(Action::Undo),
            },
            Act::Redo => match (self.shared.screen, self.views.chart.open) {
                (Screen::Chart, Some(chart)) => actions.push(Action::RedoChart(chart)),
                _ => actions.push(Action::Redo),
            },
            Act::UndoCase => actions.push(Action::Undo),
            Act::Back => self.shared.go_back(),
            Act::Forward => self.shared.go_forward(),
            Act::Lock => self.lock(),
            Act::Hide => self.hidden = true,
            Act::Theme(mode) => {
                let language = self.workspace.language.clone();
                self.set_look(ctx, mode, &language);
            }
            Act::Language(language) => {
                let mode = self.look.mode;
                self.set_look(ctx, mode, language);
            }
            Act::Motion => {
                self.workspace.reduced_motion = !self.workspace.reduced_motion;
                self.look.apply(ctx, self.workspace.reduced_motion);
            }
            Act::Rail => self.workspace.rail_small = !self.workspace.rail_small,
            Act::Inspector => self.workspace.inspector = !self.workspace.inspector,
            Act::ZoomIn => ctx.set_zoom_factor((ctx.zoom_factor() + 0.1).min(3.0)),
            Act::ZoomOut => ctx.set_zoom_factor((ctx.zoom_factor() - 0.1).max(0.5)),
            Act::ZoomReset => ctx.set_zoom_factor(1.0),
            Act::Import => self.shared.dialog = Some(dialog::Dialog::import()),
            Act::Export => self.shared.dialog = Some(dialog::Dialog::export(self.shared.screen, self.views.chart.open)),
            Act::NewCase => self.shared.dialog = Some(dialog::Dialog::New(Box::default())),
            Act::OpenCase => self.shared.dialog = Some(dialog::Dialog::Open(dialog::Open::default())),
            Act::Backup => {
                let (title, today) = (self.desk.title(), self.desk.today());
                self.shared.dialog = Some(dialog::Dialog::Backup(dialog::Backup::of(&title, &today)));
            }
            Act::CloseCase => {
                self.lock();
                self.desk.close();
            }
            Act::Libraries => {
                self.shared.screen = Screen::Sources;
                self.views.sources.show_libraries();
            }
            Act::Now => actions.push(Action::ShowNow),
            Act::CloseVault => actions.push(Action::CloseVault),
            Act::Verify => actions.push(Action::Ask(Request::Verify)),
            _ => {}
        }
    }

    fn perform(&mut self, action: Action) {
        match &action {
            Action::Import { .. } => {
                self.awaited.insert(Request::Import);
            }
            Action::Export(_) | Action::SaveOriginal { .. } => {
                self.awaited.insert(Request::Export);
            }
            Action::Ask(Request::Verify) => {
                self.awaited.insert(Request::Verify);
            }
            Action::Promote(_) => {
                self.awaited.insert(Request::Promote);
            }
            Action::AskElsewhere(_) => {
                self.awaited.insert(Request::Elsewhere);
            }
            Action::AddLibrary { .. } => {
                self.awaited.insert(Request::AddLibrary);
            }
            _ => {}
        }
        self.desk.perform(action);
    }

    /// What was done in one sentence, with the key that undoes it; what went wrong with its remedy.
    fn tell(&mut self) {
        while let Some(told) = self.desk.told() {
            let toast = match told {
                Told::Done { name, args, undoable } => {
                    self.shared.sent.take_if(|form| form.carried_out(&name));
                    let what = self.text.command(&name, &args);
                    let keys = menu::keys_of(menu::Act::Undo);
                    if undoable {
                        let said = self.text.get("done-undo", &[("what", &what), ("keys", &keys)]);
                        shell::Toast::step(said, name, args)
                    } else {
                        shell::Toast::done(what)
                    }
                }
                Told::Problem(problem) => shell::Toast::problem(problem),
                Told::Refused { name, problem } => {
                    // What was typed comes back, with what is wrong with it.
                    let free = self.shared.dialog.is_none();
                    let sent = self.shared.sent.take_if(|form| free && form.refused(&name, &problem));
                    if let Some(form) = sent {
                        self.shared.dialog = Some(dialog::Dialog::Form(form));
                        continue;
                    }
                    shell::Toast::problem(problem)
                }
            };
            self.shared.toasts.push(toast);
        }
    }

    /// A finished import, export or check is said once.
    fn tell_finished(&mut self) {
        let results = self.desk.results();
        let finished: Vec<Request> = self
            .awaited
            .iter()
            .filter(|r| results.progress(r).is_none() && results.get(r).is_some())
            .cloned()
            .collect();
        for request in finished {
            self.awaited.remove(&request);
            if self.shared.dialog.as_ref().is_some_and(|d| d.tells(&request)) {
                continue;
            }
            let toast = match results.get(&request) {
                Some(Answer::Imported(files)) => Some(shell::Toast::done(words::imported(&self.text, files))),
                Some(Answer::Exported { path, sha256 }) => {
                    let hash = sha256.get(..12).unwrap_or(sha256);
                    Some(shell::Toast::done(self.text.get(
                        "exported",
                        &[("file", &path.display().to_string()), ("hash", hash)],
                    )))
                }
                Some(Answer::Promoted(done)) => Some(shell::Toast::done(words::promoted(&self.text, done))),
                Some(Answer::LibraryAdded(added)) => Some(shell::Toast::done(words::library_added(&self.text, added))),
                Some(Answer::Pointers(pointers)) => {
                    let count = pointers.len().to_string();
                    Some(shell::Toast::done(
                        self.text.get("elsewhere-found", &[("count", &count)]),
                    ))
                }
                Some(Answer::Failed(problem)) if request.told_in_place() => {
                    Some(shell::Toast::problem(problem.clone()))
                }
                Some(Answer::Verify(checks)) => {
                    let wrong = checks.iter().filter(|c| !c.ok).count();
                    let key = if wrong == 0 { "verified-well" } else { "verified-ill" };
                    Some(shell::Toast::done(self.text.get(key, &[("count", &wrong.to_string())])))
                }
                _ => None,
            };
            self.shared.toasts.extend(toast);
        }
    }

    /// Takes down how the window is arranged now.
    fn arrange(&mut self) {
        self.workspace.screen = self.shared.screen.key().to_owned();
        self.workspace.panes = self.dock.kept().cloned();
        self.workspace.chart = self.views.chart.open.map(|c| c.to_string()).unwrap_or_default();
        let charts = &self.views.chart.cameras;
        self.workspace.cameras = charts.iter().map(|(id, camera)| (id.to_string(), *camera)).collect();
    }

    /// Keeps the arrangement once the hand rests: a board that is moved is not written at every frame.
    fn keep_workspace(&mut self, ctx: &Context) {
        self.arrange();
        self.workspace.zoom = ctx.zoom_factor();
        if self.workspace != self.kept {
            let (now, busy) = ctx.input(|i| {
                let scrolled = i.smooth_scroll_delta() != egui::Vec2::ZERO;
                (i.time, i.pointer.any_down() || scrolled)
            });
            if busy {
                self.moved_at = now;
            }
            let same_else = Workspace {
                cameras: self.kept.cameras.clone(),
                panes: self.kept.panes.clone(),
                ..self.workspace.clone()
            } == self.kept;
            if same_else && now - self.moved_at < REST {
                ctx.request_repaint_after(std::time::Duration::from_secs_f64(REST));
                return;
            }
            self.kept = self.workspace.clone();
            if let Ok(value) = serde_json::to_string(&self.kept) {
                self.perform(Action::KeepDraft {
                    name: "workspace".to_owned(),
                    value,
                });
            }
        }
    }

    /// Locks at once: what is drawn, typed and selected goes with it.
    pub fn lock(&mut self) {
        self.desk.lock();
        let screen = self.shared.screen;
        self.arrange();
        self.views = Views::default();
        self.workspace.restore(&mut self.views);
        self.shared = Shared {
            screen,
            ..Shared::default()
        };
        self.palette = palette::Palette::default();
        self.awaited.clear();
    }

    fn lock_when_idle(&mut self, ctx: &Context) {
        let (now, active) = ctx.input(|i| (i.time, !i.events.is_empty()));
        if active {
            self.last_input = now;
        }
        if self.desk.locked() {
            return;
        }
        let minutes: f64 = self
            .desk
            .snapshot()
            .setting("idle_lock_minutes")
            .and_then(|m| m.parse().ok())
            .unwrap_or(4.0);
        let limit = minutes.clamp(0.5, 30.0) * 60.0;
        let idle = now - self.last_input;
        if idle >= limit {
            self.lock();
        } else {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(limit - idle + 0.1));
        }
    }

    fn lock_screen(&mut self, ui: &mut Ui) {
        let title = self.desk.title();
        let first = !std::mem::replace(&mut self.lock_shown, true);
        let asked = shell::lock_screen(
            ui,
            &self.look,
            &self.text,
            &title,
            &mut self.password,
            self.unlock_problem.as_ref(),
            self.unlocking,
            first,
        );
        if asked.give_up || (asked.other && self.unlocking) {
            self.unlocking = false;
            self.desk.ask_file(FileAsk::GiveUp);
        }
        if asked.other {
            self.password.clear();
            self.unlock_problem = None;
            self.desk.close();
            ui.ctx().request_repaint();
        } else if asked.unlock {
            let password = Secret::new(std::mem::take(&mut self.password));
            self.unlock_problem = None;
            self.unlocking = true;
            self.desk.ask_file(FileAsk::Unlock { password });
            self.last_input = ui.ctx().input(|i| i.time);
            ui.ctx().request_repaint();
        }
    }
}
