//! A whole import as one step: rows read ahead, staged, written; then the source with its counts and
//! the original. Rows in = staged + rejected + already there.
//! Must not know: what a row becomes (that is `stager`).

use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stager::{Counts, Stager};
use super::staging::{Stretch, set_status};
use super::*;
use crate::model::source::*;
use crate::model::*;
use crate::store::BesideKey;

/// Calls the sink with every row of the file, in order; `Break` stops it.
pub type FeedRows = dyn Fn(&mut dyn FnMut(StagedRow) -> ControlFlow<()>) -> Result<(), Problem> + Send + Sync;

/// The import of one file (or call list, or pasted text). `feed` and `original` do not travel as
/// JSON: `app` fills them from the path.
#[derive(Clone, Serialize, Deserialize)]
pub struct StageFile {
    /// All but the counts, which `apply` fills in. Its id is `StageFile::source_id`.
    pub source: Source,
    #[serde(skip)]
    pub feed: Option<Arc<FeedRows>>,
    /// The bytes as received.
    #[serde(skip)]
    pub original: Arc<Vec<u8>>,
    /// Where the bytes lie instead, when they are too many for the case.
    #[serde(skip)]
    pub beside: Option<Arc<Beside>>,
    #[serde(default)]
    pub media_type: String,
}

/// An original that lies encrypted beside the case.
#[derive(Clone)]
pub struct Beside {
    /// SHA-256 of the encrypted file, which is its name.
    pub file: [u8; 32],
    pub key: BesideKey,
}

impl StageFile {
    /// The same bytes under the same map and agency are the same source.
    pub fn source_id(sha256: &str, map: &str, agency: &str) -> SourceId {
        SourceId(Uid::derive(&[
            b"source",
            sha256.as_bytes(),
            map.as_bytes(),
            agency.as_bytes(),
        ]))
    }
}

impl Verb for StageFile {
    fn name(&self) -> String {
        "import".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.source.file_name.clone(), self.source.agency.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("file_name", &self.source.file_name)?;
        if self.feed.is_none() {
            return Err(Problem::new(
                "no-file",
                "a file to read",
                "none",
                "use `caseboard import`, which reads the file",
            ));
        }
        Ok(())
    }
    fn apply(&self, context: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let Some(feed) = self.feed.clone() else {
            return Ok(Outcome::default());
        };
        if context.snapshot.source(self.source.id).is_some() {
            let mut counts = Counts::default();
            feed(&mut |_| {
                counts.rows += 1;
                counts.already += 1;
                ControlFlow::Continue(())
            })?;
            return Ok(outcome(self.source.id, &counts));
        }
        // Facts and records point at it, so it stands first; its counts follow.
        tx.insert(&self.source)?;
        let stager = Stager::new(&self.source, context.snapshot);
        let mut stager = stage_ahead(&*feed, stager, |stretch| stretch.write(tx))?;
        self.close(&mut stager, tx)?;
        Ok(outcome(self.source.id, &stager.counts))
    }
}

/// Rows are read and staged on a thread of their own while those before them are written; `write` gets
/// what they became in their order. The first failure, of reading or of writing, ends both.
fn stage_ahead<'s>(
    feed: &FeedRows,
    mut stager: Stager<'s>,
    write: impl FnMut(Stretch) -> Result<(), Problem>,
) -> Result<Stager<'s>, Problem> {
    const ROWS: usize = 128;
    const AHEAD: usize = 4;
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Stretch>(AHEAD);
        let reader = scope.spawn(move || {
            let mut staged = Vec::with_capacity(ROWS);
            feed(&mut |row| {
                staged.push(stager.take(row));
                if staged.len() < ROWS {
                    return ControlFlow::Continue(());
                }
                let some = std::mem::replace(&mut staged, Vec::with_capacity(ROWS));
                match send.send(Stretch::of(some)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_nobody_writes) => ControlFlow::Break(()),
                }
            })?;
            // Nobody takes the rest when writing has failed, which is told below.
            drop(send.send(Stretch::of(staged)));
            Ok(stager)
        });
        let written = receive.iter().try_for_each(write);
        drop(receive);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(read)
    })
}

impl StageFile {
    /// Rows that an earlier delivery had and this one has not are flagged; counts and the original are kept.
    fn close(&self, stager: &mut Stager<'_>, tx: &mut Tx<'_>) -> Result<(), Problem> {
        for id in std::mem::take(&mut stager.expected) {
            stager.counts.gone += 1;
            set_status(tx, id, RecordStatus::Gone)?;
        }
        let n = &stager.counts;
        let source = Source {
            rows_in: n.rows,
            staged: n.staged,
            already: n.already,
            rejected: n.rejected,
            replaces: stager.replaces,
            sealed: self.source.sealed || stager.seals,
            ..self.source.clone()
        };
        tx.update(&source)?;
        let id = AttachmentId(Uid::derive(&[b"attachment", &source.id.0.0]));
        let mut attachment = Attachment {
            id,
            source: source.id,
            file_name: source.file_name.clone(),
            media_type: self.media_type.clone(),
            sha256: source.sha256.clone(),
            bytes: source.bytes,
            beside: self.beside.is_some(),
            ..Attachment::default()
        };
        if let Some(beside) = &self.beside {
            attachment.content = beside.file.to_vec();
            if source.sealed {
                attachment.sealed = Some(tx.seal_bytes(VICTIMS, Attachment::TABLE, id.0, "content", &*beside.key)?);
            } else {
                attachment.content.extend_from_slice(&*beside.key);
            }
            return tx.insert(&attachment);
        }
        if self.original.is_empty() {
            return Ok(());
        }
        let packed = zstd::encode_all(self.original.as_slice(), 3).map_err(|e| {
            Problem::new("pack", "to pack the original", e.to_string(), "try again").in_file(&source.file_name)
        })?;
        (attachment.content, attachment.sealed) = if source.sealed {
            (
                Vec::new(),
                Some(tx.seal_bytes(VICTIMS, Attachment::TABLE, id.0, "content", &packed)?),
            )
        } else {
            (packed, None)
        };
        tx.insert(&attachment)
    }
}

fn outcome(source: SourceId, n: &Counts) -> Outcome {
    Outcome {
        made: vec![source.0],
        counts: [
            ("rows", n.rows),
            ("staged", n.staged),
            ("already", n.already),
            ("rejected", n.rejected),
            ("entities", n.entities),
            ("links", n.links),
            ("changed", n.changed),
            ("gone", n.gone),
            ("victims", n.victims),
        ]
        .map(|(name, n)| (name.to_owned(), n))
        .to_vec(),
    }
}
