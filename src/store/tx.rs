//! `Tx`: the only INSERT, UPDATE and DELETE on audited rows. It can be made by `Store::commit` alone,
//! so nothing can change a row without a signed commit. Once a write has failed, the whole commit fails.

use std::collections::HashMap;
use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;
use rusqlite::hooks::Action;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, params_from_iter};
use sha2::{Digest, Sha256};

use super::error::sql;
use super::read::{Stored, stored};
use super::tables::{self, DELETE, INSERT, TableDef, UPDATE};
use super::witness::{self, SharedWitness};
use super::words::{self, INDEXES, Texts};
use super::{audit, canonical};
use crate::model::commit::{Op, TouchedRow};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::{Lent, Row, Uid, Value, lend_all};

/// More touched rows than this are not listed: a snapshot is then read anew.
const MANY: usize = 20_000;
/// Changes are written this many at once.
const TOGETHER: usize = 32;
/// Words wait for the search indexes up to this many bytes: FTS5 takes them in best in the order of its
/// row numbers, many at once.
const WORDS: usize = 16 << 20;

/// `OR FAIL`: what fails takes its whole commit with it (`Tx` sees to that), so SQLite need not keep what
/// lay there before for a statement of several rows alone.
static ONE_CHANGE: LazyLock<String> = LazyLock::new(|| insert_changes(1));
static MANY_CHANGES: LazyLock<String> = LazyLock::new(|| insert_changes(TOGETHER));

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
    /// Salts.
    rng: ChaCha20Rng,
    mint: &'a mut dyn Mint,
    /// Sequence number that this commit will have.
    pub(super) seq: i64,
    next_n: i64,
    changes: Sha256,
    count: i64,
    touched: Vec<TouchedRow>,
    touched_at: HashMap<(&'static str, Uid), usize>,
    many: bool,
    /// Changes not yet written.
    recorded: Vec<Recorded>,
    reworded: Vec<Reworded>,
    /// Bytes of the texts in `reworded`.
    words: usize,
    commit_ids: HashMap<i64, [u8; 32]>,
    /// Canonical bytes of the row in hand.
    packed: Vec<u8>,
    broken: Option<Problem>,
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
        let next_n = next("SELECT coalesce(max(\"n\"), 0) + 1 FROM \"change\"")?;
        Ok(Tx {
            connection,
            witness,
            rng: super::chance::from_mint(mint),
            mint,
            seq,
            next_n,
            changes: Sha256::new(),
            count: 0,
            touched: Vec::new(),
            touched_at: HashMap::new(),
            many: false,
            recorded: Vec::new(),
            reworded: Vec::new(),
            words: 0,
            commit_ids: HashMap::new(),
            packed: Vec::new(),
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
        self.insert_values(tables::named(R::TABLE)?, &row.lend(), 1, self.seq, 0)
    }

    /// Adds rows, in their order.
    pub fn insert_many<'r, R: Row>(&mut self, rows: impl IntoIterator<Item = &'r R>) -> Result<(), Problem> {
        let table = tables::named(R::TABLE)?;
        rows.into_iter()
            .try_for_each(|row| self.insert_values(table, &row.lend(), 1, self.seq, 0))
    }

    /// Changes a row, which must exist; its version counter goes up by one.
    pub fn update<R: Row>(&mut self, row: &R) -> Result<(), Problem> {
        self.update_values(tables::named(R::TABLE)?, &row.lend(), self.seq)
    }

    /// Removes a row, which must exist.
    pub fn delete<R: Row>(&mut self, id: Uid) -> Result<(), Problem> {
        self.delete_row(tables::named(R::TABLE)?, id, self.seq)
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

    /// `from` = the commit whose state the absent row carried; 0 = it was never there, or is not asked.
    pub(super) fn insert_values(
        &mut self,
        table: &'static TableDef,
        values: &[Lent<'_>],
        ver: i64,
        ver_commit: i64,
        from: i64,
    ) -> Result<(), Problem> {
        let extra = [Lent::Int(ver), Lent::Int(ver_commit)];
        let rid = self.write_row(
            table,
            Action::SQLITE_INSERT,
            &table.insert,
            params_from_iter(values.iter().chain(&extra).map(Bound)),
        )?;
        self.record(
            Change {
                table,
                rid,
                op: INSERT,
                base_ver: ver - 1,
                base_commit: from,
                after_commit: ver_commit,
            },
            None,
            Some(values),
        )
    }

    pub(super) fn update_values(
        &mut self,
        table: &'static TableDef,
        values: &[Lent<'_>],
        ver_commit: i64,
    ) -> Result<(), Problem> {
        let old = self.before(table, values.first())?;
        let extra = [Lent::Int(ver_commit)];
        let rid = self.write_row(
            table,
            Action::SQLITE_UPDATE,
            &table.update,
            params_from_iter(values.iter().chain(&extra).map(Bound)),
        )?;
        self.record(
            Change {
                table,
                rid,
                op: UPDATE,
                base_ver: old.ver,
                base_commit: old.ver_commit,
                after_commit: ver_commit,
            },
            Some(&lend_all(&old.values)),
            Some(values),
        )
    }

    /// `to` = the commit whose state the absent row then carries.
    pub(super) fn delete_row(&mut self, table: &'static TableDef, id: Uid, to: i64) -> Result<(), Problem> {
        let old = self.before(table, Some(&Lent::Blob(&id.0)))?;
        let rid = self.write_row(table, Action::SQLITE_DELETE, &table.delete, [id.0.as_slice()])?;
        self.record(
            Change {
                table,
                rid,
                op: DELETE,
                base_ver: old.ver,
                base_commit: old.ver_commit,
                after_commit: to,
            },
            Some(&lend_all(&old.values)),
            None,
        )
    }

    /// The row that is to be changed, as it lies in the file.
    fn before(&mut self, table: &'static TableDef, id: Option<&Lent<'_>>) -> Result<Stored, Problem> {
        let found = match id {
            Some(Lent::Blob(id)) => stored(self.connection, table, id),
            _ => Ok(None),
        };
        let found = found.and_then(|row| row.ok_or_else(|| missing(table)));
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
        witness::expect(self.witness, action, table.name);
        let written = self.write(statement, values);
        let seen = witness::seen(self.witness);
        written?;
        self.or_break(seen.and_then(|rid| rid.ok_or_else(|| missing(table))))
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
        let mut reworded = std::mem::take(&mut self.reworded);
        self.words = 0;
        // Stable: several changes of one row stay in their order.
        reworded.sort_by_key(|r| r.doc);
        for (at, (index, _)) in INDEXES.into_iter().enumerate() {
            for row in &reworded {
                let (before, after) = (&row.before[at], &row.after[at]);
                if before == after {
                    continue;
                }
                if !before.is_empty() {
                    self.write(&format!("DELETE FROM \"{index}\" WHERE rowid = ?1"), [row.doc])?;
                }
                if !after.is_empty() {
                    self.write(
                        &format!("INSERT INTO \"{index}\" (rowid, text) VALUES (?1, ?2)"),
                        rusqlite::params![row.doc, after],
                    )?;
                }
            }
        }
        Ok(())
    }

    /// One change of a row: its digest under the commit, its content before apart, its words.
    fn record(
        &mut self,
        change: Change,
        before: Option<&[Lent<'_>]>,
        after: Option<&[Lent<'_>]>,
    ) -> Result<(), Problem> {
        let recorded = self.record_all(&change, before, after);
        self.or_break(recorded)
    }

    fn record_all(
        &mut self,
        change: &Change,
        before: Option<&[Lent<'_>]>,
        after: Option<&[Lent<'_>]>,
    ) -> Result<(), Problem> {
        let Some(Lent::Blob(id)) = before.or(after).and_then(<[Lent<'_>]>::first) else {
            return Err(missing(change.table));
        };
        let id = Uid((*id)
            .try_into()
            .map_err(|_length| Problem::new("bad-id", "16 bytes", id.len().to_string(), "report this"))?);
        let n = self.next_n;
        self.next_n += 1;
        self.count += 1;
        let mut salt = [0u8; 16];
        self.rng.fill_bytes(&mut salt);
        let base = self.commit_id(change.base_commit)?;
        let made = self.commit_id(change.after_commit)?;
        self.packed.clear();
        canonical::pack_lent(&mut self.packed, after.unwrap_or_default());
        let digest = canonical::digest(&salt, &self.packed);
        self.packed.clear();
        audit::change_bytes(
            &mut self.packed,
            change.table.name,
            id,
            change.op,
            change.base_ver,
            base.bytes(),
            made.bytes(),
            &digest,
        );
        self.changes.update(&self.packed);
        self.recorded.push(Recorded {
            n,
            table: change.table.name,
            id,
            op: change.op,
            base_ver: change.base_ver,
            base_commit: change.base_commit,
            after_commit: change.after_commit,
            digest,
            salt,
        });
        if self.recorded.len() == TOGETHER {
            self.write_changes()?;
        }
        if let Some(before) = before {
            let mut packed = std::mem::take(&mut self.packed);
            packed.clear();
            canonical::pack_lent(&mut packed, before);
            self.write(
                "INSERT INTO \"change_content\" (\"n\", \"before\") VALUES (?1, ?2)",
                rusqlite::params![n, packed],
            )?;
            self.packed = packed;
        }
        self.touch(change.table.name, id, change.op);
        self.reword(change, before, after)
    }

    /// Writes the changes that wait.
    pub(super) fn write_changes(&mut self) -> Result<(), Problem> {
        let recorded = std::mem::take(&mut self.recorded);
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

    /// Remembers what becomes of a row in the search indexes.
    fn reword(
        &mut self,
        change: &Change,
        before: Option<&[Lent<'_>]>,
        after: Option<&[Lent<'_>]>,
    ) -> Result<(), Problem> {
        let Some(kind) = words::kind_of(change.table) else {
            return Ok(());
        };
        let texts = |row: Option<&[Lent<'_>]>| {
            let of = |row: &[Lent<'_>]| words::texts(change.table, |at| row.get(at).map_or(ValueRef::Null, raw));
            row.map_or_else(Texts::default, of)
        };
        let (before, after) = (texts(before), texts(after));
        if before == after {
            return Ok(());
        }
        self.words += size_of::<Reworded>() + after.iter().map(String::len).sum::<usize>();
        self.reworded.push(Reworded {
            doc: change.rid * 4 + kind,
            before,
            after,
        });
        if self.words > WORDS {
            self.feed_search()?;
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
        self.write_changes()?;
        self.feed_search()?;
        witness::honest(self.witness)?;
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

fn missing(table: &TableDef) -> Problem {
    Problem::new(
        "row-missing",
        format!("a row of {}", table.name),
        "none",
        "refresh; it was removed since",
    )
}

/// The commit that made the state of a row.
enum Made {
    Never,
    Here,
    By([u8; 32]),
}

impl Made {
    fn bytes(&self) -> &[u8] {
        match self {
            Made::Never => audit::NEVER,
            Made::Here => audit::THIS,
            Made::By(id) => id,
        }
    }
}

/// One change of a row, but for its contents.
struct Change {
    table: &'static TableDef,
    rid: i64,
    op: i64,
    base_ver: i64,
    /// `seq` of the commit whose state the row carried before; 0 = it was never there.
    base_commit: i64,
    /// `seq` of the commit whose state it carries now: this one, or an older one after an undo.
    after_commit: i64,
}

/// A change as a row of table `change`, whose columns are explained in `docs/formats.md`.
struct Recorded {
    n: i64,
    table: &'static str,
    id: Uid,
    op: i64,
    base_ver: i64,
    base_commit: i64,
    after_commit: i64,
    digest: [u8; 32],
    salt: [u8; 16],
}

impl Recorded {
    fn values(&self, seq: i64) -> [ToSqlOutput<'_>; 10] {
        let number = |n| ToSqlOutput::Borrowed(ValueRef::Integer(n));
        let bytes = |b| ToSqlOutput::Borrowed(ValueRef::Blob(b));
        [
            number(self.n),
            number(seq),
            ToSqlOutput::Borrowed(ValueRef::Text(self.table.as_bytes())),
            bytes(&self.id.0),
            number(self.op),
            number(self.base_ver),
            number(self.base_commit),
            number(self.after_commit),
            bytes(&self.digest),
            bytes(&self.salt),
        ]
    }
}

/// A row of a searched table and its texts, before and after a change.
struct Reworded {
    /// Its number in the indexes.
    doc: i64,
    before: Texts,
    after: Texts,
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

fn raw<'v>(value: &'v Lent<'_>) -> ValueRef<'v> {
    match value {
        Lent::Null => ValueRef::Null,
        Lent::Int(n) => ValueRef::Integer(*n),
        Lent::Text(t) => ValueRef::Text(t.as_bytes()),
        Lent::Blob(b) => ValueRef::Blob(b),
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
