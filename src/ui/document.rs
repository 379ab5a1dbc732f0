//! A document beside the facts that cite it: its pages as text, the cited words marked. Words are selected with
//! mouse or keyboard; one key makes an entity or a fact of them, with page and place. Must not know: how its
//! pages are found (`Request::Document`).

use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{
    self, Align, Frame, Galley, Key, Label, Layout, Modifiers, Panel, ScrollArea, Stroke, TextBuffer, TextEdit,
    TextStyle, Ui,
};

use super::menu::{self, Act};
use super::theme::size;
use super::widget::{self, Icon};
use super::{Cx, Item, Shared, dialog, form, shell, words};
use crate::app::action::{Action, Answer, Request};
use crate::app::document::{Document, is_document};
use crate::command::cite_words::CiteWords;
use crate::model::*;

/// The document that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub record: RecordId,
    /// Whose words are marked, and which value is looked for first.
    pub entity: Option<EntityId>,
    pub value: String,
    /// Page or piece that is shown; none = where the marked words are.
    part: Option<usize>,
    /// Byte offsets of what is selected.
    selected: Option<(usize, usize)>,
    /// The marked words were scrolled to.
    placed: bool,
}

impl Opened {
    pub fn at(record: RecordId, entity: Option<EntityId>, value: &str) -> Opened {
        Opened {
            record,
            entity,
            value: value.to_owned(),
            part: None,
            selected: None,
            placed: false,
        }
    }
}

/// What the inspector shows, when there is a text to it: the record itself, or the first document that names
/// the entity.
pub fn of_shown(cx: &Cx<'_>, shared: &Shared) -> Option<Opened> {
    match shared.shown.as_ref()? {
        Item::Record(record, _) => {
            let there = cx.s.record(*record).is_some_and(|r| r.has_narrative);
            there.then(|| Opened::at(*record, None, ""))
        }
        Item::Entity(entity) => {
            let members = cx.s.members_of(*entity);
            let named = members.iter().flat_map(|m| cx.s.mentions_of_entity(*m));
            let mut records = named.filter(|m| m.span_start.is_some()).map(|m| m.record);
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
            Some(Answer::Document(document)) => pane(ui, cx, shared, &mut opened, document),
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

/// A document by its file, a row of a table as everywhere.
fn title(cx: &Cx<'_>, record: RecordId) -> String {
    let source = cx.s.record(record).and_then(|r| cx.s.source(r.source));
    match source.filter(|_| is_document(cx.s, record)) {
        Some(source) => source.file_name.clone(),
        None => words::record(cx.s, cx.text, record),
    }
}

/// Byte spans in the record that are marked: those of the entity (true), and what else is named.
fn marks(cx: &Cx<'_>, opened: &Opened) -> Vec<(usize, usize, bool, EntityId)> {
    let mine = opened.entity.map(|e| cx.s.group_of(e));
    let mut all: Vec<_> =
        cx.s.mentions_of_record(opened.record)
            .filter_map(|m| {
                let cited = mine == Some(cx.s.group_of(m.entity));
                Some((m.span_start? as usize, m.span_end? as usize, cited, m.entity))
            })
            .collect();
    // Of two that begin together the cited one is drawn.
    all.sort_by_key(|(start, end, cited, _)| (*start, !*cited, *end));
    all
}

/// Where the reader is led: the words that say the value, else the first of the entity.
fn target(document: &Document, opened: &Opened, marks: &[(usize, usize, bool, EntityId)]) -> Option<(usize, usize)> {
    let mut cited = marks.iter().filter(|m| m.2).map(|m| (m.0, m.1)).peekable();
    let first = cited.peek().copied();
    cited
        .find(|(a, b)| document.text.get(*a..*b) == Some(opened.value.as_str()))
        .or(first)
}

fn pane(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, opened: &mut Opened, document: &Document) {
    let marks = marks(cx, opened);
    let target = target(document, opened, &marks);
    let shown = opened
        .part
        .unwrap_or_else(|| target.map_or(0, |(at, _)| document.part_at(at)))
        .min(document.parts.len().saturating_sub(1));
    opened.part = Some(shown);
    pages(ui, cx, opened, document, shown);
    let Some(part) = document.parts.get(shown) else { return };
    let Some(text) = document.text.get(part.start..part.end) else {
        return;
    };
    cite(ui, cx, shared, opened, document);
    widget::hline(ui, cx.look);
    let id = ui.scope_id().with(("document", opened.record.0, shown));
    // While words are selected, one key takes them; the field itself takes no letter.
    if ui.memory(|m| m.has_focus(id)) && opened.selected.is_some() {
        let taken = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let entity = taken(Key::E);
        let fact = taken(Key::F);
        if entity {
            ask(cx, shared, opened, document, Act::CiteEntity);
        } else if fact {
            ask(cx, shared, opened, document, Act::CiteFact);
        }
    }
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt(("document", shown))
        .show(ui, |ui| {
            Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                let mut layouter = |ui: &Ui, text: &dyn TextBuffer, wrap: f32| -> Arc<Galley> {
                    ui.painter()
                        .layout_job(job(ui, cx, text.as_str(), part.start, &marks, wrap))
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

/// Which page it is, and the way to the others.
fn pages(ui: &mut Ui, cx: &Cx<'_>, opened: &mut Opened, document: &Document, shown: usize) {
    let count = document.parts.len();
    let paged = document.parts.first().is_some_and(|p| p.page > 0);
    let key = if paged { "document-page" } else { "document-piece" };
    Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
        ui.horizontal(|ui| {
            let said = cx.ta(key, &[("n", &(shown + 1).to_string()), ("of", &count.to_string())]);
            ui.label(cx.look.quiet(said));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (mut back, mut on) = (false, false);
                ui.add_enabled_ui(shown + 1 < count, |ui| {
                    on = widget::button(ui, &cx.t("document-next")).clicked();
                });
                ui.add_enabled_ui(shown > 0, |ui| {
                    back = widget::button(ui, &cx.t("document-before")).clicked();
                });
                on |= ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::PageDown)) && shown + 1 < count;
                back |= ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::PageUp)) && shown > 0;
                if on || back {
                    opened.part = Some(if on { shown + 1 } else { shown - 1 });
                    opened.selected = None;
                }
            });
        });
    });
}

/// What can be made of the words that are selected, with the key that does it.
fn cite(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, opened: &Opened, document: &Document) {
    Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
        let Some((start, end)) = opened.selected else {
            ui.add(Label::new(cx.look.small(cx.t("document-hint"))).wrap());
            return;
        };
        let said = document.text.get(start..end).unwrap_or_default();
        ui.add(Label::new(cx.look.quiet(cx.ta("document-selected", &[("words", said)]))).truncate());
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
    let Some((start, end)) = opened.selected else { return };
    let Some(said) = document.text.get(start..end) else {
        return;
    };
    // Blanks at the ends belong to nobody.
    let start = start + (said.len() - said.trim_start().len());
    let said = said.trim();
    if said.is_empty() {
        return;
    }
    let cite = CiteWords {
        record: opened.record,
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(start + said.len()).unwrap_or(u32::MAX),
        words: said.to_owned(),
        page: document.page_at(start),
        ..CiteWords::default()
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
fn job(
    ui: &Ui,
    cx: &Cx<'_>,
    text: &str,
    offset: usize,
    marks: &[(usize, usize, bool, EntityId)],
    wrap: f32,
) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = wrap;
    let plain = TextFormat {
        font_id: TextStyle::Body.resolve(ui.style()),
        color: cx.look.text,
        line_height: Some(20.0),
        ..TextFormat::default()
    };
    let mut at = 0;
    for (start, end, cited, entity) in marks {
        let (Some(start), Some(end)) = (start.checked_sub(offset), end.checked_sub(offset)) else {
            continue;
        };
        let (Some(before), Some(named)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        job.append(before, 0.0, plain.clone());
        let kind = words::kind_key(cx.s, *entity);
        let ink = cx
            .look
            .role(cx.catalog.kinds.get(&kind).map_or("thing", |k| k.colour.as_str()));
        let mut marked = TextFormat {
            underline: Stroke::new(2.0, ink),
            ..plain.clone()
        };
        if *cited {
            marked.background = cx.look.accent_ground;
            marked.underline = Stroke::new(2.0, cx.look.accent);
        }
        job.append(named, 0.0, marked);
        at = end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    job
}
