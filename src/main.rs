//! Arguments in, exit code out; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    caseboard::cli::run(caseboard::ui::run)
}
