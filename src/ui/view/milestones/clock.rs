//! A clock as it is shown: its name, how it stands, how its date was computed. Must not know: any
//! list it stands in.

use chrono::NaiveDate;
use eframe::egui::{Frame, Label, Ui, Vec2};

use crate::time::period::Step;
use crate::time::status::{ClockView, Status};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Item, Shared, widget, words};

/// What a clock is called: the office's own words, else the rule's.
pub fn title(cx: &Cx<'_>, clock: &ClockView) -> String {
    if !clock.title.is_empty() {
        return clock.title.clone();
    }
    cx.text.whole(&clock.title_key, &[])
}

/// How it stands in two words, and in which colour.
pub fn status_chip(cx: &Cx<'_>, clock: &ClockView) -> (String, Tone) {
    let days = |n: i64| cx.ta("days", &[("count", &n.abs().to_string())]);
    match (clock.status, clock.days_left) {
        (Status::Overdue, Some(n)) => (cx.ta("overdue-by", &[("days", &days(n))]), Tone::Against),
        (Status::Soon, Some(n)) => (days(n), Tone::Soon),
        (Status::Running, Some(n)) if n > 700 => (cx.ta("years", &[("count", &(n / 365).to_string())]), Tone::Plain),
        (Status::Running, Some(n)) => (days(n), Tone::Plain),
        (Status::Done, _) if clock.done_late => (cx.t("clock-done-late"), Tone::Against),
        (Status::Done, _) => (cx.t("clock-done"), Tone::For),
        (status, _) => (cx.t(&format!("clock-{}", status.as_str())), Tone::Plain),
    }
}

/// How a date was computed: the trigger, each step counted or passed over, what another reading gives.
pub fn derivation(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, clock: &ClockView) {
    let look = cx.look;
    let due = clock.due.map(|d| words::date(cx.text, &d.to_string()));
    let head = due
        .as_ref()
        .map_or_else(|| cx.t("not-computed"), |due| cx.ta("how-computed", &[("date", due)]));
    widget::section(ui, look, &head, &clock.code);
    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
        ui.spacing_mut().item_spacing = Vec2::new(size::GAP, size::TIGHT);
        if let Some(problem) = &clock.problem {
            crate::ui::shell::problem_words(ui, look, cx.text, problem);
        }
        if !clock.trigger_date.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.label(look.mono(words::date(cx.text, &clock.trigger_date)));
                ui.label(look.body(cx.text.word("trigger", &clock.trigger, &[])));
                if let Some(source) = clock.trigger_source {
                    let chip = words::chip(cx.s, cx.text, Some(source), None);
                    if widget::source_chip(ui, look, &chip, &cx.ta("open-named", &[("name", &chip)])).clicked() {
                        shared.show(Item::Source(source));
                    }
                }
            });
        }
        for run in runs(&clock.steps) {
            let (first, last) = (&run[0], &run[run.len() - 1]);
            let ink = if first.counted { look.text } else { look.dim };
            let day = |s: &Step| words::date(cx.text, &s.date.to_string());
            let sentence = |s: &Step| {
                let args: Vec<String> = s.args.iter().map(|arg| dated(cx, arg)).collect();
                cx.text.word("step", &s.key, &args)
            };
            let (when, what) = if run.len() == 1 {
                (day(first), sentence(first))
            } else {
                (
                    format!("{} – {}", day(first), day(last)),
                    format!("{} – {}", sentence(first), sentence(last)),
                )
            };
            ui.horizontal_wrapped(|ui| {
                ui.label(look.mono(when).color(ink));
                ui.add(Label::new(look.body(what).color(ink)).wrap());
            });
        }
        if let (Some(warn), true) = (clock.warn_on, clock.status != Status::Done) {
            ui.label(look.quiet(cx.ta("warn-on", &[("date", &words::date(cx.text, &warn.to_string()))])));
        }
        for other in &clock.alternatives {
            let line = format!(
                "{}: {}",
                cx.text.word("alternative", &other.key, &other.args),
                words::date(cx.text, &other.due.to_string())
            );
            ui.add(Label::new(look.body(line).color(look.ink(Tone::Soon))).wrap());
        }
        ui.add(Label::new(look.quiet(&clock.authority)).wrap());
        if !clock.unconfirmed.is_empty() {
            ui.add(
                Label::new(
                    look.small(cx.ta("unconfirmed-rule", &[("what", &clock.unconfirmed)]))
                        .color(look.ink(Tone::Soon)),
                )
                .wrap(),
            );
        }
        ui.add(Label::new(look.small(cx.text.whole(clock.caution, &[]))).wrap());
    });
}

/// Days counted one after the other stand as one line; each that was passed over has its own.
/// A date as people write it; anything else as it stands.
fn dated(cx: &Cx<'_>, arg: &str) -> String {
    let day = arg.get(..10).unwrap_or_default();
    if day.parse::<NaiveDate>().is_ok() {
        words::date(cx.text, arg)
    } else {
        arg.to_owned()
    }
}

fn runs(steps: &[Step]) -> Vec<&[Step]> {
    steps
        .chunk_by(|a, b| a.counted && b.counted && a.key == b.key)
        .collect()
}
