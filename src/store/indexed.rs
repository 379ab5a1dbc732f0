//! Does the search index hold the words of the rows, all of them and no others? It is derived, so no
//! commit speaks of it: the words are taken from the rows anew, a batch at a time in memory, and
//! compared with the index as two sums of hashes over (word, row, place).
//! Must not know: what a search is for.

use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::error::sql;
use super::read::each;
use super::tables;
use super::verify::Check;
use super::words::{self, INDEXES, SEARCHED};
use crate::model::problem::Problem;

/// Rows whose words are held in memory at once.
const BATCH: usize = 4096;

/// One sum per searched table; hashes are added, so that the order does not matter.
type Sums = [u64; SEARCHED.len()];

/// Compares both indexes with the rows. Reads only; what it makes lies in memory.
pub(super) fn check(connection: &Connection) -> Check {
    let mut wrong: Vec<String> = Vec::new();
    let mut words = 0;
    for (at, (index, tokenizer)) in INDEXES.into_iter().enumerate() {
        match sums_of_rows(connection, at, index, tokenizer).and_then(|rows| {
            let (held, count) = sums_of_index(connection, "main", index)?;
            words += count;
            Ok((rows, held))
        }) {
            Ok((rows, held)) => {
                let pairs = SEARCHED.iter().zip(rows.iter().zip(&held));
                for (table, _) in pairs.filter(|(_, (rows, held))| rows != held) {
                    wrong.push(format!("{index} does not hold the words of the rows of {table}"));
                }
            }
            Err(problem) => wrong.push(format!("{index}: {problem}")),
        }
    }
    Check {
        name: "search".into(),
        ok: wrong.is_empty(),
        detail: if wrong.is_empty() {
            format!("{words} words")
        } else {
            wrong.join("; ")
        },
    }
}

fn sums_of_rows(connection: &Connection, at: usize, index: &str, tokenizer: &str) -> Result<Sums, Problem> {
    let memory = Connection::open_in_memory().map_err(sql)?;
    memory
        .execute_batch(&format!(
            "CREATE VIRTUAL TABLE \"{index}\" USING fts5(text, content = '', tokenize = \"{tokenizer}\")"
        ))
        .map_err(sql)?;
    let mut sums = Sums::default();
    for (kind, name) in SEARCHED.iter().enumerate() {
        let table = tables::named(name)?;
        let query = format!("SELECT {}, \"rid\" FROM \"{name}\"", tables::quoted(table.columns, ""));
        let mut batch: Vec<(i64, String)> = Vec::with_capacity(BATCH);
        each(connection, &query, [], |row| {
            let texts = words::texts(table, |i| row.get_ref(i).unwrap_or(ValueRef::Null));
            let Some(text) = texts.into_iter().nth(at).filter(|t| !t.is_empty()) else {
                return Ok(());
            };
            let rid: i64 = row.get(table.columns.len()).map_err(sql)?;
            batch.push((rid * words::STEP + kind as i64, text));
            if batch.len() == BATCH {
                add(&mut sums, &take_in(&memory, index, &mut batch)?);
            }
            Ok(())
        })?;
        add(&mut sums, &take_in(&memory, index, &mut batch)?);
    }
    Ok(sums)
}

fn add(sums: &mut Sums, more: &Sums) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum = sum.wrapping_add(*more);
    }
}

/// The words of a batch as the tokenizer sees them; the batch is then forgotten.
fn take_in(memory: &Connection, index: &str, batch: &mut Vec<(i64, String)>) -> Result<Sums, Problem> {
    let transaction = memory.unchecked_transaction().map_err(sql)?;
    {
        let mut insert = transaction
            .prepare_cached(&format!("INSERT INTO \"{index}\" (rowid, text) VALUES (?1, ?2)"))
            .map_err(sql)?;
        for (row, text) in batch.drain(..) {
            insert.execute(rusqlite::params![row, text]).map_err(sql)?;
        }
    }
    transaction.commit().map_err(sql)?;
    let (sums, _) = sums_of_index(memory, "main", index)?;
    memory
        .execute_batch(&format!("INSERT INTO \"{index}\" (\"{index}\") VALUES ('delete-all')"))
        .map_err(sql)?;
    Ok(sums)
}

/// Sums over every (word, row, place) that an index holds, and how many there are.
fn sums_of_index(connection: &Connection, schema: &str, index: &str) -> Result<(Sums, u64), Problem> {
    let vocabulary = format!("{index}_held");
    connection
        .execute_batch(&format!(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.\"{vocabulary}\" USING fts5vocab('{schema}', '{index}', 'instance')"
        ))
        .map_err(sql)?;
    let (mut sums, mut count) = (Sums::default(), 0);
    let query = format!("SELECT term, doc, \"offset\" FROM temp.\"{vocabulary}\"");
    each(connection, &query, [], |row| {
        let (doc, offset): (i64, i64) = (row.get(1).map_err(sql)?, row.get(2).map_err(sql)?);
        let mut hasher = DefaultHasher::new();
        let term = row.get_ref(0).map_err(sql)?;
        (term.as_bytes().unwrap_or_default(), doc, offset).hash(&mut hasher);
        if let Some(sum) = usize::try_from(doc % words::STEP)
            .ok()
            .and_then(|kind| sums.get_mut(kind))
        {
            *sum = sum.wrapping_add(hasher.finish());
        }
        count += 1;
        Ok(())
    })?;
    Ok((sums, count))
}
