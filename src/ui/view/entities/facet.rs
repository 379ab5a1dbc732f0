//! What the table is filtered by: kind, source, decided on, made by hand. Each count is live: it says how many
//! rows a choice would leave beside the other choices. Must not know: how rows are drawn.

use std::collections::BTreeMap;

use eframe::egui::{ComboBox, Ui};

use super::Row;
use crate::model::SourceId;
use crate::ui::{Cx, widget, words};

/// What was chosen; none = all.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    kind: Option<String>,
    source: Option<SourceId>,
    decided: bool,
    by_hand: bool,
}

#[derive(Default)]
pub(super) struct Facets {
    pub wanted: Wanted,
    kinds: BTreeMap<String, usize>,
    sources: BTreeMap<SourceId, usize>,
    decided: usize,
    by_hand: usize,
}

impl Facets {
    /// Counts anew, and gives the indexes of the rows that pass all of it and have these words.
    pub fn count(&mut self, rows: &[Row], words: &str) -> Vec<u32> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let wanted = &self.wanted;
        let mut shown = Vec::new();
        // A kind that was there stays, so that a count may fall to nothing under the hand.
        self.kinds.values_mut().for_each(|n| *n = 0);
        self.sources.clear();
        (self.decided, self.by_hand) = (0, 0);
        for (n, row) in rows.iter().enumerate() {
            let kind = wanted.kind.as_ref().is_none_or(|k| *k == row.kind);
            let source = wanted.source.is_none_or(|s| row.sources.contains(&s));
            let decided = !wanted.decided || row.decided;
            let by_hand = !wanted.by_hand || row.by_hand;
            if !words.iter().all(|w| row.folded.contains(w)) {
                continue;
            }
            if source && decided && by_hand {
                *self.kinds.entry(row.kind.clone()).or_default() += 1;
            }
            if kind && decided && by_hand {
                for source in &row.sources {
                    *self.sources.entry(*source).or_default() += 1;
                }
            }
            self.decided += usize::from(row.decided && kind && source && by_hand);
            self.by_hand += usize::from(row.by_hand && kind && source && decided);
            if kind && source && decided && by_hand {
                shown.push(u32::try_from(n).unwrap_or(u32::MAX));
            }
        }
        shown
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        for (kind, n) in &self.kinds {
            let on = self.wanted.kind.as_ref() == Some(kind);
            if *n == 0 && !on {
                continue;
            }
            let ink = cx
                .look
                .role(cx.catalog.kinds.get(kind).map_or("thing", |k| k.colour.as_str()));
            if widget::marked(ui, cx.look, ink, &words::kind(cx.text, kind), Some(*n), on).clicked() {
                self.wanted.kind = if on { None } else { Some(kind.clone()) };
            }
        }
        for (key, n, on) in [
            ("facet-decided", self.decided, &mut self.wanted.decided),
            ("facet-by-hand", self.by_hand, &mut self.wanted.by_hand),
        ] {
            if (n > 0 || *on) && widget::filter_chip(ui, cx.look, &cx.t(key), Some(n), *on).clicked() {
                *on = !*on;
            }
        }
        self.source(ui, cx);
    }

    /// One source of many, with its count.
    fn source(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let name = |id: SourceId| words::place(cx.s, cx.text, None, Some(id), "");
        let all = cx.t("facet-all-sources");
        let shown = self.wanted.source.map_or_else(|| all.clone(), name);
        let mut choices: Vec<(String, SourceId, usize)> =
            self.sources.iter().map(|(id, n)| (name(*id), *id, *n)).collect();
        choices.sort();
        ComboBox::from_id_salt("facet-source")
            .selected_text(cx.look.small(shown))
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut self.wanted.source, None, &all);
                for (name, id, n) in choices {
                    let text = format!("{name}  {}", words::number(n));
                    ui.selectable_value(&mut self.wanted.source, Some(id), text);
                }
            })
            .response
            .accessible_name(cx.t("facet-source"));
    }
}
