//! What a reader may have: the case computed without the sources whose labels the reader doesn't
//! hold, and without everything that rests on them alone. Labels are inherited
//! (`model/label.rs`); what is left out is left out before any format sees it, so that no name, no
//! label and no decision card tells of it. Must not know: any format.

use std::collections::BTreeSet;

use crate::model::decision::{Candidate, Decision};
use crate::model::entity::Entity;
use crate::model::label::Labels;
use crate::model::*;
use crate::snapshot::{LoadedRow, Snapshot};

/// The case that a holder of these labels may see, and the titles of the sources left out (for the
/// exporter, never for the reader). Without any such source it is the same snapshot.
pub fn restrict(whole: &Snapshot, held: &Labels) -> (Snapshot, Vec<String>) {
    let hidden: BTreeSet<SourceId> = whole
        .sources
        .iter()
        .filter(|s| !s.labels.visible_to(held))
        .map(|s| s.id)
        .collect();
    if hidden.is_empty() {
        return (whole.clone(), Vec::new());
    }
    let titles = whole
        .sources
        .iter()
        .filter(|s| hidden.contains(&s.id))
        .map(|s| s.title.clone())
        .collect();
    (without_sources(whole, hidden), titles)
}

/// The case without some sources and without what rests on them alone: what an audience may not have,
/// what lies in quarantine.
pub fn without_sources(whole: &Snapshot, hidden: BTreeSet<SourceId>) -> Snapshot {
    let rows = Seen::new(whole, hidden).rows(whole);
    Snapshot::build(whole.seq, whole.chain.clone(), rows.into_iter())
}

/// Candidates whose sides and records are all in a snapshot: the rest rest on what the reader may
/// not have.
pub fn visible_candidates(snapshot: &Snapshot, candidates: &[Candidate]) -> Vec<Candidate> {
    candidates.iter().filter(|c| stands_in(snapshot, c)).cloned().collect()
}

fn stands_in(snapshot: &Snapshot, candidate: &Candidate) -> bool {
    [&candidate.left, &candidate.right].into_iter().all(|side| {
        let itself = snapshot.entity(EntityId(side.id)).is_some() || snapshot.record(RecordId(side.id)).is_some();
        itself && side.records.iter().all(|r| snapshot.record(r.id).is_some())
    })
}

/// What remains.
struct Seen {
    hidden: BTreeSet<SourceId>,
    records: BTreeSet<RecordId>,
    entities: BTreeSet<EntityId>,
    events: BTreeSet<EventId>,
    milestones: BTreeSet<MilestoneId>,
}

impl Seen {
    fn new(whole: &Snapshot, hidden: BTreeSet<SourceId>) -> Seen {
        let records = whole
            .records
            .values()
            .filter(|r| !hidden.contains(&r.source))
            .map(|r| r.id)
            .collect();
        let mut seen = Seen {
            hidden,
            records,
            entities: BTreeSet::new(),
            events: BTreeSet::new(),
            milestones: BTreeSet::new(),
        };
        let mentioned: BTreeSet<EntityId> = whole
            .mentions
            .iter()
            .filter(|m| seen.records.contains(&m.record))
            .map(|m| m.entity)
            .collect();
        seen.entities = whole
            .entities
            .iter()
            .filter(|e| mentioned.contains(&e.id) || e.source.is_none_or(|s| !seen.hidden.contains(&s)))
            .map(|e| e.id)
            .collect();
        seen.events = whole
            .events
            .iter()
            .filter(|e| {
                seen.rests(e.source, e.record)
                    && e.participants
                        .0
                        .iter()
                        .map(|p| p.entity)
                        .chain(e.place)
                        .all(|p| seen.entities.contains(&p))
            })
            .map(|e| e.id)
            .collect();
        seen.milestones = whole
            .milestones
            .iter()
            .filter(|m| {
                m.trigger_source.is_none_or(|s| !seen.hidden.contains(&s))
                    && m.trigger_event.is_none_or(|e| seen.events.contains(&e))
                    && m.subject.is_none_or(|s| seen.entities.contains(&s))
            })
            .map(|m| m.id)
            .collect();
        seen
    }

    /// True when source and record, where named, remain.
    fn rests(&self, source: Option<SourceId>, record: Option<RecordId>) -> bool {
        source.is_none_or(|s| !self.hidden.contains(&s)) && record.is_none_or(|r| self.records.contains(&r))
    }

    fn decided(&self, d: &Decision) -> bool {
        let side = |id: Uid| self.entities.contains(&EntityId(id)) || self.records.contains(&RecordId(id));
        side(d.left_id)
            && side(d.right_id)
            && d.card
                .left
                .records
                .iter()
                .chain(&d.card.right.records)
                .all(|r| self.records.contains(&r.id))
    }

    /// An entity that a hidden source named first keeps its place, not that source.
    fn entity(&self, e: &Entity) -> Entity {
        let source = e.source.filter(|s| !self.hidden.contains(s));
        Entity { source, ..e.clone() }
    }

    fn rows(&self, whole: &Snapshot) -> Vec<LoadedRow> {
        let mut rows = Vec::new();
        let on_board = |e: &EntityId| self.entities.contains(e);
        rows.extend(whole.settings.iter().cloned().map(LoadedRow::Setting));
        rows.extend(whole.members.iter().cloned().map(LoadedRow::Member));
        rows.extend(whole.charts.iter().cloned().map(LoadedRow::Chart));
        rows.extend(
            whole
                .sources
                .iter()
                .filter(|s| !self.hidden.contains(&s.id))
                .cloned()
                .map(LoadedRow::Source),
        );
        rows.extend(
            whole
                .records
                .values()
                .filter(|r| self.records.contains(&r.id))
                .map(|r| LoadedRow::Record(r.as_ref().clone())),
        );
        rows.extend(
            whole
                .mentions
                .iter()
                .filter(|m| self.records.contains(&m.record))
                .cloned()
                .map(LoadedRow::Mention),
        );
        rows.extend(
            whole
                .entities
                .iter()
                .filter(|e| on_board(&e.id))
                .map(|e| LoadedRow::Entity(self.entity(e))),
        );
        rows.extend(
            whole
                .facts
                .iter()
                .filter(|f| self.rests(f.source, f.record) && on_board(&f.entity))
                .cloned()
                .map(LoadedRow::Fact),
        );
        rows.extend(
            whole
                .links
                .iter()
                .filter(|l| self.rests(l.source, l.record) && on_board(&l.from_entity) && on_board(&l.to_entity))
                .cloned()
                .map(LoadedRow::Link),
        );
        rows.extend(
            whole
                .events
                .iter()
                .filter(|e| self.events.contains(&e.id))
                .cloned()
                .map(LoadedRow::Event),
        );
        rows.extend(
            whole
                .decisions
                .iter()
                .filter(|d| self.decided(d))
                .cloned()
                .map(LoadedRow::Decision),
        );
        rows.extend(
            whole
                .milestones
                .iter()
                .filter(|m| self.milestones.contains(&m.id))
                .cloned()
                .map(LoadedRow::Milestone),
        );
        rows.extend(
            whole
                .exclusions
                .iter()
                .filter(|x| self.milestones.contains(&x.milestone))
                .cloned()
                .map(LoadedRow::Exclusion),
        );
        rows.extend(
            whole
                .processes
                .iter()
                .filter(|p| self.rests(p.source, None))
                .cloned()
                .map(LoadedRow::Process),
        );
        rows.extend(
            whole
                .tasks
                .iter()
                .filter(|t| t.about.as_ref().is_none_or(on_board))
                .cloned()
                .map(LoadedRow::Task),
        );
        rows.extend(
            whole
                .chart_items
                .iter()
                .filter(|i| i.entity.as_ref().is_none_or(on_board))
                .cloned()
                .map(LoadedRow::ChartItem),
        );
        rows.extend(
            whole
                .leads
                .iter()
                .filter(|l| self.records.contains(&l.record))
                .cloned()
                .map(LoadedRow::Lead),
        );
        rows
    }
}
