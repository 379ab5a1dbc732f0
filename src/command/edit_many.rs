//! One change to many entities: one commit, one undo step. What it would do is planned row by row, and the
//! same plan is what is applied. Must not know: how entities were chosen.

use serde::{Deserialize, Serialize};

use super::edit_entity::{AddFact, add, may_add, may_remove, remove};
use super::*;
use crate::catalog::kind::Kind;
use crate::model::entity::{Certainty, Entity, Fact};
use crate::model::*;

/// The same change to each of these. Every one of them must allow it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct EditMany {
    pub entities: Vec<EntityId>,
    pub change: ManyChange,
}

/// What is changed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManyChange {
    /// The kind of a party or place, of the whole group. An identifier's kind is its identity.
    Kind { kind: String },
    /// A fact put on each.
    Fact {
        field: String,
        value: String,
        #[serde(default)]
        date: String,
        #[serde(default)]
        certainty: Certainty,
        #[serde(default)]
        source: Option<SourceId>,
    },
    /// Takes back the facts of this field that were made by hand, of the whole group.
    Retract { field: String },
    /// Removes entities that were made by hand, with their facts and links.
    Remove,
}

impl Default for ManyChange {
    fn default() -> ManyChange {
        ManyChange::Kind { kind: String::new() }
    }
}

/// What the change does to one entity.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Planned {
    pub entity: EntityId,
    pub label: String,
    /// Before and after: kinds, values; what is taken back or removed has nothing after.
    pub before: Vec<String>,
    pub after: Vec<String>,
    /// Why it can't be changed so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

impl EditMany {
    /// What would change, one row for each entity in the order given.
    pub fn plan(&self, s: &Snapshot, catalog: &Catalog) -> Vec<Planned> {
        self.entities
            .iter()
            .map(|id| {
                let (before, after) = self.sides(s, *id);
                Planned {
                    entity: *id,
                    label: label_of(s, *id),
                    before,
                    after,
                    problem: self.may(s, catalog, *id).err(),
                }
            })
            .collect()
    }

    fn sides(&self, s: &Snapshot, id: EntityId) -> (Vec<String>, Vec<String>) {
        let values = |field: &str| -> Vec<String> {
            let facts = s.members_of(id).into_iter().flat_map(|m| s.facts_of(m));
            let mut values: Vec<String> = facts
                .filter(|f| f.field == field && f.sealed.is_none())
                .map(|f| f.value.clone())
                .collect();
            values.dedup();
            values
        };
        match &self.change {
            ManyChange::Kind { kind } => {
                let now = s.entity(id).map(|e| e.kind.clone());
                (now.into_iter().collect(), vec![kind.clone()])
            }
            ManyChange::Fact { field, value, .. } => {
                let before = values(field);
                let after = before.iter().cloned().chain([value.clone()]).collect();
                (before, after)
            }
            ManyChange::Retract { field } => {
                let mut kept = values(field);
                for fact in by_hand(s, id, field) {
                    if let Some(at) = kept.iter().position(|v| *v == fact.value) {
                        kept.remove(at);
                    }
                }
                (values(field), kept)
            }
            ManyChange::Remove => (vec![label_of(s, id)], Vec::new()),
        }
    }

    fn may(&self, s: &Snapshot, catalog: &Catalog, id: EntityId) -> Result<(), Problem> {
        if s.entity(id).is_none() {
            return Err(gone(Entity::TABLE, id.0));
        }
        match &self.change {
            ManyChange::Kind { kind } => s
                .members_of(id)
                .into_iter()
                .filter_map(|m| s.entity(m))
                .try_for_each(|e| may_become(s, catalog, e, kind)),
            ManyChange::Fact { .. } => self.fact(id).map_or(Ok(()), |fact| may_add(s, &fact)),
            ManyChange::Retract { field } => {
                required("field", field)?;
                if by_hand(s, id, field).next().is_some() {
                    return Ok(());
                }
                Err(Problem::new(
                    "imported",
                    "a fact that was made by hand",
                    "none of this field",
                    "grade the source, or add the contradicting fact beside it",
                ))
            }
            ManyChange::Remove => may_remove(s, id),
        }
    }

    fn fact(&self, entity: EntityId) -> Option<AddFact> {
        match &self.change {
            ManyChange::Fact {
                field,
                value,
                date,
                certainty,
                source,
            } => Some(AddFact {
                entity,
                field: field.clone(),
                value: value.clone(),
                date: date.clone(),
                certainty: *certainty,
                source: *source,
                record: None,
                column: String::new(),
            }),
            _ => None,
        }
    }
}

/// Facts of a field that somebody put on a member of the group.
fn by_hand<'a>(s: &'a Snapshot, id: EntityId, field: &'a str) -> impl Iterator<Item = &'a Fact> {
    s.members_of(id)
        .into_iter()
        .flat_map(|m| s.facts_of(m))
        .filter(move |f| f.by_hand && f.field == field)
}

/// Kinds that a person can set: parties and places, no identifier, no amount.
pub fn party_kinds(catalog: &Catalog) -> impl Iterator<Item = &Kind> {
    catalog.kinds.values().filter(|k| is_party_kind(k))
}

fn is_party_kind(kind: &Kind) -> bool {
    !kind.identifier && kind.amounts.is_none() && kind.key != "victim"
}

/// Refuses a kind that the entity can't have: an identifier's value is its identity, a sealed person stays
/// one, and links join certain kinds only.
fn may_become(s: &Snapshot, catalog: &Catalog, e: &Entity, kind: &str) -> Result<(), Problem> {
    let known = party_kinds(catalog).any(|k| k.key == kind);
    let is_party = e.canonical.is_empty() && catalog.kinds.get(&e.kind).is_none_or(is_party_kind);
    let wrong = |key: &str, expected: String, found: &str, remedy: &str| {
        Err(Problem::new(key, expected, found.to_owned(), remedy))
    };
    if !known {
        let all: Vec<&str> = party_kinds(catalog).map(|k| k.key.as_str()).collect();
        return wrong(
            "kind",
            format!("one of {}", all.join(", ")),
            kind,
            "choose a party or place",
        );
    }
    if !e.pseudonym.is_empty() {
        let found = e.pseudonym.as_str();
        return wrong(
            "sealed",
            "a person who is not sealed".into(),
            found,
            "a sealed person stays a person",
        );
    }
    if !is_party {
        let remedy = "leave it out: an identifier or an amount is what its value says";
        return wrong("identifier", "a party or place".into(), &e.kind, remedy);
    }
    if e.kind == kind {
        return wrong(
            "kind",
            "another kind".into(),
            kind,
            "leave it out: it has this kind already",
        );
    }
    for link in s.links_of(e.id) {
        let Some(allowed) = catalog.links.get(&link.kind) else {
            continue;
        };
        let ends = if link.from_entity == e.id {
            &allowed.from
        } else {
            &allowed.to
        };
        if !ends.is_empty() && !ends.iter().any(|k| k == kind) {
            let expected = format!("a kind that its link `{}` allows: {}", link.kind, ends.join(", "));
            return wrong(
                "link-end",
                expected,
                kind,
                "remove that link first, or leave this one out",
            );
        }
    }
    Ok(())
}

impl Verb for EditMany {
    fn name(&self) -> String {
        match self.change {
            ManyChange::Kind { .. } => "entities.kind",
            ManyChange::Fact { .. } => "entities.fact",
            ManyChange::Retract { .. } => "entities.retract",
            ManyChange::Remove => "entities.remove",
        }
        .to_owned()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        let what = match &self.change {
            ManyChange::Kind { kind } => kind.clone(),
            ManyChange::Fact { field, .. } | ManyChange::Retract { field } => field.clone(),
            ManyChange::Remove => String::new(),
        };
        vec![self.entities.len().to_string(), what]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        if self.entities.is_empty() {
            return Err(Problem::new(
                "entities",
                "entities that allow this change",
                "none",
                "choose others, or another change",
            ));
        }
        let mut seen = std::collections::BTreeSet::new();
        for id in &self.entities {
            self.may(s, catalog, *id)?;
            if !seen.insert(s.group_of(*id)) {
                return Err(Problem::new(
                    "entities",
                    "each entity once",
                    label_of(s, *id),
                    "leave it out where it stands a second time",
                ));
            }
        }
        Ok(())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut out = Outcome::default();
        for id in &self.entities {
            match &self.change {
                ManyChange::Kind { kind } => {
                    for member in c.snapshot.members_of(*id) {
                        let mut entity: Entity = tx.get(member.0)?.ok_or_else(|| gone(Entity::TABLE, member.0))?;
                        entity.kind.clone_from(kind);
                        tx.update(&entity)?;
                    }
                }
                ManyChange::Fact { .. } => {
                    if let Some(fact) = self.fact(*id) {
                        out.made.push(add(tx, &fact)?.0);
                    }
                }
                ManyChange::Retract { field } => {
                    for fact in by_hand(c.snapshot, *id, field) {
                        tx.delete::<Fact>(fact.id.0)?;
                    }
                }
                ManyChange::Remove => remove(c, tx, *id)?,
            }
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::asset::Assets;
    use crate::model::entity::Link;
    use crate::snapshot::LoadedRow;

    fn id(n: u8) -> EntityId {
        EntityId(Uid([n; 16]))
    }

    /// A person, a phone, an amount, a sealed person, a worker of a firm, the firm.
    fn board() -> Snapshot {
        let named = [
            (1, "person", "", ""),
            (2, "phone", "+15755550119", ""),
            (3, "money", "", ""),
            (4, "person", "", "V-01"),
            (5, "person", "", ""),
            (6, "company", "", ""),
        ];
        let mut rows: Vec<LoadedRow> = named
            .into_iter()
            .map(|(n, kind, canonical, pseudonym)| {
                LoadedRow::Entity(Entity {
                    id: id(n),
                    kind: kind.into(),
                    canonical: canonical.into(),
                    label: format!("Invented {n}"),
                    pseudonym: pseudonym.into(),
                    ..Entity::default()
                })
            })
            .collect();
        rows.push(LoadedRow::Link(Link {
            id: LinkId(Uid([9; 16])),
            kind: "works_for".into(),
            from_entity: id(5),
            to_entity: id(6),
            ..Link::default()
        }));
        Snapshot::build(1, String::new(), rows.into_iter())
    }

    #[test]
    fn a_kind_is_set_only_where_value_seal_and_links_allow_it() {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let s = board();
        let keys = |kind: &str| -> Vec<String> {
            let change = EditMany {
                entities: (1..=6).map(id).collect(),
                change: ManyChange::Kind { kind: kind.into() },
            };
            assert!(change.check(&s, &catalog).is_err(), "one that does not fit stops all");
            let problem = |p: Planned| p.problem.map_or_else(String::new, |p| p.key.to_string());
            change.plan(&s, &catalog).into_iter().map(problem).collect()
        };
        assert_eq!(
            keys("vehicle"),
            ["", "identifier", "identifier", "sealed", "link-end", "link-end"]
        );
        assert!(keys("money").iter().all(|k| k == "kind"), "an amount is no party");
        assert!(
            keys("victim").iter().all(|k| k == "kind"),
            "a victim is marked, with a pseudonym"
        );
        let twice = EditMany {
            entities: vec![id(1), id(1)],
            change: ManyChange::Kind { kind: "vehicle".into() },
        };
        assert_eq!(twice.check(&s, &catalog).unwrap_err().key, "entities");
    }

    #[test]
    fn the_plan_says_what_is_there_before_and_after() {
        let catalog = Catalog::load(Assets::built_in(), "en").unwrap();
        let fact = |field: &str, value: &str| ManyChange::Fact {
            field: field.into(),
            value: value.into(),
            date: String::new(),
            certainty: Certainty::Stated,
            source: None,
        };
        let plan = |change: ManyChange| {
            EditMany {
                entities: vec![id(1), id(4)],
                change,
            }
            .plan(&board(), &catalog)
        };
        let added = plan(fact("language", "Spanish"));
        assert_eq!(
            (added[0].before.len(), &added[0].after[..]),
            (0, &["Spanish".to_owned()][..])
        );
        // What would tell who a sealed person is stays off.
        let named = plan(fact("name", "Somebody"));
        assert_eq!((named[0].problem.is_none(), named[1].problem.is_some()), (true, true));
        assert!(
            plan(ManyChange::Retract { field: "name".into() })
                .iter()
                .all(|p| p.problem.is_some())
        );
    }
}
