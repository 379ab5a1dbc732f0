//! The integration tests: one binary, one module per file.

mod arrows;
mod cli;
mod crash;
mod house;
mod run;
mod sealed;
