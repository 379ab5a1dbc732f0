//! The one mechanism that records changes: every trigger calls one SQL function, which packs the row
//! type-true, draws a salt and digests it. What it caught lies here until `Tx` writes it.
//! Outside a commit the function refuses, so no statement can change an audited row unseen.

use std::sync::{Arc, Mutex, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;
use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use super::canonical;
use super::error::sql;
use super::tables::{self, CAPTURE, CELL_WORDS, DELETE, INSERT, UPDATE};
use crate::model::Uid;
use crate::model::problem::Problem;
use crate::model::source::Cells;

/// One changed row.
pub(super) struct Captured {
    pub table: &'static str,
    pub id: Uid,
    pub op: i64,
    pub base_ver: i64,
    /// `seq` of the commit whose state the row carried before; 0 = it was never there.
    pub base_commit: i64,
    /// `seq` of the commit whose state it carries now: this one, or an older one after an undo.
    pub after_commit: i64,
    pub salt: [u8; 16],
    /// Of the row after the change; of the empty row after a delete.
    pub digest: [u8; 32],
    /// Canonical bytes of the row before the change.
    pub before: Option<Vec<u8>>,
}

/// What the SQL function shares with `Tx`.
#[derive(Default)]
pub(super) struct Capture {
    /// Salts; present only within a commit.
    pub rng: Option<ChaCha20Rng>,
    /// The commit whose state the absent row carries that an insert starts from; 0 = not looked for.
    pub insert_from: i64,
    /// The commit whose state the absent row carries that a delete leaves.
    pub delete_to: i64,
    pub caught: Vec<Captured>,
}

pub(super) type SharedCapture = Arc<Mutex<Capture>>;

/// Locks; a panic elsewhere cannot leave it half changed, so a poisoned lock is taken all the same.
pub(super) fn lock(shared: &SharedCapture) -> std::sync::MutexGuard<'_, Capture> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Registers the functions that the file's triggers call.
pub(super) fn register(connection: &Connection, shared: &SharedCapture) -> Result<(), Problem> {
    let shared = Arc::clone(shared);
    connection
        .create_scalar_function(CAPTURE, -1, FunctionFlags::SQLITE_UTF8, move |context| {
            capture(context, &mut lock(&shared)).map_err(|why| rusqlite::Error::UserFunctionError(why.into()))
        })
        .map_err(sql)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection
        .create_scalar_function(CELL_WORDS, 1, flags, |context| Ok(cell_words(context.get_raw(0))))
        .map_err(sql)
}

fn capture(context: &Context<'_>, state: &mut Capture) -> Result<Option<i64>, &'static str> {
    const HEAD: usize = 5;
    let integer = |i: usize| match context.get_raw(i) {
        ValueRef::Integer(n) => Some(n),
        _ => None,
    };
    let Some(rng) = state.rng.as_mut() else {
        return Err("rows are changed within a commit only");
    };
    let ValueRef::Text(name) = context.get_raw(0) else {
        return Err("capture: no table");
    };
    let table = std::str::from_utf8(name)
        .ok()
        .and_then(|n| tables::named(n).ok())
        .ok_or("capture: a table that is not in the list")?;
    let columns = table.columns.len();
    let op = integer(1).ok_or("capture: no operation")?;
    if context.len() != HEAD + if op == UPDATE { 2 * columns } else { columns } {
        return Err("capture: trigger and table differ");
    }
    let ValueRef::Blob(id) = context.get_raw(HEAD) else {
        return Err("capture: no id");
    };
    let id = Uid(id.try_into().map_err(|_length| "capture: an id of another length")?);
    let row = |from: usize| {
        let mut out = Vec::with_capacity(256);
        canonical::begin(&mut out, columns);
        (from..from + columns)
            .all(|i| canonical::put_ref(&mut out, context.get_raw(i)))
            .then_some(out)
    };
    let real = "capture: a REAL value";
    let (before, after) = match op {
        INSERT => (None, row(HEAD).ok_or(real)?),
        UPDATE => (Some(row(HEAD).ok_or(real)?), row(HEAD + columns).ok_or(real)?),
        DELETE => (Some(row(HEAD).ok_or(real)?), canonical::pack(&[])),
        _ => return Err("capture: an unknown operation"),
    };
    let mut salt = [0u8; 16];
    rng.fill_bytes(&mut salt);
    state.caught.push(Captured {
        table: table.name,
        id,
        op,
        base_ver: integer(2).ok_or("capture: no version")?,
        base_commit: integer(3).unwrap_or(state.insert_from),
        after_commit: integer(4).unwrap_or(state.delete_to),
        salt,
        digest: canonical::digest(&salt, &after),
        before,
    });
    Ok(None)
}

/// The words of a record's cells, without column names and structure.
fn cell_words(cells: ValueRef<'_>) -> String {
    let ValueRef::Text(json) = cells else {
        return String::new();
    };
    let Ok(Cells(cells)) = serde_json::from_slice::<Cells>(json) else {
        return String::new();
    };
    let mut words = String::with_capacity(json.len());
    for cell in cells.iter().filter(|c| !c.text.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&cell.text);
    }
    words
}
