//! Verdicts whose makers are known, and what is learned from them.

use super::*;
use crate::resolve::tests::Case;
use crate::resolve::{Request, surface, surface_record};
use crate::snapshot::LoadedRow;
use crate::snapshot::taken::{InUse, shipped};

fn scoring() -> Scoring {
    Scoring::built_in().unwrap()
}

/// A word like no other.
fn word(n: usize) -> String {
    const FIRST: [&str; 10] = ["Ba", "Ko", "Ri", "Tu", "Me", "Zo", "Fa", "Li", "Du", "Pe"];
    const LAST: [&str; 10] = [
        "nard", "quil", "stom", "vex", "lorn", "brig", "dant", "myr", "shaw", "kett",
    ];
    format!("{}{}{}", FIRST[n % 10], LAST[n / 10 % 10], LAST[(n / 100 + n) % 10])
}

fn phone(n: usize) -> String {
    format!("+1575555{:04}", (n * 7919) % 10000)
}

/// Two records of one firm's name, with a verdict; the telephone is one or two.
fn pair(case: &mut Case, n: usize, one_phone: bool, verdict: Verdict) -> (EntityId, EntityId) {
    let source = case.source("a.csv");
    let name = format!("{} Farms", word(n));
    let (_, a) = case.firm(source, &name, &phone(2 * n));
    let (_, b) = case.firm(source, &name, &phone(if one_phone { 2 * n } else { 2 * n + 1 }));
    case.decide(a, b, verdict);
    (a, b)
}

/// What people accept has one telephone nine times in ten, what they reject never.
fn telling() -> Case {
    let mut case = Case::default();
    for n in 0..60 {
        pair(&mut case, n, n % 10 != 0, Verdict::Accept);
        pair(
            &mut case,
            100 + n,
            false,
            if n % 2 == 0 { Verdict::Reject } else { Verdict::Never },
        );
    }
    case
}

#[test]
fn m_comes_from_accepted_pairs_and_u_from_none() {
    let scoring = scoring();
    let preview = preview(&telling().snapshot(), &scoring);
    assert_eq!((preview.accepted, preview.rejected, preview.left_out), (60, 60, 0));
    let set = preview.set.unwrap();
    let of = |set: &ParameterSet| set.fields.iter().find(|f| f.name == "phone").unwrap().levels.clone();
    let (then, now) = (of(&shipped(&scoring)), of(&set));
    let expected = (PRIOR_PAIRS * then[0].m + 54.0) / (PRIOR_PAIRS + 60.0);
    assert!((now[0].m - expected).abs() < 0.002, "{} for {expected}", now[0].m);
    assert!(now.iter().zip(&then).all(|(a, b)| a.u == b.u));
    let sum: f64 = now.iter().map(|l| l.m).sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    // What no verdict speaks of stays as it was.
    let fein = set.fields.iter().position(|f| f.name == "fein").unwrap();
    assert_eq!(set.fields[fein], shipped(&scoring).fields[fein]);
    assert_eq!(set.number, scoring.surface.number + 1);
}

#[test]
fn levels_stay_within_bounds_and_rules_stay() {
    let level = |m: f64, u: f64| SetLevel {
        m,
        u,
        ..SetLevel::default()
    };
    let then = [
        level(0.6, 0.001),
        level(1e-6, 1e-6),
        level(1e-6, 0.01),
        level(0.02, 0.1),
        level(0.379_998, 0.888),
    ];
    let mut now = then.to_vec();
    learn_m(&mut now, &[0, 90, 90, 9000, 0]);
    assert_eq!((now[1].m, now[2].m), (1e-6, 1e-6));
    assert!((now[3].m - 0.08).abs() < 1e-5, "four times and no more: {}", now[3].m);
    for (now, then) in now.iter().zip(&then) {
        let moved = libm::fabs(libm::log2(now.m / then.m));
        assert!(moved <= MOST_BITS + 0.01, "{moved}");
    }
    let sum: f64 = now.iter().map(|l| l.m).sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
}

#[test]
fn too_few_verdicts_offer_nothing() {
    let mut case = Case::default();
    for n in 0..40 {
        let verdict = if n < 19 { Verdict::Accept } else { Verdict::Reject };
        pair(&mut case, n, n < 19, verdict);
    }
    let found = preview(&case.snapshot(), &scoring());
    let missing = Missing {
        accepted: 1,
        ..Missing::default()
    };
    assert_eq!((found.missing, found.set), (missing, None));
    pair(&mut case, 50, true, Verdict::Accept);
    assert!(preview(&case.snapshot(), &scoring()).set.is_some());
    // Put off is no verdict.
    let mut later = Case::default();
    for n in 0..40 {
        pair(&mut later, n, true, Verdict::Later);
    }
    assert_eq!(preview(&later.snapshot(), &scoring()).missing.accepted, FEWEST);
}

#[test]
fn what_is_held_out_speaks_for_telling_verdicts_and_against_random_ones() {
    let scoring = scoring();
    let found = preview(&telling().snapshot(), &scoring);
    let set = found.set.as_ref().unwrap();
    assert_eq!(found.advice, Some(Advice::Take), "{:?}", set.check);
    assert!(set.check.learned.contradicts() <= set.check.shipped.contradicts());
    assert_eq!(set.check.pairs, 120);
    // The same pairs, and a coin for each.
    let mut case = Case::default();
    for n in 0..120 {
        let heads = Uid::derive(&[b"coin", &[n as u8]]).0[15].is_multiple_of(2);
        pair(
            &mut case,
            n,
            n % 2 == 0,
            if heads { Verdict::Accept } else { Verdict::Reject },
        );
    }
    let found = preview(&case.snapshot(), &scoring);
    let check = found.set.unwrap().check;
    assert_eq!(found.advice, Some(Advice::Unrelated), "{check:?}");
}

#[test]
fn pairs_that_verdicts_tie_are_held_out_together() {
    let mut case = Case::default();
    let (_, b) = pair(&mut case, 1, true, Verdict::Accept);
    let (c, _) = pair(&mut case, 2, true, Verdict::Accept);
    pair(&mut case, 3, true, Verdict::Accept);
    case.decide(b, c, Verdict::Never);
    let scoring = scoring();
    let snapshot = case.snapshot();
    let board = Board::of(&snapshot, &scoring);
    let parties: std::collections::BTreeSet<Uid> = board.pairs.iter().map(|p| p.party).collect();
    assert_eq!((board.pairs.len(), parties.len()), (4, 2));
}

#[test]
fn a_side_is_what_it_was_when_it_was_decided() {
    let mut case = Case::default();
    let source = case.source("a.csv");
    let (_, a) = case.firm(source, "Baquil Farms", &phone(1));
    let (_, b) = case.firm(source, "Baquil Farms", "");
    let (_, c) = case.firm(source, "Baquil Ranch", &phone(1));
    case.decide(a, b, Verdict::Accept);
    // Later, of the two as one: by its first member.
    let first = a.min(b);
    case.decide(first, c, Verdict::Accept);
    for row in &mut case.rows {
        if let LoadedRow::Decision(d) = row {
            d.at = if d.right_id == c.0 { "2026-02-02" } else { "2026-01-01" }.to_owned();
        }
    }
    let scoring = scoring();
    let snapshot = case.snapshot();
    let board = Board::of(&snapshot, &scoring);
    assert_eq!(board.pairs.len(), 2);
    let phones = board.pool.plan().slots.iter().position(|s| s.name == "phone").unwrap() as u8;
    let has = |at: usize| {
        board.pairs[at]
            .levels
            .iter()
            .any(|(slot, level)| (*slot, *level) == (phones, 0))
    };
    assert!(
        !has(0) && has(1),
        "the second is weighed with the telephone of the first"
    );
}

#[test]
fn a_taken_set_weighs_everything_and_one_record_as_the_full_run() {
    let scoring = scoring();
    let mut case = telling();
    let set = preview(&case.snapshot(), &scoring).set.unwrap();
    let mut records = Vec::new();
    let source = case.source("b.csv");
    for n in 300..312 {
        let name = format!("{} Dairy", word(n));
        records.push(case.firm(source, &name, &phone(n)).0);
        records.push(case.firm(source, &name, &phone(n + n % 2)).0);
    }
    let before = surface(&case.snapshot(), &scoring, &Request::default());
    case.take(&set);
    let snapshot = case.snapshot();
    let full = surface(&snapshot, &scoring, &Request::default());
    assert!(before.parameters != full.parameters && full.parameters.starts_with(&format!("{}-", set.number)));
    assert!(!full.candidates.is_empty() && full.candidates != before.candidates);
    for record in records {
        let touches = |c: &&crate::model::decision::Candidate| {
            c.left.records.iter().chain(&c.right.records).any(|r| r.id == record)
        };
        let wanted: Vec<_> = full.candidates.iter().filter(touches).collect();
        let one = surface_record(&snapshot, &scoring, record);
        assert_eq!(one.candidates.iter().collect::<Vec<_>>(), wanted);
    }
    assert_eq!(snapshot.next_set(&scoring), set.number + 1);
    // Learned anew, it begins at the scoring files again.
    let again = preview(&snapshot, &scoring).set.unwrap();
    assert_eq!(again.fields, set.fields);
}

#[test]
fn a_set_that_does_not_fit_is_not_used_and_said() {
    let scoring = scoring();
    let mut case = telling();
    let before = surface(&case.snapshot(), &scoring, &Request::default());
    let mut set = preview(&case.snapshot(), &scoring).set.unwrap();
    set.fields[3].levels[0].at_least = 0.5;
    case.take(&set);
    let snapshot = case.snapshot();
    let InUse::Unfit(problem) = snapshot.set_in_use(&scoring) else {
        panic!("it is used");
    };
    assert!(problem.found.contains(&set.fields[3].name), "{problem}");
    let now = surface(&snapshot, &scoring, &Request::default());
    assert_eq!(now.parameters, before.parameters);
}
