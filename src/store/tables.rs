//! The audited tables, derived from the row structs of `model`: and their statements.
//! A table added to `ALL` and to a migration is recorded, undone, verified and purged without more.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::tx::TOGETHER;
use crate::model::Row;
use crate::model::chart::{Chart, ChartItem};
use crate::model::decision::Decision;
use crate::model::entity::{Entity, Fact, Link};
use crate::model::event::Event;
use crate::model::lead::{Deconfliction, Lead};
use crate::model::member::{CompartmentKey, ExportEntry, LibraryUse, Member, MemberKey, Purge, Sealed, Setting};
use crate::model::problem::Problem;
use crate::model::source::{Attachment, Mention, Record, Source};
use crate::model::work::{Exclusion, Milestone, Process, Task};

/// One audited table and its statements, made once.
pub(super) struct TableDef {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// Values: the columns, then `ver`, then `ver_commit`.
    pub insert: String,
    /// As `insert`, for `TOGETHER` rows at once; `ver` and `ver_commit` come once, at the end. `OR FAIL`: what fails takes its whole commit with it (`Tx`
    /// sees to that), so SQLite need not keep what lay there before for the statement alone.
    pub insert_many: String,
    /// Values: the columns, then `ver_commit`, then the row number of the row.
    pub update: String,
    /// Values: row number.
    pub delete: String,
    /// Values: id. Gives the columns.
    pub get: String,
    /// Values: id. Gives the columns, then `ver`, `ver_commit` and the row number.
    pub stored: String,
    /// Gives the columns of all rows, in row number order.
    pub scan: String,
}

fn def<R: Row>() -> TableDef {
    let name = R::TABLE;
    let columns = R::COLUMNS;
    let list = quoted(columns, "");
    let marks: Vec<String> = (1..=columns.len() + 2).map(|n| format!("?{n}")).collect();
    let sets: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(i, c)| format!("\"{c}\" = ?{}", i + 1))
        .collect();
    TableDef {
        name,
        columns,
        insert: format!(
            "INSERT INTO \"{name}\" ({list}, \"ver\", \"ver_commit\") VALUES ({})",
            marks.join(", ")
        ),
        insert_many: format!(
            "INSERT OR FAIL INTO \"{name}\" ({list}, \"ver\", \"ver_commit\") VALUES {}",
            (0..TOGETHER)
                .map(|row| marks_of(columns.len(), row))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        update: format!(
            "UPDATE \"{name}\" SET {}, \"ver\" = \"ver\" + 1, \"ver_commit\" = ?{} WHERE \"rid\" = ?{}",
            sets[1..].join(", "),
            columns.len() + 1,
            columns.len() + 2
        ),
        delete: format!("DELETE FROM \"{name}\" WHERE \"rid\" = ?1"),
        get: format!("SELECT {list} FROM \"{name}\" WHERE \"id\" = ?1"),
        stored: format!("SELECT {list}, \"ver\", \"ver_commit\", \"rid\" FROM \"{name}\" WHERE \"id\" = ?1"),
        scan: format!("SELECT {list} FROM \"{name}\" ORDER BY \"rid\""),
    }
}

/// The parameters of one row among `TOGETHER`.
fn marks_of(columns: usize, row: usize) -> String {
    let own = (1..=columns).map(|c| row * columns + c);
    let shared = [1, 2].map(|n| TOGETHER * columns + n);
    let marks: Vec<String> = own.chain(shared).map(|n| format!("?{n}")).collect();
    format!("({})", marks.join(", "))
}

pub(super) fn quoted(columns: &[&str], prefix: &str) -> String {
    columns
        .iter()
        .map(|c| format!("{prefix}\"{c}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Every audited table, parents before children.
pub(super) static ALL: LazyLock<Vec<TableDef>> = LazyLock::new(|| {
    vec![
        def::<Source>(),
        def::<Attachment>(),
        def::<Record>(),
        def::<Entity>(),
        def::<Mention>(),
        def::<Fact>(),
        def::<Link>(),
        def::<Event>(),
        def::<Process>(),
        def::<Decision>(),
        def::<Milestone>(),
        def::<Exclusion>(),
        def::<Task>(),
        def::<Chart>(),
        def::<ChartItem>(),
        def::<Lead>(),
        def::<Deconfliction>(),
        def::<Member>(),
        def::<MemberKey>(),
        def::<CompartmentKey>(),
        def::<Sealed>(),
        def::<Setting>(),
        def::<LibraryUse>(),
        def::<ExportEntry>(),
        def::<Purge>(),
    ]
});

static BY_NAME: LazyLock<BTreeMap<&'static str, &'static TableDef>> =
    LazyLock::new(|| ALL.iter().map(|t| (t.name, t)).collect());

/// The table of that name; a `Problem` when there is none.
pub(super) fn named(name: &str) -> Result<&'static TableDef, Problem> {
    BY_NAME.get(name).copied().ok_or_else(|| {
        Problem::new(
            "no-such-table",
            "a table of the case file",
            name,
            "open the file with the version that wrote it",
        )
    })
}

/// Operation codes of `change.op`.
pub(super) const INSERT: i64 = 0;
pub(super) const UPDATE: i64 = 1;
pub(super) const DELETE: i64 = 2;
