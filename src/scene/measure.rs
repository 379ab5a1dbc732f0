//! Widths of text from the bundled fonts, so that a layout is the same on every machine.
//! Sums glyph advances (OpenType `hmtx`), without kerning; a painter that kerns is narrower by at
//! most a few percent. Must not know: any painter.

use std::sync::LazyLock;

use crate::catalog::font::Face;

/// Advances of one face for the first two Unicode blocks ahead of use, the rest on demand.
struct Metrics {
    face: Option<ttf_parser::Face<'static>>,
    units: f32,
    latin: Vec<u16>,
}

static METRICS: LazyLock<Vec<Metrics>> =
    LazyLock::new(|| Face::ALL.iter().map(|face| Metrics::read(face.bytes())).collect());

impl Metrics {
    fn read(bytes: &'static [u8]) -> Metrics {
        let face = ttf_parser::Face::parse(bytes, 0).ok();
        let units = face.as_ref().map_or(1000.0, |f| f32::from(f.units_per_em()));
        let mut metrics = Metrics {
            face,
            units,
            latin: Vec::new(),
        };
        metrics.latin = (0..0x180)
            .map(|c| char::from_u32(c).map_or(0, |c| metrics.look_up(c)))
            .collect();
        metrics
    }
    fn look_up(&self, c: char) -> u16 {
        let fallback = (self.units * 0.6) as u16;
        let Some(face) = &self.face else { return fallback };
        face.glyph_index(c)
            .and_then(|glyph| face.glyph_hor_advance(glyph))
            .unwrap_or(fallback)
    }
    fn advance(&self, c: char) -> u16 {
        self.latin.get(c as usize).copied().unwrap_or_else(|| self.look_up(c))
    }
}

/// Width of one line of text in points.
pub fn width_pt(text: &str, face: Face, size_pt: f32) -> f32 {
    let metrics = &METRICS[face as usize];
    let units: u32 = text.chars().map(|c| u32::from(metrics.advance(c))).sum();
    units as f32 / metrics.units * size_pt
}

/// The text, or its longest beginning that fits in `max_pt` with an ellipsis.
pub fn elide(text: &str, face: Face, size_pt: f32, max_pt: f32) -> String {
    if width_pt(text, face, size_pt) <= max_pt {
        return text.to_owned();
    }
    let room = max_pt - width_pt("…", face, size_pt);
    let mut out = String::new();
    let mut used = 0.0;
    for c in text.chars() {
        used += width_pt(c.encode_utf8(&mut [0; 4]), face, size_pt);
        if used > room {
            break;
        }
        out.push(c);
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
    out.push('…');
    out
}

/// The text in lines of at most `max_pt`, broken between words; a word that is wider alone is cut. Line
/// breaks of the text are kept; there is always one line.
pub fn wrap(text: &str, face: Face, size_pt: f32, max_pt: f32) -> Vec<String> {
    let wide = |t: &str| width_pt(t, face, size_pt) > max_pt;
    let mut out = Vec::new();
    for paragraph in text.trim_end().split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() {
                let longer = format!("{line} {word}");
                if !wide(&longer) {
                    line = longer;
                    continue;
                }
                out.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if wide(&line) && line.chars().count() > 1 {
                    line.pop();
                    out.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        out.push(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_come_from_the_bundled_fonts() {
        assert!(
            METRICS.iter().all(|m| m.face.is_some()),
            "a bundled font could not be read"
        );
        // JetBrains Mono: every glyph is 600/1000 em wide.
        assert!((width_pt("iW0", Face::Mono, 10.0) - 18.0).abs() < 1e-4);
        assert!(width_pt("iii", Face::Regular, 13.0) < width_pt("WWW", Face::Regular, 13.0));
        assert!(width_pt("Sandhill", Face::SemiBold, 13.0) > width_pt("Sandhill", Face::Regular, 13.0));
    }

    #[test]
    fn elided_text_fits_and_short_text_stays() {
        let long = "Ñáñez Peñaloza Agrícola y Ganadera de Nuevo México";
        let cut = elide(long, Face::Regular, 13.0, 100.0);
        assert!(
            cut.ends_with('…') && width_pt(&cut, Face::Regular, 13.0) <= 100.0,
            "{cut}"
        );
        assert_eq!(elide("V-01", Face::Regular, 13.0, 100.0), "V-01");
    }

    #[test]
    fn text_is_broken_between_words_and_a_long_word_is_cut() {
        let lines = wrap("one two three\n\nfour", Face::Regular, 12.0, 50.0);
        assert_eq!(lines.join("|"), "one two|three||four");
        let cut = wrap("a Donaudampfschiffahrt", Face::Regular, 12.0, 50.0);
        assert!(cut.len() > 2 && cut.iter().all(|l| width_pt(l, Face::Regular, 12.0) <= 50.0));
        assert_eq!(cut.concat(), "aDonaudampfschiffahrt");
        assert_eq!(wrap("", Face::Regular, 12.0, 50.0), [""]);
    }
}
