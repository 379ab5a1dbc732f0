//! The integration tests: one binary, one module per file.

mod arrows;
mod house;
