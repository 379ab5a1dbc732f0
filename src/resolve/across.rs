//! Parties and telling values of one board against another's: which kinds of thing they have in common,
//! never what. By the same scorer as a board's own candidates.
//! Must not know: where the other board lies, whom to ask about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::Scoring;
use crate::model::{EntityId, RecordId, Uid};
use crate::snapshot::Snapshot;

use super::block::{self, Rules};
use super::pool::{MemoryPool, Pool};
use super::prior::Priors;
use super::weigh::{self, Scale};
use super::{profile, same, taken};

/// Fields whose agreement is told: bits that it must be worth.
const TELLS: f64 = 0.5;

/// A kind of thing that both boards have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Kind {
    /// `same`: parties that may be one; `connected`: a telling identifier in both.
    pub candidate: &'static str,
    /// Kind of the party or identifier here: company, phone.
    pub of: String,
    /// The fields that agree, strongest first: name, address; for an identifier its own kind.
    pub fields: Vec<String>,
}

/// How often each kind occurs, and the records of the first board that it touches.
pub type Common = BTreeMap<Kind, (usize, BTreeSet<RecordId>)>;

/// What two boards have in common; of one record when it is given. What many share on either board
/// tells nothing and is left out.
pub fn across(mine: &Snapshot, theirs: &Snapshot, scoring: &Scoring, only: Option<RecordId>) -> Common {
    let wanted: Option<BTreeSet<EntityId>> =
        only.map(|r| mine.mentions_of_record(r).map(|m| mine.group_of(m.entity)).collect());
    let wants = |id: EntityId| wanted.as_ref().is_none_or(|w| w.contains(&id));
    let mut out = Common::new();
    parties(mine, theirs, scoring, &wants, &mut out);
    identifiers(mine, theirs, scoring, &wants, &mut out);
    out
}

fn parties(mine: &Snapshot, theirs: &Snapshot, scoring: &Scoring, wants: &dyn Fn(EntityId) -> bool, out: &mut Common) {
    let (plan, fields) = profile::plan(scoring);
    let mut raws = profile::parties(mine, scoring, &fields);
    let first = raws.len();
    raws.extend(profile::parties(theirs, scoring, &fields).into_iter().map(|mut raw| {
        raw.side = 1;
        raw
    }));
    let surface = &scoring.surface;
    let rules = Rules::of_case(surface.block_cap, plan.slots.len());
    // By the set of whoever asks.
    let parameters = taken::of_board(mine, scoring, &plan, raws.len());
    let scale = Scale::of(&plan, &parameters);
    let pool = MemoryPool::build(plan, &raws, &rules);
    let priors = Priors::of(&pool, scoring);
    for i in (0..first).filter(|i| wants(EntityId(raws[*i].id))) {
        let beyond = priors.prior(&raws[i].kind, &parameters).beyond;
        let fits = |a: &super::pool::Profile, b: &super::pool::Profile| {
            a.side != b.side && same::fits(scoring, &a.kind, &b.kind)
        };
        for (j, ..) in block::pairs_of(&pool, &rules, i as u32, fits) {
            let weight = weigh::weigh(&pool, i, &pool, j as usize, &scale);
            if weight.bits + beyond < surface.same_at_least || !same::speaks(pool.plan(), &weight) {
                continue;
            }
            let mut told: Vec<(f64, &str)> = weight
                .parts
                .iter()
                .filter(|p| p.bits > TELLS && p.covered.is_none())
                .map(|p| (p.bits, pool.plan().slots[p.slot as usize].name.as_str()))
                .collect();
            told.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(y.1)));
            let kind = Kind {
                candidate: "same",
                of: pool.profile(i).kind.clone(),
                fields: told.into_iter().map(|(_, name)| name.to_owned()).collect(),
            };
            note(mine, raws[i].id, kind, out);
        }
    }
}

fn identifiers(
    mine: &Snapshot,
    theirs: &Snapshot,
    scoring: &Scoring,
    wants: &dyn Fn(EntityId) -> bool,
    out: &mut Common,
) {
    let (here, there) = (profile::live_records(mine), profile::live_records(theirs));
    let held = |s: &Snapshot, live: &BTreeSet<RecordId>, id: EntityId| {
        let records: BTreeSet<RecordId> = s.mentions_of_entity(id).map(|m| m.record).collect();
        (1..=scoring.surface.block_cap as usize).contains(&records.intersection(live).count())
    };
    for entity in mine.entities.iter().filter(|e| !e.canonical.is_empty()) {
        if !scoring.surface.telling.contains(&entity.kind) || !wants(entity.id) || !held(mine, &here, entity.id) {
            continue;
        }
        let other = theirs.by_canonical(&entity.kind, &entity.canonical);
        if other.is_some_and(|id| held(theirs, &there, id)) {
            let kind = Kind {
                candidate: "connected",
                of: entity.kind.clone(),
                fields: vec![entity.kind.clone()],
            };
            note(mine, entity.id.0, kind, out);
        }
    }
}

fn note(mine: &Snapshot, id: Uid, kind: Kind, out: &mut Common) {
    let entry = out.entry(kind).or_default();
    entry.0 += 1;
    entry.1.extend(profile::records_of(mine, EntityId(id)));
}
