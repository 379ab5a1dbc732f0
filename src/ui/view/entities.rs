//! Entities: everything that is named, as a table that stays quick at 100,000 rows; facets by kind, source and
//! decision with live counts, sort, filter; a row opens in the inspector, or goes to the chart; several are
//! changed in one step, two are compared.

mod choose; // which rows are chosen
mod compare; // two of them side by side
mod facet; // what is counted and filtered by

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Align, Frame, Key, Label, Layout, TextEdit, Ui, Vec2};
use egui_extras::{Column, TableBuilder};

use self::choose::Choose;
use self::compare::Comparison;
use self::facet::Facets;
use super::{Screen, View};
use crate::app::action::Action;
use crate::command::edit_entity::RenameEntity;
use crate::model::entity::Entity;
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
    /// Where its members and facts are from, each source once.
    sources: Vec<SourceId>,
    /// A verdict was given on a link of it.
    decided: bool,
    /// Something of it was made by hand.
    by_hand: bool,
}

/// A name in the table while it is typed anew.
struct Editing {
    entity: EntityId,
    name: String,
    /// The field has had the focus.
    begun: bool,
}

#[derive(Default)]
pub struct Entities {
    filter: String,
    /// The name that is being changed in its place.
    editing: Option<Editing>,
    facets: Facets,
    sort: Sort,
    descending: bool,
    /// Rows of the snapshot with this commit number.
    rows: Arc<Vec<Row>>,
    rows_of: Option<(i64, String)>,
    /// Indexes into `rows`: what filter and facets leave, in order.
    shown: Arc<Vec<u32>>,
    /// Their entities, in the same order.
    order: Arc<Vec<EntityId>>,
    shown_for: Option<(String, facet::Wanted, Sort, bool)>,
    choose: Choose,
    comparison: Option<Comparison>,
}

impl View for Entities {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        self.refresh(cx);
        let look = cx.look;
        let mut actions = Vec::new();
        if shared.take(Act::Compare)
            && let [a, b] = shared.selected.iter().copied().collect::<Vec<_>>()[..]
        {
            self.comparison = Some(Comparison::of(a, b));
        }
        if let Some(comparison) = &mut self.comparison {
            ui.spacing_mut().item_spacing.y = 0.0;
            if comparison.ui(ui, cx, shared, &mut actions) {
                self.comparison = None;
            }
            return actions;
        }
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
            let chosen = shared.selected.len();
            for (act, key, there) in [
                (Act::EditMany, "cmd-edit-many", chosen > 1),
                (Act::Compare, "cmd-compare", chosen == 2),
            ] {
                if there && widget::key_button(ui, look, &cx.t(key), &keys_of(act), false).clicked() {
                    shared.act = Some(act);
                    ui.ctx().request_repaint();
                }
            }
            if chosen > 1 {
                ui.label(look.quiet(cx.tn("entities-chosen", chosen)));
            }
        });
        self.facets(ui, cx);
        if self.rows.is_empty() {
            widget::empty(ui, look, &cx.t("entities-none"), &cx.t("entities-none-hint"));
            return actions;
        }
        if self.shown.is_empty() {
            widget::empty(ui, look, &cx.t("nothing-fits"), &cx.t("nothing-fits-hint"));
            return actions;
        }
        self.table(ui, cx, shared, &mut actions);
        actions
    }
}

impl Entities {
    /// Works the rows out anew when the board has changed, and what is shown when the filter has.
    fn refresh(&mut self, cx: &Cx<'_>) {
        let stamp = (cx.s.seq, cx.text.language().to_owned());
        if self.rows_of.as_ref() != Some(&stamp) {
            let mut rows = Vec::with_capacity(cx.s.entities.len());
            let decided: BTreeSet<Uid> = cx.s.verdicts().flat_map(|d| [d.left_id, d.right_id]).collect();
            for entity in cx.s.entities.iter().filter(|e| cx.s.group_of(e.id) == e.id) {
                let members = cx.s.members_of(entity.id);
                let kind = words::kind_key(cx.s, entity.id);
                let facts = || members.iter().flat_map(|m| cx.s.facts_of(*m));
                let mentions = || members.iter().flat_map(|m| cx.s.mentions_of_entity(*m));
                let named = mentions().filter_map(|m| cx.s.record(m.record)).map(|r| r.source);
                let sources: BTreeSet<SourceId> = named.chain(facts().filter_map(|f| f.source)).collect();
                let label = words::entity(cx.s, entity.id);
                rows.push(Row {
                    id: entity.id,
                    folded: label.to_lowercase(),
                    label,
                    kind,
                    links: members.iter().map(|m| cx.s.links_of(*m).count()).sum(),
                    facts: facts().count(),
                    records: mentions().count(),
                    by_hand: sources.is_empty() || facts().any(|f| f.by_hand),
                    sources: sources.into_iter().collect(),
                    decided: members.iter().any(|m| decided.contains(&m.0)),
                });
            }
            self.rows = Arc::new(rows);
            self.rows_of = Some(stamp);
            self.shown_for = None;
        }
        let wanted = (
            self.filter.to_lowercase(),
            self.facets.wanted.clone(),
            self.sort,
            self.descending,
        );
        if self.shown_for.as_ref() != Some(&wanted) {
            let rows = &self.rows;
            let mut shown = self.facets.count(rows, &wanted.0);
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
            self.order = Arc::new(shown.iter().map(|n| rows[*n as usize].id).collect());
            self.shown = Arc::new(shown);
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
                    self.facets.ui(ui, cx);
                });
            });
        widget::hline(ui, cx.look);
    }

    fn table(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, actions: &mut Vec<Action>) {
        let look = cx.look;
        let order = Arc::clone(&self.order);
        if shared.take(Act::SelectAll) {
            shared.selected = order.iter().copied().collect();
        }
        let scroll = self.choose.keys(ui, shared, &order);
        if shared.take(Act::EditName)
            && let Some(entity) = may_be_named(cx, shared)
        {
            self.editing = Some(Editing {
                entity: entity.id,
                name: entity.label.clone(),
                begun: false,
            });
        }
        let keys = ui.input(|i| i.modifiers);
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
        let shown = Arc::clone(&self.shown);
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
                        if self.editing.as_ref().is_some_and(|e| e.entity == row.id) {
                            self.edit(ui, cx, actions);
                            return;
                        }
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
                        self.choose.clicked(shared, &order, row.id, keys);
                    }
                });
            });
    }

    /// The name of a row, typed in its place: Enter or leaving it saves, Escape gives it up.
    fn edit(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) {
        let Some(editing) = &mut self.editing else { return };
        let field = ui
            .add(TextEdit::singleline(&mut editing.name).desired_width(ui.available_width() - size::PAD))
            .accessible_name(cx.t("entity-label"));
        if !std::mem::replace(&mut editing.begun, true) {
            field.request_focus();
            return;
        }
        let given_up = ui.input(|i| i.key_pressed(Key::Escape));
        if !field.lost_focus() && field.has_focus() && !given_up {
            return;
        }
        let Some(done) = self.editing.take().filter(|_| !given_up) else {
            return;
        };
        let rename = RenameEntity {
            entity: done.entity,
            label: done.name.trim().to_owned(),
        };
        let same = cx.s.entity(done.entity).is_none_or(|e| e.label == rename.label);
        if !same && !rename.label.is_empty() {
            actions.push(Action::Commit(rename.into()));
        }
    }
}

/// The one that is selected, where it has a name to change: a sealed person is shown by pseudonym, an identifier is
/// its value.
fn may_be_named<'a>(cx: &Cx<'a>, shared: &Shared) -> Option<&'a Entity> {
    let mut selected = shared.selected.iter();
    let (only, None) = (selected.next()?, selected.next()) else {
        return None;
    };
    let entity = cx.s.entity(*only)?;
    (entity.pseudonym.is_empty() && entity.canonical.is_empty()).then_some(entity)
}
