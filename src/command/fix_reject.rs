//! Rejected rows that fit after all, as one step: each becomes staged under its own place, with what it
//! names; its cells stay as received, and each correction stands beside its cell with who, when and why.
//! Must not know: how a row is mapped; the rows come mapped.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::stager::Stager;
use super::*;
use crate::model::secret::Secret;
use crate::model::source::*;
use crate::model::*;

/// Retries rejected rows of one source. `rows` does not travel as JSON: it may hold private text, and
/// `app` fills it from the rows and their corrections.
#[derive(Clone, Serialize, Deserialize)]
pub struct RetryRejects {
    pub source: SourceId,
    /// Why the corrections are right: the call, the letter, the agency's word.
    pub why: String,
    #[serde(skip)]
    pub rows: Arc<Vec<Retried>>,
}

/// One row on its way from rejected to staged.
#[derive(Clone)]
pub struct Retried {
    pub record: RecordId,
    /// The row as it is after the corrections.
    pub staged: StagedRecord,
    /// What replaces a cell; sealed where the import would seal it.
    pub corrections: Vec<(String, StagedText)>,
}

/// The source whose rows are repaired; `none` = there are no rows, which were `expected`.
pub(super) fn repaired<'s>(
    s: &'s Snapshot,
    source: SourceId,
    none: bool,
    expected: &str,
    why: &str,
) -> Result<&'s Source, Problem> {
    let found = s.source(source).ok_or_else(|| gone(Source::TABLE, source.0))?;
    if none {
        return Err(Problem::new(
            "no-rows",
            expected,
            "none",
            "use `caseboard rejects CASE --retry`, which reads them",
        ));
    }
    required("why", why)?;
    Ok(found)
}

impl Verb for RetryRejects {
    fn name(&self) -> String {
        "rejects.retry".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let file = s.source(self.source).map_or_else(String::new, |x| x.file_name.clone());
        let cells: usize = self.rows.iter().map(|r| r.corrections.len()).sum();
        vec![file, self.rows.len().to_string(), cells.to_string(), self.why.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        let source = repaired(
            s,
            self.source,
            self.rows.is_empty(),
            "rejected rows to retry",
            &self.why,
        )?;
        if !source.quarantine.is_empty() {
            return Err(Problem::new(
                "quarantine",
                "a source that is released",
                "one that is held back",
                "release the source first",
            )
            .in_file(source.file_name.clone()));
        }
        for row in self.rows.iter() {
            match s.record(row.record) {
                Some(r) if r.source == self.source && r.status == RecordStatus::Rejected => {}
                Some(r) => {
                    return Err(Problem::new(
                        "not-rejected",
                        "a rejected row of this source",
                        format!("row {} is {}", r.row, r.status.as_str()),
                        "refresh and choose again",
                    )
                    .in_file(source.file_name.clone()));
                }
                None => return Err(gone(Record::TABLE, row.record.0)),
            }
        }
        Ok(())
    }
    fn apply(&self, context: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut source: Source = tx
            .get(self.source.0)?
            .ok_or_else(|| gone(Source::TABLE, self.source.0))?;
        let mut stager = Stager::new(&source, context.snapshot);
        for row in self.rows.iter() {
            let mut record: Record = tx.get(row.record.0)?.ok_or_else(|| gone(Record::TABLE, row.record.0))?;
            for (column, text) in &row.corrections {
                let correction = correction(record.id, column, text, &self.why, context, tx)?;
                stager.seals |= correction.sealed.is_some();
                match record.cells.0.iter_mut().find(|c| c.column == *column) {
                    Some(cell) => cell.correction = Some(Box::new(correction)),
                    None => record.cells.0.push(Cell {
                        column: column.clone(),
                        correction: Some(Box::new(correction)),
                        ..Cell::default()
                    }),
                }
            }
            stager.stage(row.staged.clone(), Some(record)).write(tx)?;
        }
        let n = &stager.counts;
        source.staged += n.staged;
        source.already += n.already;
        source.rejected -= n.staged + n.already;
        source.sealed |= stager.seals;
        tx.update(&source)?;
        Ok(Outcome {
            made: self.rows.iter().map(|r| r.record.0).collect(),
            counts: [
                ("staged", n.staged),
                ("already", n.already),
                ("entities", n.entities),
                ("links", n.links),
            ]
            .map(|(name, n)| (name.to_owned(), n))
            .to_vec(),
        })
    }
}

pub(super) fn correction(
    record: RecordId,
    column: &str,
    text: &StagedText,
    why: &str,
    context: &Context<'_>,
    tx: &mut Tx<'_>,
) -> Result<Correction, Problem> {
    let sealed = match text {
        StagedText::Clear(_) => None,
        StagedText::Sealed(secret) => Some(seal(record, column, secret, tx)?),
    };
    Ok(Correction {
        text: text.clear().to_owned(),
        sealed,
        member: context.member,
        at: context.now.clone(),
        why: why.trim().to_owned(),
    })
}

fn seal(record: RecordId, column: &str, secret: &Secret, tx: &mut Tx<'_>) -> Result<SealedId, Problem> {
    tx.seal(
        VICTIMS,
        Record::TABLE,
        record.0,
        &format!("corrections.{column}"),
        secret,
    )
}
