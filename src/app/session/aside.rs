//! Work beside the case's thread: it gets what it needs of the case, and the answer comes back by message.
//! Must not know: how an action changes a case.

use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use super::{FromCase, Notice, Waker};
use crate::app::action::{Answer, Request};
use crate::app::case::{Case, When};
use crate::app::elsewhere::Other;
use crate::app::job::Progress;
use crate::app::{ask, elsewhere, morning, public};
use crate::model::problem::Problem;
use crate::model::{EntityId, RecordId};
use crate::resolve::group;

/// Where messages go, and who is woken by them.
#[derive(Clone)]
pub(super) struct Back {
    sender: Sender<FromCase>,
    waker: Arc<Mutex<Option<Waker>>>,
}

impl Back {
    pub(super) fn new(sender: Sender<FromCase>, waker: Arc<Mutex<Option<Waker>>>) -> Back {
        Back { sender, waker }
    }
    pub(super) fn deliver(&self, message: FromCase) {
        if self.sender.send(message).is_ok()
            && let Ok(slot) = self.waker.lock()
            && let Some(wake) = slot.as_ref()
        {
            wake();
        }
    }
}

/// Answers a request, made on commit `seq`, on a thread of its own; unless `unless` was cancelled.
pub(super) fn run(
    request: Request,
    seq: i64,
    unless: Progress,
    back: Back,
    work: impl FnOnce() -> Result<Answer, Problem> + Send + 'static,
) {
    let (asked, told) = (request.clone(), back.clone());
    let spawned = std::thread::Builder::new().name("aside".into()).spawn(move || {
        let answer = work().unwrap_or_else(Answer::Failed);
        if !unless.cancelled() {
            back.deliver(FromCase::Answer(request, seq, answer));
        }
    });
    if let Err(error) = spawned {
        let problem = Problem::new(
            "thread",
            "a free thread",
            error.to_string(),
            "close other programs and try again",
        );
        told.deliver(FromCase::Answer(asked, seq, Answer::Failed(problem)));
    }
}

/// Surfacing gets the narratives from the case.
pub(super) fn surface(case: &Case, libraries: &Path, back: &Back) {
    if case.past().is_some() {
        // What would have been surfaced then was not kept, and is not invented.
        let nothing = Answer::Surface {
            candidates: Vec::new(),
            held_back: Vec::new(),
            groups: Vec::new(),
            library: Vec::new(),
            notices: Vec::new(),
        };
        back.deliver(FromCase::Answer(Request::Surface, case.snapshot().seq, nothing));
        return;
    }
    let (snapshot, catalog, narratives) = (case.snapshot(), case.catalog(), case.narratives());
    let (folder, told) = (libraries.to_owned(), back.clone());
    let never = Progress::default();
    run(Request::Surface, snapshot.seq, never, back.clone(), move || {
        // So that the first search finds its index made.
        snapshot.search_index().prepare();
        let found = ask::surface(&snapshot, &catalog, narratives?, &ask::SurfaceRequest::default());
        let looked = public::look(&snapshot, &catalog, &folder, None).unwrap_or_else(|problem| {
            told.deliver(FromCase::Notice(Notice::Problem(problem)));
            public::Looked::default()
        });
        Ok(Answer::Surface {
            groups: group::groups(&snapshot, &found.candidates),
            candidates: found.candidates,
            held_back: found.held_back,
            library: looked.records,
            notices: looked.notices,
        })
    });
}

/// The morning gets the chain from the case.
pub(super) fn morning(case: &Case, libraries: &Path, as_of: String, since: i64, back: &Back) {
    let (snapshot, catalog, folder) = (case.snapshot(), case.catalog(), libraries.to_owned());
    let (member, labels, news) = (case.member(), case.own_labels(), case.since(since));
    let request = Request::Morning {
        as_of: as_of.clone(),
        since,
    };
    run(request, snapshot.seq, Progress::default(), back.clone(), move || {
        let made = morning::morning(&morning::Asked {
            snapshot: &snapshot,
            catalog: &catalog,
            member,
            labels: &labels,
            today: ask::day(&as_of)?,
            since: &news?,
            notices: &public::notices(&snapshot, &folder),
        });
        Ok(Answer::Morning(Box::new(made)))
    });
}

/// The board against other case files.
pub(super) fn elsewhere(case: &Case, others: Vec<Other>, progress: Progress, back: &Back) {
    let (snapshot, catalog, own) = (case.snapshot(), case.catalog(), case.path().to_owned());
    let never = Progress::default();
    run(Request::Elsewhere, snapshot.seq, never, back.clone(), move || {
        elsewhere::look(&snapshot, &own, &others, &catalog, &progress).map(Answer::Pointers)
    });
}

/// The board as it was known, over a connection of its own.
pub(super) fn as_of(case: &Case, when: &str, progress: Progress, back: &Back) {
    let (seq, told) = (case.snapshot().seq, back.clone());
    let reader = When::parse(when).and_then(|when| Ok((when, case.reader()?)));
    run(Request::AsOf, seq, progress.clone(), back.clone(), move || {
        let (when, reader) = reader?;
        let past = reader.back_to(when)?;
        if !progress.cancelled() {
            told.deliver(FromCase::Past(Box::new(past)));
        }
        Ok(Answer::AsOf)
    });
}

/// The text of a document: its pages may have to be read from the original.
pub(super) fn document(case: &Case, record: RecordId, back: &Back) {
    let (seq, reader) = (case.snapshot().seq, case.reader());
    let request = Request::Document(record);
    run(request, seq, Progress::default(), back.clone(), move || {
        reader?.document(record).map(|d| Answer::Document(Box::new(d)))
    });
}

/// A page as it looks: its bytes are the case's to give, drawing it takes its time.
pub(super) fn page(case: &Case, record: RecordId, page: u32, width: u32, unless: Progress, back: &Back) {
    let (seq, original) = (case.snapshot().seq, case.pages_of(record));
    let request = Request::Page { record, page, width };
    run(request, seq, unless, back.clone(), move || {
        original?.draw(page, width).map(|p| Answer::Page(Arc::new(p)))
    });
}

/// The history of an entity: the whole chain is walked.
pub(super) fn told(case: &Case, entity: EntityId, unless: Progress, back: &Back) {
    let (seq, reader) = (case.snapshot().seq, case.reader());
    run(Request::Told(entity), seq, unless, back.clone(), move || {
        reader?.told_of(entity).map(Answer::Told)
    });
}
