//! The matcher on any table: files in, pairs and clusters out; new rows against a table that stands.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::files;
use crate::catalog::Catalog;
use crate::export::table::{Cell, csv_to};
use crate::import::{self, Input};
use crate::model::problem::Problem;
use crate::resolve::table::{self, Line, Options, Schema, Standing, Table};

/// What `match` is asked.
pub struct MatchRequest {
    pub left: PathBuf,
    pub right: Option<PathBuf>,
    pub schema: String,
    pub id: Option<String>,
    /// The column that identifies a row of `right`; none = as `id`.
    pub right_id: Option<String>,
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

/// What `match --ask --json` prints.
#[derive(serde::Serialize)]
pub struct Asked {
    /// Rows of the table, and new ones.
    pub table: usize,
    pub rows: usize,
    pub pairs: usize,
    /// To make the table ready, once it is read.
    pub seconds: f64,
    /// Milliseconds a new row, with its reasons: half of the rows take no longer, 99 of a hundred, any.
    pub p50_ms: f64,
    pub p99_ms: f64,
    pub max_ms: f64,
    /// Bytes that the table's keys take, for each of its rows.
    pub key_bytes_a_row: usize,
    pub parameters: serde_json::Value,
    /// Column → the kind of value that it was taken for.
    pub columns: Vec<(String, String)>,
}

/// Reads, matches, writes.
///
/// # Errors
/// A file that can't be read or written, an id column that is not there.
pub fn run(request: &MatchRequest, catalog: &Catalog) -> Result<Matched, Problem> {
    let schema = schema(&request.schema)?;
    let left = read(&request.left)?;
    let right = request.right.as_deref().map(read).transpose()?;
    let began = Instant::now();
    let options = Options {
        id_column: request.id.clone(),
        right_id: request.right_id.clone(),
        threshold: request.threshold,
        pairs: match &request.pairs {
            Some(path) => pairs(path)?,
            None => Vec::new(),
        },
    };
    let matches = table::run(&left, right.as_ref(), &schema, &options, &catalog.scoring)
        .map_err(|problem| placed(problem, request))?;
    let seconds = began.elapsed().as_secs_f64();
    if let Some(out) = &request.out {
        write(out, &PAIRS, matches.lines().map(line))?;
    }
    let mut clusters = 0;
    let rows = matches.clusters().map(|(id, cluster)| {
        clusters = clusters.max(cluster);
        vec![Cell::Text(id.into_owned()), Cell::Text(cluster.to_string())]
    });
    match &request.clusters {
        Some(out) => write(out, &["id", "cluster"], rows)?,
        None => rows.for_each(drop),
    }
    Ok(Matched {
        left: left.len(),
        right: right.as_ref().map_or(0, Table::len),
        pairs_scored: matches.pairs_scored,
        pairs: matches.len(),
        clusters: clusters as usize,
        seconds,
        parameters: serde_json::from_str(&matches.parameters.to_json()).unwrap_or_default(),
        columns: matches.columns.clone(),
    })
}

/// Reads a table and new rows, asks for each of them alone what it may be one with, writes.
///
/// # Errors
/// As [`run`]; a table without rows, new rows without any of its columns.
pub fn ask(request: &MatchRequest, new: &Path, catalog: &Catalog) -> Result<Asked, Problem> {
    let schema = schema(&request.schema)?;
    let table = read(&request.left)?;
    let rows = read(new)?;
    let options = Options {
        id_column: request.id.clone(),
        right_id: None,
        threshold: request.threshold,
        pairs: Vec::new(),
    };
    let began = Instant::now();
    let standing =
        Standing::of(&table, &schema, &options, &catalog.scoring).map_err(|problem| placed(problem, request))?;
    let seconds = began.elapsed().as_secs_f64();
    let new = standing
        .fits(&rows)
        .map_err(|problem| problem.in_file(new.display().to_string()))?;
    let mut taken: Vec<f64> = Vec::with_capacity(rows.len());
    let mut pairs = 0;
    let found = (0..rows.len()).flat_map(|row| {
        let began = Instant::now();
        let lines = standing.ask(&new, row);
        taken.push(began.elapsed().as_secs_f64() * 1000.0);
        pairs += lines.len();
        lines.into_iter().map(line)
    });
    match &request.out {
        Some(out) => write(out, &PAIRS, found)?,
        None => found.for_each(drop),
    }
    taken.sort_by(f64::total_cmp);
    let within = |percent: usize| {
        let at = (taken.len() * percent).div_ceil(100).max(1) - 1;
        taken.get(at).copied().unwrap_or(0.0)
    };
    Ok(Asked {
        table: table.len(),
        rows: rows.len(),
        pairs,
        seconds,
        p50_ms: within(50),
        p99_ms: within(99),
        max_ms: within(100),
        key_bytes_a_row: standing.key_bytes() / table.len().max(1),
        parameters: serde_json::from_str(&standing.parameters.to_json()).unwrap_or_default(),
        columns: standing.columns(),
    })
}

/// The columns of a pair.
const PAIRS: [&str; 5] = ["left_id", "right_id", "probability", "weight", "reasons"];

fn line(m: Line<'_>) -> Vec<Cell> {
    vec![
        Cell::Text(m.left_id.into_owned()),
        Cell::Text(m.right_id.into_owned()),
        Cell::Text(m.probability.to_string()),
        Cell::Number(m.weight.as_f64()),
        Cell::Text(m.reasons),
    ]
}

/// A problem of the matcher with the file that it is in.
fn placed(problem: Problem, request: &MatchRequest) -> Problem {
    match (&*problem.key, &request.pairs) {
        ("match-pairs", Some(path)) => problem.in_file(path.display().to_string()),
        ("match-schema", _) => problem.in_file(&request.schema),
        ("match-empty", _) => problem.in_file(request.left.display().to_string()),
        _ => problem,
    }
}

/// One of the two that are built in, or a schema file.
fn schema(named: &str) -> Result<Schema, Problem> {
    if let Some(built_in) = Schema::parse(named) {
        return Ok(built_in);
    }
    let path = Path::new(named);
    if !path.exists() {
        let remedy = "choose one of the two, or name a schema file";
        return Err(Problem::new("schema", "person, company, or a file", named, remedy));
    }
    let text = std::io::read_to_string(files::open(path)?).map_err(|e| {
        Problem::new("unreadable", "a text file", e.to_string(), "write the schema as UTF-8").in_file(named)
    })?;
    Schema::from_toml(&text).map_err(|problem| problem.in_file(named))
}

/// A table into a file beside its target, row by row.
fn write(path: &Path, header: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), Problem> {
    files::write_through(path, |to| csv_to(to, header, rows))
}

/// The pairs of a file, by the ids in its columns `left_id` and `right_id`.
fn pairs(path: &Path) -> Result<Vec<(String, String)>, Problem> {
    let table = read(path)?;
    let file = path.display().to_string();
    let column = |name: &str| {
        table.column(name).ok_or_else(|| {
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
    let cell = |row, column| table.cell(row, column).to_owned();
    let pairs: Vec<(String, String)> = (0..table.len())
        .map(|row| (cell(row, left), cell(row, right)))
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
fn read(path: &Path) -> Result<Table, Problem> {
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
    let mut table = Table::default();
    let input = Input::reader(name, std::io::BufReader::new(file));
    import::table_rows(input, &mut |header, cells| {
        if table.columns().len() != header.len() {
            let before = std::mem::replace(&mut table, Table::new(header.to_vec()));
            for row in 0..before.len() {
                table.push((0..before.columns().len()).map(|column| before.cell(row, column)));
            }
        }
        table.push(cells);
    })?;
    Ok(table)
}
