//! The matcher on any table: columns typed by name and values, parameters learned without labels,
//! pairs with reasons, clusters that one wrong pair can't chain. Takes rows in memory, reads no file.
//! Must not know: snapshots, files.

mod align; // columns of two tables that hold the same
mod cells; // the table
mod column; // the columns as fields
mod kind; // what a column holds
mod standing; // a table that new rows are compared with
mod told; // what was found, told pair by pair

pub use crate::catalog::schema::Schema;
pub use cells::Table;
pub use standing::Standing;
use told::{Ids, rounded};
pub use told::{Line, Match, Matches};

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;

use rayon::prelude::*;

use crate::catalog::scoring::Scoring;
use crate::model::Uid;
use crate::model::decision::Bits;
use crate::model::problem::{Place, Problem};

use super::block::{Rules, wide};
use super::calibrate::{self, Calibration};
use super::cluster;
use super::field::FieldKind;
use super::learn;
use super::pool::{Draft, MemoryPool, Plan, Pool, Slot};
use super::rivals::Rivals;
use super::sieve::Sieve;
use super::sketch::Sketches;
use super::weigh::{self, Parameters, Scale};

/// Doubles that a row is expected to have, before anything is learned.
const DUPLICATES: f64 = 0.5;
/// Pairs that m and the prior are learned from; of more every so many one.
const LEARNED_FROM: usize = 50_000;
/// Of more pairs than that, those below these bits before calibration are not kept: groups weigh them again when they
/// ask.
const LEAST_BITS: f64 = -13.3;

/// Rows of one name of which all pairs are made, as far as the budget goes: a list may hold hundreds of a party.
const NAME_CAP: u32 = 1000;
/// What names weigh at most in the scoring files holds for tables of so many rows. Of twice as many two at random are one
/// half as often, and half as often they are called the same, too.
const NAMES_OF: f64 = 2048.0;
/// Pairs below this probability are not given when no threshold is.
const LISTED_FROM: f64 = 0.01;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Options {
    /// Column that names a row; none = the row's number from 1.
    pub id_column: Option<String>,
    /// The same of the second table, where it is called otherwise.
    pub right_id: Option<String>,
    /// Pairs below this probability are not given; none = 0.01. Clusters join at it too, at 0.5 when
    /// none is given.
    pub threshold: Option<f64>,
    /// Only these pairs are weighed, by id (the second id is looked for in the second table when there are two): how
    /// many of them are one is learned among them. Empty = all pairs that blocking finds.
    pub pairs: Vec<(String, String)>,
}

impl Options {
    /// For each table the column that names its rows.
    fn ids(&self, two: bool) -> Vec<Option<&str>> {
        let left = self.id_column.as_deref();
        let right = self.right_id.as_deref().or(left);
        std::iter::once(left).chain(two.then_some(right)).collect()
    }
}

/// Matches a table with itself, or two tables with each other.
///
/// # Errors
/// The named id column does not exist, no column could be compared, or a pair names a row that is not there.
pub fn run<'a>(
    left: &'a Table,
    right: Option<&'a Table>,
    schema: &Schema,
    options: &Options,
    scoring: &Scoring,
) -> Result<Matches<'a>, Problem> {
    let tables: Vec<&Table> = std::iter::once(left).chain(right).collect();
    let two = right.is_some();
    let ready = Ready::of(&tables, schema, &options.ids(two), scoring)?;
    let (compared, possible) = if options.pairs.is_empty() {
        let (n, m) = (left.len() as f64, right.map_or(0, Table::len) as f64);
        let possible = if two { n * m } else { n * (n - 1.0) / 2.0 };
        (ready.found(two, possible).pairs, possible)
    } else {
        let given = given(&options.pairs, &ready.ids, ready.pool.len(), two.then_some(left.len()))?;
        let possible = given.len() as f64;
        (given, possible)
    };
    let pairs_scored = compared.len();
    // Given pairs are questions of their own: what is not among them can't be a rival, and groups say nothing of them.
    let asked = !options.pairs.is_empty();
    let rivals = (two && !asked).then(|| Rivals::of(ready.ids.copies()));
    let Weighed {
        pairs: compared,
        raw,
        parameters,
        rivals,
    } = ready.weighed(compared, possible, asked, options.threshold, rivals);
    let raw = match &rivals {
        Some(rivals) => rivals.compete(&compared, &raw, 1.0),
        None => raw,
    };
    let Ready { layout, ids, pool, .. } = ready;
    let scale = Scale::of(pool.plan(), &parameters);
    let groups = Groups {
        pool: &pool,
        scale: &scale,
        compared: &compared,
        raw: &raw,
        two,
        rivals: rivals.as_ref(),
        weighed: Mutex::default(),
    };
    // Between two tables the rivals have lowered the odds already.
    let (parameters, calibration) = if two || asked {
        (parameters, Calibration::NONE)
    } else {
        groups.calibrated(&parameters)
    };
    let groups = groups.at(options.threshold.unwrap_or(0.5), calibration.halved());
    let least = options.threshold.unwrap_or(LISTED_FROM);
    let mut listed: Vec<(u32, u32, f64)> = compared
        .par_iter()
        .zip(&raw)
        .map(|((i, j), bits)| (*i, *j, calibration.of(*bits)))
        .filter(|(.., bits)| weigh::probability(*bits) >= least)
        .collect();
    listed.par_sort_unstable_by(|(i, j, x), (k, l, y)| {
        let ids = || (ids.of(*i), ids.of(*j)).cmp(&(ids.of(*k), ids.of(*l)));
        let weights = Bits::from_f64(*y).cmp(&Bits::from_f64(*x));
        rounded(*y).total_cmp(&rounded(*x)).then(weights).then_with(ids)
    });
    Ok(Matches {
        scale: Scale::of(pool.plan(), &parameters),
        columns: layout.kinds(),
        ids,
        pool,
        listed,
        groups,
        pairs_scored,
        parameters,
    })
}

/// Tables made ready to be compared, and the parameters to begin with.
struct Ready<'a> {
    layout: column::Layout,
    ids: Ids<'a>,
    pool: MemoryPool,
    sketches: Sketches,
    start: Parameters,
}

impl<'a> Ready<'a> {
    /// `ids`: for each table the column that names its rows.
    fn of(
        tables: &[&'a Table],
        schema: &Schema,
        ids: &[Option<&str>],
        scoring: &Scoring,
    ) -> Result<Ready<'a>, Problem> {
        let layout = column::layout(tables, schema, ids)?;
        let plan = plan(&layout, schema, scoring, tables.iter().map(|t| t.len()).sum())?;
        let ids = Ids {
            tables: tables
                .iter()
                .zip(ids)
                .map(|(t, id)| (*t, id.and_then(|id| t.column(id))))
                .collect(),
        };
        let pool = pool(plan, &layout, tables);
        Ok(Ready {
            layout,
            ids,
            sketches: Sketches::of(&pool),
            start: Parameters::of_plan(
                pool.plan(),
                scoring.surface.number,
                pool.len(),
                DUPLICATES,
                scoring.surface.damping,
            ),
            pool,
        })
    }

    fn rules(&self) -> Rules {
        Rules {
            whole_cap: (self.pool.len() as u32 / 40).clamp(60, 120),
            name_cap: NAME_CAP,
            coarse_cap: 60,
            combine_slots: 12,
        }
    }

    /// What blocking finds, of so many pairs that are possible.
    fn found(&self, two: bool, possible: f64) -> wide::Found {
        let worth = |samples: &[Vec<(u32, u32)>]| self.worth(samples, possible);
        wide::pairs(&self.pool, &self.rules(), two, &worth)
    }

    /// Of samples of pairs how probable each is one, by what can be learned from the samples themselves.
    fn worth(&self, samples: &[Vec<(u32, u32)>], possible: f64) -> Vec<Vec<f64>> {
        let (pool, sketches) = (&self.pool, &self.sketches);
        let slots = pool.plan().slots.len();
        let all: Vec<(u32, u32)> = samples.iter().flatten().copied().collect();
        let seen = learn::observe(pool, sketches, &all);
        // About as many pairs a row as are one at most; the prior is learned from all pairs later.
        let among = learn::Among {
            stands_for: pool.len() as f64 / all.len().max(1) as f64,
            possible: possible.max(1.0),
            asked: false,
            rivals: None,
        };
        let scale = Scale::of(
            pool.plan(),
            &learn::learn((pool, sketches), &self.start, &all, &seen, among),
        );
        let mut at = 0;
        samples
            .iter()
            .map(|pairs| {
                let mine = &seen[at * slots..(at + pairs.len()) * slots];
                at += pairs.len();
                mine.chunks_exact(slots)
                    .map(|seen| weigh::probability(weigh::weigh_seen(&scale, seen)))
                    .collect()
            })
            .collect()
    }

    /// Learns from the pairs and weighs them; once more where rows of one table turn out to be one party. Of very many
    /// pairs only those are kept that are worth it or may be listed at the threshold.
    fn weighed(
        &self,
        compared: Vec<(u32, u32)>,
        possible: f64,
        asked: bool,
        threshold: Option<f64>,
        rivals: Option<Rivals>,
    ) -> Weighed {
        let (pool, sketches) = (&self.pool, &self.sketches);
        let least = threshold.map_or(LEAST_BITS, |t| LEAST_BITS.min(libm::log2(t / (1.0 - t))));
        let step = compared.len() / LEARNED_FROM + 1;
        let some: Vec<(u32, u32)> = compared.iter().step_by(step).copied().collect();
        let seen = learn::observe(pool, sketches, &some);
        let learned = |rivals: Option<&Rivals>| {
            let among = learn::Among {
                stands_for: compared.len() as f64 / some.len().max(1) as f64,
                possible: possible.max(1.0),
                asked,
                rivals,
            };
            learn::learn((pool, sketches), &self.start, &some, &seen, among)
        };
        let bits = |scale: &Scale| -> (Vec<(u32, u32)>, Vec<f64>) {
            if step == 1 {
                let seen = seen.par_chunks_exact(pool.plan().slots.len());
                let raw = some.par_iter().zip(seen);
                let raw = raw.map(|((i, j), seen)| weigh::bits_seen(pool, *i as usize, *j as usize, scale, seen));
                return (some.clone(), raw.collect());
            }
            let sieve = Sieve::of(pool.plan(), sketches, scale);
            let slots = pool.plan().slots.len();
            let kept = compared.par_iter().enumerate().filter_map(|(n, (i, j))| {
                let (row, other) = (*i as usize, *j as usize);
                let bits = if n % step == 0 {
                    // What was learned from was looked at.
                    let bits = weigh::bits_seen(pool, row, other, scale, &seen[n / step * slots..][..slots]);
                    Some(bits).filter(|bits| *bits >= least)
                } else {
                    sieve.weigh(pool, row, other, least)
                };
                Some(((*i, *j), bits?))
            });
            kept.unzip()
        };
        let weighed = |rivals: Option<Rivals>| {
            let parameters = learned(rivals.as_ref());
            let (pairs, raw) = bits(&Scale::of(pool.plan(), &parameters));
            Weighed {
                pairs,
                raw,
                parameters,
                rivals,
            }
        };
        let once = weighed(rivals);
        let more = once.rivals.as_ref().and_then(|rivals| {
            let scale = Scale::of(pool.plan(), &once.parameters);
            rivals.beyond(pool, &scale, &once.pairs, &once.raw)
        });
        match more {
            Some(more) => weighed(Some(more)),
            None => once,
        }
    }
}

/// Pairs with their bits before rivals and calibration, and what they were weighed by.
struct Weighed {
    pairs: Vec<(u32, u32)>,
    raw: Vec<f64>,
    parameters: Parameters,
    rivals: Option<Rivals>,
}

/// What persons are called by, and what firms are.
const PERSONS: &[FieldKind] = &[FieldKind::Person, FieldKind::Given, FieldKind::Surname];
const FIRMS: &[FieldKind] = &[FieldKind::Company];

/// The kinds of name that one is of.
fn names(kind: FieldKind) -> Option<&'static [FieldKind]> {
    [PERSONS, FIRMS].into_iter().find(|kinds| kinds.contains(&kind))
}

/// What is compared, and how.
fn plan(layout: &column::Layout, schema: &Schema, scoring: &Scoring, rows: usize) -> Result<Plan, Problem> {
    let called = layout.fields.iter().find_map(|f| names(f.kind)).unwrap_or_default();
    let called = match schema {
        Schema::Person => PERSONS,
        Schema::Company => FIRMS,
        Schema::Fields(_) => called,
    };
    let slot = |f: &column::Field| {
        let mut comparison = scoring.comparisons.get(f.kind.key())?.clone();
        if names(f.kind).is_some() {
            comparison.max_bits += libm::log2((rows as f64 / NAMES_OF).max(1.0));
        }
        if f.guessed {
            // How rare its values are says the table alone.
            comparison.background = 0.0;
        }
        Some(Slot {
            name: f.name.clone(),
            kind: f.kind,
            exclusive: false,
            named: called.contains(&f.kind) && !f.of_another,
            comparison,
        })
    };
    let plan = Plan {
        slots: layout.fields.iter().filter_map(slot).collect(),
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
    Ok(plan)
}

/// The rows of all tables, left table first.
fn pool(plan: Plan, layout: &column::Layout, tables: &[&Table]) -> MemoryPool {
    let mut draft = Draft::new(plan);
    for (side, table) in (0u8..).zip(tables) {
        let places = layout.places(table);
        for row in 0..table.len() {
            draft.add(Uid::default(), "", side);
            for (slot, text) in cells(table, row, &places) {
                draft.value(slot, text);
            }
        }
    }
    draft.pool()
}

/// The values of a row, each with its slot, by where the slots' columns stand.
fn cells<'a>(table: &'a Table, row: usize, places: &[column::Stands]) -> impl Iterator<Item = (usize, Cow<'a, str>)> {
    let cells = places.iter().map(move |stands| stands.cell(table, row)).enumerate();
    cells.filter_map(|(slot, cell)| Some((slot, cell?)))
}

/// Groups of rows by the weights of their pairs.
struct Groups<'a> {
    pool: &'a MemoryPool,
    scale: &'a Scale,
    compared: &'a [(u32, u32)],
    /// Bits of the pairs compared, before calibration.
    raw: &'a [f64],
    two: bool,
    /// Of two tables: which rows of one are one party.
    rivals: Option<&'a Rivals>,
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
        // Two rows of one of two tables are not joined but where they are known to be one party.
        let one = |i: u32, j: u32| self.rivals.is_some_and(|rivals| rivals.one(i, j));
        let unknown = |row: u32, other: u32| {
            let (i, j) = (row as usize, other as usize);
            if self.two && self.pool.profile(i).side == self.pool.profile(j).side && !one(row, other) {
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

    /// The parameters as sure of themselves as the groups say that they may be.
    fn calibrated(&self, parameters: &Parameters) -> (Parameters, Calibration) {
        let of = self.at(0.5, Calibration::NONE);
        let together: Vec<bool> = self
            .compared
            .iter()
            .map(|(i, j)| of[*i as usize] == of[*j as usize])
            .collect();
        parameters.calibrated(calibrate::fit(self.raw, &together))
    }
}

/// Row numbers of pairs by id, ascending, each once. `second` = where the rows of the second table begin.
fn given(
    pairs: &[(String, String)],
    ids: &Ids<'_>,
    rows: usize,
    second: Option<usize>,
) -> Result<Vec<(u32, u32)>, Problem> {
    let numbers = |from: usize, to: usize| -> HashMap<String, u32> {
        (from as u32..to as u32).map(|n| (ids.of(n).into_owned(), n)).collect()
    };
    let at_right = numbers(second.unwrap_or(0), rows);
    let at_left = second.map(|second| numbers(0, second));
    let at_left = at_left.as_ref().unwrap_or(&at_right);
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
            row(at_left, l, place, "left_id")?,
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

#[cfg(test)]
mod shape_tests;
#[cfg(test)]
mod tests;
