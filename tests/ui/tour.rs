//! The README's tour over the sample, by keyboard alone: each question is answered in six actions at most,
//! and what answers it stands where a screen reader finds it. An action is a key, or a text typed.

use caseboard::app::action::{Answer, Request};
use caseboard::model::decision::Verdict;
use caseboard::ui::view::Screen;
use caseboard::ui::{Desk, Item};
use eframe::egui::{Event, Key, Modifiers};

use super::harness::said;
use super::real::Real;

/// A person at the keyboard, who counts.
struct Tour {
    real: Real,
    question: &'static str,
    actions: usize,
}

impl Tour {
    fn ask(&mut self, question: &'static str) {
        assert!(self.actions <= 6, "{}: {} actions", self.question, self.actions);
        (self.question, self.actions) = (question, 0);
        self.real.board.state_mut().shared.toasts.clear();
        // Each question begins as after opening: no dialog, nothing typed.
        self.real.board.run_steps(2);
    }
    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.actions += 1;
        self.real.board.key_press_modifiers(modifiers, key);
        self.real.board.run_steps(4);
    }
    fn press(&mut self, key: Key) {
        self.key(Modifiers::NONE, key);
    }
    fn ctrl(&mut self, key: Key) {
        self.key(Modifiers::COMMAND, key);
    }
    fn write(&mut self, text: &str) {
        self.actions += 1;
        self.real.board.event(Event::Text(text.to_owned()));
        self.real.board.run_steps(4);
    }
    fn answered(&mut self, what: &str, so: impl FnMut(&super::harness::Over<caseboard::ui::desk::CaseDesk>) -> bool) {
        let what = format!("{}: {what}", self.question);
        self.real.until(&what, so);
    }
}

#[test]
fn the_tour_by_keyboard_alone() {
    let mut tour = Tour {
        real: Real::sample(),
        question: "",
        actions: 0,
    };

    tour.ask("Who is waiting, and what did they say?");
    tour.ctrl(Key::Num1);
    tour.press(Key::J);
    tour.answered("a record is open with its own words", |b| {
        let state = b.state();
        let Some(Item::Record(id, _)) = state.shared.shown else {
            return false;
        };
        match state.desk.results().get(&Request::Record(id)) {
            Some(Answer::Record(record)) => {
                let first = record.cells.0.iter().find(|c| c.sealed.is_none() && c.text.len() > 3);
                first.is_some_and(|cell| said(b, &cell.text))
            }
            _ => false,
        }
    });

    tour.ask("Are these one?");
    tour.ctrl(Key::Num2);
    tour.answered("candidates with their reasons", |b| {
        let desk = &b.state().desk;
        desk.results().is_current(&Request::Surface, desk.snapshot().seq)
    });
    tour.press(Key::J);
    assert!(said(&tour.real.board, "Nothing merges until you say so"));
    let before = tour.real.snapshot();
    tour.press(Key::A);
    tour.answered("the decision is kept", |b| {
        let now = b.state().desk.snapshot();
        now.seq > before.seq && now.decisions.iter().any(|d| d.verdict == Verdict::Accept)
    });
    let accepted = tour.real.snapshot().seq;
    tour.ctrl(Key::Z);
    tour.answered("and taken back", |b| {
        let now = b.state().desk.snapshot();
        now.seq > accepted && now.decisions.iter().count() == before.decisions.iter().count()
    });

    tour.ask("Who is connected, and how?");
    tour.ctrl(Key::Num3);
    tour.press(Key::ArrowRight);
    tour.answered("a figure of the chart is selected", |b| {
        b.state().shared.selected.len() == 1
    });
    let placed = tour.real.snapshot().chart_items.iter().count();
    tour.press(Key::E);
    let expanded = tour.real.snapshot();
    tour.answered("what is linked to it is placed, or stood there already", |b| {
        let now = b.state().desk.snapshot();
        now.chart_items.iter().count() > placed || now.seq == expanded.seq
    });

    tour.ask("What happened when?");
    tour.ctrl(Key::Num6);
    tour.answered("the rows in their order", |b| said(b, "Chronology"));
    tour.press(Key::J);
    tour.answered("an event is shown", |b| {
        matches!(b.state().shared.shown, Some(Item::Event(_)))
    });

    tour.ask("What must happen, by when?");
    tour.ctrl(Key::Num7);
    tour.press(Key::J);
    tour.answered("how the day was computed, under which law", |b| {
        said(b, "was computed") && said(b, "USC")
    });

    tour.ask("What is known of him?");
    tour.ctrl(Key::K);
    tour.write("quinonez");
    tour.press(Key::Enter);
    tour.answered(
        "he is found without his accents: what is known, from which source",
        |b| matches!(b.state().shared.shown, Some(Item::Entity(_))) && said(b, "Quiñónez"),
    );

    tour.ask("Where is it from?");
    tour.ctrl(Key::Num5);
    tour.press(Key::J);
    tour.answered("a source with its agency", |b| {
        let Some(Item::Source(id)) = b.state().shared.shown else {
            return false;
        };
        let snapshot = b.state().desk.snapshot();
        snapshot.source(id).is_some_and(|s| said(b, &s.agency))
    });

    tour.ask("Who did what?");
    tour.ctrl(Key::Num8);
    tour.answered("the latest steps in words", |b| {
        b.state().shared.screen == Screen::Audit && said(b, "Made the chart")
    });

    tour.ask("How does it go out?");
    tour.ctrl(Key::Num6);
    tour.ctrl(Key::E);
    let file = tour.real.folder.path().join("timeline.csv");
    tour.ctrl(Key::A);
    tour.write(&file.display().to_string());
    tour.press(Key::Enter);
    tour.answered("the timeline is written", |_| file.exists());
    tour.ask("");
}
