//! Inbox: what came in and what is to be done about it. Records with their words, identifiers
//! underlined; rows that did not fit, grouped by the repair they need; on a desk, what is asked of a
//! caller and what became of a lead.

use std::collections::BTreeMap;

use eframe::egui::{CentralPanel, Frame, Label, Panel, ScrollArea, Ui, Vec2};

use super::View;
use crate::app::action::{Action, Answer, Request};
use crate::command::work_lead::{DisposeLead, TakeCall};
use crate::model::lead::{self, Lead};
use crate::model::source::RecordStatus;
use crate::model::*;
use crate::snapshot::RecordHead;
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::{Tone, size};
use crate::ui::typed::Typed;
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Item, Shared, inspector, shell, words};
use serde::{Deserialize, Serialize};

/// Name of the draft that keeps a call while it is being taken.
const CALL: &str = "call";

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
enum Show {
    #[default]
    All,
    Kind(String),
    Rejected,
    /// Leads without a disposition.
    Open,
}

#[derive(Default)]
pub struct Inbox {
    show: Show,
    open: Option<RecordId>,
    rows: Vec<RecordId>,
    rows_for: Option<(i64, Show)>,
    scroll: bool,
    /// The call that is being taken; its form stands over the record, or waits until one comes back to it.
    call: Option<TakeCall>,
    taking: bool,
    call_checked: bool,
    /// What becomes of a lead, while it is typed.
    disposing: Typed<LeadId, Disposing>,
}

#[derive(Default, Clone, PartialEq, Serialize, Deserialize)]
struct Disposing {
    disposition: String,
    reason: String,
    reviewer: String,
}
const DISPOSING: &str = "dispositions";

impl View for Inbox {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let mut actions = Vec::new();
        self.restore_call(cx);
        self.disposing.restore(cx, DISPOSING);
        if let Some(Item::Record(id, _)) = &shared.shown
            && self.open != Some(*id)
        {
            self.open = Some(*id);
            self.scroll = true;
            // Who was led to a record reads it; the call is kept.
            self.taking = false;
        }
        self.refresh(cx);
        if shared.take(Act::TakeCall) {
            self.take();
        }
        let at = self.open.and_then(|id| self.rows.iter().position(|r| *r == id));
        if let Some(next) = shared.step(at, self.rows.len()) {
            self.pick(shared, self.rows[next]);
            self.scroll = true;
        }
        widget::queue_panel(ui, cx.look, "records", size::QUEUE + size::ROW, |ui| {
            widget::head(ui, cx.look, &cx.t("inbox-title"), |ui| {
                ui.label(cx.look.quiet(words::number(self.rows.len())));
                widget::key_cap(ui, cx.look, &keys_of(Act::TakeCall));
                let waits = self.call.is_some() && !self.taking;
                let key = if waits { "call-go-on" } else { "cmd-take-call" };
                if cx.changing(ui, |ui| widget::button(ui, &cx.t(key))).clicked() {
                    self.take();
                }
            });
            self.facets(ui, cx);
            self.list(ui, cx, shared);
        });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                if self.taking && self.call.is_some() {
                    self.take_call(ui, cx, &mut actions);
                } else if let Some(id) = self.open.filter(|id| cx.s.record(*id).is_some()) {
                    self.record(ui, cx, shared, id, &mut actions);
                } else if cx.s.records.is_empty() {
                    widget::empty(
                        ui,
                        cx.look,
                        &cx.t("inbox-none"),
                        &cx.ta("inbox-none-hint", &[("key", &keys_of(Act::Import))]),
                    );
                } else {
                    widget::empty(ui, cx.look, &cx.t("inbox-choose"), &cx.t("inbox-choose-hint"));
                }
            });
        self.disposing.keep(DISPOSING, &mut actions);
        actions
    }
}

impl Inbox {
    fn take(&mut self) {
        self.call.get_or_insert_with(TakeCall::default);
        self.taking = true;
    }

    fn pick(&mut self, shared: &mut Shared, id: RecordId) {
        self.open = Some(id);
        self.taking = false;
        shared.show(Item::Record(id, String::new()));
    }

    fn refresh(&mut self, cx: &Cx<'_>) {
        let wanted = (cx.s.seq, self.show.clone());
        if self.rows_for.as_ref() == Some(&wanted) {
            return;
        }
        let undisposed: std::collections::BTreeSet<RecordId> =
            cx.s.leads.iter().filter(|l| l.is_open()).map(|l| l.record).collect();
        let mut heads: Vec<&RecordHead> =
            cx.s.records
                .values()
                .map(AsRef::as_ref)
                .filter(|r: &&RecordHead| match &self.show {
                    Show::All => true,
                    Show::Kind(kind) => r.kind == *kind && r.status != RecordStatus::Rejected,
                    Show::Rejected => r.status == RecordStatus::Rejected,
                    Show::Open => undisposed.contains(&r.id),
                })
                .collect();
        heads.sort_by(|a, b| {
            b.date
                .cmp(&a.date)
                .then(a.source.cmp(&b.source))
                .then(a.row.cmp(&b.row))
                .then(a.id.cmp(&b.id))
        });
        self.rows = heads.into_iter().map(|r| r.id).collect();
        self.rows_for = Some(wanted);
    }

    fn facets(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let rejected = cx.s.rejected();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for (kind, status, n) in cx.s.record_counts() {
            if status != RecordStatus::Rejected {
                *kinds.entry(kind.to_owned()).or_default() += n;
            }
        }
        let open = cx.s.leads.iter().filter(|l| l.is_open()).count();
        let mut chips: Vec<(Show, String, usize)> = Vec::new();
        if cx.on_desk {
            chips.push((Show::Open, cx.t("leads-open"), open));
        }
        chips.extend(
            kinds
                .into_iter()
                .filter(|(k, _)| !k.is_empty())
                .map(|(k, n)| (Show::Kind(k.clone()), cx.text.word("record", &k, &[]), n)),
        );
        if rejected > 0 {
            chips.push((Show::Rejected, cx.t("rejected"), rejected));
        }
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    for (show, name, n) in chips {
                        let on = self.show == show;
                        if widget::filter_chip(ui, cx.look, &name, Some(n), on).clicked() {
                            self.show = if on { Show::All } else { show };
                        }
                    }
                });
            });
        widget::hline(ui, cx.look);
    }

    fn list(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared) {
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("records");
        if std::mem::take(&mut self.scroll)
            && let Some(at) = self.open.and_then(|id| self.rows.iter().position(|r| *r == id))
        {
            area = area.vertical_scroll_offset(widget::offset_of(at, size::TOP));
        }
        let rows = self.rows.clone();
        area.show_rows(ui, size::TOP, rows.len(), |ui, shown| {
            for id in &rows[shown] {
                let Some(head) = cx.s.record(*id) else { continue };
                let label = words::record(cx.s, cx.text, *id);
                let source = cx.s.source(head.source).map_or("", |s| s.name());
                let parties = parties(cx, *id);
                let date = if head.date.is_empty() {
                    String::new()
                } else {
                    words::date(cx.text, &head.date)
                };
                let lit = shared.concerns(cx.s, cx.s.mentions_of_record(*id).map(|m| m.entity));
                let name = words::lit(cx, format!("{label}, {source}, {parties}, {date}"), lit);
                let row = widget::list_row(ui, cx.look, size::TOP, self.open == Some(*id), &name, |ui| {
                    entry(ui, cx, head, &label, source, &parties, &date)
                });
                if lit {
                    widget::lit(ui, cx.look, row.rect);
                }
                if row.clicked() {
                    self.pick(shared, *id);
                }
            }
        });
    }

    fn record(&mut self, ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, id: RecordId, actions: &mut Vec<Action>) {
        let Some(head) = cx.s.record(id) else { return };
        let title = format!(
            "{}  ·  {}",
            words::record(cx.s, cx.text, id),
            cx.text.word("record", &head.kind, &[])
        );
        widget::head(ui, cx.look, &title, |ui| {
            let tone = if head.status == RecordStatus::Staged {
                Tone::Plain
            } else {
                Tone::Soon
            };
            widget::badge(ui, cx.look, &cx.text.word("status", head.status.as_str(), &[]), tone);
        });
        cx.want(Request::Record(id), actions);
        let lead = cx.s.leads.iter().find(|l| l.record == id).cloned();
        if let Some(lead) = lead.filter(|_| cx.on_desk) {
            Panel::bottom("lead")
                .resizable(false)
                .frame(Frame::NONE.fill(cx.look.panel))
                .show_separator_line(false)
                .show(ui, |ui| {
                    self.lead(ui, cx, &lead, actions);
                });
        }
        ScrollArea::vertical().auto_shrink(false).id_salt(id.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing = Vec2::new(size::TIGHT, 0.0);
            match cx.results.get(&Request::Record(id)) {
                Some(Answer::Record(whole)) => inspector::record_body(ui, cx, shared, whole),
                Some(Answer::Failed(problem)) => shell::problem_words(ui, cx.look, cx.text, problem),
                _ => {
                    ui.add_space(size::PAD);
                    ui.label(cx.look.quiet(cx.t("job-reading")));
                }
            }
        });
    }

    /// What was asked, and what becomes of it.
    fn lead(&mut self, ui: &mut Ui, cx: &Cx<'_>, lead: &Lead, actions: &mut Vec<Action>) {
        let look = cx.look;
        ui.spacing_mut().item_spacing.y = size::TIGHT;
        widget::section(ui, look, &cx.t("lead-title"), "");
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.horizontal_wrapped(|ui| {
                for (key, answer) in [
                    ("ask-callback", lead.callback_safe),
                    ("ask-consent", lead.consent_to_contact),
                    ("ask-child", lead.child),
                    ("ask-danger", lead.danger),
                    ("ask-movement", lead.movement),
                ] {
                    ui.label(look.quiet(cx.t(key)));
                    let tone = match (key, answer) {
                        ("ask-child" | "ask-danger" | "ask-movement", lead::Answer::Yes) => Tone::Against,
                        ("ask-callback" | "ask-consent", lead::Answer::No) => Tone::Soon,
                        _ => Tone::Plain,
                    };
                    widget::badge(ui, look, &cx.text.word("answer", answer.as_str(), &[]), tone);
                }
            });
            if !lead.promoted_to.is_empty() {
                ui.label(look.body(cx.ta("promoted-to", &[("case", &lead.promoted_to)])));
                return;
            }
            if !lead.disposition.is_empty() {
                let words = cx.ta(
                    "disposed",
                    &[
                        ("what", &cx.text.word("disposition", &lead.disposition, &[])),
                        ("who", &lead.reviewer),
                        ("date", &words::date(cx.text, &lead.disposed_on)),
                        ("why", &lead.reason),
                    ],
                );
                ui.add(Label::new(look.body(words)).wrap());
            }
            ui.horizontal_wrapped(|ui| {
                let options: Vec<(String, String)> = cx
                    .catalog
                    .list_keys("dispositions")
                    .into_iter()
                    .filter(|k| *k != "promoted")
                    .map(|k| (k.to_owned(), cx.text.word("disposition", k, &[])))
                    .collect();
                widget::choice(
                    ui,
                    look,
                    &cx.t("disposition"),
                    &mut self.disposing.of(Some(lead.id)).disposition,
                    &options,
                );
            });
            let typed = self.disposing.of(Some(lead.id));
            if !typed.disposition.is_empty() {
                widget::field(ui, look, &cx.t("reason"), &mut typed.reason, "");
                // The member's own name, until another is given.
                let mut reviewer = typed.reviewer.clone();
                if reviewer.is_empty() {
                    cx.member.clone_into(&mut reviewer);
                }
                if widget::field(ui, look, &cx.t("reviewer"), &mut reviewer, "").changed() {
                    typed.reviewer.clone_from(&reviewer);
                }
                let ready = !typed.reason.trim().is_empty() && !reviewer.trim().is_empty();
                ui.add_enabled_ui(ready, |ui| {
                    if cx
                        .changing(ui, |ui| widget::key_button(ui, look, &cx.t("dispose"), "", true))
                        .clicked()
                    {
                        let typed = self.disposing.take(&lead.id);
                        let command = DisposeLead {
                            lead: lead.id,
                            disposition: typed.disposition,
                            reason: typed.reason,
                            reviewer: reviewer.clone(),
                        };
                        actions.push(Action::Commit(command.into()));
                    }
                });
            }
        });
    }

    /// A call that was being taken when the program ended is there again.
    fn restore_call(&mut self, cx: &Cx<'_>) {
        if !std::mem::replace(&mut self.call_checked, true)
            && let Some(json) = (cx.draft)(CALL).filter(|json| !json.is_empty())
        {
            self.call = serde_json::from_str(&json).ok();
            self.taking = self.call.is_some();
        }
    }

    fn take_call(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Vec<Action>) {
        let look = cx.look;
        widget::head(ui, look, &cx.t("call-title"), |_| {});
        let Some(call) = &mut self.call else { return };
        let before = serde_json::to_string(&*call).unwrap_or_default();
        let (mut save, mut drop_it) = (false, false);
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt("call")
            .show(ui, |ui| {
                Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = size::TIGHT;
                    ui.set_max_width(size::DIALOG * 1.4);
                    if call.key.is_empty() {
                        call.key = next_key(cx);
                    }
                    widget::field(ui, look, &cx.t("call-key"), &mut call.key, "T-0041");
                    for (key, answer) in [
                        ("ask-danger", &mut call.danger),
                        ("ask-child", &mut call.child),
                        ("ask-movement", &mut call.movement),
                        ("ask-callback", &mut call.callback_safe),
                        ("ask-consent", &mut call.consent_to_contact),
                    ] {
                        ui.horizontal(|ui| {
                            ui.scope(|ui| {
                                ui.set_width(size::QUEUE);
                                ui.add(Label::new(look.body(cx.t(key))).wrap());
                            });
                            for option in [lead::Answer::Yes, lead::Answer::No, lead::Answer::Unknown] {
                                let name = cx.text.word("answer", option.as_str(), &[]);
                                if widget::filter_chip(ui, look, &name, None, *answer == option).clicked() {
                                    *answer = option;
                                }
                            }
                        });
                    }
                    widget::field(ui, look, &cx.t("language"), &mut call.language, "");
                    widget::area(ui, look, &cx.t("call-narrative"), &mut call.narrative, 10);
                    ui.add_space(size::GAP);
                    ui.horizontal(|ui| {
                        let ready = !call.narrative.trim().is_empty() && !call.key.trim().is_empty();
                        ui.add_enabled_ui(ready, |ui| {
                            save = widget::key_button(ui, look, &cx.t("call-save"), "", true).clicked()
                        });
                        drop_it = widget::key_button(ui, look, &cx.t("throw-away"), "", false).clicked();
                        ui.label(look.small(cx.t("kept-as-draft")));
                    });
                });
            });
        let after = serde_json::to_string(&*call).unwrap_or_default();
        if save {
            actions.push(Action::Commit(call.clone().into()));
        }
        if save || drop_it {
            self.call = None;
            self.taking = false;
            actions.push(Action::KeepDraft {
                name: CALL.to_owned(),
                value: String::new(),
            });
        } else if before != after {
            actions.push(Action::KeepDraft {
                name: CALL.to_owned(),
                value: after,
            });
        }
    }
}

/// The next free number after the highest `T-nnnn`.
fn next_key(cx: &Cx<'_>) -> String {
    let highest =
        cx.s.records
            .values()
            .filter_map(|r| r.key.strip_prefix("T-").and_then(|n| n.parse::<u32>().ok()))
            .max()
            .unwrap_or(0);
    format!("T-{:04}", highest + 1)
}

/// Who is named first: employer, recruiter, then whoever.
pub fn parties(cx: &Cx<'_>, id: RecordId) -> String {
    let mut names: Vec<String> = crate::app::ask::parties(cx.s, id)
        .into_iter()
        .map(|e| words::entity(cx.s, e))
        .collect();
    names.dedup();
    names.truncate(2);
    names.join(", ")
}

fn entry(ui: &Ui, cx: &Cx<'_>, head: &RecordHead, label: &str, source: &str, parties: &str, date: &str) {
    use eframe::egui::{Pos2, Rect, TextStyle};
    let look = cx.look;
    let rect = ui.max_rect();
    let small = TextStyle::Small.resolve(ui.style());
    let (right, ink) = if head.status == RecordStatus::Rejected {
        (cx.text.word("status", "rejected", &[]), look.ink(Tone::Soon))
    } else {
        (date.to_owned(), look.dim)
    };
    let right = ui.painter().layout_no_wrap(right, small.clone(), ink);
    // The name ends where the date begins.
    let line = |n: f32| {
        Rect::from_min_size(
            Pos2::new(rect.left(), rect.top() + size::TIGHT + n * 18.0),
            Vec2::new(rect.width() - right.size().x - size::GAP, 18.0),
        )
    };
    let title = if parties.is_empty() {
        label.to_owned()
    } else {
        parties.to_owned()
    };
    bits::clipped(ui, line(0.0), &title, TextStyle::Body.resolve(ui.style()), look.text);
    let kind = cx.text.word("record", &head.kind, &[]);
    let under = if parties.is_empty() {
        format!("{kind} · {source}")
    } else {
        format!("{label} · {kind} · {source}")
    };
    let mut whole = line(1.0);
    whole.set_right(rect.right());
    bits::clipped(ui, whole, &under, small.clone(), look.dim);
    let at = Pos2::new(
        rect.right() - right.size().x,
        line(0.0).center().y - right.size().y / 2.0,
    );
    ui.painter().galley(at, right, ink);
}
