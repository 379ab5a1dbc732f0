//! Which rows of a table are chosen: a click, with Ctrl one more, with Shift all between; the same with the
//! arrow keys. Must not know: what a row is.

use eframe::egui::{Key, Modifiers, Ui};

use crate::model::EntityId;
use crate::ui::Shared;

/// Where a range starts, and the row that was moved to last.
#[derive(Default)]
pub(super) struct Choose {
    anchor: Option<EntityId>,
    pub caret: Option<EntityId>,
    /// Where the caret stood when it was last looked for.
    at: usize,
}

impl Choose {
    /// One row, pressed with the mouse.
    pub fn clicked(&mut self, shared: &mut Shared, order: &[EntityId], id: EntityId, keys: Modifiers) {
        self.caret = Some(id);
        if keys.shift {
            self.range(shared, order);
        } else {
            self.anchor = Some(id);
            if keys.command {
                shared.toggle(id);
            } else {
                shared.select(id);
            }
        }
    }

    /// Up and down, with Shift from where it began. Gives the row to scroll to.
    pub fn keys(&mut self, ui: &Ui, shared: &mut Shared, order: &[EntityId]) -> Option<usize> {
        // What was chosen elsewhere is where the hand is.
        if self.caret.is_none_or(|c| !shared.selected.contains(&c)) {
            self.caret = shared.selected.iter().next().copied();
            self.anchor = self.caret;
        }
        let at = self.caret.and_then(|id| self.place(order, id));
        if let Some(to) = shared.step(at, order.len()) {
            self.only(shared, order[to]);
            return Some(to);
        }
        if ui.ctx().text_edit_focused() || ui.memory(|m| m.focused().is_some()) || order.is_empty() {
            return None;
        }
        let pressed = |keys: Modifiers, key: Key| ui.input_mut(|i| i.consume_key(keys, key));
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
            let to = at.map_or(0, |at| at.saturating_add_signed(by).min(order.len() - 1));
            if pressed(Modifiers::SHIFT, key) {
                self.caret = Some(order[to]);
                self.anchor = self.anchor.or(self.caret);
                self.range(shared, order);
                return Some(to);
            }
            if pressed(Modifiers::NONE, key) {
                self.only(shared, order[to]);
                return Some(to);
            }
        }
        None
    }

    /// Found at once while it stays where it was.
    fn place(&mut self, order: &[EntityId], id: EntityId) -> Option<usize> {
        if order.get(self.at) != Some(&id) {
            self.at = order.iter().position(|o| *o == id)?;
        }
        Some(self.at)
    }

    fn only(&mut self, shared: &mut Shared, id: EntityId) {
        self.caret = Some(id);
        self.anchor = Some(id);
        shared.select(id);
    }

    /// Chooses all between anchor and caret; the inspector shows the caret.
    fn range(&mut self, shared: &mut Shared, order: &[EntityId]) {
        let place = |id: Option<EntityId>| id.and_then(|id| order.iter().position(|o| *o == id));
        let Some(to) = place(self.caret) else { return };
        let from = place(self.anchor).unwrap_or(to);
        shared.select(order[to]);
        shared.selected = order[from.min(to)..=from.max(to)].iter().copied().collect();
    }
}
