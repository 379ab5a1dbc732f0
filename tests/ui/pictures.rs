//! Pictures of every screen, to look at.

use std::collections::BTreeSet;

use caseboard::ui::theme::Mode;
use caseboard::ui::view::Screen;
use eframe::egui::Vec2;
use egui_kittest::Harness;

use super::harness::{dressed, made};

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
                dressed(ctx, screen, mode, language)
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
