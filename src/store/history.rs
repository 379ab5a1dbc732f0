//! What was done to some rows, over all commits. Must not know: what the rows mean.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{each_change, last};
use super::tx::op_of;
use super::{Store, canonical, read, tables};
use crate::model::commit::Op;
use crate::model::problem::Problem;
use crate::model::{Uid, Value};

/// One change of a row.
#[derive(Clone, PartialEq)]
pub struct Done {
    pub seq: i64,
    pub table: &'static str,
    pub id: Uid,
    pub op: Op,
    /// None before an insert, and where the content was purged.
    pub before: Option<Vec<Value>>,
    /// None after a delete, and where the content was purged.
    pub after: Option<Vec<Value>>,
}

/// Which rows are wanted: table, id, and what a row was before some change (none = judge by the id alone).
pub type Wanted<'a> = &'a dyn Fn(&'static str, Uid, Option<&[Value]>) -> bool;

impl Store {
    /// Every change of the rows of these tables that are wanted, ascending. Walks the whole history: not for the
    /// window's thread.
    ///
    /// # Errors
    /// The history can't be read.
    pub fn history(&self, of: &[&str], wanted: Wanted<'_>) -> Result<Vec<Done>, Problem> {
        let connection = &self.connection;
        let end = last(connection)?;
        let mut found: Vec<Done> = Vec::new();
        // Rows that are gone are known by what they were before that: their earlier changes are looked for then.
        let mut gone: BTreeSet<(&'static str, Uid)> = BTreeSet::new();
        each_change(connection, 1, end, &mut |past| {
            let table = past.table.name;
            if !of.contains(&table) {
                return Ok(());
            }
            let by_id = wanted(table, past.id, None);
            let before = past.before.map(canonical::unpack).transpose()?;
            if by_id {
                found.push(Done {
                    seq: past.seq,
                    table,
                    id: past.id,
                    op: op_of(past.op),
                    before,
                    after: None,
                });
            } else if before.is_some_and(|b| wanted(table, past.id, Some(&b))) {
                gone.insert((table, past.id));
            }
            Ok(())
        })?;
        if !gone.is_empty() {
            each_change(connection, 1, end, &mut |past| {
                if gone.contains(&(past.table.name, past.id)) {
                    found.push(Done {
                        seq: past.seq,
                        table: past.table.name,
                        id: past.id,
                        op: op_of(past.op),
                        before: past.before.map(canonical::unpack).transpose()?,
                        after: None,
                    });
                }
                Ok(())
            })?;
            // Stable: changes of one commit keep their order within a row.
            found.sort_by_key(|done| done.seq);
        }
        self.fill_after(&mut found)?;
        Ok(found)
    }

    /// What a row became is what it was before its next change, or what it is now.
    fn fill_after(&self, found: &mut [Done]) -> Result<(), Problem> {
        let mut next: BTreeMap<(&'static str, Uid), Option<Vec<Value>>> = BTreeMap::new();
        for done in found.iter_mut().rev() {
            let key = (done.table, done.id);
            let after = match next.remove(&key) {
                Some(before) => before,
                None if done.op == Op::Delete => None,
                None => read::row_values(&self.connection, tables::named(done.table)?, done.id)?,
            };
            if done.op != Op::Delete {
                done.after = after;
            }
            next.insert(key, done.before.clone());
        }
        Ok(())
    }
}
