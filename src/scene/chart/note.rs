//! Notes as small sheets: a free one where a person put it, that of an entity beside its figure, where
//! it covers least. Must not know: who writes them.

use super::draw::{Box4, crosses, overlap};
use super::*;

/// A line of a note is never wider, points.
const WIDEST_PT: f32 = 210.0;
const PAD_PT: f32 = 7.0;
/// The folded corner.
const FOLD_PT: f32 = 9.0;

/// Lines of a note, with its line height in points.
fn lines(note: &Note) -> (Vec<String>, f32) {
    let size = size_pt(note);
    (
        measure::wrap(&note.text, Face::Regular, size, WIDEST_PT),
        (size * 1.35).ceil(),
    )
}

fn size_pt(note: &Note) -> f32 {
    if note.entity.is_some() { SMALL_PT } else { LABEL_PT }
}

/// Width and height of its sheet in points.
fn extent(note: &Note) -> (f32, f32) {
    let (lines, height) = lines(note);
    let width = lines
        .iter()
        .map(|l| measure::width_pt(l, Face::Regular, size_pt(note)))
        .fold(0.0, f32::max);
    (
        width + 2.0 * PAD_PT + FOLD_PT,
        lines.len() as f32 * height + 2.0 * PAD_PT - 2.0,
    )
}

/// Where a free note lies: left, top, right, bottom.
pub(super) fn box_of(note: &Note) -> Box4 {
    let (w, h) = extent(note);
    let (x, y) = (note.x as f32 / 64.0, note.y as f32 / 64.0);
    [x, y, x + w, y + h]
}

/// Right, left, below or above the figure at `node`, where it covers least of what is taken.
pub(super) fn beside(note: &Note, node: &Node, ends: &[([f32; 2], [f32; 2])], taken: &[Box4]) -> Box4 {
    let (w, h) = extent(note);
    let r = figure_radius(&node.shape);
    let at = |x: f32, y: f32| [x, y, x + w, y + h];
    let tries = [
        at(node.x + r + 6.0, node.y - h / 2.0),
        at(node.x - r - 6.0 - w, node.y - h / 2.0),
        at(node.x - w / 2.0, node.y + r + 20.0),
        at(node.x - w / 2.0, node.y - r - 6.0 - h),
    ];
    let cost = |b: &Box4| {
        let covered: f32 = taken.iter().map(|o| overlap(*b, *o)).sum();
        let crossed = ends.iter().filter(|(from, to)| crosses(*b, *from, *to)).count();
        covered * 4.0 + crossed as f32 * 60.0
    };
    // The first of equals: to the right is where the eye goes on.
    tries
        .into_iter()
        .min_by(|a, b| cost(a).total_cmp(&cost(b)))
        .unwrap_or(tries[0])
}

/// The sheet in its place.
pub(super) fn sheet(input: &ChartInput<'_>, note: &Note, place: Box4) -> Shape {
    let [left, top, right, bottom] = place;
    let fold = [
        [right - FOLD_PT, top],
        [right, top + FOLD_PT],
        [right - FOLD_PT, top + FOLD_PT],
    ];
    let edge = Stroke::solid(Ink::StrongLine, 1.0);
    let mut shapes = vec![
        Shape::Polygon {
            points: vec![[left, top], fold[0], fold[1], [right, bottom], [left, bottom]],
            fill: Some(Ink::Panel),
            stroke: Some(edge),
        },
        Shape::Polygon {
            points: fold.to_vec(),
            fill: Some(Ink::Line),
            stroke: Some(edge),
        },
    ];
    let (lines, height) = lines(note);
    let size = size_pt(note);
    shapes.extend(lines.into_iter().enumerate().map(|(n, line)| {
        let baseline = top + PAD_PT + size * 0.92 + height * n as f32;
        Shape::Text(Text::new(left + PAD_PT, baseline, line, size, Ink::Text))
    }));
    let title = format!("{}: {}", say(input.words, "chart", "note", &[]), note.text);
    Shape::group(HitId::Note(note.id), title, shapes)
}
