//! The JSON object of a request's body.

use serde_json::{Map, Value};

/// The JSON object of these fields.
pub(crate) fn object<'a>(fields: impl IntoIterator<Item = (&'a str, impl Into<Value>)>) -> Value {
    Value::Object(
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect::<Map<_, _>>(),
    )
}
