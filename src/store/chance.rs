//! Random bytes of one commit: a ChaCha20 stream seeded with 32 bytes of the `Mint`, so that the
//! store itself reads no randomness and a seeded run repeats.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use zeroize::Zeroize;

use crate::model::mint::Mint;

pub(super) fn from_mint(mint: &mut dyn Mint) -> ChaCha20Rng {
    let mut seed = [0u8; 32];
    mint.fill(&mut seed);
    let rng = ChaCha20Rng::from_seed(seed);
    seed.zeroize();
    rng
}
