//! `Tx`: the only INSERT, UPDATE and DELETE on audited rows. It can be made by `Store::commit` alone,
//! so nothing can change a row without a signed commit. Once a write has failed, the whole commit fails.

use std::collections::HashMap;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};
use sha2::{Digest, Sha256};

use super::audit;
use super::capture::{Captured, SharedCapture, lock};
use super::error::sql;
use super::tables::{self, DELETE, INSERT, TableDef, UPDATE};
use crate::model::commit::{Op, TouchedRow};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::{Row, Uid, Value};

/// More touched rows than this are not listed: a snapshot is then read anew.
const MANY: usize = 20_000;
/// Caught changes are written in batches of this many.
const BATCH: usize = 1024;

/// One open commit.
pub struct Tx<'a> {
    pub(super) connection: &'a Connection,
    pub(super) capture: &'a SharedCapture,
    mint: &'a mut dyn Mint,
    /// Sequence number that this commit will have.
    pub(super) seq: i64,
    next_n: i64,
    changes: Sha256,
    count: i64,
    touched: Vec<TouchedRow>,
    touched_at: HashMap<(&'static str, Uid), usize>,
    many: bool,
    commit_ids: HashMap<i64, [u8; 32]>,
    broken: Option<Problem>,
    /// Statements left until one fails on purpose (tests of atomicity); `None` = never.
    fail_in: Option<u64>,
    rewrite: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn begin(
        connection: &'a Connection,
        capture: &'a SharedCapture,
        mint: &'a mut dyn Mint,
        fail_in: Option<u64>,
    ) -> Result<Tx<'a>, Problem> {
        let next = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0)).map_err(sql);
        let seq = next("SELECT coalesce(max(\"seq\"), 0) + 1 FROM \"commit\"")?;
        let next_n = next("SELECT coalesce(max(\"n\"), 0) + 1 FROM \"change\"")?;
        {
            let mut state = lock(capture);
            state.caught.clear();
            (state.insert_from, state.delete_to) = (0, seq);
            state.rng = Some(super::chance::from_mint(mint));
        }
        Ok(Tx {
            connection,
            capture,
            mint,
            seq,
            next_n,
            changes: Sha256::new(),
            count: 0,
            touched: Vec::new(),
            touched_at: HashMap::new(),
            many: false,
            commit_ids: HashMap::new(),
            broken: None,
            fail_in,
            rewrite: false,
        })
    }

    /// Where ids and nonces of this commit come from.
    pub fn mint(&mut self) -> &mut dyn Mint {
        self.mint
    }

    /// The number that this commit will have.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Adds a row. Its id must be new.
    pub fn insert<R: Row>(&mut self, row: &R) -> Result<(), Problem> {
        self.insert_values(tables::named(R::TABLE)?, &row.to_values(), 1, self.seq)
    }

    /// Adds rows, in their order.
    pub fn insert_many<'r, R: Row>(&mut self, rows: impl IntoIterator<Item = &'r R>) -> Result<(), Problem> {
        let table = tables::named(R::TABLE)?;
        rows.into_iter()
            .try_for_each(|row| self.insert_values(table, &row.to_values(), 1, self.seq))
    }

    /// Changes a row, which must exist; its version counter goes up by one.
    pub fn update<R: Row>(&mut self, row: &R) -> Result<(), Problem> {
        self.update_values(tables::named(R::TABLE)?, &row.to_values(), self.seq)
    }

    /// Removes a row, which must exist.
    pub fn delete<R: Row>(&mut self, id: Uid) -> Result<(), Problem> {
        self.delete_row(tables::named(R::TABLE)?, id)
    }

    /// The row as this commit sees it.
    pub fn get<R: Row>(&self, id: Uid) -> Result<Option<R>, Problem> {
        super::read::row(self.connection, id)
    }

    /// All rows of a table, by ascending id.
    pub fn all<R: Row>(&self) -> Result<Vec<R>, Problem> {
        super::read::rows(self.connection)
    }

    /// Rows whose column has this value, by ascending id.
    pub fn find<R: Row>(&self, column: &str, value: &Value) -> Result<Vec<R>, Problem> {
        super::read::find(self.connection, column, value)
    }

    pub(super) fn insert_values(
        &mut self,
        table: &'static TableDef,
        values: &[Value],
        ver: i64,
        ver_commit: i64,
    ) -> Result<(), Problem> {
        let extra = [Value::Int(ver), Value::Int(ver_commit)];
        self.write(&table.insert, params_from_iter(values.iter().chain(&extra).map(Bound)))
            .map(drop)
    }

    pub(super) fn update_values(
        &mut self,
        table: &'static TableDef,
        values: &[Value],
        ver_commit: i64,
    ) -> Result<(), Problem> {
        let extra = [Value::Int(ver_commit)];
        let changed = self.write(&table.update, params_from_iter(values.iter().chain(&extra).map(Bound)))?;
        self.must_be_one(table, changed)
    }

    pub(super) fn delete_row(&mut self, table: &'static TableDef, id: Uid) -> Result<(), Problem> {
        let changed = self.write(&table.delete, [id.0.as_slice()])?;
        self.must_be_one(table, changed)
    }

    fn must_be_one(&mut self, table: &TableDef, changed: usize) -> Result<(), Problem> {
        if changed == 1 {
            return Ok(());
        }
        let problem = Problem::new(
            "row-missing",
            format!("a row of {}", table.name),
            "none",
            "refresh; it was removed since",
        );
        self.broken = Some(problem.clone());
        Err(problem)
    }

    /// Every statement of a commit that writes goes through here.
    pub(super) fn write(&mut self, statement: &str, values: impl rusqlite::Params) -> Result<usize, Problem> {
        if let Some(problem) = &self.broken {
            return Err(problem.clone());
        }
        let result = match self.fail_in.as_mut() {
            Some(0) => Err(Problem::new("fault-on-purpose", "", "a fault asked for by a test", "")),
            left => {
                if let Some(left) = left {
                    *left -= 1;
                }
                self.connection
                    .prepare_cached(statement)
                    .and_then(|mut s| s.execute(values))
                    .map_err(sql)
            }
        };
        match result {
            Ok(changed) => {
                if lock(self.capture).caught.len() >= BATCH {
                    self.flush()?;
                }
                Ok(changed)
            }
            Err(problem) => {
                self.broken = Some(problem.clone());
                Err(problem)
            }
        }
    }

    /// Writes what the triggers caught.
    pub(super) fn flush(&mut self) -> Result<(), Problem> {
        let caught = std::mem::take(&mut lock(self.capture).caught);
        for change in caught {
            self.write_change(&change)?;
        }
        Ok(())
    }

    fn write_change(&mut self, change: &Captured) -> Result<(), Problem> {
        let (n, seq) = (self.next_n, self.seq);
        self.next_n += 1;
        self.count += 1;
        let base = self.commit_id(change.base_commit)?;
        let after = self.commit_id(change.after_commit)?;
        self.changes.update(audit::change_bytes(
            change.table,
            change.id,
            change.op,
            change.base_ver,
            &base,
            &after,
            &change.digest,
        ));
        self.write(
            "INSERT INTO \"change\" (\"n\", \"seq\", \"tbl\", \"id\", \"op\", \"base_ver\", \"base_commit\", \
             \"after_commit\", \"digest\") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            rusqlite::params![
                n,
                seq,
                change.table,
                change.id.0.as_slice(),
                change.op,
                change.base_ver,
                change.base_commit,
                change.after_commit,
                change.digest.as_slice()
            ],
        )?;
        self.write(
            "INSERT INTO \"change_content\" (\"n\", \"salt\", \"before\") VALUES (?1, ?2, ?3)",
            rusqlite::params![n, change.salt.as_slice(), change.before],
        )?;
        self.touch(change);
        Ok(())
    }

    /// Several changes of one row are one touch: what it is compared with the state before the commit.
    fn touch(&mut self, change: &Captured) {
        if self.many {
            return;
        }
        if self.touched.len() == MANY {
            self.many = true;
            (self.touched, self.touched_at) = (Vec::new(), HashMap::new());
            return;
        }
        let op = match change.op {
            INSERT => Op::Insert,
            UPDATE => Op::Update,
            _ => Op::Delete,
        };
        match self.touched_at.entry((change.table, change.id)) {
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(self.touched.len());
                self.touched.push(TouchedRow {
                    table: change.table,
                    id: change.id,
                    op,
                });
            }
            std::collections::hash_map::Entry::Occupied(slot) => {
                if let Some(row) = self.touched.get_mut(*slot.get()) {
                    row.op = match (row.op, op) {
                        (Op::Insert, Op::Update) => Op::Insert,
                        (Op::Delete, Op::Insert) => Op::Update,
                        (_, last) => last,
                    };
                }
            }
        }
    }

    /// The commit id of `seq`, or what stands for it.
    fn commit_id(&mut self, seq: i64) -> Result<Vec<u8>, Problem> {
        if seq == 0 {
            return Ok(audit::NEVER.to_vec());
        }
        if seq == self.seq {
            return Ok(audit::THIS.to_vec());
        }
        if let Some(id) = self.commit_ids.get(&seq) {
            return Ok(id.to_vec());
        }
        let id = audit::commit_id_of(self.connection, seq)?;
        self.commit_ids.insert(seq, id);
        Ok(id.to_vec())
    }

    /// After this commit the file is rewritten, so that no removed byte stays in it.
    pub(super) fn rewrite_file(&mut self) {
        self.rewrite = true;
    }

    /// Hands over what was touched, the hash of all changes, their number and the number of the last.
    pub(super) fn finish(&mut self) -> Result<Finished, Problem> {
        self.flush()?;
        if let Some(problem) = &self.broken {
            return Err(problem.clone());
        }
        Ok(Finished {
            rows: std::mem::take(&mut self.touched),
            many: self.many,
            changes: std::mem::take(&mut self.changes).finalize().into(),
            count: self.count,
            last_n: self.next_n - 1,
            rewrite: self.rewrite,
        })
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        let mut state = lock(self.capture);
        state.rng = None;
        state.caught.clear();
    }
}

pub(super) struct Finished {
    pub rows: Vec<TouchedRow>,
    pub many: bool,
    pub changes: [u8; 32],
    pub count: i64,
    pub last_n: i64,
    pub rewrite: bool,
}

/// A `Value` as a bound parameter, without a copy.
pub(super) struct Bound<'v>(pub &'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(t) => ValueRef::Text(t.as_bytes()),
            Value::Blob(b) => ValueRef::Blob(b),
        }))
    }
}

/// The names of operations, for a code of `change.op`.
pub(super) fn op_of(code: i64) -> Op {
    match code {
        INSERT => Op::Insert,
        DELETE => Op::Delete,
        _ => Op::Update,
    }
}
