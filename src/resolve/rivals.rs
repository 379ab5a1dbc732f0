//! Two tables: a party of one is one party of the other at most, so those that could be it compete. Which rows of one
//! table are one party is estimated, too: they don't. Nothing is decided by it.
//! Must not know: fields, levels, how pairs were found.

use std::collections::HashMap;

use petgraph::unionfind::UnionFind;

use super::pool::{MemoryPool, Pool};
use super::weigh::{self, Scale};

/// More rows that could all be one party's are no list of a party, but of something that many have.
const MOST_ROWS: usize = 60;
/// At least this share of those that could be several rows of the other table must have them to themselves, before its
/// rows are taken to name a party twice. Where things are only alike, as models of a product are, both tables have
/// several of them: there it is a tenth.
const LEAST_SHARE: f64 = 0.5;
/// Bits (99 %) that two rows of one table must weigh to be one party.
const SURELY: f64 = 6.63;

/// Who competes with whom.
pub struct Rivals {
    /// By row: the number of its party, as far as rows of its table are known to be one.
    party: Vec<u32>,
    /// No two rows are.
    each: bool,
}

impl Rivals {
    /// By row the first row of its table that is the same in all: two entries of one party.
    pub fn of(copies: Vec<u32>) -> Rivals {
        Rivals {
            each: (0u32..).zip(&copies).all(|(row, first)| row == *first),
            party: copies,
        }
    }

    /// With the rows that are probably one party by what pairs weigh before anyone competes; none when there are no
    /// more. Two rows that one row of the other table could be, and that could be no other, are either one party or two
    /// that are alike; how many of such rows there are beside those that have several partners themselves tells which
    /// of it is usual here.
    pub fn beyond(&self, pool: &MemoryPool, scale: &Scale, pairs: &[(u32, u32)], bits: &[f64]) -> Option<Rivals> {
        let mut partners: Vec<Vec<u32>> = vec![Vec::new(); pool.len()];
        for ((i, j), _) in pairs.iter().zip(bits).filter(|(_, bits)| **bits > 0.0) {
            partners[*i as usize].push(*j);
            partners[*j as usize].push(*i);
        }
        let own = |row: u32| {
            let mut others = partners[row as usize].iter();
            others.all(|other| self.party[*other as usize] == self.party[partners[row as usize][0] as usize])
        };
        // By table: rows that could be several of the other's, and those of them whose are nobody else's.
        let mut met = [[0.0f64; 2]; 2];
        let mut shared: Vec<u32> = Vec::new();
        for (row, others) in (0u32..).zip(&partners) {
            if others.len() > 1 {
                let alone = others.iter().all(|other| own(*other));
                let met = &mut met[usize::from(pool.profile(row as usize).side)];
                met[0] += 1.0;
                if alone {
                    met[1] += 1.0;
                    shared.push(row);
                }
            }
        }
        let twice = met.map(|[several, alone]| (alone + 1.0) / (several + 2.0) > LEAST_SHARE);
        let mut one: UnionFind<u32> = UnionFind::new(pool.len());
        for (row, party) in (0u32..).zip(&self.party) {
            one.union(row, *party);
        }
        let mut found = false;
        for row in shared {
            let others = &partners[row as usize];
            if others.len() > MOST_ROWS || !twice[usize::from(pool.profile(row as usize).side)] {
                continue;
            }
            for (n, j) in others.iter().enumerate() {
                for k in &others[..n] {
                    let alike = weigh::weigh(pool, *j as usize, pool, *k as usize, scale).bits;
                    found |= alike >= SURELY && one.union(*j, *k);
                }
            }
        }
        found.then(|| Rivals {
            party: one.into_labeling(),
            each: false,
        })
    }

    /// Whether two rows of one table are known to be one party.
    pub fn one(&self, i: u32, j: u32) -> bool {
        self.party[i as usize] == self.party[j as usize]
    }

    /// The bits of pairs, of which each stands for so many, with the odds of each lowered by those of its rivals:
    /// odds / (1 + Σ odds of rivals), by the more of both sides.
    pub fn compete(&self, pairs: &[(u32, u32)], weights: &[f64], stands_for: f64) -> Vec<f64> {
        let odds: Vec<f64> = weights.iter().map(|w| libm::exp2(w.clamp(-40.0, 40.0))).collect();
        let mut sums = vec![0.0f64; self.party.len()];
        // Rows of one party count as the likeliest of them, for each row of the other table.
        let mut likeliest: HashMap<(u32, u32), f64> = HashMap::new();
        if self.each {
            for ((i, j), odds) in pairs.iter().zip(&odds) {
                sums[*i as usize] += odds;
                sums[*j as usize] += odds;
            }
        } else {
            for ((i, j), odds) in pairs.iter().zip(&odds) {
                for (row, other) in [(*i, *j), (*j, *i)] {
                    let most = likeliest.entry((row, self.party[other as usize])).or_default();
                    if *odds > *most {
                        sums[row as usize] += odds - *most;
                        *most = *odds;
                    }
                }
            }
        }
        let rivals = |row: u32, other: u32, odds: f64| {
            let own = likeliest
                .get(&(row, self.party[other as usize]))
                .copied()
                .unwrap_or(odds);
            (sums[row as usize] - own).max(0.0)
        };
        pairs
            .iter()
            .zip(odds.iter().zip(weights))
            .map(|((i, j), (odds, w))| {
                let most = rivals(*i, *j, *odds).max(rivals(*j, *i, *odds));
                w - libm::log2(1.0 + stands_for * most)
            })
            .collect()
    }
}
