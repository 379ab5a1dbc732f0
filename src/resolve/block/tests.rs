use super::*;
use crate::catalog::scoring::Scoring;
use crate::model::Uid;
use crate::resolve::pool::{Draft, Plan, Slot};

fn capped(cap: u32) -> Rules {
    Rules {
        whole_cap: cap,
        name_cap: cap,
        coarse_cap: cap,
        combine_slots: 12,
    }
}

fn slot(name: &str, kind: FieldKind) -> Slot {
    Slot {
        name: name.into(),
        kind,
        exclusive: false,
        named: true,
        comparison: Scoring::built_in().unwrap().comparisons[kind.key()].clone(),
    }
}

/// Persons in two columns of names, with dates, towns and slips: the same each time.
fn persons(n: usize) -> MemoryPool {
    let plan = Plan {
        slots: vec![
            slot("first", FieldKind::Given),
            slot("last", FieldKind::Surname),
            slot("born", FieldKind::Date),
            slot("city", FieldKind::City),
        ],
        correlated: Vec::new(),
    };
    let mut draft = Draft::new(plan);
    for i in 0..n {
        let k = i - i % 3;
        draft.add(Uid::default(), "", u8::from(i % 2 == 1));
        let mut last = format!(
            "{}quin{}",
            ["ar", "bel", "cor", "dom"][k % 4],
            ["tana", "tero", "zada"][k / 4 % 3]
        );
        if i % 3 == 1 {
            last.insert(3, 'h');
        }
        draft.value(0, ["Ana", "Luis", "Rosa", "Omar", "Ines"][k % 5].into());
        draft.value(1, last.into());
        if i % 7 > 0 {
            draft.value(
                2,
                format!("19{:02}-{:02}-{:02}", k % 50 + 40, k % 12 + 1, k % 28 + 1).into(),
            );
        }
        draft.value(3, ["Deming", "Hatch", "Chaparral"][k % 3].into());
    }
    draft.pool()
}

#[test]
fn keys_rule_by_rule_find_what_keys_of_a_profile_find() {
    let wide_open = capped(40);
    for two in [false, true] {
        let pool = persons(300).indexed(&wide_open);
        let narrow: Vec<(u32, u32)> = pairs(&pool, &wide_open, |a, b| !two || a.side != b.side).pairs;
        let wide = wide::pairs(&pool, &wide_open, two, &|_| Vec::new()).pairs;
        assert!(wide.len() > 300, "{}", wide.len());
        assert_eq!(wide, narrow);
    }
}

#[test]
fn a_table_costs_no_more_pairs_than_its_budget() {
    let rules = capped(120);
    let pool = persons(2000);
    let within = |budget| wide::within(&pool, &rules, false, budget, None).pairs;
    let (few, many) = (within(3000), within(1_000_000));
    assert!(
        few.len() <= 3000 && few.len() < many.len(),
        "{} {}",
        few.len(),
        many.len()
    );
    assert!(!few.is_empty());
}

#[test]
fn of_a_large_table_those_blocks_are_taken_that_a_sample_finds_worth_it() {
    let rules = capped(60);
    let pool = persons(3000);
    // Rows of three are one person.
    let one = |(i, j): &(u32, u32)| i / 3 == j / 3;
    let worth = |samples: &[Vec<(u32, u32)>]| -> Vec<Vec<f64>> {
        assert!(samples.iter().flatten().all(|(i, j)| i < j && *j < 3000));
        let likely = |pairs: &Vec<(u32, u32)>| pairs.iter().map(|p| f64::from(u8::from(one(p)))).collect();
        samples.iter().map(likely).collect()
    };
    let within = |worth: Option<&wide::Worth<'_>>| wide::within(&pool, &rules, false, 4_000, worth).pairs;
    let (by_size, by_worth) = (within(None), within(Some(&worth)));
    // Blocks that are well worth it may cost more.
    assert!(by_worth.len() <= 16_000 && by_worth.is_sorted());
    let right = |pairs: &[(u32, u32)]| pairs.iter().filter(|p| one(p)).count();
    let (few, more) = (right(&by_size), right(&by_worth));
    assert!(more > few, "the same budget finds more: {few}, {more}");
    // A sample that saw nothing does not stop the search.
    let blind = within(Some(&|samples| {
        samples.iter().map(|pairs| vec![0.0; pairs.len()]).collect()
    }));
    assert!(!blind.is_empty() && blind.len() <= 4_000);
}

#[test]
fn keys_of_one_row_each_stay_open_for_the_next_row() {
    let mut draft = Draft::new(Plan {
        slots: vec![slot("last", FieldKind::Surname), slot("phone", FieldKind::Phone)],
        correlated: Vec::new(),
    });
    for i in 0..400 {
        draft.add(Uid::default(), "", 0);
        draft.value(0, ["Quintana", "Urrutia", "Zubiate", "Echave"][i % 4].into());
        draft.value(1, format!("575555{:04}", i * 7).into());
    }
    let pool = draft.pool();
    let blind: &wide::Worth<'_> = &|samples| samples.iter().map(|pairs| vec![0.0; pairs.len()]).collect();
    let found = wide::within(&pool, &capped(120), false, 20, Some(blind));
    // No two rows share a telephone, so that its blocks cost nothing, and a new row may share one.
    assert!(found.sizes[1].iter().all(|taken| *taken));
    assert!(found.pairs.len() <= 20 && !found.sizes[0][100]);
}
