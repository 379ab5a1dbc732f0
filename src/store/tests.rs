//! Tests of the store's promises.

use super::*;
use crate::model::entity::{Certainty, Entity, Fact};
use crate::model::member::KdfCost;
use crate::model::secret::Secret;
use crate::model::*;

pub(super) const COST: KdfCost = KdfCost { memory_kib: 64, passes: 1, lanes: 1 };

/// A mint that counts.
#[derive(Default)]
pub(super) struct Counting(pub u64);
impl Mint for Counting {
    fn now(&mut self) -> String {
        self.0 += 1;
        format!("2026-11-24T08:{:02}:{:02}.000Z", self.0 / 60 % 60, self.0 % 60)
    }
    fn uid(&mut self) -> Uid {
        self.0 += 1;
        Uid::derive(&[b"test", &self.0.to_be_bytes()])
    }
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let random = self.uid().0;
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

pub(super) fn password() -> Secret {
    Secret::new("correct horse".to_owned())
}

pub(super) struct Case {
    pub folder: tempfile::TempDir,
    pub store: Store,
    pub mint: Counting,
    pub meta: CommitMeta,
}

/// A new case with one member, made by commit 1.
pub(super) fn case() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let mut mint = Counting::default();
    let mut store =
        Store::create(&folder.path().join("a.caseboard"), &password(), &COST, &Holder::default(), &mut mint).unwrap();
    let member = MemberId(mint.uid());
    let meta = CommitMeta {
        member,
        command: "edit".to_owned(),
        class: UndoClass::Case,
        stack: member.to_string(),
        ..CommitMeta::default()
    };
    let first = CommitMeta { command: "member.add".to_owned(), class: UndoClass::Never, ..meta.clone() };
    store
        .commit(&first, &mut mint, |tx| {
            let new = NewMember { name: "A".into(), ..NewMember::default() };
            tx.add_member(member, &new, &Secret::new("passphrase".to_owned()), &COST)
        })
        .unwrap();
    Case { folder, store, mint, meta }
}

pub(super) fn entity(n: u64, label: &str) -> Entity {
    let id = EntityId(Uid::derive(&[b"entity", &n.to_be_bytes()]));
    Entity { id, kind: "company".into(), label: label.to_owned(), ..Entity::default() }
}

#[test]
fn a_commit_is_stored_read_back_and_reopened() {
    let Case { folder, mut store, mut mint, meta } = case();
    let path = folder.path().join("a.caseboard");
    let (_, touched) = store
        .commit(&meta, &mut mint, |tx| {
            tx.insert_many(&[entity(1, "Alfa"), entity(2, "Beta")])?;
            tx.update(&entity(2, "Beta Farms"))
        })
        .unwrap();
    assert_eq!(touched.rows.len(), 2);
    let fact = Fact {
        id: FactId(Uid::derive(&[b"f"])),
        entity: entity(1, "").id,
        certainty: Certainty::Stated,
        ..Fact::default()
    };
    store.commit(&meta, &mut mint, |tx| tx.insert(&fact)).unwrap();
    let refused = store.commit(&meta, &mut mint, |tx| tx.delete::<Entity>(fact.entity.0)).unwrap_err();
    assert_eq!(refused.key, "row-in-use");
    assert_eq!(store.rows::<Entity>().unwrap().len(), 2);
    drop(store);
    let store = Store::open(&path, &password(), &COST, &Holder::default()).unwrap();
    assert!(!store.is_read_only());
    assert_eq!(store.row::<Entity>(entity(2, "").id.0).unwrap().unwrap().label, "Beta Farms");
    assert_eq!(store.commits(0, 10).unwrap().len(), 3);
    let changes = store.changes_of(2, 10).unwrap();
    assert_eq!(changes.len(), 3);
    assert!(changes[1].after == changes[2].before);
}
