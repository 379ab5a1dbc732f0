//! A page of a document as it looks: drawn by the case, its cited words marked, words chosen by a stroke of
//! the mouse. Must not know: how a page is drawn, what is made of the words.

use std::ops::Range;

use eframe::egui::{
    self, Color32, ColorImage, Frame, Key, Modifiers, Pos2, Rect, Role, ScrollArea, Sense, Stroke, TextureHandle,
    TextureOptions, Ui, Vec2, WidgetInfo,
};

use super::{Marked, Opened};
use crate::app::action::{Action, Answer, Request};
use crate::app::document::{Document, Drawn, Part};
use crate::app::page::{Letter, Page, WIDEST, place};
use crate::model::*;
use crate::ui::shared::Kept;
use crate::ui::theme::size;
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, Shared, dialog, shell};

/// Widths are asked for in steps, so that a pane that is pulled wider is not drawn anew at every point.
const STEP: u32 = 128;
const ZOOMS: (f32, f32) = (0.5, 6.0);

/// What of a page is on the screen, and what is chosen on it.
pub(super) struct Seen {
    zoom: f32,
    /// Of which page the picture is, and which answer it was made of.
    of: Option<(u32, u64)>,
    picture: Option<TextureHandle>,
    /// Pages of the file, once one was drawn.
    pub(super) pages: u32,
    /// The page was given the keyboard when it came up; it has it.
    begun: bool,
    pub(super) focused: bool,
    /// Where the stroke began.
    from: Option<[f32; 2]>,
    chosen: Range<usize>,
    /// Where marked words are, with whether they are cited; worked out anew for another page or commit.
    marked: Kept<(u32, u64, i64), Vec<Lit>>,
}

/// Letters that are marked.
struct Lit {
    letters: Range<usize>,
    cited: bool,
    /// The reader is led here.
    led: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Seen {
            zoom: 1.0,
            of: None,
            picture: None,
            pages: 0,
            begun: false,
            focused: false,
            from: None,
            chosen: 0..0,
            marked: Kept::default(),
        }
    }
}

impl Seen {
    /// Nothing of a page is left on the screen, nor of what was chosen on it.
    fn forget(&mut self) {
        (self.picture, self.of, self.chosen, self.from) = (None, None, 0..0, None);
    }
}

/// What was chosen on a page.
pub(super) enum Chosen {
    Nothing,
    /// A span of the document's text.
    Words(usize, usize),
    /// Letters that the text does not have.
    Letters(String),
}

/// The page that is shown.
pub(super) struct Sheet<'a> {
    pub(super) document: &'a Document,
    /// From 1.
    pub(super) page: u32,
    /// Its text, where it has one.
    pub(super) part: Option<Part>,
    pub(super) marks: &'a [Marked],
    /// The words that the reader is led to, in the document's text.
    pub(super) target: Option<(usize, usize)>,
}

/// Shows a page; gives what is chosen on it when that has changed.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    opened: &mut Opened,
    sheet: &Sheet<'_>,
    actions: &mut Vec<Action>,
) -> Option<Chosen> {
    let (document, page, part) = (sheet.document, sheet.page, sheet.part);
    opened.seen.focused = false;
    let room = (ui.available_width() - 2.0 * size::GAP).max(1.0);
    let pixels = room * opened.seen.zoom * ui.ctx().pixels_per_point();
    let width = (pixels.ceil() as u32).next_multiple_of(STEP).min(WIDEST);
    let record = opened.record;
    let request = Request::Page { record, page, width };
    let answer = cx.results.get(&request);
    let again = matches!(answer, Some(Answer::Failed(_))) && !cx.results.is_current(&request, cx.s.seq);
    if answer.is_none() || again {
        cx.want(request.clone(), actions);
    }
    // With the vault everything goes that it opened, before the next answer comes.
    if document.drawn == Drawn::Sealed && !cx.vault_open {
        opened.seen.forget();
        opened.read_off.clear();
        sealed(ui, cx, shared, record);
        return None;
    }
    let drawn = match answer {
        Some(Answer::Page(drawn)) => Some(drawn),
        Some(Answer::Failed(problem)) => {
            opened.seen.forget();
            if problem.key == "sealed" {
                sealed(ui, cx, shared, record);
            } else {
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    shell::problem_words(ui, cx.look, cx.text, problem);
                });
            }
            return None;
        }
        _ => None,
    };
    let stamp = cx.results.stamp(&request).unwrap_or_default();
    if let Some(drawn) = drawn {
        upload(ui, &mut opened.seen, drawn, stamp);
    }
    let ready = opened
        .seen
        .picture
        .clone()
        .filter(|_| opened.seen.of.is_some_and(|(of, _)| of == page));
    let Some(picture) = ready else {
        Frame::NONE
            .inner_margin(size::PAD)
            .show(ui, |ui| ui.label(cx.look.quiet(cx.t("job-drawing"))));
        return None;
    };
    let (empty, whole) = (Page::default(), drawn.is_some());
    let drawn: &Page = drawn.map_or(&empty, |d| d);
    let text = part.and_then(|p| document.text.get(p.start..p.end)).unwrap_or_default();
    let offset = part.map_or(0, |p| p.start);
    let key = (page, stamp, cx.s.seq);
    let (across, shape) = (room * opened.seen.zoom, picture.size_vec2());
    let on_screen = Vec2::new(across, across * shape.y / shape.x.max(1.0));
    let name = cx.ta(
        "page-named",
        &[
            ("n", &page.to_string()),
            ("of", &opened.seen.pages.max(page).to_string()),
            ("file", &document.file),
        ],
    );
    let on_page = |m: &Marked| {
        let span = m.start.checked_sub(offset)?..m.end.checked_sub(offset)?;
        Some(Lit {
            letters: place::letters_of(&drawn.letters, text, span)?,
            cited: m.cited,
            led: sheet.target == Some((m.start, m.end)),
        })
    };
    let seen = &mut opened.seen;
    let lit = seen.marked.of(key, || sheet.marks.iter().filter_map(on_page).collect());
    let mut changed = None;
    let scrolled = ScrollArea::both()
        .auto_shrink(false)
        .id_salt(("page", page))
        .show(ui, |ui| {
            Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
                let (rect, response) = ui.allocate_exact_size(on_screen, Sense::click_and_drag());
                response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &name));
                let painter = ui.painter_at(rect);
                painter.image(
                    picture.id(),
                    rect,
                    Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0)),
                    Color32::WHITE,
                );
                painter.rect_stroke(rect, 0.0, Stroke::new(1.0, cx.look.line), egui::StrokeKind::Inside);
                for mark in lit {
                    for line in lines(&drawn.letters, &mark.letters, rect) {
                        marked(ui, cx, line, mark.cited);
                    }
                }
                for line in lines(&drawn.letters, &seen.chosen, rect) {
                    painter.rect_filled(line, 0.0, cx.look.accent.gamma_multiply(0.45));
                }
                let stroke = Stroked {
                    page: rect,
                    drawn,
                    text,
                    offset,
                };
                changed = stroke.follow(ui, &response, &mut seen.from, &mut seen.chosen);
                widget::ring(ui, cx.look, &response, rect);
                // Who opened it reads it: the arrows and its keys are the page's.
                if !std::mem::replace(&mut seen.begun, true) {
                    response.request_focus();
                }
                // While it is drawn anew its letters are on their way.
                if whole && !std::mem::replace(&mut opened.placed, true) {
                    let led = lit.iter().find(|mark| mark.led);
                    if let Some(at) = led.and_then(|mark| drawn.letters.get(mark.letters.start)) {
                        ui.scroll_to_rect(on(at, rect), Some(egui::Align::Center));
                    }
                }
                seen.focused = response.has_focus();
                walk(ui, &response);
            });
        });
    // Ctrl and the wheel, or two fingers, over the page.
    let zoom = ui.input(|i| i.zoom_delta());
    if zoom != 1.0 && ui.rect_contains_pointer(scrolled.inner_rect) {
        opened.seen.zoom = (opened.seen.zoom * zoom).clamp(ZOOMS.0, ZOOMS.1);
    }
    changed
}

/// The drawn page as a picture of the screen; the one before is dropped.
fn upload(ui: &Ui, seen: &mut Seen, drawn: &Page, stamp: u64) {
    seen.pages = drawn.of;
    let of = (drawn.number, stamp);
    if seen.of == Some(of) || drawn.rgba.is_empty() {
        return;
    }
    let image = ColorImage::from_rgba_unmultiplied([drawn.width as usize, drawn.height as usize], &drawn.rgba);
    seen.picture = Some(ui.ctx().load_texture("page", image, TextureOptions::LINEAR));
    if seen.of.is_none_or(|(page, _)| page != drawn.number) {
        seen.chosen = 0..0;
    }
    seen.of = Some(of);
}

/// How large the page is drawn.
pub(super) fn tools(ui: &mut Ui, cx: &Cx<'_>, seen: &mut Seen) {
    // From right to left, as the row is laid out.
    let icons = [
        (Icon::Fit, "page-fit", 1.0),
        (Icon::Plus, "page-larger", seen.zoom * 1.25),
        (Icon::Minus, "page-smaller", seen.zoom / 1.25),
    ];
    for (icon, name, zoom) in icons {
        if widget::icon_button(ui, cx.look, icon, &cx.t(name), false).clicked() {
            seen.zoom = zoom.clamp(ZOOMS.0, ZOOMS.1);
        }
    }
}

/// An original that nobody may look at by the way.
fn sealed(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, record: RecordId) {
    let Some(source) = cx.s.record(record).map(|r| r.source) else {
        return;
    };
    Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.add_space(size::ROW);
            ui.add(egui::Label::new(cx.look.body(cx.t("page-sealed"))).wrap());
            ui.add_space(size::GAP);
            let opening = matches!(cx.results.progress(&Request::Opened(source)), Some(p) if !p.cancelled());
            if opening {
                ui.label(cx.look.quiet(cx.t("job-vault")));
                return;
            }
            let open = cx.changing(ui, |ui| widget::button(ui, &cx.t("page-open-dots")));
            if open.clicked() {
                shared.dialog = Some(dialog::Dialog::look_at(source));
            }
        });
    });
}

/// Where a letter stands on the screen.
fn on(letter: &Letter, page: Rect) -> Rect {
    let [x0, y0, x1, y1] = letter.at;
    let at = |x: f32, y: f32| page.min + Vec2::new(x * page.width(), y * page.height());
    Rect::from_min_max(at(x0, y0), at(x1, y1))
}

/// The boxes of letters that follow each other, one a line.
fn lines(letters: &[Letter], span: &Range<usize>, page: Rect) -> Vec<Rect> {
    let mut lines: Vec<Rect> = Vec::new();
    for letter in letters.get(span.clone()).unwrap_or_default() {
        let here = on(letter, page);
        match lines.last_mut() {
            Some(line) if line.y_range().contains(here.center().y) && here.left() >= line.left() => {
                *line = line.union(here);
            }
            _ => lines.push(here),
        }
    }
    lines
}

/// A mark over the paper, which is white in every theme.
fn marked(ui: &Ui, cx: &Cx<'_>, line: Rect, cited: bool) {
    let (painter, ink) = (ui.painter(), cx.look.accent);
    if cited {
        painter.rect_filled(line.expand(1.0), 2.0, ink.gamma_multiply(0.28));
    }
    painter.hline(
        line.x_range(),
        line.bottom(),
        Stroke::new(if cited { 2.0 } else { 1.0 }, ink),
    );
}

/// What a stroke of the mouse goes over.
struct Stroked<'a> {
    page: Rect,
    drawn: &'a Page,
    text: &'a str,
    /// Byte of the document at which the page's text begins.
    offset: usize,
}

impl Stroked<'_> {
    /// Words chosen by a stroke from one letter to another; a click chooses none.
    fn follow(
        &self,
        ui: &Ui,
        response: &egui::Response,
        from: &mut Option<[f32; 2]>,
        chosen: &mut Range<usize>,
    ) -> Option<Chosen> {
        let (page, letters) = (self.page, &self.drawn.letters);
        let point = |at: Pos2| [(at.x - page.left()) / page.width(), (at.y - page.top()) / page.height()];
        if response.drag_started() {
            *from = ui.input(|i| i.pointer.press_origin()).map(point);
        }
        if response.clicked() || response.drag_started() {
            response.request_focus();
        }
        if response.clicked() {
            *chosen = 0..0;
            return Some(Chosen::Nothing);
        }
        let (begun, to) = ((*from)?, response.interact_pointer_pos()?);
        if response.dragged() {
            *chosen = place::between(letters, begun, point(to)).unwrap_or(0..0);
        }
        if !response.drag_stopped() {
            return None;
        }
        *from = None;
        let said = letters.get(chosen.clone()).filter(|l| !l.is_empty())?;
        Some(match place::span_of(letters, self.text, chosen.clone()) {
            Some(span) => Chosen::Words(self.offset + span.start, self.offset + span.end),
            None => Chosen::Letters(spelled(said)),
        })
    }
}

/// Letters as words: a gap or another line parts them.
fn spelled(letters: &[Letter]) -> String {
    let mut out = String::new();
    let mut before: Option<&Letter> = None;
    for letter in letters {
        let height = letter.at[3] - letter.at[1];
        let apart =
            |b: &Letter| letter.at[0] - b.at[2] > 0.15 * height || (letter.at[1] - b.at[1]).abs() > 0.5 * height;
        if before.is_some_and(apart) {
            out.push(' ');
        }
        out.push(letter.letter);
        before = Some(letter);
    }
    out
}

/// The arrows move a page that has the focus.
fn walk(ui: &Ui, response: &egui::Response) {
    if !response.has_focus() {
        return;
    }
    ui.memory_mut(|m| {
        m.set_focus_lock_filter(
            response.id,
            egui::EventFilter {
                vertical_arrows: true,
                horizontal_arrows: true,
                ..egui::EventFilter::default()
            },
        );
    });
    let step = 2.0 * size::ROW;
    for (key, by) in [
        (Key::ArrowDown, Vec2::new(0.0, -step)),
        (Key::ArrowUp, Vec2::new(0.0, step)),
        (Key::ArrowRight, Vec2::new(-step, 0.0)),
        (Key::ArrowLeft, Vec2::new(step, 0.0)),
    ] {
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
            ui.scroll_with_delta(by);
        }
    }
}
