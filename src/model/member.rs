//! Members, their keys, compartments, sealed values, settings, registers.

use super::label::Labels;
use super::*;

row! {
    pub struct Member in "member" {
        pub id: MemberId,
        pub name: String,
        pub role: String,
        pub agency: String,
        /// Labels that this member may see.
        pub labels: Labels,
        /// X25519 public key (32 bytes) that compartment keys are wrapped to.
        pub vault_public: Vec<u8>,
        /// Ed25519 public key (32 bytes) that verifies this member's commits.
        pub signing_public: Vec<u8>,
    }
}

/// Argon2id cost. Tests use small ones.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct KdfCost {
    pub memory_kib: u32,
    pub passes: u32,
    pub lanes: u32,
}
json_column!(KdfCost);

row! {
    /// A member's private keys. The vault key lies under Argon2id of the member's passphrase; the
    /// signing key is usable once the file is open.
    pub struct MemberKey in "member_key" {
        pub id: KeyId,
        pub member: MemberId,
        pub kdf: KdfCost,
        pub kdf_salt: Vec<u8>,
        pub vault_private_wrapped: Vec<u8>,
        pub signing_private: Vec<u8>,
    }
}

row! {
    /// A compartment's private key wrapped to one member (HPKE). Anyone with the file can seal to
    /// `public`; only a member with passphrase can open.
    pub struct CompartmentKey in "compartment_key" {
        pub id: KeyId,
        pub compartment: String,
        pub member: MemberId,
        pub public: Vec<u8>,
        pub private_wrapped: Vec<u8>,
    }
}

row! {
    /// A sealed value, bound (as associated data) to table, row and column.
    pub struct Sealed in "sealed" {
        pub id: SealedId,
        pub compartment: String,
        pub in_table: String,
        pub in_row: Uid,
        pub in_column: String,
        pub ciphertext: Vec<u8>,
    }
}

row! {
    /// A named setting of the file: title, kind, time zone, idle lock minutes, ...
    pub struct Setting in "setting" {
        pub id: SettingId,
        pub name: String,
        pub value: String,
    }
}
impl Setting {
    pub fn id_of(name: &str) -> SettingId {
        SettingId(Uid::derive(&[b"setting", name.as_bytes()]))
    }
}

row! {
    /// A reference library that this file uses, by name and content hash.
    pub struct LibraryUse in "library_use" {
        pub id: LibraryUseId,
        pub name: String,
        pub sha256: String,
    }
}

row! {
    /// A file that left: its hash, at which commit, for whom.
    pub struct ExportEntry in "export" {
        pub id: ExportId,
        pub file_name: String,
        pub format: String,
        pub sha256: String,
        /// Commit sequence number and chain head (hex) that it shows.
        pub commit_seq: i64,
        pub chain: String,
        pub audience: String,
        pub recipient: String,
        pub at: String,
    }
}

row! {
    /// A purge that was made: what, under which authority; the content is nowhere.
    pub struct Purge in "purge" {
        pub id: PurgeId,
        pub in_table: String,
        pub in_row: Uid,
        pub authority: String,
        pub reason: String,
        pub at: String,
    }
}
