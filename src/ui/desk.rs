//! The window's desk over a real case: a session by message, locked and unlocked, and the first start.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Desk, Told, Window};
use crate::app::action::{Action, Answer, Request};
use crate::app::case::{Case, Who};
use crate::app::job::Results;
use crate::app::session::{Notice, Session, Waker};
use crate::app::{self, headless, now, sample};
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
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
}

impl CaseDesk {
    pub fn new(path: &Path, case: Case, catalog: Arc<Catalog>) -> CaseDesk {
        CaseDesk {
            path: path.to_path_buf(),
            catalog,
            session: Some(Session::new(case)),
            waker: None,
            nothing: Results::default(),
            verified: None,
        }
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
            session.perform(action);
        }
    }
    fn told(&mut self) -> Option<Told> {
        Some(match self.session.as_mut()?.next_notice()? {
            Notice::Done { name, args, undoable } => Told::Done { name, args, undoable },
            Notice::Problem(problem) => Told::Problem(problem),
        })
    }
    fn poll(&mut self) -> bool {
        let Some(session) = &mut self.session else { return false };
        let changed = session.poll();
        if changed && let Some(Answer::Verify(checks)) = session.results().get(&Request::Verify) {
            let time = self.verified.take().map_or_else(now::clock_time, |(time, _)| time);
            self.verified = Some((time, checks.iter().all(|c| c.ok)));
        }
        changed
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
        self.setting("title")
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
        self.session.as_ref().filter(|s| s.read_only).map(|s| s.holder.clone())
    }
    fn draft(&self, name: &str) -> Option<String> {
        self.session.as_ref().and_then(|s| s.draft(name).map(str::to_owned))
    }
    fn locked(&self) -> bool {
        self.session.is_none()
    }
    fn lock(&mut self) {
        self.session = None;
        self.verified = None;
    }
    fn unlock(&mut self, password: Secret) -> Result<(), Problem> {
        let case = Case::open(&self.path, &password, &Who::default(), self.catalog.clone())?;
        let session = Session::new(case);
        if let Some(waker) = &self.waker {
            session.set_waker(waker.clone());
        }
        self.session = Some(session);
        Ok(())
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
    let (desk, fill) = start(&catalog, open)?;
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
            let mut window = Window::new(&creation.egui_ctx, desk);
            if fill {
                window.desk.perform(Action::LoadSample);
            }
            Ok(Box::new(window))
        }),
    );
    // The library's own text shows a build path; what helps a person is what to do.
    made.map_err(|error| {
        tracing::debug!(%error, "no window");
        no_display("no window could be opened on this display")
    })
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
        let full = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        app::files::write(&last, full.to_string_lossy().as_bytes())?;
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
        return Ok((CaseDesk::new(path, case, catalog.clone()), false));
    }
    let path = folder.join(sample::FILE_NAME);
    if path.exists() {
        let case = Case::open(&path, &sample::password(), &Who::default(), catalog.clone())?;
        let empty = case.snapshot().sources.is_empty();
        return Ok((CaseDesk::new(&path, case, catalog.clone()), empty));
    }
    let case = headless::new_sample(&path, catalog, now::real_mint())?;
    Ok((CaseDesk::new(&path, case, catalog.clone()), true))
}

impl CaseDesk {
    fn locked(path: &Path, catalog: Arc<Catalog>) -> CaseDesk {
        CaseDesk {
            path: path.to_path_buf(),
            catalog,
            session: None,
            waker: None,
            nothing: Results::default(),
            verified: None,
        }
    }
}
