//! The desk: taking a call, what becomes of a lead, deconfliction.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::lead::{Answer, Deconfliction, Lead};
use crate::model::source::{Record, RecordStatus, Source};
use crate::model::*;

/// A call taken by hand: becomes a source of kind `call`, one record, one lead. Parties are then
/// made from the narrative by a person.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeCall {
    /// The desk's own number for it.
    pub key: String,
    pub received: String,
    pub language: String,
    pub narrative: String,
    pub callback_safe: Answer,
    pub consent_to_contact: Answer,
    pub child: Answer,
    pub danger: Answer,
    pub movement: Answer,
}

/// What becomes of a lead, with reason and reviewer.
#[derive(Clone, Serialize, Deserialize)]
pub struct DisposeLead {
    pub lead: LeadId,
    /// Key of `lists/dispositions.csv`.
    pub disposition: String,
    pub reason: String,
    pub reviewer: String,
}

/// Marks leads as promoted to a case file (which received copies of their records).
#[derive(Clone, Serialize, Deserialize)]
pub struct MarkPromoted {
    pub leads: Vec<LeadId>,
    pub to: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct AddDeconfliction {
    /// target or event
    pub kind: String,
    pub subject: String,
    #[serde(default)]
    pub entity: Option<EntityId>,
    pub system: String,
    pub reference: String,
    #[serde(default)]
    pub at: String,
    pub result: String,
    #[serde(default)]
    pub contact: String,
}

impl Verb for TakeCall {
    fn name(&self) -> String {
        "lead.call".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.key.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("narrative", &self.narrative)?;
        required("key", &self.key)?;
        if s.records.values().any(|r| r.key == self.key) {
            return Err(Problem::new(
                "exists",
                "a new number",
                format!("{} is taken", self.key),
                "use the next free number",
            ));
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let source = SourceId(tx.mint().uid());
        let record = RecordId(tx.mint().uid());
        let lead = LeadId(tx.mint().uid());
        let received = if self.received.is_empty() {
            c.now.clone()
        } else {
            self.received.clone()
        };
        tx.insert(&Source {
            id: source,
            title: self.key.clone(),
            kind: "call".into(),
            received: received.clone(),
            rows_in: 1,
            staged: 1,
            ..Source::default()
        })?;
        tx.insert(&Record {
            id: record,
            source,
            row: 1,
            key: self.key.clone(),
            kind: "tip".into(),
            date: received.get(..10).unwrap_or_default().to_owned(),
            status: RecordStatus::Staged,
            narrative: self.narrative.clone(),
            ..Record::default()
        })?;
        tx.insert(&Lead {
            id: lead,
            record,
            callback_safe: self.callback_safe,
            consent_to_contact: self.consent_to_contact,
            child: self.child,
            danger: self.danger,
            movement: self.movement,
            language: self.language.clone(),
            ..Lead::default()
        })?;
        Ok(Outcome {
            made: vec![lead.0, record.0, source.0],
            counts: Vec::new(),
        })
    }
}

impl Verb for DisposeLead {
    fn name(&self) -> String {
        "lead.dispose".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let key = s
            .leads
            .get(self.lead.0)
            .and_then(|l| s.record(l.record))
            .map(|r| r.key.clone())
            .unwrap_or_default();
        vec![key, self.disposition.clone()]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        if s.leads.get(self.lead.0).is_none() {
            return Err(gone(Lead::TABLE, self.lead.0));
        }
        required("reason", &self.reason)?;
        required("reviewer", &self.reviewer)?;
        let known = catalog.list_keys("dispositions");
        if !known.contains(&self.disposition.as_str()) {
            return Err(Problem::new(
                "disposition",
                format!("one of {}", known.join(", ")),
                self.disposition.clone(),
                "choose from the list",
            ));
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut lead: Lead = tx.get(self.lead.0)?.ok_or_else(|| gone(Lead::TABLE, self.lead.0))?;
        lead.disposition.clone_from(&self.disposition);
        lead.reason.clone_from(&self.reason);
        lead.reviewer.clone_from(&self.reviewer);
        lead.disposed_on.clone_from(&c.now);
        tx.update(&lead)?;
        Ok(Outcome::one(self.lead.0))
    }
}

impl Verb for MarkPromoted {
    fn name(&self) -> String {
        "lead.promote".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.leads.len().to_string(), self.to.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("to", &self.to)?;
        self.leads
            .iter()
            .find(|l| s.leads.get(l.0).is_none())
            .map_or(Ok(()), |l| Err(gone(Lead::TABLE, l.0)))
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        for id in &self.leads {
            let mut lead: Lead = tx.get(id.0)?.ok_or_else(|| gone(Lead::TABLE, id.0))?;
            lead.promoted_to.clone_from(&self.to);
            lead.disposed_on.clone_from(&c.now);
            tx.update(&lead)?;
        }
        Ok(Outcome {
            made: Vec::new(),
            counts: vec![("promoted".into(), self.leads.len() as i64)],
        })
    }
}

impl Verb for AddDeconfliction {
    fn name(&self) -> String {
        "deconfliction.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.kind.clone(), self.system.clone(), self.reference.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if !matches!(self.kind.as_str(), "target" | "event") {
            return Err(Problem::new(
                "kind",
                "target or event",
                self.kind.clone(),
                "choose one of the two",
            ));
        }
        required("subject", &self.subject)?;
        required("system", &self.system)?;
        required("reference", &self.reference)?;
        required("result", &self.result)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = DeconflictionId(tx.mint().uid());
        tx.insert(&Deconfliction {
            id,
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            entity: self.entity,
            system: self.system.clone(),
            reference: self.reference.clone(),
            at: if self.at.is_empty() {
                c.now.clone()
            } else {
                self.at.clone()
            },
            result: self.result.clone(),
            contact: self.contact.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}
