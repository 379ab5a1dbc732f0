//! What varies, read from `assets/` and a task force's overlay folder and checked at start-up:
//! all problems at once, each with file and remedy. Must not know: the store, any view.

pub mod asset; // the files themselves: embedded, overlaid, hashed
pub mod kind; // entity kinds, link kinds
pub mod map; // column maps of importers
pub mod rule; // milestone and clock rules, holidays
pub mod scoring; // comparison levels, priors, patterns
pub mod text; // words by key, English and Spanish
pub mod theme; // colours and sizes by role
