//! The line icons of `assets/icons/*.svg` (Lucide, ISC) as strokes: read once, painted in any
//! colour and size. Must not know: what an icon stands for on a screen.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, epaint::PathStroke};
use kurbo::{BezPath, Circle, PathEl, Point, RoundedRect, Shape as _};

use crate::catalog::asset::Assets;

macro_rules! icons {
    ($($name:ident = $file:literal),* $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Icon { $($name),* }
        impl Icon {
            pub const ALL: &'static [Icon] = &[$(Icon::$name),*];
            fn file(self) -> &'static str { match self { $(Icon::$name => $file),* } }
        }
    };
}
icons! {
    Morning = "sunrise", Inbox = "inbox", Links = "link", Chart = "chart-network", Entities = "users", Sources = "folder-open",
    Timeline = "calendar-range", Milestones = "flag", Audit = "shield-check", Gallery = "table",
    Search = "search", Lock = "lock", LockOpen = "lock-open", Sun = "sun", Moon = "moon", Contrast = "contrast",
    Panel = "panel-left", Close = "x", Check = "check", Undo = "undo-2", Redo = "redo-2", Pin = "pin", PinOff = "pin-off",
    Plus = "plus", Minus = "minus", Fit = "maximize", Expand = "expand", Path = "route", Layout = "waypoints", Why = "circle-question-mark",
    Warning = "triangle-alert", Import = "upload", Export = "download", Phone = "phone-incoming", File = "file-text",
    Trash = "trash-2", Left = "chevron-left", Right = "chevron-right", Down = "chevron-down", History = "history", Edit = "pencil", Note = "quote", Command = "command",
}

/// Polylines on a square of 24 by 24.
type Strokes = Vec<Vec<Pos2>>;

static STROKES: LazyLock<BTreeMap<Icon, Strokes>> = LazyLock::new(|| {
    let assets = Assets::built_in();
    Icon::ALL
        .iter()
        .map(|icon| {
            (
                *icon,
                assets
                    .text(&format!("icons/{}.svg", icon.file()))
                    .map(read)
                    .unwrap_or_default(),
            )
        })
        .collect()
});

/// Paints an icon into a square.
pub fn paint(painter: &Painter, icon: Icon, rect: Rect, ink: Color32) {
    let scale = rect.width() / 24.0;
    let stroke = Stroke::new((1.6 * scale).max(1.2), ink);
    for line in STROKES.get(&icon).into_iter().flatten() {
        let points: Vec<Pos2> = line.iter().map(|p| rect.min + p.to_vec2() * scale).collect();
        painter.add(Shape::line(points, PathStroke::from(stroke)));
    }
}

/// Reads the elements of a Lucide file: path, circle, rect, line, polyline, polygon; all stroked, none filled.
fn read(svg: &str) -> Strokes {
    let mut strokes = Strokes::new();
    for element in svg.split('<').skip(1) {
        let number = |name: &str| {
            attribute(element, name)
                .and_then(|v| v.parse::<f64>().ok())
                .unwrap_or_default()
        };
        if element.starts_with("path ") {
            if let Some(path) = attribute(element, "d").and_then(|d| BezPath::from_svg(d).ok()) {
                flatten(&path, &mut strokes);
            }
        } else if element.starts_with("circle ") {
            flatten(
                &Circle::new((number("cx"), number("cy")), number("r")).to_path(0.05),
                &mut strokes,
            );
        } else if element.starts_with("rect ") {
            let (x, y) = (number("x"), number("y"));
            flatten(
                &RoundedRect::new(x, y, x + number("width"), y + number("height"), number("rx")).to_path(0.05),
                &mut strokes,
            );
        } else if element.starts_with("line ") {
            strokes.push(vec![
                pos(Point::new(number("x1"), number("y1"))),
                pos(Point::new(number("x2"), number("y2"))),
            ]);
        } else if element.starts_with("poly")
            && let Some(points) = attribute(element, "points")
        {
            let numbers: Vec<f64> = points.split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
            let mut line: Vec<Pos2> = numbers.chunks_exact(2).map(|p| pos(Point::new(p[0], p[1]))).collect();
            if element.starts_with("polygon")
                && let Some(first) = line.first().copied()
            {
                line.push(first);
            }
            strokes.push(line);
        }
    }
    strokes
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let start = element.find(&format!(" {name}=\""))? + name.len() + 3;
    element[start..].split('"').next()
}

fn pos(p: Point) -> Pos2 {
    Pos2::new(p.x as f32, p.y as f32)
}

fn flatten(path: &BezPath, strokes: &mut Strokes) {
    let mut line: Vec<Pos2> = Vec::new();
    kurbo::flatten(path, 0.05, |element| match element {
        PathEl::MoveTo(p) => {
            if line.len() > 1 {
                strokes.push(std::mem::take(&mut line));
            }
            line = vec![pos(p)];
        }
        PathEl::LineTo(p) => line.push(pos(p)),
        PathEl::ClosePath => {
            if let Some(first) = line.first().copied() {
                line.push(first);
            }
        }
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    if line.len() > 1 {
        strokes.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_a_file_and_strokes_within_its_square() {
        for icon in Icon::ALL {
            let strokes = &STROKES[icon];
            assert!(!strokes.is_empty(), "{icon:?} draws nothing");
            let all = Rect::from_min_max(Pos2::ZERO, Pos2::new(24.0, 24.0)).expand(0.1);
            assert!(
                strokes.iter().flatten().all(|p| all.contains(*p)),
                "{icon:?} leaves its square"
            );
        }
    }
}
