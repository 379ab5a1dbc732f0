//! The recorded changes, read one by one. Many alike that follow each other lie in one row of table
//! `change`, a run: its `id`, `digest` and `salt` are those of its changes, one behind the other, and
//! its `n` is that of the first. Who reads changes here need not know.
//! Must not know: what changes are read for.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::error::sql;
use super::read::each;
use super::tables::{self, TableDef};
use crate::model::Uid;
use crate::model::problem::Problem;

/// Changes of the longest run.
pub(super) const LONGEST: usize = 256;
/// Fewer alike are a row each: what a person does is read more easily that way.
pub(super) const SHORTEST: usize = 16;

const ID: usize = 16;
const DIGEST: usize = 32;
const SALT: usize = 16;

/// One recorded change; columns as in `docs/formats.md`.
pub(super) struct Past<'r> {
    pub n: i64,
    pub seq: i64,
    pub table: &'static TableDef,
    pub id: Uid,
    pub op: i64,
    pub base_ver: i64,
    pub base_commit: i64,
    pub after_commit: i64,
    pub digest: [u8; 32],
    pub salt: Option<&'r [u8]>,
    pub purged: Option<i64>,
    /// The canonical row before it; `None` before an insert, and where it was purged.
    pub before: Option<&'r [u8]>,
}

/// Hands over the changes numbered `from` to `to`, ascending.
pub(super) fn each_change(
    connection: &Connection,
    from: i64,
    to: i64,
    f: &mut dyn FnMut(Past<'_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut contents = connection
        .prepare_cached("SELECT \"n\", \"before\" FROM \"change_content\" WHERE \"n\" BETWEEN ?1 AND ?2 ORDER BY \"n\"")
        .map_err(sql)?;
    let mut contents = contents.query([from, to]).map_err(sql)?;
    let mut content: Option<(i64, Vec<u8>)> = None;
    let mut more = true;
    each(
        connection,
        "SELECT \"n\", \"seq\", \"tbl\", \"id\", \"op\", \"base_ver\", \"base_commit\", \"after_commit\", \"digest\", \
         \"salt\", \"purged\" FROM \"change\" WHERE \"n\" BETWEEN ?1 AND ?2 ORDER BY \"n\"",
        [from.saturating_sub(LONGEST as i64 - 1), to],
        |row| {
            let number = |i: usize| row.get::<_, i64>(i).map_err(sql);
            let table = tables::named(row.get_ref(2).map_err(sql)?.as_str().map_err(|_text| damaged())?)?;
            let (first, seq, op) = (number(0)?, number(1)?, number(4)?);
            let (base_ver, base_commit, after_commit) = (number(5)?, number(6)?, number(7)?);
            let purged: Option<i64> = row.get(10).map_err(sql)?;
            let (ids, ends) = of::<ID>(row.get_ref(3).map_err(sql)?)?;
            let (digests, tails) = of::<DIGEST>(row.get_ref(8).map_err(sql)?)?;
            let salts = match row.get_ref(9).map_err(sql)? {
                ValueRef::Null => None,
                salts => Some(of::<SALT>(salts)?),
            };
            let even = ends.is_empty()
                && tails.is_empty()
                && salts.is_none_or(|(s, rest)| s.len() == ids.len() && rest.is_empty());
            if !even || ids.is_empty() || ids.len() != digests.len() || ids.len() > LONGEST {
                return Err(damaged());
            }
            for (at, (id, digest)) in ids.iter().zip(digests).enumerate() {
                let n = first + at as i64;
                if n < from || n > to {
                    continue;
                }
                while more && content.as_ref().is_none_or(|(of, _)| *of < n) {
                    content = match contents.next().map_err(sql)? {
                        Some(row) => Some((row.get(0).map_err(sql)?, row.get(1).map_err(sql)?)),
                        None => None,
                    };
                    more = content.is_some();
                }
                f(Past {
                    n,
                    seq,
                    table,
                    id: Uid(*id),
                    op,
                    base_ver,
                    base_commit,
                    after_commit,
                    digest: *digest,
                    salt: salts.and_then(|(s, _)| s.get(at)).map(|s| s.as_slice()),
                    purged,
                    before: content.as_ref().filter(|(of, _)| *of == n).map(|(_, b)| b.as_slice()),
                })?;
            }
            Ok(())
        },
    )
}

/// A blob as parts of `N` bytes, and what is left over.
fn of<const N: usize>(value: ValueRef<'_>) -> Result<(&[[u8; N]], &[u8]), Problem> {
    value.as_blob().map(<[u8]>::as_chunks).map_err(|_not_bytes| damaged())
}

/// The ids of a row of `change`.
pub(super) fn ids(value: ValueRef<'_>) -> Result<Vec<Uid>, Problem> {
    let (ids, rest) = of::<ID>(value)?;
    if rest.is_empty() {
        Ok(ids.iter().map(|id| Uid(*id)).collect())
    } else {
        Err(damaged())
    }
}

/// The number of the last change; 0 = there is none.
pub(super) fn last(connection: &Connection) -> Result<i64, Problem> {
    connection
        .query_row(
            "SELECT coalesce(max(\"n\" + length(\"id\") / 16 - 1), 0) FROM \"change\" \
             WHERE \"n\" = (SELECT max(\"n\") FROM \"change\")",
            [],
            |row| row.get(0),
        )
        .map_err(sql)
}

/// Which deletes there were, to be asked for one row at a time.
pub(super) struct Deletes<'c> {
    connection: &'c Connection,
    /// Some delete lies in a row of its own.
    single: bool,
    /// Those in runs: (table, id, `n`, `after_commit`), ascending.
    in_runs: Vec<(&'static str, Uid, i64, i64)>,
}

impl<'c> Deletes<'c> {
    /// Of the whole file, as it is now.
    pub(super) fn read(connection: &'c Connection) -> Result<Deletes<'c>, Problem> {
        let single = connection
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM \"change\" WHERE \"op\" = 2 AND length(\"id\") = 16)",
                [],
                |row| row.get(0),
            )
            .map_err(sql)?;
        let mut in_runs = Vec::new();
        each(
            connection,
            "SELECT \"n\", \"tbl\", \"id\", \"after_commit\" FROM \"change\" WHERE \"op\" = 2 AND length(\"id\") > 16",
            [],
            |row| {
                let first: i64 = row.get(0).map_err(sql)?;
                let table = tables::named(&row.get::<_, String>(1).map_err(sql)?)?.name;
                let after = row.get(3).map_err(sql)?;
                let ids = ids(row.get_ref(2).map_err(sql)?)?;
                in_runs.extend((first..).zip(ids).map(|(n, id)| (table, id, n, after)));
                Ok(())
            },
        )?;
        in_runs.sort_unstable();
        Ok(Deletes {
            connection,
            single,
            in_runs,
        })
    }

    /// The last delete of a row before change `n`: its number, and the commit whose state the absent row then
    /// carried; (0, 0) = it was never deleted. What the open commit has not written yet is not seen.
    pub(super) fn last_before(&self, table: &TableDef, id: Uid, n: i64) -> Result<(i64, i64), Problem> {
        let upto = self.in_runs.partition_point(|d| (d.0, d.1, d.2) < (table.name, id, n));
        let run = upto.checked_sub(1).and_then(|at| self.in_runs.get(at));
        let run = run.filter(|d| (d.0, d.1) == (table.name, id)).map(|d| (d.2, d.3));
        let mut found = run;
        if self.single {
            each(
                self.connection,
                "SELECT \"n\", \"after_commit\" FROM \"change\" WHERE \"op\" = 2 AND length(\"id\") = 16 AND \"id\" = ?1 \
                 AND \"tbl\" = ?2 AND \"n\" < ?3 ORDER BY \"n\" DESC LIMIT 1",
                rusqlite::params![id.0.as_slice(), table.name, n],
                |row| {
                    let single = (row.get(0).map_err(sql)?, row.get(1).map_err(sql)?);
                    found = found.max(Some(single));
                    Ok(())
                },
            )?;
        }
        Ok(found.unwrap_or_default())
    }
}

/// What a change of a run does not share with the others.
pub(super) struct Alone {
    pub n: i64,
    pub id: Uid,
    pub digest: [u8; 32],
    pub salt: Option<Vec<u8>>,
}

/// The changes of the run that number `n` lies in; none when it is a row of its own.
pub(super) fn run_of(connection: &Connection, n: i64) -> Result<Vec<Alone>, Problem> {
    let found = connection
        .query_row(
            "SELECT \"n\", length(\"id\") / 16 FROM \"change\" WHERE \"n\" <= ?1 ORDER BY \"n\" DESC LIMIT 1",
            [n],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        )
        .optional()
        .map_err(sql)?;
    let Some((first, length)) = found.filter(|(_, length)| *length > 1) else {
        return Ok(Vec::new());
    };
    let mut changes = Vec::new();
    each_change(connection, first, first + length - 1, &mut |past| {
        changes.push(Alone {
            n: past.n,
            id: past.id,
            digest: past.digest,
            salt: past.salt.map(<[u8]>::to_vec),
        });
        Ok(())
    })?;
    Ok(changes)
}

fn damaged() -> Problem {
    Problem::new(
        "chain-damaged",
        "changes with an id and a digest each",
        "another content",
        "run verify and restore a backup",
    )
}

#[cfg(test)]
mod tests;
