//! An open case: here alone the circle closes. A command is checked against the snapshot, applied in
//! one transaction, committed, and the next snapshot follows from the rows that it touched.

mod load; // the board out of its file
mod members; // who is one, and who acts
mod past; // the board as it was known
mod read; // what is read from it
mod undo; // steps taken back and brought again
mod vault; // keys, seals, the recovery kit

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde_json::{Value as Json, json};

use super::action::*;
use super::intake::{self, Bytes, Incoming};
use super::job::Progress;
use super::rejects::{self, Unread};
use super::{anchor, ask, beside};
use crate::catalog::Catalog;
use crate::command::{Command, Context, Outcome};
use crate::export::SidecarSignature;
use crate::model::commit::{Commit, Touched, UndoClass};
use crate::model::label::Labels;
use crate::model::member::{Member, Sealed, Setting};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::{Attachment, Record, Source};
use crate::model::*;
use crate::snapshot::{Change, LoadedRow, RecordHead, Snapshot};
use crate::store::{CommitMeta, FILE_KDF, Holder, NewMember, Store, Vault};

use load::load;
pub use members::{AddMember, MemberLine};
use past::Past;
pub use past::When;
pub(in crate::app) use past::refused;
pub use undo::Stack;

/// Who opens a file.
#[derive(Clone, Default)]
pub struct Who {
    /// Member by name; empty = who made the file.
    pub member: String,
}

/// What a new file is made with.
#[derive(Clone)]
pub struct NewCase {
    pub kind: String,
    pub title: String,
    pub member: String,
    pub agency: String,
    pub password: Secret,
    /// The member's own passphrase for the vault.
    pub passphrase: Secret,
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
    /// Originals under seal that were opened to be looked at, until the vault is closed.
    opened: BTreeSet<SealedId>,
    /// Whether a change of very many rows leaves the snapshot behind, and whether one has.
    puts_off: bool,
    behind: bool,
    /// Staged rows with unread cells, once somebody asked for them.
    unread: OnceLock<Arc<Vec<Unread>>>,
    /// Originals of more bytes than this lie beside the case.
    kept_bytes: u64,
    /// The commit whose board this is, when it is not the newest: nothing can be changed then.
    past: Option<Past>,
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
        let args = vec![new.kind.clone(), new.title.clone()];
        let never = (UndoClass::Never, String::new());
        let meta = meta(member, &catalog, "file.new".to_owned(), args, never);
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
        Case::over(store, path, &Who::default(), catalog, mint, true)
    }

    /// Opens a file; read-only when someone else holds its lock.
    ///
    /// # Errors
    /// Wrong password, damaged file and no case are told apart.
    pub fn open(path: &Path, password: &Secret, who: &Who, catalog: Arc<Catalog>) -> Result<Case, Problem> {
        Case::open_with(path, password, who, catalog, super::now::real_mint())
    }

    /// As `open`, for a program that takes steps back and ends: the board is read when a command needs it,
    /// not before; until then `snapshot` is empty.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_unread(path: &Path, password: &Secret, who: &Who, catalog: Arc<Catalog>) -> Result<Case, Problem> {
        let store = Store::open(path, password, &FILE_KDF, &holder(&who.member))?;
        Case::over(store, path, who, catalog, super::now::real_mint(), false)
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
        Case::over(store, path, who, catalog, mint, true)
    }

    /// Opens a file with the key of a recovery kit.
    pub(super) fn open_with_key(path: &Path, key: &Secret, who: &Who, catalog: Arc<Catalog>) -> Result<Case, Problem> {
        let store = Store::open_with_key(path, key, &holder(&who.member))?;
        Case::over(store, path, who, catalog, super::now::real_mint(), true)
    }

    fn over(
        store: Store,
        path: &Path,
        who: &Who,
        catalog: Arc<Catalog>,
        mint: Box<dyn Mint + Send>,
        read: bool,
    ) -> Result<Case, Problem> {
        let snapshot = Arc::new(if read { load(&store)? } else { Snapshot::default() });
        let members: Vec<Member> = store.rows()?;
        let member = if who.member.is_empty() {
            // Whoever is added later, the same one acts where none is named.
            let founder = store.commit_at(1).map(|c| c.member);
            let founder = members.iter().find(|m| founder.as_ref().is_ok_and(|f| *f == m.id));
            founder
                .or_else(|| members.iter().min_by(|a, b| a.name.cmp(&b.name)))
                .map(|m| m.id)
        } else {
            members.iter().find(|m| m.name == who.member).map(|m| m.id)
        };
        let member = member.ok_or_else(|| members::no_such_name(members.iter(), &who.member))?;
        Ok(Case {
            store,
            path: path.to_path_buf(),
            snapshot,
            catalog,
            mint,
            member,
            vault: None,
            opened: BTreeSet::new(),
            puts_off: !read,
            behind: !read,
            unread: OnceLock::new(),
            kept_bytes: intake::KEPT_BYTES,
            past: None,
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
        if let Some(past) = &self.past {
            return Err(past::refused(&past.commit));
        }
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
        command.verb().check_by(self.member, &self.snapshot, &self.catalog)
    }

    /// Makes one change: one transaction, one commit, one undo step.
    ///
    /// # Errors
    /// What stands in the way; nothing is changed then.
    pub fn commit(&mut self, command: &Command) -> Result<Done, Problem> {
        if let Some(past) = &self.past {
            return Err(past::refused(&past.commit));
        }
        if std::mem::take(&mut self.behind) {
            self.snapshot = Arc::new(load(&self.store)?);
        }
        let verb = command.verb();
        verb.check_by(self.member, &self.snapshot, &self.catalog)?;
        let now = self.mint.now();
        let stack = self.stack_name(verb.class(), &verb.stack());
        let meta = self.meta(verb.name(), verb.args(&self.snapshot), (verb.class(), stack));
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

    /// What a commit of the acting member says of itself.
    fn meta(&self, command: String, args: Vec<String>, stack: (UndoClass, String)) -> CommitMeta {
        meta(self.member, &self.catalog, command, args, stack)
    }
    fn stack_name(&self, class: UndoClass, stack: &str) -> String {
        match class {
            UndoClass::Case => self.member.to_string(),
            _ => stack.to_owned(),
        }
    }
    /// The next snapshot, from what a commit touched.
    fn refresh(&mut self, touched: &Touched) -> Result<(), Problem> {
        if touched.many
            || touched
                .rows
                .iter()
                .any(|r| [Record::TABLE, Source::TABLE].contains(&r.table))
        {
            self.unread = OnceLock::new();
        }
        self.snapshot = if self.behind {
            self.snapshot.clone()
        } else if touched.many {
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

    /// Hands over every stored row of every audited table, for those who check what is in the clear.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn dump(&self, f: &mut dyn FnMut(&str, &[Value])) -> Result<(), Problem> {
        for table in Store::tables() {
            self.store.scan(table, &mut |values| {
                let own: Vec<Value> = values.iter().map(Lent::to_value).collect();
                f(table, &own);
            })?;
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
    /// Name of the acting member.
    pub fn member_name(&self) -> String {
        self.snapshot
            .members
            .get(self.member.0)
            .map(|m| m.name.clone())
            .unwrap_or_default()
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
        let name = self.member_name();
        let (public, signature) = self.store.sign(self.member, bytes)?;
        Ok(Some(SidecarSignature {
            member: name,
            public: crate::model::hex(&public),
            signature: crate::model::hex(&signature),
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

fn meta(
    member: MemberId,
    catalog: &Catalog,
    command: String,
    args: Vec<String>,
    (class, stack): (UndoClass, String),
) -> CommitMeta {
    CommitMeta {
        member,
        command,
        args,
        class,
        stack,
        undoes: None,
        assets: catalog.sha256.clone(),
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

#[cfg(test)]
#[path = "beside_tests.rs"]
mod beside_tests;
#[cfg(test)]
#[path = "every_command_tests.rs"]
mod every_command_tests;
