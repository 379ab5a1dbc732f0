//! The program without a window: the calls that `cli` and `ui` make, plain data in, plain data out.

pub mod action; // what a person can ask for, and what comes back
pub mod job; // work off the window's thread
