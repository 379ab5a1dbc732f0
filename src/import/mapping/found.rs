//! What one row names: parties, places and identifiers with their facts, the answers of a tip, and what
//! stands in its narrative. Must not know: file formats, how a row is kept or rejected.

use super::{Mapper, Row, VICTIM};
use crate::catalog::map::MentionRule;
use crate::import::mention::find_identifiers;
use crate::import::value::{canonical_value, yes_no};
use crate::model::secret::Secret;
use crate::model::source::{StagedFact, StagedMention, StagedRecord, StagedText};

impl Mapper<'_> {
    pub(super) fn mentions(&self, row: &mut Row<'_>, rule: &MentionRule, date: &str) -> Vec<StagedMention> {
        let identifier = self.kinds.get(&rule.kind).is_some_and(|k| k.identifier);
        let value_kind = self.kinds.get(&rule.kind).map_or("", |k| k.value.as_str());
        if rule.needs.iter().any(|column| self.text(row, column).is_empty()) {
            return Vec::new();
        }
        let filled = |columns: &[String]| columns.iter().any(|c| !self.text(row, c).is_empty());
        let label = if filled(&rule.label) {
            &rule.label
        } else {
            &rule.otherwise
        };
        let parts: Vec<&str> = label
            .iter()
            .map(|c| self.text(row, c))
            .filter(|t| !t.is_empty())
            .collect();
        let Some(column) = label
            .iter()
            .find(|c| !self.text(row, c).is_empty())
            .map(|c| self.file_column(c))
        else {
            return Vec::new();
        };
        let join = match (rule.join.as_str(), rule.kind.as_str()) {
            ("", "address") => ", ",
            ("", _) => " ",
            (given, _) => given,
        };
        let whole = format!("{}{}", rule.prefix, parts.join(join))
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let hidden = rule.role == VICTIM
            || label.iter().any(|c| self.is_hidden(row, c))
            || (parts.len() > 1 && row.hidden.hits(&whole, false));
        if hidden && identifier {
            // The value is its identity: what is sealed can't be one. The sealed cell keeps it.
            return Vec::new();
        }
        let values: Vec<&str> = if rule.split.is_empty() {
            vec![whole.as_str()]
        } else {
            whole
                .split(|c| rule.split.contains(c))
                .map(str::trim)
                .filter(|v| !v.is_empty())
                .collect()
        };
        let party_key = rule
            .party_key
            .iter()
            .map(|c| if self.is_hidden(row, c) { "" } else { self.text(row, c) })
            .collect::<Vec<_>>()
            .join("/");
        let mut out = Vec::new();
        for value in &values {
            let mut canonical = String::new();
            if identifier {
                match canonical_value(value_kind, value) {
                    Some(found) => canonical = found,
                    None => {
                        self.report(
                            row,
                            "value-invalid",
                            label.first().map_or("", String::as_str),
                            &format!("a value of kind {}", rule.kind),
                            value,
                            "correct the cell; it is kept as received, without an entity",
                        );
                        continue;
                    }
                }
            }
            let text = |value: &str| {
                if hidden {
                    StagedText::Sealed(Secret::new(value.to_owned()))
                } else {
                    StagedText::Clear(value.to_owned())
                }
            };
            let mut mention = StagedMention {
                role: rule.role.clone(),
                kind: rule.kind.clone(),
                raw: text(value),
                canonical,
                label: if hidden { String::new() } else { (*value).to_owned() },
                column: column.clone(),
                span: None,
                page: 0,
                party_key: party_key.trim_matches('/').to_owned(),
                facts: Vec::new(),
            };
            if !identifier {
                let canonical = if hidden {
                    String::new()
                } else {
                    canonical_value(value_kind, value).unwrap_or_default()
                };
                mention.facts.push(StagedFact {
                    field: "name".to_owned(),
                    text: text(value),
                    canonical,
                    column: column.clone(),
                    date: date.to_owned(),
                });
            }
            if values.len() == 1 {
                self.facts(row, rule, date, &mut mention);
            }
            out.push(mention);
        }
        out
    }

    pub(super) fn facts(&self, row: &mut Row<'_>, rule: &MentionRule, date: &str, mention: &mut StagedMention) {
        for fact in &rule.facts {
            let text = self.text(row, &fact.column);
            if text.is_empty() || text.split_whitespace().eq(mention.label.split_whitespace()) {
                continue;
            }
            let fact_date = if fact.date.is_empty() {
                date.to_owned()
            } else {
                self.date(row, &fact.date)
            };
            let column = self.file_column(&fact.column);
            if self.is_hidden(row, &fact.column) {
                let text = StagedText::Sealed(Secret::new(text.to_owned()));
                mention.facts.push(StagedFact {
                    field: fact.field.clone(),
                    text,
                    canonical: String::new(),
                    column,
                    date: fact_date,
                });
                continue;
            }
            let kind = if fact.kind.is_empty() {
                self.places.get(&fact.column).map_or("", |(_, kind)| kind.as_str())
            } else {
                fact.kind.as_str()
            };
            let canonical = match kind {
                "" | "text" => String::new(),
                "date" => self.date(row, &fact.column),
                _ => canonical_value(kind, text).unwrap_or_else(|| {
                    self.report(
                        row,
                        "value-invalid",
                        &fact.column,
                        &format!("a value of kind {kind}"),
                        text,
                        "correct the cell; it is kept as received",
                    );
                    String::new()
                }),
            };
            mention.facts.push(StagedFact {
                field: fact.field.clone(),
                text: StagedText::Clear(text.to_owned()),
                canonical,
                column,
                date: fact_date,
            });
        }
    }

    pub(super) fn lead(&self, row: &mut Row<'_>) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for (field, column) in &self.map.lead {
            let text = self.text(row, column);
            if text.is_empty() || self.is_hidden(row, column) {
                continue;
            }
            if field == "language" {
                out.push((field.clone(), text.to_owned()));
                continue;
            }
            match yes_no(text) {
                Some(answer) => out.push((field.clone(), answer.to_owned())),
                None => {
                    self.report(
                        row,
                        "answer-unclear",
                        column,
                        "yes, no or unknown",
                        text,
                        "correct the cell; the answer is kept as unknown",
                    );
                    out.push((field.clone(), "unknown".to_owned()));
                }
            }
        }
        out
    }

    pub(super) fn narrative(&self, row: &Row<'_>, record: &mut StagedRecord) {
        let parts: Vec<&str> = self
            .narrative
            .iter()
            .filter_map(|at| row.cells.get(*at))
            .map(|c| c.trim())
            .filter(|c| !self.is_empty_word(c))
            .collect();
        let Some(column) = self
            .narrative
            .first()
            .map(|at| self.header[*at].clone())
            .filter(|_| !parts.is_empty())
        else {
            return;
        };
        let original = parts.join("\n");
        let clear = row.hidden.redact(&original);
        if clear.is_some() {
            record.narrative_original = Some(StagedText::Sealed(Secret::new(original.clone())));
        }
        let text = clear.unwrap_or(original);
        let identifiers = find_identifiers(&text);
        let amounts = self
            .amounts
            .as_ref()
            .map_or_else(Vec::new, |f| f.find(&text, &identifiers));
        for found in identifiers {
            record.mentions.push(found.into_mention(&column, 0));
        }
        for found in amounts {
            record.mentions.push(found.into_amount(&column, 0, &record.date));
        }
        record.narrative = Some(StagedText::Clear(text));
    }
}
