//! A fictional case with its answer key, from a seed; and the score of a list of links against such a
//! key. Must not know: files, the clock, how links are found. All is invented: telephone numbers lie in
//! 555-0100..0199 of any area code, firms are words that nobody puts together, streets do not exist.
//!
//! # The corruption model, written down before the generator
//!
//! A *true* world is drawn first (persons, employers, sites, telephones, vans). Records then mention it
//! through these errors, each drawn by itself, rates per mille. They follow what the field reports
//! (double surnames, trade names, call-takers' ears) and what record-linkage test sets use (Febrl:
//! typing, OCR and phonetic errors; Christen, "Probabilistic data generation for deduplication and data
//! linkage", 2005).
//!
//! | value | error | rate | what happens |
//! |---|---|---|---|
//! | company | trade name for legal name | 350 in tips, 120 in claims, 60 (swapped) in findings | where the employer has one |
//! | company | suffix dropped | 300 | `LLC`, `Inc`, `Corp` |
//! | company | suffix in another style | 150 | `L.L.C.`, `Incorporated`, `, Inc.` |
//! | company | capitals | 150 | the whole name |
//! | any name | typing | 80 | one insertion, deletion, exchange with a key beside it, or swap |
//! | any name | Spanish sound | 60 | b/v, s/z, ll/y, g/j, silent h |
//! | any name | OCR | 30 | O/0, l/1, S/5, B/8, rn/m |
//! | person | accents lost | 500 | `Quiñónez` → `Quinonez` |
//! | person | second surname dropped | 350 | |
//! | person | first surname dropped | 70 | the other one is taken for the family name |
//! | person | surname first, comma | 120 | |
//! | person | initials for given names | 60 | |
//! | person | nickname alone | 80 | `Don Varo`; tips only |
//! | address | street type abbreviated | 500 | `Road` → `Rd` |
//! | address | unit left out / written otherwise | 300 / 300 | `Unit 4`, `#4`, `Apt 4` |
//! | address | typing | 40 | |
//! | address | whole cell missing | 200 in tips | never the bed address where the van is named |
//! | telephone | other punctuation | 400 | |
//! | telephone | digit slip | 30 | one of the last two digits, so that the number stays fictional |
//! | telephone | missing | 400 in tips, 100 elsewhere | |
//! | plate | letter and digit confused | 150 | O/0, I/1, B/8, S/5 |
//! | plate | other punctuation | 300 | |
//!
//! **Decoys.** Filing agents' telephones in place of employers' (three of five background H-2A rows);
//! motels as housing address (every seventh background tip); the hotline's own number in the employer's
//! cell (every eighth); a son with his father's name at another firm; two unrelated people with one
//! common name; firms that share a first word.
//!
//! **Planted patterns**, one set per scheme: a successor employer (new company after a finding, with the
//! telephone, office and van of the old one and a relative as officer), a common recruiter over three
//! employers, one bed address, one script told by several callers.
//!
//! **Notes.** A call-taker leaves out small words (450 of a thousand), so that two notes of one matter
//! seldom read alike; a promise is written down word for word. Contractors who make the same promise with
//! other figures share one script.
//!
//! A record stays a member of the truth when its value was garbled, and is none when the cell is missing.

mod corrupt; // the errors above
mod dice; // chance from a seed
mod key; // the answer key
mod links; // links.csv, read
mod record; // one record of each kind
mod score; // a list of links against a key
mod table; // rows and files
mod tell; // narratives
mod world; // the truth

#[cfg(test)]
mod tests;

pub use key::{Decoy, Distinct, Key, MentionAt, TrueGroup, TrueParty, TruePattern};
pub use links::{LinkRow, read_links};
pub use score::{KindScore, Score, score};

use crate::catalog::asset::Assets;
use crate::catalog::words;
use crate::model::problem::Problem;

/// How much: about 60, 600 or 6,000 records.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Size {
    Small,
    Medium,
    Large,
}
impl Size {
    pub fn parse(text: &str) -> Option<Size> {
        match text {
            "small" => Some(Size::Small),
            "medium" => Some(Size::Medium),
            "large" => Some(Size::Large),
            _ => None,
        }
    }
    pub fn as_str(self) -> &'static str {
        match self {
            Size::Small => "small",
            Size::Medium => "medium",
            Size::Large => "large",
        }
    }
    /// Records over all files.
    pub fn records(self) -> usize {
        match self {
            Size::Small => 60,
            Size::Medium => 600,
            Size::Large => 6_000,
        }
    }
    /// Planted schemes: three employers, a recruiter, a bed address and a script each.
    pub fn schemes(self) -> usize {
        match self {
            Size::Small => 1,
            Size::Medium => 6,
            Size::Large => 60,
        }
    }
}

/// A practice case: data files by name, and the answer key, which is kept apart from them.
pub struct Practice {
    pub files: Vec<(String, Vec<u8>)>,
    pub key: Key,
}

/// Makes a fictional case. The same seed, size and words give the same bytes.
///
/// # Errors
/// Words that are missing, invalid or too few.
pub fn generate(seed: u64, size: Size, assets: &Assets) -> Result<Practice, Problem> {
    let words = words::read(assets)?;
    let mut dice = dice::Dice::new(seed);
    let world = world::World::draw(&words, size, &mut dice);
    Ok(table::write(&words, &world, seed, size, &mut dice))
}
