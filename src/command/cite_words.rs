//! Words of a record's text as the ground of an entity or of a fact: the place is kept as a mention with page
//! and span. Must not know: who selected them.

use serde::{Deserialize, Serialize};

use super::edit_entity::{AddEntity, AddFact, is_identifying};
use super::*;
use crate::model::entity::{Certainty, Entity, Fact};
use crate::model::source::{Mention, Record};
use crate::model::*;

/// What words of a narrative or document say: whom they name and, with a field, what of it.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CiteWords {
    pub record: RecordId,
    /// Byte offsets into the record's narrative, half open; equal = the words are read off the page as it looks,
    /// where no text says them (a picture, a scan).
    pub start: u32,
    pub end: u32,
    /// The words as they stand there: a place that says something else is refused.
    pub words: String,
    /// Page of a document, from 1; 0 = none.
    #[serde(default)]
    pub page: u32,
    /// The entity that is named; none = one of `kind` is made, or the identifier that is there.
    #[serde(default)]
    pub entity: Option<EntityId>,
    #[serde(default)]
    pub kind: String,
    /// The new entity's label; empty = the words.
    #[serde(default)]
    pub label: String,
    /// The field that the words tell; empty = they only name the entity.
    #[serde(default)]
    pub field: String,
    /// The field's value; empty = the words.
    #[serde(default)]
    pub value: String,
    /// EDTF date that the fact holds for.
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub certainty: Certainty,
}

impl CiteWords {
    /// The words in one line.
    pub fn said(&self) -> String {
        one_line(&self.words)
    }
    fn or_words(&self, text: &str) -> String {
        if text.trim().is_empty() {
            self.said()
        } else {
            one_line(text)
        }
    }
    fn made(&self, source: Option<SourceId>) -> AddEntity {
        AddEntity {
            kind: self.kind.clone(),
            label: self.or_words(&self.label),
            source,
        }
    }
    fn fact(&self, entity: EntityId) -> AddFact {
        AddFact {
            entity,
            field: self.field.clone(),
            value: self.or_words(&self.value),
            date: self.date.clone(),
            certainty: self.certainty,
            source: None,
            record: Some(self.record),
            column: String::new(),
        }
    }
    /// The entity that is there already: the one meant, or the identifier with this value.
    fn there(&self, s: &Snapshot, catalog: &Catalog) -> Option<EntityId> {
        self.entity.or_else(|| {
            let kind = catalog.kinds.get(&self.kind).filter(|k| k.identifier)?;
            let canonical = value::canonical(&kind.value, &self.or_words(&self.label))?;
            s.by_canonical(&self.kind, &canonical)
        })
    }
}

impl Verb for CiteWords {
    fn name(&self) -> String {
        "words.cite".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let what = self.entity.map_or_else(|| self.kind.clone(), |e| label_of(s, e));
        vec![what, self.field.clone()]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        required("words", &self.words)?;
        if s.record(self.record).is_none() {
            return Err(gone(Record::TABLE, self.record.0));
        }
        if self.start == self.end && self.page == 0 {
            return Err(Problem::new(
                "place",
                "the place of the words, or the page that they are read off",
                "neither",
                "select the words, or give the page",
            ));
        }
        let Some(entity) = self.there(s, catalog) else {
            if self.kind == "victim" {
                return Err(sealed_words());
            }
            return self.made(None).check(s, catalog);
        };
        let Some(row) = s.entity(entity) else {
            return Err(gone(Entity::TABLE, entity.0));
        };
        // A victim's own words of identity must not be kept in the clear.
        if !row.pseudonym.is_empty() && (self.field.is_empty() || is_identifying(&self.field)) {
            return Err(sealed_words());
        }
        if self.field.is_empty() {
            return Ok(());
        }
        self.fact(entity).check(s, catalog)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let record: Record = tx
            .get(self.record.0)?
            .ok_or_else(|| gone(Record::TABLE, self.record.0))?;
        let read_off = self.start == self.end;
        if !read_off && record.narrative.get(self.start as usize..self.end as usize) != Some(self.words.as_str()) {
            return Err(Problem::new(
                "other-words",
                "these words at that place of the record",
                "others",
                "open the document again and select them anew",
            ));
        }
        let mut made = Vec::new();
        let entity = match self.there(c.snapshot, c.catalog) {
            Some(entity) => entity,
            None => {
                let outcome = self.made(Some(record.source)).apply(c, tx)?;
                made.extend(&outcome.made);
                EntityId(made.first().copied().unwrap_or_default())
            }
        };
        let here = |m: &&Mention| m.span_start.is_some();
        let column = c.snapshot.mentions_of_record(self.record).find(here);
        let column = column.map_or_else(|| "text".to_owned(), |m| m.column.clone());
        let kind = c
            .snapshot
            .entity(entity)
            .map_or(self.kind.as_str(), |e| e.kind.as_str());
        let identifier = c.catalog.kinds.get(kind).is_some_and(|k| k.identifier);
        let span = (!read_off).then_some((self.start, self.end));
        let (span_start, span_end) = (span.map(|s| s.0), span.map(|s| s.1));
        let same =
            |m: &Mention| m.entity == entity && (m.span_start, m.span_end, m.page) == (span_start, span_end, self.page);
        if !c.snapshot.mentions_of_record(self.record).any(same) {
            let mention = Mention {
                id: MentionId(tx.mint().uid()),
                record: self.record,
                entity,
                role: if identifier {
                    kind.to_owned()
                } else {
                    "subject".to_owned()
                },
                column: column.clone(),
                raw: self.words.clone(),
                sealed: None,
                span_start,
                span_end,
                page: self.page,
            };
            tx.insert(&mention)?;
            made.push(mention.id.0);
        }
        if !self.field.is_empty() {
            let says = self.fact(entity);
            let fact = Fact {
                id: FactId(tx.mint().uid()),
                entity,
                canonical: value::canonical(&says.field, &says.value).unwrap_or_default(),
                field: says.field,
                value: says.value,
                date: says.date,
                certainty: says.certainty,
                source: Some(record.source),
                record: Some(self.record),
                column,
                sealed: None,
                by_hand: true,
            };
            tx.insert(&fact)?;
            made.push(fact.id.0);
        }
        Ok(Outcome {
            made,
            ..Outcome::default()
        })
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn sealed_words() -> Problem {
    Problem::new(
        "sealed",
        "words that don't tell who a victim is",
        "a name or field that does",
        "make a person of them and mark that one as a (potential) victim: the words are sealed everywhere then",
    )
}
