//! Complaints that stop when a new name begins: they came regularly about a firm, end for good about when a new trade
//! name of it or a new firm with its telephone, e-mail, address, plate or account shows first, and the new name goes on
//! working. Weight: how unlikely the silence is at the former rate (Poisson: the chance of none is e^-expected), counted
//! only as long as complaints of the same kind and agency still came in about anybody.
//! Innocent: the firm was sold or closed, the season ended (a pause like those before is none), the matter was settled.

mod told; // complaints, by day and channel

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::told::{Complaint, Told};
use super::firm::{self, Firm};
use super::{Scene, reason, successor};
use crate::model::decision::{Candidate, Reason, Side};
use crate::model::{EntityId, value::date};
use crate::resolve::compare::compare;
use crate::resolve::field::Prepared;

pub(super) const NAME: &str = "complaints_stop";
/// Days between the last complaint and the first sign of the new name.
const WINDOW: i64 = 90;
/// Days before the last complaint that say how often they came: two years have two seasons.
const BACK: i64 = 730;
/// Days that complaints and the silence last at least: a bad week is no rate.
const LEAST_DAYS: i64 = 60;
/// The silence is longer than the longest pause before it by this factor.
const LONGER: f64 = 1.5;
/// Bits: a silence that is likelier than this says nothing; one silence proves no more than the other bound.
const LEAST_BITS: f64 = 5.0;
const MOST_BITS: f64 = 12.0;
/// Bits that one tie is worth at most: it says that two names belong together, not why it is quiet.
const MOST_TIE: f64 = 6.0;
/// Records of the new name after the last complaint that show that it works.
const WORKS: usize = 2;
/// A single tie counts when no more firms have it; two kinds always do.
const FEW: usize = 3;
/// Two names below this are two: levels `differ` and `other` of a firm's name.
const OTHER_NAME: f64 = 0.45;
const CLOSED: &[&str] = &["dissolution"];
/// Bits against.
const EXPLAINED: f64 = -2.0;

/// A name that stops being complained of, and the one that begins.
struct Change<'a> {
    old: &'a BTreeSet<EntityId>,
    new: &'a BTreeSet<EntityId>,
    /// The new name, as it is said on the card.
    name: &'a str,
}

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let told = told::told(scene);
    let members = scene.firm_members();
    let firms = firm::firms(scene, &members);
    let origin = |family: &EntityId| -> BTreeSet<EntityId> {
        let groups = members.get(family).into_iter().flatten();
        groups.flat_map(|g| scene.snapshot.members_of(*g)).collect()
    };
    let pairs = firm::sharing(scene, &firms);
    let weighed = weighed(scene, &members, &firms, &pairs);
    let mut out = Vec::new();
    for ((old, new), values) in pairs {
        let parts = firm::ties(scene, &values);
        let few = parts.iter().any(|p| scene.values.shared[p.2].firms <= FEW);
        if parts.len() < 2 && !few {
            continue;
        }
        let label = scene.snapshot.entity(new).map_or("", |e| e.label.as_str());
        let change = Change {
            old: &origin(&old),
            new: &origin(&new),
            name: label,
        };
        let Some(mut reasons) = silence(scene, &told, &change) else {
            continue;
        };
        for (kind, bits, n) in &parts {
            let shared = &scene.values.shared[*n];
            reasons.push(if weighed.contains(&(new, *n)) {
                reason(kind, "stop-tie-counted", 0.0, vec![shared.shown.clone()])
            } else {
                let args = vec![shared.shown.clone(), shared.firms.to_string()];
                reason(kind, &format!("stop-{kind}"), bits.min(MOST_TIE), args)
            });
        }
        let (left, right) = (scene.family_side(old, &members), scene.family_side(new, &members));
        let by = parts.first().map_or("", |p| p.0);
        out.extend(scene.candidate(NAME, left, right, reasons, by));
    }
    for family in members.keys() {
        let all = origin(family);
        if all.iter().any(|e| told.of.contains_key(e)) {
            out.extend(renamed(scene, &told, &all));
        }
    }
    out
}

/// What successors' cards weigh of the later firm: not weighed again, for a person sees both.
fn weighed(
    scene: &Scene<'_>,
    members: &BTreeMap<EntityId, BTreeSet<EntityId>>,
    firms: &BTreeMap<EntityId, Firm>,
    pairs: &BTreeMap<(EntityId, EntityId), BTreeSet<usize>>,
) -> BTreeSet<(EntityId, usize)> {
    let mut out = BTreeSet::new();
    for ((old, new), values) in pairs {
        if let (Some(a), Some(b)) = (firms.get(old), firms.get(new))
            && successor::card(scene, members, (*old, a), (*new, b), values).is_some()
        {
            out.extend(values.iter().map(|n| (*new, *n)));
        }
    }
    out
}

/// A new name within one firm: in its facts, or as its label.
fn renamed(scene: &Scene<'_>, told: &Told, all: &BTreeSet<EntityId>) -> Vec<Candidate> {
    let mut names: Vec<(NaiveDate, EntityId, Prepared)> = Vec::new();
    let mut undated: Vec<Prepared> = Vec::new();
    for entity in all {
        let first = told.signs(scene, &BTreeSet::from([*entity])).first().map(|s| s.0);
        for name in firm::names(scene, *entity) {
            match first {
                Some(day) => names.push((day, *entity, name)),
                None => undated.push(name),
            }
        }
    }
    names.sort_by(|a, b| (a.0, &a.2.key, a.1).cmp(&(b.0, &b.2.key, b.1)));
    let unlike = |a: &Prepared, b: &Prepared| compare(a, b).similarity < OTHER_NAME;
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let firsts: Vec<&Prepared> = names.iter().map(|n| &n.2).filter(|p| seen.insert(&p.key)).collect();
    let mut out = Vec::new();
    for (n, name) in firsts.iter().enumerate().skip(1) {
        // One card for a name, whatever its spellings.
        if !firsts[..n].iter().copied().chain(&undated).all(|p| unlike(p, name)) {
            continue;
        }
        let (new, old): (BTreeSet<EntityId>, BTreeSet<EntityId>) = all
            .iter()
            .partition(|e| names.iter().any(|(_, of, p)| of == *e && !unlike(p, name)));
        let change = Change {
            old: &old,
            new: &new,
            name: &name.raw,
        };
        let Some(mut reasons) = silence(scene, told, &change) else {
            continue;
        };
        reasons.push(reason("dba", "stop-one-firm", 0.0, Vec::new()));
        let (Some(left), Some(mut right)) = (side(scene, &old), side(scene, &new)) else {
            continue;
        };
        right.label.clone_from(&name.raw);
        out.extend(scene.candidate(NAME, left, right, reasons, "dba"));
    }
    out
}

/// Some members of one firm as a side.
fn side(scene: &Scene<'_>, entities: &BTreeSet<EntityId>) -> Option<Side> {
    let records = entities.iter().flat_map(|e| scene.snapshot.mentions_of_entity(*e));
    let records = records.map(|m| m.record).collect();
    entities.first().map(|e| scene.side_of(*e, &records))
}

/// The reasons that complaints about the old name stop with the new one; none when they don't.
fn silence(scene: &Scene<'_>, told: &Told, change: &Change<'_>) -> Option<Vec<Reason>> {
    let places: BTreeSet<usize> = change
        .old
        .iter()
        .filter_map(|e| told.of.get(e))
        .flatten()
        .copied()
        .collect();
    let about = places.into_iter().filter_map(|at| told.complaints.get(at));
    let mut mine: Vec<&Complaint> = about.filter(|c| c.about.is_disjoint(change.new)).collect();
    let last = mine.iter().map(|c| c.day).max()?;
    mine.retain(|c| (last - c.day).num_days() <= BACK);
    let days: Vec<NaiveDate> = mine
        .iter()
        .map(|c| c.day)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let first = *days.first()?;
    let span = (last - first).num_days();
    if days.len() < scene.least(NAME) || span < LEAST_DAYS {
        return None;
    }
    let signs = told.signs(scene, change.new);
    let start = signs.first()?.0;
    if start <= first || (start - last).num_days().abs() > WINDOW {
        return None;
    }
    // Of each channel its share of the rate, for as long as it went on.
    let rate = (days.len() - 1) as f64 / span as f64;
    let (mut expected, mut quiet) = (0.0, 0);
    let mut channels: BTreeMap<&told::Channel, usize> = BTreeMap::new();
    for complaint in &mine {
        *channels.entry(&complaint.channel).or_default() += 1;
    }
    for (channel, n) in channels {
        let until = told.until.get(channel).map_or(0, |until| (*until - last).num_days());
        expected += rate * (n as f64 / mine.len() as f64) * until.max(0) as f64;
        quiet = quiet.max(until);
    }
    let longest = days.windows(2).map(|w| (w[1] - w[0]).num_days()).max().unwrap_or(0);
    let bits = (expected / std::f64::consts::LN_2).min(MOST_BITS);
    if quiet < LEAST_DAYS || (quiet as f64) < LONGER * longest as f64 || bits < LEAST_BITS {
        return None;
    }
    let later: Vec<NaiveDate> = signs.iter().filter(|s| s.0 > last && s.1).map(|s| s.0).collect();
    let latest = *later.last()?;
    if later.len() < WORKS {
        return None;
    }
    let [n, apart, silent] = [days.len() as i64, longest, quiet].map(|n| n.to_string());
    let apart_from_last = (start - last).num_days().abs().to_string();
    let works = vec![change.name.to_owned(), later.len().to_string(), latest.to_string()];
    let mut reasons = vec![
        Reason {
            left: format!("{first}/{last}"),
            ..reason(
                "complaint",
                "stop-silence",
                bits,
                vec![n, first.to_string(), last.to_string(), apart, silent],
            )
        },
        Reason {
            left: last.to_string(),
            right: start.to_string(),
            ..reason(
                "date",
                "stop-start",
                coincidence(told, start),
                vec![apart_from_last, change.name.to_owned(), start.to_string()],
            )
        },
        reason("name", "stop-works", 0.0, works),
    ];
    if let Some(day) = told::ended(scene, change.old, CLOSED) {
        reasons.push(reason("date", "stop-closed", EXPLAINED, vec![day.to_string()]));
    }
    let settled: Option<Vec<NaiveDate>> = mine.iter().map(|c| c.settled).collect();
    if let Some(day) = settled.and_then(|all| all.into_iter().max()) {
        reasons.push(reason("status", "stop-settled", EXPLAINED, vec![day.to_string()]));
    }
    Some(reasons)
}

/// Bits: of the time that complaints were taken, the share that lies as near to the last one.
fn coincidence(told: &Told, start: NaiveDate) -> f64 {
    let last = told.until.values().max().copied().unwrap_or(start);
    let share = (last - told.since.unwrap_or(start)).num_days() as f64 / (2 * WINDOW) as f64;
    libm::log2(share.max(1.0)).min(3.0)
}

/// The first day that a stored date can mean.
fn earliest(text: &str) -> Option<NaiveDate> {
    date::parse(text).ok()?.earliest().map(|t| t.date())
}

/// The day that it means without doubt.
fn exact(text: &str) -> Option<NaiveDate> {
    date::parse(text).ok()?.exact_day()
}
