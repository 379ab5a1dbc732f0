//! Entity kinds (`assets/kinds/*.toml`) and link kinds (`assets/links/*.toml`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::amount::Amounts;
use super::asset::Assets;
use crate::model::problem::Problem;

/// What an entity kind is and how it is drawn.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    #[serde(skip)]
    pub key: String,
    /// True for identifiers: one entity per canonical value.
    #[serde(default)]
    pub identifier: bool,
    /// Value kind that canonicalises it: phone, email, plate, fein, account, address, name, company.
    #[serde(default)]
    pub value: String,
    /// box, circle, ring, hexagon, house, diamond, bar: colour is never alone.
    pub shape: String,
    /// Colour role of `theme/*.toml`: employer, person, victim, worksite, housing, vehicle, thing.
    pub colour: String,
    /// Fields shown first in the inspector.
    #[serde(default)]
    pub fields: Vec<String>,
    /// A value that the kind accepts, and its canonical form: checked by the tests.
    #[serde(default)]
    pub sample: String,
    #[serde(default)]
    pub sample_canonical: String,
    /// False for what says nothing by being shared: it stands on a chart only where a person put it.
    #[serde(default = "yes")]
    pub charted: bool,
    /// How values of the kind are written in a narrative; the kind of amounts has it.
    #[serde(default)]
    pub amounts: Option<Amounts>,
}

/// A link kind: which ends it may join, and how much it says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkKind {
    #[serde(skip)]
    pub key: String,
    /// Entity kinds that it may start and end at; empty = any.
    #[serde(default)]
    pub from: Vec<String>,
    #[serde(default)]
    pub to: Vec<String>,
    /// solid, dashed, dotted.
    #[serde(default = "solid")]
    pub line: String,
    #[serde(default)]
    pub directed: bool,
    /// True when it joins a party to an identifier that is its attribute (a phone, an address).
    #[serde(default)]
    pub attribute: bool,
}

fn yes() -> bool {
    true
}

fn solid() -> String {
    "solid".to_owned()
}

/// Reads every kind file; the key is the file's name.
pub fn read_kinds(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, Kind> {
    read(assets, "kinds/", problems, |kind: &mut Kind, key| kind.key = key)
}
/// Reads every link file; the key is the file's name.
pub fn read_links(assets: &Assets, problems: &mut Vec<Problem>) -> BTreeMap<String, LinkKind> {
    read(assets, "links/", problems, |link: &mut LinkKind, key| link.key = key)
}

/// What is expected of a file that can't be read.
pub(super) const VALID: &str = "a valid asset file";

/// Reads every TOML file of a folder, one value each, keyed by file name; collects all problems.
pub fn read<T: serde::de::DeserializeOwned>(
    assets: &Assets,
    folder: &str,
    problems: &mut Vec<Problem>,
    set_key: impl Fn(&mut T, String),
) -> BTreeMap<String, T> {
    let mut out = BTreeMap::new();
    for (path, bytes) in assets.folder(folder) {
        let Some(key) = path.strip_prefix(folder).and_then(|name| name.strip_suffix(".toml")) else {
            continue;
        };
        let text = String::from_utf8_lossy(bytes);
        match toml::from_str::<T>(&text) {
            Ok(mut value) => {
                set_key(&mut value, key.to_owned());
                out.insert(key.to_owned(), value);
            }
            Err(error) => problems.push(
                Problem::new(
                    "asset",
                    VALID,
                    error.message().to_owned(),
                    "correct the file or remove it from the overlay",
                )
                .in_file(format!("assets/{path}")),
            ),
        }
    }
    out
}
