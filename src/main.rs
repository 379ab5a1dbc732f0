//! Arguments in, exit code out; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    caseboard::cli::run(|window| caseboard::ui::desk::run(window.catalog, &window.renderer, window.open.as_deref()))
}
