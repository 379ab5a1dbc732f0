//! Links made by hand.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::entity::{Certainty, Link};
use crate::model::*;

#[derive(Clone, Serialize, Deserialize)]
pub struct AddLink {
    pub kind: String,
    pub from: EntityId,
    pub to: EntityId,
    #[serde(default)]
    pub date: String,
    #[serde(default)]
    pub certainty: Certainty,
    #[serde(default)]
    pub source: Option<SourceId>,
    #[serde(default)]
    pub record: Option<RecordId>,
    #[serde(default)]
    pub note: String,
}

/// Changes date, certainty and note of any link (its ends and kind are its identity).
#[derive(Clone, Serialize, Deserialize)]
pub struct EditLink {
    pub link: LinkId,
    pub date: String,
    pub certainty: Certainty,
    #[serde(default)]
    pub note: String,
}

/// Removes a link that was made by hand.
#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveLink {
    pub link: LinkId,
}

fn ends(snapshot: &Snapshot, id: LinkId) -> Vec<String> {
    snapshot.links.get(id.0).map_or_else(Vec::new, |l| {
        vec![
            l.kind.clone(),
            label_of(snapshot, l.from_entity),
            label_of(snapshot, l.to_entity),
        ]
    })
}

impl Verb for AddLink {
    fn name(&self) -> String {
        "link.add".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        vec![self.kind.clone(), label_of(s, self.from), label_of(s, self.to)]
    }
    fn check(&self, s: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        let Some(kind) = catalog.links.get(&self.kind) else {
            let known: Vec<&str> = catalog.links.keys().map(String::as_str).collect();
            return Err(Problem::new(
                "link-kind",
                format!("one of {}", known.join(", ")),
                self.kind.clone(),
                "choose a known link kind",
            ));
        };
        if self.from == self.to {
            return Err(Problem::new(
                "self-link",
                "two different ends",
                "the same twice",
                "choose another end",
            ));
        }
        for (end, allowed) in [(self.from, &kind.from), (self.to, &kind.to)] {
            let Some(entity) = s.entity(end) else {
                return Err(gone("entity", end.0));
            };
            if !allowed.is_empty() && !allowed.contains(&entity.kind) {
                return Err(Problem::new(
                    "link-end",
                    format!("one of {}", allowed.join(", ")),
                    entity.kind.clone(),
                    "choose another end, or turn the link round",
                ));
            }
        }
        Ok(())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = LinkId(tx.mint().uid());
        tx.insert(&Link {
            id,
            kind: self.kind.clone(),
            from_entity: self.from,
            to_entity: self.to,
            date: self.date.clone(),
            certainty: self.certainty,
            source: self.source,
            record: self.record,
            column: String::new(),
            by_hand: true,
            note: self.note.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for EditLink {
    fn name(&self) -> String {
        "link.edit".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        ends(s, self.link)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        s.links
            .get(self.link.0)
            .map(|_| ())
            .ok_or_else(|| gone(Link::TABLE, self.link.0))
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut link: Link = tx.get(self.link.0)?.ok_or_else(|| gone(Link::TABLE, self.link.0))?;
        link.date.clone_from(&self.date);
        link.certainty = self.certainty;
        link.note.clone_from(&self.note);
        tx.update(&link)?;
        Ok(Outcome::one(self.link.0))
    }
}

impl Verb for RemoveLink {
    fn name(&self) -> String {
        "link.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        ends(s, self.link)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        match s.links.get(self.link.0) {
            None => Err(gone(Link::TABLE, self.link.0)),
            Some(l) if !l.by_hand => Err(Problem::new(
                "imported",
                "a link that was made by hand",
                "one that a source states",
                "mark it denied instead",
            )),
            Some(_) => Ok(()),
        }
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.delete::<Link>(self.link.0)?;
        Ok(Outcome::default())
    }
}
