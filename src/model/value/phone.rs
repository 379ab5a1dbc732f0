//! Telephone numbers: E.164. Numbers without a country are of the North American plan (US default);
//! the fast path checks its own rules (area code and exchange [2-9]xx, neither N11), everything that
//! begins with `+` or `011` goes by the tables of the `phonenumber` crate.
//! Must not know: whose number it is.

use super::fold;

/// A telephone number. `extension` is kept apart: one switchboard, many desks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Phone {
    /// `+15755550101`
    pub e164: String,
    pub extension: String,
}

/// The first valid number in `text`; `None` for filler such as 000-000-0000 or a number that no
/// plan could hand out.
pub fn parse(text: &str) -> Option<Phone> {
    let folded = fold(text.trim());
    let folded = folded.strip_prefix("tel:").unwrap_or(&folded);
    let (number, extension) = split_extension(folded);
    if let Some(e164) = whole(&number) {
        return Some(Phone { e164, extension });
    }
    // Two numbers in one cell: "575-555-0101 / 575-555-0102", "… or …".
    let parts: Vec<&str> = folded
        .split(['/', ';', ',', '|', '\n'])
        .flat_map(|p| p.split(" or "))
        .flat_map(|p| p.split(" y "))
        .collect();
    if parts.len() < 2 {
        return None;
    }
    parts.iter().find_map(|part| {
        let (number, extension) = split_extension(part);
        whole(&number).map(|e164| Phone { e164, extension })
    })
}

/// `+15755550101` → `(575) 555-0101`; other countries keep E.164.
pub fn display(e164: &str) -> String {
    match e164.strip_prefix("+1") {
        Some(d) if d.len() == 10 && d.is_ascii() => format!("({}) {}-{}", &d[..3], &d[3..6], &d[6..]),
        _ => e164.to_owned(),
    }
}

/// The digits that two ways of writing one line share: the last ten, or seven when no area code was
/// given; empty when there are fewer.
pub fn key(text: &str) -> String {
    let digits: String = match parse(text) {
        Some(p) => p.e164.chars().filter(char::is_ascii_digit).collect(),
        None => text.chars().filter(char::is_ascii_digit).collect(),
    };
    let keep = if digits.len() >= 10 {
        10
    } else if digits.len() >= 7 {
        7
    } else {
        return String::new();
    };
    digits[digits.len() - keep..].to_owned()
}

fn split_extension(text: &str) -> (String, String) {
    for mark in ["extension", "ext.", "ext", " x", "x.", "#", ";ext="] {
        if let Some(at) = text.rfind(mark) {
            let extension: String = text[at + mark.len()..]
                .trim_matches(|c: char| !c.is_ascii_digit())
                .to_owned();
            let before = &text[..at];
            let enough = before.chars().filter(char::is_ascii_alphanumeric).count() >= 7;
            if enough && !extension.is_empty() && extension.len() <= 6 && extension.bytes().all(|b| b.is_ascii_digit())
            {
                return (before.trim().to_owned(), extension);
            }
        }
    }
    // "5755550101x23"
    if let Some((before, after)) = text.rsplit_once('x')
        && (1..=6).contains(&after.len())
        && after.bytes().all(|b| b.is_ascii_digit())
        && before.bytes().filter(u8::is_ascii_digit).count() >= 10
    {
        return (before.trim().to_owned(), after.to_owned());
    }
    (text.to_owned(), String::new())
}

fn whole(text: &str) -> Option<String> {
    if text
        .chars()
        .any(|c| !c.is_ascii_alphanumeric() && !" -.()+/\u{a0}*".contains(c))
    {
        return None;
    }
    let mut digits = String::new();
    let mut letters = 0;
    let trimmed = text
        .trim()
        .trim_start_matches("phone")
        .trim_start_matches("cell")
        .trim_start_matches(':');
    for c in trimmed.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if let Some(d) = keypad(c) {
            // A vanity word stands after an area code, never before one.
            if digits.len() < 3 {
                return None;
            }
            letters += 1;
            digits.push(d);
        }
    }
    if letters > 7 {
        return None;
    }
    if letters > 0 {
        // Longer vanity words are dialled to ten digits only: 1-800-FLOWERSS.
        let from = usize::from(digits.starts_with('1'));
        digits.truncate(10 + from);
    }
    let (digits, international) = match digits.strip_prefix("011") {
        Some(rest) if digits.len() >= 13 => (rest.to_owned(), true),
        _ => {
            let plus = text.trim_start().starts_with('+') || text.trim_start().starts_with("(+");
            (digits, plus)
        }
    };
    if international {
        if let Some(rest) = digits.strip_prefix('1')
            && rest.len() == 10
        {
            return nanp(rest);
        }
        return abroad(&digits);
    }
    match digits.len() {
        10 => nanp(&digits),
        11 if digits.starts_with('1') => nanp(&digits[1..]),
        12 | 13 if digits.starts_with("52") => mexico(&digits[2..]),
        _ => None,
    }
}

fn keypad(c: char) -> Option<char> {
    Some(match c {
        'a'..='c' => '2',
        'd'..='f' => '3',
        'g'..='i' => '4',
        'j'..='l' => '5',
        'm'..='o' => '6',
        'p'..='s' => '7',
        't'..='v' => '8',
        'w'..='z' => '9',
        _ => return None,
    })
}

/// Ten digits of the North American plan.
fn nanp(d: &str) -> Option<String> {
    let b = d.as_bytes();
    let valid = b.len() == 10
        && (b'2'..=b'9').contains(&b[0])
        && (b'2'..=b'9').contains(&b[3])
        && &b[1..3] != b"11"
        && &b[4..6] != b"11"
        && b[1] != b'9' // N9X: kept free for longer numbers
        && &b[..3] != b"555"
        && b.iter().any(|x| *x != b[0])
        && !b[3..].iter().all(|x| *x == b[3]);
    valid.then(|| format!("+1{d}"))
}

/// Ten national digits, after the old mobile prefix 1.
fn mexico(d: &str) -> Option<String> {
    let d = if d.len() == 11 { d.strip_prefix('1')? } else { d };
    let b = d.as_bytes();
    (b.len() == 10 && (b'2'..=b'9').contains(&b[0]) && b.iter().any(|x| *x != b[0])).then(|| format!("+52{d}"))
}

fn abroad(digits: &str) -> Option<String> {
    if let Some(rest) = digits.strip_prefix("52") {
        return mexico(rest);
    }
    let number = phonenumber::parse(None, format!("+{digits}")).ok()?;
    phonenumber::is_valid(&number).then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, e164: &str) {
        assert_eq!(parse(text).map(|p| p.e164).as_deref().unwrap_or("-"), e164, "{text}");
    }

    #[test]
    fn many_ways_to_write_a_number() {
        for text in [
            "575-555-0101",
            "(575) 555-0101",
            "575.555.0101",
            "5755550101",
            "1-575-555-0101",
            "+1 575 555 0101",
            "1 (575) 555 0101",
            "575/555-0101",
            "tel:+1-575-555-0101",
            "575-555-0101 ext. 12",
            "575-555-0101 x12",
            "5755550101x12",
            "575-555-0101 #4",
            "575-555-0101 / 575-555-0102",
            "575-555-0101 or 575-555-0102",
            "011 1 575 555 0101",
            "575–555–0101",
        ] {
            check(text, "+15755550101");
        }
        check("1-800-FLOWERS", "+18003569377");
        check("575-555-0101 ext 33", "+15755550101");
        assert_eq!(parse("575-555-0101 ext 33").unwrap().extension, "33");
    }

    #[test]
    fn abroad() {
        for text in [
            "+52 656 555 0134",
            "+52 1 656 555 0134",
            "011 52 656 555 0134",
            "526565550134",
            "52 1 656 555 0134",
        ] {
            check(text, "+526565550134");
        }
        check("+44 20 7946 0958", "+442079460958");
        check("+502 2222 3333", "+50222223333");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "0",
            "000-000-0000",
            "111-111-1111",
            "999-999-9999",
            "123-456-7890",
            "555-0101",
            "2262649",
            "n/a",
            "none",
            "575-055-0101",
            "575-911-0101",
            "555-555-5555",
            "575-555-010",
            "575 555 01011",
            "1234567890123",
            "see notes",
            "call after 5",
            "88030",
            "85-0123456",
        ] {
            check(text, "-");
        }
    }

    #[test]
    fn keys_and_display() {
        assert_eq!(key("+1 (575) 555-0101"), "5755550101");
        assert_eq!(key("226-2649"), "2262649");
        assert_eq!(key("12"), "");
        assert_eq!(display("+15755550101"), "(575) 555-0101");
        assert_eq!(display("+526565550134"), "+526565550134");
    }
}
