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

impl Job<'_> {
    fn make(&self, ending: &str) -> Result<Vec<u8>, Problem> {
        match (self.request.what.as_str(), ending) {
            ("chart", "svg") => Ok(export::svg::svg(&self.chart(), &self.theme, Some(self.stamp)).into_bytes()),
            ("chart", "png") => export::svg::png(&self.chart(), &self.theme, self.stamp),
            ("timeline", "svg") => Ok(export::svg::svg(&self.timeline()?, &self.theme, Some(self.stamp)).into_bytes()),
            ("clocks", _) => self.clocks(),
            (what, ending) => Err(Problem::new("format", format!("another format of {what}"), format!(".{ending}"), "choose another ending")),
        }
    }

    /// A key such as `chart-hidden` with its arguments, in the catalog's language.
    fn say(&self, key: &str, args: &[String]) -> String {
        self.catalog.text.whole(key, args)
    }

    fn frame(&self, title: String) -> Frame {
        let mut chips = Vec::new();
        if self.stamp.fictional {
            chips.push((self.say("export-fictional", &[]), Ink::Soon));
        }
        Frame {
            title,
            chips,
            footer_left: format!("{} · {}", self.stamp.case, self.say("export-potential", &[])),
            footer_right: self.stamp.short(),
        }
    }

    /// What is on the paper: a saved chart, or the surroundings of a focus, or of everything.
    fn places(&self) -> (String, Vec<Placed>, Vec<Note>, ChartFilter) {
        let s = self.snapshot;
        let chart = self.request.chart.and_then(|id| s.charts.get(id.0)).map(std::sync::Arc::as_ref);
        let first = s.charts.iter().min_by_key(|c| (c.position, c.id));
        if self.request.focus.is_none()
            && let Some(chart) = chart.or(first)
        {
            let (places, notes) = chart::placed(s, chart.id);
            return (chart.title.clone(), places, notes, chart.filter.clone());
        }
        let entities = match self.request.focus {
            Some(focus) => board::around(s, focus, self.request.hops.max(1), 120),
            None => s.entities.iter().map(|e| s.group_of(e.id)).collect::<BTreeSet<_>>().into_iter().take(120).collect(),
        };
        let method = if self.request.lane_by.is_empty() { "force" } else { &self.request.lane_by };
        let places = board::fresh(s, &entities, method, 1)
            .into_iter()
            .map(|p| Placed { entity: p.entity, x: p.x, y: p.y, pinned: false })
            .collect();
        let title = self.request.focus.and_then(|f| s.entity(s.group_of(f))).map(|e| e.label.clone()).unwrap_or_default();
        (title, places, Vec::new(), ChartFilter::default())
    }

    fn chart(&self) -> Scene {
        let (title, places, notes, filter) = self.places();
        let words = |key: &str, args: &[String]| self.say(key, args);
        let input = ChartInput {
            snapshot: self.snapshot,
            kinds: &self.catalog.kinds,
            link_kinds: &self.catalog.links,
            words: &words,
            places: &places,
            notes: &notes,
            filter: &filter,
            at: &self.request.at,
            proposals: &self.candidates,
            selected: &BTreeSet::new(),
            highlighted: &BTreeSet::new(),
        };
        chart::scene(&input, &self.frame(title))
    }

    fn chronology(&self) -> Result<Chronology, Problem> {
        let clocks = self.clock_views()?;
        let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let request = time::chronology::Request {
            lane_by: LaneBy::parse(&self.request.lane_by).unwrap_or(LaneBy::Kind),
            from: day(&self.request.from),
            to: day(&self.request.to),
            entities: self.request.focus.into_iter().collect(),
        };
        Ok(time::chronology(self.snapshot, &clocks, &request))
    }

    fn clock_views(&self) -> Result<Vec<time::ClockView>, Problem> {
        ask::clocks(self.snapshot, self.catalog, &self.request.as_of)
    }

    fn timeline(&self) -> Result<Scene, Problem> {
        let chronology = self.chronology()?;
        let words = |key: &str, args: &[String]| self.say(key, args);
        let input = TimelineInput {
            snapshot: self.snapshot,
            kinds: &self.catalog.kinds,
            words: &words,
            chronology: &chronology,
            from: NaiveDate::parse_from_str(&self.request.from, "%Y-%m-%d").ok(),
            to: NaiveDate::parse_from_str(&self.request.to, "%Y-%m-%d").ok(),
            as_of: self.as_of,
            width_pt: 1080.0,
        };
        Ok(timeline::scene(&input, &self.frame(self.say("export-timeline", &[]))))
    }

    fn clocks(&self) -> Result<Vec<u8>, Problem> {
        let doc = ask::clocks_json(self.snapshot, self.catalog, &self.request.as_of)?;
        let mut bytes = serde_json::to_vec_pretty(&doc).map_err(|e| Problem::new("json", "a JSON document", e.to_string(), "report this"))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}
