//! The audited tables, derived from the row structs of `model`: their statements and their triggers.
//! A table added to `ALL` and to a migration is captured, undone, verified and purged without more.

use std::collections::BTreeMap;
use std::sync::LazyLock;

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
    /// Values: the columns (the first is the id that is looked for), then `ver_commit`.
    pub update: String,
    pub delete: String,
    /// Values: id. Gives the columns.
    pub get: String,
    /// Gives the columns of all rows, in row number order.
    pub scan: String,
    /// Values: id. Gives `ver`, `ver_commit`.
    pub version: String,
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
        update: format!(
            "UPDATE \"{name}\" SET {}, \"ver\" = \"ver\" + 1, \"ver_commit\" = ?{} WHERE \"id\" = ?1",
            sets[1..].join(", "),
            columns.len() + 1
        ),
        delete: format!("DELETE FROM \"{name}\" WHERE \"id\" = ?1"),
        get: format!("SELECT {list} FROM \"{name}\" WHERE \"id\" = ?1"),
        scan: format!("SELECT {list} FROM \"{name}\" ORDER BY \"rid\""),
        version: format!("SELECT \"ver\", \"ver_commit\" FROM \"{name}\" WHERE \"id\" = ?1"),
    }
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

/// The SQL function that capture triggers call; registered on each connection that may write.
pub(super) const CAPTURE: &str = "caseboard_capture";
/// The SQL function that gives the words of a record's cells.
pub(super) const CELL_WORDS: &str = "caseboard_cell_words";

/// Operation codes of `change.op`.
pub(super) const INSERT: i64 = 0;
pub(super) const UPDATE: i64 = 1;
pub(super) const DELETE: i64 = 2;

/// Kinds of hit in the search index: `rid * 4 + kind`.
pub(super) const SEARCHED: [&str; 3] = ["entity", "fact", "record"];

/// What the search indexes hold of a row of this table: (index, SQL expression over the row `{r}`).
pub(super) fn searched(table: &str) -> [(&'static str, String); 2] {
    // What an import stated stands in its record's cells, so only facts without a record, or made by
    // hand, have words of their own.
    let (words, parts) = match table {
        "entity" => (
            "trim({r}.\"label\" || ' ' || {r}.\"canonical\" || ' ' || {r}.\"pseudonym\")".to_owned(),
            "trim({r}.\"canonical\" || ' ' || iif({r}.\"canonical\" = '', '', {r}.\"label\"))",
        ),
        "fact" => (
            "iif({r}.\"by_hand\" OR {r}.\"record\" IS NULL, {r}.\"value\", '')".to_owned(),
            "iif({r}.\"by_hand\" OR {r}.\"record\" IS NULL, {r}.\"canonical\", '')",
        ),
        _ => (
            format!("trim({{r}}.\"key\" || ' ' || {CELL_WORDS}({{r}}.\"cells\") || ' ' || {{r}}.\"narrative\")"),
            "{r}.\"key\"",
        ),
    };
    [("search_word", words), ("search_part", parts.to_owned())]
}

/// Name and SQL of every trigger that the file must have.
pub(super) fn triggers() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for table in ALL.iter() {
        let name = table.name;
        let (old, new) = (quoted(table.columns, "OLD."), quoted(table.columns, "NEW."));
        let mut add = |op: &str, suffix: &str, arguments: String| {
            let trigger = format!("capture_{name}_{suffix}");
            let sql = format!(
                "CREATE TRIGGER \"{trigger}\" AFTER {op} ON \"{name}\" BEGIN SELECT {CAPTURE}('{name}', {arguments}); END"
            );
            all.push((trigger, sql));
        };
        add(
            "INSERT",
            "insert",
            format!("{INSERT}, NEW.\"ver\" - 1, NULL, NEW.\"ver_commit\", {new}"),
        );
        add(
            "UPDATE",
            "update",
            format!("{UPDATE}, OLD.\"ver\", OLD.\"ver_commit\", NEW.\"ver_commit\", {old}, {new}"),
        );
        add(
            "DELETE",
            "delete",
            format!("{DELETE}, OLD.\"ver\", OLD.\"ver_commit\", NULL, {old}"),
        );
    }
    for (kind, name) in SEARCHED.iter().enumerate() {
        for (index, text) in searched(name) {
            let (old, new) = (text.replace("{r}", "OLD"), text.replace("{r}", "NEW"));
            let put = format!(
                "INSERT INTO \"{index}\" (rowid, text) SELECT NEW.\"rid\" * 4 + {kind}, {new} WHERE {new} <> ''"
            );
            let take = format!("DELETE FROM \"{index}\" WHERE rowid = OLD.\"rid\" * 4 + {kind}");
            let mut add = |suffix: &str, head: String, body: String| {
                let trigger = format!("{index}_{name}_{suffix}");
                all.push((
                    trigger.clone(),
                    format!("CREATE TRIGGER \"{trigger}\" AFTER {head} BEGIN {body}; END"),
                ));
            };
            add("insert", format!("INSERT ON \"{name}\" WHEN {new} <> ''"), put.clone());
            add("delete", format!("DELETE ON \"{name}\" WHEN {old} <> ''"), take.clone());
            add(
                "update",
                format!("UPDATE ON \"{name}\" WHEN {old} <> {new}"),
                format!("{take}; {put}"),
            );
        }
    }
    all
}
