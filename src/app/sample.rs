//! The fictional sample, a desk and a case: its files travel in the binary, its password is public.

pub mod make; // both files, made anew

use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::model::secret::Secret;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_cases/mesa_alta");

/// Printed in the README, and refused for any other file.
pub const PASSWORD: &str = "mesa-alta-is-fictional";
/// Name of the sample's case file.
pub const FILE_NAME: &str = "mesa-alta-sample.caseboard";
pub const TITLE: &str = "Mesa Alta";
/// Name of the file of the sample's desk, which lies beside the case.
pub const DESK_FILE_NAME: &str = "mesa-alta-desk-sample.caseboard";
pub const DESK_TITLE: &str = "Mesa Alta desk";

pub fn password() -> Secret {
    Secret::new(PASSWORD.to_owned())
}

/// True for a file with the name of one of the sample's: it is opened with the public password.
pub fn is_sample(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == FILE_NAME || n == DESK_FILE_NAME)
}

/// A file of the sample, by its path below the sample's folder.
pub fn file(path: &str) -> Option<&'static [u8]> {
    FILES.get_file(path).map(include_dir::File::contents)
}

/// The files to import into the sample's `desk` or `case`, in name order: (name, bytes).
pub fn imports(part: &str) -> Vec<(String, &'static [u8])> {
    // Work of the sample's own is no agency's file.
    const WORK: &[&str] = &["milestones.json", "work.json"];
    let Some(folder) = FILES.get_dir(part) else {
        return Vec::new();
    };
    let mut files: Vec<_> = folder.files().collect();
    files.sort_by_key(|f| f.path());
    files
        .into_iter()
        .filter_map(|file| {
            let name = file.path().file_name()?.to_string_lossy().into_owned();
            (!WORK.contains(&name.as_str())).then_some((name, file.contents()))
        })
        .collect()
}
