//! How good a list of links is against an answer key. Must not know: how links are found, files.
//!
//! Per kind: *listed* = different pairs that the list claims (rows decided `reject` or `never` claim
//! nothing); *right* = listed pairs that are true; *true* = what there is to find; *found* = how much of
//! it the list gives. Precision = right / listed, recall = found / true, F1 = their harmonic mean.
//!
//! - `same`: a pair of records is true when one true party is named in both. A list may give a chain
//!   instead of every pair: what its right pairs join is found (transitive closure within each party).
//!   A row names records, not columns: two records that share one party and not another count as right.
//! - `connected`: true when both records truly share a telling value, or an employer or person (a filing
//!   agent or a motel in common connects nothing). Recall over the values, by closure.
//! - `pattern`: true when the pair shows a planted pattern; found = patterns shown at least once. A key has no list of
//!   firms about which complaints stop when another begins: that is right where the two are a planted successor and the
//!   firm before it, and finds nothing.
//!
//! *taken* = listed pairs, not true, whose records share a decoy: what the list fell for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::key::Key;
use super::links::LinkRow;

#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct KindScore {
    pub kind: String,
    pub listed: usize,
    pub right: usize,
    pub found: usize,
    #[serde(rename = "true")]
    pub truth: usize,
    /// 0 to 1, six places.
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// Decoy id → listed pairs that fell for it.
    pub taken: BTreeMap<String, usize>,
}

#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct Score {
    /// same, connected, pattern, in this order.
    pub kinds: Vec<KindScore>,
}

/// Scores a list of links.
pub fn score(key: &Key, links: &[LinkRow]) -> Score {
    let same = key.same_sets();
    let connected = key.connected_sets();
    let listed = |kind: &str| -> Vec<(String, String, String)> {
        let mut pairs = BTreeSet::new();
        for link in links {
            // `links.csv` of the program names a pattern by itself, an answer key as `pattern:NAME`.
            let (name, pattern) = match link.kind.split_once(':') {
                Some(both) => both,
                None if matches!(link.kind.as_str(), "same" | "connected" | "pattern") => (link.kind.as_str(), ""),
                None => ("pattern", link.kind.as_str()),
            };
            if name != kind || matches!(link.verdict.as_str(), "reject" | "never") {
                continue;
            }
            let (a, b) = (base(&link.left), base(&link.right));
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            pairs.insert((low.to_owned(), high.to_owned(), pattern.to_owned()));
        }
        pairs.into_iter().collect()
    };
    let same_of = members(&same);
    let party_of = key.connecting_sets();
    let party_of = members(&party_of);
    let connected_of = members(&connected);
    let kinds = vec![
        by_sets("same", key, &listed("same"), &same, |a, b| share(&same_of, a, b)),
        by_sets("connected", key, &listed("connected"), &connected, |a, b| {
            share(&connected_of, a, b) || share(&party_of, a, b)
        }),
        by_patterns(key, &listed("pattern")),
    ];
    Score { kinds }
}

impl Key {
    /// The key as a list of links: every true pair of neighbours, and each pattern once.
    pub fn links(&self) -> Vec<LinkRow> {
        let row = |kind: &str, left: &str, right: &str| LinkRow {
            kind: kind.to_owned(),
            left: left.to_owned(),
            right: right.to_owned(),
            verdict: String::new(),
        };
        let mut out = Vec::new();
        for (kind, sets) in [("same", self.same_sets()), ("connected", self.connected_sets())] {
            for set in sets {
                out.extend(set.windows(2).map(|w| row(kind, w[0], w[1])));
            }
        }
        for pattern in &self.patterns {
            let all: Vec<&String> = pattern
                .sides
                .iter()
                .chain(std::iter::once(&pattern.through))
                .flatten()
                .collect();
            let shown = all
                .iter()
                .enumerate()
                .find_map(|(i, a)| all[i + 1..].iter().find(|b| pattern.shown_by(a, b)).map(|b| (a, b)));
            if let Some((a, b)) = shown {
                out.push(row(&format!("pattern:{}", pattern.pattern), a, b));
            }
        }
        out
    }
}

type Listed = [(String, String, String)];

fn base(side: &str) -> &str {
    side.rsplit(['/', '\\']).next().unwrap_or(side)
}

/// Record → numbers of the sets that it is in.
fn members<'a>(sets: &[Vec<&'a str>]) -> BTreeMap<&'a str, BTreeSet<usize>> {
    let mut out: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (n, set) in sets.iter().enumerate() {
        for member in set {
            out.entry(member).or_default().insert(n);
        }
    }
    out
}

fn share(of: &BTreeMap<&str, BTreeSet<usize>>, a: &str, b: &str) -> bool {
    match (of.get(a), of.get(b)) {
        (Some(x), Some(y)) => a != b && !x.is_disjoint(y),
        _ => false,
    }
}

fn by_sets(
    kind: &str,
    key: &Key,
    listed: &Listed,
    sets: &[Vec<&str>],
    is_true: impl Fn(&str, &str) -> bool,
) -> KindScore {
    let right: Vec<(&str, &str)> = listed
        .iter()
        .map(|(a, b, _)| (a.as_str(), b.as_str()))
        .filter(|(a, b)| is_true(a, b))
        .collect();
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let mut neighbours: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (a, b) in &right {
        neighbours.entry(a).or_default().push(b);
        neighbours.entry(b).or_default().push(a);
    }
    let (mut found, mut truth) = (0, 0);
    for set in sets {
        truth += pairs(set.len());
        let inside: BTreeSet<&str> = set.iter().copied().collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for start in set {
            if !seen.insert(start) {
                continue;
            }
            let mut size = 0;
            let mut queue = vec![*start];
            while let Some(at) = queue.pop() {
                size += 1;
                for next in neighbours.get(at).into_iter().flatten() {
                    if inside.contains(next) && seen.insert(next) {
                        queue.push(next);
                    }
                }
            }
            found += pairs(size);
        }
    }
    finish(
        kind,
        listed.len(),
        right.len(),
        found,
        truth,
        taken(key, listed, is_true),
    )
}

fn by_patterns(key: &Key, listed: &Listed) -> KindScore {
    let shows = |a: &str, b: &str, name: &str| -> Vec<usize> {
        let named = |p: &str| name.is_empty() || name == p;
        key.patterns
            .iter()
            .enumerate()
            .filter(|(_, p)| named(&p.pattern) && p.shown_by(a, b))
            .map(|(n, _)| n)
            .collect()
    };
    let mut hit = BTreeSet::new();
    let mut right = 0;
    for (a, b, name) in listed {
        if name == "complaints_stop" && !key.patterns.iter().any(|p| p.pattern == *name) {
            right += usize::from(!shows(a, b, "successor_employer").is_empty());
            continue;
        }
        let shown = shows(a, b, name);
        right += usize::from(!shown.is_empty());
        hit.extend(shown);
    }
    let fell = taken(key, listed, |a, b| !shows(a, b, "").is_empty());
    finish("pattern", listed.len(), right, hit.len(), key.patterns.len(), fell)
}

fn taken(key: &Key, listed: &Listed, is_true: impl Fn(&str, &str) -> bool) -> BTreeMap<String, usize> {
    let sets: Vec<BTreeSet<&str>> = key
        .decoys
        .iter()
        .map(|d| d.members.iter().map(String::as_str).collect())
        .collect();
    let mut out = BTreeMap::new();
    for (a, b, _) in listed.iter().filter(|(a, b, _)| !is_true(a, b)) {
        for (decoy, set) in key.decoys.iter().zip(&sets) {
            if set.contains(a.as_str()) && set.contains(b.as_str()) {
                *out.entry(decoy.id.clone()).or_insert(0) += 1;
            }
        }
        for pair in &key.distinct {
            let across = |x: &String, y: &String| pair.a_at.contains(x) && pair.b_at.contains(y);
            if across(a, b) || across(b, a) {
                *out.entry(format!("{}/{}", pair.a, pair.b)).or_insert(0) += 1;
            }
        }
    }
    out
}

fn finish(
    kind: &str,
    listed: usize,
    right: usize,
    found: usize,
    truth: usize,
    taken: BTreeMap<String, usize>,
) -> KindScore {
    // Nothing listed where nothing is true is perfect; nothing listed where something is, is nothing.
    let share = |part: usize, of: usize| {
        if of == 0 {
            f64::from(u8::from(truth == 0 && listed == 0))
        } else {
            part as f64 / of as f64
        }
    };
    let six = |x: f64| libm::round(x * 1e6) / 1e6;
    let (precision, recall) = (share(right, listed), share(found, truth));
    let f1 = if precision + recall > 0.0 {
        2.0 * precision * recall / (precision + recall)
    } else {
        0.0
    };
    KindScore {
        kind: kind.to_owned(),
        listed,
        right,
        found,
        truth,
        precision: six(precision),
        recall: six(recall),
        f1: six(f1),
        taken,
    }
}
