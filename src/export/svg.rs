//! Paints a scene as SVG 1.1 (real text, one group per thing with its name for a screen reader, the
//! stamp as metadata) and, from that SVG, as PNG (resvg with the bundled fonts only; the stamp as
//! an iTXt chunk). Same scene, same bytes. Must not know: what is drawn.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use resvg::{tiny_skia, usvg};

use super::Stamp;
use crate::catalog::font::Face;
use crate::catalog::theme::Theme;
use crate::model::problem::Problem;
use crate::scene::{Anchor, HitId, Ink, Scene, Shape, Stroke};

/// Pixels per point of a PNG: 144 dpi.
pub const PNG_SCALE: f32 = 2.0;
/// Longest side of a PNG, pixels; larger drawings are scaled down to it.
const PNG_LARGEST: f32 = 12_000.0;

/// The drawing as an SVG document.
pub fn svg(scene: &Scene, theme: &Theme, stamp: Option<&Stamp>) -> String {
    let mut painter = Painter {
        theme,
        out: String::new(),
        fades: BTreeMap::new(),
    };
    for shape in &scene.shapes {
        painter.shape(shape);
    }
    let (w, h) = (number(scene.width_pt), number(scene.height_pt));
    let mut doc = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}pt\" height=\"{h}pt\" viewBox=\"0 0 {w} {h}\" role=\"img\" \
         aria-labelledby=\"title desc\">\n<title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n",
        xml(&scene.title),
        xml(&scene.desc)
    );
    if let Some(stamp) = stamp {
        let json = xml(&stamp.json());
        doc.push_str(&format!(
            "<metadata><stamp xmlns=\"urn:caseboard:stamp\">{json}</stamp></metadata>\n"
        ));
    }
    if !painter.fades.is_empty() {
        doc.push_str("<defs>\n");
        for (fade, id) in &painter.fades {
            let color = theme.color(fade.ink).hex();
            doc.push_str(&format!("<linearGradient id=\"fade{id}\">"));
            let stops = [
                (0, f32::from(u8::from(fade.left == 0))),
                (fade.left, 1.0),
                (1000 - fade.right, 1.0),
                (1000, f32::from(u8::from(fade.right == 0))),
            ];
            for (at, opacity) in stops {
                let at = number(at as f32 / 1000.0 * 100.0);
                doc.push_str(&format!(
                    "<stop offset=\"{at}%\" stop-color=\"{color}\" stop-opacity=\"{}\"/>",
                    number(opacity)
                ));
            }
            doc.push_str("</linearGradient>\n");
        }
        doc.push_str("</defs>\n");
    }
    doc.push_str(&painter.out);
    doc.push_str("</svg>\n");
    doc
}

/// Text as XML character data or attribute value; characters that XML 1.0 has no place for are left out.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Two decimals at most, no trailing zeros, never `-0`.
fn number(value: f32) -> String {
    let cents = (f64::from(value) * 100.0).round() as i64;
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.abs());
    match cents % 100 {
        0 => format!("{sign}{}", cents / 100),
        part if part % 10 == 0 => format!("{sign}{}.{}", cents / 100, part / 10),
        part => format!("{sign}{}.{part:02}", cents / 100),
    }
}

/// A gradient, in thousandths of the bar's width.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct FadeKey {
    ink: Ink,
    left: u32,
    right: u32,
}

struct Painter<'a> {
    theme: &'a Theme,
    out: String,
    fades: BTreeMap<FadeKey, usize>,
}

impl Painter<'_> {
    fn put(&mut self, args: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        self.out.write_fmt(args).unwrap_or_default();
    }

    fn fill(&self, fill: Option<Ink>) -> String {
        fill.map_or_else(
            || " fill=\"none\"".to_owned(),
            |ink| format!(" fill=\"{}\"", self.theme.color(ink).hex()),
        )
    }

    /// Lines are never thinner than the theme's width allows.
    fn stroke(&self, stroke: Option<Stroke>) -> String {
        let Some(stroke) = stroke else { return String::new() };
        let width = stroke.width_pt.max(1.0) * self.theme.line_width_pt;
        let mut out = format!(
            " stroke=\"{}\" stroke-width=\"{}\"",
            self.theme.color(stroke.ink).hex(),
            number(width)
        );
        if let Some([on, off]) = stroke.dash.pattern(width) {
            out.push_str(&format!(" stroke-dasharray=\"{} {}\"", number(on), number(off)));
        }
        out
    }

    fn points(points: &[[f32; 2]]) -> String {
        points
            .iter()
            .map(|p| format!("{},{}", number(p[0]), number(p[1])))
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Rect {
                x,
                y,
                w,
                h,
                radius,
                fill,
                stroke,
            } => {
                let rx = if *radius > 0.0 {
                    format!(" rx=\"{}\"", number(*radius))
                } else {
                    String::new()
                };
                let (fill, stroke) = (self.fill(*fill), self.stroke(*stroke));
                let [x, y, w, h] = [*x, *y, *w, *h].map(number);
                self.put(format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{rx}{fill}{stroke}/>\n"
                ));
            }
            Shape::Circle { x, y, r, fill, stroke } => {
                let (fill, stroke) = (self.fill(*fill), self.stroke(*stroke));
                let [x, y, r] = [*x, *y, *r].map(number);
                self.put(format_args!(
                    "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{fill}{stroke}/>\n"
                ));
            }
            Shape::Polygon { points, fill, stroke } => {
                let (points, fill, stroke) = (Self::points(points), self.fill(*fill), self.stroke(*stroke));
                self.put(format_args!("<polygon points=\"{points}\"{fill}{stroke}/>\n"));
            }
            Shape::Line { points, stroke, arrow } => self.line(points, *stroke, *arrow),
            Shape::Fade {
                x,
                y,
                w,
                h,
                left,
                right,
                ink,
            } => {
                let share = |part: f32| {
                    if *w > 0.0 {
                        (part / w * 1000.0).round().clamp(0.0, 1000.0) as u32
                    } else {
                        0
                    }
                };
                let (left, right) = (share(*left), share(*right));
                let fill = if left + right == 0 {
                    self.fill(Some(*ink))
                } else {
                    let next = self.fades.len();
                    let left = left.min(1000 - right.min(1000));
                    let id = *self.fades.entry(FadeKey { ink: *ink, left, right }).or_insert(next);
                    format!(" fill=\"url(#fade{id})\"")
                };
                let [x, y, w, h] = [*x, *y, *w, *h].map(number);
                self.put(format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"3\"{fill}/>\n"
                ));
            }
            Shape::Wash {
                x,
                y,
                w,
                h,
                ink,
                opacity,
            } => {
                let color = self.theme.color(*ink).hex();
                let [x, y, w, h, opacity] = [*x, *y, *w, *h, *opacity].map(number);
                self.put(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"{color}\" fill-opacity=\"{opacity}\"/>\n"));
            }
            Shape::Text(text) => self.text(text),
            Shape::Group { hit, title, shapes } => {
                let id = hit.as_ref().map_or_else(String::new, hit_attribute);
                self.put(format_args!("<g{id}>\n"));
                if !title.is_empty() {
                    self.put(format_args!("<title>{}</title>\n", xml(title)));
                }
                shapes.iter().for_each(|s| self.shape(s));
                self.put(format_args!("</g>\n"));
            }
        }
    }

    fn line(&mut self, points: &[[f32; 2]], stroke: Stroke, arrow: bool) {
        let mut points = points.to_vec();
        let mut head = None;
        if arrow && let [.., before, last] = points.as_mut_slice() {
            let (dx, dy) = (last[0] - before[0], last[1] - before[1]);
            let length = (dx * dx + dy * dy).sqrt();
            if length > 8.0 {
                let (ux, uy) = (dx / length, dy / length);
                let tip = *last;
                let foot = [tip[0] - ux * 7.0, tip[1] - uy * 7.0];
                head = Some(vec![
                    tip,
                    [foot[0] - uy * 3.2, foot[1] + ux * 3.2],
                    [foot[0] + uy * 3.2, foot[1] - ux * 3.2],
                ]);
                *last = [tip[0] - ux * 6.0, tip[1] - uy * 6.0];
            }
        }
        let (path, look) = (Self::points(&points), self.stroke(Some(stroke)));
        self.put(format_args!("<polyline points=\"{path}\" fill=\"none\"{look}/>\n"));
        if let Some(head) = head {
            let (points, fill) = (Self::points(&head), self.fill(Some(stroke.ink)));
            self.put(format_args!("<polygon points=\"{points}\"{fill}/>\n"));
        }
    }

    fn text(&mut self, text: &crate::scene::Text) {
        let anchor = match text.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let family = if text.face == Face::Mono {
            "JetBrains Mono, monospace"
        } else {
            "Inter, sans-serif"
        };
        let weight = if text.face.weight() == 400 {
            String::new()
        } else {
            format!(" font-weight=\"{}\"", text.face.weight())
        };
        let halo = text.halo.map_or_else(String::new, |ink| {
            format!(
                " stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\"",
                self.theme.color(ink).hex()
            )
        });
        let fill = self.fill(Some(text.ink));
        let [x, y, size] = [text.x, text.y, text.size_pt].map(number);
        self.put(format_args!(
            "<text x=\"{x}\" y=\"{y}\" font-family=\"{family}\" font-size=\"{size}\"{weight}{anchor}{fill}{halo}>{}</text>\n",
            xml(&text.text)
        ));
    }
}

/// What a group stands for, as a data attribute: scripts that read an exported chart find the ids of
/// the case.
fn hit_attribute(hit: &HitId) -> String {
    let (what, id) = match hit {
        HitId::Entity(id) => ("entity", id.to_string()),
        HitId::Links(ids) => (
            "links",
            ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        ),
        HitId::Candidate(id) => ("candidate", id.to_string()),
        HitId::Event(id) => ("event", id.to_string()),
        HitId::Milestone(id) => ("milestone", id.to_string()),
        HitId::Record(id) => ("record", id.to_string()),
        HitId::Note(id) => ("note", id.to_string()),
        HitId::Lane(key) | HitId::Legend(key) => ("key", key.clone()),
    };
    format!(" data-{what}=\"{}\"", xml(&id))
}

/// The bundled fonts, and none of the machine's.
static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    for face in Face::ALL {
        fonts.load_font_data(face.bytes().to_vec());
    }
    fonts.set_sans_serif_family("Inter");
    fonts.set_monospace_family("JetBrains Mono");
    Arc::new(fonts)
});

fn broken(what: &str, error: impl std::fmt::Display) -> Problem {
    Problem::new(
        "export-failed",
        format!("a {what} of the drawing"),
        error.to_string(),
        "export as SVG, or draw fewer things",
    )
}

/// The drawing as PNG at 144 dpi.
///
/// # Errors
/// A drawing without size, or too large to hold in memory.
pub fn png(scene: &Scene, theme: &Theme, stamp: &Stamp) -> Result<Vec<u8>, Problem> {
    let options = usvg::Options {
        font_family: "Inter".to_owned(),
        fontdb: FONTS.clone(),
        dpi: 72.0,
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_str(&svg(scene, theme, None), &options).map_err(|e| broken("PNG", e))?;
    let longest = scene.width_pt.max(scene.height_pt).max(1.0);
    let scale = PNG_SCALE.min(PNG_LARGEST / longest);
    let (w, h) = (
        (scene.width_pt * scale).ceil() as u32,
        (scene.height_pt * scale).ceil() as u32,
    );
    let mut pixmap = tiny_skia::Pixmap::new(w, h).ok_or_else(|| broken("PNG", "a picture without size"))?;
    resvg::render(
        &tree,
        tiny_skia::Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    encode(&pixmap, scale, scene, stamp).map_err(|e| broken("PNG", e))
}

fn encode(pixmap: &tiny_skia::Pixmap, scale: f32, scene: &Scene, stamp: &Stamp) -> Result<Vec<u8>, png::EncodingError> {
    let rgb: Vec<u8> = pixmap
        .pixels()
        .iter()
        .flat_map(|p| [p.demultiply().red(), p.demultiply().green(), p.demultiply().blue()])
        .collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (72.0 * scale / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    encoder.add_itxt_chunk("Title".to_owned(), scene.title.clone())?;
    encoder.add_itxt_chunk("Description".to_owned(), scene.desc.clone())?;
    encoder.add_itxt_chunk("caseboard".to_owned(), stamp.json())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(out)
}
