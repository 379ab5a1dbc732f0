//! Bad input: each costs a row or gets a problem with file and remedy, and nothing is lost.

use std::io::{Cursor, Write as _};

use super::tests::{Out, catalog, read_bytes, read_with};
use super::*;

fn parties() -> ColumnMap {
    catalog().1.remove("parties").unwrap()
}
fn read_parties(name: &str, bytes: &[u8]) -> Result<Out, Problem> {
    read_bytes(name, bytes, &parties())
}
#[track_caller]
fn names(out: &Out) -> Vec<String> {
    out.records().map(|r| r.mentions[0].label.clone()).collect()
}
#[track_caller]
fn fails(name: &str, bytes: &[u8], key: &str) -> Problem {
    let problem = match read_parties(name, bytes) {
        Err(problem) => problem,
        Ok(out) => panic!("{name}: {} rows instead of {key}", out.summary.rows),
    };
    assert_eq!(problem.key, key, "{name}: {problem}");
    assert!(problem.place.file == name && !problem.remedy.is_empty(), "{problem}");
    problem
}

#[test]
fn encodings_are_found_out() {
    let text = "name,city\nPeña Farms,Española\nNúñez & Sons,Las Cañas\nLlano Verde,Raíces\n";
    let utf16 = |big: bool, mark: bool| {
        let mut out: Vec<u8> = Vec::new();
        for unit in mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()) {
            out.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        out
    };
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    for (what, bytes, encoding) in [
        ("utf-8", text.as_bytes().to_vec(), "utf-8"),
        ("utf-8 with mark", [b"\xef\xbb\xbf", text.as_bytes()].concat(), "utf-8"),
        ("utf-16 le", utf16(false, true), "utf-16le"),
        ("utf-16 be", utf16(true, true), "utf-16be"),
        ("utf-16 le without mark", utf16(false, false), "utf-16le"),
        ("latin-1", latin, "windows-1252"),
    ] {
        let out = read_parties("a.csv", &bytes).unwrap();
        assert_eq!(names(&out), ["Peña Farms", "Núñez & Sons", "Llano Verde"], "{what}");
        assert_eq!(out.summary.encoding, encoding, "{what}");
        let packed = zstd::encode_all(&bytes[..], 1).unwrap();
        assert_eq!(
            names(&read_parties("a.csv.zst", &packed).unwrap()),
            names(&out),
            "{what}, packed"
        );
    }
}

#[test]
fn delimiters_and_line_ends_are_found_out() {
    for delimiter in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            let rows = [
                ["name", "city", "notes"],
                ["Llano Verde", "Clovis", "\"two\nlines\""],
                ["Mesa \"M\" Farm", "\"Deming\"", "a \"\"b"],
            ];
            let text: String = rows.iter().map(|r| format!("{}{end}", r.join(delimiter))).collect();
            let text = if end == "\r" {
                text.replace("two\nlines", "two\rlines")
            } else {
                text
            };
            let out = read_parties("a.csv", text.as_bytes()).unwrap();
            assert_eq!(names(&out), ["Llano Verde", "Mesa \"M\" Farm"], "{delimiter:?} {end:?}");
            assert_eq!(out.records().nth(1).unwrap().cells[1].1.clear(), "Deming");
            assert!(
                out.records()
                    .next()
                    .unwrap()
                    .narrative
                    .as_ref()
                    .unwrap()
                    .clear()
                    .contains(if end == "\r" { "two\rlines" } else { "two\nlines" })
            );
        }
    }
}

#[test]
fn nul_bytes_blank_lines_duplicate_headers_and_formulas_lose_nothing() {
    let out = read_parties(
        "a.csv",
        b"name,phone,phone\n\n=HYPERLINK(\"x\"),575-555-0101,575-555-0102\n,,\nNul\0Farm,,\n\n",
    )
    .unwrap();
    assert_eq!((out.summary.rows, out.summary.staged), (2, 2));
    assert_eq!(out.summary.header, ["name", "phone", "phone (2)"]);
    assert_eq!(out.records().next().unwrap().cells.len(), 3);
    assert!(out.summary.problems.iter().any(|g| g.problem.key == "duplicate-header"));
    assert_eq!(names(&out)[1], "NulFarm");
    assert!(
        out.summary
            .problems
            .iter()
            .any(|g| g.problem.key == "nul-byte" && g.problem.place.row == 2)
    );
}

#[test]
fn a_wrong_row_costs_itself_only() {
    let text = "name,city,notes\nOne,Clovis,ok\nTwo,Clovis,a,b,c\nThree\nFour,Deming\nFive,\"Deming,\nSix,Hatch,fine\n";
    let out = read_parties("a.csv", text.as_bytes()).unwrap();
    let rejected: Vec<(u32, &str)> = out.rejects().map(|r| (r.row, r.problem.key.as_str())).collect();
    assert_eq!(rejected, [(2, "row-longer"), (3, "row-shorter"), (5, "quote-open")]);
    assert_eq!(names(&out), ["One", "Four", "Six"]);
    assert!(
        out.rejects()
            .all(|r| r.problem.place.file == "a.csv" && !r.problem.remedy.is_empty() && !r.cells.is_empty())
    );
}

#[test]
fn one_line_of_a_hundred_megabytes_is_one_rejected_row() {
    struct Long(usize);
    impl std::io::Read for Long {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let (head, tail) = (b"name,city\nbefore,Clovis\n", b"\nafter,Hatch\n");
            let total = head.len() + (100 << 20) + tail.len();
            let n = buffer.len().min(total - self.0);
            for (i, byte) in buffer[..n].iter_mut().enumerate() {
                let at = self.0 + i;
                *byte = match at {
                    _ if at < head.len() => head[at],
                    _ if at >= total - tail.len() => tail[at - (total - tail.len())],
                    _ => b'x',
                };
            }
            self.0 += n;
            Ok(n)
        }
    }
    impl Seek for Long {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0 = match to {
                std::io::SeekFrom::Start(n) => n as usize,
                std::io::SeekFrom::End(_) => (100 << 20) + 37,
                std::io::SeekFrom::Current(n) => self.0 + n as usize,
            };
            Ok(self.0 as u64)
        }
    }
    let (kinds, maps) = catalog();
    let out = read_with(Input::reader("long.csv", Long(0)), &maps["parties"], &kinds).unwrap();
    assert_eq!(names(&out), ["before", "after"]);
    let rejected = out.rejects().next().unwrap();
    assert_eq!((rejected.row, rejected.problem.key.as_str()), (2, "record-too-long"));
    assert!(
        rejected.cells[0].1.clear().len() < 1 << 20,
        "only its beginning is kept"
    );
}

#[test]
fn dates_that_no_calendar_has_stay_raw_and_ambiguous_ones_are_told() {
    let mut map = parties();
    let bytes = b"name,date\nA,02/31/2026\nB,03/04/2026\nC,13/04/2026\nD,5 de marzo de 2026\nE,46085\n";
    map.parser.date_order.clear();
    let out = read_bytes("a.csv", bytes, &map).unwrap();
    let dates: Vec<&str> = out.records().map(|r| r.date.as_str()).collect();
    assert_eq!(dates, ["", "2026-03-04", "2026-04-13", "2026-03-05", "2026-03-04"]);
    assert_eq!(out.records().next().unwrap().cells[1].1.clear(), "02/31/2026");
    let keys: Vec<(&str, u32)> = out
        .summary
        .problems
        .iter()
        .map(|g| (g.problem.key.as_str(), g.count))
        .collect();
    assert_eq!(keys, [("date-order", 2), ("date-invalid", 1)]);
    assert!(
        out.summary
            .problems
            .iter()
            .all(|g| !g.problem.to_string().contains("02/31")),
        "found values are masked"
    );
    map.parser.date_order = "dmy".to_owned();
    assert_eq!(
        read_bytes("a.csv", bytes, &map).unwrap().records().nth(1).unwrap().date,
        "2026-04-03"
    );
}

#[test]
fn files_that_can_not_be_read_say_why() {
    fails("a.csv", b"", "file-empty");
    fails("a.csv", b"\n \n\t\n", "file-empty");
    fails("a.xlsx", b"not a workbook", "format-unknown");
    fails(
        "a.xls",
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
        "format-unknown",
    );
    fails("a.csv.gz", &[0x1f, 0x8b, 8, 0], "format-unknown");
    fails("a.csv", b"colour,size\nred,9\n", "missing-column");
    fails("a.json", b"[{\"name\": \"A\"}, {\"name\"", "json-damaged");
    fails("a.pdf", b"%PDF-1.7\nnothing", "pdf-damaged");
    fails("a.docx", b"PK\x03\x04 and no more", "file-truncated");
    fails("a.eml", b"\n\njust text", "email-damaged");
    let cut = zstd::encode_all(&b"name\nA\n".repeat(5000)[..], 3).unwrap();
    fails("a.csv.zst", &cut[..cut.len() - 4], "file-unreadable");
    let problem = fails("a.csv", b"Ana Ficticia,secret\nEva Inventada,x\n", "missing-column");
    assert!(
        !problem.to_string().contains("Ficticia"),
        "a row taken for a header may be private"
    );
}

/// More objects than a look at a file takes in: looking stops in the middle of the array, which is no fault of it.
#[test]
fn a_long_json_array_is_looked_at_and_read() {
    let rows: Vec<String> = (0..700)
        .map(|n| format!("{{\"name\":\"Firm {n}\",\"n\":{n}}}"))
        .collect();
    let text = format!("[{}]", rows.join(",\n"));
    let seen = peek(Input::bytes("a.json", text.as_bytes()), &ParserSettings::default()).unwrap();
    assert_eq!(seen.tables[0].header, ["name", "n"]);
    assert_eq!(names(&read_parties("a.json", text.as_bytes()).unwrap()).len(), 700);
    let other = text.replace("name", "who");
    let problem = read_parties("a.json", other.as_bytes()).err().unwrap();
    assert_eq!(problem.key, "missing-column");
}

#[test]
fn json_in_its_three_shapes() {
    let rows = r#"{"name":"A","contact":{"phone":"575-555-0101"},"tags":["x","y"],"n":3,"ok":true,"none":null}"#;
    for (name, text) in [
        ("array", format!("[{rows},\n {rows}]")),
        ("object", format!("{{\"meta\":1,\"rows\":[{rows},{rows}]}}")),
        ("lines", format!("{rows}\n{rows}\n")),
    ] {
        let out = read_parties("a.json", text.as_bytes()).unwrap();
        assert_eq!(names(&out), ["A", "A"], "{name}");
        let cells: Vec<(&str, &str)> = out
            .records()
            .next()
            .unwrap()
            .cells
            .iter()
            .map(|(c, t)| (c.as_str(), t.clear()))
            .collect();
        assert_eq!(
            cells,
            [
                ("name", "A"),
                ("contact.phone", "575-555-0101"),
                ("tags", "x; y"),
                ("n", "3"),
                ("ok", "true")
            ],
            "{name}"
        );
    }
    let out = read_parties(
        "a.jsonl",
        b"{\"name\":\"A\"}\n{\"name\":\n{\"name\":\"B\",\"new\":\"late\"}\n",
    )
    .unwrap();
    assert_eq!(names(&out), ["A", "B"]);
    assert_eq!(out.rejects().next().unwrap().problem.key, "json-line");
    assert!(
        out.records()
            .nth(1)
            .unwrap()
            .cells
            .iter()
            .any(|(c, t)| c == "new" && t.clear() == "late"),
        "a name that comes late is a column"
    );
}

/// A container with these members.
pub(super) fn zipped(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(super) fn workbook(sheet_rows: &str, strings: &str) -> Vec<u8> {
    let head = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    zipped(&[
        ("[Content_Types].xml", format!(r#"{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#).into_bytes()),
        ("_rels/.rels", format!(r#"{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#).into_bytes()),
        ("xl/workbook.xml", format!(r#"{head}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Tips" sheetId="1" r:id="rId1"/></sheets></workbook>"#).into_bytes()),
        ("xl/_rels/workbook.xml.rels", format!(r#"{head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#).into_bytes()),
        ("xl/sharedStrings.xml", format!(r#"{head}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {strings}</sst>"#).into_bytes()),
        ("xl/worksheets/sheet1.xml", format!(r#"{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet_rows}</sheetData></worksheet>"#).into_bytes()),
    ])
}
pub(super) const SHEET: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c><c r="C1" t="inlineStr"><is><t>phone</t></is></c></row><row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="inlineStr"><is><t>575-555-0101</t></is></c></row>"#;
pub(super) const STRINGS: &str = r#"uniqueCount="1"><si><t>Llano Verde</t></si>"#;

#[test]
fn workbooks_good_and_bad() {
    let good = workbook(SHEET, STRINGS);
    let out = read_parties("a.xlsx", &good).unwrap();
    assert_eq!(names(&out), ["Llano Verde"]);
    assert_eq!(out.records().next().unwrap().sheet, "Tips");
    fails("a.xlsx", &good[..good.len() / 2], "file-truncated");
    let lying = workbook(SHEET, r#"uniqueCount="99999999999"><si><t>Llano Verde</t></si>"#);
    fails("a.xlsx", &lying, "workbook-damaged");
    let bomb = workbook(&format!("{SHEET}{}", " ".repeat(64 << 20)), STRINGS);
    assert!(bomb.len() < 200_000, "a small file that unpacks to 64 MB");
    fails("a.xlsx", &bomb, "unpacks-too-far");
    let mut map = parties();
    map.parser.sheet = "Calls".to_owned();
    assert_eq!(read_bytes("a.xlsx", &good, &map).err().unwrap().key, "no-sheet");
}

/// A PDF whose pages say these lines; a page without lines is a picture.
pub(crate) fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    use lopdf::{Document, Object, Stream, dictionary};
    let mut pdf = Document::with_version("1.5");
    let tree = pdf.new_object_id();
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding" });
    let mut kids: Vec<Object> = Vec::new();
    for lines in pages {
        let shown: String = lines.iter().map(|line| format!("({line}) Tj 0 -14 Td ")).collect();
        let content = if lines.is_empty() {
            "q Q".to_owned()
        } else {
            format!("BT /F1 12 Tf 50 700 Td {shown}ET")
        };
        let content: Vec<u8> = content.chars().map(|c| c as u8).collect();
        let mut stream = Stream::new(dictionary! {}, content);
        stream.compress().unwrap();
        let content = pdf.add_object(stream);
        let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content, "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()], "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } } };
        kids.push(pdf.add_object(page).into());
    }
    let count = kids.len() as i64;
    pdf.objects.insert(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let root = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    pdf.trailer.set("Root", root);
    let mut out = Vec::new();
    pdf.save_to(&mut out).unwrap();
    out
}

#[test]
fn a_pdf_is_read_by_pages_and_a_scan_says_so() {
    let (_, maps) = catalog();
    let bytes = pdf(&[
        &["To the task force:", "the crew of Núñez sleeps at 3656 Hwy 26"],
        &[],
        &["call 575-555-0101, ask for", "the van, plate CNR-204"],
    ]);
    let out = read_bytes("letter.pdf", &bytes, &maps["narrative"]).unwrap();
    let record = out.records().next().unwrap();
    let text = record.narrative.as_ref().unwrap().clear();
    assert!(
        text.starts_with("To the task force:\nthe crew of Núñez sleeps at 3656 Hwy 26"),
        "{text}"
    );
    let found: Vec<(&str, &str, u32)> = record
        .mentions
        .iter()
        .map(|m| (m.kind.as_str(), m.label.as_str(), m.page))
        .collect();
    assert_eq!(
        found,
        [
            ("address", "3656 Hwy 26", 1),
            ("phone", "575-555-0101", 3),
            ("plate", "CNR-204", 3)
        ]
    );
    assert!(
        out.summary
            .problems
            .iter()
            .any(|g| g.problem.key == "page-without-text" && g.problem.found.contains("page 2"))
    );
    // A scan is no row that failed: somebody has to look at it, and nobody by the way.
    for (map, seal) in [("narrative", true), ("picture-in-the-clear", false)] {
        let out = read_bytes("scan.pdf", &pdf(&[&[], &[]]), &maps[map]).unwrap();
        let record = out.records().next().unwrap();
        assert_eq!(
            (record.kind.as_str(), record.seal_original, record.narrative.is_none()),
            ("scan", seal, true)
        );
        assert_eq!(out.summary.problems[0].problem.key, "without-text");
    }
}

#[test]
fn documents_become_narratives_with_page_and_span() {
    let docx = zipped(&[(
        "word/document.xml",
        br#"<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Rosa &amp; others at 575-555-0101</w:t></w:r><w:del><w:r><w:t>gone 575-555-0109</w:t></w:r></w:del></w:p><w:p><w:r><w:br w:type="page"/><w:t>van, plate CNR-204</w:t></w:r></w:p></w:body></w:document>"#.to_vec(),
    )]);
    let eml = b"From: Boss <boss@llanoverde.example>\r\nTo: ada@mesa.example\r\nDate: Wed, 4 Mar 2026 14:05:00 -0700\r\nMessage-ID: <1@x>\r\nSubject: Beds\r\n\r\nPut them in room 4, call 575-555-0101.\r\n";
    let (_, maps) = catalog();
    for (name, bytes, wanted) in [
        (
            "a.txt",
            &b"First page\x0cplate CNR-204 and 575-555-0101"[..],
            &[("plate", "CNR-204", 2), ("phone", "575-555-0101", 2)][..],
        ),
        (
            "a.docx",
            &docx,
            &[("phone", "575-555-0101", 1), ("plate", "CNR-204", 2)],
        ),
        (
            "a.eml",
            eml,
            &[
                ("email", "boss@llanoverde.example", 0),
                ("email", "ada@mesa.example", 0),
                ("phone", "575-555-0101", 0),
            ],
        ),
    ] {
        let out = read_bytes(name, bytes, &maps["narrative"]).unwrap();
        let record = out.records().next().unwrap();
        let found: Vec<(&str, &str, u32)> = record
            .mentions
            .iter()
            .map(|m| (m.kind.as_str(), m.label.as_str(), m.page))
            .collect();
        assert_eq!(found, wanted, "{name}");
        let text = record.narrative.as_ref().unwrap().clear();
        assert!(
            record
                .mentions
                .iter()
                .filter_map(|m| m.span.map(|s| (s, &m.label)))
                .all(|(s, label)| &text[s.start as usize..s.end as usize] == label),
            "{name}"
        );
        assert!(!text.contains("gone"), "what was deleted stays out");
    }
    let out = read_bytes("a.eml", eml, &maps["narrative"]).unwrap();
    assert_eq!(out.records().next().unwrap().date, "2026-03-04T14:05:00-07:00");
}

#[test]
fn cancelling_stops_at_once_and_says_so() {
    let (kinds, maps) = catalog();
    let bytes = [b"name\n".to_vec(), b"A\n".repeat(50_000)].concat();
    let mut rows = 0u32;
    let summary = read(
        Input::bytes("a.csv", &bytes),
        &maps["parties"],
        &kinds,
        &mut |p| {
            if p.rows >= 4000 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
        &mut |_| {
            rows += 1;
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    assert!(summary.cancelled && rows < 8000, "{rows}");
}

#[test]
fn the_splitter_agrees_with_the_csv_crate_on_sound_tables() {
    // A small congruential generator: the same tables on every machine.
    let mut seed = 7u64;
    let mut next = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..2000 {
        let alphabet = ["a", "é", "\"\"", "\n", ",", " ", "x1", "\r\n"];
        let text: String = (0..1 + next(5))
            .map(|_| {
                let cells: Vec<String> = (0..2 + next(3))
                    .map(|_| {
                        let body: String = (0..next(5)).map(|_| alphabet[next(8) as usize]).collect();
                        format!("\"{body}\"")
                    })
                    .collect();
                format!("{}\n", cells.join(","))
            })
            .collect();
        let ours = {
            let mut rows = Vec::new();
            let mut splitter = csv::Splitter::new(b',', false);
            let cut = next(text.len() as u64 + 1) as usize;
            for piece in [&text.as_bytes()[..cut], &text.as_bytes()[cut..]] {
                let _all = splitter.feed(piece, &mut |cells, flaw| {
                    assert!(flaw.is_none());
                    rows.push(cells);
                    ControlFlow::Continue(())
                });
            }
            let _rest = splitter.finish(&mut |cells, _| {
                rows.push(cells);
                ControlFlow::Continue(())
            });
            rows
        };
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = reader
            .records()
            .map(|r| r.unwrap().iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(ours, theirs, "{text:?}");
    }
}

/// The small inputs of `tests/data`: staged rows, and the keys of what was told.
const DATA: &[(&str, u32, &[&str])] = &[
    ("31-february.csv", 1, &["date-invalid"]),
    ("bad-line.jsonl", 2, &["json-line"]),
    ("blank.csv", 0, &["file-empty"]),
    ("bomb.xlsx", 0, &["unpacks-too-far"]),
    ("cut-off.json", 0, &["json-damaged"]),
    ("duplicate-headers.csv", 1, &["duplicate-header"]),
    ("formula-cells.csv", 1, &[]),
    ("head-missing.eml", 0, &["email-damaged"]),
    ("latin-1.csv", 2, &[]),
    ("no-line-feeds.csv", 2, &[]),
    ("no-pages.pdf", 0, &["pdf-damaged"]),
    ("no-workbook.xlsx", 0, &["file-truncated"]),
    ("old-office.xls", 0, &["format-unknown"]),
    ("quote-never-closed.csv", 1, &["quote-open"]),
    ("row-too-long.csv", 1, &["row-longer"]),
    ("utf-16-without-mark.csv", 1, &[]),
    ("zero-bytes.csv", 1, &["nul-byte"]),
];

#[test]
fn the_small_hostile_files_do_what_their_names_say() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for (name, staged, keys) in DATA {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let (found, told): (u32, Vec<String>) = match read_parties(name, &bytes) {
            Ok(out) => (
                out.summary.staged,
                out.summary
                    .problems
                    .iter()
                    .chain(&out.summary.rejects)
                    .map(|g| g.problem.key.clone())
                    .collect(),
            ),
            Err(problem) => {
                assert!(problem.place.file == *name && !problem.remedy.is_empty(), "{problem}");
                (0, vec![problem.key])
            }
        };
        assert_eq!(
            (found, told),
            (*staged, keys.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>()),
            "{name}"
        );
    }
}
