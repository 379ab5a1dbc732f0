//! The integration tests: one binary, one module per file.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::type_complexity,
    clippy::cmp_owned,
    reason = "tests stop at the first surprise, write files and say what they skip"
)]

mod arrows;
mod cli;
mod crash;
mod groups;
mod hostile;
mod house;
mod library;
mod morning;
mod old_version;
mod parameters;
mod past;
mod promote;
mod real;
mod rejects;
mod run;
mod sample;
mod sealed;
mod second;
mod shown;
