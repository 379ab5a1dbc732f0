//! Labels: handling caveats that are data (`assets/lists/labels.csv`) and are inherited: what is
//! derived from sources carries the union of their labels.

use std::collections::BTreeSet;

/// A set of label keys, e.g. `6e`, `cji`, `1367`, `minor`. Ordered, so that bytes repeat.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Labels(pub BTreeSet<String>);

impl Labels {
    pub fn of(keys: &[&str]) -> Labels {
        Labels(keys.iter().map(|k| (*k).to_owned()).collect())
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains(key)
    }
    /// What is derived from both carries both.
    pub fn union(&self, other: &Labels) -> Labels {
        Labels(self.0.union(&other.0).cloned().collect())
    }
    /// True when a holder of `held` may see what carries these labels.
    pub fn visible_to(&self, held: &Labels) -> bool {
        self.0.is_subset(&held.0)
    }
}
json_column!(Labels);
