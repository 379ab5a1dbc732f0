//! Layouts: a request of boxes and edges gives a position for each box. The same request and seed
//! give the same positions on any machine. Pinned boxes stay where they are to the unit; boxes with
//! their labels don't overlap; parts that are not connected stand side by side.
//! Must not know: entities, drawing, time. Sources of the formulas stand in each file below.

mod coarse; // multilevel, many-body force in a quadtree: large graphs
mod layered; // layers by role, time or direction of links
mod overlap; // boxes apart
mod pack; // components side by side
mod place; // what is new, beside its neighbours
mod ring; // circle and grid
mod stress; // stress by gradient descent: small and middling graphs

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::csr::Csr;
pub use place::place_new;
pub use stress::stress_of;

/// A place on the board in 1/64 pt, the y axis downwards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Position {
    pub x: i32,
    pub y: i32,
}

impl Position {
    pub fn from_pt(x: f64, y: f64) -> Position {
        Position {
            x: to_unit(x),
            y: to_unit(y),
        }
    }
    pub fn x_pt(self) -> f64 {
        f64::from(self.x) / 64.0
    }
    pub fn y_pt(self) -> f64 {
        f64::from(self.y) / 64.0
    }
}

/// Points to 1/64 pt, to the nearest; what is no number becomes 0, what is too far the edge.
fn to_unit(pt: f64) -> i32 {
    let unit = libm::round(pt * 64.0);
    if unit.is_nan() { 0 } else { unit.clamp(-1e9, 1e9) as i32 }
}

/// How to lay out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Drawn distance as graph distance (stress); above 2,000 nodes a multilevel force layout.
    #[default]
    Force,
    /// In layers from top to bottom: `Box::layer`, else along the direction of edges.
    Layered,
    /// On one circle, with few crossings.
    Circle,
    /// In rows, in the order given, those of one layer together.
    Grid,
}
impl Method {
    pub const ALL: [Method; 4] = [Method::Force, Method::Layered, Method::Circle, Method::Grid];
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Force => "force",
            Method::Layered => "layered",
            Method::Circle => "circle",
            Method::Grid => "grid",
        }
    }
    pub fn parse(text: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|m| m.as_str() == text)
    }
}

/// A node as the layout sees it: a box around its centre, label included.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct NodeBox {
    pub width_pt: f64,
    pub height_pt: f64,
    /// Must not move.
    pub pin: Option<Position>,
    /// Row of a layered layout, from the top: a role, a year.
    pub layer: Option<i32>,
}
impl Default for NodeBox {
    fn default() -> Self {
        NodeBox {
            width_pt: 24.0,
            height_pt: 24.0,
            pin: None,
            layer: None,
        }
    }
}

/// What to lay out.
#[derive(Clone, PartialEq, Debug)]
pub struct Request {
    pub nodes: Vec<NodeBox>,
    /// Indexes into `nodes`, from → to; loops and repeats do no harm.
    pub edges: Vec<(u32, u32)>,
    pub method: Method,
    pub seed: u64,
    /// Length wished for an edge, in points.
    pub spacing_pt: f64,
    /// Space kept between boxes, in points.
    pub gap_pt: f64,
}
impl Default for Request {
    fn default() -> Self {
        Request {
            nodes: Vec::new(),
            edges: Vec::new(),
            method: Method::Force,
            seed: 1,
            spacing_pt: 96.0,
            gap_pt: 8.0,
        }
    }
}

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// One per node of the request.
    pub positions: Vec<Position>,
}

/// The caller asked to stop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cancelled;

/// Told how far it is (0 to 1), several times a second for large graphs; `false` stops the work.
pub type Progress<'a> = &'a dyn Fn(f32) -> bool;

/// Coordinates in points while a layout is made.
type Points = Vec<[f64; 2]>;

fn go_on(progress: Progress<'_>, done: f64) -> Result<(), Cancelled> {
    if progress(done.clamp(0.0, 1.0) as f32) {
        Ok(())
    } else {
        Err(Cancelled)
    }
}

/// Largest component that gets a full stress layout: all pairs are kept, 12 bytes each.
pub const STRESS_NODES: usize = 2_000;

/// Lays out the request.
///
/// # Errors
/// `Cancelled` when `progress` said so; nothing else can fail.
pub fn layout(request: &Request, progress: Progress<'_>) -> Result<Layout, Cancelled> {
    go_on(progress, 0.0)?;
    let n = request.nodes.len();
    let graph = Csr::new(n, &request.edges);
    let spacing = if request.spacing_pt.is_finite() && request.spacing_pt >= 1.0 {
        request.spacing_pt
    } else {
        96.0
    };
    let points = match request.method {
        Method::Force => force(request, &graph, spacing, progress)?,
        Method::Layered => layered::layered(request, spacing, progress)?,
        Method::Circle => ring::circle(request, &graph),
        Method::Grid => ring::grid(request),
    };
    let mut points = points;
    if request.method != Method::Force {
        hold_pins(request, &mut points);
        if request.nodes.iter().any(|b| b.pin.is_some()) {
            overlap::remove(&request.nodes, &mut points, request.gap_pt);
        }
    }
    go_on(progress, 1.0)?;
    Ok(Layout {
        positions: finish(&request.nodes, &points),
    })
}

/// Rounds once, at the end; a pin is given back as it came.
fn finish(nodes: &[NodeBox], points: &[[f64; 2]]) -> Vec<Position> {
    nodes
        .iter()
        .zip(points)
        .map(|(b, p)| b.pin.unwrap_or_else(|| Position::from_pt(p[0], p[1])))
        .collect()
}

fn hold_pins(request: &Request, points: &mut Points) {
    for (b, p) in request.nodes.iter().zip(points) {
        if let Some(pin) = b.pin {
            *p = [pin.x_pt(), pin.y_pt()];
        }
    }
}

/// Component by component, then without overlap, then side by side. A component that has a pin
/// stays where its pins hold it; the others find room beside.
fn force(request: &Request, graph: &Csr, spacing: f64, progress: Progress<'_>) -> Result<Points, Cancelled> {
    let n = graph.len();
    let mut points: Points = vec![[0.0, 0.0]; n];
    let mut parts = Vec::new();
    let mut done = 0usize;
    for (number, component) in graph.components().into_iter().enumerate() {
        let share = |f: f64| (done as f64 + f * component.len() as f64) / n as f64;
        let part = component_layout(request, graph, &component, number as u64, spacing, &|f| {
            progress(share(f64::from(f)) as f32)
        })?;
        for (at, &node) in component.iter().enumerate() {
            points[node as usize] = part[at];
        }
        done += component.len();
        if done.is_multiple_of(64) {
            go_on(progress, done as f64 / n as f64)?;
        }
        parts.push(component);
    }
    pack::pack(&request.nodes, &parts, &mut points, request.gap_pt.max(spacing * 0.25));
    if request.nodes.iter().any(|b| b.pin.is_some()) {
        overlap::remove(&request.nodes, &mut points, request.gap_pt);
    }
    Ok(points)
}

fn component_layout(
    request: &Request,
    graph: &Csr,
    component: &[u32],
    number: u64,
    spacing: f64,
    progress: Progress<'_>,
) -> Result<Points, Cancelled> {
    let boxes: Vec<NodeBox> = component.iter().map(|v| request.nodes[*v as usize]).collect();
    let pins: Vec<Option<[f64; 2]>> = boxes.iter().map(|b| b.pin.map(|p| [p.x_pt(), p.y_pt()])).collect();
    if component.len() == 1 {
        return Ok(vec![pins[0].unwrap_or([0.0, 0.0])]);
    }
    // A stream of its own per component: what one does never shifts another.
    let mut rng = ChaCha8Rng::seed_from_u64(request.seed);
    rng.set_stream(number + 1);
    let local = graph.induced(component);
    let mut points = if local.len() <= STRESS_NODES {
        stress::layout(&local, spacing, &mut rng, progress)?
    } else {
        coarse::layout(&local, spacing, &mut rng, progress)?
    };
    if pins.iter().any(Option::is_some) {
        stress::fit_to_pins(&local, spacing, &pins, &mut points, &mut rng);
    } else {
        upright(&mut points);
    }
    overlap::remove(&boxes, &mut points, request.gap_pt);
    Ok(points)
}

/// Turns the drawing so that it is widest along x, as boards and pages are, and its denser half is
/// at the left.
fn upright(points: &mut Points) {
    let n = points.len() as f64;
    let mean = points
        .iter()
        .fold([0.0, 0.0], |m, p| [m[0] + p[0] / n, m[1] + p[1] / n]);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for p in points.iter_mut() {
        *p = [p[0] - mean[0], p[1] - mean[1]];
        xx += p[0] * p[0];
        xy += p[0] * p[1];
        yy += p[1] * p[1];
    }
    let angle = 0.5 * libm::atan2(2.0 * xy, xx - yy);
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let mut skew = 0.0;
    for p in points.iter_mut() {
        *p = [p[0] * cos + p[1] * sin, p[1] * cos - p[0] * sin];
        skew += p[0] * p[0] * p[0];
    }
    if skew < 0.0 {
        for p in points.iter_mut() {
            *p = [-p[0], -p[1]];
        }
    }
}

#[cfg(test)]
mod tests;
