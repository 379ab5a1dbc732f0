//! An open case: here alone the circle closes. A command is checked against the snapshot, applied in
//! one transaction, committed, and the next snapshot follows from the rows that it touched.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::action::*;
use super::intake::{self, Bytes, Incoming};
use super::job::Progress;
use super::session::UndoState;
use super::{anchor, ask, beside};
use crate::catalog::Catalog;
use crate::command::{Command, Context, Outcome};
use crate::export::SidecarSignature;
use crate::model::commit::{Commit, Touched, UndoClass};
use crate::model::label::Labels;
use crate::model::member::{Sealed, Setting};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::{Attachment, Record};
use crate::model::*;
use crate::snapshot::{Change, LoadedRow, RecordHead, Snapshot};
use crate::store::{CommitMeta, FILE_KDF, Holder, NewMember, Store, Vault};

/// Who opens a file.
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
}

/// A stack of steps that can be undone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stack {
    Case,
    Chart(ChartId),
}

/// What a commit did.
#[derive(Debug)]
pub struct Done {
    pub outcome: Outcome,
    pub seq: i64,
}

pub struct Case {
    store: Store,
    path: PathBuf,
    snapshot: Arc<Snapshot>,
    catalog: Arc<Catalog>,
    mint: Box<dyn Mint + Send>,
    member: MemberId,
    vault: Option<Vault>,
    /// Whether a change of very many rows leaves the snapshot behind, and whether one has.
    puts_off: bool,
    behind: bool,
    /// Originals of more bytes than this lie beside the case.
    kept_bytes: u64,
}

impl Case {
    /// Makes a new file with its first member and opens it.
    ///
    /// # Errors
    /// The path is taken or can't be written to; the sample's password.
    pub fn create(
        path: &Path,
        new: &NewCase,
        catalog: Arc<Catalog>,
        mut mint: Box<dyn Mint + Send>,
    ) -> Result<Case, Problem> {
        refuse_sample_password(path, &new.password)?;
        let mut store = Store::create(path, &new.password, &FILE_KDF, &holder(&new.member), &mut *mint)?;
        let member = MemberId(mint.uid());
        let meta = CommitMeta {
            member,
            command: "file.new".to_owned(),
            args: vec![new.kind.clone(), new.title.clone()],
            class: UndoClass::Never,
            assets: catalog.sha256.clone(),
            ..CommitMeta::default()
        };
        let who = NewMember {
            name: new.member.clone(),
            role: "owner".to_owned(),
            agency: new.agency.clone(),
            labels: all_labels(&catalog),
        };
        store.commit(&meta, &mut *mint, |tx| {
            tx.add_member(member, &who, &new.passphrase, &FILE_KDF)?;
            tx.add_compartment(crate::command::VICTIMS, &[member])?;
            for (name, value) in [("kind", &new.kind), ("title", &new.title)] {
                tx.insert(&Setting {
                    id: Setting::id_of(name),
                    name: name.to_owned(),
                    value: value.clone(),
                })?;
            }
            Ok(())
        })?;
        Case::over(store, path, &Who::default(), catalog, mint)
    }

    /// Opens a file; read-only when someone else holds its lock.
    ///
    /// # Errors
    /// Wrong password, damaged file and no case are told apart.
    pub fn open(path: &Path, password: &Secret, who: &Who, catalog: Arc<Catalog>) -> Result<Case, Problem> {
        Case::open_with(path, password, who, catalog, super::now::real_mint())
    }

    /// As `open`, with ids and times from the mint given.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_with(
        path: &Path,
        password: &Secret,
        who: &Who,
        catalog: Arc<Catalog>,
        mint: Box<dyn Mint + Send>,
    ) -> Result<Case, Problem> {
        let store = Store::open(path, password, &FILE_KDF, &holder(&who.member))?;
        Case::over(store, path, who, catalog, mint)
    }

    /// Opens a file with the key of a recovery kit.
    pub(super) fn open_with_key(path: &Path, key: &Secret, who: &Who, catalog: Arc<Catalog>) -> Result<Case, Problem> {
        let store = Store::open_with_key(path, key, &holder(&who.member))?;
        Case::over(store, path, who, catalog, super::now::real_mint())
    }

    fn over(
        store: Store,
        path: &Path,
        who: &Who,
        catalog: Arc<Catalog>,
        mint: Box<dyn Mint + Send>,
    ) -> Result<Case, Problem> {
        let snapshot = Arc::new(load(&store)?);
        let member = if who.member.is_empty() {
            snapshot.members.iter().min_by(|a, b| a.name.cmp(&b.name)).map(|m| m.id)
        } else {
            snapshot.members.iter().find(|m| m.name == who.member).map(|m| m.id)
        };
        let member = member.ok_or_else(|| {
            let names: Vec<&str> = snapshot.members.iter().map(|m| m.name.as_str()).collect();
            Problem::new(
                "member",
                format!("one of: {}", names.join(", ")),
                who.member.clone(),
                "give --member NAME",
            )
        })?;
        Ok(Case {
            store,
            path: path.to_path_buf(),
            snapshot,
            catalog,
            mint,
            member,
            vault: None,
            puts_off: false,
            behind: false,
            kept_bytes: intake::KEPT_BYTES,
        })
    }

    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.clone()
    }
    /// For a program that only makes changes and ends: after one of very many rows, the next snapshot
    /// is read when the next command needs it, not before. Until then `snapshot` is the one before.
    pub fn put_off_snapshots(&mut self) {
        self.puts_off = true;
    }
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.clone()
    }
    pub fn path(&self) -> &Path {
        &self.path
    }
    pub fn title(&self) -> String {
        self.snapshot.setting("title").unwrap_or_default().to_owned()
    }
    pub fn member(&self) -> MemberId {
        self.member
    }
    pub fn read_only(&self) -> bool {
        self.store.is_read_only()
    }
    /// Refuses when nothing can be changed here, and says why and what to do.
    ///
    /// # Errors
    /// `read-only`: somebody else writes, or file or folder may only be read.
    pub fn must_write(&self) -> Result<(), Problem> {
        self.store.must_write()
    }
    /// Who holds the lock, when it is not us.
    pub fn holder(&self) -> String {
        self.store
            .held_by()
            .map_or_else(String::new, |h| format!("{} on {} since {}", h.member, h.host, h.since))
    }
    pub fn now(&mut self) -> String {
        self.mint.now()
    }

    /// Says whether a command would be accepted, without making it.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn check(&self, command: &Command) -> Result<(), Problem> {
        command.verb().check(&self.snapshot, &self.catalog)
    }

    /// Makes one change: one transaction, one commit, one undo step.
    ///
    /// # Errors
    /// What stands in the way; nothing is changed then.
    pub fn commit(&mut self, command: &Command) -> Result<Done, Problem> {
        if std::mem::take(&mut self.behind) {
            self.snapshot = Arc::new(load(&self.store)?);
        }
        let verb = command.verb();
        verb.check(&self.snapshot, &self.catalog)?;
        let now = self.mint.now();
        let meta = CommitMeta {
            member: self.member,
            command: verb.name(),
            args: verb.args(&self.snapshot),
            class: verb.class(),
            stack: self.stack_name(verb.class(), &verb.stack()),
            undoes: None,
            assets: self.catalog.sha256.clone(),
        };
        let beside = match verb.class() {
            UndoClass::Never => self.beside_files()?,
            _ => BTreeMap::new(),
        };
        let (snapshot, catalog, member) = (self.snapshot.clone(), self.catalog.clone(), self.member);
        let (outcome, touched) = self.store.commit(&meta, &mut *self.mint, |tx| {
            let mut context = Context {
                snapshot: &snapshot,
                catalog: &catalog,
                member,
                now,
            };
            verb.apply(&mut context, tx)
        })?;
        let seq = touched.seq;
        self.refresh(&touched)?;
        if !beside.is_empty() {
            beside::remove_purged(&beside, &self.attachments_beside()?)?;
        }
        Ok(Done { outcome, seq })
    }

    /// Attachments whose original lies beside the case, or did until it was purged.
    fn attachments_beside(&self) -> Result<Vec<Attachment>, Problem> {
        self.store.find("beside", &Value::Int(1))
    }
    fn beside_files(&self) -> Result<BTreeMap<AttachmentId, PathBuf>, Problem> {
        Ok(self
            .attachments_beside()?
            .iter()
            .filter_map(|a| Some((a.id, beside::file_of(&self.path, a)?)))
            .collect())
    }
    /// Originals of more bytes than this are kept beside the case; 64 MB unless said otherwise.
    pub fn keep_originals_up_to(&mut self, bytes: u64) {
        self.kept_bytes = bytes;
    }

    fn stack_name(&self, class: UndoClass, stack: &str) -> String {
        match class {
            UndoClass::Case => self.member.to_string(),
            _ => stack.to_owned(),
        }
    }
    fn stack(&self, stack: &Stack) -> (UndoClass, String) {
        match stack {
            Stack::Case => (UndoClass::Case, self.member.to_string()),
            Stack::Chart(chart) => (UndoClass::Chart, chart.to_string()),
        }
    }

    /// The next snapshot, from what a commit touched.
    fn refresh(&mut self, touched: &Touched) -> Result<(), Problem> {
        self.snapshot = if touched.many {
            // Quicker read anew than refreshed row by row.
            self.behind = self.puts_off;
            if self.behind {
                self.snapshot.clone()
            } else {
                Arc::new(load(&self.store)?)
            }
        } else {
            let mut changes = Vec::with_capacity(touched.rows.len());
            for row in touched.rows.iter().filter(|r| Snapshot::TABLES.contains(&r.table)) {
                let now = match self.store.row_values(row.table, row.id)? {
                    Some(values) => LoadedRow::from_values(row.table, &values).map_err(|e| broken(row.table, e))?,
                    None => None,
                };
                changes.push(Change {
                    table: row.table,
                    id: row.id,
                    now,
                });
            }
            Arc::new(
                self.snapshot
                    .refresh(touched.seq, touched.chain.clone(), changes.into_iter()),
            )
        };
        if let Err(problem) = anchor::keep(&self.path, touched.seq, &touched.chain) {
            tracing::debug!(key = %problem.key, "no anchor kept");
        }
        Ok(())
    }

    /// Takes back the newest step of a stack; `None` when there is none. Gives the commit that was
    /// taken back.
    ///
    /// # Errors
    /// A later commit stands in the way, named.
    pub fn undo(&mut self, stack: &Stack) -> Result<Option<Commit>, Problem> {
        self.revert(stack, false)
    }

    /// Brings the newest undone step back.
    ///
    /// # Errors
    /// A later commit stands in the way, named.
    pub fn redo(&mut self, stack: &Stack) -> Result<Option<Commit>, Problem> {
        self.revert(stack, true)
    }

    fn revert(&mut self, stack: &Stack, redo: bool) -> Result<Option<Commit>, Problem> {
        let (class, name) = self.stack(stack);
        let steps = self.store.undo_stack(class, &name)?;
        let Some(target) = (if redo { steps.redo.last() } else { steps.undo.last() }).copied() else {
            return Ok(None);
        };
        let original = self.original_of(target)?;
        let meta = CommitMeta {
            member: self.member,
            command: if redo { "redo" } else { "undo" }.to_owned(),
            args: std::iter::once(original.command.clone())
                .chain(original.args.iter().cloned())
                .collect(),
            class,
            stack: name,
            undoes: Some(target),
            assets: self.catalog.sha256.clone(),
        };
        let ((), touched) = self.store.commit(&meta, &mut *self.mint, |tx| tx.revert(target))?;
        self.refresh(&touched)?;
        Ok(Some(original))
    }

    /// The commit that a person made: what an undo or redo of it stands for.
    fn original_of(&self, seq: i64) -> Result<Commit, Problem> {
        let mut commit = self.store.commit_at(seq)?;
        while let Some(earlier) = commit.undoes {
            commit = self.store.commit_at(earlier)?;
        }
        Ok(commit)
    }

    /// What undo and redo of the case stack would do.
    pub fn undo_state(&self) -> UndoState {
        let (class, name) = self.stack(&Stack::Case);
        let Ok(steps) = self.store.undo_stack(class, &name) else {
            return UndoState::default();
        };
        let original = |seq: Option<&i64>| seq.and_then(|s| self.original_of(*s).ok());
        UndoState {
            undo: original(steps.undo.last()),
            redo: original(steps.redo.last()),
        }
    }

    /// Imports a file from disk.
    ///
    /// # Errors
    /// The file as a whole can't be read, or no map fits; nothing is changed then.
    pub fn import_path(
        &mut self,
        path: &Path,
        map: &str,
        agency: &str,
        progress: &Progress,
    ) -> Result<Imported, Problem> {
        let received = self.mint.now();
        self.import(&Incoming::path(path, map, agency, &received), progress)
    }

    /// Imports bytes: a paste, an embedded file.
    ///
    /// # Errors
    /// As `import_path`.
    pub fn import_bytes(
        &mut self,
        file_name: &str,
        bytes: &[u8],
        map: &str,
        agency: &str,
    ) -> Result<Imported, Problem> {
        let received = self.mint.now();
        let incoming = Incoming {
            file_name: file_name.to_owned(),
            bytes: Bytes::Memory(Arc::new(bytes.to_vec())),
            map: map.to_owned(),
            agency: agency.to_owned(),
            received,
        };
        self.import(&incoming, &Progress::default())
    }

    fn import(&mut self, incoming: &Incoming, progress: &Progress) -> Result<Imported, Problem> {
        let (mut command, left, map) = intake::stage_keeping(incoming, &self.catalog, progress, self.kept_bytes)?;
        let source = &command.source;
        if u64::try_from(source.bytes).unwrap_or_default() > self.kept_bytes
            && self.snapshot.source(source.id).is_none()
        {
            self.must_write()?;
            let sha256 = source.sha256.clone();
            command.beside = Some(Arc::new(beside::keep(
                &self.path,
                &incoming.bytes,
                &sha256,
                &mut *self.mint,
            )?));
        }
        let kept = command.beside.clone();
        let done = self.commit(&Command::StageFile(command)).inspect_err(|_| {
            if let Some(kept) = &kept {
                beside::drop_kept(&self.path, kept);
            }
        })?;
        let mut imported = intake::imported(&incoming.file_name, &map, &done.outcome, &left);
        imported.commit = Some(done.seq);
        Ok(imported)
    }

    /// What an import would do, without changing anything.
    ///
    /// # Errors
    /// As `import_path`.
    pub fn preview_import(
        &mut self,
        path: &Path,
        map: &str,
        agency: &str,
        progress: &Progress,
    ) -> Result<Imported, Problem> {
        let received = self.mint.now();
        let incoming = Incoming::path(path, map, agency, &received);
        let (command, left, map) = intake::stage(&incoming, &self.catalog, progress)?;
        intake::preview(&self.snapshot, &command, &incoming.file_name, &map, &left)
    }

    /// Narratives of all staged records, for surfacing.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn narratives(&self) -> Result<ask::Narratives, Problem> {
        let mut out = ask::Narratives::new();
        self.store.scan_columns("record", &["id", "narrative"], &mut |values| {
            if let [Value::Blob(id), Value::Text(text)] = values
                && !text.is_empty()
                && let Ok(id) = <[u8; 16]>::try_from(id.as_slice())
            {
                out.insert(RecordId(Uid(id)), text.clone());
            }
        })?;
        Ok(out)
    }

    /// Candidates of this board, ranked, with reasons.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn surface(&self, request: &ask::SurfaceRequest) -> Result<ask::Surfaced, Problem> {
        Ok(ask::surface(&self.snapshot, &self.catalog, self.narratives()?, request))
    }

    /// The candidate with this id, or the card of the decision that was made on it.
    ///
    /// # Errors
    /// No such candidate on the board now.
    pub fn candidate(&self, id: &str) -> Result<crate::model::decision::Candidate, Problem> {
        let unknown = || {
            Problem::new(
                "candidate",
                "a candidate's id as `surface` prints it",
                id.to_owned(),
                "run `surface` again: the board may have changed",
            )
        };
        let uid = Uid::parse(id).ok_or_else(unknown)?;
        if let Some(decision) = self.snapshot.latest_decisions().get(&uid) {
            return Ok(decision.card.clone());
        }
        self.surface(&ask::SurfaceRequest::default())?
            .candidates
            .into_iter()
            .find(|c| c.id == uid)
            .ok_or_else(unknown)
    }

    /// A record with its raw cells and narrative.
    ///
    /// # Errors
    /// It is not there.
    pub fn record(&self, id: RecordId) -> Result<Record, Problem> {
        self.store.row::<Record>(id.0)?.ok_or_else(|| {
            Problem::new(
                "record",
                "an existing record",
                id.to_string(),
                "refresh and choose again",
            )
        })
    }

    /// The bytes of a source as received.
    ///
    /// # Errors
    /// None were kept, or they are sealed.
    pub fn original(&self, source: SourceId) -> Result<Vec<u8>, Problem> {
        let kept: Vec<Attachment> = self.store.find("source", &Value::Blob(source.0.0.to_vec()))?;
        let Some(attachment) = kept.into_iter().next() else {
            return Err(Problem::new(
                "original",
                "an original",
                "none was kept",
                "ask the agency for the file, by its SHA-256",
            ));
        };
        if let Some(sealed) = attachment.sealed {
            let (Some(vault), Some(row)) = (&self.vault, self.store.row::<Sealed>(sealed.0)?) else {
                return Err(Problem::new(
                    "sealed",
                    "an open vault",
                    "the original holds sealed values",
                    "open the vault first",
                ));
            };
            let clear = vault.reveal_bytes(&row)?;
            return if attachment.beside {
                self.opened(&attachment, &clear)
            } else {
                unpack(&clear)
            };
        }
        if attachment.beside {
            let key = attachment.content.get(32..).unwrap_or_default();
            return self.opened(&attachment, key);
        }
        unpack(&attachment.content)
    }

    fn opened(&self, attachment: &Attachment, key: &[u8]) -> Result<Vec<u8>, Problem> {
        let mut clear = Vec::new();
        beside::open(&self.path, attachment, key, &mut clear)?;
        Ok(clear)
    }

    /// Commits, newest first.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn history(&self, limit: u32) -> Result<Vec<Commit>, Problem> {
        let newest = self.snapshot.seq;
        let from = newest.saturating_sub(i64::from(limit)).max(0) + 1;
        let mut commits = self.store.commits(from, limit as usize)?;
        commits.reverse();
        Ok(commits)
    }

    /// Checks everything, against the anchor kept on this computer and, when given, an export.
    ///
    /// # Errors
    /// The file can't be read at all.
    pub fn verify(&self, against: Option<&Path>) -> Result<Vec<CheckLine>, Problem> {
        let kept = anchor::kept(&self.path);
        let anchor = kept.as_ref().map(|(seq, chain)| (*seq, chain.as_str()));
        let mut lines: Vec<CheckLine> = self
            .store
            .verify(anchor)?
            .into_iter()
            .map(|c| CheckLine {
                name: c.name.to_string(),
                ok: c.ok,
                detail: c.detail,
            })
            .collect();
        lines.extend(beside::check(&self.path, &self.attachments_beside()?));
        if let Some(export) = against {
            let (seq, chain) = super::publish::anchor_of(export)?;
            let here = self.chain_at(seq);
            lines.push(CheckLine {
                name: "against".to_owned(),
                ok: here.as_deref() == Some(chain.as_str()),
                detail: format!("commit {seq} of {}", export.display()),
            });
        }
        Ok(lines)
    }

    /// Opens a sealed value: the vault first, then the log entry, then the value.
    ///
    /// # Errors
    /// Wrong passphrase; or the log entry can't be written, and then nothing is shown.
    pub fn reveal(&mut self, sealed: SealedId, passphrase: &Secret, why: &str) -> Result<Secret, Problem> {
        self.open_vault(passphrase)?;
        self.commit(&Command::LogReveal(crate::command::seal_value::LogReveal {
            sealed,
            why: why.to_owned(),
        }))?;
        let row: Sealed = self.store.row(sealed.0)?.ok_or_else(|| {
            Problem::new(
                "sealed",
                "a sealed value",
                "none with this id",
                "refresh and choose again",
            )
        })?;
        match &self.vault {
            Some(vault) => vault.reveal(&row),
            None => Err(Problem::new(
                "vault",
                "an open vault",
                "a closed one",
                "open it with your passphrase",
            )),
        }
    }
    /// The text of a recovery kit for this file and this member; that it was made is logged first.
    ///
    /// # Errors
    /// Wrong passphrase; the log entry can't be written, and then there is no kit.
    pub fn recovery_kit(&mut self, passphrase: &Secret) -> Result<Secret, Problem> {
        let vault = Vault::open(&self.store, self.member, passphrase)?;
        self.log_keys("keys.kit", |_| Ok(()))?;
        let member = self.snapshot.members.get(self.member.0).map(|m| m.name.clone());
        let file = self.path.file_name().map(|n| n.to_string_lossy().into_owned());
        let kit = super::recovery::Kit {
            case: &file.unwrap_or_default(),
            member: &member.unwrap_or_default(),
            at: &self.mint.now(),
            file_key: self.store.key_text(),
            vault_key: vault.recovery_text(),
        };
        Ok(super::recovery::write_kit(&kit, &self.catalog.text))
    }
    /// Acts as the member whose vault this key opens.
    pub(super) fn take_vault(&mut self, key: &Secret) -> Result<(), Problem> {
        let mut refused = None;
        for member in self.snapshot.members.iter() {
            match Vault::recover(&self.store, member.id, key) {
                Ok(vault) => {
                    self.member = member.id;
                    self.vault = Some(vault);
                    return Ok(());
                }
                Err(problem) => refused = Some(problem),
            }
        }
        Err(refused.unwrap_or_else(|| {
            Problem::new(
                "member",
                "a case with members",
                "none",
                "run verify and restore a backup",
            )
        }))
    }
    /// Opens the member's vault for what follows, without showing anything.
    ///
    /// # Errors
    /// Wrong passphrase.
    pub fn open_vault(&mut self, passphrase: &Secret) -> Result<(), Problem> {
        self.vault = Some(Vault::open(&self.store, self.member, passphrase)?);
        Ok(())
    }
    /// Puts the member's vault, which is open, under another passphrase.
    ///
    /// # Errors
    /// The vault is closed; an empty passphrase.
    pub fn change_passphrase(&mut self, passphrase: &Secret) -> Result<(), Problem> {
        let Some(vault) = self.vault.take() else {
            return Err(Problem::new("vault", "an open vault", "a closed one", "open it first"));
        };
        self.log_keys("keys.passphrase", |tx| {
            vault.change_passphrase(tx, passphrase, &FILE_KDF)
        })
    }
    /// Puts the file under another password; logged before it holds.
    ///
    /// # Errors
    /// The sample's password; an empty one; the disk. The old one holds then.
    pub fn change_password(&mut self, password: &Secret) -> Result<(), Problem> {
        refuse_sample_password(&self.path, password)?;
        self.log_keys("keys.password", |_| Ok(()))?;
        self.store.change_password(password, &FILE_KDF)
    }
    /// A commit about keys: not a command, since what it is made with must not travel as JSON.
    fn log_keys(
        &mut self,
        name: &str,
        f: impl FnOnce(&mut crate::store::Tx<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let meta = CommitMeta {
            member: self.member,
            command: name.to_owned(),
            class: UndoClass::Never,
            assets: self.catalog.sha256.clone(),
            ..CommitMeta::default()
        };
        let ((), touched) = self.store.commit(&meta, &mut *self.mint, f)?;
        self.refresh(&touched)
    }
    /// A sealed value for a command that seals it again; it is shown to nobody.
    ///
    /// # Errors
    /// The vault is closed, or the value is not there.
    pub(super) fn unseal(&self, sealed: SealedId) -> Result<Secret, Problem> {
        let (Some(vault), Some(row)) = (&self.vault, self.store.row::<Sealed>(sealed.0)?) else {
            return Err(Problem::new(
                "sealed",
                "an open vault",
                "the rows hold sealed cells",
                "open the vault first, or give --passphrase-file",
            ));
        };
        vault.reveal(&row)
    }
    pub fn close_vault(&mut self) {
        self.vault = None;
    }

    /// Search over entities, then over the text of records.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn search(&self, text: &str) -> Result<Vec<Hit>, Problem> {
        let mut hits = ask::search_entities(&self.snapshot, text, 30);
        for found in self.store.search(text, 30)? {
            let record = RecordId(found.id);
            if found.table != "record" {
                continue;
            }
            let Some(head) = self.snapshot.record(record) else {
                continue;
            };
            hits.push(Hit {
                what: "record".to_owned(),
                id: record.0,
                kind: head.kind.clone(),
                label: if head.key.is_empty() {
                    ask::file_row(&self.snapshot, record)
                } else {
                    head.key.clone()
                },
                context: ask::excerpt(&self.record(record)?, text),
            });
        }
        Ok(hits)
    }

    /// The document of `show --json`: every fact with file, sheet, row, column and the text as received.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn show(&self, id: EntityId) -> Result<Json, Problem> {
        let s = &self.snapshot;
        let Some(entity) = s.entity(s.group_of(id)) else {
            return Err(Problem::new(
                "entity",
                "an existing entity",
                id.to_string(),
                "use `search`",
            ));
        };
        let mut facts: BTreeMap<(String, String), Vec<Json>> = BTreeMap::new();
        let mut order: Vec<(String, String, String)> = Vec::new();
        let mut links = Vec::new();
        for member in s.members_of(id) {
            for f in s.facts_of(member) {
                let value = if f.sealed.is_some() {
                    "[sealed]".to_owned()
                } else {
                    f.value.clone()
                };
                let key = (f.field.clone(), value);
                if !facts.contains_key(&key) {
                    order.push((key.0.clone(), key.1.clone(), f.date.clone()));
                }
                let source = self.place_of(f.source, f.record, &f.column)?;
                facts.entry(key).or_default().push(source);
            }
            for l in s.links_of(member) {
                let other = if s.group_of(l.from_entity) == s.group_of(id) {
                    l.to_entity
                } else {
                    l.from_entity
                };
                links.push(json!({
                    "id": l.id, "kind": l.kind, "direction": if other == l.to_entity { "out" } else { "in" }, "other": other,
                    "other_label": s.entity(other).map(|e| e.label.clone()), "date": l.date, "certainty": l.certainty,
                    "sources": [self.place_of(l.source, l.record, &l.column)?],
                }));
            }
        }
        let facts: Vec<Json> = order
            .into_iter()
            .map(|(field, value, date)| {
                let sources = facts.remove(&(field.clone(), value.clone())).unwrap_or_default();
                json!({ "field": field, "value": value, "date": date, "sources": sources })
            })
            .collect();
        Ok(json!({
            "id": entity.id, "kind": entity.kind, "label": entity.label, "canonical": entity.canonical,
            "pseudonym": entity.pseudonym, "members": s.members_of(id), "version": s.seq, "facts": facts, "links": links,
        }))
    }

    fn place_of(&self, source: Option<SourceId>, record: Option<RecordId>, column: &str) -> Result<Json, Problem> {
        let s = &self.snapshot;
        let head: Option<&RecordHead> = record.and_then(|r| s.record(r));
        let cell = match (record, column.is_empty()) {
            (Some(id), false) => self
                .store
                .row::<Record>(id.0)?
                .and_then(|r| r.cells.0.into_iter().find(|c| c.column == column)),
            _ => None,
        };
        let corrected = cell.as_ref().and_then(|c| c.correction.as_ref()).map(|c| {
            let member = s.members.get(c.member.0).map(|m| m.name.clone());
            let text = if c.sealed.is_some() { "[sealed]" } else { &c.text };
            json!({ "text": text, "member": member, "at": c.at, "why": c.why })
        });
        let raw = cell.map(|c| c.text);
        let mut place = json!({
            "source": source.and_then(|x| s.source(x)).map(|x| x.file_name.clone()),
            "sheet": head.map(|h| h.sheet.clone()), "row": head.map(|h| h.row), "key": head.map(|h| h.key.clone()),
            "column": column, "raw": raw,
        });
        if let (Some(corrected), Json::Object(place)) = (corrected, &mut place) {
            place.insert("corrected".to_owned(), corrected);
        }
        Ok(place)
    }

    /// Answers a request that needs the file.
    pub fn answer(&self, request: &Request, progress: &Progress) -> Answer {
        let result = match request {
            Request::Record(id) => self.record(*id).map(|r| Answer::Record(Box::new(r))),
            Request::Search(text) => self.search(text).map(Answer::Search),
            Request::History { limit } => self.history(*limit).map(Answer::History),
            Request::Rejects => super::rejects::groups(self, None).map(Answer::Rejects),
            Request::Verify => self.verify(None).map(Answer::Verify),
            Request::Original(source) => self
                .original(*source)
                .map(|b| Answer::Text(String::from_utf8_lossy(&b).into_owned())),
            Request::ProposeMap(path) => intake::propose(path, &self.catalog).map(|p| Answer::Text(p.toml)),
            other => Ok(ask::answer(&self.snapshot, &self.catalog, other, progress)),
        };
        result.unwrap_or_else(Answer::Failed)
    }

    /// Hands over every stored row of every audited table, for those who check what is in the clear.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn dump(&self, f: &mut dyn FnMut(&str, &[Value])) -> Result<(), Problem> {
        for table in Store::tables() {
            self.store.scan(table, &mut |values| f(table, values))?;
        }
        Ok(())
    }

    /// A consistent copy of the file as it stands, with the originals beside it.
    ///
    /// # Errors
    /// The copy can't be written.
    pub fn backup(&self, out: &Path) -> Result<(), Problem> {
        self.store.backup(out)?;
        beside::copy(&self.path, out, &self.attachments_beside()?).map(drop)
    }

    /// Workspace and half-written text of all names.
    pub fn drafts(&self) -> BTreeMap<String, String> {
        self.store.drafts().unwrap_or_default()
    }
    /// Keeps a draft outside the audit; empty = forget.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn keep_draft(&mut self, name: &str, value: &str) -> Result<(), Problem> {
        if self.read_only() {
            return Ok(());
        }
        self.store
            .set_draft(name, if value.is_empty() { None } else { Some(value) })
    }
    /// Labels that the acting member may see.
    pub fn own_labels(&self) -> Labels {
        self.snapshot
            .members
            .get(self.member.0)
            .map(|m| m.labels.clone())
            .unwrap_or_default()
    }
    /// The chain value of a commit (hex), when the case has it.
    pub fn chain_at(&self, seq: i64) -> Option<String> {
        self.store.commit_at(seq).ok().map(|c| c.chain)
    }
    /// The acting member's signature over these bytes.
    ///
    /// # Errors
    /// The member has no signing key in this file.
    pub fn sign(&self, bytes: &[u8]) -> Result<Option<SidecarSignature>, Problem> {
        let name = self
            .snapshot
            .members
            .get(self.member.0)
            .map(|m| m.name.clone())
            .unwrap_or_default();
        let (public, signature) = self.store.sign(self.member, bytes)?;
        Ok(Some(SidecarSignature {
            member: name,
            public: crate::store::hex(&public),
            signature: crate::store::hex(&signature),
        }))
    }
    /// The newest commit's id, for stamps.
    pub fn commit_id(&self) -> String {
        self.store
            .commit_at(self.snapshot.seq)
            .map(|c| c.commit_id)
            .unwrap_or_default()
    }
}

/// The sample's password stands in the README, so it protects nothing but the sample.
fn refuse_sample_password(path: &Path, password: &Secret) -> Result<(), Problem> {
    if password.expose() != super::sample::PASSWORD || super::sample::is_sample(path) {
        return Ok(());
    }
    Err(Problem::new(
        "password",
        "a password of your own",
        "the sample's, which is public",
        "choose another",
    ))
}

/// A founding member may see everything that has a label.
fn all_labels(catalog: &Catalog) -> Labels {
    Labels::of(&catalog.list_keys("labels"))
}

fn holder(member: &str) -> Holder {
    Holder {
        member: member.to_owned(),
        host: super::now::host(),
        pid: std::process::id(),
        since: super::now::today(),
    }
}

fn broken(table: &str, found: String) -> Problem {
    Problem::new(
        "content-damaged",
        format!("a row of {table}"),
        found,
        "run verify and restore a backup",
    )
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>, Problem> {
    zstd::decode_all(packed).map_err(|e| {
        Problem::new(
            "content-damaged",
            "the original as received",
            e.to_string(),
            "run verify and restore a backup",
        )
    })
}

/// All rows that a snapshot holds; records without their cells.
fn load(store: &Store) -> Result<Snapshot, Problem> {
    let (seq, chain) = store.head()?;
    let mut rows = Vec::new();
    let mut wrong = None;
    for table in Snapshot::TABLES {
        let mut take = |row: Result<Option<LoadedRow>, String>| match row {
            Ok(row) => rows.extend(row),
            Err(error) => wrong = Some(broken(table, error)),
        };
        if *table == Record::TABLE {
            store.scan_columns(table, RecordHead::COLUMNS, &mut |values| {
                take(RecordHead::from_columns(values).map(|head| Some(LoadedRow::Record(head))));
            })?;
        } else {
            store.scan(table, &mut |values| take(LoadedRow::from_values(table, values)))?;
        }
    }
    match wrong {
        Some(problem) => Err(problem),
        None => Ok(Snapshot::build(seq, chain, rows.into_iter())),
    }
}

#[cfg(test)]
#[path = "beside_tests.rs"]
mod beside_tests;
#[cfg(test)]
#[path = "every_command_tests.rs"]
mod every_command_tests;
