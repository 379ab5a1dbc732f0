//! The same words in several tips: a recruiter's promise that workers repeat, or callers who were told
//! what to say. Runs of four words (shingles: Broder, "On the Resemblance and Containment of
//! Documents", 1997); runs that many narratives share are how people talk and count for nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Scene, reason};
use crate::model::RecordId;
use crate::model::decision::Candidate;
use crate::model::value;
use crate::resolve::{cluster, connect};

const RUN: usize = 4;
/// Runs that a pair must share, and the bits that each is worth.
const LEAST_RUNS: usize = 4;
const BITS_PER_RUN: f64 = 1.5;

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let narratives: Vec<(RecordId, Vec<String>)> = scene
        .request
        .narratives
        .iter()
        .filter(|(r, _)| scene.snapshot.record(**r).is_some())
        .map(|(r, text)| (*r, value::words(text)))
        .collect();
    let mut index: BTreeMap<&[String], Vec<u32>> = BTreeMap::new();
    for (n, (_, words)) in narratives.iter().enumerate() {
        for run in words.windows(RUN) {
            let list = index.entry(run).or_default();
            if list.last() != Some(&(n as u32)) {
                list.push(n as u32);
            }
        }
    }
    let most = (narratives.len() / 5).clamp(6, 40);
    let mut shared: BTreeMap<(u32, u32), BTreeSet<&[String]>> = BTreeMap::new();
    for (run, holders) in &index {
        if holders.len() < 2 || holders.len() > most || said_by_nobody(run) {
            continue;
        }
        for (i, a) in holders.iter().enumerate() {
            for b in &holders[i + 1..] {
                shared.entry((*a, *b)).or_default().insert(run);
            }
        }
    }
    let edges: Vec<(u32, u32, f64)> = shared
        .iter()
        .filter(|(_, runs)| runs.len() >= LEAST_RUNS)
        .map(|((a, b), runs)| (*a, *b, runs.len() as f64))
        .collect();
    let of = cluster::components(narratives.len(), &edges);
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for root in &of {
        *sizes.entry(*root).or_default() += 1;
    }
    edges
        .iter()
        .filter_map(|(a, b, runs)| {
            let size = sizes.get(&of[*a as usize]).copied().unwrap_or(0);
            if size < scene.least("same_script") {
                return None;
            }
            let quote = shared
                .get(&(*a, *b))
                .and_then(|r| longest(&narratives[*a as usize].1, r))
                .unwrap_or_default();
            let bits = (runs * BITS_PER_RUN).min(12.0);
            let reasons = vec![reason(
                "narrative",
                "same-script",
                bits,
                vec![quote, format!("{runs}"), size.to_string()],
            )];
            let left = connect::record_side(scene.snapshot, narratives[*a as usize].0)?;
            let right = connect::record_side(scene.snapshot, narratives[*b as usize].0)?;
            scene.candidate("same_script", left, right, reasons, "narrative")
        })
        .collect()
}

/// Runs of digits or of pseudonyms are no script.
fn said_by_nobody(run: &[String]) -> bool {
    run.iter()
        .filter(|w| w.chars().all(|c| c.is_ascii_digit()) || w.len() == 1)
        .count()
        >= 2
}

/// The longest stretch of words of one text that shared runs cover, at most 24 words.
fn longest(words: &[String], runs: &BTreeSet<&[String]>) -> Option<String> {
    let mut best = (0, 0);
    let mut start = None;
    for at in 0..=words.len() {
        let inside = at + RUN <= words.len() && runs.contains(&words[at..at + RUN]);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if at + RUN - 1 - from > best.1 - best.0 {
                    best = (from, (at + RUN - 1).min(words.len()));
                }
                start = None;
            }
            _ => {}
        }
    }
    (best.1 > best.0).then(|| words[best.0..best.1.min(best.0 + 24)].join(" "))
}
