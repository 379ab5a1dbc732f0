//! Morning: what waits for me, and what changed since I last looked. Each line leads to where its work is
//! done. The mark of what was seen moves on by a key here and never by itself. Must not know: what counts as
//! new (`app::morning`).

use eframe::egui::{Align, Label, Layout, ScrollArea, Ui, Vec2};

use super::{Screen, View};
use crate::app::action::{Action, Answer, Request};
use crate::app::morning::{self, Line, Mark, Target};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::{Cx, Item, Shared, widget, words};

/// Lines of a section that are shown; the rest stands on the screen where its work is done.
const SHOWN: usize = 8;
/// Room for how a line stands.
const CHIP: f32 = 132.0;

#[derive(Default)]
pub struct Morning {
    /// What is shown, with candidates and unread cells put in, and what it was made of.
    made: Option<morning::Morning>,
    made_of: Option<Stamp>,
    at: Option<usize>,
    scroll: bool,
}

/// Commit, mark, and which answers of the three.
#[derive(PartialEq, Eq)]
struct Stamp {
    seq: i64,
    since: i64,
    answers: [Option<u64>; 3],
}

impl View for Morning {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let look = cx.look;
        let mut actions = Vec::new();
        ui.spacing_mut().item_spacing.y = 0.0;
        let mark = Mark::read((cx.draft)(&Mark::draft_name(cx.member)).as_deref());
        let request = Request::Morning {
            as_of: cx.today.to_owned(),
            since: mark.now.seq,
        };
        cx.want(request.clone(), &mut actions);
        cx.want(Request::Surface, &mut actions);
        if cx.results.get(&request).is_some() && cx.results.get(&Request::Surface).is_some() {
            // Reading every row again comes last: nothing else waits for it.
            cx.want(Request::Rejects, &mut actions);
        }
        self.refresh(cx, &request, mark.now.seq);
        let seen = self.head(ui, cx, &mark);
        if (shared.take(Act::Seen) || seen == Some(Act::Seen))
            && let Some(made) = &self.made
        {
            keep(cx, &mark.clone().seen(made.commit, cx.today), &mut actions);
        }
        if (shared.take(Act::SeenBack) || seen == Some(Act::SeenBack))
            && let Some(before) = mark.back()
        {
            keep(cx, &before, &mut actions);
        }
        let Some(made) = self.made.take() else {
            match cx.results.get(&request) {
                Some(Answer::Failed(problem)) => crate::ui::shell::problem_words(ui, look, cx.text, problem),
                _ => {
                    widget::empty(ui, look, &cx.t("job-morning"), &cx.t("links-running-hint"));
                }
            }
            return actions;
        };
        let open = shared.take(Act::OpenLine);
        self.walk(&made, shared);
        let surfaced = cx.results.get(&Request::Surface).is_some();
        if made.waiting() == 0 && surfaced {
            let keys = [
                ("import", keys_of(Act::Import)),
                ("links", keys_of(Act::Go(Screen::Links))),
            ];
            let keys: Vec<(&str, &str)> = keys.iter().map(|(k, v)| (*k, v.as_str())).collect();
            widget::empty(ui, look, &cx.t("morning-empty"), &cx.ta("morning-empty-hint", &keys));
        }
        let mut go = None;
        let mut n = 0;
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("morning")
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for part in &made.sections {
                    let waits = part.key == "candidates" && !surfaced;
                    let count = if waits {
                        String::new()
                    } else {
                        words::number(part.count)
                    };
                    widget::section(ui, look, &cx.t(&format!("morning-{}", part.key)), &count);
                    if part.lines.is_empty() {
                        let none = if waits {
                            cx.t("links-running")
                        } else {
                            cx.t(&format!("morning-{}-none", part.key))
                        };
                        ui.horizontal(|ui| {
                            ui.set_height(size::ROW);
                            ui.add_space(size::PAD);
                            ui.label(look.quiet(none));
                        });
                    }
                    for line in part.lines.iter().take(SHOWN) {
                        let on = self.at == Some(n);
                        let row = line_row(ui, cx, line, on);
                        if on && std::mem::take(&mut self.scroll) {
                            row.scroll_to_me(Some(Align::Center));
                        }
                        if row.clicked() || (on && open) {
                            self.at = Some(n);
                            go = Some(line.to);
                        }
                        n += 1;
                    }
                    if part.count > SHOWN {
                        let screen = screen_of(part.key);
                        let name = cx.t(&format!("screen-{}", screen.key()));
                        let more = (part.count - SHOWN).to_string();
                        let said = cx.ta("morning-more", &[("count", &more), ("screen", &name)]);
                        let row = widget::list_row(ui, look, size::ROW, false, &said, |ui| {
                            ui.label(look.quiet(&said));
                        });
                        if row.clicked() {
                            shared.screen = screen;
                        }
                    }
                }
                ui.add_space(size::PAD);
            });
        if let Some(to) = go {
            lead(shared, to);
        }
        self.made = Some(made);
        actions
    }
}

impl Morning {
    /// Puts together what has been answered, when something of it is new.
    fn refresh(&mut self, cx: &Cx<'_>, request: &Request, since: i64) {
        let stamp = Stamp {
            seq: cx.s.seq,
            since,
            answers: [request, &Request::Surface, &Request::Rejects].map(|r| cx.results.stamp(r)),
        };
        if self.made_of.as_ref() == Some(&stamp) {
            return;
        }
        if self.made_of.as_ref().is_some_and(|before| before.since != since) {
            self.at = None;
        }
        if let Some(Answer::Morning(base)) = cx.results.get(request) {
            let mut made = (**base).clone();
            if let Some(Answer::Surface { candidates, groups, .. }) = cx.results.get(&Request::Surface) {
                made.add_candidates(cx.s, candidates, groups);
            }
            if let Some(Answer::Rejects(groups)) = cx.results.get(&Request::Rejects) {
                made.add_unread(groups);
            }
            self.made = Some(made);
        }
        self.made_of = Some(stamp);
    }

    /// The question, since when things are new, and the keys that move the mark.
    fn head(&self, ui: &mut Ui, cx: &Cx<'_>, mark: &Mark) -> Option<Act> {
        let look = cx.look;
        let mut pressed = None;
        widget::head(ui, look, &cx.t("morning-title"), |ui| {
            let ready = self.made.as_ref().is_some_and(|m| m.commit != mark.now.seq);
            ui.add_enabled_ui(ready, |ui| {
                if widget::key_button(ui, look, &cx.t("cmd-seen"), &keys_of(Act::Seen), true).clicked() {
                    pressed = Some(Act::Seen);
                }
            });
            if mark.before.is_some()
                && widget::key_button(ui, look, &cx.t("cmd-seen-back"), &keys_of(Act::SeenBack), false).clicked()
            {
                pressed = Some(Act::SeenBack);
            }
            let since = if mark.now.seq == 0 {
                cx.t("morning-since-never")
            } else {
                let day = words::date(cx.text, &mark.now.day);
                cx.ta("morning-since", &[("day", &day), ("n", &mark.now.seq.to_string())])
            };
            // The question comes first.
            if ui.available_width() > size::DIALOG {
                ui.label(look.quiet(since));
            }
        });
        pressed
    }

    /// J and K, from line to line; the inspector follows.
    fn walk(&mut self, made: &morning::Morning, shared: &mut Shared) {
        let lines: Vec<&Line> = made.sections.iter().flat_map(|s| s.lines.iter().take(SHOWN)).collect();
        if self.at.is_some_and(|at| at >= lines.len()) {
            self.at = None;
        }
        if let Some(next) = shared.step(self.at, lines.len()) {
            self.at = Some(next);
            self.scroll = true;
            if let Some(item) = item_of(lines[next].to) {
                shared.show(item);
            }
        }
    }
}

fn keep(cx: &Cx<'_>, mark: &Mark, actions: &mut Vec<Action>) {
    actions.push(Action::KeepDraft {
        name: Mark::draft_name(cx.member),
        value: mark.draft(),
    });
}

/// What the inspector shows of a line.
fn item_of(to: Target) -> Option<Item> {
    match to {
        Target::Milestone(id) => Some(Item::Milestone(id)),
        Target::Source(id) | Target::Worklist(id) => Some(Item::Source(id)),
        Target::Lead(id) => Some(Item::Record(id, String::new())),
        _ => None,
    }
}

/// Goes to the screen where the work of a line is done, with it open there.
fn lead(shared: &mut Shared, to: Target) {
    if let Some(item) = item_of(to) {
        shared.show(item);
    }
    shared.led = Some(to);
    shared.screen = match to {
        Target::Candidate(_) | Target::Disagreement(_) => Screen::Links,
        Target::Milestone(_) | Target::Process(_) | Target::Task(_) => Screen::Milestones,
        Target::Source(_) | Target::Worklist(_) | Target::Libraries => Screen::Sources,
        Target::Commit(_) => Screen::Audit,
        Target::Lead(_) => Screen::Inbox,
    };
}

fn screen_of(section: &str) -> Screen {
    match section {
        "leads" => Screen::Inbox,
        "candidates" | "disagreements" => Screen::Links,
        "sources" => Screen::Sources,
        "others" => Screen::Audit,
        _ => Screen::Milestones,
    }
}

fn tone(line: &Line) -> Tone {
    match (line.days_left, line.bits) {
        (Some(n), _) if n < 0 => Tone::Against,
        (Some(n), _) if n <= crate::time::status::SOON_DAYS => Tone::Soon,
        (_, Some(bits)) => widget::bits::tone(bits),
        _ => match line.to {
            Target::Libraries | Target::Worklist(_) | Target::Disagreement(_) => Tone::Soon,
            Target::Lead(_) if !line.what.is_empty() => Tone::Against,
            _ => Tone::Plain,
        },
    }
}

fn line_row(ui: &mut Ui, cx: &Cx<'_>, line: &Line, on: bool) -> eframe::egui::Response {
    let look = cx.look;
    let said = line.says(cx.text, &|day| words::date(cx.text, day));
    let name = format!("{}, {}, {}", said.head, said.chip, said.under);
    widget::list_row(ui, look, size::CARD_ROW, on, &name, |ui| {
        let room = Vec2::new(CHIP, size::CARD_ROW);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(CHIP);
            widget::badge(ui, look, &said.chip, tone(line));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(look.small(&said.under));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(look.body(&said.head)).truncate());
            });
        });
    })
}
