//! The JSON fields of each command, read off its `Deserialize`: the same list feeds program and help.

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::forward_to_deserialize_any;

/// Names of the fields that `T` reads from JSON, in order.
pub(super) fn of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    match T::deserialize(Asker) {
        Err(Told(fields)) => fields,
        Ok(_) => &[],
    }
}

/// A deserializer that holds nothing and only listens to what is asked of it.
struct Asker;

/// The fields that were asked for, carried out as an error.
#[derive(Debug)]
struct Told(&'static [&'static str]);
impl std::fmt::Display for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("fields")
    }
}
impl std::error::Error for Told {}
impl Error for Told {
    fn custom<M: std::fmt::Display>(_: M) -> Told {
        Told(&[])
    }
}

impl<'de> Deserializer<'de> for Asker {
    type Error = Told;
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Told> {
        Err(Told(&[]))
    }
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Told> {
        Err(Told(fields))
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
