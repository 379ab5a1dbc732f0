//! Labels and sentences from rows: the one place where the window names an entity, a record, a
//! source, a date. Must not know: how they are drawn.

use crate::app::action::Imported;
use crate::app::library::Added;
use crate::app::promote::Promoted;
use crate::catalog::text::Text;
use crate::model::commit::Commit;
use crate::model::*;
use crate::snapshot::Snapshot;

/// What is shown for an entity: its group's representative speaks for the group.
pub fn entity(s: &Snapshot, id: EntityId) -> String {
    let shown = s.entity(s.group_of(id)).or_else(|| s.entity(id));
    shown.map_or_else(
        || "—".to_owned(),
        |e| {
            if e.label.is_empty() {
                e.canonical.clone()
            } else {
                e.label.clone()
            }
        },
    )
}

/// The kind of an entity as a key: a (potential) victim is one, whatever the kind of its row.
pub fn kind_key(s: &Snapshot, id: EntityId) -> String {
    s.entity(id).map_or_else(String::new, |e| {
        if e.pseudonym.is_empty() {
            e.kind.clone()
        } else {
            "victim".to_owned()
        }
    })
}

pub fn kind(text: &Text, key: &str) -> String {
    text.word("kind", key, &[])
}

/// A record's own number, else its row.
pub fn record(s: &Snapshot, text: &Text, id: RecordId) -> String {
    let Some(head) = s.record(id) else {
        return "—".to_owned();
    };
    if head.key.is_empty() {
        text.get("row-n", &[("n", &head.row.to_string())])
    } else {
        head.key.clone()
    }
}

/// The file's name without its ending, else the source's title.
fn short(s: &Snapshot, id: SourceId) -> String {
    let Some(source) = s.source(id) else {
        return "—".to_owned();
    };
    let name = source.name();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // The record's own number, which follows, must still find room in the inspector.
    let cut: String = stem.chars().take(14).collect();
    if cut.len() < stem.len() {
        format!("{}…", cut.trim_end())
    } else {
        cut
    }
}

/// What a source chip says: `tips · T-0012`, `whd · row 40`.
pub fn chip(s: &Snapshot, text: &Text, source: Option<SourceId>, record_id: Option<RecordId>) -> String {
    match (source, record_id) {
        (_, Some(id)) => {
            let from = s.record(id).map(|r| r.source).or(source);
            let place = record(s, text, id);
            from.map_or_else(|| place.clone(), |f| format!("{} · {place}", short(s, f)))
        }
        (Some(id), None) => short(s, id),
        (None, None) => text.get("by-hand", &[]),
    }
}

/// The whole place: file, sheet, row, column.
pub fn place(s: &Snapshot, text: &Text, record_id: Option<RecordId>, source: Option<SourceId>, column: &str) -> String {
    let mut parts = Vec::new();
    let head = record_id.and_then(|id| s.record(id));
    if let Some(file) = head.map(|h| h.source).or(source).and_then(|id| s.source(id)) {
        parts.push(file.name().to_owned());
    }
    if let Some(head) = head {
        if !head.sheet.is_empty() {
            parts.push(head.sheet.clone());
        }
        parts.push(text.get("row-n", &[("n", &head.row.to_string())]));
    }
    if !column.is_empty() {
        parts.push(column.to_owned());
    }
    if parts.is_empty() {
        text.get("by-hand", &[])
    } else {
        parts.join(", ")
    }
}

/// The sentence of a commit in the audit.
pub fn commit(text: &Text, commit: &Commit) -> String {
    text.command(&commit.command, &commit.args)
}

/// `24 Apr 2026`, `Apr 2026`, `2026`, with the hour where there is one, `~` for about, `?` for
/// unsure, both ends of an interval. What can't be read is shown as it stands.
pub fn date(text: &Text, edtf: &str) -> String {
    if edtf.is_empty() {
        return text.get("undated", &[]);
    }
    if let Some((from, to)) = edtf.split_once('/') {
        let end = |d: &str| {
            if d.is_empty() || d == ".." {
                "…".to_owned()
            } else {
                date(text, d)
            }
        };
        return format!("{} – {}", end(from), end(to));
    }
    let bare = edtf.trim_end_matches(['~', '?', '%']);
    let mark = &edtf[bare.len()..];
    let (day, clock) = bare
        .split_once('T')
        .map_or((bare, ""), |(d, c)| (d, c.get(..5).unwrap_or(c)));
    let parts: Vec<&str> = day.split('-').collect();
    let month = |m: &str| {
        m.parse::<u8>()
            .ok()
            .filter(|m| (1..=12).contains(m))
            .map(|m| text.get(&format!("month-{m}"), &[]))
    };
    let season = |m: &str| {
        m.parse::<u8>()
            .ok()
            .filter(|m| (21..=24).contains(m))
            .map(|m| text.get(&format!("season-{m}"), &[]))
    };
    let words = match parts.as_slice() {
        [y, m, d] => month(m).map(|m| format!("{} {m} {y}", d.trim_start_matches('0'))),
        [y, m] => month(m).or_else(|| season(m)).map(|m| format!("{m} {y}")),
        [y] => Some((*y).to_owned()),
        _ => None,
    };
    let mut out = words.unwrap_or_else(|| bare.to_owned());
    if !clock.is_empty() {
        out = format!("{out} {clock}");
    }
    match mark {
        "" => out,
        "~" => format!("~ {out}"),
        other => format!("{out} {other}"),
    }
}

/// What an import did, in one sentence.
pub fn imported(text: &Text, files: &[Imported]) -> String {
    let sum = |pick: fn(&Imported) -> i64| files.iter().map(pick).sum::<i64>().to_string();
    text.get(
        "imported",
        &[
            ("count", &files.len().to_string()),
            ("rows", &sum(|f| f.rows)),
            ("staged", &sum(|f| f.staged)),
            ("already", &sum(|f| f.already)),
            ("rejected", &sum(|f| f.rejected)),
        ],
    )
}

/// What a promotion did, with what stays sealed on the desk.
pub fn promoted(text: &Text, done: &Promoted) -> String {
    let file = done.path.file_name().map(|n| n.to_string_lossy().into_owned());
    let n = |n: usize| n.to_string();
    let mut said = vec![text.get(
        "promoted-done",
        &[
            ("count", &n(done.leads)),
            ("case", &file.unwrap_or_default()),
            ("commit", &done.commit.to_string()),
        ],
    )];
    if done.identities > 0 {
        said.push(text.get("promoted-identities", &[("count", &n(done.identities))]));
    }
    if done.left_sealed > 0 {
        said.push(text.get("promoted-left", &[("count", &n(done.left_sealed))]));
    }
    said.join(" ")
}

/// What was indexed, and what of it did not fit its map.
pub fn library_added(text: &Text, added: &Added) -> String {
    let hash = added.sha256.get(..12).unwrap_or(&added.sha256);
    text.get(
        "library-added",
        &[
            ("name", &added.name),
            ("rows", &added.rows.to_string()),
            ("rejected", &added.rejected.to_string()),
            ("hash", hash),
        ],
    )
}

/// Text key of what is wrong with a library that a case uses.
pub fn library_state(state: &str) -> &'static str {
    match state {
        "missing" => "library-missing",
        "changed" => "library-changed",
        _ => "library-unreadable",
    }
}

/// Digits in groups of three, with a thin space.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    out
}

/// What a screen reader says of a row; that it concerns what is selected elsewhere is said, too.
pub fn lit(cx: &super::Cx<'_>, name: String, lit: bool) -> String {
    if lit {
        format!("{name}, {}", cx.t("about-selected"))
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::asset::Assets;

    #[test]
    fn uncertain_dates_keep_their_doubt() {
        let text = Text::new(&Assets::built_in(), "en");
        for (edtf, words) in [
            ("2026-04-24", "24 Apr 2026"),
            ("2026-04-24T09:00:00.000Z", "24 Apr 2026 09:00"),
            ("2025-11", "Nov 2025"),
            ("2025", "2025"),
            ("2025-10-12~", "~ 12 Oct 2025"),
            ("2025?", "2025 ?"),
            ("2025-04/2025-06", "Apr 2025 – Jun 2025"),
            ("2025-04/..", "Apr 2025 – …"),
            ("2023-21", "spring 2023"),
            ("soon", "soon"),
            ("", "undated"),
        ] {
            assert_eq!(date(&text, edtf), words);
        }
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(412), "412");
    }
}
