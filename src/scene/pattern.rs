//! The small picture of a pattern: its figures by kind with their words, and the lines between them.
//! Must not know: the case, who is behind a figure.

use std::collections::BTreeMap;

use super::parts::{SMALL_PT, Words, figure, figure_edge};
use super::*;
use crate::catalog::kind::Kind;
use crate::catalog::pattern::{Node, Pattern};

/// What is drawn.
pub struct Input<'a> {
    pub pattern: &'a Pattern,
    pub kinds: &'a BTreeMap<String, Kind>,
    pub words: Words<'a>,
}

/// Width and height of a place on the grid.
pub const PLACE: [f32; 2] = [104.0, 58.0];
const SCALE: f32 = 0.8;
/// From one of several figures to the next.
const BEHIND: [f32; 2] = [6.0, -4.0];
const COPIES: usize = 3;

/// The figures where the file puts them, a line for each edge.
pub fn scene(input: &Input<'_>) -> Scene {
    let nodes = &input.pattern.node;
    let most = |n: usize| {
        nodes
            .iter()
            .map(|node| node.at[n])
            .max()
            .map_or(0.0, |at| f32::from(at) + 1.0)
    };
    let mut shapes = Vec::new();
    let mut told = Vec::new();
    let say = |key: &str| (input.words)(key, &[]);
    let said = |node: &Node| {
        let words = say(&node.label);
        if node.many {
            format!("{words} ({})", say("shape-several"))
        } else {
            words
        }
    };
    let find = |name: &str| nodes.iter().find(|n| n.name == name);
    for edge in &input.pattern.edge {
        let (Some(from), Some(to)) = (find(&edge.from), find(&edge.to)) else {
            continue;
        };
        let ((ax, ay), (bx, by)) = (place(from), place(to));
        let long = (bx - ax).hypot(by - ay).max(1.0);
        let (ux, uy) = ((bx - ax) / long, (by - ay) / long);
        let a = figure_edge(self::shape(input, from), ux, uy) * SCALE + reach(from, ux, uy);
        let b = figure_edge(self::shape(input, to), ux, uy) * SCALE + reach(to, -ux, -uy);
        shapes.push(Shape::Line {
            points: vec![[ax + ux * a, ay + uy * a], [bx - ux * b, by - uy * b]],
            stroke: Stroke::solid(Ink::Dim, 1.2),
            arrow: edge.arrow,
        });
        let arrow = if edge.arrow { "→" } else { "–" };
        told.push(format!("{} {arrow} {}", said(from), said(to)));
    }
    for node in nodes {
        let (x, y) = place(node);
        let ink = input
            .kinds
            .get(&node.kind)
            .and_then(|k| Ink::parse(&k.colour))
            .unwrap_or(Ink::Thing);
        let copies = if node.many { COPIES } else { 1 };
        for n in (0..copies).rev() {
            let (x, y) = (x + BEHIND[0] * n as f32, y + BEHIND[1] * n as f32);
            if n + 1 < copies {
                shapes.extend(figure(shape(input, node), Ink::Panel, x, y, SCALE * 1.14));
            }
            shapes.extend(figure(shape(input, node), ink, x, y, SCALE));
        }
        let room = PLACE[0] - 6.0;
        let words = measure::elide(&say(&node.label), Face::Regular, SMALL_PT, room);
        // A line that comes from below passes behind the words.
        let label = Text::new(x, y + 26.0, words, SMALL_PT, Ink::Dim).halo(Ink::Panel);
        shapes.push(Shape::Text(label.middle()));
    }
    Scene {
        width_pt: most(0) * PLACE[0],
        height_pt: most(1) * PLACE[1],
        title: String::new(),
        desc: told.join("; "),
        shapes,
    }
}

/// The middle of a node's figure.
fn place(node: &Node) -> (f32, f32) {
    (
        (f32::from(node.at[0]) + 0.5) * PLACE[0],
        f32::from(node.at[1]) * PLACE[1] + 24.0,
    )
}

fn shape<'a>(input: &Input<'a>, node: &Node) -> &'a str {
    input.kinds.get(&node.kind).map_or("pill", |k| k.shape.as_str())
}

/// How much farther in a direction several figures stand than one.
fn reach(node: &Node, ux: f32, uy: f32) -> f32 {
    if !node.many {
        return 0.0;
    }
    let last = (COPIES - 1) as f32;
    (BEHIND[0] * last * ux).max(0.0) + (BEHIND[1] * last * uy).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::asset::Assets;

    #[test]
    fn every_pattern_is_drawn_inside_its_frame_with_whole_words_in_both_languages() {
        for language in ["en", "es"] {
            let catalog = Catalog::load(Assets::built_in(), language).unwrap();
            for pattern in catalog.scoring.patterns.values() {
                let drawn = scene(&Input {
                    pattern,
                    kinds: &catalog.kinds,
                    words: &|key, args| catalog.text.whole(key, args),
                });
                let mut lines = 0;
                for shape in &drawn.shapes {
                    match shape {
                        Shape::Text(text) => {
                            assert!(!text.text.contains(['…', '-']), "{language}: {}", text.text);
                            assert!(text.left() >= 0.0 && text.left() + text.width_pt() <= drawn.width_pt);
                            assert!(text.y < drawn.height_pt);
                        }
                        Shape::Line { points, .. } => {
                            lines += 1;
                            let long = (points[1][0] - points[0][0]).hypot(points[1][1] - points[0][1]);
                            assert!(long > 12.0, "{}: a line of {long} points", pattern.name);
                        }
                        _ => {}
                    }
                }
                assert_eq!(lines, pattern.edge.len(), "{}", pattern.name);
                assert_eq!(drawn.desc.split("; ").count(), lines);
                assert!(!drawn.desc.contains("shape-"), "{}", drawn.desc);
            }
        }
    }
}
