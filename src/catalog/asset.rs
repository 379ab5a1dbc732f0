//! The asset files: embedded in the binary, an overlay folder may add or replace; one hash names them.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::model::problem::Problem;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// All asset files by path relative to `assets/`, with forward slashes.
#[derive(Clone, Default)]
pub struct Assets {
    files: BTreeMap<String, Vec<u8>>,
}

impl Assets {
    /// The files that the binary was built with.
    pub fn built_in() -> Assets {
        let mut files = BTreeMap::new();
        collect(&BUILT_IN, &mut files);
        Assets { files }
    }

    /// The built-in files, with those of `overlay` added or put in their place.
    ///
    /// # Errors
    /// A folder or file that can't be read, named.
    pub fn with_overlay(overlay: &Path) -> Result<Assets, Problem> {
        let mut assets = Assets::built_in();
        let mut folders = vec![overlay.to_path_buf()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).map_err(|e| unreadable(&folder, &e))?;
            for entry in entries {
                let path = entry.map_err(|e| unreadable(&folder, &e))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(relative) = path.strip_prefix(overlay) {
                    let name = relative.to_string_lossy().replace('\\', "/");
                    let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
                    assets.files.insert(name, bytes);
                }
            }
        }
        Ok(assets)
    }

    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        self.file(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// Files below a folder such as `kinds/`, in path order.
    pub fn folder<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> + 'a {
        self.files
            .range(prefix.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Hex SHA-256 over paths and contents: which rules and maps were in force.
    pub fn sha256(&self) -> String {
        let mut hasher = Sha256::new();
        for (path, bytes) in &self.files {
            hasher.update((path.len() as u64).to_be_bytes());
            hasher.update(path);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
        crate::model::hex(&hasher.finalize())
    }
}

/// A file that the binary was built with, without a copy: for fonts, which no overlay replaces.
pub fn built_in_file(path: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(path).map(include_dir::File::contents)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new(
        "overlay-unreadable",
        "a readable file or folder",
        error.to_string(),
        "check its permissions, or start without --overlay",
    )
    .in_file(path.display().to_string())
}

fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        files.insert(
            file.path().to_string_lossy().replace('\\', "/"),
            file.contents().to_vec(),
        );
    }
    for sub in dir.dirs() {
        collect(sub, files);
    }
}
