//! Work off the window's thread: progress, cancel; answers kept by (commit, request), bounded.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::action::{Answer, Request};

/// How far a job is; shared with its worker. Asking `cancelled` is cheap.
#[derive(Clone, Default)]
pub struct Progress(Arc<ProgressState>);
#[derive(Default)]
struct ProgressState {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}
impl Progress {
    pub fn set(&self, done: u64, total: u64) {
        self.0.done.store(done, Ordering::Relaxed);
        self.0.total.store(total, Ordering::Relaxed);
    }
    /// (done, total); total 0 = not known.
    pub fn get(&self) -> (u64, u64) {
        (
            self.0.done.load(Ordering::Relaxed),
            self.0.total.load(Ordering::Relaxed),
        )
    }
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }
    pub fn cancelled(&self) -> bool {
        self.0.cancelled.load(Ordering::Relaxed)
    }
}

/// Answers by request, each with the commit that it was made on. Bounded: the oldest goes first.
#[derive(Default)]
pub struct Results {
    answers: BTreeMap<Request, (i64, u64, Answer)>,
    running: BTreeMap<Request, Progress>,
    clock: u64,
}

/// Answers kept at most.
const KEPT: usize = 256;

impl Results {
    /// The answer, possibly of an older commit (see `is_current`).
    pub fn get(&self, request: &Request) -> Option<&Answer> {
        self.answers.get(request).map(|(_, _, answer)| answer)
    }
    /// What tells this answer from every earlier one to the same request.
    pub fn stamp(&self, request: &Request) -> Option<u64> {
        self.answers.get(request).map(|(_, stamp, _)| *stamp)
    }
    /// True when the answer was made on this commit.
    pub fn is_current(&self, request: &Request, seq: i64) -> bool {
        self.answers.get(request).is_some_and(|(made, _, _)| *made == seq)
    }
    pub fn progress(&self, request: &Request) -> Option<&Progress> {
        self.running.get(request)
    }
    pub fn running(&self) -> impl Iterator<Item = (&Request, &Progress)> {
        self.running.iter()
    }
    /// True when a view should ask: neither answered for this commit nor on its way.
    pub fn wants(&self, request: &Request, seq: i64) -> bool {
        !self.is_current(request, seq) && !self.running.contains_key(request)
    }
    pub fn forget(&mut self, request: &Request) {
        self.answers.remove(request);
    }
    /// Drops whatever may show what the vault holds, which is wiped with its last reader, and gives up what is on
    /// its way.
    pub fn forget_revealed(&mut self) {
        self.answers.retain(|request, _| !request.of_the_vault());
        self.running.retain(|request, progress| {
            let kept = !request.of_the_vault();
            if !kept {
                progress.cancel();
            }
            kept
        });
    }
    /// Drops every drawn page.
    pub fn forget_pages(&mut self) {
        self.answers
            .retain(|request, _| !matches!(request, Request::Page { .. }));
    }
    pub fn start(&mut self, request: Request) -> Progress {
        let progress = Progress::default();
        self.running.insert(request, progress.clone());
        progress
    }
    pub fn finish(&mut self, request: Request, seq: i64, answer: Answer) {
        self.running.remove(&request);
        self.clock += 1;
        if request.kept_alone() {
            self.answers.retain(|other, _| !request.drives_out(other));
        }
        self.answers.insert(request, (seq, self.clock, answer));
        while self.answers.len() > KEPT {
            let Some(oldest) = self
                .answers
                .iter()
                .min_by_key(|(_, (_, age, _))| *age)
                .map(|(r, _)| r.clone())
            else {
                break;
            };
            self.answers.remove(&oldest);
        }
    }
    pub(super) fn stop(&mut self, request: &Request) {
        if let Some(progress) = self.running.remove(request) {
            progress.cancel();
        }
    }
}
