//! Refreshed equals rebuilt, whatever is changed in which order.

use proptest::prelude::*;

use super::*;
use crate::model::decision::{Candidate, Side};

fn id(n: u8) -> Uid {
    Uid([n; 16])
}

/// One change: a row put or removed, small ids so that they meet.
#[derive(Clone, Debug)]
enum Step {
    Entity(u8, bool, String),
    Fact(u8, u8),
    Link(u8, u8, u8),
    Mention(u8, u8, u8),
    Event(u8, u8, u8),
    Record(u8, u8),
    Decide(u8, u8, u8, bool),
    Remove(u8, u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = 0u8..6;
    let step = prop_oneof![
        (n.clone(), any::<bool>(), "[0-9]{3}").prop_map(|(a, b, c)| Step::Entity(a, b, c)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Step::Fact(a, b)),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Link(a, b, c)),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Mention(a, b, c)),
        (n.clone(), n.clone(), n.clone()).prop_map(|(a, b, c)| Step::Event(a, b, c)),
        (n.clone(), n.clone()).prop_map(|(a, b)| Step::Record(a, b)),
        (n.clone(), n.clone(), n.clone(), any::<bool>()).prop_map(|(a, b, c, d)| Step::Decide(a, b, c, d)),
        (0u8..7, n).prop_map(|(t, a)| Step::Remove(t, a)),
    ];
    proptest::collection::vec(step, 1..60)
}

const TABLES: [&str; 7] = ["entity", "fact", "link", "mention", "event", "record", "decision"];

fn change(step: &Step) -> Change {
    let put = |table, n: u8, row| Change {
        table,
        id: id(n),
        now: Some(row),
    };
    match step {
        Step::Entity(n, identifier, value) => put(
            "entity",
            *n,
            LoadedRow::Entity(Entity {
                id: EntityId(id(*n)),
                kind: "phone".into(),
                // Distinct per entity, as the file's unique index makes sure.
                canonical: if *identifier {
                    format!("{n}{value}")
                } else {
                    String::new()
                },
                label: value.clone(),
                ..Entity::default()
            }),
        ),
        Step::Fact(n, e) => put(
            "fact",
            *n,
            LoadedRow::Fact(Fact {
                id: FactId(id(*n)),
                entity: EntityId(id(*e)),
                field: "name".into(),
                value: format!("value {n}"),
                ..Fact::default()
            }),
        ),
        Step::Link(n, a, b) => put(
            "link",
            *n,
            LoadedRow::Link(Link {
                id: LinkId(id(*n)),
                from_entity: EntityId(id(*a)),
                to_entity: EntityId(id(*b)),
                ..Link::default()
            }),
        ),
        Step::Mention(n, r, e) => put(
            "mention",
            *n,
            LoadedRow::Mention(Mention {
                id: MentionId(id(*n)),
                record: RecordId(id(*r)),
                entity: EntityId(id(*e)),
                ..Mention::default()
            }),
        ),
        Step::Event(n, e, p) => put(
            "event",
            *n,
            LoadedRow::Event(Event {
                id: EventId(id(*n)),
                place: Some(EntityId(id(*p))),
                participants: crate::model::event::Participants(vec![crate::model::event::Participant {
                    entity: EntityId(id(*e)),
                    role: String::new(),
                }]),
                ..Event::default()
            }),
        ),
        Step::Record(n, s) => put(
            "record",
            *n,
            LoadedRow::Record(RecordHead {
                id: RecordId(id(*n)),
                source: SourceId(id(*s)),
                row: 1,
                ..RecordHead::default()
            }),
        ),
        Step::Decide(n, a, b, accept) => put(
            "decision",
            *n,
            LoadedRow::Decision(Decision {
                id: DecisionId(id(*n)),
                candidate: Candidate::derive_id(CandidateKind::Same, "", id(*a), id(*b)),
                left_id: id(*a),
                right_id: id(*b),
                verdict: if *accept { Verdict::Accept } else { Verdict::Reject },
                at: format!("2026-01-01T00:00:{n:02}Z"),
                card: Candidate {
                    left: Side {
                        id: id(*a),
                        ..Side::default()
                    },
                    ..Candidate::default()
                },
                ..Decision::default()
            }),
        ),
        Step::Remove(t, n) => Change {
            table: TABLES[usize::from(*t)],
            id: id(*n),
            now: None,
        },
    }
}

/// Everything that a reader can see.
fn view(s: &Snapshot) -> String {
    let mut out = String::new();
    for n in 0..6 {
        let e = EntityId(id(n));
        out.push_str(&format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}\n",
            s.entity(e),
            s.facts_of(e).map(|f| f.id).collect::<Vec<_>>(),
            s.links_of(e).map(|l| l.id).collect::<Vec<_>>(),
            s.events_of(e).map(|l| l.id).collect::<Vec<_>>(),
            s.mentions_of_entity(e).map(|m| m.id).collect::<Vec<_>>(),
            s.mentions_of_record(RecordId(id(n))).map(|m| m.id).collect::<Vec<_>>(),
            s.records_of(SourceId(id(n))).map(|r| r.id).collect::<Vec<_>>(),
            s.members_of(e),
            s.entity(e).map(|x| s.by_canonical(&x.kind, &x.canonical)),
        ));
    }
    let mut edges: Vec<_> = s
        .graph()
        .all_edges()
        .map(|(a, b, ())| if a < b { (a, b) } else { (b, a) })
        .collect();
    edges.sort_unstable();
    out.push_str(&format!(
        "{edges:?} {:?} {:?}",
        s.search_index().search("value", 10),
        s.record_counts().collect::<Vec<_>>()
    ));
    out
}

proptest! {
    #[test]
    fn refreshed_equals_rebuilt(steps in steps()) {
        let mut rows: BTreeMap<(usize, Uid), LoadedRow> = BTreeMap::new();
        let mut refreshed = Snapshot::build(0, String::new(), std::iter::empty());
        for (seq, step) in steps.iter().enumerate() {
            let change = change(step);
            let table = TABLES.iter().position(|t| *t == change.table).unwrap();
            match &change.now {
                Some(row) => { rows.insert((table, change.id), row.clone()); }
                None => { rows.remove(&(table, change.id)); }
            }
            refreshed = refreshed.refresh(seq as i64, String::new(), std::iter::once(change));
            // The next index is made over this one, or over an earlier one.
            if seq % 3 == 1 {
                refreshed.search_index();
            }
        }
        let rebuilt = Snapshot::build(0, String::new(), rows.into_values());
        prop_assert_eq!(view(&refreshed), view(&rebuilt));
    }
}

#[test]
fn what_is_sealed_or_purged_stays_in_no_index_of_before() {
    let fact = Fact {
        id: FactId(id(1)),
        entity: EntityId(id(1)),
        field: "phone".into(),
        value: "575-555-0101".into(),
        ..Fact::default()
    };
    let entity = Entity {
        id: EntityId(id(1)),
        label: "Ana Ficticia".into(),
        ..Entity::default()
    };
    let rows = [LoadedRow::Entity(entity.clone()), LoadedRow::Fact(fact.clone())];
    let before = Snapshot::build(1, String::new(), rows.into_iter());
    let change = |table, now| Change {
        table,
        id: id(1),
        now: Some(now),
    };
    let after = |change| before.refresh(2, String::new(), std::iter::once(change));
    let dated = LoadedRow::Fact(Fact {
        date: "2026".into(),
        ..fact.clone()
    });
    assert_eq!(before.search_index().search("0101", 9).len(), 1);
    assert!(after(change("fact", dated)).searched.is_some(), "kept over a commit");
    let sealed = LoadedRow::Fact(Fact {
        value: String::new(),
        sealed: Some(SealedId(id(9))),
        ..fact
    });
    let named = LoadedRow::Entity(Entity {
        pseudonym: "V-01".into(),
        label: String::new(),
        ..entity
    });
    let purged = LoadedRow::Purge(Purge::default());
    for hiding in [change("fact", sealed), change("entity", named), change("purge", purged)] {
        let next = after(hiding);
        assert!(next.searched.is_none());
        // Nor through the one that follows.
        assert!(next.refresh(3, String::new(), std::iter::empty()).searched.is_none());
    }
}

#[test]
fn search_folds_accents_and_finds_parts_and_slips() {
    let entity = |n, label: &str| {
        LoadedRow::Entity(Entity {
            id: EntityId(id(n)),
            kind: "person".into(),
            label: label.into(),
            ..Entity::default()
        })
    };
    let s = Snapshot::build(
        0,
        String::new(),
        [
            entity(1, "Ñáñez Peña, José"),
            entity(2, "(575) 555-0147"),
            entity(3, "Ocotillo Packing LLC"),
        ]
        .into_iter(),
    );
    let first = |q: &str| s.search_index().search(q, 5).first().map(|f| f.entity);
    assert_eq!(first("nanez"), Some(EntityId(id(1))));
    assert_eq!(first("pena jose"), Some(EntityId(id(1))));
    assert_eq!(first("5550147"), Some(EntityId(id(2))));
    assert_eq!(first("555-01"), Some(EntityId(id(2))));
    assert_eq!(first("Ocotilo Packing"), Some(EntityId(id(3))));
    assert_eq!(first("zzzz"), None);
    assert_eq!(first(""), None);
}

fn named(labels: &[&str]) -> Snapshot {
    let rows = labels.iter().enumerate().map(|(n, label)| {
        LoadedRow::Entity(Entity {
            id: EntityId(Uid::derive(&[b"named", &n.to_be_bytes()])),
            kind: "person".into(),
            label: (*label).into(),
            ..Entity::default()
        })
    });
    Snapshot::build(1, String::new(), rows)
}

#[test]
fn misspelled_names_are_similar_and_the_nearest_stands_first() {
    let s = named(&[
        "Anselmo Villaquirán Pando",
        "Anselma Villaquira",
        "Juan García",
        "Joan Garcia",
        "Bo Li",
        "575-555-0147",
    ]);
    let found = |q: &str| -> Vec<String> { s.search_index().similar(q, 9).into_iter().map(|f| f.text).collect() };
    // Two letters swapped, one missing: each word has its own slips.
    assert_eq!(found("Anslemo Vilaquiran"), ["Anselmo Villaquirán Pando"]);
    assert_eq!(
        found("anselmo villaquiran"),
        ["Anselmo Villaquirán Pando", "Anselma Villaquira"]
    );
    assert_eq!(found("jaun garsia"), ["Juan García"]);
    // A short word and a number are what they are.
    assert!(found("ba li").is_empty());
    assert!(found("5755550148").is_empty() && found("0148").is_empty());
    assert!(found("").is_empty() && found("anselmo quintana").is_empty());
    assert!(s.search_index().similar("jaun", 9).iter().all(|f| !f.is_as_typed()));
}

/// Prints how long a misspelled name takes among 100,000: `cargo test --lib -- --ignored --nocapture similar_names`.
#[test]
#[ignore = "measures"]
fn similar_names_among_100_000() {
    const SYLLABLES: [&str; 12] = [
        "va", "lo", "ri", "men", "tor", "sal", "gue", "pa", "dri", "zon", "que", "bel",
    ];
    let name = |mut n: usize| -> String {
        let mut word = String::new();
        for _ in 0..4 {
            word.push_str(SYLLABLES[n % 12]);
            n /= 12;
        }
        word
    };
    let labels: Vec<String> = (0..100_000)
        .map(|n| format!("{} {}", name(n * 7 + 3), name(n * 13 + 5)))
        .collect();
    let s = named(&labels.iter().map(String::as_str).collect::<Vec<_>>());
    let timed = |what: &str, f: &dyn Fn() -> usize| {
        let begun = std::time::Instant::now();
        let n = f();
        println!("{what}: {n} hits, {:.1} ms", begun.elapsed().as_secs_f64() * 1000.0);
    };
    let wrong = labels[50_000].replacen("lo", "ol", 1);
    timed("index", &|| s.search_index().search("zz", 1).len());
    timed("first misspelled name, words gathered", &|| {
        s.search_index().similar(&wrong, 30).len()
    });
    for _ in 0..3 {
        timed("misspelled name", &|| s.search_index().similar(&wrong, 30).len());
    }
}
