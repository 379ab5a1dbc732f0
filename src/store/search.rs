//! Full-text search over the clear text of the case: words without accents (labels, facts made by
//! hand, cells, narratives) and parts of identifiers (phones, plates, numbers). Sealed text is in no index.

use std::collections::BTreeSet;

use super::Store;
use super::error::sql;
use super::read::each;
use super::words::{SEARCHED, STEP};
use crate::model::Uid;
use crate::model::problem::Problem;

/// A row in which the text was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hit {
    /// `entity`, `fact` or `record`.
    pub table: &'static str,
    pub id: Uid,
}

/// The FTS5 query that finds rows with every word of `text`, each as the beginning of a word.
/// Nothing a person types has a meaning for FTS5 but its letters.
/// The words, each as it stands; those that may still be typed on as beginnings: the last, or all.
pub(super) fn word_query(text: &str, begun: Begun) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect();
    let last = words.len().saturating_sub(1);
    let quoted = words.iter().enumerate().map(|(n, word)| {
        let typed_on = begun == Begun::All || n == last;
        format!("\"{}\"{}", word.replace('"', "\"\""), if typed_on { "*" } else { "" })
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Which words of a query may be beginnings of others. A beginning costs as much as all that it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    Last,
    All,
}

/// The text as part of a number, a plate, one word; nothing for several words, which the words answer.
pub(super) fn part_query(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let number = digits.len() >= 4 && digits.len() * 2 >= letters;
    if text.trim().contains(char::is_whitespace) && !number {
        return String::new();
    }
    let mut parts: Vec<&str> = vec![text.trim()];
    if digits.len() >= 4 && digits != text.trim() {
        parts.push(&digits);
    }
    let long = parts.into_iter().filter(|p| p.chars().count() >= 3);
    long.map(|p| format!("\"{}\"", p.replace('"', "\"\"")))
        .collect::<Vec<_>>()
        .join(" OR ")
}

impl Store {
    /// Rows that hold the words, best first (BM25, ties by row), then rows that hold the text as part
    /// of an identifier; at most `limit`, of one table (`entity`, `fact` or `record`) or of all.
    pub fn search(&self, text: &str, table: Option<&str>, limit: usize) -> Result<Vec<Hit>, Problem> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut seen: BTreeSet<i64> = BTreeSet::new();
        let of = table.and_then(|table| SEARCHED.iter().position(|t| *t == table));
        let only = of.map_or_else(String::new, |kind| format!(" AND rowid % {STEP} = {kind}"));
        let words = [Begun::Last, Begun::All].map(|begun| ("search_word", word_query(text, begun)));
        let [words, begun] = words;
        for (index, query) in [words, begun, ("search_part", part_query(text))] {
            let again = index == "search_word" && !seen.is_empty();
            if query.is_empty() || again || hits.len() >= limit {
                continue;
            }
            let mut rows: Vec<i64> = Vec::new();
            each(
                &self.connection,
                &format!(
                    "SELECT rowid FROM \"{index}\" WHERE \"{index}\" MATCH ?1{only} ORDER BY rank, rowid LIMIT ?2"
                ),
                rusqlite::params![query, i64::try_from(limit).unwrap_or(i64::MAX)],
                |row| {
                    rows.push(row.get(0).map_err(sql)?);
                    Ok(())
                },
            )?;
            for row in rows.into_iter().filter(|r| seen.insert(*r)) {
                if hits.len() < limit {
                    hits.extend(self.hit(row)?);
                }
            }
        }
        Ok(hits)
    }

    fn hit(&self, row: i64) -> Result<Option<Hit>, Problem> {
        let Some(table) = usize::try_from(row % STEP).ok().and_then(|kind| SEARCHED.get(kind)) else {
            return Ok(None);
        };
        let mut found = None;
        each(
            &self.connection,
            &format!("SELECT \"id\" FROM \"{table}\" WHERE \"rid\" = ?1"),
            [row / STEP],
            |row| {
                found = Some(Hit {
                    table,
                    id: Uid(row.get(0).map_err(sql)?),
                });
                Ok(())
            },
        )?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entity::{Entity, Fact};
    use crate::model::source::{Cell, Cells, Record, Source};
    use crate::model::{FactId, RecordId, SourceId};
    use crate::store::tests::{Case, case, entity};

    #[test]
    fn words_without_accents_and_parts_of_numbers_are_found_and_follow_every_change() {
        let Case {
            mut store,
            mut mint,
            meta,
            folder: _folder,
        } = case();
        let phone = Entity {
            kind: "phone".into(),
            canonical: "+15755550101".into(),
            ..entity(2, "575-555-0101")
        };
        let source = Source {
            id: SourceId(mint_id(1)),
            ..Source::default()
        };
        let cells = Cells(vec![Cell {
            column: "Narrative".into(),
            text: "The van\nleft at dawn".into(),
            ..Cell::default()
        }]);
        let record = Record {
            id: RecordId(mint_id(2)),
            source: source.id,
            key: "T-0042".into(),
            cells,
            ..Record::default()
        };
        let fact = Fact {
            id: FactId(mint_id(3)),
            entity: phone.id,
            value: "gray pickup".into(),
            by_hand: true,
            ..Fact::default()
        };
        let imported = Fact {
            id: FactId(mint_id(4)),
            record: Some(record.id),
            by_hand: false,
            ..fact.clone()
        };
        store
            .commit(&meta, &mut mint, |tx| {
                tx.insert_many(&[entity(1, "Ñáñez Labor \"Services\""), phone.clone()])?;
                tx.insert(&source)?;
                tx.insert(&record)?;
                tx.insert_many(&[fact.clone(), imported])
            })
            .unwrap();
        let find = |store: &Store, text: &str| -> Vec<(&'static str, Uid)> {
            store
                .search(text, None, 10)
                .unwrap()
                .into_iter()
                .map(|h| (h.table, h.id))
                .collect()
        };
        let first = vec![("entity", entity(1, "").id.0)];
        assert_eq!(find(&store, "nanez"), first);
        assert_eq!(find(&store, "serv ÑÁÑ"), first);
        assert_eq!(find(&store, "555 01"), vec![("entity", phone.id.0)]);
        assert_eq!(find(&store, "5550101"), vec![("entity", phone.id.0)]);
        assert_eq!(find(&store, "van dawn"), vec![("record", record.id.0)]);
        assert_eq!(find(&store, "0042"), vec![("record", record.id.0)]);
        assert_eq!(find(&store, "pickup"), vec![("fact", fact.id.0)]);
        // The column name is no word of the case, and signs of the query language mean nothing.
        assert_eq!(find(&store, "Narrative"), vec![]);
        for odd in ["", "\"", "a OR", "NEAR(", "*", "text:van", "-van ^", "'"] {
            store.search(odd, None, 10).unwrap();
        }
        store
            .commit(&meta, &mut mint, |tx| {
                tx.update(&entity(1, "Beta"))?;
                tx.delete::<Fact>(fact.id.0)
            })
            .unwrap();
        assert_eq!(find(&store, "nanez"), vec![]);
        assert_eq!(find(&store, "beta"), first);
        assert_eq!(find(&store, "pickup"), vec![]);
    }

    fn mint_id(n: u8) -> Uid {
        Uid([n; 16])
    }
}
