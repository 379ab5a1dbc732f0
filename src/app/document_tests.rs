//! Documents by pages and pieces; words cited with page and place, refused where they don't stand.

use std::path::Path;

use super::*;
use crate::app::made_case::made;
use crate::command::Command;
use crate::command::cite_words::CiteWords;

const LETTER: &[u8] = include_bytes!("../../sample_cases/mesa_alta/case/whd_referral_letter_FICTIONAL.pdf");
const TIPS: &[u8] = include_bytes!("../../tests/data/two_tips.csv");

fn case(folder: &Path) -> Case {
    made(folder, "case", "Documents", 6)
}

fn only_record(case: &Case) -> RecordId {
    *case.snapshot().records.keys().next().unwrap()
}

fn cite(document: &Document, words: &str) -> CiteWords {
    let start = document.text.find(words).unwrap();
    CiteWords {
        record: document.record,
        start: start as u32,
        end: (start + words.len()) as u32,
        words: words.to_owned(),
        page: document.page_at(start),
        kind: "person".to_owned(),
        ..CiteWords::default()
    }
}

#[test]
fn a_letter_opens_by_pages_and_a_text_at_its_form_feeds() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("letter_FICTIONAL.pdf", LETTER, "", "").unwrap();
    let letter = case.document(only_record(&case)).unwrap();
    assert!(is_document(&case.snapshot(), letter.record));
    assert!(
        letter.parts.iter().all(|p| p.page > 0),
        "pages are known: {:?}",
        letter.parts
    );
    let joined: String = letter.parts.iter().map(|p| &letter.text[p.start..p.end]).collect();
    assert_eq!(joined, letter.text, "the parts are the whole");
    for m in case
        .snapshot()
        .mentions_of_record(letter.record)
        .filter(|m| m.span_start.is_some())
    {
        assert_eq!(letter.page_at(m.span_start.unwrap() as usize), m.page);
    }
    let doc = json(&case.snapshot(), &letter);
    assert_eq!(doc["parts"][0]["page"], 1);

    let before: Vec<RecordId> = case.snapshot().records.keys().copied().collect();
    let text = "FICTIONAL. First page.\n\u{c}Second page: call 575-555-0101.\n";
    case.import_bytes("memo_FICTIONAL.txt", text.as_bytes(), "", "")
        .unwrap();
    let s = case.snapshot();
    let memo = s.records.keys().copied().find(|r| !before.contains(r)).unwrap();
    let memo = case.document(memo).unwrap();
    assert_eq!(memo.parts.iter().map(|p| p.page).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(memo.page_at(memo.text.find("575").unwrap()), 2);
}

#[test]
fn a_long_text_without_pages_comes_in_whole_pieces() {
    let text = "FICTIONAL line of a statement, año.\n".repeat(2000);
    let pieces = parts(&text, &[]);
    assert!(pieces.len() > 3 && pieces.iter().all(|p| p.page == 0 && p.end - p.start < 2 * PIECE));
    let joined: String = pieces.iter().map(|p| &text[p.start..p.end]).collect();
    assert_eq!(joined, text);
    assert!(pieces.iter().skip(1).all(|p| text[..p.start].ends_with('\n')));
    assert_eq!(
        parts("short", &[]),
        [Part {
            page: 0,
            start: 0,
            end: 5
        }]
    );
}

#[test]
fn a_row_of_a_table_is_no_document_and_cells_alone_have_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
    let s = case.snapshot();
    assert!(s.records.keys().all(|r| !is_document(&s, *r)));
    let told = s.records.values().find(|r| r.has_narrative).unwrap();
    assert!(case.document(told.id).unwrap().parts.iter().all(|p| p.page == 0));
    assert_eq!(case.document(RecordId(Uid([7; 16]))).unwrap_err().key, "record");
}

#[test]
fn words_become_an_entity_and_a_fact_with_page_and_place() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    let text = "FICTIONAL.\n\u{c}Seen with Nadie Inventado at the gin; his phone is 575-555-0199.\n";
    case.import_bytes("memo_FICTIONAL.txt", text.as_bytes(), "", "")
        .unwrap();
    let document = case.document(only_record(&case)).unwrap();
    let source = case.snapshot().record(document.record).unwrap().source;
    let named = cite(&document, "Nadie Inventado");
    let done = case.commit(&named.clone().into()).unwrap();
    let s = case.snapshot();
    let entity = s.entity(EntityId(done.outcome.made[0])).unwrap().clone();
    assert_eq!(
        (entity.label.as_str(), entity.source),
        ("Nadie Inventado", Some(source))
    );
    let mention = s.mentions_of_entity(entity.id).next().unwrap().clone();
    assert_eq!((mention.page, mention.record), (2, document.record));
    assert_eq!(
        (mention.span_start, mention.span_end),
        (Some(named.start), Some(named.end))
    );
    // A fact of it; the place is kept too, and an identifier that is there is used, not made again.
    let fact = CiteWords {
        entity: Some(entity.id),
        field: "role".to_owned(),
        value: "seen at the gin".to_owned(),
        ..cite(&document, "at the gin")
    };
    case.commit(&fact.into()).unwrap();
    let s = case.snapshot();
    let fact = s.facts_of(entity.id).find(|f| f.field == "role").unwrap();
    assert_eq!(
        (fact.record, fact.source, fact.by_hand),
        (Some(document.record), Some(source), true)
    );
    assert_eq!(s.mentions_of_entity(entity.id).count(), 2);
    let phones = s.entities.iter().filter(|e| e.kind == "phone").count();
    let again = CiteWords {
        kind: "phone".to_owned(),
        ..cite(&document, "575-555-0199")
    };
    case.commit(&again.into()).unwrap();
    assert_eq!(
        case.snapshot().entities.iter().filter(|e| e.kind == "phone").count(),
        phones
    );
    // One step each: undone, the entity is gone.
    for _ in 0..3 {
        case.undo(&crate::app::case::Stack::Case).unwrap();
    }
    assert!(case.snapshot().entity(entity.id).is_none());
}

#[test]
fn words_that_do_not_stand_there_and_words_that_name_a_victim_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
    let s = case.snapshot();
    let record = s.records.values().find(|r| r.has_narrative).unwrap().id;
    let document = case.document(record).unwrap();
    let word = document.text.split_whitespace().next().unwrap().to_owned();
    let refused = |case: &mut Case, cite: CiteWords| case.commit(&Command::from(cite)).unwrap_err().key;
    let moved = CiteWords {
        start: 1,
        ..cite(&document, &word)
    };
    assert_eq!(refused(&mut case, moved), "other-words");
    let kind = CiteWords {
        kind: "victim".to_owned(),
        ..cite(&document, &word)
    };
    assert_eq!(refused(&mut case, kind), "sealed");
    let victim = s.entities.iter().find(|e| !e.pseudonym.is_empty()).unwrap().id;
    let named = CiteWords {
        entity: Some(victim),
        ..cite(&document, &word)
    };
    assert_eq!(refused(&mut case, named.clone()), "sealed");
    let name = CiteWords {
        field: "name".to_owned(),
        ..named
    };
    assert_eq!(refused(&mut case, name), "sealed");
    let nobody = CiteWords {
        record: RecordId(Uid([7; 16])),
        ..cite(&document, &word)
    };
    assert_eq!(refused(&mut case, nobody), "no-such-row");
}
