//! Sentences for the terminal, from keys and arguments.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use crate::app::action::{Imported, LibraryNotice, PublicRecord};
use crate::app::ask::{self, Pointer};
use crate::app::compare::Pair;
use crate::app::headless::Report;
use crate::app::history::Line;
use crate::app::morning::Morning;
use crate::catalog::Catalog;
use crate::command::{Command, label_of};
use crate::model::commit::Commit;
use crate::model::decision::{Candidate, CandidateKind};
use crate::model::{EntityId, MemberId, RecordId, Uid};
use crate::resolve::group::Group;
use crate::snapshot::Snapshot;

/// `Decided: accept Sandhill Packing = Sand Hill Packing LLC`.
pub(super) fn commit(catalog: &Catalog, c: &Commit) -> String {
    catalog.text.command(&c.command, &c.args)
}

pub(super) fn member(s: &Snapshot, id: MemberId) -> String {
    s.members.get(id.0).map_or_else(|| id.to_string(), |m| m.name.clone())
}

/// The contract's shape, with the sentence of each reason.
pub(super) fn candidate_json(catalog: &Catalog, c: &Candidate) -> Json {
    ask::candidate_json(catalog, c)
}

/// `employer name + address`: what agrees, for whom to ring about.
fn about(catalog: &Catalog, p: &Pointer) -> String {
    let field = |f: &str| {
        let word = catalog.text.word("field", f, &[]);
        if f == "name" {
            format!("{} {word}", catalog.text.word("kind", &p.of, &[]).to_lowercase())
        } else {
            word
        }
    };
    p.kind.split('+').map(field).collect::<Vec<_>>().join(" + ")
}

pub(super) fn pointer_json(catalog: &Catalog, p: &Pointer) -> Json {
    let mut doc = json!(p);
    if let Json::Object(map) = &mut doc {
        map.insert("reason".to_owned(), json!(about(catalog, p)));
    }
    doc
}

pub(super) fn pointer(catalog: &Catalog, p: &Pointer) -> String {
    let args = [
        ("file", p.file.as_str()),
        ("number", p.case_number.as_str()),
        ("owner", p.owner.as_str()),
        ("reason", &about(catalog, p)),
        ("n", &p.count.to_string()),
        ("records", &p.records.join(", ")),
    ];
    let key = if p.candidate == "same" {
        "elsewhere-same"
    } else {
        "elsewhere-connected"
    };
    catalog.text.get(key, &args)
}

/// A public record: never among the candidates, and without a probability, for it is no suspicion.
pub(super) fn public_json(catalog: &Catalog, r: &PublicRecord) -> Json {
    let mut doc = candidate_json(catalog, &r.candidate);
    if let Json::Object(map) = &mut doc {
        map.remove("probability");
        map.insert("library".to_owned(), json!(r.library));
        map.insert("sha256".to_owned(), json!(r.sha256));
        map.insert("row".to_owned(), json!(r.row));
        map.insert("pulled".to_owned(), json!(r.pulled));
        map.insert("context".to_owned(), json!(true));
    }
    doc
}

pub(super) fn public(catalog: &Catalog, r: &PublicRecord) -> String {
    let said: Vec<String> = r
        .candidate
        .reasons
        .iter()
        .filter(|x| x.bits.0 > 0)
        .map(|x| format!("{}: {}", x.field, catalog.text.word("reason", &x.key, &x.args)))
        .collect();
    format!(
        "{}: {} row {}{}: {} | {}\n  {}\n",
        catalog.text.get("public-record", &[]),
        r.library,
        r.row,
        if r.pulled { " *" } else { "" },
        r.candidate.left.label,
        r.candidate.right.label,
        said.join("; ")
    )
}

pub(super) fn library_notice(catalog: &Catalog, notice: &LibraryNotice) -> String {
    let key = format!("library-{}", notice.state);
    catalog.text.get(&key, &[("name", &notice.library)])
}

/// What a command does, as the audit will say it.
pub(super) fn said(catalog: &Catalog, command: &Command, s: &Snapshot) -> String {
    let verb = command.verb();
    catalog.text.command(&verb.name(), &verb.args(s))
}

/// A party or record by its label.
pub(super) fn end(s: &Snapshot, catalog: &Catalog, kind: CandidateKind, id: Uid) -> String {
    match kind {
        CandidateKind::Same => label_of(s, EntityId(id)),
        _ => match s.record(RecordId(id)) {
            Some(record) if record.key.is_empty() => catalog.text.get("row-n", &[("n", &record.row.to_string())]),
            Some(record) => record.key.clone(),
            None => id.to_string(),
        },
    }
}

/// What hangs together: who or which, the links between them by id and weight.
pub(super) fn group_json(catalog: &Catalog, s: &Snapshot, group: &Group, candidates: &[Candidate]) -> Json {
    let member = |id: &Uid| json!({ "id": id.to_string(), "label": end(s, catalog, group.kind, *id) });
    let pair = |at: &usize| {
        candidates
            .get(*at)
            .map(|c| json!({ "id": c.id.to_string(), "bits": c.bits.as_f64() }))
    };
    json!({
        "kind": group.kind.as_str(),
        "members": group.members.iter().map(member).collect::<Vec<_>>(),
        "pairs": group.pairs.iter().filter_map(pair).collect::<Vec<_>>(),
    })
}

pub(super) fn group(catalog: &Catalog, s: &Snapshot, group: &Group, candidates: &[Candidate]) -> String {
    let pairs: Vec<&Candidate> = group.pairs.iter().filter_map(|at| candidates.get(*at)).collect();
    let counts = [
        ("names", group.members.len().to_string()),
        ("pairs", pairs.len().to_string()),
        (
            "what",
            catalog.text.get(&format!("group-of-{}", group.kind.as_str()), &[]),
        ),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let mut out = format!("{}\n", catalog.text.get("group-line", &counts));
    let strongest = pairs
        .iter()
        .map(|c| format!("  id {}  {:+.2} bits\n", c.id, c.bits.as_f64()));
    out.extend(strongest.take(1));
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for id in &group.members {
        *names.entry(end(s, catalog, group.kind, *id)).or_default() += 1;
    }
    out.extend(names.into_iter().map(|(name, n)| match n {
        1 => format!("  {name}\n"),
        n => format!("  {name} ×{n}\n"),
    }));
    out
}

pub(super) fn candidate(catalog: &Catalog, c: &Candidate) -> String {
    let mut out = String::new();
    let what = if c.pattern.is_empty() {
        c.kind.as_str()
    } else {
        &c.pattern
    };
    let mut line = |text: std::fmt::Arguments<'_>| {
        if out.write_fmt(text).is_err() {
            tracing::debug!("a string refused a line");
        }
    };
    line(format_args!(
        "{:+.2} bits  {:.1} %  {what}: {} | {}\n",
        c.bits.as_f64(),
        c.bits.probability() * 100.0,
        c.left.label,
        c.right.label
    ));
    line(format_args!(
        "  id {}  found by {}  parameters {}\n",
        c.id, c.found_by, c.parameters
    ));
    let pattern = ask::pattern_of(catalog, c);
    if let Some(pattern) = pattern {
        line(format_args!("  {}\n", catalog.text.get(&pattern.statement, &[])));
    }
    for r in &c.reasons {
        line(format_args!(
            "  {:>7.2}  {:<12} {}\n",
            r.bits.as_f64(),
            r.field,
            catalog.text.word("reason", &r.key, &r.args)
        ));
    }
    for r in &c.contradictions {
        line(format_args!(
            "  against: {}\n",
            catalog.text.word("reason", &r.key, &r.args)
        ));
    }
    if let Some(pattern) = pattern {
        line(format_args!("  {}:\n", catalog.text.get("innocent-title", &[])));
        for other in ask::innocent(catalog, pattern) {
            line(format_args!("    {other}\n"));
        }
    }
    out
}

/// One pattern: what it is called, what it says, what else may explain it, from how much on.
pub(super) fn pattern(doc: &Json, innocent_title: &str) -> String {
    let mut out = format!(
        "{:<22} {} ({}+)\n  {}\n  {innocent_title}:\n",
        text(doc, "name"),
        text(doc, "title"),
        text(doc, "least"),
        text(doc, "statement")
    );
    for other in list(doc, "innocent").iter().filter_map(Json::as_str) {
        out.push_str(&format!("    {other}\n"));
    }
    out
}

pub(super) fn imported(i: &Imported) -> String {
    let mut out = format!(
        "{}: {} rows = {} staged + {} rejected + {} already there; {} entities, {} links (map {})",
        i.file, i.rows, i.staged, i.rejected, i.already, i.entities, i.links, i.map
    );
    if i.changed + i.gone > 0 {
        out.push_str(&format!(
            "; {} changed, {} gone since the last delivery",
            i.changed, i.gone
        ));
    }
    if i.victims > 0 {
        out.push_str(&format!("; {} identities sealed", i.victims));
    }
    out
}

/// Without the marks around a match.
pub(super) fn plain(context: &str) -> String {
    context
        .chars()
        .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}' | '\n' | '\r'))
        .collect()
}

fn text(value: &Json, key: &str) -> String {
    match &value[key] {
        Json::String(s) => s.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}
fn list<'a>(value: &'a Json, key: &str) -> &'a [Json] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn shown(_catalog: &Catalog, doc: &Json) -> String {
    let mut out = format!("{} ({})  {}\n", text(doc, "label"), text(doc, "kind"), text(doc, "id"));
    for fact in list(doc, "facts") {
        let sources: Vec<String> = list(fact, "sources")
            .iter()
            .map(|s| {
                format!("{} row {} {}", text(s, "source"), text(s, "row"), text(s, "column"))
                    .trim()
                    .to_owned()
            })
            .collect();
        out.push_str(&format!(
            "  {:<16} {:<40} [{}]\n",
            text(fact, "field"),
            text(fact, "value"),
            sources.join("; ")
        ));
    }
    for link in list(doc, "links") {
        out.push_str(&format!(
            "  {:<16} {} {}\n",
            text(link, "kind"),
            text(link, "other_label"),
            text(link, "date")
        ));
    }
    out
}

/// The text of a document, page by page, then what is named where.
pub(super) fn document(doc: &Json) -> String {
    let mut out = format!("{}\n", text(doc, "file"));
    for part in list(doc, "parts") {
        if part["page"] != 0 {
            out.push_str(&format!("--- page {}\n", part["page"]));
        }
        out.push_str(text(part, "text").trim_end());
        out.push('\n');
    }
    for named in list(doc, "mentions") {
        out.push_str(&format!(
            "{:>9} {:<12} {}  {}\n",
            format!("{}-{}", named["start"], named["end"]),
            text(named, "role"),
            text(named, "label"),
            text(named, "entity")
        ));
    }
    out
}

/// What rests on a source: counts, then line by line what would fall.
pub(super) fn rests(doc: &Json) -> String {
    let mut out = format!("{}\n", text(&doc["source"], "file"));
    for (part, title) in [("rests", "rests on it"), ("falls", "would fall if it were withdrawn")] {
        out.push_str(&format!("{title}:\n"));
        for (kind, things) in doc[part].as_object().into_iter().flatten() {
            out.push_str(&format!("  {:<12} {}\n", kind, things["count"]));
            for item in list(things, "items")
                .iter()
                .filter(|_| part == "falls" && kind != "records")
            {
                out.push_str(&format!("    {}  {}\n", text(item, "id"), text(item, "label")));
            }
        }
    }
    out
}

pub(super) fn paths(doc: &Json) -> String {
    let mut out = String::new();
    for path in list(doc, "paths") {
        out.push_str(&format!("{} bits\n", path["bits"]));
        for hop in list(path, "hops") {
            out.push_str(&format!(
                "  {} —{}→ {}\n",
                text(hop, "from_label"),
                text(hop, "link"),
                text(hop, "to_label")
            ));
        }
    }
    out
}

/// Section by section, each line as the window says it.
pub(super) fn morning(catalog: &Catalog, made: &Morning) -> String {
    let text = &catalog.text;
    let mut out = format!("{}, commit {}, since commit {}\n", made.as_of, made.commit, made.since);
    for part in &made.sections {
        out.push_str(&format!(
            "\n{} ({})\n",
            text.get(&format!("morning-{}", part.key), &[]),
            part.count
        ));
        if part.lines.is_empty() {
            out.push_str(&format!("  {}\n", text.get(&format!("morning-{}-none", part.key), &[])));
        }
        for line in &part.lines {
            let said = line.says(text, &str::to_owned);
            out.push_str(&format!("  {:<14} {}  ({})\n", said.chip, said.head, said.under));
        }
    }
    out
}

/// Field by field, both sides.
pub(super) fn pair(catalog: &Catalog, pair: &Pair) -> String {
    let mut out = format!("{} | {}\n", pair.left.label, pair.right.label);
    let family = |key: &str| {
        if catalog.kinds.contains_key(key) {
            "kind"
        } else {
            "field"
        }
    };
    for f in &pair.fields {
        out.push_str(&format!(
            "  {:<12} {:<16} {} | {}\n",
            catalog.text.get(&format!("compare-{}", f.standing.key()), &[]),
            catalog.text.word(family(&f.field), &f.field, &[]),
            f.left.join("; "),
            f.right.join("; ")
        ));
    }
    out
}

pub(super) fn clocks(doc: &Json) -> String {
    let mut out = format!("as of {}, rules {}\n", text(doc, "as_of"), text(doc, "rule_set"));
    for clock in list(doc, "clocks") {
        out.push_str(&format!(
            "{:<11} {:<18} {:<6} {}  ({})\n",
            text(clock, "status"),
            text(clock, "due"),
            text(clock, "rule"),
            text(clock, "title"),
            text(clock, "authority")
        ));
    }
    out
}

pub(super) fn headless(report: &Report) -> String {
    let mut out = String::new();
    for i in &report.imports {
        out.push_str(&imported(i));
        out.push('\n');
    }
    if let Some(promoted) = &report.promoted {
        out.push_str(&format!(
            "{} tips promoted from the desk into the case, {} sealed values taken along\n",
            promoted.leads, promoted.identities
        ));
    }
    out.push_str(&format!(
        "{} candidates: {} same, {} connected, {} pattern; {} values held back as too common\n",
        report.candidates.iter().sum::<usize>(),
        report.candidates[0],
        report.candidates[1],
        report.candidates[2],
        report.held_back
    ));
    out.push_str(&format!(
        "{} of {} script lines decided, {} clocks, {} events\n",
        report.decisions,
        report.decisions + report.not_surfaced.len(),
        report.clocks,
        report.events
    ));
    for line in &report.not_surfaced {
        out.push_str(&format!("a line of the script found no candidate: {line}\n"));
    }
    for (file, sha256) in &report.files {
        out.push_str(&format!("{file}  {sha256}\n"));
    }
    out.push_str(&format!("verify: {}\n", if report.verified { "ok" } else { "FAILED" }));
    out
}

/// A step of a derivation with its sentence.
pub(super) fn step_json(catalog: &Catalog, step: &crate::time::Step) -> Json {
    json!({ "date": step.date, "counted": step.counted, "text": catalog.text.word("step", &step.key, &step.args) })
}

/// One line of a history: when, who, what became of which value, by which step.
pub(super) fn told(catalog: &Catalog, line: &Line) -> String {
    let what = if line.field.is_empty() { "itself" } else { &line.field };
    let values = match (line.before.is_empty(), line.after.is_empty()) {
        (true, _) => line.after.clone(),
        (false, true) => format!("{} taken away", line.before),
        (false, false) => format!("{} -> {}", line.before, line.after),
    };
    let step = catalog.text.command(&line.command, &line.args);
    let at = line.at.get(..16).unwrap_or(&line.at);
    format!("{at}  {:>5}  {}  {what}: {values}  ({step})", line.commit, line.member)
}
