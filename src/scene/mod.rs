//! What is drawn: a few shapes in points, with colour roles instead of colours. The window paints a
//! scene with egui, an export as SVG, PNG or PDF: one drawing, so that the paper shows what the
//! screen showed. Must not know: a toolkit, a file format, the case (chart.rs and timeline.rs do).

pub mod measure; // widths of text from the bundled fonts
pub mod parts; // figures of kinds, chips, the frame of a page
pub mod chart; // entities and links
pub mod mapping; // what one row of a table becomes
pub mod pattern; // the shape of a pattern
pub mod timeline; // what happened when, in lanes

#[cfg(test)]
pub(crate) mod fixture;

use crate::catalog::font::Face;
pub use crate::catalog::theme::Ink;
use crate::model::*;

/// A drawing. The origin is top left, y grows downward, units are points (1/72 inch).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scene {
    pub width_pt: f32,
    pub height_pt: f32,
    /// What a screen reader and the file's metadata say.
    pub title: String,
    pub desc: String,
    /// Painted first to last.
    pub shapes: Vec<Shape>,
}

/// What lies under the pointer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HitId {
    Entity(EntityId),
    /// Parallel links drawn as one line.
    Links(Vec<LinkId>),
    Candidate(Uid),
    Event(EventId),
    Milestone(MilestoneId),
    Record(RecordId),
    /// Key of a lane of the timeline.
    Lane(String),
    /// Entity kind (or victim) in a chart's legend.
    Legend(String),
    /// A note on a chart.
    Note(ChartItemId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Dash {
    #[default]
    Solid,
    Dashed,
    Dotted,
}

impl Dash {
    /// On and off lengths in points for a line of this width; `None` = solid.
    pub fn pattern(self, width_pt: f32) -> Option<[f32; 2]> {
        match self {
            Dash::Solid => None,
            Dash::Dashed => Some([4.0 * width_pt.max(1.0), 3.0 * width_pt.max(1.0)]),
            Dash::Dotted => Some([width_pt.max(1.0) * 1.6, width_pt.max(1.0) * 1.8]),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    pub ink: Ink,
    pub width_pt: f32,
    pub dash: Dash,
}

impl Stroke {
    pub fn solid(ink: Ink, width_pt: f32) -> Stroke {
        Stroke {
            ink,
            width_pt,
            dash: Dash::Solid,
        }
    }
    pub fn dashed(ink: Ink, width_pt: f32) -> Stroke {
        Stroke {
            ink,
            width_pt,
            dash: Dash::Dashed,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Anchor {
    #[default]
    Start,
    Middle,
    End,
}

/// One line of text. `y` is the baseline.
#[derive(Clone, PartialEq, Debug)]
pub struct Text {
    pub x: f32,
    pub y: f32,
    pub text: String,
    pub size_pt: f32,
    pub face: Face,
    pub ink: Ink,
    pub anchor: Anchor,
    /// Painted 3 pt wide behind the letters, so that a line beneath doesn't cross them.
    pub halo: Option<Ink>,
}

impl Text {
    pub fn new(x: f32, y: f32, text: impl Into<String>, size_pt: f32, ink: Ink) -> Text {
        Text {
            x,
            y,
            text: text.into(),
            size_pt,
            face: Face::Regular,
            ink,
            anchor: Anchor::Start,
            halo: None,
        }
    }
    #[must_use]
    pub fn face(mut self, face: Face) -> Text {
        self.face = face;
        self
    }
    #[must_use]
    pub fn middle(mut self) -> Text {
        self.anchor = Anchor::Middle;
        self
    }
    #[must_use]
    pub fn end(mut self) -> Text {
        self.anchor = Anchor::End;
        self
    }
    #[must_use]
    pub fn halo(mut self, ink: Ink) -> Text {
        self.halo = Some(ink);
        self
    }
    pub fn width_pt(&self) -> f32 {
        measure::width_pt(&self.text, self.face, self.size_pt)
    }
    /// x of the left edge.
    pub fn left(&self) -> f32 {
        match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - self.width_pt() / 2.0,
            Anchor::End => self.x - self.width_pt(),
        }
    }
}

/// The few things that a painter must know. Hexagons, houses, diamonds, pills and rings are made of
/// them by the functions below.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    Rect {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        radius: f32,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    Circle {
        x: f32,
        y: f32,
        r: f32,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// Closed and convex.
    Polygon {
        points: Vec<[f32; 2]>,
        fill: Option<Ink>,
        stroke: Option<Stroke>,
    },
    /// Open; `arrow` puts a filled head of 7 pt at the last point.
    Line {
        points: Vec<[f32; 2]>,
        stroke: Stroke,
        arrow: bool,
    },
    /// A bar whose ends fade: opacity grows from 0 at the left edge to 1 at `left`, falls from
    /// `right` before the right edge to 0. With both 0 it is a plain bar.
    Fade {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        left: f32,
        right: f32,
        ink: Ink,
    },
    /// A see-through ground, e.g. a gap on the timeline.
    Wash {
        x: f32,
        y: f32,
        w: f32,
        h: f32,
        ink: Ink,
        opacity: f32,
    },
    Text(Text),
    /// What belongs together: one thing to hit, one name for a screen reader.
    Group {
        hit: Option<HitId>,
        title: String,
        shapes: Vec<Shape>,
    },
}

impl Shape {
    pub fn rect(x: f32, y: f32, w: f32, h: f32, fill: Ink) -> Shape {
        Shape::Rect {
            x,
            y,
            w,
            h,
            radius: 0.0,
            fill: Some(fill),
            stroke: None,
        }
    }
    pub fn round_rect(x: f32, y: f32, w: f32, h: f32, radius: f32, fill: Ink, stroke: Option<Stroke>) -> Shape {
        Shape::Rect {
            x,
            y,
            w,
            h,
            radius,
            fill: Some(fill),
            stroke,
        }
    }
    pub fn circle(x: f32, y: f32, r: f32, fill: Ink) -> Shape {
        Shape::Circle {
            x,
            y,
            r,
            fill: Some(fill),
            stroke: None,
        }
    }
    /// Only the outline.
    pub fn ring(x: f32, y: f32, r: f32, stroke: Stroke) -> Shape {
        Shape::Circle {
            x,
            y,
            r,
            fill: None,
            stroke: Some(stroke),
        }
    }
    /// Flat sides above and below, points left and right; `r` to a corner.
    pub fn hexagon(x: f32, y: f32, r: f32, fill: Ink) -> Shape {
        let (half, height) = (r * 0.5, r * 0.866);
        let points = vec![
            [x - r, y],
            [x - half, y - height],
            [x + half, y - height],
            [x + r, y],
            [x + half, y + height],
            [x - half, y + height],
        ];
        Shape::Polygon {
            points,
            fill: Some(fill),
            stroke: None,
        }
    }
    /// A gable over a square.
    pub fn house(x: f32, y: f32, r: f32, fill: Ink) -> Shape {
        let half = r * 0.87;
        let points = vec![
            [x, y - r],
            [x + half, y - r * 0.25],
            [x + half, y + half],
            [x - half, y + half],
            [x - half, y - r * 0.25],
        ];
        Shape::Polygon {
            points,
            fill: Some(fill),
            stroke: None,
        }
    }
    pub fn diamond(x: f32, y: f32, r: f32, fill: Ink) -> Shape {
        Shape::Polygon {
            points: vec![[x, y - r], [x + r, y], [x, y + r], [x - r, y]],
            fill: Some(fill),
            stroke: None,
        }
    }
    /// A bar with half-round ends, centred.
    pub fn pill(x: f32, y: f32, w: f32, h: f32, fill: Ink) -> Shape {
        Shape::round_rect(x - w / 2.0, y - h / 2.0, w, h, h / 2.0, fill, None)
    }
    pub fn line(from: [f32; 2], to: [f32; 2], stroke: Stroke) -> Shape {
        Shape::Line {
            points: vec![from, to],
            stroke,
            arrow: false,
        }
    }
    pub fn group(hit: HitId, title: impl Into<String>, shapes: Vec<Shape>) -> Shape {
        Shape::Group {
            hit: Some(hit),
            title: title.into(),
            shapes,
        }
    }

    /// Smallest rectangle around it: left, top, right, bottom. An empty group has none.
    pub fn bounds(&self) -> Option<[f32; 4]> {
        let around = |points: &[[f32; 2]]| {
            points.iter().fold(None, |b: Option<[f32; 4]>, p| {
                Some(b.map_or([p[0], p[1], p[0], p[1]], |b| {
                    [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
                }))
            })
        };
        match self {
            Shape::Rect { x, y, w, h, .. } | Shape::Fade { x, y, w, h, .. } | Shape::Wash { x, y, w, h, .. } => {
                Some([*x, *y, x + w, y + h])
            }
            Shape::Circle { x, y, r, .. } => Some([x - r, y - r, x + r, y + r]),
            Shape::Polygon { points, .. } | Shape::Line { points, .. } => around(points),
            Shape::Text(t) => Some([
                t.left(),
                t.y - t.size_pt,
                t.left() + t.width_pt(),
                t.y + t.size_pt * 0.3,
            ]),
            Shape::Group { shapes, .. } => {
                shapes
                    .iter()
                    .filter_map(Shape::bounds)
                    .fold(None, |all: Option<[f32; 4]>, b| {
                        Some(all.map_or(b, |a| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]))
                    })
            }
        }
    }

    /// True when the point is on it, or nearer than `slack_pt` to a line.
    pub fn covers(&self, x: f32, y: f32, slack_pt: f32) -> bool {
        match self {
            Shape::Line { points, .. } => points
                .windows(2)
                .any(|s| distance_to_segment([x, y], s[0], s[1]) <= slack_pt),
            Shape::Group { shapes, .. } => shapes.iter().any(|s| s.covers(x, y, slack_pt)),
            Shape::Circle { x: cx, y: cy, r, .. } => {
                let (dx, dy) = (x - cx, y - cy);
                dx * dx + dy * dy <= r * r
            }
            other => other
                .bounds()
                .is_some_and(|b| x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3]),
        }
    }
}

/// Distance in points from `p` to the segment from `a` to `b`.
pub fn distance_to_segment(p: [f32; 2], a: [f32; 2], b: [f32; 2]) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length2 = dx * dx + dy * dy;
    let t = if length2 == 0.0 {
        0.0
    } else {
        (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2).clamp(0.0, 1.0)
    };
    let (ex, ey) = (p[0] - a[0] - t * dx, p[1] - a[1] - t * dy);
    (ex * ex + ey * ey).sqrt()
}

impl Scene {
    /// The topmost thing at a point, lines within 4 pt.
    pub fn hit(&self, x: f32, y: f32) -> Option<&HitId> {
        fn find(shapes: &[Shape], x: f32, y: f32) -> Option<&HitId> {
            shapes.iter().rev().find_map(|shape| match shape {
                Shape::Group { hit, shapes, .. } => {
                    find(shapes, x, y).or_else(|| hit.as_ref().filter(|_| shape.covers(x, y, 4.0)))
                }
                _ => None,
            })
        }
        find(&self.shapes, x, y)
    }

    /// Every text of the drawing in painting order: what a reader can read off it.
    pub fn texts(&self) -> Vec<&str> {
        fn collect<'a>(shapes: &'a [Shape], out: &mut Vec<&'a str>) {
            for shape in shapes {
                match shape {
                    Shape::Text(t) => out.push(&t.text),
                    Shape::Group { shapes, .. } => collect(shapes, out),
                    _ => {}
                }
            }
        }
        let mut out = Vec::new();
        collect(&self.shapes, &mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topmost_group_is_hit_and_a_line_within_four_points() {
        let below = EntityId(Uid([1; 16]));
        let above = EntityId(Uid([2; 16]));
        let link = LinkId(Uid([3; 16]));
        let scene = Scene {
            width_pt: 100.0,
            height_pt: 100.0,
            shapes: vec![
                Shape::group(
                    HitId::Links(vec![link]),
                    "",
                    vec![Shape::line([0.0, 80.0], [100.0, 80.0], Stroke::solid(Ink::Line, 1.0))],
                ),
                Shape::group(
                    HitId::Entity(below),
                    "",
                    vec![Shape::rect(10.0, 10.0, 30.0, 30.0, Ink::Employer)],
                ),
                Shape::group(
                    HitId::Entity(above),
                    "",
                    vec![Shape::circle(40.0, 40.0, 10.0, Ink::Person)],
                ),
            ],
            ..Scene::default()
        };
        assert_eq!(scene.hit(38.0, 38.0), Some(&HitId::Entity(above)));
        assert_eq!(scene.hit(15.0, 15.0), Some(&HitId::Entity(below)));
        assert_eq!(scene.hit(50.0, 83.0), Some(&HitId::Links(vec![link])));
        assert_eq!(scene.hit(50.0, 86.0), None);
    }
}
