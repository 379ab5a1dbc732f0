//! Notes on the chart: written by key or double click, read out and reached by Tab, dragged, taken off.
//! Must not know: how a sheet is drawn.

use eframe::egui::{self, Key, Rect, Role, Sense, Ui, WidgetInfo};

use super::{Chart, Drag};
use crate::app::action::Action;
use crate::command::note_chart::{MoveChartNote, NoteChartItem, RemoveChartNote};
use crate::model::chart::Chart as Saved;
use crate::model::*;
use crate::scene::chart::Note;
use crate::scene::{HitId, Shape};
use crate::ui::dialog::Dialog;
use crate::ui::form::file;
use crate::ui::menu::Act;
use crate::ui::{Cx, Shared};

/// Board points as they are stored.
fn stored(at: [f32; 2]) -> [i32; 2] {
    at.map(|v| (v * 64.0) as i32)
}

impl Chart {
    /// The key for notes: the selected one is changed, the selected entity gets one, else a free one is
    /// written in the middle of the view. Delete takes the selected one off.
    pub(super) fn note_commands(
        &mut self,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &Saved,
        notes: &[Note],
        actions: &mut Vec<Action>,
    ) {
        let selected = shared.note.and_then(|id| notes.iter().find(|n| n.id == id));
        if selected.is_none() {
            // An undo may have taken it.
            shared.note = None;
        }
        if let Some(note) = selected
            && shared.take(Act::TakeOff)
        {
            actions.push(Action::Commit(match note.entity {
                Some(entity) => NoteChartItem {
                    chart: chart.id,
                    entity,
                    text: String::new(),
                }
                .into(),
                None => RemoveChartNote {
                    chart: chart.id,
                    note: note.id,
                }
                .into(),
            }));
            shared.note = None;
        }
        if !shared.take(Act::Note) {
            return;
        }
        let on_chart = |id: &EntityId| {
            cx.s.chart_items
                .iter()
                .any(|i| i.chart == chart.id && i.entity.is_some_and(|e| cx.s.group_of(e) == *id))
        };
        let entity = shared.selected.iter().map(|e| cx.s.group_of(*e)).find(on_chart);
        shared.dialog = Some(Dialog::form(match (selected, entity) {
            (Some(note), _) => form(cx, chart, note, notes),
            (None, Some(entity)) => file::note_item(cx, chart, entity, notes),
            (None, None) => file::add_note(cx, chart, stored(self.camera.center)),
        }));
    }

    /// A double click on a note changes it, on an empty place writes one there.
    pub(super) fn open_note(
        &self,
        cx: &Cx<'_>,
        shared: &mut Shared,
        chart: &Saved,
        id: Option<ChartItemId>,
        at: [f32; 2],
    ) {
        let notes: &[Note] = self.drawn.as_ref().map_or(&[], |d| &d.of.notes);
        let found = id.and_then(|id| notes.iter().find(|n| n.id == id));
        shared.dialog = Some(Dialog::form(match found {
            Some(note) => form(cx, chart, note, notes),
            None => file::add_note(cx, chart, stored(at)),
        }));
    }

    /// A drag that begins on a note: of a free one the sheet, else its entity.
    pub(super) fn grab_note(&self, shared: &mut Shared, id: ChartItemId, from: [f32; 2]) -> Option<Drag> {
        let note = self.drawn.as_ref()?.of.notes.iter().find(|n| n.id == id)?;
        let (entities, note) = match note.entity {
            Some(entity) => {
                shared.select(entity);
                (vec![entity], None)
            }
            None => {
                shared.select_note(id);
                (Vec::new(), Some(id))
            }
        };
        Some(Drag {
            entities,
            note,
            from,
            by: [0.0, 0.0],
        })
    }

    /// The end of a note's drag is one step.
    pub(super) fn drop_note(
        &mut self,
        cx: &Cx<'_>,
        chart: ChartId,
        id: ChartItemId,
        by: [i32; 2],
        actions: &mut Vec<Action>,
    ) {
        let Some(item) = cx.s.chart_items.get(id.0) else { return };
        let (x, y) = (item.x + by[0], item.y + by[1]);
        self.moved_at = cx.s.seq;
        self.moved_note = Some((id, (x, y)));
        actions.push(Action::Commit(MoveChartNote { chart, note: id, x, y }.into()));
    }

    /// Tells a screen reader of the notes and lets Tab reach them; the ring of the selected one. Gives the
    /// one on which Enter was pressed.
    pub(super) fn read_notes(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        id: egui::Id,
        view: Rect,
    ) -> Option<ChartItemId> {
        let mut entered = None;
        let drawn = self.drawn.as_ref()?;
        for shape in &drawn.scene.shapes {
            let Shape::Group {
                hit: Some(HitId::Note(note)),
                title,
                ..
            } = shape
            else {
                continue;
            };
            let Some([left, top, right, bottom]) = shape.bounds() else {
                continue;
            };
            let corners = [[left, top], [right, bottom]].map(|p| self.camera.to_screen(view, p));
            let spot = Rect::from_min_max(corners[0], corners[1]).intersect(view);
            if !spot.is_positive() {
                continue;
            }
            let response = ui.interact(spot, id.with(note.0), Sense::focusable_noninteractive());
            if response.gained_focus() {
                shared.select_note(*note);
            }
            let on = shared.note == Some(*note);
            response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, on, title));
            if response.has_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
                entered = Some(*note);
            }
            if on || response.has_focus() {
                ui.painter()
                    .rect_stroke(spot.expand(3.0), 3.0, cx.look.ring(), egui::StrokeKind::Inside);
            }
        }
        entered
    }
}

fn form(cx: &Cx<'_>, chart: &Saved, note: &Note, notes: &[Note]) -> crate::ui::form::Form {
    match note.entity {
        Some(entity) => file::note_item(cx, chart, entity, notes),
        None => file::edit_note(cx, chart, note),
    }
}
