//! Full-text search over the clear text of the case: words without accents (labels, facts made by
//! hand, cells, narratives) and parts of identifiers (phones, plates, numbers). Sealed text is in no index.

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;

use super::Store;
use super::error::sql;
use super::read::each;
use super::tables;
use super::words::{self, SEARCHED, STEP};
use crate::model::Uid;
use crate::model::fold::fold;
use crate::model::problem::Problem;

/// As many rows are read rather than all that a beginning begins.
const FEW: usize = 200;

/// A row in which the text was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Hit {
    /// `entity`, `fact` or `record`.
    pub table: &'static str,
    pub id: Uid,
}

/// The words that are asked for.
pub(super) fn asked(text: &str) -> Vec<&str> {
    let words = text.split_whitespace();
    words.filter(|w| w.chars().any(char::is_alphanumeric)).collect()
}

/// The FTS5 query that finds rows with every word, each as it stands, or those that may still be typed on as
/// beginnings. Nothing a person types has a meaning for FTS5 but its letters.
pub(super) fn word_query(words: &[&str], begun: Begun) -> String {
    let last = words.len().saturating_sub(1);
    let quoted = words.iter().enumerate().map(|(n, word)| {
        let typed_on = begun == Begun::All || begun == Begun::Last && n == last;
        format!("\"{}\"{}", word.replace('"', "\"\""), if typed_on { "*" } else { "" })
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Which words of a query may be beginnings of others. A beginning costs as much as all that it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    None,
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

/// The table of a row by its number in an index.
fn table_of(row: i64) -> Option<&'static str> {
    let kind = usize::try_from(row % STEP).ok()?;
    SEARCHED.get(kind).copied()
}

impl Store {
    /// Rows that hold the words, best first (BM25, ties by row), then rows that hold the text as part
    /// of an identifier; at most `limit`, of one table (`entity`, `fact` or `record`) or of all.
    pub fn search(&self, text: &str, table: Option<&str>, limit: usize) -> Result<Vec<Hit>, Problem> {
        let of = table.and_then(|table| SEARCHED.iter().position(|t| *t == table));
        let only = of.map_or_else(String::new, |kind| format!(" AND rowid % {STEP} = {kind}"));
        let asked = asked(text);
        let of_words = |begun| self.rows_of("search_word", &word_query(&asked, begun), &only, limit);
        let mut rows = match self.of_few(&asked, &only)? {
            Some(rows) => rows,
            // Whole words first; where they are many there is no need of those that only begin so.
            None => {
                let mut rows = of_words(Begun::None)?;
                if rows.len() < limit {
                    rows.extend(of_words(Begun::Last)?);
                }
                rows
            }
        };
        if rows.is_empty() {
            rows = of_words(Begun::All)?;
        }
        if rows.len() < limit {
            rows.extend(self.rows_of("search_part", &part_query(text), &only, limit)?);
        }
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(*row));
        rows.truncate(limit);
        let hits = rows.into_iter().map(|row| self.hit(row));
        hits.filter_map(Result::transpose).collect()
    }

    /// The rows that an index finds, best first; none for an empty query.
    fn rows_of(&self, index: &str, query: &str, only: &str, limit: usize) -> Result<Vec<i64>, Problem> {
        let mut rows = Vec::new();
        if query.is_empty() {
            return Ok(rows);
        }
        each(
            &self.connection,
            &format!("SELECT rowid FROM \"{index}\" WHERE \"{index}\" MATCH ?1{only} ORDER BY rank, rowid LIMIT ?2"),
            rusqlite::params![query, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| {
                rows.push(row.get(0).map_err(sql)?);
                Ok(())
            },
        )?;
        Ok(rows)
    }

    /// The rows that hold the words, the last as a beginning, best first, where few hold the others: of those the
    /// text is read, for to ask the index for a common beginning takes it through all that it begins.
    fn of_few(&self, asked: &[&str], only: &str) -> Result<Option<Vec<i64>>, Problem> {
        let Some((last, others)) = asked.split_last().filter(|(_, others)| !others.is_empty()) else {
            return Ok(None);
        };
        let begun = fold(last);
        if begun.contains(' ') {
            return Ok(None);
        }
        let others = word_query(others, Begun::None);
        if self.are_more(&others, only, FEW)? {
            return Ok(None);
        }
        let mut held = Vec::new();
        for row in self.rows_of("search_word", &others, only, FEW)? {
            let text = fold(&self.words_of(row)?);
            if text.split(' ').any(|word| word.starts_with(&begun)) {
                held.push(row);
            }
        }
        Ok(Some(held))
    }

    /// True when more rows than these hold the words; none of them is weighed for it.
    fn are_more(&self, query: &str, only: &str, than: usize) -> Result<bool, Problem> {
        let mut rows = 0;
        each(
            &self.connection,
            &format!("SELECT rowid FROM \"search_word\" WHERE \"search_word\" MATCH ?1{only} LIMIT ?2"),
            rusqlite::params![query, i64::try_from(than + 1).unwrap_or(i64::MAX)],
            |_| {
                rows += 1;
                Ok(())
            },
        )?;
        Ok(rows > than)
    }

    /// The text of a row as the index of words has it.
    fn words_of(&self, row: i64) -> Result<String, Problem> {
        let mut text = String::new();
        let Some(name) = table_of(row) else { return Ok(text) };
        let table = tables::named(name)?;
        let query = format!(
            "SELECT {} FROM \"{name}\" WHERE \"rid\" = ?1",
            tables::quoted(table.columns, "")
        );
        each(&self.connection, &query, [row / STEP], |row| {
            [text, _] = words::texts(table, |at| row.get_ref(at).unwrap_or(ValueRef::Null));
            Ok(())
        })?;
        Ok(text)
    }

    fn hit(&self, row: i64) -> Result<Option<Hit>, Problem> {
        let Some(table) = table_of(row) else { return Ok(None) };
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

    #[test]
    fn a_beginning_looked_for_in_the_text_of_few_is_what_the_index_finds() {
        let Case {
            mut store,
            mut mint,
            meta,
            folder: _folder,
        } = case();
        let words = [
            "Ñáñez",
            "nan",
            "nana-Peña",
            "O'Neill",
            "42",
            "4 2",
            "ÉTÉ",
            "Straße",
            "pe",
            "Łódź",
            "x.y",
        ];
        let labels = (0..words.len() * words.len()).map(|n| {
            let (a, b) = (words[n / words.len()], words[n % words.len()]);
            format!("{a} {b}")
        });
        let all: Vec<Entity> = (0u64..).zip(labels).map(|(n, label)| entity(n, &label)).collect();
        store.commit(&meta, &mut mint, |tx| tx.insert_many(&all)).unwrap();
        let mut looked = 0;
        for a in words {
            for b in [
                "n", "na", "ñ", "pe", "4", "o", "nei", "é", "stra", "strass", "ló", "lo", "x", "y", "z",
            ] {
                let text = format!("{a} {b}");
                let asked = asked(&text);
                let last = word_query(&asked, Begun::Last);
                let mut index = store.rows_of("search_word", &last, "", 1_000).unwrap();
                let mut few = store.of_few(&asked, "").unwrap().expect("few");
                index.sort_unstable();
                few.sort_unstable();
                assert_eq!(few, index, "{text}");
                looked += index.len();
            }
        }
        assert!(looked > 500, "{looked}");
    }

    fn mint_id(n: u8) -> Uid {
        Uid([n; 16])
    }
}
