//! The desk: what a call-taker asks, what became of a lead, deconfliction entries.

use super::*;

text_enum! {
    pub enum Answer { Unknown = "unknown", Yes = "yes", No = "no" }
}

row! {
    /// A tip as work: its record holds what was said, this holds what is asked and decided.
    pub struct Lead in "lead" {
        pub id: LeadId,
        pub record: RecordId,
        pub callback_safe: Answer,
        pub consent_to_contact: Answer,
        pub child: Answer,
        pub danger: Answer,
        /// Workers about to be moved: same-day triage (rule M01).
        pub movement: Answer,
        pub language: String,
        /// Key of `lists/dispositions.csv`; empty = not yet triaged.
        pub disposition: String,
        pub reason: String,
        pub reviewer: String,
        /// RFC 3339.
        pub disposed_on: String,
        /// Case file that it was promoted to.
        pub promoted_to: String,
    }
}

impl Lead {
    /// Nobody has said yet what becomes of it.
    pub fn is_open(&self) -> bool {
        self.disposition.is_empty() && self.promoted_to.is_empty()
    }
}

row! {
    /// A check that no other agency works the same target or event.
    pub struct Deconfliction in "deconfliction" {
        pub id: DeconflictionId,
        /// target, event
        pub kind: String,
        pub subject: String,
        pub entity: Option<EntityId>,
        pub system: String,
        pub reference: String,
        pub at: String,
        pub result: String,
        pub contact: String,
    }
}
