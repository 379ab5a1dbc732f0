//! Settings of the file, the libraries it uses, and the register of what left it.

use serde::{Deserialize, Serialize};

use super::*;
use crate::model::member::{ExportEntry, LibraryUse, Setting};
use crate::model::*;

/// Settings that may be set, with what each means in `docs/formats.md`.
pub const SETTINGS: &[&str] = &[
    "title",
    "kind",
    "fictional",
    "time_zone",
    "jurisdiction",
    "idle_lock_minutes",
    "legal_hold",
    "case_number",
    "owner",
    "stage",
];

#[derive(Clone, Serialize, Deserialize)]
pub struct SetSetting {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct UseLibrary {
    pub name: String,
    pub sha256: String,
}

/// The case no longer looks into this library; what was pulled from it stays.
#[derive(Clone, Serialize, Deserialize)]
pub struct StopLibrary {
    pub name: String,
}

/// A file that left: its hash, which commit it shows, for whom.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RegisterExport {
    pub file_name: String,
    pub format: String,
    pub sha256: String,
    pub audience: String,
    pub recipient: String,
}

impl Verb for SetSetting {
    fn name(&self) -> String {
        "setting.set".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.name.clone(), self.value.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if !SETTINGS.contains(&self.name.as_str()) {
            return Err(Problem::new(
                "setting",
                format!("one of {}", SETTINGS.join(", ")),
                self.name.clone(),
                "choose a known setting",
            ));
        }
        if self.name == "idle_lock_minutes" && !self.value.parse::<u32>().is_ok_and(|m| (1..=30).contains(&m)) {
            return Err(Problem::new(
                "setting",
                "a number of minutes from 1 to 30",
                self.value.clone(),
                "the screen must lock within half an hour",
            ));
        }
        Ok(())
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let row = Setting {
            id: Setting::id_of(&self.name),
            name: self.name.clone(),
            value: self.value.clone(),
        };
        if tx.get::<Setting>(row.id.0)?.is_some() {
            tx.update(&row)?
        } else {
            tx.insert(&row)?
        }
        Ok(Outcome::one(row.id.0))
    }
}

impl Verb for UseLibrary {
    fn name(&self) -> String {
        "library.use".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.name.clone()]
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("name", &self.name)?;
        required("sha256", &self.sha256)
    }
    fn apply(&self, _: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let row = LibraryUse {
            id: LibraryUseId(Uid::derive(&[b"library", self.name.as_bytes()])),
            name: self.name.clone(),
            sha256: self.sha256.clone(),
        };
        if tx.get::<LibraryUse>(row.id.0)?.is_some() {
            tx.update(&row)?
        } else {
            tx.insert(&row)?
        }
        Ok(Outcome::one(row.id.0))
    }
}

impl Verb for StopLibrary {
    fn name(&self) -> String {
        "library.stop".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![self.name.clone()]
    }
    fn check(&self, s: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        if s.library_uses.iter().any(|u| u.name == self.name) {
            return Ok(());
        }
        let names: Vec<&str> = s.library_uses.iter().map(|u| u.name.as_str()).collect();
        Err(Problem::new(
            "library",
            format!("a library that the case uses: {}", names.join(", ")),
            self.name.clone(),
            "see `info`",
        ))
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let used: Vec<Uid> = c
            .snapshot
            .library_uses
            .iter()
            .filter(|u| u.name == self.name)
            .map(|u| u.id.0)
            .collect();
        for id in used {
            tx.delete::<LibraryUse>(id)?;
        }
        Ok(Outcome::default())
    }
}

impl Verb for RegisterExport {
    fn name(&self) -> String {
        "export.register".into()
    }
    fn args(&self, _: &Snapshot) -> Vec<String> {
        vec![
            self.file_name.clone(),
            self.sha256.get(..12).unwrap_or_default().to_owned(),
        ]
    }
    fn class(&self) -> UndoClass {
        UndoClass::Never
    }
    fn check(&self, _: &Snapshot, _: &Catalog) -> Result<(), Problem> {
        required("file_name", &self.file_name)?;
        required("sha256", &self.sha256)
    }
    fn apply(&self, c: &mut Context<'_>, tx: &mut Tx<'_>) -> Result<Outcome, Problem> {
        let id = ExportId(tx.mint().uid());
        tx.insert(&ExportEntry {
            id,
            file_name: self.file_name.clone(),
            format: self.format.clone(),
            sha256: self.sha256.clone(),
            commit_seq: c.snapshot.seq,
            chain: c.snapshot.chain.clone(),
            audience: self.audience.clone(),
            recipient: self.recipient.clone(),
            at: c.now.clone(),
        })?;
        Ok(Outcome::one(id.0))
    }
}
