//! The parts that every screen is made of, each with an accessible name and role, each drawn from
//! the theme's tokens. Must not know: the case, any screen.

pub mod bits; // weights: one row per reason, the waterfall
pub mod chip; // badges, source chips, filter chips, sealed pills, key caps
pub mod form; // buttons with keys, fields with labels, choices
pub mod icon; // the line icons
pub mod row; // rows of lists, heads of panes, empty states, tables

pub use bits::{reason_rows, waterfall};
pub use chip::{badge, filter_chip, key_cap, marked, pill, ring, source_chip, tone_button};
pub use form::{area, button, choice, field, icon_button, key_button, waiting};
pub use icon::Icon;
pub use row::{
    caption, empty, head, hline, labelled, labelled_by, list_row, lit, offset_of, queue_panel, section, side_panel,
    tight,
};
