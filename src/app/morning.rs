//! The morning: what waits for a member when the file is opened, and what changed since that member last
//! looked. Pure over a snapshot, the chain since then, candidates and today's date. Must not know: how it is
//! shown, who keeps the mark.

mod mark; // since when: a draft, moved on by hand only
mod say; // a line in words

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::action::LibraryNotice;
use super::ask;
use super::rejects::Group;
use crate::catalog::Catalog;
use crate::command::label_of;
use crate::export::audience;
use crate::model::commit::{Commit, Op};
use crate::model::decision::{Bits, Candidate};
use crate::model::label::Labels;
use crate::model::lead::{Answer, Lead};
use crate::model::source::{RecordStatus, Source};
use crate::model::work::WorkStatus;
use crate::model::*;
use crate::resolve::group;
use crate::snapshot::Snapshot;
use crate::time::status::{ClockView, SOON_DAYS, Status};

pub use mark::{Look, Mark};
pub use say::Said;

/// Where the work of a line is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "to", content = "id")]
pub enum Target {
    Candidate(Uid),
    /// A candidate whose second look differs from its verdict.
    Disagreement(Uid),
    Milestone(MilestoneId),
    Process(ProcessId),
    Task(TaskId),
    Source(SourceId),
    /// Rejected rows and unread cells of a source.
    Worklist(SourceId),
    /// The libraries that the case uses.
    Libraries,
    /// A commit by its number.
    Commit(i64),
    /// A lead, by the record that it is about.
    Lead(RecordId),
}

/// One thing that waits.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    #[serde(flatten)]
    pub to: Target,
    /// Key of what it is: the candidate's kind or pattern, a rule, a kind of process, an audit name; of a source
    /// new, changed, gone, rejected, unread, missing; of a lead the answers that make it urgent, joined by `+`.
    pub what: String,
    pub name: String,
    /// The other name, the subject, the agency, the member.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub other: String,
    /// When it is due, or was: as stored.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Due date minus today; negative = overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<Bits>,
    /// Rows or cells that it is about.
    #[serde(skip_serializing_if = "is_zero")]
    pub count: usize,
    /// Arguments of an audit sentence; text key of a milestone without a title of its own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl Line {
    fn new(to: Target, what: &str, name: String) -> Line {
        Line {
            to,
            what: what.to_owned(),
            name,
            other: String::new(),
            date: String::new(),
            days_left: None,
            bits: None,
            count: 0,
            args: Vec::new(),
        }
    }
}

/// Lines of one kind, the most urgent first.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Section {
    /// leads, disagreements (where there are some), candidates, clocks, answers, sources, others; its head is text `morning-<key>`.
    pub key: &'static str,
    pub count: usize,
    pub lines: Vec<Line>,
}

/// What waits for one member.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Morning {
    /// ISO date.
    pub as_of: String,
    /// The commit that it shows, and the one after which things count as new; 0 = never looked.
    pub commit: i64,
    pub since: i64,
    pub sections: Vec<Section>,
    #[serde(skip)]
    news: News,
}

/// What the chain says since a commit.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// 0 = never looked: everything is new, and no rows are listed.
    pub seq: i64,
    /// Oldest first.
    pub commits: Vec<Commit>,
    /// Table, row, how: every source, what happened to records that were there, what was changed by hand.
    pub rows: Vec<(String, Uid, Op)>,
}

/// What counts as new, and what this member may not see.
#[derive(Clone, PartialEq, Debug, Default)]
struct News {
    everything: bool,
    sources: BTreeSet<SourceId>,
    changed: BTreeSet<Uid>,
    hidden: BTreeSet<SourceId>,
}

/// What a morning is made of.
pub struct Asked<'a> {
    pub snapshot: &'a Snapshot,
    pub catalog: &'a Catalog,
    pub member: MemberId,
    pub labels: &'a Labels,
    pub today: NaiveDate,
    pub since: &'a Since,
    /// Libraries that the case uses and that can't be looked into.
    pub notices: &'a [LibraryNotice],
}

/// What waits, without candidates and unread cells: `add_candidates` and `add_unread` put those in once
/// they are known.
pub fn morning(asked: &Asked<'_>) -> Morning {
    let whole = asked.snapshot;
    let (visible, _) = audience::restrict(whole, asked.labels);
    let news = News::of(whole, asked);
    let mut sections = Vec::new();
    if visible.setting("kind") == Some("desk") {
        sections.push(section("leads", leads(&visible)));
    }
    let differ = disagreements(whole, &news);
    if !differ.is_empty() {
        sections.push(section("disagreements", differ));
    }
    sections.push(section("candidates", Vec::new()));
    sections.push(section("clocks", clocks(&visible, asked)));
    sections.push(section("answers", answers(&visible, asked)));
    let mut sources = section("sources", sources(&visible, &news, asked.notices));
    sources.lines.sort_by_key(source_rank);
    sections.push(sources);
    sections.push(section("others", others(whole, &visible, asked)));
    Morning {
        as_of: asked.today.to_string(),
        commit: whole.seq,
        since: asked.since.seq,
        sections,
        news,
    }
}

fn section(key: &'static str, lines: Vec<Line>) -> Section {
    Section {
        key,
        count: lines.len(),
        lines,
    }
}

impl Morning {
    /// Puts in the candidates that are not decided and that touch what came in or was changed by hand since;
    /// their order, strongest first, stays.
    ///
    /// Of what hangs together the strongest pair that is new stands for all.
    pub fn add_candidates(&mut self, snapshot: &Snapshot, candidates: &[Candidate], groups: &[group::Group]) {
        let decided = snapshot.latest_decisions();
        let of: BTreeMap<usize, usize> = groups
            .iter()
            .enumerate()
            .flat_map(|(n, g)| g.pairs.iter().map(move |at| (*at, n)))
            .collect();
        let mut seen = BTreeSet::new();
        let lines = candidates
            .iter()
            .enumerate()
            .filter(|(_, c)| !decided.contains_key(&c.id) && self.news.shows(snapshot, c) && self.news.has(snapshot, c))
            .filter(|(at, _)| of.get(at).is_none_or(|group| seen.insert(*group)))
            .map(|(_, c)| {
                let what = if c.pattern.is_empty() {
                    c.kind.as_str()
                } else {
                    &c.pattern
                };
                Line {
                    other: c.right.label.clone(),
                    bits: Some(c.bits),
                    ..Line::new(Target::Candidate(c.id), what, c.left.label.clone())
                }
            })
            .collect();
        self.replace("candidates", lines);
    }

    /// Puts in the cells of staged rows that could not be read, source by source.
    pub fn add_unread(&mut self, groups: &[Group]) {
        let mut cells: BTreeMap<SourceId, (String, usize)> = BTreeMap::new();
        for group in groups
            .iter()
            .filter(|g| g.staged && !self.news.hidden.contains(&g.source))
        {
            let slot = cells.entry(group.source).or_insert_with(|| (group.file.clone(), 0));
            slot.1 += group.count;
        }
        let mut lines = self.lines("sources").to_vec();
        lines.retain(|l| l.what != "unread");
        lines.extend(cells.into_iter().map(|(id, (file, count))| Line {
            count,
            ..Line::new(Target::Worklist(id), "unread", file)
        }));
        lines.sort_by_key(source_rank);
        self.replace("sources", lines);
    }

    pub fn lines(&self, key: &str) -> &[Line] {
        let found = self.sections.iter().find(|s| s.key == key);
        found.map_or(&[], |s| s.lines.as_slice())
    }
    /// How many things wait.
    pub fn waiting(&self) -> usize {
        self.sections.iter().map(|s| s.count).sum()
    }

    fn replace(&mut self, key: &'static str, lines: Vec<Line>) {
        if let Some(slot) = self.sections.iter_mut().find(|s| s.key == key) {
            *slot = section(key, lines);
        }
    }
}

impl News {
    fn of(whole: &Snapshot, asked: &Asked<'_>) -> News {
        let hidden = whole
            .sources
            .iter()
            .filter(|s| !s.labels.visible_to(asked.labels))
            .map(|s| s.id)
            .collect();
        let mut news = News {
            everything: asked.since.seq == 0,
            hidden,
            ..News::default()
        };
        for (table, id, op) in &asked.since.rows {
            match table.as_str() {
                Source::TABLE if *op == Op::Insert => {
                    news.sources.insert(SourceId(*id));
                }
                // Grading a source makes nothing of it new.
                Source::TABLE => {}
                "fact" => {
                    news.changed
                        .extend(whole.facts.get(*id).into_iter().map(|f| f.entity.0));
                }
                _ => {
                    news.changed.insert(*id);
                }
            }
        }
        news
    }

    /// False when a candidate rests on what the member may not see.
    fn shows(&self, s: &Snapshot, c: &Candidate) -> bool {
        self.hidden.is_empty()
            || [&c.left, &c.right].into_iter().all(|side| {
                let came_with = s.entity(EntityId(side.id)).and_then(|e| e.source);
                let records = side.records.iter().filter_map(|r| s.record(r.id));
                side.records.is_empty() && came_with.is_none_or(|x| !self.hidden.contains(&x))
                    || !side.records.is_empty() && records.into_iter().all(|r| !self.hidden.contains(&r.source))
            })
    }

    fn has(&self, s: &Snapshot, c: &Candidate) -> bool {
        self.everything
            || [&c.left, &c.right].into_iter().any(|side| {
                self.changed.contains(&side.id)
                    || side.records.iter().any(|r| {
                        self.changed.contains(&r.id.0)
                            || s.record(r.id).is_some_and(|head| self.sources.contains(&head.source))
                    })
            })
    }
}

/// Leads without disposition: danger, a child, people about to be moved first; then the oldest.
fn leads(s: &Snapshot) -> Vec<Line> {
    let mut open: Vec<(Lead, String)> = s
        .leads
        .iter()
        .filter(|l| l.is_open())
        .map(|l| {
            (
                l.clone(),
                s.record(l.record).map(|r| r.date.clone()).unwrap_or_default(),
            )
        })
        .collect();
    let no = |a: Answer| a != Answer::Yes;
    open.sort_by(|(a, day), (b, other)| {
        let rank = |l: &Lead| (no(l.danger), no(l.child), no(l.movement));
        (rank(a), day, a.record).cmp(&(rank(b), other, b.record))
    });
    open.into_iter()
        .map(|(l, date)| {
            let flags = [("danger", l.danger), ("child", l.child), ("movement", l.movement)];
            let flags: Vec<&str> = flags.iter().filter(|(_, a)| !no(*a)).map(|(k, _)| *k).collect();
            let parties = ask::parties(s, l.record).into_iter().take(2);
            let parties: Vec<String> = parties.map(|e| label_of(s, s.group_of(e))).collect();
            Line {
                other: parties.join(", "),
                date,
                ..Line::new(
                    Target::Lead(l.record),
                    &flags.join("+"),
                    ask::number_or_row(s, l.record),
                )
            }
        })
        .collect()
}

/// Where a second look differs from the verdict that stands: anybody may settle it, and somebody must.
fn disagreements(s: &Snapshot, news: &News) -> Vec<Line> {
    let found = s.disagreements().into_iter();
    found
        .filter(|p| news.shows(s, &p.first.card))
        .map(|p| {
            let card = &p.first.card;
            let what = if card.pattern.is_empty() {
                card.kind.as_str()
            } else {
                &card.pattern
            };
            Line {
                other: card.right.label.clone(),
                date: p.second.at.clone(),
                ..Line::new(Target::Disagreement(card.id), what, card.left.label.clone())
            }
        })
        .collect()
}

/// Clocks that are overdue or due within `SOON_DAYS`.
fn clocks(s: &Snapshot, asked: &Asked<'_>) -> Vec<Line> {
    let all = crate::time::clocks(s, &asked.catalog.rules, asked.today);
    let mut due: Vec<&ClockView> = all
        .iter()
        .filter(|c| matches!(c.status, Status::Overdue | Status::Soon))
        .collect();
    due.sort_by_key(|c| (c.days_left, c.id));
    due.into_iter()
        .map(|c| Line {
            other: c.subject.map(|e| label_of(s, s.group_of(e))).unwrap_or_default(),
            date: c.due.map(|d| d.to_string()).unwrap_or_default(),
            days_left: c.days_left,
            args: vec![c.title_key.clone()],
            ..Line::new(Target::Milestone(c.id), &c.rule, c.title.clone())
        })
        .collect()
}

/// What was served and has not come back, and the member's own tasks that are due.
fn answers(s: &Snapshot, asked: &Asked<'_>) -> Vec<Line> {
    let left = |due: &str| -> Option<i64> {
        let day = due.get(..10)?.parse::<NaiveDate>().ok()?;
        Some((day - asked.today).num_days())
    };
    let mut lines: Vec<Line> = s
        .processes
        .iter()
        .filter(|p| p.returned.is_empty())
        .filter_map(|p| {
            Some(Line {
                days_left: Some(left(&p.due)?),
                date: p.due.clone(),
                ..Line::new(Target::Process(p.id), &p.kind, p.recipient.clone())
            })
        })
        .collect();
    let own = s.members.get(asked.member.0).map(|m| m.name.as_str());
    let tasks = s.tasks.iter().filter(|t| t.status == WorkStatus::Open);
    lines.extend(tasks.filter(|t| own == Some(t.owner.as_str())).filter_map(|t| {
        let days_left = left(&t.due).filter(|n| *n <= SOON_DAYS)?;
        Some(Line {
            days_left: Some(days_left),
            date: t.due.clone(),
            other: t.about.map(|e| label_of(s, s.group_of(e))).unwrap_or_default(),
            ..Line::new(Target::Task(t.id), "task", t.title.clone())
        })
    }));
    lines.sort_by(|a, b| a.days_left.cmp(&b.days_left).then_with(|| a.name.cmp(&b.name)));
    lines
}

/// Libraries first, then rows that wait for a repair, then what left or changed, then what is new.
fn source_rank(line: &Line) -> usize {
    const ORDER: [&str; 5] = ["rejected", "unread", "gone", "changed", "new"];
    ORDER.iter().position(|w| *w == line.what).map_or(0, |n| n + 1)
}

fn sources(s: &Snapshot, news: &News, notices: &[LibraryNotice]) -> Vec<Line> {
    let mut lines: Vec<Line> = notices
        .iter()
        .map(|n| Line::new(Target::Libraries, &n.state, n.library.clone()))
        .collect();
    for source in s.sources.iter() {
        let (mut gone, mut changed, mut rejected) = (0, 0, 0);
        for record in s.records_of(source.id) {
            let touched = news.everything || news.changed.contains(&record.id.0);
            match record.status {
                RecordStatus::Rejected => rejected += 1,
                RecordStatus::Gone if touched => gone += 1,
                RecordStatus::Superseded if touched => changed += 1,
                _ => {}
            }
        }
        let mut line = |to: Target, what: &str, count: usize| {
            lines.push(Line {
                other: source.agency.clone(),
                date: source.received.clone(),
                count,
                ..Line::new(to, what, source.name().to_owned())
            });
        };
        let here = Target::Source(source.id);
        if rejected > 0 {
            line(Target::Worklist(source.id), "rejected", rejected);
        }
        if gone > 0 {
            line(here, "gone", gone);
        }
        if changed > 0 {
            line(here, "changed", changed);
        }
        if news.everything || news.sources.contains(&source.id) {
            line(here, "new", usize::try_from(source.staged).unwrap_or_default());
        }
    }
    lines
}

/// Commits by others since, newest first. One that speaks of what the member may not see is left out.
fn others(whole: &Snapshot, visible: &Snapshot, asked: &Asked<'_>) -> Vec<Line> {
    let hidden = Hidden::of(whole, visible);
    let undone: BTreeSet<i64> = asked.since.commits.iter().filter_map(|c| c.undoes).collect();
    let waits = whole.to_look_at(asked.member);
    let waits: BTreeSet<(&str, &str)> = waits.iter().map(|d| labels_of(&d.card)).collect();
    asked
        .since
        .commits
        .iter()
        .rev()
        .filter(|c| c.member != asked.member && !c.args.iter().any(|a| hidden.0.contains(a.as_str())))
        .map(|c| {
            let (command, args) = without_verdict(&c.command, &c.args, &waits);
            Line {
                other: whole
                    .members
                    .get(c.member.0)
                    .map(|m| m.name.clone())
                    .unwrap_or_default(),
                date: c.time.clone(),
                args,
                count: usize::from(undone.contains(&c.seq)),
                ..Line::new(Target::Commit(c.seq), &command, String::new())
            }
        })
        .collect()
}

fn labels_of(card: &Candidate) -> (&str, &str) {
    (&card.left.label, &card.right.label)
}

/// An audit sentence; of what waits for a second look it says that it was decided, and not how.
fn without_verdict(command: &str, args: &[String], waits: &BTreeSet<(&str, &str)>) -> (String, Vec<String>) {
    let said = match (command, args) {
        ("redo", [done, rest @ ..]) => {
            let (done, rest) = without_verdict(done, rest, waits);
            return (command.to_owned(), std::iter::once(done).chain(rest).collect());
        }
        // It names one of its links only; as long as any waits, it may be one of these.
        ("decide.group", _) if !waits.is_empty() => "decide.given.group",
        (_, [a, b]) if command.starts_with("decide.") && waits.contains(&(a.as_str(), b.as_str())) => "decide.given",
        _ => command,
    };
    (said.to_owned(), args.to_vec())
}

/// Words of an audit sentence that name something which the member may not see, and nothing else.
struct Hidden<'a>(BTreeSet<&'a str>);

impl<'a> Hidden<'a> {
    fn of(whole: &'a Snapshot, visible: &'a Snapshot) -> Hidden<'a> {
        if whole.sources.len() == visible.sources.len() {
            return Hidden(BTreeSet::new());
        }
        let mut words: BTreeSet<&str> = names(whole).collect();
        let seen: BTreeSet<&str> = names(visible).collect();
        words.retain(|w| !w.is_empty() && !seen.contains(w));
        Hidden(words)
    }
}

fn names(s: &Snapshot) -> impl Iterator<Item = &str> {
    let sources = s.sources.iter().flat_map(|x| [x.file_name.as_str(), x.title.as_str()]);
    let entities = s.entities.iter().flat_map(|e| [e.label.as_str(), e.canonical.as_str()]);
    let records = s.records.values().map(|r| r.key.as_str());
    let milestones = s.milestones.iter().map(|m| m.title.as_str());
    let tasks = s.tasks.iter().map(|t| t.title.as_str());
    let processes = s.processes.iter().map(|p| p.recipient.as_str());
    sources
        .chain(entities)
        .chain(records)
        .chain(milestones)
        .chain(tasks)
        .chain(processes)
}

#[cfg(test)]
#[path = "morning_tests.rs"]
mod tests;
