//! Cells of staged rows, flow by flow: found without being stored, repaired so that the case says what an
//! import of the repaired file would say, taken back byte for byte; what a person changed and what is
//! sealed stays.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::Fix;
use super::super::tests::{balanced, case, group, image, request, set};
use super::super::{find_row, find_source, groups, retry, write_out};
use super::*;
use crate::app::case::Stack;
use crate::command::edit_link::EditLink;
use crate::command::work_lead::TakeCall;
use crate::model::entity::Certainty;
use crate::model::secret::Secret;

const HEADER: &str = "Tip No,Received,Danger,Narrative,Employer,Employer Phone,Recruiter,Debt,Location,City,State,Victim Name,Callback Number";
/// FICTIONAL. Day and month of 1 and 2 can't be told apart; 2 has a phone that is none and an answer that is
/// none, 3 a debt that is none and a sealed name with a phone of its own; 4 has two numbers, of which one
/// can be read; 5 fits.
const ROWS: &str = "\
T-1,03/04/2026,yes,FICTIONAL. They owe $900.,Ocotillo Packing LLC,575-555-0110,,,,Deming,NM,,
T-2,05/04/2026,perhaps,FICTIONAL. A van.,Mesquite Harvest Co,ask at the gate,Rosa Invented,$400,12 County Road 7,Deming,NM,,
T-3,2026-02-04,no,FICTICIO. Zenobia Quetzaltenango waits.,Mimbres Dairy,575-555-0111,Juan Invented,a lot,,Deming,NM,Zenobia Quetzaltenango,575-555-0177
T-4,2026-02-05,no,FICTIONAL. Paid late.,Formula Farms,575-555-0112; later,,,,Deming,NM,,
T-5,2026-02-06,no,FICTIONAL. Fits.,Tular Ranch,575-555-0113,,,,Deming,NM,,
";

fn with_tips(folder: &Path, rows: &str) -> Case {
    let mut case = case(folder);
    let done = case
        .import_bytes("tips.csv", format!("{HEADER}\n{rows}").as_bytes(), "", "")
        .unwrap();
    assert_eq!((done.staged, done.rejected), (rows.lines().count() as i64, 0));
    case
}

fn of_group(case: &Case, key: &str, column: &str) -> RetryRequest {
    let groups = groups(case, None).unwrap();
    let group = groups.iter().find(|g| g.key == key && g.column == column).unwrap();
    RetryRequest {
        group: group.id.clone(),
        ..request(Vec::new(), Vec::new())
    }
}

fn order(column: &str, order: &str) -> Fix {
    Fix::DateOrder {
        column: column.to_owned(),
        order: order.to_owned(),
        row: 0,
    }
}

/// What a case says, without ids, texts as received and places of narrative.
fn says(case: &Case) -> Vec<String> {
    let s = case.snapshot();
    let label = |id: EntityId| s.entity(id).map(|e| format!("{} {} {}", e.kind, e.label, e.canonical));
    let mut out: Vec<String> = s.entities.iter().map(|e| format!("entity {:?}", label(e.id))).collect();
    out.extend(
        s.records
            .values()
            .map(|r| format!("record {} {} {}", r.row, r.date, r.status.as_str())),
    );
    out.extend(s.mentions.iter().map(|m| {
        format!(
            "mention {:?} {} {} {:?}",
            label(m.entity),
            m.role,
            m.raw,
            m.sealed.is_some()
        )
    }));
    out.extend(s.facts.iter().map(|f| {
        format!(
            "fact {:?} {} {} {} {}",
            label(f.entity),
            f.field,
            f.value,
            f.canonical,
            f.date
        )
    }));
    out.extend(s.links.iter().map(|l| {
        format!(
            "link {:?} {:?} {} {}",
            label(l.from_entity),
            label(l.to_entity),
            l.kind,
            l.date
        )
    }));
    out.extend(s.events.iter().map(|e| {
        format!(
            "event {} {} {:?}",
            e.kind,
            e.date,
            e.participants.0.iter().map(|p| label(p.entity)).collect::<Vec<_>>()
        )
    }));
    out.extend(
        s.leads
            .iter()
            .map(|l| format!("lead {:?} {:?}", l.danger, l.callback_safe)),
    );
    out.sort();
    out
}

#[test]
fn unread_cells_are_grouped_by_repair_as_the_import_told_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = case(folder.path());
    let done = case
        .import_bytes("tips.csv", format!("{HEADER}\n{ROWS}").as_bytes(), "", "")
        .unwrap();
    let groups = groups(&case, None).unwrap();
    let mut listed: Vec<(&str, &str, usize)> = groups
        .iter()
        .map(|g| (g.key.as_str(), g.column.as_str(), g.count))
        .collect();
    listed.sort_unstable();
    let expected = [
        ("answer-unclear", "Danger", 1),
        ("date-order", "Received", 2),
        ("value-invalid", "Debt", 1),
        ("value-invalid", "Employer Phone", 2),
    ];
    assert_eq!(listed, expected);
    let told: BTreeSet<(&str, &str)> = done
        .errors
        .iter()
        .map(|p| (p.key.as_str(), p.place.column.as_str()))
        .collect();
    assert_eq!(told, expected.iter().map(|(key, column, _)| (*key, *column)).collect());
    assert!(groups.iter().all(|g| g.staged));
    let dates = group(&groups, "date-order");
    assert_eq!(dates.places.iter().map(|p| p.row).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        group(&groups, "value-invalid").column,
        "Employer Phone",
        "the larger group first"
    );
    assert_eq!(groups.iter().map(|g| g.sealed).sum::<usize>(), 1);
    let text = serde_json::to_string(&groups).unwrap();
    for private in ["Zenobia", "Mesquite", "575-555", "gate", "03/04"] {
        assert!(!text.contains(private), "{private}");
    }
    // Rejected rows of the same case stay what they are.
    let source = find_source(&case.snapshot(), "tips.csv").unwrap();
    let out = folder.path().join("out.csv");
    let error = write_out(&mut case, source, &dates.id, &out).unwrap_err();
    assert_eq!(error.key, "staged");
    assert!(!out.exists());
}

#[test]
fn a_repaired_case_says_what_an_import_of_the_repaired_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = with_tips(folder.path(), ROWS);
    case.open_vault(&Secret::new("battery staple".to_owned())).unwrap();
    let start = image(&case);
    let at_first = case.history(1).unwrap()[0].seq;

    let mut dates = of_group(&case, "date-order", "Received");
    dates.fixes = vec![order("Received", "dmy")];
    dates.dry_run = true;
    let would = retry(&mut case, &dates).unwrap();
    assert_eq!((would.tried, would.staged, would.commit), (2, 2, None));
    assert!(image(&case) == start, "a dry run changes nothing");
    dates.dry_run = false;
    let done = retry(&mut case, &dates).unwrap();
    assert_eq!(
        (done.tried, done.staged, done.rejected, done.corrections, done.kept),
        (2, 2, 0, 2, 0)
    );
    assert_eq!(done.commit, Some(at_first + 1), "one commit");
    let record = case
        .record(find_row(&case.snapshot(), None, "tips.csv#1").unwrap())
        .unwrap();
    assert_eq!(record.date, "2026-04-03");
    let cell = record.cells.0.iter().find(|c| c.column == "Received").unwrap();
    assert_eq!(cell.text, "03/04/2026", "as received");
    let correction = cell.correction.as_ref().unwrap();
    assert_eq!(
        (correction.text.as_str(), correction.member),
        ("2026-04-03", case.member())
    );

    let mut phones = of_group(&case, "value-invalid", "Employer Phone");
    phones.fixes = vec![
        set("Employer Phone", 2, "575-555-0119"),
        set("Employer Phone", 4, "575-555-0112; 575-555-0120"),
    ];
    let done = retry(&mut case, &phones).unwrap();
    assert_eq!((done.staged, done.entities), (2, 2));
    let mut debt = of_group(&case, "value-invalid", "Debt");
    debt.fixes = vec![Fix::Replace {
        column: "Debt".to_owned(),
        from: "a lot".to_owned(),
        to: "$5,000".to_owned(),
        row: 0,
    }];
    retry(&mut case, &debt).unwrap();
    let mut danger = of_group(&case, "answer-unclear", "Danger");
    danger.fixes = vec![set("Danger", 0, "yes")];
    retry(&mut case, &danger).unwrap();
    assert!(groups(&case, None).unwrap().is_empty());
    balanced(&case);

    let repaired = ROWS
        .replace("03/04/2026", "2026-04-03")
        .replace("05/04/2026", "2026-04-05")
        .replace("ask at the gate", "575-555-0119")
        .replace("575-555-0112; later", "575-555-0112; 575-555-0120")
        .replace("a lot", "\"$5,000\"")
        .replace("perhaps", "yes");
    let other = tempfile::tempdir().unwrap();
    assert_eq!(says(&case), says(&with_tips(other.path(), &repaired)));

    let end = image(&case);
    for _ in 0..4 {
        case.undo(&Stack::Case).unwrap().unwrap();
    }
    assert!(image(&case) == start, "undo gives back every byte");
    assert_eq!(groups(&case, None).unwrap().len(), 4);
    for _ in 0..4 {
        case.redo(&Stack::Case).unwrap().unwrap();
    }
    assert!(image(&case) == end, "redo as well");

    // The file as received, delivered once more under another name: nothing new.
    let again = case
        .import_bytes("later.csv", format!("{HEADER}\n{ROWS}\n").as_bytes(), "", "")
        .unwrap();
    assert_eq!((again.staged, again.already), (0, 5));
}

#[test]
fn what_a_person_changed_meanwhile_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = with_tips(folder.path(), ROWS);
    let record = find_row(&case.snapshot(), None, "tips.csv#1").unwrap();
    let link = case
        .snapshot()
        .links
        .iter()
        .find(|l| l.record == Some(record))
        .unwrap()
        .clone();
    assert_eq!(link.date, "2026-03-04");
    let edit = EditLink {
        link: link.id,
        date: "2026-03".to_owned(),
        certainty: Certainty::Probable,
        note: "the caller was not sure".to_owned(),
    };
    case.commit(&edit.into()).unwrap();
    let mut dates = of_group(&case, "date-order", "Received");
    dates.fixes = vec![order("Received", "dmy")];
    let done = retry(&mut case, &dates).unwrap();
    assert_eq!((done.staged, done.kept), (2, 1));
    let s = case.snapshot();
    let now = s.links.get(link.id.0).unwrap();
    assert_eq!((now.date.as_str(), now.certainty), ("2026-03", Certainty::Probable));
    assert_eq!(s.record(record).unwrap().date, "2026-04-03");
    // Calls taken by hand have no map and are no work here.
    let call = TakeCall {
        key: "CALL-1".to_owned(),
        narrative: "FICTIONAL. A caller names a motel.".to_owned(),
        ..TakeCall::default()
    };
    case.commit(&call.into()).unwrap();
    assert_eq!(groups(&case, None).unwrap().len(), 3);
}

#[test]
fn what_cannot_be_repaired_is_said_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = with_tips(folder.path(), ROWS);
    let row = |case: &Case, n: u32| find_row(&case.snapshot(), None, &format!("tips.csv#{n}")).unwrap();
    let (second, fourth, fifth) = (row(&case, 2), row(&case, 4), row(&case, 5));
    let start = image(&case);
    let still = request(vec![second], vec![set("Employer Phone", 0, "none of your business")]);
    let done = retry(&mut case, &still).unwrap();
    assert_eq!((done.staged, done.rejected, done.commit), (0, 1, None));
    assert_eq!(
        (done.errors[0].key.as_str(), done.errors[0].place.row),
        ("value-invalid", 2)
    );
    // The number that could be read would go from the board.
    let away = request(vec![fourth], vec![set("Employer Phone", 0, "575-555-0120")]);
    let done = retry(&mut case, &away).unwrap();
    assert_eq!((done.staged, done.errors[0].key.as_str()), (0, "takes-away"));
    // What could be read is no work of this list.
    let key = |case: &mut Case, r: &RetryRequest| retry(case, r).unwrap_err().key;
    let read = request(vec![second], vec![set("Employer", 0, "Another Co")]);
    assert_eq!(key(&mut case, &read), "fix-nothing");
    let fits = request(vec![fifth], vec![order("Received", "dmy")]);
    assert_eq!(key(&mut case, &fits), "fix-nothing");
    let none = request(vec![second], Vec::new());
    assert_eq!(key(&mut case, &none), "no-repair");
    let column = request(vec![second], vec![set("Colour", 0, "red")]);
    assert_eq!(key(&mut case, &column), "column");
    let map = RetryRequest {
        map: "whd".to_owned(),
        ..request(vec![second], vec![set("Danger", 0, "no")])
    };
    assert_eq!(key(&mut case, &map), "map");
    let silent = RetryRequest {
        why: " ".to_owned(),
        ..request(vec![second], vec![set("Danger", 0, "no")])
    };
    assert_eq!(key(&mut case, &silent), "required");
    assert!(image(&case) == start);
}

#[test]
fn a_row_with_sealed_cells_needs_the_vault_and_nothing_of_it_comes_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = with_tips(folder.path(), ROWS);
    let third = find_row(&case.snapshot(), None, "tips.csv#3").unwrap();
    let fix = |value: &str| request(vec![third], vec![set("Debt", 0, value)]);
    assert_eq!(retry(&mut case, &fix("$5")).unwrap_err().key, "sealed");
    case.open_vault(&Secret::new("battery staple".to_owned())).unwrap();
    for value in ["Zenobia Quetzaltenango", "575-555-0177"] {
        let done = retry(&mut case, &fix(value)).unwrap();
        assert_eq!(
            (done.staged, done.errors[0].key.as_str()),
            (0, "repeats-sealed"),
            "{value}"
        );
        assert!(!done.errors[0].to_string().contains(value));
    }
    assert_eq!(retry(&mut case, &fix("$5")).unwrap().staged, 1);
    case.dump(&mut |table, values| {
        let clear = format!(
            "{:?}",
            values
                .iter()
                .map(|v| match v {
                    Value::Text(t) => t.clone(),
                    Value::Blob(b) => String::from_utf8_lossy(b).into_owned(),
                    _ => String::new(),
                })
                .collect::<Vec<_>>()
        );
        assert!(
            !clear.contains("Zenobia") && !clear.contains("555-0177"),
            "table {table}"
        );
    })
    .unwrap();
}

#[test]
fn the_list_is_read_anew_when_rows_change_and_only_then() {
    let folder = tempfile::tempdir().unwrap();
    let mut case = with_tips(folder.path(), ROWS);
    let count = |case: &Case| {
        let groups = groups(case, None).unwrap();
        groups
            .into_iter()
            .map(|g| ((g.file, g.key, g.column), g.count))
            .collect::<BTreeMap<_, _>>()
    };
    let first = count(&case);
    let known = case.unread().unwrap();
    let call = TakeCall {
        key: "CALL-1".to_owned(),
        narrative: "FICTIONAL.".to_owned(),
        ..TakeCall::default()
    };
    case.commit(&call.into()).unwrap();
    assert_eq!(count(&case), first);
    let read = case.unread().unwrap();
    assert!(!Arc::ptr_eq(&known, &read), "a call is a record");
    let link = case.snapshot().links.iter().next().unwrap().id;
    let edit = EditLink {
        link,
        date: String::new(),
        certainty: Certainty::Denied,
        note: String::new(),
    };
    case.commit(&edit.into()).unwrap();
    assert!(Arc::ptr_eq(&read, &case.unread().unwrap()));
    let more = "T-9,07/08/2026,no,FICTIONAL.,Tular Ranch,575-555-0114,,,,Deming,NM,,";
    case.import_bytes("more.csv", format!("{HEADER}\n{more}\n").as_bytes(), "", "")
        .unwrap();
    assert_eq!(count(&case).len(), first.len() + 1);
}
