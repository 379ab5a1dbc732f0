//! How many parties bear a name, by what else those that hold it share: twenty records of one firm are no sign that its
//! name is common, twenty people with as many telephones are. Nothing is decided by it.
//! Must not know: weights, blocking.

use std::collections::HashMap;

use petgraph::unionfind::UnionFind;

use super::{MemoryPool, Slot};
use crate::resolve::field::FieldKind;

/// What so few names hold tells parties of one name apart …
const FEW: u32 = 3;
/// … or what as few names hold as one in so many of the parties that have such a value.
const TELLING: usize = 100;
/// What describes a party and tells it apart from nobody, however seldom the same words are written.
const DESCRIBES: &[FieldKind] = &[
    FieldKind::Text,
    FieldKind::Category,
    FieldKind::Number,
    FieldKind::City,
    FieldKind::State,
    FieldKind::Zip,
];
/// Holders of one party's name, where nothing else is known of them, to each that is expected of another party.
const DOUBLES: f64 = 4.0;
/// How many parties are as likely to be expected under a name as one party is to be met with two sets of values that
/// have nothing in common.
const MOVED: f64 = 0.3;

/// Names that two and more hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearers {
    of: HashMap<u32, Met>,
}

/// Who holds a name.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Met {
    holders: u32,
    /// Those of them that have something telling beside it.
    known: u32,
    /// Groups of these that share nothing telling.
    apart: u32,
    /// Two firms are seldom called the same: where nothing tells them apart they are taken for one.
    firm: bool,
}

impl Bearers {
    /// `spread`: how many hold each value, holders of one name counted once.
    pub(super) fn of(pool: &MemoryPool, spread: &[u32]) -> Bearers {
        let mut of = HashMap::new();
        let slots = pool.plan.slots.iter().enumerate();
        let names: Vec<usize> = slots
            .filter(|(_, s)| s.named && s.kind.is_whole_name())
            .map(|(slot, _)| slot)
            .collect();
        if names.is_empty() {
            return Bearers { of };
        }
        let telling = telling(pool, spread);
        for slot in names {
            let firm = pool.plan.slots[slot].kind == FieldKind::Company;
            let mut held: Vec<(u32, u32)> = (0u32..)
                .zip(&pool.profiles)
                .flat_map(|(holder, p)| p.values[slot].iter().map(move |name| (*name, holder)))
                .collect();
            held.sort_unstable();
            let shared = held.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
            of.extend(shared.map(|same| (same[0].0, met(pool, &telling, same, firm))));
        }
        Bearers { of }
    }

    /// As how many bearers of its name a holder counts: 1 where each is another party.
    pub(super) fn share(&self, name: u32) -> f64 {
        let share = |met: &Met| {
            let of = if met.firm && met.known == 0 {
                met.holders
            } else {
                met.known
            };
            (f64::from(met.apart) + 1.0) / (f64::from(of) + 1.0)
        };
        self.of.get(&name).map_or(1.0, share)
    }

    /// Bits of a name whose words give so many, no more than its bearers among so many parties leave it.
    pub(super) fn rarity(&self, name: u32, words: f64, parties: f64) -> f64 {
        let Some(met) = self.of.get(&name) else {
            return words;
        };
        // So many others bear it by its words alone.
        let expected = parties * libm::exp2(-words);
        let unknown = expected / (expected + DOUBLES);
        let apart = f64::from(met.apart.max(1) - 1) * expected / (expected + MOVED);
        let known = f64::from(met.known.max(1));
        let others = f64::from(met.holders - 1) * (apart + unknown) / known;
        -libm::log2(libm::exp2(-words) + others / parties)
    }
}

/// By value: it tells parties of one name apart.
fn telling(pool: &MemoryPool, spread: &[u32]) -> Vec<bool> {
    let mut out = vec![false; pool.values.len()];
    let tells = |slot: &Slot| !slot.named && !DESCRIBES.contains(&slot.kind);
    for slot in (0..pool.plan.slots.len()).filter(|slot| tells(&pool.plan.slots[*slot])) {
        let having = pool.profiles.iter().filter(|p| !p.values[slot].is_empty()).count();
        let most = FEW.max((having / TELLING) as u32);
        for value in pool.profiles.iter().flat_map(|p| &p.values[slot]) {
            out[*value as usize] = spread[*value as usize] <= most;
        }
    }
    out
}

/// Holders of one name, each as (name, holder).
fn met(pool: &MemoryPool, telling: &[bool], same: &[(u32, u32)], firm: bool) -> Met {
    let mut groups: UnionFind<usize> = UnionFind::new(same.len());
    let mut first: HashMap<u32, usize> = HashMap::new();
    let (mut known, mut apart) = (0, 0);
    for (at, (_, holder)) in same.iter().enumerate() {
        let values = pool.profiles[*holder as usize].values.all().iter();
        let mut any = false;
        for value in values.filter(|value| telling[**value as usize]) {
            if !any {
                (any, known, apart) = (true, known + 1, apart + 1);
            }
            if groups.union(at, *first.entry(*value).or_insert(at)) {
                apart -= 1;
            }
        }
    }
    Met {
        holders: same.len() as u32,
        known,
        apart,
        firm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::scoring::Scoring;
    use crate::model::Uid;
    use crate::resolve::pool::{Draft, Plan, Pool, Slot};

    /// A pool of firms or people with telephones, and fifty that have nothing to do with them.
    fn pool(kind: FieldKind, named: &[(&str, &str)]) -> MemoryPool {
        let scoring = Scoring::built_in().unwrap();
        let slot = |name: &str, kind: FieldKind| Slot {
            name: name.into(),
            kind,
            exclusive: false,
            named: name == "name",
            comparison: scoring.comparisons[kind.key()].clone(),
        };
        let mut draft = Draft::new(Plan {
            slots: vec![slot("name", kind), slot("phone", FieldKind::Phone)],
            correlated: Vec::new(),
        });
        let others: Vec<(String, String)> = (0..50)
            .map(|n| (format!("Otro{n} Ejemplo{n}"), format!("505-555-{:04}", 1000 + n)))
            .collect();
        let others = others.iter().map(|(name, phone)| (name.as_str(), phone.as_str()));
        for (name, phone) in named.iter().copied().chain(others) {
            draft.add(Uid::default(), "", 0);
            draft.value(0, name.to_owned().into());
            if !phone.is_empty() {
                draft.value(1, phone.to_owned().into());
            }
        }
        draft.pool()
    }
    /// Of the first party's name.
    fn seen(pool: &MemoryPool) -> (Met, f64) {
        let name = pool.profile(0).values[0][0];
        (pool.bearers.of[&name], pool.value(name).word_bits())
    }

    #[test]
    fn records_of_one_firm_do_not_make_its_name_common() {
        let firm = ("Mesa Alta Packing LLC", "575-555-0101");
        let one = pool(FieldKind::Company, &[firm; 12]);
        let phones: Vec<String> = (0..12).map(|n| format!("575-555-01{n:02}")).collect();
        let each: Vec<(&str, &str)> = phones.iter().map(|phone| (firm.0, phone.as_str())).collect();
        let many = pool(FieldKind::Company, &each);
        let ((of_one, rare), (of_many, common)) = (seen(&one), seen(&many));
        assert_eq!((of_one.holders, of_one.known, of_one.apart), (12, 12, 1));
        assert_eq!((of_many.holders, of_many.known, of_many.apart), (12, 12, 12));
        assert!(rare > common + 4.0, "{rare} {common}");
    }

    #[test]
    fn who_has_nothing_else_tells_nothing() {
        let half = [("Luz Marina Prado", "575-555-0101"), ("Luz Marina Prado", "")].repeat(4);
        let (met, _) = seen(&pool(FieldKind::Person, &half));
        assert_eq!((met.holders, met.known, met.apart), (8, 4, 1));
        let (met, _) = seen(&pool(FieldKind::Person, &[("Luz Marina Prado", ""); 8]));
        assert_eq!((met.holders, met.known, met.apart), (8, 0, 0));
    }

    #[test]
    fn a_name_of_rare_words_stays_rare_with_two_telephones() {
        let moved = [
            ("Wenceslao Ordaz Retana", "575-555-0101"),
            ("Wenceslao Ordaz Retana", "575-555-0102"),
        ];
        let pool = pool(FieldKind::Person, &moved);
        let name = pool.profile(0).values[0][0];
        let rare = pool.bearers.rarity(name, 24.0, 1500.0);
        assert!(rare > 20.0, "{rare}");
        // Of common words the same two are two.
        let common = pool.bearers.rarity(name, 8.0, 1500.0);
        assert!(common < 7.9, "{common}");
        assert_eq!(pool.bearers.rarity(u32::MAX, 8.0, 1500.0), 8.0);
    }
}
