//! Exports: made from a snapshot, written, stamped, registered in the audit; and their check.

use std::path::{Path, PathBuf};

use super::action::{CheckLine, ExportRequest};
use super::anchor::Anchor;
use super::case::{Case, When};
use super::files;
use crate::command::Command;
use crate::command::manage_file::RegisterExport;
use crate::export::{self, Stamp};
use crate::model::label::Labels;
use crate::model::problem::Problem;

/// A file that was written.
pub struct Exported {
    pub path: PathBuf,
    pub sha256: String,
    /// Titles of sources that the audience may not have.
    pub left_out: Vec<String>,
}

/// `F.caseboard.json` beside `F`.
pub fn sidecar_of(path: &Path) -> PathBuf {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    path.with_file_name(format!("{name}.caseboard.json"))
}

/// Makes an export, writes it with its sidecar and registers it.
///
/// # Errors
/// An unknown format for what is asked, a folder that can't be written to.
pub fn export(case: &mut Case, request: &ExportRequest) -> Result<Exported, Problem> {
    let ending = request
        .path
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let audience = if request.audience.is_empty() {
        case.own_labels()
    } else {
        Labels(request.audience.iter().cloned().collect())
    };
    let past = match request.board.as_str() {
        "" => None,
        board => Some(case.at(When::parse(board)?)?),
    };
    let created = case.now();
    let shown = past.as_ref().unwrap_or(case);
    let whole = shown.snapshot();
    let (_, left_out) = export::audience::restrict(&whole, &audience);
    let stamp = Stamp::of(&whole, &shown.commit_id(), &created, &audience, &request.recipient);
    let (bytes, stamp) = super::render::render(shown, request, &ending, &stamp)?;
    let sha256 = deliver(case, &request.path, &ending, &bytes, &stamp)?;
    Ok(Exported {
        path: request.path.clone(),
        sha256,
        left_out,
    })
}

/// Writes the bytes of an export with their sidecar and registers them; gives their SHA-256.
///
/// # Errors
/// A folder that can't be written to.
pub(super) fn deliver(
    case: &mut Case,
    path: &Path,
    format: &str,
    bytes: &[u8],
    stamp: &Stamp,
) -> Result<String, Problem> {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let sha256 = export::sha256(bytes);
    let signature = case.sign(&export::to_sign(&name, bytes, stamp))?;
    files::write(path, bytes)?;
    files::write(
        &sidecar_of(path),
        &export::sidecar_bytes(&name, bytes, stamp, signature),
    )?;
    if !case.read_only() {
        case.commit(&Command::RegisterExport(RegisterExport {
            file_name: name,
            format: format.to_owned(),
            sha256: sha256.clone(),
            audience: stamp.audience.0.iter().cloned().collect::<Vec<_>>().join(","),
            recipient: stamp.recipient.clone(),
        }))?;
    }
    Ok(sha256)
}

/// The commit that an export shows: sequence number and chain head.
///
/// # Errors
/// It has no sidecar, or one that can't be read.
pub fn anchor_of(export: &Path) -> Result<Anchor, Problem> {
    let path = sidecar_of(export);
    let json: serde_json::Value = serde_json::from_slice(&files::read(&path)?).map_err(|e| {
        Problem::new(
            "sidecar",
            "a sidecar as it was written",
            e.to_string(),
            "take it from where the export was written",
        )
        .in_file(path.display().to_string())
    })?;
    let seq = json["commit"].as_i64().unwrap_or_default();
    Ok((seq, json["chain"].as_str().unwrap_or_default().to_owned()))
}

/// Checks a file against its sidecar, and against the case's chain and register when it is given.
///
/// # Errors
/// The file or its sidecar can't be read.
pub fn verify_export(file: &Path, case: Option<&Case>) -> Result<Vec<CheckLine>, Problem> {
    let bytes = files::read(file)?;
    let sidecar = files::read(&sidecar_of(file))?;
    let chain = |seq: i64| case.and_then(|c| c.chain_at(seq));
    let chain_of: Option<&dyn Fn(i64) -> Option<String>> = if case.is_some() { Some(&chain) } else { None };
    let mut lines: Vec<CheckLine> = export::check(&bytes, &sidecar, chain_of)?
        .into_iter()
        .map(|c| CheckLine {
            name: c.name.to_owned(),
            ok: c.ok,
            detail: c.detail,
        })
        .collect();
    if let Some(case) = case {
        let sha256 = export::sha256(&bytes);
        let known = case
            .snapshot()
            .exports
            .iter()
            .find(|e| e.sha256 == sha256)
            .map(|e| e.file_name.clone());
        lines.push(CheckLine {
            name: "register".to_owned(),
            ok: known.is_some(),
            detail: known.unwrap_or_else(|| "no export with this hash stands in the case's register".to_owned()),
        });
    }
    Ok(lines)
}
