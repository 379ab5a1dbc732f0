//! Milestones: what must happen, by when, and how that date was computed: every day counted or
//! passed over, with its authority. Ordered by due date, as of any date. Beside the clocks: tasks,
//! legal process, deconfliction.

mod clock; // how a clock is shown
mod one; // one milestone, and a new one
mod work; // tasks, legal process, deconfliction

use chrono::NaiveDate;
use eframe::egui::{CentralPanel, Frame, ScrollArea, TextEdit, Ui, Vec2};

pub use clock::{derivation, status_chip, title};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::app::morning::Target;
use crate::command::plan_work::AddMilestone;
use crate::model::*;
use crate::time::status::{ClockView, Status};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::typed::Typed;
use crate::ui::{Cx, Item, Shared, widget, words};
use serde::{Deserialize, Serialize};

/// What the screen lists.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Clocks,
    Tasks,
    Process,
    Deconfliction,
}

#[derive(Default)]
pub struct Milestones {
    tab: Tab,
    as_of: String,
    status: Option<Status>,
    /// The form of a new milestone is open; what is typed into it stays when it is closed.
    adding: bool,
    new: Typed<String, AddMilestone>,
    rule_filter: String,
    /// That form was drawn: its first field had the focus.
    add_shown: bool,
    typed: Typed<MilestoneId, Completing>,
    open: Option<MilestoneId>,
}
const NEW: &str = "new milestone";
const TYPED: &str = "milestones";

/// What is typed at a milestone.
#[derive(Default, Clone, PartialEq, Serialize, Deserialize)]
struct Completing {
    /// Empty = today.
    done_on: String,
    evidence: String,
    exclusion: AddingExclusion,
}

#[derive(Default, Clone, PartialEq, Serialize, Deserialize)]
struct AddingExclusion {
    kind: String,
    from: String,
    to: String,
    docket: String,
    finding: String,
}

impl View for Milestones {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        self.new.restore(cx, NEW);
        self.typed.restore(cx, TYPED);
        let look = cx.look;
        let mut actions = Vec::new();
        ui.spacing_mut().item_spacing.y = 0.0;
        if self.as_of.is_empty() {
            cx.today.clone_into(&mut self.as_of);
        }
        let as_of = if self.as_of.parse::<NaiveDate>().is_ok() {
            self.as_of.clone()
        } else {
            cx.today.to_owned()
        };
        let led = shared.take_led(|t| match t {
            Target::Process(_) => Some(Tab::Process),
            Target::Task(_) => Some(Tab::Tasks),
            Target::Milestone(_) => Some(Tab::Clocks),
            _ => None,
        });
        self.tab = led.unwrap_or(self.tab);
        self.tabs(ui, cx, shared);
        if self.tab != Tab::Clocks {
            self.work(ui, cx, shared, &mut actions);
            self.new.keep(NEW, &mut actions);
            return actions;
        }
        let request = Request::Clocks { as_of: as_of.clone() };
        cx.want(request.clone(), &mut actions);
        if as_of != cx.today {
            cx.want(
                Request::Clocks {
                    as_of: cx.today.to_owned(),
                },
                &mut actions,
            );
        }
        let clocks: &[ClockView] = match cx.results.get(&request) {
            Some(Answer::Clocks(clocks)) => clocks,
            _ => &[],
        };
        self.add_shown &= self.adding;
        self.adding |= shared.take(Act::AddMilestone);
        if let Some(Item::Milestone(id)) = shared.shown {
            self.open = Some(id);
        }
        let shown: Vec<&ClockView> = clocks
            .iter()
            .filter(|c| self.status.is_none_or(|s| c.status == s))
            .collect();
        let at = self.open.and_then(|id| shown.iter().position(|c| c.id == id));
        let walked = shared.step(at, shown.len());
        if let Some(next) = walked {
            self.pick(shared, shown[next].id);
        }
        widget::queue_panel(ui, look, "clocks", size::DIALOG, |ui| {
            widget::head(ui, look, &cx.t("milestones-title"), |ui| {
                widget::key_cap(ui, look, &keys_of(Act::AddMilestone));
                if cx
                    .changing(ui, |ui| widget::button(ui, &cx.t("cmd-add-milestone")))
                    .clicked()
                {
                    self.adding = true;
                }
            });
            self.facets(ui, cx, clocks);
            let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("clocks");
            if let Some(at) = walked {
                area = area.vertical_scroll_offset(widget::offset_of(at, size::TOP));
            }
            area.show_rows(ui, size::TOP, shown.len(), |ui, rows| {
                for clock in &shown[rows] {
                    let lit = shared.concerns(cx.s, clock.subject);
                    if clock_row(ui, cx, clock, self.open == Some(clock.id), lit) {
                        self.adding = false;
                        self.pick(shared, clock.id);
                    }
                }
            });
        });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(look.panel))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if self.adding {
                    self.add(ui, cx, shared, &mut actions);
                    return;
                }
                let open = self
                    .open
                    .and_then(|id| Some((clocks.iter().find(|c| c.id == id)?, cx.s.milestones.get(id.0)?)));
                match open {
                    Some((clock, milestone)) => self.one(ui, cx, shared, clock, milestone, &mut actions),
                    None if clocks.is_empty() => {
                        widget::empty(
                            ui,
                            look,
                            &cx.t("milestones-none"),
                            &cx.ta("milestones-none-hint", &[("key", &keys_of(Act::AddMilestone))]),
                        );
                    }
                    None => {
                        widget::empty(ui, look, &cx.t("milestones-choose"), &cx.t("milestones-choose-hint"));
                    }
                }
            });
        self.new.keep(NEW, &mut actions);
        self.typed.keep(TYPED, &mut actions);
        actions
    }
}

fn clock_row(ui: &mut Ui, cx: &Cx<'_>, clock: &ClockView, on: bool, lit: bool) -> bool {
    use crate::ui::widget::bits::clipped;
    use eframe::egui::{Align2, Pos2, Rect, TextStyle};
    let look = cx.look;
    let name = title(cx, clock);
    let (chip, tone) = status_chip(cx, clock);
    let subject = clock.subject.map(|s| words::entity(cx.s, s)).unwrap_or_default();
    let under = [subject.as_str(), clock.authority.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let due = clock
        .due
        .map(|d| words::date(cx.text, &d.to_string()))
        .unwrap_or_default();
    let said = words::lit(cx, format!("{name}, {chip}, {due}, {under}"), lit);
    let row = widget::list_row(ui, look, size::TOP, on, &said, |ui| {
        let rect = ui.max_rect();
        let chip_at = Rect::from_min_size(
            Pos2::new(rect.left(), rect.center().y - size::CHIP / 2.0),
            Vec2::new(92.0, size::CHIP),
        );
        ui.painter()
            .rect_filled(chip_at, f32::from(size::CHIP_RADIUS), look.ground(tone));
        ui.painter().text(
            chip_at.center(),
            Align2::CENTER_CENTER,
            &chip,
            TextStyle::Small.resolve(ui.style()),
            look.ink(tone),
        );
        let left = chip_at.right() + size::PAD;
        let line = |n: f32, cut: f32| {
            Rect::from_min_max(
                Pos2::new(left, rect.top() + size::TIGHT + n * 18.0),
                Pos2::new(rect.right() - cut, rect.top() + size::TIGHT + n * 18.0 + 18.0),
            )
        };
        clipped(
            ui,
            line(0.0, 92.0),
            &name,
            TextStyle::Body.resolve(ui.style()),
            look.text,
        );
        clipped(
            ui,
            line(1.0, 0.0),
            &under,
            TextStyle::Small.resolve(ui.style()),
            look.dim,
        );
        ui.painter().text(
            Pos2::new(rect.right(), line(0.0, 0.0).center().y),
            Align2::RIGHT_CENTER,
            due,
            TextStyle::Body.resolve(ui.style()),
            look.text,
        );
    });
    row.clicked()
}

impl Milestones {
    fn pick(&mut self, shared: &mut Shared, id: MilestoneId) {
        self.open = Some(id);
        shared.show(Item::Milestone(id));
    }

    fn facets(&mut self, ui: &mut Ui, cx: &Cx<'_>, clocks: &[ClockView]) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    for status in [
                        Status::Overdue,
                        Status::Soon,
                        Status::Running,
                        Status::Tolled,
                        Status::NotStarted,
                        Status::Untimed,
                        Status::Done,
                    ] {
                        let n = clocks.iter().filter(|c| c.status == status).count();
                        if n == 0 && self.status != Some(status) {
                            continue;
                        }
                        let on = self.status == Some(status);
                        if widget::filter_chip(ui, cx.look, &cx.t(&format!("clock-{}", status.as_str())), Some(n), on)
                            .clicked()
                        {
                            self.status = if on { None } else { Some(status) };
                        }
                    }
                });
                ui.add_space(size::TIGHT);
                ui.horizontal(|ui| {
                    let label = ui.label(cx.look.small(cx.t("as-of")));
                    ui.add(TextEdit::singleline(&mut self.as_of).desired_width(96.0))
                        .labelled_by(label.id);
                    if self.as_of.parse::<NaiveDate>().is_err() {
                        ui.label(cx.look.small(cx.t("day-hint")).color(cx.look.ink(Tone::Against)));
                    } else if self.as_of != cx.today && widget::button(ui, &cx.t("today")).clicked() {
                        cx.today.clone_into(&mut self.as_of);
                    }
                });
            });
        widget::hline(ui, cx.look);
    }

    fn tabs(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &Shared) {
        if let Some(Item::Milestone(id)) = shared.shown
            && self.open != Some(id)
        {
            self.tab = Tab::Clocks;
        }
        let open = |status: crate::model::work::WorkStatus| status == crate::model::work::WorkStatus::Open;
        let tabs = [
            (
                Tab::Clocks,
                "tab-clocks",
                cx.s.milestones.iter().filter(|m| open(m.status)).count(),
            ),
            (
                Tab::Tasks,
                "tab-tasks",
                cx.s.tasks.iter().filter(|t| open(t.status)).count(),
            ),
            (
                Tab::Process,
                "tab-process",
                cx.s.processes.iter().filter(|p| p.returned.is_empty()).count(),
            ),
            (Tab::Deconfliction, "deconflictions", cx.s.deconflictions.iter().count()),
        ];
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    for (tab, key, n) in tabs {
                        if widget::filter_chip(ui, cx.look, &cx.t(key), Some(n), self.tab == tab).clicked() {
                            self.tab = tab;
                        }
                    }
                });
            });
        widget::hline(ui, cx.look);
    }
}
