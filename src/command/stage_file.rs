//! A whole import as one step: staged rows in, records, mentions, entities, facts, links and events
//! out. Sealed values are sealed before their first INSERT. Rows in = staged + rejected + already there.
//!
//! Ids are derived from (file hash, sheet, row, what, ordinal), never from cell contents. Row identity
//! across deliveries: agency + map + the source's own number, else the hash of the row.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::edit_entity::next_pseudonym;
use super::*;
use crate::model::entity::{Certainty, Entity, Fact, Link};
use crate::model::event::{Event, Participant, Participants};
use crate::model::lead::{Answer, Lead};
use crate::model::source::*;
use crate::model::*;
use crate::store::BesideKey;

/// Calls the sink with every row of the file, in order; `Break` stops it.
pub type FeedRows = dyn Fn(&mut dyn FnMut(StagedRow) -> ControlFlow<()>) -> Result<(), Problem> + Send + Sync;

/// The import of one file (or call list, or pasted text). `feed` and `original` do not travel as
/// JSON: `app` fills them from the path.
#[derive(Clone, Serialize, Deserialize)]
pub struct StageFile {
    /// All but the counts, which `apply` fills in. Its id is `StageFile::source_id`.
    pub source: Source,
    #[serde(skip)]
    pub feed: Option<Arc<FeedRows>>,
    /// The bytes as received.
    #[serde(skip)]
    pub original: Arc<Vec<u8>>,
    /// Where the bytes lie instead, when they are too many for the case.
    #[serde(skip)]
    pub beside: Option<Arc<Beside>>,
    #[serde(default)]
    pub media_type: String,
}

/// An original that lies encrypted beside the case.
#[derive(Clone)]
pub struct Beside {
    /// SHA-256 of the encrypted file, which is its name.
    pub file: [u8; 32],
    pub key: BesideKey,
}

impl StageFile {
    /// The same bytes under the same map and agency are the same source.
    pub fn source_id(sha256: &str, map: &str, agency: &str) -> SourceId {
        SourceId(Uid::derive(&[
            b"source",
            sha256.as_bytes(),
            map.as_bytes(),
            agency.as_bytes(),
        ]))
    }
}

impl Verb for StageFile {
    fn name(&self) -> String {
        "import".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.source.file_name.clone(), self.source.agency.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("file_name", &self.source.file_name)?;
        if self.feed.is_none() {
            return Err(Problem::new(
                "no-file",
                "a file to read",
                "none",
                "use `caseboard import`, which reads the file",
            ));
        }
        Ok(())
    }
    fn apply(&self, context: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let Some(feed) = self.feed.clone() else {
            return Ok(Outcome::default());
        };
        let mut stager = Stager::new(&self.source, context);
        let known = context.snapshot.source(self.source.id).is_some();
        if !known {
            // Facts and records point at it, so it stands first; its counts follow.
            tx.insert(&self.source)?;
        }
        read_ahead(&*feed, |row| stager.take(row, known, context, tx))?;
        if !known {
            stager.close(self, context, tx)?;
        }
        Ok(stager.outcome(self.source.id))
    }
}

/// Rows are read on a thread of their own while those before them are written; `take` gets them in their
/// order. The first failure, of reading or of taking, ends both.
fn read_ahead(feed: &FeedRows, mut take: impl FnMut(StagedRow) -> Result<(), Problem>) -> Result<(), Problem> {
    const ROWS: usize = 64;
    const AHEAD: usize = 8;
    std::thread::scope(|scope| {
        let (send, receive) = std::sync::mpsc::sync_channel::<Vec<StagedRow>>(AHEAD);
        let reader = scope.spawn(move || {
            let mut rows = Vec::with_capacity(ROWS);
            feed(&mut |row| {
                rows.push(row);
                if rows.len() < ROWS {
                    return ControlFlow::Continue(());
                }
                match send.send(std::mem::replace(&mut rows, Vec::with_capacity(ROWS))) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_nobody_takes) => ControlFlow::Break(()),
                }
            })?;
            // Nobody takes the rest when taking has failed, which is told below.
            drop(send.send(rows));
            Ok(())
        });
        let taken = receive.iter().flatten().try_for_each(&mut take);
        drop(receive);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        taken.and(read)
    })
}

/// (row identity, content hash), hashed → the record that says exactly this.
type Seen = HashMap<Uid, RecordId>;

/// Turns staged rows of one source into rows of the file.
pub(super) struct Stager {
    source: Source,
    /// Rows of earlier deliveries with the same agency and map, and of this one so far.
    seen: Seen,
    /// Number of a row → its records in earlier deliveries; numbers may repeat within a file.
    by_key: HashMap<String, Vec<RecordId>>,
    /// Rows of earlier deliveries of this very file name, until they are met again.
    expected: BTreeMap<RecordId, ()>,
    replaces: Option<SourceId>,
    /// By kind and value, hashed.
    identifiers: HashMap<Uid, EntityId>,
    /// By kind, role and key, hashed.
    parties: HashMap<Uid, EntityId>,
    pseudonyms: Vec<String>,
    pub(super) counts: Counts,
    pub(super) seals: bool,
}

#[derive(Default)]
pub(super) struct Counts {
    rows: i64,
    pub(super) staged: i64,
    pub(super) already: i64,
    rejected: i64,
    pub(super) entities: i64,
    pub(super) links: i64,
    changed: i64,
    gone: i64,
    victims: i64,
}

impl Stager {
    /// For the rows of a source, of which some may stand in the case already.
    pub(super) fn new(source: &Source, context: &Context<'_>) -> Stager {
        let snapshot = context.snapshot;
        let mut seen = Seen::new();
        let mut by_key: HashMap<String, Vec<RecordId>> = HashMap::new();
        let mut expected = BTreeMap::new();
        let mut replaces: Option<&Source> = None;
        for earlier in snapshot
            .sources
            .iter()
            .filter(|s| s.agency == source.agency && s.map == source.map)
        {
            let same_file = earlier.file_name == source.file_name && earlier.id != source.id;
            if same_file && replaces.is_none_or(|r| r.received < earlier.received) {
                replaces = Some(earlier);
            }
            for record in snapshot.records_of(earlier.id) {
                if record.status == RecordStatus::Superseded {
                    continue;
                }
                if record.status == RecordStatus::Rejected {
                    // It says nothing yet: a later row that says the same is not there already.
                    if same_file {
                        expected.insert(record.id, ());
                    }
                    continue;
                }
                seen.insert(said(&record.key, &record.content_sha256), record.id);
                // A number may repeat within one delivery.
                if !record.key.is_empty() && earlier.id != source.id && earlier.received <= source.received {
                    by_key.entry(record.key.clone()).or_default().push(record.id);
                }
                if same_file && record.status != RecordStatus::Gone {
                    expected.insert(record.id, ());
                }
            }
        }
        let mut parties = HashMap::new();
        if snapshot.source(source.id).is_some() {
            // A party that this source has named already keeps its entity.
            for entity in snapshot.entities.iter().filter(|e| e.source == Some(source.id)) {
                let roles = snapshot.mentions_of_entity(entity.id).map(|m| m.role.as_str());
                for role in roles.filter(|_| !entity.party_key.is_empty()) {
                    parties.insert(party(&entity.kind, role, &entity.party_key), entity.id);
                }
            }
        }
        Stager {
            source: source.clone(),
            seen,
            by_key,
            expected,
            replaces: replaces.map(|s| s.id),
            identifiers: HashMap::new(),
            parties,
            pseudonyms: snapshot
                .entities
                .iter()
                .filter(|e| !e.pseudonym.is_empty())
                .map(|e| e.pseudonym.clone())
                .collect(),
            counts: Counts::default(),
            seals: source.sealed,
        }
    }

    fn take(&mut self, row: StagedRow, known: bool, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<(), Problem> {
        self.counts.rows += 1;
        if known {
            self.counts.already += 1;
            return Ok(());
        }
        match row {
            StagedRow::Record(staged) => self.stage(*staged, None, c, tx),
            StagedRow::Rejected(rejected) => self.reject(*rejected, c, tx),
        }
    }

    fn record_id(&self, sheet: &str, row: u32) -> RecordId {
        // Rows of one file lie next to each other, in their order.
        let ([a, b, ..], [c, d, e, f]) = (self.source.id.0.0, row.to_be_bytes());
        RecordId(Uid::derive_at(
            [a, b, c, d, e, f],
            &[b"record", &self.source.id.0.0, sheet.as_bytes(), &row.to_be_bytes()],
        ))
    }

    fn reject(&mut self, row: RejectedRow, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<(), Problem> {
        self.counts.rejected += 1;
        let id = self.record_id(&row.sheet, row.row);
        let cells = self.seal_cells(row.cells, id, c, tx)?;
        tx.insert(&Record {
            id,
            source: self.source.id,
            sheet: row.sheet,
            row: row.row,
            status: RecordStatus::Rejected,
            content_sha256: row.content_sha256,
            cells,
            reason: Some(row.problem),
            ..Record::default()
        })
    }

    /// Stages a row; `kept` = the rejected record that it takes the place of, with its cells as received
    /// and their corrections.
    pub(super) fn stage(
        &mut self,
        staged: StagedRecord,
        kept: Option<Record>,
        c: &mut Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<(), Problem> {
        let id = self.record_id(&staged.sheet, staged.row);
        let exact = said(&staged.key, &staged.content_sha256);
        if let Some(earlier) = self.seen.get(&exact) {
            self.expected.remove(earlier);
            self.counts.already += 1;
            if let Some(kept) = kept {
                tx.update(&Record {
                    status: RecordStatus::Superseded,
                    ..kept
                })?;
            }
            return Ok(());
        }
        // One earlier row of this number, and it says something else: this one takes its place.
        if let Some([earlier]) = self.by_key.get(&staged.key).map(Vec::as_slice) {
            self.expected.remove(earlier);
            self.counts.changed += 1;
            set_status(tx, *earlier, RecordStatus::Superseded)?;
        }
        self.seen.insert(exact, id);
        self.counts.staged += 1;

        let pseudonyms = self.pseudonyms_for(&staged);
        let mut mentions = staged.mentions;
        let known = kept.is_some();
        let cells = match kept {
            Some(kept) => kept.cells,
            None => self.seal_cells(staged.cells, id, c, tx)?,
        };
        let only = match pseudonyms.as_slice() {
            [one] => Some(one.as_str()),
            _ => None,
        };
        let (narrative, narrative_sealed) = self.seal_narrative(
            staged.narrative,
            staged.narrative_original,
            only,
            &mut mentions,
            id,
            c,
            tx,
        )?;
        let record = Record {
            id,
            source: self.source.id,
            sheet: staged.sheet,
            row: staged.row,
            key: staged.key,
            kind: staged.kind,
            date: staged.date,
            status: RecordStatus::Staged,
            content_sha256: staged.content_sha256,
            cells,
            narrative,
            narrative_sealed,
            reason: None,
        };
        if known {
            tx.update(&record)?;
        } else {
            tx.insert(&record)?;
        }
        let mut pseudonyms = pseudonyms.into_iter();
        let mut entities = Vec::with_capacity(mentions.len());
        for (ordinal, mention) in mentions.into_iter().enumerate() {
            let pseudonym = if mention.role == "victim" {
                pseudonyms.next()
            } else {
                None
            };
            entities.push(self.mention(mention, ordinal as u32, id, pseudonym, c, tx)?);
        }
        for (ordinal, link) in staged.links.into_iter().enumerate() {
            let (Some(&from), Some(&to)) = (entities.get(link.from), entities.get(link.to)) else {
                continue;
            };
            if from == to {
                continue;
            }
            self.counts.links += 1;
            tx.insert(&Link {
                id: LinkId(part(id, b"link", ordinal as u32)),
                kind: link.kind,
                from_entity: from,
                to_entity: to,
                date: link.date,
                certainty: Certainty::Stated,
                source: Some(self.source.id),
                record: Some(id),
                column: link.column,
                by_hand: false,
                note: String::new(),
            })?;
        }
        for (ordinal, event) in staged.events.into_iter().enumerate() {
            let participants = event
                .participants
                .into_iter()
                .filter_map(|(i, role)| entities.get(i).map(|e| Participant { entity: *e, role }))
                .collect();
            tx.insert(&Event {
                id: EventId(part(id, b"event", ordinal as u32)),
                kind: event.kind,
                date: event.date,
                title: String::new(),
                place: event.place.and_then(|i| entities.get(i).copied()),
                participants: Participants(participants),
                certainty: Certainty::Stated,
                source: Some(self.source.id),
                record: Some(id),
                column: event.column,
                by_hand: false,
            })?;
        }
        if !staged.lead.is_empty() {
            tx.insert(&lead(id, &staged.lead))?;
        }
        Ok(())
    }

    /// One fresh pseudonym for each victim mention, in the order of the row.
    fn pseudonyms_for(&mut self, staged: &StagedRecord) -> Vec<String> {
        let mut out = Vec::new();
        for _ in staged.mentions.iter().filter(|m| m.role == "victim") {
            let next = next_pseudonym(self.pseudonyms.iter().cloned());
            self.pseudonyms.push(next.clone());
            self.counts.victims += 1;
            out.push(next);
        }
        out
    }

    fn seal_cells(
        &mut self,
        cells: Vec<(String, StagedText)>,
        id: RecordId,
        _: &mut Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<Cells, Problem> {
        let mut out = Vec::with_capacity(cells.len());
        for (column, text) in cells {
            out.push(match text {
                StagedText::Clear(text) => Cell {
                    column,
                    text,
                    ..Cell::default()
                },
                StagedText::Sealed(secret) => {
                    self.seals = true;
                    let sealed = tx.seal(VICTIMS, Record::TABLE, id.0, &format!("cells.{column}"), &secret)?;
                    Cell {
                        column,
                        sealed: Some(sealed),
                        ..Cell::default()
                    }
                }
            });
        }
        Ok(Cells(out))
    }

    /// The clear narrative with `[sealed]` turned into the row's one pseudonym, and the sealed original.
    #[expect(clippy::too_many_arguments, reason = "the parts of one row, used once")]
    fn seal_narrative(
        &mut self,
        narrative: Option<StagedText>,
        original: Option<StagedText>,
        pseudonym: Option<&str>,
        mentions: &mut [StagedMention],
        id: RecordId,
        _: &mut Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<(String, Option<SealedId>), Problem> {
        let mut sealed = None;
        for text in [&narrative, &original] {
            if let Some(StagedText::Sealed(secret)) = text {
                self.seals = true;
                sealed = Some(tx.seal(VICTIMS, Record::TABLE, id.0, "narrative", secret)?);
            }
        }
        let Some(StagedText::Clear(text)) = narrative else {
            return Ok((String::new(), sealed));
        };
        let Some(pseudonym) = pseudonym else {
            return Ok((text, sealed));
        };
        let (text, places) = substitute(&text, &format!("[{pseudonym}]"));
        let shrink = MARKER.len() as i64 - (pseudonym.len() as i64 + 2);
        for span in mentions.iter_mut().filter_map(|m| m.span.as_mut()) {
            let before = places.iter().filter(|p| **p < span.start as usize).count() as i64;
            span.start = (i64::from(span.start) - shrink * before) as u32;
            span.end = (i64::from(span.end) - shrink * before) as u32;
        }
        Ok((text, sealed))
    }

    pub(super) fn mention(
        &mut self,
        m: StagedMention,
        ordinal: u32,
        record: RecordId,
        pseudonym: Option<String>,
        c: &mut Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<EntityId, Problem> {
        let id = MentionId(part(record, b"mention", ordinal));
        let entity = self.entity_of(&m, ordinal, record, pseudonym, c, tx)?;
        let (raw, sealed) = match m.raw {
            StagedText::Clear(text) => (text, None),
            StagedText::Sealed(secret) => (
                String::new(),
                Some(tx.seal(VICTIMS, Mention::TABLE, id.0, "raw", &secret)?),
            ),
        };
        tx.insert(&Mention {
            id,
            record,
            entity,
            role: m.role,
            column: m.column,
            raw,
            sealed,
            span_start: m.span.map(|s| s.start),
            span_end: m.span.map(|s| s.end),
            page: m.page,
        })?;
        for (n, fact) in m.facts.into_iter().enumerate() {
            let fact_id = FactId(part(record, b"fact", ordinal * 1000 + n as u32));
            let (value, sealed) = match fact.text {
                StagedText::Clear(text) => (text, None),
                StagedText::Sealed(secret) => (
                    String::new(),
                    Some(tx.seal(VICTIMS, Fact::TABLE, fact_id.0, "value", &secret)?),
                ),
            };
            tx.insert(&Fact {
                id: fact_id,
                entity,
                field: fact.field,
                value,
                canonical: fact.canonical,
                date: fact.date,
                certainty: Certainty::Stated,
                source: Some(self.source.id),
                record: Some(record),
                column: fact.column,
                sealed,
                by_hand: false,
            })?;
        }
        Ok(entity)
    }

    /// The entity that a mention is of: an identifier by its value, a party by its key, else a new one.
    fn entity_of(
        &mut self,
        m: &StagedMention,
        ordinal: u32,
        record: RecordId,
        pseudonym: Option<String>,
        c: &Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<EntityId, Problem> {
        let fresh = EntityId(part(record, b"entity", ordinal));
        let pseudonym = pseudonym.unwrap_or_default();
        if !m.canonical.is_empty() {
            let key = Uid::derive(&[m.kind.as_bytes(), m.canonical.as_bytes()]);
            if let Some(id) = self.identifiers.get(&key) {
                return Ok(*id);
            }
            let id = c.snapshot.by_canonical(&m.kind, &m.canonical).unwrap_or(fresh);
            self.identifiers.insert(key, id);
            if id != fresh {
                return Ok(id);
            }
        } else if !m.party_key.is_empty() {
            let key = party(&m.kind, &m.role, &m.party_key);
            if let Some(id) = self.parties.get(&key) {
                return Ok(*id);
            }
            self.parties.insert(key, fresh);
        }
        self.counts.entities += 1;
        tx.insert(&Entity {
            id: fresh,
            kind: m.kind.clone(),
            canonical: m.canonical.clone(),
            label: if pseudonym.is_empty() {
                m.label.clone()
            } else {
                pseudonym.clone()
            },
            source: Some(self.source.id),
            party_key: m.party_key.clone(),
            pseudonym,
        })?;
        Ok(fresh)
    }

    /// Rows that an earlier delivery had and this one has not are flagged; counts and the original are kept.
    fn close(&mut self, command: &StageFile, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<(), Problem> {
        for id in std::mem::take(&mut self.expected).into_keys() {
            self.counts.gone += 1;
            set_status(tx, id, RecordStatus::Gone)?;
        }
        self.source.rows_in = self.counts.rows;
        self.source.staged = self.counts.staged;
        self.source.already = self.counts.already;
        self.source.rejected = self.counts.rejected;
        self.source.replaces = self.replaces;
        self.source.sealed |= self.seals;
        tx.update(&self.source)?;
        let id = AttachmentId(Uid::derive(&[b"attachment", &self.source.id.0.0]));
        let mut attachment = Attachment {
            id,
            source: self.source.id,
            file_name: self.source.file_name.clone(),
            media_type: command.media_type.clone(),
            sha256: self.source.sha256.clone(),
            bytes: self.source.bytes,
            beside: command.beside.is_some(),
            ..Attachment::default()
        };
        if let Some(beside) = &command.beside {
            attachment.content = beside.file.to_vec();
            if self.source.sealed {
                attachment.sealed = Some(tx.seal_bytes(VICTIMS, Attachment::TABLE, id.0, "content", &*beside.key)?);
            } else {
                attachment.content.extend_from_slice(&*beside.key);
            }
            return tx.insert(&attachment);
        }
        if command.original.is_empty() {
            return Ok(());
        }
        let packed = zstd::encode_all(command.original.as_slice(), 3).map_err(|e| {
            Problem::new("pack", "to pack the original", e.to_string(), "try again").in_file(&self.source.file_name)
        })?;
        (attachment.content, attachment.sealed) = if self.source.sealed {
            (
                Vec::new(),
                Some(tx.seal_bytes(VICTIMS, Attachment::TABLE, id.0, "content", &packed)?),
            )
        } else {
            (packed, None)
        };
        tx.insert(&attachment)
    }

    fn outcome(&self, source: SourceId) -> Outcome {
        let n = &self.counts;
        Outcome {
            made: vec![source.0],
            counts: [
                ("rows", n.rows),
                ("staged", n.staged),
                ("already", n.already),
                ("rejected", n.rejected),
                ("entities", n.entities),
                ("links", n.links),
                ("changed", n.changed),
                ("gone", n.gone),
                ("victims", n.victims),
            ]
            .map(|(name, n)| (name.to_owned(), n))
            .to_vec(),
        }
    }
}

const MARKER: &str = "[sealed]";

/// Replaces each marker; gives back where they stood in the old text.
fn substitute(text: &str, with: &str) -> (String, Vec<usize>) {
    let places: Vec<usize> = text.match_indices(MARKER).map(|(i, _)| i).collect();
    (text.replace(MARKER, with), places)
}

fn party(kind: &str, role: &str, key: &str) -> Uid {
    Uid::derive(&[kind.as_bytes(), role.as_bytes(), key.as_bytes()])
}

/// What a row says under which number; a row without a number is known by its content alone.
fn said(key: &str, content_sha256: &str) -> Uid {
    Uid::derive(&[key.as_bytes(), content_sha256.as_bytes()])
}

pub(super) fn part(record: RecordId, what: &[u8], ordinal: u32) -> Uid {
    Uid::derive_at(record.0.place(), &[what, &record.0.0, &ordinal.to_be_bytes()])
}

fn set_status(tx: &mut Tx<'_>, id: RecordId, status: RecordStatus) -> Result<(), Problem> {
    if let Some(mut record) = tx.get::<Record>(id.0)? {
        record.status = status;
        tx.update(&record)?;
    }
    Ok(())
}

pub(super) fn lead(record: RecordId, answers: &[(String, String)]) -> Lead {
    let mut lead = Lead {
        id: LeadId(part(record, b"lead", 0)),
        record,
        ..Lead::default()
    };
    for (column, value) in answers {
        let answer = match value.trim().to_lowercase().as_str() {
            "y" | "yes" | "true" | "1" | "si" | "sí" => Answer::Yes,
            "n" | "no" | "false" | "0" => Answer::No,
            _ => Answer::Unknown,
        };
        match column.as_str() {
            "callback_safe" => lead.callback_safe = answer,
            "consent_to_contact" => lead.consent_to_contact = answer,
            "child" => lead.child = answer,
            "danger" => lead.danger = answer,
            "movement" => lead.movement = answer,
            "language" => lead.language.clone_from(value),
            _ => {}
        }
    }
    lead
}
