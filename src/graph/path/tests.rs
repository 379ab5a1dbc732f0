use proptest::prelude::*;

use super::*;
use crate::model::Uid;
use crate::model::decision::{Candidate, CandidateKind, Decision, Verdict};
use crate::model::entity::{Certainty, Entity, Link};
use crate::model::{DecisionId, MemberId};
use crate::snapshot::LoadedRow;

fn entity(n: u32) -> EntityId {
    let mut bytes = [0u8; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    EntityId(Uid(bytes))
}
fn short(id: EntityId) -> u32 {
    u32::from_be_bytes([id.0.0[12], id.0.0[13], id.0.0[14], id.0.0[15]])
}
fn link(number: u32, a: u32, b: u32, date: &str) -> Link {
    let id = LinkId(Uid::derive(&[&number.to_be_bytes()]));
    Link {
        id,
        kind: "phone".into(),
        from_entity: entity(a),
        to_entity: entity(b),
        date: date.into(),
        ..Link::default()
    }
}
fn case(n: u32, links: Vec<Link>, extra: Vec<LoadedRow>) -> Snapshot {
    let entities = (0..n).map(|i| {
        LoadedRow::Entity(Entity {
            id: entity(i),
            kind: "person".into(),
            ..Entity::default()
        })
    });
    Snapshot::build(
        1,
        String::new(),
        entities.chain(links.into_iter().map(LoadedRow::Link)).chain(extra),
    )
}
fn of(pairs: &[(u32, u32)]) -> Vec<Link> {
    pairs
        .iter()
        .enumerate()
        .map(|(i, (a, b))| link(i as u32, *a, *b, ""))
        .collect()
}
fn ask(from: u32, to: u32, filter: Filter) -> PathRequest {
    PathRequest {
        from: entity(from),
        to: entity(to),
        count: 3,
        max_hops: 8,
        filter,
    }
}
fn routes(paths: &Paths) -> Vec<Vec<u32>> {
    paths
        .paths
        .iter()
        .map(|p| {
            p.hops
                .iter()
                .map(|h| short(h.from))
                .chain(p.hops.last().map(|h| short(h.to)))
                .collect()
        })
        .collect()
}

/// 0 and 1 share phone 2 with nobody else, and agent 3 with thirty others.
fn hub() -> Vec<(u32, u32)> {
    let mut pairs = vec![(0, 2), (2, 1), (0, 3), (3, 1), (0, 4), (4, 5), (5, 1)];
    pairs.extend((10..40).map(|i| (3, i)));
    pairs
}

#[test]
fn what_is_rare_comes_before_what_is_common() {
    let snapshot = case(40, of(&hub()), Vec::new());
    let found = paths(&snapshot, &ask(0, 1, Filter::default()));
    assert_eq!(
        routes(&found),
        [vec![0, 2, 1], vec![0, 4, 5, 1], vec![0, 3, 1]],
        "three hops by two rare ones beat a hub"
    );
    // 0 and 1 have three neighbours each, 2 has two: ½log2 3 + ½log2 2, twice.
    assert_eq!(found.paths[0].bits.as_f64(), 2.58);
    assert_eq!(
        found.paths[0].hops.iter().map(|h| h.bits).sum::<Bits>(),
        found.paths[0].bits
    );
    assert!(!found.truncated);
    let back = paths(&snapshot, &ask(1, 0, Filter::default()));
    assert_eq!(
        back.paths.iter().map(|p| p.bits).collect::<Vec<_>>(),
        found.paths.iter().map(|p| p.bits).collect::<Vec<_>>()
    );
}

#[test]
fn filters() {
    let mut links = of(&hub());
    links[2].certainty = Certainty::Confirmed;
    links[3].by_hand = true;
    let snapshot = case(40, links, Vec::new());
    let sure = Filter {
        confirmed_only: true,
        ..Filter::default()
    };
    assert_eq!(routes(&paths(&snapshot, &ask(0, 1, sure))), [vec![0, 3, 1]]);
    let without = Filter {
        without: vec![entity(2), entity(4)],
        ..Filter::default()
    };
    assert_eq!(routes(&paths(&snapshot, &ask(0, 1, without))), [vec![0, 3, 1]]);
    let kinds = Filter {
        without_links: vec!["phone".into()],
        ..Filter::default()
    };
    assert!(paths(&snapshot, &ask(0, 1, kinds)).paths.is_empty());
    assert!(paths(&snapshot, &ask(0, 0, Filter::default())).paths.is_empty());
    assert!(paths(&snapshot, &ask(0, 99, Filter::default())).paths.is_empty());
    let short = PathRequest {
        max_hops: 2,
        ..ask(0, 1, Filter::default())
    };
    assert_eq!(routes(&paths(&snapshot, &short)), [vec![0, 2, 1], vec![0, 3, 1]]);
    let mut denied = of(&[(0, 1)]);
    denied[0].certainty = Certainty::Denied;
    assert!(
        paths(&case(2, denied, Vec::new()), &ask(0, 1, Filter::default()))
            .paths
            .is_empty()
    );
}

#[test]
fn in_the_order_of_dates() {
    // 0 → 1 → 3 runs backwards in time; 0 → 2 → 3 can be in order, for March holds the 20th.
    let links = vec![
        link(0, 0, 1, "2023-06"),
        link(1, 1, 3, "2023-01"),
        link(2, 0, 2, "2023-03-10"),
        link(3, 2, 3, "2023-03"),
    ];
    let snapshot = case(4, links, Vec::new());
    let ordered = Filter {
        in_date_order: true,
        ..Filter::default()
    };
    assert_eq!(routes(&paths(&snapshot, &ask(0, 3, ordered.clone()))), [vec![0, 2, 3]]);
    assert_eq!(
        routes(&paths(&snapshot, &ask(3, 0, ordered))),
        [vec![3, 1, 0], vec![3, 2, 0]]
    );
}

#[test]
fn groups_are_one_node() {
    let decision = |left: u32, right: u32| {
        LoadedRow::Decision(Decision {
            id: DecisionId(Uid::derive(&[b"d"])),
            candidate: Uid::derive(&[b"c"]),
            kind: CandidateKind::Same,
            left_id: entity(left).0,
            right_id: entity(right).0,
            verdict: Verdict::Accept,
            why: String::new(),
            member: MemberId::default(),
            at: String::new(),
            card: Candidate::default(),
        })
    };
    let snapshot = case(5, of(&[(0, 1), (2, 3), (1, 0)]), vec![decision(1, 2)]);
    let found = paths(&snapshot, &ask(0, 3, Filter::default()));
    assert_eq!(routes(&found), [vec![0, 1, 3]]);
    assert_eq!(
        found.paths[0].hops[0].links.len(),
        2,
        "parallel links are one hop that names both"
    );
    assert_eq!(
        routes(&paths(&snapshot, &ask(0, 2, Filter::default()))),
        [vec![0, 1]],
        "asked by any member"
    );
}

#[test]
fn joins_several() {
    let snapshot = case(
        12,
        of(&[(0, 1), (1, 2), (1, 3), (3, 4), (0, 5), (5, 6), (6, 4), (8, 9)]),
        Vec::new(),
    );
    let joined = join(
        &snapshot,
        &[entity(0), entity(2), entity(4), entity(8)],
        &Filter::default(),
    );
    assert_eq!(
        joined.nodes.iter().map(|e| short(*e)).collect::<Vec<_>>(),
        [0, 1, 2, 3, 4]
    );
    assert_eq!(joined.hops.len(), 4);
    assert_eq!(joined.apart, [entity(8)]);
    let alone = join(&snapshot, &[entity(8)], &Filter::default());
    assert_eq!((alone.nodes.as_slice(), alone.hops.len()), (&[entity(8)][..], 0));
}

/// All simple paths, by brute force.
fn all(network: &Network, at: u32, goal: u32, seen: &mut Vec<u32>, cost: u32, out: &mut Vec<u32>) {
    if at == goal {
        out.push(cost);
        return;
    }
    for &(next, _) in network.around(at) {
        if !seen.contains(&next) {
            seen.push(next);
            all(network, next, goal, seen, cost + step_cost(network, at, next), out);
            seen.pop();
        }
    }
}

proptest! {
    #[test]
    fn the_k_best_are_the_k_best(pairs in prop::collection::vec((0u32..8, 0u32..8), 1..18), from in 0u32..8, to in 0u32..8, k in 1usize..8) {
        prop_assume!(from != to);
        let snapshot = case(8, of(&pairs), Vec::new());
        let network = Network::build(&snapshot, &Filter::default());
        let request = PathRequest { count: k, max_hops: 20, ..ask(from, to, Filter::default()) };
        let got: Vec<u32> = paths(&snapshot, &request).paths.iter().map(|p| p.bits.0 as u32).collect();
        let mut want = Vec::new();
        all(&network, from, to, &mut vec![from], 0, &mut want);
        want.sort_unstable();
        want.truncate(k);
        prop_assert_eq!(got, want);
    }

    #[test]
    fn a_joined_network_is_a_tree_within_twice_the_least(pairs in prop::collection::vec((0u32..7, 0u32..7), 1..14), mask in 1u32..128) {
        let snapshot = case(7, of(&pairs), Vec::new());
        let wanted: Vec<EntityId> = (0..7).filter(|i| mask & (1 << i) != 0).map(entity).collect();
        let joined = join(&snapshot, &wanted, &Filter::default());
        prop_assert_eq!(joined.hops.len() + 1, joined.nodes.len());
        prop_assert!(wanted.iter().all(|w| joined.nodes.contains(w) != joined.apart.contains(w)));
        // The least tree over every set of nodes that holds those joined.
        let network = Network::build(&snapshot, &Filter::default());
        let inside: Vec<u32> = wanted.iter().filter(|w| !joined.apart.contains(w)).filter_map(|w| network.number(*w)).collect();
        let mut least = u32::MAX;
        for set in 0u32..128 {
            if inside.iter().all(|v| set & (1 << v) != 0) {
                least = least.min(spanning(&network, set).unwrap_or(u32::MAX));
            }
        }
        prop_assert!(joined.bits.0 as u32 <= least.saturating_mul(2), "{} against {least}", joined.bits.0);
    }
}

/// Cost of the least spanning tree of a set of nodes (Prim); `None` when it does not hang together.
fn spanning(network: &Network, set: u32) -> Option<u32> {
    let first = set.trailing_zeros();
    let (mut inside, mut cost) = (1u32 << first, 0);
    while inside != set {
        let best = (0..7u32)
            .filter(|v| inside & (1 << v) != 0)
            .flat_map(|v| network.around(v).iter().map(move |(w, _)| (v, *w)))
            .filter(|(_, w)| set & (1 << w) != 0 && inside & (1 << w) == 0)
            .map(|(v, w)| (step_cost(network, v, w), w))
            .min()?;
        cost += best.0;
        inside |= 1 << best.1;
    }
    Some(cost)
}
