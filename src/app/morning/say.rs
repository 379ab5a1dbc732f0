//! A line of the morning in words, the same for window and command line: how it stands, what it is, what
//! belongs to it. Must not know: where it is shown.

use super::{Line, Target};
use crate::catalog::text::Text;

/// A line in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// How it stands: days, bits, what happened.
    pub chip: String,
    pub head: String,
    pub under: String,
}

impl Line {
    /// In words; `day` writes a stored date.
    pub fn says(&self, text: &Text, day: &dyn Fn(&str) -> String) -> Said {
        let date = || {
            if self.date.is_empty() {
                String::new()
            } else {
                day(&self.date)
            }
        };
        let (chip, head, under) = match self.to {
            Target::Candidate(_) | Target::Disagreement(_) => {
                let bits = match self.to {
                    Target::Disagreement(_) => text.get("morning-differ", &[]),
                    _ => self.bits.map(|b| format!("{:+.1}", b.as_f64())).unwrap_or_default(),
                };
                let family = match self.what.as_str() {
                    "same" | "connected" => "candidate",
                    _ => "pattern",
                };
                let names = format!("{}  ·  {}", self.name, self.other);
                (bits, names, vec![text.word(family, &self.what, &[]), date()])
            }
            Target::Milestone(_) => {
                let title = match self.args.first() {
                    Some(key) if self.name.is_empty() => text.whole(key, &[]),
                    _ => self.name.clone(),
                };
                (
                    self.days(text),
                    title,
                    vec![date(), self.what.clone(), self.other.clone()],
                )
            }
            Target::Process(_) => {
                let kind = text.word("process", &self.what, &[]);
                (self.days(text), format!("{kind}, {}", self.name), vec![date()])
            }
            Target::Task(_) => {
                let kind = text.get("morning-task", &[]);
                (
                    self.days(text),
                    self.name.clone(),
                    vec![date(), kind, self.other.clone()],
                )
            }
            Target::Libraries => {
                let key = format!("library-{}", self.what);
                let chip = text.get("morning-source-library", &[]);
                (chip, text.get(&key, &[("name", &self.name)]), Vec::new())
            }
            Target::Source(_) | Target::Worklist(_) => {
                let chip = text.get(&format!("morning-source-{}", self.what), &[]);
                let key = if self.what == "unread" {
                    "morning-cells"
                } else {
                    "morning-rows"
                };
                let count = text.get(key, &[("count", &self.count.to_string())]);
                (chip, self.name.clone(), vec![count, self.other.clone(), date()])
            }
            Target::Commit(seq) => {
                let mut under = vec![self.other.clone(), date()];
                if self.count > 0 {
                    under.push(text.get("morning-taken-back", &[]));
                }
                let sentence = text.command(&self.what, &self.args);
                (seq.to_string(), sentence, under)
            }
            Target::Lead(_) => {
                let flags = self.what.split('+').filter(|f| !f.is_empty());
                let flags: Vec<String> = flags.map(|f| text.get(&format!("morning-lead-{f}"), &[])).collect();
                let chip = if flags.is_empty() {
                    text.get("morning-lead-open", &[])
                } else {
                    flags.join(", ")
                };
                (chip, self.name.clone(), vec![self.other.clone(), date()])
            }
        };
        let under: Vec<String> = under.into_iter().filter(|u| !u.is_empty()).collect();
        Said {
            chip,
            head,
            under: under.join(" · "),
        }
    }

    /// `6 days`, `3 days late`.
    fn days(&self, text: &Text) -> String {
        let left = self.days_left.unwrap_or_default();
        let days = text.get("days", &[("count", &left.abs().to_string())]);
        if left < 0 {
            text.get("overdue-by", &[("days", &days)])
        } else {
            days
        }
    }
}
