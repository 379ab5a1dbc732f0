//! Commands that write the board out: chart, timeline, packet, clocks.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::case::{board_at, open};
use super::{BoardArgs, CaseArgs, End, print_json, words};
use crate::app::action::ExportRequest;
use crate::app::case::{Case, When};
use crate::app::{self, ask, publish};
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::snapshot::Snapshot;

#[derive(Args)]
pub(super) struct ChartArgs {
    #[command(flatten)]
    case: CaseArgs,
    /// The file: .svg .png .pdf .graphml .gexf .csv
    #[arg(long, value_name = "F")]
    out: PathBuf,
    /// A saved chart by title or id; the first one if left out
    #[arg(long)]
    chart: Option<String>,
    /// Draw this entity and what is near it instead of a saved chart
    #[arg(long, value_name = "ID")]
    focus: Option<String>,
    #[arg(long, default_value_t = 2)]
    hops: u32,
    #[arg(long, default_value = "force")]
    layout: String,
    /// Only what was so on this date, by the dates of links
    #[arg(long, value_name = "DATE", default_value = "")]
    at: String,
    #[command(flatten)]
    board: BoardArgs,
    #[command(flatten)]
    audience: AudienceArgs,
}
/// For whom an export is.
#[derive(Args, Clone)]
struct AudienceArgs {
    /// Labels that the reader holds; sources with others are left out
    #[arg(long, value_delimiter = ',', value_name = "LABELS")]
    audience: Vec<String>,
    #[arg(long, default_value = "")]
    recipient: String,
}
pub(super) fn chart(a: &ChartArgs, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let s = shown(&case, &a.board.as_of)?;
    let focus = a.focus.as_deref().map(|f| ask::find_entity(&s, f)).transpose()?;
    let chart = match &a.chart {
        Some(name) => Some(ask::find_chart(&s, name)?),
        None => None,
    };
    publish(
        &mut case,
        ExportRequest {
            what: "chart".into(),
            path: a.out.clone(),
            chart,
            focus,
            hops: a.hops,
            at: a.at.clone(),
            board: a.board.as_of.clone(),
            lane_by: a.layout.clone(),
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}
/// The snapshot that is asked for.
fn shown(case: &Case, board: &str) -> Result<Arc<Snapshot>, Problem> {
    match board {
        "" => Ok(case.snapshot()),
        board => Ok(case.at(When::parse(board)?)?.snapshot()),
    }
}
fn publish(case: &mut Case, request: ExportRequest) -> Result<End, Problem> {
    let exported = publish::export(case, &request)?;
    println!("{} written, SHA-256 {}", exported.path.display(), exported.sha256);
    if !exported.left_out.is_empty() {
        println!(
            "left out for this audience: {}; notes on a chart too",
            exported.left_out.join(", ")
        );
    }
    Ok(End::Done)
}

#[derive(Args)]
pub(super) struct Timeline {
    #[command(flatten)]
    case: CaseArgs,
    /// The file: .pdf .svg .csv .xlsx .ics
    #[arg(long, value_name = "F")]
    out: PathBuf,
    /// kind, entity or agency
    #[arg(long, value_name = "BY", default_value = "kind")]
    lane: String,
    #[arg(long, value_name = "D", default_value = "")]
    from: String,
    #[arg(long, value_name = "D", default_value = "")]
    to: String,
    #[command(flatten)]
    day: DayArgs,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn timeline(a: &Timeline, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let (as_of, board) = a.day.read(&case)?;
    publish(
        &mut case,
        ExportRequest {
            what: "timeline".into(),
            path: a.out.clone(),
            lane_by: a.lane.clone(),
            from: a.from.clone(),
            to: a.to.clone(),
            as_of,
            board,
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}
pub(super) fn or_today(date: &str) -> String {
    if date.is_empty() {
        app::now::today()
    } else {
        date.to_owned()
    }
}

/// The day that dates are reckoned from, and the board.
#[derive(Args, Clone)]
struct DayArgs {
    /// Reckoned on this date; a commit's number: its board, reckoned on its day
    #[arg(long, value_name = "DATE|SEQ", default_value = "")]
    as_of: String,
    /// The board as it was known: a commit's number, or a date to its end in UTC
    #[arg(long, value_name = "SEQ|DATE", default_value = "")]
    board: String,
}
impl DayArgs {
    /// The day (today when none is said) and the board (empty = now).
    fn read(&self, case: &Case) -> Result<(String, String), Problem> {
        let number = self.as_of.parse::<i64>().is_ok();
        let board = if number && self.board.is_empty() {
            &self.as_of
        } else {
            &self.board
        };
        let day = match (number, board.as_str()) {
            (false, _) if !self.as_of.is_empty() => self.as_of.clone(),
            (_, "") => app::now::today(),
            (_, board) => {
                let time = case.commit_of(When::parse(board)?)?.time;
                // A date that is given is meant, also when nothing was done on it.
                let date = if board.parse::<i64>().is_ok() {
                    time.as_str()
                } else {
                    board
                };
                date.get(..10).unwrap_or(date).to_owned()
            }
        };
        Ok((day, board.clone()))
    }
}

#[derive(Args)]
pub(super) struct Packet {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "F.pdf")]
    out: PathBuf,
    #[command(flatten)]
    day: DayArgs,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn packet(a: &Packet, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let (as_of, board) = a.day.read(&case)?;
    publish(
        &mut case,
        ExportRequest {
            what: "packet".into(),
            path: a.out.clone(),
            as_of,
            board,
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
}

#[derive(Args)]
pub(super) struct Clocks {
    #[command(flatten)]
    case: CaseArgs,
    #[command(flatten)]
    day: DayArgs,
    /// Write the JSON document into this file, stamped and registered
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn clocks(a: &Clocks, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let (as_of, board) = a.day.read(&case)?;
    if let Some(out) = &a.out {
        return publish(
            &mut case,
            ExportRequest {
                what: "clocks".into(),
                path: out.clone(),
                as_of,
                board,
                ..ExportRequest::default()
            },
        );
    }
    let doc = ask::clocks_json(&board_at(case, &board)?.snapshot(), catalog, &as_of)?;
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::clocks(&doc));
    }
    Ok(End::Done)
}
