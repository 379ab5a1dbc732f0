//! A table that stands, made ready once: what a row that comes later may be one with, strongest first, each with its
//! reasons. It is weighed as if it stood in the table, by parameters that are learned from the table alone.
//! Must not know: files, the clock.

use std::borrow::Cow;
use std::sync::Mutex;

use super::told::{self, Ids, Line, rounded};
use super::{Groups, LISTED_FROM, Options, Ready, Schema, Table, cells, column};
use crate::catalog::scoring::Scoring;
use crate::model::decision::Bits;
use crate::model::problem::Problem;
use crate::resolve::block::index::Index;
use crate::resolve::block::key::ValueKeys;
use crate::resolve::calibrate::Calibration;
use crate::resolve::pool::known::Known;
use crate::resolve::pool::{MemoryPool, Pool};
use crate::resolve::weigh::{self, Parameters, Scale};

/// See the module.
pub struct Standing<'a> {
    layout: column::Layout,
    ids: Ids<'a>,
    pool: MemoryPool,
    known: Known,
    index: Index,
    /// By which pairs are weighed, what that is calibrated to, and the scale that says the same in its parts.
    raw: Scale,
    calibration: Calibration,
    scale: Scale,
    least: f64,
    id: Option<String>,
    pub parameters: Parameters,
}

impl<'a> Standing<'a> {
    /// Learns from a table as a run over it does. Pairs of the options are left aside.
    ///
    /// # Errors
    /// The table has no rows, the named id column does not exist, no column could be compared.
    pub fn of(
        table: &'a Table,
        schema: &Schema,
        options: &Options,
        scoring: &Scoring,
    ) -> Result<Standing<'a>, Problem> {
        if table.is_empty() {
            return Err(Problem::new(
                "match-empty",
                "one row and more",
                "none",
                "give the table that the new rows are to be compared with",
            ));
        }
        let ready = Ready::of(&[table], schema, options.id_column.as_deref(), scoring)?;
        let rows = table.len() as f64;
        let possible = rows * (rows - 1.0) / 2.0;
        let found = ready.found(false, possible);
        let (compared, bits, learned) = ready.weighed(found.pairs, possible, options.threshold);
        let rules = ready.rules();
        let Ready { layout, ids, pool, .. } = ready;
        let raw = Scale::of(pool.plan(), &learned);
        let (parameters, calibration) = Groups {
            pool: &pool,
            scale: &raw,
            compared: &compared,
            raw: &bits,
            two: false,
            weighed: Mutex::default(),
        }
        .calibrated(&learned);
        drop((compared, bits));
        Ok(Standing {
            index: Index::of(&pool, &rules, &found.sizes),
            known: Known::of(&pool),
            scale: Scale::of(pool.plan(), &parameters),
            least: options.threshold.unwrap_or(LISTED_FROM),
            id: options.id_column.clone(),
            layout,
            ids,
            pool,
            raw,
            calibration,
            parameters,
        })
    }

    /// Whether rows of a table can be asked about: it has a column that is compared.
    ///
    /// # Errors
    /// It has none.
    pub fn fits(&self, new: &Table) -> Result<(), Problem> {
        let mut compared = self.layout.fields.iter().flat_map(|f| &f.columns);
        if compared.any(|column| new.column(column).is_some()) {
            return Ok(());
        }
        let fields: Vec<&str> = self.layout.fields.iter().map(|f| f.name.as_str()).collect();
        Err(Problem::new(
            "match-ask",
            format!("one of the columns {}", fields.join(", ")),
            new.columns().join(", "),
            "name the columns of the new rows as those of the table",
        ))
    }

    /// What a row of another table may be one with, strongest first, ties by ids: left the new row, right one of the
    /// table's. Columns are found by their names, what it lacks is missing; a row without the id column is named by
    /// its number from 1.
    pub fn ask<'b>(&'b self, new: &'b Table, row: usize) -> Vec<Line<'b>> {
        let read: Vec<(usize, Cow<'_, str>)> = cells(new, row, &self.layout.places(new)).collect();
        let party = self.known.read(&self.pool, &read);
        let keys: Vec<ValueKeys> = party.values().iter().map(ValueKeys::of).collect();
        // As if the new row stood last.
        let mut listed: Vec<(u32, f64)> = self
            .index
            .rows(self.pool.plan(), party.profile(0), &keys)
            .into_iter()
            .map(|at| {
                let weight = weigh::weigh(&self.pool, at as usize, &party, 0, &self.raw);
                (at, self.calibration.of(weight.bits))
            })
            .filter(|(_, bits)| weigh::probability(*bits) >= self.least)
            .collect();
        listed.sort_by(|(i, x), (j, y)| {
            let weights = Bits::from_f64(*y).cmp(&Bits::from_f64(*x));
            let ids = || self.ids.of(*i).cmp(&self.ids.of(*j));
            rounded(*y).total_cmp(&rounded(*x)).then(weights).then_with(ids)
        });
        let column = self.id.as_deref().and_then(|id| new.column(id));
        let name = || match column {
            Some(column) => Cow::Borrowed(new.cell(row, column)),
            None => Cow::Owned((row + 1).to_string()),
        };
        let line = |(at, bits): (u32, f64)| Line {
            left_id: name(),
            right_id: self.ids.of(at),
            probability: rounded(bits),
            weight: Bits::from_f64(bits),
            reasons: told::reasons((&self.pool, at as usize), (&party, 0), &self.scale, bits),
        };
        listed.into_iter().map(line).collect()
    }

    /// Each column and the kind of value that it was taken for.
    pub fn columns(&self) -> Vec<(String, String)> {
        self.layout.kinds()
    }

    /// Bytes that the keys of the table take.
    pub fn key_bytes(&self) -> usize {
        self.index.bytes()
    }
}
