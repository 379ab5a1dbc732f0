//! What one row of a table becomes: the parties and what belongs to them, by kind, with the links between them.
//! Must not know: where the map is from, whose words the examples are.

use std::collections::BTreeMap;

use super::parts::{LABEL_PT, SMALL_PT, Words, figure, figure_edge, say};
use super::*;
use crate::catalog::kind::Kind;
use crate::catalog::map::{ColumnMap, MentionRule};

/// What is drawn.
pub struct Input<'a> {
    pub map: &'a ColumnMap,
    pub kinds: &'a BTreeMap<String, Kind>,
    pub words: Words<'a>,
    /// What one row says of it; empty = nothing.
    pub example: &'a dyn Fn(&MentionRule) -> String,
    pub width_pt: f32,
}

/// Height of one entity with its words.
const ROW: f32 = 68.0;
/// From the side to the middle of a figure: half of the widest label.
const SIDE: f32 = 92.0;
const SCALE: f32 = 0.8;

/// Parties on the left, what belongs to them on the right, a line for each link.
pub fn scene(input: &Input<'_>) -> Scene {
    let party = |m: &&MentionRule| input.kinds.get(&m.kind).is_none_or(|k| !k.identifier);
    let (left, right): (Vec<&MentionRule>, Vec<&MentionRule>) = input.map.mention.iter().partition(party);
    let rows = left.len().max(right.len()).max(1);
    let height = rows as f32 * ROW;
    let mut at: BTreeMap<&str, (f32, f32, &str)> = BTreeMap::new();
    for (side, x) in [(&left, SIDE), (&right, input.width_pt - SIDE)] {
        let step = height / side.len().max(1) as f32;
        for (n, mention) in side.iter().enumerate() {
            let shape = input.kinds.get(&mention.kind).map_or("pill", |k| k.shape.as_str());
            at.insert(mention.local(), (x, (n as f32 + 0.5) * step - 14.0, shape));
        }
    }
    let mut shapes = Vec::new();
    let mut told = Vec::new();
    for link in &input.map.link {
        let (Some(from), Some(to)) = (at.get(link.from.as_str()), at.get(link.to.as_str())) else {
            continue;
        };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let long = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / long, dy / long);
        let (a, b) = (figure_edge(from.2, ux, uy) * SCALE, figure_edge(to.2, ux, uy) * SCALE);
        let (start, end) = ([from.0 + ux * a, from.1 + uy * a], [to.0 - ux * b, to.1 - uy * b]);
        shapes.push(Shape::line(start, end, Stroke::solid(Ink::Line, 1.5)));
        let word = say(input.words, "link", &link.kind, &[]);
        let mut label = Text::new(
            (start[0] + end[0]) / 2.0,
            (start[1] + end[1]) / 2.0 + 3.5,
            &word,
            SMALL_PT,
            Ink::Dim,
        );
        label.halo = Some(Ink::Panel);
        shapes.push(Shape::Text(label.middle()));
        told.push(format!("{} {word} {}", link.from, link.to));
    }
    for mention in left.iter().chain(&right) {
        let Some((x, y, shape)) = at.get(mention.local()).copied() else {
            continue;
        };
        let ink = input
            .kinds
            .get(&mention.kind)
            .and_then(|k| Ink::parse(&k.colour))
            .unwrap_or(Ink::Thing);
        shapes.extend(figure(shape, ink, x, y, SCALE));
        let role = say(input.words, "role", &mention.role, &[]);
        let example = (input.example)(mention);
        let (first, second) = if example.is_empty() {
            (role.clone(), String::new())
        } else {
            (example, role.clone())
        };
        let room = 2.0 * SIDE - 12.0;
        let elided = |text: &str, size: f32| measure::elide(text, Face::Regular, size, room);
        shapes.push(Shape::Text(
            Text::new(x, y + 28.0, elided(&first, LABEL_PT), LABEL_PT, Ink::Text).middle(),
        ));
        shapes.push(Shape::Text(
            Text::new(x, y + 41.0, elided(&second, SMALL_PT), SMALL_PT, Ink::Dim).middle(),
        ));
        told.push(format!("{role}: {first}"));
    }
    Scene {
        width_pt: input.width_pt,
        height_pt: height,
        title: String::new(),
        desc: told.join("; "),
        shapes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::asset::Assets;

    #[test]
    fn every_map_we_know_is_drawn_with_all_that_a_row_becomes_inside_its_frame() {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        for map in catalog.maps.values() {
            let drawn = scene(&Input {
                map,
                kinds: &catalog.kinds,
                words: &|key, _| key.to_owned(),
                example: &|_| "An example that is much longer than any room that a picture has for it".to_owned(),
                width_pt: 480.0,
            });
            let texts = drawn.shapes.iter().filter(|s| matches!(s, Shape::Text(_))).count();
            assert_eq!(texts, 2 * map.mention.len() + map.link.len(), "{}", map.name);
            for shape in &drawn.shapes {
                if let Shape::Text(text) = shape {
                    let (left, right) = (text.left(), text.left() + text.width_pt());
                    assert!(
                        left >= -1.0 && right <= 481.0 && text.y <= drawn.height_pt,
                        "{}: {text:?}",
                        map.name
                    );
                }
            }
        }
    }
}
