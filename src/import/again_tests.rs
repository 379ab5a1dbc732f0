//! Whatever a file says: rows that were staged, read again from what the case keeps of them, say the same and
//! have the same trouble, in every map; with the vault closed they have the same trouble still.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::tests::{catalog, read_with};
use super::*;
use crate::model::source::{StagedMention, StagedRecord, StagedText};

/// Cells that make trouble, and some that make none. FICTIONAL.
const CELLS: &[&str] = &[
    "",
    " ",
    "n/a",
    "03/04/2026",
    "31/12/2026",
    "2026-02-30",
    "2026-03-04 14:05",
    "about 2019",
    "575-555-0101",
    "575-555-0101; 575-555-0102",
    "575-555-0101; ask",
    "ask at the gate",
    "Zenobia Quetzaltenango",
    "Quetzaltenango",
    "Mesa LLC",
    "12 Calle Imaginaria, Deming, NM 88030",
    "12",
    "$1,200.50",
    "a lot",
    "yes",
    "perhaps",
    "88-7654321",
    "CNR-204",
    "a@b.example",
    "T-1/2",
    "[sealed]",
    "ñandú\u{301}",
];

fn text(text: &StagedText) -> String {
    match text {
        StagedText::Clear(text) => text.clone(),
        StagedText::Sealed(secret) => format!("sealed {}", secret.expose()),
    }
}

fn mention(m: &StagedMention) -> String {
    let facts: Vec<String> = m
        .facts
        .iter()
        .map(|f| format!("{}={} {} {} {}", f.field, text(&f.text), f.canonical, f.column, f.date))
        .collect();
    let raw = text(&m.raw);
    format!(
        "{} {} {raw} {} {} {} {} {facts:?}",
        m.role, m.kind, m.canonical, m.label, m.column, m.party_key
    )
}

/// All that a row says outside its narrative.
fn says(record: &StagedRecord) -> Vec<String> {
    let mut out = vec![format!(
        "{} {} {} {:?}",
        record.key, record.kind, record.date, record.lead
    )];
    out.extend(record.mentions.iter().filter(|m| m.span.is_none()).map(mention));
    out.extend(record.links.iter().map(|l| format!("{l:?}")));
    // A column that is empty in all kept rows is not known by the file's name.
    out.extend(
        record
            .events
            .iter()
            .map(|e| format!("{} {} {:?} {:?}", e.kind, e.date, e.participants, e.place)),
    );
    out
}

fn kept(record: &StagedRecord, open: bool) -> Vec<KeptCell> {
    let cell = |(column, text): &(String, StagedText)| KeptCell {
        column: column.clone(),
        text: match text {
            StagedText::Clear(text) => Some(text.clone()),
            StagedText::Sealed(secret) => open.then(|| secret.expose().to_owned()),
        },
        sealed: matches!(text, StagedText::Sealed(_)),
    };
    record.cells.iter().map(cell).collect()
}

fn told(problems: impl Iterator<Item = Problem>) -> BTreeSet<(String, String)> {
    let of_cells = [
        "date-invalid",
        "date-order",
        "value-invalid",
        "answer-unclear",
        "period-reversed",
    ];
    problems
        .filter(|p| of_cells.contains(&p.key.as_str()))
        .map(|p| (p.key, p.place.column))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn kept_rows_read_again_say_what_they_said(picks in prop::collection::vec(prop::collection::vec(0..CELLS.len(), 40), 1..4)) {
        let (kinds, maps) = catalog();
        for map in maps.values().filter(|m| !m.columns().is_empty()) {
            let header: Vec<String> = map.columns().into_iter().map(str::to_owned).collect();
            let mut writer = ::csv::Writer::from_writer(Vec::new());
            writer.write_record(&header).unwrap();
            for row in &picks {
                writer.write_record((0..header.len()).map(|n| CELLS[row[n % row.len()]])).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let Ok(out) = read_with(Input::bytes("f.csv", &bytes), map, &kinds) else { continue };
            let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for record in out.records() {
                let known = headers.entry(record.sheet.clone()).or_default();
                merge_header(known, record.cells.iter().map(|(column, _)| column.as_str()));
            }
            let reader = Rereader::new("f.csv", map, &kinds, &headers);
            let mut open = Vec::new();
            let mut closed = Vec::new();
            for record in out.records() {
                let again = reader.read(&record.sheet, record.row, &kept(record, true));
                let again_says = again.says.unwrap_or_else(|p| panic!("{}: {p}", map.name));
                prop_assert_eq!(says(record), says(&again_says), "{}", map.name);
                open.extend(again.unread);
                closed.extend(reader.read(&record.sheet, record.row, &kept(record, false)).unread);
            }
            let rejects_say_nothing = out.rejects().count() == 0;
            let imported = told(out.summary.problems.into_iter().map(|g| g.problem));
            let (open, closed) = (told(open.into_iter()), told(closed.into_iter()));
            if rejects_say_nothing {
                prop_assert_eq!(&imported, &open, "{}", map.name);
            }
            prop_assert!(open.is_subset(&imported), "{}", map.name);
            prop_assert_eq!(open, closed, "{}", map.name);
        }
    }
}
