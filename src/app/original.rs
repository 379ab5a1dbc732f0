//! The original of a source written out: the bytes as received, their hash checked, the act on record.
//! Must not know: how an original is kept.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::case::Case;
use super::files;
use crate::command::Command;
use crate::command::manage_file::RegisterExport;
use crate::model::SourceId;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

/// An original that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    pub path: PathBuf,
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
    /// The original holds sealed values: what was written is in the clear.
    pub sealed: bool,
}

/// Whether an original can be written only by opening the vault.
///
/// # Errors
/// No original is kept.
pub fn is_sealed(case: &Case, source: SourceId) -> Result<bool, Problem> {
    Ok(case.attachment(source)?.sealed.is_some())
}

/// Writes the original of a source to `path`, where nothing may lie yet: whole, with the hash that the source
/// has, and registered as an export. A sealed original needs the passphrase (none while the vault is open) and
/// a reason, and is logged before a byte is written.
///
/// # Errors
/// No original; labels that the member lacks; a file that is there; wrong passphrase, no reason; other bytes
/// than were received; a folder that can't be written to. Nothing is written then.
pub fn save(case: &mut Case, source: SourceId, path: &Path, passphrase: &Secret, why: &str) -> Result<Saved, Problem> {
    let attachment = case.attachment(source)?;
    refuse_unseen(case, source)?;
    let name = files::new_name(path)?;
    if let Some(sealed) = attachment.sealed {
        case.log_reveal(sealed, passphrase, why)?;
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut bytes = 0;
    files::write_new(folder, &format!(".{name}.part"), |file| {
        let mut to = Hashed {
            to: file,
            hasher: Sha256::new(),
            bytes: 0,
        };
        case.original(&attachment, &mut to)?;
        bytes = to.bytes;
        let found = crate::model::hex(&to.hasher.finalize());
        if found == attachment.sha256 {
            return Ok(name.clone());
        }
        Err(Problem::new(
            "original-changed",
            format!("bytes with the SHA-256 {}", attachment.sha256),
            found,
            "run verify and restore a backup",
        )
        .in_file(attachment.file_name.clone()))
    })?;
    if !case.read_only() {
        case.commit(&Command::RegisterExport(RegisterExport {
            file_name: name,
            format: "original".to_owned(),
            sha256: attachment.sha256.clone(),
            audience: String::new(),
            recipient: String::new(),
        }))?;
    }
    Ok(Saved {
        path: path.to_path_buf(),
        file: attachment.file_name,
        bytes,
        sha256: attachment.sha256,
        sealed: attachment.sealed.is_some(),
    })
}

/// An original is written, and its pages are drawn, only for who holds the labels of its source.
pub(super) fn refuse_unseen(case: &Case, source: SourceId) -> Result<(), Problem> {
    let s = case.snapshot();
    let seen = s
        .source(source)
        .is_some_and(|x| x.labels.visible_to(&case.own_labels()));
    if seen {
        return Ok(());
    }
    Err(Problem::new(
        "labels",
        "a source that you may see",
        "one with labels that you lack",
        "ask a member who holds them",
    ))
}

/// Passes bytes on, and hashes and counts them.
struct Hashed<'a> {
    to: &'a mut dyn Write,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
#[path = "original_tests.rs"]
mod tests;
