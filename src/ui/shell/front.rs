//! The file menu, and what stands there while no case is open or it is locked: nothing of a case is
//! drawn here. Must not know: any screen's content.

use eframe::egui::{self, Frame, Key, Sense, TextEdit, Ui, Vec2};

use super::problem_words;
use crate::app::case::MemberLine;
use crate::catalog::text::Text;
use crate::model::problem::Problem;
use crate::ui::dialog::{Dialog, Open};
use crate::ui::menu::{self, Act};
use crate::ui::theme::{Look, Tone, size};
use crate::ui::widget::{self, Icon, icon};
use crate::ui::{Cx, Shared};

/// What can be done with the file as a whole, each with its key; what was open before.
pub(super) fn file_menu(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
    const ENTRIES: &[&[(Act, &str)]] = &[
        &[(Act::NewCase, "new-case"), (Act::OpenCase, "open-case")],
        &[
            (Act::Import, "import"),
            (Act::Export, "export"),
            (Act::Backup, "backup"),
        ],
        &[
            (Act::Settings, "settings"),
            (Act::Members, "members"),
            (Act::Verify, "verify"),
        ],
        &[(Act::Lock, "lock"), (Act::CloseCase, "close-case")],
    ];
    ui.menu_button(cx.look.body(cx.t("file-menu")), |ui| {
        ui.set_width(size::FIELD + size::LABEL);
        for (n, group) in ENTRIES.iter().enumerate() {
            if n > 0 {
                ui.separator();
            }
            for (act, key) in *group {
                let entry = egui::Button::new(cx.look.body(cx.t(&format!("cmd-{key}"))))
                    .frame(false)
                    .shortcut_text(cx.look.small(menu::keys_of(*act)));
                if ui.add(entry).clicked() {
                    shared.act = Some(*act);
                    ui.close();
                }
            }
        }
        if !shared.recent.is_empty() {
            ui.separator();
            ui.label(cx.look.small(cx.t("file-recent")));
            for path in shared.recent.clone() {
                let name = path
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default();
                let entry = ui
                    .add(egui::Button::new(cx.look.body(name)).frame(false))
                    .on_hover_text(path.display().to_string());
                if entry.clicked() {
                    shared.dialog = Some(Dialog::Open(Open::of(&path)));
                    ui.close();
                }
            }
        }
    });
}

/// No case is open: what to do now.
pub fn closed_screen(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
    egui::CentralPanel::no_frame()
        .frame(Frame::NONE.fill(cx.look.window))
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.26).max(size::PAD));
                ui.label(cx.look.title(cx.t("closed-title")));
                ui.add_space(size::TIGHT);
                ui.label(cx.look.quiet(cx.t("closed-hint")));
                ui.add_space(size::PAD);
                let keys = menu::keys_of(Act::OpenCase);
                if widget::key_button(ui, cx.look, &cx.t("cmd-open-case"), &keys, true).clicked() {
                    shared.act = Some(Act::OpenCase);
                }
                ui.add_space(size::TIGHT);
                if widget::key_button(ui, cx.look, &cx.t("cmd-new-case"), "", false).clicked() {
                    shared.act = Some(Act::NewCase);
                }
                if shared.recent.is_empty() {
                    return;
                }
                ui.add_space(size::TOP);
                ui.label(cx.look.small(cx.t("file-recent")));
                ui.add_space(size::TIGHT);
                ui.scope(|ui| {
                    ui.set_max_width(size::PALETTE);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for path in shared.recent.clone() {
                        let name = path
                            .file_name()
                            .map(|n| n.to_string_lossy().into_owned())
                            .unwrap_or_default();
                        let whole = path.display().to_string();
                        let row = widget::list_row(ui, cx.look, size::CARD_ROW, false, &whole, |ui| {
                            ui.label(cx.look.body(name));
                            ui.add(egui::Label::new(cx.look.small(&whole)).truncate());
                        });
                        if row.clicked() {
                            shared.dialog = Some(Dialog::Open(Open::of(&path)));
                        }
                    }
                });
            });
        });
}

/// What a person asks of the lock screen.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// A password was given.
    pub unlock: bool,
    /// Another case than this one.
    pub other: bool,
    /// The password that is being tried is not to be tried any more.
    pub give_up: bool,
}

/// Who acts, in a file of several members. `at` = the line that the keys are on. Gives who was chosen; `None` in it =
/// nobody, back to where one was.
pub fn choose_screen(
    ui: &mut Ui,
    look: &Look,
    text: &Text,
    members: &[MemberLine],
    at: &mut usize,
) -> Option<Option<String>> {
    let mut chosen = None;
    let t = |key: &str| text.get(key, &[]);
    ui.input_mut(|i| {
        let mut key = |key| i.consume_key(egui::Modifiers::NONE, key);
        let down = key(Key::ArrowDown) || key(Key::J);
        let up = key(Key::ArrowUp) || key(Key::K);
        let last = members.len().saturating_sub(1);
        *at = at.saturating_add_signed(isize::from(down) - isize::from(up)).min(last);
        if key(Key::Escape) {
            chosen = Some(None);
        } else if key(Key::Enter) {
            chosen = members.get(*at).map(|m| Some(m.name.clone()));
        }
    });
    egui::CentralPanel::no_frame()
        .frame(Frame::NONE.fill(look.window))
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.22).max(size::PAD));
                ui.label(look.title(t("choose-title")));
                ui.add_space(size::TIGHT);
                ui.scope(|ui| {
                    ui.set_max_width(size::DIALOG);
                    ui.add(egui::Label::new(look.quiet(t("choose-hint"))).wrap());
                });
                ui.add_space(size::PAD);
                let tall = (ui.available_height() - 2.0 * size::TOP).max(size::TOP);
                egui::ScrollArea::vertical().max_height(tall).show(ui, |ui| {
                    ui.set_max_width(size::DIALOG);
                    ui.spacing_mut().item_spacing.y = 0.0;
                    for (n, member) in members.iter().enumerate() {
                        if member_row(ui, look, text, member, n == *at) {
                            chosen = Some(Some(member.name.clone()));
                        }
                    }
                });
                ui.add_space(size::PAD);
                let back = egui::Button::new(look.quiet(t("cancel"))).frame(false);
                if ui.add(back).clicked() {
                    chosen = Some(None);
                }
            });
        });
    chosen
}

fn member_row(ui: &mut Ui, look: &Look, text: &Text, member: &MemberLine, on: bool) -> bool {
    let about: Vec<&str> = [member.role.as_str(), member.agency.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    let about = about.join(" · ");
    let row = widget::list_row(ui, look, size::CARD_ROW, on, &member.name, |ui| {
        ui.label(look.head(&member.name));
        if member.acting {
            widget::badge(ui, look, &text.get("choose-acted", &[]), Tone::Plain);
        }
        ui.add(egui::Label::new(look.quiet(&about)).truncate());
    });
    row.clicked()
}

/// In the place of everything, when somebody looks over the shoulder. True when it is to be shown again.
pub fn hidden_screen(ui: &mut Ui, look: &Look, text: &Text) -> bool {
    let mut show = false;
    egui::CentralPanel::no_frame()
        .frame(Frame::NONE.fill(look.window))
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.42).max(size::PAD));
                let keys = menu::keys_of(menu::Act::Hide);
                show = widget::key_button(ui, look, &text.get("show-again", &[]), &keys, false).clicked();
            });
        });
    show
}

/// Nothing of the case is drawn here. `busy`: the password is being tried.
#[expect(clippy::too_many_arguments, reason = "there is no case, so no context to draw from")]
pub fn lock_screen(
    ui: &mut Ui,
    look: &Look,
    text: &Text,
    title: &str,
    password: &mut String,
    problem: Option<&Problem>,
    busy: bool,
    first: bool,
) -> Asked {
    let mut asked = false;
    let mut other = false;
    let mut give_up = false;
    egui::CentralPanel::no_frame()
        .frame(Frame::NONE.fill(look.window))
        .show(ui, |ui| {
            ui.vertical_centered(|ui| {
                ui.add_space((ui.available_height() * 0.32).max(size::PAD));
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(size::ROW), Sense::hover());
                icon::paint(ui.painter(), Icon::Lock, rect, look.dim);
                ui.add_space(size::GAP);
                ui.label(look.title(title));
                ui.label(look.quiet(text.get("locked", &[])));
                ui.add_space(size::PAD);
                if busy {
                    // As wide as the field, so that it stands in the middle.
                    ui.scope(|ui| {
                        ui.set_max_width(size::FIELD + size::LABEL);
                        give_up = widget::waiting(ui, look, &text.get("unlocking", &[]), &text.get("cancel", &[]));
                    });
                    return;
                }
                ui.scope(|ui| {
                    ui.set_max_width(size::FIELD + size::LABEL);
                    let field = ui
                        .add(
                            TextEdit::singleline(password)
                                .password(true)
                                .hint_text(text.get("password", &[]))
                                .desired_width(size::FIELD + size::LABEL)
                                .margin(Vec2::splat(size::GAP)),
                        )
                        .accessible_name(text.get("password", &[]));
                    // Enter takes the focus away: ask before it is given back.
                    asked = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                    if first || ui.ctx().memory(|m| m.focused().is_none()) {
                        field.request_focus();
                    }
                });
                ui.add_space(size::GAP);
                asked |= widget::key_button(ui, look, &text.get("unlock", &[]), "", true).clicked();
                ui.add_space(size::TIGHT);
                other = ui
                    .add(egui::Button::new(look.quiet(text.get("open-another", &[]))).frame(false))
                    .clicked();
                if let Some(problem) = problem {
                    ui.add_space(size::PAD);
                    ui.scope(|ui| {
                        ui.set_max_width(size::DIALOG);
                        ui.visuals_mut().override_text_color = Some(look.ink(Tone::Against));
                        problem_words(ui, look, text, problem);
                    });
                }
            });
        });
    Asked {
        unlock: asked && !password.is_empty(),
        other,
        give_up,
    }
}
