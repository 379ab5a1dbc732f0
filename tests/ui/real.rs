//! A real case in a folder of its own, with the three fictional tips in it, under the window as a person
//! has it: changes are commits, and are seen when the next snapshot is there.

use std::sync::Arc;

use caseboard::app::case::{Case, NewCase};
use caseboard::app::job::Progress;
use caseboard::app::now::SeededMint;
use caseboard::app::sample::{self, make};
use caseboard::catalog::Catalog;
use caseboard::catalog::asset::Assets;
use caseboard::model::secret::Secret;
use caseboard::snapshot::Snapshot;
use caseboard::ui::desk::CaseDesk;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Window};
use egui_kittest::Harness;

use super::harness::{Over, made, until};

pub const PASSWORD: &str = "correct horse battery";
pub const PASSPHRASE: &str = "a staple for sealed ones";

/// The window over the case, and the folder that it lies in.
pub struct Real {
    pub board: Over<CaseDesk>,
    pub folder: tempfile::TempDir,
}

impl Real {
    pub fn open(screen: Screen) -> Real {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.caseboard");
        let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").unwrap());
        let new = NewCase {
            kind: "case".to_owned(),
            title: "Three tips".to_owned(),
            member: "A. Baca".to_owned(),
            agency: "Mesa Alta".to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            passphrase: Secret::new(PASSPHRASE.to_owned()),
        };
        let mint = Box::new(SeededMint::new(7, "2026-11-24T08:00:00Z"));
        let mut case = Case::create(&path, &new, catalog.clone(), mint).unwrap();
        let tips = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/two_tips.csv");
        case.import_path(&tips, "", "", &Progress::default()).unwrap();
        Real::over(folder, case, catalog, Some(screen))
    }

    /// The fictional sample, as the first start makes it.
    pub fn sample() -> Real {
        let (folder, case, catalog) = Real::sample_case();
        Real::over(folder, case, catalog, None)
    }

    /// The sample, without a window over it.
    pub fn sample_case() -> (tempfile::TempDir, Case, Arc<Catalog>) {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").unwrap());
        let mint = |seed| Box::new(SeededMint::new(seed, "2026-11-24T08:00:00Z"));
        let mut case = make::new_case(&folder.path().join(sample::FILE_NAME), &catalog, mint(1)).unwrap();
        let desk = || make::new_desk(&folder.path().join(sample::DESK_FILE_NAME), &catalog, mint(2));
        drop(make::fill(&mut case, desk, &mut |_, _, _| true).unwrap());
        (folder, case, catalog)
    }

    fn over(folder: tempfile::TempDir, case: Case, catalog: Arc<Catalog>, screen: Option<Screen>) -> Real {
        let path = case.path().to_owned();
        let board = made(Harness::builder(), move |ctx| {
            let mut window = Window::new(ctx, CaseDesk::new(&path, case, catalog));
            window.shared.screen = screen.unwrap_or(window.shared.screen);
            window
        });
        Real { board, folder }
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.board.state().desk.snapshot()
    }

    /// Draws frames until it is so; a minute at most.
    pub fn until(&mut self, what: &str, so: impl FnMut(&Over<CaseDesk>) -> bool) {
        until(&mut self.board, what, so);
    }

    /// Draws frames until the next commit is seen; gives its audit name, when it can be undone.
    pub fn committed(&mut self, before: i64) -> Option<String> {
        self.until("the next commit", |b| b.state().desk.snapshot().seq > before);
        self.board.state().desk.undo_name().map(|(name, _)| name)
    }
}
