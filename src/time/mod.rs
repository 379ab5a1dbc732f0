//! When: the chronology of a case from uncertain dates, and legal clocks. Pure functions of a
//! snapshot, rules and dates given; must not know the clock, the store, words for people.

pub mod calendar; // court days, holidays, months and years, hours
pub mod period; // start, excluded time, options; due date and steps
pub mod clock; // a period and its start -> due date with every step
pub mod deadline; // one date without a case
pub mod status; // the clocks of a case as of a date
pub mod chronology; // events, milestones and process in order, in lanes

pub use chronology::{Chronology, Gap, LaneBy, Row, RowKind, chronology, gaps};
pub use clock::{CAUTION, compute};
pub use deadline::{Deadline, DeadlineRequest, deadline};
pub use period::{Alternative, Due, Excluded, Moment, Options, Period, Step};
pub use status::{ClockView, Status, clocks};

#[cfg(test)]
mod tests;
