//! The board as it was known: the whole case as one of its commits left it, for reading only.
//! Must not know: who shows it.
//!
//! ```text
//! reader ─▶ a second connection, the newest snapshot ─▶ back_to ─▶ before-images applied backwards
//! ```
//! What was purged since is gone here too; what was sealed since is sealed. Candidates, rejected rows and
//! drafts are those of no past board.

use chrono::NaiveDate;

use super::*;
use crate::app::now;
use crate::store::Then;

/// Which board: as a commit left it, or as it was at the end of a day (UTC).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    Commit(i64),
    Day(NaiveDate),
}

impl When {
    /// `412` or `2026-11-24`.
    ///
    /// # Errors
    /// Neither a number nor a full date.
    pub fn parse(text: &str) -> Result<When, Problem> {
        let text = text.trim();
        if let Ok(seq) = text.parse::<i64>() {
            return Ok(When::Commit(seq));
        }
        NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .map(When::Day)
            .map_err(|_no_date| {
                Problem::new(
                    "as-of",
                    "the number of a commit, or a date such as 2026-11-24",
                    text.to_owned(),
                    "see `audit` for the commits and their dates",
                )
            })
    }
}

/// What a case as of an older commit knows of it.
#[derive(Clone)]
pub struct Past {
    pub(super) commit: Commit,
    /// Records changed since, each with the number of its first change: their cells of then lie there.
    records: BTreeMap<RecordId, i64>,
}

/// Why nothing can be changed on the board of an older commit.
pub(in crate::app) fn refused(commit: &Commit) -> Problem {
    Problem::new(
        "past-board",
        "the board of now",
        format!("the board of commit {} of {}", commit.seq, commit.time),
        "go back to now first: a past board is read-only",
    )
}

impl Case {
    /// The case as a commit left it, or as it was at the end of a day: the same reading calls, nothing to
    /// change. Commits made meanwhile don't move it.
    ///
    /// # Errors
    /// `as-of`: no such commit, or a day before the first; the file can't be read.
    pub fn at(&self, when: When) -> Result<Case, Problem> {
        self.reader()?.back_to(when)
    }

    /// The same case over a connection of its own that only reads: quick, and for another thread.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn reader(&self) -> Result<Case, Problem> {
        let store = self.store.reader()?;
        let snapshot = if self.behind {
            Arc::new(load(&store)?)
        } else {
            self.snapshot.clone()
        };
        Ok(Case {
            store,
            path: self.path.clone(),
            snapshot,
            catalog: self.catalog.clone(),
            mint: now::real_mint(),
            member: self.member,
            vault: None,
            opened: BTreeSet::new(),
            puts_off: false,
            behind: false,
            unread: OnceLock::new(),
            kept_bytes: self.kept_bytes,
            past: self.past.clone(),
        })
    }

    /// Takes a reader back to an older commit.
    ///
    /// # Errors
    /// As `at`.
    pub fn back_to(mut self, when: When) -> Result<Case, Problem> {
        let commit = self.commit_of(when)?;
        if commit.seq > self.snapshot.seq {
            self.snapshot = Arc::new(load(&self.store)?);
        }
        let mut then: BTreeMap<(&'static str, Uid), Option<LoadedRow>> = BTreeMap::new();
        let mut records = BTreeMap::new();
        let mut wrong = None;
        self.store
            .rows_since(commit.seq, &mut |Then { n, table, id, values }| {
                if table == Record::TABLE && values.is_some() {
                    records.insert(RecordId(id), n);
                }
                if !Snapshot::TABLES.contains(&table) {
                    return;
                }
                match values.map(|values| LoadedRow::from_values(table, values)).transpose() {
                    Ok(row) => {
                        then.insert((table, id), row.flatten());
                    }
                    Err(found) => wrong = Some(broken(table, found)),
                }
            })?;
        if let Some(problem) = wrong {
            return Err(problem);
        }
        self.snapshot = Arc::new(self.snapshot.back_to(commit.seq, commit.chain.clone(), then));
        self.past = Some(Past { commit, records });
        Ok(self)
    }

    /// The commit that `at` goes back to.
    ///
    /// # Errors
    /// `as-of`: no such commit, or a day before the first.
    pub fn commit_of(&self, when: When) -> Result<Commit, Problem> {
        let (found, asked) = match when {
            When::Commit(seq) => (
                self.store.commits(seq, 1)?.into_iter().find(|c| c.seq == seq),
                seq.to_string(),
            ),
            When::Day(day) => (self.store.commit_until(&day.to_string())?, day.to_string()),
        };
        found.map_or_else(
            || {
                let newest = self.store.head()?.0;
                let first = self.store.commit_at(1)?;
                Err(Problem::new(
                    "as-of",
                    format!(
                        "a commit from 1 to {newest}, or a day from {} on",
                        first.time.get(..10).unwrap_or_default()
                    ),
                    asked,
                    "see `audit` for the commits and their dates",
                ))
            },
            Ok,
        )
    }

    /// The commit whose board this is, when it is an older one.
    pub fn past(&self) -> Option<&Commit> {
        self.past.as_ref().map(|p| &p.commit)
    }

    /// A record's row as this board has it.
    pub(super) fn row_of_record(&self, id: RecordId) -> Result<Option<Record>, Problem> {
        let n = self.past.as_ref().and_then(|p| p.records.get(&id));
        let then = n.map(|n| self.store.before_change(*n)).transpose()?.flatten();
        match then {
            Some(values) => Record::from_values(&values)
                .map(Some)
                .map_err(|found| broken(Record::TABLE, found)),
            None => self.store.row::<Record>(id.0),
        }
    }

    /// Records of a past board whose words may have been others than the search index holds now.
    pub(super) fn reworded(&self) -> impl Iterator<Item = RecordId> + '_ {
        self.past.iter().flat_map(|p| p.records.keys().copied())
    }
}

#[cfg(test)]
#[path = "past_tests.rs"]
mod tests;
