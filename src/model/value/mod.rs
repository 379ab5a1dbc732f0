//! The list of value kinds. Each file parses, canonicalises, gives comparison keys and a display form.
//! Must not know: where a value stood, who compares it, any asset overlay (the tables here are those
//! that the binary was built with, so that a canonical value means the same on every machine).

pub mod address; // street addresses by parts; PO box, rural route, highway
pub mod company; // firm names: core words, legal form, DBA
pub mod date; // EDTF and what people type
pub mod header; // what the words of a column's name say
pub mod identifier; // e-mail, plate, FEIN, account
pub mod name; // person names: particles, double surnames, nicknames
pub mod phone; // E.164

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Canonical form of `text` as a value of `kind` (phone, email, plate, fein, account, address,
/// person, company, date); `None` when it is not one.
pub fn canonical(kind: &str, text: &str) -> Option<String> {
    match kind {
        "phone" => phone::parse(text).map(|p| p.e164),
        "email" => identifier::email(text),
        "plate" => identifier::plate(text).map(|p| p.canonical()),
        "fein" => identifier::fein(text),
        "account" => identifier::account(text),
        "address" => address::parse(text).canonical(),
        "person" | "name" => name::parse(text).canonical(),
        "company" => company::parse(text).canonical(),
        "date" => date::read(text, date::DateOrder::Mdy).ok().map(|d| d.canonical()),
        _ => None,
    }
}

/// The form that a person reads, from a canonical value of `kind`; the value itself where there is
/// no nicer one.
pub fn display(kind: &str, canonical: &str) -> String {
    match kind {
        "phone" => phone::display(canonical),
        "address" => address::display(canonical),
        "person" | "name" => title_case(canonical),
        "company" => company::display(canonical),
        _ => canonical.to_owned(),
    }
}

/// Lower case without accents, in Latin letters where a letter-for-letter rule exists (Cyrillic,
/// Greek): "Ñáñez" → "nanez", "Łódź" → "lodz", "Иванов" → "ivanov".
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        for c in c.to_lowercase() {
            match latin(c) {
                Some(s) => out.push_str(s),
                None => out.push(c),
            }
        }
    }
    // "й" decomposes to "и" + breve, which the filter above has already made "i".
    out
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        '’' | '‘' | '´' | 'ʼ' | '`' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '“' | '”' | '«' | '»' => "\"",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' | 'ς' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        'ω' => "o",
        _ => return None,
    })
}

/// Folded words: runs of letters and digits; an apostrophe inside a word vanishes ("O'Brien" → "obrien").
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in fold(text).chars() {
        if c.is_alphanumeric() {
            word.push(c);
        } else if c != '\'' && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

/// "maria de la cruz" → "Maria de la Cruz".
pub fn title_case(text: &str) -> String {
    let cased = text.split(' ').enumerate().map(|(i, w)| {
        if i > 0 && name::is_particle(w) {
            w.to_owned()
        } else {
            capitalise(w)
        }
    });
    cased.collect::<Vec<_>>().join(" ")
}

/// The first letter of every word in upper case.
pub fn capitalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut start = true;
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase())
        } else {
            out.push(c)
        }
        start = c == ' ';
    }
    out
}

/// True for values that say nothing ("n/a", "same as above", "John Doe"): `assets/lists/common_values.csv`.
/// `folded` is folded text; `kind` adds the list of that kind.
pub fn is_filler(kind: &str, folded: &str) -> bool {
    static FILLER: std::sync::LazyLock<std::collections::BTreeSet<(&'static str, &'static str)>> =
        std::sync::LazyLock::new(|| {
            rows(include_str!("../../../assets/lists/common_values.csv"))
                .filter(|r| r.len() == 2)
                .map(|r| (r[0], r[1]))
                .collect()
        });
    let trimmed = folded.trim();
    trimmed.is_empty() || FILLER.contains(&("any", trimmed)) || FILLER.contains(&(kind, trimmed)) || trimmed == "n a"
}

/// Rows of a list asset: fields split at commas, comments and header left out. The lists have no
/// quoted fields; a test reads each.
pub fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines()
        .skip(1)
        .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        .map(|l| l.split(',').map(str::trim).collect())
}

/// States and territories: postal code, full name folded.
pub const STATES: &[(&str, &str)] = &[
    ("al", "alabama"),
    ("ak", "alaska"),
    ("az", "arizona"),
    ("ar", "arkansas"),
    ("ca", "california"),
    ("co", "colorado"),
    ("ct", "connecticut"),
    ("de", "delaware"),
    ("dc", "district of columbia"),
    ("fl", "florida"),
    ("ga", "georgia"),
    ("hi", "hawaii"),
    ("id", "idaho"),
    ("il", "illinois"),
    ("in", "indiana"),
    ("ia", "iowa"),
    ("ks", "kansas"),
    ("ky", "kentucky"),
    ("la", "louisiana"),
    ("me", "maine"),
    ("md", "maryland"),
    ("ma", "massachusetts"),
    ("mi", "michigan"),
    ("mn", "minnesota"),
    ("ms", "mississippi"),
    ("mo", "missouri"),
    ("mt", "montana"),
    ("ne", "nebraska"),
    ("nv", "nevada"),
    ("nh", "new hampshire"),
    ("nj", "new jersey"),
    ("nm", "new mexico"),
    ("ny", "new york"),
    ("nc", "north carolina"),
    ("nd", "north dakota"),
    ("oh", "ohio"),
    ("ok", "oklahoma"),
    ("or", "oregon"),
    ("pa", "pennsylvania"),
    ("ri", "rhode island"),
    ("sc", "south carolina"),
    ("sd", "south dakota"),
    ("tn", "tennessee"),
    ("tx", "texas"),
    ("ut", "utah"),
    ("vt", "vermont"),
    ("va", "virginia"),
    ("wa", "washington"),
    ("wv", "west virginia"),
    ("wi", "wisconsin"),
    ("wy", "wyoming"),
    ("pr", "puerto rico"),
    ("gu", "guam"),
    ("vi", "virgin islands"),
    ("as", "american samoa"),
    ("mp", "northern mariana islands"),
];

/// Postal code of a state given by code or name.
pub fn state_code(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let folded = folded.trim().trim_end_matches('.');
    STATES
        .iter()
        .find(|(code, name)| *code == folded || *name == folded)
        .map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_that_tell_names_apart() {
        for (from, to) in [
            ("Ñáñez", "nanez"),
            ("Müller", "muller"),
            ("Łódź", "lodz"),
            ("STRAßE", "strasse"),
            ("Иванов", "ivanov"),
            ("O’Brien", "o'brien"),
        ] {
            assert_eq!(fold(from), to);
        }
        assert_eq!(words("O'Brien-Smith, J.R."), ["obrien", "smith", "j", "r"]);
    }

    #[test]
    fn states_by_code_and_name() {
        assert_eq!(state_code("N.M."), None);
        assert_eq!(state_code("New Mexico"), Some("nm"));
        assert_eq!(state_code("TX"), Some("tx"));
    }
}
