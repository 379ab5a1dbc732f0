//! An open case: here alone the circle closes. A command is checked against the snapshot, applied in
//! one transaction, committed, and the next snapshot follows from the rows that it touched.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::action::*;
use super::files;
use super::job::Progress;
use super::now;
use super::session::UndoState;
use crate::catalog::Catalog;
use crate::command::stage_file::StageFile;
use crate::command::{Command, Context, Outcome};
use crate::import;
use crate::model::commit::{Commit, Op, Touched, UndoClass};
use crate::model::member::{KdfCost, Member, Sealed};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::{Attachment, Record, Source, StagedRow};
use crate::model::*;
use crate::snapshot::{Change, LoadedRow, Snapshot};
use crate::store::{self, Store};

/// Who opens a file, for the lock file and the commits.
#[derive(Clone, Default)]
pub struct Who {
    /// Member by name; empty = the first member.
    pub member: String,
}

/// What a new file is made with.
pub struct NewCase {
    pub kind: String,
    pub title: String,
    pub member: String,
    pub agency: String,
    pub password: Secret,
    /// The member's own passphrase for the vault.
    pub passphrase: Secret,
    pub kdf: KdfCost,
}

/// A stack of steps that can be undone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stack {
    Case,
    Chart(ChartId),
}

pub struct Case {
    store: Store,
    path: PathBuf,
    snapshot: Arc<Snapshot>,
    catalog: Arc<Catalog>,
    mint: Box<dyn Mint + Send>,
    member: MemberId,
    vault: Option<store::Vault>,
}

/// What a commit did.
#[derive(Debug)]
pub struct Done {
    pub outcome: Outcome,
    pub seq: i64,
}
