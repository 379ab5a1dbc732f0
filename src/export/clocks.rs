//! Clocks as JSON, in the shape of the command `clocks --json`: `{"as_of","rule_set","clocks":[{"id",
//! "rule","authority","trigger","due","status","steps":[{"date","text"}]}]}` and more keys. Must not
//! know: how a date is computed.

use serde_json::{Value, json};

use super::Input;
use crate::model::EntityId;
use crate::model::problem::Problem;
use crate::scene::parts::{Words, say};
use crate::time::ClockView;

/// All clocks as of the date asked for.
///
/// # Errors
/// None; the signature is that of every format.
pub fn json(input: &Input<'_>) -> Result<Vec<u8>, Problem> {
    let clocks: Vec<Value> = input
        .clocks
        .iter()
        .map(|c| entry(input.words, &|id| input.name(id), c))
        .collect();
    let mut document = json!({
        "as_of": input.ask.as_of.to_string(),
        "rule_set": input.catalog.rules.set,
        "clocks": clocks,
    });
    document["stamp"] = serde_json::to_value(&input.stamp).unwrap_or_default();
    let mut out = serde_json::to_vec_pretty(&document).unwrap_or_default();
    out.push(b'\n');
    Ok(out)
}

/// One clock: the same in the exported file and in what the command prints.
pub fn entry(words: Words<'_>, name: &dyn Fn(EntityId) -> String, clock: &ClockView) -> Value {
    let say = |family: &str, key: &str, args: &[String]| say(words, family, key, args);
    let steps: Vec<Value> = clock
        .steps
        .iter()
        .map(|s| json!({"date": s.date.to_string(), "counted": s.counted, "text": say("step", &s.key, &s.args)}))
        .collect();
    let alternatives: Vec<Value> = clock
        .alternatives
        .iter()
        .map(|a| json!({"due": a.due.to_string(), "text": say("alternative", &a.key, &a.args)}))
        .collect();
    json!({
        "id": clock.id.to_string(),
        "rule": clock.rule,
        "title": title(words, clock),
        "authority": clock.authority,
        "trigger": clock.trigger_date,
        "trigger_text": if clock.trigger.is_empty() { String::new() } else { say("trigger", &clock.trigger, &[]) },
        "code": clock.code,
        "length": clock.length,
        "jurisdiction": clock.jurisdiction,
        "due": clock.due.map(|d| d.to_string()),
        "status": clock.status.as_str(),
        "days_left": clock.days_left,
        "subject": clock.subject.map(name),
        "owner": clock.owner,
        "done_on": clock.done_on,
        "soft": clock.soft,
        "steps": steps,
        "alternatives": alternatives,
        "unconfirmed": clock.unconfirmed,
        "caution": say("report", "caution", &[]),
        "problem": clock.problem.as_ref().map(ToString::to_string),
    })
}

/// The office's own title, else the rule's.
pub(super) fn title(words: Words<'_>, clock: &ClockView) -> String {
    if !clock.title.is_empty() {
        return clock.title.clone();
    }
    let text = words(&clock.title_key, &[]);
    if text.is_empty() || text == clock.title_key {
        clock.rule.clone()
    } else {
        text
    }
}
