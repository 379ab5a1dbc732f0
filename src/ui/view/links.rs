//! Links: "Are these one employer?" The queue on the left, the card with the case for and against
//! in the middle; one key each to accept, reject, never, later. Nothing merges until a person says so.

pub(super) mod card; // the parts of a card
mod elsewhere; // what other case files have in common with the board
mod pattern; // what a pattern says, how it looks, what else may explain it
mod second; // second looks: both verdicts, and before that neither

use std::collections::BTreeMap;

use eframe::egui::{
    Align, CentralPanel, Frame, Key, Label, Layout, Panel, Pos2, Rect, ScrollArea, Sense, TextEdit, TextStyle, Ui,
    UiBuilder, Vec2,
};

use self::card::{argument, columns, show_side, sides};
use self::elsewhere::Elsewhere;
use self::second::{After, Looks};
use super::View;
use crate::app::action::{Action, Answer, HeldBack, LibraryNotice, PublicRecord, Request};
use crate::app::morning::Target;
use crate::command::decide::Decide;
use crate::command::second_look::SecondLook;
use crate::model::decision::{Candidate, CandidateKind, Decision, Verdict};
use crate::model::*;
use crate::resolve::agree::{Agreement, agreement};
use crate::resolve::estimate::{Estimate, estimate};
use crate::resolve::group::{self, Group};
use crate::snapshot::second::Pair;
use crate::snapshot::taken::InUse;
use crate::ui::dialog::{AcceptGroup, Dialog};
use crate::ui::menu::{Act, keys_of};
use crate::ui::theme::size;
use crate::ui::typed::Typed;
use crate::ui::widget::{self, bits};
use crate::ui::{Cx, Shared, words};

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Queue {
    #[default]
    Open,
    Decided,
    /// What others decided, to be looked at without seeing the verdict.
    Second,
    /// Second looks that differ from the decision that stands.
    Disagree,
    TooCommon,
    /// Rows of public registers: context, nothing to decide.
    Public,
    /// Other case files: whom to ring.
    Elsewhere,
}

#[derive(Default)]
pub struct Links {
    kind: Option<CandidateKind>,
    queue: Queue,
    /// The card that is open; none = the first of the queue.
    open: Option<Uid>,
    /// Why a verdict is right, by candidate.
    typed: Typed<Uid, String>,
    /// The same of second looks: nobody else is to read there what one thinks of a verdict.
    looked: Typed<Uid, String>,
    scroll: bool,
    shown: Option<Uid>,
    /// A button pressed in the last frame: it does what its key does.
    pressed: Option<Verdict>,
    pull: bool,
    /// The button that opens the whole group was pressed.
    together: bool,
    elsewhere: Elsewhere,
    waiting: Waiting,
    /// The second look that was given last: its card stays until the next is asked for.
    given: Option<Uid>,
    /// It is on the board, with the verdict that it was given on.
    shows_look: bool,
    after: Option<After>,
    /// A verdict that settles and still lacks its reason; Enter in the reason gives it.
    unreasoned: Option<Verdict>,
}

/// How much wider the letters of a title are.
const BOLD: f32 = 1.1;
const TYPED: &str = "why of links";

/// A group as its strongest pair shows it.
#[derive(Clone, Copy)]
struct Head {
    /// Place of the group in the answer.
    at: usize,
    kind: CandidateKind,
    names: usize,
    /// Of those between them, the pairs that wait.
    pairs: usize,
}
impl Head {
    fn says(self, cx: &Cx<'_>, key: &str) -> String {
        let (names, pairs) = (words::number(self.names), words::number(self.pairs));
        let what = cx.t(&format!("group-of-{}", self.kind.as_str()));
        cx.ta(key, &[("names", &names), ("pairs", &pairs), ("what", &what)])
    }
}

/// The candidates that wait for a verdict, worked out once per answer and commit.
#[derive(Default)]
struct Waiting {
    of: Option<(Option<u64>, i64)>,
    /// Places in the answer: as ranked, what was put off last; a group by its strongest pair.
    at: Vec<usize>,
    /// By the candidate that stands for a group: what it stands for.
    heads: BTreeMap<Uid, Head>,
    counts: BTreeMap<&'static str, usize>,
    /// What verdicts say of the weights, by kind.
    estimates: Vec<Estimate>,
    /// How far second looks agree, by kind.
    agreements: Vec<Agreement>,
    looks: Looks,
    /// Weights were taken that can't be used.
    unfit: bool,
}

impl Waiting {
    fn refresh(&mut self, cx: &Cx<'_>, all: &[Candidate], groups: &[Group], decided: &BTreeMap<Uid, &Decision>) {
        let of = Some((cx.results.stamp(&Request::Surface), cx.s.seq));
        if self.of == of {
            return;
        }
        let folded = group::fold(cx.s, all, groups);
        self.at = folded.at;
        let head = |(at, (group, pairs)): (usize, (usize, usize))| {
            let names = groups.get(group).map_or(0, |g| g.members.len());
            let kind = all[at].kind;
            let head = Head {
                at: group,
                kind,
                names,
                pairs,
            };
            (all[at].id, head)
        };
        self.heads = folded.heads.into_iter().map(head).collect();
        let put_off = |at: &usize| decided.get(&all[*at].id).is_some_and(|d| d.verdict == Verdict::Later);
        self.at.sort_by_key(put_off);
        self.counts.clear();
        for at in &self.at {
            *self.counts.entry(all[*at].kind.as_str()).or_default() += 1;
        }
        let waits = |c: &&Candidate| decided.get(&c.id).is_none_or(|d| d.verdict == Verdict::Later);
        let kinds = [CandidateKind::Same, CandidateKind::Connected, CandidateKind::Pattern];
        let waiting = || all.iter().filter(waits);
        self.estimates = kinds
            .map(|kind| estimate(kind, decided.values().copied(), waiting()))
            .to_vec();
        let looked = cx.s.looked_at();
        self.agreements = kinds.map(|kind| agreement(kind, looked.iter().copied())).to_vec();
        self.looks = Looks::of(cx);
        self.unfit = matches!(cx.s.set_in_use(&cx.catalog.scoring), InUse::Unfit(_));
        self.of = of;
    }
}

impl View for Links {
    fn ui(&mut self, cx: &Cx<'_>, shared: &mut Shared, ui: &mut Ui) -> Vec<Action> {
        let looks = format!("why of looks {}", cx.member);
        self.typed.restore(cx, TYPED);
        self.looked.restore(cx, &looks);
        let mut actions = Vec::new();
        cx.want(Request::Surface, &mut actions);
        let led = shared.take_led(|t| match t {
            Target::Candidate(id) => Some((Queue::Open, id)),
            Target::Disagreement(id) => Some((Queue::Disagree, id)),
            _ => None,
        });
        if let Some((queue, id)) = led {
            self.to(queue);
            (self.kind, self.open, self.scroll) = (None, Some(id), true);
        }
        for (act, queue) in [(Act::SecondLook, Queue::Second), (Act::Disagree, Queue::Disagree)] {
            if shared.take(act) {
                self.toggle(queue);
            }
        }
        self.move_on(shared);
        let decided = cx.s.latest_decisions();
        let (all, held, groups): (&[Candidate], &[HeldBack], &[Group]) = match cx.results.get(&Request::Surface) {
            Some(Answer::Surface {
                candidates,
                held_back,
                groups,
                ..
            }) => (candidates, held_back, groups),
            _ => (&[], &[], &[]),
        };
        let (public, notices): (&[PublicRecord], &[LibraryNotice]) = match cx.results.get(&Request::Surface) {
            Some(Answer::Surface { library, notices, .. }) => (library, notices),
            _ => (&[], &[]),
        };
        self.waiting.refresh(cx, all, groups, &decided);
        let closed: Vec<&Decision> = {
            let mut d: Vec<&Decision> = decided
                .values()
                .copied()
                .filter(|d| d.verdict != Verdict::Later)
                .collect();
            d.sort_by(|a, b| b.at.cmp(&a.at).then(a.id.cmp(&b.id)));
            d
        };
        let of_kind = |kind: CandidateKind| self.kind.is_none_or(|k| k == kind);
        let queue: Vec<&Candidate> = match self.queue {
            Queue::Open => {
                let waiting = self.waiting.at.iter().filter_map(|at| all.get(*at));
                waiting.filter(|c| of_kind(c.kind)).collect()
            }
            Queue::Decided => closed.iter().map(|d| &d.card).filter(|c| of_kind(c.kind)).collect(),
            Queue::Second => {
                let mut cards = self.waiting.looks.cards(cx);
                cards.retain(|c| of_kind(c.kind));
                cards
            }
            Queue::Disagree => {
                let pairs = self.waiting.looks.pairs(cx).into_iter();
                pairs.map(|p| &p.first.card).filter(|c| of_kind(c.kind)).collect()
            }
            Queue::TooCommon | Queue::Elsewhere => Vec::new(),
            Queue::Public => public.iter().map(|r| &r.candidate).collect(),
        };
        let counts = self.waiting.counts.clone();
        let at = self
            .open
            .and_then(|id| queue.iter().position(|c| c.id == id))
            .unwrap_or(0);
        let looked = self.given.and_then(|id| second::pair_of(cx, id, true));
        if self.shows_look && looked.is_none() {
            // It was taken back: its card waits again.
            (self.open, self.given) = (self.given, None);
        }
        self.shows_look = looked.is_some();
        let card = match self.given {
            Some(id) => decided.get(&id).map(|d| &d.card),
            None => queue.get(at).copied(),
        };
        let pair = match (self.queue, card) {
            (Queue::Disagree, Some(card)) => self.waiting.looks.pair(cx, card.id),
            (Queue::Decided, Some(card)) => second::pair_of(cx, card.id, false),
            _ => looked,
        };
        if self.queue == Queue::Elsewhere {
            self.elsewhere.keys(cx, shared);
        }
        self.keys(cx, shared, &queue, at, card, &mut actions);
        shared.hangs_together = card.is_some_and(|c| self.waiting.heads.contains_key(&c.id));
        if (shared.take(Act::AcceptGroup) || std::mem::take(&mut self.together))
            && let Some(group) = card
                .and_then(|c| self.waiting.heads.get(&c.id))
                .and_then(|head| groups.get(head.at))
        {
            let dialog = AcceptGroup::of(cx, group, group.waiting(cx.s, all));
            shared.dialog = Some(Dialog::Group(Box::new(dialog)));
        }
        let record = (self.queue == Queue::Public).then(|| public.get(at)).flatten();
        if (shared.take(Act::Pull) || std::mem::take(&mut self.pull))
            && let Some(record) = record.filter(|r| !r.pulled)
        {
            actions.push(Action::Pull {
                library: record.library.clone(),
                row: record.row,
            });
        }

        widget::queue_panel(ui, cx.look, "queue", size::QUEUE, |ui| {
            widget::head(ui, cx.look, &cx.t("links-title"), |ui| {
                if cx.past.is_none() {
                    ui.label(cx.look.quiet(words::number(self.waiting.at.len())));
                }
            });
            self.filters(
                ui,
                (cx, shared),
                &counts,
                [closed.len(), held.len(), public.len()],
                notices,
            );
            match self.queue {
                Queue::Elsewhere => self.elsewhere.list(ui, cx),
                _ => self.list(ui, cx, shared, (&queue, card.map(|c| c.id)), held, &decided),
            }
        });
        CentralPanel::no_frame()
            .frame(Frame::NONE.fill(cx.look.panel))
            .show(ui, |ui| match (card, self.queue) {
                (Some(card), _) => self.card(ui, cx, shared, card, (&decided, pair.as_ref()), record),
                (None, Queue::Second) => {
                    widget::empty(ui, cx.look, &cx.t("look-none"), &cx.t("look-none-hint"));
                }
                (None, Queue::Disagree) => {
                    widget::empty(ui, cx.look, &cx.t("disagree-none"), &cx.t("disagree-none-hint"));
                }
                (None, Queue::Elsewhere) => self.elsewhere.card(ui, cx, shared),
                (None, Queue::Public) => {
                    widget::empty(ui, cx.look, &cx.t("public-none"), &cx.t("public-context"));
                }
                (None, Queue::TooCommon) => {
                    widget::empty(ui, cx.look, &cx.t("too-common-title"), &cx.t("too-common-hint"));
                }
                (None, _)
                    if cx.results.progress(&Request::Surface).is_some()
                        || cx.results.get(&Request::Surface).is_none() =>
                {
                    widget::empty(ui, cx.look, &cx.t("links-running"), &cx.t("links-running-hint"));
                }
                (None, _) => {
                    let hint = if cx.past.is_some() {
                        "as-of-no-candidates"
                    } else {
                        "links-none-hint"
                    };
                    widget::empty(ui, cx.look, &cx.t("links-none"), &cx.t(hint));
                }
            });
        self.typed.keep(TYPED, &mut actions);
        self.looked.keep(&looks, &mut actions);
        actions
    }
}

impl Links {
    fn to(&mut self, queue: Queue) {
        (self.queue, self.open, self.unreasoned) = (queue, None, None);
        self.leave();
    }
    /// The card of a look that was given is done with.
    fn leave(&mut self) {
        (self.given, self.shows_look) = (None, false);
    }
    /// The reasons that are typed: those of second looks are the member's own.
    fn reasons(&mut self) -> &mut Typed<Uid, String> {
        match self.queue {
            Queue::Second => &mut self.looked,
            _ => &mut self.typed,
        }
    }
    fn toggle(&mut self, queue: Queue) {
        self.to(if self.queue == queue { Queue::Open } else { queue });
    }
    /// From a second look that was given to the next card, or to what is to be settled.
    fn move_on(&mut self, shared: &mut Shared) {
        let after = self.after.take();
        if self.queue != Queue::Second || self.given.is_none() {
            return;
        }
        if after == Some(After::Settle) {
            let open = self.given;
            self.to(Queue::Disagree);
            (self.open, self.scroll) = (open, true);
        } else if shared.take(Act::Next) || shared.take(Act::Previous) || after == Some(After::Next) {
            self.leave();
            self.scroll = true;
        }
    }

    fn keys(
        &mut self,
        cx: &Cx<'_>,
        shared: &mut Shared,
        queue: &[&Candidate],
        at: usize,
        card: Option<&Candidate>,
        actions: &mut Vec<Action>,
    ) {
        for (act, verdict) in [
            (Act::Accept, Verdict::Accept),
            (Act::Reject, Verdict::Reject),
            (Act::Never, Verdict::Never),
            (Act::Later, Verdict::Later),
        ] {
            let pressed = self.pressed == Some(verdict);
            if pressed {
                self.pressed = None;
            }
            if (shared.take(act) || pressed)
                && self.queue != Queue::Public
                && self.given.is_none()
                && let Some(card) = card
            {
                self.decide(queue, at, card, verdict, actions);
            }
        }
        if let Some(next) = shared.step(Some(at), queue.len()).and_then(|at| queue.get(at)) {
            self.open = Some(next.id);
            self.scroll = true;
        }
        // The left side goes to the inspector when a card comes up.
        if let Some(card) = card
            && self.shown != Some(card.id)
        {
            self.shown = Some(card.id);
            self.unreasoned = None;
            if self.queue == Queue::Second {
                // The inspector would tell who was made one with whom.
                shared.shown = None;
                shared.selected.clear();
            } else {
                show_side(cx, shared, &card.left);
            }
        }
    }

    fn decide(
        &mut self,
        queue: &[&Candidate],
        at: usize,
        card: &Candidate,
        verdict: Verdict,
        actions: &mut Vec<Action>,
    ) {
        if self.queue == Queue::Disagree {
            if verdict == Verdict::Later {
                return;
            }
            if self.reasons().of(Some(card.id)).trim().is_empty() {
                self.unreasoned = Some(verdict);
                return;
            }
        }
        self.unreasoned = None;
        let why = self.reasons().take(&card.id);
        actions.push(Action::Commit(if self.queue == Queue::Second {
            self.given = (verdict != Verdict::Later).then_some(card.id);
            let candidate = card.id;
            SecondLook {
                candidate,
                verdict,
                why,
            }
            .into()
        } else {
            let candidate = card.clone();
            Decide {
                candidate,
                verdict,
                why,
            }
            .into()
        }));
        self.open = queue
            .get(at + 1)
            .or_else(|| at.checked_sub(1).and_then(|n| queue.get(n)))
            .map(|c| c.id);
        self.scroll = true;
    }

    fn filters(
        &mut self,
        ui: &mut Ui,
        (cx, shared): (&Cx<'_>, &mut Shared),
        counts: &BTreeMap<&str, usize>,
        aside: [usize; 3],
        notices: &[LibraryNotice],
    ) {
        Frame::NONE
            .inner_margin(Vec2::new(size::PAD, size::GAP))
            .show(ui, |ui| {
                widget::tight(ui);
                ui.horizontal_wrapped(|ui| {
                    for kind in [CandidateKind::Same, CandidateKind::Connected, CandidateKind::Pattern] {
                        let apart = matches!(self.queue, Queue::TooCommon | Queue::Public | Queue::Elsewhere);
                        let own = !matches!(self.queue, Queue::Second | Queue::Disagree);
                        let on = !apart && self.kind == Some(kind);
                        let n = counts.get(kind.as_str()).copied().unwrap_or(0);
                        // The count is of those that nobody has decided.
                        let n = own.then_some(n);
                        if widget::filter_chip(ui, cx.look, &cx.text.word("candidate", kind.as_str(), &[]), n, on)
                            .clicked()
                        {
                            self.kind = if on { None } else { Some(kind) };
                            self.leave();
                            if apart {
                                self.to(Queue::Open);
                            }
                        }
                    }
                    let several = cx.s.members.len() > 1;
                    for (queue, act, key, n) in [
                        (
                            Queue::Second,
                            Act::SecondLook,
                            "links-second",
                            self.waiting.looks.open(),
                        ),
                        (
                            Queue::Disagree,
                            Act::Disagree,
                            "links-disagree",
                            self.waiting.looks.differ(),
                        ),
                    ] {
                        let on = self.queue == queue;
                        // Who works alone has nobody to look again.
                        if (several || n > 0 || on) && cx.past.is_none() {
                            let chip = widget::filter_chip(ui, cx.look, &cx.t(key), Some(n), on);
                            let keys = keys_of(act);
                            let hint = cx.t(&format!("{key}-hint"));
                            if chip.on_hover_text(format!("{hint}  {keys}")).clicked() {
                                self.toggle(queue);
                            }
                        }
                    }
                    for (queue, key, n) in [
                        (Queue::Decided, "links-decided", aside[0]),
                        (Queue::TooCommon, "links-too-common", aside[1]),
                        (Queue::Public, "links-public", aside[2]),
                    ] {
                        let on = self.queue == queue;
                        // Most cases use no library: no chip for what is never there.
                        if queue == Queue::Public && n == 0 && notices.is_empty() && !on {
                            continue;
                        }
                        if widget::filter_chip(ui, cx.look, &cx.t(key), Some(n), on).clicked() {
                            self.toggle(queue);
                        }
                    }
                    let on = self.queue == Queue::Elsewhere;
                    let n = elsewhere::pointers(cx).map(<[_]>::len);
                    if widget::filter_chip(ui, cx.look, &cx.t("links-elsewhere"), n, on).clicked() {
                        self.toggle(Queue::Elsewhere);
                    }
                });
                let kind = self.kind.unwrap_or_default();
                if let Some(of_kind) = self.waiting.estimates.iter().find(|e| e.kind == kind)
                    && self.queue == Queue::Open
                    && cx.past.is_none()
                {
                    card::estimate(ui, cx, of_kind);
                    if kind == CandidateKind::Same {
                        card::weights(ui, cx, shared, self.waiting.unfit);
                    }
                }
                if let Some(of_kind) = self.waiting.agreements.iter().find(|a| a.kind == kind)
                    && matches!(self.queue, Queue::Open | Queue::Disagree)
                    && cx.past.is_none()
                {
                    second::agreement(ui, cx, of_kind);
                }
                card::notices(ui, cx, notices);
            });
        widget::hline(ui, cx.look);
    }

    fn list(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &Shared,
        (queue, open): (&[&Candidate], Option<Uid>),
        held: &[HeldBack],
        decided: &BTreeMap<Uid, &Decision>,
    ) {
        let look = cx.look;
        if self.queue == Queue::TooCommon {
            ScrollArea::vertical()
                .auto_shrink(false)
                .show_rows(ui, size::TOP, held.len(), |ui, rows| {
                    for value in &held[rows] {
                        let kind = words::kind(cx.text, &value.kind);
                        let seen = cx.tn("in-n-records", value.count as usize);
                        widget::list_row(
                            ui,
                            look,
                            size::TOP,
                            false,
                            &format!("{kind} {}, {seen}", value.value),
                            |ui| {
                                bits::two_lines(ui, look, &value.value, &format!("{kind} · {seen}"), look.dim);
                            },
                        );
                    }
                });
            return;
        }
        let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("queue");
        if self.scroll
            && let Some(at) = open.and_then(|id| queue.iter().position(|c| c.id == id))
        {
            self.scroll = false;
            area = area.vertical_scroll_offset(widget::offset_of(at, size::TALL_ROW));
        }
        area.show_rows(ui, size::TALL_ROW, queue.len(), |ui, rows| {
            for card in &queue[rows] {
                // What waits for a second look says nothing of the first.
                let shown = decided.get(&card.id).copied().filter(|_| self.queue != Queue::Second);
                let mut kind = kind_line(cx, card, shown);
                if self.queue == Queue::Disagree
                    && let Some(pair) = self.waiting.looks.pair(cx, card.id)
                {
                    let second = pair.second.verdict.as_str();
                    kind = format!("{kind} / {}", cx.text.word("verdict-was", second, &[]));
                }
                if let Some(head) = self.waiting.heads.get(&card.id) {
                    kind = format!("{kind} · {}", head.says(cx, "group-line"));
                }
                let name = format!(
                    "{} / {}: {kind}, {}",
                    card.left.label,
                    card.right.label,
                    bits::signed(card.bits)
                );
                let lit = shared.concerns(cx.s, [EntityId(card.left.id), EntityId(card.right.id)]);
                let name = words::lit(cx, name, lit);
                let row = widget::list_row(ui, look, size::TALL_ROW, open == Some(card.id), &name, |ui| {
                    queue_entry(ui, cx, card, &kind);
                });
                if lit {
                    widget::lit(ui, look, row.rect);
                }
                if row.clicked() {
                    self.open = Some(card.id);
                    self.leave();
                }
            }
        });
    }

    fn card(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        shared: &mut Shared,
        card: &Candidate,
        (decided, pair): (&BTreeMap<Uid, &Decision>, Option<&Pair<'_>>),
        public: Option<&PublicRecord>,
    ) {
        let look = cx.look;
        let blind = self.queue == Queue::Second;
        ui.spacing_mut().item_spacing.y = 0.0;
        let head = match public {
            Some(record) => {
                let row = record.row.to_string();
                cx.ta("question-public", &[("name", &record.library), ("row", &row)])
            }
            None => question(cx, card),
        };
        let how = [("how", found_by(cx, &card.found_by)), ("n", card.parameters.clone())];
        let how: Vec<(&str, &str)> = how.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let how = cx.ta("found-by", &how);
        widget::head(ui, look, &head, |ui| {
            // The question comes first.
            let wide = |text: &str| {
                let font = TextStyle::Body.resolve(ui.style());
                ui.painter().layout_no_wrap(text.to_owned(), font, look.text).size().x
            };
            if wide(&head) * BOLD + wide(&how) + 3.0 * size::PAD < ui.available_width() {
                ui.label(look.quiet(&how));
            }
        });
        if public.is_none()
            && let Some(head) = self.waiting.heads.get(&card.id)
        {
            self.together = together(ui, cx, *head);
        }
        if blind && self.given.is_none() {
            second::band(ui, cx);
        }
        // Where the verdicts take the whole line, the field for the reason stands above them.
        let above = if ui.available_width() < size::CARD {
            size::BUTTON + size::GAP
        } else {
            0.0
        };
        Panel::bottom("verdict")
            .exact_size(size::TOP + size::PAD + above)
            .resizable(false)
            .frame(Frame::NONE.fill(look.panel))
            .show_separator_line(false)
            .show(ui, |ui| match public {
                Some(record) => self.pull = card::public_bar(ui, cx, record),
                None if blind && self.given.is_some() => {
                    self.after = second::after_bar(ui, cx, pair);
                    if self.after.is_some() {
                        ui.ctx().request_repaint();
                    }
                }
                None => self.verdict_bar(ui, cx, card, decided, above),
            });
        ScrollArea::vertical()
            .auto_shrink(false)
            .id_salt(card.id.0)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let columns = columns(ui.available_width());
                if let Some(pair) = pair {
                    second::both(ui, cx, pair);
                }
                sides(ui, cx, shared, card, columns, !blind);
                if let Some(pattern) = pattern::of(cx, card) {
                    pattern::band(ui, cx, pattern);
                }
                bits::reason_rows(ui, look, cx.text, &card.reasons, columns);
                ui.add_space(size::PAD);
                let top = ui.cursor().top();
                let left = ui.max_rect().left() + size::PAD;
                let wide = (ui.available_width() - 2.0 * size::PAD).max(0.0);
                let split = if wide > 560.0 { wide * 0.62 } else { wide };
                let fall = Rect::from_min_size(Pos2::new(left, top), Vec2::new(split, f32::INFINITY));
                let drawn = ui.scope_builder(
                    UiBuilder::new().max_rect(fall).layout(Layout::top_down(Align::Min)),
                    |ui| {
                        widget::caption(ui, look, &cx.t("why-in-bits"));
                        ui.add_space(size::TIGHT);
                        bits::waterfall(ui, look, cx.text, &card.reasons, card.bits);
                    },
                );
                let words_at = if wide > 560.0 {
                    Rect::from_min_size(
                        Pos2::new(left + split + size::PAD * 2.0, top),
                        Vec2::new(wide - split - size::PAD * 2.0, f32::INFINITY),
                    )
                } else {
                    Rect::from_min_size(
                        Pos2::new(left, drawn.response.rect.bottom() + size::PAD),
                        Vec2::new(wide, f32::INFINITY),
                    )
                };
                ui.scope_builder(
                    UiBuilder::new().max_rect(words_at).layout(Layout::top_down(Align::Min)),
                    |ui| {
                        let (before, note) = match self.queue {
                            Queue::Second | Queue::Disagree if pair.is_some_and(|p| !p.agrees()) => {
                                (None, "disagree-hint")
                            }
                            Queue::Second if pair.is_some() => (None, "look-agree-hint"),
                            Queue::Second => (None, "look-changes-nothing"),
                            Queue::Disagree => (None, "disagree-hint"),
                            _ => (decided.get(&card.id).copied(), "nothing-merges"),
                        };
                        argument(ui, cx, card, before, note);
                    },
                );
                ui.add_space(size::PAD);
            });
    }

    /// `above` = height of a line for the reason above the verdicts; 0 = it stands beside them.
    fn verdict_bar(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        card: &Candidate,
        decided: &BTreeMap<Uid, &Decision>,
        above: f32,
    ) {
        let look = cx.look;
        let mut rect = ui.max_rect();
        ui.painter().hline(rect.x_range(), rect.top() + 0.5, look.hair());
        if above > 0.0 {
            let line = Rect::from_min_size(
                rect.min + Vec2::new(size::PAD, size::GAP),
                Vec2::new(rect.width() - 2.0 * size::PAD, size::BUTTON),
            );
            ui.scope_builder(UiBuilder::new().max_rect(line), |ui| self.why_field(ui, cx, card.id));
            rect.min.y += above;
        }
        ui.scope_builder(
            UiBuilder::new()
                .max_rect(rect.shrink2(Vec2::new(size::PAD, 0.0)))
                .layout(Layout::left_to_right(Align::Center)),
            |ui| {
                let apart = matches!(self.queue, Queue::Second | Queue::Disagree);
                let before = decided.get(&card.id).copied().filter(|_| !apart);
                let reject = match card.kind {
                    CandidateKind::Pattern => "reject-pattern",
                    _ => "verdict-reject",
                };
                let verdicts = [
                    (
                        Act::Accept,
                        Verdict::Accept,
                        format!("accept-{}", card.kind.as_str()),
                        true,
                    ),
                    (Act::Reject, Verdict::Reject, reject.to_owned(), false),
                    (Act::Never, Verdict::Never, "verdict-never".to_owned(), false),
                    (Act::Later, Verdict::Later, "verdict-later".to_owned(), false),
                ];
                for (act, verdict, key, main) in verdicts {
                    let settles = self.queue == Queue::Disagree;
                    if before.is_some_and(|d| d.verdict == verdict) || (settles && verdict == Verdict::Later) {
                        continue;
                    }
                    // A second look is led to no verdict.
                    let main = main && before.is_none() && !apart;
                    let button = cx.changing(ui, |ui| widget::key_button(ui, look, &cx.t(&key), &keys_of(act), main));
                    if button.clicked() {
                        self.pressed = Some(verdict);
                        ui.ctx().request_repaint();
                    }
                }
                if above == 0.0 {
                    ui.add_space(size::GAP);
                    self.why_field(ui, cx, card.id);
                }
            },
        );
    }

    fn why_field(&mut self, ui: &mut Ui, cx: &Cx<'_>, card: Uid) {
        let hint = match (self.queue, self.unreasoned) {
            (Queue::Disagree, Some(verdict)) => {
                let said = cx.text.word("verdict-was", verdict.as_str(), &[]);
                cx.ta("why-settles-now", &[("verdict", &said)])
            }
            (Queue::Disagree, None) => cx.t("why-settles"),
            _ => cx.t("why-hint"),
        };
        let field = ui
            .add(
                TextEdit::singleline(self.reasons().of(Some(card)))
                    .hint_text(&hint)
                    .desired_width(ui.available_width().min(size::DIALOG))
                    .margin(Vec2::splat(size::GAP - 2.0)),
            )
            .accessible_name(hint);
        let Some(verdict) = self.unreasoned else { return };
        if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            self.pressed = Some(verdict);
            ui.ctx().request_repaint();
        } else if field.lost_focus() {
            self.unreasoned = None;
        } else if !field.has_focus() {
            field.request_focus();
        }
    }
}

fn question(cx: &Cx<'_>, card: &Candidate) -> String {
    match card.kind {
        CandidateKind::Same => cx.ta(
            "question-same",
            &[("kind", &words::kind(cx.text, &card.left.kind).to_lowercase())],
        ),
        CandidateKind::Connected => cx.t("question-connected"),
        CandidateKind::Pattern => cx.text.word("question", &card.pattern, &[]),
    }
}

fn found_by(cx: &Cx<'_>, keys: &str) -> String {
    keys.split('+')
        .map(|k| bits::field_name(cx.text, k))
        .collect::<Vec<_>>()
        .join(" + ")
}

/// True for a row of a public register: drawn without the ink of a finding.
fn is_public(card: &Candidate) -> bool {
    card.found_by == "library"
}

fn kind_line(cx: &Cx<'_>, card: &Candidate, decision: Option<&Decision>) -> String {
    if is_public(card) {
        let library = card.right.records.first().map_or("", |r| r.file.as_str());
        return format!("{} · {library}", cx.t("public-record"));
    }
    let mut parts = vec![cx.text.word("candidate", card.kind.as_str(), &[])];
    if !card.pattern.is_empty() {
        parts.push(cx.text.word("pattern", &card.pattern, &[]));
    }
    if let Some(d) = decision {
        parts.push(cx.text.word("verdict-was", d.verdict.as_str(), &[]));
    }
    parts.join(" · ")
}

/// What the pair stands for, and the way to all of it. True when that was pressed.
fn together(ui: &mut Ui, cx: &Cx<'_>, head: Head) -> bool {
    let (band, _) = ui.allocate_exact_size(Vec2::new(ui.available_width(), size::TOP), Sense::hover());
    ui.painter().rect_filled(band, 0.0, cx.look.sunk);
    ui.painter().hline(band.x_range(), band.bottom(), cx.look.hair());
    let inside = UiBuilder::new()
        .max_rect(band.shrink2(Vec2::new(size::PAD, size::TIGHT)))
        .layout(Layout::right_to_left(Align::Center));
    let pressed = ui.scope_builder(inside, |ui| {
        let keys = keys_of(Act::AcceptGroup);
        let button = cx.changing(ui, |ui| {
            widget::key_button(ui, cx.look, &cx.t("cmd-accept-group"), &keys, false)
        });
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(cx.look.quiet(head.says(cx, "group-band"))).wrap());
        });
        button.clicked()
    });
    pressed.inner
}

fn queue_entry(ui: &Ui, cx: &Cx<'_>, card: &Candidate, kind: &str) {
    let look = cx.look;
    let rect = ui.max_rect();
    let bits_wide = 44.0;
    let line = |n: f32| {
        Rect::from_min_size(
            Pos2::new(rect.left(), rect.top() + size::GAP + n * 18.0),
            Vec2::new(rect.width() - bits_wide, 18.0),
        )
    };
    let body = TextStyle::Body.resolve(ui.style());
    bits::clipped(
        ui,
        line(0.0),
        &card.left.label,
        if is_public(card) {
            body.clone()
        } else {
            crate::ui::theme::semibold(size::TEXT)
        },
        look.text,
    );
    bits::clipped(ui, line(1.0), &card.right.label, body, look.dim);
    let mut last = line(2.0);
    last.set_right(rect.right());
    bits::clipped(ui, last, kind, TextStyle::Small.resolve(ui.style()), look.dim);
    let at = Pos2::new(rect.right(), line(0.0).center().y);
    ui.painter().text(
        at,
        eframe::egui::Align2::RIGHT_CENTER,
        bits::signed(card.bits),
        TextStyle::Monospace.resolve(ui.style()),
        if is_public(card) {
            look.dim
        } else {
            look.ink(bits::tone(card.bits))
        },
    );
}
