//! Creating and opening a case file: key, assertions, lock, migrations, backup; and telling a wrong
//! password, a damaged file and something that is no case apart.
//!
//! SQLCipher keeps its 16-byte salt as the first bytes of the file. That very salt is the salt of
//! Argon2id (RFC 9106), and the derived key is passed raw, so no file lies beside the case.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::Store;
use super::error::{io, sql};
use super::witness::{self, SharedWitness};
use crate::model::member::KdfCost;
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

/// Cost of the file key in file format 1: RFC 9106's second recommended option.
pub const FILE_KDF: KdfCost = KdfCost {
    memory_kib: 65_536,
    passes: 3,
    lanes: 4,
};

/// Bytes of a page. SQLCipher's own choice is 4096; an import of hundreds of thousands of rows takes a fifth
/// less time in larger ones (decision 44).
pub(super) const PAGE: u64 = 16_384;
/// Of new files, and of files that were made before that.
const PAGES: [u64; 2] = [PAGE, 4096];
/// `application_id` of a case file: "CasB".
const APPLICATION: i64 = 0x4361_7342;
/// Numbered migrations: never edited, only added.
const MIGRATIONS: [&str; 3] = [
    include_str!("schema/001_case.sql"),
    include_str!("schema/002_no_triggers.sql"),
    include_str!("schema/003_runs.sql"),
];

/// Who holds the file open for writing; the caller says it.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Holder {
    pub member: String,
    pub host: String,
    pub pid: u32,
    /// RFC 3339.
    pub since: String,
}

/// The derived key and the file's salt, as SQLCipher's raw key `x'…'`; wiped when dropped.
#[derive(Clone)]
pub(super) struct FileKey(Zeroizing<String>);

impl FileKey {
    pub(super) fn derive(password: &Secret, salt: &[u8; 16], cost: &KdfCost) -> Result<FileKey, Problem> {
        let key = argon2id(password, salt, cost)?;
        Ok(FileKey::of(key.as_slice(), salt))
    }

    /// From the 64 hex digits that `hex` gave.
    pub(super) fn of_hex(text: &Secret, salt: &[u8; 16]) -> Result<FileKey, Problem> {
        let text = text.expose();
        let digits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let pairs = (0..text.len() / 2).filter_map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok());
        let key = Zeroizing::new(if digits { pairs.collect::<Vec<u8>>() } else { Vec::new() });
        if key.len() != 32 {
            let found = "other text";
            return Err(Problem::new("recovery-key", "64 hex digits", found, "check the print"));
        }
        Ok(FileKey::of(&key, salt))
    }

    fn of(key: &[u8], salt: &[u8; 16]) -> FileKey {
        let mut text = Zeroizing::new(String::with_capacity(99));
        text.push_str("x'");
        for byte in key.iter().chain(salt) {
            for digit in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        text.push('\'');
        FileKey(text)
    }

    /// As SQLCipher takes it.
    pub(super) fn raw(&self) -> &str {
        &self.0
    }

    /// The key alone, 64 hex digits.
    pub(super) fn hex(&self) -> &str {
        self.0.get(2..66).unwrap_or_default()
    }
}

/// 32 bytes of Argon2id version 1.3.
pub(super) fn argon2id(secret: &Secret, salt: &[u8], cost: &KdfCost) -> Result<Zeroizing<[u8; 32]>, Problem> {
    let bad = |e: argon2::Error| {
        Problem::new(
            "kdf-cost",
            "a cost that Argon2id accepts",
            e.to_string(),
            "the file is damaged, or of a newer version",
        )
    };
    let parameters = argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(bad)?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters);
    let mut key = Zeroizing::new([0u8; 32]);
    argon
        .hash_password_into(secret.expose().as_bytes(), salt, key.as_mut_slice())
        .map_err(bad)?;
    Ok(key)
}

/// `CASE.lock`, held by an OS lock as long as this lives; its text says who.
pub(super) struct LockFile {
    file: File,
    path: PathBuf,
}

impl LockFile {
    fn path_of(case: &Path) -> PathBuf {
        let mut name = case.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }

    /// The lock, or who has it.
    fn take(case: &Path, who: &Holder) -> Result<Result<LockFile, Option<Holder>>, Problem> {
        let path = LockFile::path_of(case);
        let opened = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let mut file = match opened {
            Ok(file) => file,
            Err(e)
                if matches!(
                    e.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                return Ok(Err(None));
            }
            Err(e) => return Err(io(&e, &path)),
        };
        match file.try_lock() {
            Ok(()) => {
                let text = serde_json::to_string(who).unwrap_or_default();
                file.set_len(0)
                    .and_then(|()| file.write_all(text.as_bytes()))
                    .map_err(|e| io(&e, &path))?;
                Ok(Ok(LockFile { file, path }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                // Who is a courtesy: an unreadable lock file is still a held lock.
                let read = file.read_to_string(&mut text).is_ok();
                let holder = if read {
                    serde_json::from_str(&text).unwrap_or_default()
                } else {
                    Holder::default()
                };
                Ok(Err(Some(holder)))
            }
            Err(TryLockError::Error(e)) => Err(io(&e, &path)),
        }
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        // Emptied, not removed: removing it could take another opener's lock away.
        if self.file.set_len(0).is_err() || self.file.unlock().is_err() {
            tracing::warn!(path = %self.path.display(), "lock file could not be released");
        }
    }
}

impl Store {
    /// Makes a new case file, without any member yet: the first commit adds one.
    ///
    /// # Errors
    /// `file-exists`, `network-folder`, or what the disk says.
    pub fn create(
        path: &Path,
        password: &Secret,
        cost: &KdfCost,
        who: &Holder,
        mint: &mut dyn Mint,
    ) -> Result<Store, Problem> {
        refuse_network(path)?;
        if path.exists() {
            return Err(Problem::new(
                "file-exists",
                "a new file",
                "one of that name",
                "choose another name, or open it",
            )
            .in_file(path.display().to_string()));
        }
        if password.is_empty() {
            return Err(Problem::new(
                "no-password",
                "a password",
                "none",
                "give one: it encrypts the file",
            ));
        }
        let mut salt = [0u8; 16];
        mint.fill(&mut salt);
        let key = FileKey::derive(password, &salt, cost)?;
        let lock = match LockFile::take(path, who)? {
            Ok(lock) => lock,
            Err(None) => {
                return Err(Problem::new(
                    "read-only",
                    "a folder that can be written",
                    "a read-only one",
                    "choose another folder",
                )
                .in_file(path.display().to_string()));
            }
            Err(Some(holder)) => return Err(held(path, &holder)),
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|e| sql(e).in_file(path.display().to_string()))?;
        let made = unlock(&connection, &key, PAGE).and_then(|()| {
            connection
                .execute_batch(&format!(
                    "PRAGMA journal_mode = WAL; PRAGMA application_id = {APPLICATION};"
                ))
                .map_err(sql)
        });
        made.map_err(|p| p.in_file(path.display().to_string()))?;
        Store::ready(connection, path, key, Some(lock), None)
    }

    /// Opens a case file for writing; for reading when somebody else writes, or file or folder are
    /// read-only (`is_read_only`, `held_by`).
    ///
    /// # Errors
    /// `no-such-file`, `not-a-case`, `wrong-password`, `damaged`, `newer-version`, `network-folder`.
    pub fn open(path: &Path, password: &Secret, cost: &KdfCost, who: &Holder) -> Result<Store, Problem> {
        let salt = read_salt(path)?;
        refuse_network(path)?;
        Store::open_under(path, FileKey::derive(password, &salt, cost)?, who)
    }

    /// Opens a file whose key is known.
    pub(super) fn open_under(path: &Path, key: FileKey, who: &Holder) -> Result<Store, Problem> {
        let writable = File::options().write(true).open(path).is_ok();
        let (lock, held_by) = if writable {
            match LockFile::take(path, who)? {
                Ok(lock) => (Some(lock), None),
                Err(holder) => (None, holder),
            }
        } else {
            (None, None)
        };
        let connection = if lock.is_some() {
            connect(path, &key, true)
        } else {
            connect(path, &key, false)
        };
        let connection = match connection {
            Ok(connection) => connection,
            Err(problem) if matches!(problem.key.as_str(), "wrong-password" | "damaged") => {
                return Err(tell_apart(path, &key)?.in_file(path.display().to_string()));
            }
            Err(problem) => return Err(problem.in_file(path.display().to_string())),
        };
        Store::ready(connection, path, key, lock, held_by)
    }

    /// A second connection that only reads, for another thread. It needs no password.
    pub fn reader(&self) -> Result<Store, Problem> {
        let connection = connect(&self.path, &self.key, false)?;
        Store::ready(connection, &self.path, self.key.clone(), None, None)
    }

    fn ready(
        mut connection: Connection,
        path: &Path,
        key: FileKey,
        lock: Option<LockFile>,
        held_by: Option<Holder>,
    ) -> Result<Store, Problem> {
        let witness = SharedWitness::default();
        witness::register(&mut connection, &witness)?;
        connection.set_prepared_statement_cache_capacity(256);
        let in_file = |p: Problem| p.in_file(path.display().to_string());
        if lock.is_some() {
            migrate(&connection).map_err(in_file)?;
        }
        assert_settings(&connection).map_err(in_file)?;
        Ok(Store {
            connection,
            witness,
            path: path.to_owned(),
            key,
            lock,
            held_by,
            fail_in: None,
        })
    }

    /// Copies the whole case, as of now and under the same password, into a new file; work may go on.
    ///
    /// # Errors
    /// `file-exists`, or what the disk says; then no file is left.
    pub fn backup(&self, out: &Path) -> Result<(), Problem> {
        refuse_network(out)?;
        if out.exists() {
            return Err(
                Problem::new("file-exists", "a new file", "one of that name", "choose another name")
                    .in_file(out.display().to_string()),
            );
        }
        let copied = self.copy_to(out).map_err(|p| p.in_file(out.display().to_string()));
        if copied.is_err() && out.exists() {
            std::fs::remove_file(out).map_err(|e| io(&e, out))?;
        }
        copied
    }

    fn copy_to(&self, out: &Path) -> Result<(), Problem> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut target = Connection::open_with_flags(out, flags).map_err(sql)?;
        let page: String = self
            .connection
            .query_row("PRAGMA cipher_page_size", [], |row| row.get(0))
            .map_err(sql)?;
        unlock(&target, &self.key, page.parse().unwrap_or(PAGE))?;
        {
            let backup = rusqlite::backup::Backup::new(&self.connection, &mut target).map_err(sql)?;
            backup.run_to_completion(4096, Duration::ZERO, None).map_err(sql)?;
        }
        target.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").map_err(sql)?;
        target.close().map_err(|(_, e)| sql(e))
    }
}

fn held(path: &Path, holder: &Holder) -> Problem {
    let found = format!("{} on {} since {}", holder.member, holder.host, holder.since);
    Problem::new(
        "read-only",
        "a file that nobody else writes to",
        found,
        "wait until it is closed there",
    )
    .in_file(path.display().to_string())
}

/// The first 16 bytes of the file; errors when it cannot be a case.
pub(super) fn read_salt(path: &Path) -> Result<[u8; 16], Problem> {
    let mut file = File::open(path).map_err(|e| io(&e, path))?;
    let mut salt = [0u8; 16];
    let metadata = file.metadata().map_err(|e| io(&e, path))?;
    if !metadata.is_file() || metadata.len() < PAGES[1] {
        return Err(not_a_case().in_file(path.display().to_string()));
    }
    file.read_exact(&mut salt).map_err(|e| io(&e, path))?;
    if &salt == b"SQLite format 3\0" {
        return Err(not_a_case().in_file(path.display().to_string()));
    }
    Ok(salt)
}

fn not_a_case() -> Problem {
    Problem::new(
        "not-a-case",
        "a case file of Caseboard",
        "a file of another kind",
        "choose a file that ends in .caseboard, or `import` this one into a case",
    )
}

fn connect(path: &Path, key: &FileKey, write: bool) -> Result<Connection, Problem> {
    let access = if write {
        OpenFlags::SQLITE_OPEN_READ_WRITE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    let open = |target: &str, flags: OpenFlags| -> Result<Connection, Problem> {
        let with = |page: u64| {
            let connection =
                Connection::open_with_flags(target, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(sql)?;
            unlock(&connection, key, page)?;
            Ok(connection)
        };
        // Only a page of the right size verifies.
        with(PAGES[0]).or_else(|problem: Problem| match problem.key.as_str() {
            "wrong-password" | "damaged" => with(PAGES[1]).map_err(|_also| problem),
            _ => Err(problem),
        })
    };
    let target = path.to_string_lossy();
    match open(&target, access) {
        // A WAL database in a folder that we cannot write to can be read only as an immutable file,
        // and only when no log of a writer lies beside it.
        Err(problem) if !write && matches!(problem.key.as_str(), "cannot-open" | "read-only") && !wal_beside(path) => {
            open(&immutable(path), access | OpenFlags::SQLITE_OPEN_URI)
        }
        other => other,
    }
}

/// The address under which SQLite takes a file for one that nobody changes: no lock, no log.
fn immutable(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f");
    format!("file:{}?immutable=1", escaped.replace('#', "%23"))
}

fn wal_beside(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(PathBuf::from(name)).is_ok_and(|m| m.len() > 0)
}

/// Gives the key and reads the first page. SQLCipher's own log lines are silenced first.
fn unlock(connection: &Connection, key: &FileKey, page: u64) -> Result<(), Problem> {
    connection
        .execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA cipher_log = off;")
        .map_err(sql)?;
    give_key(connection, key, page)?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(sql)?;
    // A statement is planned once, whatever is bound to it: undo asks one question for each of a million rows.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(sql)?;
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
        .map_err(sql)?;
    super::read::keep(connection, super::read::KEPT)?;
    connection
        .execute_batch(
            // The one CHECK, an id's 16 bytes, is kept by `Tx` and looked at by `verify`: within a statement of
            // many rows its function would make SQLite keep a copy of every page that the statement touches.
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
             PRAGMA recursive_triggers = OFF; PRAGMA cell_size_check = ON; PRAGMA ignore_check_constraints = ON;",
        )
        .map_err(sql)
}

/// Says how the pages are encrypted, and of how many bytes they are; reads none.
fn give_key(connection: &Connection, key: &FileKey, page: u64) -> Result<(), Problem> {
    let statement = Zeroizing::new(format!(
        "PRAGMA key = \"{}\"; PRAGMA cipher_page_size = {page};",
        key.0.as_str()
    ));
    connection.execute_batch(&statement).map_err(sql)
}

/// What the file promises at every open.
fn assert_settings(connection: &Connection) -> Result<(), Problem> {
    let text = |pragma: &str| -> Result<String, Problem> {
        connection
            .query_row(&format!("PRAGMA {pragma}"), [], |row| {
                let value = row.get_ref(0)?;
                Ok(match value {
                    rusqlite::types::ValueRef::Integer(n) => n.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
            })
            .map_err(sql)
    };
    let wrong = |what: &str, found: String| {
        Problem::new(
            "store-settings",
            what,
            found,
            "this program was built or the file was changed wrongly; report this",
        )
    };
    if text("cipher_version")?.is_empty() {
        return Err(wrong("an encrypting SQLite (cipher_version)", "none".to_owned()));
    }
    let expected = [
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("secure_delete", "1"),
        ("temp_store", "2"),
    ];
    for (pragma, value) in expected {
        let found = text(pragma)?;
        if found != value {
            return Err(wrong(&format!("{pragma} = {value}"), found));
        }
    }
    let journal = text("journal_mode")?;
    // An immutable file has no journal at all.
    if journal != "wal" && !(journal == "off" || journal == "delete") {
        return Err(wrong("journal_mode = wal", journal));
    }
    if text("application_id")? != APPLICATION.to_string() {
        return Err(not_a_case());
    }
    let version: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(sql)?;
    if version != MIGRATIONS.len() as i64 {
        return Err(version_problem(version));
    }
    let lax: i64 = connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 \
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            [],
            |row| row.get(0),
        )
        .map_err(sql)?;
    if lax > 0 {
        return Err(wrong("STRICT tables", format!("{lax} that are not")));
    }
    super::open::check_triggers(connection)
}

/// A case file has no triggers: one that somebody added would run with every commit.
pub(super) fn check_triggers(connection: &Connection) -> Result<(), Problem> {
    let mut found: Vec<String> = Vec::new();
    super::read::each(
        connection,
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name",
        [],
        |row| {
            found.push(row.get(0).map_err(sql)?);
            Ok(())
        },
    )?;
    if found.is_empty() {
        return Ok(());
    }
    Err(Problem::new(
        "triggers-added",
        "a case file without triggers",
        found.join(", "),
        "somebody changed the file with another program: restore a backup and compare with verify",
    ))
}

fn version_problem(found: i64) -> Problem {
    if found > MIGRATIONS.len() as i64 {
        Problem::new(
            "newer-version",
            format!("a file of version {} or older", MIGRATIONS.len()),
            format!("version {found}"),
            "update Caseboard",
        )
    } else {
        Problem::new(
            "older-version",
            format!("a file of version {}", MIGRATIONS.len()),
            format!("version {found}"),
            "open it for writing once, so that it is brought up to date",
        )
    }
}

/// Runs the migrations that the file lacks, each with its number in one transaction.
fn migrate(connection: &Connection) -> Result<(), Problem> {
    let version: i64 = connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(sql)?;
    let missing = usize::try_from(version)
        .ok()
        .and_then(|v| MIGRATIONS.get(v..))
        .ok_or_else(|| version_problem(version))?;
    if missing.is_empty() {
        return Ok(());
    }
    let mut batch = String::from("BEGIN IMMEDIATE;\n");
    for migration in missing {
        batch.push_str(migration);
    }
    batch.push_str(&format!("PRAGMA user_version = {};\nCOMMIT;", MIGRATIONS.len()));
    connection.execute_batch(&batch).map_err(|e| {
        // The first error is the one to report; without a transaction there is nothing to roll back.
        if !connection.is_autocommit() && connection.execute_batch("ROLLBACK").is_err() {
            tracing::warn!("a failed migration could not be rolled back; closing the file does it");
        }
        sql(e)
    })
}

/// Why a file does not open: none of its pages verifies (wrong password, or no case), or some do
/// (damaged).
fn tell_apart(path: &Path, key: &FileKey) -> Result<Problem, Problem> {
    let length = std::fs::metadata(path).map_err(|e| io(&e, path))?.len();
    let uri = immutable(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    for page in PAGES {
        let pages = length.div_ceil(page);
        let connection = Connection::open_with_flags(&uri, flags).map_err(sql)?;
        give_key(&connection, key, page)?;
        let bad = bad_pages(&connection)?;
        if bad < pages {
            return Ok(Problem::new(
                "damaged",
                "a whole case file",
                format!("{bad} of {pages} pages damaged"),
                "keep this file and restore the newest backup",
            ));
        }
    }
    if length % PAGES[1] == 0 && looks_encrypted(path).map_err(|e| io(&e, path))? {
        return Ok(Problem::new(
            "wrong-password",
            "the password of this case",
            "another one",
            "try again",
        ));
    }
    Ok(not_a_case())
}

/// Number of pages whose authentication fails.
pub(super) fn bad_pages(connection: &Connection) -> Result<u64, Problem> {
    let mut bad = 0;
    super::read::each(connection, "PRAGMA cipher_integrity_check", [], |_| {
        bad += 1;
        Ok(())
    })?;
    Ok(bad)
}

/// Ciphertext has every byte about equally often. Chi-square over up to four pages at the start and
/// four in the middle: 255 degrees of freedom, so beyond 400 is text, a picture, a table; never noise.
fn looks_encrypted(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut counts = [0u64; 256];
    let mut total = 0u64;
    for from in [0, length / 2] {
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        (&mut file).take(4 * PAGE).read_to_end(&mut bytes)?;
        total += bytes.len() as u64;
        for byte in bytes {
            counts[usize::from(byte)] += 1;
        }
    }
    let expected = total as f64 / 256.0;
    let chi: f64 = counts
        .iter()
        .map(|&c| (c as f64 - expected) * (c as f64 - expected) / expected)
        .sum();
    Ok(chi < 400.0)
}

/// WAL needs memory that all openers share, which network file systems do not give.
pub(super) fn refuse_network(path: &Path) -> Result<(), Problem> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|e| io(&e, folder))?;
    let mounts = std::fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let kind = network_kind(&mounts, &folder);
    let unc = folder.to_string_lossy().starts_with(r"\\") && !folder.to_string_lossy().starts_with(r"\\?\C");
    let Some(kind) = kind.or(if unc && cfg!(windows) {
        Some("network share".to_owned())
    } else {
        None
    }) else {
        return Ok(());
    };
    Err(Problem::new(
        "network-folder",
        "a folder on a disk of this computer",
        kind,
        "copy the case to a local folder, work on the copy, and bring it back with `backup`",
    )
    .in_file(path.display().to_string()))
}

/// The kind of network file system that a folder lies on, by the longest mount point that holds it.
fn network_kind(mounts: &str, folder: &Path) -> Option<String> {
    const NETWORK: [&str; 12] = [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "lustre",
        "ncpfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "davfs",
    ];
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut fields = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (fields.next(), fields.next()) else {
            continue;
        };
        let point = point.replace("\\040", " ");
        // The later of two mounts on one point is the one that is seen.
        if folder.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.map(|(_, kind)| kind)
        .filter(|kind| NETWORK.contains(kind))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests;
