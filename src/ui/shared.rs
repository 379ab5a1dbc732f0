//! What all screens share: what a view may look at, one selection, one inspector, the screen that is
//! open, the dialog over it. Must not know: any screen.

use std::collections::BTreeSet;
use std::path::PathBuf;

use eframe::egui::Ui;

use super::theme::Look;
use super::view::Screen;
use super::{FileAsk, dialog, document, form, menu, pick, shell};
use crate::app::action::{Action, Request};
use crate::app::job::Results;
use crate::app::morning::Target;
use crate::catalog::Catalog;
use crate::catalog::text::Text;
use crate::model::commit::Commit;
use crate::model::problem::Problem;
use crate::model::*;
use crate::snapshot::Snapshot;

/// What a view may look at while it draws.
pub struct Cx<'a> {
    pub s: &'a Snapshot,
    pub results: &'a Results,
    pub catalog: &'a Catalog,
    pub text: &'a Text,
    pub look: &'a Look,
    /// ISO date.
    pub today: &'a str,
    /// True on a task force's desk, where leads are triaged.
    pub on_desk: bool,
    pub member: &'a str,
    pub vault_open: bool,
    /// The commit whose board this is, when it is an older one: nothing can be changed then.
    pub past: Option<&'a Commit>,
    /// Half-written text as it was kept.
    pub draft: &'a dyn Fn(&str) -> Option<String>,
}
impl Cx<'_> {
    pub fn t(&self, key: &str) -> String {
        self.text.get(key, &[])
    }
    pub fn ta(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.text.get(key, args)
    }
    /// A text with a number that chooses its plural.
    pub fn tn(&self, key: &str, count: usize) -> String {
        self.text.get(key, &[("count", &count.to_string())])
    }
    /// Controls that change something: grey, with the reason, on the board of an older commit.
    pub fn changing<R>(&self, ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
        let Some(commit) = self.past else { return add(ui) };
        let inner = ui.add_enabled_ui(false, add);
        inner
            .response
            .on_disabled_hover_text(self.ta("as-of-refused", &[("n", &commit.seq.to_string())]));
        inner.inner
    }
    /// Asks for an answer unless it is there or on its way.
    pub fn want(&self, request: Request, actions: &mut Vec<Action>) {
        if self.results.wants(&request, self.s.seq) {
            actions.push(Action::Ask(request));
        }
    }
}

/// What the inspector can show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    Entity(EntityId),
    /// A record, and the column that a fact came from.
    Record(RecordId, String),
    Link(LinkId),
    Event(EventId),
    Source(SourceId),
    Milestone(MilestoneId),
}

/// What was worked out last, and of what: every frame shows it, and few changes move it.
pub(super) struct Kept<K, V>(Option<(K, V)>);
impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Kept(None)
    }
}
impl<K: PartialEq, V> Kept<K, V> {
    pub fn of(&mut self, key: K, work_out: impl FnOnce() -> V) -> &V {
        let kept = self.0.take().filter(|(of, _)| *of == key);
        &self.0.insert(kept.unwrap_or_else(|| (key, work_out()))).1
    }
}

/// What all screens share: one selection, one inspector, the screen that is open.
#[derive(Default)]
pub struct Shared {
    pub screen: Screen,
    /// How many screens stand beside and behind each other.
    pub(super) panes: usize,
    /// The link that is open stands for a group.
    pub(super) hangs_together: bool,
    pub selected: BTreeSet<EntityId>,
    /// How many sources tell of what the inspector shows, at which commit.
    pub(super) told_by: Kept<(i64, EntityId), usize>,
    /// The note of the open chart that is selected; then no entity is.
    pub note: Option<ChartItemId>,
    pub shown: Option<Item>,
    /// What was shown before, the last one last; what was gone back from.
    pub(super) back: Vec<Item>,
    pub(super) forward: Vec<Item>,
    /// The document that is open beside it.
    pub document: Option<document::Opened>,
    /// A command of the menu that the screen carries out in this frame.
    pub(super) act: Option<menu::Act>,
    pub dialog: Option<dialog::Dialog>,
    /// A form that was saved, until it is told that it was carried out: refused, it comes back.
    pub(super) sent: Option<Box<form::Form>>,
    /// The form that was left open was asked for.
    pub(super) resumed: bool,
    /// What was done, what went wrong.
    pub toasts: Vec<shell::Toast>,
    /// The chart that another screen wants opened.
    pub to_open: Option<ChartId>,
    /// Entities that another screen wants on the open chart.
    pub to_place: Vec<EntityId>,
    /// Where the morning led: the screen that does this work takes it.
    pub led: Option<Target>,
    /// A file that a dialog wants opened or made, and what came of it when it was refused.
    pub file_ask: Option<FileAsk>,
    pub file_problem: Option<Problem>,
    /// Cases opened before, newest first.
    pub recent: Vec<PathBuf>,
    pub picker: pick::Picker,
    /// Of what the history is open in the inspector.
    pub(super) history: Option<super::inspector::Shown>,
    /// Texts that are folded by themselves and were opened; or all of them, until the window is locked.
    pub(super) unfolded: BTreeSet<RecordId>,
    pub(super) unfolded_all: bool,
    /// Candidates not yet decided, by answer and commit: how many.
    pub(super) undecided: Kept<(u64, i64), usize>,
    /// Open candidates that a source would take along, by source, answer and commit: their places in the answer.
    pub(super) taken_along: Kept<(SourceId, u64, i64), Vec<usize>>,
}
impl Shared {
    /// Selects one entity and shows it.
    pub fn select(&mut self, id: EntityId) {
        self.selected = BTreeSet::from([id]);
        self.note = None;
        self.show(Item::Entity(id));
    }
    /// Adds an entity to the selection, or takes it out.
    pub fn toggle(&mut self, id: EntityId) {
        self.note = None;
        if !self.selected.remove(&id) {
            self.selected.insert(id);
        }
    }
    /// Whether one of these is selected: what concerns it is lit in every list.
    pub fn concerns(&self, s: &Snapshot, ids: impl IntoIterator<Item = EntityId>) -> bool {
        let on = |id: EntityId| self.selected.contains(&id) || self.selected.contains(&s.group_of(id));
        !self.selected.is_empty() && ids.into_iter().any(on)
    }
    /// Selects a note of the open chart.
    pub fn select_note(&mut self, id: ChartItemId) {
        self.selected.clear();
        self.note = Some(id);
    }
    pub fn show(&mut self, item: Item) {
        if let Some(before) = self.shown.take()
            && before != item
        {
            self.forward.clear();
            self.back.push(before);
            if self.back.len() > 64 {
                self.back.remove(0);
            }
        }
        self.shown = Some(item);
    }
    pub fn go_back(&mut self) {
        if let Some(item) = self.back.pop() {
            self.forward.extend(self.shown.replace(item));
            self.select_shown();
        }
    }
    pub fn go_forward(&mut self) {
        if let Some(item) = self.forward.pop() {
            self.back.extend(self.shown.replace(item));
            self.select_shown();
        }
    }
    /// An entity that is shown again is lit again on every screen.
    fn select_shown(&mut self) {
        if let Some(Item::Entity(id)) = self.shown {
            self.selected = BTreeSet::from([id]);
            self.note = None;
        }
    }
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }
    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }
    /// What the morning led to, once, when it is of the kind that `pick` takes.
    pub fn take_led<T>(&mut self, pick: impl Fn(Target) -> Option<T>) -> Option<T> {
        let taken = self.led.and_then(pick);
        if taken.is_some() {
            self.led = None;
        }
        taken
    }
    /// True once when the menu, the palette or a key asked for this.
    pub fn take(&mut self, act: menu::Act) -> bool {
        if self.act == Some(act) {
            self.act = None;
            return true;
        }
        false
    }
    /// Where J and K lead in a list of `len` from the line that is open (none: to the first).
    pub fn step(&mut self, at: Option<usize>, len: usize) -> Option<usize> {
        let step = isize::from(self.take(menu::Act::Next)) - isize::from(self.take(menu::Act::Previous));
        if step == 0 || len == 0 {
            return None;
        }
        Some(at.map_or(0, |at| at.saturating_add_signed(step).min(len - 1)))
    }
}
