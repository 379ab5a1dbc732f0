//! The integration tests: one binary, one module per file.

mod arrows;
mod cli;
mod crash;
mod hostile;
mod house;
mod real;
mod run;
mod sample;
mod sealed;
