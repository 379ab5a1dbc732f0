//! Events made or corrected by hand.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::entity::Certainty;
use crate::model::event::{Event, Participants};
use crate::model::value::date;
use crate::model::*;

#[derive(Clone, Serialize, Deserialize)]
pub struct AddEvent {
    pub kind: String,
    /// EDTF; empty = undated.
    #[serde(default)]
    pub date: String,
    pub title: String,
    #[serde(default)]
    pub place: Option<EntityId>,
    #[serde(default)]
    pub participants: Participants,
    #[serde(default)]
    pub certainty: Certainty,
    #[serde(default)]
    pub source: Option<SourceId>,
    #[serde(default)]
    pub record: Option<RecordId>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct EditEvent {
    pub event: EventId,
    pub date: String,
    pub title: String,
    #[serde(default)]
    pub place: Option<EntityId>,
    pub participants: Participants,
    pub certainty: Certainty,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveEvent {
    pub event: EventId,
}

fn check_date(text: &str) -> Result<(), Problem> {
    if text.is_empty() || date::parse(text).is_ok() {
        return Ok(());
    }
    Err(Problem::new(
        "date",
        "a date such as 2025-04-12, 2025-04, 2025~ or 2025-04/2025-06",
        text.to_owned(),
        "write what is known, with ~ for about and ? for unsure",
    ))
}
fn check_ends(s: &Snapshot, place: Option<EntityId>, participants: &Participants) -> Result<(), Problem> {
    for id in participants.0.iter().map(|p| p.entity).chain(place) {
        if s.entity(id).is_none() {
            return Err(gone("entity", id.0));
        }
    }
    Ok(())
}

impl Verb for AddEvent {
    fn name(&self) -> String {
        "event.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.kind.clone(), self.date.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("kind", &self.kind)?;
        check_date(&self.date)?;
        check_ends(s, self.place, &self.participants)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = EventId(tx.mint().uid());
        tx.insert(&Event {
            id,
            kind: self.kind.clone(),
            date: self.date.clone(),
            title: self.title.clone(),
            place: self.place,
            participants: self.participants.clone(),
            certainty: self.certainty,
            source: self.source,
            record: self.record,
            column: String::new(),
            by_hand: true,
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for EditEvent {
    fn name(&self) -> String {
        "event.edit".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.events
            .get(self.event.0)
            .map_or_else(Vec::new, |e| vec![e.kind.clone(), self.date.clone()])
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if s.events.get(self.event.0).is_none() {
            return Err(gone(Event::TABLE, self.event.0));
        }
        check_date(&self.date)?;
        check_ends(s, self.place, &self.participants)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut event: Event = tx.get(self.event.0)?.ok_or_else(|| gone(Event::TABLE, self.event.0))?;
        event.date.clone_from(&self.date);
        event.title.clone_from(&self.title);
        event.place = self.place;
        event.participants = self.participants.clone();
        event.certainty = self.certainty;
        tx.update(&event)?;
        Ok(Outcome::one(self.event.0))
    }
}

impl Verb for RemoveEvent {
    fn name(&self) -> String {
        "event.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.events
            .get(self.event.0)
            .map_or_else(Vec::new, |e| vec![e.kind.clone(), e.date.clone()])
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.events.get(self.event.0) {
            None => Err(gone(Event::TABLE, self.event.0)),
            Some(e) if !e.by_hand => Err(Problem::new(
                "imported",
                "an event that was made by hand",
                "one that a source states",
                "correct its certainty instead",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.delete::<Event>(self.event.0)?;
        Ok(Outcome::default())
    }
}
