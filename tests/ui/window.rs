//! What belongs to the window and to no screen: search, lock, keys, names for screen readers, texts.

use std::collections::BTreeSet;

use caseboard::app::action::{Action, Answer, Request};
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item, Told, Window};
use eframe::egui::{Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, Pos2, TouchPhase, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::desk::FakeDesk;
use super::harness::{Board, commits, ctrl, did, made, nameless, next_frame, open, pointer, press, said, type_text};
use super::rows::entity;

#[test]
fn search_goes_to_its_hit() {
    let mut board = open(Screen::Inbox);
    board.key_press_modifiers(Modifiers::COMMAND, Key::K);
    board.run_steps(3);
    board.event(Event::Text("sand".into()));
    board.run_steps(3);
    assert!(
        board
            .query_all_by_label_contains("Sand Hill Packing LLC")
            .next()
            .is_some()
    );
    press(&mut board, Key::Enter);
    assert_eq!(board.state().shared.shown, Some(Item::Entity(entity(1))));
}

#[test]
fn undo_and_the_palette() {
    let mut board = open(Screen::Entities);
    board.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    board.run_steps(2);
    assert!(did(&board, |a| matches!(a, Action::Undo)));
    board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    board.run_steps(3);
    board.event(Event::Text("audit".into()));
    board.run_steps(3);
    press(&mut board, Key::Enter);
    assert_eq!(board.state().shared.screen, Screen::Audit);
}

#[test]
fn lock_leaves_nothing_and_asks_for_the_password() {
    let mut board = open(Screen::Links);
    assert!(board.query_all_by_label_contains("Sandhill").next().is_some());
    board.key_press_modifiers(Modifiers::COMMAND, Key::L);
    board.run_steps(4);
    assert!(
        board.query_all_by_label_contains("Sandhill").next().is_none(),
        "nothing of the case is drawn"
    );
    board.event(Event::Text("open".into()));
    board.run_steps(2);
    press(&mut board, Key::Enter);
    assert!(!board.state().desk.locked);
    assert!(board.query_all_by_label_contains("Sandhill").next().is_some());
}

#[test]
fn a_problem_is_shown_with_its_remedy() {
    let mut board = open(Screen::Sources);
    board
        .state_mut()
        .desk
        .told
        .push(Told::Problem(caseboard::model::problem::Problem::new(
            "k",
            "a column Phone",
            "none",
            "choose another map",
        )));
    board.run_steps(3);
    assert!(board.query_by_label_contains("choose another map").is_some());
}

#[test]
fn no_screen_asks_for_a_frame_when_idle() {
    for screen in Screen::ALL {
        let mut board = open(*screen);
        board.run_steps(6);
        let wanted = next_frame(&board);
        assert!(wanted.as_secs() >= 1, "{screen:?} wants a frame in {wanted:?}");
    }
}

#[test]
fn a_window_too_small_for_the_board_is_scrolled() {
    for screen in Screen::ALL.iter().filter(|s| **s != Screen::Gallery) {
        let mut board = open(*screen);
        board.set_size(Vec2::new(300.0, 200.0));
        board.run_steps(4);
        let right = |board: &Board| {
            let ends = board
                .root()
                .children_recursive()
                .filter(|n| n.accesskit_node().label().is_some());
            ends.map(|n| n.rect().right()).fold(0.0, f32::max)
        };
        let before = right(&board);
        assert!(before > 900.0, "{screen:?}: the board is squeezed to {before}");
        // Beside the lists of the screen, which scroll by themselves: over the top bar.
        board.event(Event::PointerMoved(Pos2::new(200.0, 20.0)));
        board.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(-900.0, 0.0),
            source: MouseWheelSource::Wheel,
            phase: TouchPhase::Move,
            modifiers: Modifiers::NONE,
        });
        board.run_steps(30);
        let after = right(&board);
        assert!(
            before - after > 600.0,
            "{screen:?}: scrolled from {before} to {after} only"
        );
    }
}

#[test]
fn every_screen_can_be_walked_by_tab_and_every_control_has_a_name() {
    for screen in Screen::ALL {
        let mut board = open(*screen);
        let mut seen = BTreeSet::new();
        for _ in 0..400 {
            board.key_press(Key::Tab);
            board.run_steps(1);
            let Some(id) = board.ctx.memory(|m| m.focused()) else {
                continue;
            };
            if !seen.insert(id.value()) && seen.len() > 12 {
                break;
            }
        }
        assert!(seen.len() > 12, "{screen:?}: only {} stops", seen.len());
        let nameless = nameless(&board);
        assert!(nameless.is_empty(), "{screen:?}: {nameless:?}");
    }
}

#[test]
fn every_text_that_the_window_names_is_there_in_both_languages() {
    use caseboard::catalog::asset::Assets;
    use caseboard::catalog::text::Text;
    let assets = Assets::built_in();
    let languages = [Text::new(&assets, "en"), Text::new(&assets, "es")];
    let mut keys = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for call in ["cx.t(\"", "cx.ta(\"", "cx.tn(\"", "text.get(\""] {
                keys.extend(
                    source
                        .split(call)
                        .skip(1)
                        .filter_map(|rest| rest.split('"').next())
                        .map(str::to_owned),
                );
            }
        }
    }
    keys.extend(caseboard::ui::menu::TABLE.iter().map(|e| format!("cmd-{}", e.key)));
    keys.extend(Screen::ALL.iter().map(|s| format!("screen-{}", s.key())));
    assert!(keys.len() > 200, "only {} keys found", keys.len());
    for text in &languages {
        let missing: Vec<_> = keys.iter().filter(|k| !text.has(k)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", text.language());
    }
}

/// Keys and clicks in an order that nobody would choose, from a fixed seed; on a full case, and on an
/// empty one whose answers are still on their way. Nothing may panic.
#[test]
fn a_monkey_at_the_keyboard_breaks_nothing() {
    const KEYS: &[Key] = &[
        Key::J,
        Key::K,
        Key::A,
        Key::R,
        Key::N,
        Key::L,
        Key::E,
        Key::C,
        Key::P,
        Key::I,
        Key::W,
        Key::F,
        Key::O,
        Key::Tab,
        Key::Enter,
        Key::Escape,
        Key::Space,
        Key::ArrowUp,
        Key::ArrowDown,
        Key::ArrowLeft,
        Key::ArrowRight,
        Key::Delete,
        Key::Slash,
        Key::F1,
        Key::Home,
        Key::End,
        Key::PageDown,
        Key::Backspace,
    ];
    for empty in [true, false] {
        for (n, screen) in Screen::ALL.iter().enumerate() {
            let mut board = made(Harness::builder(), move |ctx| {
                let mut fake = FakeDesk::new();
                if empty {
                    fake.snapshot = std::sync::Arc::default();
                    fake.results = Default::default();
                }
                let mut window = Window::new(ctx, fake);
                window.shared.screen = *screen;
                window
            });
            let mut seed = 7 + n as u32;
            for _ in 0..150 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let dice = seed >> 8;
                if dice.is_multiple_of(5) {
                    let at = Pos2::new((dice / 5 % 1600) as f32, (dice / 8000 % 1000) as f32);
                    pointer(&mut board, at, true);
                    pointer(&mut board, at, false);
                } else {
                    let modifiers = if dice.is_multiple_of(7) {
                        Modifiers::CTRL
                    } else {
                        Modifiers::NONE
                    };
                    board.key_press_modifiers(modifiers, KEYS[dice as usize / 5 % KEYS.len()]);
                }
                board.run_steps(1);
            }
        }
    }
}

#[test]
fn the_case_is_hidden_by_one_key_over_any_form_and_is_there_again_as_it_was() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::N);
    type_text(&mut board, "Nadie Inventado");
    ctrl(&mut board, Key::Period);
    assert!(!said(&board, "Sand Hill") && !said(&board, "Nadie") && !said(&board, "Mesa Alta"));
    assert!(said(&board, "Show again"));
    // What is pressed meanwhile is nobody's.
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty());
    ctrl(&mut board, Key::Period);
    assert!(board.state().shared.dialog.is_some(), "the form is there as it was");
    press(&mut board, Key::Enter);
    assert_eq!(commits(&board).len(), 1);
}

#[test]
fn a_text_that_names_a_victim_is_folded_until_somebody_opens_it() {
    let mut real = super::real::Real::open(Screen::Inbox);
    let s = real.snapshot();
    let names_victim = |r: &caseboard::model::RecordId| {
        s.mentions_of_record(*r)
            .any(|m| s.entity(m.entity).is_some_and(|e| !e.pseudonym.is_empty()))
    };
    let told = s.records.values().filter(|r| r.has_narrative).map(|r| r.id);
    let (victim, other): (Vec<_>, Vec<_>) = told.partition(|r| names_victim(r));
    let (victim, other) = (victim[0], other[0]);
    let text = |real: &super::real::Real, id| match real.board.state().desk.results().get(&Request::Record(id)) {
        Some(Answer::Record(record)) => record.narrative.clone(),
        _ => String::new(),
    };
    real.board.state_mut().shared.show(Item::Record(other, String::new()));
    real.until("the text", |b| {
        b.state().desk.results().get(&Request::Record(other)).is_some()
    });
    assert!(said(&real.board, &text(&real, other)), "one that names nobody is open");
    real.board.state_mut().shared.show(Item::Record(victim, String::new()));
    real.until("the record", |b| {
        b.state().desk.results().get(&Request::Record(victim)).is_some()
    });
    let narrative = text(&real, victim);
    assert!(!narrative.is_empty() && !said(&real.board, &narrative));
    assert!(said(&real.board, "it names V-01"), "why is said");
    press(&mut real.board, Key::V);
    assert!(said(&real.board, &narrative));
    // Locked, it is folded again.
    real.board.state_mut().lock();
    real.board.run_steps(3);
    assert!(!said(&real.board, &narrative));
}
