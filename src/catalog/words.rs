//! The words that a practice case is made of (`assets/practice/words.toml`). A task force may put
//! names, streets and telephone area codes of its own region in its overlay.

use serde::Deserialize;

use super::asset::Assets;
use super::kind;
use crate::model::problem::Problem;

/// Lists of fictional names and sentences. Cells with several parts are split by `|` or `/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// `Given/nickname,nickname`
    pub given_es: Vec<String>,
    pub given_en: Vec<String>,
    /// Whole names that two unrelated people share.
    pub common: Vec<String>,
    pub surnames_es: Vec<String>,
    /// Borne by victims only, so that a name of theirs can be looked for in every file.
    pub surnames_victims: Vec<String>,
    pub surnames_en: Vec<String>,
    pub firm_first: Vec<String>,
    pub firm_second: Vec<String>,
    pub suffixes: Vec<String>,
    /// `name|NAICS|description|job`; a farm's NAICS begins with 11. Both kinds are needed.
    pub activities: Vec<String>,
    pub streets: Vec<String>,
    pub street_types: Vec<String>,
    /// `city|state|ZIP`
    pub towns: Vec<String>,
    pub area_codes: Vec<u32>,
    /// As applications write them, and as Spanish-speaking callers say them, side by side.
    pub crops: Vec<String>,
    pub crops_es: Vec<String>,
    /// With `{crop}`, `{rate}`, `{months}`.
    pub scripts_es: Vec<String>,
    pub scripts_en: Vec<String>,
    pub en: Slots,
    pub es: Slots,
}

/// Sentences of a tip, by slot; `{n}` is a number, `{job}` the activity's job.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slots {
    pub who: Vec<String>,
    pub plain: Vec<String>,
    pub control: Vec<String>,
    pub free: Vec<String>,
    pub end: Vec<String>,
    /// Words that a call-taker in a hurry leaves out.
    pub small: Vec<String>,
    /// Remarks put between sentences.
    pub asides: Vec<String>,
}

/// Reads the words.
///
/// # Errors
/// A missing or invalid file, or a list with too few words to make distinct names from.
pub fn read(assets: &Assets) -> Result<Words, Problem> {
    let mut problems = Vec::new();
    let mut found = kind::read(assets, "practice/", &mut problems, |_: &mut Words, _| {});
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let words = found.remove("words").ok_or_else(|| {
        Problem::new(
            "asset",
            "the words of a practice case",
            "no file",
            "restore assets/practice/words.toml",
        )
        .in_file("assets/practice/words.toml")
    })?;
    words.check()?;
    Ok(words)
}

impl Words {
    fn check(&self) -> Result<(), Problem> {
        let lists: [(&str, usize, usize); 16] = [
            ("given_es", self.given_es.len(), 20),
            ("given_en", self.given_en.len(), 10),
            ("common", self.common.len(), 2),
            ("surnames_es", self.surnames_es.len(), 20),
            ("surnames_victims", self.surnames_victims.len(), 5),
            ("surnames_en", self.surnames_en.len(), 10),
            ("firm_first", self.firm_first.len(), 20),
            ("firm_second", self.firm_second.len(), 20),
            ("suffixes", self.suffixes.len(), 1),
            ("activities", self.activities.len(), 5),
            ("streets", self.streets.len(), 20),
            ("street_types", self.street_types.len(), 2),
            ("towns", self.towns.len(), 5),
            ("area_codes", self.area_codes.len(), 40),
            ("crops and crops_es", self.crops.len().min(self.crops_es.len()), 2),
            ("scripts", self.scripts_es.len().min(self.scripts_en.len()), 1),
        ];
        let slots = [&self.en, &self.es];
        let short = slots
            .iter()
            .flat_map(|s| [&s.who, &s.plain, &s.control, &s.free, &s.end])
            .any(|list| list.len() < 5);
        let missing = lists
            .iter()
            .find(|(_, have, need)| have < need)
            .map(|(name, _, need)| (*name, *need));
        let farms = self.activities.iter().filter(|a| is_farm(a)).count();
        let missing =
            missing.or((farms == 0 || farms == self.activities.len()).then_some(("activities, farms and others", 1)));
        let missing = missing.or(short.then_some(("en, es: who, plain, control, free, end", 5)));
        match missing {
            None => Ok(()),
            Some((name, need)) => Err(Problem::new(
                "asset",
                format!("at least {need} entries in {name}"),
                "fewer",
                "add words, or remove the file from the overlay",
            )
            .in_file("assets/practice/words.toml")),
        }
    }
}

/// Whether an activity of the list is farming (NAICS sector 11).
pub fn is_farm(activity: &str) -> bool {
    activity.split('|').nth(1).is_some_and(|naics| naics.starts_with("11"))
}
