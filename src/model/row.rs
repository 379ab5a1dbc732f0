//! Rows as typed structs and as type-true values: the one definition that the store's SQL,
//! the canonical encoding of the audit and undo are all derived from.

use std::borrow::Cow;
use std::fmt;

/// A 16-byte id (UUID). Import-made ids are derived (v8) from file hash, sheet, row, role and
/// ordinal; hand-made ids are v7 from the `Mint`. Never sort, seed or break ties by a v7 id.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Uid(pub [u8; 16]);

impl Uid {
    /// A UUIDv8 from the first 16 bytes of SHA-256 over the parts, each preceded by its length
    /// (u32, big endian), so that ("ab","c") and ("a","bc") differ.
    pub fn derive(parts: &[&[u8]]) -> Uid {
        Uid(*uuid::Uuid::new_v8(digest_of(parts)).as_bytes())
    }

    /// As `derive`, but with the six bytes of `place` in front: ids of one place lie next to each
    /// other, so that a large import fills its indexes in order instead of all over the file.
    pub fn derive_at(place: [u8; 6], parts: &[&[u8]]) -> Uid {
        let mut bytes = digest_of(parts);
        bytes[..6].copy_from_slice(&place);
        Uid(*uuid::Uuid::new_v8(bytes).as_bytes())
    }

    /// The six bytes in front.
    pub fn place(&self) -> [u8; 6] {
        let [a, b, c, d, e, f, ..] = self.0;
        [a, b, c, d, e, f]
    }

    /// Reads the hyphenated form, or a hex string without hyphens.
    pub fn parse(text: &str) -> Option<Uid> {
        uuid::Uuid::try_parse(text.trim()).ok().map(|u| Uid(*u.as_bytes()))
    }
}

fn digest_of(parts: &[&[u8]]) -> [u8; 16] {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u32).to_be_bytes());
        hasher.update(part);
    }
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    bytes
}

impl fmt::Display for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).fmt(f)
    }
}
impl fmt::Debug for Uid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl serde::Serialize for Uid {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> serde::Deserialize<'de> for Uid {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(d)?;
        Uid::parse(&text).ok_or_else(|| serde::de::Error::custom("expected an id such as 0190a1b2-…"))
    }
}

/// One stored value, type-true. There is no float: weights are centibits, money cents,
/// coordinates 1/64 pt.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

/// A `Value` that is lent by the row, and made only where the row doesn't hold it as it is stored.
pub enum Lent<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
    Blob(&'a [u8]),
}

impl Value {
    pub fn lend(&self) -> Lent<'_> {
        match self {
            Value::Null => Lent::Null,
            Value::Int(n) => Lent::Int(*n),
            Value::Text(t) => Lent::Text(Cow::Borrowed(t)),
            Value::Blob(b) => Lent::Blob(b),
        }
    }
}

impl Lent<'_> {
    pub fn to_value(&self) -> Value {
        match self {
            Lent::Null => Value::Null,
            Lent::Int(n) => Value::Int(*n),
            Lent::Text(t) => Value::Text(t.as_ref().to_owned()),
            Lent::Blob(b) => Value::Blob(b.to_vec()),
        }
    }
}

/// A Rust type that one column can hold.
pub trait Column: Sized {
    fn lend(&self) -> Lent<'_>;
    fn to_value(&self) -> Value {
        self.lend().to_value()
    }
    /// The message says what was found instead, without the content.
    fn from_lent(value: &Lent<'_>) -> Result<Self, String>;
    /// As `from_lent`.
    fn from_value(value: &Value) -> Result<Self, String> {
        Self::from_lent(&value.lend())
    }
}

/// One stored table. Column 0 is always `id` (BLOB, 16 bytes, primary key).
pub trait Row: Sized + Clone + 'static {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn uid(&self) -> Uid;
    /// The values of its columns, in their order.
    fn lend(&self) -> Vec<Lent<'_>>;
    fn to_values(&self) -> Vec<Value> {
        self.lend().iter().map(Lent::to_value).collect()
    }
    /// From the values of its columns, in their order.
    fn from_lent(values: &[Lent<'_>]) -> Result<Self, String>;
    /// As `from_lent`.
    fn from_values(values: &[Value]) -> Result<Self, String> {
        let lent: Vec<Lent<'_>> = values.iter().map(Value::lend).collect();
        Self::from_lent(&lent)
    }
}

fn wrong(expected: &str, found: &Lent<'_>) -> String {
    let kind = match found {
        Lent::Null => "nothing",
        Lent::Int(_) => "a number",
        Lent::Text(_) => "text",
        Lent::Blob(_) => "bytes",
    };
    format!("expected {expected}, found {kind}")
}

impl Column for Uid {
    fn lend(&self) -> Lent<'_> {
        Lent::Blob(&self.0)
    }
    fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
        match value {
            Lent::Blob(b) => <[u8; 16]>::try_from(*b)
                .map(Uid)
                .map_err(|_wrong_length| wrong("an id of 16 bytes", value)),
            other => Err(wrong("an id of 16 bytes", other)),
        }
    }
}
impl Column for String {
    fn lend(&self) -> Lent<'_> {
        Lent::Text(Cow::Borrowed(self))
    }
    fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
        match value {
            Lent::Text(t) => Ok(t.as_ref().to_owned()),
            other => Err(wrong("text", other)),
        }
    }
}
impl Column for Vec<u8> {
    fn lend(&self) -> Lent<'_> {
        Lent::Blob(self)
    }
    fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
        match value {
            Lent::Blob(b) => Ok(b.to_vec()),
            other => Err(wrong("bytes", other)),
        }
    }
}
macro_rules! int_column {
    ($($t:ty),*) => {$(
        impl Column for $t {
            fn lend(&self) -> Lent<'_> { Lent::Int(i64::from(*self)) }
            fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
                match value {
                    Lent::Int(n) => <$t>::try_from(*n).map_err(|_out_of_range| wrong("a smaller number", value)),
                    other => Err(wrong("a number", other)),
                }
            }
        }
    )*};
}
int_column!(i64, i32, u32, u16, u8);
impl Column for bool {
    fn lend(&self) -> Lent<'_> {
        Lent::Int(i64::from(*self))
    }
    fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
        match value {
            Lent::Int(n) => Ok(*n != 0),
            other => Err(wrong("0 or 1", other)),
        }
    }
}
impl<T: Column> Column for Option<T> {
    fn lend(&self) -> Lent<'_> {
        self.as_ref().map_or(Lent::Null, Column::lend)
    }
    fn from_lent(value: &Lent<'_>) -> Result<Self, String> {
        match value {
            Lent::Null => Ok(None),
            other => T::from_lent(other).map(Some),
        }
    }
}

/// `json_column!(Type)`: stored as compact JSON text. Field order is the struct's, so bytes repeat.
macro_rules! json_column {
    ($($t:ty),* $(,)?) => {$(
        impl $crate::model::Column for $t {
            fn lend(&self) -> $crate::model::Lent<'_> {
                $crate::model::Lent::Text(serde_json::to_string(self).unwrap_or_default().into())
            }
            fn from_lent(value: &$crate::model::Lent<'_>) -> Result<Self, String> {
                match value {
                    $crate::model::Lent::Text(t) => serde_json::from_str(t)
                        .map_err(|e| format!("expected {}: line {}, column {}", stringify!($t), e.line(), e.column())),
                    _ => Err(format!("expected {} as JSON text", stringify!($t))),
                }
            }
        }
    )*};
}

/// `text_enum!{ pub enum X { A = "a", B = "b" } }`: a closed set stored and serialised as its word.
macro_rules! text_enum {
    ($(#[$m:meta])* pub enum $name:ident { $($(#[$vm:meta])* $v:ident = $s:literal),* $(,)? }) => {
        $(#[$m])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize)]
        pub enum $name { #[default] $($(#[$vm])* #[serde(rename = $s)] $v),* }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$v),*];
            pub fn as_str(self) -> &'static str { match self { $($name::$v => $s),* } }
            pub fn parse(text: &str) -> Option<$name> { match text { $($s => Some($name::$v),)* _ => None } }
        }
        impl $crate::model::Column for $name {
            fn lend(&self) -> $crate::model::Lent<'_> { $crate::model::Lent::Text(self.as_str().into()) }
            fn from_lent(value: &$crate::model::Lent<'_>) -> Result<Self, String> {
                match value {
                    $crate::model::Lent::Text(t) => $name::parse(t).ok_or_else(|| format!("expected one of {:?}", [$($s),*])),
                    _ => Err(format!("expected one of {:?}", [$($s),*])),
                }
            }
        }
    };
}

/// `ids! { A, B }`: newtypes over `Uid`, one per table.
macro_rules! ids {
    ($($name:ident),* $(,)?) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $crate::model::Uid);
        impl $name {
            pub fn parse(text: &str) -> Option<$name> { $crate::model::Uid::parse(text).map($name) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(&self.0, f) }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { std::fmt::Display::fmt(&self.0, f) }
        }
        impl $crate::model::Column for $name {
            fn lend(&self) -> $crate::model::Lent<'_> { $crate::model::Column::lend(&self.0) }
            fn from_lent(value: &$crate::model::Lent<'_>) -> Result<Self, String> { <$crate::model::Uid as $crate::model::Column>::from_lent(value).map($name) }
        }
    )*};
}

/// `row! { pub struct X in "table" { pub id: XId, pub name: String } }`: the struct and its `Row`.
macro_rules! row {
    ($(#[$m:meta])* pub struct $name:ident in $table:literal { $($(#[$fm:meta])* pub $field:ident : $t:ty),* $(,)? }) => {
        $(#[$m])*
        #[derive(Clone, PartialEq, Debug, Default, serde::Serialize, serde::Deserialize)]
        pub struct $name { $($(#[$fm])* pub $field: $t),* }
        impl $crate::model::Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),*];
            fn uid(&self) -> $crate::model::Uid { self.id.0 }
            fn lend(&self) -> Vec<$crate::model::Lent<'_>> { vec![$($crate::model::Column::lend(&self.$field)),*] }
            fn from_lent(values: &[$crate::model::Lent<'_>]) -> Result<Self, String> {
                let mut it = values.iter();
                Ok($name { $($field: {
                    let value = it.next().ok_or_else(|| format!("{}.{}: column missing", $table, stringify!($field)))?;
                    <$t as $crate::model::Column>::from_lent(value).map_err(|e| format!("{}.{}: {e}", $table, stringify!($field)))?
                }),* })
            }
        }
    };
}
