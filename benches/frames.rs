//! CPU time of the window's thread per frame: every screen, and three beside each other, over the sample and over a
//! large case, while a hand moves, scrolls and walks. What the graphics card draws is not in it; turning shapes into
//! triangles is. And of the large case how long a search takes, and how much memory the window wants for its file.
//! `cargo bench --bench frames`; `CASEBOARD_BENCH_ROWS` changes the large case (each row is two entities or
//! more and one event), `CASEBOARD_BENCH_SCREEN` runs one screen alone.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints, and reads its size from the environment"
)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use caseboard::app::action::Request;
use caseboard::app::case::{Case, NewCase, Who};
use caseboard::app::job::Progress;
use caseboard::app::now::SeededMint;
use caseboard::app::sample;
use caseboard::catalog::Catalog;
use caseboard::catalog::asset::Assets;
use caseboard::model::secret::Secret;
use caseboard::ui::desk::CaseDesk;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Window};
use eframe::egui::{
    Context, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, Vec2,
};

const FRAMES: u32 = 1_000;
const WIDTH: f32 = 1600.0;
const HEIGHT: f32 = 1000.0;

/// CPU time of this thread alone, so that work beside it and other programs don't count.
#[cfg(unix)]
fn cpu() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(
        now.tv_sec.try_into().unwrap_or_default(),
        now.tv_nsec.try_into().unwrap_or_default(),
    )
}

/// Where no such clock is at hand, plain time: other programs count then.
#[cfg(not(unix))]
fn cpu() -> Duration {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    BEGUN.get_or_init(Instant::now).elapsed()
}

/// The window over a case, and the clock that its frames see.
struct Board {
    ctx: Context,
    window: Window<CaseDesk>,
    time: f64,
}

impl Board {
    fn over(path: &Path, case: Case, catalog: Arc<Catalog>) -> Board {
        let ctx = Context::default();
        let window = Window::new(&ctx, CaseDesk::new(path, case, catalog));
        Board { ctx, window, time: 0.0 }
    }

    /// Draws one frame; gives the CPU time that it took.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(WIDTH, HEIGHT))),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begun = cpu();
        let output = self.ctx.run_ui(input, |ui| self.window.frame(ui));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = cpu() - begun;
        divan::black_box(triangles);
        took
    }

    /// Draws until what this screen asked for is there.
    fn settle(&mut self, at_most: Duration) {
        let begun = Instant::now();
        let mut calm = 0;
        while calm < 20 && begun.elapsed() < at_most {
            self.frame(Vec::new());
            std::thread::sleep(Duration::from_millis(10));
            let waits = self.window.desk.results().running().next().is_some();
            calm = if waits { 0 } else { calm + 1 };
        }
    }

    /// The workspace of three screens beside each other, by its name in the palette.
    fn arrange(&mut self) {
        let key = |key, modifiers| {
            [true, false].map(|pressed| Event::Key {
                key,
                physical_key: None,
                pressed,
                repeat: false,
                modifiers,
            })
        };
        let open = Modifiers::COMMAND | Modifiers::SHIFT | Modifiers::CTRL;
        for events in [
            key(Key::P, open).to_vec(),
            vec![Event::Text("workspace inv".to_owned())],
            key(Key::Enter, Modifiers::NONE).to_vec(),
        ] {
            self.frame(events);
            self.frame(Vec::new());
            self.frame(Vec::new());
        }
    }

    /// A thousand frames: the pointer wanders, the wheel turns, the arrows walk.
    fn measure(&mut self) -> Vec<Duration> {
        self.settle(Duration::from_secs(20));
        (0..FRAMES)
            .map(|n| {
                let t = n as f32 / FRAMES as f32;
                let place = Pos2::new(
                    WIDTH * (0.15 + 0.5 * (t * 37.0).sin().abs()),
                    HEIGHT * (0.1 + 0.8 * (t * 23.0).cos().abs()),
                );
                let mut events = vec![Event::PointerMoved(place)];
                if n % 3 == 0 {
                    events.push(Event::MouseWheel {
                        unit: MouseWheelUnit::Point,
                        delta: Vec2::new(0.0, if n % 600 < 450 { -90.0 } else { 90.0 }),
                        phase: TouchPhase::Move,
                        source: MouseWheelSource::Wheel,
                        modifiers: Modifiers::NONE,
                    });
                }
                if n % 10 == 0 {
                    events.extend([true, false].map(|pressed| Event::Key {
                        key: Key::ArrowDown,
                        physical_key: None,
                        pressed,
                        repeat: false,
                        modifiers: Modifiers::NONE,
                    }));
                }
                self.frame(events)
            })
            .collect()
    }
}

fn millis(at: Duration) -> f64 {
    at.as_secs_f64() * 1000.0
}

fn table(name: &str, board: &mut Board, goal: (f64, f64)) {
    let only = std::env::var("CASEBOARD_BENCH_SCREEN").unwrap_or_default();
    let counts = board.window.desk.snapshot();
    println!(
        "{name}: {} entities, {} events, {} records; goal: median {} ms, p99 {} ms",
        counts.entities.len(),
        counts.events.len(),
        counts.records.size(),
        goal.0,
        goal.1
    );
    println!("  {:<12} {:>8} {:>8} {:>8}", "screen", "median", "p99", "worst");
    for &screen in Screen::ALL {
        if !only.is_empty() && screen.key() != only {
            continue;
        }
        board.window.shared.screen = screen;
        line(screen.key(), board.measure(), goal);
    }
    if only.is_empty() || only == "panes" {
        board.arrange();
        line("panes", board.measure(), goal);
    }
}

/// Median, 99 of 100 and the worst of some times, in milliseconds.
fn line(name: &str, mut times: Vec<Duration>, goal: (f64, f64)) {
    times.sort();
    let at = |part: usize| times.get(times.len() * part / 1000).copied().unwrap_or_default();
    let (median, p99) = (millis(at(500)), millis(at(990)));
    let worst = times.last().copied().map_or(0.0, millis);
    let met = if median <= goal.0 && p99 <= goal.1 {
        ""
    } else {
        "  NOT REACHED"
    };
    println!("  {name:<12} {median:>8.2} {p99:>8.2} {worst:>8.2}{met}");
}

/// Searches as they are typed: a name with its accents missing and in other words' order, parts of a number, a place,
/// a name with slips.
fn searches(case: &Case) {
    println!(
        "  {:<12} {:>8} {:>8} {:>8}  (search; goal 20 ms)",
        "", "median", "p99", "worst"
    );
    let begun = Instant::now();
    drop(case.search("farm"));
    println!(
        "  the first one, which makes the index: {:.2} s",
        begun.elapsed().as_secs_f64()
    );
    /// What it is called, and the text of the nth.
    type Query = (&'static str, fn(u32) -> String);
    let all: [Query; 5] = [
        ("name", |n| format!("farm {n} invented")),
        ("number", |n| format!("70{:05}", n)),
        ("part", |n| format!("{:05}", n)),
        ("address", |n| format!("{} invented rd", n % 499)),
        ("slips", |n| format!("Invnted Fram {n} LLC")),
    ];
    for (name, query) in all {
        let times = (0..200u32)
            .map(|n| {
                let text = query(n * 487 % 100_000);
                let begun = Instant::now();
                divan::black_box(case.search(&text)).expect("a search");
                begun.elapsed()
            })
            .collect();
        line(name, times, (20.0, 20.0));
    }
}

/// The large case once more, by its password.
fn opened(path: &Path, catalog: &Arc<Catalog>) -> Case {
    let password = Secret::new("a password for a bench".to_owned());
    Case::open(path, &password, &Who::default(), catalog.clone()).expect("the case again")
}

/// Names the file that a process of its own opens in the window, to say how much memory that wants.
const OPEN: &str = "CASEBOARD_BENCH_OPEN";

/// Opens a case in the window and says the memory of this process, where the system tells.
fn open_alone(path: &Path) {
    let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").expect("the built-in assets"));
    let mut board = Board::over(path, opened(path, &catalog), catalog);
    board.settle(Duration::from_secs(120));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS"));
    let kilobytes: f64 = line
        .and_then(|l| l.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or_default();
    let file = std::fs::metadata(path).map_or(0.0, |m| m.len() as f64 / 1_048_576.0);
    let now = kilobytes / 1024.0;
    println!(
        "large: {now:.0} MB of memory for a file of {file:.0} MB, {:.1} times (goal 4)",
        now / file
    );
}

fn memory(path: &Path) {
    let Ok(program) = std::env::current_exe() else { return };
    let ran = std::process::Command::new(program).env(OPEN, path).status();
    if !ran.is_ok_and(|status| status.success()) {
        println!("large: memory not measured");
    }
}

fn case(path: &Path, catalog: &Arc<Catalog>) -> Case {
    let new = NewCase {
        kind: "case".to_owned(),
        title: "A large case".to_owned(),
        member: "A. Baca".to_owned(),
        agency: "Mesa Alta".to_owned(),
        password: Secret::new("a password for a bench".to_owned()),
        passphrase: Secret::new("a passphrase for a bench".to_owned()),
    };
    let mint = Box::new(SeededMint::new(7, "2026-11-24T08:00:00Z"));
    Case::create(path, &new, catalog.clone(), mint).expect("a case in the temporary folder")
}

/// Invented compliance actions: an employer, a filing and a findings period in each row.
fn register(folder: &Path, rows: u32) -> PathBuf {
    let mut text = String::from(
        "case_id,trade_nm,legal_name,street_addr_1_txt,cty_nm,st_cd,zip_cd,findings_start_date,findings_end_date\n",
    );
    for n in 0..rows {
        let (month, day, year) = (n % 12 + 1, n % 28 + 1, 2010 + n % 15);
        writeln!(
            text,
            "{},Farm {},Invented Farm {} LLC,{} Invented Rd,Portales,NM,88130,{month}/{day}/{year},{month}/{day}/{}",
            7_000_000 + n,
            n % 9_973,
            n,
            n % 499,
            year + 1
        )
        .expect("text grows");
    }
    let path = folder.join("register.csv");
    let mut file = std::fs::File::create(&path).expect("a file in the temporary folder");
    file.write_all(text.as_bytes()).expect("room for it");
    path
}

fn main() {
    if let Some(path) = std::env::var_os(OPEN) {
        return open_alone(Path::new(&path));
    }
    let catalog = Arc::new(Catalog::load(Assets::built_in(), "en").expect("the built-in assets"));
    let folder = tempfile::tempdir().expect("a temporary folder");

    let path = folder.path().join(sample::FILE_NAME);
    let mint = |seed| Box::new(SeededMint::new(seed, "2026-11-24T08:00:00Z"));
    let mut filled = sample::make::new_case(&path, &catalog, mint(1)).expect("a case in the temporary folder");
    let desk = || sample::make::new_desk(&folder.path().join(sample::DESK_FILE_NAME), &catalog, mint(2));
    drop(sample::make::fill(&mut filled, desk, &mut |_, _, _| true).expect("the sample"));
    let mut board = Board::over(&path, filled, catalog.clone());
    board.settle(Duration::from_secs(60));
    table("sample", &mut board, (2.0, 8.0));
    drop(board);

    let rows = std::env::var("CASEBOARD_BENCH_ROWS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(100_000);
    let path = folder.path().join("large.caseboard");
    let mut large = case(&path, &catalog);
    let csv = register(folder.path(), rows);
    large
        .import_path(&csv, "whd", "", &Progress::default())
        .expect("an import");
    searches(&large);
    drop(large);
    memory(&path);
    let begun = Instant::now();
    let mut board = Board::over(&path, opened(&path, &catalog), catalog);
    board.frame(Vec::new());
    println!("large: {:.2} s to the first frame", begun.elapsed().as_secs_f64());
    board.settle(Duration::from_secs(120));
    let surfaced = board
        .window
        .desk
        .results()
        .is_current(&Request::Surface, board.window.desk.snapshot().seq);
    println!(
        "large: candidates {}",
        if surfaced { "found" } else { "still looked for" }
    );
    table("large", &mut board, (4.0, 12.0));
}
