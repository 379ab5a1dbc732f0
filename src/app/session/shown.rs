//! Which board the window shows: the newest, or an older one over a session of its own, with its own thread
//! and answers, so that nothing of now is taken for then. Must not know: how a board of then is made.

use super::{Notice, Session};
use crate::app::action::{Action, Request};
use crate::app::case::{Case, refused};
use crate::app::job::Results;
use crate::model::commit::Commit;

impl Session {
    pub(super) fn shown(&self) -> &Session {
        self.past.as_deref().unwrap_or(self)
    }

    /// The commit whose board is shown, when it is an older one.
    pub fn past(&self) -> Option<&Commit> {
        self.shown().of.as_ref()
    }

    pub(super) fn show(&mut self, case: Case) {
        let past = Session::with_libraries(case, self.libraries.clone());
        if let Ok(slot) = self.waker.lock()
            && let Some(waker) = slot.as_ref()
        {
            past.set_waker(waker.clone());
        }
        self.leave();
        self.past = Some(Box::new(past));
    }

    /// Its thread may still be at work: it ends without the window waiting.
    fn leave(&mut self) {
        if let Some(past) = self.past.take() {
            std::thread::spawn(move || drop(past));
        }
    }

    /// Answers are kept with the board that asked: an export of an older board is asked there and made here.
    pub(super) fn results_of(&mut self, request: &Request) -> &mut Results {
        match (&mut self.past, request) {
            (Some(past), Request::Export) => &mut past.results,
            _ => &mut self.results,
        }
    }

    /// What an action means for the board that is shown; gives back what is the newest board's to do.
    pub(super) fn on_shown(&mut self, action: Action) -> Option<Action> {
        match action {
            Action::ShowAsOf(_) => {
                self.results.forget(&Request::AsOf);
                let progress = self.results.start(Request::AsOf);
                self.send(action, progress);
                return None;
            }
            Action::ShowNow => {
                self.leave();
                return None;
            }
            _ => {}
        }
        let Some(commit) = self.past().cloned() else {
            return Some(action);
        };
        let Some(past) = self.past.as_mut() else {
            return Some(action);
        };
        match action {
            Action::KeepDraft { .. } | Action::Backup { .. } => Some(action),
            Action::Ask(_) | Action::Cancel(_) | Action::CloseVault => {
                past.perform(action);
                None
            }
            Action::Export(mut request) => {
                request.board = commit.seq.to_string();
                let progress = past.results.start(Request::Export);
                self.send(Action::Export(request), progress);
                None
            }
            _ => {
                self.notices.push_back(Notice::Problem(refused(&commit)));
                None
            }
        }
    }
}
