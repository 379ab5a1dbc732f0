//! The frame around every screen: top bar, rail, status bar, toasts, the lock screen. Must not know:
//! any screen's content.

mod front; // the file menu; the screens without a case
mod past; // the band over the board of an older commit

pub use front::{Asked, choose_screen, closed_screen, hidden_screen, lock_screen};
pub use past::{as_of_band, refuse_in_past};

use eframe::egui::{
    self, Align, CornerRadius, Frame, Layout, Panel, Pos2, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo,
};

use super::menu::{self, Act};
use super::palette::Palette;
use super::theme::{Look, Mode, Tone, size};
use super::view::Screen;
use super::widget::{self, Icon, icon};
use super::{Cx, Shared, words};
use crate::app::action::{Action, Answer, Request};
use crate::catalog::text::{LANGUAGES, Text};
use crate::model::problem::Problem;
use crate::resolve::group;

/// What the frame says about the open file.
pub struct Bar {
    pub title: String,
    pub kind: String,
    pub fictional: bool,
    pub read_only: Option<String>,
    pub undo: Option<(String, Vec<String>)>,
    pub redo: Option<(String, Vec<String>)>,
    pub verified: Option<(String, bool)>,
}

/// Something that was done or went wrong.
pub struct Toast {
    text: String,
    problem: Option<Problem>,
    /// The step that it tells of, where that can be taken back.
    step: Option<(String, Vec<String>)>,
    /// Seconds of the window's clock when it was first drawn.
    since: Option<f64>,
}
impl Toast {
    /// A step that was done, and can be taken back from here while it is the newest.
    pub fn step(text: String, name: String, args: Vec<String>) -> Toast {
        Toast {
            step: Some((name, args)),
            ..Toast::done(text)
        }
    }
    pub fn done(text: String) -> Toast {
        Toast {
            text,
            problem: None,
            step: None,
            since: None,
        }
    }
    pub fn problem(problem: Problem) -> Toast {
        Toast {
            text: String::new(),
            problem: Some(problem),
            step: None,
            since: None,
        }
    }
}
/// Seconds that good news stays; a problem stays until it is closed.
const STAYS: f64 = 6.0;

fn bare(look: &Look) -> Frame {
    Frame::NONE.fill(look.panel)
}

pub fn top_bar(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, palette: &mut Palette, bar: &Bar) {
    Panel::top("top")
        .exact_size(size::TOP)
        .frame(bare(cx.look))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter()
                .hline(rect.x_range(), rect.bottom() - cx.look.line_width / 2.0, cx.look.hair());
            let inside = rect.shrink2(Vec2::new(size::PAD, 0.0));
            let wide = size::SEARCH.min(rect.width() * 0.36);
            let search = Rect::from_center_size(rect.center(), Vec2::new(wide, size::ROW));

            let left = Rect::from_min_max(inside.min, Pos2::new(search.left() - size::PAD, inside.bottom()));
            ui.scope_builder(
                UiBuilder::new()
                    .max_rect(left)
                    .layout(Layout::left_to_right(Align::Center)),
                |ui| {
                    ui.set_clip_rect(left);
                    front::file_menu(ui, cx, shared);
                    ui.add(egui::Label::new(cx.look.head(&bar.title)).truncate())
                        .on_hover_text(&bar.title);
                    widget::badge(ui, cx.look, &cx.text.word("file", &bar.kind, &[]), Tone::Plain);
                    if bar.fictional {
                        widget::badge(ui, cx.look, &cx.t("fictional-sample"), Tone::Soon);
                    }
                    if let Some(who) = &bar.read_only {
                        let said = cx.ta("read-only-said", &[("who", who)]);
                        widget::badge(ui, cx.look, &cx.ta("read-only", &[("who", who)]), Tone::Against)
                            .on_hover_text(said);
                    }
                },
            );

            palette.search_box(ui, cx, search);

            let right = Rect::from_min_max(Pos2::new(search.right() + size::PAD, inside.top()), inside.max);
            ui.scope_builder(
                UiBuilder::new()
                    .max_rect(right)
                    .layout(Layout::right_to_left(Align::Center)),
                |ui| {
                    if widget::icon_button(
                        ui,
                        cx.look,
                        Icon::Lock,
                        &format!("{}  {}", cx.t("cmd-lock"), menu::keys_of(Act::Lock)),
                        false,
                    )
                    .clicked()
                    {
                        shared.act = Some(Act::Lock);
                    }
                    let next = match cx.look.mode {
                        Mode::Light => (Icon::Moon, Mode::Dark, "cmd-theme-dark"),
                        Mode::Dark => (Icon::Contrast, Mode::Contrast, "cmd-theme-contrast"),
                        Mode::Contrast => (Icon::Sun, Mode::Light, "cmd-theme-light"),
                    };
                    if widget::icon_button(ui, cx.look, next.0, &cx.t(next.2), false).clicked() {
                        shared.act = Some(Act::Theme(next.1));
                    }
                    let (other, name) = LANGUAGES
                        .iter()
                        .find(|(l, _)| *l != cx.text.language())
                        .copied()
                        .unwrap_or(("en", "English"));
                    let language = ui
                        .add(egui::Button::new(cx.look.small(cx.text.language().to_uppercase())).frame(false))
                        .on_hover_text(name);
                    language.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
                    if language.clicked() {
                        shared.act = Some(Act::Language(other));
                    }
                    if widget::icon_button(
                        ui,
                        cx.look,
                        Icon::Command,
                        &format!("{}  {}", cx.t("cmd-palette"), menu::keys_of(Act::Palette)),
                        false,
                    )
                    .clicked()
                    {
                        shared.act = Some(Act::Palette);
                    }
                    ui.label(cx.look.body(cx.member));
                    if cx.vault_open {
                        let open = widget::tone_button(ui, cx.look, &cx.t("vault-open"), Tone::Sealed);
                        if open.on_hover_text(cx.t("cmd-close-vault")).clicked() {
                            shared.act = Some(Act::CloseVault);
                        }
                    } else {
                        widget::badge(ui, cx.look, &cx.t("vault-closed"), Tone::Sealed);
                    }
                },
            );
        });
}

/// How many of each there are, for the rail.
fn count(cx: &Cx<'_>, shared: &mut Shared, screen: Screen) -> Option<usize> {
    match screen {
        Screen::Inbox => Some(cx.s.records.size()),
        Screen::Links => undecided(cx, shared),
        Screen::Entities => Some(cx.s.entities.len()),
        Screen::Sources => Some(cx.s.sources.len()),
        Screen::Milestones => Some(
            cx.s.milestones
                .iter()
                .filter(|m| m.status == crate::model::work::WorkStatus::Open)
                .count(),
        ),
        Screen::Timeline => Some(cx.s.events.len()),
        Screen::Chart => Some(cx.s.charts.len()),
        Screen::Morning | Screen::Audit | Screen::Gallery => None,
    }
}

/// Candidates that nobody has decided, each group as one, counted once per answer and commit.
fn undecided(cx: &Cx<'_>, shared: &mut Shared) -> Option<usize> {
    let of = (cx.results.stamp(&Request::Surface)?, cx.s.seq);
    let Some(Answer::Surface { candidates, groups, .. }) = cx.results.get(&Request::Surface) else {
        return None;
    };
    Some(*shared.undecided.of(of, || {
        let decided = cx.s.latest_decisions();
        let waiting = group::fold(cx.s, candidates, groups).at;
        // What was put off waits, but is not new.
        waiting
            .iter()
            .filter(|at| !decided.contains_key(&candidates[**at].id))
            .count()
    }))
}

pub fn rail(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, small: bool) {
    let wide = if small { size::RAIL_SMALL } else { size::RAIL };
    Panel::left("rail")
        .exact_size(wide)
        .resizable(false)
        .frame(bare(cx.look))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter()
                .vline(rect.right() - cx.look.line_width / 2.0, rect.y_range(), cx.look.hair());
            ui.spacing_mut().item_spacing = Vec2::new(0.0, size::HAIR);
            ui.add_space(size::GAP);
            for (group, screens) in Screen::RAIL {
                if small {
                    ui.add_space(size::GAP);
                } else {
                    ui.add_space(size::GAP);
                    ui.horizontal(|ui| {
                        ui.add_space(size::PAD + size::TIGHT);
                        ui.label(cx.look.small(cx.t(group)));
                    });
                    ui.add_space(size::TIGHT);
                }
                for screen in *screens {
                    let number = count(cx, shared, *screen).filter(|n| *n > 0);
                    let on = shared.screen == *screen;
                    let row = rail_row(ui, cx, *screen, number, on, small);
                    if row.clicked() {
                        let beside = ui.input(|i| i.modifiers.command) && !on;
                        shared.act = Some(if beside { Act::Beside(*screen) } else { Act::Go(*screen) });
                    }
                    row.context_menu(|ui| {
                        let name = cx.t(&format!("cmd-beside-{}", screen.key()));
                        if ui.add_enabled(!on, egui::Button::new(name)).clicked() {
                            shared.act = Some(Act::Beside(*screen));
                            ui.close();
                        }
                    });
                }
            }
            ui.with_layout(Layout::bottom_up(Align::Min), |ui| {
                ui.add_space(size::GAP);
                ui.horizontal(|ui| {
                    ui.add_space(size::GAP);
                    if widget::icon_button(
                        ui,
                        cx.look,
                        Icon::Panel,
                        &format!("{}  {}", cx.t("cmd-rail"), menu::keys_of(Act::Rail)),
                        false,
                    )
                    .clicked()
                    {
                        shared.act = Some(Act::Rail);
                    }
                });
            });
        });
}

fn rail_row(ui: &mut Ui, cx: &Cx<'_>, screen: Screen, number: Option<usize>, on: bool, small: bool) -> egui::Response {
    let (outer, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::ROW), Sense::click());
    let rect = outer.shrink2(Vec2::new(size::GAP, 0.0));
    let name = cx.t(&format!("screen-{}", screen.key()));
    let ink = if on { cx.look.accent } else { cx.look.text };
    if on || response.hovered() {
        ui.painter().rect_filled(
            rect,
            CornerRadius::same(size::RADIUS),
            if on { cx.look.accent_ground } else { cx.look.sunk },
        );
    }
    let at = Rect::from_center_size(
        Pos2::new(rect.left() + size::GAP + size::ICON / 2.0 - 2.0, rect.center().y),
        Vec2::splat(size::ICON),
    );
    icon::paint(
        ui.painter(),
        screen.icon(),
        at,
        if on { cx.look.accent } else { cx.look.dim },
    );
    if !small {
        let font = if on {
            super::theme::semibold(size::TEXT)
        } else {
            egui::TextStyle::Body.resolve(ui.style())
        };
        ui.painter().text(
            Pos2::new(at.right() + size::GAP, rect.center().y),
            egui::Align2::LEFT_CENTER,
            &name,
            font,
            ink,
        );
        if let Some(n) = number {
            let font = egui::TextStyle::Small.resolve(ui.style());
            ui.painter().text(
                Pos2::new(rect.right() - size::GAP, rect.center().y),
                egui::Align2::RIGHT_CENTER,
                words::number(n),
                font,
                cx.look.dim,
            );
        }
    }
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect,
            CornerRadius::same(size::RADIUS),
            cx.look.ring(),
            egui::StrokeKind::Inside,
        );
    }
    let said = number.map_or_else(|| name.clone(), |n| format!("{name}, {n}"));
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, &said));
    let keys = menu::keys_of(Act::Go(screen));
    response.on_hover_text(format!("{name}  {keys}\n{}", cx.t("rail-hint")))
}

pub fn status_bar(ui: &mut Ui, cx: &Cx<'_>, bar: &Bar, shared: &mut Shared, actions: &mut Vec<Action>) {
    Panel::bottom("status")
        .exact_size(size::STATUS)
        .frame(bare(cx.look))
        .show_separator_line(false)
        .show(ui, |ui| {
            let rect = ui.max_rect();
            ui.painter()
                .hline(rect.x_range(), rect.top() + cx.look.line_width / 2.0, cx.look.hair());
            ui.scope_builder(
                UiBuilder::new()
                    .max_rect(rect.shrink2(Vec2::new(size::PAD, 0.0)))
                    .layout(Layout::left_to_right(Align::Center)),
                |ui| {
                    ui.spacing_mut().item_spacing.x = size::PAD;
                    ui.spacing_mut().interact_size.y = size::CHIP;
                    let commit = match &bar.verified {
                        Some((at, true)) => cx.ta("status-verified", &[("n", &cx.s.seq.to_string()), ("at", at)]),
                        Some((at, false)) => cx.ta("status-broken", &[("n", &cx.s.seq.to_string()), ("at", at)]),
                        None => cx.ta("status-commit", &[("n", &cx.s.seq.to_string())]),
                    };
                    let ink = if matches!(bar.verified, Some((_, false))) {
                        cx.look.ink(Tone::Against)
                    } else {
                        cx.look.dim
                    };
                    ui.label(cx.look.small(commit).color(ink));
                    // Who works alone need not be told.
                    if cx.s.members.len() > 1 {
                        let who = cx.look.small(cx.ta("status-acting", &[("name", cx.member)]));
                        ui.add(egui::Label::new(who).truncate()).on_hover_text(cx.member);
                    }
                    let rejected = cx.s.rejected();
                    let counts = cx.ta(
                        "status-counts",
                        &[
                            ("records", &words::number(cx.s.records.size() - rejected)),
                            ("entities", &words::number(cx.s.entities.len())),
                            ("links", &words::number(cx.s.links.len())),
                            ("events", &words::number(cx.s.events.len())),
                        ],
                    );
                    ui.label(cx.look.small(counts));
                    if rejected > 0 {
                        ui.label(
                            cx.look
                                .small(cx.tn("rows-to-repair", rejected))
                                .color(cx.look.ink(Tone::Soon)),
                        );
                    }
                    libraries(ui, cx, shared, actions);
                    for (request, progress) in cx.results.running() {
                        let (done, total) = progress.get();
                        let name = job_name(cx, request);
                        let far = if total > 0 {
                            format!("{name} {:.0} %", done as f64 / total as f64 * 100.0)
                        } else {
                            format!("{name} …")
                        };
                        ui.label(cx.look.small(far).color(cx.look.accent));
                        if matches!(
                            request,
                            Request::Import
                                | Request::Export
                                | Request::Layout { .. }
                                | Request::Surface
                                | Request::Promote
                                | Request::Elsewhere
                                | Request::AddLibrary
                                | Request::Revealed(_)
                        ) {
                            let stop = ui.add(egui::Button::new(cx.look.small(cx.t("cancel"))).frame(false));
                            stop.widget_info(|| {
                                WidgetInfo::labeled(Role::Button, true, format!("{} {name}", cx.t("cancel")))
                            });
                            if stop.clicked() {
                                actions.push(Action::Cancel(request.clone()));
                            }
                        }
                    }
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        ui.spacing_mut().item_spacing.x = size::TIGHT;
                        if let Some((name, args)) = &bar.undo {
                            widget::key_cap(ui, cx.look, &menu::keys_of(Act::Undo));
                            let what = cx.text.command(name, args);
                            let undo = ui.add(
                                egui::Button::new(cx.look.small(cx.ta("status-undo", &[("what", &what)])))
                                    .frame(false)
                                    .truncate(),
                            );
                            if undo.clicked() {
                                shared.act = Some(Act::UndoCase);
                            }
                        }
                    });
                },
            );
        });
}

/// Libraries that the case uses and that can't be looked into: said on every screen, a click leads there.
fn libraries(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    if cx.s.library_uses.is_empty() {
        return;
    }
    let asked = Request::Libraries { whole: false };
    cx.want(asked.clone(), actions);
    let Some(Answer::Libraries(all)) = cx.results.get(&asked) else {
        return;
    };
    let wrong: Vec<String> = all
        .iter()
        .filter(|l| !matches!(l.state.as_str(), "used" | "free"))
        .map(|l| cx.ta(words::library_state(&l.state), &[("name", &l.name)]))
        .collect();
    if wrong.is_empty() {
        return;
    }
    let text = cx.look.small(cx.tn("status-libraries", wrong.len()));
    let found = ui
        .add(egui::Button::new(text.color(cx.look.ink(Tone::Soon))).frame(false))
        .on_hover_text(wrong.join("\n"));
    if found.clicked() {
        shared.act = Some(Act::Libraries);
    }
}

fn job_name(cx: &Cx<'_>, request: &Request) -> String {
    cx.t(match request {
        Request::Record(_)
        | Request::Document(_)
        | Request::Told(_)
        | Request::Rests(_)
        | Request::Rejects
        | Request::Retried => "job-reading",
        Request::Surface => "job-surfacing",
        Request::Reestimate => "job-weights",
        Request::Search(_) => "job-searching",
        Request::Path { .. } => "job-path",
        Request::Layout { .. } => "job-layout",
        Request::Clocks { .. } | Request::Chronology { .. } => "job-clocks",
        Request::Morning { .. } => "job-morning",
        Request::History { .. } => "job-history",
        Request::Verify => "job-verifying",
        Request::ProposeMap(_) | Request::Columns(_) => "job-map",
        Request::Preview { .. } => "job-preview",
        Request::Page { .. } => "job-drawing",
        Request::Revealed(_) | Request::Opened(_) => "job-vault",
        Request::Libraries { .. } | Request::LibraryRows { .. } => "job-libraries",
        Request::Promote => "job-promoting",
        Request::Elsewhere => "job-elsewhere",
        Request::AddLibrary => "job-indexing",
        Request::Import => "job-importing",
        Request::Export => "job-exporting",
        Request::AsOf => "job-as-of",
        Request::Members | Request::AddMember => "job-members",
    })
}

/// What was done fades by itself; what went wrong stays, with what to do.
pub fn toasts(ui: &Ui, cx: &Cx<'_>, shared: &mut Shared, newest: Option<&(String, Vec<String>)>) {
    let now = ui.ctx().input(|i| i.time);
    shared
        .toasts
        .retain_mut(|toast| toast.problem.is_some() || now - *toast.since.get_or_insert(now) < STAYS);
    if shared.toasts.len() > 4 {
        let extra = shared.toasts.len() - 4;
        shared.toasts.drain(..extra);
    }
    if shared.toasts.is_empty() {
        return;
    }
    let fading = shared
        .toasts
        .iter()
        .filter_map(|t| t.since)
        .map(|since| since + STAYS - now)
        .fold(f64::INFINITY, f64::min);
    if fading.is_finite() {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(fading.max(0.05)));
    }
    let (mut closed, mut undo) = (None, false);
    egui::Area::new(egui::Id::unique("toasts"))
        .anchor(egui::Align2::CENTER_BOTTOM, Vec2::new(0.0, -(size::STATUS + size::PAD)))
        .order(egui::Order::Foreground)
        .show(ui.ctx(), |ui| {
            for (n, toast) in shared.toasts.iter().enumerate() {
                let border = if toast.problem.is_some() {
                    egui::Stroke::new(cx.look.line_width, cx.look.ink(Tone::Against))
                } else {
                    cx.look.border()
                };
                Frame::NONE
                    .fill(cx.look.panel)
                    .stroke(border)
                    .corner_radius(size::RADIUS)
                    .inner_margin(egui::Margin::symmetric(size::PAD as i8, size::GAP as i8))
                    .show(ui, |ui| {
                        ui.set_max_width(size::PALETTE);
                        ui.horizontal(|ui| {
                            let (picture, ink) = if toast.problem.is_some() {
                                (Icon::Warning, cx.look.ink(Tone::Against))
                            } else {
                                (Icon::Check, cx.look.ink(Tone::For))
                            };
                            let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::ICON), Sense::hover());
                            icon::paint(ui.painter(), picture, rect, ink);
                            ui.vertical(|ui| {
                                ui.set_max_width(size::DIALOG);
                                match &toast.problem {
                                    None => {
                                        ui.add(egui::Label::new(cx.look.body(&toast.text)).wrap());
                                    }
                                    Some(problem) => problem_words(ui, cx.look, cx.text, problem),
                                }
                            });
                            let newest = toast.step.is_some() && toast.step.as_ref() == newest && cx.past.is_none();
                            if newest && widget::button(ui, &cx.t("cmd-undo")).clicked() {
                                (undo, closed) = (true, Some(n));
                            }
                            if widget::icon_button(ui, cx.look, Icon::Close, &cx.t("close"), false).clicked() {
                                closed = Some(n);
                            }
                        });
                    });
            }
        });
    if let Some(n) = closed {
        shared.toasts.remove(n);
    }
    if undo {
        shared.act = Some(Act::UndoCase);
    }
}

/// Where, what was expected, what was found, what to do.
pub fn problem_words(ui: &mut Ui, look: &Look, text: &Text, problem: &Problem) {
    let mut place = problem.clone();
    place.remedy.clear();
    ui.add(egui::Label::new(look.body(place.to_string())).wrap());
    if !problem.remedy.is_empty() {
        ui.add(egui::Label::new(look.quiet(text.get("remedy", &[("what", &problem.remedy)]))).wrap());
    }
}
