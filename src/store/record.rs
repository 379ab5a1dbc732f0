//! What a commit keeps of each change besides the row: salt, digest, the running hash over all changes,
//! and what becomes of the row's words. It needs no database: in a large commit it is worked out on a
//! thread of its own, batch by batch, while the next rows are written.
//! Must not know: SQL statements, what a command is. A row comes as its canonical bytes.

use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng;
use rusqlite::types::{ToSqlOutput, ValueRef};
use sha2::{Digest, Sha256};

use super::tables::TableDef;
use super::words::{self, Texts};
use super::{audit, canonical, changes};
use crate::model::problem::Problem;
use crate::model::{Lent, Uid};

/// Changes that are worked out together: the longest run.
const BATCH: usize = changes::LONGEST;
/// Batches that may be under way before the oldest must be back. The oldest is waited for, never
/// looked for: so the statements of a commit come in the same order on every machine.
const UNDER_WAY: usize = 4;

/// A row that was written.
pub(super) struct Write {
    pub table: &'static TableDef,
    pub id: Uid,
    pub rid: i64,
    pub op: i64,
    pub base_ver: i64,
    /// `seq` of the commit whose state the row carried before; 0 = it was never there.
    pub base_commit: i64,
    /// `seq` of the commit whose state it carries now: this one, or an older one after an undo.
    pub after_commit: i64,
}

/// One change of a row, but for its contents.
pub(super) struct Change {
    pub write: Write,
    /// Its number.
    pub n: i64,
    /// The ids of `base_commit` and `after_commit`.
    pub base: Made,
    pub after: Made,
}

/// The commit that made the state of a row.
#[derive(Clone, Copy)]
pub(super) enum Made {
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

/// A change with its digest: a row of table `change`, whose columns are explained in `docs/formats.md`.
pub(super) struct Recorded {
    change: Change,
    digest: [u8; 32],
    salt: [u8; 16],
}

impl Recorded {
    /// Can both lie in one run? They follow each other.
    pub(super) fn is_like(&self, next: &Recorded) -> bool {
        let key = |r: &Recorded| {
            let w = &r.change.write;
            (w.table.name, w.op, w.base_ver, w.base_commit, w.after_commit)
        };
        key(self) == key(next)
    }

    /// The row of `change` of a run; empty for none.
    pub(super) fn run(alike: &[Recorded], seq: i64) -> Vec<ToSqlOutput<'_>> {
        let Some(first) = alike.first() else {
            return Vec::new();
        };
        let bytes = |b: Vec<u8>| ToSqlOutput::Owned(b.into());
        let mut values = first.values(seq).to_vec();
        values[3] = bytes(alike.iter().flat_map(|r| r.change.write.id.0).collect());
        values[8] = bytes(alike.iter().flat_map(|r| r.digest).collect());
        values[9] = bytes(alike.iter().flat_map(|r| r.salt).collect());
        values
    }

    pub(super) fn values(&self, seq: i64) -> [ToSqlOutput<'_>; 10] {
        let number = |n| ToSqlOutput::Borrowed(ValueRef::Integer(n));
        let bytes = |b| ToSqlOutput::Borrowed(ValueRef::Blob(b));
        let change = &self.change.write;
        [
            number(self.change.n),
            number(seq),
            ToSqlOutput::Borrowed(ValueRef::Text(change.table.name.as_bytes())),
            bytes(&change.id.0),
            number(change.op),
            number(change.base_ver),
            number(change.base_commit),
            number(change.after_commit),
            bytes(&self.digest),
            bytes(&self.salt),
        ]
    }
}

/// A row of a searched table and its texts, before and after a change.
pub(super) struct Reworded {
    /// Its number in the indexes.
    pub doc: i64,
    pub before: Texts,
    pub after: Texts,
}

/// What a batch became, in the order of its changes.
pub(super) struct Worked {
    pub recorded: Vec<Recorded>,
    pub reworded: Vec<Reworded>,
    bytes: Vec<u8>,
    /// Number of a change, and where in `bytes` the row before it lies.
    before: Vec<(i64, Range<usize>)>,
}

impl Worked {
    /// Numbers of changes, each with the canonical bytes of the row before it.
    pub(super) fn contents(&self) -> Vec<(i64, &[u8])> {
        let row = |(n, range): &(i64, Range<usize>)| Some((*n, self.bytes.get(range.clone())?));
        self.before.iter().filter_map(row).collect()
    }
}

/// Changes that wait, and the canonical bytes of their rows before and after, one behind the other.
#[derive(Default)]
struct Batch {
    noted: Vec<Noted>,
    bytes: Vec<u8>,
}

struct Noted {
    change: Change,
    before: Option<Range<usize>>,
    after: Option<Range<usize>>,
}

impl Batch {
    fn note(&mut self, change: Change, before: Option<&[u8]>, after: Option<&[u8]>) {
        let from = self.bytes.len();
        self.bytes.extend_from_slice(before.unwrap_or_default());
        let between = self.bytes.len();
        self.bytes.extend_from_slice(after.unwrap_or_default());
        self.noted.push(Noted {
            change,
            before: before.map(|_| from..between),
            after: after.map(|_| between..self.bytes.len()),
        });
    }
}

/// The running part: it moves to the thread and comes back with the last batch.
struct Works {
    /// Salts.
    rng: ChaCha20Rng,
    changes: Sha256,
    scratch: Vec<u8>,
}

/// Works out the changes of one commit.
pub(super) struct Recorder {
    waiting: Batch,
    works: Option<Works>,
    thread: Option<Thread>,
}

struct Thread {
    batches: SyncSender<Batch>,
    worked: Receiver<Result<Worked, Problem>>,
    under_way: usize,
    handle: JoinHandle<Works>,
}

impl Recorder {
    pub(super) fn new(rng: ChaCha20Rng) -> Recorder {
        Recorder {
            waiting: Batch::default(),
            works: Some(Works {
                rng,
                changes: Sha256::new(),
                scratch: Vec::new(),
            }),
            thread: None,
        }
    }

    /// Takes a change in; gives what an earlier batch has become, once there is one.
    pub(super) fn note(
        &mut self,
        change: Change,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
    ) -> Result<Option<Worked>, Problem> {
        self.waiting.note(change, before, after);
        if self.waiting.noted.len() < BATCH {
            return Ok(None);
        }
        let room = self.waiting.bytes.len() * 5 / 4;
        let next = Batch {
            noted: Vec::with_capacity(BATCH),
            bytes: Vec::with_capacity(room),
        };
        let full = std::mem::replace(&mut self.waiting, next);
        let thread = self.thread()?;
        thread.batches.send(full).map_err(|_it_ended| stopped())?;
        thread.under_way += 1;
        if thread.under_way < UNDER_WAY {
            return Ok(None);
        }
        thread.next().transpose()
    }

    /// Works out all that waits; gives it batch by batch.
    pub(super) fn settle(&mut self) -> Result<Vec<Worked>, Problem> {
        let mut all = Vec::new();
        if let Some(mut thread) = self.thread.take() {
            while let Some(worked) = thread.next() {
                all.push(worked?);
            }
            drop(thread.batches);
            let works = thread.handle.join().unwrap_or_else(|p| std::panic::resume_unwind(p));
            self.works = Some(works);
        }
        let last = std::mem::take(&mut self.waiting);
        let works = self.works.as_mut().ok_or_else(stopped)?;
        all.push(works.work(last)?);
        Ok(all)
    }

    /// The hash over all changes. Nothing may wait any more.
    pub(super) fn finish(&mut self) -> Result<[u8; 32], Problem> {
        let works = self.works.take().filter(|_| self.waiting.noted.is_empty());
        Ok(works.ok_or_else(stopped)?.changes.finalize().into())
    }

    fn thread(&mut self) -> Result<&mut Thread, Problem> {
        if let Some(mut works) = self.works.take() {
            let (batches, taken) = sync_channel::<Batch>(UNDER_WAY);
            let (give, worked) = sync_channel(UNDER_WAY);
            let handle = std::thread::spawn(move || {
                for batch in taken {
                    if give.send(works.work(batch)).is_err() {
                        // The commit was given up.
                        break;
                    }
                }
                works
            });
            self.thread = Some(Thread {
                batches,
                worked,
                under_way: 0,
                handle,
            });
        }
        self.thread.as_mut().ok_or_else(stopped)
    }
}

impl Thread {
    /// The oldest batch under way, waited for; `None` when there is none.
    fn next(&mut self) -> Option<Result<Worked, Problem>> {
        self.under_way = self.under_way.checked_sub(1)?;
        Some(self.worked.recv().unwrap_or_else(|_it_ended| Err(stopped())))
    }
}

impl Works {
    fn work(&mut self, batch: Batch) -> Result<Worked, Problem> {
        let mut worked = Worked {
            recorded: Vec::with_capacity(batch.noted.len()),
            reworded: Vec::new(),
            bytes: Vec::new(),
            before: Vec::new(),
        };
        let Batch { noted, bytes } = batch;
        let row = |range: &Option<Range<usize>>| range.as_ref().and_then(|r| bytes.get(r.clone()));
        for Noted { change, before, after } in noted {
            worked.before.extend(before.clone().map(|range| (change.n, range)));
            let (before, after) = (row(&before), row(&after));
            let mut salt = [0u8; 16];
            self.rng.fill_bytes(&mut salt);
            let digest = canonical::digest(&salt, after.unwrap_or(canonical::NO_ROW));
            self.scratch.clear();
            let write = &change.write;
            audit::change_bytes(
                &mut self.scratch,
                write.table.name,
                write.id,
                write.op,
                write.base_ver,
                change.base.bytes(),
                change.after.bytes(),
                &digest,
            );
            self.changes.update(&self.scratch);
            worked.reworded.extend(reworded(write, before, after)?);
            worked.recorded.push(Recorded { change, digest, salt });
        }
        worked.bytes = bytes;
        Ok(worked)
    }
}

/// What becomes of a row's words; `None` when they stay, or the table is not searched.
fn reworded(write: &Write, before: Option<&[u8]>, after: Option<&[u8]>) -> Result<Option<Reworded>, Problem> {
    let Some(kind) = words::kind_of(write.table) else {
        return Ok(None);
    };
    let texts = |row: Option<&[u8]>| -> Result<Texts, Problem> {
        let Some(row) = row else {
            return Ok(Texts::default());
        };
        let values = canonical::lent(row)?;
        Ok(words::texts(write.table, |at| {
            values.get(at).map_or(ValueRef::Null, raw)
        }))
    };
    let (before, after) = (texts(before)?, texts(after)?);
    Ok((before != after).then(|| Reworded {
        doc: write.rid * words::STEP + kind,
        before,
        after,
    }))
}

/// A value as SQLite takes it, without a copy.
pub(super) fn raw<'v>(value: &'v Lent<'_>) -> ValueRef<'v> {
    match value {
        Lent::Null => ValueRef::Null,
        Lent::Int(n) => ValueRef::Integer(*n),
        Lent::Text(t) => ValueRef::Text(t.as_bytes()),
        Lent::Blob(b) => ValueRef::Blob(b),
    }
}

fn stopped() -> Problem {
    Problem::new(
        "recorder",
        "the record of every change",
        "it ended before the commit did",
        "nothing was changed; try again, and report this",
    )
}
