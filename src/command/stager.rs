//! What staged rows become: records, mentions, entities, facts, links, events, leads. It works without
//! the file, so that an import stages the next rows while the last ones are written.
//! Must not know: where rows come from, what undoes them.
//!
//! Ids are derived from (file hash, sheet, row, what, ordinal), never from cell contents. Row identity
//! across deliveries: agency + map + the source's own number, else the hash of the row.

use std::collections::{BTreeSet, HashMap};

use super::edit_entity::next_pseudonym;
use super::staging::Staging;
use crate::model::entity::{Certainty, Entity, Fact, Link};
use crate::model::event::{Event, Participant, Participants};
use crate::model::lead::{Answer, Lead};
use crate::model::secret::Secret;
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::Snapshot;

/// (row identity, content hash), hashed → the record that says exactly this.
type Seen = HashMap<Uid, RecordId>;

/// Turns staged rows of one source into rows of the file.
pub(super) struct Stager<'s> {
    snapshot: &'s Snapshot,
    source: SourceId,
    /// Rows of earlier deliveries with the same agency and map, and of this one so far.
    seen: Seen,
    /// Number of a row → its records in earlier deliveries; numbers may repeat within a file.
    by_key: HashMap<String, Vec<RecordId>>,
    /// Rows of earlier deliveries of this very file name, until they are met again.
    pub(super) expected: BTreeSet<RecordId>,
    /// The delivery of the same file before this one.
    pub(super) replaces: Option<SourceId>,
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
    pub rows: i64,
    pub staged: i64,
    pub already: i64,
    pub rejected: i64,
    pub entities: i64,
    pub links: i64,
    pub changed: i64,
    pub gone: i64,
    pub victims: i64,
}

impl<'s> Stager<'s> {
    /// For the rows of a source, of which some may stand in the case already.
    pub(super) fn new(source: &Source, snapshot: &'s Snapshot) -> Stager<'s> {
        let mut seen = Seen::new();
        let mut by_key: HashMap<String, Vec<RecordId>> = HashMap::new();
        let mut expected = BTreeSet::new();
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
                        expected.insert(record.id);
                    }
                    continue;
                }
                seen.insert(said(&record.key, &record.content_sha256), record.id);
                // A number may repeat within one delivery.
                if !record.key.is_empty() && earlier.id != source.id && earlier.received <= source.received {
                    by_key.entry(record.key.clone()).or_default().push(record.id);
                }
                if same_file && record.status != RecordStatus::Gone {
                    expected.insert(record.id);
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
            snapshot,
            source: source.id,
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

    /// What a row of the file becomes.
    pub(super) fn take(&mut self, row: StagedRow) -> Staging {
        self.counts.rows += 1;
        match row {
            StagedRow::Record(staged) => self.stage(*staged, None),
            StagedRow::Rejected(rejected) => self.reject(*rejected),
        }
    }

    fn record_id(&self, sheet: &str, row: u32) -> RecordId {
        // Rows of one file lie next to each other, in their order.
        let ([a, b, ..], [c, d, e, f]) = (self.source.0.0, row.to_be_bytes());
        RecordId(Uid::derive_at(
            [a, b, c, d, e, f],
            &[b"record", &self.source.0.0, sheet.as_bytes(), &row.to_be_bytes()],
        ))
    }

    fn reject(&mut self, row: RejectedRow) -> Staging {
        self.counts.rejected += 1;
        let (cells, cells_to_seal) = self.cells(row.cells);
        let record = Record {
            id: self.record_id(&row.sheet, row.row),
            source: self.source,
            sheet: row.sheet,
            row: row.row,
            status: RecordStatus::Rejected,
            content_sha256: row.content_sha256,
            cells,
            reason: Some(row.problem),
            ..Record::default()
        };
        Staging {
            record: Some(record),
            cells_to_seal,
            ..Staging::default()
        }
    }

    /// Stages a row; `kept` = the rejected record that it takes the place of, with its cells as received
    /// and their corrections.
    pub(super) fn stage(&mut self, staged: StagedRecord, kept: Option<Record>) -> Staging {
        let mut out = Staging {
            known: kept.is_some(),
            ..Staging::default()
        };
        self.seals |= staged.seal_original;
        let exact = said(&staged.key, &staged.content_sha256);
        if let Some(earlier) = self.seen.get(&exact) {
            self.expected.remove(earlier);
            self.counts.already += 1;
            out.record = kept.map(|kept| Record {
                status: RecordStatus::Superseded,
                ..kept
            });
            return out;
        }
        // One earlier row of this number, and it says something else: this one takes its place.
        if let Some([earlier]) = self.by_key.get(&staged.key).map(Vec::as_slice) {
            self.expected.remove(earlier);
            self.counts.changed += 1;
            out.superseded = Some(*earlier);
        }
        let id = self.record_id(&staged.sheet, staged.row);
        self.seen.insert(exact, id);
        self.counts.staged += 1;

        let pseudonyms = self.pseudonyms_for(&staged);
        let mut mentions = staged.mentions;
        let cells = match kept {
            Some(kept) => kept.cells,
            None => {
                let (cells, secrets) = self.cells(staged.cells);
                out.cells_to_seal = secrets;
                cells
            }
        };
        let only = match pseudonyms.as_slice() {
            [one] => Some(one.as_str()),
            _ => None,
        };
        let (narrative, secrets) = self.narrative(staged.narrative, staged.narrative_original, only, &mut mentions);
        out.narratives_to_seal = secrets;
        out.record = Some(Record {
            id,
            source: self.source,
            sheet: staged.sheet,
            row: staged.row,
            key: staged.key,
            kind: staged.kind,
            date: staged.date,
            status: RecordStatus::Staged,
            content_sha256: staged.content_sha256,
            cells,
            narrative,
            narrative_sealed: None,
            reason: None,
        });
        let mut pseudonyms = pseudonyms.into_iter();
        let mut entities = Vec::with_capacity(mentions.len());
        for (ordinal, mention) in mentions.into_iter().enumerate() {
            let pseudonym = if mention.role == "victim" {
                pseudonyms.next()
            } else {
                None
            };
            entities.push(self.mention(mention, ordinal as u32, id, pseudonym, &mut out));
        }
        for (ordinal, link) in staged.links.into_iter().enumerate() {
            let (Some(&from), Some(&to)) = (entities.get(link.from), entities.get(link.to)) else {
                continue;
            };
            if from == to {
                continue;
            }
            self.counts.links += 1;
            out.links.push(Link {
                id: LinkId(part(id, b"link", ordinal as u32)),
                kind: link.kind,
                from_entity: from,
                to_entity: to,
                date: link.date,
                certainty: Certainty::Stated,
                source: Some(self.source),
                record: Some(id),
                column: link.column,
                by_hand: false,
                note: String::new(),
            });
        }
        for (ordinal, event) in staged.events.into_iter().enumerate() {
            let participants = event
                .participants
                .into_iter()
                .filter_map(|(i, role)| entities.get(i).map(|e| Participant { entity: *e, role }))
                .collect();
            out.events.push(Event {
                id: EventId(part(id, b"event", ordinal as u32)),
                kind: event.kind,
                date: event.date,
                title: String::new(),
                place: event.place.and_then(|i| entities.get(i).copied()),
                participants: Participants(participants),
                certainty: Certainty::Stated,
                source: Some(self.source),
                record: Some(id),
                column: event.column,
                by_hand: false,
            });
        }
        if !staged.lead.is_empty() {
            out.lead = Some(lead(id, &staged.lead));
        }
        out
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

    /// The clear cells; and those to be sealed, by their place.
    fn cells(&mut self, cells: Vec<(String, StagedText)>) -> (Cells, Vec<(usize, Secret)>) {
        let mut out = Vec::with_capacity(cells.len());
        let mut secrets = Vec::new();
        for (column, text) in cells {
            let (text, secret) = self.apart(text);
            secrets.extend(secret.map(|secret| (out.len(), secret)));
            out.push(Cell {
                column,
                text,
                ..Cell::default()
            });
        }
        (Cells(out), secrets)
    }

    /// The clear text, or what is to be sealed instead.
    fn apart(&mut self, text: StagedText) -> (String, Option<Secret>) {
        match text {
            StagedText::Clear(text) => (text, None),
            StagedText::Sealed(secret) => {
                self.seals = true;
                (String::new(), Some(secret))
            }
        }
    }

    /// The clear narrative with `[sealed]` turned into the row's one pseudonym; and what is to be sealed.
    fn narrative(
        &mut self,
        narrative: Option<StagedText>,
        original: Option<StagedText>,
        pseudonym: Option<&str>,
        mentions: &mut [StagedMention],
    ) -> (String, Vec<Secret>) {
        let (text, secret) = narrative.map(|text| self.apart(text)).unwrap_or_default();
        let mut secrets: Vec<Secret> = secret.into_iter().collect();
        secrets.extend(original.and_then(|text| self.apart(text).1));
        let Some(pseudonym) = pseudonym else {
            return (text, secrets);
        };
        let (text, places) = substitute(&text, &format!("[{pseudonym}]"));
        let shrink = MARKER.len() as i64 - (pseudonym.len() as i64 + 2);
        for span in mentions.iter_mut().filter_map(|m| m.span.as_mut()) {
            let before = places.iter().filter(|p| **p < span.start as usize).count() as i64;
            span.start = (i64::from(span.start) - shrink * before) as u32;
            span.end = (i64::from(span.end) - shrink * before) as u32;
        }
        (text, secrets)
    }

    /// Stages one mention with its entity and facts; gives the entity.
    pub(super) fn mention(
        &mut self,
        m: StagedMention,
        ordinal: u32,
        record: RecordId,
        pseudonym: Option<String>,
        out: &mut Staging,
    ) -> EntityId {
        let entity = self.entity_of(&m, ordinal, record, pseudonym, out);
        let (raw, secret) = self.apart(m.raw);
        let mention = Mention {
            id: MentionId(part(record, b"mention", ordinal)),
            record,
            entity,
            role: m.role,
            column: m.column,
            raw,
            sealed: None,
            span_start: m.span.map(|s| s.start),
            span_end: m.span.map(|s| s.end),
            page: m.page,
        };
        out.mentions.push((mention, secret));
        for (n, fact) in m.facts.into_iter().enumerate() {
            let (value, secret) = self.apart(fact.text);
            let fact = Fact {
                id: FactId(part(record, b"fact", ordinal * 1000 + n as u32)),
                entity,
                field: fact.field,
                value,
                canonical: fact.canonical,
                date: fact.date,
                certainty: Certainty::Stated,
                source: Some(self.source),
                record: Some(record),
                column: fact.column,
                sealed: None,
                by_hand: false,
            };
            out.facts.push((fact, secret));
        }
        entity
    }

    /// The entity that a mention is of: an identifier by its value, a party by its key, else a new one.
    fn entity_of(
        &mut self,
        m: &StagedMention,
        ordinal: u32,
        record: RecordId,
        pseudonym: Option<String>,
        out: &mut Staging,
    ) -> EntityId {
        let fresh = EntityId(part(record, b"entity", ordinal));
        let pseudonym = pseudonym.unwrap_or_default();
        if !m.canonical.is_empty() {
            let key = Uid::derive(&[m.kind.as_bytes(), m.canonical.as_bytes()]);
            if let Some(id) = self.identifiers.get(&key) {
                return *id;
            }
            let id = self.snapshot.by_canonical(&m.kind, &m.canonical).unwrap_or(fresh);
            self.identifiers.insert(key, id);
            if id != fresh {
                return id;
            }
        } else if !m.party_key.is_empty() {
            let key = party(&m.kind, &m.role, &m.party_key);
            if let Some(id) = self.parties.get(&key) {
                return *id;
            }
            self.parties.insert(key, fresh);
        }
        self.counts.entities += 1;
        out.entities.push(Entity {
            id: fresh,
            kind: m.kind.clone(),
            canonical: m.canonical.clone(),
            label: if pseudonym.is_empty() {
                m.label.clone()
            } else {
                pseudonym.clone()
            },
            source: Some(self.source),
            party_key: m.party_key.clone(),
            pseudonym,
        });
        fresh
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
