//! A person's words on a chart: free notes, and a note beside an entity that stands on it. Undone on
//! the chart's own stack. Audit sentences name the chart and never what was written.

use serde::{Deserialize, Serialize};

use super::edit_chart::{chart_verb, exists, item_of, items_of, title};
use super::*;
use crate::model::chart::ChartItem;
use crate::model::*;

/// Characters that one note holds at most: more is a report, and hides the board.
pub const LONGEST: usize = 2_000;

/// Writes a free note; `x` and `y` are its top left corner in 1/64 pt.
#[derive(Clone, Serialize, Deserialize)]
pub struct AddChartNote {
    pub chart: ChartId,
    pub text: String,
    pub x: i32,
    pub y: i32,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct EditChartNote {
    pub chart: ChartId,
    pub note: ChartItemId,
    pub text: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct MoveChartNote {
    pub chart: ChartId,
    pub note: ChartItemId,
    pub x: i32,
    pub y: i32,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveChartNote {
    pub chart: ChartId,
    pub note: ChartItemId,
}

/// The note of an entity on a chart; an empty text takes it away.
#[derive(Clone, Serialize, Deserialize)]
pub struct NoteChartItem {
    pub chart: ChartId,
    pub entity: EntityId,
    pub text: String,
}

fn not_too_long(text: &str) -> Result<(), Problem> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(Problem::new(
            "too-long",
            format!("at most {LONGEST} characters in `text`"),
            format!("{length} characters"),
            "shorten `text`, or write several notes",
        ));
    }
    Ok(())
}

/// The free note with this id on this chart.
fn note(s: &Snapshot, chart: ChartId, id: ChartItemId) -> Result<ChartItem, Problem> {
    s.chart_items
        .get(id.0)
        .filter(|i| i.chart == chart && i.entity.is_none())
        .map(|i| i.as_ref().clone())
        .ok_or_else(|| gone("note on this chart", id.0))
}

impl Verb for AddChartNote {
    chart_verb!("chart.note_add");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)?;
        required("text", &self.text)?;
        not_too_long(&self.text)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = ChartItemId(tx.mint().uid());
        tx.insert(&ChartItem {
            id,
            chart: self.chart,
            entity: None,
            x: self.x,
            y: self.y,
            pinned: false,
            note: self.text.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}

impl Verb for EditChartNote {
    chart_verb!("chart.note_edit");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        note(s, self.chart, self.note)?;
        required("text", &self.text)?;
        not_too_long(&self.text)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut item = note(c.snapshot, self.chart, self.note)?;
        item.note.clone_from(&self.text);
        tx.update(&item)?;
        Ok(Outcome::one(item.id.0))
    }
}

impl Verb for MoveChartNote {
    chart_verb!("chart.note_move");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        note(s, self.chart, self.note).map(|_| ())
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut item = note(c.snapshot, self.chart, self.note)?;
        (item.x, item.y) = (self.x, self.y);
        tx.update(&item)?;
        Ok(Outcome::one(item.id.0))
    }
}

impl Verb for RemoveChartNote {
    chart_verb!("chart.note_remove");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        note(s, self.chart, self.note).map(|_| ())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        tx.delete::<ChartItem>(self.note.0)?;
        Ok(Outcome::default())
    }
}

impl Verb for NoteChartItem {
    chart_verb!("chart.note_item");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        let mut args = title(s, self.chart);
        args.push(label_of(s, s.group_of(self.entity)));
        args
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)?;
        not_too_long(&self.text)?;
        item_of(s, self.chart, self.entity).map(|_| ()).ok_or_else(|| {
            Problem::new(
                "not-on-chart",
                "an entity that stands on this chart",
                label_of(s, s.group_of(self.entity)),
                "place it on the chart first",
            )
        })
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let s = c.snapshot;
        let item = item_of(s, self.chart, self.entity).ok_or_else(|| gone(ChartItem::TABLE, self.entity.0))?;
        let shown = item.id;
        // Whoever was merged into it has been read together with it: one note remains.
        for other in items_of(s, self.chart) {
            let same = other.entity.is_some_and(|e| s.group_of(e) == s.group_of(self.entity));
            let text = if other.id == shown { self.text.trim_end() } else { "" };
            if same && other.note != text {
                tx.update(&ChartItem {
                    note: text.to_owned(),
                    ..other.clone()
                })?;
            }
        }
        Ok(Outcome::one(shown.0))
    }
}
