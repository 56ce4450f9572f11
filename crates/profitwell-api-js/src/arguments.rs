//! Arguments of a method as the structs of [`profitwell_api`].
//!
//! JavaScript has made a plain copy of each (`js/server/api/copy.js`), in which names of fields are
//! in snake case: reading it cannot throw, and it is nested at most 127 deep.

use std::fmt;

use js_sys::{Object, Reflect};
use serde::{
    Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};
use serde_wasm_bindgen as js;
use wasm_bindgen::{JsCast, JsValue};

use crate::failure::Failure;

/// The argument of this name. One that holds named fields may be left out if none of them is
/// required, and has no others than those of `T`: a misspelt `limit` would list everything.
pub(crate) fn argument<T: DeserializeOwned>(name: &str, value: JsValue) -> Result<T, Failure> {
    T::deserialize(Argument(value)).map_err(|Wrong(wrong)| {
        let (field, problem) = *wrong;
        Failure::invalid(field.as_deref().unwrap_or(name), expected(&problem))
    })
}

/// What serde expected, without the value that it got: that may be a secret.
fn expected(problem: &str) -> &str {
    match problem.rsplit_once(", expected ").map_or(problem, |(_, expected)| expected) {
        "u32" | "u64" => "a whole number, not negative",
        "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        "whole seconds since 1970" => "a Date, or whole seconds since 1970",
        expected => expected,
    }
}

/// What is wrong, and with which field, if not with the whole argument. Boxed: the code that reads a field moves it.
#[derive(Debug)]
struct Wrong(Box<(Option<String>, String)>);

impl Wrong {
    fn field(field: &str, problem: &str) -> Self {
        Wrong(Box::new((Some(field.to_owned()), problem.to_owned())))
    }
}

impl de::Error for Wrong {
    fn custom<T: fmt::Display>(problem: T) -> Self {
        Wrong(Box::new((None, problem.to_string())))
    }

    fn missing_field(field: &'static str) -> Self {
        Wrong::field(field, "required")
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.1)
    }
}

impl std::error::Error for Wrong {}

impl From<js::Error> for Wrong {
    fn from(error: js::Error) -> Self {
        let text = error.to_string();
        de::Error::custom(text.strip_prefix("Error: ").unwrap_or(&text))
    }
}

/// A struct is read field by field here, so that an error names the field; all else by serde-wasm-bindgen.
struct Argument(JsValue);

impl<'de> Deserializer<'de> for Argument {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        Ok(js::Deserializer::from(self.0).deserialize_any(visitor)?)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_map(Fields::of(self.0, names)?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// The fields of an object that are there.
struct Fields {
    object: JsValue,
    names: std::slice::Iter<'static, &'static str>,
    current: (&'static str, JsValue),
}

impl Fields {
    fn of(object: JsValue, names: &'static [&'static str]) -> Result<Self, Wrong> {
        let none = object.is_null() || object.is_undefined();
        if !none && (!object.is_object() || object.is_array()) {
            return Err(de::Error::custom("an object"));
        }
        let object = if none { Object::new().into() } else { object };
        for key in Object::keys(object.unchecked_ref::<Object>()).iter().filter_map(|key| key.as_string()) {
            if !names.contains(&key.as_str()) {
                return Err(Wrong::field(&key, "not a field that this method knows"));
            }
        }
        Ok(Fields { object, names: names.iter(), current: ("", JsValue::UNDEFINED) })
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        for name in self.names.by_ref() {
            let value = Reflect::get(&self.object, &(*name).into()).unwrap_or_default();
            if !(value.is_undefined() || value.is_null()) {
                self.current = (name, value);
                let name: StrDeserializer<'_, Wrong> = name.into_deserializer();
                return seed.deserialize(name).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, value) = std::mem::take(&mut self.current);
        seed.deserialize(js::Deserializer::from(value)).map_err(|error| {
            let Wrong(wrong) = error.into();
            Wrong::field(name, &wrong.1)
        })
    }
}
