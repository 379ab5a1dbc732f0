//! A new case in a folder of a test's own, with ids and times that repeat.

use std::path::Path;
use std::sync::Arc;

use super::case::{Case, NewCase};
use super::now::SeededMint;
use crate::catalog::Catalog;
use crate::catalog::asset::Assets;
use crate::model::secret::Secret;

/// `a.caseboard` of this kind (case, desk) and title; another seed gives other ids.
pub(crate) fn made(folder: &Path, kind: &str, title: &str, seed: u64) -> Case {
    let new = NewCase {
        kind: kind.to_owned(),
        title: title.to_owned(),
        member: "A".to_owned(),
        agency: "Mesa Alta".to_owned(),
        password: Secret::new("correct horse".to_owned()),
        passphrase: Secret::new("battery staple".to_owned()),
    };
    let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").unwrap());
    let mint = Box::new(SeededMint::new(seed, "2026-11-24T08:00:00Z"));
    Case::create(&folder.join("a.caseboard"), &new, catalog, mint).unwrap()
}
