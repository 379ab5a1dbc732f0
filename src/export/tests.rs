//! Structural checks of every format on the fictional case of `scene/fixture.rs`. With
//! `CASEBOARD_LOOK=folder` each file is put there to be looked at.

use std::io::{Cursor, Read};

use super::*;
use crate::catalog::asset::Assets;
use crate::model::label::Labels;
use crate::scene::fixture;

fn catalog() -> Catalog {
    Catalog::load(Assets::built_in(), "en").unwrap()
}

fn stamp(held: &[&str]) -> Stamp {
    Stamp::of(
        &fixture::snapshot(),
        &"ab".repeat(32),
        "2026-05-10T08:00:00.000Z",
        &Labels::of(held),
        "D. Ortiz, fictional",
    )
}

fn ask() -> Ask {
    Ask {
        title: "Sandhill network".to_owned(),
        places: fixture::places(),
        lane_by: LaneBy::Entity,
        as_of: "2026-05-10".parse().unwrap(),
        ..Ask::default()
    }
}

fn with<T>(held: &[&str], ask: Ask, use_it: impl FnOnce(&Input<'_>) -> T) -> T {
    let catalog = catalog();
    let words = |key: &str, args: &[String]| fixture::words_of(&catalog.text, key, args);
    let candidates = [fixture::successor(2, 3)];
    use_it(&Input::new(
        &fixture::snapshot(),
        &catalog,
        &words,
        &stamp(held),
        &candidates,
        ask,
    ))
}

fn made(what: &str, ending: &str) -> Vec<u8> {
    with(&[], ask(), |input| write(what, ending, input).unwrap())
}

/// Everything that can be read out of a file: its bytes, unpacked where they are packed.
fn readable(ending: &str, bytes: &[u8]) -> String {
    let mut out = String::from_utf8_lossy(bytes).into_owned();
    match ending {
        "xlsx" => {
            let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
            for at in 0..archive.len() {
                let mut text = Vec::new();
                archive.by_index(at).unwrap().read_to_end(&mut text).unwrap();
                out.push_str(&String::from_utf8_lossy(&text));
            }
        }
        "pdf" => {
            let document = lopdf::Document::load_mem(bytes).unwrap();
            let pages: Vec<u32> = document.get_pages().keys().copied().collect();
            out.push_str(&document.extract_text(&pages).unwrap());
            for object in document.objects.values() {
                if let Ok(stream) = object.as_stream() {
                    out.push_str(&String::from_utf8_lossy(
                        &stream.decompressed_content().unwrap_or_default(),
                    ));
                }
            }
        }
        "ics" => out = out.replace("\r\n ", ""),
        _ => {}
    }
    out
}

fn well_formed(bytes: &[u8]) {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).unwrap() {
            quick_xml::events::Event::Eof => break,
            _ => buffer.clear(),
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a person may ask to look at the files")]
fn every_format_is_made_and_the_same_twice() {
    let (once, twice) = (with(&[], ask(), all), with(&[], ask(), all));
    for ((name, a), (_, b)) in once.iter().zip(&twice) {
        assert!(!a.is_empty(), "{name}");
        assert!(a == b, "{name} differs from one time to the next");
        if let Ok(folder) = std::env::var("CASEBOARD_LOOK") {
            std::fs::write(std::path::Path::new(&folder).join(name), a).unwrap();
        }
    }
}

fn all(input: &Input<'_>) -> Vec<(String, Vec<u8>)> {
    FORMATS
        .iter()
        .map(|f| {
            let name = format!("{}.{}", f.what, f.ending);
            let bytes = (f.write)(input).unwrap_or_else(|problem| panic!("{name}: {problem}"));
            (name, bytes)
        })
        .collect()
}

#[test]
fn a_victims_identity_is_in_no_file_and_the_search_would_find_it() {
    with(&[], ask(), |input| {
        for format in FORMATS {
            let text = readable(format.ending, &(format.write)(input).unwrap());
            for part in fixture::CANARY.split(' ') {
                assert!(
                    !text.contains(part),
                    "{}.{} holds part of a victim's name",
                    format.what,
                    format.ending
                );
            }
        }
        // The control: what may be told is found by the same search, in packed formats too.
        for (what, ending) in [
            ("timeline", "csv"),
            ("timeline", "xlsx"),
            ("timeline", "ics"),
            ("chart", "svg"),
            ("chart", "gexf"),
        ] {
            assert!(
                readable(ending, &write(what, ending, input).unwrap()).contains("V-02"),
                "{what}.{ending}"
            );
        }
    });
}

#[test]
fn what_an_audience_may_not_have_is_left_out() {
    let tells = |held: &[&str]| {
        with(held, ask(), |input| {
            let csv = write(
                "entities",
                "csv",
                &Input {
                    ask: Ask {
                        places: Vec::new(),
                        ..input.ask.clone()
                    },
                    ..input.again()
                },
            )
            .unwrap();
            (
                String::from_utf8(csv).unwrap().contains(fixture::GRAND_JURY),
                input.stamp.withheld,
                input.stamp.sources.len(),
            )
        })
    };
    assert_eq!(tells(&[]), (false, 1, 2));
    assert_eq!(tells(&["6e"]), (true, 0, 3), "who holds the label sees it");
    let noted = |held: &[&str]| {
        let note = Note {
            text: "as the witness told the jury".to_owned(),
            ..Note::default()
        };
        let ask = Ask {
            notes: vec![note],
            ..ask()
        };
        with(held, ask, |input| {
            readable("svg", &write("chart", "svg", input).unwrap()).contains("the witness told")
        })
    };
    assert!(!noted(&[]), "a note may tell of what is left out");
    assert!(noted(&["6e"]));
    with(&[], ask(), |input| {
        for format in FORMATS {
            let text = readable(format.ending, &(format.write)(input).unwrap());
            assert!(
                !text.contains(fixture::GRAND_JURY) && !text.contains("transcript.csv"),
                "{}.{}",
                format.what,
                format.ending
            );
        }
    });
}

impl<'a> Input<'a> {
    fn again(&self) -> Input<'a> {
        Input {
            snapshot: self.snapshot.clone(),
            catalog: self.catalog,
            words: self.words,
            theme: self.theme.clone(),
            stamp: self.stamp.clone(),
            candidates: self.candidates.clone(),
            clocks: self.clocks.clone(),
            chronology: self.chronology.clone(),
            ask: self.ask.clone(),
        }
    }
}

#[test]
fn xml_formats_are_well_formed_and_stamped() {
    for (what, ending) in [
        ("chart", "svg"),
        ("timeline", "svg"),
        ("chart", "graphml"),
        ("chart", "gexf"),
    ] {
        let bytes = made(what, ending);
        well_formed(&bytes);
        assert!(
            String::from_utf8(bytes).unwrap().contains(&fixture::snapshot().chain),
            "{what}.{ending}"
        );
    }
}

#[test]
fn odd_text_stays_text() {
    assert_eq!(svg::xml("a<b>&\"\u{1}c\u{fffe}"), "a&lt;b&gt;&amp;&quot;c");
    assert_eq!(table::defuse("=1+1"), "'=1+1");
    assert_eq!(table::defuse(" @SUM(A1)"), "' @SUM(A1)");
    assert_eq!(table::defuse("+1 575 555 0119"), "'+1 575 555 0119");
    assert_eq!(table::defuse("Ñáñez-Peñaloza\r\nLLC"), "Ñáñez-Peñaloza  LLC");
}

#[test]
fn pdfs_open_with_their_pages_and_metadata() {
    for (what, least) in [("chart", 2), ("timeline", 1), ("packet", 3)] {
        let bytes = made(what, "pdf");
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        assert!(
            document.get_pages().len() >= least,
            "{what}: {} pages",
            document.get_pages().len()
        );
        let root = document.catalog().unwrap();
        assert!(
            root.has(b"StructTreeRoot") && root.has(b"Lang") && root.has(b"Metadata"),
            "{what} is tagged"
        );
        assert!(
            readable("pdf", &bytes).contains(&fixture::snapshot().chain),
            "{what} is stamped"
        );
    }
}

#[test]
fn case_text_is_never_markup() {
    let snapshot = fixture::snapshot_with_title("#panic(\"x\") *b* $x$ [y] @z <w>");
    let catalog = catalog();
    let words = |key: &str, args: &[String]| fixture::words_of(&catalog.text, key, args);
    let stamp = Stamp::of(&snapshot, "", "2026-05-10T08:00:00.000Z", &Labels::default(), "");
    let input = Input::new(&snapshot, &catalog, &words, &stamp, &[], ask());
    write("timeline", "pdf", &input).unwrap();
}

#[test]
fn the_calendar_reads_back() {
    let text = String::from_utf8(made("timeline", "ics")).unwrap();
    assert!(text.lines().all(|l| l.len() <= 75), "content lines are folded");
    let calendar: icalendar::Calendar = text.parse().unwrap();
    let dated = with(&[], ask(), |input| input.chronology.rows.len());
    assert_eq!(calendar.events().count(), dated);
    use icalendar::Component;
    let uids: BTreeSet<String> = calendar.events().map(|e| e.get_uid().unwrap().to_owned()).collect();
    assert_eq!(uids.len(), dated, "no two rows share a UID");
    assert!(
        calendar
            .events()
            .all(|e| e.property_value("DTSTAMP") == Some("20260510T080000Z"))
    );
    assert!(text.contains("X-CASEBOARD-CHAIN:"));
}

#[test]
fn sheets_read_back_with_their_rows() {
    use calamine::Reader;
    for (what, sheet, columns) in [
        ("links", "links", table::LINKS.len()),
        ("timeline", "timeline", table::TIMELINE.len()),
    ] {
        let mut book = calamine::Xlsx::new(Cursor::new(made(what, "xlsx"))).unwrap();
        let range = book.worksheet_range(sheet).unwrap();
        assert_eq!(range.width(), columns, "{what}");
        let rows = csv_rows(&made(what, "csv"));
        assert_eq!(range.height(), rows.len() + 1, "{what}: as many rows as the CSV");
    }
}

fn csv_rows(bytes: &[u8]) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(bytes).records().map(Result::unwrap).collect()
}

#[test]
fn links_csv_keeps_its_contract() {
    let bytes = made("links", "csv");
    assert!(bytes.starts_with(b"id,kind,left,right,probability,bits,verdict,reasons\r\n"));
    let rows = csv_rows(&bytes);
    assert_eq!(rows.len(), 2, "one accepted, one open");
    let accepted = rows.iter().find(|r| &r[6] == "accept").unwrap();
    assert_eq!((&accepted[1], &accepted[2]), ("same", "hotline_tips.csv#12"));
    assert_eq!(
        accepted[4].parse::<f64>().unwrap(),
        crate::model::decision::Bits(612).probability()
    );
    assert!(accepted[7].contains("phone +12.50"), "{}", &accepted[7]);
    assert!(rows.iter().any(|r| r[6].is_empty() && &r[1] == "successor_employer"));
}

#[test]
fn clocks_keep_their_contract() {
    let value: serde_json::Value = serde_json::from_slice(&made("clocks", "json")).unwrap();
    assert_eq!(value["as_of"], "2026-05-10");
    let clock = &value["clocks"][0];
    for key in ["id", "rule", "authority", "trigger", "due", "status", "steps"] {
        assert!(!clock[key].is_null(), "{key}");
    }
    assert!(
        clock["steps"][0]["text"].as_str().is_some_and(|t| t.contains(' ')),
        "a step is a sentence: {clock}"
    );
}

#[test]
fn a_wrong_format_names_the_right_ones() {
    with(&[], ask(), |input| {
        assert!(write("timeline", "docx", input).unwrap_err().expected.contains(".ics"));
        assert!(write("wall", "svg", input).unwrap_err().expected.contains("packet"));
    });
    with(
        &[],
        Ask {
            places: Vec::new(),
            ..ask()
        },
        |input| {
            assert_eq!(write("chart", "svg", input).unwrap_err().key, "export-empty");
        },
    );
}

#[test]
fn one_changed_byte_is_refused() {
    for (what, ending) in [
        ("chart", "svg"),
        ("chart", "png"),
        ("timeline", "pdf"),
        ("links", "csv"),
        ("timeline", "ics"),
    ] {
        let name = format!("{what}.{ending}");
        let bytes = made(what, ending);
        let stamp = stamp(&[]);
        let sidecar = sidecar_bytes(&name, &bytes, &stamp, None);
        let good = check(&bytes, &sidecar, None).unwrap();
        assert!(good.iter().all(|c| c.ok), "{name}: {good:?}");
        assert_eq!(
            good.iter().any(|c| c.name == "stamp"),
            ending != "csv",
            "{name} carries its stamp"
        );
        for at in [0, bytes.len() / 3, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(
                check(&changed, &sidecar, None).unwrap().iter().any(|c| !c.ok),
                "{name}, byte {at}"
            );
        }
        let mut longer = bytes.clone();
        longer.push(b'\n');
        assert!(
            check(&longer, &sidecar, None).unwrap().iter().any(|c| !c.ok),
            "{name}, one byte more"
        );
    }
}

#[test]
fn a_signed_sidecar_can_not_be_changed() {
    use ed25519_dalek::Signer;
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let (name, bytes, stamp) = ("links.csv", made("links", "csv"), stamp(&[]));
    let signature = SidecarSignature {
        member: "A. Baca".to_owned(),
        public: crate::model::hex(key.verifying_key().as_bytes()),
        signature: crate::model::hex(&key.sign(&to_sign(name, &bytes, &stamp)).to_bytes()),
    };
    let sidecar = sidecar_bytes(name, &bytes, &stamp, Some(signature));
    let fails = |sidecar: &[u8]| {
        check(&bytes, sidecar, None)
            .unwrap()
            .iter()
            .filter(|c| !c.ok)
            .map(|c| c.name)
            .collect::<Vec<_>>()
    };
    assert!(fails(&sidecar).is_empty());
    let other = String::from_utf8(sidecar.clone())
        .unwrap()
        .replace("D. Ortiz", "E. Ortiz");
    assert_eq!(fails(other.as_bytes()), ["signature"]);
    let chain = |seq: i64| (seq == 318).then(|| "00".to_owned());
    let against = check(&bytes, &sidecar, Some(&chain)).unwrap();
    assert!(
        against.iter().any(|c| c.name == "chain" && !c.ok),
        "a file of another case is refused"
    );
    assert_eq!(check(&bytes, b"{}", None).unwrap_err().key, "sidecar");
}
