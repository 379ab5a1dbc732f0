//! What varies, read from `assets/` and a task force's overlay folder and checked at start-up:
//! all problems at once, each with file and remedy. Must not know: the store, any view.

pub mod amount; // how money is written
pub mod asset; // the files themselves: embedded, overlaid, hashed
pub mod kind; // entity kinds, link kinds
pub mod list; // code lists: keys with their words
pub mod process; // kinds of legal process and the clocks they start
pub mod map; // column maps of importers
pub mod pattern; // what a pattern says, how it looks, what else may explain it
pub mod rule; // milestone and clock rules, holidays
pub mod schema; // what the columns of any table hold, for the matcher
pub mod scoring; // comparison levels, priors, thresholds
pub mod theme; // colour roles and themes
pub mod workspace; // screens side by side
pub mod font; // the bundled typefaces
pub mod text; // English and Spanish, by key
pub mod words; // names and sentences of a practice case

use std::collections::BTreeMap;

use crate::model::problem::Problem;
use asset::Assets;

/// Everything that varies, built once at start-up.
pub struct Catalog {
    pub assets: Assets,
    /// Hex SHA-256 of all asset files: named in every commit.
    pub sha256: String,
    pub kinds: BTreeMap<String, kind::Kind>,
    pub links: BTreeMap<String, kind::LinkKind>,
    pub lists: BTreeMap<String, Vec<list::Entry>>,
    pub maps: BTreeMap<String, map::ColumnMap>,
    pub rules: rule::Rules,
    /// Clocks by kind of legal process (`lists["process_kinds"]`).
    pub process_clocks: BTreeMap<String, process::ProcessClock>,
    pub scoring: scoring::Scoring,
    pub themes: BTreeMap<String, theme::Theme>,
    pub workspaces: BTreeMap<String, workspace::Columns>,
    /// Words of the language that was asked for.
    pub text: text::Text,
}

impl Catalog {
    /// Reads and checks every asset file.
    ///
    /// # Errors
    /// All problems at once, each with file and remedy.
    pub fn load(assets: Assets, language: &str) -> Result<Catalog, Vec<Problem>> {
        let mut problems = Vec::new();
        let kinds = kind::read_kinds(&assets, &mut problems);
        let links = kind::read_links(&assets, &mut problems);
        let lists = list::read_lists(&assets, &mut problems);
        let maps = map::read_maps(&assets, &mut problems);
        for map in maps.values() {
            problems.extend(map.check(&kinds, &links));
        }
        let rules = rule::Rules::read(&assets, &mut problems);
        let process_clocks = process::read(&assets, &rules, &mut problems);
        let scoring = scoring::Scoring::read(&assets, &mut problems);
        let texts = pattern::texts(&assets);
        for pattern in scoring.patterns.values() {
            problems.extend(pattern.check(&kinds, &texts));
        }
        let themes = theme::read_themes(&assets, &mut problems);
        let workspaces = workspace::read(&assets, &mut problems);
        let text = text::Text::new(&assets, language);
        problems.extend(text.problems.iter().cloned());
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Catalog {
            sha256: assets.sha256(),
            assets,
            kinds,
            links,
            lists,
            maps,
            rules,
            process_clocks,
            scoring,
            themes,
            workspaces,
            text,
        })
    }

    /// True for a label whose texts are folded until somebody opens them.
    pub fn folds(&self, label: &str) -> bool {
        let listed = self.lists.get("labels").map_or(&[][..], Vec::as_slice);
        listed.iter().any(|l| l.key == label && l.fold == "yes")
    }
    /// The keys of a code list, in the file's order.
    pub fn list_keys(&self, name: &str) -> Vec<&str> {
        self.lists
            .get(name)
            .map_or_else(Vec::new, |l| l.iter().map(|e| e.key.as_str()).collect())
    }
}
