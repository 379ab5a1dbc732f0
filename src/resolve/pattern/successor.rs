//! Successor employer: a firm that begins after another ended or was found against, and that has its
//! telephone, address, officer, plate or account. An officer alone makes none: people change firms.
//! Innocent: a lawful sale of the business, a shared office building, an accountant's address.

use std::collections::{BTreeMap, BTreeSet};

use super::firm::{self, Firm};
use super::{Scene, reason};
use crate::model::EntityId;
use crate::model::decision::Candidate;

pub(super) const NAME: &str = "successor_employer";

pub(super) fn find(scene: &Scene<'_>) -> Vec<Candidate> {
    let members = scene.firm_members();
    let firms = firm::firms(scene, &members);
    firm::sharing(scene, &firms)
        .into_iter()
        .filter_map(|((old, new), values)| {
            card(
                scene,
                &members,
                (old, firms.get(&old)?),
                (new, firms.get(&new)?),
                &values,
            )
        })
        .collect()
}

/// The card on two firms, when the later one looks like a successor.
pub(super) fn card(
    scene: &Scene<'_>,
    members: &BTreeMap<EntityId, BTreeSet<EntityId>>,
    (old, a): (EntityId, &Firm),
    (new, b): (EntityId, &Firm),
    values: &BTreeSet<usize>,
) -> Option<Candidate> {
    let (ended, what) = a.ended.as_ref()?;
    if a.first.is_empty() || b.first.is_empty() || b.first <= a.first || day(&b.first) < day(ended) {
        return None;
    }
    let parts = firm::ties(scene, values);
    let officer = a
        .officers
        .iter()
        .find(|(key, _)| b.officers.contains_key(*key))
        .map(|(_, name)| name.clone());
    if parts.len() + usize::from(officer.is_some()) < scene.least(NAME) {
        return None;
    }
    let mut reasons = vec![reason(
        "date",
        "successor-after",
        1.5,
        vec![ended.clone(), b.first.clone(), what.clone()],
    )];
    for (kind, bits, n) in &parts {
        let shared = &scene.values.shared[*n];
        reasons.push(reason(
            kind,
            &format!("successor-{kind}"),
            *bits,
            vec![shared.shown.clone(), shared.firms.to_string()],
        ));
    }
    if let Some(name) = officer {
        reasons.push(reason("owner", "successor-officer", 2.0, vec![name]));
    }
    scene.candidate(
        NAME,
        scene.family_side(old, members),
        scene.family_side(new, members),
        reasons,
        parts.first().map_or("", |p| p.0),
    )
}

/// The part of an EDTF text that orders: digits and hyphens from the front.
fn day(edtf: &str) -> &str {
    let end = edtf
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(edtf.len());
    &edtf[..end]
}
