//! Column maps (`assets/maps/*.toml`): what an agency's table means. A map and its parser settings
//! are one text file, so that it can be shared. Must not know: any file format, any row.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::asset::Assets;
use super::kind::{Kind, LinkKind, read};
use crate::model::problem::Problem;

/// What the columns of a table mean and how its file is read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnMap {
    /// Key: the file's name under `assets/maps/`.
    pub name: String,
    pub title: String,
    /// Where such files come from; a default that the importer may overrule.
    pub agency: String,
    /// Key of `lists/source_kinds.csv`.
    pub source: String,
    /// Kind of each record: tip, referral, disclosure, housing, recruiter, ...
    pub record: String,
    /// Keys of `lists/labels.csv` that every source of this kind carries.
    pub labels: Vec<String>,
    /// The original: `sealed` = always under seal; `clear` = also where nobody can tell what it shows (a
    /// picture, a scan); empty = under seal where it shows that, or holds what the map seals.
    pub original: String,
    /// True when it was written from a published header and never tried on a real file.
    pub unproved: bool,
    /// Where the header was published, for whoever corrects the map.
    pub origin: String,
    /// Column names as published, in order: what `best_map` compares a file with.
    pub header: Vec<String>,
    /// The source's own number for a row (several are joined with `/`); a row without it is rejected.
    pub key: Vec<String>,
    /// The first of these that holds a date is the record's date.
    pub date: Vec<String>,
    pub narrative: Vec<String>,
    /// Columns that a file must have, or it is not of this kind.
    pub required: Vec<String>,
    pub parser: ParserSettings,
    /// Call-taking answers of a tip: column of `Lead` = column of the file.
    pub lead: BTreeMap<String, String>,
    pub column: Vec<ColumnRule>,
    pub mention: Vec<MentionRule>,
    pub link: Vec<LinkRule>,
    pub event: Vec<EventRule>,
    /// A header with rows and what they become; run by the tests.
    pub example: Vec<Example>,
}

/// How the bytes are cut into cells. Everything empty or zero is found out from the file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ParserSettings {
    /// WHATWG label such as `utf-8`, `windows-1252`, `utf-16le`.
    pub encoding: String,
    /// One of `,` `;` tab `|`.
    pub delimiter: String,
    /// Lines (rows of a sheet) above the header to leave out.
    pub skip_lines: u32,
    /// True when the first row is data; columns are then `column 1`, `column 2`, ...
    pub no_header: bool,
    /// Sheet of a workbook; empty = the first one that has the required columns.
    pub sheet: String,
    /// `mdy`, `dmy`, `ymd`; empty = US order, each ambiguous date reported.
    pub date_order: String,
    /// Last two-digit year that lies in this century; 0 = 69.
    pub century_pivot: u8,
    /// Words that mean an empty cell.
    pub empty: Vec<String>,
}

impl ParserSettings {
    /// Last two-digit year that lies in this century.
    pub fn pivot(&self) -> u8 {
        if self.century_pivot == 0 {
            69
        } else {
            self.century_pivot
        }
    }
}

/// One column: the names it goes by, and how it is treated.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnRule {
    /// Its name within this map.
    pub name: String,
    /// Names that it has in files, besides `name`.
    pub headers: Vec<String>,
    /// Encrypted before the first INSERT: what identifies a victim.
    pub sealed: bool,
    /// Its cell must be filled, or the row is rejected.
    pub required: bool,
    /// date, money, count, person, company, phone, text, ...; empty = not checked.
    pub kind: String,
}

/// A party, place or identifier that each row may name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MentionRule {
    /// Name within this map, for links and events; empty = the role.
    pub name: String,
    /// Key of `lists/roles.csv`.
    pub role: String,
    /// Key of `assets/kinds/`.
    pub kind: String,
    /// Columns of its label, joined: first and last name, or the lines of an address.
    pub label: Vec<String>,
    /// Columns of its label when those are all empty: the trade name where no legal name is given.
    pub otherwise: Vec<String>,
    /// Put before the label, to tell one agency's numbers from another's: "WHD ".
    pub prefix: String,
    /// Between the parts of a label; empty = a space (addresses: comma and space).
    pub join: String,
    /// Characters of which each separates several values in one cell; empty = one value.
    pub split: String,
    /// Columns of which all must be filled: an address without a street is none.
    pub needs: Vec<String>,
    /// The source's own number for the party, if it has one.
    pub party_key: Vec<String>,
    pub facts: Vec<FactRule>,
}

/// One attribute of a mention.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FactRule {
    pub field: String,
    pub column: String,
    /// Value kind: money, count, date, company, person, ...; empty = free text.
    pub kind: String,
    /// Column of the date that it holds for; empty = the record's date.
    pub date: String,
}

/// A link between two mentions of a row.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LinkRule {
    /// Key of `assets/links/`.
    pub kind: String,
    pub from: String,
    pub to: String,
    /// Column of its date; empty = the record's date.
    pub date: String,
}

/// An event that each row may state.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventRule {
    /// Key of `lists/event_kinds.csv`.
    pub kind: String,
    /// One column, or two for a period.
    pub date: Vec<String>,
    /// Names of mentions.
    pub participants: Vec<String>,
    /// Name of a mention.
    pub place: String,
}

/// A header with rows and what they become.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Example {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Lines such as `1 employer company Llano Verde Farms LLC` or `2 rejected missing-key`.
    pub becomes: Vec<String>,
}

impl MentionRule {
    /// Its name within the map.
    pub fn local(&self) -> &str {
        if self.name.is_empty() { &self.role } else { &self.name }
    }
}

/// A column name as it is compared: letters and digits only, small, without accents.
/// "Número de aviso" and "NUMERO_DE_AVISO" are one.
pub fn plain(name: &str) -> String {
    name.nfkd()
        .filter(|c| !is_combining_mark(*c) && c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

impl ColumnMap {
    /// The rule of a column named in the map, if it has one.
    pub fn rule(&self, column: &str) -> Option<&ColumnRule> {
        let wanted = plain(column);
        self.column.iter().find(|rule| plain(&rule.name) == wanted)
    }

    /// Where a column named in the map stands in a file's header.
    pub fn position(&self, column: &str, header: &[String]) -> Option<usize> {
        let names: Vec<&String> = header.iter().collect();
        let at = |name: &str| {
            let wanted = plain(name);
            names
                .iter()
                .position(|have| !wanted.is_empty() && plain(have) == wanted)
        };
        at(column).or_else(|| {
            self.rule(column)
                .and_then(|rule| rule.headers.iter().find_map(|name| at(name)))
        })
    }

    /// Every column that the map names, in the order that it first names them.
    pub fn columns(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let listed = self.column.iter().map(|rule| rule.name.as_str());
        let mentions = self.mention.iter().flat_map(|m| {
            let own = m
                .label
                .iter()
                .chain(&m.otherwise)
                .chain(&m.needs)
                .chain(&m.party_key)
                .map(String::as_str);
            own.chain(m.facts.iter().flat_map(|f| [f.column.as_str(), f.date.as_str()]))
        });
        let rest = self
            .link
            .iter()
            .map(|l| l.date.as_str())
            .chain(self.event.iter().flat_map(|e| e.date.iter().map(String::as_str)));
        let own = self
            .key
            .iter()
            .chain(&self.date)
            .chain(&self.narrative)
            .chain(&self.required)
            .map(String::as_str);
        own.chain(listed)
            .chain(mentions)
            .chain(rest)
            .chain(self.lead.values().map(String::as_str))
            .filter(|name| !name.is_empty() && seen.insert(*name))
            .collect()
    }

    /// Required columns that a header lacks.
    pub fn missing(&self, header: &[String]) -> Vec<&str> {
        let key = if self.required.is_empty() {
            &self.key
        } else {
            &self.required
        };
        key.iter()
            .map(String::as_str)
            .filter(|column| self.position(column, header).is_none())
            .collect()
    }

    /// Reads a map from its text.
    ///
    /// # Errors
    /// `map-unreadable` with the parser's words and line.
    pub fn from_toml(text: &str) -> Result<ColumnMap, Problem> {
        toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(0, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            let found = format!("line {line}: {}", error.message());
            Problem::new(
                "map-unreadable",
                "a column map as TOML",
                found,
                "correct that line, or start from a map that `caseboard maps` lists",
            )
        })
    }

    /// The text to share: map and parser settings in one file.
    pub fn to_toml(&self) -> String {
        toml::to_string_pretty(self).unwrap_or_default()
    }

    /// What is wrong with the map by itself: names that point nowhere.
    pub fn check(&self, kinds: &BTreeMap<String, Kind>, links: &BTreeMap<String, LinkKind>) -> Vec<Problem> {
        let mut wrong: Vec<(String, &str)> = Vec::new();
        let mentions: BTreeSet<&str> = self.mention.iter().map(MentionRule::local).collect();
        if mentions.len() < self.mention.len() {
            wrong.push((
                "two mentions with one name".to_owned(),
                "give each [[mention]] its own `name`",
            ));
        }
        for column in self.columns() {
            if self.rule(column).is_none() && !self.header.iter().any(|h| plain(h) == plain(column)) {
                wrong.push((
                    format!("column {column:?}"),
                    "list it in `header`, or as [[column]] with its `headers`",
                ));
            }
        }
        for mention in &self.mention {
            if !kinds.contains_key(&mention.kind) {
                wrong.push((format!("kind {:?}", mention.kind), "use a kind of assets/kinds"));
            }
            if mention.label.is_empty() {
                wrong.push((
                    format!("mention {:?} without label", mention.local()),
                    "name its label column",
                ));
            }
        }
        for link in &self.link {
            match links.get(&link.kind) {
                None => wrong.push((format!("link kind {:?}", link.kind), "use a link of assets/links")),
                Some(kind) => {
                    for (end, allowed) in [(&link.from, &kind.from), (&link.to, &kind.to)] {
                        let found = self.mention.iter().find(|m| m.local() == end);
                        if found.is_none_or(|m| !allowed.is_empty() && !allowed.contains(&m.kind)) {
                            wrong.push((
                                format!("{} end {end:?}", link.kind),
                                "name a mention of a kind that this link may join",
                            ));
                        }
                    }
                }
            }
        }
        for event in &self.event {
            for name in event
                .participants
                .iter()
                .chain((!event.place.is_empty()).then_some(&event.place))
            {
                if !mentions.contains(name.as_str()) {
                    wrong.push((
                        format!("event {} names {name:?}", event.kind),
                        "name a mention of this map",
                    ));
                }
            }
            if event.date.is_empty() || event.date.len() > 2 {
                wrong.push((
                    format!("event {}", event.kind),
                    "give it one date column, or two for a period",
                ));
            }
        }
        wrong
            .into_iter()
            .map(|(found, remedy)| {
                Problem::new("map-wrong", "a name that the map declares", found, remedy)
                    .in_file(format!("assets/maps/{}.toml", self.name))
            })
            .collect()
    }
}

/// Reads every map of `assets/maps/`; the name is the file's.
pub fn read_maps(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, ColumnMap> {
    read(assets, "maps/", problems, |map: &mut ColumnMap, key| map.name = key)
}
