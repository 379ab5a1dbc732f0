//! Every change that a person can make, one file per verb: checked against a snapshot, applied to a
//! `Tx`. Must not know: undo, the audit (both follow from the rows), any view. A command never calls
//! a command; what two need is a function here.

pub mod stage_file; // a whole import as one step
mod stager; // what a staged row becomes
mod staging; // those rows, and how they are written
pub mod fix_reject; // rejected rows that fit after all
pub mod fix_cell; // cells of staged rows that can be read after all
pub mod edit_source; // grading, labels, quarantine
pub mod cite_words; // words of a text as the ground of an entity or fact
pub mod edit_entity; // entities and facts by hand; pseudonyms
pub mod edit_many; // many entities in one step
pub mod edit_link; // links by hand
pub mod edit_event; // events by hand
pub mod decide; // accept, reject, later, never
pub mod second_look; // a verdict beside another's, given without seeing it
pub mod accept_many; // several links at once
pub mod take_parameters; // weights learned from verdicts
pub mod plan_work; // milestones, exclusions, tasks, process
pub mod edit_chart; // saved boards
pub mod note_chart; // notes on them
pub mod work_lead; // the desk
pub mod seal_value; // seal and purge
pub mod manage_file; // settings, members, libraries, the register of exports

mod fields; // JSON fields of each command

use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::model::commit::UndoClass;
use crate::model::problem::Problem;
use crate::model::{MemberId, Uid};
use crate::snapshot::Snapshot;
use crate::store::Tx;

/// What a command is checked against and made with; ids and nonces come from the `Tx`.
pub struct Context<'a> {
    pub snapshot: &'a Snapshot,
    pub catalog: &'a Catalog,
    pub member: MemberId,
    /// RFC 3339, UTC: the time of the commit.
    pub now: String,
}

/// What a command made: ids in the order they were made, counts by name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Outcome {
    pub made: Vec<Uid>,
    pub counts: Vec<(String, i64)>,
}

impl Outcome {
    pub fn one(id: Uid) -> Outcome {
        Outcome {
            made: vec![id],
            counts: Vec::new(),
        }
    }
    pub fn count(&self, name: &str) -> i64 {
        self.counts.iter().find(|(n, _)| n == name).map_or(0, |(_, v)| *v)
    }
}

/// One verb. `check` sees the board and refuses with a remedy; `apply` writes.
pub trait Verb {
    /// Audit name, e.g. `decide.accept`; the sentence is text `command-<name with - for .>`.
    fn name(&self) -> String;
    /// Arguments for that sentence: labels and numbers, never private content.
    fn args(&self, snapshot: &Snapshot) -> Vec<String>;
    fn class(&self) -> UndoClass {
        UndoClass::Case
    }
    /// Stack within the class: the chart's id for chart commands, else empty = the member's.
    fn stack(&self) -> String {
        String::new()
    }
    /// # Errors
    /// What stands in the way, and what to do.
    fn check(&self, snapshot: &Snapshot, catalog: &Catalog) -> Result<(), Problem>;
    /// As `check`, where it matters who acts.
    ///
    /// # Errors
    /// As `check`.
    fn check_by(&self, _: MemberId, snapshot: &Snapshot, catalog: &Catalog) -> Result<(), Problem> {
        self.check(snapshot, catalog)
    }
    /// # Errors
    /// Anything that the store refuses; the transaction then rolls back whole.
    fn apply(&self, context: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem>;
}

macro_rules! commands {
    ($($variant:ident($module:ident :: $t:ident)),* $(,)?) => {
        /// The list of what a person can change. As JSON: `{"command":"<name>", …fields}`.
        #[derive(Clone, Serialize, Deserialize)]
        #[serde(tag = "command", rename_all = "snake_case")]
        pub enum Command { $($variant($module::$t)),* }
        impl Command {
            pub fn verb(&self) -> &dyn Verb {
                match self { $(Command::$variant(c) => c),* }
            }
            /// Every command's JSON name, in the order of the list.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),*];
        }
        /// JSON fields of the command with this (Rust) name.
        pub fn fields(name: &str) -> &'static [&'static str] {
            match name { $(stringify!($variant) => fields::of::<$module::$t>(),)* _ => &[] }
        }
        $(impl From<$module::$t> for Command {
            fn from(c: $module::$t) -> Command { Command::$variant(c) }
        })*
    };
}
commands! {
    StageFile(stage_file::StageFile),
    RetryRejects(fix_reject::RetryRejects),
    RereadCells(fix_cell::RereadCells),
    GradeSource(edit_source::GradeSource),
    LabelSource(edit_source::LabelSource),
    HoldSource(edit_source::HoldSource),
    ReleaseSource(edit_source::ReleaseSource),
    AddEntity(edit_entity::AddEntity),
    RenameEntity(edit_entity::RenameEntity),
    RemoveEntity(edit_entity::RemoveEntity),
    AddFact(edit_entity::AddFact),
    RetractFact(edit_entity::RetractFact),
    CiteWords(cite_words::CiteWords),
    MarkVictim(edit_entity::MarkVictim),
    EditMany(edit_many::EditMany),
    AddLink(edit_link::AddLink),
    EditLink(edit_link::EditLink),
    RemoveLink(edit_link::RemoveLink),
    AddEvent(edit_event::AddEvent),
    EditEvent(edit_event::EditEvent),
    RemoveEvent(edit_event::RemoveEvent),
    Decide(decide::Decide),
    SecondLook(second_look::SecondLook),
    AcceptMany(accept_many::AcceptMany),
    TakeParameters(take_parameters::TakeParameters),
    DropParameters(take_parameters::DropParameters),
    AddMilestone(plan_work::AddMilestone),
    EditMilestone(plan_work::EditMilestone),
    CompleteMilestone(plan_work::CompleteMilestone),
    ReopenMilestone(plan_work::ReopenMilestone),
    RemoveMilestone(plan_work::RemoveMilestone),
    AddExclusion(plan_work::AddExclusion),
    RemoveExclusion(plan_work::RemoveExclusion),
    AddTask(plan_work::AddTask),
    FinishTask(plan_work::FinishTask),
    AddProcess(plan_work::AddProcess),
    EditProcess(plan_work::EditProcess),
    NewChart(edit_chart::NewChart),
    RenameChart(edit_chart::RenameChart),
    RemoveChart(edit_chart::RemoveChart),
    PlaceItems(edit_chart::PlaceItems),
    MoveItems(edit_chart::MoveItems),
    PinItems(edit_chart::PinItems),
    RemoveItems(edit_chart::RemoveItems),
    FilterChart(edit_chart::FilterChart),
    AddChartNote(note_chart::AddChartNote),
    EditChartNote(note_chart::EditChartNote),
    MoveChartNote(note_chart::MoveChartNote),
    RemoveChartNote(note_chart::RemoveChartNote),
    NoteChartItem(note_chart::NoteChartItem),
    TakeCall(work_lead::TakeCall),
    DisposeLead(work_lead::DisposeLead),
    MarkPromoted(work_lead::MarkPromoted),
    AddDeconfliction(work_lead::AddDeconfliction),
    SealFact(seal_value::SealFact),
    PurgeRecord(seal_value::PurgeRecord),
    LogReveal(seal_value::LogReveal),
    SetSetting(manage_file::SetSetting),
    UseLibrary(manage_file::UseLibrary),
    StopLibrary(manage_file::StopLibrary),
    RegisterExport(manage_file::RegisterExport),
}

/// The compartment that victims' identities are sealed in.
pub const VICTIMS: &str = "victims";

/// A row that the command speaks of is not there.
pub(crate) fn gone(table: &str, id: Uid) -> Problem {
    Problem::new(
        "no-such-row",
        format!("an existing {table}"),
        format!("no {table} {id}"),
        "refresh and choose again",
    )
}

/// A field that may not be empty.
pub(crate) fn required(field: &str, value: &str) -> Result<(), Problem> {
    if value.trim().is_empty() {
        return Err(Problem::new(
            "required",
            format!("a value for `{field}`"),
            "nothing",
            format!("fill in `{field}`"),
        ));
    }
    Ok(())
}

/// A label for an entity in audit arguments: never a sealed name, since labels of victims are pseudonyms.
pub(crate) fn label_of(snapshot: &Snapshot, id: crate::model::EntityId) -> String {
    snapshot.entity(id).map_or_else(|| id.to_string(), |e| e.label.clone())
}
