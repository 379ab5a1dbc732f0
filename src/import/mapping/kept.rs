//! Rows that a case keeps, read again through their map; and what of them lies in the clear though the row
//! seals it. Must not know: who asks, what was repaired.

use super::{Hide, Mapper, Row, hides};
use crate::import::again::KeptCell;
use crate::import::rows::Log;
use crate::import::seal::MARK;
use crate::model::problem::Problem;
use crate::model::source::StagedRecord;

impl Mapper<'_> {
    /// What a staged row says when it is read again from the cells that the case keeps: all but its
    /// narrative, its cells and their hash.
    ///
    /// # Errors
    /// The row as it is now would be rejected.
    pub(in crate::import) fn read_again(
        &self,
        number: u32,
        kept: &[KeptCell],
        log: &mut Log,
    ) -> Result<StagedRecord, Problem> {
        let mut known = vec![String::new(); self.header.len()];
        let mut texts = vec![""; self.header.len()];
        let mut sealed = vec![false; self.header.len()];
        for cell in kept {
            let Some(at) = self.header.iter().position(|h| *h == cell.column) else {
                continue;
            };
            known[at] = cell.text.clone().unwrap_or_default();
            texts[at] = cell.text.as_deref().map_or(MARK, |text| self.content(text));
            sealed[at] = cell.sealed;
        }
        let hidden = self.redactor(&known);
        let mut hides = hides(&known, &hidden);
        if sealed.contains(&true) {
            hides.resize_with(known.len(), Hide::default);
            for (hide, sealed) in hides.iter_mut().zip(sealed) {
                hide.whole |= sealed;
            }
        }
        let mut row = Row {
            number,
            cells: &known,
            texts,
            hidden,
            hides,
            log,
        };
        let key = self.key(&row)?;
        Ok(self.made(&mut row, key))
    }

    /// Columns, among those given with their text in the clear, that hold what this row seals: by their
    /// column, or because they repeat a sealed value.
    pub(in crate::import) fn exposed(&self, cells: &[String], clear: &[(String, String)]) -> Vec<String> {
        let hidden = self.redactor(cells);
        clear
            .iter()
            .filter(|(column, text)| {
                let at = self.header.iter().position(|h| h == column);
                !text.trim().is_empty()
                    && (at.is_some_and(|at| self.sealed.contains_key(&at)) || hidden.redact(text).is_some())
            })
            .map(|(column, _)| column.clone())
            .collect()
    }

    /// As `exposed`, for a row that the case keeps.
    pub(in crate::import) fn exposed_among(&self, kept: &[KeptCell]) -> Vec<String> {
        let text = |name: &String| kept.iter().find(|c| c.column == *name).and_then(|c| c.text.clone());
        let cells: Vec<String> = self.header.iter().map(|name| text(name).unwrap_or_default()).collect();
        let clear = kept.iter().filter(|c| !c.sealed);
        let clear: Vec<(String, String)> = clear
            .map(|c| (c.column.clone(), c.text.clone().unwrap_or_default()))
            .collect();
        self.exposed(&cells, &clear)
    }
}
