//! The fictional sample case: its files travel in the binary, its password is public.

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::model::secret::Secret;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_cases/mesa_alta");

/// Printed in the README, and refused for any other file.
pub const PASSWORD: &str = "mesa-alta-is-fictional";
/// Name of the sample's case file.
pub const FILE_NAME: &str = "mesa-alta-sample.caseboard";
pub const TITLE: &str = "Mesa Alta";

pub fn password() -> Secret {
    Secret::new(PASSWORD.to_owned())
}

/// True for a file with the sample's name: it is opened with the public password.
pub fn is_sample(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == FILE_NAME)
}

/// A file of the sample, by its path below the sample's folder.
pub fn file(path: &str) -> Option<&'static [u8]> {
    FILES.get_file(path).map(include_dir::File::contents)
}

/// The files to import, desk first, in name order: (name, bytes).
pub fn imports() -> Vec<(String, &'static [u8])> {
    let mut out = Vec::new();
    for folder in ["desk", "case"] {
        let Some(dir) = FILES.get_dir(folder) else { continue };
        let mut files: Vec<_> = dir.files().collect();
        files.sort_by_key(|f| f.path());
        for file in files {
            let name = file
                .path()
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            // Work and answers of the sample's own are no agency's file.
            if name.ends_with("milestones.json")
                || name.ends_with("script.json")
                || name.ends_with("expected.json")
                || name.ends_with("README.md")
            {
                continue;
            }
            out.push((name, file.contents()));
        }
    }
    out
}
