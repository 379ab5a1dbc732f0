//! Entities: everything that is named, as a table that stays quick at 100,000 rows; facets by kind
//! with counts, sort, filter; a row opens in the inspector, or goes to the chart.

use std::collections::BTreeMap;
use std::sync::Arc;

use eframe::egui::{Align, Frame, Label, Layout, TextEdit, Ui, Vec2};
use egui_extras::{Column, TableBuilder};

use super::{Screen, View};
use crate::app::action::Action;
use crate::model::*;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::size;
use crate::ui::widget;
use crate::ui::{Cx, Shared, words};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Sort {
    #[default]
    Name,
    Kind,
    Links,
    Facts,
    Records,
}

/// A row as the table needs it, worked out once per commit.
struct Row {
    id: EntityId,
    label: String,
    folded: String,
    kind: String,
    links: usize,
    facts: usize,
    records: usize,
}

#[derive(Default)]
pub struct Entities {
    filter: String,
    kind: Option<String>,
    sort: Sort,
    descending: bool,
    /// Rows of the snapshot with this commit number.
    rows: Arc<Vec<Row>>,
    rows_of: Option<(i64, String)>,
    kinds: BTreeMap<String, usize>,
    /// Indexes into `rows`: what filter and facets leave, in order.
    shown: Vec<u32>,
    shown_for: Option<(String, Option<String>, Sort, bool)>,
}

impl View for Entities {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        self.refresh(cx);
        let look = cx.look;
        ui.spacing_mut().item_spacing.y = 0.0;
        let count = if self.shown.len() == self.rows.len() {
            words::number(self.rows.len())
        } else {
            format!(
                "{} / {}",
                words::number(self.shown.len()),
                words::number(self.rows.len())
            )
        };
        widget::head(ui, look, &cx.t("entities-title"), |ui| {
            widget::key_cap(ui, look, &keys_of(Act::AddEntity));
            if cx
                .changing(ui, |ui| widget::button(ui, &cx.t("cmd-add-entity")))
                .clicked()
            {
                shared.act = Some(Act::AddEntity);
            }
            ui.label(look.quiet(count));
        });
        self.facets(ui, cx);
        if self.rows.is_empty() {
            widget::empty(ui, look, &cx.t("entities-none"), &cx.t("entities-none-hint"));
            return Vec::new();
        }
        if self.shown.is_empty() {
            widget::empty(ui, look, &cx.t("nothing-fits"), &cx.t("nothing-fits-hint"));
            return Vec::new();
        }
        self.table(ui, cx, shared);
        Vec::new()
    }
}

impl Entities {
    /// Works the rows out anew when the board has changed, and what is shown when the filter has.
    fn refresh(&mut self, cx: &Cx<'_>) {
        let stamp = (cx.s.seq, cx.text.language().to_owned());
        if self.rows_of.as_ref() != Some(&stamp) {
            let mut rows = Vec::with_capacity(cx.s.entities.len());
            let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
            for entity in cx.s.entities.iter().filter(|e| cx.s.group_of(e.id) == e.id) {
                let members = cx.s.members_of(entity.id);
                let kind = words::kind_key(cx.s, entity.id);
                *kinds.entry(kind.clone()).or_default() += 1;
                let label = words::entity(cx.s, entity.id);
                rows.push(Row {
                    id: entity.id,
                    folded: label.to_lowercase(),
                    label,
                    kind,
                    links: members.iter().map(|m| cx.s.links_of(*m).count()).sum(),
                    facts: members.iter().map(|m| cx.s.facts_of(*m).count()).sum(),
                    records: members.iter().map(|m| cx.s.mentions_of_entity(*m).count()).sum(),
                });
            }
            self.rows = Arc::new(rows);
            self.kinds = kinds;
            self.rows_of = Some(stamp);
            self.shown_for = None;
        }
        let wanted = (
            self.filter.to_lowercase(),
            self.kind.clone(),
            self.sort,
            self.descending,
        );
        if self.shown_for.as_ref() != Some(&wanted) {
            let rows = &self.rows;
            let mut shown: Vec<u32> = (0..rows.len() as u32)
                .filter(|n| {
                    let row = &rows[*n as usize];
                    self.kind.as_ref().is_none_or(|k| *k == row.kind)
                        && wanted.0.split_whitespace().all(|w| row.folded.contains(w))
                })
                .collect();
            let sort = self.sort;
            shown.sort_by(|a, b| {
                let (a, b) = (&rows[*a as usize], &rows[*b as usize]);
                let first = match sort {
                    Sort::Name => a.folded.cmp(&b.folded),
                    Sort::Kind => a.kind.cmp(&b.kind),
                    Sort::Links => a.links.cmp(&b.links),
                    Sort::Facts => a.facts.cmp(&b.facts),
                    Sort::Records => a.records.cmp(&b.records),
                };
                first.then_with(|| a.folded.cmp(&b.folded)).then(a.id.cmp(&b.id))
            });
            if self.descending {
                shown.reverse();
            }
            self.shown = shown;
            self.shown_for = Some(wanted);
        }
    }

    fn facets(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    ui.add(
                        TextEdit::singleline(&mut self.filter)
                            .hint_text(cx.t("filter-hint"))
                            .desired_width(size::FIELD)
                            .margin(Vec2::new(size::GAP, size::TIGHT)),
                    )
                    .accessible_name(cx.t("filter-hint"));
                    ui.add_space(size::TIGHT);
                    for (kind, n) in &self.kinds {
                        let on = self.kind.as_ref() == Some(kind);
                        let ink = cx
                            .look
                            .role(cx.catalog.kinds.get(kind).map_or("thing", |k| k.colour.as_str()));
                        if widget::marked(ui, cx.look, ink, &words::kind(cx.text, kind), Some(*n), on).clicked() {
                            self.kind = if on { None } else { Some(kind.clone()) };
                        }
                    }
                });
            });
        widget::hline(ui, cx.look);
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
        let look = cx.look;
        let shown_at = shared
            .selected
            .iter()
            .next()
            .and_then(|id| self.shown.iter().position(|n| self.rows[*n as usize].id == *id));
        let mut scroll = None;
        if let Some(at) = shared.step(shown_at, self.shown.len()) {
            shared.select(self.rows[self.shown[at] as usize].id);
            scroll = Some(at);
        }
        let columns = [
            (Sort::Name, "name"),
            (Sort::Kind, "kind"),
            (Sort::Records, "records"),
            (Sort::Facts, "facts"),
            (Sort::Links, "links"),
        ];
        let mut builder = TableBuilder::new(ui)
            .id_salt("entities")
            .striped(false)
            .sense(eframe::egui::Sense::click())
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::remainder().at_least(size::FIELD).clip(true))
            .column(Column::initial(150.0).clip(true))
            .columns(Column::exact(84.0), 3)
            .auto_shrink(false);
        if let Some(row) = scroll {
            builder = builder.scroll_to_row(row, None);
        }
        let rows = Arc::clone(&self.rows);
        let shown = self.shown.clone();
        builder
            .header(size::ROW, |mut header| {
                for (n, (sort, key)) in columns.into_iter().enumerate() {
                    header.col(|ui| {
                        if n == 0 {
                            ui.add_space(size::PAD);
                        }
                        let arrow = if self.sort == sort {
                            if self.descending { " ↓" } else { " ↑" }
                        } else {
                            ""
                        };
                        let name = cx.t(&format!("column-{key}"));
                        let head = ui.add(eframe::egui::Button::new(look.small(format!("{name}{arrow}"))).frame(false));
                        head.widget_info(|| {
                            eframe::egui::WidgetInfo::selected(
                                eframe::egui::Role::Button,
                                true,
                                self.sort == sort,
                                cx.ta("sort-by", &[("column", &name)]),
                            )
                        });
                        if head.clicked() {
                            self.descending = if self.sort == sort { !self.descending } else { n >= 2 };
                            self.sort = sort;
                        }
                    });
                }
            })
            .body(|body| {
                body.rows(size::ROW, shown.len(), |mut line| {
                    let row = &rows[shown[line.index()] as usize];
                    line.set_selected(shared.selected.contains(&row.id));
                    line.col(|ui| {
                        ui.add_space(size::PAD);
                        ui.add(Label::new(look.body(&row.label)).truncate());
                    });
                    line.col(|ui| {
                        let ink = look.role(cx.catalog.kinds.get(&row.kind).map_or("thing", |k| k.colour.as_str()));
                        let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::GAP), eframe::egui::Sense::hover());
                        ui.painter().circle_filled(rect.center(), size::TIGHT, ink);
                        ui.add(Label::new(look.quiet(words::kind(cx.text, &row.kind))).truncate());
                    });
                    for n in [row.records, row.facts, row.links] {
                        line.col(|ui| {
                            ui.label(
                                look.mono(words::number(n))
                                    .color(if n == 0 { look.dim } else { look.text }),
                            );
                        });
                    }
                    let response = line.response();
                    response.widget_info(|| {
                        eframe::egui::WidgetInfo::selected(
                            eframe::egui::Role::Row,
                            true,
                            shared.selected.contains(&row.id),
                            format!("{}, {}", row.label, words::kind(cx.text, &row.kind)),
                        )
                    });
                    if response.double_clicked() {
                        shared.to_place.push(row.id);
                        shared.screen = Screen::Chart;
                    } else if response.clicked() {
                        shared.select(row.id);
                    }
                });
            });
    }
}
