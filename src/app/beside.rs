//! Originals beside the case, in `CASE.attachments/`: each encrypted under a key that the case holds, and
//! named by the hash of its encrypted bytes, so that `verify` needs no key and the name tells nothing.
//! Must not know: the cipher.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::action::CheckLine;
use super::files;
use super::intake::{self, Bytes};
use crate::command::stage_file::Beside;
use crate::model::AttachmentId;
use crate::model::hex;
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::source::Attachment;
use crate::store::{BesideKey, lock_beside, unlock_beside};

/// `a.caseboard` → `a.caseboard.attachments`.
pub fn folder_of(case: &Path) -> PathBuf {
    let name = case
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    case.with_file_name(format!("{name}.attachments"))
}

/// The file of an attachment that lies beside the case; `None` when it lies in it, or was purged.
pub(super) fn file_of(case: &Path, attachment: &Attachment) -> Option<PathBuf> {
    let hash = attachment.content.get(..32).filter(|_| attachment.beside)?;
    Some(folder_of(case).join(hex(hash)))
}

/// Encrypts an original beside the case, whole and flushed to disk before it gives back key and name.
pub(super) fn keep(case: &Path, bytes: &Bytes, sha256: &str, mint: &mut dyn Mint) -> Result<Beside, Problem> {
    let clear = unhex(sha256).ok_or_else(|| damaged("no hash"))?;
    let mut key = BesideKey::default();
    mint.fill(&mut *key);
    let folder = folder_of(case);
    files::make_folder(&folder)?;
    let mut file = [0u8; 32];
    files::write_new(&folder, &format!(".{sha256}.part"), |out| {
        let written = intake::with_reader(bytes, |from| lock_beside(&key, &clear, from, out))?;
        file = written;
        Ok(hex(&written))
    })?;
    Ok(Beside { file, key })
}

/// Takes back what `keep` wrote, when the import that needed it failed.
pub(super) fn drop_kept(case: &Path, kept: &Beside) {
    let path = folder_of(case).join(hex(&kept.file));
    if let Err(problem) = files::remove(&path) {
        tracing::warn!(key = %problem.key, "an original of a failed import stays beside the case");
    }
}

/// Decrypts the original of an attachment into `to`.
///
/// # Errors
/// The file is missing, changed, or of another key.
pub(super) fn open(case: &Path, attachment: &Attachment, key: &[u8], to: &mut dyn Write) -> Result<(), Problem> {
    let path = file_of(case, attachment).ok_or_else(|| damaged("one that was purged"))?;
    let key: [u8; 32] = key.try_into().map_err(|_length| damaged("a key of another length"))?;
    let clear = unhex(&attachment.sha256).ok_or_else(|| damaged("no hash"))?;
    let mut from = files::open(&path)?;
    unlock_beside(&BesideKey::new(key), &clear, &mut from, to).map_err(|p| p.in_file(path.display().to_string()))
}

/// Is every original beside the case there, and unchanged? `None` when none lies there.
pub(super) fn check(case: &Path, attachments: &[Attachment]) -> Option<CheckLine> {
    let mut wrong = Vec::new();
    let mut count = 0;
    for attachment in attachments {
        let Some(path) = file_of(case, attachment) else {
            continue;
        };
        count += 1;
        let name = path
            .file_name()
            .map(|n| n.to_string_lossy().into_owned())
            .unwrap_or_default();
        match hash(&path) {
            Ok(found) if hex(&found) == name => {}
            Ok(_) => wrong.push(format!("{} is changed: {}", attachment.file_name, path.display())),
            Err(_) => wrong.push(format!("{} is missing: {}", attachment.file_name, path.display())),
        }
    }
    (count > 0).then(|| CheckLine {
        name: "attachments".to_owned(),
        ok: wrong.is_empty(),
        detail: if wrong.is_empty() {
            format!("{count} beside the case")
        } else {
            wrong.join("; ")
        },
    })
}

fn hash(path: &Path) -> Result<[u8; 32], Problem> {
    let mut file = files::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 16];
    loop {
        let got = file.read(&mut buffer).map_err(|e| files::unreadable(path, &e))?;
        if got == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(&buffer[..got]);
    }
}

/// Copies what lies beside `case` to beside `out`: also originals of imports that were undone, for a redo
/// brings those back.
///
/// # Errors
/// A missing original is named after all others are copied.
pub(super) fn copy(case: &Path, out: &Path, attachments: &[Attachment]) -> Result<usize, Problem> {
    let (from, to) = (folder_of(case), folder_of(out));
    let names: Vec<String> = files::names(&from)
        .into_iter()
        .filter(|name| unhex(name).is_some())
        .collect();
    if !names.is_empty() {
        files::make_folder(&to)?;
    }
    for name in &names {
        let mut source = files::open(&from.join(name))?;
        files::write_new(&to, &format!(".{name}.part"), |file| {
            std::io::copy(&mut source, file).map_err(|e| files::unreadable(&from.join(name), &e))?;
            Ok(name.clone())
        })?;
    }
    for attachment in attachments {
        if let Some(path) = file_of(case, attachment).filter(|p| !p.exists()) {
            return Err(Problem::new(
                "attachment-missing",
                format!("the original {} beside the case", attachment.file_name),
                "none; everything else was copied",
                "look for it in an older backup",
            )
            .in_file(path.display().to_string()));
        }
    }
    Ok(names.len())
}

/// Removes the files of attachments that were emptied: `before` is where each lay.
pub(super) fn remove_purged(before: &BTreeMap<AttachmentId, PathBuf>, now: &[Attachment]) -> Result<(), Problem> {
    for attachment in now.iter().filter(|a| a.content.is_empty()) {
        if let Some(path) = before.get(&attachment.id).filter(|p| p.exists()) {
            files::remove(path)?;
        }
    }
    Ok(())
}

fn damaged(found: &str) -> Problem {
    Problem::new(
        "attachment-damaged",
        "an original beside the case",
        found,
        "run verify, and take the file from a backup",
    )
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(out)
}
