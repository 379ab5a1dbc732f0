//! The rows of the file that staged rows become, and how they are written: sealed first, then table by
//! table, parents before children.
//! Must not know: what of a source becomes which row (that is `stager`).

use super::VICTIMS;
use crate::model::entity::{Entity, Fact, Link};
use crate::model::event::Event;
use crate::model::lead::Lead;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::*;
use crate::model::*;
use crate::store::{Packed, Tx};

/// The rows of the file that one staged row becomes, with the texts that are sealed before any of them is
/// written.
#[derive(Default)]
pub(super) struct Staging {
    /// The earlier record whose place this one takes.
    pub superseded: Option<RecordId>,
    pub record: Option<Record>,
    /// The record is there already and changes.
    pub known: bool,
    /// By place in the record's cells.
    pub cells_to_seal: Vec<(usize, Secret)>,
    pub narratives_to_seal: Vec<Secret>,
    pub entities: Vec<Entity>,
    pub mentions: Vec<(Mention, Option<Secret>)>,
    pub facts: Vec<(Fact, Option<Secret>)>,
    pub links: Vec<Link>,
    pub events: Vec<Event>,
    pub lead: Option<Lead>,
}

impl Staging {
    /// Writes the rows.
    pub(super) fn write(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        Stretch::of(vec![self]).write(tx)
    }

    /// Something of it needs the file before the rows can be packed.
    fn needs_file(&self) -> bool {
        self.known
            || self.superseded.is_some()
            || !self.cells_to_seal.is_empty()
            || !self.narratives_to_seal.is_empty()
            || self.mentions.iter().any(|(_, secret)| secret.is_some())
            || self.facts.iter().any(|(_, secret)| secret.is_some())
    }

    /// Seals what is to be sealed.
    fn seal(&mut self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        if let Some(record) = &mut self.record {
            for (at, secret) in self.cells_to_seal.drain(..) {
                if let Some(cell) = record.cells.0.get_mut(at) {
                    let column = format!("cells.{}", cell.column);
                    cell.sealed = Some(tx.seal(VICTIMS, Record::TABLE, record.id.0, &column, &secret)?);
                }
            }
            for secret in self.narratives_to_seal.drain(..) {
                record.narrative_sealed = Some(tx.seal(VICTIMS, Record::TABLE, record.id.0, "narrative", &secret)?);
            }
        }
        for (mention, secret) in &mut self.mentions {
            if let Some(secret) = secret.take() {
                mention.sealed = Some(tx.seal(VICTIMS, Mention::TABLE, mention.id.0, "raw", &secret)?);
            }
        }
        for (fact, secret) in &mut self.facts {
            if let Some(secret) = secret.take() {
                fact.sealed = Some(tx.seal(VICTIMS, Fact::TABLE, fact.id.0, "value", &secret)?);
            }
        }
        Ok(())
    }
}

/// Some staged rows that follow each other, to be written together: table by table, parents first.
pub(super) enum Stretch {
    /// As the file takes them.
    Packed(Vec<Packed>),
    /// With texts to be sealed, or earlier rows to be changed.
    Open(Vec<Staging>),
}

impl Stretch {
    pub(super) fn of(all: Vec<Staging>) -> Stretch {
        if all.iter().any(Staging::needs_file) {
            Stretch::Open(all)
        } else {
            Stretch::Packed(packed(&all))
        }
    }

    pub(super) fn write(self, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let packed = match self {
            Stretch::Packed(packed) => packed,
            Stretch::Open(mut all) => {
                for staging in &mut all {
                    staging.seal(tx)?;
                    if let Some(earlier) = staging.superseded {
                        set_status(tx, earlier, RecordStatus::Superseded)?;
                    }
                    if let Some(record) = staging.record.as_ref().filter(|_| staging.known) {
                        tx.update(record)?;
                    }
                }
                packed(&all)
            }
        };
        packed.iter().try_for_each(|rows| tx.insert_packed(rows))
    }
}

/// The rows that are new, by table.
fn packed(all: &[Staging]) -> Vec<Packed> {
    vec![
        Packed::of(all.iter().filter(|s| !s.known).flat_map(|s| &s.record)),
        Packed::of(all.iter().flat_map(|s| &s.entities)),
        Packed::of(all.iter().flat_map(|s| &s.mentions).map(|(mention, _)| mention)),
        Packed::of(all.iter().flat_map(|s| &s.facts).map(|(fact, _)| fact)),
        Packed::of(all.iter().flat_map(|s| &s.links)),
        Packed::of(all.iter().flat_map(|s| &s.events)),
        Packed::of(all.iter().flat_map(|s| &s.lead)),
    ]
}

pub(super) fn set_status(tx: &mut Tx<'_>, id: RecordId, status: RecordStatus) -> Result<(), Problem> {
    if let Some(mut record) = tx.get::<Record>(id.0)? {
        record.status = status;
        tx.update(&record)?;
    }
    Ok(())
}
