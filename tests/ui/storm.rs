//! A hand that does anything: clicks, keys, wheel, text, dropped files and other sizes at random on every
//! screen of the sample. Nothing may panic, and afterwards the file must verify. A failure says the seed
//! and what was done last.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use caseboard::app::action::Action;
use caseboard::app::case::{Case, Who};
use caseboard::app::job::Results;
use caseboard::app::sample;
use caseboard::catalog::Catalog;
use caseboard::model::commit::Commit;
use caseboard::snapshot::Snapshot;
use caseboard::ui::desk::CaseDesk;
use caseboard::ui::pick::Picker;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, FileAsk, Told, Window};
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, TouchPhase, Vec2};
use egui_kittest::Harness;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::harness::{Over, made, until};
use super::import::{drop_on, given};
use super::real::Real;

/// The real desk behind a fence: what would write or read files of the person's computer, or open another
/// case, is counted and goes no further.
struct Fenced {
    desk: CaseDesk,
    kept_back: usize,
    done: usize,
}

impl Desk for Fenced {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.desk.snapshot()
    }
    fn results(&self) -> &Results {
        self.desk.results()
    }
    fn catalog(&self) -> &Catalog {
        self.desk.catalog()
    }
    fn perform(&mut self, action: Action) {
        let outside = match &action {
            Action::Import { files, .. } => files.iter().any(|f| *f != tips()),
            Action::Export(_)
            | Action::WriteRejects { .. }
            | Action::SaveOriginal { .. }
            | Action::Backup { .. }
            | Action::Promote(_)
            | Action::AskElsewhere(_)
            | Action::AddMember(_)
            | Action::AddLibrary { .. } => true,
            _ => false,
        };
        if outside {
            self.kept_back += 1;
        } else {
            self.done += usize::from(matches!(action, Action::Commit(_) | Action::Undo | Action::Redo));
            self.desk.perform(action);
        }
    }
    fn told(&mut self) -> Option<Told> {
        self.desk.told()
    }
    fn poll(&mut self) -> bool {
        self.desk.poll()
    }
    fn undo_name(&self) -> Option<(String, Vec<String>)> {
        self.desk.undo_name()
    }
    fn redo_name(&self) -> Option<(String, Vec<String>)> {
        self.desk.redo_name()
    }
    fn title(&self) -> String {
        self.desk.title()
    }
    fn kind(&self) -> String {
        self.desk.kind()
    }
    fn fictional(&self) -> bool {
        self.desk.fictional()
    }
    fn member(&self) -> String {
        self.desk.member()
    }
    fn today(&self) -> String {
        self.desk.today()
    }
    fn vault_open(&self) -> bool {
        self.desk.vault_open()
    }
    fn verified(&self) -> Option<(String, bool)> {
        self.desk.verified()
    }
    fn read_only(&self) -> Option<String> {
        self.desk.read_only()
    }
    fn past(&self) -> Option<Commit> {
        self.desk.past()
    }
    fn draft(&self, name: &str) -> Option<String> {
        self.desk.draft(name)
    }
    fn locked(&self) -> bool {
        self.desk.locked()
    }
    fn lock(&mut self) {
        self.desk.lock();
    }
    fn ask_file(&mut self, ask: FileAsk) {
        match ask {
            FileAsk::Open { .. } | FileAsk::New { .. } => self.kept_back += 1,
            FileAsk::Unlock { .. } | FileAsk::As { .. } | FileAsk::GiveUp => self.desk.ask_file(ask),
        }
    }
    fn file_answer(&mut self) -> Option<Result<(), caseboard::model::problem::Problem>> {
        self.desk.file_answer()
    }
    fn recent(&self) -> Vec<PathBuf> {
        Vec::new()
    }
    fn closed(&self) -> bool {
        self.desk.closed()
    }
    fn close(&mut self) {
        // Closing would end the storm.
        self.kept_back += 1;
    }
    fn wake_with(&mut self, wake: Arc<dyn Fn() + Send + Sync>) {
        self.desk.wake_with(wake);
    }
}

fn tips() -> PathBuf {
    given("two_tips.csv")
}

/// What was done last, told when the test fails.
struct Lately {
    seed: u64,
    screen: Screen,
    steps: VecDeque<String>,
}
impl Lately {
    fn add(&mut self, step: String) {
        if self.steps.len() == 40 {
            self.steps.pop_front();
        }
        self.steps.push_back(step);
    }
}
impl Drop for Lately {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("seed {}, screen {}, last steps:", self.seed, self.screen.key());
            for step in &self.steps {
                println!("  {step}");
            }
        }
    }
}

struct Storm {
    board: Over<Fenced>,
    rng: ChaCha8Rng,
    size: Vec2,
}

impl Storm {
    fn below(&mut self, n: u32) -> u32 {
        self.rng.next_u32() % n
    }
    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u32) as usize]
    }
    fn spot(&mut self) -> Pos2 {
        let (x, y) = (self.below(10_000) as f32, self.below(10_000) as f32);
        Pos2::new(self.size.x * x / 10_000.0, self.size.y * y / 10_000.0)
    }
    fn modifiers(&mut self) -> Modifiers {
        match self.below(10) {
            0 => Modifiers::COMMAND,
            1 => Modifiers::SHIFT,
            2 => Modifiers::ALT,
            3 => Modifiers::COMMAND | Modifiers::SHIFT,
            _ => Modifiers::NONE,
        }
    }
    fn button(&mut self, at: Pos2, pressed: bool, button: PointerButton, modifiers: Modifiers) {
        self.board.event(Event::PointerButton {
            pos: at,
            button,
            pressed,
            modifiers,
        });
        self.board.run_steps(1);
    }

    /// One event of a person's; says which.
    fn step(&mut self) -> String {
        const TEXTS: &[&str] = &[
            "a",
            "575",
            "Ñandú",
            "2026-02-31",
            "V-01",
            "\"x\" OR",
            "Nguyễn",
            "el contratista",
            "0",
            " ",
        ];
        const SIZES: &[(f32, f32)] = &[
            (1600.0, 1000.0),
            (1024.0, 700.0),
            (640.0, 480.0),
            (2200.0, 1200.0),
            (300.0, 200.0),
        ];
        match self.below(100) {
            0..=44 => {
                let (at, modifiers) = (self.spot(), self.modifiers());
                let button = if self.below(12) == 0 {
                    PointerButton::Secondary
                } else {
                    PointerButton::Primary
                };
                let times = if self.below(8) == 0 { 2 } else { 1 };
                self.board.event(Event::PointerMoved(at));
                for _ in 0..times {
                    self.button(at, true, button, modifiers);
                    self.button(at, false, button, modifiers);
                }
                format!("{button:?} click at {at:?}, {times} times, {modifiers:?}")
            }
            45..=49 => {
                let (from, to) = (self.spot(), self.spot());
                self.board.event(Event::PointerMoved(from));
                self.button(from, true, PointerButton::Primary, Modifiers::NONE);
                self.board.event(Event::PointerMoved(from + (to - from) * 0.5));
                self.board.run_steps(1);
                self.board.event(Event::PointerMoved(to));
                self.button(to, false, PointerButton::Primary, Modifiers::NONE);
                format!("drag from {from:?} to {to:?}")
            }
            50..=57 => {
                let delta = Vec2::new(self.below(200) as f32 - 100.0, self.below(2000) as f32 - 1000.0);
                let (at, modifiers) = (self.spot(), self.modifiers());
                self.board.event(Event::PointerMoved(at));
                self.board.event(Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta,
                    source: MouseWheelSource::Wheel,
                    phase: TouchPhase::Move,
                    modifiers,
                });
                self.board.run_steps(1);
                format!("wheel {delta:?} at {at:?}, {modifiers:?}")
            }
            58..=88 => {
                let key = if self.below(3) == 0 {
                    self.of(&[
                        Key::Escape,
                        Key::Enter,
                        Key::Tab,
                        Key::ArrowDown,
                        Key::ArrowUp,
                        Key::ArrowLeft,
                        Key::ArrowRight,
                        Key::Space,
                    ])
                } else {
                    self.of(Key::ALL)
                };
                let modifiers = self.modifiers();
                self.board.key_press_modifiers(modifiers, key);
                self.board.run_steps(1);
                format!("key {key:?}, {modifiers:?}")
            }
            89..=96 => {
                let text = self.of(TEXTS);
                self.board.event(Event::Text(text.to_owned()));
                self.board.run_steps(1);
                format!("text {text:?}")
            }
            97 => {
                drop_on(&mut self.board, &[tips()]);
                "a file dropped".to_owned()
            }
            _ => {
                let (x, y) = self.of(SIZES);
                self.size = Vec2::new(x, y);
                self.board.set_size(self.size);
                self.board.run_steps(1);
                format!("size {x} x {y}")
            }
        }
    }

    /// Back from the lock, from dialogs and to a screen.
    fn settle(&mut self, screen: Screen) {
        if self.board.state().desk.locked() {
            self.board.state_mut().desk.ask_file(FileAsk::Unlock {
                password: sample::password(),
            });
            until(&mut self.board, "unlocked", |b| !b.state().desk.locked());
        }
        let shared = &mut self.board.state_mut().shared;
        shared.dialog = None;
        shared.screen = screen;
        self.board.run_steps(2);
    }
}

fn storm(seed: u64, events: usize) {
    let (_folder, case, catalog) = Real::sample_case();
    let path = case.path().to_owned();
    let (over, with) = (path.clone(), catalog.clone());
    let board = made(Harness::builder(), move |ctx| {
        let desk = Fenced {
            desk: CaseDesk::new(&over, case, with),
            kept_back: 0,
            done: 0,
        };
        let mut window = Window::new(ctx, desk);
        window.shared.picker = Picker::Given(Vec::new());
        window
    });
    let mut storm = Storm {
        board,
        rng: ChaCha8Rng::seed_from_u64(seed),
        size: Vec2::new(1600.0, 1000.0),
    };
    for &screen in Screen::ALL {
        let mut lately = Lately {
            seed,
            screen,
            steps: VecDeque::new(),
        };
        for n in 0..events {
            // What locks, hides or leads away ends no storm on this screen.
            if n % 50 == 0 {
                storm.settle(screen);
            }
            let step = storm.step();
            lately.add(step);
        }
        storm.settle(screen);
    }
    let (done, kept_back) = (storm.board.state().desk.done, storm.board.state().desk.kept_back);
    assert!(done > 0, "not one change was made");
    drop(storm);
    let case = Case::open(&path, &sample::password(), &Who::default(), catalog).unwrap();
    let wrong: Vec<_> = case.verify(None).unwrap().into_iter().filter(|c| !c.ok).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    println!(
        "{} screens, {events} events each: {done} changes, {kept_back} kept back",
        Screen::ALL.len()
    );
}

#[test]
fn anything_at_all_on_every_screen() {
    storm(1, 60);
}

/// `STORM_SEED=7 STORM_EVENTS=500 cargo test --test ui ten_thousand -- --ignored --nocapture`: without
/// `--release` the checks of the toolkit hold too.
#[test]
#[ignore = "minutes: part of the long set"]
fn ten_thousand_events_on_every_screen() {
    let given = |name: &str| std::env::var(name).ok().and_then(|s| s.parse::<u64>().ok());
    let events = given("STORM_EVENTS").unwrap_or(10_000);
    storm(given("STORM_SEED").unwrap_or(2), events as usize);
}
