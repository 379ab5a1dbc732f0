//! An open case for the window: the case lives on a thread of its own, answers come back by message,
//! so that no frame waits for disk or lock. What needs only a snapshot runs beside it.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use super::action::{Action, Answer, Fit, PROPOSED_MAP, Preview, Request};
use super::case::{Case, Stack};
use super::job::{Progress, Results};
use super::{ask, files, intake, now, public, publish};
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
    drafts: std::collections::BTreeMap<String, String>,
    to_case: Sender<ToCase>,
    from_case: Receiver<FromCase>,
    back: Sender<FromCase>,
    waker: Arc<Mutex<Option<Waker>>>,
    thread: Option<JoinHandle<()>>,
}

impl Session {
    pub fn new(case: Case) -> Session {
        let (to_case, inbox) = channel();
        let (back, from_case) = channel();
        let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
        let snapshot = case.snapshot();
        let catalog = case.catalog();
        let undo = case.undo_state();
        let drafts = case.drafts();
        let title = snapshot.setting("title").unwrap_or_default().to_owned();
        let read_only = case.read_only();
        let holder = case.holder();
        let member = snapshot
            .members
            .get(case.member().0)
            .map(|m| m.name.clone())
            .unwrap_or_default();
        let (out, wake) = (back.clone(), waker.clone());
        let thread = std::thread::Builder::new()
            .name("case".into())
            .spawn(move || serve(case, &inbox, &out, &wake))
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
            thread,
        }
    }

    pub fn set_waker(&self, waker: Waker) {
        if let Ok(mut slot) = self.waker.lock() {
            *slot = Some(waker);
        }
    }
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }
    pub fn results(&self) -> &Results {
        &self.results
    }
    pub fn undo_state(&self) -> &UndoState {
        &self.undo
    }
    pub fn member_name(&self) -> &str {
        &self.member
    }
    pub fn vault_open(&self) -> bool {
        self.vault_open
    }
    pub fn draft(&self, name: &str) -> Option<&str> {
        self.drafts.get(name).map(String::as_str)
    }
    /// The oldest notice not yet shown.
    pub fn next_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// Hands an action on; its effect is seen by a later `poll`.
    pub fn perform(&mut self, action: Action) {
        match action {
            Action::Ask(request) => self.ask(request),
            Action::Cancel(request) => self.results.stop(&request),
            Action::CloseVault => {
                self.vault_open = false;
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
            Action::Export(_) | Action::WriteRejects { .. } => {
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
        if !ask::needs_only_snapshot(&request) {
            self.send(Action::Ask(request), progress);
            return;
        }
        let (snapshot, catalog, back, waker) = (
            self.snapshot.clone(),
            self.catalog.clone(),
            self.back.clone(),
            self.waker.clone(),
        );
        let spawned = std::thread::Builder::new().name("ask".into()).spawn(move || {
            let answer = ask::answer(&snapshot, &catalog, &request, &progress);
            if !progress.cancelled() {
                deliver(&back, &waker, FromCase::Answer(request, snapshot.seq, answer));
            }
        });
        if let Err(error) = spawned {
            self.notices.push_back(Notice::Problem(Problem::new(
                "thread",
                "a free thread",
                error.to_string(),
                "close other programs and try again",
            )));
        }
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
        let mut changed = false;
        while let Ok(message) = self.from_case.try_recv() {
            changed = true;
            match message {
                FromCase::Snapshot(snapshot, undo) => {
                    self.title = snapshot.setting("title").unwrap_or_default().to_owned();
                    self.snapshot = snapshot;
                    self.undo = undo;
                }
                FromCase::Answer(request, seq, answer) => {
                    if let Answer::Failed(problem) = &answer {
                        self.notices.push_back(Notice::Problem(problem.clone()));
                    }
                    self.results.finish(request, seq, answer);
                }
                FromCase::Notice(notice) => self.notices.push_back(notice),
                FromCase::Vault(open) => self.vault_open = open,
            }
        }
        changed
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

fn deliver(back: &Sender<FromCase>, waker: &Mutex<Option<Waker>>, message: FromCase) {
    if back.send(message).is_ok()
        && let Ok(slot) = waker.lock()
        && let Some(wake) = slot.as_ref()
    {
        wake();
    }
}

fn serve(mut case: Case, inbox: &Receiver<ToCase>, back: &Sender<FromCase>, waker: &Arc<Mutex<Option<Waker>>>) {
    while let Ok(ToCase::Perform(action, progress)) = inbox.recv() {
        let before = case.snapshot().seq;
        let say = |message| deliver(back, waker, message);
        match action {
            Action::Ask(Request::Surface) => surface_beside(&case, back, waker),
            action => step(&mut case, action, &progress, &say),
        }
        if case.snapshot().seq != before {
            say(FromCase::Snapshot(case.snapshot(), case.undo_state()));
        }
    }
}

/// Surfacing takes its time: it gets the narratives from the case and runs beside it.
fn surface_beside(case: &Case, back: &Sender<FromCase>, waker: &Arc<Mutex<Option<Waker>>>) {
    let (snapshot, catalog, back, waker) = (case.snapshot(), case.catalog(), back.clone(), waker.clone());
    let narratives = match case.narratives() {
        Ok(narratives) => narratives,
        Err(problem) => {
            return deliver(
                &back,
                &waker,
                FromCase::Answer(Request::Surface, snapshot.seq, Answer::Failed(problem)),
            );
        }
    };
    let work = move || {
        let found = ask::surface(&snapshot, &catalog, narratives, &ask::SurfaceRequest::default());
        let looked = match public::look(&snapshot, &catalog, &public::folder(None), None) {
            Ok(looked) => looked,
            Err(problem) => {
                deliver(&back, &waker, FromCase::Notice(Notice::Problem(problem)));
                public::Looked::default()
            }
        };
        let answer = Answer::Surface {
            candidates: found.candidates,
            held_back: found.held_back,
            library: looked.records,
            notices: looked.notices,
        };
        deliver(&back, &waker, FromCase::Answer(Request::Surface, snapshot.seq, answer));
    };
    if let Err(error) = std::thread::Builder::new().name("surface".into()).spawn(work) {
        tracing::error!(kind = ?error.kind(), "no thread for surfacing");
    }
}

fn step(case: &mut Case, action: Action, progress: &Progress, say: &dyn Fn(FromCase)) {
    let seq = case.snapshot().seq;
    match action {
        Action::Commit(command) => {
            let (name, args) = (command.verb().name(), command.verb().args(&case.snapshot()));
            let undoable = command.verb().class() != crate::model::commit::UndoClass::Never;
            match case.commit(&command) {
                Ok(_) => say(FromCase::Notice(Notice::Done { name, args, undoable })),
                Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
            }
        }
        Action::Undo => reverted(case.undo(&Stack::Case), "undo", say),
        Action::Redo => reverted(case.redo(&Stack::Case), "redo", say),
        Action::UndoChart(chart) => reverted(case.undo(&Stack::Chart(chart)), "undo", say),
        Action::RedoChart(chart) => reverted(case.redo(&Stack::Chart(chart)), "redo", say),
        Action::LoadSample => {
            let filled = super::headless::fill_sample(case, &mut |case, done, total| {
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
                let imported =
                    map_for(case, file, &map).and_then(|map| case.import_path(file, &map, &agency, progress));
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
                    let args = vec![done.file.clone(), done.staged.to_string(), String::new(), request.why];
                    say(FromCase::Notice(Notice::Done {
                        name: "rejects.retry".to_owned(),
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
        Action::Pull { library, row } => match public::pull(case, &public::folder(None), &library, row) {
            Ok(pulled) => say(FromCase::Notice(Notice::Done {
                name: "library.pull".to_owned(),
                args: vec![pulled.library, pulled.row.to_string()],
                undoable: !pulled.already,
            })),
            Err(problem) => say(FromCase::Notice(Notice::Problem(problem))),
        },
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

/// The name or path of the map to use. The proposed one is first kept as a file among the person's own.
fn map_for(case: &Case, file: &Path, map: &str) -> Result<String, Problem> {
    if map != PROPOSED_MAP {
        return Ok(map.to_owned());
    }
    let proposed = intake::propose(file, &case.catalog())?;
    let folder = now::data_folder().join("maps");
    files::make_folder(&folder)?;
    let stem = file
        .file_stem()
        .map(|s| s.to_string_lossy().into_owned())
        .unwrap_or_default();
    let kept = folder.join(format!("{stem}.toml"));
    files::write(&kept, proposed.toml.as_bytes())?;
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
    match map_for(case, file, map).and_then(|map| case.preview_import(file, &map, agency, progress)) {
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
