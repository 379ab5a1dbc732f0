//! The board out of its file: one thread reads rows, another makes the snapshot of them, so that neither waits
//! for the other and not all rows lie in memory twice.
//! Must not know: what a row means, who asks.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::broken;
use crate::model::problem::Problem;
use crate::model::source::Record;
use crate::model::{Lent, Row};
use crate::snapshot::{LoadedRow, RecordHead, Snapshot};
use crate::store::Store;

/// Rows on the way to the snapshot go in boxes, as many as this to a box.
const BOX: usize = 1024;
/// Boxes that may wait.
const WAITING: usize = 16;

/// All rows that a snapshot holds; records without their cells.
///
/// # Errors
/// The file can't be read, or a row is damaged.
pub(in crate::app) fn load(store: &Store) -> Result<Snapshot, Problem> {
    let (seq, chain) = store.head()?;
    let (sender, boxes) = sync_channel::<Vec<LoadedRow>>(WAITING);
    thread::scope(|scope| {
        let maker = scope.spawn(move || Snapshot::build(seq, chain, boxes.into_iter().flatten()));
        let read = store.in_passing(|| read(store, sender));
        let made = maker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        read.map(|()| made)
    })
}

fn read(store: &Store, sender: SyncSender<Vec<LoadedRow>>) -> Result<(), Problem> {
    let mut wrong = None;
    let mut rows = Vec::with_capacity(BOX);
    for table in Snapshot::TABLES {
        let mut take = |row: Result<Option<LoadedRow>, String>| match row {
            Ok(row) => {
                rows.extend(row);
                if rows.len() == BOX {
                    // Nobody takes it when the maker came down; that is told where it is awaited.
                    drop(sender.send(std::mem::replace(&mut rows, Vec::with_capacity(BOX))));
                }
            }
            Err(found) => wrong = Some(broken(table, found)),
        };
        if *table == Record::TABLE {
            store.scan_columns(table, RecordHead::COLUMNS, &mut |values: &[Lent<'_>]| {
                take(RecordHead::from_columns(values).map(|head| Some(LoadedRow::Record(head))));
            })?;
        } else {
            store.scan(table, &mut |values| take(LoadedRow::from_lent(table, values)))?;
        }
    }
    drop(sender.send(rows));
    wrong.map_or(Ok(()), Err)
}
