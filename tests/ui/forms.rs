//! Every form: what is typed becomes one command, what is wrong is said at its field, nothing is done
//! by a form that is thrown away.

use caseboard::command::Command;
use caseboard::model::work::WorkStatus;
use caseboard::model::*;
use caseboard::ui::Item;
use caseboard::ui::menu::Act;
use caseboard::ui::view::Screen;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

use super::harness::{commits, ctrl, fill, open, press, said, type_text};
use super::rows::{entity, record, uid};

#[test]
fn an_event_takes_a_date_as_people_write_it_and_shows_how_it_was_read() {
    let mut board = open(Screen::Timeline);
    ctrl(&mut board, Key::N);
    type_text(&mut board, "not a day");
    assert!(said(&board, "Not a date yet"));
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty(), "a date that can't be read is no date");
    assert!(said(&board, "What to do"), "with a remedy");
    ctrl(&mut board, Key::A);
    type_text(&mut board, "spring 2025");
    assert!(said(&board, "1 Mar 2025 to 31 May 2025, kept as 2025-21"));
    fill(&mut board, "Who took part", "juan");
    press(&mut board, Key::Enter);
    assert!(
        said(&board, "Employer: Juan H. García"),
        "Enter picks the first that fits"
    );
    fill(&mut board, "Title", "Van at the yard");
    press(&mut board, Key::Enter);
    let done = commits(&board);
    let [Command::AddEvent(event)] = done[..] else {
        panic!("{} commands", done.len())
    };
    assert_eq!(
        (event.date.as_str(), event.title.as_str()),
        ("2025-21", "Van at the yard")
    );
    assert_eq!(event.participants.0[0].entity, entity(3));
    assert!(!said(&board, "What happened, and when?"), "the form is gone");
}

#[test]
fn an_event_is_changed_from_where_it_is_shown() {
    let mut board = open(Screen::Timeline);
    let id = board.state().desk.snapshot.events.iter().next().unwrap().id;
    board.state_mut().shared.show(Item::Event(id));
    board.run_steps(3);
    board.get_by_label("Edit…").click();
    board.run_steps(4);
    fill(&mut board, "Title", "Corrected");
    press(&mut board, Key::Enter);
    assert!(matches!(commits(&board)[..], [Command::EditEvent(e)] if e.event == id && e.title.ends_with("Corrected")));
}

#[test]
fn what_is_missing_is_said_at_the_form_and_nothing_is_done() {
    let mut board = open(Screen::Audit);
    ctrl(&mut board, Key::T);
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty());
    assert!(said(&board, "fill in `title`"), "the remedy names the field");
    type_text(&mut board, "Ring the clinic");
    assert!(!said(&board, "fill in `title`"), "typing takes the complaint away");
    fill(&mut board, "By", "2026-13-01");
    assert!(said(&board, "give a full date"), "said while it is typed");
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty());
    board.get_by_role_and_label(eframe::egui::Role::TextInput, "By").focus();
    board.run_steps(2);
    ctrl(&mut board, Key::A);
    type_text(&mut board, "2026-12-01");
    press(&mut board, Key::Enter);
    assert!(
        matches!(commits(&board)[..], [Command::AddTask(t)] if t.title == "Ring the clinic" && t.due == "2026-12-01" && t.owner == "A. Baca")
    );
}

#[test]
fn escape_closes_a_form_and_nothing_is_done() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::N);
    type_text(&mut board, "Nobody");
    press(&mut board, Key::Escape);
    assert!(commits(&board).is_empty());
    assert!(board.state().shared.dialog.is_none());
}

#[test]
fn an_entity_is_added_named_anew_and_told_of() {
    let mut board = open(Screen::Entities);
    ctrl(&mut board, Key::N);
    type_text(&mut board, "Cholla Labor");
    press(&mut board, Key::Enter);
    board.state_mut().shared.select(entity(1));
    board.run_steps(3);
    for (button, field, text) in [
        ("Rename…", "Name or value", " Inc"),
        ("Add a fact", "Value", "Deming"),
        ("Note a deconfliction", "System", "RISSafe"),
    ] {
        if button != "Add a fact" {
            board.get_by_label("More…").click();
            board.run_steps(4);
        }
        board.get_by_label(button).click();
        board.run_steps(4);
        fill(&mut board, field, text);
        if field == "System" {
            fill(&mut board, "Its number there", "88-2");
            fill(&mut board, "Result", "none");
        }
        press(&mut board, Key::Enter);
    }
    let done = commits(&board);
    assert!(matches!(
        done[..],
        [Command::AddEntity(a), Command::RenameEntity(r), Command::AddFact(f), Command::AddDeconfliction(d)]
            if a.label == "Cholla Labor" && r.entity == entity(1) && f.value == "Deming" && d.entity == Some(entity(1))
    ));
}

#[test]
fn a_link_asks_for_an_end_that_its_kind_allows() {
    let mut board = open(Screen::Entities);
    board.state_mut().shared.select(entity(3));
    board.run_steps(3);
    board.get_by_label("Add a link").click();
    board.run_steps(4);
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty(), "a link without an end is none");
}

#[test]
fn tasks_are_finished_and_process_starts_its_clock() {
    let mut board = open(Screen::Milestones);
    board.get_by_label("Tasks  1").click();
    board.run_steps(3);
    board.get_by_label("Done: Ring the motel").click();
    board.run_steps(3);
    assert!(
        matches!(commits(&board)[..], [Command::FinishTask(f)] if f.task == TaskId(uid(230)) && f.status == WorkStatus::Done)
    );
    board.get_by_label("Legal process  1").click();
    board.run_steps(3);
    assert!(said(&board, "Carrier West"));
    board.get_by_label("Start its clock").click();
    board.run_steps(4);
    // 90 days from 1 September, as the rule says.
    assert!(said(&board, "30 Nov 2026"), "the date is computed before it is kept");
    board.get_by_label("Deconfliction  1").click();
    board.run_steps(3);
    assert!(said(&board, "no other agency"));
}

#[test]
fn a_new_process_is_served_on_somebody() {
    let mut board = open(Screen::Milestones);
    board.get_by_label("Legal process  1").click();
    board.run_steps(3);
    ctrl(&mut board, Key::N);
    type_text(&mut board, "Carrier East");
    fill(&mut board, "Due back", "2026-12-10");
    press(&mut board, Key::Enter);
    assert!(
        matches!(commits(&board)[..], [Command::AddProcess(p)] if p.recipient == "Carrier East" && p.due == "2026-12-10" && p.kind == "subpoena")
    );
}

#[test]
fn a_milestone_is_changed_and_a_bad_date_refused() {
    let mut board = open(Screen::Milestones);
    board.state_mut().shared.show(Item::Milestone(MilestoneId(uid(180))));
    board.run_steps(3);
    board.get_all_by_label("Edit…").next().unwrap().click();
    board.run_steps(4);
    fill(&mut board, "Owner", "R. Quill");
    press(&mut board, Key::Enter);
    assert!(matches!(commits(&board)[..], [Command::EditMilestone(m)] if m.to.owner.ends_with("R. Quill")));
}

#[test]
fn a_source_is_graded_labelled_and_held_and_a_record_purged_under_an_authority() {
    let mut board = open(Screen::Sources);
    board.state_mut().shared.show(Item::Source(SourceId(uid(90))));
    board.run_steps(3);
    board.get_by_label("Hold…").click();
    board.run_steps(4);
    fill(&mut board, "Reason", "privileged");
    press(&mut board, Key::Enter);
    board.get_by_label("Labels…").click();
    board.run_steps(4);
    assert!(said(&board, "Labels of"), "it is open: {}", commits(&board).len());
    board.get_by_label("Concerns a minor").click();
    board.run_steps(3);
    assert!(said(&board, "Labels of"), "a tick does not close the form");
    board.get_by_label("Save").click();
    board.run_steps(4);
    board.state_mut().shared.show(Item::Record(record(1), String::new()));
    board.run_steps(3);
    board.get_by_label("Purge…").click();
    board.run_steps(4);
    fill(&mut board, "Reason", "expunged");
    press(&mut board, Key::Enter);
    assert!(said(&board, "fill in `authority`"));
    fill(&mut board, "Authority", "D-202-CR-2026-00123");
    press(&mut board, Key::Enter);
    let done = commits(&board);
    assert!(matches!(
        done[..],
        [Command::HoldSource(h), Command::LabelSource(l), Command::PurgeRecord(p)]
            if h.reason == "privileged" && l.labels.0.contains("minor") && p.authority.starts_with("D-202")
    ));
}

#[test]
fn only_the_settings_that_were_changed_are_set() {
    let mut board = open(Screen::Audit);
    ctrl(&mut board, Key::Comma);
    fill(&mut board, "Lock after minutes", "45");
    press(&mut board, Key::Enter);
    assert!(commits(&board).is_empty());
    assert!(said(&board, "half an hour"));
    board
        .get_by_role_and_label(eframe::egui::Role::TextInput, "Lock after minutes")
        .focus();
    board.run_steps(2);
    ctrl(&mut board, Key::A);
    type_text(&mut board, "9");
    press(&mut board, Key::Enter);
    assert!(matches!(commits(&board)[..], [Command::SetSetting(s)] if s.name == "idle_lock_minutes" && s.value == "9"));
}

#[test]
fn every_form_of_the_menu_opens_with_its_first_field_in_focus() {
    for act in [Act::AddTask, Act::AddProcess, Act::AddDeconfliction, Act::Settings] {
        let mut board = open(Screen::Audit);
        board.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
        board.run_steps(3);
        let name = match act {
            Act::AddTask => "add a task",
            Act::AddProcess => "add legal",
            Act::AddDeconfliction => "note a dec",
            _ => "settings of",
        };
        type_text(&mut board, name);
        press(&mut board, Key::Enter);
        board.run_steps(3);
        assert!(board.state().shared.dialog.is_some(), "{act:?}");
        assert!(board.ctx.text_edit_focused(), "{act:?}: nothing to type in");
    }
}
