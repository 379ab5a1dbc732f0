//! A board against other case files: whom to ring and about what kind of thing. The other file is opened,
//! compared and closed; nothing of it but the pointers is shown, and nothing is stored.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ask::{self, Pointer};
use super::case::{Case, Who};
use super::files;
use super::job::Progress;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::snapshot::Snapshot;

/// Another case file, and what opens it.
#[derive(Clone)]
pub struct Other {
    pub path: PathBuf,
    pub password: Secret,
}

/// Pointers into each of the other files, in their order. `own` is the file of this board.
///
/// # Errors
/// A file that can't be opened, named in the problem; this board's own file; `cancelled`.
pub fn look(
    snapshot: &Snapshot,
    own: &Path,
    others: &[Other],
    catalog: &Arc<Catalog>,
    progress: &Progress,
) -> Result<Vec<Pointer>, Problem> {
    let mut out = Vec::new();
    for (at, other) in others.iter().enumerate() {
        progress.set(at as u64, others.len() as u64);
        if progress.cancelled() {
            return Err(Problem::new("cancelled", "", "cancelled, nothing was compared", ""));
        }
        let named = |p: Problem| p.in_file(other.path.display().to_string());
        if files::same(&other.path, own) {
            return Err(named(Problem::new(
                "same-file",
                "another case file",
                "this one",
                "take it out of the list",
            )));
        }
        let case = Case::open(&other.path, &other.password, &Who::default(), catalog.clone()).map_err(named)?;
        out.extend(ask::pointers(snapshot, &case.snapshot(), &other.path, catalog, None));
    }
    Ok(out)
}
