//! Every word of ours stands whole on every screen, in both languages and at the sizes that laptops have:
//! none is cut off with an ellipsis, none runs out of the pane that it is drawn in.

use std::collections::BTreeSet;

use caseboard::catalog::asset::Assets;
use caseboard::catalog::pattern;
use caseboard::catalog::text::Text;
use caseboard::model::decision::Verdict;
use caseboard::model::{EventId, LinkId, MilestoneId, SourceId};
use caseboard::ui::Item;
use caseboard::ui::theme::Mode;
use caseboard::ui::view::Screen;
use eframe::egui::epaint::{ClippedShape, Shape, TextShape};
use eframe::egui::{Key, Modifiers, Rect, Vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::harness::{Board, dressed, made, press, surface, type_text};
use super::rows::{candidates, entity, record, uid};
use super::second;

/// Hands over every text that was drawn, with what of the window it may cover.
fn texts<'a>(shape: &'a Shape, clip: Rect, f: &mut dyn FnMut(&'a TextShape, Rect)) {
    match shape {
        Shape::Vec(all) => all.iter().for_each(|shape| texts(shape, clip, f)),
        Shape::Text(text) => f(text, clip),
        _ => {}
    }
}

/// The texts of a language that stand by themselves.
fn ours(language: &str) -> BTreeSet<String> {
    let text = Text::new(&Assets::built_in(), language);
    let keys: Vec<String> = text.keys().map(str::to_owned).collect();
    let whole = keys.iter().filter_map(|key| text.try_get(key, &[]));
    whole.filter(|t| !t.is_empty() && !t.contains('{')).collect()
}

/// What is cut, and how.
fn cut(drawn: &[ClippedShape], ours: &BTreeSet<String>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for one in drawn {
        texts(&one.shape, one.clip_rect, &mut |text, clip| {
            let said = text.galley.text();
            let place = text.visual_bounding_rect();
            if !ours.contains(said) || !place.intersects(clip) {
                return;
            }
            if text.galley.elided {
                found.insert(format!("{said:?} ends in an ellipsis"));
            } else if place.right() > clip.right() + 1.0 || place.left() < clip.left() - 1.0 {
                found.insert(format!("{said:?} at {place:?} is cut by {clip:?}"));
            }
        });
    }
    found
}

fn board(screen: Screen, language: &'static str, size: Vec2) -> Board {
    let mut board = made(Harness::builder(), move |ctx| {
        dressed(ctx, screen, Mode::Light, language)
    });
    // The harness draws a margin of 8 points around the board.
    board.set_size(size + Vec2::splat(16.0));
    // Panes find their widths within some frames.
    board.run_steps(12);
    board
}

#[test]
fn no_word_of_ours_is_cut_on_any_screen() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for language in ["en", "es"] {
        let ours = ours(language);
        assert!(ours.len() > 300, "{}", ours.len());
        for size in [
            Vec2::new(1600.0, 1000.0),
            Vec2::new(1366.0, 768.0),
            Vec2::new(1280.0, 720.0),
        ] {
            for screen in Screen::ALL {
                let board = board(*screen, language, size);
                let drawn = &board.output().shapes;
                for one in drawn {
                    texts(&one.shape, one.clip_rect, &mut |text, _| {
                        seen += usize::from(ours.contains(text.galley.text()))
                    });
                }
                let cut = cut(drawn, &ours);
                wrong.extend(
                    cut.into_iter()
                        .map(|c| format!("{language} {} {}: {c}", screen.key(), size.x)),
                );
            }
        }
    }
    // The words are there to be looked at.
    assert!(seen > 1000, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What opens something over the screen: the screen it is a command of, and its text.
const OPENS: [(Screen, &str); 20] = [
    (Screen::Audit, "cmd-add-task"),
    (Screen::Audit, "cmd-add-process"),
    (Screen::Audit, "cmd-add-deconfliction"),
    (Screen::Audit, "cmd-add-library"),
    (Screen::Audit, "cmd-settings"),
    (Screen::Audit, "cmd-members"),
    (Screen::Audit, "cmd-new-case"),
    (Screen::Audit, "cmd-open-case"),
    (Screen::Audit, "cmd-backup"),
    (Screen::Audit, "cmd-import"),
    (Screen::Chart, "cmd-export"),
    (Screen::Audit, "cmd-as-of"),
    (Screen::Audit, "cmd-help"),
    (Screen::Entities, "cmd-add-entity"),
    (Screen::Entities, "cmd-edit-many"),
    (Screen::Timeline, "cmd-add-event"),
    (Screen::Milestones, "cmd-add-milestone"),
    (Screen::Links, "cmd-elsewhere"),
    (Screen::Links, "cmd-weights"),
    (Screen::Chart, "cmd-rename-chart"),
];

/// What the inspector can show, and the buttons there that open a form.
fn shown() -> Vec<(Item, &'static [&'static str])> {
    vec![
        (Item::Entity(entity(1)), &["add-fact", "add-link"]),
        (Item::Record(record(1), "Phone".into()), &[]),
        (Item::Link(LinkId(uid(140))), &["edit-dots"]),
        (Item::Event(EventId(uid(170))), &["edit-dots"]),
        (
            Item::Source(SourceId(uid(90))),
            &["grade-dots", "label-dots", "original-dots", "hold-dots"],
        ),
        (Item::Milestone(MilestoneId(uid(180))), &["edit-dots"]),
    ]
}

#[test]
fn no_word_of_ours_is_cut_in_a_dialog_or_in_the_inspector() {
    let mut wrong = Vec::new();
    let mut forms = 0;
    for language in ["en", "es"] {
        let (ours, text) = (ours(language), Text::new(&Assets::built_in(), language));
        let mut look = |board: &Board, what: &str| {
            let cut = cut(&board.output().shapes, &ours);
            wrong.extend(cut.into_iter().map(|c| format!("{language} {what}: {c}")));
        };
        let small = Vec2::new(1280.0, 720.0);
        for (screen, key) in OPENS {
            let mut board = board(screen, language, small);
            board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
            board.run_steps(3);
            look(&board, "palette");
            type_text(&mut board, &text.get(key, &[]));
            press(&mut board, Key::Enter);
            board.run_steps(6);
            look(&board, key);
            forms += usize::from(board.state().shared.dialog.is_some());
        }
        for (item, buttons) in shown() {
            let mut board = board(Screen::Audit, language, small);
            board.state_mut().shared.show(item.clone());
            board.run_steps(4);
            look(&board, &format!("{item:?}"));
            for button in buttons {
                let name = text.get(button, &[]);
                board.query_all_by_label(&name).next().unwrap().click();
                board.run_steps(6);
                assert!(board.state().shared.dialog.is_some(), "{language} {item:?} {button}");
                look(&board, button);
                board.state_mut().shared.dialog = None;
                board.run_steps(2);
            }
        }
    }
    // Help, a chart's new name and a milestone's form stand by themselves.
    assert!(forms >= 2 * (OPENS.len() - 3), "{forms}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A pattern's card has its sentence, its picture and what else may explain it.
#[test]
fn no_word_of_ours_is_cut_on_a_patterns_card() {
    let mut wrong = Vec::new();
    for (language, mode) in [("en", Mode::Light), ("es", Mode::Contrast)] {
        let (ours, text) = (ours(language), Text::new(&Assets::built_in(), language));
        let assets = Assets::built_in();
        let patterns = pattern::read(&assets, &mut Vec::new());
        for (size, pattern) in [1280.0, 1600.0]
            .into_iter()
            .flat_map(|wide| patterns.values().map(move |p| (Vec2::new(wide, 1400.0), p)))
        {
            let mut board = made(Harness::builder(), move |ctx| {
                dressed(ctx, Screen::Links, mode, language)
            });
            board.set_size(size + Vec2::splat(16.0));
            let mut card = candidates()[2].clone();
            card.pattern.clone_from(&pattern.name);
            surface(&mut board, vec![card]);
            board.run_steps(12);
            let drawn = &board.output().shapes;
            let mut seen = BTreeSet::new();
            for one in drawn {
                texts(&one.shape, one.clip_rect, &mut |text, clip| {
                    if clip.contains_rect(text.visual_bounding_rect()) {
                        seen.insert(text.galley.text().to_owned());
                    }
                });
            }
            let words: Vec<&str> = pattern.texts().chain(["innocent-title"]).collect();
            let question = format!("question-{}", pattern.name);
            for key in words.into_iter().chain([question.as_str()]) {
                let said = text.get(key, &[]);
                assert!(seen.contains(&said), "{language} {} {}: {said}", pattern.name, size.x);
            }
            let cut = cut(drawn, &ours);
            wrong.extend(
                cut.into_iter()
                    .map(|c| format!("{language} {} {}: {c}", pattern.name, size.x)),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Two members: both queues of second looks, a look that was given, and who acts.
#[test]
fn no_word_of_ours_is_cut_where_there_are_two_members() {
    let mut wrong = Vec::new();
    for language in ["en", "es"] {
        let ours = ours(language);
        for wide in [1600.0, 1280.0] {
            let mut board = board(Screen::Links, language, Vec2::new(wide, 720.0));
            let mut look = |board: &Board, what: &str| {
                let cut = cut(&board.output().shapes, &ours);
                wrong.extend(cut.into_iter().map(|c| format!("{language} {what}, {wide}: {c}")));
            };
            second::with(&mut board, second::decided());
            press(&mut board, Key::S);
            look(&board, "second look");
            press(&mut board, Key::A);
            second::looked(&mut board, Verdict::Accept);
            look(&board, "looked");
            press(&mut board, Key::X);
            look(&board, "differ");
            press(&mut board, Key::A);
            look(&board, "a reason is wanted");
            board.state_mut().desk.choosing = second::lines();
            board.run_steps(3);
            look(&board, "who acts");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The preview of weights, too few, and a set that was taken.
#[test]
fn no_word_of_ours_is_cut_where_weights_are_learned() {
    use caseboard::model::parameters::Advice;
    let mut wrong = Vec::new();
    for language in ["en", "es"] {
        let ours = ours(language);
        for (advice, fits) in [
            (Some(Advice::Take), true),
            (Some(Advice::Unrelated), false),
            (Some(Advice::NotBetter), true),
            (None, true),
        ] {
            let mut board = board(Screen::Links, language, Vec2::new(1280.0, 720.0));
            super::weights::taken(&mut board, fits);
            super::weights::dialog(&mut board, advice);
            assert!(board.state().shared.dialog.is_some());
            let cut = cut(&board.output().shapes, &ours);
            wrong.extend(cut.into_iter().map(|c| format!("{language} {advice:?}: {c}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Panes beside each other are narrower than any screen alone.
#[test]
fn no_word_of_ours_is_cut_in_a_pane() {
    let mut wrong = Vec::new();
    for language in ["en", "es"] {
        let (ours, text) = (ours(language), Text::new(&Assets::built_in(), language));
        for screen in Screen::ALL
            .iter()
            .filter(|s| ![Screen::Audit, Screen::Gallery].contains(s))
        {
            let mut board = board(*screen, language, Vec2::new(1600.0, 900.0));
            board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
            board.run_steps(3);
            type_text(&mut board, &text.get("cmd-beside-audit", &[]));
            press(&mut board, Key::Enter);
            board.run_steps(12);
            let cut = cut(&board.output().shapes, &ours);
            wrong.extend(cut.into_iter().map(|c| format!("{language} {}: {c}", screen.key())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A word in a pane too narrow for it is found.
#[test]
fn a_word_that_does_not_fit_is_seen() {
    use eframe::egui::{Label, Ui};
    let word = "Milestones and clocks";
    let ours = BTreeSet::from([word.to_owned()]);
    for (width, elide, found) in [(400.0, true, 0), (40.0, true, 1), (40.0, false, 1)] {
        let mut board = Harness::builder()
            .with_size(Vec2::new(500.0, 100.0))
            .build_ui(move |ui: &mut Ui| {
                ui.set_max_width(width);
                let clip = Rect::from_min_size(ui.min_rect().min, Vec2::new(width, 50.0));
                ui.set_clip_rect(clip);
                let label = Label::new(word);
                ui.add(if elide { label.truncate() } else { label.extend() });
            });
        board.run_steps(2);
        assert_eq!(cut(&board.output().shapes, &ours).len(), found, "{width} {elide}");
    }
}
