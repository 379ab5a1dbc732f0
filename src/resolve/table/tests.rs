use super::*;

/// Reads a data set, runs the matcher, prints the scorer's inputs when `MATCH_OUT` names a folder.
fn table(text: &str) -> Table {
    let mut lines = text.lines().map(|l| l.split(','));
    let mut table = Table::new(lines.next().unwrap().map(str::to_owned).collect());
    lines.for_each(|cells| table.push(cells));
    table
}

#[test]
fn a_small_table_finds_its_doubles() {
    let mut text = String::from("id,first_name,surname,dob,city\n");
    let given = [
        "Ana", "Luis", "Rosa", "Omar", "Ines", "Hugo", "Vera", "Ivan", "Nora", "Saul",
    ];
    let last = [
        "Quintana",
        "Yparraguirre",
        "Olivas",
        "Zubiate",
        "Urrutia",
        "Echave",
        "Nevarez",
        "Terrazas",
    ];
    for (i, g) in given.iter().enumerate() {
        for (j, l) in last.iter().enumerate() {
            text += &format!(
                "{},{g},{l},19{:02}-{:02}-{:02},Deming\n",
                i * 8 + j,
                50 + (i * 7 + j * 3) % 50,
                1 + (i + j) % 12,
                1 + (i * 5 + j * 11) % 28
            );
        }
    }
    text += "d1,Ana,Quintanna,1950-01-01,Deming\nd2,Yparraguirre,Luis,1960-03-17,Deming\n";
    let scoring = Scoring::built_in().unwrap();
    let options = Options {
        id_column: Some("id".into()),
        threshold: Some(0.5),
        ..Options::default()
    };
    let table = table(&text);
    let ask = || run(&table, None, &Schema::Person, &options, &scoring).unwrap();
    let found: Vec<Match> = ask().pairs().collect();
    let pairs: Vec<(&str, &str)> = found
        .iter()
        .map(|p| (p.left_id.as_str(), p.right_id.as_str()))
        .collect();
    assert!(pairs.contains(&("0", "d1")), "{pairs:?}");
    assert!(pairs.contains(&("9", "d2")), "{pairs:?}");
    assert!(pairs.len() <= 4, "{pairs:?}");
    assert_eq!(ask().pairs().collect::<Vec<_>>(), found, "the same bytes twice");
    // A line says what the reasons say.
    let matches = ask();
    for (line, whole) in matches.lines().zip(&found) {
        assert_eq!(
            (&*line.left_id, &*line.right_id),
            (whole.left_id.as_str(), whole.right_id.as_str())
        );
        assert_eq!((line.probability, line.weight), (whole.probability, whole.weight));
        let told: Vec<String> = whole
            .reasons
            .iter()
            .map(|r| format!("{} {:+.2}", r.field, r.bits.as_f64()))
            .collect();
        assert_eq!(line.reasons, told.join("; "));
    }
    let of: Vec<(String, u32)> = ask().clusters().map(|(id, n)| (id.into_owned(), n)).collect();
    assert_eq!(
        (of[0].clone(), of[80].clone()),
        (("0".to_owned(), 1), ("d1".to_owned(), 1))
    );
    assert_eq!(of.iter().map(|(_, n)| *n).max(), Some(80), "two of 82 rows are doubles");
}

#[test]
fn a_missing_id_column_is_named() {
    let scoring = Scoring::built_in().unwrap();
    let options = Options {
        id_column: Some("nope".into()),
        threshold: None,
        ..Options::default()
    };
    assert_eq!(
        run(&table("a,b\n1,2"), None, &Schema::Person, &options, &scoring)
            .err()
            .map(|problem| problem.key),
        Some("match-id".to_owned())
    );
}

#[test]
fn given_pairs_are_weighed_and_no_others() {
    let mut text = String::from("id,name\n1,Ana Quintana Olivas\n2,QUINTANA OLIVAS ANA\n");
    text += "3,Hugo Zubiate Nevarez\n4,Vera Terrazas Echave\n";
    // Enough others that two names alike are not what chance gives.
    for (n, given) in ["Luis", "Rosa", "Omar", "Ines", "Ivan", "Nora"].iter().enumerate() {
        for (m, family) in ["Yparraguirre", "Urrutia", "Brindle", "Corliss", "Dunmore", "Eastlake"]
            .iter()
            .enumerate()
        {
            text += &format!("x{n}{m},{given} {family}\n");
        }
    }
    let scoring = Scoring::built_in().unwrap();
    let rows = table(&text);
    let ask = |pairs: &[(&str, &str)]| {
        let options = Options {
            id_column: Some("id".into()),
            threshold: Some(0.0),
            pairs: pairs.iter().map(|(l, r)| ((*l).into(), (*r).into())).collect(),
            ..Options::default()
        };
        run(&rows, None, &Schema::Person, &options, &scoring)
    };
    let found = ask(&[("1", "2"), ("3", "4")]).unwrap();
    assert_eq!(found.pairs_scored, 2);
    let found: Vec<Match> = found.pairs().collect();
    let probability = |l: &str, r: &str| {
        let at = found.iter().find(|p| p.left_id == l && p.right_id == r);
        at.map(|p| p.probability)
    };
    assert!(probability("1", "2") > Some(0.5), "{found:?}");
    assert!(probability("3", "4") < Some(0.5), "{found:?}");
    assert_eq!(probability("1", "3"), None);
    let wrong = ask(&[("1", "2"), ("3", "9")]).err().unwrap();
    assert_eq!(
        (
            wrong.key.as_str(),
            wrong.place.row,
            wrong.place.column.as_str(),
            wrong.found.as_str()
        ),
        ("match-pairs", 2, "right_id", "9")
    );
}

#[test]
fn names_in_each_others_column_are_compared() {
    let mut text = String::from("id,first_name,surname,dob\n");
    for n in 0..80 {
        text += &format!("{n},Given{n},Family{n},19{:02}-03-04\n", n % 60 + 20);
    }
    // The name stands in the other column, the year is one too early, the other name is missing.
    text += "a,Zubiate,,1971-01-09\nb,Omar,Zubiate,1972-02-11\n";
    let options = Options {
        id_column: Some("id".into()),
        threshold: Some(0.0),
        ..Options::default()
    };
    let (table, scoring) = (table(&text), Scoring::built_in().unwrap());
    let found = run(&table, None, &Schema::Person, &options, &scoring).unwrap();
    assert!(found.pairs().any(|p| p.left_id == "a" && p.right_id == "b"));
}

#[test]
fn a_schema_file_says_what_columns_hold() {
    // Two columns that nothing but the file tells apart from text.
    let mut text = String::from("n,wer,wo,no\n");
    for n in 0..40 {
        text += &format!("{n},Firma{n}quill Labor LLC,{} Calle{n} Road,{n}\n", n + 100);
    }
    text += "40,Firma7quill Labor Inc,107 Calle7 Rd,7\n";
    let schema = "[[field]]\ncompare = \"company\"\ncolumns = [\"wer\"]\n[[field]]\nname = \"site\"\n\
                  compare = \"address\"\ncolumns = [\"wo\"]\n";
    let schema = Schema::from_toml(schema).unwrap();
    let (rows, scoring) = (table(&text), Scoring::built_in().unwrap());
    let options = Options {
        id_column: Some("n".into()),
        threshold: Some(0.5),
        ..Options::default()
    };
    let found = run(&rows, None, &schema, &options, &scoring).unwrap();
    let kinds: Vec<(&str, &str)> = found.columns.iter().map(|(c, k)| (c.as_str(), k.as_str())).collect();
    assert_eq!(kinds, [("wer", "company"), ("site", "address")]);
    let pairs: Vec<(String, String)> = found.pairs().map(|m| (m.left_id, m.right_id)).collect();
    assert_eq!(pairs, [("7".to_owned(), "40".to_owned())]);
    let elsewhere = Schema::from_toml("[[field]]\ncompare = \"id\"\ncolumns = [\"was\"]").unwrap();
    let problem = run(&rows, None, &elsewhere, &options, &scoring).err().unwrap();
    assert_eq!((problem.key.as_str(), problem.found.as_str()), ("match-schema", "was"));
    let unknown = Schema::from_toml("[[field]]\ncompare = \"firm\"\ncolumns = [\"wer\"]").unwrap();
    let problem = run(&rows, None, &unknown, &options, &scoring).err().unwrap();
    assert_eq!((problem.key.as_str(), problem.found.as_str()), ("match-schema", "firm"));
}

#[test]
fn a_whole_name_beside_its_parts_is_one_fact() {
    let rows = "full_name,first_name,surname,dob\nAna Maria Ruiz,Ana,Ruiz,1971-06-24\nLuis Soto,Luis,Soto,1984-01-30\n";
    let kinds = |text: &str| {
        let table = table(text);
        let layout = column::layout(&[&table], &Schema::Person, &[None]).unwrap();
        layout.fields.iter().map(|f| f.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(rows), ["first_name", "surname", "dob"]);
    // Another name is another fact.
    let other = rows
        .replace("Ana Maria Ruiz", "Mrs Soto")
        .replace("Luis Soto,", "El Contratista,");
    assert_eq!(kinds(&other), ["full_name", "first_name", "surname", "dob"]);
}

#[test]
fn a_surname_alone_in_the_column_of_given_names_is_no_other_given_name() {
    let mut text = String::from("id,first_name,surname,dob\n");
    for i in 0..60 {
        let (first, last) = (
            ["Ana", "Luis", "Rosa", "Omar", "Ines"][i % 5],
            ["Olivas", "Zubiate", "Urrutia", "Echave"][i % 4],
        );
        text += &format!(
            "{i},{first},{last},19{:02}-{:02}-{:02}\n",
            40 + i,
            1 + i % 12,
            1 + i % 28
        );
    }
    text += "a,Jorge,Yparraguirre,1907-71-17\nb,Yparraguirre,,1907-11-17\nc,Hugo,,1907-11-17\n";
    let scoring = Scoring::built_in().unwrap();
    let options = Options {
        id_column: Some("id".into()),
        threshold: Some(0.0),
        pairs: vec![("a".into(), "b".into()), ("a".into(), "c".into())],
        ..Options::default()
    };
    let table = table(&text);
    let found = run(&table, None, &Schema::Person, &options, &scoring).unwrap();
    let part = |right: &str, field: &str| {
        let pair = found.pairs().find(|p| p.right_id == right).unwrap();
        pair.reasons
            .iter()
            .find(|r| r.field == field)
            .map_or(0.0, |r| r.bits.as_f64())
    };
    assert!(part("b", "first_name") > 2.0 && part("c", "first_name") < 0.0);
    // A month that no calendar has is one wrong digit.
    assert!(part("b", "dob") > 2.0);
}
