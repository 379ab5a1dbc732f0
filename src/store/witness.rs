//! A second pair of eyes on every commit: SQLite's update hook tells of each row of an audited table
//! that any statement adds, changes or removes. `Tx` announces the one that it is about to write; a row
//! that nobody announced, or an announced one that didn't come, breaks the commit.
//! Must not know: what is recorded of a change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::hooks::Action;

use super::error::sql;
use super::tables;
use crate::model::problem::Problem;

/// As often written as all audited tables together, and none of them: not looked up.
const CHANGE: &str = "change";

/// What the hook shares with `Tx`.
#[derive(Default)]
pub(super) struct Witness {
    expected: Option<(Action, &'static str)>,
    /// Announced rows that did not come yet.
    left: usize,
    /// Row numbers of the announced rows that came, in their order.
    seen: Vec<i64>,
    /// Table of the first row that nobody announced.
    stray: Option<&'static str>,
}

pub(super) type SharedWitness = Arc<Mutex<Witness>>;

/// Lets SQLite tell the witness.
pub(super) fn register(connection: &mut Connection, shared: &SharedWitness) -> Result<(), Problem> {
    let shared = Arc::clone(shared);
    connection
        .update_hook(Some(move |action, database: &str, table: &str, row| {
            if database == "main" {
                lock(&shared).see(action, table, row);
            }
        }))
        .map_err(sql)
}

fn lock(shared: &SharedWitness) -> MutexGuard<'_, Witness> {
    // A panic elsewhere cannot leave it half changed.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many rows of `table` are about to be written.
pub(super) fn expect(shared: &SharedWitness, action: Action, table: &'static str, rows: usize) {
    let mut witness = lock(shared);
    witness.expected = Some((action, table));
    witness.left = rows;
    witness.seen.clear();
}

/// Puts the row numbers of the announced rows into `rows`, in the order in which they came; false when
/// some did not come.
///
/// # Errors
/// `unseen-change` when another row changed with them, or before them outside of any commit.
pub(super) fn seen(shared: &SharedWitness, rows: &mut Vec<i64>) -> Result<bool, Problem> {
    let mut witness = lock(shared);
    witness.expected = None;
    rows.clear();
    rows.append(&mut witness.seen);
    let all = std::mem::take(&mut witness.left) == 0;
    witness.honest().map(|()| all)
}

/// Errors with `unseen-change` when any row changed that was not announced.
pub(super) fn honest(shared: &SharedWitness) -> Result<(), Problem> {
    lock(shared).honest()
}

impl Witness {
    fn see(&mut self, action: Action, table: &str, row: i64) {
        if self.left > 0 && self.expected == Some((action, table)) {
            self.left -= 1;
            self.seen.push(row);
        } else if self.stray.is_none() && table != CHANGE {
            self.stray = tables::named(table).ok().map(|t| t.name);
        }
    }

    fn honest(&self) -> Result<(), Problem> {
        match self.stray {
            None => Ok(()),
            Some(table) => Err(Problem::new(
                "unseen-change",
                "rows that change within a commit only",
                format!("a row of {table} that no commit announced"),
                "close the case, open it again and run verify; report this",
            )),
        }
    }
}
