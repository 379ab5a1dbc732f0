//! Libraries: found by word, part and value; named by content; whole or not there.

use super::*;

fn columns() -> Vec<String> {
    vec!["Name".into(), "City".into(), "Phone".into()]
}

fn row(n: usize) -> LibraryRow {
    LibraryRow {
        key: format!("R-{n}"),
        cells: vec![
            format!("Ñandú Farms {n}"),
            "Deming".into(),
            format!("575-555-{:04}", n % 100),
        ],
        identifiers: vec![
            ("phone".into(), format!("+1575555{:04}", n % 100)),
            ("fein".into(), String::new()),
        ],
    }
}

fn add(folder: &Path, name: &str, count: usize) -> Result<LibraryInfo, Problem> {
    Library::add(folder, name, &columns(), &mut (1..=count).map(|n| Ok(row(n))))
}

#[test]
fn rows_are_found_by_word_part_and_value() {
    let folder = tempfile::tempdir().unwrap();
    let info = add(folder.path(), "State register", 250).unwrap();
    assert_eq!((info.rows, info.columns.as_slice()), (250, columns().as_slice()));
    let library = Library::open(&info.path).unwrap();
    let hit = &library.search("nandu 17", 5).unwrap()[0];
    assert_eq!(
        (hit.row, hit.key.as_str(), hit.cells[0].as_str()),
        (17, "R-17", "Ñandú Farms 17")
    );
    assert_eq!(library.search("deming", 1000).unwrap().len(), 250);
    assert_eq!(
        library
            .search("5550042", 9)
            .unwrap()
            .iter()
            .map(|h| h.row)
            .collect::<Vec<_>>(),
        [42, 142, 242]
    );
    assert_eq!(library.lookup("phone", "+15755550042").unwrap().len(), 3);
    assert_eq!(library.count("phone", "+15755550042").unwrap(), 3);
    assert_eq!(library.lookup("fein", "+15755550042").unwrap(), vec![]);
    assert!(library.is_unchanged().unwrap());
    let mut rows = 0;
    library.scan(&mut |_| rows += 1).unwrap();
    assert_eq!(rows, 250);
}

#[test]
fn the_same_content_is_one_file_and_another_content_another() {
    let folder = tempfile::tempdir().unwrap();
    let first = add(folder.path(), "a", 3).unwrap();
    assert_eq!(add(folder.path(), "a", 3).unwrap(), first);
    let longer = add(folder.path(), "a", 4).unwrap();
    assert_ne!(longer.sha256, first.sha256);
    std::fs::write(folder.path().join("x.library"), "not one").unwrap();
    assert_eq!(Library::list(folder.path()).unwrap().len(), 2);
    assert_eq!(
        Library::open(&folder.path().join("x.library")).err().unwrap().key,
        "not-a-library"
    );
    assert_eq!(Library::list(&folder.path().join("none")).unwrap(), vec![]);
}

#[test]
fn a_changed_library_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let info = add(folder.path(), "a", 3).unwrap();
    let raw = Connection::open(&info.path).unwrap();
    raw.execute("UPDATE \"entry\" SET \"key\" = 'x' WHERE \"row\" = 2", [])
        .unwrap();
    drop(raw);
    assert!(!Library::open(&info.path).unwrap().is_unchanged().unwrap());
}

#[test]
fn a_failure_in_the_middle_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let broken = || Problem::new("row", "", "", "");
    let mut rows = [Ok(row(1)), Err(broken())].into_iter();
    assert_eq!(
        Library::add(folder.path(), "a", &columns(), &mut rows).unwrap_err().key,
        "row"
    );
    let mut short = [Ok(LibraryRow {
        cells: vec!["one".into()],
        ..row(1)
    })]
    .into_iter();
    assert_eq!(
        Library::add(folder.path(), "a", &columns(), &mut short)
            .unwrap_err()
            .key,
        "library-row"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
