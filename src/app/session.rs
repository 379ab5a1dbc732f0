//! An open case for the window: the case lives on a thread of its own, answers come back by message,
//! so that no frame waits for disk or lock. What needs only a snapshot runs beside it.

mod aside; // work beside the case's thread
mod shown; // which board is shown: the newest, or an older one

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::action::{Action, Answer, Fit, Imported, PROPOSED_MAP, Preview, Request};
use super::case::{Case, Stack};
use super::job::{Progress, Results};
use super::{ask, files, intake, library, now, promote, public, publish, sample};
use crate::catalog::Catalog;
use crate::model::commit::Commit;
use crate::model::problem::Problem;
use crate::snapshot::Snapshot;

/// Called from a worker when something is ready to be polled (the window then repaints once).
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// A line for the person: something was done (and can be undone), or a problem.
#[derive(Clone)]
pub enum Notice {
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

/// What undo and redo would do: the commits that they would take back or bring again.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct UndoState {
    pub undo: Option<Commit>,
    pub redo: Option<Commit>,
}

#[expect(clippy::large_enum_variant, reason = "few messages at a time, moved once")]
enum ToCase {
    Perform(Action, Progress),
    Close,
}

enum FromCase {
    Snapshot(Arc<Snapshot>, UndoState),
    Answer(Request, i64, Answer),
    Notice(Notice),
    Vault(bool),
    Drafts(BTreeMap<String, String>),
    /// The board of an older commit, to be shown.
    Past(Box<Case>),
}

pub struct Session {
    pub title: String,
    pub read_only: bool,
    /// Who holds the lock, when it is not us.
    pub holder: String,
    member: String,
    snapshot: Arc<Snapshot>,
    catalog: Arc<Catalog>,
    results: Results,
    undo: UndoState,
    notices: VecDeque<Notice>,
    vault_open: bool,
    drafts: BTreeMap<String, String>,
    to_case: Sender<ToCase>,
    from_case: Receiver<FromCase>,
    back: Sender<FromCase>,
    waker: Arc<Mutex<Option<Waker>>>,
    /// Where libraries lie.
    libraries: PathBuf,
    thread: Option<JoinHandle<()>>,
    /// The commit whose board this is, when it is an older one.
    of: Option<Commit>,
    /// The older board that is shown, with a thread and answers of its own.
    past: Option<Box<Session>>,
}

impl Session {
    /// Over a case, with the libraries of the person's own folder.
    pub fn new(case: Case) -> Session {
        Session::with_libraries(case, public::folder(None))
    }

    /// As `new`, with the libraries of this folder.
    pub fn with_libraries(case: Case, libraries: PathBuf) -> Session {
        let (to_case, inbox) = channel();
        let (back, from_case) = channel();
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let snapshot = case.snapshot();
        let catalog = case.catalog();
        let (undo, of) = (case.undo_state(), case.past().cloned());
        let drafts = case.drafts();
        let title = snapshot.setting("title").unwrap_or_default().to_owned();
        let read_only = case.read_only();
        let holder = case.holder();
        let member = case.member_name();
        let (out, wake, folder) = (back.clone(), waker.clone(), libraries.clone());
        let thread = std::thread::Builder::new()
            .name("case".into())
            .spawn(move || serve(case, &folder, &inbox, &aside::Back::new(out, wake)))
            .ok();
        Session {
            title,
            read_only,
            holder,
            member,
            snapshot,
            catalog,
            results: Results::default(),
            undo,
            notices: VecDeque::new(),
            vault_open: false,
            drafts,
            to_case,
            from_case,
            back,
            waker,
            libraries,
            thread,
            of,
            past: None,
        }
    }

    pub fn set_waker(&self, waker: Waker) {
        if let Ok(mut slot) = self.waker.lock() {
            *slot = Some(waker);
        }
    }
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.shown().snapshot
    }
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }
    pub fn results(&self) -> &Results {
        &self.shown().results
    }
    pub fn undo_state(&self) -> &UndoState {
        &self.shown().undo
    }
    pub fn member_name(&self) -> &str {
        &self.member
    }
    pub fn vault_open(&self) -> bool {
        self.shown().vault_open
    }
    pub fn draft(&self, name: &str) -> Option<&str> {
        self.drafts.get(name).map(String::as_str)
    }
    /// The oldest notice not yet shown.
    pub fn next_notice(&mut self) -> Option<Notice> {
        let past = self.past.as_mut().and_then(|p| p.notices.pop_front());
        self.notices.pop_front().or(past)
    }

    /// Hands an action on; its effect is seen by a later `poll`.
    pub fn perform(&mut self, action: Action) {
        let Some(action) = self.on_shown(action) else {
            return;
        };
        match action {
            Action::Ask(request) => self.ask(request),
            Action::Cancel(request) => self.results.stop(&request),
            Action::CloseVault => {
                self.vault_open = false;
                self.results.forget_revealed();
                self.send(Action::CloseVault, Progress::default());
            }
            Action::KeepDraft { name, value } => {
                if self.drafts.get(&name) != Some(&value) {
                    self.drafts.insert(name.clone(), value.clone());
                    self.send(Action::KeepDraft { name, value }, Progress::default());
                }
            }
            Action::Import { .. } | Action::LoadSample => {
                let progress = self.results.start(Request::Import);
                self.send(action, progress);
            }
            Action::Reveal { sealed, .. } => {
                let progress = self.results.start(Request::Revealed(sealed));
                self.send(action, progress);
            }
            Action::Promote(_) => {
                self.results.forget(&Request::Promote);
                let progress = self.results.start(Request::Promote);
                self.send(action, progress);
            }
            Action::AskElsewhere(_) => {
                self.results.forget(&Request::Elsewhere);
                let progress = self.results.start(Request::Elsewhere);
                self.send(action, progress);
            }
            Action::AddLibrary { name, files, map } => {
                self.results.forget(&Request::AddLibrary);
                let progress = self.results.start(Request::AddLibrary);
                let (catalog, folder) = (self.catalog.clone(), self.libraries.clone());
                self.aside(Request::AddLibrary, Progress::default(), move || {
                    let first = files.first().cloned().unwrap_or_default();
                    let map = map_for(&catalog, &first, &map)?;
                    library::add_watched(&folder, &name, &files, &map, &catalog, &progress).map(Answer::LibraryAdded)
                });
            }
            Action::AddMember(_) => {
                self.results.forget(&Request::AddMember);
                let progress = self.results.start(Request::AddMember);
                self.send(action, progress);
            }
            Action::OpenOriginal { source, .. } => {
                let progress = self.results.start(Request::Opened(source));
                self.send(action, progress);
            }
            Action::Export(_) | Action::WriteRejects { .. } | Action::SaveOriginal { .. } => {
                let progress = self.results.start(Request::Export);
                self.send(action, progress);
            }
            other => self.send(other, Progress::default()),
        }
    }

    fn ask(&mut self, request: Request) {
        if !self.results.wants(&request, self.snapshot.seq) {
            return;
        }
        let progress = self.results.start(request.clone());
        let (snapshot, catalog) = (self.snapshot.clone(), self.catalog.clone());
        match &request {
            Request::Libraries { whole } => {
                let (whole, folder) = (*whole, self.libraries.clone());
                self.aside(request, progress, move || {
                    library::shelf(&snapshot, &folder, whole).map(Answer::Libraries)
                });
            }
            Request::LibraryRows { name, text } => {
                let (name, text, folder) = (name.clone(), text.clone(), self.libraries.clone());
                self.aside(request, progress, move || {
                    library::search(&folder, &name, &text).map(Answer::LibraryRows)
                });
            }
            _ if ask::needs_only_snapshot(&request) => {
                let (asked, unless) = (request.clone(), progress.clone());
                self.aside(request, unless, move || {
                    Ok(ask::answer(&snapshot, &catalog, &asked, &progress))
                });
            }
            _ => self.send(Action::Ask(request), progress),
        }
    }

    /// Answers a request on a thread of its own, unless it is cancelled meanwhile.
    fn aside(
        &self,
        request: Request,
        unless: Progress,
        work: impl FnOnce() -> Result<Answer, Problem> + Send + 'static,
    ) {
        let back = aside::Back::new(self.back.clone(), self.waker.clone());
        aside::run(request, self.snapshot.seq, unless, back, work);
    }

    fn send(&mut self, action: Action, progress: Progress) {
        if self.to_case.send(ToCase::Perform(action, progress)).is_err() {
            self.notices.push_back(Notice::Problem(Problem::new(
                "closed",
                "an open case",
                "one that was closed",
                "open the case again",
            )));
        }
    }

    /// Takes in what is ready; true when something changed. Never waits.
    pub fn poll(&mut self) -> bool {
        let mut changed = self.past.as_mut().is_some_and(|p| p.poll());
        while let Ok(message) = self.from_case.try_recv() {
            changed = true;
            match message {
                FromCase::Snapshot(snapshot, undo) => {
                    self.title = snapshot.setting("title").unwrap_or_default().to_owned();
                    self.snapshot = snapshot;
                    self.undo = undo;
                }
                FromCase::Answer(request, seq, answer) => {
                    if let Answer::Failed(problem) = &answer
                        && !request.told_in_place()
                    {
                        self.notices.push_back(Notice::Problem(problem.clone()));
                    }
                    if matches!(answer, Answer::LibraryAdded(_)) {
                        self.shelf_changed();
                    }
                    // What was given up with the vault is taken in no more, however far it had come.
                    if request.of_the_vault() && self.results_of(&request).progress(&request).is_none() {
                        continue;
                    }
                    if matches!(answer, Answer::Opened) {
                        self.results.forget_revealed();
                    }
                    self.results_of(&request).finish(request, seq, answer);
                }
                FromCase::Notice(notice) => {
                    // What was purged or put under seal may be on a page that was drawn before.
                    if matches!(&notice, Notice::Done { undoable: false, .. }) {
                        self.results.forget_pages();
                    }
                    self.notices.push_back(notice);
                }
                FromCase::Drafts(drafts) => self.drafts = drafts,
                FromCase::Vault(open) => self.vault_open = open,
                FromCase::Past(case) => self.show(*case),
            }
        }
        changed
    }

    /// Another library is there: what was said of libraries is asked again.
    fn shelf_changed(&mut self) {
        for whole in [false, true] {
            self.results.forget(&Request::Libraries { whole });
        }
        if self.snapshot.library_uses.iter().next().is_some() {
            self.results.forget(&Request::Surface);
        }
    }

    /// Waits for the case thread to finish what it has begun, then closes the file.
    pub fn close(&mut self) {
        if self.to_case.send(ToCase::Close).is_ok()
            && let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the case thread ended early");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.close();
    }
}

fn serve(mut case: Case, libraries: &Path, inbox: &Receiver<ToCase>, back: &aside::Back) {
    while let Ok(ToCase::Perform(action, progress)) = inbox.recv() {
        let before = case.snapshot().seq;
        let say = |message| back.deliver(message);
        match action {
            Action::Ask(Request::Document(record)) => aside::document(&case, record, back),
            Action::Ask(Request::Page { record, page, width }) => {
                aside::page(&case, record, page, width, progress, back)
            }
            Action::Ask(Request::Told(entity)) => aside::told(&case, entity, progress, back),
            Action::Ask(Request::Surface) => aside::surface(&case, libraries, back),
            Action::Ask(Request::Morning { as_of, since }) => aside::morning(&case, libraries, as_of, since, back),
            Action::AskElsewhere(others) => aside::elsewhere(&case, others, progress, back),
            Action::ShowAsOf(when) => aside::as_of(&case, &when, progress, back),
            action => step(&mut case, libraries, action, &progress, &say),
        }
        if case.snapshot().seq != before {
            say(FromCase::Snapshot(case.snapshot(), case.undo_state()));
        }
    }
}

fn step(case: &mut Case, libraries: &Path, action: Action, progress: &Progress, say: &dyn Fn(FromCase)) {
    let seq = case.snapshot().seq;
    match action {
        Action::Commit(command) => {
            let (name, args) = (command.verb().name(), command.verb().args(&case.snapshot()));
            let undoable = command.verb().class() != crate::model::commit::UndoClass::Never;
            match case.commit(&command) {
                Ok(_) => {
                    say(FromCase::Notice(Notice::Done { name, args, undoable }));
                    if !undoable {
                        // What was taken out for good is in no draft any more.
                        say(FromCase::Drafts(case.drafts()));
                    }
                }
                Err(problem) => say(FromCase::Notice(Notice::Refused { name, problem })),
            }
        }
        Action::Undo => reverted(case.undo(&Stack::Case), "undo", say),
        Action::Redo => reverted(case.redo(&Stack::Case), "redo", say),
        Action::UndoChart(chart) => reverted(case.undo(&Stack::Chart(chart)), "undo", say),
        Action::RedoChart(chart) => reverted(case.redo(&Stack::Chart(chart)), "redo", say),
        Action::LoadSample => {
            let filled = fill_sample(case, &mut |case, done, total| {
                progress.set(done as u64, total as u64);
                say(FromCase::Snapshot(case.snapshot(), case.undo_state()));
                !progress.cancelled()
            });
            let answer = filled.map_or_else(Answer::Failed, Answer::Imported);
            say(FromCase::Answer(Request::Import, case.snapshot().seq, answer));
        }
        Action::Ask(Request::Preview { file, map, agency }) => {
            let answer = Answer::Preview(Box::new(preview(case, &file, &map, &agency, progress)));
            say(FromCase::Answer(Request::Preview { file, map, agency }, seq, answer));
        }
        Action::Ask(request) => {
            let answer = case.answer(&request, progress);
            say(FromCase::Answer(request, seq, answer));
        }
        Action::Import { files, map, agency } => {
            let mut done = Vec::new();
            for file in &files {
                let imported = map_for(&case.catalog(), file, &map)
                    .and_then(|map| case.import_path(file, &map, &agency, progress));
                match imported {
                    Ok(imported) => {
                        done.push(imported);
                        say(FromCase::Snapshot(case.snapshot(), case.undo_state()));
                    }
                    Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
                }
                if progress.cancelled() {
                    break;
                }
            }
            say(FromCase::Answer(
                Request::Import,
                case.snapshot().seq,
                Answer::Imported(done),
            ));
        }
        Action::Export(request) => {
            let answer = match publish::export(case, &request) {
                Ok(exported) => Answer::Exported {
                    path: exported.path,
                    sha256: exported.sha256,
                },
                Err(problem) => Answer::Failed(problem),
            };
            say(FromCase::Answer(Request::Export, seq, answer));
        }
        Action::Retry(request) => match super::rejects::retry(case, &request) {
            Ok(done) => {
                if done.commit.is_some() {
                    let (name, args) = if done.cells {
                        (
                            "cells.reread",
                            vec![done.file.clone(), done.corrections.to_string(), request.why],
                        )
                    } else {
                        let rows = done.staged.to_string();
                        (
                            "rejects.retry",
                            vec![done.file.clone(), rows, String::new(), request.why],
                        )
                    };
                    say(FromCase::Notice(Notice::Done {
                        name: name.to_owned(),
                        args,
                        undoable: true,
                    }));
                }
                say(FromCase::Answer(Request::Retried, seq, Answer::Retried(done)));
            }
            Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
        },
        Action::WriteRejects { source, group, path } => {
            let answer = match super::rejects::write_out(case, source, &group, &path) {
                Ok(written) => Answer::Exported {
                    path: written.path,
                    sha256: written.sha256,
                },
                Err(problem) => Answer::Failed(problem),
            };
            say(FromCase::Answer(Request::Export, seq, answer));
        }
        Action::SaveOriginal {
            source,
            path,
            passphrase,
            why,
        } => {
            let answer = match super::original::save(case, source, &path, &passphrase, &why) {
                Ok(saved) => Answer::Exported {
                    path: saved.path,
                    sha256: saved.sha256,
                },
                Err(problem) => Answer::Failed(problem),
            };
            say(FromCase::Vault(case.vault_open()));
            say(FromCase::Answer(Request::Export, seq, answer));
        }
        Action::OpenOriginal {
            source,
            passphrase,
            why,
        } => {
            let opened = case.open_original(source, &passphrase, &why);
            say(FromCase::Vault(case.vault_open()));
            let answer = opened.map_or_else(Answer::Failed, |()| Answer::Opened);
            say(FromCase::Answer(Request::Opened(source), seq, answer));
        }
        Action::Backup { out } => match case.backup(&out) {
            Ok(()) => say(FromCase::Notice(Notice::Done {
                name: "file.backup".to_owned(),
                args: vec![out.display().to_string()],
                undoable: false,
            })),
            Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
        },
        Action::Reveal {
            sealed,
            passphrase,
            why,
        } => {
            let request = Request::Revealed(sealed);
            let open_before = case.vault_is_open();
            // The key is derived to the end once it is begun; what was given up is shown to nobody.
            let revealed = (!progress.cancelled()).then(|| case.reveal(sealed, &passphrase, &why));
            match revealed {
                Some(Ok(secret)) if !progress.cancelled() => {
                    say(FromCase::Vault(true));
                    say(FromCase::Answer(request, seq, Answer::Revealed(secret)));
                }
                Some(Ok(_)) if !open_before => case.close_vault(),
                Some(Err(problem)) => say(FromCase::Answer(request, seq, Answer::Failed(problem))),
                Some(Ok(_)) | None => {}
            }
        }
        Action::Pull { library, row } => match public::pull(case, libraries, &library, row) {
            Ok(pulled) => say(FromCase::Notice(Notice::Done {
                name: "library.pull".to_owned(),
                args: vec![pulled.library, pulled.row.to_string()],
                undoable: !pulled.already,
            })),
            Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
        },
        Action::Promote(request) => {
            let made = promote::promote_into(case, &request, progress);
            if request.identities.is_some() {
                say(FromCase::Vault(false));
            }
            let answer = made.map_or_else(Answer::Failed, Answer::Promoted);
            say(FromCase::Answer(Request::Promote, case.snapshot().seq, answer));
        }
        Action::AddMember(new) => {
            let added = case.add_member(&new);
            let answer = added.map_or_else(Answer::Failed, |()| Answer::MemberAdded(new.name.clone()));
            say(FromCase::Answer(Request::AddMember, case.snapshot().seq, answer));
        }
        // Begun before the case's thread is asked.
        Action::AskElsewhere(_) | Action::AddLibrary { .. } | Action::ShowAsOf(_) | Action::ShowNow => {}
        Action::CloseVault => {
            case.close_vault();
            say(FromCase::Vault(false));
        }
        Action::KeepDraft { name, value } => {
            if let Err(problem) = case.keep_draft(&name, &value) {
                say(FromCase::Notice(Notice::Problem(problem)));
            }
        }
        Action::Cancel(_) => progress.cancel(),
    }
}

/// Fills the sample's case; its desk is made beside it meanwhile.
fn fill_sample(case: &mut Case, step: &mut dyn FnMut(&Case, usize, usize) -> bool) -> Result<Vec<Imported>, Problem> {
    let (path, catalog) = (case.path().with_file_name(sample::DESK_FILE_NAME), case.catalog());
    let desk = std::thread::spawn(move || sample::make::new_desk(&path, &catalog, now::sample_mint(2)));
    let joined = || {
        desk.join().unwrap_or_else(|_panic| {
            Err(Problem::new(
                "start",
                "the sample's desk",
                "an internal error",
                "report this",
            ))
        })
    };
    sample::make::fill(case, joined, step).map(|filled| filled.imports)
}

/// The name or path of the map to use. One that was proposed, or made of columns that a person chose, is first
/// kept as a file among the person's own.
fn map_for(catalog: &Catalog, file: &Path, map: &str) -> Result<String, Problem> {
    let toml = match map {
        PROPOSED_MAP => intake::propose(file, catalog)?.toml,
        text if text.contains('\n') => text.to_owned(),
        known => return Ok(known.to_owned()),
    };
    let folder = now::data_folder().join("maps");
    files::make_folder(&folder)?;
    let stem = file
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let kept = folder.join(format!("{stem}.toml"));
    files::write(&kept, toml.as_bytes())?;
    Ok(kept.display().to_string())
}

/// Reads a file through its map without storing anything.
fn preview(case: &mut Case, file: &Path, map: &str, agency: &str, progress: &Progress) -> Preview {
    let mut out = Preview::default();
    match intake::propose(file, &case.catalog()) {
        Ok(proposed) => {
            let fit = |k: crate::import::Ranked| Fit {
                map: k.map,
                score: k.score,
                reasons: k.reasons,
            };
            out.known = proposed.known.into_iter().map(fit).collect();
            out.proposed = proposed.reasons;
        }
        Err(problem) => out.problem = Some(problem),
    }
    let map = if map.contains('\n') {
        Ok(map.to_owned())
    } else {
        map_for(&case.catalog(), file, map)
    };
    match map.and_then(|map| case.preview_import(file, &map, agency, progress)) {
        Ok(would) => {
            out.would = Some(would);
            out.problem = None;
        }
        Err(problem) => out.problem = Some(problem),
    }
    out
}

fn reverted(result: Result<Option<Commit>, Problem>, name: &str, say: &dyn Fn(FromCase)) {
    match result {
        Ok(Some(commit)) => {
            let mut args = vec![commit.command];
            args.extend(commit.args);
            say(FromCase::Notice(Notice::Done {
                name: name.to_owned(),
                args,
                undoable: false,
            }));
        }
        Ok(None) => {}
        Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
    }
}
