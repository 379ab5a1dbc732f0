//! Snapshot -> candidates: two parties are one (*same*), two records share something telling
//! (*connected*), a named shape over several (*pattern*). Proposes, never decides; a tip never makes
//! a suspect by linking alone (28 CFR 23.20).
//! Must not know: the store, the clock, words for people (reasons are keys with arguments).
//! The core (`field`, `pool`, `block`, `compare`, `weigh`, `learn`) knows no snapshot: libraries, other
//! case files and plain tables use it too.

pub mod field; // values made ready: key, words, parts
pub mod compare; // how alike two values are
pub mod pool; // profiles; trait Pool
pub mod block; // which pairs are worth comparing; what was held back
pub mod weigh; // m, u, rarity -> bits; parameter sets
pub mod rivals; // of two tables, who competes with whom
pub mod learn; // m, u and the prior without labels
pub mod sketch; // values in short
pub mod sieve; // weighed as far as it takes
pub mod calibrate; // how sure a weight may be
pub mod table; // the matcher on any table
pub mod taken; // the set that a board is weighed by
pub mod reestimate; // that set learned from verdicts, and the check of it
pub mod profile; // parties of a snapshot
pub mod prior; // how probable before any evidence, by kind of party
pub mod cluster; // groups derived from weights or decisions; contradictions
pub mod estimate; // what verdicts say of the weights
pub mod agree; // how far two people agree
pub mod group; // pairs that wait and hang together
pub mod same; // two parties are one
pub mod connect; // two records share something telling
pub mod across; // what two boards have in common, by kind
pub mod library; // parties against rows of a public register
pub mod pattern; // successor employer, common recruiter, one bed address, one script, one van, complaints that stop

use std::collections::BTreeMap;

use crate::catalog::scoring::Scoring;
use crate::model::RecordId;
use crate::model::decision::{Candidate, CandidateKind};
use crate::snapshot::Snapshot;

/// What to surface.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Empty = all kinds.
    pub kinds: Vec<CandidateKind>,
    /// Only candidates that touch this record.
    pub record: Option<RecordId>,
    /// The strongest so many; 0 = all.
    pub top: usize,
    /// Narratives by record, with sealed values already replaced: for *same script*. A snapshot holds
    /// none; without them that pattern is not looked for.
    pub narratives: BTreeMap<RecordId, String>,
}

/// A value that too many share, so that no candidate was made of it alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default, serde::Serialize)]
pub struct Held {
    /// phone, address, name, ...
    pub kind: String,
    pub value: String,
    /// Parties (or records) that hold it.
    pub count: u32,
}

/// What surfacing found.
#[derive(Clone, PartialEq, Debug, Default, serde::Serialize)]
pub struct Surfaced {
    /// Strongest first, ties by id.
    pub candidates: Vec<Candidate>,
    /// Most shared first.
    pub held_back: Vec<Held>,
    /// Name of the parameter set, and the set itself as JSON.
    pub parameters: String,
    pub parameters_json: String,
    /// Pairs that were compared.
    pub pairs_scored: usize,
}

/// Surfaces a case. The same snapshot, scoring and request give the same bytes.
pub fn surface(snapshot: &Snapshot, scoring: &Scoring, request: &Request) -> Surfaced {
    Surfacer::new(snapshot, scoring).surface(request)
}

/// Candidates that touch one record: equal to the full run restricted to it.
pub fn surface_record(snapshot: &Snapshot, scoring: &Scoring, record: RecordId) -> Surfaced {
    surface(
        snapshot,
        scoring,
        &Request {
            record: Some(record),
            ..Request::default()
        },
    )
}

/// A snapshot made ready: profiles, index, parameters. Making it is the larger part of the work, so
/// whoever asks about many records keeps it.
pub struct Surfacer<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) scoring: &'a Scoring,
    pub(crate) parties: same::Parties,
    name: String,
}

impl<'a> Surfacer<'a> {
    pub fn new(snapshot: &'a Snapshot, scoring: &'a Scoring) -> Surfacer<'a> {
        let parties = same::Parties::of(snapshot, scoring);
        let name = parties.parameters.name();
        Surfacer {
            snapshot,
            scoring,
            parties,
            name,
        }
    }

    /// See [`surface`].
    pub fn surface(&self, request: &Request) -> Surfaced {
        let wants = |kind| request.kinds.is_empty() || request.kinds.contains(&kind);
        let mut out = Surfaced {
            parameters: self.name.clone(),
            parameters_json: self.parties.parameters.to_json(),
            ..Surfaced::default()
        };
        let rest = wants(CandidateKind::Connected) || wants(CandidateKind::Pattern);
        if wants(CandidateKind::Same) {
            let found = match request.record {
                Some(record) => self.parties.around(self.snapshot, self.scoring, record),
                None => self.parties.all(self.snapshot, self.scoring),
            };
            out.pairs_scored = found.pairs_scored;
            out.candidates.extend(found.candidates);
        }
        out.held_back.extend(self.parties.held.iter().cloned());
        if rest {
            // Who is probably one: what is shared is counted by parties, not by spellings.
            let families = self.parties.families(self.snapshot);
            let values = connect::Values::of(self.snapshot, self.scoring, &families);
            if wants(CandidateKind::Connected) {
                let found = connect::connected(self.snapshot, self.scoring, &values, request.record);
                out.candidates.extend(found.candidates);
                out.held_back.extend(found.held);
            }
            if wants(CandidateKind::Pattern) {
                out.candidates.extend(pattern::patterns(
                    self.snapshot,
                    self.scoring,
                    &values,
                    &families,
                    request,
                ));
            }
        }
        let decided = Decided::of(self.snapshot);
        out.candidates.retain(|c| !decided.settled(self.snapshot, c));
        for candidate in &mut out.candidates {
            candidate.parameters.clone_from(&self.name);
        }
        out.candidates.sort_by(|a, b| b.bits.cmp(&a.bits).then(a.id.cmp(&b.id)));
        if request.top > 0 {
            out.candidates.truncate(request.top);
        }
        out.held_back.sort_by(|a, b| b.count.cmp(&a.count).then(a.cmp(b)));
        out.held_back.dedup_by(|a, b| a.kind == b.kind && a.value == b.value);
        out
    }
}

/// What people have decided, seen through groups: a verdict about A and C holds for whatever A and C
/// have become part of.
struct Decided {
    by_id: std::collections::BTreeSet<crate::model::Uid>,
    apart: std::collections::BTreeSet<(crate::model::Uid, crate::model::Uid)>,
}

impl Decided {
    fn of(snapshot: &Snapshot) -> Decided {
        use crate::model::EntityId;
        use crate::model::decision::Verdict;
        let mut decided = Decided {
            by_id: Default::default(),
            apart: Default::default(),
        };
        for (candidate, decision) in snapshot.latest_decisions() {
            if decision.verdict == Verdict::Later {
                continue;
            }
            decided.by_id.insert(candidate);
            if decision.kind == CandidateKind::Same && matches!(decision.verdict, Verdict::Reject | Verdict::Never) {
                let (a, b) = (
                    snapshot.group_of(EntityId(decision.left_id)).0,
                    snapshot.group_of(EntityId(decision.right_id)).0,
                );
                decided.apart.insert(if a <= b { (a, b) } else { (b, a) });
            }
        }
        decided
    }
    fn settled(&self, snapshot: &Snapshot, candidate: &Candidate) -> bool {
        use crate::model::EntityId;
        if self.by_id.contains(&candidate.id) {
            return true;
        }
        if candidate.kind != CandidateKind::Same {
            return false;
        }
        let (a, b) = (
            snapshot.group_of(EntityId(candidate.left.id)).0,
            snapshot.group_of(EntityId(candidate.right.id)).0,
        );
        a == b || self.apart.contains(&if a <= b { (a, b) } else { (b, a) })
    }
}

#[cfg(test)]
mod tests;
