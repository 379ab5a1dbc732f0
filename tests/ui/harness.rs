//! The window in a test: made over any desk, driven by keys, clicks and text, read by its labels.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use caseboard::app::action::{Action, Answer, Request};
use caseboard::command::Command;
use caseboard::model::MilestoneId;
use caseboard::model::decision::Candidate;
use caseboard::ui::theme::Mode;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item, Window};
use eframe::egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, Role, Ui, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

use super::desk::FakeDesk;
use super::rows::{entity, record, uid};

/// The window, made in the first frame, when there is a context to dress.
pub struct Slot<D: Desk> {
    window: Option<Window<D>>,
    start: Option<Box<dyn FnOnce(&Context) -> Window<D>>>,
}
impl<D: Desk> Deref for Slot<D> {
    type Target = Window<D>;
    fn deref(&self) -> &Window<D> {
        self.window.as_ref().unwrap()
    }
}
impl<D: Desk> DerefMut for Slot<D> {
    fn deref_mut(&mut self) -> &mut Window<D> {
        self.window.as_mut().unwrap()
    }
}
impl<D: Desk> Slot<D> {
    fn frame(&mut self, ui: &mut Ui) {
        if let Some(start) = self.start.take() {
            self.window = Some(start(ui.ctx()));
        }
        self.deref_mut().frame(ui);
    }
}

/// The window over a desk.
pub type Over<D> = Harness<'static, Slot<D>>;
/// Over the desk that only writes down what is asked of it.
pub type Board = Over<FakeDesk>;

pub fn made<D: Desk + 'static>(
    builder: HarnessBuilder<Slot<D>>,
    start: impl FnOnce(&Context) -> Window<D> + 'static,
) -> Over<D> {
    let slot = Slot {
        window: None,
        start: Some(Box::new(start)),
    };
    let mut board = builder
        .with_size(Vec2::new(1600.0, 1000.0))
        .with_max_steps(8)
        .with_context_setup(|ctx| {
            ctx.set_fonts(caseboard::ui::theme::fonts());
        })
        .build_ui_state(|ui, slot: &mut Slot<D>| slot.frame(ui), slot);
    board.run_steps(6);
    board
}

/// A window on a screen with what is mostly shown beside it.
pub fn dressed(ctx: &Context, screen: Screen, mode: Mode, language: &str) -> Window<FakeDesk> {
    let mut window = Window::new(ctx, FakeDesk::new());
    window.set_look(ctx, mode, language);
    window.shared.screen = screen;
    match screen {
        Screen::Inbox => window.shared.show(Item::Record(record(1), "Phone".into())),
        Screen::Milestones => window.shared.show(Item::Milestone(MilestoneId(uid(180)))),
        Screen::Links => {}
        _ => window.shared.select(entity(1)),
    }
    window
}

pub fn open(screen: Screen) -> Board {
    made(Harness::builder(), move |ctx| {
        let mut window = Window::new(ctx, FakeDesk::new());
        window.shared.screen = screen;
        window
    })
}

pub fn commits(board: &Board) -> Vec<&Command> {
    board
        .state()
        .desk
        .done
        .iter()
        .filter_map(|a| if let Action::Commit(c) = a { Some(c) } else { None })
        .collect()
}

/// Whether the window has returned such an action.
pub fn did(board: &Board, fits: impl Fn(&Action) -> bool) -> bool {
    board.state().desk.done.iter().any(fits)
}

pub fn press<D: Desk>(board: &mut Over<D>, key: Key) {
    board.key_press(key);
    board.run_steps(3);
}

pub fn ctrl<D: Desk>(board: &mut Over<D>, key: Key) {
    board.key_press_modifiers(Modifiers::COMMAND, key);
    board.run_steps(4);
}

pub fn click<D: Desk>(board: &mut Over<D>, label: &str) {
    board.get_by_label(label).click();
    board.run_steps(4);
}

pub fn type_text<D: Desk>(board: &mut Over<D>, text: &str) {
    board.event(Event::Text(text.into()));
    board.run_steps(3);
}

/// Draws frames until it is so; a minute at most.
pub fn until<D: Desk>(board: &mut Over<D>, what: &str, mut so: impl FnMut(&Over<D>) -> bool) {
    let begun = Instant::now();
    while !so(board) {
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
        board.run_steps(1);
    }
    board.run_steps(3);
}

/// Focuses a control by its role and label and types.
pub fn type_in<D: Desk>(board: &mut Over<D>, role: Role, label: &str, text: &str) {
    board.get_by_role_and_label(role, label).focus();
    board.run_steps(2);
    type_text(board, text);
}

/// Types into a field of one line.
pub fn fill<D: Desk>(board: &mut Over<D>, label: &str, text: &str) {
    type_in(board, Role::TextInput, label, text);
}

/// These links alone are found.
pub fn surface(board: &mut Board, candidates: Vec<Candidate>) {
    let found = Answer::Surface {
        candidates,
        groups: Vec::new(),
        held_back: Vec::new(),
        library: Vec::new(),
        notices: Vec::new(),
    };
    let seq = board.state().desk.snapshot.seq;
    board.state_mut().desk.results.finish(Request::Surface, seq, found);
}

pub fn said<D: Desk>(board: &Over<D>, text: &str) -> bool {
    board.query_all_by_label_contains(text).next().is_some()
}

pub fn spot<D: Desk>(board: &Over<D>, name: &str) -> Pos2 {
    board.get_by_label(name).rect().center()
}

pub fn pointer<D: Desk>(board: &mut Over<D>, at: Pos2, pressed: bool) {
    board.event(Event::PointerMoved(at));
    board.event(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    board.run_steps(1);
}

/// A drag from one point to another, in steps as a hand makes it.
pub fn drag<D: Desk>(board: &mut Over<D>, from: Pos2, by: Vec2) {
    pointer(board, from, true);
    for n in 1..=10 {
        board.event(Event::PointerMoved(from + by * (n as f32 / 10.0)));
        board.run_steps(1);
    }
    pointer(board, from + by, false);
    board.run_steps(3);
}

/// When the window wants to draw again by itself.
pub fn next_frame<D: Desk>(board: &Over<D>) -> Duration {
    let wanted = board.output().viewport_output.values().map(|v| v.repaint_delay);
    wanted.min().unwrap_or_default()
}

/// Controls that a screen reader has no name for.
pub fn nameless<D: Desk>(board: &Over<D>) -> Vec<String> {
    let nodes = board.root().children_recursive();
    let controls = nodes.filter(|node| {
        matches!(
            node.accesskit_node().role(),
            Role::Button
                | Role::CheckBox
                | Role::TextInput
                | Role::MultilineTextInput
                | Role::ListItem
                | Role::Tab
                | Role::ComboBox
                | Role::Slider
                | Role::Row
                | Role::Link
        )
    });
    controls
        .filter(|node| {
            let a = node.accesskit_node();
            a.label().is_none_or(|l| l.trim().is_empty()) && a.value().is_none()
        })
        .map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect()))
        .collect()
}
