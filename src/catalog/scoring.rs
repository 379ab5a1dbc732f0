//! How values are weighed: `assets/scoring/<kind>.toml` (comparison levels, one file per kind of
//! value), `assets/scoring/surface.toml` (which fields and links a party is compared by, prior,
//! thresholds), and the patterns with how much of each is enough. Data only; the arithmetic is in `resolve::weigh`.
//! Model: Fellegi & Sunter, "A Theory for Record Linkage", JASA 64 (1969); levels from null over
//! exact to "else".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::asset::Assets;
use super::pattern::{self, Pattern};
use crate::model::problem::Problem;

/// One step of agreement: taken when the similarity of two values is at least `at_least` and no
/// earlier level took it. The last level has `at_least = 0`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Text key `reason-<field>-<key>`, e.g. `reason-phone-same`.
    pub key: String,
    pub at_least: f64,
    /// P(this level | same party).
    pub m: f64,
    /// P(this level | different parties).
    pub u: f64,
    /// How much of the rarity of the shared value counts at this level, 0 to 1.
    #[serde(default)]
    pub frequency: f64,
}

/// How one kind of value is compared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    #[serde(skip_deserializing)]
    pub key: String,
    /// Evidence that goes together: within a group only the strongest counts in full.
    pub group: String,
    /// People or firms beyond this file that could hold a value: added to the file's own number
    /// when a frequency is taken, so that a value seen twice in fifty rows is not "4 % of mankind".
    pub background: f64,
    /// Weights never leave these bounds (bits).
    pub max_bits: f64,
    pub min_bits: f64,
    pub level: Vec<Level>,
}

/// A field of a party in the case: where its values come from and how they are compared.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyField {
    pub name: String,
    /// Comparison, a file of `assets/scoring/`.
    pub compare: String,
    /// The file with its levels, where the field has levels of its own; empty = that of `compare`.
    #[serde(default)]
    pub levels: String,
    /// Entity kinds that have it; empty = all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Fact fields that hold its values.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Link kinds whose other end (an identifier entity) is its value.
    #[serde(default)]
    pub links: Vec<String>,
    /// The other end is a party, and what it is called the value.
    #[serde(default)]
    pub named: bool,
    /// Entity kind of the identifier at the other end; empty = any.
    #[serde(default)]
    pub identifier: String,
    /// Two different values cannot both be true of one party (FEIN, birth date).
    #[serde(default)]
    pub exclusive: bool,
    /// Never more bits for it than this: an officer in common makes no two firms one.
    #[serde(default)]
    pub max_bits: Option<f64>,
    /// Never more bits against than this: two brothers as officers do not part a firm in two.
    #[serde(default)]
    pub min_bits: Option<f64>,
}

/// Thresholds of the surfacing of a case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// Number of this frozen set.
    pub number: u32,
    /// Expected records of one party beyond the first, for the prior.
    pub duplicates: f64,
    /// Candidates below this weight are not shown (bits).
    pub same_at_least: f64,
    pub connected_at_least: f64,
    pub pattern_at_least: f64,
    /// Each further piece of evidence of one group counts this share of the one before.
    pub damping: f64,
    /// A block of more profiles than this is held back and reported.
    pub block_cap: u32,
    /// What more firms than this share connects no two records.
    pub connected_cap: u32,
    /// Party kinds, and which of them may be one.
    pub party_kinds: Vec<String>,
    pub compatible: Vec<Vec<String>>,
    /// Identifier kinds that tell something when two records share them.
    pub telling: Vec<String>,
    /// Link kinds by what they say, for patterns.
    pub links: BTreeMap<String, Vec<String>>,
    /// Roles by what they say, for patterns.
    pub roles: BTreeMap<String, Vec<String>>,
    /// Event and record kinds that end a firm's standing (finding, debarment, revocation).
    pub endings: Vec<String>,
    /// Event and record kinds that are a complaint about a firm.
    pub complaints: Vec<String>,
    pub field: Vec<PartyField>,
    /// Fields of which one says what the next would say again, the most exact first: of each list the
    /// most exact that was compared counts for, the strongest counts against.
    #[serde(default)]
    pub correlated: Vec<Vec<String>>,
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Scoring {
    pub comparisons: BTreeMap<String, Comparison>,
    pub surface: Surface,
    /// By name (`assets/patterns/`).
    pub patterns: BTreeMap<String, Pattern>,
}

impl Default for Surface {
    fn default() -> Surface {
        Surface {
            number: 0,
            duplicates: 0.5,
            same_at_least: 0.0,
            connected_at_least: 3.0,
            pattern_at_least: 3.0,
            damping: 0.5,
            block_cap: 60,
            connected_cap: 8,
            party_kinds: Vec::new(),
            compatible: Vec::new(),
            telling: Vec::new(),
            links: BTreeMap::new(),
            roles: BTreeMap::new(),
            endings: Vec::new(),
            complaints: Vec::new(),
            field: Vec::new(),
            correlated: Vec::new(),
        }
    }
}

impl Scoring {
    /// The scoring that the binary was built with.
    ///
    /// # Errors
    /// Every fault of the files, each named.
    pub fn built_in() -> Result<Scoring, Vec<Problem>> {
        let mut problems = Vec::new();
        let scoring = Scoring::read(&Assets::built_in(), &mut problems);
        if problems.is_empty() {
            Ok(scoring)
        } else {
            Err(problems)
        }
    }

    /// Reads `scoring/`; faults go to `problems`.
    pub fn read(assets: &Assets, problems: &mut Vec<Problem>) -> Scoring {
        let mut scoring = Scoring {
            comparisons: BTreeMap::new(),
            surface: Surface::default(),
            patterns: pattern::read(assets, problems),
        };
        for (path, bytes) in assets.folder("scoring/") {
            let Some(key) = path.strip_prefix("scoring/").and_then(|p| p.strip_suffix(".toml")) else {
                continue;
            };
            let text = String::from_utf8_lossy(bytes);
            let fault = |message: String| {
                Problem::new(
                    "asset",
                    "a valid scoring file",
                    message,
                    "correct the file or remove it from the overlay",
                )
                .in_file(format!("assets/{path}"))
            };
            if key == "surface" {
                match toml::from_str::<Surface>(&text) {
                    Ok(surface) => scoring.surface = surface,
                    Err(e) => problems.push(fault(e.message().to_owned())),
                }
                continue;
            }
            match toml::from_str::<Comparison>(&text) {
                Ok(mut comparison) => {
                    comparison.key = key.to_owned();
                    problems.extend(comparison.check().into_iter().map(fault));
                    scoring.comparisons.insert(key.to_owned(), comparison);
                }
                Err(e) => problems.push(fault(e.message().to_owned())),
            }
        }
        for name in scoring.surface.correlated.iter().flatten() {
            if !scoring.surface.field.iter().any(|f| f.name == *name) {
                let remedy = "name a [[field]] of this file";
                problems.push(
                    Problem::new("asset", "a field that parties are compared by", name.clone(), remedy)
                        .in_file("assets/scoring/surface.toml"),
                );
            }
        }
        for field in &scoring.surface.field {
            let own = Some(field.levels.as_str()).filter(|file| !file.is_empty());
            let files = std::iter::once(field.compare.as_str()).chain(own);
            for missing in files.filter(|file| !scoring.comparisons.contains_key(*file)) {
                problems.push(
                    Problem::new(
                        "asset",
                        "a comparison of assets/scoring/",
                        missing.to_owned(),
                        "name an existing file",
                    )
                    .in_file("assets/scoring/surface.toml"),
                );
            }
        }
        scoring
    }
}

impl PartyField {
    /// The file of its levels.
    pub fn levels(&self) -> &str {
        if self.levels.is_empty() {
            &self.compare
        } else {
            &self.levels
        }
    }
}

impl Comparison {
    fn check(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.level.len() < 2 {
            faults.push("two levels at least".to_owned());
        }
        if self.level.windows(2).any(|w| w[0].at_least <= w[1].at_least) {
            faults.push("levels in falling order of at_least".to_owned());
        }
        if self.level.last().is_some_and(|l| l.at_least > 0.0) {
            faults.push("a last level with at_least = 0 for everything else".to_owned());
        }
        for (what, sum) in [
            ("m", self.level.iter().map(|l| l.m).sum::<f64>()),
            ("u", self.level.iter().map(|l| l.u).sum::<f64>()),
        ] {
            if libm::fabs(sum - 1.0) > 0.005 {
                faults.push(format!("{what} of all levels adds up to {sum:.4}, not 1"));
            }
        }
        if self
            .level
            .iter()
            .any(|l| l.m <= 0.0 || l.u <= 0.0 || !(0.0..=1.0).contains(&l.frequency))
        {
            faults.push("m and u above 0, frequency from 0 to 1".to_owned());
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_files_are_sound() {
        let scoring = Scoring::built_in()
            .map_err(|p| p.iter().map(ToString::to_string).collect::<Vec<_>>())
            .unwrap();
        assert!(scoring.comparisons.len() >= 15);
        assert!(scoring.surface.number > 0 && !scoring.surface.field.is_empty());
    }

    #[test]
    fn faults_are_named() {
        let bad = Comparison {
            key: "x".into(),
            group: "g".into(),
            background: 1.0,
            max_bits: 1.0,
            min_bits: -1.0,
            level: vec![Level {
                key: "a".into(),
                at_least: 0.5,
                m: 0.5,
                u: 0.5,
                frequency: 2.0,
            }],
        };
        assert_eq!(bad.check().len(), 5);
    }
}
