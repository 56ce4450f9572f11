//! Answers as JavaScript gets them.

use std::any::Any;

use profitwell_api::Error;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::failure::Failure;

/// As JSON would be, but that an object of any names is a `Map`: as properties of an object,
/// `__proto__` would be lost. JavaScript makes objects of them (`js/server/api/names.js`).
const SERIALIZER: Serializer = Serializer::json_compatible().serialize_maps_as_objects(false);

/// The answer as a value of JavaScript; nothing is `undefined`.
pub(crate) fn answer<T: Serialize + 'static>(answer: &T) -> Result<JsValue, Failure> {
    if (answer as &dyn Any).is::<()>() {
        return Ok(JsValue::UNDEFINED);
    }
    answer.serialize(&SERIALIZER).map_err(|_| {
        // What JSON can hold and JavaScript cannot: integers past 2^53, which would be rounded.
        let reason = "an integer that JavaScript cannot hold exactly".to_owned();
        Error::Decode { path: ".".to_owned(), reason }.into()
    })
}
