//! An error on its way to JavaScript, which makes a `ProfitWellError` of it.

use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

use crate::json;
use profitwell_api::{Error, Invalid};

/// What JavaScript is told of an error, as JSON text. It holds what [`Error`] does, and so
/// never the token.
pub(super) struct Failure(String);

impl Failure {
    /// An argument is wrong.
    pub(super) fn invalid(field: &str, problem: &str) -> Self {
        let mut fields = Map::new();
        fields.insert(field.to_owned(), [problem].as_slice().into());
        Failure::new("invalid_argument", &format!("{field}: {problem}"), None, fields, None)
    }

    fn new(
        code: &str,
        message: &str,
        status: Option<u16>,
        fields: Map<String, Value>,
        retry_after: Option<u64>,
    ) -> Self {
        let failure: [(&str, Value); 5] = [
            ("code", code.into()),
            ("message", message.into()),
            ("status", status.into()),
            ("fields", fields.into()),
            ("retryAfter", retry_after.into()),
        ];
        let failure = failure.into_iter().map(|(name, value)| (name.to_owned(), value));
        Failure(json::write(&Value::Object(failure.collect())))
    }
}

impl From<Invalid> for Failure {
    #[inline(never)]
    fn from(Invalid { field, problem }: Invalid) -> Self {
        Failure::invalid(field, problem)
    }
}

impl From<Error> for Failure {
    #[inline(never)]
    fn from(error: Error) -> Self {
        let mut fields = Map::new();
        for (name, messages) in error.fields().iter() {
            fields.insert(name.clone(), messages.as_slice().into());
        }
        let retry_after = match &error {
            Error::Throttled { retry_after: Some(wait) } => {
                Some(wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)))
            }
            _ => None,
        };
        Failure::new(error.code(), &error.to_string(), error.status(), fields, retry_after)
    }
}

impl From<Failure> for JsValue {
    fn from(Failure(text): Failure) -> Self {
        text.into()
    }
}
