//! The matcher on any table: columns typed by name and values, parameters learned without labels,
//! pairs with reasons, clusters that one wrong pair can't chain. Takes rows in memory, reads no file.
//! Must not know: snapshots, files.

mod column; // what a column holds

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::catalog::scoring::Scoring;
use crate::model::Uid;
use crate::model::decision::{Bits, Reason};
use crate::model::problem::{Place, Problem};

use super::block::{Rules, wide};
use super::calibrate::{self, Calibration};
use super::cluster;
use super::learn;
use super::pool::{MemoryPool, Plan, Pool, Raw, Slot};
use super::same;
use super::weigh::{self, Parameters, Scale};

/// Pairs that m and the prior are learned from; of more every so-manieth.
const LEARNED_FROM: usize = 500_000;
/// Of more pairs than that, those below these bits before calibration are not kept: groups weigh them again when they
/// ask.
const LEAST_BITS: f64 = -13.3;

/// A table: names of its columns, rows of as many cells.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// What a row stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Schema {
    #[default]
    Person,
    Company,
}

impl Schema {
    /// `person`, `company`.
    pub fn parse(text: &str) -> Option<Schema> {
        match text {
            "person" => Some(Schema::Person),
            "company" => Some(Schema::Company),
            _ => None,
        }
    }
}

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// Column that names a row; none = the row's number from 1.
    pub id_column: Option<String>,
    /// Pairs below this probability are not given; none = 0.01. Clusters join at it too, at 0.5 when
    /// none is given.
    pub threshold: Option<f64>,
    /// Only these pairs are weighed, by id (the second id is looked for in the second table when there are two): how
    /// many of them are one is learned among them. Empty = all pairs that blocking finds.
    pub pairs: Vec<(String, String)>,
}

/// One pair of rows.
#[derive(Clone, PartialEq, Debug)]
pub struct Match {
    pub left_id: String,
    pub right_id: String,
    pub probability: f64,
    pub weight: Bits,
    pub reasons: Vec<Reason>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Matches {
    /// Most probable first, ties by ids.
    pub pairs: Vec<Match>,
    /// (id, cluster number from 1), for every row, in row order, left table first.
    pub clusters: Vec<(String, u32)>,
    pub pairs_scored: usize,
    pub parameters: Parameters,
    /// Column and the kind of value that it was taken for.
    pub columns: Vec<(String, String)>,
}

/// Matches a table with itself, or two tables with each other.
///
/// # Errors
/// The named id column does not exist, no column could be compared, or a pair names a row that is not there.
pub fn run(
    left: &Table,
    right: Option<&Table>,
    schema: Schema,
    options: &Options,
    scoring: &Scoring,
) -> Result<Matches, Problem> {
    let tables: Vec<&Table> = std::iter::once(left).chain(right).collect();
    let layout = column::layout(&tables, schema, options.id_column.as_deref())?;
    let plan = Plan {
        slots: layout
            .fields
            .iter()
            .filter_map(|f| {
                scoring.comparisons.get(f.kind.key()).map(|c| Slot {
                    name: f.name.clone(),
                    kind: f.kind,
                    exclusive: false,
                    comparison: c.clone(),
                })
            })
            .collect(),
        // m and u are learned from the table, together: nothing is left out beforehand.
        correlated: Vec::new(),
    };
    if plan.slots.is_empty() {
        return Err(Problem::new(
            "match-columns",
            "a column with names, numbers or text",
            "none",
            "check the header row",
        ));
    }
    let mut ids: Vec<String> = Vec::new();
    let mut raws: Vec<Raw> = Vec::new();
    for (side, table) in tables.iter().enumerate() {
        let places = layout.places(table);
        let id_at = options
            .id_column
            .as_ref()
            .and_then(|name| table.columns.iter().position(|c| c == name));
        for (n, row) in table.rows.iter().enumerate() {
            ids.push(
                id_at
                    .and_then(|at| row.get(at))
                    .cloned()
                    .unwrap_or_else(|| (n + 1).to_string()),
            );
            let mut raw = Raw {
                id: Uid::default(),
                kind: String::new(),
                side: side as u8,
                values: Vec::new(),
            };
            for (slot, columns) in places.iter().enumerate() {
                let cells: Vec<&str> = columns
                    .iter()
                    .filter_map(|at| row.get(*at))
                    .map(|c| c.trim())
                    .filter(|c| !c.is_empty())
                    .collect();
                // A number alone is no address.
                let enough = cells.len() == columns.len()
                    || columns.len() == 1
                    || cells.iter().any(|c| c.chars().any(char::is_alphabetic));
                if !cells.is_empty() && enough {
                    raw.values.push((slot, cells.join(" ")));
                }
            }
            raws.push(raw);
        }
    }
    let rules = Rules {
        whole_cap: (raws.len() as u32 / 40).clamp(60, 120),
        coarse_cap: 60,
        combine_slots: 12,
    };
    let pool = MemoryPool::unindexed(plan, &raws);
    let two = right.is_some();
    let n = |side: u8| raws.iter().filter(|r| r.side == side).count() as f64;
    let (compared, possible) = if !options.pairs.is_empty() {
        let given = given(&options.pairs, &ids, two.then_some(left.rows.len()))?;
        let possible = given.len() as f64;
        (given, possible)
    } else {
        let possible = if two { n(0) * n(1) } else { n(0) * (n(0) - 1.0) / 2.0 };
        (wide::pairs(&pool, &rules, two), possible)
    };
    drop(raws);
    let some: Vec<(u32, u32)> = compared
        .iter()
        .step_by(compared.len() / LEARNED_FROM + 1)
        .copied()
        .collect();
    let seen = learn::observe(&pool, &some);
    let start = Parameters::of_plan(
        pool.plan(),
        scoring.surface.number,
        pool.len(),
        scoring.surface.duplicates,
        scoring.surface.damping,
    );
    let stands_for = compared.len() as f64 / some.len().max(1) as f64;
    let parameters = learn::learn(&pool, &start, &some, &seen, stands_for, possible.max(1.0));
    let scale = Scale::of(pool.plan(), &parameters);
    let scored = compared.len();
    let (compared, raw) = if some.len() == scored {
        let slots = pool.plan().slots.len();
        let raw = compared.par_iter().zip(seen.par_chunks_exact(slots));
        let raw = raw.map(|((i, j), seen)| weigh::bits_seen(&pool, *i as usize, *j as usize, &scale, seen));
        let raw: Vec<f64> = raw.collect();
        (compared, raw)
    } else {
        let least = options
            .threshold
            .map_or(LEAST_BITS, |t| LEAST_BITS.min(libm::log2(t / (1.0 - t))));
        compared
            .into_par_iter()
            .map(|(i, j)| ((i, j), weigh::bits(&pool, i as usize, j as usize, &scale)))
            .filter(|(_, bits)| *bits >= least)
            .unzip()
    };
    drop((some, seen));
    // Given pairs are questions of their own: what is not among them can't be a rival, and groups say nothing of them.
    let raw = if two && options.pairs.is_empty() {
        compete(&compared, &raw, pool.len())
    } else {
        raw
    };
    let groups = Groups {
        pool: &pool,
        scale: &scale,
        compared: &compared,
        raw: &raw,
        two,
        weighed: Mutex::default(),
    };
    // Between two tables the rivals have lowered the odds already.
    let (calibrated, calibration) = if two || !options.pairs.is_empty() {
        (parameters, Calibration::NONE)
    } else {
        let of = groups.at(0.5, Calibration::NONE);
        let together: Vec<bool> = compared
            .iter()
            .map(|(i, j)| of[*i as usize] == of[*j as usize])
            .collect();
        parameters.calibrated(calibrate::fit(&raw, &together))
    };
    let of = groups.at(options.threshold.unwrap_or(0.5), calibration);
    let weights: Vec<f64> = raw.par_iter().map(|bits| calibration.of(*bits)).collect();
    let parameters = calibrated;
    let scale = Scale::of(pool.plan(), &parameters);

    let least = options.threshold.unwrap_or(0.01);
    let mut pairs: Vec<Match> = compared
        .par_iter()
        .zip(&weights)
        .filter(|(_, bits)| weigh::probability(**bits) >= least)
        .map(|((i, j), bits)| {
            let weight = weigh::weigh(&pool, *i as usize, &pool, *j as usize, &scale);
            let mut reasons = same::reasons(&pool, *i as usize, *j as usize, &weight, &parameters);
            let rivals = bits - weight.bits;
            if rivals < -0.005 {
                reasons.push(Reason {
                    field: "rivals".to_owned(),
                    bits: Bits::from_f64(rivals),
                    key: "rivals".to_owned(),
                    ..Reason::default()
                });
            }
            same::order(&mut reasons);
            Match {
                left_id: ids[*i as usize].clone(),
                right_id: ids[*j as usize].clone(),
                probability: libm::round(weigh::probability(*bits) * 1e6) / 1e6,
                weight: Bits::from_f64(*bits),
                reasons,
            }
        })
        .collect();
    pairs.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(b.weight.cmp(&a.weight))
            .then(a.left_id.cmp(&b.left_id))
            .then(a.right_id.cmp(&b.right_id))
    });

    let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
    let clusters = of
        .iter()
        .enumerate()
        .map(|(n, root)| {
            let next = numbers.len() as u32 + 1;
            (ids[n].clone(), *numbers.entry(*root).or_insert(next))
        })
        .collect();
    Ok(Matches {
        pairs,
        clusters,
        pairs_scored: scored,
        columns: layout
            .fields
            .iter()
            .map(|f| (f.name.clone(), f.kind.key().to_owned()))
            .collect(),
        parameters,
    })
}

/// Groups of rows by the weights of their pairs.
struct Groups<'a> {
    pool: &'a MemoryPool,
    scale: &'a Scale,
    compared: &'a [(u32, u32)],
    /// Bits of the pairs compared, before calibration.
    raw: &'a [f64],
    two: bool,
    /// What was weighed beyond the pairs compared.
    weighed: Mutex<HashMap<(usize, usize), f64>>,
}

impl Groups<'_> {
    /// For each row the smallest row of its group; pairs of the probability `join` and more speak for a group.
    fn at(&self, join: f64, calibration: Calibration) -> Vec<u32> {
        let join = join.clamp(0.001, 0.999_999);
        let offset = libm::log2(join / (1.0 - join));
        let over = |bits: f64| (calibration.of(bits) - offset).clamp(-20.0, 20.0);
        let edges: Vec<(u32, u32, f64)> = self
            .compared
            .iter()
            .zip(self.raw)
            .map(|((i, j), bits)| (*i, *j, over(*bits)))
            .collect();
        // Of two tables each is taken to name a party once: two rows of one table are not joined.
        let unknown = |i: u32, j: u32| {
            let (i, j) = (i as usize, j as usize);
            if self.two && self.pool.profile(i).side == self.pool.profile(j).side {
                -60.0
            } else {
                let known = self.weighed.lock().ok().and_then(|w| w.get(&(i, j)).copied());
                over(known.unwrap_or_else(|| {
                    let bits = weigh::weigh(self.pool, i, self.pool, j, self.scale).bits;
                    if let Ok(mut weighed) = self.weighed.lock() {
                        weighed.insert((i, j), bits);
                    }
                    bits
                }))
            }
        };
        cluster::average_linkage(self.pool.len(), &edges, unknown)
    }
}

/// Row numbers of pairs by id, ascending, each once. `second` = where the rows of the second table begin.
fn given(pairs: &[(String, String)], ids: &[String], second: Option<usize>) -> Result<Vec<(u32, u32)>, Problem> {
    let (left, right) = ids.split_at(second.unwrap_or(0));
    let number = |ids: &[String], from: usize| -> HashMap<String, u32> {
        ids.iter()
            .enumerate()
            .map(|(n, id)| (id.clone(), (from + n) as u32))
            .collect()
    };
    let at_right = number(right, left.len());
    let at_left = if second.is_some() {
        number(left, 0)
    } else {
        at_right.clone()
    };
    let row = |at: &HashMap<String, u32>, id: &str, place: usize, column: &str| {
        at.get(id).copied().ok_or_else(|| {
            Problem::new(
                "match-pairs",
                "the id of a row",
                id,
                "write the ids of the column that --id names, or row numbers from 1",
            )
            .at(Place {
                row: place as u32 + 1,
                column: column.to_owned(),
                ..Place::default()
            })
        })
    };
    let mut out = Vec::with_capacity(pairs.len());
    for (place, (l, r)) in pairs.iter().enumerate() {
        let (i, j) = (
            row(&at_left, l, place, "left_id")?,
            row(&at_right, r, place, "right_id")?,
        );
        if i != j {
            out.push((i.min(j), i.max(j)));
        }
    }
    out.sort_unstable();
    out.dedup();
    Ok(out)
}

/// Between two tables a row has one true partner at most, or nearly so: its candidates compete, and
/// the odds of each are lowered by those of its rivals: odds / (1 + Σ odds of rivals), on both sides.
fn compete(pairs: &[(u32, u32)], weights: &[f64], rows: usize) -> Vec<f64> {
    let mut sums = vec![0.0f64; rows];
    let odds: Vec<f64> = weights.iter().map(|w| libm::exp2(w.clamp(-40.0, 40.0))).collect();
    for ((i, j), o) in pairs.iter().zip(&odds) {
        sums[*i as usize] += o;
        sums[*j as usize] += o;
    }
    pairs
        .iter()
        .zip(odds.iter().zip(weights))
        .map(|((i, j), (o, w))| {
            let rivals = (sums[*i as usize] - o).max(0.0).max((sums[*j as usize] - o).max(0.0));
            w - libm::log2(1.0 + rivals)
        })
        .collect()
}

#[cfg(test)]
mod tests;
