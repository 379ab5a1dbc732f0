//! What came in: sources, attachments, records, mentions; and what an import stages before any of
//! it is stored.

use super::label::Labels;
use super::problem::Problem;
use super::secret::Secret;
use super::*;

row! {
    /// A file, letter, call or paste that came in, with where it is from and how it may be used.
    pub struct Source in "source" {
        pub id: SourceId,
        pub title: String,
        pub agency: String,
        /// Key in `lists/source_kinds.csv`: tip, referral, public_record, narrative, call, return.
        pub kind: String,
        pub file_name: String,
        /// Hex SHA-256 of the bytes as received.
        pub sha256: String,
        pub bytes: i64,
        /// When it was received: RFC 3339 date or date-time.
        pub received: String,
        pub legal_basis: String,
        pub labels: Labels,
        /// Admiralty reliability A–F of the source, empty = not graded.
        pub reliability: String,
        /// Admiralty credibility 1–6 of the information, empty = not graded.
        pub credibility: String,
        /// Name of the column map, and the hex SHA-256 of its text.
        pub map: String,
        pub map_sha256: String,
        /// Empty, or why it is held without being parsed or surfaced.
        pub quarantine: String,
        /// True when handling says that narratives and the original are sealed.
        pub sealed: bool,
        pub rows_in: i64,
        pub staged: i64,
        pub already: i64,
        pub rejected: i64,
        /// The earlier delivery of which this is a changed copy.
        pub replaces: Option<SourceId>,
    }
}

impl Source {
    /// What it is called: its file, else its title.
    pub fn name(&self) -> &str {
        if self.file_name.is_empty() {
            &self.title
        } else {
            &self.file_name
        }
    }
}

row! {
    /// The original bytes of a source. `content` is zstd of the bytes, or (sealed) empty, and the sealed
    /// value holds them. Beside the case: `content` is the encrypted file's SHA-256, then its key; or
    /// (sealed) the hash alone, and the sealed value is the key. Purged: empty.
    pub struct Attachment in "attachment" {
        pub id: AttachmentId,
        pub source: SourceId,
        pub file_name: String,
        pub media_type: String,
        pub sha256: String,
        pub bytes: i64,
        pub sealed: Option<SealedId>,
        /// True when too large for the case: encrypted in `<case>.attachments/` under the hash of that file.
        pub beside: bool,
        pub content: Vec<u8>,
    }
}

text_enum! {
    pub enum RecordStatus {
        /// Parsed, its mentions are on the board.
        Staged = "staged",
        /// Kept as received; `reason` says why it was not parsed.
        Rejected = "rejected",
        /// In an earlier delivery, absent from a later one. Never deleted.
        Gone = "gone",
        /// A later delivery of the same file states this row differently.
        Superseded = "superseded",
    }
}

/// A raw cell as received. A sealed cell has no text, only the id of its sealed value.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Cell {
    #[serde(rename = "c")]
    pub column: String,
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedId>,
    /// What a member put in its place so that the row fits; text and seal above stay as received.
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Box<Correction>>,
}

/// A correction of one cell: by whom, when, why. A sealed one has no text.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Correction {
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub sealed: Option<SealedId>,
    #[serde(rename = "m")]
    pub member: MemberId,
    /// RFC 3339, UTC.
    #[serde(rename = "a")]
    pub at: String,
    #[serde(rename = "w")]
    pub why: String,
}

/// The raw cells of a record, in the file's column order. Empty ones are left out of a staged row; a
/// rejected one keeps them, since which cell is empty is what has to be repaired.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Cells(pub Vec<Cell>);
json_column!(Cells, Problem);

impl Cells {
    pub fn get(&self, column: &str) -> Option<&str> {
        self.0.iter().find(|c| c.column == column).map(|c| c.text.as_str())
    }
}

row! {
    /// One row, tip, referral or narrative of a source. Immutable but for its status.
    pub struct Record in "record" {
        pub id: RecordId,
        pub source: SourceId,
        pub sheet: String,
        /// Data rows count from 1.
        pub row: u32,
        /// The source's own number for it, or empty.
        pub key: String,
        /// tip, referral, disclosure, housing, recruiter, debarment, wage_claim, call, narrative, ...
        pub kind: String,
        /// EDTF date of the record, empty = unknown.
        pub date: String,
        pub status: RecordStatus,
        /// Hex SHA-256 of the raw row, to tell changed from same in a later delivery.
        pub content_sha256: String,
        pub cells: Cells,
        /// Narrative text with sealed values already replaced by `[V-01]`; empty when none.
        pub narrative: String,
        pub narrative_sealed: Option<SealedId>,
        pub reason: Option<Problem>,
    }
}

row! {
    /// A party, place or identifier named in a record, in a role. `entity` is its origin entity and
    /// never changes; groups follow from decisions.
    pub struct Mention in "mention" {
        pub id: MentionId,
        pub record: RecordId,
        pub entity: EntityId,
        /// Key in `lists/roles.csv`: employer, recruiter, worker, victim, worksite, housing, phone, ...
        pub role: String,
        pub column: String,
        /// As received; empty when sealed.
        pub raw: String,
        pub sealed: Option<SealedId>,
        /// Byte offsets into the record's narrative, when it was found there.
        pub span_start: Option<u32>,
        pub span_end: Option<u32>,
        /// Page of a document, from 1; 0 = none.
        pub page: u32,
    }
}

// ---------------------------------------------------------------- what an import stages

/// A value on its way in: clear, or to be sealed before its first INSERT.
#[derive(Clone)]
pub enum StagedText {
    Clear(String),
    Sealed(Secret),
}
impl StagedText {
    /// The text if it is clear, else empty.
    pub fn clear(&self) -> &str {
        match self {
            StagedText::Clear(t) => t,
            StagedText::Sealed(_) => "",
        }
    }
}

/// Byte offsets, half open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// One attribute of a staged mention: becomes a `Fact` of its entity.
#[derive(Clone)]
pub struct StagedFact {
    pub field: String,
    pub text: StagedText,
    /// Canonical form by the field's value kind; empty when sealed or free text.
    pub canonical: String,
    pub column: String,
    pub date: String,
}

/// A party, place or identifier of a staged record. Identifier kinds have a non-empty `canonical`,
/// which is their identity across all sources; parties have one entity per (source, `party_key`,
/// else row and role).
#[derive(Clone)]
pub struct StagedMention {
    pub role: String,
    /// Entity kind, a key of `assets/kinds/`.
    pub kind: String,
    pub raw: StagedText,
    pub canonical: String,
    /// What is shown on the board; for a victim it is left empty and becomes the pseudonym `V-01`.
    pub label: String,
    pub column: String,
    pub span: Option<Span>,
    pub page: u32,
    pub party_key: String,
    pub facts: Vec<StagedFact>,
}

/// A typed, directed link between two mentions (indexes into `StagedRecord::mentions`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StagedLink {
    pub kind: String,
    pub from: usize,
    pub to: usize,
    pub column: String,
    pub date: String,
}

/// An event that the record states (a finding period, a filing, a call).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StagedEvent {
    pub kind: String,
    /// EDTF.
    pub date: String,
    pub column: String,
    /// (index of mention, role)
    pub participants: Vec<(usize, String)>,
    pub place: Option<usize>,
}

/// One data row with everything that the map found in it.
#[derive(Clone)]
pub struct StagedRecord {
    pub sheet: String,
    pub row: u32,
    pub key: String,
    pub kind: String,
    pub date: String,
    /// (column name, text), in file order, empty ones left out.
    pub cells: Vec<(String, StagedText)>,
    /// Clear text with every sealed value of the row replaced by `[sealed]`, or sealed whole.
    pub narrative: Option<StagedText>,
    /// The narrative as received, when `narrative` had values replaced: always sealed.
    pub narrative_original: Option<StagedText>,
    pub mentions: Vec<StagedMention>,
    pub links: Vec<StagedLink>,
    pub events: Vec<StagedEvent>,
    /// Hex SHA-256 of the raw row.
    pub content_sha256: String,
    /// Call-taking answers when the row is a tip: (`lead` column, value), see `lead.rs`.
    pub lead: Vec<(String, String)>,
    /// The file that it came in is kept under seal.
    pub seal_original: bool,
}

/// A row that doesn't fit, kept as received.
#[derive(Clone)]
pub struct RejectedRow {
    pub sheet: String,
    pub row: u32,
    pub cells: Vec<(String, StagedText)>,
    pub content_sha256: String,
    pub problem: Problem,
}

/// One step of reading a file. Rows in = staged + rejected (+ already there, decided when stored).
#[derive(Clone)]
pub enum StagedRow {
    Record(Box<StagedRecord>),
    Rejected(Box<RejectedRow>),
}
