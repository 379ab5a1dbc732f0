//! What a column holds: by the words of its name, English or Spanish, as far as its values bear them out; else by its
//! values alone. Must not know: tables, schema files.

use super::Schema;
use crate::model::value::{self, address, identifier, phone};
use crate::resolve::field::FieldKind;

/// Words of a column's name, alone or written together, in the order that they are asked for.
const NAMES: &[(FieldKind, &[&str])] = &[
    (FieldKind::Email, &["email", "emailaddress", "mail", "correo"]),
    (
        FieldKind::Date,
        &[
            "dob",
            "birth",
            "birthdate",
            "birthday",
            "dateofbirth",
            "born",
            "nacimiento",
            "fechanacimiento",
        ],
    ),
    (
        FieldKind::Phone,
        &[
            "phone",
            "phonenumber",
            "tel",
            "telephone",
            "fax",
            "mobile",
            "cell",
            "telefono",
            "celular",
            "movil",
        ],
    ),
    (FieldKind::Zip, &["zip", "zipcode", "postcode", "postal", "postalcode"]),
    (FieldKind::Fein, &["fein", "ein"]),
    (FieldKind::Plate, &["plate", "placa", "placas", "matricula"]),
    (
        FieldKind::City,
        &["city", "town", "suburb", "cty", "municipality", "ciudad", "municipio"],
    ),
    (FieldKind::State, &["state", "st", "province", "estado"]),
    (
        FieldKind::Address,
        &["address", "addr", "street", "direccion", "domicilio", "calle"],
    ),
    (
        FieldKind::Id,
        &["ssn", "passport", "license", "licence", "pasaporte", "curp", "rfc"],
    ),
];
const GIVEN: &[&str] = &[
    "first",
    "given",
    "forename",
    "fname",
    "firstname",
    "givenname",
    "nombres",
    "middle",
    "middlename",
];
const SURNAME: &[&str] = &[
    "last",
    "surname",
    "lname",
    "lastname",
    "familyname",
    "maiden",
    "apellido",
    "apellidos",
    "paterno",
    "materno",
];
const NAMED: &[&str] = &[
    "name",
    "fullname",
    "nombre",
    "employer",
    "company",
    "firm",
    "organization",
    "trade",
    "business",
    "empresa",
    "empleador",
    "patron",
    "compania",
];
const FIRMS: &[&str] = &[
    "org",
    "organization",
    "company",
    "employer",
    "business",
    "firm",
    "empresa",
    "empleador",
    "patron",
    "compania",
];
const PLACE: &[&str] = &["place", "birthplace", "lugar"];
const AMOUNTS: &[&str] = &[
    "price", "amount", "wage", "wages", "cost", "year", "age", "salary", "precio", "monto", "edad",
];

/// The kind of a column by its name and some of its values, none of them empty.
pub(super) fn kind_of(name: &str, sample: &[&str], schema: &Schema) -> FieldKind {
    let column = Column::of(name, sample);
    by_name(&column, schema).unwrap_or_else(|| by_value(&column))
}

struct Column<'a> {
    words: Vec<String>,
    /// The words as one.
    joined: String,
    sample: &'a [&'a str],
    /// Words that a value has, on the average.
    mean_words: f64,
}

impl<'a> Column<'a> {
    fn of(name: &str, sample: &'a [&'a str]) -> Column<'a> {
        let words = value::words(name);
        let count: usize = sample.iter().map(|v| value::words(v).len()).sum();
        Column {
            joined: words.concat(),
            words,
            sample,
            mean_words: count as f64 / sample.len().max(1) as f64,
        }
    }
    fn has(&self, known: &[&str]) -> bool {
        self.words.iter().any(|word| known.contains(&word.as_str())) || known.contains(&self.joined.as_str())
    }
    /// The share of values that pass.
    fn share(&self, test: impl Fn(&str) -> bool) -> f64 {
        let passed = self.sample.iter().filter(|v| test(v)).count();
        passed as f64 / self.sample.len().max(1) as f64
    }
}

/// By the words of the name, if the values are such.
fn by_name(column: &Column<'_>, schema: &Schema) -> Option<FieldKind> {
    // "Place of birth" is no date, "first and last name" is a whole name.
    if column.has(PLACE) && column.mean_words < 4.0 {
        return Some(FieldKind::City);
    }
    match (column.has(GIVEN), column.has(SURNAME)) {
        (true, true) => return Some(FieldKind::Person),
        (true, false) => return Some(FieldKind::Given),
        (false, true) => return Some(FieldKind::Surname),
        (false, false) => {}
    }
    let mut known = NAMES.iter().filter(|(_, words)| column.has(words));
    if let Some(kind) = known.find_map(|(kind, _)| borne_out(*kind, column)) {
        return Some(kind);
    }
    let last = column.words.last().map(String::as_str);
    if matches!(last, Some("id" | "number" | "no" | "numero" | "folio")) && borne_out(FieldKind::Id, column).is_some() {
        return Some(FieldKind::Id);
    }
    column.has(NAMED).then(|| {
        if column.mean_words > 6.0 {
            FieldKind::Text
        } else if *schema == Schema::Person && !column.has(FIRMS) {
            FieldKind::Person
        } else {
            FieldKind::Company
        }
    })
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
    if column.share(|v| v.len() >= 8 && value::canonical("date", v).is_some()) > 0.8 {
        return FieldKind::Date;
    }
    if column.share(|v| v.trim_start_matches('$').replace(',', "").parse::<f64>().is_ok()) > 0.8 {
        return if column.has(AMOUNTS) {
            FieldKind::Number
        } else {
            FieldKind::Id
        };
    }
    let mut distinct: Vec<&str> = column.sample.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let few = column.sample.len() >= 30 && (distinct.len() as f64) < 0.1 * column.sample.len() as f64;
    if few && column.mean_words < 8.0 {
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
            ("empresa", "Rio Bravo Labor|Sunset Motel", FieldKind::Company),
            ("telefono", "575-555-0101|575-555-0102", FieldKind::Phone),
            ("phone", "yes|no", FieldKind::Text),
            ("postcode_fake", "tq13 8df|ha0 2qw", FieldKind::Zip),
            ("street", "12 Main St|400 Oak Ave", FieldKind::Address),
            ("address 2", "Hatch|Deming", FieldKind::City),
            ("license no", "A-12345|B-99812", FieldKind::Id),
            ("what", "575-555-0101|575-555-0102", FieldKind::Phone),
            ("wage", "12.50|9", FieldKind::Number),
        ] {
            assert_eq!(of(name, values), kind, "{name}");
        }
    }
}
