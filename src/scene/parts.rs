//! Parts that drawings share: the figure of an entity kind, chips, words with their fallback, the
//! frame of a page. Must not know: the case.

use super::*;

/// Looks a text up by key and arguments. Where a key has no text it gives the key back.
pub type Words<'a> = &'a dyn Fn(&str, &[String]) -> String;

/// The text of `<family>-<key>`; where there is none, the key's own words.
pub fn say(words: Words<'_>, family: &str, key: &str, args: &[String]) -> String {
    let full = format!("{family}-{key}");
    let text = words(&full, args);
    if text.is_empty() || text == full {
        key.replace(['_', '-'], " ")
    } else {
        text
    }
}

/// Size of type in a drawing, points.
pub const LABEL_PT: f32 = 12.0;
pub const SMALL_PT: f32 = 10.0;
pub const TITLE_PT: f32 = 15.0;

/// The figure of an entity kind around (x, y). `shape` is the word of `assets/kinds/*.toml`; `scale`
/// 1 is the size on a chart, about 30 pt wide.
pub fn figure(shape: &str, ink: Ink, x: f32, y: f32, scale: f32) -> Vec<Shape> {
    let s = scale;
    match shape {
        "box" => vec![Shape::round_rect(
            x - 15.0 * s,
            y - 12.0 * s,
            30.0 * s,
            24.0 * s,
            5.0 * s,
            ink,
            None,
        )],
        "circle" => vec![Shape::circle(x, y, 15.0 * s, ink)],
        "ring" => vec![
            Shape::circle(x, y, 11.5 * s, ink),
            Shape::ring(
                x,
                y,
                16.0 * s,
                Stroke {
                    ink,
                    width_pt: 1.6 * s.max(0.7),
                    dash: Dash::Dotted,
                },
            ),
        ],
        "hexagon" => vec![Shape::hexagon(x, y, 16.5 * s, ink)],
        "house" => vec![Shape::house(x, y, 16.5 * s, ink)],
        "diamond" => vec![Shape::diamond(x, y, 15.5 * s, ink)],
        _ => vec![Shape::pill(x, y, 26.0 * s, 15.0 * s, ink)],
    }
}

/// Distance from the middle of a figure at which lines end, points at scale 1.
pub fn figure_radius(shape: &str) -> f32 {
    match shape {
        "ring" => 18.5,
        "hexagon" | "house" => 17.5,
        _ => 16.5,
    }
}

/// Distance from the middle of a figure to its border in a direction (a unit vector), and 2 pt air.
pub fn figure_edge(shape: &str, ux: f32, uy: f32) -> f32 {
    let rectangle = |w: f32, h: f32| (w / ux.abs().max(0.001)).min(h / uy.abs().max(0.001));
    2.0 + match shape {
        "box" => rectangle(15.0, 12.0),
        "diamond" => 15.5 / (ux.abs() + uy.abs()),
        "ring" => 17.0,
        "circle" => 15.0,
        "hexagon" | "house" => 15.5,
        _ => rectangle(13.0, 7.5),
    }
}

/// A small label on a ground of its own; gives its width too. `y` is the top, the height is 17.
pub fn chip(x: f32, y: f32, text: &str, ink: Ink) -> (Shape, f32) {
    let label = Text::new(x + 6.0, y + 12.0, text, SMALL_PT, ink).face(Face::Medium);
    let width = label.width_pt() + 12.0;
    let stroke = matches!(ink.ground(), Ink::Panel).then(|| Stroke::solid(Ink::Line, 1.0));
    let ground = Shape::round_rect(x, y, width, 17.0, 4.0, ink.ground(), stroke);
    (
        Shape::Group {
            hit: None,
            title: text.to_owned(),
            shapes: vec![ground, Shape::Text(label)],
        },
        width,
    )
}

/// What stands around a drawing on paper; a window has its own and gives none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    pub title: String,
    /// Text and colour of chips beside the title, e.g. that the case is a fictional sample.
    pub chips: Vec<(String, Ink)>,
    pub footer_left: String,
    pub footer_right: String,
}

/// Height of the head with the title, and of the foot, in points.
pub const HEAD_PT: f32 = 44.0;
pub const FOOT_PT: f32 = 32.0;

impl Frame {
    /// Head and foot around a drawing of this size.
    pub fn shapes(&self, width_pt: f32, height_pt: f32) -> Vec<Shape> {
        let title = Text::new(
            20.0,
            28.0,
            measure::elide(&self.title, Face::SemiBold, TITLE_PT, width_pt * 0.6),
            TITLE_PT,
            Ink::Text,
        )
        .face(Face::SemiBold);
        let mut x = 20.0 + title.width_pt() + 12.0;
        let mut out = vec![Shape::rect(0.0, 0.0, width_pt, HEAD_PT, Ink::Panel), Shape::Text(title)];
        for (text, ink) in &self.chips {
            let (shape, width) = chip(x, 14.0, text, *ink);
            if x + width > width_pt - 20.0 {
                break;
            }
            out.push(shape);
            x += width + 6.0;
        }
        let foot = height_pt - FOOT_PT;
        let line = Stroke::solid(Ink::Line, 1.0);
        out.push(Shape::rect(0.0, foot, width_pt, FOOT_PT, Ink::Panel));
        out.push(Shape::line([0.0, HEAD_PT], [width_pt, HEAD_PT], line));
        out.push(Shape::line([0.0, foot], [width_pt, foot], line));
        let right = Text::new(width_pt - 20.0, foot + 20.0, &self.footer_right, SMALL_PT, Ink::Dim)
            .face(Face::Mono)
            .end();
        let room = (right.left() - 36.0).max(0.0);
        let left = measure::elide(&self.footer_left, Face::Regular, SMALL_PT, room);
        out.push(Shape::Text(Text::new(20.0, foot + 20.0, left, SMALL_PT, Ink::Dim)));
        out.push(Shape::Text(right));
        out
    }
}

/// Moves a shape.
pub fn shift(shape: &mut Shape, dx: f32, dy: f32) {
    match shape {
        Shape::Rect { x, y, .. } | Shape::Circle { x, y, .. } | Shape::Fade { x, y, .. } | Shape::Wash { x, y, .. } => {
            *x += dx;
            *y += dy;
        }
        Shape::Polygon { points, .. } | Shape::Line { points, .. } => {
            for point in points {
                point[0] += dx;
                point[1] += dy;
            }
        }
        Shape::Text(text) => {
            text.x += dx;
            text.y += dy;
        }
        Shape::Group { shapes, .. } => shapes.iter_mut().for_each(|s| shift(s, dx, dy)),
    }
}
