//! What is read from an open case: records, originals, candidates, search, the document of an entity.
//! Must not know: how a change is made.

use std::collections::BTreeSet;
use std::io::Write;

use super::*;
use crate::app::morning::{self, Morning, Since};
use crate::app::public;
use crate::resolve::group;
use crate::store::history::{Done, Wanted};

impl Case {
    /// Narratives of all staged records, for surfacing.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn narratives(&self) -> Result<ask::Narratives, Problem> {
        let mut out = ask::Narratives::new();
        self.store.scan_columns("record", &["id", "narrative"], &mut |values| {
            if let [Lent::Blob(id), Lent::Text(text)] = values
                && !text.is_empty()
                && let Ok(id) = <[u8; 16]>::try_from(*id)
            {
                out.insert(RecordId(Uid(id)), text.as_ref().to_owned());
            }
        })?;
        Ok(out)
    }

    /// Candidates of this board, ranked, with reasons.
    ///
    /// A past board has none: what would have been surfaced then was not kept, and is not invented.
    ///
    /// # Errors
    /// The file can't be read; `past-board`.
    pub fn surface(&self, request: &ask::SurfaceRequest) -> Result<ask::Surfaced, Problem> {
        if let Some(commit) = self.past() {
            return Err(past::refused(commit));
        }
        Ok(ask::surface(&self.snapshot, &self.catalog, self.narratives()?, request))
    }

    /// The candidate with this id, or the card of the decision that was made on it.
    ///
    /// # Errors
    /// No such candidate on the board now.
    pub fn candidate(&self, id: &str) -> Result<crate::model::decision::Candidate, Problem> {
        let unknown = || {
            Problem::new(
                "candidate",
                "a candidate's id as `surface` prints it",
                id.to_owned(),
                "run `surface` again: the board may have changed",
            )
        };
        let uid = Uid::parse(id).ok_or_else(unknown)?;
        if let Some(decision) = self.snapshot.latest_decisions().get(&uid) {
            return Ok(decision.card.clone());
        }
        self.surface(&ask::SurfaceRequest::default())?
            .candidates
            .into_iter()
            .find(|c| c.id == uid)
            .ok_or_else(unknown)
    }

    /// A record with its raw cells and narrative.
    ///
    /// # Errors
    /// It is not there.
    pub fn record(&self, id: RecordId) -> Result<Record, Problem> {
        let there = self.snapshot.record(id).is_some() || self.past.is_none();
        let row = if there { self.row_of_record(id)? } else { None };
        row.ok_or_else(|| {
            Problem::new(
                "record",
                "an existing record",
                id.to_string(),
                "refresh and choose again",
            )
        })
    }

    /// Hands over place and cells of every record, in no order.
    ///
    /// # Errors
    /// The file can't be read, or a row is damaged.
    pub(in crate::app) fn each_row(&self, f: &mut dyn FnMut(Record)) -> Result<(), Problem> {
        let mut wrong = None;
        let columns = ["id", "source", "sheet", "row", "status", "cells"];
        self.store
            .scan_columns(Record::TABLE, &columns, &mut |values| match row_of(values) {
                Ok(row) => f(row),
                Err(found) => wrong = Some(broken(Record::TABLE, found)),
            })?;
        wrong.map_or(Ok(()), Err)
    }

    /// Staged rows with cells that could not be read; kept until a record changes.
    ///
    /// # Errors
    /// The file can't be read.
    pub(in crate::app) fn unread(&self) -> Result<Arc<Vec<Unread>>, Problem> {
        if let Some(known) = self.unread.get() {
            return Ok(known.clone());
        }
        let found = Arc::new(rejects::unread(self)?);
        Ok(self.unread.get_or_init(|| found).clone())
    }

    /// The attachment that keeps a source's bytes as received.
    ///
    /// # Errors
    /// None were kept, or they were purged.
    pub(in crate::app) fn attachment(&self, source: SourceId) -> Result<Attachment, Problem> {
        let kept: Vec<Attachment> = self.store.find("source", &Value::Blob(source.0.0.to_vec()))?;
        let kept = kept.into_iter().find(|a| !a.content.is_empty() || a.sealed.is_some());
        kept.ok_or_else(|| {
            Problem::new(
                "original",
                "an original",
                "none is kept",
                "ask the agency for the file, by its SHA-256",
            )
        })
    }

    /// Hands out the bytes of an attachment as received; sealed ones while the vault is open.
    ///
    /// # Errors
    /// The vault is closed; the bytes are damaged or missing; `to` can't be written.
    pub(in crate::app) fn original(&self, attachment: &Attachment, to: &mut dyn Write) -> Result<(), Problem> {
        let opened = attachment.sealed.map(|id| self.unseal_bytes(id)).transpose()?;
        let kept = match &opened {
            Some(clear) => clear.as_slice(),
            None if attachment.beside => attachment.content.get(32..).unwrap_or_default(),
            None => &attachment.content,
        };
        if attachment.beside {
            return beside::open(&self.path, attachment, kept, to);
        }
        zstd::stream::copy_decode(kept, to).map_err(|e| {
            Problem::new(
                "content-damaged",
                "the original as received",
                e.to_string(),
                "run verify and restore a backup, or free space where it is written",
            )
        })
    }

    /// Changes of rows over all commits.
    pub(in crate::app) fn changes(&self, of: &[&str], wanted: Wanted<'_>) -> Result<Vec<Done>, Problem> {
        self.store.history(of, wanted)
    }
    pub(in crate::app) fn commit_of_seq(&self, seq: i64) -> Result<Commit, Problem> {
        self.store.commit_at(seq)
    }

    /// Commits, newest first.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn history(&self, limit: u32) -> Result<Vec<Commit>, Problem> {
        let (newest, _) = self.store.head()?;
        let from = newest.saturating_sub(i64::from(limit)).max(0) + 1;
        let mut commits = self.store.commits(from, limit as usize)?;
        commits.reverse();
        Ok(commits)
    }

    /// What the chain says since a commit; 0 = all commits, and no rows.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn since(&self, seq: i64) -> Result<Since, Problem> {
        Ok(Since {
            seq,
            commits: self.store.commits(seq.saturating_add(1), usize::MAX)?,
            rows: if seq == 0 {
                Vec::new()
            } else {
                self.store.news_since(seq)?
            },
        })
    }

    /// What waits for the acting member on this day, with candidates and unread cells; new is what came after
    /// the commit `since`.
    ///
    /// # Errors
    /// A date that is none; the file can't be read.
    pub fn morning(&self, as_of: &str, since: i64, libraries: &Path) -> Result<Morning, Problem> {
        let s = &self.snapshot;
        let mut made = morning::morning(&morning::Asked {
            snapshot: s,
            catalog: &self.catalog,
            member: self.member,
            labels: &self.own_labels(),
            today: ask::day(as_of)?,
            since: &self.since(since)?,
            notices: &public::notices(s, libraries),
        });
        let found = self.surface(&ask::SurfaceRequest::default())?.candidates;
        made.add_candidates(s, &found, &group::groups(s, &found));
        made.add_unread(&rejects::groups(self, None)?);
        Ok(made)
    }

    /// Checks everything, against the anchor kept on this computer and, when given, an export.
    ///
    /// # Errors
    /// The file can't be read at all.
    pub fn verify(&self, against: Option<&Path>) -> Result<Vec<CheckLine>, Problem> {
        let kept = anchor::kept(&self.path);
        let anchor = kept.as_ref().map(|(seq, chain)| (*seq, chain.as_str()));
        let mut lines: Vec<CheckLine> = self
            .store
            .verify(anchor)?
            .into_iter()
            .map(|c| CheckLine {
                name: c.name.to_string(),
                ok: c.ok,
                detail: c.detail,
            })
            .collect();
        lines.extend(beside::check(&self.path, &self.attachments_beside()?));
        if let Some(export) = against {
            let (seq, chain) = crate::app::publish::anchor_of(export)?;
            let here = self.chain_at(seq);
            lines.push(CheckLine {
                name: "against".to_owned(),
                ok: here.as_deref() == Some(chain.as_str()),
                detail: format!("commit {seq} of {}", export.display()),
            });
        }
        Ok(lines)
    }

    /// Search over entities, then over the text of records.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn search(&self, text: &str) -> Result<Vec<Hit>, Problem> {
        // The board is searched while the file is.
        let snapshot = &self.snapshot;
        let (found, said) = std::thread::scope(|scope| {
            let board = scope.spawn(|| ask::search_entities(snapshot, text, 30));
            let said = self.store.search(text, Some("record"), 30);
            (
                board.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                said,
            )
        });
        let (similar, mut hits): (Vec<Hit>, Vec<Hit>) = found.into_iter().partition(|h| h.similar);
        let mut records: Vec<RecordId> = said?.into_iter().map(|f| RecordId(f.id)).collect();
        if self.past.is_some() {
            // The index holds the words of now; where they were others, the row of then is asked.
            let changed: BTreeSet<RecordId> = self.reworded().collect();
            records.retain(|r| !changed.contains(r));
            for record in changed {
                let row = self.row_of_record(record)?;
                let says = |word: &str| row.as_ref().is_some_and(|r| !ask::excerpt(r, word).is_empty());
                if text.split_whitespace().all(says) {
                    records.push(record);
                }
            }
            records.truncate(30);
        }
        for record in records {
            let Some(head) = self.snapshot.record(record) else {
                continue;
            };
            hits.push(Hit {
                what: "record".to_owned(),
                id: record.0,
                kind: head.kind.clone(),
                label: ask::number_or_row(&self.snapshot, record),
                similar: false,
                context: ask::excerpt(&self.record(record)?, text),
            });
        }
        hits.extend(similar);
        Ok(hits)
    }

    /// The document of `show --json`: every fact with file, sheet, row, column and the text as received.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn show(&self, id: EntityId) -> Result<Json, Problem> {
        let s = &self.snapshot;
        let Some(entity) = s.entity(s.group_of(id)) else {
            return Err(Problem::new(
                "entity",
                "an existing entity",
                id.to_string(),
                "use `search`",
            ));
        };
        let mut facts: BTreeMap<(String, String), Vec<Json>> = BTreeMap::new();
        let mut order: Vec<(String, String, String)> = Vec::new();
        let mut links = Vec::new();
        for member in s.members_of(id) {
            for f in s.facts_of(member) {
                let value = if f.sealed.is_some() {
                    "[sealed]".to_owned()
                } else {
                    f.value.clone()
                };
                let key = (f.field.clone(), value);
                if !facts.contains_key(&key) {
                    order.push((key.0.clone(), key.1.clone(), f.date.clone()));
                }
                let source = self.place_of(f.source, f.record, &f.column)?;
                facts.entry(key).or_default().push(source);
            }
            for l in s.links_of(member) {
                let other = if s.group_of(l.from_entity) == s.group_of(id) {
                    l.to_entity
                } else {
                    l.from_entity
                };
                links.push(json!({
                    "id": l.id, "kind": l.kind, "direction": if other == l.to_entity { "out" } else { "in" }, "other": other,
                    "other_label": s.entity(other).map(|e| e.label.clone()), "date": l.date, "certainty": l.certainty,
                    "sources": [self.place_of(l.source, l.record, &l.column)?],
                }));
            }
        }
        let facts: Vec<Json> = order
            .into_iter()
            .map(|(field, value, date)| {
                let sources = facts.remove(&(field.clone(), value.clone())).unwrap_or_default();
                json!({ "field": field, "value": value, "date": date, "sources": sources })
            })
            .collect();
        Ok(json!({
            "id": entity.id, "kind": entity.kind, "label": entity.label, "canonical": entity.canonical,
            "pseudonym": entity.pseudonym, "members": s.members_of(id), "version": s.seq, "facts": facts, "links": links,
        }))
    }

    fn place_of(&self, source: Option<SourceId>, record: Option<RecordId>, column: &str) -> Result<Json, Problem> {
        let s = &self.snapshot;
        let head: Option<&RecordHead> = record.and_then(|r| s.record(r));
        let cell = match (record, column.is_empty()) {
            (Some(id), false) => self
                .row_of_record(id)?
                .and_then(|r| r.cells.0.into_iter().find(|c| c.column == column)),
            _ => None,
        };
        let corrected = cell.as_ref().and_then(|c| c.correction.as_ref()).map(|c| {
            let member = s.members.get(c.member.0).map(|m| m.name.clone());
            let text = if c.sealed.is_some() { "[sealed]" } else { &c.text };
            json!({ "text": text, "member": member, "at": c.at, "why": c.why })
        });
        let raw = cell.map(|c| c.text);
        let mut place = json!({
            "source": source.and_then(|x| s.source(x)).map(|x| x.file_name.clone()),
            "sheet": head.map(|h| h.sheet.clone()), "row": head.map(|h| h.row), "key": head.map(|h| h.key.clone()),
            "column": column, "raw": raw,
        });
        if let (Some(corrected), Json::Object(place)) = (corrected, &mut place) {
            place.insert("corrected".to_owned(), corrected);
        }
        Ok(place)
    }

    /// Answers a request that needs the file.
    pub fn answer(&self, request: &Request, progress: &Progress) -> Answer {
        let result = match request {
            Request::Record(id) => self.record(*id).map(|r| Answer::Record(Box::new(r))),
            Request::Document(id) => self.document(*id).map(|d| Answer::Document(Box::new(d))),
            Request::Page { record, page, width } => {
                let drawn = self.pages_of(*record).and_then(|original| original.draw(*page, *width));
                drawn.map(|p| Answer::Page(std::sync::Arc::new(p)))
            }
            Request::Told(id) => self.told_of(*id).map(Answer::Told),
            Request::Search(text) => self.search(text).map(Answer::Search),
            Request::History { limit } => self.history(*limit).map(Answer::History),
            Request::Rejects if self.past.is_some() => Ok(Answer::Rejects(Vec::new())),
            Request::Rejects => rejects::groups(self, None).map(Answer::Rejects),
            Request::Members => self.members().map(Answer::Members),
            Request::Verify => self.verify(None).map(Answer::Verify),
            Request::Columns(path) => intake::columns(path, &self.catalog).map(|c| Answer::Columns(Box::new(c))),
            Request::ProposeMap(path) => intake::propose(path, &self.catalog).map(|p| Answer::Text(p.toml)),
            other => Ok(ask::answer(&self.snapshot, &self.catalog, other, progress)),
        };
        result.unwrap_or_else(Answer::Failed)
    }
}

fn row_of(values: &[Lent<'_>]) -> Result<Record, String> {
    let [id, source, sheet, row, status, cells] = values else {
        return Err("another number of columns".to_owned());
    };
    Ok(Record {
        id: Column::from_lent(id)?,
        source: Column::from_lent(source)?,
        sheet: Column::from_lent(sheet)?,
        row: Column::from_lent(row)?,
        status: Column::from_lent(status)?,
        cells: Column::from_lent(cells)?,
        ..Record::default()
    })
}
