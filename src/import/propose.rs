//! A map for an unknown header: which known maps fit, and a guess from names and values, each with
//! its reasons. A guess is shown as one and corrected by a person. Must not know: any file format.

mod choose; // what a person says that columns mean
mod column; // what a column seems to hold

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::VICTIM;
use crate::catalog::map::{ColumnMap, ColumnRule, EventRule, FactRule, LinkRule, MentionRule, plain};
use crate::model::value::header;
pub use choose::{MEANINGS, Meant, map_of, meant};
use column::{Column, Meaning, understand};

/// A known map and how well a header fits it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Ranked {
    pub map: String,
    /// 0 to 1000.
    pub score: u32,
    /// (key, args): `columns-known` n of m, `required-missing` names.
    pub reasons: Vec<(String, Vec<String>)>,
}

/// A guessed map.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Proposal {
    pub map: ColumnMap,
    /// (key, args) in header order: `column-name` column, meaning; `column-values` column, meaning,
    /// per cent; `column-private` column; `column-unknown` column; `column-key` column.
    pub reasons: Vec<(String, Vec<String>)>,
    /// 0 to 1000: share of the header that was understood.
    pub score: u32,
}

impl Proposal {
    /// Of this header, nothing understood.
    fn of(header: &[String]) -> Proposal {
        Proposal {
            map: ColumnMap {
                name: "proposed".to_owned(),
                title: "Proposed from header and values".to_owned(),
                source: "partner".to_owned(),
                record: "row".to_owned(),
                unproved: true,
                header: header.to_vec(),
                ..ColumnMap::default()
            },
            reasons: Vec::new(),
            score: 0,
        }
    }
}

/// Known maps, best first; those that lack required columns come last with score 0.
pub fn best_map(header: &[String], maps: &BTreeMap<String, ColumnMap>) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = maps
        .values()
        .filter(|map| !map.columns().is_empty())
        .map(|map| rank(header, map))
        .collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.map.cmp(&b.map)));
    ranked
}

fn rank(header: &[String], map: &ColumnMap) -> Ranked {
    let published: BTreeSet<String> = map.header.iter().map(|h| plain(h)).collect();
    let mut known: BTreeSet<usize> = map.columns().iter().filter_map(|c| map.position(c, header)).collect();
    known.extend(
        header
            .iter()
            .enumerate()
            .filter(|(_, have)| published.contains(&plain(have)))
            .map(|(at, _)| at),
    );
    let missing = map.missing(header);
    let share = known.len() as u32 * 1000 / (header.len().max(1) as u32);
    let wanted = map.header.len().max(map.columns().len()).max(1) as u32;
    let cover = (known.len() as u32 * 1000 / wanted).min(1000);
    let mut score = if missing.is_empty() { (share * 2 + cover) / 3 } else { 0 };
    if map.unproved {
        // A map that was tried wins over one that was not.
        score = score * 9 / 10;
    }
    let mut reasons = vec![(
        "columns-known".to_owned(),
        vec![known.len().to_string(), header.len().to_string()],
    )];
    if !missing.is_empty() {
        reasons.push((
            "required-missing".to_owned(),
            missing.iter().map(|m| (*m).to_owned()).collect(),
        ));
    }
    Ranked {
        map: map.name.clone(),
        score,
        reasons,
    }
}

/// Guesses a map from names and sample values. The map reads any file with this header.
pub fn propose(header: &[String], rows: &[Vec<String>], maps: &BTreeMap<String, ColumnMap>) -> Proposal {
    let mut proposal = Proposal::of(header);
    // A header that a known map covers well is no riddle.
    if let Some(best) = best_map(header, maps).first().filter(|best| best.score >= 700)
        && let Some(map) = maps.get(&best.map)
    {
        proposal.map = map.clone();
        proposal.reasons = std::iter::once(("map-known".to_owned(), vec![best.map.clone()]))
            .chain(best.reasons.clone())
            .collect();
        proposal.score = best.score;
        return proposal;
    }
    let columns = understand(header, rows, &mut proposal.reasons);
    let understood = columns
        .iter()
        .filter(|c| c.meaning.is_some_and(|m| m != Meaning::Fact))
        .count();
    proposal.score = understood as u32 * 1000 / (header.len().max(1) as u32);
    build(&columns, rows, &mut proposal);
    proposal
}

fn build(columns: &[Column], rows: &[Vec<String>], proposal: &mut Proposal) {
    let map = &mut proposal.map;
    let of = |wanted: Meaning| columns.iter().filter(move |c| c.meaning == Some(wanted));
    for column in columns {
        let kind = match column.meaning {
            Some(Meaning::Date) => "date",
            Some(Meaning::Money) => "money",
            Some(Meaning::Zip) => "zip",
            _ => "",
        };
        if column.private || !kind.is_empty() {
            let kind = if column.private
                && kind.is_empty()
                && matches!(
                    column.meaning,
                    Some(Meaning::Person | Meaning::FirstName | Meaning::LastName | Meaning::Company)
                ) {
                "person"
            } else {
                kind
            };
            map.column.push(ColumnRule {
                name: column.name.clone(),
                sealed: column.private,
                kind: kind.to_owned(),
                ..ColumnRule::default()
            });
        }
    }
    // The key: a number of its own in every row.
    let unique = |at: usize| {
        let values: Vec<&str> = rows.iter().map(|r| r.get(at).map_or("", |c| c.trim())).collect();
        !values.is_empty()
            && values.iter().all(|v| !v.is_empty())
            && values.iter().collect::<BTreeSet<_>>().len() == values.len()
    };
    if let Some(key) = of(Meaning::Key).filter(|c| !c.private).find(|c| unique(c.at)) {
        map.key.push(key.name.clone());
        proposal.reasons.push(("column-key".to_owned(), vec![key.name.clone()]));
    }
    map.date = of(Meaning::Date)
        .filter(|c| !c.private)
        .map(|c| c.name.clone())
        .collect();
    map.narrative = of(Meaning::Narrative).map(|c| c.name.clone()).collect();
    let parties = parties(columns, map);
    identifiers(columns, &parties, map);
    // Whatever else the row says is an attribute of the party that is said, else of its first.
    let is_party = |m: &MentionRule| matches!(m.kind.as_str(), "company" | "person");
    for column in columns.iter().filter(|c| !c.private) {
        let field = match column.meaning {
            Some(Meaning::Dba) => "dba".to_owned(),
            Some(Meaning::City) => "city".to_owned(),
            Some(Meaning::State) => "state".to_owned(),
            Some(Meaning::Zip) => "zip".to_owned(),
            Some(Meaning::Money | Meaning::Fact) => column.words.join("_"),
            _ => continue,
        };
        let kind = match column.meaning {
            Some(Meaning::Money) => "money",
            Some(Meaning::Dba) => "company",
            _ => "",
        };
        let said = |m: &MentionRule| is_party(m) && Some(&m.role) == column.role.as_ref();
        let at = map
            .mention
            .iter()
            .position(said)
            .or_else(|| map.mention.iter().position(is_party));
        let Some(party) = at.and_then(|at| map.mention.get_mut(at)) else {
            continue;
        };
        if !field.is_empty() && !party.facts.iter().any(|f| f.field == field) {
            party.facts.push(FactRule {
                field,
                column: column.name.clone(),
                kind: kind.to_owned(),
                date: String::new(),
            });
        }
    }
    if let (Some(date), Some(first)) = (
        map.date.first().cloned(),
        map.mention
            .iter()
            .find(|m| matches!(m.kind.as_str(), "company" | "person")),
    ) {
        map.event.push(EventRule {
            kind: "other".to_owned(),
            date: vec![date],
            participants: vec![first.local().to_owned()],
            place: String::new(),
        });
    }
    map.required = map
        .key
        .iter()
        .chain(map.mention.first().and_then(|m| m.label.first()))
        .cloned()
        .collect();
    if map.required.is_empty() {
        map.required = columns.first().map(|c| c.name.clone()).into_iter().collect();
    }
}

/// A party: the name of its mention, its role, the words of its column.
struct Party {
    name: String,
    role: String,
    words: Vec<String>,
}

/// Parties, one per name column; first and last name are one.
fn parties(columns: &[Column], map: &mut ColumnMap) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let mut seen = BTreeSet::new();
    for column in columns {
        let (kind, label): (&str, Vec<String>) = match column.meaning {
            Some(Meaning::Company) => ("company", vec![column.name.clone()]),
            Some(Meaning::Person) => ("person", vec![column.name.clone()]),
            Some(Meaning::FirstName | Meaning::LastName) => {
                let stem = stem(&column.words);
                if !seen.insert(stem.clone()) {
                    continue;
                }
                let mut parts: Vec<&Column> = columns
                    .iter()
                    .filter(|c| {
                        matches!(c.meaning, Some(Meaning::FirstName | Meaning::LastName))
                            && self::stem(&c.words) == stem
                    })
                    .collect();
                parts.sort_by_key(|c| {
                    (
                        c.meaning != Some(Meaning::FirstName),
                        c.words.contains(&"last".to_owned()),
                        c.at,
                    )
                });
                ("person", parts.iter().map(|c| c.name.clone()).collect())
            }
            _ => continue,
        };
        let named = column.words.iter().any(|w| w.starts_with("victim"));
        let victim = column.private && column.role.as_ref().map_or(named, |role| role == VICTIM);
        let guess = || column.words.iter().find_map(|w| role_of(w)).unwrap_or("party");
        let role = if victim {
            VICTIM
        } else {
            column.role.as_deref().unwrap_or_else(guess)
        };
        if column.private && !victim {
            // A claimant or tenant stays in its sealed cell.
            continue;
        }
        let taken = map.mention.iter().filter(|m| m.role == role).count();
        let name = if taken == 0 {
            role.to_owned()
        } else {
            format!("{role}_{}", taken + 1)
        };
        let kind = if victim { VICTIM } else { kind };
        map.mention.push(MentionRule {
            name: name.clone(),
            role: role.to_owned(),
            kind: kind.to_owned(),
            label,
            ..MentionRule::default()
        });
        parties.push(Party {
            name,
            role: role.to_owned(),
            words: column.words.clone(),
        });
    }
    parties
}

fn role_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "employer" | "empleador" | "patron" | "establishment" | "estab" => "employer",
        "recruiter" | "reclutador" => "recruiter",
        "agent" | "attorney" | "agente" => "agent",
        "owner" | "officer" | "dueno" => "owner",
        "contact" | "contacto" => "contact",
        "defendant" => "defendant",
        "driver" | "conductor" => "driver",
        "supervisor" => "supervisor",
        "landlord" => "landlord",
        _ => return None,
    })
}

/// What is left of "recruiter_last_name" without the words for names.
fn stem(words: &[String]) -> Vec<String> {
    let known = |w: &&String| {
        let word = std::slice::from_ref(*w);
        !["given", "surname", "middle"]
            .iter()
            .any(|part| header::has(word, part))
            && w.as_str() != "name"
    };
    words.iter().filter(known).cloned().collect()
}

/// Phones, e-mails and the like, each linked to the party that shares its first word, else the first.
fn identifiers(columns: &[Column], parties: &[Party], map: &mut ColumnMap) {
    let owner = |column: &Column| {
        let said = column
            .role
            .as_ref()
            .and_then(|role| parties.iter().find(|p| p.role == *role));
        said.or_else(|| parties.iter().find(|p| p.words.first() == column.words.first()))
            .or_else(|| parties.first())
            .map(|p| p.name.clone())
    };
    for column in columns.iter().filter(|c| !c.private) {
        let (kind, link) = match column.meaning {
            Some(Meaning::Phone) => ("phone", "has_phone"),
            Some(Meaning::Email) => ("email", "has_email"),
            Some(Meaning::Plate) => ("plate", "has_plate"),
            Some(Meaning::Fein) => ("fein", "has_fein"),
            Some(Meaning::Address) => ("address", "located_at"),
            _ => continue,
        };
        let same = map.mention.iter().filter(|m| m.kind == kind).count();
        let name = if same == 0 {
            kind.to_owned()
        } else {
            format!("{kind}_{}", same + 1)
        };
        let mut label = vec![column.name.clone()];
        if kind == "address" {
            // The city, state and postal code that stand to its right, before the next address.
            let next = columns
                .iter()
                .find(|c| c.at > column.at && c.meaning == Some(Meaning::Address))
                .map_or(usize::MAX, |c| c.at);
            let parts = [Meaning::City, Meaning::State, Meaning::Zip];
            label.extend(
                parts
                    .iter()
                    .filter_map(|m| {
                        columns
                            .iter()
                            .find(|c| c.at > column.at && c.at < next && c.meaning == Some(*m) && !c.private)
                    })
                    .map(|c| c.name.clone()),
            );
        }
        let needs = if kind == "address" {
            vec![column.name.clone()]
        } else {
            Vec::new()
        };
        map.mention.push(MentionRule {
            name: name.clone(),
            role: kind.to_owned(),
            kind: kind.to_owned(),
            label,
            needs,
            ..MentionRule::default()
        });
        if let Some(from) = owner(column)
            && map
                .mention
                .iter()
                .any(|m| m.local() == from && (link != "has_fein" || m.kind != VICTIM))
        {
            map.link.push(LinkRule {
                kind: link.to_owned(),
                from,
                to: name,
                date: String::new(),
            });
        }
    }
}
