//! The command line: arguments in, words and exit codes out. Everything is a call into `app`.
//!
//! Exit codes: 0 done; 1 done, but something was rejected or failed a check; 2 the request was wrong.
//! Errors: one line on stderr that says what to do. `--json`: one document on stdout.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

mod board; // commands that ask the board
mod case; // commands on a case file
mod keys; // its password, passphrase, recovery kit and members
mod parameters; // the parameter set of a case
mod publish; // commands that write the board out
mod second; // second looks
mod rejects; // the worklist of rejected rows
mod tools; // commands without a case: rules, patterns, deadline, maps, match, practice, library
mod words; // sentences from keys and arguments

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};

use crate::app;
use crate::catalog::Catalog;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

#[derive(Parser)]
#[command(
    name = "caseboard",
    version,
    about = "A case board for labor-trafficking task forces",
    disable_help_subcommand = true
)]
struct Cli {
    /// Do the main job on the sample case without a window, and write its files into this folder
    #[arg(long, value_name = "DIR")]
    headless: Option<PathBuf>,
    /// A folder of assets that add to or replace the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    overlay: Option<PathBuf>,
    /// Renderer of the window: glow or wgpu
    #[arg(long, value_name = "NAME", default_value = "glow")]
    renderer: String,
    /// Open this case in the window
    #[arg(long, value_name = "CASE")]
    open: Option<PathBuf>,
    /// The window's day stands still, and the sample that it makes is the same every time: for pictures
    #[arg(long)]
    still: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How a case file is opened.
#[derive(Args, Clone)]
pub(crate) struct CaseArgs {
    /// The case file
    pub(crate) case: PathBuf,
    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

#[derive(Args, Clone)]
pub(crate) struct KeyArgs {
    /// A file whose first line is the password of the case file
    #[arg(long, value_name = "F")]
    pub(crate) password_file: Option<PathBuf>,
    /// The member who acts, by name; who made the file if left out
    #[arg(long, value_name = "NAME")]
    pub(crate) member: Option<String>,
}

/// Which board a command reads.
#[derive(Args, Clone)]
pub(crate) struct BoardArgs {
    /// The board as it was known: a commit's number, or a date to its end in UTC
    #[arg(long, alias = "board", value_name = "SEQ|DATE", default_value = "")]
    pub(crate) as_of: String,
}

#[derive(Subcommand)]
enum Command {
    /// Make a new case, desk or provider file
    New(case::New),
    /// Write a consistent copy of an open or closed case
    Backup(case::Backup),
    /// What a case file holds
    Info(case::Info),
    /// Import files: rows in, staged, already there, rejected with reasons
    Import(case::Import),
    /// Rejected rows and unread cells by repair: list, write out, correct and retry
    Rejects(rejects::Rejects),
    /// The column maps that are known
    Maps(tools::Maps),
    /// Propose a map for a file with an unknown header
    Map(tools::Map),
    /// Take leads from a desk into a case, with source and audit
    Promote(case::Promote),
    /// Public registers, indexed once, looked up read-only
    Library(tools::Library),
    /// What waits for you, and what changed since you last looked
    Morning(board::Morning),
    /// Candidates for links, ranked, with reasons
    Surface(board::Surface),
    /// The weights of a case: those in use, re-estimated from its verdicts, taken, dropped
    Parameters(parameters::Parameters),
    /// A verdict on a candidate
    Decide(board::DecideArgs),
    /// Take back the newest step
    Undo(case::Undo),
    /// Bring back what was undone
    Redo(case::Undo),
    /// Any list of commands, from a JSON file
    Apply(case::Apply),
    /// Every command that `apply` takes
    Commands(tools::Commands),
    /// An entity with every fact's source; the original of a source as received
    Show(board::Show),
    /// Find anything: names without accents or misspelled, parts of phones and plates
    Search(board::Search),
    /// Two entities side by side: where they agree and differ, and what the matcher says
    Compare(board::Compare),
    /// How two entities are connected
    Path(board::PathArgs),
    /// The link chart as a file
    Chart(publish::ChartArgs),
    /// The chronology as a file
    Timeline(publish::Timeline),
    /// The prosecutor's packet as PDF
    Packet(publish::Packet),
    /// Milestones and clocks with their derivation
    Clocks(publish::Clocks),
    /// The rules that are known
    Rules(tools::Rules),
    /// The patterns that are looked for: what each says, what else may explain it
    Patterns(tools::Patterns),
    /// One due date, without a case
    Deadline(tools::Deadline),
    /// The chain of commits
    Audit(case::Audit),
    /// Check a case file, or an export against its stamp
    Verify(case::Verify),
    /// Purge a record's content under an authority; never undone
    Purge(case::Purge),
    /// Password, passphrase, recovery kit and members of a case
    Keys(keys::Keys),
    /// A fictional case with its answer key, or the score of an answer
    Practice(tools::Practice),
    /// The matcher on any table
    Match(tools::Match),
}

/// How a command ended well.
pub(crate) enum End {
    Done,
    /// Done, but something was rejected or failed a check.
    Partly,
}

/// A panic tells where it was and nothing of what was in hand: its message could hold case content.
/// A reader that went away (`| head`) is no error.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload().downcast_ref::<String>().map_or("", String::as_str);
        if message.contains("Broken pipe") {
            std::process::exit(0);
        }
        let place = info
            .location()
            .map(|l| format!("{}:{}", l.file(), l.line()))
            .unwrap_or_default();
        eprintln!("caseboard: internal error at {place}; what was acknowledged is on disk; please report this line");
    }));
}

/// Reads the arguments and does the work; the window is started by the caller through `window`.
pub fn run(window: impl FnOnce(WindowArgs) -> Result<(), Problem>) -> ExitCode {
    quiet_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let wrong = error.use_stderr();
            if let Err(io) = error.print() {
                eprintln!("caseboard: {io}");
            }
            return if wrong { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    let catalog = match app::load_catalog(cli.overlay.as_deref()) {
        Ok(catalog) => Arc::new(catalog),
        Err(problems) => {
            for problem in problems {
                eprintln!("caseboard: {problem}");
            }
            return ExitCode::from(2);
        }
    };
    if cli.still {
        app::now::stand_still();
    }
    let result = match (cli.command, cli.headless) {
        (Some(command), _) => dispatch(command, &catalog),
        (None, Some(folder)) => app::headless::run(&folder, &catalog).map(|report| {
            print!("{}", words::headless(&report));
            End::Done
        }),
        (None, None) => window(WindowArgs {
            catalog,
            renderer: cli.renderer,
            open: cli.open,
        })
        .map(|()| End::Done),
    };
    match result {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Partly) => ExitCode::from(1),
        Err(problem) => {
            eprintln!("caseboard: {}", problem.to_string().replace('\n', " "));
            ExitCode::from(2)
        }
    }
}

/// What the window is started with.
pub struct WindowArgs {
    pub catalog: Arc<Catalog>,
    pub renderer: String,
    pub open: Option<PathBuf>,
}

fn dispatch(command: Command, catalog: &Arc<Catalog>) -> Result<End, Problem> {
    match command {
        Command::New(a) => case::new(&a, catalog),
        Command::Backup(a) => case::backup(&a, catalog),
        Command::Info(a) => case::info(&a, catalog),
        Command::Import(a) => case::import(&a, catalog),
        Command::Rejects(a) => rejects::rejects(&a, catalog),
        Command::Maps(a) => tools::maps(&a, catalog),
        Command::Map(a) => tools::map(&a, catalog),
        Command::Promote(a) => case::promote(&a, catalog),
        Command::Library(a) => tools::library(&a, catalog),
        Command::Morning(a) => board::morning(&a, catalog),
        Command::Surface(a) => board::surface(&a, catalog),
        Command::Parameters(a) => parameters::parameters(&a, catalog),
        Command::Decide(a) => board::decide(&a, catalog),
        Command::Undo(a) => case::undo(&a, catalog, false),
        Command::Redo(a) => case::undo(&a, catalog, true),
        Command::Apply(a) => case::apply(&a, catalog),
        Command::Commands(a) => tools::commands(&a),
        Command::Show(a) => board::show(&a, catalog),
        Command::Search(a) => board::search(&a, catalog),
        Command::Compare(a) => board::compare(&a, catalog),
        Command::Path(a) => board::path(&a, catalog),
        Command::Chart(a) => publish::chart(&a, catalog),
        Command::Timeline(a) => publish::timeline(&a, catalog),
        Command::Packet(a) => publish::packet(&a, catalog),
        Command::Clocks(a) => publish::clocks(&a, catalog),
        Command::Rules(a) => tools::rules(&a, catalog),
        Command::Patterns(a) => tools::patterns(&a, catalog),
        Command::Deadline(a) => tools::deadline(&a, catalog),
        Command::Audit(a) => case::audit(&a, catalog),
        Command::Verify(a) => case::verify(&a, catalog),
        Command::Purge(a) => case::purge(&a, catalog),
        Command::Keys(a) => keys::run(&a, catalog),
        Command::Practice(a) => tools::practice(&a, catalog),
        Command::Match(a) => tools::run_match(&a, catalog),
    }
}

/// The first line of the password file, else a prompt. No terminal and no file: exit 2.
pub(crate) fn password(file: Option<&std::path::Path>, prompt: &str) -> Result<Secret, Problem> {
    use std::io::IsTerminal;
    if let Some(path) = file {
        let bytes = app::files::read(path)?;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().next().unwrap_or_default().to_owned();
        if line.is_empty() {
            return Err(Problem::new(
                "password",
                "a password on the first line",
                "an empty line",
                "write the password into the file",
            )
            .in_file(path.display().to_string()));
        }
        return Ok(Secret::new(line));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Problem::new(
            "password",
            "a password",
            "no terminal to ask at",
            "give --password-file F",
        ));
    }
    rpassword::prompt_password(prompt)
        .map(Secret::new)
        .map_err(|e| Problem::new("password", "a password", e.to_string(), "give --password-file F"))
}

pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Problem> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Problem::new("json", "a JSON document", e.to_string(), "report this"))?;
    println!("{text}");
    Ok(())
}
