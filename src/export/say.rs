//! What formats say alike: names, sources, roles, what may be said of a victim. Must not know: any
//! format.

use super::Input;
use crate::model::decision::{Candidate, Reason, Side};
use crate::model::*;
use crate::scene::chart::{group_name, is_victim};
use crate::snapshot::Snapshot;

/// Fields of a victim that identify nobody and may be exported. A list of what may, not of what may
/// not: a new field is left out until somebody decides.
const VICTIM_FIELDS: &[&str] = &[
    "language",
    "role",
    "occupation",
    "industry",
    "visa_class",
    "status",
    "minor",
];

/// True when a fact of this entity may leave the case in clear.
pub(super) fn may_say(snapshot: &Snapshot, entity: EntityId, field: &str) -> bool {
    !is_victim(snapshot, entity) || VICTIM_FIELDS.contains(&field)
}

/// `hotline_tips.csv#12`: where something stands, with its sheet where there is more than one.
pub(super) fn place(snapshot: &Snapshot, source: Option<SourceId>, record: Option<RecordId>) -> String {
    let head = record.and_then(|r| snapshot.record(r));
    let file = head.map(|h| h.source).or(source).and_then(|s| snapshot.source(s));
    let Some(file) = file else { return String::new() };
    let name = file.name();
    match head {
        Some(head) if head.sheet.is_empty() => format!("{name}#{}", head.row),
        Some(head) => format!("{name}#{}!{}", head.sheet, head.row),
        None => name.to_owned(),
    }
}

impl Input<'_> {
    /// Name of an entity's group; a victim's pseudonym.
    pub(super) fn name(&self, id: EntityId) -> String {
        group_name(&self.snapshot, self.words, id)
    }
    /// Name of a candidate's side: an entity by name, a record by its source's number.
    pub(super) fn side_name(&self, side: &Side) -> String {
        let id = EntityId(side.id);
        if self.snapshot.entity(id).is_some() {
            // The card's own label: after a merge the group's name would be the same on both sides.
            return if is_victim(&self.snapshot, id) {
                self.name(id)
            } else {
                side.label.clone()
            };
        }
        side.records.first().map_or_else(String::new, |r| {
            if r.key.is_empty() {
                format!("{}#{}", r.file, r.row)
            } else {
                r.key.clone()
            }
        })
    }
    /// `file#row` of a side.
    pub(super) fn side_place(&self, side: &Side) -> String {
        side.records
            .first()
            .map_or_else(|| side.id.to_string(), |r| format!("{}#{}", r.file, r.row))
    }
    /// True when a victim is on either side: then values and sentences stay in the case.
    pub(super) fn about_victim(&self, candidate: &Candidate) -> bool {
        [&candidate.left, &candidate.right].into_iter().any(|side| {
            let itself = EntityId(side.id);
            self.snapshot.entity(itself).is_some() && is_victim(&self.snapshot, itself)
        })
    }
    /// A reason in words. Where a victim is on either side, only the field.
    pub(super) fn reason_text(&self, candidate: &Candidate, reason: &Reason) -> String {
        let field = self.say("field", &reason.field, &[]);
        if reason.key.is_empty() || self.about_victim(candidate) {
            return field;
        }
        let text = self.say("reason", &reason.key, &reason.args);
        if text.is_empty() { field } else { text }
    }
    /// The kind's word; a victim is a victim whatever the row says.
    pub(super) fn kind_of(&self, id: EntityId) -> String {
        if is_victim(&self.snapshot, id) {
            "victim".to_owned()
        } else {
            self.snapshot.entity(id).map(|e| e.kind.clone()).unwrap_or_default()
        }
    }
}
