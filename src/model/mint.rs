//! Where ids, times and nonces come from. The only implementations are in `app/now.rs`: the real
//! one, and a seeded one with a fixed time for repeatable runs.

use super::Uid;

pub trait Mint {
    /// RFC 3339, UTC, milliseconds: `2026-11-24T08:15:30.123Z`. Never goes backwards.
    fn now(&mut self) -> String;
    /// A fresh UUIDv7 for something that a person makes.
    fn uid(&mut self) -> Uid;
    /// Fills with random bytes (salts, nonces, keys).
    fn fill(&mut self, bytes: &mut [u8]);
}
