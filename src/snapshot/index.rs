//! Search over a snapshot: names without accents, parts of phones and plates, misspellings.
