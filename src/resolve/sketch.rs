//! Values in short: from a few bytes of each it is known of most pairs what comparing them would show, and none of their
//! texts is looked at. Where nothing short is known of a kind, nothing is told.
//! Must not know: weights.

use rayon::prelude::*;

use super::block::key;
use super::compare::{string, whole_rarity};
use super::field::{Detail, FieldKind, Prepared, letters};
use super::learn::Seen;
use super::pool::{MemoryPool, Pool};

/// The cell of a party that lacks a field, and of one that has several values there.
const NONE: u32 = u32::MAX;
const SEVERAL: u32 = u32::MAX - 1;

/// The short of a value.
#[derive(Clone, Copy)]
struct Sketch {
    /// Characters that occur ([`letters`]); of a date year, month and day in numbers.
    letters: u64,
    /// As it counts when the whole value is shared.
    rarity: f32,
    /// Hash of what makes two unequal values alike: a sound, the last seven digits, a house number.
    sound: u32,
    /// First three bytes.
    head: [u8; 3],
    len: u8,
    /// What is above says all of it: plain letters, one word, no nickname, one `@`.
    simple: bool,
}

/// The house number of an address.
fn door(p: &Prepared) -> &str {
    match &p.detail {
        Detail::Address(address) => &address.number,
        _ => "",
    }
}

impl Sketch {
    fn of(p: &Prepared) -> Sketch {
        let (text, sound) = match p.kind {
            FieldKind::Email => (p.key.split_once('@').map_or("", |(local, _)| local), ""),
            FieldKind::Phone => (p.key.as_str(), p.key.get(p.key.len().saturating_sub(7)..).unwrap_or("")),
            FieldKind::Address => (p.compact.as_str(), door(p)),
            FieldKind::Given | FieldKind::Surname | FieldKind::City => {
                (p.compact.as_str(), p.tokens.first().map_or("", |t| t.phonetic.as_str()))
            }
            _ => (p.key.as_str(), ""),
        };
        let mut head = [0u8; 3];
        head.iter_mut().zip(text.bytes()).for_each(|(at, byte)| *at = byte);
        let one_word = match p.kind {
            FieldKind::Given | FieldKind::Surname => p.tokens.len() == 1 && p.tokens[0].stands_for.is_empty(),
            FieldKind::Email => p.key.matches('@').count() == 1,
            FieldKind::Address => !door(p).is_empty(),
            _ => true,
        };
        Sketch {
            letters: match p.detail {
                Detail::Date(year, month, day) => {
                    u64::from(year as u16) << 32 | u64::from(month as u16) << 16 | u64::from(day as u16)
                }
                _ => letters(text),
            },
            rarity: whole_rarity(p) as f32,
            sound: key::hash(sound) as u32,
            head,
            len: text.len().min(255) as u8,
            simple: one_word && text.is_ascii() && text.len() < 255,
        }
    }

    /// Letters that stand in one of the two alone.
    fn alone(&self, other: &Sketch) -> u32 {
        (self.letters ^ other.letters).count_ones()
    }
    /// True when one of the two has all letters of the other.
    fn within(&self, other: &Sketch) -> bool {
        let both = self.letters & other.letters;
        both == self.letters || both == other.letters
    }
    fn less_alike(&self, other: &Sketch, least: f64) -> bool {
        let begun = self.head.iter().zip(&other.head).take_while(|(a, b)| a == b).count();
        let start = if begun == self.head.len() { 4 } else { begun };
        string::less_alike(self.len.into(), other.len.into(), self.alone(other), start, least)
    }

    /// Whether two words, of which so many letters stand in one alone, may be one but for slips; an edit makes two
    /// such letters at most.
    fn slipped(&self, other: &Sketch, alone: u32) -> bool {
        let (short, long) = (self.len.min(other.len), self.len.max(other.len));
        let of_word = short >= 7 && alone <= 4 || short >= 6 && alone <= 6 && !self.less_alike(other, 0.94);
        let of_run = f64::from(alone.div_ceil(2)) <= 0.26 * f64::from(long);
        of_word || of_run
    }

    /// True when two unequal values are certainly not alike at all.
    fn apart(&self, other: &Sketch, kind: FieldKind) -> bool {
        if !(self.simple && other.simple) {
            return false;
        }
        let alone = self.alone(other);
        match kind {
            FieldKind::State => true,
            FieldKind::Date => {
                let part = |s: &Sketch, at: u32| (s.letters >> at & 0xffff) as i32;
                let day = |s: &Sketch| (part(s, 32), part(s, 16), part(s, 0));
                let ((ya, ma, da), (yb, mb, db)) = (day(self), day(other));
                let far = ((ya - yb) * 372 + (ma - mb) * 31 + da - db).abs() > 434;
                ya != yb && (ma, da) != (mb, db) && (far || ma.min(mb) == 0 || da.min(db) == 0)
            }
            FieldKind::Phone => self.sound != other.sound && alone > 2,
            FieldKind::Fein | FieldKind::Plate | FieldKind::Account | FieldKind::Id => alone > 2,
            FieldKind::Email => alone > 2 && self.less_alike(other, 0.88),
            // A town that is another with a word more has all its letters.
            FieldKind::City => alone > 4 && !self.within(other) && self.less_alike(other, 0.93),
            // Of another house number only the same street says anything, or one that has all its words.
            FieldKind::Address => {
                let edits = u32::from(self.len.max(other.len) / 5).max(1);
                self.sound != other.sound && alone > 2 * edits && !self.within(other) && self.less_alike(other, 0.9)
            }
            FieldKind::Given | FieldKind::Surname => {
                let start = usize::from(self.len.min(other.len).min(3));
                alone > 2
                    && self.sound != other.sound
                    && self.head[..start] != other.head[..start]
                    && !self.slipped(other, alone)
            }
            _ => false,
        }
    }

    /// True when the level of what is the same is out of reach, too.
    fn unequal(&self, other: &Sketch, kind: FieldKind) -> bool {
        match kind {
            FieldKind::Date
            | FieldKind::Email
            | FieldKind::Zip
            | FieldKind::Fein
            | FieldKind::Plate
            | FieldKind::Account
            | FieldKind::Id => true,
            // The same words in another order, or written together.
            FieldKind::Person | FieldKind::Given | FieldKind::Surname | FieldKind::City => self.alone(other) > 0,
            _ => false,
        }
    }

    /// Rarity that two unequal values share at most.
    fn shared(&self, other: &Sketch, kind: FieldKind) -> f64 {
        match kind {
            // Words of a firm or a text that are like each other; one name written together and apart.
            FieldKind::Company | FieldKind::Text => f64::INFINITY,
            FieldKind::Person | FieldKind::Given | FieldKind::Surname if self.alone(other) == 0 => f64::INFINITY,
            _ => f64::from(self.rarity.min(other.rarity)),
        }
    }
}

/// What is known of a slot of a pair without a look at its values.
pub enum Told {
    /// All that comparing shows.
    Seen(Seen),
    /// The best level that is in reach, and the rarity that is shared at most.
    Within(u8, f64),
}

/// The values of a pool in short.
pub struct Sketches {
    /// By slot: kind, the level of what is not alike, and whether no rarity counts there.
    slots: Vec<(FieldKind, u8, bool)>,
    /// By profile and slot: the number of the value, or one of the two above.
    cells: Vec<u32>,
    sketches: Vec<Sketch>,
}

impl Sketches {
    pub fn of(pool: &MemoryPool) -> Sketches {
        let slots = pool.plan().slots.iter();
        let profiles = (0..pool.len()).flat_map(|at| pool.profile(at).values.iter());
        Sketches {
            slots: slots
                .map(|s| {
                    let levels = &s.comparison.level;
                    let plain = levels.last().is_some_and(|l| l.frequency == 0.0);
                    (s.kind, levels.len().saturating_sub(1) as u8, plain)
                })
                .collect(),
            cells: profiles
                .map(|values| match values {
                    [] => NONE,
                    [one] => *one,
                    _ => SEVERAL,
                })
                .collect(),
            sketches: pool.values().par_iter().map(Sketch::of).collect(),
        }
    }

    /// The cells of a profile, one for each slot.
    fn cells(&self, at: usize) -> &[u32] {
        let slots = self.slots.len();
        &self.cells[at * slots..][..slots]
    }

    /// What is known of each slot of a pair.
    pub fn told(&self, i: usize, j: usize) -> impl Iterator<Item = Told> {
        let cells = self.cells(i).iter().zip(self.cells(j));
        cells
            .zip(&self.slots)
            .map(|((x, y), (kind, last, plain))| match (*x, *y) {
                (NONE, _) | (_, NONE) => Told::Seen(Seen::NOTHING),
                (SEVERAL, _) | (_, SEVERAL) => Told::Within(0, f64::INFINITY),
                (x, y) => {
                    let (p, q) = (&self.sketches[x as usize], &self.sketches[y as usize]);
                    if x == y {
                        Told::Seen(Seen {
                            level: 0,
                            rarity: p.rarity,
                        })
                    } else if *plain && p.apart(q, *kind) {
                        Told::Seen(Seen {
                            level: *last,
                            rarity: 0.0,
                        })
                    } else {
                        Told::Within(u8::from(p.unequal(q, *kind)).min(*last), p.shared(q, *kind))
                    }
                }
            })
    }

    /// Whether names of two slots, given name and surname, may stand in each other's column, or one that is alone;
    /// how alike is enough.
    pub fn crossed(&self, i: usize, j: usize, (given, surname): (usize, usize), enough: f64) -> bool {
        // None where one of them is missing, which says neither.
        let like = |x: u32, y: u32| match (x, y) {
            (NONE, _) | (_, NONE) => None,
            (SEVERAL, _) | (_, SEVERAL) => Some(true),
            _ => {
                let (p, q) = (&self.sketches[x as usize], &self.sketches[y as usize]);
                Some(!(p.simple && q.simple && p.less_alike(q, enough)))
            }
        };
        let (a, b) = (self.cells(i), self.cells(j));
        let (mine, yours) = (like(a[given], b[surname]), like(a[surname], b[given]));
        mine.or(yours).is_some() && mine != Some(false) && yours != Some(false)
    }
}
