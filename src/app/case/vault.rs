//! The vault of the member who acts, the recovery kit, password and passphrase of an open case.
//! Must not know: how keys are derived or wrapped.

use zeroize::Zeroizing;

use super::*;

impl Case {
    /// Opens a sealed value: the vault first, then the log entry, then the value.
    ///
    /// # Errors
    /// Wrong passphrase; or the log entry can't be written, and then nothing is shown.
    pub fn reveal(&mut self, sealed: SealedId, passphrase: &Secret, why: &str) -> Result<Secret, Problem> {
        self.log_reveal(sealed, passphrase, why)?;
        self.unseal(sealed)
    }
    /// Opens the vault (one that is open asks for no passphrase) and logs that a sealed value is shown.
    ///
    /// # Errors
    /// Wrong passphrase; the log entry can't be written.
    pub(in crate::app) fn log_reveal(
        &mut self,
        sealed: SealedId,
        passphrase: &Secret,
        why: &str,
    ) -> Result<(), Problem> {
        if !self.vault_is_open() || !passphrase.expose().is_empty() {
            self.open_vault(passphrase)?;
        }
        let why = why.to_owned();
        self.commit(&Command::LogReveal(crate::command::seal_value::LogReveal {
            sealed,
            why,
        }))
        .map(drop)
    }
    /// The text of a recovery kit for this file and this member; that it was made is logged first.
    ///
    /// # Errors
    /// Wrong passphrase; the log entry can't be written, and then there is no kit.
    pub fn recovery_kit(&mut self, passphrase: &Secret) -> Result<Secret, Problem> {
        let vault = Vault::open(&self.store, self.member, passphrase)?;
        self.log_keys("keys.kit", Vec::new(), |_| Ok(()))?;
        let member = self.snapshot.members.get(self.member.0).map(|m| m.name.clone());
        let file = self.path.file_name().map(|n| n.to_string_lossy().into_owned());
        let kit = crate::app::recovery::Kit {
            case: &file.unwrap_or_default(),
            member: &member.unwrap_or_default(),
            at: &self.mint.now(),
            file_key: self.store.key_text(),
            vault_key: vault.recovery_text(),
        };
        Ok(crate::app::recovery::write_kit(&kit, &self.catalog.text))
    }
    /// Acts as the member whose vault this key opens.
    pub(in crate::app) fn take_vault(&mut self, key: &Secret) -> Result<(), Problem> {
        let mut refused = None;
        for member in self.snapshot.members.iter() {
            match Vault::recover(&self.store, member.id, key) {
                Ok(vault) => {
                    self.member = member.id;
                    self.vault = Some(vault);
                    return Ok(());
                }
                Err(problem) => refused = Some(problem),
            }
        }
        Err(refused.unwrap_or_else(|| {
            Problem::new(
                "member",
                "a case with members",
                "none",
                "run verify and restore a backup",
            )
        }))
    }
    pub fn vault_is_open(&self) -> bool {
        self.vault.is_some()
    }
    /// Opens the member's vault for what follows, without showing anything.
    ///
    /// # Errors
    /// Wrong passphrase.
    pub fn open_vault(&mut self, passphrase: &Secret) -> Result<(), Problem> {
        self.vault = Some(Vault::open(&self.store, self.member, passphrase)?);
        Ok(())
    }
    /// Puts the member's vault, which is open, under another passphrase.
    ///
    /// # Errors
    /// The vault is closed; an empty passphrase.
    pub fn change_passphrase(&mut self, passphrase: &Secret) -> Result<(), Problem> {
        let Some(vault) = self.vault.take() else {
            return Err(Problem::new("vault", "an open vault", "a closed one", "open it first"));
        };
        self.log_keys("keys.passphrase", Vec::new(), |tx| {
            vault.change_passphrase(tx, passphrase, &FILE_KDF)
        })
    }
    /// Puts the file under another password; logged before it holds.
    ///
    /// # Errors
    /// The sample's password; an empty one; the disk. The old one holds then.
    pub fn change_password(&mut self, password: &Secret) -> Result<(), Problem> {
        refuse_sample_password(&self.path, password)?;
        self.log_keys("keys.password", Vec::new(), |_| Ok(()))?;
        self.store.change_password(password, &FILE_KDF)
    }
    /// A commit about keys: not a command, since what it is made with must not travel as JSON.
    pub(super) fn log_keys(
        &mut self,
        name: &str,
        args: Vec<String>,
        f: impl FnOnce(&mut crate::store::Tx<'_>) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let meta = self.meta(name.to_owned(), args, (UndoClass::Never, String::new()));
        let ((), touched) = self.store.commit(&meta, &mut *self.mint, f)?;
        self.refresh(&touched)
    }
    /// A sealed value for a command that seals it again, or one whose reveal is logged.
    ///
    /// # Errors
    /// The vault is closed, or the value is not there.
    pub(in crate::app) fn unseal(&self, sealed: SealedId) -> Result<Secret, Problem> {
        let (vault, row) = self.sealed_row(sealed)?;
        vault.reveal(&row)
    }
    /// As `unseal`, for bytes.
    ///
    /// # Errors
    /// As `unseal`.
    pub(super) fn unseal_bytes(&self, sealed: SealedId) -> Result<Zeroizing<Vec<u8>>, Problem> {
        let (vault, row) = self.sealed_row(sealed)?;
        vault.reveal_bytes(&row)
    }
    fn sealed_row(&self, sealed: SealedId) -> Result<(&Vault, Sealed), Problem> {
        match (&self.vault, self.store.row::<Sealed>(sealed.0)?) {
            (Some(vault), Some(row)) => Ok((vault, row)),
            (None, _) => Err(Problem::new(
                "sealed",
                "an open vault",
                "sealed values, and a closed vault",
                "open the vault first, or give --passphrase-file",
            )),
            (_, None) => Err(Problem::new(
                "sealed",
                "a sealed value",
                "none with this id",
                "refresh and choose again",
            )),
        }
    }
    pub fn vault_open(&self) -> bool {
        self.vault.is_some()
    }
    pub fn close_vault(&mut self) {
        self.vault = None;
        self.opened.clear();
    }
    /// An original under seal may be looked at until the vault is closed; that it is was logged.
    pub(in crate::app) fn opened(&mut self, sealed: SealedId) {
        self.opened.insert(sealed);
    }
    pub(in crate::app) fn is_opened(&self, sealed: SealedId) -> bool {
        self.opened.contains(&sealed)
    }
}
