//! The matcher on any table: files in, pairs and clusters out.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::files;
use crate::catalog::Catalog;
use crate::catalog::map::ColumnMap;
use crate::export::table::{Cell, csv};
use crate::import::{self, Input};
use crate::model::problem::Problem;
use crate::model::source::StagedRow;
use crate::resolve::table::{self, Options, Schema, Table};

/// What `match` is asked.
pub struct MatchRequest {
    pub left: PathBuf,
    pub right: Option<PathBuf>,
    pub schema: String,
    pub id: Option<String>,
    pub out: Option<PathBuf>,
    pub clusters: Option<PathBuf>,
    pub threshold: Option<f64>,
    /// A file of pairs to weigh (`left_id`, `right_id`); none = all that blocking finds.
    pub pairs: Option<PathBuf>,
}

/// What `match --json` prints.
#[derive(serde::Serialize)]
pub struct Matched {
    pub left: usize,
    pub right: usize,
    pub pairs_scored: usize,
    pub pairs: usize,
    pub clusters: usize,
    pub seconds: f64,
    pub parameters: serde_json::Value,
    /// Column → the kind of value that it was taken for.
    pub columns: Vec<(String, String)>,
}

/// Reads, matches, writes.
///
/// # Errors
/// A file that can't be read or written, an id column that is not there.
pub fn run(request: &MatchRequest, catalog: &Catalog) -> Result<Matched, Problem> {
    let schema = Schema::parse(&request.schema).ok_or_else(|| {
        Problem::new(
            "schema",
            "person or company",
            request.schema.clone(),
            "choose one of the two",
        )
    })?;
    let left = read(&request.left, catalog)?;
    let right = request.right.as_deref().map(|path| read(path, catalog)).transpose()?;
    let began = Instant::now();
    let options = Options {
        id_column: request.id.clone(),
        threshold: request.threshold,
        pairs: match &request.pairs {
            Some(path) => pairs(path, catalog)?,
            None => Vec::new(),
        },
    };
    let matches = table::run(&left, right.as_ref(), schema, &options, &catalog.scoring).map_err(|problem| {
        match &request.pairs {
            Some(path) if problem.key == "match-pairs" => problem.in_file(path.display().to_string()),
            _ => problem,
        }
    })?;
    let seconds = began.elapsed().as_secs_f64();
    if let Some(out) = &request.out {
        let rows: Vec<Vec<Cell>> = matches
            .pairs
            .iter()
            .map(|m| {
                let reasons: Vec<String> = m
                    .reasons
                    .iter()
                    .map(|r| format!("{} {:+.2}", r.field, r.bits.as_f64()))
                    .collect();
                let number = |n: f64| Cell::Text(format!("{n}"));
                vec![
                    Cell::Text(m.left_id.clone()),
                    Cell::Text(m.right_id.clone()),
                    number(m.probability),
                    Cell::Number(m.weight.as_f64()),
                    Cell::Text(reasons.join("; ")),
                ]
            })
            .collect();
        files::write(
            out,
            &csv(&["left_id", "right_id", "probability", "weight", "reasons"], &rows)?,
        )?;
    }
    if let Some(out) = &request.clusters {
        let rows: Vec<Vec<Cell>> = matches
            .clusters
            .iter()
            .map(|(id, cluster)| vec![Cell::Text(id.clone()), Cell::Text(cluster.to_string())])
            .collect();
        files::write(out, &csv(&["id", "cluster"], &rows)?)?;
    }
    let clusters = matches
        .clusters
        .iter()
        .map(|(_, c)| *c)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    Ok(Matched {
        left: left.rows.len(),
        right: right.map_or(0, |r| r.rows.len()),
        pairs_scored: matches.pairs_scored,
        pairs: matches.pairs.len(),
        clusters,
        seconds,
        parameters: serde_json::from_str(&matches.parameters.to_json()).unwrap_or_default(),
        columns: matches.columns,
    })
}

/// The pairs of a file, by the ids in its columns `left_id` and `right_id`.
fn pairs(path: &Path, catalog: &Catalog) -> Result<Vec<(String, String)>, Problem> {
    let table = read(path, catalog)?;
    let file = path.display().to_string();
    let column = |name: &str| {
        table.columns.iter().position(|c| c == name).ok_or_else(|| {
            Problem::new(
                "match-pairs",
                "a column of that name",
                name,
                "give the file a header row with left_id and right_id",
            )
            .in_file(&file)
        })
    };
    let (left, right) = (column("left_id")?, column("right_id")?);
    let pairs: Vec<(String, String)> = table
        .rows
        .iter()
        .map(|row| (row[left].clone(), row[right].clone()))
        .collect();
    if pairs.is_empty() {
        return Err(Problem::new(
            "match-pairs",
            "one pair and more",
            "none",
            "write a row for each pair to weigh",
        )
        .in_file(file));
    }
    Ok(pairs)
}

/// A whole table in memory, through the same readers as an import.
fn read(path: &Path, catalog: &Catalog) -> Result<Table, Problem> {
    let file = std::fs::File::open(path).map_err(|e| {
        Problem::new(
            "unreadable",
            "a readable file",
            e.to_string(),
            "check the path and its permissions",
        )
        .in_file(path.display().to_string())
    })?;
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let mut raw: Vec<Vec<(String, String)>> = Vec::new();
    let input = Input::reader(name, std::io::BufReader::new(file));
    let summary = import::read(
        input,
        &ColumnMap::default(),
        &catalog.kinds,
        &mut |_| ControlFlow::Continue(()),
        &mut |row| {
            let cells = match row {
                StagedRow::Record(r) => r.cells,
                StagedRow::Rejected(r) => r.cells,
            };
            raw.push(cells.into_iter().map(|(c, t)| (c, t.clear().to_owned())).collect());
            ControlFlow::Continue(())
        },
    )?;
    let rows = raw
        .into_iter()
        .map(|cells| {
            let mut cells = cells.into_iter().peekable();
            summary
                .header
                .iter()
                .map(|h| cells.next_if(|(c, _)| c == h).map(|(_, t)| t).unwrap_or_default())
                .collect()
        })
        .collect();
    Ok(Table {
        columns: summary.header,
        rows,
    })
}
