//! A document beside the facts that cite it: opened by key, turned, its words made an entity and a fact with
//! page and place, all by keyboard; a letter as it looks, words taken off it by a stroke; a picture under seal,
//! opened with a reason, gone with the vault.

use std::path::{Path, PathBuf};

use caseboard::app::action::{Action, Answer, Request};
use caseboard::app::page::Page;
use caseboard::model::RecordId;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item};
use eframe::egui::accesskit::Role;
use eframe::egui::{Key, Modifiers, Vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};

use super::harness::{click, drag, fill, press, said, type_in};
use super::real::{PASSPHRASE, Real};

/// The text of the page that is open.
fn focus_text(real: &mut Real) {
    let fields = real.board.query_all_by_role(Role::MultilineTextInput);
    fields.last().unwrap().focus();
    real.board.run_steps(3);
}

#[test]
fn words_are_selected_and_one_key_makes_an_entity_then_a_fact_of_them() {
    let mut real = Real::open(Screen::Entities);
    let s = real.snapshot();
    let record = s.records.values().find(|r| r.has_narrative).unwrap().id;
    real.board.state_mut().shared.show(Item::Record(record, String::new()));
    real.board.run_steps(3);
    press(&mut real.board, Key::D);
    real.until("the document", |b| {
        b.state().desk.results().get(&Request::Document(record)).is_some()
    });
    assert!(said(&real.board, "Part 1 of 1"));
    focus_text(&mut real);
    // The first word: FICTIONAL.
    real.board
        .key_press_modifiers(Modifiers::CTRL | Modifiers::COMMAND, Key::Home);
    real.board.run_steps(2);
    for _ in 0..9 {
        real.board.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
        real.board.run_steps(1);
    }
    real.board.run_steps(2);
    assert!(said(&real.board, "“FICTIONAL”"), "what is selected is said");
    press(&mut real.board, Key::E);
    assert!(real.board.state().shared.dialog.is_some(), "one key opens the form");
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let made = s.entities.iter().find(|e| e.label == "FICTIONAL").unwrap().clone();
    let mention = s.mentions_of_entity(made.id).next().unwrap();
    assert_eq!(
        (mention.record, mention.span_start, mention.span_end),
        (record, Some(0), Some(9))
    );
    // A fact of what the inspector shows now, from the same words.
    real.board.state_mut().shared.select(made.id);
    real.board.run_steps(3);
    focus_text(&mut real);
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::A);
    real.board.run_steps(3);
    press(&mut real.board, Key::F);
    let before = real.snapshot().seq;
    real.board.key_press_modifiers(Modifiers::COMMAND, Key::Enter);
    real.board.run_steps(4);
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let fact = s.facts_of(made.id).next().unwrap();
    assert_eq!((fact.record, fact.by_hand), (Some(record), true));
    // D closes it, when nothing is typed in.
    real.board.get_by_label("Close the document  D").click();
    real.board.run_steps(3);
    assert!(real.board.state().shared.document.is_none());
}

/// A file into the case; gives its record, with the document open.
fn opened(real: &mut Real, file: &Path, map: &str) -> RecordId {
    let (before, there) = (real.snapshot().seq, real.snapshot());
    real.board.state_mut().desk.perform(Action::Import {
        files: vec![file.to_owned()],
        map: map.to_owned(),
        agency: String::new(),
    });
    real.until("the import", |b| b.state().desk.snapshot().seq > before);
    let record = *real
        .snapshot()
        .records
        .keys()
        .find(|r| there.record(**r).is_none())
        .unwrap();
    real.board.state_mut().shared.show(Item::Record(record, String::new()));
    real.board.run_steps(3);
    press(&mut real.board, Key::D);
    record
}

/// The page that was drawn last, and what it was drawn for.
fn drawn(real: &Real, record: RecordId) -> Option<std::sync::Arc<Page>> {
    let results = real.board.state().desk.results();
    (1..=32).find_map(|step| {
        let width = step * 128;
        match results.get(&Request::Page { record, page: 1, width }) {
            Some(Answer::Page(page)) => Some(page.clone()),
            _ => None,
        }
    })
}

fn letter() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_cases/mesa_alta/case/whd_referral_letter_FICTIONAL.pdf")
}

#[test]
fn a_letter_is_shown_as_it_looks_and_a_stroke_over_its_words_takes_them() {
    let mut real = Real::open(Screen::Entities);
    let record = opened(&mut real, &letter(), "");
    real.until("the page", |b| b.query_by_role(Role::Image).is_some());
    let page = drawn(&real, record).unwrap();
    let shown = real.board.get_by_role(Role::Image);
    assert!(
        shown.accesskit_node().label().unwrap().contains("Page 1 of"),
        "it says which page it is"
    );
    let rect = shown.rect();
    // A stroke over the first ten letters of the page.
    let (first, last) = (&page.letters[0], &page.letters[9]);
    let at = |letter: &caseboard::app::page::Letter| {
        let [x0, y0, x1, y1] = letter.at;
        rect.min + Vec2::new((x0 + x1) / 2.0 * rect.width(), (y0 + y1) / 2.0 * rect.height())
    };
    drag(&mut real.board, at(first), at(last) - at(first));
    real.board.run_steps(3);
    let taken: String = page.letters[..10].iter().map(|l| l.letter).collect();
    assert_eq!(taken, "FICTIONALS");
    assert!(
        said(&real.board, "“FICTIONAL S”"),
        "what is selected is said as the text has it"
    );
    press(&mut real.board, Key::E);
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let mention = s
        .mentions_of_record(record)
        .find(|m| m.raw.replace(char::is_whitespace, "") == taken)
        .unwrap();
    assert_eq!(
        (mention.page, mention.span_start.is_some()),
        (1, true),
        "the stroke is a place of the text"
    );
    // As text, where the keyboard selects, and back.
    press(&mut real.board, Key::T);
    assert!(real.board.query_by_role(Role::Image).is_none());
    assert!(real.board.query_by_role(Role::MultilineTextInput).is_some());
    press(&mut real.board, Key::T);
    assert!(real.board.query_by_role(Role::Image).is_some());
}

#[test]
fn a_picture_under_seal_is_opened_with_a_reason_and_is_gone_with_the_vault() {
    let mut real = Real::open(Screen::Entities);
    let file = real.folder.path().join("room_FICTIONAL.png");
    let shade = |x: u32, _: u32| image::Rgb([x as u8, 80, 160]);
    image::RgbImage::from_fn(240, 160, shade).save(&file).unwrap();
    let record = opened(&mut real, &file, "");
    real.until("that it is sealed", |b| {
        b.query_by_label("Open the original…").is_some()
    });
    assert!(drawn(&real, record).is_none());
    click(&mut real.board, "Open the original…");
    type_in(
        &mut real.board,
        Role::PasswordInput,
        "Your vault passphrase",
        PASSPHRASE,
    );
    fill(&mut real.board, "Why it is needed", "to see which room it is");
    let before = real.snapshot().seq;
    click(&mut real.board, "Open");
    real.until("the picture", |b| b.query_by_role(Role::Image).is_some());
    assert_eq!(real.snapshot().seq, before + 1, "that it was opened is a commit");
    // What is seen becomes a fact's ground: typed, with the page and no span.
    press(&mut real.board, Key::E);
    fill(&mut real.board, "Name or value", "Room 12");
    let before = real.snapshot().seq;
    click(&mut real.board, "Save");
    assert_eq!(real.committed(before).as_deref(), Some("words.cite"));
    let s = real.snapshot();
    let made = s.entities.iter().find(|e| e.label == "Room 12").unwrap();
    let mention = s.mentions_of_entity(made.id).next().unwrap();
    assert_eq!((mention.record, mention.page, mention.span_start), (record, 1, None));
    // The vault is closed: nothing of it is left, in the window or in memory that is ours.
    real.board.state_mut().desk.perform(Action::CloseVault);
    real.board.run_steps(1);
    assert!(
        real.board.query_by_role(Role::Image).is_none(),
        "in the very next frame"
    );
    assert!(drawn(&real, record).is_none());
    real.until("that it is sealed", |b| {
        b.query_by_label("Open the original…").is_some()
    });
}
