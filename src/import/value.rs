//! Cell texts as values: identifiers through `model::value`, money, counts and yes/no here.
//! Must not know: rows, maps.

use crate::model::value::canonical;

/// Canonical form of a cell by value kind; `None` when it is no such value.
/// Money is a decimal number with two places, a count is an integer.
pub(super) fn canonical_value(kind: &str, text: &str) -> Option<String> {
    match kind {
        "" => Some(text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()).filter(|t| !t.is_empty()),
        "money" => money(text),
        "count" => count(text),
        "zip" => Some(zip(text)),
        "flag" => yes_no(text).map(str::to_owned),
        "text" => Some(String::new()),
        _ => canonical(kind, text),
    }
}

/// "$1,275.50", "3.99e+02", "(250.00)", "1.275,50 USD" → decimal with two places.
pub(super) fn money(text: &str) -> Option<String> {
    let text = text.trim();
    let negative = text.starts_with('-') || (text.starts_with('(') && text.ends_with(')'));
    let body: String = text
        .trim_matches(|c: char| {
            matches!(c, '(' | ')' | '-' | '$' | '€' | '+') || c.is_whitespace() || c.is_alphabetic()
        })
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\'')
        .collect();
    if body.is_empty() || !body.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    // A comma with exactly two digits after it, and no later point, is a decimal comma.
    let decimal_comma = body.rfind(',').is_some_and(|at| {
        body.len() - at == 3 && body.rfind('.').is_none_or(|dot| dot < at) && body.matches(',').count() == 1
    });
    let plain: String = if decimal_comma {
        body.replace('.', "").replace(',', ".")
    } else {
        body.replace(',', "")
    };
    let value = rust_decimal::Decimal::from_scientific(&plain)
        .or_else(|_| plain.parse::<rust_decimal::Decimal>())
        .ok()?;
    let value = value.round_dp(2);
    Some(format!(
        "{}{value:.2}",
        if negative && !value.is_zero() { "-" } else { "" }
    ))
}

/// "1,234", "3.0", "15" → integer.
fn count(text: &str) -> Option<String> {
    let text = text.trim().replace(',', "");
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
        if rest.bytes().all(|b| b == b'0') {
            whole
        } else {
            text.as_str()
        }
    });
    whole.parse::<i64>().ok().map(|n| n.to_string())
}

/// A US postal code with the digits that spreadsheets take from it ("6510.0" → "06510"); another
/// country's as it stands.
fn zip(text: &str) -> String {
    let text = text.trim();
    let body = text.strip_suffix(".0").unwrap_or(text);
    if (3..=5).contains(&body.len()) && body.bytes().all(|b| b.is_ascii_digit()) {
        format!("{body:0>5}")
    } else {
        body.to_uppercase()
    }
}

/// `yes`, `no` or `unknown`, from English and Spanish answers.
pub(super) fn yes_no(text: &str) -> Option<&'static str> {
    match text.trim().trim_end_matches('.').to_lowercase().as_str() {
        "y" | "yes" | "true" | "1" | "x" | "t" | "sí" | "si" | "s" | "verdadero" => Some("yes"),
        "n" | "no" | "false" | "0" | "f" | "falso" | "none" | "ninguno" => Some("no"),
        "unknown" | "unk" | "u" | "?" | "not asked" | "not known" | "desconocido" | "no sabe" | "no se preguntó"
        | "n/a" => Some("unknown"),
        _ => None,
    }
}
