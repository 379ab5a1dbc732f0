//! Search over a snapshot: names without accents, parts of phones and plates, misspelled names.
//! Sealed values are not in a snapshot, so no search can betray them.
//!
//! A commit changes few entities, so the index of the snapshot before is kept as it is: what it says of those that
//! changed is passed over, and they stand in a second one, which is small.
//!
//! Ranking: whole value, then start of a word, then inside, then shared trigrams (at least half of
//! the query's; a misspelling of one letter in eight keeps five of eight). Beside it: names whose words are
//! each within a few slips of those asked for.

mod part; // lines side by side, and which of them hold a text
mod words; // their words, and which are a few slips away

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Snapshot;
use crate::model::EntityId;
pub use crate::model::fold::{fold, squeeze};

use part::{Candidate, Part, is_as_typed};

/// What can be searched of one snapshot.
pub struct SearchIndex {
    known: Known,
    /// The lines of those that changed.
    recent: Part,
}

/// The lines of an earlier snapshot, and the entities that have changed since.
#[derive(Clone)]
pub(super) struct Known {
    lines: Arc<Part>,
    changed: BTreeSet<EntityId>,
}

/// As many may have changed before all are read anew.
const CHANGED: usize = 1_000;

impl Known {
    /// With these changed, too; `None` when they are so many that all are better read anew.
    pub(super) fn and(mut self, changed: BTreeSet<EntityId>) -> Option<Known> {
        self.changed.extend(changed);
        (self.changed.len() <= CHANGED).then_some(self)
    }
}

/// A hit: the entity and the text that matched; smaller rank is better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub rank: u32,
    pub entity: EntityId,
    pub text: String,
}

impl Found {
    /// True when the words stand there as they were typed.
    pub fn is_as_typed(&self) -> bool {
        self.rank < SLIPS * 2
    }
}

/// Rank of what only shares trigrams; better ones are as typed.
const SLIPS: u32 = 3;

/// More hits than anybody reads: they are not put in order by their text.
const MANY: usize = 4096;

impl SearchIndex {
    /// Of all that the snapshot holds.
    pub(super) fn build(snapshot: &Snapshot) -> SearchIndex {
        let lines = lines(snapshot, snapshot.entities.iter().map(|e| e.id));
        SearchIndex {
            known: Known {
                lines: Arc::new(lines),
                changed: BTreeSet::new(),
            },
            recent: Part::default(),
        }
    }

    /// Of a snapshot in which nothing but this has changed. Equal to `build`.
    pub(super) fn over(known: Known, snapshot: &Snapshot) -> SearchIndex {
        let recent = lines(snapshot, known.changed.iter().copied());
        SearchIndex { known, recent }
    }

    /// Makes what is otherwise made by the first misspelled name.
    pub fn prepare(&self) {
        self.known.lines.similar("");
    }

    pub(super) fn known(&self) -> Known {
        self.known.clone()
    }

    /// The best hits, one per entity.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Found> {
        let folded = fold(query);
        self.first([&*self.known.lines, &self.recent].map(|part| part.hits(&folded)), limit)
    }

    /// Names each of whose asked words stands there, begins a word there, or is a few slips from one: the fewest
    /// slips first, one per entity. Numbers are never taken for one another.
    pub fn similar(&self, query: &str, limit: usize) -> Vec<Found> {
        let folded = fold(query);
        self.first(
            [&*self.known.lines, &self.recent].map(|part| part.similar(&folded)),
            limit,
        )
    }

    /// The best of each entity, by rank; of equal ones as typed by text, unless there are very many, the others in
    /// the order of entities.
    fn first(&self, found: [Vec<Candidate>; 2], limit: usize) -> Vec<Found> {
        let typed = found.iter().flatten().filter(|hit| is_as_typed(hit)).count();
        let by_text = typed <= MANY;
        let [known, recent] = found;
        let mut out = self.known.lines.first(known, limit, by_text, &self.known.changed);
        if !recent.is_empty() {
            out.extend(self.recent.first(recent, limit, by_text, &BTreeSet::new()));
            out.sort_by(|a, b| {
                let text = |found: &'_ Found| (by_text && found.is_as_typed()).then(|| found.text.clone());
                (a.rank, text(a), a.entity).cmp(&(b.rank, text(b), b.entity))
            });
            out.truncate(limit);
        }
        out
    }
}

/// The lines of these entities, which come in their order: labels, then values.
fn lines(snapshot: &Snapshot, entities: impl Iterator<Item = EntityId>) -> Part {
    let mut part = Part::default();
    for entity in entities.filter_map(|id| snapshot.entity(id)) {
        part.add(&entity.label, entity.id, true);
        if !entity.canonical.is_empty() && squeeze(&entity.canonical) != squeeze(&entity.label) {
            part.add(&entity.canonical, entity.id, true);
        }
        let facts = snapshot.facts_of(entity.id);
        for fact in facts.filter(|f| f.sealed.is_none() && SEARCHED.contains(&f.field.as_str())) {
            part.add(&fact.value, entity.id, false);
        }
    }
    part.close();
    part
}

/// Fields whose values a person searches for.
const SEARCHED: &[&str] = &[
    "name",
    "dba",
    "legal_name",
    "trade_name",
    "alias",
    "owner",
    "officer",
    "city",
    "phone",
    "address",
    "plate",
    "fein",
    "email",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::part::grams;
    use super::*;
    use crate::model::Uid;

    fn of(part: Part) -> SearchIndex {
        SearchIndex {
            known: Known {
                lines: Arc::new(part),
                changed: BTreeSet::new(),
            },
            recent: Part::default(),
        }
    }

    /// What `search` promises, line by line, with nothing left out to be quick.
    fn plainly(index: &SearchIndex, query: &str, limit: usize) -> Vec<Found> {
        let (folded, squeezed) = (fold(query), squeeze(query));
        let wanted: Vec<[u8; 3]> = grams(&squeezed).collect();
        // By rank; as typed by text; else in the order of the index.
        let mut best: BTreeMap<EntityId, (u32, String, usize)> = BTreeMap::new();
        let lines: Vec<_> = index.known.lines.lines().collect();
        for (at, (line, packed, shown, entity, is_label)) in lines.iter().copied().enumerate() {
            let has: Vec<[u8; 3]> = grams(packed).collect();
            let count = wanted.iter().filter(|g| has.contains(g)).count();
            let rank = if squeezed.is_empty() {
                continue;
            } else if wanted.is_empty() {
                if !line.split(' ').any(|w| w.starts_with(&squeezed)) {
                    continue;
                }
                u32::from(line != folded)
            } else if packed == squeezed {
                0
            } else if line.starts_with(&folded) || line.contains(&format!(" {folded}")) {
                1
            } else if packed.contains(&squeezed) {
                2
            } else if count * 2 >= wanted.len() {
                SLIPS + (wanted.len() - count) as u32
            } else {
                continue;
            };
            let rank = rank * 2 + u32::from(!is_label);
            let text = if rank < SLIPS * 2 {
                shown.to_owned()
            } else {
                String::new()
            };
            let found = (rank, text, at);
            if best.get(&entity).is_none_or(|old| found < *old) {
                best.insert(entity, found);
            }
        }
        let mut out: Vec<(u32, String, usize)> = best.into_values().collect();
        out.sort();
        out.truncate(limit);
        let found = |(rank, _, at): (u32, String, usize)| Found {
            rank,
            entity: lines[at].3,
            text: lines[at].2.to_owned(),
        };
        out.into_iter().map(found).collect()
    }

    proptest! {
        #[test]
        fn the_quick_search_finds_what_the_plain_one_does(
            lines in proptest::collection::vec(("[abcñ1 ]{0,9}", 0u8..6, any::<bool>()), 0..60),
            query in "[abcñ1 ]{0,7}",
            limit in 1usize..5,
        ) {
            let mut lines = lines;
            lines.sort_by_key(|(_, entity, _)| *entity);
            let mut part = Part::default();
            for (text, entity, is_label) in &lines {
                part.add(text, EntityId(Uid([*entity; 16])), *is_label);
            }
            let index = of(part);
            prop_assert_eq!(index.search(&query, limit), plainly(&index, &query, limit));
        }
    }

    #[test]
    fn words_in_any_order_with_slips_are_found_the_fewest_first_and_numbers_are_not_confused() {
        let mut part = Part::default();
        for (n, name) in [
            "Invented Farm 42 LLC",
            "Invented Farm 43 LLC",
            "Ivnented Frm 42",
            "Mesa Hay",
        ]
        .iter()
        .enumerate()
        {
            part.add(name, EntityId(Uid([n as u8; 16])), true);
        }
        let index = of(part);
        let said = |query: &str| -> Vec<String> { index.similar(query, 9).into_iter().map(|f| f.text).collect() };
        let both = ["Invented Farm 42 LLC", "Ivnented Frm 42"];
        assert_eq!(said("farm invented 42"), both, "in any order, the fewest slips first");
        assert_eq!(said("invnted farm"), ["Invented Farm 42 LLC", "Invented Farm 43 LLC"]);
        assert_eq!(
            said("invented 42"),
            ["Invented Farm 42 LLC", "Ivnented Frm 42"],
            "the fewest slips first"
        );
        assert_eq!(said("farm 44"), Vec::<String>::new());
        assert_eq!(said(""), Vec::<String>::new());
    }
}
