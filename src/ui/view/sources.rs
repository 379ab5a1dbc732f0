//! Sources: where it is from, how far it is to be trusted, what of it did not fit. Grading is edited
//! in place; a source can be held back and released.

use std::collections::BTreeSet;

use eframe::egui::{Align, Frame, Label, Layout, Ui, Vec2};
use egui_extras::{Column, TableBuilder};

use super::View;
use super::libraries::Libraries;
use super::rejects::{self, Worklist};
use crate::app::action::Action;
use crate::app::morning::Target;
use crate::command::edit_source::{GradeSource, HoldSource, ReleaseSource};
use crate::model::source::Source;
use crate::model::{EntityId, SourceId};
use crate::ui::menu::{Act, keys_of};
use crate::ui::shared::Kept;
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self};
use crate::ui::{Cx, Item, Shared, words};

#[derive(Default)]
pub struct Sources {
    kind: Option<String>,
    /// On which the selected entities rest, by selection and commit.
    under: Kept<(BTreeSet<EntityId>, i64), BTreeSet<SourceId>>,
    worklist: Worklist,
    libraries: Libraries,
}

impl View for Sources {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let look = cx.look;
        let mut actions = Vec::new();
        ui.spacing_mut().item_spacing.y = 0.0;
        widget::head(ui, look, &cx.t("sources-title"), |ui| {
            widget::key_cap(ui, look, &keys_of(Act::Import));
            if cx.changing(ui, |ui| widget::button(ui, &cx.t("cmd-import"))).clicked() {
                shared.act = Some(Act::Import);
            }
        });
        let mut sources: Vec<&Source> = cx.s.sources.iter().collect();
        sources.sort_by(|a, b| {
            b.received
                .cmp(&a.received)
                .then_with(|| a.file_name.cmp(&b.file_name))
                .then(a.id.cmp(&b.id))
        });
        let led = shared.take_led(|t| match t {
            Target::Worklist(_) => Some((true, false)),
            Target::Libraries => Some((false, true)),
            Target::Source(_) => Some((false, false)),
            _ => None,
        });
        if let Some(led) = led {
            (self.worklist.open, self.libraries.open) = led;
        }
        self.facets(ui, cx, &sources);
        if self.libraries.open {
            self.libraries.ui(cx, shared, ui, &mut actions);
            return actions;
        }
        if sources.is_empty() {
            widget::empty(ui, look, &cx.t("sources-none"), &cx.t("sources-none-hint"));
            return actions;
        }
        if self.worklist.open {
            self.worklist.ui(cx, shared, ui, &mut actions);
            return actions;
        }
        sources.retain(|s| self.kind.as_ref().is_none_or(|k| *k == s.kind));
        let of = (shared.selected.clone(), cx.s.seq);
        let selected = &shared.selected;
        let under = self.under.of(of, || {
            selected.iter().flat_map(|id| cx.s.sources_of_entity(*id)).collect()
        });
        table(ui, cx, shared, &sources, under, &mut actions);
        actions
    }
}

impl Sources {
    /// Opens the list of libraries.
    pub fn show_libraries(&mut self) {
        self.libraries.open = true;
    }

    fn facets(&mut self, ui: &mut Ui, cx: &Cx<'_>, sources: &[&Source]) {
        let mut kinds: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for source in sources {
            *kinds.entry(&source.kind).or_default() += 1;
        }
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    let rejected = sources.iter().map(|s| usize::try_from(s.rejected).unwrap_or(0)).sum();
                    if !sources.is_empty() || self.worklist.open {
                        let (on, n) = (self.worklist.open, rejects::waiting(cx, rejected));
                        if widget::filter_chip(ui, cx.look, &cx.t("worklist"), n, on).clicked() {
                            self.worklist.open = !on;
                            self.libraries.open = false;
                        }
                    }
                    for (kind, n) in kinds {
                        let on = self.kind.as_deref() == Some(kind);
                        if widget::filter_chip(ui, cx.look, &cx.text.word("source", kind, &[]), Some(n), on).clicked() {
                            self.kind = if on { None } else { Some(kind.to_owned()) };
                            self.libraries.open = false;
                        }
                    }
                    let on = self.libraries.open;
                    let used = Some(cx.s.library_uses.len()).filter(|n| *n > 0);
                    if widget::filter_chip(ui, cx.look, &cx.t("libraries"), used, on).clicked() {
                        self.libraries.open = !on;
                    }
                });
            });
        widget::hline(ui, cx.look);
    }
}

fn table(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    sources: &[&Source],
    under: &BTreeSet<SourceId>,
    actions: &mut Vec<Action>,
) {
    let look = cx.look;
    let at = sources.iter().position(|s| shared.shown == Some(Item::Source(s.id)));
    let walked = shared.step(at, sources.len());
    let [least, agency, received, grading, count, held] = if ui.available_width() < size::TABLE {
        [140.0, 84.0, 84.0, 104.0, 72.0, 66.0]
    } else {
        [size::FIELD, 200.0, 96.0, 132.0, 72.0, 92.0]
    };
    // In a pane the name and what is to be done come first.
    let whole = ui.available_width() >= size::BESIDE;
    let mut builder = TableBuilder::new(ui);
    if let Some(at) = walked {
        shared.show(Item::Source(sources[at].id));
        builder = builder.scroll_to_row(at, None);
    }
    builder = builder
        .id_salt(("sources", whole))
        .sense(eframe::egui::Sense::click())
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::remainder().at_least(least).clip(true));
    if whole {
        builder = builder
            .column(Column::initial(agency).clip(true))
            .column(Column::initial(received).clip(true));
    }
    builder
        .column(Column::exact(grading))
        .columns(Column::exact(count), if whole { 3 } else { 2 })
        .column(Column::exact(held))
        .auto_shrink(false)
        .header(size::ROW, |mut header| {
            for (n, key) in [
                "source", "agency", "received", "grading", "staged", "already", "rejected", "hold",
            ]
            .into_iter()
            .filter(|key| whole || !["agency", "received", "already"].contains(key))
            .enumerate()
            {
                header.col(|ui| {
                    if n == 0 {
                        ui.add_space(size::PAD);
                    }
                    ui.label(look.small(cx.t(&format!("column-{key}"))));
                });
            }
        })
        .body(|body| {
            body.rows(size::CARD_ROW, sources.len(), |mut line| {
                let source = sources[line.index()];
                let name = source.name();
                line.set_selected(shared.shown == Some(Item::Source(source.id)));
                let lit = under.contains(&source.id);
                line.col(|ui| {
                    if lit {
                        widget::lit(ui, look, ui.max_rect());
                    }
                    ui.add_space(size::PAD);
                    ui.add(Label::new(look.body(name)).truncate());
                    if source.sealed {
                        widget::badge(ui, look, &cx.t("sealed"), Tone::Sealed);
                    }
                });
                if whole {
                    line.col(|ui| {
                        ui.add(Label::new(look.quiet(&source.agency)).truncate());
                    });
                    line.col(|ui| {
                        let day = source.received.get(..10).unwrap_or(&source.received);
                        ui.label(look.mono(words::date(cx.text, day)));
                    });
                }
                line.col(|ui| cx.changing(ui, |ui| grade(ui, cx, source, actions)));
                for (n, tone, shown) in [
                    (source.staged, Tone::Plain, true),
                    (source.already, Tone::Plain, whole),
                    (source.rejected, Tone::Soon, true),
                ] {
                    if !shown {
                        continue;
                    }
                    line.col(|ui| {
                        let ink = if n == 0 {
                            look.dim
                        } else if tone == Tone::Soon {
                            look.ink(Tone::Soon)
                        } else {
                            look.text
                        };
                        ui.label(look.mono(words::number(usize::try_from(n).unwrap_or(0))).color(ink));
                    });
                }
                line.col(|ui| hold(ui, cx, source, actions));
                let response = line.response();
                response.widget_info(|| {
                    eframe::egui::WidgetInfo::labeled(
                        eframe::egui::Role::Row,
                        true,
                        words::lit(cx, format!("{name}, {}", source.agency), lit),
                    )
                });
                if response.clicked() {
                    shared.show(Item::Source(source.id));
                }
            });
        });
}

/// Reliability of the source A–F, credibility of the information 1–6 (Admiralty code).
fn grade(ui: &mut Ui, cx: &Cx<'_>, source: &Source, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.x = size::TIGHT;
    let mut graded = (source.reliability.clone(), source.credibility.clone());
    let scales: [(&str, &mut String, &[&str]); 2] = [
        ("reliability", &mut graded.0, &["A", "B", "C", "D", "E", "F"]),
        ("credibility", &mut graded.1, &["1", "2", "3", "4", "5", "6"]),
    ];
    for (family, value, keys) in scales {
        let shown = if value.is_empty() {
            "–".to_owned()
        } else {
            value.clone()
        };
        let name = format!(
            "{}: {}",
            cx.t(&format!("grade-{family}")),
            if value.is_empty() {
                cx.t("not-graded")
            } else {
                cx.text.word(family, &value.to_lowercase(), &[])
            }
        );
        eframe::egui::ComboBox::from_id_salt((family, source.id.0))
            .width(48.0)
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for key in keys {
                    ui.selectable_value(
                        value,
                        (*key).to_owned(),
                        format!("{key}  {}", cx.text.word(family, &key.to_lowercase(), &[])),
                    );
                }
            })
            .response
            .accessible_name(name.clone())
            .on_hover_text(name);
    }
    if graded != (source.reliability.clone(), source.credibility.clone()) {
        actions.push(Action::Commit(
            GradeSource {
                source: source.id,
                reliability: graded.0,
                credibility: graded.1,
            }
            .into(),
        ));
    }
}

fn hold(ui: &mut Ui, cx: &Cx<'_>, source: &Source, actions: &mut Vec<Action>) {
    if source.quarantine.is_empty() {
        if cx
            .changing(ui, |ui| widget::button(ui, &cx.t("hold")))
            .on_hover_text(cx.t("hold-hint"))
            .clicked()
        {
            actions.push(Action::Commit(
                HoldSource {
                    source: source.id,
                    reason: cx.t("hold-reason"),
                }
                .into(),
            ));
        }
    } else if cx
        .changing(ui, |ui| widget::button(ui, &cx.t("release")))
        .on_hover_text(&source.quarantine)
        .clicked()
    {
        actions.push(Action::Commit(ReleaseSource { source: source.id }.into()));
    }
}
