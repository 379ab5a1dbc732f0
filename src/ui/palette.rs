//! Search over everything, the command palette and the page of keys: all from the search box at the
//! top. Must not know: how hits are found (`Request::Search`), how a command is done.

use std::collections::BTreeMap;

use eframe::egui::{
    self, Align, Context, Frame, Key, Layout, Modal, Modifiers, Rect, ScrollArea, TextEdit, Ui, UiBuilder, Vec2,
};

use super::menu::{self, Act, TABLE};
use super::theme::{Tone, size};
use super::view::Screen;
use super::widget::{self, Icon, icon};
use super::{Cx, Item, Shared, words};
use crate::app::action::{Action, Answer, Hit, Request};
use crate::model::*;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum What {
    #[default]
    Nothing,
    Commands,
    Help,
}

#[derive(Default)]
pub struct Palette {
    what: What,
    query: String,
    at: usize,
    /// Search box at the top.
    words: String,
    hit: usize,
    focus_search: bool,
    searching: bool,
    /// Enter was pressed before the answer was there.
    entered: bool,
}

const SHOWN: usize = 60;

impl Palette {
    pub fn open(&mut self, what: What) {
        *self = Palette {
            what,
            words: std::mem::take(&mut self.words),
            ..Palette::default()
        };
    }
    /// True while it, the page of keys or the hits of a search stand over the screen.
    pub fn is_open(&self) -> bool {
        self.what != What::Nothing || self.searching
    }
    pub fn open_search(&mut self, ctx: &Context) {
        self.focus_search = true;
        ctx.request_repaint();
    }

    /// The field in the top bar; its hits drop down from it (`show`).
    pub fn search_box(&mut self, ui: &mut Ui, cx: &Cx<'_>, rect: Rect) {
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(rect)
                .layout(Layout::left_to_right(Align::Center)),
            |ui| {
                let field = ui
                    .add_sized(
                        rect.size(),
                        TextEdit::singleline(&mut self.words)
                            .id(egui::Id::unique("search"))
                            .hint_text(cx.t("search-hint"))
                            .margin(egui::Margin {
                                left: (size::ROW as i8),
                                right: 60,
                                top: 5,
                                bottom: 5,
                            })
                            .background_color(cx.look.sunk),
                    )
                    .accessible_name(cx.t("search-hint"));
                let at = Rect::from_center_size(
                    rect.left_center() + Vec2::new(size::PAD + 4.0, 0.0),
                    Vec2::splat(size::ICON),
                );
                icon::paint(ui.painter(), Icon::Search, at, cx.look.dim);
                let keys = menu::keys_of(Act::Search);
                let wide = widget::chip::key_width(ui, &keys);
                widget::chip::paint_key(
                    ui,
                    cx.look,
                    Rect::from_center_size(
                        rect.right_center() - Vec2::new(wide / 2.0 + size::GAP, 0.0),
                        Vec2::new(wide, size::KEY),
                    ),
                    &keys,
                    cx.look.dim,
                );
                if std::mem::take(&mut self.focus_search) {
                    field.request_focus();
                }
                if field.changed() {
                    self.hit = 0;
                    self.entered = false;
                }
                if field.has_focus() {
                    self.searching = true;
                }
            },
        );
    }

    pub fn show(&mut self, ui: &Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        self.hits(ui, cx, shared, actions);
        match self.what {
            What::Nothing => {}
            What::Commands => self.commands(ui.ctx(), cx, shared),
            What::Help => self.help(ui.ctx(), cx),
        }
    }

    fn hits(&mut self, ui: &Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let ctx = ui.ctx();
        if !self.searching {
            return;
        }
        let focused = ctx.memory(|m| m.has_focus(egui::Id::unique("search")));
        let escape = ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        if escape || self.words.trim().is_empty() {
            self.searching = focused && !escape;
            if escape {
                ctx.memory_mut(|m| m.surrender_focus(egui::Id::unique("search")));
            }
            return;
        }
        let request = Request::Search(self.words.trim().to_owned());
        cx.want(request.clone(), actions);
        let found: &[Hit] = match cx.results.get(&request) {
            Some(Answer::Search(hits)) => hits,
            _ => &[],
        };
        let shown: Vec<&Hit> = grouped(found);
        let enter = ctx.input(|i| i.key_pressed(Key::Enter));
        let step = ctx.input(|i| i32::from(i.key_pressed(Key::ArrowDown)) - i32::from(i.key_pressed(Key::ArrowUp)));
        self.hit = (self.hit as i32 + step).clamp(0, shown.len().max(1) as i32 - 1) as usize;
        // Who writes faster than the search answers goes there as soon as it has.
        self.entered |= enter;
        let answered = cx.results.is_current(&request, cx.s.seq);
        let mut go = None;
        if self.entered && (answered || !shown.is_empty()) {
            self.entered = false;
            go = shown.get(self.hit).copied();
        }
        let screen = ctx.content_rect();
        let wide = size::SEARCH.max(screen.width() * 0.36);
        let area = egui::Area::new(egui::Id::unique("hits"))
            .order(egui::Order::Foreground)
            .fixed_pos(egui::pos2(screen.center().x - wide / 2.0, size::TOP - size::TIGHT))
            .show(ctx, |ui| {
                framed(cx).show(ui, |ui| {
                    ui.set_width(wide);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    if shown.is_empty() {
                        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                            let key = if cx.results.get(&request).is_some() {
                                "search-nothing"
                            } else {
                                "job-searching"
                            };
                            ui.label(cx.look.quiet(cx.t(key)));
                        });
                    }
                    // What stood here before, a line that says "searching", is no measure for the hits.
                    let tall = screen.height() * 0.6;
                    let area = ScrollArea::vertical().max_height(tall).min_scrolled_height(tall);
                    area.show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        let mut group = String::new();
                        for (n, hit) in shown.iter().enumerate() {
                            let kind = group_name(cx, hit);
                            if kind != group {
                                Frame::NONE
                                    .inner_margin(Vec2::new(size::PAD, size::TIGHT))
                                    .show(ui, |ui| ui.label(cx.look.small(&kind)));
                                group = kind;
                            }
                            if hit_row(ui, cx, hit, n == self.hit).clicked() {
                                go = Some(hit);
                            }
                        }
                    });
                });
            });
        if let Some(hit) = go {
            goto(cx, shared, hit);
            self.searching = false;
            self.entered = false;
            self.words.clear();
            ctx.memory_mut(|m| m.surrender_focus(egui::Id::unique("search")));
        } else if !focused && ctx.input(|i| i.pointer.any_click()) && !area.response.contains_pointer() {
            self.searching = false;
        }
    }

    fn commands(&mut self, ctx: &Context, cx: &Cx<'_>, shared: &mut Shared) {
        let mut close = false;
        let modal = Modal::new(egui::Id::unique("palette"))
            .frame(framed(cx))
            .show(ctx, |ui| {
                ui.set_width(size::PALETTE);
                ui.spacing_mut().item_spacing.y = 0.0;
                let field = ui
                    .add_sized(
                        Vec2::new(size::PALETTE, size::HEAD),
                        TextEdit::singleline(&mut self.query)
                            .hint_text(cx.t("palette-hint"))
                            .frame(Frame::NONE)
                            .margin(Vec2::new(size::PAD, size::GAP)),
                    )
                    .accessible_name(cx.t("palette-hint"));
                if ui.memory(|m| m.focused().is_none()) {
                    field.request_focus();
                }
                if field.changed() {
                    self.at = 0;
                }
                widget::hline(ui, cx.look);
                let query = self.query.to_lowercase();
                let mut entries: Vec<(&menu::Entry, String)> = TABLE
                    .iter()
                    .filter(|e| menu::enabled(e.act, cx, shared))
                    .map(|e| (e, cx.t(&format!("cmd-{}", e.key))))
                    .filter(|(_, name)| query.split_whitespace().all(|word| name.to_lowercase().contains(word)))
                    .collect();
                entries.dedup_by(|a, b| a.0.act == b.0.act);
                let step =
                    ui.input(|i| i32::from(i.key_pressed(Key::ArrowDown)) - i32::from(i.key_pressed(Key::ArrowUp)));
                self.at = (self.at as i32 + step).clamp(0, entries.len().max(1) as i32 - 1) as usize;
                let mut chosen = if ui.input(|i| i.key_pressed(Key::Enter)) {
                    entries.get(self.at).map(|(e, _)| e.act)
                } else {
                    None
                };
                let tall = ctx.content_rect().height() * 0.5;
                ScrollArea::vertical()
                    .max_height(tall)
                    .min_scrolled_height(tall)
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        for (n, (entry, name)) in entries.iter().enumerate() {
                            let keys = menu::keys(entry.shortcut);
                            let row = widget::list_row(
                                ui,
                                cx.look,
                                size::ROW,
                                n == self.at,
                                &format!("{name} {keys}"),
                                |ui| {
                                    ui.label(cx.look.body(name));
                                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                                        if !keys.is_empty() {
                                            widget::key_cap(ui, cx.look, &keys);
                                        }
                                        if let Some(screen) = entry.screen {
                                            ui.label(cx.look.small(cx.t(&format!("screen-{}", screen.key()))));
                                        }
                                    });
                                },
                            );
                            if n == self.at && step != 0 {
                                row.scroll_to_me(None);
                            }
                            if row.clicked() {
                                chosen = Some(entry.act);
                            }
                        }
                    });
                if let Some(act) = chosen {
                    shared.act = Some(act);
                    close = true;
                }
            });
        if close || modal.should_close() {
            self.what = What::Nothing;
        }
    }

    fn help(&mut self, ctx: &Context, cx: &Cx<'_>) {
        let mut close = false;
        let modal = Modal::new(egui::Id::unique("help")).frame(framed(cx)).show(ctx, |ui| {
            ui.set_width(size::PALETTE * 1.5);
            ui.spacing_mut().item_spacing.y = 0.0;
            widget::head(ui, cx.look, &cx.t("cmd-help"), |ui| {
                close = widget::icon_button(ui, cx.look, Icon::Close, &cx.t("close"), false).clicked();
            });
            let mut groups: BTreeMap<Option<Screen>, Vec<&menu::Entry>> = BTreeMap::new();
            for entry in TABLE.iter().filter(|e| e.shortcut.is_some()) {
                groups.entry(entry.screen).or_default().push(entry);
            }
            let tall = ctx.content_rect().height() * 0.75;
            ScrollArea::vertical()
                .max_height(tall)
                .min_scrolled_height(tall)
                .show(ui, |ui| {
                    for (screen, entries) in groups {
                        let title = screen.map_or_else(|| cx.t("everywhere"), |s| cx.t(&format!("screen-{}", s.key())));
                        widget::section(ui, cx.look, &title, "");
                        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                            egui::Grid::new(title)
                                .num_columns(4)
                                .spacing(Vec2::new(size::PAD * 2.0, size::GAP))
                                .show(ui, |ui| {
                                    for pair in entries.chunks(2) {
                                        for entry in pair {
                                            widget::key_cap(ui, cx.look, &menu::keys(entry.shortcut));
                                            ui.label(cx.look.body(cx.t(&format!("cmd-{}", entry.key))));
                                        }
                                        ui.end_row();
                                    }
                                });
                        });
                    }
                });
        });
        if close || modal.should_close() {
            self.what = What::Nothing;
        }
    }
}

/// A panel over the screen.
pub fn framed(cx: &Cx<'_>) -> Frame {
    Frame::NONE
        .fill(cx.look.panel)
        .stroke(cx.look.border())
        .corner_radius(size::RADIUS)
}

/// Hits in groups: entities by kind, then records, then names that are only similar; the order within a group
/// stays the search's.
fn grouped(hits: &[Hit]) -> Vec<&Hit> {
    fn key(hit: &Hit) -> (bool, bool, &str) {
        let record = hit.what == "record";
        (hit.similar, record, if record || hit.similar { "" } else { &hit.kind })
    }
    let mut order: Vec<(bool, bool, &str)> = Vec::new();
    for hit in hits {
        if !order.contains(&key(hit)) {
            order.push(key(hit));
        }
    }
    order.sort_by_key(|(similar, record, _)| (*similar, *record));
    order
        .iter()
        .flat_map(|group| hits.iter().filter(move |h| key(h) == *group))
        .take(SHOWN)
        .collect()
}

fn group_name(cx: &Cx<'_>, hit: &Hit) -> String {
    if hit.similar {
        cx.t("search-similar")
    } else if hit.what == "record" {
        cx.t("records")
    } else {
        words::kind(cx.text, &hit.kind)
    }
}

fn hit_row(ui: &mut Ui, cx: &Cx<'_>, hit: &Hit, on: bool) -> egui::Response {
    let context: String = hit.context.replace(['\u{2068}', '\u{2069}'], "");
    // What it is stands in the row where its group does not say it.
    let kind = if hit.similar {
        words::kind(cx.text, &hit.kind)
    } else {
        String::new()
    };
    let mut name = format!("{}, {context}", hit.label);
    if hit.similar {
        name = format!("{name}, {kind}, {}", cx.t("similar"));
    }
    widget::list_row(ui, cx.look, size::ROW, on, &name, |ui| {
        ui.label(cx.look.body(&hit.label));
        if hit.similar {
            widget::badge(ui, cx.look, &cx.t("similar"), Tone::Soon);
            ui.label(cx.look.small(&kind));
        }
        if context != hit.label {
            let mut job = egui::text::LayoutJob::default();
            let font = egui::TextStyle::Small.resolve(ui.style());
            for (n, part) in hit.context.split(['\u{2068}', '\u{2069}']).enumerate() {
                let ink = if n % 2 == 1 { cx.look.accent } else { cx.look.dim };
                job.append(part, 0.0, egui::TextFormat::simple(font.clone(), ink));
            }
            ui.add(egui::Label::new(job).truncate());
        }
    })
}

/// Where a hit leads: it is selected, shown, and on a chart that is open it can be placed.
fn goto(cx: &Cx<'_>, shared: &mut Shared, hit: &Hit) {
    if hit.what == "record" {
        shared.screen = Screen::Inbox;
        shared.show(Item::Record(RecordId(hit.id), String::new()));
        return;
    }
    let id = EntityId(hit.id);
    shared.select(cx.s.group_of(id));
    if shared.screen == Screen::Chart {
        shared.to_place.push(cx.s.group_of(id));
    } else if !matches!(shared.screen, Screen::Timeline) {
        shared.screen = Screen::Entities;
    }
}
