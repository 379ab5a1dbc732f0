//! The head of each case's chain as this computer last saw it: kept in the person's data folder, so
//! that removal of the newest commits shows. Holds numbers and hashes, nothing of the case.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{files, now};
use crate::model::problem::Problem;

/// Sequence number and chain head (hex).
pub type Anchor = (i64, String);

fn place(case: &Path) -> PathBuf {
    let full = std::fs::canonicalize(case).unwrap_or_else(|_| case.to_path_buf());
    let digest = Sha256::digest(full.to_string_lossy().as_bytes());
    let name = crate::model::hex(&digest[..12]);
    now::data_folder().join("anchors").join(name)
}

/// # Errors
/// The data folder can't be written to.
pub fn keep(case: &Path, seq: i64, chain: &str) -> Result<(), Problem> {
    let place = place(case);
    if let Some(folder) = place.parent() {
        files::make_folder(folder)?;
    }
    files::write(&place, format!("{seq} {chain}\n").as_bytes())
}

pub fn kept(case: &Path) -> Option<Anchor> {
    let bytes = files::read(&place(case)).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (seq, chain) = text.trim().split_once(' ')?;
    Some((seq.parse().ok()?, chain.to_owned()))
}
