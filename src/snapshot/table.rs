//! A persistent, ordered map of rows: cloning is O(1), changing one row O(log n), iteration in id order.

use std::sync::Arc;

use crate::model::{Row, Uid};

#[derive(Clone)]
pub struct Table<R: Row>(rpds::RedBlackTreeMapSync<Uid, Arc<R>>);

impl<R: Row> Default for Table<R> {
    fn default() -> Self {
        Table(rpds::RedBlackTreeMapSync::new_sync())
    }
}

impl<R: Row> Table<R> {
    pub fn get(&self, id: Uid) -> Option<&Arc<R>> {
        self.0.get(&id)
    }
    pub fn len(&self) -> usize {
        self.0.size()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// In ascending id order.
    pub fn iter(&self) -> impl Iterator<Item = &R> {
        self.0.values().map(Arc::as_ref)
    }
    pub(super) fn put(&mut self, row: R) {
        self.0.insert_mut(row.uid(), Arc::new(row));
    }
    pub(super) fn remove(&mut self, id: Uid) {
        self.0.remove_mut(&id);
    }
}
