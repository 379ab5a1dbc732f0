//! A parameter set learned from the verdicts on a board, and whether it says better than the shipped one what people
//! said. Decided pairs are no random sample: they surfaced, and people took up what they liked.
//! m of a level is the share of accepted pairs that have it, with a Dirichlet prior at the scoring file's m (Larsen &
//! Rubin, "Iterative Automated Record Linkage Using Mixture Models", JASA 96 (2001), learn from reviewed pairs so).
//! u stays: it is about pairs drawn at random, and a rejected pair is one that agreed enough to surface; u from those
//! would take away what agreement is worth. What rejected pairs do tell is how sure the whole weight may be: slope and
//! shift by logistic regression on it (Platt 1999, see `calibrate`), which that pairs were chosen by their weight does
//! not bias. All of it within bounds.
//! Must not know: the store, who decided, how a set is kept.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::scoring::Scoring;
use crate::model::decision::{Bits, CandidateKind, Decision, Verdict};
use crate::model::parameters::{
    Advice, Check, FEWEST, Figures, Learned, MOST_BITS, ParameterSet, RULE, SHIFTS, SLOPES, SetLevel,
};
use crate::model::{EntityId, Uid};
use crate::snapshot::Snapshot;
use crate::snapshot::taken;

use super::block::Rules;
use super::block::key::Key;
use super::calibrate::{self, Calibration};
use super::estimate::{Share, wilson};
use super::field::Prepared;
use super::pool::{MemoryPool, Plan, Pool, Profile, Values};
use super::prior::Priors;
use super::profile;
use super::taken::{of_files, under};
use super::weigh::{self, Parameters, Scale};

pub const FOLDS: usize = 5;
/// The scoring file's m counts as much as so many accepted pairs.
pub const PRIOR_PAIRS: f64 = 30.0;
/// Pairs of either kind below which slope and shift stay, in a fold.
const FEWEST_IN_FOLD: usize = 10;

/// What would be taken, and what it rests on.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Preview {
    pub accepted: usize,
    pub rejected: usize,
    /// Verdicts of which a side is gone, or has nothing to be compared by.
    pub left_out: usize,
    /// How many are missing before anything is offered; all 0 = enough.
    pub missing: Missing,
    pub set: Option<ParameterSet>,
    /// Weights in use and offered, by field and level.
    pub fields: Vec<FieldChange>,
    /// Bits before anything is compared.
    pub prior: (f64, f64),
    pub advice: Option<Advice>,
    pub shares: Option<Shares>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Missing {
    pub accepted: usize,
    pub rejected: usize,
    /// Parties that no verdict ties to each other: they are what is held out.
    pub parties: usize,
}
impl Missing {
    pub fn any(self) -> bool {
        self != Missing::default()
    }
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct FieldChange {
    pub field: String,
    pub kind: String,
    pub levels: Vec<LevelChange>,
}
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LevelChange {
    pub key: String,
    pub m: (f64, f64),
    pub u: f64,
    /// At the rarity that a shared value usually has.
    pub bits: (f64, f64),
    /// Accepted pairs that have it.
    pub seen: usize,
    /// A rule, which is not learned.
    pub rule: bool,
}

/// Precision and recall on held-out verdicts, with 95 % intervals.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Shares {
    pub shipped: Quality,
    pub learned: Quality,
}
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Quality {
    pub precision: Share,
    pub recall: Share,
    pub contradicts: usize,
    pub log_loss: f64,
}
impl Quality {
    pub fn of(f: &Figures) -> Quality {
        Quality {
            precision: wilson(f.right, f.linked),
            recall: wilson(f.right, f.same),
            contradicts: f.contradicts(),
            log_loss: f.log_loss,
        }
    }
}

/// What the verdicts of a board would make of its parameter set. The same board, the same preview.
pub fn preview(snapshot: &Snapshot, scoring: &Scoring) -> Preview {
    let board = Board::of(snapshot, scoring);
    let all: Vec<&Pair> = board.pairs.iter().collect();
    let accepted = all.iter().filter(|p| p.same).count();
    let rejected = all.len() - accepted;
    let parties = all.iter().map(|p| p.party).collect::<std::collections::BTreeSet<_>>();
    let missing = Missing {
        accepted: FEWEST.saturating_sub(accepted),
        rejected: FEWEST.saturating_sub(rejected),
        parties: FOLDS.saturating_sub(parties.len()),
    };
    let mut out = Preview {
        accepted,
        rejected,
        left_out: board.left_out,
        missing,
        set: None,
        fields: Vec::new(),
        prior: (0.0, 0.0),
        advice: None,
        shares: None,
    };
    if missing.any() {
        return out;
    }
    let mut set = board.learn(&all);
    set.number = snapshot.next_set(scoring);
    set.learned = Learned {
        accepted,
        rejected,
        left_out: board.left_out,
        commit: snapshot.seq,
        chain: snapshot.chain.clone(),
    };
    set.check = board.check(parties.len());
    let old = snapshot.own_set(scoring);
    let profiles = board.profiles;
    let prior = |set: &ParameterSet| under(&of_files(scoring, board.pool.plan(), profiles), set).prior_bits;
    out.prior = (prior(&old), prior(&set));
    out.fields = board.changes(&old, &set, &all);
    out.advice = Some(set.check.advice());
    out.shares = Some(Shares {
        shipped: Quality::of(&set.check.shipped),
        learned: Quality::of(&set.check.learned),
    });
    out.set = Some(set);
    out
}

/// A pair that was decided, as it stood then.
struct Pair {
    left: usize,
    right: usize,
    same: bool,
    /// The first of all parties that verdicts tie to it.
    party: Uid,
    /// Level of each slot that both have.
    levels: Vec<(u8, u8)>,
}

/// The sides of decided pairs, over the values of all parties as they stand alone.
struct Sides {
    pool: MemoryPool,
    sides: Vec<Profile>,
}
impl Pool for Sides {
    fn plan(&self) -> &Plan {
        self.pool.plan()
    }
    fn len(&self) -> usize {
        self.sides.len()
    }
    fn profile(&self, at: usize) -> &Profile {
        &self.sides[at]
    }
    fn value(&self, at: u32) -> &Prepared {
        self.pool.value(at)
    }
    fn spread(&self, value: u32) -> u32 {
        self.pool.spread(value)
    }
    fn keys(&self, _: usize) -> &[Key] {
        &[]
    }
    fn holders(&self, _: Key) -> &[u32] {
        &[]
    }
}

struct Board<'a> {
    scoring: &'a Scoring,
    pool: Sides,
    shipped: Parameters,
    profiles: usize,
    priors: Priors,
    pairs: Vec<Pair>,
    left_out: usize,
}

/// Parties joined one after the other; the first id of each stands for it.
#[derive(Default)]
struct Joined {
    of: BTreeMap<EntityId, EntityId>,
    members: BTreeMap<EntityId, Vec<EntityId>>,
}
impl Joined {
    fn find(&self, id: EntityId) -> EntityId {
        self.of.get(&id).copied().unwrap_or(id)
    }
    fn members(&self, id: EntityId) -> Vec<EntityId> {
        self.members.get(&self.find(id)).cloned().unwrap_or_else(|| vec![id])
    }
    fn join(&mut self, a: EntityId, b: EntityId) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (first, second) = if a < b { (a, b) } else { (b, a) };
        let mut all = self.members(first);
        all.extend(self.members(second));
        self.members.remove(&second);
        for member in &all {
            self.of.insert(*member, first);
        }
        self.members.insert(first, all);
    }
}

impl<'a> Board<'a> {
    fn of(snapshot: &Snapshot, scoring: &'a Scoring) -> Board<'a> {
        let (plan, fields) = profile::plan(scoring);
        let parties = profile::parties(snapshot, scoring, &fields);
        let profiles = parties.len();
        let raws = profile::alone(snapshot, scoring, &fields);
        let rules = Rules::of_case(scoring.surface.block_cap, 0);
        let priors = Priors::of(&MemoryPool::build(plan.clone(), &parties, &rules), scoring);
        let shipped = of_files(scoring, &plan, profiles);
        let pool = Sides {
            pool: MemoryPool::build(plan, &raws, &rules),
            sides: Vec::new(),
        };
        let mut board = Board {
            scoring,
            pool,
            shipped,
            profiles,
            priors,
            pairs: Vec::new(),
            left_out: 0,
        };
        board.replay(snapshot);
        board
    }

    /// Every standing verdict on two parties with its sides as they were when it was given, by the verdicts that stand.
    fn replay(&mut self, snapshot: &Snapshot) {
        let number: BTreeMap<Uid, usize> = (0..self.pool.pool.len())
            .map(|i| (self.pool.pool.profile(i).id, i))
            .collect();
        let mut given: Vec<&Decision> = snapshot.latest_decisions().into_values().collect();
        given.retain(|d| d.kind == CandidateKind::Same && d.verdict != Verdict::Later);
        given.sort_by(|a, b| a.at.cmp(&b.at).then(a.candidate.cmp(&b.candidate)));
        let (mut one, mut tied) = (Joined::default(), Joined::default());
        let scale = Scale::of(self.pool.plan(), &self.shipped);
        // What was accepted together was shown before any of it was one.
        let mut together: Vec<(EntityId, EntityId)> = Vec::new();
        let mut at = "";
        for decision in given {
            if at != decision.at {
                at = &decision.at;
                together.drain(..).for_each(|(a, b)| one.join(a, b));
            }
            let (a, b) = (EntityId(decision.left_id), EntityId(decision.right_id));
            let same = decision.verdict == Verdict::Accept;
            let apart = one.find(a) != one.find(b);
            let members = |id| if apart { one.members(id) } else { vec![id] };
            let sides = self.side(&members(a), &number).zip(self.side(&members(b), &number));
            if same {
                together.push((a, b));
            }
            let Some((left, right)) = sides else {
                self.left_out += 1;
                continue;
            };
            self.pool.sides.extend([left, right]);
            let (left, right) = (self.pool.sides.len() - 2, self.pool.sides.len() - 1);
            let weight = weigh::weigh(&self.pool, left, &self.pool, right, &scale);
            if weight.parts.is_empty() {
                self.left_out += 1;
                continue;
            }
            tied.join(a, b);
            self.pairs.push(Pair {
                left,
                right,
                same,
                party: a.0,
                levels: weight.parts.iter().map(|p| (p.slot, p.level)).collect(),
            });
        }
        for pair in &mut self.pairs {
            pair.party = tied.find(EntityId(pair.party)).0;
        }
    }

    /// A side with the values of its members; none when one is gone.
    fn side(&self, members: &[EntityId], number: &BTreeMap<Uid, usize>) -> Option<Profile> {
        let mut values: Vec<(u16, u32)> = Vec::new();
        let mut first = None;
        for member in members {
            let profile = self.pool.pool.profile(*number.get(&member.0)?);
            first = first.or(Some(profile));
            for (slot, own) in (0u16..).zip(profile.values.iter()) {
                values.extend(own.iter().map(|value| (slot, *value)));
            }
        }
        let first = first?;
        Some(Profile {
            values: Values::of(self.pool.plan().slots.len(), &mut values),
            ..first.clone()
        })
    }

    fn weights(&self, pairs: &[&Pair], parameters: &Parameters) -> Vec<f64> {
        let scale = Scale::of(self.pool.plan(), parameters);
        let bits = |p: &&Pair| {
            let beyond = self.priors.prior(&self.pool.profile(p.left).kind, parameters).beyond;
            weigh::weigh(&self.pool, p.left, &self.pool, p.right, &scale).bits + beyond
        };
        pairs.iter().map(bits).collect()
    }

    /// The set that these pairs teach.
    fn learn(&self, pairs: &[&Pair]) -> ParameterSet {
        let mut set = taken::shipped(self.scoring);
        for (slot, field) in set.fields.iter_mut().enumerate() {
            let counts = counts(pairs, slot, field.levels.len());
            learn_m(&mut field.levels, &counts);
        }
        let weights = self.weights(pairs, &under(&self.shipped, &set));
        let same: Vec<bool> = pairs.iter().map(|p| p.same).collect();
        let fitted = calibrate::fit_within(&weights, &same, (SLOPES, SHIFTS), FEWEST_IN_FOLD, calibrate::FLAT);
        let Calibration { slope, shift } = fitted;
        set.slope = rounded(slope, 1e3);
        set.shift = rounded(shift, 1e2);
        set
    }

    /// Each fold weighed by what the others teach.
    fn check(&self, parties: usize) -> Check {
        let least = self.scoring.surface.same_at_least;
        let (mut shipped, mut learned) = (Sum::default(), Sum::default());
        let mut weighed: Vec<(i32, bool)> = Vec::with_capacity(self.pairs.len());
        for fold in 0..FOLDS {
            let (out, rest): (Vec<&Pair>, Vec<&Pair>) = self.pairs.iter().partition(|p| fold_of(p.party) == fold);
            if out.is_empty() {
                continue;
            }
            let set = self.learn(&rest);
            let before = self.weights(&out, &self.shipped);
            let after = self.weights(&out, &under(&self.shipped, &set));
            for ((pair, before), after) in out.iter().zip(before).zip(after) {
                shipped.add(before, pair.same, least);
                learned.add(after, pair.same, least);
                weighed.push((Bits::from_f64(after).0, pair.same));
            }
        }
        let (in_order, low) = in_order(weighed);
        Check {
            pairs: self.pairs.len(),
            parties,
            shipped: shipped.figures(),
            learned: learned.figures(),
            in_order: rounded(in_order, 1e4),
            in_order_low: rounded(low, 1e4),
        }
    }

    fn changes(&self, old: &ParameterSet, new: &ParameterSet, pairs: &[&Pair]) -> Vec<FieldChange> {
        let slots = self.pool.plan().slots.iter().enumerate();
        let fields = slots.zip(old.fields.iter().zip(&new.fields));
        fields
            .map(|((slot, spec), (before, after))| {
                let counts = counts(pairs, slot, after.levels.len());
                let (least, most) = (spec.comparison.min_bits, spec.comparison.max_bits);
                let bits = |set: &ParameterSet, l: &SetLevel| level_bits(set.slope, l, least, most);
                let levels = before.levels.iter().zip(&after.levels).zip(counts);
                FieldChange {
                    field: after.name.clone(),
                    kind: after.kind.clone(),
                    levels: levels
                        .map(|((b, a), seen)| LevelChange {
                            key: a.key.clone(),
                            m: (b.m, a.m),
                            u: a.u,
                            bits: (bits(old, b), bits(new, a)),
                            seen,
                            rule: a.is_rule(),
                        })
                        .collect(),
                }
            })
            .collect()
    }
}

/// What a level counts in a set, in bits, at the rarity that a shared value usually has.
pub fn level_bits(slope: f64, level: &SetLevel, least: f64, most: f64) -> f64 {
    rounded(slope * libm::log2(level.m / level.u).clamp(least, most), 1e2)
}

/// Accepted pairs by level of a field.
fn counts(pairs: &[&Pair], slot: usize, levels: usize) -> Vec<usize> {
    let mut out = vec![0; levels];
    for (_, level) in pairs
        .iter()
        .filter(|p| p.same)
        .flat_map(|p| &p.levels)
        .filter(|(s, _)| usize::from(*s) == slot)
    {
        if let Some(count) = out.get_mut(usize::from(*level)) {
            *count += 1;
        }
    }
    out
}

/// The mean of the Dirichlet that begins at the file's m and has seen these, no level further than `MOST_BITS` from
/// where it was; what one may not have goes to the others.
fn learn_m(levels: &mut [SetLevel], seen: &[usize]) {
    let free: Vec<usize> = (0..levels.len()).filter(|at| !levels[*at].is_rule()).collect();
    let mass: f64 = free.iter().map(|at| levels[*at].m).sum();
    let all: usize = free.iter().map(|at| seen[*at]).sum();
    if all == 0 || mass <= 0.0 {
        return;
    }
    let from: Vec<f64> = levels.iter().map(|l| l.m).collect();
    let mean = |at: usize| (PRIOR_PAIRS * from[at] / mass + seen[at] as f64) / (PRIOR_PAIRS + all as f64);
    let most = libm::exp2(MOST_BITS);
    let scaled = |scale: f64, at: usize| (scale * mean(at)).clamp(from[at] / most, from[at] * most);
    // The scale at which what is within bounds adds up: found by halving, for the sum grows with it.
    let (mut low, mut high) = (-40.0, 40.0);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        let sum: f64 = free.iter().map(|at| scaled(libm::exp2(middle), *at)).sum();
        if sum < mass {
            low = middle;
        } else {
            high = middle;
        }
    }
    for at in free {
        levels[at].m = rounded(scaled(libm::exp2(high), at), 1e6).max(2.0 * RULE);
    }
}

/// Which fold holds a party and all that verdicts tie to it.
fn fold_of(party: Uid) -> usize {
    usize::from(Uid::derive(&[b"fold", &party.0]).0[15]) % FOLDS
}

#[derive(Default)]
struct Sum {
    loss: f64,
    pairs: usize,
    linked: usize,
    right: usize,
    same: usize,
}
impl Sum {
    fn add(&mut self, bits: f64, same: bool, least: f64) {
        let against = if same { -bits } else { bits };
        self.loss += libm::log2(1.0 + libm::exp2(against.clamp(-60.0, 60.0)));
        self.pairs += 1;
        self.same += usize::from(same);
        if bits >= least {
            self.linked += 1;
            self.right += usize::from(same);
        }
    }
    fn figures(&self) -> Figures {
        Figures {
            log_loss: rounded(self.loss / self.pairs.max(1) as f64, 1e4),
            linked: self.linked,
            right: self.right,
            same: self.same,
        }
    }
}

/// Chance that one that was accepted stands above one that was not, and the lower end of its 95 % interval (Hanley &
/// McNeil, Radiology 143 (1982)).
fn in_order(mut weighed: Vec<(i32, bool)>) -> (f64, f64) {
    weighed.sort_unstable();
    let same = weighed.iter().filter(|(_, same)| *same).count() as f64;
    let two = weighed.len() as f64 - same;
    if same < 1.0 || two < 1.0 {
        return (0.5, 0.0);
    }
    let (mut below, mut above) = (0.0, 0.0);
    for block in weighed.chunk_by(|a, b| a.0 == b.0) {
        let own = block.iter().filter(|(_, same)| *same).count() as f64;
        let others = block.len() as f64 - own;
        above += own * (below + others / 2.0);
        below += others;
    }
    let a = above / (same * two);
    let (q1, q2) = (a / (2.0 - a), 2.0 * a * a / (1.0 + a));
    let spread = a * (1.0 - a) + (same - 1.0) * (q1 - a * a) + (two - 1.0) * (q2 - a * a);
    (a, a - 1.96 * libm::sqrt(spread.max(0.0) / (same * two)))
}

fn rounded(x: f64, steps: f64) -> f64 {
    libm::round(x * steps) / steps
}

#[cfg(test)]
#[path = "reestimate_tests.rs"]
mod tests;
