//! What must happen, by when, by whom: milestones, exclusions, tasks, legal process. A clock is
//! computed from a milestone and its rule; it is never stored.

use super::*;

text_enum! {
    pub enum WorkStatus { Open = "open", Done = "done", Dropped = "dropped" }
}

row! {
    /// A milestone of the investigation; with a `rule` that has a length it runs a clock.
    pub struct Milestone in "milestone" {
        pub id: MilestoneId,
        /// Rule id such as `M55`; empty = a milestone of the office's own.
        pub rule: String,
        pub title: String,
        /// Whom it concerns (a defendant, a worker's pseudonym).
        pub subject: Option<EntityId>,
        /// Local date or date-time of the trigger, `2026-11-02` or `2026-11-13T18:00`; empty = not yet.
        pub trigger_date: String,
        pub trigger_event: Option<EventId>,
        pub trigger_source: Option<SourceId>,
        /// us, nm; empty = the rule's own.
        pub jurisdiction: String,
        /// Length that replaces the rule's (an order, a policy), e.g. `30d`; empty = the rule's.
        pub length: String,
        /// Date set by order, replaces the computation; empty = computed.
        pub fixed_due: String,
        pub owner: String,
        pub status: WorkStatus,
        pub done_on: String,
        pub evidence: String,
        pub note: String,
    }
}

row! {
    /// Excludable or tolled time of one milestone (18 USC 3161(h)); both end days count.
    pub struct Exclusion in "exclusion" {
        pub id: ExclusionId,
        pub milestone: MilestoneId,
        /// h1A … h8, toll.
        pub kind: String,
        pub from_date: String,
        pub to_date: String,
        pub docket: String,
        pub finding: String,
    }
}

row! {
    pub struct Task in "task" {
        pub id: TaskId,
        pub title: String,
        pub owner: String,
        pub due: String,
        pub status: WorkStatus,
        pub about: Option<EntityId>,
        pub note: String,
    }
}

row! {
    /// A subpoena, order, warrant or letter.
    pub struct Process in "process" {
        pub id: ProcessId,
        /// subpoena, 2703d, preservation, warrant, letter, ...
        pub kind: String,
        pub authority: String,
        pub recipient: String,
        pub served: String,
        pub due: String,
        pub returned: String,
        pub scope: String,
        pub gag_until: String,
        /// The return that was imported.
        pub source: Option<SourceId>,
    }
}
