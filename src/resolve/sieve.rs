//! Weighs a pair as far as it takes to see that it is not worth keeping: what is known of its values in short comes
//! first, then field by field what may lower it most. What passes weighs exactly what it weighs.
//! Must not know: tables, what is done with a pair.

use super::learn::Seen;
use super::pool::{MemoryPool, Plan};
use super::sketch::{Sketches, Told};
use super::weigh::{self, CROSSED, MOST_SLOTS, Scale};

/// What the values of one slot weigh.
struct Rung {
    levels: usize,
    group: Option<usize>,
    /// Bits of what is not alike.
    apart: f64,
}

/// One set of parameters, ready for pairs of one pool.
pub struct Sieve<'a> {
    sketches: &'a Sketches,
    scale: &'a Scale,
    rungs: Vec<Rung>,
}

impl<'a> Sieve<'a> {
    /// The scale and the sketches are of this plan.
    pub fn of(plan: &Plan, sketches: &'a Sketches, scale: &'a Scale) -> Sieve<'a> {
        let mut group: Vec<Option<usize>> = (0..scale.slots()).map(|slot| scale.group(slot)).collect();
        // What says the same at different grain counts once, as what goes together does.
        for (n, list) in plan.correlated.iter().enumerate() {
            let together: Vec<Option<usize>> = list.iter().map(|slot| group[usize::from(*slot)]).collect();
            for (slot, of) in group.iter_mut().enumerate() {
                if list.contains(&(slot as u8)) || of.is_some() && together.contains(of) {
                    *of = Some(MOST_SLOTS + n);
                }
            }
        }
        // Numbered from 0 again, for a pair's sums.
        let mut numbers: Vec<usize> = group.iter().flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        let rung = |(slot, group): (usize, &Option<usize>)| {
            let levels = scale.levels(slot);
            Rung {
                levels,
                group: group.and_then(|g| numbers.binary_search(&g).ok()),
                apart: scale.most(slot, levels - 1..levels, f64::INFINITY),
            }
        };
        Sieve {
            rungs: group.iter().enumerate().map(rung).collect(),
            sketches,
            scale,
        }
    }

    /// Bits of two profiles of the pool that the sketches are of; `None` when they are fewer than `least`.
    pub fn weigh(&self, pool: &MemoryPool, i: usize, j: usize, least: f64) -> Option<f64> {
        let slots = self.rungs.len();
        if slots > MOST_SLOTS {
            let bits = weigh::weigh(pool, i, pool, j, self.scale).bits;
            return (bits >= least).then_some(bits);
        }
        let mut seen = [Seen::NOTHING; MOST_SLOTS];
        let mut most = [0.0f64; MOST_SLOTS];
        // Slots of which more must be looked at, and by how much that may lower the whole.
        let mut open = [(0usize, 0.0f64); MOST_SLOTS];
        let mut opened = 0;
        for (slot, told) in self.sketches.told(i, j).enumerate() {
            match told {
                Told::Seen(told) => {
                    seen[slot] = told;
                    most[slot] = self.scale.of_seen(slot, told);
                }
                Told::Within(level, rarity) => {
                    let rung = &self.rungs[slot];
                    most[slot] = self.scale.most(slot, usize::from(level)..rung.levels, rarity);
                    open[opened] = (slot, most[slot] - rung.apart);
                    opened += 1;
                }
            }
        }
        let swapped = |names| self.sketches.crossed(i, j, names, CROSSED);
        let enough = match self.scale.names() {
            Some(names) if swapped(names) => f64::NEG_INFINITY,
            _ => least,
        };
        let open = &mut open[..opened];
        open.sort_unstable_by(|x, y| y.1.total_cmp(&x.1));
        for (slot, _) in open {
            if self.sum(&most[..slots]) < enough {
                return None;
            }
            seen[*slot] = Seen::of(pool, i, j, *slot);
            most[*slot] = self.scale.of_seen(*slot, seen[*slot]);
        }
        if self.sum(&most[..slots]) < enough {
            return None;
        }
        let bits = weigh::bits_seen(pool, i, j, self.scale, &seen[..slots]);
        (bits >= least).then_some(bits)
    }

    /// The whole, when no part is more than these.
    fn sum(&self, parts: &[f64]) -> f64 {
        let mut sum = 0.0;
        // Of what goes together only the strongest counts in full, so that no more is certain.
        let mut against = [0.0f64; MOST_SLOTS];
        for (bits, rung) in parts.iter().zip(&self.rungs) {
            match rung.group.filter(|_| *bits < 0.0) {
                Some(group) => against[group] = against[group].min(*bits),
                None => sum += bits,
            }
        }
        self.scale.tempered(sum + against.iter().sum::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::scoring::Scoring;
    use crate::model::Uid;
    use crate::resolve::field::FieldKind;
    use crate::resolve::pool::{Draft, Pool, Slot};
    use crate::resolve::weigh::Parameters;

    /// Values of a kind that are alike in every way that the comparisons know, and some that are not.
    fn values(kind: FieldKind) -> Vec<&'static str> {
        match kind {
            FieldKind::Given => "Ana|Anna|A|Anastasiopoulos|Juan Carlos|JuanCarlos|Pepe|José|Bob|Robert|Katherine|Cathryn|Lopez|Luis|Xu|Ng",
            FieldKind::Surname => "Lopez|Lopes|Lopez Hernandez|Hernández|Hernandes|Quintana|Quintnaa|Ana|Smith|Smyth|Schmidt|de la Cruz|Cruz|Delacruz|O'Brien|Ng|Xu",
            FieldKind::Person => "Ana Lopez|Lopez, Ana|Juan Carlos Ruiz|JuanCarlos Ruiz|J. C. Ruiz|Pepe Ruiz|José Ruiz Jr.|José Ruiz Sr.|Zhang Wei",
            FieldKind::Date => "1971-06-24|1971-24-06|1972-06-24|1971-06-25|1970-12-30|1917-06-24|1871-06-24|1971|1971-06|2001-01-01",
            FieldKind::City => "Las Vegas|North Las Vegas|Las Vegsa|Deming|Demign|Santa Fe|Santafe|Truth or Consequences",
            FieldKind::State => "NM|TX|New Mexico|AZ",
            FieldKind::Zip => "88030|88031|87501|88030-1234",
            FieldKind::Phone => "505-555-0101|555-0101|575-555-0101|505-555-0110|505-555-0111|602-555-0177",
            FieldKind::Email => "ana.ruiz@uno.example|anaruiz@uno.example|ana.ruiz@dos.example|ana.ruiz71@uno.example|ana.ruiz.uno.example|fholmes@duncan.com|f@holmes@duncan.com|zed@dos.example|zde@dos.example",
            FieldKind::Address => "3656 Hwy 26, Deming, NM|3656 NM Hwy 26, Deming NM 88030|12 Main St, Deming|21 Main St, Deming|12 Maine St|PO Box 12, Deming|7 Quebrada Larga Rd|9 Larga Quebrada|8 Quebrada Lagra Rd|6 Camino de la Prueba",
            FieldKind::Company => "Rio Bravo Labor LLC|Rio Bravo Labour Inc|Rio Bravo 2 LLC|RBL LLC|Sunset Motel|Motel Sunset",
            FieldKind::Id | FieldKind::Fein | FieldKind::Plate | FieldKind::Account => "12-3456789|12-3456798|12-3456780|98-7654321|12-345678",
            FieldKind::Number => "100|101|109|5000",
            FieldKind::Category => "field labor|labor|dairy",
            FieldKind::Text => "cabbage harvest crew|crew cabbage|dairy barn",
        }
        .split('|')
        .collect()
    }

    /// Every two values of every kind, in a pool with names in two columns beside them.
    #[test]
    fn what_is_sieved_weighs_what_it_weighs() {
        let scoring = Scoring::built_in().unwrap();
        let (mut passed, mut stopped) = (0, 0);
        for kind in FieldKind::ALL {
            let slot = |kind: FieldKind| Slot {
                name: kind.key().into(),
                kind,
                exclusive: false,
                named: true,
                comparison: scoring.comparisons[kind.key()].clone(),
            };
            let plan = Plan {
                slots: vec![
                    slot(FieldKind::Given),
                    slot(FieldKind::Surname),
                    slot(FieldKind::Email),
                    slot(kind),
                ],
                correlated: if kind == FieldKind::City {
                    vec![vec![2, 3]]
                } else {
                    Vec::new()
                },
            };
            let mut draft = Draft::new(plan);
            let columns = [FieldKind::Given, FieldKind::Surname, FieldKind::Email].map(values);
            for (n, value) in values(kind).into_iter().cycle().take(96).enumerate() {
                draft.add(Uid::default(), "", 0);
                for (slot, of) in columns.iter().enumerate().filter(|(slot, _)| (n + slot) % 5 > 0) {
                    draft.value(slot, of[(n * (slot + 3) + n / 7) % of.len()].into());
                }
                draft.value(3, value.into());
                if n % 11 == 0 {
                    draft.value(3, values(kind)[0].into());
                }
            }
            let pool = draft.pool();
            let mut parameters = Parameters::of_plan(pool.plan(), 1, pool.len(), 0.5, 0.5);
            parameters.temper = 0.8;
            let scale = Scale::of(pool.plan(), &parameters);
            let sketches = Sketches::of(&pool);
            let sieve = Sieve::of(pool.plan(), &sketches, &scale);
            for i in 0..pool.len() {
                for j in i + 1..pool.len() {
                    let told = (0..4).map(|slot| Seen::of(&pool, i, j, slot));
                    for (slot, (seen, told)) in told.zip(sketches.told(i, j)).enumerate() {
                        let last = scale.levels(slot) as u8 - 1;
                        match told {
                            Told::Seen(told) if told.level == last => {
                                assert_eq!(told.level, seen.level, "{kind:?} {i} {j}")
                            }
                            Told::Seen(told) => assert_eq!(told, seen, "{kind:?} {i} {j}"),
                            Told::Within(level, _) => assert!(seen.level >= level, "{kind:?} {i} {j}"),
                        }
                    }
                    let is = weigh::weigh(&pool, i, &pool, j, &scale).bits;
                    assert_eq!(
                        sieve.weigh(&pool, i, j, f64::NEG_INFINITY),
                        Some(is),
                        "{kind:?} {i} {j}"
                    );
                    for least in [-20.0, -13.3, -8.0, 0.0, 8.0] {
                        let kept = sieve.weigh(&pool, i, j, least);
                        assert_eq!(kept, (is >= least).then_some(is), "{kind:?} {i} {j} {least}");
                        stopped += usize::from(kept.is_none());
                        passed += usize::from(kept.is_some());
                    }
                }
            }
        }
        assert!(passed > 1000 && stopped > 1000, "{passed} {stopped}");
    }
}
