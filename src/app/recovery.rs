//! The recovery kit: file key and vault key as lines that can be printed, kept in a safe and typed in
//! again; each line has a check of its own, so that a slip is named by its number.
//! Must not know: how keys are derived or wrapped.

use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::case::{Case, Who};
use crate::catalog::Catalog;
use crate::catalog::text::Text;
use crate::model::problem::Problem;
use crate::model::secret::Secret;

/// Letters that a new password or passphrase must have at least.
pub const LONG_ENOUGH: usize = 10;
/// Hex digits a line; a key of 64 digits has four lines.
const DIGITS: usize = 16;
const LINES: usize = 8;

/// What a kit says beside its keys.
pub(super) struct Kit<'a> {
    /// Name of the case file.
    pub case: &'a str,
    pub member: &'a str,
    /// RFC 3339.
    pub at: &'a str,
    pub file_key: Secret,
    pub vault_key: Secret,
}

/// The text of a kit: whoever holds it can open file and vault.
pub(super) fn write_kit(kit: &Kit<'_>, text: &Text) -> Secret {
    let mut out = String::with_capacity(1024);
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&text.get("kit-title", &[]));
    line(&text.get("kit-made", &[("a", kit.case), ("b", kit.at)]));
    line(&text.get("kit-keep", &[]));
    for (part, (name, key)) in [("kit-file-key", &kit.file_key), ("kit-vault-key", &kit.vault_key)]
        .into_iter()
        .enumerate()
    {
        line("");
        line(&text.get(name, &[("a", kit.member)]));
        for at in 0..LINES / 2 {
            let digits = key.expose().get(at * DIGITS..(at + 1) * DIGITS).unwrap_or_default();
            let number = part * LINES / 2 + at + 1;
            line(&format!("{number}  {}  {}", grouped(digits), check_of(number, digits)));
        }
    }
    Secret::new(out)
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Four hex digits that change with any digit of the line, and with its number.
fn check_of(number: usize, digits: &str) -> String {
    let digest = Sha256::digest(format!("{number}:{}", digits.to_lowercase()));
    crate::model::hex(&digest[..2])
}

/// File key and vault key of a kit. Lines may stand in any order, with any spaces; other lines are
/// passed over.
///
/// # Errors
/// `recovery-kit`: the number of the line that is missing or has a slip.
pub(super) fn read_kit(text: &Secret) -> Result<(Secret, Secret), Problem> {
    let bad = |number: usize, found: &str| {
        Problem::new(
            "recovery-kit",
            format!("line {number} of the kit: sixteen hex digits and a check of four"),
            found,
            "compare the line with the print, digit by digit",
        )
    };
    let mut lines: [Option<Secret>; LINES] = Default::default();
    for line in text.expose().lines() {
        let mut words = line.split_whitespace();
        let Some(number) = words
            .next()
            .and_then(|w| w.trim_end_matches(['.', ')', ':']).parse::<usize>().ok())
        else {
            continue;
        };
        let rest: String = words.collect();
        let Some(slot) = number.checked_sub(1).and_then(|i| lines.get_mut(i)) else {
            continue;
        };
        let whole = rest.len() == DIGITS + 4 && rest.bytes().all(|b| b.is_ascii_hexdigit());
        let rest = Secret::new(rest.to_lowercase());
        let (digits, check) = match rest.expose().split_at_checked(DIGITS) {
            Some(parts) if whole => parts,
            _ => return Err(bad(number, "another number of digits")),
        };
        if check_of(number, digits) != check {
            return Err(bad(number, "a line whose check does not fit"));
        }
        *slot = Some(Secret::new(digits.to_owned()));
    }
    let mut keys = [String::new(), String::new()];
    for (i, line) in lines.iter().enumerate() {
        let line = line.as_ref().ok_or_else(|| bad(i + 1, "no such line"))?;
        keys[i * 2 / LINES].push_str(line.expose());
    }
    let [file, vault] = keys;
    Ok((Secret::new(file), Secret::new(vault)))
}

/// Opens a case with a kit, and puts file and vault under a new password and passphrase.
///
/// # Errors
/// A slip in the kit, named by line; a kit of another file, or older than a changed password.
pub fn recover(
    path: &Path,
    kit: &Secret,
    password: &Secret,
    passphrase: &Secret,
    catalog: Arc<Catalog>,
) -> Result<Case, Problem> {
    let (file_key, vault_key) = read_kit(kit)?;
    let mut case = Case::open_with_key(path, &file_key, &Who::default(), catalog)?;
    case.take_vault(&vault_key)?;
    case.change_passphrase(passphrase)?;
    case.change_password(password)?;
    Ok(case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::asset::Assets;

    fn keys() -> (String, String) {
        ("0123456789abcdef".repeat(4), "fedcba9876543210".repeat(4))
    }
    fn kit(language: &str) -> Secret {
        let text = Text::new(&Assets::built_in(), language);
        let (file_key, vault_key) = keys();
        let kit = Kit {
            case: "1 a.caseboard",
            member: "A",
            at: "2026-11-24",
            file_key: Secret::new(file_key),
            vault_key: Secret::new(vault_key),
        };
        write_kit(&kit, &text)
    }

    #[test]
    fn a_kit_is_read_back_however_it_is_typed() {
        let (file, vault) = keys();
        let kit = kit("es");
        let typed = kit
            .expose()
            .to_uppercase()
            .replace("  ", " ")
            .lines()
            .rev()
            .collect::<Vec<_>>()
            .join("\r\n");
        for text in [kit, Secret::new(typed)] {
            let (f, v) = read_kit(&text).unwrap();
            assert!(f.expose() == file && v.expose() == vault);
        }
    }

    /// Any one digit wrong, any one line left out: the line is named.
    #[test]
    fn a_slip_is_named_by_its_line() {
        let kit = kit("en");
        let lines: Vec<&str> = kit.expose().lines().collect();
        let mut slips = 0;
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.starts_with(|c: char| c.is_ascii_digit()))
        {
            let number = &line[..1];
            for (place, digit) in line.char_indices().skip(3).filter(|(_, c)| c.is_ascii_hexdigit()) {
                let wrong = if digit == '0' { "1" } else { "0" };
                let mut other = lines.clone();
                let slipped = format!("{}{wrong}{}", &line[..place], &line[place + 1..]);
                other[at] = &slipped;
                let problem = read_kit(&Secret::new(other.join("\n"))).err().unwrap();
                assert!(problem.expected.contains(&format!("line {number} ")), "{problem}");
                slips += 1;
            }
            let mut short = lines.clone();
            short.remove(at);
            let problem = read_kit(&Secret::new(short.join("\n"))).err().unwrap();
            assert!(problem.expected.contains(&format!("line {number} ")), "{problem}");
        }
        assert_eq!(slips, 8 * 20);
    }
}
