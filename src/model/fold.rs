//! Text as it is searched: words without case, accents and signs. Must not know: what is searched.

use unicode_normalization::UnicodeNormalization;

/// Lower case, without accents, punctuation as single spaces: `Ñáñez-Peña, José` → `nanez pena jose`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Letters and digits only: `(575) 555-01 09` → `5755550109`.
pub fn squeeze(text: &str) -> String {
    fold(text).replace(' ', "")
}
