//! The values of reports: words, names, facts with their sources, accepted links with reasons, clocks
//! with steps, sources with hashes. Everything is a string that a template sets as it is. Must not
//! know: pages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Input, clocks, say};
use crate::catalog::theme::Ink;
use crate::model::decision::{Decision, Verdict};
use crate::model::entity::{Certainty, Fact};
use crate::model::*;
use crate::scene::Scene;
use crate::scene::chart::{is_victim, name_of};
use crate::scene::timeline::{date_words, row_label};
use crate::time::{Row, Status, Step};

/// Everything that the template of this name needs.
pub(super) fn values(input: &Input<'_>, name: &str, chart: Option<&Scene>, sheets: &[Scene]) -> Value {
    let stamp = &input.stamp;
    let title = match name {
        "chart" if !input.ask.title.is_empty() => input.ask.title.clone(),
        other => input.say("export", other, &[]),
    };
    let packet = name == "packet";
    json!({
        "title": title,
        "case": stamp.case,
        "language": input.catalog.text.language(),
        "fictional": if stamp.fictional { input.say("export", "fictional", &[]) } else { String::new() },
        "keywords": [format!("caseboard-chain:{}", stamp.chain), format!("caseboard-commit:{}", stamp.commit_id)],
        "description": stamp.json(),
        "stamp_short": stamp.short(),
        "head": head(input),
        "words": words(input),
        "ink": Ink::ALL.iter().map(|i| (i.key(), input.theme.color(*i).hex())).collect::<std::collections::BTreeMap<_, _>>(),
        "has_chart": chart.is_some(),
        "chart": chart.map(|c| drawing("/chart.svg", c)),
        "timelines": sheets.iter().enumerate().map(|(at, s)| drawing(&sheet_file(at), s)).collect::<Vec<_>>(),
        "chronology": input.chronology.rows.iter().map(|r| row(input, r)).collect::<Vec<_>>(),
        "undated": input.chronology.undated.iter().map(|r| row(input, r)).collect::<Vec<_>>(),
        "entities": if packet { entities(input) } else { Vec::new() },
        "links": if packet { links(input) } else { Vec::new() },
        "clocks": if packet { input.clocks.iter().map(|c| clock(input, c)).collect() } else { Vec::new() },
        "sources": stamp.sources,
        "withheld": input.say("export", "withheld", &[stamp.withheld.to_string()]),
    })
}

/// Path of a timeline's sheet in the report's world.
pub(super) fn sheet_file(at: usize) -> String {
    format!("/timeline-{at}.svg")
}

/// A drawing: its file, its words for who can't see it, height by width.
fn drawing(file: &str, scene: &Scene) -> Value {
    json!({"file": file, "alt": scene.desc, "ratio": scene.height_pt / scene.width_pt.max(1.0)})
}

fn head(input: &Input<'_>) -> Vec<[String; 2]> {
    let stamp = &input.stamp;
    let audience = if stamp.audience.is_empty() {
        input.say("export", "audience-none", &[])
    } else {
        stamp
            .audience
            .0
            .iter()
            .map(|l| input.say("label", l, &[]))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut rows = vec![
        [input.say("export", "created", &[]), stamp.created.clone()],
        [
            input.say("export", "commit", &[]),
            format!("{} · {}", stamp.commit, stamp.commit_id),
        ],
        [input.say("export", "chain", &[]), stamp.chain.clone()],
        [input.say("export", "audience", &[]), audience],
    ];
    if !stamp.recipient.is_empty() {
        rows.push([input.say("export", "recipient", &[]), stamp.recipient.clone()]);
    }
    rows
}

/// Words of the templates: name there, key in the family `report`.
fn words(input: &Input<'_>) -> Value {
    let mut out = serde_json::Map::new();
    for key in [
        "date",
        "event",
        "who",
        "source",
        "undated",
        "sources",
        "title",
        "agency",
        "file",
        "chronology",
        "chart",
        "entities",
        "field",
        "value",
        "links",
        "links-none",
        "why",
        "decided",
        "weight",
        "bits",
        "clocks",
        "clocks-none",
        "steps",
        "connections",
        "names",
        "what",
        "what-text",
        "caution",
    ] {
        out.insert(key.replace('-', "_"), Value::String(input.say("report", key, &[])));
    }
    for key in ["page", "of", "sealed"] {
        out.insert(key.to_owned(), Value::String(input.say("export", key, &[])));
    }
    Value::Object(out)
}

fn row(input: &Input<'_>, row: &Row) -> Value {
    let who: Vec<String> = row.parts.iter().map(|p| input.name(p.entity)).collect();
    json!({
        "when": date_words(input.words, row),
        "title": row_label(input.words, row),
        "who": who.join(", "),
        "place": row.place.map(|p| input.name(p)).unwrap_or_default(),
        "certainty": certainty(input, row.certainty),
        "source": say::place(&input.snapshot, row.source, row.record),
    })
}

/// Words only where there is doubt.
fn certainty(input: &Input<'_>, certainty: Certainty) -> String {
    match certainty {
        Certainty::Stated | Certainty::Confirmed => String::new(),
        other => input.say("certainty", other.as_str(), &[]),
    }
}

/// Groups that are parties or places, and identifiers that tie two of them: by kind, then name.
fn entities(input: &Input<'_>) -> Vec<Value> {
    let s = &input.snapshot;
    let ids: BTreeSet<EntityId> = s.entities.iter().map(|e| s.group_of(e.id)).collect();
    let mut all: Vec<(String, String, EntityId)> = ids
        .into_iter()
        .filter(|id| {
            let identifier = s
                .entity(*id)
                .and_then(|e| input.catalog.kinds.get(&e.kind))
                .is_some_and(|k| k.identifier);
            !identifier || s.graph().neighbors(*id).count() > 1
        })
        .map(|id| (input.kind_of(id), input.name(id), id))
        .collect();
    all.sort();
    all.into_iter()
        .map(|(kind, label, id)| entity(input, &kind, &label, id))
        .collect()
}

fn entity(input: &Input<'_>, kind: &str, label: &str, id: EntityId) -> Value {
    let s = &input.snapshot;
    let members = s.members_of(id);
    let also: BTreeSet<&str> = if is_victim(s, id) {
        BTreeSet::new()
    } else {
        members
            .iter()
            .filter_map(|m| s.entity(*m))
            .map(name_of)
            .filter(|n| *n != label && !n.is_empty())
            .collect()
    };
    let facts: Vec<Value> = members
        .iter()
        .flat_map(|m| s.facts_of(*m))
        .filter_map(|f| fact(input, id, f))
        .collect();
    let links: Vec<Value> = members
        .iter()
        .flat_map(|m| s.links_of(*m).map(move |l| (*m, l)))
        .map(|(me, l)| {
            let forward = l.from_entity == me;
            let other = input.name(if forward { l.to_entity } else { l.from_entity });
            let kind = input.say("link", &l.kind, &[]);
            let text = if forward {
                format!("{kind} {other}")
            } else {
                format!("{other} {kind}")
            };
            let doubt = certainty(input, l.certainty);
            let text = if doubt.is_empty() {
                text
            } else {
                format!("{text} ({doubt})")
            };
            json!({"text": text, "source": say::place(s, l.source, l.record)})
        })
        .collect();
    json!({
        "label": label,
        "kind": input.say("kind", kind, &[]),
        "also": also.into_iter().collect::<Vec<_>>().join("; "),
        "facts": facts,
        "links": links,
    })
}

fn fact(input: &Input<'_>, of: EntityId, fact: &Fact) -> Option<Value> {
    let s = &input.snapshot;
    let sealed = fact.sealed.is_some();
    if !sealed && (fact.value.is_empty() || !say::may_say(s, of, &fact.field)) {
        return None;
    }
    let doubt = certainty(input, fact.certainty);
    let value = if doubt.is_empty() {
        fact.value.clone()
    } else {
        format!("{} ({doubt})", fact.value)
    };
    Some(json!({
        "field": input.say("field", &fact.field, &[]),
        "value": if sealed { String::new() } else { value },
        "sealed": sealed,
        "source": say::place(s, fact.source, fact.record),
    }))
}

/// Accepted candidates with the card as it was shown, in order of time.
fn links(input: &Input<'_>) -> Vec<Value> {
    let mut accepted: Vec<&Decision> = input
        .snapshot
        .latest_decisions()
        .into_values()
        .filter(|d| d.verdict == Verdict::Accept)
        .collect();
    accepted.sort_by(|a, b| (&a.at, a.candidate).cmp(&(&b.at, b.candidate)));
    accepted.into_iter().map(|d| link(input, d)).collect()
}

fn link(input: &Input<'_>, d: &Decision) -> Value {
    let card = &d.card;
    let reasons: Vec<Value> = card
        .reasons
        .iter()
        .map(|r| {
            json!({
                "field": input.say("field", &r.field, &[]),
                "bits": format!("{:+.2}", r.bits.as_f64()),
                "sign": r.bits.0.signum(),
                "text": input.reason_text(card, r),
            })
        })
        .collect();
    let kind = if card.pattern.is_empty() {
        input.say("candidate", card.kind.as_str(), &[])
    } else {
        input.say("pattern", &card.pattern, &[])
    };
    json!({
        "left": input.side_name(&card.left),
        "right": input.side_name(&card.right),
        "kind": kind,
        "member": input.snapshot.members.get(d.member.0).map(|m| m.name.clone()).unwrap_or_default(),
        "at": d.at.get(..16).unwrap_or(&d.at).replace('T', " "),
        "why": d.why,
        "bits": format!("{:+.2}", card.bits.as_f64()),
        "places": format!("{} – {}", input.side_place(&card.left), input.side_place(&card.right)),
        "reasons": reasons,
    })
}

fn clock(input: &Input<'_>, c: &crate::time::ClockView) -> Value {
    let mut lines: Vec<[String; 2]> = Vec::new();
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push([input.say("report", key, &[]), value]);
        }
    };
    line("due", c.due.map(|d| d.to_string()).unwrap_or_default());
    let trigger = if c.trigger.is_empty() {
        String::new()
    } else {
        input.say("trigger", &c.trigger, &[])
    };
    line(
        "trigger",
        [c.trigger_date.as_str(), trigger.as_str()]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
    );
    line("authority", c.authority.clone());
    line("who", c.subject.map(|s| input.name(s)).unwrap_or_default());
    let steps = steps(input, &c.steps);
    json!({
        "title": clocks::title(input.words, c),
        "status": input.say("status", c.status.as_str(), &[]),
        "urgent": matches!(c.status, Status::Overdue | Status::Soon),
        "lines": lines,
        "steps": steps,
    })
}

/// Steps of the same kind on end, three or more, are told by the first and the last: ninety counted
/// days are two dates, a holiday between them stands by itself.
fn steps(input: &Input<'_>, steps: &[Step]) -> Vec<Value> {
    let text = |s: &Step| input.say("step", &s.key, &s.args);
    steps
        .chunk_by(|a, b| a.key == b.key && a.counted == b.counted)
        .flat_map(|run| match run {
            [first, _, .., last] => vec![json!({"date": format!("{} – {}", first.date, last.date), "text": format!("{} – {}", text(first), text(last))})],
            few => few.iter().map(|s| json!({"date": s.date.to_string(), "text": text(s)})).collect(),
        })
        .collect()
}
