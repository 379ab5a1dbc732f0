//! The case in memory: immutable, shared, numbered by its commit. Built from rows, refreshed from
//! what a commit touched; refreshed equals rebuilt. Holds ids, kinds, canonical values, labels,
//! dates; raw cells, narratives and attachments are requests to the store.
//! Must not know: the store, any view.

pub mod index; // by value, kind, name: search
pub mod second; // second looks: which verdict each was given on
pub mod taken; // weights that were learned from the case's verdicts and taken
pub mod table; // a persistent map of rows

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use petgraph::graphmap::UnGraphMap;
use rpds::HashTrieMapSync;

use crate::model::chart::{Chart, ChartItem};
use crate::model::decision::{CandidateKind, Decision, Verdict};
use crate::model::entity::{Entity, Fact, Link};
use crate::model::event::Event;
use crate::model::lead::{Deconfliction, Lead};
use crate::model::member::{ExportEntry, LibraryUse, Member, Purge, Setting};
use crate::model::source::{Mention, Record, RecordStatus, Source};
use crate::model::work::{Exclusion, Milestone, Process, Task};
use crate::model::*;
use table::Table;

/// A record without its raw cells and narrative.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct RecordHead {
    pub id: RecordId,
    pub source: SourceId,
    pub sheet: String,
    pub row: u32,
    pub key: String,
    pub kind: String,
    pub date: String,
    pub status: RecordStatus,
    pub content_sha256: String,
    pub has_narrative: bool,
}

impl From<&Record> for RecordHead {
    fn from(r: &Record) -> RecordHead {
        RecordHead {
            id: r.id,
            source: r.source,
            sheet: r.sheet.clone(),
            row: r.row,
            key: r.key.clone(),
            kind: r.kind.clone(),
            date: r.date.clone(),
            status: r.status,
            content_sha256: r.content_sha256.clone(),
            has_narrative: !r.narrative.is_empty() || r.narrative_sealed.is_some(),
        }
    }
}

impl RecordHead {
    /// The columns of `record` that a head is made of: not the cells, which are most of a table's bytes.
    pub const COLUMNS: &'static [&'static str] = &[
        "id",
        "source",
        "sheet",
        "row",
        "key",
        "kind",
        "date",
        "status",
        "content_sha256",
        "narrative",
        "narrative_sealed",
    ];

    /// From the values of `COLUMNS`.
    ///
    /// # Errors
    /// What does not fit, without the content.
    pub fn from_columns(values: &[Lent<'_>]) -> Result<RecordHead, String> {
        let [
            id,
            source,
            sheet,
            row,
            key,
            kind,
            date,
            status,
            sha256,
            narrative,
            sealed,
        ] = values
        else {
            return Err("record: another number of columns".to_owned());
        };
        let said = !matches!(narrative, Lent::Text(text) if text.is_empty());
        Ok(RecordHead {
            id: Column::from_lent(id)?,
            source: Column::from_lent(source)?,
            sheet: Column::from_lent(sheet)?,
            row: Column::from_lent(row)?,
            key: Column::from_lent(key)?,
            kind: Column::from_lent(kind)?,
            date: Column::from_lent(date)?,
            status: Column::from_lent(status)?,
            content_sha256: Column::from_lent(sha256)?,
            has_narrative: said || !matches!(sealed, Lent::Null),
        })
    }
}

/// Ids of rows that hang on one owner, in ascending id order.
pub type IdSet<I> = Arc<Vec<I>>;
type Hanging<K, I> = HashTrieMapSync<K, IdSet<I>>;

/// Entities that decisions have made one, by their representative (the smallest id).
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Groups {
    representative: BTreeMap<EntityId, EntityId>,
    members: BTreeMap<EntityId, Vec<EntityId>>,
}

/// The case at one commit.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// Sequence number of the newest commit, and the chain head (hex).
    pub seq: i64,
    pub chain: String,
    pub settings: Table<Setting>,
    pub sources: Table<Source>,
    pub records: BTreeMapRecords,
    pub mentions: Table<Mention>,
    pub entities: Table<Entity>,
    pub facts: Table<Fact>,
    pub links: Table<Link>,
    pub events: Table<Event>,
    pub processes: Table<Process>,
    pub decisions: Table<Decision>,
    pub milestones: Table<Milestone>,
    pub exclusions: Table<Exclusion>,
    pub tasks: Table<Task>,
    pub charts: Table<Chart>,
    pub chart_items: Table<ChartItem>,
    pub leads: Table<Lead>,
    pub deconflictions: Table<Deconfliction>,
    pub members: Table<Member>,
    pub library_uses: Table<LibraryUse>,
    pub exports: Table<ExportEntry>,
    pub purges: Table<Purge>,
    facts_of: Hanging<EntityId, FactId>,
    links_of: Hanging<EntityId, LinkId>,
    mentions_of_record: Hanging<RecordId, MentionId>,
    mentions_of_entity: Hanging<EntityId, MentionId>,
    records_of: Hanging<SourceId, RecordId>,
    events_of: Hanging<EntityId, EventId>,
    by_canonical: HashTrieMapSync<(String, String), EntityId>,
    /// How many records there are of each kind and status: views show it in every frame.
    record_counts: BTreeMap<(String, RecordStatus), usize>,
    groups: Arc<Groups>,
    graph: OnceLock<Arc<UnGraphMap<EntityId, ()>>>,
    search: OnceLock<Arc<index::SearchIndex>>,
    /// What the search index of an earlier snapshot knew.
    searched: Option<index::Known>,
}

/// Records are kept as heads, so they have a table of their own type.
pub type BTreeMapRecords = rpds::RedBlackTreeMapSync<RecordId, Arc<RecordHead>>;

/// One row as the store hands it over: every loaded table in one enum.
macro_rules! loaded_rows {
    ($($variant:ident($t:ty) => $field:ident),* $(,)?) => {
        #[derive(Clone, PartialEq)]
        pub enum LoadedRow { Record(RecordHead), $($variant($t)),* }
        impl Snapshot {
            /// Table names that a snapshot holds; rows of others are requests.
            pub const TABLES: &'static [&'static str] = &["record", $(<$t as Row>::TABLE),*];

            /// Every row, table by table.
            pub fn rows(&self) -> impl Iterator<Item = LoadedRow> + '_ {
                self.records.values().map(|r| LoadedRow::Record((**r).clone()))
                    $(.chain(self.$field.iter().map(|r| LoadedRow::$variant(r.clone()))))*
            }

            fn put_row(&mut self, row: LoadedRow) {
                match row {
                    LoadedRow::Record(head) => { self.records.insert_mut(head.id, Arc::new(head)); }
                    $(LoadedRow::$variant(row) => self.$field.put(row),)*
                }
            }
            fn remove_row(&mut self, table: &str, id: Uid) {
                match table {
                    "record" => { self.records.remove_mut(&RecordId(id)); }
                    $(<$t as Row>::TABLE => self.$field.remove(id),)*
                    _ => {}
                }
            }
        }
        impl LoadedRow {
            /// Table and id.
            pub fn place(&self) -> (&'static str, Uid) {
                match self {
                    LoadedRow::Record(head) => ("record", head.id.0),
                    $(LoadedRow::$variant(row) => (<$t as Row>::TABLE, row.uid()),)*
                }
            }
            /// Builds the row of `table` from its values; `None` for a table that no snapshot holds.
            pub fn from_lent(table: &str, values: &[Lent<'_>]) -> Result<Option<LoadedRow>, String> {
                match table {
                    "record" => Record::from_lent(values).map(|r| Some(LoadedRow::Record(RecordHead::from(&r)))),
                    $(<$t as Row>::TABLE => <$t>::from_lent(values).map(|r| Some(LoadedRow::$variant(r))),)*
                    _ => Ok(None),
                }
            }
            /// As `from_lent`.
            pub fn from_values(table: &str, values: &[Value]) -> Result<Option<LoadedRow>, String> {
                let lent: Vec<Lent<'_>> = values.iter().map(Value::lend).collect();
                LoadedRow::from_lent(table, &lent)
            }
        }
    };
}
loaded_rows! {
    Setting(Setting) => settings,
    Source(Source) => sources,
    Mention(Mention) => mentions,
    Entity(Entity) => entities,
    Fact(Fact) => facts,
    Link(Link) => links,
    Event(Event) => events,
    Process(Process) => processes,
    Decision(Decision) => decisions,
    Milestone(Milestone) => milestones,
    Exclusion(Exclusion) => exclusions,
    Task(Task) => tasks,
    Chart(Chart) => charts,
    ChartItem(ChartItem) => chart_items,
    Lead(Lead) => leads,
    Deconfliction(Deconfliction) => deconflictions,
    Member(Member) => members,
    LibraryUse(LibraryUse) => library_uses,
    ExportEntry(ExportEntry) => exports,
    Purge(Purge) => purges,
}

/// What happened to one row between two snapshots.
pub struct Change {
    pub table: &'static str,
    pub id: Uid,
    /// The row as it is now; `None` = deleted.
    pub now: Option<LoadedRow>,
}

impl Change {
    /// True when what the row said before is not to be read any more: it was sealed or purged.
    fn hides(&self) -> bool {
        match &self.now {
            Some(LoadedRow::Fact(fact)) => fact.sealed.is_some(),
            Some(LoadedRow::Entity(entity)) => !entity.pseudonym.is_empty(),
            Some(LoadedRow::Mention(mention)) => mention.sealed.is_some(),
            Some(LoadedRow::Purge(_)) => true,
            _ => false,
        }
    }
}

impl Snapshot {
    /// Builds from all rows of `Snapshot::TABLES`, in any order.
    pub fn build(seq: i64, chain: String, rows: impl Iterator<Item = LoadedRow>) -> Snapshot {
        let mut snapshot = Snapshot {
            seq,
            chain,
            ..Snapshot::default()
        };
        let mut facts_of: BTreeMap<EntityId, Vec<FactId>> = BTreeMap::new();
        let mut links_of: BTreeMap<EntityId, Vec<LinkId>> = BTreeMap::new();
        let mut by_record: BTreeMap<RecordId, Vec<MentionId>> = BTreeMap::new();
        let mut by_entity: BTreeMap<EntityId, Vec<MentionId>> = BTreeMap::new();
        let mut records_of: BTreeMap<SourceId, Vec<RecordId>> = BTreeMap::new();
        let mut events_of: BTreeMap<EntityId, Vec<EventId>> = BTreeMap::new();
        for row in rows {
            match &row {
                LoadedRow::Fact(f) => facts_of.entry(f.entity).or_default().push(f.id),
                LoadedRow::Link(l) => {
                    links_of.entry(l.from_entity).or_default().push(l.id);
                    if l.to_entity != l.from_entity {
                        links_of.entry(l.to_entity).or_default().push(l.id);
                    }
                }
                LoadedRow::Mention(m) => {
                    by_record.entry(m.record).or_default().push(m.id);
                    by_entity.entry(m.entity).or_default().push(m.id);
                }
                LoadedRow::Record(r) => {
                    records_of.entry(r.source).or_default().push(r.id);
                    snapshot.count_record(r);
                }
                LoadedRow::Event(e) => {
                    for owner in event_owners(e) {
                        events_of.entry(owner).or_default().push(e.id);
                    }
                }
                LoadedRow::Entity(e) if !e.canonical.is_empty() => {
                    snapshot
                        .by_canonical
                        .insert_mut((e.kind.clone(), e.canonical.clone()), e.id);
                }
                _ => {}
            }
            snapshot.put_row(row);
        }
        snapshot.facts_of = hang(facts_of);
        snapshot.links_of = hang(links_of);
        snapshot.mentions_of_record = hang(by_record);
        snapshot.mentions_of_entity = hang(by_entity);
        snapshot.records_of = hang(records_of);
        snapshot.events_of = hang(events_of);
        snapshot.groups = Arc::new(Groups::derive(&snapshot));
        snapshot
    }

    /// The next snapshot: this one with the changes of one commit. Equal to a rebuild.
    pub fn refresh(&self, seq: i64, chain: String, changes: impl Iterator<Item = Change>) -> Snapshot {
        let mut next = Snapshot {
            seq,
            chain,
            graph: OnceLock::new(),
            search: OnceLock::new(),
            searched: None,
            ..self.clone()
        };
        let mut regroup = false;
        let mut said_of: BTreeSet<EntityId> = BTreeSet::new();
        let mut hides = false;
        for change in changes {
            hides |= change.hides();
            match (change.table, &change.now) {
                ("entity", _) => said_of.extend([EntityId(change.id)]),
                ("fact", now) => {
                    said_of.extend(next.facts.get(change.id).map(|f| f.entity));
                    if let Some(LoadedRow::Fact(fact)) = now {
                        said_of.insert(fact.entity);
                    }
                }
                _ => {}
            }
            next.unhang(change.table, change.id);
            next.remove_row(change.table, change.id);
            if let Some(row) = change.now {
                next.hang_row(&row);
                next.put_row(row);
            }
            regroup |= matches!(change.table, "decision" | "entity");
        }
        if regroup {
            next.groups = Arc::new(Groups::derive(&next));
        }
        // What was sealed or purged stays in no index either.
        if !hides {
            let known = self.search.get().map(|index| index.known());
            next.searched = known.or_else(|| self.searched.clone()).and_then(|k| k.and(said_of));
        }
        next
    }

    /// An older snapshot: this one with every row that changed since as it was then (`None` = it was not
    /// there). Equal to a rebuild from the rows of then.
    pub fn back_to(&self, seq: i64, chain: String, then: BTreeMap<(&'static str, Uid), Option<LoadedRow>>) -> Snapshot {
        let all = self.records.size() + self.mentions.len() + self.facts.len() + self.entities.len() + self.links.len();
        if then.len() > all / 4 {
            // Quicker built anew than taken back row by row.
            let kept = self.rows().filter(|row| !then.contains_key(&row.place()));
            return Snapshot::build(seq, chain, kept.chain(then.values().flatten().cloned()));
        }
        // First all out, then in what was there: what a row of now holds may have been another's.
        let out = then.keys().map(|(table, id)| Change {
            table,
            id: *id,
            now: None,
        });
        let back = then.iter().filter_map(|((table, id), row)| {
            Some(Change {
                table,
                id: *id,
                now: Some(row.clone()?),
            })
        });
        self.refresh(seq, chain, out.chain(back))
    }

    fn unhang(&mut self, table: &str, id: Uid) {
        match table {
            "fact" => {
                if let Some(f) = self.facts.get(id).cloned() {
                    drop_from(&mut self.facts_of, f.entity, f.id);
                }
            }
            "link" => {
                if let Some(l) = self.links.get(id).cloned() {
                    drop_from(&mut self.links_of, l.from_entity, l.id);
                    drop_from(&mut self.links_of, l.to_entity, l.id);
                }
            }
            "mention" => {
                if let Some(m) = self.mentions.get(id).cloned() {
                    drop_from(&mut self.mentions_of_record, m.record, m.id);
                    drop_from(&mut self.mentions_of_entity, m.entity, m.id);
                }
            }
            "record" => {
                if let Some(r) = self.records.get(&RecordId(id)).cloned() {
                    drop_from(&mut self.records_of, r.source, r.id);
                    let kind = (r.kind.clone(), r.status);
                    if let Some(n) = self.record_counts.get_mut(&kind) {
                        *n -= 1;
                        if *n == 0 {
                            self.record_counts.remove(&kind);
                        }
                    }
                }
            }
            "event" => {
                if let Some(e) = self.events.get(id).cloned() {
                    for owner in event_owners(&e) {
                        drop_from(&mut self.events_of, owner, e.id);
                    }
                }
            }
            "entity" => {
                if let Some(e) = self.entities.get(id).cloned()
                    && !e.canonical.is_empty()
                {
                    self.by_canonical.remove_mut(&(e.kind.clone(), e.canonical.clone()));
                }
            }
            _ => {}
        }
    }

    fn count_record(&mut self, record: &RecordHead) {
        *self
            .record_counts
            .entry((record.kind.clone(), record.status))
            .or_default() += 1;
    }

    fn hang_row(&mut self, row: &LoadedRow) {
        match row {
            LoadedRow::Fact(f) => add_to(&mut self.facts_of, f.entity, f.id),
            LoadedRow::Link(l) => {
                add_to(&mut self.links_of, l.from_entity, l.id);
                add_to(&mut self.links_of, l.to_entity, l.id);
            }
            LoadedRow::Mention(m) => {
                add_to(&mut self.mentions_of_record, m.record, m.id);
                add_to(&mut self.mentions_of_entity, m.entity, m.id);
            }
            LoadedRow::Record(r) => {
                add_to(&mut self.records_of, r.source, r.id);
                self.count_record(r);
            }
            LoadedRow::Event(e) => {
                for owner in event_owners(e) {
                    add_to(&mut self.events_of, owner, e.id);
                }
            }
            LoadedRow::Entity(e) if !e.canonical.is_empty() => {
                self.by_canonical
                    .insert_mut((e.kind.clone(), e.canonical.clone()), e.id);
            }
            _ => {}
        }
    }

    pub fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0).map(Arc::as_ref)
    }
    pub fn record(&self, id: RecordId) -> Option<&RecordHead> {
        self.records.get(&id).map(Arc::as_ref)
    }
    pub fn source(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0).map(Arc::as_ref)
    }
    /// Facts put on this very entity, in id order.
    pub fn facts_of(&self, id: EntityId) -> impl Iterator<Item = &Fact> {
        ids_of(&self.facts_of, id)
            .iter()
            .filter_map(|f| self.facts.get(f.0).map(Arc::as_ref))
    }
    pub fn links_of(&self, id: EntityId) -> impl Iterator<Item = &Link> {
        ids_of(&self.links_of, id)
            .iter()
            .filter_map(|l| self.links.get(l.0).map(Arc::as_ref))
    }
    pub fn events_of(&self, id: EntityId) -> impl Iterator<Item = &Event> {
        ids_of(&self.events_of, id)
            .iter()
            .filter_map(|e| self.events.get(e.0).map(Arc::as_ref))
    }
    pub fn mentions_of_record(&self, id: RecordId) -> impl Iterator<Item = &Mention> {
        ids_of(&self.mentions_of_record, id)
            .iter()
            .filter_map(|m| self.mentions.get(m.0).map(Arc::as_ref))
    }
    pub fn mentions_of_entity(&self, id: EntityId) -> impl Iterator<Item = &Mention> {
        ids_of(&self.mentions_of_entity, id)
            .iter()
            .filter_map(|m| self.mentions.get(m.0).map(Arc::as_ref))
    }
    /// Every source that says something of the group or names it.
    pub fn sources_of_entity(&self, id: EntityId) -> BTreeSet<SourceId> {
        let members = self.members_of(id);
        let said = members.iter().flat_map(|m| self.facts_of(*m)).filter_map(|f| f.source);
        let named = members.iter().flat_map(|m| self.mentions_of_entity(*m));
        let named = named.filter_map(|m| self.record(m.record)).map(|r| r.source);
        said.chain(named).collect()
    }
    pub fn records_of(&self, id: SourceId) -> impl Iterator<Item = &RecordHead> {
        ids_of(&self.records_of, id)
            .iter()
            .filter_map(|r| self.records.get(r).map(Arc::as_ref))
    }
    /// The identifier entity with this canonical value.
    pub fn by_canonical(&self, kind: &str, canonical: &str) -> Option<EntityId> {
        self.by_canonical.get(&(kind.to_owned(), canonical.to_owned())).copied()
    }
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(Setting::id_of(name).0).map(|s| s.value.as_str())
    }
    /// The representative of the group that accepted decisions put this entity in: itself when alone.
    pub fn group_of(&self, id: EntityId) -> EntityId {
        self.groups.representative.get(&id).copied().unwrap_or(id)
    }
    /// All members of a group, ascending; just the entity when alone.
    pub fn members_of(&self, id: EntityId) -> Vec<EntityId> {
        let representative = self.group_of(id);
        self.groups
            .members
            .get(&representative)
            .cloned()
            .unwrap_or_else(|| vec![representative])
    }
    /// Every decision that was given as one: second looks are none.
    pub fn verdicts(&self) -> impl Iterator<Item = &Decision> {
        self.decisions.iter().filter(|d| !d.card.blind)
    }
    /// The latest decision on each candidate: by time, then id.
    pub fn latest_decisions(&self) -> BTreeMap<Uid, &Decision> {
        let mut latest: BTreeMap<Uid, &Decision> = BTreeMap::new();
        for decision in self.verdicts() {
            let slot = latest.entry(decision.candidate).or_insert(decision);
            if (decision.at.as_str(), decision.id) > (slot.at.as_str(), slot.id) {
                *slot = decision;
            }
        }
        latest
    }
    /// Kind, status and number of the records, by kind.
    pub fn record_counts(&self) -> impl Iterator<Item = (&str, RecordStatus, usize)> {
        self.record_counts
            .iter()
            .map(|((kind, status), n)| (kind.as_str(), *status, *n))
    }
    /// How many rows did not fit.
    pub fn rejected(&self) -> usize {
        self.record_counts()
            .filter(|(_, status, _)| *status == RecordStatus::Rejected)
            .map(|(_, _, n)| n)
            .sum()
    }
    /// The search index, made once per snapshot.
    pub fn search_index(&self) -> &index::SearchIndex {
        self.search.get_or_init(|| {
            Arc::new(match self.searched.clone() {
                Some(known) => index::SearchIndex::over(known, self),
                None => index::SearchIndex::build(self),
            })
        })
    }
    /// Entities as nodes (group representatives), links as edges, made once per snapshot.
    pub fn graph(&self) -> &UnGraphMap<EntityId, ()> {
        self.graph.get_or_init(|| {
            let mut graph = UnGraphMap::new();
            for entity in self.entities.iter() {
                graph.add_node(self.group_of(entity.id));
            }
            for link in self.links.iter() {
                let (a, b) = (self.group_of(link.from_entity), self.group_of(link.to_entity));
                if a != b {
                    graph.add_edge(a, b, ());
                }
            }
            Arc::new(graph)
        })
    }
}

impl Groups {
    /// Union of all latest `same` decisions that were accepted.
    fn derive(snapshot: &Snapshot) -> Groups {
        let mut groups = Groups::default();
        for decision in snapshot.latest_decisions().values() {
            if decision.kind == CandidateKind::Same && decision.verdict == Verdict::Accept {
                groups.unite(EntityId(decision.left_id), EntityId(decision.right_id));
            }
        }
        groups
    }
    fn unite(&mut self, a: EntityId, b: EntityId) {
        let ra = self.representative.get(&a).copied().unwrap_or(a);
        let rb = self.representative.get(&b).copied().unwrap_or(b);
        if ra == rb {
            return;
        }
        let (keep, gone) = if ra < rb { (ra, rb) } else { (rb, ra) };
        let mut all = self.members.remove(&keep).unwrap_or_else(|| vec![keep]);
        all.extend(self.members.remove(&gone).unwrap_or_else(|| vec![gone]));
        all.sort_unstable();
        for member in &all {
            self.representative.insert(*member, keep);
        }
        self.members.insert(keep, all);
    }
}

fn event_owners(event: &Event) -> Vec<EntityId> {
    let mut owners: Vec<EntityId> = event
        .participants
        .0
        .iter()
        .map(|p| p.entity)
        .chain(event.place)
        .collect();
    owners.sort_unstable();
    owners.dedup();
    owners
}

fn hang<K: Ord + std::hash::Hash + Copy, I: Ord>(map: BTreeMap<K, Vec<I>>) -> Hanging<K, I> {
    let mut out = HashTrieMapSync::new_sync();
    for (key, mut ids) in map {
        ids.sort_unstable();
        ids.dedup();
        out.insert_mut(key, Arc::new(ids));
    }
    out
}
fn ids_of<K: Eq + std::hash::Hash, I>(map: &Hanging<K, I>, key: K) -> &[I] {
    map.get(&key).map_or(&[], |ids| ids.as_slice())
}
fn add_to<K: Eq + std::hash::Hash + Copy, I: Ord + Copy>(map: &mut Hanging<K, I>, key: K, id: I) {
    let mut ids = ids_of(map, key).to_vec();
    if let Err(at) = ids.binary_search(&id) {
        ids.insert(at, id);
        map.insert_mut(key, Arc::new(ids));
    }
}
fn drop_from<K: Eq + std::hash::Hash + Copy, I: Ord + Copy>(map: &mut Hanging<K, I>, key: K, id: I) {
    let mut ids = ids_of(map, key).to_vec();
    if let Ok(at) = ids.binary_search(&id) {
        ids.remove(at);
        if ids.is_empty() {
            map.remove_mut(&key);
        } else {
            map.insert_mut(key, Arc::new(ids));
        }
    }
}

#[cfg(test)]
mod tests;
