//! Saved boards. One gesture is one command; each chart has its own undo stack.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::chart::{Chart, ChartFilter, ChartItem};
use crate::model::*;

/// Where an entity (its group's representative) stands, in 1/64 pt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Position {
    pub entity: EntityId,
    pub x: i32,
    pub y: i32,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct NewChart {
    pub title: String,
    #[serde(default)]
    pub layout: String,
    /// What is on it from the start.
    #[serde(default)]
    pub items: Vec<Position>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RenameChart {
    pub chart: ChartId,
    pub title: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveChart {
    pub chart: ChartId,
}

/// Puts entities on a chart; those that are on it already stay where they are.
#[derive(Clone, Serialize, Deserialize)]
pub struct PlaceItems {
    pub chart: ChartId,
    pub items: Vec<Position>,
}

/// A drag, or a whole layout (then `layout` names it).
#[derive(Clone, Serialize, Deserialize)]
pub struct MoveItems {
    pub chart: ChartId,
    pub items: Vec<Position>,
    #[serde(default)]
    pub layout: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct PinItems {
    pub chart: ChartId,
    pub entities: Vec<EntityId>,
    pub pinned: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct RemoveItems {
    pub chart: ChartId,
    pub entities: Vec<EntityId>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct FilterChart {
    pub chart: ChartId,
    pub filter: ChartFilter,
}

pub(super) fn title(s: &Snapshot, id: ChartId) -> Vec<String> {
    vec![s.charts.get(id.0).map(|c| c.title.clone()).unwrap_or_default()]
}
fn counted(s: &Snapshot, id: ChartId, n: usize) -> Vec<String> {
    let mut args = title(s, id);
    args.push(n.to_string());
    args
}
pub(super) fn exists(s: &Snapshot, id: ChartId) -> Result<(), Problem> {
    s.charts.get(id.0).map(|_| ()).ok_or_else(|| gone(Chart::TABLE, id.0))
}
pub(super) fn items_of(s: &Snapshot, id: ChartId) -> impl Iterator<Item = &ChartItem> {
    s.chart_items.iter().filter(move |i| i.chart == id)
}
/// The item by which each group stands on a chart: its representative's own, else the first member's.
fn shown(s: &Snapshot, chart: ChartId) -> BTreeMap<EntityId, &ChartItem> {
    let mut out: BTreeMap<EntityId, &ChartItem> = BTreeMap::new();
    for item in items_of(s, chart) {
        let Some(entity) = item.entity else { continue };
        let group = s.group_of(entity);
        let better = |now: &&ChartItem| (item.entity != Some(group), item.id) < (now.entity != Some(group), now.id);
        if out.get(&group).is_none_or(better) {
            out.insert(group, item);
        }
    }
    out
}
/// The item by which an entity's group stands on a chart.
pub(super) fn item_of(s: &Snapshot, chart: ChartId, entity: EntityId) -> Option<&ChartItem> {
    shown(s, chart).remove(&s.group_of(entity))
}
/// The item that shows an entity; its id follows from chart and entity, so the same entity is never twice on a chart.
fn item_id(chart: ChartId, entity: EntityId) -> ChartItemId {
    ChartItemId(Uid::derive(&[b"chart-item", &chart.0.0, &entity.0.0]))
}
fn place(s: &Snapshot, tx: &mut Tx<'_>, chart: ChartId, items: &[Position]) -> Result<i64, Problem> {
    let mut on: BTreeSet<EntityId> = items_of(s, chart).filter_map(|i| i.entity).collect();
    let mut placed = 0;
    for p in items {
        let entity = s.group_of(p.entity);
        if on.insert(entity) {
            tx.insert(&ChartItem {
                id: item_id(chart, entity),
                chart,
                entity: Some(entity),
                x: p.x,
                y: p.y,
                ..ChartItem::default()
            })?;
            placed += 1;
        }
    }
    Ok(placed)
}

/// Name, class and stack of a change to one chart.
macro_rules! chart_verb {
    ($name:literal) => {
        fn name(&self) -> String {
            $name.into()
        }
        fn class(&self) -> UndoClass {
            UndoClass::Chart
        }
        fn stack(&self) -> String {
            self.chart.to_string()
        }
    };
}
pub(super) use chart_verb;

impl Verb for NewChart {
    fn name(&self) -> String {
        "chart.new".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("title", &self.title)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = ChartId(tx.mint().uid());
        let position = c.snapshot.charts.iter().map(|c| c.position + 1).max().unwrap_or(0);
        tx.insert(&Chart {
            id,
            title: self.title.clone(),
            layout: self.layout.clone(),
            zoom: 1000,
            position,
            ..Chart::default()
        })?;
        let placed = place(c.snapshot, tx, id, &self.items)?;
        Ok(Outcome {
            made: vec![id.0],
            counts: vec![("placed".into(), placed)],
        })
    }
}

impl Verb for RenameChart {
    chart_verb!("chart.rename");
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.title.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)?;
        required("title", &self.title)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut chart: Chart = tx.get(self.chart.0)?.ok_or_else(|| gone(Chart::TABLE, self.chart.0))?;
        chart.title.clone_from(&self.title);
        tx.update(&chart)?;
        Ok(Outcome::one(self.chart.0))
    }
}

impl Verb for RemoveChart {
    fn name(&self) -> String {
        "chart.remove".into()
    }
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        for item in items_of(c.snapshot, self.chart) {
            tx.delete::<ChartItem>(item.id.0)?;
        }
        tx.delete::<Chart>(self.chart.0)?;
        Ok(Outcome::default())
    }
}

impl Verb for PlaceItems {
    chart_verb!("chart.place");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        counted(s, self.chart, self.items.len())
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)?;
        self.items
            .iter()
            .find(|p| s.entity(p.entity).is_none())
            .map_or(Ok(()), |p| Err(gone("entity", p.entity.0)))
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let placed = place(c.snapshot, tx, self.chart, &self.items)?;
        Ok(Outcome {
            made: Vec::new(),
            counts: vec![("placed".into(), placed)],
        })
    }
}

impl Verb for MoveItems {
    chart_verb!("chart.move");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        counted(s, self.chart, self.items.len())
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut moved = 0;
        let on = shown(c.snapshot, self.chart);
        for p in &self.items {
            let Some(mut item) = on.get(&c.snapshot.group_of(p.entity)).map(|i| (*i).clone()) else {
                continue;
            };
            if (item.x, item.y) != (p.x, p.y) {
                (item.x, item.y) = (p.x, p.y);
                tx.update(&item)?;
                moved += 1;
            }
        }
        if !self.layout.is_empty() {
            let mut chart: Chart = tx.get(self.chart.0)?.ok_or_else(|| gone(Chart::TABLE, self.chart.0))?;
            if chart.layout != self.layout {
                chart.layout.clone_from(&self.layout);
                tx.update(&chart)?;
            }
        }
        Ok(Outcome {
            made: Vec::new(),
            counts: vec![("moved".into(), moved)],
        })
    }
}

impl Verb for PinItems {
    chart_verb!("chart.pin");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        counted(s, self.chart, self.entities.len())
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let on = shown(c.snapshot, self.chart);
        for entity in &self.entities {
            let Some(mut item) = on.get(&c.snapshot.group_of(*entity)).map(|i| (*i).clone()) else {
                continue;
            };
            if item.pinned != self.pinned {
                item.pinned = self.pinned;
                tx.update(&item)?;
            }
        }
        Ok(Outcome::default())
    }
}

impl Verb for RemoveItems {
    chart_verb!("chart.take_off");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        counted(s, self.chart, self.entities.len())
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let wanted: BTreeSet<EntityId> = self.entities.iter().map(|e| c.snapshot.group_of(*e)).collect();
        for item in items_of(c.snapshot, self.chart) {
            if item.entity.is_some_and(|e| wanted.contains(&c.snapshot.group_of(e))) {
                tx.delete::<ChartItem>(item.id.0)?;
            }
        }
        Ok(Outcome::default())
    }
}

impl Verb for FilterChart {
    chart_verb!("chart.filter");
    fn args(&self, s: &Snapshot) -> Vec<String> {
        title(s, self.chart)
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        exists(s, self.chart)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let mut chart: Chart = tx.get(self.chart.0)?.ok_or_else(|| gone(Chart::TABLE, self.chart.0))?;
        chart.filter = self.filter.clone();
        tx.update(&chart)?;
        Ok(Outcome::one(self.chart.0))
    }
}
