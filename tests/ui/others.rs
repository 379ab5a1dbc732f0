//! Leads into a case, libraries, other case files: the real window over real files in a folder of the
//! test, driven as a person drives it. Every name, number and place is invented.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use caseboard::app::case::{Case, NewCase, Who};
use caseboard::app::load_catalog_in;
use caseboard::app::session::Session;
use caseboard::catalog::Catalog;
use caseboard::command::Command;
use caseboard::command::manage_file::SetSetting;
use caseboard::model::secret::Secret;
use caseboard::ui::desk::CaseDesk;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item, Window};
use eframe::egui::{Event, Key, Modifiers, Role};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use super::harness::{Over, made, until};

type Real = Over<CaseDesk>;

const PASSWORD: &str = "a password for tests";
const DESK_VAULT: &str = "a passphrase for the desk";
const CASE_VAULT: &str = "a passphrase for the case";
/// A victim's name in the tips of `tests/data`; it must stand nowhere.
const SEALED: &str = "Zenobia";

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

struct Folder {
    folder: tempfile::TempDir,
    catalog: Arc<Catalog>,
}

impl Folder {
    fn new() -> Folder {
        Folder {
            folder: tempfile::tempdir().unwrap(),
            catalog: Arc::new(load_catalog_in(None, "en").unwrap()),
        }
    }
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
    fn make(&self, name: &str, kind: &str, passphrase: &str) -> Case {
        let new = NewCase {
            kind: kind.to_owned(),
            title: name.to_owned(),
            member: "A. Baca".to_owned(),
            agency: "Mesa Alta".to_owned(),
            password: secret(PASSWORD),
            passphrase: secret(passphrase),
        };
        let mint = caseboard::app::now::real_mint();
        Case::create(&self.path(name), &new, self.catalog.clone(), mint).unwrap()
    }
    fn open(&self, name: &str) -> Case {
        let path = self.path(name);
        Case::open(&path, &secret(PASSWORD), &Who::default(), self.catalog.clone()).unwrap()
    }
    fn desk(&self) -> Case {
        let mut desk = self.make("desk.caseboard", "desk", DESK_VAULT);
        let tips = include_bytes!("../data/two_tips.csv");
        desk.import_bytes("two_tips.csv", tips, "", "").unwrap();
        desk
    }
    fn window(&self, case: Case, screen: Screen) -> Real {
        let (path, catalog) = (case.path().to_owned(), self.catalog.clone());
        let session = Session::with_libraries(case, self.path("libraries"));
        made(Harness::builder(), move |ctx| {
            let mut window = Window::new(ctx, CaseDesk::over(&path, session, catalog));
            window.shared.screen = screen;
            window
        })
    }
}

fn said(board: &Real, text: &str) -> bool {
    board.query_all_by_label_contains(text).next().is_some()
}
fn until_said(board: &mut Real, text: &str) {
    until(board, text, |board| said(board, text));
}
fn click(board: &mut Real, label: &str) {
    board.get_all_by_label(label).last().unwrap().click();
    board.run_steps(4);
}
fn type_in(board: &mut Real, role: Role, label: &str, text: &str) {
    board.get_all_by_role_and_label(role, label).last().unwrap().focus();
    board.run_steps(2);
    board.key_press_modifiers(Modifiers::COMMAND, Key::A);
    board.run_steps(1);
    board.event(Event::Text(text.into()));
    board.run_steps(3);
}
fn line(board: &mut Real, label: &str, text: &str) {
    type_in(board, Role::TextInput, label, text);
}
fn password(board: &mut Real, label: &str, text: &str) {
    type_in(board, Role::PasswordInput, label, text);
}
fn record(board: &Real, key: &str) -> Item {
    let snapshot = board.state().desk.snapshot();
    let id = snapshot.records.values().find(|r| r.key == key).unwrap().id;
    Item::Record(id, String::new())
}
/// The dialog with this lead chosen.
fn promote(folder: &Folder, desk: Case, key: &str) -> Real {
    let mut board = folder.window(desk, Screen::Inbox);
    let item = record(&board, key);
    board.state_mut().shared.show(item);
    board.run_steps(3);
    until_said(&mut board, "Promote leads into a case…");
    board.key_press_modifiers(Modifiers::COMMAND, Key::M);
    board.run_steps(4);
    assert!(said(&board, "1 lead chosen"));
    board
}
fn show(board: &mut Real, screen: Screen) {
    board.state_mut().shared.screen = screen;
    board.run_steps(3);
}
fn path_text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_lead_goes_into_a_case_that_is_there() {
    let folder = Folder::new();
    drop(folder.make("case.caseboard", "case", CASE_VAULT));
    let mut board = promote(&folder, folder.desk(), "T-0001");
    line(&mut board, "Case file", &path_text(&folder.path("nowhere.caseboard")));
    password(&mut board, "Password", PASSWORD);
    click(&mut board, "Promote");
    until_said(&mut board, "There is no such file");
    line(&mut board, "Case file", &path_text(&folder.path("desk.caseboard")));
    password(&mut board, "Password", PASSWORD);
    click(&mut board, "Promote");
    until_said(&mut board, "It is the file that is open");
    line(&mut board, "Case file", &path_text(&folder.path("case.caseboard")));
    password(&mut board, "Password", "not the password");
    click(&mut board, "Promote");
    until_said(&mut board, "Wrong password");
    let before = board
        .state()
        .desk
        .snapshot()
        .leads
        .iter()
        .filter(|l| !l.promoted_to.is_empty())
        .count();
    assert_eq!(before, 0, "nothing moves while it is refused");
    password(&mut board, "Password", PASSWORD);
    click(&mut board, "Promote");
    until_said(&mut board, "1 lead is in case.caseboard now");
    assert!(said(&board, "stay on this desk: the case has the pseudonyms"));
    click(&mut board, "Close");
    let leads = board.state().desk.snapshot();
    assert_eq!(
        leads.leads.iter().filter(|l| l.promoted_to == "case.caseboard").count(),
        1
    );
    assert!(!said(&board, "Promote leads into a case…"), "it is in a case now");
    drop(board);
    let case = folder.open("case.caseboard");
    let keys: Vec<String> = case.snapshot().records.values().map(|r| r.key.clone()).collect();
    assert_eq!(keys, ["T-0001"]);
    assert!(
        case.snapshot().facts.iter().all(|f| f.sealed.is_none()),
        "identities stayed behind"
    );
}

#[test]
fn several_leads_and_their_identities_go_into_a_case_made_for_them() {
    let folder = Folder::new();
    let mut board = promote(&folder, folder.desk(), "T-0001");
    board
        .get_by_role_and_label(
            Role::CheckBox,
            "T-0002 · 20 Feb 2026 18:10 · Ocotillo Packing, Anselmo Villaquiran",
        )
        .click();
    board.run_steps(3);
    assert!(said(&board, "2 leads chosen"));
    click(&mut board, "Into a new case");
    line(&mut board, "Title", "Vale Seco");
    let path = folder.path("vale-seco");
    line(&mut board, "File", &path_text(&path));
    line(&mut board, "Your name", "S. Tafoya");
    password(&mut board, "Password", PASSWORD);
    password(&mut board, "The same again", PASSWORD);
    password(&mut board, "Your passphrase for sealed values", CASE_VAULT);
    assert!(
        said(&board, "Without it the case receives pseudonyms only"),
        "identities are a choice of their own"
    );
    click(&mut board, "Take sealed identities along");
    password(
        &mut board,
        "Your passphrase for this desk’s sealed values",
        "not the passphrase",
    );
    click(&mut board, "Promote");
    until_said(&mut board, "passphrase");
    until(&mut board, "the refusal", |board| said(board, "What to do"));
    assert!(
        !path.with_extension("caseboard").exists(),
        "a refused promotion leaves no file"
    );
    password(&mut board, "Password", PASSWORD);
    password(&mut board, "The same again", PASSWORD);
    password(&mut board, "Your passphrase for sealed values", CASE_VAULT);
    password(&mut board, "Your passphrase for this desk’s sealed values", DESK_VAULT);
    click(&mut board, "Promote");
    until_said(&mut board, "2 leads are in vale-seco.caseboard now");
    assert!(said(&board, "logged on this desk as revealed"));
    assert!(!said(&board, SEALED));
    assert!(!board.state().desk.vault_open(), "the vault is closed again");
    drop(board);
    let mut case = folder.open("vale-seco.caseboard");
    let snapshot = case.snapshot();
    assert_eq!(snapshot.records.size(), 2);
    let mut sealed = snapshot.facts.iter().filter_map(|f| f.sealed);
    let first = sealed.next().expect("an identity went along");
    case.reveal(first, &secret(CASE_VAULT), "a test").unwrap();
}

const HEADER: &str = "case_id,trade_nm,legal_name,street_addr_1_txt,cty_nm,st_cd,zip_cd,naic_cd,\
                      naics_code_description,case_violtn_cnt,cmp_assd_cnt,ee_violtd_cnt,bw_atp_amt,ee_atp_cnt,\
                      findings_start_date,findings_end_date,ld_dt\n";

/// A register of findings, one firm of which the tips name. FICTIONAL.
fn register(folder: &Folder) -> PathBuf {
    let rows = "9001,Ocotillo Packing,OCOTILLO PACKING L.L.C.,12 Calle Imaginaria,Deming,NM,88030,115114,Packing,9,0,14,23562.12,14,6/21/21,5/22/23,2026-10-14\n\
                9002,Quarry Lantern,Quarry Lantern Inc,1 Unbuilt Ave,Deming,NM,88030,112120,Dairy,1,0,3,100.5,3,1/2/20,3/4/21,2026-10-14\n";
    let path = folder.path("findings.csv");
    std::fs::write(&path, format!("{HEADER}{rows}")).unwrap();
    path
}

#[test]
fn a_register_is_added_used_searched_pulled_from_and_missed_on_every_screen() {
    let folder = Folder::new();
    let mut board = folder.window(folder.desk(), Screen::Sources);
    click(&mut board, "Libraries");
    until_said(&mut board, "No library is on this computer yet");
    click(&mut board, "Add a register as a library…");
    line(&mut board, "Name", "findings");
    type_in(
        &mut board,
        Role::MultilineTextInput,
        "Paths, one a line",
        &path_text(&folder.path("not-there.csv")),
    );
    click(&mut board, "Add");
    until_said(&mut board, "not-there.csv");
    until_said(&mut board, "What to do");
    type_in(
        &mut board,
        Role::MultilineTextInput,
        "Paths, one a line",
        &path_text(&register(&folder)),
    );
    click(&mut board, "Add");
    until_said(&mut board, "findings: 2 rows indexed, 0 of them not fitting");
    click(&mut board, "Close");
    until_said(&mut board, "findings: not used by this case · 2 rows");
    line(&mut board, "Search this library", "ocotillo");
    board.key_press(Key::Enter);
    until_said(&mut board, "OCOTILLO PACKING L.L.C.");
    assert!(!said(&board, "Quarry Lantern"));
    board.key_press(Key::Escape);
    board.get_by_label_contains("row 1: ").click();
    board.run_steps(3);
    assert!(said(&board, "Use this library in the case first"));
    board.key_press(Key::P);
    board.run_steps(3);
    let before = board.state().desk.snapshot().records.size();
    click(&mut board, "Use in this case");
    until_said(&mut board, "findings: used by this case");
    click(&mut board, "Check contents");
    until_said(&mut board, "Contents checked");
    board.key_press(Key::P);
    until_said(&mut board, "already in the case");
    assert_eq!(board.state().desk.snapshot().records.size(), before + 1);
    // Its file goes away: every screen says so, and leads to what can be done.
    for entry in std::fs::read_dir(folder.path("libraries")).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    board.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    show(&mut board, Screen::Timeline);
    until_said(&mut board, "1 library can’t be looked into");
    click(&mut board, "1 library can’t be looked into");
    until_said(&mut board, "The library findings is missing on this computer");
    assert!(said(&board, "Add it again from the same files"));
    click(&mut board, "Add it again…");
    type_in(
        &mut board,
        Role::MultilineTextInput,
        "Paths, one a line",
        &path_text(&folder.path("findings.csv")),
    );
    click(&mut board, "Add");
    until_said(&mut board, "2 rows indexed");
    click(&mut board, "Close");
    until_said(&mut board, "findings: used by this case");
    assert!(!said(&board, "can’t be looked into"));
    click(&mut board, "Stop using");
    until_said(&mut board, "findings: not used by this case");
    assert!(board.state().desk.snapshot().library_uses.is_empty());
}

#[test]
fn other_cases_say_whom_to_ring_and_nothing_else() {
    let folder = Folder::new();
    let mut theirs = folder.make("theirs.caseboard", "case", CASE_VAULT);
    let tips = String::from_utf8(include_bytes!("../data/two_tips.csv").to_vec()).unwrap();
    let header = tips.lines().next().unwrap();
    let row = "T-0700,2026-01-01 09:00,English,Yes,Yes,No,No,No,FICTIONAL. Their own matter.,Ocotillo Pakcing LLC,,,Xochiquetzal Mirabel,575-555-0147,12 Calle Imaginaria,Deming,NM,88030,44 Secret Camp Road,ZZX-901,,";
    theirs
        .import_bytes("theirs.csv", format!("{header}\n{row}\n").as_bytes(), "", "")
        .unwrap();
    for (name, value) in [("case_number", "HSI-26-0042"), ("owner", "S. Tafoya, 505-555-0100")] {
        let (name, value) = (name.to_owned(), value.to_owned());
        theirs.commit(&Command::SetSetting(SetSetting { name, value })).unwrap();
    }
    drop(theirs);
    let mut board = folder.window(folder.desk(), Screen::Links);
    click(&mut board, "other cases");
    assert!(said(&board, "No other case was asked yet"));
    board.key_press(Key::O);
    board.run_steps(4);
    let path = path_text(&folder.path("theirs.caseboard"));
    type_in(&mut board, Role::MultilineTextInput, "Paths, one a line", &path);
    password(&mut board, "Password of theirs.caseboard", "not the password");
    click(&mut board, "Compare");
    until_said(&mut board, "Wrong password");
    password(&mut board, "Password of theirs.caseboard", PASSWORD);
    let seq = board.state().desk.snapshot().seq;
    click(&mut board, "Compare");
    until_said(&mut board, "into other cases: see Links");
    click(&mut board, "Close");
    for shown in [
        "S. Tafoya, 505-555-0100",
        "HSI-26-0042",
        "theirs.caseboard",
        "both name one phone",
        "T-0001",
    ] {
        assert!(said(&board, shown), "{shown}");
    }
    for hidden in [
        "Pakcing",
        "Xochiquetzal",
        "Secret Camp",
        "ZZX",
        "T-0700",
        "Their own matter",
    ] {
        assert!(!said(&board, hidden), "{hidden} of the other case is shown");
    }
    let first = board.query_all_by_label_contains("S. Tafoya").count();
    board.key_press(Key::J);
    board.run_steps(3);
    assert_eq!(board.query_all_by_label_contains("S. Tafoya").count(), first);
    assert_eq!(board.state().desk.snapshot().seq, seq, "nothing is stored");
}
