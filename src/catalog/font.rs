//! The bundled typefaces (`assets/fonts/`): Inter and JetBrains Mono, both under the SIL OFL.
//! Window, drawings and documents use these files and no font of the machine, so that widths and
//! line breaks are the same everywhere.

use super::asset::built_in_file;

/// One font file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Face {
    #[default]
    Regular,
    Medium,
    SemiBold,
    Mono,
}

impl Face {
    pub const ALL: &'static [Face] = &[Face::Regular, Face::Medium, Face::SemiBold, Face::Mono];

    /// The font file's bytes.
    pub fn bytes(self) -> &'static [u8] {
        built_in_file(match self {
            Face::Regular => "fonts/Inter-Regular.otf",
            Face::Medium => "fonts/Inter-Medium.otf",
            Face::SemiBold => "fonts/Inter-SemiBold.otf",
            Face::Mono => "fonts/JetBrainsMono-Regular.ttf",
        })
        .unwrap_or_default()
    }
    pub fn family(self) -> &'static str {
        match self {
            Face::Mono => "JetBrains Mono",
            _ => "Inter",
        }
    }
    /// CSS weight.
    pub fn weight(self) -> u16 {
        match self {
            Face::Regular | Face::Mono => 400,
            Face::Medium => 500,
            Face::SemiBold => 600,
        }
    }
}
