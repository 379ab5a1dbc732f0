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
/// A word that is no other, and no slip of one.
fn word(n: usize) -> String {
    let drawn = crate::resolve::block::key::hash(&format!("word {n}"));
    let letter = |k: u32, of: &[u8]| char::from(of[(drawn >> (6 * k)) as usize % of.len()]);
    let syllable = |k: u32| [letter(2 * k, b"bdfgklmnprst"), letter(2 * k + 1, b"aeiou")];
    (0..4).flat_map(syllable).collect()
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
        let layout = layout(&[&table], &Schema::Person, &[None]).unwrap();
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
    let kinds = layout(&[&table], &Schema::Person, &[None]).unwrap().kinds();
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

/// A slip that is another one each time.
fn slipped(word: &str, n: usize) -> String {
    let at = 1 + n % (word.len() - 1);
    format!(
        "{}{}{}",
        &word[..at],
        char::from(b'a' + (n * 7 % 26) as u8),
        &word[at..]
    )
}

#[test]
fn a_party_that_a_table_names_several_times_is_found_each_time() {
    let born = |n: usize| format!("19{:02}-{:02}-{:02}", 50 + n % 40, 1 + n % 12, 1 + n % 28);
    let phone = |n: usize| format!("575-555-{:04}", 1000 + n * 7);
    let row = |n: usize| vec![name(n).0, name(n).1, born(n), phone(n)];
    let register = (0..120).map(row);
    // Thirty persons stand in four tips each, and ten in one.
    let tips = (0..130).map(|n| {
        let who = if n < 120 { n % 30 } else { n - 90 };
        let mut tip = row(who);
        tip[n % 2] = slipped(&tip[n % 2], n);
        if n % 3 == 0 {
            tip[3] = String::new();
        }
        tip
    });
    let header = "given,surname,born,phone";
    let tables = [table(header, register), table(header, tips)];
    let found = matched(&tables, &Schema::Person);
    let right = |p: &Match| {
        let (register, tip): (usize, usize) = (p.left_id.parse().unwrap(), p.right_id.parse().unwrap());
        register - 1 == if tip <= 120 { (tip - 1) % 30 } else { tip - 91 }
    };
    let (right, wrong): (Vec<Match>, Vec<Match>) = found.pairs().partition(right);
    assert!(
        right.len() >= 126 && wrong.is_empty(),
        "{} of 130, {} wrong",
        right.len(),
        wrong.len()
    );
    let of: Vec<u32> = found.clusters().map(|(_, group)| group).collect();
    assert!((0..4).all(|n| of[120 + 30 * n] == of[0]), "and its rows are one group");
}

#[test]
fn things_that_are_only_alike_still_compete() {
    // Each of both lists has four models of everything, which differ in a number.
    let list = |from: usize| {
        let models =
            (from..from + 100).map(|n| vec![format!("{} {} press {}", word(n / 4), word(n / 4 + 500), n % 4 + 1)]);
        table("name", models)
    };
    let tables = [list(0), list(20)];
    let found = matched(&tables, &Schema::Company);
    let mut rows: Vec<String> = found.pairs().map(|p| p.left_id).collect();
    let pairs = rows.len();
    rows.sort();
    rows.dedup();
    assert_eq!(rows.len(), pairs, "each is one with one at most");
}

#[test]
fn a_firm_of_one_rare_word_is_found_in_another_list() {
    let firm = |n: usize| match n % 3 {
        0 => word(n),
        _ => format!("{} {}", word(n), ["packing", "farms", "labor", "produce"][n % 4]),
    };
    let list = |from: usize, form: &str| {
        let rows = (from..from + 600).map(|n| vec![format!("{}{form}", firm(n))]);
        table("name", rows)
    };
    let tables = [list(0, " Inc."), list(500, " LLC")];
    let found = matched(&tables, &Schema::Company);
    assert_eq!(found.pairs().count(), 100, "those that both lists name");
    // The same in one list of both.
    let both = table(
        "name",
        (0..1100)
            .map(|n| vec![firm(n)])
            .chain((0..60).map(|n| vec![format!("{}, L.L.C.", firm(n * 3))])),
    );
    let tables = [both];
    let found = matched(&tables, &Schema::Company);
    assert!((58..=62).contains(&found.pairs().count()), "{}", found.pairs().count());
}

#[test]
fn a_number_that_its_column_does_not_name_is_nobodys_own() {
    let scoring = Scoring::built_in().unwrap();
    let rows = (0..200).map(|n| {
        let (given, surname) = name(n);
        vec![
            given,
            surname,
            (18 + n * 7 % 45).to_string(),
            (87_000 + n * 31 % 150).to_string(),
            (40_000 + n / 2).to_string(),
        ]
    });
    let table = table("Vorname,Nachname,Alter,PLZ,passport", rows);
    let layout = layout(&[&table], &Schema::Person, &[None]).unwrap();
    let kinds: Vec<String> = layout.kinds().into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds[2..], ["number", "id", "id"]);
    let plan = plan(&layout, &Schema::Person, &scoring, 0).unwrap();
    let background = |at: usize| plan.slots[at].comparison.background;
    assert_eq!(background(3), 0.0, "whose it is says the table alone");
    assert_eq!(background(4), scoring.comparisons["id"].background);
}

#[test]
fn pairs_that_somebody_asks_about_are_no_pairs_at_random() {
    // Everybody of one town, one firm and one year: what all of them share tells nobody from another.
    let born = |n: usize| format!("19{:02}-{:02}-{:02}", 50 + n % 40, 1 + n % 12, 1 + n % 28);
    let rows = |second: bool| {
        (0..240).map(move |n| {
            let who = if second && n >= 60 { n + 247 } else { n };
            vec![
                name(who).0,
                name(n).1,
                born(who),
                format!("Crew {}", n / 2),
                format!("Camp {}", n / 2),
            ]
        })
    };
    let header = "given,surname,born,crew,camp";
    let tables = [table(header, rows(false)), table(header, rows(true))];
    let options = Options {
        pairs: (1..=240).map(|n| (n.to_string(), n.to_string())).collect(),
        ..Options::default()
    };
    let scoring = Scoring::built_in().unwrap();
    let found = run(&tables[0], Some(&tables[1]), &Schema::Person, &options, &scoring).unwrap();
    let likely: Vec<usize> = found
        .pairs()
        .filter(|p| p.probability >= 0.5)
        .map(|p| p.left_id.parse().unwrap())
        .collect();
    let wrong = likely.iter().filter(|n| **n > 60).count();
    assert!(
        likely.len() - wrong >= 58 && wrong <= 3,
        "{} right, {wrong} wrong",
        likely.len() - wrong
    );
}

#[test]
fn rows_are_named_by_a_column_of_each_table() {
    let rows =
        |from: usize, of: &'static str| (from..from + 60).map(move |n| vec![format!("{of}{n}"), name(n).0, name(n).1]);
    let tables = [
        table("tip,given,surname", rows(0, "T-")),
        table("case_no,given,surname", rows(20, "C-")),
    ];
    let scoring = Scoring::built_in().unwrap();
    let ask = |left: &str, right: Option<&str>| {
        let options = Options {
            id_column: Some(left.to_owned()),
            right_id: right.map(str::to_owned),
            threshold: Some(0.5),
            ..Options::default()
        };
        run(&tables[0], Some(&tables[1]), &Schema::Person, &options, &scoring)
    };
    let found = ask("tip", Some("case_no")).unwrap();
    assert!(found.pairs().count() >= 38);
    assert!(
        found
            .pairs()
            .all(|p| p.left_id[2..] == p.right_id[2..] && p.right_id.starts_with("C-"))
    );
    let named: Vec<&str> = found.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(named, ["given", "surname"], "ids are compared with nothing");
    let refused = ask("tip", None).err().unwrap();
    assert_eq!(
        (refused.key.as_str(), refused.expected.as_str()),
        ("match-id", "a column of that name in the second table")
    );
}

#[test]
fn names_may_weigh_more_where_more_could_be_meant() {
    let scoring = Scoring::built_in().unwrap();
    let table = table(
        "name,phone",
        (0..40).map(|n| vec![format!("{} {}", name(n).0, name(n).1), format!("575555{n:04}")]),
    );
    let layout = layout(&[&table], &Schema::Person, &[None]).unwrap();
    let most = |rows: usize| -> Vec<f64> {
        let plan = plan(&layout, &Schema::Person, &scoring, rows).unwrap();
        plan.slots.iter().map(|s| s.comparison.max_bits).collect()
    };
    let file = |kind: &str| scoring.comparisons[kind].max_bits;
    assert_eq!(most(40), [file("person"), file("phone")]);
    assert_eq!(most(2048), most(40));
    assert_eq!(most(8 * 2048), [file("person") + 3.0, file("phone")]);
}
