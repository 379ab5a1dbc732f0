//! Thousands of damaged inputs for each parser, the same on every machine: no panic leaves a reader,
//! every row is counted, every problem names its file. The long set runs a hundred times as many.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::hostile_tests::{SHEET, STRINGS, pdf, workbook, zipped};
use super::tests::catalog;
use super::*;

/// Knuth's MMIX generator: small, seeded, the same everywhere.
pub(crate) struct Dice(pub(crate) u64);
impl Dice {
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % below.max(1)
    }
}

const BITS_OF_FORMATS: [&[u8]; 16] = [
    b"\"",
    b",",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"{",
    b"[",
    b"<",
    b"</",
    b"&",
    b"PK\x03\x04",
    b"%PDF",
    b" endobj",
    b"99999999999999999999",
];

pub(crate) fn damage(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut out = seed.to_vec();
    for _ in 0..1 + dice.roll(6) {
        let at = dice.roll(out.len() + 1);
        match dice.roll(7) {
            0 if !out.is_empty() => {
                let at = at.min(out.len() - 1);
                out[at] ^= 1 << dice.roll(8);
            }
            1 => out.truncate(at),
            2 => {
                let piece = BITS_OF_FORMATS[dice.roll(BITS_OF_FORMATS.len())];
                out.splice(at..at, piece.iter().copied());
            }
            3 => {
                let end = (at + dice.roll(40)).min(out.len());
                out.drain(at..end);
            }
            4 => {
                let end = (at + dice.roll(200)).min(out.len());
                let copy = out[at..end].to_vec();
                out.splice(at..at, copy);
            }
            5 if !out.is_empty() => {
                let at = at.min(out.len() - 1);
                out[at] = dice.roll(256) as u8;
            }
            _ => {
                let end = (at + 1 + dice.roll(8)).min(out.len());
                out[at..end].fill(dice.roll(256) as u8);
            }
        }
    }
    out
}

const DOCUMENT: &[u8] = br#"<w:document><w:body><w:p><w:r><w:t>Rosa &amp; others &#xE9; at 575-555-0101</w:t><w:br w:type="page"/></w:r></w:p></w:body></w:document>"#;

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let csv = "Tip Number,Received,Narrative,Employer,Phone,Victim name,DOB\nT-1,2026-03-04,\"said \"\"help\"\",\nplate CNR-204\",Llano Verde LLC,575-555-0101,Ana Ficticia,07/09/1991\nT-2,3/4/26,Ana y más,\u{f1}o,+52 614 123 4567,Eva Inventada,\n";
    let utf16: Vec<u8> = [0xfeffu16]
        .into_iter()
        .chain(csv.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let json = r#"[{"Tip Number":"T-1","Narrative":"help","deep":{"a":[1,2,{"b":null}]},"n":1e9},{"Tip Number":"T-2","Narrative":"más"}]"#;
    let lines =
        "{\"Tip Number\":\"T-1\",\"Narrative\":\"x\"}\n{\"Tip Number\":\"T-2\",\"Narrative\":\"y\",\"new\":[1]}\n";
    let docx = zipped(&[("word/document.xml", DOCUMENT.to_vec())]);
    let eml = b"From: Boss <boss@llanoverde.example>\r\nTo: ada@mesa.example\r\nDate: Wed, 4 Mar 2026 14:05:00 -0700\r\nSubject: =?utf-8?B?QmVkcw==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nroom =C3=B1 4\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>call 575-555-0101</p>\r\n--b--\r\n".to_vec();
    vec![
        ("f.csv", csv.as_bytes().to_vec()),
        ("u.csv", utf16),
        ("z.csv.zst", zstd::encode_all(csv.as_bytes(), 3).unwrap_or_default()),
        ("f.json", json.as_bytes().to_vec()),
        ("f.jsonl", lines.as_bytes().to_vec()),
        ("f.xlsx", workbook(SHEET, STRINGS)),
        ("f.docx", docx),
        ("f.pdf", pdf(&[&["Dear office", "3656 Hwy 26"], &["page two"]])),
        ("f.eml", eml),
        ("f.txt", csv.as_bytes().to_vec()),
        ("f.png", picture(image::ImageFormat::Png)),
        ("f.jpg", picture(image::ImageFormat::Jpeg)),
        ("f.tif", picture(image::ImageFormat::Tiff)),
    ]
}

/// A picture of 24 by 16 pixels, dark on its left half.
pub(crate) fn picture(format: image::ImageFormat) -> Vec<u8> {
    let shade = |x: u32, _y: u32| image::Rgb(if x < 12 { [20, 30, 40] } else { [250, 240, 230] });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(24, 16, shade)
        .write_to(&mut bytes, format)
        .unwrap_or_default();
    bytes.into_inner()
}

/// How many rounds one roll of the dice serves; pieces of the long set go side by side.
const PIECE: usize = 1500;

#[derive(Default)]
struct Seen {
    fine: u32,
    told: u32,
    caught: u32,
    wrong: Vec<String>,
}

fn run(rounds: usize) {
    let (kinds, maps) = catalog();
    let seeds = seeds();
    for (name, seed) in &seeds {
        let pieces: Vec<Seen> = (0..rounds.div_ceil(PIECE))
            .into_par_iter()
            .map(|piece| damaged(name, seed, piece, &kinds, &maps))
            .collect();
        let count = |of: fn(&Seen) -> u32| pieces.iter().map(of).sum::<u32>();
        println!(
            "{name}: {} read, {} told why not, {} of them by a parser's own panic",
            count(|p| p.fine),
            count(|p| p.told),
            count(|p| p.caught)
        );
        let wrong: Vec<&String> = pieces.iter().flat_map(|p| &p.wrong).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// One piece of the rounds of one format.
fn damaged(name: &str, seed: &[u8], piece: usize, kinds: &Kinds, maps: &BTreeMap<String, ColumnMap>) -> Seen {
    let mut dice = Dice(0x5eed ^ seed.len() as u64 ^ ((piece as u64) << 32));
    let map = &maps[if name.contains("csv") || name.contains("json") {
        "hotline-tips"
    } else if name.ends_with("xlsx") {
        "parties"
    } else {
        "narrative"
    }];
    let mut seen = Seen::default();
    for round in piece * PIECE..(piece + 1) * PIECE {
        // The first goes in whole: a seed that no reader likes would test nothing.
        // Every second container is damaged inside, or its checksums would stop every blow.
        let mut text = |whole: &str| String::from_utf8_lossy(&damage(whole.as_bytes(), &mut dice)).into_owned();
        let bytes = match name {
            _ if round == 0 => seed.to_vec(),
            "f.xlsx" if round % 2 == 0 => workbook(&text(SHEET), &text(STRINGS)),
            "f.docx" if round % 2 == 0 => zipped(&[("word/document.xml", damage(DOCUMENT, &mut dice))]),
            _ => damage(seed, &mut dice),
        };
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut rows = 0u32;
            let result = read(
                Input::bytes(name, &bytes),
                map,
                kinds,
                &mut |_| ControlFlow::Continue(()),
                &mut |_| {
                    rows += 1;
                    ControlFlow::Continue(())
                },
            );
            (result, rows)
        }));
        let mut wrong = |what: String| seen.wrong.push(format!("{name}, round {round}: {what}"));
        match read {
            Err(_panic) => wrong("panic".into()),
            Ok((Ok(summary), rows)) => {
                seen.fine += 1;
                if summary.rows != rows || summary.rows != summary.staged + summary.rejected {
                    wrong(format!("{rows} rows, {} counted", summary.rows));
                }
            }
            Ok((Err(problem), _)) => {
                assert!(round > 0, "{name}: the seed itself: {problem}");
                seen.told += 1;
                seen.caught += u32::from(problem.key == "file-damaged");
                if problem.place.file != name || problem.remedy.is_empty() {
                    wrong(problem.to_string());
                }
            }
        }
    }
    seen
}

#[test]
fn damaged_input_never_panics() {
    run(1500);
}

#[test]
#[ignore = "long set"]
fn damaged_input_never_panics_long() {
    run(150_000);
}
