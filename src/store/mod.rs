//! The case file: one SQLCipher database, one write path. The only place that names rusqlite.
//! Must not know: the clock, randomness (both come from the `Mint`), commands, snapshots, sentences.
//!
//! ```text
//! Store::commit ─▶ BEGIN ─▶ Tx (insert, update, delete; SQLite's hook is the witness)
//!                           ├▶ change, change_content
//!                           ├▶ words ─▶ search indexes
//!                           └▶ hash, sign, chain ─▶ COMMIT ─▶ Touched
//! ```

mod audit; // commit ids, chain, reading them back
mod beside; // originals too large for the case, as sealed streams
mod canonical; // the canonical bytes of a row
mod changes; // recorded changes, read one by one
mod chance; // random bytes of one commit, from the Mint
mod error; // SQLite's errors as Problems
mod keys; // the file's own key: read out, used, changed
pub mod history; // what was done to some rows
mod indexed; // does the search index hold what the rows say
pub mod library; // reference libraries, files of their own
mod open; // create, open with its assertions, lock, backup
mod purge; // taking values out for good
mod record; // what is kept of each change, on a thread of its own
mod read; // rows, typed or in bulk; drafts
mod search; // full text
mod seal; // members, compartments, sealed cells, the vault
mod tables; // the audited tables, from the row structs
mod tx; // the only INSERT, UPDATE, DELETE
mod vouch; // signatures over exports; all drafts at once
mod undo; // undo, redo, rows as of an older commit
mod verify; // is the file what its commits say
mod witness; // SQLite's own word on every row that changes
mod words; // which words of a row the search indexes hold

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

pub use audit::Change;
pub use beside::{BesideKey, lock as lock_beside, unlock as unlock_beside};
pub use canonical::{Packed, pack, unpack};
pub use open::{FILE_KDF, Holder};
pub use purge::{PURGED, Removal, Removed, Replacement};
pub use seal::{NewMember, VAULT_KDF, Vault};
pub use search::Hit;
pub use tx::Tx;
pub use undo::{Then, UndoStack};
pub use verify::Check;

use crate::model::MemberId;
use crate::model::commit::{Touched, UndoClass};
use crate::model::mint::Mint;
use crate::model::problem::Problem;

/// Who does what: everything about a commit but its rows and its time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CommitMeta {
    pub member: MemberId,
    /// Audit name of the command, e.g. `decide.accept`.
    pub command: String,
    /// Arguments for its sentence; never private content.
    pub args: Vec<String>,
    pub class: UndoClass,
    /// Stack within the class: member id or chart id as text.
    pub stack: String,
    /// The commit that this one reverts.
    pub undoes: Option<i64>,
    /// Hex hash of the assets in force.
    pub assets: String,
}

/// One open case file.
pub struct Store {
    connection: Connection,
    witness: witness::SharedWitness,
    path: PathBuf,
    key: open::FileKey,
    /// Held while this process may write.
    lock: Option<open::LockFile>,
    /// Who writes, when we may only read; empty = nobody, the file or folder is read-only.
    held_by: Option<Holder>,
    fail_in: Option<u64>,
}

impl Store {
    /// The one way to change the case: runs `f` in a transaction, records, signs and chains what it
    /// changed. When `f` or anything else fails, the case is as before.
    ///
    /// # Errors
    /// What `f` returns; `no-signing-key` when `meta.member` is not in the file; what the disk says.
    pub fn commit<T>(
        &mut self,
        meta: &CommitMeta,
        mint: &mut dyn Mint,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem>,
    ) -> Result<(T, Touched), Problem> {
        self.must_write()?;
        let time = mint.now();
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(error::sql)?;
        let (value, (touched, rewrite)) = {
            let mut tx = Tx::begin(&transaction, &self.witness, mint, self.fail_in)?;
            let value = f(&mut tx)?;
            (value, audit::seal_commit(&mut tx, meta, &time)?)
        };
        if let Err(error) = transaction.commit() {
            // One that is interrupted after its last step stands all the same.
            let stands = self
                .head()
                .is_ok_and(|head| head == (touched.seq, touched.chain.clone()));
            if !stands {
                return Err(error::sql(error));
            }
        }
        if rewrite && let Err(problem) = self.rewrite() {
            // The purge stands; what is left are unused bytes, and the next opening tries again.
            tracing::warn!(%problem, "the file could not be rewritten after a purge");
        }
        Ok((value, touched))
    }

    /// Rewrites the file without its unused bytes and empties the log.
    fn rewrite(&self) -> Result<(), Problem> {
        self.connection.execute_batch("VACUUM").map_err(error::sql)?;
        self.empty_log()
    }

    /// Moves the log into the file and cuts it to nothing; waits for readers at most ten seconds.
    fn empty_log(&self) -> Result<(), Problem> {
        let busy: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(error::sql)?;
        match busy {
            0 => Ok(()),
            _ => Err(Problem::new(
                "busy",
                "a file that nobody else reads",
                "a reader",
                "close other windows of this case",
            )),
        }
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// True when this opener may only read; `held_by` says who writes.
    pub fn is_read_only(&self) -> bool {
        self.lock.is_none()
    }

    /// Who has the file open for writing, when it is somebody else.
    pub fn held_by(&self) -> Option<&Holder> {
        self.held_by.as_ref()
    }

    /// Makes the n-th writing statement (from 0) of each following commit fail, to test that a
    /// commit is whole or not there; `None` switches it off.
    #[doc(hidden)]
    pub fn fail_at_statement(&mut self, n: Option<u64>) {
        self.fail_in = n;
    }

    /// Refuses when this opener may only read.
    ///
    /// # Errors
    /// `read-only`: who else writes, or that file or folder may only be read.
    pub fn must_write(&self) -> Result<(), Problem> {
        if self.lock.is_some() {
            return Ok(());
        }
        let (found, remedy) = match &self.held_by {
            Some(h) => (
                format!(
                    "{} on {} (process {}) writes since {}",
                    h.member, h.host, h.pid, h.since
                ),
                "close it there first, or work on a copy (`backup`); reading works",
            ),
            None => (
                "a read-only file or folder".to_owned(),
                "make file and folder writable, or work on a copy (`backup`); reading works",
            ),
        };
        Err(
            Problem::new("read-only", "a case that is open for writing", found, remedy)
                .in_file(self.path.display().to_string()),
        )
    }
}

#[cfg(test)]
mod tests;
