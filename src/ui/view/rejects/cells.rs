//! What is other about cells of staged rows in the worklist: which repairs there are, what a repair did,
//! how much waits. Must not know: layout.

use super::WAYS;
use crate::app::action::{Answer, Request};
use crate::app::rejects::{Group, Retried};
use crate::ui::Cx;

/// How many rows and cells wait, once the worklist was read; `rejected` rows until then.
pub fn waiting(cx: &Cx<'_>, rejected: usize) -> Option<usize> {
    match cx.results.get(&Request::Rejects) {
        Some(Answer::Rejects(groups)) => Some(groups.iter().map(|g| g.count).sum()),
        _ => Some(rejected).filter(|n| *n > 0),
    }
}

/// The repairs that a group may have: a cell that is only tried again reads as before.
pub(super) fn ways(group: &Group) -> &'static [&'static str] {
    if group.staged { &WAYS[1..] } else { &WAYS }
}

/// The repair that a group most likely needs.
pub(super) fn first_way(group: &Group) -> &'static str {
    match group.key.as_str() {
        "date-order" => "date-order",
        _ if group.column.is_empty() => "none",
        _ => "set",
    }
}

/// What a retry did, in words.
pub(super) fn said(cx: &Cx<'_>, done: &Retried) -> String {
    let (staged, already) = (done.staged.to_string(), done.already.to_string());
    let (rejected, kept) = (done.rejected.to_string(), done.kept.to_string());
    if done.cells {
        return cx.ta("reread", &[("read", &staged), ("rejected", &rejected), ("kept", &kept)]);
    }
    cx.ta(
        "retried",
        &[("staged", &staged), ("already", &already), ("rejected", &rejected)],
    )
}
