//! Cells of staged rows that can be read after a repair, as one step: what the row said before is compared
//! with what it says now, and only the difference is written. The cell stays as received, its correction
//! beside it; what a person has changed meanwhile no longer says what the row said, and is left alone.
//! Must not know: how a row is mapped; both readings come mapped.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::fix_reject::{correction, repaired};
use super::stager::{Stager, lead, part};
use super::staging::Staging;
use super::*;
use crate::model::entity::{Certainty, Entity, Fact, Link};
use crate::model::event::{Event, Participant, Participants};
use crate::model::lead::{Answer, Lead};
use crate::model::source::*;
use crate::model::*;

/// Repairs cells of staged rows of one source. `rows` does not travel as JSON: it may hold private text,
/// and `app` fills it from the rows and their corrections.
#[derive(Clone, Serialize, Deserialize)]
pub struct RereadCells {
    pub source: SourceId,
    /// Why the corrections are right: the call, the letter, the agency's word.
    pub why: String,
    #[serde(skip)]
    pub rows: Arc<Vec<Reread>>,
}

/// One row, read before and after its repair; both without narrative and cells.
#[derive(Clone)]
pub struct Reread {
    pub record: RecordId,
    pub before: StagedRecord,
    pub after: StagedRecord,
    /// (column, text) of what replaces a cell. Never what the map seals.
    pub corrections: Vec<(String, String)>,
}

impl Reread {
    /// Whether all parties and identifiers that the row named it still names, as openly as before: a repair
    /// takes nothing off the board.
    pub fn only_adds(&self) -> bool {
        let pairs = paired(&self.before.mentions, &self.after.mentions, same_party);
        let sealed = |text: &StagedText| matches!(text, StagedText::Sealed(_));
        pairs.iter().all(|(old, new)| match (old, new) {
            (Some(old), Some(new)) => {
                let (old, new) = (&self.before.mentions[*old], &self.after.mentions[*new]);
                let facts = paired(&old.facts, &new.facts, same_field);
                sealed(&old.raw) == sealed(&new.raw)
                    && facts.iter().all(|(f, g)| {
                        let f = f.is_some_and(|f| sealed(&old.facts[f].text));
                        f == g.is_some_and(|g| sealed(&new.facts[g].text))
                    })
            }
            (Some(_), None) => false,
            (None, Some(new)) => {
                let new = &self.after.mentions[*new];
                !sealed(&new.raw) && new.facts.iter().all(|f| !sealed(&f.text))
            }
            (None, None) => true,
        })
    }
}

impl Verb for RereadCells {
    fn name(&self) -> String {
        "cells.reread".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let file = s.source(self.source).map_or_else(String::new, |x| x.file_name.clone());
        let cells: usize = self.rows.iter().map(|r| r.corrections.len()).sum();
        vec![file, cells.to_string(), self.why.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        let source = repaired(
            s,
            self.source,
            self.rows.is_empty(),
            "staged rows with cells to repair",
            &self.why,
        )?;
        let wrong = |expected: &str, found: String, remedy: &str| {
            Err(Problem::new("not-staged", expected, found, remedy).in_file(source.file_name.clone()))
        };
        for row in self.rows.iter() {
            match s.record(row.record) {
                Some(r) if r.source != self.source || r.status != RecordStatus::Staged => {
                    return wrong(
                        "a staged row of this source",
                        format!("row {} is {}", r.row, r.status.as_str()),
                        "refresh and choose again",
                    );
                }
                Some(r) if !row.only_adds() => {
                    return wrong(
                        "a repair that leaves on the board what the row names",
                        format!("one of row {} that takes some of it away, or seals it", r.row),
                        "correct the row in the file and import it as a new delivery",
                    );
                }
                Some(_) => {}
                None => return Err(gone(Record::TABLE, row.record.0)),
            }
        }
        Ok(())
    }
    fn apply(&self, context: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let source: Source = tx
            .get(self.source.0)?
            .ok_or_else(|| gone(Source::TABLE, self.source.0))?;
        let mut writer = Writer {
            held: Held::of(context.snapshot, self.rows.iter().map(|r| r.record).collect()),
            stager: Stager::new(&source, context.snapshot),
            source: source.id,
            kept: 0,
        };
        for row in self.rows.iter() {
            writer.row(row, &self.why, context, tx)?;
        }
        Ok(Outcome {
            made: self.rows.iter().map(|r| r.record.0).collect(),
            counts: [
                ("rows", self.rows.len() as i64),
                ("entities", writer.stager.counts.entities),
                ("links", writer.stager.counts.links),
                ("kept", writer.kept),
            ]
            .map(|(name, n)| (name.to_owned(), n))
            .to_vec(),
        })
    }
}

/// What imports made of the rows in question, by record.
#[derive(Default)]
struct Held {
    facts: HashMap<RecordId, Vec<Fact>>,
    links: HashMap<RecordId, Vec<Link>>,
    events: HashMap<RecordId, Vec<Event>>,
}

impl Held {
    fn of(s: &Snapshot, records: BTreeSet<RecordId>) -> Held {
        let mut held = Held::default();
        let ours = |record: Option<RecordId>, by_hand: bool| record.filter(|r| !by_hand && records.contains(r));
        for fact in s.facts.iter() {
            if let Some(record) = ours(fact.record, fact.by_hand) {
                held.facts.entry(record).or_default().push(fact.clone());
            }
        }
        for link in s.links.iter() {
            if let Some(record) = ours(link.record, link.by_hand) {
                held.links.entry(record).or_default().push(link.clone());
            }
        }
        for event in s.events.iter() {
            if let Some(record) = ours(event.record, event.by_hand) {
                held.events.entry(record).or_default().push(event.clone());
            }
        }
        held
    }
}

/// Takes the first that fits out of a list.
fn take<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Option<T> {
    list.iter().position(fits).map(|at| list.remove(at))
}

/// Entities of the mentions of a reading; none where the board no longer holds what the row said.
type Entities = Vec<Option<EntityId>>;

struct Writer<'s> {
    held: Held,
    stager: Stager<'s>,
    source: SourceId,
    /// Values that a person had changed: left as they are.
    kept: i64,
}

impl Writer<'_> {
    fn row(&mut self, row: &Reread, why: &str, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let mut record: Record = tx.get(row.record.0)?.ok_or_else(|| gone(Record::TABLE, row.record.0))?;
        for (column, text) in &row.corrections {
            let text = StagedText::Clear(text.clone());
            let correction = correction(record.id, column, &text, why, c, tx)?;
            if let Some(cell) = record.cells.0.iter_mut().find(|cell| cell.column == *column) {
                cell.correction = Some(Box::new(correction));
            }
        }
        if record.date == row.before.date {
            record.date.clone_from(&row.after.date);
        }
        tx.update(&record)?;
        let (before, after) = self.mentions(row, c, tx)?;
        self.told(row, c.snapshot, tx)?;
        self.links(row, &before, &after, tx)?;
        self.events(row, &before, &after, tx)?;
        self.answers(row, tx)
    }

    /// Mentions with their facts. Gives the entities of both readings.
    fn mentions(
        &mut self,
        row: &Reread,
        c: &mut Context<'_>,
        tx: &mut Tx<'_>,
    ) -> Result<(Entities, Entities), Problem> {
        let mut stored: Vec<Mention> = c.snapshot.mentions_of_record(row.record).cloned().collect();
        let mut free = stored.len() as u32;
        stored.retain(|m| m.span_start.is_none());
        let own: Vec<Option<Mention>> = (0..)
            .zip(&row.before.mentions)
            .map(|(ordinal, said)| {
                let first = MentionId(part(row.record, b"mention", ordinal));
                let fits = |m: &Mention| is_of(m, said, c.snapshot);
                take(&mut stored, |m| m.id == first && fits(m)).or_else(|| take(&mut stored, fits))
            })
            .collect();
        let before: Entities = own.iter().map(|m| m.as_ref().map(|m| m.entity)).collect();
        let mut after: Entities = vec![None; row.after.mentions.len()];
        for (old, new) in paired(&row.before.mentions, &row.after.mentions, same_party) {
            let Some(new) = new else { continue };
            let says = &row.after.mentions[new];
            let Some(old) = old else {
                while tx.get::<Mention>(part(row.record, b"mention", free))?.is_some()
                    || tx.get::<Entity>(part(row.record, b"entity", free))?.is_some()
                {
                    free += 1;
                }
                let mut staging = Staging::default();
                after[new] = Some(self.stager.mention(says.clone(), free, row.record, None, &mut staging));
                staging.write(tx)?;
                free += 1;
                continue;
            };
            let said = &row.before.mentions[old];
            let Some(mention) = &own[old] else {
                self.kept += 1;
                continue;
            };
            after[new] = Some(mention.entity);
            if said.raw.clear() != says.raw.clear() {
                tx.update(&Mention {
                    raw: says.raw.clear().to_owned(),
                    ..mention.clone()
                })?;
                if let Some(entity) = tx.get::<Entity>(mention.entity.0)?
                    && entity.label == said.label
                    && entity.pseudonym.is_empty()
                {
                    tx.update(&Entity {
                        label: says.label.clone(),
                        ..entity
                    })?;
                }
            }
            self.facts(row.record, (old as u32, mention.entity), (said, says), tx)?;
        }
        Ok((before, after))
    }

    fn facts(
        &mut self,
        record: RecordId,
        (ordinal, entity): (u32, EntityId),
        (said, says): (&StagedMention, &StagedMention),
        tx: &mut Tx<'_>,
    ) -> Result<(), Problem> {
        let stored = self.held.facts.entry(record).or_default();
        let mut free = ordinal * 1000 + said.facts.len() as u32;
        for (old, new) in paired(&said.facts, &says.facts, same_field) {
            let old = old.map(|at| &said.facts[at]);
            let new = new.map(|at| &says.facts[at]);
            let Some(old) = old else {
                let Some(new) = new else { continue };
                while tx.get::<Fact>(part(record, b"fact", free))?.is_some() {
                    free += 1;
                }
                tx.insert(&Fact {
                    id: FactId(part(record, b"fact", free)),
                    entity,
                    field: new.field.clone(),
                    value: new.text.clear().to_owned(),
                    canonical: new.canonical.clone(),
                    date: new.date.clone(),
                    certainty: Certainty::Stated,
                    source: Some(self.source),
                    record: Some(record),
                    column: new.column.clone(),
                    sealed: None,
                    by_hand: false,
                })?;
                free += 1;
                continue;
            };
            let Some(fact) = take(stored, |f| {
                let sealed = matches!(old.text, StagedText::Sealed(_));
                f.entity == entity
                    && f.field == old.field
                    && f.column == old.column
                    && f.value == old.text.clear()
                    && f.sealed.is_some() == sealed
                    && f.canonical == old.canonical
                    && f.date == old.date
            }) else {
                self.kept += 1;
                continue;
            };
            match new {
                None => tx.delete::<Fact>(fact.id.0)?,
                Some(new)
                    if (new.text.clear(), &new.canonical, &new.date) == (&*fact.value, &fact.canonical, &fact.date) => {
                }
                Some(new) => tx.update(&Fact {
                    value: new.text.clear().to_owned(),
                    canonical: new.canonical.clone(),
                    date: new.date.clone(),
                    ..fact
                })?,
            }
        }
        Ok(())
    }

    /// Amounts that the narrative names hold for the date of the row.
    fn told(&mut self, row: &Reread, s: &Snapshot, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let (said, says) = (&row.before.date, &row.after.date);
        if said == says {
            return Ok(());
        }
        let told: BTreeSet<EntityId> = s
            .mentions_of_record(row.record)
            .filter(|m| m.span_start.is_some())
            .map(|m| m.entity)
            .collect();
        let stored = self.held.facts.entry(row.record).or_default();
        for fact in stored.iter().filter(|f| told.contains(&f.entity) && f.date == *said) {
            tx.update(&Fact {
                date: says.clone(),
                ..fact.clone()
            })?;
        }
        Ok(())
    }

    fn links(&mut self, row: &Reread, before: &Entities, after: &Entities, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let ends = |links: &[StagedLink], entities: &Entities| -> Vec<Option<(EntityId, EntityId)>> {
            let at = |n: usize| entities.get(n).copied().flatten();
            links
                .iter()
                .map(|l| at(l.from).zip(at(l.to)).filter(|(from, to)| from != to))
                .collect()
        };
        let (old_ends, new_ends) = (ends(&row.before.links, before), ends(&row.after.links, after));
        let stored = self.held.links.entry(row.record).or_default();
        let mut free = row.before.links.len() as u32;
        let old: Vec<usize> = (0..row.before.links.len()).collect();
        let new: Vec<usize> = (0..row.after.links.len()).collect();
        let pairs = paired(&old, &new, |a, b| {
            let (x, y) = (&row.before.links[*a], &row.after.links[*b]);
            u8::from((&x.kind, &x.column, old_ends[*a]) == (&y.kind, &y.column, new_ends[*b]))
        });
        for (old, new) in pairs {
            let new = new.and_then(|at| new_ends[at].map(|ends| (&row.after.links[at], ends)));
            let Some(old) = old else {
                let Some((new, (from, to))) = new else { continue };
                while tx.get::<Link>(part(row.record, b"link", free))?.is_some() {
                    free += 1;
                }
                self.stager.counts.links += 1;
                tx.insert(&Link {
                    id: LinkId(part(row.record, b"link", free)),
                    kind: new.kind.clone(),
                    from_entity: from,
                    to_entity: to,
                    date: new.date.clone(),
                    certainty: Certainty::Stated,
                    source: Some(self.source),
                    record: Some(row.record),
                    column: new.column.clone(),
                    by_hand: false,
                    note: String::new(),
                })?;
                free += 1;
                continue;
            };
            let Some((from, to)) = old_ends[old] else { continue };
            let old = &row.before.links[old];
            let Some(link) = take(stored, |l| {
                (l.from_entity, l.to_entity) == (from, to)
                    && (&l.kind, &l.column, &l.date) == (&old.kind, &old.column, &old.date)
            }) else {
                self.kept += 1;
                continue;
            };
            match new {
                None => tx.delete::<Link>(link.id.0)?,
                Some((new, _)) if new.date == link.date => {}
                Some((new, _)) => tx.update(&Link {
                    date: new.date.clone(),
                    ..link
                })?,
            }
        }
        Ok(())
    }

    fn events(&mut self, row: &Reread, before: &Entities, after: &Entities, tx: &mut Tx<'_>) -> Result<(), Problem> {
        let who = |event: &StagedEvent, entities: &Entities| {
            let at = |n: usize| entities.get(n).copied().flatten();
            let participants = event.participants.iter().filter_map(|(n, role)| {
                at(*n).map(|entity| Participant {
                    entity,
                    role: role.clone(),
                })
            });
            (Participants(participants.collect()), event.place.and_then(at))
        };
        let stored = self.held.events.entry(row.record).or_default();
        let mut free = row.before.events.len() as u32;
        let pairs = paired(&row.before.events, &row.after.events, |a, b| {
            u8::from((&a.kind, &a.column) == (&b.kind, &b.column))
        });
        for (old, new) in pairs {
            let new = new.map(|at| &row.after.events[at]);
            let Some(old) = old.map(|at| &row.before.events[at]) else {
                let Some(new) = new else { continue };
                while tx.get::<Event>(part(row.record, b"event", free))?.is_some() {
                    free += 1;
                }
                let (participants, place) = who(new, after);
                tx.insert(&Event {
                    id: EventId(part(row.record, b"event", free)),
                    kind: new.kind.clone(),
                    date: new.date.clone(),
                    title: String::new(),
                    place,
                    participants,
                    certainty: Certainty::Stated,
                    source: Some(self.source),
                    record: Some(row.record),
                    column: new.column.clone(),
                    by_hand: false,
                })?;
                free += 1;
                continue;
            };
            // A column that is empty in all kept rows is not known by the file's name.
            let said = |e: &Event| (&e.kind, &e.date) == (&old.kind, &old.date);
            let exact = take(stored, |e| said(e) && e.column == old.column);
            let Some(event) = exact.or_else(|| take(stored, said)) else {
                self.kept += 1;
                continue;
            };
            let Some(new) = new else {
                tx.delete::<Event>(event.id.0)?;
                continue;
            };
            let mut next = Event {
                date: new.date.clone(),
                ..event.clone()
            };
            if (event.participants.clone(), event.place) == who(old, before) {
                (next.participants, next.place) = who(new, after);
            }
            if next != event {
                tx.update(&next)?;
            }
        }
        Ok(())
    }

    /// Answers of a tip, each only while it is still what the row said.
    fn answers(&mut self, row: &Reread, tx: &mut Tx<'_>) -> Result<(), Problem> {
        if row.before.lead == row.after.lead {
            return Ok(());
        }
        let (said, says) = (lead(row.record, &row.before.lead), lead(row.record, &row.after.lead));
        let Some(mut stored) = tx.get::<Lead>(said.id.0)? else {
            if !row.after.lead.is_empty() && row.before.lead.is_empty() {
                return tx.insert(&says);
            }
            return Ok(());
        };
        let answers: [fn(&mut Lead) -> &mut Answer; 5] = [
            |lead| &mut lead.callback_safe,
            |lead| &mut lead.consent_to_contact,
            |lead| &mut lead.child,
            |lead| &mut lead.danger,
            |lead| &mut lead.movement,
        ];
        for answer in answers {
            let (mut said, mut says) = (said.clone(), says.clone());
            if *answer(&mut stored) == *answer(&mut said) {
                *answer(&mut stored) = *answer(&mut says);
            } else {
                self.kept += 1;
            }
        }
        tx.update(&stored)
    }
}

/// Whether a stored mention is what the row said before.
fn is_of(mention: &Mention, said: &StagedMention, s: &Snapshot) -> bool {
    mention.role == said.role
        && mention.column == said.column
        && mention.raw == said.raw.clear()
        && mention.sealed.is_some() == matches!(said.raw, StagedText::Sealed(_))
        && s.entity(mention.entity)
            .is_some_and(|e| e.kind == said.kind && e.canonical == said.canonical)
}

/// How surely two readings of a row speak of the same party: 2 = in the same words, 1 = in others, 0 = not.
/// An identifier is its value, a party with a key that key.
fn same_party(a: &StagedMention, b: &StagedMention) -> u8 {
    let same = (&a.role, &a.kind, &a.canonical, &a.party_key) == (&b.role, &b.kind, &b.canonical, &b.party_key);
    match same {
        true if a.column == b.column && a.raw.clear() == b.raw.clear() => 2,
        true => u8::from(a.column == b.column),
        false => 0,
    }
}

fn same_field(a: &StagedFact, b: &StagedFact) -> u8 {
    u8::from((&a.field, &a.column) == (&b.field, &b.column))
}

/// Pairs what two lists have in common, the surest pairs first, each in its order; the rest stays single.
fn paired<T>(old: &[T], new: &[T], sure: impl Fn(&T, &T) -> u8) -> Vec<(Option<usize>, Option<usize>)> {
    let mut of_new: Vec<Option<usize>> = vec![None; new.len()];
    let mut used = vec![false; old.len()];
    for level in [2, 1] {
        for (b, slot) in of_new.iter_mut().enumerate().filter(|(_, slot)| slot.is_none()) {
            if let Some(a) = (0..old.len()).find(|a| !used[*a] && sure(&old[*a], &new[b]) >= level) {
                (*slot, used[a]) = (Some(a), true);
            }
        }
    }
    let gone = (0..old.len()).filter(|a| !used[*a]).map(|a| (Some(a), None));
    let new = of_new.iter().enumerate().map(|(b, a)| (*a, Some(b)));
    new.chain(gone).collect()
}
