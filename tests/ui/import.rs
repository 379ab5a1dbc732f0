//! Files looked at before they are imported. Paths are given as a person would choose them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use caseboard::app::action::{Action, Answer, Fit, Imported, PROPOSED_MAP, Preview, Request};
use caseboard::model::problem::Problem;
use caseboard::ui::pick::Picker;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, dialog::Dialog};
use eframe::egui::{DroppedFile, Key, Role};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT, Queryable};

use super::harness::{Board, Over, click, ctrl, did, open, said};
use super::real::Real;

fn preview(board: &mut Board, file: &std::path::Path, map: &str, preview: Preview) {
    let request = Request::Preview {
        file: file.to_path_buf(),
        map: map.to_owned(),
        agency: String::new(),
    };
    let asked = did(board, |a| matches!(a, Action::Ask(r) if *r == request));
    assert!(asked, "the file is read before anything is stored");
    board
        .state_mut()
        .desk
        .results
        .finish(request, 0, Answer::Preview(Box::new(preview)));
    board.run_steps(4);
}

#[test]
fn an_import_says_what_it_would_do_before_it_does_it() {
    // Any file that is there: what is in it comes from the desk.
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut board = open(Screen::Sources);
    board.state_mut().shared.picker = Picker::Given(vec![file.clone()]);
    ctrl(&mut board, Key::I);
    board.get_by_label("Choose files…").click();
    board.run_steps(6);
    let fit = Fit {
        map: "hotline-tips".into(),
        score: 930,
        reasons: Vec::new(),
    };
    let would = Imported {
        map: "hotline-tips".into(),
        rows: 42,
        staged: 40,
        rejected: 2,
        victims: 3,
        ..Imported::default()
    };
    let found = Preview {
        would: Some(would),
        known: vec![fit],
        ..Preview::default()
    };
    preview(&mut board, &file, "", found);
    assert!(said(&board, "hotline-tips"));
    assert!(said(&board, "93 %"));
    assert!(said(&board, "42 rows: 40 new, 0 already there, 2 to repair"));
    assert!(said(&board, "3 potential victims"));
    import_button(&board).click();
    board.run_steps(3);
    assert!(did(
        &board,
        |a| matches!(a, Action::Import { files, map, .. } if *files == [file.clone()] && map.is_empty())
    ));
}

#[test]
fn a_header_that_nobody_knows_gets_a_proposal() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let mut board = open(Screen::Sources);
    board.state_mut().shared.picker = Picker::Given(vec![file.clone()]);
    ctrl(&mut board, Key::I);
    board.get_by_label("Choose files…").click();
    board.run_steps(6);
    let found = Preview {
        problem: Some(Problem::new(
            "map-unknown",
            "a known header",
            "none that fits",
            "give a map",
        )),
        proposed: vec![("name".into(), vec!["Phone".into(), "phone".into()])],
        ..Preview::default()
    };
    preview(&mut board, &file, "", found);
    assert!(said(&board, "No known map fits"));
    board.get_by_label("Import with the proposed map").click();
    board.run_steps(4);
    assert!(button_is_ready(&board), "a file that is being read is not held up");
    let would = Preview {
        would: Some(Imported::default()),
        ..Preview::default()
    };
    preview(&mut board, &file, PROPOSED_MAP, would);
    import_button(&board).click();
    board.run_steps(3);
    assert!(did(
        &board,
        |a| matches!(a, Action::Import { map, .. } if map == PROPOSED_MAP)
    ));
}

/// The Import button of the dialog; the screen below has one of that name too.
fn import_button<D: Desk>(board: &Over<D>) -> Node<'_> {
    board
        .get_all_by_role_and_label(Role::Button, "Import")
        .next_back()
        .unwrap()
}
fn button_is_ready<D: Desk>(board: &Over<D>) -> bool {
    !import_button(board).accesskit_node().is_disabled()
}

#[derive(Debug)]
struct Dropped(PathBuf);
impl DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

/// Drops these paths on the window, as the desktop does: all in one frame.
pub(super) fn drop_on<D: Desk>(board: &mut Over<D>, paths: &[PathBuf]) {
    for path in paths {
        board.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
    }
    board.run_steps(4);
}

pub(super) fn given(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The preview of every file that is listed is there.
fn previewed(real: &mut Real) {
    real.until("the previews", |b| !said(b, "Reading…"));
}

#[test]
fn dropped_files_are_looked_at_and_brought_in() {
    let mut real = Real::open(Screen::Entities);
    let more = real.folder.path().join("more_tips.csv");
    let text = std::fs::read_to_string(given("two_tips.csv")).unwrap();
    std::fs::write(&more, text.replace("T-000", "T-100")).unwrap();
    drop_on(&mut real.board, &[given("two_tips.csv"), more]);
    assert!(said(&real.board, "two_tips.csv") && said(&real.board, "more_tips.csv"));
    previewed(&mut real);
    assert!(said(&real.board, "3 rows: 0 new, 3 already there, 0 to repair"));
    assert!(said(&real.board, "3 rows: 3 new, 0 already there, 0 to repair"));
    assert!(button_is_ready(&real.board));
    let before = real.snapshot().records.size();
    let seq = real.snapshot().seq;
    import_button(&real.board).click();
    real.board.run_steps(3);
    real.until("both files", |b| {
        let s = b.state().desk.snapshot();
        s.seq > seq && s.records.size() == before + 3
    });
}

#[test]
fn what_can_t_be_imported_keeps_the_button_off_and_says_why() {
    let mut real = Real::open(Screen::Entities);
    let mut refused = |path: PathBuf, why: &str| {
        drop_on(&mut real.board, &[path]);
        previewed(&mut real);
        assert!(said(&real.board, why), "{why}");
        assert!(!button_is_ready(&real.board), "{why}");
        let before = real.snapshot().seq;
        import_button(&real.board).click();
        real.board.run_steps(3);
        assert_eq!(real.snapshot().seq, before);
        real.board.state_mut().shared.dialog = None;
        real.board.run_steps(3);
    };
    refused(given(""), "data is a folder: give the files in it");
    refused(given("no-workbook.xlsx"), "no-workbook.xlsx can't be read");
    refused(given("not-there.csv"), "not-there.csv: there is no such file");
    let folder = tempfile::tempdir().unwrap();
    let unknown = folder.path().join("paint.csv");
    std::fs::write(&unknown, "colour,size\nred,9\nblue,4\n").unwrap();
    refused(unknown.clone(), "paint.csv: no map fits its header");
    // A map that was chosen and whose columns are not there.
    drop_on(&mut real.board, &[unknown]);
    real.board.get_by_role_and_label(Role::ComboBox, "Column map").click();
    real.board.run_steps(4);
    click(&mut real.board, "certification-list");
    previewed(&mut real);
    assert!(said(&real.board, "paint.csv: the column"), "names the column");
    assert!(!button_is_ready(&real.board));
}

#[test]
fn files_dropped_on_a_form_or_on_no_case_are_not_lost_in_silence() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::N);
    drop_on(&mut board, &[given("two_tips.csv")]);
    assert!(matches!(board.state().shared.dialog, Some(Dialog::Form(_))));
    assert!(said(&board, "finish or close the form that is open"));
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::W);
    drop_on(&mut board, &[given("two_tips.csv")]);
    assert!(said(&board, "open a case first"));
    assert!(board.state().shared.dialog.is_none());
}

#[test]
fn an_original_is_saved_under_a_name_that_is_typed() {
    let mut board = open(Screen::Sources);
    let source = board
        .state()
        .desk
        .snapshot
        .sources
        .iter()
        .find(|s| !s.sealed)
        .unwrap()
        .clone();
    board.state_mut().shared.show(caseboard::ui::Item::Source(source.id));
    board.run_steps(3);
    board.get_by_label("Save original as…").click();
    board.run_steps(3);
    assert!(board.query_by_label("Why").is_none());
    board.get_by_label("Save the original").click();
    board.run_steps(3);
    let saved = did(
        &board,
        |a| matches!(a, Action::SaveOriginal { source: id, path, .. } if *id == source.id && path.ends_with(&source.file_name)),
    );
    assert!(saved);
}

#[test]
fn columns_are_chosen_one_by_one_beside_a_picture_of_what_a_row_becomes() {
    let mut real = Real::open(Screen::Sources);
    let file = real.folder.path().join("calls_FICTIONAL.csv");
    let text = "Ref,Boss,Boss line,Farm,Whom\n1,Juan Inventado,575-555-0166,Llano Verde LLC,Ana Ficticia\n2,Eva Inventada,575-555-0177,Mesa Hay Inc,Luz Ficticia\n";
    std::fs::write(&file, text).unwrap();
    real.board.state_mut().shared.picker = Picker::Given(vec![file.clone()]);
    ctrl(&mut real.board, Key::I);
    click(&mut real.board, "Choose files…");
    real.board.run_steps(6);
    let pick = |real: &mut Real, name: &str, option: &str| {
        real.board.get_by_role_and_label(Role::ComboBox, name).click();
        real.board.run_steps(4);
        let all = real.board.query_all_by_label(option);
        let chosen = all.last().unwrap_or_else(|| panic!("no {option}"));
        // The list of roles is longer than its popup: further down it is chosen as a screen reader does.
        if option == "Potential victim" {
            chosen.click_accesskit();
        } else {
            chosen.click();
        }
        real.board.run_steps(4);
    };
    pick(&mut real, "Column map", "Columns as I choose them");
    real.until("the columns", |b| b.query_by_label_contains("Boss: Means").is_some());
    pick(&mut real, "Boss: Means", "person");
    pick(&mut real, "Boss: Who, or whose", "Recruiter");
    pick(&mut real, "Boss line: Who, or whose", "Recruiter");
    pick(&mut real, "Farm: Means", "firm");
    pick(&mut real, "Farm: Who, or whose", "Employer");
    pick(&mut real, "Whom: Means", "person");
    pick(&mut real, "Whom: Who, or whose", "Potential victim");
    let picture = |real: &Real| {
        let drawn = real.board.get_all_by_role(Role::Image).last().unwrap();
        drawn.accesskit_node().label().unwrap()
    };
    let drawn = picture(&real);
    for said in [
        "Recruiter: Juan Inventado",
        "Employer: Llano Verde LLC",
        "Phone: 575-555-0166",
    ] {
        assert!(drawn.contains(said), "{said} in {drawn}");
    }
    assert!(
        !drawn.contains("Ana") && !said(&real.board, "Ana Ficticia"),
        "a victim is masked before anything is stored"
    );
    real.until("what it would bring", |b| b.query_by_label_contains("2 new").is_some());
    let before = real.snapshot().seq;
    real.board.get_all_by_label("Import").last().unwrap().click_accesskit();
    real.board.run_steps(4);
    assert!(real.committed(before).is_some());
    let s = real.snapshot();
    let named = |label: &str| s.entities.iter().find(|e| e.label == label).map(|e| e.id);
    let boss = named("Juan Inventado").unwrap();
    let role = s.mentions_of_entity(boss).next().unwrap().role.clone();
    assert_eq!(role, "recruiter");
    assert!(
        s.links_of(boss).any(|l| l.kind == "has_phone"),
        "the line is the recruiter's, as was said"
    );
    assert!(named("Llano Verde LLC").is_some() && named("Ana Ficticia").is_none());
    assert!(s.sources.iter().any(|x| x.sealed), "and sealed");
}
