//! Two entities side by side: what is known of each, where both agree and differ, and the matcher's card on
//! the two where there is one. Must not know: how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ask;
use crate::command::label_of;
use crate::model::decision::{Candidate, CandidateKind, RecordRef, Side};
use crate::model::*;
use crate::snapshot::Snapshot;

/// How the values of one field stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// At least one value is on both sides.
    Agree,
    Differ,
    LeftOnly,
    RightOnly,
}

impl Standing {
    /// Text `compare-<key>`.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Agree => "agree",
            Standing::Differ => "differ",
            Standing::LeftOnly => "left",
            Standing::RightOnly => "right",
        }
    }
}

/// One field of both; sealed values are left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Compared {
    pub field: String,
    pub left: Vec<String>,
    pub right: Vec<String>,
    pub standing: Standing,
}

/// Two entities side by side.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Pair {
    pub left: Side,
    pub right: Side,
    /// Where they differ first, then where they agree, then what only one has.
    pub fields: Vec<Compared>,
}

/// Value as compared, and as shown.
type Values = BTreeMap<String, String>;

/// Puts the groups of two entities side by side.
pub fn compare(s: &Snapshot, a: EntityId, b: EntityId) -> Pair {
    let (left, right) = (values(s, a), values(s, b));
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let empty = Values::new();
    let mut fields: Vec<Compared> = names
        .into_iter()
        .map(|field| {
            let (l, r) = (left.get(field).unwrap_or(&empty), right.get(field).unwrap_or(&empty));
            let standing = match (l.is_empty(), r.is_empty()) {
                (false, true) => Standing::LeftOnly,
                (true, _) => Standing::RightOnly,
                _ if l.keys().any(|v| r.contains_key(v)) => Standing::Agree,
                _ => Standing::Differ,
            };
            Compared {
                field: field.clone(),
                left: l.values().cloned().collect(),
                right: r.values().cloned().collect(),
                standing,
            }
        })
        .collect();
    fields.sort_by_key(|f| match f.standing {
        Standing::Differ => 0,
        Standing::Agree => 1,
        _ => 2,
    });
    Pair {
        left: side(s, a),
        right: side(s, b),
        fields,
    }
}

/// The card on these two: proposed now, else the one that was decided on. `same` goes before a pattern.
pub fn card<'a>(s: &'a Snapshot, proposed: &'a [Candidate], a: EntityId, b: EntityId) -> Option<&'a Candidate> {
    let (a, b) = (s.group_of(a), s.group_of(b));
    let fits = |c: &&Candidate| {
        let (l, r) = (s.group_of(EntityId(c.left.id)), s.group_of(EntityId(c.right.id)));
        c.kind != CandidateKind::Connected && ((l, r) == (a, b) || (l, r) == (b, a))
    };
    let decided = s.verdicts().map(|d| &d.card);
    proposed
        .iter()
        .chain(decided)
        .filter(fits)
        .min_by_key(|c| c.kind != CandidateKind::Same)
}

/// The facts of a group by field, and the identifiers and places that it is linked to by their kind.
fn values(s: &Snapshot, id: EntityId) -> BTreeMap<String, Values> {
    let mut out: BTreeMap<String, Values> = BTreeMap::new();
    for member in s.members_of(id) {
        for fact in s.facts_of(member).filter(|f| f.sealed.is_none() && !f.value.is_empty()) {
            let compared = if fact.canonical.is_empty() {
                fact.value.to_lowercase()
            } else {
                fact.canonical.clone()
            };
            out.entry(fact.field.clone())
                .or_default()
                .insert(compared, fact.value.clone());
        }
        for link in s.links_of(member) {
            let other = if link.from_entity == member {
                link.to_entity
            } else {
                link.from_entity
            };
            let Some(entity) = s.entity(s.group_of(other)) else {
                continue;
            };
            out.entry(entity.kind.clone())
                .or_default()
                .insert(entity.id.to_string(), label_of(s, entity.id));
        }
    }
    out
}

fn side(s: &Snapshot, id: EntityId) -> Side {
    let group = s.group_of(id);
    let records: BTreeSet<RecordId> = s
        .members_of(id)
        .into_iter()
        .flat_map(|m| s.mentions_of_entity(m))
        .map(|m| m.record)
        .collect();
    Side {
        id: group.0,
        kind: s.entity(group).map(|e| e.kind.clone()).unwrap_or_default(),
        label: label_of(s, group),
        records: records
            .into_iter()
            .filter_map(|r| {
                let head = s.record(r)?;
                Some(RecordRef {
                    id: r,
                    file: s.source(head.source).map(|x| x.file_name.clone()).unwrap_or_default(),
                    row: head.row,
                    key: head.key.clone(),
                })
            })
            .collect(),
    }
}

/// As `compare`, for a script: entities by id or label.
///
/// # Errors
/// One of them is not there; both are one already.
pub fn find_pair(s: &Snapshot, a: &str, b: &str) -> Result<(EntityId, EntityId), problem::Problem> {
    let (left, right) = (ask::find_entity(s, a)?, ask::find_entity(s, b)?);
    if s.group_of(left) == s.group_of(right) {
        return Err(problem::Problem::new(
            "entity",
            "two that are not one already",
            label_of(s, left),
            "choose another one",
        ));
    }
    Ok((left, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::decision::Bits;
    use crate::model::entity::{Entity, Fact};
    use crate::snapshot::LoadedRow;

    fn id(n: u8) -> Uid {
        Uid([n; 16])
    }

    fn board() -> Snapshot {
        let mut rows = Vec::new();
        for n in [1, 2] {
            rows.push(LoadedRow::Entity(Entity {
                id: EntityId(id(n)),
                kind: "company".into(),
                label: format!("Invented {n}"),
                ..Entity::default()
            }));
        }
        let facts = [
            (1, "city", "Deming", None),
            (2, "city", "DEMING", None),
            (1, "industry", "onions", None),
            (2, "industry", "pecans", None),
            (1, "note", "left", None),
            (2, "owner", "right", None),
            (2, "birth_date", "", Some(SealedId(id(9)))),
        ];
        for (n, (e, field, value, sealed)) in facts.into_iter().enumerate() {
            rows.push(LoadedRow::Fact(Fact {
                id: FactId(id(10 + n as u8)),
                entity: EntityId(id(e)),
                field: field.into(),
                value: value.into(),
                sealed,
                ..Fact::default()
            }));
        }
        Snapshot::build(1, String::new(), rows.into_iter())
    }

    #[test]
    fn fields_stand_by_what_tells_the_most_and_sealed_values_are_not_there() {
        let pair = compare(&board(), EntityId(id(1)), EntityId(id(2)));
        let stand: Vec<(&str, &str)> = pair
            .fields
            .iter()
            .map(|f| (f.field.as_str(), f.standing.key()))
            .collect();
        assert_eq!(
            stand,
            [
                ("industry", "differ"),
                ("city", "agree"),
                ("note", "left"),
                ("owner", "right")
            ]
        );
        assert_eq!(pair.left.label, "Invented 1");
    }

    #[test]
    fn the_card_is_found_from_either_side_and_same_goes_first() {
        let s = board();
        let card_of = |kind, bits| Candidate {
            kind,
            bits: Bits(bits),
            left: side(&s, EntityId(id(2))),
            right: side(&s, EntityId(id(1))),
            ..Candidate::default()
        };
        let cards = [
            card_of(CandidateKind::Connected, 900),
            card_of(CandidateKind::Pattern, 700),
            card_of(CandidateKind::Same, 300),
        ];
        let found = |n: usize, a: u8, b: u8| card(&s, &cards[..n], EntityId(id(a)), EntityId(id(b))).map(|c| c.bits);
        assert_eq!(found(3, 1, 2), Some(Bits(300)));
        assert_eq!(found(2, 2, 1), Some(Bits(700)));
        assert_eq!(found(1, 1, 2), None);
    }
}
