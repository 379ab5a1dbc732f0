//! `verify`: is this file what its signed commits say, to the last byte? Each check names the first
//! rows or commits that fail it. What it cannot tell (see `docs/security.md`): a whole history that
//! somebody with file password and signing key made anew; that is what the anchor is for.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::audit::{self, GENESIS, Head, chain, change_bytes};
use super::canonical::{self, pack};
use super::changes::{self, Past, each_change};
use super::error::sql;
use super::open::{bad_pages, check_triggers};
use super::read::{each, rows, values};
use super::tables::{self, DELETE, INSERT};
use super::{Store, indexed};
use crate::model::Uid;
use crate::model::hex;
use crate::model::member::{Member, Purge};
use crate::model::problem::Problem;

/// One thing that was checked.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Check {
    /// pages, database, triggers, search, chain, signatures, history, rows, references, purged, anchor.
    pub name: String,
    pub ok: bool,
    /// What failed, or what was counted.
    pub detail: String,
}

/// Failures of one check: all are counted, the first few named.
#[derive(Default)]
struct Failures {
    named: Vec<String>,
    count: usize,
}

impl Failures {
    fn add(&mut self, what: impl FnOnce() -> String) {
        self.count += 1;
        if self.named.len() < 5 {
            self.named.push(what());
        }
    }

    fn check(self, name: &str, good: String) -> Check {
        let ok = self.count == 0;
        let more = self.count - self.named.len();
        let detail = match (ok, more) {
            (true, _) => good,
            (false, 0) => self.named.join("; "),
            (false, more) => format!("{}; and {more} more", self.named.join("; ")),
        };
        Check {
            name: name.to_owned(),
            ok,
            detail,
        }
    }
}

/// What the chain says of a row after its last change so far.
struct State {
    seq: i64,
    present: bool,
    digest: [u8; 32],
    /// `None` when it was removed by a purge.
    salt: Option<Vec<u8>>,
    /// The commit that purged the salt.
    purged: Option<i64>,
    ver: i64,
    after_commit: i64,
}

/// The purges that the file records: (table, row) → (commit, authority).
type Purges = BTreeMap<(String, Uid), Vec<(i64, String)>>;

struct Walk<'a> {
    connection: &'a Connection,
    purges: Purges,
    commit_ids: BTreeMap<i64, [u8; 32]>,
    states: BTreeMap<(&'static str, Uid), State>,
    chain: Failures,
    signatures: Failures,
    history: Failures,
    rows: Failures,
    purged: BTreeMap<(i64, String), usize>,
    commits: usize,
    live: usize,
    last_n: i64,
}

impl Store {
    /// Checks the whole file. `anchor` is a (commit, chain in hex) seen earlier and kept elsewhere: it
    /// alone shows that the newest commits were removed.
    ///
    /// # Errors
    /// Only when nothing can be read at all; damage is a failed check.
    pub fn verify(&self, anchor: Option<(i64, &str)>) -> Result<Vec<Check>, Problem> {
        let reading = self.connection.unchecked_transaction().map_err(sql)?;
        let mut checks = vec![
            pages(&reading),
            database(&reading),
            triggers(&reading),
            indexed::check(&reading),
        ];
        let mut walk = match Walk::new(&reading) {
            Ok(walk) => walk,
            Err(problem) => {
                checks.push(failed("chain", &problem));
                return Ok(checks);
            }
        };
        let walked = walk.commits().and_then(|()| walk.live_rows());
        if let Err(problem) = walked {
            walk.chain.add(|| problem.to_string());
        }
        checks.extend(walk.checks());
        checks.push(references(&reading));
        checks.push(anchored(&reading, anchor));
        reading.finish().map_err(sql)?;
        Ok(checks)
    }
}

fn failed(name: &str, problem: &Problem) -> Check {
    Check {
        name: name.to_owned(),
        ok: false,
        detail: problem.to_string(),
    }
}

fn pages(connection: &Connection) -> Check {
    match bad_pages(connection) {
        Ok(0) => Check {
            name: "pages".into(),
            ok: true,
            detail: "every page authenticates".into(),
        },
        Ok(bad) => Check {
            name: "pages".into(),
            ok: false,
            detail: format!("{bad} damaged"),
        },
        Err(problem) => failed("pages", &problem),
    }
}

fn database(connection: &Connection) -> Check {
    let mut failures = Failures::default();
    let checking = |on: bool| {
        let ignore = if on { "OFF" } else { "ON" };
        connection
            .execute_batch(&format!("PRAGMA ignore_check_constraints = {ignore}"))
            .map_err(sql)
    };
    let read = checking(true).and_then(|()| {
        each(connection, "PRAGMA integrity_check", [], |row| {
            let said: String = row.get(0).map_err(sql)?;
            if said != "ok" {
                failures.add(|| said);
            }
            Ok(())
        })
    });
    match checking(false).and(read) {
        Ok(()) => failures.check("database", "whole".to_owned()),
        Err(problem) => failed("database", &problem),
    }
}

fn triggers(connection: &Connection) -> Check {
    match check_triggers(connection) {
        Ok(()) => Check {
            name: "triggers".into(),
            ok: true,
            detail: "none".into(),
        },
        Err(problem) => failed("triggers", &problem),
    }
}

fn references(connection: &Connection) -> Check {
    let mut failures = Failures::default();
    let read = each(connection, "PRAGMA foreign_key_check", [], |row| {
        let (table, parent): (String, String) = (row.get(0).map_err(sql)?, row.get(2).map_err(sql)?);
        failures.add(|| format!("a row of {table} points to a missing {parent}"));
        Ok(())
    });
    match read {
        Ok(()) => failures.check("references", "none dangles".to_owned()),
        Err(problem) => failed("references", &problem),
    }
}

fn anchored(connection: &Connection, anchor: Option<(i64, &str)>) -> Check {
    let check = |ok, detail| Check {
        name: "anchor".into(),
        ok,
        detail,
    };
    let Some((seq, chain)) = anchor else {
        return check(true, "none given".into());
    };
    let found = connection.query_row("SELECT \"chain\" FROM \"commit\" WHERE \"seq\" = ?1", [seq], |row| {
        row.get::<_, Vec<u8>>(0)
    });
    match found {
        Ok(bytes) if hex(&bytes).eq_ignore_ascii_case(chain) => check(true, format!("commit {seq} is as seen before")),
        Ok(_) => check(false, format!("commit {seq} is another one than was seen before")),
        Err(rusqlite::Error::QueryReturnedNoRows) => check(false, format!("commit {seq}, seen before, is gone")),
        Err(error) => failed("anchor", &sql(error)),
    }
}

impl<'a> Walk<'a> {
    fn new(connection: &'a Connection) -> Result<Walk<'a>, Problem> {
        let mut by_row: BTreeMap<Uid, Vec<i64>> = BTreeMap::new();
        each(
            connection,
            "SELECT \"id\", \"seq\" FROM \"change\" WHERE \"tbl\" = 'purge' AND \"op\" = 0",
            [],
            |row| {
                let seq = row.get(1).map_err(sql)?;
                for id in changes::ids(row.get_ref(0).map_err(sql)?)? {
                    by_row.entry(id).or_default().push(seq);
                }
                Ok(())
            },
        )?;
        let mut purges = Purges::new();
        for purge in rows::<Purge>(connection)? {
            let seqs = by_row.get(&purge.id.0).into_iter().flatten();
            let entry = purges.entry((purge.in_table, purge.in_row)).or_default();
            entry.extend(seqs.map(|seq| (*seq, purge.authority.clone())));
        }
        Ok(Walk {
            connection,
            purges,
            commit_ids: BTreeMap::new(),
            states: BTreeMap::new(),
            chain: Failures::default(),
            signatures: Failures::default(),
            history: Failures::default(),
            rows: Failures::default(),
            purged: BTreeMap::new(),
            commits: 0,
            live: 0,
            last_n: 0,
        })
    }

    /// Every commit: number, id, chain, signature, and the changes under it.
    fn commits(&mut self) -> Result<(), Problem> {
        let mut members: BTreeMap<Uid, Vec<u8>> = BTreeMap::new();
        for member in rows::<Member>(self.connection)? {
            members.insert(member.id.0, member.signing_public);
        }
        let mut previous = (0, GENESIS);
        each(
            self.connection,
            "SELECT \"seq\", \"time\", \"member\", \"command\", \"args\", \"class\", \"stack\", \"undoes\", \"assets\", \
             \"first_n\", \"last_n\", \"signer\", \"commit_id\", \"signature\", \"chain\" FROM \"commit\" ORDER BY \"seq\"",
            [],
            |row| {
                let text = |i: usize| row.get::<_, String>(i).map_err(sql);
                let blob = |i: usize| row.get::<_, Vec<u8>>(i).map_err(sql);
                let number = |i: usize| row.get::<_, i64>(i).map_err(sql);
                let (seq, first_n, last_n) = (number(0)?, number(9)?, number(10)?);
                self.commits += 1;
                if seq != previous.0 + 1 {
                    self.chain
                        .add(|| format!("a commit between {} and {seq} is missing", previous.0));
                }
                if first_n != self.last_n + 1 {
                    self.chain
                        .add(|| format!("commit {seq}: its changes do not follow those before"));
                }
                self.last_n = last_n;
                let changes = self.changes(seq, first_n, last_n)?;
                let undoes: Option<i64> = row.get(7).map_err(sql)?;
                let (time, command, args, class) = (text(1)?, text(3)?, text(4)?, text(5)?);
                let (stack, assets, signer) = (text(6)?, text(8)?, blob(11)?);
                let member = Uid(row.get(2).map_err(sql)?);
                let id = audit::commit_id(&Head {
                    member,
                    time: &time,
                    command: &command,
                    args: &args,
                    class: &class,
                    stack: &stack,
                    undoes: undoes.map_or(&[][..], |s| {
                        self.commit_ids.get(&s).map_or(audit::UNKNOWN, |id| id.as_slice())
                    }),
                    assets: &assets,
                    signer: &signer,
                    count: last_n - first_n + 1,
                    changes: &changes,
                });
                if blob(12)? != id {
                    self.chain
                        .add(|| format!("commit {seq} ({command}): its content differs from its id"));
                }
                let link = chain(&previous.1, &id);
                if blob(14)? != link {
                    self.chain
                        .add(|| format!("commit {seq} ({command}): the chain is broken here"));
                }
                if !signed(&signer, &id, &blob(13)?) {
                    self.signatures
                        .add(|| format!("commit {seq} ({command}): the signature does not fit"));
                }
                if members.get(&member) != Some(&signer) {
                    self.signatures
                        .add(|| format!("commit {seq} ({command}): signed with a key that is not its member's"));
                }
                self.commit_ids.insert(seq, id);
                // The stored chain goes on, so that one broken link is named once.
                let stored: Result<[u8; 32], _> = blob(14)?.try_into();
                previous = (seq, stored.unwrap_or(link));
                Ok(())
            },
        )?;
        let stray: i64 = self
            .connection
            .query_row(
                "SELECT (SELECT count(*) FROM \"change\" WHERE \"n\" + length(\"id\") / 16 - 1 > ?1 OR \"n\" < 1) + \
                 (SELECT count(*) FROM \"change_content\" WHERE \"n\" > ?1 OR \"n\" < 1)",
                [self.last_n],
                |row| row.get(0),
            )
            .map_err(sql)?;
        if stray > 0 {
            self.chain
                .add(|| format!("{stray} changes belong to no commit: the newest commits were removed"));
        }
        Ok(())
    }

    /// The hash over the changes of one commit; follows each row's digests and before-images.
    fn changes(&mut self, seq: i64, first_n: i64, last_n: i64) -> Result<[u8; 32], Problem> {
        let mut hasher = Sha256::new();
        let mut bytes = Vec::new();
        let mut next = first_n;
        each_change(self.connection, first_n, last_n, &mut |past| {
            let Past {
                n,
                id,
                op,
                digest,
                base_ver,
                ..
            } = past;
            let table = past.table.name;
            if n != next || past.seq != seq {
                self.chain
                    .add(|| format!("commit {seq}: a change of {table} {id} is missing, moved or added"));
            }
            next = n + 1;
            let named = |s: i64| match s {
                0 => audit::NEVER.to_vec(),
                s if s == seq => audit::THIS.to_vec(),
                s => self
                    .commit_ids
                    .get(&s)
                    .map_or(audit::UNKNOWN.to_vec(), |id| id.to_vec()),
            };
            let (base, after) = (named(past.base_commit), named(past.after_commit));
            bytes.clear();
            change_bytes(&mut bytes, table, id, op, base_ver, &base, &after, &digest);
            hasher.update(&bytes);
            self.content(seq, table, id, op, past.before, past.purged);
            let empty = |salt: &[u8]| canonical::digest(salt, canonical::NO_ROW) == digest;
            if op == DELETE && !past.salt.is_some_and(empty) {
                self.history
                    .add(|| format!("{table} {id}, commit {seq}: its removal was changed"));
            }
            let state = State {
                seq,
                present: op != DELETE,
                digest,
                salt: past.salt.map(<[u8]>::to_vec),
                purged: past.purged,
                ver: base_ver + 1,
                after_commit: past.after_commit,
            };
            self.states.insert((table, id), state);
            Ok(())
        })?;
        if next != last_n + 1 {
            self.chain
                .add(|| format!("commit {seq}: {} changes are missing", last_n + 1 - next));
        }
        Ok(hasher.finalize().into())
    }

    /// The before-image of a change is the content that the row's change before it digested.
    fn content(&mut self, seq: i64, table: &'static str, id: Uid, op: i64, before: Option<&[u8]>, purged: Option<i64>) {
        let state = self.states.get(&(table, id));
        let wrong = match (op, state) {
            (INSERT, Some(state)) if state.present => Some("was added twice"),
            (INSERT, _) if before.is_some() => Some("has an older content that it never had"),
            (INSERT, _) => None,
            (_, Some(state)) if state.present => match (before, &state.salt) {
                (Some(before), Some(salt)) if canonical::digest(salt, before) == state.digest => None,
                (Some(_), Some(_)) => Some("its older content was changed"),
                _ => {
                    let by = purged.or(state.purged);
                    match by.and_then(|by| purge_of(&self.purges, table, id, by).map(|a| (by, a))) {
                        Some((by, authority)) => {
                            *self.purged.entry((by, authority.to_owned())).or_default() += 1;
                            None
                        }
                        None => Some("its older content was removed"),
                    }
                }
            },
            _ => Some("was changed without having been there"),
        };
        if let Some(wrong) = wrong {
            self.history.add(|| format!("{table} {id}, commit {seq}: {wrong}"));
        }
    }

    /// Every live row is what its last change digested, and none is missing.
    fn live_rows(&mut self) -> Result<(), Problem> {
        for table in tables::ALL.iter() {
            let list = tables::quoted(table.columns, "");
            let query = format!("SELECT {list}, \"ver\", \"ver_commit\" FROM \"{}\"", table.name);
            let columns = table.columns.len();
            each(self.connection, &query, [], |row| {
                self.live += 1;
                let id = Uid(row.get(0).map_err(sql)?);
                let packed = pack(&values(row, columns)?);
                let (ver, ver_commit): (i64, i64) =
                    (row.get(columns).map_err(sql)?, row.get(columns + 1).map_err(sql)?);
                let wrong = match self.states.remove(&(table.name, id)) {
                    Some(state) if state.present => {
                        let same = state
                            .salt
                            .is_some_and(|salt| canonical::digest(&salt, &packed) == state.digest);
                        match (same, (ver, ver_commit) == (state.ver, state.after_commit)) {
                            (true, true) => None,
                            (true, false) => Some((state.seq, "its version was changed")),
                            (false, _) => Some((state.seq, "it is not what that commit left")),
                        }
                    }
                    Some(state) => Some((state.seq, "it was deleted and is there again")),
                    None => Some((0, "no commit added it")),
                };
                if let Some((seq, wrong)) = wrong {
                    self.rows.add(|| format!("{} {id}, commit {seq}: {wrong}", table.name));
                }
                Ok(())
            })?;
        }
        for ((table, id), state) in &self.states {
            if state.present {
                self.rows
                    .add(|| format!("{table} {id}, commit {}: it is gone", state.seq));
            }
        }
        Ok(())
    }

    fn checks(self) -> Vec<Check> {
        let purged: Vec<String> = self
            .purged
            .iter()
            .map(|((commit, authority), count)| format!("purged, commit {commit}, {authority} ({count} contents)"))
            .collect();
        vec![
            self.chain.check("chain", format!("{} commits", self.commits)),
            self.signatures.check("signatures", format!("{} commits", self.commits)),
            self.history.check("history", format!("{} changes", self.last_n)),
            self.rows.check("rows", format!("{} rows", self.live)),
            Check {
                name: "purged".into(),
                ok: true,
                detail: purged.join("; "),
            },
        ]
    }
}

fn purge_of<'p>(purges: &'p Purges, table: &str, id: Uid, by: i64) -> Option<&'p str> {
    let made = purges.get(&(table.to_owned(), id))?;
    made.iter()
        .find(|(seq, _)| *seq == by)
        .map(|(_, authority)| authority.as_str())
}

fn signed(signer: &[u8], commit_id: &[u8], signature: &[u8]) -> bool {
    let key = <&[u8; 32]>::try_from(signer)
        .ok()
        .and_then(|bytes| VerifyingKey::from_bytes(bytes).ok());
    let signature = <&[u8; 64]>::try_from(signature).ok().map(Signature::from_bytes);
    key.zip(signature)
        .is_some_and(|(key, signature)| key.verify(commit_id, &signature).is_ok())
}

#[cfg(test)]
mod tests;
