//! Taking a value out of the file for good: rows, older contents, salts, search index, drafts,
//! originals; in one commit that is never undone. Digests stay, so the chain stays whole, and without
//! the salt nobody can try values against them. `verify` then says "purged, commit n, authority".
//! Used by purge (28 CFR 23.20(h), expungement, court order) and by sealing what was stored in clear.

use std::collections::{BTreeMap, BTreeSet};

use super::canonical;
use super::changes::{self, each_change};
use super::error::sql;
use super::read::{each, row_values};
use super::tables::{self, TableDef};
use super::tx::Tx;
use super::words::INDEXES;
use crate::model::decision::Candidate;
use crate::model::entity::Fact;
use crate::model::member::{Purge, Sealed, Setting};
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::{Attachment, Mention, Record};
use crate::model::{Column, PurgeId, Row, Uid, Value};

/// What stands where a purged value stood, when the caller says nothing else.
pub const PURGED: &str = "[purged]";

/// A value and what stands in its place: `[purged]`, or a pseudonym. No quotes, no backslash.
#[derive(Clone)]
pub struct Replacement {
    pub value: Secret,
    pub with: String,
}

/// What is to be taken out.
#[derive(Clone, Default)]
pub struct Removal {
    /// Replaced wherever they stand, without regard to case. Give each spelling that was stored.
    pub values: Vec<Replacement>,
    /// Rows (table, id) whose free text and contents are emptied, with their history; for a record
    /// also its mentions, facts and what only it named.
    pub rows: Vec<(String, Uid)>,
    pub authority: String,
    pub reason: String,
    /// Rows (table, id) that stay as they are, but whose older contents go.
    pub forgotten: Vec<(String, Uid)>,
    /// Keep sealed cells (when the value is being sealed, not purged).
    pub keep_sealed: bool,
}

/// What was taken out.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Removed {
    pub rows: usize,
    /// Older contents that were changed or removed.
    pub contents: usize,
    pub drafts: usize,
    /// Commits whose arguments hold a value: they are signed and can't be changed. Empty, as arguments
    /// never hold private content.
    pub in_audit: Vec<i64>,
}

impl Tx<'_> {
    /// Takes values and rows out of everything that the file holds. Belongs into a commit of class
    /// `never`, after which `Store::commit` rewrites the file and empties the log.
    ///
    /// # Errors
    /// `legal-hold` while setting `legal_hold` is not empty; `purge-too-short` for a value of fewer
    /// than three characters; `no-authority`.
    pub fn purge(&mut self, removal: &Removal) -> Result<Removed, Problem> {
        self.must_allow(removal)?;
        let needles = Needles::of(&removal.values);
        let mut emptied: BTreeSet<(&'static str, Uid)> = BTreeSet::new();
        for (table, id) in &removal.rows {
            emptied.insert((tables::named(table)?.name, *id));
        }
        self.add_dependants(&mut emptied)?;
        let mut changed = self.replace_in_rows(&needles, &mut emptied, removal.keep_sealed)?;
        for (table, id) in &emptied {
            self.empty_row(tables::named(table)?, *id)?;
        }
        self.settle()?;
        for (table, id) in &removal.forgotten {
            emptied.insert((tables::named(table)?.name, *id));
        }
        let contents = self.scrub_history(&needles, &emptied, &mut changed)?;
        let drafts = self.replace_in_drafts(&needles)?;
        changed.extend(emptied.iter().copied());
        let at = self.mint().now();
        for (table, id) in &changed {
            let purge = Purge {
                id: PurgeId(Uid::derive(&[
                    b"purge",
                    &self.seq.to_be_bytes(),
                    table.as_bytes(),
                    &id.0,
                ])),
                in_table: (*table).to_owned(),
                in_row: *id,
                authority: removal.authority.clone(),
                reason: removal.reason.clone(),
                at: at.clone(),
            };
            self.insert(&purge)?;
        }
        self.feed_search()?;
        for (index, _) in INDEXES {
            // Merging all segments drops the words of removed rows for good.
            self.write(
                &format!("INSERT INTO \"{index}\" (\"{index}\") VALUES ('optimize')"),
                [],
            )?;
        }
        self.rewrite_file();
        Ok(Removed {
            rows: changed.len(),
            contents,
            drafts,
            in_audit: self.commits_with(&needles)?,
        })
    }

    /// After sealing: takes the clear values out of everything else, and the older contents of the rows
    /// that they were sealed in. Values of one or two characters would hit too much, so only the rows'
    /// older contents go for them.
    pub fn forget(&mut self, values: &[(&Secret, &str)], rows: &[(&str, Uid)]) -> Result<Removed, Problem> {
        let long = values.iter().filter(|(value, _)| long_enough(value));
        self.purge(&Removal {
            values: long
                .map(|(value, with)| Replacement {
                    value: (*value).clone(),
                    with: (*with).to_owned(),
                })
                .collect(),
            forgotten: rows.iter().map(|(table, id)| ((*table).to_owned(), *id)).collect(),
            authority: "seal".to_owned(),
            keep_sealed: true,
            ..Removal::default()
        })
    }

    /// Takes the contents of one row, and what hangs on it, out of the file.
    pub fn purge_row(&mut self, table: &str, id: Uid, authority: &str, reason: &str) -> Result<Removed, Problem> {
        self.purge(&Removal {
            rows: vec![(table.to_owned(), id)],
            authority: authority.to_owned(),
            reason: reason.to_owned(),
            ..Removal::default()
        })
    }

    fn must_allow(&self, removal: &Removal) -> Result<(), Problem> {
        if removal.authority.trim().is_empty() {
            return Err(Problem::new(
                "no-authority",
                "an authority",
                "none",
                "name the order or rule (--authority)",
            ));
        }
        let hold: Option<Setting> = self.get(Setting::id_of("legal_hold").0)?;
        if let Some(hold) = hold.filter(|h| !h.value.is_empty() && !removal.keep_sealed) {
            return Err(Problem::new(
                "legal-hold",
                "no legal hold",
                hold.value,
                "lift the hold first, with its authority",
            ));
        }
        for replacement in &removal.values {
            if !long_enough(&replacement.value) {
                let remedy = "give more of it, or purge the rows";
                return Err(Problem::new(
                    "purge-too-short",
                    "a value of three characters or more",
                    "a shorter one",
                    remedy,
                ));
            }
            if replacement.with.contains(['"', '\\']) || replacement.with.chars().any(char::is_control) {
                return Err(Problem::new(
                    "purge-with",
                    "a replacement without quotes",
                    "one with quotes",
                    "use letters",
                ));
            }
        }
        Ok(())
    }

    /// With a record go its mentions and facts, the original that it came in, the entities that nothing else mentions, its lead's
    /// words and every sealed cell of all these.
    fn add_dependants(&self, emptied: &mut BTreeSet<(&'static str, Uid)>) -> Result<(), Problem> {
        let records: Vec<Uid> = emptied
            .iter()
            .filter(|(t, _)| *t == "record")
            .map(|(_, id)| *id)
            .collect();
        for record in &records {
            let key = record.to_value();
            for mention in self.find::<Mention>("record", &key)? {
                emptied.insert(("mention", mention.id.0));
                let all = self.find::<Mention>("entity", &mention.entity.to_value())?;
                if all.iter().all(|m| records.contains(&m.record.0)) {
                    emptied.insert(("entity", mention.entity.0));
                }
            }
            emptied.extend(self.find::<Fact>("record", &key)?.iter().map(|f| ("fact", f.id.0)));
            // The original holds the record too.
            if let Some(record) = self.get::<Record>(*record)? {
                let originals = self.find::<Attachment>("source", &record.source.0.to_value())?;
                emptied.extend(originals.iter().map(|a| ("attachment", a.id.0)));
            }
        }
        let owners: BTreeSet<Uid> = emptied.iter().map(|(_, id)| *id).collect();
        for owner in owners {
            emptied.extend(
                self.find::<Sealed>("in_row", &owner.to_value())?
                    .iter()
                    .map(|s| ("sealed", s.id.0)),
            );
        }
        Ok(())
    }

    /// Replaces in every live row; the rows changed. Originals that hold a value, or may (no text, from
    /// a source of which a record held one), are added to `emptied`.
    fn replace_in_rows(
        &mut self,
        needles: &Needles,
        emptied: &mut BTreeSet<(&'static str, Uid)>,
        keep_sealed: bool,
    ) -> Result<BTreeSet<(&'static str, Uid)>, Problem> {
        let mut changed = BTreeSet::new();
        if needles.is_empty() {
            return Ok(changed);
        }
        let mut sources: BTreeSet<Uid> = BTreeSet::new();
        for table in tables::ALL.iter() {
            let mut rows: Vec<Vec<Value>> = Vec::new();
            each(self.connection, &table.scan, [], |row| {
                let mut values = super::read::values(row, table.columns.len())?;
                if needles.replace_in(table, &mut values) {
                    rows.push(values);
                }
                Ok(())
            })?;
            for values in rows {
                let id = Uid::from_value(&values[0]).unwrap_or_default();
                if table.name == Record::TABLE {
                    sources.extend(self.get::<Record>(id)?.map(|r| r.source.0));
                }
                if !emptied.contains(&(table.name, id)) {
                    let seq = self.seq;
                    self.update_row(table, &canonical::pack(&values), seq)?;
                    changed.insert((table.name, id));
                }
            }
        }
        for attachment in self.all::<Attachment>()? {
            let clear =
                zstd::decode_all(attachment.content.as_slice()).unwrap_or_else(|_raw| attachment.content.clone());
            let clean = match std::str::from_utf8(&clear) {
                Ok(text) => !needles.found_in(text),
                Err(_binary) => !sources.contains(&attachment.source.0),
            };
            if attachment.content.is_empty() && attachment.sealed.is_none() || clean && attachment.sealed.is_none() {
                continue;
            }
            if attachment.sealed.is_none() {
                emptied.insert(("attachment", attachment.id.0));
            } else if !keep_sealed && sources.contains(&attachment.source.0) {
                emptied.insert(("attachment", attachment.id.0));
                emptied.extend(attachment.sealed.map(|s| ("sealed", s.0)));
            }
        }
        Ok(changed)
    }

    fn empty_row(&mut self, table: &'static TableDef, id: Uid) -> Result<(), Problem> {
        let Some(mut values) = row_values(self.connection, table, id)? else {
            return Ok(());
        };
        for (column, value) in table.columns.iter().zip(&mut values).skip(1) {
            match (table.name, *column, &value) {
                (_, column, Value::Text(_)) if !is_free(column) => {}
                ("record", "cells", _) => *value = Value::Text("[]".to_owned()),
                ("record", "reason", _) => *value = Value::Null,
                ("decision", "card", card) => {
                    // A second look stays one: as a decision it would count.
                    let blind = Candidate::from_value(card).is_ok_and(|c| c.blind);
                    let empty = Candidate {
                        blind,
                        ..Candidate::default()
                    };
                    *value = empty.to_value();
                }
                ("event", "participants", _) | ("member_key" | "compartment_key" | "member", _, Value::Blob(_)) => {}
                (_, _, Value::Text(_)) => *value = Value::Text(String::new()),
                ("attachment", "content", _) | ("sealed", "ciphertext", _) => *value = Value::Blob(Vec::new()),
                _ => {}
            }
        }
        let seq = self.seq;
        self.update_row(table, &canonical::pack(&values), seq)
    }

    /// Takes the values out of every before-image, and the whole before-image of emptied rows; with each
    /// goes the salt of the digest that was made over it.
    fn scrub_history(
        &mut self,
        needles: &Needles,
        emptied: &BTreeSet<(&'static str, Uid)>,
        changed: &mut BTreeSet<(&'static str, Uid)>,
    ) -> Result<usize, Problem> {
        let mut newest: BTreeMap<(&'static str, Uid), i64> = BTreeMap::new();
        let mut scrubbed: Vec<(i64, Option<Vec<u8>>, Option<i64>)> = Vec::new();
        each_change(self.connection, 1, i64::MAX, &mut |past| {
            let key = (past.table.name, past.id);
            let made = newest.insert(key, past.n);
            let Some(before) = past.before else { return Ok(()) };
            if emptied.contains(&key) {
                scrubbed.push((past.n, None, made));
            } else if !needles.is_empty() {
                let mut values = canonical::unpack(before)?;
                if needles.replace_in(past.table, &mut values) {
                    scrubbed.push((past.n, Some(canonical::pack(&values)), made));
                    changed.insert(key);
                }
            }
            Ok(())
        })?;
        let seq = self.seq;
        for (n, before, made) in &scrubbed {
            match before {
                Some(before) => self.write(
                    "UPDATE \"change_content\" SET \"before\" = ?2 WHERE \"n\" = ?1",
                    rusqlite::params![n, before],
                )?,
                None => self.write("DELETE FROM \"change_content\" WHERE \"n\" = ?1", [n])?,
            };
            self.take_apart(*n)?;
            if let Some(made) = made {
                self.take_apart(*made)?;
            }
            self.write(
                "UPDATE \"change\" SET \"purged\" = ?2 WHERE \"n\" = ?1",
                rusqlite::params![n, seq],
            )?;
            self.write(
                "UPDATE \"change\" SET \"salt\" = NULL, \"purged\" = ?2 WHERE \"n\" = ?1",
                rusqlite::params![made, seq],
            )?;
        }
        Ok(scrubbed.len())
    }

    /// The run that change number `n` lies in becomes a row for each of its changes.
    fn take_apart(&mut self, n: i64) -> Result<(), Problem> {
        let run = changes::run_of(self.connection, n)?;
        let Some((first, others)) = run.split_first() else {
            return Ok(());
        };
        for past in others {
            self.write(
                "INSERT INTO \"change\" SELECT ?2, \"seq\", \"tbl\", ?3, \"op\", \"base_ver\", \"base_commit\", \
                 \"after_commit\", ?4, ?5, \"purged\" FROM \"change\" WHERE \"n\" = ?1",
                rusqlite::params![first.n, past.n, past.id.0.as_slice(), past.digest.as_slice(), past.salt],
            )?;
        }
        self.write(
            "UPDATE \"change\" SET \"id\" = ?2, \"digest\" = ?3, \"salt\" = ?4 WHERE \"n\" = ?1",
            rusqlite::params![first.n, first.id.0.as_slice(), first.digest.as_slice(), first.salt],
        )
        .map(drop)
    }

    fn replace_in_drafts(&mut self, needles: &Needles) -> Result<usize, Problem> {
        let mut drafts: Vec<(String, String)> = Vec::new();
        each(
            self.connection,
            "SELECT \"name\", \"value\" FROM \"draft\"",
            [],
            |row| {
                let value: String = row.get(1).map_err(sql)?;
                if let Some(new) = needles.replace(&value) {
                    drafts.push((row.get(0).map_err(sql)?, new));
                }
                Ok(())
            },
        )?;
        for (name, value) in &drafts {
            self.write("UPDATE \"draft\" SET \"value\" = ?2 WHERE \"name\" = ?1", [name, value])?;
        }
        Ok(drafts.len())
    }

    fn commits_with(&self, needles: &Needles) -> Result<Vec<i64>, Problem> {
        let mut found = Vec::new();
        each(
            self.connection,
            "SELECT \"seq\", \"args\" FROM \"commit\" ORDER BY \"seq\"",
            [],
            |row| {
                if needles.found_in(&row.get::<_, String>(1).map_err(sql)?) {
                    found.push(row.get(0).map_err(sql)?);
                }
                Ok(())
            },
        )?;
        Ok(found)
    }
}

fn long_enough(value: &Secret) -> bool {
    value.expose().trim().chars().count() >= 3
}

/// Columns whose text is drawn from a closed list, or is an id, hash or date: replacing in them would
/// break the row, and no value of a person stands there.
fn is_free(column: &str) -> bool {
    const CLOSED: &[&str] = &[
        "kind",
        "status",
        "role",
        "field",
        "certainty",
        "verdict",
        "labels",
        "sha256",
        "content_sha256",
        "map",
        "map_sha256",
        "reliability",
        "credibility",
        "media_type",
        "layout",
        "filter",
        "rule",
        "jurisdiction",
        "length",
        "callback_safe",
        "consent_to_contact",
        "child",
        "danger",
        "movement",
        "disposition",
        "compartment",
        "in_table",
        "in_column",
        "kdf",
        "format",
        "chain",
        "participants",
        "date",
        "at",
        "received",
        "due",
        "done_on",
        "from_date",
        "to_date",
        "trigger_date",
        "fixed_due",
        "served",
        "returned",
        "gag_until",
        "disposed_on",
        "pseudonym",
    ];
    !CLOSED.contains(&column)
}

/// The values looked for, lower case, each also as JSON would write it.
struct Needles(Vec<(Vec<char>, String)>);

impl Needles {
    fn of(replacements: &[Replacement]) -> Needles {
        let mut all = Vec::new();
        for Replacement { value, with } in replacements {
            let plain = value.expose().trim();
            let json = serde_json::to_string(plain).unwrap_or_default();
            let json = json.trim_start_matches('"').strip_suffix('"').unwrap_or_default();
            for spelling in BTreeSet::from([plain, json]).into_iter().filter(|s| !s.is_empty()) {
                all.push((spelling.chars().flat_map(char::to_lowercase).collect(), with.clone()));
            }
        }
        // Longer ones first, so that a part does not hide the whole.
        all.sort_by_key(|(needle, _): &(Vec<char>, String)| std::cmp::Reverse(needle.len()));
        Needles(all)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn found_in(&self, text: &str) -> bool {
        self.replace(text).is_some()
    }

    /// The text with every value replaced; `None` when there is none in it.
    fn replace(&self, text: &str) -> Option<String> {
        let mut current: Option<String> = None;
        for (needle, with) in &self.0 {
            if let Some(next) = replace_one(current.as_deref().unwrap_or(text), needle, with) {
                current = Some(next);
            }
        }
        current
    }

    /// Replaces in the free text of a row; true when something was.
    fn replace_in(&self, table: &TableDef, values: &mut [Value]) -> bool {
        let mut any = false;
        for (column, value) in table.columns.iter().zip(values).filter(|(c, _)| is_free(c)) {
            // The names of settings are ours, their values are not.
            if table.name == "setting" && *column == "name" {
                continue;
            }
            if let Value::Text(text) = value
                && let Some(new) = self.replace(text)
            {
                *text = new;
                any = true;
            }
        }
        any
    }
}

fn replace_one(text: &str, needle: &[char], with: &str) -> Option<String> {
    // Each lower-case letter with the byte at which its own letter starts and ends.
    let lower: Vec<(char, usize, usize)> = text
        .char_indices()
        .flat_map(|(at, c)| c.to_lowercase().map(move |l| (l, at, at + c.len_utf8())))
        .collect();
    let mut out = String::new();
    let (mut from, mut at) = (0, 0);
    while at + needle.len() <= lower.len() {
        let here = &lower[at..at + needle.len()];
        if here.iter().map(|(c, _, _)| c).eq(needle) && here[0].1 >= from {
            out.push_str(&text[from..here[0].1]);
            out.push_str(with);
            from = here[needle.len() - 1].2;
            at += needle.len();
        } else {
            at += 1;
        }
    }
    (from > 0).then(|| {
        out.push_str(&text[from..]);
        out
    })
}

#[cfg(test)]
mod tests;
