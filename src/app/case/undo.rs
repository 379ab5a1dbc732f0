//! Steps taken back and brought again: stacks of the member and of each chart.
//! Must not know: what a step changed.

use super::*;
use crate::app::session::UndoState;

/// A stack of steps that can be undone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stack {
    Case,
    Chart(ChartId),
}

impl Case {
    /// Takes back the newest step of a stack; `None` when there is none. Gives the commit that was
    /// taken back.
    ///
    /// # Errors
    /// A later commit stands in the way, named.
    pub fn undo(&mut self, stack: &Stack) -> Result<Option<Commit>, Problem> {
        self.revert(stack, false)
    }

    /// Brings the newest undone step back.
    ///
    /// # Errors
    /// A later commit stands in the way, named.
    pub fn redo(&mut self, stack: &Stack) -> Result<Option<Commit>, Problem> {
        self.revert(stack, true)
    }

    fn revert(&mut self, stack: &Stack, redo: bool) -> Result<Option<Commit>, Problem> {
        if let Some(commit) = self.past() {
            return Err(past::refused(commit));
        }
        let (class, name) = self.stack(stack);
        let steps = self.store.undo_stack(class, &name)?;
        let Some(target) = (if redo { steps.redo.last() } else { steps.undo.last() }).copied() else {
            return Ok(None);
        };
        let original = self.original_of(target)?;
        let mut args = vec![original.command.clone()];
        args.extend(original.args.iter().cloned());
        let command = if redo { "redo" } else { "undo" };
        let meta = CommitMeta {
            undoes: Some(target),
            ..self.meta(command.to_owned(), args, (class, name))
        };
        let ((), touched) = self.store.commit(&meta, &mut *self.mint, |tx| tx.revert(target))?;
        self.refresh(&touched)?;
        Ok(Some(original))
    }

    /// The commit that a person made: what an undo or redo of it stands for.
    fn original_of(&self, seq: i64) -> Result<Commit, Problem> {
        let mut commit = self.store.commit_at(seq)?;
        while let Some(earlier) = commit.undoes {
            commit = self.store.commit_at(earlier)?;
        }
        Ok(commit)
    }

    /// What undo and redo of the case stack would do.
    pub fn undo_state(&self) -> UndoState {
        if self.past.is_some() {
            return UndoState::default();
        }
        let (class, name) = self.stack(&Stack::Case);
        let Ok(steps) = self.store.undo_stack(class, &name) else {
            return UndoState::default();
        };
        let original = |seq: Option<&i64>| seq.and_then(|s| self.original_of(*s).ok());
        UndoState {
            undo: original(steps.undo.last()),
            redo: original(steps.redo.last()),
        }
    }

    fn stack(&self, stack: &Stack) -> (UndoClass, String) {
        match stack {
            Stack::Case => (UndoClass::Case, self.member.to_string()),
            Stack::Chart(chart) => (UndoClass::Chart, chart.to_string()),
        }
    }
}
