//! Reference libraries: public registers as SQLite files of their own, indexed once, read-only, named
//! by what is in them. They hold no case data, so they are not encrypted and not audited.
//! Must not know: which registers there are, column maps (the caller hands over rows and identifiers).

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Statement};
use sha2::{Digest, Sha256};

use super::canonical::pack;
use super::error::{io, sql};
use super::read::each;
use super::search::{Begun, asked, part_query, word_query};
use crate::model::Value;
use crate::model::hex;
use crate::model::problem::Problem;

/// `application_id` of a library: "CasL".
const APPLICATION: i64 = 0x4361_734C;
const ENDING: &str = "library";

/// One row of a register on its way in.
#[derive(Clone, Default)]
pub struct LibraryRow {
    /// The register's own number for it, or empty.
    pub key: String,
    /// In the order of the library's columns.
    pub cells: Vec<String>,
    /// (kind, canonical value) of what it names: phone, fein, address, name, ...
    pub identifiers: Vec<(String, String)>,
}

/// What a library is.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct LibraryInfo {
    pub name: String,
    /// Hex SHA-256 over columns and rows (`docs/formats.md`): the same rows, the same hash.
    pub sha256: String,
    pub columns: Vec<String>,
    pub rows: i64,
    /// The column map that its rows were read by; empty = the best known one for its columns.
    pub map: String,
    pub path: PathBuf,
}

/// A row found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LibraryHit {
    /// Row number, from 1.
    pub row: i64,
    pub key: String,
    /// In the order of `LibraryInfo::columns`.
    pub cells: Vec<String>,
}

/// An open library.
pub struct Library {
    connection: Connection,
    info: LibraryInfo,
}

impl Library {
    /// Indexes rows into a new library file in `folder`. A failure, also in the middle of the rows,
    /// leaves no file. The same content again gives the file that is there.
    ///
    /// # Errors
    /// What `rows` gives; `library-row` for a row with another number of cells; what the disk says.
    pub fn add(
        folder: &Path,
        name: &str,
        columns: &[String],
        rows: &mut dyn Iterator<Item = Result<LibraryRow, Problem>>,
    ) -> Result<LibraryInfo, Problem> {
        Library::add_mapped(folder, name, columns, "", rows)
    }

    /// As `add`, and keeps the name of the map that the rows were read by.
    ///
    /// # Errors
    /// As `add`.
    pub fn add_mapped(
        folder: &Path,
        name: &str,
        columns: &[String],
        map: &str,
        rows: &mut dyn Iterator<Item = Result<LibraryRow, Problem>>,
    ) -> Result<LibraryInfo, Problem> {
        std::fs::create_dir_all(folder).map_err(|e| io(&e, folder))?;
        let partial = folder.join(format!("{}.partial", file_stem(name)));
        remove_if_there(&partial)?;
        match build(&partial, name, columns, map, rows) {
            Ok(sha256) => {
                let path = folder.join(format!(
                    "{}-{}.{ENDING}",
                    file_stem(name),
                    sha256.get(..16).unwrap_or_default()
                ));
                if path.exists() {
                    remove_if_there(&partial)?;
                } else {
                    std::fs::rename(&partial, &path).map_err(|e| io(&e, &path))?;
                }
                Library::open(&path).map(|library| library.info)
            }
            Err(problem) => {
                remove_if_there(&partial)?;
                Err(problem)
            }
        }
    }

    /// Opens a library file for reading.
    ///
    /// # Errors
    /// `not-a-library`, `no-such-file`.
    pub fn open(path: &Path) -> Result<Library, Problem> {
        if !path.is_file() {
            return Err(
                Problem::new("no-such-file", "a library", "nothing there", "see `library list`")
                    .in_file(path.display().to_string()),
            );
        }
        let odd = |problem: Problem| {
            let remedy = "remove the file and add the library again";
            Problem::new("not-a-library", "a library of Caseboard", problem.key, remedy)
                .in_file(path.display().to_string())
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|e| odd(sql(e)))?;
        connection
            .execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;")
            .map_err(|e| odd(sql(e)))?;
        let application: i64 = connection
            .query_row("PRAGMA application_id", [], |row| row.get(0))
            .map_err(|e| odd(sql(e)))?;
        if application != APPLICATION {
            return Err(odd(Problem::new("another application", "", "", "")));
        }
        let meta = |name: &str| -> Result<String, Problem> {
            connection
                .query_row("SELECT \"value\" FROM \"meta\" WHERE \"name\" = ?1", [name], |row| {
                    row.get(0)
                })
                .map_err(|e| odd(sql(e)))
        };
        let (columns, rows) = (meta("columns")?, meta("rows")?);
        let info = LibraryInfo {
            name: meta("name")?,
            sha256: meta("sha256")?,
            columns: serde_json::from_str(&columns).unwrap_or_default(),
            rows: rows.parse().unwrap_or_default(),
            // Libraries that were made before this was kept have none.
            map: meta("map").unwrap_or_default(),
            path: path.to_owned(),
        };
        Ok(Library { connection, info })
    }

    /// All libraries of a folder, by name and hash; files that are none are left out.
    pub fn list(folder: &Path) -> Result<Vec<LibraryInfo>, Problem> {
        let mut found = Vec::new();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(found),
            Err(e) => return Err(io(&e, folder)),
        };
        for entry in entries {
            let path = entry.map_err(|e| io(&e, folder))?.path();
            if path.extension().is_some_and(|e| e == ENDING)
                && let Ok(library) = Library::open(&path)
            {
                found.push(library.info);
            }
        }
        found.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        Ok(found)
    }

    pub fn info(&self) -> &LibraryInfo {
        &self.info
    }

    /// Computes the content hash anew: false when the file is not what its name says.
    pub fn is_unchanged(&self) -> Result<bool, Problem> {
        let mut hasher = begin_hash(&self.info.columns);
        let query = "SELECT \"row\", \"key\", \"cells\", \"identifiers\" FROM \"entry\" ORDER BY \"row\"";
        each(&self.connection, query, [], |row| {
            let text = |i: usize| row.get::<_, String>(i).map_err(sql);
            hash_row(&mut hasher, &text(1)?, &text(2)?, &text(3)?);
            Ok(())
        })?;
        Ok(hex(&hasher.finalize()) == self.info.sha256)
    }

    /// Rows with every word of `text` (beginnings, accents don't matter), best first; at most `limit`.
    pub fn search(&self, text: &str, limit: usize) -> Result<Vec<LibraryHit>, Problem> {
        let mut rows: Vec<i64> = Vec::new();
        for (index, query) in [
            ("word", word_query(&asked(text), Begun::All)),
            ("part", part_query(text)),
        ] {
            if query.is_empty() || rows.len() >= limit {
                continue;
            }
            // `part` is over identifiers, several a row.
            let found = match index {
                "word" => "SELECT rowid FROM \"word\" WHERE \"word\" MATCH ?1 ORDER BY rank, rowid LIMIT ?2",
                _ => {
                    "SELECT i.\"row\" FROM \"part\" p JOIN \"identifier\" i ON i.\"n\" = p.rowid \
                     WHERE \"part\" MATCH ?1 ORDER BY rank, i.\"row\" LIMIT ?2"
                }
            };
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            each(&self.connection, found, rusqlite::params![query, limit], |row| {
                let row: i64 = row.get(0).map_err(sql)?;
                if !rows.contains(&row) {
                    rows.push(row);
                }
                Ok(())
            })?;
        }
        rows.truncate(limit);
        rows.into_iter().filter_map(|row| self.row(row).transpose()).collect()
    }

    /// Rows that name exactly this canonical value, in row order.
    pub fn lookup(&self, kind: &str, canonical: &str) -> Result<Vec<LibraryHit>, Problem> {
        let mut rows: Vec<i64> = Vec::new();
        let query =
            "SELECT DISTINCT \"row\" FROM \"identifier\" WHERE \"canonical\" = ?1 AND \"kind\" = ?2 ORDER BY \"row\"";
        each(&self.connection, query, [canonical, kind], |row| {
            rows.push(row.get(0).map_err(sql)?);
            Ok(())
        })?;
        rows.into_iter().filter_map(|row| self.row(row).transpose()).collect()
    }

    /// Numbers of rows that hold every word of `text` (beginnings, accents don't matter), in row order;
    /// at most `limit`.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn rows_with(&self, text: &str, limit: usize) -> Result<Vec<i64>, Problem> {
        let query = word_query(&asked(text), Begun::All);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        self.numbers(
            "SELECT rowid FROM \"word\" WHERE \"word\" MATCH ?1 LIMIT ?2",
            rusqlite::params![query, i64::try_from(limit).unwrap_or(i64::MAX)],
        )
    }

    /// Numbers of rows that name exactly this canonical value, in row order; at most `limit`.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn rows_naming(&self, kind: &str, canonical: &str, limit: usize) -> Result<Vec<i64>, Problem> {
        let query = "SELECT DISTINCT \"row\" FROM \"identifier\" WHERE \"canonical\" = ?1 AND \"kind\" = ?2 \
                     ORDER BY \"row\" LIMIT ?3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.numbers(query, rusqlite::params![canonical, kind, limit])
    }

    fn numbers(&self, query: &str, parameters: impl rusqlite::Params) -> Result<Vec<i64>, Problem> {
        self.connection
            .prepare_cached(query)
            .and_then(|mut s| s.query_map(parameters, |row| row.get(0))?.collect())
            .map_err(sql)
    }

    /// How many rows name this value: a value that many share weighs little.
    pub fn count(&self, kind: &str, canonical: &str) -> Result<i64, Problem> {
        self.connection
            .prepare_cached(
                "SELECT count(DISTINCT \"row\") FROM \"identifier\" WHERE \"canonical\" = ?1 AND \"kind\" = ?2",
            )
            .and_then(|mut s| s.query_row([canonical, kind], |row| row.get(0)))
            .map_err(sql)
    }

    /// One row by its number.
    pub fn row(&self, row: i64) -> Result<Option<LibraryHit>, Problem> {
        let found: Option<(String, String)> = self
            .connection
            .prepare_cached("SELECT \"key\", \"cells\" FROM \"entry\" WHERE \"row\" = ?1")
            .and_then(|mut s| s.query_row([row], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .map_err(sql)?;
        Ok(found.map(|(key, cells)| LibraryHit {
            row,
            key,
            cells: split(&cells),
        }))
    }

    /// Hands over every row in order.
    pub fn scan(&self, f: &mut dyn FnMut(LibraryHit)) -> Result<(), Problem> {
        each(
            &self.connection,
            "SELECT \"row\", \"key\", \"cells\" FROM \"entry\" ORDER BY \"row\"",
            [],
            |row| {
                let cells: String = row.get(2).map_err(sql)?;
                f(LibraryHit {
                    row: row.get(0).map_err(sql)?,
                    key: row.get(1).map_err(sql)?,
                    cells: split(&cells),
                });
                Ok(())
            },
        )
    }
}

/// Cells lie joined by the unit separator, which is no letter for the index and stands in no register;
/// one that has it in a cell gets a space there.
const SEPARATOR: char = '\u{1F}';

fn join(cells: &[String]) -> String {
    let mut out = String::with_capacity(cells.iter().map(|c| c.len() + 1).sum());
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(SEPARATOR);
        }
        match cell.contains(SEPARATOR) {
            true => out.push_str(&cell.replace(SEPARATOR, " ")),
            false => out.push_str(cell),
        }
    }
    out
}

fn split(cells: &str) -> Vec<String> {
    cells.split(SEPARATOR).map(str::to_owned).collect()
}

fn file_stem(name: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || c == '-' || c == '_' {
            c
        } else {
            '_'
        }
    };
    name.chars().take(60).map(safe).collect()
}

fn remove_if_there(path: &Path) -> Result<(), Problem> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io(&e, path)),
        _ => Ok(()),
    }
}

fn begin_hash(columns: &[String]) -> Sha256 {
    let head: Vec<Value> = columns.iter().map(|c| Value::Text(c.clone())).collect();
    Sha256::new_with_prefix(pack(&head))
}

fn hash_row(hasher: &mut Sha256, key: &str, cells: &str, identifiers: &str) {
    for part in [key, cells, identifiers] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
}

fn build(
    path: &Path,
    name: &str,
    columns: &[String],
    map: &str,
    rows: &mut dyn Iterator<Item = Result<LibraryRow, Problem>>,
) -> Result<String, Problem> {
    let mut connection = Connection::open(path).map_err(|e| sql(e).in_file(path.display().to_string()))?;
    // A file that is half made is thrown away, so no journal is needed while it is made.
    connection
        .execute_batch(&format!(
            "PRAGMA cipher_log_level = NONE; PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; \
             PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; \
             PRAGMA locking_mode = EXCLUSIVE; PRAGMA application_id = {APPLICATION};"
        ))
        .map_err(sql)?;
    connection
        .execute_batch(include_str!("schema/library.sql"))
        .map_err(sql)?;
    let transaction = connection.transaction().map_err(sql)?;
    let mut hasher = begin_hash(columns);
    let mut count = 0i64;
    {
        let prepare = |query: &str| -> Result<Statement<'_>, Problem> { transaction.prepare(query).map_err(sql) };
        let mut entry =
            prepare("INSERT INTO \"entry\" (\"row\", \"key\", \"cells\", \"identifiers\") VALUES (?1, ?2, ?3, ?4)")?;
        let mut word = prepare("INSERT INTO \"word\" (rowid, text) VALUES (?1, ?2)")?;
        let mut identifier =
            prepare("INSERT INTO \"identifier\" (\"kind\", \"canonical\", \"row\") VALUES (?1, ?2, ?3)")?;
        for row in rows {
            let row = row?;
            count += 1;
            if row.cells.len() != columns.len() {
                let found = format!("{} in row {count}", row.cells.len());
                return Err(Problem::new(
                    "library-row",
                    format!("{} cells", columns.len()),
                    found,
                    "check the file",
                ));
            }
            let cells = join(&row.cells);
            let mut identifiers = String::new();
            for (kind, canonical) in row.identifiers.iter().filter(|(_, c)| !c.is_empty()) {
                identifiers.extend([kind.as_str(), "\u{1F}", canonical, "\u{1E}"]);
                identifier
                    .execute(rusqlite::params![kind, canonical, count])
                    .map_err(sql)?;
            }
            hash_row(&mut hasher, &row.key, &cells, &identifiers);
            entry
                .execute(rusqlite::params![count, row.key, cells, identifiers])
                .map_err(sql)?;
            word.execute(rusqlite::params![count, cells]).map_err(sql)?;
        }
    }
    let sha256 = hex(&hasher.finalize());
    let columns = serde_json::to_string(columns).unwrap_or_default();
    for (key, value) in [
        ("name", name),
        ("sha256", &sha256),
        ("columns", &columns),
        ("rows", &count.to_string()),
        ("map", map),
    ] {
        transaction
            .execute(
                "INSERT INTO \"meta\" (\"name\", \"value\") VALUES (?1, ?2)",
                [key, value],
            )
            .map_err(sql)?;
    }
    // Sorted once at the end, which is several times faster than keeping them sorted.
    transaction
        .execute_batch(
            "CREATE INDEX \"identifier_canonical\" ON \"identifier\" (\"canonical\", \"kind\", \"row\"); \
             INSERT INTO \"part\" (rowid, text) SELECT \"n\", \"canonical\" FROM \"identifier\" \
             WHERE \"canonical\" GLOB '*[0-9][0-9][0-9]*';",
        )
        .map_err(sql)?;
    transaction.commit().map_err(sql)?;
    connection.close().map_err(|(_, e)| sql(e))?;
    std::fs::File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(|e| io(&e, path))?;
    Ok(sha256)
}

#[cfg(test)]
mod tests;
