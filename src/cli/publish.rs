//! Commands that write the board out: chart, timeline, packet, clocks.
#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::case::open;
use super::{CaseArgs, End, print_json, words};
use crate::app::action::ExportRequest;
use crate::app::case::Case;
use crate::app::{self, ask, publish};
use crate::catalog::Catalog;
use crate::model::problem::Problem;

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
    /// The board as of this date
    #[arg(long, value_name = "DATE", default_value = "")]
    at: String,
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
    let s = case.snapshot();
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
            lane_by: a.layout.clone(),
            audience: a.audience.audience.clone(),
            recipient: a.audience.recipient.clone(),
            ..ExportRequest::default()
        },
    )
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
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn timeline(a: &Timeline, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    publish(
        &mut case,
        ExportRequest {
            what: "timeline".into(),
            path: a.out.clone(),
            lane_by: a.lane.clone(),
            from: a.from.clone(),
            to: a.to.clone(),
            as_of: or_today(&a.as_of),
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

#[derive(Args)]
pub(super) struct Packet {
    #[command(flatten)]
    case: CaseArgs,
    #[arg(long, value_name = "F.pdf")]
    out: PathBuf,
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    #[command(flatten)]
    audience: AudienceArgs,
}
pub(super) fn packet(a: &Packet, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    publish(
        &mut case,
        ExportRequest {
            what: "packet".into(),
            path: a.out.clone(),
            as_of: or_today(&a.as_of),
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
    #[arg(long, value_name = "DATE", default_value = "")]
    as_of: String,
    /// Write the JSON document into this file, stamped and registered
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}
pub(super) fn clocks(a: &Clocks, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    let mut case = open(&a.case, catalog)?;
    let as_of = or_today(&a.as_of);
    if let Some(out) = &a.out {
        return publish(
            &mut case,
            ExportRequest {
                what: "clocks".into(),
                path: out.clone(),
                as_of,
                ..ExportRequest::default()
            },
        );
    }
    let doc = ask::clocks_json(&case.snapshot(), catalog, &as_of)?;
    if a.json {
        print_json(&doc)?;
    } else {
        print!("{}", words::clocks(&doc));
    }
    Ok(End::Done)
}
