//! The way that led to what the inspector shows: back, forward, and the last things passed by name.
//! Must not know: what each of them holds.

use eframe::egui::{Align, Button, Layout, Role, Ui, Vec2, WidgetInfo};

use crate::app::action::{Answer, Request};
use crate::ui::theme::size;
use crate::ui::widget::{self, Icon};
use crate::ui::{Cx, Item, Shared, menu, view, words};

/// Things passed that stand by name.
const NAMED: usize = 2;

/// What something is called at the head of the inspector; empty when it is gone.
pub(super) fn title(cx: &Cx<'_>, item: &Item) -> String {
    let said = match item {
        Item::Entity(id) => Some(words::entity(cx.s, *id)),
        Item::Record(id, _) => Some(words::record(cx.s, cx.text, *id)),
        Item::Link(_) => Some(cx.t("why-linked")),
        Item::Event(id) => cx.s.events.get(id.0).map(|event| match event.title.as_str() {
            "" => cx.text.word("event", &event.kind, &[]),
            title => title.to_owned(),
        }),
        Item::Source(id) => cx.s.source(*id).map(|source| match source.title.as_str() {
            "" => source.file_name.clone(),
            title => title.to_owned(),
        }),
        Item::Milestone(id) => {
            let clocks = Request::Clocks {
                as_of: cx.today.to_owned(),
            };
            let clock = match cx.results.get(&clocks) {
                Some(Answer::Clocks(clocks)) => clocks.iter().find(|c| c.id == *id),
                _ => None,
            };
            match clock {
                Some(clock) => Some(view::milestones::title(cx, clock)),
                None => cx.s.milestones.get(id.0).map(|m| m.title.clone()),
            }
        }
    };
    said.unwrap_or_default()
}

/// A line above the head, where there is a way.
pub(super) fn trail(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
    let (back, forward) = (shared.back.len(), shared.forward.len());
    if back + forward == 0 {
        return;
    }
    let mut steps = 0;
    ui.allocate_ui_with_layout(
        Vec2::new(ui.available_width(), size::ROW),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            ui.add_space(size::TIGHT);
            for (icon, act, key, there) in [
                (Icon::Left, menu::Act::Back, "cmd-back", back > 0),
                (Icon::Right, menu::Act::Forward, "cmd-forward", forward > 0),
            ] {
                let said = format!("{}  {}", cx.t(key), menu::keys_of(act));
                let button = ui.add_enabled_ui(there, |ui| widget::icon_button(ui, cx.look, icon, &said, false));
                if button.inner.clicked() {
                    shared.act = Some(act);
                }
            }
            ui.add_space(size::TIGHT);
            let named = back.min(NAMED);
            let room = (ui.available_width() - size::PAD) / named.max(1) as f32;
            for (left, item) in shared.back[back - named..].iter().enumerate() {
                let name = title(cx, item);
                if name.is_empty() {
                    continue;
                }
                let button = Button::new(cx.look.small(&name)).frame(false).truncate();
                let wide = Vec2::new(room - size::PAD, size::CHIP);
                let crumb = ui.scope(|ui| {
                    ui.set_max_width(wide.x);
                    ui.add(button)
                });
                let said = cx.ta("back-to", &[("name", &name)]);
                crumb.inner.widget_info(|| WidgetInfo::labeled(Role::Link, true, &said));
                if crumb.inner.on_hover_text(&said).clicked() {
                    steps = named - left;
                }
                ui.label(cx.look.small(" › "));
            }
        },
    );
    for _ in 0..steps {
        shared.go_back();
    }
}
