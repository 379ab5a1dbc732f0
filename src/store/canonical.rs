//! The canonical bytes of a row: what digests, before-images and signatures are made over.
//! Must not know: SQL. The page with test vectors is `docs/formats.md`.
//!
//! A row is `u32 number of columns`, then per value `u8 tag, u32 length, bytes`, all big endian.
//! Tags: 0 NULL (length 0), 1 INTEGER (8 bytes, two's complement), 2 TEXT (UTF-8), 3 BLOB.
//! There is no float, so each value has exactly one encoding.

use sha2::{Digest, Sha256};

use crate::model::problem::Problem;
use crate::model::{Lent, Row, Value};

const NULL: u8 = 0;
const INTEGER: u8 = 1;
const TEXT: u8 = 2;
const BLOB: u8 = 3;

/// The canonical bytes of a row that is not there: no columns.
pub(super) const NO_ROW: &[u8] = &[0; 4];

fn put(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The canonical bytes of a row.
pub fn pack(values: &[Value]) -> Vec<u8> {
    let mut out = Vec::with_capacity(64);
    begin(&mut out, values.len());
    values.iter().for_each(|value| put_value(&mut out, &value.lend()));
    out
}

/// As `pack`, onto the end of `out`.
pub fn pack_lent(out: &mut Vec<u8>, values: &[Lent<'_>]) {
    begin(out, values.len());
    values.iter().for_each(|value| put_value(out, value));
}

fn begin(out: &mut Vec<u8>, columns: usize) {
    out.extend_from_slice(&(columns as u32).to_be_bytes());
}

fn put_value(out: &mut Vec<u8>, value: &Lent<'_>) {
    match value {
        Lent::Null => put(out, NULL, &[]),
        Lent::Int(n) => put(out, INTEGER, &n.to_be_bytes()),
        Lent::Text(t) => put(out, TEXT, t.as_bytes()),
        Lent::Blob(b) => put(out, BLOB, b),
    }
}

/// The values of canonical bytes. Errors when they are cut short, have bytes left over or a tag
/// that is none.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Value>, Problem> {
    lent(bytes).map(|values| values.iter().map(Lent::to_value).collect())
}

/// As `unpack`, without a copy.
pub(super) fn lent(bytes: &[u8]) -> Result<Vec<Lent<'_>>, Problem> {
    read(bytes).ok_or_else(|| {
        Problem::new(
            "content-damaged",
            "a row in canonical encoding",
            "other bytes",
            "run verify and restore a backup",
        )
    })
}

/// Rows of one table as canonical bytes, which any thread can make; `Tx` writes them.
pub struct Packed {
    pub(super) table: &'static str,
    bytes: Vec<u8>,
    /// Where each row ends.
    ends: Vec<usize>,
}

impl Packed {
    pub fn of<'r, R: Row>(rows: impl IntoIterator<Item = &'r R>) -> Packed {
        let (mut bytes, mut ends) = (Vec::new(), Vec::new());
        for row in rows {
            pack_lent(&mut bytes, &row.lend());
            ends.push(bytes.len());
        }
        Packed {
            table: R::TABLE,
            bytes,
            ends,
        }
    }

    pub(super) fn rows(&self) -> Vec<&[u8]> {
        let begins = std::iter::once(&0).chain(&self.ends);
        begins
            .zip(&self.ends)
            .filter_map(|(from, to)| self.bytes.get(*from..*to))
            .collect()
    }
}

fn read(bytes: &[u8]) -> Option<Vec<Lent<'_>>> {
    let (columns, mut rest) = take_u32(bytes)?;
    let mut values = Vec::with_capacity((columns as usize).min(32));
    for _ in 0..columns {
        let (&tag, after) = rest.split_first()?;
        let (length, after) = take_u32(after)?;
        let content = after.get(..length as usize)?;
        rest = &after[length as usize..];
        values.push(match tag {
            NULL if content.is_empty() => Lent::Null,
            INTEGER => Lent::Int(i64::from_be_bytes(content.try_into().ok()?)),
            TEXT => Lent::Text(std::str::from_utf8(content).ok()?.into()),
            BLOB => Lent::Blob(content),
            _ => return None,
        });
    }
    rest.is_empty().then_some(values)
}

fn take_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*head), rest))
}

/// `SHA-256(salt ‖ canonical row)`.
pub fn digest(salt: &[u8], canonical: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(canonical);
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::hex;
    use proptest::prelude::*;

    /// The vectors of docs/formats.md.
    #[test]
    fn vectors() {
        assert_eq!(pack(&[]), NO_ROW);
        assert_eq!(hex(NO_ROW), "00000000");
        let row = [
            Value::Blob(vec![0xAB; 2]),
            Value::Null,
            Value::Int(-2),
            Value::Text("Ñ".into()),
        ];
        let packed = pack(&row);
        assert_eq!(
            hex(&packed),
            concat!(
                "00000004",
                "0300000002abab",
                "0000000000",
                "0100000008fffffffffffffffe",
                "0200000002c391"
            )
        );
        assert!(unpack(&packed).unwrap() == row);
        assert_eq!(
            hex(&digest(&[0; 16], &packed)),
            "30e5ffcd851666b578ab3fdbd67884c94dd1b5e30823070398dc77c00d1e1fdc"
        );
    }

    /// `Value` has no `Debug` on purpose, so rows are drawn as what they are made of.
    fn row(parts: &[(u8, i64, String, Vec<u8>)]) -> Vec<Value> {
        let value = |(tag, number, text, bytes): &(u8, i64, String, Vec<u8>)| match tag % 4 {
            0 => Value::Null,
            1 => Value::Int(*number),
            2 => Value::Text(text.clone()),
            _ => Value::Blob(bytes.clone()),
        };
        parts.iter().map(value).collect()
    }

    proptest! {
        #[test]
        fn unpack_gives_back_what_was_packed(parts in any::<Vec<(u8, i64, String, Vec<u8>)>>()) {
            let row = row(&parts);
            prop_assert!(unpack(&pack(&row)).unwrap() == row);
        }
        #[test]
        fn any_bytes_are_refused_or_encode_back_to_themselves(
            columns in 0u32..4, bytes in proptest::collection::vec(0u8..6, 0..60)
        ) {
            let bytes = [&columns.to_be_bytes(), bytes.as_slice()].concat();
            if let Ok(row) = unpack(&bytes) {
                prop_assert_eq!(pack(&row), bytes);
            }
        }
    }
}
