//! The promises of `practice`: same seed, same bytes; the key agrees with the files; a perfect list
//! scores 1, an empty one 0, a list that falls for decoys loses precision.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn make(seed: u64, size: Size) -> Practice {
    generate(seed, size, &Assets::built_in()).unwrap()
}

/// Rows of a file as column → cell, read independently of the writer.
fn rows(file: &str, bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    if file.ends_with(".json") {
        let objects: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_slice(bytes).unwrap();
        return objects
            .into_iter()
            .map(|o| {
                o.into_iter()
                    .map(|(k, v)| (k, v.as_str().unwrap_or("true").to_owned()))
                    .collect()
            })
            .collect();
    }
    // A small state machine, unlike the quoting function that is under test.
    let text = std::str::from_utf8(bytes).unwrap();
    let (mut table, mut row, mut cell, mut inside) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, inside) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            ('"', _) => inside = !inside,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) => {}
            ('\n', false) => {
                row.push(std::mem::take(&mut cell));
                table.push(std::mem::take(&mut row));
            }
            (c, _) => cell.push(c),
        }
    }
    let header: Vec<String> = table.remove(0);
    table
        .into_iter()
        .map(|cells: Vec<String>| {
            assert_eq!(
                cells.len(),
                header.len(),
                "{file}: a row has another width than its header"
            );
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

fn all_rows(practice: &Practice) -> BTreeMap<String, BTreeMap<String, String>> {
    practice
        .files
        .iter()
        .flat_map(|(file, bytes)| {
            rows(file, bytes)
                .into_iter()
                .enumerate()
                .map(move |(n, row)| (format!("{file}#{}", n + 1), row))
        })
        .collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Everything that the key says must stand in the files, and nothing planted may be lost.
fn check_key(practice: &Practice, size: Size) {
    let rows = all_rows(practice);
    let key = &practice.key;
    assert_eq!(rows.len(), size.records());
    for party in &key.same {
        for mention in &party.mentions {
            assert_eq!(
                rows[&mention.at][&mention.column], mention.value,
                "{} at {}",
                party.id, mention.at
            );
            assert!(
                !mention.value.is_empty(),
                "{} at {}: an empty mention",
                party.id,
                mention.at
            );
        }
    }
    for (kind, value, members) in key
        .connected
        .iter()
        .map(|g| (&g.kind, &g.value, &g.members))
        .chain(key.decoys.iter().map(|d| (&d.kind, &d.value, &d.members)))
    {
        for at in members {
            let row = &rows[at];
            let fits = match kind.as_str() {
                // A slip touches one of the last two digits only.
                "phone" => row.iter().any(|(c, v)| {
                    c.to_lowercase().contains("phone")
                        && digits(v).len() == 10
                        && digits(v)[..8] == value[..8]
                        && !v.is_empty()
                }),
                "plate" => row.get("Vehicle Plate").is_some_and(|v| !v.is_empty()),
                _ => row.values().any(|v| v.starts_with(value.split(' ').next().unwrap())),
            };
            assert!(fits, "{kind} {value} is not at {at}");
        }
    }
    // Contractors may make the same promise: then it is one script.
    let (scripts, others): (Vec<_>, Vec<_>) = key.patterns.iter().partition(|p| p.pattern == "same_script");
    assert_eq!(others.len(), size.schemes() * 3, "a planted pattern is not in the key");
    assert_eq!(
        scripts.iter().map(|p| p.sides[0].len()).sum::<usize>(),
        size.schemes() * 3
    );
    for pattern in &key.patterns {
        for at in pattern.sides.iter().flatten().chain(&pattern.through) {
            assert!(rows.contains_key(at));
        }
    }
    for kind in ["agent", "motel"] {
        assert!(key.decoys.iter().any(|d| d.id.starts_with(kind)), "no {kind} decoy");
    }
    // A decoy is never also a true connection.
    let telling: BTreeSet<&str> = key.connected.iter().map(|g| g.value.as_str()).collect();
    assert!(key.decoys.iter().all(|d| !telling.contains(d.value.as_str())));
    // Victims' names stand in the sealed columns of a tip and in its own narrative only.
    let victims: Vec<(&String, &str)> = rows
        .iter()
        .filter_map(|(at, row)| {
            row.get("Victim Name")
                .filter(|n| !n.is_empty())
                .map(|n| (at, n.as_str()))
        })
        .collect();
    let key_text = key.to_json();
    for (at, name) in victims {
        assert!(rows[at]["Narrative"].contains(name));
        assert!(!key_text.contains(name), "a victim's name is in the key");
    }
    // Every telephone number is of the fictional range.
    for (at, row) in &rows {
        for (column, cell) in row
            .iter()
            .filter(|(c, v)| c.to_lowercase().contains("phone") && !v.is_empty())
        {
            assert_eq!(&digits(cell)[3..8], "55501", "{at} {column}");
        }
    }
}

#[test]
fn the_key_agrees_with_the_files_at_every_size() {
    for size in [Size::Small, Size::Medium, Size::Large] {
        check_key(&make(7, size), size);
    }
}

#[test]
fn decoys_are_shared_by_unrelated_parties() {
    let practice = make(11, Size::Medium);
    for kind in ["agent", "motel", "hotline"] {
        let decoy = practice.key.decoys.iter().find(|d| d.id.starts_with(kind)).unwrap();
        assert!(decoy.members.len() >= 3, "{kind}: {}", decoy.members.len());
        let employers = decoy
            .members
            .iter()
            .map(|at| employer_at(&practice.key, at))
            .collect::<BTreeSet<_>>();
        assert!(employers.len() >= 3, "{kind}: {employers:?}");
    }
    assert!(!practice.key.distinct.is_empty());
    let named_alike = |d: &Distinct| d.a != d.b && d.a_at.iter().all(|at| !d.b_at.contains(at));
    assert!(practice.key.distinct.iter().all(named_alike));
}

/// The true employer of a record, if the key knows one.
fn employer_at<'a>(key: &'a Key, at: &str) -> Option<&'a str> {
    let here = |p: &&TrueParty| p.kind == "employer" && p.mentions.iter().any(|m| m.at == at);
    key.same.iter().find(here).map(|p| p.id.as_str())
}

#[test]
fn errors_really_occur() {
    let practice = make(3, Size::Medium);
    let spellings = |kind: &str| {
        let parties: Vec<&TrueParty> = practice.key.same.iter().filter(|p| p.kind == kind).collect();
        let several = parties
            .iter()
            .filter(|p| p.mentions.iter().map(|m| &m.value).collect::<BTreeSet<_>>().len() > 1)
            .count();
        (several, parties.len())
    };
    let (several, all) = spellings("employer");
    assert!(
        several * 2 > all,
        "{several} of {all} employers are spelled in several ways"
    );
    let recruiters: Vec<&TrueParty> = practice
        .key
        .same
        .iter()
        .filter(|p| p.kind == "person" && p.mentions.len() >= 5)
        .collect();
    assert!(recruiters.len() >= Size::Medium.schemes());
    assert!(
        recruiters
            .iter()
            .all(|p| p.mentions.iter().map(|m| &m.value).collect::<BTreeSet<_>>().len() > 1)
    );
}

#[test]
fn a_list_that_takes_decoys_is_told_so() {
    let practice = make(5, Size::Medium);
    let decoy = practice.key.decoys.iter().find(|d| d.id.starts_with("agent")).unwrap();
    let mut links = practice.key.links();
    let before = score(&practice.key, &links);
    for pair in decoy.members.windows(2) {
        links.push(LinkRow {
            kind: "connected".into(),
            left: pair[0].clone(),
            right: pair[1].clone(),
            verdict: String::new(),
        });
    }
    let after = score(&practice.key, &links);
    assert!(after.kinds[1].precision < before.kinds[1].precision);
    assert_eq!(after.kinds[1].recall, before.kinds[1].recall);
    assert!(after.kinds[1].taken[&decoy.id] > 0);
    // The same rows, rejected by a person, claim nothing.
    for link in links.iter_mut().skip(practice.key.links().len()) {
        link.verdict = "reject".into();
    }
    assert_eq!(score(&practice.key, &links), before);
}

#[test]
fn half_a_list_has_half_a_recall() {
    let key = Key {
        same: vec![party("A", &["f#1", "f#2", "f#3", "f#4"])],
        ..Key::default()
    };
    let link = |l: &str, r: &str| LinkRow {
        kind: "same".into(),
        left: format!("dir/{l}"),
        right: r.into(),
        verdict: "accept".into(),
    };
    let one = score(&key, &[link("f#1", "f#2")]);
    assert_eq!((one.kinds[0].found, one.kinds[0].truth), (1, 6));
    // A chain of three gives three pairs; the wrong row costs precision.
    let chain = score(&key, &[link("f#1", "f#2"), link("f#3", "f#2"), link("f#1", "f#9")]);
    assert_eq!(
        (chain.kinds[0].listed, chain.kinds[0].right, chain.kinds[0].found),
        (3, 2, 3)
    );
    assert_eq!(chain.kinds[0].precision, 0.666667);
    assert_eq!(chain.kinds[0].recall, 0.5);
}

fn party(id: &str, at: &[&str]) -> TrueParty {
    let mention = |at: &&str| MentionAt {
        at: (*at).into(),
        column: "name".into(),
        value: id.into(),
    };
    TrueParty {
        id: id.into(),
        kind: "employer".into(),
        name: id.into(),
        mentions: at.iter().map(mention).collect(),
    }
}

#[test]
fn a_pattern_is_shown_across_its_sides() {
    let sides = vec![vec!["f#1".to_owned()], vec!["f#2".to_owned()]];
    let successor = TruePattern {
        pattern: "successor_employer".into(),
        sides,
        ..TruePattern::default()
    };
    assert!(successor.shown_by("f#1", "f#2") && successor.shown_by("f#2", "f#1"));
    assert!(!successor.shown_by("f#1", "f#1") && !successor.shown_by("f#1", "f#3"));
    let bed = TruePattern {
        sides: vec![vec!["f#1".into(), "f#2".into()]],
        ..TruePattern::default()
    };
    assert!(bed.shown_by("f#1", "f#2") && !bed.shown_by("f#1", "f#1"));
}

#[test]
fn a_list_of_links_is_read_by_its_header() {
    let good = "\u{feff}id,kind,left,right,probability,bits,verdict,reasons\r\n\
        1,same,a.csv#1,b.csv#2,0.9,3,accept,\"name: \"\"A, B\"\"\nphone\"\r\n2,connected,a.csv#3,b.csv#4,0.1,-3,,";
    let rows = read_links(good).unwrap();
    assert_eq!(
        (rows.len(), rows[0].right.as_str(), rows[1].kind.as_str()),
        (2, "b.csv#2", "connected")
    );
    assert_eq!(rows[0].verdict, "accept");
    let missing = read_links("kind,left\nsame,a#1\n").unwrap_err();
    assert_eq!(
        (missing.key.as_str(), missing.expected.as_str()),
        ("links-column", "a column right")
    );
    let bare = read_links("kind,left,right\nsame,a#1,b\n").unwrap_err();
    assert_eq!(
        (bare.place.row, bare.place.column.as_str(), bare.found.as_str()),
        (1, "right", "b")
    );
}

#[test]
fn the_key_survives_its_file() {
    let key = make(2, Size::Small).key;
    assert_eq!(Key::from_json(&key.to_json()).unwrap(), key);
    assert_eq!(Key::from_json("{}").unwrap_err().key, "key");
}

#[test]
fn the_sample_s_key_is_scored_alike() {
    let text = include_str!("../../sample_cases/mesa_alta/expected.json");
    let key = Key::from_json(text).unwrap();
    let perfect = score(&key, &key.links());
    assert!(perfect.kinds.iter().all(|k| k.f1 == 1.0), "{perfect:?}");
    assert!(key.decoys.iter().any(|d| d.id == "agent" && d.members.len() > 30));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn same_seed_same_bytes_other_seed_others(seed in any::<u64>()) {
        let (a, b, c) = (make(seed, Size::Small), make(seed, Size::Small), make(seed ^ 1, Size::Small));
        prop_assert!(a.files == b.files);
        prop_assert_eq!(&a.key, &b.key);
        prop_assert!(a.files != c.files);
        check_key(&a, Size::Small);
    }

    #[test]
    fn the_key_scores_one_and_nothing_scores_zero(seed in any::<u64>()) {
        let practice = make(seed, Size::Small);
        let perfect = score(&practice.key, &practice.key.links());
        for kind in &perfect.kinds {
            prop_assert_eq!((kind.precision, kind.recall, kind.f1), (1.0, 1.0, 1.0));
            prop_assert!(kind.taken.is_empty());
        }
        let empty = score(&practice.key, &[]);
        for kind in &empty.kinds {
            prop_assert!(kind.truth > 0);
            prop_assert_eq!((kind.found, kind.f1), (0, 0.0));
        }
        // Order and direction of a list don't matter.
        let mut turned = practice.key.links();
        turned.reverse();
        for link in &mut turned {
            std::mem::swap(&mut link.left, &mut link.right);
        }
        prop_assert_eq!(score(&practice.key, &turned), perfect);
    }
}

#[test]
fn a_pattern_named_by_itself_is_a_pattern() {
    let practice = make(3, Size::Small);
    let bare: Vec<LinkRow> = practice
        .key
        .links()
        .into_iter()
        .map(|l| LinkRow {
            kind: l.kind.trim_start_matches("pattern:").to_owned(),
            ..l
        })
        .collect();
    assert_eq!(score(&practice.key, &bare), score(&practice.key, &practice.key.links()));
    assert!(score(&practice.key, &bare).kinds[2].found > 0);
}
