//! Since when things are new to a member: a commit and the day it was marked, kept as a draft of the file,
//! outside the audit. It moves on by a deliberate act only, and the one before can be brought back.

use serde::{Deserialize, Serialize};

/// A commit that was seen, and the ISO date of the day when it was marked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Look {
    pub seq: i64,
    pub day: String,
}

/// The mark of one member; `seq` 0 = never looked.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Mark {
    pub now: Look,
    pub before: Option<Look>,
}

impl Mark {
    /// Name of the draft that keeps the mark of this member.
    pub fn draft_name(member: &str) -> String {
        format!("looked {member}")
    }
    /// The mark as it was kept; what can't be read counts as never looked.
    pub fn read(draft: Option<&str>) -> Mark {
        draft.and_then(|d| serde_json::from_str(d).ok()).unwrap_or_default()
    }
    /// What is kept.
    pub fn draft(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
    /// Everything up to this commit is seen. Marked twice on one commit, the mark before stays what it was.
    #[must_use]
    pub fn seen(self, seq: i64, day: &str) -> Mark {
        let before = if self.now.seq == seq {
            self.before
        } else {
            Some(self.now)
        };
        Mark {
            now: Look {
                seq,
                day: day.to_owned(),
            },
            before,
        }
    }
    /// The mark before, when there is one.
    pub fn back(&self) -> Option<Mark> {
        Some(Mark {
            now: self.before.clone()?,
            before: None,
        })
    }
}
