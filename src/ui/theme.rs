//! Tokens of `assets/theme/*.toml` as egui style: the only file that makes a colour or a size.
//! Must not know: what is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText, Shadow, Stroke, Style,
    TextStyle, Vec2, Visuals,
};

use crate::catalog::asset::Assets;
use crate::catalog::font::Face;
use crate::catalog::theme::{self, Ink, Rgb};

/// Heights, widths and gaps in points, on a grid of 4.
pub mod size {
    /// The smallest board; a smaller window is scrolled over it.
    pub const LEAST: eframe::egui::Vec2 = eframe::egui::Vec2::new(1280.0, 600.0);
    /// No pane is drawn smaller by hand.
    pub const LEAST_PANE: f32 = 120.0;
    pub const TOP: f32 = 44.0;
    pub const STATUS: f32 = 24.0;
    pub const RAIL: f32 = 176.0;
    pub const RAIL_SMALL: f32 = 44.0;
    pub const INSPECTOR: f32 = 330.0;
    pub const INSPECTOR_MAX: f32 = 400.0;
    pub const HEAD: f32 = 36.0;
    pub const ROW: f32 = 28.0;
    pub const CARD_ROW: f32 = 34.0;
    /// A queue entry of three lines.
    pub const TALL_ROW: f32 = 68.0;
    pub const CHIP: f32 = 20.0;
    pub const BUTTON: f32 = 32.0;
    pub const KEY: f32 = 18.0;
    pub const ICON: f32 = 16.0;
    pub const PAD: f32 = 12.0;
    pub const GAP: f32 = 8.0;
    pub const TIGHT: f32 = 4.0;
    pub const HAIR: f32 = 2.0;
    pub const RADIUS: u8 = 6;
    pub const CHIP_RADIUS: u8 = 4;
    pub const RING: f32 = 2.0;
    pub const BAR: f32 = 16.0;
    pub const LABEL: f32 = 92.0;
    pub const QUEUE: f32 = 300.0;
    pub const SEARCH: f32 = 520.0;
    pub const FIELD: f32 = 220.0;
    /// A list and what is open of it, beside each other; with less the list stands above.
    pub const BESIDE: f32 = 680.0;
    /// A sentence in a table; with less it stands below its row.
    pub const WORDS: f32 = 180.0;
    /// A link's card with its verdicts and their reason in one line.
    pub const CARD: f32 = 760.0;
    /// Less than this is narrow for a table of eight columns.
    pub const TABLE: f32 = 1000.0;
    pub const DIALOG: f32 = 460.0;
    pub const PALETTE: f32 = 560.0;
    pub const HISTOGRAM: f32 = 96.0;
    pub const MINIMAP_W: f32 = 128.0;
    pub const MINIMAP_H: f32 = 112.0;
    pub const LEGEND: f32 = 236.0;
    pub const TEXT: f32 = 13.0;
    pub const SMALL: f32 = 11.0;
    pub const MONO: f32 = 12.0;
    pub const TITLE: f32 = 18.0;
}

/// Seconds that a change of state may take to be drawn; none with reduced motion.
const MOTION: f32 = 0.08;

/// The three looks that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    #[default]
    Light,
    Dark,
    Contrast,
}
impl Mode {
    pub const ALL: [Mode; 3] = [Mode::Light, Mode::Dark, Mode::Contrast];
    /// Name of the theme file.
    pub fn file(self) -> &'static str {
        match self {
            Mode::Light => "light",
            Mode::Dark => "dark",
            Mode::Contrast => "contrast",
        }
    }
    pub fn of(file: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|m| m.file() == file)
    }
}

/// What a piece of colour means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    #[default]
    Plain,
    Accent,
    For,
    Against,
    Soon,
    Sealed,
}

/// One theme, with the colours used most at hand.
#[derive(Clone)]
pub struct Look {
    pub mode: Mode,
    pub theme: theme::Theme,
    pub window: Color32,
    pub panel: Color32,
    pub sunk: Color32,
    pub line: Color32,
    pub strong_line: Color32,
    pub text: Color32,
    pub dim: Color32,
    pub accent: Color32,
    pub accent_ground: Color32,
    /// Text on a filled accent button.
    pub on_accent: Color32,
    pub line_width: f32,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that makes a colour from a token"
)]
fn colour(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

impl Look {
    /// The theme of a mode; the built-in light one where its file is missing.
    pub fn new(assets: &Assets, mode: Mode) -> Look {
        let theme = theme::read_themes(assets, &mut Vec::new())
            .remove(mode.file())
            .unwrap_or_else(theme::Theme::light);
        let get = |ink: Ink| colour(theme.color(ink));
        let accent = theme.color(Ink::Accent);
        let white = Rgb(255, 255, 255);
        let on_accent = if accent.contrast(white) >= accent.contrast(theme.color(Ink::Window)) {
            white
        } else {
            theme.color(Ink::Window)
        };
        Look {
            mode,
            window: get(Ink::Window),
            panel: get(Ink::Panel),
            sunk: get(Ink::Sunk),
            line: get(Ink::Line),
            strong_line: get(Ink::StrongLine),
            text: get(Ink::Text),
            dim: get(Ink::Dim),
            accent: get(Ink::Accent),
            accent_ground: get(Ink::AccentGround),
            on_accent: colour(on_accent),
            line_width: theme.line_width_pt,
            theme,
        }
    }

    pub fn colour(&self, ink: Ink) -> Color32 {
        colour(self.theme.color(ink))
    }
    /// A colour by the role that a kind's file names, such as `employer`.
    pub fn role(&self, name: &str) -> Color32 {
        self.colour(Ink::parse(name).unwrap_or(Ink::Thing))
    }
    pub fn ink(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain => self.dim,
            Tone::Accent => self.accent,
            Tone::For => self.colour(Ink::For),
            Tone::Against => self.colour(Ink::Against),
            Tone::Soon => self.colour(Ink::Soon),
            Tone::Sealed => self.colour(Ink::Sealed),
        }
    }
    pub fn ground(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Plain => self.sunk,
            Tone::Accent => self.accent_ground,
            Tone::For => self.colour(Ink::ForGround),
            Tone::Against => self.colour(Ink::AgainstGround),
            Tone::Soon => self.colour(Ink::SoonGround),
            Tone::Sealed => self.colour(Ink::SealedGround),
        }
    }
    pub fn hair(&self) -> Stroke {
        Stroke::new(self.line_width, self.line)
    }
    pub fn border(&self) -> Stroke {
        Stroke::new(self.line_width, self.strong_line)
    }
    pub fn ring(&self) -> Stroke {
        Stroke::new(size::RING, self.accent)
    }

    pub fn body(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).color(self.text)
    }
    pub fn quiet(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).color(self.dim)
    }
    pub fn small(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).text_style(TextStyle::Small).color(self.dim)
    }
    pub fn head(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).font(semibold(size::TEXT)).color(self.text)
    }
    pub fn title(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).font(semibold(size::TITLE)).color(self.text)
    }
    pub fn mono(&self, text: impl Into<String>) -> RichText {
        RichText::new(text).text_style(TextStyle::Monospace).color(self.text)
    }

    /// Puts this theme into force for the whole window.
    pub fn apply(&self, ctx: &eframe::egui::Context, reduced_motion: bool) {
        let theme = if self.theme.dark {
            eframe::egui::Theme::Dark
        } else {
            eframe::egui::Theme::Light
        };
        ctx.set_theme(theme);
        ctx.set_style_of(theme, self.style(theme, reduced_motion));
    }

    fn style(&self, theme: eframe::egui::Theme, reduced_motion: bool) -> Arc<Style> {
        let mut style = theme.default_style();
        style.text_styles = BTreeMap::from([
            (TextStyle::Body, FontId::proportional(size::TEXT)),
            (TextStyle::Button, FontId::proportional(size::TEXT)),
            (TextStyle::Small, FontId::proportional(size::SMALL)),
            (TextStyle::Heading, semibold(size::TITLE)),
            (TextStyle::Monospace, FontId::monospace(size::MONO)),
        ]);
        style.animation_time = if reduced_motion { 0.0 } else { MOTION };
        let s = &mut style.spacing;
        s.item_spacing = Vec2::new(size::GAP, size::TIGHT);
        s.button_padding = Vec2::new(size::GAP, size::TIGHT);
        s.interact_size = Vec2::new(size::ROW, size::ROW);
        s.menu_margin = Margin::same(size::TIGHT as i8);
        s.window_margin = Margin::same(size::PAD as i8);
        s.combo_width = size::FIELD / 2.0;
        style.interaction.selectable_labels = false;
        style.visuals = self.visuals(theme);
        Arc::new(style)
    }

    fn visuals(&self, theme: eframe::egui::Theme) -> Visuals {
        let mut v = theme.default_visuals();
        let round = CornerRadius::same(size::RADIUS);
        v.panel_fill = self.panel;
        v.window_fill = self.panel;
        v.window_stroke = self.border();
        v.window_corner_radius = round;
        v.menu_corner_radius = round;
        v.window_shadow = Shadow::NONE;
        v.popup_shadow = Shadow::NONE;
        v.extreme_bg_color = self.sunk;
        v.text_edit_bg_color = Some(self.panel);
        v.faint_bg_color = self.sunk;
        v.code_bg_color = self.sunk;
        v.hyperlink_color = self.accent;
        v.warn_fg_color = self.colour(Ink::Soon);
        v.error_fg_color = self.colour(Ink::Against);
        v.weak_text_color = Some(self.dim);
        v.selection.bg_fill = self.accent_ground;
        v.selection.stroke = Stroke::new(self.line_width, self.accent);
        let dress = |w: &mut eframe::egui::style::WidgetVisuals, ground: Color32, border: Stroke, ink: Color32| {
            w.bg_fill = ground;
            w.weak_bg_fill = ground;
            w.bg_stroke = border;
            w.corner_radius = round;
            w.fg_stroke = Stroke::new(1.0, ink);
            w.expansion = 0.0;
        };
        dress(&mut v.widgets.noninteractive, self.panel, self.hair(), self.text);
        dress(&mut v.widgets.inactive, self.panel, self.border(), self.text);
        dress(
            &mut v.widgets.hovered,
            self.sunk,
            Stroke::new(self.line_width, self.dim),
            self.text,
        );
        // egui draws what has the keyboard's focus as active: this stroke is the focus ring.
        dress(&mut v.widgets.active, self.sunk, self.ring(), self.text);
        dress(&mut v.widgets.open, self.sunk, self.border(), self.text);
        v
    }
}

/// A weight between regular and bold, for heads.
pub fn semibold(points: f32) -> FontId {
    FontId::new(points, FontFamily::Name("semibold".into()))
}

/// Inter for text, JetBrains Mono for figures; each fills the other's gaps (arrows, blocks), then egui's own.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, face) in [
        ("inter", Face::Regular),
        ("inter-semibold", Face::SemiBold),
        ("jetbrains", Face::Mono),
    ] {
        if !face.bytes().is_empty() {
            fonts
                .font_data
                .insert(name.to_owned(), Arc::new(FontData::from_static(face.bytes())));
        }
    }
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let first = |name: &str| -> Vec<String> {
        let there = fonts.font_data.contains_key(name);
        let blocks = (name != "jetbrains").then(|| "jetbrains".to_owned());
        there
            .then(|| name.to_owned())
            .into_iter()
            .chain(blocks)
            .chain(fallback.iter().cloned())
            .collect()
    };
    let (text, bold, mono) = (first("inter"), first("inter-semibold"), first("jetbrains"));
    fonts.families.insert(FontFamily::Proportional, text);
    fonts.families.insert(FontFamily::Name("semibold".into()), bold);
    fonts.families.insert(FontFamily::Monospace, mono);
    fonts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_can_be_put_on_and_its_main_button_read() {
        for mode in Mode::ALL {
            let look = Look::new(&Assets::built_in(), mode);
            assert_eq!(look.theme.key, mode.file());
            let ground = look.theme.color(Ink::Accent);
            let ink = Rgb(look.on_accent.r(), look.on_accent.g(), look.on_accent.b());
            assert!(ground.contrast(ink) >= 4.5, "{mode:?}: {:.2}", ground.contrast(ink));
        }
    }
}
