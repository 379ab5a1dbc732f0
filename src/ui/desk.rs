//! The window's desk over a real case: a session by message, locked and unlocked, and the first start.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::{Desk, FileAsk, Told, Window};
use crate::app::action::{Action, Answer, Request};
use crate::app::case::{Case, MemberLine, Who};
use crate::app::job::Results;
use crate::app::session::{Notice, Session, Waker};
use crate::app::{self, now, sample};
use crate::catalog::Catalog;
use crate::model::commit::Commit;
use crate::model::problem::Problem;
use crate::snapshot::Snapshot;

/// An open (or locked) case.
pub struct CaseDesk {
    path: PathBuf,
    catalog: Arc<Catalog>,
    /// `None` while locked: snapshot, results, connection and keys are gone.
    session: Option<Session>,
    waker: Option<Waker>,
    nothing: Results,
    verified: Option<(String, bool)>,
    /// A file that is on its way, and how it ended.
    opening: Option<Opening>,
    /// The last one that was given up: its key is derived to the end all the same.
    given_up: Option<JoinHandle<()>>,
    opened: Option<Result<(), Problem>>,
    /// A file of several members that is open and asks who acts.
    choosing: Option<Choosing>,
    /// Who acted in this file before it was locked.
    acted: String,
    recent: Vec<PathBuf>,
    /// The sample is on its way.
    filling: bool,
    closed: bool,
}

/// A file that is being opened or made on a thread of its own.
struct Opening {
    path: PathBuf,
    receiver: Receiver<Result<Case, Problem>>,
    unwanted: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Nothing of it is shown before somebody is chosen.
struct Choosing {
    path: PathBuf,
    case: Box<Case>,
    members: Vec<MemberLine>,
}

impl CaseDesk {
    pub fn new(path: &Path, case: Case, catalog: Arc<Catalog>) -> CaseDesk {
        CaseDesk::over(path, Session::new(case), catalog)
    }
    /// Over a session that is made already.
    pub fn over(path: &Path, session: Session, catalog: Arc<Catalog>) -> CaseDesk {
        CaseDesk {
            session: Some(session),
            ..CaseDesk::locked(path, catalog)
        }
    }
    /// What is on its way is not wanted any more: its thread throws it away when it is there.
    fn give_up(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.unwanted.store(true, Ordering::Relaxed);
            self.given_up = Some(opening.thread);
        }
    }
    fn take_opened(&mut self) -> bool {
        let Some(opening) = &self.opening else {
            return false;
        };
        let path = opening.path.clone();
        let result = match opening.receiver.try_recv() {
            Ok(result) => result,
            Err(TryRecvError::Empty) => return false,
            Err(TryRecvError::Disconnected) => Err(Problem::new(
                "thread",
                "a file that opens",
                "the thread that opened it ended early",
                "try again",
            )
            .in_file(path.display().to_string())),
        };
        self.opening = None;
        match result {
            Ok(case) => self.ask_who(path, case),
            Err(problem) => self.opened = Some(Err(problem)),
        }
        true
    }
    /// A file with one member is entered; where there are several, who acts is asked first.
    fn ask_who(&mut self, path: PathBuf, case: Case) {
        match case.members() {
            Ok(mut members) if members.len() > 1 => {
                let acted = if path == self.path { self.acted.as_str() } else { "" };
                members.iter_mut().for_each(|m| m.acting = m.name == acted);
                let case = Box::new(case);
                self.choosing = Some(Choosing { path, case, members });
            }
            Ok(_) => self.enter(path, case),
            Err(problem) => self.opened = Some(Err(problem)),
        }
    }
    fn enter(&mut self, path: PathBuf, case: Case) {
        let session = Session::new(case);
        if let Some(waker) = &self.waker {
            session.set_waker(waker.clone());
        }
        // The other file closes on a thread of its own: it may still be writing.
        let before = self.session.replace(session);
        std::thread::spawn(move || drop(before));
        self.path = path;
        self.closed = false;
        self.verified = None;
        self.recent = recent(&now::data_folder());
        self.opened = Some(Ok(()));
    }
    fn setting(&self, name: &str) -> String {
        self.session
            .as_ref()
            .and_then(|s| s.snapshot().setting(name).map(str::to_owned))
            .unwrap_or_default()
    }
}

impl Desk for CaseDesk {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.session
            .as_ref()
            .map_or_else(Arc::default, |s| s.snapshot().clone())
    }
    fn results(&self) -> &Results {
        self.session.as_ref().map_or(&self.nothing, Session::results)
    }
    fn catalog(&self) -> &Catalog {
        &self.catalog
    }
    fn perform(&mut self, action: Action) {
        if let Some(session) = &mut self.session {
            self.filling |= matches!(action, Action::LoadSample);
            session.perform(action);
        }
    }
    fn told(&mut self) -> Option<Told> {
        Some(match self.session.as_mut()?.next_notice()? {
            Notice::Done { name, args, undoable } => Told::Done { name, args, undoable },
            Notice::Problem(problem) => Told::Problem(problem),
            Notice::Refused { name, problem } => Told::Refused { name, problem },
        })
    }
    fn poll(&mut self) -> bool {
        let opened = self.take_opened();
        let Some(session) = &mut self.session else {
            return opened;
        };
        let changed = session.poll();
        if self.filling && session.results().progress(&Request::Import).is_none() {
            // The sample's desk was made while its case was filled.
            self.filling = false;
            self.recent = recent(&now::data_folder());
        }
        if changed && let Some(Answer::Verify(checks)) = session.results().get(&Request::Verify) {
            let time = self.verified.take().map_or_else(now::clock_time, |(time, _)| time);
            self.verified = Some((time, checks.iter().all(|c| c.ok)));
        }
        changed || opened
    }
    fn undo_name(&self) -> Option<(String, Vec<String>)> {
        self.session
            .as_ref()?
            .undo_state()
            .undo
            .as_ref()
            .map(|c| (c.command.clone(), c.args.clone()))
    }
    fn redo_name(&self) -> Option<(String, Vec<String>)> {
        self.session
            .as_ref()?
            .undo_state()
            .redo
            .as_ref()
            .map(|c| (c.command.clone(), c.args.clone()))
    }
    fn title(&self) -> String {
        match &self.session {
            Some(_) => self.setting("title"),
            // Locked, the file's name is all that may be said.
            None => self
                .path
                .file_stem()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default(),
        }
    }
    fn kind(&self) -> String {
        self.setting("kind")
    }
    fn fictional(&self) -> bool {
        self.setting("fictional") == "yes"
    }
    fn member(&self) -> String {
        self.session
            .as_ref()
            .map(|s| s.member_name().to_owned())
            .unwrap_or_default()
    }
    fn today(&self) -> String {
        now::today()
    }
    fn vault_open(&self) -> bool {
        self.session.as_ref().is_some_and(Session::vault_open)
    }
    fn verified(&self) -> Option<(String, bool)> {
        self.verified.clone()
    }
    fn read_only(&self) -> Option<String> {
        self.session
            .as_ref()
            .filter(|s| s.read_only)
            .map(|s| s.holder.trim().to_owned())
    }
    fn past(&self) -> Option<Commit> {
        self.session.as_ref()?.past().cloned()
    }
    fn draft(&self, name: &str) -> Option<String> {
        self.session.as_ref().and_then(|s| s.draft(name).map(str::to_owned))
    }
    fn locked(&self) -> bool {
        self.session.is_none()
    }
    fn lock(&mut self) {
        if let Some(session) = self.session.take() {
            session.member_name().clone_into(&mut self.acted);
        }
        self.choosing = None;
        self.verified = None;
    }
    fn ask_file(&mut self, ask: FileAsk) {
        let (path, new) = match &ask {
            FileAsk::Open { path, .. } => (path.clone(), false),
            FileAsk::New { path, .. } => (path.clone(), true),
            FileAsk::Unlock { .. } => (self.path.clone(), false),
            FileAsk::As { member } => {
                let Some(mut choosing) = self.choosing.take() else {
                    return;
                };
                match choosing.case.act_as(member) {
                    Ok(()) => self.enter(choosing.path, *choosing.case),
                    Err(problem) => self.opened = Some(Err(problem)),
                }
                return;
            }
            FileAsk::GiveUp => {
                self.choosing = None;
                self.give_up();
                return;
            }
        };
        if self.session.is_some() && app::files::same(&path, &self.path) {
            // It is open already: a second writer would only find its own lock.
            self.opened = Some(Ok(()));
            return;
        }
        self.choosing = None;
        self.give_up();
        let (sender, receiver) = channel();
        let (catalog, waker, before) = (self.catalog.clone(), self.waker.clone(), self.given_up.take());
        let unwanted: Arc<AtomicBool> = Arc::default();
        let unwanted_in = unwanted.clone();
        let at = path.clone();
        let work = move || {
            // What was given up may still hold the file's lock.
            if before.is_some_and(|thread: JoinHandle<()>| thread.join().is_err()) {
                tracing::error!("a file that was given up ended early");
            }
            let throw_away = |made: Result<Case, Problem>| {
                if let (Ok(case), true) = (made, new) {
                    drop(case);
                    if let Err(problem) = app::files::remove_case(&at) {
                        tracing::warn!(key = %problem.key, "a new file that nobody wants stays");
                    }
                }
            };
            let made = match ask {
                FileAsk::New { new, .. } => Case::create(&at, &new, catalog, now::real_mint()),
                FileAsk::Open { password, .. } | FileAsk::Unlock { password } => {
                    Case::open(&at, &password, &Who::default(), catalog)
                }
                FileAsk::GiveUp | FileAsk::As { .. } => return,
            };
            if unwanted_in.load(Ordering::Relaxed) {
                throw_away(made);
                return;
            }
            let made = made.and_then(|case| remember(&now::data_folder(), &at).map(|()| case));
            // The window may be gone by now; then nobody wants the answer.
            if let Err(unsent) = sender.send(made) {
                throw_away(unsent.0);
            }
            if let Some(wake) = waker {
                wake();
            }
        };
        match std::thread::Builder::new().name("open".into()).spawn(work) {
            Ok(thread) => {
                self.opening = Some(Opening {
                    path,
                    receiver,
                    unwanted,
                    thread,
                });
            }
            Err(error) => {
                self.opened = Some(Err(Problem::new(
                    "thread",
                    "a free thread",
                    error.to_string(),
                    "close other programs and try again",
                )));
            }
        }
    }
    fn file_answer(&mut self) -> Option<Result<(), Problem>> {
        self.opened.take()
    }
    fn choosing(&self) -> Vec<MemberLine> {
        self.choosing.as_ref().map(|c| c.members.clone()).unwrap_or_default()
    }
    fn recent(&self) -> Vec<PathBuf> {
        // The file that is open is no other one to open, to promote into or to compare with.
        let other = |path: &&PathBuf| self.session.is_none() || **path != self.path;
        self.recent.iter().filter(other).cloned().collect()
    }
    fn closed(&self) -> bool {
        self.closed
    }
    fn close(&mut self) {
        self.give_up();
        self.lock();
        self.closed = true;
    }
    fn wake_with(&mut self, wake: Waker) {
        if let Some(session) = &self.session {
            session.set_waker(wake.clone());
        }
        self.waker = Some(wake);
    }
}

/// Opens the window on a case, or on the sample when none is given.
///
/// # Errors
/// No display (names `--headless`), no graphics, or a case that can't be opened.
pub fn run(catalog: Arc<Catalog>, renderer: &str, open: Option<&Path>) -> Result<(), Problem> {
    if !now::has_display() {
        return Err(no_display("no display"));
    }
    let renderer = match renderer {
        "wgpu" => eframe::Renderer::Wgpu,
        _ => eframe::Renderer::Glow,
    };
    // Making the sample's file derives keys, slowly on purpose: that goes on while the window comes up.
    // A case that was named is only looked at before it is unlocked, and what is wrong with it is said at once.
    let starting = match open {
        Some(path) => {
            let started = start(&catalog, Some(path))?;
            Starting::Done(Box::new(started))
        }
        None => {
            let catalog = catalog.clone();
            let work = move || start(&catalog, None);
            let thread = std::thread::Builder::new().name("start".into()).spawn(work);
            Starting::Thread(thread.map_err(|e| {
                Problem::new(
                    "thread",
                    "a free thread",
                    e.to_string(),
                    "close other programs and try again",
                )
            })?)
        }
    };
    let failed: Arc<Mutex<Option<Problem>>> = Arc::default();
    let failed_in = failed.clone();
    let options = eframe::NativeOptions {
        renderer,
        viewport: eframe::egui::ViewportBuilder::default()
            .with_title("Caseboard")
            .with_app_id("caseboard")
            .with_inner_size([1600.0, 1000.0])
            .with_min_inner_size([960.0, 640.0]),
        ..eframe::NativeOptions::default()
    };
    let made = eframe::run_native(
        "caseboard",
        options,
        Box::new(move |creation| {
            let (desk, fill) = match starting.wait() {
                Ok(started) => started,
                Err(problem) => {
                    let key = problem.key.clone();
                    *failed_in.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
                    return Err(key.into());
                }
            };
            Ok(Box::new(Program {
                window: Window::new(&creation.egui_ctx, desk),
                fill: fill.then_some(0),
            }))
        }),
    );
    if let Some(problem) = failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(problem);
    }
    // The library's own text shows a build path; what helps a person is what to do.
    made.map_err(|error| {
        tracing::debug!(%error, "no window");
        no_display("no window could be opened on this display")
    })
}

/// The window, and the sample that is still to be fetched.
struct Program {
    window: Window<CaseDesk>,
    /// Frames drawn while the sample waits: its files come in when the first stands on the screen, for on a
    /// small machine both at once would keep the person before an empty window.
    fill: Option<u8>,
}

impl eframe::App for Program {
    fn ui(&mut self, ui: &mut eframe::egui::Ui, _frame: &mut eframe::Frame) {
        if let Some(drawn) = &mut self.fill {
            *drawn += 1;
            ui.ctx().request_repaint();
            if *drawn > 1 {
                self.fill = None;
                self.window.desk.perform(Action::LoadSample);
            }
        }
        self.window.frame(ui);
    }
}

/// The desk on its way.
enum Starting {
    Done(Box<(CaseDesk, bool)>),
    Thread(std::thread::JoinHandle<Result<(CaseDesk, bool), Problem>>),
}

impl Starting {
    fn wait(self) -> Result<(CaseDesk, bool), Problem> {
        match self {
            Starting::Done(started) => Ok(*started),
            Starting::Thread(thread) => thread.join().unwrap_or_else(|_panic| {
                Err(Problem::new(
                    "start",
                    "a case to begin with",
                    "an internal error",
                    "report this",
                ))
            }),
        }
    }
}

fn no_display(found: &str) -> Problem {
    Problem::new(
        "no-display",
        "a display",
        found,
        "use `caseboard --headless DIR`, which does the same job into files, or try `--renderer wgpu`",
    )
}

/// The desk to begin with, and whether the sample's files are still to be imported.
fn start(catalog: &Arc<Catalog>, open: Option<&Path>) -> Result<(CaseDesk, bool), Problem> {
    let folder = now::data_folder();
    app::files::make_folder(&folder)?;
    let last = folder.join("last-case");
    if let Some(path) = open {
        remember(&folder, path)?;
    }
    let remembered = app::files::read(&last)
        .ok()
        .map(|b| PathBuf::from(String::from_utf8_lossy(&b).into_owned()));
    let open = open
        .map(Path::to_path_buf)
        .or_else(|| remembered.filter(|p| p.exists()));
    if let Some(path) = open.as_deref() {
        let password = if sample::is_sample(path) {
            sample::password()
        } else {
            // Locked at the start: the window asks for the password.
            return Ok((CaseDesk::locked(path, catalog.clone()), false));
        };
        let case = Case::open(path, &password, &Who::default(), catalog.clone())?;
        return Ok((CaseDesk::begun(path, case, catalog.clone()), false));
    }
    let path = folder.join(sample::FILE_NAME);
    if path.exists() {
        let case = Case::open(&path, &sample::password(), &Who::default(), catalog.clone())?;
        let empty = case.snapshot().sources.is_empty();
        return Ok((CaseDesk::begun(&path, case, catalog.clone()), empty));
    }
    let case = sample::make::new_case(&path, catalog, now::sample_mint(1))?;
    Ok((CaseDesk::new(&path, case, catalog.clone()), true))
}

impl CaseDesk {
    /// Over a case at the start of the program.
    fn begun(path: &Path, case: Case, catalog: Arc<Catalog>) -> CaseDesk {
        let mut desk = CaseDesk::locked(path, catalog);
        desk.ask_who(path.to_path_buf(), case);
        // What was entered stands there already: nobody asked for it.
        desk.opened = None;
        desk
    }
    fn locked(path: &Path, catalog: Arc<Catalog>) -> CaseDesk {
        CaseDesk {
            path: path.to_path_buf(),
            catalog,
            session: None,
            waker: None,
            nothing: Results::default(),
            verified: None,
            opening: None,
            given_up: None,
            opened: None,
            choosing: None,
            acted: String::new(),
            recent: recent(&now::data_folder()),
            filling: false,
            closed: false,
        }
    }
}

/// Cases kept in the list of those that were open.
const RECENT: usize = 8;

/// Cases opened before, newest first, that are still there.
fn recent(folder: &Path) -> Vec<PathBuf> {
    let kept = app::files::read(&folder.join("recent-cases")).unwrap_or_default();
    let mut paths: Vec<PathBuf> = String::from_utf8_lossy(&kept).lines().map(PathBuf::from).collect();
    for name in [sample::FILE_NAME, sample::DESK_FILE_NAME] {
        let path = folder.join(name);
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths.retain(|p| p.exists());
    paths.truncate(RECENT);
    paths
}

/// Notes a case as the last one, at the head of the list. Only paths are kept, never a title.
fn remember(folder: &Path, path: &Path) -> Result<(), Problem> {
    let full = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let mut paths = recent(folder);
    paths.retain(|p| *p != full);
    paths.insert(0, full.clone());
    let lines: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    app::files::make_folder(folder)?;
    app::files::write(&folder.join("recent-cases"), lines.join("\n").as_bytes())?;
    app::files::write(&folder.join("last-case"), full.to_string_lossy().as_bytes())
}
