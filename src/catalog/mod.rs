//! What varies, read from `assets/` and a task force's overlay folder and checked at start-up:
//! all problems at once, each with file and remedy. Must not know: the store, any view.

pub mod asset; // the files themselves: embedded, overlaid, hashed
pub mod kind; // entity kinds, link kinds
pub mod rule; // milestone and clock rules, holidays

use std::collections::BTreeMap;

use crate::model::problem::Problem;
use asset::Assets;

/// Everything that varies, built once at start-up.
pub struct Catalog {
    pub assets: Assets,
    /// Hex SHA-256 of all asset files: named in every commit.
    pub sha256: String,
    pub kinds: BTreeMap<String, kind::Kind>,
    pub links: BTreeMap<String, kind::LinkKind>,
}
