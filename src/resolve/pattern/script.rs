//! The same words in several tips: a recruiter's promise that workers repeat, or callers who were told
//! what to say. Pairs of words that follow each other (shingles: Broder, "On the Resemblance and
//! Containment of Documents", 1997), short words and numbers left out, for a call-taker drops them.
//! A pair counts by document frequency: what many narratives share is how people talk, what many of one
//! source share is that agency's form. Must not know: where narratives come from.

use std::collections::{BTreeMap, BTreeSet};

use super::{Scene, reason};
use crate::model::decision::Candidate;
use crate::model::value;
use crate::model::{RecordId, SourceId};
use crate::resolve::{cluster, connect};

/// Shorter words are grammar.
const LEAST_LETTERS: usize = 4;
/// A word or pair is rare when no more narratives than this share of all hold it ...
const RARE_SHARE: f64 = 0.04;
/// ... and never more than so many; so few are rare in any file.
const RARE_MOST: usize = 60;
const RARE_LEAST: usize = 5;
/// A pair that more than this share of one source's narratives hold is that source's form.
const FORM_SHARE: f64 = 0.2;
/// Rare words in shared pairs that make two narratives one script, and the bits that each is worth.
const LEAST_RARE: usize = 11;
const BITS_PER_RARE: f64 = 0.75;
/// Bits: one script proves no more than one author.
const MOST_BITS: f64 = 12.0;

type Pair<'a> = (&'a str, &'a str);

/// A narrative: its words, and which of them tell something.
struct Told {
    record: RecordId,
    source: SourceId,
    words: Vec<String>,
    telling: Vec<usize>,
}

impl Told {
    fn pairs(&self) -> impl Iterator<Item = Pair<'_>> {
        self.telling
            .windows(2)
            .map(|w| (self.words[w[0]].as_str(), self.words[w[1]].as_str()))
    }
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let told: Vec<Told> = scene
        .request
        .narratives
        .iter()
        .filter_map(|(record, text)| {
            let source = scene.snapshot.record(*record)?.source;
            let words = value::words(text);
            let tells = |w: &String| w.chars().count() >= LEAST_LETTERS && !w.chars().any(|c| c.is_ascii_digit());
            let telling = (0..words.len()).filter(|i| tells(&words[*i])).collect();
            Some(Told {
                record: *record,
                source,
                words,
                telling,
            })
        })
        .collect();
    let shared = shared(&told);
    let edges: Vec<(u32, u32, f64)> = shared
        .iter()
        .filter(|(_, (rare, _))| *rare >= LEAST_RARE)
        .map(|((a, b), (rare, _))| (*a, *b, *rare as f64))
        .collect();
    let of = cluster::components(told.len(), &edges);
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for root in &of {
        *sizes.entry(*root).or_default() += 1;
    }
    edges
        .iter()
        .filter_map(|(a, b, rare)| {
            let size = sizes.get(&of[*a as usize]).copied().unwrap_or(0);
            if size < scene.least("same_script") {
                return None;
            }
            let (_, pairs) = shared.get(&(*a, *b))?;
            let quote = longest(&told[*a as usize], pairs).unwrap_or_default();
            let reasons = vec![reason(
                "narrative",
                "same-script",
                (rare * BITS_PER_RARE).min(MOST_BITS),
                vec![quote, pairs.len().to_string(), size.to_string()],
            )];
            let left = connect::record_side(scene.snapshot, told[*a as usize].record)?;
            let right = connect::record_side(scene.snapshot, told[*b as usize].record)?;
            scene.candidate("same_script", left, right, reasons, "narrative")
        })
        .collect()
}

/// For two narratives the rare pairs that both hold, and how many rare words stand in them.
type Shared<'a> = BTreeMap<(u32, u32), (usize, BTreeSet<Pair<'a>>)>;

fn shared(told: &[Told]) -> Shared<'_> {
    let most = ((told.len() as f64 * RARE_SHARE) as usize).clamp(RARE_LEAST, RARE_MOST);
    let mut of_source: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    let mut index: BTreeMap<Pair<'_>, Vec<u32>> = BTreeMap::new();
    for (n, one) in told.iter().enumerate() {
        *of_source.entry(one.source).or_default() += 1;
        for word in one
            .telling
            .iter()
            .map(|i| one.words[*i].as_str())
            .collect::<BTreeSet<_>>()
        {
            *words.entry(word).or_default() += 1;
        }
        for pair in one.pairs() {
            let list = index.entry(pair).or_default();
            if list.last() != Some(&(n as u32)) {
                list.push(n as u32);
            }
        }
    }
    let rare_word = |w: &str| usize::from(words.get(w).is_some_and(|n| *n <= most));
    let mut out = Shared::new();
    for (pair, holders) in &index {
        let rare = rare_word(pair.0) + rare_word(pair.1);
        if holders.len() < 2 || holders.len() > most || rare == 0 || form(told, &of_source, holders) {
            continue;
        }
        for (i, a) in holders.iter().enumerate() {
            for b in &holders[i + 1..] {
                let entry = out.entry((*a, *b)).or_default();
                entry.0 += rare;
                entry.1.insert(*pair);
            }
        }
    }
    out
}

/// Whether so many narratives of one source hold a wording that it is what its form says.
fn form(told: &[Told], of_source: &BTreeMap<SourceId, usize>, holders: &[u32]) -> bool {
    let mut count: BTreeMap<SourceId, usize> = BTreeMap::new();
    for holder in holders {
        *count.entry(told[*holder as usize].source).or_default() += 1;
    }
    count.iter().any(|(source, n)| {
        let all = of_source.get(source).copied().unwrap_or(0);
        *n > RARE_LEAST && *n as f64 > all as f64 * FORM_SHARE
    })
}

/// The longest stretch of one text that shared pairs cover, at most 24 words.
fn longest(told: &Told, pairs: &BTreeSet<Pair<'_>>) -> Option<String> {
    let mut best = (0, 0);
    let mut start = 0;
    for at in 1..told.telling.len() {
        let (i, j) = (told.telling[at - 1], told.telling[at]);
        if !pairs.contains(&(told.words[i].as_str(), told.words[j].as_str())) {
            start = at;
        } else if at - start > best.1 - best.0 {
            best = (start, at);
        }
    }
    let (from, to) = (told.telling.get(best.0)?, told.telling.get(best.1)?);
    (to > from).then(|| told.words[*from..(*to + 1).min(from + 24)].join(" "))
}
