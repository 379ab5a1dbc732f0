//! What a person says that the columns of a file mean, as a map: begins with the guess, column by column.
//! Must not know: who asks, any file format.

use serde::{Deserialize, Serialize};

use super::column::{Column, Meaning, understand};
use super::{Proposal, build, role_of};
use crate::catalog::map::ColumnMap;
use crate::import::mapping::VICTIM;
use crate::model::value::header;

/// What one column means.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Meant {
    pub column: String,
    /// One of `MEANINGS`; empty = kept as received, said of nobody.
    pub meaning: String,
    /// Key of `lists/roles.csv`: of a name who that is in the row, of anything else whose it is; empty = by the
    /// words of the column's name, else the first party's.
    pub role: String,
    /// Encrypted before it is stored.
    pub sealed: bool,
}

/// What a column can mean, in the order in which it is offered.
pub const MEANINGS: [&str; 18] = [
    "company",
    "person",
    "first-name",
    "last-name",
    "dba",
    "phone",
    "email",
    "plate",
    "fein",
    "address",
    "city",
    "state",
    "zip",
    "date",
    "money",
    "key",
    "narrative",
    "fact",
];

/// The guess, column by column, in the order of the header.
pub fn meant(header: &[String], rows: &[Vec<String>]) -> Vec<Meant> {
    let columns = understand(header, rows, &mut Vec::new());
    let guess = |c: Column| Meant {
        meaning: c.meaning.map_or("", Meaning::word).to_owned(),
        role: match c.meaning {
            Some(Meaning::Company | Meaning::Person | Meaning::FirstName | Meaning::LastName) => {
                let victim = c.private && c.words.iter().any(|w| w.starts_with("victim"));
                let named = c.words.iter().find_map(|w| role_of(w));
                if victim { VICTIM } else { named.unwrap_or("party") }.to_owned()
            }
            _ => String::new(),
        },
        sealed: c.private,
        column: c.name,
    };
    columns.into_iter().map(guess).collect()
}

/// The map that reads the columns as they are meant. A name in the role of a victim is sealed whatever is said.
pub fn map_of(header: &[String], rows: &[Vec<String>], meant: &[Meant]) -> ColumnMap {
    let mut proposal = Proposal::of(header);
    proposal.map.title = "Columns as a person chose them".to_owned();
    let columns: Vec<Column> = header
        .iter()
        .enumerate()
        .filter_map(|(at, name)| {
            let said = meant.iter().find(|m| m.column == *name)?;
            Some(Column {
                name: name.clone(),
                words: header::words(name),
                meaning: Meaning::of(&said.meaning),
                private: said.sealed || said.role == VICTIM,
                role: Some(said.role.clone()).filter(|role| !role.is_empty()),
                at,
            })
        })
        .collect();
    build(&columns, rows, &mut proposal);
    proposal.map
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(row: &[&str]) -> Vec<String> {
        row.iter().map(|c| (*c).to_owned()).collect()
    }
    fn table() -> (Vec<String>, Vec<Vec<String>>) {
        let header = cells(&["Ref", "Boss", "Boss phone", "Farm", "Where", "Whom"]);
        let rows = vec![
            cells(&[
                "1",
                "Juan Inventado",
                "575-555-0119",
                "Llano Verde LLC",
                "12 Calle Falsa, Deming NM",
                "Ana Ficticia",
            ]),
            cells(&[
                "2",
                "Eva Inventada",
                "575-555-0154",
                "Mesa Hay Inc",
                "9 Main St, Hatch NM",
                "Luz Ficticia",
            ]),
        ];
        (header, rows)
    }
    fn said(column: &str, meaning: &str, role: &str) -> Meant {
        Meant {
            column: column.to_owned(),
            meaning: meaning.to_owned(),
            role: role.to_owned(),
            sealed: false,
        }
    }

    #[test]
    fn every_meaning_has_one_word_and_reads_back() {
        for word in MEANINGS {
            assert_eq!(Meaning::of(word).map(Meaning::word), Some(word));
        }
        assert_eq!(Meaning::of(""), None);
    }

    #[test]
    fn columns_become_what_a_person_says_and_belong_to_whom_they_say() {
        let (header, rows) = table();
        let map = map_of(
            &header,
            &rows,
            &[
                said("Ref", "key", ""),
                said("Boss", "person", "recruiter"),
                said("Boss phone", "phone", "recruiter"),
                said("Farm", "company", "employer"),
                said("Where", "address", "employer"),
                said("Whom", "person", "victim"),
            ],
        );
        assert_eq!(map.key, ["Ref"]);
        let roles: Vec<&str> = map.mention.iter().map(|m| m.role.as_str()).collect();
        assert_eq!(roles, ["recruiter", "employer", "victim", "phone", "address"]);
        let links: Vec<(&str, &str)> = map.link.iter().map(|l| (l.from.as_str(), l.to.as_str())).collect();
        assert_eq!(links, [("recruiter", "phone"), ("employer", "address")]);
        assert!(
            map.rule("Whom").unwrap().sealed,
            "a victim's name is sealed though nobody said so"
        );
        let read = ColumnMap::from_toml(&map.to_toml()).unwrap();
        assert_eq!(read, map, "it can be kept as a file");
    }

    #[test]
    fn the_guess_unchanged_is_the_proposed_map() {
        let (header, rows) = table();
        let proposed = super::super::propose(&header, &rows, &std::collections::BTreeMap::new()).map;
        let chosen = map_of(&header, &rows, &meant(&header, &rows));
        assert_eq!(
            ColumnMap {
                title: proposed.title.clone(),
                ..chosen
            },
            proposed
        );
        // What nobody speaks of is kept as received and becomes nobody.
        let none = map_of(&header, &rows, &[]);
        assert!(none.mention.is_empty() && none.header == header);
    }
}
