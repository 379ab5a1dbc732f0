//! The lines of a search index, laid side by side so that very many are looked at quickly, and what they share
//! with a text. Must not know: which lines have been overtaken, how hits are joined.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::words::Words;
use super::{Found, SLIPS, fold};
use crate::model::EntityId;

/// A line that was hit: its rank (smaller is better; a label before a fact of the same) and its number.
pub(super) type Candidate = (u32, u32);

/// What no line has.
const NONE: u16 = u16::MAX;

/// Texts one behind the other.
#[derive(Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }
    pub(super) fn get(&self, at: usize) -> &str {
        let begin = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(at).copied().unwrap_or_default();
        self.all.get(begin.unwrap_or_default()..end).unwrap_or_default()
    }
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|at| self.get(at))
    }
    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

/// What is searched: labels and values, those of one entity behind each other, entities in their order.
#[derive(Default)]
pub(super) struct Part {
    folded: Texts,
    squeezed: Texts,
    shown: Texts,
    /// Whose it is, and whether it is a label.
    of: Vec<(EntityId, bool)>,
    /// trigram → lines, ascending.
    trigrams: BTreeMap<[u8; 3], Vec<u32>>,
    /// Made when names are first misspelled.
    words: OnceLock<Words>,
}

impl Part {
    pub(super) fn add(&mut self, shown: &str, entity: EntityId, is_label: bool) {
        let folded = fold(shown);
        let Ok(at) = u32::try_from(self.of.len()) else { return };
        if folded.is_empty() {
            return;
        }
        let squeezed = folded.replace(' ', "");
        for gram in grams(&squeezed) {
            let lines = self.trigrams.entry(gram).or_default();
            if lines.last() != Some(&at) {
                lines.push(at);
            }
        }
        self.folded.push(&folded);
        self.squeezed.push(&squeezed);
        self.shown.push(shown);
        self.of.push((entity, is_label));
    }

    /// Nothing is added any more: what was set aside for it is given back.
    pub(super) fn close(&mut self) {
        self.trigrams.values_mut().for_each(Vec::shrink_to_fit);
        for texts in [&mut self.folded, &mut self.squeezed, &mut self.shown] {
            texts.shrink();
        }
        self.of.shrink_to_fit();
    }

    #[cfg(test)]
    pub(super) fn lines(&self) -> impl Iterator<Item = (&str, &str, &str, EntityId, bool)> {
        let texts = self.folded.iter().zip(self.squeezed.iter()).zip(self.shown.iter());
        let all = texts.zip(&self.of);
        all.map(|(((folded, squeezed), shown), of)| (folded, squeezed, shown, of.0, of.1))
    }

    fn candidate(&self, at: u32, rank: u32) -> Option<Candidate> {
        let (_, is_label) = self.of.get(at as usize)?;
        Some((rank * 2 + u32::from(!is_label), at))
    }

    /// The lines that hold the text, or half of its trigrams, in their order.
    pub(super) fn hits(&self, folded: &str) -> Vec<Candidate> {
        let squeezed = folded.replace(' ', "");
        let wanted: Vec<[u8; 3]> = grams(&squeezed).collect();
        let numbers = 0..u32::try_from(self.of.len()).unwrap_or(u32::MAX);
        if squeezed.is_empty() {
            return Vec::new();
        }
        if wanted.is_empty() {
            let begun = |line: &str| line.split(' ').any(|word| word.starts_with(&squeezed));
            return numbers
                .zip(self.folded.iter())
                .filter(|(_, line)| begun(line))
                .filter_map(|(at, line)| self.candidate(at, u32::from(line != folded)))
                .collect();
        }
        // How many of the query's trigrams each line has.
        let mut shared = vec![0u16; self.of.len()];
        for gram in &wanted {
            for line in self.trigrams.get(gram).map_or(&[][..], Vec::as_slice) {
                if let Some(n) = shared.get_mut(*line as usize) {
                    *n = n.saturating_add(1);
                }
            }
        }
        let (all, inside) = (wanted.len(), format!(" {folded}"));
        let mut found = Vec::new();
        for (at, count) in numbers.zip(shared) {
            let (count, place) = (usize::from(count), at as usize);
            if count * 2 < all {
                continue;
            }
            // Only a line with every trigram can hold the text itself.
            let rank = if count < all || !self.squeezed.get(place).contains(&squeezed) {
                SLIPS + (all - count.min(all)) as u32
            } else if self.squeezed.get(place).len() == squeezed.len() {
                0
            } else if self.folded.get(place).starts_with(folded) || self.folded.get(place).contains(&inside) {
                1
            } else {
                2
            };
            found.extend(self.candidate(at, rank));
        }
        found
    }

    /// The lines each of whose asked words stands there, begins a word there, or is a few slips from one, in their
    /// order.
    pub(super) fn similar(&self, folded: &str) -> Vec<Candidate> {
        let words = self.words.get_or_init(|| Words::of(self.folded.iter()));
        let asked = folded.split(' ').filter(|word| !word.is_empty());
        let mut asked: Vec<Vec<(u16, &[u32])>> = asked.map(|word| words.near(word)).collect();
        // The rarest first: the lines of the others count only where it stands.
        asked.sort_by_key(|near| near.iter().map(|(_, at)| at.len()).sum::<usize>());
        let mut sums = vec![NONE; self.of.len()];
        let mut lines: Vec<u32> = Vec::new();
        for (n, near) in asked.iter().enumerate() {
            let mut here = vec![NONE; self.of.len()];
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
        lines.sort_unstable();
        let found = lines
            .into_iter()
            .filter_map(|at| self.candidate(at, SLIPS + u32::from(sums[at as usize])));
        found.collect()
    }

    /// The best of each entity that is not `gone`, by rank; of equal ones as typed by text where `by_text`, the
    /// others as they stand here. Only the foremost are put in order.
    pub(super) fn first(
        &self,
        found: Vec<Candidate>,
        limit: usize,
        by_text: bool,
        gone: &BTreeSet<EntityId>,
    ) -> Vec<Found> {
        let (mut typed, others): (Vec<Candidate>, Vec<Candidate>) = found.into_iter().partition(is_as_typed);
        if by_text {
            typed.sort_by(|a, b| {
                let text = |at: u32| self.shown.get(at as usize);
                (a.0, text(a.1), a.1).cmp(&(b.0, text(b.1), b.1))
            });
        }
        let mut take = limit.max(1).saturating_mul(8);
        loop {
            let mut foremost = if by_text {
                typed.get(..take.min(typed.len())).unwrap_or_default().to_vec()
            } else {
                smallest(&typed, take)
            };
            foremost.extend(smallest(&others, take.saturating_sub(typed.len())));
            let all = foremost.len() == typed.len() + others.len();
            let mut seen = BTreeSet::new();
            let out: Vec<Found> = foremost
                .into_iter()
                .filter_map(|(rank, at)| Some((rank, at, self.of.get(at as usize)?.0)))
                .filter(|(_, _, entity)| !gone.contains(entity) && seen.insert(*entity))
                .take(limit)
                .map(|(rank, at, entity)| Found {
                    rank,
                    entity,
                    text: self.shown.get(at as usize).to_owned(),
                })
                .collect();
            if all || out.len() >= limit {
                return out;
            }
            take = take.saturating_mul(8);
        }
    }
}

/// True for a line where the words stand as they were typed.
pub(super) fn is_as_typed((rank, _): &Candidate) -> bool {
    *rank < SLIPS * 2
}

/// The first so many by rank, of equal ranks in the order given.
fn smallest(found: &[Candidate], take: usize) -> Vec<Candidate> {
    let mut ranks: BTreeMap<u32, usize> = BTreeMap::new();
    for (rank, _) in found {
        *ranks.entry(*rank).or_default() += 1;
    }
    let mut left = take;
    let cut = ranks.into_iter().find(|(_, n)| {
        let more = *n > left;
        left -= if more { 0 } else { *n };
        more
    });
    let cut = cut.map_or(u32::MAX, |(rank, _)| rank);
    let mut out: Vec<Candidate> = found
        .iter()
        .filter(|(rank, _)| {
            let last = *rank == cut && left > 0;
            left -= usize::from(last);
            *rank < cut || last
        })
        .copied()
        .collect();
    out.sort_by_key(|(rank, _)| *rank);
    out
}

pub(super) fn grams(squeezed: &str) -> impl Iterator<Item = [u8; 3]> + '_ {
    squeezed.as_bytes().windows(3).map(|w| [w[0], w[1], w[2]])
}
