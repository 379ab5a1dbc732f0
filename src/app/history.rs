//! The history of what is known of an entity: each value with who put it there, when, and what it was before.
//! Must not know: who shows it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::case::Case;
use crate::model::commit::{Commit, Op};
use crate::model::entity::{Entity, Fact};
use crate::model::problem::Problem;
use crate::model::*;
use crate::store::history::Done;

/// One thing that was done to an entity or to a value of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    pub commit: i64,
    /// RFC 3339, UTC.
    pub at: String,
    pub member: String,
    /// Audit name of the command, and its arguments.
    pub command: String,
    pub args: Vec<String>,
    /// insert, update, delete
    pub op: Op,
    /// A fact's field; `label`, `kind` or `pseudonym` of the entity itself; empty = that it was made or removed.
    pub field: String,
    /// As they stand on the board; `[sealed]` for what is under seal, `[purged]` for what was taken out for good.
    pub before: String,
    pub after: String,
    pub source: Option<SourceId>,
    pub record: Option<RecordId>,
}

/// What is under seal, and what was purged, in the place of a value.
const SEALED: &str = "[sealed]";
const PURGED: &str = "[purged]";

impl Case {
    /// What was done to an entity, those merged into it, and their facts, oldest first; also to facts that are gone.
    /// Walks the whole history: not for the window's thread.
    ///
    /// # Errors
    /// No such entity; the file can't be read.
    pub fn told_of(&self, entity: EntityId) -> Result<Vec<Line>, Problem> {
        let s = self.snapshot();
        if s.entity(entity).is_none() {
            return Err(crate::command::gone(Entity::TABLE, entity.0));
        }
        let members: BTreeSet<Uid> = s.members_of(entity).iter().map(|m| m.0).collect();
        let facts: BTreeSet<Uid> = s
            .members_of(entity)
            .iter()
            .flat_map(|m| s.facts_of(*m))
            .map(|f| f.id.0)
            .collect();
        let wanted = |table: &'static str, id: Uid, before: Option<&[Value]>| match (table, before) {
            (Entity::TABLE, _) => members.contains(&id),
            (_, None) => facts.contains(&id),
            (_, Some(values)) => read::<Fact>(values).is_some_and(|f| members.contains(&f.entity.0)),
        };
        let done = self.changes(&[Entity::TABLE, Fact::TABLE], &wanted)?;
        let mut commits: BTreeMap<i64, Commit> = BTreeMap::new();
        let mut lines = Vec::new();
        for done in &done {
            let commit = match commits.entry(done.seq) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(self.commit_of_seq(done.seq)?),
            };
            let line = Line {
                commit: done.seq,
                at: commit.time.clone(),
                member: s
                    .members
                    .get(commit.member.0)
                    .map(|m| m.name.clone())
                    .unwrap_or_default(),
                command: commit.command.clone(),
                args: commit.args.clone(),
                op: done.op,
                field: String::new(),
                before: String::new(),
                after: String::new(),
                source: None,
                record: None,
            };
            if done.table == Entity::TABLE {
                of_entity(done, &line, &mut lines);
            } else {
                lines.extend(of_fact(done, line));
            }
        }
        if let Some(commit) = self.past() {
            lines.retain(|line| line.commit <= commit.seq);
        }
        Ok(lines)
    }
}

fn read<R: Row>(values: &[Value]) -> Option<R> {
    R::from_values(values).ok()
}

fn of_fact(done: &Done, line: Line) -> Option<Line> {
    let (before, after) = (
        done.before.as_deref().and_then(read::<Fact>),
        done.after.as_deref().and_then(read::<Fact>),
    );
    let one = after.as_ref().or(before.as_ref());
    let said = |fact: Option<&Fact>, there: bool| match fact {
        Some(fact) if fact.sealed.is_some() => SEALED.to_owned(),
        Some(fact) => fact.value.clone(),
        None if there => PURGED.to_owned(),
        None => String::new(),
    };
    let (was, is) = (
        said(before.as_ref(), done.op != Op::Insert),
        said(after.as_ref(), done.op != Op::Delete),
    );
    // That only its certainty or its source changed shows in the values being the same.
    Some(Line {
        field: one.map(|f| f.field.clone()).unwrap_or_default(),
        source: one.and_then(|f| f.source),
        record: one.and_then(|f| f.record),
        before: was,
        after: is,
        ..line
    })
}

fn of_entity(done: &Done, line: &Line, lines: &mut Vec<Line>) {
    let (before, after) = (
        done.before.as_deref().and_then(read::<Entity>),
        done.after.as_deref().and_then(read::<Entity>),
    );
    let (Some(was), Some(is)) = (&before, &after) else {
        let one = after.as_ref().or(before.as_ref());
        let label = one.map_or_else(|| PURGED.to_owned(), |e| e.label.clone());
        let (before, after) = if done.op == Op::Delete {
            (label, String::new())
        } else {
            (String::new(), label)
        };
        lines.push(Line {
            before,
            after,
            source: one.and_then(|e| e.source),
            ..line.clone()
        });
        return;
    };
    for (field, was, is) in [
        ("label", &was.label, &is.label),
        ("kind", &was.kind, &is.kind),
        ("pseudonym", &was.pseudonym, &is.pseudonym),
    ] {
        if was != is {
            lines.push(Line {
                field: field.to_owned(),
                before: was.clone(),
                after: is.clone(),
                ..line.clone()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::case::Stack;
    use crate::app::made_case::made;
    use crate::command::Command;
    use crate::command::edit_entity::{AddEntity, AddFact, RenameEntity, RetractFact};

    const TIPS: &[u8] = include_bytes!("../../tests/data/two_tips.csv");

    fn said(lines: &[Line]) -> Vec<(Op, &str, &str, &str)> {
        lines
            .iter()
            .map(|l| (l.op, l.field.as_str(), l.before.as_str(), l.after.as_str()))
            .collect()
    }

    #[test]
    fn each_value_has_its_history_also_what_was_retracted_and_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "History", 5);
        let add = AddEntity {
            kind: "company".to_owned(),
            label: "Mesa Hay".to_owned(),
            source: None,
        };
        let entity = EntityId(case.commit(&Command::from(add)).unwrap().outcome.made[0]);
        let fact = AddFact {
            entity,
            field: "industry".to_owned(),
            value: "hay".to_owned(),
            date: String::new(),
            certainty: Default::default(),
            source: None,
            record: None,
            column: String::new(),
        };
        let fact = FactId(case.commit(&Command::from(fact)).unwrap().outcome.made[0]);
        let rename = RenameEntity {
            entity,
            label: "Mesa Hay Inc".to_owned(),
        };
        case.commit(&rename.into()).unwrap();
        case.commit(&RetractFact { fact }.into()).unwrap();
        let so_far = [
            (Op::Insert, "", "", "Mesa Hay"),
            (Op::Insert, "industry", "", "hay"),
            (Op::Update, "label", "Mesa Hay", "Mesa Hay Inc"),
            (Op::Delete, "industry", "hay", ""),
        ];
        let lines = case.told_of(entity).unwrap();
        assert_eq!(said(&lines), so_far);
        assert!(lines.windows(2).all(|w| w[0].commit < w[1].commit) && lines.iter().all(|l| l.member == "A"));
        case.undo(&Stack::Case).unwrap();
        let lines = case.told_of(entity).unwrap();
        assert_eq!(said(&lines)[..4], so_far);
        assert_eq!(said(&lines)[4], (Op::Insert, "industry", "", "hay"));
        assert_eq!(
            (lines[4].command.as_str(), lines[4].args[0].as_str()),
            ("undo", "fact.retract")
        );
        assert_eq!(case.told_of(EntityId(Uid([9; 16]))).unwrap_err().key, "no-such-row");
    }

    #[test]
    fn what_is_sealed_or_purged_is_not_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut case = made(folder.path(), "case", "History", 6);
        case.import_bytes("tips_FICTIONAL.csv", TIPS, "", "").unwrap();
        let s = case.snapshot();
        let victim = s.entities.iter().find(|e| !e.pseudonym.is_empty()).unwrap().id;
        let lines = case.told_of(victim).unwrap();
        assert!(lines.iter().any(|l| l.after == SEALED));
        let company = s.entities.iter().find(|e| e.kind == "company").unwrap().id;
        let lines = case.told_of(company).unwrap();
        assert!(
            lines.len() > 1
                && lines
                    .iter()
                    .skip(1)
                    .all(|l| l.record.is_some() && l.command == "import")
        );
    }
}
