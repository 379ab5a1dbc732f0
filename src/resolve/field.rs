//! Values made ready to be compared: each distinct value of a field once, with its key, tokens and
//! parts. Must not know: who holds a value, how it is weighed.

use chrono::Datelike;
use rphonetic::{DoubleMetaphone, Encoder};

use crate::model::value::{self, address, company, date, identifier, name, phone};

/// What a field holds, and by that how two of its values are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FieldKind {
    Person,
    Given,
    Surname,
    Company,
    Address,
    City,
    State,
    Zip,
    Phone,
    Email,
    Fein,
    Plate,
    Account,
    Date,
    Id,
    Number,
    Text,
    Category,
}

impl Prepared {
    /// Bits of all its words, each taken by itself.
    pub fn word_bits(&self) -> f64 {
        self.tokens.iter().map(|t| t.rarity).sum()
    }
    /// Its words weigh so much together at most, each by its share.
    pub fn weigh_at_most(&mut self, bits: f64) {
        let words = self.word_bits();
        if bits < words {
            self.tokens.iter_mut().for_each(|t| t.rarity *= bits / words);
        }
    }
}

impl FieldKind {
    /// The file of `assets/scoring/` that holds its levels.
    pub fn key(self) -> &'static str {
        match self {
            FieldKind::Person => "person",
            FieldKind::Given => "given",
            FieldKind::Surname => "surname",
            FieldKind::Company => "company",
            FieldKind::Address => "address",
            FieldKind::City => "city",
            FieldKind::State => "state",
            FieldKind::Zip => "zip",
            FieldKind::Phone => "phone",
            FieldKind::Email => "email",
            FieldKind::Fein => "fein",
            FieldKind::Plate => "plate",
            FieldKind::Account => "account",
            FieldKind::Date => "date",
            FieldKind::Id => "id",
            FieldKind::Number => "number",
            FieldKind::Text => "text",
            FieldKind::Category => "category",
        }
    }
    /// The whole name of somebody or of a firm, not a part of one.
    pub fn is_whole_name(self) -> bool {
        matches!(self, FieldKind::Person | FieldKind::Company)
    }
    /// The kind of a comparison file; `None` for a name that no code compares.
    pub fn of_key(key: &str) -> Option<FieldKind> {
        FieldKind::ALL.iter().copied().find(|k| k.key() == key)
    }
    pub const ALL: [FieldKind; 18] = [
        FieldKind::Person,
        FieldKind::Given,
        FieldKind::Surname,
        FieldKind::Company,
        FieldKind::Address,
        FieldKind::City,
        FieldKind::State,
        FieldKind::Zip,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Fein,
        FieldKind::Plate,
        FieldKind::Account,
        FieldKind::Date,
        FieldKind::Id,
        FieldKind::Number,
        FieldKind::Text,
        FieldKind::Category,
    ];
}

/// One word of a value.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Token {
    pub text: String,
    /// Double Metaphone, primary code; empty for numbers.
    pub phonetic: String,
    /// Full names that a first name stands for (nicknames), ascending; empty when none.
    pub stands_for: Vec<&'static str>,
    /// −log2 of the share of profiles that hold it; set when the pool is complete.
    pub rarity: f64,
    /// The same of all words that sound like it.
    pub sound: f64,
    /// See [`letters`].
    pub letters: u64,
}

/// What a kind needs beyond key and tokens.
#[derive(Clone, PartialEq, Debug)]
pub enum Detail {
    Plain,
    /// The first `given` tokens are given names; 0 = order unknown or a bare surname.
    Person {
        given: usize,
        order_known: bool,
        suffix: String,
    },
    Company {
        legal_form: String,
        numbers: Vec<String>,
        acronym: String,
    },
    Address(Box<address::Address>),
    /// Year, month (0 = unknown), day (0 = unknown).
    Date(i32, u32, u32),
    Number(f64),
}

/// A distinct value.
#[derive(Clone, PartialEq, Debug)]
pub struct Prepared {
    pub kind: FieldKind,
    /// As first received.
    pub raw: String,
    /// Equal keys are equal values.
    pub key: String,
    pub tokens: Vec<Token>,
    /// Tokens written together: "jan daniel" and "jandaniel" are the same run of letters.
    pub compact: String,
    /// Those of `compact`: see [`letters`].
    pub letters: u64,
    pub detail: Detail,
    /// −log2 of the share of profiles (by distinct name) that hold the whole value; set by the pool.
    pub rarity: f64,
    /// Bits by which the whole name is rarer than its words say; set by the pool.
    pub whole: f64,
}

/// Makes `text` ready as `kind`; `None` when it says nothing.
pub fn prepare(kind: FieldKind, text: &str) -> Option<Prepared> {
    let trimmed = text.trim();
    let folded = value::fold(trimmed);
    if value::is_filler(kind.key(), &folded) {
        return None;
    }
    let (key, tokens, detail) = match kind {
        FieldKind::Person => person(&name::parse(trimmed))?,
        FieldKind::Given => {
            let parsed = name::from_parts(trimmed, "", "");
            let words = value::words(&parsed.given.join(" "));
            (
                words.join(" "),
                given_tokens(&words),
                Detail::Person {
                    given: words.len(),
                    order_known: true,
                    suffix: parsed.suffix,
                },
            )
        }
        FieldKind::Surname => {
            let parsed = name::from_parts("", "", trimmed);
            let words = parsed.tokens();
            (
                words.join(" "),
                plain_tokens(&words),
                Detail::Person {
                    given: 0,
                    order_known: true,
                    suffix: parsed.suffix,
                },
            )
        }
        FieldKind::Company => company_parts(&company::parse(trimmed))?,
        FieldKind::Address => address_parts(trimmed)?,
        FieldKind::City => {
            let parsed = address::from_parts("", trimmed, "", "");
            (
                parsed.city.clone(),
                plain_tokens(&value::words(&parsed.city)),
                Detail::Plain,
            )
        }
        FieldKind::State => (
            value::state_code(trimmed).map_or_else(|| value::words(trimmed).join(" "), str::to_owned),
            Vec::new(),
            Detail::Plain,
        ),
        FieldKind::Zip => {
            let code: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
            let nine = code.len() == 9 && code.bytes().all(|b| b.is_ascii_digit());
            (
                if nine { code[..5].to_owned() } else { code },
                Vec::new(),
                Detail::Plain,
            )
        }
        FieldKind::Phone => (phone::key(trimmed), Vec::new(), Detail::Plain),
        FieldKind::Email => {
            // A damaged address is still nearly the one that it was.
            let key = match identifier::email(trimmed) {
                Some(canonical) => identifier::email_key(&canonical),
                None if folded.contains('@') || (folded.contains('.') && !folded.contains(' ')) => {
                    folded.split_whitespace().collect()
                }
                None => return None,
            };
            // How many have a mailbox at the same provider.
            let provider = key.split_once('@').map(|(_, domain)| Token {
                text: domain.to_owned(),
                ..Token::default()
            });
            (key, provider.into_iter().collect(), Detail::Plain)
        }
        FieldKind::Fein => (identifier::fein(trimmed)?, Vec::new(), Detail::Plain),
        FieldKind::Plate => {
            let plate = identifier::plate(trimmed)?;
            (plate.key(), Vec::new(), Detail::Plain)
        }
        FieldKind::Account => (identifier::account(trimmed)?, Vec::new(), Detail::Plain),
        FieldKind::Date => {
            let (y, m, d) = day(trimmed)?;
            (format!("{y:04}-{m:02}-{d:02}"), Vec::new(), Detail::Date(y, m, d))
        }
        FieldKind::Id => (
            folded.chars().filter(char::is_ascii_alphanumeric).collect(),
            Vec::new(),
            Detail::Plain,
        ),
        FieldKind::Number => {
            let plain: String = folded
                .chars()
                .filter(|c| c.is_ascii_digit() || matches!(c, '.' | '-'))
                .collect();
            let number: f64 = plain.parse().ok()?;
            (format!("{number}"), Vec::new(), Detail::Number(number))
        }
        FieldKind::Text => {
            let words = text_words(&folded);
            (words.join(" "), plain_tokens(&words), Detail::Plain)
        }
        FieldKind::Category => {
            let words = value::words(trimmed);
            (words.join(" "), plain_tokens(&words), Detail::Plain)
        }
    };
    if key.is_empty() {
        return None;
    }
    let compact: String = match kind {
        FieldKind::Person
        | FieldKind::Given
        | FieldKind::Surname
        | FieldKind::Company
        | FieldKind::City
        | FieldKind::Address => tokens.iter().map(|t| t.text.as_str()).collect(),
        _ => String::new(),
    };
    Some(Prepared {
        kind,
        raw: trimmed.to_owned(),
        key,
        tokens,
        letters: letters(&compact),
        compact,
        detail,
        rarity: 0.0,
        whole: 0.0,
    })
}

/// All values of a cell: a firm's trade names and a person's nicknames are values of their own.
pub fn prepare_all(kind: FieldKind, text: &str) -> Vec<Prepared> {
    let mut out: Vec<Prepared> = Vec::new();
    let also: Vec<String> = match kind {
        FieldKind::Company => company::parse(text)
            .also
            .iter()
            .filter_map(company::CompanyName::canonical)
            .collect(),
        FieldKind::Person => {
            let parsed = name::parse(text);
            let surnames = parsed.surnames.join(" ");
            parsed
                .also
                .iter()
                .map(|a| {
                    if a.contains(' ') || surnames.is_empty() {
                        a.clone()
                    } else {
                        format!("{a} {surnames}")
                    }
                })
                .collect()
        }
        _ => Vec::new(),
    };
    out.extend(prepare(kind, text));
    for other in also {
        if let Some(p) = prepare(kind, &other)
            && !out.iter().any(|o| o.key == p.key)
        {
            out.push(p);
        }
    }
    out
}

/// The characters that occur, one bit each (a to z, then 0 to 9, then all others): one edit changes two of them
/// at most.
pub fn letters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| {
        set | 1
            << match c {
                'a'..='z' => c as u32 - 'a' as u32,
                '0'..='9' => 26 + c as u32 - '0' as u32,
                _ => 36 + c as u32 % 28,
            }
    })
}
/// The bits of `0` to `9` in [`letters`].
pub const DIGITS: u64 = 0x3ff << 26;

fn token(text: &str) -> Token {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic());
    let phonetic = if plain {
        DoubleMetaphone::new(Some(5)).encode(text)
    } else {
        String::new()
    };
    Token {
        text: text.to_owned(),
        phonetic,
        stands_for: Vec::new(),
        rarity: 0.0,
        sound: 0.0,
        letters: self::letters(text),
    }
}
fn plain_tokens(words: &[String]) -> Vec<Token> {
    words.iter().map(|w| token(w)).collect()
}
fn given_tokens(words: &[String]) -> Vec<Token> {
    words
        .iter()
        .map(|w| Token {
            stands_for: name::nicknames(w),
            ..token(w)
        })
        .collect()
}

fn person(parsed: &name::PersonName) -> Option<(String, Vec<Token>, Detail)> {
    parsed.canonical()?;
    let words = parsed.tokens();
    let given = parsed
        .given
        .iter()
        .flat_map(|g| name::telling(g))
        .count()
        .min(words.len());
    // Order is often unknown, so every word may be a first name.
    let tokens = given_tokens(&words);
    let mut key = words.join(" ");
    if !parsed.suffix.is_empty() {
        key = format!("{key} {}", parsed.suffix);
    }
    Some((
        key,
        tokens,
        Detail::Person {
            given,
            order_known: parsed.order_known,
            suffix: parsed.suffix.clone(),
        },
    ))
}

fn company_parts(parsed: &company::CompanyName) -> Option<(String, Vec<Token>, Detail)> {
    parsed.canonical()?;
    let words = parsed.tokens();
    let numbers = words.iter().filter(|w| is_ordinal(w)).cloned().collect();
    let detail = Detail::Company {
        legal_form: parsed.legal_form.clone(),
        numbers,
        acronym: parsed.acronym(),
    };
    // "Farm" and "Farms" are the same word.
    let tokens = words.iter().map(|w| token(singular(w))).collect::<Vec<_>>();
    let key = tokens.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
    Some((key, tokens, detail))
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 4 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

/// Numbers and series marks: "2", "ii", "iv".
fn is_ordinal(word: &str) -> bool {
    // One letter is more often an initial.
    let rest = word.trim_start_matches('x');
    let tens = word.len() - rest.len();
    let ones = matches!(
        rest,
        "" | "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii" | "viii" | "ix"
    );
    word.bytes().all(|b| b.is_ascii_digit()) || word.len() > 1 && tens < 4 && ones
}

fn address_parts(text: &str) -> Option<(String, Vec<Token>, Detail)> {
    // A canonical value ("3656 hwy 26|deming|nm|88030") keeps its parts.
    let mut parsed = match text.split('|').collect::<Vec<_>>().as_slice() {
        [street, city, state, zip] => address::from_parts(street, city, state, zip),
        _ => address::parse(text),
    };
    if parsed.street.is_empty() {
        // No street line could be read: its words are compared as they are.
        let words = value::words(text);
        if words.is_empty() {
            return None;
        }
        parsed.street = words.join(" ");
    }
    let key = format!("{}/{}/{}/{}", parsed.building(), parsed.unit, parsed.city, parsed.zip);
    let words = value::words(&parsed.street);
    Some((key, plain_tokens(&words), Detail::Address(Box::new(parsed))))
}

/// Year, month, day; eight digits without marks are read as year first, then as month or day first.
fn day(text: &str) -> Option<(i32, u32, u32)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 8 && digits.len() == text.len() {
        let part = |a: usize, b: usize| digits[a..b].parse::<u32>().unwrap_or(0);
        let (y, m, d) = (part(0, 4), part(4, 6), part(6, 8));
        if (1850..=2100).contains(&y) {
            return Some((y as i32, m, d));
        }
        let (a, b, y) = (part(0, 2), part(2, 4), part(4, 8));
        return (1850..=2100)
            .contains(&y)
            .then_some(if a > 12 { (y as i32, b, a) } else { (y as i32, a, b) });
    }
    // Damaged dates ("1971-13-24") still have parts to compare.
    let parts: Vec<u32> = text
        .split(['-', '/', '.'])
        .filter_map(|p| p.trim().parse().ok())
        .collect();
    if let [y, m, d] = parts[..]
        && (1000..=2100).contains(&y)
        && m.max(d) < 100
    {
        return Some((y as i32, m, d));
    }
    let read = date::read(text, date::DateOrder::Mdy).ok()?;
    if let Some(day) = read.exact_day() {
        return Some((day.year(), day.month(), day.day()));
    }
    let (from, to) = (read.earliest()?, read.latest()?);
    if from.year() != to.year() {
        return None;
    }
    Some((
        from.year(),
        if from.month() == to.month() { from.month() } else { 0 },
        0,
    ))
}

/// Words of free text; letters and digits stay together ("psl-x350h" also as "pslx350h").
fn text_words(folded: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for raw in folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '"' | '/' | ':' | '|'))
    {
        let word: String = raw.chars().filter(|c| c.is_alphanumeric()).collect();
        let mixed = word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic());
        if mixed || !raw.contains(['-', '.', '\'', '&']) {
            if !word.is_empty() {
                out.push(word);
            }
        } else {
            out.extend(value::words(raw));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_any_form() {
        for (text, want) in [
            ("1971-06-24", Some((1971, 6, 24))),
            ("19081209", Some((1908, 12, 9))),
            ("12/11/1978", Some((1978, 12, 11))),
            ("1971-13-24", Some((1971, 13, 24))),
            ("1707-71-17", Some((1707, 71, 17))),
            ("1971-13-240", None),
            ("1971", Some((1971, 0, 0))),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(day(text), want, "{text}");
        }
    }

    #[test]
    fn trade_names_and_nicknames_are_values_too() {
        let firm = prepare_all(FieldKind::Company, "Rio Bravo Labor LLC dba Sunset Motel");
        assert_eq!(
            firm.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
            ["rio bravo labor", "sunset motel"]
        );
        let person = prepare_all(FieldKind::Person, "Robert \"Bob\" Smith");
        assert_eq!(
            person.iter().map(|p| p.key.as_str()).collect::<Vec<_>>(),
            ["robert smith", "bob smith"]
        );
        assert!(prepare(FieldKind::Person, "unknown").is_none());
        assert_eq!(
            prepare(FieldKind::Address, "3656 NM Hwy 26, Deming, NM").unwrap().key,
            prepare(FieldKind::Address, "3656 hwy 26|deming|nm|").unwrap().key
        );
    }
}
