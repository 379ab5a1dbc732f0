//! What a case is made of: plain values, one struct per stored table, ids, labels, problems.
//! Must not know: I/O, the clock, chance, any toolkit, any sentence for a person.

#[macro_use]
mod row;

pub mod label; // labels and their union
pub mod problem; // the one shape of an error
pub mod secret; // Secret: no Debug, no Display, no Serialize
pub mod source; // source, attachment, record, mention; what an import stages
pub mod entity; // entity, fact, link
pub mod event; // event and its participants
pub mod decision; // candidate, reason, decision
pub mod parameters; // weights learned from a case's verdicts
pub mod work; // milestone, clock interval, task, process
pub mod chart; // a saved board
pub mod lead; // desk: leads, deconfliction
pub mod member; // who may open what
pub mod commit; // commit, change, what a commit touched
pub mod mint; // where ids, times and nonces come from
pub mod fold; // text as it is searched
pub mod value; // one file per kind of value
mod hex; // bytes as text

pub use hex::hex;
pub use row::{Column, Lent, Row, Uid, Value};

ids! {
    SourceId, AttachmentId, RecordId, MentionId, EntityId, FactId, LinkId, EventId, ProcessId,
    DecisionId, MilestoneId, ExclusionId, TaskId, ChartId, ChartItemId, LeadId, DeconflictionId,
    MemberId, KeyId, SealedId, LibraryUseId, ExportId, SettingId, PurgeId,
}
