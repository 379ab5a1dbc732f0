//! Leads from a desk into a case: their records with all that they mention, source and audit kept.
//! What is sealed on the desk stays sealed there: the case receives the pseudonymous record, and the
//! desk's custodian is who is asked for the identity.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::case::Case;
use crate::command::Command;
use crate::command::stage_file::StageFile;
use crate::command::work_lead::MarkPromoted;
use crate::model::lead::Lead;
use crate::model::problem::Problem;
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::Snapshot;

pub struct Promoted {
    pub leads: usize,
    /// Commit of the case that received them.
    pub commit: i64,
}

/// Copies leads into `case` and marks them on `desk`.
///
/// # Errors
/// A lead that is not there or was promoted already; anything that either file refuses.
pub fn promote(desk: &mut Case, keys: &[String], case: &mut Case) -> Result<Promoted, Problem> {
    let snapshot = desk.snapshot();
    let mut leads: Vec<Lead> = Vec::new();
    for key in keys {
        let record = super::ask::find_record(&snapshot, key)?;
        let lead = snapshot.leads.iter().find(|l| l.record == record).ok_or_else(|| {
            Problem::new(
                "lead",
                "a lead of this desk",
                format!("{key} is a record without one"),
                "see `search`",
            )
        })?;
        if !lead.promoted_to.is_empty() {
            return Err(Problem::new(
                "promoted",
                "a lead that is still on the desk",
                format!("{key} went to {}", lead.promoted_to),
                "leave it out",
            ));
        }
        leads.push(lead.clone());
    }
    let mut by_source: BTreeMap<SourceId, Vec<StagedRecord>> = BTreeMap::new();
    for lead in &leads {
        let record = desk.record(lead.record)?;
        by_source
            .entry(record.source)
            .or_default()
            .push(staged(&snapshot, &record, lead));
    }
    let mut commit = case.snapshot().seq;
    for (source, records) in by_source {
        let Some(from) = snapshot.source(source) else { continue };
        commit = case.commit(&Command::StageFile(stage(from, records)))?.seq;
    }
    let to = case.title();
    desk.commit(&Command::MarkPromoted(MarkPromoted {
        leads: leads.iter().map(|l| l.id).collect(),
        to,
    }))?;
    Ok(Promoted {
        leads: leads.len(),
        commit,
    })
}

/// The command that stages these records as a part of their source.
fn stage(from: &Source, records: Vec<StagedRecord>) -> StageFile {
    let mut hasher = Sha256::new();
    hasher.update(&from.sha256);
    for record in &records {
        hasher.update(record.row.to_be_bytes());
    }
    let part: String = hasher.finalize().iter().map(|b| format!("{b:02x}")).collect();
    let source = Source {
        id: StageFile::source_id(&part, &from.map, &from.agency),
        sealed: false,
        replaces: None,
        ..from.clone()
    };
    let rows = Arc::new(records);
    StageFile {
        source,
        feed: Some(Arc::new(move |sink: &mut dyn FnMut(StagedRow) -> ControlFlow<()>| {
            for record in rows.iter() {
                if sink(StagedRow::Record(Box::new(record.clone()))).is_break() {
                    break;
                }
            }
            Ok(())
        })),
        original: Arc::default(),
        beside: None,
        media_type: String::new(),
    }
}

/// A stored record as it was staged, without what is sealed.
fn staged(s: &Snapshot, record: &Record, lead: &Lead) -> StagedRecord {
    let mentions: Vec<&Mention> = s.mentions_of_record(record.id).collect();
    let at: BTreeMap<EntityId, usize> = mentions.iter().enumerate().rev().map(|(i, m)| (m.entity, i)).collect();
    let staged_mentions = mentions
        .iter()
        .enumerate()
        .filter_map(|(i, m)| {
            let entity = s.entity(m.entity)?;
            let facts = s
                .facts_of(m.entity)
                .filter(|f| at.get(&m.entity) == Some(&i) && f.record == Some(record.id) && f.sealed.is_none())
                .map(|f| StagedFact {
                    field: f.field.clone(),
                    text: StagedText::Clear(f.value.clone()),
                    canonical: f.canonical.clone(),
                    column: f.column.clone(),
                    date: f.date.clone(),
                })
                .collect();
            let span = m.span_start.zip(m.span_end).map(|(start, end)| Span { start, end });
            Some(StagedMention {
                role: m.role.clone(),
                kind: entity.kind.clone(),
                raw: StagedText::Clear(m.raw.clone()),
                canonical: entity.canonical.clone(),
                label: if entity.pseudonym.is_empty() {
                    entity.label.clone()
                } else {
                    String::new()
                },
                column: m.column.clone(),
                span,
                page: m.page,
                party_key: entity.party_key.clone(),
                facts,
            })
        })
        .collect();
    let mut links = Vec::new();
    for (entity, from) in &at {
        for link in s
            .links_of(*entity)
            .filter(|l| l.from_entity == *entity && l.record == Some(record.id))
        {
            if let Some(to) = at.get(&link.to_entity) {
                links.push(StagedLink {
                    kind: link.kind.clone(),
                    from: *from,
                    to: *to,
                    column: link.column.clone(),
                    date: link.date.clone(),
                });
            }
        }
    }
    let events = s
        .events
        .iter()
        .filter(|e| e.record == Some(record.id))
        .map(|e| StagedEvent {
            kind: e.kind.clone(),
            date: e.date.clone(),
            column: e.column.clone(),
            participants: e
                .participants
                .0
                .iter()
                .filter_map(|p| at.get(&p.entity).map(|i| (*i, p.role.clone())))
                .collect(),
            place: e.place.and_then(|p| at.get(&p).copied()),
        })
        .collect();
    let answer = |a: crate::model::lead::Answer| a.as_str().to_owned();
    StagedRecord {
        sheet: record.sheet.clone(),
        row: record.row,
        key: record.key.clone(),
        kind: record.kind.clone(),
        date: record.date.clone(),
        cells: record
            .cells
            .0
            .iter()
            .filter(|c| c.sealed.is_none())
            .map(|c| (c.column.clone(), StagedText::Clear(c.text.clone())))
            .collect(),
        narrative: (!record.narrative.is_empty()).then(|| StagedText::Clear(record.narrative.clone())),
        narrative_original: None,
        mentions: staged_mentions,
        links,
        events,
        content_sha256: record.content_sha256.clone(),
        lead: vec![
            ("callback_safe".to_owned(), answer(lead.callback_safe)),
            ("consent_to_contact".to_owned(), answer(lead.consent_to_contact)),
            ("child".to_owned(), answer(lead.child)),
            ("danger".to_owned(), answer(lead.danger)),
            ("movement".to_owned(), answer(lead.movement)),
            ("language".to_owned(), lead.language.clone()),
        ],
    }
}
