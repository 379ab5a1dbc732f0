//! Forms that change the board by hand: entities, facts, links, events.

use super::{Choices, Form, Kind, certainties, draft, first, listed};
use crate::command::Command;
use crate::command::cite_words::CiteWords;
use crate::command::edit_entity::{AddEntity, AddFact, RemoveEntity, RenameEntity};
use crate::command::edit_event::{AddEvent, EditEvent};
use crate::command::edit_link::{AddLink, EditLink};
use crate::command::seal_value::SealFact;
use crate::model::entity::{Certainty, Link};
use crate::model::event::{Event, Participant, Participants};
use crate::model::*;
use crate::ui::widget::bits;
use crate::ui::{Cx, words};

fn certainty(form: &Form) -> Certainty {
    Certainty::parse(&form.get("certainty")).unwrap_or_default()
}

/// Kinds that a person may make; a victim comes in sealed, or is marked.
fn kinds_by_hand(cx: &Cx<'_>) -> Choices {
    cx.catalog
        .kinds
        .keys()
        .filter(|k| *k != "victim")
        .map(|k| (k.clone(), words::kind(cx.text, k)))
        .collect()
}

/// Fields that a fact of this entity may have.
fn fields_of(cx: &Cx<'_>, entity: EntityId) -> Choices {
    let kind = words::kind_key(cx.s, entity);
    cx.catalog
        .kinds
        .get(&kind)
        .map(|k| k.fields.clone())
        .unwrap_or_default()
        .into_iter()
        .map(|f| (f.clone(), bits::field_name(cx.text, &f)))
        .collect()
}

/// A party or place of one's own knowledge, or an identifier by its value.
pub fn add_entity(cx: &Cx<'_>) -> Form {
    let kinds = kinds_by_hand(cx);
    Form::new(cx.t("entity-title"), "save", |f| {
        vec![
            AddEntity {
                kind: f.get("kind"),
                label: f.get("label"),
                source: f.source("source"),
            }
            .into(),
        ]
    })
    .which(draft::Which::AddEntity)
    .field("kind", "kind", Kind::One(kinds), "person")
    .field("label", "entity-label", Kind::Line, "")
    .help("entity-label-help")
    .field("source", "source-said", Kind::Source, "")
}

pub fn rename_entity(cx: &Cx<'_>, entity: EntityId) -> Form {
    let now = cx.s.entity(entity).map(|e| e.label.clone()).unwrap_or_default();
    Form::new(cx.ta("rename-title", &[("name", &now)]), "save", move |f| {
        vec![
            RenameEntity {
                entity,
                label: f.get("label"),
            }
            .into(),
        ]
    })
    .which(draft::Which::RenameEntity(entity))
    .field("label", "entity-label", Kind::Line, now)
}

/// Removes an entity that was made by hand; what an import made is refused with its reason.
pub fn remove_entity(cx: &Cx<'_>, entity: EntityId) -> Form {
    let name = words::entity(cx.s, entity);
    Form::new(cx.ta("remove-title", &[("name", &name)]), "remove", move |_| {
        vec![RemoveEntity { entity }.into()]
    })
    .note("remove-entity-note")
}

pub fn add_fact(cx: &Cx<'_>, entity: EntityId) -> Form {
    let fields = fields_of(cx, entity);
    let first = first(&fields);
    Form::new(
        cx.ta("fact-title", &[("name", &words::entity(cx.s, entity))]),
        "add-fact",
        move |f| {
            vec![
                AddFact {
                    entity,
                    field: f.get("field"),
                    value: f.get("value"),
                    date: f.when("date"),
                    certainty: certainty(f),
                    source: f.source("source"),
                    record: None,
                    column: String::new(),
                }
                .into(),
            ]
        },
    )
    .which(draft::Which::AddFact(entity))
    .field("field", "field", Kind::One(fields), first)
    .field("value", "value", Kind::Line, "")
    .field("date", "date", Kind::When, "")
    .field("certainty", "certainty", Kind::One(certainties(cx)), "stated")
    .field("source", "source-said", Kind::Source, "")
}

/// What is cited; words that nobody selected (on a picture) are those that are typed.
fn saying(cite: &CiteWords, form: &Form, field: &str) -> CiteWords {
    let words = if cite.words.is_empty() {
        form.typed(field)
    } else {
        cite.words.clone()
    };
    CiteWords { words, ..cite.clone() }
}

/// An entity of words that are selected in a text: its source is their place.
pub fn cite_entity(cx: &Cx<'_>, cite: CiteWords) -> Form {
    let kinds = kinds_by_hand(cx);
    let label = cite.said();
    let which = draft::Which::CiteEntity(Box::new(cite.clone()));
    Form::new(cx.t("entity-title"), "save", move |f| {
        vec![
            CiteWords {
                entity: f.entity("label"),
                kind: f.get("kind"),
                label: f.typed("label"),
                ..saying(&cite, f, "label")
            }
            .into(),
        ]
    })
    .note("cite-note")
    .which(which)
    .field("kind", "kind", Kind::One(kinds), "person")
    .field("label", "entity-label", Kind::Named, label)
    .help("entity-label-help")
}

/// A fact of an entity from words that are selected in a text.
pub fn cite_fact(cx: &Cx<'_>, entity: EntityId, cite: CiteWords) -> Form {
    let fields = fields_of(cx, entity);
    let first = first(&fields);
    let value = cite.said();
    let which = draft::Which::CiteFact(entity, Box::new(cite.clone()));
    let title = cx.ta("fact-title", &[("name", &words::entity(cx.s, entity))]);
    Form::new(title, "add-fact", move |f| {
        vec![
            CiteWords {
                entity: Some(entity),
                field: f.get("field"),
                value: f.get("value"),
                date: f.when("date"),
                certainty: certainty(f),
                ..saying(&cite, f, "value")
            }
            .into(),
        ]
    })
    .note("cite-note")
    .which(which)
    .field("field", "field", Kind::One(fields), first)
    .field("value", "value", Kind::Line, value)
    .field("date", "date", Kind::When, "")
    .field("certainty", "certainty", Kind::One(certainties(cx)), "stated")
}

/// Seals one value of an entity, wherever the same text stands.
pub fn seal_fact(cx: &Cx<'_>, entity: EntityId) -> Form {
    let facts: Choices =
        cx.s.members_of(entity)
            .iter()
            .flat_map(|m| cx.s.facts_of(*m))
            .filter(|f| f.sealed.is_none() && !f.value.is_empty())
            .map(|f| {
                (
                    f.id.to_string(),
                    format!("{}: {}", bits::field_name(cx.text, &f.field), f.value),
                )
            })
            .collect();
    let first = first(&facts);
    Form::new(
        cx.ta("seal-title", &[("name", &words::entity(cx.s, entity))]),
        "seal",
        |f| {
            FactId::parse(&f.get("fact"))
                .map(|fact| Command::from(SealFact { fact }))
                .into_iter()
                .collect()
        },
    )
    .note("seal-note")
    .grave()
    .field("fact", "value", Kind::One(facts), first)
}

pub fn add_link(cx: &Cx<'_>, from: EntityId) -> Form {
    let mine = words::kind_key(cx.s, from);
    let kinds: Choices = cx
        .catalog
        .links
        .values()
        .filter(|l| l.from.is_empty() || l.from.contains(&mine))
        .map(|l| (l.key.clone(), cx.text.word("link", &l.key, &[])))
        .collect();
    let first = first(&kinds);
    Form::new(
        cx.ta("link-title", &[("name", &words::entity(cx.s, from))]),
        "add-link",
        move |f| {
            vec![
                AddLink {
                    kind: f.get("kind"),
                    from,
                    // Nothing chosen is refused by the command like any end that is not there.
                    to: f.entity("to").unwrap_or_default(),
                    date: f.when("date"),
                    certainty: certainty(f),
                    source: f.source("source"),
                    record: None,
                    note: f.get("note"),
                }
                .into(),
            ]
        },
    )
    .which(draft::Which::AddLink(from))
    .field("kind", "link-kind", Kind::One(kinds), first)
    .field("to", "link-to", Kind::Entity(Vec::new()), "")
    .field("date", "date", Kind::When, "")
    .field("certainty", "certainty", Kind::One(certainties(cx)), "stated")
    .field("note", "note", Kind::Line, "")
    .field("source", "source-said", Kind::Source, "")
    .adapt(|form, cx| {
        let kind = form.get("kind");
        let ends = cx.catalog.links.get(&kind).map(|l| l.to.clone()).unwrap_or_default();
        form.entities_of(cx, "to", ends);
    })
}

pub fn edit_link(cx: &Cx<'_>, link: &Link) -> Form {
    let id = link.id;
    let title = format!(
        "{} {} {}",
        words::entity(cx.s, link.from_entity),
        cx.text.word("link", &link.kind, &[]),
        words::entity(cx.s, link.to_entity)
    );
    Form::new(title, "save", move |f| {
        vec![
            EditLink {
                link: id,
                date: f.when("date"),
                certainty: certainty(f),
                note: f.get("note"),
            }
            .into(),
        ]
    })
    .which(draft::Which::EditLink(id))
    .field("date", "date", Kind::When, link.date.clone())
    .field(
        "certainty",
        "certainty",
        Kind::One(certainties(cx)),
        link.certainty.as_str(),
    )
    .field("note", "note", Kind::Line, link.note.clone())
}

fn participants(form: &Form) -> Participants {
    Participants(
        form.get("participants")
            .lines()
            .filter_map(|line| {
                let (id, role) = line.split_once(' ').unwrap_or((line, ""));
                Some(Participant {
                    entity: EntityId::parse(id)?,
                    role: role.to_owned(),
                })
            })
            .collect(),
    )
}

/// Kinds of entity that something can happen at.
fn places() -> Vec<String> {
    ["worksite", "housing", "address", "company"]
        .map(str::to_owned)
        .to_vec()
}

pub fn add_event(cx: &Cx<'_>, who: &[EntityId]) -> Form {
    let kinds = listed(cx, "event_kinds", "event");
    let first = first(&kinds);
    let people: Vec<String> = who
        .iter()
        .map(|id| {
            let role = match words::kind_key(cx.s, *id).as_str() {
                "company" => "employer",
                "victim" => "victim",
                _ => "subject",
            };
            format!("{id} {role}")
        })
        .collect();
    Form::new(cx.t("event-title"), "add-event", |f| {
        vec![
            AddEvent {
                kind: f.get("kind"),
                date: f.when("date"),
                title: f.get("title"),
                place: f.entity("place"),
                participants: participants(f),
                certainty: certainty(f),
                source: f.source("source"),
                record: None,
            }
            .into(),
        ]
    })
    .which(draft::Which::AddEvent(who.to_vec()))
    .field("date", "when", Kind::When, "")
    .help("when-help")
    .field("kind", "kind", Kind::One(kinds), first)
    .field("title", "title", Kind::Line, "")
    .help("event-title-help")
    .field("place", "where", Kind::Entity(places()), "")
    .field("participants", "who", Kind::People, people.join("\n"))
    .field("certainty", "certainty", Kind::One(certainties(cx)), "stated")
    .field("source", "source-said", Kind::Source, "")
}

/// Date, title, place, participants and certainty of any event; its kind and source stay.
pub fn edit_event(cx: &Cx<'_>, event: &Event) -> Form {
    let id = event.id;
    let people: Vec<String> = event
        .participants
        .0
        .iter()
        .map(|p| format!("{} {}", p.entity, p.role))
        .collect();
    let kind = cx.text.word("event", &event.kind, &[]);
    Form::new(cx.ta("edit-title", &[("name", &kind)]), "save", move |f| {
        vec![
            EditEvent {
                event: id,
                date: f.when("date"),
                title: f.get("title"),
                place: f.entity("place"),
                participants: participants(f),
                certainty: certainty(f),
            }
            .into(),
        ]
    })
    .which(draft::Which::EditEvent(id))
    .field("date", "when", Kind::When, event.date.clone())
    .help("when-help")
    .field("title", "title", Kind::Line, event.title.clone())
    .help("event-title-help")
    .field(
        "place",
        "where",
        Kind::Entity(places()),
        event.place.map(|p| p.to_string()).unwrap_or_default(),
    )
    .field("participants", "who", Kind::People, people.join("\n"))
    .field(
        "certainty",
        "certainty",
        Kind::One(certainties(cx)),
        event.certainty.as_str(),
    )
}
