//! A desk for tests: the fictional board, answers at hand, everything that was asked for written down.

use std::sync::Arc;

use caseboard::app::action::{Action, Answer, CheckLine, HeldBack, Hit, Request};
use caseboard::app::ask;
use caseboard::app::case::MemberLine;
use caseboard::app::job::{Progress, Results};
use caseboard::app::morning;
use caseboard::app::rejects::{Group, MaskedCell, Row};
use caseboard::catalog::Catalog;
use caseboard::catalog::asset::Assets;
use caseboard::model::commit::Commit;
use caseboard::model::problem::{Place, Problem};
use caseboard::model::*;
use caseboard::snapshot::Snapshot;
use caseboard::ui::{Desk, FileAsk, Told};

use super::rows::{candidates, record, records, rows, uid};

pub struct FakeDesk {
    pub snapshot: Arc<Snapshot>,
    pub results: Results,
    pub catalog: Arc<Catalog>,
    pub done: Vec<Action>,
    pub locked: bool,
    pub told: Vec<Told>,
    pub closed: bool,
    /// What was asked to be opened or made: path, password.
    pub asked: Vec<(std::path::PathBuf, String)>,
    /// What the window keeps outside the audit.
    pub drafts: std::collections::BTreeMap<String, String>,
    pub answer: Option<Result<(), Problem>>,
    pub member: String,
    /// The members of a file that asks who acts.
    pub choosing: Vec<MemberLine>,
    /// How often what was asked for was not wanted any more.
    pub given_up: usize,
}

pub const TODAY: &str = "2026-11-24";

impl FakeDesk {
    pub fn new() -> FakeDesk {
        let catalog =
            Arc::new(Catalog::load(Assets::built_in(), "en").unwrap_or_else(|problems| panic!("{problems:?}")));
        let snapshot = Arc::new(Snapshot::build(318, "c0ffee".repeat(10), rows().into_iter()));
        let mut results = Results::default();
        let seq = snapshot.seq;
        results.finish(
            Request::Surface,
            seq,
            Answer::Surface {
                candidates: candidates(),
                groups: Vec::new(),
                held_back: vec![HeldBack {
                    kind: "phone".into(),
                    value: "575-555-0100".into(),
                    count: 711,
                }],
                library: Vec::new(),
                notices: Vec::new(),
            },
        );
        for r in records() {
            results.finish(Request::Record(r.id), seq, Answer::Record(Box::new(r)));
        }
        let clocks = caseboard::time::clocks(&snapshot, &catalog.rules, TODAY.parse().unwrap());
        results.finish(Request::Clocks { as_of: TODAY.into() }, seq, Answer::Clocks(clocks));
        let since = morning::Since {
            commits: vec![Commit {
                seq: 317,
                time: "2026-11-24T08:40:00.000Z".into(),
                command: "import".into(),
                args: vec!["tips.csv".into(), "State hotline".into()],
                ..Commit::default()
            }],
            ..morning::Since::default()
        };
        let made = morning::morning(&morning::Asked {
            snapshot: &snapshot,
            catalog: &catalog,
            member: MemberId(uid(99)),
            labels: &caseboard::model::label::Labels::default(),
            today: TODAY.parse().unwrap(),
            since: &since,
            notices: &[],
        });
        let asked = Request::Morning {
            as_of: TODAY.into(),
            since: 0,
        };
        results.finish(asked, seq, Answer::Morning(Box::new(made)));
        let commit = |seq: i64, command: &str, args: &[&str], undoes: Option<i64>| Commit {
            seq,
            time: "2026-11-24T09:12:00.000Z".into(),
            command: command.into(),
            args: args.iter().map(|a| (*a).to_owned()).collect(),
            undoes,
            chain: "ab".repeat(32),
            ..Commit::default()
        };
        results.finish(
            Request::History { limit: 500 },
            seq,
            Answer::History(vec![
                commit(
                    318,
                    "decide.accept",
                    &["Sandhill Packing", "Sand Hill Packing LLC"],
                    Some(317),
                ),
                commit(317, "chart.move", &["Sandhill network", "3"], None),
                commit(316, "import", &["tips.csv", "State hotline"], None),
            ]),
        );
        results.finish(
            Request::Verify,
            seq,
            Answer::Verify(vec![CheckLine {
                name: "chain".into(),
                ok: true,
                detail: "318 commits".into(),
            }]),
        );
        let shape = |column: &str, shape: &str, sealed: bool| MaskedCell {
            column: column.into(),
            shape: shape.into(),
            sealed,
        };
        let place = Place {
            file: "tips.csv".into(),
            row: 7,
            ..Place::default()
        };
        results.finish(
            Request::Rejects,
            seq,
            Answer::Rejects(vec![
                Group {
                    id: "aabbccdd".into(),
                    source: SourceId(uid(60)),
                    file: "tips.csv".into(),
                    key: "missing-key".into(),
                    column: "Tip No".into(),
                    count: 2,
                    expected: "a value in Tip No".into(),
                    found: "nothing".into(),
                    remedy: "fill the cell".into(),
                    places: vec![place.clone()],
                    columns: vec!["Tip No".into(), "Employer".into(), "Victim Name".into()],
                    rows: vec![Row {
                        record: record(9),
                        place: place.clone(),
                        cells: vec![
                            shape("Tip No", "", false),
                            shape("Employer", "xxxxxxxx xxxxx", false),
                            shape("Victim Name", "", true),
                        ],
                        ..Row::default()
                    }],
                    sealed: 1,
                    ..Group::default()
                },
                Group {
                    id: "11223344".into(),
                    file: "tips.csv".into(),
                    key: "row-longer".into(),
                    count: 1,
                    places: vec![place.clone()],
                    ..Group::default()
                },
                Group {
                    id: "55667788".into(),
                    source: SourceId(uid(60)),
                    file: "tips.csv".into(),
                    staged: true,
                    key: "date-order".into(),
                    column: "Received".into(),
                    count: 42,
                    expected: "a date whose day and month can be told apart".into(),
                    found: "99/99/9999".into(),
                    remedy: "choose the order".into(),
                    places: vec![place.clone()],
                    columns: vec!["Received".into()],
                    rows: vec![Row {
                        record: record(9),
                        place,
                        cells: vec![shape("Received", "99/99/9999", false)],
                        ..Row::default()
                    }],
                    ..Group::default()
                },
            ]),
        );
        let hit = |n: u8, kind: &str, label: &str| Hit {
            what: "entity".into(),
            id: uid(n),
            kind: kind.into(),
            label: label.into(),
            similar: false,
            context: format!("\u{2068}{label}\u{2069}"),
        };
        results.finish(
            Request::Search("sand".into()),
            seq,
            Answer::Search(vec![
                hit(1, "company", "Sandhill Packing"),
                hit(2, "company", "Sand Hill Packing LLC"),
            ]),
        );
        FakeDesk {
            snapshot,
            results,
            catalog,
            done: Vec::new(),
            locked: false,
            told: Vec::new(),
            closed: false,
            asked: Vec::new(),
            answer: None,
            given_up: 0,
            member: "A. Baca".into(),
            choosing: Vec::new(),
            drafts: std::collections::BTreeMap::new(),
        }
    }
}

impl Desk for FakeDesk {
    fn snapshot(&self) -> Arc<Snapshot> {
        if self.locked {
            Arc::new(Snapshot::default())
        } else {
            self.snapshot.clone()
        }
    }
    fn results(&self) -> &Results {
        &self.results
    }
    fn catalog(&self) -> &Catalog {
        &self.catalog
    }
    fn perform(&mut self, action: Action) {
        if let Action::KeepDraft { name, value } = &action {
            self.drafts.insert(name.clone(), value.clone());
        }
        if let Action::Ask(request @ Request::Chronology { .. }) = &action {
            let answer = ask::answer(&self.snapshot, &self.catalog, request, &Progress::default());
            self.results.finish(request.clone(), self.snapshot.seq, answer);
        }
        self.done.push(action);
    }
    fn told(&mut self) -> Option<Told> {
        self.told.pop()
    }
    fn poll(&mut self) -> bool {
        false
    }
    fn undo_name(&self) -> Option<(String, Vec<String>)> {
        Some((
            "decide.accept".into(),
            vec!["Sandhill Packing".into(), "Sand Hill Packing LLC".into()],
        ))
    }
    fn redo_name(&self) -> Option<(String, Vec<String>)> {
        None
    }
    fn title(&self) -> String {
        "Mesa Alta".into()
    }
    fn kind(&self) -> String {
        "desk".into()
    }
    fn fictional(&self) -> bool {
        true
    }
    fn member(&self) -> String {
        self.member.clone()
    }
    fn today(&self) -> String {
        TODAY.into()
    }
    fn vault_open(&self) -> bool {
        false
    }
    fn verified(&self) -> Option<(String, bool)> {
        Some(("09:12".into(), true))
    }
    fn read_only(&self) -> Option<String> {
        None
    }
    fn draft(&self, name: &str) -> Option<String> {
        self.drafts.get(name).cloned()
    }
    fn locked(&self) -> bool {
        self.locked
    }
    fn lock(&mut self) {
        self.locked = true;
    }
    fn ask_file(&mut self, ask: FileAsk) {
        match ask {
            FileAsk::Open { path, password } => self.asked.push((path, password.expose().to_owned())),
            FileAsk::New { path, new } => self.asked.push((path, new.password.expose().to_owned())),
            FileAsk::Unlock { password } => {
                self.answer = Some(if password.expose() == "open" {
                    Ok(())
                } else {
                    Err(Problem::new(
                        "password",
                        "the password of this file",
                        "another one",
                        "try again",
                    ))
                });
            }
            FileAsk::As { member } => {
                self.choosing.clear();
                self.member = member;
                self.answer = Some(Ok(()));
            }
            FileAsk::GiveUp => {
                self.choosing.clear();
                self.given_up += 1;
            }
        }
    }
    fn file_answer(&mut self) -> Option<Result<(), Problem>> {
        let answer = self.answer.take();
        if let Some(Ok(())) = &answer {
            self.closed = false;
            self.locked = false;
        }
        answer
    }
    fn choosing(&self) -> Vec<MemberLine> {
        self.choosing.clone()
    }
    fn recent(&self) -> Vec<std::path::PathBuf> {
        vec!["/cases/one.caseboard".into(), "/cases/two.caseboard".into()]
    }
    fn closed(&self) -> bool {
        self.closed
    }
    fn close(&mut self) {
        self.locked = true;
        self.closed = true;
    }
    fn wake_with(&mut self, _: Arc<dyn Fn() + Send + Sync>) {}
}
