//! Arguments in, exit code out; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    caseboard::cli::run(|_window| {
        Err(caseboard::model::problem::Problem::new("no-display", "a display", "no display", "use `caseboard --headless DIR`, which does the same job into files"))
    })
}
