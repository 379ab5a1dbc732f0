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

mod cases;
mod desk;
mod forms;
mod others;

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

use caseboard::app::action::{Action, Answer, LibraryNotice, PublicRecord, Request};
use caseboard::app::rejects::Fix;
use caseboard::command::Command;
use caseboard::model::decision::Verdict;
use caseboard::ui::theme::Mode;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item, Told, Window};
use desk::{FakeDesk, candidates, entity, record};
use eframe::egui::{Context, Event, Key, Modifiers, PointerButton, Pos2, Role, Ui, Vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, HarnessBuilder};

/// The window, made in the first frame, when there is a context to dress.
struct Slot<D: Desk = FakeDesk> {
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

type Board = Harness<'static, Slot>;

fn made<D: Desk + 'static>(
    builder: HarnessBuilder<Slot<D>>,
    start: impl FnOnce(&Context) -> Window<D> + 'static,
) -> Harness<'static, Slot<D>> {
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

fn open(screen: Screen) -> Board {
    made(Harness::builder(), move |ctx| {
        let mut window = Window::new(ctx, FakeDesk::new());
        window.shared.screen = screen;
        window
    })
}

fn commits(board: &Board) -> Vec<&Command> {
    board
        .state()
        .desk
        .done
        .iter()
        .filter_map(|a| if let Action::Commit(c) = a { Some(c) } else { None })
        .collect()
}

fn press(board: &mut Board, key: Key) {
    board.key_press(key);
    board.run_steps(3);
}

#[test]
fn one_key_each_decides_a_link() {
    for (key, verdict) in [
        (Key::A, Verdict::Accept),
        (Key::R, Verdict::Reject),
        (Key::N, Verdict::Never),
        (Key::L, Verdict::Later),
    ] {
        let mut board = open(Screen::Links);
        press(&mut board, key);
        let done = commits(&board);
        assert_eq!(done.len(), 1, "{key:?}");
        let Command::Decide(decide) = done[0] else {
            panic!("{key:?} made another command")
        };
        assert_eq!(decide.verdict, verdict);
        assert_eq!(decide.candidate, candidates()[0], "the whole card is kept");
        // The next card comes up, so that the same key decides that one.
        press(&mut board, key);
        let Command::Decide(second) = commits(&board)[1] else {
            panic!()
        };
        assert_eq!(second.candidate.id, candidates()[1].id);
    }
}

#[test]
fn a_public_record_is_context_that_one_key_pulls() {
    let mut board = open(Screen::Links);
    assert!(
        board.query_by_label_contains("public records").is_none(),
        "no chip for what is not there"
    );
    let card = caseboard::model::decision::Candidate {
        found_by: "library".to_owned(),
        ..candidates()[0].clone()
    };
    let surfaced = Answer::Surface {
        candidates: candidates(),
        held_back: Vec::new(),
        library: vec![PublicRecord {
            library: "findings".to_owned(),
            sha256: "ab12".to_owned(),
            row: 17,
            pulled: false,
            candidate: card,
        }],
        notices: vec![LibraryNotice {
            library: "register".to_owned(),
            state: "missing".to_owned(),
            ..LibraryNotice::default()
        }],
    };
    let seq = board.state().desk.snapshot.seq;
    board.state_mut().desk.results.finish(Request::Surface, seq, surfaced);
    board.run_steps(3);
    assert!(board.query_by_label_contains("register is missing").is_some());
    // On the queue of open links its key does nothing.
    press(&mut board, Key::P);
    let pulls = |board: &Board| -> Vec<(String, i64)> {
        let done = board.state().desk.done.iter();
        done.filter_map(|a| match a {
            Action::Pull { library, row } => Some((library.clone(), *row)),
            _ => None,
        })
        .collect()
    };
    assert!(pulls(&board).is_empty());
    board.get_by_label_contains("public records").click();
    board.run_steps(3);
    assert!(
        board
            .query_by_label_contains("A public record: findings, row 17")
            .is_some()
    );
    for key in [Key::A, Key::R, Key::N, Key::L] {
        press(&mut board, key);
    }
    assert!(
        commits(&board).is_empty(),
        "there is nothing to decide about a register"
    );
    press(&mut board, Key::P);
    assert_eq!(pulls(&board), [("findings".to_owned(), 17)]);
}

#[test]
fn a_button_does_what_its_key_does() {
    let mut board = open(Screen::Links);
    board.get_by_label("Never").click();
    board.run_steps(4);
    assert!(
        matches!(commits(&board)[..], [Command::Decide(d)] if d.verdict == Verdict::Never && d.candidate == candidates()[0])
    );
}

#[test]
fn keys_are_left_to_a_field_that_is_typed_in() {
    let mut board = open(Screen::Links);
    board.get_by_label("Why (kept with the verdict)").focus();
    board.run_steps(2);
    board.get_by_label("Why (kept with the verdict)").type_text("a reason");
    press(&mut board, Key::A);
    assert!(commits(&board).is_empty());
    // The reason goes with the verdict.
    board.get_by_label("The same").click();
    board.run_steps(4);
    assert!(matches!(commits(&board)[..], [Command::Decide(d)] if d.why.starts_with("a reason")));
}

fn spot(board: &Board, name: &str) -> Pos2 {
    board.get_by_label(name).rect().center()
}

fn pointer(board: &mut Board, at: Pos2, pressed: bool) {
    board.event(Event::PointerMoved(at));
    board.event(Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
    board.run_steps(1);
}

#[test]
fn a_drag_on_the_chart_is_exactly_one_move() {
    let mut board = open(Screen::Chart);
    let from = spot(&board, "Employer: Sandhill Packing");
    pointer(&mut board, from, true);
    for n in 1..=10 {
        board.event(Event::PointerMoved(from + Vec2::new(8.0, 5.0) * n as f32));
        board.run_steps(1);
    }
    pointer(&mut board, from + Vec2::new(80.0, 50.0), false);
    board.run_steps(3);
    let moves: Vec<_> = commits(&board)
        .into_iter()
        .filter_map(|c| if let Command::MoveItems(m) = c { Some(m) } else { None })
        .collect();
    assert_eq!(moves.len(), 1, "one gesture, one step");
    assert_eq!(moves[0].items.len(), 1);
    assert_eq!(moves[0].items[0].entity, entity(1));
    assert!(
        moves[0].items[0].x > 0 && moves[0].items[0].y > 0,
        "it went right and down: {:?}",
        moves[0].items[0]
    );
    assert_eq!(commits(&board).len(), 1);
    let now = spot(&board, "Employer: Sandhill Packing");
    assert!(
        (now - from - Vec2::new(80.0, 50.0)).length() < 3.0,
        "it stays where it was dropped until the board knows: {now:?} from {from:?}"
    );
}

#[test]
fn the_chart_expands_pins_takes_off_and_finds_paths_by_key() {
    let mut board = open(Screen::Chart);
    board.state_mut().shared.select(entity(1));
    board.run_steps(2);
    press(&mut board, Key::I);
    assert!(
        matches!(commits(&board)[..], [Command::PinItems(p)] if !p.pinned && p.entities == [entity(1)]),
        "it was pinned"
    );
    board.state_mut().shared.selected.insert(entity(4));
    press(&mut board, Key::P);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Ask(Request::Path { .. })))
    );
    press(&mut board, Key::L);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Ask(Request::Layout { .. }))),
        "layout is a job"
    );
    press(&mut board, Key::Delete);
    assert!(
        commits(&board)
            .iter()
            .any(|c| matches!(c, Command::RemoveItems(r) if r.entities.len() == 2))
    );
}

#[test]
fn arrow_keys_walk_the_chart() {
    let mut board = open(Screen::Chart);
    let at = spot(&board, "Employer: Sandhill Packing");
    pointer(&mut board, at, true);
    pointer(&mut board, at, false);
    board.run_steps(2);
    assert_eq!(board.state().shared.selected, BTreeSet::from([entity(1)]));
    press(&mut board, Key::ArrowDown);
    let next = board.state().shared.selected.iter().next().copied();
    assert!(next.is_some() && next != Some(entity(1)), "it went on: {next:?}");
}

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
    assert!(board.state().desk.done.iter().any(|a| matches!(a, Action::Undo)));
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
        let wanted = board
            .output()
            .viewport_output
            .values()
            .map(|v| v.repaint_delay)
            .min()
            .unwrap_or_default();
        assert!(wanted.as_secs() >= 1, "{screen:?} wants a frame in {wanted:?}");
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
        let mut nameless = Vec::new();
        for node in board.root().children_recursive() {
            let a = node.accesskit_node();
            let control = matches!(
                a.role(),
                Role::Button
                    | Role::CheckBox
                    | Role::TextInput
                    | Role::MultilineTextInput
                    | Role::ListItem
                    | Role::Tab
                    | Role::ComboBox
                    | Role::Slider
                    | Role::Row
            );
            if control && a.label().is_none_or(|l| l.trim().is_empty()) && a.value().is_none() {
                nameless.push(format!("{:?} at {:?}", a.role(), node.rect()));
            }
        }
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

/// True when there is something to draw pictures with.
fn adapter() -> bool {
    std::panic::catch_unwind(|| {
        Harness::builder()
            .with_size(Vec2::splat(16.0))
            .wgpu()
            .build_ui(|_| {})
            .render()
            .is_ok()
    })
    .unwrap_or(false)
}

#[test]
fn pictures_of_every_screen() {
    if std::env::var_os("CASEBOARD_PICTURES").is_none() {
        println!("no pictures: set CASEBOARD_PICTURES=1 to make them");
        return;
    }
    let found = adapter();
    assert!(
        found || std::env::var_os("CASEBOARD_NEED_ADAPTER").is_none(),
        "no graphics adapter, and one is needed here"
    );
    if !found {
        println!("no pictures: no graphics adapter found");
        return;
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/pictures");
    std::fs::create_dir_all(&folder).unwrap();
    for (mode, language) in [(Mode::Light, "en"), (Mode::Dark, "es")] {
        for screen in Screen::ALL {
            let screen = *screen;
            let mut board = made(Harness::builder().wgpu(), move |ctx| {
                let mut window = Window::new(ctx, FakeDesk::new());
                window.set_look(ctx, mode, language);
                window.shared.screen = screen;
                match screen {
                    Screen::Inbox => window.shared.show(Item::Record(record(1), "Phone".into())),
                    Screen::Milestones => window
                        .shared
                        .show(Item::Milestone(caseboard::model::MilestoneId(desk::uid(180)))),
                    Screen::Links => {}
                    _ => window.shared.select(entity(1)),
                }
                window
            });
            let picture = board.render().unwrap();
            let shades: BTreeSet<[u8; 4]> = picture.pixels().step_by(97).map(|p| p.0).collect();
            assert!(shades.len() > 8, "{screen:?}: the picture is blank");
            picture
                .save(folder.join(format!("{}-{}-{language}.png", screen.key(), mode.file())))
                .unwrap();
        }
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

/// Opens the worklist of the Sources screen.
fn worklist() -> Board {
    let mut board = open(Screen::Sources);
    board.get_by_label_contains("To repair").click();
    board.run_steps(4);
    board
}

#[test]
fn a_group_of_rejected_rows_is_repaired_at_once() {
    let mut board = worklist();
    assert!(
        board
            .query_by_label_contains("Tip No: the number of the row is missing, tips.csv, 2")
            .is_some()
    );
    // Without a reason nothing is sent.
    board.get_by_label("Retry all 2").click();
    board.run_steps(2);
    assert!(!board.state().desk.done.iter().any(|a| matches!(a, Action::Retry(_))));
    for (label, text) in [
        ("New value", "T-9"),
        ("Why it is right (kept beside the cell)", "rang the hotline"),
    ] {
        board.get_by_label(label).focus();
        board.run_steps(2);
        board.get_by_label(label).type_text(text);
        board.run_steps(2);
    }
    board.get_by_label("Retry all 2").click();
    board.run_steps(2);
    let sent: Vec<_> = board
        .state()
        .desk
        .done
        .iter()
        .filter_map(|a| if let Action::Retry(r) = a { Some(r) } else { None })
        .collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (sent[0].group.as_str(), sent[0].why.as_str()),
        ("aabbccdd", "rang the hotline")
    );
    assert!(sent[0].records.is_empty());
    assert!(matches!(&sent[0].fixes[..], [Fix::Set { column, value, row: 0 }] if column == "Tip No" && value == "T-9"));
}

#[test]
fn unread_cells_of_staged_rows_are_one_repair() {
    let mut board = worklist();
    board
        .get_by_label("Received: day and month can be told apart only by a person, tips.csv, 42")
        .click();
    board.run_steps(3);
    assert!(board.query_by_label("cells, on the board unread").is_some());
    // Imported again these rows would come in twice, and tried again they read as before.
    assert!(board.query_by_label("Write out…").is_none());
    let why = "Why it is right (kept beside the cell)";
    board.get_by_label(why).focus();
    board.run_steps(2);
    board.get_by_label(why).type_text("the hotline writes the day first");
    board.run_steps(2);
    board.get_by_label("Retry all 42").click();
    board.run_steps(2);
    let sent = board.state().desk.done.iter().find_map(|a| match a {
        Action::Retry(request) => Some(request),
        _ => None,
    });
    let sent = sent.unwrap();
    assert_eq!((sent.group.as_str(), sent.records.len()), ("55667788", 0));
    assert!(
        matches!(&sent.fixes[..], [Fix::DateOrder { column, order, row: 0 }] if column == "Received" && order == "dmy")
    );
}

#[test]
fn an_original_is_saved_under_a_name_that_is_typed() {
    let mut board = open(Screen::Sources);
    let source = board
        .state()
        .desk
        .snapshot
        .sources
        .iter()
        .find(|s| !s.sealed)
        .unwrap()
        .clone();
    board.state_mut().shared.show(caseboard::ui::Item::Source(source.id));
    board.run_steps(3);
    board.get_by_label("Save original as…").click();
    board.run_steps(3);
    assert!(board.query_by_label("Why").is_none());
    board.get_by_label("Save the original").click();
    board.run_steps(3);
    let saved = board.state().desk.done.iter().any(|a| {
        matches!(a, Action::SaveOriginal { source: id, path, .. } if *id == source.id && path.ends_with(&source.file_name))
    });
    assert!(saved);
}

#[test]
fn a_rejected_row_is_masked_until_it_is_opened_and_can_be_retried_alone() {
    let mut board = worklist();
    assert!(board.query_by_label_contains("xxxxxxxx xxxxx").is_some());
    assert!(board.query_by_label("Retry this row").is_none());
    board.get_by_label("row 7").click();
    board.run_steps(3);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Ask(Request::Record(r)) if *r == record(9))),
        "the row's own text is asked for when it is opened"
    );
    board.get_by_label("Why it is right (kept beside the cell)").focus();
    board.run_steps(2);
    board
        .get_by_label("Why it is right (kept beside the cell)")
        .type_text("seen on paper");
    board.run_steps(2);
    board.get_by_label("Retry this row").click();
    board.run_steps(2);
    assert!(
        board
            .state()
            .desk
            .done
            .iter()
            .any(|a| matches!(a, Action::Retry(r) if r.records == [record(9)]))
    );
    // J goes to the next group; that is written out.
    board.get_by_label("Why it is right (kept beside the cell)").focus();
    press(&mut board, Key::Escape);
    press(&mut board, Key::J);
    board.get_by_label("Write out…").click();
    board.run_steps(2);
    assert!(
        board.state().desk.done.iter().any(|a| matches!(a, Action::WriteRejects { group, path, .. } if group == "11223344" && path.ends_with("tips.csv.rejects.csv")))
    );
}
