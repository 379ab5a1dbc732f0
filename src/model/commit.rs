//! A commit: who changed what when, chained and signed; and which rows it touched.

use super::*;

text_enum! {
    /// Which undo stack a command belongs to.
    pub enum UndoClass {
        /// A stack per member.
        Case = "case",
        /// A stack per chart.
        Chart = "chart",
        /// reveal, export, seal, purge, keys, disclosure.
        Never = "never",
    }
}

/// One entry of the chain, as read back.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Commit {
    pub seq: i64,
    /// RFC 3339, UTC.
    pub time: String,
    pub member: MemberId,
    /// Audit name of the command, e.g. `decide.accept`; the sentence is text `command-<name>`.
    pub command: String,
    /// Arguments for that sentence; never private content.
    pub args: Vec<String>,
    pub class: UndoClass,
    /// Stack within the class: member id or chart id.
    pub stack: String,
    /// Hex.
    pub commit_id: String,
    pub chain: String,
    /// Sequence number of the commit that this one reverts (undo) or reapplies (redo).
    pub undoes: Option<i64>,
    /// Hash (hex) of the assets in force.
    pub assets: String,
}

text_enum! {
    pub enum Op { Insert = "insert", Update = "update", Delete = "delete" }
}

/// What a snapshot must refresh: rows in the order that they were first touched.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Touched {
    pub seq: i64,
    pub chain: String,
    pub rows: Vec<TouchedRow>,
    /// More rows than are worth listing: `rows` is empty, and what follows the case reads it anew.
    pub many: bool,
}
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TouchedRow {
    pub table: &'static str,
    pub id: Uid,
    pub op: Op,
}
