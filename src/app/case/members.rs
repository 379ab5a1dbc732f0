//! The members of a case file: who is one, who may open what is sealed, one more, and who acts.
//! Must not know: how keys are made or wrapped.

use super::*;
use crate::app::recovery;
use crate::command::required;
use crate::model::member::CompartmentKey;

/// A member to be added, with what the member and, for a grant, the acting member must know.
#[derive(Clone, Default)]
pub struct AddMember {
    pub name: String,
    pub role: String,
    pub agency: String,
    /// Label keys that the member may see.
    pub labels: Vec<String>,
    /// The new member's own passphrase for the vault.
    pub passphrase: Secret,
    /// Compartments that the member may open.
    pub grant: Vec<String>,
    /// The acting member's passphrase: only who can open a compartment can let others open it.
    pub own_passphrase: Secret,
}

/// A member, as a list shows it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct MemberLine {
    pub name: String,
    pub role: String,
    pub agency: String,
    pub labels: Labels,
    /// Compartments that this member opens with the own passphrase.
    pub opens: Vec<String>,
    /// True for the one who acts now.
    pub acting: bool,
}

impl Case {
    /// All members by name.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn members(&self) -> Result<Vec<MemberLine>, Problem> {
        let mut opens: BTreeMap<MemberId, Vec<String>> = BTreeMap::new();
        for key in self.store.rows::<CompartmentKey>()? {
            opens.entry(key.member).or_default().push(key.compartment);
        }
        let members = self.snapshot.members.iter();
        let mut lines: Vec<MemberLine> = members
            .map(|m| {
                let mut opens = opens.remove(&m.id).unwrap_or_default();
                opens.sort_unstable();
                MemberLine {
                    name: m.name.clone(),
                    role: m.role.clone(),
                    agency: m.agency.clone(),
                    labels: m.labels.clone(),
                    opens,
                    acting: m.id == self.member,
                }
            })
            .collect();
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(lines)
    }

    /// From now on this member acts; the vault of the one before is closed.
    ///
    /// # Errors
    /// No member of this name.
    pub fn act_as(&mut self, name: &str) -> Result<(), Problem> {
        let found = self.snapshot.members.iter().find(|m| m.name == name);
        self.member = found
            .ok_or_else(|| no_such_name(self.snapshot.members.iter(), name))?
            .id;
        self.close_vault();
        Ok(())
    }

    /// Adds a member: one commit, never undone.
    ///
    /// # Errors
    /// The field that is wrong, and what to do; nothing is changed then.
    pub fn add_member(&mut self, new: &AddMember) -> Result<(), Problem> {
        if let Some(past) = &self.past {
            return Err(past::refused(&past.commit));
        }
        let member = self.new_member(new)?;
        let vault = match &self.vault {
            _ if new.grant.is_empty() => None,
            Some(_) if new.own_passphrase.is_empty() => self.vault.take(),
            _ => Some(Vault::open(&self.store, self.member, &new.own_passphrase)?),
        };
        let id = MemberId(self.mint.uid());
        let name = if vault.is_some() {
            "keys.member.grant"
        } else {
            "keys.member"
        };
        let added = self.log_keys(name, vec![member.name.clone()], |tx| {
            tx.add_member(id, &member, &new.passphrase, &FILE_KDF)?;
            for compartment in &new.grant {
                if let Some(vault) = &vault {
                    vault.grant(tx, compartment, id)?;
                }
            }
            Ok(())
        });
        // A vault that was open stays so.
        if new.own_passphrase.is_empty() && vault.is_some() {
            self.vault = vault;
        }
        added
    }

    /// What is to be written, checked field by field.
    fn new_member(&self, new: &AddMember) -> Result<NewMember, Problem> {
        let name = new.name.trim();
        required("name", name)?;
        let taken = |m: &&Member| m.name.trim().to_lowercase() == name.to_lowercase();
        if let Some(other) = self.snapshot.members.iter().find(taken) {
            return Err(Problem::new(
                "member",
                "`name`: a name that no member has",
                format!("{} is a member", other.name),
                "choose another name: a commit names its member by it",
            ));
        }
        let known = self.catalog.list_keys("labels");
        let own = self.own_labels();
        for label in &new.labels {
            if !known.contains(&label.as_str()) {
                return Err(Problem::new(
                    "labels",
                    format!("`labels`: some of {}", known.join(", ")),
                    label.clone(),
                    "choose among these; assets/lists/labels.csv says what each means",
                ));
            }
            if !own.contains(label) && self.snapshot.members.iter().any(|m| m.labels.contains(label)) {
                return Err(Problem::new(
                    "labels",
                    "`labels`: labels that you hold yourself",
                    label.clone(),
                    "leave it out, or let a member who holds it add this one",
                ));
            }
        }
        if new.passphrase.expose().chars().count() < recovery::LONG_ENOUGH {
            let found = if new.passphrase.is_empty() {
                "none"
            } else {
                "a shorter one"
            };
            return Err(Problem::new(
                "passphrase",
                format!("`passphrase`: at least {} letters", recovery::LONG_ENOUGH),
                found,
                "let the new member choose a longer one: it opens what is sealed",
            ));
        }
        Ok(NewMember {
            name: name.to_owned(),
            role: new.role.trim().to_owned(),
            agency: new.agency.trim().to_owned(),
            labels: Labels(new.labels.iter().cloned().collect()),
        })
    }
}

pub(super) fn no_such_name<'a>(members: impl Iterator<Item = &'a Member>, name: &str) -> Problem {
    let mut names: Vec<&str> = members.map(|m| m.name.as_str()).collect();
    names.sort_unstable();
    Problem::new(
        "member",
        format!("one of: {}", names.join(", ")),
        name,
        "give --member NAME",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::made_case::made;

    fn b() -> AddMember {
        AddMember {
            name: " B ".to_owned(),
            role: "analyst".to_owned(),
            agency: "State police".to_owned(),
            labels: vec!["cji".to_owned()],
            passphrase: Secret::new("words of B alone".to_owned()),
            ..AddMember::default()
        }
    }

    #[test]
    fn a_member_is_added_once_and_signs() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "Members", 9);
        let seq = case.snapshot().seq;
        case.add_member(&b()).unwrap();
        assert_eq!(case.snapshot().seq, seq + 1, "one commit");
        let entry = &case.history(1).unwrap()[0];
        assert_eq!(
            (entry.command.as_str(), entry.args.as_slice()),
            ("keys.member", &["B".to_owned()][..])
        );
        assert_eq!(
            case.undo(&Stack::Case).unwrap().map(|c| c.command),
            None,
            "never taken back"
        );
        let lines = case.members().unwrap();
        let said: Vec<_> = lines
            .iter()
            .map(|l| (l.name.as_str(), l.opens.len(), l.acting))
            .collect();
        assert_eq!(said, [("A", 1, true), ("B", 0, false)]);
        case.act_as("B").unwrap();
        assert_eq!(case.own_labels(), Labels::of(&["cji"]));
        case.commit(&Command::SetSetting(crate::command::manage_file::SetSetting {
            name: "case_number".into(),
            value: "MA-9".into(),
        }))
        .unwrap();
        assert!(case.verify(None).unwrap().iter().all(|c| c.ok), "B's signature fits");
        assert_eq!(case.act_as("C").unwrap_err().key, "member");
    }

    #[test]
    fn what_is_wrong_with_a_member_is_named_by_its_field() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "Members", 9);
        let seq = case.snapshot().seq;
        let mut refused = |change: &dyn Fn(&mut AddMember)| {
            let mut new = b();
            change(&mut new);
            let problem = case.add_member(&new).unwrap_err();
            assert_eq!(case.snapshot().seq, seq);
            assert!(!problem.to_string().contains("words of B"), "{problem}");
            (problem.key.clone(), format!("{problem}"))
        };
        assert!(refused(&|m| m.name = "  ".into()).1.contains("`name`"));
        assert_eq!(refused(&|m| m.name = "a".into()).0, "member");
        assert!(refused(&|m| m.labels.push("secret".into())).1.contains("6e"));
        for words in ["", "too short"] {
            let (key, said) = refused(&|m| m.passphrase = Secret::new(words.into()));
            assert!(key == "passphrase" && said.contains("10 letters"), "{said}");
        }
        let grant = |own: &'static str, what: &'static str| {
            move |m: &mut AddMember| {
                m.grant = vec![what.to_owned()];
                m.own_passphrase = Secret::new(own.into());
            }
        };
        assert_eq!(refused(&grant("another", "victims")).0, "wrong-passphrase");
        assert_eq!(refused(&grant("battery staple", "letters")).0, "no-such-compartment");
        // Who can't open it can't let others.
        case.add_member(&b()).unwrap();
        case.act_as("B").unwrap();
        let mut third = b();
        third.name = "C".into();
        grant("words of B alone", "victims")(&mut third);
        assert_eq!(case.add_member(&third).unwrap_err().key, "no-such-compartment");
        third.grant.clear();
        third.labels = vec!["sar".into()];
        let problem = case.add_member(&third).unwrap_err();
        assert!(
            problem.key == "labels" && problem.expected.contains("yourself"),
            "{problem}"
        );
    }

    #[test]
    fn a_member_who_was_let_opens_what_is_sealed_and_another_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "Members", 9);
        let mut granted = b();
        granted.grant = vec![crate::command::VICTIMS.to_owned()];
        granted.own_passphrase = Secret::new("battery staple".into());
        case.add_member(&granted).unwrap();
        assert_eq!(case.history(1).unwrap()[0].command, "keys.member.grant");
        let mut other = b();
        other.name = "C".into();
        case.add_member(&other).unwrap();
        let opens = |case: &mut Case, name: &str| {
            case.act_as(name).unwrap();
            case.open_vault(&Secret::new("words of B alone".into())).unwrap();
            case.vault.as_ref().unwrap().compartments().count()
        };
        assert_eq!(opens(&mut case, "B"), 1);
        assert_eq!(opens(&mut case, "C"), 0);
        assert!(case.members().unwrap()[1].opens == ["victims"]);
    }
}
