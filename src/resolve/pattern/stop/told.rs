//! Who complained of whom, on which day, and how long complaints of that kind came in at all; when a firm shows.
//! Must not know: what silence says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{earliest, exact};
use crate::model::entity::Certainty;
use crate::model::event::Event;
use crate::model::{EntityId, RecordId};
use crate::resolve::pattern::Scene;
use crate::resolve::profile;

/// Kind of record or event, and the agency that took it.
pub(super) type Channel = (String, String);

pub(super) struct Complaint {
    pub day: NaiveDate,
    pub channel: Channel,
    /// Firms that it is about, as the record names them.
    pub about: BTreeSet<EntityId>,
    /// When it was closed or paid.
    pub settled: Option<NaiveDate>,
}

#[derive(Default)]
pub(super) struct Told {
    pub complaints: Vec<Complaint>,
    /// Their places by whom they are about.
    pub of: BTreeMap<EntityId, Vec<usize>>,
    /// The first of all.
    pub since: Option<NaiveDate>,
    /// The last complaint of each channel, about whomever.
    pub until: BTreeMap<Channel, NaiveDate>,
    live: BTreeSet<RecordId>,
}

const SETTLED: &[&str] = &["claim_closed", "payment"];

/// Every complaint with a day, in the order of records.
pub(super) fn told(scene: &Scene<'_>) -> Told {
    let snapshot = scene.snapshot;
    let kinds = &scene.scoring.surface.complaints;
    let mut out = Told {
        live: profile::live_records(snapshot),
        ..Told::default()
    };
    let mut events: BTreeMap<RecordId, Vec<&Event>> = BTreeMap::new();
    let mut by_hand: Vec<&Event> = Vec::new();
    for event in snapshot.events.iter().filter(|e| e.certainty != Certainty::Denied) {
        match event.record {
            Some(record) => events.entry(record).or_default().push(event),
            None => by_hand.push(event),
        }
    }
    for record in out.live.clone().iter().filter_map(|r| snapshot.record(*r)) {
        let here = events.get(&record.id).map_or(&[][..], Vec::as_slice);
        let said = here.iter().find(|e| kinds.contains(&e.kind));
        if said.is_none() && !kinds.contains(&record.kind) {
            continue;
        }
        let Some(day) = exact(&record.date).or_else(|| said.and_then(|e| exact(&e.date))) else {
            continue;
        };
        let about = snapshot
            .mentions_of_record(record.id)
            .filter(|m| scene.role("complained_of", &m.role))
            .map(|m| m.entity)
            .filter(|e| is_firm(scene, *e))
            .collect();
        let closed = here.iter().filter(|e| SETTLED.contains(&e.kind.as_str()));
        let agency = snapshot.source(record.source).map(|s| s.agency.clone());
        out.add(Complaint {
            day,
            channel: (record.kind.clone(), agency.unwrap_or_default()),
            about,
            settled: closed.filter_map(|e| exact(&e.date)).max(),
        });
    }
    for event in by_hand.iter().filter(|e| kinds.contains(&e.kind)) {
        let Some(day) = exact(&event.date) else { continue };
        let named = event
            .participants
            .0
            .iter()
            .filter(|p| scene.role("complained_of", &p.role));
        out.add(Complaint {
            day,
            channel: (event.kind.clone(), String::new()),
            about: named.map(|p| p.entity).filter(|e| is_firm(scene, *e)).collect(),
            settled: None,
        });
    }
    out
}

impl Told {
    fn add(&mut self, complaint: Complaint) {
        let until = self.until.entry(complaint.channel.clone()).or_insert(complaint.day);
        *until = complaint.day.max(*until);
        self.since = Some(self.since.map_or(complaint.day, |day| day.min(complaint.day)));
        for firm in &complaint.about {
            self.of.entry(*firm).or_default().push(self.complaints.len());
        }
        self.complaints.push(complaint);
    }

    /// When firms show, in order: the first day that it can have been, and whether it is a record that names them.
    pub(super) fn signs(&self, scene: &Scene<'_>, firms: &BTreeSet<EntityId>) -> Vec<(NaiveDate, bool)> {
        let snapshot = scene.snapshot;
        let mentions = firms.iter().flat_map(|e| snapshot.mentions_of_entity(*e));
        let records: BTreeSet<RecordId> = mentions.map(|m| m.record).filter(|r| self.live.contains(r)).collect();
        let dates = records.iter().filter_map(|r| snapshot.record(*r));
        let mut out: Vec<(NaiveDate, bool)> = dates.filter_map(|r| Some((earliest(&r.date)?, true))).collect();
        let events = firms.iter().flat_map(|e| snapshot.events_of(*e));
        out.extend(events.filter_map(|e| Some((earliest(&e.date)?, false))));
        out.sort_unstable();
        out
    }
}

fn is_firm(scene: &Scene<'_>, entity: EntityId) -> bool {
    scene.snapshot.entity(entity).is_some_and(|e| e.kind == "company")
}

/// The first day that one of them ended.
pub(super) fn ended(scene: &Scene<'_>, firms: &BTreeSet<EntityId>, kinds: &[&str]) -> Option<NaiveDate> {
    let events = firms.iter().flat_map(|e| scene.snapshot.events_of(*e));
    let ends = events.filter(|e| kinds.contains(&e.kind.as_str()));
    ends.filter_map(|e| earliest(&e.date)).min()
}
