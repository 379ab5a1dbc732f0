//! The board as a reader may see it: computed without the sources whose labels the reader lacks, so
//! that nothing that rests on them alone is left, not even as a node.

use std::collections::BTreeSet;

use super::{LoadedRow, Snapshot};
use crate::model::label::Labels;
use crate::model::*;

impl Snapshot {
    /// This snapshot without what the holder of `held` may not have, and the titles of the sources
    /// that were left out. Equal to itself when nothing is.
    pub fn restrict(&self, held: &Labels) -> (Snapshot, Vec<String>) {
        let hidden: BTreeSet<SourceId> = self.sources.iter().filter(|s| !s.labels.visible_to(held)).map(|s| s.id).collect();
        if hidden.is_empty() {
            return (self.clone(), Vec::new());
        }
        let titles = self.sources.iter().filter(|s| hidden.contains(&s.id)).map(|s| s.title.clone()).collect();
        let from = |source: Option<SourceId>| source.is_none_or(|s| !hidden.contains(&s));
        let record = |id: RecordId| self.record(id).is_some_and(|r| !hidden.contains(&r.source));
        // An entity stays when a visible record mentions it, or when no hidden source made it.
        let entity = |id: EntityId| {
            self.entity(id).is_some_and(|e| from(e.source)) || self.mentions_of_entity(id).any(|m| record(m.record))
        };
        let side = |id: Uid| {
            let known_entity = self.entity(EntityId(id)).is_some();
            if known_entity { entity(EntityId(id)) } else { record(RecordId(id)) }
        };
        let keep = |row: &LoadedRow| match row {
            LoadedRow::Source(s) => !hidden.contains(&s.id),
            LoadedRow::Record(r) => !hidden.contains(&r.source),
            LoadedRow::Mention(m) => record(m.record),
            LoadedRow::Entity(e) => entity(e.id),
            LoadedRow::Fact(f) => from(f.source) && entity(f.entity),
            LoadedRow::Link(l) => from(l.source) && entity(l.from_entity) && entity(l.to_entity),
            LoadedRow::Event(e) => from(e.source) && e.place.is_none_or(entity) && e.participants.0.iter().all(|p| entity(p.entity)),
            LoadedRow::Process(p) => from(p.source),
            LoadedRow::Decision(d) => side(d.left_id) && side(d.right_id),
            LoadedRow::Milestone(m) => from(m.trigger_source) && m.subject.is_none_or(entity),
            LoadedRow::ChartItem(i) => i.entity.is_none_or(entity),
            LoadedRow::Lead(l) => record(l.record),
            LoadedRow::Deconfliction(d) => d.entity.is_none_or(entity),
            LoadedRow::Task(t) => t.about.is_none_or(entity),
            _ => true,
        };
        (Snapshot::build(self.seq, self.chain.clone(), self.rows().filter(keep)), titles)
    }
}
