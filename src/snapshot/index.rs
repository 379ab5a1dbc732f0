//! Search over a snapshot: names without accents, parts of phones and plates, misspelled names.
//! Sealed values are not in a snapshot, so no search can betray them.
//!
//! Ranking: whole value, then start of a word, then inside, then shared trigrams (at least half of
//! the query's; a misspelling of one letter in eight keeps five of eight). Beside it: names whose words are
//! each within a few slips of those asked for.

use std::collections::{BTreeMap, BTreeSet};
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

/// A line that was hit: its rank (smaller is better; a label before a fact of the same) and its number.
type Candidate = (u32, u32);

/// More hits than anybody reads: they are not put in order by their text.
const MANY: usize = 4096;

/// What no line has.
const NONE: u16 = u16::MAX;

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

    fn candidate(&self, at: u32, rank: u32) -> Option<Candidate> {
        let line = self.lines.get(at as usize)?;
        Some((rank * 2 + u32::from(!line.is_label), at))
    }

    /// The best of each entity, by rank; of equal ones as typed by text, unless there are very many, the others as
    /// they stand in the index. Only the foremost are put in order.
    fn first(&self, mut found: Vec<Candidate>, limit: usize) -> Vec<Found> {
        let as_typed = |rank: u32| rank < SLIPS * 2;
        let by_text = found.iter().filter(|(rank, _)| as_typed(*rank)).count() <= MANY;
        let key = |&(rank, at): &Candidate| {
            let line = self.lines.get(at as usize).filter(|_| by_text && as_typed(rank));
            (rank, line.map_or("", |l| l.shown.as_str()), at)
        };
        let mut take = limit.max(1).saturating_mul(8);
        loop {
            let all = found.len() <= take;
            if !all {
                found.select_nth_unstable_by(take, |a, b| key(a).cmp(&key(b)));
            }
            let end = take.min(found.len());
            let foremost = &mut found[..end];
            foremost.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
            let mut seen = BTreeSet::new();
            let lines = foremost
                .iter()
                .filter_map(|(rank, at)| Some((*rank, self.lines.get(*at as usize)?)));
            let out: Vec<Found> = lines
                .filter(|(_, line)| seen.insert(line.entity))
                .take(limit)
                .map(|(rank, line)| Found {
                    rank,
                    entity: line.entity,
                    text: line.shown.clone(),
                })
                .collect();
            if all || out.len() >= limit {
                return out;
            }
            take = take.saturating_mul(8);
        }
    }

    /// The best hits, one per entity.
    pub fn search(&self, query: &str, limit: usize) -> Vec<Found> {
        let folded = fold(query);
        let squeezed = folded.replace(' ', "");
        if squeezed.is_empty() {
            return Vec::new();
        }
        let wanted: Vec<[u8; 3]> = grams(&squeezed).collect();
        let numbers = 0..u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        let mut found: Vec<Candidate> = Vec::new();
        if wanted.is_empty() {
            for (at, line) in numbers.zip(&self.lines) {
                if line.folded.split(' ').any(|word| word.starts_with(&squeezed)) {
                    found.extend(self.candidate(at, u32::from(line.folded != folded)));
                }
            }
            return self.first(found, limit);
        }
        // How many of the query's trigrams each line has.
        let mut shared = vec![0u16; self.lines.len()];
        for gram in &wanted {
            for line in self.trigrams.get(gram).map_or(&[][..], Vec::as_slice) {
                if let Some(n) = shared.get_mut(*line as usize) {
                    *n = n.saturating_add(1);
                }
            }
        }
        let (all, inside) = (wanted.len(), format!(" {folded}"));
        for ((at, line), count) in numbers.zip(&self.lines).zip(shared) {
            let count = usize::from(count);
            if count * 2 < all {
                continue;
            }
            // Only a line with every trigram can hold the text itself.
            let rank = if count < all || !line.squeezed.contains(&squeezed) {
                SLIPS + (all - count.min(all)) as u32
            } else if line.squeezed.len() == squeezed.len() {
                0
            } else if line.folded.starts_with(&folded) || line.folded.contains(&inside) {
                1
            } else {
                2
            };
            found.extend(self.candidate(at, rank));
        }
        self.first(found, limit)
    }

    /// Names each of whose asked words stands there, begins a word there, or is a few slips from one (see
    /// `slips`): the fewest slips first, one per entity. Numbers are never taken for one another.
    pub fn similar(&self, query: &str, limit: usize) -> Vec<Found> {
        let words = self.words.get_or_init(|| self.by_word());
        let mut asked: Vec<Vec<(u16, &[u32])>> = fold(query)
            .split(' ')
            .filter(|w| !w.is_empty())
            .map(|asked| {
                let near = words
                    .iter()
                    .filter_map(|(word, at)| Some((slips(asked, word)?, at.as_slice())));
                near.collect()
            })
            .collect();
        // The rarest first: the lines of the others count only where it stands.
        asked.sort_by_key(|near| near.iter().map(|(_, at)| at.len()).sum::<usize>());
        let mut sums = vec![NONE; self.lines.len()];
        let mut lines: Vec<u32> = Vec::new();
        for (n, near) in asked.iter().enumerate() {
            let mut here = vec![NONE; self.lines.len()];
            for (slips, at) in near {
                for line in *at {
                    let place = *line as usize;
                    if n > 0 && sums[place] == NONE {
                        continue;
                    }
                    if n == 0 && here[place] == NONE {
                        lines.push(*line);
                    }
                    here[place] = here[place].min(*slips);
                }
            }
            lines.retain(|line| {
                let place = *line as usize;
                let before = if n == 0 { 0 } else { sums[place] };
                sums[place] = if here[place] == NONE {
                    NONE
                } else {
                    before.saturating_add(here[place])
                };
                sums[place] != NONE
            });
        }
        let found = lines
            .into_iter()
            .filter_map(|at| self.candidate(at, SLIPS + u32::from(sums[at as usize])));
        self.first(found.collect(), limit)
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
fn slips(asked: &str, word: &str) -> Option<u16> {
    if word.starts_with(asked) {
        return Some(0);
    }
    let allowed = match asked.len() {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let number = |text: &str| text.bytes().any(|b| b.is_ascii_digit());
    if asked.len().abs_diff(word.len()) > allowed || number(asked) || number(word) || unlike(asked, word, allowed) {
        return None;
    }
    let slips = strsim::osa_distance(asked, word);
    (slips <= allowed).then_some(slips as u16)
}

/// True when two words have too few letters in common to be so few slips apart: each slip takes one letter away
/// and brings one in.
fn unlike(a: &str, b: &str, allowed: usize) -> bool {
    let letters = |text: &str| text.bytes().fold(0u64, |set, b| set | 1 << (b & 63));
    (letters(a) ^ letters(b)).count_ones() as usize > 2 * allowed
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Uid;

    /// What `search` promises, line by line, with nothing left out to be quick.
    fn plainly(index: &SearchIndex, query: &str, limit: usize) -> Vec<Found> {
        let (folded, squeezed) = (fold(query), squeeze(query));
        let wanted: Vec<[u8; 3]> = grams(&squeezed).collect();
        // By rank; as typed by text; else in the order of the index.
        let mut best: BTreeMap<EntityId, (u32, String, usize)> = BTreeMap::new();
        for (at, line) in index.lines.iter().enumerate() {
            let has: Vec<[u8; 3]> = grams(&line.squeezed).collect();
            let count = wanted.iter().filter(|g| has.contains(g)).count();
            let rank = if squeezed.is_empty() {
                continue;
            } else if wanted.is_empty() {
                if !line.folded.split(' ').any(|w| w.starts_with(&squeezed)) {
                    continue;
                }
                u32::from(line.folded != folded)
            } else if line.squeezed == squeezed {
                0
            } else if line.folded.starts_with(&folded) || line.folded.contains(&format!(" {folded}")) {
                1
            } else if line.squeezed.contains(&squeezed) {
                2
            } else if count * 2 >= wanted.len() {
                SLIPS + (wanted.len() - count) as u32
            } else {
                continue;
            };
            let rank = rank * 2 + u32::from(!line.is_label);
            let text = if rank < SLIPS * 2 {
                line.shown.clone()
            } else {
                String::new()
            };
            let found = (rank, text, at);
            if best.get(&line.entity).is_none_or(|old| found < *old) {
                best.insert(line.entity, found);
            }
        }
        let mut out: Vec<(u32, String, usize)> = best.into_values().collect();
        out.sort();
        out.truncate(limit);
        let found = |(rank, _, at): (u32, String, usize)| Found {
            rank,
            entity: index.lines[at].entity,
            text: index.lines[at].shown.clone(),
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
            let mut index = SearchIndex::default();
            for (text, entity, is_label) in &lines {
                index.add(text, EntityId(Uid([*entity; 16])), *is_label);
            }
            prop_assert_eq!(index.search(&query, limit), plainly(&index, &query, limit));
        }
    }

    #[test]
    fn words_in_any_order_with_slips_are_found_the_fewest_first_and_numbers_are_not_confused() {
        let mut index = SearchIndex::default();
        for (n, name) in [
            "Invented Farm 42 LLC",
            "Invented Farm 43 LLC",
            "Ivnented Frm 42",
            "Mesa Hay",
        ]
        .iter()
        .enumerate()
        {
            index.add(name, EntityId(Uid([n as u8; 16])), true);
        }
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
