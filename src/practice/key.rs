//! The answer key: what is truly one, truly connected, a pattern, a decoy. The same JSON shape as
//! `sample_cases/*/expected.json`, so that both are scored alike. Must not know how a case was made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::problem::Problem;

/// Where a mention stands: `file#row`, data rows from 1, and the column with its text as written.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct MentionAt {
    pub at: String,
    pub column: String,
    pub value: String,
}

/// One true party and every mention of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TrueParty {
    pub id: String,
    /// employer, person, agent, landlord, housing.
    pub kind: String,
    pub name: String,
    pub mentions: Vec<MentionAt>,
}

/// A telling value that several records truly share.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TrueGroup {
    pub id: String,
    /// phone, plate, address.
    pub kind: String,
    pub value: String,
    pub members: Vec<String>,
    #[serde(default)]
    pub why: String,
}

/// A planted shape. A link shows it when it joins two different sides, or two records of its only
/// side, or a side with what it runs through.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TruePattern {
    pub id: String,
    /// successor_employer, common_recruiter, one_bed_address, same_script.
    pub pattern: String,
    pub sides: Vec<Vec<String>>,
    #[serde(default)]
    pub through: Vec<String>,
    #[serde(default)]
    pub why: String,
}

/// A shared value that must not be taken for a link.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Decoy {
    pub id: String,
    pub kind: String,
    pub value: String,
    pub members: Vec<String>,
    #[serde(default)]
    pub why: String,
}

/// Two parties that look like one and are two.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Distinct {
    pub a: String,
    pub b: String,
    pub a_at: Vec<String>,
    pub b_at: Vec<String>,
    #[serde(default)]
    pub why: String,
}

/// The whole answer key.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Key {
    pub about: String,
    /// Parties with two mentions or more.
    pub same: Vec<TrueParty>,
    pub connected: Vec<TrueGroup>,
    pub patterns: Vec<TruePattern>,
    pub decoys: Vec<Decoy>,
    #[serde(default)]
    pub distinct: Vec<Distinct>,
}

impl Key {
    /// As it is written to `key.json`.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads `key.json` of a practice folder, or `expected.json` of a sample.
    ///
    /// # Errors
    /// Text that is no answer key, with the parser's line and column.
    pub fn from_json(text: &str) -> Result<Key, Problem> {
        serde_json::from_str(text).map_err(|error| {
            Problem::new(
                "key",
                "the answer key of a practice case",
                error.to_string(),
                "make the practice case again",
            )
        })
    }

    /// Ids of the sets of records that belong together for `same` and `connected`.
    pub(super) fn same_sets(&self) -> Vec<Vec<&str>> {
        self.same
            .iter()
            .map(|p| unique(p.mentions.iter().map(|m| m.at.as_str())))
            .filter(|s| s.len() > 1)
            .collect()
    }
    /// Parties in common that connect two records: not those that serve many (agents, housing, landlords).
    pub(super) fn connecting_sets(&self) -> Vec<Vec<&str>> {
        self.same
            .iter()
            .filter(|p| p.kind == "employer" || p.kind == "person")
            .map(|p| unique(p.mentions.iter().map(|m| m.at.as_str())))
            .collect()
    }
    pub(super) fn connected_sets(&self) -> Vec<Vec<&str>> {
        self.connected
            .iter()
            .map(|g| unique(g.members.iter().map(String::as_str)))
            .filter(|s| s.len() > 1)
            .collect()
    }
}

impl TruePattern {
    /// Whether a link between these two records shows this pattern.
    pub fn shown_by(&self, left: &str, right: &str) -> bool {
        let side = |at: &str| self.sides.iter().map(|s| s.iter().any(|m| m == at)).collect::<Vec<_>>();
        let (l, r) = (side(left), side(right));
        let through = |at: &str| self.through.iter().any(|m| m == at);
        let (in_l, in_r) = (l.contains(&true), r.contains(&true));
        if self.sides.len() == 1 {
            return in_l && in_r && left != right;
        }
        let across = l
            .iter()
            .enumerate()
            .any(|(i, a)| *a && r.iter().enumerate().any(|(j, b)| *b && i != j));
        across || (in_l && through(right)) || (in_r && through(left)) || (through(left) && through(right))
    }
}

fn unique<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut out: Vec<&str> = items.collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Builds a key while rows are written.
#[derive(Default)]
pub(super) struct KeyBuilder {
    parties: BTreeMap<String, TrueParty>,
    groups: BTreeMap<String, TrueGroup>,
    decoys: BTreeMap<String, Decoy>,
    patterns: BTreeMap<String, TruePattern>,
}
impl KeyBuilder {
    pub(super) fn party(&mut self, id: &str, kind: &str, name: &str) {
        self.parties.entry(id.to_owned()).or_insert_with(|| TrueParty {
            id: id.to_owned(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            mentions: Vec::new(),
        });
    }
    pub(super) fn mention(&mut self, id: &str, at: &str, column: &str, value: &str) {
        if let Some(party) = self.parties.get_mut(id) {
            party.mentions.push(MentionAt {
                at: at.to_owned(),
                column: column.to_owned(),
                value: value.to_owned(),
            });
        }
    }
    pub(super) fn group(&mut self, id: &str, kind: &str, value: &str, why: &str) {
        self.groups.entry(id.to_owned()).or_insert_with(|| TrueGroup {
            id: id.to_owned(),
            kind: kind.to_owned(),
            value: value.to_owned(),
            members: Vec::new(),
            why: why.to_owned(),
        });
    }
    pub(super) fn decoy(&mut self, id: &str, kind: &str, value: &str, why: &str) {
        self.decoys.entry(id.to_owned()).or_insert_with(|| Decoy {
            id: id.to_owned(),
            kind: kind.to_owned(),
            value: value.to_owned(),
            members: Vec::new(),
            why: why.to_owned(),
        });
    }
    /// Puts a record under a group or a decoy of that id.
    pub(super) fn member(&mut self, id: &str, at: &str) {
        if let Some(group) = self.groups.get_mut(id) {
            group.members.push(at.to_owned());
        }
        if let Some(decoy) = self.decoys.get_mut(id) {
            decoy.members.push(at.to_owned());
        }
    }
    pub(super) fn pattern(&mut self, id: &str, pattern: &str, sides: usize, why: &str) {
        self.patterns.entry(id.to_owned()).or_insert_with(|| TruePattern {
            id: id.to_owned(),
            pattern: pattern.to_owned(),
            sides: vec![Vec::new(); sides],
            through: Vec::new(),
            why: why.to_owned(),
        });
    }
    /// Side `None` = what the pattern runs through.
    pub(super) fn pattern_member(&mut self, id: &str, side: Option<usize>, at: &str) {
        let Some(pattern) = self.patterns.get_mut(id) else {
            return;
        };
        let list = match side {
            Some(side) => pattern.sides.get_mut(side),
            None => Some(&mut pattern.through),
        };
        if let Some(list) = list
            && !list.iter().any(|m| m == at)
        {
            list.push(at.to_owned());
        }
    }
    /// `pairs` are party ids that look like one and are two.
    pub(super) fn finish(self, about: String, pairs: &[(String, String, String)]) -> Key {
        let at = |id: &str| -> Vec<String> {
            self.parties
                .get(id)
                .map(|p| p.mentions.iter().map(|m| m.at.clone()).collect())
                .unwrap_or_default()
        };
        let distinct = pairs
            .iter()
            .map(|(a, b, why)| Distinct {
                a: a.clone(),
                b: b.clone(),
                a_at: at(a),
                b_at: at(b),
                why: why.clone(),
            })
            .filter(|d| !d.a_at.is_empty() && !d.b_at.is_empty())
            .collect();
        let several = |list: &[String]| unique(list.iter().map(String::as_str)).len() > 1;
        Key {
            about,
            same: self
                .parties
                .into_values()
                .filter(|p| unique(p.mentions.iter().map(|m| m.at.as_str())).len() > 1)
                .collect(),
            connected: self.groups.into_values().filter(|g| several(&g.members)).collect(),
            patterns: self
                .patterns
                .into_values()
                .filter(|p| match p.sides.as_slice() {
                    [only] => only.len() > 1,
                    sides => sides.iter().filter(|s| !s.is_empty()).count() > 1,
                })
                .collect(),
            decoys: self.decoys.into_values().filter(|d| several(&d.members)).collect(),
            distinct,
        }
    }
}
