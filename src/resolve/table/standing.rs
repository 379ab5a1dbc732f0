//! A table that stands, made ready once: what a row that comes later may be one with, strongest first, each with its
//! reasons. It is weighed as if it stood in the table, by parameters that are learned from the table alone.
//! Must not know: files, the clock.

use std::borrow::Cow;
use std::sync::Mutex;

use super::told::{self, Ids, Line, rounded};
use super::{Groups, LISTED_FROM, Options, Ready, Schema, Table, Weighed, cells, column};
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

/// Rows that can be asked about, and where each field stands in them.
pub struct NewRows<'a> {
    table: &'a Table,
    places: Vec<column::Stands>,
    id: Option<usize>,
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
        let ready = Ready::of(&[table], schema, &options.ids(false), scoring)?;
        let rows = table.len() as f64;
        let possible = rows * (rows - 1.0) / 2.0;
        let found = ready.found(false, possible);
        let Weighed {
            pairs: compared,
            raw: bits,
            parameters: learned,
            ..
        } = ready.weighed(found.pairs, possible, false, options.threshold, None);
        let rules = ready.rules();
        let Ready { layout, ids, pool, .. } = ready;
        let raw = Scale::of(pool.plan(), &learned);
        let (parameters, calibration) = Groups {
            pool: &pool,
            scale: &raw,
            compared: &compared,
            raw: &bits,
            two: false,
            rivals: None,
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

    /// A table whose rows can be asked about: it has a column that is compared.
    ///
    /// # Errors
    /// It has none.
    pub fn fits<'b>(&self, new: &'b Table) -> Result<NewRows<'b>, Problem> {
        let mut compared = self.layout.fields.iter().flat_map(|f| &f.columns);
        if compared.any(|column| new.spelled(column).is_some()) {
            return Ok(NewRows {
                table: new,
                places: self.layout.places(new),
                id: self.id.as_deref().and_then(|id| new.column(id)),
            });
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
    /// table's. Columns are found by the letters of their names, what it lacks is missing; a row without the id column
    /// is named by its number from 1.
    pub fn ask<'b>(&'b self, new: &NewRows<'b>, row: usize) -> Vec<Line<'b>> {
        let read: Vec<(usize, Cow<'_, str>)> = cells(new.table, row, &new.places).collect();
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
        let name = || match new.id {
            Some(column) => Cow::Borrowed(new.table.cell(row, column)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::table::run;
    use std::collections::BTreeMap;

    const GIVEN: [&str; 12] = [
        "Ana", "Luis", "Rosa", "Omar", "Ines", "Hugo", "Vera", "Ivan", "Nora", "Saul", "Pepe", "Robert",
    ];
    const ENDS: [&str; 8] = [
        "quintana", "ras", "livas", "zubiate", "rutia", "chavez", "nevar", "terra",
    ];

    /// Persons, each third twice: with a slip, with names in each other's column, or with what is missing.
    fn persons(count: usize, whole_names: bool) -> Table {
        let mut state: u64 = 7;
        let mut draw = |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let header: &[&str] = if whole_names {
            &["uid", "name", "dob", "city", "email"]
        } else {
            &["uid", "first_name", "surname", "dob", "city", "email"]
        };
        let mut table = Table::new(header.iter().map(|c| (*c).to_owned()).collect());
        while table.len() < count {
            let letter = |n: usize| char::from(b'a' + n as u8);
            let given = GIVEN[draw(GIVEN.len())].to_owned();
            let surname = format!("{}{}{}", letter(draw(26)), letter(draw(26)), ENDS[draw(ENDS.len())]);
            let born = format!("19{:02}-{:02}-{:02}", 40 + draw(60), 1 + draw(12), 1 + draw(28));
            let city = format!("{}ville", ENDS[draw(ENDS.len())]);
            let email = format!("{given}.{surname}{}@{}.example", draw(90), ENDS[draw(3)]);
            let mut told = vec![given, surname, born, city, email];
            let twice = draw(3) == 0;
            for _ in 0..1 + usize::from(twice) {
                let cells = if whole_names {
                    let name = if draw(9) == 0 {
                        format!("{}, {}", told[1], told[0])
                    } else {
                        told[..2].join(" ")
                    };
                    [&[name], &told[2..]].concat()
                } else {
                    told.clone()
                };
                table.push(std::iter::once(format!("p{}", table.len())).chain(cells));
                match draw(5) {
                    0 => told.swap(0, 1),
                    1 => drop(told[1].pop()),
                    2 => told[4].clear(),
                    3 => told[2].replace_range(8.., "01"),
                    _ => drop(told[0].remove(1)),
                }
            }
        }
        table
    }

    fn asked() -> Options {
        Options {
            id_column: Some("uid".into()),
            ..Options::default()
        }
    }

    #[test]
    fn a_row_that_is_in_the_table_is_told_what_the_run_tells() {
        let scoring = Scoring::built_in().unwrap();
        for whole_names in [false, true] {
            let table = persons(3000, whole_names);
            let found = run(&table, None, &Schema::Person, &asked(), &scoring).unwrap();
            let standing = Standing::of(&table, &Schema::Person, &asked(), &scoring).unwrap();
            assert_eq!(standing.parameters, found.parameters);
            assert_eq!(standing.columns(), found.columns);
            let mut told = BTreeMap::new();
            let rows = standing.fits(&table).unwrap();
            for row in 0..table.len() {
                let lines = standing.ask(&rows, row);
                assert!(lines.is_sorted_by(|x, y| x.probability >= y.probability));
                for line in lines {
                    assert_eq!(line.left_id, format!("p{row}"));
                    told.insert((line.left_id.to_string(), line.right_id.to_string()), line);
                }
            }
            let (mut same, mut missed) = (0, 0);
            for run in found.lines() {
                for (asked, other) in [(&run.right_id, &run.left_id), (&run.left_id, &run.right_id)] {
                    let Some(line) = told.get(&(asked.to_string(), other.to_string())) else {
                        missed += 1;
                        continue;
                    };
                    assert_eq!(
                        (line.probability.to_bits(), line.weight, &line.reasons),
                        (run.probability.to_bits(), run.weight, &run.reasons),
                        "{asked} {other}"
                    );
                    same += 1;
                }
            }
            let doubles = (0..table.len()).map(|row| format!("p{row}"));
            let doubles = doubles
                .filter(|id| told.contains_key(&(id.clone(), id.clone())))
                .count();
            // A block is larger by the copy: some are too large then.
            assert!(
                same > 1000 && missed * 20 < same && doubles > 2900,
                "{same} {missed} {doubles}"
            );
        }
    }

    #[test]
    fn what_is_new_is_found_by_what_it_shares() {
        let scoring = Scoring::built_in().unwrap();
        let mut table = persons(1000, false);
        table.push([
            "x",
            "Wilhelmina",
            "Brandywine",
            "1961-05-06",
            "Deming",
            "wb61@uno.example",
        ]);
        let standing = Standing::of(&table, &Schema::Person, &asked(), &scoring).unwrap();
        // Columns in another order and spelling, one that is missing, one that the table lacks, no ids.
        let mut new = Table::new(["DOB", "note", "surname", "First Name"].map(str::to_owned).to_vec());
        new.push(["1961-05-06", "seen twice", "Brandywyne", "Wilhelmina"]);
        new.push(["", "nothing known", "", ""]);
        let new = standing.fits(&new).unwrap();
        let lines = standing.ask(&new, 0);
        assert_eq!((&*lines[0].left_id, &*lines[0].right_id), ("1", "x"));
        assert!(
            lines[0].probability > 0.5 && lines[0].reasons.contains("email +0.00"),
            "{lines:?}"
        );
        assert!(standing.ask(&new, 1).is_empty());
        let other = Table::new(vec!["plate".to_owned()]);
        assert_eq!(standing.fits(&other).err().unwrap().key, "match-ask");
    }

    #[test]
    fn a_key_that_too_many_hold_finds_nobody() {
        let scoring = Scoring::built_in().unwrap();
        let mut table = persons(1000, false);
        for n in 0..1500 {
            let born = format!("19{:02}-{:02}-{:02}", 40 + n % 60, 1 + n % 12, 1 + n % 28);
            table.push([
                &format!("c{n}"),
                "Maria",
                "Garcia",
                &*born,
                "Deming",
                "desk@office.example",
            ]);
        }
        let standing = Standing::of(&table, &Schema::Person, &asked(), &scoring).unwrap();
        let mut new = Table::new(table.columns().to_vec());
        new.push(["n", "Maria", "Garcia", "", "Deming", "desk@office.example"]);
        let read: Vec<(usize, Cow<'_, str>)> = cells(&new, 0, &standing.layout.places(&new)).collect();
        let party = standing.known.read(&standing.pool, &read);
        let keys: Vec<ValueKeys> = party.values().iter().map(ValueKeys::of).collect();
        let compared = standing.index.rows(standing.pool.plan(), party.profile(0), &keys);
        assert!(compared.len() < 500, "{}", compared.len());
        assert!(standing.ask(&standing.fits(&new).unwrap(), 0).len() < 100);
    }

    #[test]
    fn a_table_without_rows_is_an_error() {
        let scoring = Scoring::built_in().unwrap();
        let table = Table::new(vec!["uid".to_owned(), "first_name".to_owned()]);
        let problem = Standing::of(&table, &Schema::Person, &asked(), &scoring).err().unwrap();
        assert_eq!(problem.key, "match-empty");
        let mut one = Table::new(vec!["uid".to_owned(), "surname".to_owned()]);
        one.push(["1", "Brandywine"]);
        let standing = Standing::of(&one, &Schema::Person, &asked(), &scoring).unwrap();
        assert!(standing.ask(&standing.fits(&one).unwrap(), 0).len() <= 1);
    }
}
