//! `Tx`: the only INSERT, UPDATE and DELETE on audited rows. It can be made by `Store::commit` alone,
//! so nothing can change a row without a signed commit. Once a write has failed, the whole commit fails.

use std::collections::HashMap;
use std::sync::LazyLock;

use rusqlite::hooks::Action;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::canonical::{self, Packed};
use super::error::sql;
use super::read::{Stored, stored};
use super::record::{Change, Made, Recorded, Recorder, Reworded, Worked, Write, raw};
use super::tables::{self, DELETE, INSERT, TableDef, UPDATE};
use super::witness::{self, SharedWitness};
use super::words::{INDEXES, STEP};
use super::{audit, changes};
use crate::model::commit::{Op, TouchedRow};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::{Lent, Row, Uid, Value};

/// More touched rows than this are not listed: a snapshot is then read anew.
const MANY: usize = 20_000;
/// Rows and changes are written this many at once.
pub(super) const TOGETHER: usize = 16;
/// Words wait for the search indexes up to this many bytes: FTS5 takes them in best in the order of its
/// row numbers, many at once.
const WORDS: usize = 16 << 20;

/// `OR FAIL`: what fails takes its whole commit with it (`Tx` sees to that), so SQLite need not keep what
/// lay there before for a statement of several rows alone.
static ONE_CHANGE: LazyLock<String> = LazyLock::new(|| insert_changes(1));
static MANY_CHANGES: LazyLock<String> = LazyLock::new(|| insert_changes(TOGETHER));

static ONE_CONTENT: LazyLock<String> = LazyLock::new(|| insert_contents(1));
static MANY_CONTENTS: LazyLock<String> = LazyLock::new(|| insert_contents(TOGETHER));

fn insert_contents(rows: usize) -> String {
    let rows = vec!["(?, ?)"; rows].join(", ");
    format!("INSERT OR FAIL INTO \"change_content\" (\"n\", \"before\") VALUES {rows}")
}

fn insert_changes(rows: usize) -> String {
    let row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    format!(
        "INSERT OR FAIL INTO \"change\" (\"n\", \"seq\", \"tbl\", \"id\", \"op\", \"base_ver\", \"base_commit\", \
         \"after_commit\", \"digest\", \"salt\") VALUES {}",
        vec![row; rows].join(", ")
    )
}

/// One open commit.
pub struct Tx<'a> {
    pub(super) connection: &'a Connection,
    witness: &'a SharedWitness,
    mint: &'a mut dyn Mint,
    /// Sequence number that this commit will have.
    pub(super) seq: i64,
    next_n: i64,
    count: i64,
    recorder: Recorder,
    touched: Vec<TouchedRow>,
    touched_at: HashMap<(&'static str, Uid), usize>,
    many: bool,
    /// Words not yet in the search indexes.
    reworded: Vec<Reworded>,
    /// Bytes of the texts in `reworded`.
    words: usize,
    commit_ids: HashMap<i64, [u8; 32]>,
    broken: Option<Problem>,
    /// Room for row numbers.
    rids: Vec<i64>,
    /// Statements left until one fails on purpose (tests of atomicity); `None` = never.
    fail_in: Option<u64>,
    rewrite: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn begin(
        connection: &'a Connection,
        witness: &'a SharedWitness,
        mint: &'a mut dyn Mint,
        fail_in: Option<u64>,
    ) -> Result<Tx<'a>, Problem> {
        witness::honest(witness)?;
        let next = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0)).map_err(sql);
        let seq = next("SELECT coalesce(max(\"seq\"), 0) + 1 FROM \"commit\"")?;
        let next_n = changes::last(connection)? + 1;
        Ok(Tx {
            connection,
            witness,
            recorder: Recorder::new(super::chance::from_mint(mint)),
            mint,
            seq,
            next_n,
            count: 0,
            touched: Vec::new(),
            touched_at: HashMap::new(),
            many: false,
            reworded: Vec::new(),
            words: 0,
            commit_ids: HashMap::new(),
            broken: None,
            rids: Vec::new(),
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
        let table = tables::named(R::TABLE)?;
        self.insert_rows(table, &[&packed(row)], 1, self.seq, 0)
    }

    /// Adds rows, in their order.
    pub fn insert_many<'r, R: Row>(&mut self, rows: impl IntoIterator<Item = &'r R>) -> Result<(), Problem> {
        self.insert_packed(&Packed::of(rows))
    }

    /// Adds rows, in their order.
    pub fn insert_packed(&mut self, rows: &Packed) -> Result<(), Problem> {
        let table = tables::named(rows.table)?;
        let together = |some: &[&[u8]]| if some.len() == TOGETHER { TOGETHER } else { 1 };
        for some in rows.rows().chunks(TOGETHER) {
            for rows in some.chunks(together(some)) {
                self.insert_rows(table, rows, 1, self.seq, 0)?;
            }
        }
        Ok(())
    }

    /// Changes a row, which must exist; its version counter goes up by one.
    pub fn update<R: Row>(&mut self, row: &R) -> Result<(), Problem> {
        self.update_row(tables::named(R::TABLE)?, &packed(row), self.seq)
    }

    /// Removes a row, which must exist.
    pub fn delete<R: Row>(&mut self, id: Uid) -> Result<(), Problem> {
        let table = tables::named(R::TABLE)?;
        let old = self.stored(table, id)?;
        self.delete_stored(table, id, &old, self.seq)
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

    /// Adds rows of canonical bytes with one statement, one or `TOGETHER`. `from` = the commit whose state
    /// the absent rows carried; 0 = they were never there, or it is not asked.
    pub(super) fn insert_rows(
        &mut self,
        table: &'static TableDef,
        rows: &[&[u8]],
        ver: i64,
        ver_commit: i64,
        from: i64,
    ) -> Result<(), Problem> {
        let mut values = Vec::with_capacity(rows.len() * table.columns.len() + 2);
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            let row = self.or_break(values_of(table, row))?;
            ids.push(self.or_break(id_in(table, &row))?);
            values.extend(row);
        }
        values.extend([Lent::Int(ver), Lent::Int(ver_commit)]);
        let statement = if rows.len() == TOGETHER {
            &table.insert_many
        } else {
            &table.insert
        };
        let values = params_from_iter(values.iter().map(Bound));
        let rids = self.write_rows(table, Action::SQLITE_INSERT, statement, values, rows.len())?;
        for ((row, id), rid) in rows.iter().zip(ids).zip(&rids) {
            let write = Write {
                table,
                id,
                rid: *rid,
                op: INSERT,
                base_ver: ver - 1,
                base_commit: from,
                after_commit: ver_commit,
            };
            self.record(write, None, Some(row))?;
        }
        self.rids = rids;
        Ok(())
    }

    /// Changes a row to these canonical bytes.
    pub(super) fn update_row(&mut self, table: &'static TableDef, row: &[u8], ver_commit: i64) -> Result<(), Problem> {
        let id = id_in(table, &values_of(table, row)?)?;
        let old = self.stored(table, id)?;
        self.update_stored(table, &old, row, ver_commit)
    }

    /// As `update_row`, of a row that was read already.
    pub(super) fn update_stored(
        &mut self,
        table: &'static TableDef,
        old: &Stored,
        row: &[u8],
        ver_commit: i64,
    ) -> Result<(), Problem> {
        let values = values_of(table, row)?;
        let extra = [Lent::Int(ver_commit), Lent::Int(old.rid)];
        let rid = self.write_row(
            table,
            Action::SQLITE_UPDATE,
            &table.update,
            params_from_iter(values.iter().chain(&extra).map(Bound)),
        )?;
        let write = Write {
            table,
            id: id_in(table, &values)?,
            rid,
            op: UPDATE,
            base_ver: old.ver,
            base_commit: old.ver_commit,
            after_commit: ver_commit,
        };
        self.record(write, Some(&old.packed), Some(row))
    }

    /// Removes a row that was read. `to` = the commit whose state the absent row then carries.
    pub(super) fn delete_stored(
        &mut self,
        table: &'static TableDef,
        id: Uid,
        old: &Stored,
        to: i64,
    ) -> Result<(), Problem> {
        let rid = self.write_row(table, Action::SQLITE_DELETE, &table.delete, [old.rid])?;
        let write = Write {
            table,
            id,
            rid,
            op: DELETE,
            base_ver: old.ver,
            base_commit: old.ver_commit,
            after_commit: to,
        };
        self.record(write, Some(&old.packed), None)
    }

    /// The row that is to be changed, as it lies in the file.
    fn stored(&mut self, table: &'static TableDef, id: Uid) -> Result<Stored, Problem> {
        let found = stored(self.connection, table, id).and_then(|row| row.ok_or_else(|| missing(table)));
        self.or_break(found)
    }

    /// A failure on the way of a write fails the whole commit.
    fn or_break<T>(&mut self, result: Result<T, Problem>) -> Result<T, Problem> {
        if let Err(problem) = &result {
            self.broken.get_or_insert_with(|| problem.clone());
        }
        result
    }

    /// Writes one row under the eyes of the witness; gives its row number.
    fn write_row(
        &mut self,
        table: &'static TableDef,
        action: Action,
        statement: &str,
        values: impl rusqlite::Params,
    ) -> Result<i64, Problem> {
        let rids = self.write_rows(table, action, statement, values, 1)?;
        let rid = rids.first().copied().ok_or_else(|| missing(table));
        self.rids = rids;
        self.or_break(rid)
    }

    /// Writes so many rows under the eyes of the witness; gives their row numbers, in `self.rids`' room.
    fn write_rows(
        &mut self,
        table: &'static TableDef,
        action: Action,
        statement: &str,
        values: impl rusqlite::Params,
        rows: usize,
    ) -> Result<Vec<i64>, Problem> {
        witness::expect(self.witness, action, table.name, rows);
        let written = self.write(statement, values);
        let mut rids = std::mem::take(&mut self.rids);
        let seen = witness::seen(self.witness, &mut rids);
        written?;
        let all = self.or_break(seen)?;
        self.or_break(if all { Ok(rids) } else { Err(missing(table)) })
    }

    /// Every statement of a commit that writes goes through here.
    pub(super) fn write(&mut self, statement: &str, values: impl rusqlite::Params) -> Result<usize, Problem> {
        if let Some(problem) = &self.broken {
            return Err(problem.clone());
        }
        let result = match self.fail_in.as_mut() {
            // SQLite took the transaction back by itself: what is written now would stand alone.
            _ if self.connection.is_autocommit() => Err(Problem::new(
                "rolled-back",
                "an open transaction",
                "none: it was taken back after an earlier failure",
                "nothing was changed; try again",
            )),
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
        self.or_break(result)
    }

    /// Brings the search indexes up to date with the rows written so far.
    pub(super) fn feed_search(&mut self) -> Result<(), Problem> {
        self.settle()?;
        self.feed_words()
    }

    fn feed_words(&mut self) -> Result<(), Problem> {
        let mut reworded = std::mem::take(&mut self.reworded);
        self.words = 0;
        // Stable: several changes of one row stay in their order.
        reworded.sort_by_key(|r| r.doc);
        for (at, (index, _)) in INDEXES.into_iter().enumerate() {
            let delete = format!("DELETE FROM \"{index}\" WHERE rowid = ?1");
            let delete_run =
                format!("DELETE FROM \"{index}\" WHERE rowid BETWEEN ?1 AND ?2 AND rowid % {STEP} = ?1 % {STEP}");
            let insert = format!("INSERT INTO \"{index}\" (rowid, text) VALUES (?1, ?2)");
            // Rows that only go, one behind the other as an import made them, go together.
            let goes = |row: &Reworded| !row.before[at].is_empty() && row.after[at].is_empty();
            for run in reworded.chunk_by(|a, b| goes(a) && goes(b) && b.doc == a.doc + STEP) {
                if let [first, .., last] = run {
                    self.write(&delete_run, [first.doc, last.doc])?;
                    continue;
                }
                for row in run {
                    let (before, after) = (&row.before[at], &row.after[at]);
                    if before == after {
                        continue;
                    }
                    if !before.is_empty() {
                        self.write(&delete, [row.doc])?;
                    }
                    if !after.is_empty() {
                        self.write(&insert, rusqlite::params![row.doc, after])?;
                    }
                }
            }
        }
        Ok(())
    }

    /// One change of a row: its digest under the commit, its content before apart, its words.
    fn record(&mut self, write: Write, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<(), Problem> {
        let recorded = self.record_all(write, before, after);
        self.or_break(recorded)
    }

    fn record_all(&mut self, write: Write, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<(), Problem> {
        let n = self.next_n;
        self.next_n += 1;
        self.count += 1;
        self.touch(write.table.name, write.id, write.op);
        let change = Change {
            n,
            base: self.commit_id(write.base_commit)?,
            after: self.commit_id(write.after_commit)?,
            write,
        };
        match self.recorder.note(change, before, after)? {
            Some(worked) => self.keep(worked),
            None => Ok(()),
        }
    }

    /// Writes all changes so far, and waits for what is still worked out.
    pub(super) fn settle(&mut self) -> Result<(), Problem> {
        let worked = self.recorder.settle();
        for worked in self.or_break(worked)? {
            self.keep(worked)?;
        }
        Ok(())
    }

    /// Writes changes that were worked out; their words wait.
    fn keep(&mut self, worked: Worked) -> Result<(), Problem> {
        let seq = self.seq;
        let mut alone = 0;
        let mut at = 0;
        for alike in worked.recorded.chunk_by(Recorded::is_like) {
            if alike.len() >= changes::SHORTEST {
                self.keep_alone(&worked.recorded[alone..at])?;
                self.write(&ONE_CHANGE, params_from_iter(Recorded::run(alike, seq)))?;
                alone = at + alike.len();
            }
            at += alike.len();
        }
        self.keep_alone(&worked.recorded[alone..])?;
        for some in worked.contents().chunks(TOGETHER) {
            let (statement, each) = match some.len() {
                TOGETHER => (&*MANY_CONTENTS, TOGETHER),
                _ => (&*ONE_CONTENT, 1),
            };
            for rows in some.chunks(each) {
                let values = rows
                    .iter()
                    .flat_map(|(n, before)| [ValueRef::Integer(*n), ValueRef::Blob(before)]);
                self.write(statement, params_from_iter(values.map(ToSqlOutput::Borrowed)))?;
            }
        }
        for row in worked.reworded {
            self.words += size_of::<Reworded>() + row.after.iter().map(String::len).sum::<usize>();
            self.reworded.push(row);
        }
        if self.words > WORDS {
            self.feed_words()?;
        }
        Ok(())
    }

    /// Writes changes that are a row each.
    fn keep_alone(&mut self, recorded: &[Recorded]) -> Result<(), Problem> {
        let seq = self.seq;
        for some in recorded.chunks(TOGETHER) {
            let (statement, each) = match some.len() {
                TOGETHER => (&*MANY_CHANGES, TOGETHER),
                _ => (&*ONE_CHANGE, 1),
            };
            for rows in some.chunks(each) {
                self.write(statement, params_from_iter(rows.iter().flat_map(|row| row.values(seq))))?;
            }
        }
        Ok(())
    }

    /// Several changes of one row are one touch: what it is compared with the state before the commit.
    fn touch(&mut self, table: &'static str, id: Uid, op: i64) {
        if self.many {
            return;
        }
        if self.touched.len() == MANY {
            self.many = true;
            (self.touched, self.touched_at) = (Vec::new(), HashMap::new());
            return;
        }
        let op = op_of(op);
        match self.touched_at.entry((table, id)) {
            std::collections::hash_map::Entry::Vacant(slot) => {
                slot.insert(self.touched.len());
                self.touched.push(TouchedRow { table, id, op });
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
    fn commit_id(&mut self, seq: i64) -> Result<Made, Problem> {
        if seq == 0 {
            return Ok(Made::Never);
        }
        if seq == self.seq {
            return Ok(Made::Here);
        }
        if let Some(id) = self.commit_ids.get(&seq) {
            return Ok(Made::By(*id));
        }
        let id = audit::commit_id_of(self.connection, seq)?;
        self.commit_ids.insert(seq, id);
        Ok(Made::By(id))
    }

    /// After this commit the file is rewritten, so that no removed byte stays in it.
    pub(super) fn rewrite_file(&mut self) {
        self.rewrite = true;
    }

    /// Hands over what was touched, the hash of all changes, their number and the number of the last.
    pub(super) fn finish(&mut self) -> Result<Finished, Problem> {
        self.feed_search()?;
        witness::honest(self.witness)?;
        if let Some(problem) = &self.broken {
            return Err(problem.clone());
        }
        Ok(Finished {
            rows: std::mem::take(&mut self.touched),
            many: self.many,
            changes: self.recorder.finish()?,
            count: self.count,
            last_n: self.next_n - 1,
            rewrite: self.rewrite,
        })
    }
}

fn packed<R: Row>(row: &R) -> Vec<u8> {
    let mut packed = Vec::with_capacity(256);
    canonical::pack_lent(&mut packed, &row.lend());
    packed
}

/// The values of a row's canonical bytes.
fn values_of<'r>(table: &TableDef, row: &'r [u8]) -> Result<Vec<Lent<'r>>, Problem> {
    let values = canonical::lent(row)?;
    if values.len() == table.columns.len() {
        Ok(values)
    } else {
        Err(missing(table))
    }
}

/// The id among the values of a row.
fn id_in(table: &TableDef, values: &[Lent<'_>]) -> Result<Uid, Problem> {
    match values.first() {
        Some(Lent::Blob(id)) => <[u8; 16]>::try_from(*id).ok().map(Uid),
        _ => None,
    }
    .ok_or_else(|| missing(table))
}

pub(super) fn missing(table: &TableDef) -> Problem {
    Problem::new(
        "row-missing",
        format!("a row of {}", table.name),
        "none",
        "refresh; it was removed since",
    )
}

pub(super) struct Finished {
    pub rows: Vec<TouchedRow>,
    pub many: bool,
    pub changes: [u8; 32],
    pub count: i64,
    pub last_n: i64,
    pub rewrite: bool,
}

/// A value as a bound parameter, without a copy.
pub(super) struct Bound<'v>(pub &'v Lent<'v>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(raw(self.0)))
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
