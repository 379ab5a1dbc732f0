//! The list of value kinds. Each file parses, canonicalises, gives comparison keys and a display form.

pub mod date; // EDTF and what people type

/// Canonical form of `text` as a value of `kind` (phone, email, plate, fein, account, address,
/// person, company, date); `None` when it is not one.
pub fn canonical(kind: &str, text: &str) -> Option<String> {
    match kind {
        "date" => date::read(text, date::DateOrder::Mdy).ok().map(|d| d.canonical()),
        _ => None,
    }
}
