//! What a caller says, put together from sentences of the words file. Nothing graphic. Must not know:
//! tables, the key.

use super::dice::Dice;
use crate::catalog::words::{Slots, Words};

/// A call about wages or manners: no sign of control.
pub(super) fn plain(dice: &mut Dice, words: &Words, spanish: bool, job: &str) -> String {
    let slots = slots(words, spanish);
    let mut parts = vec![note(dice, slots, &slots.who), note(dice, slots, &slots.plain)];
    if dice.chance(400) {
        parts.push(note(dice, slots, &slots.plain));
    }
    parts.push(note(dice, slots, &slots.free));
    finish(dice, slots, parts, job)
}

/// A call about a planted scheme, with the promise that was made when the caller tells it. The promise
/// is written down word for word: that is what makes it a script.
pub(super) fn scheme(dice: &mut Dice, words: &Words, spanish: bool, job: &str, script: Option<&str>) -> String {
    let slots = slots(words, spanish);
    let mut parts = vec![note(dice, slots, &slots.who)];
    parts.extend(script.map(str::to_owned));
    parts.push(note(dice, slots, &slots.control));
    if dice.chance(600) {
        parts.push(note(dice, slots, &slots.control));
    }
    finish(dice, slots, parts, job)
}

fn slots(words: &Words, spanish: bool) -> &Slots {
    if spanish { &words.es } else { &words.en }
}

/// A sentence as a call-taker in a hurry writes it: small words go missing, so that two notes of the
/// same matter seldom read alike.
fn note(dice: &mut Dice, slots: &Slots, list: &[String]) -> String {
    let sentence = dice.pick(list);
    let mut kept: Vec<String> = Vec::new();
    for word in sentence.split(' ') {
        let small = slots.small.iter().any(|s| s.eq_ignore_ascii_case(word));
        if !(small && dice.chance(450)) {
            kept.push(word.to_owned());
        }
    }
    let mut letters = kept.join(" ");
    if let Some(first) = letters.chars().next() {
        letters.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    letters
}

/// Puts a remark somewhere, says how the call ended, fills in numbers.
fn finish(dice: &mut Dice, slots: &Slots, mut parts: Vec<String>, job: &str) -> String {
    if dice.chance(700) {
        let at = dice.range(1, parts.len());
        parts.insert(at, dice.pick(&slots.asides));
    }
    parts.push(note(dice, slots, &slots.end));
    parts.dedup();
    let parts: Vec<String> = parts
        .into_iter()
        .map(|p| p.replace("{n}", &dice.range(3, 24).to_string()).replace("{job}", job))
        .collect();
    parts.join(" ")
}
