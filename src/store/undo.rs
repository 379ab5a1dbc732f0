//! Undo and redo as commits, and rows as of an older commit: before-images applied backwards.
//!
//! Each row carries (`ver_commit`) the commit whose state it shows. A plain change sets it to its own
//! commit; a revert sets it back to the one before. So after do, undo, redo a row carries the first
//! commit again, and a row has *moved on* exactly when it carries another commit than the one to be
//! reverted left. An absent row's is kept in its last delete (`change.after_commit`).
//!
//! The stack of one class and stack name is never stored; it is read off the commits:
//! ```text
//! commit  1 a   2 b   3 undoes 2   4 undoes 1   5 undoes 4   6 c
//! undo    1     1 2   1            -            1            1 6
//! redo    -     -     3            3 4          3            -      (undo commits, to be reverted)
//! ```

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};

use super::audit::{no_commit, numbers_of};
use super::changes::{Deletes, each_change};
use super::error::sql;
use super::read::{Stored, each, row_values, stored};
use super::tables::{DELETE, INSERT, TableDef, UPDATE};
use super::tx::{Tx, missing};
use super::{Store, canonical};
use crate::model::commit::UndoClass;
use crate::model::problem::Problem;
use crate::model::{Uid, Value};

/// Changes are read in pieces of this many, so that a big import is undone in little memory.
const PIECE: i64 = 4096;

/// A change to be reverted.
struct Reverted {
    n: i64,
    table: &'static TableDef,
    id: Uid,
    op: i64,
    base_ver: i64,
    base_commit: i64,
    after_commit: i64,
    before: Option<Vec<u8>>,
}

impl Reverted {
    fn row(&self) -> (&'static str, Uid) {
        (self.table.name, self.id)
    }
}

/// The commits whose states rows carry that a revert has just taken away and will put back: its own deletes
/// need not lie in the file yet.
type Absent = HashMap<(&'static str, Uid), i64>;

impl Tx<'_> {
    /// Gives every row that commit `seq` changed back what it was before. The caller's `CommitMeta`
    /// says `undoes: Some(seq)`. Redo is the revert of the undo.
    ///
    /// # Errors
    /// `moved-on`, naming the later commit, when a touched row carries another commit's state now;
    /// `not-undoable` for class `never`; `purged` when the old content is gone; `no-such-commit`.
    pub fn revert(&mut self, seq: i64) -> Result<(), Problem> {
        let (class, first, last) = self
            .connection
            .query_row(
                "SELECT \"class\", \"first_n\", \"last_n\" FROM \"commit\" WHERE \"seq\" = ?1",
                [seq],
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)),
            )
            .optional()
            .map_err(sql)?
            .ok_or_else(|| no_commit(seq))?;
        if class == UndoClass::Never.as_str() {
            return Err(Problem::new(
                "not-undoable",
                "a change that can be undone",
                class,
                "see `audit`",
            ));
        }
        let deletes = Deletes::read(self.connection)?;
        let mut absent = Absent::new();
        let mut to = last;
        while to >= first {
            let from = first.max(to - PIECE + 1);
            for past in past_changes(self.connection, from, to)? {
                let now = stored(self.connection, past.table, past.id)?;
                // Of several changes of one row each begins where the one before ended, so this holds for all.
                self.must_not_have_moved_on(&past, now.as_ref(), &deletes, &absent, last)?;
                let base = self.revert_one(&past, now.as_ref(), &deletes)?;
                // Only a row that this commit deleted before it made it is asked for again.
                absent.extend(base.filter(|(n, _)| *n >= first).map(|(_, to)| (past.row(), to)));
            }
            to = from - 1;
        }
        Ok(())
    }

    fn must_not_have_moved_on(
        &self,
        past: &Reverted,
        now: Option<&Stored>,
        deletes: &Deletes<'_>,
        absent: &Absent,
        last: i64,
    ) -> Result<(), Problem> {
        let carries = match now {
            Some(row) => (past.op != DELETE).then_some(row.ver_commit),
            None if past.op == DELETE => Some(match absent.get(&past.row()) {
                Some(carried) => *carried,
                None => deletes.last_before(past.table, past.id, i64::MAX)?.1,
            }),
            None => None,
        };
        if carries == Some(past.after_commit) {
            return Ok(());
        }
        let later: Option<(i64, String, String)> = self
            .connection
            .query_row(
                "SELECT k.\"seq\", k.\"command\", k.\"time\" FROM \"change\" c JOIN \"commit\" k ON k.\"seq\" = c.\"seq\" \
                 WHERE c.\"n\" > ?1 AND instr(c.\"id\", ?2) % 16 = 1 AND c.\"tbl\" = ?3 ORDER BY c.\"n\" DESC LIMIT 1",
                rusqlite::params![last, past.id.0.as_slice(), past.table.name],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()
            .map_err(sql)?;
        let found = later.map_or_else(
            || "a row changed in this same step".to_owned(),
            |(seq, command, time)| format!("commit {seq} ({command}, {time}) changed it since"),
        );
        let expected = format!("a row of {} as that commit left it", past.table.name);
        Err(Problem::new(
            "moved-on",
            expected,
            found,
            "undo the later commit first, or change the row by hand",
        ))
    }

    /// `now` = the row as it lies in the file. Of an insert it gives the delete before it: its number, and the
    /// commit whose state the row, absent again, carries.
    fn revert_one(
        &mut self,
        past: &Reverted,
        now: Option<&Stored>,
        deletes: &Deletes<'_>,
    ) -> Result<Option<(i64, i64)>, Problem> {
        let before = || {
            past.before.as_deref().ok_or_else(|| {
                Problem::new(
                    "purged",
                    "the content before that commit",
                    "it was purged",
                    "see `audit` for the authority",
                )
            })
        };
        match (past.op, now) {
            (INSERT, Some(now)) => {
                // A plain insert does not look for an earlier delete of the same id; that is done here.
                let (n, carried) = deletes.last_before(past.table, past.id, past.n)?;
                let base = match past.base_commit {
                    0 => carried,
                    known => known,
                };
                self.delete_stored(past.table, past.id, now, base)?;
                return Ok(Some((n, base)));
            }
            (DELETE, None) => self.insert_rows(
                past.table,
                &[before()?],
                past.base_ver + 2,
                past.base_commit,
                past.after_commit,
            )?,
            (UPDATE, Some(now)) => self.update_stored(past.table, now, before()?, past.base_commit)?,
            _ => return Err(missing(past.table)),
        }
        Ok(None)
    }
}

/// The changes of a piece, the last one first.
fn past_changes(connection: &Connection, from: i64, to: i64) -> Result<Vec<Reverted>, Problem> {
    let mut found = Vec::new();
    each_change(connection, from, to, &mut |past| {
        found.push(Reverted {
            n: past.n,
            table: past.table,
            id: past.id,
            op: past.op,
            base_ver: past.base_ver,
            base_commit: past.base_commit,
            after_commit: past.after_commit,
            before: past.before.map(<[u8]>::to_vec),
        });
        Ok(())
    })?;
    found.reverse();
    Ok(found)
}

/// What can be undone and redone in one stack, the next one last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct UndoStack {
    /// Commits to revert by undo.
    pub undo: Vec<i64>,
    /// Undo commits to revert by redo.
    pub redo: Vec<i64>,
}

impl UndoStack {
    /// Reads the stack off the commits (`seq`, `undoes`) of one class and stack, ascending.
    pub fn of(commits: impl IntoIterator<Item = (i64, Option<i64>)>) -> UndoStack {
        let mut stack = UndoStack::default();
        let mut undone: BTreeMap<i64, i64> = BTreeMap::new();
        for (seq, undoes) in commits {
            let Some(target) = undoes else {
                stack.undo.push(seq);
                stack.redo.clear();
                continue;
            };
            if let Some(at) = stack.undo.iter().rposition(|s| *s == target) {
                stack.undo.remove(at);
                stack.redo.push(seq);
                undone.insert(seq, target);
            } else if let Some(at) = stack.redo.iter().rposition(|s| *s == target) {
                stack.redo.remove(at);
                stack.undo.extend(undone.get(&target));
            }
        }
        stack
    }
}

/// A row that was changed since an older commit.
pub struct Then<'a> {
    /// Number of its first change since.
    pub n: i64,
    pub table: &'static str,
    pub id: Uid,
    /// What it was; `None` = it was not there.
    pub values: Option<&'a [Value]>,
}

impl Store {
    /// What can be undone and redone in a stack, over any number of steps and after reopening.
    pub fn undo_stack(&self, class: UndoClass, stack: &str) -> Result<UndoStack, Problem> {
        if class == UndoClass::Never {
            return Ok(UndoStack::default());
        }
        let mut commits: Vec<(i64, Option<i64>)> = Vec::new();
        each(
            &self.connection,
            "SELECT \"seq\", \"undoes\" FROM \"commit\" WHERE \"class\" = ?1 AND \"stack\" = ?2 ORDER BY \"seq\"",
            [class.as_str(), stack],
            |row| {
                commits.push((row.get(0).map_err(sql)?, row.get(1).map_err(sql)?));
                Ok(())
            },
        )?;
        Ok(UndoStack::of(commits))
    }

    /// Hands over every row that a commit after `seq` changed, as it was after `seq`. What was purged since is
    /// as it is now.
    ///
    /// # Errors
    /// `no-such-commit`.
    pub fn rows_since(&self, seq: i64, f: &mut dyn FnMut(Then<'_>)) -> Result<(), Problem> {
        let last: i64 = match seq {
            0 => 0,
            seq => numbers_of(&self.connection, seq)?.ok_or_else(|| no_commit(seq))?.1,
        };
        // The first change after `seq` tells what a row was at `seq`.
        let mut seen: HashSet<(&'static str, Uid)> = HashSet::new();
        each_change(&self.connection, last + 1, i64::MAX, &mut |past| {
            if !seen.insert((past.table.name, past.id)) {
                return Ok(());
            }
            let values = match past.before {
                Some(before) => Some(canonical::unpack(before)?),
                None if past.op == INSERT => None,
                None => row_values(&self.connection, past.table, past.id)?,
            };
            f(Then {
                n: past.n,
                table: past.table.name,
                id: past.id,
                values: values.as_deref(),
            });
            Ok(())
        })
    }

    /// What a row was before its change number `n`; `None` when that change made it, or it was purged.
    pub fn before_change(&self, n: i64) -> Result<Option<Vec<Value>>, Problem> {
        let before: Option<Vec<u8>> = self
            .connection
            .query_row(
                "SELECT \"before\" FROM \"change_content\" WHERE \"n\" = ?1",
                [n],
                |row| row.get(0),
            )
            .optional()
            .map_err(sql)?
            .flatten();
        before.map(|bytes| canonical::unpack(&bytes)).transpose()
    }
}

#[cfg(test)]
mod tests;
