//! Sealing a value that lies in the clear, purging a record, and the log entry that precedes a reveal.
//! None of these is ever undone: the clear value must not lie in a before-image.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::entity::Fact;
use crate::model::member::Sealed;
use crate::model::secret::Secret;
use crate::model::source::Record;
use crate::model::*;

/// Seals one fact's value, everywhere that the same text stands.
#[derive(Clone, Serialize, Deserialize)]
pub struct SealFact {
    pub fact: FactId,
}

/// Purges the content of a record (28 CFR 23.20(h), expungement, court order).
#[derive(Clone, Serialize, Deserialize)]
pub struct PurgeRecord {
    pub record: RecordId,
    pub authority: String,
    pub reason: String,
}

/// Written before a sealed value is shown; if it can't be written, nothing is shown.
#[derive(Clone, Serialize, Deserialize)]
pub struct LogReveal {
    pub sealed: SealedId,
    pub why: String,
}

impl Verb for SealFact {
    fn name(&self) -> String {
        "seal.fact".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.facts
            .get(self.fact.0)
            .map_or_else(Vec::new, |f| vec![f.field.clone()])
    }
    fn class(&self) -> UndoClass {
        UndoClass::Never
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.facts.get(self.fact.0) {
            None => Err(gone(Fact::TABLE, self.fact.0)),
            Some(f) if f.sealed.is_some() => Err(Problem::new(
                "sealed",
                "a value in the clear",
                "one that is sealed",
                "nothing needs to be done",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut fact: Fact = tx.get(self.fact.0)?.ok_or_else(|| gone(Fact::TABLE, self.fact.0))?;
        let clear = Secret::new(std::mem::take(&mut fact.value));
        fact.canonical.clear();
        let sealed = tx.seal(VICTIMS, Fact::TABLE, fact.id.0, "value", &clear)?;
        fact.sealed = Some(sealed);
        tx.update(&fact)?;
        tx.forget(&[(&clear, "[sealed]")], &[(Fact::TABLE, fact.id.0)])?;
        Ok(Outcome::one(sealed.0))
    }
}

impl Verb for PurgeRecord {
    fn name(&self) -> String {
        "purge.record".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.record.to_string(), self.authority.clone()]
    }
    fn class(&self) -> UndoClass {
        UndoClass::Never
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if s.record(self.record).is_none() {
            return Err(gone(Record::TABLE, self.record.0));
        }
        required("authority", &self.authority)?;
        required("reason", &self.reason)?;
        if s.setting("legal_hold").is_some_and(|h| !h.is_empty()) {
            return Err(Problem::new(
                "legal-hold",
                "a file without legal hold",
                "one on hold",
                "lift the hold first: `set_setting legal_hold`",
            ));
        }
        Ok(())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        // The store writes a purge row for each row that it empties, so that verify can name it.
        tx.purge_row(Record::TABLE, self.record.0, &self.authority, &self.reason)?;
        Ok(Outcome::one(self.record.0))
    }
}

impl Verb for LogReveal {
    fn name(&self) -> String {
        "vault.reveal".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.sealed.to_string(), self.why.clone()]
    }
    fn class(&self) -> UndoClass {
        UndoClass::Never
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("why", &self.why)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.get::<Sealed>(self.sealed.0)?
            .ok_or_else(|| gone(Sealed::TABLE, self.sealed.0))?;
        Ok(Outcome::one(self.sealed.0))
    }
}
