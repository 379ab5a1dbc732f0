//! What the rows of a table stand for, and which columns hold what: two that are built in, and files.
//! Must not know: tables, where a file lies, how values are compared.

use serde::Deserialize;

use crate::model::problem::Problem;

/// What a row stands for.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Schema {
    /// A person; what a column holds follows from its name and its values.
    #[default]
    Person,
    /// A firm; the same.
    Company,
    /// These fields and no others.
    Fields(Vec<Named>),
}

/// A field of a schema file.
#[derive(Clone, PartialEq, Debug)]
pub struct Named {
    pub name: String,
    /// A file of `assets/scoring/`.
    pub compare: String,
    /// Whose cells make up its value, in this order.
    pub columns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    field: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    name: String,
    compare: String,
    columns: Vec<String>,
}

impl Schema {
    /// `person`, `company`.
    pub fn parse(text: &str) -> Option<Schema> {
        match text {
            "person" => Some(Schema::Person),
            "company" => Some(Schema::Company),
            _ => None,
        }
    }

    /// Reads a schema file: TOML, a `[[field]]` for each field with `compare` (the name of a file in `assets/scoring/`),
    /// `columns` and, if it is to be called otherwise than its first column, `name`.
    ///
    /// # Errors
    /// What is wrong, with the field.
    pub fn from_toml(text: &str) -> Result<Schema, Problem> {
        let wrong = |expected: &str, found: String, remedy: &str| Problem::new("match-schema", expected, found, remedy);
        let file: File = toml::from_str(text).map_err(|e| {
            let remedy = "write a [[field]] for each field, with compare = \"person\" and columns = [\"Name\"]";
            wrong("a schema file", e.message().to_owned(), remedy)
        })?;
        let mut fields: Vec<Named> = Vec::new();
        for entry in file.field {
            let Some(first) = entry.columns.first() else {
                return Err(wrong(
                    "a column",
                    format!("none in field {}", entry.name),
                    "name one in columns",
                ));
            };
            let name = if entry.name.is_empty() { first } else { &entry.name }.clone();
            if fields.iter().any(|f| f.name == name) {
                return Err(wrong("each field once", name, "give one of them another name"));
            }
            fields.push(Named {
                name,
                compare: entry.compare,
                columns: entry.columns,
            });
        }
        if fields.is_empty() {
            return Err(wrong("a field", "none".to_owned(), "write a [[field]]"));
        }
        Ok(Schema::Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_file_names_its_fields() {
        let text = "[[field]]\ncompare = \"company\"\ncolumns = [\"Trade name\"]\n\n[[field]]\nname = \"address\"\n\
                    compare = \"address\"\ncolumns = [\"No\", \"Street\"]\n";
        let Schema::Fields(fields) = Schema::from_toml(text).unwrap() else {
            unreachable!()
        };
        let names: Vec<(&str, &str, usize)> = fields
            .iter()
            .map(|f| (f.name.as_str(), f.compare.as_str(), f.columns.len()))
            .collect();
        assert_eq!(names, [("Trade name", "company", 1), ("address", "address", 2)]);
    }

    #[test]
    fn what_is_wrong_with_a_schema_is_said() {
        let found = |text: &str| Schema::from_toml(text).unwrap_err().found;
        assert_eq!(
            found("[[field]]\nname = \"x\"\ncompare = \"id\"\ncolumns = []"),
            "none in field x"
        );
        assert!(found("[[field]]\ncompare = \"id\"\ncolumn = \"a\"").contains("column"));
        let twice = "[[field]]\ncompare = \"id\"\ncolumns = [\"a\"]\n".repeat(2);
        assert_eq!(found(&twice), "a");
        assert_eq!(found("field = []"), "none");
    }
}
