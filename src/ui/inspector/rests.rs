//! What rests on a source, kind by kind, and what would fall if it were withdrawn; each line leads there.
//! Must not know: how either is found (`Request::Rests`).

use eframe::egui::{self, Align, Frame, Layout, Ui};

use crate::app::action::{Action, Answer, Request};
use crate::app::rests::{Rests, Things};
use crate::model::*;
use crate::ui::menu::Act;
use crate::ui::theme::{Tone, size};
use crate::ui::view::Screen;
use crate::ui::widget;
use crate::ui::{Cx, Item, Shared, words};

/// Lines of one kind that are listed; the number says how many there are.
const LISTED: usize = 50;

/// Where a line leads.
enum Way {
    To(Item),
    Chart(ChartId),
    Screen(Screen),
}
impl Way {
    fn go(self, shared: &mut Shared) {
        match self {
            Way::To(Item::Entity(id)) => shared.select(id),
            Way::To(item) => shared.show(item),
            Way::Chart(id) => {
                shared.to_open = Some(id);
                shared.act = Some(Act::Go(Screen::Chart));
            }
            Way::Screen(screen) => shared.act = Some(Act::Go(screen)),
        }
    }
}

pub(super) fn rests(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, source: SourceId, actions: &mut Vec<Action>) {
    let request = Request::Rests(source);
    cx.want(request.clone(), actions);
    let Some(Answer::Rests(found)) = cx.results.get(&request) else {
        return;
    };
    widget::section(ui, cx.look, &cx.t("rests-on-it"), "");
    groups(ui, cx, shared, "on", &found.on);
    widget::section(ui, cx.look, &cx.t("rests-falls"), "");
    let before = ui.cursor().top();
    groups(ui, cx, shared, "falls", &found.falls);
    let candidates = candidates(ui, cx, shared, found);
    if ui.cursor().top() <= before {
        ui.add_space(size::GAP);
        ui.horizontal(|ui| {
            ui.add_space(size::PAD);
            ui.label(cx.look.quiet(cx.t("rests-nothing-falls")));
        });
    } else if candidates.is_none() {
        Frame::NONE.inner_margin(size::PAD).show(ui, |ui| {
            ui.add(egui::Label::new(cx.look.small(cx.t("rests-no-candidates"))).wrap());
        });
    }
}

/// Open candidates that would lose a side; `None` while it is not known which there are.
fn candidates(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, found: &Rests) -> Option<usize> {
    let Some(Answer::Surface { candidates, .. }) = cx.results.get(&Request::Surface) else {
        return None;
    };
    if cx.past.is_some() {
        return None;
    }
    let of = (found.source, cx.results.stamp(&Request::Surface)?, cx.s.seq);
    let lost = shared.taken_along.of(of, || {
        let decided = cx.s.latest_decisions();
        let lost = |at: &usize| !decided.contains_key(&candidates[*at].id) && found.takes(&candidates[*at]);
        (0..candidates.len()).filter(lost).collect()
    });
    // The first lines are all that can be listed.
    let (count, listed) = (lost.len(), lost.iter().take(LISTED).copied().collect::<Vec<usize>>());
    group(ui, cx, shared, ("falls", "candidates"), count, |n| {
        let card = candidates.get(*listed.get(n)?)?;
        let label = format!("{} / {}", card.left.label, card.right.label);
        Some((label, Way::Screen(Screen::Links)))
    });
    Some(count)
}

fn groups(ui: &mut Ui, cx: &Cx<'_>, shared: &mut Shared, part: &'static str, things: &Things) {
    let s = cx.s;
    group(ui, cx, shared, (part, "records"), things.records.len(), |n| {
        let id = *things.records.get(n)?;
        Some((words::record(s, cx.text, id), Way::To(Item::Record(id, String::new()))))
    });
    group(ui, cx, shared, (part, "entities"), things.entities.len(), |n| {
        let id = *things.entities.get(n)?;
        Some((words::entity(s, id), Way::To(Item::Entity(id))))
    });
    group(ui, cx, shared, (part, "facts"), things.facts.len(), |n| {
        let fact = s.facts.get(things.facts.get(n)?.0)?;
        let value = match fact.sealed {
            Some(_) => cx.t("sealed"),
            None => fact.value.clone(),
        };
        let name = widget::bits::field_name(cx.text, &fact.field);
        let label = format!("{}: {name} {value}", words::entity(s, fact.entity));
        let way = fact
            .record
            .map_or(Item::Entity(fact.entity), |r| Item::Record(r, fact.column.clone()));
        Some((label, Way::To(way)))
    });
    group(ui, cx, shared, (part, "links"), things.links.len(), |n| {
        let link = s.links.get(things.links.get(n)?.0)?;
        let kind = cx.text.word("link", &link.kind, &[]);
        let ends = [link.from_entity, link.to_entity].map(|e| words::entity(s, e));
        Some((format!("{} {kind} {}", ends[0], ends[1]), Way::To(Item::Link(link.id))))
    });
    group(ui, cx, shared, (part, "events"), things.events.len(), |n| {
        let event = s.events.get(things.events.get(n)?.0)?;
        let title = match event.title.as_str() {
            "" => cx.text.word("event", &event.kind, &[]),
            title => title.to_owned(),
        };
        let label = format!("{} {title}", words::date(cx.text, &event.date));
        Some((label, Way::To(Item::Event(event.id))))
    });
    group(ui, cx, shared, (part, "decisions"), things.decisions.len(), |n| {
        let decision = s.decisions.get(things.decisions.get(n)?.0)?;
        let verdict = cx.t(&format!("verdict-was-{}", decision.verdict.as_str()));
        let (left, right) = (&decision.card.left.label, &decision.card.right.label);
        let way = match s.entity(EntityId(decision.left_id)) {
            Some(entity) => Item::Entity(entity.id),
            None => Item::Record(RecordId(decision.left_id), String::new()),
        };
        Some((format!("{left} / {right}: {verdict}"), Way::To(way)))
    });
    group(ui, cx, shared, (part, "charts"), things.charts.len(), |n| {
        let chart = s.charts.get(things.charts.get(n)?.0)?;
        Some((chart.title.clone(), Way::Chart(chart.id)))
    });
    group(ui, cx, shared, (part, "milestones"), things.milestones.len(), |n| {
        let milestone = s.milestones.get(things.milestones.get(n)?.0)?;
        let label = format!("{} {}", milestone.rule, milestone.title).trim().to_owned();
        Some((label, Way::To(Item::Milestone(milestone.id))))
    });
    group(ui, cx, shared, (part, "processes"), things.processes.len(), |n| {
        let process = s.processes.get(things.processes.get(n)?.0)?;
        let kind = cx.text.word("process", &process.kind, &[]);
        let label = format!("{kind} {}", process.recipient).trim().to_owned();
        Some((label, Way::Screen(Screen::Milestones)))
    });
}

/// A kind with its number; pressed, its lines below. What there is none of is left out.
fn group(
    ui: &mut Ui,
    cx: &Cx<'_>,
    shared: &mut Shared,
    (part, kind): (&'static str, &'static str),
    count: usize,
    line: impl Fn(usize) -> Option<(String, Way)>,
) {
    if count == 0 {
        return;
    }
    let (look, id) = (cx.look, egui::Id::unique(("rests", part, kind)));
    let open = ui.data(|d| d.get_temp::<bool>(id)).unwrap_or(false);
    let name = cx.t(&format!("rests-{kind}"));
    let number = words::number(count);
    let said = cx.ta(&format!("rests-{part}-named"), &[("what", &name), ("n", &number)]);
    let head = widget::list_row(ui, look, size::ROW, false, &said, |ui| {
        ui.label(look.quiet(if open { "▾" } else { "▸" }));
        ui.label(look.body(&name));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let ink = if part == "falls" {
                look.ink(Tone::Against)
            } else {
                look.text
            };
            ui.label(look.mono(&number).color(ink));
        });
    });
    if head.clicked() {
        ui.data_mut(|d| d.insert_temp(id, !open));
    }
    if !open {
        return;
    }
    for (label, way) in (0..count.min(LISTED)).filter_map(line) {
        let row = widget::list_row(ui, look, size::ROW, false, &label, |ui| {
            ui.add_space(size::PAD);
            ui.add(egui::Label::new(look.body(&label)).truncate());
        });
        if row.on_hover_text(&label).clicked() {
            way.go(shared);
        }
    }
    if count > LISTED {
        ui.horizontal(|ui| {
            ui.add_space(size::PAD * 2.0);
            ui.label(look.small(cx.tn("rests-more", count - LISTED)));
        });
    }
}
