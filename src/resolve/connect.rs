//! *Connected*: two records share something telling, a telephone, a plate, a bed address. What many
//! firms share (an agent's number, a motel) is held back and reported.
//! Weight of a shared value: −log2 of the chance that two records of different firms both hold it,
//! (F / (C + background))² for F firms of C. Must not know: who is one with whom, beyond families.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::scoring::Scoring;
use crate::model::decision::{Bits, Candidate, CandidateKind, Reason, Side};
use crate::model::{EntityId, RecordId, Uid, value};
use crate::snapshot::Snapshot;

use super::Held;
use super::field::{Detail, FieldKind, prepare};
use super::profile;

/// Firms beyond the file that could hold a value.
pub(super) const BACKGROUND: f64 = 30.0;
/// Bits: most pairs of records have nothing to do with each other.
pub(super) const PRIOR_BITS: f64 = -4.0;

/// One telling value, under all its spellings, and the records that hold it.
#[derive(Clone, Debug)]
pub struct Shared {
    pub kind: String,
    /// Its identifier entities, ascending.
    pub entities: Vec<EntityId>,
    pub shown: String,
    pub records: BTreeSet<RecordId>,
    /// Distinct firms named in those records.
    pub firms: usize,
}

/// The telling values of a snapshot.
pub struct Values {
    pub shared: Vec<Shared>,
    /// Firms in the snapshot, by family.
    pub firms: usize,
    pub firms_of: BTreeMap<RecordId, BTreeSet<EntityId>>,
}

impl Values {
    pub fn of(snapshot: &Snapshot, scoring: &Scoring, families: &BTreeMap<EntityId, EntityId>) -> Values {
        let live = profile::live_records(snapshot);
        let mut firms_of: BTreeMap<RecordId, BTreeSet<EntityId>> = BTreeMap::new();
        for (record, parties) in profile::parties_by_record(snapshot, &["company".to_owned()]) {
            firms_of.insert(
                record,
                parties.iter().map(|p| families.get(p).copied().unwrap_or(*p)).collect(),
            );
        }
        let firms = firms_of.values().flatten().collect::<BTreeSet<_>>().len();
        let keys = keys(snapshot, scoring);
        let mut by_key: BTreeMap<(String, String), Shared> = BTreeMap::new();
        for (entity, key) in keys {
            let Some(e) = snapshot.entity(entity) else { continue };
            let shared = by_key.entry((e.kind.clone(), key)).or_insert_with(|| Shared {
                kind: e.kind.clone(),
                entities: Vec::new(),
                shown: value::display(&e.kind, &e.canonical),
                records: BTreeSet::new(),
                firms: 0,
            });
            shared.entities.push(entity);
            shared.records.extend(
                snapshot
                    .mentions_of_entity(entity)
                    .map(|m| m.record)
                    .filter(|r| live.contains(r)),
            );
            shared.records.extend(
                snapshot
                    .links_of(entity)
                    .filter_map(|l| l.record)
                    .filter(|r| live.contains(r)),
            );
        }
        let mut shared: Vec<Shared> = by_key.into_values().filter(|s| !s.records.is_empty()).collect();
        for one in &mut shared {
            let named: BTreeSet<EntityId> = one
                .records
                .iter()
                .filter_map(|r| firms_of.get(r))
                .flatten()
                .copied()
                .collect();
            let nameless = one
                .records
                .iter()
                .filter(|r| firms_of.get(r).is_none_or(BTreeSet::is_empty))
                .count();
            // Records that name no firm are a third of a firm each: some are of one, some are not.
            one.firms = (named.len() + nameless / 3).max(1);
        }
        Values {
            shared,
            firms,
            firms_of,
        }
    }

    /// Bits that sharing a value of `firms` firms is worth.
    pub fn bits(&self, firms: usize) -> f64 {
        (2.0 * libm::log2((self.firms as f64 + BACKGROUND) / firms as f64)).clamp(0.0, 14.0)
    }
}

/// The comparison key of every telling identifier: spellings of one plate or one address are one.
fn keys(snapshot: &Snapshot, scoring: &Scoring) -> Vec<(EntityId, String)> {
    let mut out = Vec::new();
    // Addresses by street line; towns part them only where two towns are named.
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut addresses: Vec<(EntityId, String, String)> = Vec::new();
    for entity in snapshot.entities.iter() {
        if entity.canonical.is_empty() || !scoring.surface.telling.contains(&entity.kind) {
            continue;
        }
        let kind = FieldKind::of_key(&entity.kind);
        match kind.and_then(|k| prepare(k, &entity.canonical)) {
            Some(p) => match &p.detail {
                Detail::Address(a) if !a.number.is_empty() || a.street.contains("box") => {
                    let base = format!("{} {}/{}", a.number, a.street, a.unit);
                    let place = if a.zip.is_empty() {
                        a.city.clone()
                    } else {
                        a.zip.clone()
                    };
                    if !a.zip.is_empty() {
                        places.entry(base.clone()).or_default().insert(place.clone());
                    }
                    addresses.push((entity.id, base, place));
                }
                // A road alone is no door.
                Detail::Address(_) => {}
                _ => out.push((entity.id, p.key)),
            },
            None => out.push((entity.id, entity.canonical.clone())),
        }
    }
    for (entity, base, place) in addresses {
        let several = places.get(&base).is_some_and(|p| p.len() > 1);
        out.push((entity, if several { format!("{base}/{place}") } else { base }));
    }
    out
}

#[derive(Default)]
pub struct Found {
    pub candidates: Vec<Candidate>,
    pub held: Vec<Held>,
}

/// Pairs of records that share telling values.
pub fn connected(snapshot: &Snapshot, scoring: &Scoring, values: &Values, only: Option<RecordId>) -> Found {
    let mut found = Found::default();
    let mut pairs: BTreeMap<(RecordId, RecordId), Vec<usize>> = BTreeMap::new();
    for (n, shared) in values.shared.iter().enumerate() {
        if shared.records.len() < 2 {
            continue;
        }
        if shared.firms > scoring.surface.connected_cap as usize
            || shared.records.len() > scoring.surface.block_cap as usize
        {
            found.held.push(Held {
                kind: shared.kind.clone(),
                value: shared.shown.clone(),
                count: shared.firms.max(shared.records.len()) as u32,
            });
            continue;
        }
        let records: Vec<RecordId> = shared.records.iter().copied().collect();
        for (i, a) in records.iter().enumerate() {
            for b in &records[i + 1..] {
                if only.is_none_or(|r| r == *a || r == *b) && !one_filer(snapshot, values, *a, *b) {
                    pairs.entry((*a, *b)).or_default().push(n);
                }
            }
        }
    }
    for ((a, b), shared) in pairs {
        found
            .candidates
            .extend(candidate(snapshot, scoring, values, a, b, &shared));
    }
    found
}

/// Two rows of one register about one firm: that they share its telephone is no news.
fn one_filer(snapshot: &Snapshot, values: &Values, a: RecordId, b: RecordId) -> bool {
    let (Some(x), Some(y)) = (snapshot.record(a), snapshot.record(b)) else {
        return true;
    };
    if x.source != y.source || x.kind == "tip" || x.has_narrative || y.has_narrative {
        return false;
    }
    match (values.firms_of.get(&a), values.firms_of.get(&b)) {
        (Some(p), Some(q)) => !p.is_disjoint(q),
        _ => false,
    }
}

fn candidate(
    snapshot: &Snapshot,
    scoring: &Scoring,
    values: &Values,
    a: RecordId,
    b: RecordId,
    shared: &[usize],
) -> Option<Candidate> {
    let mut weighed: Vec<(f64, &Shared)> = shared
        .iter()
        .map(|n| &values.shared[*n])
        .map(|s| (values.bits(s.firms), s))
        .collect();
    weighed.sort_by(|x, y| {
        y.0.total_cmp(&x.0)
            .then(x.1.kind.cmp(&y.1.kind))
            .then(x.1.shown.cmp(&y.1.shown))
    });
    let mut seen: BTreeMap<&str, i32> = BTreeMap::new();
    let mut reasons = vec![prior("prior-connected", snapshot.records.size())];
    for (bits, value) in &weighed {
        let group = scoring
            .comparisons
            .get(&value.kind)
            .map_or(value.kind.as_str(), |c| c.group.as_str());
        let nth = seen.entry(group).or_insert(0);
        let bits = bits * libm::pow(scoring.surface.damping, f64::from(*nth));
        *nth += 1;
        reasons.push(Reason {
            field: value.kind.clone(),
            bits: Bits::from_f64(bits),
            key: format!("shared-{}", value.kind),
            args: vec![
                value.shown.clone(),
                value.records.len().to_string(),
                value.firms.to_string(),
            ],
            left: value.shown.clone(),
            right: value.shown.clone(),
        });
    }
    let bits: Bits = reasons.iter().map(|r| r.bits).sum();
    if bits.as_f64() < scoring.surface.connected_at_least {
        return None;
    }
    super::same::order(&mut reasons);
    Some(Candidate {
        id: Candidate::derive_id(CandidateKind::Connected, "", a.0, b.0),
        kind: CandidateKind::Connected,
        bits,
        left: record_side(snapshot, a)?,
        right: record_side(snapshot, b)?,
        found_by: weighed.first().map(|w| w.1.kind.clone()).unwrap_or_default(),
        reasons,
        ..Candidate::default()
    })
}

pub(super) fn prior(key: &str, of: usize) -> Reason {
    Reason {
        field: "prior".to_owned(),
        bits: Bits::from_f64(PRIOR_BITS),
        key: key.to_owned(),
        args: vec![of.to_string()],
        ..Reason::default()
    }
}

/// A record as the side of a candidate.
pub(super) fn record_side(snapshot: &Snapshot, record: RecordId) -> Option<Side> {
    let reference = profile::reference(snapshot, record)?;
    let label = if reference.key.is_empty() {
        format!("{}#{}", reference.file, reference.row)
    } else {
        reference.key.clone()
    };
    Some(Side {
        id: Uid(record.0.0),
        kind: "record".to_owned(),
        label,
        records: vec![reference],
    })
}
