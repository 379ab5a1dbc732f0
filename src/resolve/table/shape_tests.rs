//! Tables as they come: columns called in many ways, one party in hundreds of rows.
use super::column::layout;
use super::*;

fn table(header: &str, rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new(header.split(',').map(str::to_owned).collect());
    rows.into_iter().for_each(|row| table.push(row));
    table
}
/// The same names each time, no two of them alike.
fn name(n: usize) -> (String, String) {
    const GIVEN: [&str; 12] = [
        "Ana", "Luis", "Rosa", "Omar", "Ines", "Hugo", "Vera", "Ivan", "Nora", "Saul", "Delia", "Pablo",
    ];
    const START: [&str; 10] = ["Que", "Ypa", "Oli", "Zub", "Urr", "Ech", "Nev", "Ter", "Bal", "Mon"];
    const END: [&str; 7] = ["tana", "guirre", "vas", "iate", "utia", "ave", "arez"];
    (
        GIVEN[n % 12].into(),
        format!("{}{}", START[n / 12 % 10], END[(n / 12 + n) % 7]),
    )
}
fn matched<'a>(tables: &'a [Table], schema: &Schema) -> Matches<'a> {
    let options = Options {
        threshold: Some(0.5),
        ..Options::default()
    };
    let scoring = Scoring::built_in().unwrap();
    run(&tables[0], tables.get(1), schema, &options, &scoring).unwrap()
}

#[test]
fn a_date_in_three_columns_is_one_date() {
    let rows = (0..60).map(|n| {
        let (given, surname) = name(n);
        let (y, m, d) = (1950 + n % 40, 1 + n % 12, 1 + n % 28);
        let month = if n == 3 { String::new() } else { m.to_string() };
        vec![given, surname, d.to_string(), month, y.to_string()]
    });
    for header in [
        "given,surname,bd,bm,by",
        "nombre,apellido,dia_nac,mes_nac,anio_nac",
        "first,last,day of birth,month of birth,year of birth",
    ] {
        let table = table(header, rows.clone());
        let layout = layout(&[&table], &Schema::Person, None).unwrap();
        let kinds: Vec<String> = layout.kinds().into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, ["given", "surname", "date"], "{header}");
        let date = &layout.places(&table)[2];
        assert_eq!(date.cell(&table, 1).as_deref(), Some("1951-02-02"));
        assert_eq!(
            date.cell(&table, 3).as_deref(),
            Some("1953"),
            "a day without a month is none"
        );
    }
    // An episode is no day, whatever its number.
    let table = table("given,surname,episode,season,year", rows);
    let kinds = layout(&[&table], &Schema::Person, None).unwrap().kinds();
    assert!(kinds.iter().all(|(_, kind)| kind != "date"), "{kinds:?}");
}

#[test]
fn columns_that_are_called_otherwise_are_compared() {
    let phone = |n: usize| format!("575-555-{:04}", 1000 + n * 7);
    let left = (0..80).map(|n| {
        vec![
            format!("{} {}", name(n).0, name(n).1),
            phone(n),
            format!("row {n} of one"),
            "5".into(),
        ]
    });
    let right = (40..120).map(|n| {
        vec![
            phone(n),
            format!("{}, {}", name(n).1, name(n).0),
            format!("other remark {}", n * n),
            "7".into(),
        ]
    });
    let tables = [
        table("Worker Name,Phone Number,remarks,rooms", left),
        table("Teléfono,worker_name,what was heard,beds", right),
    ];
    let matches = matched(&tables, &Schema::Person);
    let named: Vec<&str> = matches.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, ["Worker Name", "Phone Number / Teléfono"], "rooms are no beds");
    assert_eq!(matches.pairs().count(), 40);
    // The running numbers of two lists say nothing, whatever they are called.
    let numbered = |from: usize| (from..from + 80).map(move |n| vec![(n - from).to_string(), name(n).0, name(n).1]);
    let tables = [
        table("tip_id,given,surname", numbered(0)),
        table("case_id,given,surname", numbered(40)),
    ];
    let named: Vec<String> = matched(&tables, &Schema::Person)
        .columns
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(named, ["given", "surname"]);
}

#[test]
fn one_firm_in_hundreds_of_rows_is_one() {
    let firm = |n: usize| match n {
        0..260 => "Orquidea Vanguardia Packing LLC".to_owned(),
        260..400 => "Orquidea Vanguardia Packing Company".to_owned(),
        400..420 => "Orquidea Vanguarda Packing".to_owned(),
        n => format!("{} {} Farms", name(n).1, name(n * 5 + 1).1),
    };
    let tables = [table(
        "name,docket",
        (0..600).map(|n| vec![firm(n), format!("{:06}", n * 7919 % 100_003)]),
    )];
    let matches = matched(&tables, &Schema::Company);
    let of: Vec<u32> = matches.clusters().map(|(_, group)| group).collect();
    let groups: Vec<u32> = [0, 259, 260, 399, 400, 419].map(|n| of[n]).to_vec();
    assert!(
        of[..420].iter().all(|group| *group == of[0]),
        "all rows of one firm: {groups:?}"
    );
    assert!(of[420..].iter().all(|group| *group != of[0]), "and no other");
}

#[test]
fn parties_are_never_learned_to_be_called_otherwise() {
    // Codes that say little, which many pairs have in common, whatever their names.
    let drawn = |n: usize, salt: usize| crate::resolve::block::key::hash(&format!("{n} {salt}")) as usize % 9973;
    let rows = (0..450).map(|n| {
        let code = |salt: usize, of: usize| (drawn(n, salt) % of).to_string();
        vec![
            name(drawn(n, 3)).0,
            name(drawn(n, 7)).1,
            code(1, 91),
            code(5, 12),
            code(12, 28),
        ]
    });
    let tables = [table("fname,lname,q1,q2,q3", rows)];
    let learned = matched(&tables, &Schema::Person).parameters;
    let scoring = Scoring::built_in().unwrap();
    for field in &learned.fields[..2] {
        let given = &scoring.comparisons[field.kind.as_str()].level;
        let (learned, given) = (field.levels.last().unwrap().m, given.last().unwrap().m);
        assert!(learned <= 2.0 * given + 1e-9, "{} {learned}", field.name);
    }
}

#[test]
fn who_stands_in_both_tables_is_expected_there() {
    let rows = |from: usize| (from..from + 200).map(|n| vec![name(n).0, name(n).1]);
    let tables = [table("given,surname", rows(0)), table("given,surname", rows(10))];
    let matches = matched(&tables, &Schema::Person);
    // 190 of 200: to be one with this row, to being one with none.
    let odds = libm::exp2(matches.parameters.prior_bits);
    assert!((0.01..0.1).contains(&odds), "{odds}");
    assert!(matches.pairs().count() >= 185, "{}", matches.pairs().count());
}
