//! Names that hang together, and the links that would join them.

use super::*;
use crate::model::decision::{Bits, Decision, Side};
use crate::model::{DecisionId, MemberId};
use crate::snapshot::LoadedRow;

fn party(n: u8) -> Uid {
    Uid::derive(&[b"party", &[n]])
}

/// A candidate of two parties with so many bits.
fn pair(a: u8, b: u8, bits: f64) -> Candidate {
    let side = |n: u8| Side {
        id: party(n),
        kind: "company".into(),
        label: format!("Invented {n}"),
        ..Side::default()
    };
    Candidate {
        id: Candidate::derive_id(CandidateKind::Same, "", party(a), party(b)),
        kind: CandidateKind::Same,
        bits: Bits::from_f64(bits),
        left: side(a),
        right: side(b),
        ..Candidate::default()
    }
}

fn all_pairs(names: std::ops::Range<u8>, bits: impl Fn(u8, u8) -> f64) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = names
        .clone()
        .flat_map(|a| names.clone().filter(move |b| a < *b).map(move |b| (a, b)))
        .map(|(a, b)| pair(a, b, bits(a, b)))
        .collect();
    found.sort_by(|x, y| y.bits.cmp(&x.bits).then(x.id.cmp(&y.id)));
    found
}

fn board(verdicts: &[(u8, u8, Verdict)]) -> Snapshot {
    let rows = verdicts.iter().map(|(a, b, verdict)| {
        let card = pair(*a, *b, 9.0);
        LoadedRow::Decision(Decision {
            id: DecisionId(Uid::derive(&[b"decision", &[*a, *b]])),
            candidate: card.id,
            kind: CandidateKind::Same,
            left_id: party(*a),
            right_id: party(*b),
            verdict: *verdict,
            member: MemberId(Uid::derive(&[b"member"])),
            at: "2026-11-28T09:00:00.000Z".into(),
            card,
            ..Decision::default()
        })
    });
    Snapshot::build(1, String::new(), rows)
}

#[test]
fn many_names_of_one_firm_are_one_line_and_joined_by_the_fewest_links() {
    // Six names of one agent, and two firms by themselves.
    let mut found = all_pairs(0..6, |a, b| 10.0 + f64::from(a + b));
    found.push(pair(7, 8, 5.0));
    let s = board(&[]);
    let groups = groups(&s, &found);
    assert_eq!(groups.len(), 1);
    assert_eq!((groups[0].members.len(), groups[0].pairs.len()), (6, 15));
    let folded = fold(&s, &found, &groups);
    assert_eq!(folded.at, [0, 15], "fifteen pairs are one line");
    assert_eq!(folded.heads, BTreeMap::from([(0, (0, 15))]));

    let joined = joining(&s, &found[..15], 0.0);
    assert_eq!((joined.pairs.len(), joined.reached, joined.into), (5, 6, 1));
    assert!(joined.left_out.is_empty());
    // The strongest that reach each: the last name has the most, so all hang on it.
    let last = party(5);
    for at in &joined.pairs {
        let card = &found[*at];
        assert!([card.left.id, card.right.id].contains(&last));
    }
    // Who is reached by none that is sure enough stays.
    let sure = joining(&s, &found[..15], 17.0);
    assert_eq!(
        (sure.pairs.len(), sure.reached, sure.into, sure.left_out.len()),
        (3, 4, 1, 2)
    );
    assert_eq!(joining(&s, &found[..15], 100.0).pairs.len(), 0);
    assert_eq!(joining(&s, &found[..15], f64::NAN).pairs.len(), 0);
}

#[test]
fn a_chain_of_likely_pairs_is_no_group() {
    // 0-1, 1-2, 2-3, … each likely; the others did not surface.
    let mut chain: Vec<Candidate> = (0..5).map(|n| pair(n, n + 1, 4.0)).collect();
    chain.sort_by(|x, y| y.bits.cmp(&x.bits).then(x.id.cmp(&y.id)));
    assert!(groups(&board(&[]), &chain).is_empty());
}

#[test]
fn whom_a_person_keeps_apart_is_in_no_group_and_what_is_one_does_not_wait() {
    let found = all_pairs(0..4, |_, _| 12.0);
    let apart = groups(&board(&[(0, 1, Verdict::Never)]), &found);
    for group in &apart {
        let has = |n: u8| group.members.contains(&party(n));
        assert!(!(has(0) && has(1)), "{group:?}");
    }
    assert!(!apart.is_empty(), "the rest still hangs together");
    // Two are one by now: they count once, and their pair is gone.
    let s = board(&[(0, 1, Verdict::Accept)]);
    let left = groups(&s, &found);
    assert_eq!((left[0].members.len(), left[0].pairs.len()), (3, 5));
    assert_eq!(joining(&s, &found, 1.0).pairs.len(), 2);
    // What was put off still waits; a rejected pair does not.
    let s = board(&[(0, 1, Verdict::Later), (2, 3, Verdict::Reject)]);
    let folded = fold(&s, &found, &[]);
    assert_eq!(folded.at.len(), 5);
}

#[test]
fn a_group_with_one_pair_left_is_that_pair() {
    let found = all_pairs(0..3, |_, _| 12.0);
    let before = groups(&board(&[]), &found);
    let s = board(&[(0, 1, Verdict::Accept)]);
    let folded = fold(&s, &found, &before);
    assert_eq!(folded.at.len(), 1);
    assert_eq!(
        folded.heads.len(),
        1,
        "0=1 leaves two pairs to 2: they stand for one another"
    );
    let s = board(&[(0, 1, Verdict::Accept), (0, 2, Verdict::Reject)]);
    let folded = fold(&s, &found, &before);
    assert_eq!((folded.at.len(), folded.heads.len()), (1, 0));
}

#[test]
fn records_that_share_something_are_one_line_and_accepted_pair_by_pair() {
    let mut found = all_pairs(0..4, |a, b| 8.0 + f64::from(a * b));
    for card in &mut found {
        card.kind = CandidateKind::Connected;
        card.id = Candidate::derive_id(card.kind, "", card.left.id, card.right.id);
        card.left.kind = "record".into();
        card.right.kind = "record".into();
    }
    // A merge of parties is none of records.
    let s = board(&[(0, 1, Verdict::Accept)]);
    let groups = groups(&s, &found);
    assert_eq!(groups.len(), 1);
    assert_eq!((groups[0].kind, groups[0].pairs.len()), (CandidateKind::Connected, 6));
    assert_eq!(fold(&s, &found, &groups).at, [0]);
    let joined = joining(&s, &found, 8.0);
    assert_eq!(
        (joined.pairs.len(), joined.reached, joined.into),
        (6, 4, 1),
        "each pair is said by itself"
    );
    let sure = joining(&s, &found, 10.0);
    assert_eq!((sure.pairs.len(), sure.left_out.len()), (3, 1));
}
