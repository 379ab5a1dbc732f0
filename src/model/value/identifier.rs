//! Identifiers that are their own identity: e-mail, licence plate, FEIN, account number.
//! Must not know: who holds them. FEIN: 26 CFR 301.7701-12 (two digits, hyphen, seven digits).

use super::{STATES, fold};

/// Lower-cased address; `None` without exactly one `@` and a dotted domain.
pub fn email(text: &str) -> Option<String> {
    let folded = fold(text.trim());
    let inner = match (folded.rfind('<'), folded.rfind('>')) {
        (Some(a), Some(b)) if a < b => &folded[a + 1..b],
        _ => folded.as_str(),
    };
    let inner = inner
        .strip_prefix("mailto:")
        .unwrap_or(inner)
        .trim()
        .trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ')' | '(' | '"'));
    let (local, domain) = inner.split_once('@')?;
    let local_fits = !local.is_empty()
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_{|}~-".contains(c));
    let domain_fits = domain.contains('.')
        && domain
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()));
    (local_fits && domain_fits).then(|| format!("{local}@{domain}"))
}

/// One mailbox under several spellings: what stands after `+` goes, and the dots of gmail.
pub fn email_key(canonical: &str) -> String {
    let Some((local, domain)) = canonical.split_once('@') else {
        return canonical.to_owned();
    };
    let local = local.split('+').next().unwrap_or(local);
    if matches!(domain, "gmail.com" | "googlemail.com") {
        return format!("{}@gmail.com", local.replace('.', ""));
    }
    format!("{local}@{domain}")
}

/// A licence plate: issuing state when given, and the characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plate {
    /// Upper-case code, or empty.
    pub state: String,
    pub number: String,
}

impl Plate {
    /// `NM ABC123`, or `ABC123` without a state.
    pub fn canonical(&self) -> String {
        if self.state.is_empty() {
            self.number.clone()
        } else {
            format!("{} {}", self.state, self.number)
        }
    }
    /// Characters that witnesses and cameras confuse are one: 0/O/Q/D, 8/B, 1/I/L, 5/S, 2/Z.
    pub fn key(&self) -> String {
        plate_key(&self.number)
    }
}

/// See [`Plate::key`]; takes a canonical plate with or without its state.
pub fn plate_key(canonical: &str) -> String {
    let number = canonical.rsplit(' ').next().unwrap_or(canonical);
    number
        .chars()
        .map(|c| match c {
            'O' | 'Q' | 'D' => '0',
            'B' => '8',
            'I' | 'L' => '1',
            'S' => '5',
            'Z' => '2',
            c => c,
        })
        .collect()
}

/// Issuers beyond the states: Mexican border states and the federal plate.
const ISSUERS_ABROAD: &[&str] = &["CHIH", "SON", "COAH", "TAMPS", "NL", "BC", "DGO", "SIN", "MX"];

fn issuer(word: &str) -> Option<String> {
    let upper = word.to_ascii_uppercase();
    let known =
        STATES.iter().any(|(code, _)| code.eq_ignore_ascii_case(word)) || ISSUERS_ABROAD.contains(&upper.as_str());
    known.then_some(upper)
}

/// A plate has two to eight letters and digits, at least one of them a digit.
pub fn plate(text: &str) -> Option<Plate> {
    let folded = fold(text);
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_uppercase)
        .collect();
    words.retain(|w| {
        !matches!(
            w.as_str(),
            "PLATE" | "PLATES" | "LICENSE" | "LICENCE" | "LP" | "LIC" | "TAG" | "NO" | "PLACA" | "PLACAS"
        )
    });
    let mut state = String::new();
    // A full state name: "New Mexico ABC 123".
    for (code, name) in STATES {
        let name_words: Vec<String> = name.split(' ').map(str::to_ascii_uppercase).collect();
        if words.len() > name_words.len() && words.starts_with(&name_words) {
            words.drain(..name_words.len());
            state = code.to_ascii_uppercase();
            break;
        }
    }
    if state.is_empty() && words.len() > 1 {
        if let Some(code) = issuer(&words[0]).filter(|_| rest_is_plate(&words[1..])) {
            state = code;
            words.remove(0);
        } else if let Some(code) = words
            .last()
            .and_then(|w| issuer(w))
            .filter(|_| rest_is_plate(&words[..words.len() - 1]))
        {
            state = code;
            words.pop();
        }
    }
    if words.len() > 3 {
        return None;
    }
    let number: String = words.concat();
    let fits = (2..=8).contains(&number.len())
        && number.bytes().any(|b| b.is_ascii_digit())
        && number.bytes().any(|b| b != b'0');
    fits.then_some(Plate { state, number })
}

fn rest_is_plate(words: &[String]) -> bool {
    let length: usize = words.iter().map(String::len).sum();
    (3..=8).contains(&length) && words.iter().any(|w| w.bytes().any(|b| b.is_ascii_digit()))
}

/// `NN-NNNNNNN`; filler (all digits equal, 12-3456789) and masked numbers are refused.
pub fn fein(text: &str) -> Option<String> {
    let trimmed = text.trim();
    if trimmed
        .chars()
        .any(|c| !c.is_ascii_digit() && !matches!(c, '-' | ' ' | '.' | '–'))
    {
        return None;
    }
    let digits: String = trimmed.chars().filter(char::is_ascii_digit).collect();
    // A social security number is written 3-2-4; it is not an employer's number.
    let ssn_shape = trimmed.len() == 11 && trimmed.as_bytes()[3] == b'-' && trimmed.as_bytes()[6] == b'-';
    let first = digits.chars().next()?;
    if digits.len() != 9
        || ssn_shape
        || digits.chars().all(|c| c == first)
        || digits == "123456789"
        || digits.starts_with("00")
    {
        return None;
    }
    Some(format!("{}-{}", &digits[..2], &digits[2..]))
}

/// A bank, card, wallet or remittance account: upper-case letters and digits, at least four digits.
pub fn account(text: &str) -> Option<String> {
    let folded = fold(text.trim());
    let body = ["account", "acct", "cuenta", "iban", "no.", "#", ":"]
        .iter()
        .fold(folded, |t, mark| t.replace(mark, " "));
    if body.chars().any(|c| !c.is_ascii_alphanumeric() && !" -./*".contains(c)) {
        return None;
    }
    let number: String = body
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let first = number.chars().next()?;
    ((4..=34).contains(&number.len()) && digits >= 4 && !number.chars().all(|c| c == first)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails() {
        for (text, want) in [
            ("Jobs@Example.ORG", Some("jobs@example.org")),
            ("\"Recruiter\" <r.one@example.com>", Some("r.one@example.com")),
            ("mailto:a+b@mail.example.com.", Some("a+b@mail.example.com")),
            ("no at sign", None),
            ("a@b", None),
            ("a@@b.com", None),
            ("a b@c.com", None),
            ("@c.com", None),
            ("a@c..com", None),
        ] {
            assert_eq!(email(text).as_deref(), want, "{text}");
        }
        assert_eq!(email_key("a.b+x@gmail.com"), "ab@gmail.com");
        assert_eq!(email_key("a.b+x@example.com"), "a.b@example.com");
    }

    #[test]
    fn plates() {
        for (text, want) in [
            ("nm abc-123", "NM ABC123"),
            ("ABC 123", "ABC123"),
            ("ABC123 (NM)", "NM ABC123"),
            ("NM: BXR 4471", "NM BXR4471"),
            ("New Mexico ABC 123", "NM ABC123"),
            ("TX plate BXR4471", "TX BXR4471"),
            ("license plate 7ABC123", "7ABC123"),
            ("Chih. EJV-81-42", "CHIH EJV8142"),
            ("TX12345", "TX12345"),
        ] {
            assert_eq!(plate(text).map(|p| p.canonical()).as_deref(), Some(want), "{text}");
        }
        for text in ["", "white van", "none", "000", "a very long text 1", "ABCDEFG"] {
            assert_eq!(plate(text), None, "{text}");
        }
        assert_eq!(plate("NM 8O1-BXR").unwrap().key(), plate("B0I 8XR").unwrap().key());
    }

    #[test]
    fn feins_and_accounts() {
        for (text, want) in [
            ("85-0123456", Some("85-0123456")),
            ("850123456", Some("85-0123456")),
            (" 85 0123456 ", Some("85-0123456")),
            ("85-012345", None),
            ("123-45-6789", None),
            ("XX-XXX1234", None),
            ("00-0000000", None),
            ("999999999", None),
            ("12-3456789", None),
        ] {
            assert_eq!(fein(text).as_deref(), want, "{text}");
        }
        assert_eq!(account("Acct # 0042-7781-93").as_deref(), Some("0042778193"));
        assert_eq!(account("n/a"), None);
        assert_eq!(account("12"), None);
    }
}
