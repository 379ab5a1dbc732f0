//! Events at uncertain times, with participants and a place.

use super::entity::Certainty;
use super::*;

#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Participant {
    pub entity: EntityId,
    pub role: String,
}
/// Participants in the order that they were named.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Participants(pub Vec<Participant>);
json_column!(Participants);

row! {
    pub struct Event in "event" {
        pub id: EventId,
        /// Key of `lists/event_kinds.csv`.
        pub kind: String,
        /// EDTF; empty = undated (listed apart, never at 1970).
        pub date: String,
        /// Words of a person, empty = the kind's own text.
        pub title: String,
        pub place: Option<EntityId>,
        pub participants: Participants,
        pub certainty: Certainty,
        pub source: Option<SourceId>,
        pub record: Option<RecordId>,
        pub column: String,
        pub by_hand: bool,
    }
}
