//! Reading and writing JSON: by serde_json, and in the module for JavaScript by its host.

use serde_json::{Map, Value};

#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub(super) use crate::worker::json::{read, write};

#[cfg(not(all(target_arch = "wasm32", feature = "api")))]
pub(super) use self::native::{read, write};

/// The JSON object of these fields.
pub(crate) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, impl Into<Value>)>) -> Value {
    let mut object = Map::new();
    // One by one: `collect` sorts first, which the module has no other use for.
    for (name, value) in fields {
        object.insert(name.to_owned(), value.into());
    }
    Value::Object(object)
}

#[cfg(not(all(target_arch = "wasm32", feature = "api")))]
mod native {
    use serde_json::Value;

    /// The value of a JSON text, if it is one.
    pub(in super::super) fn read(text: &[u8]) -> Option<Value> {
        serde_json::from_slice(text).ok()
    }

    /// A value as JSON text.
    pub(in super::super) fn write(value: &Value) -> String {
        value.to_string()
    }
}
