//! What a caller says, put together from sentences of the words file. Nothing graphic. Must not know:
//! tables, the key.

use super::dice::Dice;
use crate::catalog::words::{Slots, Words};

/// A call about wages or manners: no sign of control.
pub(super) fn plain(dice: &mut Dice, words: &Words, spanish: bool, job: &str) -> String {
    let slots = slots(words, spanish);
    let mut parts = vec![dice.pick(&slots.who), dice.pick(&slots.plain)];
    if dice.chance(400) {
        parts.push(dice.pick(&slots.plain));
    }
    parts.push(dice.pick(&slots.free));
    parts.push(dice.pick(&slots.end));
    fill(dice, parts, job)
}

/// A call about a planted scheme, with the promise that was made when the caller tells it.
pub(super) fn scheme(dice: &mut Dice, words: &Words, spanish: bool, job: &str, script: Option<&str>) -> String {
    let slots = slots(words, spanish);
    let mut parts = vec![dice.pick(&slots.who)];
    parts.extend(script.map(str::to_owned));
    parts.push(dice.pick(&slots.control));
    if dice.chance(600) {
        parts.push(dice.pick(&slots.control));
    }
    parts.push(dice.pick(&slots.end));
    fill(dice, parts, job)
}

fn slots(words: &Words, spanish: bool) -> &Slots {
    if spanish { &words.es } else { &words.en }
}

fn fill(dice: &mut Dice, mut parts: Vec<String>, job: &str) -> String {
    parts.dedup();
    let parts: Vec<String> = parts
        .into_iter()
        .map(|p| p.replace("{n}", &dice.range(3, 24).to_string()).replace("{job}", job))
        .collect();
    parts.join(" ")
}
