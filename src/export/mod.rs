//! Snapshot -> files. One file per format, each `fn(&Input) -> Result<Vec<u8>, Problem>`: nothing is
//! written here. What a reader may not have is left out before a format sees it (audience.rs), and a
//! victim has a pseudonym in every format. Must not know: the store, the clock, any folder.

pub mod stamp; // the stamp inside, the sidecar beside, the check
pub mod svg; // Scene -> SVG, PNG

pub use stamp::{Check, SidecarSignature, SourceStamp, Stamp, check, sha256, sidecar_bytes, to_sign};

#[cfg(test)]
mod tests;
