//! The JSON object of a request's body.

use serde_json::{Map, Value};

/// The JSON object of these fields.
pub(crate) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, impl Into<Value>)>) -> Value {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name.to_owned(), value.into());
    }
    Value::Object(object)
}
