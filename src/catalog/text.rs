//! Words for people, English and Spanish, by key, from `assets/text/<language>/*.ftl` (Fluent,
//! <https://projectfluent.org>). A missing key shows itself, and a test finds it. Must not know:
//! who asks.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::asset::Assets;
use crate::model::problem::Problem;

/// Languages that have a folder under `assets/text/`, with their own names.
pub const LANGUAGES: &[(&str, &str)] = &[("en", "English"), ("es", "Español")];

/// All texts of one language.
pub struct Text {
    language: String,
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
    /// Words of code lists (`assets/lists/*.csv`), by `<family>-<key>`.
    listed: BTreeMap<String, String>,
    /// Files that could not be read whole; the rest is used.
    pub problems: Vec<Problem>,
}

impl Text {
    /// Reads every file of the language's folder; an unknown language reads English.
    pub fn new(assets: &Assets, language: &str) -> Text {
        let language = if LANGUAGES.iter().any(|(l, _)| *l == language) {
            language
        } else {
            "en"
        };
        let id: LanguageIdentifier = language.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks would stand in labels, tests and exports as invisible characters.
        bundle.set_use_isolating(false);
        let mut text = Text {
            language: language.to_owned(),
            bundle,
            keys: BTreeSet::new(),
            listed: BTreeMap::new(),
            problems: Vec::new(),
        };
        for (list, family) in FAMILIES {
            text.read_list(family, assets.text(&format!("lists/{list}.csv")).unwrap_or_default());
        }
        let folder = format!("text/{language}/");
        for (path, bytes) in assets.folder(&folder) {
            if path.ends_with(".ftl") {
                text.read(path, &String::from_utf8_lossy(bytes));
            }
        }
        text
    }

    fn read(&mut self, path: &str, source: &str) {
        let (resource, wrong) = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => (resource, 0),
            Err((resource, errors)) => (resource, errors.len()),
        };
        if wrong > 0 {
            self.problems.push(
                Problem::new(
                    "asset",
                    "lines such as `key = text`",
                    format!("{wrong} that can't be read"),
                    "correct them",
                )
                .in_file(format!("assets/{path}")),
            );
        }
        self.keys.extend(keys_in(source).map(str::to_owned));
        if let Err(twice) = self.bundle.add_resource(resource) {
            self.problems.push(
                Problem::new(
                    "asset",
                    "each key once",
                    format!("{} keys again", twice.len()),
                    "remove the second one",
                )
                .in_file(format!("assets/{path}")),
            );
        }
    }

    /// A code list: a head `key,en,es`, then one line each.
    fn read_list(&mut self, family: &str, csv: &str) {
        let mut lines = csv.lines();
        let Some(column) = lines
            .next()
            .and_then(|head| head.split(',').position(|name| name.trim() == self.language))
        else {
            return;
        };
        for line in lines {
            let cells = cells(line);
            if let (Some(key), Some(words)) = (cells.first(), cells.get(column)) {
                self.listed.insert(message_id(family, key), words.clone());
            }
        }
    }

    /// Two letters: en, es.
    pub fn language(&self) -> &str {
        &self.language
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// Every key of this language, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// The text of `key` with its arguments put in. An argument named `count` is a number, so that
    /// plurals are chosen by it. A missing key is shown as itself.
    pub fn get(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.try_get(key, args).unwrap_or_else(|| key.to_owned())
    }

    /// The text of `key`, or `None` where there is none.
    pub fn try_get(&self, key: &str, args: &[(&str, &str)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value.parse::<i64>() {
                Ok(number) if *name == "count" => values.set(*name, FluentValue::from(number)),
                _ => values.set(*name, FluentValue::from(*value)),
            }
        }
        let mut errors = Vec::new();
        Some(
            self.bundle
                .format_pattern(pattern, Some(&values), &mut errors)
                .into_owned(),
        )
    }

    /// As `word`, by the whole key; the key itself where there is no text. Drawings ask this way.
    pub fn whole(&self, key: &str, args: &[String]) -> String {
        let (family, rest) = key.split_once('-').unwrap_or(("", key));
        let id = message_id(family, rest);
        if self.has(&id) || self.listed.contains_key(&id) {
            self.word(family, rest, args)
        } else {
            key.to_owned()
        }
    }

    /// The text of `<family>-<key>` (a kind, a field, a reason), or the key's own words. Arguments
    /// are named `a`, `b`, `c`, `d` in their order; the first is also `count`.
    pub fn word(&self, family: &str, key: &str, args: &[String]) -> String {
        const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
        let mut named: Vec<(&str, &str)> = NAMES.iter().copied().zip(args.iter().map(String::as_str)).collect();
        if let Some(first) = args.first() {
            named.push(("count", first));
        }
        let id = message_id(family, key);
        self.try_get(&id, &named)
            .or_else(|| self.listed.get(&id).cloned())
            .unwrap_or_else(|| {
                let words = key.replace(['_', '-', '.'], " ");
                if args.is_empty() {
                    words
                } else {
                    format!("{words}: {}", args.join(", "))
                }
            })
    }

    /// What a commit did, in one sentence. One that takes another back, or brings it again, says what that was:
    /// its arguments are the other's name and arguments.
    pub fn command(&self, name: &str, args: &[String]) -> String {
        match args.split_first() {
            Some((other, rest)) if matches!(name, "undo" | "redo") => {
                let said = self.command(other, rest);
                self.word("command", name, &[said])
            }
            _ => self.word("command", name, args),
        }
    }
}

/// Keys of a language, by its files alone.
pub fn keys_of(assets: &Assets, language: &str) -> BTreeSet<String> {
    let folder = format!("text/{language}/");
    let files = assets.folder(&folder).filter(|(path, _)| path.ends_with(".ftl"));
    let read = |(_, bytes): (&str, &[u8])| keys_in(&String::from_utf8_lossy(bytes)).map(str::to_owned).collect();
    files.flat_map::<Vec<String>, _>(read).collect()
}

fn keys_in(source: &str) -> impl Iterator<Item = &str> {
    let keys = source.lines().filter_map(|line| Some(line.split_once('=')?.0));
    keys.filter(|key| key.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(str::trim)
}

/// Code lists and the family that their words belong to.
const FAMILIES: &[(&str, &str)] = &[
    ("dispositions", "disposition"),
    ("event_kinds", "event"),
    ("labels", "label"),
    ("process_kinds", "process"),
    ("roles", "role"),
    ("source_kinds", "source"),
];

/// Fluent ids are letters, digits, `-` and `_`; audit names and codes have dots and slashes.
fn message_id(family: &str, key: &str) -> String {
    format!("{family}-{key}")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .collect()
}

/// The cells of one line of a list; a cell with a comma stands in quotes.
fn cells(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(String::new()),
            c => {
                if let Some(cell) = out.last_mut() {
                    cell.push(c);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &Text) -> BTreeSet<&str> {
        text.keys().collect()
    }

    #[test]
    fn what_was_taken_back_is_said_in_its_own_sentence() {
        let text = Text::new(&Assets::built_in(), "en");
        let args = |all: &[&str]| all.iter().map(|a| (*a).to_owned()).collect::<Vec<String>>();
        let done = text.command("decide.reject", &args(&["Mesa LLC", "Mesa Inc"]));
        assert!(done.contains("Mesa LLC") && !done.contains("decide"), "{done}");
        let undone = text.command("undo", &args(&["decide.reject", "Mesa LLC", "Mesa Inc"]));
        assert!(undone.ends_with(&done) && undone.len() > done.len(), "{undone}");
        let redone = text.command("redo", &args(&["decide.reject", "Mesa LLC", "Mesa Inc"]));
        assert!(redone.ends_with(&done) && redone != undone, "{redone}");
        assert_eq!(text.command("undo", &[]), text.word("command", "undo", &[]));
    }

    #[test]
    fn both_languages_read_whole_and_have_the_same_keys() {
        let assets = Assets::built_in();
        let (en, es) = (Text::new(&assets, "en"), Text::new(&assets, "es"));
        assert!(
            en.problems.is_empty() && es.problems.is_empty(),
            "{:?} {:?}",
            en.problems,
            es.problems
        );
        let (a, b) = (keys(&en), keys(&es));
        assert!(a.len() > 100, "only {} keys", a.len());
        assert_eq!(
            a.difference(&b).collect::<Vec<_>>(),
            Vec::<&&str>::new(),
            "missing in Spanish"
        );
        assert_eq!(
            b.difference(&a).collect::<Vec<_>>(),
            Vec::<&&str>::new(),
            "missing in English"
        );
        assert!(a.iter().all(|key| en.has(key)), "a line that looks like a key is none");
    }

    /// What a map makes of a file is shown by name: its records, and the fields of its facts.
    #[test]
    fn what_a_map_names_has_a_name_in_both_languages() {
        fn named(value: &toml::Value, found: &mut BTreeSet<String>) {
            match value {
                toml::Value::Table(table) => {
                    for (key, value) in table {
                        if let ("record" | "field", Some(name)) = (key.as_str(), value.as_str())
                            && !name.is_empty()
                        {
                            found.insert(format!("{key}-{name}"));
                        }
                        named(value, found);
                    }
                }
                toml::Value::Array(all) => all.iter().for_each(|value| named(value, found)),
                _ => {}
            }
        }
        let assets = Assets::built_in();
        let mut found = BTreeSet::new();
        for (_, source) in assets.folder("maps/") {
            let source = std::str::from_utf8(source).unwrap();
            named(&toml::from_str(source).unwrap(), &mut found);
        }
        assert!(found.len() > 80, "only {} names", found.len());
        for language in ["en", "es"] {
            let text = Text::new(&assets, language);
            let missing: Vec<_> = found.iter().filter(|key| !text.has(key)).collect();
            assert!(missing.is_empty(), "{language}: {missing:?}");
        }
    }

    #[test]
    fn arguments_plurals_and_missing_keys() {
        let mut text = Text::new(&Assets::default(), "es");
        text.read("t.ftl", "hi = Hola, { $name }\nn = { $count ->\n    [one] una pista\n   *[other] { $count } pistas\n }\nreason-same_phone = mismo teléfono, en { $b }\n");
        assert_eq!(text.get("hi", &[("name", "0101")]), "Hola, 0101");
        assert_eq!(text.get("n", &[("count", "1")]), "una pista");
        assert_eq!(text.get("n", &[("count", "3")]), "3 pistas");
        assert_eq!(text.get("no-such", &[]), "no-such");
        assert_eq!(
            text.word("reason", "same_phone", &["x".into(), "2".into()]),
            "mismo teléfono, en 2"
        );
        assert_eq!(
            text.word("reason", "name_close", &["a space".into()]),
            "name close: a space"
        );
    }
}
