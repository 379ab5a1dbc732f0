//! Colour roles and the themes that give them colours (`assets/theme/*.toml`). Window and exports
//! read the same tokens; nothing else in the program names a colour.
//! Contrast: WCAG 2.2, relative luminance and contrast ratio (w3.org/TR/WCAG22/#dfn-contrast-ratio).
//! Must not know: any toolkit.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::asset::Assets;
use crate::model::problem::Problem;

macro_rules! inks {
    ($($(#[$m:meta])* $name:ident = $key:literal),* $(,)?) => {
        /// What a colour means. A painter asks the theme for its value.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Ink { $($(#[$m])* $name),* }
        impl Ink {
            pub const ALL: &'static [Ink] = &[$(Ink::$name),*];
            /// The token's name in `assets/theme/*.toml` and in `assets/kinds/*.toml`.
            pub fn key(self) -> &'static str { match self { $(Ink::$name => $key),* } }
            pub fn parse(key: &str) -> Option<Ink> { match key { $($key => Some(Ink::$name),)* _ => None } }
        }
    };
}
inks! {
    Window = "window", Panel = "panel", Sunk = "sunk",
    Line = "line", StrongLine = "strong_line",
    Text = "text", Dim = "dim",
    /// Never for content.
    Faint = "faint",
    /// Selection and the one main action.
    Accent = "accent", AccentGround = "accent_ground",
    For = "for", ForGround = "for_ground",
    Against = "against", AgainstGround = "against_ground",
    Soon = "soon", SoonGround = "soon_ground",
    Sealed = "sealed", SealedGround = "sealed_ground",
    Employer = "employer", Person = "person", Victim = "victim", Worksite = "worksite",
    Housing = "housing", Vehicle = "vehicle", Thing = "thing",
}

impl Ink {
    /// The ground that a signal colour is written on; `Panel` for all others.
    pub fn ground(self) -> Ink {
        match self {
            Ink::Accent => Ink::AccentGround,
            Ink::For => Ink::ForGround,
            Ink::Against => Ink::AgainstGround,
            Ink::Soon => Ink::SoonGround,
            Ink::Sealed | Ink::Victim => Ink::SealedGround,
            _ => Ink::Panel,
        }
    }
}

/// Red, green, blue, each 0–255, sRGB.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// `RRGGBB`, as in the theme files.
    pub fn parse(hex: &str) -> Option<Rgb> {
        if hex.len() != 6 || !hex.is_ascii() {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).ok();
        Some(Rgb(part(0)?, part(2)?, part(4)?))
    }
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
    /// WCAG relative luminance, 0 (black) to 1 (white).
    pub fn luminance(self) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                libm::pow((c + 0.055) / 1.055, 2.4)
            }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }
    /// WCAG contrast ratio, 1 to 21.
    pub fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// One theme: a colour for every role.
#[derive(Clone, Debug)]
pub struct Theme {
    /// light, dark, contrast: the file's name.
    pub key: String,
    pub dark: bool,
    /// Width of dividing and connecting lines, points.
    pub line_width_pt: f32,
    /// True when fills carry a pattern beside their colour.
    pub patterns: bool,
    colors: BTreeMap<Ink, Rgb>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThemeFile {
    dark: bool,
    line_width_pt: f32,
    patterns: bool,
    color: BTreeMap<String, String>,
}

impl Theme {
    pub fn color(&self, ink: Ink) -> Rgb {
        self.colors.get(&ink).copied().unwrap_or_default()
    }
    /// The built-in light theme, the one of printed exports.
    pub fn light() -> Theme {
        let mut problems = Vec::new();
        read_themes(&Assets::built_in(), &mut problems)
            .remove("light")
            .unwrap_or(Theme {
                key: "light".to_owned(),
                dark: false,
                line_width_pt: 1.0,
                patterns: false,
                colors: BTreeMap::new(),
            })
    }
}

/// Reads every `theme/*.toml`; a missing role, an unknown role or a colour that is none is a problem.
pub fn read_themes(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, Theme> {
    let mut themes = BTreeMap::new();
    for (path, bytes) in assets.folder("theme/") {
        let Some(key) = path.strip_prefix("theme/").and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        let mut report = |expected: String, found: String| {
            problems.push(
                Problem::new("asset", expected, found, "correct the theme file").in_file(format!("assets/{path}")),
            );
        };
        let file: ThemeFile = match toml::from_str(&String::from_utf8_lossy(bytes)) {
            Ok(file) => file,
            Err(error) => {
                report("a valid theme file".to_owned(), error.message().to_owned());
                continue;
            }
        };
        let mut colors = BTreeMap::new();
        for (name, hex) in &file.color {
            match (Ink::parse(name), Rgb::parse(hex)) {
                (Some(ink), Some(rgb)) => {
                    colors.insert(ink, rgb);
                }
                (None, _) => report("a known colour role".to_owned(), name.clone()),
                (_, None) => report(format!("RRGGBB for {name}"), hex.clone()),
            }
        }
        for ink in Ink::ALL.iter().filter(|ink| !colors.contains_key(ink)) {
            report(format!("a colour for {}", ink.key()), "none".to_owned());
        }
        let theme = Theme {
            key: key.to_owned(),
            dark: file.dark,
            line_width_pt: file.line_width_pt,
            patterns: file.patterns,
            colors,
        };
        themes.insert(key.to_owned(), theme);
    }
    themes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_ratio_is_wcags() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
        // #767676 on white is the well-known lightest grey that passes 4.5:1.
        assert!(Rgb(0x76, 0x76, 0x76).contrast(Rgb(255, 255, 255)) >= 4.5);
        assert!(Rgb(0x77, 0x77, 0x77).contrast(Rgb(255, 255, 255)) < 4.5);
    }

    #[test]
    fn every_theme_is_complete_and_readable() {
        let mut problems = Vec::new();
        let themes = read_themes(&Assets::built_in(), &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(themes.keys().collect::<Vec<_>>(), ["contrast", "dark", "light"]);
        for theme in themes.values() {
            let need = if theme.patterns { 7.0 } else { 4.5 };
            let check = |ink: Ink, ground: Ink, least: f64| {
                let ratio = theme.color(ink).contrast(theme.color(ground));
                assert!(
                    ratio >= least,
                    "{}: {} on {} is {ratio:.2}, needs {least}",
                    theme.key,
                    ink.key(),
                    ground.key()
                );
            };
            for ground in [Ink::Window, Ink::Panel, Ink::Sunk] {
                check(Ink::Text, ground, need);
                check(Ink::Dim, ground, need);
            }
            for ink in [Ink::Accent, Ink::For, Ink::Against, Ink::Soon, Ink::Sealed] {
                check(ink, ink.ground(), need);
                check(ink, Ink::Panel, need);
            }
            // Graphical objects: WCAG 1.4.11 asks for 3:1.
            for ink in [
                Ink::Employer,
                Ink::Person,
                Ink::Victim,
                Ink::Worksite,
                Ink::Housing,
                Ink::Vehicle,
                Ink::Thing,
            ] {
                check(ink, Ink::Panel, 3.0);
                check(ink, Ink::Sunk, 3.0);
            }
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "an overlay folder to read")]
    fn a_missing_role_and_a_wrong_colour_are_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("theme")).unwrap();
        std::fs::write(
            folder.path().join("theme/odd.toml"),
            "dark = true\nline_width_pt = 1.0\npatterns = false\n[color]\ntext = \"12345\"\nblue = \"000000\"\n",
        )
        .unwrap();
        let assets = Assets::with_overlay(folder.path()).unwrap();
        let mut problems = Vec::new();
        read_themes(&assets, &mut problems);
        let all = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        assert!(
            all.contains("RRGGBB for text") && all.contains("blue") && all.contains("a colour for accent"),
            "{all}"
        );
    }
}
