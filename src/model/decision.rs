//! Candidates (proposed, never stored in the audit) and decisions (a person's verdict, kept with
//! the whole card as it was shown).

use super::*;

/// A weight of evidence in hundredths of a bit: log2 of a Bayes factor, rounded once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Bits(pub i32);
impl Bits {
    pub fn from_f64(bits: f64) -> Bits {
        Bits(libm::round(bits * 100.0) as i32)
    }
    pub fn as_f64(self) -> f64 {
        f64::from(self.0) / 100.0
    }
    /// 2^bits / (1 + 2^bits), rounded to 6 places so that bytes repeat.
    pub fn probability(self) -> f64 {
        let odds = libm::exp2(self.as_f64());
        libm::round(odds / (1.0 + odds) * 1e6) / 1e6
    }
}
impl std::ops::Add for Bits {
    type Output = Bits;
    fn add(self, other: Bits) -> Bits {
        Bits(self.0 + other.0)
    }
}
impl std::iter::Sum for Bits {
    fn sum<I: Iterator<Item = Bits>>(iter: I) -> Bits {
        iter.fold(Bits(0), |a, b| a + b)
    }
}
impl serde::Serialize for Bits {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(self.as_f64())
    }
}
impl<'de> serde::Deserialize<'de> for Bits {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <f64 as serde::Deserialize>::deserialize(d).map(Bits::from_f64)
    }
}

text_enum! {
    pub enum CandidateKind {
        /// Two parties are one.
        Same = "same",
        /// Two records share something telling.
        Connected = "connected",
        /// A named shape over several, a file of `assets/patterns/`: successor employer, one bed address, one van.
        Pattern = "pattern",
    }
}

/// Where a side of a candidate stands in its file.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct RecordRef {
    pub id: RecordId,
    pub file: String,
    pub row: u32,
    pub key: String,
}

/// One side of a candidate: an entity (same, pattern) or a record (connected).
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Side {
    /// The entity's or record's id.
    pub id: Uid,
    /// Entity kind, or `record`.
    pub kind: String,
    pub label: String,
    pub records: Vec<RecordRef>,
}

/// One reason for (bits > 0), against (bits < 0) or missing (bits = 0). The sentence is made from
/// `key` and `args` by text `reason-<key>`.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// name, dba, phone, address, city, owner, industry, fein, prior, ...
    pub field: String,
    pub bits: Bits,
    pub key: String,
    pub args: Vec<String>,
    /// The values compared, as received; empty when missing or sealed.
    pub left: String,
    pub right: String,
}

/// A proposed link with the whole case for and against it.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Candidate {
    /// Hash of kind and sides.
    pub id: Uid,
    pub kind: CandidateKind,
    /// Which pattern, for `kind = pattern`; else empty.
    pub pattern: String,
    pub bits: Bits,
    pub left: Side,
    pub right: Side,
    /// `prior` first, then by descending absolute bits, ties by field.
    pub reasons: Vec<Reason>,
    /// The blocking key that found it, e.g. `phone`, `name+city`.
    pub found_by: String,
    /// Number of the frozen parameter set.
    pub parameters: String,
    /// Contradictions that acceptance would create: two birth dates, two FEINs, A≠C through a chain.
    pub contradictions: Vec<Reason>,
    /// Field of the one fact that would settle it.
    pub settles: String,
    /// On the card of a second look only: its verdict was given without seeing the first.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blind: bool,
}
json_column!(Candidate);

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Candidate {
    /// The id depends on kind, pattern and the two sides in ascending order only.
    pub fn derive_id(kind: CandidateKind, pattern: &str, a: Uid, b: Uid) -> Uid {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Uid::derive(&[
            b"candidate",
            kind.as_str().as_bytes(),
            pattern.as_bytes(),
            &low.0,
            &high.0,
        ])
    }
}

text_enum! {
    pub enum Verdict { Later = "later", Accept = "accept", Reject = "reject", Never = "never" }
}

row! {
    /// A person's verdict. The latest decision on a candidate counts; a second look, whose card is `blind`, never
    /// does.
    pub struct Decision in "decision" {
        pub id: DecisionId,
        pub candidate: Uid,
        pub kind: CandidateKind,
        /// Entities (or records) that the verdict is about.
        pub left_id: Uid,
        pub right_id: Uid,
        pub verdict: Verdict,
        pub why: String,
        pub member: MemberId,
        /// RFC 3339, UTC.
        pub at: String,
        /// The card as it was shown.
        pub card: Candidate,
    }
}
