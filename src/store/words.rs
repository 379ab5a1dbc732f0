//! Which words of a row stand in the search indexes: one function, for the rows that a commit changes
//! and for `verify`, which takes them from all rows anew.
//! Must not know: FTS5's statements, what a search is for. Sealed text is in no row, so in no index.

use rusqlite::types::ValueRef;

use super::tables::TableDef;
use crate::model::source::Cells;

/// The indexes and their tokenizers: words without accents, and parts of identifiers.
pub(super) const INDEXES: [(&str, &str); 2] = [
    ("search_word", "unicode61 remove_diacritics 2"),
    ("search_part", "trigram"),
];

/// The tables whose rows are found; a row's number in an index is `rid * STEP + place in this list`.
pub(super) const SEARCHED: [&str; 3] = ["entity", "fact", "record"];
/// How far apart in an index rows of one table are that follow each other. Part of the format of a file.
pub(super) const STEP: i64 = 4;

/// The texts of a row, one for each index; an empty one is not in it.
pub(super) type Texts = [String; INDEXES.len()];

/// The place of a table in `SEARCHED`.
pub(super) fn kind_of(table: &TableDef) -> Option<i64> {
    let at = SEARCHED.iter().position(|name| *name == table.name)?;
    i64::try_from(at).ok()
}

/// The texts of a row of a searched table. `value` gives its columns, in the table's order.
pub(super) fn texts<'v>(table: &TableDef, value: impl Fn(usize) -> ValueRef<'v>) -> Texts {
    let raw = |name: &str| {
        let at = table.columns.iter().position(|c| *c == name);
        at.map_or(ValueRef::Null, &value)
    };
    let text = |name: &str| match raw(name) {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
        _ => "",
    };
    match table.name {
        "entity" => {
            let (label, canonical) = (text("label"), text("canonical"));
            [
                joined(&[label, canonical, text("pseudonym")]),
                if canonical.is_empty() {
                    String::new()
                } else {
                    joined(&[canonical, label])
                },
            ]
        }
        // What an import stated stands in its record's cells, so only facts without a record, or made
        // by hand, have words of their own.
        "fact" if raw("by_hand") != ValueRef::Integer(0) || raw("record") == ValueRef::Null => {
            [text("value").to_owned(), text("canonical").to_owned()]
        }
        "record" => {
            let key = text("key");
            [
                joined(&[key, &cell_words(text("cells")), text("narrative")]),
                key.to_owned(),
            ]
        }
        _ => Texts::default(),
    }
}

fn joined(parts: &[&str]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|p| p.len() + 1).sum());
    for part in parts.iter().filter(|p| !p.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// The words of a record's cells, without column names and structure.
fn cell_words(json: &str) -> String {
    let Ok(Cells(cells)) = serde_json::from_str::<Cells>(json) else {
        return String::new();
    };
    let words: Vec<&str> = cells.iter().map(|c| c.text.as_str()).collect();
    joined(&words)
}
