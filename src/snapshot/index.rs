//! Search over a snapshot: names without accents, parts of phones and plates, misspelled names.
//! Sealed values are not in a snapshot, so no search can betray them.
//!
//! Ranking: whole value, then start of a word, then inside, then shared trigrams (at least half of
//! the query's; a misspelling of one letter in eight keeps five of eight). Beside it: names whose words are
//! each within a few slips of those asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::Snapshot;
use crate::model::EntityId;

/// Lower case, without accents, punctuation as single spaces: `Ñáñez-Peña, José` → `nanez pena jose`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Letters and digits only: `(575) 555-01 09` → `5755550109`.
pub fn squeeze(text: &str) -> String {
    fold(text).replace(' ', "")
}

#[derive(Clone, Default)]
pub struct SearchIndex {
    /// (folded text, squeezed text, entity), labels first, then facts.
    lines: Vec<Line>,
    /// trigram → lines, ascending.
    trigrams: BTreeMap<[u8; 3], Vec<u32>>,
    /// word → lines, ascending; made when names are first misspelled.
    words: OnceLock<BTreeMap<String, Vec<u32>>>,
}
#[derive(Clone)]
struct Line {
    folded: String,
    squeezed: String,
    shown: String,
    entity: EntityId,
    is_label: bool,
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

/// The best hit of each entity.
#[derive(Default)]
struct Best(BTreeMap<EntityId, Found>);

impl Best {
    fn offer(&mut self, line: &Line, rank: u32) {
        let found = Found {
            rank: rank * 2 + u32::from(!line.is_label),
            entity: line.entity,
            text: line.shown.clone(),
        };
        if self.0.get(&line.entity).is_none_or(|old| found < *old) {
            self.0.insert(line.entity, found);
        }
    }
    /// By rank, then text.
    fn first(self, limit: usize) -> Vec<Found> {
        let mut out: Vec<Found> = self.0.into_values().collect();
        out.sort_by(|a, b| (a.rank, &a.text, a.entity).cmp(&(b.rank, &b.text, b.entity)));
        out.truncate(limit);
        out
    }
}

impl SearchIndex {
    pub fn build(snapshot: &Snapshot) -> SearchIndex {
        let mut index = SearchIndex::default();
        for entity in snapshot.entities.iter() {
            index.add(&entity.label, entity.id, true);
            if !entity.canonical.is_empty() && squeeze(&entity.canonical) != squeeze(&entity.label) {
                index.add(&entity.canonical, entity.id, true);
            }
        }
        for fact in snapshot
            .facts
            .iter()
            .filter(|f| f.sealed.is_none() && SEARCHED.contains(&f.field.as_str()))
        {
            index.add(&fact.value, fact.entity, false);
        }
        index
    }

    fn add(&mut self, shown: &str, entity: EntityId, is_label: bool) {
        let folded = fold(shown);
        if folded.is_empty() {
            return;
        }
        let squeezed = folded.replace(' ', "");
        let at = self.lines.len() as u32;
        for gram in grams(&squeezed) {
            let lines = self.trigrams.entry(gram).or_default();
            if lines.last() != Some(&at) {
                lines.push(at);
            }
        }
        self.lines.push(Line {
            folded,
            squeezed,
            shown: shown.to_owned(),
            entity,
            is_label,
        });
    }

    /// The best hits, one per entity.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Found> {
        let folded = fold(query);
        let squeezed = folded.replace(' ', "");
        if squeezed.is_empty() {
            return Vec::new();
        }
        let wanted: Vec<[u8; 3]> = grams(&squeezed).collect();
        let mut best = Best::default();
        if wanted.is_empty() {
            for line in &self.lines {
                if line.folded.split(' ').any(|word| word.starts_with(&squeezed)) {
                    best.offer(line, if line.folded == folded { 0 } else { 1 });
                }
            }
        } else {
            let mut shared: BTreeMap<u32, u32> = BTreeMap::new();
            for gram in &wanted {
                for line in self.trigrams.get(gram).map_or(&[][..], Vec::as_slice) {
                    *shared.entry(*line).or_default() += 1;
                }
            }
            for (at, count) in shared {
                let Some(line) = self.lines.get(at as usize) else {
                    continue;
                };
                let rank = if line.folded == folded || line.squeezed == squeezed {
                    0
                } else if line.folded.starts_with(&folded) || line.folded.contains(&format!(" {folded}")) {
                    1
                } else if line.squeezed.contains(&squeezed) {
                    2
                } else if count as usize * 2 >= wanted.len() {
                    SLIPS + (wanted.len() as u32 - count.min(wanted.len() as u32))
                } else {
                    continue;
                };
                best.offer(line, rank);
            }
        }
        best.first(limit)
    }

    /// Names each of whose asked words stands there, begins a word there, or is a few slips from one (see
    /// `slips`): the fewest slips first, one per entity. Numbers are never taken for one another.
    pub fn similar(&self, query: &str, limit: usize) -> Vec<Found> {
        let words = self.words.get_or_init(|| self.by_word());
        let mut lines: Option<BTreeMap<u32, u32>> = None;
        for asked in fold(query).split(' ').filter(|w| !w.is_empty()) {
            let mut near: BTreeMap<u32, u32> = BTreeMap::new();
            for (word, at) in words {
                let Some(slips) = slips(asked, word) else { continue };
                for line in at {
                    let sum = slips
                        + lines
                            .as_ref()
                            .map_or(Some(0), |l| l.get(line).copied())
                            .unwrap_or(u32::MAX / 2);
                    if sum < u32::MAX / 2 {
                        near.entry(*line).and_modify(|n| *n = sum.min(*n)).or_insert(sum);
                    }
                }
            }
            lines = Some(near);
        }
        let mut best = Best::default();
        for (at, slips) in lines.unwrap_or_default() {
            if let Some(line) = self.lines.get(at as usize) {
                best.offer(line, SLIPS + slips);
            }
        }
        best.first(limit)
    }

    fn by_word(&self) -> BTreeMap<String, Vec<u32>> {
        let mut words: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (at, line) in self.lines.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for word in line.folded.split(' ') {
                let lines = words.entry(word.to_owned()).or_default();
                if lines.last() != Some(&at) {
                    lines.push(at);
                }
            }
        }
        words
    }
}

/// How many slips (a letter too many, too few, another, two swapped) lead from the word asked for to this one;
/// `None` when they are too many: one in a word of four to seven letters, two in a longer one.
fn slips(asked: &str, word: &str) -> Option<u32> {
    if word.starts_with(asked) {
        return Some(0);
    }
    let allowed = match asked.len() {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    if asked.len().abs_diff(word.len()) > allowed || asked.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let slips = strsim::osa_distance(asked, word);
    (slips <= allowed).then_some(slips as u32)
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

fn grams(squeezed: &str) -> impl Iterator<Item = [u8; 3]> + '_ {
    squeezed.as_bytes().windows(3).map(|w| [w[0], w[1], w[2]])
}
