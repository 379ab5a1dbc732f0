//! Company names: core words, legal form (`assets/lists/legal_forms.csv`), what stands after "dba".
//! Must not know: how alike two firms are (that is `resolve`).

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::{fold, rows, title_case, words};

const FORMS_CSV: &str = include_str!("../../../assets/lists/legal_forms.csv");

/// Words of a written form → its short form.
static FORMS: LazyLock<BTreeMap<Vec<&'static str>, &'static str>> = LazyLock::new(|| {
    rows(FORMS_CSV)
        .filter(|r| r.len() == 2)
        .map(|r| (r[0].split(' ').collect(), r[1]))
        .collect()
});
const LONGEST_FORM: usize = 6;
/// What a form can end with: most names end with no such word and are not looked up.
static LAST_OF_FORMS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| FORMS.keys().filter_map(|words| words.last().copied()).collect());

/// A firm's name in parts, folded.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CompanyName {
    /// Words of the name without "the", legal form and DBA; "&" and "y" are `and`.
    pub core: Vec<String>,
    /// `llc`, `inc`, `sa de cv` …, or empty.
    pub legal_form: String,
    /// Trade names given after dba, aka, t/a, f/k/a.
    pub also: Vec<CompanyName>,
}

impl CompanyName {
    /// Core words, then the legal form; `None` for filler.
    pub fn canonical(&self) -> Option<String> {
        let mut text = self.core.join(" ");
        if !text.chars().any(char::is_alphanumeric) || super::is_filler("company", &text) {
            return None;
        }
        if !self.legal_form.is_empty() {
            text.push(' ');
            text.push_str(&self.legal_form);
        }
        Some(text)
    }
    /// Words that compare: connectors left out unless nothing else remains.
    pub fn tokens(&self) -> Vec<String> {
        let kept: Vec<String> = self.core.iter().filter(|w| !is_connector(w)).cloned().collect();
        if kept.is_empty() { self.core.clone() } else { kept }
    }
    /// First letters of the core words; empty for fewer than three.
    pub fn acronym(&self) -> String {
        let tokens = self.tokens();
        if tokens.len() < 3 {
            return String::new();
        }
        tokens.iter().filter_map(|t| t.chars().next()).collect()
    }
    /// Numbers in the name: "Sunset Farms 2" is not "Sunset Farms 3".
    pub fn numbers(&self) -> Vec<&str> {
        self.core
            .iter()
            .filter(|w| w.chars().all(|c| c.is_ascii_digit()))
            .map(String::as_str)
            .collect()
    }
}

fn is_connector(word: &str) -> bool {
    matches!(
        word,
        "and" | "of" | "the" | "de" | "del" | "la" | "los" | "las" | "for" | "at" | "in" | "by"
    )
}

/// Reads a firm's name as written.
pub fn parse(text: &str) -> CompanyName {
    let mut folded = fold(text);
    if folded.contains(['&', '+']) {
        folded = folded.replace(['&', '+'], " and ");
    }
    let marked = mark_trade_names(&folded);
    let mut parts = marked.split('\u{1}').filter(|p| !p.trim().is_empty());
    let mut company = one(parts.next().unwrap_or(""));
    company.also = parts.map(one).filter(|c| !c.core.is_empty()).collect();
    if company.core.is_empty() && !company.also.is_empty() {
        let mut rest = std::mem::take(&mut company.also);
        company = rest.remove(0);
        company.also = rest;
    }
    company
}

/// What stands before a trade name, in the order in which it is looked for.
const TRADE_MARKS: [&str; 21] = [
    " d/b/a/ ",
    " d/b/a ",
    " d.b.a. ",
    " d.b.a ",
    " dba: ",
    " dba. ",
    " dba ",
    "(dba ",
    "(d/b/a ",
    " doing business as ",
    " a/k/a ",
    " aka ",
    " also known as ",
    " t/a ",
    " trading as ",
    " f/k/a ",
    " fka ",
    " formerly known as ",
    " formerly ",
    " n/k/a ",
    " d b a ",
];
/// Finds any of them at one go: most names have none.
static ANY_TRADE_MARK: LazyLock<Option<regex::Regex>> =
    LazyLock::new(|| regex::Regex::new(&TRADE_MARKS.map(regex::escape).join("|")).ok());

/// Puts `\u{1}` where a trade name begins.
fn mark_trade_names(folded: &str) -> String {
    let mut text = format!(" {folded} ");
    if ANY_TRADE_MARK.as_ref().is_some_and(|any| !any.is_match(&text)) {
        return text;
    }
    for mark in TRADE_MARKS {
        text = text.replace(mark, " \u{1} ");
    }
    text
}

fn one(text: &str) -> CompanyName {
    let mut words = merge_initials(words(text));
    for word in &mut words {
        if word == "y" || word == "und" || word == "et" {
            *word = "and".to_owned();
        }
    }
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    } else if words.len() > 2 && words.last().is_some_and(|w| w == "the") {
        words.pop(); // "apple pan, the"
    }
    let mut legal_form = String::new();
    // A form may follow a form ("Farms Co., Inc."): the last names the firm's kind, all leave the core.
    while words.len() > 1 {
        let Some((length, form)) = form_at_end(&words) else {
            break;
        };
        words.truncate(words.len() - length);
        if legal_form.is_empty() {
            legal_form = form.to_owned();
        }
    }
    // Russian and Indonesian forms stand in front: "OOO Zarya", "PT Buana".
    if legal_form.is_empty()
        && words.len() > 1
        && matches!(
            words[0].as_str(),
            "ooo" | "oao" | "zao" | "pao" | "ao" | "jsc" | "pjsc" | "ojsc" | "cjsc" | "pt" | "cv"
        )
    {
        legal_form = words.remove(0);
    }
    CompanyName {
        core: words,
        legal_form,
        also: Vec::new(),
    }
}

fn form_at_end(words: &[String]) -> Option<(usize, &'static str)> {
    if !LAST_OF_FORMS.contains(words.last()?.as_str()) {
        return None;
    }
    for length in (1..=LONGEST_FORM.min(words.len() - 1)).rev() {
        let tail: Vec<&str> = words[words.len() - length..].iter().map(String::as_str).collect();
        if let Some(form) = FORMS.get(&tail) {
            return Some((length, form));
        }
    }
    None
}

/// Single letters that stand side by side are one word: "J R Farms" → "jr farms"; a form such as
/// "l l c" is found by its letters, so it is merged too.
fn merge_initials(words: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut run = String::new();
    for word in words {
        let single = word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic());
        if single {
            run.push_str(&word);
            continue;
        }
        if !run.is_empty() {
            out.push(std::mem::take(&mut run));
        }
        out.push(word);
    }
    if !run.is_empty() {
        out.push(run);
    }
    out
}

/// "mesa verde farm llc" → "Mesa Verde Farm LLC".
pub fn display(canonical: &str) -> String {
    let company = parse(canonical);
    let mut text = title_case(&company.core.join(" ")).replace(" And ", " & ");
    if !company.legal_form.is_empty() {
        let form = match company.legal_form.as_str() {
            short @ ("inc" | "corp" | "co" | "ltd" | "trust" | "estate" | "foundation" | "coop") => title_case(short),
            short => short.to_ascii_uppercase(),
        };
        text.push(' ');
        text.push_str(&form);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, core: &str, form: &str, also: &[&str]) {
        let c = parse(text);
        let found: Vec<String> = c.also.iter().map(|a| a.core.join(" ")).collect();
        assert_eq!(
            (
                c.core.join(" ").as_str(),
                c.legal_form.as_str(),
                found.iter().map(String::as_str).collect::<Vec<_>>()
            ),
            (core, form, also.to_vec()),
            "{text}"
        );
    }

    #[test]
    fn shapes_of_firms() {
        check("Mesa Verde Farm, L.L.C.", "mesa verde farm", "llc", &[]);
        check("MESA VERDE FARM LLC", "mesa verde farm", "llc", &[]);
        check(
            "The Mesa Verde Farm Limited Liability Company",
            "mesa verde farm",
            "llc",
            &[],
        );
        check("J & R Harvesting Co., Inc.", "j and r harvesting", "inc", &[]);
        check("J and R Harvesting", "j and r harvesting", "", &[]);
        check("J.R. Harvesting, Inc", "jr harvesting", "inc", &[]);
        check(
            "Agrícola San Ysidro S. de R.L. de C.V.",
            "agricola san ysidro",
            "s de rl",
            &[],
        );
        check(
            "Agricola San Ysidro, S.A. de C.V.",
            "agricola san ysidro",
            "sa de cv",
            &[],
        );
        check(
            "Rio Bravo Labor LLC d/b/a Sunset Motel",
            "rio bravo labor",
            "llc",
            &["sunset motel"],
        );
        check(
            "Rio Bravo Labor LLC (dba Sunset Motel)",
            "rio bravo labor",
            "llc",
            &["sunset motel"],
        );
        check("Hermanos Luna y Asociados", "hermanos luna and asociados", "", &[]);
        check("Apple Pan, The", "apple pan", "", &[]);
        check("Company", "company", "", &[]);
        check("4-H Ranch Ltd. Partnership", "4 h ranch", "lp", &[]);
    }

    #[test]
    fn keys() {
        assert_eq!(parse("International Farm Labor Services").acronym(), "ifls");
        assert_eq!(parse("Sunset Farms 2").numbers(), ["2"]);
        assert_eq!(parse("Bank of the West").tokens(), ["bank", "west"]);
        assert_eq!(parse("n/a").canonical(), None);
        assert_eq!(display("mesa verde farm llc"), "Mesa Verde Farm LLC");
        assert_eq!(display("j and r harvesting inc"), "J & R Harvesting Inc");
    }
}
