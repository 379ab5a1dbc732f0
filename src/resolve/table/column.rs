//! The columns of a table as the fields of a match. Must not know: rows beyond a sample.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::kind::{date_in_parts, kind_of, names_number, of_another};
use super::{Schema, Table, align};
use crate::catalog::schema::Named;
use crate::model::problem::Problem;
use crate::model::value::{self, header};
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
    /// It names somebody else than the party that its row is about.
    pub of_another: bool,
    /// A number that its column's name says nothing of: it may be anybody's.
    pub guessed: bool,
    /// What the last of them is called in the second table, if it is called otherwise there.
    pub also: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Layout {
    pub fields: Vec<Field>,
}

impl Layout {
    /// For each field where it stands in `table`; a column that it lacks is beyond its last, where all is empty.
    pub(super) fn places(&self, table: &Table) -> Vec<Stands> {
        let place = |f: &Field, column: &String| {
            let also = || f.also.as_ref().filter(|_| f.columns.last() == Some(column));
            let place = table.spelled(column).or_else(|| table.column(also()?));
            place.unwrap_or(table.columns().len())
        };
        let stands = |f: &Field| Stands {
            date: f.kind == FieldKind::Date,
            columns: f.columns.iter().map(|column| place(f, column)).collect(),
        };
        self.fields.iter().map(stands).collect()
    }
    /// Each field's name and the kind of value that it was taken for.
    pub(super) fn kinds(&self) -> Vec<(String, String)> {
        let kinds = self.fields.iter().map(|f| (f.name.clone(), f.kind.key().to_owned()));
        kinds.collect()
    }
}

/// Where a field stands in a table.
pub(super) struct Stands {
    date: bool,
    columns: Vec<usize>,
}

impl Stands {
    /// What a row has there; none where it has nothing, or too little to say anything.
    pub(super) fn cell<'a>(&self, table: &'a Table, row: usize) -> Option<Cow<'a, str>> {
        if let [column] = self.columns[..] {
            let cell = table.cell(row, column);
            return (!cell.is_empty()).then_some(Cow::Borrowed(cell));
        }
        let cells = self.columns.iter().map(|at| table.cell(row, *at));
        if self.date {
            // What a year lacks is unknown, and a day without a month is none.
            let parts: Vec<String> = cells
                .take_while(|c| !c.is_empty())
                .map(|c| format!("{c:0>2}"))
                .collect();
            return (!parts.is_empty()).then(|| Cow::Owned(parts.join("-")));
        }
        let cells: Vec<&str> = cells.filter(|c| !c.is_empty()).collect();
        // A number alone is no address.
        let enough = cells.len() == self.columns.len() || cells.iter().any(|c| c.chars().any(char::is_alphabetic));
        (!cells.is_empty() && enough).then(|| Cow::Owned(cells.join(" ")))
    }
}

/// `ids`: for each table the column that names its rows, which is compared with nothing.
pub(super) fn layout(tables: &[&Table], schema: &Schema, ids: &[Option<&str>]) -> Result<Layout, Problem> {
    let missing = tables
        .iter()
        .zip(ids)
        .position(|(t, id)| id.is_some_and(|id| t.column(id).is_none()));
    if let Some((at, id)) = missing.and_then(|at| Some((at, ids[at]?))) {
        return Err(Problem::new(
            "match-id",
            match at {
                0 => "a column of that name in the first table",
                _ => "a column of that name in the second table",
            },
            id,
            "name a column of the header row after --id, that of the second table after --right-id",
        ));
    }
    if let Schema::Fields(named) = schema {
        return named_fields(named, tables);
    }
    let first = tables[0];
    let mut fields: Vec<Field> = Vec::new();
    let mut number: Option<String> = None;
    let also = match tables {
        [left, right] => align::columns((left, ids[0]), (right, ids[1]), schema),
        _ => HashMap::new(),
    };
    for (at, name) in first.columns().iter().enumerate() {
        let also = also.get(name.as_str()).map(|also| (*also).to_owned());
        if ids.contains(&Some(name.as_str())) || also.is_none() && tables.iter().any(|t| t.column(name).is_none()) {
            continue;
        }
        let sample = sample(first, at);
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
        if ids[0].is_none()
            && matches!(
                value::words(name).join(" ").as_str(),
                "id" | "uid" | "unique id" | "rec id" | "record id"
            )
        {
            continue;
        }
        let mut kind = kind_of(name, &sample, schema);
        if let Some(also) = &also {
            // Where the two are not called the same kind, nothing is taken for granted of it.
            let other = kind_of(also, &sample, schema);
            kind = if kind == other { kind } else { FieldKind::Text };
        }
        // Who reads the reasons sees what was taken for the same.
        let both = also.as_ref().filter(|also| header::words(also) != header::words(name));
        fields.push(Field {
            name: both.map_or_else(|| name.clone(), |also| format!("{name} / {also}")),
            kind,
            columns: vec![name.clone()],
            of_another: of_another(name, schema),
            guessed: kind == FieldKind::Id && !names_number(name),
            also,
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
                of_another: false,
                guessed: false,
                also: None,
            }),
        }
    }
    join_dates(&mut fields, first);
    // A number that no two rows share is of the row, as a docket is, and tells nothing about who it is
    // (a passport's says that two people are two).
    let only = |f: &Field| {
        let of_row = f.kind == FieldKind::Id && f.also.is_none() && !header::has(&header::words(&f.name), "identity");
        of_row && f.columns.iter().all(|c| never_shared(tables, c))
    };
    if !fields.iter().all(only) {
        fields.retain(|f| !only(f));
    }
    fields.truncate(MOST_SLOTS);
    Ok(Layout { fields })
}

/// Whether so many rows have a value in a column, and no two the same one.
fn never_shared(tables: &[&Table], column: &str) -> bool {
    const ENOUGH: usize = 30;
    let mut seen: HashSet<&str> = HashSet::new();
    let places = tables.iter().filter_map(|table| Some((table, table.column(column)?)));
    let mut cells = places.flat_map(|(table, at)| table.filled(at));
    cells.all(|cell| seen.insert(cell)) && seen.len() >= ENOUGH
}

/// Some values of a column.
pub(super) fn sample(table: &Table, column: usize) -> Vec<&str> {
    table.filled(column).take(SEEN).collect()
}

/// Three fields in a row that are the parts of one date become one field.
fn join_dates(fields: &mut Vec<Field>, table: &Table) {
    let mut at = 0;
    while let Some(three) = fields.get(at..at + 3) {
        let samples: Vec<Vec<&str>> = three
            .iter()
            .map(|f| table.column(&f.columns[0]).map_or(Vec::new(), |at| sample(table, at)))
            .collect();
        let named = |n: usize| (three[n].name.as_str(), samples[n].as_slice());
        let single = three.iter().all(|f| f.columns.len() == 1 && f.also.is_none());
        let found = single.then(|| date_in_parts([named(0), named(1), named(2)])).flatten();
        if let Some(order) = found {
            let columns = order.map(|n| three[n].columns[0].clone());
            let date = Field {
                name: columns.join(" "),
                kind: FieldKind::Date,
                columns: columns.to_vec(),
                of_another: false,
                guessed: false,
                also: None,
            };
            fields.splice(at..at + 3, [date]);
        }
        at += 1;
    }
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
            of_another: false,
            guessed: false,
            also: None,
        });
    }
    if fields.len() > MOST_SLOTS {
        let (most, found) = (format!("{MOST_SLOTS} fields at most"), fields.len().to_string());
        return Err(Problem::new("match-schema", most, found, "leave out what tells least"));
    }
    Ok(Layout { fields })
}
