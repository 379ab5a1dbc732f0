//! What the columns of a table hold: by name first, then by looking at the values. The same words as
//! the proposal of an import map. Must not know: rows beyond a sample.

use super::{Schema, Table};
use crate::catalog::schema::Named;
use crate::model::problem::Problem;
use crate::model::value::{self, identifier, phone};
use crate::resolve::field::FieldKind;
use crate::resolve::weigh::MOST_SLOTS;

/// A field of the match and the columns that make it up, by name.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Field {
    pub name: String,
    pub kind: FieldKind,
    pub columns: Vec<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Layout {
    pub fields: Vec<Field>,
}

impl Layout {
    /// For each field the positions of its columns in `table`; one that it lacks is beyond its last, where all is
    /// empty.
    pub(super) fn places(&self, table: &Table) -> Vec<Vec<usize>> {
        let place = |column: &String| table.column(column).unwrap_or(table.columns().len());
        self.fields
            .iter()
            .map(|f| f.columns.iter().map(place).collect())
            .collect()
    }
    /// Each field's name and the kind of value that it was taken for.
    pub(super) fn kinds(&self) -> Vec<(String, String)> {
        let kinds = self.fields.iter().map(|f| (f.name.clone(), f.kind.key().to_owned()));
        kinds.collect()
    }
}

pub(super) fn layout(tables: &[&Table], schema: &Schema, id: Option<&str>) -> Result<Layout, Problem> {
    if let Some(id) = id
        && tables.iter().any(|t| t.column(id).is_none())
    {
        return Err(Problem::new(
            "match-id",
            "a column of that name in every table",
            id,
            "name a column of the header row after --id",
        ));
    }
    if let Schema::Fields(named) = schema {
        return named_fields(named, tables);
    }
    let first = tables[0];
    let mut fields: Vec<Field> = Vec::new();
    let mut number: Option<String> = None;
    for (at, name) in first.columns().iter().enumerate() {
        if Some(name.as_str()) == id || tables.iter().any(|t| t.column(name).is_none()) {
            continue;
        }
        let sample: Vec<&str> = (0..first.len())
            .map(|row| first.cell(row, at))
            .filter(|c| !c.is_empty())
            .take(500)
            .collect();
        if sample.is_empty() {
            continue;
        }
        if matches!(
            value::words(name).join(" ").as_str(),
            "street number" | "house number" | "street no" | "house no"
        ) {
            number = Some(name.clone());
            continue;
        }
        // A column of running numbers names its row; it tells nothing about who it is.
        if id.is_none()
            && matches!(
                value::words(name).join(" ").as_str(),
                "id" | "uid" | "unique id" | "rec id" | "record id"
            )
        {
            continue;
        }
        if let Some(kind) = kind_of(name, &sample, schema) {
            fields.push(Field {
                name: name.clone(),
                kind,
                columns: vec![name.clone()],
            });
        }
    }
    if let Some(number) = number {
        match fields.iter_mut().find(|f| f.kind == FieldKind::Address) {
            Some(address) => address.columns.insert(0, number),
            None => fields.push(Field {
                name: number.clone(),
                kind: FieldKind::Id,
                columns: vec![number],
            }),
        }
    }
    fields.truncate(MOST_SLOTS);
    Ok(Layout { fields })
}

/// The fields of a schema file, if every table has their columns.
fn named_fields(named: &[Named], tables: &[&Table]) -> Result<Layout, Problem> {
    let mut fields = Vec::new();
    for Named { name, compare, columns } in named {
        let Some(kind) = FieldKind::of_key(compare) else {
            let known: Vec<&str> = FieldKind::ALL.iter().map(|k| k.key()).collect();
            let expected = format!("compare = one of {}", known.join(", "));
            return Err(Problem::new(
                "match-schema",
                expected,
                compare.as_str(),
                "correct it in the schema file",
            ));
        };
        if let Some(missing) = columns.iter().find(|c| tables.iter().any(|t| t.column(c).is_none())) {
            return Err(Problem::new(
                "match-schema",
                "a column of that name in every table",
                missing.as_str(),
                "correct the column in the schema file",
            ));
        }
        fields.push(Field {
            name: name.clone(),
            kind,
            columns: columns.clone(),
        });
    }
    if fields.len() > MOST_SLOTS {
        let (most, found) = (format!("{MOST_SLOTS} fields at most"), fields.len().to_string());
        return Err(Problem::new("match-schema", most, found, "leave out what tells least"));
    }
    Ok(Layout { fields })
}

fn kind_of(name: &str, sample: &[&str], schema: &Schema) -> Option<FieldKind> {
    let words = value::words(name);
    let has = |w: &str| words.iter().any(|x| x == w);
    let joined = words.concat();
    let share = |test: &dyn Fn(&str) -> bool| sample.iter().filter(|v| test(v)).count() as f64 / sample.len() as f64;
    let mean_words = sample.iter().map(|v| value::words(v).len()).sum::<usize>() as f64 / sample.len() as f64;
    if joined.contains("firstname")
        || joined.contains("givenname")
        || has("forename")
        || has("given")
        || joined == "first"
        || joined.contains("namefirst")
    {
        return Some(FieldKind::Given);
    }
    if has("surname")
        || joined.contains("lastname")
        || joined.contains("familyname")
        || joined == "last"
        || joined.contains("namelast")
    {
        return Some(FieldKind::Surname);
    }
    if has("email") || joined.contains("emailaddress") || has("mail") && share(&|v| v.contains('@')) > 0.5 {
        return Some(FieldKind::Email);
    }
    if has("dob") || has("birth") || has("birthdate") || joined.contains("dateofbirth") {
        return Some(FieldKind::Date);
    }
    if has("phone")
        || has("tel")
        || has("telephone")
        || has("fax")
        || has("mobile")
        || has("cell")
        || joined.contains("phonenumber")
    {
        return Some(FieldKind::Phone);
    }
    if has("zip") || has("postcode") || has("postal") || has("zipcode") {
        return Some(FieldKind::Zip);
    }
    if has("fein") || has("ein") {
        return Some(FieldKind::Fein);
    }
    if has("plate") {
        return Some(FieldKind::Plate);
    }
    if has("city") || has("town") || has("suburb") || has("cty") || has("municipality") {
        return Some(FieldKind::City);
    }
    if has("state") || has("st") || has("province") {
        return Some(FieldKind::State);
    }
    let digits = share(&|v| v.bytes().any(|b| b.is_ascii_digit()));
    if has("address") || has("addr") || has("street") {
        // A second address line, or a column of towns.
        let street = digits > 0.3 || share(&|v| !value::address::parse(v).street.is_empty()) > 0.5;
        return Some(if street {
            FieldKind::Address
        } else if mean_words < 3.5 {
            FieldKind::City
        } else {
            FieldKind::Text
        });
    }
    if has("ssn")
        || joined.contains("socsec")
        || has("passport")
        || has("license")
        || has("licence")
        || words.last().is_some_and(|w| w == "id" || w == "number" || w == "no")
    {
        return Some(FieldKind::Id);
    }
    if has("name") || has("employer") || has("company") || has("firm") || has("organization") || has("trade") {
        return Some(if mean_words > 6.0 {
            FieldKind::Text
        } else if *schema == Schema::Person && !has("org") && !has("company") && !has("employer") {
            FieldKind::Person
        } else {
            FieldKind::Company
        });
    }
    // By value.
    if share(&|v| identifier::email(v).is_some()) > 0.7 {
        return Some(FieldKind::Email);
    }
    if share(&|v| phone::parse(v).is_some()) > 0.7 {
        return Some(FieldKind::Phone);
    }
    if share(&|v| v.len() >= 8 && value::canonical("date", v).is_some()) > 0.8 {
        return Some(FieldKind::Date);
    }
    let numeric = share(&|v| v.trim_start_matches('$').replace(',', "").parse::<f64>().is_ok());
    if numeric > 0.8 {
        let money =
            has("price") || has("amount") || has("wage") || has("wages") || has("cost") || has("year") || has("age");
        return Some(if money { FieldKind::Number } else { FieldKind::Id });
    }
    let mut distinct: Vec<&str> = sample.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if sample.len() >= 30 && (distinct.len() as f64) < 0.1 * sample.len() as f64 && mean_words < 8.0 {
        return Some(FieldKind::Category);
    }
    Some(FieldKind::Text)
}
