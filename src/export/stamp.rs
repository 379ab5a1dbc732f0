//! What a file that left the case says of itself: the stamp inside it, the sidecar
//! `F.caseboard.json` beside it, and the check of both. Hash: SHA-256 (FIPS 180-4); signature:
//! Ed25519 (RFC 8032) over the sidecar without its signature. Must not know: the store, the clock.

use ed25519_dalek::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::label::Labels;
use crate::model::problem::Problem;
use crate::snapshot::Snapshot;

/// One source behind an export.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SourceStamp {
    pub title: String,
    pub agency: String,
    pub file: String,
    pub sha256: String,
}

/// From which state of which case a file was made, and for whom.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Stamp {
    pub case: String,
    /// True when the case says that it is a fictional sample.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fictional: bool,
    pub commit: i64,
    /// Hex.
    pub commit_id: String,
    /// Chain head, hex.
    pub chain: String,
    /// RFC 3339, UTC; given by the caller.
    pub created: String,
    /// Labels that the reader holds.
    pub audience: Labels,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub recipient: String,
    /// Sources left out because the audience may not have them.
    #[serde(default)]
    pub withheld: usize,
    pub sources: Vec<SourceStamp>,
}

impl Stamp {
    /// The stamp of what this snapshot shows. `commit_id` and `created` are the caller's: the snapshot
    /// holds the chain only.
    pub fn of(snapshot: &Snapshot, commit_id: &str, created: &str, audience: &Labels, recipient: &str) -> Stamp {
        Stamp {
            case: snapshot.setting("title").unwrap_or_default().to_owned(),
            fictional: matches!(snapshot.setting("fictional"), Some("yes" | "true" | "1")),
            commit: snapshot.seq,
            commit_id: commit_id.to_owned(),
            chain: snapshot.chain.clone(),
            created: created.to_owned(),
            audience: audience.clone(),
            recipient: recipient.to_owned(),
            withheld: 0,
            sources: snapshot
                .sources
                .iter()
                .map(|s| SourceStamp {
                    title: s.title.clone(),
                    agency: s.agency.clone(),
                    file: s.file_name.clone(),
                    sha256: s.sha256.clone(),
                })
                .collect(),
        }
    }
    /// One line of JSON, for the places inside a file.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// `commit 318 · 9f2c41d08a7b`, for a foot line.
    pub fn short(&self) -> String {
        let head: String = self.chain.chars().take(12).collect();
        format!("#{} {head}", self.commit)
    }
}

/// The signature of the member who exported.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SidecarSignature {
    pub member: String,
    /// Ed25519 public key and signature, hex.
    pub public: String,
    pub signature: String,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Sidecar {
    format: String,
    file: String,
    bytes: u64,
    sha256: String,
    #[serde(flatten)]
    stamp: Stamp,
    signature: Option<SidecarSignature>,
}

const FORMAT: &str = "caseboard-export-1";

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok())
        .collect()
}
/// Hex SHA-256 of a file's bytes.
pub fn sha256(bytes: &[u8]) -> String {
    crate::model::hex(&Sha256::digest(bytes))
}

fn sidecar(file_name: &str, file: &[u8], stamp: &Stamp) -> Sidecar {
    Sidecar {
        format: FORMAT.to_owned(),
        file: file_name.to_owned(),
        bytes: file.len() as u64,
        sha256: sha256(file),
        stamp: stamp.clone(),
        signature: None,
    }
}

fn pretty(sidecar: &Sidecar) -> Vec<u8> {
    let mut out = serde_json::to_vec_pretty(sidecar).unwrap_or_default();
    out.push(b'\n');
    out
}

/// The bytes that a member signs for this file.
pub fn to_sign(file_name: &str, file: &[u8], stamp: &Stamp) -> Vec<u8> {
    pretty(&sidecar(file_name, file, stamp))
}

/// The sidecar's bytes: `F.caseboard.json` beside `F`.
pub fn sidecar_bytes(file_name: &str, file: &[u8], stamp: &Stamp, signature: Option<SidecarSignature>) -> Vec<u8> {
    pretty(&Sidecar {
        signature,
        ..sidecar(file_name, file, stamp)
    })
}

/// One check of a file against its sidecar. `name` is a text key `check-<name>`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    pub detail: String,
}

/// Checks a file against its sidecar: size, SHA-256, the stamp inside, the signature. `chain_of`
/// answers the chain value of a commit of the case at hand, when there is one; then the file must be
/// of that case. All `ok` means: this is what was exported.
///
/// # Errors
/// The sidecar is no sidecar.
pub fn check(
    file: &[u8],
    sidecar: &[u8],
    chain_of: Option<&dyn Fn(i64) -> Option<String>>,
) -> Result<Vec<Check>, Problem> {
    let read: Sidecar = serde_json::from_slice(sidecar).map_err(|e| {
        Problem::new(
            "sidecar",
            "the file F.caseboard.json that was written beside the export",
            e.to_string(),
            "give the export with its own sidecar",
        )
    })?;
    let mut checks = Vec::new();
    let mut add = |name, ok, detail: String| checks.push(Check { name, ok, detail });
    add("format", read.format == FORMAT, read.format.clone());
    add(
        "size",
        read.bytes == file.len() as u64,
        format!("{} / {}", file.len(), read.bytes),
    );
    let found = sha256(file);
    add(
        "sha256",
        found == read.sha256,
        if found == read.sha256 {
            found
        } else {
            format!("{found} / {}", read.sha256)
        },
    );
    if let Some(inside) = chain_inside(file) {
        add("stamp", inside == read.stamp.chain, inside);
    }
    if let Some(signature) = &read.signature {
        let mut bare = read.clone();
        bare.signature = None;
        add(
            "signature",
            verified(signature, &pretty(&bare)),
            signature.member.clone(),
        );
    }
    if let Some(chain_of) = chain_of {
        let in_case = chain_of(read.stamp.commit);
        add(
            "chain",
            in_case.as_deref() == Some(read.stamp.chain.as_str()),
            format!("#{} {}", read.stamp.commit, read.stamp.chain),
        );
    }
    Ok(checks)
}

/// The chain head in a stamp that lies in the file uncompressed (SVG, PNG, PDF, ICS, GraphML, GEXF).
fn chain_inside(file: &[u8]) -> Option<String> {
    for marker in [
        b"X-CASEBOARD-CHAIN:".as_slice(),
        b"\"chain\":\"",
        b"&quot;chain&quot;:&quot;",
        b"caseboard-chain:",
    ] {
        if let Some(at) = file.windows(marker.len()).position(|w| w == marker) {
            let rest = file.get(at + marker.len()..)?;
            // A calendar folds its long lines: CR, LF, blank (RFC 5545, 3.1).
            let unfolded = rest.iter().take(128).filter(|b| !matches!(b, b'\r' | b'\n' | b' '));
            return Some(
                unfolded
                    .take_while(|b| b.is_ascii_hexdigit())
                    .take(64)
                    .map(|b| char::from(*b))
                    .collect(),
            );
        }
    }
    None
}

fn verified(signature: &SidecarSignature, message: &[u8]) -> bool {
    let key = unhex(&signature.public)
        .and_then(|k| <[u8; 32]>::try_from(k).ok())
        .and_then(|k| VerifyingKey::from_bytes(&k).ok());
    let value = unhex(&signature.signature)
        .and_then(|s| <[u8; 64]>::try_from(s).ok())
        .map(|s| Signature::from_bytes(&s));
    match (key, value) {
        (Some(key), Some(value)) => key.verify_strict(message, &value).is_ok(),
        _ => false,
    }
}
