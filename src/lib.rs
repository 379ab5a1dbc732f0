//! Caseboard, in the order that data walks. A module names only modules above it
//! (`tests/it/arrows.rs` checks it); the circle is closed in `app/case.rs`.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests write files and read the environment")
)]

pub mod model; // what a case is made of
pub mod catalog; // what varies: kinds, maps, rules, text, read from assets/
pub mod import; // file -> staged records and mentions
pub mod store; // the case file; the only place that names rusqlite
pub mod snapshot; // the case in memory, immutable
pub mod command; // every change, one file per verb
pub mod resolve; // snapshot -> candidates
pub mod graph; // the shape of the case: layout, paths, measures
pub mod time; // chronology and legal clocks
pub mod scene; // what is drawn: shapes in points
pub mod export; // snapshot -> files
pub mod practice; // a fictional case with its answer key
pub mod app; // the program without a window
pub mod cli; // the command line
pub mod ui; // the window; the only place that names egui
