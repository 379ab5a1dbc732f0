//! The form that changes many entities at once, and the preview under it: row by row what would change, and
//! what is left out with its reason. Must not know: what a change may do (`command::edit_many`).

use std::collections::BTreeSet;

use eframe::egui::{Label, ScrollArea, Ui};

use super::{Choices, Form, Kind, certainties, draft, first};
use crate::command::edit_many::{EditMany, ManyChange, Planned, party_kinds};
use crate::model::entity::Certainty;
use crate::model::*;
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, words};

fn change(f: &Form) -> ManyChange {
    match f.get("what").as_str() {
        "fact" => ManyChange::Fact {
            field: f.get("field"),
            value: f.get("value"),
            date: f.when("date"),
            certainty: Certainty::parse(&f.get("certainty")).unwrap_or_default(),
            source: f.source("source"),
        },
        "retract" => ManyChange::Retract {
            field: f.get("by-hand"),
        },
        "remove" => ManyChange::Remove,
        _ => ManyChange::Kind { kind: f.get("kind") },
    }
}

/// What to do with these, in one step.
pub fn edit_many(cx: &Cx<'_>, entities: Vec<EntityId>) -> Form {
    let named = |keys: BTreeSet<String>| -> Choices {
        let name = |k: String| (k.clone(), bits::field_name(cx.text, &k));
        keys.into_iter().map(name).collect()
    };
    let what: Choices = ["kind", "fact", "retract", "remove"]
        .map(|k| (k.to_owned(), cx.t(&format!("many-{k}"))))
        .to_vec();
    let kinds: Choices = party_kinds(cx.catalog)
        .map(|k| (k.key.clone(), words::kind(cx.text, &k.key)))
        .collect();
    let shown: BTreeSet<String> = entities.iter().map(|e| words::kind_key(cx.s, *e)).collect();
    let fields = shown.iter().filter_map(|k| cx.catalog.kinds.get(k));
    let fields = named(fields.flat_map(|k| k.fields.iter().cloned()).collect());
    let facts = entities.iter().flat_map(|e| cx.s.members_of(*e));
    let by_hand = facts.flat_map(|m| cx.s.facts_of(m)).filter(|f| f.by_hand);
    let by_hand = named(by_hand.map(|f| f.field.clone()).collect());
    let (kind, field, hand) = (first(&kinds), first(&fields), first(&by_hand));
    let all = entities.clone();
    let title = cx.tn("many-title", entities.len());
    Form::new(title, "many-save", |f| {
        vec![
            EditMany {
                entities: f.fitting(),
                change: change(f),
            }
            .into(),
        ]
    })
    .which(draft::Which::EditMany(all))
    .field("what", "many-what", Kind::One(what), "kind")
    .field("kind", "kind", Kind::One(kinds), kind)
    .only_if("what", "kind")
    .field("field", "field", Kind::One(fields), field)
    .only_if("what", "fact")
    .field("value", "value", Kind::Line, "")
    .only_if("what", "fact")
    .field("date", "date", Kind::When, "")
    .only_if("what", "fact")
    .field("certainty", "certainty", Kind::One(certainties(cx)), "stated")
    .only_if("what", "fact")
    .field("source", "source-said", Kind::Source, "")
    .only_if("what", "fact")
    .field("by-hand", "field", Kind::One(by_hand), hand)
    .only_if("what", "retract")
    .plan(move |f, cx| {
        let many = EditMany {
            entities: entities.clone(),
            change: change(f),
        };
        let mut planned = many.plan(cx.s, cx.catalog);
        // What changes stands first.
        planned.sort_by(|a, b| (a.problem.is_some(), &a.label).cmp(&(b.problem.is_some(), &b.label)));
        planned
    })
}

/// Row by row: before and after, or why it stays as it is.
pub(super) fn preview(ui: &mut Ui, cx: &Cx<'_>, planned: &[Planned]) {
    let look = cx.look;
    let fit = planned.iter().filter(|p| p.problem.is_none()).count();
    let counts = [("count", fit.to_string()), ("all", planned.len().to_string())];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    widget::caption(ui, look, &cx.ta("many-counts", &counts));
    let value = |values: &[String]| {
        let shown: Vec<String> = values
            .iter()
            .map(|v| match cx.catalog.kinds.get(v) {
                Some(_) => words::kind(cx.text, v),
                None => v.clone(),
            })
            .collect();
        if shown.is_empty() {
            "—".to_owned()
        } else {
            shown.join(", ")
        }
    };
    ScrollArea::vertical()
        .max_height(size::TOP * 6.0)
        .id_salt("planned")
        .show_rows(ui, size::TOP, planned.len(), |ui, rows| {
            for row in &planned[rows] {
                let (under, tone) = match &row.problem {
                    None => (format!("{} → {}", value(&row.before), value(&row.after)), Tone::For),
                    Some(p) => {
                        let args = [
                            ("expected", p.expected.as_str()),
                            ("found", p.found.as_str()),
                            ("remedy", p.remedy.as_str()),
                        ];
                        (cx.ta("many-stays", &args), Tone::Against)
                    }
                };
                let name = format!("{}: {under}", row.label);
                let line = widget::list_row(ui, look, size::TOP, false, &name, |ui| {
                    ui.vertical(|ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        ui.add_space(size::TIGHT);
                        ui.add(Label::new(look.body(&row.label)).truncate());
                        ui.add(Label::new(look.small(&under).color(look.ink(tone))).truncate());
                    });
                });
                line.on_hover_text(name);
            }
        });
}
