//! Grading, labels and quarantine of a source.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::label::Labels;
use crate::model::source::Source;
use crate::model::{Row, SourceId};

/// Admiralty grading: reliability A–F of the source, credibility 1–6 of what it says; empty = none.
#[derive(Clone, Serialize, Deserialize)]
pub struct GradeSource {
    pub source: SourceId,
    pub reliability: String,
    pub credibility: String,
}

/// Replaces the source's labels; all that rests on it inherits them.
#[derive(Clone, Serialize, Deserialize)]
pub struct LabelSource {
    pub source: SourceId,
    pub labels: Labels,
}

/// Quarantine: held and hashed, left out of surfacing, until a person releases it.
#[derive(Clone, Serialize, Deserialize)]
pub struct HoldSource {
    pub source: SourceId,
    pub reason: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct ReleaseSource {
    pub source: SourceId,
}

fn edit(tx: &mut Tx<'_>, id: SourceId, change: impl FnOnce(&mut Source)) -> Result<Outcome, Problem> {
    let mut source: Source = tx.get(id.0)?.ok_or_else(|| gone(Source::TABLE, id.0))?;
    change(&mut source);
    tx.update(&source)?;
    Ok(Outcome::one(id.0))
}
fn title(snapshot: &Snapshot, id: SourceId) -> Vec<String> {
    vec![snapshot.source(id).map_or_else(|| id.to_string(), |s| s.title.clone())]
}
fn exists(snapshot: &Snapshot, id: SourceId) -> Result<(), Problem> {
    snapshot.source(id).map(|_| ()).ok_or_else(|| gone(Source::TABLE, id.0))
}

impl Verb for GradeSource {
    fn name(&self) -> String {
        "source.grade".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let mut args = title(s, self.source);
        args.push(format!("{}{}", self.reliability, self.credibility));
        args
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.source)?;
        if !matches!(self.reliability.as_str(), "" | "A" | "B" | "C" | "D" | "E" | "F") {
            return Err(Problem::new(
                "grading",
                "a reliability from A to F, or nothing",
                self.reliability.clone(),
                "choose one of the six letters",
            ));
        }
        if !matches!(self.credibility.as_str(), "" | "1" | "2" | "3" | "4" | "5" | "6") {
            return Err(Problem::new(
                "grading",
                "a credibility from 1 to 6, or nothing",
                self.credibility.clone(),
                "choose one of the six numbers",
            ));
        }
        Ok(())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        edit(tx, self.source, |s| {
            s.reliability.clone_from(&self.reliability);
            s.credibility.clone_from(&self.credibility);
        })
    }
}

impl Verb for LabelSource {
    fn name(&self) -> String {
        "source.label".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.source)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.source)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        edit(tx, self.source, |s| s.labels = self.labels.clone())
    }
}

impl Verb for HoldSource {
    fn name(&self) -> String {
        "source.hold".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.source)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.source)?;
        required("reason", &self.reason)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        edit(tx, self.source, |s| s.quarantine.clone_from(&self.reason))
    }
}

impl Verb for ReleaseSource {
    fn name(&self) -> String {
        "source.release".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.source)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.source(self.source) {
            None => Err(gone(Source::TABLE, self.source.0)),
            Some(source) if source.quarantine.is_empty() => Err(Problem::new(
                "not-held",
                "a source in quarantine",
                "one that is not held",
                "choose a held source",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        edit(tx, self.source, |s| s.quarantine.clear())
    }
}
