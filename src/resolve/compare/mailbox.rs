//! E-mail addresses that are alike because the names of their holders are in them: `ana.ruiz71@…` and `ana.ruiz49@…`
//! are two of the thousand ways in which any Ana Ruiz writes hers.
//! Must not know: profiles, weights.

use super::string::{jaro_winkler, one_edit};
use crate::resolve::field::{Prepared, letters};

/// What two addresses that are alike, and not the same, still say once `names`, the words of both holders' names, are
/// taken out: `similarity` again when the names have no part in it or what is left agrees, [`NAMED`] when nothing is
/// left to tell, 0 when numbers differ.
pub fn beyond_names<'a>(a: &Prepared, b: &Prepared, names: impl Iterator<Item = &'a str>, similarity: f64) -> f64 {
    let local = |p: &Prepared| {
        let (local, _) = p.key.split_once('@').unwrap_or((&p.key, ""));
        local.chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let (mut left, mut right) = (local(a), local(b));
    let whole = (left.len(), right.len());
    if whole.0 > 0 && left == right && one_edit(&a.key, &b.key) {
        return similarity;
    }
    // A provider that few have tells by itself.
    if let ([x], [y]) = (&a.tokens[..], &b.tokens[..])
        && jaro_winkler(&x.text, letters(&x.text), &y.text, letters(&y.text), ALIKE) >= ALIKE
        && x.rarity.min(y.rarity) >= OWN_PROVIDER
    {
        return similarity;
    }
    let mut names: Vec<&str> = names.filter(|n| n.len() > 2).collect();
    names.sort_unstable_by_key(|n| std::cmp::Reverse(n.len()));
    for name in names {
        for rest in [&mut left, &mut right] {
            if let Some(at) = rest.find(name) {
                rest.replace_range(at..at + name.len(), "");
            }
        }
    }
    if left.len() == whole.0 || right.len() == whole.1 {
        return similarity;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (m, n) = (digits(&left), digits(&right));
    if m.is_empty() || n.is_empty() {
        if !left.is_empty() && left == right && left.len() > 1 {
            similarity
        } else {
            NAMED
        }
    } else if m == n {
        similarity
    } else if one_edit(&m, &n) && m.len() != n.len() || one_edit(&a.key, &b.key) {
        NAMED
    } else {
        0.0
    }
}

/// Bits: a provider that fewer than one in a hundred have.
const OWN_PROVIDER: f64 = 6.64;

/// How alike (Jaro–Winkler) two spellings of one provider are.
const ALIKE: f64 = 0.85;

/// Similarity of addresses that say nothing beyond the names in them.
pub const NAMED: f64 = 0.5;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::field::{FieldKind, prepare};

    fn left_of(a: &str, b: &str, names: &[&str]) -> f64 {
        let of = |text: &str| prepare(FieldKind::Email, text).unwrap();
        beyond_names(&of(a), &of(b), names.iter().copied(), 0.7)
    }

    #[test]
    fn names_in_a_mailbox_say_nothing_again() {
        let ruiz = ["ana", "ruiz"];
        assert_eq!(left_of("ana.ruiz71@uno.example", "ana.ruiz49@dos.example", &ruiz), 0.0);
        assert_eq!(left_of("ana.ruiz71@uno.example", "ana.ruiz71@dos.example", &ruiz), 0.7);
        assert_eq!(left_of("ana.ruiz71@uno.example", "ana.ruiz7@uno.example", &ruiz), NAMED);
        assert_eq!(left_of("aruiz@uno.example", "a.ruiz@dos.example", &ruiz), NAMED);
        assert_eq!(
            left_of("ana.ruiz@uno.example", "anaruiz.taller@uno.example", &ruiz),
            NAMED
        );
        assert_eq!(
            left_of("ruiz.taller@uno.example", "taller.ruiz@dos.example", &ruiz),
            0.7
        );
        assert_eq!(left_of("ana.ruiz@uno.example", "ana.ruiz@un.example", &ruiz), 0.7);
        // No name in it: alike by itself.
        assert_eq!(left_of("eltaller@uno.example", "eltaler@uno.example", &ruiz), 0.7);
    }
}
