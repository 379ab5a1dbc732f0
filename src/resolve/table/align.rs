//! Which columns of two tables hold the same, where they are called otherwise: `First Name` and `first_name`, `phone` and
//! `Telefono`, `title` and `name`. By their words, else by what they hold.
//! Must not know: schema files, rows beyond a sample.

use std::collections::{HashMap, HashSet};

use super::column::sample;
use super::kind::kind_of;
use super::{Schema, Table};
use crate::model::value::{self, header};
use crate::resolve::field::FieldKind;

/// Values of a column that are looked at.
const KNOWN: usize = 5000;
/// Of the words, or whole values, of the column that has fewer so many must stand in the other.
const SHARED: f64 = 0.5;
/// How many times the words of one column's values those of the other may have.
const LONGER: f64 = 8.0;

/// A column that stands in one table alone.
struct Lone<'a> {
    name: &'a str,
    /// The words of its name.
    words: Vec<String>,
    kind: FieldKind,
    mean_words: f64,
    at: usize,
}

/// For columns of `left` that `right` lacks the one of `right` that holds the same; each with the column that names its
/// rows.
pub(super) fn columns<'a>(
    (left, left_id): (&'a Table, Option<&str>),
    (right, right_id): (&'a Table, Option<&str>),
    schema: &Schema,
) -> HashMap<&'a str, &'a str> {
    let mine = lone((left, left_id), right, schema);
    let others = lone((right, right_id), left, schema);
    let mut alike: Vec<(f64, usize, usize)> = Vec::new();
    for (n, x) in mine.iter().enumerate() {
        for (m, y) in others.iter().enumerate() {
            alike.extend(likeness(left, x, right, y).map(|likeness| (likeness, n, m)));
        }
    }
    alike.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut of_left, mut of_right) = (HashSet::new(), HashSet::new());
    let mut out = HashMap::new();
    for (_, n, m) in alike {
        if !of_left.contains(&n) && !of_right.contains(&m) {
            of_left.insert(n);
            of_right.insert(m);
            out.insert(mine[n].name, others[m].name);
        }
    }
    out
}

fn lone<'a>((table, id): (&'a Table, Option<&str>), other: &Table, schema: &Schema) -> Vec<Lone<'a>> {
    let columns = table.columns().iter().enumerate();
    let lone = columns.filter(|(_, name)| Some(name.as_str()) != id && other.column(name).is_none());
    lone.filter_map(|(at, name)| {
        let sample = sample(table, at);
        let words: usize = sample.iter().map(|cell| value::words(cell).len()).sum();
        (!sample.is_empty()).then(|| Lone {
            name,
            words: header::words(name),
            kind: kind_of(name, &sample, schema),
            mean_words: words as f64 / sample.len() as f64,
            at,
        })
    })
    .collect()
}

/// How surely two columns hold the same; none when nothing says so.
fn likeness(left: &Table, x: &Lone<'_>, right: &Table, y: &Lone<'_>) -> Option<f64> {
    const SAME_WORDS: f64 = 3.0;
    const SAME_KIND: f64 = 1.0;
    if x.words == y.words {
        return Some(SAME_WORDS);
    }
    let worded = |kind| {
        matches!(
            kind,
            FieldKind::Text | FieldKind::Company | FieldKind::Person | FieldKind::Address
        )
    };
    let plain = |kind| matches!(kind, FieldKind::Id | FieldKind::Number | FieldKind::Category);
    let shared = || {
        let parts = |cell: &str| {
            if worded(x.kind) {
                value::words(cell)
            } else {
                vec![value::fold(cell)]
            }
        };
        let of = |table: &Table, at| -> HashSet<String> { table.filled(at).take(KNOWN).flat_map(parts).collect() };
        let (mine, others) = (of(left, x.at), of(right, y.at));
        mine.intersection(&others).count() as f64 / mine.len().min(others.len()).max(1) as f64
    };
    if worded(x.kind) && worded(y.kind) {
        let longer = x.mean_words.max(y.mean_words) / x.mean_words.min(y.mean_words).max(0.1);
        return Some(shared()).filter(|share| *share >= SHARED && longer <= LONGER);
    }
    if x.kind != y.kind {
        return None;
    }
    if plain(x.kind) {
        // Numbers are alike by chance, and numbers of rows are always.
        let key = |word: &String| header::has(std::slice::from_ref(word), "key");
        let word = x.words.iter().any(|word| !key(word) && y.words.contains(word));
        return Some(shared()).filter(|share| word && *share >= SHARED);
    }
    Some(SAME_KIND + shared())
}
