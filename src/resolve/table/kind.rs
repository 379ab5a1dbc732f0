//! What a column holds: by the words of its name, English or Spanish, as far as its values bear them out; else by its
//! values alone. Must not know: tables, schema files.

use std::collections::HashSet;

use super::Schema;
use crate::model::value::{self, address, header, identifier, phone};
use crate::resolve::field::FieldKind;

/// The kind that a column may have by what its name says (`column_words.csv`), in the order that they are asked for.
const NAMED_SO: &[(&str, FieldKind)] = &[
    ("email", FieldKind::Email),
    ("birth", FieldKind::Date),
    ("phone", FieldKind::Phone),
    ("zip", FieldKind::Zip),
    ("fein", FieldKind::Fein),
    ("plate", FieldKind::Plate),
    ("city", FieldKind::City),
    ("state", FieldKind::State),
    ("address", FieldKind::Address),
    ("identity", FieldKind::Id),
];
/// What tells a party's name.
const NAMES: [&str; 5] = ["name", "company", "dba", "worker", "other_person"];

/// The kind of a column by its name and some of its values, none of them empty.
pub(super) fn kind_of(name: &str, sample: &[&str], schema: &Schema) -> FieldKind {
    let column = Column::of(name, sample);
    by_name(&column, schema).unwrap_or_else(|| by_value(&column))
}

struct Column<'a> {
    words: Vec<String>,
    sample: &'a [&'a str],
    /// Words that a value has, on the average.
    mean_words: f64,
}

impl<'a> Column<'a> {
    fn of(name: &str, sample: &'a [&'a str]) -> Column<'a> {
        let words = header::words(name);
        let count: usize = sample.iter().map(|v| value::words(v).len()).sum();
        Column {
            words,
            sample,
            mean_words: count as f64 / sample.len().max(1) as f64,
        }
    }
    /// Its name says so.
    fn has(&self, meaning: &str) -> bool {
        header::has(&self.words, meaning)
    }
    /// Of so many rows so few values that each must stand for many.
    fn few(&self) -> bool {
        self.sample.len() >= 30 && (self.distinct() as f64) < 0.1 * self.sample.len() as f64
    }
    fn distinct(&self) -> usize {
        self.sample.iter().collect::<HashSet<_>>().len()
    }
    /// Numbers that stand for something counted or measured: short, and most rows share theirs.
    fn counted(&self) -> bool {
        self.sample.len() >= 30 && self.distinct() * 2 < self.sample.len() && self.share(|v| v.len() <= 4) > 0.9
    }
    /// The share of values that pass.
    fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let passed = self.sample.iter().filter(|v| test(v)).count();
        passed as f64 / self.sample.len().max(1) as f64
    }
}

/// The year, the month and the day of one date among three columns, each with its name and some of its values, in this
/// order: by the letters that their names begin with but for what all three share (`by`, `bm`, `bd`; `dia_nac`,
/// `mes_nac`, `anio_nac`), if the values are such.
pub(super) fn date_in_parts(columns: [(&str, &[&str]); 3]) -> Option<[usize; 3]> {
    let names = columns.map(|(name, _)| header::words(name).concat());
    let shared = |of: fn(&str, usize) -> Option<&str>| {
        let alike =
            |n: &usize| of(&names[0], *n).is_some_and(|part| names.iter().all(|name| of(name, *n) == Some(part)));
        (1..).take_while(alike).last().unwrap_or(0)
    };
    let (before, after) = (
        shared(|s, n| s.get(..n)),
        shared(|s, n| s.get(s.len().checked_sub(n)?..)),
    );
    let own = |at: usize| {
        names[at]
            .get(before..names[at].len() - after)
            .and_then(|own| own.bytes().next())
    };
    let share = |at: usize, test: &dyn Fn(u32) -> bool| {
        let sample = columns[at].1;
        let passed = sample.iter().filter(|v| v.trim().parse().is_ok_and(test)).count();
        passed as f64 / sample.len().max(1) as f64
    };
    let find = |letters: &[u8], fits: &dyn Fn(usize) -> bool| {
        (0..3).find(|at| own(*at).is_some_and(|first| letters.contains(&first)) && fits(*at))
    };
    const MOST: f64 = 0.9;
    let year = find(b"ya", &|at| share(at, &|n| (1850..=2100).contains(&n)) > MOST)?;
    let month = find(b"m", &|at| share(at, &|n| (1..=12).contains(&n)) > MOST)?;
    let day = find(b"d", &|at| {
        share(at, &|n| (1..=31).contains(&n)) > MOST && share(at, &|n| n > 12) > 0.2
    })?;
    Some([year, month, day])
}

/// By the words of the name, if the values are such.
fn by_name(column: &Column<'_>, schema: &Schema) -> Option<FieldKind> {
    // "Place of birth" is no date, "first and last name" is a whole name.
    if column.has("place") && column.mean_words < 4.0 {
        return Some(FieldKind::City);
    }
    match (column.has("given") || column.has("middle"), column.has("surname")) {
        (true, true) => return Some(FieldKind::Person),
        // A letter says as much as any code does.
        (true, false) if !column.few() || column.has("given") => return Some(FieldKind::Given),
        (false, true) => return Some(FieldKind::Surname),
        _ => {}
    }
    if column.has("suffix") {
        return None;
    }
    let mut known = NAMED_SO.iter().filter(|(meaning, _)| column.has(meaning));
    if let Some(kind) = known.find_map(|(_, kind)| borne_out(*kind, column)) {
        return Some(kind);
    }
    let numbered = column
        .words
        .last()
        .is_some_and(|last| header::has(std::slice::from_ref(last), "key"));
    if numbered && !column.few() && borne_out(FieldKind::Id, column).is_some() {
        return Some(FieldKind::Id);
    }
    if !NAMES.iter().any(|meaning| column.has(meaning)) || column.share(|v| v.contains(char::is_alphabetic)) < 0.5 {
        return None;
    }
    let firm = column.has("company") || column.has("dba");
    let person = column.has("worker") || column.has("other_person");
    Some(if column.mean_words > 6.0 {
        FieldKind::Text
    } else if person && !firm {
        FieldKind::Person
    } else if *schema == Schema::Person && !firm {
        // "Nombre" beside "Apellidos".
        if column.mean_words < 1.2 {
            FieldKind::Given
        } else {
            FieldKind::Person
        }
    } else {
        FieldKind::Company
    })
}

/// Whether a column names somebody else than the party that its row is about: whose owner, agent, or employer it is.
pub(super) fn of_another(name: &str, schema: &Schema) -> bool {
    let words = header::words(name);
    match schema {
        Schema::Person => ["other_person", "company", "dba"]
            .iter()
            .any(|other| header::has(&words, other)),
        _ => ["other_person", "worker"]
            .iter()
            .any(|other| header::has(&words, other)),
    }
}

/// Whether a column is called a number of something or somebody.
pub(super) fn names_number(name: &str) -> bool {
    let words = header::words(name);
    header::has(&words, "identity") || header::has(&words, "key")
}

/// The kind that the values of a column may have that is called so; none when they can't be such.
fn borne_out(kind: FieldKind, column: &Column<'_>) -> Option<FieldKind> {
    const SOME: f64 = 0.3;
    let digits = |least: usize| column.share(|v| v.bytes().filter(u8::is_ascii_digit).count() >= least);
    let fits = match kind {
        FieldKind::Email => column.share(|v| v.contains('@')) > SOME,
        FieldKind::Date => column.share(|v| value::canonical("date", v).is_some()) > SOME,
        FieldKind::Phone => digits(5) > SOME,
        FieldKind::Zip => digits(1) > SOME,
        FieldKind::Fein => digits(7) > SOME,
        FieldKind::Plate => digits(1) > SOME,
        FieldKind::Id => digits(2) > SOME,
        FieldKind::City | FieldKind::State => column.mean_words < 4.0,
        FieldKind::Address => {
            // A second line of an address, or a column of towns.
            let street = digits(1) > SOME || column.share(|v| !address::parse(v).street.is_empty()) > 0.5;
            return Some(match street {
                true => FieldKind::Address,
                false if column.mean_words < 3.5 => FieldKind::City,
                false => FieldKind::Text,
            });
        }
        _ => true,
    };
    fits.then_some(kind)
}

fn by_value(column: &Column<'_>) -> FieldKind {
    if column.share(|v| identifier::email(v).is_some()) > 0.7 {
        return FieldKind::Email;
    }
    if column.share(|v| phone::parse(v).is_some()) > 0.7 {
        return FieldKind::Phone;
    }
    // "1204 Solano Rd", but not "10 x 12 inches".
    let houses = |v: &str| {
        let mut words = v.split_whitespace();
        let number = words.next().is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        let letters = |c: char| c.is_alphabetic() || matches!(c, '.' | ',');
        let written = |word: &&str| word.chars().count() > 1 && word.chars().all(letters);
        number && words.filter(written).count() > 1 && !address::parse(v).street.is_empty()
    };
    if column.share(houses) > 0.7 {
        return FieldKind::Address;
    }
    if column.share(|v| v.len() >= 8 && value::canonical("date", v).is_some()) > 0.8 {
        return FieldKind::Date;
    }
    if column.share(|v| v.trim_start_matches('$').replace(',', "").parse::<f64>().is_ok()) > 0.8 {
        return if column.has("measure") || column.has("money") {
            FieldKind::Number
        } else if column.few() {
            FieldKind::Category
        } else if column.counted() {
            FieldKind::Number
        } else {
            FieldKind::Id
        };
    }
    if column.few() && column.mean_words < 8.0 {
        FieldKind::Category
    } else {
        FieldKind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_what_its_values_bear_out() {
        let of = |name: &str, values: &str| kind_of(name, &values.split('|').collect::<Vec<_>>(), &Schema::Person);
        for (name, values, kind) in [
            ("dob", "1971-06-24|1984-01-30", FieldKind::Date),
            ("birth_place", "Deming|Las Cruces", FieldKind::City),
            ("Fecha de nacimiento", "24/06/1971|1984-01-30", FieldKind::Date),
            ("birth", "home|hospital", FieldKind::Text),
            ("first_and_surname", "ana ruiz|luis soto", FieldKind::Person),
            ("FirstName", "Ana|Luis", FieldKind::Given),
            ("apellido paterno", "Ruiz|Soto", FieldKind::Surname),
            ("nombre", "Ana Ruiz|Luis Soto", FieldKind::Person),
            ("contact phone", "Ana Ruiz|Luis Soto", FieldKind::Person),
            ("empresa", "Rio Bravo Labor|Sunset Motel", FieldKind::Company),
            ("telefono", "575-555-0101|575-555-0102", FieldKind::Phone),
            ("phone", "yes|no", FieldKind::Text),
            ("postcode_fake", "tq13 8df|ha0 2qw", FieldKind::Zip),
            ("street", "12 Main St|400 Oak Ave", FieldKind::Address),
            ("address 2", "Hatch|Deming", FieldKind::City),
            ("license no", "A-12345|B-99812", FieldKind::Id),
            ("what", "575-555-0101|575-555-0102", FieldKind::Phone),
            ("wage", "12.50|9", FieldKind::Number),
            ("seen at", "1204 Solano Rd.|77 Calle Peñón, Hatch", FieldKind::Address),
            ("dimensions", "10 x 12 inches|8.5 x 11 in", FieldKind::Text),
            ("released on", "2018-04-24|1998-01-02", FieldKind::Date),
            ("MailingAddress1", "PO Box 12|400 Oak Ave", FieldKind::Address),
            ("midl_name", "Ana|Luis", FieldKind::Given),
            ("name_sufx_cd", "JR|SR", FieldKind::Text),
            ("nombre", "Ana|Luis", FieldKind::Given),
            ("owner", "Ana Ruiz|Luis Soto", FieldKind::Person),
            ("case_violtn_cnt", "3|12", FieldKind::Number),
        ] {
            assert_eq!(of(name, values), kind, "{name}");
        }
    }
}
