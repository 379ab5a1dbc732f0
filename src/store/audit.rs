//! The chain: how a commit is hashed, signed and read back. Formats: `docs/formats.md`.

use ed25519_dalek::{Signer, SigningKey};
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

use super::canonical::{self, pack};
use super::changes::{self, each_change};
use super::error::sql;
use super::read::each;
use super::tx::{Finished, Tx, op_of};
use super::{CommitMeta, Store, tables};
use crate::model::commit::{Commit, Op, Touched, UndoClass};
use crate::model::hex;
use crate::model::problem::Problem;
use crate::model::{Lent, MemberId, Uid, Value};

/// The chain value before the first commit.
pub(super) const GENESIS: [u8; 32] = [0; 32];
/// Instead of a commit id, where a change names one: the row was never there; this very commit; (only
/// in a damaged file) one that is not there.
pub(super) const NEVER: &[u8] = &[];
pub(super) const THIS: &[u8] = &[1];
pub(super) const UNKNOWN: &[u8] = &[0xFF];
const COMMIT: &str = "caseboard commit 1";

/// The bytes of one change that its commit is hashed over, onto the end of `out`.
#[expect(clippy::too_many_arguments, reason = "the parts of one change")]
pub(super) fn change_bytes(
    out: &mut Vec<u8>,
    table: &str,
    id: Uid,
    op: i64,
    base_ver: i64,
    base_commit: &[u8],
    after_commit: &[u8],
    digest: &[u8],
) {
    let parts = [
        Lent::Text(table.into()),
        Lent::Blob(&id.0),
        Lent::Int(op),
        Lent::Int(base_ver),
        Lent::Blob(base_commit),
        Lent::Blob(after_commit),
        Lent::Blob(digest),
    ];
    canonical::pack_lent(out, &parts);
}

/// What a commit id is made of, beside the changes.
pub(super) struct Head<'a> {
    pub member: Uid,
    pub time: &'a str,
    pub command: &'a str,
    /// JSON text as stored.
    pub args: &'a str,
    pub class: &'a str,
    pub stack: &'a str,
    /// Commit id of the commit that is undone; empty = none.
    pub undoes: &'a [u8],
    pub assets: &'a str,
    pub signer: &'a [u8],
    pub count: i64,
    pub changes: &'a [u8],
}

pub(super) fn commit_id(head: &Head<'_>) -> [u8; 32] {
    let bytes = pack(&[
        Value::Text(COMMIT.to_owned()),
        Value::Blob(head.member.0.to_vec()),
        Value::Text(head.time.to_owned()),
        Value::Text(head.command.to_owned()),
        Value::Text(head.args.to_owned()),
        Value::Text(head.class.to_owned()),
        Value::Text(head.stack.to_owned()),
        Value::Blob(head.undoes.to_vec()),
        Value::Text(head.assets.to_owned()),
        Value::Blob(head.signer.to_vec()),
        Value::Int(head.count),
        Value::Blob(head.changes.to_vec()),
    ]);
    Sha256::digest(bytes).into()
}

/// `SHA-256(previous chain ‖ commit id)`.
pub(super) fn chain(previous: &[u8], commit_id: &[u8]) -> [u8; 32] {
    canonical::digest(previous, commit_id)
}

fn bytes32(bytes: Vec<u8>) -> Result<[u8; 32], Problem> {
    bytes.try_into().map_err(|_length| {
        Problem::new(
            "chain-damaged",
            "32 bytes",
            "another length",
            "run verify and restore a backup",
        )
    })
}

pub(super) fn commit_id_of(connection: &Connection, seq: i64) -> Result<[u8; 32], Problem> {
    let found: Option<Vec<u8>> = connection
        .prepare_cached("SELECT \"commit_id\" FROM \"commit\" WHERE \"seq\" = ?1")
        .and_then(|mut s| s.query_row([seq], |row| row.get(0)).optional())
        .map_err(sql)?;
    bytes32(found.ok_or_else(|| no_commit(seq))?)
}

pub(super) fn no_commit(seq: i64) -> Problem {
    Problem::new(
        "no-such-commit",
        "a commit of this case",
        seq.to_string(),
        "see `audit` for the commits there are",
    )
}

pub(super) fn head(connection: &Connection) -> Result<(i64, [u8; 32]), Problem> {
    let found: Option<(i64, Vec<u8>)> = connection
        .prepare_cached("SELECT \"seq\", \"chain\" FROM \"commit\" ORDER BY \"seq\" DESC LIMIT 1")
        .and_then(|mut s| s.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(sql)?;
    found.map_or(Ok((0, GENESIS)), |(seq, chain)| Ok((seq, bytes32(chain)?)))
}

/// Hashes, signs and chains what the transaction did, as its last statement. True = rewrite the file.
pub(super) fn seal_commit(tx: &mut Tx<'_>, meta: &CommitMeta, time: &str) -> Result<(Touched, bool), Problem> {
    let Finished {
        rows,
        many,
        changes,
        count,
        last_n,
        rewrite,
    } = tx.finish()?;
    let key = signing_key(tx.connection, meta.member)?;
    let signer = key.verifying_key().to_bytes();
    let args = serde_json::to_string(&meta.args)
        .map_err(|e| Problem::new("store", "arguments as JSON", e.to_string(), "report this"))?;
    let undoes = meta.undoes.map(|seq| commit_id_of(tx.connection, seq)).transpose()?;
    let id = commit_id(&Head {
        member: meta.member.0,
        time,
        command: &meta.command,
        args: &args,
        class: meta.class.as_str(),
        stack: &meta.stack,
        undoes: undoes.as_ref().map_or(&[], <[u8; 32]>::as_slice),
        assets: &meta.assets,
        signer: &signer,
        count,
        changes: &changes,
    });
    let signature = key.sign(&id).to_bytes();
    let (_, previous) = head(tx.connection)?;
    let chain = chain(&previous, &id);
    let seq = tx.seq;
    tx.write(
        "INSERT INTO \"commit\" (\"seq\", \"time\", \"member\", \"command\", \"args\", \"class\", \"stack\", \"undoes\", \
         \"assets\", \"first_n\", \"last_n\", \"signer\", \"commit_id\", \"signature\", \"chain\") \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        rusqlite::params![
            seq,
            time,
            meta.member.0.0.as_slice(),
            meta.command,
            args,
            meta.class.as_str(),
            meta.stack,
            meta.undoes,
            meta.assets,
            last_n - count + 1,
            last_n,
            signer.as_slice(),
            id.as_slice(),
            signature.as_slice(),
            chain.as_slice()
        ],
    )?;
    Ok((
        Touched {
            seq,
            chain: hex(&chain),
            rows,
            many,
        },
        rewrite,
    ))
}

pub(super) fn signing_key(connection: &Connection, member: MemberId) -> Result<SigningKey, Problem> {
    let missing = || {
        Problem::new(
            "no-signing-key",
            "a member of this case",
            member.to_string(),
            "add the member first (command `member`)",
        )
    };
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached(
            "SELECT \"signing_private\" FROM \"member_key\" WHERE \"member\" = ?1 ORDER BY \"rid\" DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row([member.0.0.as_slice()], |row| row.get(0)).optional())
        .map_err(sql)?;
    let mut bytes = bytes.ok_or_else(missing)?;
    let key = <&[u8; 32]>::try_from(bytes.as_slice())
        .map(SigningKey::from_bytes)
        .map_err(|_length| missing());
    zeroize::Zeroize::zeroize(&mut bytes);
    key
}

/// One row that a commit changed, with what it was and became. A purged content is `None`.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    pub table: &'static str,
    pub id: Uid,
    pub op: Op,
    pub before: Option<Vec<Value>>,
    pub after: Option<Vec<Value>>,
}

/// Numbers of the first and last change of a commit, if there is one of that number.
pub(super) fn numbers_of(connection: &Connection, seq: i64) -> Result<Option<(i64, i64)>, Problem> {
    connection
        .query_row(
            "SELECT \"first_n\", \"last_n\" FROM \"commit\" WHERE \"seq\" = ?1",
            [seq],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
        .map_err(sql)
}

impl Store {
    /// Sequence number of the newest commit and the chain head in hex; (0, zeros) before the first.
    pub fn head(&self) -> Result<(i64, String), Problem> {
        head(&self.connection).map(|(seq, chain)| (seq, hex(&chain)))
    }

    /// Rows that say what is new after a commit: every source; records that were there before; whatever was
    /// changed by hand. The rows that an import brings follow from its source and are left out: they are most of
    /// the chain.
    pub fn news_since(&self, seq: i64) -> Result<Vec<(String, Uid, Op)>, Problem> {
        let mut found = Vec::new();
        each(
            &self.connection,
            "SELECT \"tbl\", \"id\", \"op\" FROM \"change\" \
             WHERE \"n\" > (SELECT coalesce(max(\"last_n\"), 0) FROM \"commit\" WHERE \"seq\" <= ?1) \
             AND (\"tbl\" = 'source' OR (\"tbl\" = 'record' AND \"op\" <> 0) OR (\"tbl\" IN ('entity', 'fact') AND \
             \"seq\" IN (SELECT \"seq\" FROM \"commit\" WHERE \"seq\" > ?1 AND \"command\" <> 'import')))",
            [seq],
            |row| {
                let (table, op): (String, i64) = (row.get(0).map_err(sql)?, row.get(2).map_err(sql)?);
                let ids = changes::ids(row.get_ref(1).map_err(sql)?)?;
                found.extend(ids.into_iter().map(|id| (table.clone(), id, op_of(op))));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Commits from `from` on, ascending, at most `limit`.
    pub fn commits(&self, from: i64, limit: usize) -> Result<Vec<Commit>, Problem> {
        let mut found = Vec::new();
        each(
            &self.connection,
            "SELECT \"seq\", \"time\", \"member\", \"command\", \"args\", \"class\", \"stack\", \"commit_id\", \
             \"chain\", \"undoes\", \"assets\" FROM \"commit\" WHERE \"seq\" >= ?1 ORDER BY \"seq\" LIMIT ?2",
            rusqlite::params![from, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| {
                let member: [u8; 16] = row.get(2).map_err(sql)?;
                let args: String = row.get(4).map_err(sql)?;
                let class: String = row.get(5).map_err(sql)?;
                let damaged = || Problem::new("chain-damaged", "a commit", "another content", "run verify");
                found.push(Commit {
                    seq: row.get(0).map_err(sql)?,
                    time: row.get(1).map_err(sql)?,
                    member: MemberId(Uid(member)),
                    command: row.get(3).map_err(sql)?,
                    args: serde_json::from_str(&args).map_err(|_not_json| damaged())?,
                    class: UndoClass::parse(&class).ok_or_else(damaged)?,
                    stack: row.get(6).map_err(sql)?,
                    commit_id: hex(&row.get::<_, Vec<u8>>(7).map_err(sql)?),
                    chain: hex(&row.get::<_, Vec<u8>>(8).map_err(sql)?),
                    undoes: row.get(9).map_err(sql)?,
                    assets: row.get(10).map_err(sql)?,
                });
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// The commit of that number.
    pub fn commit_at(&self, seq: i64) -> Result<Commit, Problem> {
        self.commits(seq, 1)?
            .into_iter()
            .find(|c| c.seq == seq)
            .ok_or_else(|| no_commit(seq))
    }

    /// The last commit up to the end of a day (UTC, `2026-11-24`), if there is one.
    pub fn commit_until(&self, day: &str) -> Result<Option<Commit>, Problem> {
        let seq: Option<i64> = self
            .connection
            .query_row(
                "SELECT max(\"seq\") FROM \"commit\" WHERE substr(\"time\", 1, 10) <= ?1",
                [day],
                |row| row.get(0),
            )
            .map_err(sql)?;
        seq.map(|seq| self.commit_at(seq)).transpose()
    }

    /// The rows that a commit changed, in order, at most `limit`, with what they were and became.
    pub fn changes_of(&self, seq: i64, limit: usize) -> Result<Vec<Change>, Problem> {
        let mut changes: Vec<(i64, Change)> = Vec::new();
        let Some((first_n, last_n)) = numbers_of(&self.connection, seq)? else {
            return Ok(Vec::new());
        };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        each_change(
            &self.connection,
            first_n,
            last_n.min(first_n.saturating_add(limit) - 1),
            &mut |past| {
                let change = Change {
                    table: past.table.name,
                    id: past.id,
                    op: op_of(past.op),
                    before: past.before.map(canonical::unpack).transpose()?,
                    after: None,
                };
                changes.push((past.n, change));
                Ok(())
            },
        )?;
        let Some((first, _)) = changes.first() else {
            return Ok(Vec::new());
        };
        // What a row became is what it was before its next change, or what it is now.
        let mut next: std::collections::BTreeMap<(&str, Uid), Vec<usize>> = std::collections::BTreeMap::new();
        for (at, (_, change)) in changes.iter().enumerate().filter(|(_, (_, c))| c.op != Op::Delete) {
            next.entry((change.table, change.id)).or_default().push(at);
        }
        let mut after: Vec<Option<Option<Vec<u8>>>> = vec![None; changes.len()];
        each_change(&self.connection, first + 1, i64::MAX, &mut |past| {
            if past.op == tables::INSERT {
                return Ok(());
            }
            for &at in next.get(&(past.table.name, past.id)).map_or(&[][..], Vec::as_slice) {
                if changes[at].0 < past.n && after[at].is_none() {
                    after[at] = Some(past.before.map(<[u8]>::to_vec));
                }
            }
            Ok(())
        })?;
        for (at, (_, change)) in changes.iter_mut().enumerate().filter(|(_, (_, c))| c.op != Op::Delete) {
            change.after = match after[at].take() {
                Some(image) => image.map(|b| canonical::unpack(&b)).transpose()?,
                None => super::read::row_values(&self.connection, tables::named(change.table)?, change.id)?,
            };
        }
        Ok(changes.into_iter().map(|(_, change)| change).collect())
    }
}
