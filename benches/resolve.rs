//! Surfacing: the matcher on tables of invented firms, and the comparison of one pair.
//! `cargo bench --bench resolve`. Peers on the same data: `docs/matching.md`.

use divan::counter::ItemsCount;

use caseboard::catalog::scoring::Scoring;
use caseboard::resolve::compare::compare;
use caseboard::resolve::field::{FieldKind, prepare};
use caseboard::resolve::table::{Options, Schema, Table, run};

fn main() {
    divan::main();
}

const SYLLABLES: &[&str] = &[
    "ba", "ce", "di", "fo", "gu", "ha", "jo", "ki", "lu", "me", "no", "pa", "ri", "su", "te", "vo",
];

/// `n` invented firms, every tenth a misspelt double of the one before; the same each time.
fn table(n: usize) -> Table {
    let word = |mut seed: usize| {
        let mut out = String::new();
        for _ in 0..4 {
            out.push_str(SYLLABLES[seed % 16]);
            seed /= 16;
        }
        out
    };
    let mut table = Table::new(["id", "name", "address", "phone"].map(str::to_owned).to_vec());
    for i in 0..n {
        let double = i % 10 == 9;
        let k = if double { i - 1 } else { i };
        let mut name = format!("{} {} llc", word(k * 7919 % 65_536), word(k * 104_729 % 65_536));
        if double {
            name.remove(3);
        }
        table.push([
            i.to_string(),
            name,
            format!("{} {} st", k % 900 + 1, word(k * 31 % 65_536)),
            format!("575{:07}", 2_000_000 + k * 37 % 7_000_000),
        ]);
    }
    table
}

#[divan::bench(args = [1_000, 10_000], sample_count = 3)]
fn firms(bencher: divan::Bencher<'_, '_>, n: usize) {
    let table = table(n);
    let scoring = Scoring::built_in().expect("the built-in scoring files");
    let options = Options {
        id_column: Some("id".to_owned()),
        threshold: Some(0.5),
        ..Options::default()
    };
    bencher.bench(|| run(&table, None, &Schema::Company, &options, &scoring).map(|m| m.len()));
}

/// Pairs weighed anew and told with the reasons of each, on one core.
#[divan::bench(sample_count = 20)]
fn explained_pairs(bencher: divan::Bencher<'_, '_>) {
    let table = table(20_000);
    let scoring = Scoring::built_in().expect("the built-in scoring files");
    let options = Options {
        id_column: Some("id".to_owned()),
        ..Options::default()
    };
    let found = run(&table, None, &Schema::Company, &options, &scoring).expect("a table with names");
    let one_core = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    let told = || found.lines().map(|line| line.reasons.len()).sum::<usize>();
    bencher
        .counter(ItemsCount::new(found.len()))
        .bench(|| one_core.install(told));
}

#[divan::bench]
fn one_pair_of_names(bencher: divan::Bencher<'_, '_>) {
    let a = prepare(FieldKind::Person, "María Guadalupe López Hernández");
    let b = prepare(FieldKind::Person, "LOPEZ HERNADEZ, LUPE");
    let (Some(a), Some(b)) = (a, b) else { return };
    bencher.bench(|| compare(divan::black_box(&a), divan::black_box(&b)));
}
