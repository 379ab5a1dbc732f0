//! A document beside the facts that cite it: its pages as they look or as text, the cited words marked. Words are
//! selected with mouse or keyboard; one key makes an entity or a fact of them, with page and place. Must not
//! know: how its pages are found (`Request::Document`).

mod page; // a page as it looks

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    self, Align, Context, Frame, Galley, Key, Label, Layout, Modifiers, Panel, ScrollArea, Stroke, TextBuffer,
    TextEdit, TextStyle, Ui,
};

use super::menu::{self, Act};
use super::theme::size;
use super::widget::{self, Icon};
use super::{Cx, Item, Shared, dialog, form, shell, words};
use crate::app::action::{Action, Answer, Request};
use crate::app::document::{Document, Drawn, Part, is_document, opens};
use crate::command::cite_words::CiteWords;
use crate::model::fold::squeeze;
use crate::model::*;

/// The document that is open.
pub struct Opened {
    pub record: RecordId,
    /// Whose words are marked, and which value is looked for first.
    pub entity: Option<EntityId>,
    pub value: String,
    /// Page or piece that is shown; none = where the marked words are.
    part: Option<usize>,
    /// Byte offsets of what is selected.
    selected: Option<(usize, usize)>,
    /// What is selected on the page as it looks, where its text does not say it.
    read_off: String,
    /// Pages as they look, not as text; none = as they look, where that can be drawn by the way.
    looks: Option<bool>,
    seen: page::Seen,
    /// The page as it looks has the keyboard, and something on it can be taken: E and F are its own then.
    takes: bool,
    /// The marked words were scrolled to.
    placed: bool,
}

/// Byte spans in the record that are marked.
struct Marked {
    start: usize,
    end: usize,
    /// It is the entity that the document was opened for.
    cited: bool,
    entity: EntityId,
}

impl Opened {
    pub fn at(record: RecordId, entity: Option<EntityId>, value: &str) -> Opened {
        Opened {
            record,
            entity,
            value: value.to_owned(),
            part: None,
            selected: None,
            read_off: String::new(),
            looks: None,
            seen: page::Seen::default(),
            takes: false,
            placed: false,
        }
    }
}

/// What the inspector shows, when there is a text to it: the record itself, or the first document that names
/// the entity.
pub fn of_shown(cx: &Cx<'_>, shared: &Shared) -> Option<Opened> {
    match shared.shown.as_ref()? {
        Item::Record(record, _) => opens(cx.s, *record).then(|| Opened::at(*record, None, "")),
        Item::Entity(entity) => {
            let members = cx.s.members_of(*entity);
            let named = members.iter().flat_map(|m| cx.s.mentions_of_entity(*m));
            let placed = |m: &&crate::model::source::Mention| m.span_start.is_some() || m.page > 0;
            let mut records = named.filter(placed).map(|m| m.record);
            let first = records.next()?;
            let document = std::iter::once(first).chain(records).find(|r| is_document(cx.s, *r));
            let record = document.unwrap_or(first);
            Some(Opened::at(record, Some(*entity), ""))
        }
        _ => None,
    }
}

pub fn show(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
    if shared.take(Act::Document) {
        shared.document = match shared.document.take() {
            Some(_) => None,
            None => of_shown(cx, shared),
        };
    }
    let Some(mut opened) = shared.document.take() else {
        return;
    };
    let request = Request::Document(opened.record);
    cx.want(request.clone(), actions);
    let mut close = false;
    // The screen beside it keeps at least the width of a queue.
    let most = (ui.available_width() - size::QUEUE).max(size::QUEUE);
    let panel = Panel::right("document").default_size(size::DIALOG).max_size(most);
    widget::side_panel(ui, cx.look, panel, |ui| {
        widget::head(ui, cx.look, &title(cx, opened.record), |ui| {
            let name = format!("{}  {}", cx.t("document-close"), menu::keys_of(Act::Document));
            close = widget::icon_button(ui, cx.look, Icon::Close, &name, false).clicked();
        });
        match cx.results.get(&request) {
            Some(Answer::Document(document)) => pane(ui, cx, shared, &mut opened, document, actions),
            Some(Answer::Failed(problem)) => {
                Frame::NONE
                    .inner_margin(size::PAD)
                    .show(ui, |ui| shell::problem_words(ui, cx.look, cx.text, problem));
            }
            _ => {
                Frame::NONE
                    .inner_margin(size::PAD)
                    .show(ui, |ui| ui.label(cx.look.quiet(cx.t("job-reading"))));
            }
        }
    });
    if !close {
        shared.document = Some(opened);
    }
}

/// The key that takes what is chosen on a page, while the page has the keyboard: before any key of a screen.
pub fn pressed(ctx: &Context, shared: &Shared) -> Option<Act> {
    shared.document.as_ref().filter(|opened| opened.takes)?;
    cite_key(ctx)
}

/// E makes an entity, F a fact.
fn cite_key(ctx: &Context) -> Option<Act> {
    let keys = [(Key::E, Act::CiteEntity), (Key::F, Act::CiteFact)];
    let mut pressed = keys
        .into_iter()
        .filter(|(key, _)| ctx.input_mut(|i| i.consume_key(Modifiers::NONE, *key)));
    pressed.next().map(|(_, act)| act)
}

/// A document by its file, a row of a table as everywhere.
fn title(cx: &Cx<'_>, record: RecordId) -> String {
    let source = cx.s.record(record).and_then(|r| cx.s.source(r.source));
    match source.filter(|_| is_document(cx.s, record)) {
        Some(source) => source.file_name.clone(),
        None => words::record(cx.s, cx.text, record),
    }
}

/// What of the record's text is marked: words of the entity, and what else is named.
fn marks(cx: &Cx<'_>, opened: &Opened) -> Vec<Marked> {
    let mine = opened.entity.map(|e| cx.s.group_of(e));
    let mut all: Vec<Marked> =
        cx.s.mentions_of_record(opened.record)
            .filter_map(|m| {
                Some(Marked {
                    start: m.span_start? as usize,
                    end: m.span_end? as usize,
                    cited: mine == Some(cx.s.group_of(m.entity)),
                    entity: m.entity,
                })
            })
            .collect();
    // Of two that begin together the cited one is drawn.
    all.sort_by_key(|m| (m.start, !m.cited, m.end));
    all
}

/// Where the reader is led: the words that say the value, else the first of the entity.
fn target(document: &Document, opened: &Opened, marks: &[Marked]) -> Option<(usize, usize)> {
    let mut cited = marks.iter().filter(|m| m.cited).map(|m| (m.start, m.end)).peekable();
    let first = cited.peek().copied();
    let value = squeeze(&opened.value);
    let says = |(a, b): &(usize, usize)| document.text.get(*a..*b).is_some_and(|words| squeeze(words) == value);
    cited.find(says).or(first)
}

/// The page that an entity was read off, where no text says it.
fn page_of(cx: &Cx<'_>, opened: &Opened) -> Option<usize> {
    let mine = cx.s.group_of(opened.entity?);
    let mut named =
        cx.s.mentions_of_record(opened.record)
            .filter(|m| m.page > 0 && m.span_start.is_none());
    named
        .find(|m| cx.s.group_of(m.entity) == mine)
        .map(|m| m.page as usize - 1)
}

fn pane(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    opened: &mut Opened,
    document: &Document,
    actions: &mut Vec<Action>,
) {
    let marks = marks(cx, opened);
    let target = target(document, opened, &marks);
    let drawable = document.drawn != Drawn::No;
    if shared.take(Act::Looks) && drawable && !document.text.is_empty() {
        opened.looks = Some(!looks(opened, document));
        opened.placed = false;
        opened.selected = None;
    }
    let looks = looks(opened, document);
    let paged = document.parts.first().is_some_and(|p| p.page > 0);
    let count = if document.parts.is_empty() || looks && !paged {
        opened.seen.pages.max(1) as usize
    } else {
        document.parts.len()
    };
    let led = || {
        target
            .map(|(at, _)| document.part_at(at))
            .or_else(|| page_of(cx, opened))
            .unwrap_or(0)
    };
    let shown = opened.part.unwrap_or_else(led);
    // Until a page was drawn nobody knows how many there are.
    let shown = if document.parts.is_empty() && opened.seen.pages == 0 {
        shown
    } else {
        shown.min(count - 1)
    };
    opened.part = Some(shown);
    opened.takes = false;
    pages(ui, cx, shared, opened, document, (shown, count));
    cite(ui, cx, shared, opened, document);
    widget::hline(ui, cx.look);
    if looks {
        let number = u32::try_from(shown + 1).unwrap_or(u32::MAX);
        let part = document.parts.get(shown).copied().filter(|_| paged);
        let sheet = page::Sheet {
            document,
            page: number,
            part,
            marks: &marks,
            target,
        };
        if let Some(chosen) = page::show(ui, cx, shared, opened, &sheet, actions) {
            (opened.selected, opened.read_off) = match chosen {
                page::Chosen::Nothing => (None, String::new()),
                page::Chosen::Words(start, end) => (Some((start, end)), String::new()),
                page::Chosen::Letters(said) => (None, said),
            };
        }
        opened.takes = opened.seen.focused && citable(opened, document);
        for act in [Act::CiteEntity, Act::CiteFact] {
            if shared.take(act) {
                ask(cx, shared, opened, document, act);
            }
        }
    } else if let Some(part) = document.parts.get(shown).copied() {
        written(ui, cx, shared, opened, document, part, (&marks, target));
    }
}

/// Whether pages are shown as they look. What lies under seal is not opened by the way.
fn looks(opened: &Opened, document: &Document) -> bool {
    let by_itself = document.drawn == Drawn::Yes || document.text.is_empty();
    document.drawn != Drawn::No && opened.looks.unwrap_or(by_itself)
}

/// True when something can be made of what is selected, or of a page that has no text.
fn citable(opened: &Opened, document: &Document) -> bool {
    opened.selected.is_some() || !opened.read_off.is_empty() || (document.text.is_empty() && opened.seen.pages > 0)
}

/// A page, or a piece of a text without pages, as text.
fn written(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    opened: &mut Opened,
    document: &Document,
    part: Part,
    (marks, target): (&[Marked], Option<(usize, usize)>),
) {
    let Some(text) = document.text.get(part.start..part.end) else {
        return;
    };
    let shown = opened.part;
    let id = ui.scope_id().with(("document", opened.record.0, shown));
    // While words are selected, one key takes them; the field itself takes no letter.
    let taken = (ui.memory(|m| m.has_focus(id)) && opened.selected.is_some()).then(|| cite_key(ui.ctx()));
    if let Some(act) = taken.flatten() {
        ask(cx, shared, opened, document, act);
    }
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt(("document", shown))
        .show(ui, |ui| {
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                let mut layouter = |ui: &Ui, text: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
                    ui.painter()
                        .layout_job(job(ui, cx, text.as_str(), part.start, marks, wrap))
                };
                let mut unchanged = text;
                let out = TextEdit::multiline(&mut unchanged)
                    .id(id)
                    .frame(Frame::NONE)
                    .desired_width(f32::INFINITY)
                    .cursor_at_end(false)
                    .layouter(&mut layouter)
                    .show(ui);
                let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
                opened.selected = out.cursor_range.filter(|r| r.primary != r.secondary).map(|r| {
                    let (a, b) = (r.primary.index.0, r.secondary.index.0);
                    (part.start + byte(a.min(b)), part.start + byte(a.max(b)))
                });
                if !std::mem::replace(&mut opened.placed, true)
                    && let Some((at, _)) = target.filter(|(at, _)| (part.start..part.end).contains(at))
                {
                    let chars = text[..at - part.start].chars().count();
                    let line = out.galley.pos_from_cursor(egui::text::CCursor::new(chars));
                    ui.scroll_to_rect(line.translate(out.galley_pos.to_vec2()), Some(Align::Center));
                }
            });
        });
}

/// Which page it is, how it is shown, and the way to the others.
fn pages(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    opened: &mut Opened,
    document: &Document,
    (shown, count): (usize, usize),
) {
    let paged = document.parts.first().is_none_or(|p| p.page > 0) || looks(opened, document);
    let key = if paged { "document-page" } else { "document-piece" };
    Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
        ui.horizontal(|ui| {
            let said = cx.ta(key, &[("n", &(shown + 1).to_string()), ("of", &count.to_string())]);
            ui.label(cx.look.quiet(said));
            if document.drawn != Drawn::No && !document.text.is_empty() {
                let other = if looks(opened, document) {
                    "document-as-text"
                } else {
                    "document-looks"
                };
                if widget::key_button(ui, cx.look, &cx.t(other), &menu::keys_of(Act::Looks), false).clicked() {
                    shared.act = Some(Act::Looks);
                    ui.ctx().request_repaint();
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (mut back, mut on) = (false, false);
                ui.add_enabled_ui(shown + 1 < count, |ui| {
                    on = widget::icon_button(ui, cx.look, Icon::Right, &cx.t("document-next"), false).clicked();
                });
                ui.add_enabled_ui(shown > 0, |ui| {
                    back = widget::icon_button(ui, cx.look, Icon::Left, &cx.t("document-before"), false).clicked();
                });
                if looks(opened, document) {
                    page::tools(ui, cx, &mut opened.seen);
                }
                on |= ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::PageDown)) && shown + 1 < count;
                back |= ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::PageUp)) && shown > 0;
                if on || back {
                    opened.part = Some(if on { shown + 1 } else { shown - 1 });
                    opened.selected = None;
                    opened.read_off.clear();
                }
            });
        });
    });
}

/// What can be made of the words that are selected, with the key that does it.
fn cite(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, opened: &Opened, document: &Document) {
    Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
        if !citable(opened, document) {
            let hint = match (looks(opened, document), document.text.is_empty()) {
                (false, _) => "document-hint",
                (true, false) => "page-hint",
                (true, true) => return,
            };
            ui.add(Label::new(cx.look.small(cx.t(hint))).wrap());
            return;
        }
        let said = match opened.selected {
            Some((start, end)) => document.text.get(start..end).unwrap_or_default(),
            None => opened.read_off.as_str(),
        };
        let said = if said.is_empty() {
            cx.t("page-seen")
        } else {
            cx.ta("document-selected", &[("words", said)])
        };
        ui.add(Label::new(cx.look.quiet(said)).truncate());
        ui.add_space(size::TIGHT);
        ui.horizontal_wrapped(|ui| {
            let entity = cx.changing(ui, |ui| {
                widget::key_button(ui, cx.look, &cx.t("cmd-cite-entity"), "E", false)
            });
            if entity.clicked() {
                ask(cx, shared, opened, document, Act::CiteEntity);
            }
            if let Some(of) = about(shared) {
                let name = cx.ta("document-fact-of", &[("name", &words::entity(cx.s, of))]);
                let fact = cx.changing(ui, |ui| widget::key_button(ui, cx.look, &name, "F", false));
                if fact.clicked() {
                    ask(cx, shared, opened, document, Act::CiteFact);
                }
            }
        });
    });
}

/// The entity that a fact would be of: the one in the inspector, else the first selected.
fn about(shared: &Shared) -> Option<EntityId> {
    match shared.shown {
        Some(Item::Entity(id)) => Some(id),
        _ => shared.selected.first().copied(),
    }
}

fn ask(cx: &Cx<'_>, shared: &mut Shared, opened: &Opened, document: &Document, act: Act) {
    let cite = match opened.selected {
        Some((start, end)) => {
            let Some(said) = document.text.get(start..end) else {
                return;
            };
            // Blanks at the ends belong to nobody.
            let start = start + (said.len() - said.trim_start().len());
            let said = said.trim();
            if said.is_empty() {
                return;
            }
            CiteWords {
                record: opened.record,
                start: u32::try_from(start).unwrap_or(u32::MAX),
                end: u32::try_from(start + said.len()).unwrap_or(u32::MAX),
                words: said.to_owned(),
                page: document.page_at(start),
                ..CiteWords::default()
            }
        }
        None => CiteWords {
            record: opened.record,
            words: opened.read_off.clone(),
            page: u32::try_from(opened.part.unwrap_or_default() + 1).unwrap_or(u32::MAX),
            ..CiteWords::default()
        },
    };
    let form = match (act, about(shared)) {
        (Act::CiteFact, Some(entity)) => form::board::cite_fact(cx, entity, cite),
        (Act::CiteFact, None) => return,
        _ => form::board::cite_entity(cx, cite),
    };
    shared.dialog = Some(dialog::Dialog::form(form));
}

/// The words of one part: what the entity is cited with on a ground, what else is named underlined, pseudonyms
/// as sealed.
fn job(ui: &Ui, cx: &Cx<'_>, text: &str, offset: usize, marks: &[Marked], wrap: f32) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = wrap;
    let plain = TextFormat {
        font_id: TextStyle::Body.resolve(ui.style()),
        color: cx.look.text,
        line_height: Some(20.0),
        ..TextFormat::default()
    };
    let mut at = 0;
    for mark in marks {
        let (Some(start), Some(end)) = (mark.start.checked_sub(offset), mark.end.checked_sub(offset)) else {
            continue;
        };
        let (Some(before), Some(named)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        let kind = words::kind_key(cx.s, mark.entity);
        let ink = cx
            .look
            .role(cx.catalog.kinds.get(&kind).map_or("thing", |k| k.colour.as_str()));
        let mut marked = TextFormat {
            underline: Stroke::new(2.0, ink),
            ..plain.clone()
        };
        if mark.cited {
            marked.background = cx.look.accent_ground;
            marked.underline = Stroke::new(2.0, cx.look.accent);
        }
        job.append(named, 0.0, marked);
        at = end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    job
}
