//! A `Scene` on the screen: the same drawing as on paper, moved and scaled by a camera, with what
//! is too small to read left out. Must not know: charts, timelines.

use eframe::egui::epaint::{Mesh, Vertex, WHITE_UV};
use eframe::egui::{
    Align2, Color32, CornerRadius, FontFamily, FontId, Painter, Pos2, Rect, Shape as Painted, Stroke as Line,
    StrokeKind, Vec2,
};

use super::theme::{Look, semibold};
use crate::catalog::font::Face;
use crate::scene::{Anchor, Dash, Ink, Scene, Shape, Stroke, Text};

/// Text smaller than this on the screen is left out, points.
const LEGIBLE: f32 = 5.0;
/// From baseline to the top of a line, in parts of the type size: Inter's ascender.
const ASCENT: f32 = 0.969;

/// Which part of a drawing is seen, and how large.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// The drawing's point in the middle of the view.
    pub center: [f32; 2],
    pub zoom: f32,
}
impl Default for Camera {
    fn default() -> Camera {
        Camera {
            center: [0.0, 0.0],
            zoom: 1.0,
        }
    }
}
impl Camera {
    pub const NEAREST: f32 = 4.0;
    pub const FARTHEST: f32 = 0.05;

    pub fn to_screen(&self, view: Rect, p: [f32; 2]) -> Pos2 {
        view.center() + Vec2::new(p[0] - self.center[0], p[1] - self.center[1]) * self.zoom
    }
    pub fn to_scene(&self, view: Rect, p: Pos2) -> [f32; 2] {
        let d = (p - view.center()) / self.zoom;
        [self.center[0] + d.x, self.center[1] + d.y]
    }
    /// Scales about a point of the screen, so that what lies under it stays.
    pub fn zoom_about(&mut self, view: Rect, at: Pos2, factor: f32) {
        let before = self.to_scene(view, at);
        self.zoom = (self.zoom * factor).clamp(Camera::FARTHEST, Camera::NEAREST);
        let after = self.to_scene(view, at);
        self.center[0] += before[0] - after[0];
        self.center[1] += before[1] - after[1];
    }
    /// Shows all of a box (left, top, right, bottom), at most at full size.
    pub fn fit(&mut self, view: Rect, bounds: [f32; 4], margin: f32) {
        self.fit_within(view, view, bounds, margin);
    }

    /// As `fit`, into a part of the view.
    pub fn fit_within(&mut self, view: Rect, part: Rect, bounds: [f32; 4], margin: f32) {
        let (w, h) = ((bounds[2] - bounds[0]).max(1.0), (bounds[3] - bounds[1]).max(1.0));
        let room = Vec2::new(
            (part.width() - 2.0 * margin).max(1.0),
            (part.height() - 2.0 * margin).max(1.0),
        );
        self.zoom = (room.x / w).min(room.y / h).clamp(Camera::FARTHEST, 1.25);
        let aside = (part.center() - view.center()) / self.zoom;
        self.center = [
            (bounds[0] + bounds[2]) / 2.0 - aside.x,
            (bounds[1] + bounds[3]) / 2.0 - aside.y,
        ];
    }
}

/// Paints the whole scene into `view`.
pub fn scene(painter: &Painter, look: &Look, scene: &Scene, camera: &Camera, view: Rect) {
    let brush = Brush {
        painter: painter.with_clip_rect(view.intersect(painter.clip_rect())),
        look,
        camera: *camera,
        view,
    };
    for shape in &scene.shapes {
        brush.shape(shape);
    }
}

/// Paints some shapes in the scene's coordinates, on top of it.
pub fn shapes(painter: &Painter, look: &Look, shapes: &[Shape], camera: &Camera, view: Rect) {
    let brush = Brush {
        painter: painter.with_clip_rect(view.intersect(painter.clip_rect())),
        look,
        camera: *camera,
        view,
    };
    for shape in shapes {
        brush.shape(shape);
    }
}

struct Brush<'a> {
    painter: Painter,
    look: &'a Look,
    camera: Camera,
    view: Rect,
}

impl Brush<'_> {
    fn pos(&self, p: [f32; 2]) -> Pos2 {
        self.camera.to_screen(self.view, p)
    }
    fn rect(&self, x: f32, y: f32, w: f32, h: f32) -> Rect {
        Rect::from_min_max(self.pos([x, y]), self.pos([x + w, y + h]))
    }
    fn fill(&self, ink: Option<Ink>) -> Color32 {
        ink.map_or(Color32::TRANSPARENT, |ink| self.look.colour(ink))
    }
    fn line(&self, stroke: Option<Stroke>) -> Line {
        stroke.map_or(Line::NONE, |s| {
            let width = s.width_pt * self.look.line_width * self.camera.zoom.clamp(0.6, 1.5);
            Line::new(width, self.look.colour(s.ink))
        })
    }
    /// Of a scene that is scrolled only a part shows.
    fn seen(&self, rect: Rect) -> bool {
        self.painter.clip_rect().expand(16.0).intersects(rect)
    }

    fn shape(&self, shape: &Shape) {
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
                let rect = self.rect(*x, *y, *w, *h);
                if self.seen(rect) {
                    let round = CornerRadius::same((radius * self.camera.zoom).clamp(0.0, 255.0) as u8);
                    match stroke.and_then(|s| s.dash.pattern(s.width_pt)) {
                        None => {
                            self.painter
                                .rect(rect, round, self.fill(*fill), self.line(*stroke), StrokeKind::Middle);
                        }
                        Some(_) => {
                            self.painter.rect_filled(rect, round, self.fill(*fill));
                            let corners = [
                                rect.left_top(),
                                rect.right_top(),
                                rect.right_bottom(),
                                rect.left_bottom(),
                                rect.left_top(),
                            ];
                            self.stroked(&corners, *stroke);
                        }
                    }
                }
            }
            Shape::Circle { x, y, r, fill, stroke } => self.circle(*x, *y, *r, *fill, *stroke),
            Shape::Polygon { points, fill, stroke } => {
                let points: Vec<Pos2> = points.iter().map(|p| self.pos(*p)).collect();
                if self.seen(Rect::from_points(&points)) {
                    self.painter
                        .add(Painted::convex_polygon(points, self.fill(*fill), self.line(*stroke)));
                }
            }
            Shape::Line { points, stroke, arrow } => {
                let points: Vec<Pos2> = points.iter().map(|p| self.pos(*p)).collect();
                if self.seen(Rect::from_points(&points)) {
                    self.stroked(&points, Some(*stroke));
                    if *arrow && let [.., before, tip] = points.as_slice() {
                        self.arrow_head(*before, *tip, *stroke);
                    }
                }
            }
            Shape::Fade {
                x,
                y,
                w,
                h,
                left,
                right,
                ink,
            } => self.fade(
                self.rect(*x, *y, *w, *h),
                left * self.camera.zoom,
                right * self.camera.zoom,
                *ink,
            ),
            Shape::Wash {
                x,
                y,
                w,
                h,
                ink,
                opacity,
            } => {
                self.painter.rect_filled(
                    self.rect(*x, *y, *w, *h),
                    0.0,
                    self.look.colour(*ink).gamma_multiply(*opacity),
                );
            }
            Shape::Text(text) => self.text(text),
            Shape::Group { shapes, .. } => {
                for shape in shapes {
                    self.shape(shape);
                }
            }
        }
    }

    fn circle(&self, x: f32, y: f32, r: f32, fill: Option<Ink>, stroke: Option<Stroke>) {
        let (center, radius) = (self.pos([x, y]), r * self.camera.zoom);
        if !self.seen(Rect::from_center_size(center, Vec2::splat(2.0 * radius))) {
            return;
        }
        match stroke.filter(|s| s.dash != Dash::Solid) {
            None => {
                self.painter.circle(center, radius, self.fill(fill), self.line(stroke));
            }
            Some(dashed) => {
                self.painter.circle_filled(center, radius, self.fill(fill));
                let steps = 48;
                let ring: Vec<Pos2> = (0..=steps)
                    .map(|n| {
                        let angle = n as f32 / steps as f32 * std::f32::consts::TAU;
                        center + radius * Vec2::angled(angle)
                    })
                    .collect();
                self.stroked(&ring, Some(dashed));
            }
        }
    }

    fn stroked(&self, points: &[Pos2], stroke: Option<Stroke>) {
        let Some(s) = stroke else { return };
        let line = self.line(stroke);
        match s.dash.pattern(s.width_pt) {
            None => {
                self.painter.add(Painted::line(points.to_vec(), line));
            }
            Some([on, off]) => {
                let scale = self.camera.zoom.clamp(0.5, 1.5);
                self.painter
                    .extend(Painted::dashed_line(points, line, on * scale, off * scale));
            }
        }
    }

    fn arrow_head(&self, before: Pos2, tip: Pos2, stroke: Stroke) {
        let long = 7.0 * self.camera.zoom.clamp(0.6, 1.5);
        let along = (tip - before).normalized();
        let base = tip - along * long;
        let across = along.rot90() * long * 0.45;
        self.painter.add(Painted::convex_polygon(
            vec![tip, base + across, base - across],
            self.look.colour(stroke.ink),
            Line::NONE,
        ));
    }

    fn fade(&self, rect: Rect, left: f32, right: f32, ink: Ink) {
        if !self.seen(rect) {
            return;
        }
        let full = self.look.colour(ink);
        let none = Color32::TRANSPARENT;
        let (a, b) = (
            (rect.left() + left).min(rect.right()),
            (rect.right() - right).max(rect.left()),
        );
        let stops = [
            (rect.left(), if left > 0.0 { none } else { full }),
            (a.min(b), full),
            (b.max(a), full),
            (rect.right(), if right > 0.0 { none } else { full }),
        ];
        let mut mesh = Mesh::default();
        for (x, color) in stops {
            for y in [rect.top(), rect.bottom()] {
                mesh.vertices.push(Vertex {
                    pos: Pos2::new(x, y),
                    uv: WHITE_UV,
                    color,
                });
            }
        }
        for n in 0..3_u32 {
            mesh.add_triangle(2 * n, 2 * n + 1, 2 * n + 2);
            mesh.add_triangle(2 * n + 1, 2 * n + 2, 2 * n + 3);
        }
        self.painter.add(Painted::mesh(mesh));
    }

    fn text(&self, text: &Text) {
        // Steps of half a point, so that a slow zoom doesn't fill the glyph atlas.
        let points = (text.size_pt * self.camera.zoom * 2.0).round() / 2.0;
        let at = self.pos([text.x, text.y]);
        // How wide it is shows only when it is laid out.
        let near = self.painter.clip_rect().expand2(Vec2::new(400.0, 2.0 * points));
        if points < LEGIBLE || !near.contains(at) {
            return;
        }
        let font = match text.face {
            Face::Regular | Face::Medium => FontId::proportional(points),
            Face::SemiBold => semibold(points),
            Face::Mono => FontId::new(points, FontFamily::Monospace),
        };
        let ink = self.look.colour(text.ink);
        let galley = self.painter.layout_no_wrap(text.text.clone(), font, ink);
        let align = match text.anchor {
            Anchor::Start => Align2::LEFT_TOP,
            Anchor::Middle => Align2::CENTER_TOP,
            Anchor::End => Align2::RIGHT_TOP,
        };
        let rect = align.anchor_size(Pos2::new(at.x, at.y - ASCENT * points), galley.size());
        if let Some(halo) = text.halo {
            self.painter
                .rect_filled(rect.expand2(Vec2::new(2.0, -1.0)), 2.0, self.look.colour(halo));
        }
        self.painter.galley(rect.min, galley, ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_goes_there_and_back_and_zooms_about_a_point() {
        let view = Rect::from_min_max(Pos2::new(100.0, 50.0), Pos2::new(900.0, 650.0));
        let mut camera = Camera {
            center: [30.0, -20.0],
            zoom: 1.5,
        };
        let at = Pos2::new(300.0, 200.0);
        let under = camera.to_scene(view, at);
        assert!((camera.to_screen(view, under) - at).length() < 1e-3);
        camera.zoom_about(view, at, 0.5);
        assert!(
            (camera.to_screen(view, under) - at).length() < 1e-2,
            "what lies under the pointer stays"
        );
        camera.fit(view, [0.0, 0.0, 4000.0, 100.0], 40.0);
        assert!(
            camera.to_screen(view, [0.0, 0.0]).x >= view.left()
                && camera.to_screen(view, [4000.0, 0.0]).x <= view.right()
        );
    }
}
