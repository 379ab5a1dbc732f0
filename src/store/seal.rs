//! Members, their keys, compartments and sealed cells. No cipher of ours: Argon2id (RFC 9106),
//! HPKE base mode with X25519, HKDF-SHA256 and AES-256-GCM (RFC 9180), AES-256-GCM-SIV (RFC 8452),
//! Ed25519 (RFC 8032).
//!
//! A compartment is an X25519 key pair. Its private half is wrapped to each member, so whoever has
//! the file can seal, and only a member with the passphrase can open:
//! ```text
//! passphrase ─Argon2id─▶ key ─GCM-SIV─▶ vault private key ─HPKE─▶ compartment private key ─HPKE─▶ cell
//! ```

use std::collections::BTreeMap;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use ed25519_dalek::SigningKey;
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::{Zeroize, Zeroizing};

use super::canonical::pack;
use super::open::argon2id;
use super::tx::Tx;
use super::{Store, chance};
use crate::model::label::Labels;
use crate::model::member::{CompartmentKey, KdfCost, Member, MemberKey, Sealed};
use crate::model::mint::Mint;
use crate::model::problem::Problem;
use crate::model::secret::Secret;
use crate::model::{Column, KeyId, MemberId, SealedId, Uid, Value};

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type EncappedKey = <X25519HkdfSha256 as Kem>::EncappedKey;

const NONCE: usize = 12;
const ENCAPPED: usize = 32;

/// Cost of a member's passphrase in file format 1.
pub const VAULT_KDF: KdfCost = super::open::FILE_KDF;

/// A member to be added.
#[derive(Clone, Debug, Default)]
pub struct NewMember {
    pub name: String,
    pub role: String,
    pub agency: String,
    pub labels: Labels,
}

impl Tx<'_> {
    /// Adds a member with a vault key under `passphrase` and a signing key. Belongs into a commit of
    /// class `never`; the member may be the one who signs that very commit.
    pub fn add_member(
        &mut self,
        id: MemberId,
        member: &NewMember,
        passphrase: &Secret,
        cost: &KdfCost,
    ) -> Result<(), Problem> {
        let mut seed = Zeroizing::new([0u8; 32]);
        self.mint().fill(seed.as_mut_slice());
        let signing = SigningKey::from_bytes(&seed);
        let (private, public) = key_pair(self.mint());
        self.insert(&Member {
            id,
            name: member.name.clone(),
            role: member.role.clone(),
            agency: member.agency.clone(),
            labels: member.labels.clone(),
            vault_public: public.to_bytes().to_vec(),
            signing_public: signing.verifying_key().to_bytes().to_vec(),
        })?;
        let (kdf_salt, vault_private_wrapped) = wrap_private(self.mint(), id, &private, passphrase, cost)?;
        let mut keys = MemberKey {
            id: member_key_id(id),
            member: id,
            kdf: cost.clone(),
            kdf_salt,
            vault_private_wrapped,
            signing_private: signing.to_bytes().to_vec(),
        };
        let inserted = self.insert(&keys);
        keys.signing_private.zeroize();
        inserted
    }

    /// Makes a compartment that these members can open.
    ///
    /// # Errors
    /// `compartment-exists`, `no-such-member`.
    pub fn add_compartment(&mut self, compartment: &str, members: &[MemberId]) -> Result<(), Problem> {
        let name = Value::Text(compartment.to_owned());
        if !self.find::<CompartmentKey>("compartment", &name)?.is_empty() {
            return Err(Problem::new(
                "compartment-exists",
                "a new name",
                compartment,
                "choose another name",
            ));
        }
        let (private, public) = key_pair(self.mint());
        for member in members {
            self.wrap_compartment(compartment, *member, &private, &public)?;
        }
        Ok(())
    }

    fn wrap_compartment(
        &mut self,
        compartment: &str,
        member: MemberId,
        private: &PrivateKey,
        public: &PublicKey,
    ) -> Result<(), Problem> {
        let to: Member = self.get(member.0)?.ok_or_else(|| no_such_member(member))?;
        let secret = Zeroizing::new(private.to_bytes().to_vec());
        let wrapped = hpke_seal(
            self.mint(),
            &to.vault_public,
            &key_info(compartment, member),
            &[],
            &secret,
        )?;
        self.insert(&CompartmentKey {
            id: KeyId(Uid::derive(&[b"compartment_key", compartment.as_bytes(), &member.0.0])),
            compartment: compartment.to_owned(),
            member,
            public: public.to_bytes().to_vec(),
            private_wrapped: wrapped,
        })
    }

    /// Seals a text for a cell; no key of the vault is needed. The id is derived from the cell, and
    /// numbered when the cell is sealed again.
    ///
    /// # Errors
    /// `no-such-compartment`.
    pub fn seal(
        &mut self,
        compartment: &str,
        table: &str,
        row: Uid,
        column: &str,
        secret: &Secret,
    ) -> Result<SealedId, Problem> {
        self.seal_bytes(compartment, table, row, column, secret.expose().as_bytes())
    }

    /// As `seal`, for bytes (an attachment).
    pub fn seal_bytes(
        &mut self,
        compartment: &str,
        table: &str,
        row: Uid,
        column: &str,
        clear: &[u8],
    ) -> Result<SealedId, Problem> {
        let name = Value::Text(compartment.to_owned());
        let keys: Vec<CompartmentKey> = self.find("compartment", &name)?;
        let key = keys.first().ok_or_else(|| no_such_compartment(compartment))?;
        let mut ordinal = 0u32;
        let id = loop {
            let id = SealedId(Uid::derive(&[
                b"sealed",
                table.as_bytes(),
                &row.0,
                column.as_bytes(),
                &ordinal.to_be_bytes(),
            ]));
            if self.get::<Sealed>(id.0)?.is_none() {
                break id;
            }
            ordinal += 1;
        };
        let ciphertext = hpke_seal(
            self.mint(),
            &key.public,
            &cell_info(compartment),
            &cell_bound_to(table, row, column),
            clear,
        )?;
        self.insert(&Sealed {
            id,
            compartment: compartment.to_owned(),
            in_table: table.to_owned(),
            in_row: row,
            in_column: column.to_owned(),
            ciphertext,
        })?;
        Ok(id)
    }
}

/// What one member can open, after giving the passphrase. Keys are wiped when it is dropped.
pub struct Vault {
    member: MemberId,
    private: PrivateKey,
    compartments: BTreeMap<String, (PrivateKey, PublicKey)>,
}

impl Vault {
    /// Opens the vault of a member.
    ///
    /// # Errors
    /// `no-such-member`, `wrong-passphrase`.
    pub fn open(store: &Store, member: MemberId, passphrase: &Secret) -> Result<Vault, Problem> {
        let keys: MemberKey = store
            .row(member_key_id(member).0)?
            .ok_or_else(|| no_such_member(member))?;
        let private = unwrap_private(&keys, passphrase)?;
        let mut compartments = BTreeMap::new();
        for key in store.find::<CompartmentKey>("member", &member.to_value())? {
            let secret = Zeroizing::new(hpke_open(
                &private,
                &key_info(&key.compartment, member),
                &[],
                &key.private_wrapped,
            )?);
            let pair = (private_key(&secret)?, public_key(&key.public)?);
            compartments.insert(key.compartment, pair);
        }
        Ok(Vault {
            member,
            private,
            compartments,
        })
    }

    /// Whose vault it is.
    pub fn member(&self) -> MemberId {
        self.member
    }

    /// Names of the compartments that it opens.
    pub fn compartments(&self) -> impl Iterator<Item = &str> {
        self.compartments.keys().map(String::as_str)
    }

    /// The clear text of a sealed cell. The caller logs the reveal (a commit of class `never`) first.
    ///
    /// # Errors
    /// `no-such-compartment` when this member has no key to it; `sealed-damaged`; `purged`.
    pub fn reveal(&self, sealed: &Sealed) -> Result<Secret, Problem> {
        let mut clear = self.reveal_bytes(sealed)?;
        String::from_utf8(std::mem::take(&mut *clear))
            .map(Secret::new)
            .map_err(|e| {
                e.into_bytes().zeroize();
                Problem::new(
                    "sealed-damaged",
                    "sealed text",
                    "other bytes",
                    "open it as an attachment",
                )
            })
    }

    /// As `reveal`, for bytes.
    pub fn reveal_bytes(&self, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, Problem> {
        if sealed.ciphertext.is_empty() {
            return Err(Problem::new(
                "purged",
                "a sealed value",
                "it was purged",
                "see `audit` for the authority",
            ));
        }
        let (private, _) = self
            .compartments
            .get(&sealed.compartment)
            .ok_or_else(|| no_such_compartment(&sealed.compartment))?;
        let bound = cell_bound_to(&sealed.in_table, sealed.in_row, &sealed.in_column);
        hpke_open(private, &cell_info(&sealed.compartment), &bound, &sealed.ciphertext).map(Zeroizing::new)
    }

    /// Lets another member open a compartment that this vault opens.
    pub fn grant(&self, tx: &mut Tx<'_>, compartment: &str, member: MemberId) -> Result<(), Problem> {
        let (private, public) = self
            .compartments
            .get(compartment)
            .ok_or_else(|| no_such_compartment(compartment))?;
        tx.wrap_compartment(compartment, member, private, public)
    }

    /// Puts this member's vault key under another passphrase.
    pub fn change_passphrase(&self, tx: &mut Tx<'_>, passphrase: &Secret, cost: &KdfCost) -> Result<(), Problem> {
        let mut keys: MemberKey = tx
            .get(member_key_id(self.member).0)?
            .ok_or_else(|| no_such_member(self.member))?;
        let (salt, wrapped) = wrap_private(tx.mint(), self.member, &self.private, passphrase, cost)?;
        (keys.kdf, keys.kdf_salt, keys.vault_private_wrapped) = (cost.clone(), salt, wrapped);
        let updated = tx.update(&keys);
        keys.signing_private.zeroize();
        updated
    }

    /// The vault's private key as hex, for a printed recovery kit.
    pub fn recovery_text(&self) -> Secret {
        let bytes = Zeroizing::new(self.private.to_bytes().to_vec());
        Secret::new(crate::model::hex(&bytes))
    }

    /// Opens the vault with what `recovery_text` gave, instead of the passphrase.
    pub fn recover(store: &Store, member: MemberId, text: &Secret) -> Result<Vault, Problem> {
        let bad = || {
            Problem::new(
                "wrong-passphrase",
                "64 hex digits of the recovery kit",
                "others",
                "check the print",
            )
        };
        let bytes: Option<Vec<u8>> = (0..text.expose().len() / 2)
            .map(|i| {
                text.expose()
                    .get(2 * i..2 * i + 2)
                    .and_then(|pair| u8::from_str_radix(pair, 16).ok())
            })
            .collect();
        let bytes = Zeroizing::new(bytes.filter(|b| b.len() == 32).ok_or_else(bad)?);
        let private = private_key(&bytes)?;
        let row: Member = store.row(member.0)?.ok_or_else(|| no_such_member(member))?;
        if X25519HkdfSha256::sk_to_pk(&private).to_bytes().as_slice() != row.vault_public {
            return Err(bad());
        }
        let mut compartments = BTreeMap::new();
        for key in store.find::<CompartmentKey>("member", &member.to_value())? {
            let secret = Zeroizing::new(hpke_open(
                &private,
                &key_info(&key.compartment, member),
                &[],
                &key.private_wrapped,
            )?);
            compartments.insert(key.compartment, (private_key(&secret)?, public_key(&key.public)?));
        }
        Ok(Vault {
            member,
            private,
            compartments,
        })
    }
}

pub(super) fn member_key_id(member: MemberId) -> KeyId {
    KeyId(Uid::derive(&[b"member_key", &member.0.0]))
}

fn no_such_member(member: MemberId) -> Problem {
    Problem::new(
        "no-such-member",
        "a member of this case",
        member.to_string(),
        "see `info` for the members",
    )
}

fn no_such_compartment(name: &str) -> Problem {
    Problem::new(
        "no-such-compartment",
        "a compartment that you can open",
        name,
        "ask a member who can, to grant it",
    )
}

/// Associated data of a cell: what it is bound to.
fn cell_bound_to(table: &str, row: Uid, column: &str) -> Vec<u8> {
    pack(&[
        Value::Text(table.to_owned()),
        Value::Blob(row.0.to_vec()),
        Value::Text(column.to_owned()),
    ])
}
fn cell_info(compartment: &str) -> Vec<u8> {
    pack(&[
        Value::Text("caseboard sealed 1".to_owned()),
        Value::Text(compartment.to_owned()),
    ])
}
fn key_info(compartment: &str, member: MemberId) -> Vec<u8> {
    let what = Value::Text("caseboard compartment key 1".to_owned());
    pack(&[
        what,
        Value::Text(compartment.to_owned()),
        Value::Blob(member.0.0.to_vec()),
    ])
}

fn key_pair(mint: &mut dyn Mint) -> (PrivateKey, PublicKey) {
    let mut seed = Zeroizing::new([0u8; 32]);
    mint.fill(seed.as_mut_slice());
    X25519HkdfSha256::derive_keypair(seed.as_slice())
}

fn damaged_key(_: hpke::HpkeError) -> Problem {
    Problem::new(
        "sealed-damaged",
        "a key of 32 bytes",
        "another length",
        "run verify and restore a backup",
    )
}
fn private_key(bytes: &[u8]) -> Result<PrivateKey, Problem> {
    PrivateKey::from_bytes(bytes).map_err(damaged_key)
}
fn public_key(bytes: &[u8]) -> Result<PublicKey, Problem> {
    PublicKey::from_bytes(bytes).map_err(damaged_key)
}

/// Encapsulated key (32 bytes) followed by the ciphertext.
fn hpke_seal(mint: &mut dyn Mint, to: &[u8], info: &[u8], bound: &[u8], clear: &[u8]) -> Result<Vec<u8>, Problem> {
    let to = public_key(to)?;
    let mut rng = chance::from_mint(mint);
    let (encapped, ciphertext) = hpke::single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to,
        info,
        clear,
        bound,
        &mut rng,
    )
    .map_err(damaged_key)?;
    Ok([encapped.to_bytes().as_slice(), ciphertext.as_slice()].concat())
}

fn hpke_open(private: &PrivateKey, info: &[u8], bound: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Problem> {
    let damaged = |_: hpke::HpkeError| {
        Problem::new(
            "sealed-damaged",
            "the value sealed for this cell",
            "another one",
            "run verify and restore a backup",
        )
    };
    let (encapped, ciphertext) = sealed.split_at_checked(ENCAPPED).unwrap_or((&[], &[]));
    let encapped = EncappedKey::from_bytes(encapped).map_err(damaged)?;
    hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        private,
        &encapped,
        info,
        ciphertext,
        bound,
    )
    .map_err(damaged)
}

/// (salt, nonce ‖ AES-256-GCM-SIV of the private key, bound to the member).
fn wrap_private(
    mint: &mut dyn Mint,
    member: MemberId,
    private: &PrivateKey,
    passphrase: &Secret,
    cost: &KdfCost,
) -> Result<(Vec<u8>, Vec<u8>), Problem> {
    if passphrase.is_empty() {
        return Err(Problem::new(
            "no-passphrase",
            "a passphrase",
            "none",
            "give one: it opens what is sealed",
        ));
    }
    let mut salt = vec![0u8; 16];
    mint.fill(&mut salt);
    let mut nonce = [0u8; NONCE];
    mint.fill(&mut nonce);
    let key = argon2id(passphrase, &salt, cost)?;
    let secret = Zeroizing::new(private.to_bytes().to_vec());
    let payload = Payload {
        msg: &secret,
        aad: &member.0.0,
    };
    let wrapped = Aes256GcmSiv::new(&(*key).into())
        .encrypt(&Nonce::from(nonce), payload)
        .map_err(|_aead| {
            Problem::new(
                "store",
                "a key that can be wrapped",
                "the cipher refused",
                "report this",
            )
        })?;
    Ok((salt, [nonce.as_slice(), &wrapped].concat()))
}

fn unwrap_private(keys: &MemberKey, passphrase: &Secret) -> Result<PrivateKey, Problem> {
    let wrong = || {
        Problem::new(
            "wrong-passphrase",
            "this member's passphrase",
            "another one",
            "try again",
        )
    };
    let (nonce, wrapped) = keys
        .vault_private_wrapped
        .split_first_chunk::<NONCE>()
        .ok_or_else(wrong)?;
    let key = argon2id(passphrase, &keys.kdf_salt, &keys.kdf)?;
    let payload = Payload {
        msg: wrapped,
        aad: &keys.member.0.0,
    };
    let secret = Aes256GcmSiv::new(&(*key).into())
        .decrypt(&Nonce::from(*nonce), payload)
        .map_err(|_aead| wrong())?;
    private_key(&Zeroizing::new(secret))
}

#[cfg(test)]
mod tests;
