//! How a board becomes shapes: lines first, then labels of lines, then figures with their labels,
//! each label where it covers least. Exports add head, legend and foot.

use std::collections::BTreeMap;

use super::*;

/// Space around the outermost figures on paper, points.
const MARGIN_PT: f32 = 70.0;
/// A sheet is never narrower, so that head and foot keep their words.
const LEAST_WIDTH_PT: f32 = 760.0;
const LEAST_HEIGHT_PT: f32 = 360.0;
/// Above this many things labels stand at their first place: choosing costs too much.
const CHOOSE_UP_TO: usize = 600;

/// Left, top, right, bottom in points.
pub(super) type Box4 = [f32; 4];

pub(super) fn overlap(a: Box4, b: Box4) -> f32 {
    let (w, h) = (a[2].min(b[2]) - a[0].max(b[0]), a[3].min(b[3]) - a[1].max(b[1]));
    if w > 0.0 && h > 0.0 { w * h } else { 0.0 }
}

pub(super) fn crosses(b: Box4, from: [f32; 2], to: [f32; 2]) -> bool {
    // Liang and Barsky 1984: clip the segment to the box.
    let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
    let (mut first, mut last) = (0.0_f32, 1.0_f32);
    for (p, q) in [
        (-dx, from[0] - b[0]),
        (dx, b[2] - from[0]),
        (-dy, from[1] - b[1]),
        (dy, b[3] - from[1]),
    ] {
        if p == 0.0 {
            if q < 0.0 {
                return false;
            }
        } else if p < 0.0 {
            first = first.max(q / p);
        } else {
            last = last.min(q / p);
        }
    }
    first <= last
}

/// The chart's shapes in board coordinates: what the window paints under its camera.
pub fn drawing(input: &ChartInput<'_>, board: &Board) -> Vec<Shape> {
    let ends: Vec<([f32; 2], [f32; 2])> = board.edges.iter().map(|e| ends_of(board, e)).collect();
    let mut taken: Vec<Box4> = board
        .nodes
        .iter()
        .map(|n| {
            let r = figure_radius(&n.shape);
            [n.x - r, n.y - r, n.x + r, n.y + r]
        })
        .collect();
    let free = input.notes.iter().filter(|n| n.entity.is_none());
    taken.extend(free.map(note::box_of));
    let choose = board.nodes.len() + board.edges.len() <= CHOOSE_UP_TO;
    let labels: Vec<Vec<Shape>> =
        reading_order(board)
            .into_iter()
            .fold(vec![Vec::new(); board.nodes.len()], |mut all, at| {
                all[at] = node_label(&board.nodes[at], at, &ends, &mut taken, choose);
                all
            });
    let mut lines = Vec::new();
    let mut words = Vec::new();
    for (edge, (from, to)) in board.edges.iter().zip(&ends) {
        let label = edge_label(edge, *from, *to, &mut taken, choose);
        let title = format!(
            "{}: {} – {}",
            edge.label, board.nodes[edge.from].label, board.nodes[edge.to].label
        );
        let hit = edge
            .candidate
            .map_or_else(|| HitId::Links(edge.links.clone()), HitId::Candidate);
        lines.push(Shape::group(hit.clone(), title, vec![edge_line(edge, *from, *to)]));
        words.extend(label.map(|l| Shape::group(hit, "", l)));
    }
    let mut out = lines;
    out.extend(words);
    for (at, (node, label)) in board.nodes.iter().zip(labels).enumerate() {
        let mut shapes = Vec::new();
        if input.selected.contains(&node.entity) {
            shapes.push(Shape::ring(
                node.x,
                node.y,
                figure_radius(&node.shape) + 6.0,
                Stroke::solid(Ink::Accent, 2.0),
            ));
        }
        shapes.extend(figure(&node.shape, node.ink, node.x, node.y, 1.0));
        if node.pinned {
            shapes.extend(pin(node.x + 15.0, node.y - 16.0));
        }
        shapes.extend(label);
        let title = format!(
            "{}: {}",
            say(input.words, "kind", &node.kind, &[]),
            board.nodes[at].label
        );
        out.push(Shape::group(HitId::Entity(node.entity), title, shapes));
    }
    for note in input.notes {
        let place = match note.entity {
            None => note::box_of(note),
            Some(entity) => {
                let Some(node) = board.nodes.iter().find(|n| n.entity == entity) else {
                    continue;
                };
                note::beside(note, node, &ends, &taken)
            }
        };
        if note.entity.is_some() {
            taken.push(place);
        }
        out.push(note::sheet(input, note, place));
    }
    out
}

/// Labels are placed from top to bottom, left to right, so that the choice is the same each time.
fn reading_order(board: &Board) -> Vec<usize> {
    let mut order: Vec<usize> = (0..board.nodes.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&board.nodes[*a], &board.nodes[*b]);
        a.y.total_cmp(&b.y)
            .then(a.x.total_cmp(&b.x))
            .then(a.entity.cmp(&b.entity))
    });
    order
}

/// The line between two figures, cut where each begins.
fn ends_of(board: &Board, edge: &Edge) -> ([f32; 2], [f32; 2]) {
    let (a, b) = (&board.nodes[edge.from], &board.nodes[edge.to]);
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = (dx * dx + dy * dy).sqrt().max(0.001);
    let (ux, uy) = (dx / length, dy / length);
    let (ra, rb) = (
        figure_edge(&a.shape, ux, uy).min(length / 2.0),
        figure_edge(&b.shape, ux, uy).min(length / 2.0),
    );
    // Parallel proposals stand 7 pt aside, so that both can be seen and hit.
    let aside = if edge.candidate.is_some()
        && board
            .edges
            .iter()
            .any(|e| e.candidate != edge.candidate && joins_same(e, edge))
    {
        7.0
    } else {
        0.0
    };
    let (ox, oy) = (-uy * aside, ux * aside);
    (
        [a.x + ux * ra + ox, a.y + uy * ra + oy],
        [b.x - ux * rb + ox, b.y - uy * rb + oy],
    )
}

fn joins_same(a: &Edge, b: &Edge) -> bool {
    (a.from.min(a.to), a.from.max(a.to)) == (b.from.min(b.to), b.from.max(b.to))
}

fn edge_line(edge: &Edge, from: [f32; 2], to: [f32; 2]) -> Shape {
    let count = edge.links.len().max(1) as f32;
    let (ink, width) = match edge.standing {
        _ if edge.highlighted => (Ink::Accent, 2.4),
        Standing::Proposed => (Ink::Soon, 1.6),
        Standing::Denied => (Ink::Against, 1.2),
        _ => (Ink::Faint, (1.0 + 0.5 * count.log2()).min(3.5)),
    };
    Shape::Line {
        points: vec![from, to],
        stroke: Stroke {
            ink,
            width_pt: width,
            dash: edge.dash,
        },
        arrow: edge.directed,
    }
}

fn edge_label(edge: &Edge, from: [f32; 2], to: [f32; 2], taken: &mut Vec<Box4>, choose: bool) -> Option<Vec<Shape>> {
    if edge.label.is_empty() {
        return None;
    }
    let ink = match edge.standing {
        Standing::Proposed => Ink::Soon,
        Standing::Denied => Ink::Against,
        _ if edge.highlighted => Ink::Accent,
        _ => Ink::Dim,
    };
    let at = |t: f32| {
        Text::new(
            from[0] + (to[0] - from[0]) * t,
            from[1] + (to[1] - from[1]) * t + 3.5,
            &edge.label,
            SMALL_PT,
            ink,
        )
        .middle()
    };
    let tries: &[f32] = if choose {
        &[0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74]
    } else {
        &[0.5]
    };
    let best = tries
        .iter()
        .map(|t| (*t, bounds_of(&at(*t))))
        .map(|(t, b)| (taken.iter().map(|o| overlap(b, *o)).sum::<f32>(), t, b))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    taken.push(best.2);
    // A ground under the whole label: a halo leaves the line visible between words.
    let [left, top, right, bottom] = best.2;
    Some(vec![
        Shape::rect(left - 1.5, top + 1.0, right - left + 3.0, bottom - top - 1.5, Ink::Sunk),
        Shape::Text(at(best.1)),
    ])
}

fn bounds_of(text: &Text) -> Box4 {
    Shape::Text(text.clone()).bounds().unwrap_or_default()
}

/// Below, above, right or left of the figure: where it covers least.
fn node_label(
    node: &Node,
    at: usize,
    ends: &[([f32; 2], [f32; 2])],
    taken: &mut Vec<Box4>,
    choose: bool,
) -> Vec<Shape> {
    let r = figure_radius(&node.shape);
    let label = measure::elide(&node.label, Face::Medium, LABEL_PT, 190.0);
    let sub = measure::elide(&node.sub, Face::Regular, SMALL_PT, 190.0);
    let lines = |x: f32, y: f32, anchor: Anchor| -> Vec<Text> {
        let mut out = vec![Text {
            anchor,
            ..Text::new(x, y, label.clone(), LABEL_PT, Ink::Text)
                .face(Face::Medium)
                .halo(Ink::Sunk)
        }];
        if !sub.is_empty() {
            out.push(Text {
                anchor,
                ..Text::new(x, y + 14.0, sub.clone(), SMALL_PT, Ink::Dim).halo(Ink::Sunk)
            });
        }
        out
    };
    let lift = if sub.is_empty() { 0.0 } else { 14.0 };
    let mut places = vec![lines(node.x, node.y + r + 13.0, Anchor::Middle)];
    if choose {
        places.push(lines(node.x, node.y - r - 6.0 - lift, Anchor::Middle));
        places.push(lines(node.x + r + 5.0, node.y + 4.0 - lift / 2.0, Anchor::Start));
        places.push(lines(node.x - r - 5.0, node.y + 4.0 - lift / 2.0, Anchor::End));
    }
    let cost = |texts: &Vec<Text>| -> f32 {
        texts
            .iter()
            .map(|t| {
                let b = bounds_of(t);
                let covered: f32 = taken
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| *i != at)
                    .map(|(_, o)| overlap(b, *o))
                    .sum();
                let crossed = ends.iter().filter(|(from, to)| crosses(b, *from, *to)).count();
                covered * 4.0 + crossed as f32 * 60.0
            })
            .sum()
    };
    // The first of equals: below is where the eye looks.
    let best = if choose {
        let costs: Vec<f32> = places.iter().map(cost).collect();
        (0..places.len())
            .min_by(|a, b| costs[*a].total_cmp(&costs[*b]))
            .unwrap_or(0)
    } else {
        0
    };
    let texts = places.swap_remove(best);
    taken.extend(texts.iter().map(bounds_of));
    texts.into_iter().map(Shape::Text).collect()
}

/// A drawing pin: this place was set by hand.
fn pin(x: f32, y: f32) -> Vec<Shape> {
    vec![
        Shape::line([x, y + 3.0], [x - 4.0, y + 8.0], Stroke::solid(Ink::Text, 1.4)),
        Shape::Circle {
            x,
            y,
            r: 4.0,
            fill: Some(Ink::Accent),
            stroke: Some(Stroke::solid(Ink::Sunk, 1.2)),
        },
    ]
}

/// What the figures and lines that can be seen mean, with their counts: kind, figure, colour, words, count.
pub fn legend(input: &ChartInput<'_>, board: &Board) -> Vec<LegendRow> {
    let mut kinds: BTreeMap<(Ink, &str), (usize, &Node)> = BTreeMap::new();
    for node in &board.nodes {
        kinds.entry((node.ink, node.kind.as_str())).or_insert((0, node)).0 += 1;
    }
    let mut rows: Vec<LegendRow> = kinds
        .into_iter()
        .map(|((ink, kind), (count, node))| LegendRow {
            kind: kind.to_owned(),
            mark: Mark::Figure(node.shape.clone()),
            ink,
            text: say(input.words, "kind", kind, &[]),
            count,
        })
        .collect();
    for (standing, key, ink) in [
        (Standing::Unconfirmed, "unconfirmed", Ink::Faint),
        (Standing::Denied, "denied", Ink::Against),
        (Standing::Proposed, "proposed", Ink::Soon),
    ] {
        let count = board.edges.iter().filter(|e| e.standing == standing).count();
        if count > 0 {
            rows.push(LegendRow {
                kind: String::new(),
                mark: Mark::DashedLine,
                ink,
                text: say(input.words, "chart", key, &[]),
                count,
            });
        }
    }
    rows
}

#[derive(Clone, PartialEq, Debug)]
pub enum Mark {
    /// The word of `assets/kinds/*.toml`.
    Figure(String),
    DashedLine,
}

#[derive(Clone, PartialEq, Debug)]
pub struct LegendRow {
    /// Empty for a line.
    pub kind: String,
    pub mark: Mark,
    pub ink: Ink,
    pub text: String,
    pub count: usize,
}

fn legend_box(rows: &[LegendRow], x: f32, bottom: f32) -> (Vec<Shape>, f32, f32) {
    let text_width = rows
        .iter()
        .map(|r| measure::width_pt(&r.text, Face::Regular, LABEL_PT))
        .fold(0.0, f32::max);
    let (width, height) = (text_width + 44.0 + 40.0, rows.len() as f32 * 23.0 + 14.0);
    let top = bottom - height;
    let mut out = vec![Shape::round_rect(
        x,
        top,
        width,
        height,
        6.0,
        Ink::Panel,
        Some(Stroke::solid(Ink::Line, 1.0)),
    )];
    for (i, row) in rows.iter().enumerate() {
        let y = top + 7.0 + 23.0 * i as f32 + 11.5;
        let mut shapes = match &row.mark {
            Mark::Figure(shape) => figure(shape, row.ink, x + 20.0, y, 0.48),
            Mark::DashedLine => vec![Shape::line([x + 11.0, y], [x + 29.0, y], Stroke::dashed(row.ink, 1.4))],
        };
        shapes.push(Shape::Text(Text::new(
            x + 40.0,
            y + 4.0,
            &row.text,
            LABEL_PT,
            Ink::Text,
        )));
        shapes.push(Shape::Text(
            Text::new(x + width - 12.0, y + 4.0, row.count.to_string(), LABEL_PT, Ink::Dim).end(),
        ));
        out.push(Shape::Group {
            hit: (!row.kind.is_empty()).then(|| HitId::Legend(row.kind.clone())),
            title: format!("{}: {}", row.text, row.count),
            shapes,
        });
    }
    (out, width, height)
}

/// The chart as a sheet: head, drawing, legend, foot.
pub fn scene(input: &ChartInput<'_>, frame: &Frame) -> Scene {
    let board = board(input);
    let mut shapes = drawing(input, &board);
    let rows = legend(input, &board);
    let around = Shape::Group {
        hit: None,
        title: String::new(),
        shapes: shapes.clone(),
    }
    .bounds()
    .unwrap_or([0.0; 4]);
    let (_, legend_width, legend_height) = legend_box(&rows, 0.0, 0.0);
    let (inner_width, inner_height) = (around[2] - around[0], around[3] - around[1]);
    // The legend has a column of its own at the left when there is something to explain.
    let left = if rows.is_empty() {
        MARGIN_PT
    } else {
        legend_width + 24.0 + MARGIN_PT * 0.6
    };
    let width = (left + inner_width + MARGIN_PT).max(LEAST_WIDTH_PT).ceil();
    let body = (inner_height + MARGIN_PT * 1.4)
        .max(LEAST_HEIGHT_PT)
        .max(legend_height + 40.0);
    let height = (HEAD_PT + body + FOOT_PT).ceil();
    let dx = left + (width - left - MARGIN_PT - inner_width) / 2.0 - around[0];
    let dy = HEAD_PT + (body - inner_height) / 2.0 - around[1];
    shapes.iter_mut().for_each(|s| shift(s, dx, dy));
    let mut all = vec![Shape::rect(0.0, 0.0, width, height, Ink::Sunk)];
    all.append(&mut shapes);
    if !rows.is_empty() {
        all.extend(legend_box(&rows, 16.0, height - FOOT_PT - 14.0).0);
    }
    let mut frame = frame.clone();
    if board.hidden > 0 {
        frame.chips.push((
            say(input.words, "chart", "hidden", &[board.hidden.to_string()]),
            Ink::Dim,
        ));
    }
    if input.filter.confirmed_only {
        frame
            .chips
            .push((say(input.words, "chart", "confirmed-only", &[]), Ink::Dim));
    }
    if !input.at.is_empty() {
        frame
            .chips
            .push((say(input.words, "chart", "as-of", &[input.at.to_owned()]), Ink::Dim));
    }
    all.extend(frame.shapes(width, height));
    Scene {
        width_pt: width,
        height_pt: height,
        title: frame.title.clone(),
        desc: say(
            input.words,
            "chart",
            "desc",
            &[board.nodes.len().to_string(), board.edges.len().to_string()],
        ),
        shapes: all,
    }
}
