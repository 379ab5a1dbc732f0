//! Every word of ours stands whole on every screen, in both languages and at the sizes that laptops have:
//! none is cut off with an ellipsis, none runs out of the pane that it is drawn in.

use std::collections::BTreeSet;

use caseboard::catalog::asset::Assets;
use caseboard::catalog::text::Text;
use caseboard::ui::theme::Mode;
use caseboard::ui::view::Screen;
use eframe::egui::epaint::{ClippedShape, Shape, TextShape};
use eframe::egui::{Rect, Vec2};
use egui_kittest::Harness;

use super::harness::{Board, dressed, made};

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
