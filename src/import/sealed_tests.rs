//! Canaries: an invented victim planted in every place of a row may come out sealed, never in clear.

use super::tests::{catalog, read_with};
use super::*;
use crate::model::source::{RejectedRow, StagedText};

const NAME: &str = "Xóchitl Canarioquetz Zempoala";
const TRACES: [&str; 12] = [
    "xochitl",
    "xóchitl",
    "canarioquetz",
    "zempoala",
    "1991",
    "575-555-0177",
    "5755550177",
    "(575) 555-0177",
    "07/09/1991",
    "9 de julio",
    "july 9",
    "555 0177",
];

fn assert_no_trace(what: &str, clear: &str) {
    let small = clear.to_lowercase();
    for trace in TRACES {
        assert!(
            !small.contains(trace),
            "{what}: a sealed value stands in the clear: {}",
            small
                .lines()
                .find(|l| l.contains(trace))
                .map_or(String::new(), |l| l.replace(trace, "***"))
        );
    }
}

fn tip(narrative: &str, employer: &str, notes: &str) -> Vec<u8> {
    format!(
        "Tip Number,Received,Narrative,Employer,Phone,Victim name,DOB,Victim phone,Office notes\n\
         T-1,2026-03-04,\"{narrative}\",\"{employer}\",575-555-0101,{NAME},07/09/1991,575-555-0177,\"{notes}\"\n"
    )
    .into_bytes()
}

fn read_tip(bytes: &[u8]) -> super::tests::Out {
    let (kinds, maps) = catalog();
    read_with(Input::bytes("tips.csv", bytes), &maps["hotline-tips"], &kinds).unwrap()
}

#[test]
fn a_victim_leaves_no_trace_in_clear() {
    let stories = [
        "XOCHITL is kept in room 4",
        "La señora Canarioquetz, nacida el 9 de julio de 1991, pide ayuda; tel. (575) 555-0177",
        "call back at +1 575.555.0177 and ask for Zempoala's room",
        "Xo\u{301}chitl Canarioquetz-Zempoala (born July 9, 1991) said 575 555 0177",
        "DOB 1991-07-09, also written 9/7/91 and 7/9/1991",
    ];
    for story in stories {
        let out = read_tip(&tip(story, "Llano Verde Farms LLC", "spoke with Xóchitl twice"));
        assert_no_trace(story, &out.clear());
        let record = out.records().next().unwrap();
        assert!(
            record.narrative.as_ref().unwrap().clear().contains("[sealed]"),
            "{story}"
        );
        // The control: the original is there, sealed.
        assert!(matches!(record.narrative_original.as_ref().unwrap(), StagedText::Sealed(s) if s.expose() == story));
        let victim = record.mentions.iter().find(|m| m.role == "victim").unwrap();
        assert!(victim.label.is_empty() && matches!(&victim.raw, StagedText::Sealed(s) if s.expose() == NAME));
        assert!(
            victim
                .facts
                .iter()
                .any(|f| f.field == "birth_date" && matches!(f.text, StagedText::Sealed(_)))
        );
    }
}

#[test]
fn what_is_not_the_victims_stays_readable() {
    let out = read_tip(&tip(
        "Xóchitl sleeps at 3656 Hwy 26; call 575-555-0142",
        "Llano Verde Farms LLC",
        "urgent",
    ));
    let record = out.records().next().unwrap();
    assert_eq!(
        record.narrative.as_ref().unwrap().clear(),
        "[sealed] sleeps at 3656 Hwy 26; call 575-555-0142"
    );
    let phone = record
        .mentions
        .iter()
        .find(|m| m.span.is_some() && m.kind == "phone")
        .unwrap();
    let span = phone.span.unwrap();
    assert_eq!(
        &record.narrative.as_ref().unwrap().clear()[span.start as usize..span.end as usize],
        "575-555-0142"
    );
    assert!(record.mentions.iter().any(|m| m.label == "Llano Verde Farms LLC"));
    assert!(
        record
            .cells
            .iter()
            .any(|(c, t)| c == "Office notes" && t.clear() == "urgent")
    );
}

#[test]
fn a_victims_name_in_another_column_is_sealed_there_too() {
    let out = read_tip(&tip("no name given", NAME, ""));
    assert_no_trace("employer column", &out.clear());
    let out = read_tip(&tip("no name given", "c/o Xochitl Canarioquetz Zempoala", ""));
    assert_no_trace("employer column, longer", &out.clear());
}

#[test]
fn rejected_rows_seal_what_they_can_not_place() {
    let (kinds, maps) = catalog();
    let sealed = |row: &RejectedRow| {
        let mut filled = row
            .cells
            .iter()
            .filter(|(_, t)| !matches!(t, StagedText::Clear(c) if c.is_empty()));
        filled.all(|(_, t)| matches!(t, StagedText::Sealed(_)))
    };
    let head = "Tip Number,Narrative,Victim name,DOB,Victim phone\n";
    for (what, line, all) in [
        (
            "no key",
            format!(",Xóchitl asks for help,{NAME},07/09/1991,575-555-0177\n"),
            false,
        ),
        (
            "shifted",
            format!("T-1,said, again,{NAME},07/09/1991,575-555-0177\n"),
            true,
        ),
        (
            "open quote",
            format!("T-1,\"{NAME} said,{NAME},07/09/1991,575-555-0177\n"),
            true,
        ),
        ("short", format!("{NAME}\n"), true),
    ] {
        let out = read_with(
            Input::bytes("tips.csv", format!("{head}{line}").as_bytes()),
            &maps["hotline-tips"],
            &kinds,
        )
        .unwrap();
        let rejected: Vec<&RejectedRow> = out.rejects().collect();
        assert_eq!(rejected.len(), 1, "{what}");
        assert_no_trace(what, &out.clear());
        assert!(!all || sealed(rejected[0]), "{what}");
    }
}

#[test]
fn a_row_hash_does_not_depend_on_what_is_sealed() {
    let hash = |name: &str| {
        let bytes = tip("asks for help", "Farm", "").into_iter().collect::<Vec<u8>>();
        let text = String::from_utf8(bytes).unwrap().replace(NAME, name);
        read_tip(text.as_bytes())
            .records()
            .next()
            .unwrap()
            .content_sha256
            .clone()
    };
    assert_eq!(
        hash("Ana Inventada"),
        hash("Eva Ficticia"),
        "or a name could be guessed from it"
    );
}
