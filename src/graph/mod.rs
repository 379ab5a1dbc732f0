//! The shape of the case: layouts, paths, measures. Request value → result value, seeded, pure.
//! Must not know: drawing, the catalog, words for people.

pub mod csr; // compact adjacency that layouts and measures run on
pub mod layout; // positions: force, layered, circle, grid; placing what is new
pub mod measure; // degree, betweenness, closeness, ranks, cores, components
pub mod network; // the case as a graph of groups, with filters
pub mod path; // how two are connected, ranked by surprise; the network that joins several

pub use csr::Csr;
