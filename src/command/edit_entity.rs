//! Entities and facts made by hand; pseudonyms of (potential) victims.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::entity::{Certainty, Entity, Fact, Link};
use crate::model::secret::Secret;
use crate::model::source::Mention;
use crate::model::value;
use crate::model::*;

/// A new party or place, or an identifier by its value (then an existing one is refused by name).
#[derive(Clone, Serialize, Deserialize)]
pub struct AddEntity {
    pub kind: String,
    pub label: String,
    #[serde(default)]
    pub source: Option<SourceId>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RenameEntity {
    pub entity: EntityId,
    pub label: String,
}

/// Removes an entity that was made by hand, with its facts and links. What an import made stays.
#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveEntity {
    pub entity: EntityId,
}

/// One attribute, put on exactly this member of a group, so that unmerge gives it back.
#[derive(Clone, Serialize, Deserialize)]
pub struct AddFact {
    pub entity: EntityId,
    pub field: String,
    pub value: String,
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub certainty: Certainty,
    #[serde(default)]
    pub source: Option<SourceId>,
    #[serde(default)]
    pub record: Option<RecordId>,
    #[serde(default)]
    pub column: String,
}

/// Takes back a fact that was made by hand.
#[derive(Clone, Serialize, Deserialize)]
pub struct RetractFact {
    pub fact: FactId,
}

/// Gives a person a pseudonym `V-nn`; the label and all name facts and mentions are sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct MarkVictim {
    pub entity: EntityId,
}

/// The next free pseudonym.
pub(crate) fn next_pseudonym(taken: impl Iterator<Item = String>) -> String {
    let highest = taken
        .filter_map(|p| p.strip_prefix("V-").and_then(|n| n.parse::<u32>().ok()))
        .max()
        .unwrap_or(0);
    format!("V-{:02}", highest + 1)
}

impl Verb for AddEntity {
    fn name(&self) -> String {
        "entity.add".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.kind.clone()]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        required("label", &self.label)?;
        let Some(kind) = catalog.kinds.get(&self.kind) else {
            let known: Vec<&str> = catalog.kinds.keys().map(String::as_str).collect();
            return Err(Problem::new(
                "kind",
                format!("one of {}", known.join(", ")),
                self.kind.clone(),
                "choose a known kind",
            ));
        };
        if kind.identifier {
            let Some(canonical) = value::canonical(&kind.value, &self.label) else {
                return Err(Problem::new(
                    "value",
                    format!("a {}", self.kind),
                    "something else",
                    "type it as it is written, such as 575-555-0101",
                ));
            };
            if let Some(id) = s.by_canonical(&self.kind, &canonical) {
                return Err(Problem::new(
                    "exists",
                    "a new value",
                    format!("the board has it already as {id}"),
                    "use the existing one",
                ));
            }
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let kind = c.catalog.kinds.get(&self.kind);
        let canonical = kind
            .filter(|k| k.identifier)
            .and_then(|k| value::canonical(&k.value, &self.label))
            .unwrap_or_default();
        let id = EntityId(tx.mint().uid());
        tx.insert(&Entity {
            id,
            kind: self.kind.clone(),
            canonical,
            label: self.label.clone(),
            source: self.source,
            ..Entity::default()
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for RenameEntity {
    fn name(&self) -> String {
        "entity.rename".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        vec![s.entity(self.entity).map(|e| e.kind.clone()).unwrap_or_default()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("label", &self.label)?;
        match s.entity(self.entity) {
            None => Err(gone(Entity::TABLE, self.entity.0)),
            Some(e) if !e.pseudonym.is_empty() => Err(Problem::new(
                "sealed",
                "a person who is not sealed",
                e.pseudonym.clone(),
                "a sealed person is shown by pseudonym only",
            )),
            Some(e) if !e.canonical.is_empty() => Err(Problem::new(
                "identifier",
                "a party or place",
                "an identifier, whose value is its identity",
                "add the right value instead",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut entity: Entity = tx
            .get(self.entity.0)?
            .ok_or_else(|| gone(Entity::TABLE, self.entity.0))?;
        entity.label.clone_from(&self.label);
        tx.update(&entity)?;
        Ok(Outcome::one(self.entity.0))
    }
}

impl Verb for RemoveEntity {
    fn name(&self) -> String {
        "entity.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        vec![label_of(s, self.entity)]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        may_remove(s, self.entity)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        remove(c, tx, self.entity)?;
        Ok(Outcome::default())
    }
}

/// Refuses what an import made, what takes part in events, what was decided on.
pub(super) fn may_remove(s: &Snapshot, entity: EntityId) -> Result<(), Problem> {
    if s.entity(entity).is_none() {
        return Err(gone(Entity::TABLE, entity.0));
    }
    if s.mentions_of_entity(entity).next().is_some() {
        return Err(Problem::new(
            "imported",
            "an entity that was made by hand",
            "one that records mention",
            "undo the import or citation that named it instead, or leave it off the chart",
        ));
    }
    if s.events_of(entity).next().is_some() {
        return Err(Problem::new(
            "in-use",
            "an entity without events",
            "one that takes part in events",
            "remove it from those events first",
        ));
    }
    if s.latest_decisions()
        .values()
        .any(|d| d.left_id == entity.0 || d.right_id == entity.0)
    {
        return Err(Problem::new(
            "in-use",
            "an entity without decisions",
            "one that was decided on",
            "undo the decision first",
        ));
    }
    Ok(())
}

/// Removes an entity with its facts, links and places on charts.
pub(super) fn remove(c: &Context<'_>, tx: &mut Tx<'_>, entity: EntityId) -> Result<(), Problem> {
    for fact in c.snapshot.facts_of(entity) {
        tx.delete::<Fact>(fact.id.0)?;
    }
    for link in c.snapshot.links_of(entity) {
        // Both ends may go in one step.
        if tx.get::<Link>(link.id.0)?.is_some() {
            tx.delete::<Link>(link.id.0)?;
        }
    }
    for item in c.snapshot.chart_items.iter().filter(|i| i.entity == Some(entity)) {
        tx.delete::<crate::model::chart::ChartItem>(item.id.0)?;
    }
    tx.delete::<Entity>(entity.0)?;
    Ok(())
}

impl Verb for AddFact {
    fn name(&self) -> String {
        "fact.add".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        vec![label_of(s, self.entity), self.field.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        may_add(s, self)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        Ok(Outcome::one(add(tx, self)?.0))
    }
}

/// Refuses an empty fact, and one that would tell who a sealed person is.
pub(super) fn may_add(s: &Snapshot, fact: &AddFact) -> Result<(), Problem> {
    required("field", &fact.field)?;
    required("value", &fact.value)?;
    let Some(entity) = s.entity(fact.entity) else {
        return Err(gone(Entity::TABLE, fact.entity.0));
    };
    if !entity.pseudonym.is_empty() && is_identifying(&fact.field) {
        return Err(Problem::new(
            "sealed",
            "a field that does not identify",
            fact.field.clone(),
            "seal the source's column, or keep it out of the case",
        ));
    }
    Ok(())
}

/// Puts a fact on its entity.
pub(super) fn add(tx: &mut Tx<'_>, fact: &AddFact) -> Result<FactId, Problem> {
    let id = FactId(tx.mint().uid());
    tx.insert(&Fact {
        id,
        entity: fact.entity,
        field: fact.field.clone(),
        value: fact.value.clone(),
        canonical: value::canonical(&fact.field, &fact.value).unwrap_or_default(),
        date: fact.date.clone(),
        certainty: fact.certainty,
        source: fact.source,
        record: fact.record,
        column: fact.column.clone(),
        sealed: None,
        by_hand: true,
    })?;
    Ok(id)
}

/// Fields that tell who a person is: sealed for a victim.
pub(crate) fn is_identifying(field: &str) -> bool {
    matches!(
        field,
        "name"
            | "first_name"
            | "last_name"
            | "alias"
            | "birth_date"
            | "phone"
            | "email"
            | "address"
            | "document"
            | "photo"
    )
}

impl Verb for RetractFact {
    fn name(&self) -> String {
        "fact.retract".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        s.facts
            .get(self.fact.0)
            .map_or_else(Vec::new, |f| vec![label_of(s, f.entity), f.field.clone()])
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.facts.get(self.fact.0) {
            None => Err(gone(Fact::TABLE, self.fact.0)),
            Some(f) if !f.by_hand => Err(Problem::new(
                "imported",
                "a fact that was made by hand",
                "one that a source states",
                "grade the source, or add the contradicting fact beside it",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.delete::<Fact>(self.fact.0)?;
        Ok(Outcome::default())
    }
}

impl Verb for MarkVictim {
    fn name(&self) -> String {
        "victim.mark".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        Vec::new()
    }
    /// Sealing is never undone: the clear value must not lie in a before-image.
    fn class(&self) -> UndoClass {
        UndoClass::Never
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.entity(self.entity) {
            None => Err(gone(Entity::TABLE, self.entity.0)),
            Some(e) if e.kind != "person" => Err(Problem::new("kind", "a person", e.kind.clone(), "choose a person")),
            Some(e) if !e.pseudonym.is_empty() => Err(Problem::new(
                "sealed",
                "a person without a pseudonym",
                e.pseudonym.clone(),
                "nothing needs to be done",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut entity: Entity = tx
            .get(self.entity.0)?
            .ok_or_else(|| gone(Entity::TABLE, self.entity.0))?;
        let pseudonym = next_pseudonym(c.snapshot.entities.iter().map(|e| e.pseudonym.clone()));
        let name = std::mem::replace(&mut entity.label, pseudonym.clone());
        entity.pseudonym = pseudonym;
        let clear = Secret::new(name);
        tx.seal(VICTIMS, Entity::TABLE, entity.id.0, "label", &clear)?;
        tx.update(&entity)?;
        let mut rows = vec![(Entity::TABLE, entity.id.0)];
        let mut values = vec![clear];
        for fact in c
            .snapshot
            .facts_of(self.entity)
            .filter(|f| is_identifying(&f.field) && f.sealed.is_none())
        {
            let mut fact = fact.clone();
            let value = Secret::new(std::mem::take(&mut fact.value));
            fact.canonical.clear();
            fact.sealed = Some(tx.seal(VICTIMS, Fact::TABLE, fact.id.0, "value", &value)?);
            tx.update(&fact)?;
            rows.push((Fact::TABLE, fact.id.0));
            values.push(value);
        }
        for mention in c
            .snapshot
            .mentions_of_entity(self.entity)
            .filter(|m| m.sealed.is_none())
        {
            let mut mention = mention.clone();
            let raw = Secret::new(std::mem::take(&mut mention.raw));
            mention.sealed = Some(tx.seal(VICTIMS, Mention::TABLE, mention.id.0, "raw", &raw)?);
            tx.update(&mention)?;
            rows.push((Mention::TABLE, mention.id.0));
            values.push(raw);
        }
        // Every value that is sealed goes from everywhere else: cells, older contents, index.
        let values: Vec<(&Secret, &str)> = values.iter().map(|v| (v, entity.pseudonym.as_str())).collect();
        tx.forget(&values, &rows)?;
        Ok(Outcome::one(entity.id.0))
    }
}
