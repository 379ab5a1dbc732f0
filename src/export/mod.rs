//! Snapshot -> files. One file per format, each `fn(&Input) -> Result<Vec<u8>, Problem>`: nothing is
//! written here. What a reader may not have is left out before a format sees it (audience.rs), and a
//! victim has a pseudonym in every format. Must not know: the store, the clock, any folder.

pub mod audience; // what a reader may have
pub mod stamp; // the stamp inside, the sidecar beside, the check
pub mod say; // words, names, source chips that formats share
pub mod svg; // Scene -> SVG, PNG
pub mod table; // CSV, XLSX
pub mod ics; // events and due dates as a calendar
pub mod graph; // GraphML, GEXF, entities and links as CSV
pub mod clocks; // clocks as JSON
pub mod pdf; // timeline, chart, packet (typst)
mod report; // the values of reports

pub use stamp::{Check, SidecarSignature, SourceStamp, Stamp, check, sha256, sidecar_bytes, to_sign};

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::catalog::theme::Theme;
use crate::model::chart::ChartFilter;
use crate::model::decision::Candidate;
use crate::model::problem::Problem;
use crate::scene::chart::{ChartInput, Note, Placed};
use crate::scene::parts::{Frame, Words};
use crate::scene::timeline::TimelineInput;
use crate::scene::{Ink, Scene, chart, timeline};
use crate::snapshot::Snapshot;
use crate::time::chronology::{self, Chronology, LaneBy};
use crate::time::{ClockView, clocks as compute_clocks};

/// Width of an exported timeline, points.
const TIMELINE_PT: f32 = 1040.0;
/// Height of the lanes on one sheet of paper, at that width.
const SHEET_PT: f32 = 960.0;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// The chart's title; empty = that of the text `export-chart`.
    pub title: String,
    /// Where entities stand; without any, chart formats say so.
    pub places: Vec<Placed>,
    pub notes: Vec<Note>,
    pub filter: ChartFilter,
    /// ISO date: the board as it was; empty = all.
    pub at: String,
    pub lane_by: LaneBy,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    /// Clocks are computed as of this date.
    pub as_of: NaiveDate,
}

/// Everything that a format is made from. Holds only what the stamp's audience may have.
pub struct Input<'a> {
    pub snapshot: Snapshot,
    pub catalog: &'a Catalog,
    pub words: Words<'a>,
    pub theme: Theme,
    pub stamp: Stamp,
    /// Open and decided candidates, strongest first.
    pub candidates: Vec<Candidate>,
    pub clocks: Vec<ClockView>,
    pub chronology: Chronology,
    pub ask: Ask,
}

impl<'a> Input<'a> {
    /// Restricts the case to the stamp's audience and computes clocks and chronology from what is
    /// left. `words` gives the text of `<family>-<key>`, or the key back.
    pub fn new(
        snapshot: &Snapshot,
        catalog: &'a Catalog,
        words: Words<'a>,
        stamp: &Stamp,
        candidates: &[Candidate],
        mut ask: Ask,
    ) -> Input<'a> {
        let (snapshot, left_out) = audience::restrict(snapshot, &stamp.audience);
        if !left_out.is_empty() {
            // What a person noted rests on no source that could be asked, and may tell of any of them.
            ask.notes.clear();
        }
        let mut stamp = stamp.clone();
        stamp.withheld += left_out.len();
        let may_have: BTreeSet<(String, String)> = snapshot
            .sources
            .iter()
            .map(|s| (s.file_name.clone(), s.sha256.clone()))
            .collect();
        stamp
            .sources
            .retain(|s| may_have.contains(&(s.file.clone(), s.sha256.clone())));
        let candidates = audience::visible_candidates(&snapshot, candidates);
        let clocks = compute_clocks(&snapshot, &catalog.rules, ask.as_of);
        let request = chronology::Request {
            lane_by: ask.lane_by,
            from: ask.from,
            to: ask.to,
            entities: Vec::new(),
        };
        let chronology = chronology::chronology(&snapshot, &clocks, &request);
        let theme = catalog.themes.get("light").cloned().unwrap_or_else(Theme::light);
        Input {
            snapshot,
            catalog,
            words,
            theme,
            stamp,
            candidates,
            clocks,
            chronology,
            ask,
        }
    }

    /// The text of a key of this module: `export-<key>`, `report-<key>`, ….
    pub(crate) fn say(&self, family: &str, key: &str, args: &[String]) -> String {
        crate::scene::parts::say(self.words, family, key, args)
    }

    /// Head and foot of a drawing.
    pub fn frame(&self, title: String) -> Frame {
        let mut chips = Vec::new();
        if self.stamp.fictional {
            chips.push((self.say("export", "fictional", &[]), Ink::Soon));
        }
        let left = [
            self.stamp.case.as_str(),
            self.stamp.created.get(..10).unwrap_or_default(),
            self.stamp.recipient.as_str(),
        ];
        let footer_left = left
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        Frame {
            title,
            chips,
            footer_left,
            footer_right: self.stamp.short(),
        }
    }

    /// The chart as a sheet.
    ///
    /// # Errors
    /// Nothing stands on it.
    pub fn chart(&self) -> Result<Scene, Problem> {
        let none = BTreeSet::new();
        let no_links = BTreeSet::new();
        let input = ChartInput {
            snapshot: &self.snapshot,
            kinds: &self.catalog.kinds,
            link_kinds: &self.catalog.links,
            words: self.words,
            places: &self.ask.places,
            notes: &self.ask.notes,
            filter: &self.ask.filter,
            at: &self.ask.at,
            proposals: &self.candidates,
            selected: &none,
            highlighted: &no_links,
        };
        let on_it = self.ask.places.iter().any(|p| self.snapshot.entity(p.entity).is_some());
        if !on_it {
            return Err(nothing(
                "an entity on the chart",
                "put something on the chart, or name a focus that this audience may see",
            ));
        }
        let title = if self.ask.title.is_empty() {
            self.say("export", "chart", &[])
        } else {
            self.ask.title.clone()
        };
        Ok(chart::scene(&input, &self.frame(title)))
    }

    /// The timeline as one sheet, as high as it needs.
    pub fn timeline(&self) -> Scene {
        timeline::scene(&self.timeline_input(), &self.frame(self.say("export", "timeline", &[])))
    }

    /// The timeline as sheets for paper.
    pub fn timeline_sheets(&self) -> Vec<Scene> {
        timeline::sheets(
            &self.timeline_input(),
            &self.frame(self.say("export", "timeline", &[])),
            SHEET_PT,
        )
    }

    fn timeline_input(&self) -> TimelineInput<'_> {
        TimelineInput {
            snapshot: &self.snapshot,
            kinds: &self.catalog.kinds,
            words: self.words,
            chronology: &self.chronology,
            from: self.ask.from,
            to: self.ask.to,
            as_of: Some(self.ask.as_of),
            width_pt: TIMELINE_PT,
        }
    }
}

fn nothing(expected: &str, remedy: &str) -> Problem {
    Problem::new("export-empty", expected, "none", remedy)
}

/// One thing that can be exported in one format.
pub struct Format {
    /// chart, timeline, links, clocks, packet, entities
    pub what: &'static str,
    /// Ending of the file's name.
    pub ending: &'static str,
    pub write: fn(&Input<'_>) -> Result<Vec<u8>, Problem>,
}

/// Everything that can be exported.
pub const FORMATS: &[Format] = &[
    Format {
        what: "chart",
        ending: "svg",
        write: |i| Ok(svg::svg(&i.chart()?, &i.theme, Some(&i.stamp)).into_bytes()),
    },
    Format {
        what: "chart",
        ending: "png",
        write: |i| svg::png(&i.chart()?, &i.theme, &i.stamp),
    },
    Format {
        what: "chart",
        ending: "pdf",
        write: pdf::chart,
    },
    Format {
        what: "chart",
        ending: "graphml",
        write: graph::graphml,
    },
    Format {
        what: "chart",
        ending: "gexf",
        write: graph::gexf,
    },
    Format {
        what: "chart",
        ending: "csv",
        write: graph::links_csv,
    },
    Format {
        what: "entities",
        ending: "csv",
        write: graph::entities_csv,
    },
    Format {
        what: "timeline",
        ending: "svg",
        write: |i| Ok(svg::svg(&i.timeline(), &i.theme, Some(&i.stamp)).into_bytes()),
    },
    Format {
        what: "timeline",
        ending: "png",
        write: |i| svg::png(&i.timeline(), &i.theme, &i.stamp),
    },
    Format {
        what: "timeline",
        ending: "pdf",
        write: pdf::timeline,
    },
    Format {
        what: "timeline",
        ending: "csv",
        write: table::timeline_csv,
    },
    Format {
        what: "timeline",
        ending: "xlsx",
        write: table::timeline_xlsx,
    },
    Format {
        what: "timeline",
        ending: "ics",
        write: ics::calendar,
    },
    Format {
        what: "links",
        ending: "csv",
        write: table::links_csv,
    },
    Format {
        what: "links",
        ending: "xlsx",
        write: table::links_xlsx,
    },
    Format {
        what: "clocks",
        ending: "json",
        write: clocks::json,
    },
    Format {
        what: "packet",
        ending: "pdf",
        write: pdf::packet,
    },
];

/// Makes one export.
///
/// # Errors
/// What is asked for doesn't exist in that format; the endings that do are named.
pub fn write(what: &str, ending: &str, input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    match FORMATS.iter().find(|f| f.what == what && f.ending == ending) {
        Some(format) => (format.write)(input),
        None => {
            let endings: Vec<&str> = FORMATS.iter().filter(|f| f.what == what).map(|f| f.ending).collect();
            if endings.is_empty() {
                let known: BTreeSet<&str> = FORMATS.iter().map(|f| f.what).collect();
                let known = known.into_iter().collect::<Vec<_>>().join(", ");
                return Err(Problem::new(
                    "export-what",
                    format!("one of {known}"),
                    what.to_owned(),
                    "name one of them",
                ));
            }
            Err(Problem::new(
                "export-format",
                format!("a file that ends in .{}", endings.join(", .")),
                format!(".{ending}"),
                "choose one of these endings",
            ))
        }
    }
}

#[cfg(test)]
mod tests;
