//! The graph: entities, one-attribute facts, typed links. Kinds are keys into the catalog.

use super::*;

row! {
    /// A node. Identifier kinds (phone, email, plate, account, fein, address) are one per canonical
    /// value; parties and places one per (source, party key, else row and role).
    pub struct Entity in "entity" {
        pub id: EntityId,
        pub kind: String,
        /// Identity of identifier kinds; empty for parties.
        pub canonical: String,
        /// What is shown; for a victim the pseudonym, never the name.
        pub label: String,
        /// The source that first named it; none = made by hand.
        pub source: Option<SourceId>,
        pub party_key: String,
        /// `V-01`, or empty when the entity is no (potential) victim.
        pub pseudonym: String,
    }
}

text_enum! {
    /// How sure the source (not the scorer) is.
    pub enum Certainty {
        Stated = "stated",
        Confirmed = "confirmed",
        Probable = "probable",
        Possible = "possible",
        Denied = "denied",
    }
}

row! {
    /// One attribute of one entity, from one source. Contradictions stand side by side.
    pub struct Fact in "fact" {
        pub id: FactId,
        pub entity: EntityId,
        /// Key of the field: name, dba, owner, industry, back_wages, workers, role, ...
        pub field: String,
        /// As received; empty when sealed.
        pub value: String,
        pub canonical: String,
        /// EDTF date that it holds for; empty = unknown.
        pub date: String,
        pub certainty: Certainty,
        pub source: Option<SourceId>,
        pub record: Option<RecordId>,
        pub column: String,
        pub sealed: Option<SealedId>,
        /// Made by a person, not by an import; `entity` is then the origin member it was put on.
        pub by_hand: bool,
    }
}

row! {
    /// A typed, directed, dated connection.
    pub struct Link in "link" {
        pub id: LinkId,
        pub kind: String,
        pub from_entity: EntityId,
        pub to_entity: EntityId,
        pub date: String,
        pub certainty: Certainty,
        pub source: Option<SourceId>,
        pub record: Option<RecordId>,
        pub column: String,
        pub by_hand: bool,
        pub note: String,
    }
}
