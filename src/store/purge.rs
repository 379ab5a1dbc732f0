//! Purge: refused until it reaches every place that a value lies in.

use super::Tx;
use crate::model::Uid;
use crate::model::problem::Problem;

impl Tx<'_> {
    /// # Errors
    /// Always: not built yet.
    pub fn purge_text(&mut self, _: &str, _: &str) -> Result<(), Problem> {
        Err(Problem::new("purge", "a version that can purge", "this one", "wait for it; nothing was changed"))
    }
    /// # Errors
    /// Always: not built yet.
    pub fn purge_row(&mut self, _: &str, _: Uid) -> Result<(), Problem> {
        Err(Problem::new("purge", "a version that can purge", "this one", "wait for it; nothing was changed"))
    }
}
