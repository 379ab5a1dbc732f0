//! The columns of a table as the fields of a match. Must not know: rows beyond a sample.

use super::kind::kind_of;
use super::{Schema, Table};
use crate::catalog::schema::Named;
use crate::model::problem::Problem;
use crate::model::value;
use crate::resolve::field::FieldKind;
use crate::resolve::weigh::MOST_SLOTS;

/// Values that a column is judged by.
const SEEN: usize = 500;

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
            .take(SEEN)
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
        fields.push(Field {
            name: name.clone(),
            kind: kind_of(name, &sample, schema),
            columns: vec![name.clone()],
        });
    }
    // A whole name beside the columns of its parts is one fact twice.
    let parts = |kind: FieldKind| fields.iter().find(|f| f.kind == kind).map(|f| f.columns[0].clone());
    if let Some((given, surname)) = parts(FieldKind::Given).zip(parts(FieldKind::Surname)) {
        fields.retain(|f| f.kind != FieldKind::Person || !made_of(first, &f.columns[0], &[&given, &surname]));
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

/// Whether most values of a column hold all the words that stand in others.
fn made_of(table: &Table, whole: &str, parts: &[&str]) -> bool {
    let places: Vec<usize> = parts.iter().filter_map(|part| table.column(part)).collect();
    let Some(whole) = table.column(whole) else {
        return false;
    };
    let holds = |row: usize| {
        let words = value::words(table.cell(row, whole));
        let mut parts = places
            .iter()
            .flat_map(|at| value::words(table.cell(row, *at)))
            .peekable();
        (!words.is_empty() && parts.peek().is_some()).then(|| parts.all(|word| words.contains(&word)))
    };
    let seen: Vec<bool> = (0..table.len()).filter_map(holds).take(SEEN).collect();
    seen.iter().filter(|holds| **holds).count() * 2 > seen.len()
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
