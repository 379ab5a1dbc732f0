//! Person names. Titles and suffixes apart; "LAST, FIRST" turned round; particles stay with the word
//! that they belong to; Spanish names keep both surnames, the father's first; nicknames and
//! transliterations are a list (`assets/lists/nicknames.csv`), not a rule.
//! Must not know: how alike two names are (that is `resolve`), any real person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::{fold, rows, words};

const PARTICLES_CSV: &str = include_str!("../../../assets/lists/name_particles.csv");
const SPELLINGS_CSV: &str = include_str!("../../../assets/lists/name_spellings.csv");
const SURNAMES_CSV: &str = include_str!("../../../assets/lists/spanish_surnames.csv");
const NICKNAMES_CSV: &str = include_str!("../../../assets/lists/nicknames.csv");

/// What is abbreviated or written together → its words.
static SPELLINGS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| in_two(SPELLINGS_CSV));

/// Frequent Spanish and Portuguese surnames that do not end in -ez.
static SURNAMES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| rows(SURNAMES_CSV).filter(|r| r.len() == 1).map(|r| r[0]).collect());

static ROLES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| in_two(PARTICLES_CSV));

/// A list of two columns, the first of which is looked up.
fn in_two(csv: &'static str) -> BTreeMap<&'static str, &'static str> {
    rows(csv).filter(|r| r.len() == 2).map(|r| (r[0], r[1])).collect()
}

/// A written first name → the full names that it may stand for.
static NICKNAMES: LazyLock<BTreeMap<&'static str, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let mut map: BTreeMap<&'static str, BTreeSet<&'static str>> = BTreeMap::new();
    for row in rows(NICKNAMES_CSV).filter(|r| r.len() == 2) {
        map.entry(row[0]).or_default().insert(row[1]);
    }
    map
});

/// A name in parts, folded. Words are in the order that they are spoken: given names, then surnames.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PersonName {
    /// Given and middle names; single letters are initials.
    pub given: Vec<String>,
    /// One or two surnames; a particle is part of its surname ("de la cruz").
    pub surnames: Vec<String>,
    /// `jr`, `sr`, `ii`, `iii`, `iv`, or empty.
    pub suffix: String,
    /// Nicknames given beside the name: Robert "Bob" Smith.
    pub also: Vec<String>,
    /// True when the writing itself said which part is the surname (a comma).
    pub order_known: bool,
}

impl PersonName {
    /// All words in spoken order, joined by blanks; `None` when there is no letter or it is filler.
    pub fn canonical(&self) -> Option<String> {
        let all: Vec<&str> = self.given.iter().chain(&self.surnames).map(String::as_str).collect();
        let text = all.join(" ");
        (text.chars().any(char::is_alphabetic) && !super::is_filler("person", &text)).then_some(text)
    }
    /// Words for comparison and blocking, particles left out, in spoken order.
    pub fn tokens(&self) -> Vec<String> {
        let parts = self.given.iter().chain(&self.surnames);
        parts.flat_map(|part| telling(part)).map(str::to_owned).collect()
    }
}

/// The words of a part of a name without its particles. A particle belongs to the word after it: where none follows it is
/// a name, as in Lan Le, Hung Do, Al; and what is a name as often as a particle is always kept.
pub fn telling(part: &str) -> impl Iterator<Item = &str> {
    let last = part.split(' ').count() - 1;
    let words = part.split(' ').enumerate();
    let kept =
        move |(at, word): &(usize, &str)| *at == last || !is_particle(word) || role(word) == Some("particle_or_name");
    words.filter(kept).map(|(_, word)| word)
}

/// What `name_particles.csv` says of a word. Roles of particles: `particle`, wherever it stands; `particle_inside`, which is
/// a name where it begins one (Ben Lee Carter, Al, San); `particle_or_name`, which is either inside, too (Nguyen Le Anh).
fn role(word: &str) -> Option<&'static str> {
    ROLES.get(word).copied()
}

/// True for "de", "la", "van" … (folded).
pub fn is_particle(word: &str) -> bool {
    role(word).is_some_and(|role| role.starts_with("particle") || role == "conjunction")
}

/// Full names that a folded first name may stand for, itself included.
pub fn stands_for(word: &str) -> BTreeSet<&str> {
    let mut out: BTreeSet<&str> = BTreeSet::from([word]);
    if let Some(full) = NICKNAMES.get(word) {
        out.extend(full.iter().copied());
    }
    out
}

/// The full names that a folded first name is a nickname of, ascending; empty when it is none.
pub fn nicknames(word: &str) -> Vec<&'static str> {
    NICKNAMES
        .get(word)
        .map_or_else(Vec::new, |full| full.iter().copied().collect())
}

/// True when one is a form of the other, or both are forms of one name: Bob, Robert; Pepe, Joe (José).
pub fn same_given(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (left, right) = (stands_for(a), stands_for(b));
    left.intersection(&right).next().is_some()
}

/// Reads a name as written. Never fails: what can't be told apart stays in `given` and `surnames`
/// by position.
pub fn parse(text: &str) -> PersonName {
    let mut name = PersonName::default();
    let folded = fold(text);
    let (plain, also) = take_quoted(&folded);
    name.also = also;
    let mut commas: Vec<Vec<String>> = plain.split(',').map(read).filter(|w| !w.is_empty()).collect();
    // "Smith, Jr., John" and "Smith, John, Jr."
    commas.retain(|part| {
        if part.len() == 1 && role(&part[0]) == Some("suffix") {
            name.suffix = short(&part[0]).to_owned();
            return false;
        }
        true
    });
    match commas.len() {
        0 => {}
        1 => {
            let words = strip(commas.remove(0), &mut name);
            let joined = glue(words, true);
            split_spoken(joined, &mut name);
        }
        _ => {
            let last = strip(commas.remove(0), &mut name);
            let first = strip(commas.concat(), &mut name);
            name.order_known = true;
            name.surnames = glue(last, false);
            name.given = first;
        }
    }
    name
}

/// From separate columns, when a source gives them.
pub fn from_parts(first: &str, middle: &str, last: &str) -> PersonName {
    let mut name = PersonName {
        order_known: true,
        ..PersonName::default()
    };
    let (first, also) = take_quoted(&fold(first));
    name.also = also;
    let mut given = read(&first);
    given.extend(read(middle));
    name.given = strip(given, &mut name);
    let surnames = strip(read(last), &mut name);
    name.surnames = glue(surnames, false);
    name
}

/// Words as they are meant: "hdez" is Hernández, "delacruz" de la Cruz.
fn read(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in words(text) {
        match SPELLINGS.get(word.as_str()) {
            Some(meant) => out.extend(meant.split(' ').map(str::to_owned)),
            None => out.push(word),
        }
    }
    out
}

/// A suffix that is written out.
fn short(suffix: &str) -> &str {
    match suffix {
        "junior" => "jr",
        "senior" => "sr",
        other => other,
    }
}

/// Takes titles from the front and suffixes from the end.
fn strip(mut words: Vec<String>, name: &mut PersonName) -> Vec<String> {
    while words.len() > 1 && (role(&words[0]) == Some("title") || (words[0] == "sr" && words.len() > 2)) {
        words.remove(0);
    }
    while words.len() > 1 {
        let last = words.len() - 1;
        if role(&words[last]) != Some("suffix") {
            break;
        }
        // Of two words it is a name: Neymar Junior.
        if words.len() < 3 && matches!(words[last].as_str(), "junior" | "senior") {
            break;
        }
        let suffix = words.remove(last);
        if !matches!(suffix.as_str(), "esq" | "md" | "phd" | "cpa") {
            name.suffix = if suffix == "hijo" { "jr" } else { short(&suffix) }.to_owned();
        }
    }
    // "Morris II Klein": the second of his given name.
    let inner = words.iter().skip(1).position(|w| matches!(w.as_str(), "ii" | "iii"));
    if let Some(at) = inner.map(|at| at + 1).filter(|at| at + 1 < words.len()) {
        name.suffix = words.remove(at);
    }
    words
}

/// Joins each particle (and "y") to the word after it: [maria, de, la, cruz] → [maria, "de la cruz"]. What is `spoken` begins
/// with a first name.
fn glue(words: Vec<String>, spoken: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut pending = String::new();
    let count = words.len();
    for (i, word) in words.into_iter().enumerate() {
        let conjunction = role(&word) == Some("conjunction");
        if conjunction && i > 0 && i + 1 < count && word.len() == 1 && word == "y" {
            continue; // "Ortega y Gasset": two surnames
        }
        let joins = match role(&word) {
            Some("particle") => true,
            Some("particle_inside" | "particle_or_name") => !(spoken && i == 0),
            _ => false,
        };
        if joins && i + 1 < count {
            if !pending.is_empty() {
                pending.push(' ');
            }
            pending.push_str(&word);
            continue;
        }
        if pending.is_empty() {
            out.push(word);
        } else {
            out.push(format!("{pending} {word}"));
            pending.clear();
        }
    }
    if !pending.is_empty() {
        out.push(pending);
    }
    out
}

/// Spoken order without a comma: the last part is a surname; of three or more the last two are when
/// the one before the last looks like a Spanish or Portuguese surname.
fn split_spoken(mut parts: Vec<String>, name: &mut PersonName) {
    match parts.len() {
        0 => {}
        // De la Cruz: no first name.
        1 if parts[0].contains(' ') => name.surnames = parts,
        1 => name.given = parts,
        2 => {
            name.surnames = parts.split_off(1);
            name.given = parts;
        }
        n => {
            let two = looks_like_surname(&parts[n - 2]);
            name.surnames = parts.split_off(if two { n - 2 } else { n - 1 });
            name.given = parts;
        }
    }
}

fn looks_like_surname(part: &str) -> bool {
    if part.contains(' ') {
        return true; // it has a particle
    }
    if part.len() < 4 {
        return false;
    }
    part.ends_with("ez") || part.ends_with("ino") && part.len() > 6 || SURNAMES.contains(part)
}

/// Takes out what stands in quotes or brackets.
fn take_quoted(text: &str) -> (String, Vec<String>) {
    let mut plain = String::with_capacity(text.len());
    let mut also = Vec::new();
    let mut inside: Option<(char, String)> = None;
    for c in text.chars() {
        match (&mut inside, c) {
            (None, '"' | '(' | '[') => {
                inside = Some((
                    if c == '"' {
                        '"'
                    } else if c == '(' {
                        ')'
                    } else {
                        ']'
                    },
                    String::new(),
                ))
            }
            (Some((close, held)), c) if c == *close => {
                let found = words(held).join(" ");
                if !found.is_empty() {
                    also.push(found);
                }
                inside = None;
                plain.push(' ');
            }
            (Some((_, held)), c) => held.push(c),
            (None, c) => plain.push(c),
        }
    }
    if let Some((_, held)) = inside {
        plain.push_str(&held);
    }
    for also_known_as in [" aka ", " a.k.a. ", " alias "] {
        if let Some((before, after)) = plain.clone().split_once(also_known_as) {
            also.push(words(after).join(" "));
            plain = before.to_owned();
        }
    }
    (plain, also)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, given: &str, surnames: &[&str], suffix: &str) {
        let name = parse(text);
        assert_eq!(
            (
                name.given.join(" ").as_str(),
                name.surnames.iter().map(String::as_str).collect::<Vec<_>>(),
                name.suffix.as_str()
            ),
            (given, surnames.to_vec(), suffix),
            "{text}"
        );
    }

    #[test]
    fn shapes_of_names() {
        check("John Smith", "john", &["smith"], "");
        check("SMITH, JOHN Q", "john q", &["smith"], "");
        check("Smith, John, Jr.", "john", &["smith"], "jr");
        check("David Dobbins Senior", "david", &["dobbins"], "sr");
        check("Dobbins, David, Junior", "david", &["dobbins"], "jr");
        check("Dr. John Q. Smith III", "john q", &["smith"], "iii");
        check("Morris II Klein", "morris", &["klein"], "ii");
        check(
            "María Guadalupe López Hernández",
            "maria guadalupe",
            &["lopez", "hernandez"],
            "",
        );
        check("LOPEZ HERNANDEZ, MARIA G", "maria g", &["lopez", "hernandez"], "");
        check("María de la Cruz", "maria", &["de la cruz"], "");
        check("Sra. Ana Ruiz de la Peña", "ana", &["ruiz", "de la pena"], "");
        check("José Ortega y Gasset", "jose", &["ortega", "gasset"], "");
        check("Vincent van Gogh", "vincent", &["van gogh"], "");
        check("Sr. Pedro Flores Luna", "pedro", &["flores", "luna"], "");
        check("Robert \"Bob\" O'Brien", "robert", &["obrien"], "");
        check("Chuy", "chuy", &[], "");
        check("Juan Carlos Pérez", "juan carlos", &["perez"], "");
        check("Mary Ann Smith", "mary ann", &["smith"], "");
        check("Al Green", "al", &["green"], "");
    }

    #[test]
    fn canonical_and_tokens() {
        assert_eq!(
            parse("DE LA CRUZ, MARIA").canonical().as_deref(),
            Some("maria de la cruz")
        );
        assert_eq!(parse("").canonical(), None);
        assert_eq!(parse("N/A").canonical(), None);
        assert_eq!(parse("123").canonical(), None);
        assert_eq!(parse("María de la Cruz").tokens(), ["maria", "cruz"]);
        assert_eq!(parse("Robert \"Bob\" Smith").also, ["bob"]);
        assert_eq!(parse("Jose Luna aka El Gordo").also, ["el gordo"]);
        assert_eq!(
            from_parts("María", "G.", "De La Cruz Ruiz").surnames,
            ["de la cruz", "ruiz"]
        );
    }

    #[test]
    fn a_particle_is_a_name_where_it_can_be_none() {
        let tokens = |text: &str| parse(text).tokens().join(" ");
        // Where no word follows, and where it is a name as often.
        for (text, kept) in [
            ("Thu Lan Le", "thu lan le"),
            ("Hung Do", "hung do"),
            ("Nguyen Le Anh", "nguyen le anh"),
            ("John van Horn", "john van horn"),
            // Where it begins a name that is spoken.
            ("Ben Lee Carter", "ben lee carter"),
            ("Al Green", "al green"),
            ("San Juana Ruiz", "san juana ruiz"),
            // Everywhere else it is one.
            ("Ahmed Al Sayed", "ahmed sayed"),
            ("Joao da Silva", "joao silva"),
            ("De Leon", "leon"),
            ("De la Cruz", "cruz"),
        ] {
            assert_eq!(tokens(text), kept, "{text}");
        }
        for (text, kept) in [
            ("Delacruz Juan", "cruz juan"),
            ("DELEON, ANA", "ana leon"),
            ("Dela Cruz, Ana", "ana cruz"),
            ("John Vanhorn", "john van horn"),
            ("Fco. Hdez.", "francisco hernandez"),
        ] {
            assert_eq!(tokens(text), kept, "{text}");
        }
        assert_eq!(from_parts("Ana", "", "De Leon").tokens(), ["ana", "leon"]);
        assert_eq!(from_parts("Ana", "", "San Martin").tokens(), ["ana", "martin"]);
        assert_eq!(parse("De Leon").surnames, ["de leon"], "no first name");
    }

    #[test]
    fn nicknames() {
        for (a, b) in [
            ("bob", "robert"),
            ("pepe", "jose"),
            ("lupe", "guadalupe"),
            ("bill", "william"),
            ("chuy", "jesus"),
            ("bob", "rob"),
            ("ted", "edward"),
        ] {
            assert!(same_given(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("bob", "bill"),
            ("jose", "jesus"),
            ("maria", "marta"),
            ("juan", "jaime"),
        ] {
            assert!(!same_given(a, b), "{a} {b}");
        }
    }
}
