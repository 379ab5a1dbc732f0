//! The window, driven as a person drives it, over a fictional board; pictures of every screen with
//! `CASEBOARD_PICTURES=1`. Without a graphics adapter the pictures say so and pass.
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

mod harness; // the window in a test, and what a person does to it
mod rows; // a small fictional board
mod desk; // a desk that writes down what is asked of it
mod real; // a real case, on a thread of its own
mod cases;
mod changes;
mod chart;
mod documents;
mod drafts; // nothing typed is lost
mod entities;
mod fit; // no word is cut off
mod forms;
mod import;
mod links;
mod morning;
mod notes;
mod others;
mod panes; // screens beside each other
mod past;
mod pictures;
mod rejects;
mod second; // two members: second looks, who acts
mod storm;
mod tour;
mod weights;
mod window;
