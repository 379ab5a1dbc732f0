//! Half-written text of one place of the window, by what it is about: kept as a draft of the case while it is
//! typed, so that it is there again after a crash, after a lock, or when one comes back to it. Must not know:
//! what is typed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Cx;
use crate::app::action::Action;

/// What is typed about each, and what of it was kept last.
pub struct Typed<K, T> {
    now: BTreeMap<K, T>,
    /// None = nobody has looked yet what was kept.
    kept: Option<BTreeMap<K, T>>,
    /// What the place hands out while nothing is open.
    nobody: T,
}

impl<K, T: Default> Default for Typed<K, T> {
    fn default() -> Self {
        Typed {
            now: BTreeMap::new(),
            kept: None,
            nobody: T::default(),
        }
    }
}

impl<K, T> Typed<K, T>
where
    K: Clone + Ord + Serialize + DeserializeOwned,
    T: Default + Clone + PartialEq + Serialize + DeserializeOwned,
{
    /// At the beginning of a frame: what was kept under this name comes back, once.
    pub fn restore(&mut self, cx: &Cx<'_>, name: &str) {
        if self.kept.is_none() {
            let kept = (cx.draft)(name).and_then(|json| serde_json::from_str(&json).ok());
            self.now = kept.unwrap_or_default();
            self.kept = Some(self.now.clone());
        }
    }

    /// At its end: keeps what has changed.
    pub fn keep(&mut self, name: &str, actions: &mut Vec<Action>) {
        self.now.retain(|_, typed| *typed != T::default());
        if self.kept.as_ref().is_none_or(|kept| *kept == self.now) {
            return;
        }
        let told = serde_json::to_string(&self.now).unwrap_or_default();
        actions.push(Action::KeepDraft {
            name: name.to_owned(),
            value: if self.now.is_empty() { String::new() } else { told },
        });
        self.kept = Some(self.now.clone());
    }

    /// What is typed about this one, to be typed on.
    pub fn of(&mut self, about: Option<K>) -> &mut T {
        match about {
            Some(about) => self.now.entry(about).or_default(),
            None => &mut self.nobody,
        }
    }
    pub fn get(&self, about: &K) -> Option<&T> {
        self.now.get(about)
    }
    /// It was carried out: what was typed, which is forgotten here.
    pub fn take(&mut self, about: &K) -> T {
        self.now.remove(about).unwrap_or_default()
    }
}
