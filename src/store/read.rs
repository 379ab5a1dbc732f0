//! Reading rows: typed, or as values in bulk. Nothing here writes.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::error::sql;
use super::tables::{self, TableDef};
use super::tx::Bound;
use super::{Store, canonical};
use crate::model::problem::Problem;
use crate::model::{Lent, Row, Uid, Value};

/// KiB of pages that a connection keeps. A page that falls out is encrypted, written, read and decrypted again:
/// this holds the working set of an import of hundreds of thousands of rows.
pub(super) const KEPT: u32 = 96 * 1024;

/// As `KEPT`, while whole tables are read through.
const KEPT_IN_PASSING: u32 = 2 * 1024;

/// Says how many KiB of pages the connection may keep in memory.
pub(super) fn keep(connection: &Connection, kibibytes: u32) -> Result<(), Problem> {
    let pragma = format!("PRAGMA cache_size = -{kibibytes}");
    connection.execute_batch(&pragma).map_err(sql)
}

/// One value as SQLite hands it over. A REAL, which no table of ours holds, is an error.
pub(super) fn lent(raw: ValueRef<'_>) -> Result<Lent<'_>, Problem> {
    let damaged = || {
        Problem::new(
            "content-damaged",
            "text, number or bytes",
            "something else",
            "run verify and restore a backup",
        )
    };
    Ok(match raw {
        ValueRef::Null => Lent::Null,
        ValueRef::Integer(n) => Lent::Int(n),
        ValueRef::Text(t) => Lent::Text(std::str::from_utf8(t).map_err(|_not_utf8| damaged())?.into()),
        ValueRef::Blob(b) => Lent::Blob(b),
        ValueRef::Real(_) => return Err(damaged()),
    })
}

/// As `lent`, as a value of its own.
pub(super) fn value(raw: ValueRef<'_>) -> Result<Value, Problem> {
    lent(raw).map(|lent| lent.to_value())
}

/// The first `columns` values of a row, as SQLite hands them over.
pub(super) fn all_lent<'r>(row: &'r rusqlite::Row<'_>, columns: usize) -> Result<Vec<Lent<'r>>, Problem> {
    (0..columns).map(|i| lent(row.get_ref(i).map_err(sql)?)).collect()
}

/// As `all_lent`, as values of their own.
pub(super) fn values(row: &rusqlite::Row<'_>, columns: usize) -> Result<Vec<Value>, Problem> {
    (0..columns).map(|i| value(row.get_ref(i).map_err(sql)?)).collect()
}

pub(super) fn typed<R: Row>(values: &[Lent<'_>]) -> Result<R, Problem> {
    R::from_lent(values).map_err(|found| {
        Problem::new(
            "content-damaged",
            "a row that fits its table",
            found,
            "run verify and restore a backup",
        )
    })
}

/// Runs a query and hands each row over; stops at the first error.
pub(super) fn each(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
    mut f: impl FnMut(&rusqlite::Row<'_>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut statement = connection.prepare_cached(query).map_err(sql)?;
    let mut rows = statement.query(parameters).map_err(sql)?;
    while let Some(row) = rows.next().map_err(sql)? {
        f(row)?;
    }
    Ok(())
}

pub(super) fn row<R: Row>(connection: &Connection, id: Uid) -> Result<Option<R>, Problem> {
    let table = tables::named(R::TABLE)?;
    let mut statement = connection.prepare_cached(&table.get).map_err(sql)?;
    let mut rows = statement.query([id.0.as_slice()]).map_err(sql)?;
    rows.next()
        .map_err(sql)?
        .map(|row| typed(&all_lent(row, table.columns.len())?))
        .transpose()
}

pub(super) fn row_values(connection: &Connection, table: &TableDef, id: Uid) -> Result<Option<Vec<Value>>, Problem> {
    let mut statement = connection.prepare_cached(&table.get).map_err(sql)?;
    let mut rows = statement.query([id.0.as_slice()]).map_err(sql)?;
    rows.next()
        .map_err(sql)?
        .map(|row| values(row, table.columns.len()))
        .transpose()
}

/// A row as it lies in the file, with its version.
pub(super) struct Stored {
    /// Its canonical bytes.
    pub packed: Vec<u8>,
    pub ver: i64,
    pub ver_commit: i64,
    pub rid: i64,
}

pub(super) fn stored(connection: &Connection, table: &TableDef, id: Uid) -> Result<Option<Stored>, Problem> {
    let mut statement = connection.prepare_cached(&table.stored).map_err(sql)?;
    let mut rows = statement.query([id.0.as_slice()]).map_err(sql)?;
    let Some(row) = rows.next().map_err(sql)? else {
        return Ok(None);
    };
    let columns = table.columns.len();
    let mut packed = Vec::with_capacity(256);
    canonical::pack_lent(&mut packed, &all_lent(row, columns)?);
    Ok(Some(Stored {
        packed,
        ver: row.get(columns).map_err(sql)?,
        ver_commit: row.get(columns + 1).map_err(sql)?,
        rid: row.get(columns + 2).map_err(sql)?,
    }))
}

pub(super) fn rows<R: Row>(connection: &Connection) -> Result<Vec<R>, Problem> {
    let table = tables::named(R::TABLE)?;
    let mut all: Vec<R> = Vec::new();
    each(connection, &table.scan, [], |row| {
        all.push(typed(&all_lent(row, table.columns.len())?)?);
        Ok(())
    })?;
    all.sort_by_key(Row::uid);
    Ok(all)
}

pub(super) fn find<R: Row>(connection: &Connection, column: &str, wanted: &Value) -> Result<Vec<R>, Problem> {
    let table = tables::named(R::TABLE)?;
    let column = known(table, column)?;
    let mut found: Vec<R> = Vec::new();
    // `IS` finds NULL too; the partial index on entity.canonical needs the value to be told non-empty.
    let hint = match (table.name, column, wanted) {
        ("entity", "canonical", Value::Text(text)) if !text.is_empty() => " AND \"canonical\" <> ''",
        _ => "",
    };
    let list = tables::quoted(table.columns, "");
    let query = format!("SELECT {list} FROM \"{}\" WHERE \"{column}\" IS ?1{hint}", table.name);
    each(connection, &query, [Bound(&wanted.lend())], |row| {
        found.push(typed(&all_lent(row, table.columns.len())?)?);
        Ok(())
    })?;
    found.sort_by_key(Row::uid);
    Ok(found)
}

fn known(table: &TableDef, column: &str) -> Result<&'static str, Problem> {
    table.columns.iter().copied().find(|c| *c == column).ok_or_else(|| {
        Problem::new(
            "no-such-column",
            format!("a column of {}", table.name),
            column,
            "use a column of that table",
        )
    })
}

impl Store {
    /// Reads through whole tables of which little is read again: their pages are not kept in memory for later.
    ///
    /// # Errors
    /// Those of `f`, or the file can't be read.
    pub fn in_passing<T>(&self, f: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        keep(&self.connection, KEPT_IN_PASSING)?;
        let done = f();
        keep(&self.connection, KEPT)?;
        done
    }

    /// The row of that id, if there is one.
    pub fn row<R: Row>(&self, id: Uid) -> Result<Option<R>, Problem> {
        row(&self.connection, id)
    }

    /// The row of that id as values, in the order of the table's columns.
    pub fn row_values(&self, table: &str, id: Uid) -> Result<Option<Vec<Value>>, Problem> {
        row_values(&self.connection, tables::named(table)?, id)
    }

    /// All rows of a table, by ascending id.
    pub fn rows<R: Row>(&self) -> Result<Vec<R>, Problem> {
        rows(&self.connection)
    }

    /// Rows whose column has this value, by ascending id.
    pub fn find<R: Row>(&self, column: &str, wanted: &Value) -> Result<Vec<R>, Problem> {
        find(&self.connection, column, wanted)
    }

    /// Number of rows of a table.
    pub fn count(&self, table: &str) -> Result<i64, Problem> {
        let table = tables::named(table)?;
        let query = format!("SELECT count(*) FROM \"{}\"", table.name);
        self.connection.query_row(&query, [], |row| row.get(0)).map_err(sql)
    }

    /// Hands over every row of a table as values in column order. The order of rows means nothing.
    pub fn scan(&self, table: &str, f: &mut dyn FnMut(&[Lent<'_>])) -> Result<(), Problem> {
        let table = tables::named(table)?;
        each(&self.connection, &table.scan, [], |row| {
            f(&all_lent(row, table.columns.len())?);
            Ok(())
        })
    }

    /// As `scan`, with the named columns only, in the order named.
    pub fn scan_columns(&self, table: &str, columns: &[&str], f: &mut dyn FnMut(&[Lent<'_>])) -> Result<(), Problem> {
        let table = tables::named(table)?;
        let columns = columns.iter().map(|c| known(table, c)).collect::<Result<Vec<_>, _>>()?;
        let query = format!(
            "SELECT {} FROM \"{}\" ORDER BY \"rid\"",
            tables::quoted(&columns, ""),
            table.name
        );
        each(&self.connection, &query, [], |row| {
            f(&all_lent(row, columns.len())?);
            Ok(())
        })
    }

    /// Names of all audited tables, parents before children.
    pub fn tables() -> Vec<&'static str> {
        tables::ALL.iter().map(|t| t.name).collect()
    }

    /// A draft or a piece of workspace, outside the audit.
    pub fn draft(&self, name: &str) -> Result<Option<String>, Problem> {
        self.connection
            .query_row("SELECT \"value\" FROM \"draft\" WHERE \"name\" = ?1", [name], |row| {
                row.get(0)
            })
            .optional()
            .map_err(sql)
    }

    /// Keeps a draft; `None` removes it.
    pub fn set_draft(&mut self, name: &str, value: Option<&str>) -> Result<(), Problem> {
        self.must_write()?;
        match value {
            Some(value) => self.connection.execute(
                "INSERT INTO \"draft\" (\"name\", \"value\") VALUES (?1, ?2) \
                 ON CONFLICT (\"name\") DO UPDATE SET \"value\" = excluded.\"value\"",
                [name, value],
            ),
            None => self
                .connection
                .execute("DELETE FROM \"draft\" WHERE \"name\" = ?1", [name]),
        }
        .map(drop)
        .map_err(sql)
    }
}
