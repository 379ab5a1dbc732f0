//! What a person can ask for, and what comes back: plain data, the same for window and command line.

use std::path::PathBuf;
use std::sync::Arc;

use super::ask::Pointer;
use super::case::{AddMember, MemberLine};
use super::elsewhere::Other;
use super::library::{Added, Found, Shelved};
use super::promote::{PromoteRequest, Promoted};
use super::rejects::RetryRequest;
use crate::command::Command;
use crate::model::commit::Commit;
use crate::model::decision::Candidate;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::source::Record;
use crate::model::*;
use crate::time::{Chronology, chronology};

/// What a view hands back. An action never triggers an action.
#[derive(Clone)]
pub enum Action {
    /// One change: one transaction, one commit, one undo step.
    Commit(Command),
    /// Takes back the newest step of this member's case stack.
    Undo,
    Redo,
    UndoChart(ChartId),
    RedoChart(ChartId),
    /// Work whose answer appears in `Results` under the same request.
    Ask(Request),
    /// Files to import, one commit each; `map` a name, a path, the text of a map, or empty = the best known one.
    Import {
        files: Vec<PathBuf>,
        map: String,
        agency: String,
    },
    /// Imports the files of the fictional sample into the open (empty) case.
    LoadSample,
    Export(ExportRequest),
    /// Rejected rows once more, with their repairs: one commit. The answer stands under
    /// `Request::Retried`.
    Retry(RetryRequest),
    /// Rejected rows of a source, or of a group of it, as a table.
    WriteRejects {
        source: SourceId,
        group: String,
        path: PathBuf,
    },
    /// The bytes of a source as received. A sealed one opens the vault, which is logged with the reason.
    SaveOriginal {
        source: SourceId,
        path: PathBuf,
        passphrase: Secret,
        why: String,
    },
    /// Opens the original of a source under seal, to look at its pages until the vault is closed; logged first.
    OpenOriginal {
        source: SourceId,
        passphrase: Secret,
        why: String,
    },
    /// A consistent copy of the file.
    Backup {
        out: PathBuf,
    },
    /// Logged, then opened; the answer stands in `Results` under `Request::Revealed`.
    Reveal {
        sealed: SealedId,
        passphrase: Secret,
        why: String,
    },
    /// Takes a row of a library that the case uses into the case: one commit.
    Pull {
        library: String,
        row: i64,
    },
    /// Leads of this desk into a case. The answer stands under `Request::Promote`.
    Promote(PromoteRequest),
    /// Looks for what this board has in common with other case files. The answer stands under
    /// `Request::Elsewhere`.
    AskElsewhere(Vec<Other>),
    /// Indexes public registers into a library of this computer; `map` empty = the best known one. The
    /// answer stands under `Request::AddLibrary`.
    AddLibrary {
        name: String,
        files: Vec<PathBuf>,
        map: String,
    },
    /// One more member of the file. The answer stands under `Request::AddMember`.
    AddMember(Box<AddMember>),
    /// Drops the vault session and whatever was revealed.
    CloseVault,
    Cancel(Request),
    /// Shows the board as it was known, a commit's number or a date; it is read-only until `ShowNow`.
    ShowAsOf(String),
    ShowNow,
    /// A row outside the audit: workspace layout, half-written text. Empty value = forget.
    KeepDraft {
        name: String,
        value: String,
    },
}

/// What to write, for whom.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ExportRequest {
    /// chart, timeline, links, clocks, packet
    pub what: String,
    /// The file; its extension chooses the format.
    pub path: PathBuf,
    pub chart: Option<ChartId>,
    pub focus: Option<EntityId>,
    pub hops: u32,
    pub lane_by: String,
    /// ISO dates; empty = open.
    pub from: String,
    pub to: String,
    /// Only what was so on this date, by the dates of links; empty = all.
    pub at: String,
    pub as_of: String,
    /// The board as it was known: a commit's number, or a date; empty = now.
    pub board: String,
    /// Label keys that the reader holds.
    pub audience: Vec<String>,
    pub recipient: String,
}

/// A question whose answer takes time or a look into the file. Equal requests are one job.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Request {
    /// Raw cells and narrative of a record.
    Record(RecordId),
    /// The ranked candidates of the whole board.
    Surface,
    /// What the verdicts so far would make of the weights, and the check of it.
    Reestimate,
    Search(String),
    Path {
        from: EntityId,
        to: EntityId,
        confirmed_only: bool,
    },
    Layout {
        chart: ChartId,
        method: String,
        seed: u64,
    },
    Clocks {
        as_of: String,
    },
    /// What happened when, with the clocks as they stand on that day.
    Chronology {
        as_of: String,
        shown: chronology::Request,
    },
    /// What waits for this member, with what is new after the commit `since`; without candidates and unread
    /// cells, which come by `Surface` and `Rejects`.
    Morning {
        as_of: String,
        since: i64,
    },
    /// Commits, newest first.
    History {
        limit: u32,
    },
    Verify,
    /// Rejected rows, grouped by repair.
    Rejects,
    /// The text of a record by pages.
    Document(RecordId),
    /// A page of it as it looks, from 1, so many pixels wide.
    Page {
        record: RecordId,
        page: u32,
        width: u32,
    },
    /// What was done to an entity and to each value of it.
    Told(EntityId),
    /// What rests on a source.
    Rests(SourceId),
    /// What the last retry did.
    Retried,
    /// A map proposed for a file that no known map fits.
    ProposeMap(PathBuf),
    /// Header, first rows and what each column seems to mean.
    Columns(PathBuf),
    /// What importing this file would do, and which map reads it and why; nothing is stored.
    Preview {
        file: PathBuf,
        map: String,
        agency: String,
    },
    Revealed(SealedId),
    /// The original of a source, opened to be looked at.
    Opened(SourceId),
    /// Libraries of this computer and those that the case uses; `whole` hashes those used anew.
    Libraries {
        whole: bool,
    },
    /// Rows of a library that match a text. Written nowhere.
    LibraryRows {
        name: String,
        text: String,
    },
    /// What the last promotion did.
    Promote,
    /// What other case files have in common with this board.
    Elsewhere,
    /// The library that was indexed last.
    AddLibrary,
    Import,
    Export,
    /// The board as it was known, on its way.
    AsOf,
    /// The members of the file.
    Members,
    /// The member who was added last.
    AddMember,
}

impl Request {
    /// True when its answer is large and drives out the one before it, whatever that was asked for.
    pub(super) fn kept_alone(&self) -> bool {
        matches!(self, Request::Chronology { .. } | Request::Page { .. })
    }
    /// True when both are of a kind of which only one answer is kept.
    pub(super) fn drives_out(&self, other: &Request) -> bool {
        self.kept_alone() && std::mem::discriminant(self) == std::mem::discriminant(other)
    }
    /// True when its answer may show what the vault holds.
    pub(super) fn of_the_vault(&self) -> bool {
        matches!(self, Request::Revealed(_) | Request::Page { .. })
    }
    /// True when a dialog that asked shows how it ended, also when it failed.
    pub fn told_in_place(&self) -> bool {
        matches!(
            self,
            Request::Promote | Request::Elsewhere | Request::AddLibrary | Request::AddMember | Request::Page { .. }
        )
    }
}

/// One hit of a search.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hit {
    /// entity, record
    pub what: String,
    pub id: Uid,
    pub kind: String,
    pub label: String,
    /// True when the words are not there as typed: a name a few slips away.
    pub similar: bool,
    /// Where it matched, with the match marked by U+2068 … U+2069.
    pub context: String,
}

/// A check of `verify`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CheckLine {
    pub name: String,
    pub ok: bool,
    pub detail: String,
}

/// What one import did, as `import --json` prints it.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Imported {
    pub file: String,
    pub map: String,
    pub rows: i64,
    pub staged: i64,
    pub already: i64,
    pub rejected: i64,
    pub entities: i64,
    pub links: i64,
    pub changed: i64,
    pub gone: i64,
    pub victims: i64,
    pub errors: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<i64>,
}

/// As a map's name: the one that is proposed for the file, kept as a map file before it is used.
pub const PROPOSED_MAP: &str = "proposed";

/// A known map, how well it fits a file (0 to 1000) and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    pub map: String,
    pub score: u32,
    pub reasons: Vec<(String, Vec<String>)>,
}

/// What an import would do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preview {
    /// Counts and problems row by row; none when the file can't be read or no map fits.
    pub would: Option<Imported>,
    /// Known maps, best first.
    pub known: Vec<Fit>,
    /// Why the proposed map reads each column as it does.
    pub proposed: Vec<(String, Vec<String>)>,
    pub problem: Option<Problem>,
}

/// A value that common sources share, so that it can't link anyone.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HeldBack {
    pub kind: String,
    pub value: String,
    pub count: u32,
}

/// A row of a public register near a party or identifier of the board: context, never suspicion, and not
/// among the candidates.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicRecord {
    pub library: String,
    /// Content hash of the library.
    pub sha256: String,
    /// Row of the library, from 1.
    pub row: i64,
    /// True when the row was pulled into the case.
    pub pulled: bool,
    /// Left: of the board. Right: of the register.
    pub candidate: Candidate,
}

/// A library that a case uses and that can't be looked into as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LibraryNotice {
    pub library: String,
    /// missing, changed, unreadable
    pub state: String,
    /// The content hash that the case uses.
    pub expected: String,
    /// The content hash that is there, or what is wrong; empty = nothing is known.
    pub found: String,
}

/// An answer to a `Request`.
#[derive(Clone)]
pub enum Answer {
    Record(Box<Record>),
    Surface {
        candidates: Vec<Candidate>,
        held_back: Vec<HeldBack>,
        /// Candidates that hang together.
        groups: Vec<crate::resolve::group::Group>,
        /// Public records near the board: context, counted nowhere.
        library: Vec<PublicRecord>,
        notices: Vec<LibraryNotice>,
    },
    Weights(Box<crate::resolve::reestimate::Preview>),
    Search(Vec<Hit>),
    Path(Vec<crate::graph::path::Path>),
    Layout(Vec<crate::command::edit_chart::Position>),
    Clocks(Vec<crate::time::ClockView>),
    Chronology(Arc<Chronology>),
    Morning(Box<super::morning::Morning>),
    History(Vec<Commit>),
    Verify(Vec<CheckLine>),
    Rejects(Vec<super::rejects::Group>),
    Retried(super::rejects::Retried),
    Document(Box<super::document::Document>),
    Page(Arc<super::page::Page>),
    /// It may be looked at now.
    Opened,
    Told(Vec<super::history::Line>),
    Rests(Box<super::rests::Rests>),
    Text(String),
    Imported(Vec<Imported>),
    Columns(Box<super::intake::Columns>),
    Preview(Box<Preview>),
    Exported {
        path: PathBuf,
        sha256: String,
    },
    Libraries(Vec<Shelved>),
    LibraryRows(Vec<Found>),
    LibraryAdded(Added),
    Promoted(Promoted),
    Pointers(Vec<Pointer>),
    /// The board as it was known is shown.
    AsOf,
    Members(Vec<MemberLine>),
    /// By name.
    MemberAdded(String),
    /// Zeroized when dropped.
    Revealed(Secret),
    Failed(Problem),
}
