//! The bytes of an export: which snapshot, which drawing, which format. Writes nothing.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::action::ExportRequest;
use super::case::Case;
use super::{ask, board};
use crate::catalog::Catalog;
use crate::catalog::theme::{Ink, Theme};
use crate::export::{self, Stamp};
use crate::model::chart::ChartFilter;
use crate::model::decision::Candidate;
use crate::model::problem::Problem;
use crate::model::*;
use crate::scene::chart::{self, ChartInput, Note, Placed};
use crate::scene::parts::Frame;
use crate::scene::timeline::{self, TimelineInput};
use crate::scene::{Scene, parts};
use crate::snapshot::Snapshot;
use crate::time::{self, Chronology, LaneBy};

/// Formats of each thing that can be exported; the contract of the command line.
pub const FORMATS: &[(&str, &[&str])] = &[
    ("chart", &["svg", "png", "pdf", "graphml", "gexf", "csv"]),
    ("timeline", &["pdf", "svg", "csv", "xlsx", "ics"]),
    ("links", &["csv"]),
    ("clocks", &["json"]),
    ("packet", &["pdf"]),
];

/// What an export is made from, gathered once.
struct Job<'a> {
    snapshot: &'a Snapshot,
    catalog: &'a Catalog,
    request: &'a ExportRequest,
    stamp: &'a Stamp,
    theme: Theme,
    candidates: Vec<Candidate>,
    as_of: Option<NaiveDate>,
}

/// # Errors
/// A format that is not offered for this, with those that are.
pub fn render(case: &Case, snapshot: &Snapshot, request: &ExportRequest, ending: &str, stamp: &Stamp) -> Result<Vec<u8>, Problem> {
    let offered = FORMATS.iter().find(|(what, _)| *what == request.what).map_or(&[][..], |(_, formats)| formats);
    if !offered.contains(&ending) {
        return Err(Problem::new(
            "format",
            format!("a {} as {}", request.what, offered.iter().map(|f| format!(".{f}")).collect::<Vec<_>>().join(", ")),
            if ending.is_empty() { "no ending".to_owned() } else { format!(".{ending}") },
            "give the file one of those endings",
        )
        .in_file(request.path.display().to_string()));
    }
    let catalog = case.catalog();
    let needs_candidates = matches!(request.what.as_str(), "chart" | "links" | "packet");
    let candidates = if needs_candidates { case.surface(&ask::SurfaceRequest::default())?.candidates } else { Vec::new() };
    let job = Job {
        snapshot,
        catalog: &catalog,
        request,
        stamp,
        theme: catalog.themes.get("light").cloned().unwrap_or_else(Theme::light),
        candidates,
        as_of: NaiveDate::parse_from_str(&request.as_of, "%Y-%m-%d").ok(),
    };
    job.make(ending)
}
