//! Chance from a seed, in whole numbers only, so that the same seed gives the same bytes on any
//! machine. Source: ChaCha8 as in crate `rand_chacha`; ranges by multiply and shift (Lemire,
//! "Fast random integer generation in an interval", 2019, without the rejection step: the bias is
//! below 2^-40 for the ranges used here).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }
    /// 0 ≤ result < `n`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.0.next_u64()) * n as u128) >> 64) as usize
    }
    /// Both ends belong to the range.
    pub(super) fn range(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }
    /// True in `per_mille` of a thousand cases.
    pub(super) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }
    /// One of `list`; the default when it is empty.
    pub(super) fn pick<T: Default + Clone>(&mut self, list: &[T]) -> T {
        list.get(self.below(list.len())).cloned().unwrap_or_default()
    }
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.below(i + 1);
            list.swap(i, j);
        }
    }
}
