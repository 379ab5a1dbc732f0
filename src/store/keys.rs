//! The file's own key: read out for the printed recovery kit, used instead of the password, changed.
//! Must not know: how a kit looks, members' passphrases (`seal.rs`).

use std::path::Path;

use zeroize::Zeroizing;

use super::error::sql;
use super::open::{FileKey, read_salt, refuse_network};
use super::{Holder, Store};
use crate::model::member::KdfCost;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

impl Store {
    /// The file's key as 64 hex digits. Whoever has it needs no password.
    pub fn key_text(&self) -> Secret {
        Secret::new(self.key.hex().to_owned())
    }

    /// Opens a file with what `key_text` gave, instead of its password.
    ///
    /// # Errors
    /// As `open`; `wrong-password` when the key is another file's, or older than a changed password.
    pub fn open_with_key(path: &Path, key: &Secret, who: &Holder) -> Result<Store, Problem> {
        let salt = read_salt(path)?;
        refuse_network(path)?;
        Store::open_under(path, FileKey::of_hex(key, &salt)?, who)
    }

    /// Puts the whole file under another password: every page is encrypted anew in one transaction.
    /// Older backups and recovery kits keep the key that they were made with.
    ///
    /// # Errors
    /// `read-only`; `no-password`; what the disk says, and then the old password still holds.
    pub fn change_password(&mut self, password: &Secret, cost: &KdfCost) -> Result<(), Problem> {
        self.must_write()?;
        if password.is_empty() {
            return Err(Problem::new("no-password", "a password", "an empty one", "choose one"));
        }
        let key = FileKey::derive(password, &read_salt(&self.path)?, cost)?;
        // What lies in the log is under the old key: it goes into the file first.
        self.empty_log()?;
        let statement = Zeroizing::new(format!("PRAGMA rekey = \"{}\";", key.raw()));
        self.connection.execute_batch(&statement).map_err(sql)?;
        self.key = key;
        self.empty_log()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entity::Entity;
    use crate::store::tests::{COST, Case, case, entity, password};

    fn opens(path: &Path, with: &str) -> bool {
        Store::open(path, &Secret::new(with.to_owned()), &COST, &Holder::default()).is_ok()
    }

    #[test]
    fn a_changed_password_opens_and_the_old_one_does_not_while_the_content_stays() {
        let Case {
            folder,
            mut store,
            mut mint,
            meta,
        } = case();
        let path = store.path().to_owned();
        store
            .commit(&meta, &mut mint, |tx| tx.insert(&entity(1, "Alfa")))
            .unwrap();
        let old_kit = store.key_text();
        let empty = store.change_password(&Secret::default(), &COST).unwrap_err();
        assert_eq!(empty.key, "no-password");
        store.change_password(&Secret::new("new words".into()), &COST).unwrap();
        // Work goes on under the new key.
        store
            .commit(&meta, &mut mint, |tx| tx.insert(&entity(2, "Beta")))
            .unwrap();
        assert_eq!(store.reader().unwrap().rows::<Entity>().unwrap().len(), 2);
        let new_kit = store.key_text();
        drop(store);
        assert!(opens(&path, "new words") && !opens(&path, password().expose()));
        let refused = Store::open_with_key(&path, &old_kit, &Holder::default())
            .err()
            .map(|p| p.key);
        assert_eq!(refused.as_deref(), Some("wrong-password"));
        let store = Store::open_with_key(&path, &new_kit, &Holder::default()).unwrap();
        assert_eq!(store.rows::<Entity>().unwrap().len(), 2);
        assert!(store.verify(None).unwrap().iter().all(|c| c.ok));
        let short = Store::open_with_key(&path, &Secret::new("abc".into()), &Holder::default());
        assert_eq!(short.err().map(|p| p.key).as_deref(), Some("recovery-key"));
        drop(folder);
    }
}
