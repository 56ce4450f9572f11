//! An error on its way to JavaScript, which makes a `ProfitWellError` of it.

use js_sys::{Array, Error, Object};
use profitwell_api::{self as api, Fields, Invalid};
use wasm_bindgen::prelude::*;

/// An error as JavaScript receives it. It contains what [`api::Error`] does, and so never the token. Boxed: what can
/// fail is small to move.
pub(crate) struct Failure(Box<Contents>);

struct Contents {
    code: &'static str,
    message: String,
    status: Option<u16>,
    fields: Fields,
    retry_after: Option<f64>,
}

impl Failure {
    /// An argument is wrong; the field is named as Rust does, which JavaScript translates.
    pub(crate) fn invalid(field: &str, problem: &str) -> Self {
        let mut fields = Fields::new();
        fields.insert(field.to_owned(), vec![problem.to_owned()]);
        let message = format!("{field}: {problem}");
        Failure(Box::new(Contents {
            code: "invalid_argument",
            message,
            status: None,
            fields,
            retry_after: None,
        }))
    }
}

impl From<Invalid> for Failure {
    fn from(Invalid { field, problem }: Invalid) -> Self {
        Failure::invalid(field, problem)
    }
}

impl From<api::Error> for Failure {
    fn from(error: api::Error) -> Self {
        let retry_after = match &error {
            api::Error::Throttled { retry_after: Some(wait) } => Some(wait.as_secs_f64().ceil()),
            _ => None,
        };
        Failure(Box::new(Contents {
            code: error.code(),
            message: error.to_string(),
            status: error.status(),
            fields: error.fields().into_owned(),
            retry_after,
        }))
    }
}

#[wasm_bindgen]
extern "C" {
    /// The class of `js/server/api/error.js`; the build puts it there.
    #[wasm_bindgen(extends = Error)]
    type ProfitWellError;

    #[wasm_bindgen(constructor)]
    fn new(
        code: &str,
        message: &str,
        status: Option<u16>,
        fields: Object,
        retry_after: Option<f64>,
    ) -> ProfitWellError;
}

impl From<Failure> for JsValue {
    fn from(Failure(contents): Failure) -> Self {
        let Contents { code, message, status, fields, retry_after } = *contents;
        // As entries, so that a field named `__proto__` stays a field.
        let entries: Array = fields
            .into_iter()
            .map(|(name, messages)| {
                let messages: Array = messages.into_iter().map(JsValue::from).collect();
                Array::of2(&name.into(), &messages)
            })
            .collect();
        let fields = Object::from_entries(&entries).unwrap_or_default();
        ProfitWellError::new(code, &message, status, fields, retry_after).into()
    }
}
