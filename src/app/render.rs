//! The bytes of an export: what is on the paper, and which format makes it. Writes nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::action::ExportRequest;
use super::case::Case;
use super::{ask, board, now};
use crate::catalog::kind::Kind;
use crate::export::{self, Ask, Input, Stamp};
use crate::model::chart::ChartFilter;
use crate::model::problem::Problem;
use crate::scene::chart::{self, Note, Placed};
use crate::snapshot::Snapshot;
use crate::time::LaneBy;

/// Entities that a chart without a saved one holds at most.
const MOST: usize = 120;

/// The bytes, and the stamp as the audience's restriction left it.
///
/// # Errors
/// A format that is not offered for this, with those that are.
pub fn render(case: &Case, request: &ExportRequest, ending: &str, stamp: &Stamp) -> Result<(Vec<u8>, Stamp), Problem> {
    if !export::FORMATS
        .iter()
        .any(|f| f.what == request.what && f.ending == ending)
    {
        let endings: Vec<String> = export::FORMATS
            .iter()
            .filter(|f| f.what == request.what)
            .map(|f| format!(".{}", f.ending))
            .collect();
        return Err(Problem::new(
            "format",
            format!("a {} as {}", request.what, endings.join(", ")),
            format!(".{ending}"),
            "give the file one of those endings",
        )
        .in_file(request.path.display().to_string()));
    }
    let (snapshot, catalog) = (case.snapshot(), case.catalog());
    let candidates = match request.what.as_str() {
        "links" if case.past().is_some() => return Err(no_candidates(case)),
        // What would have been surfaced then was not kept.
        _ if case.past().is_some() => Vec::new(),
        "chart" | "links" | "packet" => case.surface(&ask::SurfaceRequest::default())?.candidates,
        _ => Vec::new(),
    };
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let board = Board::of(&snapshot, &catalog.kinds, request);
    let wanted = Ask {
        title: board.title,
        places: board.places,
        notes: board.notes,
        filter: board.filter,
        at: request.at.clone(),
        lane_by: LaneBy::parse(&request.lane_by).unwrap_or(LaneBy::Kind),
        from: day(&request.from),
        to: day(&request.to),
        as_of: day(&request.as_of).or_else(|| day(&now::today())).unwrap_or_default(),
    };
    let words = |key: &str, args: &[String]| catalog.text.whole(key, args);
    let input = Input::new(&snapshot, &catalog, &words, stamp, &candidates, wanted);
    let bytes = export::write(&request.what, ending, &input)?;
    Ok((bytes, input.stamp))
}

fn no_candidates(case: &Case) -> Problem {
    let seq = case.snapshot().seq;
    Problem::new(
        "past-board",
        "the candidates of now",
        format!("the board of commit {seq}, for which none were kept"),
        "export a chart, timeline, clocks or packet of it",
    )
}

/// What is on the paper: a saved chart, the surroundings of a focus, or the beginning of everything.
struct Board {
    title: String,
    places: Vec<Placed>,
    notes: Vec<Note>,
    filter: ChartFilter,
}

impl Board {
    fn of(s: &Snapshot, kinds: &BTreeMap<String, Kind>, request: &ExportRequest) -> Board {
        if request.focus.is_none() {
            let first = s.charts.iter().min_by_key(|c| (c.position, c.id));
            let saved = request
                .chart
                .and_then(|id| s.charts.get(id.0))
                .map(std::sync::Arc::as_ref)
                .or(first);
            if let Some(saved) = saved {
                let (places, notes) = chart::placed(s, saved.id);
                return Board {
                    title: saved.title.clone(),
                    places,
                    notes,
                    filter: saved.filter.clone(),
                };
            }
        }
        let entities = match request.focus {
            Some(focus) => board::around(s, kinds, focus, request.hops.max(1), MOST),
            None => board::all(s, kinds, MOST),
        };
        let places = board::fresh(s, &entities, &request.lane_by, 1)
            .into_iter()
            .map(|p| Placed {
                entity: p.entity,
                x: p.x,
                y: p.y,
                pinned: false,
            })
            .collect();
        let title = request
            .focus
            .and_then(|f| s.entity(s.group_of(f)))
            .map(|e| e.label.clone())
            .unwrap_or_default();
        Board {
            title,
            places,
            notes: Vec::new(),
            filter: ChartFilter::default(),
        }
    }
}
