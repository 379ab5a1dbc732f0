//! What the columns of a file mean, chosen one by one beside a small picture of what a row becomes. Must not
//! know: how a map reads a file.

use std::path::{Path, PathBuf};

use eframe::egui::{Checkbox, ComboBox, Grid, Label, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo};

use crate::app::action::{Action, Answer, Request};
use crate::app::intake::{Columns, MEANINGS, Meant};
use crate::catalog::map::{ColumnMap, MentionRule};
use crate::scene::{Scene, mapping};
use crate::ui::paint::{self, Camera};
use crate::ui::theme::size;
use crate::ui::{Cx, shell, widget};

/// Seconds that a hand must rest before the file is read as it is chosen now.
const REST: f64 = 0.3;
/// The picture's width, and the room for the columns, in points.
const PICTURE: f32 = 380.0;
const TABLE: f32 = 580.0;
/// What is shown of a column's values.
const SAMPLES: usize = 3;

/// The columns of one file while they are chosen.
pub(super) struct Choosing {
    file: PathBuf,
    meant: Vec<Meant>,
    /// What stands in `meant`, as a map and as its text.
    map: ColumnMap,
    text: String,
    changed_at: f64,
    begun: bool,
}

impl Choosing {
    pub(super) const WIDTH: f32 = PICTURE + TABLE + 4.0 * size::PAD;

    pub(super) fn of(file: &Path) -> Choosing {
        Choosing {
            file: file.to_owned(),
            meant: Vec::new(),
            map: ColumnMap::default(),
            text: String::new(),
            changed_at: f64::NEG_INFINITY,
            begun: false,
        }
    }
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
    /// The text of the map, once the hand rests; none while the file is read or something is being chosen.
    pub(super) fn text(&self, ui: &Ui) -> Option<&str> {
        let rested = ui.input(|i| i.time) - self.changed_at;
        if rested < REST {
            let left = std::time::Duration::from_secs_f64(REST - rested);
            ui.ctx().request_repaint_after(left);
            return None;
        }
        (!self.text.is_empty()).then_some(self.text.as_str())
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) {
        let request = Request::Columns(self.file.clone());
        if cx.results.get(&request).is_none() {
            cx.want(request.clone(), actions);
        }
        let columns = match cx.results.get(&request) {
            Some(Answer::Columns(columns)) => columns,
            Some(Answer::Failed(problem)) => {
                shell::problem_words(ui, cx.look, cx.text, problem);
                return;
            }
            _ => {
                ui.label(cx.look.quiet(cx.t("preview-reading")));
                return;
            }
        };
        if !std::mem::replace(&mut self.begun, true) {
            self.meant.clone_from(&columns.meant);
            self.read(columns);
        }
        ui.horizontal_top(|ui| {
            let mut changed = false;
            ui.vertical(|ui| {
                ui.set_width(TABLE);
                ScrollArea::vertical()
                    .max_height(size::ROW * 9.0)
                    .min_scrolled_height(size::ROW * 9.0)
                    .id_salt("columns")
                    .show(ui, |ui| changed = table(ui, cx, columns, &mut self.meant));
            });
            ui.vertical(|ui| {
                ui.set_width(PICTURE);
                widget::caption(ui, cx.look, &cx.t("row-becomes"));
                ScrollArea::vertical()
                    .max_height(size::ROW * 9.0)
                    .min_scrolled_height(size::ROW * 9.0)
                    .id_salt("row-becomes")
                    .show(ui, |ui| self.picture(ui, cx, columns));
            });
            if changed {
                self.changed_at = ui.input(|i| i.time);
                self.read(columns);
            }
        });
    }

    fn read(&mut self, columns: &Columns) {
        self.map = columns.map(&self.meant);
        self.text = self.map.to_toml();
    }

    fn picture(&self, ui: &mut Ui, cx: &Cx<'_>, columns: &Columns) {
        if self.map.mention.is_empty() {
            ui.add(Label::new(cx.look.quiet(cx.t("row-becomes-nothing"))).wrap());
            return;
        }
        let scene = drawn(cx, &self.map, columns);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(scene.width_pt, scene.height_pt), Sense::hover());
        let camera = Camera {
            center: [scene.width_pt / 2.0, scene.height_pt / 2.0],
            zoom: 1.0,
        };
        paint::scene(ui.painter(), cx.look, &scene, &camera, rect);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &scene.desc));
    }
}

/// What the first row that says something of it becomes.
fn drawn(cx: &Cx<'_>, map: &ColumnMap, columns: &Columns) -> Scene {
    let value = |row: &[String], column: &String| {
        let at = columns.header.iter().position(|h| h == column)?;
        row.get(at).map(|c| c.trim().to_owned()).filter(|c| !c.is_empty())
    };
    let example = |mention: &MentionRule| {
        let private = |c: &String| map.rule(c).is_some_and(|rule| rule.sealed);
        if mention.label.iter().any(private) {
            return "▌▌▌▌".to_owned();
        }
        let said = |row: &Vec<String>| -> Vec<String> { mention.label.iter().filter_map(|c| value(row, c)).collect() };
        let row = columns.rows.iter().map(said).find(|parts| !parts.is_empty());
        row.map_or_else(String::new, |parts| parts.join(" "))
    };
    mapping::scene(&mapping::Input {
        map,
        kinds: &cx.catalog.kinds,
        words: &|key, args| {
            let (family, key) = key.split_once('-').unwrap_or(("", key));
            cx.text.word(family, key, args)
        },
        example: &example,
        width_pt: PICTURE - size::PAD,
    })
}

/// One row a column: its name and values, what it means, whose it is, whether it is sealed. True when one changed.
fn table(ui: &mut Ui, cx: &Cx<'_>, columns: &Columns, meant: &mut [Meant]) -> bool {
    let mut changed = false;
    let meanings: Vec<(String, String)> = std::iter::once("")
        .chain(MEANINGS)
        .map(|m| {
            (
                m.to_owned(),
                cx.t(&format!("meaning-{}", if m.is_empty() { "none" } else { m })),
            )
        })
        .collect();
    let roles: Vec<(String, String)> = std::iter::once((String::new(), cx.t("role-by-name")))
        .chain(
            cx.catalog
                .list_keys("roles")
                .into_iter()
                .map(|r| (r.to_owned(), cx.text.word("role", r, &[]))),
        )
        .collect();
    Grid::new("columns")
        .num_columns(4)
        .spacing([size::GAP, size::TIGHT])
        .show(ui, |ui| {
            for head in ["column-of-file", "means", "whose", "sealed-column"] {
                ui.label(cx.look.small(cx.t(head)));
            }
            ui.end_row();
            for (at, said) in meant.iter_mut().enumerate() {
                ui.vertical(|ui| {
                    ui.set_width(TABLE * 0.36);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add(Label::new(cx.look.body(&said.column)).truncate())
                        .on_hover_text(&said.column);
                    ui.add(Label::new(cx.look.small(samples(columns, at, said))).truncate());
                });
                let name = |key: &str| format!("{}: {}", said.column, cx.t(key));
                let (means, whose, sealed) = (name("means"), name("whose"), name("sealed-column"));
                changed |= pick(ui, &means, &mut said.meaning, &meanings);
                ui.add_enabled_ui(
                    !matches!(said.meaning.as_str(), "" | "key" | "date" | "narrative"),
                    |ui| {
                        changed |= pick(ui, &whose, &mut said.role, &roles);
                    },
                );
                // A victim's name is sealed whatever is said.
                let victim = said.role == "victim";
                let mut on = said.sealed || victim;
                ui.add_enabled_ui(!victim, |ui| {
                    let tick = ui.add(Checkbox::without_text(&mut on));
                    tick.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &sealed));
                    if tick.changed() {
                        said.sealed = on;
                        changed = true;
                    }
                });
                ui.end_row();
            }
        });
    changed
}

/// The first values of a column; of a sealed one only that there are some.
fn samples(columns: &Columns, at: usize, said: &Meant) -> String {
    if said.sealed || said.role == "victim" {
        return "▌▌▌▌".to_owned();
    }
    let cells = columns.rows.iter().filter_map(|row| row.get(at));
    let filled = cells.map(|c| c.trim()).filter(|c| !c.is_empty());
    filled.take(SAMPLES).collect::<Vec<_>>().join(" · ")
}

/// A choice without a label of its own; `name` is what a screen reader says. True when it changed.
fn pick(ui: &mut Ui, name: &str, value: &mut String, options: &[(String, String)]) -> bool {
    let before = value.clone();
    let shown = options
        .iter()
        .find(|(k, _)| k == value)
        .map_or(value.as_str(), |(_, t)| t.as_str())
        .to_owned();
    let drop = ComboBox::from_id_salt(name)
        .width(TABLE * 0.225)
        .selected_text(&shown)
        .truncate()
        .show_ui(ui, |ui| {
            for (key, text) in options {
                ui.selectable_value(value, key.clone(), text.as_str());
            }
        });
    drop.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(shown.clone());
        info
    });
    *value != before
}
