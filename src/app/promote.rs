//! Leads from a desk into a case: their records with all that they mention, source and audit kept.
//! What is sealed on the desk stays sealed there, and the case receives the pseudonymous record; unless
//! whoever holds both vaults' passphrases takes the identities along: each is revealed on the desk, which
//! logs it, and sealed anew to the case's own compartment before its first INSERT.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::case::{Case, NewCase, Who};
use super::job::Progress;
use super::{files, now};
use crate::command::Command;
use crate::command::stage_file::StageFile;
use crate::command::work_lead::MarkPromoted;
use crate::model::lead::Lead;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::*;
use crate::model::*;
use crate::snapshot::Snapshot;

#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Promoted {
    pub leads: usize,
    /// Sealed values that were taken along.
    pub identities: usize,
    /// Sealed values that stay on the desk.
    pub left_sealed: usize,
    /// Commit of the case that received them.
    pub commit: i64,
    /// The case that received them.
    #[serde(skip)]
    pub path: PathBuf,
}

/// The passphrases of whoever takes sealed identities along.
pub struct Identities<'a> {
    /// Opens the desk's vault.
    pub desk: &'a Secret,
    /// Opens the case's vault: nobody brings in what they could not answer for there.
    pub case: &'a Secret,
}

/// The case that receives leads.
#[derive(Clone)]
pub enum Target {
    There {
        path: PathBuf,
        password: Secret,
    },
    /// Made by the promotion, and gone again when that is refused.
    New {
        path: PathBuf,
        new: NewCase,
    },
}

impl Target {
    pub fn path(&self) -> &Path {
        match self {
            Target::There { path, .. } | Target::New { path, .. } => path,
        }
    }
}

/// What a person asks of a desk: which leads, into which case.
#[derive(Clone)]
pub struct PromoteRequest {
    /// By the desk's own number, id or `file#row`.
    pub leads: Vec<String>,
    pub to: Target,
    /// The passphrases for the vaults of desk and case, when sealed identities are taken along.
    pub identities: Option<(Secret, Secret)>,
}

/// Opens or makes the receiving case, and promotes into it.
///
/// # Errors
/// The case can't be opened, made or written to, or is the desk itself; and as `promote`. Nothing is
/// promoted then, and no new file is left.
pub fn promote_into(desk: &mut Case, request: &PromoteRequest, progress: &Progress) -> Result<Promoted, Problem> {
    let path = request.to.path();
    if files::same(path, desk.path()) {
        return Err(Problem::new(
            "same-file",
            "another file than this desk",
            "this desk",
            "choose the case that receives the leads",
        )
        .in_file(path.display().to_string()));
    }
    desk.must_write()?;
    let catalog = desk.catalog();
    let identities = request
        .identities
        .as_ref()
        .map(|(desk, case)| Identities { desk, case });
    match &request.to {
        Target::There { path, password } => {
            let mut case = Case::open(path, password, &Who::default(), catalog)?;
            case.must_write()?;
            promote_watched(desk, &request.leads, &mut case, identities.as_ref(), progress)
        }
        Target::New { path, new } => {
            let mut case = Case::create(path, new, catalog, now::real_mint())?;
            let made = promote_watched(desk, &request.leads, &mut case, identities.as_ref(), progress);
            drop(case);
            if made.is_err() {
                files::remove_case(path)?;
            }
            made
        }
    }
}

/// Copies leads into `case` and marks them on `desk`; without `identities` what is sealed stays there.
///
/// # Errors
/// A lead that is not there or was promoted already, a wrong passphrase; anything that either file
/// refuses. Nothing is promoted then.
pub fn promote(
    desk: &mut Case,
    keys: &[String],
    case: &mut Case,
    identities: Option<&Identities<'_>>,
) -> Result<Promoted, Problem> {
    promote_watched(desk, keys, case, identities, &Progress::default())
}

/// As `promote`, one lead after the other; it can be cancelled until the first of them is stored.
fn promote_watched(
    desk: &mut Case,
    keys: &[String],
    case: &mut Case,
    identities: Option<&Identities<'_>>,
    progress: &Progress,
) -> Result<Promoted, Problem> {
    let made = carry(desk, keys, case, identities, progress);
    if identities.is_some() {
        desk.close_vault();
        case.close_vault();
    }
    made
}

fn carry(
    desk: &mut Case,
    keys: &[String],
    case: &mut Case,
    identities: Option<&Identities<'_>>,
    progress: &Progress,
) -> Result<Promoted, Problem> {
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
    let to = case.title();
    if let Some(both) = identities {
        case.open_vault(both.case)
            .map_err(|p| p.in_file(case.path().display().to_string()))?;
        desk.open_vault(both.desk)
            .map_err(|p| p.in_file(desk.path().display().to_string()))?;
    }
    let mut count = Count::default();
    let mut by_source: BTreeMap<SourceId, Vec<StagedRecord>> = BTreeMap::new();
    for (at, lead) in leads.iter().enumerate() {
        progress.set(at as u64, leads.len() as u64);
        if progress.cancelled() {
            return Err(Problem::new("cancelled", "", "cancelled, nothing was promoted", ""));
        }
        let record = desk.record(lead.record)?;
        let mut open = |sealed: SealedId| -> Result<Option<Secret>, Problem> {
            let Some(both) = identities else {
                count.left += 1;
                return Ok(None);
            };
            count.taken += 1;
            desk.reveal(sealed, both.desk, &format!("promote: {to}")).map(Some)
        };
        by_source
            .entry(record.source)
            .or_default()
            .push(staged(&snapshot, &record, lead, &mut open)?);
    }
    let mut commit = case.snapshot().seq;
    for (source, records) in by_source {
        let Some(from) = snapshot.source(source) else { continue };
        commit = case.commit(&Command::StageFile(stage(from, records)))?.seq;
    }
    desk.commit(&Command::MarkPromoted(MarkPromoted {
        leads: leads.iter().map(|l| l.id).collect(),
        to,
    }))?;
    Ok(Promoted {
        leads: leads.len(),
        identities: count.taken,
        left_sealed: count.left,
        commit,
        path: case.path().to_owned(),
    })
}

#[derive(Default)]
struct Count {
    taken: usize,
    left: usize,
}

/// Opens a sealed value of the desk, or leaves it there.
type Open<'a> = dyn FnMut(SealedId) -> Result<Option<Secret>, Problem> + 'a;

/// The command that stages these records as a part of their source.
fn stage(from: &Source, records: Vec<StagedRecord>) -> StageFile {
    let mut hasher = Sha256::new();
    hasher.update(&from.sha256);
    for record in &records {
        hasher.update(record.row.to_be_bytes());
    }
    let part = crate::model::hex(&hasher.finalize());
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

/// A stored record as it was staged, with what `open` gives of what is sealed.
fn staged(s: &Snapshot, record: &Record, lead: &Lead, open: &mut Open<'_>) -> Result<StagedRecord, Problem> {
    let mentions: Vec<&Mention> = s.mentions_of_record(record.id).collect();
    let at: BTreeMap<EntityId, usize> = mentions.iter().enumerate().rev().map(|(i, m)| (m.entity, i)).collect();
    let pseudonym = only_pseudonym(s, &mentions);
    let (narrative, moved) = unname(&record.narrative, pseudonym.as_deref());
    let mut staged_mentions = Vec::new();
    // Links and events name mentions by number: one without an entity would shift them, and there is none.
    for (i, m) in mentions.iter().enumerate() {
        let Some(entity) = s.entity(m.entity) else { continue };
        let mut facts = Vec::new();
        for f in s.facts_of(m.entity) {
            if at.get(&m.entity) != Some(&i) || f.record != Some(record.id) {
                continue;
            }
            let text = match f.sealed {
                None => StagedText::Clear(f.value.clone()),
                Some(sealed) => match open(sealed)? {
                    Some(secret) => StagedText::Sealed(secret),
                    None => continue,
                },
            };
            facts.push(StagedFact {
                field: f.field.clone(),
                text,
                canonical: f.canonical.clone(),
                column: f.column.clone(),
                date: f.date.clone(),
            });
        }
        let raw = match m.sealed.map(&mut *open).transpose()?.flatten() {
            Some(secret) => StagedText::Sealed(secret),
            None => StagedText::Clear(m.raw.clone()),
        };
        let span = m.span_start.zip(m.span_end).map(|(start, end)| Span {
            start: moved(start),
            end: moved(end),
        });
        staged_mentions.push(StagedMention {
            role: m.role.clone(),
            kind: entity.kind.clone(),
            raw,
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
        });
    }
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
    let mut cells = Vec::new();
    for c in &record.cells.0 {
        match c.sealed {
            None => cells.push((c.column.clone(), StagedText::Clear(c.text.clone()))),
            Some(sealed) => {
                if let Some(secret) = open(sealed)? {
                    cells.push((c.column.clone(), StagedText::Sealed(secret)));
                }
            }
        }
    }
    let original = record.narrative_sealed.map(&mut *open).transpose()?.flatten();
    // A narrative that was sealed whole has no clear text beside it.
    let (narrative, narrative_original) = match original {
        Some(secret) if narrative.is_empty() => (Some(StagedText::Sealed(secret)), None),
        original => (
            (!narrative.is_empty()).then_some(StagedText::Clear(narrative)),
            original.map(StagedText::Sealed),
        ),
    };
    Ok(StagedRecord {
        sheet: record.sheet.clone(),
        row: record.row,
        key: record.key.clone(),
        kind: record.kind.clone(),
        date: record.date.clone(),
        cells,
        narrative,
        narrative_original,
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
        seal_original: false,
    })
}

/// The pseudonym of the record's only victim.
fn only_pseudonym(s: &Snapshot, mentions: &[&Mention]) -> Option<String> {
    let names: BTreeSet<&str> = mentions
        .iter()
        .filter_map(|m| s.entity(m.entity))
        .map(|e| e.pseudonym.as_str())
        .filter(|p| !p.is_empty())
        .collect();
    match names.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    }
}

/// What stands for a sealed value in a narrative on its way in; the case gives it its own pseudonym.
const MARKER: &str = "[sealed]";

/// A narrative with the desk's pseudonym taken out again, and where its places have moved to: `V-01` of
/// the desk is somebody else in the case.
fn unname(narrative: &str, pseudonym: Option<&str>) -> (String, impl Fn(u32) -> u32 + use<>) {
    let name = pseudonym.map(|p| format!("[{p}]")).unwrap_or_default();
    let places: Vec<usize> = match name.as_str() {
        "" => Vec::new(),
        name => narrative.match_indices(name).map(|(i, _)| i).collect(),
    };
    let text = if places.is_empty() {
        narrative.to_owned()
    } else {
        narrative.replace(&name, MARKER)
    };
    let longer = MARKER.len() as i64 - name.len() as i64;
    let moved = move |at: u32| {
        let before = places.iter().filter(|p| **p < at as usize).count() as i64;
        (i64::from(at) + longer * before) as u32
    };
    (text, moved)
}
