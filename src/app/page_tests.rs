//! Pages drawn, with letters where the ink is; pictures and scans under seal until somebody opens them; damaged
//! files that are told of and bring nothing down.

use std::path::Path;

use image::ImageFormat;

use super::place::letters_of;
use super::*;
use crate::app::document::{Drawn, is_document};
use crate::app::made_case::made;
use crate::command::cite_words::CiteWords;
use crate::command::edit_source::LabelSource;
use crate::import::fuzz_tests::{Dice, damage, picture};
use crate::import::hostile_tests::pdf;
use crate::model::label::Labels;

const LETTER: &[u8] = include_bytes!("../../sample_cases/mesa_alta/case/whd_referral_letter_FICTIONAL.pdf");

fn case(folder: &Path) -> Case {
    made(folder, "case", "Pages", 6)
}
fn only_record(case: &Case) -> RecordId {
    *case.snapshot().records.keys().next().unwrap()
}
fn passphrase() -> Secret {
    Secret::new("battery staple".to_owned())
}
/// How dark a box of the page is, 0 to 255 a pixel.
fn ink(page: &Page, at: [f32; 4]) -> f32 {
    let px = |v: f32, n: u32| ((v * n as f32) as u32).min(n - 1);
    let (mut dark, mut n) = (0.0, 0.0);
    for y in px(at[1], page.height)..=px(at[3], page.height) {
        for x in px(at[0], page.width)..=px(at[2], page.width) {
            dark += 255.0 - f32::from(page.rgba[((y * page.width + x) * 4) as usize]);
            n += 1.0;
        }
    }
    dark / n
}

#[test]
fn a_letter_is_drawn_and_what_it_names_stands_where_its_ink_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("letter_FICTIONAL.pdf", LETTER, "", "").unwrap();
    let record = only_record(&case);
    let document = case.document(record).unwrap();
    assert_eq!(document.drawn, Drawn::Yes);
    let mut placed = 0;
    for (n, part) in document.parts.iter().enumerate() {
        let page = case.pages_of(record).unwrap().draw(n as u32 + 1, 900).unwrap();
        assert_eq!((page.of as usize, page.width), (document.parts.len(), 900));
        assert!(page.height > page.width, "a letter stands upright");
        let whole = ink(&page, [0.0, 0.0, 1.0, 1.0]);
        assert!(whole > 0.5 && whole < 128.0, "ink on paper: {whole}");
        let text = &document.text[part.start..part.end];
        for m in case
            .snapshot()
            .mentions_of_record(record)
            .filter(|m| m.page as usize == n + 1)
        {
            let (Some(start), Some(end)) = (m.span_start, m.span_end) else {
                continue;
            };
            let span = start as usize - part.start..end as usize - part.start;
            let letters = letters_of(&page.letters, text, span).expect("named and drawn");
            for letter in &page.letters[letters] {
                let [x0, y0, x1, y1] = letter.at;
                assert!(
                    0.0 <= x0 && x0 < x1 && x1 <= 1.0 && 0.0 <= y0 && y0 < y1 && y1 <= 1.0,
                    "{letter:?}"
                );
                assert!(ink(&page, letter.at) > 3.0, "no ink where {letter:?} stands");
            }
            placed += 1;
        }
    }
    assert!(placed > 3, "{placed} mentions placed");
    assert_eq!(case.pages_of(record).unwrap().draw(99, 900).err().unwrap().key, "page");
    assert_eq!(case.pages_of(record).unwrap().draw(0, 900).err().unwrap().key, "page");
}

#[test]
fn a_picture_is_under_seal_until_it_is_opened_and_is_shut_with_the_vault() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    let done = case
        .import_bytes("van_FICTIONAL.png", &picture(ImageFormat::Png), "", "")
        .unwrap();
    assert_eq!((done.map.as_str(), done.staged, done.rejected), ("picture", 1, 0));
    let record = only_record(&case);
    let s = case.snapshot();
    let source = s.record(record).unwrap().source;
    assert!(is_document(&s, record) && s.source(source).unwrap().sealed);
    assert_eq!(case.document(record).unwrap().drawn, Drawn::Sealed);
    assert_eq!(case.pages_of(record).err().unwrap().key, "sealed");
    // Neither a wrong passphrase nor no reason opens it.
    let wrong = Secret::new("wrong".to_owned());
    assert!(case.open_original(source, &wrong, "to see the plate").is_err());
    assert!(case.open_original(source, &passphrase(), " ").is_err());
    assert_eq!(case.pages_of(record).err().unwrap().key, "sealed");
    case.open_original(source, &passphrase(), "to see the plate").unwrap();
    let newest = case.history(1).unwrap().remove(0);
    assert_eq!(newest.command, "vault.reveal", "the act is on record");
    assert_eq!(case.document(record).unwrap().drawn, Drawn::Yes);
    let page = case.pages_of(record).unwrap().draw(1, 900).unwrap();
    assert_eq!((page.width, page.height, page.of), (24, 16, 1), "no larger than it is");
    assert!(ink(&page, [0.0, 0.0, 0.4, 1.0]) > 200.0 && ink(&page, [0.6, 0.0, 1.0, 1.0]) < 20.0);
    assert!(case.pages_of(record).unwrap().draw(2, 900).is_err());
    case.close_vault();
    assert_eq!(case.pages_of(record).err().unwrap().key, "sealed");
    // Other sealed originals were not opened with it.
    case.import_bytes("scan_FICTIONAL.pdf", &pdf(&[&[]]), "", "").unwrap();
    case.open_original(source, &passphrase(), "once more").unwrap();
    let s = case.snapshot();
    let scan = s.records.keys().copied().find(|r| *r != record).unwrap();
    assert_eq!(
        (
            s.record(scan).unwrap().kind.as_str(),
            case.pages_of(scan).err().unwrap().key.as_str()
        ),
        ("scan", "sealed")
    );
    // Nothing of it lies in the file in the clear.
    assert!(case.verify(None).unwrap().iter().all(|c| c.ok));
}

#[test]
fn a_picture_that_shows_nobody_is_drawn_by_the_way_and_words_are_read_off_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Tiff,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ] {
        let name = format!("van_FICTIONAL.{}", format.extensions_str()[0]);
        case.import_bytes(&name, &picture(format), "picture-in-the-clear", "")
            .unwrap();
    }
    let s = case.snapshot();
    assert_eq!(s.records.size(), 5);
    for record in s.records.keys() {
        let page = case.pages_of(*record).unwrap().draw(1, 12).unwrap();
        assert_eq!((page.width, page.height), (16, 11), "no narrower than sixteen");
    }
    let record = only_record(&case);
    let cite = CiteWords {
        record,
        words: "CNR-204".to_owned(),
        page: 1,
        kind: "plate".to_owned(),
        ..CiteWords::default()
    };
    let nowhere = CiteWords {
        page: 0,
        ..cite.clone()
    };
    assert_eq!(case.commit(&nowhere.into()).unwrap_err().key, "place");
    let done = case.commit(&cite.clone().into()).unwrap();
    let s = case.snapshot();
    let plate = EntityId(done.outcome.made[0]);
    let mention = s.mentions_of_entity(plate).next().unwrap();
    assert_eq!((mention.record, mention.page, mention.span_start), (record, 1, None));
    // Said again it is the same plate, at the same place once.
    case.commit(&cite.into()).unwrap();
    assert_eq!(case.snapshot().mentions_of_entity(plate).count(), 1);
}

#[test]
fn a_page_is_written_as_a_picture_where_nothing_lies_yet() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("letter_FICTIONAL.pdf", LETTER, "", "").unwrap();
    let page = case.pages_of(only_record(&case)).unwrap().draw(1, 400).unwrap();
    let path = folder.path().join("page.png");
    write_png(&page, &path).unwrap();
    let read = image::load_from_memory(&std::fs::read(&path).unwrap())
        .unwrap()
        .into_rgba8();
    assert_eq!(
        (read.dimensions(), read.as_raw()),
        ((page.width, page.height), &*page.rgba)
    );
    assert_eq!(write_png(&page, &path).unwrap_err().key, "path-taken");
}

#[test]
fn who_lacks_a_label_of_the_source_gets_no_page_no_opening_and_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("letter_FICTIONAL.pdf", LETTER, "", "").unwrap();
    let record = only_record(&case);
    let source = case.snapshot().record(record).unwrap().source;
    assert!(case.pages_of(record).is_ok(), "before it carried a label");
    let label = LabelSource {
        source,
        labels: Labels::of(&["a label that nobody holds"]),
    };
    case.commit(&label.into()).unwrap();
    assert_eq!(case.pages_of(record).err().unwrap().key, "labels");
    let opened = case.open_original(source, &passphrase(), "to prepare the interview");
    assert_eq!(opened.unwrap_err().key, "labels");
    let to = folder.path().join("letter.pdf");
    let saved = original::save(&mut case, source, &to, &passphrase(), "to prepare the interview");
    assert_eq!(saved.err().unwrap().key, "labels");
    assert!(!to.exists());
}

#[test]
fn damaged_files_are_told_of_and_bring_nothing_down() {
    let seeds = [
        ("f.pdf", LETTER.to_vec()),
        ("g.pdf", pdf(&[&["Dear office", "3656 Hwy 26"], &["page two"]])),
        ("f.png", picture(ImageFormat::Png)),
        ("f.jpg", picture(ImageFormat::Jpeg)),
    ];
    for (name, seed) in seeds {
        let mut dice = Dice(0x9a6e ^ seed.len() as u64);
        let (mut drawn, mut told) = (0, 0);
        for round in 0..200 {
            let bytes = if round == 0 {
                seed.clone()
            } else {
                damage(&seed, &mut dice)
            };
            match draw::draw(name, Zeroizing::new(bytes), 1, 64) {
                Ok(page) => {
                    drawn += 1;
                    assert_eq!(page.rgba.len(), (page.width * page.height * 4) as usize);
                }
                Err(problem) => {
                    assert!(round > 0, "{name} itself: {problem}");
                    told += 1;
                    assert!(problem.place.file == name && !problem.remedy.is_empty());
                }
            }
        }
        assert!(
            drawn > 0 && (told > 0 || name.ends_with("pdf")),
            "{name}: {drawn} drawn, {told} told"
        );
    }
}
