//! The history of what is known of an entity: of one value's field, or of all. Must not know: how a history is read.

use eframe::egui::{Button, Frame, Label, Role, Ui, WidgetInfo};

use super::chips;
use crate::app::action::{Action, Answer, Request};
use crate::app::history::Line;
use crate::model::commit::Op;
use crate::model::*;
use crate::ui::theme::{Tone, size};
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Shared, shell, words};

/// What is shown of an entity's history.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    entity: EntityId,
    /// A field; none = all.
    field: Option<String>,
}

impl Shown {
    pub(super) fn of(entity: EntityId, field: &str) -> Shown {
        Shown {
            entity,
            field: Some(field.to_owned()),
        }
    }
}

/// The name of a field, which opens its history below its values, or closes it. True when it was pressed.
pub(super) fn field_name(ui: &mut Ui, cx: &Cx<'_>, field: &str, on: bool) -> bool {
    let name = cx.ta("history-of", &[("field", &bits::field_name(cx.text, field))]);
    let label = cx.look.quiet(bits::field_label(cx.text, field));
    let button = ui.add(Button::new(label).frame(false).wrap().selected(on));
    button.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &name));
    button.on_hover_text(&name).clicked()
}

/// The history of one field.
pub(super) fn of_field(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    entity: EntityId,
    field: &str,
    actions: &mut Vec<Action>,
) {
    lines(ui, cx, shared, entity, &|line| line.field == field, actions);
}

/// The whole history, behind a button.
pub(super) fn whole(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, entity: EntityId, actions: &mut Vec<Action>) {
    let all = Shown { entity, field: None };
    let on = shared.history.as_ref() == Some(&all);
    widget::section(ui, cx.look, &cx.t("history"), "");
    Frame::NONE.inner_margin(size::GAP).show(ui, |ui| {
        let key = if on { "history-hide" } else { "history-show" };
        if widget::button(ui, &cx.t(key)).clicked() {
            shared.history = (!on).then_some(all);
        }
    });
    if on {
        lines(ui, cx, shared, entity, &|_| true, actions);
    }
}

fn lines(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    entity: EntityId,
    wanted: &dyn Fn(&Line) -> bool,
    actions: &mut Vec<Action>,
) {
    let request = Request::Told(entity);
    cx.want(request.clone(), actions);
    match cx.results.get(&request) {
        Some(Answer::Told(all)) => {
            // Newest first, as everywhere.
            for line in all.iter().rev().filter(|l| wanted(l)) {
                one(ui, cx, shared, line);
            }
        }
        Some(Answer::Failed(problem)) => shell::problem_words(ui, cx.look, cx.text, problem),
        _ => {
            ui.label(cx.look.quiet(cx.t("job-reading")));
        }
    }
}

fn one(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, line: &Line) {
    Frame::NONE.fill(cx.look.sunk).inner_margin(size::GAP).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = size::HAIR;
        let (key, tone) = match line.op {
            Op::Insert => ("history-insert", Tone::For),
            Op::Update => ("history-update", Tone::Accent),
            Op::Delete => ("history-delete", Tone::Against),
        };
        let what = if line.field.is_empty() {
            cx.t("history-itself")
        } else {
            bits::field_name(cx.text, &line.field)
        };
        let said = cx.ta(
            key,
            &[("what", &what), ("before", &line.before), ("after", &line.after)],
        );
        ui.add(Label::new(cx.look.body(said).color(cx.look.ink(tone))).wrap());
        let when = words::date(cx.text, line.at.get(..16).unwrap_or(&line.at));
        let step = cx.text.command(&line.command, &line.args);
        let by = cx.ta(
            "history-by",
            &[
                ("when", &when),
                ("who", &line.member),
                ("step", &step),
                ("n", &line.commit.to_string()),
            ],
        );
        ui.add(Label::new(cx.look.small(by)).wrap());
        if line.record.is_some() || line.source.is_some() {
            chips(
                ui,
                cx,
                shared,
                &[(line.source, line.record, String::new())],
                &line.after,
            );
        }
    });
    ui.add_space(size::HAIR);
}
