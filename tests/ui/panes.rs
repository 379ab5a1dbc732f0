//! Screens beside each other: how they are opened, moved, closed and kept; who gets the keys; one
//! selection for all.

use std::collections::{BTreeMap, BTreeSet};

use caseboard::catalog::workspace::{NAMES, SCREENS};
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item, Window};
use eframe::egui::{Key, Modifiers, Rect, Role, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};

use super::desk::FakeDesk;
use super::harness::{Board, click, commits, drag, made, nameless, next_frame, open, press, said, type_text};
use super::rows::entity;

/// Gives a command by its name, as in the palette.
fn command(board: &mut Board, name: &str) {
    board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    board.run_steps(3);
    type_text(board, name);
    press(board, Key::Enter);
    board.run_steps(4);
}

/// The tabs that are drawn, with their places.
fn tabs(board: &Board) -> BTreeMap<String, Rect> {
    board
        .query_all_by_role(Role::Tab)
        .filter_map(|node| {
            let name = node.accesskit_node().label()?;
            let name = name.strip_suffix(", a pane")?.to_owned();
            Some((name, node.rect()))
        })
        .collect()
}

fn beside_links() -> Board {
    let mut board = open(Screen::Links);
    assert!(tabs(&board).is_empty(), "a screen alone has no tab");
    command(&mut board, "open chart beside");
    board
}

#[test]
fn a_screen_opens_beside_and_the_keys_are_for_one() {
    let mut board = beside_links();
    let places = tabs(&board);
    assert_eq!(places.len(), 2);
    assert!(places["Links"].right() < places["Chart"].left(), "{places:?}");
    assert_eq!(
        board.state().shared.screen,
        Screen::Chart,
        "what was opened has the keys"
    );
    assert!(said(&board, "Sandhill"), "both are drawn");

    // A accepts a link, on the screen of links only.
    press(&mut board, Key::A);
    assert!(commits(&board).is_empty());
    press(&mut board, Key::F6);
    assert_eq!(board.state().shared.screen, Screen::Links);
    press(&mut board, Key::A);
    assert_eq!(commits(&board).len(), 1);

    // A press in a pane gives it the keys.
    let inside = tabs(&board)["Chart"].center_bottom() + Vec2::new(0.0, 300.0);
    super::harness::pointer(&mut board, inside, true);
    super::harness::pointer(&mut board, inside, false);
    board.run_steps(2);
    assert_eq!(board.state().shared.screen, Screen::Chart);

    // To go to a screen that is open goes to its pane; another takes the place of the one with the keys.
    super::harness::ctrl(&mut board, Key::Num2);
    assert_eq!(board.state().shared.screen, Screen::Links);
    assert_eq!(tabs(&board).len(), 2);
    super::harness::ctrl(&mut board, Key::Num4);
    let now: Vec<String> = tabs(&board).into_keys().collect();
    assert_eq!(now, ["Chart", "Entities"]);

    // The last one has no tab any more, and stays.
    board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    board.run_steps(4);
    assert!(tabs(&board).is_empty());
    assert_eq!(board.state().shared.screen, Screen::Chart);
    board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::W);
    board.run_steps(4);
    assert_eq!(board.state().shared.screen, Screen::Chart);
}

#[test]
fn what_is_selected_in_one_pane_is_lit_in_the_others() {
    for screen in ["timeline", "inbox", "links", "milestones", "sources"] {
        let mut board = open(Screen::Entities);
        command(&mut board, &format!("open {screen} beside"));
        let lit = |board: &mut Board, id: Option<u8>| {
            board.state_mut().shared.selected = id.map(entity).into_iter().collect();
            board.run_steps(4);
            board.query_all_by_label_contains("concerns what is selected").count()
        };
        let (none, one) = (lit(&mut board, None), lit(&mut board, Some(1)));
        assert_eq!(none, 0, "{screen}");
        assert!(one > 0, "{screen}");
        let open = board.query_all_by_role(Role::Row);
        let row = open
            .filter_map(|n| n.accesskit_node().label())
            .find(|l| l.contains("Sandhill Packing"));
        assert!(row.is_some(), "the table stands beside it");
    }
}

#[test]
fn a_tab_is_dragged_to_another_side_and_behind_another() {
    let mut board = beside_links();
    let before = tabs(&board);
    // Down to the lower edge of its own half of the window: below the other.
    let from = before["Links"].center();
    let chart = before["Chart"];
    drag(&mut board, from, Vec2::new(chart.center().x - from.x + 250.0, 780.0));
    let after = tabs(&board);
    assert!(
        after["Links"].top() > after["Chart"].bottom() + 100.0,
        "{before:?} {after:?}"
    );
    // Onto the other's tab: behind it, or it behind.
    let (from, to) = (after["Links"].center(), after["Chart"].center());
    drag(&mut board, from, to - from);
    let after = tabs(&board);
    assert!((after["Links"].top() - after["Chart"].top()).abs() < 1.0, "{after:?}");
    // A press of a tab brings its screen, with the keys.
    for name in ["Chart", "Links"] {
        click(&mut board, &format!("{name}, a pane"));
        assert_eq!(board.state().shared.screen, Screen::of(&name.to_lowercase()).unwrap());
    }
    // Its cross closes it.
    click(&mut board, "Close the pane Links");
    assert!(tabs(&board).is_empty());
    assert_eq!(board.state().shared.screen, Screen::Chart);
}

#[test]
fn the_arrangement_is_there_again_to_the_point() {
    let mut board = beside_links();
    command(&mut board, "open audit beside");
    let between = tabs(&board)["Chart"].left_bottom() + Vec2::new(-2.0, 200.0);
    drag(&mut board, between, Vec2::new(70.0, 0.0));
    // Kept once the hand rests.
    board.run_steps(60);
    let (places, drafts) = (tabs(&board), board.state().desk.drafts.clone());
    assert_eq!(places.len(), 3);
    let again = |drafts: BTreeMap<String, String>| {
        let mut board = made(Harness::builder(), move |ctx| {
            let mut desk = FakeDesk::new();
            desk.drafts = drafts;
            Window::new(ctx, desk)
        });
        board.run_steps(8);
        board
    };
    let mut second = again(drafts.clone());
    assert_eq!(second.state().shared.screen, board.state().shared.screen);
    assert_eq!(tabs(&second), places);
    // Locked and unlocked too.
    second.key_press_modifiers(Modifiers::COMMAND, Key::L);
    second.run_steps(4);
    assert!(tabs(&second).is_empty(), "nothing is drawn of a locked case");
    type_text(&mut second, "open");
    press(&mut second, Key::Enter);
    second.run_steps(6);
    assert_eq!(tabs(&second), places);

    // An arrangement that can't be read is none; the rest of the workspace holds.
    let workspace = drafts["workspace"]
        .replace("\"audit\"", "\"oracle\"")
        .replace("\"light\"", "\"dark\"");
    assert_ne!(workspace, drafts["workspace"]);
    let third = again(BTreeMap::from([("workspace".to_owned(), workspace)]));
    assert!(tabs(&third).is_empty());
    assert!(third.state().desk.draft("workspace").unwrap().contains("\"dark\""));
}

#[test]
fn a_workspace_puts_its_screens_side_by_side() {
    let keys: Vec<&str> = Screen::ALL
        .iter()
        .map(|s| s.key())
        .filter(|k| *k != "gallery")
        .collect();
    let mut named = SCREENS.to_vec();
    named.sort_unstable_by_key(|name| keys.iter().position(|k| k == name));
    assert_eq!(named, keys, "the catalog knows every screen of the window");
    let mut board = open(Screen::Audit);
    for name in NAMES {
        command(&mut board, &format!("workspace {name}"));
        let columns = &board.state().desk.catalog().workspaces[name];
        let wanted: Vec<String> = columns.iter().flatten().cloned().collect();
        let mut shown: Vec<String> = tabs(&board).into_keys().map(|t| t.to_lowercase()).collect();
        shown.sort_by_key(|t| wanted.iter().position(|w| w == t));
        assert_eq!(shown, wanted);
        let here = board.state().shared.screen;
        assert!(wanted.iter().any(|w| w == here.key()), "{here:?} has the keys");
    }
}

#[test]
fn the_way_back_is_named_and_leads_forward_again() {
    let mut board = open(Screen::Entities);
    for n in [1, 2, 3] {
        board.state_mut().shared.select(entity(n));
        board.run_steps(2);
    }
    let at = |board: &Board| board.state().shared.shown.clone();
    board.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    board.run_steps(3);
    assert_eq!(at(&board), Some(Item::Entity(entity(2))));
    board.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    board.run_steps(3);
    assert_eq!(at(&board), Some(Item::Entity(entity(3))));
    // Two back at once, by name.
    let first = board.query_all_by_role(Role::Link).next().unwrap();
    assert!(first.accesskit_node().label().unwrap().starts_with("Back to "));
    first.click();
    board.run_steps(4);
    assert_eq!(at(&board), Some(Item::Entity(entity(1))));
    assert!(board.state().shared.selected.contains(&entity(1)));
    // What is looked at anew ends the way forward.
    board.state_mut().shared.select(entity(2));
    board.run_steps(2);
    assert!(!board.state().shared.can_go_forward());
}

#[test]
fn panes_are_walked_by_tab_named_and_at_rest() {
    let mut board = open(Screen::Audit);
    command(&mut board, "workspace coordinate");
    board.run_steps(30);
    let wanted = next_frame(&board);
    assert!(
        wanted.as_secs() >= 1,
        "nothing moves, and a frame is wanted in {wanted:?}"
    );
    let nameless = nameless(&board);
    assert!(nameless.is_empty(), "{nameless:?}");
    // The keys go with the control that Tab reaches: into each pane, with its tab and its cross.
    let mut reached = BTreeSet::new();
    let mut names = BTreeSet::new();
    for _ in 0..160 {
        board.key_press(Key::Tab);
        board.run_steps(2);
        reached.insert(board.state().shared.screen);
        let focused = board.query_all_by(|n| n.is_focused());
        names.extend(focused.filter_map(|n| n.accesskit_node().label()));
    }
    assert_eq!(reached, BTreeSet::from([Screen::Morning, Screen::Inbox]));
    for name in [
        "Morning, a pane",
        "Close the pane Morning",
        "Inbox, a pane",
        "Take a call",
    ] {
        assert!(names.iter().any(|n| n.contains(name)), "{name}: {names:?}");
    }
}
