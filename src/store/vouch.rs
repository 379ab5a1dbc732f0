//! What a member vouches for outside a commit: the signature over an export's sidecar. And the list
//! of all drafts, which a window restores at once.

use std::collections::BTreeMap;

use ed25519_dalek::Signer;

use super::Store;
use super::error::sql;
use crate::model::MemberId;
use crate::model::problem::Problem;

impl Store {
    /// Public key and Ed25519 signature of a member over these bytes.
    ///
    /// # Errors
    /// The member has no signing key in this file.
    pub fn sign(&self, member: MemberId, bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Problem> {
        let key = super::audit::signing_key(&self.connection, member)?;
        Ok((
            key.verifying_key().to_bytes().to_vec(),
            key.sign(bytes).to_bytes().to_vec(),
        ))
    }

    /// All drafts by name.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn drafts(&self) -> Result<BTreeMap<String, String>, Problem> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT \"name\", \"value\" FROM \"draft\" ORDER BY \"name\"")
            .map_err(sql)?;
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(sql)?;
        rows.collect::<Result<_, _>>().map_err(sql)
    }
}
